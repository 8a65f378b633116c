//! RON text of plan files: a lossless layer of tokens, spans, places and splices under the model.
//!
//! `lex` (tokens) < `scan` (spans of values, faults) < `removal`, `insertion` (which bytes to change) < `splice` (change
//! them). `place` turns offsets into lines, columns and excerpts; `quote` reads what stands in quotes.
//!
//! None of these fails on broken text: it is scanned as far as it goes, and everything wrong is listed with its range.

#[cfg(test)]
mod arbitrary;
mod around;
mod carry;
mod example;
pub mod fault;
pub mod fmt;
pub mod insertion;
mod layout;
pub mod lex;
pub mod message;
mod paths;
mod pieces;
pub mod place;
mod plain;
pub mod quote;
pub mod read;
pub mod removal;
pub mod scan;
pub mod splice;
mod style;
pub mod syntax;
pub mod update;
pub mod write;

pub use fmt::fmt;
pub use message::Fault;
pub use read::{Read, read, read_bytes};
pub use update::{Updated, update};
pub use write::write;
