use super::common::*;
use super::f409_no_on_demand::quota_of;

pub static LINT: Lint = Lint {
    code: "C706",
    name: "quota-too-small",
    severity: Severity::Error,
    doc: "A block that is not bought needs more quota than the account has. Where the plan names no quota and new accounts have \
          none, it is a warning; an offer, or another block that is bought, shows that there is some.",
    source: "the rule set: `quota_name`, `quota_default`, `quotas`, `quota_gates_search` (EC2 User Guide, service quotas: 0 by default)",
    check,
};

/// A block for which the account has too little quota.
pub(super) struct Shortage<'a> {
    pub block: BlockView<'a>,
    /// What the plan says about it.
    pub quota: Option<&'a Quota>,
    /// `"Concurrent P5 Capacity Blocks" (L-DA6814F2)`.
    pub label: String,
}

/// Blocks that nobody has bought, for which the plan shows too little quota.
pub(super) fn shortages<'a>(facts: &Facts<'a>) -> Vec<Shortage<'a>> {
    let wanted = is_wanted(facts);
    // Families of which something was bought or offered: there is quota, though nobody knows how much.
    let shown: Vec<(&str, &str)> =
        facts.blocks().filter(shows_quota).filter_map(|block| family(&block)).collect();
    let unbought = facts.blocks().filter(|block| block.is_unbought() && is_planned(block, &wanted));
    unbought
        .filter_map(|block| {
            let (product, machine) = block.product.zip(block.machine)?;
            let codes = product.quota_of(machine)?;
            let label = product.quota_label(machine)?;
            let code = codes.value.account.as_ref().or(codes.value.organization.as_ref());
            let code = code.map_or_else(String::new, |code| format!(" ({code})"));
            let label = format!("\"{label}\"{code}");
            let family_name = codes.value.family.as_str();
            let quota = quota_of(facts, product, block.block.region.as_str(), family_name);
            let enough = match quota {
                Some(quota) => quota.limit >= block.facts.nodes,
                None => {
                    let none_by_default = product.quota_default.as_ref().is_some_and(|rule| rule.value == 0);
                    !none_by_default || family(&block).is_some_and(|family| shown.contains(&family))
                }
            };
            (!enough).then_some(Shortage { block, quota, label })
        })
        .collect()
}

fn shows_quota(block: &BlockView) -> bool {
    let gates = block.product.and_then(|product| product.quota_gates_search.as_ref());
    let offered = block.block.status.stage() == Stage::Offered && gates.is_some_and(|gates| gates.value);
    offered || matches!(block.block.status.row().account, Account::Committed | Account::Spent)
}

/// Product and machine family.
fn family<'a>(block: &BlockView<'a>) -> Option<(&'a str, &'a str)> {
    let (product, machine) = block.product.zip(block.machine)?;
    Some((product.id.as_str(), product.quota_of(machine)?.value.family.as_str()))
}

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for Shortage { block, quota, label } in shortages(facts) {
        let place = match block.block.region.as_str() {
            "" => String::new(),
            region => format!(" in {region}"),
        };
        let dates = block.dates;
        let by =
            dates.safe_buy_by.as_ref().or(dates.must_buy_by.as_ref()).map_or(block.block.start, |by| by.at);
        let by = match by > facts.now {
            true => format!("by {}", by.compact()),
            false => "at once".to_string(),
        };
        let count = block.facts.nodes;
        let (message, severity) = match quota {
            Some(quota) => {
                let asked = match quota.requested.map(Nodes::get) {
                    Some(asked) if asked >= count => format!("; {asked} are requested: press for it {by}"),
                    _ => format!(": request it {by}"),
                };
                let limit = quota.limit;
                let message =
                    format!("{}: quota {label} is {limit}{place}, {count} needed{asked}", block.block.id);
                (message, LINT.severity)
            }
            None => {
                let search = block.product.and_then(|product| product.quota_gates_search.as_ref());
                let search = match search.is_some_and(|search| search.value) {
                    true => ", without which even the search fails",
                    false => "",
                };
                let message = format!(
                    "{}: quota {label} is 0 for a new account{search}, and the plan names none: look it up and note it under quotas {by}",
                    block.block.id,
                );
                (message, Severity::Warning)
            }
        };
        found.push(LINT.found(block.target(), message).severity(severity));
    }
}
