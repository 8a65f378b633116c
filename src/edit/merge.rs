//! Three plans into one: by id and by field.
//!
//! A field that only one side changed takes that side's value; one that both changed alike takes it once. Otherwise our value
//! stays and both are recorded as a [`Conflict`] in the plan, so that nothing of either side is lost. An item that one side
//! changed and the other deleted stays, and is a conflict too. Order follows ours; items that only they added stand after the
//! item they stand after on their side.

use crate::base::record::{List, Record, View, ViewMut, same, same_record};
use crate::model::{Conflict, ItemId, Plan};

/// The outcome of a merge.
#[derive(Debug, Clone, PartialEq)]
pub struct Merged {
    /// Always a plan that can be written and read; what is open stands in its `conflicts`.
    pub plan: Plan,
    /// The conflicts that this merge added.
    pub conflicts: Vec<Conflict>,
}

/// Merges the changes from `base` to `ours` and from `base` to `theirs`.
pub fn merge(base: &Plan, ours: &Plan, theirs: &Plan) -> Merged {
    let mut plan = ours.clone();
    let mut merge = Merge::default();
    merge.record(&mut plan, base, ours, theirs);
    let conflicts = merge.conflicts;
    for conflict in &conflicts {
        if !plan.conflicts.contains(&conflict.id) {
            plan.conflicts.push(conflict.clone());
        }
    }
    Merged { plan, conflicts }
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
        let fields = out.fields();
        let mut index = 0;
        while index < fields.len() {
            // Neighbours that belong together change together: two clean halves could invert a span.
            let mut end = index + 1;
            while fields[index].together && end < fields.len() && fields[end].together {
                end += 1;
            }
            self.fields(out, base, ours, theirs, index..end);
            index = end;
        }
        self.extra(out, base, ours, theirs);
    }

    fn fields(
        &mut self,
        out: &mut dyn Record,
        base: &dyn Record,
        ours: &dyn Record,
        theirs: &dyn Record,
        range: std::ops::Range<usize>,
    ) {
        let equal = |a: &dyn Record, b: &dyn Record| {
            range
                .clone()
                .all(|index| matches!((a.view(index), b.view(index)), (Some(a), Some(b)) if same(&a, &b)))
        };
        if equal(ours, theirs) || equal(base, theirs) {
            return;
        }
        if equal(base, ours) {
            range.for_each(|index| copy_field(out, theirs, index));
            return;
        }
        for index in range {
            let name = out.fields()[index].name;
            let (Some(base), Some(ours), Some(theirs)) =
                (base.view(index), ours.view(index), theirs.view(index))
            else {
                continue;
            };
            if !same(&ours, &theirs) {
                self.field(out, index, name, base, ours, theirs);
            }
        }
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
            _ => self.conflict(name, spell(&base), spell(&ours), spell(&theirs)),
        }
    }

    fn list(&mut self, out: &mut dyn List, name: &str, base: &dyn List, ours: &dyn List, theirs: &dyn List) {
        let kind = out.example().name().to_lowercase();
        if out.example().id().is_none() {
            return self.conflict(name, spell_list(base), spell_list(ours), spell_list(theirs));
        }
        let mut last: Option<String> = None;
        for their in items(theirs) {
            let id = id_of(their);
            let (was, our) = (find(base, &id), find(ours, &id));
            match (was, our) {
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
                (None, None) => insert(out, last.as_deref(), their),
                // We deleted what they changed: it stays, and somebody must decide.
                (Some(was), None) if !same_record(was, their) => {
                    insert(out, last.as_deref(), their);
                    self.inside(&format!("{kind} {id}"), |merge| {
                        merge.conflict("", spell_record(was), String::new(), spell_record(their));
                    });
                }
                _ => {}
            }
            last = Some(id);
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
    }

    /// Fields of a newer version merge like any other, as text.
    fn extra(&mut self, out: &mut dyn Record, base: &dyn Record, ours: &dyn Record, theirs: &dyn Record) {
        let get = |record: &dyn Record, name: &str| {
            record.extra().iter().find(|(known, _)| known == name).map(|(_, ron)| ron.clone())
        };
        let mut names: Vec<&String> =
            ours.extra().iter().chain(theirs.extra()).map(|(name, _)| name).collect();
        names.sort();
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
            let extra = out.extra_mut();
            match (their, extra.iter().position(|(known, _)| known == name)) {
                (Some(ron), Some(at)) => extra[at].1 = ron,
                (Some(ron), None) => extra.push((name.clone(), ron)),
                (None, Some(at)) => drop(extra.remove(at)),
                (None, None) => {}
            }
        }
    }

    fn inside(&mut self, step: &str, work: impl FnOnce(&mut Merge)) {
        self.path.push(step.to_string());
        work(self);
        self.path.pop();
    }

    fn conflict(&mut self, field: &str, base: String, ours: String, theirs: String) {
        let item = if self.path.is_empty() { "plan".to_string() } else { self.path.join(" / ") };
        let stem = format!("{item} {field}").trim().to_string();
        let tidy: String =
            stem.chars().map(|c| if c.is_alphanumeric() || c == '.' { c } else { '-' }).collect();
        let mut id = tidy.replace("---", "-");
        while self.conflicts.iter().any(|known| known.id.as_str() == id) {
            id.push('+');
        }
        self.conflicts.push(Conflict {
            id: ItemId::new(id),
            item,
            field: field.to_string(),
            base,
            ours,
            theirs,
            ..Conflict::default()
        });
    }
}

fn items(list: &dyn List) -> impl Iterator<Item = &dyn Record> {
    (0..list.len()).filter_map(|at| list.get(at))
}

fn id_of(record: &dyn Record) -> String {
    record.id().unwrap_or_default().to_string()
}

fn position(list: &dyn List, id: &str) -> Option<usize> {
    items(list).position(|item| item.id() == Some(id))
}

fn find<'a>(list: &'a dyn List, id: &str) -> Option<&'a dyn Record> {
    items(list).find(|item| item.id() == Some(id))
}

/// Puts a copy of `item` after the item `last`, or first.
fn insert(out: &mut dyn List, last: Option<&str>, item: &dyn Record) {
    let at = last.map_or(0, |id| position(out, id).map_or(out.len(), |at| at + 1));
    copy_record(out.insert(at), item);
}

/// Makes `out` a copy of a record of the same type.
pub fn copy_record(out: &mut dyn Record, from: &dyn Record) {
    for index in 0..from.fields().len() {
        copy_field(out, from, index);
    }
    *out.extra_mut() = from.extra().clone();
}

fn copy_field(out: &mut dyn Record, from: &dyn Record, index: usize) {
    match (out.view_mut(index), from.view(index)) {
        (Some(ViewMut::Fact(out)), Some(View::Fact(from))) => {
            // What a fact writes, it reads.
            let copied = out.set(&from.ron());
            debug_assert!(copied.is_ok(), "{copied:?}");
        }
        (Some(ViewMut::Record(out)), Some(View::Record(from))) => copy_record(out, from),
        (Some(ViewMut::Optional(out)), Some(View::Optional(None))) => out.clear(),
        (Some(ViewMut::Optional(out)), Some(View::Optional(Some(from)))) => copy_record(out.make(), from),
        (Some(ViewMut::List(out)), Some(View::List(from))) => {
            out.clear();
            for item in items(from) {
                let end = out.len();
                copy_record(out.insert(end), item);
            }
        }
        _ => {}
    }
}

/// A value as RON on one line.
fn spell(view: &View) -> String {
    match view {
        View::Fact(fact) => fact.ron(),
        View::Record(record) | View::Optional(Some(record)) => spell_record(*record),
        View::Optional(None) => "None".to_string(),
        View::List(list) => spell_list(*list),
    }
}

fn spell_list(list: &dyn List) -> String {
    format!("[{}]", items(list).map(spell_record).collect::<Vec<_>>().join(", "))
}

/// A record as RON on one line, without the fields that hold their default.
pub fn spell_record(record: &dyn Record) -> String {
    let told = |index: &usize| !record.is_default(*index) || record.fields()[*index].essential;
    let mut parts: Vec<String> = (0..record.fields().len())
        .filter(told)
        .filter_map(|index| Some(format!("{}: {}", record.fields()[index].name, spell(&record.view(index)?))))
        .collect();
    parts.extend(record.extra().iter().map(|(name, ron)| format!("{name}: {ron}")));
    format!("({})", parts.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Duration, Instant};
    use crate::model::*;

    fn at(text: &str) -> Instant {
        Instant::parse(text).unwrap()
    }

    fn base() -> Plan {
        let mut plan = Plan { title: "Base".to_string(), ..Plan::default() };
        plan.blocks.push(Block {
            id: "b1".into(),
            start: at("2027-01-11T11:30Z"),
            end: Some(at("2027-01-18T11:30Z")),
            nodes: Nodes::new(8),
            ..Block::default()
        });
        plan.runs.push(Run { id: "r1".into(), ..Run::default() });
        plan.runs.push(Run { id: "r2".into(), ..Run::default() });
        plan
    }

    fn edited(change: impl FnOnce(&mut Plan)) -> Plan {
        let mut plan = base();
        change(&mut plan);
        plan
    }

    #[test]
    fn different_fields_of_one_item_merge() {
        let ours = edited(|plan| plan.blocks.get_mut("b1").unwrap().nodes = Nodes::new(16));
        let theirs = edited(|plan| plan.blocks.get_mut("b1").unwrap().owner = "mia".into());
        let merged = merge(&base(), &ours, &theirs);
        assert!(merged.conflicts.is_empty());
        let block = merged.plan.blocks.get("b1").unwrap();
        assert_eq!((block.nodes.get(), block.owner.as_str()), (16, "mia"));
    }

    #[test]
    fn one_field_changed_twice_is_a_conflict_with_both_values() {
        let ours = edited(|plan| plan.blocks.get_mut("b1").unwrap().nodes = Nodes::new(16));
        let theirs = edited(|plan| plan.blocks.get_mut("b1").unwrap().nodes = Nodes::new(4));
        let merged = merge(&base(), &ours, &theirs);
        let [conflict] = &merged.conflicts[..] else { panic!("{:?}", merged.conflicts) };
        assert_eq!((conflict.item.as_str(), conflict.field.as_str()), ("block b1", "nodes"));
        assert_eq!((conflict.ours.as_str(), conflict.theirs.as_str()), ("16", "4"));
        assert_eq!(merged.plan.conflicts.len(), 1);
    }

    #[test]
    fn a_start_and_an_end_do_not_merge_apart() {
        let ours = edited(|plan| plan.blocks.get_mut("b1").unwrap().start = at("2027-01-17T11:30Z"));
        let theirs = edited(|plan| plan.blocks.get_mut("b1").unwrap().end = Some(at("2027-01-12T11:30Z")));
        let merged = merge(&base(), &ours, &theirs);
        assert_eq!(merged.conflicts.len(), 2);
        let block = merged.plan.blocks.get("b1").unwrap();
        assert!(block.end.unwrap() > block.start);
    }

    #[test]
    fn additions_of_both_sides_are_kept_in_their_places() {
        let add = |plan: &mut Plan, at: usize, id: &str| {
            plan.runs.insert(at, Run { id: id.into(), ..Run::default() })
        };
        let ours = edited(|plan| add(plan, 2, "ours"));
        let theirs = edited(|plan| add(plan, 1, "theirs"));
        let merged = merge(&base(), &ours, &theirs);
        let ids: Vec<&str> = merged.plan.runs.iter().map(|run| run.id.as_str()).collect();
        assert_eq!(ids, ["r1", "theirs", "r2", "ours"]);
        assert!(merged.conflicts.is_empty());
    }

    #[test]
    fn what_one_side_deletes_and_the_other_changes_stays() {
        let delete = |plan: &mut Plan| drop(plan.runs.remove("r1"));
        let change = |plan: &mut Plan| plan.runs.get_mut("r1").unwrap().validation = Duration::from_hours(3);
        for (ours, theirs) in [(edited(delete), edited(change)), (edited(change), edited(delete))] {
            let merged = merge(&base(), &ours, &theirs);
            assert!(merged.plan.runs.contains("r1"));
            assert_eq!(merged.conflicts.len(), 1);
        }
        let merged = merge(&base(), &edited(delete), &base());
        assert!(!merged.plan.runs.contains("r1") && merged.conflicts.is_empty());
    }
}
