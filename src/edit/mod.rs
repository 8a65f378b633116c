//! The only way a plan changes: an [`Edit`], a keyed map of before/after pairs. Undo, diff, merge, import, quick-fixes and
//! placement all make one or take one.

pub mod copy;
pub mod describe;
pub mod history;
pub mod list;
pub mod merge;
pub mod new_ids;
pub mod order;
pub mod outcome;
pub mod overlay;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use crate::base::record::{List, Record, View, ViewMut};
use crate::base::{Change, sort};
use crate::model::Plan;

use list::{Item, ListEdit};

/// What changed between two plans. Empty parts are unchanged.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Edit {
    /// The plan's own fields; its lists of items are empty in both.
    head: Option<Change<Arc<Plan>>>,
    /// The lists in which something changed, by their names.
    lists: BTreeMap<&'static str, ListEdit>,
}

/// An edit that no longer fits: these items changed in the meantime.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stale {
    pub items: Vec<String>,
}

impl fmt::Display for Stale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not applied, because the plan changed in the meantime: {}", self.items.join(", "))
    }
}

impl Edit {
    /// The edit that makes `b` of `a`.
    pub fn between(a: &Plan, b: &Plan) -> Edit {
        let heads = Change::new(head(a), head(b));
        let changed = lists(a).zip(lists(b)).map(|((name, a), (_, b))| (name, ListEdit::between(a, b)));
        Edit {
            head: (!heads.is_same()).then(|| heads.map(Arc::new)),
            lists: sort::map(changed.filter(|(_, edit)| !edit.is_empty())),
        }
    }

    /// The edit of one item of the list `list`: what it is and what it becomes. Cheaper than comparing whole plans.
    pub fn of_item(list: &'static str, id: &str, change: Change<Option<Item>>) -> Edit {
        if change.is_same() {
            return Edit::default();
        }
        Edit { head: None, lists: BTreeMap::from([(list, ListEdit::of(id, change))]) }
    }

    /// The edit that takes this one back.
    pub fn invert(self) -> Edit {
        Edit {
            head: self.head.map(Change::invert),
            lists: sort::map(self.lists.into_iter().map(|(name, edit)| (name, edit.invert()))),
        }
    }

    /// This edit and then the next, as one.
    pub fn then(mut self, next: Edit) -> Edit {
        let head = match (self.head, next.head) {
            (Some(first), Some(second)) => Some(Change::new(first.before, second.after)),
            (first, second) => first.or(second),
        };
        for (name, second) in next.lists {
            let both = self.lists.remove(name).unwrap_or_default().then(second);
            if !both.is_empty() {
                self.lists.insert(name, both);
            }
        }
        Edit { head, lists: self.lists }
    }

    /// What it changes, before and after: two plans without everything that it leaves alone.
    pub fn sides(&self) -> (Plan, Plan) {
        let mut sides = match &self.head {
            Some(change) => change.as_ref().map(|plan| Plan::clone(plan)),
            None => Change::default(),
        };
        for_each_list(&mut sides.before, |name, list| {
            list.replace(self.lists.get(name).map(|edit| edit.sides().before).unwrap_or_default());
        });
        for_each_list(&mut sides.after, |name, list| {
            list.replace(self.lists.get(name).map(|edit| edit.sides().after).unwrap_or_default());
        });
        (sides.before, sides.after)
    }

    /// The names of the lists whose items stand in another order.
    pub fn rearranged(&self) -> Vec<&'static str> {
        self.lists.iter().filter(|(_, edit)| edit.is_rearranged()).map(|(name, _)| *name).collect()
    }

    /// Without what changes in one list.
    pub fn without(mut self, list: &str) -> Edit {
        self.lists.remove(list);
        self
    }

    pub fn is_empty(&self) -> bool {
        self.head.is_none() && self.lists.is_empty()
    }
}

/// The plan's lists of items with their names.
fn lists(plan: &Plan) -> impl Iterator<Item = (&'static str, &dyn List)> {
    plan.fields().iter().enumerate().filter_map(|(at, field)| match Record::view(plan, at) {
        Some(View::List(list)) => Some((field.name, list)),
        _ => None,
    })
}

fn for_each_list(plan: &mut Plan, mut work: impl FnMut(&'static str, &mut dyn List)) {
    for (at, field) in plan.fields().iter().enumerate() {
        if let Some(ViewMut::List(list)) = Record::view_mut(plan, at) {
            work(field.name, list);
        }
    }
}

/// The plan's own fields without its items.
fn head(plan: &Plan) -> Plan {
    let mut head = plan.clone();
    for_each_list(&mut head, |_, list| list.clear());
    head
}

impl Plan {
    /// Applies an edit: all of it, or nothing if any item is not as the edit expects it.
    pub fn apply(&mut self, edit: &Edit) -> Result<(), Stale> {
        let mut stale = Vec::new();
        if let Some(change) = &edit.head
            && head(self) != *change.before
        {
            stale.push("plan".to_string());
        }
        let changed = |(name, list)| Some((edit.lists.get(name)?, list));
        lists(self).filter_map(changed).for_each(|(edit, list)| edit.check(list, &mut stale));
        if !stale.is_empty() {
            return Err(Stale { items: stale });
        }
        if let Some(change) = &edit.head {
            let mut before = std::mem::replace(self, (*change.after).clone());
            for (at, _) in before.fields().iter().enumerate() {
                if let (Some(ViewMut::List(to)), Some(ViewMut::List(from))) =
                    (Record::view_mut(self, at), Record::view_mut(&mut before, at))
                {
                    to.replace((0..from.len()).filter_map(|at| from.shared(at)).collect());
                }
            }
        }
        for_each_list(self, |name, list| {
            if let Some(edit) = edit.lists.get(name) {
                edit.apply(list);
            }
        });
        Ok(())
    }
}
