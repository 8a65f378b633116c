//! Plans of any size for benches, tests and trying things out: made up, but shaped like real ones. The same numbers give the
//! same plan.

use crate::base::fact::Notes;
use crate::base::record::Maybe;
use crate::base::{Duration, Instant, Money};

use super::*;

/// The moment that such a plan is about: its first blocks start then.
pub fn start() -> Instant {
    // 2027-01-04T11:30Z, a Monday
    Instant::from_seconds(1_799_062_200)
}

/// Machine, price of a node-hour in micro-units, region, zone.
const MACHINES: [(&str, i64, &str, &str); 4] = [
    ("aws.p5", 31_464_000, "us-east-2", "use2-az1"),
    ("aws.p5en", 42_000_000, "eu-north-1", "eun1-az3"),
    ("aws.p4d", 11_800_000, "us-east-1", "use1-az4"),
    ("aws.p6-b200", 72_000_000, "us-west-2", "usw2-az2"),
];
/// Weeks that capacity blocks are sold ahead; later capacity stands in contracts.
const SOLD_AHEAD: usize = 7;
const PEOPLE: [(&str, &str); 4] = [
    ("ada", "Europe/Berlin"),
    ("grace", "America/Los_Angeles"),
    ("kei", "Asia/Tokyo"),
    ("lin", "America/New_York"),
];
const WORDS: [&str; 6] = ["base", "reward", "draft", "vision", "speech", "code"];

/// A plan with so many blocks, runs, and windows, those of fallbacks included. Most of it works out; some of it does not.
pub fn generate(blocks: usize, runs: usize, windows: usize, seed: u64) -> Plan {
    let mut random = Random(seed);
    let mut plan = Plan {
        title: format!("Generated {blocks} x {runs} x {windows}"),
        zones: vec!["Europe/Berlin".into(), "UTC".into()],
        owner: "ada".into(),
        ..Plan::default()
    };
    for (id, zone) in PEOPLE {
        plan.people.push(Person { id: id.into(), zone: Some(zone.into()), ..Person::default() });
    }
    // So many at a time that the plan spans a year.
    let abreast = (blocks / 50).max(4);
    let made: Vec<Block> = (0..blocks).map(|at| block(at, abreast, &mut random)).collect();
    let mut slots = Slots::new(&made, windows);
    for at in 0..runs {
        let count = windows * (at + 1) / runs - windows * at / runs;
        plan.runs.push(run(at, count, abreast, runs, &made, &mut slots, &mut random));
    }
    made.into_iter().for_each(|block| plan.blocks.push(block));
    for at in (0..blocks).filter(|at| at % 40 == 39) {
        plan.decisions.push(decision(at, &mut random));
    }
    plan
}

fn block(at: usize, abreast: usize, random: &mut Random) -> Block {
    let week = at / abreast;
    // Blocks that follow each other are alike, so that runs can continue on the next.
    let mut lane = Random((at % abreast) as u64);
    lane.next();
    let (machine, rate, region, zone) = lane.one_of(&MACHINES);
    let nodes = *lane.one_of(&[2, 4, 8, 16]);
    let start = start() + Duration::from_days(7 * week as i64);
    let end = start + Duration::from_days(*random.one_of(&[7, 7, 7, 6]));
    let status = match (week, random.below(10)) {
        (0, _) => Stage::Active,
        (1..4, 0..9) | (SOLD_AHEAD.., _) | (_, 0..6) => Stage::Scheduled,
        (_, 6..8) => Stage::Offered,
        _ => Stage::Wanted,
    };
    let fee = Money::from_micros(*rate).times_hours(end - start, u64::from(nodes));
    let bought = status == Stage::Active || status == Stage::Scheduled;
    Block {
        id: BlockId::new(format!("cb-{at:04}")),
        name: format!("Block {at} in {region}"),
        machine: (*machine).into(),
        nodes: Nodes::new(nodes),
        start,
        end: Some(end),
        product: if week < SOLD_AHEAD { "aws-capacity-block".into() } else { "contract".into() },
        status: status.into(),
        region: (*region).into(),
        zone_id: (*zone).into(),
        price: Maybe((status != Stage::Wanted).then(|| Price { upfront: Some(fee), ..Price::default() })),
        offer: if status == Stage::Offered {
            format!("cbo-{:08x}", random.next() as u32)
        } else {
            String::new()
        },
        seen_at: (status == Stage::Offered).then(|| self::start() - Duration::from_hours(random.below(40))),
        purchased_at: bought.then(|| start - Duration::from_days(10)),
        owner: random.one_of(&PEOPLE).0.into(),
        ..Block::default()
    }
}

/// Where the next window of each block goes: one after the other, in equal parts of its usable time.
struct Slots {
    taken: Vec<i64>,
    of_each: i64,
}

impl Slots {
    fn new(blocks: &[Block], windows: usize) -> Slots {
        let of_each = windows.div_ceil(blocks.len().max(1)).max(1);
        Slots { taken: vec![0; blocks.len()], of_each: of_each as i64 }
    }

    fn window(&mut self, at: usize, block: &Block, id: usize, random: &mut Random) -> Window {
        let margin = Duration::from_minutes(30);
        let usable = block.span().len() - margin - margin;
        let taken = self.taken.get(at).copied().unwrap_or(0);
        let seconds = (usable.seconds() / self.of_each).max(60);
        let start = block.start + margin + Duration::from_seconds(seconds * (taken % self.of_each));
        if let Some(taken) = self.taken.get_mut(at) {
            *taken += 1;
        }
        let nodes = if random.below(20) == 0 { block.nodes.get() / 2 } else { block.nodes.get() };
        let end = start + Duration::from_seconds(seconds);
        Window {
            id: WindowId::new(format!("w{id}")),
            block: block.id.clone(),
            nodes: Nodes::new(nodes),
            start,
            end,
            ..Window::default()
        }
    }
}

fn run(
    at: usize,
    count: usize,
    abreast: usize,
    runs: usize,
    blocks: &[Block],
    slots: &mut Slots,
    random: &mut Random,
) -> Run {
    let word = random.one_of(&WORDS);
    let mut run = Run {
        id: RunId::new(format!("{word}-{at:04}")),
        name: format!("{word} {at}"),
        kind: if at % 23 == 22 { RunKind::Serving } else { RunKind::Training },
        critical: at.is_multiple_of(6),
        priority: random.below(5) as i32,
        validation: Duration::from_hours(6),
        staging: Duration::from_hours(random.below(48)),
        checkpoint: Maybe(Some(Checkpoint {
            interval: Duration::from_minutes(30),
            write: Duration::from_seconds(60),
            restart: Duration::from_minutes(10),
            on_warning: true,
            ..Checkpoint::default()
        })),
        gate: "loss below 2.1".to_string(),
        owner: random.one_of(&PEOPLE).0.into(),
        ..Run::default()
    };
    // The first window on a block of its own; the next ones continue on the blocks after it.
    let first = at * blocks.len() / runs.max(1);
    let mut made: Vec<Window> = (0..count)
        .filter_map(|k| {
            let at = (first + k * abreast) % blocks.len().max(1);
            Some(slots.window(at, blocks.get(at)?, k + 1, random))
        })
        .collect();
    let ghost = if at % 6 == 3 && made.len() > 1 { made.pop() } else { None };
    let nodes = made.iter().map(|window| window.nodes).max().unwrap_or(Nodes::new(8));
    let node_hours = made.iter().map(|window| window.span().len().hours() * f64::from(window.nodes.get()));
    let hours = (node_hours.sum::<f64>() / f64::from(nodes.get())).max(2.0);
    let share = 0.60 + random.below(20) as f64 / 100.0;
    run.need =
        Need { nodes, hours: Some(Duration::from_hours_f64((hours * share).round())), ..Need::default() };
    run.deadline =
        made.iter().map(|window| window.end).max().map(|end| end + Duration::from_days(random.below(20)));
    made.into_iter().for_each(|window| run.windows.push(window));
    ladder(at, &mut run, ghost);
    run
}

/// Every third run has a rung, and a last one that needs no block.
fn ladder(at: usize, run: &mut Run, window: Option<Window>) {
    if !at.is_multiple_of(3) {
        return;
    }
    let kind = if at.is_multiple_of(2) { FallbackKind::FewerNodes } else { FallbackKind::Lora };
    let hours = run.need.hours.unwrap_or_default();
    let mut rung = Fallback {
        id: "plan-b".into(),
        kind,
        need: Need {
            nodes: Nodes::new(run.need.nodes.get() / 2),
            hours: Some(hours.mul_f64(0.4)),
            ..Need::default()
        },
        preparation: Duration::from_hours(24),
        gives_up: "two points on the evaluation".to_string(),
        quality_bar: "72 on the evaluation".to_string(),
        acceptable: Acceptable::Yes,
        ..Fallback::default()
    };
    window.into_iter().for_each(|window| rung.windows.push(Window { id: "w1".into(), ..window }));
    run.fallbacks.push(rung);
    run.fallbacks.push(Fallback {
        id: "later".into(),
        kind: FallbackKind::Postpone,
        notes: Notes("when the next block comes".to_string()),
        ..Fallback::default()
    });
}

fn decision(at: usize, random: &mut Random) -> Decision {
    Decision {
        id: DecisionId::new(format!("d-{at:04}")),
        about: Choice::Buy,
        block: Some(BlockId::new(format!("cb-{at:04}"))),
        decide_on: Some(start() + Duration::from_days(1 + random.below(300))),
        owner: random.one_of(&PEOPLE).0.into(),
        ..Decision::default()
    }
}

/// Knuth's linear congruential generator (MMIX), of which the high bits are used.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 32
    }
    fn below(&mut self, n: i64) -> i64 {
        (self.next() % n.max(1) as u64) as i64
    }
    fn one_of<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        #[allow(clippy::indexing_slicing, reason = "the lists here are never empty")]
        &choices[self.next() as usize % choices.len()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_has_what_was_asked_for_and_is_the_same_each_time() {
        let plan = generate(50, 40, 90, 1);
        let rungs = |run: &Run| run.fallbacks.iter().map(|rung| rung.windows.len()).sum::<usize>();
        let windows: usize = plan.runs.iter().map(|run| run.windows.len() + rungs(run)).sum();
        assert_eq!((plan.blocks.len(), plan.runs.len(), windows), (50, 40, 90));
        assert_eq!(plan, generate(50, 40, 90, 1));
        assert_ne!(plan, generate(50, 40, 90, 2));
        assert_eq!(start().to_string(), "2027-01-04T11:30Z");
    }

    #[test]
    fn every_window_stands_on_a_block_within_its_time() {
        let plan = generate(30, 30, 60, 7);
        for window in plan.runs.iter().flat_map(|run| run.windows.iter()) {
            let block = plan.blocks.get(&window.block).unwrap();
            assert!(block.span().contains_span(window.span()), "{}", window.id);
        }
    }

    #[test]
    fn odd_sizes_do_not_trip_it() {
        for (blocks, runs, windows) in [(0, 0, 0), (0, 3, 5), (1, 1, 1), (3, 0, 9), (1, 5, 40), (5, 2, 0)] {
            generate(blocks, runs, windows, 3);
        }
    }
}
