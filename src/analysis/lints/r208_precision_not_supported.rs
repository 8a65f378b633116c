use crate::base::sort;
use std::collections::BTreeSet;

use crate::model::machine::Machine;

use super::common::*;

pub static LINT: Lint = Lint {
    code: "R208",
    name: "precision-not-supported",
    severity: Severity::Error,
    doc: "A run computes in a number format for which the catalogue knows no peak of its block's accelerator. Machines of which \
          no peak at all is known are not judged.",
    source: "machine catalogue (fp8_tflops, fp4_tflops)",
    check,
};

fn peak(machine: &Machine, precision: Precision) -> Option<f64> {
    match precision {
        Precision::Fp8 => machine.fp8_tflops,
        Precision::Fp4 => machine.fp4_tflops,
        Precision::Bf16 | Precision::Fp32 => machine.bf16_tflops,
    }
}

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for window in facts.windows() {
        let precision = window.need().estimate.as_ref().and_then(|estimate| estimate.precision);
        let Some(precision) = precision.filter(|p| matches!(p, Precision::Fp8 | Precision::Fp4)) else {
            continue;
        };
        let Some((block, machine)) = window.block.and_then(|block| Some((block, block.machine?))) else {
            continue;
        };
        if machine.bf16_tflops.is_none() || peak(machine, precision).is_some() {
            continue;
        }
        let instead = match precision {
            Precision::Fp4 if machine.fp8_tflops.is_some() => Precision::Fp8,
            _ => Precision::Bf16,
        };
        let able: BTreeSet<&str> = sort::set(
            facts
                .catalogue
                .machines()
                .filter(|machine| peak(machine, precision).is_some())
                .map(|machine| machine.accelerator.as_str()),
        );
        let able = match able.is_empty() {
            true => String::new(),
            false => format!(", or a block with {}", list(able)),
        };
        let message = format!(
            "{} computes in {}, which {} in {} does not have: use {}{able}",
            window.target(),
            precision.word().to_uppercase(),
            machine.accelerator,
            block.block.id,
            instead.word().to_uppercase(),
        );
        let severity = severity(&LINT, window.in_force);
        found
            .push(LINT.found(window.target(), message).severity(severity).field("block").when(window.span()));
    }
}
