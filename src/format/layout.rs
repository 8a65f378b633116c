//! The canonical layout: where lines break, how far they are indented, where blanks stand. Tokens keep their spelling and
//! order, comments their place.

use super::lex::{Bracket, Token, TokenKind, tokens};
use crate::base::words::width;

/// What does not fit in so many columns takes several lines.
const WIDEST: usize = 100;

const UNIT: &str = "    ";

/// The text in its canonical layout: one fact a line, levels of four blanks, a comma after each, `\n`.
///
/// Lists of values and small records stand on one line while they fit. An item of a list stands on one line if it was
/// written so, fits and holds no other records. The text must scan without faults.
pub(super) fn lay_out(text: &str) -> String {
    let mut out = Printer::print(text, None);
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
    out
}

/// As [`lay_out`], of one field (`name: value`) or item that will stand `column` columns from the left. No line end at the
/// end; lines after the first are indented from nothing.
pub(super) fn lay_out_item(text: &str, column: usize) -> String {
    Printer::print(text, Some(column))
}

/// A token that is not space.
#[derive(Clone, Copy)]
struct Piece<'a> {
    kind: TokenKind,
    text: &'a str,
    /// Line ends in the space before it.
    breaks: usize,
    /// For an opening bracket: the piece that closes it.
    close: usize,
    /// The first piece from here on that is no comment.
    next: usize,
    /// Line ends up to here.
    lines_before: usize,
    /// Columns on one line up to here, this piece not counted.
    before: usize,
    /// Comments, and texts of several lines, up to here.
    tall_before: usize,
    /// Records (round brackets with names, maps) up to here.
    records_before: usize,
}

struct Pieces<'a> {
    list: Vec<Piece<'a>>,
}

const END: Piece<'static> = Piece {
    kind: TokenKind::Error,
    text: "",
    breaks: 0,
    close: 0,
    next: 0,
    lines_before: 0,
    before: 0,
    tall_before: 0,
    records_before: 0,
};

impl<'a> Pieces<'a> {
    fn new(text: &'a str) -> Pieces<'a> {
        let mut list: Vec<Piece<'a>> = Vec::with_capacity(text.len() / 6);
        let mut breaks = 0;
        for token in tokens(text) {
            let part = token.text(text);
            if token.kind == TokenKind::Space {
                breaks += part.matches('\n').count();
            } else {
                list.push(Piece { kind: token.kind, text: trimmed(&token, part), breaks, ..END });
                breaks = 0;
            }
        }
        let mut pieces = Pieces { list };
        pieces.measure();
        pieces
    }

    fn at(&self, at: usize) -> Piece<'a> {
        self.list.get(at).copied().unwrap_or(END)
    }

    /// The first piece from `at` on that is no comment.
    fn next(&self, at: usize) -> usize {
        self.list.get(at).map_or(self.list.len(), |piece| piece.next)
    }

    fn measure(&mut self) {
        let mut next = self.list.len();
        for (at, piece) in self.list.iter_mut().enumerate().rev() {
            next = if piece.kind.is_comment() { next } else { at };
            piece.next = next;
        }
        let mut lines = 0;
        let mut open: Vec<usize> = Vec::new();
        let (mut columns, mut tall, mut records) = (0, 0, 0);
        for at in 0..self.list.len() {
            let (this, next) = (self.at(at), self.at(at + 1).kind);
            let is_record = match this.kind {
                TokenKind::Open(Bracket::Curly) => true,
                TokenKind::Open(Bracket::Round) => self.is_named(at),
                _ => false,
            };
            if let Some(piece) = self.list.get_mut(at) {
                (piece.before, piece.tall_before, piece.records_before) = (columns, tall, records);
                lines += piece.breaks;
                piece.lines_before = lines;
            }
            match this.kind {
                TokenKind::Open(_) => open.push(at),
                TokenKind::Close(_) => {
                    if let Some(piece) = open.pop().and_then(|open| self.list.get_mut(open)) {
                        piece.close = at;
                    }
                }
                _ => {}
            }
            columns += match this.kind {
                TokenKind::Comma if matches!(next, TokenKind::Close(_)) => 0,
                TokenKind::Comma | TokenKind::Colon => 2,
                _ => width(this.text),
            };
            tall += usize::from(this.kind.is_comment() || this.text.contains('\n'));
            records += usize::from(is_record);
        }
    }

    /// Whether the round bracket at `at` holds named fields.
    fn is_named(&self, at: usize) -> bool {
        let key = self.next(at + 1);
        self.at(self.next(key + 1)).kind == TokenKind::Colon
    }
}

/// Comments lose blanks at the end and foreign line ends; everything else is kept.
fn trimmed<'a>(token: &Token, text: &'a str) -> &'a str {
    if token.kind == TokenKind::LineComment { text.trim_end() } else { text }
}

/// What stands before the next piece.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Want {
    Nothing,
    Blank,
    Line,
}

/// How the items in a pair of brackets stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Items {
    /// Each on a line of its own.
    Lines,
    /// All on one line, with all that they hold.
    Flat,
    /// On the line of the bracket; what they hold decides for itself: `Some((` … `))`.
    Through,
}

struct Printer<'p, 'a> {
    pieces: &'p Pieces<'a>,
    out: String,
    /// Where the last line starts.
    line: usize,
    /// The brackets that are open, and whether a comma may follow their last item.
    frames: Vec<(Items, bool)>,
    want: Want,
    /// Between a name and its value.
    middle: bool,
    /// Nothing stands in these brackets yet.
    fresh: bool,
    /// For a part of a text: the column where it will stand.
    item_at: Option<usize>,
}

impl Printer<'_, '_> {
    fn print(text: &str, item_at: Option<usize>) -> String {
        let pieces = Pieces::new(text);
        let mut printer = Printer {
            pieces: &pieces,
            out: String::with_capacity(text.len() + text.len() / 4),
            line: 0,
            frames: Vec::new(),
            want: Want::Line,
            middle: false,
            fresh: true,
            item_at,
        };
        for at in 0..pieces.list.len() {
            printer.piece(at);
        }
        printer.out
    }

    fn piece(&mut self, at: usize) {
        let piece = self.pieces.at(at);
        match piece.kind {
            TokenKind::LineComment | TokenKind::BlockComment => self.comment(at),
            TokenKind::Comma => {} // Written with the value before it.
            TokenKind::Colon => {
                if self.want == Want::Line {
                    self.new_line(false);
                }
                self.out.push(':');
                self.want = Want::Blank;
                self.middle = true;
            }
            TokenKind::Open(bracket) => self.open(at, bracket),
            TokenKind::Close(_) => self.close(at),
            TokenKind::Attribute => {
                self.item(&piece);
                (self.want, self.fresh) = (Want::Line, false);
            }
            _ => {
                self.item(&piece);
                let next = self.pieces.at(self.pieces.next(at + 1)).kind;
                let is_name = piece.kind == TokenKind::Word && next == TokenKind::Open(Bracket::Round);
                if is_name || next == TokenKind::Colon {
                    (self.want, self.middle) = (Want::Nothing, true);
                } else {
                    self.end_value(at);
                }
            }
        }
    }

    /// What belongs before a piece, and the piece.
    fn item(&mut self, piece: &Piece<'_>) {
        match self.want {
            Want::Nothing => {}
            Want::Blank => self.out.push(' '),
            Want::Line => self.new_line(piece.breaks > 1 && !self.fresh && !self.middle),
        }
        self.out.push_str(piece.text);
        if let Some(last) = piece.text.rfind('\n') {
            self.line = self.out.len() - (piece.text.len() - last - 1);
        }
        self.want = Want::Nothing;
        self.middle = false;
        self.fresh = false;
    }

    fn new_line(&mut self, blank: bool) {
        if !self.out.is_empty() {
            self.out.push_str(if blank { "\n\n" } else { "\n" });
        }
        self.line = self.out.len();
        let depth =
            self.frames.iter().filter(|(items, _)| *items == Items::Lines).count() + usize::from(self.middle);
        (0..depth).for_each(|_| self.out.push_str(UNIT));
    }

    fn open(&mut self, at: usize, bracket: Bracket) {
        let in_list = self.in_list(at);
        self.item(&self.pieces.at(at));
        let items = self.items(at, bracket, in_list);
        let comma = bracket != Bracket::Round || self.pieces.is_named(at);
        self.frames.push((items, comma));
        self.want = if items == Items::Lines { Want::Line } else { Want::Nothing };
        self.fresh = true;
    }

    /// Whether the bracket at `at`, or its name, follows an opening square bracket or a comma of its list.
    fn in_list(&self, at: usize) -> bool {
        let named = at > 0 && self.pieces.at(at - 1).kind == TokenKind::Word;
        let start = if named { at - 1 } else { at };
        start == 0
            || matches!(
                self.pieces.at(start - 1).kind,
                TokenKind::Open(Bracket::Square)
                    | TokenKind::Comma
                    | TokenKind::LineComment
                    | TokenKind::BlockComment
            )
    }

    /// How what stands in these brackets is laid out.
    fn items(&self, at: usize, bracket: Bracket, in_list: bool) -> Items {
        let end = self.pieces.at(at).close;
        let (first, close) = (self.pieces.at(at + 1), self.pieces.at(end));
        if end <= at + 1 || self.frames.last().is_some_and(|(items, _)| *items == Items::Flat) {
            return Items::Flat;
        }
        let tall = close.tall_before > first.tall_before;
        let records = close.records_before > first.records_before;
        let used = width(self.out.get(self.line..).unwrap_or("")) + self.item_at.unwrap_or(0);
        let wide = used + close.before.saturating_sub(first.before) + 2 > WIDEST;
        let lines = if bracket == Bracket::Round && !self.pieces.is_named(at) {
            let any = |wanted: fn(TokenKind) -> bool| (at + 1..end).any(|at| wanted(self.pieces.at(at).kind));
            if records {
                return Items::Through;
            }
            any(TokenKind::is_comment) || (wide && any(|kind| kind == TokenKind::Comma))
        } else {
            let spread = in_list && bracket == Bracket::Round && first.breaks > 0;
            tall || records || wide || spread || (self.frames.is_empty() && self.item_at.is_none())
        };
        if lines { Items::Lines } else { Items::Flat }
    }

    fn close(&mut self, at: usize) {
        let (items, _) = self.frames.pop().unwrap_or((Items::Flat, false));
        self.middle = false;
        if items == Items::Lines || self.want == Want::Line {
            self.new_line(false);
        }
        self.out.push_str(self.pieces.at(at).text);
        self.fresh = false;
        if self.pieces.at(self.pieces.next(at + 1)).kind == TokenKind::Colon {
            self.want = Want::Nothing;
        } else {
            self.end_value(at);
        }
    }

    /// The comma behind the value that ends with the piece at `at`, if it needs one.
    fn end_value(&mut self, at: usize) {
        self.middle = false;
        let Some(&(items, comma)) = self.frames.last() else {
            self.want = Want::Line;
            return;
        };
        let broken = items == Items::Lines;
        let next = self.pieces.next(at + 1);
        let is_comma = self.pieces.at(next).kind == TokenKind::Comma;
        let last = match self.pieces.at(next).kind {
            TokenKind::Comma => {
                matches!(self.pieces.at(self.pieces.next(next + 1)).kind, TokenKind::Close(_))
            }
            _ => true,
        };
        let commented = next > at + 1;
        if (last && broken && comma) || (is_comma && !last) || (is_comma && !comma) {
            self.out.push(',');
        }
        self.want = match (broken, last) {
            (true, _) => Want::Line,
            (false, true) if !commented => Want::Nothing,
            (false, _) => Want::Blank,
        };
    }

    fn comment(&mut self, at: usize) {
        let piece = self.pieces.at(at);
        let is_line = piece.kind == TokenKind::LineComment;
        // `/* about b */ b: 2`, `[/* none */]`
        let after = self.pieces.next(at);
        let same_line = self.pieces.at(after).lines_before <= piece.lines_before;
        let after = self.pieces.at(after).kind;
        let ends = matches!(after, TokenKind::Close(_) | TokenKind::Error);
        let leads = !is_line && same_line && after != TokenKind::Comma && (!ends || self.fresh);
        // A comma between two comments has moved before both.
        let last =
            self.pieces.list.get(..at).unwrap_or(&[]).iter().rfind(|piece| piece.kind != TokenKind::Comma);
        let after_line = last.is_some_and(|piece| piece.kind == TokenKind::LineComment);
        let own_line = piece.breaks > 0 || self.out.is_empty() || after_line;
        if (own_line || leads) && (self.want == Want::Line || is_line) {
            self.new_line(piece.breaks > 1 && !self.fresh && !self.middle);
        } else if !self.out.is_empty() && !self.out.ends_with([' ', '(', '[', '{', '\n']) || is_line {
            self.out.push(' ');
        }
        let start = self.out.len();
        // All carriage returns before a line end: one less each time would be laid out anew each time.
        let mut lines = piece.text.split('\n').peekable();
        while let Some(line) = lines.next() {
            match lines.peek() {
                Some(_) => self.out.extend([line.trim_end_matches('\r'), "\n"]),
                None => self.out.push_str(line),
            }
        }
        if let Some(last) = self.out.get(start..).and_then(|text| text.rfind('\n')) {
            self.line = start + last + 1;
        }
        let on_own = own_line && self.want == Want::Line;
        self.want = match self.want {
            _ if is_line => Want::Line,
            Want::Line if leads && !ends => Want::Blank,
            Want::Line => Want::Line,
            _ => Want::Blank,
        };
        if on_own {
            self.fresh = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::lay_out;

    #[track_caller]
    fn check(text: &str, wanted: &str) {
        let once = lay_out(text);
        assert_eq!(once, wanted);
        assert_eq!(lay_out(&once), wanted, "again");
    }

    #[test]
    fn one_fact_a_line() {
        check(
            "Plan(title:\"t\",tags:[\"a\",\"b\",])",
            "Plan(\n    title: \"t\",\n    tags: [\"a\", \"b\"],\n)\n",
        );
        check("()", "()\n");
        check(
            "(a: (b: 0x10, c: Some( 3 )), d: [(\n e: 1), (f: 2, g: (3, 4)),], h: [ ])",
            "(\n    a: (b: 0x10, c: Some(3)),\n    d: [\n        (\n            e: 1,\n        ),\n        \
             (f: 2, g: (3, 4)),\n    ],\n    h: [],\n)\n",
        );
        check("(a: (b: (c: 1)))", "(\n    a: (\n        b: (c: 1),\n    ),\n)\n");
        check("(a: Some((b: 1)))", "(\n    a: Some((b: 1)),\n)\n");
    }

    #[test]
    fn what_is_too_wide_takes_lines() {
        let long = "x".repeat(60);
        check(
            &format!("(a: [\"{long}\", \"{long}\"])"),
            &format!("(\n    a: [\n        \"{long}\",\n        \"{long}\",\n    ],\n)\n"),
        );
        check(
            &format!("(a: Some((b: \"{long}\", c: \"{long}\")))"),
            &format!("(\n    a: Some((\n        b: \"{long}\",\n        c: \"{long}\",\n    )),\n)\n"),
        );
    }

    #[test]
    fn comments_keep_their_place() {
        check(
            "\u{feff}// top  \r\n\r\n\r\n#![enable(implicit_some)]\r\nPlan( // plan\r\n\r\n  // about a\r\n  a: 1 // a\r\n  , b: 2, /* c */ c: 3,\r\n\r\n\r\n  // end\r\n)// after\r\n",
            "// top\n\n#![enable(implicit_some)]\nPlan( // plan\n    // about a\n    a: 1, // a\n    b: 2,\n    \
             /* c */ c: 3,\n\n    // end\n) // after\n",
        );
        check("(a: /* was 8 */ 16)", "(\n    a: /* was 8 */ 16,\n)\n");
        check("(a: // why\n 16)", "(\n    a: // why\n        16,\n)\n");
        check("[/* none */]", "[\n    /* none */\n]\n");
        check("[/* two\r\n\r\r\nlines\r */]", "[\n    /* two\n\nlines\r */\n]\n");
        check("(a: [1, // one\n 2])", "(\n    a: [\n        1, // one\n        2,\n    ],\n)\n");
        check("[1 /* one */, /* two */ 2]", "[\n    1, /* one */\n    /* two */ 2,\n]\n");
        check("(a // x\n: 1)", "(\n    a // x\n        : 1,\n)\n");
        check("(a: Some(1 /* x */))", "(\n    a: Some(\n        1 /* x */\n    ),\n)\n");
    }
}
