//! The five lines that `y` copies: for a chat or a commit message.

use super::App;
use super::page;
use crate::base::words::{count, visible};

/// What is told of the selected item.
const TOLD: [&str; 6] = ["length", "not in force", "planned end", "slack", "usable", "cost"];

/// Whether the plan is on track, what comes next, the selected item, money, and the file.
pub fn five_lines(app: &App) -> String {
    let (plan, analysis, zone) = (app.doc.plan(), app.doc.analysis(), app.zone());
    let verdict = &analysis.verdict;
    let track = match (verdict.on_track, verdict.reasons.first()) {
        (true, _) => "on track".to_string(),
        (false, Some(reason)) => format!("not on track: {reason}"),
        (false, None) => "not on track".to_string(),
    };
    let next = verdict.next.as_ref().map_or("nothing must be decided".to_string(), |item| {
        format!("next: {} by {}", item.text, zone.show(item.due(analysis.now)))
    });
    let facts: Vec<String> = page::facts(app, &app.selected)
        .into_iter()
        .filter(|(name, _)| TOLD.contains(&name.as_str()))
        .map(|(name, text)| format!("{name} {text}"))
        .collect();
    let costs = &analysis.costs;
    let money = format!(
        "committed {}, offered {}, idle {}",
        costs.committed.short(&plan.currency),
        costs.offered.short(&plan.currency),
        costs.idle.short(&plan.currency)
    );
    let saved = if app.doc.is_modified() { ", changes not saved" } else { "" };
    let file = app.doc.path.as_ref().map_or("not saved".to_string(), |path| path.display().to_string());
    let lines = [
        format!("{}: {track}", plan.title),
        next,
        format!("{} {}: {}", app.selected.kind(), app.selected, facts.join(", ")),
        money,
        format!(
            "{}, {} ({file}{saved}, as of {})",
            count(verdict.errors, "error", "errors"),
            count(verdict.warnings, "warning", "warnings"),
            analysis.now.compact()
        ),
    ];
    lines.map(|line| visible(&line).into_owned()).join("\n")
}
