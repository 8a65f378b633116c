use super::common::*;

pub static LINT: Lint = Lint {
    code: "R216",
    name: "group-over-domain",
    severity: Severity::Warning,
    doc: "A tensor- or expert-parallel group is larger than the domain of the fast interconnect of its machine, so that its \
          traffic goes over the slower network between nodes.",
    source: "machine catalogue (max_domain_accels); judgement",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for window in facts.windows() {
        let group = window.need().estimate.as_ref().and_then(|estimate| estimate.parallel_group);
        let machine = window.block.and_then(|block| block.machine);
        let Some((group, machine)) = group.zip(machine) else { continue };
        let Some(domain) = machine.max_domain_accels.filter(|domain| group > *domain) else { continue };
        let message = format!(
            "{}: a parallel group of {group} exceeds the domain of {domain} accelerators of {}: use {domain} or less, or a rack-scale machine",
            window.target(),
            machine.id,
        );
        found.push(LINT.found(window.target(), message).when(window.span()));
    }
}
