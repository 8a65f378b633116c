//! Colours and characters of everything on the screen. Colour never stands alone: each state has a character of its own too.

use ratatui::style::{Color, Modifier, Style};

use super::glyphs::{ASCII, Glyphs, UNICODE};
use super::look::Look;
use crate::app::config::{self, ConfigError};
use crate::app::settings::{Background, ColorLevel, Settings};
use crate::base::fact::clipped;
use crate::base::words::nearest;
use crate::record;

/// Themes that planb comes with: name and file.
pub const THEMES: &[(&str, &str)] = &[
    ("default", include_str!("../../assets/themes/default.ron")),
    ("dark", include_str!("../../assets/themes/dark.ron")),
    ("light", include_str!("../../assets/themes/light.ron")),
    ("contrast", include_str!("../../assets/themes/contrast.ron")),
];

macro_rules! roles {
    ($($role:ident $doc:literal;)*) => {
        record! {
            /// A theme file: a look for each thing on the screen.
            pub struct Looks {
                #[doc = "The theme that this one is laid over: default, dark, light or contrast."]
                base: String,
                $( #[doc = $doc] $role: Look, )*
            }
        }

        /// What everything looks like on this terminal.
        #[derive(Debug, Clone)]
        pub struct Theme {
            $( #[doc = $doc] pub $role: Style, )*
            pub glyphs: &'static Glyphs,
            pub level: ColorLevel,
        }

        impl Looks {
            fn theme(&self, level: ColorLevel, glyphs: &'static Glyphs) -> Theme {
                // What names no colour has that of the text, not the terminal's own.
                let text = self.text.style(level).fg;
                let style = |look: &Look| {
                    let style = look.style(level);
                    Style { fg: style.fg.or(text), ..style }
                };
                Theme { $( $role: style(&self.$role), )* glyphs, level }
            }
        }
    };
}

roles! {
    text "Text, and the background of everything.";
    dim "What matters less: details, hints, units.";
    heading "Headings and labels.";
    title "The first line.";
    good "On track; enough; clean.";
    warning "Warnings.";
    error "Errors; what is late.";
    info "Remarks.";
    key "Keys in the footer and in help.";
    selected "The selected row of a list, and the name of the selected lane.";
    unfocused "The selected row of a list that does not have the keys.";
    frame "Frames and lines between parts.";
    input "Text that is being typed.";
    matched "What a search found.";
    tab "The heading of the panel that is open.";
    major "The upper row of the calendar.";
    minor "The lower row of the calendar.";
    now "The line at now.";
    cursor "The line at the cursor's moment.";
    grid "The line at midnight.";
    weekend "Behind Saturday and Sunday.";
    certain "A block that is sure.";
    planned "A block that is wished for, offered or asked for.";
    gone "A block that does not come.";
    lost "What a block loses at its start and end.";
    load "How much of a block is used.";
    over "Where more is used than there is.";
    run1 "Windows of the first run, the seventh, …";
    run2 "Windows of the second run, …";
    run3 "Windows of the third run, …";
    run4 "Windows of the fourth run, …";
    run5 "Windows of the fifth run, …";
    run6 "Windows of the sixth run, …";
    ghost "Windows of fallbacks that are not in force.";
    past "Windows that are over.";
    conflict "A window with an error.";
    chosen "The selected bar.";
    held "A bar that is held, at its new place.";
    was "Where a bar that is held was.";
    mark "Dates of blocks and runs on the timeline.";
    deadline "Deadlines.";
    decide "Moments by which something must be decided.";
    rail "Lines from a run to those it waits for.";
}

impl Theme {
    /// The theme that the settings ask for. `get` gives a variable of the environment, `own` the text of a person's own theme
    /// file, if there is one. What is wrong in that file is listed; the rest of it counts.
    pub fn load(
        settings: &Settings,
        get: impl Fn(&str) -> Option<String>,
        own: Option<&str>,
    ) -> (Theme, Vec<ConfigError>) {
        // People at the back of the room need contrast, unless somebody chose otherwise.
        let plain = settings.theme == "default" && own.is_none();
        let name = if settings.present && plain { "contrast" } else { &settings.theme };
        let (looks, errors) = looks(name, settings.background, own);
        let glyphs = if settings.ascii.detect(&get) { &ASCII } else { &UNICODE };
        (looks.theme(settings.color.detect(&get), glyphs), errors)
    }

    /// A theme that planb comes with; the default one where none has the name.
    pub fn built_in(name: &str, level: ColorLevel, ascii: bool) -> Theme {
        let (looks, _) = looks(name, Background::Auto, None);
        looks.theme(level, if ascii { &ASCII } else { &UNICODE })
    }

    /// Whether anything has a colour.
    pub fn is_mono(&self) -> bool {
        self.level == ColorLevel::Never
    }

    /// The look of a run's windows, by the run's position in the plan.
    pub fn run(&self, position: usize) -> Style {
        let all = [self.run1, self.run2, self.run3, self.run4, self.run5, self.run6];
        all.get(position % all.len()).copied().unwrap_or(self.run1)
    }

    pub fn severity(&self, severity: crate::model::Severity) -> Style {
        use crate::model::Severity::*;
        match severity {
            Error => self.error,
            Warning => self.warning,
            Info | Off => self.info,
        }
    }
}

/// How a bar of this look is filled: with its background colour where it has one, else with its text colour.
pub fn fill_color(style: Style) -> Color {
    match style.bg {
        None | Some(Color::Reset) => style.fg.unwrap_or(Color::Reset),
        Some(color) => color,
    }
}

/// Text upon a solid bar of this look.
pub fn on_bar(style: Style) -> Style {
    match style.bg {
        None | Some(Color::Reset) => style.add_modifier(Modifier::REVERSED),
        Some(_) => style,
    }
}

fn looks(name: &str, background: Background, own: Option<&str>) -> (Looks, Vec<ConfigError>) {
    let mut looks = Looks::default();
    let base = own.map(|text| {
        let mut named = Looks::default();
        // Only for the name of its base; its errors are reported below.
        let _ = config::overlay(&mut named, text);
        named.base
    });
    let wanted = base.filter(|base| !base.is_empty()).unwrap_or_else(|| name.to_string());
    let by_background = match (wanted.as_str(), background) {
        ("default", Background::Dark) => "dark",
        ("default", Background::Light) => "light",
        (other, _) => other,
    };
    let file = |name: &str| THEMES.iter().find(|(known, _)| *known == name).map(|(_, text)| *text);
    let built_in = file(by_background);
    let mut errors = config::overlay(&mut looks, built_in.or_else(|| file("default")).unwrap_or_default());
    debug_assert!(errors.is_empty(), "{by_background}: {errors:?}");
    match own {
        Some(text) => errors.extend(config::overlay(&mut looks, text)),
        None if built_in.is_none() => errors.push(ConfigError { line: 1, column: 1, message: unknown(name) }),
        None => {}
    }
    (looks, errors)
}

fn unknown(name: &str) -> String {
    let names = || THEMES.iter().map(|(name, _)| *name);
    match nearest(name, names()) {
        Some(near) => format!("no theme is called {}: did you mean {near}?", clipped(name)),
        None => {
            let all: Vec<&str> = names().collect();
            format!(
                "no theme is called {}: use one of {}, or make themes/NAME.ron",
                clipped(name),
                all.join(", ")
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::record::Record as _;

    #[test]
    fn every_theme_gives_every_role_a_look_and_says_what_it_is_for() {
        for (name, text) in THEMES {
            let mut looks = Looks::default();
            assert_eq!(config::overlay(&mut looks, text), vec![], "{name}");
            assert!(text.starts_with("//"), "{name} does not explain itself");
            for field in looks.fields() {
                assert!(
                    text.contains(&format!("\n    {}:", field.name)) || field.name == "base",
                    "{name}: {}",
                    field.name
                );
            }
        }
    }

    #[test]
    fn the_list_of_settings_offers_every_theme() {
        let mut offered: Vec<&str> =
            Settings::default().choices("theme").iter().map(|(name, _)| *name).collect();
        let mut all: Vec<&str> = THEMES.iter().map(|(name, _)| *name).collect();
        offered.sort_unstable();
        all.sort_unstable();
        assert_eq!(offered, all);
    }

    #[test]
    fn the_default_theme_follows_the_background() {
        let text = |background| looks("default", background, None).0.text;
        assert_ne!(text(Background::Dark), text(Background::Light));
        // Where nothing is known, the terminal's own colours can be read.
        assert_eq!(text(Background::Auto), Look::default());
    }

    #[test]
    fn a_persons_own_theme_lies_over_another() {
        let (mine, errors) = looks("mine", Background::Auto, Some("(base: \"contrast\", now: \"red bold\")"));
        let (contrast, _) = looks("contrast", Background::Auto, None);
        assert_eq!(errors, vec![]);
        assert_eq!(mine.certain, contrast.certain);
        assert_ne!(mine.now, contrast.now);
    }

    #[test]
    fn a_wall_screen_has_contrast_unless_somebody_chose_colours() {
        let load = |settings: Settings| Theme::load(&settings, |_| None, None).0.text;
        let present = Settings { present: true, color: ColorLevel::Truecolor, ..Settings::default() };
        let named = |theme: &str| load(Settings { theme: theme.to_string(), ..present.clone() });
        assert_eq!(load(present.clone()), named("contrast"));
        assert_ne!(named("dark"), named("contrast"));
        assert_ne!(load(Settings { present: false, ..present.clone() }), named("contrast"));
    }

    #[test]
    fn mistakes_in_a_theme_have_their_place() {
        let (_, errors) =
            looks("mine", Background::Auto, Some("(\n    now: \"rde\",\n    curser: \"bold\",\n)"));
        let shown: Vec<String> = errors.iter().map(ToString::to_string).collect();
        assert!(shown[0].starts_with("2:10: now does not know rde: did you mean red?"), "{shown:?}");
        assert!(shown[1].starts_with("3:5:") && shown[1].ends_with("did you mean cursor?"), "{shown:?}");
        assert!(looks("drak", Background::Auto, None).1[0].message.contains("did you mean dark?"));
    }

    #[test]
    fn runs_differ_from_each_other_and_from_what_is_selected_in_sixteen_colours() {
        for (name, _) in THEMES {
            let theme = Theme::built_in(name, ColorLevel::Ansi16, false);
            let mut seen = Vec::new();
            for run in 0..6 {
                let color = fill_color(theme.run(run));
                let greys = [Color::White, Color::Gray, Color::DarkGray, Color::Black, Color::Reset];
                assert!(!greys.contains(&color), "{name}: run {run} is {color}");
                assert!(!seen.contains(&color), "{name}: two runs are {color}");
                assert_ne!(color, fill_color(theme.certain), "{name}: run {run} looks like a block");
                seen.push(color);
            }
        }
    }

    #[test]
    fn blocks_are_grey_in_256_colours_not_purple() {
        for name in ["default", "dark", "light"] {
            let theme = Theme::built_in(name, ColorLevel::Ansi256, false);
            for style in [theme.certain, theme.dim] {
                let Color::Indexed(index) = fill_color(style) else { continue };
                assert!(index >= 232, "{name}: {index}");
            }
        }
    }

    #[test]
    fn without_colours_nothing_has_one() {
        for (name, _) in THEMES {
            let (looks, _) = looks(name, Background::Auto, None);
            let theme = looks.theme(ColorLevel::Never, &UNICODE);
            for style in [theme.text, theme.error, theme.certain, theme.run1, theme.selected, theme.chosen] {
                for color in [style.fg, style.bg].into_iter().flatten() {
                    assert_eq!(color, Color::Reset, "{name}");
                }
            }
            assert!(theme.selected.add_modifier.contains(Modifier::REVERSED), "{name}");
        }
    }
}
