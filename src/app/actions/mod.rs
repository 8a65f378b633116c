//! What a person can do. An action is a row of a table: key bindings, the palette, help, the manual and the tests all read
//! the same row. One file per topic; adding an action edits one file and, if it has a key, the keymap.

pub(super) mod add;
mod compare;
mod decide;
mod file;
mod help;
mod history;
mod jump;
mod list;
mod moving;
mod navigate;
mod panels;
pub mod recover;
mod resolve;
mod settings;
mod waive;
pub(super) mod windows;
mod zoom;

use super::{App, Effect};

/// One thing that a person can do.
#[derive(Debug)]
pub struct Action {
    /// What the keymap and the palette call it: `zoom-in`.
    pub name: &'static str,
    /// One line for help and the manual.
    pub doc: &'static str,
    pub takes: Takes,
    /// Why it cannot be done now, in words; `None` if it can.
    pub blocked: fn(&App) -> Option<String>,
    /// Whether `.` does it again on another item.
    pub repeats: bool,
    does: Does,
}

#[derive(Debug)]
enum Does {
    Quiet(fn(&mut App, &Args)),
    Effects(fn(&mut App, &Args) -> Vec<Effect>),
}

/// What an action wants to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    Nothing,
    /// A text; without one, a prompt with this label asks for it.
    Text(&'static str),
    /// The same, but nothing typed is an answer too.
    Any(&'static str),
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
    /// The same, to count up or down with.
    pub fn n(&self) -> i64 {
        i64::from(self.times())
    }
    pub fn text(&self) -> &str {
        self.text.as_deref().unwrap_or_default().trim()
    }
}

impl Action {
    /// Something that happens inside the program.
    const fn new(name: &'static str, doc: &'static str, run: fn(&mut App, &Args)) -> Action {
        Action { name, doc, takes: Takes::Nothing, blocked: never, repeats: false, does: Does::Quiet(run) }
    }
    /// Something that may ask the shell to do something.
    const fn with_effects(
        name: &'static str,
        doc: &'static str,
        run: fn(&mut App, &Args) -> Vec<Effect>,
    ) -> Action {
        Action { name, doc, takes: Takes::Nothing, blocked: never, repeats: false, does: Does::Effects(run) }
    }
    const fn takes(mut self, takes: Takes) -> Action {
        self.takes = takes;
        self
    }
    /// Tells why it cannot be done.
    const fn unless(mut self, blocked: fn(&App) -> Option<String>) -> Action {
        self.blocked = blocked;
        self
    }
    /// An edit that `.` can make again.
    const fn repeats(mut self) -> Action {
        self.repeats = true;
        self
    }
    pub(super) fn run(&self, app: &mut App, args: &Args) -> Vec<Effect> {
        match self.does {
            Does::Quiet(run) => {
                run(app, args);
                Vec::new()
            }
            Does::Effects(run) => run(app, args),
        }
    }
}

/// The tables of all topics, in the order in which help shows them.
pub const TOPICS: &[(&str, &[Action])] = &[
    ("Move around", navigate::ACTIONS),
    ("Go to", jump::ACTIONS),
    ("Zoom", zoom::ACTIONS),
    ("Move and resize", moving::ACTIONS),
    ("Add and delete", add::ACTIONS),
    ("Windows and fallbacks", windows::ACTIONS),
    ("Lists and forms", list::ACTIONS),
    ("Panels", panels::ACTIONS),
    ("Decide", decide::ACTIONS),
    ("Accept findings", waive::ACTIONS),
    ("Compare", compare::ACTIONS),
    ("Conflicts", resolve::ACTIONS),
    ("Undo", history::ACTIONS),
    ("File", file::ACTIONS),
    ("Unsaved work", recover::ACTIONS),
    ("Settings", settings::ACTIONS),
    ("Help", help::ACTIONS),
];

/// Other names under which the palette knows an action.
pub const ALIASES: &[(&str, &str)] =
    &[("w", "save"), ("wq", "save-and-quit"), ("x", "save-and-quit"), ("q", "quit"), ("q!", "quit-unsaved")];

/// Every action.
pub fn all() -> impl Iterator<Item = &'static Action> {
    TOPICS.iter().flat_map(|(_, actions)| actions.iter())
}

pub fn find(name: &str) -> Option<&'static Action> {
    let name = ALIASES.iter().find(|(alias, _)| *alias == name).map_or(name, |(_, name)| name);
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

fn never(_: &App) -> Option<String> {
    None
}

/// For actions on the timeline, which a form or list must not cover.
fn covered(app: &App) -> Option<String> {
    (!app.modals.is_empty()).then(|| "close what is open first (Esc)".to_string())
}

/// For edits: nothing is open, nothing is held.
fn busy(app: &App) -> Option<String> {
    covered(app).or_else(|| app.grab.is_some().then(|| super::input::HELD.to_string()))
}
