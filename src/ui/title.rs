//! The first line: which plan, whether it is saved, and how it stands.

use ratatui::buffer::Buffer;

use super::paint::{Piece, columns, line, line_right, piece};
use super::say;
use super::theme::Theme;
use crate::analysis::AgendaKind;
use crate::app::App;
use crate::base::words::{count, cut_middle, visible, width};

/// Columns that the plan's name keeps before the verdict becomes shorter, if the name is that long.
const NAME_FIRST: usize = 30;

/// The mark of a plan that cannot be changed.
const READ_ONLY: &str = " = read-only";

/// Columns of a title before its mark becomes a sign.
const SHORTEST: usize = 8;

pub fn draw(app: &App, theme: &Theme, buf: &mut Buffer) {
    let area = app.panes.title;
    if area.is_empty() {
        return;
    }
    let room = usize::from(area.width).saturating_sub(1);
    let verdicts = verdicts(app, theme);
    let marks = match (app.doc.read_only.is_some(), app.doc.is_modified()) {
        (true, _) => width(READ_ONLY) + 3,
        (false, true) => 5,
        (false, false) => 3,
    };
    let kept = (width(&visible(&app.plan().title)) + marks).min(NAME_FIRST).min(room / 3);
    let fits = |pieces: &&Vec<Piece>| columns(pieces) + kept <= room;
    let verdict = verdicts.iter().find(fits).cloned().unwrap_or_default();
    let left = room.saturating_sub(columns(&verdict));
    let end = line(buf, area, &name(app, theme, left));
    line_right(buf, ratatui::layout::Rect { width: area.width.saturating_sub(1), ..area }, end, &verdict);
}

/// The plan's title and its file, the title cut in the middle.
fn name(app: &App, theme: &Theme, room: usize) -> Vec<Piece> {
    let title = visible(&app.plan().title).into_owned();
    let title = if title.trim().is_empty() { "untitled plan".to_string() } else { title };
    let modified = app.doc.is_modified();
    let lost = app.doc.file_trouble.is_some();
    let mark = match (lost, app.doc.read_only.is_some(), modified) {
        (true, ..) => " ! file lost",
        (false, true, _) => READ_ONLY,
        (false, false, true) => " * unsaved",
        (false, false, false) => "",
    };
    let file = app
        .doc
        .path
        .as_ref()
        .and_then(|path| path.file_name())
        .map(|name| name.to_string_lossy().into_owned());
    let file = file.filter(|file| width(file) + width(&title) + width(mark) + 5 < room);
    // One blank before, two after.
    let sign = mark.get(..2).unwrap_or_default();
    // That nothing can be changed is worth more than the end of the title.
    let needs = if mark == READ_ONLY { width(&title).min(SHORTEST) } else { width(&title) };
    let short = if needs + width(mark) + 3 > room { sign } else { mark };
    let title = cut_middle(&title, room.saturating_sub(width(short) + 3));
    let mut pieces = vec![piece(format!(" {title}"), theme.title), piece(short, theme.warning)];
    pieces.extend(file.map(|file| piece(format!("  {file}"), theme.dim)));
    pieces
}

/// How the plan stands, from the longest wording to the shortest.
fn verdicts(app: &App, theme: &Theme) -> Vec<Vec<Piece>> {
    let analysis = app.analysis();
    let verdict = &analysis.verdict;
    let (glyphs, dot) = (theme.glyphs, piece(format!(" {} ", theme.glyphs.dot), theme.dim));
    let word = match verdict.on_track {
        true => piece(format!("{} on track", glyphs.bullet), theme.good),
        false => piece(format!("{} not on track", glyphs.cross), theme.error),
    };
    let counts: Vec<Piece> = [
        (verdict.errors, count(verdict.errors, "error", "errors"), theme.error),
        (verdict.warnings, count(verdict.warnings, "warning", "warnings"), theme.warning),
    ]
    .into_iter()
    .filter(|(n, ..)| *n > 0)
    .flat_map(|(_, text, style)| [dot.clone(), piece(text, style)])
    .collect();
    // Where there is no room for both, errors are told and not warnings.
    let worst = counts.get(..2).unwrap_or_default();
    let zone = app.zone();
    let with = |parts: &[&[Piece]]| -> Vec<Piece> {
        std::iter::once(&word).chain(parts.iter().copied().flatten()).cloned().collect()
    };
    let mut all = Vec::new();
    if let Some(item) = &verdict.next {
        let (at, now) = (item.due(analysis.now), analysis.now);
        let rough = say::from_now(at, now);
        let [full, day, rough] = match item.overdue {
            true => ["overdue", "overdue", "overdue"].map(|text| piece(text, theme.error)),
            false => [
                format!("by {} ({rough})", say::labelled(&zone, at, now)),
                format!("by {}", say::local(&zone, at, now)),
                rough,
            ]
            .map(|text| piece(text, theme.decide)),
        };
        let text = [dot.clone(), piece(format!("{} ", item.text), theme.text), full.clone()];
        all.push(with(&[&counts, &text]));
        for when in [&full, &day, &rough] {
            let act = [dot.clone(), piece(format!("{} ", verb(item.kind)), theme.text), when.clone()];
            all.extend([with(&[&counts, &act]), with(&[worst, &act])]);
        }
        all.push(with(&[&[dot.clone(), full]]));
    }
    all.extend([with(&[&counts]), with(&[])]);
    all
}

/// What is to be done, in a word.
fn verb(kind: AgendaKind) -> &'static str {
    match kind {
        AgendaKind::Decide => "decide",
        AgendaKind::Buy => "buy",
        AgendaKind::Pay => "pay",
        AgendaKind::Quota => "ask for quota",
        AgendaKind::Approve => "approve",
        AgendaKind::Extend => "extend",
        _ => "next",
    }
}
