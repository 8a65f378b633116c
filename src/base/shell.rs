//! One word of a shell command. The only way a value that planb did not write itself gets into a command that people paste.

use super::words;

/// The word as a POSIX shell reads it back, quoted where it must be. What cannot be seen, and what a program could take for
/// one of its options, is refused.
pub fn word(text: &str) -> Result<String, String> {
    let shown = || words::quote(&super::fact::clipped(text));
    if words::visible(text) != text || text.contains(['\n', '\r', '\0']) {
        return Err(format!("{} holds characters that do not belong into a command", shown()));
    }
    if text.starts_with('-') {
        return Err(format!("{} begins like an option of a command", shown()));
    }
    Ok(quoted(text))
}

/// The same for a word that planb wrote, options too.
pub fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=,+@%".contains(c);
    match !text.is_empty() && text.chars().all(plain) {
        true => text.to_string(),
        false => format!("'{}'", text.replace('\'', r"'\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn plain_words_stay_and_others_are_quoted() {
        assert_eq!(word("cb-0b2c:/x=1,2+3@4%").unwrap(), "cb-0b2c:/x=1,2+3@4%");
        assert_eq!(word("").unwrap(), "''");
        assert_eq!(word("a b").unwrap(), "'a b'");
        assert_eq!(word("it's; rm -rf $HOME `id`").unwrap(), r"'it'\''s; rm -rf $HOME `id`'");
        assert_eq!(word("~").unwrap(), "'~'");
        assert_eq!(word("{a,b}*?[x]").unwrap(), "'{a,b}*?[x]'");
    }

    #[test]
    fn what_is_not_seen_and_what_looks_like_an_option_is_refused() {
        for bad in ["a\nb", "a\0b", "a\rb", "a\u{1b}[2Jb", "a\u{202e}b", "--endpoint-url=http://x", "-x"] {
            assert!(word(bad).is_err(), "{bad:?}");
        }
    }

    proptest! {
        /// A shell that knows only single quotes and backslashes reads back one word, the same.
        #[test]
        fn a_shell_reads_back_the_same_word(text in any::<String>()) {
            if let Ok(word) = word(&text) {
                prop_assert_eq!(read_back(&word), text);
            }
        }
    }

    fn read_back(word: &str) -> String {
        let (mut out, mut in_quotes, mut chars) = (String::new(), false, word.chars());
        while let Some(c) = chars.next() {
            match c {
                '\'' => in_quotes = !in_quotes,
                '\\' if !in_quotes => out.extend(chars.next()),
                c => {
                    assert!(in_quotes || c.is_ascii_alphanumeric() || "-_./:=,+@%".contains(c), "{word}");
                    out.push(c);
                }
            }
        }
        assert!(!in_quotes);
        out
    }
}
