//! The timeline: names to the left, the calendar above, lanes with bars and marks.

mod lane;
mod names;
pub mod overview;
mod rails;
mod ruler;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::paint::{line, piece, row};
use super::theme::Theme;
use crate::analysis::Analysis;
use crate::app::App;
use crate::base::zone::Zone;
use crate::model::Plan;
use crate::timeline::{Frame, view};

/// What is drawn, laid out once for all parts.
struct Scene<'a> {
    app: &'a App,
    theme: &'a Theme,
    plan: &'a Plan,
    analysis: &'a Analysis,
    zone: Zone,
    /// Rows of the screen that a lane takes.
    lane_height: u16,
}

impl Scene<'_> {
    fn frame(&self) -> Frame<'_> {
        let lanes = self.app.panes.lanes;
        Frame {
            plan: self.plan,
            analysis: self.analysis,
            lanes: &self.app.view.lanes,
            viewport: self.app.view.viewport,
            width: lanes.width,
            height: lanes.height.div_ceil(self.lane_height),
            selected: &self.app.selected,
            zone: &self.zone,
        }
    }

    /// The row of cells at the top of a lane; empty where the lane is out of sight.
    fn lane_area(&self, within: Rect, index: usize) -> Rect {
        let top = index.saturating_mul(usize::from(self.lane_height));
        let top = u16::try_from(top).unwrap_or(u16::MAX).min(within.height);
        Rect { y: within.y + top, height: self.lane_height.min(within.height - top), ..within }
    }

    /// The cell of the cursor's moment, if it is in sight.
    fn cursor_cell(&self) -> Option<u16> {
        let cell = self.app.view.viewport.cell_of(self.app.view.cursor).0;
        u16::try_from(cell).ok().filter(|cell| *cell < self.app.panes.lanes.width)
    }
}

/// Draws calendar, names and lanes.
pub fn draw(app: &App, theme: &Theme, buf: &mut Buffer) {
    if app.panes.lanes.is_empty() && app.panes.names.is_empty() {
        return;
    }
    let (plan, analysis, zone) = (app.plan(), app.analysis(), app.zone());
    let scene = Scene { app, theme, plan, analysis, zone, lane_height: app.lane_height() };
    let frame = scene.frame();
    let seen = view(&frame);
    ruler::draw(&scene, &seen, buf);
    names::draw(&scene, &seen, buf);
    let free = lane::draw(&scene, &seen, buf);
    rails::draw(&scene, &seen, &free, buf);
    if app.view.lanes.is_empty() {
        nothing(&scene, buf);
    }
}

/// What to do where there is nothing to see.
fn nothing(scene: &Scene<'_>, buf: &mut Buffer) {
    let (app, theme) = (scene.app, scene.theme);
    let key = |action: &str| app.keymap.keys_of(crate::app::keymap::Context::Timeline, action);
    let hints: Vec<[super::paint::Piece; 2]> = if app.view.filter.is_empty() {
        let hints =
            [("add-block", "adds a block"), ("add-run", "adds a run"), ("help", "shows what else there is")];
        let known = hints.into_iter().filter_map(|(action, what)| Some((key(action)?, what)));
        known.map(|(keys, what)| [piece(format!("{keys:>3}  "), theme.key), piece(what, theme.dim)]).collect()
    } else {
        let keys = key("cancel").unwrap_or_else(|| "Esc".to_string());
        vec![[piece(format!("{keys:>3}  "), theme.key), piece("shows all lanes", theme.dim)]]
    };
    let heading = match app.view.filter.as_str() {
        "" => "The plan is empty.".to_string(),
        filter => format!("No lane matches {filter}."),
    };
    let area = app.panes.lanes;
    let top = area.height.saturating_sub(hints.len() as u16 + 2) / 2;
    let left = area.width.saturating_sub(34) / 2;
    let at = |index: u16| super::paint::after(row(area, top + index), left);
    line(buf, at(0), &[piece(heading, theme.heading)]);
    for (index, hint) in hints.iter().enumerate() {
        line(buf, at(index as u16 + 2), hint);
    }
}
