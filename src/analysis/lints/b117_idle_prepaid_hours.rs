use super::common::*;
use crate::model::terms::Billing;

pub static LINT: Lint = Lint {
    code: "B117",
    name: "idle-prepaid-hours",
    severity: Severity::Info,
    doc: "More than the plan's `idle_limit` of a prepaid block is given to no window. Boot and the last minutes do not count: \
          nothing could run in them. Offers that no window in force stands on are not judged.",
    source: "EC2 User Guide, capacity-blocks-pricing-billing (paid upfront, not refunded); the limit is a setting of the plan (15 % by default)",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for block in facts.blocks() {
        let paid = matches!(block.facts.cost.account, Some(Account::Committed | Account::Spent));
        let is_used = !block.facts.windows.is_empty();
        if !(paid || is_used) || !is_prepaid(&block) || is_past(facts, block.facts.span) {
            continue;
        }
        let all = (block.facts.idle + block.facts.used).seconds();
        let share = if all > 0 { block.facts.idle.seconds() as f64 / all as f64 } else { 0.0 };
        if share <= facts.plan.idle_limit.share() {
            continue;
        }
        let hours = block.facts.idle.hours() * f64::from(block.facts.accelerators_per_node);
        let cost = block.facts.cost.total.map(|_| format!("{}, ", facts.money(block.facts.cost.idle)));
        let gap = largest_gap(&block);
        let where_to = gap.map_or_else(String::new, |gap| format!("; the largest gap is {}", during(gap)));
        let message = format!(
            "{:.0} accelerator-hours ({}{}) of {} are unassigned{where_to}: place a run there or buy less",
            hours,
            cost.unwrap_or_default(),
            percent(share),
            block.block.id,
        );
        let diagnostic = LINT.found(block.target(), message);
        found.push(match gap {
            Some(gap) => diagnostic.when(gap),
            None => diagnostic,
        });
    }
}

/// It is paid as a whole, used or not.
pub(super) fn is_prepaid(block: &BlockView) -> bool {
    let billing = block.product.and_then(|product| product.billing.as_ref()).map(|billing| billing.value);
    let upfront = block.block.price.as_ref().is_some_and(|price| price.upfront.is_some());
    upfront || matches!(billing, Some(Billing::Upfront | Billing::Committed))
}

/// The stretch of usable time with the most free node-time that has a free node throughout.
fn largest_gap(block: &BlockView) -> Option<Span> {
    let usable = block.facts.usable.intersect(block.facts.planned)?;
    let all = i64::from(block.facts.nodes);
    let mut best: Option<(i64, Span)> = None;
    let mut open: Option<(i64, Span)> = None;
    for (part, load) in block.facts.load.within(usable) {
        let free = (all - load).max(0) * part.len().seconds();
        open = match open {
            _ if free == 0 => None,
            Some((sum, span)) => Some((sum + free, Span::new(span.start, part.end))),
            None => Some((free, part)),
        };
        if open.map(|(sum, _)| sum) > best.map(|(sum, _)| sum) {
            best = open;
        }
    }
    best.map(|(_, span)| span)
}
