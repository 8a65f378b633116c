//! `planb demo`: a whole plan to look around in. Its dates are laid in whole weeks around now, so that it is always alive.

use super::view::Frame;
use super::{Exit, Failure, Shell, summary};
use crate::base::zone::{Zone, month_name};
use crate::base::{Duration, Instant};
use crate::files::PlanFile;

/// Open the demo: a start-up with one 14-day block and a LoRA Plan B
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    frame: Frame,
}

/// The start-up's plan, and the moment at which it was written.
const TEXT: &str = include_str!("../../assets/examples/startup.ron");
const WRITTEN: &str = "2027-01-06T09:00Z";

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        show(shell, &self.frame, false)
    }
}

/// The demo in the interactive program.
pub fn show(shell: &mut Shell, frame: &Frame, welcome: bool) -> Result<Exit, Failure> {
    let file = file(shell.now())?;
    frame.show(shell, file, None, welcome)
}

/// The demo's summary, where nothing interactive is possible.
pub fn summary(shell: &mut Shell) -> Result<Exit, Failure> {
    let file = file(shell.now())?;
    summary::print(shell, &file, &summary::Page::default(), None)
}

/// When the block `cb-jan` starts, as it was written.
const STARTS: &str = "2027-01-11T11:30Z";

/// The demo as it would have been written now. It belongs to no file: saving asks for a name.
pub fn file(now: Instant) -> Result<PlanFile, Failure> {
    let written = Instant::parse(WRITTEN).map_err(Failure::Usage)?;
    let week = Duration::from_days(7).seconds();
    let weeks = (now - written).seconds().div_euclid(week);
    let text = shift(TEXT, Duration::from_seconds(weeks * week));
    PlanFile::from_bytes(text.into_bytes(), "demo").map_err(|error| Failure::Usage(error.to_string()))
}

/// Every moment between quotes, moved by `by`; words of the comments stay. The block that is named after its month gets the
/// name of its new one.
fn shift(text: &str, by: Duration) -> String {
    let month = Instant::parse(STARTS).map_or(1, |start| Zone::utc().local(start + by).month);
    let block = format!("\"cb-{}\"", month_name(month).to_lowercase());
    let text = text.replace("\"cb-jan\"", &block);
    let parts: Vec<String> = (text.split('"').enumerate())
        .map(|(at, part)| match Instant::parse(part) {
            Ok(moment) if at % 2 == 1 => (moment + by).to_string(),
            _ => part.to_string(),
        })
        .collect();
    parts.join("\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demo_moves_by_whole_weeks() {
        let file = file(Instant::parse("2027-03-04T10:00Z").unwrap()).unwrap();
        // Named after the month in which it starts, wherever it is named.
        let block = file.plan.blocks.get("cb-mar").unwrap();
        assert!(!file.text.contains("cb-jan") && file.text.contains("block: \"cb-mar\""));
        assert_eq!(block.start.to_string(), "2027-03-08T11:30Z");
        assert_eq!(block.end.unwrap() - block.start, Duration::from_days(14));
        let as_written = super::file(Instant::parse(WRITTEN).unwrap()).unwrap();
        assert_eq!(&*as_written.text, TEXT);
    }
}
