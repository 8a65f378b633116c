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

/// The text of such a file in which these fields have these values; all else stays as people wrote it. `None` where the text is
/// broken: what was meant is not for us to guess.
pub fn with_fields(text: &str, fields: &[(&str, String)]) -> Option<String> {
    let mut text = if text.trim().is_empty() { "(\n)\n".to_string() } else { text.to_string() };
    for (name, value) in fields {
        let syntax = scan(&text);
        let root = syntax.root().filter(|_| syntax.faults.is_empty())?;
        if let Some(field) = syntax.child(&text, root, name) {
            text.replace_range(syntax.node(field).range(), value);
            continue;
        }
        let close = syntax.node(root).range().end.checked_sub(1)?;
        let before =
            text.get(..close).filter(|_| text.get(close..).is_some_and(|rest| rest.starts_with(')')))?;
        let last = syntax.node(root).last_child();
        // A closing bracket on a line of its own keeps it.
        let line = before.rfind('\n').map(|at| at + 1);
        let line = line.filter(|at| before.get(*at..).is_some_and(|rest| rest.trim().is_empty()));
        match line {
            Some(at) => text.insert_str(at, &format!("    {name}: {value},\n")),
            None if last.is_some() => text.insert_str(close, &format!(" {name}: {value}")),
            None => text.insert_str(close, &format!("{name}: {value}")),
        }
        if let Some(last) = last.map(|last| syntax.node(last)).filter(|last| last.comma().is_none()) {
            text.insert(last.item().end, ',');
        }
    }
    let syntax = scan(&text);
    let root = syntax.root().filter(|_| syntax.faults.is_empty())?;
    let is_there = |(name, value): &(&str, String)| {
        syntax.child(&text, root, name).is_some_and(|field| syntax.text(&text, field) == value)
    };
    fields.iter().all(is_there).then_some(text)
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

#[cfg(test)]
mod tests {
    use super::super::settings::Settings;
    use super::with_fields;

    fn put(text: &str, fields: &[(&str, &str)]) -> Option<String> {
        let fields: Vec<(&str, String)> =
            fields.iter().map(|(name, value)| (*name, value.to_string())).collect();
        with_fields(text, &fields)
    }

    #[test]
    fn what_people_wrote_around_a_field_stays() {
        let text = "// mine\n(\n    theme: \"dark\", // at night\n    mouse: true // for now\n)\n";
        let changed = put(text, &[("theme", "\"light\""), ("snap", "false")]).unwrap();
        assert_eq!(
            changed,
            "// mine\n(\n    theme: \"light\", // at night\n    mouse: true, // for now\n    snap: false,\n)\n"
        );
        let (settings, errors) = Settings::read(&changed);
        assert_eq!((errors.len(), settings.theme.as_str(), settings.snap), (0, "light", false));
        // All of what comes with the program can be changed in its own file.
        let all =
            put(super::super::settings::SETTINGS_FILE, &[("panel", "Agenda"), ("ascii", "Never")]).unwrap();
        assert!(
            all.contains("    panel: Agenda,") && all.contains("// Draw with ASCII characters only"),
            "{all}"
        );
    }

    #[test]
    fn a_field_is_added_to_any_file_that_can_be_read_and_to_no_other() {
        for (text, expected) in [
            ("", "(\n    snap: false,\n)\n"),
            ("()", "(snap: false)"),
            ("(mouse: false)", "(mouse: false, snap: false)"),
            ("(mouse: false,)", "(mouse: false, snap: false)"),
            ("(\n    mouse: false,\n)", "(\n    mouse: false,\n    snap: false,\n)"),
        ] {
            assert_eq!(put(text, &[("snap", "false")]).as_deref(), Some(expected), "{text:?}");
        }
        for broken in ["(mouse: ", "mouse", "(mouse: true))", "[1]"] {
            assert_eq!(put(broken, &[("snap", "false")]), None, "{broken}");
        }
    }
}
