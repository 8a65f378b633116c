use super::b117_idle_prepaid_hours::is_prepaid;
use super::common::*;

pub static LINT: Lint = Lint {
    code: "C703",
    name: "below-break-even",
    severity: Severity::Info,
    doc: "So little of a prepaid block is planned for use that the same hours on demand, if there are any, would cost less. Blocks \
          of machines that are not sold on demand are not judged.",
    source: "arithmetic on the machine catalogue: break-even is the block's rate over the on-demand rate",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    let on_demand = facts.product(&ProductId::new(ON_DEMAND));
    let prepaid = |block: &BlockView| is_prepaid(block) && block.is_live() && !block.facts.windows.is_empty();
    for block in facts.blocks().filter(prepaid) {
        let (Some(machine), Some(rate)) = (block.machine, block.facts.cost.node_hour) else { continue };
        let same_money = machine.currency == facts.plan.currency;
        let Some(listed) = machine.on_demand().filter(|listed| same_money && !listed.is_zero()) else {
            continue;
        };
        let is_sold = on_demand
            .is_some_and(|on_demand| on_demand.sells(machine, None) != crate::model::rules::Sells::NoMachine);
        let all = block.facts.planned.len().hours() * f64::from(block.facts.nodes);
        let used = block.facts.used.hours() / all.max(f64::MIN_POSITIVE);
        let even = rate.ratio(listed);
        // A block that is no cheaper than on-demand is bought because there is nothing on demand.
        if !is_sold || even >= 1.0 || used >= even || is_past(facts, block.facts.span) {
            continue;
        }
        let message = format!(
            "{}: planned use is {}, and break-even against on-demand {}: fill it, shorten it, or compare {} on demand at {} per node-hour",
            block.block.id,
            percent(used),
            percent(even),
            machine.id,
            facts.money(listed),
        );
        found.push(LINT.found(block.target(), message).when(block.facts.span));
    }
}
