//! Reading a file once, whole, and remembering what it was.

use super::{Hash, LoadError};
use crate::base::{Instant, halves, heap};
use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The largest file that is read, in bytes: 256 MiB.
pub const LIMIT: u64 = 256 << 20;

/// A file as it was at one moment.
#[derive(Clone, Debug)]
pub struct Loaded {
    pub bytes: Vec<u8>,
    pub base: Base,
}

impl Base {
    /// When the file was last written; whole seconds.
    pub fn written(&self) -> Option<Instant> {
        let since = self.stamp.modified?.duration_since(SystemTime::UNIX_EPOCH).ok()?;
        i64::try_from(since.as_secs()).ok().map(Instant::from_seconds)
    }
}

/// What a later save is compared with: the content decides, the rest is for keeping attributes and for noticing changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base {
    /// The file itself, after all symbolic links.
    pub target: PathBuf,
    pub hash: Hash,
    pub len: u64,
    pub stamp: Stamp,
}

/// The outer marks of a file. Equal stamps do not prove equal contents; different ones are a reason to look.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stamp {
    pub len: u64,
    pub modified: Option<SystemTime>,
    pub read_only: bool,
    #[cfg(unix)]
    pub mode: u32,
    #[cfg(unix)]
    pub uid: u32,
    #[cfg(unix)]
    pub gid: u32,
    #[cfg(unix)]
    pub nlink: u64,
    #[cfg(unix)]
    pub dev: u64,
    #[cfg(unix)]
    pub ino: u64,
    /// Last change of content or attributes: seconds and nanoseconds.
    #[cfg(unix)]
    pub changed: (i64, i64),
}

impl Stamp {
    /// The stamp of the file at `path` now, links followed; for a cheap "has anything happened?".
    pub fn at(path: &Path) -> io::Result<Stamp> {
        std::fs::metadata(path).map(|metadata| Stamp::of(&metadata))
    }

    pub(super) fn of(metadata: &Metadata) -> Stamp {
        #[cfg(unix)]
        use std::os::unix::fs::MetadataExt;
        Stamp {
            len: metadata.len(),
            modified: metadata.modified().ok(),
            read_only: metadata.permissions().readonly(),
            #[cfg(unix)]
            mode: metadata.mode() & 0o7777,
            #[cfg(unix)]
            uid: metadata.uid(),
            #[cfg(unix)]
            gid: metadata.gid(),
            #[cfg(unix)]
            nlink: metadata.nlink(),
            #[cfg(unix)]
            dev: metadata.dev(),
            #[cfg(unix)]
            ino: metadata.ino(),
            #[cfg(unix)]
            changed: (metadata.ctime(), metadata.ctime_nsec()),
        }
    }
}

/// Reads the file at `path`, following links. Folders, pipes, sockets and devices are refused without being opened for
/// reading, and so is a file over [`LIMIT`]. A read that fails half-way is an error, never a short file.
pub fn load(path: &Path) -> Result<Loaded, LoadError> {
    load_within(path, LIMIT)
}

/// The same; what is made of the bytes is made while another thread takes their fingerprint.
pub fn load_and<T>(path: &Path, make: impl FnOnce(&[u8]) -> T) -> Result<(Loaded, T), LoadError> {
    let found = find(path, LIMIT)?;
    let (made, hash) = match found.bytes.len() < WORTH_A_THREAD {
        true => (make(&found.bytes), Hash::of(&found.bytes)),
        false => halves::both(|| make(&found.bytes), || Hash::of(&found.bytes)),
    };
    Ok((found.with(hash), made))
}

pub(super) fn load_within(path: &Path, limit: u64) -> Result<Loaded, LoadError> {
    let found = find(path, limit)?;
    let hash = Hash::of(&found.bytes);
    Ok(found.with(hash))
}

/// Bytes whose fingerprint is worth a thread of its own.
const WORTH_A_THREAD: usize = 1 << 16;

/// Of a larger file, in bytes, what is read and what follows needs so much memory that all of it that is free should go back.
const ROOMY: u64 = 4 << 20;

/// So many times the size of its file, a plan and all that follows from it take.
const TIMES_A_FILE: usize = 5;

/// What was read, before anybody took its fingerprint.
struct Found {
    bytes: Vec<u8>,
    target: PathBuf,
    stamp: Stamp,
}

impl Found {
    fn with(self, hash: Hash) -> Loaded {
        let Found { bytes, target, stamp } = self;
        let base = Base { target, hash, len: bytes.len() as u64, stamp };
        Loaded { bytes, base }
    }
}

fn find(path: &Path, limit: u64) -> Result<Found, LoadError> {
    let failed = |doing, source: io::Error| match source.kind() {
        io::ErrorKind::NotFound => LoadError::NotFound { path: path.to_owned() },
        _ => LoadError::Failed { doing, path: path.to_owned(), source },
    };
    let target = path.canonicalize().map_err(|e| failed("find", e))?;
    // Looked at before it is opened: opening a device can have effects, opening a pipe can block.
    regular(path, &std::fs::metadata(&target).map_err(|e| failed("look at", e))?, limit)?;
    // A writer that is not careful may be at work; a file that stands still between two looks is taken as whole.
    for _ in 0..4 {
        let mut file = open(&target).map_err(|e| failed("open", e))?;
        let before = file.metadata().map_err(|e| failed("look at", e))?;
        regular(path, &before, limit)?;
        if before.len() <= ROOMY {
            heap::reserve(usize::try_from(before.len()).unwrap_or(0).saturating_mul(TIMES_A_FILE));
        }
        let bytes = read_all(&mut file, limit, before.len()).map_err(|e| failed("read", e))?;
        let Some(bytes) = bytes else { return Err(LoadError::TooLarge { path: path.to_owned(), limit }) };
        let stamp = Stamp::of(&file.metadata().map_err(|e| failed("look at", e))?);
        if stamp == Stamp::of(&before) {
            return Ok(Found { bytes, target, stamp });
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    let source = io::Error::new(io::ErrorKind::ResourceBusy, "it keeps changing while it is read");
    Err(LoadError::Failed { doing: "read", path: path.to_owned(), source })
}

/// Reads standard input to its end, at most [`LIMIT`] bytes.
pub fn read_stdin() -> Result<Vec<u8>, LoadError> {
    let path = || PathBuf::from("standard input");
    match read_all(&mut io::stdin().lock(), LIMIT, 0) {
        Ok(Some(bytes)) => Ok(bytes),
        Ok(None) => Err(LoadError::TooLarge { path: path(), limit: LIMIT }),
        Err(source) => Err(LoadError::Failed { doing: "read", path: path(), source }),
    }
}

/// All bytes, or `None` when there are more than `limit`.
fn read_all(from: &mut impl Read, limit: u64, expected: u64) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::with_capacity(expected.min(limit) as usize + 1);
    from.take(limit + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= limit).then_some(bytes))
}

fn regular(path: &Path, metadata: &Metadata, limit: u64) -> Result<(), LoadError> {
    if !metadata.is_file() {
        return Err(LoadError::NotAFile { path: path.to_owned(), what: kind(metadata) });
    }
    if metadata.len() > limit {
        return Err(LoadError::TooLarge { path: path.to_owned(), limit });
    }
    Ok(())
}

fn kind(metadata: &Metadata) -> &'static str {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        let kind = metadata.file_type();
        if kind.is_fifo() {
            return "a named pipe";
        } else if kind.is_socket() {
            return "a socket";
        } else if kind.is_char_device() || kind.is_block_device() {
            return "a device";
        }
    }
    if metadata.is_dir() { "a folder" } else { "not a regular file" }
}

fn open(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.read(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        // Should a pipe have taken the file's place since the look, this open does not hang.
        options.custom_flags((OFlags::NONBLOCK | OFlags::NOCTTY).bits() as i32);
    }
    options.open(path)
}

/// The file a path stands for, after all symbolic links, also when that file does not exist yet.
///
/// # Errors
/// The folder does not exist or cannot be searched, or links go in a circle.
pub fn resolve(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..40 {
        match path.canonicalize() {
            Err(e) if e.kind() == io::ErrorKind::NotFound => {}
            other => return other,
        }
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        match path.read_link() {
            Ok(next) => path = folder.join(next),
            Err(_) => {
                let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?;
                return Ok(folder.canonicalize()?.join(name));
            }
        }
    }
    Err(io::Error::other("too many symbolic links"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_over_the_limit_is_refused_and_one_at_the_limit_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.ron");
        std::fs::write(&path, b"12345678").unwrap();
        assert_eq!(load_within(&path, 8).unwrap().bytes, b"12345678");
        assert!(matches!(load_within(&path, 7), Err(LoadError::TooLarge { .. })));
    }

    #[test]
    fn a_read_error_half_way_is_an_error_and_not_a_short_file() {
        struct Breaks(usize);
        impl Read for Breaks {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                self.0 += 1;
                if self.0 > 2 {
                    return Err(io::Error::other("disk on fire"));
                }
                buffer.iter_mut().take(10).for_each(|b| *b = b'x');
                Ok(buffer.len().min(10))
            }
        }
        assert_eq!(read_all(&mut Breaks(0), 1000, 100).unwrap_err().to_string(), "disk on fire");
        assert!(read_all(&mut Breaks(0), 15, 0).unwrap().is_none());
    }
}
