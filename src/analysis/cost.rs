//! What blocks cost, under which heading, and when the money leaves.

use crate::base::zone::Zone;
use crate::base::{Duration, Instant, Money, Span};
use crate::model::machine::Machine;
use crate::model::terms::Billing;
use crate::model::*;

use super::month::{self, Month};
use super::resolve::{BlockAt, Resolved};
use super::{BlockCost, BlockFacts, Costs, MonthCost, RunFacts, usage};

/// The currency of the catalogue's rates of blocks.
const RATES_IN: &str = "USD";

/// What one block costs. Where the plan gives no price, the catalogue's list price is an estimate.
pub fn block(resolved: &Resolved, at: &BlockAt, facts: &BlockFacts) -> BlockCost {
    let extended: Money = counted_extensions(at).filter_map(|extension| extension.price).sum();
    let priced = priced_by_plan(resolved, at, facts).unwrap_or_else(|| estimate(resolved, at, facts));
    let fee = if is_paid_at_once(at) { priced.fee.or(priced.amount) } else { None }.unwrap_or_default();
    // What was paid for a block that does not come stays; what is paid by the hour ends with it.
    let lost =
        is_lost(at) && !fee.is_zero() && at.block.purchased_at.is_some_and(|paid| paid <= resolved.now);
    let base = if lost { Some(fee) } else { priced.amount };
    let account = if lost { Account::Spent } else { at.block.status.row().account };
    let total = base.map(|base| base + extended);
    let all = usage::node_time(facts.nodes, facts.counted.len()).seconds();
    BlockCost {
        total,
        fee,
        node_hour: total.filter(|_| all > 0).map(|total| total.mul_div(3600, all)).or(priced.node_hour),
        account: Some(account).filter(|account| *account != Account::None),
        idle: total.map_or(Money::ZERO, |total| total.mul_div(facts.idle.seconds(), all)),
        due: Some(due(resolved, at)),
        source: priced.source,
    }
}

/// What is known of a price, in the plan's currency.
struct Priced {
    /// For the block without its extensions.
    amount: Option<Money>,
    /// The part that is a fee, where the plan says so.
    fee: Option<Money>,
    /// Where it is paid by the hour.
    node_hour: Option<Money>,
    source: String,
}

/// The part of a block's cost that `nodes` nodes take over `span`.
pub fn share(facts: &BlockFacts, span: Span, nodes: u32) -> Option<Money> {
    if facts.open_ended {
        // Also past the time that is counted: a rung may want it longer than the windows in force.
        let part = Span::new(span.start.max(facts.span.start), span.end.max(facts.span.start));
        return Some(facts.cost.node_hour?.times_hours(part.len(), u64::from(nodes)));
    }
    let all = usage::node_time(facts.nodes, facts.counted.len()).seconds();
    let part = span.intersect(facts.counted).map_or(Duration::ZERO, Span::len);
    Some(facts.cost.total?.mul_div(usage::node_time(nodes, part).seconds(), all))
}

/// What machines by the hour cost at their list price; `None` where no rate is known.
pub fn by_the_hour(plan: &Plan, rung: &Fallback, machine: Option<&Machine>, time: Duration) -> Option<Money> {
    let machine = machine.filter(|machine| machine.currency == plan.currency)?;
    let rate = machine.on_demand().filter(|_| rung.kind != FallbackKind::Spot)?;
    Some(rate.times_hours(time, u64::from(rung.need.usable(rung.need.nodes.get()))))
}

/// Extensions that are planned or bought.
fn counted_extensions<'a>(at: &BlockAt<'a>) -> impl Iterator<Item = &'a Extension> {
    at.block.extensions.iter().filter(|extension| extension.status.row().capacity != Capacity::None)
}

/// It does not come, or comes no more.
fn is_lost(at: &BlockAt) -> bool {
    matches!(at.block.status.stage(), Stage::Denied | Stage::Cancelled | Stage::Expired)
}

/// At purchase, else at the last safe moment for it.
fn due(resolved: &Resolved, at: &BlockAt) -> Instant {
    at.block.purchased_at.unwrap_or_else(|| {
        let by = at.dates.safe_buy_by.as_ref().or(at.dates.must_buy_by.as_ref());
        let by = by.map_or(at.span.start, |mark| mark.at);
        if at.is_unbought() { by.max(resolved.now) } else { by }
    })
}

/// What the plan says: a fee, a rate by the hour, or both; no amount where it is in another currency without a rate.
fn priced_by_plan(resolved: &Resolved, at: &BlockAt, facts: &BlockFacts) -> Option<Priced> {
    let price = at.block.price.as_ref()?;
    let per_accelerator = || Some(price.per_accelerator_hour?.times(i64::from(facts.accelerators_per_node)));
    let node_hour = price.per_node_hour.or_else(per_accelerator);
    let hourly = |rate: Money| rate.times_hours(paid_span(at, facts).len(), u64::from(facts.nodes));
    let amount = match (price.upfront, node_hour.map(hourly)) {
        (Some(fee), Some(hours)) => fee + hours,
        (fee, hours) => fee.or(hours)?,
    };
    let mut source = if price.source.is_empty() { "the plan".to_string() } else { price.source.clone() };
    if let Some(read) = price.as_of {
        source = format!("{source}, {}", Zone::utc().date(read));
    }
    let in_plan = |money: Money| to_plan(resolved, at, money, &price.currency);
    let (amount, fee) = (in_plan(amount), price.upfront.and_then(in_plan));
    let node_hour = node_hour.filter(|_| price.upfront.is_none()).and_then(in_plan);
    if amount.is_none() {
        source = format!("{source}: in {} without a rate", price.currency);
    }
    Some(Priced { amount, fee, node_hour, source })
}

/// Time that an hourly price is paid for. Extensions with a price of their own are not part of it.
fn paid_span(at: &BlockAt, facts: &BlockFacts) -> Span {
    let own = counted_extensions(at).any(|extension| extension.price.is_some());
    let end = at.block.end.filter(|_| own).unwrap_or(facts.counted.end);
    Span::new(facts.counted.start, end.min(facts.counted.end).max(facts.counted.start))
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
fn estimate(resolved: &Resolved, at: &BlockAt, facts: &BlockFacts) -> Priced {
    let unknown = |source: String| Priced { amount: None, fee: None, node_hour: None, source };
    let billing = at.product.and_then(|product| product.billing.as_ref()).map(|billing| billing.value);
    if billing == Some(Billing::Free) {
        let (amount, node_hour) = (Some(Money::ZERO), Some(Money::ZERO));
        return Priced { amount, fee: None, node_hour, source: "nothing is paid for it".to_string() };
    }
    let Some(machine) = at.machine else {
        return unknown("no price, and the machine is unknown".to_string());
    };
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
    let Some(node_hour) = node_hour else { return unknown(format!("no price of {} is known", machine.id)) };
    let dated = date.map_or_else(String::new, |date| format!(", {date}"));
    let source = format!("estimate: {}{dated}", source.map_or("catalogue", |source| source));
    match to_plan(resolved, at, node_hour, currency) {
        Some(rate) => {
            let amount = rate.times_hours(paid_span(at, facts).len(), u64::from(facts.nodes));
            Priced { amount: Some(amount), fee: None, node_hour: Some(rate), source }
        }
        None => unknown(format!("{source}: in {currency} without a rate")),
    }
}

/// All of it, or a fee, is paid when it is bought or committed to.
fn is_paid_at_once(at: &BlockAt) -> bool {
    let upfront = at.block.price.as_ref().is_some_and(|price| price.upfront.is_some());
    let billing = at.product.and_then(|product| product.billing.as_ref()).map(|billing| billing.value);
    upfront || matches!(billing, Some(Billing::Upfront | Billing::Committed))
}

/// The money of the whole plan. Offers that nothing uses count as offered, but neither as idle nor in a month: nobody plans
/// to buy them.
pub fn sums(resolved: &Resolved, blocks: &[BlockFacts], runs: &[RunFacts]) -> Costs {
    let mut costs = Costs::default();
    // In the order of time; there are few.
    let mut months: Vec<MonthCost> = Vec::new();
    let mut paid = |month: Month, upfront, hourly| {
        let start = month.start();
        let at = months.partition_point(|known| known.start < start);
        if months.get(at).is_none_or(|known| known.start != start) {
            months.insert(at, MonthCost { month: month.to_string(), start, ..MonthCost::default() });
        }
        if let Some(sum) = months.get_mut(at) {
            sum.upfront += upfront;
            sum.hourly += hourly;
        }
    };
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
        if is_planned(facts) {
            if matches!(account, Account::Committed | Account::Spent) || !facts.windows.is_empty() {
                costs.idle += facts.cost.idle;
            }
            for extension in counted_extensions(at) {
                add(&mut costs, extension.status.row().account, extension.price.unwrap_or_default());
            }
        }
        by_month(at, facts, &mut paid);
    }
    for facts in runs {
        if let Some(span) = facts.hired {
            costs.by_the_hour += facts.cost;
            hourly_by_month(span, facts.cost, &mut paid);
        }
    }
    costs.estimated += costs.by_the_hour;
    months.retain(|month| !month.total().is_zero());
    costs.months = months;
    costs
}

/// It costs something, and is no offer that nothing uses.
fn is_planned(facts: &BlockFacts) -> bool {
    match facts.cost.account {
        None | Some(Account::None) => false,
        Some(Account::Offered) => !facts.windows.is_empty(),
        Some(_) => true,
    }
}

/// The money of a block by months, as upfront money and money by the hour: a fee in the month of its purchase, what is paid
/// by the hour in the months of use. Providers bill by UTC.
pub fn by_month(at: &BlockAt, facts: &BlockFacts, add: &mut dyn FnMut(Month, Money, Money)) {
    let Some(total) = facts.cost.total.filter(|_| is_planned(facts)) else { return };
    let extensions: Money = counted_extensions(at).filter_map(|extension| extension.price).sum();
    if let Some(due) = facts.cost.due.filter(|_| !facts.cost.fee.is_zero()) {
        add(Month::of(due), facts.cost.fee, Money::ZERO);
    }
    hourly_by_month(paid_span(at, facts), total - extensions - facts.cost.fee, add);
    for extension in counted_extensions(at) {
        let by = at.dates.safe_extend_by.as_ref().map_or(at.bought_until, |mark| mark.at);
        let bought = Month::of(extension.purchased_at.unwrap_or(by));
        add(bought, extension.price.unwrap_or_default(), Money::ZERO);
    }
}

/// Money that is paid evenly over a span.
fn hourly_by_month(span: Span, paid: Money, add: &mut dyn FnMut(Month, Money, Money)) {
    let until = |end: Instant| paid.mul_div((end - span.start).seconds(), span.len().seconds());
    let mut before = Money::ZERO;
    for (month, end) in month::within(span).filter(|_| !paid.is_zero()) {
        // What was paid by then less what was paid before: the months add up to the whole, to the last cent.
        let now = until(end);
        add(month, Money::ZERO, now - before);
        before = now;
    }
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
