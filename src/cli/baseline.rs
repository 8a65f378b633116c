//! `planb baseline`: states of the plan that were agreed on, stored in it to be compared with.

use std::io::Write as _;
use std::path::PathBuf;

use super::sides::Analyzed;
use super::{Exit, Failure, Shell, open};
use crate::base::words::{count, nearest, quote, visible};
use crate::export;
use crate::model::{Baseline, PersonId, Plan, Target};
use crate::report::baseline::{compare, kept, store};

/// Store the plan's present state under a name, to compare later ones with; without a name, list what is stored
///
/// A baseline lies in the plan file and holds where blocks and windows are, prices, deadlines and what follows. Its name can
/// be used where a revision can: planb diff --against NAME, planb PLAN --against NAME.
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Args {
    /// What people call it: 'approved 6 Jan'
    name: Option<String>,

    /// The plan file
    #[arg(long, value_name = "PLAN")]
    plan: Option<PathBuf>,

    /// Who agreed; the plan's owner if not given
    #[arg(long, value_name = "PERSON", requires = "name")]
    by: Option<String>,

    /// Store it in the place of one of the same name
    #[arg(long, requires = "name")]
    replace: bool,

    /// Tell what it holds, and how the plan differs from it
    #[arg(long, requires = "name", conflicts_with_all = ["replace", "by"])]
    show: bool,

    /// Take it out of the plan
    #[arg(long, requires = "name", conflicts_with_all = ["replace", "by", "show"])]
    delete: bool,
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let path = open::path_or_default(self.plan.clone())?;
        let file = open::read(&path)?;
        let Some(name) = self.name.as_deref() else { return list(shell, file.plan) };
        if self.show {
            let baseline = known(&file.plan, name)?.clone();
            return show(shell, &baseline, file.plan);
        }
        let (plan, label) = match self.delete {
            true => {
                let id = known(&file.plan, name)?.id.clone();
                let mut plan = file.plan.clone();
                plan.baselines.remove(&id);
                (plan, format!("Delete baseline {name}"))
            }
            false => {
                let now = Analyzed::new(shell, file.plan.clone(), shell.now());
                let by = self.by.as_deref().map_or_else(|| file.plan.owner.clone(), PersonId::new);
                let plan = store(&file.plan, &now.analysis, name, &by, self.replace).map_err(|why| {
                    let how = if why.contains("already") { " (--delete), or give --replace" } else { "" };
                    Failure::Usage(format!("planb: {why}{how}"))
                })?;
                (plan, format!("Store baseline {name}"))
            }
        };
        let written = file.save(&shell.folders()?, &plan, None, &label)?;
        written.remarks.iter().for_each(|remark| shell.complain(remark));
        let what = if self.delete { "deleted" } else { "stored" };
        writeln!(shell.out(), "baseline {} {what}", visible(name.trim()))?;
        Ok(Exit::Clean)
    }
}

fn known<'a>(plan: &'a Plan, name: &str) -> Result<&'a Baseline, Failure> {
    plan.baseline(name.trim()).ok_or_else(|| {
        let titles = plan.baselines.iter().map(|baseline| baseline.title());
        let near = nearest(name, titles).map(|near| format!(": did you mean {}?", quote(near)));
        let near = near.unwrap_or_else(|| ": planb baseline lists them".to_string());
        Failure::Usage(format!("planb: the plan has no baseline {}{near}", quote(name)))
    })
}

/// When it was stored, by whom, and how things stood.
fn head(baseline: &Baseline, currency: &str) -> String {
    let by = if baseline.by.is_empty() { String::new() } else { format!(" by {}", baseline.by) };
    let track = if baseline.on_track { "on track" } else { "not on track" };
    let problems = [
        (baseline.errors, count(baseline.errors, "error", "errors")),
        (baseline.warnings, count(baseline.warnings, "warning", "warnings")),
    ];
    let problems: String =
        problems.into_iter().filter(|(n, _)| *n > 0).map(|(_, text)| format!(", {text}")).collect();
    let cost = baseline.cost.show(currency);
    format!("{}{by}: {track}{problems}, cost {cost}", baseline.at.compact())
}

fn list(shell: &mut Shell, plan: Plan) -> Result<Exit, Failure> {
    if plan.baselines.is_empty() {
        shell.complain("the plan has no baseline: planb baseline NAME stores one");
        return Ok(Exit::Clean);
    }
    let now = Analyzed::new(shell, plan, shell.now());
    for baseline in now.plan.baselines.iter() {
        let since = compare(baseline, now.sample()).lines.len() as u64;
        let since = if since == 0 { "no change".to_string() } else { count(since, "change", "changes") };
        let line = format!("{}  {}; {since} since", baseline.title(), head(baseline, &now.plan.currency));
        writeln!(shell.out(), "{}", visible(&line))?;
    }
    Ok(Exit::Clean)
}

fn show(shell: &mut Shell, baseline: &Baseline, plan: Plan) -> Result<Exit, Failure> {
    let now = Analyzed::new(shell, plan, shell.now());
    let mut lines = vec![format!("{}  {}", baseline.title(), head(baseline, &now.plan.currency))];
    let held = baseline.kept();
    let blocks = held.blocks.iter().map(|block| Target::Block(block.id.clone()));
    let runs = held.runs.iter().flat_map(|run| {
        let windows = run.windows.iter().map(|it| Target::Window(run.id.clone(), None, it.id.clone()));
        std::iter::once(Target::Run(run.id.clone())).chain(windows)
    });
    for target in blocks.chain(runs) {
        let facts = kept(baseline, &target, now.sample()).into_iter();
        let facts = facts.map(|(name, text)| match name.strip_suffix("was").map(str::trim) {
            Some("") | None => text,
            Some(name) => format!("{name} {text}"),
        });
        lines.push(format!("  {} {target}: {}", target.kind(), facts.collect::<Vec<_>>().join(", ")));
    }
    let comparison = compare(baseline, now.sample());
    for line in &lines {
        writeln!(shell.out(), "{}", visible(line))?;
    }
    match comparison.is_empty() {
        true => writeln!(shell.out(), "\nnothing of it changed since")?,
        false => write!(shell.out(), "\nsince then\n{}", export::diff::text(&comparison))?,
    }
    Ok(Exit::Clean)
}
