//! A report as plain text: fixed width, safe in black and white, nothing that a terminal could take for a command.

use super::Context;
use crate::base::words::{cut_middle, pad, pad_left, visible, width};
use crate::base::wrap::wrap_cut;
use crate::report::{Column, Finding, Fit, Part, Report, Table};

/// Blanks between columns.
const GAP: usize = 2;

/// Narrowest column of a name, and of a sentence.
const LEAST_NAME: usize = 16;
const LEAST_SENTENCE: usize = 24;

/// Narrowest column of a name that can be told from others, and narrowest of all.
const LEAST_READABLE: usize = 12;
const LEAST: usize = 8;

/// How far a sentence below its row is set in.
const INDENT: usize = 4;

pub fn summary(report: &Report, context: &Context) -> String {
    lay_out(report, context.width, context.ascii, &|| context.chart())
}

/// A report without a chart.
pub fn plain(report: &Report, page: usize) -> String {
    lay_out(report, page, false, &Vec::new)
}

fn lay_out(report: &Report, page: usize, is_ascii: bool, chart: &dyn Fn() -> Vec<String>) -> String {
    let mut lines = vec![head(report, page), String::new()];
    for part in &report.parts {
        match part {
            Part::Answer(answer) => {
                answer.iter().for_each(|line| lines.extend(wrap_cut(&visible(line), page)))
            }
            Part::Chart => lines.extend(chart()),
            Part::Table(part) => {
                lines.push(visible(&part.title).to_uppercase());
                lines.extend(table(part, page));
            }
            Part::Notes(notes) => notes.iter().for_each(|note| lines.extend(wrap_cut(&visible(note), page))),
        }
        lines.push(String::new());
    }
    let lines = lines.iter().map(|line| if is_ascii { ascii(line) } else { line.clone() });
    let mut text = lines.map(|line| line.trim_end().to_string()).collect::<Vec<_>>().join("\n");
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

/// Findings, one a line: `plan.ron:12:9: error B116: message`.
pub fn findings(findings: &[Finding]) -> String {
    let line = |finding: &Finding| {
        format!(
            "{}: {} {}: {}\n",
            visible(&finding.place()),
            finding.word(),
            finding.code,
            visible(&finding.sentence())
        )
    };
    findings.iter().map(line).collect()
}

/// The title at the left, the date at the right.
fn head(report: &Report, page: usize) -> String {
    let date = visible(&report.as_of).into_owned();
    let room = page.saturating_sub(width(&date) + GAP);
    format!(
        "{}{}{date}",
        pad(&cut_middle(&visible(&report.title).to_uppercase(), room), room),
        " ".repeat(GAP)
    )
}

/// A table laid out within `page` columns: sentences wrap, names are cut in the middle, numbers keep their digits. Columns
/// that are empty are left out; the last ones go below their row where a line cannot hold all.
pub fn table(table: &Table, page: usize) -> Vec<String> {
    if table.rows.is_empty() {
        return wrap_cut(&table.empty, page);
    }
    let all: Vec<Vec<String>> =
        table.rows.iter().map(|row| row.iter().map(|cell| visible(cell).into_owned()).collect()).collect();
    let is_used = |at: usize| all.iter().any(|row| row.get(at).is_some_and(|cell| !cell.is_empty()));
    let used: Vec<usize> = (0..table.columns.len()).filter(|at| is_used(*at)).collect();
    let columns: Vec<Column> = used.iter().filter_map(|at| table.columns.get(*at)).copied().collect();
    let rows: Vec<Vec<String>> = (all.iter())
        .map(|row| used.iter().map(|at| row.get(*at).cloned().unwrap_or_default()).collect())
        .collect();
    let (beside, widths) = beside(&columns, &rows, page);
    let (columns, folded) = columns.split_at(beside.min(columns.len()));
    let names: Vec<String> = columns.iter().map(|column| column.name.to_string()).collect();
    let mut lines = Vec::new();
    if names.iter().any(|name| !name.is_empty()) {
        lines.extend(row_lines(columns, &names, &widths));
    }
    for row in &rows {
        lines.extend(row_lines(columns, row, &widths));
        let rest = || folded.iter().zip(row.iter().skip(beside)).filter(|(_, text)| !text.is_empty());
        let named = rest().filter(|(column, _)| column.fit != Fit::Below);
        let named: Vec<String> =
            named.map(|(column, text)| format!("{} {text}", column.name).trim_start().to_string()).collect();
        let below = columns.iter().zip(row).filter(|(_, text)| !text.is_empty()).chain(rest());
        let below = below.filter(|(column, _)| column.fit == Fit::Below).map(|(_, text)| text.clone());
        for text in Some(named.join(", ")).filter(|text| !text.is_empty()).into_iter().chain(below) {
            let room = page.saturating_sub(INDENT);
            lines.extend(
                wrap_cut(&text, room).into_iter().map(|line| format!("{}{line}", " ".repeat(INDENT))),
            );
        }
    }
    lines
}

/// How many of the columns stand beside each other, and how wide they are. Where even short names leave too little room, the
/// last columns leave the line.
fn beside(columns: &[Column], rows: &[Vec<String>], page: usize) -> (usize, Vec<usize>) {
    let total = |widths: &[usize]| widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1);
    let of = |count: usize, least| widths(columns.get(..count).unwrap_or(columns), rows, page, least);
    let all = [LEAST_READABLE, LEAST].map(|least| (columns.len(), least));
    let fewer = [LEAST_READABLE, LEAST].into_iter();
    let fewer = fewer.flat_map(|least| (2..columns.len()).rev().map(move |count| (count, least)));
    let fitting = all.into_iter().chain(fewer).map(|(count, least)| (count, of(count, least)));
    let least = columns.len().min(2);
    fitting.into_iter().find(|(_, widths)| total(widths) <= page).unwrap_or_else(|| (least, of(least, LEAST)))
}

fn widths(columns: &[Column], rows: &[Vec<String>], page: usize, least: usize) -> Vec<usize> {
    let cell = |row: &Vec<String>, at: usize| row.get(at).map_or(0, |text| width(text));
    let widest = |(at, column): (usize, &Column)| match column.fit {
        Fit::Below => 0,
        _ => rows.iter().map(|row| cell(row, at)).max().unwrap_or(0).max(width(column.name)),
    };
    let mut widths: Vec<usize> = columns.iter().enumerate().map(widest).collect();
    // Sentences give way first, then names.
    for (fit, least) in
        [(Fit::Wrap, LEAST_SENTENCE), (Fit::Name, LEAST_NAME), (Fit::Wrap, LEAST_NAME), (Fit::Name, least)]
    {
        let total: usize = widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1);
        let mut over = total.saturating_sub(page);
        let columns = columns.iter().zip(&mut widths);
        for (_, width) in columns.filter(|(column, _)| column.fit == fit) {
            let give = over.min(width.saturating_sub(least));
            *width -= give;
            over -= give;
        }
    }
    widths
}

/// A row as one line, or several where a sentence wraps.
fn row_lines(columns: &[Column], row: &[String], widths: &[usize]) -> Vec<String> {
    let cells: Vec<Vec<String>> = (columns.iter().zip(widths).enumerate())
        .map(|(at, (column, width))| {
            let text = row.get(at).map_or("", String::as_str);
            match column.fit {
                Fit::Below => Vec::new(),
                Fit::Wrap => wrap_cut(text, *width),
                Fit::Name => vec![cut_middle(text, *width)],
                Fit::Fixed => vec![text.to_string()],
            }
        })
        .collect();
    let height = cells.iter().map(Vec::len).max().unwrap_or(1).max(1);
    let line = |number: usize| {
        let part = |(at, (column, width)): (usize, (&Column, &usize))| {
            let text = cells.get(at).and_then(|lines| lines.get(number)).map_or("", String::as_str);
            if column.right { pad_left(text, *width) } else { pad(text, *width) }
        };
        columns.iter().zip(widths).enumerate().map(part).collect::<Vec<_>>().join(&" ".repeat(GAP))
    };
    (0..height).map(line).map(|line| line.trim_end().to_string()).collect()
}

/// Other characters become a question mark, those of planb's own a plain one.
pub fn ascii(line: &str) -> String {
    let plain = |c: char| match c {
        c if c.is_ascii() => c.to_string(),
        '…' => "~".to_string(),
        '·' | '•' => "-".to_string(),
        '→' => "->".to_string(),
        c => "?".repeat(width(c.encode_utf8(&mut [0; 4]))),
    };
    line.chars().map(plain).collect()
}
