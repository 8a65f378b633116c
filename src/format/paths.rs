//! Items of a text by their path: `runs/base-8b/windows/w1`.

use super::lex::Bracket;
use super::quote::unquote;
use super::read::implicit_ids;
use super::syntax::{Kind, NodeId, Syntax};

/// All nodes that have a path, in no order that means something.
pub(super) fn paths(text: &str, syntax: &Syntax) -> Vec<(String, NodeId)> {
    walk(text, syntax, |_| true)
}

/// The items of lists only, and what is on the way to them.
pub(super) fn paths_of_items(text: &str, syntax: &Syntax) -> Vec<(String, NodeId)> {
    let is_list = |node| syntax.node(node).open() == Some(Bracket::Square);
    // Lists of plain values have no items to ask for.
    let holds_records = |node| {
        let first = syntax.node(node).first_child();
        first.is_some_and(|first| syntax.node(first).open() == Some(Bracket::Round))
    };
    walk(text, syntax, |node| is_list(node) && holds_records(node))
}

/// Steps from item to item of a list down to a node, and on to those of its fields that are `wanted`.
fn walk(text: &str, syntax: &Syntax, wanted: impl Fn(NodeId) -> bool) -> Vec<(String, NodeId)> {
    let mut out = Vec::new();
    let mut work: Vec<(String, NodeId)> =
        syntax.root().map(|root| (String::new(), root)).into_iter().collect();
    while let Some((path, node)) = work.pop() {
        let children: Vec<NodeId> = syntax.children(node).collect();
        match syntax.kind(text, node) {
            Kind::List => {
                for (child, id) in children.iter().zip(ids(text, syntax, &path, &children)) {
                    work.push((format!("{path}/{id}"), *child));
                }
            }
            Kind::Some => work.extend(children.first().map(|child| (path.clone(), *child))),
            _ => {
                for child in children.into_iter().filter(|child| wanted(*child)) {
                    if let Some(key) = syntax.key(text, child) {
                        let path = if path.is_empty() { key.to_string() } else { format!("{path}/{key}") };
                        work.push((path, child));
                    }
                }
            }
        }
        out.push((path, node));
    }
    out
}

/// The ids of a list's items, implicit ones too.
fn ids(text: &str, syntax: &Syntax, path: &str, items: &[NodeId]) -> Vec<String> {
    let id = |item: &NodeId| {
        let child = ["id", "code"].iter().find_map(|name| syntax.child(text, *item, name))?;
        unquote(syntax.text(text, child)).ok().map(|id| id.into_owned())
    };
    let found: Vec<Option<String>> = items.iter().map(id).collect();
    let prefix = path.rsplit('/').next().and_then(|name| name.chars().next()).unwrap_or('x');
    implicit_ids(prefix, &found.iter().map(Option::as_deref).collect::<Vec<_>>())
}
