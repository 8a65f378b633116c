//! The summary of a plan: the answer first, then the chart, blocks, runs, fallbacks, problems and money.

use crate::analysis::{AgendaItem, Analysis, BlockFacts, RunFacts, RungFacts};
use crate::base::words::{self, count};
use crate::base::zone::Zone;
use crate::base::{Duration, Money};
use crate::model::*;
use crate::world::World;

use super::diff::Comparison;
use super::{Part, Report, Since, Table, Times, columns};

/// Most lines of a table of problems; the rest is counted.
const MOST_PROBLEMS: usize = 40;
/// Most lines of what changed since a baseline.
const MOST_CHANGES: usize = 12;

/// Most lines of dates ahead; the rest is counted.
const MOST_DATES: usize = 15;

/// Months gone by whose money by the hour has a line of its own.
const PAST_MONTHS: usize = 3;

/// What the summary of a plan says, and what changed since an earlier state.
pub fn summary(plan: &Plan, analysis: &Analysis, world: &World, since: Option<&Since>) -> Report {
    let times = Times::of(plan, world, analysis.now);
    let say = Say { plan, analysis, times: &times };
    let title = if plan.title.is_empty() { "Untitled plan" } else { &plan.title };
    let mut report = Report {
        title: title.to_string(),
        as_of: format!("as of {}", analysis.now.compact()),
        parts: vec![
            Part::Answer(say.answer()),
            Part::Chart,
            Part::Table(say.blocks()),
            Part::Table(say.runs()),
            Part::Table(say.fallbacks()),
            Part::Table(say.agenda()),
            Part::Table(say.problems()),
            Part::Table(say.money()),
            Part::Notes(say.notes(world)),
        ],
    };
    if let Some(since) = since {
        // Before the problems: what slipped is what they come from.
        report.parts.insert(report.parts.len().saturating_sub(3), Part::Table(say.since(since)));
    }
    report
}

struct Say<'a> {
    plan: &'a Plan,
    analysis: &'a Analysis,
    times: &'a Times,
}

impl Say<'_> {
    /// On track or not, and what comes next.
    fn answer(&self) -> Vec<String> {
        let verdict = &self.analysis.verdict;
        let mut lines = Vec::new();
        match verdict.on_track {
            true => lines.push("On track.".to_string()),
            false => {
                lines.push(format!(
                    "NOT on track: {}.",
                    verdict.reasons.first().map_or("see below", String::as_str)
                ));
                lines.extend(verdict.reasons.iter().skip(1).take(3).map(|reason| format!("Also: {reason}.")));
            }
        }
        match &verdict.next {
            Some(next) => lines.push(self.next(next)),
            None => lines.extend(self.left()),
        }
        lines
    }

    /// What is overdue and can still be done, where nothing else lies ahead.
    fn left(&self) -> Vec<String> {
        let now = self.analysis.now;
        let overdue: Vec<&AgendaItem> = self.analysis.agenda.iter().filter(|item| item.overdue).collect();
        let possible = overdue.iter().filter(|item| item.at >= now).take(3);
        let mut lines: Vec<String> = possible
            .map(|item| {
                let because =
                    if item.because.is_empty() { String::new() } else { format!(": {}", item.because) };
                let (at, away) = (self.times.local(item.at), self.times.away(now, item.at));
                format!("Still possible: {} by {at} at the very last ({away}){because}.", item.text)
            })
            .collect();
        if lines.is_empty() {
            lines.push(match overdue.is_empty() {
                true => "Nothing is left to buy or to decide.".to_string(),
                false => "Nothing else is left to buy or to decide.".to_string(),
            });
        }
        lines
    }

    fn next(&self, next: &AgendaItem) -> String {
        let at = next.due(self.analysis.now);
        let owner = if next.owner.is_empty() { String::new() } else { format!(", {}", next.owner) };
        let hard = match next.people {
            Some(people) if people == at => format!("; hard limit {}", self.times.utc(next.at)),
            Some(people) => format!("; for people it was {}", self.times.local(people)),
            None => String::new(),
        };
        let because = if next.because.is_empty() { String::new() } else { format!(": {}", next.because) };
        let away = self.times.away(self.analysis.now, at);
        format!("Next: {} by {} ({away}{owner}{hard}){because}.", next.text, self.times.local(at))
    }

    fn blocks(&self) -> Table {
        let rows =
            self.plan.blocks.iter().zip(&self.analysis.blocks).map(|(block, facts)| self.block(block, facts));
        Table {
            title: "Blocks".to_string(),
            columns: columns(&["~block", "~machine", ">nodes", "start", "end", "status", ">price", ">idle"]),
            rows: rows.collect(),
            empty: "No blocks yet.".to_string(),
        }
    }

    fn block(&self, block: &Block, facts: &BlockFacts) -> Vec<String> {
        let machine = self.analysis.machine_name(block).to_string();
        let price = facts.cost.total.map_or_else(|| "unknown".to_string(), |total| self.money_of(total));
        let price = match facts.cost.account {
            Some(Account::Estimate) if facts.cost.total.is_some() => format!("~{price}"),
            _ => price,
        };
        vec![
            block.id.to_string(),
            machine,
            block.nodes.to_string(),
            self.times.short(block.start),
            block.end.map_or_else(|| "open".to_string(), |end| self.times.short(end)),
            block.status.to_string(),
            price,
            self.share(facts.idle, facts.idle + facts.used),
        ]
    }

    fn runs(&self) -> Table {
        let rows = self.plan.runs.iter().zip(&self.analysis.runs).map(|(run, facts)| self.run(run, facts));
        Table {
            title: "Runs".to_string(),
            columns: columns(&[
                "~run",
                "windows",
                "from",
                "planned end",
                ">slack",
                "deadline",
                ">to spare",
                "in force",
            ]),
            rows: rows.collect(),
            empty: "No runs yet.".to_string(),
        }
    }

    fn run(&self, run: &Run, facts: &RunFacts) -> Vec<String> {
        let name = format!("{}{}", run.id, if run.critical { " !" } else { "" });
        let mut windows: Vec<String> =
            facts.windows.iter().map(|window| format!("{} x {}", window.nodes, window.block)).collect();
        if facts.hired.is_some() {
            windows.push(format!("{} x by the hour", run.need_in_force().nodes));
        }
        let from =
            facts.windows.first().map(|window| window.span.start).or(facts.hired.map(|span| span.start));
        let from = from.map(|from| self.times.short(from));
        let end = match (facts.planned_end, facts.short.is_zero()) {
            _ if facts.windows.is_empty() && facts.hired.is_none() && facts.planned_end.is_none() => {
                "not placed".to_string()
            }
            (_, false) => format!("short by {}", facts.short.words()),
            (Some(end), _) => self.times.short(end),
            (None, _) => "-".to_string(),
        };
        vec![
            name,
            words::list(windows, 2),
            from.unwrap_or_default(),
            end,
            facts.slack.map_or_else(String::new, hours),
            run.deadline.map_or_else(String::new, |deadline| self.times.short(deadline)),
            facts.deadline_slack.map_or_else(String::new, |slack| to_spare(slack, facts)),
            run.in_force.as_ref().map_or_else(String::new, ToString::to_string),
        ]
    }

    fn fallbacks(&self) -> Table {
        let mut rows = Vec::new();
        for (run, facts) in self.plan.runs.iter().zip(&self.analysis.runs) {
            for (rung, facts) in run.fallbacks.iter().zip(&facts.rungs) {
                rows.push(self.fallback(run, rung, facts));
            }
        }
        Table {
            title: "Fallbacks".to_string(),
            columns: columns(&["~fallback", "kind", "decide by", "hard limit", "would do", "_because"]),
            rows,
            empty: "No fallbacks.".to_string(),
        }
    }

    fn fallback(&self, run: &Run, rung: &Fallback, facts: &RungFacts) -> Vec<String> {
        let (people, hard, because) = match (&facts.lost, &facts.decide_by) {
            (Some(lost), _) => ("too late".to_string(), String::new(), lost.clone()),
            (None, Some(by)) => (self.times.local(by.people), self.times.utc(by.hard), by.because.clone()),
            (None, None) if facts.in_force => ("in force".to_string(), String::new(), String::new()),
            (None, None) => ("any time".to_string(), String::new(), String::new()),
        };
        let acceptable = rung.acceptable.to_string();
        vec![format!("{}/{}", run.id, rung.id), rung.kind.to_string(), people, hard, acceptable, because]
    }

    fn agenda(&self) -> Table {
        let ahead = self.analysis.agenda.iter().filter(|item| item.overdue || item.at >= self.analysis.now);
        let ahead: Vec<_> = ahead.collect();
        let rows = ahead.iter().take(MOST_DATES).map(|item| {
            let at = item.people.unwrap_or(item.at);
            let state = if item.overdue { "overdue" } else { "" };
            vec![self.times.local(at), item.text.clone(), item.owner.clone(), state.to_string()]
        });
        let mut rows: Vec<Vec<String>> = rows.collect();
        let more = ahead.len().saturating_sub(MOST_DATES);
        if more > 0 {
            let what = format!("and {more} more: planb agenda lists them");
            rows.push(vec![String::new(), what, String::new(), String::new()]);
        }
        Table {
            title: "Next dates".to_string(),
            columns: columns(&["when", "*what", "~owner", ""]),
            rows,
            empty: "Nothing dated ahead.".to_string(),
        }
    }

    fn problems(&self) -> Table {
        let all = &self.analysis.problems;
        let mut rows: Vec<Vec<String>> = (all.iter().take(MOST_PROBLEMS))
            .map(|problem| {
                vec![problem.code.to_string(), problem.severity.to_string(), problem.message.clone()]
            })
            .collect();
        if all.len() > MOST_PROBLEMS {
            let more = all.len() - MOST_PROBLEMS;
            rows.push(vec![
                String::new(),
                String::new(),
                format!("and {more} more: planb check lists them all"),
            ]);
        }
        Table {
            title: "Problems".to_string(),
            columns: columns(&["code", "", "*problem"]),
            rows,
            empty: "No problems found.".to_string(),
        }
    }

    /// What changed since an earlier state: money first, then what moved, with what follows.
    fn since(&self, since: &Since) -> Table {
        let Comparison { lines, follows, totals, .. } = &since.comparison;
        let figures = totals.iter().filter(|total| !total.sides.is_same());
        let mut rows: Vec<Vec<String>> = figures
            .map(|total| {
                let change = format!("{} → {}", total.sides.before, total.sides.after);
                vec![total.name.to_string(), change]
            })
            .collect();
        let all = lines.len() + follows.len();
        rows.extend(lines.iter().chain(follows).take(MOST_CHANGES).map(|line| {
            let text = std::iter::once(&line.text).filter(|text| !text.is_empty());
            let words: Vec<&str> = text.chain(&line.effects).map(String::as_str).collect();
            vec![line.item.clone(), words.join("; ")]
        }));
        if all > MOST_CHANGES {
            let more = format!("and {} more: planb diff --against lists them all", all - MOST_CHANGES);
            rows.push(vec![String::new(), more]);
        }
        Table {
            title: since.title.clone(),
            columns: columns(&["~item", "*change"]),
            rows,
            empty: "Nothing changed.".to_string(),
        }
    }

    fn money(&self) -> Table {
        let costs = &self.analysis.costs;
        let mut rows = Vec::new();
        let headings = [
            ("spent", costs.spent),
            ("committed", costs.committed),
            ("offered", costs.offered),
            ("estimated (wished for)", costs.estimated),
            ("of it idle", costs.idle),
        ];
        rows.extend(
            headings
                .iter()
                .filter(|(_, money)| *money != Money::ZERO)
                .map(|(word, money)| vec![word.to_string(), self.money_of(*money)]),
        );
        for (run, facts) in self.plan.runs.iter().zip(&self.analysis.runs) {
            if facts.hired.is_some() && !facts.cost.is_zero() {
                let what = format!("  {} on machines by the hour, in the estimate", run.id);
                rows.push(vec![what, self.money_of(facts.cost)]);
            }
        }
        for (block, facts) in self.plan.blocks.iter().zip(&self.analysis.blocks) {
            if facts.cost.idle != Money::ZERO {
                let share = self.share(facts.idle, facts.idle + facts.used);
                // The sum leaves out what nobody plans to buy.
                let note = match facts.cost.account {
                    Some(Account::Committed | Account::Spent) => "",
                    Some(_) if !facts.windows.is_empty() => "",
                    Some(Account::Offered) => ", an unused offer, not counted",
                    Some(_) => ", an unused wish, not counted",
                    None => ", not counted",
                };
                let what = format!("  idle in {} ({share}{note})", block.id);
                rows.push(vec![what, self.money_of(facts.cost.idle)]);
            }
        }
        let this = Zone::utc().date(self.analysis.now);
        let past =
            costs.months.iter().take_while(|month| this.get(..7).is_some_and(|this| *month.month < *this));
        let (old, late) = costs.months.split_at(past.count().saturating_sub(PAST_MONTHS));
        let before: Money = old.iter().map(|month| month.hourly).sum();
        for (at, month) in costs.months.iter().enumerate() {
            if let Some(first) = late.first().filter(|_| at == old.len() && !before.is_zero()) {
                rows.push(vec![format!("paid by the hour before {}", first.month), self.money_of(before)]);
            }
            let parts = [("upfront", month.upfront), ("by the hour", month.hourly)];
            let shown = if at < old.len() { 1 } else { 2 };
            let parts = parts.into_iter().take(shown).filter(|(_, money)| !money.is_zero());
            rows.extend(
                parts
                    .map(|(how, money)| vec![format!("paid {how} in {}", month.month), self.money_of(money)]),
            );
        }
        Table {
            title: format!("Money, {}", self.plan.currency),
            columns: columns(&["~what", ">amount"]),
            rows,
            empty: "No money is planned.".to_string(),
        }
    }

    fn notes(&self, world: &World) -> Vec<String> {
        let mut notes = Vec::new();
        let costs = &self.analysis.costs;
        if !costs.unpriced.is_empty() {
            let ids = costs.unpriced.iter().map(ToString::to_string);
            notes.push(format!("No price is known for {}.", words::list(ids.collect::<Vec<_>>(), 5)));
        }
        notes.extend(self.validated());
        notes.extend(self.counted());
        let oldest =
            self.plan.blocks.iter().filter(|b| b.status.stage() == Stage::Offered).filter_map(|b| b.seen_at);
        if let Some(seen) = oldest.min() {
            notes.push(format!("Oldest offer seen {}.", self.times.away(self.analysis.now, seen)));
        }
        let world = world.for_plan(self.plan);
        let mut versions: Vec<&str> = (self.plan.blocks.iter())
            .filter_map(|block| world.rules.get(block.product.as_str()))
            .map(|product| product.version.as_str())
            .collect();
        versions.sort_unstable();
        versions.dedup();
        if !versions.is_empty() {
            notes.push(format!("Rules: {}.", versions.join(", ")));
        }
        let waived = self.analysis.waived.len() as u64;
        if waived > 0 {
            notes.push(format!("{} waived.", count(waived, "finding is", "findings are")));
        }
        notes.push(format!(
            "Planned at P{}; times in UTC (Z) unless a zone is named; ~ marks an estimate; ! marks a critical run.",
            self.plan.confidence
        ));
        notes
    }

    /// What the stars beside the time to spare stand for.
    fn validated(&self) -> Option<String> {
        let runs = self.analysis.runs.iter().filter(|run| is_starred(run));
        let runs: Vec<String> = runs.map(|run| format!("{} ({})", run.id, run.validation.words())).collect();
        let runs = Some(runs).filter(|runs| !runs.is_empty())?;
        Some(format!("* to spare after validation, which follows the planned end: {}.", words::list(runs, 5)))
    }

    /// How blocks without an end are counted, and until when.
    fn counted(&self) -> Option<String> {
        let open =
            self.analysis.blocks.iter().filter(|block| block.cost.total.is_some_and(|cost| !cost.is_zero()));
        let until = open.filter_map(|block| {
            Some(format!("{} until {}", block.id, self.times.short(block.counted_until()?)))
        });
        let until: Vec<String> = Some(until.collect()).filter(|until: &Vec<String>| !until.is_empty())?;
        Some(format!(
            "Blocks without an end are paid from their start, and idle from the first window on them or from now, to the end \
             of the last window or to now: {}.",
            words::list(until, 5)
        ))
    }

    /// Without the currency, which the heading names.
    fn money_of(&self, money: Money) -> String {
        money.show("")
    }

    fn share(&self, part: Duration, whole: Duration) -> String {
        match whole.is_zero() {
            true => String::new(),
            false => format!("{:.0} %", part.hours() / whole.hours() * 100.0),
        }
    }
}

/// Whether something lies between its planned end and its deadline besides the time to spare.
fn is_starred(facts: &RunFacts) -> bool {
    facts.deadline_slack.is_some() && !facts.validation.is_zero()
}

fn to_spare(slack: Duration, facts: &RunFacts) -> String {
    format!("{}{}", hours(slack), if is_starred(facts) { "*" } else { "" })
}

/// A signed length in days and hours, for a narrow column.
fn hours(length: Duration) -> String {
    let minutes = length.abs().seconds() / 60;
    let sign = if length.is_negative() { "-" } else { "" };
    match minutes {
        0..60 => format!("{sign}{minutes}m"),
        60..2880 => format!("{sign}{}h{:02}", minutes / 60, minutes % 60),
        _ => format!("{sign}{}d{:02}h", minutes / 1440, minutes % 1440 / 60),
    }
}
