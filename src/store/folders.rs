//! Where planb keeps what is its own: never beside a plan.

use crate::base::sort;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

/// The three folders, by the platform's convention (on Linux the XDG variables). None need exist yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folders {
    /// Settings, keymap, themes: written by people.
    pub config: PathBuf,
    /// Journals, saved versions, locks: what must survive.
    pub state: PathBuf,
    /// What can be made again.
    pub cache: PathBuf,
}

impl Folders {
    /// Finds the folders: `config` (from `--config`) goes first, then `PLANB_CONFIG_DIR`, `PLANB_STATE_DIR` and
    /// `PLANB_CACHE_DIR`, then the platform's own. `None` when there is no home folder and something is left unnamed.
    pub fn find(config: Option<&Path>) -> Option<Folders> {
        let platform = directories::ProjectDirs::from("", "", "planb");
        let platform = platform.as_ref();
        let choose = |name, fallback: Option<&Path>| {
            let set = std::env::var_os(name).filter(|value| !value.is_empty());
            set.map(PathBuf::from).or_else(|| fallback.map(Path::to_owned))
        };
        Some(Folders {
            config: match config {
                Some(folder) => folder.to_owned(),
                None => choose("PLANB_CONFIG_DIR", platform.map(|dirs| dirs.config_dir()))?,
            },
            state: choose("PLANB_STATE_DIR", platform.map(|d| d.state_dir().unwrap_or(d.data_local_dir())))?,
            cache: choose("PLANB_CACHE_DIR", platform.map(|dirs| dirs.cache_dir()))?,
        })
    }

    /// All three under one folder: for tests, and for running planb without touching the home folder.
    pub fn under(root: &Path) -> Folders {
        Folders { config: root.join("config"), state: root.join("state"), cache: root.join("cache") }
    }

    /// A folder inside the state folder, made if it is missing.
    pub(super) fn state_part(&self, name: &str) -> io::Result<PathBuf> {
        let folder = self.state.join(name);
        create_private(&folder)?;
        Ok(folder)
    }
}

/// Makes a folder, and those above it, that only its owner can enter (0700). An existing one is left as it is.
pub fn create_private(folder: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// The names in a folder, sorted. (`std::fs::read_dir` panics when the system fails to close the folder.)
#[cfg(unix)]
pub(super) fn names(folder: &Path) -> io::Result<Vec<OsString>> {
    use rustix::fs::{Dir, Mode, OFlags, open};
    use std::os::unix::ffi::OsStringExt;
    let fd = open(folder, OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty())?;
    let mut names = Vec::new();
    for entry in Dir::new(fd)? {
        let name = entry?.file_name().to_bytes().to_vec();
        if name != b"." && name != b".." {
            names.push(OsString::from_vec(name));
        }
    }
    sort::all(&mut names);
    Ok(names)
}

#[cfg(not(unix))]
pub(super) fn names(folder: &Path) -> io::Result<Vec<OsString>> {
    let entries = std::fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    let mut names: Vec<_> = entries.iter().map(std::fs::DirEntry::file_name).collect();
    sort::all(&mut names);
    Ok(names)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_state_folder_is_made_on_demand_and_closed_to_others() {
        let root = tempfile::tempdir().unwrap();
        let folder = Folders::under(root.path()).state_part("journal").unwrap();
        assert_eq!(folder.metadata().unwrap().permissions().mode() & 0o777, 0o700);
    }
}
