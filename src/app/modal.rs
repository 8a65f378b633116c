//! What lies over the timeline and takes the keys: prompts, lists to pick from, forms, questions, pages of text.

use tui_input::Input;

use super::keymap::Context;
use crate::analysis::Fix;
use crate::model::{Need, Target, Window};

/// Something that takes the keys until it is closed. The last of the app's list is on top.
#[derive(Debug, Clone)]
pub enum Modal {
    Prompt(Prompt),
    Pick(Pick),
    Form(Form),
    Confirm(Confirm),
    Page(Page),
}

impl Modal {
    pub fn context(&self) -> Context {
        match self {
            Modal::Prompt(_) => Context::Text,
            Modal::Pick(_) => Context::Pick,
            Modal::Form(form) if form.input.is_some() => Context::Text,
            Modal::Form(_) => Context::Form,
            Modal::Confirm(_) => Context::Confirm,
            Modal::Page(_) => Context::Page,
        }
    }

    /// The line of text that is typed, if one is.
    pub fn input_mut(&mut self) -> Option<&mut Input> {
        match self {
            Modal::Prompt(prompt) => Some(&mut prompt.input),
            Modal::Pick(pick) => Some(&mut pick.input),
            Modal::Form(form) => form.input.as_mut(),
            Modal::Confirm(_) | Modal::Page(_) => None,
        }
    }
}

/// One line of text for an action.
#[derive(Debug, Clone)]
pub struct Prompt {
    pub label: String,
    /// The action that gets the text.
    pub action: &'static str,
    pub input: Input,
    /// What may complete the text, best first; recomputed as it changes.
    pub completions: Vec<String>,
    /// Position in `completions` of the one that was taken last.
    pub picked: Option<usize>,
    /// Why the text cannot be taken as it stands.
    pub error: Option<String>,
    /// For a filter, which takes effect as it is typed: what Esc restores.
    pub restore: Option<String>,
}

/// A list to pick from, narrowed by typing.
#[derive(Debug, Clone)]
pub struct Pick {
    pub title: String,
    pub items: Vec<PickItem>,
    pub input: Input,
    /// Positions in `items` that match the input, best first.
    pub shown: Vec<usize>,
    /// Position in `shown`.
    pub selected: usize,
    /// Whether what is typed may be a command with its text (`go +3d`).
    pub takes_commands: bool,
    /// How many of the items, the last ones, complete the text after the command that is typed.
    pub completing: usize,
}

/// One line of a list, and what it runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PickItem {
    pub label: String,
    /// What it means, dimmed.
    pub doc: String,
    /// To the right: keys, or a value.
    pub detail: String,
    /// Why it cannot be picked now.
    pub blocked: Option<String>,
    pub action: String,
    pub text: Option<String>,
}

/// All fields of an item. Each change is committed at once, as a step of its own.
#[derive(Debug, Clone)]
pub struct Form {
    pub target: Target,
    /// Position among the rows that [`super::form::rows`] gives for the item.
    pub selected: usize,
    pub scroll: usize,
    /// The text being typed for the selected field.
    pub input: Option<Input>,
    pub completions: Vec<String>,
    /// Position in `completions` of the one that was taken last.
    pub picked: Option<usize>,
    pub error: Option<String>,
    /// The item is new: what it was when its form opened.
    pub made: Option<Box<Made>>,
}

/// A new item as it was made.
#[derive(Debug, Clone)]
pub struct Made {
    /// Of the document: whether anything was changed since.
    pub revision: u64,
    /// The window that a run was made with, and the need that this was made for.
    pub window: Option<(Window, Need)>,
}

/// A question with one key an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirm {
    pub question: String,
    /// Key, what it means, action.
    pub choices: Vec<(char, &'static str, &'static str)>,
}

/// Text to read: why, help on a topic, the first start.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Page {
    pub title: String,
    pub lines: Vec<String>,
    pub scroll: usize,
    /// What its numbers stand for: digits make these changes.
    pub fixes: Vec<Fix>,
    /// It is about what is seen on the timeline: it stands at the bottom and leaves the lanes free.
    pub is_low: bool,
}
