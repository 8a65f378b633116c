//! Putting items into a text in the style of their neighbours.

use std::ops::Range;

use super::around::{
    indent_unit, indentation, indented, inside, lead, line_end, line_start, on_one_line, trail,
};
use super::syntax::{NodeId, Syntax};
use crate::base::words::width;

/// A new item is put on one line, as its neighbours are, up to this width; a longer one keeps its lines.
const WIDEST: usize = 160;

/// Edits that put items (or fields, as `name: value`) between the brackets of `parent`: behind its child `after`, or
/// before the first child for `None`. For the end, give the last child.
///
/// The item texts end without a comma, and are written with `\n`, levels of four blanks, and no indentation of their
/// own; they take on the indentation, the line ends, and the style (a line for each, or all on one) of their siblings.
/// The comma that the item before may lack is an edit of its own. Nothing else changes. To put several items in one
/// place, give them in one call.
pub fn insertion(
    text: &str,
    syntax: &Syntax,
    parent: NodeId,
    after: Option<NodeId>,
    items: &[&str],
) -> Vec<(Range<usize>, String)> {
    if items.is_empty() {
        return Vec::new();
    }
    let after = after.filter(|&node| syntax.node(node).parent() == Some(parent));
    let place = Place { text, syntax, parent, unit: indent_unit(text, syntax), line_end: line_end(text) };
    match (after, syntax.node(parent).first_child()) {
        (Some(after), _) => place.behind(after, items),
        (None, Some(first)) => place.before(first, items),
        (None, None) => place.alone(items),
    }
}

struct Place<'a> {
    text: &'a str,
    syntax: &'a Syntax,
    parent: NodeId,
    unit: &'a str,
    line_end: &'static str,
}

impl Place<'_> {
    /// An item's text beside a neighbour.
    fn styled(&self, item: &str, neighbour: NodeId, indent: &str) -> String {
        let one_line = |node| !self.syntax.text(self.text, node).contains('\n');
        let has_brackets = self.syntax.node(neighbour).open().is_some();
        let flat = one_line(self.parent) || (has_brackets && one_line(neighbour));
        let short = on_one_line(item).filter(|short| flat && width(short) <= WIDEST);
        short.unwrap_or_else(|| indented(item, indent, self.unit, self.line_end))
    }

    fn behind(&self, node: NodeId, items: &[&str]) -> Vec<(Range<usize>, String)> {
        let at = self.syntax.node(node);
        let (lead, trail) = (lead(self.text, self.syntax, node), trail(self.text, self.syntax, node));
        let next = at.next_sibling().map(|next| super::around::lead(self.text, self.syntax, next));
        let own_lines = match next {
            Some(next) => next.starts_line,
            None => lead.starts_line,
        };
        let line = if lead.starts_line { lead.line } else { next.map_or(at.item().start, |next| next.line) };
        let indent = indentation(self.text, if own_lines { line } else { at.item().start });
        let styled = items.iter().map(|item| self.styled(item, node, indent));
        let mut edits = Vec::new();
        let comma = at.comma().is_some();
        if own_lines {
            if !comma {
                edits.push((trail.comma..trail.comma, ",".to_string()));
            }
            let mut new: String = styled.map(|item| format!("{}{indent}{item},", self.line_end)).collect();
            if !comma && next.is_none() {
                new.pop(); // The last one goes without, as the one before did.
            }
            edits.push((trail.end..trail.end, new));
        } else if comma {
            let new = styled.map(|item| format!(" {item},")).collect();
            edits.push((trail.comma..trail.comma, new));
        } else {
            let new = styled.map(|item| format!(", {item}")).collect();
            edits.push((trail.comma..trail.comma, new));
        }
        edits
    }

    fn before(&self, first: NodeId, items: &[&str]) -> Vec<(Range<usize>, String)> {
        let lead = lead(self.text, self.syntax, first);
        let indent = indentation(self.text, lead.line);
        let styled = items.iter().map(|item| self.styled(item, first, indent));
        let (at, new) = if lead.starts_line {
            let at = line_start(self.text, lead.block);
            (at, styled.map(|item| format!("{indent}{item},{}", self.line_end)).collect())
        } else {
            (lead.line, styled.map(|item| format!("{item}, ")).collect())
        };
        vec![(at..at, new)]
    }

    /// Into empty brackets. They are opened up when their own item has a line for itself.
    fn alone(&self, items: &[&str]) -> Vec<(Range<usize>, String)> {
        let inner = inside(self.text, self.syntax, self.parent);
        let content = self.text.get(inner.clone()).unwrap_or("");
        let kept = inner.start + content.trim_end().len();
        let open = content.contains('\n') || lead(self.text, self.syntax, self.parent).starts_line;
        if !open {
            let flat = |item: &&str| on_one_line(item).unwrap_or_else(|| item.to_string());
            let new = items.iter().map(flat).collect::<Vec<_>>().join(", ");
            let blank = if kept > inner.start { " " } else { "" };
            return vec![(kept..inner.end, format!("{blank}{new}"))];
        }
        let last_line = line_start(self.text, inner.end);
        let base_line =
            if content.contains('\n') { inner.end } else { self.syntax.node(self.parent).item().start };
        let base = indentation(self.text, base_line);
        let indent = format!("{base}{}", self.unit);
        let line = |item: &&str| format!("{indent}{},", indented(item, &indent, self.unit, self.line_end));
        let lines: Vec<String> = items.iter().map(line).collect();
        let lines = lines.join(self.line_end);
        if content.contains('\n') && self.text.get(last_line..inner.end).is_some_and(|t| t.trim().is_empty())
        {
            return vec![(last_line..last_line, format!("{lines}{}", self.line_end))];
        }
        vec![(kept..inner.end, format!("{0}{lines}{0}{base}", self.line_end))]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::scan::scan;
    use crate::format::splice::Splice;
    use crate::format::syntax::at_path;

    /// Inserts behind `after` (a path, or empty for the start) in `parent`.
    fn insert(text: &str, parent: &str, after: &str, items: &[&str]) -> String {
        let syntax = scan(text);
        let node =
            |path: &str| at_path(text, &syntax, path).unwrap_or_else(|| panic!("no {path:?} in {text:?}"));
        let after = (!after.is_empty()).then(|| node(after));
        let mut splice = Splice::new();
        splice.extend(insertion(text, &syntax, node(parent), after, items));
        let new = splice.apply(text).unwrap();
        assert_eq!(scan(&new).faults, [], "{new}");
        new
    }

    #[test]
    fn takes_the_lines_and_indentation_of_its_siblings() {
        let text = "(\n  blocks: [\n    // one\n    (\n      id: 1,\n    ), // first\n    (\n      id: 2,\n    ),\n  ],\n)\n";
        let item = "(\n    id: 3,\n    tags: [\n        \"a\nb\",\n    ],\n)";
        assert_eq!(
            insert(text, "blocks", "blocks.0", &[item]),
            text.replace(
                "), // first\n",
                "), // first\n    (\n      id: 3,\n      tags: [\n        \"a\nb\",\n      ],\n    ),\n"
            )
        );
        assert_eq!(
            insert(text, "blocks", "", &["(id: 0)", "(id: 9)"]),
            text.replace("    // one", "    (id: 0),\n    (id: 9),\n    // one")
        );
        assert_eq!(
            insert(text, "blocks.1", "blocks.1.id", &["name: \"x\""]),
            text.replace("id: 2,\n", "id: 2,\n      name: \"x\",\n")
        );
    }

    #[test]
    fn adds_the_missing_comma_before_it() {
        assert_eq!(
            insert("[\n    a, // x\n    b // y\n]", "", "1", &["c"]),
            "[\n    a, // x\n    b, // y\n    c\n]"
        );
        assert_eq!(insert("(\n\ta: 1,\n\tb: 2)", "", "b", &["c: 3"]), "(\n\ta: 1,\n\tb: 2,\n\tc: 3)");
        assert_eq!(insert("[a, b]", "", "1", &["c", "d"]), "[a, b, c, d]");
        assert_eq!(insert("[a /* x */]", "", "0", &["c"]), "[a, c /* x */]");
    }

    #[test]
    fn stays_on_the_line_of_its_siblings() {
        assert_eq!(insert("[a, b,]", "", "1", &["c"]), "[a, b, c,]");
        assert_eq!(insert("[a, b]", "", "0", &["c"]), "[a, c, b]");
        assert_eq!(insert("[ a, b ]", "", "", &["c"]), "[ c, a, b ]");
        assert_eq!(
            insert("(a: 1, b: (c: 2))", "b", "b.c", &["d: [\n    1,\n    2,\n]"]),
            "(a: 1, b: (c: 2, d: [1, 2]))"
        );
        let text = "[\n    (id: 1, n: 2),\n]\n";
        assert_eq!(
            insert(text, "", "0", &["(\n    id: 2,\n    at: Some(Day(\n        3,\n    )),\n)"]),
            "[\n    (id: 1, n: 2),\n    (id: 2, at: Some(Day(3))),\n]\n"
        );
        assert_eq!(insert("[\n  1, 2,\n  3, 4\n]", "", "0", &["9"]), "[\n  1, 9, 2,\n  3, 4\n]");
        assert_eq!(insert("[\n  1, 2,\n  3, 4\n]", "", "1", &["9"]), "[\n  1, 2,\n  9,\n  3, 4\n]");
        assert_eq!(insert("[\n  1, 2,\n  3, 4\n]", "", "3", &["9"]), "[\n  1, 2,\n  3, 4, 9\n]");
        assert_eq!(
            insert("[(\n    id: 1,\n), (\n    id: 2,\n)]", "", "0", &["(\n    id: 3,\n)"]),
            "[(\n    id: 1,\n), (\n    id: 3,\n), (\n    id: 2,\n)]"
        );
    }

    #[test]
    fn opens_empty_brackets() {
        assert_eq!(
            insert("(\n    a: [],\n)\n", "a", "", &["1", "2"]),
            "(\n    a: [\n        1,\n        2,\n    ],\n)\n"
        );
        assert_eq!(
            insert("(\n  a: [ ],\n)\n", "a", "", &["(\n    x: 1,\n)"]),
            "(\n  a: [\n    (\n      x: 1,\n    ),\n  ],\n)\n"
        );
        assert_eq!(insert("()", "", "", &["a: 1"]), "(\n    a: 1,\n)");
        assert_eq!(insert("Plan()", "", "", &["a: 1"]), "Plan(\n    a: 1,\n)");
        assert_eq!(insert("(n: 1, a: [])", "a", "", &["1", "2"]), "(n: 1, a: [1, 2])");
        assert_eq!(insert("(n: 1, a: [/* none */ ])", "a", "", &["1"]), "(n: 1, a: [/* none */ 1])");
        assert_eq!(
            insert("(\n  a: [\n    // none yet\n  ],\n)", "a", "", &["1"]),
            "(\n  a: [\n    // none yet\n    1,\n  ],\n)"
        );
        assert_eq!(
            insert("(\n  a: [ // none\n  ],\n)", "a", "", &["1"]),
            "(\n  a: [ // none\n    1,\n  ],\n)"
        );
    }

    #[test]
    fn keeps_the_line_ends_of_the_file() {
        assert_eq!(
            insert("(\r\n    a: [], // x\r\n)\r\n", "a", "", &["(\n    b: 1,\n)"]),
            "(\r\n    a: [\r\n        (\r\n            b: 1,\r\n        ),\r\n    ], // x\r\n)\r\n"
        );
        assert_eq!(insert("[\r\n  1 // x\r\n]", "", "0", &["2"]), "[\r\n  1, // x\r\n  2\r\n]");
        assert_eq!(insert("\u{feff}[\r\n  1,\r\n]", "", "", &["2"]), "\u{feff}[\r\n  2,\r\n  1,\r\n]");
    }
}
