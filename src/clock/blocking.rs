//! Work that would keep others waiting, on a thread where nothing waits.

use tokio::runtime::Handle;

/// Does `work` on a thread for such work, or here where there is no tokio runtime. `None` where
/// the work panicked, or the runtime stopped before it began.
///
/// Work that has begun is done to its end, also when nobody waits for it any more.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Option<T> {
    match Handle::try_current() {
        Ok(runtime) => runtime.spawn_blocking(work).await.ok(),
        Err(_) => Some(work()),
    }
}
