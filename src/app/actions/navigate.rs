//! Moving the cursor: in time, over lanes, in lists.

use super::{Action, Args, covered};
use crate::app::panel::Focus;
use crate::app::{App, list};
use crate::model::Target;

pub const ACTIONS: &[Action] = &[
    Action::new("left", "Cursor back by one step of the ruler", |app, args| step(app, -args.n()))
        .unless(covered),
    Action::new("right", "Cursor on by one step of the ruler", |app, args| step(app, args.n()))
        .unless(covered),
    Action::new("page-left", "Back by a screen's width of time", |app, args| pan(app, -args.n()))
        .unless(covered),
    Action::new("page-right", "On by a screen's width of time", |app, args| pan(app, args.n()))
        .unless(covered),
    Action::new("up", "One lane or row up", |app, args| list::move_by(app, -args.n())),
    Action::new("down", "One lane or row down", |app, args| list::move_by(app, args.n())),
    Action::new("half-page-up", "Half a page up", |app, args| pages(app, -args.n(), 2)),
    Action::new("half-page-down", "Half a page down", |app, args| pages(app, args.n(), 2)),
    Action::new("page-up", "A page up", |app, args| pages(app, -args.n(), 1)),
    Action::new("page-down", "A page down", |app, args| pages(app, args.n(), 1)),
    Action::new("top", "First lane or row; with a count, that one", |app, args| {
        list::move_to(app, row(args, 0))
    }),
    Action::new("bottom", "Last lane or row; with a count, that one", |app, args| {
        list::move_to(app, row(args, usize::MAX));
    }),
    Action::new("previous-edge", "Back to where a bar of this lane starts or ends", |app, args| {
        edge(app, args, |app, at| app.view.lanes.previous_edge(app.plan(), app.view.lane, at));
    })
    .unless(covered),
    Action::new("next-edge", "On to where a bar of this lane starts or ends", |app, args| {
        edge(app, args, |app, at| app.view.lanes.next_edge(app.plan(), app.view.lane, at));
    })
    .unless(covered),
    Action::new(
        "other-item",
        "Select the next of what is here: the window, its rung, its run, its block",
        other_item,
    )
    .unless(covered),
    Action::new("focus-next", "Keys go to the panel, or back to the timeline", |app, _| focus(app)),
];

fn row(args: &Args, otherwise: usize) -> usize {
    args.count.map_or(otherwise, |count| (count as usize).saturating_sub(1))
}

fn step(app: &mut App, n: i64) {
    let n = i32::try_from(n).unwrap_or(0);
    app.move_cursor(app.unit().shift(&app.zone(), app.view.cursor, n));
}

fn pan(app: &mut App, n: i64) {
    let cells = i64::from(app.panes.lanes.width.max(8)) * 7 / 8 * n;
    let by = app.view.viewport.cell() * cells;
    app.look(app.view.viewport.pan(cells));
    app.move_cursor(app.view.cursor + by);
}

fn pages(app: &mut App, n: i64, part: i64) {
    let page = (list::page(app) as i64 / part).max(1);
    list::move_by(app, n * page);
}

fn edge(app: &mut App, args: &Args, next: fn(&App, crate::base::Instant) -> Option<crate::base::Instant>) {
    for _ in 0..args.times() {
        match next(app, app.view.cursor) {
            Some(at) => app.move_cursor(at),
            None => return app.say("no further edge in this lane"),
        }
    }
}

/// From a window to the rung that it is of, to the run, to the block in whose lanes it stands, and to the window again.
fn other_item(app: &mut App, _: &Args) {
    let (plan, lane) = (app.plan(), app.view.lane);
    let near = || app.view.lanes.nearest(lane, app.view.cursor).and_then(|item| item.target(plan));
    // The block of these lanes; among the lanes of runs there is none.
    let header = || {
        let of = app.view.lanes.get(lane).map_or(Target::Plan, |at| app.view.lanes.target(plan, at.header));
        Some(of).filter(|of| matches!(of, Target::Block(_)))
    };
    let next = match &app.selected {
        Target::Window(run, Some(rung), _) => Some(Target::Fallback(run.clone(), rung.clone())),
        Target::Window(run, None, _) | Target::Fallback(run, _) => Some(Target::Run(run.clone())),
        Target::Run(_) => header().or_else(near),
        _ => near(),
    };
    match next {
        Some(next) => app.selected = next,
        None => app.say("there is no other item in this lane"),
    }
}

fn focus(app: &mut App) {
    match (app.focus, app.panel) {
        (Focus::Timeline, Some(_)) => app.focus = Focus::Panel,
        (Focus::Timeline, None) => app.say("no panel is open: i opens the inspector, ! the problems"),
        (Focus::Panel, _) => app.focus = Focus::Timeline,
    }
}
