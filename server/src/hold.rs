//! The sign that a program has the embedded database open: a lock on a file beside it, which the system takes away when
//! the program ends, however it ends.

use std::{
    fs::{self, File, TryLockError},
    io,
    path::Path,
};

use crate::private;

/// Kept for as long as the database is open, or may not be opened by others.
#[derive(Debug)]
pub struct Hold(#[expect(dead_code, reason = "closing the file gives the lock back")] File);

/// Says that this program has the database open, beside others that may; `None` while somebody replaces it.
///
/// # Errors
/// When the folder cannot be written to.
pub fn shared(database: &Path) -> io::Result<Option<Hold>> {
    let file = lock_file(database)?;
    held(file.try_lock_shared(), file)
}

/// Says that nobody else may open the database; `None` while somebody has it open.
///
/// # Errors
/// When the folder cannot be written to.
pub fn alone(database: &Path) -> io::Result<Option<Hold>> {
    let file = lock_file(database)?;
    held(file.try_lock(), file)
}

fn lock_file(database: &Path) -> io::Result<File> {
    if let Some(folder) = database.parent() {
        fs::create_dir_all(folder)?;
    }
    // Never removed: who has it open already would hold a file that nobody else finds.
    let path = database.with_added_extension("lock");
    private::exists(&path)?;
    File::options().write(true).open(path)
}

fn held(locked: Result<(), TryLockError>, file: File) -> io::Result<Option<Hold>> {
    match locked {
        Ok(()) => Ok(Some(Hold(file))),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_have_it_open_or_one_replaces_it() -> io::Result<()> {
        let folder = std::env::temp_dir().join(format!("loket-hold-{}", uuid::Uuid::now_v7()));
        let database = folder.join("loket.db");
        let one = shared(&database)?;
        let other = shared(&database)?;
        assert!(one.is_some() && other.is_some());
        assert!(alone(&database)?.is_none());
        drop((one, other));
        let replacing = alone(&database)?;
        assert!(replacing.is_some() && shared(&database)?.is_none());
        fs::remove_dir_all(folder)
    }
}
