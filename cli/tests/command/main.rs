//! The command, as a process of its own, against an emulator.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod money;
#[cfg(unix)]
mod month;
mod output;
mod reading;
mod usage;

use std::fs;
use std::process::{Command, Output, Stdio};

use partner_center_emulator::{Emulator, Options, Running, Settings};
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// An emulator, and a home of the command with a profile that leads there.
pub(crate) struct Stage {
    pub(crate) home: TempDir,
    pub(crate) running: Running,
    /// Answers while this lives.
    _runtime: Runtime,
}

/// How the command ended.
pub(crate) struct Ended {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Stage {
    pub(crate) fn new() -> Self {
        Self::with(|_| {})
    }

    pub(crate) fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let runtime = Runtime::new().unwrap();
        let running = runtime.block_on(Emulator::start(Options::new())).unwrap();
        running.emulator().change(change);
        let home = tempfile::tempdir().unwrap();
        let profile = format!(
            "current = \"emulator\"\n[profile.emulator]\nemulator = true\nbase-url = \"{0}\"\n\
             authority = \"{0}\"\ngraph-url = \"{1}\"\n",
            running.base_url, running.hosts["Graph"]
        );
        fs::write(home.path().join("profiles.toml"), profile).unwrap();
        Self { home, running, _runtime: runtime }
    }

    pub(crate) fn emulator(&self) -> &Emulator {
        self.running.emulator()
    }

    /// The command with these words, of which none has a space in it.
    pub(crate) fn command(&self, words: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_partner-center"));
        command.args(words.split(' ')).env("PARTNER_CENTER_HOME", self.home.path());
        for name in ["TENANT", "PROFILE", "BASE_URL", "AUTHORITY"] {
            command.env_remove(format!("PARTNER_CENTER_{name}"));
        }
        command.stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, words: &str) -> Ended {
        Ended::of(self.command(words).output().unwrap())
    }

    /// Runs it, and gives what it printed.
    #[track_caller]
    pub(crate) fn said(&self, words: &str) -> String {
        let ended = self.run(words);
        assert_eq!(ended.code, 0, "{}", ended.err);
        ended.out
    }

    /// The orders that were placed.
    pub(crate) fn bought(&self) -> Vec<String> {
        self.emulator().ledger().into_iter().flat_map(|entry| entry.effect.orders).collect()
    }
}

impl Ended {
    pub(crate) fn of(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        let code = output.status.code().unwrap();
        Self { code, out: text(output.stdout), err: text(output.stderr) }
    }
}
