//! What lies under the pointer.

use super::bars::BarKind;
use super::marks::MarkKind;
use super::view::{Row, Timeline};
use crate::model::Target;

/// What is hit of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The first cell of a bar: dragging moves the start.
    Start,
    Body,
    /// The last cell of a bar: dragging moves the end.
    End,
    Mark(MarkKind),
    /// Nothing but the lane.
    Lane,
}

/// What a cell of the lanes belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    pub target: Target,
    pub part: Part,
}

impl Timeline {
    /// What lies in a cell of a row, both counted from the upper left corner of the lanes.
    pub fn hit(&self, row: u16, cell: u16) -> Option<Hit> {
        self.rows.get(usize::from(row)).map(|row| row.hit(cell))
    }
}

impl Row {
    /// What lies in a cell. Of several bars the one that fills most of it; bars of less than three cells have no ends to
    /// grab.
    pub fn hit(&self, cell: u16) -> Hit {
        let (from, to) = (u32::from(cell) * 8, u32::from(cell) * 8 + 8);
        let overlap = |x0: u32, x1: u32| x1.min(to).saturating_sub(x0.max(from));
        let found = self
            .bars
            .iter()
            .filter(|bar| overlap(bar.x0, bar.x1) > 0)
            .rev()
            .max_by_key(|bar| overlap(bar.x0, bar.x1));
        let Some(found) = found else {
            let mark = self.marks.iter().find(|mark| mark.cell == cell);
            return match mark {
                Some(mark) => Hit { target: mark.target.clone(), part: Part::Mark(mark.kind) },
                None => Hit { target: self.target.clone(), part: Part::Lane },
            };
        };
        // Ramp, usable part and tail are one block.
        let is_part = |kind: BarKind| !matches!(kind, BarKind::Extension(_));
        let of_same = || self.bars.iter().filter(|bar| bar.target == found.target && is_part(bar.kind));
        let start = of_same().next().filter(|bar| !bar.cut_left).map(|bar| bar.cells().0);
        // A block that is extended ends where its extension says.
        let is_extended = self.bars.iter().any(|bar| bar.target == found.target && !is_part(bar.kind));
        let end = of_same()
            .next_back()
            .filter(|_| !is_extended)
            .filter(|bar| !bar.cut_right)
            .map(|bar| bar.cells().1);
        let first = of_same().next().map_or(0, |bar| bar.cells().0);
        let last = of_same().next_back().map_or(0, |bar| bar.cells().1);
        let part = match last.saturating_sub(first) >= 2 && is_part(found.kind) {
            true if start == Some(cell) => Part::Start,
            true if end == Some(cell) => Part::End,
            _ => Part::Body,
        };
        Hit { target: found.target.clone(), part }
    }
}
