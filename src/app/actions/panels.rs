//! The lists beside the timeline.

use super::{Action, covered};
use crate::app::App;
use crate::app::panel::{Focus, Panel};

pub const ACTIONS: &[Action] = &[
    Action::new("inspector", "All about the selected item, beside the timeline", |app, _| {
        show(app, Panel::Inspector)
    })
    .unless(covered),
    Action::new("problems", "What is wrong, the worst first", |app, _| show(app, Panel::Problems))
        .unless(covered),
    Action::new("agenda", "What is due when, and why", |app, _| show(app, Panel::Agenda)).unless(covered),
    Action::new("costs", "Money: committed, offered, idle, by block and month", |app, _| {
        show(app, Panel::Costs)
    })
    .unless(covered),
    Action::new("ladder", "The fallbacks of the selected run, with their dates", |app, _| {
        show(app, Panel::Ladder)
    })
    .unless(covered),
    Action::new("close-panel", "Close the panel", |app, _| {
        (app.panel, app.focus) = (None, Focus::Timeline);
    })
    .unless(covered),
];

/// Opens a panel and gives it the keys; closes it if it is open and has them.
fn show(app: &mut App, panel: Panel) {
    if app.panel == Some(panel) && (app.focus == Focus::Panel || panel == Panel::Inspector) {
        (app.panel, app.focus) = (None, Focus::Timeline);
        return;
    }
    app.panel = Some(panel);
    (app.panel_row, app.panel_scroll) = (0, 0);
    // The inspector follows the cursor, so the timeline keeps the keys.
    app.focus = if panel == Panel::Inspector { Focus::Timeline } else { Focus::Panel };
}
