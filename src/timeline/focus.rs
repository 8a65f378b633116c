//! What a first look at a plan should show.

use crate::analysis::Analysis;
use crate::base::{Duration, Instant, Span};
use crate::model::{Plan, Run, RunKind, Window};

/// The span that holds the work and its dates. What would squeeze the work is left out or stays cut off: blocks and serving
/// that last much longer, dates that lie far away. `None` for a plan without anything dated.
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
    Some(others.into_iter().fold(core, |focus, (spans, times)| {
        let length = focus.len().seconds().max(1);
        let air = Duration::from_seconds(length.saturating_mul(times).max(length / 4));
        let allowed = Span::new(focus.start - air, focus.end + air);
        spans.into_iter().filter(|span| allowed.contains_span(*span)).fold(focus, Span::hull)
    }))
}

fn point(at: Instant) -> Span {
    Span::new(at, at + Duration::from_seconds(1))
}

#[cfg(test)]
mod tests {
    use super::super::sample::{at, block, small, window};
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
    fn nothing_dated_has_no_focus() {
        assert_eq!(focus(&Plan::default(), &Analysis::default()), None);
    }
}
