//! Two plans compared: what changed, in sentences, and what follows from it, from the analyses of both.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::{Analysis, BlockFacts, DecideBy, Diagnostic, RunFacts};
use crate::base::words::count;
use crate::base::{Change, Duration, Instant, Money};
use crate::edit::describe::{Sentence, describe};
use crate::edit::new_ids::NewIds;
use crate::model::{BlockId, Plan, RunId, Severity, Target};

use super::problems::finding;
use super::{Finding, Times};

/// A plan with everything that follows from it.
#[derive(Clone, Copy)]
pub struct Sample<'a> {
    pub plan: &'a Plan,
    pub analysis: &'a Analysis,
    pub times: &'a Times,
}

/// How one plan differs from another.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    pub title: String,
    pub lines: Vec<Line>,
    /// Items that nobody changed and for which something follows all the same.
    pub follows: Vec<Line>,
    /// Figures of the whole plan, before and after: `cost`, `next`, `problems`, `on track`.
    pub totals: Vec<Total>,
    /// Findings that the second plan has and the first has not, and the other way round.
    pub come: Vec<Finding>,
    pub gone: Vec<Finding>,
}

/// One change and its effect.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// What kind of change, as a word; empty for what only follows.
    pub what: &'static str,
    /// The item with its kind: `run base-8b`.
    pub item: String,
    /// Empty for what only follows.
    pub text: String,
    /// `slack 9h → 11h`; told at the first line about its run or block.
    pub effects: Vec<String>,
}

/// A figure of the whole plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Total {
    pub name: &'static str,
    pub sides: Change<String>,
}

impl Comparison {
    /// Whether both plans say the same.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }
}

/// Compares two plans.
pub fn diff(before: Sample, after: Sample) -> Comparison {
    let sentences = describe(before.plan, after.plan);
    let mut told = BTreeSet::new();
    // What has a new id is compared with what it was.
    let ids = NewIds::told(&sentences);
    let effects = |target: &Target| effects(target, ids.was(target), before, after);
    let lines = sentences
        .into_iter()
        .map(|Sentence { what, target, item, text, .. }| {
            let owner = owner(&target);
            let effects = match owner.clone().is_some_and(|owner| told.insert(owner)) {
                true => owner.map(|owner| effects(&owner)).unwrap_or_default(),
                false => Vec::new(),
            };
            Line { what: what.word(), item, text, effects }
        })
        .collect();
    let runs = after.plan.runs.iter().map(|run| Target::Run(run.id.clone()));
    let blocks = after.plan.blocks.iter().map(|block| Target::Block(block.id.clone()));
    let others = blocks.chain(runs).filter(|target| !told.contains(target));
    let follows = others.filter_map(|target| {
        let effects = effects(&target);
        let item = format!("{} {target}", target.kind());
        (!effects.is_empty()).then_some(Line { what: "", item, text: String::new(), effects })
    });
    let both = Change::new(before, after);
    let total = |name, of: fn(Sample) -> String| Total { name, sides: both.map(of) };
    Comparison {
        title: after.plan.title.clone(),
        lines,
        follows: follows.collect(),
        totals: vec![
            total("cost", cost),
            total("idle", |sample| sample.analysis.costs.idle.show(&sample.plan.currency)),
            total("next", next),
            total("problems", tally),
            total("on track", |sample| {
                (if sample.analysis.verdict.on_track { "yes" } else { "no" }).to_string()
            }),
        ],
        come: surplus_by(after.analysis, &[before.analysis], &Target::clone, &|target| ids.now(target)),
        gone: surplus_by(before.analysis, &[after.analysis], &|target| ids.now(target), &Target::clone),
    }
}

/// Findings of one analysis that none of the others has: of one code about one item, as many as are more.
pub fn surplus(of: &Analysis, others: &[&Analysis]) -> Vec<Finding> {
    surplus_by(of, others, &Target::clone, &Target::clone)
}

/// The same, with what items are called on both sides.
#[inline(never)]
fn surplus_by(
    of: &Analysis,
    others: &[&Analysis],
    own: &dyn Fn(&Target) -> Target,
    theirs: &dyn Fn(&Target) -> Target,
) -> Vec<Finding> {
    let mut known: BTreeMap<(&str, Target), usize> = BTreeMap::new();
    for other in others {
        let mut here: BTreeMap<(&str, Target), usize> = BTreeMap::new();
        for problem in &other.problems {
            *here.entry((problem.code, theirs(&problem.target))).or_default() += 1;
        }
        for (key, n) in here {
            let most = known.entry(key).or_default();
            *most = n.max(*most);
        }
    }
    let is_more = |problem: &&Diagnostic| match known.get_mut(&(problem.code, own(&problem.target))) {
        Some(left) if *left > 0 => {
            *left -= 1;
            false
        }
        _ => true,
    };
    of.problems.iter().filter(is_more).map(|problem| finding(problem, "", &|_, _| None)).collect()
}

/// The run, block or decision whose figures a change moves.
fn owner(target: &Target) -> Option<Target> {
    match target {
        Target::Block(_) | Target::Decision(_) => Some(target.clone()),
        _ => target.run().map(|run| Target::Run(run.clone())),
    }
}

/// What is different for an item; nothing where the item is gone.
fn effects(target: &Target, was: Option<&str>, before: Sample, after: Sample) -> Vec<String> {
    match target {
        Target::Run(id) => of_run(id, was, before, after),
        Target::Block(id) => of_block(id, was, before, after),
        Target::Decision(id) => {
            let find = |sample: Sample| {
                let facts = sample.analysis.decisions.iter().find(|facts| facts.id == *id)?;
                Some(by(facts.decide_by.as_ref()?, sample.times))
            };
            change("decide by", find(before), find(after)).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

fn of_run(id: &RunId, was: Option<&str>, before: Sample, after: Sample) -> Vec<String> {
    let was = was.map_or_else(|| id.clone(), RunId::new);
    let (old, Some(new)) = (before.analysis.run(&was), after.analysis.run(id)) else { return Vec::new() };
    let figure = |name: &str, of: &dyn Fn(&RunFacts, Sample) -> Option<String>| {
        change(name, old.and_then(|old| of(old, before)), of(new, after))
    };
    let words = |time: Option<Duration>| time.map(Duration::words);
    let mut out: Vec<Option<String>> = vec![
        figure("slack", &|facts, _| words(facts.slack)),
        figure("deadline slack", &|facts, _| words(facts.deadline_slack)),
        figure("planned end", &|facts, sample| facts.planned_end.map(|at| moment(at, sample.times))),
        figure("short by", &|facts, _| (!facts.short.is_zero()).then(|| facts.short.words())),
        figure("cost", &|facts, sample| Some(facts.cost.show(&sample.plan.currency))),
    ];
    for rung in &new.rungs {
        let old = old.and_then(|old| old.rungs.iter().find(|known| known.id == rung.id));
        let of = |rung: &crate::analysis::RungFacts, sample: Sample| {
            rung.decide_by.as_ref().map(|decide| by(decide, sample.times))
        };
        let name = format!("{} to be chosen by", rung.id);
        out.push(change(&name, old.and_then(|old| of(old, before)), of(rung, after)));
        if old.is_some_and(|old| old.fits != rung.fits) {
            out.push(Some(format!(
                "{} {}",
                rung.id,
                if rung.fits { "fits now" } else { "does not fit any more" }
            )));
        }
    }
    out.into_iter().flatten().collect()
}

fn of_block(id: &BlockId, was: Option<&str>, before: Sample, after: Sample) -> Vec<String> {
    let was = was.map_or_else(|| id.clone(), BlockId::new);
    let (old, Some(new)) = (before.analysis.block(&was), after.analysis.block(id)) else {
        return Vec::new();
    };
    let figure = |name: &str, of: &dyn Fn(&BlockFacts, Sample) -> Option<String>| {
        change(name, old.and_then(|old| of(old, before)), of(new, after))
    };
    let money = |money: Money, sample: Sample| money.show(&sample.plan.currency);
    let out = [
        figure("cost", &|facts, sample| facts.cost.total.map(|total| money(total, sample))),
        figure("of it idle", &|facts, sample| {
            facts.cost.total.filter(|_| !facts.open_ended).map(|_| money(facts.cost.idle, sample))
        }),
    ];
    out.into_iter().flatten().collect()
}

/// `slack 9h → 11h`; nothing where both are alike.
pub(super) fn change(name: &str, before: Option<String>, after: Option<String>) -> Option<String> {
    match (before, after) {
        (before, after) if before == after => None,
        (None, Some(after)) => Some(format!("{name} {after}")),
        (before, after) => {
            let word = |side: Option<String>| side.unwrap_or_else(|| "none".to_string());
            Some(format!("{name} {} → {}", word(before), word(after)))
        }
    }
}

fn moment(at: Instant, times: &Times) -> String {
    times.local(at)
}

fn by(decide: &DecideBy, times: &Times) -> String {
    moment(decide.people, times)
}

fn cost(sample: Sample) -> String {
    in_all(sample.analysis).show(&sample.plan.currency)
}

/// What everything costs, paid or not.
pub(super) fn in_all(analysis: &Analysis) -> Money {
    let costs = &analysis.costs;
    costs.spent + costs.committed + costs.offered + costs.estimated
}

fn next(sample: Sample) -> String {
    match &sample.analysis.verdict.next {
        Some(next) => format!("{}, {}", next.text, moment(next.when(), sample.times)),
        None => "nothing".to_string(),
    }
}

fn tally(sample: Sample) -> String {
    let of =
        |severity| sample.analysis.problems.iter().filter(|problem| problem.severity == severity).count();
    let parts = [
        (of(Severity::Error), "error", "errors"),
        (of(Severity::Warning), "warning", "warnings"),
        (of(Severity::Info), "remark", "remarks"),
    ];
    let parts = parts.into_iter().filter(|(n, ..)| *n > 0);
    let parts: Vec<String> = parts.map(|(n, one, many)| count(n as u64, one, many)).collect();
    if parts.is_empty() { "none".to_string() } else { parts.join(", ") }
}
