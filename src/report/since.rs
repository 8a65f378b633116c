//! What a summary compares the plan with: a baseline, or the plan as it was at a revision.

use super::baseline::{compare, keep};
use super::diff::{Comparison, Sample, diff};
use crate::edit::new_ids::NewIds;
use crate::model::{Baseline, Plan};

/// An earlier state, and what changed since.
#[derive(Debug, Clone, PartialEq)]
pub struct Since {
    /// `Since approved 6 Jan, stored 2027-01-06 09:00Z by mia`
    pub title: String,
    pub comparison: Comparison,
    /// Where blocks and windows were, under the ids that they have now.
    pub was: Plan,
}

impl Since {
    pub fn baseline(baseline: &Baseline, now: Sample) -> Since {
        let by = if baseline.by.is_empty() { String::new() } else { format!(" by {}", baseline.by) };
        let was = baseline.kept().plan();
        let ids = NewIds::between(&was, &keep(now.plan, now.analysis).plan());
        Since {
            title: format!("Since {}, stored {}{by}", baseline.title(), baseline.at.compact()),
            comparison: compare(baseline, now),
            was: ids.brought(&was),
        }
    }

    pub fn revision(name: &str, before: Sample, now: Sample) -> Since {
        Since {
            title: format!("Since {name}"),
            comparison: diff(before, now),
            was: NewIds::between(before.plan, now.plan).brought(before.plan),
        }
    }

    /// Since the baseline that was stored last, if the plan has any.
    pub fn newest(now: Sample) -> Option<Since> {
        now.plan.newest_baseline().map(|baseline| Since::baseline(baseline, now))
    }
}
