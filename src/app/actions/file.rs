//! Save and quit.

use super::{Action, Takes, never};
use crate::app::modal::{Confirm, Modal};
use crate::app::{Effect, Then};

pub const ACTIONS: &[Action] = &[
    Action {
        name: "save",
        doc: "Save the plan; with a name, as that file",
        takes: Takes::Maybe("Save as"),
        blocked: never,
        run: |app, args| {
            let path = (!args.text().is_empty()).then(|| args.text().into());
            if path.is_none() && app.doc.path.is_none() {
                return app.ask("save", "Save as", "plan.ron");
            }
            vec![Effect::Save { path, then: Then::Stay }]
        },
    },
    Action {
        name: "quit",
        doc: "Leave; asks first if something is not saved",
        takes: Takes::Nothing,
        blocked: never,
        run: |app, _| {
            if !app.doc.is_modified() {
                return vec![Effect::Quit];
            }
            app.modals.push(Modal::Confirm(Confirm {
                question: "Save the changes before leaving?".to_string(),
                choices: vec![('y', "save and leave", "save-and-quit"), ('n', "leave without saving", "quit-unsaved")],
            }));
            Vec::new()
        },
    },
    Action {
        name: "save-and-quit",
        doc: "Save the plan and leave",
        takes: Takes::Nothing,
        blocked: never,
        run: |app, _| {
            if app.doc.path.is_none() {
                return app.ask("save", "Save as", "plan.ron");
            }
            vec![Effect::Save { path: None, then: Then::Quit }]
        },
    },
    Action {
        name: "quit-unsaved",
        doc: "Leave without saving; the journal keeps the changes until the next start",
        takes: Takes::Nothing,
        blocked: never,
        run: |_, _| vec![Effect::Quit],
    },
];
