use super::common::*;

pub static LINT: Lint = Lint {
    code: "V906",
    name: "unknown-status",
    severity: Severity::Info,
    doc: "A provider's word for the state of a block, or of an extension, is not known. It is kept as it came and treated like the \
          nearest known one.",
    source: "botocore 1.43 and 1.44 (new states appear between versions)",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for block in facts.blocks() {
        let extensions = block.block.extensions.iter().map(|extension| &extension.status);
        for status in std::iter::once(&block.block.status).chain(extensions) {
            let Status::Unknown { word, .. } = status else { continue };
            let meant = words::nearest(word, crate::model::status::STAGES.iter().map(|row| row.word));
            let meant = meant.filter(|meant| *meant != status.row().word);
            let message = format!(
                "{}: unknown state \"{}\" is kept and treated as {}: check it with the provider{}",
                block.block.id,
                words::quote(word),
                status.row().word,
                meant.map_or_else(String::new, |meant| format!(", unless you meant {meant}")),
            );
            found.push(LINT.found(block.target(), message).field("status"));
        }
    }
}
