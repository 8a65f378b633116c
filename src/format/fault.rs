//! What can be wrong with a text, and the words for it.

use std::ops::Range;

use super::lex::Bracket;
use super::place::Lines;
use super::quote::BadEscape;
use crate::base::words;

/// Something wrong with a text: where, what, and what to do. The message is safe to print.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    pub at: Range<usize>,
    pub message: String,
}

/// The kinds of faults. `Raised::other` is the second place of those that have one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Problem {
    // Inside one token.
    Stray(char),
    LoneSlash,
    UnclosedString,
    UnclosedRawString,
    UnclosedComment,
    UnclosedAttribute,
    UnclosedChar,
    EmptyChar,
    LongChar,
    BadByte,
    /// Its offset, too.
    BadEscape(u32, BadEscape),
    // Brackets.
    Unclosed(Bracket),
    UnclosedBefore(Bracket, Bracket),
    Mismatched(Bracket, Bracket),
    StrayClose(Bracket),
    NamedBracket(Bracket),
    // Commas, colons, names.
    MissingComma,
    MissingCommaOrQuotes,
    NothingBeforeComma,
    TopComma,
    MissingValue,
    StrayColon,
    SecondColon,
    NotAName,
    QuotedName,
    NameInList,
    NoKey,
    UnnamedAmongNamed,
    NamedAmongUnnamed,
    // The whole text.
    NameAtTop,
    SecondValue,
    NoValue,
    LateAttribute,
    // Limits.
    TooDeep(u32),
    TooManyItems(u32),
    TooManyValues(u32),
    TooLong(u32),
}

/// A problem found, before its message is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Raised {
    pub start: usize,
    pub end: usize,
    pub problem: Problem,
    pub other: Option<usize>,
}

impl Raised {
    pub fn fault(&self, text: &str, lines: &Lines) -> Fault {
        let here = words::quote(text.get(self.start..self.end).unwrap_or(""));
        let there = || match self.other.map(|at| lines.line_col(at)) {
            Some((line, column)) => format!("line {line}, column {column}"),
            None => "another line".to_string(),
        };
        let message = match self.problem {
            Problem::Stray(c) => stray(c),
            Problem::LoneSlash => {
                "a single `/` means nothing here; a comment starts with `//` or `/*`".into()
            }
            Problem::UnclosedString => "this text is not closed: its closing `\"` is missing".into(),
            Problem::UnclosedRawString => {
                "this raw text is not closed: it ends at a `\"` followed by as many `#` as at its start"
                    .into()
            }
            Problem::UnclosedComment => "this comment is not closed: its `*/` is missing".into(),
            Problem::UnclosedAttribute => "this attribute is not closed: its `]` is missing".into(),
            Problem::UnclosedChar => {
                "a single quote starts one character; text stands in double quotes".into()
            }
            Problem::EmptyChar => "there is no character between the single quotes".into(),
            Problem::LongChar => {
                "single quotes hold one character or escape; write text in double quotes".into()
            }
            Problem::BadByte => "a byte literal holds one ASCII character".into(),
            Problem::BadEscape(_, bad) => bad.message().into(),
            Problem::Unclosed(open) => {
                format!("this `{}` is never closed: its `{}` is missing", open.opening(), open.closing())
            }
            Problem::UnclosedBefore(open, close) => format!(
                "this `{}` is not closed before the `{}` at {}: a `{}` is missing",
                open.opening(),
                close.closing(),
                there(),
                open.closing()
            ),
            Problem::Mismatched(open, close) => format!(
                "`{}` cannot close the `{}` opened at {}; write `{}`",
                close.closing(),
                open.opening(),
                there(),
                open.closing()
            ),
            Problem::StrayClose(close) => {
                format!("nothing is open that this `{}` could close; remove it", close.closing())
            }
            Problem::NamedBracket(open) => format!(
                "only `(` may follow a name, not `{}`: write the fields in round brackets, or a comma is missing",
                open.opening()
            ),
            Problem::MissingComma => "a comma is missing here, between two values".into(),
            Problem::MissingCommaOrQuotes => {
                format!(
                    "`{here}`: text of several words stands in double quotes; or a comma is missing between"
                )
            }
            Problem::NothingBeforeComma => "there is no value before this comma; remove it".into(),
            Problem::TopComma => "no comma may follow the outermost value; remove it".into(),
            Problem::MissingValue => format!("`{here}` has no value: write one after the colon"),
            Problem::StrayColon => "there is no name before this colon".into(),
            Problem::SecondColon => {
                "a second colon: text with a colon in it, such as a time, stands in double quotes; \
                 or a comma is missing before"
                    .into()
            }
            Problem::NotAName => format!("`{here}` cannot be the name of a field"),
            Problem::QuotedName => format!("names of fields stand without quotes, not as `{here}`"),
            Problem::NameInList => {
                "a list holds values without names; fields stand in `( )`, keys in `{ }`".into()
            }
            Problem::NoKey => "an entry of a map is `key: value`; the key or the value is missing".into(),
            Problem::UnnamedAmongNamed => "this value has no name, but others in the same brackets do".into(),
            Problem::NamedAmongUnnamed => {
                "this value has a name, but others in the same brackets do not".into()
            }
            Problem::NameAtTop => "fields stand in round brackets; write `(` before the first one".into(),
            Problem::SecondValue => {
                "a file holds one value, and this starts a second; is a bracket closed too early?".into()
            }
            Problem::NoValue => "there is nothing to read here".into(),
            Problem::LateAttribute => "attributes stand before the value, at the top of the file".into(),
            Problem::TooDeep(limit) => {
                format!("more than {limit} brackets inside each other; reading stops here")
            }
            Problem::TooManyItems(limit) => {
                format!("more than {limit} items in one pair of brackets; reading stops here")
            }
            Problem::TooManyValues(limit) => format!("more than {limit} values; reading stops here"),
            Problem::TooLong(limit) => format!("longer than {limit} MiB; nothing was read"),
        };
        Fault { at: self.start..self.end, message }
    }
}

fn stray(c: char) -> String {
    let c_shown = words::visible(c.encode_utf8(&mut [0; 4])).into_owned();
    match c {
        '“' | '”' | '„' | '«' | '»' | '‘' | '’' | '＂' | '`' => {
            format!("`{c_shown}` is not a quote that RON knows; write `\"`")
        }
        '=' => "`=` means nothing here; a field is written `name: value`".into(),
        ';' => "`;` means nothing here; items are separated by commas".into(),
        '#' => "`#` means nothing here; a comment starts with `//`".into(),
        _ => format!("`{c_shown}` means nothing here; remove it, or put text in double quotes"),
    }
}
