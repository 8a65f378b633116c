//! RON text of plan files: a lossless layer of tokens, spans, places and splices under the model.
//!
//! Nothing here fails on broken text: it is scanned as far as it goes, and everything wrong is listed with its range.

mod around;
mod example;
pub mod fault;
pub mod insertion;
pub mod lex;
pub mod message;
pub mod place;
mod plain;
pub mod quote;
pub mod read;
pub mod removal;
pub mod scan;
pub mod splice;
pub mod syntax;

pub use message::Fault;
pub use read::{Read, read, read_bytes};
