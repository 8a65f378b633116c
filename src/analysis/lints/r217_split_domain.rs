use super::common::*;

pub static LINT: Lint = Lint {
    code: "R217",
    name: "split-domain",
    severity: Severity::Info,
    doc: "A window on machines whose fast domain spans several nodes takes a number of nodes that splits a domain. A window that \
          fits into one domain is fine.",
    source: "machine catalogue (max_domain_accels)",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for window in facts.windows() {
        let Some((block, machine)) = window.block.and_then(|block| Some((block, block.machine?))) else {
            continue;
        };
        let domain =
            machine.max_domain_accels.zip(machine.accels_per_node).map(|(all, each)| all / each.max(1));
        let (Some(domain), count) = (domain.filter(|domain| *domain > 1), window.nodes()) else { continue };
        if count <= domain || count.is_multiple_of(domain) {
            continue;
        }
        let (below, above) = (count / domain * domain, count.div_ceil(domain) * domain);
        let message = format!(
            "{} takes {}, and {} has domains of {}: {below} or {above} would split none",
            window.target(),
            nodes(count),
            block.block.id,
            nodes(domain),
        );
        let diagnostic = LINT.found(window.target(), message).field("nodes").when(window.span());
        let room = free_nodes(&block, window.span(), Some(window.window));
        let most = window.need().range().1.get();
        let fits = window.in_force && i64::from(above) <= room && above <= most;
        found.push(match fits {
            true => {
                let label = format!("give {} {}", window.target(), nodes(above));
                fix_window(diagnostic, facts, window, &label, |window| window.nodes = Nodes::new(above))
            }
            false => diagnostic,
        });
    }
}
