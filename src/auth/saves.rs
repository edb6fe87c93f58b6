//! The order of the saves of one store.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Keeps an earlier save from overwriting a later one: a save whose future was dropped goes on
/// behind the scenes, and may come to its end after one that began after it.
#[derive(Default)]
pub(super) struct Saves {
    /// How many have begun.
    begun: AtomicU64,
    /// The latest that was carried out. Locked by whoever writes.
    written: Mutex<u64>,
}

impl Saves {
    /// Begins a save, and says which one it is.
    pub(super) fn begin(&self) -> u64 {
        self.begun.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Carries out the save `turn`, unless a later one was carried out before.
    pub(super) fn carry_out<E>(
        &self,
        turn: u64,
        write: impl FnOnce() -> Result<(), E>,
    ) -> Result<(), E> {
        let mut written = self.held();
        if *written > turn {
            return Ok(());
        }
        write()?;
        *written = turn;
        Ok(())
    }

    /// Keeps saves out until it is dropped, for whoever compares and replaces. That takes no
    /// turn: it does not undo a save that was carried out before, and one that is carried out
    /// later is somebody's sign-in.
    pub(super) fn held(&self) -> MutexGuard<'_, u64> {
        self.written.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    #[test]
    fn an_earlier_save_never_overwrites_a_later_one() {
        let (saves, held) = (Saves::default(), RefCell::new("old"));
        let write = |token| {
            held.replace(token);
            Ok::<(), ()>(())
        };
        let turns = [saves.begin(), saves.begin(), saves.begin()];
        saves.carry_out(turns[1], || write("second")).unwrap();
        saves.carry_out(turns[0], || write("first")).unwrap();
        assert_eq!(*held.borrow(), "second");
        // One that failed has overwritten nothing.
        saves.carry_out(turns[2], || Err(())).unwrap_err();
        saves.carry_out(turns[1], || write("second again")).unwrap();
        assert_eq!(*held.borrow(), "second again");
    }
}
