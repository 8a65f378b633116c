//! `planb summary`: the answer first, then everything that stands behind it.

use std::io::Write as _;
use std::path::PathBuf;

use super::sides::Analyzed;
use super::{Exit, Failure, Shell, open};
use crate::analysis::analyze;
use crate::export::{Context, FORMATS};
use crate::files::PlanFile;
use crate::files::against::{self, Other};
use crate::report::diff::Sample;
use crate::report::{self, Since, Times};

/// Print the plan: on track or not, what comes next, the chart, blocks, runs, fallbacks, problems and money
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The plan file; - reads standard input
    plan: Option<PathBuf>,

    /// Tell what changed since a baseline, or since a revision; otherwise since the baseline that was stored last
    #[arg(long, value_name = "NAME|REV")]
    against: Option<String>,

    #[command(flatten)]
    page: Page,
}

/// How the summary is laid out.
#[derive(Debug, Clone, clap::Args)]
pub struct Page {
    /// text, markdown or json
    #[arg(long, default_value = "text", value_parser = FORMATS.iter().map(|f| f.name).collect::<Vec<_>>())]
    format: String,

    /// Columns of the page, 72 to 132
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u16).range(72..=132))]
    width: u16,

    /// Draw with ASCII characters only
    #[arg(long)]
    ascii: bool,
}

impl Default for Page {
    fn default() -> Page {
        Page { format: "text".to_string(), width: 100, ascii: false }
    }
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let file = open::read(&open::path_or_default(self.plan)?)?;
        print(shell, &file, &self.page, self.against.as_deref())
    }
}

/// Prints the summary of a plan.
pub fn print(
    shell: &mut Shell,
    file: &PlanFile,
    page: &Page,
    against: Option<&str>,
) -> Result<Exit, Failure> {
    let other = against.map(|name| against::find(file.path.as_deref(), &file.plan, name)).transpose()?;
    let world = open::world_for(shell, &file.plan);
    if let Some(why) = file.read_only() {
        shell.complain(&why);
    }
    let analysis = analyze(&file.plan, &world, shell.now());
    let times = Times::of(&file.plan, &world, analysis.now);
    let now = Sample { plan: &file.plan, analysis: &analysis, times: &times };
    let since = match other {
        Some(Other::Baseline(baseline)) => Some(Since::baseline(&baseline, now)),
        Some(Other::Revision(before)) => {
            let before = Analyzed::new(shell, before.plan, shell.now());
            Some(Since::revision(against.unwrap_or_default(), before.sample(), now))
        }
        None => Since::newest(now),
    };
    let report = report::summary(&file.plan, &analysis, &world, since.as_ref());
    let context = Context {
        plan: &file.plan,
        analysis: &analysis,
        times: &times,
        was: since.as_ref().map(|since| &since.was),
        width: usize::from(page.width),
        ascii: page.ascii,
    };
    let format = FORMATS.iter().find(|format| format.name == page.format);
    let text = format.map(|format| (format.summary)(&report, &context)).unwrap_or_default();
    shell.out().write_all(text.as_bytes())?;
    Ok(Exit::Clean)
}
