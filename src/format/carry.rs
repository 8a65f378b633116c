//! The last resort of a save: comments carried from an old text into one that was written anew.

use std::collections::BTreeMap;

use super::around::{lead, trail};
use super::layout::lay_out;
use super::lex::tokens;
use super::paths::paths;
use super::scan::scan;
use super::splice::Splice;
use super::syntax::Syntax;

/// `new` with every comment of `old` above the item that it stood at, or above the nearest one around it that is left.
pub(super) fn carry_comments(old: &str, syntax: &Syntax, new: &str) -> String {
    let mut owners: Vec<(usize, usize, String)> = Vec::new();
    for (path, node) in paths(old, syntax) {
        let (lead, trail) = (lead(old, syntax, node), trail(old, syntax, node));
        owners.push((lead.block, trail.end, path));
    }
    owners.sort();
    let mut carried: BTreeMap<usize, String> = BTreeMap::new();
    let new_syntax = scan(new);
    let places: BTreeMap<String, usize> = paths(new, &new_syntax)
        .into_iter()
        .map(|(path, node)| (path, new_syntax.node(node).item().start))
        .collect();
    for comment in tokens(old).filter(|token| token.kind.is_comment()) {
        let inside = |owner: &&(usize, usize, String)| owner.0 <= comment.start && comment.end <= owner.1;
        let after = owners.partition_point(|owner| owner.0 <= comment.start);
        let owner = owners.get(..after).and_then(|before| before.iter().rev().find(inside));
        let mut path = owner.map_or("", |(_, _, path)| path.as_str());
        while !places.contains_key(path) && !path.is_empty() {
            path = path.rsplit_once('/').map_or("", |(outer, _)| outer);
        }
        let above = carried.entry(places.get(path).copied().unwrap_or(0)).or_default();
        above.push_str(comment.text(old));
        above.push('\n');
    }
    let mut splice = Splice::new();
    for (at, comments) in carried {
        splice.insert(at, if at == 0 { comments } else { format!("\n{comments}") });
    }
    splice.apply(new).map_or_else(|_| new.to_string(), |text| lay_out(&text))
}
