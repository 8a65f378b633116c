//! A report as Markdown, for a pull request or a wiki.

use super::Context;
use crate::base::words::visible;
use crate::report::{Finding, Part, Report, Table};

pub fn summary(report: &Report, context: &Context) -> String {
    let mut out = format!("# {}\n\n{}\n", escape(&report.title), escape(&report.as_of));
    for part in &report.parts {
        out.push('\n');
        match part {
            Part::Answer(lines) => {
                let lines = lines.iter().enumerate();
                let strong = lines.map(|(at, line)| match at {
                    0 => format!("**{}**", escape(line)),
                    _ => escape(line),
                });
                out.push_str(&strong.collect::<Vec<_>>().join("  \n"));
                out.push('\n');
            }
            Part::Chart => {
                let lines = context.chart().join("\n");
                // A fence longer than any run of backticks within it cannot be closed from inside.
                let fence = "`".repeat(longest_run(&lines).max(2) + 1);
                out.push_str(&format!("{fence}text\n{lines}\n{fence}\n"));
            }
            Part::Table(part) => {
                out.push_str(&format!("## {}\n\n", escape(&part.title)));
                out.push_str(&table(part));
            }
            Part::Notes(notes) => {
                notes.iter().for_each(|note| out.push_str(&format!("- {}\n", escape(note))))
            }
        }
    }
    out
}

/// Findings as a table.
pub fn findings(findings: &[Finding]) -> String {
    if findings.is_empty() {
        return "No problems found.\n".to_string();
    }
    let rows = findings.iter().map(|finding| {
        let cells = [finding.place(), finding.word(), finding.code.clone(), finding.sentence()];
        format!("| {} |\n", cells.map(|cell| escape(&cell)).join(" | "))
    });
    format!("| place | severity | code | problem |\n|---|---|---|---|\n{}", rows.collect::<String>())
}

fn table(table: &Table) -> String {
    if table.rows.is_empty() {
        return format!("{}\n", escape(&table.empty));
    }
    let names: Vec<String> = table.columns.iter().map(|column| escape(column.name)).collect();
    let rule: Vec<&str> =
        table.columns.iter().map(|column| if column.right { "---:" } else { "---" }).collect();
    let row = |row: &Vec<String>| {
        format!("| {} |\n", row.iter().map(|cell| escape(cell.trim())).collect::<Vec<_>>().join(" | "))
    };
    let rows: String = table.rows.iter().map(row).collect();
    format!("| {} |\n|{}|\n{rows}", names.join(" | "), rule.join("|"))
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

/// Text that Markdown and HTML take for nothing but text.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in visible(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '!' | '~' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text() {
        assert_eq!(escape("a|b <script> `x` [y](z)"), "a\\|b &lt;script&gt; \\`x\\` \\[y\\](z)");
        assert_eq!(escape("a\nb"), "a\\\\u{a}b");
    }
}
