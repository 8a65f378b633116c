use super::common::*;

pub static LINT: Lint = Lint {
    code: "P602",
    name: "gang-over-regions",
    severity: Severity::Error,
    doc: "Windows of a run at the same time form one gang, and this one spans regions or providers. Split it into independent \
          runs, or keep it in one region of one provider. Serving runs are not gangs.",
    source: "judgement",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for part in facts.parts().filter(|part| part.windows.len() > 1 && part.is_gang()) {
        for (a, b) in part.together() {
            let Some((block_a, block_b)) = a.block.zip(b.block) else { continue };
            let (here, there) = (block_a.place(), block_b.place());
            let providers = !here.provider.is_empty() && !there.provider.is_empty();
            let other_provider = providers && here.provider != there.provider;
            if !other_provider && here.same_region(&there) != Some(false) {
                continue;
            }
            let place = |block: &BlockView| {
                let place = block.place();
                let both = [place.provider, place.region].into_iter().filter(|part| !part.is_empty());
                format!("{} ({})", both.collect::<Vec<_>>().join(" "), block.block.id)
            };
            let message = format!(
                "{}: one gang spans {} and {}: keep it in one region of one provider, or split it into independent runs",
                part.target(),
                place(&block_a),
                place(&block_b),
            );
            let when = a.span().intersect(b.span()).unwrap_or(b.span());
            let severity = severity(&LINT, part.in_force);
            found.push(LINT.found(b.target(), message).severity(severity).field("block").when(when));
        }
    }
}
