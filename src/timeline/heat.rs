//! How full a block is, cell by cell.

use super::bars::whole;
use super::view::Frame;
use crate::base::Span;

/// Load against capacity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heat {
    /// The cell of the first level.
    pub from: u16,
    /// The highest load within each cell: 0 is idle, 8 is full, [`OVER`] is more than there is.
    pub levels: Vec<u8>,
}

/// More nodes than the block has.
pub const OVER: u8 = 9;

impl Heat {
    /// Of a block where it is in sight.
    pub(super) fn of(frame: &Frame<'_>, block: u32) -> Option<Heat> {
        let block = frame.plan.blocks.at(block as usize)?;
        let facts = frame.analysis.block(&block.id)?;
        let (x0, x1) = frame.eighths(whole(frame.analysis, block))?;
        let (from, last) = ((x0 / 8) as u16, (x1.saturating_sub(1) / 8) as u16);
        let edge = |cell: u16| frame.viewport.instant_at(i64::from(cell), 0);
        let levels = (from..=last).map(|cell| {
            let span = Span::new(edge(cell), edge(cell.saturating_add(1)));
            level(facts.load.max_in(span), facts.nodes)
        });
        Some(Heat { from, levels: levels.collect() })
    }
}

/// Any load at all is at least 1; only a full block is 8.
fn level(load: i64, nodes: u32) -> u8 {
    let nodes = i64::from(nodes);
    match load {
        ..=0 => 0,
        _ if load > nodes => OVER,
        _ => (load * 8 / nodes.max(1)).clamp(1, 8) as u8,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels() {
        let levels: Vec<u8> = [0, 1, 15, 16, 31, 32, 33].map(|load| level(load, 32)).to_vec();
        assert_eq!(levels, [0, 1, 3, 4, 7, 8, OVER]);
        assert_eq!(level(1, 0), OVER);
    }
}
