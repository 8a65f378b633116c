//! How a person likes the program: `settings.ron` of the configuration folder, laid over the defaults.

use crate::base::fact::word_index;
use crate::base::record::{AnyFact, Fact, Shape, View, ViewMut};
use crate::{record, words};

use super::config::{self, ConfigError};

/// The documented file that planb comes with; it holds the defaults.
pub const SETTINGS_FILE: &str = include_str!("../../assets/settings.ron");

record! {
    /// How a person likes the program.
    pub struct Settings {
        /// Colours: default, light, dark, contrast, or a file of your own in themes/.
        theme: String = "default".to_string(),
        /// How many colours: Auto, Never, 16, 256 or Truecolor. NO_COLOR in the environment means Never for Auto.
        color: ColorLevel,
        /// What the terminal's background is: Auto (asked once, at the start), Dark or Light. Decides what the default
        /// theme looks like.
        background: Background,
        /// Draw with ASCII characters only: Auto (where the terminal has no others), Always or Never.
        ascii: Ascii,
        /// Whether the mouse selects, drags and scrolls. With Shift held, the terminal's own selection still works.
        mouse: bool = true,
        /// Whether a grabbed bar sticks to block edges, other windows and days.
        snap: bool = true,
        /// For a wall screen: larger rows, keys echoed, more contrast.
        present: bool = false,
        /// Lanes at the start: Blocks or Runs.
        lanes: Lanes,
        /// A line that shows the whole plan and what part of it is on the screen, where there is room.
        overview: bool = true,
        /// The panel that is open at the start: None, Inspector, Problems, Agenda, Costs or Ladder. Auto opens the
        /// inspector where columns or rows are left over.
        panel: StartPanel,
    }
}

/// The themes that planb comes with, and what they are for; a file of one's own has another name.
const THEMES: &[(&str, &str)] = &[
    ("default", "As the terminal's background wants it"),
    ("light", "Dark text on a light background"),
    ("dark", "Light text on a dark background"),
    ("contrast", "Strong colours, for a wall screen"),
];

words! {
    /// What lies behind the text.
    pub enum Background {
        /// What the terminal says when it is asked; where it says nothing, colours that can be read on both.
        Auto,
        /// Light text on dark.
        Dark,
        /// Dark text on light.
        Light,
    }
    default Auto
}

words! {
    /// Whether to keep to ASCII.
    pub enum Ascii {
        /// Where the terminal or its locale has nothing else.
        Auto,
        /// Everywhere.
        Always,
        /// Nowhere.
        Never,
    }
    default Auto
}

words! {
    /// What a lane stands for.
    pub enum Lanes {
        /// A block, with the windows on it.
        Blocks,
        /// A run, with its windows and fallbacks.
        Runs,
    }
    default Blocks
}

words! {
    /// What stands beside the timeline at the start.
    pub enum StartPanel {
        /// The inspector where columns or rows are left over, else nothing.
        Auto,
        /// Nothing.
        None,
        /// All about the selected item.
        Inspector,
        /// What is wrong.
        Problems,
        /// What is due when.
        Agenda,
        /// Money.
        Costs,
        /// The fallbacks of the selected run.
        Ladder,
    }
    default Auto
}

/// How many colours are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum ColorLevel {
    /// As the environment tells.
    #[default]
    Auto,
    Never,
    Ansi16,
    Ansi256,
    Truecolor,
}

impl ColorLevel {
    const ALL: [ColorLevel; 5] = [Self::Auto, Self::Never, Self::Ansi16, Self::Ansi256, Self::Truecolor];
    const WORDS: &'static [(&'static str, &'static str)] = &[
        ("Auto", "As the environment tells"),
        ("Never", "None; bold and reverse stay"),
        ("16", "The terminal's own sixteen"),
        ("256", "The fixed palette"),
        ("Truecolor", "All of them"),
    ];

    /// What a terminal can show, judged by its environment (`get` gives a variable). ssh does not pass COLORTERM on, so
    /// the setting can overrule this.
    pub fn detect(self, get: impl Fn(&str) -> Option<String>) -> ColorLevel {
        if self != ColorLevel::Auto {
            return self;
        }
        let var = |name| get(name).unwrap_or_default();
        let term = var("TERM");
        let rich =
            ["kitty", "alacritty", "ghostty", "wezterm", "foot"].iter().any(|name| term.contains(name));
        if !var("NO_COLOR").is_empty() || term == "dumb" {
            ColorLevel::Never
        } else if ["truecolor", "24bit"].contains(&var("COLORTERM").as_str())
            || rich
            || term.ends_with("-direct")
        {
            ColorLevel::Truecolor
        } else if term.contains("256color") {
            ColorLevel::Ansi256
        } else {
            ColorLevel::Ansi16
        }
    }
}

impl Fact for ColorLevel {
    const SHAPE: Shape = Shape::Word(ColorLevel::WORDS);
    fn parse(ron: &str) -> Result<Self, String> {
        let index = word_index(ron, Self::WORDS)?;
        Self::ALL.get(index).copied().ok_or_else(String::new)
    }
    fn ron(&self) -> String {
        Self::WORDS.get(*self as usize).map(|(word, _)| word.to_string()).unwrap_or_default()
    }
}

impl Ascii {
    /// Whether to keep to ASCII on a terminal with this environment.
    pub fn detect(self, get: impl Fn(&str) -> Option<String>) -> bool {
        let var = |name: &str| get(name).filter(|value| !value.is_empty());
        match self {
            Ascii::Always => true,
            Ascii::Never => false,
            Ascii::Auto => {
                let term = var("TERM").unwrap_or_default();
                // On Windows there is no locale variable and the console takes UTF-8.
                let locale =
                    var("LC_ALL").or(var("LC_CTYPE")).or(var("LANG")).map(|name| name.to_lowercase());
                let narrow = locale.is_some_and(|name| !name.contains("utf-8") && !name.contains("utf8"));
                term == "linux" || term == "dumb" || narrow
            }
        }
    }
}

impl Settings {
    /// The defaults with a file laid over them.
    pub fn read(text: &str) -> (Settings, Vec<ConfigError>) {
        let mut settings = Settings::default();
        let errors = settings.overlay(text);
        (settings, errors)
    }

    /// Takes what a file says; every error is listed.
    pub fn overlay(&mut self, text: &str) -> Vec<ConfigError> {
        config::overlay(self, text)
    }

    /// The words that a setting may be, with their meanings; none where any text may be written.
    pub fn choices(&self, name: &str) -> Vec<(&'static str, &'static str)> {
        match self.fact(name).map(|fact| fact.shape().inner()) {
            Some(Shape::Bool) => vec![("on", ""), ("off", "")],
            Some(Shape::Word(words)) => words.to_vec(),
            _ if name == "theme" => THEMES.to_vec(),
            _ => Vec::new(),
        }
    }

    /// The value of a setting, as it is typed and shown.
    pub fn show(&self, name: &str) -> String {
        match self.fact(name).map(|fact| fact.show()).unwrap_or_default().as_str() {
            "true" => "on".to_string(),
            "false" => "off".to_string(),
            other => other.to_string(),
        }
    }

    /// What a setting is for, and its value; of a setting with a value, what that means.
    pub fn about(&self, text: &str) -> Option<(String, String)> {
        use crate::base::record::Record as _;
        match text.split_once(' ') {
            None => {
                let field = self.fields().iter().find(|field| field.name == text)?;
                Some((field.doc.replace('\n', " "), self.show(text)))
            }
            Some((name, value)) => {
                let of = self.choices(name);
                let (word, doc) = of.iter().find(|(word, _)| word.eq_ignore_ascii_case(value))?;
                let is_now = self.show(name).eq_ignore_ascii_case(word);
                Some((doc.to_string(), if is_now { "now".to_string() } else { String::new() }))
            }
        }
    }

    /// What differs from other settings: name and value, as a file has them.
    pub fn changed_since(&self, before: &Settings) -> Vec<(&'static str, String)> {
        use crate::base::record::Record as _;
        let ron = |of: &Settings, name: &str| of.fact(name).map(|fact| fact.ron());
        let names = self.fields().iter().map(|field| field.name);
        names
            .filter(|name| ron(self, name) != ron(before, name))
            .filter_map(|name| Some((name, ron(self, name)?)))
            .collect()
    }

    fn fact(&self, name: &str) -> Option<&dyn AnyFact> {
        use crate::base::record::Record as _;
        let index = self.fields().iter().position(|field| field.name == name)?;
        match self.view(index)? {
            View::Fact(fact) => Some(fact),
            _ => None,
        }
    }

    /// Changes one setting as typed: `mouse`, `false`. `no` and `off` read as false, `yes` and `on` as true.
    pub fn set(&mut self, name: &str, typed: &str) -> Result<(), String> {
        use crate::base::record::Record as _;
        let Some(index) = self.fields().iter().position(|field| field.name == name) else {
            let shown = crate::base::words::quote(name);
            let names = self.fields().iter().map(|field| field.name);
            return Err(match crate::base::words::nearest(name, names) {
                Some(near) => format!("no setting is called {shown}: did you mean {near}?"),
                None => format!("no setting is called {shown}"),
            });
        };
        match self.view_mut(index) {
            Some(ViewMut::Fact(fact)) => fact
                .type_in(match (fact.shape(), typed.trim()) {
                    (Shape::Bool, "no" | "off") => "false",
                    (Shape::Bool, "yes" | "on") => "true",
                    (_, other) => other,
                })
                .map_err(|message| format!("{name} {message}")),
            _ => Err(format!("{name} cannot be set")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::record::Record as _;

    #[test]
    fn the_file_it_comes_with_holds_the_defaults_and_documents_each_setting() {
        let (read, errors) = Settings::read(SETTINGS_FILE);
        assert_eq!((read, errors), (Settings::default(), vec![]));
        let lines: Vec<&str> = SETTINGS_FILE.lines().map(str::trim).collect();
        for field in Settings::default().fields() {
            let at = lines.iter().position(|line| line.starts_with(&format!("{}:", field.name)));
            let at = at.unwrap_or_else(|| panic!("{} is not in the file", field.name));
            assert!(lines[at - 1].starts_with("//"), "{} is not explained", field.name);
        }
    }

    #[test]
    fn a_file_changes_what_it_names_only() {
        let (read, errors) = Settings::read("(mouse: false, color: 256, background: \"light\")");
        assert_eq!(errors, vec![]);
        let expected = Settings {
            mouse: false,
            color: ColorLevel::Ansi256,
            background: Background::Light,
            ..Settings::default()
        };
        assert_eq!(read, expected);
    }

    #[test]
    fn every_error_has_its_place_and_a_suggestion() {
        let (read, errors) = Settings::read("(\n    mose: true,\n    color: 17,\n    snap: false,\n)");
        let shown: Vec<String> = errors.iter().map(ToString::to_string).collect();
        assert_eq!(shown.len(), 2, "{shown:?}");
        assert_eq!(shown[0], "2:5: nothing is called mose here: did you mean mouse?");
        assert!(shown[1].starts_with("3:12: color does not know the word 17"), "{shown:?}");
        assert!(!read.snap, "what is right is taken");
    }

    #[test]
    fn settings_are_typed_as_people_speak() {
        let mut settings = Settings::default();
        settings.set("mouse", "off").unwrap();
        settings.set("color", "truecolor").unwrap();
        settings.set("theme", "contrast").unwrap();
        assert!(!settings.mouse && settings.theme == "contrast" && settings.color == ColorLevel::Truecolor);
        assert!(settings.set("colour", "16").unwrap_err().contains("did you mean color?"));
        assert!(settings.set("mouse", "maybe").is_err());
    }

    #[test]
    fn colours_follow_the_environment() {
        let cases = [
            (&[("TERM", "xterm-256color"), ("NO_COLOR", "1")][..], ColorLevel::Never),
            (&[("TERM", "xterm-256color"), ("NO_COLOR", "")], ColorLevel::Ansi256),
            (&[("TERM", "xterm-256color"), ("COLORTERM", "truecolor")], ColorLevel::Truecolor),
            (&[("TERM", "xterm-kitty")], ColorLevel::Truecolor),
            (&[("TERM", "dumb")], ColorLevel::Never),
            (&[("TERM", "xterm")], ColorLevel::Ansi16),
            (&[], ColorLevel::Ansi16),
        ];
        for (variables, level) in cases {
            let get =
                |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, v)| v.to_string());
            assert_eq!(ColorLevel::Auto.detect(get), level, "{variables:?}");
            assert_eq!(ColorLevel::Ansi16.detect(get), ColorLevel::Ansi16);
        }
    }

    #[test]
    fn ascii_follows_terminal_and_locale() {
        let with = |variables: &'static [(&str, &str)]| {
            move |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, v)| v.to_string())
        };
        assert!(Ascii::Auto.detect(with(&[("TERM", "linux"), ("LANG", "C.UTF-8")])));
        assert!(Ascii::Auto.detect(with(&[("TERM", "xterm"), ("LC_ALL", "C"), ("LANG", "en_US.UTF-8")])));
        assert!(!Ascii::Auto.detect(with(&[("TERM", "xterm"), ("LANG", "en_US.UTF-8")])));
        assert!(!Ascii::Auto.detect(with(&[("TERM", "xterm")])));
    }
}
