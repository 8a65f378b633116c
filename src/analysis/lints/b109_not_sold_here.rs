use crate::model::rules::Sells;

use super::common::*;

pub static LINT: Lint = Lint {
    code: "B109",
    name: "not-sold-here",
    severity: Severity::Error,
    doc: "A block's machine is another provider's than its product, is not sold under it, or not in its region or Local Zone. \
          What no list is known for is not judged, and neither is what a provider has confirmed.",
    source: "the rule set: `provider`, `machines`, `not_sold`, `regions` (EC2 User Guide, Capacity Blocks for ML; Capacity Blocks price page of 2026-07-22)",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for block in facts.blocks().filter(is_open) {
        let Some((product, machine)) = block.product.zip(block.machine) else { continue };
        if product.families.is_some() {
            continue; // B121
        }
        let names = [block.block.zone.as_str(), block.block.zone_id.as_str()];
        let local = names.into_iter().find(|zone| product.local_zone(zone).is_some());
        let place = local.or(Some(block.block.region.as_str()).filter(|region| !region.is_empty()));
        let name = if machine.name.is_empty() { &machine.id } else { &machine.name };
        let sells = match product.is_foreign(machine, facts.catalogue) {
            true => Sells::NoMachine,
            false => product.sells(machine, place),
        };
        let message = match sells {
            Sells::Yes | Sells::Unknown => continue,
            Sells::NoMachine => format!(
                "{}: {name} is not sold as {}: change the machine or the product",
                block.block.id,
                sold_as(product),
            ),
            Sells::Elsewhere(regions) => {
                let (id, place) = (&block.block.id, place.unwrap_or_default());
                let todo = match words::slip(place, &mut regions.iter().copied()) {
                    Some(meant) => format!("did you mean {meant}?"),
                    None => "change the region or the machine".to_string(),
                };
                let (product, regions) = (sold_as(product), list(regions));
                format!("{id}: {name} is not sold as {product} in {place}, but in {regions}: {todo}")
            }
        };
        found.push(LINT.found(block.target(), message).field("region").when(block.facts.span));
    }
}
