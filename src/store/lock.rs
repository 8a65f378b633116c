//! One save of a file at a time, by locks that the system drops when their holder dies: one of this user's for the file, and one
//! on the file's folder, which other users of this machine respect too.

use super::storage::{Step, Storage};
use super::{Folders, hash};
use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

/// How long a save waits for another one.
const PATIENCE: Duration = Duration::from_secs(2);

/// Held while it lives. The lock's file stays where it is: a file that is removed would let two holders in.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
    _folder: Option<File>,
}

/// Somebody else holds the lock and did not let go in time.
pub(super) struct Busy;

/// Locks saves of `target` for this user. `Ok(None)` when the system offers no lock here: comparing contents must then be
/// enough, and is.
pub(super) fn acquire(disk: &dyn Storage, folders: &Folders, target: &Path) -> Result<Option<Lock>, Busy> {
    let open = || {
        disk.before(Step::Lock)?;
        let path = folders.state_part("locks")?.join(hash::key(target));
        open_lock(&path)
    };
    let Ok(file) = open() else { return Ok(None) };
    let lock = hold(file)?;
    // Whoever may read the folder may lock it: that must not keep anybody from saving, so in the end it goes on without.
    let folder = target.parent().and_then(|folder| File::open(folder).ok());
    let folder = folder.and_then(|folder| hold(folder).ok().flatten());
    Ok(lock.map(|lock| Lock { _folder: folder.map(|folder| folder._file), ..lock }))
}

/// Takes the lock on an open file, waiting at most two seconds.
pub(super) fn hold(file: File) -> Result<Option<Lock>, Busy> {
    let until = Instant::now() + PATIENCE;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(Some(Lock { _file: file, _folder: None })),
            Err(TryLockError::Error(e)) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(TryLockError::Error(_)) => return Ok(None),
            Err(TryLockError::WouldBlock) if Instant::now() >= until => return Err(Busy),
            Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(3)),
        }
    }
}

pub(super) fn open_lock(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.create(true).write(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
