use std::collections::BTreeMap;

use super::common::*;

pub static LINT: Lint = Lint {
    code: "V903",
    name: "old-catalogue",
    severity: Severity::Warning,
    doc: "Prices of the catalogue are used, and its newest price is more than 90 days old. That a rule set which blocks are \
          judged by was read more than 90 days ago, or is not the one that the plan names under `rules`, is information. Terms of the plan's \
          own that name no source are a warning.",
    source: "the dates in the machine catalogue and the rule sets",
    check,
};

const OLD_DAYS: i64 = 90;

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    let estimated = facts.blocks().filter(|block| block.is_live() && block.facts.cost.total.is_some());
    let estimated: Vec<&str> = estimated
        .filter(|block| block.facts.cost.source.starts_with("estimate"))
        .map(|block| block.block.id.as_str())
        .collect();
    if let Some(date) = facts.catalogue.as_of().filter(|_| !estimated.is_empty()) {
        let days = date.days_old(facts.now);
        if days > OLD_DAYS {
            let message = format!(
                "the newest price of the catalogue is from {date}, {days} days old, and {} {} by it: get quotes or update it",
                list(&estimated),
                if estimated.len() == 1 { "is priced" } else { "are priced" },
            );
            found.push(LINT.found(Target::Plan, message));
        }
    }
    let mut used: BTreeMap<&str, &Product> = BTreeMap::new();
    for product in facts.blocks().filter(is_open).filter_map(|block| block.product) {
        used.insert(&product.id, product);
    }
    for own in facts.plan.products.iter().filter(|own| own.source.trim().is_empty()) {
        let id = words::quote(own.id.as_str());
        let message = format!(
            "the plan's own terms of {id} name no source: note where they stand and when that was read"
        );
        found.push(LINT.found(Target::Plan, message).field("products"));
    }
    let mut versions: Vec<&str> = used.values().map(|product| product.version.as_str()).collect();
    versions.sort_unstable();
    versions.dedup();
    let named = facts.plan.rules.as_str();
    if !named.is_empty() && !versions.is_empty() && !versions.contains(&named) && versions.join(", ") != named
    {
        let message = format!(
            "the plan was last checked with the rules {}, and is checked with {} now: see what changed and note them under rules",
            words::quote(named),
            versions.join(", "),
        );
        found.push(LINT.found(Target::Plan, message).field("rules").severity(Severity::Info));
    }
    for product in used.values().filter(|product| product.is_old(facts.now)) {
        let message = format!(
            "the rules of {} were last read {}, {} days ago: check them before you rely on a date",
            product.id,
            product.as_of,
            product.days_old(facts.now),
        );
        found.push(LINT.found(Target::Plan, message).severity(Severity::Info));
    }
}
