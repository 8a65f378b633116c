use super::common::*;

pub static LINT: Lint = Lint {
    code: "R212",
    name: "window-outside-block",
    severity: Severity::Error,
    doc: "A window begins before its block does, or ends after it. There is no capacity then. Move the window into the block \
          or name another block.",
    source: "arithmetic",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for window in facts.windows() {
        let Some(block) = window.block else { continue };
        let (span, room) = (window.span(), block.facts.span);
        let past_end = !block.facts.open_ended && span.end > room.end;
        if span.start >= room.start && !past_end {
            continue;
        }
        let inside = span.intersect(block.facts.usable);
        let outside = match inside {
            _ if span.start < room.start => Span::new(span.start, room.start.min(span.end)),
            _ => Span::new(room.end.max(span.start), span.end),
        };
        let todo = match inside {
            Some(inside) => format!("cut it to {}", during(inside)),
            None => "move it there or name another block".to_string(),
        };
        let room = match block.facts.open_ended {
            true => format!("which begins {}", room.start.compact()),
            false => format!("which lasts {}", during(room)),
        };
        let message =
            format!("{} ({}) is outside {}, {room}: {todo}", window.target(), during(span), block.block.id);
        let diagnostic =
            LINT.found(window.target(), message).severity(severity(&LINT, window.in_force)).when(outside);
        found.push(match inside {
            Some(inside) => {
                let label = format!("cut {} to {}", window.target(), during(inside));
                fix_window(diagnostic, facts, window, &label, |window| {
                    (window.start, window.end) = (inside.start, inside.end);
                })
            }
            None => diagnostic,
        });
    }
}
