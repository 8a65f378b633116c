//! `planb agenda`: everything dated that somebody must do or know.

use std::io::Write as _;
use std::path::PathBuf;

use super::wide::Wide;
use super::{Exit, Failure, Shell, open};
use crate::analysis::analyze;
use crate::base::Duration;
use crate::base::words::visible;
use crate::export::{json, text};
use crate::report::Times;
use crate::report::agenda::{Wanted, table};

/// List everything dated: buy, pay, decide, staging, blocks that open and end, deadlines
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The plan file; - reads standard input
    plan: Option<PathBuf>,

    /// Only what comes within this time, such as 14d; what is overdue comes always
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    next: Option<Duration>,

    /// Only what this person owns
    #[arg(long, value_name = "PERSON")]
    owner: Option<String>,

    #[command(flatten)]
    page: Wide,
}

fn duration(text: &str) -> Result<Duration, String> {
    Duration::parse(text)
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let plan = open::read(&open::path_or_default(self.plan)?)?.plan;
        let world = open::world_for(shell, &plan);
        let analysis = analyze(&plan, &world, shell.now());
        let wanted = Wanted { next: self.next, owner: self.owner };
        if let Some(owner) = &wanted.owner
            && !plan.people.contains(owner)
            && !analysis.agenda.iter().any(|item| item.owner == *owner)
        {
            let known = plan.people.iter().map(|person| person.id.as_str());
            let hint = crate::base::words::nearest(owner, known);
            let hint = hint.map_or_else(String::new, |near| format!(": did you mean {near}?"));
            return Err(Failure::Usage(format!(
                "planb: nobody in the plan is called {}{hint}",
                visible(owner)
            )));
        }
        let items = wanted.of(&analysis);
        let out = match self.page.is_json() {
            true => json::agenda(&items, analysis.now),
            false => {
                let table = table(&items, &Times::of(&plan, &world, analysis.now), analysis.now);
                text::table(&table, self.page.columns()).join("\n") + "\n"
            }
        };
        shell.out().write_all(out.as_bytes())?;
        Ok(Exit::Clean)
    }
}
