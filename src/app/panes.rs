//! Which part of the screen holds what, as plain geometry. Computed in `update`, so that drawing and mouse hits agree.

use ratatui::layout::Rect;

use super::App;

/// Where the parts of the screen are. A part without room is empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Panes {
    /// First line: title, verdict, next date.
    pub title: Rect,
    /// The two rows of the time axis, names' column excluded.
    pub ruler: Rect,
    /// Names of the lanes.
    pub names: Rect,
    /// Bars of the lanes.
    pub lanes: Rect,
    /// The list beside the timeline; empty when none is open.
    pub panel: Rect,
    /// Last line but one: what is selected and where the cursor is.
    pub status: Rect,
    /// Last line: what happened, or the keys that help.
    pub footer: Rect,
}

/// Divides the screen.
pub fn lay_out(app: &App) -> Panes {
    let (width, height) = app.size;
    let at = |x: u16, y: u16, w: u16, h: u16| Rect::new(x, y, w, h).intersection(Rect::new(0, 0, width, height));
    let names = (width / 5).clamp(0, 24);
    let panel = if app.panel.is_some() { width / 3 } else { 0 };
    let bars = width.saturating_sub(names).saturating_sub(panel);
    let rows = height.saturating_sub(5);
    Panes {
        title: at(0, 0, width, 1),
        ruler: at(names, 1, bars, 2),
        names: at(0, 3, names, rows),
        lanes: at(names, 3, bars, rows),
        panel: at(names + bars, 1, panel, rows + 2),
        status: at(0, height.saturating_sub(2), width, 1),
        footer: at(0, height.saturating_sub(1), width, 1),
    }
}
