//! `planb config`: where settings, keymap and themes are, whether they are right, and documented files to begin with.

use std::io::Write as _;

use super::settings::Looks;
use super::view::Frame;
use super::{Exit, Failure, Shell};
use crate::app::keymap::KEYMAP_FILE;
use crate::app::settings::SETTINGS_FILE;
use crate::base::words::visible;
use crate::ui::theme::THEMES;

/// Tell where settings, keymap and themes are and what is wrong in them; with a name, print that file as planb comes with it
#[derive(Debug, clap::Args)]
#[command(
    after_help = "To begin with a file of your own:\n  planb config settings > FOLDER/settings.ron\n  planb config \
                        keymap > FOLDER/keymap.ron\n  planb config dark > FOLDER/themes/NAME.ron"
)]
pub struct Args {
    /// settings, keymap, or a theme: default, dark, light or contrast
    file: Option<String>,
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        match &self.file {
            None => tell(shell),
            Some(name) => {
                let text = built_in(name).ok_or_else(|| Failure::Usage(unknown(name)))?;
                shell.out().write_all(text.as_bytes())?;
                Ok(Exit::Clean)
            }
        }
    }
}

/// The files that planb comes with: what they are called here, and what they hold.
fn files() -> impl Iterator<Item = (&'static str, &'static str)> {
    [("settings", SETTINGS_FILE), ("keymap", KEYMAP_FILE)].into_iter().chain(THEMES.iter().copied())
}

fn built_in(name: &str) -> Option<&'static str> {
    files().find(|(known, _)| *known == name).map(|(_, text)| text)
}

fn unknown(name: &str) -> String {
    let names: Vec<&str> = files().map(|(name, _)| name).collect();
    format!("planb: no file is called {}: use one of {}", visible(name), names.join(", "))
}

/// The folder, which files are there, and their mistakes.
fn tell(shell: &mut Shell) -> Result<Exit, Failure> {
    let folder = shell.folders()?.config;
    let looks = Looks::load(shell, &Frame::default())?;
    let mut lines = vec![folder.display().to_string()];
    for name in ["settings.ron", "keymap.ron"] {
        let there = folder.join(name).is_file();
        lines.push(format!(
            "  {name:<14}{}",
            if there { "yours is laid over the defaults" } else { "none: the defaults" }
        ));
    }
    let theme = &looks.settings.theme;
    let own = folder.join("themes").join(format!("{theme}.ron")).is_file();
    lines.push(format!("  {:<14}{theme}{}", "theme", if own { ", from themes/" } else { "" }));
    for line in lines {
        writeln!(shell.out(), "{}", visible(&line))?;
    }
    for remark in &looks.remarks {
        writeln!(shell.out(), "{}", visible(remark))?;
    }
    Ok(if looks.remarks.is_empty() { Exit::Clean } else { Exit::Findings })
}
