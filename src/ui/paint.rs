//! Putting text and characters into cells. All of it is clipped: nothing is ever drawn outside the rectangle that is given.

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::base::words::{cut_end, visible, width};

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub text: String,
    pub style: Style,
}

/// A piece of a line; the text may come from a file.
pub fn piece(text: impl AsRef<str>, style: Style) -> Piece {
    Piece { text: visible(text.as_ref()).into_owned(), style }
}

/// Columns that pieces take.
pub fn columns(pieces: &[Piece]) -> usize {
    pieces.iter().map(|piece| width(&piece.text)).sum()
}

/// One character. What is behind it stays where the style has no background.
pub fn put(buf: &mut Buffer, clip: Rect, x: u16, y: u16, c: char, style: Style) {
    if x >= clip.x && x < clip.right() && y >= clip.y && y < clip.bottom() {
        uncover(buf, x, y);
        if let Some(cell) = buf.cell_mut((x, y)) {
            ink(cell, style);
            cell.set_char(c);
        }
    }
}

/// A wide character whose right half is about to be drawn over goes: half of it cannot be shown.
fn uncover(buf: &mut Buffer, x: u16, y: u16) {
    if x <= buf.area.x {
        return;
    }
    let Some(cell) = buf.cell_mut((x - 1, y)) else { return };
    let first = cell.symbol().chars().next().unwrap_or(' ');
    // Letters, arrows, lines and blocks: nearly all cells there are.
    let is_narrow =
        first < '\u{1100}' && cell.symbol().len() <= 2 || ('\u{2500}'..='\u{259f}').contains(&first);
    if !is_narrow && cell.symbol().width() > 1 {
        cell.set_symbol(" ");
    }
}

/// The look of what is drawn, without anything left of what stood there but its background.
fn ink(cell: &mut Cell, style: Style) {
    cell.fg = Color::Reset;
    cell.modifier = Modifier::empty();
    cell.set_style(style);
}

/// One character in every cell.
pub fn fill(buf: &mut Buffer, area: Rect, c: char, style: Style) {
    for y in area.y..area.bottom() {
        for x in area.x..area.right() {
            put(buf, area, x, y, c, style);
        }
    }
}

/// A style for every cell; the characters stay.
pub fn shade(buf: &mut Buffer, area: Rect, style: Style) {
    buf.set_style(area.intersection(buf.area), style);
}

/// Text from a column on, cut at the right end of `clip`. Gives the column after it.
///
/// Hidden characters are written out, so that text from a file can do no harm.
pub fn text(buf: &mut Buffer, clip: Rect, x: u16, y: u16, text: &str, style: Style) -> u16 {
    if y < clip.y || y >= clip.bottom() || x < clip.x || x >= clip.right() {
        return x;
    }
    let room = usize::from(clip.right() - x);
    let shown = visible(text);
    if width(&shown) <= room {
        return put_text(buf, clip, x, y, &shown, style);
    }
    put_text(buf, clip, x, y, &cut_end(&shown, room), style)
}

/// Text that is known to be visible and is cut at the edge, mid-word, without a sign.
fn put_text(buf: &mut Buffer, clip: Rect, mut x: u16, y: u16, text: &str, style: Style) -> u16 {
    for grapheme in text.graphemes(true) {
        let columns = grapheme.width() as u16;
        if columns == 0 {
            continue;
        }
        if x.saturating_add(columns) > clip.right() {
            break;
        }
        uncover(buf, x, y);
        let Some(cell) = buf.cell_mut((x, y)) else { break };
        cell.set_symbol(grapheme);
        ink(cell, style);
        for covered in x + 1..x + columns {
            if let Some(cell) = buf.cell_mut((covered, y)) {
                cell.set_symbol(" ");
                ink(cell, style);
            }
        }
        x += columns;
    }
    x
}

/// Pieces one after the other in a row. What does not fit is cut. Gives the column after them.
pub fn line(buf: &mut Buffer, row: Rect, pieces: &[Piece]) -> u16 {
    let mut x = row.x;
    for piece in pieces {
        if x >= row.right() {
            break;
        }
        x = text(buf, row, x, row.y, &piece.text, piece.style);
    }
    x
}

/// Pieces at the right end of a row, unless they would cover what ends at column `from`. Gives where they begin.
pub fn line_right(buf: &mut Buffer, row: Rect, from: u16, pieces: &[Piece]) -> u16 {
    let wanted = columns(pieces) as u16;
    let x = row.right().saturating_sub(wanted);
    if x < from || x < row.x || wanted == 0 {
        return row.right();
    }
    line(buf, Rect { x, width: row.right() - x, ..row }, pieces);
    x
}

/// One row of an area; empty where it has no such row.
pub fn row(area: Rect, index: u16) -> Rect {
    if index < area.height {
        Rect { y: area.y + index, height: 1, ..area }
    } else {
        Rect { height: 0, ..area }
    }
}

/// A row without its first columns.
pub fn after(area: Rect, columns: u16) -> Rect {
    let columns = columns.min(area.width);
    Rect { x: area.x + columns, width: area.width - columns, ..area }
}

/// Everything that is not ASCII is replaced: what we draw by its nearest, text by question marks.
pub fn to_ascii(buf: &mut Buffer) {
    for cell in &mut buf.content {
        if !cell.symbol().is_ascii() {
            let plain = match cell.symbol() {
                "…" => '~',
                "·" | "–" | "—" | "−" => '-',
                "×" => 'x',
                "→" | "▸" => '>',
                "←" => '<',
                "≥" => '>',
                "≤" => '<',
                "“" | "”" => '"',
                "’" | "‘" => '\'',
                _ => '?',
            };
            cell.set_char(plain);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(width: u16, draw: impl FnOnce(&mut Buffer, Rect)) -> String {
        let area = Rect::new(0, 0, width, 1);
        let mut buf = Buffer::empty(area);
        draw(&mut buf, area);
        buf.content.iter().map(|cell| cell.symbol()).collect()
    }

    #[test]
    fn text_is_cut_with_a_sign_and_never_leaves_its_place() {
        assert_eq!(drawn(8, |buf, area| _ = text(buf, area, 2, 0, "base-8b", Style::new())), "  base-…");
        assert_eq!(drawn(4, |buf, area| _ = text(buf, area, 9, 0, "x", Style::new())), "    ");
        assert_eq!(drawn(4, |buf, area| _ = text(buf, area, 0, 7, "x", Style::new())), "    ");
        assert_eq!(drawn(5, |buf, area| _ = text(buf, area, 0, 0, "模型模型", Style::new())), "模 型 …");
    }

    #[test]
    fn hidden_characters_are_written_out() {
        let cells = drawn(30, |buf, area| _ = text(buf, area, 0, 0, "a\x1b[31m\u{202e}b", Style::new()));
        assert_eq!(cells.trim_end(), "a\\u{1b}[31m\\u{202e}b");
    }

    #[test]
    fn the_right_end_yields_to_what_is_on_the_left() {
        let word = |text: &str| [piece(text, Style::new())];
        assert_eq!(drawn(8, |buf, area| _ = line_right(buf, area, 3, &word("abc"))), "     abc");
        assert_eq!(drawn(8, |buf, area| _ = line_right(buf, area, 6, &word("abc"))), "        ");
    }

    #[test]
    fn half_of_a_wide_character_is_never_left() {
        let over = |buf: &mut Buffer, area: Rect| {
            text(buf, area, 0, 0, "模型", Style::new());
            put(buf, area, 1, 0, '|', Style::new());
            text(buf, area, 3, 0, "x", Style::new());
        };
        assert_eq!(drawn(5, over), " | x ");
    }

    #[test]
    fn a_list_shows_its_selected_row() {
        for total in 0..12 {
            for height in 1..8 {
                for selected in 0..total {
                    let first = crate::app::panes::first_row(selected, height, total);
                    assert!(first <= selected && selected < first + height, "{selected} {height} {total}");
                }
            }
        }
    }
}
