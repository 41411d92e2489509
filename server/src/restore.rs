//! Putting a backup in the place of the embedded database.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
};

use store::{Schema, Store};

use crate::{
    cli::{self, Failure},
    config::Data,
    hold, private,
};

/// How every file of SQLite begins (<https://sqlite.org/fileformat2.html>, 1.3).
const BEGINNING: &[u8; 16] = b"SQLite format 3\0";

/// Restores `backup`, which is only read. It is proved before anything is replaced, and what was there is kept beside it.
///
/// # Errors
/// With a sentence for the operator; then nothing was replaced.
pub(crate) async fn run(data: &Data, backup: &Path, replace: bool) -> Result<(), Failure> {
    let Some(target) = data.file() else { return Err("PostgreSQL is restored with pg_restore".into()) };
    check_backup(backup).await?;
    let hold = hold::alone(&target).map_err(|error| format!("{} cannot be written: {error}", target.display()))?;
    let Some(_hold) = hold else {
        return Err(format!("a portal has {} open; stop it first", target.display()).into());
    };
    if target.exists() && !replace {
        return Err(format!("{} exists; say --replace to replace it", target.display()).into());
    }
    put(backup, &target)?;
    println!("restored {}", target.display());
    if beside(&target, ".before-restore").exists() {
        println!("what was there before is kept as {}", beside(&target, ".before-restore").display());
    }
    Ok(())
}

async fn check_backup(backup: &Path) -> Result<(), Failure> {
    let name = backup.display();
    let mut beginning = [0; BEGINNING.len()];
    let read =
        File::open(backup).map_err(|error| format!("{name} cannot be read: {error}"))?.read_exact(&mut beginning);
    if read.is_err() || beginning != *BEGINNING {
        return Err(format!("{name} is not a Loket database").into());
    }
    // The file alone would be missing what was committed last.
    if fs::metadata(beside(backup, "-wal")).is_ok_and(|log| log.len() > 0) {
        return Err(format!("{name} has a log beside it, so it is no backup: make one with `loket backup`").into());
    }
    let unsound = || Failure::from(format!("{name} is damaged; nothing was replaced"));
    let store = Store::open_to_read(backup).await.map_err(|_| unsound())?;
    let schema = store.schema().await.map_err(|_| unsound())?;
    if !store.is_whole().await.unwrap_or(false) {
        return Err(unsound());
    }
    match schema {
        Schema::None => return Err(format!("{name} is not a Loket database").into()),
        Schema::Newer => return Err(format!("{name} was made by a later release of Loket").into()),
        Schema::Older => {
            println!("the backup was made by an earlier release; its data is brought up to date at the next start");
        }
        // Its rows can be proved only against the schema that this release knows.
        Schema::Current if cli::prove(&store).await? => {}
        Schema::Current => return Err(format!("{name} is not sound; nothing was replaced").into()),
    }
    Ok(store.close().await?)
}

fn put(backup: &Path, target: &Path) -> Result<(), Failure> {
    let staged = beside(target, ".restoring");
    if staged.exists() {
        // Of a restore that was cut short.
        fs::remove_file(&staged)?;
    }
    let mut copy = private::create(&staged)?;
    io::copy(&mut File::open(backup)?, &mut copy)?;
    copy.sync_all()?;
    // The old database and its log go aside together, so that nothing committed is lost whenever this is cut short.
    for suffix in ["", "-wal", "-shm"] {
        let old = beside(target, suffix);
        if old.exists() {
            fs::rename(&old, beside(target, &format!("{suffix}.before-restore")))?;
        }
    }
    fs::rename(&staged, target)?;
    Ok(File::open(private::folder_of(target))?.sync_all()?)
}

/// The file whose name goes on like this.
fn beside(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}
