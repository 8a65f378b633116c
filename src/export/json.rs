//! A report as JSON: values, not sentences. Moments are UTC texts, durations hours, money decimal texts.

use serde_json::{Map, Value, json};

use super::Context;
use crate::analysis::{AgendaItem, BlockFacts, DecideBy, MonthCost, RunFacts, RungFacts};
use crate::base::{Duration, Instant, Money};
use crate::model::{Baseline, Block, Fallback, Run};
use crate::report::baseline::compare;
use crate::report::diff::Sample;
use crate::report::{Finding, Report};

pub fn summary(report: &Report, context: &Context) -> String {
    let (plan, analysis) = (context.plan, context.analysis);
    let verdict = &analysis.verdict;
    let blocks = plan.blocks.iter().zip(&analysis.blocks).map(|(block, facts)| one_block(block, facts));
    let runs = plan.runs.iter().zip(&analysis.runs).map(|(run, facts)| one_run(run, facts));
    let problems = analysis.problems.iter().map(|problem| {
        json!({
            "code": problem.code,
            "severity": problem.severity.to_string(),
            "item": problem.target.to_string(),
            "kind": problem.target.kind(),
            "from": problem.when.map(|when| at(when.start)),
            "message": problem.message,
        })
    });
    let costs = &analysis.costs;
    let months = |of: fn(&MonthCost) -> Money| {
        let paid = costs.months.iter().filter(|month| !of(month).is_zero());
        object(paid.map(|month| (month.month.clone(), money(of(month)))))
    };
    print(&json!({
        "format": "planb-summary-1",
        "title": report.title,
        "as_of": at(analysis.now),
        "on_track": verdict.on_track,
        "reasons": verdict.reasons,
        "next": verdict.next.as_ref().map(dated),
        "blocks": blocks.collect::<Vec<_>>(),
        "runs": runs.collect::<Vec<_>>(),
        "agenda": analysis.agenda.iter().map(dated).collect::<Vec<_>>(),
        "problems": problems.collect::<Vec<_>>(),
        "baseline": plan.newest_baseline().map(|baseline| since(baseline, context)),
        "money": {
            "currency": plan.currency,
            "spent": money(costs.spent),
            "committed": money(costs.committed),
            "offered": money(costs.offered),
            "estimated": money(costs.estimated),
            "idle": money(costs.idle),
            "upfront_by_month": months(|month| month.upfront),
            "hourly_by_month": months(|month| month.hourly),
            "without_price": costs.unpriced.iter().map(ToString::to_string).collect::<Vec<_>>(),
        },
    }))
}

/// The newest baseline, and what changed since.
fn since(baseline: &Baseline, context: &Context) -> Value {
    let after = Sample { plan: context.plan, analysis: context.analysis, times: context.times };
    json!({
        "id": baseline.id.as_str(),
        "name": baseline.title(),
        "at": at(baseline.at),
        "by": baseline.by.as_str(),
        "cost": money(baseline.cost),
        "on_track": baseline.on_track,
        "since": super::diff::value(&compare(baseline, after)),
    })
}

/// Dated things.
pub fn agenda(items: &[&AgendaItem], now: Instant) -> String {
    let items: Vec<Value> = items.iter().map(|item| dated(item)).collect();
    print(&json!({ "format": "planb-agenda-1", "as_of": at(now), "agenda": items }))
}

/// How things stand now.
pub fn now(now: &crate::report::now::Now) -> String {
    let running = now.running.iter().map(|running| {
        json!({
            "window": running.target.to_string(),
            "block": running.block.as_str(),
            "nodes": running.nodes,
            "until": at(running.until),
            "last_checkpoint_by": running.checkpoint.map(|(_, begin)| at(begin)),
            "minutes_to_last_checkpoint": running.checkpoint.map(|(minutes, _)| minutes),
        })
    });
    print(&json!({
        "format": "planb-now-1",
        "as_of": at(now.at),
        "running": running.collect::<Vec<_>>(),
        "next": now.next.iter().map(dated).collect::<Vec<_>>(),
        "decide": now.decision.as_ref().map(dated),
        "late": now.late,
        "paste": now.paste.as_ref().map(|paste| json!({
            "item": paste.target.to_string(),
            "what": paste.what,
            "command": paste.command,
            "spends_money": paste.buys,
            "source": &*paste.source,
        })),
    }))
}

/// Findings of one or more files.
pub fn findings(findings: &[Finding]) -> String {
    let one = |finding: &Finding| {
        json!({
            "file": finding.file,
            "line": finding.line,
            "column": finding.column,
            "code": finding.code,
            "severity": finding.severity.to_string(),
            "item": finding.item,
            "message": finding.message,
            "fixes": finding.fixes,
            "waived": finding.waived,
        })
    };
    print(&json!({ "format": "planb-check-1", "problems": findings.iter().map(one).collect::<Vec<_>>() }))
}

fn one_block(block: &Block, facts: &BlockFacts) -> Value {
    json!({
        "id": block.id.as_str(),
        "machine": facts.machine,
        "nodes": facts.nodes,
        "start": at(block.start),
        "end": block.end.map(at),
        "usable_start": at(facts.usable.start),
        "usable_end": at(facts.usable.end),
        "status": block.status.row().word,
        "chance_percent": facts.chance.share() * 100.0,
        "price": facts.cost.total.map(money),
        "price_source": facts.cost.source,
        "counted_until": facts.counted_until().map(at),
        "idle_node_hours": hours(facts.idle),
        "lost_node_hours": hours(facts.lost),
        "used_node_hours": hours(facts.used),
        "idle_cost": money(facts.cost.idle),
        "due": facts.cost.due.map(at),
    })
}

fn one_run(run: &Run, facts: &RunFacts) -> Value {
    let rungs = run.fallbacks.iter().zip(&facts.rungs).map(|(rung, facts)| one_rung(rung, facts));
    let windows = facts.windows.iter().map(|window| {
        json!({
            "id": window.target.to_string(),
            "block": window.block.as_str(),
            "nodes": window.nodes,
            "start": at(window.span.start),
            "end": at(window.span.end),
        })
    });
    json!({
        "id": run.id.as_str(),
        "kind": run.kind.word(),
        "critical": run.critical,
        "in_force": run.in_force.as_ref().map(|id| id.as_str()),
        "windows": windows.collect::<Vec<_>>(),
        "needed_hours": facts.needed.map(hours),
        "given_hours": hours(facts.given),
        "short_hours": hours(facts.short),
        "p50_end": facts.p50_end.map(at),
        "planned_end": facts.planned_end.map(at),
        "p90_end": facts.p90_end.map(at),
        "slack_hours": facts.slack.map(hours),
        "deadline": run.deadline.map(at),
        "validation_hours": hours(facts.validation),
        "deadline_slack_hours": facts.deadline_slack.map(hours),
        "cost": money(facts.cost),
        "fallbacks": rungs.collect::<Vec<_>>(),
    })
}

fn one_rung(rung: &Fallback, facts: &RungFacts) -> Value {
    json!({
        "id": rung.id.as_str(),
        "kind": rung.kind.word(),
        "acceptable": rung.acceptable.word(),
        "in_force": facts.in_force,
        "fits": facts.fits,
        "planned_end": facts.planned_end.map(at),
        "decide_by": facts.decide_by.as_ref().map(decide_by),
        "lost": facts.lost,
    })
}

pub(super) fn decide_by(by: &DecideBy) -> Value {
    json!({ "hard": at(by.hard), "people": at(by.people), "because": by.because })
}

pub(super) fn dated(item: &AgendaItem) -> Value {
    json!({
        "at": at(item.at),
        "people": item.people.map(at),
        "kind": format!("{:?}", item.kind).to_lowercase(),
        "item": item.target.to_string(),
        "text": item.text,
        "because": item.because,
        "owner": item.owner,
        "overdue": item.overdue,
    })
}

pub(super) fn at(instant: Instant) -> Value {
    match instant.is_forever() {
        true => Value::Null,
        false => instant.to_string().into(),
    }
}

/// Hours with two decimals.
fn hours(duration: Duration) -> f64 {
    (duration.hours() * 100.0).round() / 100.0
}

pub(super) fn money(money: Money) -> Value {
    money.to_string().into()
}

/// An object of these pairs.
pub(super) fn object(pairs: impl IntoIterator<Item = (String, Value)>) -> Map<String, Value> {
    let mut object = Map::new();
    for (name, value) in pairs {
        object.insert(name, value);
    }
    object
}

/// Serialised with every control character and bidirectional mark escaped.
pub fn print(value: &Value) -> String {
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    let mut out = String::with_capacity(text.len() + 1);
    for c in text.chars() {
        match c {
            '\n' => out.push(c),
            c if crate::base::words::is_hidden(c) => {
                let mut units = [0; 2];
                c.encode_utf16(&mut units).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}")));
            }
            c => out.push(c),
        }
    }
    out.push('\n');
    out
}
