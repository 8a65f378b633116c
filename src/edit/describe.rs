//! Changes as sentences, one a line: `window base-8b/w1: moved 2h earlier, to Mon 11 Jan 12:00Z`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::base::record::{AnyFact, Kind, List, Record, Shape, View, same, same_record};
use crate::base::zone::Zone;
use crate::base::{Duration, Instant, Money, fact, sort, words};
use crate::model::{Plan, Target};

use super::Edit;
use super::copy::{find, id_of, items, kind};

/// What a change does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    Added,
    Removed,
    Renamed,
    Moved,
    Resized,
    Reassigned,
    Repriced,
    Status,
    Changed,
}

impl What {
    pub fn word(self) -> &'static str {
        match self {
            What::Added => "added",
            What::Removed => "removed",
            What::Renamed => "renamed",
            What::Moved => "moved",
            What::Resized => "resized",
            What::Reassigned => "reassigned",
            What::Repriced => "repriced",
            What::Status => "status",
            What::Changed => "changed",
        }
    }
}

/// One change in words. It prints as `item: text`; what comes from the file is not yet made safe for a terminal.
#[derive(Debug, Clone, PartialEq)]
pub struct Sentence {
    pub what: What,
    /// What changed; the plan for items that are no target.
    pub target: Target,
    /// The item with its kind: `run base-8b`, `window base-8b/w1`.
    pub item: String,
    pub text: String,
    /// The id that the item had before, where that is what changed.
    pub was: Option<String>,
}

impl fmt::Display for Sentence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.item, self.text)
    }
}

/// What makes `after` of `before`, in the order of the plan.
pub fn describe(before: &Plan, after: &Plan) -> Vec<Sentence> {
    let mut teller = Teller::default();
    for (kind, name) in [(Kind::Block, "blocks"), (Kind::Run, "runs")] {
        let twins = list_of(before, name).zip(list_of(after, name)).map(|(old, new)| twins(old, new));
        teller.renamed.extend(twins.unwrap_or_default().into_iter().map(|(new, old)| (kind, old, new)));
    }
    teller.record(&Place::default(), "", before, after);
    teller.sentences
}

impl Edit {
    /// The edit in words.
    pub fn sentences(&self) -> Vec<Sentence> {
        let (before, after) = self.sides();
        let mut sentences = describe(&before, &after);
        for list in self.rearranged() {
            let text = format!("{list} in another order");
            let (what, target, item) = (What::Changed, Target::Plan, "plan".to_string());
            sentences.push(Sentence { what, target, item, text, was: None });
        }
        sentences
    }
}

/// An item: its kind and the ids from the run down to it.
#[derive(Default, Clone)]
struct Place {
    kind: String,
    /// `(kind, id)` from the outermost item.
    steps: Vec<(String, String)>,
}

impl Place {
    fn inside(&self, kind: &str, id: &str) -> Place {
        let mut steps = self.steps.clone();
        steps.push((kind.to_string(), id.to_string()));
        Place { kind: kind.to_string(), steps }
    }

    fn item(&self) -> String {
        let ids: Vec<&str> = self.steps.iter().map(|(_, id)| id.as_str()).collect();
        if ids.is_empty() { "plan".to_string() } else { format!("{} {}", self.kind, ids.join("/")) }
    }

    /// The target; the item around it for what is no target of its own.
    fn target(&self) -> Target {
        let steps: Vec<(&str, &str)> =
            self.steps.iter().map(|(kind, id)| (kind.as_str(), id.as_str())).collect();
        match steps.as_slice() {
            [("run", run), ("window", window), ..] => Target::Window((*run).into(), None, (*window).into()),
            [("run", run), ("fallback", rung), ("window", window), ..] => {
                Target::Window((*run).into(), Some((*rung).into()), (*window).into())
            }
            [("run", run), ("fallback", rung), ..] => Target::Fallback((*run).into(), (*rung).into()),
            [("run", id), ..] => Target::Run((*id).into()),
            [("block", id), ..] => Target::Block((*id).into()),
            [("dataset", id), ..] => Target::Dataset((*id).into()),
            [("scenario", id), ..] => Target::Scenario((*id).into()),
            [("decision", id), ..] => Target::Decision((*id).into()),
            [("machine", id), ..] => Target::Machine((*id).into()),
            [("person", id), ..] => Target::Person((*id).into()),
            [("quota", id), ..] => Target::Quota((*id).into()),
            [("waiver", id), ..] => Target::Waiver((*id).into()),
            [("baseline", id), ..] => Target::Baseline((*id).into()),
            [("conflict", id), ..] => Target::Conflict((*id).into()),
            _ => Target::Plan,
        }
    }
}

#[derive(Default)]
struct Teller {
    sentences: Vec<Sentence>,
    /// Blocks and runs whose id changed, before and after: what names them was not changed by that.
    renamed: BTreeSet<(Kind, String, String)>,
}

impl Teller {
    fn say(&mut self, place: &Place, what: What, text: impl Into<String>) {
        let (target, item, text) = (place.target(), place.item(), text.into());
        self.sentences.push(Sentence { what, target, item, text, was: None });
    }

    /// What a fact says once the ids that changed are as they are now.
    fn renamed(&self, fact: &dyn AnyFact) -> String {
        let now = |kind, id: &str| {
            let new = self.renamed.iter().find(|(of, old, _)| *of == kind && old == id);
            new.map_or_else(|| id.to_string(), |(_, _, new)| new.clone())
        };
        match fact.shape().inner() {
            Shape::Id(kind) => now(kind, &fact.show()),
            Shape::List(Shape::Id(kind)) => {
                let ids = fact::elements(&fact.ron()).into_iter();
                let ids = ids.map(|id| fact::quote(&now(*kind, id.trim_matches('"'))));
                format!("[{}]", ids.collect::<Vec<_>>().join(", "))
            }
            _ => fact.show(),
        }
    }

    /// The changes of one record; `prefix` names the nested record that it is: `need `.
    fn record(&mut self, place: &Place, prefix: &str, before: &dyn Record, after: &dyn Record) {
        if same_record(before, after) {
            return;
        }
        self.span(place, prefix, before, after);
        for (index, field) in before.fields().iter().enumerate() {
            let (Some(old), Some(new)) = (before.view(index), after.view(index)) else { continue };
            if field.together || field.name == "id" || same(&old, &new) {
                continue;
            }
            let label = format!("{prefix}{}", fact::spoken(&field.name.replace('_', " ")));
            match (old, new) {
                (View::Fact(old), View::Fact(new)) => self.fact(place, field.name, &label, old, new),
                (View::Record(old), View::Record(new)) => {
                    self.record(place, &format!("{label} "), old, new);
                }
                (View::Optional(Some(old)), View::Optional(Some(new))) => {
                    self.record(place, &format!("{label} "), old, new);
                }
                (View::Optional(_), View::Optional(new)) => {
                    let what = if field.name == "price" { What::Repriced } else { What::Changed };
                    let text = match new {
                        Some(new) => format!("{label} set: {}", all_facts(new)),
                        None => format!("{label} removed"),
                    };
                    self.say(place, what, text);
                }
                (View::List(old), View::List(new)) => self.list(place, &label, old, new),
                _ => {}
            }
        }
        let unknown = |record: &dyn Record| sort::set(record.extra().iter().cloned());
        let (old, new) = (unknown(before), unknown(after));
        let names: BTreeSet<&String> = sort::set(old.symmetric_difference(&new).map(|(name, _)| name));
        for name in names {
            self.say(place, What::Changed, format!("{prefix}{name} (unknown to this planb) changed"));
        }
    }

    /// Start and end, as one.
    fn span(&mut self, place: &Place, prefix: &str, before: &dyn Record, after: &dyn Record) {
        let ends = |record| Some((instant(record, "start")?, instant(record, "end")));
        if !before.fields().iter().any(|field| field.together) {
            return;
        }
        let (Some((start, end)), Some((new_start, new_end))) = (ends(before), ends(after)) else { return };
        if (start, end) == (new_start, new_end) {
            return;
        }
        let by = new_start - start;
        let is_moved = match (end, new_end) {
            (Some(end), Some(new_end)) => new_end - end == by,
            (None, None) => true,
            _ => false,
        };
        if is_moved {
            let text = format!("{prefix}moved {}, to {}", shift(by), moment(new_start, Some(start)));
            return self.say(place, What::Moved, text);
        }
        let mut parts = Vec::new();
        if start != new_start {
            parts.push(format!("starts {}, {}", shift(by), moment(new_start, Some(start))));
        }
        match (end, new_end) {
            (end, Some(new)) if end != new_end => {
                let by = end.map_or(String::new(), |end| format!("{}, ", shift(new - end)));
                parts.push(format!("ends {by}{}", moment(new, end)));
            }
            (Some(_), None) => parts.push("has no end any more".to_string()),
            _ => {}
        }
        let length = |from: Instant, to: Option<Instant>| to.map(|to| (to - from).words());
        if let (Some(old), Some(new)) = (length(start, end), length(new_start, new_end)) {
            parts.push(format!("{old} → {new}"));
        }
        self.say(place, What::Resized, format!("{prefix}{}", parts.join(", ")));
    }

    fn fact(&mut self, place: &Place, name: &str, label: &str, old: &dyn AnyFact, new: &dyn AnyFact) {
        let (before, after) = (shown(old), shown(new));
        let is_block = matches!(old.shape().inner(), Shape::Id(Kind::Block));
        let is_list = matches!(old.shape().inner(), Shape::List(Shape::Id(_)));
        let is_id = is_list || matches!(old.shape().inner(), Shape::Id(_));
        let now = if is_list { new.ron() } else { new.show() };
        if is_id && !self.renamed.is_empty() && self.renamed(old) == now {
            return;
        }
        match name {
            "name" | "title" => {
                let text = match (old.is_absent(), new.is_absent()) {
                    (true, _) => format!("now called {}", words::quote(&after)),
                    (_, true) => format!("no longer called {}", words::quote(&before)),
                    _ => format!("now called {}, was {}", words::quote(&after), words::quote(&before)),
                };
                return self.say(place, What::Renamed, text);
            }
            "block" if is_block => {
                let text = format!("goes from {before} to {after}");
                return self.say(place, What::Reassigned, text);
            }
            _ => {}
        }
        let what = match (name, old.shape().inner()) {
            ("status", _) => What::Status,
            ("nodes", _) if !label.contains(' ') => What::Resized,
            (_, Shape::Money) => What::Repriced,
            _ => What::Changed,
        };
        let text = match old.shape() {
            Shape::Bool => format!("{} {label}", if new.ron() == "true" { "is now" } else { "no longer" }),
            Shape::List(_) => {
                let (old, new) = (fact::elements(&old.ron()), fact::elements(&new.ron()));
                format!("{label}: {}", come_and_gone(&old, &new))
            }
            shape if shape.inner() == Shape::Notes => match (old.is_absent(), new.is_absent()) {
                (_, true) => format!("{label} removed"),
                (true, _) => format!("{label}: {}", words::quote(&after)),
                _ => format!("{label} rewritten: {}", words::quote(&after)),
            },
            _ if old.is_absent() => format!("{label} set to {after}"),
            _ if new.is_absent() => format!("{label} {before} removed"),
            shape => format!("{label} {before} → {after}{}", difference(shape.inner(), old, new)),
        };
        self.say(place, what, text);
    }

    fn list(&mut self, place: &Place, label: &str, old: &dyn List, new: &dyn List) {
        let kind = kind(&*new.example());
        let twins = twins(old, new);
        for item in items(new) {
            let id = id_of(item);
            let here = place.inside(&kind, &id);
            if let Some(before) = find(old, &id) {
                self.record(&here, "", before, item);
                continue;
            }
            match twins.get(&id).and_then(|was| find(old, was)) {
                Some(twin) => {
                    let before = id_of(twin);
                    self.say(&here, What::Renamed, format!("has a new id, was {before}"));
                    if let Some(told) = self.sentences.last_mut() {
                        told.was = Some(before);
                    }
                    self.record(&here, "", twin, item);
                }
                None => self.say(&here, What::Added, joined("new", &summary(item))),
            }
        }
        let is_gone = |id: &String| find(new, id).is_none() && !twins.values().any(|was| was == id);
        for item in items(old).filter(|item| is_gone(&id_of(*item))) {
            let here = place.inside(&kind, &id_of(item));
            self.say(&here, What::Removed, joined("removed", &summary(item)));
        }
        let order = |list, other| -> Vec<String> {
            items(list).map(id_of).filter(|id| find(other, id).is_some()).collect()
        };
        if order(old, new) != order(new, old) {
            self.say(place, What::Changed, format!("{label} in another order"));
        }
    }
}

fn joined(word: &str, rest: &str) -> String {
    if rest.is_empty() { word.to_string() } else { format!("{word}, {rest}") }
}

fn fact_of<'a>(record: &'a dyn Record, name: &str) -> Option<&'a dyn AnyFact> {
    let index = record.fields().iter().position(|field| field.name == name)?;
    match record.view(index) {
        Some(View::Fact(fact)) if !fact.is_absent() => Some(fact),
        _ => None,
    }
}

fn instant(record: &dyn Record, name: &str) -> Option<Instant> {
    Instant::parse(&fact_of(record, name)?.show()).ok()
}

/// What an item is, in a few words.
fn summary(item: &dyn Record) -> String {
    let show = |name| fact_of(item, name).map(shown);
    let span = || {
        let start = instant(item, "start")?;
        Some(match instant(item, "end") {
            Some(end) => format!("{} to {}", moment(start, None), moment(end, Some(start))),
            None => format!("from {}", moment(start, None)),
        })
    };
    let count = |name: &str, one: &str, many: &str| {
        let index = item.fields().iter().position(|field| field.name == name)?;
        match item.view(index) {
            Some(View::List(list)) if !list.is_empty() => Some(words::count(list.len() as u64, one, many)),
            _ => None,
        }
    };
    let nested = |name: &str| {
        let index = item.fields().iter().position(|field| field.name == name)?;
        match item.view(index) {
            Some(View::Record(inner)) | Some(View::Optional(Some(inner))) => Some(all_facts(inner)),
            _ => None,
        }
    };
    let parts: Vec<Option<String>> = match item.name() {
        "Block" => vec![
            show("nodes").zip(show("machine")).map(|(nodes, machine)| format!("{nodes} x {machine}")),
            span(),
            show("status"),
            nested("price"),
        ],
        "Window" => vec![
            show("block").map(|block| format!("on {block}")),
            show("nodes").map(|nodes| format!("{nodes} nodes")),
            span(),
        ],
        "Run" => vec![
            nested("need"),
            show("deadline").map(|deadline| format!("deadline {deadline}")),
            count("windows", "window", "windows"),
            count("fallbacks", "fallback", "fallbacks"),
        ],
        "Fallback" => vec![show("kind"), nested("need"), count("windows", "window", "windows")],
        _ => vec![Some(all_facts(item))],
    };
    let parts: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    parts.join(", ")
}

/// The facts of a record that are not as they would be anyway: `nodes 16, hours 200h`.
fn all_facts(record: &dyn Record) -> String {
    let fields = record.fields().iter().enumerate();
    let told = fields.filter(|(at, field)| !record.is_default(*at) && !matches!(field.name, "id" | "notes"));
    let parts: Vec<String> = told
        .filter_map(|(at, field)| match record.view(at)? {
            View::Fact(fact) => Some(format!("{} {}", field.name.replace('_', " "), shown(fact))),
            _ => None,
        })
        .collect();
    words::list(parts, 4)
}

/// A fact as a sentence shows it: moments with their weekday, money with its groups, long text cut.
fn shown(fact: &dyn AnyFact) -> String {
    let text = fact.show();
    match fact.shape().inner() {
        Shape::Instant => Instant::parse(&text).map_or(text, |at| moment(at, None)),
        Shape::Money => Money::parse(&text).map_or(text, |money| money.show("")),
        Shape::Percent => format!("{text} %"),
        Shape::Word(_) => fact::spoken(&text),
        Shape::Notes => text,
        _ => words::cut_middle(&text, 60),
    }
}

/// `Mon 11 Jan 12:00Z`; with its year where that is not the year of `other`.
fn moment(at: Instant, other: Option<Instant>) -> String {
    let zone = Zone::utc();
    let year = |at| zone.local(at).year;
    let text = match other.is_some_and(|other| year(other) != year(at)) {
        true => zone.show_long(at),
        false => zone.show(at),
    };
    text.replace(" UTC", "Z")
}

/// `2h earlier`
fn shift(by: Duration) -> String {
    format!("{} {}", by.abs().words(), if by.is_negative() { "earlier" } else { "later" })
}

/// How much more or less, for money: ` (+4.2 %)`.
fn difference(shape: Shape, old: &dyn AnyFact, new: &dyn AnyFact) -> String {
    match (shape, Money::parse(&old.show()), Money::parse(&new.show())) {
        (Shape::Money, Ok(old), Ok(new)) if !old.is_zero() => {
            format!(" ({:+.1} %)", 100.0 * (new.ratio(old) - 1.0))
        }
        _ => String::new(),
    }
}

fn come_and_gone(old: &[String], new: &[String]) -> String {
    let plain = |values: Vec<&String>| {
        let values = values.into_iter().map(|value| value.trim_matches('"').to_string());
        words::list(values.collect::<Vec<_>>(), 5)
    };
    let come: Vec<&String> = new.iter().filter(|value| !old.contains(value)).collect();
    let gone: Vec<&String> = old.iter().filter(|value| !new.contains(value)).collect();
    match (come.is_empty(), gone.is_empty()) {
        (false, false) => format!("{} added, {} removed", plain(come), plain(gone)),
        (false, true) => format!("{} added", plain(come)),
        (true, false) => format!("{} removed", plain(gone)),
        (true, true) => "in another order".to_string(),
    }
}

fn list_of<'a>(record: &'a dyn Record, name: &str) -> Option<&'a dyn List> {
    let index = record.fields().iter().position(|field| field.name == name)?;
    match record.view(index) {
        Some(View::List(list)) => Some(list),
        _ => None,
    }
}

/// Pairs of items, one gone and one new, that are looked at to find new ids.
const MOST_PAIRS: usize = 40_000;

/// Items that are there under another id, new to old: the same in everything else, or a run or fallback that mostly is.
fn twins(old: &dyn List, new: &dyn List) -> BTreeMap<String, String> {
    let mut gone: Vec<&dyn Record> = items(old).filter(|item| find(new, &id_of(*item)).is_none()).collect();
    let come: Vec<&dyn Record> = items(new).filter(|item| find(old, &id_of(*item)).is_none()).collect();
    let mut twins = BTreeMap::new();
    for is_twin in [same_but_id, is_alike] {
        // Between plans that have little in common nothing is renamed, and looking for it would take long.
        if gone.len().saturating_mul(come.len()) > MOST_PAIRS {
            break;
        }
        for item in &come {
            let id = id_of(*item);
            let at = gone.iter().position(|gone| !twins.contains_key(&id) && is_twin(*gone, *item));
            if let Some(at) = at {
                twins.insert(id, id_of(gone.remove(at)));
            }
        }
    }
    twins
}

/// Whether a run or fallback is the same as another but for a few fields. Blocks are bought by the dozen: two that are alike
/// are still two.
fn is_alike(a: &dyn Record, b: &dyn Record) -> bool {
    if !matches!(a.name(), "Run" | "Fallback") {
        return false;
    }
    let told = a
        .fields()
        .iter()
        .enumerate()
        .filter(|(at, field)| field.name != "id" && !(a.is_default(*at) && b.is_default(*at)));
    let (mut equal, mut all) = (0, 0);
    for (at, _) in told {
        all += 1;
        equal += usize::from(matches!((a.view(at), b.view(at)), (Some(a), Some(b)) if same(&a, &b)));
    }
    equal >= 2 && equal * 5 >= all * 3
}

fn same_but_id(a: &dyn Record, b: &dyn Record) -> bool {
    let others = a.fields().iter().enumerate().filter(|(_, field)| !matches!(field.name, "id" | "code"));
    a.extra() == b.extra()
        && others
            .map(|(at, _)| (a.view(at), b.view(at)))
            .all(|pair| matches!(pair, (Some(a), Some(b)) if same(&a, &b)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::record::Maybe;
    use crate::model::*;

    fn at(text: &str) -> Instant {
        Instant::parse(text).unwrap()
    }

    fn plan() -> Plan {
        let mut plan = Plan::default();
        let block = Block {
            id: "cb-jan".into(),
            machine: "aws.p5".into(),
            nodes: Nodes::new(32),
            start: at("2027-01-11T11:30Z"),
            end: Some(at("2027-01-18T11:30Z")),
            price: Maybe(Some(Price { upfront: Some(Money::parse("100000").unwrap()), ..Price::default() })),
            ..Block::default()
        };
        plan.blocks.push(Block { id: "cb-feb".into(), nodes: Nodes::new(8), ..block.clone() });
        plan.blocks.push(block);
        let mut run = Run { id: "base-8b".into(), ..Run::default() };
        run.windows.push(Window {
            id: "w1".into(),
            block: "cb-jan".into(),
            nodes: Nodes::new(32),
            start: at("2027-01-11T14:00Z"),
            end: at("2027-01-15T14:00Z"),
            ..Window::default()
        });
        plan.runs.push(run);
        plan
    }

    #[track_caller]
    fn check(change: impl Fn(&mut Plan), said: &[&str]) {
        let (before, mut after) = (plan(), plan());
        change(&mut after);
        let lines: Vec<String> = describe(&before, &after).iter().map(ToString::to_string).collect();
        assert_eq!(lines, said);
        let edit: Vec<String> =
            Edit::between(&before, &after).sentences().iter().map(ToString::to_string).collect();
        assert_eq!(edit, said, "as an edit");
    }

    fn window(plan: &mut Plan) -> &mut Window {
        plan.runs.get_mut("base-8b").unwrap().windows.get_mut("w1").unwrap()
    }

    fn block(plan: &mut Plan) -> &mut Block {
        plan.blocks.get_mut("cb-jan").unwrap()
    }

    #[test]
    fn nothing_changed_says_nothing() {
        check(|_| {}, &[]);
    }

    #[test]
    fn a_move_a_resize_and_a_reassignment() {
        let hours = |hours| Duration::from_hours(hours);
        check(
            |plan| {
                let window = window(plan);
                (window.start, window.end) = (window.start - hours(2), window.end - hours(2));
            },
            &["window base-8b/w1: moved 2h earlier, to Mon 11 Jan 12:00Z"],
        );
        check(
            |plan| window(plan).end = at("2027-01-16T14:00Z"),
            &["window base-8b/w1: ends 1d later, Sat 16 Jan 14:00Z, 4d → 5d"],
        );
        check(
            |plan| {
                window(plan).nodes = Nodes::new(28);
                window(plan).block = "cb-feb".into();
            },
            &["window base-8b/w1: goes from cb-jan to cb-feb", "window base-8b/w1: nodes 32 → 28"],
        );
        check(|plan| block(plan).end = None, &["block cb-jan: has no end any more"]);
    }

    #[test]
    fn a_price_a_status_and_a_name() {
        check(
            |plan| {
                let block = block(plan);
                block.price.0.as_mut().unwrap().upfront = Some(Money::parse("105500").unwrap());
                block.status = Stage::Scheduled.into();
                block.name = "January".into();
            },
            &[
                "block cb-jan: now called January",
                "block cb-jan: status wanted → scheduled",
                "block cb-jan: price upfront 100,000.00 → 105,500.00 (+5.5 %)",
            ],
        );
        check(|plan| block(plan).price.0 = None, &["block cb-jan: price removed"]);
    }

    #[test]
    fn items_come_and_go() {
        check(
            |plan| {
                plan.blocks.remove("cb-feb");
                let new = Block { id: "cb-mar".into(), nodes: Nodes::new(4), ..block(plan).clone() };
                plan.blocks.push(new);
            },
            &[
                "block cb-mar: new, 4 x aws.p5, Mon 11 Jan 11:30Z to Mon 18 Jan 11:30Z, wanted, upfront 100,000.00",
                "block cb-feb: removed, 8 x aws.p5, Mon 11 Jan 11:30Z to Mon 18 Jan 11:30Z, wanted, upfront 100,000.00",
            ],
        );
    }

    #[test]
    fn a_new_id_is_no_removal_and_reassigns_nothing() {
        check(
            |plan| {
                block(plan).id = "cb-january".into();
                window(plan).block = "cb-january".into();
            },
            &["block cb-january: has a new id, was cb-jan"],
        );
    }

    #[test]
    fn a_run_with_a_new_id_is_known_by_the_rest_and_what_names_it_is_not_changed() {
        let with_more = |plan: &mut Plan| {
            let run = plan.runs.get_mut("base-8b").unwrap();
            (run.deadline, run.critical) = (Some(at("2027-01-22T18:00Z")), true);
            plan.runs.push(Run { id: "eval".into(), after: vec!["base-8b".into()], ..Run::default() });
        };
        let (mut before, mut after) = (plan(), plan());
        with_more(&mut before);
        with_more(&mut after);
        window(&mut after).nodes = Nodes::new(28);
        after.runs.get_mut("base-8b").unwrap().id = "base-9b".into();
        after.runs.get_mut("eval").unwrap().after = vec!["base-9b".into()];
        let said = describe(&before, &after);
        let lines: Vec<String> = said.iter().map(ToString::to_string).collect();
        assert_eq!(lines, ["run base-9b: has a new id, was base-8b", "window base-9b/w1: nodes 32 → 28"]);
        assert_eq!(said[0].was.as_deref(), Some("base-8b"));
        // A reference that moved elsewhere is told all the same.
        after.runs.get_mut("eval").unwrap().after.push("other".into());
        let lines: Vec<String> = describe(&before, &after).iter().map(ToString::to_string).collect();
        assert!(lines.iter().any(|line| line.starts_with("run eval: after:")), "{lines:?}");
    }

    #[test]
    fn another_order_is_told() {
        check(
            |plan| plan.blocks = plan.blocks.shared().iter().rev().cloned().collect(),
            &["plan: blocks in another order"],
        );
    }

    #[test]
    fn any_other_field_is_told_by_its_name() {
        check(
            |plan| {
                plan.approval_days = 3;
                plan.tags = vec!["a".into(), "b".into()];
                let run = plan.runs.get_mut("base-8b").unwrap();
                run.critical = true;
                run.need.hours = Some(Duration::from_hours(200));
                run.deadline = Some(at("2027-01-22T18:00Z"));
            },
            &[
                "plan: approval days 2 → 3",
                "run base-8b: is now critical",
                "run base-8b: need hours set to 200h",
                "run base-8b: deadline set to Fri 22 Jan 18:00Z",
                "plan: tags: a and b added",
            ],
        );
    }
}
