use super::common::*;

pub static LINT: Lint = Lint {
    code: "P601",
    name: "gang-over-zones",
    severity: Severity::Error,
    doc: "Windows of a run at the same time form one gang, and this one spans zones of a region. The fast network between \
          nodes does not cross zones. Keep all its nodes in one zone. Serving runs are not gangs.",
    source: "EC2 User Guide, EFA limitations: its traffic cannot cross Availability Zones or VPCs",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for part in facts.parts().filter(|part| part.windows.len() > 1 && part.is_gang()) {
        for (a, b) in part.together() {
            let Some((block_a, block_b)) = a.block.zip(b.block) else { continue };
            let (here, there) = (block_a.place(), block_b.place());
            let same_region = here.provider == there.provider && here.same_region(&there) != Some(false);
            if !same_region || here.same_zone(&there) != Some(false) {
                continue;
            }
            let fabric = block_a.machine.and_then(|machine| facts.world.rules.fabric(machine));
            let fabric = fabric.filter(|fabric| fabric.one_zone.as_ref().is_some_and(|one| one.value));
            let network = fabric.map_or("a fast network", |fabric| fabric.name.as_str());
            let message = format!(
                "{}: one gang spans zones {} ({}) and {} ({}), which {network} does not cross: keep all {} in one zone",
                part.target(),
                here.name(),
                block_a.block.id,
                there.name(),
                block_b.block.id,
                nodes(a.nodes() + b.nodes()),
            );
            let when = a.span().intersect(b.span()).unwrap_or(b.span());
            let severity = severity(&LINT, part.in_force);
            found.push(LINT.found(b.target(), message).severity(severity).field("block").when(when));
        }
    }
}
