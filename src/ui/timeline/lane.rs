//! Lanes: what lies behind, bars, load, marks, and what is off the screen.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::Scene;
use crate::analysis::MarkKind as DateKind;
use crate::app::grab::Grab;
use crate::base::words::{count, visible};
use crate::model::{Account, Capacity, Severity, Stage, Target};
use crate::timeline::{self, BarKind, Beneath, Differs, LaneKind, Mark, MarkKind, OVER, Timeline};
use crate::ui::bar::{Bar, Fill, Row};
use crate::ui::paint::{after, line, piece, put, row, shade};
use crate::ui::theme::fill_color;

/// Cells of a day from which on midnights are ruled.
const WIDE_DAY: u16 = 6;

/// Draws the lanes in sight; gives, lane by lane, the cells that nothing covers.
pub(super) fn draw(scene: &Scene<'_>, seen: &Timeline, buf: &mut Buffer) -> Vec<Vec<bool>> {
    let area = scene.app.panes.lanes;
    backdrop(scene, seen, buf);
    gone(scene, seen, buf);
    let rows = seen.rows.iter().enumerate();
    rows.map(|(index, lane)| self::lane(scene, lane, scene.lane_area(area, index), buf)).collect()
}

/// Weekends, midnights, now and the cursor's moment: bars are drawn over them.
fn backdrop(scene: &Scene<'_>, seen: &Timeline, buf: &mut Buffer) {
    let (theme, area) = (scene.theme, scene.app.panes.lanes);
    let column = |cell: u16| Rect { x: area.x.saturating_add(cell), width: 1, ..area }.intersection(area);
    for (cell, _) in seen.ruler.weekend.iter().enumerate().filter(|(_, weekend)| **weekend) {
        shade(buf, column(cell as u16), theme.weekend);
    }
    let mut rule = |cell: u16, c: char, style: Style| {
        let at = column(cell);
        for y in at.y..at.bottom() {
            put(buf, at, at.x, y, c, style);
        }
    };
    // Where days are narrow, only months or years are ruled: the picture stays calm.
    let apart = |days: &[u16]| matches!(days, [a, b] if b.abs_diff(*a) >= WIDE_DAY);
    let is_wide = seen.ruler.midnights.windows(2).all(apart);
    let midnights = seen.ruler.midnights.iter().filter(|_| is_wide);
    for cell in midnights.chain(&seen.ruler.major.ticks) {
        rule(*cell, theme.glyphs.grid, theme.grid);
    }
    if let Some(cell) = scene.cursor_cell() {
        rule(cell, theme.glyphs.cursor, theme.cursor);
    }
    if let Some(cell) = seen.ruler.now {
        rule(cell, theme.glyphs.now, theme.now);
    }
}

fn lane(scene: &Scene<'_>, lane: &timeline::Row, area: Rect, buf: &mut Buffer) -> Vec<bool> {
    let glyphs = scene.theme.glyphs;
    let mut free = Vec::new();
    let lines = u16::from(scene.app.beneath().is_some());
    if lines > 0 && area.height > 1 {
        beneath(scene, lane, row(area, area.height - 1), buf);
    }
    for line in 0..area.height.saturating_sub(lines).max(1) {
        let at = row(area, line);
        let mut cells = Row::new(buf, at, glyphs).mono(scene.theme.is_mono());
        if let Some(grab) = &scene.app.grab {
            old_place(scene, grab, lane, &mut cells);
        }
        for bar in &lane.bars {
            self::bar(scene, bar, line, &mut cells);
        }
        // Where a lane has two rows, the load has the lower one to itself.
        if line + 1 + lines >= area.height {
            load(scene, lane, &mut cells);
        }
        if line == 0 {
            marks(scene, lane, &mut cells);
            outside(scene, lane, at.width, &mut cells);
            free = (0..at.width).map(|cell| cells.is_free(cell)).collect();
        }
    }
    free
}

/// Below the last lane, as far as there is room: what the other state has and no lane of this one could show.
fn gone(scene: &Scene<'_>, seen: &Timeline, buf: &mut Buffer) {
    let (lanes, panes) = (scene.app.view.lanes.len(), &scene.app.panes);
    let shown = seen.rows.last().map_or(0, |row| row.lane + 1);
    let lines = &scene.app.view.beneath;
    let from = lines.partition_point(|it| it.lane < lanes);
    let mut last = None;
    for it in lines.iter().skip(from).filter(|_| shown == lanes) {
        let below = u16::try_from(it.lane - lanes).unwrap_or(u16::MAX);
        let top = u16::try_from(seen.rows.len()).unwrap_or(u16::MAX).saturating_mul(scene.lane_height);
        let index = top.saturating_add(below);
        let (names, at) = (row(panes.names, index), row(panes.lanes, index));
        if at.is_empty() || index >= panes.lanes.height {
            break;
        }
        if last != Some(it.lane) {
            let name = format!("{} {}", scene.theme.glyphs.gone, it.owner());
            line(buf, after(names, 1), &[piece(name, scene.theme.dim)]);
            last = Some(it.lane);
        }
        self::line_of(scene, it, at, buf);
    }
}

/// Where the lane's bars are in the state that the plan is compared with.
fn beneath(scene: &Scene<'_>, lane: &timeline::Row, at: Rect, buf: &mut Buffer) {
    let lines = &scene.app.view.beneath;
    let from = lines.partition_point(|it| it.lane < lane.lane);
    for it in lines.iter().skip(from).take_while(|it| it.lane == lane.lane) {
        line_of(scene, it, at, buf);
    }
}

fn line_of(scene: &Scene<'_>, it: &Beneath, at: Rect, buf: &mut Buffer) {
    let (theme, glyphs, viewport) = (scene.theme, scene.theme.glyphs, scene.app.view.viewport);
    let (first, _) = viewport.cell_of(it.span.start);
    // The end is no longer part of it.
    let (last, eighth) = viewport.cell_of(it.span.end);
    let last = if eighth == 0 && last > first { last - 1 } else { last };
    let (c, style) = match it.differs {
        Differs::Was => (glyphs.beneath, theme.was),
        Differs::Gone => (glyphs.gone, theme.was),
        Differs::New => (glyphs.new, theme.mark),
    };
    let last = if it.differs == Differs::New { first } else { last };
    for cell in first.max(0)..=last.min(i64::from(at.width) - 1) {
        put(buf, at, at.x + cell as u16, at.y, c, style);
    }
}

/// Where a held bar was.
fn old_place(scene: &Scene<'_>, grab: &Grab, lane: &timeline::Row, cells: &mut Row<'_>) {
    if !lane.bars.iter().any(|bar| grab.parts.contains(&bar.target)) {
        return;
    }
    let viewport = scene.app.view.viewport;
    let width = i64::from(scene.app.panes.lanes.width);
    let (from, to) = (viewport.cell_of(grab.was.start).0, viewport.cell_of(grab.was.end).0);
    for cell in from.max(0)..=to.min(width - 1) {
        cells.mark(cell as u16, scene.theme.glyphs.was, scene.theme.was);
    }
}

/// Whether a bar is the selected item, or one of its windows.
fn is_of(bar: &timeline::Bar, selected: &Target) -> bool {
    match (&bar.target, selected) {
        (Target::Window(run, Some(rung), _), Target::Fallback(of, selected)) => run == of && rung == selected,
        (Target::Window(run, ..), Target::Run(of)) => run == of && bar.kind == BarKind::Window,
        (target, selected) => target == selected,
    }
}

fn bar(scene: &Scene<'_>, bar: &timeline::Bar, line: u16, cells: &mut Row<'_>) {
    let (theme, glyphs) = (scene.theme, scene.theme.glyphs);
    let is_selected = is_of(bar, &scene.app.selected) && !matches!(bar.kind, BarKind::Ramp | BarKind::Tail);
    let is_held = scene.app.grab.as_ref().is_some_and(|grab| grab.parts.contains(&bar.target));
    let (fill, style) = look(scene, bar);
    let style = match (is_held, is_selected) {
        (true, _) => theme.held,
        (_, true) => theme.chosen,
        _ => style,
    };
    let is_work = matches!(bar.kind, BarKind::Window | BarKind::Ghost);
    let mut signs = String::new();
    if line == 0 {
        signs.extend(is_selected.then_some(glyphs.pointer));
        signs.extend((is_work && bar.worst == Some(Severity::Error)).then_some(glyphs.conflict));
        signs.extend(bar.pinned.then_some(glyphs.pinned));
        let more = bar.hidden.min(8) as u32 + 1;
        signs.extend((bar.hidden > 0 && bar.x1 - bar.x0 <= 16).then(|| char::from_digit(more, 10)).flatten());
    }
    // The name alone where the rest does not fit.
    let short = bar.label.rsplit_once(", ").map_or(bar.label.as_str(), |(name, _)| name);
    // A blank parts the label of a block from the load behind it.
    let spaced = format!("{} ", bar.label);
    let (family, nodes) = (block_in_short(scene, bar), bar.nodes.to_string());
    let in_words = count(bar.nodes, "node", "nodes");
    let labels: &[&str] = match bar.kind {
        // A number alone says something of a bar, but nothing in a cell or two.
        BarKind::Block(_) if bar.x1 - bar.x0 < 32 => &[&bar.label, &family],
        BarKind::Block(_) => &[&spaced, &bar.label, &family, &in_words, &nodes],
        _ => &[&bar.label, short],
    };
    cells.bar(&Bar {
        x0: bar.x0,
        x1: bar.x1,
        fill,
        style,
        joins: bar.joins && is_work,
        cut_left: bar.cut_left,
        cut_right: bar.cut_right,
        signs: &signs,
        labels: if line == 0 { labels } else { &[] },
    });
}

/// `32 x p5`: a block where its machine's whole name has no room.
fn block_in_short(scene: &Scene<'_>, bar: &timeline::Bar) -> String {
    let facts = match &bar.target {
        Target::Block(id) => scene.analysis.block(id),
        _ => None,
    };
    let family = facts.map_or("", |facts| facts.machine.rsplit('.').next().unwrap_or_default());
    format!("{} x {}", bar.nodes, visible(family))
}

/// How a bar is filled, and its colours, by what it is and how certain that is.
fn look(scene: &Scene<'_>, bar: &timeline::Bar) -> (Fill, Style) {
    let (theme, glyphs) = (scene.theme, scene.theme.glyphs);
    let of_stage = |stage: Stage| match (stage.row().capacity, stage.row().account) {
        (Capacity::Certain, _) => {
            let line = glyphs.block.filter(|_| theme.is_mono());
            (line.map_or(Fill::Solid, |(open, c, close)| Fill::Line(open, c, close)), theme.certain)
        }
        (Capacity::Planned, _) => (Fill::Char(glyphs.planned), theme.planned),
        (Capacity::None, Account::Spent) => (Fill::Char(glyphs.past), theme.past),
        (Capacity::None, _) => (Fill::Char(glyphs.gone), theme.gone),
    };
    match bar.kind {
        BarKind::Block(stage)
            if stage.row().capacity == Capacity::Certain && bar.span.end <= scene.analysis.now =>
        {
            of_stage(Stage::Ended)
        }
        BarKind::Block(stage) | BarKind::Extension(stage) => of_stage(stage),
        BarKind::Ramp | BarKind::Tail => (Fill::Char(glyphs.lost), theme.lost),
        BarKind::Ghost => (Fill::Char(glyphs.ghost), theme.ghost),
        BarKind::Window if bar.span.end <= scene.analysis.now => (Fill::Char(glyphs.past), theme.past),
        BarKind::Window if bar.worst == Some(Severity::Error) => (Fill::Solid, theme.conflict),
        BarKind::Window => {
            let run = bar.target.run().and_then(|id| scene.analysis.index.runs.get(id));
            (Fill::Solid, theme.run(run.copied().unwrap_or(0)))
        }
    }
}

/// How much of a block is used, within its bar.
fn load(scene: &Scene<'_>, lane: &timeline::Row, cells: &mut Row<'_>) {
    let (theme, glyphs) = (scene.theme, scene.theme.glyphs);
    let Some(heat) = &lane.heat else { return };
    let usable = lane.bars.iter().find(|bar| matches!(bar.kind, BarKind::Block(_)));
    let Some((first, last)) = usable.map(timeline::Bar::cells) else { return };
    // A block that is not sure keeps its pattern where nothing uses it.
    let is_solid = usable.is_some_and(|bar| look(scene, bar).0 == Fill::Solid);
    // Without colours the work under a full block must not look like a part of it: a full cell keeps its upper quarter.
    let is_line = theme.is_mono() && glyphs.block.is_some();
    let glyph = |level: u8| match is_line {
        true => usize::from(level).saturating_mul(6).div_euclid(8).max(1),
        false => usize::from(level),
    };
    // The selected block is bright: what is used of it stands out in the colour that other blocks have.
    let color = match lane.target == scene.app.selected {
        true => Some(fill_color(theme.certain)),
        false => theme.load.fg,
    };
    for (cell, level) in (heat.from..).zip(&heat.levels) {
        let at_end = cell <= first || cell >= last;
        if *level == OVER {
            cells.over(cell, glyphs.over, theme.over);
        } else if !at_end && !cells.is_taken(cell) && *level > 0 {
            let c = glyphs.heat.get(glyph(*level)).copied().unwrap_or(glyphs.solid);
            cells.load(cell, c, color);
        } else if !at_end && !cells.is_taken(cell) && is_solid {
            cells.idle(cell, color);
        }
    }
}

fn marks(scene: &Scene<'_>, lane: &timeline::Row, cells: &mut Row<'_>) {
    let mut last = None;
    for mark in &lane.marks {
        // Of several in a cell the first is the most important.
        if last == Some(mark.cell) || cells.is_taken(mark.cell) {
            continue;
        }
        // A planned end is worth a sign where it can be told from the end of its bar.
        let is_plain = mark.kind == MarkKind::Planned && !is_about(&mark.target, &scene.app.selected);
        if is_plain && lane.bars.iter().any(|bar| bar.cells().1 == mark.cell || is_short(bar, mark.cell)) {
            continue;
        }
        if let Some((c, style)) = sign(scene, mark, cells.is_free(mark.cell)) {
            cells.mark(mark.cell, c, style);
            last = Some(mark.cell);
        }
    }
}

/// How a mark is drawn; `None` for what is told only of the selected item, or elsewhere.
fn sign(scene: &Scene<'_>, mark: &Mark, is_free: bool) -> Option<(char, Style)> {
    let (theme, glyphs) = (scene.theme, scene.theme.glyphs);
    let selected = &scene.app.selected;
    let is_selected =
        mark.target == *selected || mark.target.run().is_some() && mark.target.run() == selected.run();
    let is_ahead = mark.at >= scene.analysis.now;
    Some(match mark.kind {
        MarkKind::Deadline => (glyphs.deadline, theme.deadline),
        MarkKind::DecideBy => (glyphs.decide, theme.decide),
        MarkKind::DecideHard => (glyphs.decide_hard, theme.decide),
        MarkKind::DecideOn => (glyphs.decide_on, theme.decide),
        MarkKind::Past => (glyphs.too_late, theme.error),
        MarkKind::Planned => (glyphs.planned_end, theme.mark),
        MarkKind::P90 if is_selected => (glyphs.late_end, theme.mark),
        MarkKind::P50 if is_selected => (glyphs.median, theme.mark),
        MarkKind::Ready => (glyphs.ready, theme.mark),
        MarkKind::Block(DateKind::MustBuyBy | DateKind::SafeBuyBy | DateKind::PayBy) if is_ahead => {
            (glyphs.buy, theme.decide)
        }
        MarkKind::Block(DateKind::ExtendFrom | DateKind::SafeExtendBy | DateKind::ExtendBy)
            if is_selected =>
        {
            (glyphs.extend, theme.decide)
        }
        // Ramp and tail show when work can be.
        MarkKind::Block(DateKind::UsableStart | DateKind::UsableEnd) => return None,
        MarkKind::Block(_) if is_selected => (glyphs.other_date, theme.mark),
        MarkKind::Finding(Severity::Error) if is_free => (glyphs.error, theme.error),
        MarkKind::Finding(Severity::Warning) if is_free => (glyphs.warning, theme.warning),
        _ => return None,
    })
}

/// The same item, or of the same run.
fn is_about(target: &Target, selected: &Target) -> bool {
    target == selected || target.run().is_some() && target.run() == selected.run()
}

/// A bar over this cell that has no room for signs.
fn is_short(bar: &timeline::Bar, cell: u16) -> bool {
    let (first, last) = bar.cells();
    (first..=last).contains(&cell) && last - first < 5
}

/// How many windows lie off the screen, at its edges.
fn outside(scene: &Scene<'_>, lane: &timeline::Row, width: u16, cells: &mut Row<'_>) {
    let (theme, glyphs) = (scene.theme, scene.theme.glyphs);
    let is_block = matches!(lane.kind, LaneKind::Block { .. });
    let digits = |count: usize| if is_block { String::new() } else { count.to_string() };
    let mut write = |from: u16, text: String| {
        let cells_of = || (from..).zip(text.chars());
        if cells_of().all(|(cell, _)| cells.is_free(cell)) {
            for (cell, c) in cells_of() {
                cells.mark(cell, c, theme.mark);
            }
        }
    };
    if lane.before > 0 {
        write(0, format!("{}{}", glyphs.left, digits(lane.before)));
    }
    if lane.after > 0 {
        let text = format!("{}{}", digits(lane.after), glyphs.right);
        write(width.saturating_sub(text.chars().count() as u16), text);
    }
    let has_none = lane.bars.is_empty() && lane.before + lane.after == 0;
    if has_none && let (Target::Run(run), LaneKind::Run { more: false, .. }) = (&lane.target, lane.kind) {
        let hired = scene.app.analysis().run(run).and_then(|facts| facts.hired);
        write(
            2,
            match hired {
                Some(span) => format!(
                    "by the hour: {}",
                    crate::ui::say::span(&scene.app.zone(), span, scene.app.analysis().now)
                ),
                None => "no window yet".to_string(),
            },
        );
    }
}
