//! The last resort of a save: comments carried from an old text into one that was written anew.

use crate::base::sort;
use std::collections::BTreeMap;

use super::around::{indentation, lead, line_end, line_start, trail};
use super::layout::lay_out;
use super::lex::tokens;
use super::paths::paths;
use super::scan::scan;
use super::splice::Splice;
use super::syntax::Syntax;

/// `new`, laid out anew, with every comment of `old` above the item that it stood at, or above the nearest one around it
/// that is left.
pub(super) fn carry_comments(old: &str, syntax: &Syntax, new: &str) -> String {
    carry(old, syntax, new, &|_| true).map_or_else(|| new.to_string(), |text| lay_out(&text))
}

/// As [`carry_comments`], of those comments that are wanted, and every other byte as it is.
pub(super) fn carry(old: &str, syntax: &Syntax, new: &str, wanted: &dyn Fn(&str) -> bool) -> Option<String> {
    let mut owners: Vec<(usize, usize, String)> = Vec::new();
    for (path, node) in paths(old, syntax) {
        let (lead, trail) = (lead(old, syntax, node), trail(old, syntax, node));
        owners.push((lead.block, trail.end, path));
    }
    sort::all(&mut owners);
    let mut carried: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    let new_syntax = scan(new);
    let places: BTreeMap<String, usize> = sort::map(
        paths(new, &new_syntax).into_iter().map(|(path, node)| (path, new_syntax.node(node).item().start)),
    );
    for comment in tokens(old).filter(|token| token.kind.is_comment() && wanted(token.text(old))) {
        let inside = |owner: &&(usize, usize, String)| owner.0 <= comment.start && comment.end <= owner.1;
        let after = owners.partition_point(|owner| owner.0 <= comment.start);
        let owner = owners.get(..after).and_then(|before| before.iter().rev().find(inside));
        let mut path = owner.map_or("", |(_, _, path)| path.as_str());
        while !places.contains_key(path) && !path.is_empty() {
            path = path.rsplit_once('/').map_or("", |(outer, _)| outer);
        }
        let at = places.get(path).copied().unwrap_or(0);
        carried.entry(at).or_default().push(comment.text(old).trim_end());
    }
    let line_end = line_end(new);
    let mut splice = Splice::new();
    for (at, comments) in carried {
        let before = new.get(line_start(new, at)..at).unwrap_or("");
        let own_line = before.trim_matches([' ', '\t', '\u{feff}']).is_empty();
        let indent = indentation(new, at);
        let mut lines = if own_line { String::new() } else { format!("{line_end}{indent}") };
        for comment in comments {
            lines.push_str(&format!("{comment}{line_end}{indent}"));
        }
        splice.insert(at, lines);
    }
    splice.apply(new).ok()
}
