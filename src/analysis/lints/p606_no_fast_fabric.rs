use super::common::*;

pub static LINT: Lint = Lint {
    code: "P606",
    name: "no-fast-fabric",
    severity: Severity::Warning,
    doc: "A training run spans several nodes of a machine without a network made for that. Nodes within one domain of the fast \
          interconnect, and machines whose network is not known, are not judged.",
    source: "machine catalogue and fabrics: `fast`, `fast_from_gbps`",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    let training = |window: &&WindowView| window.run.run.kind == RunKind::Training && window.nodes() > 1;
    for window in facts.windows().filter(training) {
        let Some((block, machine)) = window.block.and_then(|block| Some((block, block.machine?))) else {
            continue;
        };
        let Some(fabric) = facts.world.rules.fabric(machine) else { continue };
        // Inside one domain of the fast interconnect (a TPU slice, a rack) the network between nodes does not matter.
        let in_domain =
            machine.max_domain_accels.is_some_and(|all| machine.accels(window.nodes()) <= u64::from(all));
        if in_domain || fabric.is_fast(machine) != Some(false) {
            continue;
        }
        let speed = machine.inter_gbps.map_or_else(String::new, |gbps| format!("{gbps:.0} Gbit/s and "));
        let message = format!(
            "{} spans {} of {} on {}, which have {speed}no fast fabric ({}): use one node or another machine",
            window.target(),
            nodes(window.nodes()),
            machine.id,
            block.block.id,
            machine.fabric.as_deref().unwrap_or(&fabric.name),
        );
        found.push(LINT.found(window.target(), message).field("block").when(window.span()));
    }
}
