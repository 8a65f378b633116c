//! A frame as plain text, and as a picture in SVG: for `--print`, `--svg`, tests, documents and bug reports. The same cells
//! give the same bytes.

use std::fmt::Write as _;

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr;

use super::look::rgb;

/// The characters of a frame, one line a row, without blanks at the ends of lines.
pub fn to_text(buf: &Buffer) -> String {
    let mut text = String::new();
    for y in buf.area.y..buf.area.bottom() {
        let mut line = String::new();
        for (_, cell) in cells(buf, y) {
            line.push_str(cell.symbol());
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// The cells of a row, without those that a wide character covers.
fn cells(buf: &Buffer, y: u16) -> impl Iterator<Item = (u16, &Cell)> {
    let mut next = buf.area.x;
    (buf.area.x..buf.area.right()).filter_map(move |x| {
        let cell = buf.cell((x, y)).filter(|_| x >= next)?;
        next = x.saturating_add(cell.symbol().width().max(1) as u16);
        Some((x, cell))
    })
}

/// Size of a cell in the picture.
const WIDE: u32 = 9;
const HIGH: u32 = 19;
/// The line that letters stand on, from the top of the cell.
const BASE: u32 = 14;
/// Around the cells.
const EDGE: u32 = 10;

/// What stands for the terminal's own colours: background, text.
const DARK: ((u8, u8, u8), (u8, u8, u8)) = ((0x16, 0x19, 0x20), (0xd5, 0xda, 0xe3));
const LIGHT: ((u8, u8, u8), (u8, u8, u8)) = ((0xff, 0xff, 0xff), (0x20, 0x24, 0x2c));

type Rgb = (u8, u8, u8);

/// How a cell looks in the end.
#[derive(Clone, Copy, PartialEq)]
struct Ink {
    text: Rgb,
    back: Rgb,
    bold: bool,
    dim: bool,
    italic: bool,
    underline: bool,
}

/// A frame as a picture, upon a dark or a light terminal.
pub fn to_svg(buf: &Buffer, light: bool) -> String {
    let (back, text) = if light { LIGHT } else { DARK };
    let area: Rect = buf.area;
    let (width, height) = (u32::from(area.width) * WIDE + 2 * EDGE, u32::from(area.height) * HIGH + 2 * EDGE);
    let mut svg = String::new();
    let _ = writeln!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         height=\"{height}\" font-family=\"ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace\" \
         font-size=\"15\" xml:space=\"preserve\">"
    );
    let _ = writeln!(svg, "<rect width=\"{width}\" height=\"{height}\" rx=\"6\" fill=\"{}\"/>", hex(back));
    let ink = |cell: &Cell| ink(cell, back, text);
    for y in area.y..area.bottom() {
        let top = EDGE + u32::from(y - area.y) * HIGH;
        let row: Vec<(u16, &Cell)> = cells(buf, y).map(|(x, cell)| (x - area.x, cell)).collect();
        backgrounds(&mut svg, &row, top, back, ink);
        letters(&mut svg, &row, top, ink);
    }
    svg.push_str("</svg>\n");
    svg
}

fn ink(cell: &Cell, back: Rgb, text: Rgb) -> Ink {
    let (mut fg, mut bg) = (rgb(cell.fg).unwrap_or(text), rgb(cell.bg).unwrap_or(back));
    if cell.modifier.contains(Modifier::REVERSED) {
        (fg, bg) = (bg, fg);
    }
    Ink {
        text: fg,
        back: bg,
        bold: cell.modifier.contains(Modifier::BOLD),
        dim: cell.modifier.contains(Modifier::DIM),
        italic: cell.modifier.contains(Modifier::ITALIC),
        underline: cell.modifier.contains(Modifier::UNDERLINED) && cell.underline_color != Color::Black,
    }
}

fn backgrounds(svg: &mut String, row: &[(u16, &Cell)], top: u32, back: Rgb, ink: impl Fn(&Cell) -> Ink) {
    let mut at = 0;
    while let Some((x, cell)) = row.get(at) {
        let color = ink(cell).back;
        let same = row.iter().skip(at).take_while(|(_, cell)| ink(cell).back == color).count();
        let (last, cell) = row.get(at + same - 1).copied().unwrap_or((*x, cell));
        let cells = u32::from(last - x) + cell.symbol().width().max(1) as u32;
        if color != back {
            let left = EDGE + u32::from(*x) * WIDE;
            rect(svg, left as f32, top as f32, (cells * WIDE) as f32, HIGH as f32, color, 1.0);
        }
        at += same;
    }
}

fn letters(svg: &mut String, row: &[(u16, &Cell)], top: u32, ink: impl Fn(&Cell) -> Ink) {
    let mut at = 0;
    while let Some((x, cell)) = row.get(at) {
        let look = ink(cell);
        let left = EDGE + u32::from(*x) * WIDE;
        let symbol = cell.symbol();
        if symbol == " " && !look.underline || shape(svg, symbol, left as f32, top as f32, look) {
            at += 1;
            continue;
        }
        // Letters of one look that follow each other become one text; others stand alone, so that no font moves them.
        let plain = |cell: &Cell| cell.symbol().is_ascii();
        let more = row.iter().skip(at + 1);
        let same = more.take_while(|(_, next)| plain(cell) && plain(next) && ink(next) == look).count();
        let run = row.get(at..=at + same).unwrap_or_default();
        let text: String = run.iter().map(|(_, cell)| cell.symbol()).collect();
        write_text(svg, left, top, text.trim_end_matches(if look.underline { '\0' } else { ' ' }), look);
        at += same + 1;
    }
}

fn write_text(svg: &mut String, left: u32, top: u32, text: &str, look: Ink) {
    let length = text.width() as u32 * WIDE;
    let _ = write!(
        svg,
        "<text x=\"{left}\" y=\"{}\" textLength=\"{length}\" lengthAdjust=\"spacingAndGlyphs\" fill=\"{}\"",
        top + BASE,
        hex(look.text)
    );
    for (on, attribute) in [
        (look.bold, " font-weight=\"bold\""),
        (look.italic, " font-style=\"italic\""),
        (look.underline, " text-decoration=\"underline\""),
        (look.dim, " opacity=\"0.6\""),
    ] {
        if on {
            svg.push_str(attribute);
        }
    }
    svg.push('>');
    for c in text.chars() {
        match c {
            '&' => svg.push_str("&amp;"),
            '<' => svg.push_str("&lt;"),
            '>' => svg.push_str("&gt;"),
            // XML has no control characters at all.
            c if c.is_control() => svg.push('\u{fffd}'),
            c => svg.push(c),
        }
    }
    svg.push_str("</text>\n");
}

/// Draws characters that must meet at the edges of their cells as shapes; false for all others.
fn shape(svg: &mut String, symbol: &str, left: f32, top: f32, look: Ink) -> bool {
    let mut chars = symbol.chars();
    let (Some(c), None) = (chars.next(), chars.next()) else { return false };
    let (wide, high) = (WIDE as f32, HIGH as f32);
    let (middle, centre) = (left + wide / 2.0, top + high / 2.0);
    let opacity = if look.dim { 0.6 } else { 1.0 };
    let eighth = |first: char| (c as u32 - first as u32 + 1) as f32 / 8.0;
    match c {
        '█' => rect(svg, left, top, wide, high, look.text, opacity),
        // ▏▎▍▌▋▊▉ stand in the order of seven to one, backwards.
        '▉'..='▏' => {
            rect(svg, left, top, wide * (9.0 - eighth('▉') * 8.0 - 1.0) / 8.0, high, look.text, opacity)
        }
        '▁'..='▇' => {
            let part = high * eighth('▁');
            rect(svg, left, top + high - part, wide, part, look.text, opacity);
        }
        '░' => rect(svg, left, top, wide, high, look.text, opacity * 0.3),
        '▒' => rect(svg, left, top, wide, high, look.text, opacity * 0.5),
        '▓' => rect(svg, left, top, wide, high, look.text, opacity * 0.75),
        '─' => path(svg, look, opacity, &format!("M{left} {centre}h{wide}"), ""),
        '│' => path(svg, look, opacity, &format!("M{middle} {top}v{high}"), ""),
        '┊' => {
            path(svg, look, opacity, &format!("M{middle} {top}v{high}"), " stroke-dasharray=\"2.5 2.25\"")
        }
        '┄' | '┈' | '╌' => {
            path(svg, look, opacity, &format!("M{left} {centre}h{wide}"), " stroke-dasharray=\"3 1.5\"");
        }
        '╱' => path(svg, look, opacity, &format!("M{left} {}l{wide} -{high}", top + high), ""),
        '╳' => path(
            svg,
            look,
            opacity,
            &format!("M{left} {}l{wide} -{high}m-{wide} 0l{wide} {high}", top + high),
            "",
        ),
        '├' => {
            path(svg, look, opacity, &format!("M{middle} {top}v{high}M{middle} {centre}h{}", wide / 2.0), "")
        }
        '└' => path(svg, look, opacity, &format!("M{middle} {top}V{centre}H{}", left + wide), ""),
        '╭' => path(
            svg,
            look,
            opacity,
            &format!("M{middle} {}Q{middle} {centre} {} {centre}", top + high, left + wide),
            "",
        ),
        '╮' => path(
            svg,
            look,
            opacity,
            &format!("M{middle} {}Q{middle} {centre} {left} {centre}", top + high),
            "",
        ),
        '╰' => path(
            svg,
            look,
            opacity,
            &format!("M{middle} {top}Q{middle} {centre} {} {centre}", left + wide),
            "",
        ),
        '╯' => path(svg, look, opacity, &format!("M{middle} {top}Q{middle} {centre} {left} {centre}"), ""),
        _ => return false,
    }
    true
}

fn rect(svg: &mut String, x: f32, y: f32, width: f32, height: f32, color: Rgb, opacity: f32) {
    let _ = write!(
        svg,
        "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"{}\"",
        hex(color)
    );
    // Without it, seams show between cells that should be one bar.
    svg.push_str(" shape-rendering=\"crispEdges\"");
    if opacity < 1.0 {
        let _ = write!(svg, " opacity=\"{opacity}\"");
    }
    svg.push_str("/>\n");
}

fn path(svg: &mut String, look: Ink, opacity: f32, data: &str, more: &str) {
    let stroke = if look.bold { 1.6 } else { 1.0 };
    let color = hex(look.text);
    let _ =
        write!(svg, "<path d=\"{data}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"{stroke}\"{more}");
    if opacity < 1.0 {
        let _ = write!(svg, " opacity=\"{opacity}\"");
    }
    svg.push_str("/>\n");
}

fn hex((r, g, b): Rgb) -> String {
    format!("#{r:02x}{g:02x}{b:02x}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::style::Style;

    fn frame() -> Buffer {
        let mut buf = Buffer::empty(Rect::new(0, 0, 12, 2));
        buf.set_string(0, 0, "<a & b>", Style::new().fg(Color::Rgb(1, 2, 3)).bold());
        buf.set_string(0, 1, "模x█▌", Style::new().fg(Color::Indexed(67)).bg(Color::Blue).underlined());
        buf
    }

    #[test]
    fn text_has_no_blanks_at_the_ends_and_none_behind_wide_characters() {
        assert_eq!(to_text(&frame()), "<a & b>\n模x█▌\n");
    }

    #[test]
    fn the_picture_escapes_text_and_keeps_colours() {
        let svg = to_svg(&frame(), false);
        assert!(svg.contains(">&lt;a &amp; b&gt;</text>"), "{svg}");
        assert!(svg.contains("fill=\"#010203\"") && svg.contains("font-weight=\"bold\""));
        assert!(svg.contains("fill=\"#0000ee\""), "the background of a cell: {svg}");
        assert!(svg.contains("text-decoration=\"underline\""));
        assert_eq!(svg.matches("<svg").count(), svg.matches("</svg>").count());
        assert_eq!(svg, to_svg(&frame(), false));
    }

    #[test]
    fn bars_are_as_wide_as_their_eighths() {
        for (symbol, eighths) in [("▏", 1.0), ("▎", 2.0), ("▌", 4.0), ("▉", 7.0)] {
            let mut svg = String::new();
            let look = Ink {
                text: (0, 0, 0),
                back: (0, 0, 0),
                bold: false,
                dim: false,
                italic: false,
                underline: false,
            };
            assert!(shape(&mut svg, symbol, 0.0, 0.0, look));
            let wanted = format!("width=\"{}\"", WIDE as f32 * eighths / 8.0);
            assert!(svg.contains(&wanted), "{symbol}: {svg}");
        }
    }
}
