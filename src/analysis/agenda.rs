//! Everything dated that somebody must do or know, in the order of time.

use std::collections::BTreeSet;

use crate::base::{Instant, words};
use crate::model::*;

use super::decide;
use super::resolve::{BlockAt, Resolved};
use super::{
    AgendaItem, AgendaKind, Analysis, BlockFacts, DecideBy, DecisionFacts, MarkKind, RunFacts, RungFacts,
};

/// The last moment of each decision, by what it is about.
pub fn decisions(resolved: &Resolved, analysis: &Analysis) -> Vec<DecisionFacts> {
    let decisions = resolved.plan.decisions.iter();
    decisions
        .map(|decision| {
            let open = decision.outcome.is_none();
            let decide_by = decide_by(resolved, analysis, decision);
            let passed = |at: Instant| at < resolved.now;
            let late = decision.decide_on.is_some_and(passed)
                || decide_by.as_ref().is_some_and(|by| passed(by.hard));
            DecisionFacts { id: decision.id.clone(), decide_by, overdue: open && late }
        })
        .collect()
}

fn decide_by(resolved: &Resolved, analysis: &Analysis, decision: &Decision) -> Option<DecideBy> {
    let by = |hard, because| {
        let hard = Instant::floor_minute(hard);
        let people = resolved.people.approved_by(&decision.owner, hard);
        Some(DecideBy { hard, because, people })
    };
    if let Some(rung) = rung(analysis, decision.run.as_ref(), decision.fallback.as_ref()) {
        return rung.decide_by.as_ref().and_then(|of_rung| {
            let by = by(of_rung.hard, of_rung.because.clone())?;
            // Whoever must buy for it works in other hours.
            let people = by.people.min(resolved.people.roll_back(&decision.owner, of_rung.people));
            Some(DecideBy { people, ..by })
        });
    }
    let at = resolved.block(decision.block.as_ref()?.as_str())?;
    match decision.about {
        Choice::Extend => {
            let mark = at.dates.safe_extend_by.as_ref().or(at.dates.extend_by.as_ref());
            let because = mark.map_or_else(|| "it ends then".to_string(), |mark| mark.why.to_string());
            by(decide::extend_by(at), because).filter(|by| !by.hard.is_forever())
        }
        Choice::Quota => {
            let lead = resolved.plan.quota_lead.unwrap_or_default();
            by(decide::buy_by(at) - lead, format!("a raise takes {} and {}", lead.words(), why_buy(at)))
        }
        _ if at.is_unbought() => by(decide::buy_by(at), why_buy(at)),
        _ => None,
    }
}

fn rung<'a>(analysis: &'a Analysis, run: Option<&RunId>, rung: Option<&FallbackId>) -> Option<&'a RungFacts> {
    let rung = rung?;
    analysis.run(run?)?.rungs.iter().find(|facts| facts.id == *rung)
}

fn why_buy(at: &BlockAt) -> String {
    let mark = at.dates.safe_buy_by.as_ref().or(at.dates.must_buy_by.as_ref());
    mark.map_or_else(|| "it starts then".to_string(), |mark| mark.why.to_string())
}

/// The agenda: what lies ahead, and what is overdue.
pub fn agenda(resolved: &Resolved, analysis: &Analysis) -> Vec<AgendaItem> {
    let mut agenda = Agenda { resolved, items: Vec::new(), decided: BTreeSet::new() };
    agenda.decisions(analysis);
    for (at, facts) in resolved.blocks.iter().zip(&analysis.blocks) {
        agenda.block(at, facts);
    }
    for (run, facts) in resolved.runs.iter().zip(&analysis.runs) {
        agenda.run(run, facts, &analysis.blocks);
    }
    let mut items = agenda.items;
    // Of items at the same time, the order of the plan stays.
    items.sort_by_cached_key(|item| (item.when(), item.kind));
    items
}

struct Agenda<'a> {
    resolved: &'a Resolved<'a>,
    items: Vec<AgendaItem>,
    /// What the plan's own decisions speak of already, and purchases that are told.
    decided: BTreeSet<(Choice, Target)>,
}

impl Agenda<'_> {
    /// Something to know: dropped once it has passed.
    fn know(
        &mut self,
        at: Instant,
        kind: AgendaKind,
        target: Target,
        text: String,
        because: String,
        owner: &PersonId,
    ) {
        if at >= self.resolved.now && !at.is_forever() {
            let owner = owner.as_str().to_string();
            self.items.push(AgendaItem {
                at,
                people: None,
                kind,
                target,
                text,
                because,
                owner,
                overdue: false,
            });
        }
    }

    /// Something to do, by a moment for people before it.
    fn act(&mut self, item: AgendaItem) {
        if item.at >= self.resolved.now || item.overdue {
            self.items.push(item);
        }
    }

    fn decisions(&mut self, analysis: &Analysis) {
        for (decision, facts) in self.resolved.plan.decisions.iter().zip(&analysis.decisions) {
            let about = about(decision);
            self.decided.extend(about.clone().map(|target| (decision.about, target)));
            if decision.outcome.is_some() {
                continue;
            }
            let hard = facts.decide_by.as_ref().map(|by| by.hard);
            let Some(at) = hard.or(decision.decide_on) else { continue };
            let (people, because) = self.led(decision.decide_on, facts.decide_by.as_ref());
            let kind = match decision.about {
                Choice::Buy => AgendaKind::Buy,
                Choice::Extend => AgendaKind::Extend,
                Choice::Quota => AgendaKind::Quota,
                Choice::Approve => AgendaKind::Approve,
                Choice::FallBack | Choice::Other => AgendaKind::Decide,
            };
            let what = about.map_or_else(String::new, |target| format!(" {}", said(&target.to_string())));
            let id = said(decision.id.as_str());
            let text = match decision.about {
                Choice::Other => format!("decide {id}"),
                Choice::FallBack => format!("decide on{what} ({id})"),
                about => format!(
                    "{}{what} ({id})",
                    VERBS.iter().find(|row| row.0 == about).map_or("decide", |row| row.1)
                ),
            };
            self.act(AgendaItem {
                at,
                people: people.filter(|people| *people != at),
                kind,
                target: Target::Decision(decision.id.clone()),
                text,
                because,
                owner: decision.owner.as_str().to_string(),
                overdue: facts.overdue,
            });
            if !decision.approver.is_empty() && decision.about != Choice::Approve {
                let ask = self.resolved.people.approved_by(&decision.approver, people.unwrap_or(at));
                let text = format!("ask {} about {id}", said(decision.approver.as_str()));
                let target = Target::Decision(decision.id.clone());
                self.know(
                    ask,
                    AgendaKind::Approve,
                    target,
                    text,
                    "approval takes time".to_string(),
                    &decision.owner,
                );
            }
        }
    }

    /// The moment for people that is told, and why the limit is where it is: the date that was agreed on, or the last one
    /// that leaves time to agree and to act, where that comes before it and lies ahead.
    fn led(&self, dated: Option<Instant>, by: Option<&DecideBy>) -> (Option<Instant>, String) {
        let because = by.map_or_else(String::new, |by| by.because.clone());
        match (dated, by.map(|by| by.people)) {
            (Some(on), Some(people)) if people < on && people >= self.resolved.now => {
                let dated =
                    format!("dated {}, which leaves too little time to agree and to act", on.compact());
                (Some(people), format!("{dated}; {because}"))
            }
            (on, people) => (on.or(people), because),
        }
    }

    fn block(&mut self, at: &BlockAt, facts: &BlockFacts) {
        let block = at.block;
        let (target, owner) = (Target::Block(block.id.clone()), &block.owner);
        let used = !facts.windows.is_empty();
        // An offer that nothing uses is no plan.
        let planned = at.is_live() && (used || block.status.stage() != Stage::Offered);
        if !planned {
            return;
        }
        let id = said(block.id.as_str());
        if at.is_unbought() {
            self.buy(at, facts, &target, &id);
        }
        let know = [
            (MarkKind::CanBuyFrom, AgendaKind::Opens, "can be bought", true),
            (MarkKind::PayBy, AgendaKind::Pay, "must be paid", true),
            (MarkKind::Warning, AgendaKind::Warning, "will be warned of its end", used),
            (MarkKind::UsableEnd, AgendaKind::UsableEnd, "can be used until then", used),
        ];
        for mark in &facts.dates {
            if let Some((_, kind, text, true)) = know.iter().find(|row| row.0 == mark.kind)
                && (mark.kind != MarkKind::UsableEnd || mark.at != facts.span.end)
                && mark.at >= self.resolved.now
            {
                self.know(
                    mark.at,
                    *kind,
                    target.clone(),
                    format!("{id} {text}"),
                    mark.why.to_string(),
                    owner,
                );
            }
        }
        self.know(
            facts.span.start,
            AgendaKind::Opens,
            target.clone(),
            format!("{id} starts"),
            String::new(),
            owner,
        );
        if !facts.open_ended {
            self.know(
                facts.span.end,
                AgendaKind::Ends,
                target.clone(),
                format!("{id} ends"),
                String::new(),
                owner,
            );
        }
        if at.bought_until < at.span.end && !self.decided.contains(&(Choice::Extend, target.clone())) {
            let hard = decide::extend_by(at);
            let mark = at.dates.safe_extend_by.as_ref().or(at.dates.extend_by.as_ref());
            self.act(AgendaItem {
                at: hard,
                people: Some(self.resolved.people.approved_by(owner, hard)),
                kind: AgendaKind::Extend,
                target,
                text: format!("extend {id} to {}", at.span.end.compact()),
                because: mark.map_or_else(String::new, |mark| mark.why.to_string()),
                owner: owner.as_str().to_string(),
                overdue: at.dates.extend_by.as_ref().is_some_and(|last| last.at < self.resolved.now),
            });
        }
    }

    /// The safe moment to buy; the last possible one once that has passed.
    fn buy(&mut self, at: &BlockAt, facts: &BlockFacts, target: &Target, id: &str) {
        if self.decided.contains(&(Choice::Buy, target.clone())) {
            return;
        }
        let now = self.resolved.now;
        let (safe, last) = (decide::buy_by(at), decide::must_buy_by(at));
        let (hard, because) = if safe >= now || last <= safe {
            (safe, why_buy(at))
        } else {
            (last, format!("the safe moment was {}", safe.compact()))
        };
        self.purchase(at, facts, hard, because);
        self.quota(at, facts, hard, id);
    }

    fn purchase(&mut self, at: &BlockAt, facts: &BlockFacts, hard: Instant, because: String) {
        self.decided.insert((Choice::Buy, Target::Block(at.block.id.clone())));
        let price = facts
            .cost
            .total
            .map_or_else(String::new, |total| format!(" ({})", total.show(&self.resolved.plan.currency)));
        self.act(AgendaItem {
            at: hard,
            people: Some(self.resolved.people.approved_by(&at.block.owner, hard)),
            kind: AgendaKind::Buy,
            target: Target::Block(at.block.id.clone()),
            text: format!("buy {}{price}", said(at.block.id.as_str())),
            because,
            owner: at.block.owner.as_str().to_string(),
            overdue: hard < self.resolved.now,
        });
    }

    /// A rung that is lost only because the safe moment to buy its block has passed: it can still be bought for some hours.
    fn last_chance(&mut self, run: &Run, rung: &Fallback, facts: &RungFacts, blocks: &[BlockFacts]) {
        let (now, resolved) = (self.resolved.now, self.resolved);
        let Some(by) = facts.decide_by.as_ref().filter(|by| by.hard < now && facts.misfit.is_none()) else {
            return;
        };
        let windows = rung.windows.iter().map(|window| &window.block);
        for id in windows.chain(facts.place.iter().map(|place| &place.block)) {
            let Some(at) = resolved.block_position(id.as_str()) else { continue };
            let Some((block, facts)) = resolved.blocks.get(at).zip(blocks.get(at)) else { continue };
            let (safe, last) = (decide::buy_by(block), decide::must_buy_by(block));
            if !block.is_unbought() || safe.floor_minute() != by.hard || last < now {
                continue;
            }
            if !self.decided.contains(&(Choice::Buy, Target::Block(id.clone()))) {
                let rung = said(&Target::Fallback(run.id.clone(), rung.id.clone()).to_string());
                let because = format!("the safe moment was {}, and {rung} needs it", safe.compact());
                self.purchase(block, facts, last, because);
            }
        }
    }

    /// A block whose product starts without quota, and for which the plan records none that suffices.
    fn quota(&mut self, at: &BlockAt, facts: &BlockFacts, buy: Instant, id: &str) {
        let Some(lead) = self.resolved.plan.quota_lead else { return };
        let Some(product) =
            at.product.filter(|p| p.quota_default.as_ref().is_some_and(|quota| quota.value == 0))
        else {
            return;
        };
        let family =
            at.machine.and_then(|machine| product.quota_of(machine)).map(|row| row.value.family.as_str());
        let enough = self.resolved.plan.quotas.iter().any(|quota| {
            let same = quota.product == at.block.product
                && (quota.family.is_empty()
                    || family.is_none_or(|family| quota.family.eq_ignore_ascii_case(family)))
                && (quota.region.as_str().is_empty() || quota.region == at.block.region);
            same && (quota.limit >= facts.nodes || quota.requested_at.is_some())
        });
        if !enough {
            let hard = buy - lead;
            self.act(AgendaItem {
                at: hard,
                people: Some(self.resolved.people.roll_back(&at.block.owner, hard)),
                kind: AgendaKind::Quota,
                target: Target::Block(at.block.id.clone()),
                text: format!("ask for quota for {id}"),
                because: format!("a raise takes {}", lead.words()),
                owner: at.block.owner.as_str().to_string(),
                overdue: false,
            });
        }
    }

    fn run(&mut self, run: &Run, facts: &RunFacts, blocks: &[BlockFacts]) {
        let (target, owner) = (Target::Run(run.id.clone()), &run.owner);
        let id = said(run.id.as_str());
        if let Some(first) = facts.windows.first() {
            let start = first.span.start;
            self.know(
                start,
                AgendaKind::Starts,
                target.clone(),
                format!("{id} starts"),
                String::new(),
                owner,
            );
            let staging = run.rung().map_or(run.staging, |rung| rung.staging);
            if !staging.is_zero() {
                let text = format!("start staging for {id}");
                let because = format!("copying takes {}", staging.words());
                self.know(start - staging, AgendaKind::Staging, target.clone(), text, because, owner);
            }
        }
        if let Some(deadline) = run.deadline {
            self.know(
                deadline,
                AgendaKind::Deadline,
                target,
                format!("deadline of {id}"),
                String::new(),
                owner,
            );
        }
        if run.done >= Percent::new(100) {
            return;
        }
        for (rung, facts) in run.fallbacks.iter().zip(&facts.rungs).filter(|(_, facts)| !facts.in_force) {
            if rung.acceptable != Acceptable::No {
                self.last_chance(run, rung, facts, blocks);
            }
            let target = Target::Fallback(run.id.clone(), rung.id.clone());
            if self.decided.contains(&(Choice::FallBack, target.clone())) {
                continue;
            }
            let by = facts.decide_by.as_ref();
            let Some(hard) = by.map(|by| by.hard).or(rung.decide_on) else { continue };
            let owner = if rung.owner.is_empty() { owner } else { &rung.owner };
            let (people, because) = self.led(rung.decide_on, by);
            self.act(AgendaItem {
                at: hard,
                people: people.filter(|people| *people != hard),
                kind: AgendaKind::Decide,
                text: format!("decide on {}", said(&target.to_string())),
                target,
                because,
                owner: owner.as_str().to_string(),
                overdue: rung.decide_on.is_some_and(|on| on < self.resolved.now),
            });
        }
    }
}

const VERBS: &[(Choice, &str)] = &[
    (Choice::Buy, "buy"),
    (Choice::Extend, "extend"),
    (Choice::Quota, "ask for quota for"),
    (Choice::Approve, "approve"),
];

/// What a decision is about, as an item.
fn about(decision: &Decision) -> Option<Target> {
    match (&decision.run, &decision.fallback, &decision.block) {
        (Some(run), Some(rung), _) => Some(Target::Fallback(run.clone(), rung.clone())),
        (_, _, Some(block)) => Some(Target::Block(block.clone())),
        (Some(run), None, None) => Some(Target::Run(run.clone())),
        _ => None,
    }
}

fn said(id: &str) -> String {
    words::quote(id)
}
