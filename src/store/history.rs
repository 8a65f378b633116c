//! The last saved versions of each plan, kept in the state folder so that undo crosses sessions.
//!
//! One folder per plan: an index, and the bytes of each version in a file named by their hash (equal versions share one).

use super::text::{escape, escape_path, unescape};
use super::{Folders, Hash, hash, lock, private, temp};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// How many versions of a plan are kept.
pub const VERSIONS: usize = 100;

/// With plans so large that the versions pass this, only the last ten are sure to be kept: 1 GiB.
const BYTES: u64 = 1 << 30;

const FIRST_LINE: &str = "planb-history 1";

/// The saved versions of one plan.
#[derive(Clone, Debug)]
pub struct History {
    folder: PathBuf,
    plan: PathBuf,
}

/// One saved version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Counts up by one with each save, from 1, and is never given twice.
    pub number: u64,
    /// Seconds since 1970.
    pub saved_at: u64,
    pub hash: Hash,
    pub len: u64,
    /// What was done, in the words of whoever saved.
    pub label: String,
}

/// Versions from the oldest to the newest, and which of them the file was last set to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Versions {
    pub list: Vec<Version>,
    current: u64,
}

impl Versions {
    /// The version that undo leads to from a file with this content, if it is known and not the oldest.
    pub fn before(&self, now: &Hash) -> Option<&Version> {
        self.list.get(self.find(now)?.checked_sub(1)?)
    }

    /// The version that a file with this content is.
    pub fn at(&self, now: &Hash) -> Option<&Version> {
        self.list.get(self.find(now)?)
    }

    /// The version that redo leads to.
    pub fn after(&self, now: &Hash) -> Option<&Version> {
        self.list.get(self.find(now)?.checked_add(1)?)
    }

    /// Where in the list a file with this content stands: at the version last gone to if it still has that content, else at
    /// the newest version with it.
    fn find(&self, now: &Hash) -> Option<usize> {
        let is_current = |version: &Version| version.number == self.current && version.hash == *now;
        let newest = || self.list.iter().rposition(|version| version.hash == *now);
        self.list.iter().position(is_current).or_else(newest)
    }
}

impl History {
    /// The history of the file `plan` (resolved). Reads and makes nothing yet.
    pub fn of(folders: &Folders, plan: &Path) -> History {
        History { folder: folders.state.join("history").join(hash::key(plan)), plan: plan.to_owned() }
    }

    /// Adds a saved version and returns its number. Bytes equal to the newest version add nothing. The oldest versions over
    /// [`VERSIONS`] are dropped.
    ///
    /// # Errors
    /// `WouldBlock` when another planb held the history for two seconds; what the system refuses.
    pub fn push(&self, bytes: &[u8], label: &str, at: SystemTime) -> io::Result<u64> {
        super::folders::create_private(&self.folder)?;
        let _lock = self.lock()?;
        let mut versions = self.versions()?;
        let hash = Hash::of(bytes);
        let last = versions.list.last();
        let mut number = last.map_or(0, |version| version.number);
        if last.is_none_or(|version| version.hash != hash) {
            let object = self.object(&hash);
            if std::fs::read(&object).map_or(true, |kept| kept != bytes) {
                private::write(&object, bytes)?;
            }
            number = number.saturating_add(1);
            let saved_at = at.duration_since(UNIX_EPOCH).map_or(0, |age| age.as_secs());
            let (len, label) = (bytes.len() as u64, label.to_owned());
            versions.list.push(Version { number, saved_at, hash, len, label });
        }
        versions.current = number;
        drop_oldest(&mut versions.list);
        self.write(&versions)?;
        self.collect(&versions);
        Ok(number)
    }

    /// Notes that the file was set back (or forward) to this version, so that the next undo goes on from there.
    pub fn go_to(&self, number: u64) -> io::Result<()> {
        let _lock = self.lock()?;
        let versions = self.versions()?;
        self.write(&Versions { current: number, ..versions })
    }

    /// What is known; nothing when nothing was ever saved. Lines that make no sense are passed over.
    pub fn versions(&self) -> io::Result<Versions> {
        let bytes = match std::fs::read(self.folder.join("index")) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Versions::default()),
            bytes => bytes?,
        };
        let text = String::from_utf8_lossy(&bytes);
        let mut lines = text.lines();
        if lines.next() != Some(FIRST_LINE) {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "the history was written by another planb",
            ));
        }
        let mut versions = Versions::default();
        for line in lines {
            if let Some(version) = parse(line) {
                versions.list.push(version);
            } else if let Some(current) = line.strip_prefix("current ").and_then(|n| n.parse().ok()) {
                versions.current = current;
            }
        }
        Ok(versions)
    }

    /// The bytes of a version.
    ///
    /// # Errors
    /// `NotFound` when there is no such version (any more), `InvalidData` when its bytes were damaged on disk.
    pub fn get(&self, version: &Version) -> io::Result<Vec<u8>> {
        let bytes = std::fs::read(self.object(&version.hash))?;
        if Hash::of(&bytes) != version.hash {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "this saved version is damaged"));
        }
        Ok(bytes)
    }

    fn object(&self, hash: &Hash) -> PathBuf {
        self.folder.join(hash.to_string())
    }

    fn lock(&self) -> io::Result<Option<lock::Lock>> {
        let file = lock::open_lock(&self.folder.join("lock"))?;
        lock::hold(file).map_err(|_| io::ErrorKind::WouldBlock.into())
    }

    fn write(&self, versions: &Versions) -> io::Result<()> {
        let mut text =
            format!("{FIRST_LINE}\nplan {}\ncurrent {}\n", escape_path(&self.plan), versions.current);
        for Version { number, saved_at, hash, len, label } in &versions.list {
            text.push_str(&format!("{number} {saved_at} {hash} {len} {}\n", escape(label)));
        }
        private::write(&self.folder.join("index"), text.as_bytes())
    }

    /// Removes bytes that no version names any more, and scraps of writes that were killed.
    fn collect(&self, versions: &Versions) {
        for name in super::folders::names(&self.folder).unwrap_or_default() {
            let (Some(name), path) = (name.to_str(), self.folder.join(&name)) else { continue };
            let unused = Hash::parse(name).is_some_and(|h| versions.list.iter().all(|v| v.hash != h));
            if unused || name.starts_with('.') && temp::is_dead(&path, true) {
                let _ = std::fs::remove_file(path);
            }
        }
    }
}

fn drop_oldest(list: &mut Vec<Version>) {
    let mut bytes: u64 = list.iter().map(|version| version.len).sum();
    while list.len() > VERSIONS || bytes > BYTES && list.len() > 10 {
        bytes -= list.remove(0).len;
    }
}

fn parse(line: &str) -> Option<Version> {
    let mut words = line.splitn(5, ' ');
    Some(Version {
        number: words.next()?.parse().ok()?,
        saved_at: words.next()?.parse().ok()?,
        hash: Hash::parse(words.next()?)?,
        len: words.next()?.parse().ok().filter(|len| *len <= super::LIMIT)?,
        label: String::from_utf8(unescape(words.next()?)?).ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn history() -> (tempfile::TempDir, History) {
        let root = tempfile::tempdir().unwrap();
        let history = History::of(&Folders::under(root.path()), Path::new("/plans/a.ron"));
        (root, history)
    }

    fn push(history: &History, text: &str) -> u64 {
        history.push(text.as_bytes(), &format!("wrote\n{text}"), UNIX_EPOCH).unwrap()
    }

    #[test]
    fn saved_versions_come_back_with_their_labels() {
        let (_root, history) = history();
        assert_eq!(history.versions().unwrap().list, []);
        assert_eq!((push(&history, "one"), push(&history, "two"), push(&history, "two")), (1, 2, 2));
        let versions = history.versions().unwrap();
        let seen = versions.list.iter().map(|v| (history.get(v).unwrap(), v.label.as_str()));
        let seen: Vec<_> = seen.collect();
        assert_eq!(seen, [(b"one".to_vec(), "wrote\none"), (b"two".to_vec(), "wrote\ntwo")]);
    }

    #[test]
    fn undo_walks_back_through_equal_contents_and_redo_forward() {
        let (_root, history) = history();
        for text in ["a", "b", "a", "c"] {
            push(&history, text);
        }
        let mut now = Hash::of(b"c");
        let mut walked = Vec::new();
        while let Some(version) = history.versions().unwrap().before(&now).cloned() {
            history.go_to(version.number).unwrap();
            now = version.hash;
            walked.push(version.number);
        }
        while let Some(version) = history.versions().unwrap().after(&now).cloned() {
            history.go_to(version.number).unwrap();
            now = version.hash;
            walked.push(version.number);
        }
        assert_eq!(walked, [3, 2, 1, 2, 3, 4]);
        assert_eq!(history.versions().unwrap().before(&Hash::of(b"never saved")), None);
    }

    #[test]
    fn the_last_hundred_are_kept_and_no_bytes_beyond_them() {
        let (_root, history) = history();
        for n in 0..VERSIONS + 20 {
            push(&history, &n.to_string());
        }
        let versions = history.versions().unwrap();
        assert_eq!((versions.list.len(), versions.list[0].number), (VERSIONS, 21));
        assert_eq!(history.get(&versions.list[0]).unwrap(), b"20");
        let files = std::fs::read_dir(&history.folder).unwrap().count();
        assert_eq!(files, VERSIONS + 2, "the versions, the index, the lock");
    }

    #[test]
    fn writers_at_the_same_time_lose_no_version() {
        let (_root, history) = history();
        std::thread::scope(|scope| {
            for writer in 0..4 {
                let history = &history;
                scope.spawn(move || (0..10).for_each(|n| _ = push(history, &format!("{writer} {n}"))));
            }
        });
        let list = history.versions().unwrap().list;
        assert_eq!(list.iter().map(|v| v.number).collect::<Vec<_>>(), (1..=40).collect::<Vec<_>>());
        assert!(list.iter().all(|version| history.get(version).is_ok()));
    }

    #[test]
    fn damage_is_told_and_what_is_whole_stays_reachable() {
        let (_root, history) = history();
        push(&history, "one");
        push(&history, "two");
        let versions = history.versions().unwrap();
        std::fs::write(history.object(&versions.list[0].hash), "on").unwrap();
        assert_eq!(history.get(&versions.list[0]).unwrap_err().kind(), io::ErrorKind::InvalidData);
        let index = history.folder.join("index");
        let text = std::fs::read_to_string(&index).unwrap().replace("\n1 ", "\n? ");
        std::fs::write(&index, text).unwrap();
        let list = history.versions().unwrap().list;
        assert_eq!(list.iter().map(|v| history.get(v).unwrap()).collect::<Vec<_>>(), [b"two"]);
        push(&history, "three");
        std::fs::write(&index, [0xff, b'\n', b'1']).unwrap();
        assert_eq!(history.versions().unwrap_err().kind(), io::ErrorKind::InvalidData);
    }
}
