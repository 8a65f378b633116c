//! Text for people: safe to print, measured as it is displayed, in plain sentences.

use std::borrow::Cow;
use std::fmt::{Display, Write};
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Characters that a terminal obeys or does not show. Sorted, both ends included.
///
/// Source: Unicode 16, General_Category Cc, Bidi_Control, Default_Ignorable_Code_Point; the line and paragraph
/// separators; the interlinear annotation marks.
const HIDDEN: [(u32, u32); 19] = [
    (0x0000, 0x001F),   // C0, tab and newline too
    (0x007F, 0x009F),   // DEL and C1
    (0x00AD, 0x00AD),   // soft hyphen
    (0x034F, 0x034F),   // combining grapheme joiner
    (0x061C, 0x061C),   // Arabic letter mark
    (0x115F, 0x1160),   // Hangul fillers
    (0x17B4, 0x17B5),   // Khmer inherent vowels
    (0x180B, 0x180F),   // Mongolian variation selectors and vowel separator
    (0x200B, 0x200F),   // zero-width space, joiners, direction marks
    (0x2028, 0x202E),   // separators, embeddings, overrides
    (0x2060, 0x206F),   // word joiner, invisible operators, isolates, deprecated formats
    (0x3164, 0x3164),   // Hangul filler
    (0xFE00, 0xFE0F),   // variation selectors
    (0xFEFF, 0xFEFF),   // byte-order mark
    (0xFFA0, 0xFFA0),   // halfwidth Hangul filler
    (0xFFF0, 0xFFFB),   // unassigned ignorables, annotation marks
    (0x1BCA0, 0x1BCA3), // shorthand format controls
    (0x1D173, 0x1D17A), // musical format controls
    (0xE0000, 0xE0FFF), // tags, variation selectors supplement
];

/// True for what must not reach a terminal as it is.
pub fn is_hidden(c: char) -> bool {
    let code = c as u32;
    !(' '..='~').contains(&c) && HIDDEN.iter().any(|&(low, high)| (low..=high).contains(&code))
}

/// The text with every hidden character written out, such as `\u{202e}`. Text from a file passes here before it
/// reaches a terminal.
///
/// One is left alone: the selector for the coloured form (U+FE0F) after a symbol that has one.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    let mut previous = None;
    for c in text.chars() {
        if !is_hidden(c) || (c == EMOJI_STYLE && previous.is_some_and(has_emoji_style)) {
            shown.push(c);
        } else {
            // Writing to a String cannot fail.
            let _ = write!(shown, "\\u{{{:x}}}", c as u32);
        }
        previous = Some(c);
    }
    Cow::Owned(shown)
}

const EMOJI_STYLE: char = '\u{FE0F}';

/// The selector makes a narrow symbol wide, or the symbol is a pictograph already.
fn has_emoji_style(c: char) -> bool {
    let widened = || c.width() == Some(1) && format!("{c}{EMOJI_STYLE}").width() == 2;
    !c.is_ascii() && ((0x1F000..0x1FB00).contains(&(c as u32)) || widened())
}

/// Columns of a quoted piece of text.
const QUOTED: usize = 60;

/// A piece of somebody's text inside a message: visible, and cut when long.
pub fn quote(text: &str) -> String {
    if text.len() <= QUOTED && text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        return text.to_string();
    }
    // Escapes lengthen the text, so a bounded piece is enough; a whole file can stand in one string.
    let piece: String = text.chars().take(200).collect();
    cut_middle(&visible(&piece), QUOTED)
}

/// [`quote`], worked out only when it is printed: messages about values are rarely needed, values are read by the million.
#[derive(Debug, Clone, Copy)]
pub struct Quoted<'a>(pub &'a str);

impl Display for Quoted<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&quote(self.0))
    }
}

/// Columns that the text takes on a terminal.
pub fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.graphemes(true).map(UnicodeWidthStr::width).sum() }
}

/// At most `most` columns; what does not fit is replaced by `…` at the end.
pub fn cut_end(text: &str, most: usize) -> String {
    // Not by width(): a long text is looked at no further than it is shown.
    if head(text, most).len() == text.len() {
        return text.to_string();
    }
    if most == 0 {
        return String::new();
    }
    format!("{}…", head(text, most - 1))
}

/// At most `most` columns; what does not fit is replaced by `…` in the middle, so that both ends of a name can be
/// told apart.
pub fn cut_middle(text: &str, most: usize) -> String {
    if head(text, most).len() == text.len() {
        return text.to_string();
    }
    if most == 0 {
        return String::new();
    }
    let left = most / 2;
    format!("{}…{}", head(text, left), tail(text, most - 1 - left))
}

/// Two values that are alike in part, each in at most `most` columns: where both would not fit, what is the same before and behind
/// the difference is cut off, so that the difference stays in sight.
pub fn cut_alike(a: &str, b: &str, most: usize) -> (String, String) {
    if a.is_empty() || b.is_empty() || width(a) <= most && width(b) <= most {
        return (cut_middle(a, most), cut_middle(b, most));
    }
    let same = |pairs: &mut dyn Iterator<Item = (char, char)>| {
        pairs.take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum::<usize>()
    };
    let before = same(&mut a.chars().zip(b.chars()));
    let (rest_a, rest_b) = (a.get(before..).unwrap_or(""), b.get(before..).unwrap_or(""));
    let behind = same(&mut rest_a.chars().rev().zip(rest_b.chars().rev()));
    // From the name of the first field that differs to the end of the last one.
    let head = a.get(..before).unwrap_or("");
    let from = head.rfind([',', '(', '[']).map_or(0, |at| at + 1);
    let from = from + head.get(from..).map_or(0, |text| text.len() - text.trim_start().len());
    let cut = |text: &str| {
        let end = text.len() - behind;
        let end = end + text.get(end..).and_then(|rest| rest.find([',', ')', ']'])).unwrap_or(behind);
        let part = |from: usize| {
            let (left, right) = (if from > 0 { "…" } else { "" }, if end < text.len() { "…" } else { "" });
            format!("{left}{}{right}", text.get(from..end).unwrap_or(text))
        };
        let whole = part(from);
        if width(&whole) <= most { whole } else { cut_end(&part(before), most) }
    };
    (cut(a), cut(b))
}

/// Exactly `columns` wide: cut at the end, or filled with blanks on the right.
pub fn pad(text: &str, columns: usize) -> String {
    let mut padded = cut_end(text, columns);
    let missing = columns.saturating_sub(width(&padded));
    padded.extend(std::iter::repeat_n(' ', missing));
    padded
}

/// Exactly `columns` wide: cut at the end, or filled with blanks on the left. For numbers.
pub fn pad_left(text: &str, columns: usize) -> String {
    let cut = cut_end(text, columns);
    let missing = columns.saturating_sub(width(&cut));
    " ".repeat(missing) + &cut
}

/// The longest beginning of whole graphemes and escapes within `most` columns.
fn head(text: &str, most: usize) -> &str {
    let mut used = 0;
    for (at, grapheme) in text.grapheme_indices(true) {
        used += grapheme.width();
        if used > most {
            let at = escape_over(text, at).map_or(at, |escape| escape.start);
            return text.get(..at).unwrap_or_default();
        }
    }
    text
}

/// The longest ending of whole graphemes and escapes within `most` columns.
fn tail(text: &str, most: usize) -> &str {
    let mut used = 0;
    for (at, grapheme) in text.grapheme_indices(true).rev() {
        used += grapheme.width();
        if used > most {
            let at = at + grapheme.len();
            let at = escape_over(text, at).map_or(at, |escape| escape.end);
            return text.get(at..).unwrap_or_default();
        }
    }
    text
}

/// The escape of a hidden character that a cut here would tear.
fn escape_over(text: &str, at: usize) -> Option<Range<usize>> {
    // Of `\u{`, up to six digits and `}`; what is torn off must not look like text that somebody wrote.
    let from = at.saturating_sub(9);
    let before = text.as_bytes().get(from..at)?;
    let start = from + before.iter().rposition(|byte| *byte == b'\\')?;
    let rest = text.get(start..)?.strip_prefix("\\u{")?;
    let digits = rest.bytes().take(7).take_while(u8::is_ascii_hexdigit).count();
    let end = start + 3 + digits + 1;
    (rest.as_bytes().get(digits) == Some(&b'}') && end > at).then_some(start..end)
}

/// `1 block`, `2 blocks`, `0 blocks`.
pub fn count<N: Display + PartialEq + From<u8>>(n: N, one: &str, many: &str) -> String {
    let word = if n == N::from(1) { one } else { many };
    format!("{n} {word}")
}

/// `a`, `a and b`, `a, b and c`; more than `most` become `a, b, c and 4 more`.
pub fn list(items: impl IntoIterator<Item: AsRef<str>>, most: usize) -> String {
    let mut shown: Vec<String> = Vec::new();
    let mut more = 0;
    for item in items {
        if shown.len() < most {
            shown.push(item.as_ref().to_string());
        } else {
            more += 1;
        }
    }
    if more > 0 && shown.is_empty() {
        return format!("{more} more");
    }
    let last = if more > 0 { Some(format!("{more} more")) } else { shown.pop() };
    match last {
        None => String::new(),
        Some(last) if shown.is_empty() => last,
        Some(last) => format!("{} and {last}", shown.join(", ")),
    }
}

/// The candidate that was probably meant by `word`, for "did you mean"; the first of equals.
///
/// One slip (swapped, missing, wrong letter) is forgiven in a short word, one in three letters in a longer one.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word: String = word.chars().take(80).flat_map(char::to_lowercase).collect();
    let length = word.chars().count();
    if length < 2 {
        return None;
    }
    let most = (length / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&word, &candidate.to_lowercase()), candidate))
        .filter(|&(distance, _)| distance <= most)
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}

/// The name that was meant by one that is a slip of its letters away. Names of places are alike by nature (`eu-west-2` and
/// `eu-west-3`, `ap-south-1` and `af-south-1`): where the digits or the first two letters differ, another place is meant.
pub fn slip<'a>(name: &str, known: &mut dyn Iterator<Item = &'a str>) -> Option<&'a str> {
    fn letters(text: &str) -> String {
        text.chars().take(80).filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect()
    }
    let digits = |text: &str| {
        text.bytes().filter(u8::is_ascii_digit).fold(0_u64, |n, digit| n.wrapping_mul(11) + u64::from(digit))
    };
    // In a shorter name, one letter is as good as another.
    let start = name.get(..2).filter(|_| name.chars().filter(|c| c.is_alphanumeric()).count() >= 6)?;
    Iterator::find(&mut { known }, |known| {
        known.get(..2).is_some_and(|other| other.eq_ignore_ascii_case(start))
            && digits(name) == digits(known)
            && strsim::damerau_levenshtein(&letters(name), &letters(known)) == 1
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn two_values_are_cut_so_that_they_differ() {
        let span = |start: &str| format!("(start: \"2027-01-11T{start}Z\", end: \"2027-01-24T12:00Z\")");
        let (ours, theirs) = cut_alike(&span("14:00"), &span("18:00"), 40);
        assert_eq!(ours, "…start: \"2027-01-11T14:00Z\"…");
        assert_eq!(theirs, "…start: \"2027-01-11T18:00Z\"…");
        assert_eq!(cut_alike("5", "9", 40), ("5".to_string(), "9".to_string()));
        let long = |c: char| format!("{}{c}{}", "ä".repeat(50), "ö".repeat(50));
        let (ours, theirs) = cut_alike(&long('a'), &long('b'), 20);
        assert!(ours.starts_with("…a") && theirs.starts_with("…b"), "{ours} {theirs}");
        assert_eq!(cut_alike("", &"x".repeat(30), 9).1, "xxxx…xxxx");
    }

    proptest! {
        #[test]
        fn different_values_stay_different_and_fit(a in "[ab(,) é]{0,60}", b in "[ab(,) é]{0,60}", most in 8usize..50) {
            let (ours, theirs) = cut_alike(&a, &b, most);
            prop_assert!(width(&ours) <= most && width(&theirs) <= most, "{} {}", ours, theirs);
        }
    }

    #[test]
    fn plain_text_is_left_as_it_is() {
        for text in ["", "base-8b", "Größe 模型 نص", "e\u{301}", "🚀 launch", "\\u{202e} as text"] {
            assert!(matches!(visible(text), Cow::Borrowed(_)), "{text}");
        }
    }

    #[test]
    fn what_a_terminal_would_obey_or_hide_is_written_out() {
        let cases = [
            ("a\x1b[31mb", "a\\u{1b}[31mb"),
            ("tab\tline\nreturn\r", "tab\\u{9}line\\u{a}return\\u{d}"),
            ("\u{7f}\u{9b}2J", "\\u{7f}\\u{9b}2J"),
            ("x\u{202e}y\u{2066}z\u{61c}\u{200f}", "x\\u{202e}y\\u{2066}z\\u{61c}\\u{200f}"),
            ("a\u{200b}b\u{200d}c\u{feff}", "a\\u{200b}b\\u{200d}c\\u{feff}"),
            ("\u{2028}\u{2029}", "\\u{2028}\\u{2029}"),
            ("\u{e0041}\u{3164}\u{ad}", "\\u{e0041}\\u{3164}\\u{ad}"),
        ];
        for (text, shown) in cases {
            assert_eq!(visible(text), shown);
        }
    }

    #[test]
    fn the_emoji_selector_stays_after_an_emoji_only() {
        assert_eq!(visible("⚠\u{fe0f} ❤\u{fe0f} 🌡\u{fe0f}"), "⚠\u{fe0f} ❤\u{fe0f} 🌡\u{fe0f}");
        assert_eq!(visible("a\u{fe0f} 1\u{fe0f} 字\u{fe0f}"), "a\\u{fe0f} 1\\u{fe0f} 字\\u{fe0f}");
        assert_eq!(visible("\u{fe0f}⚠\u{fe0e}"), "\\u{fe0f}⚠\\u{fe0e}");
        assert_eq!(visible("⚠\u{fe0f}\u{fe0f}"), "⚠\u{fe0f}\\u{fe0f}");
    }

    #[test]
    fn quoting_bounds_a_hostile_text() {
        let long = "\x1b".repeat(1_000_000);
        assert!(width(&quote(&long)) <= 60);
        assert_eq!(quote("nodes"), "nodes");
    }

    #[test]
    fn width_counts_columns() {
        let cases = [
            ("", 0),
            ("abc", 3),
            ("模型", 4),
            ("e\u{301}", 1),
            ("🚀", 2),
            ("⚠\u{fe0f}", 2),
            ("👩\u{200d}🔬", 2),
        ];
        for (text, columns) in cases {
            assert_eq!(width(text), columns, "{text}");
        }
    }

    #[test]
    fn cutting_keeps_what_tells_names_apart() {
        assert_eq!(cut_middle("llama-70b-pretrain-phase2", 12), "llama-…hase2");
        assert_eq!(cut_middle("short", 5), "short");
        assert_eq!(cut_end("llama-70b", 6), "llama…");
        assert_eq!(cut_end("llama-70b", 1), "…");
        assert_eq!(cut_middle("llama-70b", 1), "…");
        assert_eq!((cut_end("abc", 0), cut_middle("abc", 0)), (String::new(), String::new()));
        assert_eq!(cut_end("模型模型", 4), "模…");
        assert_eq!(cut_middle("e\u{301}e\u{301}e\u{301}e\u{301}", 3), "e\u{301}…e\u{301}");
    }

    #[test]
    fn escapes_are_cut_whole() {
        let family = visible("👨\u{200d}👩\u{200d}👧").into_owned();
        for most in 0..=width(&family) {
            for cut in [cut_end(&family, most), cut_middle(&family, most)] {
                let rest = cut.replace("\\u{200d}", "");
                assert!(rest.chars().all(|c| "👨👩👧…".contains(c)), "{most}: {cut}");
                assert!(width(&cut) <= most);
            }
        }
        assert_eq!(cut_end("ab\\u{1b}c", 6), "ab…");
        assert_eq!(cut_middle("\\u{1b}--\\u{1b}", 13), "\\u{1b}…\\u{1b}");
        assert_eq!(cut_middle("\\u{1b}--\\u{1b}", 12), "\\u{1b}…");
        // Text that only begins like one.
        assert_eq!(cut_end("C:\\users\\u{x", 11), "C:\\users\\u…");
    }

    #[test]
    fn padding_gives_exact_columns() {
        assert_eq!(pad("模", 4), "模  ");
        assert_eq!(pad("abcdef", 4), "abc…");
        assert_eq!(pad("模型模型", 4), "模… ");
        assert_eq!(pad_left("12", 4), "  12");
        assert_eq!(pad("", 0), "");
    }

    #[test]
    fn counts_agree_with_their_noun() {
        assert_eq!(count(0, "block", "blocks"), "0 blocks");
        assert_eq!(count(1_usize, "block", "blocks"), "1 block");
        assert_eq!(count(2_u64, "entry", "entries"), "2 entries");
    }

    #[test]
    fn lists_read_as_a_sentence() {
        let none: [&str; 0] = [];
        assert_eq!(list(none, 3), "");
        assert_eq!(list(["a"], 3), "a");
        assert_eq!(list(["a", "b"], 3), "a and b");
        assert_eq!(list(["a", "b", "c"], 3), "a, b and c");
        assert_eq!(list(["a", "b", "c", "d", "e", "f", "g"].map(String::from), 3), "a, b, c and 4 more");
        assert_eq!(list(["a", "b"], 0), "2 more");
    }

    #[test]
    fn a_slip_finds_the_word_that_was_meant() {
        let words = ["machine", "nodes", "start", "end", "status"];
        assert_eq!(nearest("ndoes", words), Some("nodes"));
        assert_eq!(nearest("node", words), Some("nodes"));
        assert_eq!(nearest("Machine", words), Some("machine"));
        assert_eq!(nearest("statr", words), Some("start"));
        assert_eq!(nearest("colour", words), None);
        assert_eq!(nearest("", words), None);
        assert_eq!(nearest(&"n".repeat(1_000_000), words), None);
    }

    #[test]
    fn a_slip_in_the_name_of_a_place_is_told_from_another_place() {
        let known = ["us-east-1", "us-east-2", "eu-west-2", "ap-south-1", "us-east5", "hall-a"];
        for (name, meant) in [
            ("us-esat-2", Some("us-east-2")),
            ("us-est-1", Some("us-east-1")),
            ("US-EASTT-2", Some("us-east-2")),
            ("us-east-3", None),
            ("us-east1", None),
            ("us-west-2", None),
            ("af-south-1", None),
            ("eu-west-3", None),
            ("hall-b", None),
            ("halle", None),
            ("us-east-2", None),
        ] {
            assert_eq!(slip(name, &mut known.into_iter()), meant, "{name}");
        }
    }

    proptest! {
        #[test]
        fn nothing_hidden_is_left_but_an_emoji_selector(text in any::<String>()) {
            let shown = visible(&text).into_owned();
            prop_assert!(shown.chars().all(|c| !is_hidden(c) || c == EMOJI_STYLE));
            prop_assert_eq!(visible(&shown).into_owned(), shown);
        }

        #[test]
        fn cuts_fit_and_pads_are_exact(text in any::<String>(), columns in 0_usize..40) {
            let text = visible(&text);
            prop_assert!(width(&cut_end(&text, columns)) <= columns);
            prop_assert!(width(&cut_middle(&text, columns)) <= columns);
            prop_assert_eq!(width(&pad(&text, columns)), columns);
            prop_assert_eq!(width(&pad_left(&text, columns)), columns);
        }
    }
}
