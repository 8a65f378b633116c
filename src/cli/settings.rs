//! The files of the configuration folder: settings, keymap, themes. What is wrong in them is told with its place, and the rest
//! counts.

use std::path::{Path, PathBuf};

use super::{Failure, Shell, view::Frame};
use crate::app::config::ConfigError;
use crate::app::keymap::Keymap;
use crate::app::settings::Settings;
use crate::ui::Theme;

/// What a person set up.
pub struct Looks {
    pub settings: Settings,
    pub keymap: Keymap,
    /// What is wrong in the files.
    pub remarks: Vec<String>,
    pub themes: Themes,
}

/// Where themes come from.
pub struct Themes {
    folder: Option<PathBuf>,
}

impl Looks {
    /// Reads the configuration folder; options of the command line go first.
    pub fn load(shell: &Shell, frame: &Frame) -> Result<Looks, Failure> {
        let folder = shell.folders().ok().map(|folders| folders.config);
        let mut looks = Looks {
            settings: Settings::default(),
            keymap: Keymap::built_in(),
            remarks: Vec::new(),
            themes: Themes { folder: folder.clone() },
        };
        if let Some(folder) = folder {
            let path = folder.join("settings.ron");
            if let Some(text) = looks.text(&path) {
                let errors = looks.settings.overlay(&text);
                looks.tell(&path, errors);
            }
            let path = folder.join("keymap.ron");
            if let Some(text) = looks.text(&path) {
                let errors = looks.keymap.overlay(&text);
                looks.tell(&path, errors);
            }
        }
        for (name, value) in frame.settings() {
            looks.settings.set(name, &value).map_err(|error| Failure::Usage(format!("planb: --{error}")))?;
        }
        let (_, errors) = looks.themes.load(&looks.settings);
        let path = looks.themes.path(&looks.settings).unwrap_or_default();
        looks.tell(&path, errors);
        Ok(looks)
    }

    fn text(&mut self, path: &Path) -> Option<String> {
        match std::fs::read_to_string(path) {
            Ok(text) => Some(text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => {
                self.remarks.push(format!("{}: {error}", path.display()));
                None
            }
        }
    }

    fn tell(&mut self, path: &Path, errors: Vec<ConfigError>) {
        self.remarks.extend(errors.into_iter().map(|error| format!("{}:{error}", path.display())));
    }
}

impl Themes {
    /// The theme that the settings ask for, on this terminal.
    pub fn load(&self, settings: &Settings) -> (Theme, Vec<ConfigError>) {
        let own = self.path(settings).and_then(|path| std::fs::read_to_string(path).ok());
        Theme::load(settings, |name| std::env::var(name).ok(), own.as_deref())
    }

    /// Where a theme of one's own would be. A name is a file's name, never a path.
    fn path(&self, settings: &Settings) -> Option<PathBuf> {
        let name = &settings.theme;
        let plain = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "-_".contains(c));
        plain
            .then(|| self.folder.as_ref().map(|folder| folder.join("themes").join(format!("{name}.ron"))))
            .flatten()
    }
}
