//! The marks under the cursor and under the pointer, in words: which date it is, which rule says so, and where that stands.

use super::App;
use super::panes::Place;
use crate::analysis;
use crate::base::fact::spoken;
use crate::base::words::visible;
use crate::base::{Instant, sort};
use crate::model::Target;
use crate::timeline::{Mark, MarkKind};

/// The most marks that are told of one cell.
const MOST: usize = 2;

/// What stands at the cursor in the selected lane; `None` where no mark does.
pub fn at_cursor(app: &App) -> Option<String> {
    let cell = app.view.viewport.cell_of(app.view.cursor).0;
    told(app, app.view.lane, u16::try_from(cell).ok()?, Some(app.view.cursor))
}

/// What stands at a cell of the screen.
pub fn at_cell(app: &App, column: u16, line: u16) -> Option<String> {
    let Some(Place::Lanes(x, y)) = app.panes.at(column, line) else { return None };
    let lane = app.view.viewport.first_lane + usize::from(y / app.lane_height());
    told(app, lane, x, None)
}

/// Of several marks in a cell those nearest to a moment come first.
fn told(app: &App, lane: usize, cell: u16, near: Option<Instant>) -> Option<String> {
    let row = app.row_of(lane)?;
    let mut marks: Vec<&Mark> = row.marks.iter().filter(|mark| mark.cell == cell).collect();
    if let Some(near) = near {
        sort::by_key(&mut marks, |mark| (mark.at - near).abs());
    }
    let said: Vec<String> = marks.into_iter().filter_map(|mark| said(app, mark)).take(MOST).collect();
    (!said.is_empty()).then(|| visible(&said.join("; ")).into_owned())
}

fn said(app: &App, mark: &Mark) -> Option<String> {
    let name = match mark.kind {
        MarkKind::Block(kind) => return of_block(app, &mark.target, kind, mark.at),
        MarkKind::DecideBy | MarkKind::DecideHard => return of_rung(app, mark),
        MarkKind::Finding(_) => return None,
        MarkKind::Deadline => "deadline",
        MarkKind::DecideOn => "choose on, as agreed",
        MarkKind::Past => "the P90 does not fit its block",
        MarkKind::Planned => "planned end",
        MarkKind::P90 => "P90 end",
        MarkKind::P50 => "median end",
        MarkKind::Ready => "not before",
    };
    // An end is drawn in the cell of the moment before it.
    Some(format!("{}: {name} {}", mark.target, app.zone().show(mark.at.ceil_minute())))
}

fn of_block(app: &App, target: &Target, kind: analysis::MarkKind, at: Instant) -> Option<String> {
    let Target::Block(id) = target else { return None };
    let dates = &app.analysis().block(id)?.dates;
    let mark = dates.iter().find(|mark| mark.kind == kind && mark.at == at)?;
    Some(format!("{id}: {} {}: {}", spoken(&format!("{kind:?}")), app.zone().show(at), rule(mark)))
}

/// The rule behind a date, and where it stands.
pub fn rule(mark: &analysis::Mark) -> String {
    let doubt = if mark.doubtful { "; not stated there, but inferred or a judgement" } else { "" };
    match mark.source.is_empty() {
        true => mark.why.to_string(),
        false => format!("{} ({}{doubt})", mark.why, mark.source),
    }
}

fn of_rung(app: &App, mark: &Mark) -> Option<String> {
    let Target::Fallback(run, id) = &mark.target else { return None };
    let rung = app.analysis().run(run)?.rungs.iter().find(|rung| rung.id == *id)?;
    let how = if mark.kind == MarkKind::DecideBy { ", for people" } else { " at the very last" };
    let because = &rung.decide_by.as_ref()?.because;
    Some(format!("{}: choose by {}{how}: {because}", mark.target, app.zone().show(mark.at)))
}
