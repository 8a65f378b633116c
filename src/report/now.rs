//! The night of the block: what runs, what ends next, until when the final checkpoint must be written, what is late.

use crate::analysis::{AgendaItem, AgendaKind, Analysis};
use crate::base::{Duration, Instant, sort};
use crate::model::*;

use super::Times;
use super::paste::{Paste, paste};
use crate::world::World;

/// How things stand at a moment.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Now {
    pub at: Instant,
    pub running: Vec<Running>,
    /// The next windows and blocks to begin or to end.
    pub next: Vec<AgendaItem>,
    pub decision: Option<AgendaItem>,
    /// The next command to paste, where one is known.
    pub paste: Option<Paste>,
    /// What should have happened, or will not happen in time; empty when all is well.
    pub late: Vec<String>,
}

/// A window that is open.
#[derive(Debug, Clone, PartialEq)]
pub struct Running {
    pub target: Target,
    pub block: BlockId,
    pub nodes: u32,
    /// The end of the window, or of what can be used of its block.
    pub until: Instant,
    /// Whole minutes until the writing of the last checkpoint must begin, and that moment; `None` where it saves no state.
    pub checkpoint: Option<(i64, Instant)>,
}

/// Events that `next` shows.
const NEXT: usize = 3;

pub fn now(plan: &Plan, analysis: &Analysis, world: &World) -> Now {
    let at = analysis.now;
    let mut running = Vec::new();
    for (run, facts) in plan.runs.iter().zip(&analysis.runs) {
        for window in facts.windows.iter().filter(|window| window.span.contains(at)) {
            let usable = analysis.block(&window.block).map_or(window.span, |block| block.usable);
            let until = window.span.end.min(usable.end);
            let checkpoint = run.checkpoint.as_ref().map(|saving| {
                let begin = until - (saving.write + saving.upload);
                ((begin - at).seconds().div_euclid(60), begin)
            });
            let (target, block, nodes) = (window.target.clone(), window.block.clone(), window.nodes);
            running.push(Running { target, block, nodes, until, checkpoint });
        }
    }
    sort::by(&mut running, |a, b| (a.until, &a.target).cmp(&(b.until, &b.target)));
    let moves = |item: &&AgendaItem| {
        use AgendaKind::*;
        matches!(item.kind, Opens | Starts | Warning | UsableEnd | Ends) && item.at > at
    };
    Now {
        at,
        next: analysis.agenda.iter().filter(moves).take(NEXT).cloned().collect(),
        decision: analysis.verdict.next.clone(),
        paste: paste(plan, analysis, world),
        late: late(plan, analysis, &Times::of(plan, world, at)),
        running,
    }
}

fn late(plan: &Plan, analysis: &Analysis, times: &Times) -> Vec<String> {
    let overdue = analysis.agenda.iter().filter(|item| item.overdue);
    let mut late: Vec<String> =
        overdue.map(|item| item.overdue_words(analysis.now, &|at| times.local(at))).collect();
    for (run, facts) in plan.runs.iter().zip(&analysis.runs) {
        let begun = facts.windows.first().is_some_and(|first| first.span.start <= analysis.now);
        if run.done >= Percent::new(100) || !begun {
            continue;
        }
        let over = facts.deadline_slack.filter(|slack| slack.is_negative());
        if let Some(over) = over {
            let validated = if facts.validation.is_zero() { "" } else { ", its validation included" };
            late.push(format!(
                "{} will be {} late for its deadline{validated}",
                run.id,
                minutes(-over).words()
            ));
        } else if facts.planned_end.is_none() && !facts.short.is_zero() {
            late.push(format!("{} is short of {}", run.id, minutes(facts.short).words()));
        }
    }
    late
}

fn minutes(time: Duration) -> Duration {
    Duration::from_minutes((time.seconds() + 30).div_euclid(60))
}

impl Now {
    /// A few short lines, for a pane that is watched.
    pub fn lines(&self, times: &Times) -> Vec<String> {
        let mut lines = vec![times.utc(self.at)];
        for running in &self.running {
            let end = format!("until {} ({})", times.utc(running.until), times.away(self.at, running.until));
            let nodes = crate::base::words::count(running.nodes, "node", "nodes");
            lines.push(format!("runs   {} on {}, {nodes}, {end}", running.target, running.block));
            lines.extend(running.checkpoint.map(|(minutes, begin)| match minutes {
                0.. => format!(
                    "       last checkpoint in {}, begun by {}",
                    Duration::from_minutes(minutes).words(),
                    times.utc(begin)
                ),
                _ => format!(
                    "       last checkpoint had to begin {} ago",
                    Duration::from_minutes(-minutes).words()
                ),
            }));
        }
        if self.running.is_empty() {
            lines.push("runs   nothing".to_string());
        }
        lines.extend(self.next.iter().map(|item| {
            format!("next   {}, {} ({})", item.text, times.utc(item.at), times.away(self.at, item.at))
        }));
        lines.extend(self.decision.as_ref().map(|item| {
            let when = item.due(self.at);
            let last = if item.is_pressing(self.at) { " at the very last" } else { "" };
            // The text of a decision begins with that word.
            let text = item.text.strip_prefix("decide ").unwrap_or(&item.text);
            format!("decide {text} by {}{last} ({})", times.local(when), times.away(self.at, when))
        }));
        lines.extend(self.late.iter().map(|what| format!("LATE   {what}")));
        if let Some(paste) = &self.paste {
            let buys = if paste.buys { "; this spends money" } else { "" };
            lines.push(format!("paste  {}{buys}:", paste.what));
            lines.push(format!("       {}", paste.command));
        }
        lines
    }
}
