//! Baselines: states of the plan that people agreed on, small enough to lie in the plan file itself. They hold what later
//! states are compared in: where blocks and windows were, deadlines, and what followed; one line an item.

use std::collections::BTreeSet;

use crate::base::fact::Notes;
use crate::base::record::{Fact as _, Items};
use crate::base::{Duration, Instant, Money, sort};
use crate::record;

use super::block::Block;
use super::ids::{BlockId, FallbackId, ItemId, MachineId, PersonId, RunId, WindowId};
use super::plan::Plan;
use super::run::{Fallback, Run, Window};
use super::scalar::Nodes;
use super::status::Status;

record! {
    /// A state of the plan that was agreed on, to compare later ones with.
    pub struct Baseline keyed by id {
        id: ItemId [essential],
        /// What people call it.
        name: String,
        /// When it was stored.
        at: Instant [essential],
        /// Who agreed.
        by: PersonId,
        /// Whether the plan was on track.
        on_track: bool,
        /// Errors that it had.
        errors: u32,
        /// Warnings that it had.
        warnings: u32,
        /// What everything cost.
        cost: Money,
        /// Blocks as they were: id, nodes x machine, start to end, cost, status.
        blocks: Vec<String>,
        /// Runs as they were: id, then what is known of end, slack, deadline, in_force and cost.
        runs: Vec<String>,
        /// Windows as they were: run, fallback if any, id, nodes on block, start to end.
        windows: Vec<String>,
        /// Until when fallbacks had to be chosen: run, fallback, moment.
        choices: Vec<String>,
        notes: Notes,
    }
}

/// What a baseline holds, read from its lines. A line that does not read is left out, see [`Baseline::unread`].
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Kept {
    pub blocks: Vec<KeptBlock>,
    pub runs: Vec<KeptRun>,
}

/// A line of a baseline that says nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread<'a> {
    /// The field that it stands in.
    pub list: &'static str,
    /// Its place there, from 0.
    pub at: usize,
    pub line: &'a str,
    /// How such lines are written.
    pub form: &'static str,
    /// It reads, but is about a run that is not kept.
    pub no_run: Option<RunId>,
}

/// A block as a baseline holds it.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptBlock {
    pub id: BlockId,
    pub machine: MachineId,
    pub nodes: Nodes,
    pub start: Instant,
    pub end: Option<Instant>,
    pub status: Status,
    /// What it cost in all.
    pub cost: Option<Money>,
}

/// A run as a baseline holds it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct KeptRun {
    pub id: RunId,
    pub deadline: Option<Instant>,
    pub in_force: Option<FallbackId>,
    pub planned_end: Option<Instant>,
    /// Slack in its last block.
    pub slack: Option<Duration>,
    /// What its windows cost.
    pub cost: Money,
    pub windows: Vec<Window>,
    pub fallbacks: Vec<KeptRung>,
}

/// A fallback as a baseline holds it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct KeptRung {
    pub id: FallbackId,
    /// When it had to be chosen, for people.
    pub choose_by: Option<Instant>,
    pub windows: Vec<Window>,
}

/// What stands for a value that is not there.
const NONE: &str = "-";

fn or_none<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(|| NONE.to_string(), |value| value.to_string())
}

/// The value of a word; `None` inside for the sign of what is not there, outside for what does not read.
fn optional<T>(word: &str, read: impl Fn(&str) -> Result<T, String>) -> Option<Option<T>> {
    if word == NONE { Some(None) } else { read(word).ok().map(Some) }
}

impl KeptBlock {
    fn line(&self) -> String {
        let (end, cost) = (or_none(self.end), or_none(self.cost));
        let (id, nodes, machine, start) = (&self.id, self.nodes, &self.machine, self.start);
        format!("{id} {nodes} x {machine} {start} to {end} {cost} {}", self.status.ron())
    }

    fn read(line: &str) -> Option<KeptBlock> {
        let mut words = line.splitn(9, ' ');
        let mut next = || words.next();
        let (id, nodes, _, machine) = (next()?, next()?, next()?, next()?);
        let (start, _, end, cost, status) = (next()?, next()?, next()?, next()?, next()?);
        Some(KeptBlock {
            id: BlockId::new(id),
            machine: MachineId::new(machine),
            nodes: Nodes::parse(nodes).ok()?,
            start: Instant::parse(start).ok()?,
            end: optional(end, Instant::parse)?,
            status: Status::parse(status).ok()?,
            cost: optional(cost, Money::parse)?,
        })
    }
}

/// A length that may be negative: `-1d6h`.
fn signed(text: &str) -> Option<Duration> {
    match text.strip_prefix('-') {
        Some(rest) => Some(Duration::ZERO - Duration::parse(rest).ok()?),
        None => Duration::parse(text).ok(),
    }
}

impl KeptRun {
    fn line(&self) -> String {
        let pairs = [
            ("end", self.planned_end.map(|end| end.to_string())),
            ("slack", self.slack.map(|slack| slack.to_string())),
            ("deadline", self.deadline.map(|deadline| deadline.to_string())),
            ("in_force", self.in_force.as_ref().map(ToString::to_string)),
            ("cost", Some(self.cost.to_string())),
        ];
        let told = pairs.into_iter().filter_map(|(name, value)| Some(format!(" {name} {}", value?)));
        format!("{}{}", self.id, told.collect::<String>())
    }

    fn read(line: &str) -> Option<KeptRun> {
        let mut words = line.split(' ');
        let mut run = KeptRun { id: RunId::new(words.next()?), ..KeptRun::default() };
        while let Some(name) = words.next() {
            let value = words.next()?;
            match name {
                "end" => run.planned_end = Some(Instant::parse(value).ok()?),
                "slack" => run.slack = Some(signed(value)?),
                "deadline" => run.deadline = Some(Instant::parse(value).ok()?),
                "in_force" => run.in_force = Some(FallbackId::new(value)),
                "cost" => run.cost = Money::parse(value).ok()?,
                // Of a newer planb.
                _ => {}
            }
        }
        Some(run)
    }
}

fn window_line(run: &RunId, rung: Option<&FallbackId>, window: &Window) -> String {
    let rung = rung.map_or_else(String::new, |rung| format!(" {rung}"));
    let Window { id, block, nodes, start, end, .. } = window;
    format!("{run}{rung} {id} {nodes} on {block} {start} to {end}")
}

/// The run, the fallback, and the window.
fn read_window(line: &str) -> Option<(RunId, Option<FallbackId>, Window)> {
    let words: Vec<&str> = line.split(' ').collect();
    let (run, rung, rest) = match words.as_slice() {
        [run, rest @ ..] if rest.len() == 7 => (run, None, rest),
        [run, rung, rest @ ..] if rest.len() == 7 => (run, Some(FallbackId::new(*rung)), rest),
        _ => return None,
    };
    let [id, nodes, _, block, start, _, end] = rest else { return None };
    let window = Window {
        id: WindowId::new(*id),
        block: BlockId::new(*block),
        nodes: Nodes::parse(nodes).ok()?,
        start: Instant::parse(start).ok()?,
        end: Instant::parse(end).ok()?,
        ..Window::default()
    };
    (window.end > window.start).then(|| (RunId::new(*run), rung, window))
}

/// The run, the fallback, and until when it had to be chosen.
fn read_choice(line: &str) -> Option<(RunId, FallbackId, Option<Instant>)> {
    let mut words = line.split(' ');
    let (run, rung, by) = (words.next()?, words.next()?, words.next()?);
    Some((RunId::new(run), FallbackId::new(rung), optional(by, Instant::parse)?))
}

/// Whether a line is about an item whose id is its first word.
fn is_of(line: &str, id: &str) -> bool {
    line.split(' ').next() == Some(id)
}

impl Baseline {
    /// The name, or the id where there is none.
    pub fn title(&self) -> &str {
        if self.name.is_empty() { self.id.as_str() } else { &self.name }
    }

    /// Everything that it holds.
    pub fn kept(&self) -> Kept {
        self.kept_where(|_| true)
    }

    /// What it holds of one block or run.
    pub fn kept_of(&self, id: &str) -> Kept {
        self.kept_where(|line| is_of(line, id))
    }

    fn kept_where(&self, is_wanted: impl Fn(&str) -> bool) -> Kept {
        let lines = |list: &'_ [String]| -> Vec<String> {
            list.iter().filter(|line| is_wanted(line)).cloned().collect()
        };
        let mut kept = Kept {
            blocks: lines(&self.blocks).iter().filter_map(|line| KeptBlock::read(line)).collect(),
            runs: lines(&self.runs).iter().filter_map(|line| KeptRun::read(line)).collect(),
        };
        let places: std::collections::BTreeMap<RunId, usize> =
            sort::map(kept.runs.iter().enumerate().map(|(at, run)| (run.id.clone(), at)));
        for (run, rung, by) in lines(&self.choices).iter().filter_map(|line| read_choice(line)) {
            if let Some(run) = places.get(&run).and_then(|at| kept.runs.get_mut(*at)) {
                run.with_rung(&rung, |rung| rung.choose_by = by);
            }
        }
        for (run, rung, window) in lines(&self.windows).iter().filter_map(|line| read_window(line)) {
            let Some(run) = places.get(&run).and_then(|at| kept.runs.get_mut(*at)) else { continue };
            match rung {
                None => run.windows.push(window),
                Some(rung) => run.with_rung(&rung, |rung| rung.windows.push(window)),
            }
        }
        kept
    }

    /// The lines of which nothing is kept.
    pub fn unread(&self) -> Vec<Unread<'_>> {
        let runs: BTreeSet<RunId> =
            sort::set(self.runs.iter().filter_map(|line| KeptRun::read(line)).map(|run| run.id));
        // Whether a line reads, and the run that it needs.
        type Reads = fn(&str) -> Option<Option<RunId>>;
        let lists: [(&str, &[String], &str, Reads); 4] = [
            ("blocks", &self.blocks, "ID NODES x MACHINE START to END COST STATUS", |line| {
                KeptBlock::read(line).map(|_| None)
            }),
            (
                "runs",
                &self.runs,
                "ID, then end, slack, deadline, in_force or cost, each with its value",
                |line| KeptRun::read(line).map(|_| None),
            ),
            (
                "windows",
                &self.windows,
                "RUN ID NODES on BLOCK START to END, of a fallback RUN FALLBACK ID and so on",
                |line| read_window(line).map(|(run, ..)| Some(run)),
            ),
            ("choices", &self.choices, "RUN FALLBACK MOMENT", |line| {
                read_choice(line).map(|(run, ..)| Some(run))
            }),
        ];
        let mut unread = Vec::new();
        for (list, lines, form, reads) in lists {
            for (at, line) in lines.iter().enumerate() {
                let no_run = match reads(line) {
                    None => None,
                    Some(Some(run)) if !runs.contains(&run) => Some(run),
                    Some(_) => continue,
                };
                unread.push(Unread { list, at, line, form, no_run });
            }
        }
        unread
    }

    /// With these lines.
    pub fn holding(self, kept: &Kept) -> Baseline {
        let runs = kept.runs.iter();
        let windows = runs.clone().flat_map(|run| {
            let own = run.windows.iter().map(|window| window_line(&run.id, None, window));
            let of_rungs = run.fallbacks.iter().flat_map(|rung| {
                rung.windows.iter().map(|window| window_line(&run.id, Some(&rung.id), window))
            });
            own.chain(of_rungs).collect::<Vec<_>>()
        });
        let choices = runs.clone().flat_map(|run| {
            let rungs = run.fallbacks.iter();
            rungs
                .map(|rung| format!("{} {} {}", run.id, rung.id, or_none(rung.choose_by)))
                .collect::<Vec<_>>()
        });
        Baseline {
            blocks: kept.blocks.iter().map(KeptBlock::line).collect(),
            runs: runs.clone().map(KeptRun::line).collect(),
            windows: windows.collect(),
            choices: choices.collect(),
            ..self
        }
    }
}

impl KeptRun {
    /// Changes what is kept of a fallback, which is there afterwards.
    fn with_rung(&mut self, id: &FallbackId, change: impl FnOnce(&mut KeptRung)) {
        match self.fallbacks.iter_mut().find(|rung| rung.id == *id) {
            Some(rung) => change(rung),
            None => {
                let mut rung = KeptRung { id: id.clone(), ..KeptRung::default() };
                change(&mut rung);
                self.fallbacks.push(rung);
            }
        }
    }
}

impl Kept {
    pub fn block(&self, id: &BlockId) -> Option<&KeptBlock> {
        self.blocks.iter().find(|block| block.id == *id)
    }

    pub fn run(&self, id: &RunId) -> Option<&KeptRun> {
        self.runs.iter().find(|run| run.id == *id)
    }

    /// As much of a plan as is kept: blocks, runs and windows, without anything else.
    pub fn plan(&self) -> Plan {
        let windows = |windows: &[Window]| -> Items<Window> { windows.iter().cloned().collect() };
        let blocks = self.blocks.iter().map(|kept| Block {
            id: kept.id.clone(),
            machine: kept.machine.clone(),
            nodes: kept.nodes,
            start: kept.start,
            end: kept.end,
            status: kept.status.clone(),
            ..Block::default()
        });
        let rung = |kept: &KeptRung| Fallback {
            id: kept.id.clone(),
            windows: windows(&kept.windows),
            ..Fallback::default()
        };
        let runs = self.runs.iter().map(|kept| Run {
            id: kept.id.clone(),
            deadline: kept.deadline,
            in_force: kept.in_force.clone(),
            windows: windows(&kept.windows),
            fallbacks: kept.fallbacks.iter().map(rung).collect(),
            ..Run::default()
        });
        Plan { blocks: blocks.collect(), runs: runs.collect(), ..Plan::default() }
    }
}

impl Plan {
    /// A baseline by its name, or else its id.
    pub fn baseline(&self, name: &str) -> Option<&Baseline> {
        self.baselines.iter().find(|baseline| baseline.name == name).or_else(|| self.baselines.get(name))
    }

    /// The one that was stored last.
    pub fn newest_baseline(&self) -> Option<&Baseline> {
        self.baselines.iter().max_by_key(|baseline| baseline.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Stage;

    fn at(text: &str) -> Instant {
        Instant::parse(text).unwrap()
    }

    #[test]
    fn what_is_held_reads_back() {
        let window = |id: &str| Window {
            id: id.into(),
            block: "cb/jan".into(),
            nodes: Nodes::new(8),
            start: at("2027-01-11T12:00Z"),
            end: at("2027-01-12T12:30:15Z"),
            ..Window::default()
        };
        let block = |id: &str, end, cost, status| KeptBlock {
            id: id.into(),
            machine: "aws.p5".into(),
            nodes: Nodes::new(8),
            start: at("2027-01-11T11:30Z"),
            end,
            status,
            cost,
        };
        let unknown = Status::parse("Unknown(word: \"being looked at\", like: Requested)").unwrap();
        let kept = Kept {
            blocks: vec![
                block(
                    "cb/jan",
                    Some(at("2027-01-25T11:30Z")),
                    Some(Money::parse("1.234567").unwrap()),
                    unknown,
                ),
                block("own", None, None, Stage::Active.into()),
            ],
            runs: vec![
                KeptRun {
                    id: "base".into(),
                    deadline: Some(at("2027-01-29T18:00Z")),
                    in_force: Some("lora".into()),
                    planned_end: Some(at("2027-01-20T12:00Z")),
                    slack: Some(Duration::ZERO - Duration::from_hours(30)),
                    cost: Money::parse("99.5").unwrap(),
                    windows: vec![window("w1"), window("w2")],
                    fallbacks: vec![
                        KeptRung {
                            id: "lora".into(),
                            choose_by: Some(at("2027-01-15T17:00Z")),
                            windows: vec![window("w1")],
                        },
                        KeptRung { id: "later".into(), ..KeptRung::default() },
                    ],
                },
                KeptRun { id: "eval".into(), ..KeptRun::default() },
            ],
        };
        let baseline = Baseline::default().holding(&kept);
        assert_eq!(baseline.kept(), kept);
        assert_eq!(baseline.unread(), []);
        assert_eq!(baseline.kept_of("base").runs, kept.runs[..1]);
        assert_eq!(baseline.windows[2], "base lora w1 8 on cb/jan 2027-01-11T12:00Z to 2027-01-12T12:30:15Z");
    }

    #[test]
    fn a_line_that_does_not_read_is_left_out() {
        for line in
            ["", "cb", "cb 8 x", "cb eight x m 2027-01-11T11:30Z to - - Active", "w 8 on b x to y", "r end"]
        {
            let list = vec![line.to_string()];
            let baseline = Baseline {
                blocks: list.clone(),
                windows: list.clone(),
                choices: list.clone(),
                runs: vec!["r cost 1.00".to_string()],
                ..Baseline::default()
            };
            let kept = baseline.kept();
            assert!(kept.blocks.is_empty() && kept.runs.len() == 1, "{line}");
            assert!(kept.runs[0].windows.is_empty(), "{line}");
            let unread = baseline.unread();
            let lists: Vec<&str> = unread.iter().map(|unread| unread.list).collect();
            assert_eq!(lists, ["blocks", "windows", "choices"], "{line}");
            assert!(unread.iter().all(|unread| unread.line == line && unread.no_run.is_none()));
        }
    }
}
