//! `planb new`: four questions, and a plan with one run, one wished block and one fallback.

use std::io::{self, BufRead as _, IsTerminal as _, Read as _, Write as _};
use std::path::{Path, PathBuf};

use super::view::Frame;
use super::{Exit, Failure, Shell, open};
use crate::app::dates::{self, Here};
use crate::base::fact::{Notes, clipped};
use crate::base::record::{Fact as _, Maybe};
use crate::base::words::{self, visible};
use crate::base::wrap::wrap_cut;
use crate::base::zone::Zone;
use crate::base::{Duration, Instant};
use crate::files::PlanFile;
use crate::model::rules::Sells;
use crate::model::terms::Billing;
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
        if self.plan == Path::new("-") {
            let why =
                "planb: a new plan is written to a file, and - is none: name one, such as planb new plan.ron";
            return Err(Failure::Usage(why.to_string()));
        }
        if self.plan.exists() {
            return Err(Failure::Usage(format!(
                "planb: {} is there already: open it with planb {0}, or give the new plan another name",
                self.plan.display()
            )));
        }
        // Told before anybody answers questions in vain.
        let folder = self.plan.parent().filter(|folder| !folder.as_os_str().is_empty());
        if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
            return Err(Failure::Io(format!(
                "planb: {} is not a folder; nothing was written: make the folder, or give the new plan another name",
                folder.display()
            )));
        }
        let world = shell.world();
        let mut asking = Asking::of(self.yes);
        let answers = self.answers(shell, &mut asking, &world)?;
        let plan = plan(&self.title, &answers, &world);
        let file = PlanFile::unsaved(plan);
        let written = file.save(&shell.folders()?, &file.plan, Some(&self.plan), "New plan")?;
        for remark in written.remarks {
            shell.complain(&remark);
        }
        // Who was asked in a terminal wants to see what came of it.
        if asking.asked && shell.is_terminal() {
            shell.out().flush()?;
            return Frame::default().show(shell, open::read(&self.plan)?, None, false);
        }
        let name = self.plan.display().to_string();
        writeln!(shell.out(), "Wrote {0}. Open it: planb {0}", visible(&name))?;
        Ok(Exit::Clean)
    }

    fn answers(&self, shell: &mut Shell, asking: &mut Asking, world: &World) -> Result<Answers, Failure> {
        let now = shell.now();
        let products = Question {
            text: "What is bought?",
            guess: "aws-capacity-block".to_string(),
            choices: || world.rules.ids().map(str::to_string).collect(),
        };
        let product = asking.ask(shell, &self.product, &products, |text| product(text, world))?;
        let all = Question {
            text: "How many of which machine?",
            guess: usual(&product, world),
            choices: || world.catalogue.machines().map(|machine| machine.name.clone()).collect(),
        };
        let (nodes, machine) = asking.ask(shell, &self.machines, &all, |text| machines(text, world))?;
        let moments = || MOMENTS.map(str::to_string).to_vec();
        let guess = first_start(now);
        let earliest = Question { text: "Earliest start?", guess: guess.to_string(), choices: moments };
        let start = asking.ask(shell, &self.start, &earliest, |text| moment(text, now, guess))?;
        let guess = start + Duration::from_days(21);
        let latest = Question { text: "Deadline?", guess: guess.to_string(), choices: moments };
        let deadline =
            asking.ask(shell, &self.deadline, &latest, |text| match moment(text, now, guess)? {
                deadline if deadline <= start => {
                    Err(format!("the deadline must be after the start, {start}"))
                }
                deadline => Ok(deadline),
            })?;
        Ok(Answers { product, nodes, machine, start, deadline })
    }
}

/// How moments are written.
const MOMENTS: [&str; 5] = ["2027-01-11T11:30Z", "2027-01-11", "11 jan", "mon", "+3w"];

/// A question, what is taken where there is no answer, and what can be answered.
struct Question<C> {
    text: &'static str,
    guess: String,
    choices: C,
}

/// Who answers what no option tells.
struct Asking {
    from: Answerer,
    /// Whether anybody was asked.
    asked: bool,
}

enum Answerer {
    Nobody,
    /// Is asked again until the answer can be used.
    Person,
    /// Lines of a file or another program; where they end, the guesses are taken.
    Lines,
}

impl Asking {
    fn of(yes: bool) -> Asking {
        let from = match (yes, io::stdin().is_terminal()) {
            (true, _) => Answerer::Nobody,
            (false, true) => Answerer::Person,
            (false, false) => Answerer::Lines,
        };
        Asking { from, asked: false }
    }

    /// An answer from an option, from whoever answers, or the guess.
    fn ask<T, C: Fn() -> Vec<String>>(
        &mut self,
        shell: &mut Shell,
        option: &Option<String>,
        question: &Question<C>,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Result<T, Failure> {
        let usage = |error: String| Failure::Usage(format!("planb: {}", visible(&error)));
        if let Some(option) = option {
            return read(option).map_err(usage);
        }
        let Question { text, guess, choices } = question;
        match self.from {
            Answerer::Nobody => return read(guess).map_err(usage),
            Answerer::Lines => {
                let Some(line) = line()? else {
                    shell.complain(&format!("{text} No answer: taken is {guess}"));
                    return read(guess).map_err(usage);
                };
                return read(if line.is_empty() { guess } else { &line })
                    .map_err(|error| usage(format!("{text} {error}")));
            }
            Answerer::Person => {}
        }
        if !std::mem::replace(&mut self.asked, true) {
            writeln!(shell.out(), "Enter takes what stands in brackets; ? shows what can be answered.")?;
        }
        loop {
            write!(shell.out(), "{text} [{guess}] ")?;
            shell.out().flush()?;
            let Some(line) = line()? else {
                writeln!(shell.out())?;
                return Err(Failure::Usage("planb: no answer, so nothing was written".to_string()));
            };
            if line == "?" {
                indented(shell, &choices().join(", "))?;
                continue;
            }
            match read(if line.is_empty() { guess } else { &line }) {
                Ok(value) => return Ok(value),
                Err(error) => indented(shell, &visible(&error))?,
            }
        }
    }
}

/// Text below a question.
fn indented(shell: &mut Shell, text: &str) -> io::Result<()> {
    for line in wrap_cut(text, 76) {
        writeln!(shell.out(), "  {line}")?;
    }
    Ok(())
}

/// A line of standard input without blanks at its ends; `None` at the end of it.
fn line() -> Result<Option<String>, Failure> {
    let mut bytes = Vec::new();
    let read = io::stdin().lock().take(LONGEST).read_until(b'\n', &mut bytes);
    match read.map_err(|error| Failure::Io(format!("planb: cannot read the answer: {error}")))? {
        0 => Ok(None),
        _ => Ok(Some(String::from_utf8_lossy(&bytes).trim().to_string())),
    }
}

/// More than any answer.
const LONGEST: u64 = 4096;

fn product(text: &str, world: &World) -> Result<ProductId, String> {
    match world.rules.get(text) {
        Some(product) => Ok(ProductId::new(&product.id)),
        None => Err(match world.rules.nearest(text) {
            _ if !beginning(text, world).is_empty() => format!(
                "no rule set is called {}: did you mean {}?",
                clipped(text),
                beginning(text, world).join(", ")
            ),
            Some(near) => format!("no rule set is called {}: did you mean {near}?", clipped(text)),
            None => {
                let all: Vec<&str> = world.rules.ids().collect();
                format!("no rule set is called {}: use one of {}", clipped(text), all.join(", "))
            }
        }),
    }
}

/// The rule sets whose names begin with what was typed.
fn beginning<'a>(text: &str, world: &'a World) -> Vec<&'a str> {
    let typed = text.to_lowercase();
    world.rules.ids().filter(|id| !typed.is_empty() && id.starts_with(&typed)).collect()
}

/// A moment as people type it, in UTC. A day alone means the guess's time of day.
fn moment(text: &str, now: Instant, guess: Instant) -> Result<Instant, String> {
    let utc = Zone::utc();
    let at = dates::parse(text, Here { now, from: now, zone: &utc })?;
    let is_day = !text.contains(':') && !text.starts_with(['+', '-']) && text != "now";
    Ok(if is_day { at + (guess - utc.start_of_day(guess)) } else { at })
}

/// `8xp5.48xlarge`, or a machine alone.
fn machines(text: &str, world: &World) -> Result<(Nodes, MachineId), String> {
    let (count, name) = match text.split_once(['x', '*', ' ']) {
        Some((count, name)) if count.parse::<u32>().is_ok() => {
            (count, name.strip_prefix("x ").unwrap_or(name).trim())
        }
        _ => ("1", text),
    };
    let nodes = Nodes::parse(count).map_err(|error| format!("the count {error}"))?;
    match world.catalogue.find(name).or_else(|| short(name, world)) {
        Some(machine) => Ok((nodes, MachineId::new(&machine.id))),
        None if !with(name, world).is_empty() => Err(format!(
            "{} is an accelerator, which is in {}: name one of these",
            clipped(name),
            words::list(with(name, world).into_iter(), MOST)
        )),
        None => Err(match world.catalogue.nearest(name) {
            Some(near) => format!("no machine is called {}: did you mean {near}?", clipped(name)),
            None => format!("no machine is called {}: write it as 8xp5.48xlarge", clipped(name)),
        }),
    }
}

/// Eight machines that the product sells: those of the usual guess if it may, else of those that are known to be sold somewhere
/// the ones with H100s or the first. What nobody sells stands in a data centre.
fn usual(product: &ProductId, world: &World) -> String {
    let guess = "8xp5.48xlarge".to_string();
    let Some(rules) = world.rules.get(product.as_str()) else { return guess };
    let is_free = rules.billing.as_ref().is_some_and(|billing| billing.value == Billing::Free);
    let is_sold = |machine: &&machine::Machine| {
        !rules.is_foreign(machine, &world.catalogue)
            && rules.sells(machine, None) != Sells::NoMachine
            && (!is_free || machine.provider == OWN)
    };
    let mut sold: Vec<&machine::Machine> = world.catalogue.machines().filter(is_sold).collect();
    if sold.is_empty() || sold.iter().any(|machine| machine.is("p5.48xlarge")) {
        return guess;
    }
    if sold.iter().any(|machine| !rules.regions_of(machine).is_empty()) {
        sold.retain(|machine| !rules.regions_of(machine).is_empty());
    }
    let with_h100 = sold.iter().find(|machine| machine.accelerator == "H100").or(sold.first());
    with_h100.map_or(guess, |machine| {
        let name = if machine.name.contains(' ') { &machine.id } else { &machine.name };
        let nodes = rules.unit_of(machine).and_then(|unit| unit.value.nodes.first().copied());
        format!("{}x{name}", nodes.unwrap_or(8))
    })
}

/// Who provides the machines of a data centre in the catalogue.
const OWN: &str = "onprem";

/// The only machine that the screen would call so: `p5` for `aws.p5`.
fn short<'a>(name: &str, world: &'a World) -> Option<&'a machine::Machine> {
    let is_called = |machine: &&machine::Machine| machine.id.rsplit('.').next() == Some(name);
    let mut found = world.catalogue.machines().filter(is_called);
    found.next().filter(|_| found.next().is_none())
}

/// Machines that an answer names before it counts them.
const MOST: usize = 6;

/// The names of the machines with an accelerator.
fn with(accelerator: &str, world: &World) -> Vec<String> {
    let machines = world.catalogue.machines();
    machines
        .filter(|machine| machine.accelerator.eq_ignore_ascii_case(accelerator))
        .map(|machine| machine.name.clone())
        .collect()
}

/// Said of a fallback that nothing but the block it is to replace has room for.
const NO_PLACE: &str =
    "These machines are not sold by the hour: plan another block for this, and give it windows there.";

/// A Monday at 11:30 UTC, at least ten days ahead: enough to buy, to stage and to agree.
fn first_start(now: Instant) -> Instant {
    let day = Duration::from_days(1).seconds();
    // 1970-01-05 was a Monday.
    let monday = Duration::from_days(4).seconds();
    let ahead = (now + Duration::from_days(10)).seconds();
    let weeks = (ahead - monday).div_euclid(7 * day) + 1;
    Instant::from_seconds(monday + weeks * 7 * day) + Duration::from_minutes(690)
}

/// Seven days of the machines, a run that fills four fifths of them, and LoRA on a quarter of the nodes: on machines by the
/// hour where these are sold so, because on the block it would be lost together with the run.
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
    let by_the_hour =
        world.rules.get("on-demand").zip(world.catalogue.find(answers.machine.as_str())).is_some_and(
            |(product, machine)| {
                machine.on_demand().is_some() && product.sells(machine, None) != Sells::NoMachine
            },
        );
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
            name: if by_the_hour { "LoRA on machines by the hour".to_string() } else { String::new() },
            kind: if by_the_hour { FallbackKind::OnDemand } else { FallbackKind::Lora },
            notes: Notes(if by_the_hour { String::new() } else { NO_PLACE.to_string() }),
            need: Need {
                nodes: quarter,
                machine: by_the_hour.then(|| answers.machine.clone()),
                hours: Some(Duration::from_hours(40)),
                ..Need::default()
            },
            preparation: Duration::from_hours(8),
            gives_up: "new knowledge: adapters change style and format".to_string(),
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
    fn a_day_alone_means_the_proposed_time_of_day() {
        let at = |text: &str| Instant::parse(text).unwrap();
        let (now, guess) = (at("2026-11-27T08:00Z"), at("2026-12-14T11:30Z"));
        let read = |text: &str| moment(text, now, guess).map(|at| at.to_string());
        assert_eq!(read("2027-01-11"), Ok("2027-01-11T11:30Z".to_string()));
        assert_eq!(read("11 jan"), Ok("2027-01-11T11:30Z".to_string()));
        assert_eq!(read("2027-01-11T13:00+02:00"), Ok("2027-01-11T11:00Z".to_string()));
        assert_eq!(read("+2w"), Ok("2026-12-11T08:00Z".to_string()));
        assert!(read("soon").unwrap_err().contains("2026-12-01"));
    }

    #[test]
    fn what_is_proposed_is_sold_by_the_provider() {
        let world = World::embedded();
        let proposed = |product: &str| usual(&ProductId::new(product), &world);
        assert_eq!(proposed("aws-capacity-block"), "8xp5.48xlarge");
        assert_eq!(proposed("azure-block"), "8xStandard_ND96isr_H100_v5");
        assert_eq!(proposed("slurm-reservation"), "8xonprem.dgx-h100");
        assert!(proposed("gcp-calendar-tpu").contains("tpu"), "{}", proposed("gcp-calendar-tpu"));
        for id in world.rules.ids() {
            let (_, machine) = machines(&proposed(id), &world).unwrap();
            let rules = world.rules.get(id).unwrap();
            let machine = world.catalogue.find(machine.as_str()).unwrap();
            assert!(!rules.is_foreign(machine, &world.catalogue), "{id}: {}", machine.id);
        }
    }

    #[test]
    fn machines_are_found_by_either_name() {
        let world = World::embedded();
        assert_eq!(machines("8xp5.48xlarge", &world), Ok((Nodes::new(8), MachineId::new("aws.p5"))));
        assert_eq!(machines("aws.p5", &world), Ok((Nodes::new(1), MachineId::new("aws.p5"))));
        assert_eq!(machines("4 x p5", &world), Ok((Nodes::new(4), MachineId::new("aws.p5"))));
        assert!(machines("8xp5.48xlrge", &world).unwrap_err().contains("did you mean"));
        assert!(machines("8 h100", &world).unwrap_err().contains("p5.48xlarge"));
    }
}
