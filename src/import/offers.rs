//! Offers from a provider, laid into a plan: new ones are added, known ones brought up to date, and ones that are gone marked.

use std::collections::BTreeSet;

use crate::base::record::Maybe;
use crate::base::words::{count, list};
use crate::base::{Duration, Instant, Money, sort};
use crate::model::machine::Catalogue;
use crate::model::*;

/// What a file offers.
#[derive(Debug, Clone, Default)]
pub struct Offers {
    /// Blocks with status `Offered`; the offer's id is in `offer`, parts of one offer share a bundle.
    pub blocks: Vec<Block>,
    /// When the file was made, if it says so.
    pub seen_at: Option<Instant>,
    /// What is odd about the file: cut lists, values that were passed over.
    pub remarks: Vec<String>,
    /// Whether the list is complete; a cut list cannot prove that an offer is gone.
    pub complete: bool,
    /// How many offers were passed over, each with a remark.
    pub passed_over: usize,
    /// As many offers as one search answers with at most: a list of so many may lack some.
    pub most: usize,
}

/// What an import did.
#[derive(Debug, Clone, Default)]
pub struct Import {
    pub plan: Plan,
    pub new: Vec<BlockId>,
    pub dearer: Vec<BlockId>,
    pub cheaper: Vec<BlockId>,
    pub changed: Vec<BlockId>,
    pub gone: Vec<BlockId>,
    /// What the plan knows from a later moment than the list.
    pub older: Vec<BlockId>,
    pub same: usize,
    pub passed_over: usize,
    pub remarks: Vec<String>,
    /// What the dearer ones cost before, and now.
    dearer_from: Money,
    dearer_to: Money,
}

impl Offers {
    /// Writes machines by the catalogue's id where it knows them.
    pub fn name_machines(&mut self, catalogue: &Catalogue) {
        for block in &mut self.blocks {
            if let Some(machine) = catalogue.find(block.machine.as_str()) {
                block.machine = MachineId::new(&machine.id);
            }
        }
    }

    /// Lays the offers into a plan. Offers are known by their provider's id; parts of one offer also by start and zone. What is
    /// known from a later moment stays. An offer of the plan is marked `Expired` only where the list would have held it, see
    /// `Offers::missed`.
    pub fn into_plan(mut self, plan: &Plan, seen_at: Instant) -> Import {
        let mut import = Import {
            plan: plan.clone(),
            remarks: std::mem::take(&mut self.remarks),
            passed_over: self.passed_over,
            ..Import::default()
        };
        let missed = self.missed(plan, seen_at);
        for mut block in self.blocks {
            block.seen_at = Some(seen_at);
            if let Some(price) = &mut block.price.0 {
                price.as_of = Some(seen_at);
                // A price says its currency where that is not the plan's.
                if price.currency == plan.currency {
                    price.currency.clear();
                }
            }
            let is_it = |old: &&Block| {
                old.offer == block.offer
                    && (block.bundle.is_empty() || (old.start, &old.zone) == (block.start, &block.zone))
            };
            match plan.blocks.iter().find(is_it).map(|old| old.id.clone()) {
                Some(id) => import.refresh(&id, block),
                None => import.add(block),
            }
        }
        for id in missed {
            if let Some(block) = import.plan.blocks.get_mut(&id) {
                block.status = Stage::Expired.into();
                block.seen_at = Some(seen_at);
                import.gone.push(id);
            }
        }
        import
    }

    /// Offers of the plan that the list would have held, and does not. A search answers for one count, one length and a range
    /// of starts, and with few offers at most. So an offer is gone where the list holds others of its product, machine, region
    /// and count, fewer than one search gives at most, and it starts between two of them that last as long as it does, or with
    /// one. All others are left alone: another search may still find them.
    fn missed(&self, plan: &Plan, seen_at: Instant) -> Vec<BlockId> {
        let is_missed = |old: &&Block| {
            let (mut found, mut before, mut after) = (0, false, false);
            for new in self.blocks.iter().filter(|new| new.nodes == old.nodes && new.bundle.is_empty()) {
                if (&new.product, &new.machine, &new.region) == (&old.product, &old.machine, &old.region) {
                    let is_alike = new.length() == old.length();
                    found += 1;
                    before |= is_alike && new.start <= old.start;
                    after |= is_alike && new.start >= old.start;
                }
            }
            found < self.most && before && after
        };
        (plan.blocks.iter())
            .filter(|old| self.complete && old.status.stage() == Stage::Offered)
            .filter(|old| !old.offer.is_empty() && old.bundle.is_empty())
            .filter(|old| old.seen_at.is_none_or(|seen| seen < seen_at) && old.start > seen_at)
            .filter(|old| !self.blocks.iter().any(|new| new.offer == old.offer))
            .filter(is_missed)
            .map(|old| old.id.clone())
            .collect()
    }
}

impl Import {
    fn add(&mut self, mut block: Block) {
        let id = BlockId::new(self.plan.blocks.free_id(block.id.as_str()));
        block.id = id.clone();
        self.plan.blocks.push(block);
        self.new.push(id);
    }

    /// Takes price, size and times over; everything that people wrote stays.
    fn refresh(&mut self, id: &BlockId, seen: Block) {
        let Some(block) = self.plan.blocks.get_mut(id) else { return };
        if !matches!(block.status.stage(), Stage::Wanted | Stage::Offered | Stage::Expired) {
            self.same += 1;
            return;
        }
        if block.seen_at > seen.seen_at {
            self.older.push(id.clone());
            return;
        }
        let upfront = |block: &Block| block.price.as_ref().and_then(|price| price.upfront);
        let (old, new) = (upfront(block), upfront(&seen));
        let currency = |block: &Block| block.price.as_ref().map(|price| price.currency.clone());
        let is_same_money = currency(block) == currency(&seen);
        let is_comparable = is_same_money && old.is_some() && new.is_some();
        let is_same = is_same_money
            && old.is_some() == new.is_some()
            && block.status.stage() == Stage::Offered
            && (block.nodes, block.start, block.end) == (seen.nodes, seen.start, seen.end)
            && block.zone == seen.zone;
        block.seen_at = seen.seen_at;
        block.status = Stage::Offered.into();
        block.nodes = seen.nodes;
        (block.start, block.end) = (seen.start, seen.end);
        (block.region, block.zone) = (seen.region, seen.zone);
        match (&mut block.price, seen.price) {
            (Maybe(Some(mine)), Maybe(Some(theirs))) => {
                mine.upfront = theirs.upfront;
                mine.as_of = theirs.as_of;
                mine.source = theirs.source;
                // What a unit of another currency was worth says nothing about this one.
                if mine.currency != theirs.currency {
                    mine.rate = None;
                }
                mine.currency = theirs.currency;
            }
            (mine, theirs) => *mine = theirs,
        }
        match old.cmp(&new) {
            std::cmp::Ordering::Less if is_comparable => {
                self.dearer.push(id.clone());
                self.dearer_from += old.unwrap_or_default();
                self.dearer_to += new.unwrap_or_default();
            }
            std::cmp::Ordering::Greater if is_comparable => self.cheaper.push(id.clone()),
            _ if !is_same => self.changed.push(id.clone()),
            _ => self.same += 1,
        }
    }

    /// Blocks whose offer is gone and on which windows stand.
    pub fn relied_on(&self) -> Vec<&BlockId> {
        let windows = |run: &Run| {
            run.windows
                .iter()
                .chain(run.fallbacks.iter().flat_map(|rung| rung.windows.iter()))
                .map(|window| window.block.clone())
                .collect::<Vec<_>>()
        };
        let used: BTreeSet<BlockId> = sort::set(self.plan.runs.iter().flat_map(windows));
        self.gone.iter().filter(|id| used.contains(*id)).collect()
    }

    /// There were offers, and none of them could be read.
    pub fn found_nothing(&self) -> bool {
        self.passed_over > 0 && self.listed() == self.passed_over
    }

    /// How many offers the list had.
    fn listed(&self) -> usize {
        let read = [&self.new, &self.dearer, &self.cheaper, &self.changed, &self.older];
        read.iter().map(|ids| ids.len()).sum::<usize>() + self.same + self.passed_over
    }

    /// One line: `14 offers: 9 new, 3 gone, 2 dearer (+4 %)`.
    pub fn summary(&self) -> String {
        let parts: Vec<String> = [
            (self.new.len(), "new".to_string()),
            (self.dearer.len(), format!("dearer{}", self.by_how_much())),
            (self.cheaper.len(), "cheaper".to_string()),
            (self.changed.len(), "changed".to_string()),
            (self.same, "as before".to_string()),
            (self.older.len(), "older than what the plan knows, left out".to_string()),
            (self.passed_over, "passed over".to_string()),
            (self.gone.len(), "gone".to_string()),
        ]
        .iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, word)| format!("{n} {word}"))
        .collect();
        let relied_on = match self.relied_on().as_slice() {
            [] => String::new(),
            ids => {
                format!("; the plan stands on {}, which is gone", list(ids.iter().map(|id| id.as_str()), 3))
            }
        };
        match parts.is_empty() {
            true => "no offers".to_string(),
            false => {
                format!("{}: {}{relied_on}", count(self.listed() as u64, "offer", "offers"), parts.join(", "))
            }
        }
    }

    /// ` (+4 %)`: how much more the dearer ones cost, all together.
    fn by_how_much(&self) -> String {
        let (from, to) = (self.dearer_from.micros(), self.dearer_to.micros());
        match from > 0 {
            true => format!(" (+{:.0} %)", 100.0 * (to as f64 / from as f64 - 1.0)),
            false => String::new(),
        }
    }
}

/// The rate that an offer comes to: `fee / (nodes · accelerators · hours)`, for comparing offers of odd lengths.
pub fn accelerator_rate(fee: Money, nodes: Nodes, accelerators: u32, length: Duration) -> Option<Money> {
    let seconds = i64::from(nodes.get()) * i64::from(accelerators) * length.seconds();
    (seconds > 0).then(|| fee.mul_div(3600, seconds))
}
