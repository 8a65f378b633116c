//! Copies and spellings of records whose type is not known here.

use crate::base::record::{List, Record, View, ViewMut};

/// The kind of an item as people say it: `block`, `window`, `machine`.
pub fn kind(record: &dyn Record) -> String {
    match record.name() {
        "PlanMachine" => "machine".to_string(),
        "PlanProduct" => "product".to_string(),
        "SeverityRule" => "severity".to_string(),
        name => name.to_lowercase(),
    }
}

pub(super) fn items(list: &dyn List) -> impl Iterator<Item = &dyn Record> {
    (0..list.len()).filter_map(|at| list.get(at))
}

pub(super) fn id_of(record: &dyn Record) -> String {
    record.id().unwrap_or_default().to_string()
}

pub(super) fn position(list: &dyn List, id: &str) -> Option<usize> {
    items(list).position(|item| item.id() == Some(id))
}

pub(super) fn find<'a>(list: &'a dyn List, id: &str) -> Option<&'a dyn Record> {
    items(list).find(|item| item.id() == Some(id))
}

/// Makes `out` a copy of a record of the same type.
pub fn copy_record(out: &mut dyn Record, from: &dyn Record) {
    for index in 0..from.fields().len() {
        copy_field(out, from, index);
    }
    *out.extra_mut() = from.extra().clone();
}

/// Copies one field from a record of the same type.
pub fn copy_field(out: &mut dyn Record, from: &dyn Record, index: usize) {
    match (out.view_mut(index), from.view(index)) {
        (Some(ViewMut::Fact(out)), Some(View::Fact(from))) => out.copy_from(from),
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
pub fn spell(view: &View) -> String {
    match view {
        View::Fact(fact) => fact.ron(),
        View::Record(record) | View::Optional(Some(record)) => spell_record(*record),
        View::Optional(None) => "None".to_string(),
        View::List(list) => format!("[{}]", items(*list).map(spell_record).collect::<Vec<_>>().join(", ")),
    }
}

/// A record as RON on one line, without the fields that hold their default.
pub fn spell_record(record: &dyn Record) -> String {
    let fields = record.fields().iter().enumerate();
    let told = fields.filter(|(index, field)| field.essential || !record.is_default(*index));
    let mut parts: Vec<String> = told
        .filter_map(|(index, field)| Some(format!("{}: {}", field.name, spell(&record.view(index)?))))
        .collect();
    parts.extend(record.extra().iter().map(|(name, ron)| format!("{name}: {ron}")));
    format!("({})", parts.join(", "))
}
