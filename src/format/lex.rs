//! A lossless tokenizer for RON: every byte of every text belongs to exactly one token.

use std::ops::Range;

use super::fault::Problem;
use super::quote;

/// The three pairs of brackets.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Bracket {
    /// `( )`: structs, tuples, `Some(..)`.
    Round,
    /// `[ ]`: lists.
    Square,
    /// `{ }`: maps.
    Curly,
}

impl Bracket {
    /// The opening character.
    pub fn opening(self) -> char {
        match self {
            Bracket::Round => '(',
            Bracket::Square => '[',
            Bracket::Curly => '{',
        }
    }

    /// The closing character.
    pub fn closing(self) -> char {
        match self {
            Bracket::Round => ')',
            Bracket::Square => ']',
            Bracket::Curly => '}',
        }
    }
}

/// What a token is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TokenKind {
    /// Blanks and line ends; also a byte-order mark at the very start.
    Space,
    /// `// …` up to, not including, the line feed.
    LineComment,
    /// `/* … */`, nested ones included.
    BlockComment,
    /// `#![…]`
    Attribute,
    Open(Bracket),
    Close(Bracket),
    Comma,
    Colon,
    /// `"…"`
    Str,
    /// `r"…"`, `r#"…"#`
    RawStr,
    /// `b"…"`
    ByteStr,
    /// `br"…"`, `br#"…"#`
    RawByteStr,
    /// `'c'`
    Char,
    /// `b'c'`
    Byte,
    /// A bare token that starts with a digit, a sign or a point.
    Number,
    /// Any other bare token: an identifier, `true`, `None`, `r#type`.
    Word,
    /// Characters that mean nothing here.
    Error,
}

impl TokenKind {
    /// Whether the token carries no meaning: space, comment.
    pub fn is_trivia(self) -> bool {
        matches!(self, TokenKind::Space | TokenKind::LineComment | TokenKind::BlockComment)
    }

    /// Whether it is a comment.
    pub fn is_comment(self) -> bool {
        matches!(self, TokenKind::LineComment | TokenKind::BlockComment)
    }
}

/// One token: its kind and its bytes in the text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Token {
    pub kind: TokenKind,
    pub start: usize,
    pub end: usize,
    /// What is wrong inside it; a token with a problem is still a token.
    pub(super) problem: Option<Problem>,
}

impl Token {
    /// Its bytes in the text.
    pub fn range(&self) -> Range<usize> {
        self.start..self.end
    }

    /// Its characters.
    pub fn text<'a>(&self, text: &'a str) -> &'a str {
        text.get(self.start..self.end).unwrap_or("")
    }

    /// Whether nothing is wrong inside it (a string is closed, its escapes are known, …).
    pub fn is_sound(&self) -> bool {
        self.problem.is_none()
    }
}

/// All tokens of a text in order. Their texts joined are the text itself, whatever it holds.
pub fn tokens(text: &str) -> Tokens<'_> {
    Tokens { text, at: 0 }
}

/// See [`tokens`].
#[derive(Clone, Debug)]
pub struct Tokens<'a> {
    text: &'a str,
    at: usize,
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        if self.at >= self.text.len() {
            return None;
        }
        let token = token_at(self.text, self.at);
        self.at = token.end;
        Some(token)
    }
}

/// What a byte can begin.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Space,
    Word,
    Quote,
    Apostrophe,
    Slash,
    Hash,
    Open(Bracket),
    Close(Bracket),
    Comma,
    Colon,
    /// The first byte of a character outside ASCII.
    High,
    Stray,
}

#[allow(clippy::indexing_slicing, reason = "checked when it is built")]
const CLASSES: [Class; 256] = {
    let mut table = [Class::Stray; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c => Class::Space,
            b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'.' | b'+' | b'-' => Class::Word,
            b'"' => Class::Quote,
            b'\'' => Class::Apostrophe,
            b'/' => Class::Slash,
            b'#' => Class::Hash,
            b'(' => Class::Open(Bracket::Round),
            b'[' => Class::Open(Bracket::Square),
            b'{' => Class::Open(Bracket::Curly),
            b')' => Class::Close(Bracket::Round),
            b']' => Class::Close(Bracket::Square),
            b'}' => Class::Close(Bracket::Curly),
            b',' => Class::Comma,
            b':' => Class::Colon,
            0x80.. => Class::High,
            _ => Class::Stray,
        };
        byte += 1;
    }
    table
};

#[allow(clippy::indexing_slicing, reason = "there is one for each byte")]
fn class(byte: u8) -> Class {
    CLASSES[byte as usize]
}

/// The byte at an offset; 0, which begins nothing, past the end.
fn byte(bytes: &[u8], at: usize) -> u8 {
    bytes.get(at).copied().unwrap_or(0)
}

fn char_at(text: &str, at: usize) -> char {
    text.get(at..).and_then(|rest| rest.chars().next()).unwrap_or('\0')
}

/// Blanks outside ASCII that RON skips.
fn is_high_space(c: char) -> bool {
    matches!(c, '\u{85}' | '\u{200e}' | '\u{200f}' | '\u{2028}' | '\u{2029}')
}

/// Letters, digits and marks outside ASCII. Broader than Unicode's `XID_Continue`: only what is surely no part of a
/// word (punctuation, quotes, controls) is left out, so that no valid identifier is refused here.
fn is_high_word(c: char) -> bool {
    match c {
        '\u{80}'..='\u{bf}' => matches!(c, 'ª' | 'µ' | '·' | 'º'),
        '×' | '÷' | '\u{feff}' | '\u{fffd}' => false,
        '\u{2000}'..='\u{206f}' => matches!(c, '\u{203f}' | '\u{2040}' | '\u{2054}'),
        '\u{3000}'..='\u{3003}' | '\u{3008}'..='\u{3020}' => false,
        '\u{e000}'..='\u{f8ff}' | '\u{f0000}'.. => false,
        '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' => false,
        _ => true,
    }
}

/// Whether a bare token or a string begins here.
pub(super) fn begins_word(text: &str, at: usize) -> bool {
    match class(byte(text.as_bytes(), at)) {
        Class::Word | Class::Quote => true,
        Class::High => is_high_word(char_at(text, at)),
        _ => false,
    }
}

fn token(kind: TokenKind, start: usize, end: usize) -> Token {
    Token { kind, start, end, problem: None }
}

fn bad(kind: TokenKind, start: usize, end: usize, problem: Problem) -> Token {
    Token { kind, start, end, problem: Some(problem) }
}

/// The token that starts at `at`, which must be inside the text and on a character's first byte. Never empty.
#[inline(always)]
pub(super) fn token_at(text: &str, at: usize) -> Token {
    if byte(text.as_bytes(), at) == b'#' {
        return attribute(text, at);
    }
    plain_token(text, at)
}

/// A token other than an attribute.
#[inline(always)]
fn plain_token(text: &str, at: usize) -> Token {
    let bytes = text.as_bytes();
    match class(byte(bytes, at)) {
        Class::Space => space(text, at, at + 1),
        Class::Word => bare(text, at),
        Class::Quote => string(text, at, at + 1, TokenKind::Str),
        Class::Apostrophe => character(text, at, at + 1, TokenKind::Char),
        Class::Slash => comment(text, at),
        Class::Open(bracket) => token(TokenKind::Open(bracket), at, at + 1),
        Class::Close(bracket) => token(TokenKind::Close(bracket), at, at + 1),
        Class::Comma => token(TokenKind::Comma, at, at + 1),
        Class::Colon => token(TokenKind::Colon, at, at + 1),
        Class::High => {
            let c = char_at(text, at);
            if is_high_space(c) || (at == 0 && c == '\u{feff}') {
                space(text, at, at + c.len_utf8())
            } else if is_high_word(c) {
                bare(text, at)
            } else {
                stray(text, at)
            }
        }
        Class::Hash | Class::Stray => stray(text, at),
    }
}

#[inline]
fn space(text: &str, start: usize, from: usize) -> Token {
    let bytes = text.as_bytes();
    let mut at = from;
    loop {
        while byte(bytes, at) == b' ' {
            at += 1;
        }
        match class(byte(bytes, at)) {
            Class::Space => at += 1,
            Class::High if is_high_space(char_at(text, at)) => at += char_at(text, at).len_utf8(),
            _ => return token(TokenKind::Space, start, at),
        }
    }
}

/// A run of characters that nothing can begin with.
fn stray(text: &str, start: usize) -> Token {
    let bytes = text.as_bytes();
    let first = char_at(text, start);
    let mut at = start + first.len_utf8();
    while at < bytes.len() {
        let c = match class(byte(bytes, at)) {
            Class::Stray | Class::High => char_at(text, at),
            _ => break,
        };
        if is_high_space(c) || (!c.is_ascii() && is_high_word(c)) {
            break;
        }
        at += c.len_utf8();
    }
    bad(TokenKind::Error, start, at, Problem::Stray(first))
}

#[inline]
fn end_of_word(text: &str, from: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = from;
    loop {
        match class(byte(bytes, at)) {
            Class::Word => at += 1,
            Class::High if is_high_word(char_at(text, at)) => at += char_at(text, at).len_utf8(),
            _ => return at,
        }
    }
}

/// A word or number, or a literal whose prefix looks like a word.
#[inline]
fn bare(text: &str, at: usize) -> Token {
    let bytes = text.as_bytes();
    let first = byte(bytes, at);
    match (first, byte(bytes, at + 1)) {
        (b'b', b'"') => return string(text, at, at + 2, TokenKind::ByteStr),
        (b'b', b'\'') => return character(text, at, at + 2, TokenKind::Byte),
        (b'r', b'"' | b'#') => {
            if let Some(found) = raw_string(text, at, at + 1, TokenKind::RawStr) {
                return found;
            }
            let end = end_of_word(text, at + 2);
            if end > at + 2 {
                return token(TokenKind::Word, at, end); // a raw identifier: r#type
            }
        }
        (b'b', b'r') if matches!(byte(bytes, at + 2), b'"' | b'#') => {
            if let Some(found) = raw_string(text, at, at + 2, TokenKind::RawByteStr) {
                return found;
            }
        }
        _ => {}
    }
    let kind = match first {
        b'0'..=b'9' | b'+' | b'-' | b'.' => TokenKind::Number,
        _ => TokenKind::Word,
    };
    token(kind, at, end_of_word(text, at))
}

/// A quoted string whose content starts at `from`.
fn string(text: &str, start: usize, from: usize, kind: TokenKind) -> Token {
    let bytes = text.as_bytes();
    let mut problem = None;
    let mut at = from;
    loop {
        let rest = bytes.get(at..).unwrap_or(&[]);
        let Some(found) = rest.iter().position(|&b| b == b'"' || b == b'\\') else {
            return bad(kind, start, bytes.len(), Problem::UnclosedString);
        };
        at += found;
        if byte(bytes, at) == b'"' {
            return Token { kind, start, end: at + 1, problem };
        }
        match quote::escape(text, at, kind == TokenKind::ByteStr) {
            Ok(escape) => at = escape.end,
            Err(message) => {
                problem = problem.or(Some(Problem::BadEscape(at as u32, message)));
                at += 1 + char_at(text, at + 1).len_utf8();
            }
        }
    }
}

/// A raw string whose hashes start at `from`, if a quote follows them.
fn raw_string(text: &str, start: usize, from: usize, kind: TokenKind) -> Option<Token> {
    let bytes = text.as_bytes();
    let hashes = bytes.get(from..)?.iter().take_while(|&&b| b == b'#').count();
    if byte(bytes, from + hashes) != b'"' {
        return None;
    }
    let mut at = from + hashes + 1;
    loop {
        let rest = bytes.get(at..).unwrap_or(&[]);
        let Some(found) = rest.iter().position(|&b| b == b'"') else {
            return Some(bad(kind, start, bytes.len(), Problem::UnclosedRawString));
        };
        at += found + 1;
        let closing = rest.get(found + 1..).unwrap_or(&[]).iter().take(hashes).take_while(|&&b| b == b'#');
        let count = closing.count();
        at += count;
        if count == hashes {
            return Some(token(kind, start, at));
        }
    }
}

/// A character or byte literal whose content starts at `from`: exactly one character or escape, then the quote.
fn character(text: &str, start: usize, from: usize, kind: TokenKind) -> Token {
    let bytes = text.as_bytes();
    let end = match byte(bytes, from) {
        b'\\' => {
            let escape = quote::escape(text, from, kind == TokenKind::Byte).ok();
            escape.filter(|escape| escape.meaning.is_some()).map(|escape| escape.end)
        }
        _ if from >= bytes.len() => None,
        _ => Some(from + char_at(text, from).len_utf8()),
    };
    if let Some(end) = end.filter(|&end| byte(bytes, end) == b'\'') {
        let sound = kind == TokenKind::Char || text.get(from..end).is_some_and(str::is_ascii);
        let problem = (!sound).then_some(Problem::BadByte);
        return Token { kind, start, end: end + 1, problem };
    }
    // Not one character. Text in single quotes is a common slip: take it whole when it ends on this line.
    let line = bytes.get(from..).unwrap_or(&[]).iter().take(200).take_while(|&&b| b != b'\n');
    match line.enumerate().find(|&(_, &b)| b == b'\'') {
        Some((0, _)) => bad(kind, start, from + 1, Problem::EmptyChar),
        Some((length, _)) => bad(kind, start, from + length + 1, Problem::LongChar),
        None => bad(kind, start, end_of_word(text, from), Problem::UnclosedChar),
    }
}

fn comment(text: &str, start: usize) -> Token {
    let bytes = text.as_bytes();
    match byte(bytes, start + 1) {
        b'/' => {
            let rest = bytes.get(start..).unwrap_or(&[]);
            let length = rest.iter().position(|&b| b == b'\n').unwrap_or(rest.len());
            // The carriage return of a CRLF belongs to the line end.
            let tail = usize::from(length < rest.len() && rest.get(length - 1) == Some(&b'\r'));
            token(TokenKind::LineComment, start, start + length - tail)
        }
        b'*' => {
            let mut at = start + 2;
            let mut level = 1usize;
            loop {
                let rest = bytes.get(at..).unwrap_or(&[]);
                let Some(found) = rest.iter().position(|&b| b == b'*' || b == b'/') else {
                    return bad(TokenKind::BlockComment, start, bytes.len(), Problem::UnclosedComment);
                };
                at += found;
                match (byte(bytes, at), byte(bytes, at + 1)) {
                    (b'/', b'*') => {
                        level += 1;
                        at += 2;
                    }
                    (b'*', b'/') => {
                        level -= 1;
                        at += 2;
                        if level == 0 {
                            return token(TokenKind::BlockComment, start, at);
                        }
                    }
                    _ => at += 1,
                }
            }
        }
        _ => bad(TokenKind::Error, start, start + 1, Problem::LoneSlash),
    }
}

/// `#![…]`; a `#` that begins none is a stray character. Broken ones end before the token that cannot belong to
/// them, so that nothing is read more than twice.
fn attribute(text: &str, start: usize) -> Token {
    let bytes = text.as_bytes();
    let skip_space =
        |at: usize| if class(byte(bytes, at)) == Class::Space { space(text, at, at).end } else { at };
    let mark = skip_space(start + 1);
    let open = skip_space(mark + 1);
    if byte(bytes, mark) != b'!' || byte(bytes, open) != b'[' {
        return stray(text, start);
    }
    let mut at = open + 1;
    let mut round = 0;
    while at < bytes.len() {
        let part = plain_token(text, at);
        match part.kind {
            TokenKind::Close(Bracket::Square) => return token(TokenKind::Attribute, start, part.end),
            TokenKind::Open(Bracket::Round) if round == 0 => round += 1,
            TokenKind::Close(Bracket::Round) if round == 1 => round += 1,
            TokenKind::Error if part.text(text) == "=" => {}
            TokenKind::Word | TokenKind::Comma | TokenKind::Str | TokenKind::RawStr if part.is_sound() => {}
            kind if kind.is_trivia() && part.is_sound() => {}
            _ => break,
        }
        at = part.end;
    }
    bad(TokenKind::Attribute, start, at, Problem::UnclosedAttribute)
}
