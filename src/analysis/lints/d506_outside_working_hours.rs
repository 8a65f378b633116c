use super::common::*;

pub static LINT: Lint = Lint {
    code: "D506",
    name: "outside-working-hours",
    severity: Severity::Warning,
    doc: "A decision is dated outside its owner's working hours or on a day off. For a block whose first or last usable moment \
          lies there it is information: name somebody who is awake, or automate it.",
    source: "judgement; zones, hours and holidays stand in the plan",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    let open = facts.plan.decisions.iter().filter(|d| d.outcome.is_none() && !d.owner.is_empty());
    for decision in open {
        let Some(on) = decision.decide_on.filter(|on| *on > facts.now) else { continue };
        let before = facts.people.roll_back(&decision.owner, on);
        if before == on {
            continue; // the end of the day is still in time
        }
        let message = format!(
            "{} is due {} for {}, outside their working hours: move it to {}",
            decision.id,
            local(facts, &decision.owner, on),
            decision.owner,
            local(facts, &decision.owner, before),
        );
        let diagnostic = LINT.found(Target::Decision(decision.id.clone()), message);
        let diagnostic = diagnostic.field("decide_on").when(Span::new(before, on));
        found.push(super::d502_decision_too_late::moved(diagnostic, facts, decision, before));
    }
    for block in facts.blocks().filter(|block| block.is_live() && !block.block.owner.is_empty()) {
        let (owner, usable) = (&block.block.owner, block.facts.usable);
        let ends = (usable.end, if block.facts.open_ended { "" } else { "must be left" });
        let odd: Vec<(Instant, &str)> = [(usable.start, "opens"), ends]
            .into_iter()
            .filter(|(at, what)| {
                !what.is_empty() && *at > facts.now && facts.people.roll_back(owner, *at) != *at
            })
            .collect();
        let Some(first) = odd.first() else { continue };
        let said: Vec<String> =
            odd.iter().map(|(at, what)| format!("{what} {}", local(facts, owner, *at))).collect();
        let message = format!(
            "{} {} for {owner}, outside their working hours: name someone awake then, or automate it",
            block.block.id,
            said.join(" and "),
        );
        let diagnostic = LINT.found(block.target(), message).severity(Severity::Info);
        found.push(diagnostic.field("owner").when(Span::new(first.0, first.0)));
    }
}

fn local(facts: &Facts, person: &PersonId, at: Instant) -> String {
    facts.people.hours(person).zone.show_long(at)
}
