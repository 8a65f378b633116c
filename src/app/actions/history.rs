//! Undo and redo.

use super::{Action, Args, Takes, never};
use crate::app::{App, Effect};

pub const ACTIONS: &[Action] = &[
    Action {
        name: "undo",
        doc: "Take the last change back",
        takes: Takes::Nothing,
        blocked: |app| app.doc.history().done().is_empty().then(|| "nothing to undo".to_string()),
        run: |app, args| step(app, args, "Undone", |app| app.doc.undo()),
    },
    Action {
        name: "redo",
        doc: "Do the change again that was taken back last",
        takes: Takes::Nothing,
        blocked: |app| app.doc.history().undone().is_empty().then(|| "nothing to redo".to_string()),
        run: |app, args| step(app, args, "Done again", |app| app.doc.redo()),
    },
    Action {
        name: "cancel",
        doc: "Back one step; close what is open",
        takes: Takes::Nothing,
        blocked: never,
        run: |app, _| {
            app.back();
            Vec::new()
        },
    },
];

fn step(
    app: &mut App,
    args: &Args,
    word: &str,
    one: fn(&mut App) -> Option<(String, crate::model::Target)>,
) -> Vec<Effect> {
    for _ in 0..args.times() {
        let Some((label, target)) = one(app) else { break };
        app.select(target);
        app.say(format!("{word}: {label}"));
    }
    Vec::new()
}
