//! `planb why`: why something is where it is, what it lacks, and the smallest changes that would make it fit.

use std::io::Write as _;
use std::path::PathBuf;

use serde_json::json;

use super::{Exit, Failure, Shell, open};
use crate::app::complete::target_named;
use crate::base::words::visible;
use crate::base::wrap::wrap_cut;
use crate::export::json::print;
use crate::model::Target;
use crate::why::{Why, why};

/// Columns of the answer.
const PAGE: usize = 100;

/// Tell why a window, run, rung, block or decision is where it is, why not earlier, and the smallest changes that would
/// make it fit
///
/// Exits with 1 if something is missing. Every change was tried: with it, the plan has fewer of these problems and no new one.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The plan file; - reads standard input
    plan: PathBuf,

    /// The item as findings name it: cb-jan, base-8b, base-8b/w1, base-8b/lora, or a decision
    item: String,

    /// text or json
    #[arg(long, default_value = "text", value_parser = ["text", "json"])]
    format: String,
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let plan = open::read(&self.plan)?.plan;
        let world = open::world_for(shell, &plan);
        let decision =
            || plan.decisions.get(&self.item).map(|decision| Target::Decision(decision.id.clone()));
        let target = target_named(&plan, &self.item).or_else(decision);
        let answer = target.and_then(|target| why(&plan, &world, shell.now(), &target)).ok_or_else(|| {
            Failure::Usage(format!(
                "planb: the plan has no block, run, rung, window or decision {}: name it as findings do, such as base-8b/w1",
                visible(&self.item)
            ))
        })?;
        let text = match self.format.as_str() {
            "json" => print(&json!({
                "format": "planb-why-1",
                "item": answer.target.to_string(),
                "here": answer.here,
                "not_earlier": answer.not_earlier,
                "missing": answer.missing,
                "remarks": answer.remarks,
                "fixes": answer.fixes.iter().map(|fix| &fix.label).collect::<Vec<_>>(),
            })),
            _ => told(&answer),
        };
        shell.out().write_all(text.as_bytes())?;
        Ok(if answer.missing.is_empty() { Exit::Clean } else { Exit::Findings })
    }
}

fn told(answer: &Why) -> String {
    let mut lines = vec![format!("{} {}", answer.target.kind(), visible(&answer.target.to_string()))];
    for (title, sentences) in answer.parts() {
        lines.extend([String::new(), title.to_string()]);
        for sentence in &sentences {
            let wrapped = wrap_cut(&visible(sentence), PAGE - 4);
            let mark = |at: usize| if at == 0 { "  - " } else { "    " };
            lines.extend(wrapped.iter().enumerate().map(|(at, line)| format!("{}{line}", mark(at))));
        }
    }
    lines.join("\n") + "\n"
}
