//! Bars: blocks with their ramp and tail, and windows. Only those in sight are made; of windows too short to be told apart,
//! one stands for all.

use super::lanes::{Grouping, Item};
use super::view::{Frame, Row};
use crate::analysis::Analysis;
use crate::base::{Span, sort, words};
use crate::model::{Block, Severity, Stage, Target};

/// What a bar is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BarKind {
    /// The usable part of a block; the stage says how certain it is.
    Block(Stage),
    /// The part of a block before work can start: boot, image, health check.
    Ramp,
    /// The part of a block after the provider has stopped the machines.
    Tail,
    /// A later end of a block, with the stage of its purchase.
    Extension(Stage),
    /// A window in force.
    Window,
    /// A window of what is not in force.
    Ghost,
}

/// A bar in sight.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    pub target: Target,
    pub kind: BarKind,
    /// The whole of it, in sight or not.
    pub span: Span,
    /// Eighths of a cell from the left edge: `x0 < x1`, within the width.
    pub x0: u32,
    pub x1: u32,
    /// It goes on beyond the edge.
    pub cut_left: bool,
    pub cut_right: bool,
    /// The bar before it ends where it begins: a boundary is to be drawn.
    pub joins: bool,
    /// Safe to print, not cut.
    pub label: String,
    pub nodes: u32,
    pub pinned: bool,
    pub worst: Option<Severity>,
    /// How many more windows lie in the same eighth of a cell and are not drawn.
    pub hidden: usize,
}

impl Bar {
    /// First and last cell that it touches.
    pub fn cells(&self) -> (u16, u16) {
        ((self.x0 / 8) as u16, (self.x1.saturating_sub(1) / 8) as u16)
    }

    fn new(frame: &Frame<'_>, target: Target, kind: BarKind, span: Span) -> Option<Bar> {
        let (x0, x1) = frame.eighths(span)?;
        let seen = frame.seen();
        Some(Bar {
            target,
            kind,
            span,
            x0,
            x1,
            cut_left: span.start < seen.start,
            cut_right: span.end > seen.end,
            joins: false,
            label: String::new(),
            nodes: 0,
            pinned: false,
            worst: None,
            hidden: 0,
        })
    }
}

/// The bars of a block, side by side: ramp, usable part, tail, extensions.
pub(super) fn of_block(frame: &Frame<'_>, block: u32, row: &mut Row) {
    let Some(block) = frame.plan.blocks.at(block as usize) else { return };
    let seen = frame.seen();
    let whole = whole(frame.analysis, block);
    row.before = usize::from(whole.end <= seen.start);
    row.after = usize::from(whole.start >= seen.end && row.before == 0);
    for (kind, span) in parts(frame, block) {
        let vanishes = frame.viewport.eighths_of(span.start) == frame.viewport.eighths_of(span.end);
        if matches!(kind, BarKind::Ramp | BarKind::Tail) && vanishes {
            continue;
        }
        let Some(mut bar) = Bar::new(frame, Target::Block(block.id.clone()), kind, span) else { continue };
        bar.nodes = block.nodes.get();
        bar.worst = row.worst;
        if matches!(kind, BarKind::Block(_)) {
            let machine = frame.analysis.machine_name(block);
            bar.label = words::visible(&format!("{} x {machine}", block.nodes.get())).into_owned();
        }
        add(&mut row.bars, bar, false);
    }
}

/// A block with its extensions, as far as they are planned or bought.
pub(super) fn whole(analysis: &Analysis, block: &Block) -> Span {
    let span = block.span();
    let facts = analysis.block(&block.id).filter(|facts| !facts.open_ended);
    Span::new(span.start, facts.map_or(span.end, |facts| facts.span.end.max(span.end)))
}

/// The extensions that take effect: how long each lasts beyond what came before, and the stage of its purchase.
pub(super) fn extensions(analysis: &Analysis, block: &Block) -> Vec<(Span, Stage)> {
    let whole = whole(analysis, block);
    let mut extensions: Vec<_> = block.extensions.iter().map(|it| (it.until, it.status.stage())).collect();
    extensions.retain(|(until, _)| *until <= whole.end);
    sort::by_key(&mut extensions, |(until, _)| *until);
    let mut end = block.span().end;
    let mut spans = Vec::new();
    for (until, stage) in extensions {
        if until > end {
            spans.push((Span::new(end, until), stage));
            end = until;
        }
    }
    spans
}

/// What a block consists of, in the order of time.
fn parts(frame: &Frame<'_>, block: &Block) -> Vec<(BarKind, Span)> {
    let whole = whole(frame.analysis, block);
    let usable = frame.analysis.block(&block.id).and_then(|facts| {
        // The end of an open-ended block is not that of what is known of it.
        let end = if facts.open_ended { whole.end } else { facts.usable.end };
        Span::new(facts.usable.start, end).intersect(whole)
    });
    let usable = usable.unwrap_or(whole);
    let bought = Span::new(block.span().start, block.span().end);
    let mut parts = vec![
        (BarKind::Ramp, Span::new(whole.start, usable.start)),
        (BarKind::Block(block.status.stage()), bought.intersect(usable).unwrap_or(bought)),
    ];
    for (span, stage) in extensions(frame.analysis, block) {
        parts.extend(span.intersect(usable).map(|span| (BarKind::Extension(stage), span)));
    }
    parts.push((BarKind::Tail, Span::new(usable.end, whole.end)));
    parts.retain(|(_, span)| !span.is_empty());
    parts
}

/// The windows of a lane that are in sight.
pub(super) fn of_windows(frame: &Frame<'_>, row: &mut Row) {
    let items = frame.lanes.items(row.lane);
    let seen = frame.seen();
    // None lies over another, so both their starts and their ends are in order.
    let first = items.partition_point(|item| item.span.end <= seen.start);
    let last = items.partition_point(|item| item.span.start < seen.end).max(first);
    row.before = first;
    row.after = items.len() - last;
    let selected = selected_in(frame, row.lane);

    let mut at = first;
    while let Some(item) = items.get(at).filter(|_| at < last) {
        if let Some(bar) = window(frame, item) {
            add(&mut row.bars, bar, Some(at) == selected);
        }
        at += 1;
        let Some(previous) = row.bars.last_mut() else { continue };
        // What ends within the bar just drawn cannot be seen: step over all of it at once.
        let rest = items.get(at..last).unwrap_or_default();
        let covered =
            rest.partition_point(|item| frame.viewport.eighths_of(item.span.end) < i64::from(previous.x1));
        previous.hidden += covered;
        if let Some(item) = selected.filter(|selected| (at..at + covered).contains(selected))
            && let Some(bar) = items.get(item).and_then(|item| window(frame, item))
        {
            let (x0, x1, hidden) = (previous.x0, previous.x1, previous.hidden);
            *previous = Bar { x0, x1, hidden, ..bar };
        }
        at += covered;
    }
}

/// Position in a lane of the selected window.
fn selected_in(frame: &Frame<'_>, lane: usize) -> Option<usize> {
    let place = frame.lanes.find(frame.plan, frame.selected).filter(|place| place.lane == lane)?;
    place.item?.checked_sub(frame.lanes.get(lane)?.items.start)
}

fn window(frame: &Frame<'_>, item: &Item) -> Option<Bar> {
    let kind = if item.ghost { BarKind::Ghost } else { BarKind::Window };
    let mut bar = Bar::new(frame, item.target(frame.plan)?, kind, item.span)?;
    let window = item.of(frame.plan)?;
    let name = match frame.lanes.grouping {
        Grouping::Blocks => item.title(frame.plan),
        Grouping::Runs => {
            let block = frame.lanes.block_position(window.block.as_str());
            let block = block.and_then(|block| frame.plan.blocks.at(block));
            words::visible(block.map_or(window.block.as_str(), Block::title)).into_owned()
        }
    };
    bar.nodes = window.nodes.get();
    bar.label = format!("{name}, {}", words::count(bar.nodes, "node", "nodes"));
    bar.pinned = window.pinned;
    bar.worst = item.worst;
    Some(bar)
}

/// Adds a bar behind the last one. What the last one hides wholly is counted, unless it is the selected one.
fn add(bars: &mut Vec<Bar>, mut bar: Bar, selected: bool) {
    let Some(previous) = bars.last_mut() else { return bars.push(bar) };
    if bar.x0 >= previous.x1 || bar.x1 > previous.x1 {
        bar.x0 = bar.x0.max(previous.x1);
        bar.joins = bar.x0 == previous.x1;
        return bars.push(bar);
    }
    previous.hidden += 1;
    if selected {
        *previous = Bar { x0: previous.x0, x1: previous.x1, hidden: previous.hidden, ..bar };
    }
}
