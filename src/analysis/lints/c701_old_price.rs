use crate::model::terms::Billing;

use super::common::*;

pub static LINT: Lint = Lint {
    code: "C701",
    name: "old-price",
    severity: Severity::Warning,
    doc: "The price of a block that is not bought was read more than 30 days ago, or differs by more than 5 % from the catalogue's \
          rate for blocks of its machine in its region.",
    source: "Capacity Blocks price page of 2026-07-22 (p5 rose by 32 % in six months); the limits are judgement",
    check,
};

const OLD: Duration = Duration::from_days(30);
const DEVIATION: f64 = 0.05;

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for block in facts.blocks().filter(BlockView::is_unbought) {
        let Some(price) = block.block.price.as_ref() else { continue };
        let Some(rate) = block.facts.cost.node_hour else { continue };
        let age = price.as_of.map(|read| facts.now - read).filter(|age| *age > OLD);
        let listed = listed(facts, &block).filter(|listed| (rate.ratio(*listed) - 1.0).abs() > DEVIATION);
        if age.is_none() && listed.is_none() {
            continue;
        }
        let mut wrong = Vec::new();
        if let Some(age) = age {
            wrong.push(format!("is {} days old", age.seconds() / Duration::from_days(1).seconds()));
        }
        if let Some(listed) = listed {
            let off = (rate.ratio(listed) - 1.0) * 100.0;
            let side = if off < 0.0 { "below" } else { "above" };
            wrong.push(format!("is {:.0} % {side} the catalogue's {}", off.abs(), facts.money(listed)));
        }
        let from = match price.source.as_str() {
            "" => String::new(),
            source => format!(" ({})", words::quote(source)),
        };
        let message = format!(
            "{}: the price of {} per node-hour{from} {}: get a new quote",
            block.block.id,
            facts.money(rate),
            wrong.join(" and "),
        );
        found.push(LINT.found(block.target(), message).field("price"));
    }
}

/// The catalogue's rate of a node-hour, where both are in the same currency.
fn listed(facts: &Facts, block: &BlockView) -> Option<crate::base::Money> {
    let billing = block.product?.billing.as_ref()?.value;
    let machine = block.machine.filter(|machine| machine.currency == facts.plan.currency)?;
    let places = [block.block.zone.as_str(), block.block.region.as_str()];
    let rate = places.into_iter().find_map(|place| facts.catalogue.rate(&machine.id, place));
    matches!(billing, Billing::Upfront).then_some(rate?.node_h)
}
