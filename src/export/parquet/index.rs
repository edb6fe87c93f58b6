//! The index at the end of a Parquet file, kept so that the file can be gone on with.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use parquet::column::writer::ColumnCloseResult;
use parquet::errors::Result as ParquetResult;
use parquet::file::metadata::{
    ColumnChunkMetaData, FileMetaData, ParquetMetaData, ParquetMetaDataOptions,
    ParquetMetaDataReader, ParquetMetaDataWriter,
};
use parquet::file::reader::{ChunkReader, Length};
use parquet::file::statistics::Statistics;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::SchemaDescriptor;

use crate::error::{Error, Result};
use crate::export::note::BEGIN_AGAIN;

use super::refusal::impossible;

/// Takes what the library writes. Clones share what they took.
#[derive(Clone, Debug, Default)]
pub(super) struct Sink(Arc<Mutex<Taken>>);

#[derive(Debug, Default)]
struct Taken {
    bytes: Vec<u8>,
    /// What is in the file already is not taken.
    is_in_file: bool,
}

impl Sink {
    fn with<T>(&self, change: impl FnOnce(&mut Taken) -> T) -> T {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Hands over what was taken.
    pub(super) fn drain_into(&self, out: &mut Vec<u8>) {
        self.with(|taken| out.append(&mut taken.bytes));
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.with(|taken| {
            if !taken.is_in_file {
                taken.bytes.extend_from_slice(bytes);
            }
        });
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What the index would be if the file ended here, as text.
pub(super) fn state(writer: &SerializedFileWriter<Sink>) -> Result<String> {
    let groups = writer.flushed_row_groups().to_vec();
    let lines = groups.iter().map(|group| group.num_rows()).sum();
    let schema = SchemaDescriptor::new(writer.schema_descr().root_schema_ptr());
    let file = FileMetaData::new(1, lines, None, None, Arc::new(schema), None);
    let mut index = Vec::new();
    let metadata = ParquetMetaData::new(file, groups);
    ParquetMetaDataWriter::new(&mut index, &metadata).finish().map_err(impossible)?;
    Ok(STANDARD.encode(index))
}

/// Makes a new writer take the groups of the index for written.
pub(super) fn restore(
    writer: &mut SerializedFileWriter<Sink>,
    sink: &Sink,
    state: &str,
) -> Result<()> {
    let index = STANDARD.decode(state).map_err(|error| damaged(&error))?;
    // All of it, so that a file that was gone on with is the same as any other.
    let all = ParquetMetaDataOptions::new().with_encoding_stats_as_mask(false);
    let reader = ParquetMetaDataReader::new().with_metadata_options(Some(all));
    let index = reader.parse_and_finish(&Bytes::from(index)).map_err(|error| damaged(&error))?;
    sink.with(|taken| taken.is_in_file = true);
    repeat(writer, &index).map_err(|error| damaged(&error))?;
    sink.with(|taken| *taken = Taken::default());
    Ok(())
}

fn repeat(writer: &mut SerializedFileWriter<Sink>, index: &ParquetMetaData) -> ParquetResult<()> {
    for group in index.row_groups() {
        let mut repeated = writer.next_row_group()?;
        for column in group.columns() {
            let (_, length) = column.byte_range();
            let close = ColumnCloseResult {
                bytes_written: length,
                rows_written: u64::try_from(group.num_rows()).unwrap_or_default(),
                metadata: as_written(column)?,
                bloom_filter: None,
                column_index: None,
                offset_index: None,
            };
            repeated.append_column(&Written, close)?;
        }
        repeated.close()?;
    }
    writer.flush()?;
    Ok(())
}

/// With the least and the greatest value for older readers too: the library writes them
/// twice, and reads them once.
fn as_written(column: &ColumnChunkMetaData) -> ParquetResult<ColumnChunkMetaData> {
    let statistics = match column.statistics() {
        Some(Statistics::Int64(values)) => {
            Statistics::Int64(values.clone().with_backwards_compatible_min_max(true))
        }
        Some(Statistics::FixedLenByteArray(values)) => {
            Statistics::FixedLenByteArray(values.clone().with_backwards_compatible_min_max(true))
        }
        _ => return Ok(column.clone()),
    };
    column.clone().into_builder().set_statistics(statistics).build()
}

fn damaged(error: &dyn std::error::Error) -> Error {
    let message = format!("what an earlier export noted of it cannot be understood, {error}");
    Error::invalid("file", message).with_outlook(BEGIN_AGAIN)
}

/// Stands for columns that are in the file already: how long they are is all that counts.
struct Written;

impl Length for Written {
    fn len(&self) -> u64 {
        u64::MAX
    }
}

impl ChunkReader for Written {
    type T = io::Repeat;

    fn get_read(&self, _: u64) -> ParquetResult<io::Repeat> {
        Ok(io::repeat(0))
    }

    fn get_bytes(&self, _: u64, length: usize) -> ParquetResult<Bytes> {
        Ok(vec![0; length].into())
    }
}
