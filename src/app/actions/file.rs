//! Save, export, copy, leave.

use super::{Action, Takes};
use crate::app::modal::{Confirm, Modal};
use crate::app::{App, Effect, Then, summary};

pub const ACTIONS: &[Action] = &[
    Action::with_effects("save", "Save the plan; with a name, as that file", |app, args| {
        let path = (!args.text().is_empty()).then(|| args.text().into());
        if path.is_none() && app.doc.path.is_none() {
            return app.ask("save", "Save as", "plan.ron");
        }
        vec![Effect::Save { path, then: Then::Stay }]
    })
    .takes(Takes::Maybe("Save as"))
    .unless(read_only),
    Action::with_effects("save-as", "Save the plan as another file", |app, args| match args.text() {
        "" => {
            let now = app.doc.path.as_ref().map_or("plan.ron".to_string(), |path| path.display().to_string());
            app.ask("save-as", "Save as", &now)
        }
        path => vec![Effect::Save { path: Some(path.into()), then: Then::Stay }],
    })
    .takes(Takes::Maybe("Save as"))
    .unless(read_only),
    Action::with_effects("export", "Write the summary to a file: .txt, .md or .json", |_, args| {
        vec![Effect::Export { path: args.text().into() }]
    })
    .takes(Takes::Text("Write the summary to")),
    Action::with_effects(
        "import",
        "Lay offers into the plan: the JSON printed by aws ec2 describe-capacity-block-offerings",
        |_, args| vec![Effect::Import { path: args.text().into() }],
    )
    .takes(Takes::Text("File with the offers")),
    Action::with_effects("copy", "Copy five lines about the plan and the selected item", |app, _| {
        let text = summary::five_lines(app);
        let first = text.lines().next().unwrap_or_default();
        app.say(format!("copied five lines: {first} … (does nothing arrive? :export summary.md)"));
        vec![Effect::Copy(text)]
    }),
    Action::with_effects("quit", "Leave; asks first if something is not saved", |app, _| {
        if !app.doc.is_modified() && app.doc.file_trouble.is_none() {
            return vec![Effect::Quit];
        }
        let asks = |modal: &Modal| matches!(modal, Modal::Confirm(_));
        if !app.modals.iter().any(asks) {
            app.modals.push(Modal::Confirm(Confirm {
                question: "Save the changes before leaving?".to_string(),
                choices: vec![
                    ('y', "save and leave", "save-and-quit"),
                    ('n', "leave without saving", "quit-unsaved"),
                ],
            }));
        }
        Vec::new()
    }),
    Action::with_effects("save-and-quit", "Save the plan and leave", |app, args| {
        let path = (!args.text().is_empty()).then(|| args.text().into());
        if path.is_none() && app.doc.path.is_none() {
            return app.ask("save-and-quit", "Save as", "plan.ron");
        }
        vec![Effect::Save { path, then: Then::Quit }]
    })
    .takes(Takes::Maybe("Save as"))
    .unless(read_only),
    Action::with_effects(
        "quit-unsaved",
        "Leave without saving; the journal keeps the changes until the next start",
        |_, _| vec![Effect::Quit],
    ),
    Action::with_effects("suspend", "Stop, and come back with fg", |_, _| vec![Effect::Suspend]),
];

fn read_only(app: &App) -> Option<String> {
    app.doc.read_only.clone()
}
