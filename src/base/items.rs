//! Records inside records: one that may be absent, and a list in the order of the file.

use std::any::Any;
use std::sync::Arc;

use super::record::{List, OptionalRecord, Record, Value, View, ViewMut};
use super::sort;

/// A record that may be absent. (A type of its own, because `Option` of a fact is a fact.)
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Maybe<R>(pub Option<R>);

impl<R> Maybe<R> {
    pub fn as_ref(&self) -> Option<&R> {
        self.0.as_ref()
    }
}

impl<R: Record + Default> Value for Maybe<R> {
    fn view(&self) -> View<'_> {
        View::Optional(self.0.as_ref().map(|record| record as &dyn Record))
    }
    fn view_mut(&mut self) -> ViewMut<'_> {
        ViewMut::Optional(self)
    }
    fn nested_example(&self) -> Option<Box<dyn Record>> {
        Some(Box::new(R::default()))
    }
}

impl<R: Record + Default> OptionalRecord for Maybe<R> {
    fn clear(&mut self) {
        self.0 = None;
    }
    fn make(&mut self) -> &mut dyn Record {
        self.0.get_or_insert_with(R::default)
    }
}

/// Items in the order of the file. Items are shared, so that copying a plan is cheap; changing one copies that one.
#[derive(Debug, Clone)]
pub struct Items<R>(Vec<Arc<R>>);

/// Plans share the items that did not change, so most comparisons end at the pointers.
impl<R: PartialEq> PartialEq for Items<R> {
    fn eq(&self, other: &Items<R>) -> bool {
        let same = |(a, b): (&Arc<R>, &Arc<R>)| Arc::ptr_eq(a, b) || a == b;
        self.0.len() == other.0.len() && self.0.iter().zip(&other.0).all(same)
    }
}

impl<R> Default for Items<R> {
    fn default() -> Items<R> {
        Items(Vec::new())
    }
}

impl<R: Record + Clone> Items<R> {
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &R> + ExactSizeIterator + Clone {
        self.0.iter().map(|item| &**item)
    }
    pub fn shared(&self) -> &[Arc<R>] {
        &self.0
    }
    pub fn len(&self) -> usize {
        self.0.len()
    }
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    pub fn at(&self, index: usize) -> Option<&R> {
        self.0.get(index).map(|item| &**item)
    }
    pub fn at_mut(&mut self, index: usize) -> Option<&mut R> {
        self.0.get_mut(index).map(Arc::make_mut)
    }
    pub fn position(&self, id: &str) -> Option<usize> {
        self.0.iter().position(|item| item.id() == Some(id))
    }
    pub fn get(&self, id: impl AsRef<str>) -> Option<&R> {
        let id = id.as_ref();
        self.iter().find(|item| item.id() == Some(id))
    }
    pub fn get_mut(&mut self, id: impl AsRef<str>) -> Option<&mut R> {
        self.position(id.as_ref()).and_then(|index| self.at_mut(index))
    }
    pub fn contains(&self, id: impl AsRef<str>) -> bool {
        self.get(id).is_some()
    }
    pub fn push(&mut self, item: impl Into<Arc<R>>) {
        self.0.push(item.into());
    }
    /// Inserts before `index`, at the end if past it.
    pub fn insert(&mut self, index: usize, item: impl Into<Arc<R>>) {
        self.0.insert(index.min(self.0.len()), item.into());
    }
    pub fn remove(&mut self, id: impl AsRef<str>) -> Option<Arc<R>> {
        self.position(id.as_ref()).map(|index| self.0.remove(index))
    }
    pub fn retain(&mut self, keep: impl Fn(&R) -> bool) {
        self.0.retain(|item| keep(item));
    }
    /// An id that starts like `stem` and that no item has yet: `stem`, `stem-2`, `stem-3`, ….
    pub fn free_id(&self, stem: &str) -> String {
        if !self.contains(stem) {
            return stem.to_string();
        }
        (2..).map(|n| format!("{stem}-{n}")).find(|id| !self.contains(id)).unwrap_or_default()
    }
}

impl<R> FromIterator<Arc<R>> for Items<R> {
    fn from_iter<I: IntoIterator<Item = Arc<R>>>(items: I) -> Items<R> {
        Items(items.into_iter().collect())
    }
}

impl<R> FromIterator<R> for Items<R> {
    fn from_iter<I: IntoIterator<Item = R>>(items: I) -> Items<R> {
        Items(items.into_iter().map(Arc::new).collect())
    }
}

impl<R: Record + Clone + Default> Value for Items<R> {
    fn view(&self) -> View<'_> {
        View::List(self)
    }
    fn view_mut(&mut self) -> ViewMut<'_> {
        ViewMut::List(self)
    }
}

impl<R: Record + Clone + Default> List for Items<R> {
    fn len(&self) -> usize {
        self.0.len()
    }
    fn get(&self, index: usize) -> Option<&dyn Record> {
        self.at(index).map(|item| item as &dyn Record)
    }
    fn get_mut(&mut self, index: usize) -> Option<&mut dyn Record> {
        self.at_mut(index).map(|item| item as &mut dyn Record)
    }
    fn shared(&self, index: usize) -> Option<Arc<dyn Record>> {
        self.0.get(index).map(|item| item.clone() as Arc<dyn Record>)
    }
    fn maker(&self) -> fn() -> Arc<dyn Record> {
        || Arc::new(R::default())
    }
    fn replace(&mut self, items: Vec<Arc<dyn Record>>) {
        let own = |item: Arc<dyn Record>| (item as Arc<dyn Any + Send + Sync>).downcast::<R>().ok();
        self.0 = items.into_iter().filter_map(own).collect();
    }
    fn insert(&mut self, index: usize) -> &mut dyn Record {
        let index = index.min(self.0.len());
        self.0.insert(index, Arc::new(R::default()));
        // Only just inserted, so nobody shares it.
        #[allow(clippy::indexing_slicing, reason = "only just inserted there")]
        let item: &mut R = Arc::make_mut(&mut self.0[index]);
        item
    }
    fn remove(&mut self, index: usize) {
        if index < self.0.len() {
            self.0.remove(index);
        }
    }
    fn clear(&mut self) {
        self.0.clear();
    }
    fn arrange(&mut self, ids: &[String]) {
        let places = sort::map(ids.iter().enumerate().map(|(at, id)| (id.as_str(), at)));
        sort::by_key(&mut self.0, |item| {
            item.id().and_then(|id| places.get(id).copied()).unwrap_or(usize::MAX)
        });
    }
    fn example(&self) -> Box<dyn Record> {
        Box::new(R::default())
    }
}
