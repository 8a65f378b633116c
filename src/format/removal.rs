//! Taking items out of a text together with their comments.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::around::{Lead, Trail, lead, line_start, next_line, trail};
use super::syntax::{NodeId, Syntax};

/// What to cut so that an item is gone: the item with its key and comma, its comment on the same line, and the
/// comments on lines of their own directly above it. Of two blank lines that would meet, one goes as well.
pub fn removal_range(text: &str, syntax: &Syntax, node: NodeId) -> Range<usize> {
    removal_ranges(text, syntax, &[node]).pop().unwrap_or_default()
}

/// What to cut so that all these items are gone, in order and without overlaps.
pub fn removal_ranges(text: &str, syntax: &Syntax, nodes: &[NodeId]) -> Vec<Range<usize>> {
    let gone: BTreeSet<_> = nodes.iter().copied().collect();
    let stays = staying_neighbours(syntax, &gone);
    let mut cuts: Vec<Cut> = stays.iter().map(|(&node, &stays)| cut(text, syntax, node, stays)).collect();
    cuts.sort_by_key(|cut| cut.range.start);
    let mut joined: Vec<Cut> = Vec::new();
    for cut in cuts {
        match joined.last_mut() {
            Some(before) if cut.range.end <= before.range.end => {} // inside what goes anyway
            Some(before) if before.meets(&cut, text) => {
                before.range.end = cut.range.end;
                before.whole_lines &= cut.whole_lines;
                before.stays.behind = cut.stays.behind;
            }
            _ => joined.push(cut),
        }
    }
    joined
        .into_iter()
        .map(|cut| if cut.whole_lines { one_blank_line(text, cut) } else { cut.range })
        .collect()
}

/// The nearest siblings that stay.
#[derive(Clone, Copy)]
struct Stays {
    before: Option<NodeId>,
    behind: bool,
}

/// For each node that goes, its nearest siblings that stay. Two passes, so that long runs cost no more than short ones.
fn staying_neighbours(syntax: &Syntax, gone: &BTreeSet<NodeId>) -> BTreeMap<NodeId, Stays> {
    let mut all: BTreeMap<NodeId, Stays> = BTreeMap::new();
    for &node in gone {
        let before = syntax.node(node).previous_sibling();
        let before = before.and_then(|before| all.get(&before).map_or(Some(before), |stays| stays.before));
        all.insert(node, Stays { before, behind: false });
    }
    for &node in gone.iter().rev() {
        let next = syntax.node(node).next_sibling();
        let behind = next.is_some_and(|next| all.get(&next).is_none_or(|stays| stays.behind));
        if let Some(stays) = all.get_mut(&node) {
            stays.behind = behind;
        }
    }
    all
}

/// The bytes of one or more neighbours that go.
struct Cut {
    range: Range<usize>,
    whole_lines: bool,
    stays: Stays,
}

impl Cut {
    /// Whether nothing, or between whole lines nothing but blank ones, would be left before the next cut.
    fn meets(&self, next: &Cut, text: &str) -> bool {
        let between = text.get(self.range.end..next.range.start).unwrap_or("");
        between.is_empty() || (self.whole_lines && next.whole_lines && between.trim().is_empty())
    }
}

/// An item with its comments and comma, as whole lines where it stands on lines of its own: what moves when it moves.
pub fn block(text: &str, syntax: &Syntax, node: NodeId) -> Range<usize> {
    let (lead, trail) = (lead(text, syntax, node), trail(text, syntax, node));
    if lead.starts_line && trail.ends_line {
        line_start(text, lead.block)..next_line(text, trail.end)
    } else {
        lead.line..trail.comma
    }
}

fn cut(text: &str, syntax: &Syntax, node: NodeId, stays: Stays) -> Cut {
    let at = syntax.node(node);
    if at.parent().is_none() {
        return Cut { range: at.item(), whole_lines: false, stays };
    }
    let (lead, trail) = (lead(text, syntax, node), trail(text, syntax, node));
    let whole_lines = lead.starts_line && trail.ends_line;
    let range = if whole_lines {
        line_start(text, lead.block)..next_line(text, trail.end)
    } else {
        within_line(text, syntax, node, stays, (lead, trail))
    };
    Cut { range, whole_lines, stays }
}

/// Widens a range of whole lines by a blank line, if blank lines above and below would meet, or one would stand at
/// the very start or end of a list.
fn one_blank_line(text: &str, cut: Cut) -> Range<usize> {
    let blank = |start: usize, end: usize| text.get(start..end).is_some_and(|line| line.trim().is_empty());
    let Range { start, end } = cut.range;
    let below = next_line(text, end);
    let above = line_start(text, start.saturating_sub(1));
    let blank_above = above < start && blank(above, start);
    if below > end && blank(end, below) && (blank_above || cut.stays.before.is_none()) {
        return start..below;
    }
    if blank_above && !cut.stays.behind { above..end } else { start..end }
}

/// The range of an item that shares a line with others.
fn within_line(
    text: &str,
    syntax: &Syntax,
    node: NodeId,
    stays: Stays,
    (lead, trail): (Lead, Trail),
) -> Range<usize> {
    let at = syntax.node(node);
    let blanks_back = |from: usize| {
        let before = text.get(..from).unwrap_or("");
        before.trim_end_matches([' ', '\t']).len()
    };
    let blanks_on = |from: usize| {
        let rest = text.get(from..).unwrap_or("");
        from + rest.len() - rest.trim_start_matches([' ', '\t']).len()
    };
    if at.comma().is_none() {
        // The last one takes the comma before it along, if that stands on the same line.
        let comma = stays.before.and_then(|before| syntax.node(before).comma());
        let comma = comma.filter(|&comma| !text.get(comma..lead.line).unwrap_or("\n").contains('\n'));
        let start = match comma {
            Some(comma) => comma,
            None if lead.starts_line => lead.line,
            None => blanks_back(lead.line),
        };
        return start..trail.comma;
    }
    if trail.ends_line {
        // A comment behind the last of several items on a line may speak of all of them: it stays.
        let alone = at.previous_sibling().is_none() || text.get(at.range()).is_some_and(|t| t.contains('\n'));
        return blanks_back(lead.line)..if alone { trail.end } else { trail.comma };
    }
    if !stays.behind && !lead.starts_line {
        return blanks_back(lead.line)..trail.comma;
    }
    lead.line..blanks_on(trail.comma)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::scan::scan;
    use crate::format::splice::Splice;
    use crate::format::syntax::at_path;

    fn remove(text: &str, paths: &[&str]) -> String {
        let syntax = scan(text);
        let node =
            |path: &&str| at_path(text, &syntax, path).unwrap_or_else(|| panic!("no {path:?} in {text:?}"));
        let nodes: Vec<_> = paths.iter().map(node).collect();
        let mut splice = Splice::new();
        removal_ranges(text, &syntax, &nodes).into_iter().for_each(|range| splice.remove(range));
        let new = splice.apply(text).unwrap();
        assert_eq!(scan(&new).faults, [], "{new}");
        new
    }

    #[test]
    fn takes_the_comments_of_the_item_and_no_others() {
        let text = "(\n    // about all\n\n    // about a,\n    /* and\n more */\n    a: 1, // a too\n    // about b\n    b: [ // inside\n        2,\n    ], /* b too */\n\n    // apart\n\n    c: 3, // c\n    // the end\n)\n";
        assert_eq!(
            remove(text, &["a"]),
            "(\n    // about all\n\n    // about b\n    b: [ // inside\n        2,\n    ], /* b too */\n\n    // apart\n\n    c: 3, // c\n    // the end\n)\n"
        );
        assert_eq!(
            remove(text, &["b"]),
            "(\n    // about all\n\n    // about a,\n    /* and\n more */\n    a: 1, // a too\n\n    // apart\n\n    c: 3, // c\n    // the end\n)\n"
        );
        assert_eq!(remove(text, &["b.0"]), text.replace("        2,\n", ""));
        assert_eq!(remove(text, &["c"]), text.replace("\n    c: 3, // c\n", ""));
    }

    #[test]
    fn leaves_one_blank_line_where_two_would_meet() {
        let text = "[\n  a,\n\n  b,\n\n  c,\n]";
        assert_eq!(remove(text, &["0"]), "[\n  b,\n\n  c,\n]");
        assert_eq!(remove(text, &["1"]), "[\n  a,\n\n  c,\n]");
        assert_eq!(remove(text, &["2"]), "[\n  a,\n\n  b,\n]");
        assert_eq!(remove(text, &["0", "1", "2"]), "[\n]");
        assert_eq!(remove("[\r\n  a,\r\n\r\n  b, // x\r\n]\r\n", &["1"]), "[\r\n  a,\r\n]\r\n");
    }

    #[test]
    fn works_on_one_line() {
        assert_eq!(remove("[a, b, c]", &["0"]), "[b, c]");
        assert_eq!(remove("[a, b, c]", &["1"]), "[a, c]");
        assert_eq!(remove("[a, b, c]", &["2"]), "[a, b]");
        assert_eq!(remove("[a, b, c]", &["1", "2"]), "[a]");
        assert_eq!(remove("[a, b, c]", &["0", "2"]), "[b]");
        assert_eq!(remove("[a, b, c]", &["0", "1", "2"]), "[]");
        assert_eq!(remove("[a, b, ]", &["1"]), "[a, ]");
        assert_eq!(remove("[ a ]", &["0"]), "[ ]");
        assert_eq!(remove("[a,]", &["0"]), "[]");
        assert_eq!(remove("[/* x */ a, /* y */ b /* z */]", &["1"]), "[/* x */ a /* z */]");
        assert_eq!(remove("[/* x */ a, /* y */ b]", &["0"]), "[/* y */ b]");
        assert_eq!(remove("(a: 1, b: Some(2), c: 3)", &["b"]), "(a: 1, c: 3)");
        assert_eq!(remove("{\"a\": 1, (1, 2): 3}", &["1"]), "{\"a\": 1}");
    }

    #[test]
    fn works_on_lines_with_several_items() {
        let text = "[\n  // numbers\n  1, 2, // low\n  3, 4 // high\n]";
        assert_eq!(remove(text, &["0"]), text.replace("1, ", ""));
        assert_eq!(remove(text, &["1"]), text.replace(" 2,", ""));
        assert_eq!(remove(text, &["3"]), text.replace(", 4", ""));
        assert_eq!(remove("[\n  1,\n  2]", &["1"]), "[\n  1,\n  ]");
        assert_eq!(remove("[1, // one\n 2]", &["0"]), "[\n 2]");
        assert_eq!(
            remove("[(\n  a: 1,\n), (\n  a: 2,\n), (\n  a: 3,\n)]", &["1"]),
            "[(\n  a: 1,\n), (\n  a: 3,\n)]"
        );
    }
}
