use super::common::*;
use super::hosts::Hosts;

pub static LINT: Lint = Lint {
    code: "B125",
    name: "run-during-maintenance",
    severity: Severity::Warning,
    doc: "A window stands on a block that is kept for maintenance, or on hosts that one covers at the same time.",
    source: "man scontrol (reservations with MAINT)",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    let repairs: Vec<(BlockView, Hosts)> = facts
        .blocks()
        .filter(|block| block.block.maintenance && block.is_live())
        .map(|block| (block, Hosts::parse(&block.block.hosts)))
        .collect();
    if repairs.is_empty() {
        return;
    }
    for block in facts.blocks().filter(|block| !block.facts.windows.is_empty()) {
        let hosts = Hosts::parse(&block.block.hosts);
        for (repair, repaired) in &repairs {
            let here = repair.at == block.at;
            let Some(both) = repair.facts.span.intersect(block.facts.span) else { continue };
            let Some(on) = (if here { Some(block.block.id.to_string()) } else { hosts.shared(repaired) })
            else {
                continue;
            };
            for window in facts.windows_during(&block, both) {
                let Some(when) = window.span().intersect(both) else { continue };
                let on = if here { String::new() } else { format!(" on {}", words::quote(&on)) };
                let message = format!(
                    "{} overlaps maintenance {}{on}, {}: checkpoint by {} and resume after it, or move the run",
                    window.target(),
                    repair.block.id,
                    during(when),
                    when.start.compact(),
                );
                found.push(LINT.found(window.target(), message).when(when));
            }
        }
    }
}
