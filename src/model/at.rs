//! Items by [`Target`], and fields by path, without knowing their types: for forms, `set`, the inspector, diff and merge.

use crate::base::record::{List, Record, Shape, View, ViewMut};

use super::ids::Target;
use super::plan::Plan;

impl Plan {
    /// The item that a target names.
    pub fn record(&self, target: &Target) -> Option<&dyn Record> {
        Some(match target {
            Target::Plan => self,
            Target::Block(id) => self.blocks.get(id)?,
            Target::Run(id) => self.runs.get(id)?,
            Target::Fallback(run, id) => self.runs.get(run)?.fallbacks.get(id)?,
            Target::Window(..) => self.window(target)?,
            Target::Dataset(id) => self.datasets.get(id)?,
            Target::Scenario(id) => self.scenarios.get(id)?,
            Target::Decision(id) => self.decisions.get(id)?,
            Target::Machine(id) => self.machines.get(id)?,
            Target::Person(id) => self.people.get(id)?,
            Target::Quota(id) => self.quotas.get(id)?,
            Target::Waiver(id) => self.waivers.get(id)?,
            Target::Baseline(id) => self.baselines.get(id)?,
            Target::Conflict(id) => self.conflicts.get(id)?,
        })
    }

    /// The item that a target names, to change.
    pub fn record_mut(&mut self, target: &Target) -> Option<&mut dyn Record> {
        Some(match target {
            Target::Plan => self,
            Target::Block(id) => self.blocks.get_mut(id)?,
            Target::Run(id) => self.runs.get_mut(id)?,
            Target::Fallback(run, id) => self.runs.get_mut(run)?.fallbacks.get_mut(id)?,
            Target::Window(..) => self.window_mut(target)?,
            Target::Dataset(id) => self.datasets.get_mut(id)?,
            Target::Scenario(id) => self.scenarios.get_mut(id)?,
            Target::Decision(id) => self.decisions.get_mut(id)?,
            Target::Machine(id) => self.machines.get_mut(id)?,
            Target::Person(id) => self.people.get_mut(id)?,
            Target::Quota(id) => self.quotas.get_mut(id)?,
            Target::Waiver(id) => self.waivers.get_mut(id)?,
            Target::Baseline(id) => self.baselines.get_mut(id)?,
            Target::Conflict(id) => self.conflicts.get_mut(id)?,
        })
    }
}

/// One line of a form.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// `nodes`, `need.hours`, `extensions.2.until`.
    pub path: String,
    pub doc: &'static str,
    pub shape: Shape,
    /// What a person reads; empty where absent.
    pub value: String,
    pub essential: bool,
    /// Whether the file need not name it.
    pub is_default: bool,
}

/// Every field of a record, those of nested records after their parent's. Lists of records that are items of their own
/// (windows, fallbacks, and the lists of the plan) are left out; extensions, assumptions, severities and
/// products are in. An absent nested record shows its fields empty.
pub fn rows(record: &dyn Record) -> Vec<Row> {
    let mut out = Vec::new();
    push_rows(record, "", true, &mut out);
    out
}

fn push_rows(record: &dyn Record, prefix: &str, present: bool, out: &mut Vec<Row>) {
    for (index, field) in record.fields().iter().enumerate() {
        let path = format!("{prefix}{}", field.name);
        match record.view(index) {
            Some(View::Fact(fact)) => out.push(Row {
                path,
                doc: field.doc,
                shape: fact.shape(),
                value: if present { fact.show() } else { String::new() },
                essential: field.essential,
                is_default: !present || record.is_default(index),
            }),
            Some(View::Record(nested)) => push_rows(nested, &format!("{path}."), present, out),
            Some(View::Optional(Some(nested))) => push_rows(nested, &format!("{path}."), present, out),
            Some(View::Optional(None)) => {
                if let Some(example) = record.nested_example(index) {
                    push_rows(&*example, &format!("{path}."), false, out);
                }
            }
            Some(View::List(list)) if !is_item_list(field.name) => {
                for at in 0..list.len() {
                    if let Some(item) = list.get(at) {
                        push_rows(item, &format!("{path}.{}.", at + 1), present, out);
                    }
                }
            }
            _ => {}
        }
    }
}

/// Lists whose items are selected and edited on their own.
fn is_item_list(name: &str) -> bool {
    !matches!(name, "extensions" | "assumptions" | "severities" | "products")
}

/// The text of one field, as a person reads it.
pub fn get(record: &dyn Record, path: &str) -> Result<String, String> {
    let (name, rest) = split(path);
    let index = index_of(record, name)?;
    match (record.view(index), rest) {
        (Some(View::Fact(fact)), None) => Ok(fact.show()),
        (Some(View::Record(nested) | View::Optional(Some(nested))), Some(rest)) => get(nested, rest),
        (Some(View::Optional(None)), Some(_)) => Ok(String::new()),
        (Some(View::List(list)), Some(rest)) => {
            let (at, rest) = list_item(list, name, rest)?;
            list.get(at).map_or_else(|| Err(String::new()), |item| get(item, rest))
        }
        _ => Err(not_a_fact(name, rest.is_some())),
    }
}

/// Types `text` into one field. An absent nested record is made when the first of its fields gets a value, and goes when the
/// last one is emptied. Nothing changes on an error.
pub fn set(record: &mut dyn Record, path: &str, text: &str) -> Result<(), String> {
    let (name, rest) = split(path);
    let index = index_of(record, name)?;
    let field = *record.fields().get(index).ok_or("no such field")?;
    match (record.view_mut(index), rest) {
        (Some(ViewMut::Fact(fact)), None) => {
            let before = fact.ron();
            if text.trim().is_empty() && field.essential {
                return Err(format!("{name} must not be empty"));
            }
            fact.type_in(text).map_err(|error| format!("{name} {error}"))?;
            checked(record, name, index, &before)
        }
        (Some(ViewMut::Record(nested)), Some(rest)) => set(nested, rest, text),
        (Some(ViewMut::Optional(nested)), Some(rest)) => {
            let result = set(nested.make(), rest, text);
            let bare = {
                let made = nested.make();
                (0..made.fields().len()).all(|at| made.is_default(at)) && made.extra().is_empty()
            };
            if bare && (result.is_err() || text.trim().is_empty()) {
                nested.clear();
            }
            result
        }
        (Some(ViewMut::List(list)), Some(rest)) => {
            let (at, rest) = list_item(list, name, rest)?;
            list.get_mut(at).map_or_else(|| Err(String::new()), |item| set(item, rest, text))
        }
        _ => Err(not_a_fact(name, rest.is_some())),
    }
}

/// Takes the field back if the record as a whole now makes no sense.
fn checked(record: &mut dyn Record, name: &str, index: usize, before: &str) -> Result<(), String> {
    let mut bad = Vec::new();
    record.check(&mut bad);
    let Some((field, message)) = bad.into_iter().next() else { return Ok(()) };
    if let Some(ViewMut::Fact(fact)) = record.view_mut(index) {
        // It was read from this very field, so it reads back.
        let restored = fact.set(before);
        debug_assert!(restored.is_ok());
    }
    Err(if field == name {
        format!("{name} {message}")
    } else if message.contains(':') {
        format!("{name}: {field} {message}")
    } else {
        // It is the other field that is in the way, as where a block moves beyond its end.
        format!("{name}: {field} {message}: change {field} first")
    })
}

fn split(path: &str) -> (&str, Option<&str>) {
    match path.split_once('.') {
        Some((name, rest)) => (name, Some(rest)),
        None => (path, None),
    }
}

fn index_of(record: &dyn Record, name: &str) -> Result<usize, String> {
    let names = || record.fields().iter().map(|field| field.name);
    if name.is_empty() {
        let such = names().find(|name| *name != "id").unwrap_or("id");
        return Err(format!(
            "{} has fields of its own: name one of them after a dot, such as {such}",
            record.name()
        ));
    }
    names().position(|known| known == name).ok_or_else(|| {
        let shown = crate::base::fact::clipped(name);
        match crate::base::words::nearest(name, names()) {
            Some(near) => format!("{} has no field {shown}: did you mean {near}?", record.name()),
            None => format!("{} has no field {shown}", record.name()),
        }
    })
}

/// The item that `rest` begins with, by its id (which may hold dots: the longest counts) or its number from 1, and the path
/// after it.
fn list_item<'a>(list: &dyn List, name: &str, rest: &'a str) -> Result<(usize, &'a str), String> {
    let named = |at: &usize| -> Option<&'a str> {
        let after = rest.strip_prefix(list.get(*at)?.id().filter(|id| !id.is_empty())?)?;
        if after.is_empty() { Some(after) } else { after.strip_prefix('.') }
    };
    let by_id = (0..list.len()).filter_map(|at| Some((at, named(&at)?))).min_by_key(|(_, after)| after.len());
    if let Some(found) = by_id {
        return Ok(found);
    }
    let (word, after) = split(rest);
    let number = word.parse::<usize>().ok().filter(|n| (1..=list.len()).contains(n));
    if let Some(number) = number {
        return Ok((number - 1, after.unwrap_or("")));
    }
    let shown = crate::base::fact::clipped(word);
    let ids: Vec<&str> = (0..list.len()).filter_map(|at| list.get(at)?.id()).collect();
    Err(match crate::base::words::nearest(word, ids.iter().copied()) {
        Some(near) => format!("{name} has no item {shown}: did you mean {near}?"),
        None if list.is_empty() => format!("{name} has no items yet: add one in the program or in the file"),
        None if list.is_empty() => format!("{name} has no items yet: add one in the program or in the file"),
        None if ids.is_empty() => {
            format!("{name} has {} items: write a number from 1 to {0} after {name}.", list.len())
        }
        None => format!("{name} has no item {shown}"),
    })
}

fn not_a_fact(name: &str, deeper: bool) -> String {
    match deeper {
        true => format!("{name} has no fields of its own"),
        false => format!("{name} has fields of its own: name one of them after {name}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Duration, Instant};
    use crate::model::{Block, BlockId, Run, RunId};

    fn plan() -> Plan {
        let mut plan = Plan::default();
        plan.blocks.push(Block {
            id: BlockId::new("b"),
            start: Instant::parse("2027-01-11T11:30Z").unwrap(),
            end: Some(Instant::parse("2027-01-12T11:30Z").unwrap()),
            ..Block::default()
        });
        plan.runs.push(Run { id: RunId::new("r"), ..Run::default() });
        plan
    }

    #[test]
    fn typed_text_reaches_nested_fields() {
        let mut plan = plan();
        let run = plan.record_mut(&Target::Run("r".into())).unwrap();
        set(run, "need.hours", "1d12h").unwrap();
        set(run, "checkpoint.interval", "2h").unwrap();
        set(run, "after", "a, b").unwrap();
        let run = plan.runs.get("r").unwrap();
        assert_eq!(run.need.hours, Some(Duration::from_hours(36)));
        assert_eq!(run.checkpoint.as_ref().unwrap().interval, Duration::from_hours(2));
        assert_eq!(run.after.len(), 2);
        assert_eq!(get(run, "need.hours").unwrap(), "36h");
    }

    #[test]
    fn items_are_named_by_id_even_one_with_dots_or_by_number() {
        let mut plan = plan();
        plan.runs.push(Run { id: RunId::new("r.2"), ..Run::default() });
        set(&mut plan, "runs.r.need.hours", "36h").unwrap();
        set(&mut plan, "runs.r.2.need.hours", "40h").unwrap();
        set(&mut plan, "blocks.1.nodes", "3").unwrap();
        set(&mut plan, "title", "Spring").unwrap();
        assert_eq!(get(&plan, "runs.1.need.hours").unwrap(), "36h");
        assert_eq!(get(&plan, "runs.r.2.need.hours").unwrap(), "40h");
        assert_eq!((get(&plan, "blocks.b.nodes").unwrap().as_str(), plan.title.as_str()), ("3", "Spring"));
        let unknown = set(&mut plan, "runs.rr.need.hours", "1h").unwrap_err();
        assert_eq!(unknown, "runs has no item rr: did you mean r?");
        // Where there is nothing to name, no number would do; and an item alone is no field.
        let none = set(&mut plan, "runs.r.fallbacks.1.owner", "a").unwrap_err();
        assert_eq!(none, "fallbacks has no items yet: add one in the program or in the file");
        for path in ["runs.r", "runs.1", "runs.r."] {
            let whole = set(&mut plan, path, "x").unwrap_err();
            assert_eq!(
                whole, "Run has fields of its own: name one of them after a dot, such as name",
                "{path}"
            );
        }
    }

    #[test]
    fn what_makes_no_sense_changes_nothing() {
        let mut plan = plan();
        let before = plan.clone();
        let block = plan.record_mut(&Target::Block("b".into())).unwrap();
        assert_eq!(set(block, "end", "2027-01-10T11:30Z").unwrap_err(), "end must be after start");
        let later = set(block, "start", "2027-01-20T11:30Z").unwrap_err();
        assert_eq!(later, "start: end must be after start: change end first");
        assert!(set(block, "nods", "3").unwrap_err().contains("did you mean nodes?"));
        assert!(set(block, "nodes", "0").unwrap_err().contains("at least 1"));
        assert!(set(block, "price.upfront", "1e999").is_err());
        assert_eq!(plan, before);
    }

    #[test]
    fn an_emptied_nested_record_goes_away() {
        let mut plan = plan();
        let block = plan.record_mut(&Target::Block("b".into())).unwrap();
        set(block, "price.upfront", "12.50").unwrap();
        assert!(rows(block).iter().any(|row| row.path == "price.upfront" && row.value == "12.50"));
        set(block, "price.upfront", "").unwrap();
        assert!(plan.blocks.get("b").unwrap().price.as_ref().is_none());
    }
}
