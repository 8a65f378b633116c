//! The panel beside the timeline: its heading with the names of the others, its rows, and the selected row in full.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::paint::{after, line, piece, put, row, shade, text};
use super::theme::Theme;
use crate::app::panel::{self, Focus, Panel, Tone};
use crate::app::panel_lines::{self, GAP, Lines, SIGN};
use crate::app::{App, tabs};
use crate::base::words::cut_middle;
use crate::base::wrap::wrap;

pub fn draw(app: &App, theme: &Theme, buf: &mut Buffer) {
    if app.panel.is_none() {
        return;
    }
    let panes = &app.panes;
    for y in panes.divider.y..panes.divider.bottom() {
        put(buf, panes.divider, panes.divider.x, y, theme.glyphs.vertical, theme.frame);
    }
    tabs(app, theme, buf);
    let shown = panel_lines::shown(app);
    let mut line = 0;
    for (index, of) in shown.rows.iter().enumerate() {
        let is_list = app.panel != Some(Panel::Resolve) && app.focus == Focus::Panel;
        let selected = is_list && app.panel_scroll + index == app.panel_row;
        self::row_of(of, selected, shown.labels, panes.panel, line, theme, buf);
        line += of.text.len();
    }
    detail(app, theme, buf);
}

/// The names of all panels, the open one marked; keys beside them where there is room.
fn tabs(app: &App, theme: &Theme, buf: &mut Buffer) {
    let area = app.panes.tabs;
    if area.is_empty() {
        return;
    }
    super::paint::fill(buf, area, theme.glyphs.horizontal, theme.frame);
    for tab in tabs::tabs(app) {
        let at = Rect { x: area.x.saturating_add(tab.x), width: tab.columns, ..area }.intersection(area);
        let is_open = app.panel == Some(tab.panel);
        let style = match (is_open, app.focus) {
            (true, Focus::Panel) => theme.tab,
            (true, Focus::Timeline) => theme.heading,
            (false, _) => theme.dim,
        };
        let keys = if tab.keys.is_empty() { String::new() } else { format!("{} ", tab.keys) };
        let pieces = match is_open {
            true => vec![piece(format!(" {} ", tab.title), style)],
            false => vec![piece(format!(" {keys}"), theme.key), piece(format!("{} ", tab.title), style)],
        };
        line(buf, at, &pieces);
    }
}

/// A row from a line of the panel on.
fn row_of(
    of: &Lines,
    selected: bool,
    labels: usize,
    panel: Rect,
    first: usize,
    theme: &Theme,
    buf: &mut Buffer,
) {
    let Lines { row: of, text: words } = of;
    let style = tone(of.tone, theme);
    let (sign, label, body) = match (selected, of.tone) {
        (true, _) => (theme.glyphs.pointer, theme.selected, theme.selected),
        (false, Tone::Plain | Tone::Heading) => (' ', theme.dim, style),
        (false, _) => (' ', style, style),
    };
    let columns = |columns: usize| u16::try_from(columns).unwrap_or(u16::MAX);
    let lane = |number: usize| row(panel, columns(first + number));
    for number in (0..words.len()).filter(|_| selected) {
        shade(buf, lane(number), theme.selected);
    }
    let area = lane(0);
    put(buf, area, area.x, area.y, sign, label);
    let at = after(area, columns(SIGN));
    if of.tone == Tone::Heading {
        let heading =
            [piece(format!("{} ", of.label), if selected { body } else { theme.dim }), piece(&of.text, body)];
        line(buf, at, &heading);
        return;
    }
    let end = text(buf, at, at.x, at.y, &cut_middle(&of.label, labels), label);
    let indent = if labels == 0 { 0 } else { columns(labels + GAP) };
    for (number, words) in words.iter().enumerate() {
        let from = after(after(lane(number), columns(SIGN)), indent);
        let x = if number == 0 { from.x.max(end) } else { from.x };
        line(buf, Rect { x, ..from }, &[piece(words, body)]);
    }
}

fn tone(tone: Tone, theme: &Theme) -> Style {
    match tone {
        Tone::Plain => theme.text,
        Tone::Heading => theme.heading,
        Tone::Dim => theme.dim,
        Tone::Good => theme.good,
        Tone::Error => theme.error,
        Tone::Warning => theme.warning,
        Tone::Info => theme.info,
    }
}

/// The selected row with all its words: lists cut them.
fn detail(app: &App, theme: &Theme, buf: &mut Buffer) {
    let area = app.panes.detail;
    let Some(of) = panel::row(app, app.panel_row).filter(|_| !area.is_empty()) else { return };
    if app.focus != Focus::Panel {
        return;
    }
    let room = usize::from(area.width.saturating_sub(4));
    let words = match of.label.is_empty() {
        true => of.text.clone(),
        false => format!("{}  {}", of.label, of.text),
    };
    for (index, words) in wrap(&words, room).iter().take(usize::from(area.height)).enumerate() {
        let at = after(row(area, index as u16), 2);
        text(buf, at, at.x, at.y, words, tone(of.tone, theme));
    }
}
