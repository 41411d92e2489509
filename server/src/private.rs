//! Files that nobody but the portal reads: its database, the lock beside it, and the backups.

use std::{
    fs::{self, File},
    io,
    path::Path,
};

/// Makes a new file that only its owner may read. Its owner is whose its folder is: what root makes in the portal's folder,
/// when it restores a backup, is the portal's.
///
/// # Errors
/// When there is one, or the folder cannot be written to.
pub(crate) fn create(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let folder = fs::metadata(folder_of(path))?;
        // Nobody but root gives files away; with everybody else it stays theirs.
        _ = std::os::unix::fs::fchown(&file, Some(folder.uid()), Some(folder.gid()));
    }
    Ok(file)
}

/// Makes the file as [`create`] does, where there is none.
///
/// # Errors
/// When the folder cannot be written to.
pub(crate) fn exists(path: &Path) -> io::Result<()> {
    match create(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

/// The folder of a file.
pub(crate) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
