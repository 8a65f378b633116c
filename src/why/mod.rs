//! Why something is where it is, why not earlier, what it lacks, and the smallest changes that would make it fit.
//!
//! Every change is tried on a copy of the plan, and only those are offered after which an analysis of the whole plan finds
//! fewer of the problems at hand and no new one of that severity. Where a change has a size (days, nodes, minutes), the
//! smallest is offered that does as much as the largest would.

mod earlier;
mod fixes;
mod trial;

use crate::analysis::{Analysis, Fix, MarkKind, RungFacts, analyze};
use crate::base::{Instant, words};
use crate::edit::Edit;
use crate::model::*;
use crate::world::World;

use trial::{Subject, Trial};

/// Most items that a sentence names before it counts them.
const MOST: usize = 4;

/// The answers about one item.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Why {
    pub target: Target,
    /// Why it is where it is.
    pub here: Vec<String>,
    /// Why it is not earlier.
    pub not_earlier: Vec<String>,
    /// What it lacks: errors and warnings, with their codes; empty where it fits.
    pub missing: Vec<String>,
    /// What else is worth knowing.
    pub remarks: Vec<String>,
    /// The smallest changes that would each make it fit, or fit better.
    pub fixes: Vec<Fix>,
}

impl Why {
    /// The answers under their headings, for both shells; those without an answer are left out. The last part is numbered:
    /// its sentences are the labels of the fixes.
    pub fn parts(&self) -> Vec<(&'static str, Vec<String>)> {
        let fixes = self.fixes.iter().map(|fix| fix.label.clone()).collect();
        let parts = [
            ("Why here", self.here.clone()),
            ("Why not earlier", self.not_earlier.clone()),
            ("What is missing", self.missing.clone()),
            ("Worth knowing", self.remarks.clone()),
            (FIXES, fixes),
        ];
        parts.into_iter().filter(|(_, sentences)| !sentences.is_empty()).collect()
    }
}

/// The heading of the part that is numbered.
pub const FIXES: &str = "What would make it fit";

/// Answers about a window, a run, a rung, a block or a decision; `None` for other items and for what is not there.
pub fn why(plan: &Plan, world: &World, now: Instant, target: &Target) -> Option<Why> {
    why_in(plan, world, &analyze(plan, world, now), target)
}

/// The same, where an analysis of the plan is at hand.
pub fn why_in(plan: &Plan, world: &World, analysis: &Analysis, target: &Target) -> Option<Why> {
    let ask = Ask { plan, world, now: analysis.now, analysis };
    match target {
        Target::Block(id) => ask.block(plan.blocks.get(id)?),
        Target::Window(run, ..) => ask.window(plan.runs.get(run)?, target),
        Target::Run(run) | Target::Fallback(run, _) => ask.run(plan.runs.get(run)?, target),
        Target::Decision(id) => ask.decision(plan.decisions.get(id)?, target),
        _ => None,
    }
}

/// What all answers look at.
struct Ask<'a> {
    plan: &'a Plan,
    world: &'a World,
    now: Instant,
    analysis: &'a Analysis,
}

impl<'a> Ask<'a> {
    fn trial(&self, subject: Subject) -> Trial<'a> {
        Trial::new(self.plan, self.world, self.now, self.analysis, subject)
    }

    fn window(&self, run: &Run, target: &Target) -> Option<Why> {
        let window = self.plan.window(target)?;
        let nodes = words::count(window.nodes.get(), "node", "nodes");
        let (start, end) = (window.start, window.end);
        let mut here = vec![format!(
            "{} takes {nodes} of {} from {} to {} ({})",
            run.id,
            window.block,
            start.compact(),
            end.compact(),
            (end - start).words()
        )];
        let pinned = window.pinned.then(|| "it is pinned: automatic placement does not move it".to_string());
        let Target::Window(_, rung, _) = target else { return None };
        let chosen = run.rung().map(|rung| &rung.id);
        if rung.as_ref() != chosen {
            // What follows from the run follows from what is in force of it.
            let force = chosen.map_or(format!("{} as planned", run.id), ToString::to_string);
            here.push(format!("it is not in force: {force} is"));
            here.extend(pinned);
            let facts =
                self.analysis.run(&run.id)?.rungs.iter().find(|facts| Some(&facts.id) == rung.as_ref());
            let of_rung = facts.and_then(|facts| self.rung(run, facts, target));
            let mut why = of_rung.unwrap_or_else(|| Why { target: target.clone(), ..Why::default() });
            here.append(&mut why.here);
            return Some(Why { here, ..why });
        }
        here.extend(self.because(run));
        here.extend(pinned);
        let trial = self.trial(Subject::Run(run.id.clone()));
        Some(Why {
            target: target.clone(),
            here,
            not_earlier: self.not_earlier(run, target),
            missing: trial.missing(),
            remarks: trial.remarks(),
            fixes: fixes::of_run(&trial, run),
        })
    }

    fn run(&self, run: &Run, target: &Target) -> Option<Why> {
        let facts = self.analysis.run(&run.id)?;
        if let Target::Fallback(_, id) = target
            && run.in_force.as_ref() != Some(id)
        {
            return self.rung(run, facts.rungs.iter().find(|rung| rung.id == *id)?, target);
        }
        let mut here = match run.rung() {
            Some(rung) => vec![format!("{} has fallen back to {}", run.id, rung.id)],
            None => Vec::new(),
        };
        here.extend(self.because(run));
        let mut missing = Vec::new();
        let not_earlier = match facts.windows.first() {
            Some(first) => self.not_earlier(run, &first.target),
            None => facts.hired.iter().flat_map(|span| self.hired_not_earlier(run, span.start)).collect(),
        };
        if facts.windows.is_empty() && run.rung().is_none_or(|rung| !rung.kind.is_by_the_hour()) {
            missing.push(format!("{} has no window", run.id));
        }
        let trial = self.trial(Subject::Run(run.id.clone()));
        missing.extend(trial.missing());
        Some(Why {
            target: target.clone(),
            here,
            not_earlier,
            missing,
            remarks: trial.remarks(),
            fixes: fixes::of_run(&trial, run),
        })
    }

    /// A rung that is not in force.
    fn rung(&self, run: &Run, facts: &RungFacts, target: &Target) -> Option<Why> {
        let rung = run.fallbacks.get(&facts.id)?;
        let mut here = Vec::new();
        let place = facts.place.as_ref().map(|place| format!(" on {}", place.block)).unwrap_or_default();
        here.extend(facts.needed.map(|time| format!("it would take {}{place}", about(time))));
        here.extend(facts.planned_end.map(|end| format!("it would be done {}", end.compact())));
        let there = facts.place_by.as_ref();
        here.extend(
            there.map(|by| format!("there it can be chosen until {}: {}", by.hard.compact(), by.because)),
        );
        let by = facts.decide_by.as_ref();
        let elsewhere = if there.is_some() { "elsewhere " } else { "" };
        here.extend(
            by.map(|by| format!("{elsewhere}it can be chosen until {}: {}", by.hard.compact(), by.because)),
        );
        let first = rung.windows.iter().min_by_key(|window| window.start);
        let first = first.map(|w| Target::Window(run.id.clone(), Some(rung.id.clone()), w.id.clone()));
        let about = |of: &Target| match of {
            Target::Window(at, Some(of), _) | Target::Fallback(at, of) => *at == run.id && *of == rung.id,
            _ => false,
        };
        let (worse, remarks): (Vec<_>, Vec<_>) = (self.analysis.problems.iter())
            .filter(|problem| about(&problem.target))
            .partition(|problem| problem.severity <= Severity::Warning);
        let worse: Vec<String> = worse.into_iter().map(trial::said).collect();
        // A finding may say it already.
        let own = facts.lost.clone().or(facts.misfit.clone());
        let own = own.filter(|own| !worse.iter().any(|said| said.contains(own.as_str())));
        let missing = own.into_iter().chain(worse).collect();
        Some(Why {
            target: target.clone(),
            here,
            not_earlier: first.map(|first| self.not_earlier(run, &first)).unwrap_or_default(),
            missing,
            remarks: remarks.into_iter().map(trial::said).collect(),
            fixes: self.as_if(run, rung, facts),
        })
    }

    /// What would make a rung fit: tried as if it were in force, and said of the plan as it is.
    fn as_if(&self, run: &Run, rung: &Fallback, facts: &RungFacts) -> Vec<Fix> {
        let force = |plan: &mut Plan, rung: Option<FallbackId>| {
            if let Some(run) = plan.runs.get_mut(&run.id) {
                run.in_force = rung;
            }
        };
        let mut plan = self.plan.clone();
        force(&mut plan, Some(rung.id.clone()));
        let analysis = analyze(&plan, self.world, self.now);
        let trial = Trial::new(&plan, self.world, self.now, &analysis, Subject::Run(run.id.clone()));
        let Some(forced) = plan.runs.get(&run.id) else { return Vec::new() };
        let mended = fixes::of_rung(&trial, forced).into_iter().filter_map(|fix| {
            let mut next = plan.clone();
            next.apply(&fix.edit).ok()?;
            force(&mut next, run.in_force.clone());
            Some(Fix { edit: Edit::between(self.plan, &next), ..fix })
        });
        let mut found: Vec<Fix> = mended.filter(|fix| !fix.edit.is_empty()).collect();
        if facts.fits && rung.acceptable != Acceptable::No {
            found.extend(fixes::put_in_force(self.plan, run, rung, facts));
        }
        found
    }

    fn decision(&self, decision: &Decision, target: &Target) -> Option<Why> {
        let facts = self.analysis.decisions.iter().find(|facts| facts.id == decision.id)?;
        let mut here = Vec::new();
        let by = facts.decide_by.as_ref();
        here.extend(by.map(|by| format!("it can be decided until {}: {}", by.hard.compact(), by.because)));
        here.extend(by.map(|by| {
            format!("for people that is {}: with time to agree, in working hours", by.people.compact())
        }));
        here.extend(decision.decide_on.map(|on| format!("it was agreed to decide on {}", on.compact())));
        here.extend(decision.outcome.map(|outcome| {
            let at = decision.at.map_or_else(String::new, |at| format!(" on {}", at.compact()));
            let by = if decision.by.is_empty() { String::new() } else { format!(" by {}", decision.by) };
            let why = if decision.why.is_empty() { String::new() } else { format!(": {}", decision.why) };
            format!("it was {}{by}{at}{why}", outcome.to_string().to_lowercase())
        }));
        let trial = self.trial(Subject::Other(target.clone()));
        Some(Why {
            target: target.clone(),
            here,
            not_earlier: Vec::new(),
            missing: trial.missing(),
            remarks: trial.remarks(),
            fixes: fixes::of_other(&trial),
        })
    }

    /// How the needed time was computed, and what comes of it.
    fn because(&self, run: &Run) -> Vec<String> {
        let Some(facts) = self.analysis.run(&run.id) else { return Vec::new() };
        let mut lines = facts.because();
        lines.extend(facts.planned_end.map(|end| {
            let deadline = run.deadline.zip(facts.deadline_slack).map(|(deadline, slack)| {
                let (word, slack) = if slack.is_negative() { ("after", -slack) } else { ("before", slack) };
                let validated = match facts.validation.is_zero() {
                    true => String::new(),
                    false => format!(
                        ", validated {} ({} later)",
                        (end + facts.validation).compact(),
                        facts.validation.words()
                    ),
                };
                format!("{validated}, {} {word} its deadline {}", about(slack), deadline.compact())
            });
            format!("done {}{}", end.compact(), deadline.unwrap_or_default())
        }));
        lines
    }

    fn not_earlier(&self, run: &Run, target: &Target) -> Vec<String> {
        let Some(window) = self.plan.window(target) else { return Vec::new() };
        let bounds = earlier::bounds(self.analysis, run, target, window);
        let binding: Vec<String> =
            bounds.iter().filter(|bound| bound.at >= window.start).map(|bound| bound.why.clone()).collect();
        match bounds.iter().map(|bound| bound.at).max() {
            Some(at) if binding.is_empty() => {
                vec![format!(
                    "nothing holds it back: it could begin {}, {} earlier",
                    at.compact(),
                    (window.start - at).words()
                )]
            }
            _ => binding,
        }
    }

    /// Machines by the hour are started as soon as the work is prepared.
    fn hired_not_earlier(&self, run: &Run, start: Instant) -> Vec<String> {
        let Some(rung) = run.rung() else { return Vec::new() };
        let before = [(rung.preparation, "preparation"), (rung.staging, "staging"), (self.plan.ramp, "boot")];
        let before = before.iter().filter(|(time, _)| !time.is_zero());
        let before: Vec<String> = before.map(|(time, what)| format!("{} of {what}", time.words())).collect();
        let needed = earlier::needed(self.analysis, run, Some(rung), start);
        let mut bounds: Vec<String> = needed.map(|bound| bound.why).collect();
        if !before.is_empty() {
            bounds.push(format!("{} come first", words::list(before, MOST)));
        }
        bounds
    }

    fn block(&self, block: &Block) -> Option<Why> {
        let facts = self.analysis.block(&block.id)?;
        let place = [&block.zone, &block.zone_id].into_iter().map(|zone| zone.as_str());
        let place = place.chain([block.region.as_str()]).find(|name| !name.is_empty());
        let mut here = vec![format!(
            "{} x {}{}, {}, from {} to {}",
            block.nodes,
            facts.machine,
            place.map_or_else(String::new, |place| format!(" in {place}")),
            block.status,
            block.start.compact(),
            if facts.open_ended { "no end".to_string() } else { facts.span.end.compact() }
        )];
        let mut runs: Vec<&str> =
            facts.windows.iter().filter_map(|window| Some(window.run()?.as_str())).collect();
        runs.sort_unstable();
        runs.dedup();
        here.push(match runs.is_empty() {
            true => "nothing stands on it".to_string(),
            false => format!(
                "{} {} on it",
                words::list(&runs, MOST),
                if runs.len() == 1 { "stands" } else { "stand" }
            ),
        });
        let because = |mark: &crate::analysis::Mark| format!("{}: {}", said(mark.kind, mark.at), mark.why);
        let rules = facts.dates.iter().filter(|mark| {
            matches!(mark.kind, MarkKind::CanBuyFrom | MarkKind::SafeBuyBy | MarkKind::MustBuyBy)
        });
        let mut not_earlier: Vec<String> = rules.map(because).collect();
        if not_earlier.is_empty() {
            not_earlier.push("it is bought as it is".to_string());
        }
        let usable = facts.dates.iter().filter(|mark| mark.kind == MarkKind::UsableStart);
        not_earlier.extend(usable.map(because));
        let trial = self.trial(Subject::Block(block.id.clone()));
        Some(Why {
            target: Target::Block(block.id.clone()),
            here,
            not_earlier,
            missing: trial.missing(),
            remarks: trial.remarks(),
            fixes: fixes::of_block(&trial, block),
        })
    }
}

fn said(kind: MarkKind, at: Instant) -> String {
    let at = at.compact();
    match kind {
        MarkKind::CanBuyFrom => format!("can be bought from {at}"),
        MarkKind::SafeBuyBy => format!("is safely bought by {at}"),
        MarkKind::MustBuyBy => format!("must be bought by {at}"),
        _ => format!("can be used from {at}"),
    }
}

/// Whole minutes, for lengths that come from estimates.
fn about(time: crate::base::Duration) -> String {
    crate::base::Duration::from_minutes((time.seconds() + 30).div_euclid(60)).words()
}
