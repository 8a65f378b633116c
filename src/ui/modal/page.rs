//! Text to read.

use ratatui::buffer::Buffer;

use crate::app::App;
use crate::app::modal::Page;
use crate::app::{legend, panes};
use crate::ui::paint::{line, piece, row, wrap};
use crate::ui::theme::Theme;

pub(super) fn draw(app: &App, page: &Page, theme: &Theme, buf: &mut Buffer) {
    let wide = 84;
    let inside = usize::from(panes::modal(app.panes.screen, wide, u16::MAX).width.saturating_sub(4));
    let is_legend = page.title == legend::TITLE;
    let spelled = |line: &str| if is_legend { theme.glyphs.spell(line) } else { line.to_string() };
    let lines: Vec<String> =
        page.lines.iter().skip(page.scroll).flat_map(|line| folded(&spelled(line), inside)).collect();
    let high = u16::try_from(page.lines.len().max(lines.len()) + 4).unwrap_or(u16::MAX);
    let area = panes::modal(app.panes.screen, wide, high);
    let place = (page.scroll > 0 || lines.len() + 2 > usize::from(area.height))
        .then(|| super::place(page.scroll, page.lines.len()));
    let inner = super::frame(buf, area, theme, &page.title, place.as_deref());
    let air = u16::from(usize::from(inner.height) > lines.len());
    for (index, text) in lines.iter().take(usize::from(inner.height)).enumerate() {
        // A line that stands out by itself, without a full stop, is a heading.
        let stands_out = page.scroll == 0 && index == 0 && lines.get(1).is_some_and(String::is_empty);
        let style = match stands_out || is_legend && !text.starts_with(' ') {
            true => theme.heading,
            false => theme.text,
        };
        line(buf, row(inner, index as u16 + air), &[piece(format!(" {text}"), style)]);
    }
}

/// A line in as many as it needs; what is indented stays so.
fn folded(line: &str, columns: usize) -> Vec<String> {
    let indent = line.len() - line.trim_start_matches(' ').len();
    let indent = indent.min(columns / 2);
    // Columns of a table stay where they are as long as they fit.
    if crate::base::words::width(line) <= columns {
        return vec![line.to_string()];
    }
    let blanks = " ".repeat(indent);
    wrap(line.trim_start(), columns - indent).into_iter().map(|line| format!("{blanks}{line}")).collect()
}
