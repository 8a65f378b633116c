//! Keeping owner, group, mode and extended attributes when a new file takes the place of an old one.

use super::Stamp;
use std::fs::File;
use std::io;
use std::path::Path;

/// Gives `new` the attributes of the file at `old`.
///
/// A group that cannot be kept must not gain rights that were meant for another one: it then gets what everybody has.
/// The same holds for an access list that cannot be copied. Owner and extended attributes are kept where the system lets us.
#[cfg(unix)]
pub(super) fn keep(old: &Path, stamp: &Stamp, new: &File) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};
    let now = new.metadata()?;
    let mut mode = stamp.mode;
    if now.uid() != stamp.uid && fchown(new, Some(stamp.uid), None).is_err() {
        mode &= !0o4000;
    }
    let group_kept = now.gid() == stamp.gid || fchown(new, None, Some(stamp.gid)).is_ok();
    if !(copy_extended(old, new) && group_kept) {
        mode = (mode & !0o2070) | ((mode & 0o007) << 3);
    }
    new.set_permissions(std::fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
pub(super) fn keep(_old: &Path, _stamp: &Stamp, _new: &File) -> io::Result<()> {
    Ok(())
}

/// Copies extended attributes; false when the file has an access list and that could not be copied.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn copy_extended(old: &Path, new: &File) -> bool {
    use rustix::fs::{XattrFlags, fsetxattr, getxattr, listxattr};
    // The system limits a list of names, and on Linux a value, to 64 KiB.
    let mut names = vec![0; 64 << 10];
    let Ok(len) = listxattr(old, &mut names) else { return true };
    names.truncate(len);
    let mut value = vec![0; 64 << 10];
    let mut access_kept = true;
    for name in names.split(|byte| *byte == 0).filter(|name| !name.is_empty()) {
        let copied = getxattr(old, name, &mut value)
            .and_then(|len| fsetxattr(new, name, value.get(..len).unwrap_or_default(), XattrFlags::empty()));
        if copied.is_err() && name.starts_with(b"system.posix_acl") {
            access_kept = false;
        }
    }
    access_kept
}

#[cfg(all(unix, not(any(target_os = "linux", target_os = "android", target_vendor = "apple"))))]
fn copy_extended(_old: &Path, _new: &File) -> bool {
    true
}
