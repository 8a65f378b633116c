//! Which keys run which action, as data: `assets/keymap.ron`, overlaid by the user's own file.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::keys::{Key, sequence};

/// Where a key is typed. Each context has a table of its own; what it does not bind is looked up in `Global`, except
/// where text is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
pub enum Context {
    /// Everywhere but where text is typed.
    Global,
    Timeline,
    /// A bar is grabbed.
    Grab,
    /// Problems, agenda, costs, ladder: a list beside the timeline has the focus.
    Panel,
    /// A form; a field is selected, not edited.
    Form,
    /// A list to pick from: palette, help, menu, completion.
    Pick,
    /// A line of text is typed.
    Text,
    /// A yes-or-no question.
    Confirm,
}

impl Context {
    pub const ALL: &'static [Context] = &[
        Context::Global,
        Context::Timeline,
        Context::Grab,
        Context::Panel,
        Context::Form,
        Context::Pick,
        Context::Text,
        Context::Confirm,
    ];

    fn falls_back(self) -> bool {
        matches!(self, Context::Timeline | Context::Panel)
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

/// The file: `[(Timeline, [("j", "down"), …]), …]`. An empty action takes a binding away.
#[derive(Debug, Deserialize)]
struct File(Vec<(Context, Vec<(String, String)>)>);

impl Keymap {
    /// The bindings that planb comes with.
    pub fn built_in() -> Keymap {
        let mut keymap = Keymap::default();
        let errors = keymap.overlay(include_str!("../../assets/keymap.ron"));
        debug_assert!(errors.is_empty(), "{errors:?}");
        keymap
    }

    /// Lays a file over the bindings; every error is reported, and what is right is taken.
    pub fn overlay(&mut self, text: &str) -> Vec<String> {
        let file: File = match ron::from_str(text) {
            Ok(file) => file,
            Err(error) => return vec![format!("{}: {}", error.span.start, error.code)],
        };
        let mut errors = Vec::new();
        for (context, bindings) in file.0 {
            for (keys, action) in bindings {
                match sequence(&keys) {
                    Err(error) => errors.push(error),
                    Ok(keys) => {
                        if !action.is_empty() && super::actions::find(&action).is_none() {
                            errors.push(super::actions::unknown(&action));
                            continue;
                        }
                        let table = self.tables.entry(context).or_default();
                        table.retain(|(bound, _)| *bound != keys);
                        if !action.is_empty() {
                            table.push((keys, action));
                        }
                    }
                }
            }
        }
        errors
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

/// Keys as people read them: `gg`, `C-r`, `z f`.
fn show(keys: &[Key]) -> String {
    let words: Vec<String> = keys.iter().map(Key::to_string).collect();
    words.join(if words.iter().all(|word| word.chars().count() == 1) { "" } else { " " })
}
