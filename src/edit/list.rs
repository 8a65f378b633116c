//! What changed in one list of a plan: items by id, whatever their type.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::base::record::{List, Record};
use crate::base::{Change, sort};

/// An item of a plan's list, shared with the plan that holds it.
pub type Item = Arc<dyn Record>;

/// What changed in one list: items by id, `None` where absent, and the order of ids where that changed.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ListEdit {
    items: BTreeMap<String, Change<Option<Item>>>,
    order: Option<Change<Vec<String>>>,
}

impl ListEdit {
    /// One item that changes, comes or goes; the order stays.
    pub fn of(id: &str, change: Change<Option<Item>>) -> ListEdit {
        ListEdit { items: BTreeMap::from([(id.to_string(), change)]), order: None }
    }

    pub fn between(a: &dyn List, b: &dyn List) -> ListEdit {
        let same_place =
            |at| matches!((a.get(at), b.get(at)), (Some(a), Some(b)) if a.id() == b.id() && a == b);
        if a.len() == b.len() && (0..a.len()).all(same_place) {
            return ListEdit::default();
        }
        let (old, new) = (by_id(a), by_id(b));
        let mut items = BTreeMap::new();
        for (id, before) in &old {
            let after = new.get(id);
            if after.is_none_or(|after| before != after) {
                items.insert(id.to_string(), Change::new(Some(before.clone()), after.cloned()));
            }
        }
        for (id, after) in new.iter().filter(|(id, _)| !old.contains_key(*id)) {
            items.insert(id.to_string(), Change::new(None, Some(after.clone())));
        }
        let change = Change::new(ids(a), ids(b));
        ListEdit { items, order: (!change.is_same()).then_some(change) }
    }

    pub fn invert(self) -> ListEdit {
        ListEdit {
            items: sort::map(self.items.into_iter().map(|(id, change)| (id, change.invert()))),
            order: self.order.map(Change::invert),
        }
    }

    /// This edit and then the next, as one.
    pub fn then(mut self, next: ListEdit) -> ListEdit {
        for (id, second) in next.items {
            let first = self.items.remove(&id);
            let change = Change::new(first.map_or(second.before, |first| first.before), second.after);
            if !change.is_same() {
                self.items.insert(id, change);
            }
        }
        let order = match (self.order, next.order) {
            (Some(first), Some(second)) => Some(Change::new(first.before, second.after)),
            (first, second) => first.or(second),
        };
        self.order = order.filter(|change| !change.is_same());
        self
    }

    /// The items that change, as they were and as they become.
    pub fn sides(&self) -> Change<Vec<Item>> {
        Change::new(
            self.items.values().filter_map(|change| change.before.clone()).collect(),
            self.items.values().filter_map(|change| change.after.clone()).collect(),
        )
    }

    /// Whether items that were there before stand in another order.
    pub fn is_rearranged(&self) -> bool {
        fn stay<'a>(ids: &'a [String], others: &[String]) -> Vec<&'a String> {
            ids.iter().filter(|id| others.contains(id)).collect()
        }
        self.order
            .as_ref()
            .is_some_and(|order| stay(&order.before, &order.after) != stay(&order.after, &order.before))
    }

    pub fn is_empty(&self) -> bool {
        self.items.is_empty() && self.order.is_none()
    }

    /// Names the items of `list` that are not as this edit expects them.
    pub fn check(&self, list: &dyn List, stale: &mut Vec<String>) {
        let now = by_id(list);
        for (id, change) in &self.items {
            if now.get(id.as_str()) != change.before.as_ref() {
                stale.push(id.clone());
            }
        }
    }

    /// Changes the items; items that neither side of a changed order names keep their place at the end.
    pub fn apply(&self, list: &mut dyn List) {
        let mut items: Vec<Item> = Vec::with_capacity(list.len() + 1);
        for item in (0..list.len()).filter_map(|at| list.shared(at)) {
            match self.items.get(item.id().unwrap_or_default()).map(|change| &change.after) {
                None => items.push(item),
                Some(after) => items.extend(after.clone()),
            }
        }
        let added = self.items.values().filter(|change| change.before.is_none());
        items.extend(added.filter_map(|change| change.after.clone()));
        list.replace(items);
        if let Some(order) = &self.order {
            list.arrange(&order.after);
        }
    }
}

fn by_id(list: &dyn List) -> BTreeMap<&str, Item> {
    sort::map((0..list.len()).filter_map(|at| Some((list.get(at)?.id()?, list.shared(at)?))))
}

fn ids(list: &dyn List) -> Vec<String> {
    let id = |at| list.get(at).and_then(Record::id).unwrap_or_default().to_string();
    (0..list.len()).map(id).collect()
}
