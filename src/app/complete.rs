//! What may complete a text: ids, machines, regions, zones, words, by what the field wants.

use super::modal::Modal;
use super::{App, actions, input, pick};
use crate::base::record::{Kind, Record as _, Shape};
use crate::base::sort;
use crate::model::{MachineId, Plan, Target, at};

/// Most completions that are offered.
const MOST: usize = 40;

/// What may complete the text for an action.
pub fn for_action(app: &App, action: &str, text: &str) -> Vec<String> {
    let plan = app.plan();
    let all: Vec<String> = match action {
        "go" => ["now", "today", "tomorrow", "mon", "+1w", "+1d", "-1d"]
            .iter()
            .map(|word| word.to_string())
            .chain(plan.blocks.iter().map(|block| block.id.to_string()))
            .chain(plan.runs.iter().map(|run| run.id.to_string()))
            .collect(),
        "add-window" => match app.subject() {
            Target::Block(_) => ids(plan, Kind::Run),
            _ => ids(plan, Kind::Block),
        },
        "add-fallback" => {
            crate::model::FallbackKind::WORDS.iter().map(|(word, _)| word.to_string()).collect()
        }
        "against" => {
            let baselines = plan.baselines.iter().map(|baseline| baseline.title().to_string());
            baselines.chain(["HEAD", "HEAD~1"].map(str::to_string)).collect()
        }
        "scenarios" => ids(plan, Kind::Scenario),
        "filter" => return last_word(text, filter_words(plan)),
        "set" => return setting(app, text),
        "palette" => actions::all().map(|action| action.name.to_string()).collect(),
        _ => Vec::new(),
    };
    rank(text, all)
}

fn filter_words(plan: &Plan) -> Vec<String> {
    let tags = plan.blocks.iter().flat_map(|block| block.tags.iter());
    let tags = tags.chain(plan.runs.iter().flat_map(|run| run.tags.iter())).cloned();
    let mut words: Vec<String> = tags.chain(ids(plan, Kind::Person)).collect();
    sort::all(&mut words);
    words.dedup();
    words
}

/// `theme`, or `theme light`.
fn setting(app: &App, text: &str) -> Vec<String> {
    let Some((name, value)) = text.split_once(' ') else {
        return rank(text, app.settings.fields().iter().map(|field| field.name.to_string()).collect());
    };
    let values = app.settings.choices(name).into_iter().map(|(word, _)| word.to_lowercase()).collect();
    rank(value, values).into_iter().map(|value| format!("{name} {value}")).collect()
}

/// What may complete the text of a field of an item.
pub fn for_field(app: &App, target: &Target, path: &str, shape: Shape, text: &str) -> Vec<String> {
    let plan = app.plan();
    match shape.inner() {
        Shape::Bool => rank(text, ["true", "false"].map(str::to_string).to_vec()),
        Shape::Word(words) => rank(text, words.iter().map(|(word, _)| word.to_string()).collect()),
        Shape::List(item) => match item.inner() {
            Shape::Id(kind) => last_word(text, candidates(app, target, kind)),
            _ => Vec::new(),
        },
        // An item's own id is new; there is nothing to complete it with.
        Shape::Id(_) if path == "id" || path.ends_with(".id") => Vec::new(),
        // A zone goes by a name, which differs between accounts, and by an id: what stands for one is no value of the other.
        Shape::Id(Kind::Zone) => {
            let is_id = path.ends_with("zone_id");
            let own =
                plan.record(target).and_then(|record| at::get(record, "region").ok()).unwrap_or_default();
            let is_near = |region: &str| own.is_empty() || region.is_empty() || region == own;
            let used = plan.blocks.iter().filter(|block| is_near(block.region.as_str()));
            let used =
                used.map(|block| if is_id { block.zone_id.to_string() } else { block.zone.to_string() });
            let local = app.doc.world().rules.iter().flat_map(|product| &product.local_zones);
            let local = local.filter(|row| !is_id && is_near(&row.value.region));
            rank(text, distinct(used.chain(local.map(|row| row.value.zone.clone())).collect()))
        }
        Shape::Id(Kind::Machine) => {
            let mut found = rank(text, candidates(app, target, Kind::Machine));
            // A name that no field takes finds the machine all the same, by its id.
            let catalogue = &app.doc.world().catalogue;
            let names =
                catalogue.machines().map(|machine| machine.name.clone()).filter(|name| !may_stand(name));
            for name in rank(text, names.collect()) {
                found.extend(catalogue.find(&name).map(|machine| machine.id.clone()));
            }
            found = distinct(found);
            found.truncate(MOST);
            found
        }
        Shape::Id(kind) => rank(text, candidates(app, target, kind)),
        Shape::Instant => moments(app, target, text),
        Shape::Text if path == "currency" || path.ends_with(".currency") => {
            let known = ["USD", "EUR", "GBP", "JPY"];
            let own = Some(plan.currency.as_str()).filter(|own| !known.contains(own));
            rank(text, own.into_iter().chain(known).map(str::to_string).collect())
        }
        _ => Vec::new(),
    }
}

/// Edges of the block that a window is on, the cursor, and now.
fn moments(app: &App, target: &Target, text: &str) -> Vec<String> {
    let block = super::change::place::block_of(app.plan(), target);
    let block = block.and_then(|id| app.analysis().block(&id).cloned());
    let edges = block.into_iter().flat_map(|block| [block.usable.start, block.usable.end]);
    let cursor = app.unit().floor(&app.zone(), app.view.cursor);
    let all = edges.chain([cursor, app.doc.now()]).filter(|at| !at.is_forever());
    let mut all: Vec<String> = all.map(|at| at.to_string()).collect();
    all.dedup();
    all.retain(|at| text.is_empty() || at.starts_with(text));
    all
}

/// Everything that an id of this kind may name, for a field of this item.
fn candidates(app: &App, target: &Target, kind: Kind) -> Vec<String> {
    let (plan, world) = (app.plan(), app.doc.world());
    let all: Vec<String> = match kind {
        Kind::Fallback => rungs_of(plan, target),
        Kind::Window => windows_of(plan, target),
        Kind::Machine => {
            let names = world.catalogue.machines().map(|machine| machine.name.clone());
            let names = names.filter(|name| may_stand(name));
            let own = ids(plan, Kind::Machine).into_iter();
            own.chain(world.catalogue.ids().map(str::to_string)).chain(names).collect()
        }
        Kind::Product => {
            let own = plan.products.iter().map(|product| product.id.to_string());
            own.chain(world.rules.ids().map(str::to_string)).collect()
        }
        Kind::Region => {
            let used = plan.blocks.iter().map(|block| block.region.to_string());
            used.chain(world.catalogue.rates().map(|rate| rate.region.clone())).collect()
        }
        Kind::TimeZone => {
            let used = plan.zones.iter().map(|zone| zone.to_string());
            used.chain(crate::base::zone::names()).collect()
        }
        other => ids(plan, other),
    };
    distinct(all)
}

/// Whether the field of a machine takes this name: one with blanks it does not.
fn may_stand(name: &str) -> bool {
    MachineId::parse(name).is_ok()
}

/// Each once, in this order, without what is empty.
fn distinct(mut all: Vec<String>) -> Vec<String> {
    all.retain(|word| !word.is_empty());
    let mut seen = std::collections::BTreeSet::new();
    all.retain(|word| seen.insert(word.clone()));
    all
}

/// The ids of one kind that the plan has.
fn ids(plan: &Plan, kind: Kind) -> Vec<String> {
    match kind {
        Kind::Block => plan.blocks.iter().map(|it| it.id.to_string()).collect(),
        Kind::Run => plan.runs.iter().map(|it| it.id.to_string()).collect(),
        Kind::Dataset => plan.datasets.iter().map(|it| it.id.to_string()).collect(),
        Kind::Scenario => plan.scenarios.iter().map(|it| it.id.to_string()).collect(),
        Kind::Decision => plan.decisions.iter().map(|it| it.id.to_string()).collect(),
        Kind::Machine => plan.machines.iter().map(|it| it.id.to_string()).collect(),
        Kind::Person => plan.people.iter().map(|it| it.id.to_string()).collect(),
        _ => Vec::new(),
    }
}

/// The run that a field of an item is about: its own, or the one that another of its fields names.
fn run_of<'a>(plan: &'a Plan, target: &Target) -> Vec<&'a crate::model::Run> {
    let named = plan.record(target).and_then(|record| at::get(record, "run").ok());
    let own = target.run().map(|id| id.to_string()).or(named.filter(|id| !id.is_empty()));
    plan.runs.iter().filter(|run| own.as_ref().is_none_or(|id| run.id.as_str() == id)).collect()
}

fn rungs_of(plan: &Plan, target: &Target) -> Vec<String> {
    run_of(plan, target).iter().flat_map(|run| run.fallbacks.iter()).map(|rung| rung.id.to_string()).collect()
}

fn windows_of(plan: &Plan, target: &Target) -> Vec<String> {
    run_of(plan, target)
        .iter()
        .flat_map(|run| run.windows.iter())
        .map(|window| window.id.to_string())
        .collect()
}

/// The item that a text names: `base-8b`, `base-8b/w1`, `base-8b/lora/w1`, `cb-jan`.
pub fn target_named(plan: &Plan, text: &str) -> Option<Target> {
    let parts: Vec<&str> = text.split('/').collect();
    let of_run = |id: &str, rest: Target| plan.runs.contains(id).then_some(rest);
    let target = match parts.as_slice() {
        [id] if plan.blocks.contains(id) => Target::Block((*id).into()),
        [id] => of_run(id, Target::Run((*id).into()))?,
        [run, rung] if plan.runs.get(run).is_some_and(|run| run.fallbacks.contains(rung)) => {
            Target::Fallback((*run).into(), (*rung).into())
        }
        [run, window] => Target::Window((*run).into(), None, (*window).into()),
        [run, rung, window] => Target::Window((*run).into(), Some((*rung).into()), (*window).into()),
        _ => return None,
    };
    plan.has(&target).then_some(target)
}

/// Those that match, best first; all of them for an empty text.
fn rank(text: &str, all: Vec<String>) -> Vec<String> {
    let order = pick::ranked(text.trim(), all.iter().map(String::as_str));
    order.into_iter().filter_map(|at| all.get(at).cloned()).take(MOST).collect()
}

/// The same for the last of several words; what stands before it is kept.
fn last_word(text: &str, all: Vec<String>) -> Vec<String> {
    let cut = text.rfind([',', ' ', '[']).map_or(0, |at| at + 1);
    let (before, word) = text.split_at(cut);
    rank(word, all).into_iter().map(|word| format!("{before}{word}")).collect()
}

/// Puts the next completion into the line of text, the one before when `by` is negative.
pub fn take(app: &mut App, by: i64) {
    let (count, picked) = match app.modals.last_mut() {
        Some(Modal::Prompt(prompt)) => (prompt.completions.len(), prompt.picked),
        Some(Modal::Form(form)) => (form.completions.len(), form.picked),
        Some(Modal::Pick(list)) => {
            // While a command's text is typed, its first line is the command itself: what completes it stands below.
            let at = if list.completing > 0 { list.selected.max(1) } else { list.selected };
            let chosen = list.shown.get(at).and_then(|at| list.items.get(*at));
            if let Some(item) = chosen.filter(|_| list.takes_commands) {
                // What is typed behind the command stays.
                let typed = list.input.value().trim_start().split_once(' ');
                let words =
                    typed.filter(|(name, _)| actions::find(name).is_some_and(|it| it.name == item.action));
                list.input = match &item.text {
                    None => format!("{} {}", item.action, words.map_or("", |(_, words)| words)),
                    // A setting's values follow its name.
                    Some(text) if item.action == "set" && !text.contains(' ') => format!("set {text} "),
                    Some(text) => format!("{} {text}", item.action),
                }
                .into();
                input::typed(app);
            }
            return;
        }
        _ => return,
    };
    if count == 0 {
        return;
    }
    let next = match picked {
        Some(at) => (at as i64 + by).rem_euclid(count as i64) as usize,
        None if by > 0 => 0,
        None => count - 1,
    };
    put(app, next);
}

/// Puts a completion into the line of text.
pub fn put(app: &mut App, index: usize) {
    let (completions, picked) = match app.modals.last_mut() {
        Some(Modal::Prompt(prompt)) => (&prompt.completions, &mut prompt.picked),
        Some(Modal::Form(form)) => (&form.completions, &mut form.picked),
        _ => return,
    };
    let Some(text) = completions.get(index).cloned() else { return };
    *picked = Some(index);
    if let Some(input) = app.modals.last_mut().and_then(Modal::input_mut) {
        *input = text.into();
    }
    // The list stays as it is, so that the next Tab goes on in it; only the text is judged anew.
    match app.modals.last() {
        Some(Modal::Form(_)) => super::form::judge(app),
        Some(Modal::Prompt(prompt)) if prompt.restore.is_some() => {
            let text = prompt.input.value().to_string();
            app.set_filter(&text);
        }
        _ => {}
    }
}
