//! The column of names: a gutter with the mark of the selected lane or its worst finding, then the name.

use ratatui::buffer::Buffer;
use ratatui::style::Style;

use super::Scene;
use crate::app::panel::Focus;
use crate::base::words::{cut_end, width};
use crate::model::{Severity, Target};
use crate::timeline::{Item, LaneKind, Row, Timeline};
use crate::ui::paint::{after, line, line_right, piece, put, row, shade};

/// From this many columns on, a name has room for a word beside it.
const WITH_DETAIL: u16 = 22;

pub(super) fn draw(scene: &Scene<'_>, seen: &Timeline, buf: &mut Buffer) {
    let (app, theme) = (scene.app, scene.theme);
    for (index, lane) in seen.rows.iter().enumerate() {
        let area = row(scene.lane_area(app.panes.names, index), 0);
        if area.is_empty() {
            break;
        }
        let selected = lane.lane == app.view.lane;
        let style = match (selected, app.focus) {
            (true, Focus::Timeline) => theme.selected,
            (true, Focus::Panel) => theme.unfocused,
            (false, _) => style(scene, lane),
        };
        if selected {
            shade(buf, ratatui::layout::Rect { width: area.width.saturating_sub(1), ..area }, style);
        }
        if let Some((c, style)) = sign(scene, lane, selected, style) {
            put(buf, area, area.x, area.y, c, style);
        }
        let indent = lane.depth.saturating_mul(2);
        let body = after(area, 1 + indent);
        // A blank stays between names and lanes.
        let body = ratatui::layout::Rect { width: body.width.saturating_sub(1), ..body };
        if matches!(lane.kind, LaneKind::Rung { more: false, .. }) && indent > 0 {
            put(
                buf,
                area,
                area.x + indent,
                area.y,
                theme.glyphs.branch,
                if selected { style } else { theme.dim },
            );
        }
        let title = match lane.kind {
            LaneKind::Windows { .. } if lane.title.is_empty() => shared(scene, lane, usize::from(body.width)),
            _ => lane.title.clone(),
        };
        let end = line(buf, body, &[piece(title, style)]);
        if let Some(detail) = detail(scene, lane).filter(|_| area.width >= WITH_DETAIL) {
            let style = if selected { style } else { theme.dim };
            line_right(buf, body, end + 2, &[piece(detail, style)]);
        }
    }
}

/// The name of a lane that holds windows of several runs: the selected one's, else the first one's, and a sign that there are
/// more.
fn shared(scene: &Scene<'_>, lane: &Row, columns: usize) -> String {
    let (items, selected) = (scene.app.view.lanes.items(lane.lane), &scene.app.selected);
    let is_selected = |item: &&Item| {
        selected.run().is_some()
            && item.target(scene.plan).is_some_and(|target| target.run() == selected.run())
    };
    let Some(named) = items.iter().find(is_selected).or(items.first()) else { return String::new() };
    let more = format!(" +{}", scene.theme.glyphs.ellipsis);
    let room = columns.saturating_sub(width(&more));
    cut_end(&named.title(scene.plan), room) + &more
}

fn style(scene: &Scene<'_>, lane: &Row) -> Style {
    match lane.kind {
        LaneKind::Block { .. } | LaneKind::Run { .. } if lane.depth == 0 => scene.theme.heading,
        LaneKind::Windows { ghost: true, .. } | LaneKind::Unplaced => scene.theme.dim,
        LaneKind::Rung { .. } if !in_force(scene, lane) => scene.theme.dim,
        _ => scene.theme.text,
    }
}

fn in_force(scene: &Scene<'_>, lane: &Row) -> bool {
    match &lane.target {
        Target::Fallback(run, rung) => {
            scene.plan.runs.get(run).is_some_and(|run| run.in_force.as_ref() == Some(rung))
        }
        _ => false,
    }
}

/// What stands in the gutter.
fn sign(scene: &Scene<'_>, lane: &Row, selected: bool, style: Style) -> Option<(char, Style)> {
    let (theme, glyphs) = (scene.theme, scene.theme.glyphs);
    // Windows of the lane count for it: their findings may be out of sight.
    let worst = lane.bars.iter().filter_map(|bar| bar.worst).chain(lane.worst).min_by_key(|it| *it as u8);
    match worst {
        _ if selected => Some((glyphs.pointer, style)),
        Some(Severity::Error) => Some((glyphs.error, theme.error)),
        Some(Severity::Warning) => Some((glyphs.warning, theme.warning)),
        _ => None,
    }
}

/// A word beside the name: a block's status, whether a rung is in force.
fn detail(scene: &Scene<'_>, lane: &Row) -> Option<String> {
    match (&lane.target, lane.kind) {
        (Target::Block(id), LaneKind::Block { .. }) => {
            Some(scene.plan.blocks.get(id)?.status.to_string().split(' ').next()?.to_string())
        }
        (Target::Run(id), LaneKind::Run { more: false, .. }) => {
            scene.plan.runs.get(id)?.critical.then(|| "critical".to_string())
        }
        (Target::Fallback(..), LaneKind::Rung { more: false, .. }) => {
            in_force(scene, lane).then(|| "in force".to_string())
        }
        _ => None,
    }
}
