use crate::model::terms::Lengths;

use super::common::*;

pub static LINT: Lint = Lint {
    code: "B101",
    name: "length-not-sold",
    severity: Severity::Error,
    doc: "A block, or an extension of one, lasts a time that its provider does not sell. Where offers differ somewhat from the \
          length that was asked for, only wishes are judged. Lengths that are unusual rather than refused are B126.",
    source: "the rule set: `lengths`, `extend_lengths` (botocore CapacityDurationHours; azure-mgmt-compute scheduleProfile; Google calendar mode)",
    check: |facts, found| lengths(&LINT, true, facts, found),
};

/// Lengths of rule sets that are strict, or those that are not.
pub(super) fn lengths(lint: &'static Lint, strict: bool, facts: &Facts, found: &mut Vec<Diagnostic>) {
    for block in facts.blocks().filter(is_open) {
        let Some(product) = block.product else { continue };
        let varies = product.offer_length_varies.as_ref().is_some_and(|varies| varies.value);
        let is_judged = !varies || block.block.status.stage() == Stage::Wanted;
        if let Some((sold, end)) = product.lengths.as_ref().zip(block.block.end)
            && sold.value.strict == strict
            && is_judged
            && !sold.value.allows(end - block.block.start)
        {
            found.push(wrong(lint, facts, &block, product, &sold.value, end));
        }
    }
    for block in facts.blocks().filter(|block| block.is_live() && !block.block.extensions.is_empty()) {
        let lengths = block.product.and_then(|product| product.extend_lengths.as_ref());
        if let Some(lengths) = lengths.filter(|lengths| lengths.value.strict == strict) {
            extensions(lint, &block, &lengths.value, found);
        }
    }
}

fn wrong(
    lint: &Lint,
    facts: &Facts,
    block: &BlockView,
    product: &Product,
    sold: &Lengths,
    end: Instant,
) -> Diagnostic {
    let (id, start) = (&block.block.id, block.block.start);
    let length = end - start;
    let near = [sold.at_or_below(length), sold.at_or_above(length)];
    // Where the provider sets the end, the start gives way.
    let pinned = product.end_clock.as_ref().is_some_and(|clock| clock.value.on(end) == end);
    let moved = |length: Duration| if pinned { end - length } else { start + length };
    let near: Vec<Duration> = near.into_iter().flatten().filter(|near| !near.is_zero()).collect();
    let lengths: Vec<String> = near.iter().map(|near| near.words()).collect();
    let dates: Vec<String> = near.iter().map(|near| moved(*near).compact()).collect();
    let which = if pinned { "start" } else { "end" };
    let message = format!(
        "{id} lasts {}, and {} {}: the nearest {} {}, so move the {which} to {}",
        length.words(),
        sold_as(product),
        if sold.strict { "is not sold for that long" } else { "is not commonly sold for that long" },
        if near.len() == 1 { "is" } else { "are" },
        lengths.join(" and "),
        dates.join(" or "),
    );
    let diagnostic = lint.found(block.target(), message).field(which).when(Span::new(start, end));
    // The longer one keeps every window where it is.
    let Some(best) = near.last().copied() else { return diagnostic };
    let label = format!("move the {which} of {id} to {}", moved(best).compact());
    diagnostic.fix_block(facts, id, &label, |block| match pinned {
        true => block.start = moved(best),
        false => block.end = Some(moved(best)),
    })
}

fn extensions(lint: &Lint, block: &BlockView, sold: &Lengths, found: &mut Vec<Diagnostic>) {
    let Some(mut end) = block.block.end else { return };
    for extension in block.block.extensions.iter() {
        let row = extension.status.row();
        let length = extension.until - end;
        if row.capacity == Capacity::None || length.is_negative() || length.is_zero() {
            continue;
        }
        if !row.certain && !sold.allows(length) {
            let near = [sold.at_or_below(length), sold.at_or_above(length)];
            let near = near.into_iter().flatten().filter(|near| !near.is_zero());
            let near: Vec<String> =
                near.map(|near| format!("{} (until {})", near.words(), (end + near).compact())).collect();
            let message = format!(
                "{} is extended by {} ({}), which is not sold: the nearest {} {}",
                block.block.id,
                length.words(),
                extension.id,
                if near.len() == 1 { "is" } else { "are" },
                near.join(" and "),
            );
            let when = Span::new(end, extension.until);
            found.push(lint.found(block.target(), message).field("extensions").when(when));
        }
        end = extension.until;
    }
}
