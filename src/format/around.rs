//! What stands around an item: its comments, its line, its indentation.

use std::ops::Range;

use super::lex::{Bracket, Token, TokenKind, tokens};
use super::syntax::{Node, NodeId, Syntax};

/// What stands before an item, back to the item or bracket before it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lead {
    /// The start of its comments: those on its own line before it, and those on lines of their own directly above.
    pub block: usize,
    /// The start of its comments on its own line, or of the item.
    pub line: usize,
    /// Whether nothing else stands before it on its line.
    pub starts_line: bool,
}

/// What stands behind an item and its comma, up to the next item or the closing bracket.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trail {
    /// The end of the item with its comma.
    pub comma: usize,
    /// The end of its comments on the same line, when the line ends after them; else as `comma`.
    pub end: usize,
}

/// The tokens of a part of the text, with their offsets in the whole.
fn tokens_in(text: &str, part: Range<usize>) -> impl Iterator<Item = Token> + '_ {
    let start = part.start;
    let shift = move |token: Token| Token { start: token.start + start, end: token.end + start, ..token };
    tokens(text.get(part).unwrap_or("")).map(shift)
}

/// The bytes between the brackets of a node.
pub(super) fn inside(text: &str, syntax: &Syntax, node: NodeId) -> Range<usize> {
    let at = syntax.node(node);
    let Some(bracket) = at.open() else { return at.range() };
    let from = at.name().map_or(at.range().start, |name| name.end);
    let open = tokens_in(text, from..at.range().end).find(|token| token.kind == TokenKind::Open(bracket));
    let start = open.map_or(at.range().end, |token| token.end);
    let closed = text.get(start..at.range().end).is_some_and(|rest| rest.ends_with(bracket.closing()));
    start..at.range().end - usize::from(closed)
}

pub(super) fn lead(text: &str, syntax: &Syntax, node: NodeId) -> Lead {
    let at = syntax.node(node);
    let item = at.item().start;
    let from = match (at.previous_sibling().map(|node| syntax.node(node)), at.parent()) {
        (Some(before), _) => before.comma().map_or(before.range().end, |comma| comma + 1),
        (None, Some(parent)) => inside(text, syntax, parent).start,
        (None, None) => 0,
    };
    // Lines of comments: where each starts, and how many line ends stand before it. Only the top of the file starts a
    // line without one.
    let mut lines: Vec<(usize, usize)> = Vec::new();
    let mut breaks = usize::from(from == 0);
    let mut fresh = true;
    for token in tokens_in(text, from..item) {
        if token.kind.is_comment() {
            if breaks > 0 || fresh {
                lines.push((token.start, breaks));
            }
            (breaks, fresh) = (0, false);
        } else {
            breaks += token.text(text).matches('\n').count();
        }
    }
    let mut lead = Lead { block: item, line: item, starts_line: breaks > 0 };
    let mut below = breaks;
    for &(start, before) in lines.iter().rev() {
        match below {
            0 => (lead.line, lead.block, lead.starts_line) = (start, start, before > 0),
            1 if before > 0 && lead.starts_line => lead.block = start,
            _ => break,
        }
        below = before;
    }
    lead
}

pub(super) fn trail(text: &str, syntax: &Syntax, node: NodeId) -> Trail {
    let at = syntax.node(node);
    let comma = at.comma().map_or(at.range().end, |comma| comma + 1);
    let limit = match (at.next_sibling(), at.parent()) {
        (Some(next), _) => syntax.node(next).item().start,
        (None, Some(parent)) => inside(text, syntax, parent).end,
        (None, None) => text.len(),
    };
    let mut end = comma;
    for token in tokens_in(text, comma..limit) {
        if token.kind.is_comment() {
            end = token.end;
        } else if token.text(text).contains('\n') {
            return Trail { comma, end };
        }
    }
    let ends_line = limit == text.len();
    Trail { comma, end: if ends_line { end } else { comma } }
}

/// The start of the line that holds an offset.
pub(super) fn line_start(text: &str, offset: usize) -> usize {
    text.get(..offset).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1)
}

/// The blanks at the start of the line that holds an offset.
pub(super) fn indentation(text: &str, offset: usize) -> &str {
    let line = text.get(line_start(text, offset)..).unwrap_or("").trim_start_matches('\u{feff}');
    line.split(|c| c != ' ' && c != '\t').next().unwrap_or("")
}

/// What one level of indentation is in this text: what the first item on a line of its own has more than the item
/// around it; four blanks if there is none.
pub(super) fn indent_unit<'a>(text: &'a str, syntax: &Syntax) -> &'a str {
    let step = |(id, node): (NodeId, &Node)| {
        let parent = syntax.node(node.parent()?).range().start;
        let own = lead(text, syntax, id);
        let more = indentation(text, own.line).strip_prefix(indentation(text, parent))?;
        (own.starts_line && !more.is_empty()).then_some(more)
    };
    syntax.nodes().take(100).find_map(step).unwrap_or("    ")
}

/// The line end of this text.
pub(super) fn line_end(text: &str) -> &'static str {
    match text.find('\n') {
        Some(at) if text.get(..at).is_some_and(|line| line.ends_with('\r')) => "\r\n",
        _ => "\n",
    }
}

/// An item's text, written with `\n`, levels of four blanks and none before its first line, as it stands in a file
/// whose lines are indented by `indent`. Strings and comments keep their bytes.
pub(super) fn indented(item: &str, indent: &str, unit: &str, line_end: &str) -> String {
    let mut out = String::with_capacity(item.len() * 2);
    for token in tokens(item) {
        let part = token.text(item);
        let Some((_, last)) = part.rsplit_once('\n').filter(|_| token.kind == TokenKind::Space) else {
            out.push_str(part);
            continue;
        };
        part.matches('\n').for_each(|_| out.push_str(line_end));
        out.push_str(indent);
        let levels = (last.len() - last.trim_start_matches("    ").len()) / 4;
        out.push_str(&unit.repeat(levels));
        out.push_str(last.trim_start_matches("    "));
    }
    out
}

/// An item's text on one line: `(a: 1, b: [2, 3])`. None if that cannot be, for a comment or text over several lines.
pub(super) fn on_one_line(item: &str) -> Option<String> {
    let mut out = String::with_capacity(item.len());
    let mut tokens = tokens(item).filter(|token| token.kind != TokenKind::Space).peekable();
    let mut before = None;
    while let Some(token) = tokens.next() {
        let part = token.text(item);
        if token.kind == TokenKind::LineComment || part.contains('\n') {
            return None;
        }
        let next = tokens.peek().map(|token| token.kind);
        if token.kind == TokenKind::Comma && matches!(next, None | Some(TokenKind::Close(_))) {
            continue;
        }
        let tight = matches!(token.kind, TokenKind::Comma | TokenKind::Colon | TokenKind::Close(_));
        let tight = tight || matches!(before, None | Some(TokenKind::Open(_)));
        let tight =
            tight || matches!((before, token.kind), (Some(TokenKind::Word), TokenKind::Open(Bracket::Round)));
        if !tight {
            out.push(' ');
        }
        out.push_str(part);
        before = Some(token.kind);
    }
    Some(out)
}
