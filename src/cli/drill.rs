//! `planb drill`: what happens if a block does not come.

use std::io::Write as _;
use std::path::PathBuf;

use super::wide::Wide;
use super::{Exit, Failure, Shell, open};
use crate::drill::Drills;
use crate::export::{drill as export, text};
use crate::model::BlockId;
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

    #[command(flatten)]
    page: Wide,
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let plan = open::read(&self.plan)?.plan;
        let world = open::world_for(shell, &plan);
        let now = shell.now();
        let times = Times::of(&plan, &world, now);
        let drills = Drills::new(&plan, &world, now);
        let found = match &self.block {
            Some(id) => vec![drills.of(&BlockId::new(id)).ok_or_else(|| {
                let known = plan.blocks.iter().map(|block| block.id.as_str());
                open::unknown("block", id, known, "planb summary lists the blocks")
            })?],
            None => drills.all(),
        };
        let text = match found.first() {
            _ if self.page.is_json() => export::json(&found, &plan, now),
            Some(one) if !self.all => {
                text::plain(&report::drill::drill(one, &plan, &times, now), self.page.columns())
            }
            _ => text::plain(&report::drill::drills(&found, &plan, &times, now), self.page.columns()),
        };
        shell.out().write_all(text.as_bytes())?;
        Ok(if found.iter().all(|drill| drill.holds()) { Exit::Clean } else { Exit::Findings })
    }
}
