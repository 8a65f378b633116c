//! What is wrong in a file of rules or machines, with its place.

use crate::base::words;
use ron::error::{Error, SpannedError};
use std::fmt;

/// Most columns of the source line that are shown.
const LINE_WIDTH: usize = 100;

/// An error in a file. `to_string` gives place, message, the source line with a caret, and a suggestion.
#[derive(Debug, Clone, PartialEq)]
pub struct FileError {
    pub file: String,
    /// From 1; 0 where the file as a whole is meant.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    pub message: String,
    /// What to write instead.
    pub help: Option<String>,
    source_line: String,
}

impl FileError {
    /// An error that has no single place.
    pub fn whole(file: &str, message: &str) -> FileError {
        let (file, message) = (file.to_string(), message.to_string());
        FileError { file, line: 0, column: 0, message, help: None, source_line: String::new() }
    }

    pub(super) fn new(file: &str, text: &str, error: SpannedError) -> FileError {
        let (mut line, mut column) = (error.span.start.line, error.span.start.col);
        let (message, help, named) = explain(&error.code);
        if let Some(word) = named {
            // The reader notices a wrong name only after it: go back to where it stands.
            (line, column) =
                position_before(text, line, error.span.end.col.max(column), &word).unwrap_or((line, column));
        }
        let source_line = text.lines().nth(line.saturating_sub(1)).unwrap_or_default().to_string();
        FileError { file: file.to_string(), line, column, message, help, source_line }
    }
}

/// Message, suggestion, and the word in the file that is wrong.
fn explain(error: &Error) -> (String, Option<String>, Option<String>) {
    let meant = |word: &str, known: &[&'static str]| match words::nearest(word, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("known are {}", words::list(known.iter().map(|name| format!("`{name}`")), 12)),
    };
    match error {
        Error::NoSuchStructField { expected, found, .. } => {
            let message = format!("unknown field `{}`", words::quote(found));
            (message, Some(meant(found, expected)), Some(found.clone()))
        }
        Error::NoSuchEnumVariant { expected, found, .. } => {
            let message = format!("unknown word `{}`", words::quote(found));
            (message, Some(meant(found, expected)), Some(found.clone()))
        }
        Error::DuplicateStructField { field, .. } => {
            (format!("field `{field}` is here twice"), None, Some((*field).to_string()))
        }
        Error::MissingStructField { field, .. } => (format!("field `{field}` is missing"), None, None),
        Error::InvalidValueForType { expected, found } => {
            (format!("{} is not {}", words::visible(found), words::visible(expected)), None, None)
        }
        other => (words::visible(&other.to_string()).into_owned(), None, None),
    }
}

/// The last place of `word` at or before a place in the text.
fn position_before(text: &str, line: usize, column: usize, word: &str) -> Option<(usize, usize)> {
    let lines: Vec<&str> = text.lines().take(line).collect();
    lines.iter().enumerate().rev().find_map(|(at, source)| {
        let reach = if at + 1 == line { column } else { usize::MAX };
        let starts = source.match_indices(word).map(|(byte, _)| source[..byte].chars().count() + 1);
        starts.filter(|start| *start <= reach).last().map(|start| (at + 1, start))
    })
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (file, message) = (words::visible(&self.file), &self.message);
        if self.line == 0 {
            return write!(f, "{file}: {message}");
        }
        write!(f, "{file}:{}:{}: {message}", self.line, self.column)?;
        let before: String = self.source_line.chars().take(self.column.saturating_sub(1)).collect();
        let indent = words::width(&words::visible(&before));
        if indent < LINE_WIDTH && !self.source_line.trim().is_empty() {
            let shown = words::cut_end(&words::visible(&self.source_line), LINE_WIDTH);
            let margin = self.line.to_string().len();
            write!(f, "\n {} | {shown}\n {:margin$} | {:indent$}^", self.line, "", "")?;
        }
        match &self.help {
            Some(help) => write!(f, "\n   {help}"),
            None => Ok(()),
        }
    }
}
