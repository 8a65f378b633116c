//! `planb import`: offers that a provider's own tool printed, laid into a plan.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::{Exit, Failure, Shell, instant, open};
use crate::base::Instant;
use crate::base::words::visible;
use crate::import::{self, Import, SOURCES};
use crate::model::{Block, Plan};

/// Lay offers that a provider's tool printed into a plan
///
/// Offers are known by their provider's id. What the plan knows from a later moment stays. An offer of the plan is marked gone
/// only where the list would have held it: the list has fewer offers of its machine, region and count than one search gives at
/// most, and it starts between two of them that last as long as it does, or with one. All others stay as they are, since another
/// search may still find them. Exits with 1 if every offer of the list had to be passed over.
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
        tell(shell, &import, &plan.plan, &format!("seen {} ({whence})", seen_at.compact()))?;
        Ok(if import.found_nothing() { Exit::Findings } else { Exit::Clean })
    }
}

fn tell(shell: &mut Shell, import: &Import, before: &Plan, seen: &str) -> Result<(), Failure> {
    let out = shell.out();
    writeln!(out, "{}; {seen}", visible(&import.summary()))?;
    let groups = [
        ("new", &import.new),
        ("dearer", &import.dearer),
        ("cheaper", &import.cheaper),
        ("changed", &import.changed),
        ("older", &import.older),
        ("gone", &import.gone),
    ];
    for (word, ids) in groups {
        for block in ids.iter().filter_map(|id| import.plan.blocks.get(id)) {
            let was = before.blocks.get(&block.id).and_then(|old| fee(old, before));
            let was = was.filter(|was| fee(block, before).as_ref() != Some(was));
            let was = was.map_or_else(String::new, |was| format!(", was {was}"));
            writeln!(out, "  {word:<8} {}", visible(&format!("{}{was}", what(block, before))))?;
        }
    }
    Ok(())
}

/// `cb-9: 4 x aws.p5, us-east-2b, 2027-01-18 11:30Z to 2027-01-20 11:30Z, USD 7,973.38`.
fn what(block: &Block, plan: &Plan) -> String {
    let place = if block.zone.as_str().is_empty() { block.region.as_str() } else { block.zone.as_str() };
    let end = block.end.map_or_else(|| "open".to_string(), Instant::compact);
    let fee = fee(block, plan).unwrap_or_else(|| "no price".to_string());
    let (nodes, start) = (block.nodes, block.start.compact());
    format!("{}: {nodes} x {}, {place}, {start} to {end}, {fee}", block.id, block.machine)
}

/// What the provider asks for it, in the provider's currency.
fn fee(block: &Block, plan: &Plan) -> Option<String> {
    let price = block.price.as_ref()?;
    let currency = if price.currency.is_empty() { &plan.currency } else { &price.currency };
    Some(price.upfront?.show(currency))
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
