//! What lies over the timeline: prompts, lists to pick from, forms, questions, pages.

mod confirm;
mod form;
mod page;
mod pick;
mod prompt;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};
use tui_input::Input;

use super::paint::{fill, line, line_right, piece, put, row, shade, text};
use super::theme::Theme;
use crate::app::App;
use crate::app::modal::Modal;
use crate::app::panes;
use crate::base::words::{visible, width};
use unicode_segmentation::UnicodeSegmentation;

/// Draws them all, the last on top. Gives where the terminal's cursor belongs, if text is typed.
pub fn draw(app: &App, theme: &Theme, buf: &mut Buffer) -> Option<Position> {
    let mut cursor = None;
    for modal in &app.modals {
        cursor = match modal {
            Modal::Prompt(prompt) => self::prompt::draw(app, prompt, theme, buf),
            Modal::Pick(pick) => self::pick::draw(app, pick, theme, buf),
            Modal::Form(form) => self::form::draw(app, form, theme, buf),
            Modal::Confirm(confirm) => {
                self::confirm::draw(app, confirm, theme, buf);
                None
            }
            Modal::Page(page) => {
                self::page::draw(app, page, theme, buf);
                None
            }
        };
    }
    cursor
}

/// An empty box with a frame and a title; gives what is inside it. Where there is no room for a frame, all of it is inside.
pub fn frame(buf: &mut Buffer, area: Rect, theme: &Theme, title: &str, right: Option<&str>) -> Rect {
    let area = area.intersection(buf.area);
    fill(buf, area, ' ', Style::reset().patch(theme.text));
    if area.width < 4 || area.height < 3 {
        return area;
    }
    let [top_left, top_right, bottom_left, bottom_right] = theme.glyphs.corners;
    let (last_x, last_y) = (area.right() - 1, area.bottom() - 1);
    for x in area.x + 1..last_x {
        put(buf, area, x, area.y, theme.glyphs.horizontal, theme.frame);
        put(buf, area, x, last_y, theme.glyphs.horizontal, theme.frame);
    }
    for y in area.y + 1..last_y {
        put(buf, area, area.x, y, theme.glyphs.vertical, theme.frame);
        put(buf, area, last_x, y, theme.glyphs.vertical, theme.frame);
    }
    let corners = [
        (area.x, area.y, top_left),
        (last_x, area.y, top_right),
        (area.x, last_y, bottom_left),
        (last_x, last_y, bottom_right),
    ];
    for (x, y, c) in corners {
        put(buf, area, x, y, c, theme.frame);
    }
    let top = Rect { x: area.x + 2, width: area.width - 4, height: 1, ..area };
    let mut end = top.x;
    if !title.is_empty() {
        end = text(buf, top, top.x, top.y, &format!(" {} ", visible(title)), theme.heading);
    }
    if let Some(right) = right {
        line_right(buf, top, end + 1, &[piece(format!(" {right} "), theme.dim)]);
    }
    Rect { x: area.x + 1, y: area.y + 1, width: area.width - 2, height: area.height - 2 }
}

/// Most words of a list that are shown at once.
const MOST: usize = 8;

/// Words to choose from, in a box at the upper end of the room, or at its lower end. Where there is no room for a frame, what
/// is typed into tells the list from what it covers.
fn choices(
    buf: &mut Buffer,
    theme: &Theme,
    room: Rect,
    upwards: bool,
    words: &[String],
    picked: Option<usize>,
) {
    let room = room.intersection(buf.area);
    if words.is_empty() || room.is_empty() {
        return;
    }
    let frame = if room.height >= 4 && room.width >= 8 { 2 } else { 0 };
    let rows = words.len().min(MOST).min(usize::from(room.height - frame));
    let widest = super::status::widest(words.iter().map(String::as_str));
    let wide = u16::try_from(widest + 4).unwrap_or(u16::MAX).saturating_add(frame).max(18).min(room.width);
    let high = rows as u16 + frame;
    let y = if upwards { room.bottom() - high } else { room.y };
    let area = Rect { x: room.x, y, width: wide, height: high };
    let more = (words.len() > rows).then(|| place(picked.unwrap_or(0), words.len()));
    let inner = if frame > 0 { self::frame(buf, area, theme, "", more.as_deref()) } else { area };
    if frame == 0 {
        fill(buf, area, ' ', Style::reset().patch(theme.input));
    }
    let first = panes::first_row(picked.unwrap_or(0), rows, words.len());
    for (index, word) in words.iter().enumerate().skip(first).take(rows) {
        let at = row(inner, (index - first) as u16);
        let (sign, style) = match picked == Some(index) {
            true => (theme.glyphs.pointer, theme.selected),
            false if frame > 0 => (' ', theme.text),
            false => (' ', theme.input),
        };
        if picked == Some(index) {
            shade(buf, at, style);
        }
        line(buf, at, &[piece(format!("{sign} {}", visible(word)), style)]);
    }
}

/// A line of text that is typed, scrolled so that its cursor is seen. Gives the cursor's cell.
fn input(buf: &mut Buffer, area: Rect, theme: &Theme, input: &Input) -> Option<Position> {
    if area.is_empty() {
        return None;
    }
    fill(buf, Rect { height: 1, ..area }, ' ', theme.input);
    // Columns before each character: hidden ones are written out, so they take more than one.
    let room = usize::from(area.width).saturating_sub(1);
    let before: String = input.value().chars().take(input.cursor()).collect();
    let (before, all) = (visible(&before).into_owned(), visible(input.value()).into_owned());
    let at = width(&before);
    let skip = at.saturating_sub(room);
    let mut skipped = 0;
    let mut x = area.x;
    for grapheme in all.graphemes(true) {
        let columns = width(grapheme);
        if skipped < skip {
            skipped += columns;
            continue;
        }
        if usize::from(x - area.x) + columns > usize::from(area.width) {
            break;
        }
        x = text(buf, area, x, area.y, grapheme, theme.input);
    }
    let cursor = area.x + u16::try_from(at.saturating_sub(skipped)).unwrap_or(0).min(area.width - 1);
    if let Some(cell) = buf.cell_mut((cursor, area.y)) {
        // Seen also where the terminal's own cursor is hidden.
        cell.set_style(Style::new().add_modifier(Modifier::REVERSED));
    }
    Some(Position::new(cursor, area.y))
}

/// Which rows of a list are shown beside it: `3 of 40`.
fn place(selected: usize, total: usize) -> String {
    format!("{} of {total}", (selected + 1).min(total))
}
