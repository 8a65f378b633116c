//! What can go wrong, as values; their text is complete and ready to show.

use super::Loaded;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why a file could not be read. Nothing was changed.
#[derive(Debug)]
pub enum LoadError {
    /// There is no such file.
    NotFound { path: PathBuf },
    /// The path names something that is not a regular file; `what` is "a folder", "a named pipe", ...
    NotAFile { path: PathBuf, what: &'static str },
    /// More than [`LIMIT`](super::LIMIT) bytes.
    TooLarge { path: PathBuf, limit: u64 },
    /// The system refused or failed, at the beginning or in the middle.
    Failed { doing: &'static str, path: PathBuf, source: io::Error },
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LoadError::NotFound { path } => write!(f, "{}: no such file", path.display()),
            LoadError::NotAFile { path, what } => {
                write!(f, "{} is {what}; a regular file is needed", path.display())
            }
            LoadError::TooLarge { path, limit } => {
                write!(f, "{} is larger than {} MiB, the limit", path.display(), limit >> 20)
            }
            LoadError::Failed { doing, path, source } => {
                write!(f, "cannot {doing} {}: {source}", path.display())
            }
        }
    }
}

impl std::error::Error for LoadError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            LoadError::Failed { source, .. } => Some(source),
            _ => None,
        }
    }
}

/// Why a save did not happen. The file on disk is as it was before, except where `Failed` says otherwise.
#[derive(Debug)]
pub enum SaveError {
    /// The file is not the one that was read: `disk` is what it holds now. Merge, then save on top of `disk.base`.
    Changed { disk: Box<Loaded> },
    /// The file that was read is no longer there. Saving with `Expect::Absent` writes it anew.
    Gone { path: PathBuf },
    /// A new file was to be written where one already is.
    Exists { path: PathBuf },
    /// Another save of this file is running and did not finish in time. Trying again is right (exit code 75).
    Busy { path: PathBuf },
    /// The file is marked read-only, or belongs to somebody who does not let us write.
    ReadOnly { path: PathBuf },
    /// The new content is over [`LIMIT`](super::LIMIT) and could not be read back.
    TooLarge { path: PathBuf, limit: u64 },
    /// The file could not be looked at before the save.
    Unreadable(LoadError),
    /// A step failed.
    Failed(Failure),
}

/// The step at which it is found out that there is no folder for the file.
pub(super) const FIND_FOLDER: &str = "find the folder of";

/// A step of a save that the system refused.
#[derive(Debug)]
pub struct Failure {
    /// What was being done, after "cannot": "write the temporary file".
    pub doing: &'static str,
    pub path: PathBuf,
    pub source: io::Error,
    /// `None`: the file on disk is unchanged. `Some`: a write in place broke off and could not be taken back; the old
    /// content is in this file.
    pub damaged: Option<PathBuf>,
}

impl Failure {
    pub(super) fn new(doing: &'static str, path: &Path, source: io::Error) -> Failure {
        Failure { doing, path: path.to_owned(), source, damaged: None }
    }

    /// What a person can do about it.
    pub fn advice(&self) -> &'static str {
        use io::ErrorKind::*;
        match self.source.kind() {
            StorageFull | QuotaExceeded => {
                "free some space and save again, or save as a file on another disk"
            }
            FileTooLarge => "raise the limit on file sizes (ulimit -f), or save as a file on another disk",
            ReadOnlyFilesystem => "the disk is mounted read-only: save as a file on another disk",
            PermissionDenied => "ask for write permission, or save as a file elsewhere",
            NotFound => "make the folder again, or save as a file elsewhere",
            _ => "save again, or save as a file elsewhere",
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.doing == FIND_FOLDER && self.source.kind() == io::ErrorKind::NotFound {
            let path = self.path.display();
            return write!(
                f,
                "the folder of {path} is not there; nothing was written: make the folder, or save as a file elsewhere"
            );
        }
        write!(f, "cannot {} {}: {}; ", self.doing, self.path.display(), self.source)?;
        match &self.damaged {
            None => write!(f, "the file on disk is unchanged; ")?,
            Some(copy) => {
                write!(f, "the file on disk may be damaged, its old content is in {}; ", copy.display())?;
            }
        }
        f.write_str(self.advice())
    }
}

impl fmt::Display for SaveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SaveError::Changed { disk } => {
                let path = disk.base.target.display();
                write!(f, "{path} was changed by somebody else since it was read; nothing was written")
            }
            SaveError::Gone { path } => {
                write!(f, "{} is no longer there; nothing was written", path.display())
            }
            SaveError::Exists { path } => {
                write!(f, "{} already exists; nothing was written: choose another name", path.display())
            }
            SaveError::Busy { path } => {
                let path = path.display();
                write!(f, "another save of {path} is running; nothing was written: try again")
            }
            SaveError::ReadOnly { path } => {
                let path = path.display();
                write!(f, "{path} is read-only; the file on disk is unchanged; ")?;
                f.write_str("make it writable (chmod u+w, or ask its owner), or save as a file elsewhere")
            }
            SaveError::TooLarge { path, limit } => {
                let (path, limit) = (path.display(), limit >> 20);
                write!(f, "{path} would be larger than {limit} MiB, the limit; nothing was written")
            }
            SaveError::Unreadable(error) => write!(f, "{error}; nothing was written"),
            SaveError::Failed(failure) => failure.fmt(f),
        }
    }
}

impl std::error::Error for SaveError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            SaveError::Failed(failure) => Some(&failure.source),
            SaveError::Unreadable(error) => Some(error),
            _ => None,
        }
    }
}

impl From<Failure> for SaveError {
    fn from(failure: Failure) -> SaveError {
        SaveError::Failed(failure)
    }
}
