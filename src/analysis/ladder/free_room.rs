//! The way of a rung without windows: through free capacity.

use std::cell::RefCell;

use crate::base::{Duration, Instant, Span};
use crate::model::machine::Machine;
use crate::model::*;

use super::super::decide::{self, Act, Binding};
use super::super::free::{Room, Wanted};
use super::super::resolve::{BlockAt, Resolved};
use super::super::sessions::Job;
use super::super::{Slot, cost};
use super::{End, Ladders, Rung, Term, Way, Why};

/// What a rung without windows looks for.
#[derive(Clone, Copy)]
struct Search<'s, 'a> {
    rung: &'s Rung<'a>,
    work: Duration,
    /// Windows of the run that would go.
    own: &'s [(usize, Span, u32)],
    times: &'s Times,
}

/// How long work takes on nodes of a machine. A plan has few machines, so that a list does.
#[derive(Default)]
struct Times(RefCell<Vec<(Option<*const Machine>, u32, Duration)>>);

impl Times {
    fn on(
        &self,
        resolved: &Resolved,
        job: &Job,
        work: Duration,
        nodes: u32,
        at: Option<&BlockAt>,
    ) -> Duration {
        let machine = at.and_then(|at| at.machine);
        let key = machine.map(std::ptr::from_ref);
        let mut known = self.0.borrow_mut();
        if let Some((.., time)) = known.iter().find(|row| (row.0, row.1) == (key, nodes)) {
            return *time;
        }
        let time = job.time_on(resolved, work, nodes, machine);
        known.push((key, nodes, time));
        time
    }
}

impl Ladders<'_> {
    /// On blocks that are safe to count on, where any of those does.
    pub(super) fn in_free_capacity(&self, rung: &Rung) -> Way {
        let Some(work) = rung.work else {
            return Way { misfit: Some("nobody said how much work it is".to_string()), ..Way::default() };
        };
        let own = self.own(rung);
        let times = Times::default();
        let search = Search { rung, work, own: &own, times: &times };
        let good = self.free_room(&search, &|at| !self.is_poor(&search, at));
        let is_lost = |way: &Way| {
            way.lost.is_some() || way.last.as_ref().is_some_and(|last| last.at < self.resolved.now)
        };
        let certain = |window: &Window| {
            self.resolved.block(window.block.as_str()).is_none_or(|at| at.block.status.row().certain)
        };
        let mut own = rung.run.windows.iter().chain(rung.run.windows_in_force().iter());
        if !is_lost(&good) || !self.free.any_late && own.all(certain) {
            return good;
        }
        self.free_room(&search, &|_| true)
    }

    /// The safe moment to buy it has passed, or what takes the place of the run takes it too.
    fn is_poor(&self, search: &Search, at: usize) -> bool {
        let stands = || {
            let id = self.blocks.get(at).map(|facts| &facts.id);
            search.own.iter().any(|own| own.0 == at)
                || search.rung.run.windows.iter().any(|window| Some(&window.block) == id)
        };
        let doubt = self.free.doubt(at);
        doubt.late || doubt.uncertain && stands()
    }

    fn free_room(&self, search: &Search, may: &dyn Fn(usize) -> bool) -> Way {
        let Search { rung, work, own, times } = *search;
        let resolved = self.resolved;
        let nodes = |at: usize| may(at).then(|| self.nodes_on(rung, at)).flatten();
        let time = |at: usize, nodes| times.on(resolved, &rung.job, work, nodes, resolved.blocks.get(at));
        let machine = rung.rung.need.machine.as_ref();
        let machine = machine.map(|id| resolved.catalogue.find(id.as_str()).map_or(id.as_str(), |m| &m.id));
        let from = rung.job.from.unwrap_or(Instant::MIN).max(resolved.now);
        let wanted = Wanted {
            machine: machine.unwrap_or(""),
            from,
            until: rung.limit,
            least: rung.rung.need.range().0.get(),
            without: own,
            nodes: &nodes,
            time: &time,
        };
        let last = self.free.latest(self.blocks, &wanted, |room| {
            let term = self.room_term(rung, room);
            (term.at, (term, room.block))
        });
        let last = last.map(|(_, found)| found);
        let soon = Wanted { from: self.earliest(rung), until: Instant::FOREVER, ..wanted };
        let Some(room) = self.free.earliest(self.blocks, &soon) else {
            let lost = last.is_none().then(|| "no block of the plan has room for it".to_string());
            let misfit = Some("no block has room for it in time".to_string());
            let (last, buyer) = self.with_buyer(last);
            return Way { lost, misfit, last, buyer, ..Way::default() };
        };
        let lost =
            last.is_none().then(|| format!("no block has room for it before {}", rung.limit.compact()));
        let found = self.blocks.get(room.block).zip(nodes(room.block));
        let elsewhere = last.as_ref().is_some_and(|(_, block)| *block != room.block);
        let there = elsewhere.then(|| self.free.latest_on(self.blocks, &wanted, room)).flatten();
        let there = there.map(|room| (self.room_term(rung, room), room.block));
        let (last, buyer) = self.with_buyer(last);
        let (place_last, place_buyer) = self.with_buyer(there);
        Way {
            end: Some(room.span.end),
            needed: Some(room.span.len()),
            cost: found.and_then(|(facts, nodes)| cost::share(facts, room.span, nodes)),
            last,
            buyer,
            place: found.map(|(facts, nodes)| Slot { block: facts.id.clone(), nodes, span: room.span }),
            place_last,
            place_buyer,
            misfit: None,
            lost,
        }
    }

    /// With the moment of whoever must buy the block.
    fn with_buyer(&self, last: Option<(Term, usize)>) -> (Option<Term>, Option<Instant>) {
        let buyer = last.as_ref().and_then(|(_, block)| self.buyer(&self.purchase(*block)?));
        (last.map(|(term, _)| term), buyer)
    }

    /// What must be bought for room on a block.
    fn purchase(&self, block: usize) -> Option<Binding> {
        let at = self.resolved.blocks.get(block).filter(|at| at.is_unbought())?;
        Some(Binding { at: decide::buy_by(at), block, act: Act::Buy, through: None })
    }

    /// Terms (a) and (b) for room on one block.
    fn room_term(&self, rung: &Rung, room: Room) -> Term {
        let usable = self.blocks.get(room.block).map(|facts| facts.usable.end);
        let end = match room.span.end {
            end if end == rung.limit => End::Deadline,
            end if usable == Some(end) => End::Block,
            _ => End::Taken,
        };
        let start = self.start_term(rung, room.span.start, Some(room.block), (room.span.end, end));
        match self.purchase(room.block) {
            Some(binding) if binding.at < start.at => Term { at: binding.at, why: Why::Bound(binding) },
            _ => start,
        }
    }

    /// Nodes on a block, where the run may be there and the block is large enough.
    fn nodes_on(&self, rung: &Rung, at: usize) -> Option<u32> {
        let block = self.resolved.blocks.get(at)?;
        let regions = &rung.run.regions;
        if !regions.is_empty() && !regions.contains(&block.block.region) {
            return None;
        }
        let (least, _) = rung.rung.need.range();
        let nodes = rung.rung.need.nodes.get().min(block.block.nodes.get());
        (nodes >= least.get()).then_some(nodes)
    }
}
