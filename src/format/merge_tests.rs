use proptest::prelude::*;

use super::*;
use crate::edit::copy::{kind, spell};
use crate::format::arbitrary::{self, Dice};
use crate::format::decide::{Side as Pick, resolve};
use crate::format::write;

const BASE: &str = r#"// The plan of the team.
Plan(
    title: "Base models", // working title
    budget: 400_000, // approved

    blocks: [
        // The first one.
        (
            id: "cb-jan", // never rename
            machine: "p5.48xlarge",
            nodes: 0x10,
            start: "2027-01-11T11:30Z",
            end: "2027-01-25T11:30Z", // two weeks
            price: (upfront: 151_027.2),
        ), // 14 days

        // --- later ---

        (
            id: "cb-feb",
            machine: "aws.p5",
            nodes: 8,
            start: "2027-02-11T11:30Z",
            status: Offered,
        ),
    ],
    runs: [
        (
            id: "base-8b",
            need: (nodes: 16, hours: "200h"),
            windows: [
                (id: "w1", block: "cb-jan", nodes: 16, start: "2027-01-11T12:00Z", end: "2027-01-12T12:00Z"), // one
                (id: "w2", block: "cb-jan", nodes: 8, start: "2027-01-15T12:00Z", end: "2027-01-16T12:00Z"), // two
            ],
        ),
    ],
)
// The end.
"#;

/// Makes replacements in a text, each found once.
#[track_caller]
fn with(text: &str, replaced: &[(&str, &str)]) -> String {
    replaced.iter().fold(text.to_string(), |text, (from, to)| {
        assert_eq!(text.matches(from).count(), 1, "{from:?} in\n{text}");
        text.replace(from, to)
    })
}

#[track_caller]
fn merged(base: &str, ours: &str, theirs: &str) -> MergedText {
    let plan = |text: &str| read(text).unwrap_or_else(|faults| panic!("{faults:?}\n{text}")).plan;
    let plans = [base, ours, theirs].map(plan);
    let source = |text, plan| PlanText { text, plan };
    let merged = merge(source(base, &plans[0]), source(ours, &plans[1]), source(theirs, &plans[2])).unwrap();
    assert_eq!(plan(&merged.text), merged.plan, "{}", merged.text);
    merged
}

/// Checks that two sides' replacements merge into both, whichever side is ours.
#[track_caller]
fn check(ours: &[(&str, &str)], theirs: &[(&str, &str)]) {
    let both = with(&with(BASE, ours), theirs);
    for (ours, theirs) in [(ours, theirs), (theirs, ours)] {
        let merged = merged(BASE, &with(BASE, ours), &with(BASE, theirs));
        assert_eq!(merged.conflicts, []);
        assert_eq!(merged.text, both);
    }
}

#[test]
fn values_of_both_sides_with_the_comments_of_their_lines() {
    check(
        &[("budget: 400_000, // approved", "budget: 450_000, // approved by the board")],
        &[("nodes: 0x10,", "nodes: 0x18, // was 16")],
    );
    check(
        &[("(upfront: 151_027.2)", "(upfront: 149_000.00 /* rebate */)")],
        &[("end: \"2027-01-25T11:30Z\", // two weeks", "end: \"2027-02-01T11:30Z\", // three weeks")],
    );
}

#[test]
fn comments_alone_merge() {
    check(
        &[("// working title", "// the title")],
        &[("// The first one.", "// The first one,\n        // and the best.")],
    );
    check(&[("// The end.\n", "// The end.\n// Really.\n")], &[("// --- later ---", "// --- February ---")]);
    let noon = (
        "            start: \"2027-01-11T11:30Z\"",
        "            // noon\n            start: \"2027-01-11T11:30Z\"",
    );
    check(&[("nodes: 0x10", "nodes: 12")], &[noon]);
}

#[test]
fn a_comment_that_both_changed_is_kept_twice() {
    let ours = with(BASE, &[("// The first one.", "// Ours.")]);
    let theirs = with(BASE, &[("// The first one.", "// Theirs.")]);
    let merged = merged(BASE, &ours, &theirs);
    let wanted = "        // Ours.\n        // Theirs.\n        (\n            id: \"cb-jan\"";
    assert!(merged.text.contains(wanted), "{}", merged.text);
}

#[test]
fn new_items_come_as_they_were_written() {
    let block = |id: &str| {
        format!(
            "\n        // {id} is new.\n        (\n            id: \"{id}\", /* why */\n            machine: \"aws.p5\",\n            nodes: 0x8, // eight\n            start: \"2027-03-11T11:30:00Z\",\n        ), // from {id}\n"
        )
    };
    let ours =
        with(BASE, &[("        ), // 14 days\n", &format!("        ), // 14 days\n{}", block("ours")))]);
    let theirs = with(
        BASE,
        &[(
            "            status: Offered,\n        ),\n",
            &format!("            status: Offered,\n        ),\n{}", block("theirs")),
        )],
    );
    let merged = merged(BASE, &ours, &theirs);
    let ids: Vec<&str> = merged.plan.blocks.iter().map(|block| block.id.as_str()).collect();
    assert_eq!(ids, ["cb-jan", "ours", "cb-feb", "theirs"]);
    for id in ["ours", "theirs"] {
        assert!(merged.text.contains(block(id).trim_start_matches('\n')), "{}", merged.text);
    }
    let lines = |text: &str| text.lines().map(str::to_string).collect::<BTreeSet<_>>();
    let all: BTreeSet<String> = lines(&ours).union(&lines(&theirs)).cloned().collect();
    assert_eq!(lines(&merged.text), all);
}

#[test]
fn a_conflict_keeps_our_text_and_stands_at_the_end() {
    let ours = with(BASE, &[("nodes: 0x10,", "nodes: 0x18, // more")]);
    let theirs = with(BASE, &[("nodes: 0x10,", "nodes: 12, // less")]);
    let merged = merged(BASE, &ours, &theirs);
    assert_eq!(merged.conflicts.len(), 1);
    assert!(merged.text.contains("// less\n            nodes: 0x18, // more\n"), "{}", merged.text);
    let theirs_holds = resolve(&merged.plan, merged.conflicts[0].id.as_str(), Pick::Theirs).unwrap();
    assert_eq!(theirs_holds.blocks.get("cb-jan").unwrap().nodes.get(), 12);
    assert!(theirs_holds.conflicts.is_empty());
}

#[test]
fn a_deleted_item_comes_back_or_goes_as_the_side_says() {
    let gone = with(
        BASE,
        &[(
            "                (id: \"w2\", block: \"cb-jan\", nodes: 8, start: \"2027-01-15T12:00Z\", end: \"2027-01-16T12:00Z\"), // two\n",
            "",
        )],
    );
    let changed = with(BASE, &[("nodes: 8, start: \"2027-01-15", "nodes: 4, start: \"2027-01-15")]);
    let merged = merged(BASE, &gone, &changed);
    let id = merged.conflicts[0].id.clone();
    assert_eq!(merged.conflicts[0].item, "run base-8b / window w2");
    let windows = |pick| resolve(&merged.plan, id.as_str(), pick).unwrap().runs.at(0).unwrap().windows.len();
    assert_eq!((windows(Pick::Ours), windows(Pick::Theirs)), (1, 2));
}

#[test]
fn a_start_and_an_end_are_picked_as_one() {
    let ours = with(BASE, &[("start: \"2027-01-11T11:30Z\"", "start: \"2027-01-24T11:30Z\"")]);
    let theirs = with(BASE, &[("end: \"2027-01-25T11:30Z\"", "end: \"2027-01-12T11:30Z\"")]);
    let merged = merged(BASE, &ours, &theirs);
    let resolved = resolve(&merged.plan, merged.conflicts[0].id.as_str(), Pick::Theirs).unwrap();
    assert_eq!(
        resolved.blocks.get("cb-jan").unwrap().span(),
        read(&theirs).unwrap().plan.blocks.get("cb-jan").unwrap().span()
    );
}

#[test]
fn what_does_not_fit_is_refused() {
    let mut plan = read(BASE).unwrap().plan;
    let conflict = |id: &str, item: &str, field: &str, value: &str| Conflict {
        id: id.into(),
        item: item.to_string(),
        field: field.to_string(),
        theirs: value.to_string(),
        ..Conflict::default()
    };
    for (at, (item, field, value)) in [
        ("block gone", "nodes", "4"),
        ("block cb-jan", "nodes", "\"many\""),
        ("block cb-jan", "nodes", "4, machine: "),
        ("block cb-jan", "end", "\"2026-01-01T00:00Z\""),
        ("nonsense", "nodes", "4"),
        ("need / need / need", "", "()"),
    ]
    .into_iter()
    .enumerate()
    {
        let id = format!("c{at}");
        plan.conflicts.push(conflict(&id, item, field, value));
        assert!(resolve(&plan, &id, Pick::Theirs).is_err(), "{item} {field} {value}");
    }
    assert!(resolve(&plan, "unknown", Pick::Ours).is_err());
}

/// Every value of a record by item and field; lists of values by element.
fn leaves(record: &dyn Record, item: &str, out: &mut BTreeMap<(String, String), String>) {
    let inside = |step: &str| if item.is_empty() { step.to_string() } else { format!("{item} / {step}") };
    for (at, field) in record.fields().iter().enumerate() {
        match record.view(at).unwrap() {
            View::List(list) => {
                for inner in (0..list.len()).filter_map(|at| list.get(at)) {
                    leaves(inner, &inside(&format!("{} {}", kind(inner), inner.id().unwrap())), out);
                }
            }
            View::Record(inner) | View::Optional(Some(inner)) => leaves(inner, &inside(field.name), out),
            View::Fact(fact) if matches!(fact.shape(), crate::base::record::Shape::List(_)) => {
                for (at, value) in crate::base::fact::elements(&fact.ron()).into_iter().enumerate() {
                    let twin = out.insert((item.to_string(), format!("{}[{value}]", field.name)), value);
                    if twin.is_some() {
                        out.insert((item.to_string(), format!("{}[{at}]", field.name)), "again".to_string());
                    }
                }
            }
            view => {
                out.insert((item.to_string(), field.name.to_string()), spell(&view));
            }
        }
    }
    for (name, ron) in record.extra() {
        out.insert((item.to_string(), name.clone()), ron.clone());
    }
}

fn all_leaves(plan: &Plan) -> BTreeMap<(String, String), String> {
    let mut plan = plan.clone();
    plan.conflicts = Default::default();
    let mut out = BTreeMap::new();
    leaves(&plan, "", &mut out);
    out
}

/// Whether a conflict speaks of a value.
fn covers(conflict: &Conflict, item: &str, field: &str) -> bool {
    let root = if conflict.item == "plan" { "" } else { conflict.item.as_str() };
    let within = |outer: &str| item == outer || outer.is_empty() || item.starts_with(&format!("{outer} / "));
    if conflict.field.is_empty() {
        return within(root);
    }
    let named = conflict.field.split(", ").any(|name| name == field.split('[').next().unwrap());
    let nested =
        if root.is_empty() { conflict.field.clone() } else { format!("{root} / {}", conflict.field) };
    (item == root && named) || within(&nested)
}

struct Three {
    base: Plan,
    ours: Plan,
    theirs: Plan,
    dice: Dice,
}

fn three(seed: u64) -> Three {
    let mut dice = Dice::new(seed);
    let base = arbitrary::plan(seed);
    let mut side = || {
        let mut plan = base.clone();
        for _ in 0..dice.below(12) {
            arbitrary::change(&mut plan, &mut dice);
        }
        plan
    };
    let (ours, theirs) = (side(), side());
    Three { base, ours, theirs, dice }
}

proptest! {
    #![proptest_config(arbitrary::cases(200))]

    #[test]
    fn no_change_of_either_side_is_lost(seed: u64) {
        let Three { base, ours, theirs, .. } = three(seed);
        let merged = edit::merge::merge(&base, &ours, &theirs);
        let (was, now) = (all_leaves(&base), all_leaves(&merged.plan));
        for side in [all_leaves(&ours), all_leaves(&theirs)] {
            let keys: BTreeSet<_> = was.keys().chain(side.keys()).collect();
            for key in keys {
                if was.get(key) == side.get(key) || now.get(key) == side.get(key) {
                    continue;
                }
                let told = merged.conflicts.iter().any(|conflict| covers(conflict, &key.0, &key.1));
                prop_assert!(told, "{key:?}: {:?}, {:?}, {:?}\n{:?}", was.get(key), side.get(key), now.get(key), merged.conflicts);
            }
        }
    }

    #[test]
    fn changes_in_different_places_are_both_there_without_a_conflict(seed: u64) {
        let mut dice = Dice::new(seed);
        let base = arbitrary::plan(seed);
        let (mut ours, mut theirs, mut both) = (base.clone(), base.clone(), base.clone());
        // Each list and field of the plan belongs to one of the two.
        for at in 0..base.fields().len() {
            let field = base.fields()[at];
            if matches!(field.name, "version" | "conflicts") || !dice.percent(60) {
                continue;
            }
            let (side, number) = (if dice.percent(50) { &mut ours } else { &mut theirs }, dice.number());
            arbitrary::change_field(side, at, &mut Dice::new(number));
            arbitrary::change_field(&mut both, at, &mut Dice::new(number));
        }
        let merged = edit::merge::merge(&base, &ours, &theirs);
        prop_assert_eq!(&merged.conflicts, &[]);
        prop_assert_eq!(merged.plan, both);
    }

    #[test]
    fn the_sides_are_alike(seed: u64) {
        let Three { base, ours, theirs, .. } = three(seed);
        let one = edit::merge::merge(&base, &ours, &theirs);
        let other = edit::merge::merge(&base, &theirs, &ours);
        prop_assert_eq!(&one, &edit::merge::merge(&base, &ours, &theirs), "not the same each time");
        let facts = |merged: &edit::merge::Merged, swap: bool| -> BTreeSet<[String; 5]> {
            let sides = |c: &Conflict| if swap { (c.theirs.clone(), c.ours.clone()) } else { (c.ours.clone(), c.theirs.clone()) };
            merged.conflicts.iter().map(|c| [c.item.clone(), c.field.clone(), c.base.clone(), sides(c).0, sides(c).1]).collect()
        };
        prop_assert_eq!(facts(&one, false), facts(&other, true));
        if one.conflicts.is_empty() {
            prop_assert_eq!(all_leaves(&one.plan), all_leaves(&other.plan));
        }
    }

    #[test]
    fn one_side_alone_and_the_same_change_are_taken_as_they_are(seed: u64) {
        let Three { base, ours, theirs, .. } = three(seed);
        let plan = |base, ours, theirs| edit::merge::merge(base, ours, theirs).plan;
        prop_assert_eq!(&plan(&base, &base, &base), &base);
        prop_assert_eq!(&plan(&base, &ours, &base), &ours);
        prop_assert_eq!(&plan(&base, &base, &theirs), &theirs);
        prop_assert_eq!(&plan(&base, &ours, &ours), &ours);
    }

    #[test]
    fn texts_merge_into_a_readable_plan_with_the_comments_of_both(seed: u64) {
        let Three { base, ours, theirs, mut dice } = three(seed);
        let base_text = arbitrary::text(&base, &mut dice);
        let fault = |faults: Vec<Fault>| TestCaseError::fail(format!("{faults:?}"));
        let ours_text = update(&base_text, &base, &ours).map_err(fault)?.text;
        let ours_text = arbitrary::remarked(&ours_text, "ours", &mut dice);
        let theirs_text = update(&base_text, &base, &theirs).map_err(fault)?.text;
        let theirs_text = arbitrary::remarked(&theirs_text, "theirs", &mut dice);
        let source = |text, plan| PlanText { text, plan };
        let (base, ours, theirs) = (source(&base_text, &base), source(&ours_text, &ours), source(&theirs_text, &theirs));
        let merged = merge(base, ours, theirs).map_err(fault)?;
        let of = |text| comments(text).into_iter().collect::<BTreeSet<&str>>();
        let (was, our, their, now) = (of(base.text), of(ours.text), of(theirs.text), of(&merged.text));
        for comment in our.union(&their) {
            let must_stay = our.contains(comment) && their.contains(comment) || !was.contains(comment);
            prop_assert!(!must_stay || now.contains(comment), "{comment} lost\n{}\n=====\n{}\n=====\n{}\n=====\n{}", base.text, ours.text, theirs.text, merged.text);
        }
        prop_assert_eq!(&read(&merged.text).map_err(fault)?.plan, &merged.plan);
        prop_assert_eq!(&merge(base, ours, base).map_err(fault)?.text, ours.text);
        prop_assert_eq!(&merge(base, base, theirs).map_err(fault)?.text, theirs.text);
        prop_assert_eq!(&merge(base, ours, ours).map_err(fault)?.text, ours.text);
    }

    #[test]
    fn every_conflict_can_be_resolved_either_way(seed: u64) {
        let Three { base, ours, theirs, .. } = three(seed);
        let merged = edit::merge::merge(&base, &ours, &theirs);
        for pick in [Pick::Ours, Pick::Theirs] {
            for conflict in &merged.conflicts {
                let resolved = resolve(&merged.plan, conflict.id.as_str(), pick);
                prop_assert!(resolved.is_ok(), "{conflict:?}\n{resolved:?}");
                prop_assert!(read(&write(&resolved.unwrap())).is_ok());
            }
        }
        // Our side everywhere is what the merge holds already.
        let mut plan = merged.plan.clone();
        for conflict in &merged.conflicts {
            plan = resolve(&plan, conflict.id.as_str(), Pick::Ours).unwrap();
        }
        prop_assert!(merged.conflicts.iter().all(|conflict| !plan.conflicts.contains(&conflict.id)));
    }
}
