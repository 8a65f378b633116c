//! What many checks use: names for one import, words for messages, and fixes of windows.

use std::collections::BTreeMap;

use crate::base::sort;

pub(super) use super::Lint;
pub(super) use crate::analysis::diagnostic::Diagnostic;
pub(super) use crate::analysis::facts::{BlockView, Facts, Part, RunView, WindowView};
pub(super) use crate::base::record::Items;
pub(super) use crate::base::{Duration, Instant, Span, words};
pub(super) use crate::model::rules::Product;
pub(super) use crate::model::*;

/// Most items that a message lists before it counts the rest.
pub(super) const MOST: usize = 3;

/// `a, b and c`; of more than three, three and how many more.
pub(super) fn list(names: impl IntoIterator<Item: AsRef<str>>) -> String {
    words::list(names, MOST)
}

/// `2027-01-11 12:00Z to 2027-01-12 00:00Z`.
pub(super) fn during(span: Span) -> String {
    format!("{} to {}", span.start.compact(), span.end.compact())
}

pub(super) fn nodes(count: impl Into<i64>) -> String {
    words::count(count.into(), "node", "nodes")
}

/// Rounded to minutes, for lengths that come from estimates.
pub(super) fn about(time: Duration) -> String {
    let minutes = time.seconds().saturating_add(30).div_euclid(60);
    Duration::from_minutes(minutes).words()
}

/// `2027-01-11 12:00Z`, to the minute.
pub(super) fn minute(at: Instant) -> String {
    at.ceil_minute().compact()
}

/// A whole number of per cent.
pub(super) fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

/// Whole days that hold this time.
pub(super) fn days_up(time: Duration) -> i64 {
    let day = Duration::from_days(1).seconds();
    time.seconds().saturating_add(day - 1).div_euclid(day)
}

/// What to do about a run that loses its place: the rung to fall back to, or to add one that would do.
pub(super) fn fall_back(facts: &Facts, run: &Run) -> String {
    match facts.next_rung(run) {
        Some((rung, _)) => format!("put fallback {} in force", rung.id),
        None if run.fallbacks.is_empty() => "add a fallback".to_string(),
        None => "add a fallback that would do".to_string(),
    }
}

/// The same about a run that is late, or has no place: to postpone it does not mend that.
pub(super) fn fall_back_in_time(facts: &Facts, run: &Run) -> String {
    match facts.next_rung(run) {
        Some((rung, _)) if rung.kind == FallbackKind::Postpone => "add a fallback that would do".to_string(),
        _ => fall_back(facts, run),
    }
}

/// Nothing is left to do.
pub(super) fn is_done(run: &Run) -> bool {
    run.done >= Percent::new(100)
}

/// All its work is over at `now`, so that nothing about it can be changed.
pub(super) fn is_past(facts: &Facts, span: Span) -> bool {
    span.end <= facts.now
}

/// Findings about a rung that is not in force are warnings: nothing depends on it yet.
pub(super) fn severity(lint: &Lint, in_force: bool) -> Severity {
    if in_force || lint.severity != Severity::Error { lint.severity } else { Severity::Warning }
}

impl<'f, 'a> Part<'f, 'a> {
    /// The run, or its rung.
    pub(super) fn target(&self) -> Target {
        match self.rung {
            Some(rung) => Target::Fallback(self.run.run.id.clone(), rung.id.clone()),
            None => self.run.target(),
        }
    }
    /// Its nodes work on one model together, so that their network matters.
    pub(super) fn is_gang(&self) -> bool {
        self.run.run.kind != RunKind::Serving
    }
    /// Windows next to each other in time: the later one begins when the earlier one has ended.
    pub(super) fn sequence(&self) -> impl Iterator<Item = (&'f WindowView<'a>, &'f WindowView<'a>)> {
        let mut latest: Option<&'f WindowView<'a>> = None;
        self.windows.iter().filter_map(move |window| {
            let before = latest.filter(|before| before.window.end <= window.window.start);
            if latest.is_none_or(|latest| latest.window.end <= window.window.end) {
                latest = Some(window);
            }
            before.map(|before| (before, window))
        })
    }
    /// Windows that run at the same time as the one that began before them and lasts longest.
    pub(super) fn together(&self) -> impl Iterator<Item = (&'f WindowView<'a>, &'f WindowView<'a>)> {
        let mut latest: Option<&'f WindowView<'a>> = None;
        self.windows.iter().filter_map(move |window| {
            let before = latest.filter(|before| before.window.end > window.window.start);
            if latest.is_none_or(|latest| latest.window.end < window.window.end) {
                latest = Some(window);
            }
            before.map(|before| (before, window))
        })
    }
}

/// For each block, by position, whether any window stands on it, those of rungs that are not in force too.
pub(super) fn is_wanted(facts: &Facts) -> Vec<bool> {
    let mut wanted = vec![false; facts.blocks.len()];
    for block in facts.placed.iter().filter_map(|placed| placed.block) {
        if let Some(wanted) = wanted.get_mut(block) {
            *wanted = true;
        }
    }
    wanted
}

/// Somebody plans to use it, or wishes for it; an offer that nothing stands on is only there to be looked at.
pub(super) fn is_planned(block: &BlockView, wanted: &[bool]) -> bool {
    block.block.status.stage() != Stage::Offered || wanted.get(block.at).copied().unwrap_or_default()
}

/// Nodes that no window in force takes at any moment of a span; `own` is left out of the count.
pub(super) fn free_nodes(block: &BlockView, span: Span, own: Option<&Window>) -> i64 {
    use crate::base::steps::Steps;
    let all = i64::from(block.facts.nodes);
    match own {
        Some(own) => {
            let own = Steps::block(own.span(), i64::from(own.nodes.get()));
            all - block.facts.load.minus(&own).max_in(span)
        }
        None => all - block.facts.load.max_in(span),
    }
}

/// Windows in force on a block that are active at the same time in `spans`: for each span, those that overlap it. Spans are
/// in the order of time and do not overlap; one pass over the windows.
pub(super) fn active_in<'a>(
    facts: &Facts<'a>,
    block: &BlockView<'a>,
    spans: &[Span],
) -> Vec<Vec<WindowView<'a>>> {
    if spans.is_empty() {
        return Vec::new();
    }
    let windows = facts.windows_on(block);
    let mut next = 0;
    let mut active: Vec<WindowView<'a>> = Vec::new();
    spans
        .iter()
        .map(|span| {
            while let Some(window) = windows.get(next).filter(|window| window.window.start < span.end) {
                active.push(*window);
                next += 1;
            }
            active.retain(|window| window.window.end > span.start);
            active.clone()
        })
        .collect()
}

/// The ids of the runs that windows belong to, each once, in the order of the windows.
pub(super) fn run_ids<'a>(windows: impl IntoIterator<Item = &'a WindowView<'a>>) -> Vec<&'a str> {
    let mut ids: Vec<&str> = Vec::new();
    for window in windows {
        let id = window.run.run.id.as_str();
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    ids
}

/// Adds a fix that changes one window.
pub(super) fn fix_window(
    found: Diagnostic,
    facts: &Facts,
    view: &WindowView,
    label: &str,
    change: impl FnOnce(&mut Window),
) -> Diagnostic {
    let rung = view.rung.map(|rung| rung.id.clone());
    found.fix_run(facts, &view.run.run.id, label, |run| {
        if let Some(window) = windows_mut(run, &rung).and_then(|all| all.get_mut(&view.window.id)) {
            change(window);
        }
    })
}

/// The windows of a run, or of one of its rungs, to change.
pub(super) fn windows_mut<'r>(run: &'r mut Run, rung: &Option<FallbackId>) -> Option<&'r mut Items<Window>> {
    match rung {
        None => Some(&mut run.windows),
        Some(rung) => run.fallbacks.get_mut(rung).map(|rung| &mut rung.windows),
    }
}

/// Adds a last rung that waits for capacity to come.
pub(super) fn fix_postpone(found: Diagnostic, facts: &Facts, run: &Run) -> Diagnostic {
    found.fix_run(facts, &run.id, "add a rung that postpones the run", |run| {
        let id = run.fallbacks.free_id("postpone");
        run.fallbacks.push(Fallback {
            id: FallbackId::new(id),
            kind: FallbackKind::Postpone,
            owner: run.owner.clone(),
            ..Fallback::default()
        });
    })
}

/// Nobody knows yet whether it comes: what a provider has confirmed is a fact that no rule contradicts.
pub(super) fn is_open(block: &BlockView) -> bool {
    block.is_live() && !block.block.status.row().certain
}

/// When blocks are to be bought, by their ids: from open decisions, else from a purchase that is dated in advance.
pub(super) fn purchases<'a>(facts: &Facts<'a>) -> BTreeMap<&'a str, (Instant, Option<&'a Decision>)> {
    let blocks = facts.plan.blocks.iter();
    let dated = blocks.filter_map(|block| Some((block.id.as_str(), (block.purchased_at?, None))));
    let open = facts.plan.decisions.iter().filter(|decision| decision.about == Choice::Buy);
    let decided = open.filter(|decision| decision.outcome.is_none()).filter_map(|decision| {
        Some((decision.block.as_ref()?.as_str(), (decision.decide_on?, Some(decision))))
    });
    sort::map(dated.chain(decided))
}

/// The rule sets of machines that are started when needed.
pub(super) const ON_DEMAND: &str = "on-demand";
pub(super) const SPOT: &str = "spot";

/// A product as its provider calls it.
pub(super) fn sold_as(product: &Product) -> &str {
    if product.name.is_empty() { &product.id } else { &product.name }
}
