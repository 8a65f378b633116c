//! A comparison of two plans as text, Markdown and JSON.

use serde_json::{Value, json};

use super::{json as values, markdown::escape};
use crate::base::words::{count, visible};
use crate::report::Finding;
use crate::report::diff::{Comparison, Line, Total};

/// A format of the comparison.
pub struct Format {
    pub name: &'static str,
    pub print: fn(&Comparison) -> String,
}

/// Every format.
pub const FORMATS: &[Format] = &[
    Format { name: "text", print: text },
    Format { name: "markdown", print: markdown },
    Format { name: "json", print: json },
];

/// One change a line, its effect below; then the figures, and the problems that came and went. Nothing where both are alike.
pub fn text(diff: &Comparison) -> String {
    if diff.is_empty() {
        return String::new();
    }
    let mut out = format!("plan {}: {}\n", visible(&diff.title), changes(diff));
    let tell = |out: &mut String, line: &Line| {
        let colon = if line.text.is_empty() { "" } else { ": " };
        out.push_str(&format!("  {}{colon}{}\n", visible(&line.item), visible(&line.text)));
        line.effects.iter().for_each(|effect| out.push_str(&format!("      {}\n", visible(effect))));
    };
    diff.lines.iter().for_each(|line| tell(&mut out, line));
    if !diff.follows.is_empty() {
        out.push_str("it follows\n");
        diff.follows.iter().for_each(|line| tell(&mut out, line));
    }
    for Total { name, sides } in diff.totals.iter().filter(|total| !total.sides.is_same()) {
        out.push_str(&format!("{name}: {} → {}\n", visible(&sides.before), visible(&sides.after)));
    }
    let finding = |sign: &str, finding: &Finding| {
        format!("{sign} {} {}: {}\n", finding.severity, finding.code, visible(&finding.message))
    };
    diff.gone.iter().for_each(|gone| out.push_str(&finding("-", gone)));
    diff.come.iter().for_each(|come| out.push_str(&finding("+", come)));
    out
}

/// For a pull request: a list of changes, a table of figures, lists of problems.
pub fn markdown(diff: &Comparison) -> String {
    if diff.is_empty() {
        return "No change of meaning.\n".to_string();
    }
    let line = |line: &Line| {
        let colon = if line.text.is_empty() { "" } else { ": " };
        let effects = line.effects.iter().map(|effect| format!("  - {}\n", escape(effect)));
        format!("- **{}**{colon}{}\n{}", escape(&line.item), escape(&line.text), effects.collect::<String>())
    };
    let mut out = format!("## {}: {}\n\n", escape(&diff.title), changes(diff));
    out.extend(diff.lines.iter().map(line));
    if !diff.follows.is_empty() {
        out.push_str("\nIt follows:\n\n");
        out.extend(diff.follows.iter().map(line));
    }
    out.push_str("\n| | before | after |\n|---|---|---|\n");
    out.extend(diff.totals.iter().map(|Total { name, sides }| {
        format!("| {name} | {} | {} |\n", escape(&sides.before), escape(&sides.after))
    }));
    for (heading, findings) in [("New problems", &diff.come), ("Problems that are gone", &diff.gone)] {
        if findings.is_empty() {
            continue;
        }
        out.push_str(&format!("\n{heading}:\n\n"));
        out.extend(findings.iter().map(|finding| {
            format!("- {} {}: {}\n", finding.severity, finding.code, escape(&finding.message))
        }));
    }
    out
}

/// For programs.
pub fn json(diff: &Comparison) -> String {
    values::print(&value(diff))
}

/// The same as a value, to stand in another.
pub fn value(diff: &Comparison) -> Value {
    let line = |line: &Line| json!({ "what": line.what, "item": line.item, "text": line.text, "effects": line.effects });
    let finding = |finding: &Finding| {
        json!({
            "code": finding.code,
            "severity": finding.severity.to_string(),
            "item": finding.item,
            "message": finding.message,
        })
    };
    let total = |Total { name, sides }: &Total| {
        (name.replace(' ', "_"), json!({ "before": sides.before, "after": sides.after }))
    };
    json!({
        "format": "planb-diff-1",
        "title": diff.title,
        "changes": diff.lines.iter().map(line).collect::<Vec<_>>(),
        "follows": diff.follows.iter().map(line).collect::<Vec<_>>(),
        "totals": values::object(diff.totals.iter().map(total)),
        "new_problems": diff.come.iter().map(finding).collect::<Vec<_>>(),
        "gone_problems": diff.gone.iter().map(finding).collect::<Vec<_>>(),
    })
}

fn changes(diff: &Comparison) -> String {
    count(diff.lines.len() as u64, "change", "changes")
}
