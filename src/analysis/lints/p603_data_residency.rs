use super::common::*;

pub static LINT: Lint = Lint {
    code: "P603",
    name: "data-residency",
    severity: Severity::Error,
    doc: "A run reads data that must stay in certain regions, and a window stands on a block in another one. Blocks without a \
          region are not judged.",
    source: "the dataset's `residency`",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    let bound = super::p604_data_elsewhere::datasets(facts, |dataset| !dataset.residency.is_empty());
    if bound.is_empty() {
        return;
    }
    for window in facts.windows() {
        let Some(block) = window.block.filter(|block| !block.block.region.as_str().is_empty()) else {
            continue;
        };
        let region = &block.block.region;
        for dataset in window.run.run.datasets.iter().filter_map(|id| bound.get(id.as_str())) {
            if dataset.residency.contains(region) {
                continue;
            }
            let allowed = list(dataset.residency.iter().map(|region| region.as_str()));
            let message = format!(
                "{} for {} must stay in {allowed}, and {} is in {region}: choose a block there or have the rule changed",
                dataset.id,
                window.target(),
                block.block.id,
            );
            let severity = severity(&LINT, window.in_force);
            found.push(
                LINT.found(window.target(), message).severity(severity).field("block").when(window.span()),
            );
        }
    }
}
