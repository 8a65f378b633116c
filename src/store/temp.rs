//! Temporary files beside the file they will replace, and clearing away those of saves that died.

use super::storage::{Step, Storage};
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::hash::{BuildHasher, Hasher};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A new file `.NAME.planb-RANDOM` in the folder of the file NAME. Removed when dropped, unless it was put in place.
pub(super) struct Temp {
    pub file: File,
    pub path: PathBuf,
    in_place: bool,
}

impl Temp {
    /// `mode` is what the file is created with, less the process's umask (ignored where there are no modes).
    pub fn create(disk: &dyn Storage, target: &Path, mode: u32) -> io::Result<Temp> {
        let mut last = io::Error::from(io::ErrorKind::AlreadyExists);
        for _ in 0..8 {
            disk.before(Step::Create)?;
            let mut name = prefix(target);
            name.push(format!("{:016x}", random()));
            let path = target.with_file_name(name);
            match create_new(&path, mode) {
                Ok(file) => {
                    // Tells those who clear up that this one is alive. Without locks its youth must protect it.
                    #[cfg(unix)]
                    let _ = file.try_lock();
                    return Ok(Temp { file, path, in_place: false });
                }
                Err(e) if e.kind() == io::ErrorKind::AlreadyExists => last = e,
                Err(e) => return Err(e),
            }
        }
        Err(last)
    }

    /// Puts the file in the place of `target`, replacing what is there.
    pub fn replace(&mut self, target: &Path) -> io::Result<()> {
        rename(&self.path, target)?;
        self.in_place = true;
        Ok(())
    }

    /// Puts the file at `target`, where nothing may be.
    pub fn place(&mut self, target: &Path) -> io::Result<()> {
        rename_new(&self.path, target)?;
        self.in_place = true;
        Ok(())
    }

    /// The rename was done although the system reported an error (a repeated request on a network disk).
    pub fn was_placed(&mut self) {
        self.in_place = true;
    }
}

impl Drop for Temp {
    fn drop(&mut self) {
        if !self.in_place {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

/// Removes temporary files of `target` left by saves that were killed: those nobody holds, and that are ours (`alone`: we
/// hold the save lock, so no other save of ours is under way) or more than a minute old.
pub(super) fn clear_leftovers(target: &Path, alone: bool) {
    let (Some(folder), prefix) = (target.parent(), prefix(target)) else { return };
    for name in super::folders::names(folder).unwrap_or_default() {
        let Some(rest) = name.as_encoded_bytes().strip_prefix(prefix.as_encoded_bytes()) else { continue };
        let path = folder.join(&name);
        if rest.len() == 16 && rest.iter().all(u8::is_ascii_hexdigit) && is_dead(&path, alone) {
            let _ = std::fs::remove_file(path);
        }
    }
}

pub(super) fn is_dead(path: &Path, alone: bool) -> bool {
    let Ok(metadata) = path.symlink_metadata() else { return false };
    let old = metadata.modified().ok().and_then(|at| at.elapsed().ok()).is_some_and(|age| age > AGE);
    if !metadata.is_file() || !(old || alone && is_ours(&metadata)) {
        return false;
    }
    File::open(path).is_ok_and(|file| !matches!(file.try_lock(), Err(std::fs::TryLockError::WouldBlock)))
}

const AGE: Duration = Duration::from_secs(60);

#[cfg(unix)]
fn is_ours(metadata: &std::fs::Metadata) -> bool {
    std::os::unix::fs::MetadataExt::uid(metadata) == rustix::process::geteuid().as_raw()
}

#[cfg(not(unix))]
fn is_ours(_metadata: &std::fs::Metadata) -> bool {
    false
}

/// `.NAME.planb-`, NAME cut so that the whole name stays within what file systems take.
fn prefix(target: &Path) -> OsString {
    let name = target.file_name().unwrap_or(OsStr::new("plan"));
    let mut prefix = OsString::from(".");
    if name.len() <= 220 {
        prefix.push(name);
    } else {
        prefix.push(super::hash::key(target));
    }
    prefix.push(".planb-");
    prefix
}

/// Differs from call to call and from process to process; not secret.
pub(super) fn random() -> u64 {
    std::hash::RandomState::new().build_hasher().finish()
}

/// Opens a file that did not exist before; a link at `path` is not followed.
pub(super) fn create_new(path: &Path, mode: u32) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode);
    #[cfg(not(unix))]
    let _ = mode;
    options.open(path)
}

#[cfg(not(windows))]
fn rename(from: &Path, to: &Path) -> io::Result<()> {
    std::fs::rename(from, to)
}

/// Virus scanners and indexers hold files open for moments; the rename is tried for up to two seconds.
#[cfg(windows)]
fn rename(from: &Path, to: &Path) -> io::Result<()> {
    let mut pause = Duration::from_millis(4);
    for _ in 0..9 {
        match std::fs::rename(from, to) {
            Err(e) if e.kind() == io::ErrorKind::PermissionDenied => std::thread::sleep(pause),
            other => return other,
        }
        pause *= 2;
    }
    std::fs::rename(from, to)
}

fn rename_new(from: &Path, to: &Path) -> io::Result<()> {
    #[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE).map_err(io::Error::from) {
            // Older kernels and some file systems lack the flag; a hard link refuses an existing name too.
            Err(e) if matches!(e.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => {}
            other => return other,
        }
    }
    match std::fs::hard_link(from, to) {
        Ok(()) => std::fs::remove_file(from),
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists => Err(e),
        Err(_) if to.symlink_metadata().is_ok() => Err(io::ErrorKind::AlreadyExists.into()),
        Err(_) => rename(from, to),
    }
}

/// Makes a rename in `folder` survive a power cut.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        use rustix::io::Errno;
        let folder = File::open(folder)?;
        match folder.sync_all() {
            // These say that this file system does not know the request, not that it failed.
            Err(e)
                if [Errno::INVAL, Errno::NOTSUP]
                    .map(|n| Some(n.raw_os_error()))
                    .contains(&e.raw_os_error()) =>
            {
                Ok(())
            }
            other => other,
        }
    }
    #[cfg(not(unix))]
    {
        let _ = folder;
        Ok(())
    }
}
