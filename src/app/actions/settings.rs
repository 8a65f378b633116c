//! What `:set` changes.

use super::{Action, Args, Takes};
use crate::app::App;
use crate::base::record::{Record as _, View};

pub const ACTIONS: &[Action] = &[
    Action::new("set", "Change a setting for this session: set mouse off, set theme light", set)
        .takes(Takes::Text("Setting and value")),
    Action::new("mouse", "Let the mouse select and drag here, or leave it to the terminal", |app, _| {
        toggle(app, "mouse")
    }),
    Action::new("present", "For a wall screen: larger rows, keys shown", |app, _| {
        toggle(app, "present");
        app.keys_echo.clear();
    }),
];

fn set(app: &mut App, args: &Args) {
    let (name, value) = args.text().split_once([' ', '=']).unwrap_or((args.text(), ""));
    let value = value.trim();
    if value.is_empty() && ["true", "false"].contains(&show(app, name).as_str()) {
        return toggle(app, name);
    }
    match app.settings.set(name, value) {
        Ok(()) => app.say(format!("{name}: {}", show(app, name))),
        Err(error) => app.complain(error),
    }
}

fn toggle(app: &mut App, name: &str) {
    let value = if show(app, name) == "true" { "false" } else { "true" };
    match app.settings.set(name, value) {
        Ok(()) => app.say(format!("{name}: {}", if value == "true" { "on" } else { "off" })),
        Err(error) => app.complain(error),
    }
}

/// The value of a setting, as text.
pub fn show(app: &App, name: &str) -> String {
    let index = app.settings.fields().iter().position(|field| field.name == name);
    match index.and_then(|index| app.settings.view(index)) {
        Some(View::Fact(fact)) => fact.show(),
        _ => String::new(),
    }
}
