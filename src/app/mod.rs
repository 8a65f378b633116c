//! The interactive program without a terminal: what is open, what is selected, and what a key does. State is data; the
//! terminal loop feeds [`Msg`]s into [`update`] and carries out the [`Effect`]s that come back.

pub mod actions;
pub mod against;
pub mod change;
pub mod choices;
pub mod complete;
pub mod config;
pub mod consequence;
pub mod dates;
pub mod document;
pub mod drilled;
pub mod footer;
pub mod form;
pub mod grab;
pub mod importing;
pub mod input;
pub mod keymap;
pub mod keys;
pub mod legend;
pub mod list;
pub mod modal;
pub mod moments;
pub mod mouse;
pub mod outside;
pub mod page;
pub mod panel;
pub mod panel_lines;
pub mod panes;
pub mod pick;
pub mod resolving;
pub mod search;
pub mod settings;
pub mod snap;
pub mod steps;
pub mod summary;
pub mod tabs;
mod trail;
pub mod unsaved;
pub mod view;

use std::collections::VecDeque;
use std::path::PathBuf;

use crate::base::{Change, Duration, Instant};
use crate::model::Target;
use crate::timeline::Grouping;
use actions::{Action, Args, Takes};
use change::Outcome;
use consequence::Telling;
use document::Document;
use drilled::Drilled;
use grab::Grab;
use importing::Imported;
use keymap::{Context, Keymap};
use keys::Key;
use modal::{Modal, Prompt};
use mouse::Pointer;
pub use outside::{NotSaved, Outside, Saved};
use panel::{Focus, Panel};
use panes::Panes;
use settings::{Lanes, Settings, StartPanel};
use unsaved::Unsaved;
use view::View;

/// Messages that can be read again.
const MOST_TOLD: usize = 100;

/// Rows that must be left below the lanes for the inspector to open by itself.
const SPARE_ROWS: u16 = 8;

/// Everything that the interactive program knows.
#[derive(Debug)]
pub struct App {
    pub doc: Document,
    /// What lies over the timeline, the last on top.
    pub modals: Vec<Modal>,
    pub selected: Target,
    pub view: View,
    /// The list beside the timeline, if one is open.
    pub panel: Option<Panel>,
    pub focus: Focus,
    /// The selected row of the panel.
    pub panel_row: usize,
    /// First row of the panel that is drawn.
    pub panel_scroll: usize,
    /// The bar that is held, if one is.
    pub grab: Option<Box<Grab>>,
    /// The drill or scenario that is shown, if one is.
    pub drilled: Option<Box<Drilled>>,
    /// What the plan is compared with, if anything.
    pub against: Option<Box<against::Against>>,
    /// The conflict that is being resolved, if one is.
    pub resolving: Option<Box<resolving::Resolving>>,
    /// Columns and rows of the screen.
    pub size: (u16, u16),
    /// Where the parts of the screen are, for this size.
    pub panes: Panes,
    pub settings: Settings,
    /// The settings as they were set up, or last kept.
    pub kept: Settings,
    pub keymap: Keymap,
    pub typing: Typing,
    /// What the mark under the pointer means, while it rests on one.
    pub hovered: Option<String>,
    /// The line at the bottom: what happened last, or what went wrong.
    pub toast: Option<Toast>,
    /// What was told so far, the last first; no more than [`MOST_TOLD`].
    pub told: VecDeque<Toast>,
    /// The last keys, for people who watch a wall screen (`:present`).
    pub keys_echo: String,
    /// After the first key of several: the keys that may follow, with their actions.
    pub which_key: Vec<(Key, String)>,
    pub(crate) pointer: Pointer,
    /// What `.` does again.
    last_edit: Option<Repeat>,
    gesture: Gesture,
    trail: trail::Trail,
    /// Work of earlier sessions that was not saved; the first is offered.
    pub unsaved: Vec<Unsaved>,
    /// Whether findings that a waiver covers are listed below the problems.
    pub shows_waived: bool,
    /// The problem that `n` showed last.
    last_problem: Option<(&'static str, Target)>,
}

/// Keys typed so far that are not yet a command.
#[derive(Debug, Clone, Default)]
pub struct Typing {
    pub count: Option<u32>,
    /// What the count counts for a held bar: `d`, `w` or `m`; hours without it.
    pub unit: Option<char>,
    pub keys: Vec<Key>,
}

/// A line that tells what happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Toast {
    pub text: String,
    pub is_error: bool,
}

/// An edit that can be made again on another item.
#[derive(Debug, Clone)]
enum Repeat {
    Action(&'static Action, Args),
    Move { start: Duration, end: Duration },
    Field { path: String, text: String },
}

/// A run of the same key on the same item, which is one step to undo.
#[derive(Debug, Clone, Default)]
struct Gesture {
    number: u64,
    action: &'static str,
    target: Target,
    /// How far it moved the item's ends in all.
    start: Duration,
    end: Duration,
}

/// What comes in.
#[derive(Debug)]
pub enum Msg {
    Key(Key),
    Mouse(crossterm::event::MouseEvent),
    Paste(String),
    Resize(u16, u16),
    Focus(bool),
    /// Nobody typed for a moment: the next key is not one that is held.
    Rested,
    /// The time that counts as now.
    Tick(Instant),
    /// A save has ended: the new text and path, or why not.
    Saved(Result<Saved, NotSaved>),
    /// The plan's file is no longer what it was.
    Outside(Outside),
    /// A file with offers was read, or could not be.
    Imported(Imported),
    /// The plan at a revision that was asked for, or why there is none.
    Compared {
        name: String,
        found: Result<Box<crate::model::Plan>, String>,
    },
    /// Something in the background does not work.
    Trouble(String),
}

/// What goes out: the shell carries it out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    Save {
        path: Option<PathBuf>,
        then: Then,
    },
    /// Save where the plan's file was before somebody deleted it.
    SaveAnew {
        then: Then,
    },
    /// Remove this journal: its work is in the plan again, or was given up.
    Forget(PathBuf),
    /// Write the summary; the ending of the file's name says in which form.
    Export {
        path: PathBuf,
    },
    /// Read a file with a provider's offers.
    Import {
        path: PathBuf,
    },
    /// Write these settings, names and values, to the person's own file.
    KeepSettings(Vec<(&'static str, String)>),
    /// Fetch the plan as this revision holds it.
    Compare(String),
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
        let mut app = App {
            doc,
            modals: Vec::new(),
            selected: Target::Plan,
            view: View::default(),
            panel: None,
            focus: Focus::Timeline,
            panel_row: 0,
            panel_scroll: 0,
            grab: None,
            drilled: None,
            against: None,
            resolving: None,
            size: (80, 24),
            panes: Panes::default(),
            settings: Settings::default(),
            kept: Settings::default(),
            keymap: Keymap::built_in(),
            typing: Typing::default(),
            hovered: None,
            toast: None,
            keys_echo: String::new(),
            which_key: Vec::new(),
            pointer: Pointer::default(),
            last_edit: None,
            gesture: Gesture::default(),
            trail: trail::Trail::default(),
            told: VecDeque::new(),
            unsaved: Vec::new(),
            shows_waived: false,
            last_problem: None,
        };
        app.view.cursor = app.doc.now();
        app.make_lanes();
        app.panes = panes::lay_out(&app);
        if let Some(extent) = app.doc.analysis().extent {
            app.view.cursor = extent.clamp(app.doc.now());
        }
        app.fit();
        app.settle();
        app
    }

    /// Takes what a person set up, and opens the panel that they want at the start: on a screen of this size.
    pub fn set_up(&mut self, settings: Settings, keymap: Keymap, size: (u16, u16)) {
        self.size = size;
        self.view.grouping = match settings.lanes {
            Lanes::Blocks => Grouping::Blocks,
            Lanes::Runs => Grouping::Runs,
        };
        self.panel = match settings.panel {
            StartPanel::Auto => None,
            StartPanel::None => None,
            StartPanel::Inspector => Some(Panel::Inspector),
            StartPanel::Problems => Some(Panel::Problems),
            StartPanel::Agenda => Some(Panel::Agenda),
            StartPanel::Costs => Some(Panel::Costs),
            StartPanel::Ladder => Some(Panel::Ladder),
        };
        self.kept = settings.clone();
        (self.settings, self.keymap) = (settings, keymap);
        self.settle();
        // Where rows or columns are left over, the inspector costs nothing.
        let spare = usize::from(self.panes.lanes.height) >= self.view.lanes.len() + usize::from(SPARE_ROWS);
        if self.settings.panel == StartPanel::Auto && (spare || size.0 >= panes::WIDE) {
            self.panel = Some(Panel::Inspector);
            self.settle();
        }
    }

    /// Where a key typed now would land.
    pub fn context(&self) -> Context {
        match self.modals.last() {
            Some(modal) => modal.context(),
            None if self.grab.is_some() => Context::Grab,
            None if self.resolving.is_some() => Context::Resolve,
            None if self.focus == Focus::Panel => Context::Panel,
            None => Context::Timeline,
        }
    }

    /// What an action is about: the selected row of the panel that has the focus, else the selected item.
    pub fn subject(&self) -> Target {
        let of_panel = (self.focus == Focus::Panel).then(|| panel::row(self, self.panel_row)).flatten();
        of_panel.and_then(|row| row.target).unwrap_or_else(|| self.selected.clone())
    }

    /// Whether it is the finding that was gone to last.
    pub fn showed(&self, problem: &crate::analysis::Diagnostic) -> bool {
        self.last_problem
            .as_ref()
            .is_some_and(|(code, target)| *code == problem.code && *target == problem.target)
    }

    pub fn say(&mut self, text: impl Into<String>) {
        self.toast(Toast { text: text.into(), is_error: false });
    }

    pub fn complain(&mut self, text: impl Into<String>) {
        self.toast(Toast { text: text.into(), is_error: true });
    }

    fn toast(&mut self, toast: Toast) {
        self.told.truncate(MOST_TOLD - 1);
        self.told.push_front(toast.clone());
        self.toast = Some(toast);
    }

    /// One step back: keys typed, then what is open, then what is held, the filter, the panel.
    pub fn back(&mut self) {
        self.typing = Typing::default();
        if form::leave_input(self) {
            return;
        }
        if let Some(modal) = self.modals.pop() {
            match modal {
                Modal::Prompt(Prompt { restore: Some(filter), .. }) => {
                    self.set_filter(&filter);
                    if let Some(hidden) = self.take_hidden() {
                        self.select(hidden);
                    }
                }
                Modal::Form(form) => self.leave_new(form),
                _ => {}
            }
        } else if let Some(grab) = self.grab.take() {
            self.say(format!("{} stays where it was", grab.target));
            self.view.cursor = grab.cursor;
            self.select(grab.target);
        } else if let Some(drilled) = self.drilled.take() {
            self.say(drilled.ended());
        } else if self.resolving.is_some() {
            self.close_resolving();
        } else if self.focus == Focus::Panel {
            self.focus = Focus::Timeline;
        } else if !self.view.filter.is_empty() {
            self.set_filter("");
        } else if self.against.is_some() {
            self.stop_comparing();
        }
    }

    /// Narrows the lanes to those that match.
    pub fn set_filter(&mut self, filter: &str) {
        self.view.filter = filter.trim().to_string();
        self.make_lanes();
        self.reveal();
    }

    /// Makes a change the plan, as one step to undo; or says why it cannot be made. What follows from it is told.
    pub fn commit(&mut self, outcome: Outcome) -> bool {
        self.commit_from(self.view.cursor, outcome, None)
    }

    /// As [`App::commit`], with the cursor to come back to when it is taken back.
    fn commit_from(&mut self, from: Instant, outcome: Outcome, gesture: Option<u64>) -> bool {
        if let Some(why) = &self.doc.read_only {
            let why = format!("Read-only: {why}");
            self.complain(why);
            return false;
        }
        let changed = match outcome {
            Ok(changed) => changed,
            Err(reason) => {
                self.complain(reason);
                return false;
            }
        };
        let is_new = !self.doc.plan().has(&changed.selected);
        let steps = self.doc.history().done().len();
        let selected = Change { before: self.selected.clone(), after: changed.selected.clone() };
        let Some(before) = self.doc.commit(changed.plan, changed.label.clone(), selected, gesture) else {
            self.say("nothing changed");
            return false;
        };
        if self.doc.history().done().len() > steps {
            self.trail.note(steps, from);
        }
        let plan = self.doc.plan();
        let telling = Telling { currency: &plan.currency, columns: self.size.0, all: false };
        let told = consequence::tell(&before, self.doc.analysis(), &changed.selected, telling);
        self.say([vec![changed.label], told].concat().join(" · "));
        self.select_changed(changed.selected, is_new);
        true
    }

    /// Moves the ends of an item at once. Repeats of the same key on the same item are one step.
    fn move_now(&mut self, action: &'static str, target: &Target, start: Duration, end: Duration) {
        let same = self.gesture.action == action && self.gesture.target == *target;
        if !same {
            let number = self.gesture.number + 1;
            self.gesture = Gesture { number, action, target: target.clone(), ..Gesture::default() };
        }
        let (start_in_all, end_in_all) = (self.gesture.start + start, self.gesture.end + end);
        let outcome = match start == end {
            true => change::moving::shift(self.doc.plan(), target, start),
            false => change::moving::resize(self.doc.plan(), target, start, end),
        };
        let label = change::moving::sentence(target, start_in_all, end_in_all);
        let gesture = self.gesture.number;
        let outcome = outcome.map(|changed| change::Changed { label, ..changed });
        if self.commit_from(self.view.cursor, outcome, Some(gesture)) {
            (self.gesture.start, self.gesture.end) = (start_in_all, end_in_all);
        }
    }

    /// Takes hold of a bar.
    pub fn take(&mut self, grab: Grab) {
        self.selected = grab.target.clone();
        self.grab = Some(Box::new(grab));
        self.focus = Focus::Timeline;
    }

    /// The next key of the same kind starts a step of its own.
    fn forget_gesture(&mut self) {
        self.gesture = Gesture { number: self.gesture.number + 1, ..Gesture::default() };
    }

    /// Opens a prompt whose text goes to an action.
    pub fn ask(&mut self, action: &'static str, label: &str, text: &str) -> Vec<Effect> {
        let mut prompt = Prompt {
            label: label.to_string(),
            action,
            input: text.into(),
            completions: Vec::new(),
            picked: None,
            error: None,
            restore: None,
        };
        prompt.completions = complete::for_action(self, action, text);
        self.modals.push(Modal::Prompt(prompt));
        Vec::new()
    }

    /// Runs an action by its name, which text for it may follow; says why where it cannot be done.
    pub fn run(&mut self, command: &str, args: Args) -> Vec<Effect> {
        let (name, text) = match command.trim().split_once(' ') {
            Some((name, text)) => (name, Some(text.trim().to_string())),
            None => (command.trim(), None),
        };
        match actions::find(name) {
            Some(action) => self.perform(action, Args { text: args.text.or(text), ..args }),
            None => {
                self.complain(actions::unknown(name));
                Vec::new()
            }
        }
    }

    fn perform(&mut self, action: &'static Action, args: Args) -> Vec<Effect> {
        if let Some(reason) = (action.blocked)(self) {
            self.complain(format!("{}: {reason}", action.name));
            return Vec::new();
        }
        if let (Takes::Text(label) | Takes::Any(label), None) = (action.takes, &args.text) {
            return self.ask(action.name, label, "");
        }
        let revision = self.doc.revision();
        if self.gesture.action != action.name {
            self.forget_gesture();
        }
        let effects = action.run(self, &args);
        if self.doc.revision() != revision && action.repeats {
            self.last_edit = Some(Repeat::Action(action, args));
        }
        effects
    }

    /// Makes the last edit again, on what is selected now.
    fn repeat(&mut self, args: &Args) -> Vec<Effect> {
        // Each time is a step of its own: it is no key that is held.
        self.forget_gesture();
        match self.last_edit.clone() {
            None => Vec::new(),
            Some(Repeat::Action(action, last)) => {
                let count = args.count.or(last.count);
                self.perform(action, Args { count, ..last })
            }
            Some(Repeat::Move { start, end }) => {
                let target = self.subject();
                self.move_now("repeat", &target, start, end);
                Vec::new()
            }
            Some(Repeat::Field { path, text }) => {
                let target = self.subject();
                self.set_field(&target, &path, &text);
                Vec::new()
            }
        }
    }
}

/// Takes one message and gives what is to be done outside.
pub fn update(app: &mut App, msg: Msg) -> Vec<Effect> {
    let effects = match msg {
        Msg::Key(key) => {
            app.hovered = None;
            input::press(app, key)
        }
        Msg::Mouse(event) => mouse::handle(app, event),
        Msg::Paste(text) => {
            input::paste(app, &text);
            Vec::new()
        }
        Msg::Resize(width, height) => {
            let grown = height > app.size.1;
            app.size = (width, height);
            // What had to be scrolled away is shown again; the selected row stays in sight.
            app.modals.iter_mut().for_each(|modal| match modal {
                Modal::Form(form) if grown => form.scroll = 0,
                _ => {}
            });
            Vec::new()
        }
        Msg::Focus(_) => Vec::new(),
        Msg::Rested => {
            app.forget_gesture();
            Vec::new()
        }
        Msg::Tick(now) => {
            app.doc.set_now(now);
            drilled::play_again(app);
            Vec::new()
        }
        Msg::Saved(result) => outside::saved(app, result),
        Msg::Outside(change) => {
            outside::changed(app, change);
            Vec::new()
        }
        Msg::Imported(file) => {
            importing::take(app, &file);
            Vec::new()
        }
        Msg::Compared { name, found } => {
            match found {
                Ok(plan) => app.compare_with_plan(&name, *plan),
                Err(why) => app.complain(crate::base::words::visible(&why)),
            }
            Vec::new()
        }
        Msg::Trouble(text) => {
            app.complain(text);
            Vec::new()
        }
    };
    app.settle_forms();
    app.settle();
    if let Some(why) = app.doc.zone_trouble.take() {
        app.complain(format!("{why} (times are in {})", app.zone().name()));
    }
    effects
}
