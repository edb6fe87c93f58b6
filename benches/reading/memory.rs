//! What this process has used, as the kernel counts it.

use std::fs;

use anyhow::{Context, Result};

/// The most memory this process has had at once, in KiB; `None` where the kernel is not Linux.
pub(crate) fn peak() -> Result<Option<u64>> {
    let Ok(status) = fs::read_to_string("/proc/self/status") else { return Ok(None) };
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.context("the kernel does not tell the peak")?.trim().trim_end_matches(" kB");
    Ok(Some(kib.parse()?))
}

/// The time that all processors have spent on this process, in clock ticks.
pub(crate) fn ticks() -> Result<Option<u64>> {
    let Ok(stat) = fs::read_to_string("/proc/self/stat") else { return Ok(None) };
    // The name in parentheses may hold spaces; user and system time are 12th and 13th behind it.
    let (_, fields) = stat.rsplit_once(')').context("the kernel does not tell the time used")?;
    let mut used = fields.split_ascii_whitespace().skip(11).take(2);
    let mut next = || anyhow::Ok(used.next().context("a field is missing")?.parse::<u64>()?);
    Ok(Some(next()? + next()?))
}
