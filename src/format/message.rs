//! Faults as people meet them: place, message, source line with a caret, and what to do.

use std::fmt;
use std::ops::Range;

use super::place::{self, Lines};
use crate::base::words::visible;

/// Something wrong in a plan's text. Its words are safe to print.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Code of the check, for what `planb check` lists as a finding.
    pub code: Option<&'static str>,
    /// Bytes of the text that are to blame.
    pub range: Range<usize>,
    /// From 1.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
    /// What is wrong, in one line without a full stop.
    pub message: String,
    /// What was probably meant, in one line.
    pub suggestion: Option<String>,
}

/// Text that is no plan, where no other code says more.
pub const UNREADABLE: &str = "V900";
/// A field that this version does not know: kept, and told.
pub const UNKNOWN_FIELD: &str = "V907";
/// The file is in a newer format than this version writes.
pub const NEWER_VERSION: &str = "V908";
/// An instant without an offset.
pub const NO_OFFSET: &str = "V901";
/// An id used twice in one list.
pub const DUPLICATE_ID: &str = "V902";

impl Fault {
    /// A fault at a place of the text.
    pub fn at(lines: &Lines<'_>, range: Range<usize>, message: impl Into<String>) -> Fault {
        let (line, column) = lines.line_col(range.start);
        Fault { code: None, range, line, column, message: message.into(), suggestion: None }
    }

    pub(super) fn coded(mut self, code: &'static str) -> Fault {
        self.code = Some(code);
        self
    }

    pub(super) fn suggest(mut self, suggestion: Option<String>) -> Fault {
        self.suggestion = suggestion;
        self
    }

    /// What is wrong and what was probably meant, in one line.
    pub fn sentence(&self) -> String {
        match &self.suggestion {
            Some(suggestion) => format!("{}: {suggestion}", self.message),
            None => self.message.clone(),
        }
    }

    /// The whole message: `plan.ron:12:16: …`, the source line, a caret, the suggestion. No line end after the last
    /// line.
    pub fn render(&self, name: &str, text: &str) -> String {
        let excerpt = place::excerpt(text, self.range.clone());
        let mut out = format!("{}:{self}", visible(name));
        for line in excerpt.lines() {
            out.push_str("\n    ");
            out.push_str(line);
        }
        if let Some(suggestion) = &self.suggestion {
            out.push_str("\n    ");
            out.push_str(suggestion);
        }
        out
    }
}

impl fmt::Display for Fault {
    /// `12:16: nodes must be at least 1, but is 0`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.line, self.column, self.message)
    }
}
