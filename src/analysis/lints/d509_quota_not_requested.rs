use super::c706_quota_too_small::Shortage;
use super::common::*;

pub static LINT: Lint = Lint {
    code: "D509",
    name: "quota-not-requested",
    severity: Severity::Warning,
    doc: "A block needs more quota than the account has, and no request is filed in time: a raise takes the plan's `quota_lead` \
          before the block must be bought. Plans without `quota_lead` are not judged.",
    source: "a public practitioner runbook (a raise takes days)",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    let Some(lead) = facts.plan.quota_lead else { return };
    for Shortage { block, quota, label, .. } in super::c706_quota_too_small::shortages(facts) {
        let dates = block.dates;
        let buy_by = dates.safe_buy_by.as_ref().or(dates.must_buy_by.as_ref());
        let buy_by = buy_by.map_or(block.block.start, |by| by.at);
        let file_by = buy_by - lead;
        let requested = quota.and_then(|quota| quota.requested_at);
        let todo = match requested {
            Some(at) if at <= file_by => continue,
            Some(at) => {
                format!("a request was filed {}, too late for the usual {}", at.compact(), lead.words())
            }
            None if file_by > facts.now => format!("no request is filed: file it by {}", file_by.compact()),
            None => format!("no request was filed by {}: file it now", file_by.compact()),
        };
        let message = format!(
            "{} needs quota {label}, must be bought by {}, and {todo}",
            block.block.id,
            buy_by.compact()
        );
        found.push(LINT.found(block.target(), message).when(Span::new(file_by, buy_by)));
    }
}
