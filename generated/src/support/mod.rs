//! The few types that generated code names, written by hand.
//!
//! Values that plain serde would damage ([`Decimal`], [`Timestamp`], [`ErrorCode`],
//! [`UnknownFields`]); a call and what becomes of it ([`Request`], [`Transport`], [`Answer`],
//! [`CallError`]); and the macros that give open enums and identifiers their traits.

mod answer;
mod bounded;
mod call_error;
mod cart_error_code;
mod column;
mod common_headers;
mod decimal;
mod decode;
mod error_code;
mod error_table;
mod exchange;
mod fields;
mod host;
mod lenient;
mod lookups;
mod object;
mod one_by_one;
mod open_enum;
mod operation;
mod page_items;
mod parameter;
mod pull;
mod raw_operation;
mod raw_target;
mod reader;
mod request;
mod response;
mod sent;
mod sign_in_code;
mod string_id;
mod text;
mod timestamp;
mod transport;
mod union;
mod unknown_fields;
mod unreadable;

pub use answer::Answer;
pub use call_error::{BoxError, CallError};
pub use cart_error_code::{CartCode, CartErrorCode};
pub use column::{AsCell, Cell, Column, ColumnKind};
pub use decimal::{Decimal, ParseDecimalError};
pub use decode::Undecoded;
pub use error_code::ErrorCode;
pub use error_table::{Bought, Code, Repeat};
pub use host::Server;
pub use one_by_one::items_one_by_one;
pub use operation::{LimitScope, Operation, OperationParameter, ParameterPlace, Retry};
pub use page_items::PageItems;
pub use parameter::{BadParameter, Unusable};
pub use request::Request;
pub use response::{Body, ByteStream, Response};
pub use sent::Sent;
pub use sign_in_code::{Interaction, SignInCode};
pub use text::Text;
pub use timestamp::{ParseTimestampError, Timestamp};
pub use transport::{BoxFuture, ReadAnswer, SharedTransport, Transport};
pub use union::{OtherObject, UnreadableObject};
pub use unknown_fields::UnknownFields;
pub use unreadable::Unreadable;

pub(crate) use bounded::Bounded;
pub(crate) use common_headers::{CommonHeaders, common_headers};
pub(crate) use exchange::{fetch, json, nothing, page, send, stream};
pub(crate) use fields::{Fields, read_fields};
pub(crate) use lenient::BlankAsNone;
pub(crate) use object::{Object, Pull, Stop};
pub(crate) use open_enum::{open_enum, same_word};
pub(crate) use page_items::Place;
pub(crate) use parameter::ParameterValue;
pub(crate) use pull::{PullUnion, pull_page, word, word_within};
pub(crate) use reader::Reader;
pub(crate) use string_id::{string_id, text_or_number};
pub(crate) use text::Texts;
pub(crate) use union::{Union, read_union, tells};
