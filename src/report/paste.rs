//! The next command to paste: of the provider's own tool, from its rule set. planb prints it and runs nothing.

use std::sync::Arc;

use crate::analysis::{AgendaItem, AgendaKind, Analysis, BlockFacts, MarkKind};
use crate::base::{Duration, Instant, sort, words};
use crate::model::commands::{Act, Values};
use crate::model::machine::Machine;
use crate::model::rules::Product;
use crate::model::*;
use crate::world::World;

/// What somebody can do now, and how.
#[derive(Debug, Clone, PartialEq)]
pub struct Paste {
    pub target: Target,
    /// "look for offers of cb-late".
    pub what: String,
    pub command: String,
    /// It spends money.
    pub buys: bool,
    /// Where the command stands.
    pub source: Arc<str>,
}

/// The first thing of the agenda, what is overdue before the rest, that a command is known for and that can be done now;
/// then more time for runs that come too late; then a look at the block that runs out or opens next.
pub fn paste(plan: &Plan, analysis: &Analysis, world: &World) -> Option<Paste> {
    let world = world.for_plan(plan);
    let desk = Desk { plan, analysis, world: &world };
    let due = || analysis.agenda.iter().find_map(|item| desk.due(item));
    due().or_else(|| desk.more_time()).or_else(|| desk.look())
}

/// What all commands look at.
struct Desk<'a> {
    plan: &'a Plan,
    analysis: &'a Analysis,
    world: &'a World,
}

impl Desk<'_> {
    fn due(&self, item: &AgendaItem) -> Option<Paste> {
        match item.kind {
            AgendaKind::Buy => self.buy(self.block_of(&item.target)?, true),
            AgendaKind::Extend => self.extend(self.block_of(&item.target)?),
            AgendaKind::Quota => self.quota(self.block_of(&item.target)?),
            AgendaKind::Pay => {
                self.say(Act::Look, self.block_of(&item.target)?, Values::new(), "see whether it is paid")
            }
            // Nobody has chosen the rung yet: looking costs nothing, buying would.
            AgendaKind::Decide => self.rung_blocks(&item.target).find_map(|block| self.buy(block, false)),
            _ => None,
        }
    }

    /// The block of an item, or of what a decision is about.
    fn block_of(&self, target: &Target) -> Option<&Block> {
        match target {
            Target::Block(id) => self.plan.blocks.get(id),
            Target::Decision(id) => self.plan.blocks.get(self.plan.decisions.get(id)?.block.as_ref()?),
            _ => None,
        }
    }

    /// The blocks that the windows of a rung stand on.
    fn rung_blocks(&self, target: &Target) -> impl Iterator<Item = &Block> {
        let ids = match target {
            Target::Fallback(run, rung) => Some((run.clone(), rung.clone())),
            Target::Decision(id) => self
                .plan
                .decisions
                .get(id)
                .and_then(|decision| Some((decision.run.clone()?, decision.fallback.clone()?))),
            _ => None,
        };
        let rung = ids.and_then(|(run, rung)| self.plan.runs.get(&run)?.fallbacks.get(&rung));
        rung.into_iter()
            .flat_map(|rung| rung.windows.iter())
            .filter_map(|window| self.plan.blocks.get(&window.block))
    }

    /// The purchase of a fresh offer, or else the search for one; a purchase only where it is decided.
    fn buy(&self, block: &Block, decided: bool) -> Option<Paste> {
        let now = self.analysis.now;
        let facts = self.analysis.block(&block.id)?;
        if !matches!(block.status.row().account, Account::Estimate | Account::Offered) {
            return None;
        }
        let mark = |kind| facts.dates.iter().find(|mark| mark.kind == kind).map(|mark| mark.at);
        if mark(MarkKind::CanBuyFrom).is_some_and(|from| now < from)
            || mark(MarkKind::MustBuyBy).is_some_and(|last| last < now)
        {
            return None;
        }
        let is_fresh = block.seen_at.is_some_and(|seen| now - seen <= self.plan.offer_limit);
        let price = facts
            .cost
            .total
            .map_or_else(String::new, |total| format!(" for {}", total.show(&self.plan.currency)));
        let purchase = || self.say(Act::Buy, block, Values::new(), &format!("buy{price}"));
        let search = match block.offer.is_empty() {
            true => "look for offers",
            false => "the offer is old, so look again and import it",
        };
        let search = || self.say(Act::Search, block, Values::new(), search);
        match decided {
            true if is_fresh => purchase().or_else(search),
            true => search().or_else(purchase),
            // Who has a fresh offer has nothing to look for until it is decided.
            false if is_fresh => None,
            false => search(),
        }
    }

    /// A later end: its purchase where an offer is known, else the search for one.
    fn extend(&self, block: &Block) -> Option<Paste> {
        let facts = self.analysis.block(&block.id)?;
        let planned = facts.span.end.min(block.extensions.iter().map(|extension| extension.until).max()?);
        let wanted = block.extensions.iter().find(|extension| {
            extension.until > facts.bought_until
                && matches!(extension.status.row().account, Account::Estimate | Account::Offered)
        });
        let mut values = longer(block, facts, planned);
        let offer = wanted.map(|extension| extension.offer.clone()).unwrap_or_default();
        let is_known = !offer.is_empty();
        values.insert("extension_offer", offer);
        self.longer(block, facts, values, is_known)
    }

    fn longer(&self, block: &Block, facts: &BlockFacts, values: Values, is_known: bool) -> Option<Paste> {
        let now = self.analysis.now;
        let mark = |kind| facts.dates.iter().find(|mark| mark.kind == kind).map(|mark| mark.at);
        if mark(MarkKind::ExtendFrom).is_some_and(|from| now < from)
            || mark(MarkKind::ExtendBy).is_some_and(|last| last < now)
        {
            return None;
        }
        let extend = || self.say(Act::Extend, block, values.clone(), "extend it");
        let search = || self.say(Act::SearchExtension, block, values.clone(), "look for a later end");
        if is_known { extend().or_else(search) } else { search().or_else(extend) }
    }

    fn quota(&self, block: &Block) -> Option<Paste> {
        let (product, machine) = (self.product(block)?, self.machine(block)?);
        let codes = &product.quota_of(machine)?.value;
        let values = Values::from([
            ("quota_code", codes.account.clone().or_else(|| codes.organization.clone())?),
            ("quota_wanted", block.nodes.to_string()),
        ]);
        self.say(Act::AskQuota, block, values, "ask for quota")
    }

    /// A run that is under way and comes too late stands on a block that could last longer.
    fn more_time(&self) -> Option<Paste> {
        let now = self.analysis.now;
        let late = self.analysis.runs.iter().filter(|run| {
            let begun = run.windows.first().is_some_and(|first| first.span.start <= now);
            begun
                && (run.planned_end.is_none() && !run.short.is_zero()
                    || run.deadline_slack.is_some_and(|slack| slack.is_negative()))
        });
        let last = late.filter_map(|run| run.windows.iter().rfind(|window| window.span.end > now));
        last.filter_map(|window| {
            let block = self.plan.blocks.get(&window.block)?;
            let facts = self.analysis.block(&window.block)?;
            let extends = self.product(block)?.extend.as_ref().is_some_and(|extend| extend.value);
            let day = facts.bought_until + Duration::from_days(1);
            (extends && !facts.open_ended)
                .then(|| self.longer(block, facts, longer(block, facts, day), false))?
        })
        .next()
    }

    /// The block that runs out next, of those that are open, else the one that opens next.
    fn look(&self) -> Option<Paste> {
        let now = self.analysis.now;
        let bought = |facts: &&BlockFacts| facts.capacity == Capacity::Certain && facts.span.end > now;
        let mut blocks: Vec<&BlockFacts> = self.analysis.blocks.iter().filter(bought).collect();
        sort::by_key(&mut blocks, |facts| match facts.span.start <= now {
            true => (false, facts.span.end),
            false => (true, facts.span.start),
        });
        let block = |facts: &BlockFacts| self.plan.blocks.get(&facts.id);
        blocks
            .into_iter()
            .filter_map(block)
            .find_map(|block| self.say(Act::Look, block, Values::new(), "look at it"))
    }

    fn product(&self, block: &Block) -> Option<&Product> {
        self.world.rules.get(block.product.as_str())
    }

    fn machine(&self, block: &Block) -> Option<&Machine> {
        self.world.catalogue.find(block.machine.as_str())
    }

    /// The first command of this kind for which everything is known.
    fn say(&self, act: Act, block: &Block, more: Values, what: &str) -> Option<Paste> {
        let (product, machine) = (self.product(block)?, self.machine(block));
        let mut values = self.values(block, product, machine);
        values.extend(more);
        product.commands_for(act, machine).find_map(|row| {
            Some(Paste {
                target: Target::Block(block.id.clone()),
                what: format!("{}: {what}", words::quote(block.id.as_str())),
                command: row.value.run.fill(&values)?,
                buys: act.buys(),
                source: row.source.clone(),
            })
        })
    }

    fn values(&self, block: &Block, product: &Product, machine: Option<&Machine>) -> Values {
        let local =
            product.local_zone(block.region.as_str()).or_else(|| product.local_zone(block.zone.as_str()));
        let region = local.map_or_else(|| block.region.to_string(), |local| local.value.region.clone());
        let mut values = Values::from([
            ("id", block.id.to_string()),
            ("nodes", block.nodes.to_string()),
            ("region", region),
            ("zone", block.zone.to_string()),
            ("account", block.account.clone()),
            ("target", block.target.clone()),
            ("start", stamp(block.start)),
            ("start_epoch", block.start.seconds().to_string()),
            ("offer", block.offer.clone()),
            ("reference", block.reference.clone()),
            ("machine", machine.map_or_else(|| block.machine.to_string(), |machine| machine.name.clone())),
        ]);
        if let Some(machine) = machine {
            values.insert("accelerators", machine.accels(block.nodes.get()).to_string());
        }
        if let Some(end) = block.end {
            let length = end - block.start;
            values.insert("end", stamp(end));
            values.insert("end_epoch", end.seconds().to_string());
            values.insert("hours", up(length, 3600));
            values.insert("minutes", up(length, 60));
        }
        values
    }
}

/// What an extension to `until` asks for.
fn longer(block: &Block, facts: &BlockFacts, until: Instant) -> Values {
    Values::from([
        ("extension_hours", up(until - facts.bought_until, 3600)),
        ("extension_minutes", up(until - block.start, 60)),
    ])
}

/// Whole units, rounded up; nothing for a time that has passed.
fn up(time: Duration, unit: i64) -> String {
    match time.seconds() {
        seconds @ 1.. => ((seconds + unit - 1) / unit).to_string(),
        _ => String::new(),
    }
}

/// With seconds, as tools of providers want it.
fn stamp(at: Instant) -> String {
    let text = at.to_string();
    match text.strip_suffix('Z') {
        Some(minutes) if minutes.len() == "2026-12-01T11:30".len() => format!("{minutes}:00Z"),
        _ => text,
    }
}
