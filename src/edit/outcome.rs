//! What became of decisions, and what is accepted for a while: a plan in, the next plan out, for both shells.

use crate::base::Instant;
use crate::model::*;

/// Who settles something, when and why.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Said {
    pub by: PersonId,
    pub at: Instant,
    pub why: String,
}

/// Records what became of a decision. `None` where the plan has none of this id.
pub fn record_outcome(plan: &Plan, id: &DecisionId, outcome: Outcome, said: &Said) -> Option<Plan> {
    let mut next = plan.clone();
    let decision = next.decisions.get_mut(id)?;
    decision.outcome = Some(outcome);
    decision.by = said.by.clone();
    decision.at = Some(said.at);
    if !said.why.is_empty() {
        decision.why = said.why.clone();
    }
    Some(next)
}

/// Takes the outcome of a decision back: it is open again.
pub fn reopen(plan: &Plan, id: &DecisionId) -> Option<Plan> {
    let mut next = plan.clone();
    let decision = next.decisions.get_mut(id)?;
    (decision.outcome, decision.at, decision.by) = (None, None, PersonId::default());
    Some(next)
}

/// The last decision about an item that has an outcome, or the item itself where it is one.
pub fn decided(plan: &Plan, target: &Target) -> Option<DecisionId> {
    let settled = plan.decisions.iter().filter(|decision| decision.outcome.is_some());
    settled.rev().find(|decision| is_about(decision, target)).map(|decision| decision.id.clone())
}

/// Gives a decision to somebody else: it is recorded as delegated, and the same decision is open for them.
pub fn delegate(plan: &Plan, id: &DecisionId, to: &PersonId, said: &Said) -> Option<Plan> {
    let mut next = record_outcome(plan, id, Outcome::Delegated, said)?;
    let open = plan.decisions.get(id)?;
    next.decisions.push(Decision {
        id: DecisionId::new(next.decisions.free_id(id.as_str())),
        owner: to.clone(),
        outcome: None,
        by: PersonId::default(),
        at: None,
        why: String::new(),
        ..open.clone()
    });
    Some(next)
}

/// Records the outcome of something that is due but stands in no decision yet, such as a line of the agenda: the decision is
/// made and settled. A block is bought, extended or asked quota for; a rung is chosen.
pub fn settle(plan: &Plan, about: Choice, target: &Target, outcome: Outcome, said: &Said) -> Plan {
    let mut next = plan.clone();
    let open = next
        .decisions
        .iter()
        .find(|decision| decision.outcome.is_none() && decision.about == about && is_about(decision, target));
    let id = match open {
        Some(decision) => decision.id.clone(),
        None => {
            let made = decision(&next, about, target);
            let id = made.id.clone();
            next.decisions.push(made);
            id
        }
    };
    record_outcome(&next, &id, outcome, said).unwrap_or(next)
}

fn is_about(decision: &Decision, target: &Target) -> bool {
    match target {
        Target::Decision(id) => decision.id == *id,
        Target::Block(block) => decision.block.as_ref() == Some(block),
        Target::Fallback(run, rung) => {
            decision.run.as_ref() == Some(run) && decision.fallback.as_ref() == Some(rung)
        }
        Target::Run(run) => decision.run.as_ref() == Some(run) && decision.fallback.is_none(),
        _ => false,
    }
}

fn decision(plan: &Plan, about: Choice, target: &Target) -> Decision {
    let stem = format!("{}-{}", about.word().to_lowercase(), target.to_string().replace('/', "-"));
    let mut made =
        Decision { id: DecisionId::new(plan.decisions.free_id(&stem)), about, ..Decision::default() };
    match target {
        Target::Block(block) => {
            made.owner = plan.blocks.get(block).map(|block| block.owner.clone()).unwrap_or_default();
            made.block = Some(block.clone());
        }
        target => {
            if let Target::Fallback(_, rung) = target {
                made.fallback = Some(rung.clone());
            }
            made.run = target.run().cloned();
            let run = target.run().and_then(|run| plan.runs.get(run));
            made.owner = run.map(|run| run.owner.clone()).unwrap_or_default();
        }
    }
    made
}

/// Accepts a finding of a check about an item until a moment, or for good.
pub fn waive(
    plan: &Plan,
    code: &str,
    item: &Target,
    reason: &str,
    until: Option<Instant>,
    by: &PersonId,
) -> Plan {
    let mut next = plan.clone();
    let item = item.to_string();
    let same = |waiver: &Waiver| waiver.code.eq_ignore_ascii_case(code) && waiver.item == item;
    let there = next.waivers.iter().find(|waiver| same(waiver)).map(|waiver| waiver.id.clone());
    let id = there.unwrap_or_else(|| {
        let stem = format!("{}-{}", code.to_lowercase(), item.replace('/', "-"));
        let id = ItemId::new(next.waivers.free_id(&stem));
        next.waivers.push(Waiver { id: id.clone(), code: code.to_string(), item, ..Waiver::default() });
        id
    });
    if let Some(waiver) = next.waivers.get_mut(&id) {
        (waiver.reason, waiver.until, waiver.by) = (reason.to_string(), until, by.clone());
    }
    next
}

/// Without these waivers: what they covered is found again.
pub fn unwaive(plan: &Plan, ids: &[ItemId]) -> Plan {
    let mut next = plan.clone();
    next.waivers.retain(|waiver| !ids.contains(&waiver.id));
    next
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::Edit;

    fn plan() -> Plan {
        let mut plan = Plan::default();
        plan.blocks.push(Block { id: "cb".into(), owner: "mia".into(), ..Block::default() });
        plan.decisions.push(Decision {
            id: "buy".into(),
            about: Choice::Buy,
            block: Some("cb".into()),
            owner: "mia".into(),
            ..Decision::default()
        });
        plan
    }

    fn said() -> Said {
        Said { by: "jonas".into(), at: Instant::parse("2027-01-06T09:00Z").unwrap(), why: "cheapest".into() }
    }

    #[test]
    fn an_outcome_is_one_change_of_one_item() {
        let plan = plan();
        let next = record_outcome(&plan, &"buy".into(), Outcome::Taken, &said()).unwrap();
        let decision = next.decisions.get("buy").unwrap();
        assert_eq!((decision.outcome, decision.at), (Some(Outcome::Taken), Some(said().at)));
        assert_eq!((decision.by.as_str(), decision.why.as_str()), ("jonas", "cheapest"));
        assert_eq!(Edit::between(&plan, &next).sides().1.decisions.len(), 1);
        assert_eq!(record_outcome(&plan, &"sell".into(), Outcome::Taken, &said()), None);
        let open = reopen(&next, &"buy".into()).unwrap();
        assert_eq!(open.decisions.get("buy").unwrap().outcome, None);
    }

    #[test]
    fn a_delegated_decision_stays_open_for_somebody_else() {
        let next = delegate(&plan(), &"buy".into(), &"ada".into(), &said()).unwrap();
        let given = next.decisions.get("buy").unwrap();
        assert_eq!(given.outcome, Some(Outcome::Delegated));
        let open = next.decisions.get("buy-2").unwrap();
        assert_eq!((open.owner.as_str(), open.outcome, &open.block), ("ada", None, &given.block));
    }

    #[test]
    fn what_is_due_is_settled_in_its_decision_or_in_a_new_one() {
        let cb = Target::Block("cb".into());
        let next = settle(&plan(), Choice::Buy, &cb, Outcome::Declined, &said());
        assert_eq!(next.decisions.len(), 1);
        assert_eq!(next.decisions.get("buy").unwrap().outcome, Some(Outcome::Declined));
        assert_eq!((decided(&plan(), &cb), decided(&next, &cb)), (None, Some("buy".into())));
        let next = settle(&next, Choice::Extend, &cb, Outcome::Taken, &said());
        let made = next.decisions.get("extend-cb").unwrap();
        assert_eq!((made.outcome, made.owner.as_str()), (Some(Outcome::Taken), "mia"));
        let rung = Target::Fallback("base".into(), "lora".into());
        let next = settle(&next, Choice::FallBack, &rung, Outcome::Taken, &said());
        let made = next.decisions.get("fallback-base-lora").unwrap();
        assert_eq!((made.run.clone(), made.fallback.clone()), (Some("base".into()), Some("lora".into())));
    }

    #[test]
    fn waiving_twice_changes_the_waiver() {
        let item = Target::Run("base".into());
        let plan = waive(&Plan::default(), "R220", &item, "agreed", None, &"mia".into());
        let until = Some(said().at);
        let plan = waive(&plan, "r220", &item, "only till then", until, &"mia".into());
        assert_eq!(plan.waivers.len(), 1);
        let waiver = plan.waivers.get("r220-base").unwrap();
        assert_eq!((waiver.reason.as_str(), waiver.until), ("only till then", until));
        let two = waive(&plan, "R220", &Target::Plan, "all", None, &"mia".into());
        assert_eq!(two.waivers.len(), 2);
        assert_eq!(unwaive(&two, &["r220-plan".into()]).waivers, plan.waivers);
    }
}
