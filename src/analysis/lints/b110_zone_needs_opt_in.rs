use super::common::*;

pub static LINT: Lint = Lint {
    code: "B110",
    name: "zone-needs-opt-in",
    severity: Severity::Warning,
    doc: "A block lies in a Local Zone that must be switched on for the account before anything can be bought or started there.",
    source: "the rule set: `local_zones` (EC2 User Guide, Capacity Blocks for ML)",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for block in facts.blocks().filter(is_open) {
        let Some(product) = block.product else { continue };
        let names = [block.block.zone.as_str(), block.block.zone_id.as_str(), block.block.region.as_str()];
        let local = names.into_iter().find_map(|zone| product.local_zone(zone));
        let Some(local) = local.filter(|local| local.value.opt_in) else { continue };
        let dates = block.dates;
        let by =
            dates.safe_buy_by.as_ref().or(dates.must_buy_by.as_ref()).map_or(block.block.start, |by| by.at);
        let message = format!(
            "{}: {} ({}) is a Local Zone and needs an opt-in before purchase and launch: opt in by {}",
            block.block.id,
            local.value.zone,
            local.value.name,
            by.compact(),
        );
        found.push(
            LINT.found(block.target(), message).field("zone").when(Span::new(by, block.block.start.max(by))),
        );
    }
}
