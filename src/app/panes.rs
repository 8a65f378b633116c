//! Where everything is on the screen, as plain rectangles. Computed once per size, so that drawing and the mouse agree.
//!
//! ```text
//! title     Winter training *           on track · buy cb-feb by Fri 15 Jan 17:00 (10d)
//! overview  ──────[▇▇▇▅▅▅▇▇]────────────────────────      (tall screens)
//! corner    │ ruler  January 2027
//!           │        Mon 11    Tue 12    Wed 13
//! names     │ lanes                                    │ panel (right of it where wide, else below)
//! status    Tue 12 Jan 09:00 CET  08:00Z  base-8b/w1 …
//! footer    Enter details  m move  a add run  ? help
//! ```

use ratatui::layout::{Position, Rect};

use super::App;
use super::panel::{Focus, Panel};
use crate::base::wrap::wrap;

/// What decides how the screen is divided, besides its size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wish {
    /// A panel is open.
    pub panel: bool,
    /// The panel has the keys: its selected row is told in full.
    pub detail: bool,
    /// Rows that all lanes take, if that is known: a panel below them may have the rest.
    pub lanes: Option<u16>,
    /// A conflict is shown in the panel, which wants more room for it.
    pub conflict: bool,
    /// Columns of the longest name of a lane.
    pub names: u16,
    /// A wall screen: no footer, larger rows.
    pub present: bool,
    /// The line with the whole plan is wanted.
    pub overview: bool,
}

/// The parts of the screen. A part that has no room is empty; none overlaps another, none leaves the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Panes {
    /// The whole screen.
    pub screen: Rect,
    /// What the plan is called, and how it stands.
    pub title: Rect,
    /// The whole plan in one line.
    pub overview: Rect,
    /// Over the names, beside the ruler.
    pub corner: Rect,
    /// One or two rows with the calendar.
    pub ruler: Rect,
    /// Names of the lanes. Its first column is the gutter with the mark of the selected one.
    pub names: Rect,
    /// The lanes.
    pub lanes: Rect,
    /// The panel's heading: its name and those of the others.
    pub tabs: Rect,
    /// What the panel shows.
    pub panel: Rect,
    /// Below the panel: its selected row in full.
    pub detail: Rect,
    /// The line between the timeline and a panel to its right.
    pub divider: Rect,
    pub status: Rect,
    pub footer: Rect,
}

/// What lies under a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Title,
    /// Column within the overview.
    Overview(u16),
    Corner,
    /// Column within the ruler, the same as within the lanes.
    Ruler(u16),
    /// Row of the lanes.
    Name(u16),
    /// Column and row within the lanes.
    Lanes(u16, u16),
    /// Column within the heading.
    Tabs(u16),
    /// Row within the panel.
    Panel(u16),
    Detail,
    Divider,
    Status,
    Footer(u16),
}

/// Divides the screen for what the program shows now.
pub fn lay_out(app: &App) -> Panes {
    let lanes = u16::try_from(app.view.lanes.len()).ok();
    let lanes = lanes.map(|lanes| lanes.saturating_mul(app.lane_height()));
    Panes::divide(screen(app), Wish { lanes, names: names(app), ..wish(app) })
}

/// Rows for lanes where a panel below them takes no more than it must. It does not depend on what lanes there are.
pub fn most_lanes(app: &App) -> u16 {
    Panes::divide(screen(app), wish(app)).lanes.height
}

fn screen(app: &App) -> Rect {
    Rect::new(0, 0, app.size.0, app.size.1)
}

/// What is wished for whatever the lanes are.
fn wish(app: &App) -> Wish {
    Wish {
        panel: app.panel.is_some(),
        // Money needs no second telling.
        detail: app.focus == Focus::Panel && app.panel != Some(Panel::Costs) && app.resolving.is_none(),
        conflict: app.resolving.is_some(),
        present: app.settings.present,
        overview: app.settings.overview,
        ..Wish::default()
    }
}

/// Columns of the longest name of a lane. Lanes far down count as the first two hundred do: the column must not jump while
/// one scrolls, and a frame must not cost more where there are more lanes.
fn names(app: &App) -> u16 {
    let (lanes, plan) = (&app.view.lanes, app.plan());
    let columns = |lane: usize| {
        usize::from(lanes.depth(lane)) * 2 + crate::base::words::width(&lanes.title(plan, lane))
    };
    let gone = app.view.beneath.iter().filter(|line| line.lane >= lanes.len()).take(200);
    let gone = gone.map(|line| 2 + crate::base::words::width(&line.owner()));
    let longest = (0..lanes.len().min(200)).map(columns).chain(gone).max().unwrap_or(0);
    u16::try_from(longest).unwrap_or(u16::MAX)
}

/// From this width on a panel stands to the right of the timeline.
pub const WIDE: u16 = 140;
/// From this height on the overview has a line.
const TALL: u16 = 30;
/// Columns that the lanes keep before the names get any.
const LANES_FIRST: u16 = 24;
/// Columns for names that the corner above them wants for what it says, however short the names are.
const NAMES_AT_LEAST: u16 = 12;
/// Rows of the timeline and of a panel below it that make both worth having.
const SHARED: u16 = 10;

impl Panes {
    /// Divides a screen. Every size works: what has no room is left out, the lanes last.
    pub fn divide(screen: Rect, wish: Wish) -> Panes {
        let (height, width) = (screen.height, screen.width);
        let mut rest = screen;
        let mut panes = Panes { screen, ..Panes::default() };
        if height >= 4 {
            panes.title = take_top(&mut rest, 1);
        }
        if height >= 6 && !wish.present {
            panes.footer = take_bottom(&mut rest, 1);
        }
        if height >= 2 {
            panes.status = take_bottom(&mut rest, 1);
        }
        if wish.panel && width >= WIDE {
            let wanted = (width / 3).clamp(46, 72);
            let mut side = take_right(&mut rest, wanted);
            panes.divider = take_left(&mut side, 1);
            panes.tabs = take_top(&mut side, 1);
            let detail = if wish.detail && side.height >= 16 { 6 } else { 0 };
            panes.detail = take_bottom(&mut side, detail);
            panes.panel = side;
        } else if wish.panel && rest.height < SHARED {
            // Too little for both: the panel covers the timeline.
            panes.tabs = take_top(&mut rest, u16::from(height >= 3));
            let all = rest.height;
            panes.panel = take_top(&mut rest, all);
        } else if wish.panel {
            let least = match wish.conflict {
                true => (rest.height * 3 / 5).clamp(6, 18),
                false => (rest.height * 2 / 5).clamp(5, 14),
            };
            // Calendar and overview, and a row that shows where the lanes end.
            let spare = wish.lanes.map_or(0, |lanes| rest.height.saturating_sub(lanes.saturating_add(4)));
            let wanted = spare.clamp(least, (rest.height * 3 / 5).max(least));
            let mut below = take_bottom(&mut rest, wanted);
            panes.tabs = take_top(&mut below, 1);
            let detail = if wish.detail && below.height >= 6 { 2 } else { 0 };
            panes.detail = take_bottom(&mut below, detail);
            panes.panel = below;
        }
        if wish.overview && !wish.present && height >= TALL {
            panes.overview = take_top(&mut rest, 1);
        }
        let names = names_width(rest.width, wish.names);
        let ruler_rows = match rest.height {
            0..=1 => 0,
            2..=5 => 1,
            _ => 2,
        };
        let mut over = take_top(&mut rest, ruler_rows);
        panes.corner = take_left(&mut over, names);
        panes.ruler = over;
        panes.names = take_left(&mut rest, names);
        panes.lanes = rest;
        panes
    }

    /// What lies under a cell of the screen.
    pub fn at(&self, column: u16, row: u16) -> Option<Place> {
        let here = Position::new(column, row);
        let x = |pane: Rect| column.saturating_sub(pane.x);
        let y = |pane: Rect| row.saturating_sub(pane.y);
        let parts: [(Rect, Place); 12] = [
            (self.lanes, Place::Lanes(x(self.lanes), y(self.lanes))),
            (self.names, Place::Name(y(self.names))),
            (self.panel, Place::Panel(y(self.panel))),
            (self.detail, Place::Detail),
            (self.ruler, Place::Ruler(x(self.ruler))),
            (self.tabs, Place::Tabs(x(self.tabs))),
            (self.title, Place::Title),
            (self.overview, Place::Overview(x(self.overview))),
            (self.corner, Place::Corner),
            (self.divider, Place::Divider),
            (self.status, Place::Status),
            (self.footer, Place::Footer(x(self.footer))),
        ];
        parts.into_iter().find(|(pane, _)| pane.contains(here)).map(|(_, place)| place)
    }

    /// All parts that have room.
    pub fn parts(&self) -> impl Iterator<Item = Rect> {
        let all = [
            self.title,
            self.overview,
            self.corner,
            self.ruler,
            self.names,
            self.lanes,
            self.tabs,
            self.panel,
            self.detail,
            self.divider,
            self.status,
            self.footer,
        ];
        all.into_iter().filter(|pane| !pane.is_empty())
    }
}

/// What is inside the frame of a box; all of it where there is no room for a frame.
pub fn inside(area: Rect) -> Rect {
    match area.width < 4 || area.height < 3 {
        true => area,
        false => Rect { x: area.x + 1, y: area.y + 1, width: area.width - 2, height: area.height - 2 },
    }
}

/// The box of a list with so many items.
pub fn pick_area(screen: Rect, items: usize) -> Rect {
    modal(screen, 84, u16::try_from(items).unwrap_or(u16::MAX).saturating_add(4).max(8))
}

/// Within it, the rows of the list: all but the line that is typed into.
pub fn pick_rows(screen: Rect, items: usize) -> Rect {
    let mut rows = inside(pick_area(screen, items));
    take_top(&mut rows, 1);
    rows
}

/// The box of a form with so many rows.
pub fn form_area(screen: Rect, rows: usize) -> Rect {
    modal(screen, 92, u16::try_from(rows).unwrap_or(u16::MAX).saturating_add(6))
}

/// Within it, the rows of the form, and the room below them for what a field means.
pub fn form_rows(screen: Rect, rows: usize) -> (Rect, Rect) {
    let mut list = inside(form_area(screen, rows));
    let help = match list.height {
        0..=5 => 0,
        6..=9 => 1,
        _ => 3,
    };
    let help = take_bottom(&mut list, help);
    (list, help)
}

/// A question with its answers.
pub struct Asked {
    pub area: Rect,
    pub lines: Vec<String>,
    pub question: Rect,
    /// One row for each answer, going back the last.
    pub answers: Rect,
}

/// Where a question stands that has so many answers and the one to go back.
pub fn asked(screen: Rect, question: &str, answers: usize) -> Asked {
    let wide = 60;
    let lines = wrap(question, usize::from(screen.width.min(wide).saturating_sub(4)));
    let rows = |count: usize| u16::try_from(count).unwrap_or(u16::MAX);
    let high = rows(lines.len() + answers + 5);
    let area = modal(screen, wide, high);
    let mut rest = inside(area);
    // Answers matter more than air where there is little room.
    let air = u16::from(rest.height.saturating_add(2) >= high);
    take_top(&mut rest, air);
    let question = take_top(&mut rest, rows(lines.len()));
    take_top(&mut rest, air);
    let answers = take_top(&mut rest, rows(answers + 1));
    Asked { area, lines, question, answers }
}

/// The first row of a list that is drawn, so that the selected one is seen with some context.
pub fn first_row(selected: usize, height: usize, total: usize) -> usize {
    if total <= height || height == 0 {
        return 0;
    }
    selected.saturating_sub(height / 2).min(total - height)
}

/// Where something lies that covers the timeline: in the middle, of this size with its frame; the whole screen where that
/// is hardly larger.
pub fn modal(screen: Rect, width: u16, height: u16) -> Rect {
    if screen.width < 60 || screen.height < 12 {
        return screen;
    }
    // What would be seen beside it in a few columns only is no help.
    let width = if width.saturating_add(16) > screen.width { screen.width } else { width };
    let height = height.min(screen.height - 2);
    let x = screen.x + (screen.width - width) / 2;
    // A little above the middle, where the eye rests.
    let y = screen.y + (screen.height - height) / 3;
    Rect { x, y, width, height }
}

/// The same at the bottom, over the status line and the keys, where it leaves most of the lanes free.
pub fn low(panes: &Panes, width: u16, height: u16) -> Rect {
    let above = modal(panes.screen, width, height);
    let end = if panes.status.is_empty() { panes.screen.bottom() } else { panes.status.y };
    let most = (panes.screen.height * 2 / 5).max(7).min(end.saturating_sub(panes.lanes.y.saturating_add(3)));
    if above == panes.screen || most < 4 {
        return above;
    }
    let height = above.height.min(most);
    // A panel beside the lanes stays in sight too, where there is room.
    let x = above.x.min(panes.lanes.right().saturating_sub(above.width));
    Rect { x, y: end - height, height, ..above }
}

/// Gutter, name and a blank; nothing where the lanes would have too little left.
fn names_width(width: u16, longest: u16) -> u16 {
    let most = (width / 4).min(width.saturating_sub(LANES_FIRST)).min(32);
    match longest.clamp(NAMES_AT_LEAST, 30).saturating_add(3).min(most) {
        0..=5 => 0,
        columns => columns,
    }
}

fn take_top(rest: &mut Rect, rows: u16) -> Rect {
    let rows = rows.min(rest.height);
    let taken = Rect { height: rows, ..*rest };
    rest.y += rows;
    rest.height -= rows;
    taken
}

fn take_bottom(rest: &mut Rect, rows: u16) -> Rect {
    let rows = rows.min(rest.height);
    rest.height -= rows;
    Rect { y: rest.y + rest.height, height: rows, ..*rest }
}

fn take_left(rest: &mut Rect, columns: u16) -> Rect {
    let columns = columns.min(rest.width);
    let taken = Rect { width: columns, ..*rest };
    rest.x += columns;
    rest.width -= columns;
    taken
}

fn take_right(rest: &mut Rect, columns: u16) -> Rect {
    let columns = columns.min(rest.width);
    rest.width -= columns;
    Rect { x: rest.x + rest.width, width: columns, ..*rest }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wishes() -> impl Iterator<Item = Wish> {
        (0..64).map(|bits| Wish {
            conflict: bits & 32 > 0,
            panel: bits & 1 > 0,
            present: bits & 2 > 0,
            overview: bits & 4 > 0,
            detail: bits & 16 > 0,
            lanes: if bits & 16 > 0 { Some(6) } else { None },
            names: if bits & 8 > 0 { 40 } else { 3 },
        })
    }

    #[test]
    fn parts_fill_the_screen_without_overlap_at_every_size() {
        let sizes = (1..=200).flat_map(|width| (1..=60).map(move |height| (width, height)));
        for (width, height) in sizes {
            let screen = Rect::new(0, 0, width, height);
            for wish in wishes() {
                let panes = Panes::divide(screen, wish);
                let area: u32 = panes.parts().map(Rect::area).sum();
                assert_eq!(area, screen.area(), "{width}x{height} {wish:?} {panes:?}");
                assert!(panes.parts().all(|pane| pane.intersection(screen) == pane), "{panes:?}");
                let seen = panes.lanes.area() + panes.panel.area();
                assert!(seen > 0, "nothing to see at {width}x{height} {wish:?}");
            }
        }
    }

    #[test]
    fn the_design_size_shows_everything() {
        let panes =
            Panes::divide(Rect::new(0, 0, 80, 24), Wish { panel: true, names: 12, ..Wish::default() });
        assert_eq!((panes.title.height, panes.ruler.height, panes.footer.height), (1, 2, 1));
        assert!(panes.names.width >= 12 && panes.lanes.width >= 60, "{panes:?}");
        assert!(panes.lanes.height >= 8 && panes.panel.height >= 4, "{panes:?}");
    }

    #[test]
    fn a_panel_stands_beside_the_lanes_where_wide_and_below_where_not() {
        let open = Wish { panel: true, names: 12, ..Wish::default() };
        let wide = Panes::divide(Rect::new(0, 0, 200, 60), open);
        assert!(wide.panel.x > wide.lanes.right() && wide.panel.height > 40);
        let narrow = Panes::divide(Rect::new(0, 0, 100, 40), open);
        assert_eq!(narrow.panel.x, 0);
        assert!(narrow.panel.y > narrow.lanes.y);
    }

    #[test]
    fn a_panel_below_few_lanes_has_the_rows_that_they_leave() {
        let of =
            |lanes| Panes::divide(Rect::new(0, 0, 120, 36), Wish { panel: true, lanes, ..Wish::default() });
        let (few, many) = (of(Some(6)), of(Some(60)));
        assert!(few.panel.height > many.panel.height + 3, "{few:?}");
        assert!(few.lanes.height >= 7, "all six are seen, and that there are no more: {few:?}");
        assert_eq!(many, of(None));
    }

    #[test]
    fn a_cell_is_found_in_the_part_that_is_drawn_there() {
        for size in [(1, 1), (30, 8), (80, 24), (200, 60)] {
            let screen = Rect::new(0, 0, size.0, size.1);
            let panes = Panes::divide(
                screen,
                Wish {
                    panel: true,
                    detail: true,
                    overview: true,
                    names: 9,
                    lanes: Some(3),
                    ..Wish::default()
                },
            );
            assert!(screen.positions().all(|cell| panes.at(cell.x, cell.y).is_some()));
            assert_eq!(panes.at(size.0, size.1), None);
            if !panes.lanes.is_empty() {
                let (x, y) = (panes.lanes.right() - 1, panes.lanes.bottom() - 1);
                let last = Place::Lanes(panes.lanes.width - 1, panes.lanes.height - 1);
                assert_eq!(panes.at(x, y), Some(last));
            }
        }
    }

    #[test]
    fn modals_stay_on_the_screen() {
        for (width, height) in [(1, 1), (40, 10), (80, 24), (200, 60)] {
            let screen = Rect::new(0, 0, width, height);
            for wanted in [(10, 3), (72, 20), (500, 500)] {
                let area = modal(screen, wanted.0, wanted.1);
                assert_eq!(area.intersection(screen), area);
                assert!(!area.is_empty());
            }
        }
    }
}
