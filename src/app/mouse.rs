//! The pointer: clicks select, a second click opens the form, dragging moves and resizes with the same code as the keys.

use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Position;

use super::grab::{Edge, Grab};
use super::modal::Modal;
use super::panel::Focus;
use super::panes::{self, Place};
use super::{App, Args, Effect, choices, complete, footer, list, tabs};
use crate::base::{Duration, Instant, Span};
use crate::model::Target;
use crate::timeline::{Hit, Part};

/// What the pointer is doing.
#[derive(Debug, Clone, Default)]
pub struct Pointer {
    /// Where the button went down, and on what.
    pressed: Option<Press>,
    /// The cell of the last click, while nothing else happened: a second click there is a double click.
    clicked: Option<(u16, u16)>,
}

#[derive(Debug, Clone)]
struct Press {
    target: Target,
    edge: Edge,
    /// The moment under the pointer.
    at: Instant,
    /// The second click here: it opens the form, unless a drag follows.
    again: bool,
}

/// Rows that one notch of the wheel scrolls.
const NOTCH: i64 = 3;

/// A click, a drag or a turn of the wheel. Outside of anything it does nothing.
pub fn handle(app: &mut App, event: MouseEvent) -> Vec<Effect> {
    if !app.settings.mouse {
        return Vec::new();
    }
    let place = app.panes.at(event.column, event.row);
    let rests = event.kind == MouseEventKind::Moved && app.modals.is_empty() && app.grab.is_none();
    app.hovered = rests.then(|| super::moments::at_cell(app, event.column, event.row)).flatten();
    match event.kind {
        MouseEventKind::Down(MouseButton::Left) => return down(app, event, place),
        MouseEventKind::Drag(MouseButton::Left) => drag(app, event),
        MouseEventKind::Up(MouseButton::Left) => return up(app),
        MouseEventKind::ScrollUp => wheel(app, event, place, -1),
        MouseEventKind::ScrollDown => wheel(app, event, place, 1),
        MouseEventKind::ScrollLeft => pan(app, -1),
        MouseEventKind::ScrollRight => pan(app, 1),
        _ => {}
    }
    Vec::new()
}

fn down(app: &mut App, event: MouseEvent, place: Option<Place>) -> Vec<Effect> {
    let cell = (event.column, event.row);
    let again = app.pointer.clicked.replace(cell) == Some(cell);
    app.pointer.pressed = None;
    if let Some(Place::Footer(x)) = place {
        return on_footer(app, x);
    }
    if !app.modals.is_empty() {
        return on_modal(app, event, again);
    }
    app.toast = None;
    if app.grab.is_some() {
        // Somebody holds it by the keys: a click drops it.
        app.drop_grab();
        return Vec::new();
    }
    match place {
        Some(Place::Lanes(x, y)) => return on_lanes(app, x, y, again),
        Some(Place::Name(y)) => {
            if let Some(lane) = lane_at(app, y) {
                app.focus = Focus::Timeline;
                app.view.lane = lane;
                // Nothing, for the heading over what stands on no block: what was selected before is not what is pointed at.
                app.selected = app.view.lanes.target(app.plan(), lane);
                app.reveal();
                if again {
                    return app.run("edit", Default::default());
                }
            }
        }
        Some(Place::Ruler(x)) => {
            app.focus = Focus::Timeline;
            app.move_cursor(moment(app, x));
        }
        Some(Place::Overview(x)) => overview(app, x),
        Some(Place::Tabs(x)) => return on_tabs(app, x),
        Some(Place::Panel(y)) if app.panel.is_some() => {
            app.focus = Focus::Panel;
            app.panel_row = app.panel_scroll + super::panel_lines::row_at(app, usize::from(y));
            app.settle_panel();
            if again {
                return app.run("accept", Default::default());
            }
        }
        _ => {}
    }
    Vec::new()
}

/// A click on a key in the footer is that key; on what it tells instead, the keys come back.
fn on_footer(app: &mut App, x: u16) -> Vec<Effect> {
    if app.toast.take().is_some() {
        return Vec::new();
    }
    let count = app.typing.count;
    let action = footer::offer_at(app, x);
    (app.typing, app.which_key) = Default::default();
    action.map_or(Vec::new(), |action| app.run(action, Args { count, text: None }))
}

/// A click on the name of a panel opens it; on that of the open one, the panel gets the keys.
fn on_tabs(app: &mut App, x: u16) -> Vec<Effect> {
    match tabs::tab_at(app, x) {
        Some(panel) if app.panel == Some(panel) => app.focus = Focus::Panel,
        Some(panel) => return app.run(panel.action(), Args::default()),
        None => {}
    }
    Vec::new()
}

/// A click on a row of a list runs it, on an answer gives it; a word that completes is put into the
/// line, and taken by a second click; on a row of a form it selects the field, a second one types
/// into it.
fn on_modal(app: &mut App, event: MouseEvent, again: bool) -> Vec<Effect> {
    let screen = app.panes.screen;
    let at = Position::new(event.column, event.row);
    if let Some((.., list)) = choices::of(app).filter(|(.., list)| list.rows.contains(at)) {
        complete::put(app, list.first + usize::from(event.row - list.rows.y));
        return if again { app.run("accept", Default::default()) } else { Vec::new() };
    }
    match app.modals.last_mut() {
        Some(Modal::Pick(list)) => {
            let rows = panes::pick_rows(screen, list.items.len());
            let first = panes::first_row(list.selected, usize::from(rows.height), list.shown.len());
            let row = first + usize::from(event.row.saturating_sub(rows.y));
            if rows.contains(at) && row < list.shown.len() {
                list.selected = row;
                return app.run("accept", Default::default());
            }
        }
        Some(Modal::Form(form)) if form.input.is_none() => {
            let (target, scroll) = (form.target.clone(), form.scroll);
            let count = super::form::rows(app.plan(), &target).len();
            let (rows, _) = panes::form_rows(screen, count);
            let row = scroll + usize::from(event.row.saturating_sub(rows.y));
            if rows.contains(at) && row < count {
                list::move_to(app, row);
                if again {
                    return app.run("accept", Default::default());
                }
            }
        }
        Some(Modal::Confirm(confirm)) => {
            let rows = panes::asked(screen, &confirm.question, confirm.choices.len()).answers;
            if rows.contains(at) {
                let choice = confirm.choices.get(usize::from(event.row - rows.y)).copied();
                app.modals.pop();
                return choice.map_or(Vec::new(), |(.., action)| app.run(action, Args::default()));
            }
        }
        _ => {}
    }
    Vec::new()
}

fn on_lanes(app: &mut App, x: u16, y: u16, again: bool) -> Vec<Effect> {
    app.focus = Focus::Timeline;
    let at = moment(app, x);
    let (Some(lane), Some(hit)) = (lane_at(app, y), hit(app, x, y)) else { return Vec::new() };
    app.view.lane = lane;
    app.view.cursor = at;
    let edge = edge(app, x, y, &hit);
    app.selected = hit.target.clone();
    if again && edge.is_none() {
        return app.run("edit", Default::default());
    }
    app.pointer.pressed = edge.map(|edge| Press { target: hit.target, edge, at, again });
    Vec::new()
}

/// Which end of a bar a cell holds. Where two bars share a cell, the last cell that is mostly this bar's counts as its end.
fn edge(app: &App, x: u16, y: u16, found: &Hit) -> Option<Edge> {
    let same = |x: Option<u16>| x.and_then(|x| hit(app, x, y)).is_some_and(|hit| hit.target == found.target);
    let another = |x: u16| {
        hit(app, x, y)
            .is_some_and(|hit| hit.target != found.target && !matches!(hit.part, Part::Mark(_) | Part::Lane))
    };
    Some(match found.part {
        Part::Start => Edge::Start,
        Part::End => Edge::End,
        Part::Body if another(x.saturating_add(1)) && same(x.checked_sub(2)) => Edge::End,
        Part::Body if x > 0 && another(x - 1) && same(x.checked_add(2)) => Edge::Start,
        Part::Body => Edge::Both,
        Part::Mark(_) | Part::Lane => return None,
    })
}

/// Takes hold at the first movement, so that a click alone moves nothing.
fn drag(app: &mut App, event: MouseEvent) {
    let Some(press) = app.pointer.pressed.clone() else { return };
    app.pointer.clicked = None;
    let lanes = app.panes.lanes;
    let x = event.column.clamp(lanes.x, lanes.right().saturating_sub(1).max(lanes.x)) - lanes.x;
    let by = moment(app, x) - press.at;
    if app.grab.is_none() {
        if by.is_zero() {
            return;
        }
        match Grab::new(app, press.target) {
            Ok(grab) => app.take(grab),
            Err(reason) => {
                app.pointer.pressed = None;
                return app.complain(reason);
            }
        }
    }
    let (zone, unit) = (app.zone(), app.unit());
    let by = on_the_ruler(app, press.edge, by, |at| unit.nearest(&zone, at));
    app.drag(press.edge, by, app.view.viewport.cell());
}

fn up(app: &mut App) -> Vec<Effect> {
    let Some(press) = app.pointer.pressed.take() else { return Vec::new() };
    if app.grab.is_some() {
        app.drop_grab();
    } else if press.again {
        return app.run("edit", Default::default());
    }
    Vec::new()
}

/// The bar's edge lands on a step of the ruler.
fn on_the_ruler(app: &App, edge: Edge, by: Duration, nearest: impl Fn(Instant) -> Instant) -> Duration {
    let Some(grab) = app.grab.as_ref().filter(|_| app.settings.snap) else { return by };
    let from = if edge == Edge::End { grab.was.end } else { grab.was.start };
    nearest(from + by) - from
}

fn wheel(app: &mut App, event: MouseEvent, place: Option<Place>, sign: i64) {
    app.pointer.clicked = None;
    if !app.modals.is_empty() {
        return list::move_by(app, sign * NOTCH);
    }
    match place {
        Some(Place::Panel(_)) => {
            let last = super::panel::len(app).saturating_sub(1) as i64;
            app.panel_row = (app.panel_row as i64 + sign * NOTCH).clamp(0, last) as usize;
            app.settle_panel();
        }
        _ if event.modifiers.contains(KeyModifiers::CONTROL) => {
            let column = event.column.saturating_sub(app.panes.lanes.x).min(app.panes.lanes.width);
            let anchor = moment(app, column);
            app.look(app.view.viewport.zoom(-(sign as i32), anchor));
        }
        _ if event.modifiers.contains(KeyModifiers::SHIFT) => pan(app, sign),
        _ => scroll(app, sign * NOTCH),
    }
}

fn pan(app: &mut App, sign: i64) {
    let cells = i64::from((app.panes.lanes.width / 8).max(1)) * sign;
    app.look(app.view.viewport.pan(cells));
}

/// Scrolls the lanes; the selection moves only where it would go out of sight.
fn scroll(app: &mut App, lanes: i64) {
    let (height, count) = (app.lanes_seen(), app.view.lanes.len());
    app.view.viewport = app.view.viewport.scroll(lanes, height, count);
    let first = app.view.viewport.first_lane;
    let last = (first + usize::from(height)).saturating_sub(1);
    if app.view.lane < first || app.view.lane > last {
        app.move_lane(app.view.lane.clamp(first, last));
    }
}

/// A click into the whole plan goes there.
fn overview(app: &mut App, x: u16) {
    let Some(Span { start, end }) = app.analysis().extent else { return };
    let width = i64::from(app.panes.overview.width.max(1));
    let length = (end - start).seconds();
    app.move_cursor(start + Duration::from_seconds(length / width * i64::from(x)));
}

/// The moment at a column of the lanes.
fn moment(app: &App, x: u16) -> Instant {
    app.view.viewport.instant_at(i64::from(x), 0)
}

/// The lane in a row of the screen.
fn lane_at(app: &App, y: u16) -> Option<usize> {
    let lane = app.view.viewport.first_lane + usize::from(y / app.lane_height());
    (lane < app.view.lanes.len()).then_some(lane)
}

fn hit(app: &App, x: u16, y: u16) -> Option<Hit> {
    app.row_of(lane_at(app, y)?).map(|row| row.hit(x))
}
