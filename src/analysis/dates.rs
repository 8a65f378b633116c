//! The dated marks of a block, in the order of time.

use crate::base::sort;
use std::sync::Arc;

use crate::model::block_dates::{self, Why};

use super::resolve::{BlockAt, Resolved};
use super::{BlockFacts, Mark, MarkKind, usage};

/// Every date that the provider's rules and the plan imply for a block. Dates of a purchase are left out once it is
/// bought, dates of the end where there is none.
pub fn marks(resolved: &Resolved, at: &BlockAt, facts: &BlockFacts) -> Vec<Mark> {
    let dates = &at.dates;
    let unbought = at.is_unbought();
    let buying = |mark| Some(mark).filter(|_| unbought);
    let bought = |mark| Some(mark).filter(|_| !unbought);
    let given = [
        (MarkKind::CanBuyFrom, buying(&dates.can_buy_from)),
        (MarkKind::SafeBuyBy, buying(&dates.safe_buy_by)),
        (MarkKind::MustBuyBy, buying(&dates.must_buy_by)),
        (MarkKind::PayBy, bought(&dates.pay_by).filter(|_| is_unpaid(at))),
        (MarkKind::Warning, Some(&dates.warning)),
        (MarkKind::Drain, Some(&dates.drain)),
        (MarkKind::UsableEnd, Some(&dates.usable_end)),
        (MarkKind::ExtendFrom, Some(&dates.extend_from)),
        (MarkKind::SafeExtendBy, Some(&dates.safe_extend_by)),
        (MarkKind::ExtendBy, Some(&dates.extend_by)),
    ];
    let mut marks: Vec<Mark> = Vec::with_capacity(given.len() + 1);
    marks.extend(given.into_iter().filter_map(|(kind, mark)| Some(mark_of(kind, mark?.as_ref()?))));
    marks.push(Mark {
        kind: MarkKind::UsableStart,
        at: facts.usable.start,
        why: Why::Ramp(usage::ramp(resolved, at)),
        source: Arc::default(),
        doubtful: false,
    });
    sort::by_key(&mut marks, |mark| mark.at);
    marks
}

fn mark_of(kind: MarkKind, mark: &block_dates::Mark) -> Mark {
    Mark { kind, at: mark.at, why: mark.why.clone(), source: mark.source.clone(), doubtful: mark.doubtful }
}

/// Asked for, and the provider has not confirmed the payment.
fn is_unpaid(at: &BlockAt) -> bool {
    use crate::model::Stage;
    matches!(at.block.status.stage(), Stage::Requested | Stage::PaymentPending)
}
