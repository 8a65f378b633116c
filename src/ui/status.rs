//! The status line: the cursor's moment to the minute, what is selected, and what would follow from a bar that is held.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::paint::{Piece, columns, line, line_right, piece};
use super::say;
use super::theme::Theme;
use crate::app::steps::brief;
use crate::app::{App, moments, page};
use crate::base::words::{count, visible, width};
use crate::base::{Duration, Instant};
use crate::model::{Severity, Target};

pub fn draw(app: &App, theme: &Theme, buf: &mut Buffer) {
    let area = app.panes.status;
    if area.is_empty() {
        return;
    }
    let mut right = Vec::new();
    if app.settings.present && !app.keys_echo.is_empty() {
        right = vec![piece(format!(" {} ", visible(&app.keys_echo)), theme.key)];
    }
    if let Some(against) = &app.against {
        let name = crate::base::words::cut_middle(&against.shown(), 30);
        right.push(piece(format!(" {} {name} ", theme.glyphs.beneath), theme.was));
    }
    let body = Rect { width: line_right(buf, area, area.x, &right).saturating_sub(area.x), ..area };
    // Without a footer, what just happened is told here.
    if let Some(toast) = app.toast.as_ref().filter(|_| app.panes.footer.is_empty()) {
        line(buf, body, &[super::footer::told(toast, theme, body.width)]);
        return;
    }
    if let Some(grab) = &app.grab {
        // What follows counts most; where it is held is seen on the timeline too.
        let told = say::parts(&grab.feedback, usize::from(body.width).saturating_sub(1));
        let mut pieces = vec![piece(format!(" {told}"), theme.heading)];
        pieces.extend(grab.stuck.as_ref().map(|stuck| piece(format!("  at {stuck}"), theme.info)));
        let span = say::span(&app.zone(), grab.span(), app.analysis().now);
        pieces.push(piece(format!("  {span}"), theme.dim));
        line(buf, body, &pieces);
        return;
    }
    if let Some(drilled) = &app.drilled {
        line(buf, body, &[piece(format!(" {}", visible(&drilled.banner(app))), theme.warning)]);
        return;
    }
    if let Some(hovered) = &app.hovered {
        line(buf, body, &[piece(format!(" {hovered}"), theme.info)]);
        return;
    }
    let mut pieces = moment(app, theme, usize::from(body.width));
    pieces.push(piece("  ", theme.dim));
    let room = usize::from(body.width).saturating_sub(columns(&pieces));
    pieces.extend(subject(app, theme, room));
    line(buf, body, &pieces);
}

/// The cursor's moment in the plan's zones and in UTC, as far as there is room.
fn moment(app: &App, theme: &Theme, room: usize) -> Vec<Piece> {
    let (zone, at, now) = (app.zone(), app.view.cursor, app.analysis().now);
    let abbreviation = zone.local(at).abbreviation;
    let mut text = format!(" {} {abbreviation}", say::local(&zone, at, now));
    if room < 40 {
        return vec![piece(text, theme.heading)];
    }
    let mut others = say::others(app, at);
    if room < 100 {
        let utc = others.pop().filter(|_| zone.name() != "UTC");
        others = utc.into_iter().collect();
    }
    text.push(' ');
    vec![piece(text, theme.heading), piece(others.join(" "), theme.dim)]
}

/// What is selected, in one line; the worst of its problems first. A fact that does not fit whole gives way to shorter ones.
fn subject(app: &App, theme: &Theme, room: usize) -> Vec<Piece> {
    let selected = &app.selected;
    if *selected == Target::Plan {
        return Vec::new();
    }
    let worst =
        app.analysis().problems_of(selected).next().filter(|problem| problem.severity <= Severity::Warning);
    // What is wrong counts more than what the mark at the cursor means.
    if let Some(mark) = worst.is_none().then(|| moments::at_cursor(app)).flatten() {
        return vec![piece(mark, theme.info)];
    }
    let mut pieces = vec![piece(selected.to_string(), theme.key)];
    if let Some(problem) = worst {
        let sign =
            if problem.severity == Severity::Error { theme.glyphs.error } else { theme.glyphs.warning };
        pieces.push(piece(format!("  {sign} {}", problem.message), theme.severity(problem.severity)));
    }
    for (index, part) in summary(app, selected).into_iter().enumerate() {
        let before = if index == 0 { "  ".to_string() } else { format!(" {} ", theme.glyphs.dot) };
        let next = [piece(before, theme.dim), piece(part, theme.text)];
        if index == 0 || columns(&pieces) + columns(&next) <= room {
            pieces.extend(next);
        }
    }
    pieces
}

/// The few facts that matter most about an item.
fn summary(app: &App, target: &Target) -> Vec<String> {
    let (plan, analysis, zone) = (app.plan(), app.analysis(), app.zone());
    let now = analysis.now;
    let ends = |at: Instant| format!("ends {}", say::labelled(&zone, at, now));
    match target {
        Target::Block(id) => {
            let Some(block) = plan.blocks.get(id) else { return Vec::new() };
            let facts = analysis.block(id);
            let used =
                facts.map(|facts| (facts.used, facts.used + facts.idle)).filter(|(_, all)| !all.is_zero());
            let share = used.map(|(used, all)| format!("{:.0} % used", 100.0 * used.hours() / all.hours()));
            let cost = facts.and_then(|facts| facts.cost.total).map(|total| total.short(&plan.currency));
            let machine = analysis.machine_name(block);
            let what = format!("{} x {machine}", block.nodes);
            let span = say::span(&zone, block.span(), now);
            [Some(what), Some(span), share, cost, Some(block.status.to_string())]
                .into_iter()
                .flatten()
                .collect()
        }
        Target::Window(..) => {
            let Some(window) = plan.window(target) else { return Vec::new() };
            let what = format!("{} on {}", count(window.nodes.get(), "node", "nodes"), window.block);
            let slack = target.run().and_then(|run| analysis.run(run)).and_then(|facts| facts.slack);
            // Slack is that of what is in force.
            let state = match page::not_in_force(plan, target) {
                Some(other) => Some(format!("not in force: {other} is")),
                None => slack.map(slack_words),
            };
            let pinned = window.pinned.then(|| "pinned".to_string());
            [Some(what), Some(say::span(&zone, window.span(), now)), state, pinned]
                .into_iter()
                .flatten()
                .collect()
        }
        Target::Run(id) => {
            let Some((run, facts)) = plan.runs.get(id).zip(analysis.run(id)) else { return Vec::new() };
            let needed = facts.needed.map(|needed| {
                format!("needs {} on {}", brief(needed), need_nodes(run.need_in_force().nodes.get()))
            });
            let short = (!facts.short.is_zero()).then(|| format!("short by {}", brief(facts.short)));
            let validated = if facts.validation.is_zero() { "" } else { "validated " };
            let before = facts.deadline_slack.map(|slack| match slack.is_negative() {
                true => format!("{validated}{} after its deadline", brief(Duration::ZERO - slack)),
                false => format!("{validated}{} before its deadline", brief(slack)),
            });
            [needed, short, facts.planned_end.map(ends), before].into_iter().flatten().collect()
        }
        Target::Fallback(run, id) => {
            let rung = plan.runs.get(run).and_then(|run| run.fallbacks.get(id));
            let facts = analysis.run(run).and_then(|facts| facts.rungs.iter().find(|rung| rung.id == *id));
            let Some((rung, facts)) = rung.zip(facts) else { return Vec::new() };
            let decide = facts.decide_by.as_ref().map(|by| {
                format!(
                    "decide by {} ({})",
                    say::labelled(&zone, by.people, now),
                    say::from_now(by.people, now)
                )
            });
            let state = if facts.in_force { Some("in force".to_string()) } else { facts.lost.clone() };
            let fits = (!facts.in_force && facts.lost.is_none())
                .then(|| if facts.fits { "would fit" } else { "would not fit" }.to_string());
            [Some(rung.kind.to_string()), state, fits, decide].into_iter().flatten().collect()
        }
        other => vec![other.kind().to_string()],
    }
}

fn need_nodes(nodes: u32) -> String {
    count(nodes, "node", "nodes")
}

fn slack_words(slack: Duration) -> String {
    match slack.is_negative() {
        true => format!("short by {}", brief(Duration::ZERO - slack)),
        false => format!("slack {}", brief(slack)),
    }
}

/// Columns of the widest of some names, safe to print.
pub fn widest<'a>(names: impl Iterator<Item = &'a str>) -> usize {
    names.map(|name| width(&visible(name))).max().unwrap_or(0)
}
