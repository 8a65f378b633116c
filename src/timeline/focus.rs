//! What a first look at a plan should show.

use crate::analysis::{Analysis, BlockFacts, Mark, MarkKind};
use crate::base::{Duration, Instant, Span};
use crate::model::{Plan, Run, RunKind, Window};

/// Longest block that is shown whole for work on it, unless the work takes a good part of it: half a year is the longest that
/// providers sell.
const LONG: Duration = Duration::from_days(200);

/// The span that holds the work, the blocks it stands on, and its dates. What would squeeze the work is left out or stays cut
/// off: blocks without an end, other blocks and serving that last much longer, dates of nothing placed that lie far away.
/// `None` for a plan without anything dated.
pub fn focus(plan: &Plan, analysis: &Analysis) -> Option<Span> {
    let windows = |of: fn(&Run) -> bool| -> Vec<Span> {
        let runs = plan.runs.iter().filter(move |run| of(run));
        let windows = runs.flat_map(|run| {
            run.windows.iter().chain(run.fallbacks.iter().flat_map(|rung| rung.windows.iter()))
        });
        windows.map(Window::span).collect()
    };
    let dates = plan.runs.iter().flat_map(|run| [run.ready, run.deadline]).flatten();
    let decisions =
        analysis.runs.iter().flat_map(|run| &run.rungs).filter_map(|rung| rung.decide_by.as_ref());
    let dates = dates.chain(decisions.map(|decide| decide.people));
    let blocks = |is_open: bool| -> Vec<Span> {
        let blocks = plan.blocks.iter().filter(move |block| block.end.is_none() == is_open);
        blocks.map(|block| if is_open { point(block.start) } else { block.span() }).collect()
    };
    let work = windows(|run| run.kind != RunKind::Serving);
    let serving = windows(|run| run.kind == RunKind::Serving);
    let dates: Vec<Span> = dates.map(point).collect();

    let core = [&work, &blocks(false), &serving, &dates, &blocks(true)]
        .into_iter()
        .find_map(|spans| spans.iter().copied().reduce(Span::hull))?;
    // What each kind may add at each side, in lengths of what is there already.
    let others =
        [(dates, 3), (blocks(false), 1), (blocks(true), 1), (serving, 1), (vec![point(analysis.now)], 1)];
    let (blocks_under, its_dates) = needed(plan, analysis);
    let core = blocks_under.into_iter().fold(core, Span::hull);
    // A year that was mistyped must not make everything else a single column.
    let near = Span::new(core.start - LONG, core.end + LONG + LONG);
    let core = its_dates.into_iter().filter(|date| near.contains_span(*date)).fold(core, Span::hull);
    Some(others.into_iter().fold(core, |focus, (spans, times)| {
        let length = focus.len().seconds().max(1);
        let air = Duration::from_seconds(length.saturating_mul(times).max(length / 4));
        let allowed = Span::new(focus.start - air, focus.end + air);
        spans.into_iter().filter(|span| allowed.contains_span(*span)).fold(focus, Span::hull)
    }))
}

/// What belongs to work that has a window: the blocks it stands on; and the moments by which they must be bought, its
/// deadline, and the moments by which its fallbacks must be chosen.
fn needed(plan: &Plan, analysis: &Analysis) -> (Vec<Span>, Vec<Span>) {
    let (mut under, mut dates) = (Vec::new(), Vec::new());
    let mut is_worked_on = vec![Duration::ZERO; plan.blocks.len()];
    // The analysis has the items in the order of the plan.
    let runs = plan.runs.iter().zip(&analysis.runs);
    for (run, facts) in runs.filter(|(run, _)| run.kind != RunKind::Serving) {
        let all = run.windows.iter().chain(run.fallbacks.iter().flat_map(|rung| rung.windows.iter()));
        let mut is_placed = false;
        for window in all {
            is_placed = true;
            let block = analysis.index.blocks.get(&window.block);
            if let Some(longest) = block.and_then(|at| is_worked_on.get_mut(*at)) {
                *longest = (*longest).max(window.span().len());
            }
        }
        if is_placed {
            dates.extend(run.deadline.map(point));
            let decisions = facts.rungs.iter().filter_map(|rung| rung.decide_by.as_ref());
            dates.extend(decisions.map(|by| point(by.people)));
        }
    }
    let worked = plan.blocks.iter().zip(&analysis.blocks).zip(is_worked_on);
    let worked = worked.filter(|((block, _), longest)| !longest.is_zero() && block.end.is_some());
    for ((block, facts), longest) in worked {
        let span = block.span();
        if span.len() <= LONG || span.len().seconds() <= longest.seconds().saturating_mul(4) {
            under.push(span);
            dates.extend(buy_by(facts, analysis.now).map(point));
        }
    }
    (under, dates)
}

/// The next moment by which a block must be bought or paid.
pub(super) fn buy_by(facts: &BlockFacts, now: Instant) -> Option<Instant> {
    let is_purchase = |mark: &&Mark| {
        matches!(mark.kind, MarkKind::SafeBuyBy | MarkKind::MustBuyBy | MarkKind::PayBy) && mark.at >= now
    };
    facts.dates.iter().filter(is_purchase).map(|mark| mark.at).min()
}

fn point(at: Instant) -> Span {
    Span::new(at, at + Duration::from_seconds(1))
}

#[cfg(test)]
mod tests {
    use super::super::sample::{at, block, facts, small, window};
    use super::*;
    use crate::model::Stage;

    #[test]
    fn work_with_its_dates_and_blocks() {
        let (plan, analysis) = small();
        let focus = focus(&plan, &analysis).unwrap();
        // From now, which is near, to the deadline.
        assert_eq!(focus.start, at("2027-01-10T00:00Z"));
        assert_eq!(focus.end, at("2027-01-22T18:00:01Z"));
    }

    #[test]
    fn what_lasts_for_years_does_not_squeeze_the_work() {
        let (mut plan, analysis) = small();
        let before = focus(&plan, &analysis);
        let (start, end) = (at("2020-01-01T00:00Z"), at("2030-01-01T00:00Z"));
        plan.blocks.push(block("owned", 4, start, None, Stage::Active));
        let windows = [window("w1", "owned", 4, start, end)].into_iter().collect();
        plan.runs.push(Run { id: "chat".into(), kind: RunKind::Serving, windows, ..Run::default() });
        assert_eq!(focus(&plan, &analysis), before);
        plan.runs.retain(|run| run.kind == RunKind::Serving);
        assert_eq!(focus(&plan, &analysis).map(|focus| focus.end), Some(at("2027-01-22T11:30Z")));
    }

    #[test]
    fn a_short_window_does_not_hide_its_block_and_its_dates() {
        let (mut plan, _) = small();
        plan.runs.retain(|run| run.id.as_str() == "base-8b");
        let run = plan.runs.at_mut(0).unwrap();
        run.fallbacks = Default::default();
        run.deadline = Some(at("2027-02-20T00:00Z"));
        let short = window("w1", "B1", 32, at("2027-01-12T00:00Z"), at("2027-01-13T00:00Z"));
        run.windows = [short].into_iter().collect();
        let analysis = facts(&plan, at("2027-01-01T00:00Z"));
        let seen = focus(&plan, &analysis).unwrap();
        assert!(seen.start <= at("2027-01-01T00:00Z"), "now: {seen:?}");
        assert!(seen.contains_span(plan.blocks.at(0).unwrap().span()), "the block: {seen:?}");
        assert!(seen.contains(at("2027-02-20T00:00Z")), "the deadline: {seen:?}");
        // A year that was mistyped is not shown at the price of all else.
        plan.runs.at_mut(0).unwrap().deadline = Some(at("2127-02-20T00:00Z"));
        assert!(focus(&plan, &analysis).unwrap().end < at("2027-03-01T00:00Z"));
    }

    #[test]
    fn nothing_dated_has_no_focus() {
        assert_eq!(focus(&Plan::default(), &Analysis::default()), None);
    }
}
