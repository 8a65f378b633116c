use super::common::*;

pub static LINT: Lint = Lint {
    code: "B127",
    name: "stale-offer",
    severity: Severity::Warning,
    doc: "An offer was last seen longer ago than the plan's `offer_limit`, or at no known time. Offers are first come, first \
          served. Information only where nothing stands on it.",
    source: "EC2 User Guide, capacity-blocks-purchase (offers do not expire, but go to the first); the limit is a setting of the plan (24 h by default)",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    let wanted = is_wanted(facts);
    for block in facts.blocks().filter(|block| block.block.status.stage() == Stage::Offered) {
        let seen = block.block.seen_at;
        if seen.is_some_and(|seen| facts.now - seen <= facts.plan.offer_limit)
            || is_past(facts, block.facts.span)
        {
            continue;
        }
        let age = match seen {
            Some(seen) => format!(
                "was last seen {}, {} ago, and offers are trusted for {}",
                seen.compact(),
                about(facts.now - seen),
                facts.plan.offer_limit.words(),
            ),
            None => "does not say when it was seen".to_string(),
        };
        let offer = match block.block.offer.as_str() {
            "" => String::new(),
            offer => format!(" ({})", words::quote(offer)),
        };
        let message = format!(
            "{}: the offer{offer} {age}: search and import again before relying on it",
            block.block.id
        );
        let severity = if is_planned(&block, &wanted) { LINT.severity } else { Severity::Info };
        found.push(LINT.found(block.target(), message).severity(severity).field("seen_at"));
    }
}
