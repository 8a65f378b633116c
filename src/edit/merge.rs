//! Three plans into one: by id and by field.
//!
//! A field that only one side changed takes that side's value; one that both changed alike takes it once. Otherwise our value
//! stays and both are recorded as a [`Conflict`] in the plan, so that nothing of either side is lost. An item that one side
//! changed and the other deleted stays, and is a conflict too. Fields that belong together (start and end) are one value.
//! Values that are fine on each side but not together (hours beside accelerator-hours) make the record that holds them a
//! conflict. Lists of plain values merge as sets. The order of a list merges apart from its items, see [`super::order`].

use crate::base::sort;
use std::collections::BTreeSet;
use std::ops::Range;

use crate::base::fact::quote;
use crate::base::record::{AnyFact, List, Record, Shape, View, ViewMut, same, same_record};
use crate::model::{Conflict, ItemId, Plan};

use super::copy::{copy_field, copy_record, find, id_of, items, kind, position, spell, spell_record};
use super::order::{arrange, merge_order, merge_values};

/// The outcome of a merge.
#[derive(Debug, Clone, PartialEq)]
pub struct Merged {
    /// Always a plan that can be written and read; what is open stands in its `conflicts`.
    pub plan: Plan,
    /// The conflicts that this merge added.
    pub conflicts: Vec<Conflict>,
}

impl Merged {
    /// With the names of both sides in its conflicts, for whoever is to decide.
    pub fn named(mut self, ours: &str, theirs: &str) -> Merged {
        for conflict in &mut self.conflicts {
            (conflict.ours_by, conflict.theirs_by) = (ours.to_string(), theirs.to_string());
            if let Some(known) = self.plan.conflicts.get_mut(&conflict.id) {
                known.clone_from(conflict);
            }
        }
        self
    }
}

/// Merges what somebody else saved into a plan that is open. Whoever does this for the same plan names the sides alike: a
/// conflict that is met twice is one.
pub fn merge_saved(base: &Plan, ours: &Plan, theirs: &Plan) -> Merged {
    merge(base, ours, theirs).named("the open session", "the file, saved by somebody else")
}

/// Merges work that was never saved with the file as it is now.
pub fn merge_unsaved(base: &Plan, ours: &Plan, theirs: &Plan) -> Merged {
    merge(base, ours, theirs).named("unsaved work", "the file, saved since")
}

/// Merges the changes from `base` to `ours` and from `base` to `theirs`.
pub fn merge(base: &Plan, ours: &Plan, theirs: &Plan) -> Merged {
    let mut plan = ours.clone();
    let mut merge = Merge::default();
    merge.record(&mut plan, base, ours, theirs);
    keep_open(&mut plan, base, theirs);
    let mut conflicts = merge.conflicts;
    for conflict in &mut conflicts {
        conflict.id = free_id(&plan, conflict.id.as_str());
        plan.conflicts.push(conflict.clone());
    }
    Merged { plan, conflicts }
}

/// Conflicts of earlier merges are open until a side resolves them: then they are gone, as a whole.
fn keep_open(plan: &mut Plan, base: &Plan, theirs: &Plan) {
    if base.conflicts == plan.conflicts {
        plan.conflicts = theirs.conflicts.clone();
        return;
    }
    let has = |plan: &Plan, conflict: &Conflict| plan.conflicts.iter().any(|known| known == conflict);
    plan.conflicts.retain(|conflict| !has(base, conflict) || has(theirs, conflict));
    for conflict in theirs.conflicts.iter() {
        if !has(base, conflict) && !has(plan, conflict) {
            let id = free_id(plan, conflict.id.as_str());
            plan.conflicts.push(Conflict { id, ..conflict.clone() });
        }
    }
}

fn free_id(plan: &Plan, id: &str) -> ItemId {
    ItemId::new(plan.conflicts.free_id(id))
}

#[derive(Default)]
struct Merge {
    /// The items from the plan down to where the merge is: `run base-8b`, `window w1`.
    path: Vec<String>,
    conflicts: Vec<Conflict>,
}

impl Merge {
    /// Brings their changes into `out`, which starts as a copy of `ours`.
    fn record(&mut self, out: &mut dyn Record, base: &dyn Record, ours: &dyn Record, theirs: &dyn Record) {
        let before = self.conflicts.len();
        for range in groups(out) {
            self.fields(out, base, ours, theirs, range);
        }
        self.extra(out, base, ours, theirs);
        let mut bad = Vec::new();
        out.check(&mut bad);
        if !bad.is_empty() {
            copy_record(out, ours);
            self.conflicts.truncate(before);
            self.conflict("", spell_record(base), spell_record(ours), spell_record(theirs));
        }
    }

    fn fields(
        &mut self,
        out: &mut dyn Record,
        base: &dyn Record,
        ours: &dyn Record,
        theirs: &dyn Record,
        range: Range<usize>,
    ) {
        let equal = |a: &dyn Record, b: &dyn Record| {
            range
                .clone()
                .all(|index| matches!((a.view(index), b.view(index)), (Some(a), Some(b)) if same(&a, &b)))
        };
        let fields = out.fields();
        let names: Vec<&str> = fields.iter().map(|field| field.name).collect();
        let names = names.get(range.clone()).unwrap_or_default();
        if equal(ours, theirs) || equal(base, theirs) || *names == ["conflicts"] {
            return;
        }
        if equal(base, ours) {
            range.for_each(|index| copy_field(out, theirs, index));
            return;
        }
        if let [name] = names {
            let index = range.start;
            if let (Some(base), Some(ours), Some(theirs)) =
                (base.view(index), ours.view(index), theirs.view(index))
            {
                self.field(out, index, name, base, ours, theirs);
            }
            return;
        }
        // Neighbours that belong together are one value: two clean halves could invert a span.
        let spelled = |record: &dyn Record| {
            let value =
                |(index, name): (usize, &&str)| Some(format!("{name}: {}", spell(&record.view(index)?)));
            let values: Vec<String> = range.clone().zip(names).filter_map(value).collect();
            format!("({})", values.join(", "))
        };
        self.conflict(&names.join(", "), spelled(base), spelled(ours), spelled(theirs));
    }

    /// One field that both sides changed, differently.
    fn field(
        &mut self,
        out: &mut dyn Record,
        index: usize,
        name: &str,
        base: View,
        ours: View,
        theirs: View,
    ) {
        match (out.view_mut(index), &base, &ours, &theirs) {
            (Some(ViewMut::Record(out)), View::Record(base), View::Record(ours), View::Record(theirs)) => {
                self.inside(name, |merge| merge.record(out, *base, *ours, *theirs));
            }
            (
                Some(ViewMut::Optional(out)),
                View::Optional(Some(base)),
                View::Optional(Some(ours)),
                View::Optional(Some(theirs)),
            ) => self.inside(name, |merge| merge.record(out.make(), *base, *ours, *theirs)),
            (Some(ViewMut::List(out)), View::List(base), View::List(ours), View::List(theirs)) => {
                self.list(out, name, *base, *ours, *theirs);
            }
            (Some(ViewMut::Fact(out)), View::Fact(was), View::Fact(our), View::Fact(their)) => {
                let merged = values(*was, *our, *their).is_some_and(|list| out.set(&list).is_ok());
                if !merged {
                    self.conflict(name, was.ron(), our.ron(), their.ron());
                }
            }
            _ => self.conflict(name, spell(&base), spell(&ours), spell(&theirs)),
        }
    }

    fn list(&mut self, out: &mut dyn List, name: &str, base: &dyn List, ours: &dyn List, theirs: &dyn List) {
        if out.example().id().is_none() {
            let [base, ours, theirs] = [base, ours, theirs].map(|list| spell(&View::List(list)));
            return self.conflict(name, base, ours, theirs);
        }
        let kind = kind(&*out.example());
        for their in items(theirs) {
            let id = id_of(their);
            match (find(base, &id), find(ours, &id)) {
                (was, Some(our))
                    if was.is_none_or(|was| !same_record(was, their)) && !same_record(our, their) =>
                {
                    let blank = out.example();
                    let was = was.unwrap_or(&*blank);
                    if let Some(at) = position(out, &id)
                        && let Some(item) = out.get_mut(at)
                    {
                        self.inside(&format!("{kind} {id}"), |merge| merge.record(item, was, our, their));
                    }
                }
                (None, None) => append(out, their),
                // We deleted what they changed: it stays, and somebody must decide.
                (Some(was), None) if !same_record(was, their) => {
                    append(out, their);
                    self.inside(&format!("{kind} {id}"), |merge| {
                        merge.conflict("", spell_record(was), String::new(), spell_record(their));
                    });
                }
                _ => {}
            }
        }
        for was in items(base) {
            let id = id_of(was);
            if find(theirs, &id).is_some() {
                continue;
            }
            let Some(our) = find(ours, &id) else { continue };
            if same_record(was, our) {
                if let Some(at) = position(out, &id) {
                    out.remove(at);
                }
            } else {
                // They deleted what we changed.
                self.inside(&format!("{kind} {id}"), |merge| {
                    merge.conflict("", spell_record(was), spell_record(our), String::new());
                });
            }
        }
        self.order(out, name, base, ours, theirs);
    }

    fn order(&mut self, out: &mut dyn List, name: &str, base: &dyn List, ours: &dyn List, theirs: &dyn List) {
        let now = ids(out);
        let [base, ours, theirs] = [base, ours, theirs].map(ids);
        let kept: BTreeSet<&String> = sort::set(now.iter());
        let order = merge_order(&base, &ours, &theirs, &kept).unwrap_or_else(|| {
            let spell = |ids: &[String]| {
                format!("[{}]", ids.iter().map(|id| quote(id)).collect::<Vec<_>>().join(", "))
            };
            self.conflict(name, spell(&base), spell(&ours), spell(&theirs));
            arrange(&ours, &theirs, &kept)
        });
        out.arrange(&order);
    }

    /// Fields of a newer version merge like any other, as text.
    fn extra(&mut self, out: &mut dyn Record, base: &dyn Record, ours: &dyn Record, theirs: &dyn Record) {
        let get = |record: &dyn Record, name: &str| {
            record.extra().iter().find(|(known, _)| known == name).map(|(_, ron)| ron.clone())
        };
        let mut names: Vec<&String> =
            ours.extra().iter().chain(theirs.extra()).map(|(name, _)| name).collect();
        sort::all(&mut names);
        names.dedup();
        for name in names {
            let (was, our, their) = (get(base, name), get(ours, name), get(theirs, name));
            if our == their || was == their {
                continue;
            }
            if was != our {
                let text = |value: Option<String>| value.unwrap_or_default();
                self.conflict(name, text(was), text(our), text(their));
                continue;
            }
            set_extra(out, name, their);
        }
    }

    fn inside(&mut self, step: &str, work: impl FnOnce(&mut Merge)) {
        self.path.push(step.to_string());
        work(self);
        self.path.pop();
    }

    fn conflict(&mut self, field: &str, base: String, ours: String, theirs: String) {
        let item = if self.path.is_empty() { "plan".to_string() } else { self.path.join(" / ") };
        let id = conflict_id(&item, field);
        let field = field.to_string();
        self.conflicts.push(Conflict { id, item, field, base, ours, theirs, ..Conflict::default() });
    }
}

/// Sets or takes out a field that this version does not know.
pub fn set_extra(out: &mut dyn Record, name: &str, ron: Option<String>) {
    let extra = out.extra_mut();
    match (ron, extra.iter_mut().find(|(known, _)| known == name)) {
        (Some(ron), Some((_, slot))) => *slot = ron,
        (Some(ron), None) => extra.push((name.to_string(), ron)),
        (None, _) => extra.retain(|(known, _)| known != name),
    }
}

/// The fields of a record, those that belong together in one range.
fn groups(record: &dyn Record) -> Vec<Range<usize>> {
    let mut groups: Vec<Range<usize>> = Vec::new();
    let mut joins = false;
    for (index, field) in record.fields().iter().enumerate() {
        match groups.last_mut() {
            Some(last) if joins && field.together => last.end = index + 1,
            _ => groups.push(index..index + 1),
        }
        joins = field.together;
    }
    groups
}

/// A list of plain values that both sides changed, as RON.
fn values(base: &dyn AnyFact, ours: &dyn AnyFact, theirs: &dyn AnyFact) -> Option<String> {
    if !matches!(base.shape(), Shape::List(_)) {
        return None;
    }
    let [base, ours, theirs] = [base, ours, theirs].map(|list| crate::base::fact::elements(&list.ron()));
    merge_values(&base, &ours, &theirs).map(|values| format!("[{}]", values.join(", ")))
}

/// Longest id of a conflict in bytes; an id that must be made unique still fits into a file.
const LONGEST: usize = 120;

/// `block-b1-nodes`: made of the item and the field, without what an id cannot hold. Made unique when it is recorded.
fn conflict_id(item: &str, field: &str) -> ItemId {
    let mut id = String::new();
    for c in format!("{item} {field}").trim().chars() {
        let c = if c.is_alphanumeric() || matches!(c, '.' | '_') { c } else { '-' };
        if !(c == '-' && id.ends_with('-')) && id.len() < LONGEST {
            id.push(c);
        }
    }
    ItemId::new(id)
}

fn ids(list: &dyn List) -> Vec<String> {
    items(list).map(id_of).collect()
}

/// A copy of `item` at the end; its place is found with the others'.
fn append(out: &mut dyn List, item: &dyn Record) {
    let end = out.len();
    copy_record(out.insert(end), item);
}

#[cfg(test)]
#[path = "merge_tests.rs"]
mod tests;
