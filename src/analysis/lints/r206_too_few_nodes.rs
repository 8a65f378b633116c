use crate::base::steps::Steps;

use super::common::*;

pub static LINT: Lint = Lint {
    code: "R206",
    name: "too-few-nodes",
    severity: Severity::Error,
    doc: "A window takes more nodes than its whole block has, or the windows of a run give it at some time fewer nodes than it \
          says it can run on.",
    source: "arithmetic on the plan",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for window in facts.windows() {
        let Some(block) = window.block.filter(|block| window.nodes() > block.facts.nodes) else { continue };
        let has = block.facts.nodes;
        let accelerators = |nodes: u32| u64::from(nodes) * u64::from(block.facts.accelerators_per_node);
        let message = format!(
            "{} takes {} ({} accelerators), and {} has {} ({}): lower it or choose a larger block",
            window.target(),
            nodes(window.nodes()),
            accelerators(window.nodes()),
            block.block.id,
            nodes(has),
            accelerators(has),
        );
        let diagnostic = LINT
            .found(window.target(), message)
            .severity(severity(&LINT, window.in_force))
            .field("nodes")
            .when(window.span());
        let (least, _) = window.need().range();
        found.push(match least.get() <= has {
            true => {
                let label = format!("lower {} to {}", window.target(), nodes(has));
                fix_window(diagnostic, facts, window, &label, |window| window.nodes = Nodes::new(has))
            }
            false => diagnostic,
        });
    }
    for part in facts.parts() {
        let need = part.rung.map_or(&part.run.run.need, |rung| &rung.need);
        let Some(least) = need.min_nodes else { continue };
        let windows = part.windows.iter().map(|window| (window.span(), i64::from(window.nodes())));
        let together = Steps::from_parts(windows);
        let few = together.segments().find(|(_, nodes)| *nodes < i64::from(least.get()));
        let Some((span, has)) = few else { continue };
        let message = format!(
            "{} runs on at least {}, and has {has} from {}: give it more or lower its least",
            part.target(),
            nodes(least.get()),
            during(span),
        );
        found.push(LINT.found(part.target(), message).severity(severity(&LINT, part.in_force)).when(span));
    }
}
