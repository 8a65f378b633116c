//! The dates that follow from a product's rules for one block.

use super::rules::Product;
use super::sourced::{Known, Show, Sourced};
use super::terms::{Cancel, Clock, Margin};
use crate::base::{Duration, Instant};
use std::fmt;
use std::sync::Arc;

/// A moment that a rule implies.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    pub at: Instant,
    pub why: Why,
    /// Of the rule; empty where no rule is known.
    pub source: Arc<str>,
    /// The rule is inferred or an opinion, so the moment is too.
    pub doubtful: bool,
}

/// The rule behind a mark. `to_string` gives it as part of a sentence.
#[derive(Debug, Clone, PartialEq)]
pub enum Why {
    /// Not a provider's rule: the plan, the machine or the block says how long a start takes.
    Ramp(Duration),
    Horizon(Duration),
    Lead(Duration),
    SameDay(Clock),
    BuyMargin(Margin),
    PaidAfterPurchase(Duration),
    PaidBeforeStart(Duration),
    EarlyStop(Duration),
    NoEarlyStop,
    Warning(Duration),
    Drain(Arc<str>, Duration),
    ExtendOpens(Duration),
    ExtendAfterPurchase,
    ExtendMargin(Margin),
    ExtendCloses(Duration),
    ExtendPaidAfterRequest(Duration),
    ExtendPaidBeforeEnd(Duration),
    Cancel(Cancel),
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Why::Ramp(d) if d.is_zero() => f.write_str("usable from its start"),
            Why::Ramp(d) => write!(f, "boot, image and health check take {}", d.words()),
            Why::Horizon(d) => write!(f, "sold at most {} ahead", d.words()),
            Why::Lead(d) if d.is_zero() => f.write_str("must be bought before it starts"),
            Why::Lead(d) => write!(f, "must be bought {} before the start", d.words()),
            Why::SameDay(clock) => write!(f, "a start on the same day is sold until {clock} UTC"),
            Why::BuyMargin(margin) => write!(f, "payment or approval may take {margin}"),
            Why::PaidAfterPurchase(d) => write!(f, "payment must clear within {} of the purchase", d.words()),
            Why::PaidBeforeStart(d) => write!(f, "payment must clear {} before the start", d.words()),
            Why::EarlyStop(d) if d.is_zero() => f.write_str("usable until its end"),
            Why::EarlyStop(d) => write!(f, "nodes are stopped {} before the end", d.words()),
            Why::NoEarlyStop => f.write_str("no earlier stop is known"),
            Why::Warning(d) => write!(f, "the provider warns {} before the end", d.words()),
            Why::Drain(tool, d) => write!(f, "{tool} empties nodes from {} before the end", d.words()),
            Why::ExtendOpens(d) => write!(f, "extensions can be asked for from {} before the end", d.words()),
            Why::ExtendAfterPurchase => f.write_str("extensions can be asked for once it is bought"),
            Why::ExtendMargin(m) => write!(f, "an extension is safely asked for {m} before the end"),
            Why::ExtendCloses(d) if d.is_zero() => f.write_str("extensions can be asked for until its end"),
            Why::ExtendCloses(d) => write!(f, "requests for an extension close {} before the end", d.words()),
            Why::ExtendPaidAfterRequest(d) => {
                write!(f, "an extension must be paid within {} of the request", d.words())
            }
            Why::ExtendPaidBeforeEnd(d) => {
                write!(f, "an extension must be paid {} before the end", d.words())
            }
            Why::Cancel(cancel) => write!(f, "can be cancelled {}", cancel.show()),
        }
    }
}

impl Mark {
    fn new<T>(at: Instant, why: Why, fact: &Sourced<T>) -> Mark {
        Mark { at, why, source: fact.source.clone(), doubtful: fact.evidence.is_doubtful() }
    }
}

/// Until when a block can be given back.
#[derive(Debug, Clone, PartialEq)]
pub enum Cancellable {
    /// At no time before its end.
    Never(Cancel, Arc<str>),
    /// Until a moment that only the provider knows.
    UntilLock(Arc<str>),
    Until(Mark),
}

/// Every date that the rules of a product imply. What no rule is known for is absent.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct BlockDates {
    pub can_buy_from: Option<Mark>,
    /// After this it cannot be bought at all.
    pub must_buy_by: Option<Mark>,
    /// Bought by then, payment and approval have the time they may take.
    pub safe_buy_by: Option<Mark>,
    pub pay_by: Option<Mark>,
    /// The provider tells machines that they will be stopped.
    pub warning: Option<Mark>,
    /// The first tool starts to empty nodes.
    pub drain: Option<Mark>,
    /// The last moment work can run; the end itself where no earlier stop is known.
    pub usable_end: Option<Mark>,
    pub extend_from: Option<Mark>,
    pub safe_extend_by: Option<Mark>,
    pub extend_by: Option<Mark>,
    pub cancellable: Option<Cancellable>,
}

/// The dates of a block from `start` (absent: not chosen yet) to `end` (absent or forever: open-ended).
///
/// Dates before the start need a start and dates before the end need an end. Whether a date still matters, such
/// as a buy-by of a block that is bought, is for the caller to say.
pub fn dates(
    product: &Product,
    start: Option<Instant>,
    end: Option<Instant>,
    purchased_at: Option<Instant>,
) -> BlockDates {
    let end = end.filter(|end| !end.is_forever());
    let must_buy_by = must_buy_by(product, start);
    BlockDates {
        can_buy_from: before(start, &product.horizon, Why::Horizon),
        safe_buy_by: safe_buy_by(product, start, must_buy_by.as_ref()),
        must_buy_by,
        pay_by: pay_by(product, start, purchased_at),
        warning: before(end, &product.warning, Why::Warning),
        drain: drain(product, end),
        usable_end: usable_end(product, end),
        extend_from: extendable(product).and_then(|p| extend_from(p, end, purchased_at)),
        safe_extend_by: extendable(product).and_then(|p| {
            let fact = p.extend_margin.as_ref()?;
            Some(Mark::new(fact.value.before(end?), Why::ExtendMargin(fact.value), fact))
        }),
        extend_by: extendable(product).and_then(|p| before(end, &p.extend_closes, Why::ExtendCloses)),
        cancellable: cancellable(product, end),
    }
}

/// When an extension that is asked for at `requested` must be paid.
pub fn extension_pay_by(product: &Product, end: Instant, requested: Instant) -> Option<Mark> {
    let product = extendable(product)?;
    let after = product.payment_time.as_ref();
    let after = after.map(|f| Mark::new(requested + f.value, Why::ExtendPaidAfterRequest(f.value), f));
    earliest([after, before(Some(end), &product.extend_payment_before_end, Why::ExtendPaidBeforeEnd)])
}

/// The product, if it can be extended at all.
fn extendable(product: &Product) -> Option<&Product> {
    Some(product).filter(|p| p.extend.as_ref().is_some_and(|extend| extend.value))
}

fn before(at: Option<Instant>, rule: &Known<Duration>, why: fn(Duration) -> Why) -> Option<Mark> {
    let rule = rule.as_ref()?;
    Some(Mark::new(at? - rule.value, why(rule.value), rule))
}

/// The earliest; of equals the first.
fn earliest<const N: usize>(marks: [Option<Mark>; N]) -> Option<Mark> {
    marks.into_iter().flatten().min_by_key(|mark| mark.at)
}

fn must_buy_by(product: &Product, start: Option<Instant>) -> Option<Mark> {
    let same_day = product
        .same_day_cutoff
        .as_ref()
        .zip(start)
        .map(|(fact, start)| Mark::new(fact.value.on(start).min(start), Why::SameDay(fact.value), fact));
    earliest([before(start, &product.lead, Why::Lead), same_day])
}

fn safe_buy_by(product: &Product, start: Option<Instant>, must: Option<&Mark>) -> Option<Mark> {
    let fact = product.buy_margin.as_ref()?;
    let safe = Mark::new(fact.value.before(start?), Why::BuyMargin(fact.value), fact);
    earliest([Some(safe), must.cloned()])
}

fn pay_by(product: &Product, start: Option<Instant>, purchased_at: Option<Instant>) -> Option<Mark> {
    let after = product.payment_time.as_ref().zip(purchased_at);
    let after = after.map(|(f, bought)| Mark::new(bought + f.value, Why::PaidAfterPurchase(f.value), f));
    earliest([after, before(start, &product.payment_before_start, Why::PaidBeforeStart)])
}

fn drain(product: &Product, end: Option<Instant>) -> Option<Mark> {
    let end = end?;
    let first = product.drains.iter().max_by_key(|drain| drain.value.before_end)?;
    let (tool, time) = (first.value.tool.as_str(), first.value.before_end);
    Some(Mark::new(end - time, Why::Drain(tool.into(), time), first))
}

fn usable_end(product: &Product, end: Option<Instant>) -> Option<Mark> {
    let unknown = |at| Mark { at, why: Why::NoEarlyStop, source: Arc::default(), doubtful: false };
    before(end, &product.early_stop, Why::EarlyStop).or(end.map(unknown))
}

/// The later of the purchase and the moment the window of requests opens.
fn extend_from(product: &Product, end: Option<Instant>, purchased_at: Option<Instant>) -> Option<Mark> {
    let opens = before(end, &product.extend_opens, Why::ExtendOpens)?;
    let bought = purchased_at.filter(|bought| *bought > opens.at);
    Some(bought.map_or(opens.clone(), |at| Mark { at, why: Why::ExtendAfterPurchase, ..opens }))
}

fn cancellable(product: &Product, end: Option<Instant>) -> Option<Cancellable> {
    let fact = product.cancel.as_ref()?;
    Some(match fact.value {
        Cancel::Never | Cancel::NotUntilEnd => Cancellable::Never(fact.value, fact.source.clone()),
        Cancel::BeforeLock => Cancellable::UntilLock(fact.source.clone()),
        Cancel::AnyTime | Cancel::WhileIdle | Cancel::WithCharge => {
            Cancellable::Until(Mark::new(end.unwrap_or(Instant::FOREVER), Why::Cancel(fact.value), fact))
        }
    })
}
