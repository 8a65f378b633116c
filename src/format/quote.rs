//! The text inside RON's quotes: escapes read, strings unquoted.

use std::borrow::Cow;
use std::ops::Range;

/// One escape: what it stands for and the offset behind it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Escape {
    /// `None` for a line end that continues the string on the next line.
    pub meaning: Option<char>,
    pub end: usize,
}

/// What can be wrong with an escape.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BadEscape {
    Unknown,
    Hexadecimal,
    Unicode,
    NoCharacter,
    CarriageReturn,
}

impl BadEscape {
    /// What is wrong and what to write.
    pub fn message(self) -> &'static str {
        match self {
            BadEscape::Unknown => {
                "unknown escape; a backslash itself is written `\\\\`, or use a raw string: r\"…\""
            }
            BadEscape::Hexadecimal => {
                "`\\x` needs two hexadecimal digits, and in text together a valid character"
            }
            BadEscape::Unicode => "`\\u` needs one to six hexadecimal digits in braces, as in `\\u{e9}`",
            BadEscape::NoCharacter => "there is no such Unicode character",
            BadEscape::CarriageReturn => "a lone carriage return cannot be escaped; write `\\r`",
        }
    }
}

/// Reads the escape whose backslash is at `at`. In byte literals `\x80` and above stand for a byte, given here as the
/// character of that number; in text, consecutive `\x..` escapes may spell the UTF-8 bytes of one character.
pub(super) fn escape(text: &str, at: usize, binary: bool) -> Result<Escape, BadEscape> {
    let rest = text.get(at + 1..).unwrap_or("");
    let found = |meaning: char, length: usize| Ok(Escape { meaning: Some(meaning), end: at + 1 + length });
    match rest.bytes().next() {
        Some(b'n') => found('\n', 1),
        Some(b'r') => found('\r', 1),
        Some(b't') => found('\t', 1),
        Some(b'0') => found('\0', 1),
        Some(plain @ (b'\\' | b'"' | b'\'')) => found(char::from(plain), 1),
        Some(b'u') => {
            let digits =
                rest.strip_prefix("u{").and_then(|r| r.get(..r.find('}').filter(|&n| (1..=6).contains(&n))?));
            let digits = digits.filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()));
            let digits = digits.ok_or(BadEscape::Unicode)?;
            let number = u32::from_str_radix(digits, 16).unwrap_or(u32::MAX);
            let meaning = char::from_u32(number).ok_or(BadEscape::NoCharacter)?;
            found(meaning, digits.len() + 3)
        }
        Some(b'x') => hexadecimal(rest, binary).and_then(|(meaning, length)| found(meaning, length)),
        Some(b'\n' | b'\r') => {
            let line = rest.strip_prefix("\r\n").or(rest.strip_prefix('\n'));
            let line = line.ok_or(BadEscape::CarriageReturn)?;
            let next = line.trim_start_matches([' ', '\t', '\n', '\r']);
            Ok(Escape { meaning: None, end: text.len() - next.len() })
        }
        _ => Err(BadEscape::Unknown),
    }
}

/// `x..`, in text repeated up to four times for the bytes of one character. Returns it and the length read.
fn hexadecimal(rest: &str, binary: bool) -> Result<(char, usize), BadEscape> {
    let one = |n: usize| -> Option<u8> {
        let part = rest.get(n * 4..n * 4 + 3)?;
        let linked = n == 0 || rest.as_bytes().get(n * 4 - 1) == Some(&b'\\');
        let digits = part.strip_prefix('x').filter(|d| linked && d.bytes().all(|b| b.is_ascii_hexdigit()))?;
        u8::from_str_radix(digits, 16).ok()
    };
    let first = one(0).ok_or(BadEscape::Hexadecimal)?;
    if binary || first.is_ascii() {
        return Ok((char::from(first), 3));
    }
    let mut bytes = [first, 0, 0, 0];
    for n in 1..4 {
        let Some(next) = one(n) else { break };
        if let Some(slot) = bytes.get_mut(n) {
            *slot = next;
        }
        let read = bytes.get(..=n).and_then(|b| std::str::from_utf8(b).ok());
        if let Some(c) = read.and_then(|s| s.chars().next()) {
            return Ok((c, n * 4 + 3));
        }
    }
    Err(BadEscape::Hexadecimal)
}

/// The text that a string literal (`"…"`, `r"…"`, `r#"…"#`) stands for.
///
/// # Errors
/// The range of a wrong escape inside the literal and what is wrong; or the whole literal when it is no string.
pub fn unquote(literal: &str) -> Result<Cow<'_, str>, (Range<usize>, &'static str)> {
    let not_a_string = || (0..literal.len(), "this is not text in double quotes");
    if let Some(raw) = literal.strip_prefix('r') {
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        let inner = raw.get(hashes..raw.len().saturating_sub(hashes));
        let inner = inner.and_then(|s| s.strip_prefix('"')).and_then(|s| s.strip_suffix('"'));
        return inner.map(Cow::Borrowed).ok_or_else(not_a_string);
    }
    let inner = literal.strip_prefix('"').and_then(|s| s.strip_suffix('"')).ok_or_else(not_a_string)?;
    if !inner.contains('\\') {
        return Ok(Cow::Borrowed(inner));
    }
    let mut text = String::with_capacity(inner.len());
    let mut at = 0;
    while let Some(found) = inner.get(at..).and_then(|rest| rest.find('\\')) {
        text.push_str(inner.get(at..at + found).unwrap_or(""));
        let start = at + found;
        let escape = escape(inner, start, false).map_err(|bad| {
            // The quote is stripped from `inner`: one byte further in the literal.
            let escaped = inner.get(start + 1..).and_then(|rest| rest.chars().next());
            (start + 1..start + 2 + escaped.map_or(0, char::len_utf8), bad.message())
        })?;
        text.extend(escape.meaning);
        at = escape.end;
    }
    text.push_str(inner.get(at..).unwrap_or(""));
    Ok(Cow::Owned(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_ron_reads() {
        for literal in [
            r#""""#,
            r#""plain ü""#,
            r#""a\"b\\c\n\t\r\0\'""#,
            r#""\u{e9}\u{10ffff}\x41""#,
            r#""\xc3\xa9 \xf0\x9f\x98\x80""#,
            "\"one \\\n     line\"",
            "\"one \\\r\n\t  line\"",
            "r\"a\\b\"",
            "r##\"a\"#b\"##",
        ] {
            let ours = unquote(literal).map(Cow::into_owned);
            assert_eq!(ours, Ok(ron::from_str::<String>(literal).unwrap()), "{literal}");
        }
    }

    #[test]
    fn says_where_an_escape_is_wrong() {
        for (literal, range) in [
            (r#""a\qb""#, 2..4),
            (r#""\u{}""#, 1..3),
            (r#""\u{d800}""#, 1..3),
            (r#""\xff""#, 1..3),
            (r#""é\ü""#, 3..6),
            ("word", 0..4),
            ("r#\"x\"", 0..5),
        ] {
            assert_eq!(unquote(literal).unwrap_err().0, range, "{literal}");
            assert!(ron::from_str::<String>(literal).is_err(), "{literal}");
        }
    }
}
