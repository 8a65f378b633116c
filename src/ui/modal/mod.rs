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
use crate::app::choices;
use crate::app::modal::Modal;
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

/// Words that complete what is typed. Where there is no room for a frame, what is typed into tells the list from what it
/// covers.
fn choices(app: &App, theme: &Theme, buf: &mut Buffer) {
    let Some((words, picked, choices)) = choices::of(app) else { return };
    let (rows, framed) = (choices.rows, choices.is_framed());
    if framed {
        let more = (words.len() > usize::from(rows.height)).then(|| place(picked.unwrap_or(0), words.len()));
        frame(buf, choices.area, theme, "", more.as_deref());
    } else {
        fill(buf, choices.area, ' ', Style::reset().patch(theme.input));
    }
    for (index, (word, at)) in (0..rows.height).zip(words.iter().zip(0..).skip(choices.first)) {
        let area = row(rows, index);
        let (sign, style) = match picked == Some(at) {
            true => (theme.glyphs.pointer, theme.selected),
            false if framed => (' ', theme.text),
            false => (' ', theme.input),
        };
        if picked == Some(at) {
            shade(buf, area, style);
        }
        line(buf, area, &[piece(format!("{sign} {}", visible(word)), style)]);
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
