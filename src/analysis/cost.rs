//! What blocks cost, under which heading, and when the money leaves.

use std::collections::BTreeMap;

use crate::base::zone::Zone;
use crate::base::{Duration, Instant, Money, Span};
use crate::model::terms::Billing;
use crate::model::*;

use super::resolve::{BlockAt, Resolved};
use super::{BlockCost, BlockFacts, Costs, usage};

/// The currency of the catalogue's rates of blocks.
const RATES_IN: &str = "USD";

/// What one block costs. Where the plan gives no price, the catalogue's list price is an estimate.
pub fn block(resolved: &Resolved, at: &BlockAt, facts: &BlockFacts) -> BlockCost {
    let extended: Money = counted_extensions(at).filter_map(|extension| extension.price).sum();
    let (base, source) = match priced_by_plan(resolved, at, facts) {
        Some(priced) => priced,
        None => estimate(resolved, at, facts),
    };
    let total = base.map(|base| base + extended);
    let all = usage::node_time(facts.nodes, facts.counted.len()).seconds();
    BlockCost {
        total,
        node_hour: total.filter(|_| all > 0).map(|total| total.mul_div(3600, all)),
        account: Some(account(at.block)).filter(|account| *account != Account::None),
        idle: total.map_or(Money::ZERO, |total| total.mul_div(facts.idle.seconds(), all)),
        due: Some(due(resolved, at)),
        source,
    }
}

/// The part of a block's cost that `nodes` nodes take over `span`.
pub fn share(facts: &BlockFacts, span: Span, nodes: u32) -> Option<Money> {
    let all = usage::node_time(facts.nodes, facts.counted.len()).seconds();
    let part = span.intersect(facts.counted).map_or(Duration::ZERO, Span::len);
    Some(facts.cost.total?.mul_div(usage::node_time(nodes, part).seconds(), all))
}

/// Extensions that are planned or bought.
fn counted_extensions<'a>(at: &BlockAt<'a>) -> impl Iterator<Item = &'a Extension> {
    at.block.extensions.iter().filter(|extension| extension.status.row().capacity != Capacity::None)
}

/// The heading of a block's money. A fee that was paid stays, also where the block did not.
fn account(block: &Block) -> Account {
    let gone = matches!(block.status.stage(), Stage::Cancelled | Stage::Expired);
    if gone && block.purchased_at.is_some() { Account::Spent } else { block.status.row().account }
}

/// At purchase, else at the last safe moment for it.
fn due(resolved: &Resolved, at: &BlockAt) -> Instant {
    at.block.purchased_at.unwrap_or_else(|| {
        let by = at.dates.safe_buy_by.as_ref().or(at.dates.must_buy_by.as_ref());
        let by = by.map_or(at.span.start, |mark| mark.at);
        if at.is_unbought() { by.max(resolved.now) } else { by }
    })
}

/// The first of the plan's prices that is given; no amount where it is in another currency without a rate.
fn priced_by_plan(resolved: &Resolved, at: &BlockAt, facts: &BlockFacts) -> Option<(Option<Money>, String)> {
    let price = at.block.price.as_ref()?;
    let hourly = |rate: Money| rate.times_hours(paid_time(at, facts), u64::from(facts.nodes));
    let per_accelerator = || {
        let rate = price.per_accelerator_hour?;
        Some(hourly(rate.times(i64::from(facts.accelerators_per_node))))
    };
    let amount = price.upfront.or_else(|| price.per_node_hour.map(hourly)).or_else(per_accelerator)?;
    let mut source = if price.source.is_empty() { "the plan".to_string() } else { price.source.clone() };
    if let Some(read) = price.as_of {
        source = format!("{source}, {}", Zone::utc().date(read));
    }
    match to_plan(resolved, at, amount, &price.currency) {
        Some(amount) => Some((Some(amount), source)),
        None => Some((None, format!("{source}: in {} without a rate", price.currency))),
    }
}

/// Time that an hourly price is paid for. Extensions with a price of their own are not part of it.
fn paid_time(at: &BlockAt, facts: &BlockFacts) -> Duration {
    let own = counted_extensions(at).any(|extension| extension.price.is_some());
    let end = at.block.end.filter(|_| own).unwrap_or(facts.counted.end);
    Span::new(facts.counted.start, end.min(facts.counted.end)).len()
}

/// The amount in the plan's currency, by the rate that the block states.
fn to_plan(resolved: &Resolved, at: &BlockAt, amount: Money, currency: &str) -> Option<Money> {
    if currency.is_empty() || currency.eq_ignore_ascii_case(&resolved.plan.currency) {
        return Some(amount);
    }
    let price = at.block.price.as_ref().filter(|price| price.currency.eq_ignore_ascii_case(currency))?;
    Some(amount.mul_div(price.rate?.micros(), 1_000_000))
}

/// The catalogue's price: of blocks in this place where it is paid as a block, else of the machine by the hour.
fn estimate(resolved: &Resolved, at: &BlockAt, facts: &BlockFacts) -> (Option<Money>, String) {
    let billing = at.product.and_then(|product| product.billing.as_ref()).map(|billing| billing.value);
    if billing == Some(Billing::Free) {
        return (Some(Money::ZERO), "nothing is paid for it".to_string());
    }
    let Some(machine) = at.machine else { return (None, "no price, and the machine is unknown".to_string()) };
    let places = [at.block.zone.as_str(), at.block.region.as_str()];
    let as_block = matches!(billing, Some(Billing::Upfront | Billing::Committed));
    let rate = places.into_iter().filter(|place| as_block && !place.is_empty());
    let rate = rate.filter_map(|place| resolved.catalogue.rate(&machine.id, place)).next();
    let (node_hour, currency, source, date) = match rate {
        Some(rate) => (Some(rate.node_h), RATES_IN, Some(&rate.source), Some(rate.as_of)),
        None => {
            let (reserved, listed) = (machine.reserved(), machine.on_demand());
            let price = if as_block { reserved.or(listed) } else { listed.or(reserved) };
            (price, machine.currency.as_str(), machine.price_source.as_ref(), machine.price_date)
        }
    };
    let Some(node_hour) = node_hour else { return (None, format!("no price of {} is known", machine.id)) };
    let dated = date.map_or_else(String::new, |date| format!(", {date}"));
    let source = format!("estimate: {}{dated}", source.map_or("catalogue", |source| source));
    match to_plan(resolved, at, node_hour, currency) {
        Some(rate) => (Some(rate.times_hours(paid_time(at, facts), u64::from(facts.nodes))), source),
        None => (None, format!("{source}: in {currency} without a rate")),
    }
}

/// It is paid as a whole, when it is bought or committed to.
fn is_paid_at_once(at: &BlockAt) -> bool {
    let upfront = at.block.price.as_ref().is_some_and(|price| price.upfront.is_some());
    let billing = at.product.and_then(|product| product.billing.as_ref()).map(|billing| billing.value);
    upfront || matches!(billing, Some(Billing::Upfront | Billing::Committed))
}

/// The money of the whole plan. Offers that nothing uses count as offered, but neither as idle nor in a month: nobody plans
/// to buy them.
pub fn sums(resolved: &Resolved, blocks: &[BlockFacts]) -> Costs {
    let mut costs = Costs::default();
    let mut months: BTreeMap<String, Money> = BTreeMap::new();
    for (at, facts) in resolved.blocks.iter().zip(blocks) {
        let Some(total) = facts.cost.total else {
            if facts.cost.account.is_some() {
                costs.unpriced.push(facts.id.clone());
            }
            continue;
        };
        let extensions: Money = counted_extensions(at).filter_map(|extension| extension.price).sum();
        let account = facts.cost.account.unwrap_or(Account::None);
        add(&mut costs, account, total - extensions);
        let is_idle_offer = account == Account::Offered && facts.windows.is_empty();
        if account == Account::None || is_idle_offer {
            continue;
        }
        if matches!(account, Account::Committed | Account::Spent) || !facts.windows.is_empty() {
            costs.idle += facts.cost.idle;
        }
        if is_paid_at_once(at)
            && let Some(due) = facts.cost.due
        {
            *months.entry(month(due)).or_default() += total - extensions;
        }
        for extension in counted_extensions(at) {
            let price = extension.price.unwrap_or_default();
            add(&mut costs, extension.status.row().account, price);
            let by = at.dates.safe_extend_by.as_ref().map_or(at.bought_until, |mark| mark.at);
            *months.entry(month(extension.purchased_at.unwrap_or(by))).or_default() += price;
        }
    }
    costs.months = months.into_iter().filter(|(_, money)| !money.is_zero()).collect();
    costs
}

fn add(costs: &mut Costs, account: Account, money: Money) {
    match account {
        Account::None => {}
        Account::Estimate => costs.estimated += money,
        Account::Offered => costs.offered += money,
        Account::Committed => costs.committed += money,
        Account::Spent => costs.spent += money,
    }
}

/// Providers bill by UTC.
pub fn month(at: Instant) -> String {
    let local = Zone::utc().local(at);
    format!("{:04}-{:02}", local.year, local.month)
}
