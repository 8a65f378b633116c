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

/// Reads the escape whose backslash is at `at`. In byte literals `\x80` and above stand for a byte, given here as the
/// character of that number; in text, consecutive `\x..` escapes may spell the UTF-8 bytes of one character.
pub(super) fn escape(text: &str, at: usize, binary: bool) -> Result<Escape, &'static str> {
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
            let digits =
                digits.ok_or("`\\u` needs one to six hexadecimal digits in braces, as in `\\u{e9}`")?;
            let number = u32::from_str_radix(digits, 16).unwrap_or(u32::MAX);
            let meaning = char::from_u32(number).ok_or("there is no such Unicode character")?;
            found(meaning, digits.len() + 3)
        }
        Some(b'x') => hexadecimal(rest, binary).and_then(|(meaning, length)| found(meaning, length)),
        Some(b'\n' | b'\r') => {
            let line = rest.strip_prefix("\r\n").or(rest.strip_prefix('\n'));
            let line = line.ok_or("a lone carriage return cannot be escaped; write `\\r`")?;
            let next = line.trim_start_matches([' ', '\t', '\n', '\r']);
            Ok(Escape { meaning: None, end: text.len() - next.len() })
        }
        _ => Err("unknown escape; a backslash itself is written `\\\\`, or use a raw string: r\"…\""),
    }
}

/// `x..`, in text repeated up to four times for the bytes of one character. Returns it and the length read.
fn hexadecimal(rest: &str, binary: bool) -> Result<(char, usize), &'static str> {
    const MESSAGE: &str = "`\\x` needs two hexadecimal digits, and in text together a valid character";
    let one = |n: usize| -> Option<u8> {
        let part = rest.get(n * 4..n * 4 + 3)?;
        let linked = n == 0 || rest.as_bytes().get(n * 4 - 1) == Some(&b'\\');
        let digits = part.strip_prefix('x').filter(|d| linked && d.bytes().all(|b| b.is_ascii_hexdigit()))?;
        u8::from_str_radix(digits, 16).ok()
    };
    let first = one(0).ok_or(MESSAGE)?;
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
    Err(MESSAGE)
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
        let escape = escape(inner, start, false).map_err(|message| (start + 1..start + 3, message))?;
        text.extend(escape.meaning);
        at = escape.end;
    }
    text.push_str(inner.get(at..).unwrap_or(""));
    Ok(Cow::Owned(text))
}
