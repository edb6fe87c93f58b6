//! This program once more, as a server in a process of its own.

use std::env;
use std::io::{self, BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::thread;

use anyhow::{Context, Result};

/// The other process, which ends with this value.
pub(crate) struct ServerProcess {
    process: Child,
    /// The line with which it began.
    pub(crate) hello: String,
}

impl ServerProcess {
    /// Starts this program again with these arguments.
    pub(crate) fn start(arguments: &[&str]) -> Result<Self> {
        let mut process = Command::new(env::current_exe()?)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let output = process.stdout.take().context("the server has no output")?;
        let mut hello = String::new();
        BufReader::new(output).read_line(&mut hello)?;
        Ok(Self { process, hello: hello.trim().to_owned() })
    }
}

impl Drop for ServerProcess {
    fn drop(&mut self) {
        // It is gone already, or goes now.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Says hello to the process that started this one, and ends when that one goes away.
pub(crate) fn say_hello(hello: &str) -> io::Result<()> {
    writeln!(io::stdout().lock(), "{hello}")?;
    thread::spawn(|| {
        // Ends when the other end of the pipe is closed.
        let _ = io::copy(&mut io::stdin().lock(), &mut io::sink());
        std::process::exit(0);
    });
    Ok(())
}
