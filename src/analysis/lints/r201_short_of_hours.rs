use super::common::*;

pub static LINT: Lint = Lint {
    code: "R201",
    name: "short-of-hours",
    severity: Severity::Error,
    doc: "The work that is left, at the plan's confidence and with expected interruptions, does not fit into the productive \
          time of the run's windows: after the ramp, before the usable end, less restarts and the last checkpoint.",
    source: "arithmetic on the plan; interruptions by scale as in Kokolis et al. (arXiv 2410.21680) and Llama 3 (arXiv 2407.21783)",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for run in facts.runs().filter(|run| !is_done(run.run) && run.facts.short > Duration::ZERO) {
        let windows = facts.in_force(&run);
        // Windows on nothing, or on what does not come, are other findings.
        let Some(last) = windows.iter().rfind(|window| window.block.is_some_and(|block| block.is_live()))
        else {
            continue;
        };
        let diagnostic = short(facts, &run, last, windows);
        found.push(longer(diagnostic, facts, &run, last));
    }
}

fn short(facts: &Facts, run: &RunView, last: &WindowView, windows: &[WindowView]) -> Diagnostic {
    let (needed, short) = (run.facts.needed.unwrap_or_default(), run.facts.short);
    let mut blocks: Vec<&str> = windows.iter().map(|window| window.window.block.as_str()).collect();
    blocks.dedup();
    let (mut interruptions, mut per_window) = (String::new(), String::new());
    if let Some(sum) = &run.facts.sum {
        let lost = needed.mul_f64(1.0 - 1.0 / sum.stretch.max(1.0));
        if lost > Duration::ZERO {
            interruptions = format!(" ({} for {})", about(lost), sum.lost_to());
        }
        let each = sum.lead + sum.tail;
        if each > Duration::ZERO {
            per_window = format!(" ({} lost per window)", each.words());
        }
    }
    // Longer windows of too few nodes give nothing either.
    let least = last.need().min_nodes.map_or(0, Nodes::get);
    let too_few = run.facts.given.is_zero() && windows.iter().all(|window| window.nodes() < least);
    let mut ways = match too_few {
        true => vec![format!("give it {} at least", nodes(least))],
        false => vec![format!("cut {} of work", about(short))],
    };
    let free = windows.iter().filter_map(|window| Some(free_nodes(&window.block?, window.span(), None)));
    let free = free.min().unwrap_or_default();
    if let Some(more) = more_nodes(run, needed).filter(|more| *more <= free) {
        ways.push(format!("add {}", nodes(more)));
    }
    let sold = last.block.and_then(|block| block.product?.extend.as_ref()).is_none_or(|extend| extend.value);
    if sold && !too_few {
        let days = words::count(days_up(short), "day", "days");
        ways.push(format!("extend {} by {days}", last.window.block));
    }
    let last_way = ways.pop().unwrap_or_default();
    let todo = if ways.is_empty() { last_way } else { format!("{} or {last_way}", ways.join(", ")) };
    let message = format!(
        "{} needs {} at {} %{interruptions}, {} {} {}{per_window}: {todo}",
        run.run.id,
        about(needed),
        facts.plan.confidence,
        list(blocks.iter().copied()),
        if blocks.len() == 1 { "gives" } else { "give" },
        about(run.facts.given),
    );
    LINT.found(run.target(), message).when(Span::new(last.window.start, last.window.end))
}

/// How many more nodes would do, all the time and at the same efficiency.
fn more_nodes(run: &RunView, needed: Duration) -> Option<i64> {
    let sum = run.facts.sum.as_ref()?;
    let given = run.facts.given.seconds();
    if given <= 0 {
        return None;
    }
    let ratio = needed.seconds() as f64 / given as f64;
    let more = (f64::from(sum.nodes) * (ratio - 1.0)).ceil().max(1.0) as i64;
    let most = run.run.need_in_force().max_nodes;
    most.is_none_or(|most| i64::from(sum.nodes) + more <= i64::from(most.get())).then_some(more)
}

/// Makes the last window longer, where its block has that much free time after it.
fn longer(diagnostic: Diagnostic, facts: &Facts, run: &RunView, last: &WindowView) -> Diagnostic {
    let Some((block, end)) = last.block.zip(run.facts.projected_end.map(Instant::ceil_minute)) else {
        return diagnostic;
    };
    let extra = Span::new(last.window.end, end);
    let fits = !extra.is_empty() && end <= block.usable_end();
    if !fits || free_nodes(&block, extra, None) < i64::from(last.nodes()) {
        return diagnostic;
    }
    let label = format!("end {} at {}", last.target(), end.compact());
    fix_window(diagnostic, facts, last, &label, |window| window.end = end)
}
