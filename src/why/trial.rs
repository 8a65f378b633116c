//! Trying a change: what is wrong now, and whether less is wrong after it.

use std::collections::BTreeSet;

use crate::analysis::{Analysis, Diagnostic, analyze};
use crate::base::{Instant, sort};
use crate::model::*;
use crate::world::World;

/// What is asked about.
#[derive(Debug, Clone, PartialEq)]
pub enum Subject {
    Run(RunId),
    Block(BlockId),
    /// An item that has nothing but its own findings.
    Other(Target),
}

/// A finding, as far as it is the same before and after a change.
type Key = (&'static str, Target);

/// The plan as it is, and what is wrong with the subject.
pub struct Trial<'a> {
    pub plan: &'a Plan,
    pub world: &'a World,
    pub now: Instant,
    pub analysis: &'a Analysis,
    pub subject: Subject,
    /// Errors where there are any, else warnings.
    level: Severity,
    wrong: BTreeSet<Key>,
    everywhere: BTreeSet<Key>,
}

impl<'a> Trial<'a> {
    pub fn new(
        plan: &'a Plan,
        world: &'a World,
        now: Instant,
        analysis: &'a Analysis,
        subject: Subject,
    ) -> Trial<'a> {
        let has_error = analysis
            .problems
            .iter()
            .any(|problem| problem.severity == Severity::Error && concerns(plan, &subject, &problem.target));
        let level = if has_error { Severity::Error } else { Severity::Warning };
        Trial::at(plan, world, now, analysis, subject, level)
    }

    fn at(
        plan: &'a Plan,
        world: &'a World,
        now: Instant,
        analysis: &'a Analysis,
        subject: Subject,
        level: Severity,
    ) -> Trial<'a> {
        let everywhere = keys(analysis, level);
        let wrong = everywhere.iter().filter(|(_, target)| concerns(plan, &subject, target)).cloned();
        let wrong = wrong.collect();
        Trial { plan, world, now, analysis, subject, level, wrong, everywhere }
    }

    /// The same question about everything that is found, hints too.
    pub fn of_all(&self) -> Trial<'a> {
        Trial::at(self.plan, self.world, self.now, self.analysis, self.subject.clone(), Severity::Info)
    }

    /// The problems of the subject, as they are, the worst first.
    pub fn problems(&self) -> impl Iterator<Item = &'a Diagnostic> {
        let level = self.level;
        self.all().filter(move |problem| problem.severity <= level)
    }

    fn all(&self) -> impl Iterator<Item = &'a Diagnostic> {
        let (plan, subject) = (self.plan, self.subject.clone());
        self.analysis.problems.iter().filter(move |problem| concerns(plan, &subject, &problem.target))
    }

    pub fn missing(&self) -> Vec<String> {
        self.all().filter(|problem| problem.severity <= Severity::Warning).map(said).collect()
    }

    pub fn remarks(&self) -> Vec<String> {
        self.all().filter(|problem| problem.severity > Severity::Warning).map(said).collect()
    }

    /// Nothing is wrong, so nothing needs to be tried.
    pub fn is_well(&self) -> bool {
        self.wrong.is_empty()
    }

    /// How much is still wrong with the subject after a change; `None` where nothing is won, or something new goes wrong.
    pub fn left(&self, next: &Plan) -> Option<usize> {
        let after = keys(&analyze(next, self.world, self.now), self.level);
        let is_new = after.iter().any(|key| !self.everywhere.contains(key));
        let left = self.wrong.intersection(&after).count();
        (!is_new && left < self.wrong.len()).then_some(left)
    }

    /// The least of `1..=most` that does as much as `most` does, by bisection.
    pub fn smallest(&self, most: usize, change: impl Fn(usize) -> Option<Plan>) -> Option<(usize, Plan)> {
        let left = |size| change(size).and_then(|plan| Some((self.left(&plan)?, plan)));
        if most == 0 {
            return None;
        }
        let (best, plan) = left(most)?;
        let (mut low, mut high, mut found) = (0, most, plan);
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            match left(middle).filter(|(left, _)| *left <= best) {
                Some((_, plan)) => (high, found) = (middle, plan),
                None => low = middle,
            }
        }
        Some((high, found))
    }
}

/// A finding as a sentence that can be looked up.
pub fn said(problem: &Diagnostic) -> String {
    format!("{} {}", problem.code, problem.message)
}

fn keys(analysis: &Analysis, level: Severity) -> BTreeSet<Key> {
    let problems = analysis.problems.iter().filter(|problem| problem.severity <= level);
    sort::set(problems.map(|problem| (problem.code, problem.target.clone())))
}

/// A run's problems are its own, its windows' and its blocks'; a block's are its own and those of the runs on it.
fn concerns(plan: &Plan, subject: &Subject, target: &Target) -> bool {
    let on = |run: &RunId, block: &BlockId| {
        let run = plan.runs.get(run);
        run.is_some_and(|run| run.windows_in_force().iter().any(|window| window.block == *block))
    };
    match (subject, target) {
        (Subject::Run(run), Target::Block(block)) => on(run, block),
        (Subject::Run(run), target) => target.run() == Some(run),
        (Subject::Block(block), Target::Block(other)) => block == other,
        (Subject::Block(block), target) => target.run().is_some_and(|run| on(run, block)),
        (Subject::Other(item), target) => item == target,
    }
}
