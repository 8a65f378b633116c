use super::common::*;

pub static LINT: Lint = Lint {
    code: "P610",
    name: "region-not-allowed",
    severity: Severity::Error,
    doc: "A window stands on a block in a region that the run may not use. Blocks without a region are not judged.",
    source: "the run's `regions`",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for window in facts.windows().filter(|window| !window.run.run.regions.is_empty()) {
        let Some(block) = window.block else { continue };
        let (region, allowed) = (&block.block.region, &window.run.run.regions);
        if region.as_str().is_empty() || allowed.contains(region) {
            continue;
        }
        let message = format!(
            "{} is on {} in {region}, but {} may run in {} only: choose a block there or allow the region",
            window.target(),
            block.block.id,
            window.run.run.id,
            list(allowed.iter().map(|region| region.as_str())),
        );
        let severity = severity(&LINT, window.in_force);
        found
            .push(LINT.found(window.target(), message).severity(severity).field("block").when(window.span()));
    }
}
