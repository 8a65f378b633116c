//! Bars within a row of cells, exact to an eighth of a cell where the characters allow it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};

use super::glyphs::Glyphs;
use super::paint::{put, text};
use super::theme::{fill_color, on_bar};
use crate::base::words::{cut_end, width};

/// What fills a bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fill {
    /// All of it, to the eighth of a cell.
    Solid,
    /// A character in each cell that is mostly covered.
    Char(char),
    /// A line between two ends, with text in the colours of all text.
    Line(char, char, char),
}

/// A bar to be painted. `x0` and `x1` are eighths of a cell from the left edge of the row, `x0 < x1`.
#[derive(Debug, Clone, Copy)]
pub struct Bar<'a> {
    pub x0: u32,
    pub x1: u32,
    pub fill: Fill,
    pub style: Style,
    /// A line is drawn between it and the bar before it.
    pub joins: bool,
    pub cut_left: bool,
    pub cut_right: bool,
    /// Signs before the label that have no room to be left out: selected, conflict, pinned.
    pub signs: &'a str,
    /// The longest of these that fits is written, else the beginning of the last.
    pub labels: &'a [&'a str],
}

fn is_reversed(ink: Style) -> bool {
    ink.add_modifier.contains(Modifier::REVERSED)
}

fn without_reverse(ink: Style) -> Style {
    ink.remove_modifier(Modifier::REVERSED)
}

/// All of a cell but a line at its top; the right half of one.
const LOW: char = '▇';
const HALF: char = '▐';

/// Left blocks by eighths; none and all have characters of their own.
const LEFT: [char; 9] = [' ', '▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'];

/// One row of bars being painted, from left to right.
pub struct Row<'a> {
    buf: &'a mut Buffer,
    area: Rect,
    glyphs: &'a Glyphs,
    /// How text looks upon each cell; `None` where no bar is.
    ink: Vec<Option<Style>>,
    /// Cells that hold part of a label.
    taken: Vec<bool>,
    /// The last solid bar: its end in eighths, and its colour.
    last: Option<(u32, Color)>,
    /// The background of the row.
    behind: Color,
    /// There are no colours: bars are told apart by their shape, and only what is selected is reversed.
    is_mono: bool,
}

impl<'a> Row<'a> {
    /// `area` is one row high.
    pub fn new(buf: &'a mut Buffer, area: Rect, glyphs: &'a Glyphs) -> Row<'a> {
        let cells = usize::from(area.width);
        let behind = buf.cell((area.x, area.y)).map_or(Color::Reset, |cell| cell.bg);
        let (ink, taken) = (vec![None; cells], vec![false; cells]);
        Row { buf, area, glyphs, ink, taken, last: None, behind, is_mono: false }
    }

    /// The same on a terminal without colours.
    pub fn mono(self, is_mono: bool) -> Row<'a> {
        Row { is_mono: is_mono && self.glyphs.eighths, ..self }
    }

    /// Whether no bar covers a cell.
    pub fn is_free(&self, cell: u16) -> bool {
        self.ink.get(usize::from(cell)).is_some_and(Option::is_none)
    }

    /// Whether a label covers a cell.
    pub fn is_taken(&self, cell: u16) -> bool {
        self.taken.get(usize::from(cell)).copied().unwrap_or(true)
    }

    /// A character in a cell: upon a bar in the bar's colours, else in `style`.
    pub fn mark(&mut self, cell: u16, c: char, style: Style) {
        let ink = self.ink.get(usize::from(cell)).copied().flatten();
        let style = ink.map_or(style, |ink| {
            // The load may have left its colour behind.
            let bg = if is_reversed(ink) { ink.bg.or(Some(self.behind)) } else { ink.bg };
            Style { bg, ..ink.add_modifier(style.add_modifier) }
        });
        self.put(cell, c, style);
    }

    /// A part of the load upon a bar: its own colour, the bar's behind it. Without colours the load alone is drawn: it must
    /// not look like a hole in the bar.
    pub fn load(&mut self, cell: u16, c: char, color: Option<Color>) {
        let Some(ink) = self.ink.get(usize::from(cell)).copied().flatten() else { return };
        let upon = match (is_reversed(ink), color) {
            (false, _) => Style { fg: color, ..ink },
            // With the two exchanged, what would be behind is the colour of the character.
            (true, Some(color)) if color != Color::Reset => Style { bg: Some(color), ..ink },
            (true, _) => without_reverse(ink),
        };
        self.put(cell, c, upon);
    }

    /// A part of a solid bar that is not used: only what is behind shows, without colours a line.
    pub fn idle(&mut self, cell: u16, color: Option<Color>) {
        let Some(ink) = self.ink.get(usize::from(cell)).copied().flatten() else { return };
        match (is_reversed(ink), color) {
            (true, None | Some(Color::Reset)) => self.put(cell, self.glyphs.idle, without_reverse(ink)),
            (true, _) => self.put(cell, ' ', ink),
            (false, _) if !matches!(ink.bg, None | Some(Color::Reset)) => self.put(cell, ' ', ink),
            (false, _) => {}
        }
    }

    /// Where more is used than there is: over everything, but letters of a label stay.
    pub fn over(&mut self, cell: u16, c: char, style: Style) {
        if !self.is_taken(cell) {
            self.put(cell, c, style);
        } else if let Some(cell) = self.buf.cell_mut((self.area.x.saturating_add(cell), self.area.y)) {
            cell.set_style(style);
        }
    }

    fn put(&mut self, cell: u16, c: char, style: Style) {
        put(self.buf, self.area, self.area.x.saturating_add(cell), self.area.y, c, style);
    }

    /// Paints a bar; bars come from left to right.
    pub fn bar(&mut self, bar: &Bar<'_>) {
        let (first, last) = ((bar.x0 / 8) as u16, (bar.x1.saturating_sub(1) / 8) as u16);
        match bar.fill {
            Fill::Solid if self.glyphs.eighths => self.solid(bar, first, last),
            Fill::Solid => self.textured(bar, self.glyphs.solid, first, last),
            Fill::Char(c) => self.textured(bar, c, first, last),
            Fill::Line(open, c, close) => self.lined(bar, [open, c, close], first, last),
        }
        self.label(bar, first, last);
    }

    fn solid(&mut self, bar: &Bar<'_>, first: u16, last: u16) {
        let color = fill_color(bar.style);
        for cell in first..=last {
            let left = u32::from(cell) * 8;
            let (a, b) = (bar.x0.saturating_sub(left), (bar.x1 - left).min(8));
            match (a, b) {
                // A line stays free above it, so that rows of bars are not one area.
                (0, 8) if self.is_mono => self.put(cell, LOW, Style::new().fg(color)),
                (0, 8) => self.put(cell, LEFT[8], Style::new().fg(color)),
                _ => self.part(cell, a, b, bar.style),
            }
            self.cover(cell, self.ink_on(bar.style));
        }
        if bar.joins && bar.x0.is_multiple_of(8) {
            self.border(first, bar.style);
        }
        self.last = Some((bar.x1, color));
    }

    /// Where a bar begins right behind another of its colour. Without colours all have the same: half a cell stays free.
    fn border(&mut self, cell: u16, style: Style) {
        match self.is_mono {
            true => self.put(cell, HALF, without_reverse(style)),
            false => self.put(cell, LEFT[1], on_bar(style)),
        }
    }

    /// Text upon a solid bar.
    fn ink_on(&self, style: Style) -> Style {
        if self.is_mono { style } else { on_bar(style) }
    }

    fn lined(&mut self, bar: &Bar<'_>, [open, c, close]: [char; 3], first: u16, last: u16) {
        let ink = without_reverse(bar.style);
        for cell in first..=last {
            self.put(cell, c, ink.remove_modifier(Modifier::UNDERLINED));
            self.cover(cell, ink);
        }
        if !bar.cut_left && last > first {
            self.put(first, open, ink);
        }
        if !bar.cut_right && last > first {
            self.put(last, close, ink);
        }
        self.last = None;
    }

    fn cover(&mut self, cell: u16, ink: Style) {
        if let Some(slot) = self.ink.get_mut(usize::from(cell)) {
            *slot = Some(ink);
        }
    }

    /// A cell of which a solid bar covers the eighths from `a` to `b`, less than all.
    fn part(&mut self, cell: u16, a: u32, b: u32, style: Style) {
        let color = fill_color(style);
        let before = self.last.and_then(|(end, color)| {
            let covered = end.checked_sub(u32::from(cell) * 8).filter(|eighths| (1..8).contains(eighths))?;
            Some((covered, color))
        });
        let plain = Style::new().fg(color);
        let glyph = |eighths: u32| LEFT.get(eighths as usize).copied().unwrap_or(LEFT[8]);
        match before {
            // Bars of one colour need a line between them.
            Some((_, other)) if other == color => self.border(cell, style),
            // Two bars and what is between them: the two longest of the three are shown.
            Some((p, other)) => {
                let (gap, own) = (a.saturating_sub(p), b - a);
                if gap <= p.min(own) {
                    let border = p + gap / 2;
                    self.put(cell, glyph(border), Style::new().fg(other).bg(color));
                } else if p <= own {
                    self.put(cell, glyph(a), plain.add_modifier(Modifier::REVERSED));
                }
            }
            None if a == 0 => self.put(cell, glyph(b), plain),
            // What is empty on the left is drawn as the glyph, and the bar as what is behind it.
            None if b == 8 => self.put(cell, glyph(a), plain.add_modifier(Modifier::REVERSED)),
            None if a + b < 8 => self.put(cell, glyph(b - a), plain),
            None => self.put(cell, glyph(8 - (b - a)), plain.add_modifier(Modifier::REVERSED)),
        }
    }

    fn textured(&mut self, bar: &Bar<'_>, c: char, first: u16, last: u16) {
        let ink = if bar.fill == Fill::Solid { on_bar(bar.style) } else { bar.style };
        for cell in first..=last {
            let left = u32::from(cell) * 8;
            let covered = (bar.x1 - left).min(8) - bar.x0.saturating_sub(left);
            if covered >= 4 || first == last && self.is_free(cell) {
                self.put(cell, c, ink.remove_modifier(Modifier::UNDERLINED));
                self.cover(cell, ink);
            }
        }
        if let Some((open, close)) = self.glyphs.bar_ends.filter(|_| bar.fill == Fill::Solid && last > first)
        {
            if !bar.cut_left {
                self.put(first, open, ink);
            }
            if !bar.cut_right {
                self.put(last, close, ink);
            }
        }
    }

    fn label(&mut self, bar: &Bar<'_>, first: u16, last: u16) {
        let ink = match bar.fill {
            Fill::Solid => self.ink_on(bar.style),
            Fill::Char(_) | Fill::Line(..) => bar.style,
        };
        if last > first {
            if bar.cut_left {
                self.put(first, self.glyphs.left, ink);
            }
            if bar.cut_right {
                self.put(last, self.glyphs.right, ink);
            }
        }
        // The first and last cells show how the bar is filled and where exactly it ends.
        let (from, to) = if last - first >= 2 { (first + 1, last) } else { (first, first + 1) };
        let room = usize::from(to - from);
        let is_mono = self.is_mono;
        let blank = |text: &str| match bar.fill {
            Fill::Solid if !is_mono || width(text) + 2 > room => text.to_string(),
            _ if last > first && !text.is_empty() => format!(" {text} "),
            _ => text.to_string(),
        };
        let mut whole = bar.labels.iter().map(|label| blank(&format!("{}{label}", bar.signs)));
        let fitting = whole.clone().find(|label| width(label) <= room);
        let label = match (fitting, whole.next_back()) {
            (Some(label), _) => label,
            (None, Some(shortest)) if room >= 4 => cut_end(&shortest, room),
            _ => bar.signs.chars().take(room).collect(),
        };
        if label.trim().is_empty() {
            return;
        }
        let row = Rect { x: self.area.x + from, width: to - from, ..self.area };
        let end = text(self.buf, row, row.x, row.y, &label, ink);
        for cell in from..end.saturating_sub(self.area.x) {
            if let Some(taken) = self.taken.get_mut(usize::from(cell)) {
                *taken = true;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::glyphs::{ASCII, UNICODE};

    fn bar(x0: u32, x1: u32) -> Bar<'static> {
        let style = Style::new().fg(Color::White).bg(Color::Blue);
        let (cut_left, cut_right) = (false, false);
        Bar { x0, x1, fill: Fill::Solid, style, joins: false, cut_left, cut_right, signs: "", labels: &[] }
    }

    fn painted(glyphs: &Glyphs, columns: u16, bars: &[Bar<'_>]) -> (String, Buffer) {
        let area = Rect::new(0, 0, columns, 1);
        let mut buf = Buffer::empty(area);
        let mut row = Row::new(&mut buf, area, glyphs);
        for bar in bars {
            row.bar(bar);
        }
        (buf.content.iter().map(|cell| cell.symbol()).collect(), buf)
    }

    #[test]
    fn bars_end_at_the_eighth() {
        assert_eq!(painted(&UNICODE, 4, &[bar(0, 19)]).0, "██▍ ");
        assert_eq!(painted(&UNICODE, 4, &[bar(0, 1)]).0, "▏   ");
    }

    #[test]
    fn a_start_within_a_cell_is_drawn_reversed_over_the_terminals_own_background() {
        let (cells, buf) = painted(&UNICODE, 3, &[bar(3, 24)]);
        assert_eq!(cells, "▍██");
        let first = &buf[(0, 0)];
        assert_eq!((first.fg, first.bg), (Color::Blue, Color::Reset));
        assert!(first.modifier.contains(Modifier::REVERSED));
        assert!(!buf[(1, 0)].modifier.contains(Modifier::REVERSED));
    }

    #[test]
    fn two_bars_meet_within_a_cell() {
        let second = Bar { style: Style::new().fg(Color::White).bg(Color::Red), ..bar(12, 24) };
        let (cells, buf) = painted(&UNICODE, 3, &[bar(0, 12), second]);
        assert_eq!(cells, "█▌█");
        assert_eq!((buf[(1, 0)].fg, buf[(1, 0)].bg), (Color::Blue, Color::Red));
    }

    #[test]
    fn bars_that_touch_have_a_line_between_them() {
        let (cells, _) = painted(&UNICODE, 4, &[bar(0, 16), Bar { joins: true, ..bar(16, 32) }]);
        assert_eq!(cells, "██▏█");
    }

    #[test]
    fn the_longest_label_that_fits_is_written() {
        let labels = &["base-8b, 24 nodes", "base-8b"][..];
        let cells = |cells: u32| painted(&UNICODE, 20, &[Bar { labels, ..bar(0, cells * 8) }]).0;
        assert_eq!(cells(20), "█base-8b, 24 nodes██");
        assert_eq!(cells(12), "█base-8b████        ");
        assert_eq!(cells(7), "█base…█             ");
        assert_eq!(cells(3), "███                 ");
    }

    /// The cell of a full block, of one half used, and of one that is idle, upon a bar drawn in reverse.
    fn loads(color: Option<Color>) -> Vec<(String, Color, bool)> {
        let area = Rect::new(0, 0, 3, 1);
        let mut buf = Buffer::empty(area);
        let mut row = Row::new(&mut buf, area, &UNICODE);
        row.bar(&Bar { style: Style::new().add_modifier(Modifier::REVERSED), ..bar(0, 24) });
        row.load(0, '█', color);
        row.load(1, '▄', color);
        row.idle(2, color);
        let cell = |cell: &ratatui::buffer::Cell| {
            (cell.symbol().to_string(), cell.bg, cell.modifier.contains(Modifier::REVERSED))
        };
        buf.content.iter().map(cell).collect()
    }

    #[test]
    fn what_is_used_of_a_selected_block_is_never_drawn_as_a_hole() {
        // Exchanged, the load's colour lies upon the bar's.
        let load = |c: &str| (c.to_string(), Color::Blue, true);
        assert_eq!(loads(Some(Color::Blue)), [load("█"), load("▄"), (" ".to_string(), Color::Reset, true)]);
        // Without colours, what is used is ink, and what is idle a line.
        let plain = |c: &str| (c.to_string(), Color::Reset, false);
        assert_eq!(loads(None), [plain("█"), plain("▄"), plain("─")]);
    }

    #[test]
    fn signs_are_the_last_to_go() {
        let selected = Bar { labels: &["base-8b"], signs: "▶", ..bar(0, 24) };
        assert_eq!(painted(&UNICODE, 3, &[selected]).0, "█▶█");
        assert_eq!(painted(&UNICODE, 3, &[Bar { x1: 8, ..selected }]).0, "▶  ");
    }

    #[test]
    fn ascii_bars_have_ends() {
        let labels = &["a"][..];
        assert_eq!(painted(&ASCII, 8, &[Bar { labels, ..bar(0, 56) }]).0, "[a====) ");
        assert_eq!(painted(&ASCII, 8, &[Bar { cut_right: true, ..bar(0, 64) }]).0, "[======>");
        assert_eq!(painted(&ASCII, 8, &[Bar { fill: Fill::Char('/'), ..bar(8, 40) }]).0, " ////   ");
    }

    #[test]
    fn any_bar_stays_in_its_row() {
        for (x0, x1) in (0..40).flat_map(|x0| (x0 + 1..=40).map(move |x1| (x0, x1))) {
            for fill in [Fill::Solid, Fill::Char('░')] {
                let text = "模型🚀é";
                let one = Bar { fill, labels: &[text], signs: "!", cut_right: true, ..bar(x0, x1) };
                painted(&UNICODE, 5, &[one, Bar { joins: true, ..bar(x1.min(39), 40) }]);
                painted(&ASCII, 3, &[one]);
            }
        }
    }
}
