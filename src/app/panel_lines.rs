//! The rows of the open panel as lines of the screen: where a panel has lines to spare, its texts go on over several of them.

use super::App;
use super::panel::{self, PanelRow, Tone};
use crate::base::words::width;
use crate::base::wrap::wrap_cut;

/// A row as it stands in the panel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lines {
    pub row: PanelRow,
    /// The row's text, one line or more; the last may be too long.
    pub text: Vec<String>,
}

/// What stands in the open panel, and the columns that labels have.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shown {
    pub rows: Vec<Lines>,
    pub labels: usize,
}

/// Columns before a row's label, for the sign of the selected one.
pub const SIGN: usize = 2;
/// Blanks between label and text.
pub const GAP: usize = 2;

/// The open panel from its first visible row on.
pub fn shown(app: &App) -> Shown {
    let area = app.panes.panel;
    let height = usize::from(area.height);
    let rows = panel::rows(app, app.panel_scroll, height);
    let labels = labels(rows.iter(), usize::from(area.width));
    let room = room(labels, usize::from(area.width));
    let mut spare = height.saturating_sub(rows.len());
    let rows = rows.into_iter().map(|row| {
        let text = lines(&row, room, 1 + spare);
        spare = spare.saturating_sub(text.len() - 1);
        Lines { row, text }
    });
    Shown { rows: rows.collect(), labels }
}

/// The row that a line of the panel belongs to, counted from the first in sight.
pub fn row_at(app: &App, line: usize) -> usize {
    let mut end = 0;
    let rows = shown(app).rows;
    let place = rows.iter().position(|row| {
        end += row.text.len();
        line < end
    });
    // Below the last row there is none: as far below it as the line is.
    place.unwrap_or(rows.len() + line.saturating_sub(end))
}

/// How many lines rows want in a panel of so many columns, if a row like `below` follows.
pub fn height(rows: &[PanelRow], below: Option<&PanelRow>, columns: usize) -> usize {
    let labels = labels(rows.iter().chain(below), columns);
    rows.iter().map(|row| lines(row, room(labels, columns), usize::MAX).len()).sum()
}

/// Labels are aligned as far as the widest, but leave most of the room to the text.
fn labels<'a>(rows: impl Iterator<Item = &'a PanelRow>, columns: usize) -> usize {
    let labels = rows.filter(|row| row.tone != Tone::Heading).map(|row| width(&row.label));
    labels.max().unwrap_or(0).min((columns / 3).max(8))
}

fn room(labels: usize, columns: usize) -> usize {
    columns.saturating_sub(SIGN + if labels == 0 { 0 } else { labels + GAP })
}

fn lines(row: &PanelRow, room: usize, most: usize) -> Vec<String> {
    if row.tone == Tone::Heading || width(&row.text) <= room || most < 2 {
        return vec![row.text.clone()];
    }
    let mut lines = wrap_cut(&row.text, room);
    if lines.len() > most {
        let rest = lines.split_off(most - 1).join(" ");
        lines.push(rest);
    }
    lines
}
