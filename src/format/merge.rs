//! Three texts into one: the plans merge by id and field, the texts so that both sides' comments and spellings stay.
//!
//! Our text is the ground, into which [`update`](fn@super::update) writes the merged plan. Where only they touched a value, their
//! text of it takes its place, with its comments and its layout. Comments above, behind and between items merge three ways as
//! well; where both sides changed them, both stay. What still has no place after that is put above the item it belongs to.

use crate::base::sort;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::around::{indentation, inside, lead, line_end, line_start, trail};
use super::carry::carry;
use super::lex::{TokenKind, tokens};
use super::message::Fault;
use super::read::read;
use super::scan::scan;
use super::splice::Splice;
use super::syntax::{Kind, NodeId, Syntax};
use super::update::update;
use crate::base::record::{Record, View, same};
use crate::edit;
use crate::model::{Conflict, Plan};

/// A plan and the text that it was read from.
#[derive(Debug, Clone, Copy)]
pub struct PlanText<'a> {
    pub text: &'a str,
    pub plan: &'a Plan,
}

/// The outcome of a merge.
#[derive(Debug, Clone, PartialEq)]
pub struct MergedText {
    /// Reads back as `plan`.
    pub text: String,
    pub plan: Plan,
    /// The conflicts that this merge added to the plan.
    pub conflicts: Vec<Conflict>,
    /// The text was laid out anew as a whole, because the changes could not be fitted in.
    pub rewritten: bool,
}

/// Merges the changes from `base` to `ours` and from `base` to `theirs`.
///
/// # Errors
/// When no text reads back as the merged plan; faults of the text that would have been written.
pub fn merge(base: PlanText, ours: PlanText, theirs: PlanText) -> Result<MergedText, Vec<Fault>> {
    let unchanged = |source: PlanText| MergedText {
        text: source.text.to_string(),
        plan: source.plan.clone(),
        conflicts: Vec::new(),
        rewritten: false,
    };
    if theirs.text == base.text || theirs.text == ours.text {
        return Ok(unchanged(ours));
    }
    if ours.text == base.text {
        return Ok(unchanged(theirs));
    }
    let merged = edit::merge::merge(base.plan, ours.plan, theirs.plan);
    let updated = update(ours.text, ours.plan, &merged.plan)?;
    let sides = Sides { base: Side::new(base), ours: Side::new(ours), theirs: Side::new(theirs) };
    let reads_back = |text: &String| read(text).is_ok_and(|read| read.plan == merged.plan);
    let dressed = [true, false].into_iter().find_map(|with_values| {
        let text = sides.dress(&updated.text, &merged.plan, with_values)?;
        Some(sides.with_lost_comments(text)).filter(reads_back)
    });
    let text = dressed.unwrap_or_else(|| updated.text.clone());
    Ok(MergedText { text, plan: merged.plan, conflicts: merged.conflicts, rewritten: updated.rewritten })
}

/// A text and where its values stand.
struct Side<'a> {
    text: &'a str,
    syntax: Syntax,
    plan: &'a Plan,
}

/// A value of a side.
struct At<'a> {
    node: NodeId,
    view: View<'a>,
}

struct Sides<'a> {
    base: Side<'a>,
    ours: Side<'a>,
    theirs: Side<'a>,
}

impl<'a> Side<'a> {
    fn new(source: PlanText<'a>) -> Side<'a> {
        Side { text: source.text, syntax: scan(source.text), plan: source.plan }
    }

    fn root(&self) -> Option<At<'a>> {
        Some(At { node: self.syntax.root()?, view: View::Record(self.plan) })
    }

    fn text_of(&self, node: NodeId) -> &'a str {
        self.text.get(self.syntax.node(node).range()).unwrap_or("")
    }

    /// The value within `Some( )`.
    fn bare(&self, node: NodeId) -> NodeId {
        let inner = self.syntax.node(node).first_child();
        inner.filter(|_| self.syntax.kind(self.text, node) == Kind::Some).unwrap_or(node)
    }

    fn field(&self, at: &At<'a>, index: usize, name: &str) -> Option<At<'a>> {
        let node = self.syntax.child(self.text, self.bare(at.node), name)?;
        Some(At { node, view: record(&at.view)?.view(index)? })
    }

    /// The items of a list by id.
    fn items(&self, at: &At<'a>) -> BTreeMap<String, At<'a>> {
        let View::List(list) = at.view else { return BTreeMap::new() };
        let children = self.syntax.children(at.node).enumerate();
        let item = |(place, node): (usize, NodeId)| {
            let item: &'a dyn Record = list.get(place)?;
            Some((item.id()?.to_string(), At { node, view: View::Record(item) }))
        };
        sort::map(children.filter_map(item))
    }

    fn region(&self, node: NodeId, region: Region) -> Range<usize> {
        let at = self.syntax.node(node);
        let lead = || lead(self.text, &self.syntax, node);
        let behind = |node| trail(self.text, &self.syntax, node).end;
        match region {
            Region::Apart => {
                let from = match (at.previous_sibling(), at.parent()) {
                    (Some(before), _) => behind(before),
                    (None, Some(parent)) => inside(self.text, &self.syntax, parent).start,
                    (None, None) => 0,
                };
                let lead = lead();
                let to = if lead.starts_line { line_start(self.text, lead.block) } else { lead.block };
                from..to.max(from)
            }
            Region::Above => lead().block..at.item().start,
            Region::Behind => {
                let trail = trail(self.text, &self.syntax, node);
                trail.comma..trail.end
            }
            Region::Tail => {
                let inside = inside(self.text, &self.syntax, node);
                at.last_child().map_or(inside.start, behind)..inside.end
            }
            Region::After => behind(node)..self.text.len(),
        }
    }

    fn comments(&self, node: NodeId, region: Region) -> Vec<&'a str> {
        comments(self.text.get(self.region(node, region)).unwrap_or(""))
    }
}

/// Where comments stand around a value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Region {
    /// Behind what is before it, and not directly above it: headings of what follows.
    Apart,
    Above,
    /// On its line.
    Behind,
    /// Behind the last item within its brackets.
    Tail,
    /// Behind the plan.
    After,
}

/// The text that is made, as it is and with the changes to be made.
struct Dress<'a> {
    now: Side<'a>,
    splice: Splice,
    with_values: bool,
}

impl<'a> Sides<'a> {
    /// The merged text with their comments and spellings where only they changed something.
    fn dress(&self, text: &str, plan: &Plan, with_values: bool) -> Option<String> {
        let now = Side::new(PlanText { text, plan });
        let (root, theirs) = (now.root()?, self.theirs.root()?);
        let (base, ours) = (self.base.root(), self.ours.root());
        let mut dress = Dress { now, splice: Splice::new(), with_values };
        self.around(&mut dress, root.node, base.as_ref(), theirs.node, Region::After);
        self.value(&mut dress, &root, base.as_ref(), ours.as_ref(), &theirs);
        dress.splice.apply(text).ok()
    }

    fn value(
        &self,
        dress: &mut Dress,
        now: &At,
        base: Option<&At<'a>>,
        ours: Option<&At<'a>>,
        theirs: &At<'a>,
    ) {
        for region in [Region::Apart, Region::Above, Region::Behind] {
            self.around(dress, now.node, base, theirs.node, region);
        }
        let old = base.map(|base| self.base.text_of(base.node));
        let untouched = ours.is_none_or(|ours| Some(self.ours.text_of(ours.node)) == old);
        let their = self.theirs.text_of(theirs.node);
        if old == Some(their) || dress.now.text_of(now.node) == their {
            return;
        }
        if untouched
            && dress.with_values
            && same(&now.view, &theirs.view)
            && self.names_itself(dress, now, theirs)
        {
            let range = dress.now.syntax.node(now.node).range();
            let from = indentation(self.theirs.text, self.theirs.syntax.node(theirs.node).item().start);
            let to = indentation(dress.now.text, dress.now.syntax.node(now.node).item().start);
            dress.splice.replace(range, indented_anew(their, from, to, line_end(dress.now.text)));
            return;
        }
        match (&now.view, &theirs.view) {
            (View::List(_), View::List(_)) => {
                let items =
                    |side: &Side<'a>, at: Option<&At<'a>>| at.map(|at| side.items(at)).unwrap_or_default();
                let (base, ours) = (items(&self.base, base), items(&self.ours, ours));
                let theirs = self.theirs.items(theirs);
                for (id, now) in dress.now.items(now) {
                    if let Some(their) = theirs.get(&id) {
                        self.value(dress, &now, base.get(&id), ours.get(&id), their);
                    }
                }
            }
            (now_view, their_view) => {
                let (Some(record), Some(_)) = (record(now_view), record(their_view)) else { return };
                for (index, field) in record.fields().iter().enumerate() {
                    let find = |side: &Side<'a>, at: Option<&At<'a>>| side.field(at?, index, field.name);
                    let (Some(now), Some(their)) = (
                        dress.now.field(now, index, field.name),
                        self.theirs.field(theirs, index, field.name),
                    ) else {
                        continue;
                    };
                    let (base, ours) = (find(&self.base, base), find(&self.ours, ours));
                    self.value(dress, &now, base.as_ref(), ours.as_ref(), &their);
                }
            }
        }
        if dress.now.syntax.node(now.node).open().is_some()
            && self.theirs.syntax.node(theirs.node).open().is_some()
        {
            self.around(dress, now.node, base, theirs.node, Region::Tail);
        }
    }

    /// An item that has its id from its place keeps the id that was written for it.
    fn names_itself(&self, dress: &Dress, now: &At, theirs: &At) -> bool {
        let has_id = |side: &Side, node| side.syntax.child(side.text, node, "id").is_some();
        !has_id(&dress.now, now.node) || has_id(&self.theirs, theirs.node)
    }

    /// Merges the comments of one region.
    fn around(&self, dress: &mut Dress, now: NodeId, base: Option<&At>, theirs: NodeId, region: Region) {
        let old = base.map(|base| self.base.comments(base.node, region)).unwrap_or_default();
        let ours = dress.now.comments(now, region);
        let their = self.theirs.comments(theirs, region);
        if their == old || their == ours {
            return;
        }
        let range = dress.now.region(now, region);
        let text = dress.now.text;
        let start = dress.now.syntax.node(now).item().start;
        let indent = indentation(text, start).to_string();
        let line_end = line_end(text);
        let new = if ours == old {
            let raw = self.theirs.text.get(self.theirs.region(theirs, region)).unwrap_or("");
            let from = indentation(self.theirs.text, self.theirs.syntax.node(theirs).item().start);
            indented_anew(raw, from, &indent, line_end)
        } else {
            let raw = text.get(range.clone()).unwrap_or("");
            let all: BTreeSet<&str> = sort::set(comments(text));
            let added = their.iter().filter(|comment| !old.contains(comment) && !all.contains(*comment));
            let added: Vec<&str> = added.copied().collect();
            // Two comments to the end of the line have no room on it: the second one is carried above the item.
            let is_line = |comment: &&str| comment.starts_with("//");
            let lines = ours.iter().chain(&added).filter(|comment| is_line(comment)).count();
            if added.is_empty() || region == Region::Behind && lines > 0 {
                return;
            }
            join(region, raw, &added, &indent, line_end)
        };
        let rest = text.get(range.end..).unwrap_or("");
        dress.splice.replace(range, closed(new, rest, &indent, line_end));
    }

    /// Puts back what has lost its place: comments that both sides have, and those that one side wrote.
    fn with_lost_comments(&self, text: String) -> String {
        let of = |side: &Side<'a>| sort::set(comments(side.text));
        let (base, ours, theirs) = (of(&self.base), of(&self.ours), of(&self.theirs));
        let mut text = text;
        for (side, own, other) in [(&self.ours, &ours, &theirs), (&self.theirs, &theirs, &ours)] {
            let have: BTreeSet<String> = sort::set(comments(&text).into_iter().map(str::to_string));
            let lost: BTreeSet<&str> = sort::set(
                own.iter()
                    .filter(|comment| !have.contains(**comment))
                    .filter(|comment| other.contains(*comment) || !base.contains(*comment))
                    .copied(),
            );
            if !lost.is_empty()
                && let Some(with) =
                    carry(side.text, &side.syntax, &text, &|comment| lost.contains(comment.trim_end()))
            {
                text = with;
            }
        }
        text
    }
}

fn record<'a>(view: &View<'a>) -> Option<&'a dyn Record> {
    match view {
        View::Record(record) | View::Optional(Some(record)) => Some(*record),
        _ => None,
    }
}

fn comments(text: &str) -> Vec<&str> {
    tokens(text).filter(|token| token.kind.is_comment()).map(|token| token.text(text).trim_end()).collect()
}

/// A region with more comments.
fn join(region: Region, raw: &str, added: &[&str], indent: &str, line_end: &str) -> String {
    let lines =
        |indent: &str| added.iter().map(|comment| format!("{indent}{comment}{line_end}")).collect::<String>();
    match region {
        Region::Above => {
            let above: String = added.iter().map(|comment| format!("{comment}{line_end}{indent}")).collect();
            format!("{raw}{above}")
        }
        Region::Behind => format!("{raw} {}", added.join(" ")),
        Region::Apart => {
            let raw = raw.trim_end_matches([' ', '\t']);
            let first = if raw.ends_with('\n') { "" } else { line_end };
            format!("{raw}{first}{}{line_end}", lines(indent))
        }
        Region::Tail | Region::After => {
            let kept = raw.trim_end();
            let end = raw.get(kept.len()..).filter(|end| end.contains('\n')).unwrap_or(line_end);
            let more = if region == Region::Tail { "    " } else { "" };
            let added: String =
                added.iter().map(|comment| format!("{line_end}{indent}{more}{comment}")).collect();
            format!("{kept}{added}{end}")
        }
    }
}

/// A text that may end in a line comment, so that what follows on the line is not swallowed.
fn closed(text: String, rest: &str, indent: &str, line_end: &str) -> String {
    let last = tokens(&text).last().is_some_and(|token| token.kind == TokenKind::LineComment);
    match last && !rest.trim_start_matches([' ', '\t', '\r']).starts_with('\n') && !rest.is_empty() {
        true => format!("{text}{line_end}{indent}"),
        false => text,
    }
}

/// A piece of a text whose lines are indented by `from`, for lines indented by `to`. Strings and comments keep their bytes.
fn indented_anew(piece: &str, from: &str, to: &str, line_end: &str) -> String {
    let mut out = String::with_capacity(piece.len());
    for token in tokens(piece) {
        let part = token.text(piece);
        match token.kind {
            TokenKind::Space if part.contains('\n') => {
                let mut lines = part.split('\n').peekable();
                out.push_str(lines.next().unwrap_or("").trim_end_matches('\r'));
                while let Some(line) = lines.next() {
                    out.push_str(line_end);
                    if lines.peek().is_some() {
                        continue;
                    }
                    match line.strip_prefix(from) {
                        Some(more) => out.push_str(&format!("{to}{more}")),
                        None => out.push_str(line),
                    }
                }
            }
            TokenKind::LineComment => out.push_str(part.trim_end_matches('\r')),
            _ => out.push_str(part),
        }
    }
    out
}

#[cfg(test)]
#[path = "merge_tests.rs"]
mod tests;
