//! What a printed report says, as a value: headings, sentences and tables without layout. Exporters lay it out.

pub mod agenda;
pub mod baseline;
pub mod conflict;
pub mod diff;
pub mod drill;
pub mod now;
pub mod paste;
pub mod problems;
pub mod scenario;
pub mod since;
pub mod summary;
mod times;

pub use problems::{Finding, problems, waived};
pub use since::Since;
pub use summary::summary;
pub use times::Times;

/// A report: a title and its parts in order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Report {
    pub title: String,
    /// Beside the title: as of when.
    pub as_of: String,
    pub parts: Vec<Part>,
}

/// One part of a report.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    /// The answer, before anything else.
    Answer(Vec<String>),
    /// The timeline; exporters draw it at their width.
    Chart,
    Table(Table),
    /// Remarks at the end: rules, sources, what is not counted.
    Notes(Vec<String>),
}

/// Rows under named columns.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table {
    pub title: String,
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<String>>,
    /// Shown where there are no rows.
    pub empty: String,
}

/// How a column gives way when there is too little room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// Keeps its width.
    Fixed,
    /// A name: cut in the middle.
    Name,
    /// A sentence: goes on below.
    Wrap,
    /// A sentence on lines of its own below the row, where a page is too narrow for one more column.
    Below,
}

/// The head of a column, and how its cells behave where there is too little room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    pub name: &'static str,
    pub fit: Fit,
    /// Numbers stand at the right.
    pub right: bool,
}

/// A table's columns from `name` marks: `>` at the right, `~` a name, `*` a sentence,
/// `_` a sentence below the row.
pub fn columns(names: &[&'static str]) -> Vec<Column> {
    let column = |name: &&'static str| match name.split_at_checked(1) {
        Some((">", rest)) => Column { name: rest, fit: Fit::Fixed, right: true },
        Some(("~", rest)) => Column { name: rest, fit: Fit::Name, right: false },
        Some(("_", rest)) => Column { name: rest, fit: Fit::Below, right: false },
        Some(("*", rest)) => Column { name: rest, fit: Fit::Wrap, right: false },
        _ => Column { name, fit: Fit::Fixed, right: false },
    };
    names.iter().map(column).collect()
}
