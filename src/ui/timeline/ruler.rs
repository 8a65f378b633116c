//! The calendar above the lanes, and the corner beside it.

use ratatui::buffer::Buffer;
use ratatui::style::Modifier;

use super::Scene;
use crate::base::words::{count, visible, width};
use crate::timeline::{Axis, Grouping, Label, Timeline};
use crate::ui::paint::{line, piece, put, row, text};

pub(super) fn draw(scene: &Scene<'_>, seen: &Timeline, buf: &mut Buffer) {
    let (theme, area) = (scene.theme, scene.app.panes.ruler);
    let minor = row(area, area.height.saturating_sub(1));
    for (x, _) in seen.ruler.weekend.iter().enumerate().filter(|(_, weekend)| **weekend) {
        if let Some(cell) =
            buf.cell_mut((minor.x.saturating_add(x as u16), minor.y)).filter(|_| !minor.is_empty())
        {
            cell.set_style(theme.weekend);
        }
    }
    if area.height >= 2 {
        axis(scene, buf, row(area, 0), &seen.ruler.major, theme.major, ' ');
    }
    axis(scene, buf, minor, &seen.ruler.minor, theme.minor, theme.glyphs.tick);
    let mut tick = |cell: Option<u16>, c: char, style: ratatui::style::Style| {
        let Some(x) = cell.map(|cell| minor.x.saturating_add(cell)).filter(|_| !minor.is_empty()) else {
            return;
        };
        let covered = buf.cell((x, minor.y)).map(|cell| cell.symbol().to_string()).unwrap_or_default();
        let within = |label: &Label| (label.x..label.x + width(&label.text) as u16).contains(&(x - minor.x));
        // A letter of a label stays and is marked, and so does a blank within it; elsewhere the tick stands.
        match covered.chars().next() {
            Some(letter) if seen.ruler.minor.labels.iter().any(within) => {
                put(buf, minor, x, minor.y, letter, style.add_modifier(Modifier::REVERSED));
            }
            _ => put(buf, minor, x, minor.y, c, style),
        }
    };
    tick(scene.cursor_cell(), theme.glyphs.cursor_tick, theme.cursor);
    tick(seen.ruler.now, theme.glyphs.now_tick, theme.now);
    corner(scene, seen, buf);
}

fn axis(
    scene: &Scene<'_>,
    buf: &mut Buffer,
    area: ratatui::layout::Rect,
    axis: &Axis,
    style: ratatui::style::Style,
    tick: char,
) {
    // A tick right beside a label would read as a part of it.
    let touches = |cell: u16| {
        axis.labels.iter().any(|label| {
            let end = usize::from(label.x) + width(&label.text);
            usize::from(cell) == end || cell.checked_add(1) == Some(label.x)
        })
    };
    for cell in axis.ticks.iter().filter(|cell| tick != ' ' && !touches(**cell)) {
        put(buf, area, area.x.saturating_add(*cell), area.y, tick, scene.theme.grid);
    }
    for label in &axis.labels {
        let style = if label.sticky { style.patch(scene.theme.dim) } else { style };
        text(buf, area, area.x.saturating_add(label.x), area.y, &label.text, style);
    }
}

/// What the lanes are, and in which zone the calendar counts; the heading of the first lane where it is out of sight.
fn corner(scene: &Scene<'_>, seen: &Timeline, buf: &mut Buffer) {
    let (app, theme) = (scene.app, scene.theme);
    let area = crate::ui::paint::after(app.panes.corner, 1);
    let what = match app.view.grouping {
        Grouping::Blocks => "Blocks",
        Grouping::Runs => "Runs",
    };
    let mut zone = scene.zone.local(app.view.cursor).abbreviation;
    // Times are in another zone than the plan wants: there is none of that name.
    let wanted = app.doc.plan().zones.first();
    if wanted.is_some_and(|name| app.doc.world().zones.get(name.as_str()).is_none()) {
        let room = usize::from(area.width).saturating_sub(width(what) + width(&zone) + 3);
        zone.push_str([", zone unknown", "?"].into_iter().find(|mark| width(mark) <= room).unwrap_or(""));
    }
    let beside = format!(" {} {zone}", theme.glyphs.dot);
    let fits = width(what) + width(&beside) <= usize::from(area.width);
    let upper = [piece(what, theme.heading), piece(if fits { beside } else { String::new() }, theme.dim)];
    let first = seen.rows.first();
    let header =
        first.and_then(|first| Some(app.view.lanes.get(first.lane)?.header).filter(|at| *at < first.lane));
    let lower = match header {
        Some(header) => {
            let title = app.view.lanes.title(scene.plan, header);
            piece(format!("{title} {}", theme.glyphs.ellipsis), theme.heading)
        }
        None if !app.view.filter.is_empty() => {
            let lanes = count(app.view.lanes.len(), "lane", "lanes");
            piece(format!("/{} {lanes}", visible(&app.view.filter)), theme.matched)
        }
        None => {
            let cell = app.view.viewport.cell().words();
            let texts = [format!("1 column = {cell}"), format!("1 col = {cell}"), format!("= {cell}")];
            let fits = |text: &&String| width(text) <= usize::from(area.width.saturating_sub(1));
            piece(texts.iter().find(fits).unwrap_or(&texts[2]), theme.dim)
        }
    };
    match area.height {
        0 => {}
        1 => _ = line(buf, area, &[if header.is_some() { lower } else { upper[0].clone() }]),
        _ => {
            line(buf, row(area, 0), &upper);
            line(buf, row(area, 1), &[lower]);
        }
    }
}
