//! Unsaved work, written down as it happens: a write-ahead log per open plan, in the state folder.
//!
//! A journal holds the bytes the plan had when it was opened (the base) and one line per operation since; what an operation
//! says is the writer's business. The file looks like this:
//!
//! ```text
//! planb-journal 1
//! plan /home/ada/plan.ron
//! base SHA-256 LENGTH
//! owner PID START BOOT HOST
//! begun UNIX-SECONDS
//! check CRC-32 of the lines above
//! ...the base, LENGTH bytes...
//! 1 CRC-32 operation
//! 2 CRC-32 operation
//! ```
//!
//! Writers block for the disk: keep them off the thread that draws.

use super::load::load_within;
use super::owner::{Life, Owner};
use super::storage::Disk;
use super::temp::{self, Temp, sync_folder};
use super::text::{crc32, escape, escape_path, unescape, unescape_path};
use super::{Folders, Hash, LIMIT, LoadError, hash};
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

const FIRST_LINE: &str = "planb-journal 1";

/// A journal being written. It stays on disk when dropped; only [`Journal::finish`] removes it.
#[derive(Debug)]
pub struct Journal {
    file: File,
    path: PathBuf,
    plan: PathBuf,
    /// Number of the last operation.
    last: u64,
    /// Length of the file up to the last whole line.
    len: u64,
}

impl Journal {
    /// Begins a journal for the file `plan` (resolved; empty for a plan without a file), which held `base` when it was read.
    /// On return header and base are on disk.
    pub fn create(folders: &Folders, plan: &Path, base: &[u8]) -> io::Result<Journal> {
        let folder = folders.state_part("journal")?;
        let (key, pid) = (hash::key(plan), std::process::id());
        // The random part: an old journal of another process with our number must never be overwritten.
        let path = folder.join(format!("{key}-{pid}-{:08x}.wal", temp::random() as u32));
        let (file, len) = begin(&path, plan, base)?;
        Ok(Journal { file, path, plan: plan.to_owned(), last: 0, len })
    }

    /// Appends one operation and hands it to the system: from here it survives the end of this process, and after
    /// [`Journal::sync`] a power cut. Returns its number. After an error the journal is as it was before.
    pub fn append(&mut self, operation: &str) -> io::Result<u64> {
        let line = entry_line(self.last + 1, operation);
        if let Err(error) = self.file.write_all(line.as_bytes()) {
            let _ = self.file.set_len(self.len);
            let _ = io::Seek::seek(&mut self.file, io::SeekFrom::Start(self.len));
            return Err(error);
        }
        self.len += line.len() as u64;
        self.last += 1;
        Ok(self.last)
    }

    /// Flushes what was appended to the disk.
    ///
    /// # Errors
    /// Also when the journal was removed from under us: begin a new one then.
    pub fn sync(&self) -> io::Result<()> {
        self.file.sync_data()?;
        match self.path.symlink_metadata() {
            Ok(_) => Ok(()),
            Err(e) => Err(e),
        }
    }

    /// After a save: begins again with the saved bytes as the base and no operations. If this fails, the old base and
    /// operations are still there and still right.
    pub fn rebase(&mut self, base: &[u8]) -> io::Result<()> {
        (self.file, self.len) = begin(&self.path, &self.plan, base)?;
        self.last = 0;
        Ok(())
    }

    /// Removes the journal: everything in it is saved, or was given up by the user.
    pub fn finish(self) -> io::Result<()> {
        std::fs::remove_file(&self.path)
    }

    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// Writes header and base beside `path`, flushes them, and puts them in its place. The lock that marks the owner as alive is
/// taken before the file appears.
fn begin(path: &Path, plan: &Path, base: &[u8]) -> io::Result<(File, u64)> {
    let mut temp = Temp::create(&Disk, path, 0o600)?;
    let head = Header {
        plan: plan.to_owned(),
        base_hash: Hash::of(base),
        base_len: base.len() as u64,
        owner: Owner::current(),
        begun: SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |age| age.as_secs()),
    };
    let mut bytes = head.to_text().into_bytes();
    bytes.extend_from_slice(base);
    bytes.push(b'\n');
    temp.file.write_all(&bytes)?;
    temp.file.sync_all()?;
    let file = temp.file.try_clone()?;
    temp.replace(path)?;
    path.parent().map_or(Ok(()), sync_folder)?;
    Ok((file, bytes.len() as u64))
}

fn entry_line(number: u64, operation: &str) -> String {
    let operation = escape(operation);
    let check = crc32(format!("{number} {operation}").as_bytes());
    format!("{number} {check:08x} {operation}\n")
}

/// What the first lines of a journal say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The file the work belongs to; empty for a plan that has none yet.
    pub plan: PathBuf,
    pub base_hash: Hash,
    pub base_len: u64,
    pub owner: Owner,
    /// Seconds since 1970.
    pub begun: u64,
}

impl Header {
    fn to_text(&self) -> String {
        let (plan, owner) = (escape_path(&self.plan), self.owner.to_line());
        let text = format!(
            "{FIRST_LINE}\nplan {plan}\nbase {} {}\nowner {owner}\nbegun {}\n",
            self.base_hash, self.base_len, self.begun
        );
        let check = crc32(text.as_bytes());
        format!("{text}check {check:08x}\n")
    }
}

/// A journal as far as it can be understood. It is data from outside: nothing in it is trusted beyond its checks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contents {
    pub header: Header,
    /// False when the header does not match its check: path and owner may then be wrong.
    pub header_sound: bool,
    /// The bytes the operations start from; `None` when they do not match their hash. A saved version with
    /// `header.base_hash` can take their place.
    pub base: Option<Vec<u8>>,
    /// The operations, in order, up to the first damage.
    pub operations: Vec<String>,
    /// Where the first damage in the operations begins, in bytes from the start of the file. The last operation of a
    /// process that was killed in the middle of writing it counts as one.
    pub damaged_at: Option<usize>,
}

/// Why a journal cannot be used at all.
#[derive(Debug)]
pub enum JournalError {
    Unreadable(LoadError),
    /// It was written by a newer planb.
    Newer,
    /// It does not begin like a journal.
    NotAJournal,
}

impl std::fmt::Display for JournalError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            JournalError::Unreadable(error) => error.fmt(f),
            JournalError::Newer => f.write_str("the journal was written by a newer planb"),
            JournalError::NotAJournal => f.write_str("not a journal, or one damaged in its first lines"),
        }
    }
}

impl std::error::Error for JournalError {}

/// Reads the journal at `path`.
pub fn read(path: &Path) -> Result<Contents, JournalError> {
    let loaded = load_within(path, 2 * LIMIT).map_err(JournalError::Unreadable)?;
    parse(&loaded.bytes)
}

/// Reads a journal from its bytes, whatever they are.
pub fn parse(bytes: &[u8]) -> Result<Contents, JournalError> {
    let (header, header_sound, start) = parse_header(bytes)?;
    let end = usize::try_from(header.base_len).ok().and_then(|len| start.checked_add(len));
    let base = end.and_then(|end| bytes.get(start..end)).filter(|base| Hash::of(base) == header.base_hash);
    let operations_at = match (base, end) {
        (Some(_), Some(end)) => end.saturating_add(1),
        // Length or base are damaged: the operations begin where the first one can be read.
        _ => find_first(bytes, start).unwrap_or(bytes.len()),
    };
    let (operations, damaged_at) = parse_operations(bytes, operations_at);
    Ok(Contents { header, header_sound, base: base.map(<[u8]>::to_vec), operations, damaged_at })
}

/// The header, whether it matches its check, and where the base begins.
fn parse_header(bytes: &[u8]) -> Result<(Header, bool, usize), JournalError> {
    let mut at = 0;
    let mut line = || -> Option<&str> {
        let rest = bytes.get(at..)?;
        let end = rest.iter().position(|byte| *byte == b'\n')?;
        at += end + 1;
        std::str::from_utf8(rest.get(..end)?).ok()
    };
    match line() {
        Some(FIRST_LINE) => {}
        Some(other) if other.strip_prefix("planb-journal ").is_some_and(|v| v.parse::<u32>().is_ok()) => {
            return Err(JournalError::Newer);
        }
        _ => return Err(JournalError::NotAJournal),
    }
    let mut parse = || {
        let plan = unescape_path(line()?.strip_prefix("plan ")?)?;
        let (hash, len) = line()?.strip_prefix("base ")?.split_once(' ')?;
        let (base_hash, base_len) = (Hash::parse(hash)?, len.parse().ok()?);
        let owner = Owner::from_line(line()?.strip_prefix("owner ")?)?;
        let begun = line()?.strip_prefix("begun ")?.parse().ok()?;
        line()?.strip_prefix("check ")?;
        Some(Header { plan, base_hash, base_len, owner, begun })
    };
    let header = parse().ok_or(JournalError::NotAJournal)?;
    let sound = bytes.get(..at) == Some(header.to_text().as_bytes());
    Ok((header, sound, at))
}

fn parse_operations(bytes: &[u8], start: usize) -> (Vec<String>, Option<usize>) {
    let mut operations = Vec::new();
    let mut at = start;
    while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
        let number = operations.len() as u64 + 1;
        let Some((operation, len)) = parse_operation(rest, number) else { return (operations, Some(at)) };
        operations.push(operation);
        at += len;
    }
    (operations, (start > bytes.len()).then_some(bytes.len()))
}

/// The operation with this number at the start of `bytes`, and the length of its line.
fn parse_operation(bytes: &[u8], number: u64) -> Option<(String, usize)> {
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    let line = std::str::from_utf8(bytes.get(..end)?).ok()?;
    let mut words = line.splitn(3, ' ');
    words.next().filter(|word| word.parse() == Ok(number))?;
    words.next()?;
    let operation = String::from_utf8(unescape(words.next()?)?).ok()?;
    // Writing it again is the strictest check: number, checksum and spelling at once.
    (entry_line(number, &operation).as_bytes() == bytes.get(..=end)?).then_some((operation, end + 1))
}

fn find_first(bytes: &[u8], start: usize) -> Option<usize> {
    let rest = bytes.get(start..)?;
    let breaks = rest.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| start + at + 1);
    breaks.into_iter().find(|at| {
        bytes.get(*at..).is_some_and(|line| line.starts_with(b"1 ") && parse_operation(line, 1).is_some())
    })
}

/// A journal in the state folder.
#[derive(Debug)]
pub struct Found {
    pub path: PathBuf,
    /// Whether the process that wrote it still runs; then it is not to be touched.
    pub life: Life,
    pub contents: Result<Contents, JournalError>,
}

/// All journals, or those of one plan, in the order of their names. Scraps of a journal that was never begun are cleared away;
/// journals never are.
pub fn list(folders: &Folders, plan: Option<&Path>) -> io::Result<Vec<Found>> {
    let folder = folders.state.join("journal");
    let names = match super::folders::names(&folder) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        names => names?,
    };
    let prefix = plan.map(hash::key).unwrap_or_default();
    let mut found = Vec::new();
    for name in names {
        let (bytes, path) = (name.as_encoded_bytes(), folder.join(&name));
        if bytes.ends_with(b".wal") && bytes.starts_with(prefix.as_bytes()) {
            found.push(look_at(path));
        } else if bytes.starts_with(b".") && temp::is_dead(&path, false) {
            let _ = std::fs::remove_file(path);
        }
    }
    Ok(found)
}

fn look_at(path: PathBuf) -> Found {
    let contents = read(&path);
    let nobody = Owner::default();
    let owner = contents.as_ref().map_or(&nobody, |contents| &contents.header.owner);
    let life = File::open(&path).map_or(Life::Unknown, |file| owner.life(&file));
    Found { path, life, contents }
}

/// Removes a journal because the user said so, or because its work is safe elsewhere.
///
/// # Errors
/// The process that writes it still runs (`ResourceBusy`), or the system refuses.
pub fn discard(path: &Path) -> io::Result<()> {
    match look_at(path.to_owned()).life {
        Life::Alive => {
            Err(io::Error::new(io::ErrorKind::ResourceBusy, "the planb that writes it still runs"))
        }
        _ => std::fs::remove_file(path),
    }
}
