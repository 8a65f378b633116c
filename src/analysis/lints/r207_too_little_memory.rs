use super::common::*;

pub static LINT: Lint = Lint {
    code: "R207",
    name: "too-little-memory",
    severity: Severity::Error,
    doc: "A run states how much accelerator memory it needs in all, and a window has less. Machines whose memory is not known are \
          not judged.",
    source: "arithmetic on the machine catalogue",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for part in facts.parts() {
        let need = part.rung.map_or(&part.run.run.need, |rung| &rung.need);
        let Some(wanted) = need.estimate.as_ref().and_then(|estimate| estimate.memory_gib) else { continue };
        for window in part.windows {
            let Some((block, machine)) = window.block.and_then(|block| Some((block, block.machine?))) else {
                continue;
            };
            let Some(each) = machine.mem_gib.filter(|each| *each > 0.0) else { continue };
            // Windows at the same time hold it together.
            let gang: u64 = part
                .windows
                .iter()
                .filter(|other| {
                    other.window.start <= window.window.start && other.window.end > window.window.start
                })
                .map(|other| u64::from(other.nodes()))
                .sum();
            let accelerators = gang as f64 * f64::from(block.facts.accelerators_per_node);
            if accelerators * each >= wanted.get() {
                continue;
            }
            let enough = (wanted.get() / each / f64::from(block.facts.accelerators_per_node)).ceil();
            let message = format!(
                "{} needs {wanted} GiB, and {} have {:.0} GiB: use {} or more, a machine with more memory, or need less",
                window.target(),
                words::count(accelerators as u64, &machine.accelerator, &machine.accelerator),
                accelerators * each,
                nodes(enough as i64),
            );
            let severity = severity(&LINT, part.in_force);
            found.push(
                LINT.found(window.target(), message).severity(severity).field("nodes").when(window.span()),
            );
        }
    }
}
