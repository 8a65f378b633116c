//! Keys as text: one spelling for the keymap, `--keys`, tests, help and the manual.

use std::fmt;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// One key press. Shift is part of a character (`G`), and a modifier of other keys (`S-Tab`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd)]
pub struct Key {
    pub code: KeyCode,
    pub modifiers: KeyModifiers,
}

/// Names of keys that are not a character, with their code.
const NAMES: &[(&str, KeyCode)] = &[
    ("Enter", KeyCode::Enter),
    ("Esc", KeyCode::Esc),
    ("Tab", KeyCode::Tab),
    ("BackTab", KeyCode::BackTab),
    ("Backspace", KeyCode::Backspace),
    ("Del", KeyCode::Delete),
    ("Ins", KeyCode::Insert),
    ("Left", KeyCode::Left),
    ("Right", KeyCode::Right),
    ("Up", KeyCode::Up),
    ("Down", KeyCode::Down),
    ("Home", KeyCode::Home),
    ("End", KeyCode::End),
    ("PgUp", KeyCode::PageUp),
    ("PgDn", KeyCode::PageDown),
    ("Space", KeyCode::Char(' ')),
    ("lt", KeyCode::Char('<')),
    ("gt", KeyCode::Char('>')),
];

impl Key {
    pub const fn char(c: char) -> Key {
        Key { code: KeyCode::Char(c), modifiers: KeyModifiers::NONE }
    }
    pub const fn code(code: KeyCode) -> Key {
        Key { code, modifiers: KeyModifiers::NONE }
    }

    /// One key by its spelling: `j`, `Enter`, `C-r`, `S-Tab`, `A-x`.
    pub fn parse(text: &str) -> Result<Key, String> {
        let (mut rest, mut modifiers) = (text, KeyModifiers::NONE);
        while rest.len() > 2 {
            let modifier = match rest.get(..2).map(str::to_ascii_uppercase).as_deref() {
                Some("C-") => KeyModifiers::CONTROL,
                Some("S-") => KeyModifiers::SHIFT,
                Some("A-") => KeyModifiers::ALT,
                _ => break,
            };
            modifiers |= modifier;
            rest = &rest[2..];
        }
        let mut chars = rest.chars();
        let code = match (chars.next(), chars.next()) {
            (Some(c), None) => KeyCode::Char(c),
            _ => key_name(rest).ok_or_else(|| unknown_key(text))?,
        };
        Ok(Key { code, modifiers }.plain())
    }

    /// The one way to spell a key: Shift with Tab is BackTab, Shift with a letter is the capital.
    fn plain(self) -> Key {
        let Key { mut code, mut modifiers } = self;
        if let KeyCode::Char(c) = code {
            if modifiers.contains(KeyModifiers::SHIFT) && c.is_lowercase() {
                code = KeyCode::Char(c.to_uppercase().next().unwrap_or(c));
            }
            modifiers.remove(KeyModifiers::SHIFT);
        }
        if code == KeyCode::Tab && modifiers.contains(KeyModifiers::SHIFT) {
            code = KeyCode::BackTab;
        }
        if code == KeyCode::BackTab {
            modifiers.remove(KeyModifiers::SHIFT);
        }
        Key { code, modifiers }
    }
}

impl From<KeyEvent> for Key {
    fn from(event: KeyEvent) -> Key {
        let kept = event.modifiers & (KeyModifiers::CONTROL | KeyModifiers::ALT | KeyModifiers::SHIFT);
        Key { code: event.code, modifiers: kept }.plain()
    }
}

fn key_name(name: &str) -> Option<KeyCode> {
    NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, code)| *code).or_else(|| {
        let number = name.strip_prefix(['F', 'f'])?.parse().ok().filter(|n| (1..=12).contains(n))?;
        Some(KeyCode::F(number))
    })
}

fn unknown_key(text: &str) -> String {
    let names = NAMES.iter().map(|(name, _)| *name);
    let text = crate::base::fact::clipped(text);
    match crate::base::words::nearest(&text, names) {
        Some(name) => format!("no key is called {text} (did you mean {name}?)"),
        None => format!("no key is called {text}: write a character, or Enter, Esc, Tab, C-r, …"),
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (modifier, prefix) in
            [(KeyModifiers::CONTROL, "C-"), (KeyModifiers::ALT, "A-"), (KeyModifiers::SHIFT, "S-")]
        {
            if self.modifiers.contains(modifier) {
                f.write_str(prefix)?;
            }
        }
        match self.code {
            KeyCode::Char(' ') => f.write_str("Space"),
            KeyCode::Char(c) => write!(f, "{c}"),
            KeyCode::F(n) => write!(f, "F{n}"),
            code => f.write_str(NAMES.iter().find(|(_, known)| *known == code).map_or("?", |(name, _)| name)),
        }
    }
}

/// Keys that follow each other, as the keymap spells them: `g g`, `z f`, `>>`.
///
/// Blanks part the keys; a word that is no key's name is read character by character.
pub fn sequence(text: &str) -> Result<Vec<Key>, String> {
    let mut keys = Vec::new();
    for word in text.split_whitespace() {
        match Key::parse(word) {
            Ok(key) => keys.push(key),
            Err(error) if word.contains("C-") || word.contains("A-") => return Err(error),
            Err(_) => keys.extend(word.chars().map(Key::char)),
        }
    }
    match keys.is_empty() {
        true => Err("no key is given".to_string()),
        false => Ok(keys),
    }
}

/// A script of keys: characters as typed, others between angle brackets (`jj<Enter>abc<Esc><C-r>`). An angle bracket that
/// encloses no word stands for itself, so `>>` and `<<` are what they look like.
///
/// # Errors
/// A word between angle brackets that is no key's name.
pub fn script(text: &str) -> Result<Vec<Key>, String> {
    let mut keys = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let named = rest.strip_prefix('<').and_then(|after| after.split_once('>'));
        match named.filter(|(name, _)| is_wordlike(name)) {
            Some((name, tail)) => {
                keys.push(Key::parse(name).map_err(|why| format!("{why}; a literal < is <lt>"))?);
                rest = tail;
            }
            None => {
                keys.push(if c == '\n' { Key::code(KeyCode::Enter) } else { Key::char(c) });
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    Ok(keys)
}

/// Could be meant as the name of a key: letters and digits, with its modifiers.
fn is_wordlike(name: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '-';
    let modified = name.len() > 2 && name.get(1..2) == Some("-");
    name.chars().count() > 1 && (modified || name.chars().all(part) && name.starts_with(char::is_alphabetic))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_as_they_are_shown() {
        for text in ["j", "G", "C-r", "Enter", "BackTab", "A-x", "F5", "Space", "C-A-x", "S-Left", "<", "é"]
        {
            assert_eq!(Key::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(Key::parse("S-g").unwrap(), Key::char('G'));
        assert_eq!(Key::parse("S-Tab").unwrap(), Key::code(KeyCode::BackTab));
        assert!(Key::parse("Entr").unwrap_err().contains("did you mean Enter?"));
    }

    #[test]
    fn scripts_mix_characters_and_names() {
        let spelled = |text| script(text).unwrap().iter().map(Key::to_string).collect::<Vec<_>>().join(" ");
        assert_eq!(spelled("jj>>"), "j j > >");
        assert_eq!(spelled("<<"), "< <");
        assert_eq!(spelled("m2h<Enter><C-r>"), "m 2 h Enter C-r");
        assert_eq!(spelled("a <b> c"), "a Space < b > Space c");
        assert_eq!(spelled("<lt>Enter>"), "< E n t e r >");
        let error = script("jx<Etner>").unwrap_err();
        assert_eq!(error, "no key is called Etner (did you mean Enter?); a literal < is <lt>");
    }

    #[test]
    fn sequences_part_at_blanks() {
        let spelled = |text| sequence(text).unwrap().iter().map(Key::to_string).collect::<Vec<_>>().join(" ");
        assert_eq!(spelled("z f"), "z f");
        assert_eq!(spelled(">>"), "> >");
        assert_eq!(spelled("C-w j"), "C-w j");
        assert!(sequence("").is_err());
    }
}
