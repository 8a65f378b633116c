//! Overwriting a file where it lies, for files that a rename would harm (hard links) or cannot replace.
//!
//! This is the one save that a crash can cut in the middle. So both contents are put aside first, on disk, and stay until
//! the write is complete: [`interrupted`] finds them again.

use super::storage::{Step, Storage};
use super::{Failure, Folders, Loaded, hash, private};
use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Both contents are safe in the state folder; the file itself is untouched so far.
pub(super) struct Prepared<'a> {
    disk: &'a dyn Storage,
    old: &'a Loaded,
    new: &'a [u8],
    copies: Copies,
    file: File,
}

struct Copies {
    old: PathBuf,
    new: PathBuf,
}

impl Copies {
    fn of(folder: &Path, target: &Path) -> Copies {
        let key = hash::key(target);
        Copies { old: folder.join(format!("{key}.old")), new: folder.join(format!("{key}.new")) }
    }

    fn remove(&self) {
        let _ = std::fs::remove_file(&self.new);
        let _ = std::fs::remove_file(&self.old);
    }
}

/// A save in place that was cut: the file holds neither of these contents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interrupted {
    /// What the file held before that save.
    pub old: Vec<u8>,
    /// What it was to hold after it.
    pub new: Vec<u8>,
}

/// Whether `loaded` is what a crash left of a save in place. `None` in all ordinary cases.
pub fn interrupted(folders: &Folders, loaded: &Loaded) -> Option<Interrupted> {
    let copies = Copies::of(&folders.state.join("in-place"), &loaded.base.target);
    let (old, new) = (std::fs::read(&copies.old).ok()?, std::fs::read(&copies.new).ok()?);
    (loaded.bytes != old && loaded.bytes != new).then_some(Interrupted { old, new })
}

/// Opens the file for writing and puts both contents aside.
pub(super) fn prepare<'a>(
    disk: &'a dyn Storage,
    folders: &Folders,
    old: &'a Loaded,
    new: &'a [u8],
) -> Result<Prepared<'a>, Failure> {
    let target = &old.base.target;
    let file = File::options().write(true).open(target);
    let file = file.map_err(|e| Failure::new("open for writing", target, e))?;
    let aside = folders.state.join("in-place");
    let copies = Copies::of(&aside, target);
    let put_aside = || {
        disk.before(Step::CopyAside)?;
        folders.state_part("in-place")?;
        private::write(&copies.old, &old.bytes)?;
        private::write(&copies.new, new)
    };
    match put_aside() {
        Ok(()) => Ok(Prepared { disk, old, new, copies, file }),
        Err(e) => {
            copies.remove();
            Err(Failure::new("keep a copy, in the state folder, of", target, e))
        }
    }
}

impl Prepared<'_> {
    /// Overwrites the file, and gives it. When that fails the old content is written back.
    pub fn write(mut self) -> Result<File, Failure> {
        let target = &self.old.base.target;
        let Err(cause) = overwrite(&mut self.file, self.new, || self.disk.before(Step::WriteInPlace))
            .and_then(|()| self.disk.before(Step::SyncInPlace))
            .and_then(|()| self.file.sync_all())
        else {
            self.copies.remove();
            return Ok(self.file);
        };
        let restored = overwrite(&mut self.file, &self.old.bytes, || self.disk.before(Step::Restore))
            .and_then(|()| self.file.sync_all());
        let mut failure = Failure::new("write", target, cause);
        match restored {
            Ok(()) => self.copies.remove(),
            Err(_) => failure.damaged = Some(self.copies.old.clone()),
        }
        Err(failure)
    }

    /// Lets go without having written anything.
    pub fn cancel(self) {
        self.copies.remove();
    }
}

fn overwrite(file: &mut File, bytes: &[u8], before: impl Fn() -> io::Result<()>) -> io::Result<()> {
    before()?;
    reserve(file, bytes.len() as u64)?;
    file.seek(SeekFrom::Start(0))?;
    file.write_all(bytes)?;
    file.set_len(bytes.len() as u64)
}

/// Makes sure that the disk has room before the first byte is overwritten, where it can say so.
#[cfg(target_os = "linux")]
fn reserve(file: &File, len: u64) -> io::Result<()> {
    use rustix::fs::{FallocateFlags, fallocate};
    match fallocate(file, FallocateFlags::KEEP_SIZE, 0, len).map_err(io::Error::from) {
        Err(e) if e.kind() == io::ErrorKind::StorageFull || e.kind() == io::ErrorKind::QuotaExceeded => {
            Err(e)
        }
        _ => Ok(()),
    }
}

#[cfg(not(target_os = "linux"))]
fn reserve(_file: &File, _len: u64) -> io::Result<()> {
    Ok(())
}
