use crate::base::sort;
use std::collections::BTreeMap;

use super::common::*;

pub static LINT: Lint = Lint {
    code: "P604",
    name: "data-elsewhere",
    severity: Severity::Warning,
    doc: "A run's data lies in another region than its block, and neither the run plans time for staging nor the dataset a date for \
          copying. A planned copy that comes too late is R213.",
    source: "a public practitioner runbook (copying can take days, and egress is charged)",
    check,
};

/// Datasets of a kind, by id.
pub(super) fn datasets<'a>(
    facts: &Facts<'a>,
    is: impl Fn(&Dataset) -> bool,
) -> BTreeMap<&'a str, &'a Dataset> {
    let wanted = facts.plan.datasets.iter().filter(|dataset| is(dataset));
    sort::map(wanted.map(|dataset| (dataset.id.as_str(), dataset)))
}

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    let placed = datasets(facts, |dataset| !dataset.region.as_str().is_empty() && dataset.copy_at.is_none());
    if placed.is_empty() {
        return;
    }
    for part in facts.parts().filter(|part| !part.run.run.datasets.is_empty()) {
        let staging = part.rung.map_or(part.run.run.staging, |rung| rung.staging.max(part.run.run.staging));
        let Some((window, block)) = part.windows.first().and_then(|window| Some((window, window.block?)))
        else {
            continue;
        };
        let region = &block.block.region;
        if !staging.is_zero() || region.as_str().is_empty() || is_past(facts, window.span()) {
            continue;
        }
        for dataset in part.run.run.datasets.iter().filter_map(|id| placed.get(id.as_str())) {
            if dataset.region == *region {
                continue;
            }
            let size = match dataset.size_gb {
                size if size > Decimal::default() => format!(" ({size} GB)"),
                _ => String::new(),
            };
            let (time, by) = match dataset.copy {
                Some(time) => (
                    format!("takes {}", time.words()),
                    format!("begin by {}", (window.window.start - time).compact()),
                ),
                None => ("costs time and egress".to_string(), "plan a copy".to_string()),
            };
            let message = format!(
                "{}{size} is in {}, and {} in {region}: copying {time}; {by} or run {} in {}",
                dataset.id,
                dataset.region,
                block.block.id,
                part.target(),
                dataset.region,
            );
            let start = window.window.start;
            let when = Span::new(start - dataset.copy.unwrap_or_default(), start);
            found.push(LINT.found(window.target(), message).field("block").when(when));
        }
    }
}
