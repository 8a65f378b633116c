//! RON text of plan files: a lossless layer of tokens, spans, places and splices under the model.
//!
//! Nothing here fails on broken text: it is scanned as far as it goes, and everything wrong is listed with its range.

mod around;
pub mod fault;
pub mod insertion;
pub mod lex;
pub mod place;
pub mod quote;
pub mod removal;
pub mod scan;
pub mod splice;
pub mod syntax;
