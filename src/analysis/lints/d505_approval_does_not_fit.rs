use super::common::*;

pub static LINT: Lint = Lint {
    code: "D505",
    name: "approval-does-not-fit",
    severity: Severity::Warning,
    doc: "Somebody must agree before a decision, and the working days that this takes (`approval_days`) do not fit before its \
          date any more.",
    source: "judgement; the days are a setting of the plan (2 by default)",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    let open = facts.plan.decisions.iter().filter(|d| d.outcome.is_none() && !d.approver.is_empty());
    for decision in open {
        let Some(on) = decision.decide_on.filter(|on| *on > facts.now) else { continue };
        let ask = facts.people.approved_by(&decision.approver, on);
        if ask >= facts.now {
            continue;
        }
        let message = format!(
            "{} is due {} and approval takes {}, so {} had to be asked by {}: ask now or move the date",
            decision.id,
            on.compact(),
            words::count(facts.plan.approval_days, "working day", "working days"),
            decision.approver,
            ask.compact(),
        );
        let diagnostic = LINT.found(Target::Decision(decision.id.clone()), message);
        found.push(diagnostic.field("decide_on").when(Span::new(ask, on)));
    }
}
