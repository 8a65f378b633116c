//! What lies behind the text: the terminal is asked once, and nothing waits for its answer. The answer comes as keys among
//! those that people type; it is taken out again, and every other key goes on as it was typed.

use std::io::{self, Write};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::app::settings::{Background, ColorLevel, Settings};

/// Asks for the background's colour (OSC 11).
const QUESTION: &[u8] = b"\x1b]11;?\x1b\\";

/// Longer than any answer.
const LONGEST: usize = 40;

/// An answer that is awaited, or was given.
#[derive(Debug, Default)]
pub struct Awaited {
    /// Whether the answer has not come yet.
    open: bool,
    /// Keys that may be the beginning of it.
    held: Vec<KeyEvent>,
}

/// What a key is.
#[derive(Debug, PartialEq)]
pub enum Taken {
    /// Keys that somebody typed; none while the answer arrives.
    Keys(Vec<KeyEvent>),
    /// The end of the answer.
    Answer(Option<Background>),
}

/// Whether an answer would change anything, and the terminal can be asked: some old consoles print the question.
pub fn is_wanted(settings: &Settings, get: impl Fn(&str) -> Option<String>) -> bool {
    let term = get("TERM").unwrap_or_default();
    settings.background == Background::Auto
        && settings.color.detect(&get) != ColorLevel::Never
        && !matches!(term.as_str(), "" | "dumb" | "linux" | "vt100" | "vt220")
}

impl Awaited {
    /// Asks. The terminal is raw, so that the answer is not shown.
    pub fn ask() -> io::Result<Awaited> {
        let mut out = io::stdout();
        out.write_all(QUESTION)?;
        out.flush()?;
        Ok(Awaited { open: true, held: Vec::new() })
    }

    pub fn is_open(&self) -> bool {
        self.open
    }

    /// Takes a key, which may be a part of the answer: `Esc ] 1 1 ; r g b : … Esc \`, with `Esc` read as Alt.
    pub fn take(&mut self, key: KeyEvent) -> Taken {
        if !self.open {
            return Taken::Keys(vec![key]);
        }
        self.held.push(key);
        let rest = match self.held.split_first() {
            Some((first, rest)) if is(first, KeyModifiers::ALT, ']') => rest,
            _ => return self.give_back(),
        };
        let (text, ended) = match rest.split_last() {
            Some((last, text))
                if is(last, KeyModifiers::ALT, '\\') || is(last, KeyModifiers::CONTROL, 'g') =>
            {
                (text, true)
            }
            _ => (rest, false),
        };
        let text: Option<String> = text.iter().map(letter).collect();
        match text {
            Some(text) if ended && text.starts_with("11;") => {
                *self = Awaited::default();
                Taken::Answer(of_color(text.strip_prefix("11;").unwrap_or_default()))
            }
            Some(text) if !ended && text.len() < LONGEST && is_beginning(&text) => Taken::Keys(Vec::new()),
            _ => self.give_back(),
        }
    }

    fn give_back(&mut self) -> Taken {
        Taken::Keys(std::mem::take(&mut self.held))
    }
}

fn is(key: &KeyEvent, modifiers: KeyModifiers, c: char) -> bool {
    key.code == KeyCode::Char(c) && key.modifiers.contains(modifiers)
}

fn letter(key: &KeyEvent) -> Option<char> {
    match key.code {
        KeyCode::Char(c) if !key.modifiers.intersects(KeyModifiers::ALT | KeyModifiers::CONTROL) => Some(c),
        _ => None,
    }
}

fn is_beginning(text: &str) -> bool {
    let start = "11;rgb";
    text.starts_with(start) || start.starts_with(text)
}

/// `rgb:1e1e/1e1e/2e2e`, with one to four digits each, or `rgba:` with a fourth.
fn of_color(text: &str) -> Option<Background> {
    let (name, parts) = text.split_once(':')?;
    let share = |part: &str| {
        let most =
            16_u32.checked_pow(u32::try_from(part.len()).ok()?)?.checked_sub(1).filter(|most| *most > 0)?;
        Some(f64::from(u32::from_str_radix(part, 16).ok()?) / f64::from(most))
    };
    let parts: Option<Vec<f64>> = parts.split('/').take(3).map(share).collect();
    match (name, parts?.as_slice()) {
        ("rgb" | "rgba", [red, green, blue]) => {
            let brightness = 0.299 * red + 0.587 * green + 0.114 * blue;
            Some(if brightness > 0.5 { Background::Light } else { Background::Dark })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(c: char) -> KeyEvent {
        KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE)
    }

    fn with(modifiers: KeyModifiers, c: char) -> KeyEvent {
        KeyEvent::new(KeyCode::Char(c), modifiers)
    }

    fn awaited() -> Awaited {
        Awaited { open: true, held: Vec::new() }
    }

    /// Feeds keys; gives those that come out again, and the answer.
    fn feed(awaited: &mut Awaited, keys: &[KeyEvent]) -> (Vec<KeyEvent>, Option<Option<Background>>) {
        let (mut typed, mut answer) = (Vec::new(), None);
        for key in keys {
            match awaited.take(*key) {
                Taken::Keys(keys) => typed.extend(keys),
                Taken::Answer(background) => answer = Some(background),
            }
        }
        (typed, answer)
    }

    fn reply(color: &str, end: KeyEvent) -> Vec<KeyEvent> {
        let mut keys = vec![with(KeyModifiers::ALT, ']')];
        keys.extend(format!("11;{color}").chars().map(key));
        keys.push(end);
        keys
    }

    #[test]
    fn the_answer_is_taken_out_from_among_keys() {
        let st = with(KeyModifiers::ALT, '\\');
        let bel = with(KeyModifiers::CONTROL, 'g');
        for (color, end, wanted) in [
            ("rgb:1e1e/1e1e/2e2e", st, Some(Background::Dark)),
            ("rgb:ffff/ffff/ffff", bel, Some(Background::Light)),
            ("rgb:fd/f6/e3", st, Some(Background::Light)),
            ("rgba:0000/0000/0000/ffff", st, Some(Background::Dark)),
            ("rgb:nonsense", st, None),
        ] {
            let mut keys = vec![key('j'), key(':')];
            keys.extend(reply(color, end));
            keys.push(key('k'));
            let typed = vec![key('j'), key(':'), key('k')];
            assert_eq!(feed(&mut awaited(), &keys), (typed, Some(wanted)), "{color}");
        }
    }

    #[test]
    fn keys_that_only_look_like_an_answer_are_given_back() {
        for keys in [
            vec![with(KeyModifiers::ALT, ']'), key('j')],
            vec![with(KeyModifiers::ALT, ']'), key('1'), key('1'), key('j')],
            vec![with(KeyModifiers::ALT, ']'), with(KeyModifiers::ALT, '\\')],
        ] {
            assert_eq!(feed(&mut awaited(), &keys), (keys, None));
        }
        // Only one answer was asked for.
        let keys = reply("rgb:0/0/0", with(KeyModifiers::ALT, '\\'));
        assert_eq!(feed(&mut Awaited::default(), &keys), (keys.clone(), None));
    }

    #[test]
    fn nobody_is_asked_who_cannot_answer_or_need_not() {
        let env = |pairs: &'static [(&str, &str)]| {
            move |name: &str| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| value.to_string())
        };
        let auto = Settings::default();
        let dark = Settings { background: Background::Dark, ..Settings::default() };
        assert!(is_wanted(&auto, env(&[("TERM", "xterm-256color")])));
        assert!(!is_wanted(&dark, env(&[("TERM", "xterm-256color")])));
        assert!(!is_wanted(&auto, env(&[("TERM", "xterm-256color"), ("NO_COLOR", "1")])));
        assert!(!is_wanted(&auto, env(&[("TERM", "linux")])));
    }
}
