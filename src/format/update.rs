//! Saving into a text that people wrote: only the facts that changed are written anew, everything else keeps its bytes.

use crate::base::sort;
use std::cell::OnceCell;
use std::collections::BTreeMap;

use super::around::{indent_unit, indentation, indented, lead, line_end, on_one_line, trail};
use super::carry::carry_comments;
use super::layout::lay_out_item;
use super::lex::tokens;
use super::message::Fault;
use super::pieces::{Entry, Pieces};
use super::place::Lines;
use super::read::{id_prefix, implicit_ids, read};
use super::scan::scan;
use super::style::Style;
use super::syntax::{Kind, NodeId, Syntax};
use super::write::{spell, spell_field, write};
use crate::base::record::{List, Record, Shape, View, same, same_record};
use crate::base::words::width;
use crate::model::Plan;

/// A new item goes on one line, as its neighbours are, up to this width.
const WIDEST: usize = 160;

/// More items than this were hardly all renamed.
const MOST_RENAMED: usize = 100;

/// A length in the unit in which the one before it was written: where that was `"225h"`, not `"10d"` but `"240h"`.
fn as_before(shape: Shape, before: &str, new: String) -> String {
    let number = |text: &str, unit: &str| text.strip_prefix('"')?.strip_suffix(unit)?.parse::<u32>().ok();
    match (shape.inner(), number(before, "h\""), number(&new, "d\"")) {
        (Shape::Duration, Some(_), Some(days)) => format!("\"{}h\"", u64::from(days) * 24),
        _ => new,
    }
}

/// The text of a changed plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Updated {
    pub text: String,
    /// The text was laid out anew as a whole, with its comments: the changes could not be fitted in. The old text should
    /// be kept beside, and the person told.
    pub rewritten: bool,
}

/// Writes what differs between two plans into the text that `old` was read from. What comes out reads back as `new`.
///
/// Comments, blank lines, order, spelling of numbers and unknown fields stay. A changed value takes the place of the old one;
/// a value that is gone goes with its line and its comments; new fields and items take the style of their neighbours.
///
/// # Errors
/// When no text reads back as `new`, because it is no plan that a file can hold (an id used twice): what is wrong, with
/// places in the text that would have been written.
pub fn update(text: &str, old: &Plan, new: &Plan) -> Result<Updated, Vec<Fault>> {
    if old == new {
        return Ok(Updated { text: text.to_string(), rewritten: false });
    }
    let reads_back = |text: &str| read(text).is_ok_and(|read| read.plan == *new);
    let syntax = scan(text);
    if let Some(text) = splice(text, &syntax, old, new).filter(|text| reads_back(text)) {
        return Ok(Updated { text, rewritten: false });
    }
    let whole = write(new);
    let carried = carry_comments(text, &syntax, &whole);
    if let Some(text) = [carried, whole.clone()].into_iter().find(|text| reads_back(text)) {
        return Ok(Updated { text, rewritten: true });
    }
    Err(match read(&whole) {
        Err(faults) => faults,
        Ok(_) => vec![Fault::at(&Lines::new(&whole), 0..0, "the plan would not read back as it is")],
    })
}

/// The text with the changes in it; none where the text does not hold what `old` says.
fn splice(text: &str, syntax: &Syntax, old: &Plan, new: &Plan) -> Option<String> {
    let root = syntax.root().filter(|_| syntax.faults.is_empty())?;
    let range = syntax.node(root).range();
    let updater = Updater {
        text,
        syntax,
        unit: indent_unit(text, syntax),
        line_end: line_end(text),
        style: OnceCell::new(),
    };
    let changed = updater.record(root, old, new, false)?;
    Some(format!("{}{changed}{}", text.get(..range.start)?, text.get(range.end..)?))
}

struct Updater<'a> {
    text: &'a str,
    syntax: &'a Syntax,
    unit: &'a str,
    line_end: &'static str,
    style: OnceCell<Style>,
}

/// What becomes of an item of the text.
enum Fate {
    Kept,
    Gone,
    /// Its new text, with its name.
    Changed(String),
}

/// A new item, and the place of the piece it follows; `None` for the front.
struct Addition {
    after: Option<usize>,
    /// `name: value`, or an item of a list.
    ron: String,
}

impl<'a> Updater<'a> {
    fn part(&self, from: usize, to: usize) -> &'a str {
        self.text.get(from..to).unwrap_or("")
    }

    /// The value's new text, for a record. With `named`, its id is written even if nothing else changed.
    fn record(&self, node: NodeId, old: &dyn Record, new: &dyn Record, named: bool) -> Option<String> {
        let inner = self.syntax.node(node).first_child();
        if let (Kind::Some, Some(inner)) = (self.syntax.kind(self.text, node), inner) {
            return self.inside(node, inner, self.record(inner, old, new, named)?);
        }
        let fields = old.fields();
        let (old_extra, new_extra) = (extra(old), extra(new));
        let mut fates = Vec::new();
        let mut present: Vec<Option<usize>> = vec![None; fields.len()];
        for (place, child) in self.syntax.children(node).enumerate() {
            let key = self.syntax.key(self.text, child)?;
            let index = fields.iter().position(|field| field.name == key);
            let fate = match index {
                Some(index) => {
                    *present.get_mut(index)? = Some(place);
                    let is_absent = !fields.get(index)?.essential && new.is_default(index);
                    let fate = self.value(child, is_absent, &old.view(index)?, &new.view(index)?)?;
                    // Only planb writes these lists: they go with their last item, if nobody wrote a comment to them.
                    let is_emptied =
                        matches!(key, "conflicts" | "baselines") && is_absent && !old.is_default(index);
                    match &fate {
                        Fate::Changed(list) if is_emptied && !self.is_remarked(child, list) => Fate::Gone,
                        _ => fate,
                    }
                }
                None => unknown(old_extra.get(key).copied(), new_extra.get(key).copied()),
            };
            fates.push(match fate {
                Fate::Changed(value) => {
                    let at = self.syntax.node(child);
                    Fate::Changed(format!("{}{value}", self.part(at.item().start, at.range().start)))
                }
                other => other,
            });
        }
        let mut additions = Vec::new();
        for (index, field) in
            fields.iter().enumerate().filter(|(index, _)| present.get(*index) == Some(&None))
        {
            let (old, new) = (old.view(index)?, new.view(index)?);
            if !same(&old, &new) || (named && field.name == "id") {
                let after = present.iter().take(index).rev().find_map(|place| *place);
                let mut ron = String::new();
                spell_field(field.name, &new, self.style(), &mut ron);
                additions.push(Addition { after, ron });
            }
        }
        for (name, value) in new.extra() {
            if !old_extra.contains_key(name.as_str()) {
                additions
                    .push(Addition { after: fates.len().checked_sub(1), ron: format!("{name}: {value}") });
            }
        }
        Some(self.assemble(node, &fates, &additions))
    }

    /// Whether comments stand around a value, or in what is its text now.
    fn is_remarked(&self, node: NodeId, now: &str) -> bool {
        let at = self.syntax.node(node);
        let before = self.part(lead(self.text, self.syntax, node).block, at.range().start);
        let behind = self.part(at.range().end, trail(self.text, self.syntax, node).end);
        [before, now, behind].into_iter().any(|part| tokens(part).any(|token| token.kind.is_comment()))
    }

    /// The text of a node, with the text of a node inside replaced.
    fn inside(&self, outer: NodeId, inner: NodeId, new: String) -> Option<String> {
        let (outer, inner) = (self.syntax.node(outer).range(), self.syntax.node(inner).range());
        Some(format!("{}{new}{}", self.part(outer.start, inner.start), self.part(inner.end, outer.end)))
    }

    fn value(&self, node: NodeId, is_default: bool, old: &View<'_>, new: &View<'_>) -> Option<Fate> {
        if same(old, new) {
            return Some(Fate::Kept);
        }
        Some(match (old, new) {
            (View::Fact(_), View::Fact(new)) if is_default && new.is_absent() => Fate::Gone,
            (View::Fact(old), View::Fact(new)) => {
                let inner = self.syntax.node(node).first_child();
                let is_some = self.syntax.kind(self.text, node) == Kind::Some;
                let is_list = matches!(new.shape(), Shape::List(_));
                let text =
                    |node: NodeId| as_before(new.shape(), self.syntax.text(self.text, node), new.ron());
                Fate::Changed(match inner {
                    Some(inner) if is_some => self.inside(node, inner, text(inner))?,
                    Some(_) if is_list => self.values(node, &old.ron(), &new.ron())?,
                    _ => text(node),
                })
            }
            (View::Record(old), View::Record(new))
            | (View::Optional(Some(old)), View::Optional(Some(new))) => {
                Fate::Changed(self.record(node, *old, *new, false)?)
            }
            (View::Optional(_), View::Optional(None)) => Fate::Gone,
            (View::Optional(None), View::Optional(Some(new))) => {
                let mut ron = String::new();
                spell(*new, self.style(), false, &mut ron);
                let indent = indentation(self.text, self.syntax.node(node).item().start);
                Fate::Changed(indented(&lay_out_item(&ron, width(indent)), indent, self.unit, self.line_end))
            }
            (View::List(old), View::List(new)) => Fate::Changed(self.list(node, *old, *new)?),
            _ => return None,
        })
    }

    /// A list of plain values: those that stay keep their bytes and comments.
    fn values(&self, node: NodeId, old: &str, new: &str) -> Option<String> {
        fn items(ron: &str) -> Vec<String> {
            let syntax = scan(ron);
            let children = syntax.root().map(|root| syntax.children(root).collect::<Vec<_>>());
            children
                .unwrap_or_default()
                .into_iter()
                .map(|child| syntax.text(ron, child).to_string())
                .collect()
        }
        let (old, new) = (items(old), items(new));
        let mut free: Vec<bool> = vec![true; old.len()];
        let from: Vec<Option<usize>> = new
            .iter()
            .map(|value| {
                let place = old.iter().zip(&free).position(|(old, free)| *free && old == value);
                if let Some(slot) = place.and_then(|place| free.get_mut(place)) {
                    *slot = false;
                }
                place
            })
            .collect();
        let children: Vec<NodeId> = self.syntax.children(node).collect();
        if children.len() != old.len() {
            return None;
        }
        let texts = new.iter().zip(&from).map(|(new, from)| match from.and_then(|from| children.get(from)) {
            Some(child) => self.syntax.text(self.text, *child).to_string(),
            None => new.clone(),
        });
        let entries = texts.zip(&from).map(|(text, from)| Entry { from: *from, text }).collect();
        Some(self.join(node, entries))
    }

    fn list(&self, node: NodeId, old: &dyn List, new: &dyn List) -> Option<String> {
        let children: Vec<NodeId> = self.syntax.children(node).collect();
        if children.len() != old.len() {
            return None;
        }
        let from = sources(old, new);
        let named = self.must_be_named(&children, new, &from);
        let same_places =
            from.len() == children.len() && from.iter().enumerate().all(|(at, from)| *from == Some(at));
        let mut fates = Vec::new();
        let mut entries = Vec::new();
        let mut before = None;
        for (at, from) in from.iter().enumerate() {
            let item = new.get(at)?;
            let Some((from, child, old)) =
                from.and_then(|from| Some((from, *children.get(from)?, old.get(from)?)))
            else {
                let beside = before.map_or(children.first(), |before| children.get(before));
                entries.push(Entry { from: None, text: self.new_item(item, node, beside.copied()) });
                continue;
            };
            before = Some(from);
            let named = named.get(at) == Some(&true);
            let changed = named || !same_record(old, item);
            let text = if changed { Some(self.record(child, old, item, named)?) } else { None };
            if same_places {
                fates.push(text.map_or(Fate::Kept, Fate::Changed));
            } else {
                let text = text.unwrap_or_else(|| self.syntax.text(self.text, child).to_string());
                entries.push(Entry { from: Some(from), text });
            }
        }
        if same_places {
            return Some(self.in_place(node, &children, &fates));
        }
        Some(self.join(node, entries))
    }

    /// Which items of the text need their id written, because their place no longer tells it.
    fn must_be_named(&self, children: &[NodeId], new: &dyn List, from: &[Option<usize>]) -> Vec<bool> {
        let mut named = vec![false; from.len()];
        if !new.example().fields().iter().any(|field| field.name == "id" && !field.essential) {
            return named;
        }
        let has_id = |child: &NodeId| self.syntax.child(self.text, *child, "id").is_some();
        let unnamed =
            |from: &Option<usize>| from.and_then(|at| children.get(at)).is_some_and(|child| !has_id(child));
        let implicit: Vec<bool> = from.iter().map(unnamed).collect();
        let id = |at: usize| new.get(at).and_then(Record::id);
        if !implicit.contains(&true) {
            return named;
        }
        // Naming one item can shift the ids of those after it.
        loop {
            let given = |at: usize| implicit.get(at) != Some(&true) || named.get(at) == Some(&true);
            let explicit: Vec<Option<&str>> =
                (0..from.len()).map(|at| id(at).filter(|_| given(at))).collect();
            let told = implicit_ids(id_prefix(&*new.example()), &explicit);
            let wrong: Vec<usize> =
                (0..from.len()).filter(|at| told.get(*at).map(String::as_str) != id(*at)).collect();
            if wrong.is_empty() {
                return named;
            }
            for at in wrong {
                match named.get_mut(at) {
                    Some(slot) if !*slot => *slot = true,
                    _ => return named,
                }
            }
        }
    }

    fn style(&self) -> &Style {
        self.style.get_or_init(|| Style::of(self.text, self.syntax))
    }

    /// The text of an item that the list did not have, in the style of the one beside it.
    fn new_item(&self, item: &dyn Record, list: NodeId, beside: Option<NodeId>) -> String {
        let style = self.style();
        let named = beside.map_or(style.named, |beside| self.syntax.name(self.text, beside).is_some());
        let style = style.clone().with_names(named);
        let flat = match beside {
            Some(beside) => !self.syntax.text(self.text, beside).contains('\n'),
            None => self.syntax.key(self.text, list).is_some_and(|key| style.is_flat(key)),
        };
        let mut ron = String::new();
        spell(item, &style, !flat, &mut ron);
        if flat && let Some(line) = on_one_line(&ron).filter(|line| width(line) <= WIDEST) {
            return line;
        }
        ron
    }

    /// The text of brackets whose items were kept, changed, taken out, and joined by new ones.
    fn assemble(&self, node: NodeId, fates: &[Fate], additions: &[Addition]) -> String {
        let children: Vec<NodeId> = self.syntax.children(node).collect();
        if additions.is_empty() && !fates.iter().any(|fate| matches!(fate, Fate::Gone)) {
            return self.in_place(node, &children, fates);
        }
        let mut entries = Vec::new();
        let add = |after: Option<usize>, entries: &mut Vec<Entry>| {
            let here = additions.iter().filter(|addition| addition.after == after);
            entries.extend(here.map(|addition| Entry { from: None, text: addition.ron.clone() }));
        };
        add(None, &mut entries);
        for (place, (child, fate)) in children.iter().zip(fates).enumerate() {
            let item = self.syntax.node(*child).item();
            match fate {
                Fate::Kept => {
                    entries
                        .push(Entry { from: Some(place), text: self.part(item.start, item.end).to_string() });
                }
                Fate::Changed(text) => entries.push(Entry { from: Some(place), text: text.clone() }),
                Fate::Gone => {}
            }
            add(Some(place), &mut entries);
        }
        self.join(node, entries)
    }

    /// The text of brackets in which only values changed.
    fn in_place(&self, node: NodeId, children: &[NodeId], fates: &[Fate]) -> String {
        let range = self.syntax.node(node).range();
        let mut out = String::new();
        let mut from = range.start;
        for (child, fate) in children.iter().zip(fates) {
            if let Fate::Changed(text) = fate {
                let item = self.syntax.node(*child).item();
                out.push_str(self.part(from, item.start));
                out.push_str(text);
                from = item.end;
            }
        }
        out.push_str(self.part(from, range.end));
        out
    }

    /// The text of brackets with these items inside, new ones laid out as their neighbours are.
    fn join(&self, node: NodeId, mut entries: Vec<Entry>) -> String {
        let range = self.syntax.node(node).range();
        let inner = super::around::inside(self.text, self.syntax, node);
        let (open, close) = (self.part(range.start, inner.start), self.part(inner.end, range.end));
        if self.syntax.node(node).first_child().is_none() {
            return format!("{open}{}{close}", self.fill(node, &entries));
        }
        let pieces = Pieces::new(self.text, self.syntax, node, self.line_end);
        let mut before = None;
        for entry in &mut entries {
            match entry.from {
                Some(from) => before = Some(from),
                None => {
                    let indent = pieces.indent(before);
                    entry.text = self.laid_out(&entry.text, indent.as_deref());
                }
            }
        }
        format!("{open}{}{close}", pieces.join(&entries))
    }

    /// A new item on lines indented by `indent`; on one line where there is none.
    fn laid_out(&self, ron: &str, indent: Option<&str>) -> String {
        match indent {
            Some(indent) => {
                let is_field = ron.split(['(', '[', '"', ' ']).next().is_some_and(|name| name.ends_with(':'));
                if !is_field && !ron.contains('\n') {
                    return ron.to_string();
                }
                indented(&lay_out_item(ron, width(indent)), indent, self.unit, self.line_end)
            }
            None => on_one_line(ron).unwrap_or_else(|| ron.to_string()),
        }
    }

    /// What stands between brackets that were empty.
    fn fill(&self, node: NodeId, entries: &[Entry]) -> String {
        let inner = super::around::inside(self.text, self.syntax, node);
        let content = self.part(inner.start, inner.end);
        let kept = content.trim_end();
        if entries.is_empty() {
            return content.to_string();
        }
        let at = self.syntax.node(node);
        let starts_line = lead(self.text, self.syntax, node).starts_line;
        let is_value = at.key().is_some() && at.open() != Some(super::lex::Bracket::Square);
        if !content.contains('\n') && (!starts_line || is_value) {
            let items: Vec<String> = entries.iter().map(|entry| self.laid_out(&entry.text, None)).collect();
            let blank = if kept.is_empty() { "" } else { " " };
            return format!("{kept}{blank}{}", items.join(", "));
        }
        let base_at = if content.contains('\n') { inner.end } else { at.item().start };
        let base = indentation(self.text, base_at);
        let indent = format!("{base}{}", self.unit);
        let mut out = kept.to_string();
        for entry in entries {
            out.push_str(&format!("{}{indent}{},", self.line_end, self.laid_out(&entry.text, Some(&indent))));
        }
        format!("{out}{}{base}", self.line_end)
    }
}

/// Fields that this version does not know, by name.
fn extra(record: &dyn Record) -> BTreeMap<&str, &str> {
    sort::map(record.extra().iter().map(|(name, ron)| (name.as_str(), ron.as_str())))
}

fn unknown(old: Option<&str>, new: Option<&str>) -> Fate {
    match new {
        None => Fate::Gone,
        Some(_) if old == new => Fate::Kept,
        Some(new) => Fate::Changed(new.to_string()),
    }
}

/// For each new item the old one that it was: by id, or by all else where only the id changed.
fn sources(old: &dyn List, new: &dyn List) -> Vec<Option<usize>> {
    fn id(list: &dyn List, at: usize) -> Option<&str> {
        list.get(at).and_then(Record::id)
    }
    let places: BTreeMap<&str, usize> = sort::map((0..old.len()).filter_map(|at| Some((id(old, at)?, at))));
    let mut free = vec![true; old.len()];
    let mut from: Vec<Option<usize>> = Vec::new();
    for at in 0..new.len() {
        let place = id(new, at).and_then(|id| places.get(id).copied());
        if let Some(slot) = place.and_then(|place| free.get_mut(place)) {
            *slot = false;
        }
        from.push(place);
    }
    let mut free: Vec<usize> = (0..old.len()).filter(|at| free.get(*at) == Some(&true)).collect();
    if free.len() > MOST_RENAMED {
        return from;
    }
    for at in 0..new.len() {
        let Some(item) = new.get(at).filter(|_| from.get(at) == Some(&None)) else { continue };
        let twin = free.iter().position(|place| old.get(*place).is_some_and(|old| same_but_id(old, item)));
        if let (Some(twin), Some(slot)) = (twin, from.get_mut(at)) {
            *slot = Some(free.remove(twin));
        }
    }
    from
}

fn same_but_id(a: &dyn Record, b: &dyn Record) -> bool {
    a.extra() == b.extra()
        && a.fields().iter().enumerate().filter(|(_, field)| !matches!(field.name, "id" | "code")).all(
            |(at, _)| match (a.view(at), b.view(at)) {
                (Some(a), Some(b)) => same(&a, &b),
                _ => false,
            },
        )
}

#[cfg(test)]
#[path = "update_tests.rs"]
mod tests;
