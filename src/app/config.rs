//! Reading the small files of the configuration folder (settings, themes): a record's fields laid over its defaults.

use crate::base::record::{Record, ViewMut};
use crate::base::{sort, words};
use crate::format::place::Lines;
use crate::format::scan::{Kind, scan};

/// Something wrong in a configuration file, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// From 1, as is the column.
    pub line: usize,
    pub column: usize,
    pub message: String,
}

impl std::fmt::Display for ConfigError {
    /// `3:12: does not know …`: the file's name goes before it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: {}", self.line, self.column, self.message)
    }
}

/// Sets the fields that `text` names, written `(mouse: false, theme: "dark")`. What is right is taken; every error is
/// listed, in the order of the text.
pub fn overlay(record: &mut dyn Record, text: &str) -> Vec<ConfigError> {
    let syntax = scan(text);
    let mut wrong: Vec<(usize, String)> =
        syntax.faults.iter().map(|fault| (fault.at.start, fault.message.clone())).collect();
    if let Some(root) = syntax.root() {
        if !matches!(syntax.kind(text, root), Kind::Struct | Kind::Unit) {
            wrong.push((syntax.node(root).range().start, "wants fields between ( and )".to_string()));
        }
        for child in syntax.children(root) {
            let Some(name) = syntax.key(text, child) else { continue };
            let node = syntax.node(child);
            match set(record, name, syntax.text(text, child)) {
                Err(Refusal::Name(message)) => wrong.push((node.item().start, message)),
                Err(Refusal::Value(message)) => wrong.push((node.range().start, message)),
                Ok(()) => {}
            }
        }
    }
    sort::by_key(&mut wrong, |(at, _)| *at);
    let lines = Lines::new(text);
    let error = |(at, message)| {
        let (line, column) = lines.line_col(at);
        ConfigError { line, column, message }
    };
    wrong.into_iter().map(error).collect()
}

enum Refusal {
    Name(String),
    Value(String),
}

fn set(record: &mut dyn Record, name: &str, ron: &str) -> Result<(), Refusal> {
    let Some(index) = record.fields().iter().position(|field| field.name == name) else {
        let shown = words::quote(name);
        let names = record.fields().iter().map(|field| field.name);
        return Err(Refusal::Name(match words::nearest(name, names) {
            Some(near) => format!("nothing is called {shown} here: did you mean {near}?"),
            None => format!("nothing is called {shown} here"),
        }));
    };
    match record.view_mut(index) {
        Some(ViewMut::Fact(fact)) => {
            fact.set(ron).map_err(|message| Refusal::Value(format!("{name} {message}")))
        }
        _ => Err(Refusal::Name(format!("{name} cannot be set here"))),
    }
}
