//! The values of a text as a tree of spans.

use std::ops::Range;

use super::fault::Fault;
use super::lex::{Bracket, TokenKind};

/// No node, no offset.
pub(super) const NONE: u32 = u32::MAX;

/// A node of one [`Syntax`]. They are numbered in document order, a parent before its children.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct NodeId(u32);

/// What kind of value a node is, as far as the bytes tell.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// `"…"`
    String,
    /// `r"…"`
    RawString,
    /// `b"…"`, `br"…"`
    ByteString,
    /// `'c'`
    Char,
    /// `b'c'`
    Byte,
    /// A bare token that starts with a digit, a sign or a point.
    Number,
    /// A bare word: `true`, `None`, a unit variant. Its text says which.
    Word,
    /// `()` or `Name()`
    Unit,
    /// `Some(…)`
    Some,
    /// Round brackets with named fields, with or without a name before them.
    Struct,
    /// Round brackets with values.
    Tuple,
    List,
    Map,
}

/// One value of the text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Node {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) key_start: u32,
    pub(super) key_end: u32,
    pub(super) name_end: u32,
    pub(super) comma: u32,
    pub(super) parent: u32,
    pub(super) first: u32,
    pub(super) last: u32,
    pub(super) next: u32,
    pub(super) previous: u32,
    pub(super) token: TokenKind,
}

impl Node {
    /// The bytes of the value, with the name before its bracket.
    pub fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The bytes of its field name or map key.
    pub fn key(&self) -> Option<Range<usize>> {
        (self.key_start != NONE).then_some(self.key_start as usize..self.key_end as usize)
    }

    /// The bytes from its key, if it has one, to the end of the value, without the comma.
    pub fn item(&self) -> Range<usize> {
        self.key_start.min(self.start) as usize..self.end as usize
    }

    /// The bytes of the name before its bracket, or of the bare word that it is.
    pub fn name(&self) -> Option<Range<usize>> {
        (self.name_end != NONE).then_some(self.start as usize..self.name_end as usize)
    }

    /// The node around it; none at the top.
    pub fn parent(&self) -> Option<NodeId> {
        id(self.parent)
    }

    /// Its bracket; none for a scalar.
    pub fn open(&self) -> Option<Bracket> {
        match self.token {
            TokenKind::Open(bracket) => Some(bracket),
            _ => None,
        }
    }

    /// Its first child.
    pub fn first_child(&self) -> Option<NodeId> {
        id(self.first)
    }

    /// Its last child.
    pub fn last_child(&self) -> Option<NodeId> {
        id(self.last)
    }

    /// The node after it in the same brackets.
    pub fn next_sibling(&self) -> Option<NodeId> {
        id(self.next)
    }

    /// The node before it in the same brackets.
    pub fn previous_sibling(&self) -> Option<NodeId> {
        id(self.previous)
    }

    /// The offset of the comma that follows it.
    pub fn comma(&self) -> Option<usize> {
        (self.comma != NONE).then_some(self.comma as usize)
    }
}

fn id(index: u32) -> Option<NodeId> {
    (index != NONE).then_some(NodeId(index))
}

/// All values of a text, and all faults, both in the order of the text.
#[derive(Clone, Debug, Default)]
pub struct Syntax {
    pub(super) nodes: Vec<Node>,
    pub faults: Vec<Fault>,
}

/// Stands in for a node of another syntax: an empty word at the start.
pub(super) const NOWHERE: Node = Node {
    start: 0,
    end: 0,
    key_start: NONE,
    key_end: NONE,
    name_end: NONE,
    comma: NONE,
    parent: NONE,
    first: NONE,
    last: NONE,
    next: NONE,
    previous: NONE,
    token: TokenKind::Error,
};

impl Syntax {
    /// The outermost value; none if the text holds none.
    pub fn root(&self) -> Option<NodeId> {
        (!self.nodes.is_empty()).then_some(NodeId(0))
    }

    /// The node itself.
    pub fn node(&self, node: NodeId) -> &Node {
        self.nodes.get(node.0 as usize).unwrap_or(&NOWHERE)
    }

    /// All nodes in document order.
    pub fn nodes(&self) -> impl Iterator<Item = (NodeId, &Node)> {
        self.nodes.iter().enumerate().map(|(index, node)| (NodeId(index as u32), node))
    }

    /// How many nodes there are.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether the text holds no value.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The children of a node in order.
    pub fn children(&self, node: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(self.node(node).first_child(), |&child| self.node(child).next_sibling())
    }

    /// The first child with this field name or map key (text keys without their quotes).
    pub fn child(&self, text: &str, node: NodeId, key: &str) -> Option<NodeId> {
        self.children(node).find(|&child| self.key(text, child) == Some(key))
    }

    /// The field name or map key of a node: without `r#`, and without the quotes of plain text.
    pub fn key<'a>(&self, text: &'a str, node: NodeId) -> Option<&'a str> {
        let key = text.get(self.node(node).key()?)?;
        let bare = key.strip_prefix("r#").filter(|rest| !rest.starts_with(['"', '#']));
        let plain = || key.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        Some(bare.or_else(plain).unwrap_or(key))
    }

    /// The name before a node's bracket, or the bare word that it is, without `r#`.
    pub fn name<'a>(&self, text: &'a str, node: NodeId) -> Option<&'a str> {
        let name = text.get(self.node(node).name()?)?;
        Some(name.strip_prefix("r#").unwrap_or(name))
    }

    /// The text of a node's value.
    pub fn text<'a>(&self, text: &'a str, node: NodeId) -> &'a str {
        text.get(self.node(node).range()).unwrap_or("")
    }

    /// What kind of value a node is.
    pub fn kind(&self, text: &str, node: NodeId) -> Kind {
        let at = self.node(node);
        match at.token {
            TokenKind::Str => Kind::String,
            TokenKind::RawStr => Kind::RawString,
            TokenKind::ByteStr | TokenKind::RawByteStr => Kind::ByteString,
            TokenKind::Char => Kind::Char,
            TokenKind::Byte => Kind::Byte,
            TokenKind::Number => Kind::Number,
            TokenKind::Open(Bracket::Square) => Kind::List,
            TokenKind::Open(Bracket::Curly) => Kind::Map,
            TokenKind::Open(Bracket::Round) => match at.first_child() {
                _ if self.name(text, node) == Some("Some") => Kind::Some,
                None => Kind::Unit,
                Some(child) if self.node(child).key().is_some() => Kind::Struct,
                Some(_) => Kind::Tuple,
            },
            _ => Kind::Word,
        }
    }

    /// The innermost node whose item (key, value) holds the offset.
    pub fn at(&self, offset: usize) -> Option<NodeId> {
        let after = self.nodes.partition_point(|node| node.item().start <= offset);
        let mut node = NodeId(u32::try_from(after.checked_sub(1)?).ok()?);
        while self.node(node).item().end <= offset {
            node = self.node(node).parent()?;
        }
        Some(node)
    }
}
