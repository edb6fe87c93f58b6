//! That something is waited for.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// A spinner in a line of this form.
pub(crate) fn spinner(template: &str) -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}
