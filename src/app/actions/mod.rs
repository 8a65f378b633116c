//! What a person can do. An action is a row of a table: key bindings, the palette, help, the manual and the tests all read
//! the same row. One file per topic; adding an action edits one file and, if it has a key, the keymap.

pub mod file;
pub mod history;

use super::{App, Effect};

/// One thing that a person can do.
pub struct Action {
    /// What the keymap and the palette call it: `zoom-in`.
    pub name: &'static str,
    /// One line for help and the manual.
    pub doc: &'static str,
    pub takes: Takes,
    /// Why it cannot be done now, in words; `None` if it can.
    pub blocked: fn(&App) -> Option<String>,
    pub run: fn(&mut App, &Args) -> Vec<Effect>,
}

/// What an action wants to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    Nothing,
    /// A text; without one, a prompt with this label asks for it.
    Text(&'static str),
    /// A text that may be left out.
    Maybe(&'static str),
}

/// What came with a call.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Args {
    /// Digits typed before the key.
    pub count: Option<u32>,
    pub text: Option<String>,
}

impl Args {
    /// The count, at least one.
    pub fn times(&self) -> u32 {
        self.count.unwrap_or(1).max(1)
    }
    pub fn text(&self) -> &str {
        self.text.as_deref().unwrap_or_default().trim()
    }
}

/// The tables of all topics, in the order in which help shows them.
pub const TOPICS: &[(&str, &[Action])] = &[("Undo", history::ACTIONS), ("File", file::ACTIONS)];

/// Every action.
pub fn all() -> impl Iterator<Item = &'static Action> {
    TOPICS.iter().flat_map(|(_, actions)| actions.iter())
}

pub fn find(name: &str) -> Option<&'static Action> {
    all().find(|action| action.name == name)
}

/// The message for a name that no action has.
pub fn unknown(name: &str) -> String {
    let shown = crate::base::fact::clipped(name);
    match crate::base::words::nearest(name, all().map(|action| action.name)) {
        Some(near) => format!("no action is called {shown}: did you mean {near}?"),
        None => format!("no action is called {shown}: the palette (:) lists them all"),
    }
}

/// For actions that can always be done.
pub fn never(_: &App) -> Option<String> {
    None
}
