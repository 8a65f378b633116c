use super::common::*;

pub static LINT: Lint = Lint {
    code: "V909",
    name: "unresolved-conflict",
    severity: Severity::Error,
    doc: "A merge could not decide between two sides and left both in the plan's `conflicts`. Choose one and remove the conflict.",
    source: "the plan",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for conflict in facts.plan.conflicts.iter() {
        let field = match conflict.field.as_str() {
            "" => String::new(),
            field => format!(", {}", words::quote(field)),
        };
        let message = format!(
            "{}{field}: ours is {} and theirs {}: choose one and remove the conflict",
            words::quote(&conflict.item),
            side(&conflict.ours),
            side(&conflict.theirs),
        );
        found.push(LINT.found(Target::Conflict(conflict.id.clone()), message));
    }
}

fn side(text: &str) -> String {
    if text.trim().is_empty() { "nothing".to_string() } else { words::quote(text.trim()) }
}
