//! RON text of plan files, and plans.
//!
//! - [`read`](fn@read) makes a [`Plan`](crate::model::Plan) of a text, or tells everything that is wrong with it, each with line,
//!   column and advice.
//! - [`update`](fn@update) saves a changed plan into the text that people wrote: only the facts that changed are touched.
//! - [`write`](fn@write) gives a new file, [`fmt`](fn@fmt) the canonical layout of an old one.
//! - [`Source`] says where an item stands; [`schema`](fn@schema) and [`reference()`] what a plan may hold.
//!
//! All of them walk the field tables of the records ([`crate::base::record`]); none knows a field by name, but for `id` and
//! `version`. Below them lie tokens ([`lex`]), spans ([`scan`](mod@scan)) and places ([`place`]), which take broken texts too.
//!
//! ```
//! use planb::format::{read, update};
//!
//! let text = "Plan(\n    title: \"Training\", // for now\n)\n";
//! let old = read(text).unwrap().plan;
//! let mut new = old.clone();
//! new.title = "Base models".into();
//! let updated = update(text, &old, &new).unwrap();
//! assert_eq!(updated.text, "Plan(\n    title: \"Base models\", // for now\n)\n");
//!
//! let faults = read("Plan(title: 3)").unwrap_err();
//! assert_eq!(faults[0].to_string(), "1:13: title wants text between quotes, such as \"3\"");
//! ```

#[cfg(test)]
pub(crate) mod arbitrary;
mod around;
mod carry;
pub mod decide;
mod example;
pub mod fault;
pub mod fmt;
mod layout;
pub mod lex;
pub mod locate;
pub mod merge;
pub mod message;
mod paths;
mod pieces;
pub mod place;
mod plain;
pub mod quote;
pub mod read;
pub mod scan;
pub mod schema;
mod shown;
pub mod splice;
mod style;
pub mod syntax;
pub mod update;
pub mod write;

pub use decide::{Side, Unresolved, keep_both, resolve};
pub use fmt::fmt;
pub use locate::Source;
pub use merge::{MergedText, PlanText, merge};
pub use message::{Fault, UNKNOWN_FIELD, UNREADABLE};
pub use read::{Read, is_newer, read, read_bytes};
pub use schema::{reference, schema};
pub use shown::shown;
pub use update::{Updated, update};
pub use write::write;
