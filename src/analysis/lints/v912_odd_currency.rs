use super::common::*;

pub static LINT: Lint = Lint {
    code: "V912",
    name: "odd-currency",
    severity: Severity::Warning,
    doc: "A currency is not written as three capital letters, as in USD. A price in the plan's currency under another name would need \
          a rate.",
    source: "ISO 4217",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    let mut look = |currency: &str, target: Target| {
        if currency.len() != 3 || !currency.bytes().all(|byte| byte.is_ascii_uppercase()) {
            let message = format!(
                "\"{}\" is no code of a currency: write three capital letters, such as USD or EUR",
                words::quote(currency)
            );
            found.push(LINT.found(target, message).field("currency"));
        }
    };
    look(&facts.plan.currency, Target::Plan);
    for block in facts.plan.blocks.iter() {
        // None there means that of the plan.
        if let Some(currency) =
            block.price.as_ref().map(|price| &price.currency).filter(|text| !text.is_empty())
        {
            look(currency, Target::Block(block.id.clone()));
        }
    }
}
