//! Adding, copying and deleting items of any kind, without knowing their types.

use super::{Changed, Outcome, gone};
use crate::base::record::{List, Record, View, ViewMut};
use crate::model::{
    BlockId, DatasetId, DecisionId, FallbackId, ItemId, MachineId, PersonId, Plan, RunId, ScenarioId, Target,
    WindowId, at,
};

/// Where an item lives: the item that holds the list, the list's field, and the id in it.
fn home(target: &Target) -> Option<(Target, &'static str, String)> {
    let of_plan = |list, id: &dyn ToString| Some((Target::Plan, list, id.to_string()));
    match target {
        Target::Plan => None,
        Target::Block(id) => of_plan("blocks", id),
        Target::Run(id) => of_plan("runs", id),
        Target::Fallback(run, id) => Some((Target::Run(run.clone()), "fallbacks", id.to_string())),
        Target::Window(run, rung, id) => {
            let parent = match rung {
                Some(rung) => Target::Fallback(run.clone(), rung.clone()),
                None => Target::Run(run.clone()),
            };
            Some((parent, "windows", id.to_string()))
        }
        Target::Dataset(id) => of_plan("datasets", id),
        Target::Scenario(id) => of_plan("scenarios", id),
        Target::Decision(id) => of_plan("decisions", id),
        Target::Machine(id) => of_plan("machines", id),
        Target::Person(id) => of_plan("people", id),
        Target::Quota(id) => of_plan("quotas", id),
        Target::Waiver(id) => of_plan("waivers", id),
        Target::Baseline(id) => of_plan("baselines", id),
        Target::Conflict(id) => of_plan("conflicts", id),
    }
}

/// What an item of a list is called as a target; `None` for items that cannot be selected on their own.
pub fn target_in(parent: &Target, list: &str, id: &str) -> Option<Target> {
    Some(match (parent, list) {
        (Target::Plan, "blocks") => Target::Block(BlockId::new(id)),
        (Target::Plan, "runs") => Target::Run(RunId::new(id)),
        (Target::Plan, "datasets") => Target::Dataset(DatasetId::new(id)),
        (Target::Plan, "scenarios") => Target::Scenario(ScenarioId::new(id)),
        (Target::Plan, "decisions") => Target::Decision(DecisionId::new(id)),
        (Target::Plan, "machines") => Target::Machine(MachineId::new(id)),
        (Target::Plan, "people") => Target::Person(PersonId::new(id)),
        (Target::Plan, "quotas") => Target::Quota(ItemId::new(id)),
        (Target::Plan, "waivers") => Target::Waiver(ItemId::new(id)),
        (Target::Plan, "baselines") => Target::Baseline(ItemId::new(id)),
        (Target::Plan, "conflicts") => Target::Conflict(ItemId::new(id)),
        (Target::Run(run), "fallbacks") => Target::Fallback(run.clone(), FallbackId::new(id)),
        (Target::Run(run), "windows") => Target::Window(run.clone(), None, WindowId::new(id)),
        (Target::Fallback(run, rung), "windows") => {
            Target::Window(run.clone(), Some(rung.clone()), WindowId::new(id))
        }
        _ => return None,
    })
}

/// The item that holds this one: a window's run or fallback, a fallback's run; else the plan.
pub fn parent(target: &Target) -> Target {
    home(target).map_or(Target::Plan, |(parent, ..)| parent)
}

/// A list of a record, to change.
pub fn list_mut<'a>(record: &'a mut dyn Record, name: &str) -> Option<&'a mut dyn List> {
    let index = record.fields().iter().position(|field| field.name == name)?;
    match record.view_mut(index)? {
        ViewMut::List(list) => Some(list),
        _ => None,
    }
}

fn position(list: &dyn List, id: &str) -> Option<usize> {
    (0..list.len()).find(|at| list.get(*at).and_then(|item| item.id()) == Some(id))
}

/// Without this item. What refers to it stays, and the findings say so.
pub fn delete(plan: &Plan, target: &Target) -> Outcome {
    let (holder, name, id) = home(target).ok_or("the plan itself cannot be deleted")?;
    let mut next = plan.clone();
    let record = next.record_mut(&holder).ok_or_else(|| gone(target))?;
    let list = list_mut(record, name).ok_or_else(|| gone(target))?;
    let place = position(list, &id).ok_or_else(|| gone(target))?;
    list.remove(place);
    let neighbour = list.get(place).or_else(|| list.get(place.checked_sub(1)?)).and_then(|item| item.id());
    let selected = match neighbour.and_then(|id| target_in(&holder, name, id)) {
        Some(next) if holder == Target::Plan => next,
        _ => holder,
    };
    Ok(Changed { plan: next, label: format!("Delete {} {target}", target.kind()), selected })
}

/// A copy of an item under a free id, after it in the list; its name says that it is one. A window's copy starts where the window
/// ends; a block's copy is only wished for; a run's copy has no windows.
pub fn duplicate(plan: &Plan, target: &Target) -> Outcome {
    let (holder, name, id) = home(target).ok_or("the plan itself cannot be copied")?;
    let mut next = plan.clone();
    let record = next.record_mut(&holder).ok_or_else(|| gone(target))?;
    let list = list_mut(record, name).ok_or_else(|| gone(target))?;
    let place = position(list, &id).ok_or_else(|| gone(target))?;
    let new = free_id(list, if name == "windows" { "w" } else { stem(&id) });
    list.insert(place + 1);
    let (Some(original), true) = (plan.record(target), place + 1 < list.len()) else {
        return Err(gone(target));
    };
    let copied = list.get_mut(place + 1).ok_or_else(|| gone(target))?;
    copy(original, copied);
    let key = key(copied);
    at::set(copied, key, &new)?;
    if let Some(name) = at::get(original, "name").ok().filter(|name| !name.is_empty()) {
        let named =
            |name: &str| (0..list.len()).any(|at| list.get(at).is_some_and(|item| self::name(item) == name));
        let free = copy_name(&name, named);
        if let Some(copied) = list.get_mut(place + 1) {
            at::set(copied, "name", &free)?;
        }
    }
    let selected = target_in(&holder, name, &new).ok_or_else(|| gone(target))?;
    detach(&mut next, &selected);
    Ok(Changed { plan: next, label: format!("Copy {} {target} as {new}", target.kind()), selected })
}

fn name(record: &dyn Record) -> String {
    at::get(record, "name").unwrap_or_default()
}

/// `Main block (copy)`, `Main block (copy 2)`: the first that nothing is called yet.
fn copy_name(name: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let stem = match name.rsplit_once(" (copy") {
        Some((stem, rest)) if rest.ends_with(')') => stem,
        _ => name,
    };
    let numbered = |n: usize| match n {
        1 => format!("{stem} (copy)"),
        n => format!("{stem} (copy {n})"),
    };
    (1..).map(numbered).find(|name| !is_taken(name)).unwrap_or_default()
}

/// Takes from a copy what belongs to the original only.
fn detach(plan: &mut Plan, target: &Target) {
    match target {
        Target::Window(..) => {
            if let Some(window) = plan.window_mut(target) {
                let length = window.end - window.start;
                (window.start, window.end) = (window.end, window.end + length);
                window.pinned = false;
            }
        }
        Target::Block(id) => {
            if let Some(block) = plan.blocks.get_mut(id) {
                block.status = Default::default();
                (block.seen_at, block.purchased_at) = (None, None);
                block.offer.clear();
                block.reference.clear();
                block.extensions = Default::default();
                // What was paid for one block is a guess for another: nobody confirmed it.
                if let Some(price) = &mut block.price.0 {
                    price.source.clear();
                    price.as_of = None;
                }
            }
        }
        Target::Run(id) => {
            if let Some(run) = plan.runs.get_mut(id) {
                run.windows = Default::default();
                run.in_force = None;
                (run.done, run.done_as_of) = (Default::default(), None);
            }
        }
        _ => {}
    }
}

/// A new item at the end of a list of `holder`, with a free id. Gives the plan and the id.
pub fn add(plan: &Plan, holder: &Target, list_name: &str, stem: &str) -> Result<(Plan, String), String> {
    let mut next = plan.clone();
    let record = next.record_mut(holder).ok_or_else(|| gone(holder))?;
    let list = list_mut(record, list_name).ok_or_else(|| format!("{} has no {list_name}", holder.kind()))?;
    let id = free_id(list, stem);
    let item = list.insert(list.len());
    let key = key(item);
    at::set(item, key, &id)?;
    Ok((next, id))
}

/// The field that holds a record's id.
pub fn key(record: &dyn Record) -> &'static str {
    match record.fields().first() {
        Some(field) if field.name == "code" => "code",
        _ => "id",
    }
}

/// `name` for `name-2`.
fn stem(id: &str) -> &str {
    match id.rsplit_once('-') {
        Some((stem, number)) if !stem.is_empty() && number.parse::<u32>().is_ok() => stem,
        _ => id,
    }
}

fn free_id(list: &dyn List, stem: &str) -> String {
    let numbered = |n: usize| match (n, stem) {
        (1, "w") => "w1".to_string(),
        (1, _) => stem.to_string(),
        (_, "w") => format!("w{n}"),
        _ => format!("{stem}-{n}"),
    };
    (1..).map(numbered).find(|id| position(list, id).is_none()).unwrap_or_default()
}

/// Copies every field of one record to another of the same type.
fn copy(from: &dyn Record, to: &mut dyn Record) {
    *to.extra_mut() = from.extra().clone();
    for index in 0..from.fields().len() {
        match (from.view(index), to.view_mut(index)) {
            (Some(View::Fact(from)), Some(ViewMut::Fact(to))) if from.ron() != to.ron() => {
                // What one field wrote, the same field of another record reads; absent ids alone are not written.
                let read = to.set(&from.ron());
                debug_assert!(read.is_ok(), "{read:?}");
            }
            (Some(View::Record(from)), Some(ViewMut::Record(to))) => copy(from, to),
            (Some(View::Optional(Some(from))), Some(ViewMut::Optional(to))) => copy(from, to.make()),
            (Some(View::List(from)), Some(ViewMut::List(to))) => {
                to.clear();
                for at in 0..from.len() {
                    if let Some(item) = from.get(at) {
                        copy(item, to.insert(at));
                    }
                }
            }
            _ => {}
        }
    }
}
