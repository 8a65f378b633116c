//! The only way a plan changes: an [`Edit`], a keyed map of before/after pairs. Undo, diff, merge, import, quick-fixes and
//! placement all make one or take one.

pub mod copy;
pub mod describe;
pub mod history;
pub mod merge;
pub mod new_ids;
pub mod order;
pub mod outcome;
pub mod overlay;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use crate::base::Change;
use crate::base::record::{Items, Record};
use crate::model::*;

/// What changed between two plans. Empty parts are unchanged.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Edit {
    /// The plan's own fields; its lists of items are empty in both.
    pub head: Option<Change<Arc<Plan>>>,
    pub people: ItemsEdit<Person>,
    pub machines: ItemsEdit<PlanMachine>,
    pub products: ItemsEdit<PlanProduct>,
    pub blocks: ItemsEdit<Block>,
    pub runs: ItemsEdit<Run>,
    pub datasets: ItemsEdit<Dataset>,
    pub scenarios: ItemsEdit<Scenario>,
    pub decisions: ItemsEdit<Decision>,
    pub quotas: ItemsEdit<Quota>,
    pub severities: ItemsEdit<SeverityRule>,
    pub waivers: ItemsEdit<Waiver>,
    pub baselines: ItemsEdit<Baseline>,
    pub conflicts: ItemsEdit<Conflict>,
}

/// What changed in one list: items by id, `None` where absent, and the order of ids where that changed.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemsEdit<R> {
    pub items: BTreeMap<String, Change<Option<Arc<R>>>>,
    pub order: Option<Change<Vec<String>>>,
}

impl<R> Default for ItemsEdit<R> {
    fn default() -> Self {
        ItemsEdit { items: BTreeMap::new(), order: None }
    }
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

/// Runs `$each!(field)` for every list of items in a plan.
macro_rules! each_list {
    ($each:ident) => {
        $each!(people);
        $each!(machines);
        $each!(products);
        $each!(blocks);
        $each!(runs);
        $each!(datasets);
        $each!(scenarios);
        $each!(decisions);
        $each!(quotas);
        $each!(severities);
        $each!(waivers);
        $each!(baselines);
        $each!(conflicts);
    };
}

impl Edit {
    /// The edit that makes `b` of `a`.
    pub fn between(a: &Plan, b: &Plan) -> Edit {
        let mut edit = Edit::default();
        let (head_a, head_b) = (head(a), head(b));
        if head_a != head_b {
            edit.head = Some(Change { before: Arc::new(head_a), after: Arc::new(head_b) });
        }
        macro_rules! each {
            ($list:ident) => {
                edit.$list = ItemsEdit::between(&a.$list, &b.$list);
            };
        }
        each_list!(each);
        edit
    }

    /// The edit that takes this one back.
    pub fn invert(mut self) -> Edit {
        self.head = self.head.map(Change::invert);
        macro_rules! each {
            ($list:ident) => {
                self.$list = std::mem::take(&mut self.$list).invert();
            };
        }
        each_list!(each);
        self
    }

    /// This edit and then the next, as one.
    pub fn then(mut self, next: Edit) -> Edit {
        self.head = match (self.head, next.head) {
            (Some(first), Some(second)) => Some(Change { before: first.before, after: second.after }),
            (first, second) => first.or(second),
        };
        macro_rules! each {
            ($list:ident) => {
                self.$list = std::mem::take(&mut self.$list).then(next.$list);
            };
        }
        each_list!(each);
        self
    }

    /// What it changes, before and after: two plans without everything that it leaves alone.
    pub fn sides(&self) -> (Plan, Plan) {
        let (mut before, mut after) = match &self.head {
            Some(change) => ((*change.before).clone(), (*change.after).clone()),
            None => (Plan::default(), Plan::default()),
        };
        macro_rules! each {
            ($list:ident) => {
                (before.$list, after.$list) = self.$list.sides();
            };
        }
        each_list!(each);
        (before, after)
    }

    /// The names of the lists whose items stand in another order.
    pub fn rearranged(&self) -> Vec<&'static str> {
        let mut names = Vec::new();
        macro_rules! each {
            ($list:ident) => {
                names.extend(self.$list.is_rearranged().then_some(stringify!($list)));
            };
        }
        each_list!(each);
        names
    }

    pub fn is_empty(&self) -> bool {
        let mut empty = self.head.is_none();
        macro_rules! each {
            ($list:ident) => {
                empty &= self.$list.is_empty();
            };
        }
        each_list!(each);
        empty
    }
}

/// The plan's own fields without its items.
fn head(plan: &Plan) -> Plan {
    let mut head = plan.clone();
    macro_rules! each {
        ($list:ident) => {
            head.$list = Items::default();
        };
    }
    each_list!(each);
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
        macro_rules! check {
            ($list:ident) => {
                edit.$list.check(&self.$list, &mut stale);
            };
        }
        each_list!(check);
        if !stale.is_empty() {
            return Err(Stale { items: stale });
        }
        let mut next = match &edit.head {
            Some(change) => (*change.after).clone(),
            None => head(self),
        };
        macro_rules! apply {
            ($list:ident) => {
                next.$list = edit.$list.apply(std::mem::take(&mut self.$list));
            };
        }
        each_list!(apply);
        *self = next;
        Ok(())
    }
}

impl<R: Record + Clone + PartialEq> ItemsEdit<R> {
    fn between(a: &Items<R>, b: &Items<R>) -> ItemsEdit<R> {
        let same_place = |(a, b): (&Arc<R>, &Arc<R>)| Arc::ptr_eq(a, b) || (a.id() == b.id() && a == b);
        if a.len() == b.len() && a.shared().iter().zip(b.shared()).all(same_place) {
            return ItemsEdit::default();
        }
        let by_id = |items: &Items<R>| -> BTreeMap<String, Arc<R>> {
            items.shared().iter().map(|item| (key(&**item), item.clone())).collect()
        };
        let (old, new) = (by_id(a), by_id(b));
        let mut items = BTreeMap::new();
        for (id, before) in &old {
            let after = new.get(id);
            if !after.is_some_and(|after| Arc::ptr_eq(before, after) || before == after) {
                items.insert(id.clone(), Change { before: Some(before.clone()), after: after.cloned() });
            }
        }
        for (id, after) in new.iter().filter(|(id, _)| !old.contains_key(*id)) {
            items.insert(id.clone(), Change { before: None, after: Some(after.clone()) });
        }
        let order = |items: &Items<R>| items.iter().map(key).collect::<Vec<_>>();
        let change = Change { before: order(a), after: order(b) };
        ItemsEdit { items, order: (change.before != change.after).then_some(change) }
    }

    fn invert(self) -> ItemsEdit<R> {
        ItemsEdit {
            items: self.items.into_iter().map(|(id, change)| (id, change.invert())).collect(),
            order: self.order.map(Change::invert),
        }
    }

    fn then(mut self, next: ItemsEdit<R>) -> ItemsEdit<R> {
        for (id, second) in next.items {
            let first = self.items.remove(&id);
            let before = first.map_or(second.before, |first| first.before);
            if before != second.after {
                self.items.insert(id, Change { before, after: second.after });
            }
        }
        self.order = match (self.order, next.order) {
            (Some(first), Some(second)) => Some(Change { before: first.before, after: second.after }),
            (first, second) => first.or(second),
        };
        self.order = self.order.filter(|change| change.before != change.after);
        self
    }

    fn sides(&self) -> (Items<R>, Items<R>) {
        let before = self.items.values().filter_map(|change| change.before.clone());
        let after = self.items.values().filter_map(|change| change.after.clone());
        (before.collect(), after.collect())
    }

    /// Whether items that were there before stand in another order.
    fn is_rearranged(&self) -> bool {
        let stay = |ids: &[String], others: &[String]| -> Vec<String> {
            ids.iter().filter(|id| others.contains(id)).cloned().collect()
        };
        self.order
            .as_ref()
            .is_some_and(|order| stay(&order.before, &order.after) != stay(&order.after, &order.before))
    }

    fn is_empty(&self) -> bool {
        self.items.is_empty() && self.order.is_none()
    }

    /// Names the items of `list` that are not as this edit expects them.
    fn check(&self, list: &Items<R>, stale: &mut Vec<String>) {
        if self.is_empty() {
            return;
        }
        let now: BTreeMap<&str, &Arc<R>> =
            list.shared().iter().filter_map(|item| Some((item.id()?, item))).collect();
        for (id, change) in &self.items {
            let as_expected = match (now.get(id.as_str()), &change.before) {
                (Some(now), Some(before)) => Arc::ptr_eq(now, before) || *now == before,
                (None, None) => true,
                _ => false,
            };
            if !as_expected {
                stale.push(id.clone());
            }
        }
    }

    /// Changes the items; items that neither side of a changed order names keep their place at the end.
    fn apply(&self, list: Items<R>) -> Items<R> {
        if self.is_empty() {
            return list;
        }
        let mut items: Vec<(String, Arc<R>)> = Vec::with_capacity(list.len() + 1);
        for item in list.shared() {
            let id = key(&**item);
            match self.items.get(&id).map(|change| &change.after) {
                None => items.push((id, item.clone())),
                Some(Some(after)) => items.push((id, after.clone())),
                Some(None) => {}
            }
        }
        let added = self.items.iter().filter(|(_, change)| change.before.is_none());
        items.extend(added.filter_map(|(id, change)| Some((id.clone(), change.after.clone()?))));
        if let Some(order) = &self.order {
            let place: BTreeMap<&str, usize> =
                order.after.iter().enumerate().map(|(place, id)| (id.as_str(), place)).collect();
            items.sort_by_key(|(id, _)| place.get(id.as_str()).copied().unwrap_or(usize::MAX));
        }
        items.into_iter().map(|(_, item)| item).collect()
    }
}

fn key<R: Record>(item: &R) -> String {
    item.id().unwrap_or_default().to_string()
}
