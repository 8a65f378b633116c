use super::common::*;
use super::f409_no_on_demand::{machine_of, quota_of, started_when_needed};

pub static LINT: Lint = Lint {
    code: "C707",
    name: "on-demand-over-quota",
    severity: Severity::Error,
    doc: "A fallback on machines that are started when needed has more vCPUs than the plan's quota for them. Plans that name no \
          quota in vCPUs are not judged.",
    source: "the rule set: `quota_in_vcpus` (a public practitioner runbook: 192 vCPUs for a p5 or p6 node, 96 for a p4d node); machine catalogue",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for run in facts.runs().filter(|run| !is_done(run.run)) {
        for rung in run.run.fallbacks.iter().filter(|rung| rung.acceptable != Acceptable::No) {
            let Some(product) = started_when_needed(facts, rung) else { continue };
            let Some((machine, region)) = machine_of(facts, &run, rung) else { continue };
            let Some(vcpus) = machine.vcpu.filter(|vcpus| *vcpus > 0) else { continue };
            let Some(limit) = quota_of(facts, product, region, "").and_then(|quota| quota.vcpus) else {
                continue;
            };
            let count = rung.need.nodes.get();
            let all = u64::from(vcpus) * u64::from(count);
            if all <= u64::from(limit) {
                continue;
            }
            let place = if region.is_empty() { String::new() } else { format!(" in {region}") };
            let message = format!(
                "fallback {} of {}: {} of {} have {all} vCPUs, and the quota{place} is {limit}: request {all} or use {}",
                rung.id,
                run.run.id,
                nodes(count),
                machine.id,
                nodes(limit / vcpus),
            );
            let target = Target::Fallback(run.run.id.clone(), rung.id.clone());
            found.push(LINT.found(target, message).field("need"));
        }
    }
}
