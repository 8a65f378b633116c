use super::common::*;

pub static LINT: Lint = Lint {
    code: "P605",
    name: "unmixable-gang",
    severity: Severity::Error,
    doc: "One gang mixes machines whose network does not work with that of other types. Use one type for all its nodes.",
    source: "fabrics: `unmixable` (EC2 User Guide, EFA limitations)",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for part in facts.parts().filter(|part| part.windows.len() > 1 && part.is_gang()) {
        for (a, b) in part.together() {
            let machines =
                a.block.and_then(|block| block.machine).zip(b.block.and_then(|block| block.machine));
            let Some((here, there)) = machines.filter(|(here, there)| here.id != there.id) else { continue };
            let alone = [here, there].into_iter().find_map(|machine| {
                let fabric = facts.world.rules.fabric(machine)?;
                let alone = fabric.unmixable.as_ref()?.value.iter().any(|name| machine.is(name));
                alone.then_some((fabric, machine))
            });
            let Some((fabric, machine)) = alone else { continue };
            let message = format!(
                "{} mixes {} and {} in one gang, and {} does not join {} with other types: use one type for all {}",
                part.target(),
                here.id,
                there.id,
                fabric.name,
                machine.id,
                nodes(a.nodes() + b.nodes()),
            );
            let when = a.span().intersect(b.span()).unwrap_or(b.span());
            let severity = severity(&LINT, part.in_force);
            found.push(LINT.found(b.target(), message).severity(severity).field("block").when(when));
        }
    }
}
