//! Bytes on disk: loading, safe saving, the journal of unsaved work, saved versions, and planb's own folders.
//!
//! This layer stands beside the shells. It does input and output and knows bytes and paths, never plans. Its promises:
//!
//! - a save leaves the whole old file or the whole new one, whatever kills it and whichever call fails;
//! - a file that changed since it was read is never overwritten: contents are compared, not times;
//! - nothing of planb's own is left beside the plan, and no lock outlives the process that took it;
//! - every error says what failed, where, what state the file is in, and what to do.
//!
//! Messages quote paths as they are; whoever shows one neutralises control characters first.

mod attributes;
mod error;
mod folders;
mod hash;
pub mod history;
mod in_place;
pub mod journal;
#[cfg(test)]
mod journal_tests;
mod load;
mod lock;
mod owner;
mod private;
mod save;
#[cfg(test)]
mod save_tests;
mod storage;
mod temp;
mod text;

pub use error::{Failure, LoadError, SaveError};
pub use folders::{Folders, create_private};
pub use hash::Hash;
pub use history::History;
pub use in_place::{Interrupted, interrupted};
pub use journal::Journal;
pub use load::{Base, LIMIT, Loaded, Stamp, load, load_and, read_stdin, resolve};
pub use owner::{Life, Owner};
pub use save::{Expect, Notice, Outcome, Saved, save, save_then};
