//! What holds for every plan, every zoom and every size; and what the example looks like.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::sample::{any_plan, at, facts, finding, many, small};
use super::*;
use crate::analysis::Analysis;
use crate::base::zone::Zone;
use crate::base::{Duration, Instant, Span, words};
use crate::model::{Plan, Severity, Stage, Target, WindowId};

fn lanes_of(plan: &Plan, analysis: &Analysis, grouping: Grouping) -> Lanes {
    lay_out(plan, analysis, &Options { grouping, ..Options::default() })
}

/// A screen as text: titles, bars by their kind, marks, load.
fn drawn(plan: &Plan, analysis: &Analysis, grouping: Grouping, viewport: Viewport, width: u16) -> String {
    let lanes = lanes_of(plan, analysis, grouping);
    let selected = Target::Run("evaluation".into());
    let zone = Zone::utc();
    let frame = Frame {
        plan,
        analysis,
        lanes: &lanes,
        viewport,
        width,
        height: 50,
        selected: &selected,
        zone: &zone,
    };
    let view = view(&frame);
    let mut text = String::new();
    for row in &view.rows {
        let mut cells = vec![' '; usize::from(width)];
        for bar in &row.bars {
            let sign = match bar.kind {
                BarKind::Block(_) => '=',
                BarKind::Ramp | BarKind::Tail => 'x',
                BarKind::Extension(_) => '+',
                BarKind::Window => '#',
                BarKind::Ghost => '/',
            };
            let (first, last) = bar.cells();
            cells[usize::from(first)..=usize::from(last)].fill(sign);
        }
        let signs: Vec<String> =
            row.marks.iter().map(|mark| format!("{:?}@{}", mark.kind, mark.cell)).collect();
        let title = format!("{}{}", "  ".repeat(row.depth.into()), row.title);
        let labels: Vec<&str> =
            row.bars.iter().map(|bar| bar.label.as_str()).filter(|it| !it.is_empty()).collect();
        let line = format!("{title:<14}{}|", cells.iter().collect::<String>());
        text += &format!("{line} <{} {}> {} {}\n", row.before, row.after, labels.join(", "), signs.join(" "));
        if let Some(heat) = &row.heat {
            let blank = " ".repeat(14 + usize::from(heat.from));
            let levels: String = heat.levels.iter().map(|level| char::from(b'0' + level)).collect();
            text += &format!("{blank}{levels}\n");
        }
    }
    for rail in &view.rails {
        text += &format!(
            "{} -> {}: {:?} -> {:?} {}\n",
            rail.needed, rail.waiting, rail.from, rail.to, rail.broken
        );
    }
    text
}

#[test]
fn the_example_by_block_and_by_run() {
    let (plan, analysis) = small();
    let view = Viewport::new(at("2027-01-10T00:00Z"), 18_000);
    let mut text = drawn(&plan, &analysis, Grouping::Blocks, view, 66);
    text += "\n";
    text += &drawn(&plan, &analysis, Grouping::Runs, view, 66);
    text += "\n";
    text += &drawn(&plan, &analysis, Grouping::Blocks, view.zoom(2, at("2027-01-18T11:00Z")), 66);
    insta::assert_snapshot!(text);
}

#[test]
fn a_fallback_in_force_swaps_solid_and_ghost() {
    let (mut plan, _) = small();
    let kinds = |plan: &Plan| -> Vec<(String, bool)> {
        let lanes = lanes_of(plan, &facts(plan, at("2027-01-06T09:00Z")), Grouping::Runs);
        (0..lanes.len())
            .map(|lane| (lanes.title(plan, lane), lanes.items(lane).iter().all(|item| item.ghost)))
            .collect()
    };
    let row = |title: &str, ghost| (title.to_string(), ghost);
    assert_eq!(kinds(&plan), [row("base-8b", false), row("distil-3b", true), row("evaluation", false)]);
    plan.runs.get_mut("base-8b").unwrap().in_force = Some("distil-3b".into());
    assert_eq!(kinds(&plan), [row("base-8b", true), row("distil-3b", false), row("evaluation", false)]);
}

#[test]
fn runs_without_a_place_stand_at_the_end() {
    let (mut plan, _) = small();
    plan.blocks.remove("B2");
    let lanes = lanes_of(&plan, &facts(&plan, at("2027-01-06T09:00Z")), Grouping::Blocks);
    let titles: Vec<String> = (0..lanes.len()).map(|lane| lanes.title(&plan, lane)).collect();
    assert_eq!(titles, ["B1", "base-8b", "on no block", "evaluation"]);
    assert_eq!(lanes.items(3).len(), 1);
}

#[test]
fn a_filter_keeps_what_matches_and_the_lanes_above() {
    let (plan, analysis) = small();
    let wanted = Target::Run("evaluation".into());
    let filter = |target: &Target| *target == wanted;
    let titles = |grouping| {
        let options = Options { grouping, filter: Some(&filter), ..Options::default() };
        let lanes = lay_out(&plan, &analysis, &options);
        (0..lanes.len()).map(|lane| lanes.title(&plan, lane)).collect::<Vec<_>>()
    };
    assert_eq!(titles(Grouping::Blocks), ["B2", "evaluation"]);
    assert_eq!(titles(Grouping::Runs), ["evaluation"]);
}

#[test]
fn ladders_can_be_folded() {
    let (plan, analysis) = small();
    let count = |ladders, selected| {
        let options = Options { room: 0, grouping: Grouping::Runs, ladders, selected, filter: None };
        lay_out(&plan, &analysis, &options).len()
    };
    let (base, eval) = (Target::Run("base-8b".into()), Target::Run("evaluation".into()));
    assert_eq!(count(Ladders::None, Some(&base)), 2);
    assert_eq!(count(Ladders::Selected, Some(&base)), 3);
    assert_eq!(count(Ladders::Selected, Some(&eval)), 2);
    assert_eq!(count(Ladders::All, None), 3);
}

#[test]
fn findings_reach_their_lane_and_bar() {
    let (plan, mut analysis) = small();
    let window = Target::Window("base-8b".into(), None, "w1".into());
    let when = Span::new(at("2027-01-18T10:00Z"), at("2027-01-18T11:00Z"));
    analysis.problems = vec![
        finding(window.clone(), Severity::Error, Some(when)),
        finding(window, Severity::Warning, None),
        finding(Target::Block("B2".into()), Severity::Info, None),
    ];
    let lanes = lanes_of(&plan, &analysis, Grouping::Blocks);
    let place = lanes.find(&plan, &Target::Block("B2".into())).unwrap();
    assert_eq!(lanes.get(place.lane).unwrap().worst, Some(Severity::Info));
    let (zone, selected) = (Zone::utc(), Target::Plan);
    let viewport = Viewport::new(at("2027-01-10T00:00Z"), 14_400);
    let frame = Frame {
        plan: &plan,
        analysis: &analysis,
        lanes: &lanes,
        viewport,
        width: 80,
        height: 9,
        selected: &selected,
        zone: &zone,
    };
    let row = &view(&frame).rows[1];
    assert_eq!(row.bars[0].worst, Some(Severity::Error));
    assert!(row.marks.iter().any(|mark| mark.kind == MarkKind::Finding(Severity::Error) && mark.cell == 50));
}

#[test]
fn the_pointer_finds_ends_bodies_and_marks() {
    let (plan, analysis) = small();
    let lanes = lanes_of(&plan, &analysis, Grouping::Runs);
    let (zone, selected) = (Zone::utc(), Target::Plan);
    let viewport = Viewport::new(at("2027-01-10T00:00Z"), 43_200);
    let frame = Frame {
        plan: &plan,
        analysis: &analysis,
        lanes: &lanes,
        viewport,
        width: 30,
        height: 9,
        selected: &selected,
        zone: &zone,
    };
    let screen = view(&frame);
    let window = Target::Window("base-8b".into(), None, "w1".into());
    let hit = |cell| screen.hit(0, cell).unwrap();
    assert_eq!(hit(3), Hit { target: window.clone(), part: Part::Start });
    assert_eq!(hit(10), Hit { target: window.clone(), part: Part::Body });
    assert_eq!(hit(16), Hit { target: window, part: Part::End });
    assert_eq!(hit(25), Hit { target: Target::Run("base-8b".into()), part: Part::Mark(MarkKind::Deadline) });
    assert_eq!(hit(20), Hit { target: Target::Run("base-8b".into()), part: Part::Lane });
    // Twelve hours are one cell here: nothing to grab but the whole.
    let short = Target::Window("evaluation".into(), None, "w1".into());
    assert_eq!(screen.hit(2, 18).unwrap(), Hit { target: short, part: Part::Body });
    assert_eq!(screen.hit(7, 0), None);
}

#[test]
fn windows_too_short_to_tell_apart_are_counted_and_the_selected_one_shows() {
    let (mut plan, _) = small();
    let start = at("2027-01-12T00:00Z");
    let run = plan.runs.get_mut("base-8b").unwrap();
    run.windows = (0..5000)
        .map(|i| {
            let from = start + Duration::from_minutes(i);
            super::sample::window(&format!("w{i}"), "B1", 1, from, from + Duration::from_minutes(1))
        })
        .collect();
    let analysis = facts(&plan, start);
    let lanes = lanes_of(&plan, &analysis, Grouping::Blocks);
    let selected = Target::Window("base-8b".into(), None, WindowId::from("w2345"));
    let (zone, viewport) = (Zone::utc(), Viewport::new(at("2027-01-01T00:00Z"), 86_400));
    let frame = Frame {
        plan: &plan,
        analysis: &analysis,
        lanes: &lanes,
        viewport,
        width: 40,
        height: 9,
        selected: &selected,
        zone: &zone,
    };
    let row = &view(&frame).rows[1];
    assert!(row.bars.len() <= 40 * 8);
    let windows: usize = row.bars.iter().map(|bar| 1 + bar.hidden).sum();
    assert_eq!(windows, 5000);
    assert!(row.bars.iter().any(|bar| bar.target == selected));
}

#[test]
fn an_extension_stands_between_the_block_and_its_tail() {
    let (mut plan, mut analysis) = small();
    let until = at("2027-01-20T11:30Z");
    let extension = crate::model::Extension { id: "x1".into(), until, ..Default::default() };
    plan.blocks.get_mut("B1").unwrap().extensions.push(extension);
    analysis.blocks[0].span.end = until;
    analysis.blocks[0].usable.end = until - Duration::from_hours(6);
    let lanes = lanes_of(&plan, &analysis, Grouping::Blocks);
    let (zone, selected) = (Zone::utc(), Target::Plan);
    let viewport = Viewport::new(at("2027-01-10T00:00Z"), 14_400);
    let frame = Frame {
        plan: &plan,
        analysis: &analysis,
        lanes: &lanes,
        viewport,
        width: 90,
        height: 9,
        selected: &selected,
        zone: &zone,
    };
    let bars = view(&frame).rows.remove(0).bars;
    let kinds: Vec<BarKind> = bars.iter().map(|bar| bar.kind).collect();
    let (block, extension) = (BarKind::Block(Stage::Scheduled), BarKind::Extension(Stage::Wanted));
    assert_eq!(kinds, [BarKind::Ramp, block, extension, BarKind::Tail]);
    assert_eq!((bars[3].span.start, bars[3].span.end), (at("2027-01-20T05:30Z"), until));
}

#[test]
fn edges_of_a_lane_in_turn() {
    let (plan, analysis) = small();
    let lanes = lanes_of(&plan, &analysis, Grouping::Blocks);
    let lane = lanes.find(&plan, &Target::Run("base-8b".into())).unwrap().lane;
    let mut edges = Vec::new();
    let mut now = at("2027-01-01T00:00Z");
    while let Some(edge) = lanes.next_edge(&plan, lane, now) {
        edges.push(edge.to_string());
        now = edge;
    }
    assert_eq!(edges, ["2027-01-11T11:30Z", "2027-01-11T12:00Z", "2027-01-18T11:00Z", "2027-01-18T11:30Z"]);
    assert_eq!(lanes.previous_edge(&plan, lane, now), Some(at("2027-01-18T11:00Z")));
    assert_eq!(lanes.nearest(lane, at("2027-03-01T00:00Z")).unwrap().title(&plan), "base-8b");
}

#[test]
fn dragged_edges_stick_to_what_is_on_the_block() {
    let (plan, analysis) = small();
    let dragged = Target::Window("evaluation".into(), None, "w1".into());
    let edges = snap::edges(&plan, &analysis, &"B2".into(), &dragged);
    let shown: Vec<String> = edges.iter().map(|edge| edge.to_string()).collect();
    assert_eq!(shown, ["2027-01-18T11:30Z", "2027-01-18T12:00Z", "2027-01-22T11:00Z", "2027-01-22T11:30Z"]);
    let hour = Duration::from_hours(1);
    assert_eq!(snap::snap(at("2027-01-18T12:50Z"), &edges, hour), Some(at("2027-01-18T12:00Z")));
    assert_eq!(snap::snap(at("2027-01-18T14:00Z"), &edges, hour), None);
    assert_eq!(snap::snap(at("2027-01-18T11:40Z"), &edges, hour), Some(at("2027-01-18T11:30Z")));
}

#[test]
fn charts_of_three_widths() {
    let (plan, analysis) = small();
    let zone = Zone::named("Europe/Berlin").unwrap();
    let mut text = String::new();
    for (width, ascii) in [(72, true), (72, false), (100, true), (132, false)] {
        text += &format!(
            "{width} columns\n{}\n\n",
            chart::chart(&plan, &analysis, &zone, width, ascii).join("\n")
        );
    }
    insta::assert_snapshot!(text);
}

#[test]
fn charts_of_many_runs() {
    let mut text = String::new();
    for n in [1, 4, 12, 40] {
        let (mut plan, analysis) = many(n);
        if let Some(run) = plan.runs.at_mut(2) {
            run.in_force = Some("lora".into());
        }
        text +=
            &format!("{n} runs\n{}\n\n", chart::chart(&plan, &analysis, &Zone::utc(), 100, true).join("\n"));
    }
    insta::assert_snapshot!(text);
}

#[test]
fn a_chart_marks_what_it_cuts_and_when_to_buy() {
    let (mut plan, _) = small();
    plan.blocks.push(super::sample::block("owned", 64, at("2020-01-01T00:00Z"), None, Stage::Active));
    let mut analysis = super::sample::facts(&plan, at("2027-01-10T09:00Z"));
    let buy = &mut analysis.blocks[1].dates[0];
    (buy.kind, buy.at) = (crate::analysis::MarkKind::SafeBuyBy, at("2027-01-17T00:00Z"));
    let lines = chart::chart(&plan, &analysis, &Zone::utc(), 100, false);
    let line = |name: &str| lines.iter().find(|line| line.starts_with(name)).unwrap();
    assert!(line("owned").contains("‹━") && line("owned").ends_with('›'), "{}", lines.join("\n"));
    assert!(!line("B1").contains(['‹', '›']) && line("B1").contains('┣') && line("B1").contains('┫'));
    assert!(line("B2").find('$') < line("B2").find('┣'), "{}", lines.join("\n"));
    assert!(lines.iter().any(|line| line.contains("$ buy by")), "the legend tells");
}

#[test]
fn a_chart_of_nothing_is_empty() {
    assert!(chart::chart(&Plan::default(), &Analysis::default(), &Zone::utc(), 80, true).is_empty());
}

#[test]
fn endless_blocks_do_not_squeeze_the_work() {
    let (mut plan, analysis) = small();
    plan.blocks.push(super::sample::block("slurm", 64, at("2020-01-01T00:00Z"), None, Stage::Active));
    let lines = chart::chart(&plan, &analysis, &Zone::utc(), 80, true);
    let column = |line: &str, sign| line.find(sign).unwrap();
    let run = lines.iter().find(|line| line.contains("base-8b")).unwrap();
    assert!(column(run, '|') - column(run, '#') > 20, "{}", lines.join("\n"));
    let endless = lines.iter().find(|line| line.starts_with("slurm")).unwrap();
    assert!(!endless.contains('[') && !endless.contains(')'), "{endless}");
}

/// Nothing in it that a terminal would obey.
fn is_safe(text: &str) -> bool {
    !text.chars().any(words::is_hidden)
}

fn any_viewport() -> impl Strategy<Value = Viewport> {
    let start = at("2027-03-10T00:00Z").seconds();
    let scales = LADDER.into_iter().chain([60, 7777, 40_000_000_000]).collect::<Vec<i64>>();
    (start..start + 80 * 86_400, proptest::sample::select(scales), 0..30_usize).prop_map(
        |(start, scale, lane)| {
            let mut viewport = Viewport::new(Instant::from_seconds(start), scale);
            viewport.first_lane = lane;
            viewport
        },
    )
}

fn any_target(plan: &Plan) -> Vec<Target> {
    let mut targets = vec![Target::Plan];
    targets.extend(plan.blocks.iter().map(|block| Target::Block(block.id.clone())));
    for run in plan.runs.iter() {
        targets.push(Target::Run(run.id.clone()));
        targets.extend(run.windows.iter().map(|it| Target::Window(run.id.clone(), None, it.id.clone())));
        for rung in run.fallbacks.iter() {
            targets.push(Target::Fallback(run.id.clone(), rung.id.clone()));
            let target = |id: &WindowId| Target::Window(run.id.clone(), Some(rung.id.clone()), id.clone());
            targets.extend(rung.windows.iter().map(|it| target(&it.id)));
        }
    }
    targets
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn everything_drawn_lies_within_the_screen(
        plan in any_plan(),
        viewport in any_viewport(),
        by_block in any::<bool>(),
        width in 1..200_u16,
        height in 1..60_u16,
        pick in any::<prop::sample::Index>(),
    ) {
        let analysis = facts(&plan, at("2027-04-01T00:00Z"));
        let grouping = if by_block { Grouping::Blocks } else { Grouping::Runs };
        let lanes = lanes_of(&plan, &analysis, grouping);
        let targets = any_target(&plan);
        let selected = pick.get(&targets);
        let zone = Zone::named("Europe/Berlin").unwrap();
        let frame = Frame { plan: &plan, analysis: &analysis, lanes: &lanes, viewport, width, height, selected, zone: &zone };
        let screen = view(&frame);
        prop_assert!(screen.rows.len() <= usize::from(height));
        for (i, row) in screen.rows.iter().enumerate() {
            let mut free = 0;
            for bar in &row.bars {
                prop_assert!(bar.x0 >= free && bar.x0 < bar.x1 && bar.x1 <= u32::from(width) * 8);
                free = bar.x1;
                prop_assert!(is_safe(&bar.label));
            }
            let cells: Vec<u16> = row.marks.iter().map(|mark| mark.cell).collect();
            prop_assert!(cells.is_sorted() && cells.iter().all(|cell| *cell < width));
            if let Some(heat) = &row.heat {
                prop_assert!(usize::from(heat.from) + heat.levels.len() <= usize::from(width));
            }
            if !matches!(row.kind, LaneKind::Block { .. }) {
                let seen: usize = row.bars.iter().map(|bar| 1 + bar.hidden).sum();
                prop_assert_eq!(row.before + seen + row.after, lanes.items(row.lane).len());
            }
            prop_assert!(plan.has(&row.target));
            for cell in 0..width {
                prop_assert!(plan.has(&screen.hit(i as u16, cell).unwrap().target));
            }
            prop_assert!(is_safe(&row.title));
        }
    }

    #[test]
    fn every_item_has_one_place_and_can_be_found(plan in any_plan(), by_block in any::<bool>()) {
        let analysis = facts(&plan, at("2027-04-01T00:00Z"));
        let grouping = if by_block { Grouping::Blocks } else { Grouping::Runs };
        let lanes = lanes_of(&plan, &analysis, grouping);
        let mut seen = BTreeSet::new();
        for lane in 0..lanes.len() {
            let items = lanes.items(lane);
            for pair in items.windows(2) {
                prop_assert!(pair[0].span.end <= pair[1].span.start, "two at once in lane {}", lane);
            }
            for item in items {
                let target = item.target(&plan).unwrap();
                prop_assert_eq!(lanes.find(&plan, &target).unwrap().lane, lane);
                prop_assert!(seen.insert(target));
            }
            prop_assert!(lanes.get(lane).unwrap().header <= lane);
        }
        // Ghosts on no block have no lane among blocks; everything else has.
        for target in any_target(&plan) {
            let Some(window) = plan.window(&target) else { continue };
            let is_placed = plan.blocks.contains(&window.block);
            if !by_block || is_placed {
                prop_assert!(seen.contains(&target), "{} is lost", target);
            }
        }
    }

    #[test]
    fn what_is_revealed_is_on_the_screen(
        plan in any_plan(),
        viewport in any_viewport(),
        width in 1..200_u16,
        height in 1..60_u16,
        pick in any::<prop::sample::Index>(),
    ) {
        let analysis = facts(&plan, at("2027-04-01T00:00Z"));
        let lanes = lanes_of(&plan, &analysis, Grouping::Runs);
        let windows: Vec<Target> = any_target(&plan).into_iter().filter(|it| plan.window(it).is_some()).collect();
        prop_assume!(!windows.is_empty());
        let selected = pick.get(&windows);
        let place = lanes.find(&plan, selected).unwrap();
        let viewport = viewport
            .reveal_span(plan.window(selected).unwrap().span(), width)
            .reveal_lane(place.lane, height, lanes.len());
        let zone = Zone::utc();
        let frame = Frame { plan: &plan, analysis: &analysis, lanes: &lanes, viewport, width, height, selected, zone: &zone };
        let screen = view(&frame);
        prop_assert!(screen.rows.iter().flat_map(|row| &row.bars).any(|bar| bar.target == *selected));
    }

    #[test]
    fn charts_of_what_changed_keep_their_width(
        plan in any_plan(), was in any_plan(), width in 0..200_u16, ascii in any::<bool>()
    ) {
        let analysis = facts(&plan, at("2027-04-01T00:00Z"));
        let zone = Zone::utc();
        let lines = chart::chart_since(&plan, Some(&was), &analysis, &zone, width, ascii);
        for line in &lines {
            prop_assert!(words::width(line) <= usize::from(width.max(40)), "{line}");
            prop_assert!(!ascii || line.chars().all(|c| (' '..='~').contains(&c)), "{line}");
            prop_assert!(is_safe(line));
        }
        let same = chart::chart_since(&plan, Some(&plan), &analysis, &zone, width, ascii);
        prop_assert_eq!(same, chart::chart(&plan, &analysis, &zone, width, ascii), "nothing differs");
    }

    #[test]
    fn charts_keep_their_width(plan in any_plan(), width in 0..200_u16, ascii in any::<bool>()) {
        let analysis = facts(&plan, at("2027-04-01T00:00Z"));
        let lines = chart::chart(&plan, &analysis, &Zone::utc(), width, ascii);
        for line in &lines {
            prop_assert!(words::width(line) <= usize::from(width.max(40)), "{line}");
            prop_assert!(!ascii || line.chars().all(|c| (' '..='~').contains(&c)), "{line}");
            prop_assert!(is_safe(line));
        }
        let rungs: usize = plan.runs.iter().map(|run| run.fallbacks.len()).sum();
        prop_assert!(lines.is_empty() || lines.len() >= 2 + plan.blocks.len() + plan.runs.len() + rungs);
    }
}
