//! Text to read.

use ratatui::buffer::Buffer;

use crate::app::App;
use crate::app::modal::Page;
use crate::app::{legend, panes};
use crate::base::wrap::wrap;
use crate::ui::paint::{line, piece, row};
use crate::ui::theme::Theme;

pub(super) fn draw(app: &App, page: &Page, theme: &Theme, buf: &mut Buffer) {
    let wide = 84;
    let inside = usize::from(panes::modal(app.panes.screen, wide, u16::MAX).width.saturating_sub(4));
    let is_legend = page.title == legend::TITLE;
    let block = theme.glyphs.block.filter(|_| theme.is_mono());
    let spelled = |line: &str| match (is_legend, block) {
        (false, _) => line.to_string(),
        (true, None) => theme.glyphs.spell(line),
        (true, Some((open, c, close))) => {
            theme.glyphs.spell(&line.replace("{block}", &String::from_iter([open, c, close])))
        }
    };
    let lines: Vec<String> =
        page.lines.iter().skip(page.scroll).flat_map(|line| folded(&spelled(line), inside)).collect();
    let high = u16::try_from(page.lines.len().max(lines.len()) + 4).unwrap_or(u16::MAX);
    let area = match page.is_low {
        true => panes::low(&app.panes, wide, high - 2),
        false => panes::modal(app.panes.screen, wide, high),
    };
    let place = (page.scroll > 0 || lines.len() + 2 > usize::from(area.height))
        .then(|| super::place(page.scroll, page.lines.len()));
    let inner = super::frame(buf, area, theme, &page.title, place.as_deref());
    let air = u16::from(usize::from(inner.height) > lines.len());
    for (index, text) in lines.iter().take(usize::from(inner.height)).enumerate() {
        let style = match is_heading(page, &lines, index) || is_legend && !text.starts_with(' ') {
            true => theme.heading,
            false => theme.text,
        };
        line(buf, row(inner, index as u16 + air), &[piece(format!(" {text}"), style)]);
    }
}

/// A first line that stands by itself, or a line at the margin that what is indented below belongs to.
fn is_heading(page: &Page, lines: &[String], index: usize) -> bool {
    let at = |index: usize| lines.get(index).map_or("", String::as_str);
    let begins = index.checked_sub(1).is_none_or(|before| at(before).is_empty());
    let alone = page.scroll == 0 && index == 0 && at(1).is_empty();
    begins
        && !at(index).is_empty()
        && !at(index).starts_with(' ')
        && (alone || at(index + 1).starts_with("  "))
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
