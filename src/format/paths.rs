//! Items of a text by their path: `runs/base-8b/windows/w1`.

use super::quote::unquote;
use super::read::implicit_ids;
use super::syntax::{Kind, NodeId, Syntax};

/// Steps from item to item of a list down to a node, and on to its fields.
pub(super) fn paths(text: &str, syntax: &Syntax) -> Vec<(String, NodeId)> {
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
                for child in children {
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
