//! Where items and fields of a plan stand in its text, so that findings say `plan.ron:42:9`.

use std::collections::HashMap;
use std::ops::Range;

use super::paths::paths_of_items;
use super::place::{Lines, excerpt};
use super::scan::scan;
use super::syntax::{Kind, NodeId, Syntax};
use crate::model::Target;

/// A plan's text with an index of its items. Made once, for many questions.
#[derive(Debug)]
pub struct Source<'a> {
    text: &'a str,
    syntax: Syntax,
    lines: Lines<'a>,
    /// Items by path: `runs/base-8b/windows/w1`.
    items: HashMap<String, NodeId>,
}

impl<'a> Source<'a> {
    pub fn new(text: &'a str) -> Source<'a> {
        let syntax = scan(text);
        let mut items = HashMap::new();
        for (path, node) in paths_of_items(text, &syntax) {
            items.entry(path).or_insert(node);
        }
        Source { text, lines: Lines::new(text), syntax, items }
    }

    /// The bytes of a field's value, or where its record names its nearest: the id of the item, if the field is not
    /// written; the id also where no field is asked for. `None` if the text does not have the item.
    pub fn locate(&self, target: &Target, field: Option<&str>) -> Option<Range<usize>> {
        let item = match path(target) {
            Some(path) => *self.items.get(&path)?,
            None => self.syntax.root()?,
        };
        let value = field.and_then(|field| self.field(item, field));
        let name =
            || ["id", "code", "title"].iter().find_map(|name| self.syntax.child(self.text, item, name));
        let node = value.or_else(name);
        let start = self.syntax.node(item).item().start;
        Some(node.map_or(start..start + 1, |node| self.syntax.node(node).range()))
    }

    /// A field of an item, or of the small records inside it (`hours` of the need of a run); or one of the values of a field
    /// that is a plain list, by its place from 0 (`windows/2`).
    fn field(&self, item: NodeId, field: &str) -> Option<NodeId> {
        if let Some((list, at)) = field.split_once('/') {
            let list = self.field(item, list)?;
            let value = at.parse().ok().and_then(|at| self.syntax.children(list).nth(at));
            return value.or(Some(list));
        }
        let inside = |node: NodeId| match self.syntax.kind(self.text, node) {
            Kind::Struct => Some(node),
            Kind::Some => self.syntax.node(node).first_child(),
            _ => None,
        };
        let direct = self.syntax.child(self.text, item, field);
        let deeper = || {
            self.syntax
                .children(item)
                .filter_map(inside)
                .find_map(|node| self.syntax.child(self.text, node, field))
        };
        direct.or_else(deeper)
    }

    /// Line and column of a byte, from 1; columns are characters.
    pub fn line_col(&self, offset: usize) -> (usize, usize) {
        self.lines.line_col(offset)
    }

    /// Line and column of an item or field.
    pub fn place(&self, target: &Target, field: Option<&str>) -> Option<(usize, usize)> {
        self.locate(target, field).map(|range| self.line_col(range.start))
    }

    /// The source line of a range with a caret below; two lines, safe to print.
    pub fn excerpt(&self, range: Range<usize>) -> String {
        excerpt(self.text, range)
    }
}

/// Where an item stands in the plan; none for the plan itself.
fn path(target: &Target) -> Option<String> {
    Some(match target {
        Target::Plan => return None,
        Target::Block(id) => format!("blocks/{id}"),
        Target::Run(id) => format!("runs/{id}"),
        Target::Fallback(run, id) => format!("runs/{run}/fallbacks/{id}"),
        Target::Window(run, None, id) => format!("runs/{run}/windows/{id}"),
        Target::Window(run, Some(rung), id) => format!("runs/{run}/fallbacks/{rung}/windows/{id}"),
        Target::Dataset(id) => format!("datasets/{id}"),
        Target::Scenario(id) => format!("scenarios/{id}"),
        Target::Decision(id) => format!("decisions/{id}"),
        Target::Machine(id) => format!("machines/{id}"),
        Target::Person(id) => format!("people/{id}"),
        Target::Quota(id) => format!("quotas/{id}"),
        Target::Waiver(id) => format!("waivers/{id}"),
        Target::Baseline(id) => format!("baselines/{id}"),
        Target::Conflict(id) => format!("conflicts/{id}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"(
    title: "t",
    blocks: [
        (id: "a", machine: "m", nodes: 1, start: "2027-01-11T11:30Z"),
        // the second
        (
            id: "b/c", machine: "m", nodes: 2,
            price: Some((upfront: 3)), start: "2027-01-11T11:30Z"),
    ],
    runs: [(id: "r", need: (hours: "3h"),
        windows: [(block: "a"), (id: "w1"), (block: "b")],
        fallbacks: [(id: "lora", windows: [(block: "x")])],
    )],
)"#;

    #[test]
    fn a_value_of_a_plain_list_is_found_by_its_place() {
        let text = "(baselines: [(id: \"b\", windows: [\n    \"one\", // 1\n    \"two\",\n])])";
        let source = Source::new(text);
        let place = |field| source.place(&Target::Baseline("b".into()), Some(field));
        assert_eq!(place("windows/0"), Some((2, 5)));
        assert_eq!(place("windows/1"), Some((3, 5)));
        assert_eq!(place("windows/2"), place("windows"));
        assert_eq!(place("windows"), Some((1, 33)));
    }

    #[track_caller]
    fn check(target: Target, field: Option<&str>, wanted: Option<(usize, usize, &str)>) {
        let source = Source::new(TEXT);
        let found = source.locate(&target, field).map(|range| {
            let (line, column) = source.line_col(range.start);
            (line, column, &TEXT[range])
        });
        assert_eq!(found, wanted);
    }

    #[test]
    fn items_and_fields_are_found() {
        let window =
            |rung: Option<&str>, id: &str| Target::Window("r".into(), rung.map(Into::into), id.into());
        check(Target::Plan, None, Some((2, 12, "\"t\"")));
        check(Target::Block("a".into()), Some("nodes"), Some((4, 40, "1")));
        check(Target::Block("b/c".into()), Some("nodes"), Some((7, 45, "2")));
        check(Target::Block("b/c".into()), Some("upfront"), Some((8, 35, "3")));
        check(Target::Block("b/c".into()), Some("end"), Some((7, 17, "\"b/c\"")));
        check(Target::Block("none".into()), None, None);
        check(Target::Run("r".into()), Some("hours"), Some((10, 36, "\"3h\"")));
        check(window(None, "w1"), None, Some((11, 38, "\"w1\"")));
        check(window(None, "w2"), Some("block"), Some((11, 27, "\"a\"")));
        check(window(None, "w3"), Some("block"), Some((11, 53, "\"b\"")));
        check(window(Some("lora"), "w1"), Some("block"), Some((12, 52, "\"x\"")));
        check(window(Some("lora"), "w1"), None, Some((12, 44, "(")));
    }
}
