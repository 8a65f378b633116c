//! `planb scenarios`: what follows from the scenarios that a plan holds.

use std::io::Write as _;
use std::path::PathBuf;

use super::wide::Wide;
use super::{Exit, Failure, Shell, open};
use crate::analysis::analyze;
use crate::base::Change;
use crate::drill::{Staged, stage};
use crate::export::{drill as export, text};
use crate::model::Scenario;
use crate::report::{self, Times};

/// What would follow from the plan's scenarios: whether it is on track, what it costs, which runs are late
///
/// The plan itself stays as it is. Exits with 1 if in one of them the plan is not on track, or a run is late that is not now.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The plan file; - reads standard input
    plan: PathBuf,

    /// One scenario, in full
    scenario: Option<String>,

    #[command(flatten)]
    page: Wide,
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let plan = open::read(&self.plan)?.plan;
        let world = open::world_for(shell, &plan);
        let now = shell.now();
        let times = Times::of(&plan, &world, now);
        let before = analyze(&plan, &world, now);
        let wanted: Vec<&Scenario> = match &self.scenario {
            Some(id) => vec![plan.scenarios.get(id.as_str()).ok_or_else(|| {
                let known = plan.scenarios.iter().map(|scenario| scenario.id.as_str());
                open::unknown("scenario", id, known, "planb scenarios PLAN lists them")
            })?],
            None => plan.scenarios.iter().collect(),
        };
        let staged = wanted.into_iter().map(|scenario| stage(&plan, &world, &before, scenario));
        let staged: Vec<Staged> = staged.collect();
        let text = match staged.first() {
            _ if self.page.is_json() => export::scenarios(&staged, &plan, now),
            Some(one) if self.scenario.is_some() => {
                let sides = Change::new(&before, &one.analysis);
                text::plain(&report::scenario::scenario(one, sides, &plan, &times), self.page.columns())
            }
            _ => text::plain(&report::scenario::scenarios(&staged, &plan, now), self.page.columns()),
        };
        shell.out().write_all(text.as_bytes())?;
        Ok(if staged.iter().all(Staged::holds) { Exit::Clean } else { Exit::Findings })
    }
}
