use super::common::*;

pub static LINT: Lint = Lint {
    code: "F408",
    name: "no-quality-bar",
    severity: Severity::Warning,
    doc: "A fallback changes the model, its context or its precision, and states no quality bar, or nobody who accepts the result. \
          Information where the run is not critical.",
    source: "judgement",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for run in facts.runs().filter(|run| !is_done(run.run)) {
        for rung in run.run.fallbacks.iter().filter(|rung| rung.acceptable != Acceptable::No) {
            let bar = rung.quality_bar.trim().is_empty();
            let owner = rung.owner.is_empty() && run.run.owner.is_empty();
            let Some(what) = changes(run.run, rung).filter(|_| bar || owner) else { continue };
            let todo = match (bar, owner) {
                (true, true) => "no quality bar and no owner: state the bar and who accepts the result",
                (true, false) => "no quality bar: state one with a number",
                _ => "no owner: say who accepts the result",
            };
            let message = format!("fallback {} of {} changes {what} and has {todo}", rung.id, run.run.id);
            let severity = if run.run.critical { LINT.severity } else { Severity::Info };
            let target = Target::Fallback(run.run.id.clone(), rung.id.clone());
            found.push(LINT.found(target, message).severity(severity).field("quality_bar"));
        }
    }
}

/// What about the result differs, in a few words.
fn changes(run: &Run, rung: &Fallback) -> Option<String> {
    let (from, to) = (run.need.estimate.as_ref(), rung.need.estimate.as_ref());
    let pair = from.zip(to);
    let context = pair.and_then(|(from, to)| from.context.zip(to.context)).filter(|(from, to)| from != to);
    let precision =
        pair.and_then(|(from, to)| from.precision.zip(to.precision)).filter(|(from, to)| from != to);
    let size =
        pair.and_then(|(from, to)| from.parameters_b.zip(to.parameters_b)).filter(|(from, to)| from != to);
    Some(match rung.kind {
        FallbackKind::Lora => "all weights to adapters".to_string(),
        FallbackKind::Qlora => "all weights to adapters on a quantised base".to_string(),
        FallbackKind::Distillation => "the model to a student".to_string(),
        _ if size.is_some() => size.map(|(from, to)| format!("the parameters from {from} B to {to} B"))?,
        _ if context.is_some() => {
            context.map(|(from, to)| format!("the context from {from} to {to} tokens"))?
        }
        _ if precision.is_some() => precision.map(|(from, to)| {
            format!("the precision from {} to {}", from.word().to_uppercase(), to.word().to_uppercase())
        })?,
        FallbackKind::SmallerContext => "the context".to_string(),
        FallbackKind::SmallerModel => "the size of the model".to_string(),
        _ => return None,
    })
}
