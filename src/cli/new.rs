//! `planb new`: four questions, and a plan with one run, one wished block and one fallback.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};
use std::path::PathBuf;

use super::{Exit, Failure, Shell};
use crate::base::record::{Fact as _, Maybe};
use crate::base::words::visible;
use crate::base::{Duration, Instant};
use crate::files::PlanFile;
use crate::model::*;
use crate::world::World;

/// Start a plan: one run, one wished block, one fallback
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The new file
    #[arg(default_value = "plan.ron")]
    plan: PathBuf,

    /// What is bought: a rule set such as aws-capacity-block, slurm-reservation or owned
    #[arg(long)]
    product: Option<String>,

    /// Machine and count, such as 8xp5.48xlarge
    #[arg(long, value_name = "COUNTxMACHINE")]
    machines: Option<String>,

    /// Earliest start, such as 2027-01-11T11:30Z
    #[arg(long, value_name = "INSTANT")]
    start: Option<String>,

    /// When the result must be there
    #[arg(long, value_name = "INSTANT")]
    deadline: Option<String>,

    /// Title of the plan
    #[arg(long, default_value = "New plan")]
    title: String,

    /// Ask nothing; what no option tells is guessed
    #[arg(long)]
    yes: bool,
}

/// What the four questions are about.
struct Answers {
    product: ProductId,
    nodes: Nodes,
    machine: MachineId,
    start: Instant,
    deadline: Instant,
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        if self.plan.exists() {
            return Err(Failure::Usage(format!(
                "planb: {} is there already: open it with planb {0}, or give the new plan another name",
                self.plan.display()
            )));
        }
        let world = shell.world();
        let answers = self.answers(shell, &world)?;
        let plan = plan(&self.title, &answers, &world);
        let file = PlanFile::unsaved(plan);
        let written = file.save(&shell.folders()?, &file.plan, Some(&self.plan), "New plan")?;
        for remark in written.remarks {
            shell.complain(&remark);
        }
        let name = self.plan.display().to_string();
        writeln!(shell.out(), "Wrote {0}. Open it: planb {0}", visible(&name))?;
        Ok(Exit::Clean)
    }

    fn answers(&self, shell: &mut Shell, world: &World) -> Result<Answers, Failure> {
        let ask = !self.yes && io::stdin().is_terminal();
        let now = shell.now();
        let product =
            question(shell, ask, &self.product, "What is bought?", "aws-capacity-block", |text| match world
                .rules
                .get(text)
            {
                Some(product) => Ok(ProductId::new(&product.id)),
                None => Err(match world.rules.nearest(text) {
                    Some(near) => format!("no rule set is called {text}: did you mean {near}?"),
                    None => format!(
                        "no rule set is called {text}: {}",
                        world.rules.ids().collect::<Vec<_>>().join(", ")
                    ),
                }),
            })?;
        let (nodes, machine) =
            question(shell, ask, &self.machines, "Which machines?", "8xp5.48xlarge", |text| {
                machines(text, world)
            })?;
        let start = first_start(now);
        let start = question(shell, ask, &self.start, "Earliest start?", &start.to_string(), Instant::parse)?;
        let deadline = start + Duration::from_days(21);
        let deadline = question(shell, ask, &self.deadline, "Deadline?", &deadline.to_string(), |text| {
            match Instant::parse(text)? {
                deadline if deadline <= start => {
                    Err(format!("the deadline must be after the start, {start}"))
                }
                deadline => Ok(deadline),
            }
        })?;
        Ok(Answers { product, nodes, machine, start, deadline })
    }
}

/// An answer from an option, from a person, or the guess. A person is asked again until the answer can be used.
fn question<T>(
    shell: &mut Shell,
    ask: bool,
    option: &Option<String>,
    text: &str,
    guess: &str,
    read: impl Fn(&str) -> Result<T, String>,
) -> Result<T, Failure> {
    let usage = |error| Failure::Usage(format!("planb: {error}"));
    if let Some(option) = option {
        return read(option).map_err(usage);
    }
    if !ask {
        return read(guess).map_err(usage);
    }
    loop {
        write!(shell.out(), "{text} [{guess}] ")?;
        shell.out().flush()?;
        let mut line = String::new();
        let read_bytes =
            io::stdin().lock().read_line(&mut line).map_err(|e| Failure::Io(format!("planb: {e}")))?;
        if read_bytes == 0 {
            return Err(Failure::Usage("planb: no answer; give options or --yes".to_string()));
        }
        let answer = if line.trim().is_empty() { guess } else { line.trim() };
        match read(answer) {
            Ok(value) => return Ok(value),
            Err(error) => writeln!(shell.out(), "  {}", visible(&error))?,
        }
    }
}

/// `8xp5.48xlarge`, or a machine alone.
fn machines(text: &str, world: &World) -> Result<(Nodes, MachineId), String> {
    let (count, name) = match text.split_once(['x', '*', ' ']) {
        Some((count, name)) if count.parse::<u32>().is_ok() => (count, name.trim()),
        _ => ("1", text),
    };
    let nodes = Nodes::parse(count).map_err(|error| format!("the count {error}"))?;
    match world.catalogue.find(name) {
        Some(machine) => Ok((nodes, MachineId::new(&machine.id))),
        None => Err(match world.catalogue.nearest(name) {
            Some(near) => format!("no machine is called {name}: did you mean {near}?"),
            None => format!("no machine is called {name}: write it as 8xp5.48xlarge"),
        }),
    }
}

/// A Monday at 11:30 UTC, at least ten days ahead: enough to buy, to stage and to agree.
fn first_start(now: Instant) -> Instant {
    let day = Duration::from_days(1).seconds();
    // 1970-01-05 was a Monday.
    let monday = Duration::from_days(4).seconds();
    let ahead = (now + Duration::from_days(10)).seconds();
    let weeks = (ahead - monday).div_euclid(7 * day) + 1;
    Instant::from_seconds(monday + weeks * 7 * day) + Duration::from_minutes(690)
}

/// Seven days of the machines, a run that fills four fifths of them, and LoRA on a quarter of the nodes.
fn plan(title: &str, answers: &Answers, world: &World) -> Plan {
    let block_id = BlockId::new("block-1");
    let end = answers.start + Duration::from_days(7);
    let rules = world.rules.get(answers.product.as_str());
    let usable_end = rules
        .map(|rules| crate::model::block_dates::dates(rules, Some(answers.start), Some(end), None))
        .and_then(|dates| dates.usable_end.map(|mark| mark.at))
        .unwrap_or(end);
    let checked_with = rules.map(|rules| rules.version.clone()).unwrap_or_default();
    let mut plan = Plan { title: title.to_string(), rules: checked_with, ..Plan::default() };
    plan.blocks.push(Block {
        id: block_id.clone(),
        machine: answers.machine.clone(),
        nodes: answers.nodes,
        start: answers.start,
        end: Some(end),
        product: answers.product.clone(),
        ..Block::default()
    });
    let quarter = Nodes::new(answers.nodes.get().div_ceil(4));
    plan.runs.push(Run {
        id: RunId::new("run-1"),
        critical: true,
        need: Need { nodes: answers.nodes, hours: Some(Duration::from_hours(120)), ..Need::default() },
        deadline: Some(answers.deadline),
        checkpoint: Maybe(Some(Checkpoint { restart: Duration::from_minutes(15), ..Checkpoint::default() })),
        windows: std::iter::once(Window {
            id: WindowId::new("w1"),
            block: block_id,
            nodes: answers.nodes,
            start: answers.start + plan.ramp,
            end: usable_end,
            ..Window::default()
        })
        .collect(),
        fallbacks: std::iter::once(Fallback {
            id: FallbackId::new("lora"),
            kind: FallbackKind::Lora,
            need: Need { nodes: quarter, hours: Some(Duration::from_hours(40)), ..Need::default() },
            preparation: Duration::from_hours(8),
            ..Fallback::default()
        })
        .collect(),
        ..Run::default()
    });
    plan
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_start_is_a_monday_at_half_past_eleven() {
        let start = first_start(Instant::parse("2026-11-22T08:00Z").unwrap());
        assert_eq!(start.to_string(), "2026-12-07T11:30Z");
    }

    #[test]
    fn machines_are_found_by_either_name() {
        let world = World::embedded();
        assert_eq!(machines("8xp5.48xlarge", &world), Ok((Nodes::new(8), MachineId::new("aws.p5"))));
        assert_eq!(machines("aws.p5", &world), Ok((Nodes::new(1), MachineId::new("aws.p5"))));
        assert!(machines("8xp5.48xlrge", &world).unwrap_err().contains("did you mean"));
    }
}
