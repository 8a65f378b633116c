use crate::analysis::cost;
use crate::base::Money;

use super::common::*;

pub static LINT: Lint = Lint {
    code: "C702",
    name: "over-budget",
    severity: Severity::Error,
    doc: "The upfront money of a calendar month is more than the plan's `monthly_budget`, or everything is more than its `budget`. A \
          fee counts in the month of its purchase, not of its use. Offers that nothing stands on do not count.",
    source: "EC2 User Guide, capacity-blocks-pricing-billing",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    if let Some(budget) = facts.plan.monthly_budget {
        let months = facts.analysis.costs.months.iter().filter(|(_, sum)| *sum > budget);
        for (month, sum) in months {
            let largest = movable(facts, month);
            let todo = match largest {
                Some(block) => {
                    format!("move {} ({}) or raise the budget", block.block.id, total(facts, &block))
                }
                None => "raise the budget".to_string(),
            };
            let message = format!(
                "{month}: purchases of {} exceed the budget of {} by {}; a fee counts in the month of purchase: {todo}",
                facts.money(*sum),
                facts.money(budget),
                facts.money(*sum - budget),
            );
            let diagnostic = LINT.found(Target::Plan, message).field("monthly_budget");
            let due = largest.and_then(|block| block.facts.cost.due);
            found.push(match due {
                Some(due) => diagnostic.when(Span::new(due, due)),
                None => diagnostic,
            });
        }
    }
    if let Some(budget) = facts.plan.budget {
        let counts = |block: &BlockView| match block.facts.cost.account {
            None | Some(Account::None) => false,
            Some(Account::Offered) => !block.facts.windows.is_empty(),
            Some(_) => true,
        };
        let sum: Money = facts.blocks().filter(counts).filter_map(|block| block.facts.cost.total).sum();
        if sum > budget {
            let message = format!(
                "the plan costs {}, {} more than its budget of {}: drop a block or raise the budget",
                facts.money(sum),
                facts.money(sum - budget),
                facts.money(budget),
            );
            found.push(LINT.found(Target::Plan, message).field("budget"));
        }
    }
}

/// The dearest block that is not bought yet and whose money falls in a month.
fn movable<'a>(facts: &Facts<'a>, month: &str) -> Option<BlockView<'a>> {
    let unbought = facts.blocks().filter(BlockView::is_unbought);
    let in_month = unbought.filter(|block| block.facts.cost.due.is_some_and(|due| cost::month(due) == month));
    let used = in_month
        .filter(|block| block.block.status.stage() != Stage::Offered || !block.facts.windows.is_empty());
    used.max_by_key(|block| (block.facts.cost.total, std::cmp::Reverse(block.at)))
}

fn total(facts: &Facts, block: &BlockView) -> String {
    block.facts.cost.total.map_or_else(|| "no price".to_string(), |total| facts.money(total))
}
