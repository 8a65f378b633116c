//! The terminal as ratatui draws on it, at fewer bytes: where only a few cells between two changed ones stay as they are,
//! writing them again is shorter than moving the cursor over them; and a blank has no colour of its own that anybody sees.

use std::borrow::Cow;
use std::io::{self, Write};

use ratatui::backend::{Backend, ClearType, CrosstermBackend, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};
use ratatui::style::Modifier;
use unicode_width::UnicodeWidthStr;

use super::sheet::Sheet;

/// Moving the cursor takes about as many bytes.
const MOVE: usize = 6;

/// A backend that knows what the terminal shows.
pub struct Canvas {
    inner: CrosstermBackend<Sheet>,
    sheet: Sheet,
    /// By row and column; `None` where a wide character reaches to. What is not listed is blank.
    shown: Vec<Vec<Option<Cell>>>,
}

impl Canvas {
    pub fn new() -> Canvas {
        let sheet = Sheet::default();
        Canvas { inner: CrosstermBackend::new(sheet.clone()), sheet, shown: Vec::new() }
    }

    /// Writes what was drawn as one frame.
    pub fn hand_over(&self, out: &mut impl Write) -> io::Result<()> {
        self.sheet.hand_over(out)
    }

    /// The terminal was cleared, by whomever.
    pub fn now_blank(&mut self) {
        self.shown.clear();
    }

    /// The cells of a row from one column to another, if they look like `like` and are short to write.
    fn between(&self, y: u16, from: u16, to: u16, like: &Cell) -> Option<Vec<Cell>> {
        if usize::from(to.saturating_sub(from)) > MOVE {
            return None;
        }
        let row = self.shown.get(usize::from(y));
        let cell = |x: u16| match row.and_then(|row| row.get(usize::from(x))) {
            None => Some(Cell::default()),
            Some(cell) => cell.clone(),
        };
        let cells: Vec<Cell> = (from..to).map(cell).collect::<Option<_>>()?;
        let looks = |cell: &Cell| {
            cell.symbol().width() == 1 && (cell.style() == like.style() || is_blank_upon(cell, like))
        };
        let bytes: usize = cells.iter().map(|cell| cell.symbol().len()).sum();
        (bytes <= MOVE && cells.iter().all(looks)).then_some(cells)
    }

    /// Whether writing a cell would change nothing that can be seen.
    fn shows(&self, x: u16, y: u16, cell: &Cell) -> bool {
        let shown = self.shown.get(usize::from(y)).and_then(|row| row.get(usize::from(x)));
        shown.and_then(Option::as_ref).is_some_and(|shown| is_blank(shown) && is_blank_upon(cell, shown))
    }

    fn note(&mut self, x: u16, y: u16, cell: &Cell) {
        let (x, y) = (usize::from(x), usize::from(y));
        if self.shown.len() <= y {
            self.shown.resize_with(y + 1, Vec::new);
        }
        let Some(row) = self.shown.get_mut(y) else { return };
        let end = x + cell.symbol().width().max(1);
        if row.len() < end {
            row.resize(end, Some(Cell::default()));
        }
        for (at, slot) in row.iter_mut().enumerate().take(end).skip(x) {
            *slot = (at == x).then(|| cell.clone());
        }
    }
}

/// What of a cell without a letter can be seen besides its background.
const SEEN: Modifier = Modifier::REVERSED.union(Modifier::UNDERLINED).union(Modifier::CROSSED_OUT);

fn is_blank(cell: &Cell) -> bool {
    cell.symbol() == " " && !cell.modifier.intersects(SEEN)
}

/// Whether a cell is blank and would look the same with the text colour and weight of another.
fn is_blank_upon(cell: &Cell, other: &Cell) -> bool {
    is_blank(cell) && cell.bg == other.bg && !other.modifier.intersects(SEEN)
}

fn blank_like(other: &Cell) -> Cell {
    let mut cell = other.clone();
    cell.set_symbol(" ");
    cell
}

impl Backend for Canvas {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let mut whole: Vec<(u16, u16, Cow<'a, Cell>)> = Vec::new();
        for (x, y, cell) in content {
            if self.shows(x, y, cell) {
                continue;
            }
            if let Some((last_x, last_y, last)) = whole.last()
                && *last_y == y
                && last.symbol().width() == 1
                && let Some(gap) = self.between(y, last_x + 1, x, last)
            {
                let first = last_x + 1;
                whole.extend((first..).zip(gap).map(|(x, cell)| (x, y, Cow::Owned(cell))));
            }
            whole.push((x, y, Cow::Borrowed(cell)));
        }
        // A blank takes the look of what is written before it: the look need not change for it.
        for at in 1..whole.len() {
            let (before, rest) = whole.split_at_mut(at);
            if let (Some((.., before)), Some((.., cell))) = (before.last(), rest.first_mut())
                && is_blank_upon(cell, before)
            {
                *cell = Cow::Owned(blank_like(before));
            }
        }
        for (x, y, cell) in &whole {
            self.note(*x, *y, cell);
        }
        self.inner.draw(whole.iter().map(|(x, y, cell)| (*x, *y, &**cell)))
    }

    fn clear(&mut self) -> io::Result<()> {
        self.now_blank();
        self.inner.clear()
    }

    fn clear_region(&mut self, region: ClearType) -> io::Result<()> {
        self.now_blank();
        self.inner.clear_region(region)
    }

    fn append_lines(&mut self, lines: u16) -> io::Result<()> {
        self.now_blank();
        self.inner.append_lines(lines)
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.inner.hide_cursor()
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.inner.show_cursor()
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        self.inner.get_cursor_position()
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.inner.set_cursor_position(position)
    }

    fn size(&self) -> io::Result<Size> {
        self.inner.size()
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        self.inner.window_size()
    }

    fn flush(&mut self) -> io::Result<()> {
        Backend::flush(&mut self.inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use ratatui::buffer::Buffer;
    use ratatui::layout::Rect;
    use ratatui::style::{Color, Style};

    const AREA: Rect = Rect::new(0, 0, 24, 3);

    /// What a terminal shows after these frames, each given by the difference to the one before: character and colour of each
    /// cell.
    fn shown(frames: &[Buffer]) -> Vec<(String, vt100::Color)> {
        let mut terminal = vt100::Parser::new(AREA.height, AREA.width, 0);
        terminal.process(&written(frames));
        let cells = (0..AREA.height).flat_map(|y| (0..AREA.width).map(move |x| (y, x)));
        let cells = cells.filter_map(|(y, x)| terminal.screen().cell(y, x));
        cells
            .map(|cell| match cell.contents() {
                blank if blank.trim().is_empty() => (String::new(), vt100::Color::Default),
                text => (text.to_string(), cell.fgcolor()),
            })
            .collect()
    }

    fn written(frames: &[Buffer]) -> Vec<u8> {
        let mut canvas = Canvas::new();
        let (mut before, mut bytes) = (Buffer::empty(AREA), Vec::new());
        for frame in frames {
            canvas.draw(before.diff(frame).into_iter()).unwrap();
            canvas.hand_over(&mut bytes).unwrap();
            before = frame.clone();
        }
        bytes
    }

    fn frame(lines: &[(String, bool)]) -> Buffer {
        let mut buffer = Buffer::empty(AREA);
        for (y, (text, red)) in (0..AREA.height).zip(lines) {
            let style = if *red { Style::new().fg(Color::Red) } else { Style::new() };
            buffer.set_stringn(0, y, text, usize::from(AREA.width), style);
        }
        buffer
    }

    #[test]
    fn short_gaps_are_written_again() {
        let lines = |text: &str| frame(&[(text.to_string(), false)]);
        let frames = [lines("a1 b1 c1 d1"), lines("a2 b2 c2 d2")];
        let (first, both) = (written(&frames[..1]).len(), written(&frames));
        let second = String::from_utf8_lossy(&both[first..]).into_owned();
        assert!(second.contains("2 b2 c2 d2"), "{second:?}");
    }

    /// All that can be seen of each cell: of a blank its background, and the text colour only where a line or an exchange of
    /// the two shows it.
    fn seen(bytes: &[u8]) -> Vec<(String, [vt100::Color; 2], [bool; 3])> {
        let mut terminal = vt100::Parser::new(AREA.height, AREA.width, 0);
        terminal.process(bytes);
        let cells = (0..AREA.height).flat_map(|y| (0..AREA.width).map(move |x| (y, x)));
        let cells = cells.filter_map(|(y, x)| terminal.screen().cell(y, x));
        cells
            .map(|cell| {
                let text = cell.contents().trim().to_string();
                let (inverse, line) = (cell.inverse(), cell.underline());
                let shows_text = !text.is_empty() || inverse || line;
                let fg = if shows_text { cell.fgcolor() } else { vt100::Color::Default };
                (text.clone(), [fg, cell.bgcolor()], [inverse, line, cell.bold() && !text.is_empty()])
            })
            .collect()
    }

    fn look() -> impl Strategy<Value = Style> {
        proptest::sample::select(vec![
            Style::new(),
            Style::new().fg(Color::Red),
            Style::new().fg(Color::Green).bold(),
            Style::new().fg(Color::Red).bg(Color::Blue),
            Style::new().bg(Color::Blue),
            Style::new().fg(Color::Red).reversed(),
            Style::new().reversed().bold(),
            Style::new().fg(Color::Green).underlined(),
        ])
    }

    #[test]
    fn a_blank_costs_no_change_of_colour() {
        let line = |word: &str| {
            let mut buffer = Buffer::empty(AREA);
            buffer.set_stringn(0, 0, word, 24, Style::new().fg(Color::Red));
            buffer.set_stringn(8, 0, "      ", 24, Style::new().fg(Color::Green));
            buffer.set_stringn(14, 0, word, 24, Style::new().fg(Color::Red));
            buffer
        };
        let mut other = line("rest");
        other.set_stringn(8, 0, "      ", 24, Style::new().fg(Color::Yellow));
        let first = written(&[line("work")]).len();
        let second = String::from_utf8_lossy(&written(&[line("work"), other])[first..]).into_owned();
        assert_eq!(second.matches("\u{1b}[38").count(), 1, "{second:?}");
    }

    proptest! {
        #[test]
        fn looks_of_all_kinds_come_out_as_drawn(
            frames in proptest::collection::vec(
                proptest::collection::vec((0..24_u16, 0..3_u16, "[a ]{1,8}", look()), 0..12), 1..5)
        ) {
            let frames: Vec<Buffer> = frames.into_iter().map(|parts| {
                let mut buffer = Buffer::empty(AREA);
                for (x, y, text, style) in parts {
                    buffer.set_stringn(x, y, text, usize::from(AREA.width - x), style);
                }
                buffer
            }).collect();
            // Compared with what ratatui's own backend makes of the last frame alone.
            let sheet = Sheet::default();
            let mut plain = Vec::new();
            let blank = Buffer::empty(AREA);
            let last = frames.last().unwrap_or(&blank);
            CrosstermBackend::new(sheet.clone()).draw(blank.diff(last).into_iter()).unwrap();
            sheet.hand_over(&mut plain).unwrap();
            prop_assert_eq!(seen(&written(&frames)), seen(&plain));
        }

        #[test]
        fn a_terminal_shows_the_last_frame_whatever_came_before(
            frames in proptest::collection::vec(
                proptest::collection::vec(("[ab 漢é]{0,24}", any::<bool>()), 3), 1..6)
        ) {
            let frames: Vec<Buffer> = frames.iter().map(|lines| frame(lines)).collect();
            let last = frames.len() - 1;
            prop_assert_eq!(shown(&frames), shown(&frames[last..]));
        }
    }
}
