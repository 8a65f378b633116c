//! Going up and down in whatever is on top: a list to pick from, a form, a page, completions, the panel, the lanes.

use super::modal::Modal;
use super::panel::{self, Focus};
use super::{App, form};

/// Moves by rows.
pub fn move_by(app: &mut App, rows: i64) {
    let to = |now: usize| {
        let step = usize::try_from(rows.unsigned_abs()).unwrap_or(usize::MAX);
        if rows < 0 { now.saturating_sub(step) } else { now.saturating_add(step) }
    };
    if let Some(Modal::Prompt(_)) = app.modals.last() {
        return super::complete::take(app, if rows < 0 { -1 } else { 1 });
    }
    match app.modals.last() {
        Some(Modal::Form(form)) if form.input.is_some() => {
            super::complete::take(app, if rows < 0 { -1 } else { 1 })
        }
        _ => move_to(app, to(position(app))),
    }
}

/// The selected row of what is on top.
fn position(app: &App) -> usize {
    match app.modals.last() {
        Some(Modal::Pick(pick)) => pick.selected,
        Some(Modal::Form(form)) => form.selected,
        Some(Modal::Page(page)) => page.scroll,
        Some(Modal::Prompt(_) | Modal::Confirm(_)) => 0,
        None if app.focus == Focus::Panel => app.panel_row,
        None => app.view.lane,
    }
}

/// Goes to a row, the last one if there are fewer.
pub fn move_to(app: &mut App, row: usize) {
    let last = |len: usize| row.min(len.saturating_sub(1));
    let rows = match app.modals.last() {
        Some(Modal::Form(form)) => form::rows(app.plan(), &form.target).len(),
        _ => 0,
    };
    match app.modals.last_mut() {
        Some(Modal::Pick(pick)) => pick.selected = last(pick.shown.len()),
        Some(Modal::Form(form)) => form.selected = last(rows),
        Some(Modal::Page(page)) => page.scroll = last(page.lines.len()),
        Some(Modal::Prompt(_) | Modal::Confirm(_)) => {}
        None if app.focus == Focus::Panel => app.panel_row = last(panel::len(app)),
        None => app.move_lane(row),
    }
}

/// How many rows a page has.
pub fn page(app: &App) -> usize {
    let rows = match app.modals.last() {
        Some(_) => app.size.1.saturating_sub(8),
        None if app.focus == Focus::Panel => app.panes.panel.height,
        None => app.lanes_seen(),
    };
    usize::from(rows.max(2))
}
