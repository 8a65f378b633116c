//! How much time a cell stands for.

use super::{Action, covered};
use crate::app::App;
use crate::base::zone::Unit;

pub const ACTIONS: &[Action] = &[
    Action::new("zoom-in", "Finer; the cursor stays where it is", |app, args| zoom(app, args.n()))
        .unless(covered),
    Action::new("zoom-out", "Coarser; the cursor stays where it is", |app, args| zoom(app, -args.n()))
        .unless(covered),
    Action::new("zoom-hour", "Close up: five minutes a column", |app, _| to(app, Unit::Hour)).unless(covered),
    Action::new("zoom-day", "A whole day on the screen, or somewhat more", |app, _| to(app, Unit::Day))
        .unless(covered),
    Action::new("zoom-week", "A whole week on the screen, or somewhat more", |app, _| to(app, Unit::Week))
        .unless(covered),
    Action::new("zoom-month", "A whole month on the screen, or somewhat more", |app, _| to(app, Unit::Month))
        .unless(covered),
    Action::new("zoom-quarter", "A whole quarter on the screen, or somewhat more", |app, _| {
        to(app, Unit::Quarter)
    })
    .unless(covered),
    Action::new("fit", "Blocks, runs and their dates fill the screen", |app, _| app.fit()).unless(covered),
    Action::new("fit-all", "Everything from the first to the last date fills the screen", |app, _| {
        app.fit_all()
    })
    .unless(covered),
    Action::new("fit-selected", "The selected item fills the screen", |app, _| {
        match app.span_of(&app.selected.clone()) {
            Some(span) => app.look(app.view.viewport.fit(span, app.panes.lanes.width)),
            None => app.say("the selected item is not on the timeline"),
        }
    })
    .unless(covered),
];

fn zoom(app: &mut App, steps: i64) {
    let steps = i32::try_from(steps).unwrap_or(0);
    app.look(app.view.viewport.zoom(steps, app.view.cursor));
}

fn to(app: &mut App, unit: Unit) {
    app.look(app.view.viewport.zoom_to(unit, app.panes.lanes.width, app.view.cursor));
}
