//! One table per kind of item, told once.
//!
//! Reading, writing, forms, `planb set`, the schema, diff and merge all need to know which fields an item has, what each
//! means and how it is spelled. [`record!`](crate::record) declares a struct and derives that table from it; [`View`] and
//! [`ViewMut`] walk any record without knowing its type.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

pub use super::items::{Items, Maybe};

/// A field of a record as people meet it: in the file, in a form, in the schema.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    pub name: &'static str,
    /// Its meaning and unit, from the docstring of the struct's field.
    pub doc: &'static str,
    /// An item without it makes no sense, so it must be written.
    pub essential: bool,
    /// Fields that merge and move as one value (`start` and `end` of a window).
    pub together: bool,
}

/// So that some fields of a record are the bits of one number.
pub const MOST_FIELDS: usize = 128;

/// What kind of text a fact wants: for completion, forms, the schema and error messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    Text,
    /// Free text of several lines.
    Notes,
    Whole,
    Decimal,
    Money,
    Bool,
    Instant,
    Duration,
    Percent,
    /// One word of a fixed list: `(word, meaning)`.
    Word(&'static [(&'static str, &'static str)]),
    /// The id of another item, or the item's own.
    Id(Kind),
    List(&'static Shape),
    Optional(&'static Shape),
}

/// What an id names, so that forms can offer the right ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    Block,
    Run,
    Window,
    Fallback,
    Dataset,
    Scenario,
    Decision,
    Machine,
    Person,
    Product,
    Region,
    Zone,
    TimeZone,
    Other,
}

impl Shape {
    /// The shape of the value itself, whether or not it may be absent.
    pub fn inner(self) -> Shape {
        match self {
            Shape::Optional(inner) => inner.inner(),
            other => other,
        }
    }

    /// Whether the file spells it between quotes.
    pub fn is_quoted(self) -> bool {
        use Shape::*;
        matches!(self.inner(), Text | Notes | Instant | Duration | Id(_))
    }
}

/// A value that stands in the file as one piece of text: `"36h"`, `16`, `Scheduled`, `["a", "b"]`.
pub trait Fact: Clone + PartialEq + Default + 'static {
    const SHAPE: Shape;
    /// Reads RON; the error says what is wanted here, with an example.
    fn parse(ron: &str) -> Result<Self, String>;
    /// Writes RON that [`Fact::parse`] reads back as an equal value.
    fn ron(&self) -> String;
    /// What a person reads: without quotes; empty when absent.
    fn show(&self) -> String {
        self.ron()
    }
    fn is_absent(&self) -> bool {
        false
    }
}

/// [`Fact`] without its type.
pub trait AnyFact {
    fn shape(&self) -> Shape;
    /// Takes RON, as in the file; on an error nothing changes.
    fn set(&mut self, ron: &str) -> Result<(), String>;
    /// Takes what a person typed: quotes are not needed, empty means absent.
    fn type_in(&mut self, typed: &str) -> Result<(), String>;
    /// Takes the value of another fact of the same type, also one that no file can spell (an id that is absent).
    fn copy_from(&mut self, other: &dyn AnyFact);
    fn as_any(&self) -> &dyn Any;
    fn ron(&self) -> String;
    fn show(&self) -> String;
    fn is_absent(&self) -> bool;
}

impl<F: Fact> AnyFact for F {
    fn shape(&self) -> Shape {
        F::SHAPE
    }
    fn set(&mut self, ron: &str) -> Result<(), String> {
        *self = F::parse(ron)?;
        Ok(())
    }
    fn type_in(&mut self, typed: &str) -> Result<(), String> {
        let typed = typed.trim();
        *self = match F::SHAPE {
            Shape::Optional(_) if typed.is_empty() => F::parse("None")?,
            Shape::List(item) if !typed.starts_with('[') => F::parse(&typed_list(typed, *item))?,
            shape if shape.is_quoted() && !typed.starts_with('"') => F::parse(&super::fact::quote(typed))?,
            _ => F::parse(typed)?,
        };
        Ok(())
    }
    fn copy_from(&mut self, other: &dyn AnyFact) {
        if let Some(other) = other.as_any().downcast_ref::<F>() {
            *self = other.clone();
        }
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn ron(&self) -> String {
        Fact::ron(self)
    }
    fn show(&self) -> String {
        Fact::show(self)
    }
    fn is_absent(&self) -> bool {
        Fact::is_absent(self)
    }
}

/// `a, b` as a RON list.
fn typed_list(typed: &str, item: Shape) -> String {
    let words = typed.split(',').map(str::trim).filter(|word| !word.is_empty());
    let spelled: Vec<String> = words
        .map(|word| if item.is_quoted() { super::fact::quote(word) } else { word.to_string() })
        .collect();
    format!("[{}]", spelled.join(", "))
}

/// A struct with a table of its fields. Implemented by [`record!`](crate::record) only.
pub trait Record: Any + Send + Sync {
    /// The struct's name as the file may spell it: `Block`.
    fn name(&self) -> &'static str;
    fn fields(&self) -> &'static [Field];
    /// The field at a position of [`Record::fields`]; `None` past the end.
    fn view(&self, index: usize) -> Option<View<'_>>;
    fn view_mut(&mut self, index: usize) -> Option<ViewMut<'_>>;
    /// Whether the field holds what it would hold if the file did not name it.
    fn is_default(&self, index: usize) -> bool;
    /// A nested record that may be absent, as it would be if it were made; `None` for other fields.
    fn nested_example(&self, index: usize) -> Option<Box<dyn Record>>;
    /// Fields of the file that this version does not know, as RON, in the file's order.
    fn extra(&self) -> &Extra;
    fn extra_mut(&mut self) -> &mut Extra;
    /// What the fields together cannot mean: `(field, what is wrong and what to do)`.
    fn check(&self, bad: &mut Vec<(&'static str, String)>);
    /// The id, for records that have one.
    fn id(&self) -> Option<&str>;
    /// A record of the same type as it is by default.
    fn blank(&self) -> Box<dyn Record>;
    /// Whether the other is of the same type and has the same value.
    fn equals(&self, other: &dyn Record) -> bool;
}

impl fmt::Debug for dyn Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}({:?})", self.name(), self.id())
    }
}

/// Plans share the items that did not change, so most comparisons end at the pointers.
impl PartialEq for dyn Record {
    fn eq(&self, other: &dyn Record) -> bool {
        std::ptr::addr_eq(self, other) || self.equals(other)
    }
}

/// Fields unknown to this version: name and RON text.
pub type Extra = Vec<(String, String)>;

/// A field of any record, to read.
pub enum View<'a> {
    Fact(&'a dyn AnyFact),
    Record(&'a dyn Record),
    Optional(Option<&'a dyn Record>),
    List(&'a dyn List),
}

/// A field of any record, to write.
pub enum ViewMut<'a> {
    Fact(&'a mut dyn AnyFact),
    Record(&'a mut dyn Record),
    Optional(&'a mut dyn OptionalRecord),
    List(&'a mut dyn List),
}

/// A record that may be absent.
pub trait OptionalRecord {
    fn clear(&mut self);
    /// The record, made with its defaults if it was absent.
    fn make(&mut self) -> &mut dyn Record;
}

/// A list of records in the order of the file.
pub trait List {
    fn len(&self) -> usize;
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    fn get(&self, index: usize) -> Option<&dyn Record>;
    fn get_mut(&mut self, index: usize) -> Option<&mut dyn Record>;
    /// The item itself, to be shared.
    fn shared(&self, index: usize) -> Option<Arc<dyn Record>>;
    /// What makes an item of defaults for this list.
    fn maker(&self) -> fn() -> Arc<dyn Record>;
    /// Puts these items in the place of all; items of another type are left out.
    fn replace(&mut self, items: Vec<Arc<dyn Record>>);
    /// Inserts a record of defaults before `index` (at the end if past it) and gives it.
    fn insert(&mut self, index: usize) -> &mut dyn Record;
    fn remove(&mut self, index: usize);
    fn clear(&mut self);
    /// Puts the items in the order of these ids; items that are not named come last, as they stand.
    fn arrange(&mut self, ids: &[String]);
    /// A record of defaults, for its table of fields.
    fn example(&self) -> Box<dyn Record>;
}

/// A field's type: how it is seen through [`View`] and [`ViewMut`].
pub trait Value {
    fn view(&self) -> View<'_>;
    fn view_mut(&mut self) -> ViewMut<'_>;
    /// For a record that may be absent: one of defaults.
    fn nested_example(&self) -> Option<Box<dyn Record>> {
        None
    }
}

impl<F: Fact> Value for F {
    fn view(&self) -> View<'_> {
        View::Fact(self)
    }
    fn view_mut(&mut self) -> ViewMut<'_> {
        ViewMut::Fact(self)
    }
}

/// A copy of a field, compared without knowing its type: equal RON is an equal value.
pub fn same(a: &View<'_>, b: &View<'_>) -> bool {
    match (a, b) {
        (View::Fact(a), View::Fact(b)) => a.ron() == b.ron(),
        (View::Record(a), View::Record(b)) => same_record(*a, *b),
        (View::Optional(a), View::Optional(b)) => match (a, b) {
            (Some(a), Some(b)) => same_record(*a, *b),
            (None, None) => true,
            _ => false,
        },
        (View::List(a), View::List(b)) => {
            a.len() == b.len()
                && (0..a.len()).all(|i| match (a.get(i), b.get(i)) {
                    (Some(a), Some(b)) => same_record(a, b),
                    _ => false,
                })
        }
        _ => false,
    }
}

/// Whether two records of one type hold the same facts, unknown fields included.
pub fn same_record(a: &dyn Record, b: &dyn Record) -> bool {
    // Plans share the items that did not change.
    let is_shared = std::ptr::addr_eq(a, b);
    is_shared
        || a.extra() == b.extra()
            && (0..a.fields().len()).all(|i| match (a.view(i), b.view(i)) {
                (Some(a), Some(b)) => same(&a, &b),
                _ => false,
            })
}

/// Declares a struct together with its table of fields.
///
/// ```text
/// record! {
///     /// What it is.
///     pub struct Block keyed by id {
///         /// What the field means.
///         id: BlockId [essential],
///         nodes: Nodes [essential] = Nodes(1),
///     }
///     check |block, bad| { … }
/// }
/// ```
/// Flags: `essential` (must be written), `together` (merges as one value with its neighbours so marked).
#[macro_export]
macro_rules! record {
    (
        $(#[doc = $about:literal])*
        pub struct $name:ident $(keyed by $key:ident)? {
            $(
                $(#[doc = $doc:literal])*
                $field:ident : $type:ty $([$($flag:ident)+])? $(= $default:expr)?
            ),* $(,)?
        }
        $(check |$this:ident, $bad:ident| $check:block)?
    ) => {
        $(#[doc = $about])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name {
            $( $(#[doc = $doc])* pub $field: $type, )*
            /// Fields of the file that this version does not know.
            pub extra: $crate::base::record::Extra,
        }

        impl Default for $name {
            fn default() -> Self {
                $name {
                    $( $field: $crate::record!(@default $($default)?), )*
                    extra: Vec::new(),
                }
            }
        }

        impl $crate::base::record::Value for $name {
            fn view(&self) -> $crate::base::record::View<'_> {
                $crate::base::record::View::Record(self)
            }
            fn view_mut(&mut self) -> $crate::base::record::ViewMut<'_> {
                $crate::base::record::ViewMut::Record(self)
            }
        }

        impl $crate::base::record::Record for $name {
            fn name(&self) -> &'static str {
                stringify!($name)
            }
            fn fields(&self) -> &'static [$crate::base::record::Field] {
                const FIELDS: &[$crate::base::record::Field] = &[
                    $( $crate::base::record::Field {
                        name: stringify!($field),
                        doc: $crate::base::record::trim_doc(concat!($($doc, "\n"),*)),
                        essential: $crate::record!(@has essential $($($flag)+)?),
                        together: $crate::record!(@has together $($($flag)+)?),
                    }, )*
                ];
                const { assert!(FIELDS.len() <= $crate::base::record::MOST_FIELDS) };
                FIELDS
            }
            #[allow(unused_assignments, unused_mut)]
            fn view(&self, index: usize) -> Option<$crate::base::record::View<'_>> {
                let mut at = 0;
                $( if index == at { return Some($crate::base::record::Value::view(&self.$field)); } at += 1; )*
                None
            }
            #[allow(unused_assignments, unused_mut)]
            fn view_mut(&mut self, index: usize) -> Option<$crate::base::record::ViewMut<'_>> {
                let mut at = 0;
                $( if index == at { return Some($crate::base::record::Value::view_mut(&mut self.$field)); } at += 1; )*
                None
            }
            #[allow(unused_assignments, unused_mut)]
            fn is_default(&self, index: usize) -> bool {
                let mut at = 0;
                $( if index == at {
                    let default: $type = $crate::record!(@default $($default)?);
                    return self.$field == default;
                } at += 1; )*
                true
            }
            #[allow(unused_assignments, unused_mut)]
            fn nested_example(&self, index: usize) -> Option<Box<dyn $crate::base::record::Record>> {
                let mut at = 0;
                $( if index == at {
                    return $crate::base::record::Value::nested_example(&self.$field);
                } at += 1; )*
                None
            }
            fn extra(&self) -> &$crate::base::record::Extra {
                &self.extra
            }
            fn extra_mut(&mut self) -> &mut $crate::base::record::Extra {
                &mut self.extra
            }
            fn check(&self, _bad: &mut Vec<(&'static str, String)>) {
                $( let ($this, $bad) = (self, _bad); $check )?
            }
            fn id(&self) -> Option<&str> {
                $crate::record!(@id self $($key)?)
            }
            fn blank(&self) -> Box<dyn $crate::base::record::Record> {
                Box::new($name::default())
            }
            fn equals(&self, other: &dyn $crate::base::record::Record) -> bool {
                (other as &dyn std::any::Any).downcast_ref::<$name>() == Some(self)
            }
        }
    };
    (@default) => { Default::default() };
    (@default $value:expr) => { $value };
    (@has $wanted:ident) => { false };
    (@has essential essential $($rest:ident)*) => { true };
    (@has together together $($rest:ident)*) => { true };
    (@has $wanted:ident $other:ident $($rest:ident)*) => { $crate::record!(@has $wanted $($rest)*) };
    (@id $self:ident) => { None };
    (@id $self:ident $key:ident) => { Some($self.$key.as_ref()) };
}

/// A docstring without the blank that follows `///` and the last line end.
pub const fn trim_doc(doc: &str) -> &str {
    doc.trim_ascii()
}
