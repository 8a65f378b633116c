use crate::base::sort;
use std::collections::BTreeSet;

use crate::base::record::{Record, View};

use super::common::*;

pub static LINT: Lint = Lint {
    code: "V902",
    name: "dangling-id",
    severity: Severity::Error,
    doc: "Something refers to an id that does not exist: a block, run, fallback, dataset, machine, rule set or person. A name \
          that is not in the plan's list of people, a code that no check has, a waiver's item that is not in the plan, an \
          assumption that lacks what it needs (a delay without `by`), and a region of a run, a dataset or a quota that is a \
          slip away from a known one, are warnings. Ids that stand twice are reported when the file is read.",
    source: "the plan, the machine catalogue and the rule sets",
    check,
};

/// One reference from one item.
struct Reference<'a> {
    from: Target,
    field: &'static str,
    kind: &'static str,
    id: &'a str,
}

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    let plan = facts.plan;
    blocks(facts, found);
    let datasets: BTreeSet<&str> = sort::set(plan.datasets.iter().map(|dataset| dataset.id.as_str()));
    for run in facts.runs() {
        in_run(facts, &run, &datasets, found);
    }
    for decision in plan.decisions.iter() {
        let from = || Target::Decision(decision.id.clone());
        let parts = [
            ("block", decision.block.as_ref().map(|id| id.as_str())),
            ("run", decision.run.as_ref().map(|id| id.as_str())),
        ];
        for (kind, id) in parts.into_iter().filter_map(|(kind, id)| Some((kind, id?))) {
            missing(facts, Reference { from: from(), field: kind, kind, id }, found);
        }
        let run = decision.run.as_ref().and_then(|id| facts.run(id));
        if let Some((rung, run)) = decision.fallback.as_ref().zip(run)
            && !run.run.fallbacks.contains(rung)
        {
            let rungs = run.run.fallbacks.iter().map(|rung| rung.id.as_str());
            let from = Reference { from: from(), field: "fallback", kind: "fallback", id: rung.as_str() };
            found.push(dangling(&from, words::nearest(rung.as_str(), rungs)));
        }
        people(facts, from(), [("owner", &decision.owner), ("approver", &decision.approver)], found);
    }
    for scenario in plan.scenarios.iter() {
        for assumption in scenario.assumptions.iter() {
            in_assumption(facts, &Target::Scenario(scenario.id.clone()), assumption, found);
        }
    }
    for dataset in plan.datasets.iter() {
        people(facts, Target::Dataset(dataset.id.clone()), [("owner", &dataset.owner)], found);
    }
    for like in plan.products.iter().filter_map(|product| product.like.as_ref()) {
        rule_set(facts, Target::Plan, like, found);
    }
    for quota in plan.quotas.iter() {
        let from = Target::Quota(quota.id.clone());
        rule_set(facts, from.clone(), &quota.product, found);
        people(facts, from, [("owner", &quota.owner)], found);
    }
    people(facts, Target::Plan, [("owner", &plan.owner)], found);
    codes(facts, found);
    regions(facts, found);
    waived(plan, found);
}

/// What an assumption names, and what it does not say though nothing follows without it.
#[inline(never)]
fn in_assumption(facts: &Facts, from: &Target, assumption: &Assumption, found: &mut Vec<Diagnostic>) {
    let block = assumption.block.as_ref().map(|id| id.as_str());
    let run = assumption.run.as_ref().map(|id| id.as_str());
    let rung = assumption.fallback.as_ref().map(|id| id.as_str());
    let window = assumption.window.as_ref().map(|id| id.as_str());
    let by = assumption.by.map(|_| "");
    let named = |kind, id| Reference { from: from.clone(), field: "assumptions", kind, id };
    for (kind, id) in [("block", block), ("run", run)].into_iter().filter_map(|(kind, id)| Some((kind, id?)))
    {
        missing(facts, named(kind, id), found);
    }
    let of = assumption.run.as_ref().and_then(|id| facts.run(id)).map(|view| view.run);
    if let (Some(of), Some(rung)) =
        (of, rung.filter(|rung| of.is_some_and(|of| !of.fallbacks.contains(*rung))))
    {
        let rungs = of.fallbacks.iter().map(|rung| rung.id.as_str());
        found.push(dangling(&named("fallback", rung), words::nearest(rung, rungs)));
    }
    // A window that is added needs a place; a rung without windows gets one when it is put in force.
    let is_added = assumption.what == Assume::Move && block.is_some() && assumption.start.is_some();
    let windows = of.and_then(|of| of.windows_of(assumption.fallback.as_ref())).filter(|_| !is_added);
    if let (Some(windows), Some(window)) = (windows, window)
        && !windows.contains(window)
        && (rung.is_none() || !windows.is_empty())
    {
        let ids = windows.iter().map(|window| window.id.as_str());
        found.push(dangling(&named("window", window), words::nearest(window, ids)));
    }
    let price = assumption.price.map(|_| "");
    let needs: &[(&str, Option<&str>)] = match assumption.what {
        Assume::Deny => &[("block", block)],
        Assume::Delay => &[("block", block), ("by", by)],
        Assume::Price => &[("block", block), ("price", price)],
        Assume::Slip => &[("run", run), ("by", by)],
        Assume::PutInForce => &[("run", run), ("fallback", rung)],
        Assume::Move | Assume::Remove => &[("run", run), ("window", window)],
    };
    if let Some((lacks, _)) = needs.iter().find(|(_, given)| given.is_none()) {
        let (id, what) = (words::quote(assumption.id.as_str()), assumption.what.word());
        let message =
            format!("{from}: {id} ({what}) has no {lacks}, so nothing follows from it: add {lacks}");
        found.push(LINT.found(from.clone(), message).severity(Severity::Warning).field("assumptions"));
    }
}

/// Waivers for an item that is not there cover nothing.
fn waived(plan: &Plan, found: &mut Vec<Diagnostic>) {
    let waivers: Vec<&Waiver> = plan.waivers.iter().filter(|waiver| !waiver.item.is_empty()).collect();
    if waivers.is_empty() {
        return;
    }
    let items = items(plan);
    for waiver in waivers.into_iter().filter(|waiver| !items.contains(&waiver.item)) {
        let from = Target::Waiver(waiver.id.clone());
        let nearest = words::nearest(&waiver.item, items.iter().map(String::as_str));
        let reference = Reference { from, field: "item", kind: "item", id: &waiver.item };
        found.push(dangling(&reference, nearest).severity(Severity::Warning));
    }
}

/// What findings can be about, as a waiver writes it: `plan`, `cb-jan`, `base-8b/lora/w1`.
fn items(plan: &Plan) -> Vec<String> {
    let mut all = vec![Target::Plan.to_string()];
    below(plan, "", &mut all);
    all
}

/// The items of a record's lists, and what is in them.
fn below(record: &dyn Record, name: &str, all: &mut Vec<String>) {
    for index in 0..record.fields().len() {
        let Some(View::List(list)) = record.view(index) else { continue };
        for item in (0..list.len()).filter_map(|at| list.get(at)) {
            let id = item.id().unwrap_or_default();
            let name = if name.is_empty() { id.to_string() } else { format!("{name}/{id}") };
            below(item, &name, all);
            all.push(name);
        }
    }
}

fn blocks(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for view in facts.blocks() {
        let (block, from) = (view.block, || view.target());
        if view.machine.is_none() {
            let reference =
                Reference { from: from(), field: "machine", kind: "machine", id: block.machine.as_str() };
            let nearest = facts.catalogue.nearest(block.machine.as_str());
            let diagnostic = unknown(&reference, nearest);
            found.push(match nearest {
                Some(nearest) => {
                    let machine = MachineId::new(nearest);
                    let label = format!("correct {} to {nearest}", block.machine);
                    diagnostic.fix_block(facts, &block.id, &label, |block| block.machine = machine)
                }
                None => diagnostic,
            });
        }
        if view.product.is_none() {
            rule_set(facts, from(), &block.product, found);
        }
        people(facts, from(), [("owner", &block.owner)], found);
    }
}

fn in_run(facts: &Facts, view: &RunView, datasets: &BTreeSet<&str>, found: &mut Vec<Diagnostic>) {
    let run = view.run;
    for id in run.after.iter().filter(|id| facts.run_position(id.as_str()).is_none()) {
        let reference = Reference { from: view.target(), field: "after", kind: "run", id: id.as_str() };
        missing(facts, reference, found);
    }
    for id in run.datasets.iter().filter(|id| !datasets.contains(id.as_str())) {
        let reference =
            Reference { from: view.target(), field: "datasets", kind: "dataset", id: id.as_str() };
        found.push(dangling(&reference, words::nearest(id.as_str(), datasets.iter().copied())));
    }
    machine_of(facts, view.target(), &run.need, found);
    people(facts, view.target(), [("owner", &run.owner)], found);
    for rung in run.fallbacks.iter() {
        let from = || Target::Fallback(run.id.clone(), rung.id.clone());
        for id in &rung.after {
            missing(facts, Reference { from: from(), field: "after", kind: "run", id: id.as_str() }, found);
        }
        machine_of(facts, from(), &rung.need, found);
        people(facts, from(), [("owner", &rung.owner)], found);
    }
    for placed in facts.windows_of(view.at).iter().filter(|placed| placed.block.is_none()) {
        let id = placed.window.block.as_str();
        let nearest = words::nearest(id, facts.plan.blocks.iter().map(|block| block.id.as_str()));
        let from = facts.target(placed);
        let diagnostic =
            dangling(&Reference { from: from.clone(), field: "block", kind: "block", id }, nearest);
        let diagnostic = diagnostic.when(placed.window.span());
        found.push(match nearest.map(BlockId::new) {
            Some(block) => {
                let label = format!("put {from} on {block}");
                let (rung, window) = match &from {
                    Target::Window(_, rung, window) => (rung.clone(), window.clone()),
                    _ => (None, WindowId::default()),
                };
                diagnostic.fix_run(facts, &run.id, &label, |run| {
                    if let Some(window) = windows_mut(run, &rung).and_then(|all| all.get_mut(&window)) {
                        window.block = block;
                    }
                })
            }
            None => diagnostic,
        });
    }
}

fn machine_of(facts: &Facts, from: Target, need: &Need, found: &mut Vec<Diagnostic>) {
    if let Some(id) = need.machine.as_ref().filter(|id| facts.machine(id).is_none()) {
        let reference = Reference { from, field: "need", kind: "machine", id: id.as_str() };
        found.push(unknown(&reference, facts.catalogue.nearest(id.as_str())));
    }
}

fn rule_set(facts: &Facts, from: Target, product: &ProductId, found: &mut Vec<Diagnostic>) {
    if facts.product(product).is_none() {
        let reference =
            Reference { from: from.clone(), field: "product", kind: "rule set", id: product.as_str() };
        let nearest = facts.world.rules.nearest(product.as_str());
        let diagnostic = unknown(&reference, nearest);
        found.push(match (nearest, from) {
            (Some(nearest), Target::Block(block)) => {
                let label = format!("correct {product} to {nearest}");
                diagnostic.fix_block(facts, &block, &label, |block| block.product = ProductId::new(nearest))
            }
            _ => diagnostic,
        });
    }
}

/// A reference to a block or run that is not there.
fn missing(facts: &Facts, reference: Reference, found: &mut Vec<Diagnostic>) {
    let nearest = match reference.kind {
        "block" if facts.block_position(reference.id).is_some() => return,
        "block" => words::nearest(reference.id, facts.plan.blocks.iter().map(|block| block.id.as_str())),
        _ if facts.run_position(reference.id).is_some() => return,
        _ => words::nearest(reference.id, facts.plan.runs.iter().map(|run| run.id.as_str())),
    };
    found.push(dangling(&reference, nearest));
}

/// Somebody who is not in the list of people, where the plan has one.
fn people<const N: usize>(
    facts: &Facts,
    from: Target,
    fields: [(&'static str, &PersonId); N],
    found: &mut Vec<Diagnostic>,
) {
    if facts.plan.people.is_empty() {
        return;
    }
    for (field, person) in fields.into_iter().filter(|(_, person)| !person.is_empty()) {
        if !facts.people.knows(person) {
            let nearest =
                words::nearest(person.as_str(), facts.plan.people.iter().map(|person| person.id.as_str()));
            let reference = Reference { from: from.clone(), field, kind: "person", id: person.as_str() };
            found.push(dangling(&reference, nearest).severity(Severity::Warning));
        }
    }
}

/// Codes of waivers and severities that no check has.
fn codes(facts: &Facts, found: &mut Vec<Diagnostic>) {
    let waivers = facts.plan.waivers.iter();
    let waivers = waivers.map(|waiver| (Target::Waiver(waiver.id.clone()), "waivers", waiver.code.as_str()));
    let rules = facts.plan.severities.iter();
    let rules = rules.map(|rule| (Target::Plan, "severities", rule.code.as_str()));
    for (from, field, id) in waivers.chain(rules).filter(|(.., id)| !super::is_code(id)) {
        let nearest = words::nearest(id, super::LINTS.iter().map(|lint| lint.code));
        let reference = Reference { from, field, kind: "check", id };
        found.push(unknown(&reference, nearest).severity(Severity::Warning));
    }
}

/// Regions that are a slip away from one that the plan's blocks or the prices know. B109 judges those of blocks.
fn regions<'a>(facts: &Facts<'a>, found: &mut Vec<Diagnostic>) {
    let plan = facts.plan;
    // Not those of the rule sets: these are read one by one when they are needed, and the prices name the same.
    let mut known: BTreeSet<&'a str> = BTreeSet::new();
    // Plans say the same few again and again.
    let mut last = ("", None);
    let mut judge = |from: &dyn Fn() -> Target, field: &'static str, id: &'a str| {
        if last.0 != id {
            if known.is_empty() {
                known = sort::set(plan.blocks.iter().map(|block| block.region.as_str()));
                known.extend(facts.catalogue.rates().map(|rate| rate.region.as_str()));
            }
            let is_known = known.contains(id);
            last = (id, if is_known { None } else { words::slip(id, &mut known.iter().copied()) });
        }
        if last.1.is_some() {
            let reference = Reference { from: from(), field, kind: "region", id };
            found.push(unknown(&reference, last.1).severity(Severity::Warning));
        }
    };
    for run in plan.runs.iter() {
        let from = || Target::Run(run.id.clone());
        run.regions.iter().for_each(|region| judge(&from, "regions", region.as_str()));
    }
    for dataset in plan.datasets.iter() {
        let from = || Target::Dataset(dataset.id.clone());
        judge(&from, "region", dataset.region.as_str());
        dataset.residency.iter().for_each(|region| judge(&from, "residency", region.as_str()));
    }
    for quota in plan.quotas.iter() {
        judge(&|| Target::Quota(quota.id.clone()), "region", quota.region.as_str());
    }
}

// Called from many places: once in the program is enough.
#[inline(never)]
fn dangling(reference: &Reference, nearest: Option<&str>) -> Diagnostic {
    let Reference { from, field, kind, id } = reference;
    let id = words::quote(id);
    let todo = match nearest {
        Some(nearest) => format!("did you mean {nearest}?"),
        None => "add it or correct the id".to_string(),
    };
    LINT.found(from.clone(), format!("{from} refers to {kind} {id}, which does not exist: {todo}"))
        .field(*field)
}

fn unknown(reference: &Reference, nearest: Option<&str>) -> Diagnostic {
    let Reference { from, field, kind, id } = reference;
    let id = words::quote(id);
    let todo = match (nearest, *kind) {
        (Some(nearest), _) => format!("the nearest is {nearest}"),
        (None, "machine") => "correct it or define it under machines".to_string(),
        (None, _) => "correct it".to_string(),
    };
    LINT.found(from.clone(), format!("{from} names the unknown {kind} {id}: {todo}")).field(*field)
}
