//! Moving and resizing bars, held or at once.

use super::{Action, Args, busy, covered};
use crate::app::App;
use crate::app::change::moving;
use crate::app::grab::{Edge, Grab, clock_of, on_clock};
use crate::app::steps::stride;
use crate::base::Duration;

pub const ACTIONS: &[Action] = &[
    Action::new(
        "grab",
        "Take hold of the selected bar: h l move it (2h hours, 1dl days, 30ml minutes), Enter drops, Esc leaves",
        |app, _| match Grab::new(app, app.subject()) {
            Ok(grab) => app.take(grab),
            Err(reason) => app.complain(reason),
        },
    )
    .unless(|app| busy(app).or_else(|| fixed(app))),
    Action::new("earlier", "Move the selected or held bar earlier", |app, args| {
        nudge(app, args, "earlier", Edge::Both, -1)
    })
    .unless(covered)
    .repeats(),
    Action::new("later", "Move the selected or held bar later", |app, args| {
        nudge(app, args, "later", Edge::Both, 1)
    })
    .unless(covered)
    .repeats(),
    Action::new("start-earlier", "Start the bar earlier", |app, args| {
        nudge(app, args, "start-earlier", Edge::Start, -1)
    })
    .unless(covered)
    .repeats(),
    Action::new("start-later", "Start the bar later", |app, args| {
        nudge(app, args, "start-later", Edge::Start, 1)
    })
    .unless(covered)
    .repeats(),
    Action::new("end-earlier", "End the bar earlier", |app, args| {
        nudge(app, args, "end-earlier", Edge::End, -1)
    })
    .unless(covered)
    .repeats(),
    Action::new("end-later", "End the bar later", |app, args| nudge(app, args, "end-later", Edge::End, 1))
        .unless(covered)
        .repeats(),
    Action::new("snap", "Let held bars stick at edges and days, or not", |app, _| {
        app.settings.snap = !app.settings.snap;
        app.say(if app.settings.snap {
            "held bars stick at edges and days"
        } else {
            "held bars move freely"
        });
    }),
    Action::with_effects("repeat", "Make the last edit again, on the selected item", |app, args| {
        app.repeat(args)
    })
    .unless(|app| {
        busy(app).or_else(|| app.last_edit.is_none().then(|| "nothing was edited yet".to_string()))
    }),
];

/// One end of the bar, or both: of the held one, else of the selected one at once.
fn nudge(app: &mut App, args: &Args, action: &'static str, edge: Edge, sign: i64) {
    let n = sign * args.n();
    if app.grab.is_some() {
        return app.nudge(edge, n, args.count.is_some());
    }
    let target = app.subject();
    let Some(span) = app.span_of(&target) else {
        return app.complain(format!("{} {target} is not a bar", target.kind()));
    };
    let from = if edge == Edge::End { span.end } else { span.start };
    let mut by = stride(&app.zone(), app.unit(), from, n);
    if let Some(clock) = clock_of(app, &target).filter(|_| edge != Edge::Start) {
        by = on_clock(clock, span.end, by);
    }
    let (start, end) = match edge {
        Edge::Start => (by, Duration::ZERO),
        Edge::End => (Duration::ZERO, by),
        Edge::Both => (by, by),
    };
    // Who states how often holds no key.
    let stated = args.count.is_some();
    if stated {
        app.forget_gesture();
    }
    app.move_now(action, &target, start, end);
    if stated {
        app.forget_gesture();
    }
}

/// Why what is selected cannot be moved.
fn fixed(app: &App) -> Option<String> {
    let (plan, target) = (app.doc.plan(), app.subject());
    moving::hull(plan, &moving::parts(plan, &target)).is_none().then(|| moving::nothing_to_move(&target))
}
