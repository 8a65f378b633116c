//! How something looks, as a theme file spells it, and as a terminal with few colours can show it.

use ratatui::style::{Color, Modifier, Style};

use crate::app::settings::ColorLevel;
use crate::base::fact::{clipped, quote, unquote};
use crate::base::record::{Fact, Shape};
use crate::base::words::nearest;

/// A colour that a theme names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paint {
    /// The terminal's own text or background colour.
    Default,
    /// One of the terminal's sixteen.
    Ansi(u8),
    /// An exact colour, and what stands in for it where there are only sixteen.
    Rgb(u8, u8, u8, Option<Fallback>),
}

/// What a terminal of sixteen colours shows instead; `None` is its default colour.
type Fallback = Option<u8>;

/// Colours and emphasis: `"bold"`, `"white on #4477aa/blue"`, `"reverse"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Look {
    pub text: Option<Paint>,
    pub back: Option<Paint>,
    pub emphasis: Modifier,
}

/// The terminal's sixteen: name, and the value of it that xterm has.
const NAMES: [(&str, (u8, u8, u8)); 16] = [
    ("black", (0, 0, 0)),
    ("red", (205, 0, 0)),
    ("green", (0, 205, 0)),
    ("yellow", (205, 205, 0)),
    ("blue", (0, 0, 238)),
    ("magenta", (205, 0, 205)),
    ("cyan", (0, 205, 205)),
    ("white", (229, 229, 229)),
    ("bright-black", (127, 127, 127)),
    ("bright-red", (255, 0, 0)),
    ("bright-green", (0, 255, 0)),
    ("bright-yellow", (255, 255, 0)),
    ("bright-blue", (92, 92, 255)),
    ("bright-magenta", (255, 0, 255)),
    ("bright-cyan", (0, 255, 255)),
    ("bright-white", (255, 255, 255)),
];

const EMPHASES: [(&str, Modifier); 5] = [
    ("bold", Modifier::BOLD),
    ("dim", Modifier::DIM),
    ("italic", Modifier::ITALIC),
    ("underline", Modifier::UNDERLINED),
    ("reverse", Modifier::REVERSED),
];

impl Look {
    /// What the terminal is told, with at most this many colours.
    pub fn style(&self, level: ColorLevel) -> Style {
        let mut style = Style::new().add_modifier(self.emphasis);
        style.fg = self.text.map(|paint| paint.color(level));
        style.bg = self.back.map(|paint| paint.color(level));
        style
    }
}

impl Paint {
    fn color(self, level: ColorLevel) -> Color {
        match (self, level) {
            (_, ColorLevel::Never) | (Paint::Default, _) => Color::Reset,
            (Paint::Ansi(index), _) => ansi(index),
            (Paint::Rgb(r, g, b, fallback), ColorLevel::Ansi16 | ColorLevel::Auto) => {
                fallback.unwrap_or_else(|| Some(nearest_of_16((r, g, b)))).map_or(Color::Reset, ansi)
            }
            (Paint::Rgb(r, g, b, _), ColorLevel::Ansi256) => Color::Indexed(nearest_of_256((r, g, b))),
            (Paint::Rgb(r, g, b, _), ColorLevel::Truecolor) => Color::Rgb(r, g, b),
        }
    }

    fn parse(word: &str) -> Result<Paint, String> {
        if word == "default" {
            return Ok(Paint::Default);
        }
        if let Some(index) = NAMES.iter().position(|(name, _)| *name == word) {
            return Ok(Paint::Ansi(index as u8));
        }
        let Some(hex) = word.strip_prefix('#') else { return Err(unknown(word)) };
        let (hex, fallback) = match hex.split_once('/') {
            None => (hex, None),
            Some((hex, "default")) => (hex, Some(None)),
            Some((hex, name)) => match Paint::parse(name)? {
                Paint::Ansi(index) => (hex, Some(Some(index))),
                _ => return Err(format!("{} needs one of the sixteen names after the /", clipped(word))),
            },
        };
        match (hex.len(), u32::from_str_radix(hex, 16)) {
            (6, Ok(n)) => Ok(Paint::Rgb((n >> 16) as u8, (n >> 8) as u8, n as u8, fallback)),
            _ => Err(format!("{} is not a colour: write six hexadecimal digits, #4477aa", clipped(word))),
        }
    }
}

fn unknown(word: &str) -> String {
    let names = NAMES.iter().map(|(name, _)| *name);
    let all = names.chain(EMPHASES.iter().map(|(name, _)| *name)).chain(["default", "on"]);
    match nearest(word, all) {
        Some(near) => format!("does not know {}: did you mean {near}?", clipped(word)),
        None => format!("does not know {}: write a look like \"white on #4477aa bold\"", clipped(word)),
    }
}

impl std::fmt::Display for Paint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = |index: u8| NAMES.get(usize::from(index)).map_or("default", |(name, _)| name);
        match *self {
            Paint::Default => f.write_str("default"),
            Paint::Ansi(index) => f.write_str(name(index)),
            Paint::Rgb(r, g, b, None) => write!(f, "#{r:02x}{g:02x}{b:02x}"),
            Paint::Rgb(r, g, b, Some(index)) => {
                write!(f, "#{r:02x}{g:02x}{b:02x}/{}", index.map_or("default", name))
            }
        }
    }
}

impl Fact for Look {
    const SHAPE: Shape = Shape::Text;

    fn parse(ron: &str) -> Result<Self, String> {
        let text = unquote(ron)?.to_lowercase();
        let mut look = Look::default();
        let mut words = text.split_whitespace();
        while let Some(word) = words.next() {
            if let Some((_, emphasis)) = EMPHASES.iter().find(|(name, _)| *name == word) {
                look.emphasis |= *emphasis;
            } else if word == "on" {
                let back = words.next().ok_or_else(|| "wants a colour after \"on\"".to_string())?;
                look.back = Some(Paint::parse(back)?);
            } else if look.text.is_none() {
                look.text = Some(Paint::parse(word)?);
            } else {
                Paint::parse(word)?;
                return Err(format!(
                    "has a second text colour, {}: write \"on\" before a background",
                    clipped(word)
                ));
            }
        }
        Ok(look)
    }

    fn ron(&self) -> String {
        let mut words: Vec<String> = self.text.iter().map(Paint::to_string).collect();
        words.extend(self.back.map(|back| format!("on {back}")));
        let emphases = EMPHASES.iter().filter(|(_, emphasis)| self.emphasis.contains(*emphasis));
        words.extend(emphases.map(|(name, _)| name.to_string()));
        quote(&words.join(" "))
    }
}

fn ansi(index: u8) -> Color {
    const COLORS: [Color; 16] = [
        Color::Black,
        Color::Red,
        Color::Green,
        Color::Yellow,
        Color::Blue,
        Color::Magenta,
        Color::Cyan,
        Color::Gray,
        Color::DarkGray,
        Color::LightRed,
        Color::LightGreen,
        Color::LightYellow,
        Color::LightBlue,
        Color::LightMagenta,
        Color::LightCyan,
        Color::White,
    ];
    COLORS.get(usize::from(index)).copied().unwrap_or(Color::Reset)
}

/// The values of a colour as xterm shows it; `None` for the terminal's default.
pub fn rgb(color: Color) -> Option<(u8, u8, u8)> {
    if let Some(index) = (0..16).find(|index| ansi(*index) == color) {
        return NAMES.get(usize::from(index)).map(|(_, rgb)| *rgb);
    }
    match color {
        Color::Rgb(r, g, b) => Some((r, g, b)),
        Color::Indexed(index) => Some(indexed(index)),
        _ => None,
    }
}

/// The steps of the colour cube of 256-colour terminals.
const CUBE: [u8; 6] = [0, 95, 135, 175, 215, 255];

fn indexed(index: u8) -> (u8, u8, u8) {
    match index {
        0..=15 => NAMES.get(usize::from(index)).map_or((0, 0, 0), |(_, rgb)| *rgb),
        16..=231 => {
            let at = |n: u8| CUBE.get(usize::from(n % 6)).copied().unwrap_or(0);
            let n = index - 16;
            (at(n / 36), at(n / 6), at(n))
        }
        232..=255 => {
            let grey = 8 + 10 * (index - 232);
            (grey, grey, grey)
        }
    }
}

/// How far apart the red, green and blue of a colour are at most that is taken for a grey.
const NEARLY_GREY: u8 = 56;

fn nearest_of_256(wanted: (u8, u8, u8)) -> u8 {
    // The first sixteen differ between terminals, so only the cube and the greys count. What is nearly grey becomes a grey:
    // the cube's nearly greys are purple.
    let (r, g, b) = wanted;
    let first = if r.max(g).max(b) - r.min(g).min(b) <= NEARLY_GREY { 232 } else { 16 };
    (first..=255).min_by_key(|index| distance(indexed(*index), wanted)).unwrap_or(16)
}

fn nearest_of_16(wanted: (u8, u8, u8)) -> u8 {
    (0..16).min_by_key(|index| distance(indexed(*index), wanted)).unwrap_or(7)
}

/// Squared distance, weighted for how the eye sees red, green and blue (the "redmean" approximation).
fn distance(a: (u8, u8, u8), b: (u8, u8, u8)) -> i32 {
    let [r, g, bl] = [(a.0, b.0), (a.1, b.1), (a.2, b.2)].map(|(a, b)| i32::from(a) - i32::from(b));
    let mean = (i32::from(a.0) + i32::from(b.0)) / 2;
    (((512 + mean) * r * r) >> 8) + 4 * g * g + (((767 - mean) * bl * bl) >> 8)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(text: &str) -> Look {
        Look::parse(&quote(text)).unwrap()
    }

    #[test]
    fn looks_are_written_as_they_are_read() {
        for text in
            ["", "bold", "red", "white on #4477aa/blue bold underline", "#808080/default dim", "on default"]
        {
            assert_eq!(look(text).ron(), quote(text));
        }
    }

    #[test]
    fn mistakes_are_explained() {
        let error = |text: &str| Look::parse(&quote(text)).unwrap_err();
        assert!(error("blod").contains("did you mean bold?"));
        assert!(error("red blue").contains("\"on\" before a background"));
        assert!(error("#12345").contains("six hexadecimal digits"));
        assert!(error("#12345é").contains("six hexadecimal digits"));
        assert!(error("on").contains("after \"on\""));
    }

    #[test]
    fn fewer_colours_come_close() {
        let blue = look("#4477aa/blue");
        assert_eq!(blue.style(ColorLevel::Truecolor).fg, Some(Color::Rgb(0x44, 0x77, 0xaa)));
        assert_eq!(blue.style(ColorLevel::Ansi256).fg, Some(Color::Indexed(67)));
        assert_eq!(blue.style(ColorLevel::Ansi16).fg, Some(Color::Blue));
        assert_eq!(look("#ffc800").style(ColorLevel::Ansi256).fg, Some(Color::Indexed(220)));
        assert_eq!(look("#ff0000").style(ColorLevel::Ansi16).fg, Some(Color::LightRed));
    }

    #[test]
    fn without_colours_emphasis_stays() {
        let style = look("white on #4477aa bold reverse").style(ColorLevel::Never);
        assert_eq!((style.fg, style.bg), (Some(Color::Reset), Some(Color::Reset)));
        assert!(style.add_modifier.contains(Modifier::BOLD | Modifier::REVERSED));
    }
}
