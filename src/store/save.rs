//! Replacing a file so that a crash, a full disk or a colleague's save never costs anybody their work.
//!
//! The sequence: resolve links; lock; read the file again and compare it with what was read before; write a temporary file
//! in the same folder; give it the old attributes; flush it; look once more; rename it over the old file; flush the folder.

use super::storage::{Disk, Step, Storage};
use super::temp::{self, Temp};
use super::{Base, Failure, Folders, Hash, LIMIT, LoadError, Loaded, SaveError, Stamp};
use super::{attributes, in_place, load, lock, resolve};
use std::fmt;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// What a save may replace.
#[derive(Clone, Copy, Debug)]
pub enum Expect<'a> {
    /// The file that was read, and nothing else.
    Base(&'a Base),
    /// Nothing: the file is new.
    Absent,
    /// Whatever is there; only when the user said so.
    Anything,
}

/// What a save did.
#[derive(Clone, Debug)]
pub struct Saved {
    /// What the file is now; the next save starts from here.
    pub base: Base,
    pub outcome: Outcome,
    /// What the user should hear, usually nothing.
    pub notices: Vec<Notice>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The file held these bytes already and was not touched.
    Unchanged,
    Created,
    Replaced,
    /// Overwritten where it lies, because a rename would have harmed it or was refused.
    WrittenInPlace,
}

/// A save that worked, but not in every respect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The folder could not be flushed; a power cut now may bring the old file back.
    NotConfirmed { path: PathBuf, why: String },
    /// The file was overwritten where it lies, which a crash could have cut short.
    InPlace { path: PathBuf, why: &'static str },
    /// Owner, group or mode could not be kept; nobody gained rights by it.
    AttributesChanged { path: PathBuf },
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Notice::NotConfirmed { path, why } => {
                write!(f, "saved {}, but the system could not confirm it is on disk: {why}", path.display())
            }
            Notice::InPlace { path, why } => write!(f, "wrote {} in place: {why}", path.display()),
            Notice::AttributesChanged { path } => {
                write!(f, "saved {}, but its owner, group or mode could not be kept", path.display())
            }
        }
    }
}

/// Writes `bytes` to the file at `path`, if that is what `expect` says.
///
/// Blocks for the flushes of the disk and up to two seconds for another save of the same file. Nothing is written when the
/// file holds these bytes already.
///
/// # Errors
/// See [`SaveError`]; in every case but one, which says so, the file on disk is unchanged.
pub fn save(folders: &Folders, path: &Path, bytes: &[u8], expect: Expect<'_>) -> Result<Saved, SaveError> {
    save_then(folders, path, bytes, expect, |_| ()).map(|(saved, ())| saved)
}

/// As [`save`], and what `then` gives, which is called before the next save of the file can begin: what is noted of the saves
/// stands in their order, and none meets a file that is saved but not noted yet.
///
/// # Errors
/// As [`save`]; then `then` is not called.
pub fn save_then<T>(
    folders: &Folders,
    path: &Path,
    bytes: &[u8],
    expect: Expect<'_>,
    then: impl FnOnce(&Saved) -> T,
) -> Result<(Saved, T), SaveError> {
    let (saved, lock) = save_on(&Disk, folders, path, bytes, expect)?;
    let done = then(&saved);
    drop(lock);
    Ok((saved, done))
}

/// The save, and its lock.
pub(super) fn save_on(
    disk: &dyn Storage,
    folders: &Folders,
    path: &Path,
    bytes: &[u8],
    expect: Expect<'_>,
) -> Result<(Saved, Option<lock::Lock>), SaveError> {
    survive_size_limit();
    if bytes.len() as u64 > LIMIT {
        return Err(SaveError::TooLarge { path: path.to_owned(), limit: LIMIT });
    }
    let target = match (resolve(path), expect) {
        (Ok(target), _) => target,
        (Err(e), Expect::Base(_)) if e.kind() == io::ErrorKind::NotFound => {
            return Err(SaveError::Gone { path: path.to_owned() });
        }
        (Err(e), _) => return Err(Failure::new(super::error::FIND_FOLDER, path, e).into()),
    };
    let lock = lock::acquire(disk, folders, &target);
    let lock = lock.map_err(|_| SaveError::Busy { path: target.clone() })?;
    // First, so that saves that die one after the other do not pile up, and a full disk gets room.
    temp::clear_leftovers(&target, lock.is_some());
    let old = match load(&target) {
        Ok(old) => Some(old),
        Err(LoadError::NotFound { .. }) => None,
        Err(error) => return Err(SaveError::Unreadable(error)),
    };
    let save = Save { disk, folders, target: &target, bytes };
    let saved = match (old, expect) {
        (None, Expect::Base(_)) => Err(SaveError::Gone { path: target.clone() }),
        (Some(old), Expect::Absent | Expect::Base(_)) if old.bytes == bytes => Ok(unchanged(old)),
        (Some(_), Expect::Absent) => Err(SaveError::Exists { path: target.clone() }),
        (Some(old), Expect::Base(base)) if old.base.hash != base.hash => {
            Err(SaveError::Changed { disk: Box::new(old) })
        }
        (Some(old), _) if old.bytes == bytes => Ok(unchanged(old)),
        (Some(old), _) if is_read_only(&old) => Err(SaveError::ReadOnly { path: target.clone() }),
        (Some(old), _) => save.replace(&old),
        (None, _) => save.create(),
    };
    Ok((saved?, lock))
}

struct Save<'a> {
    disk: &'a dyn Storage,
    folders: &'a Folders,
    target: &'a Path,
    bytes: &'a [u8],
}

impl Save<'_> {
    fn create(&self) -> Result<Saved, SaveError> {
        let mut temp = self.temp(0o666).map_err(|e| self.failed("make a temporary file beside", e))?;
        self.fill(&mut temp, None)?;
        let placed = self.disk.before(Step::Rename).and_then(|()| temp.place(self.target));
        match placed {
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {
                return Err(SaveError::Exists { path: self.target.to_owned() });
            }
            placed => self.renamed(&mut temp, placed)?,
        }
        self.finish(&temp.file, Outcome::Created, None)
    }

    fn replace(&self, old: &Loaded) -> Result<Saved, SaveError> {
        if has_other_names(&old.base.stamp) {
            return self.overwrite(old, "it has other names (hard links), which a new file would lose");
        }
        let mut temp = match self.temp(0o600) {
            Err(e) if e.kind() == io::ErrorKind::PermissionDenied => {
                return self.overwrite(old, "its folder takes no new files");
            }
            temp => temp.map_err(|e| self.failed("make a temporary file beside", e))?,
        };
        self.fill(&mut temp, Some(&old.base.stamp))?;
        self.look_again(old)?;
        let placed = self.disk.before(Step::Rename).and_then(|()| temp.replace(self.target));
        match placed {
            Err(e) if cannot_be_replaced(&e) => {
                drop(temp);
                return self.overwrite(old, "the system does not let another file take its place");
            }
            placed => self.renamed(&mut temp, placed)?,
        }
        let mut saved = self.finish(&temp.file, Outcome::Replaced, None)?;
        if !same_rights(&old.base.stamp, &saved.base.stamp) {
            saved.notices.push(Notice::AttributesChanged { path: self.target.to_owned() });
        }
        Ok(saved)
    }

    fn overwrite(&self, old: &Loaded, why: &'static str) -> Result<Saved, SaveError> {
        let prepared = in_place::prepare(self.disk, self.folders, old, self.bytes)?;
        if let Err(error) = self.look_again(old) {
            prepared.cancel();
            return Err(error);
        }
        let file = prepared.write()?;
        let notice = Notice::InPlace { path: self.target.to_owned(), why };
        self.finish(&file, Outcome::WrittenInPlace, Some(notice))
    }

    fn temp(&self, mode: u32) -> io::Result<Temp> {
        Temp::create(self.disk, self.target, mode)
    }

    /// Everything that must be on disk before the rename. Closing is not checked: what it could report (a full network
    /// disk), the flush has reported.
    fn fill(&self, temp: &mut Temp, keep: Option<&Stamp>) -> Result<(), Failure> {
        let mut step = |step, doing, act: &mut dyn FnMut(&mut Temp) -> io::Result<()>| {
            let done = self.disk.before(step).and_then(|()| act(temp));
            done.map_err(|e| self.failed(doing, e))
        };
        step(Step::Write, "write a temporary file beside", &mut |temp| temp.file.write_all(self.bytes))?;
        if let Some(stamp) = keep {
            step(Step::KeepAttributes, "keep the mode of", &mut |temp| {
                attributes::keep(self.target, stamp, &temp.file)
            })?;
        }
        step(Step::SyncFile, "flush a temporary file beside", &mut |temp| temp.file.sync_all())
    }

    /// The file must still be the one compared at the beginning: writing and flushing took milliseconds.
    fn look_again(&self, old: &Loaded) -> Result<(), SaveError> {
        if Stamp::at(self.target).is_ok_and(|now| now == old.base.stamp) {
            return Ok(());
        }
        match load(self.target) {
            Ok(now) if now.base.hash == old.base.hash => Ok(()),
            Ok(now) => Err(SaveError::Changed { disk: Box::new(now) }),
            Err(LoadError::NotFound { .. }) => Err(SaveError::Gone { path: self.target.to_owned() }),
            Err(error) => Err(SaveError::Unreadable(error)),
        }
    }

    /// A network disk can report an error for a rename that it did: what is there decides.
    fn renamed(&self, temp: &mut Temp, placed: io::Result<()>) -> Result<(), Failure> {
        let Err(error) = placed else { return Ok(()) };
        let done = temp.path.symlink_metadata().is_err_and(|e| e.kind() == io::ErrorKind::NotFound)
            && load(self.target).is_ok_and(|now| now.bytes == self.bytes);
        if done {
            temp.was_placed();
            return Ok(());
        }
        Err(self.failed("put the new file in the place of", error))
    }

    fn finish(&self, file: &File, outcome: Outcome, notice: Option<Notice>) -> Result<Saved, SaveError> {
        // Of the file that was written, not of what has its name now: somebody else's may have taken its place, and would be
        // taken for ours. Saved is saved: a stamp that cannot be had is one that differs from all others.
        let stamp = file.metadata().map(|metadata| Stamp::of(&metadata)).unwrap_or_default();
        let mut notices = Vec::from_iter(notice);
        let folder = self.target.parent().unwrap_or(Path::new("."));
        if outcome != Outcome::WrittenInPlace
            && let Err(e) = self.disk.before(Step::SyncFolder).and_then(|()| temp::sync_folder(folder))
        {
            notices.push(Notice::NotConfirmed { path: self.target.to_owned(), why: e.to_string() });
        }
        let base = Base {
            target: self.target.to_owned(),
            hash: Hash::of(self.bytes),
            len: self.bytes.len() as u64,
            stamp,
        };
        Ok(Saved { base, outcome, notices })
    }

    fn failed(&self, doing: &'static str, source: io::Error) -> Failure {
        Failure::new(doing, self.target, source)
    }
}

fn unchanged(old: Loaded) -> Saved {
    Saved { base: old.base, outcome: Outcome::Unchanged, notices: Vec::new() }
}

/// A sticky folder, a file that is a mount point: a rename is refused for good, writing may be allowed.
fn cannot_be_replaced(error: &io::Error) -> bool {
    use io::ErrorKind::{CrossesDevices, PermissionDenied, ResourceBusy};
    matches!(error.kind(), PermissionDenied | ResourceBusy | CrossesDevices)
}

/// No write permission at all, which the administrator's account honours here too, or none for us.
fn is_read_only(old: &Loaded) -> bool {
    #[cfg(unix)]
    {
        let denied = rustix::fs::access(&old.base.target, rustix::fs::Access::WRITE_OK)
            .is_err_and(|e| e == rustix::io::Errno::ACCESS);
        old.base.stamp.mode & 0o222 == 0 || denied
    }
    #[cfg(not(unix))]
    {
        old.base.stamp.read_only
    }
}

#[cfg(unix)]
fn has_other_names(stamp: &Stamp) -> bool {
    stamp.nlink > 1
}

#[cfg(not(unix))]
fn has_other_names(_stamp: &Stamp) -> bool {
    false
}

#[cfg(unix)]
fn same_rights(old: &Stamp, new: &Stamp) -> bool {
    *new == Stamp::default() || (old.mode, old.uid, old.gid) == (new.mode, new.uid, new.gid)
}

#[cfg(not(unix))]
fn same_rights(_old: &Stamp, _new: &Stamp) -> bool {
    true
}

/// A write beyond `ulimit -f` must fail with an error; by default its signal ends the process.
fn survive_size_limit() {
    #[cfg(unix)]
    {
        static ONCE: std::sync::Once = std::sync::Once::new();
        ONCE.call_once(|| {
            let flag = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
            let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, flag);
        });
    }
}
