//! The inside of a pair of brackets as pieces that can be taken out, moved and joined by new ones: each item with its own
//! comments, its comma and its blanks. Put together unchanged they are the text as it was.

use super::around::{inside, lead, line_start, trail};
use super::lex::{TokenKind, tokens};
use super::syntax::{NodeId, Syntax};

/// One item and what belongs to it.
#[derive(Clone, Copy)]
pub(super) struct Piece<'a> {
    /// Before its own comments: blank lines, and comments that stand apart.
    apart: &'a str,
    /// Its line end and indentation, and the comments directly above it.
    own: &'a str,
    /// Behind the item: `gap`, the comma, `rest` with the comments on the same line.
    gap: &'a str,
    comma: bool,
    rest: &'a str,
}

pub(super) struct Pieces<'a> {
    pieces: Vec<Piece<'a>>,
    /// What stands before the closing bracket.
    tail: &'a str,
    line_end: &'static str,
}

/// An item of the new order.
pub(super) struct Entry {
    /// Which piece it was; none for a new item.
    pub from: Option<usize>,
    /// Its text, without a comma.
    pub text: String,
}

impl<'a> Pieces<'a> {
    pub fn new(text: &'a str, syntax: &Syntax, parent: NodeId, line_end: &'static str) -> Pieces<'a> {
        let part = |from: usize, to: usize| text.get(from..to.max(from)).unwrap_or("");
        let inner = inside(text, syntax, parent);
        let mut from = inner.start;
        let mut pieces = Vec::new();
        for child in syntax.children(parent) {
            let node = syntax.node(child);
            let (lead, trail) = (lead(text, syntax, child), trail(text, syntax, child));
            let (item, value) = (node.item().start, node.range().end);
            let own = if lead.starts_line {
                let line = line_start(text, lead.block);
                let before = part(from, line);
                line - (before.len()
                    - before.strip_suffix('\n').map_or(before, |b| b.trim_end_matches('\r')).len())
            } else {
                from
            };
            let own = own.max(from);
            pieces.push(Piece {
                apart: part(from, own),
                own: part(own, item),
                gap: node.comma().map_or("", |comma| part(value, comma)),
                comma: node.comma().is_some(),
                rest: part(node.comma().map_or(value, |comma| comma + 1), trail.end),
            });
            from = trail.end;
        }
        Pieces { pieces, tail: part(from, inner.end), line_end }
    }

    fn at(&self, at: usize) -> Option<&Piece<'a>> {
        self.pieces.get(at)
    }

    /// The pieces in a new order, with new items between; comments that stand apart stay between those that stay.
    pub fn join(&self, entries: &[Entry]) -> String {
        let mut out = Joined { text: String::new(), comment: false, line_end: self.line_end };
        let stays = stays(entries);
        let mut apart = self.pieces.iter().enumerate().filter(|(_, piece)| !is_blank(piece.apart)).peekable();
        let comma_at_end = match self.pieces.last() {
            Some(last) => last.comma,
            None => entries.iter().any(|entry| entry.text.contains('\n')),
        };
        for (at, entry) in entries.iter().enumerate() {
            let piece = entry.from.and_then(|from| self.at(from));
            let mut spaced = false;
            let stays = entry.from.filter(|_| stays.get(at) == Some(&true));
            // What stands at the top stays there.
            if let Some(upto) = stays.or((at == 0).then_some(0)) {
                while let Some((_, above)) = apart.next_if(|(above, _)| *above <= upto) {
                    out.push(above.apart);
                    spaced = true;
                }
            }
            if !spaced {
                out.push(self.blank_before(at, entry.from, entries));
            }
            out.push(&self.own(at, entry.from, entries));
            out.text.push_str(&entry.text);
            let gap = piece.map_or("", |piece| piece.gap);
            let rest = piece.map_or("", |piece| piece.rest);
            let comma = at + 1 < entries.len() || comma_at_end;
            let had_comma = piece.is_some_and(|piece| piece.comma);
            // A comma that was missing stands right behind the item, before its comments.
            let order = if comma && !had_comma {
                [",", gap, rest]
            } else {
                [gap, if comma { "," } else { "" }, rest]
            };
            order.into_iter().for_each(|part| out.push(part));
        }
        for (_, above) in apart {
            out.push(above.apart);
        }
        if entries.is_empty() && is_blank(&out.text) && is_blank(self.tail) {
            return String::new();
        }
        out.push(self.tail);
        if out.comment {
            out.text.push_str(self.line_end);
        }
        out.text
    }

    /// Blank lines before an item, as before its neighbours; none at the top that were not there.
    fn blank_before(&self, at: usize, from: Option<usize>, entries: &[Entry]) -> &'a str {
        let blank = |at: usize| self.at(at).map(|piece| piece.apart).filter(|apart| is_blank(apart));
        if at == 0 {
            return blank(0).unwrap_or("");
        }
        let before = || entries.get(at - 1).and_then(|entry| entry.from);
        let found = match from {
            Some(from) if from > 0 => blank(from),
            _ => before().filter(|from| *from > 0).and_then(blank).or_else(|| blank(1)),
        };
        found.unwrap_or("")
    }

    /// Line end, indentation and comments directly above an item at its new place.
    fn own(&self, at: usize, from: Option<usize>, entries: &[Entry]) -> String {
        match from.and_then(|from| self.at(from).map(|piece| (from, piece.own))) {
            Some((0, own)) if at > 0 && !own.contains('\n') => {
                let space = self.space(self.pieces.len().min(2).saturating_sub(1), at);
                format!("{space}{}", own.trim_start())
            }
            Some((from, own)) if at == 0 && from > 0 && is_blank(own) => self.space(0, 0),
            Some((_, own)) => own.to_string(),
            None => {
                let before = at.checked_sub(1).and_then(|at| entries.get(at)).and_then(|entry| entry.from);
                let neighbour = match before {
                    Some(before) if before + 1 < self.pieces.len() => before + 1,
                    Some(before) => before,
                    None if at > 0 => self.pieces.len().saturating_sub(1),
                    None => 0,
                };
                self.space(neighbour, at)
            }
        }
    }

    /// The line end and indentation before a piece, without its comments; on a line with others, a blank.
    fn space(&self, neighbour: usize, at: usize) -> String {
        let own = self.at(neighbour).map_or("", |piece| piece.own);
        match own.rfind('\n') {
            Some(line) => {
                let indent: String = own
                    .get(line + 1..)
                    .unwrap_or("")
                    .chars()
                    .take_while(|c| [' ', '\t'].contains(c))
                    .collect();
                format!("{}{indent}", self.line_end)
            }
            None if at > 0 => " ".to_string(),
            None => own.chars().take_while(|c| *c == ' ').collect(),
        }
    }

    /// Whether a new item behind the piece `after` has a line for itself, and its indentation.
    pub fn indent(&self, after: Option<usize>) -> Option<String> {
        let neighbour = after.map_or(0, |after| (after + 1).min(self.pieces.len().saturating_sub(1)));
        let space = self.space(neighbour, 1);
        space.strip_prefix(self.line_end).map(str::to_string)
    }
}

/// Text that grows; a line comment at its end is closed by a line end.
struct Joined {
    text: String,
    comment: bool,
    line_end: &'static str,
}

impl Joined {
    fn push(&mut self, part: &str) {
        if part.is_empty() {
            return;
        }
        if self.comment && !part.trim_start_matches([' ', '\t', '\r']).starts_with('\n') {
            self.text.push_str(self.line_end);
        }
        self.text.push_str(part);
        let last = tokens(part)
            .filter(|token| token.kind != TokenKind::Space || token.text(part).contains('\n'))
            .last();
        if let Some(token) = last {
            self.comment = token.kind == TokenKind::LineComment;
        }
    }
}

fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

/// Which entries keep their order among each other: a longest rising run of old places.
fn stays(entries: &[Entry]) -> Vec<bool> {
    // `ends[n]`: the entry that ends the best run of n + 1 entries; `before[e]`: the entry before it in its run.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; entries.len()];
    let place = |at: usize| entries.get(at).and_then(|entry| entry.from).unwrap_or(usize::MAX);
    for (at, entry) in entries.iter().enumerate() {
        let Some(from) = entry.from else { continue };
        let length = ends.partition_point(|end| place(*end) < from);
        if let Some(slot) = before.get_mut(at) {
            *slot = length.checked_sub(1).and_then(|length| ends.get(length).copied());
        }
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut stays = vec![false; entries.len()];
    let mut next = ends.last().copied();
    while let Some(at) = next {
        if let Some(slot) = stays.get_mut(at) {
            *slot = true;
        }
        next = before.get(at).copied().flatten();
    }
    stays
}
