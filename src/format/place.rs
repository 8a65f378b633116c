//! Where an offset is: line, column, and the source line with a caret under it.

use std::ops::Range;

use crate::base::words::{visible, width};

/// The line starts of a text. Lines end at line feeds, as everywhere in RON.
#[derive(Clone, Debug)]
pub struct Lines<'a> {
    text: &'a str,
    starts: Vec<u32>,
}

impl<'a> Lines<'a> {
    /// Finds the line starts, once, in one pass.
    pub fn new(text: &'a str) -> Lines<'a> {
        let after = text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n').map(|(at, _)| at as u32 + 1);
        let starts = std::iter::once(0).chain(after).collect();
        Lines { text, starts }
    }

    /// Line and column of a byte offset, both counted from 1; columns are characters. Offsets past the end are the
    /// end, offsets inside a character are its start. A byte-order mark takes no column.
    pub fn line_col(&self, offset: usize) -> (usize, usize) {
        let offset = floor(self.text, offset);
        let line = self.starts.partition_point(|&start| start as usize <= offset);
        let start = self.starts.get(line.saturating_sub(1)).map_or(0, |&start| start as usize);
        let before = self.text.get(start..offset).unwrap_or("");
        let before = if start == 0 { before.trim_start_matches('\u{feff}') } else { before };
        (line, before.chars().count() + 1)
    }

    /// How many lines there are; the empty text has one.
    pub fn count(&self) -> usize {
        self.starts.len()
    }

    /// Where a line (from 1) begins, if there is one.
    pub fn start(&self, line: usize) -> Option<usize> {
        self.starts.get(line.checked_sub(1)?).map(|&start| start as usize)
    }
}

/// The greatest character boundary at or below an offset, inside the text.
pub(super) fn floor(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// The columns that an excerpt may take.
const WIDEST: usize = 100;

/// The line that holds the start of `range`, and below it carets under the part of `range` on that line. Hidden
/// characters are written out, long lines are cut around the carets. Two lines, no line end after the second.
pub fn excerpt(text: &str, range: Range<usize>) -> String {
    let start = floor(text, range.start);
    let end = floor(text, range.end).max(start);
    let line_end = text.get(start..).unwrap_or("");
    let line_end = start + line_end.find('\n').unwrap_or(line_end.len());
    let marked = text.get(start..end.min(line_end)).unwrap_or("").trim_end_matches('\r');

    // Work outwards from the caret, so that one huge line costs no more than a short one.
    let (marked, marked_cut) = head(marked, WIDEST * 6 / 10);
    let left = WIDEST / 2 - width(&marked).min(WIDEST / 2) / 2;
    let (before, before_cut) = line_tail(text.get(..start).unwrap_or(""), left);
    let room = WIDEST.saturating_sub(width(&before) + width(&marked));
    let after_start = if marked_cut { line_end } else { end.min(line_end) };
    let after = text.get(after_start..line_end).unwrap_or("");
    let (after, after_cut) = head(after.trim_end_matches('\r'), room);

    let dots = |cut: bool| if cut { "…" } else { "" };
    let lead = format!("{}{before}", dots(before_cut));
    let padding = " ".repeat(width(&lead));
    let carets = "^".repeat(width(&marked).max(1));
    format!("{lead}{marked}{after}{}\n{padding}{carets}", dots(after_cut || marked_cut))
}

/// A character as an excerpt shows it: a tab is one blank.
fn shown(c: char) -> String {
    match c {
        '\t' => " ".to_string(),
        _ => visible(c.encode_utf8(&mut [0; 4])).into_owned(),
    }
}

/// What fits of the beginning of a line, and whether something was cut.
fn head(text: &str, columns: usize) -> (String, bool) {
    let mut out = String::new();
    let mut taken = 0;
    for (count, c) in text.chars().enumerate() {
        let next = shown(c);
        taken += width(&next);
        if taken > columns || count > 4 * WIDEST {
            return (out, true);
        }
        out.push_str(&next);
    }
    (out, false)
}

/// What fits of the last line of `text`, and whether something was cut.
fn line_tail(text: &str, columns: usize) -> (String, bool) {
    let mut pieces = Vec::new();
    let mut taken = 0;
    let mut cut = false;
    for c in text.chars().rev().take_while(|&c| c != '\n' && c != '\u{feff}') {
        let next = shown(c);
        taken += width(&next);
        if taken > columns || pieces.len() > 4 * WIDEST {
            cut = true;
            break;
        }
        pieces.push(next);
    }
    (pieces.into_iter().rev().collect(), cut)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_lines_and_characters_from_one() {
        let text = "\u{feff}añb\r\n\n日x";
        let lines = Lines::new(text);
        let at = |what: &str| lines.line_col(text.find(what).unwrap());
        assert_eq!(at("a"), (1, 1));
        assert_eq!(at("b"), (1, 3));
        assert_eq!(at("日"), (3, 1));
        assert_eq!(at("x"), (3, 2));
        assert_eq!(lines.line_col(text.find('日').unwrap() + 1), (3, 1), "inside a character");
        assert_eq!(lines.line_col(1000), (3, 3));
        assert_eq!(lines.count(), 3);
        assert_eq!(lines.start(3), text.find('日'));
        assert_eq!(Lines::new("").line_col(0), (1, 1));
    }

    #[test]
    fn points_at_the_bytes() {
        let shown = |text: &str, what: &str| {
            let at = text.find(what).unwrap();
            excerpt(text, at..at + what.len())
        };
        assert_eq!(shown("(\n    nodes: x1,\r\n)", "x1"), "    nodes: x1,\n           ^^");
        assert_eq!(shown("\tn: 日本, x", "x"), " n: 日本, x\n          ^");
        assert_eq!(shown("a\u{1b}[31m: bad", "bad"), "a\\u{1b}[31m: bad\n             ^^^");
        assert_eq!(shown("a: \"b\nc\", d", "\"b\nc\""), "a: \"b\n   ^^");
        assert_eq!(excerpt("\u{feff}ab", 5..5), "ab\n  ^");
        assert_eq!(excerpt("", 0..0), "\n^");
    }

    #[test]
    fn cuts_long_lines_around_the_caret() {
        let text = format!("{}here{}", "a, ".repeat(1000), ", b".repeat(1000));
        let shown = excerpt(&text, 3000..3004);
        let (line, carets) = shown.split_once('\n').unwrap();
        assert!(width(line) <= 102 && line.starts_with('…') && line.ends_with('…'), "{line}");
        assert_eq!(line.find("here").map(|at| width(&line[..at])), carets.find('^'));
        assert_eq!(carets.trim(), "^^^^");
        let whole = excerpt(&text, 0..text.len());
        assert!(whole.lines().all(|line| width(line) <= 102), "{whole}");
    }
}
