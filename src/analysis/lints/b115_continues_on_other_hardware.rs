use super::common::*;

pub static LINT: Lint = Lint {
    code: "B115",
    name: "continues-on-other-hardware",
    severity: Severity::Warning,
    doc: "A resumable run goes on from one block into a new one that follows within a day, and states no restart time. The new \
          block is other hardware: machines of the first do not outlive it. Extend the first block, or state the restart.",
    source: "EC2 User Guide, capacity-blocks-how and capacity-blocks-extend (only an extension keeps the machines)",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    let resumable = facts.parts().filter(|part| part.in_force && part.is_gang() && part.windows.len() > 1);
    for part in resumable {
        let checkpoint = part.run.run.checkpoint.as_ref();
        if checkpoint.is_none_or(|checkpoint| !checkpoint.restart.is_zero()) {
            continue;
        }
        for (before, after) in part.sequence() {
            let Some((from, to)) = before.block.zip(after.block) else { continue };
            let gap = to.facts.span.start - from.facts.span.end;
            let follows = !from.facts.open_ended && gap.abs() <= Duration::from_days(1);
            if from.block.id == to.block.id || !follows || is_past(facts, before.span()) {
                continue;
            }
            let extends =
                from.product.and_then(|product| product.extend.as_ref()).is_none_or(|rule| rule.value);
            let extend =
                if extends { format!("extend {} instead, or ", from.block.id) } else { String::new() };
            let message = format!(
                "{} continues from {} into {}, which is other hardware, and machines stop at {}: {extend}plan a restart at {}",
                part.run.run.id,
                from.block.id,
                to.block.id,
                from.usable_end().compact(),
                after.window.start.compact(),
            );
            found.push(
                LINT.found(after.target(), message).when(Span::new(before.window.end, after.window.start)),
            );
        }
    }
}
