//! Picking a side of a conflict that a merge left in a plan.

use std::borrow::Cow;
use std::fmt;

use super::read::read_into;
use super::scan::scan;
use super::syntax::Kind;
use crate::base::fact::{elements, unquote};
use crate::base::record::{List, Record, ViewMut};
use crate::edit::copy::{copy_field, copy_record, kind, spell};
use crate::edit::merge::set_extra;
use crate::edit::order::arrange;
use crate::edit::overlay::with_scenario;
use crate::model::{Conflict, Plan};

/// Whose value holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Ours,
    Theirs,
}

/// Why a conflict cannot be resolved so; the plan is as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unresolved {
    /// The plan has no conflict of this id.
    Unknown,
    /// The item that it is about is gone.
    Gone(String),
    /// The value cannot be read as what it should be, or does not fit with what the plan says now.
    Value(String),
    /// The other side cannot be kept as a scenario.
    NoScenario(String),
}

impl fmt::Display for Unresolved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unresolved::Unknown => f.write_str("the plan has no such conflict"),
            Unresolved::Gone(item) => {
                write!(f, "there is no {item} any more: ours keeps it so")
            }
            Unresolved::NoScenario(why) => {
                write!(f, "both sides cannot be kept: {why}; take ours or theirs")
            }
            Unresolved::Value(why) => write!(f, "the value of this side does not fit: {why}"),
        }
    }
}

impl Conflict {
    /// The value of a side, as RON; empty where that side has no such item.
    pub fn side(&self, side: Side) -> &str {
        match side {
            Side::Ours => &self.ours,
            Side::Theirs => &self.theirs,
        }
    }
}

/// The plan with one conflict resolved: the value of that side put in its place, and the conflict gone.
///
/// # Errors
/// When there is no such conflict, or the value does not go into the plan.
pub fn resolve(plan: &Plan, conflict: &str, side: Side) -> Result<Plan, Unresolved> {
    let mut out = plan.clone();
    let conflict = out.conflicts.remove(conflict).ok_or(Unresolved::Unknown)?;
    let steps: Vec<&str> =
        if conflict.item == "plan" { Vec::new() } else { conflict.item.split(" / ").collect() };
    match put(&mut out, &steps, &conflict, conflict.side(side)) {
        // What we have since taken out stays out: that is our side now.
        Err(Unresolved::Gone(_)) if side == Side::Ours => Ok(out),
        put => put.map(|()| out),
    }
}

/// The plan with one conflict resolved so that both sides are kept: ours holds, theirs is a scenario of the plan.
///
/// # Errors
/// As [`resolve`]; and where no scenario can hold what they want.
pub fn keep_both(plan: &Plan, conflict: &str) -> Result<Plan, Unresolved> {
    let of = plan.conflicts.get(conflict).ok_or(Unresolved::Unknown)?;
    let by = if of.theirs_by.is_empty() { String::new() } else { format!(" ({})", of.theirs_by) };
    let name = format!("theirs{by}: {} of {}", of.field, of.item);
    let [ours, theirs] = [Side::Ours, Side::Theirs].map(|side| resolve(plan, conflict, side));
    let both = with_scenario(&ours?, &theirs?, &format!("theirs-{conflict}"), &name);
    both.map_err(Unresolved::NoScenario)
}

/// Follows the steps (`run base-8b`, `need`) and puts the value there.
fn put(record: &mut dyn Record, steps: &[&str], conflict: &Conflict, ron: &str) -> Result<(), Unresolved> {
    let gone = || Unresolved::Gone(conflict.item.clone());
    let Some((step, rest)) = steps.split_first() else {
        put_field(record, conflict, ron)?;
        return fits(record);
    };
    if let Some((wanted, id)) = step.split_once(' ') {
        let is_meant = |list: &dyn List| kind(&*list.example()) == wanted;
        for index in 0..record.fields().len() {
            let Some(ViewMut::List(list)) = record.view_mut(index) else { continue };
            if is_meant(list) {
                return put_item(list, id, rest, conflict, ron);
            }
        }
        return Err(gone());
    }
    let index = record.fields().iter().position(|field| field.name == *step).ok_or_else(gone)?;
    match record.view_mut(index) {
        Some(ViewMut::Record(inner)) => put(inner, rest, conflict, ron)?,
        Some(ViewMut::Optional(slot)) => put(slot.make(), rest, conflict, ron)?,
        _ => return Err(gone()),
    }
    fits(record)
}

fn put_item(
    list: &mut dyn List,
    id: &str,
    rest: &[&str],
    conflict: &Conflict,
    ron: &str,
) -> Result<(), Unresolved> {
    let at = (0..list.len()).find(|at| list.get(*at).and_then(Record::id) == Some(id));
    let is_whole = rest.is_empty() && conflict.field.is_empty();
    match at {
        Some(at) if is_whole && ron.is_empty() => {
            list.remove(at);
            Ok(())
        }
        None if is_whole && ron.is_empty() => Ok(()),
        None if is_whole => {
            let end = list.len();
            put(list.insert(end), rest, conflict, ron)
        }
        None => Err(Unresolved::Gone(conflict.item.clone())),
        Some(at) => match list.get_mut(at) {
            Some(item) => put(item, rest, conflict, ron),
            None => Err(Unresolved::Gone(conflict.item.clone())),
        },
    }
}

fn put_field(record: &mut dyn Record, conflict: &Conflict, ron: &str) -> Result<(), Unresolved> {
    let value = |why: String| Unresolved::Value(why);
    let names: Vec<&str> = conflict.field.split(", ").filter(|name| !name.is_empty()).collect();
    let position = |name: &str| record.fields().iter().position(|field| field.name == name);
    match names.as_slice() {
        [] => whole(record, ron),
        [name] => match position(name) {
            None => {
                set_extra(record, name, (!ron.is_empty()).then(|| ron.to_string()));
                Ok(())
            }
            Some(index) => match record.view_mut(index) {
                // Between two sides of a list of items only their order can be open.
                Some(ViewMut::List(list)) if is_order(ron) => {
                    order(list, ron);
                    Ok(())
                }
                _ => {
                    let blank = record.blank();
                    // What is absent is not always spelled so that it reads back: an owner is "".
                    match blank.view(index).is_some_and(|view| spell(&view) == ron) {
                        true => copy_field(record, &*blank, index),
                        false => read_into(record, &format!("({name}: {ron})")).map_err(value)?,
                    }
                    Ok(())
                }
            },
        },
        // Several that belong together: `(start: …, end: …)`.
        _ => read_into(record, ron).map_err(value),
    }
}

/// The record as the text says, and nothing else: fields that it does not name are as they are by default.
fn whole(record: &mut dyn Record, ron: &str) -> Result<(), Unresolved> {
    let mut fresh = record.blank();
    read_into(&mut *fresh, ron).map_err(Unresolved::Value)?;
    copy_record(record, &*fresh);
    Ok(())
}

fn is_order(ron: &str) -> bool {
    let syntax = scan(ron);
    let Some(root) = syntax.root() else { return false };
    syntax.children(root).all(|child| syntax.kind(ron, child) == Kind::String)
}

fn order(list: &mut dyn List, ron: &str) {
    let wanted: Vec<String> =
        elements(ron).iter().filter_map(|id| unquote(id).ok().map(Cow::into_owned)).collect();
    let now: Vec<String> = (0..list.len()).filter_map(|at| Some(list.get(at)?.id()?.to_string())).collect();
    list.arrange(&arrange(&wanted, &now, &now.iter().collect()));
}

/// Whether what the fields say together can be.
fn fits(record: &dyn Record) -> Result<(), Unresolved> {
    let mut bad = Vec::new();
    record.check(&mut bad);
    match bad.first() {
        None => Ok(()),
        Some((field, why)) => Err(Unresolved::Value(format!("{field} {why}"))),
    }
}
