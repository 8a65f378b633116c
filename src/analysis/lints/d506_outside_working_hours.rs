use crate::base::sort;
use std::collections::BTreeMap;

use super::common::*;

pub static LINT: Lint = Lint {
    code: "D506",
    name: "outside-working-hours",
    severity: Severity::Warning,
    doc: "A decision is dated outside its owner's working hours or on a day off. That blocks of \
          somebody open or must be left then is information, once a person: name somebody who is awake, or automate it.",
    source: "judgement; zones, hours and holidays stand in the plan",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    let decisions = facts.plan.decisions.iter().zip(&facts.analysis.decisions);
    let open = decisions.filter(|(decision, _)| decision.outcome.is_none() && !decision.owner.is_empty());
    for (decision, decided) in open {
        let Some(on) = decision.decide_on.filter(|on| *on > facts.now) else { continue };
        if facts.people.roll_back(&decision.owner, on) == on {
            continue; // the end of the day is still in time
        }
        // Nobody is sent to a date that is too late in its turn.
        let last = decided.decide_by.as_ref().map(|by| by.people).filter(|last| *last >= facts.now);
        let before = facts.people.roll_back(&decision.owner, last.map_or(on, |last| last.min(on)));
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
    blocks(facts, found);
}

/// One finding an owner: about the first such block to come, with the number of the others.
fn blocks(facts: &Facts, found: &mut Vec<Diagnostic>) {
    let mut by_owner: BTreeMap<&PersonId, Vec<(Instant, bool, BlockView)>> = BTreeMap::new();
    for block in facts.blocks().filter(|block| block.is_live() && !block.block.owner.is_empty()) {
        let (owner, usable) = (&block.block.owner, block.facts.usable);
        let opens = Some((usable.start, true));
        let ends = (!block.facts.open_ended).then_some((usable.end, false));
        for (at, opens) in [opens, ends].into_iter().flatten() {
            if at > facts.now && facts.people.roll_back(owner, at) != at {
                by_owner.entry(owner).or_default().push((at, opens, block));
            }
        }
    }
    for (owner, mut odd) in by_owner {
        sort::by_key(&mut odd, |(at, _, block)| (*at, block.at));
        let Some((at, opens, block)) = odd.first() else { continue };
        let boot = *at - block.facts.span.start;
        let what = match opens {
            true if boot > Duration::ZERO => format!("can be used, {} after its start, from", boot.words()),
            true => "opens".to_string(),
            false => "must be left".to_string(),
        };
        let others = odd.iter().filter(|(.., other)| other.at != block.at).map(|(.., other)| other.at);
        let more = match sort::set(others).len() {
            0 => String::new(),
            1 => ", and so it is with another block".to_string(),
            more => format!(", and so it is with {more} more blocks"),
        };
        let message = format!(
            "{} {what} {} for {owner}, outside their working hours{more}: name someone awake then, or automate it",
            block.block.id,
            local(facts, owner, *at),
        );
        let diagnostic = LINT.found(block.target(), message).severity(Severity::Info);
        found.push(diagnostic.field("owner").when(Span::new(*at, *at)));
    }
}

fn local(facts: &Facts, person: &PersonId, at: Instant) -> String {
    facts.people.hours(person).zone.show_long(at)
}
