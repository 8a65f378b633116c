//! The spans of all values in a text: one forward pass, an explicit stack, no recursion.
//!
//! Broken texts are scanned as well. Each fault is noted, the scan recovers and goes on, and the nodes found so far
//! and afterwards stay usable.

pub use super::fault::Fault;
use super::fault::{Problem, Raised};
use super::lex::{self, Bracket, Token, TokenKind};
use super::place::{self, Lines};
pub use super::syntax::{Kind, Node, NodeId, Syntax};
use super::syntax::{NONE, NOWHERE};
use crate::base::sort;

/// The bounds of what is read. Beyond one, scanning stops with a fault.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Brackets inside each other.
    pub depth: u32,
    /// Items in one pair of brackets.
    pub items: u32,
    /// Values in the whole text.
    pub values: u32,
    /// Bytes of the text.
    pub bytes: usize,
}

/// Depth is that of `ron`, which accepts 64 brackets inside each other.
pub const LIMITS: Limits = Limits { depth: 64, items: 1_000_000, values: 16_000_000, bytes: 256 << 20 };

/// Faults kept; what comes after so many is noise.
pub const MOST_FAULTS: usize = 200;

/// How often the scan may step back to the end of a line to recover from something unclosed. A bound, so that the
/// time stays linear.
const MOST_RETURNS: u32 = 32;

/// Finds all values and all faults of a text, within [`LIMITS`].
pub fn scan(text: &str) -> Syntax {
    scan_within(text, &LIMITS)
}

/// As [`scan`], within other limits.
pub fn scan_within(text: &str, limits: &Limits) -> Syntax {
    let mut scanner = Scanner::new(text, *limits);
    if text.len() > limits.bytes.min(NONE as usize - 1) {
        scanner.raise(0, 0, Problem::TooLong((limits.bytes >> 20) as u32));
    } else {
        scanner.run();
    }
    scanner.finish()
}

/// What was read last in a pair of brackets.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Last {
    /// The bracket itself, or a comma.
    Separator,
    /// A key and its colon.
    Key,
    Value,
}

/// An open pair of brackets; the outermost frame is the text itself.
#[derive(Clone, Copy, Debug)]
struct Frame {
    bracket: Option<Bracket>,
    /// Where the bracket stands.
    at: u32,
    node: u32,
    child: u32,
    count: u32,
    last: Last,
    key: (u32, u32),
    /// Whether the items so far have names.
    named: Option<bool>,
    /// A fault was noted in this item: what follows from it is not noted again.
    excused: bool,
}

impl Frame {
    fn new(bracket: Option<Bracket>, at: u32, node: u32) -> Frame {
        let key = (NONE, NONE);
        Frame {
            bracket,
            at,
            node,
            child: NONE,
            count: 0,
            last: Last::Separator,
            key,
            named: None,
            excused: false,
        }
    }
}

struct Scanner<'a> {
    text: &'a str,
    limits: Limits,
    nodes: Vec<Node>,
    raised: Vec<Raised>,
    /// The innermost open brackets, and those around them.
    frame: Frame,
    outer: Vec<Frame>,
    /// The end of the last token that is not trivia.
    end: usize,
    returns: u32,
    stopped: bool,
}

impl<'a> Scanner<'a> {
    fn new(text: &'a str, limits: Limits) -> Scanner<'a> {
        Scanner {
            text,
            limits,
            nodes: Vec::with_capacity((text.len() / 24).min(1 << 20)),
            raised: Vec::new(),
            frame: Frame::new(None, 0, NONE),
            outer: Vec::new(),
            end: 0,
            returns: 0,
            stopped: false,
        }
    }

    fn raise(&mut self, start: usize, end: usize, problem: Problem) {
        self.raise_with(start, end, problem, None);
    }

    fn raise_with(&mut self, start: usize, end: usize, problem: Problem, other: Option<usize>) {
        if self.raised.len() < MOST_FAULTS {
            self.raised.push(Raised { start, end, problem, other });
        }
    }

    fn run(&mut self) {
        let mut at = 0;
        let bytes = self.text.as_bytes();
        while let Some(&byte) = bytes.get(at).filter(|_| !self.stopped) {
            if byte == b' ' || byte == b'\n' {
                at += 1; // A shortcut: half of a plan is indentation.
                continue;
            }
            let mut token = lex::token_at(self.text, at);
            if token.problem.is_some() || token.kind == TokenKind::Str {
                self.inspect(&mut token);
            }
            debug_assert!(token.end > at);
            at = token.end;
            match token.kind {
                TokenKind::Space | TokenKind::LineComment | TokenKind::BlockComment => continue,
                TokenKind::Open(bracket) => self.open(&token, bracket),
                TokenKind::Close(bracket) => self.close(&token, bracket),
                TokenKind::Comma => self.comma(&token),
                TokenKind::Colon => self.colon(&token),
                TokenKind::Attribute => self.attribute(&token),
                TokenKind::Error => self.frame.excused = true,
                TokenKind::Word if self.is_plain_key(at) => {
                    self.frame.key = (token.start as u32, token.end as u32);
                    self.frame.last = Last::Key;
                    at += 1;
                }
                _ => self.scalar(&token),
            }
            self.end = at;
        }
        if !self.stopped {
            self.close_all();
        }
    }

    /// Whether the word that ends at `end` is a field name in order, its colon at once behind it: by far the most
    /// frequent case, taken without making a node of the name first.
    fn is_plain_key(&self, end: usize) -> bool {
        self.text.as_bytes().get(end) == Some(&b':')
            && self.frame.bracket == Some(Bracket::Round)
            && self.frame.last == Last::Separator
    }

    /// Notes what is wrong inside a token, and ends what is not closed at the end of its line, so that the lines
    /// below are still read.
    fn inspect(&mut self, token: &mut Token) {
        let unclosed = match token.problem {
            Some(Problem::BadEscape(at, bad)) => {
                let end = place::floor(self.text, at as usize + 2).max(at as usize + 1).min(token.end);
                return self.raise(at as usize, end, Problem::BadEscape(at, bad));
            }
            Some(
                problem @ (Problem::UnclosedComment | Problem::UnclosedRawString | Problem::UnclosedString),
            ) => problem,
            Some(problem) => return self.raise(token.start, token.end, problem),
            // Text over several lines that runs into a word was opened by mistake: its quote is missing above.
            None if self.runs_on(token) && self.returns < MOST_RETURNS => Problem::UnclosedString,
            None => return,
        };
        let line = self.text.get(token.start..token.end).unwrap_or("");
        let line = line.split('\n').next().unwrap_or(line);
        let part = match unclosed {
            Problem::UnclosedComment => line,
            // The closing brackets and the comma at the line's end were hardly meant to be text.
            _ => line.trim_end().trim_end_matches([',', ')', ']', '}']),
        };
        let end = token.start + part.len().max(1);
        self.raise(token.start, end, unclosed);
        if self.returns < MOST_RETURNS {
            self.returns += 1;
            token.end = end;
        }
    }

    fn runs_on(&self, token: &Token) -> bool {
        lex::begins_word(self.text, token.end) && token.text(self.text).contains('\n')
    }

    fn scalar(&mut self, token: &Token) {
        let bare = matches!(token.kind, TokenKind::Word | TokenKind::Number);
        if bare && self.frame.excused && self.frame.last == Last::Value && self.end == token.start {
            // The rest of a word that a stray character or a second colon cut in two.
            if let Some(node) = self.nodes.get_mut(self.frame.child as usize)
                && matches!(node.token, TokenKind::Word | TokenKind::Number)
            {
                node.end = token.end as u32;
                node.name_end = if node.token == TokenKind::Word { node.end } else { NONE };
                return;
            }
        }
        let name_end = if token.kind == TokenKind::Word { token.end as u32 } else { NONE };
        self.value(token, name_end);
    }

    /// Adds a node in the innermost brackets.
    fn value(&mut self, token: &Token, name_end: u32) -> u32 {
        if self.frame.last == Last::Value {
            self.missing_comma(token);
        }
        let index = self.nodes.len() as u32;
        let (key_start, key_end) = self.frame.key;
        self.nodes.push(Node {
            start: token.start as u32,
            end: token.end as u32,
            key_start,
            key_end,
            name_end,
            parent: self.frame.node,
            previous: self.frame.child,
            token: token.kind,
            ..NOWHERE
        });
        self.link(self.frame.child, index);
        self.frame.key = (NONE, NONE);
        self.frame.child = index;
        self.frame.count += 1;
        self.frame.last = Last::Value;
        if index >= self.limits.values {
            self.stop(token, Problem::TooManyValues(self.limits.values));
        } else if self.frame.count > self.limits.items {
            self.stop(token, Problem::TooManyItems(self.limits.items));
        }
        index
    }

    /// Makes `child` (or none) follow `previous` in the innermost brackets.
    fn link(&mut self, previous: u32, child: u32) {
        if let Some(node) = self.nodes.get_mut(previous as usize) {
            node.next = child;
        } else if let Some(parent) = self.nodes.get_mut(self.frame.node as usize) {
            parent.first = child;
        }
    }

    fn stop(&mut self, token: &Token, problem: Problem) {
        self.raise(token.start, token.end, problem);
        self.stopped = true;
        // The brackets that are open end here, without a fault of their own.
        while let Some(outer) = self.outer.pop() {
            self.leave(token.end, outer);
        }
    }

    fn missing_comma(&mut self, token: &Token) {
        // Text that was not closed may have taken the comma along.
        let cut = self.raised.last().is_some_and(|raised| {
            matches!(raised.problem, Problem::UnclosedString | Problem::UnclosedRawString)
                && raised.end == self.end
        });
        if !self.frame.excused && !cut {
            let bare = |kind| matches!(kind, TokenKind::Word | TokenKind::Number);
            let before = self.nodes.get(self.frame.child as usize);
            let before =
                before.filter(|node| bare(node.token) && bare(token.kind)).map(|node| node.start as usize);
            let one_line = |start: usize| !self.text.get(start..token.start).unwrap_or("\n").contains('\n');
            match (self.frame.bracket, before.filter(|&start| one_line(start))) {
                (None, _) => self.raise(token.start, token.end, Problem::SecondValue),
                (Some(_), Some(start)) => self.raise(start, token.end, Problem::MissingCommaOrQuotes),
                (Some(_), None) => self.raise(self.end, self.end, Problem::MissingComma),
            }
        }
        self.end_item();
        self.frame.excused = true;
    }

    /// Checks the item that just ended: names in all items of round brackets or in none, keys in maps.
    fn end_item(&mut self) {
        let excused = std::mem::take(&mut self.frame.excused);
        let Some(node) = self.nodes.get(self.frame.child as usize) else { return };
        let (named, item) = (node.key_start != NONE, node.item());
        let problem = match (self.frame.bracket, self.frame.named) {
            (Some(Bracket::Round), None) => {
                if !excused || named {
                    self.frame.named = Some(named);
                }
                return;
            }
            (Some(Bracket::Round), Some(true)) if !named => Problem::UnnamedAmongNamed,
            (Some(Bracket::Round), Some(false)) if named => Problem::NamedAmongUnnamed,
            (Some(Bracket::Curly), _) if !named => Problem::NoKey,
            _ => return,
        };
        if !excused {
            self.raise(item.start, item.end, problem);
        }
    }

    fn open(&mut self, token: &Token, bracket: Bracket) {
        let last = self.nodes.len().wrapping_sub(1) as u32;
        let named = self.frame.last == Last::Value && self.frame.child == last;
        let named = named && self.nodes.last().is_some_and(|node| node.token == TokenKind::Word);
        let index = match self.nodes.last_mut() {
            Some(node) if named => {
                node.token = TokenKind::Open(bracket);
                node.end = token.end as u32;
                last
            }
            _ => self.value(token, NONE),
        };
        if named && bracket != Bracket::Round {
            self.raise(token.start, token.end, Problem::NamedBracket(bracket));
        }
        if self.stopped {
            return;
        }
        if self.outer.len() >= self.limits.depth as usize {
            return self.stop(token, Problem::TooDeep(self.limits.depth));
        }
        let inner = Frame::new(Some(bracket), token.start as u32, index);
        self.outer.push(std::mem::replace(&mut self.frame, inner));
    }

    fn close(&mut self, token: &Token, bracket: Bracket) {
        let Some(open) = self.frame.bracket else {
            return self.raise(token.start, token.end, Problem::StrayClose(bracket));
        };
        if open != bracket {
            if !self.outer.iter().any(|frame| frame.bracket == Some(bracket)) {
                let at = self.frame.at as usize;
                let problem = Problem::Mismatched(open, bracket);
                self.raise_with(token.start, token.end, problem, Some(at));
            }
            // Brackets further out match: those between were left open.
            while let Some(open) = self.frame.bracket.filter(|&open| open != bracket) {
                if !self.outer.iter().any(|frame| frame.bracket == Some(bracket)) {
                    break;
                }
                let at = self.frame.at as usize;
                let problem = Problem::UnclosedBefore(open, bracket);
                self.raise_with(at, at + 1, problem, Some(token.start));
                self.end_brackets(self.end);
            }
        }
        self.end_brackets(token.end);
    }

    /// Ends the innermost brackets at `end`.
    fn end_brackets(&mut self, end: usize) {
        match self.frame.last {
            Last::Key => self.missing_value(),
            Last::Value => self.end_item(),
            Last::Separator => {}
        }
        if let Some(outer) = self.outer.pop() {
            self.leave(end, outer);
        }
    }

    fn leave(&mut self, end: usize, outer: Frame) {
        let inner = std::mem::replace(&mut self.frame, outer);
        if let Some(node) = self.nodes.get_mut(inner.node as usize) {
            node.end = end as u32;
            node.last = inner.child;
        }
    }

    fn missing_value(&mut self) {
        let (start, end) = self.frame.key;
        if !self.frame.excused {
            self.raise(start as usize, end as usize, Problem::MissingValue);
        }
        self.frame.key = (NONE, NONE);
    }

    fn comma(&mut self, token: &Token) {
        if self.frame.bracket.is_none() && self.frame.last != Last::Separator {
            self.raise(token.start, token.end, Problem::TopComma);
        }
        match self.frame.last {
            Last::Value => {
                if let Some(node) = self.nodes.get_mut(self.frame.child as usize) {
                    node.comma = token.start as u32;
                }
                self.end_item();
            }
            Last::Key => self.missing_value(),
            Last::Separator if self.frame.excused => {}
            Last::Separator => self.raise(token.start, token.end, Problem::NothingBeforeComma),
        }
        self.frame.last = Last::Separator;
        self.frame.excused = false;
    }

    /// A colon turns the value before it into the key of the next one.
    fn colon(&mut self, token: &Token) {
        let last = self.nodes.get(self.frame.child as usize).copied();
        let Some(node) = last.filter(|_| self.frame.last == Last::Value) else {
            let problem = match self.frame.last {
                Last::Key => Problem::SecondColon,
                _ => Problem::StrayColon,
            };
            if !self.frame.excused {
                self.raise(token.start, token.end, problem);
            }
            self.frame.excused = true;
            return;
        };
        if node.key_start != NONE {
            if !self.frame.excused {
                self.raise(token.start, token.end, Problem::SecondColon);
            }
            self.frame.excused = true;
            return;
        }
        let problem = match (self.frame.bracket, node.token) {
            (None, _) if self.frame.named.is_none() => Some(Problem::NameAtTop),
            (None, _) | (Some(Bracket::Curly), _) => None,
            (Some(Bracket::Square), _) => Some(Problem::NameInList),
            (Some(Bracket::Round), TokenKind::Word) => None,
            (Some(Bracket::Round), TokenKind::Str) => Some(Problem::QuotedName),
            (Some(Bracket::Round), _) => Some(Problem::NotAName),
        };
        if let Some(problem) = problem {
            if !self.frame.excused {
                self.raise(node.start as usize, node.end as usize, problem);
            }
            self.frame.excused = true;
        }
        if self.frame.bracket.is_none() {
            self.frame.named = Some(true); // said once
        }
        // The key and, if it has brackets, all inside it are no longer nodes.
        self.nodes.truncate(self.frame.child as usize);
        self.link(node.previous, NONE);
        self.frame.child = node.previous;
        self.frame.count -= 1;
        self.frame.key = (node.start, node.end);
        self.frame.last = Last::Key;
    }

    fn attribute(&mut self, token: &Token) {
        if self.frame.bracket.is_some() || self.frame.last != Last::Separator || self.frame.child != NONE {
            self.raise(token.start, token.end, Problem::LateAttribute);
            self.frame.excused = true;
        }
    }

    /// The end of the text.
    fn close_all(&mut self) {
        while let Some(open) = self.frame.bracket {
            let at = self.frame.at as usize;
            self.raise(at, at + 1, Problem::Unclosed(open));
            self.end_brackets(self.end);
        }
        if self.frame.last == Last::Key {
            self.missing_value();
        }
        if self.nodes.is_empty() && self.raised.is_empty() {
            self.raise(self.text.len(), self.text.len(), Problem::NoValue);
        }
    }

    fn finish(mut self) -> Syntax {
        if self.raised.is_empty() {
            return Syntax { nodes: self.nodes, faults: Vec::new() };
        }
        sort::by_key(&mut self.raised, |raised| raised.start);
        let lines = Lines::new(self.text);
        let faults = self.raised.iter().map(|raised| raised.fault(self.text, &lines)).collect();
        Syntax { nodes: self.nodes, faults }
    }
}

#[cfg(test)]
mod tests;
