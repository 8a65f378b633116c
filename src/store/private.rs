//! Small files of planb's own in the state folder, replaced whole.

use super::storage::Disk;
use super::temp::{Temp, sync_folder};
use std::io::{self, Write};
use std::path::Path;

/// Writes a file that only its owner can read; after a crash it is the old one or the new one.
pub(super) fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut temp = Temp::create(&Disk, path, 0o600)?;
    temp.file.write_all(bytes)?;
    temp.file.sync_all()?;
    temp.replace(path)?;
    path.parent().map_or(Ok(()), sync_folder)
}
