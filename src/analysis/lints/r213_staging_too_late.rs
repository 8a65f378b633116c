use super::common::*;

pub static LINT: Lint = Lint {
    code: "R213",
    name: "staging-too-late",
    severity: Severity::Warning,
    doc: "Copying a run's data does not end before its first window, or must have begun already. A block that waits for data is \
          paid for all the same.",
    source: "a public practitioner runbook (about four days of staging before a two-day block)",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    let planned = super::p604_data_elsewhere::datasets(facts, |dataset| dataset.copy_at.is_some());
    for run in facts.runs().filter(|run| !is_done(run.run)) {
        let windows = facts.in_force(&run);
        let Some((first, block)) = windows.first().and_then(|window| Some((window, window.block?))) else {
            continue;
        };
        let start = first.window.start;
        if start <= facts.now {
            continue;
        }
        let fee = match block.facts.cost.total {
            Some(fee) => format!("; {} for {} are at risk", facts.money(fee), block.block.id),
            None => String::new(),
        };
        for dataset in run.run.datasets.iter().filter_map(|id| planned.get(id.as_str())) {
            let Some((at, time)) = dataset.copy_at.zip(dataset.copy) else { continue };
            let by = start - time;
            let needed = !dataset.region.as_str().is_empty() && dataset.region != block.block.region;
            if !needed || at <= by {
                continue;
            }
            let message = format!(
                "copying {} for {} takes {} and must begin by {}, but is planned for {}{fee}: begin earlier",
                dataset.id,
                run.run.id,
                time.words(),
                by.compact(),
                at.compact(),
            );
            found.push(LINT.found(run.target(), message).field("datasets").when(Span::new(by, at)));
        }
        let by = start - run.run.staging;
        if !run.run.staging.is_zero() && by < facts.now {
            let message = format!(
                "staging of {} takes {} and had to begin by {}{fee}: it may have begun; else start the run {} later",
                run.run.id,
                run.run.staging.words(),
                by.compact(),
                about(facts.now - by),
            );
            found.push(LINT.found(run.target(), message).field("staging").when(Span::new(by, start)));
        }
    }
}
