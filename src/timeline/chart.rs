//! The printed chart: a whole plan as lines of text, one row for each block, run and fallback. Readable in black and white:
//! every fill and mark is a sign of its own.

use super::bars;
use super::beneath::{block_differs, window_differs};
use super::focus::{buy_by, focus};
use super::ruler::ruler;
use super::viewport::Viewport;
use crate::analysis::{Analysis, RunFacts};
use crate::base::fact::spoken;
use crate::base::record::Items;
use crate::base::zone::Zone;
use crate::base::{Duration, Instant, Span, words};
use crate::model::{Block, Capacity, Fallback, FallbackKind, Plan, Run, Stage, Window};

/// The signs of a chart, in the order in which the legend explains them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    Bought,
    Offered,
    Wanted,
    Gone,
    Run,
    Ghost,
    Was,
    P50,
    P90,
    Past,
    DecideBy,
    BuyBy,
    Deadline,
    Now,
    Before,
    After,
    Open,
    Close,
}

/// Sign, its character in ASCII and in Unicode, and its meaning; fills are shown twice in the legend.
const SIGNS: [(Sign, char, char, &str); 18] = [
    (Sign::Bought, '=', '━', "bought"),
    (Sign::Offered, '-', '╌', "offered"),
    (Sign::Wanted, '.', '·', "wanted"),
    (Sign::Gone, 'x', '×', "does not come"),
    (Sign::Run, '#', '█', "run"),
    (Sign::Ghost, '/', '░', "not in force"),
    (Sign::Was, '~', '▔', "was there"),
    (Sign::P50, '|', '|', "P50"),
    (Sign::P90, ']', ']', "P90"),
    (Sign::Past, '>', '>', "P90 does not fit"),
    (Sign::DecideBy, 'D', 'D', "decide by"),
    (Sign::BuyBy, '$', '$', "buy by"),
    (Sign::Deadline, '!', '!', "deadline"),
    (Sign::Now, ':', '┊', "now"),
    (Sign::Before, '{', '‹', "earlier"),
    (Sign::After, '}', '›', "later"),
    (Sign::Open, '[', '┣', ""),
    (Sign::Close, ')', '┫', ""),
];

impl Sign {
    fn row(self) -> (char, char, &'static str) {
        let row = SIGNS.iter().find(|(sign, ..)| *sign == self);
        row.map_or((' ', ' ', ""), |(_, ascii, unicode, meaning)| (*ascii, *unicode, meaning))
    }

    fn is_fill(self) -> bool {
        use Sign::{Bought, Ghost, Gone, Offered, Run, Wanted, Was};
        matches!(self, Bought | Offered | Wanted | Gone | Run | Ghost | Was)
    }

    fn of(stage: Stage) -> Sign {
        match stage {
            Stage::Offered => Sign::Offered,
            Stage::Wanted => Sign::Wanted,
            Stage::Denied | Stage::Expired | Stage::Cancelled => Sign::Gone,
            _ => Sign::Bought,
        }
    }
}

/// Narrowest column of names: the scale stands there, too.
const NAMES: usize = 12;

/// Narrowest and widest chart.
const WIDTHS: (u16, u16) = (40, 400);

/// Paints the chart, `width` columns wide (meant for 72 to 132), without blanks at the ends of lines. Two lines of dates, one
/// line for each block, run and fallback, then the legend of the signs that occur. Empty for a plan without anything dated.
/// With `ascii`, nothing but printable ASCII.
pub fn chart(plan: &Plan, analysis: &Analysis, zone: &Zone, width: u16, ascii: bool) -> Vec<String> {
    chart_since(plan, None, analysis, zone, width, ascii)
}

/// The chart, with a thin row beneath each bar that is elsewhere than in an earlier state, and one for what is gone. Items of
/// that state have the ids that they have now.
pub fn chart_since(
    plan: &Plan,
    was: Option<&Plan>,
    analysis: &Analysis,
    zone: &Zone,
    width: u16,
    ascii: bool,
) -> Vec<String> {
    let Some(mut range) = focus(plan, analysis) else { return Vec::new() };
    let width = width.clamp(WIDTHS.0, WIDTHS.1);
    let rows = rows(plan);
    let rows: Vec<(Row<'_>, Vec<Span>)> = rows.into_iter().map(|row| (row, row.was(was))).collect();
    let gone = was.map(|was| gone(plan, was)).unwrap_or_default();
    // What was near is shown too; what was far away would squeeze the rest.
    let near = Span::new(range.start - range.len(), range.end + range.len());
    let were = rows.iter().map(|(_, was)| was).chain(gone.iter().map(|(_, was)| was)).flatten();
    range = were.copied().filter(|span| near.contains_span(*span)).fold(range, Span::hull);
    let names =
        rows.iter().map(|(row, _)| row.name(ascii)).chain(gone.iter().map(|(name, _)| plain(name, ascii)));
    let longest = names.map(|name| words::width(&name)).max().unwrap_or(0);
    let names = longest.clamp(NAMES, usize::from(width / 5).max(NAMES)) + 1;
    let columns = width - names as u16;
    let viewport = Viewport::default().fit(range, columns);
    let ruler = ruler(viewport, columns, zone, analysis.now);

    let mut lines = Vec::new();
    // The city is enough where the whole name is too long.
    let city = zone.name().rsplit('/').next().unwrap_or_default().replace('_', " ");
    let zone_name = if zone.name().len() < names { zone.name().to_string() } else { plain(&city, ascii) };
    let scale = format!("col = {}", viewport.cell());
    for (name, axis) in [(zone_name, &ruler.major), (scale, &ruler.minor)] {
        lines.push(cut_name(&name, names, ascii) + &axis.line(columns));
    }
    let mut used = Vec::new();
    let blank = || {
        let signs = vec![None; usize::from(columns)];
        let mut canvas = Canvas { viewport, signs, text: Vec::new(), notes: Vec::new() };
        if let Some(now) = ruler.now {
            canvas.put(i64::from(now), Sign::Now);
        }
        canvas
    };
    // The thin row, where anything of it can be seen.
    let thin = |spans: &[Span], word: Option<&str>| {
        let mut canvas = blank();
        let filled: Vec<(i64, i64)> = spans.iter().filter_map(|span| canvas.fill(*span, Sign::Was)).collect();
        let (first, last) = *filled.first()?;
        canvas.label(first, last, &word.map(str::to_string).into_iter().collect::<Vec<_>>());
        Some(canvas)
    };
    for (row, was) in &rows {
        let mut canvas = blank();
        row.paint(plan, analysis, &mut canvas);
        let line = canvas.line(ascii, &mut used);
        lines.push(cut_name(&row.name(ascii), names, ascii) + &line);
        lines.extend(
            thin(was, None).map(|canvas| cut_name("", names, ascii) + &canvas.line(ascii, &mut used)),
        );
    }
    for (name, was) in &gone {
        let name = cut_name(&plain(name, ascii), names, ascii);
        lines.extend(thin(was, Some("removed")).map(|canvas| name + &canvas.line(ascii, &mut used)));
    }
    lines.extend(legend(&used, usize::from(width), ascii));
    lines.into_iter().map(|line| line.trim_end().to_string()).collect()
}

/// One row of the chart.
#[derive(Clone, Copy)]
enum Row<'a> {
    Block(&'a Block),
    Run(&'a Run),
    Fallback(&'a Run, &'a Fallback),
}

/// Blocks in the order of the plan, each with the runs that begin on it and their ladders; then the other runs.
fn rows(plan: &Plan) -> Vec<Row<'_>> {
    let mut by_block: Vec<Vec<&Run>> = vec![Vec::new(); plan.blocks.len() + 1];
    for run in plan.runs.iter() {
        let first = run.windows_in_force().iter().min_by_key(|window| window.start);
        let block = first.and_then(|window| plan.blocks.position(window.block.as_str()));
        if let Some(runs) = by_block.get_mut(block.unwrap_or(plan.blocks.len())) {
            runs.push(run);
        }
    }
    let mut rows = Vec::new();
    for (at, runs) in by_block.into_iter().enumerate() {
        rows.extend(plan.blocks.at(at).map(Row::Block));
        for run in runs {
            rows.push(Row::Run(run));
            rows.extend(run.fallbacks.iter().map(|rung| Row::Fallback(run, rung)));
        }
    }
    rows
}

/// Blocks and runs that are in the earlier state only: name and place.
fn gone(plan: &Plan, was: &Plan) -> Vec<(String, Vec<Span>)> {
    let blocks = was.blocks.iter().filter(|old| !plan.blocks.contains(&old.id));
    let runs = was.runs.iter().filter(|old| !plan.runs.contains(&old.id));
    let blocks = blocks.map(|old| (old.title().to_string(), vec![old.span()]));
    let runs = runs.map(|old| (format!(" {}", old.title()), old.windows.iter().map(Window::span).collect()));
    blocks.chain(runs).collect()
}

impl Row<'_> {
    fn name(&self, ascii: bool) -> String {
        match self {
            Row::Block(block) => plain(block.title(), ascii),
            Row::Run(run) => format!(" {}", plain(run.title(), ascii)),
            Row::Fallback(_, rung) => format!("  {}", plain(rung.title(), ascii)),
        }
    }

    /// Where its bars were, as far as they are not there any more.
    fn was(&self, was: Option<&Plan>) -> Vec<Span> {
        let Some(was) = was else { return Vec::new() };
        let differing = |old: &Items<Window>, new: &Items<Window>| -> Vec<Span> {
            let differs = |old: &&Window| new.get(&old.id).is_none_or(|new| window_differs(old, new));
            old.iter().filter(differs).map(Window::span).collect()
        };
        let spans = match self {
            Row::Block(block) => {
                was.blocks.get(&block.id).filter(|old| block_differs(old, block)).map(|old| vec![old.span()])
            }
            Row::Run(run) => was.runs.get(&run.id).map(|old| differing(&old.windows, &run.windows)),
            Row::Fallback(run, rung) => {
                let old = was.runs.get(&run.id).and_then(|old| old.fallbacks.get(&rung.id));
                old.map(|old| differing(&old.windows, &rung.windows))
            }
        };
        spans.unwrap_or_default()
    }

    fn paint(&self, plan: &Plan, analysis: &Analysis, canvas: &mut Canvas) {
        match self {
            Row::Block(block) => paint_block(block, analysis, canvas),
            Row::Run(run) => {
                let in_force = run.rung().is_none();
                paint_windows(run.windows.iter(), in_force, canvas);
                let hired = analysis.run(&run.id).is_some_and(|facts| facts.hired.is_some());
                if run.windows_in_force().is_empty() && !hired {
                    canvas.note(run.ready.unwrap_or(canvas.viewport.start), "no window");
                }
                if let Some(facts) = analysis.run(&run.id).filter(|_| in_force) {
                    paint_ends(facts, analysis, canvas);
                }
                canvas.put_at(run.deadline, Sign::Deadline);
            }
            Row::Fallback(run, rung) => {
                let in_force = run.in_force.as_ref() == Some(&rung.id);
                paint_windows(rung.windows.iter(), in_force, canvas);
                let run_facts = analysis.run(&run.id);
                let facts = run_facts.and_then(|it| it.rungs.iter().find(|facts| facts.id == rung.id));
                if let Some(facts) = facts.filter(|_| !in_force) {
                    canvas.put_at(facts.planned_end.map(last_moment), Sign::P90);
                    canvas.put_at(facts.decide_by.as_ref().map(|decide| decide.people), Sign::DecideBy);
                }
                if let Some(facts) = run_facts.filter(|_| in_force) {
                    paint_ends(facts, analysis, canvas);
                }
                if rung.windows.is_empty() {
                    let start = plan.runs.get(&run.id).and_then(|run| run.windows.at(0)).map(|it| it.start);
                    canvas.note(start.unwrap_or(canvas.viewport.start), &kind_in_words(rung.kind));
                }
                canvas.put_at(run.deadline, Sign::Deadline);
            }
        }
    }
}

fn kind_in_words(kind: FallbackKind) -> String {
    match kind {
        FallbackKind::Lora => "LoRA".to_string(),
        FallbackKind::Qlora => "QLoRA".to_string(),
        kind => spoken(kind.word()),
    }
}

fn paint_block(block: &Block, analysis: &Analysis, canvas: &mut Canvas) {
    let stage = block.status.stage();
    let span = block.span();
    for (span, stage) in bars::extensions(analysis, block) {
        canvas.fill(span, Sign::of(stage));
    }
    let Some((first, last)) = canvas.fill(span, Sign::of(stage)) else { return };
    canvas.put_at(analysis.block(&block.id).and_then(|facts| buy_by(facts, analysis.now)), Sign::BuyBy);
    let word = match block.status.row().capacity {
        Capacity::Certain => String::new(),
        _ => format!(", {}", block.status),
    };
    let size = format!("{} x", block.nodes.get());
    let long = format!("{size} {}", analysis.machine_name(block));
    let family = analysis.block(&block.id).and_then(|facts| facts.machine.rsplit('.').next());
    let family = family.filter(|family| !family.is_empty()).unwrap_or(analysis.machine_name(block));
    let family = format!("{size} {family}");
    let texts =
        [format!("{long}{word}"), format!("{family}{word}"), format!("{size}{word}"), long, family, size];
    canvas.label(first, last, &texts);
    let cell = |at| canvas.viewport.cell_of(at).0;
    let (open, close) = (cell(span.start) == first, cell(last_moment(span.end)) == last);
    if open && last > first {
        canvas.put(first, Sign::Open);
    }
    if close && last > first {
        canvas.put(last, Sign::Close);
    }
}

fn paint_windows<'a>(windows: impl Iterator<Item = &'a Window>, in_force: bool, canvas: &mut Canvas) {
    for window in windows {
        canvas.fill(window.span(), if in_force { Sign::Run } else { Sign::Ghost });
    }
}

/// P50 and P90; a P90 after the usable end of the last block is marked where that block ends.
fn paint_ends(facts: &RunFacts, analysis: &Analysis, canvas: &mut Canvas) {
    canvas.put_at(facts.p50_end.map(last_moment), Sign::P50);
    let block = facts.windows.last().and_then(|window| analysis.block(&window.block));
    match (facts.p90_end, block.map(|block| block.usable.end)) {
        (Some(end), Some(room)) if end > room => canvas.put_at(Some(room), Sign::Past),
        (end, _) => canvas.put_at(end.map(last_moment), Sign::P90),
    }
}

/// An end belongs to the column before it, where it lies on a border.
fn last_moment(end: Instant) -> Instant {
    end - Duration::from_seconds(1)
}

/// The columns of one row.
struct Canvas {
    viewport: Viewport,
    signs: Vec<Option<Sign>>,
    /// Text over the signs: where it begins, and what. Signs that are put later stay visible.
    text: Vec<(usize, String)>,
    /// Remarks, and where they would best begin; they give way to marks.
    notes: Vec<(usize, String)>,
}

impl Canvas {
    fn put(&mut self, column: i64, sign: Sign) {
        let column = usize::try_from(column).ok();
        if let Some(slot) = column.and_then(|column| self.signs.get_mut(column)) {
            *slot = Some(sign);
        }
    }

    fn put_at(&mut self, at: Option<Instant>, sign: Sign) {
        if let Some(at) = at {
            self.put(self.viewport.cell_of(at).0, sign);
        }
    }

    /// First and last column that were filled.
    fn fill(&mut self, span: Span, sign: Sign) -> Option<(i64, i64)> {
        let most = self.signs.len() as i64 - 1;
        let from = self.viewport.cell_of(span.start).0;
        let to = self.viewport.cell_of(last_moment(span.end)).0.max(from);
        let (first, last) = (from.max(0), to.min(most));
        (first..=last).for_each(|column| self.put(column, sign));
        // What is cut says so, and so does what is out of sight.
        if from < 0 {
            self.put(0, Sign::Before);
        }
        if to > most {
            self.put(most, Sign::After);
        }
        (first <= last).then_some((first, last))
    }

    /// The first of some texts that fits into a bar, with air around it.
    fn label(&mut self, first: i64, last: i64, texts: &[String]) {
        let room = (last - first - 3).max(0) as usize;
        let fits = |text: &&String| words::width(text) + 2 <= room;
        if let Some(text) =
            texts.iter().map(|text| words::visible(text).into_owned()).find(|text| fits(&text))
        {
            self.text.push(((first + 2) as usize, format!(" {text} ")));
        }
    }

    /// A remark beginning at a moment, moved left where it would be cut.
    fn note(&mut self, at: Instant, text: &str) {
        let most = self.signs.len().saturating_sub(words::width(text)) as i64;
        self.notes.push((self.viewport.cell_of(at).0.clamp(0, most) as usize, text.to_string()));
    }

    /// Where a remark stands: as near as can be to where it should, without a mark in it or touching it.
    fn clear(&self, wanted: usize, text: &str) -> usize {
        let columns = words::width(text);
        let is_clear = |start: &usize| {
            let touched = self.signs.iter().skip(start.saturating_sub(1));
            let touched = touched.take(columns + 1 + usize::from(*start > 0));
            touched.flatten().all(|sign| sign.is_fill() || *sign == Sign::Now)
        };
        let starts = 0..=self.signs.len().saturating_sub(columns);
        starts.filter(is_clear).min_by_key(|start| start.abs_diff(wanted)).unwrap_or(wanted)
    }

    fn line(&self, ascii: bool, used: &mut Vec<Sign>) -> String {
        let mut cells: Vec<String> = Vec::new();
        for sign in &self.signs {
            cells.push(sign.map_or(" ".to_string(), |sign| {
                let (plain, unicode, _) = sign.row();
                if ascii { plain.to_string() } else { unicode.to_string() }
            }));
            if let Some(sign) = sign.filter(|sign| !used.contains(sign)) {
                used.push(sign);
            }
        }
        let notes = self.notes.iter().map(|(wanted, text)| (self.clear(*wanted, text), text));
        for (start, text) in self.text.iter().map(|(start, text)| (*start, text)).chain(notes) {
            let text = plain(text, ascii);
            // Letters of two columns would shift what comes after them.
            if words::width(&text) != text.chars().count() {
                continue;
            }
            for (cell, (letter, sign)) in cells
                .iter_mut()
                .zip(&self.signs)
                .skip(start)
                .zip(text.chars())
                .map(|((cell, sign), letter)| (cell, (letter, sign)))
            {
                // Marks win over text, text wins over fills.
                if sign.is_none_or(|sign| sign.is_fill() || sign == Sign::Now) {
                    *cell = letter.to_string();
                }
            }
        }
        cells.concat()
    }
}

/// The signs that occur, with their meanings, in as many lines as it takes.
fn legend(used: &[Sign], width: usize, ascii: bool) -> Vec<String> {
    let head = "Legend  ";
    let mut lines: Vec<String> = Vec::new();
    for (sign, plain, unicode, meaning) in SIGNS {
        if !used.contains(&sign) || meaning.is_empty() {
            continue;
        }
        let shown = if ascii { plain } else { unicode };
        let shown = String::from(shown).repeat(if sign.is_fill() { 2 } else { 1 });
        let entry = format!("{shown} {meaning}");
        match lines.last_mut() {
            Some(line) if words::width(line) + 3 + words::width(&entry) <= width => {
                line.push_str("   ");
                line.push_str(&entry);
            }
            last => {
                let indent = if last.is_some() { " ".repeat(head.len()) } else { head.to_string() };
                lines.push(indent + &entry);
            }
        }
    }
    lines
}

/// Safe to print, and in ASCII where that is asked for.
fn plain(text: &str, ascii: bool) -> String {
    let text = words::visible(text);
    match ascii {
        true => text.chars().map(|c| if c.is_ascii() { c } else { '?' }).collect(),
        false => text.into_owned(),
    }
}

/// A name in its column, a blank behind it; cut in the middle where it is too long.
fn cut_name(name: &str, columns: usize, ascii: bool) -> String {
    let cut = words::cut_middle(name, columns.saturating_sub(1));
    let cut = if ascii { cut.replace('…', "~") } else { cut };
    words::pad(&cut, columns)
}
