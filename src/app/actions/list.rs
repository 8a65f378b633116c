//! In lists, forms and lines of text.

use super::{Action, Args, Takes, find};
use crate::app::modal::{Confirm, Modal};
use crate::app::panel::{self, Focus, Panel};
use crate::app::{App, Effect, complete, form, pick};
use crate::model::Target;

pub const ACTIONS: &[Action] = &[
    Action::with_effects("accept", "Take what is selected or typed; drop what is held", accept),
    Action::new("complete", "Take the next completion", |app, _| complete::take(app, 1)).unless(no_text),
    Action::new("complete-back", "Take the completion before", |app, _| complete::take(app, -1))
        .unless(no_text),
    Action::new("next-value", "The next word of a field that has a choice of them; yes to no", |app, _| {
        form::toggle(app)
    })
    .unless(no_form),
    Action::new("clear-field", "Empty the selected field; delete the selected item of the form", |app, _| {
        form::clear(app)
    })
    .unless(no_form),
    Action::new("remove-entry", "Remove the list entry that the selected field belongs to", |app, _| {
        form::remove(app)
    })
    .unless(no_form),
];

fn no_text(app: &App) -> Option<String> {
    (!app.context().is_text()).then(|| "nothing is typed".to_string())
}

fn no_form(app: &App) -> Option<String> {
    (!matches!(app.modals.last(), Some(Modal::Form(_)))).then(|| "no form is open".to_string())
}

fn accept(app: &mut App, args: &Args) -> Vec<Effect> {
    match app.modals.last() {
        Some(Modal::Prompt(_)) => return accept_prompt(app),
        Some(Modal::Pick(_)) => return pick::accept(app),
        Some(Modal::Form(_)) => form::accept(app),
        Some(Modal::Page(_)) => {
            app.modals.pop();
        }
        // A question wants its letter: Enter, typed ahead, must not answer it.
        Some(Modal::Confirm(Confirm { .. })) => {}
        None if app.grab.is_some() => app.drop_grab(),
        None if app.focus == Focus::Panel => follow(app),
        None => return app.run("edit", args.clone()),
    }
    Vec::new()
}

/// Runs the action that a prompt is for. What it cannot take stays in the prompt, with the reason.
fn accept_prompt(app: &mut App) -> Vec<Effect> {
    let Some(Modal::Prompt(prompt)) = app.modals.pop() else { return Vec::new() };
    app.toast = None;
    let text = prompt.input.value().to_string();
    let may_be_empty = |action: &&Action| matches!(action.takes, Takes::Any(_));
    if text.trim().is_empty()
        && prompt.restore.is_none()
        && find(prompt.action).filter(may_be_empty).is_none()
    {
        app.say("Nothing was typed, so nothing is done");
        return Vec::new();
    }
    let open = app.modals.len();
    let effects = app.run(prompt.action, Args { count: None, text: Some(text) });
    if let Some(toast) = app.toast.take_if(|toast| toast.is_error && app.modals.len() == open) {
        app.modals.push(Modal::Prompt(crate::app::Prompt { error: Some(toast.text), ..prompt }));
    }
    effects
}

/// Where the selected row of the panel leads.
fn follow(app: &mut App) {
    let Some(row) = panel::row(app, app.panel_row) else { return };
    let Some(target) = row.target else { return };
    if let Target::Conflict(id) = &target {
        return app.open_resolving(Some(id.as_str()));
    }
    if app.panel == Some(Panel::Inspector) {
        return app.open_form(target);
    }
    app.focus = Focus::Timeline;
    app.jump(target, row.at);
}
