//! How the items of a text are written, so that new ones look like them.

use std::collections::BTreeSet;

use super::lex::Bracket;
use super::syntax::Syntax;

/// The habits of a text; the default is the canonical one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Style {
    /// Items have the names of their structs.
    pub named: bool,
    /// Lists whose items stand on one line each, by the name of the field.
    flat: BTreeSet<String>,
}

impl Style {
    /// The habits of the first items of each kind.
    pub fn of(text: &str, syntax: &Syntax) -> Style {
        let mut style = Style::default();
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        for (list, node) in syntax.nodes().filter(|(_, node)| node.open() == Some(Bracket::Square)) {
            let (Some(key), Some(first)) = (syntax.key(text, list), node.first_child()) else { continue };
            if syntax.node(first).open() != Some(Bracket::Round) || !seen.insert(key) {
                continue;
            }
            style.named |= syntax.name(text, first).is_some();
            if !syntax.text(text, first).contains('\n') {
                style.flat.insert(key.to_string());
            }
        }
        style
    }

    pub fn with_names(self, named: bool) -> Style {
        Style { named, ..self }
    }

    pub fn is_flat(&self, list: &str) -> bool {
        self.flat.contains(list)
    }
}
