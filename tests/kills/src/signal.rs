//! Signals.

use std::io;

use anyhow::Context;
use rustix::process::{Pid, Signal, getpid, kill_process};

use crate::worker::Said;

/// Ends this process at once, as the operating system ends it.
pub(crate) fn kill_myself() -> ! {
    // Nothing can be done where even that fails, and what follows ends the process nevertheless.
    let _ = kill_process(getpid(), Signal::KILL);
    std::process::abort()
}

/// Asks the parent to stop this process, and waits until it has been let go on.
pub(crate) fn be_stopped() {
    tokio::task::block_in_place(|| {
        let asked = Said::Stopping.say();
        // A parent that has gone lets nobody go on.
        if asked.is_err() || io::stdin().read_line(&mut String::new()).unwrap_or(0) == 0 {
            std::process::exit(1);
        }
    });
}

/// Stops another process.
pub(crate) fn stop(id: u32) -> anyhow::Result<()> {
    Ok(kill_process(pid(id)?, Signal::STOP)?)
}

/// Lets a process go on that was stopped.
pub(crate) fn go_on(id: u32) -> anyhow::Result<()> {
    Ok(kill_process(pid(id)?, Signal::CONT)?)
}

fn pid(id: u32) -> anyhow::Result<Pid> {
    i32::try_from(id).ok().and_then(Pid::from_raw).context("it is the id of a process")
}
