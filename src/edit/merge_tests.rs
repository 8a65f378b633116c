use super::*;
use crate::base::{Duration, Instant};
use crate::model::*;

fn at(text: &str) -> Instant {
    Instant::parse(text).unwrap()
}

fn base() -> Plan {
    let mut plan = Plan { title: "Base".to_string(), ..Plan::default() };
    plan.blocks.push(Block {
        id: "b1".into(),
        start: at("2027-01-11T11:30Z"),
        end: Some(at("2027-01-18T11:30Z")),
        nodes: Nodes::new(8),
        ..Block::default()
    });
    plan.runs.push(Run { id: "r1".into(), ..Run::default() });
    plan.runs.push(Run { id: "r2".into(), ..Run::default() });
    plan
}

fn edited(change: impl FnOnce(&mut Plan)) -> Plan {
    let mut plan = base();
    change(&mut plan);
    plan
}

#[test]
fn different_fields_of_one_item_merge() {
    let ours = edited(|plan| plan.blocks.get_mut("b1").unwrap().nodes = Nodes::new(16));
    let theirs = edited(|plan| plan.blocks.get_mut("b1").unwrap().owner = "mia".into());
    let merged = merge(&base(), &ours, &theirs);
    assert!(merged.conflicts.is_empty());
    let block = merged.plan.blocks.get("b1").unwrap();
    assert_eq!((block.nodes.get(), block.owner.as_str()), (16, "mia"));
}

#[test]
fn one_field_changed_twice_is_a_conflict_with_both_values() {
    let ours = edited(|plan| plan.blocks.get_mut("b1").unwrap().nodes = Nodes::new(16));
    let theirs = edited(|plan| plan.blocks.get_mut("b1").unwrap().nodes = Nodes::new(4));
    let merged = merge(&base(), &ours, &theirs);
    let [conflict] = &merged.conflicts[..] else { panic!("{:?}", merged.conflicts) };
    assert_eq!((conflict.item.as_str(), conflict.field.as_str()), ("block b1", "nodes"));
    assert_eq!((conflict.ours.as_str(), conflict.theirs.as_str()), ("16", "4"));
    assert_eq!(merged.plan.conflicts.len(), 1);
}

#[test]
fn a_start_and_an_end_do_not_merge_apart() {
    let ours = edited(|plan| plan.blocks.get_mut("b1").unwrap().start = at("2027-01-17T11:30Z"));
    let theirs = edited(|plan| plan.blocks.get_mut("b1").unwrap().end = Some(at("2027-01-12T11:30Z")));
    let merged = merge(&base(), &ours, &theirs);
    let [conflict] = &merged.conflicts[..] else { panic!("{:?}", merged.conflicts) };
    assert_eq!(conflict.field, "start, end");
    let block = merged.plan.blocks.get("b1").unwrap();
    assert!(block.end.unwrap() > block.start);
}

#[test]
fn additions_of_both_sides_are_kept_in_their_places() {
    let add =
        |plan: &mut Plan, at: usize, id: &str| plan.runs.insert(at, Run { id: id.into(), ..Run::default() });
    let ours = edited(|plan| add(plan, 2, "ours"));
    let theirs = edited(|plan| add(plan, 1, "theirs"));
    let merged = merge(&base(), &ours, &theirs);
    let ids: Vec<&str> = merged.plan.runs.iter().map(|run| run.id.as_str()).collect();
    assert_eq!(ids, ["r1", "theirs", "r2", "ours"]);
    assert!(merged.conflicts.is_empty());
}

#[test]
fn what_one_side_deletes_and_the_other_changes_stays() {
    let delete = |plan: &mut Plan| drop(plan.runs.remove("r1"));
    let change = |plan: &mut Plan| plan.runs.get_mut("r1").unwrap().validation = Duration::from_hours(3);
    for (ours, theirs) in [(edited(delete), edited(change)), (edited(change), edited(delete))] {
        let merged = merge(&base(), &ours, &theirs);
        assert!(merged.plan.runs.contains("r1"));
        assert_eq!(merged.conflicts.len(), 1);
    }
    let merged = merge(&base(), &edited(delete), &base());
    assert!(!merged.plan.runs.contains("r1") && merged.conflicts.is_empty());
}

#[test]
fn what_is_fine_on_each_side_only_is_a_conflict_of_the_record() {
    let ours = edited(|plan| plan.runs.get_mut("r1").unwrap().need.hours = Some(Duration::from_hours(9)));
    let theirs = edited(|plan| {
        plan.runs.get_mut("r1").unwrap().need.accelerator_hours = Some(Decimal::from_f64(72.0))
    });
    let merged = merge(&base(), &ours, &theirs);
    let [conflict] = &merged.conflicts[..] else { panic!("{:?}", merged.conflicts) };
    assert_eq!((conflict.item.as_str(), conflict.field.as_str()), ("run r1 / need", ""));
    assert!(conflict.ours.contains("\"9h\"") && conflict.theirs.contains("72"), "{conflict:?}");
    assert_eq!(merged.plan.runs.get("r1"), ours.runs.get("r1"));
}

#[test]
fn lists_of_values_merge_as_sets() {
    let with = |tags: &[&str]| edited(|plan| plan.tags = tags.iter().map(ToString::to_string).collect());
    let merged = merge(&with(&["a", "b"]), &with(&["a", "b", "ours"]), &with(&["b", "theirs"]));
    assert_eq!(merged.plan.tags, ["b", "theirs", "ours"]);
    assert!(merged.conflicts.is_empty());
}

#[test]
fn the_order_merges_apart_from_the_items() {
    let order = |plan: &Plan| plan.runs.iter().map(|run| run.id.to_string()).collect::<Vec<_>>();
    let base = edited(|plan| plan.runs.push(Run { id: "r3".into(), ..Run::default() }));
    let moved = |first: &str| {
        let mut plan = base.clone();
        let run = plan.runs.remove(first).unwrap();
        plan.runs.insert(0, run);
        plan
    };
    let mut ours = base.clone();
    ours.runs.get_mut("r1").unwrap().critical = true;
    ours.runs.push(Run { id: "r4".into(), ..Run::default() });
    let merged = merge(&base, &ours, &moved("r3"));
    assert_eq!(order(&merged.plan), ["r3", "r4", "r1", "r2"]);
    assert!(merged.conflicts.is_empty() && merged.plan.runs.get("r1").unwrap().critical);

    let merged = merge(&base, &moved("r2"), &moved("r3"));
    assert_eq!(order(&merged.plan), ["r2", "r1", "r3"]);
    assert_eq!(merged.conflicts[0].theirs, "[\"r3\", \"r1\", \"r2\"]");
}

#[test]
fn open_conflicts_stay_until_one_side_resolves_them() {
    let open = |plan: &mut Plan, value: &str| {
        let value = value.to_string();
        plan.conflicts.push(Conflict {
            id: "c".into(),
            item: "run r1".into(),
            ours: value,
            ..Conflict::default()
        });
    };
    let base = edited(|plan| open(plan, "1"));
    let resolved = edited(|_| {});
    let changed = edited(|plan| {
        open(plan, "1");
        plan.title = "Theirs".into();
    });
    for (ours, theirs) in [(&resolved, &changed), (&changed, &resolved)] {
        let merged = merge(&base, ours, theirs).plan;
        assert!(merged.conflicts.is_empty() && merged.title == "Theirs");
    }
    let merged = merge(&resolved, &base, &edited(|plan| open(plan, "2"))).plan;
    let ids: Vec<&str> = merged.conflicts.iter().map(|conflict| conflict.id.as_str()).collect();
    assert_eq!(ids, ["c", "c-2"], "two conflicts of one name are both kept");
}
