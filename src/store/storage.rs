//! The steps of a save, named, so that a test can make each of them fail.

use std::io;

/// What a save is about to ask of the system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Lock,
    Create,
    Write,
    KeepAttributes,
    SyncFile,
    Rename,
    SyncFolder,
    CopyAside,
    WriteInPlace,
    SyncInPlace,
    Restore,
}

/// Asked before each step; an error takes the place of the step.
pub(super) trait Storage {
    fn before(&self, step: Step) -> io::Result<()>;
}

/// The real disk: nothing fails but what the system fails.
pub(super) struct Disk;

impl Storage for Disk {
    fn before(&self, _step: Step) -> io::Result<()> {
        Ok(())
    }
}
