//! Lines from the selected run to those it waits for, and from those that wait for it: through empty cells only.

use ratatui::buffer::Buffer;

use super::Scene;
use crate::timeline::{Rail, Timeline};
use crate::ui::paint::put;

pub(super) fn draw(scene: &Scene<'_>, seen: &Timeline, free: &[Vec<bool>], buf: &mut Buffer) {
    for rail in &seen.rails {
        self::rail(scene, rail, free, buf);
    }
}

/// Along the lane of the earlier run's end, down or up to the lane of the later one, and on to its start.
fn rail(scene: &Scene<'_>, rail: &Rail, free: &[Vec<bool>], buf: &mut Buffer) {
    let (theme, glyphs, area) = (scene.theme, scene.theme.glyphs, scene.app.panes.lanes);
    let style = if rail.broken { theme.error } else { theme.rail };
    let first = scene.app.view.viewport.first_lane as i64;
    let width = i64::from(area.width);
    let (from, to) = (rail.from.lane as i64 - first, rail.to.lane as i64 - first);
    let bend = rail.from.cell.max(-1) + 1;
    let mut cell = |lane: i64, x: i64, c: char| {
        let is_free = usize::try_from(lane)
            .ok()
            .and_then(|lane| free.get(lane))
            .and_then(|cells| usize::try_from(x).ok().and_then(|x| cells.get(x)).copied());
        if is_free == Some(true) {
            let top = scene.lane_area(area, lane as usize);
            put(buf, top, area.x.saturating_add(x as u16), top.y, c, style);
        }
    };
    let last_lane = free.len() as i64;
    for lane in from.min(to).max(0)..=from.max(to).min(last_lane) {
        if lane != to {
            cell(lane, bend, glyphs.vertical);
        }
    }
    let (left, right) = (bend.min(rail.to.cell), bend.max(rail.to.cell));
    for x in left.max(0)..right.min(width) {
        cell(to, x, glyphs.rail);
    }
    cell(to, rail.to.cell - 1, glyphs.rail_end);
}
