//! How much memory this process has, while it runs.

use std::fs;

/// The memory at present, in KiB; `None` where the kernel is not Linux.
pub(crate) fn present() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}

/// Whether memory stopped growing: of samples at even distances, the last half has no more than
/// the first by a tenth and 2 MiB, which allocators and buffers take as they please.
pub(crate) fn is_flat(samples: &[u64]) -> bool {
    let (first, last) = samples.split_at(samples.len() / 2);
    let most = |samples: &[u64]| samples.iter().copied().max().unwrap_or_default();
    most(last) <= most(first) * 11 / 10 + 2 * 1024
}
