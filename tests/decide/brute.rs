//! The next rung that still fits, against trying every hour.
//!
//! Plans live on a grid of hours, without boot, checkpoints and interruptions, so that an hour on the wanted nodes is an hour
//! of work.

use super::build::*;
use planb::base::{Duration, Instant};
use planb::drill::{Kind, drill};
use planb::model::*;
use proptest::prelude::*;

const HOURS: i64 = 60;

fn zero() -> Instant {
    at("2027-02-01T00:00Z")
}

fn hour(n: i64) -> Instant {
    zero() + Duration::from_hours(n)
}

#[derive(Debug, Clone)]
struct Wants {
    nodes: u32,
    hours: i64,
    /// Block, first hour, length; none for free capacity.
    window: Option<(usize, i64, i64)>,
    acceptable: usize,
}

#[derive(Debug, Clone)]
struct Case {
    /// First hour, length and nodes; the first one does not come.
    blocks: Vec<(i64, i64, u32)>,
    /// Ladders of runs that stand on the first block, and their deadlines.
    runs: Vec<(Vec<Wants>, Option<i64>)>,
    /// What somebody else holds: block, first hour, length, nodes.
    taken: Vec<(usize, i64, i64, u32)>,
}

fn wants() -> impl Strategy<Value = Wants> {
    let window = prop::option::weighted(0.6, (0_usize..4, 0..HOURS - 10, 1_i64..20));
    (1_u32..4, 1_i64..15, window, 0_usize..3).prop_map(|(nodes, hours, window, acceptable)| Wants {
        nodes,
        hours,
        window,
        acceptable,
    })
}

fn case() -> impl Strategy<Value = Case> {
    let block = (0..HOURS - 20, 5_i64..30, 1_u32..5);
    let run = (prop::collection::vec(wants(), 0..4), prop::option::of(5..HOURS));
    let taken = (1_usize..4, 0..HOURS - 10, 1_i64..15, 1_u32..3);
    (prop::collection::vec(block, 4), prop::collection::vec(run, 1..3), prop::collection::vec(taken, 0..4))
        .prop_map(|(blocks, runs, taken)| Case { blocks, runs, taken })
}

const ACCEPTABLE: [Acceptable; 3] = [Acceptable::Yes, Acceptable::NeedsSignOff, Acceptable::No];

fn plan_of(case: &Case) -> Plan {
    let mut plan = plan();
    plan.ramp = Duration::ZERO;
    for (at, (start, length, nodes)) in case.blocks.iter().enumerate() {
        plan.blocks.push(Block {
            id: format!("b{at}").into(),
            machine: "aws.p5".into(),
            nodes: Nodes::new(*nodes),
            start: hour(*start),
            end: Some(hour(start + length)),
            product: "owned".into(),
            status: Stage::Scheduled.into(),
            ramp: Some(Duration::ZERO),
            ..Block::default()
        });
    }
    let placed = |id: &str, block: usize, start: i64, length: i64, nodes: u32| Window {
        id: id.into(),
        block: format!("b{block}").into(),
        nodes: Nodes::new(nodes),
        start: hour(start),
        end: hour(start + length),
        ..Window::default()
    };
    for (at, (ladder, deadline)) in case.runs.iter().enumerate() {
        let mut run = run(&format!("r{at}"), need(1, 1));
        run.priority = -(at as i32);
        run.deadline = deadline.map(hour);
        run.windows.push(placed("w1", 0, case.blocks[0].0, 1, 1));
        for (position, wants) in ladder.iter().enumerate() {
            let mut rung = rung(&format!("f{position}"), FallbackKind::Lora, need(wants.nodes, wants.hours));
            rung.acceptable = ACCEPTABLE[wants.acceptable];
            if let Some((block, start, length)) = wants.window {
                rung.windows.push(placed("w1", block, start, length, wants.nodes));
            }
            run.fallbacks.push(rung);
        }
        plan.runs.push(run);
    }
    for (at, (block, start, length, nodes)) in case.taken.iter().enumerate() {
        let mut other = run(&format!("other{at}"), Need { nodes: Nodes::new(*nodes), ..Need::default() });
        other.windows.push(placed("w1", *block, *start, *length, *nodes));
        plan.runs.push(other);
    }
    plan
}

/// Nodes in use by block and hour.
type Load = Vec<[u32; 2 * HOURS as usize]>;

/// The hours a rung would take, by trying: block, first hour, end of the work.
fn fits(case: &Case, load: &Load, wants: &Wants, deadline: Option<i64>) -> Option<(usize, i64, i64, i64)> {
    let limit = deadline.unwrap_or(i64::MAX);
    let free = |block: usize, hour: i64| {
        let (start, length, nodes) = case.blocks[block];
        let open = block != 0 && (start..start + length).contains(&hour);
        let used = load[block].get(hour as usize).copied().unwrap_or(0);
        (open, used + wants.nodes <= nodes)
    };
    match wants.window {
        Some((block, start, length)) => {
            let hours: Vec<i64> = (start..start + length).collect();
            // It takes its nodes all the time, also when the block is not there.
            let room = block != 0 && hours.iter().all(|hour| free(block, *hour).1);
            let work: Vec<i64> = hours.into_iter().filter(|hour| free(block, *hour).0).collect();
            let done = *work.get(wants.hours as usize - 1)? + 1;
            (room && done <= limit).then_some((block, start, length, done))
        }
        None => {
            let at = |block: usize, start: i64| {
                (start..start + wants.hours).all(|hour| free(block, hour) == (true, true))
            };
            let starts =
                (0..2 * HOURS).flat_map(|start| (1..case.blocks.len()).map(move |block| (block, start)));
            // Of those that end first, the block that starts first.
            let found = starts.filter(|(block, start)| at(*block, *start));
            let (block, start) =
                found.min_by_key(|(block, start)| (*start, case.blocks[*block].0, *block))?;
            (start + wants.hours <= limit).then_some((block, start, wants.hours, start + wants.hours))
        }
    }
}

/// What each run falls back to: the rung, and when it is done; or that it moves as it is.
fn expected(case: &Case) -> Vec<Option<(String, i64)>> {
    let mut load: Load = vec![[0; 2 * HOURS as usize]; case.blocks.len()];
    let take = |load: &mut Load, block: usize, start: i64, length: i64, nodes: u32| {
        for hour in start..start + length {
            load[block][hour as usize] += nodes;
        }
    };
    for (block, start, length, nodes) in &case.taken {
        take(&mut load, *block, *start, *length, *nodes);
    }
    let itself = Wants { nodes: 1, hours: 1, window: None, acceptable: 0 };
    let mut order: Vec<usize> = (0..case.runs.len()).collect();
    order.sort_by_key(|at| *at);
    let mut found = vec![None; case.runs.len()];
    for at in order {
        let (ladder, deadline) = &case.runs[at];
        let next = |good: bool, deadline: Option<i64>| {
            ladder
                .iter()
                .enumerate()
                .filter(|(_, wants)| (wants.acceptable != 2) == good)
                .find_map(|(rung, wants)| Some((rung, wants.nodes, fits(case, &load, wants, deadline)?)))
        };
        let chosen = next(true, *deadline).or_else(|| next(true, None)).or_else(|| next(false, *deadline));
        if let Some((rung, nodes, (block, start, length, done))) = chosen {
            take(&mut load, block, start, length, nodes);
            found[at] = Some((format!("f{rung}"), done));
        } else if let Some((block, start, length, done)) = fits(case, &load, &itself, *deadline) {
            take(&mut load, block, start, length, itself.nodes);
            found[at] = Some(("moves".to_string(), done));
        }
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn the_next_rung_that_fits_is_the_one_that_trying_every_hour_finds(case in case()) {
        let plan = plan_of(&case);
        let drill = drill(&plan, &world(), at("2027-01-25T00:00Z"), &"b0".into()).unwrap();
        for (run, want) in expected(&case).into_iter().enumerate() {
            let fate = drill.fates.iter().find(|fate| fate.run == *format!("r{run}").as_str()).unwrap();
            let got = match fate.kind {
                Kind::Falls => fate.rung.after.as_ref().map(|id| id.as_str().to_string()),
                Kind::Moves => Some("moves".to_string()),
                _ => None,
            };
            let got = got.map(|id| (id, fate.end.after));
            let want = want.map(|(rung, done)| (rung, Some(hour(done))));
            prop_assert_eq!(got, want, "r{} in {:#?}", run, drill.steps);
        }
    }
}
