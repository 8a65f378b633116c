use super::common::*;

pub static LINT: Lint = Lint {
    code: "R210",
    name: "implausible-utilisation",
    severity: Severity::Warning,
    doc: "Parameters, tokens, hours and machines of a run imply that its accelerators reach more than 60 % or less than 10 % of \
          their peak, or the estimate says so itself. Then one of the numbers is likely wrong.",
    source: "training compute is about 6 x parameters x tokens (dense; active parameters of a mixture of experts); the range is judgement",
    check,
};

const USUAL: std::ops::RangeInclusive<f64> = 0.10..=0.60;

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for run in facts.runs().filter(|run| run.run.kind == RunKind::Training) {
        let need = run.run.need_in_force();
        let Some(estimate) = need.estimate.as_ref() else { continue };
        let message = match implied(facts, &run, need, estimate) {
            Some((share, work)) if !USUAL.contains(&share) => {
                format!("{work} implies a utilisation of {share:.2}")
            }
            _ => match estimate.mfu.map(Percent::share) {
                Some(share) if !USUAL.contains(&share) => {
                    format!("the estimate counts on a utilisation of {share:.2}")
                }
                _ => continue,
            },
        };
        let message = format!(
            "{}: {message}; usual is 0.10 to 0.60: check tokens, active parameters, hours and peak",
            run.run.id
        );
        found.push(LINT.found(run.target(), message).field("need"));
    }
}

/// Model FLOPs utilisation of the dense BF16 peak, and the numbers that it follows from.
fn implied(facts: &Facts, run: &RunView, need: &Need, estimate: &Estimate) -> Option<(f64, String)> {
    let (parameters, tokens) = (estimate.parameters_b?, estimate.tokens_b?);
    let first = || facts.in_force(run).iter().find_map(|window| window.block?.machine);
    let machine = need.machine.as_ref().and_then(|id| facts.machine(id)).or_else(first)?;
    let per_node = machine.accels_per_node?;
    let hours = need.median(per_node)?;
    let accelerators = u64::from(per_node) * u64::from(need.nodes.get());
    let peak = machine.bf16_tflops? * 1e12 * accelerators as f64 * hours.seconds() as f64;
    let work = 6.0 * parameters.get() * 1e9 * tokens.get() * 1e9;
    let said = format!(
        "{tokens} B tokens x {parameters} B parameters in {} on {accelerators} x {}",
        hours.words(),
        machine.accelerator
    );
    (peak > 0.0).then(|| (work / peak, said))
}
