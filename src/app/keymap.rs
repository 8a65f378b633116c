//! Which keys run which action, as data: `assets/keymap.ron`, overlaid by the user's own file.

use crate::base::sort;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::config::ConfigError;
use super::keys::{Key, sequence};
use crate::format::place::Lines;
use crate::format::scan::scan;
use crate::format::syntax::NodeId;

/// The documented file that planb comes with; it holds the defaults.
pub const KEYMAP_FILE: &str = include_str!("../../assets/keymap.ron");

/// Where a key is typed. Each context has a table of its own; what it does not bind is looked up in `Global`, except
/// where text is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Context {
    /// Everywhere but where text is typed.
    Global,
    Timeline,
    /// A bar is grabbed.
    Grab,
    /// Problems, agenda, costs, ladder: a list beside the timeline has the focus.
    Panel,
    /// A conflict is shown, to pick a side of.
    Resolve,
    /// A form; a field is selected, not edited.
    Form,
    /// A list to pick from: palette, help, menu, completion.
    Pick,
    /// A line of text is typed.
    Text,
    /// A yes-or-no question.
    Confirm,
    /// A page of text; digits mend what it tells of.
    Page,
}

impl Context {
    pub const ALL: &'static [Context] = &[
        Context::Global,
        Context::Timeline,
        Context::Grab,
        Context::Panel,
        Context::Resolve,
        Context::Form,
        Context::Pick,
        Context::Text,
        Context::Confirm,
        Context::Page,
    ];

    /// Whether keys that it does not bind are looked up in `Global`.
    pub fn falls_back(self) -> bool {
        matches!(self, Context::Timeline | Context::Panel | Context::Resolve)
    }

    /// Whether characters are text.
    pub fn is_text(self) -> bool {
        matches!(self, Context::Text | Context::Pick)
    }

    /// What help calls it.
    pub fn name(self) -> &'static str {
        match self {
            Context::Global => "everywhere",
            Context::Timeline => "the timeline",
            Context::Grab => "a held bar",
            Context::Panel => "the panel",
            Context::Resolve => "a conflict",
            Context::Form => "a form",
            Context::Pick => "a list",
            Context::Text => "a line of text",
            Context::Confirm => "a question",
            Context::Page => "a page",
        }
    }
}

/// What a run of keys means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lookup<'a> {
    Run(&'a str),
    /// More keys may follow; these are the next ones with their actions.
    Pending(Vec<(Key, &'a str)>),
    Unbound,
}

/// Tables of bindings, one a context, in the order of the file.
#[derive(Debug, Clone, Default)]
pub struct Keymap {
    tables: BTreeMap<Context, Vec<(Vec<Key>, String)>>,
}

static BUILT_IN: LazyLock<Keymap> = LazyLock::new(|| {
    let mut keymap = Keymap::default();
    let errors = keymap.overlay(KEYMAP_FILE);
    debug_assert!(errors.is_empty(), "{errors:?}");
    keymap
});

impl Keymap {
    /// The bindings that planb comes with.
    pub fn built_in() -> Keymap {
        BUILT_IN.clone()
    }

    /// Lays a file over the bindings: `[(Timeline, [("j", "down"), …]), …]`. An empty action takes a binding away. Every error
    /// is reported with its place, and what is right is taken.
    pub fn overlay(&mut self, text: &str) -> Vec<ConfigError> {
        let syntax = scan(text);
        let mut wrong: Vec<(usize, String)> =
            syntax.faults.iter().map(|fault| (fault.at.start, fault.message.clone())).collect();
        let tables: Vec<NodeId> = syntax.root().map_or(Vec::new(), |root| syntax.children(root).collect());
        for table in tables {
            let parts: Vec<NodeId> = syntax.children(table).collect();
            let start = syntax.node(table).range().start;
            let [name, bindings] = parts.as_slice() else {
                wrong.push((start, "wants (Timeline, [(\"j\", \"down\"), …])".to_string()));
                continue;
            };
            match context(syntax.text(text, *name)) {
                Err(error) => wrong.push((syntax.node(*name).range().start, error)),
                Ok(context) => {
                    for binding in syntax.children(*bindings) {
                        let words: Vec<(usize, String)> = syntax
                            .children(binding)
                            .map(|word| (syntax.node(word).range().start, unquoted(syntax.text(text, word))))
                            .collect();
                        match words.as_slice() {
                            [keys, action] => wrong.extend(self.bind(context, keys, action)),
                            _ => wrong.push((
                                syntax.node(binding).range().start,
                                "wants keys and an action: (\"j\", \"down\")".to_string(),
                            )),
                        }
                    }
                }
            }
        }
        sort::by_key(&mut wrong, |(at, _)| *at);
        let lines = Lines::new(text);
        let error = |(at, message)| {
            let (line, column) = lines.line_col(at);
            ConfigError { line, column, message }
        };
        wrong.into_iter().map(error).collect()
    }

    /// Binds keys to an action, or gives the place of what is wrong with them.
    fn bind(
        &mut self,
        context: Context,
        (keys_at, keys): &(usize, String),
        (action_at, action): &(usize, String),
    ) -> Option<(usize, String)> {
        let keys = match sequence(keys) {
            Ok(keys) => keys,
            Err(error) => return Some((*keys_at, error)),
        };
        let name = action.split(' ').next().unwrap_or_default();
        if !name.is_empty() && super::actions::find(name).is_none() {
            return Some((*action_at, super::actions::unknown(name)));
        }
        let table = self.tables.entry(context).or_default();
        // What was bound to these keys, to a part of them, or to more of them, would clash.
        table.retain(|(bound, _)| !bound.starts_with(&keys) && !keys.starts_with(bound));
        if !action.is_empty() {
            table.push((keys, action.clone()));
        }
        None
    }

    /// What the keys typed so far mean in a context.
    pub fn look_up(&self, context: Context, keys: &[Key]) -> Lookup<'_> {
        let mut next = Vec::new();
        for table in self.tables_for(context) {
            for (bound, action) in table {
                if bound == keys {
                    return Lookup::Run(action);
                }
                if let Some(rest) = bound.strip_prefix(keys)
                    && let Some(key) = rest.first()
                    && !next.iter().any(|(known, _)| known == key)
                {
                    next.push((*key, action.as_str()));
                }
            }
        }
        if next.is_empty() { Lookup::Unbound } else { Lookup::Pending(next) }
    }

    /// The first keys that run an action in a context, as text: `z f`.
    pub fn keys_of(&self, context: Context, action: &str) -> Option<String> {
        let mut bindings = self.tables_for(context).flatten();
        let (keys, _) = bindings.find(|(_, bound)| bound == action)?;
        Some(show(keys))
    }

    /// All bindings of a context, without the global ones.
    pub fn bindings(&self, context: Context) -> impl Iterator<Item = (String, &str)> {
        let table = self.tables.get(&context).into_iter().flatten();
        table.map(|(keys, action)| (show(keys), action.as_str()))
    }

    fn tables_for(&self, context: Context) -> impl Iterator<Item = &Vec<(Vec<Key>, String)>> {
        let global = context.falls_back().then(|| self.tables.get(&Context::Global)).flatten();
        self.tables.get(&context).into_iter().chain(global)
    }
}

/// A context by its name in the file.
fn context(word: &str) -> Result<Context, String> {
    let names = || Context::ALL.iter().map(|context| format!("{context:?}"));
    names().position(|name| name == word).and_then(|at| Context::ALL.get(at).copied()).ok_or_else(|| {
        let (shown, names) = (crate::base::words::quote(word), names().collect::<Vec<_>>());
        match crate::base::words::nearest(word, names.iter().map(String::as_str)) {
            Some(near) => format!("no context is called {shown}: did you mean {near}?"),
            None => format!("no context is called {shown}: use one of {}", names.join(", ")),
        }
    })
}

fn unquoted(text: &str) -> String {
    crate::base::fact::unquote(text).map_or_else(|_| text.to_string(), Cow::into_owned)
}

/// Keys as people read them: `gg`, `C-r`, `z f`.
fn show(keys: &[Key]) -> String {
    let words: Vec<String> = keys.iter().map(Key::to_string).collect();
    words.join(if words.iter().all(|word| word.chars().count() == 1) { "" } else { " " })
}
