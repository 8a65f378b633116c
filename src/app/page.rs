//! Pages of text: why an item is as it is, and the first start.

use super::App;
use super::keymap::{Context, Keymap};
use super::modal::Page;
use super::steps::brief;
use crate::analysis::{BlockFacts, DecideBy, Diagnostic, RunFacts, Slot, share};
use crate::base::words::count;
use crate::base::{Duration, Money, sort, words};
use crate::model::{Plan, Severity, Target};
use crate::why::Why;

/// What was told so far.
pub fn messages(app: &App) -> Page {
    let line = |toast: &super::Toast| {
        let sign = if toast.is_error { '!' } else { ' ' };
        format!("{sign} {}", words::visible(&toast.text))
    };
    Page { title: "Messages".to_string(), lines: app.told.iter().map(line).collect(), ..Page::default() }
}

/// The findings about an item and what belongs to it: a run's windows, a window's run.
pub fn problems_about<'a>(app: &'a App, target: &'a Target) -> Vec<&'a Diagnostic> {
    let about = |problem: &&Diagnostic| match (target, &problem.target) {
        (a, b) if a == b => true,
        (Target::Run(run), other) => other.run() == Some(run),
        (Target::Window(run, rung, _), Target::Run(other)) => run == other && rung.is_none(),
        (Target::Window(run, Some(rung), _), Target::Fallback(other, of)) => (run, rung) == (other, of),
        (Target::Fallback(run, rung), Target::Window(other, Some(of), _)) => (run, rung) == (other, of),
        _ => false,
    };
    let mut found: Vec<&Diagnostic> = app.analysis().problems.iter().filter(about).collect();
    // What is about the item itself comes first.
    sort::by_key(&mut found, |problem| (problem.severity as u8, problem.target != *target));
    found
}

/// What follows for an item: pairs of name and value.
pub fn facts(app: &App, target: &Target) -> Vec<(String, String)> {
    let analysis = app.analysis();
    let mut facts = Vec::new();
    let block = match target {
        Target::Block(id) => Some(id.clone()),
        Target::Window(..) => app.plan().window(target).map(|window| window.block.clone()),
        _ => None,
    };
    if let Target::Window(..) = target
        && let Some(window) = app.plan().window(target)
    {
        facts.push(("length".to_string(), brief(window.span().len())));
    }
    if let Some(run) = target.run().and_then(|id| analysis.run(id)) {
        match not_in_force(app.plan(), target) {
            None => facts.extend(run_facts(app, run)),
            Some(other) => {
                facts.push(("not in force".to_string(), format!("{other} is")));
                facts.extend(own_facts(app, target, run));
            }
        }
    }
    if let Some(block) = block.and_then(|id| analysis.block(&id)) {
        facts.extend(block_facts(app, block, matches!(target, Target::Block(_))));
    }
    facts
}

/// What is in force of a run in the place of this window or fallback; `None` where it is in force itself.
pub fn not_in_force(plan: &Plan, target: &Target) -> Option<String> {
    let (run, own) = match target {
        Target::Window(run, rung, _) => (run, rung.as_ref()),
        Target::Fallback(run, rung) => (run, Some(rung)),
        _ => return None,
    };
    let chosen = plan.runs.get(run)?.rung().map(|rung| &rung.id);
    (own != chosen).then(|| chosen.map_or(format!("{run} as planned"), ToString::to_string))
}

/// What follows for a rung that is not in force, or one of its windows; of the run's own windows, while a rung is in force,
/// what they take of their block.
fn own_facts(app: &App, target: &Target, run: &RunFacts) -> Vec<(String, String)> {
    let (plan, zone) = (app.plan(), app.zone());
    let money = |cost: Money| cost.show(&plan.currency);
    let mut facts = Vec::new();
    let mut add = |name: &str, text: Option<String>| facts.extend(text.map(|text| (name.to_string(), text)));
    let (Target::Fallback(_, id) | Target::Window(_, Some(id), _)) = target else {
        let window = plan.window(target);
        let block = window.and_then(|window| Some((app.analysis().block(&window.block)?, window)));
        let cost = block.and_then(|(block, window)| share(block, window.span(), window.nodes.get()));
        add("cost", cost.map(money));
        return facts;
    };
    let known = plan.runs.get(&run.id).and_then(|of| Some((of, of.fallbacks.get(id)?)));
    let Some(((of, rung), own)) = known.zip(run.rungs.iter().find(|rung| rung.id == *id)) else {
        return facts;
    };
    add("would need", own.needed.map(brief));
    let on = |place: &Slot| {
        format!(
            "{} of {} from {}",
            count(place.nodes, "node", "nodes"),
            place.block,
            zone.show(place.span.start)
        )
    };
    add("would be on", own.place.as_ref().map(on));
    add("planned end", own.planned_end.map(|end| zone.show(end)));
    let until = of.deadline.map(|deadline| deadline - rung.validation.unwrap_or(of.validation));
    add("before the deadline", until.zip(own.planned_end).map(|(until, end)| brief(until - end)));
    add("cost", own.cost.map(money));
    add("lost", own.lost.clone());
    add("does not fit", own.misfit.clone().filter(|_| own.lost.is_none()));
    let by = |by: &DecideBy| {
        format!("by {}, at the very last {} ({})", zone.show(by.people), zone.show(by.hard), by.because)
    };
    add("decide", own.decide_by.as_ref().map(by));
    facts
}

fn run_facts(app: &App, run: &RunFacts) -> Vec<(String, String)> {
    let currency = app.plan().currency.clone();
    let mut facts = Vec::new();
    let mut add = |name: &str, text: Option<String>| facts.extend(text.map(|text| (name.to_string(), text)));
    add("needed", run.needed.map(brief));
    add("given", run.needed.map(|_| brief(run.given)));
    add("short by", (run.short > Duration::ZERO).then(|| brief(run.short)));
    let ends = |at: crate::base::Instant| app.show(at);
    add("planned end", run.planned_end.map(ends));
    add("P50 end", run.p50_end.map(ends));
    add("P90 end", run.p90_end.map(ends));
    add("slack", run.slack.map(brief));
    add("before the deadline", run.deadline_slack.map(|slack| brief(slack) + &run.after_validation()));
    let costs = !run.windows.is_empty() || run.hired.is_some() && !run.cost.is_zero();
    add("cost", costs.then(|| run.cost.show(&currency)));
    let next = run
        .rungs
        .iter()
        .filter_map(|rung| Some((rung, rung.decide_by.as_ref()?)))
        .min_by_key(|(_, by)| by.people);
    add("decide", next.map(|(rung, by)| format!("{} by {} ({})", rung.id, app.show(by.people), by.because)));
    facts
}

fn block_facts(app: &App, block: &BlockFacts, all: bool) -> Vec<(String, String)> {
    let currency = app.plan().currency.clone();
    let mut facts = Vec::new();
    let mut add = |name: &str, text: String| facts.push((name.to_string(), text));
    if all {
        let machine = if block.machine_name.is_empty() { &block.machine } else { &block.machine_name };
        let accelerators = block.accelerators_per_node.saturating_mul(block.nodes);
        let accelerators = words::count(accelerators, "accelerator", "accelerators");
        add("capacity", format!("{} x {machine}, {accelerators}", block.nodes));
    }
    add("usable", format!("{} to {}", app.show(block.usable.start), app.show(block.usable.end)));
    if all {
        let share = |part: Duration| {
            let whole = block.used + block.idle + block.lost;
            let share = if whole.is_zero() { 0.0 } else { part.hours() / whole.hours() };
            format!("{:.0} node-hours ({:.0} %)", part.hours(), share * 100.0)
        };
        add("used", share(block.used));
        add("idle", share(block.idle));
        add("lost", share(block.lost));
        add("chance", format!("{} %", block.chance));
        if let Some(total) = block.cost.total {
            let until = block.counted_until().map(|end| format!(" until {}", app.show(end)));
            let until = until.unwrap_or_default();
            add("cost", format!("{}{until} ({})", total.show(&currency), block.cost.source));
        }
        for mark in &block.dates {
            add(
                &crate::base::fact::spoken(&format!("{:?}", mark.kind)),
                format!("{} · {}", app.show(mark.at), super::moments::rule(mark)),
            );
        }
    }
    facts
}

/// Why the selected item is as it is, as `planb why` tells it; its fixes are numbered, and digits make them.
pub fn why(app: &App) -> Page {
    let target = app.subject();
    let doc = &app.doc;
    let answer = crate::why::why_in(doc.plan(), doc.world(), doc.analysis(), &target)
        .unwrap_or_else(|| plain(app, &target));
    let mut lines = Vec::new();
    for (title, sentences) in answer.parts() {
        let numbered = title == crate::why::FIXES;
        lines.push(format!("{title}{}", if numbered { " (its digit makes the change)" } else { "" }));
        lines.extend(sentences.into_iter().enumerate().map(|(at, sentence)| match numbered {
            true => format!("  {}  {sentence}", at + 1),
            false => format!("  {sentence}"),
        }));
        lines.push(String::new());
    }
    if answer.missing.is_empty() {
        lines.extend(["Nothing is missing.".to_string(), String::new()]);
    }
    let facts = facts(app, &target);
    if !facts.is_empty() {
        lines.push("In numbers".to_string());
        let width = facts.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
        lines.extend(facts.into_iter().map(|(name, text)| format!("  {}  {text}", words::pad(&name, width))));
    }
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    let lines = lines.into_iter().map(|line| words::visible(&line).into_owned()).collect();
    Page { title: format!("Why: {} {target}", target.kind()), lines, fixes: answer.fixes, ..Page::default() }
}

/// Items that nothing is computed of have their findings, and what those suggest.
fn plain(app: &App, target: &Target) -> Why {
    let problems = problems_about(app, target);
    let said = |problem: &&Diagnostic| format!("{} {}", problem.code, problem.message);
    let is_serious = |problem: &&&Diagnostic| problem.severity < Severity::Info;
    Why {
        target: target.clone(),
        missing: problems.iter().filter(is_serious).map(said).collect(),
        remarks: problems.iter().filter(|problem| !is_serious(problem)).map(said).collect(),
        fixes: problems.iter().flat_map(|problem| problem.fixes.clone()).collect(),
        ..Why::default()
    }
}

/// Shown at the first start.
pub fn welcome(app: &App) -> Page {
    let keymap: &Keymap = &app.keymap;
    let key = |action: &str| {
        let contexts = [Context::Timeline, Context::Global];
        contexts
            .iter()
            .find_map(|context| keymap.keys_of(*context, action))
            .unwrap_or_else(|| format!(":{action}"))
    };
    let line = |action: &str, text: &str| format!("  {}  {text}", words::pad(&key(action), 9));
    let mut lines = vec![
            "Blocks of reserved accelerators, the runs that use them, and what to do if they do not come: on one \
             timeline, in one file."
                .to_string(),
            String::new(),
            line("down", "and the arrows move; counts work: 3j"),
            line("next-problem", "goes to the next problem, w says why"),
            line("grab", "takes hold of a bar; h and l move it, Enter drops it"),
            line("edit", "opens every field of the selected item"),
            line("in-force", "puts a fallback in force, and takes it back"),
            line("undo", "undoes anything"),
            line("palette", "does anything by its name"),
            line("help", "tells all keys"),
            line("legend", "tells what the signs mean"),
            line("quit", "leaves"),
    ];
    if app.doc.path.is_none() {
        let own =
            "What you see belongs to no file, so change what you like; planb new starts a plan of your own.";
        lines.extend([String::new(), own.to_string()]);
    }
    Page { title: "planb".to_string(), lines, ..Page::default() }
}
