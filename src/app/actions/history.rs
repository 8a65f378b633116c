//! Undo and redo, and Esc.

use super::{Action, Args};
use crate::app::App;
use crate::model::Target;

pub const ACTIONS: &[Action] = &[
    Action::new("undo", "Take the last change back", |app, args| {
        step(app, args, "Undone", |app| app.doc.undo())
    })
    .unless(|app| {
        held(app).or_else(|| app.doc.history().done().is_empty().then(|| "nothing to undo".to_string()))
    }),
    Action::new("redo", "Do the change again that was taken back last", |app, args| {
        step(app, args, "Done again", |app| app.doc.redo());
    })
    .unless(|app| {
        held(app).or_else(|| app.doc.history().undone().is_empty().then(|| "nothing to redo".to_string()))
    }),
    Action::new(
        "cancel",
        "Back one step: close what is open, leave what is held, drop the filter",
        |app, _| app.back(),
    ),
];

fn held(app: &App) -> Option<String> {
    app.grab.is_some().then(|| crate::app::input::HELD.to_string())
}

fn step(app: &mut App, args: &Args, word: &str, one: fn(&mut App) -> Option<(String, Target)>) {
    for _ in 0..args.times() {
        let (cursor, steps) = (app.view.cursor, app.doc.history().done().len());
        let Some((label, target)) = one(app) else { break };
        let done = app.doc.history().done().len();
        let there = if done < steps { app.trail.back(done, cursor) } else { app.trail.again(steps) };
        app.forget_gesture();
        app.select(target);
        if let Some(there) = there {
            app.view.cursor = there;
            app.reveal();
        }
        app.say(format!("{word}: {label}"));
    }
}
