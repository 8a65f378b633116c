use super::common::*;

pub static LINT: Lint = Lint {
    code: "D502",
    name: "decision-too-late",
    severity: Severity::Error,
    doc: "A purchase is to be decided after the last moment at which the block can be bought, or an extension after requests for \
          it close.",
    source: "the rule set: `lead`, `extend_closes` (EC2 User Guide, Capacity Blocks for ML and capacity-blocks-extend: 30 minutes, 1 hour)",
    check,
};

/// An open, dated decision about an extension, or a purchase of what is not bought.
pub(super) fn dated<'a>(facts: &Facts<'a>, about: Choice) -> Vec<(&'a Decision, Instant, BlockView<'a>)> {
    let open = facts.plan.decisions.iter().filter(|d| d.outcome.is_none() && d.about == about);
    open.filter_map(|decision| {
        let block = facts.block(decision.block.as_ref()?)?;
        let matters = about != Choice::Buy || block.is_unbought();
        matters.then_some((decision, decision.decide_on?, block))
    })
    .collect()
}

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for (decision, on, block) in dated(facts, Choice::Buy) {
        let Some(last) = block.dates.must_buy_by.as_ref().filter(|last| on > last.at) else { continue };
        let safe = block.dates.safe_buy_by.as_ref().map_or(last.at, |safe| safe.at);
        let message = format!(
            "{} buys {} on {}, after the last moment for it {}: move it to {} or earlier",
            decision.id,
            block.block.id,
            on.compact(),
            last.at.compact(),
            safe.compact(),
        );
        found.push(earlier(facts, decision, message, last.at, on, safe));
    }
    for (decision, on, block) in dated(facts, Choice::Extend) {
        let Some(last) = block.dates.extend_by.as_ref().filter(|last| on > last.at) else { continue };
        let safe = block.dates.safe_extend_by.as_ref().map_or(last.at, |safe| safe.at);
        let message = format!(
            "{} extends {} on {}, after requests close at {}: move it to {} or earlier",
            decision.id,
            block.block.id,
            on.compact(),
            last.at.compact(),
            safe.compact(),
        );
        found.push(earlier(facts, decision, message, last.at, on, safe));
    }
}

fn earlier(
    facts: &Facts,
    decision: &Decision,
    message: String,
    last: Instant,
    on: Instant,
    safe: Instant,
) -> Diagnostic {
    let target = Target::Decision(decision.id.clone());
    let diagnostic = LINT.found(target, message).field("decide_on").when(Span::new(last, on));
    moved(diagnostic, facts, decision, safe)
}

/// With a fix that moves the date, unless that has passed.
pub(super) fn moved(diagnostic: Diagnostic, facts: &Facts, decision: &Decision, to: Instant) -> Diagnostic {
    if to < facts.now {
        return diagnostic;
    }
    let label = format!("decide on it {}", to.compact());
    diagnostic.fix_decision(facts, &decision.id, &label, |decision| decision.decide_on = Some(to))
}
