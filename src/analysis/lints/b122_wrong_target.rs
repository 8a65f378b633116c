use super::common::*;

pub static LINT: Lint = Lint {
    code: "B122",
    name: "wrong-target",
    severity: Severity::Error,
    doc: "A purchase serves only what it was made for, and a run that stands on it is handed over to something else; or the target \
          is none that the product knows.",
    source: "the rule set: `targets` (botocore TargetResources; AWS blog of 2026-05-07: targets are not interchangeable)",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for block in facts.blocks().filter(|block| !block.block.target.is_empty()) {
        let Some(targets) = block.product.and_then(|product| product.targets.as_ref()) else { continue };
        let (id, have) = (&block.block.id, block.block.target.as_str());
        if targets.value.iter().any(|target| target == have) {
            continue;
        }
        let nearest = words::nearest(have, targets.value.iter().map(String::as_str));
        let todo = nearest.map_or_else(|| list(&targets.value), |nearest| format!("did you mean {nearest}?"));
        let message = format!("{id}: {} is no target of its product: {todo}", words::quote(have));
        let diagnostic = LINT.found(block.target(), message).field("target");
        found.push(match nearest {
            Some(nearest) => {
                let label = format!("correct it to {nearest}");
                diagnostic.fix_block(facts, id, &label, |block| block.target = nearest.to_string())
            }
            None => diagnostic,
        });
    }
    for window in facts.windows().filter(|window| !window.run.run.handover.is_empty()) {
        let Some(block) = window.block.filter(|block| !block.block.target.is_empty()) else { continue };
        let Some(targets) = block.product.and_then(|product| product.targets.as_ref()) else { continue };
        // A tool is named like the target it works for, or begins like it.
        let tool = window.run.run.handover.to_lowercase();
        let Some(want) = targets.value.iter().find(|target| target.starts_with(&tool)) else { continue };
        if *want == block.block.target {
            continue;
        }
        let message = format!(
            "{} needs target {want}, but {} was bought for {}: buy one for {want} or move the run",
            window.target(),
            block.block.id,
            words::quote(&block.block.target),
        );
        let severity = severity(&LINT, window.in_force);
        found
            .push(LINT.found(window.target(), message).severity(severity).field("block").when(window.span()));
    }
}
