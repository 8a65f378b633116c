//! Items that have another id than in an earlier plan, so that what is known of them there is not taken for something else's.

use crate::base::sort;
use std::collections::{BTreeMap, BTreeSet};

use super::describe::{Sentence, describe};
use crate::base::record::Items;
use crate::model::{
    Block, BlockId, Fallback, FallbackId, ItemId, Plan, Run, RunId, Target, Window, WindowId,
};

/// Which item of an earlier plan is which of a later one, where the id is not the same.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NewIds {
    /// By the earlier id of the item itself; what holds it is called as it is now.
    now: BTreeMap<Target, Target>,
    /// The earlier id of an item.
    was: BTreeMap<Target, String>,
}

impl NewIds {
    /// Blocks, runs and what is in them, by the rule of [`describe`], which says that such an item has a new id. Only what
    /// is not in both plans is looked at: this is asked after every edit.
    pub fn between(before: &Plan, after: &Plan) -> NewIds {
        NewIds::told(&describe(&odd(before, after), &odd(after, before)))
    }

    /// As told already.
    pub fn told(sentences: &[Sentence]) -> NewIds {
        let mut ids = NewIds::default();
        for Sentence { target, item, was, .. } in sentences {
            // A new id of something that is no target of its own is told at what holds it.
            let is_its_own = *item == format!("{} {target}", target.kind());
            let Some(was) = was.as_ref().filter(|_| is_its_own) else { continue };
            ids.now.extend(called(target, was).map(|old| (old, target.clone())));
            ids.was.insert(target.clone(), was.clone());
        }
        ids
    }

    /// The id that an item of the later plan had, where it is not the same.
    pub fn was(&self, target: &Target) -> Option<&str> {
        self.was.get(target).map(String::as_str)
    }

    /// What an item of the earlier plan is in the later one.
    pub fn now(&self, target: &Target) -> Target {
        let run = |id: &RunId| match self.now.get(&Target::Run(id.clone())) {
            Some(Target::Run(now)) => now.clone(),
            _ => id.clone(),
        };
        let rung =
            |run: &RunId, id: &FallbackId| match self.now.get(&Target::Fallback(run.clone(), id.clone())) {
                Some(Target::Fallback(_, now)) => now.clone(),
                _ => id.clone(),
            };
        let held = match target {
            Target::Fallback(holder, id) => Target::Fallback(run(holder), id.clone()),
            Target::Window(holder, fallback, id) => {
                let holder = run(holder);
                let fallback = fallback.as_ref().map(|id| rung(&holder, id));
                Target::Window(holder, fallback, id.clone())
            }
            other => other.clone(),
        };
        self.now.get(&held).cloned().unwrap_or(held)
    }

    /// The earlier plan with its blocks, runs, fallbacks and windows called as they are now, as far as bars need it.
    pub fn brought(&self, plan: &Plan) -> Plan {
        let mut next = plan.clone();
        if self.now.is_empty() {
            return next;
        }
        let block = |id: &BlockId| match self.now.get(&Target::Block(id.clone())) {
            Some(Target::Block(now)) => now.clone(),
            _ => id.clone(),
        };
        let windows = |run: &RunId, rung: Option<&FallbackId>, windows: &Items<Window>| -> Items<Window> {
            let now = |window: &Window| {
                let target = Target::Window(run.clone(), rung.cloned(), window.id.clone());
                let id = match self.now(&target) {
                    Target::Window(_, _, id) => id,
                    _ => window.id.clone(),
                };
                Window { id, block: block(&window.block), ..window.clone() }
            };
            windows.iter().map(now).collect()
        };
        next.blocks = plan.blocks.iter().map(|it| Block { id: block(&it.id), ..it.clone() }).collect();
        let runs = plan.runs.iter().map(|run| {
            let rungs = run.fallbacks.iter().map(|rung| {
                let id = match self.now(&Target::Fallback(run.id.clone(), rung.id.clone())) {
                    Target::Fallback(_, id) => id,
                    _ => rung.id.clone(),
                };
                let windows = windows(&run.id, Some(&rung.id), &rung.windows);
                Fallback { id, windows, ..rung.clone() }
            });
            let id = match self.now(&Target::Run(run.id.clone())) {
                Target::Run(id) => id,
                _ => run.id.clone(),
            };
            let fallbacks = rungs.collect();
            Run { id, windows: windows(&run.id, None, &run.windows), fallbacks, ..run.clone() }
        });
        next.runs = runs.collect();
        next
    }
}

/// The blocks and runs of a plan that another has not, or has with other ids inside.
fn odd(plan: &Plan, other: &Plan) -> Plan {
    let blocks: BTreeSet<&BlockId> = sort::set(other.blocks.iter().map(|block| &block.id));
    let runs: BTreeMap<&RunId, &Run> = sort::map(other.runs.iter().map(|run| (&run.id, run)));
    fn inside(run: &Run) -> impl Iterator<Item = (&str, Option<&str>)> {
        let own = run.windows.iter().map(|window| ("", Some(window.id.as_str())));
        let of_rungs = run.fallbacks.iter().flat_map(|rung| {
            let windows = rung.windows.iter().map(|window| Some(window.id.as_str()));
            std::iter::once(None).chain(windows).map(|window| (rung.id.as_str(), window))
        });
        own.chain(of_rungs)
    }
    let is_known = |run: &Run| {
        let same = |other: &&Run| sort::set(inside(run)) == sort::set(inside(other));
        runs.get(&run.id).is_some_and(same)
    };
    Plan {
        blocks: plan.blocks.iter().filter(|block| !blocks.contains(&block.id)).cloned().collect(),
        runs: plan.runs.iter().filter(|run| !is_known(run)).cloned().collect(),
        ..Plan::default()
    }
}

/// The same place with another id; none for the plan.
fn called(target: &Target, id: &str) -> Option<Target> {
    let item = || ItemId::new(id);
    Some(match target {
        Target::Plan => return None,
        Target::Block(_) => Target::Block(id.into()),
        Target::Run(_) => Target::Run(id.into()),
        Target::Fallback(run, _) => Target::Fallback(run.clone(), id.into()),
        Target::Window(run, rung, _) => Target::Window(run.clone(), rung.clone(), WindowId::new(id)),
        Target::Dataset(_) => Target::Dataset(id.into()),
        Target::Scenario(_) => Target::Scenario(id.into()),
        Target::Decision(_) => Target::Decision(id.into()),
        Target::Machine(_) => Target::Machine(id.into()),
        Target::Person(_) => Target::Person(id.into()),
        Target::Quota(_) => Target::Quota(item()),
        Target::Waiver(_) => Target::Waiver(item()),
        Target::Baseline(_) => Target::Baseline(item()),
        Target::Conflict(_) => Target::Conflict(item()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Nodes;

    fn plan() -> Plan {
        let mut plan = Plan::default();
        let at = |text: &str| crate::base::Instant::parse(text).unwrap();
        let window = |id: &str, end: &str| Window {
            id: id.into(),
            block: "cb".into(),
            nodes: Nodes::new(8),
            start: at("2027-01-11T12:00Z"),
            end: at(end),
            ..Window::default()
        };
        let block = Block {
            id: "cb".into(),
            nodes: Nodes::new(8),
            start: at("2027-01-11T12:00Z"),
            ..Block::default()
        };
        plan.blocks.push(block);
        let mut run = Run { id: "base".into(), name: "Base".into(), ..Run::default() };
        run.windows.push(window("w1", "2027-01-12T12:00Z"));
        let mut rung = Fallback { id: "lora".into(), name: "LoRA".into(), ..Fallback::default() };
        rung.windows.push(window("w1", "2027-01-11T18:00Z"));
        run.fallbacks.push(rung);
        plan.runs.push(run);
        plan
    }

    #[test]
    fn what_was_called_otherwise_is_found_at_every_depth() {
        let mut after = plan();
        let run = after.runs.at_mut(0).unwrap();
        run.id = "base-8b".into();
        run.fallbacks.at_mut(0).unwrap().id = "adapter".into();
        let ids = NewIds::between(&plan(), &after);
        let window = Target::Window("base".into(), Some("lora".into()), "w1".into());
        assert_eq!(ids.now(&window).to_string(), "base-8b/adapter/w1");
        assert_eq!(ids.now(&Target::Run("base".into())), Target::Run("base-8b".into()));
        assert_eq!(ids.now(&Target::Block("cb".into())), Target::Block("cb".into()));
        assert_eq!(ids.was(&Target::Run("base-8b".into())), Some("base"));
        assert_eq!(ids.brought(&plan()), after);
    }

    #[test]
    fn windows_go_along_with_a_block_that_has_a_new_id() {
        let mut after = plan();
        after.blocks.at_mut(0).unwrap().id = "cb-jan".into();
        let run = after.runs.at_mut(0).unwrap();
        run.windows.at_mut(0).unwrap().block = "cb-jan".into();
        run.fallbacks.at_mut(0).unwrap().windows.at_mut(0).unwrap().block = "cb-jan".into();
        assert_eq!(NewIds::between(&plan(), &after).brought(&plan()), after);
        assert_eq!(NewIds::between(&plan(), &plan()), NewIds::default());
    }
}
