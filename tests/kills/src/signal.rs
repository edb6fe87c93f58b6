//! Signals that a process sends to itself, and a parent to its children.

use anyhow::Context;
use rustix::process::{Pid, Signal, getpid, kill_process};

/// Ends this process at once, as the operating system ends it.
pub(crate) fn kill_myself() -> ! {
    // Nothing can be done where even that fails, and what follows ends the process nevertheless.
    let _ = kill_process(getpid(), Signal::KILL);
    std::process::abort()
}

/// Stops this process until somebody lets it go on.
pub(crate) fn stop_myself() {
    let _ = kill_process(getpid(), Signal::STOP);
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
