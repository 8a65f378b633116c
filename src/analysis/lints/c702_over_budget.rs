use crate::analysis::month::Month;
use crate::analysis::{MonthCost, cost};
use crate::base::Money;

use super::common::*;

pub static LINT: Lint = Lint {
    code: "C702",
    name: "over-budget",
    severity: Severity::Error,
    doc: "The money of a calendar month is more than the plan's `monthly_budget`, or everything is more than its `budget`. A \
          fee counts in the month of its purchase, not of its use; what is paid by the hour counts in the months of use. Offers that \
          nothing stands on do not count.",
    source: "EC2 User Guide, capacity-blocks-pricing-billing",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    if let Some(budget) = facts.plan.monthly_budget {
        let over = facts.analysis.costs.months.iter().filter(|month| month.total() > budget);
        // What ran on by the hour for years is told once, of the last month gone by.
        let this = Month::of(facts.now).start();
        let is_gone = |month: &MonthCost| !month.hourly.is_zero() && month.start < this;
        let (gone, over): (Vec<&MonthCost>, Vec<&MonthCost>) = over.partition(|month| is_gone(month));
        let earlier = gone.len().saturating_sub(1);
        for month in gone.last().into_iter().chain(&over) {
            let largest = largest(facts, Month::of(month.start));
            let message = format!(
                "{}: {} the budget of {} by {}{}{}: {}raise the budget",
                month.month,
                paid(facts, month),
                facts.money(budget),
                facts.money(month.total() - budget),
                if month.upfront.is_zero() { "" } else { "; a fee counts in the month of purchase" },
                match is_gone(month) && earlier > 0 {
                    true => format!(
                        "; so did {}",
                        words::count(earlier as u64, "month before it", "months before it")
                    ),
                    false => String::new(),
                },
                largest.as_ref().map_or_else(String::new, |largest| format!("{} or ", todo(facts, largest))),
            );
            let diagnostic = LINT.found(Target::Plan, message).field("monthly_budget");
            found.push(match largest {
                Some(Largest { when, .. }) => diagnostic.when(Span::new(when, when)),
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
        let blocks: Money = facts.blocks().filter(counts).filter_map(|block| block.facts.cost.total).sum();
        let sum = blocks + facts.analysis.costs.by_the_hour;
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

/// What is compared with the budget: fees, money by the hour, or both.
fn paid(facts: &Facts, month: &MonthCost) -> String {
    let money = |money| facts.money(money);
    match (month.upfront.is_zero(), month.hourly.is_zero()) {
        (_, true) => format!("purchases of {} exceed", money(month.upfront)),
        (true, _) => format!("{} paid by the hour exceed", money(month.hourly)),
        _ => format!(
            "purchases of {} and {} paid by the hour, together {}, exceed",
            money(month.upfront),
            money(month.hourly),
            money(month.total())
        ),
    }
}

/// A block that could be changed, and what it costs in a month.
struct Largest<'a> {
    block: BlockView<'a>,
    upfront: Money,
    hourly: Money,
    when: Instant,
}

/// The dearest block of a month that is not bought yet, or that is paid by the hour and has no end.
fn largest<'a>(facts: &Facts<'a>, month: Month) -> Option<Largest<'a>> {
    let mut best: Option<Largest> = None;
    let open = |block: &BlockView| block.facts.open_ended && block.facts.counted.end > facts.now;
    for block in facts.blocks().filter(|block| block.is_unbought() || open(block)) {
        let Some(at) = facts.blocks.get(block.at) else { continue };
        let (mut upfront, mut hourly, mut first) = (Money::ZERO, Money::ZERO, None);
        cost::by_month(at, block.facts, &mut |of: Month, fee, by_the_hour| {
            if of == month {
                (upfront, hourly) = (upfront + fee, hourly + by_the_hour);
                first = Some(of.start());
            }
        });
        let can_change = block.is_unbought() || month >= Month::of(facts.now);
        let Some(first) = first.filter(|_| can_change) else { continue };
        let due = block.facts.cost.due.filter(|_| !upfront.is_zero());
        let when = due.unwrap_or(first.max(block.facts.span.start));
        if best.as_ref().is_none_or(|best| upfront + hourly > best.upfront + best.hourly) {
            best = Some(Largest { block, upfront, hourly, when });
        }
    }
    best
}

fn todo(facts: &Facts, largest: &Largest) -> String {
    let (id, cost) = (&largest.block.block.id, facts.money(largest.upfront + largest.hourly));
    match largest.hourly.is_zero() {
        true => format!("move {id} ({cost})"),
        false if largest.block.facts.open_ended => format!("end {id} ({cost} in the month) earlier"),
        false => format!("move or shorten {id} ({cost} in the month)"),
    }
}
