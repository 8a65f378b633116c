//! The whole plan in one line: where blocks are, which part of time is on the screen, and now.

use ratatui::buffer::Buffer;

use crate::app::App;
use crate::base::{Instant, Span};
use crate::ui::paint::{fill, put};
use crate::ui::theme::Theme;

pub fn draw(app: &App, theme: &Theme, buf: &mut Buffer) {
    let area = app.panes.overview;
    let Some(extent) = app.analysis().extent.filter(|extent| !area.is_empty() && !extent.is_empty()) else {
        return;
    };
    let glyphs = theme.glyphs;
    let width = usize::from(area.width);
    fill(buf, area, glyphs.horizontal, theme.frame);
    let depth = depth(app, extent, width);
    let most = depth.iter().copied().max().unwrap_or(0).max(1);
    for (x, blocks) in depth.iter().enumerate().filter(|(_, blocks)| **blocks > 0) {
        let c = glyphs.heat.get((blocks * 8 / most).clamp(1, 8)).copied().unwrap_or(glyphs.solid);
        put(buf, area, area.x + x as u16, area.y, c, theme.planned);
    }
    let seen = app.view.viewport.span(app.panes.lanes.width);
    let (from, to) = (cell_of(extent, seen.start, width), cell_of(extent, seen.end, width));
    for x in from..=to {
        // What is on the screen stands out from the rest.
        if let Some(cell) = buf.cell_mut((area.x + x, area.y)) {
            let style = if cell.symbol().starts_with(glyphs.horizontal) { theme.dim } else { theme.load };
            cell.set_style(style);
        }
    }
    put(buf, area, area.x + from, area.y, '[', theme.cursor);
    put(buf, area, area.x + to, area.y, ']', theme.cursor);
    let now = app.analysis().now;
    if extent.contains(now) {
        put(buf, area, area.x + cell_of(extent, now, width), area.y, glyphs.now_tick, theme.now);
    }
}

/// The cell of a moment, if the whole plan takes `width` cells.
fn cell_of(extent: Span, at: Instant, width: usize) -> u16 {
    let length = i128::from(extent.len().seconds().max(1));
    let into = i128::from((extent.clamp(at) - extent.start).seconds());
    let cell = into * width as i128 / length;
    cell.clamp(0, width.saturating_sub(1) as i128) as u16
}

/// How many blocks there are in each cell.
fn depth(app: &App, extent: Span, width: usize) -> Vec<usize> {
    let mut change = vec![0_i64; width + 1];
    for block in &app.analysis().blocks {
        let from = usize::from(cell_of(extent, block.span.start, width));
        let to = usize::from(cell_of(extent, block.span.end, width)) + 1;
        if let Some(at) = change.get_mut(from) {
            *at += 1;
        }
        if let Some(at) = change.get_mut(to) {
            *at -= 1;
        }
    }
    let mut blocks = 0;
    let depth = change.into_iter().map(|change| {
        blocks += change;
        usize::try_from(blocks).unwrap_or(0)
    });
    depth.take(width).collect()
}
