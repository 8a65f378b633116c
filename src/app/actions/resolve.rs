//! Conflicts that a merge left: one at a time, both sides, and picking one.

use super::Action;
use crate::app::App;
use crate::app::resolving::Pick;
use crate::model::Target;

pub const ACTIONS: &[Action] = &[
    Action::new("resolve", "The conflicts that a merge left: both sides, and picking one", |app, _| {
        let id = match app.subject() {
            Target::Conflict(id) => Some(id),
            _ => None,
        };
        app.open_resolving(id.as_ref().map(|id| id.as_str()));
    })
    .unless(|app| match app.doc.plan().conflicts.is_empty() {
        true => Some("no conflict is open".to_string()),
        false => super::covered(app),
    }),
    Action::new("take-ours", "Resolve the conflict that is shown: our side holds", |app, _| {
        app.pick_side(Pick::Ours)
    })
    .unless(closed),
    Action::new("take-theirs", "Resolve the conflict that is shown: their side holds", |app, _| {
        app.pick_side(Pick::Theirs)
    })
    .unless(closed),
    Action::new(
        "take-both",
        "Resolve the conflict that is shown: our side holds, theirs is kept as a scenario",
        |app, _| app.pick_side(Pick::Both),
    )
    .unless(closed),
    Action::new("next-conflict", "Leave this conflict open for now, and show the next", |app, args| {
        app.skip_conflict(args.n())
    })
    .unless(closed),
    Action::new("previous-conflict", "Show the conflict before", |app, args| app.skip_conflict(-args.n()))
        .unless(closed),
];

fn closed(app: &App) -> Option<String> {
    app.resolving.is_none().then(|| "no conflict is shown: gr shows the open ones".to_string())
}
