//! Conflicts that a merge left in a plan, in words: both values, and what picking a side would do.

use super::Finding;
use super::diff::{Comparison, Sample, diff};
use crate::base::words::{cut_alike, cut_middle, visible};
use crate::model::Conflict;

/// Longest value of one side, in columns.
const LONGEST: usize = 60;

/// `conflict block-b1-nodes: nodes of block b1 is 16 on our side, 12 on theirs`
pub fn describe(conflict: &Conflict) -> String {
    let (ours, theirs) = cut_alike(&visible(&conflict.ours), &visible(&conflict.theirs), LONGEST);
    let side = |text: &str, by: &str, word: &str| {
        let by = if by.is_empty() { String::new() } else { format!(" ({})", visible(by)) };
        format!("{} on {word}{by}", if text.is_empty() { "gone" } else { text })
    };
    format!(
        "conflict {}: {} is {}, {}",
        conflict.id,
        about(conflict),
        side(&ours, &conflict.ours_by, "our side"),
        side(&theirs, &conflict.theirs_by, "theirs")
    )
}

/// `nodes of block b1`
pub fn about(conflict: &Conflict) -> String {
    match conflict.field.as_str() {
        "" => conflict.item.clone(),
        field => format!("{field} of {}", conflict.item),
    }
}

/// A side's value on one line, not too long.
pub fn value(ron: &str) -> String {
    if ron.is_empty() { "gone".to_string() } else { cut_middle(&visible(ron), LONGEST) }
}

/// What taking another side changes, one thing a line: figures of items, then of the whole plan, then problems.
pub fn effect(now: Sample, other: Sample, conflict: &Conflict) -> Vec<String> {
    let Comparison { lines, follows, totals, come, gone, .. } = diff(now, other);
    let own = format!("conflict {}", conflict.id);
    let lines = lines.iter().chain(&follows).filter(|line| line.item != own);
    let effects =
        lines.flat_map(|line| line.effects.iter().map(move |effect| format!("{} {effect}", line.item)));
    let totals = totals.iter().filter(|total| !total.sides.is_same() && total.name != "problems");
    let totals = totals.map(|total| format!("{} {} → {}", total.name, total.sides.before, total.sides.after));
    let problem = |sign: &str, finding: &Finding| format!("{sign} {}: {}", finding.code, finding.message);
    let gone = gone.iter().filter(|gone| gone.code != "V909").map(|gone| problem("no more", gone));
    let come = come.iter().map(|come| problem("new", come));
    effects.chain(totals).chain(gone).chain(come).collect()
}
