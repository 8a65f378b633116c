//! What `:set` changes.

use super::{Action, Args, Takes};
use crate::app::modal::{Modal, PickItem};
use crate::app::{App, Effect, pick};
use crate::base::record::Record as _;

pub const ACTIONS: &[Action] = &[
    Action::new("set", "Change a setting for this session: set mouse off, set theme light", set)
        .takes(Takes::Maybe("Setting and value")),
    Action::new("settings", "All settings with their values and what they mean; Enter changes one", settings)
        .takes(Takes::Maybe("Setting")),
    Action::with_effects(
        "keep-settings",
        "Write the settings that were changed here to settings.ron",
        |app, _| vec![Effect::KeepSettings(changed(app))],
    )
    .unless(|app| changed(app).is_empty().then(|| "nothing was changed here".to_string())),
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
    let is_switch = ["on", "off"].contains(&app.settings.show(name).as_str());
    match value {
        "" if name.is_empty() => settings(app, args),
        "" if is_switch => toggle(app, name),
        "" if !app.settings.choices(name).is_empty() => choose(app, name),
        value => _ = change(app, name, value),
    }
}

/// Changes a setting and says so; false where it cannot be.
fn change(app: &mut App, name: &str, value: &str) -> bool {
    match app.settings.set(name, value) {
        Ok(()) => {
            let kept = if changed(app).is_empty() { "" } else { " until you leave: keep-settings keeps it" };
            app.say(format!("{name}: {}{kept}", app.settings.show(name)));
            true
        }
        Err(error) => {
            app.complain(error);
            false
        }
    }
}

/// What differs from what was set up at the start, or kept since.
fn changed(app: &App) -> Vec<(&'static str, String)> {
    app.settings.changed_since(&app.kept)
}

/// The list of settings; of one that is named, its values; with a value, changes it and shows the list again.
fn settings(app: &mut App, args: &Args) {
    let (name, value) = args.text().split_once(' ').unwrap_or((args.text(), ""));
    let is_switch = ["on", "off"].contains(&app.settings.show(name).as_str());
    match (name, value) {
        ("", _) => list(app, ""),
        (name, "") if is_switch => {
            toggle(app, name);
            list(app, name);
        }
        (name, "") if app.settings.choices(name).is_empty() => app.complain(unknown(app, name)),
        (name, "") => {
            list(app, name);
            choose(app, name);
        }
        (name, value) => {
            if change(app, name, value) {
                list(app, name);
            }
        }
    }
}

fn unknown(app: &App, name: &str) -> String {
    app.settings.clone().set(name, "").err().unwrap_or_default()
}

const TITLE: &str = "Settings";

/// Opens the list of settings, or brings it up to what was changed, with one of them selected.
fn list(app: &mut App, name: &str) {
    if matches!(app.modals.last(), Some(Modal::Pick(list)) if list.title == TITLE) {
        app.modals.pop();
    }
    let changed = changed(app);
    let mut items: Vec<PickItem> = Vec::new();
    for field in app.settings.fields() {
        let is_changed = changed.iter().any(|(name, _)| *name == field.name);
        let (doc, value) = app.settings.about(field.name).unwrap_or_default();
        let detail = format!("{value}{}", if is_changed { " *" } else { "" });
        items.push(PickItem { detail, ..pick::item(field.name, &doc, "settings", Some(field.name)) });
    }
    let names: Vec<&str> = changed.iter().map(|(name, _)| *name).collect();
    let doc = format!("Write what is changed (*) to settings.ron: {}", names.join(", "));
    if !names.is_empty() {
        items.push(pick::item("keep-settings", &doc, "keep-settings", None));
    }
    let at = items.iter().position(|item| item.label == name).unwrap_or(0);
    pick::open(app, TITLE.to_string(), items);
    if let Some(Modal::Pick(list)) = app.modals.last_mut() {
        list.selected = at;
    }
}

/// Opens the list of what a setting may be.
fn choose(app: &mut App, name: &str) {
    let choices = app.settings.choices(name);
    let item = |(word, _): &(&str, &str)| {
        let text = format!("{name} {}", word.to_lowercase());
        let (doc, detail) = app.settings.about(&text).unwrap_or_default();
        PickItem { detail, ..pick::item(word, &doc, "settings", Some(&text)) }
    };
    let items: Vec<PickItem> = choices.iter().map(item).collect();
    let at = items.iter().position(|item| !item.detail.is_empty()).unwrap_or(0);
    let title = format!("{name}: {}", app.settings.show(name));
    pick::open(app, title, items);
    if let Some(Modal::Pick(list)) = app.modals.last_mut() {
        list.selected = at;
    }
}

fn toggle(app: &mut App, name: &str) {
    let value = if app.settings.show(name) == "on" { "off" } else { "on" };
    change(app, name, value);
}
