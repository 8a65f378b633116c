//! RON text to a plan: every value checked, everything wrong told in one go.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::example::example;
use super::message::{DUPLICATE_ID, Fault, NEWER_VERSION, NO_OFFSET, UNKNOWN_FIELD};
use super::place::Lines;
use super::plain::plain;
use super::scan::{Kind, MOST_FAULTS, NodeId, Syntax, scan};
use crate::base::fact::spoken;
use crate::base::record::{AnyFact, Field, List, Record, Shape, View, ViewMut};
use crate::base::words::{self, nearest};
use crate::base::{halves, sort};
use crate::model::{Plan, VERSION};

/// A plan as the file holds it.
#[derive(Debug, Clone)]
pub struct Read {
    pub plan: Plan,
    /// What is odd but was kept: fields that this version does not know.
    pub notes: Vec<Fault>,
    /// The file is of a newer format: it may be shown, and must not be written.
    pub newer: bool,
}

/// Reads a plan.
///
/// # Errors
/// Everything that is wrong with the text and its values, in the order of the text.
pub fn read(text: &str) -> Result<Read, Vec<Fault>> {
    read_scanned(text, &scan(text))
}

/// As [`read`], of a text that was scanned before.
pub(super) fn read_scanned(text: &str, syntax: &Syntax) -> Result<Read, Vec<Fault>> {
    let mut reader = Reader::new(text, syntax);
    let mut plan = Plan::default();
    match syntax.root() {
        Some(root) => reader.record(root, &mut plan),
        None if syntax.faults.iter().all(|fault| fault.at.start >= text.len()) => {
            let fault = reader.fault(0..0, "there is no plan in this file: a plan needs a title");
            return Err(vec![fault.suggest(Some("the shortest plan is Plan(title: \"Training\")".into()))]);
        }
        None => {}
    }
    let newer = plan.version > VERSION;
    if newer || plan.version == 0 {
        reader.version(plan.version);
    }
    reader.finish(plan, newer)
}

/// As [`read`], of bytes that may not be text at all.
pub fn read_bytes(bytes: &[u8]) -> Result<Read, Vec<Fault>> {
    text_of(bytes).map_err(|fault| vec![fault]).and_then(read)
}

/// Whether bytes say that they are a plan of a newer version, be the rest readable here or not.
pub fn is_newer(bytes: &[u8]) -> bool {
    match read_bytes(bytes) {
        Ok(read) => read.newer,
        Err(faults) => faults.iter().any(|fault| fault.code == Some(NEWER_VERSION)),
    }
}

/// The bytes as text.
///
/// # Errors
/// Where they stop being UTF-8.
pub fn text_of(bytes: &[u8]) -> Result<&str, Fault> {
    std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        let before = bytes.get(..at).and_then(|part| std::str::from_utf8(part).ok()).unwrap_or("");
        let message = match bytes {
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "this file is UTF-16: save it as UTF-8".to_string(),
            _ => format!(
                "byte {at} (0x{:02x}) is not UTF-8: save the file as UTF-8",
                bytes.get(at).unwrap_or(&0)
            ),
        };
        Fault::at(&Lines::new(before), at..at + 1, message)
    })
}

/// Reads the fields that a text `(name: value, …)` names into a record; the others stay as they are.
///
/// # Errors
/// The first thing that is wrong; the record may be changed in part.
pub(super) fn read_into(record: &mut dyn Record, ron: &str) -> Result<(), String> {
    let syntax = scan(ron);
    let mut reader = Reader::new(ron, &syntax);
    for child in syntax.root().into_iter().flat_map(|root| syntax.children(root)) {
        let Some(key) = syntax.key(ron, child) else { continue };
        let index = record.fields().iter().position(|field| field.name == key);
        match index.and_then(|index| Some((record.fields().get(index)?, record.view_mut(index)?))) {
            Some((field, value)) => reader.value(child, field, value),
            None => record.extra_mut().push((key.to_string(), plain(syntax.text(ron, child)))),
        }
    }
    reader.errors.first().map_or(Ok(()), |fault| Err(fault.message.clone()))
}

/// Ids of items that the file leaves without one: the first free of `w1`, `w2`, …, in the order of the file.
pub(super) fn implicit_ids(prefix: char, explicit: &[Option<&str>]) -> Vec<String> {
    let taken: BTreeSet<&str> = sort::set(explicit.iter().copied().flatten());
    let mut next = 0;
    let mut free = || loop {
        next += 1;
        let id = format!("{prefix}{next}");
        if !taken.contains(id.as_str()) {
            return id;
        }
    };
    explicit.iter().map(|id| id.map_or_else(&mut free, str::to_string)).collect()
}

/// The letter that implicit ids of a kind of record start with.
pub(super) fn id_prefix(record: &dyn Record) -> char {
    record.name().chars().next().unwrap_or('x').to_ascii_lowercase()
}

struct Reader<'a> {
    text: &'a str,
    syntax: &'a Syntax,
    lines: OnceCell<Lines<'a>>,
    errors: Vec<Fault>,
    notes: Vec<Fault>,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, syntax: &'a Syntax) -> Reader<'a> {
        let mut reader = Reader::after(text, syntax);
        let told = syntax.faults.iter().map(|fault| reader.fault(fault.at.clone(), fault.message.clone()));
        reader.errors = told.collect();
        reader
    }

    /// One that has nothing to say of the syntax, because another has said it.
    fn after(text: &'a str, syntax: &'a Syntax) -> Reader<'a> {
        Reader { text, syntax, lines: OnceCell::new(), errors: Vec::new(), notes: Vec::new() }
    }

    fn fault(&self, range: std::ops::Range<usize>, message: impl Into<String>) -> Fault {
        Fault::at(self.lines.get_or_init(|| Lines::new(self.text)), range, message)
    }

    fn error(&mut self, fault: Fault) {
        if self.errors.len() < MOST_FAULTS {
            self.errors.push(fault);
        }
    }

    /// Whether so much is wrong already that more would be noise.
    fn is_full(&self) -> bool {
        self.errors.len() >= MOST_FAULTS
    }

    fn finish(mut self, plan: Plan, newer: bool) -> Result<Read, Vec<Fault>> {
        sort::by_key(&mut self.notes, |fault| fault.range.start);
        if self.errors.is_empty() {
            return Ok(Read { plan, notes: self.notes, newer });
        }
        // A misspelt name is often why something is missing; and in a newer file, the version is.
        let notes = self.notes.into_iter();
        self.errors
            .extend(notes.filter(|note| note.suggestion.is_some() || note.code == Some(NEWER_VERSION)));
        // What the syntax of a line breaks is not told again of its values.
        let mut values = self.errors.split_off(self.syntax.faults.len().min(self.errors.len()));
        let broken: Vec<usize> = self.errors.iter().map(|fault| fault.line).collect();
        values.retain(|fault| !broken.contains(&fault.line));
        self.errors.append(&mut values);
        sort::by_key(&mut self.errors, |fault| fault.range.start);
        Err(self.errors)
    }

    fn version(&mut self, version: u32) {
        let root = self.syntax.root();
        let node = root.and_then(|root| self.syntax.child(self.text, root, "version")).or(root);
        let range = node.map_or(0..0, |node| self.syntax.node(node).range());
        if version == 0 {
            let fault = self.fault(range, "version must be at least 1, but is 0");
            return self.error(fault.suggest(Some(format!("write version: {VERSION}"))));
        }
        let message =
            format!("this file is of format version {version}, newer than this planb knows ({VERSION})");
        let advice = "it can be looked at, but not changed: install a newer planb".to_string();
        let fault = self.fault(range, message).coded(NEWER_VERSION).suggest(Some(advice));
        self.notes.push(fault);
    }

    /// Reads all fields of a record.
    fn record(&mut self, node: NodeId, record: &mut dyn Record) {
        if !self.is_record(node, record) {
            return;
        }
        let fields = record.fields();
        // Fields whose value could not be read: what they would mean together is not judged.
        let (mut seen, mut unread) = (FieldSet::default(), FieldSet::default());
        let mut unknown: Vec<(&str, NodeId)> = Vec::new();
        let mut unknown_names: BTreeMap<&str, NodeId> = BTreeMap::new();
        let mut next = 0;
        let mut child = self.syntax.node(node).first_child();
        while let Some(at) = child.filter(|_| !self.is_full()) {
            child = self.syntax.node(at).next_sibling();
            let Some(key) = self.syntax.key(self.text, at) else { continue };
            let earlier = match find_from(fields, next, key) {
                None => {
                    unknown.push((key, at));
                    unknown_names.insert(key, at)
                }
                Some(index) if seen.contains(index) => self.syntax.child(self.text, node, key),
                Some(index) => {
                    next = index + 1;
                    seen.insert(index);
                    if let (Some(field), Some(value)) = (fields.get(index), record.view_mut(index)) {
                        let before = self.errors.len();
                        self.value(at, field, value);
                        if self.errors.len() > before {
                            unread.insert(index);
                        }
                    }
                    None
                }
            };
            if let Some(earlier) = earlier {
                self.duplicate_field(key, earlier, at);
            }
        }
        for (name, at) in unknown {
            self.unknown_field(name, at, record, seen);
        }
        self.missing(node, record, seen);
        self.check(node, record, unread);
    }

    /// Whether the value can hold the record's fields; tells if not.
    fn is_record(&mut self, node: NodeId, record: &dyn Record) -> bool {
        let (kind, name) = (self.syntax.kind(self.text, node), self.syntax.name(self.text, node));
        if matches!(kind, Kind::Struct | Kind::Unit) && name.is_none_or(|name| is_name(name, record)) {
            return true;
        }
        let what = a_noun(record);
        let range = self.syntax.node(node).range();
        let head = range.start..(range.start + 1).min(range.end);
        let (range, message, advice) = match (kind, name) {
            (Kind::Struct | Kind::Unit | Kind::Tuple, Some(name)) if !is_name(name, record) => {
                let name_range = self.syntax.node(node).name().unwrap_or(range);
                let message = format!("{what} stands here, not {}", words::quote(name));
                let advice = match nearest(name, [record.name()]) {
                    Some(meant) => format!("did you mean {meant}(…)?"),
                    None => format!("write {}(…), or only (…)", record.name()),
                };
                (name_range, message, advice)
            }
            (Kind::Map, _) => {
                let advice = "write ( ) in place of { }, and names without quotes".to_string();
                (head, format!("the fields of {what} stand in round brackets"), advice)
            }
            (Kind::List, _) => {
                (head, format!("{what} stands here, not a list"), "write ( ) in place of [ ]".to_string())
            }
            (Kind::Tuple, _) => {
                let names: Vec<&str> = record.fields().iter().map(|field| field.name).collect();
                let advice = format!("write {}: before the value", words::list(names.iter().take(3), 3));
                (range, format!("the fields of {what} need their names"), advice)
            }
            _ => {
                let message = format!(
                    "{what} stands here as fields in round brackets, not {}",
                    words::quote(self.syntax.text(self.text, node))
                );
                (range, message, format!("write it like {}", example(&View::Record(record), "")))
            }
        };
        let fault = self.fault(range, message).suggest(Some(advice));
        self.error(fault);
        false
    }

    fn value(&mut self, node: NodeId, field: &Field, value: ViewMut<'_>) {
        match value {
            ViewMut::Fact(fact) => self.fact(node, field, fact),
            ViewMut::Record(record) => self.record(node, record),
            ViewMut::Optional(slot) => match self.without_some(node) {
                None => slot.clear(),
                Some(node) => self.record(node, slot.make()),
            },
            ViewMut::List(list) => self.list(node, field, list),
        }
    }

    /// The value of `Some(x)` or `x`; none for `None`.
    fn without_some(&self, node: NodeId) -> Option<NodeId> {
        match self.syntax.kind(self.text, node) {
            Kind::Word if self.syntax.text(self.text, node) == "None" => None,
            Kind::Some => {
                let inner = self.syntax.node(node);
                Some(
                    inner.first_child().filter(|_| inner.first_child() == inner.last_child()).unwrap_or(node),
                )
            }
            _ => Some(node),
        }
    }

    /// A value as facts are parsed: on one line.
    fn ron(&self, node: NodeId) -> Cow<'a, str> {
        let text = self.syntax.text(self.text, node);
        let simple = self.syntax.node(node).open().is_none()
            || !(text.contains(['\n', '/', '#', '(']) || text.contains("r\""));
        if simple { Cow::Borrowed(text) } else { Cow::Owned(plain(text)) }
    }

    fn fact(&mut self, node: NodeId, field: &Field, fact: &mut dyn AnyFact) {
        let inner = match self.without_some(node) {
            Some(inner) if inner != node => inner,
            _ => node,
        };
        if inner != node && !matches!(fact.shape(), Shape::Optional(_)) {
            let ron = words::quote(self.syntax.text(self.text, inner));
            let message = format!("{} is always there, so Some( ) has no place", field.name);
            let range = self.syntax.node(node).range();
            let fault = self.fault(range, message).suggest(Some(format!("write {}: {ron}", field.name)));
            return self.error(fault);
        }
        let Err(why) = fact.set(&self.ron(inner)) else { return };
        let mut blamed = inner;
        let mut why = why;
        if matches!(fact.shape().inner(), Shape::List(_)) && self.syntax.kind(self.text, inner) == Kind::List
        {
            let failing = self
                .syntax
                .children(inner)
                .find_map(|child| fact.set(&format!("[{}]", self.ron(child))).err().map(|why| (child, why)));
            if let Some((child, child_why)) = failing {
                (blamed, why) = (child, child_why);
            }
        }
        let fault = self.fault(self.syntax.node(blamed).range(), sentence(field.name, &why));
        let fault = if why.contains("has no offset") { fault.coded(NO_OFFSET) } else { fault };
        self.error(fault);
    }

    fn list(&mut self, node: NodeId, field: &Field, list: &mut dyn List) {
        if self.syntax.kind(self.text, node) != Kind::List {
            list.clear();
            let shown = words::quote(self.syntax.text(self.text, node));
            let message = format!("{} wants a list in square brackets, not {shown}", field.name);
            let fault = self.fault(self.syntax.node(node).range(), message);
            let advice = format!("write {}: [(…), (…)]", field.name);
            return self.error(fault.suggest(Some(advice)));
        }
        let before = self.errors.len();
        let nodes: Vec<NodeId> = self.syntax.children(node).collect();
        let items = self.items(&nodes, list.maker());
        list.replace(items);
        if self.errors.len() == before {
            self.name_items(list);
        }
        self.duplicate_ids(list, &nodes);
    }

    /// Reads the items of a list, a long one in two halves at the same time.
    fn items(&mut self, nodes: &[NodeId], make: fn() -> Arc<dyn Record>) -> Vec<Arc<dyn Record>> {
        let (first, second) = match halves::is_worth_it(nodes.len()) {
            true => nodes.split_at(nodes.len() / 2),
            false => (nodes, Default::default()),
        };
        let (text, syntax) = (self.text, self.syntax);
        let read = |reader: &mut Reader, part: &[NodeId], room: usize| {
            let mut items = Vec::with_capacity(room);
            for node in part {
                if reader.is_full() {
                    break;
                }
                let mut item = make();
                if let Some(record) = Arc::get_mut(&mut item) {
                    reader.record(*node, record);
                }
                items.push(item);
            }
            items
        };
        if second.is_empty() {
            return read(self, first, first.len());
        }
        let mine = || read(self, first, nodes.len());
        let (mut items, (more, errors, notes)) = halves::both(mine, || {
            let mut other = Reader::after(text, syntax);
            let items = read(&mut other, second, second.len());
            (items, other.errors, other.notes)
        });
        items.extend(more);
        errors.into_iter().for_each(|fault| self.error(fault));
        self.notes.extend(notes.into_iter().take(MOST_FAULTS.saturating_sub(self.notes.len())));
        items
    }

    /// Gives ids to the items that may go without one in the file.
    fn name_items(&self, list: &mut dyn List) {
        let is_unnamed = |item: &dyn Record| item.id().is_some_and(str::is_empty);
        if !(0..list.len()).any(|at| list.get(at).is_some_and(is_unnamed)) {
            return;
        }
        let named = |at| list.get(at).and_then(|item: &dyn Record| item.id()).filter(|id| !id.is_empty());
        let explicit: Vec<Option<&str>> = (0..list.len()).map(named).collect();
        let ids = implicit_ids(id_prefix(&*list.example()), &explicit);
        let unnamed: Vec<bool> = explicit.iter().map(Option::is_none).collect();
        for (at, id) in ids.iter().enumerate().filter(|(at, _)| unnamed.get(*at) == Some(&true)) {
            let Some(item) = list.get_mut(at) else { continue };
            let key = item.fields().iter().position(|field| field.name == "id");
            if let Some(ViewMut::Fact(fact)) = key.and_then(|key| item.view_mut(key)) {
                // An id of a letter and a number is always accepted.
                let _ = fact.set(&format!("\"{id}\""));
            }
        }
    }

    fn duplicate_ids(&mut self, list: &dyn List, nodes: &[NodeId]) {
        let id = |at: &usize| list.get(*at).and_then(Record::id).unwrap_or("");
        let mut order: Vec<usize> = (0..list.len()).collect();
        sort::by_key(&mut order, |at| id(at));
        let twins: Vec<(usize, usize)> = order
            .chunk_by(|a, b| id(a) == id(b))
            .filter(|same| !same.first().is_none_or(|at| id(at).is_empty()))
            .flat_map(|same| same.iter().skip(1).map(|later| (same.first().map_or(0, |at| *at), *later)))
            .collect();
        for (first, later) in twins {
            let (Some(first), Some(later_node)) = (nodes.get(first), nodes.get(later)) else { continue };
            let (line, _) =
                self.lines.get_or_init(|| Lines::new(self.text)).line_col(self.id_range(*first).start);
            let Some(item) = list.get(later) else { continue };
            let id = words::quote(item.id().unwrap_or(""));
            let message = format!("id {id} is already used by the {} in line {line}", noun(item));
            let fault = self.fault(self.id_range(*later_node), message).coded(DUPLICATE_ID);
            self.error(fault.suggest(Some("rename one of the two".to_string())));
        }
    }

    /// Where an item says its id; its opening bracket if it does not.
    fn id_range(&self, node: NodeId) -> std::ops::Range<usize> {
        let child = ["id", "code"].iter().find_map(|name| self.syntax.child(self.text, node, name));
        let start = self.syntax.node(node).range().start;
        child.map_or(start..start + 1, |child| self.syntax.node(child).range())
    }

    fn duplicate_field(&mut self, name: &str, earlier: NodeId, later: NodeId) {
        let key = |node: NodeId| self.syntax.node(node).key().unwrap_or(0..0);
        let (line, _) = self.lines.get_or_init(|| Lines::new(self.text)).line_col(key(earlier).start);
        let message = format!("{} is already given in line {line}", words::quote(name));
        let fault = self.fault(key(later), message).suggest(Some("remove one of the two".to_string()));
        self.error(fault);
    }

    fn unknown_field(&mut self, name: &str, at: NodeId, record: &mut dyn Record, seen: FieldSet) {
        record.extra_mut().push((name.to_string(), plain(self.syntax.text(self.text, at))));
        if self.notes.len() >= MOST_FAULTS {
            return;
        }
        let free = record.fields().iter().enumerate().filter(|(at, _)| !seen.contains(*at));
        let meant = nearest(name, free.map(|(_, field)| field.name));
        let message = format!("{} has no field {}; it is kept as it is", a_noun(record), words::quote(name));
        let range = self.syntax.node(at).key().unwrap_or(0..0);
        let fault = self.fault(range, message).coded(UNKNOWN_FIELD);
        self.notes.push(fault.suggest(meant.map(|meant| format!("did you mean {meant}?"))));
    }

    fn missing(&mut self, node: NodeId, record: &dyn Record, seen: FieldSet) {
        let fields = record.fields().iter().enumerate().filter(|(_, field)| field.essential);
        let missing: Vec<_> = fields.filter(|(at, _)| !seen.contains(*at)).collect();
        if missing.is_empty() || self.is_full() {
            return;
        }
        let item = match record.id() {
            Some(id) if !id.is_empty() => format!("{} {}", noun(record), words::quote(id)),
            _ => format!("this {}", noun(record)),
        };
        let names = words::list(missing.iter().map(|(_, field)| field.name), 10);
        let add = missing.iter().filter_map(|(at, field)| {
            record.view(*at).map(|view| format!("{}: {}", field.name, example(&view, field.name)))
        });
        let advice = format!("add {}", add.collect::<Vec<_>>().join(", "));
        let fault = self.fault(self.id_range(node), format!("{item} has no {names}"));
        self.error(fault.suggest(Some(advice)));
    }

    /// Tells what the fields together cannot mean, where they could be read.
    fn check(&mut self, node: NodeId, record: &dyn Record, unread: FieldSet) {
        let fields = record.fields();
        let together = |index: usize| fields.get(index).is_some_and(|field| field.together);
        let apart = |index: usize| {
            unread.contains(index)
                || together(index) && (0..fields.len()).any(|other| together(other) && unread.contains(other))
        };
        let mut bad = Vec::new();
        record.check(&mut bad);
        for (name, why) in bad {
            if fields.iter().position(|field| field.name == name).is_some_and(apart) {
                continue;
            }
            let blamed = self.syntax.child(self.text, node, name).unwrap_or(node);
            let fault = self.fault(self.syntax.node(blamed).range(), sentence(name, &why));
            self.error(fault);
        }
    }
}

/// Some of a record's fields, by position.
#[derive(Debug, Clone, Copy, Default)]
struct FieldSet(u128);

impl FieldSet {
    fn bit(index: usize) -> u128 {
        u32::try_from(index).ok().and_then(|index| 1_u128.checked_shl(index)).unwrap_or(0)
    }
    fn insert(&mut self, index: usize) {
        self.0 |= FieldSet::bit(index);
    }
    fn contains(self, index: usize) -> bool {
        self.0 & FieldSet::bit(index) != 0
    }
}

/// The position of a field, looked for from `next` on first: fields mostly come in the order of the table.
fn find_from(fields: &[Field], next: usize, name: &str) -> Option<usize> {
    let (before, from) = fields.split_at(next.min(fields.len()));
    let position = |part: &[Field]| part.iter().position(|field| field.name == name);
    position(from).map(|at| at + before.len()).or_else(|| position(before))
}

/// `nodes must be at least 1`; a complaint that is a sentence of its own stands behind a colon.
fn sentence(field: &str, why: &str) -> String {
    const PREDICATES: [&str; 7] = ["must", "wants", "does", "is", "has", "cannot", "needs"];
    let first = why.split(' ').next().unwrap_or("");
    let between = if PREDICATES.contains(&first) { " " } else { ": " };
    format!("{field}{between}{why}")
}

/// What people call a kind of record: `block`, `severity rule`.
pub(super) fn noun(record: &dyn Record) -> String {
    spoken(record.name().strip_prefix("Plan").filter(|rest| !rest.is_empty()).unwrap_or(record.name()))
}

/// With its article: `an extension`.
fn a_noun(record: &dyn Record) -> String {
    let noun = noun(record);
    let article = if noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {noun}")
}

fn is_name(name: &str, record: &dyn Record) -> bool {
    name == record.name() || record.name().strip_prefix("Plan") == Some(name)
}
