//! Changes to a text, collected first and made at once; everything else keeps its bytes.

use crate::base::sort;
use std::fmt;
use std::ops::Range;

/// Replacements by byte range. Ranges may touch, but not overlap; insertions at one offset keep the order in which
/// they were added, and stand before a replacement that starts there.
#[derive(Clone, Debug, Default)]
pub struct Splice {
    edits: Vec<(Range<usize>, String)>,
}

/// Why a [`Splice`] was refused; the text stays as it was.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Refused {
    /// Two changes want the same bytes.
    Overlap(Range<usize>, Range<usize>),
    /// A range that is not in the text, or ends inside a character.
    Outside(Range<usize>),
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refused::Overlap(a, b) => {
                write!(f, "two changes overlap: bytes {}..{} and {}..{}", a.start, a.end, b.start, b.end)
            }
            Refused::Outside(range) => {
                write!(f, "bytes {}..{} are no part of the text", range.start, range.end)
            }
        }
    }
}

impl std::error::Error for Refused {}

impl Splice {
    /// No change.
    pub fn new() -> Splice {
        Splice::default()
    }

    /// Whether nothing would change.
    pub fn is_empty(&self) -> bool {
        self.edits.is_empty()
    }

    /// Puts new text in the place of a range.
    pub fn replace(&mut self, range: Range<usize>, new: impl Into<String>) {
        self.edits.push((range, new.into()));
    }

    /// Puts new text before the byte at `offset`.
    pub fn insert(&mut self, offset: usize, new: impl Into<String>) {
        self.replace(offset..offset, new);
    }

    /// Takes a range out.
    pub fn remove(&mut self, range: Range<usize>) {
        self.replace(range, "");
    }

    /// The text with all changes made.
    ///
    /// # Errors
    /// Refuses changes that overlap or lie outside the text.
    pub fn apply(mut self, text: &str) -> Result<String, Refused> {
        // A stable sort: insertions at one offset keep their order, and come before what is replaced from there.
        sort::by_key(&mut self.edits, |(range, _)| (range.start, range.end > range.start));
        let grown: usize = self.edits.iter().map(|(_, new)| new.len()).sum();
        let mut out = String::with_capacity(text.len() + grown);
        let mut before = 0..0;
        for (range, new) in self.edits {
            if range.start < before.end {
                return Err(Refused::Overlap(before, range));
            }
            let kept = text.get(before.end..range.start).filter(|_| text.get(range.clone()).is_some());
            out.push_str(kept.ok_or_else(|| Refused::Outside(range.clone()))?);
            out.push_str(&new);
            before = range;
        }
        out.push_str(text.get(before.end..).unwrap_or(""));
        Ok(out)
    }
}

impl Extend<(Range<usize>, String)> for Splice {
    fn extend<T: IntoIterator<Item = (Range<usize>, String)>>(&mut self, edits: T) {
        self.edits.extend(edits);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn makes_all_changes_at_once() {
        let mut splice = Splice::new();
        splice.insert(6, "new ");
        splice.replace(0..5, "Hello");
        splice.remove(11..12);
        splice.insert(6, "brave ");
        splice.replace(6..11, "planet");
        assert_eq!(splice.apply("hello world!"), Ok("Hello new brave planet".to_string()));
        assert_eq!(Splice::new().apply("ü"), Ok("ü".to_string()));
    }

    #[test]
    fn refuses_what_overlaps_or_lies_outside() {
        let refused = |ranges: &[(usize, usize)]| {
            let mut splice = Splice::new();
            ranges.iter().for_each(|&(start, end)| splice.replace(start..end, "x"));
            splice.apply("grün").unwrap_err()
        };
        assert_eq!(refused(&[(1, 3), (0, 2)]), Refused::Overlap(0..2, 1..3));
        assert_eq!(refused(&[(0, 2), (1, 1)]), Refused::Overlap(0..2, 1..1));
        assert_eq!(refused(&[(0, 2), (0, 2)]), Refused::Overlap(0..2, 0..2));
        assert_eq!(refused(&[(0, 9)]), Refused::Outside(0..9));
        assert_eq!(refused(&[(0, 3)]), Refused::Outside(0..3));
        assert_eq!(refused(&[(9, 9)]), Refused::Outside(9..9));
    }
}
