//! Baselines: a state of the plan stored to be compared with, and the comparison.

use std::collections::BTreeSet;

use super::diff::{Comparison, Line, Sample, Total, change, in_all};
use crate::analysis::Analysis;
use crate::base::record::Items;
use crate::base::words::count;
use crate::base::{Change, Duration};
use crate::edit::describe::describe;
use crate::edit::new_ids::NewIds;
use crate::model::{
    Baseline, BlockId, Fallback, ItemId, Kept, KeptBlock, KeptRun, KeptRung, Nodes, PersonId, Plan, RunId,
    Target, Window,
};

/// Longest id of a baseline in bytes; one that must be made unique still fits.
const LONGEST: usize = 80;

/// The plan with its present state stored under a name; the baseline that had it before goes where it may be replaced.
///
/// # Errors
/// Why the name cannot be taken.
pub fn store(
    plan: &Plan,
    analysis: &Analysis,
    name: &str,
    by: &PersonId,
    replace: bool,
) -> Result<Plan, String> {
    let name = name.trim();
    if name.is_empty() {
        return Err("a baseline needs a name: approved 6 Jan".to_string());
    }
    let mut next = plan.clone();
    if let Some(known) = plan.baseline(name).map(|known| known.id.clone()) {
        if !replace {
            return Err(format!(
                "there is a baseline {name} already: choose another name, or delete it first"
            ));
        }
        next.baselines.remove(&known);
    }
    let id = ItemId::new(next.baselines.free_id(&id_of(name)));
    let baseline = Baseline { id, name: name.to_string(), by: by.clone(), ..freeze(plan, analysis) };
    next.baselines.push(baseline);
    Ok(next)
}

/// `approved-6-Jan`
fn id_of(name: &str) -> String {
    let mut id = String::new();
    for c in name.chars().filter(|c| c.is_alphanumeric() || c.is_whitespace() || matches!(c, '-' | '.' | '_'))
    {
        let c = if c.is_whitespace() { '-' } else { c };
        if !(c == '-' && (id.is_empty() || id.ends_with('-'))) && id.len() < LONGEST {
            id.push(c);
        }
    }
    let id = id.trim_end_matches('-');
    if id.is_empty() { "baseline".to_string() } else { id.to_string() }
}

/// What a baseline of a plan as it is holds.
pub fn freeze(plan: &Plan, analysis: &Analysis) -> Baseline {
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let verdict = &analysis.verdict;
    let baseline = Baseline {
        at: analysis.now,
        on_track: verdict.on_track,
        errors: number(verdict.errors),
        warnings: number(verdict.warnings),
        cost: in_all(analysis),
        ..Baseline::default()
    };
    baseline.holding(&keep(plan, analysis))
}

/// What is kept of a plan as it is.
pub fn keep(plan: &Plan, analysis: &Analysis) -> Kept {
    let windows = |windows: &Items<Window>| {
        let kept = |window: &Window| Window {
            id: window.id.clone(),
            block: window.block.clone(),
            nodes: window.nodes,
            start: window.start,
            end: window.end,
            ..Window::default()
        };
        windows.iter().map(kept).collect()
    };
    let blocks = plan.blocks.iter().map(|block| KeptBlock {
        id: block.id.clone(),
        machine: block.machine.clone(),
        nodes: block.nodes,
        start: block.start,
        end: block.end,
        status: block.status.clone(),
        cost: analysis.block(&block.id).and_then(|facts| facts.cost.total),
    });
    let runs = plan.runs.iter().map(|run| {
        let facts = analysis.run(&run.id);
        let rung = |rung: &Fallback| KeptRung {
            id: rung.id.clone(),
            choose_by: facts
                .and_then(|facts| facts.rungs.iter().find(|facts| facts.id == rung.id))
                .and_then(|facts| facts.decide_by.as_ref())
                .map(|by| by.people),
            windows: windows(&rung.windows),
        };
        KeptRun {
            id: run.id.clone(),
            deadline: run.deadline,
            in_force: run.in_force.clone(),
            planned_end: facts.and_then(|facts| facts.planned_end),
            slack: facts.and_then(|facts| facts.slack),
            cost: facts.map(|facts| facts.cost).unwrap_or_default(),
            windows: windows(&run.windows),
            fallbacks: run.fallbacks.iter().map(rung).collect(),
        }
    });
    Kept { blocks: blocks.collect(), runs: runs.collect() }
}

/// How the plan differs from a baseline, in what a baseline keeps.
pub fn compare(baseline: &Baseline, after: Sample) -> Comparison {
    let now = freeze(after.plan, after.analysis);
    let (was, is) = (baseline.kept(), now.kept());
    let both = Change::new(&was, &is);
    let sides = Change::new(baseline, &now);
    let mut told = BTreeSet::new();
    let sentences = describe(&was.plan(), &is.plan());
    let ids = NewIds::told(&sentences);
    let effects = |target: &Target| effects(target, ids.was(target), both, after);
    let lines: Vec<Line> = sentences
        .into_iter()
        .map(|sentence| {
            let owner = match &sentence.target {
                Target::Block(_) => Some(sentence.target.clone()),
                target => target.run().map(|run| Target::Run(run.clone())),
            };
            let is_first = owner.clone().is_some_and(|owner| told.insert(owner));
            let effects = owner.filter(|_| is_first).map(|owner| effects(&owner));
            let (what, item, text) = (sentence.what.word(), sentence.item, sentence.text);
            Line { what, item, text, effects: effects.unwrap_or_default() }
        })
        .collect();
    let blocks = is.blocks.iter().map(|block| Target::Block(block.id.clone()));
    let runs = is.runs.iter().map(|run| Target::Run(run.id.clone()));
    let others = blocks.chain(runs).filter(|target| !told.contains(target));
    let follows = others.filter_map(|target| {
        let effects = effects(&target);
        let item = format!("{} {target}", target.kind());
        (!effects.is_empty()).then_some(Line { what: "", item, text: String::new(), effects })
    });
    let total = |name, of: &dyn Fn(&Baseline) -> String| Total { name, sides: sides.map(of) };
    Comparison {
        title: after.plan.title.clone(),
        lines,
        follows: follows.collect(),
        totals: vec![
            total("cost", &|side| side.cost.show(&after.plan.currency)),
            total("problems", &tally),
            total("on track", &|side| (if side.on_track { "yes" } else { "no" }).to_string()),
        ],
        come: Vec::new(),
        gone: Vec::new(),
    }
}

fn tally(side: &Baseline) -> String {
    let parts = [(side.errors, "error", "errors"), (side.warnings, "warning", "warnings")];
    let parts = parts.into_iter().filter(|(n, ..)| *n > 0);
    let parts: Vec<String> = parts.map(|(n, one, many)| count(n, one, many)).collect();
    if parts.is_empty() { "none".to_string() } else { parts.join(", ") }
}

/// What is different for a run or block that both sides have, or that is new.
fn effects(target: &Target, was: Option<&str>, both: Change<&Kept>, after: Sample) -> Vec<String> {
    let currency = after.plan.currency.as_str();
    let moment = |at| after.times.local(at);
    let figures = match target {
        Target::Block(id) => {
            let (old, new) =
                (both.before.block(&was.map_or_else(|| id.clone(), BlockId::new)), both.after.block(id));
            let cost = |side: Option<&KeptBlock>| side?.cost.map(|cost| cost.show(currency));
            new.map(|_| vec![change("cost", cost(old), cost(new))])
        }
        Target::Run(id) => {
            let (old, new) =
                (both.before.run(&was.map_or_else(|| id.clone(), RunId::new)), both.after.run(id));
            new.map(|new| {
                let new = Some(new);
                let slack = |side: Option<&KeptRun>| side?.slack.map(Duration::words);
                let end = |side: Option<&KeptRun>| side?.planned_end.map(moment);
                let cost = |side: Option<&KeptRun>| side.map(|side| side.cost.show(currency));
                let mut all = vec![
                    change("slack", slack(old), slack(new)),
                    slip(old, new),
                    change("planned end", end(old), end(new)),
                    change("cost", cost(old), cost(new)),
                ];
                for rung in new.into_iter().flat_map(|new| new.fallbacks.iter()) {
                    let by = |side: Option<&KeptRung>| side?.choose_by.map(moment);
                    let old = old.and_then(|old| old.fallbacks.iter().find(|old| old.id == rung.id));
                    all.push(change(&format!("{} to be chosen by", rung.id), by(old), by(Some(rung))));
                }
                all
            })
        }
        _ => None,
    };
    figures.unwrap_or_default().into_iter().flatten().collect()
}

/// `ends 2d later`
fn slip(old: Option<&KeptRun>, new: Option<&KeptRun>) -> Option<String> {
    let by = new?.planned_end? - old?.planned_end?;
    let word = if by.is_negative() { "earlier" } else { "later" };
    (!by.is_zero()).then(|| format!("ends {} {word}", by.abs().words()))
}

/// What a baseline holds of an item: name and value.
pub fn kept(baseline: &Baseline, target: &Target, sample: Sample) -> Vec<(String, String)> {
    let times = sample.times;
    let currency = sample.plan.currency.as_str();
    let nodes = |nodes: Nodes| count(nodes.get(), "node", "nodes");
    let pair = |name: &str, text: String| (name.to_string(), text);
    match target {
        Target::Block(id) => baseline.kept_of(id.as_str()).block(id).map_or_else(Vec::new, |kept| {
            let end = kept.end.map_or_else(|| "open".to_string(), |end| times.local(end));
            let mut all = vec![
                pair("was", format!("{} to {end}", times.local(kept.start))),
                pair("was", format!("{} x {}, {}", kept.nodes.get(), kept.machine, kept.status)),
            ];
            all.extend(kept.cost.map(|cost| pair("cost was", cost.show(currency))));
            all
        }),
        Target::Run(id) => baseline.kept_of(id.as_str()).run(id).map_or_else(Vec::new, |kept| {
            let mut all = Vec::new();
            all.extend(kept.planned_end.map(|end| pair("end was", times.local(end))));
            all.extend(kept.slack.map(|slack| pair("slack was", slack.words())));
            all.extend(kept.deadline.map(|deadline| pair("deadline was", times.local(deadline))));
            all.push(pair("cost was", kept.cost.show(currency)));
            all
        }),
        Target::Fallback(run, id) => {
            let kept = baseline.kept_of(run.as_str());
            let rungs = kept.run(run).into_iter().flat_map(|run| &run.fallbacks);
            let by = rungs.filter(|rung| rung.id == *id).find_map(|rung| rung.choose_by);
            by.map(|by| pair("choose by was", times.local(by))).into_iter().collect()
        }
        Target::Window(run, ..) => {
            baseline.kept_of(run.as_str()).plan().window(target).map_or_else(Vec::new, |kept| {
                let text = format!("{} to {}", times.local(kept.start), times.local(kept.end));
                vec![pair("was", text), pair("was", format!("{} on {}", nodes(kept.nodes), kept.block))]
            })
        }
        _ => Vec::new(),
    }
}
