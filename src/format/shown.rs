//! A plan's text on its way to standard output.

use std::borrow::Cow;

use super::lex::{TokenKind, tokens};
use super::quote::unquote;
use crate::base::fact;
use crate::base::words::is_hidden;

/// The text with every character spelled out that a terminal would obey or not show, as `\u{1b}`. Values mean the same as
/// before; a comment says what it held. Tabs and line ends stay.
pub fn shown(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| c != '\n' && is_hidden(c)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 64);
    for token in tokens(text) {
        let source = token.text(text);
        match token.kind {
            TokenKind::RawStr if source.chars().any(is_hidden) => match unquote(source) {
                Ok(value) => out.push_str(&fact::quote(&value)),
                Err(_) => spell_out(source, &mut out),
            },
            // Means nothing there.
            TokenKind::Space => spell_out(source.trim_start_matches('\u{feff}'), &mut out),
            _ => spell_out(source, &mut out),
        }
    }
    Cow::Owned(out)
}

fn spell_out(source: &str, out: &mut String) {
    let mut rest = source.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\n' | '\t' => out.push(c),
            '\r' if rest.peek() == Some(&'\n') => out.push(c),
            c if is_hidden(c) => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::read;

    #[test]
    fn values_stay_and_nothing_hidden_is_left() {
        let text = "\u{feff}// bidi \u{202e} and a bell \u{7}\r\nPlan(\n\ttitle: \"a\u{1b}[2J\u{9b}b\",\n\
                    \tnotes: r#\"say \"\u{200b}\" now\"#, /* \u{e0041} */\n)\n";
        let out = shown(text);
        assert_eq!(read(&out).unwrap().plan, read(text).unwrap().plan);
        let left: Vec<char> = out.chars().filter(|c| is_hidden(*c) && !"\n\r\t".contains(*c)).collect();
        assert_eq!(left, [] as [char; 0]);
        assert!(out.starts_with("// bidi \\u{202e} and a bell \\u{7}\r\n"), "{out}");
    }

    #[test]
    fn ordinary_text_is_left_as_it_is() {
        assert!(matches!(shown("Plan(title: \"Ä é 漢\")\n"), Cow::Borrowed(_)));
    }
}
