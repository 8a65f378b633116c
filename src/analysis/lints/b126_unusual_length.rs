use super::common::*;

pub static LINT: Lint = Lint {
    code: "B126",
    name: "unusual-length",
    severity: Severity::Warning,
    doc: "A block lasts a time outside what its product is commonly sold for, where the rule is a habit or a price list rather \
          than a limit that is enforced.",
    source: "the rule set: `lengths` that are not strict (a public price study of 2026-09-19; Google Cloud, flex start)",
    check: |facts, found| super::b101_length_not_sold::lengths(&LINT, false, facts, found),
};
