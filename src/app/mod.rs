//! The interactive program without a terminal: what is open, what is selected, and what a key does. State is data; the
//! terminal loop feeds [`Msg`]s into [`update`] and carries out the [`Effect`]s that come back.

pub mod actions;
pub mod config;
pub mod document;
pub mod grab;
pub mod keymap;
pub mod keys;
pub mod modal;
pub mod panel;
pub mod panes;
pub mod settings;
pub mod view;

use std::path::PathBuf;

use crate::base::Instant;
use crate::model::Target;
use actions::{Action, Args, Takes};
use document::Document;
use grab::Grab;
use keymap::{Context, Keymap, Lookup};
use keys::Key;
use modal::{Modal, Prompt};
use panel::{Focus, Panel};
use panes::Panes;
use settings::Settings;
use view::View;

/// Everything that the interactive program knows.
#[derive(Debug)]
pub struct App {
    pub doc: Document,
    pub modals: Vec<Modal>,
    pub selected: Target,
    pub view: View,
    /// The list beside the timeline, if one is open.
    pub panel: Option<Panel>,
    pub focus: Focus,
    /// The selected row of the panel.
    pub panel_row: usize,
    /// The bar that is held, if one is.
    pub grab: Option<Box<Grab>>,
    /// Columns and rows of the screen.
    pub size: (u16, u16),
    /// Where the parts of the screen are, for this size.
    pub panes: Panes,
    pub settings: Settings,
    pub keymap: Keymap,
    pub typing: Typing,
    /// The last keys, for people who watch a wall screen (`:present`).
    pub keys_echo: String,
    /// After the first key of several: the keys that may follow, with their actions.
    pub which_key: Vec<(Key, String)>,
    /// The line at the bottom: what happened last, or what went wrong.
    pub toast: Option<Toast>,
}

/// Keys typed so far that are not yet a command.
#[derive(Debug, Clone, Default)]
pub struct Typing {
    pub count: Option<u32>,
    pub keys: Vec<Key>,
}

/// A line that tells what happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Toast {
    pub text: String,
    pub is_error: bool,
}

/// What comes in.
#[derive(Debug)]
pub enum Msg {
    Key(Key),
    Mouse(crossterm::event::MouseEvent),
    Paste(String),
    Resize(u16, u16),
    Focus(bool),
    /// The time that counts as now.
    Tick(Instant),
    /// A save has ended: the new text and path, or why not.
    Saved(Result<Saved, String>),
}

/// What a save wrote.
#[derive(Debug)]
pub struct Saved {
    pub plan: Box<crate::model::Plan>,
    pub text: String,
    pub path: PathBuf,
    pub then: Then,
    /// A remark for the status line.
    pub remark: Option<String>,
}

/// What goes out: the shell carries it out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    Save { path: Option<PathBuf>, then: Then },
    /// To the clipboard of the terminal.
    Copy(String),
    Suspend,
    Quit,
}

/// What to do after a save.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    Stay,
    Quit,
}

impl App {
    pub fn new(doc: Document) -> App {
        App {
            doc,
            modals: Vec::new(),
            selected: Target::Plan,
            keymap: Keymap::built_in(),
            typing: Typing::default(),
            toast: None,
        }
    }

    /// Where a key typed now would land.
    pub fn context(&self) -> Context {
        self.modals.last().map_or(Context::Timeline, Modal::context)
    }

    pub fn select(&mut self, target: Target) {
        self.selected = target;
    }

    pub fn say(&mut self, text: impl Into<String>) {
        self.toast = Some(Toast { text: text.into(), is_error: false });
    }

    pub fn complain(&mut self, text: impl Into<String>) {
        self.toast = Some(Toast { text: text.into(), is_error: true });
    }

    /// One step back: keys typed, then what is open.
    pub fn back(&mut self) {
        self.typing = Typing::default();
        self.modals.pop();
    }

    /// Opens a prompt whose text goes to an action.
    pub fn ask(&mut self, action: &'static str, label: &str, text: &str) -> Vec<Effect> {
        self.modals.push(Modal::Prompt(Prompt {
            label: label.to_string(),
            action,
            input: text.into(),
            completions: Vec::new(),
            error: None,
        }));
        Vec::new()
    }

    /// Runs an action by its name; says why where it cannot be done.
    pub fn run(&mut self, name: &str, args: Args) -> Vec<Effect> {
        match actions::find(name) {
            Some(action) => self.perform(action, args),
            None => {
                self.complain(actions::unknown(name));
                Vec::new()
            }
        }
    }

    fn perform(&mut self, action: &'static Action, args: Args) -> Vec<Effect> {
        if let Some(reason) = (action.blocked)(self) {
            self.complain(reason);
            return Vec::new();
        }
        match action.takes {
            Takes::Text(label) if args.text.is_none() => self.ask(action.name, label, ""),
            _ => (action.run)(self, &args),
        }
    }
}

/// Takes one message and gives what is to be done outside.
pub fn update(app: &mut App, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::Key(key) => press(app, key),
        Msg::Tick(now) => {
            app.doc.set_now(now);
            Vec::new()
        }
        Msg::Saved(result) => saved(app, result),
        Msg::Mouse(_) | Msg::Paste(_) | Msg::Resize(..) | Msg::Focus(_) => Vec::new(),
    }
}

/// A key: a digit of a count, part of a longer command, or a command.
fn press(app: &mut App, key: Key) -> Vec<Effect> {
    app.toast = None;
    let context = app.context();
    if let Some(digit) = count_digit(app, context, key) {
        app.typing.count = Some(app.typing.count.unwrap_or(0).saturating_mul(10).saturating_add(digit).min(9_999));
        return Vec::new();
    }
    app.typing.keys.push(key);
    match app.keymap.look_up(context, &app.typing.keys) {
        Lookup::Pending(_) => Vec::new(),
        Lookup::Run(action) => {
            let action = action.to_string();
            let typing = std::mem::take(&mut app.typing);
            app.run(&action, Args { count: typing.count, text: None })
        }
        Lookup::Unbound => {
            app.typing = Typing::default();
            Vec::new()
        }
    }
}

/// A digit that counts: `0` only after another digit, none where text is typed.
fn count_digit(app: &App, context: Context, key: Key) -> Option<u32> {
    let counts = matches!(context, Context::Timeline | Context::Grab | Context::Panel);
    let crossterm::event::KeyCode::Char(c) = key.code else { return None };
    let digit = c.to_digit(10).filter(|_| counts && key.modifiers.is_empty() && app.typing.keys.is_empty())?;
    (digit > 0 || app.typing.count.is_some()).then_some(digit)
}

fn saved(app: &mut App, result: Result<Saved, String>) -> Vec<Effect> {
    match result {
        Err(error) => {
            app.complain(error);
            Vec::new()
        }
        Ok(saved) => {
            let name = saved.path.display().to_string();
            app.doc.mark_saved(*saved.plan, saved.text, Some(saved.path));
            app.say(saved.remark.unwrap_or_else(|| format!("Saved {}", crate::base::words::visible(&name))));
            match saved.then {
                Then::Stay => Vec::new(),
                Then::Quit => vec![Effect::Quit],
            }
        }
    }
}
