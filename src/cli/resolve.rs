//! `planb resolve`: the conflicts that a merge left in a plan, and picking a side.

use std::io::Write as _;
use std::path::PathBuf;

use super::sides::Analyzed;
use super::{Exit, Failure, Shell, open};
use crate::base::words::{count, nearest, visible};
use crate::format::{Side, Unresolved, keep_both, resolve};
use crate::model::Plan;
use crate::report::conflict::{describe, effect};

/// Pick a side of the conflicts that a merge left in a plan; without --take, list them and exit with 1 if there are any
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The plan file; that of this folder if not given
    plan: Option<PathBuf>,

    /// The conflict; all of them if not given
    conflict: Option<String>,

    /// Whose value holds: ours, theirs, or both: ours holds, and theirs is kept as a scenario
    #[arg(long, value_name = "SIDE", value_parser = ["ours", "theirs", "both"])]
    take: Option<String>,
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let file = open::read(&open::path_or_default(self.plan.clone())?)?;
        let known: Vec<&str> = file.plan.conflicts.iter().map(|conflict| conflict.id.as_str()).collect();
        let chosen = match &self.conflict {
            None => known.clone(),
            Some(id) => known.iter().copied().filter(|known| known == id).collect(),
        };
        if let (Some(id), true) = (&self.conflict, chosen.is_empty()) {
            let hint = nearest(id, known).map(|near| format!(": did you mean {near}?")).unwrap_or_default();
            return Err(Failure::Usage(format!("planb: the plan has no conflict {}{hint}", visible(id))));
        }
        let take: fn(&Plan, &str) -> Result<Plan, Unresolved> = match self.take.as_deref() {
            None => return list(shell, &file.plan, &chosen),
            Some("theirs") => |plan, id| resolve(plan, id, Side::Theirs),
            Some("both") => keep_both,
            Some(_) => |plan, id| resolve(plan, id, Side::Ours),
        };
        let mut plan = file.plan.clone();
        for id in &chosen {
            plan = take(&plan, id)
                .map_err(|why| Failure::Usage(format!("planb: conflict {id}: {why}; nothing is changed")))?;
        }
        let written = file.save(&shell.folders()?, &plan, None, "Resolve conflicts")?;
        written.remarks.iter().for_each(|remark| shell.complain(remark));
        let left = plan.conflicts.len() as u64;
        let taken = count(chosen.len() as u64, "conflict", "conflicts");
        writeln!(shell.out(), "{taken} resolved, {left} left")?;
        Ok(Exit::Clean)
    }
}

fn list(shell: &mut Shell, plan: &Plan, chosen: &[&str]) -> Result<Exit, Failure> {
    let now = shell.now();
    let whole = Analyzed::new(shell, plan.clone(), now);
    for conflict in plan.conflicts.iter().filter(|conflict| chosen.contains(&conflict.id.as_str())) {
        writeln!(shell.out(), "{}", visible(&describe(conflict)))?;
        for (side, word) in [(Side::Ours, "ours"), (Side::Theirs, "theirs")] {
            let Ok(plan) = resolve(plan, conflict.id.as_str(), side) else { continue };
            let other = Analyzed::new(shell, plan, now);
            let effect = effect(whole.sample(), other.sample(), conflict);
            if !effect.is_empty() {
                writeln!(shell.out(), "  with {word}: {}", visible(&effect.join("; ")))?;
            }
        }
    }
    if !chosen.is_empty() {
        shell.complain("pick with --take ours, theirs, or both (theirs becomes a scenario)");
    }
    Ok(if chosen.is_empty() { Exit::Clean } else { Exit::Findings })
}
