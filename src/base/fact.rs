//! The plain values of a plan file, as RON text: [`Fact`] for text, numbers, words and lists.

use std::borrow::Cow;

use super::record::{Fact, Shape};
use super::{Duration, Instant, Money};

/// Quotes text for RON; control characters are escaped.
pub fn quote(text: &str) -> String {
    if text.chars().all(|c| c != '"' && c != '\\' && !super::words::is_hidden(c)) {
        return format!("\"{text}\"");
    }
    let mut out = String::with_capacity(text.len() + 8);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if super::words::is_hidden(c) => out.push_str(&format!("\\u{{{:x}}}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// The text of a RON string, plain or raw.
pub fn unquote(ron: &str) -> Result<Cow<'_, str>, String> {
    let inner = ron.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    match inner {
        Some(inner) if inner.bytes().all(|byte| !matches!(byte, b'\\' | b'"')) => Ok(Cow::Borrowed(inner)),
        _ if ron.starts_with('"') || ron.starts_with('r') => ron::from_str::<String>(ron)
            .map(Cow::Owned)
            .map_err(|error| format!("is not readable text: {}", error.code)),
        _ => {
            let bare = clipped(ron.trim_matches(['"', '\'']));
            Err(format!("wants text between quotes, such as \"{bare}\""))
        }
    }
}

/// `Some(x)` or `x`: the file may spell either.
fn without_some(ron: &str) -> &str {
    let inner = ron.strip_prefix("Some").map(str::trim_start).and_then(|rest| rest.strip_prefix('('));
    match inner.and_then(|rest| rest.strip_suffix(')')) {
        Some(inner) => inner.trim(),
        None => ron,
    }
}

impl<F: Fact> Fact for Option<F> {
    const SHAPE: Shape = Shape::Optional(&F::SHAPE);
    fn parse(ron: &str) -> Result<Self, String> {
        match ron {
            "None" => Ok(None),
            _ => F::parse(without_some(ron)).map(Some),
        }
    }
    fn ron(&self) -> String {
        self.as_ref().map_or_else(|| "None".to_string(), F::ron)
    }
    fn show(&self) -> String {
        self.as_ref().map(F::show).unwrap_or_default()
    }
    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

impl Fact for String {
    const SHAPE: Shape = Shape::Text;
    fn parse(ron: &str) -> Result<Self, String> {
        unquote(ron).map(Cow::into_owned)
    }
    fn ron(&self) -> String {
        quote(self)
    }
    fn show(&self) -> String {
        self.clone()
    }
    fn is_absent(&self) -> bool {
        self.is_empty()
    }
}

/// Free text of several lines.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Notes(pub String);

impl Fact for Notes {
    const SHAPE: Shape = Shape::Notes;
    fn parse(ron: &str) -> Result<Self, String> {
        unquote(ron).map(|text| Notes(text.into_owned()))
    }
    fn ron(&self) -> String {
        quote(&self.0)
    }
    fn show(&self) -> String {
        self.0.clone()
    }
    fn is_absent(&self) -> bool {
        self.0.is_empty()
    }
}

impl Fact for bool {
    const SHAPE: Shape = Shape::Bool;
    fn parse(ron: &str) -> Result<Self, String> {
        match ron {
            "true" | "yes" => Ok(true),
            "false" | "no" => Ok(false),
            other => Err(format!("wants true or false, not {}", clipped(other))),
        }
    }
    fn ron(&self) -> String {
        self.to_string()
    }
}

impl Fact for u32 {
    const SHAPE: Shape = Shape::Whole;
    fn parse(ron: &str) -> Result<Self, String> {
        whole(ron, u64::from(u32::MAX)).and_then(|n| u32::try_from(n).map_err(|_| "is too large".to_string()))
    }
    fn ron(&self) -> String {
        self.to_string()
    }
}

impl Fact for i32 {
    const SHAPE: Shape = Shape::Whole;
    fn parse(ron: &str) -> Result<Self, String> {
        let (minus, digits) = match ron.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, ron.strip_prefix('+').unwrap_or(ron)),
        };
        let n = whole(digits, i32::MAX as u64)? as i32;
        Ok(if minus { -n } else { n })
    }
    fn ron(&self) -> String {
        self.to_string()
    }
}

/// A whole number of RON: decimal, `_` between digits, `0x`, `0o`, `0b`.
pub fn whole(ron: &str, max: u64) -> Result<u64, String> {
    if ron.starts_with('"') {
        let inner = ron.trim_matches('"');
        let advice = match inner.bytes().all(|byte| byte.is_ascii_digit()) && !inner.is_empty() {
            true => format!("write {} without quotes", clipped(inner)),
            false => "write it in digits, without quotes".to_string(),
        };
        return Err(format!("wants a whole number, not text: {advice}"));
    }
    if ron.starts_with('-') {
        return Err(format!("must not be negative, but is {}", clipped(ron)));
    }
    let plain: String = ron.chars().filter(|c| *c != '_').collect();
    let parsed = match plain.get(..2) {
        Some("0x") => u64::from_str_radix(&plain[2..], 16),
        Some("0o") => u64::from_str_radix(&plain[2..], 8),
        Some("0b") => u64::from_str_radix(&plain[2..], 2),
        _ => plain.parse(),
    };
    match parsed {
        Ok(n) if n <= max => Ok(n),
        Ok(n) => Err(format!("is too large: {n}, at most {max}")),
        Err(_) if !plain.is_empty() && plain.bytes().all(|b| b.is_ascii_digit()) => {
            Err(format!("is too large: {}, at most {max}", clipped(ron)))
        }
        Err(_) => Err(format!("wants a whole number, such as 16, not {}", clipped(ron))),
    }
}

/// A piece of the file inside a message: short, and safe to print.
pub fn clipped(text: &str) -> String {
    let piece: String = text.chars().take(200).collect();
    super::words::cut_end(&super::words::visible(&piece), 40)
}

/// Implements [`Fact`] for a type that the file spells as quoted text, from its `parse` and `Display`.
#[macro_export]
macro_rules! text_fact {
    ($type:ty, $shape:expr, $example:literal) => {
        impl $crate::base::record::Fact for $type {
            const SHAPE: $crate::base::record::Shape = $shape;
            fn parse(ron: &str) -> Result<Self, String> {
                if !ron.starts_with('"') && !ron.starts_with('r') {
                    return Err(format!(
                        "wants text between quotes, such as \"{}\", not {}",
                        $example,
                        $crate::base::fact::clipped(ron)
                    ));
                }
                <$type>::parse(&$crate::base::fact::unquote(ron)?)
            }
            fn ron(&self) -> String {
                $crate::base::fact::quote(&self.to_string())
            }
            fn show(&self) -> String {
                self.to_string()
            }
            fn is_absent(&self) -> bool {
                self.to_string().is_empty()
            }
        }
    };
}

text_fact!(Instant, Shape::Instant, "2027-01-11T11:30Z");
text_fact!(Duration, Shape::Duration, "36h");

impl Fact for Money {
    const SHAPE: Shape = Shape::Money;
    fn parse(ron: &str) -> Result<Self, String> {
        // Both spellings are met in the wild; quotes keep the text of a provider's answer as it came.
        match ron.starts_with('"') {
            true => Money::parse(&unquote(ron)?),
            false => Money::parse(ron),
        }
    }
    fn ron(&self) -> String {
        self.to_string()
    }
}

/// A list of values that the file spells as text.
impl<F: Fact> Fact for Vec<F> {
    const SHAPE: Shape = Shape::List(&F::SHAPE);
    fn parse(ron: &str) -> Result<Self, String> {
        let inner = ron.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        let Some(inner) = inner else {
            return Err(format!("wants a list, such as [\"a\", \"b\"], not {}", clipped(ron)));
        };
        pieces(inner).into_iter().map(F::parse).collect()
    }
    fn ron(&self) -> String {
        format!("[{}]", self.iter().map(F::ron).collect::<Vec<_>>().join(", "))
    }
    fn show(&self) -> String {
        self.iter().map(F::show).collect::<Vec<_>>().join(", ")
    }
    fn is_absent(&self) -> bool {
        self.is_empty()
    }
}

/// The elements of a list of plain values, as they are spelled.
pub fn elements(list: &str) -> Vec<String> {
    let inner = list.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    pieces(inner.unwrap_or_default()).into_iter().map(str::to_string).collect()
}

/// The elements of a list without its brackets; comments between them are passed over.
fn pieces(inner: &str) -> Vec<&str> {
    let bytes = inner.as_bytes();
    let (mut out, mut from, mut at, mut end) = (Vec::new(), None::<usize>, 0, 0);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b',' => {
                out.extend(from.take().and_then(|start| inner.get(start..end)));
                at += 1;
            }
            b'"' => {
                from.get_or_insert(at);
                at += 1;
                while let Some(&inside) = bytes.get(at) {
                    at += if inside == b'\\' { 2 } else { 1 };
                    if inside == b'"' {
                        break;
                    }
                }
                at = at.min(bytes.len());
                end = at;
            }
            b'/' if bytes.get(at + 1) == Some(&b'/') => {
                at = inner.get(at..).and_then(|rest| rest.find('\n')).map_or(bytes.len(), |n| at + n);
            }
            b'/' if bytes.get(at + 1) == Some(&b'*') => {
                at = inner.get(at + 2..).and_then(|rest| rest.find("*/")).map_or(bytes.len(), |n| at + n + 4);
            }
            byte if byte.is_ascii_whitespace() => at += 1,
            _ => {
                from.get_or_insert(at);
                at += 1;
                end = at;
            }
        }
    }
    out.extend(from.and_then(|start| inner.get(start..end)));
    out
}

/// Declares an enum of plain words with a table of `(word, meaning)`.
#[macro_export]
macro_rules! words {
    (
        $(#[doc = $about:literal])*
        pub enum $name:ident { $( $(#[doc = $doc:literal])* $word:ident ),* $(,)? }
        default $default:ident
    ) => {
        $(#[doc = $about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $( $(#[doc = $doc])* $word ),* }

        impl $name {
            pub const ALL: &'static [$name] = &[$($name::$word),*];
            pub const WORDS: &'static [(&'static str, &'static str)] =
                &[$( (stringify!($word), $crate::base::record::trim_doc(concat!($($doc, "\n"),*))) ),*];

            /// The word as the file spells it.
            pub fn word(self) -> &'static str {
                match self { $( $name::$word => stringify!($word) ),* }
            }
        }

        impl Default for $name {
            fn default() -> Self { $name::$default }
        }

        impl std::fmt::Display for $name {
            /// `NeedsSignOff` reads `needs sign off`.
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&$crate::base::fact::spoken(self.word()))
            }
        }

        impl $crate::base::record::Fact for $name {
            const SHAPE: $crate::base::record::Shape = $crate::base::record::Shape::Word($name::WORDS);
            fn parse(ron: &str) -> Result<Self, String> {
                $crate::base::fact::word_index(ron, $name::WORDS).and_then(|index| {
                    $name::ALL.get(index).copied().ok_or_else(String::new)
                })
            }
            fn ron(&self) -> String { self.word().to_string() }
        }
    };
}

/// Where a word stands in a table; the error offers the nearest.
pub fn word_index(ron: &str, words: &[(&str, &str)]) -> Result<usize, String> {
    let wanted = ron.trim_matches('"');
    if let Some(index) = words.iter().position(|(word, _)| *word == wanted) {
        return Ok(index);
    }
    let plain = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    let sought = plain(wanted);
    if let Some(index) = words.iter().position(|(word, _)| plain(word) == sought) {
        return Ok(index);
    }
    let all: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
    let hint = match super::words::nearest(wanted, all.iter().copied()) {
        Some(word) => format!("did you mean {word}?"),
        None => format!("use one of {}", all.join(", ")),
    };
    Err(format!("does not know the word {}: {hint}", clipped(ron)))
}

/// `NeedsSignOff` as people say it: `needs sign off`.
pub fn spoken(word: &str) -> String {
    let mut out = String::new();
    let mut last_low = false;
    for c in word.chars() {
        if c.is_uppercase() && last_low {
            out.push(' ');
        }
        last_low = c.is_lowercase() || c.is_ascii_digit();
        out.extend(c.to_lowercase());
    }
    out
}
