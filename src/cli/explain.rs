//! `planb explain`: what a check looks for, why that is wrong, and where the rule stands.

use crate::base::sort;
use std::io::Write as _;

use serde_json::{Value, json};

use super::{Exit, Failure, Shell};
use crate::analysis::lints::{self, LINTS, Lint, UNCHECKED, Unchecked};
use crate::base::words::{nearest, visible};
use crate::base::wrap::wrap_cut;
use crate::export::json::print;
use crate::export::text::table;
use crate::report::{Table, columns};

/// Columns of the explanation.
const PAGE: usize = 100;

/// Explain a check by its code, with its source; without a code, list all checks
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Code of the check, such as B116
    code: Option<String>,

    /// text or json
    #[arg(long, default_value = "text", value_parser = ["text", "json"])]
    format: String,
}

/// A check, or what reading a file reports.
struct Entry {
    code: &'static str,
    name: &'static str,
    severity: String,
    doc: &'static str,
    source: &'static str,
}

/// What reading a plan's text reports; these are not in the table of checks, because there is no plan yet.
const OF_READING: &[(&str, &str, &str, &str)] = &[
    (
        "V900",
        "unreadable",
        "error",
        "The file cannot be read as a plan: its text breaks off, a value makes no sense, or there is no such file. Nothing else \
         of it is checked.",
    ),
    (
        "V901",
        "no-offset",
        "error",
        "A moment has no offset from UTC, so that nobody knows which moment is meant. Write 2027-01-11T11:30Z, or an offset \
         such as +01:00.",
    ),
    (
        "V907",
        "unknown-field",
        "warning",
        "A field is not known. It is kept when the file is saved, but nothing follows from it: it is misspelt, or from another \
         version of planb.",
    ),
    (
        "V908",
        "newer-version",
        "warning",
        "The file was written by a newer planb. It can be looked at, but not saved, because what this planb does not know would \
         be lost.",
    ),
];

fn of_lint(lint: &Lint) -> Entry {
    let severity = lint.severity.to_string().to_lowercase();
    Entry { code: lint.code, name: lint.name, severity, doc: lint.doc, source: lint.source }
}

fn entries() -> Vec<Entry> {
    let reading = OF_READING.iter().map(|(code, name, severity, doc)| Entry {
        code,
        name,
        severity: severity.to_string(),
        doc,
        source: "the file format",
    });
    let mut all: Vec<Entry> = LINTS.iter().map(|lint| of_lint(lint)).chain(reading).collect();
    sort::by_key(&mut all, |entry| entry.code);
    all
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let all = entries();
        let text = match &self.code {
            Some(code) => {
                let found = all.iter().find(|entry| entry.code.eq_ignore_ascii_case(code));
                let without = || UNCHECKED.iter().find(|row| row.code.eq_ignore_ascii_case(code));
                match (found, without()) {
                    (Some(entry), _) if self.format == "json" => print(&as_json(entry)),
                    (Some(entry), _) => explained(entry),
                    (None, Some(row)) if self.format == "json" => {
                        print(&json!({ "code": row.code, "finds": row.finds, "unchecked": row.why }))
                    }
                    (None, Some(row)) => not_checked(row),
                    (None, None) => return Err(unknown(code, &all)),
                }
            }
            None if self.format == "json" => print(&json!(all.iter().map(as_json).collect::<Vec<_>>())),
            None => listed(&all),
        };
        shell.out().write_all(text.as_bytes())?;
        Ok(Exit::Clean)
    }
}

fn explained(entry: &Entry) -> String {
    let mut lines = vec![format!("{} {} ({})", entry.code, entry.name, entry.severity), String::new()];
    lines.extend(wrap_cut(entry.doc, PAGE));
    lines.push(String::new());
    lines.extend(wrap_cut(&format!("Source: {}", entry.source), PAGE));
    lines.join("\n") + "\n"
}

/// A code that no check has.
fn not_checked(row: &Unchecked) -> String {
    let mut lines = vec![format!("{} is not checked", row.code), String::new()];
    lines.extend(wrap_cut(&format!("It would find: {}", row.finds), PAGE));
    lines.extend(wrap_cut(&format!("Why there is no check: {}", row.why), PAGE));
    lines.join("\n") + "\n"
}

fn listed(all: &[Entry]) -> String {
    let rows = all.iter().map(|entry| {
        let first = entry.doc.split_once(". ").map_or(entry.doc, |(first, _)| first);
        vec![entry.code.to_string(), entry.severity.clone(), entry.name.to_string(), first.to_string()]
    });
    let all = Table {
        title: "Checks".to_string(),
        columns: columns(&["code", "", "check", "*finds"]),
        rows: rows.collect(),
        empty: String::new(),
    };
    table(&all, 120).join("\n") + "\n"
}

fn as_json(entry: &Entry) -> Value {
    json!({
        "code": entry.code,
        "name": entry.name,
        "severity": entry.severity,
        "doc": entry.doc,
        "source": entry.source,
    })
}

fn unknown(code: &str, all: &[Entry]) -> Failure {
    let by_name = all.iter().find(|entry| entry.name == code).map(|entry| entry.code);
    let near = by_name.or_else(|| nearest(code, all.iter().map(|entry| entry.code)));
    let hint = match near {
        Some(near) => format!("did you mean {near}?"),
        None => "planb explain lists all checks".to_string(),
    };
    debug_assert!(lints::find(code).is_none());
    Failure::Usage(format!("planb: no check is called {}: {hint}", visible(code)))
}
