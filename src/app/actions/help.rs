//! Finding things: help for where the keys go now, the palette of everything, and why something is wrong.

use super::{Action, all};
use crate::app::keymap::{Context, Keymap};
use crate::app::modal::{Modal, PickItem};
use crate::app::{App, page, pick};
use crate::base::sort;

pub const ACTIONS: &[Action] = &[
    Action::new("help", "Keys for where you are; type to search, Enter runs", |app, _| {
        let context = app.context();
        let items = help(app, context);
        pick::open(app, format!("Help: {}", context.name()), items);
    }),
    Action::new("palette", "Everything by name; type to search, words after the name go to it", |app, _| {
        let items = palette(app);
        pick::open(app, "Do".to_string(), items);
        if let Some(Modal::Pick(list)) = app.modals.last_mut() {
            list.takes_commands = true;
        }
    }),
    Action::new(
        "why",
        "Why the selected item is as it is: its problems, how its time is computed",
        |app, _| {
            let why = page::why(app);
            app.modals.push(Modal::Page(why));
        },
    )
    .unless(super::busy),
    Action::new("messages", "What was told so far, in full, the last first", |app, _| {
        let messages = page::messages(app);
        app.modals.push(Modal::Page(messages));
    })
    .unless(|app| app.told.is_empty().then(|| "nothing was told yet".to_string())),
    Action::new("legend", "What the signs on the timeline mean", |app, _| {
        app.modals.push(Modal::Page(crate::app::legend::page()));
    }),
    Action::new("welcome", "What planb is and the first keys", |app, _| {
        app.modals.push(Modal::Page(page::welcome(app)))
    }),
];

/// The bindings of a context, then the actions without a key there.
fn help(app: &App, context: Context) -> Vec<PickItem> {
    let mut items: Vec<PickItem> = Vec::new();
    let mut bound: Vec<&str> = Vec::new();
    for context in std::iter::once(context).chain(context.falls_back().then_some(Context::Global)) {
        for (keys, command) in app.keymap.bindings(context) {
            let name = command.split(' ').next().unwrap_or_default();
            let Some(action) = super::find(name) else { continue };
            match items.iter_mut().find(|item| item.label == command) {
                Some(item) => item.detail = format!("{}  {keys}", item.detail),
                None => items.push(PickItem {
                    detail: keys,
                    blocked: (action.blocked)(app),
                    ..pick::item(command, action.doc, command, None)
                }),
            }
            bound.push(action.name);
        }
    }
    let rest = palette(app).into_iter().filter(|item| !bound.contains(&item.label.as_str()));
    items.extend(rest);
    items
}

fn palette(app: &App) -> Vec<PickItem> {
    let mut items: Vec<PickItem> = all()
        .map(|action| PickItem {
            detail: any_keys(&app.keymap, action.name),
            blocked: (action.blocked)(app),
            ..pick::item(action.name, action.doc, action.name, None)
        })
        .collect();
    sort::by_key(&mut items, |item| item.blocked.is_some());
    items
}

/// The keys of an action in the first context that has some.
fn any_keys(keymap: &Keymap, name: &str) -> String {
    Context::ALL.iter().find_map(|context| keymap.keys_of(*context, name)).unwrap_or_default()
}
