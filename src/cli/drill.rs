//! `planb drill`: what happens if a block does not come.

use std::io::Write as _;
use std::path::PathBuf;

use super::{Exit, Failure, Shell, open};
use crate::base::words::{nearest, visible};
use crate::drill::Drills;
use crate::export::{drill as export, text};
use crate::model::{BlockId, Plan};
use crate::report::{self, Times};

/// Play that a block does not come: which runs fall back to what, until when that is possible, what it costs
///
/// The plan itself stays as it is. Exits with 1 if a run is late, has no place, or has a result that is not good enough.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The plan file; - reads standard input
    plan: PathBuf,

    /// The block that does not come
    #[arg(required_unless_present = "all")]
    block: Option<String>,

    /// Every block that is not certain yet
    #[arg(long, conflicts_with = "block")]
    all: bool,

    /// text or json
    #[arg(long, default_value = "text", value_parser = ["text", "json"])]
    format: String,

    /// Columns of the page, 72 to 200
    #[arg(long, default_value_t = 120, value_parser = clap::value_parser!(u16).range(72..=200))]
    width: u16,
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let plan = open::read(&self.plan)?.plan;
        let world = open::world_for(shell, &plan);
        let now = shell.now();
        let times = Times::of(&plan, &world, now);
        let drills = Drills::new(&plan, &world, now);
        let found = match &self.block {
            Some(id) => vec![drills.of(&BlockId::new(id)).ok_or_else(|| unknown(&plan, id))?],
            None => drills.all(),
        };
        let text = match (self.format.as_str(), found.first()) {
            ("json", _) => export::json(&found, &plan, now),
            (_, Some(one)) if !self.all => {
                text::plain(&report::drill::drill(one, &plan, &times, now), usize::from(self.width))
            }
            _ => text::plain(&report::drill::drills(&found, &plan, &times, now), usize::from(self.width)),
        };
        shell.out().write_all(text.as_bytes())?;
        Ok(if found.iter().all(|drill| drill.holds()) { Exit::Clean } else { Exit::Findings })
    }
}

fn unknown(plan: &Plan, id: &str) -> Failure {
    let ids = plan.blocks.iter().map(|block| block.id.as_str());
    let hint = match nearest(id, ids) {
        Some(near) => format!("did you mean {near}?"),
        None => "planb summary lists the blocks".to_string(),
    };
    Failure::Usage(format!("planb: the plan has no block {}: {hint}", visible(id)))
}
