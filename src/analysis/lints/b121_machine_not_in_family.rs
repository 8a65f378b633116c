use crate::model::rules::Sells;

use super::common::*;

pub static LINT: Lint = Lint {
    code: "B121",
    name: "machine-not-in-family",
    severity: Severity::Error,
    doc: "A product exists for some machine families only, or from some size on, and this block is outside. How far ahead it is \
          sold is B103 and B104.",
    source: "the rule set: `families`, `min_vcpu` (botocore CreateCapacityReservation; EC2 User Guide, future-dated reservations)",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for block in facts.blocks().filter(is_open) {
        let Some((product, machine)) = block.product.zip(block.machine) else { continue };
        let Some(families) = product.families.as_ref() else { continue };
        let name = if machine.name.is_empty() { &machine.id } else { &machine.name };
        let vcpus = machine.vcpu.map(|vcpu| u64::from(vcpu) * u64::from(block.facts.nodes));
        let least = product.min_vcpu.as_ref().map(|least| u64::from(least.value));
        let message = if product.sells(machine, None) == Sells::NoMachine {
            let families: Vec<String> = families.value.iter().map(|family| family.to_uppercase()).collect();
            format!(
                "{}: {name} cannot be had as {}, which exists for {} only: use another product",
                block.block.id,
                sold_as(product),
                families.join(" "),
            )
        } else if let Some((vcpus, least)) = vcpus.zip(least).filter(|(vcpus, least)| vcpus < least) {
            format!(
                "{}: {} of {name} have {vcpus} vCPUs, and {} begins at {least}: ask for more nodes",
                block.block.id,
                nodes(block.facts.nodes),
                sold_as(product),
            )
        } else {
            continue;
        };
        found.push(LINT.found(block.target(), message).field("product"));
    }
}
