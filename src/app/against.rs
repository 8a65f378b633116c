//! Another state of the plan that the present one is compared with: a baseline, or what a revision of git holds. Its bars
//! are drawn as thin lines beneath those of the plan.

use crate::base::sort;
use std::collections::{BTreeMap, BTreeSet};

use super::App;
use super::modal::Page;
use crate::analysis::analyze;
use crate::base::record::Items;
use crate::base::words::visible;
use crate::edit::new_ids::NewIds;
use crate::export;
use crate::model::{Baseline, BlockId, Plan, Run, RunId, Target, Window};
use crate::report::Times;
use crate::report::baseline::{compare, freeze, keep, kept};
use crate::report::diff::{Comparison, Sample, diff};
use crate::timeline::{Beneath, beneath};

/// What the plan is compared with.
#[derive(Debug, Clone)]
pub struct Against {
    /// As it was typed: `approved 6 Jan`, `HEAD~2`.
    pub name: String,
    /// What a baseline holds, or would hold of a revision.
    kept: Baseline,
    /// Blocks, runs and windows, for the lines.
    bars: Plan,
    /// All of a revision.
    whole: Option<Box<Plan>>,
    /// Tells this comparison from the one before.
    pub number: u64,
}

impl App {
    /// Compares with a baseline of the plan.
    pub fn compare_with_baseline(&mut self, baseline: &Baseline) {
        self.compare(baseline.title().to_string(), baseline.clone(), None);
    }

    /// Compares with the plan as a revision holds it.
    pub fn compare_with_plan(&mut self, name: &str, plan: Plan) {
        self.doc.learn_zones(&plan);
        let analysis = analyze(&plan, self.doc.world(), self.doc.now());
        self.compare(name.to_string(), freeze(&plan, &analysis), Some(Box::new(plan)));
    }

    fn compare(&mut self, name: String, kept: Baseline, whole: Option<Box<Plan>>) {
        let bars = kept.kept().plan();
        let number = self.against.as_ref().map_or(0, |against| against.number) + 1;
        self.against = Some(Box::new(Against { name, kept, bars, whole, number }));
        self.view.forget_lines();
        self.make_lanes();
        let changes = self.against.as_ref().map_or(0, |against| against.comparison(self).lines.len());
        let name = self.against.as_ref().map(|against| against.shown()).unwrap_or_default();
        let text = match changes {
            0 => format!("Nothing differs from {name}"),
            n => {
                let n = crate::base::words::count(n as u64, "difference", "differences");
                format!("{n} from {name}: thin lines show where bars were; :changes lists them")
            }
        };
        self.say(text);
    }

    /// The state whose bars are drawn beneath those of the plan, and which one it is.
    pub fn beneath(&self) -> Option<(&Plan, u64)> {
        if let Some(resolving) = &self.resolving {
            return Some((resolving.other()?, resolving.number));
        }
        if self.drilled.as_ref().is_some_and(|drilled| drilled.moves) {
            // Where everything is in the plan itself.
            return Some((self.doc.plan(), u64::MAX));
        }
        let against = self.against.as_ref()?;
        Some((&against.bars, against.number))
    }

    /// The lines beneath the bars. What has another id now is where it was, not gone and new.
    pub(super) fn lines_beneath(&self) -> Vec<Beneath> {
        let Some((other, _)) = self.beneath() else { return Vec::new() };
        let plan = self.plan();
        let lines = |other: &Plan| beneath(plan, other, &self.view.lanes);
        if has_all_of(plan, other) {
            return lines(other);
        }
        let ids = match &self.against {
            Some(against) if self.resolving.is_none() => against.new_ids(self),
            _ => NewIds::between(other, plan),
        };
        lines(&ids.brought(other))
    }

    pub(super) fn sample<'a>(&'a self, times: &'a Times) -> Sample<'a> {
        Sample { plan: self.plan(), analysis: self.analysis(), times }
    }

    pub(super) fn times(&self) -> Times {
        Times::of(self.doc.plan(), self.doc.world(), self.doc.now())
    }

    /// What the baseline that counts holds of an item: the one that is compared with, else the newest. Its name comes first.
    pub(super) fn kept(&self, target: &Target) -> Option<(String, Vec<(String, String)>)> {
        let against = self.against.as_ref().map(|against| &against.kept);
        let name = self.against.as_ref().map(|against| against.name.clone());
        let baseline = against.or_else(|| self.plan().newest_baseline())?;
        let times = self.times();
        let held = kept(baseline, target, self.sample(&times));
        Some((name.unwrap_or_else(|| baseline.title().to_string()), held))
            .filter(|(_, held)| !held.is_empty())
    }
}

impl Against {
    /// Its name, safe to print.
    pub fn shown(&self) -> String {
        visible(&self.name).into_owned()
    }

    /// What has another id now, by the rule of the changes that are listed.
    fn new_ids(&self, app: &App) -> NewIds {
        match &self.whole {
            None => NewIds::between(&self.bars, &keep(app.plan(), app.analysis()).plan()),
            Some(plan) => NewIds::between(plan, app.plan()),
        }
    }

    /// What changed since, by meaning.
    pub fn comparison(&self, app: &App) -> Comparison {
        let times = app.times();
        let after = app.sample(&times);
        match &self.whole {
            None => compare(&self.kept, after),
            Some(plan) => {
                let analysis = analyze(plan, app.doc.world(), app.doc.now());
                diff(Sample { plan, analysis: &analysis, times: &times }, after)
            }
        }
    }

    /// The changes with their effects, to read.
    pub fn page(&self, app: &App) -> Page {
        let comparison = self.comparison(app);
        let text = export::diff::text(&comparison);
        let mut lines: Vec<String> = text.lines().map(str::to_string).collect();
        if lines.is_empty() {
            lines.push("Nothing differs.".to_string());
        }
        Page { title: format!("Since {}", self.shown()), lines, ..Page::default() }
    }
}

/// Whether no block, run, fallback or window of the other plan is missing here: then nothing can have another id.
fn has_all_of(plan: &Plan, other: &Plan) -> bool {
    let blocks: BTreeSet<&BlockId> = sort::set(plan.blocks.iter().map(|block| &block.id));
    let runs: BTreeMap<&RunId, &Run> = sort::map(plan.runs.iter().map(|run| (&run.id, run)));
    let windows = |own: &Items<Window>, others: &Items<Window>| others.iter().all(|it| own.contains(&it.id));
    let has_run = |other: &Run| {
        runs.get(&other.id).is_some_and(|run| {
            let rungs = other
                .fallbacks
                .iter()
                .all(|it| run.fallbacks.get(&it.id).is_some_and(|rung| windows(&rung.windows, &it.windows)));
            rungs && windows(&run.windows, &other.windows)
        })
    };
    other.blocks.iter().all(|block| blocks.contains(&block.id)) && other.runs.iter().all(has_run)
}
