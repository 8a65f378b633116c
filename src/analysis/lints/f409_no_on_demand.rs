use crate::model::machine::Machine;
use crate::model::rules::Sells;

use super::common::*;

pub static LINT: Lint = Lint {
    code: "F409",
    name: "no-on-demand",
    severity: Severity::Warning,
    doc: "A fallback counts on machines that are started when needed, but they are not sold so, not there, or the quota for them \
          is zero.",
    source: "the rule sets of on-demand and spot: `not_sold`, `regions` (AWS price API of 2026-07-20; a public price study of 2026-09-19)",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for run in facts.runs().filter(|run| !is_done(run.run)) {
        for rung in run.run.fallbacks.iter().filter(|rung| rung.acceptable != Acceptable::No) {
            let Some(product) = started_when_needed(facts, rung) else { continue };
            let Some((machine, region)) = machine_of(facts, &run, rung) else { continue };
            let quota = quota_of(facts, product, region, "");
            let none = quota.is_some_and(|quota| quota.limit == 0 && quota.vcpus.unwrap_or_default() == 0);
            let why = match product.sells(machine, Some(region).filter(|region| !region.is_empty())) {
                Sells::NoMachine => "it is not sold so".to_string(),
                Sells::Elsewhere(regions) => format!("it is sold so in {}", list(regions)),
                Sells::Yes | Sells::Unknown if none => "the quota is 0".to_string(),
                Sells::Yes | Sells::Unknown => continue,
            };
            let place = if region.is_empty() { String::new() } else { format!(" in {region}") };
            let message = format!(
                "fallback {} of {} counts on {} of {}{place}, but {why}: choose another machine or raise the quota",
                rung.id,
                run.run.id,
                sold_as(product),
                machine.id,
            );
            let target = Target::Fallback(run.run.id.clone(), rung.id.clone());
            found.push(LINT.found(target, message).field("need"));
        }
    }
}

/// The rule set of a rung that needs no reserved capacity.
pub(super) fn started_when_needed<'a>(facts: &Facts<'a>, rung: &Fallback) -> Option<&'a Product> {
    let id = match rung.kind {
        FallbackKind::OnDemand => ON_DEMAND,
        FallbackKind::Spot => SPOT,
        _ => return None,
    };
    facts.product(&ProductId::new(id))
}

/// The machine that a rung would start, and where: as it says, else as the run has it.
pub(super) fn machine_of<'a>(
    facts: &Facts<'a>,
    run: &RunView<'a>,
    rung: &'a Fallback,
) -> Option<(&'a Machine, &'a str)> {
    let windows = facts.windows_of_rung(run, &rung.id);
    let own = || facts.in_force(run).iter().find_map(|window| window.block);
    let block = windows.iter().find_map(|window| window.block).or_else(own);
    let named = rung.need.machine.as_ref().or(run.run.need.machine.as_ref()).and_then(|id| facts.machine(id));
    let machine = named.or_else(|| block?.machine)?;
    let region = block.map_or("", |block| block.block.region.as_str());
    let allowed = run.run.regions.first().map(|region| region.as_str());
    Some((machine, if region.is_empty() { allowed.unwrap_or_default() } else { region }))
}

/// The plan's quota for a product, region and machine family; one that does not name them is for all.
pub(super) fn quota_of<'a>(
    facts: &Facts<'a>,
    product: &Product,
    region: &str,
    family: &str,
) -> Option<&'a Quota> {
    let is_for = |id: &str| product.id == id || product.aliases.iter().any(|alias| alias == id);
    facts.plan.quotas.iter().find(|quota| {
        let here = quota.region.as_str().is_empty() || region.is_empty() || quota.region.as_str() == region;
        let same = quota.family.is_empty() || family.is_empty() || quota.family.eq_ignore_ascii_case(family);
        here && same && is_for(quota.product.as_str())
    })
}
