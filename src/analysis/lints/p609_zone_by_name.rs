use super::common::*;

pub static LINT: Lint = Lint {
    code: "P609",
    name: "zone-by-name",
    severity: Severity::Warning,
    doc: "A run uses blocks of two accounts that name the same zone, and one of them has no zone id. Names of zones differ between \
          accounts: the same name can be another place.",
    source: "EC2 User Guide (availability zone ids)",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for part in facts.parts().filter(|part| part.windows.len() > 1) {
        let mut blocks: Vec<BlockView> = part.windows.iter().filter_map(|window| window.block).collect();
        blocks.dedup_by_key(|block| block.at);
        for (a, b) in blocks.iter().zip(blocks.iter().skip(1)) {
            let (here, there) = (a.place(), b.place());
            let accounts =
                !here.account.is_empty() && !there.account.is_empty() && here.account != there.account;
            let named = !here.zone.is_empty() && here.zone == there.zone;
            let without = [a, b].into_iter().find(|block| block.place().zone_id.is_empty());
            let Some(without) = without.filter(|_| accounts && named) else { continue };
            let id = [here.zone_id, there.zone_id].into_iter().find(|id| !id.is_empty());
            let example = id.map_or_else(String::new, |id| format!(", such as {id}"));
            let message = format!(
                "{} joins accounts {} and {} by zone name {}, which may be another place in each: give {} its zone id{example}",
                part.target(),
                words::quote(here.account),
                words::quote(there.account),
                words::quote(here.zone),
                without.block.id,
            );
            found.push(LINT.found(without.target(), message).field("zone_id"));
        }
    }
}
