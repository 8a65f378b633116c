//! Giving an item another id, everywhere it is named.

use super::gone;
use super::items::target_in;
use crate::base::record::{Kind, Record, Shape, ViewMut};
use crate::model::{Plan, Target, at};

/// The plan with an item under a new id, and its new target. Everything that named the old one names the new one.
pub fn rename(plan: &Plan, target: &Target, new: &str) -> Result<(Plan, Target), String> {
    let new = new.trim().trim_matches('"');
    let mut next = plan.clone();
    let holder = super::items::parent(target);
    let list = match target {
        Target::Fallback(..) => "fallbacks",
        Target::Window(..) => "windows",
        _ => list_of(target).ok_or("the plan has no id")?,
    };
    let renamed = target_in(&holder, list, new).ok_or_else(|| gone(target))?;
    let record = next.record_mut(target).ok_or_else(|| gone(target))?;
    let old = record.id().unwrap_or_default().to_string();
    let key = super::items::key(record);
    at::set(record, key, new)?;
    if renamed == *target {
        return Ok((next, renamed));
    }
    if plan.has(&renamed) {
        return Err(format!("id: another {} is called {new}", target.kind()));
    }
    refer(&mut next, target, &old, new);
    Ok((next, renamed))
}

fn list_of(target: &Target) -> Option<&'static str> {
    Some(match target {
        Target::Block(_) => "blocks",
        Target::Run(_) => "runs",
        Target::Dataset(_) => "datasets",
        Target::Scenario(_) => "scenarios",
        Target::Decision(_) => "decisions",
        Target::Machine(_) => "machines",
        Target::Person(_) => "people",
        Target::Quota(_) => "quotas",
        Target::Waiver(_) => "waivers",
        Target::Baseline(_) => "baselines",
        Target::Conflict(_) => "conflicts",
        Target::Plan | Target::Fallback(..) | Target::Window(..) => return None,
    })
}

fn refer(plan: &mut Plan, target: &Target, old: &str, new: &str) {
    let kind = match target {
        Target::Block(_) => Kind::Block,
        Target::Run(_) => Kind::Run,
        Target::Dataset(_) => Kind::Dataset,
        Target::Machine(_) => Kind::Machine,
        Target::Person(_) => Kind::Person,
        Target::Fallback(run, _) => return refer_rung(plan, run.as_str(), old, new),
        Target::Window(run, ..) => return refer_window(plan, run.as_str(), old, new),
        // Nothing names these.
        _ => return,
    };
    // A waiver names items as findings print them: base-8b, base-8b/w1.
    for at in 0..plan.waivers.len() {
        if let Some(waiver) = plan.waivers.at_mut(at) {
            let rest = waiver.item.strip_prefix(old).filter(|rest| rest.is_empty() || rest.starts_with('/'));
            if let Some(rest) = rest {
                waiver.item = format!("{new}{rest}");
            }
        }
    }
    replace(plan, kind, old, new);
}

/// Replaces an id of one kind in every fact of a record and what is nested in it.
fn replace(record: &mut dyn Record, kind: Kind, old: &str, new: &str) {
    for index in 0..record.fields().len() {
        match record.view_mut(index) {
            Some(ViewMut::Fact(fact)) => {
                let spelled = match fact.shape() {
                    Shape::List(Shape::Id(named)) if *named == kind => {
                        let quoted = crate::base::fact::quote(old);
                        let list = fact.ron();
                        list.contains(&quoted).then(|| list.replace(&quoted, &crate::base::fact::quote(new)))
                    }
                    shape if shape.inner() == Shape::Id(kind) && fact.show() == old => {
                        Some(crate::base::fact::quote(new))
                    }
                    _ => None,
                };
                if let Some(spelled) = spelled {
                    let read = fact.set(&spelled);
                    debug_assert!(read.is_ok(), "{read:?}");
                }
            }
            Some(ViewMut::Record(nested)) => replace(nested, kind, old, new),
            Some(ViewMut::Optional(_)) | None => {}
            Some(ViewMut::List(list)) => {
                for at in 0..list.len() {
                    // Only items that name it are touched, so that the others stay shared with the plan before.
                    if list.get(at).is_some_and(|item| names(item, kind, old))
                        && let Some(item) = list.get_mut(at)
                    {
                        replace(item, kind, old, new);
                    }
                }
            }
        }
    }
}

/// Whether a record or what is nested in it names an id.
fn names(record: &dyn Record, kind: Kind, id: &str) -> bool {
    use crate::base::record::View;
    (0..record.fields().len()).any(|index| match record.view(index) {
        Some(View::Fact(fact)) => match fact.shape() {
            Shape::List(Shape::Id(named)) => {
                *named == kind && fact.ron().contains(&crate::base::fact::quote(id))
            }
            shape => shape.inner() == Shape::Id(kind) && fact.show() == id,
        },
        Some(View::Record(nested) | View::Optional(Some(nested))) => names(nested, kind, id),
        Some(View::List(list)) => {
            (0..list.len()).filter_map(|at| list.get(at)).any(|item| names(item, kind, id))
        }
        _ => false,
    })
}

fn refer_rung(plan: &mut Plan, run_id: &str, old: &str, new: &str) {
    if let Some(run) = plan.runs.get_mut(run_id) {
        if run.in_force.as_ref().is_some_and(|id| id.as_str() == old) {
            run.in_force = Some(new.into());
        }
        for at in 0..run.fallbacks.len() {
            if let Some(rung) = run.fallbacks.at_mut(at)
                && rung.then.as_ref().is_some_and(|id| id.as_str() == old)
            {
                rung.then = Some(new.into());
            }
        }
    }
    let of_run = |run: &Option<crate::model::RunId>| run.as_ref().is_some_and(|id| id.as_str() == run_id);
    for at in 0..plan.decisions.len() {
        if let Some(decision) = plan.decisions.at_mut(at)
            && of_run(&decision.run)
            && decision.fallback.as_ref().is_some_and(|id| id.as_str() == old)
        {
            decision.fallback = Some(new.into());
        }
    }
    each_assumption(plan, |assumption| {
        if of_run(&assumption.run) && assumption.fallback.as_ref().is_some_and(|id| id.as_str() == old) {
            assumption.fallback = Some(new.into());
        }
    });
}

fn refer_window(plan: &mut Plan, run_id: &str, old: &str, new: &str) {
    each_assumption(plan, |assumption| {
        if assumption.run.as_ref().is_some_and(|id| id.as_str() == run_id)
            && assumption.window.as_ref().is_some_and(|id| id.as_str() == old)
        {
            assumption.window = Some(new.into());
        }
    });
}

fn each_assumption(plan: &mut Plan, mut each: impl FnMut(&mut crate::model::Assumption)) {
    for at in 0..plan.scenarios.len() {
        let Some(scenario) = plan.scenarios.at_mut(at) else { continue };
        for at in 0..scenario.assumptions.len() {
            scenario.assumptions.at_mut(at).into_iter().for_each(&mut each);
        }
    }
}
