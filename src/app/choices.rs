//! Where the words stand that complete what is typed: over the line of a prompt, under the field of a form or above it.

use ratatui::layout::Rect;

use super::App;
use super::form::{Laid, rows};
use super::modal::Modal;
use super::panes::{first_row, inside};
use crate::base::words::{visible, width};

/// Most words of a list that are shown at once.
const MOST: usize = 8;

/// The box of a list of words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choices {
    pub area: Rect,
    /// One for each word that is shown.
    pub rows: Rect,
    /// The first word that is shown.
    pub first: usize,
}

impl Choices {
    /// In a room with a place for a frame, the words stand in one.
    pub fn is_framed(&self) -> bool {
        self.area != self.rows
    }
}

/// The words of the modal on top, which of them is picked, and where they stand.
pub fn of(app: &App) -> Option<(&[String], Option<usize>, Choices)> {
    let screen = app.panes.screen;
    let (words, picked, (room, upwards)) = match app.modals.last()? {
        Modal::Prompt(prompt) => (&prompt.completions, prompt.picked, (above_line(screen), true)),
        Modal::Form(form) if form.input.is_some() => {
            let rows = rows(app.plan(), &form.target);
            let field = Laid::of(form, &rows, screen).field;
            (&form.completions, form.picked, beside(field, screen, form.completions.len()))
        }
        _ => return None,
    };
    Some((words, picked, laid(room, upwards, words, picked)?))
}

fn laid(room: Rect, upwards: bool, words: &[String], picked: Option<usize>) -> Option<Choices> {
    if words.is_empty() || room.is_empty() {
        return None;
    }
    let frame = if room.height >= 4 && room.width >= 8 { 2 } else { 0 };
    let shown = words.len().min(MOST).min(usize::from(room.height - frame));
    let widest = words.iter().map(|word| width(&visible(word))).max().unwrap_or(0);
    let wide = u16::try_from(widest + 4).unwrap_or(u16::MAX).saturating_add(frame).max(18).min(room.width);
    let height = shown as u16 + frame;
    let y = if upwards { room.bottom() - height } else { room.y };
    let area = Rect { x: room.x, y, width: wide, height };
    let rows = if frame > 0 { inside(area) } else { area };
    Some(Choices { area, rows, first: first_row(picked.unwrap_or(0), shown, words.len()) })
}

/// Over the last line. The title stays in sight where there is room for it.
fn above_line(screen: Rect) -> Rect {
    let room = Rect { height: screen.height.saturating_sub(1), ..screen };
    Rect { y: room.y + room.height.min(1), height: room.height.saturating_sub(1), ..room }
}

/// Under a field, or above it (then `true`) where there is no room below.
fn beside(field: Rect, screen: Rect, words: usize) -> (Rect, bool) {
    // With its frame and sign, a word stands under the text that it completes.
    let left = field.x.saturating_sub(3).max(screen.x);
    let at = Rect { x: left, width: field.right().saturating_sub(left), ..field };
    let below = Rect { y: field.bottom(), height: screen.bottom().saturating_sub(field.bottom()), ..at };
    let above = Rect { y: screen.y, height: field.y.saturating_sub(screen.y), ..at };
    let wanted = u16::try_from(words).unwrap_or(u16::MAX).min(3) + 2;
    let upwards = below.height < wanted && above.height > below.height;
    (if upwards { above } else { below }, upwards)
}
