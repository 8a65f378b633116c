use super::common::*;

pub static LINT: Lint = Lint {
    code: "R209",
    name: "throughput-without-source",
    severity: Severity::Warning,
    doc: "An estimate does not say where its throughput comes from, was measured on another accelerator than the run's blocks have, \
          or more than 90 days ago. Runs without an `estimate` are not judged.",
    source: "judgement",
    check,
};

const OLD: Duration = Duration::from_days(90);

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for run in facts.runs().filter(|run| !is_done(run.run)) {
        let Some(estimate) = run.run.need_in_force().estimate.as_ref() else { continue };
        let blocks = facts.in_force(&run).iter().filter_map(|window| window.block?.machine);
        let wanted: Vec<&str> = blocks.map(|machine| machine.accelerator.as_str()).collect();
        let on = estimate.measured_on.as_str();
        let mut wrong = Vec::new();
        if estimate.source.is_empty() {
            wrong.push("names no source".to_string());
        }
        match wanted.iter().find(|accelerator| !accelerator.eq_ignore_ascii_case(on)) {
            _ if on.is_empty() => wrong.push("does not say what it was measured on".to_string()),
            Some(other) => wrong.push(format!("was measured on {}, not {other}", words::quote(on))),
            None => {}
        }
        match estimate.measured_at {
            None => wrong.push("has no date".to_string()),
            Some(at) if facts.now - at > OLD => {
                wrong.push(format!(
                    "is {} days old",
                    (facts.now - at).seconds() / Duration::from_days(1).seconds()
                ));
            }
            Some(_) => {}
        }
        if wrong.is_empty() {
            continue;
        }
        let measure = match wanted.first() {
            Some(accelerator) => format!("measure it on {accelerator}"),
            None => "measure it".to_string(),
        };
        let message =
            format!("the estimate of {} {}: {measure} and record source and date", run.run.id, list(wrong));
        found.push(LINT.found(run.target(), message).field("need"));
    }
}
