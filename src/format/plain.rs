//! Values on one line, without comments: the form in which facts are parsed and unknown fields are kept.

use super::lex::{TokenKind, tokens};
use super::quote::unquote;
use crate::base::fact;

/// The same value on one line: no comments, no line ends, no comma at the end, raw text as plain text. Numbers and words
/// keep their spelling.
pub fn plain(ron: &str) -> String {
    let mut out = String::with_capacity(ron.len());
    let mut comma = false;
    let mut word = false;
    for token in tokens(ron).filter(|token| !token.kind.is_trivia()) {
        let text = token.text(ron);
        if comma && !matches!(token.kind, TokenKind::Close(_)) {
            out.push_str(", ");
        }
        comma = false;
        let bare = matches!(token.kind, TokenKind::Word | TokenKind::Number);
        if bare && word {
            out.push(' ');
        }
        word = bare;
        match token.kind {
            TokenKind::Comma => comma = true,
            TokenKind::Colon => out.push_str(": "),
            TokenKind::RawStr => match unquote(text) {
                Ok(inner) => out.push_str(&fact::quote(&inner)),
                Err(_) => out.push_str(text),
            },
            _ => out.push_str(text),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn one_line_without_comments() {
        let cases = [
            ("16", "16"),
            ("[ \"a\", // first\n  \"b, // not\", ]", "[\"a\", \"b, // not\"]"),
            ("Unknown ( word : \"x\" , like:Requested )", "Unknown(word: \"x\", like: Requested)"),
            ("[r#\"a \"b\"\"#]", "[\"a \\\"b\\\"\"]"),
            ("(\n    a: 0x10,\n    b: Some(1_000),\n)", "(a: 0x10, b: Some(1_000))"),
        ];
        for (text, wanted) in cases {
            assert_eq!(plain(text), wanted);
        }
    }
}
