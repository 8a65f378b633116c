//! `planb import`: offers that a provider's own tool printed, laid into a plan.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::{Exit, Failure, Shell, instant, open};
use crate::base::Instant;
use crate::base::words::visible;
use crate::import::{self, Import, SOURCES};

/// Lay offers that a provider's tool printed into a plan
#[derive(Debug, clap::Args)]
#[command(after_help = sources())]
pub struct Args {
    /// What the file is: aws-offerings
    source: String,

    /// The file; - reads standard input
    file: PathBuf,

    /// The plan that gets the offers
    #[arg(long, value_name = "PLAN")]
    into: PathBuf,

    /// When the offers were seen; the time of the file where absent, and now for standard input
    #[arg(long, value_name = "INSTANT", value_parser = instant)]
    seen_at: Option<Instant>,

    /// Only tell what would change
    #[arg(long)]
    dry_run: bool,
}

fn sources() -> String {
    let rows = SOURCES.iter().map(|source| format!("  {:<16}{}", source.name, source.doc));
    format!("Sources:\n{}", rows.collect::<Vec<_>>().join("\n"))
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let source = import::find(&self.source).ok_or_else(|| {
            let names: Vec<&str> = SOURCES.iter().map(|source| source.name).collect();
            Failure::Usage(format!(
                "planb: no source is called {}: use one of {}",
                visible(&self.source),
                names.join(", ")
            ))
        })?;
        let plan = open::read(&self.into)?;
        let (text, written) = text_of(&self.file)?;
        let mut offers = (source.read)(&text)
            .map_err(|error| Failure::Usage(format!("{}: {error}", self.file.display())))?;
        offers.name_machines(&shell.world().catalogue);
        let (seen_at, whence) = match (self.seen_at, offers.seen_at.or(written)) {
            (Some(at), _) => (at, "as --seen-at says"),
            (None, Some(at)) => (at, "the time of the file"),
            (None, None) => (shell.now(), "now"),
        };
        let import = offers.into_plan(&plan.plan, seen_at);
        if !self.dry_run {
            let written =
                plan.save(&shell.folders()?, &import.plan, None, &format!("Import {}", source.name))?;
            for remark in written.remarks {
                shell.complain(&remark);
            }
        }
        for remark in &import.remarks {
            shell.complain(remark);
        }
        tell(shell, &import, &format!("seen {} ({whence})", seen_at.compact()))?;
        Ok(Exit::Clean)
    }
}

fn tell(shell: &mut Shell, import: &Import, seen: &str) -> Result<(), Failure> {
    let out = shell.out();
    writeln!(out, "{}; {seen}", visible(&import.summary()))?;
    let groups = [
        ("new", &import.new),
        ("dearer", &import.dearer),
        ("cheaper", &import.cheaper),
        ("changed", &import.changed),
        ("gone", &import.gone),
    ];
    for (word, ids) in groups {
        for id in ids {
            writeln!(out, "  {word:<8} {}", visible(id.as_str()))?;
        }
    }
    Ok(())
}

/// The text, and when the file was written.
fn text_of(path: &Path) -> Result<(String, Option<Instant>), Failure> {
    let read = match path == Path::new("-") {
        true => crate::store::read_stdin().map(|bytes| (bytes, None)),
        false => crate::store::load(path).map(|loaded| {
            let written = loaded.base.written();
            (loaded.bytes, written)
        }),
    };
    let (bytes, written) = read.map_err(|error| Failure::Io(format!("planb: {error}")))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Failure::Usage(format!("{}: byte {at} is not UTF-8", path.display()))
    })?;
    Ok((text, written))
}
