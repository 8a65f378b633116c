use imara_diff::{Algorithm, Diff, InternedInput};
use proptest::prelude::*;

use super::*;
use crate::base::record::ViewMut;
use crate::format::arbitrary::{self, Dice};
use crate::format::around::{lead, trail};
use crate::format::fmt;
use crate::format::lex::tokens;
use crate::format::paths::paths;
use crate::model::*;

/// The text after a change of the plan that it holds; it must be spliced, not rewritten.
#[track_caller]
fn after(text: &str, change: impl Fn(&mut Plan)) -> String {
    let old = read(text).unwrap_or_else(|faults| panic!("{faults:?}\n{text}")).plan;
    let mut new = old.clone();
    change(&mut new);
    let updated = update(text, &old, &new).unwrap();
    assert!(!updated.rewritten, "{}", updated.text);
    assert_eq!(read(&updated.text).unwrap().plan, new);
    updated.text
}

/// Checks that a change makes exactly these replacements in the text, each found once.
#[track_caller]
fn check(text: &str, change: impl Fn(&mut Plan), replaced: &[(&str, &str)]) {
    let mut wanted = text.to_string();
    for (from, to) in replaced {
        assert_eq!(wanted.matches(from).count(), 1, "{from:?} in\n{wanted}");
        wanted = wanted.replace(from, to);
    }
    assert_eq!(after(text, change), wanted);
}

const PLAN: &str = r#"// The plan of the team.

Plan( // ours
    title: "Base models", // working title
    shiny: (kept: [1, 2]),

    // Bought in December.
    blocks: [
        // The first one.
        (
            id: "cb-jan", // never rename
            machine: "p5.48xlarge",
            nodes: 0x10,
            start: "2027-01-11T11:30Z",
            // end follows
            end: "2027-01-25T11:30:00Z",
            price: (upfront: 151_027.2),
            tags: ["a", /* why */ "b"],
        ), // 14 days

        // --- later ---

        (
            id: "cb-feb",
            machine: "aws.p5",
            nodes: 8,
            start: "2027-02-11T11:30Z",
            status: Offered,
        ),
        // nothing after this
    ],
    runs: [
        (
            id: "base-8b",
            need: (nodes: 16, hours: "200h"),
            windows: [
                (block: "cb-jan", nodes: 16, start: "2027-01-11T12:00Z", end: "2027-01-12T12:00Z"), // one
                (block: "cb-jan", nodes: 16, start: "2027-01-13T12:00Z", end: "2027-01-14T12:00Z"), // two
                (block: "cb-jan", nodes: 8, start: "2027-01-15T12:00Z", end: "2027-01-16T12:00Z"), // three
            ],
        ),
    ],
)
// The end.
"#;

fn block<'a>(plan: &'a mut Plan, id: &str) -> &'a mut Block {
    plan.blocks.get_mut(id).unwrap()
}

fn windows(plan: &mut Plan) -> &mut crate::base::record::Items<Window> {
    plan.windows_mut("base-8b", None).unwrap()
}

fn at(text: &str) -> crate::base::Instant {
    crate::base::Instant::parse(text).unwrap()
}

#[test]
fn nothing_changed_is_the_same_text() {
    check(PLAN, |_| {}, &[]);
}

#[test]
fn a_value_changes_in_its_place() {
    check(PLAN, |plan| plan.title = "Big \"ones\"".into(), &[("\"Base models\"", "\"Big \\\"ones\\\"\"")]);
    check(PLAN, |plan| block(plan, "cb-jan").nodes = Nodes::new(4), &[("0x10", "4")]);
    check(
        PLAN,
        |plan| block(plan, "cb-jan").tags = vec!["a".into(), "c".into()],
        &[("/* why */ \"b\"", "\"c\"")],
    );
    check(PLAN, |plan| block(plan, "cb-jan").tags.push("c".into()), &[("\"b\"]", "\"b\", \"c\"]")]);
    check(PLAN, |plan| plan.extra[0].1 = "3".into(), &[("(kept: [1, 2])", "3")]);
    check(PLAN, |plan| block(plan, "cb-feb").status = Stage::Scheduled.into(), &[("Offered", "Scheduled")]);
    check(PLAN, |plan| block(plan, "cb-feb").status = Stage::Wanted.into(), &[("Offered", "Wanted")]);
}

#[test]
fn a_new_field_takes_a_line_after_those_before_it_in_the_table() {
    let feb = |change: fn(&mut Block)| move |plan: &mut Plan| change(block(plan, "cb-feb"));
    check(
        PLAN,
        feb(|block| block.end = Some(at("2027-02-12T11:30Z"))),
        &[("02-11T11:30Z\",\n", "02-11T11:30Z\",\n            end: \"2027-02-12T11:30Z\",\n")],
    );
    check(
        PLAN,
        feb(|block| block.price.0 = Some(Price { source: "list".into(), ..Price::default() })),
        &[("Offered,\n", "Offered,\n            price: (source: \"list\"),\n")],
    );
    check(
        PLAN,
        feb(|block| block.name = "F".into()),
        &[("\"cb-feb\",\n", "\"cb-feb\",\n            name: \"F\",\n")],
    );
    check(
        PLAN,
        |plan| block(plan, "cb-jan").price.0.as_mut().unwrap().source = "list".into(),
        &[("151_027.2)", "151_027.2, source: \"list\")")],
    );
    check(
        PLAN,
        |plan| plan.currency = "EUR".into(),
        &[("// working title\n", "// working title\n    currency: \"EUR\",\n")],
    );
    check(
        PLAN,
        |plan| plan.datasets.push(Dataset { id: "web".into(), ..Dataset::default() }),
        &[(
            "// three\n            ],\n        ),\n    ],\n",
            "// three\n            ],\n        ),\n    ],\n    datasets: [\n        (\n            id: \"web\",\n        ),\n    ],\n",
        )],
    );
}

#[test]
fn a_field_that_is_gone_goes_with_its_line_and_comment() {
    check(
        PLAN,
        |plan| block(plan, "cb-jan").end = None,
        &[("            // end follows\n            end: \"2027-01-25T11:30:00Z\",\n", "")],
    );
    check(
        PLAN,
        |plan| block(plan, "cb-jan").price.0 = None,
        &[("            price: (upfront: 151_027.2),\n", "")],
    );
    check(PLAN, |plan| plan.extra.clear(), &[("    shiny: (kept: [1, 2]),\n", "")]);
    check(
        "(title: \"t\", currency: \"EUR\", notes: \"n\")",
        |plan| plan.notes = Default::default(),
        &[(", notes: \"n\"", "")],
    );
}

#[test]
fn an_item_goes_with_its_own_comments_and_no_others() {
    let text = after(PLAN, |plan| drop(plan.blocks.remove("cb-jan")));
    let (from, to) =
        (PLAN.find("        // The first one").unwrap(), PLAN.find("\n        // --- later").unwrap());
    assert_eq!(text, format!("{}{}", &PLAN[..from], &PLAN[to..]));
    check(
        PLAN,
        |plan| drop(plan.blocks.remove("cb-feb")),
        &[(
            "\n        (\n            id: \"cb-feb\",\n            machine: \"aws.p5\",\n            nodes: 8,\n            \
             start: \"2027-02-11T11:30Z\",\n            status: Offered,\n        ),\n",
            "\n",
        )],
    );
    check(
        "(title: \"t\", people: [(id: \"a\"), (id: \"b\")])",
        |plan| drop(plan.people.remove("b")),
        &[(", (id: \"b\")", "")],
    );
    check(
        "(title: \"t\", people: [\n  (id: \"a\"),\n])",
        |plan| drop(plan.people.remove("a")),
        &[("\n  (id: \"a\"),\n", "")],
    );
}

#[test]
fn a_new_item_looks_like_its_neighbours() {
    let window = || Window {
        id: "w9".into(),
        block: "cb-jan".into(),
        start: at("2027-01-17T12:00Z"),
        end: at("2027-01-18T12:00Z"),
        ..Window::default()
    };
    check(
        PLAN,
        |plan| windows(plan).push(window()),
        &[(
            "// three\n",
            "// three\n                (id: \"w9\", block: \"cb-jan\", nodes: 1, start: \"2027-01-17T12:00Z\", end: \"2027-01-18T12:00Z\"),\n",
        )],
    );
    let person = |id: &str| Person { id: id.into(), name: "A B".into(), ..Person::default() };
    let cases = [
        (
            "(title: \"t\", people: [(id: \"a\")])",
            "(title: \"t\", people: [(id: \"a\"), (id: \"z\", name: \"A B\")])",
        ),
        (
            "Plan(\n\ttitle: \"t\",\n\tpeople: [\n\t\tPerson(\n\t\t\tid: \"a\",\n\t\t)\n\t]\n)",
            "Plan(\n\ttitle: \"t\",\n\tpeople: [\n\t\tPerson(\n\t\t\tid: \"a\",\n\t\t),\n\t\tPerson(\n\t\t\tid: \"z\",\n\t\t\tname: \"A B\",\n\t\t)\n\t]\n)",
        ),
        (
            "(\r\n  title: \"t\",\r\n  people: [\r\n    (id: \"a\"), // a\r\n\r\n    (id: \"b\"), // b\r\n  ],\r\n)\r\n",
            "(\r\n  title: \"t\",\r\n  people: [\r\n    (id: \"a\"), // a\r\n\r\n    (id: \"b\"), // b\r\n\r\n    (id: \"z\", name: \"A B\"),\r\n  ],\r\n)\r\n",
        ),
        (
            "(\n    title: \"t\",\n    people: [],\n)\n",
            "(\n    title: \"t\",\n    people: [\n        (\n            id: \"z\",\n            name: \"A B\",\n        ),\n    ],\n)\n",
        ),
        (
            "(\n  title: \"t\",\n  people: [ // nobody\n  ],\n)\n",
            "(\n  title: \"t\",\n  people: [ // nobody\n    (\n      id: \"z\",\n      name: \"A B\",\n    ),\n  ],\n)\n",
        ),
        (
            "(title: \"t\", people: [(\n    id: \"a\",\n)])",
            "(title: \"t\", people: [(\n    id: \"a\",\n), (id: \"z\", name: \"A B\")])",
        ),
    ];
    for (text, wanted) in cases {
        assert_eq!(after(text, |plan| plan.people.push(person("z"))), wanted);
    }
}

#[test]
fn a_moved_item_takes_its_comments_along() {
    let text = "(title: \"t\", people: [\n    // team\n\n    // about a\n    (id: \"a\"), // a\n    (id: \"b\"), // b\n\n    // others\n\n    (id: \"c\") // c\n])";
    let swap = |plan: &mut Plan| {
        let first = plan.people.remove("a").unwrap();
        plan.people.insert(1, first);
    };
    assert_eq!(
        after(text, swap),
        "(title: \"t\", people: [\n    // team\n\n    (id: \"b\"), // b\n    // about a\n    (id: \"a\"), // a\n\n    // others\n\n    (id: \"c\") // c\n])"
    );
    let last = |plan: &mut Plan| {
        let first = plan.people.remove("a").unwrap();
        plan.people.insert(2, first);
    };
    assert_eq!(
        after(text, last),
        "(title: \"t\", people: [\n    // team\n\n    (id: \"b\"), // b\n\n    // others\n\n    (id: \"c\"), // c\n    // about a\n    (id: \"a\") // a\n])"
    );
}

#[test]
fn an_id_from_its_place_is_written_before_it_would_change() {
    check(
        PLAN,
        |plan| drop(windows(plan).remove("w3")),
        &[(
            "                (block: \"cb-jan\", nodes: 8, start: \"2027-01-15T12:00Z\", end: \"2027-01-16T12:00Z\"), // three\n",
            "",
        )],
    );
    check(
        PLAN,
        |plan| drop(windows(plan).remove("w1")),
        &[
            (
                "                (block: \"cb-jan\", nodes: 16, start: \"2027-01-11T12:00Z\", end: \"2027-01-12T12:00Z\"), // one\n",
                "",
            ),
            (
                "(block: \"cb-jan\", nodes: 16, start: \"2027-01-13",
                "(id: \"w2\", block: \"cb-jan\", nodes: 16, start: \"2027-01-13",
            ),
            (
                "(block: \"cb-jan\", nodes: 8, start: \"2027-01-15",
                "(id: \"w3\", block: \"cb-jan\", nodes: 8, start: \"2027-01-15",
            ),
        ],
    );
}

#[test]
fn a_new_id_alone_keeps_the_item() {
    check(
        PLAN,
        |plan| {
            let mut block = (*plan.blocks.remove("cb-jan").unwrap()).clone();
            block.id = "cb-new".into();
            plan.blocks.insert(0, block);
        },
        &[("\"cb-jan\", // never", "\"cb-new\", // never")],
    );
}

#[test]
fn what_is_spelled_with_some_keeps_it() {
    let text = "(title: \"t\", budget: Some(5), monthly_budget: None, blocks: [(id: \"b\", machine: \"m\", nodes: 1, start: \"2027-01-11T11:30Z\", price: Some((upfront: 3)))])";
    check(text, |plan| plan.budget = crate::base::Money::parse("6").ok(), &[("Some(5)", "Some(6.00)")]);
    check(
        text,
        |plan| plan.monthly_budget = crate::base::Money::parse("6").ok(),
        &[("monthly_budget: None", "monthly_budget: 6.00")],
    );
    let price = |plan: &mut Plan| block(plan, "b").price.0.as_mut().unwrap().source = "x".into();
    check(text, price, &[("upfront: 3", "upfront: 3, source: \"x\"")]);
}

#[test]
fn the_list_of_conflicts_goes_with_the_last_one_but_no_comment_does() {
    let conflict = "(id: \"c\", item: \"run r1\", ours: \"1\")";
    let resolve = |plan: &mut Plan| drop(plan.conflicts.remove("c"));
    let plain = format!("(\n    title: \"t\",\n    conflicts: [{conflict}],\n)\n");
    check(&plain, resolve, &[(&format!("    conflicts: [{conflict}],\n"), "")]);
    for around in [
        "conflicts: /* ask mia */ [@],",
        "// ask mia\n    conflicts: [@],",
        "conflicts: [@], // ask mia",
        "conflicts /* ask mia */ : [@],",
        "conflicts: [@] /* ask mia */,",
        "conflicts: [\n        // ask mia\n\n        @,\n    ],",
        "conflicts: [\n        @,\n        // ask mia\n    ],",
    ] {
        let text = format!("(\n    title: \"t\",\n    {}\n)\n", around.replace('@', conflict));
        assert!(after(&text, resolve).contains("ask mia"), "{}", after(&text, resolve));
    }
}

#[test]
fn what_no_file_can_hold_is_refused() {
    let old = read(PLAN).unwrap().plan;
    let mut new = old.clone();
    new.blocks.push(Block { id: "cb-jan".into(), machine: "m".into(), ..Block::default() });
    let faults = update(PLAN, &old, &new).unwrap_err();
    assert!(faults[0].message.contains("already used"), "{faults:?}");
}

#[test]
fn a_text_that_does_not_hold_the_old_plan_is_written_anew_with_its_comments() {
    let mut new = read(PLAN).unwrap().plan;
    new.blocks.remove("cb-feb");
    let updated = update(PLAN, &Plan::default(), &new).unwrap();
    assert!(updated.rewritten);
    assert_eq!(read(&updated.text).unwrap().plan, new);
    assert_eq!(fmt(&updated.text).unwrap(), updated.text);
    for comment in comments(PLAN) {
        assert_eq!(
            updated.text.matches(comment).count(),
            PLAN.matches(comment).count(),
            "{comment}\n{}",
            updated.text
        );
    }
    assert!(updated.text.contains("// never rename\n            id: \"cb-jan\""), "{}", updated.text);
}

fn comments(text: &str) -> Vec<&str> {
    tokens(text).filter(|token| token.kind.is_comment()).map(|token| token.text(text)).collect()
}

/// What an edit did: paths of items and fields whose old text may go.
fn edit(record: &mut dyn Record, path: &str, dice: &mut Dice, gone: &mut Vec<String>) {
    let at = dice.below(record.fields().len());
    let field = record.fields()[at];
    let path = if path.is_empty() { field.name.to_string() } else { format!("{path}/{}", field.name) };
    match record.view_mut(at).unwrap() {
        ViewMut::Fact(_) if matches!(field.name, "id" | "code" | "version") => {}
        ViewMut::Fact(fact) => {
            if !field.essential && dice.percent(30) && fact.set("None").is_ok() {
            } else {
                arbitrary::fill_fact(fact, field.name, dice);
            }
            gone.push(path.clone());
        }
        ViewMut::Record(inner) => edit(inner, &path, dice, gone),
        ViewMut::Optional(slot) => {
            if dice.percent(30) {
                slot.clear();
                gone.push(path.clone());
            } else {
                edit(slot.make(), &path, dice, gone);
            }
        }
        ViewMut::List(list) => {
            let place = dice.below(list.len().max(1));
            let id = list.get(place).and_then(Record::id).map(str::to_string);
            match (dice.below(4), id) {
                (0, _) | (_, None) => arbitrary::add_item(list, dice),
                (1, Some(id)) => {
                    list.remove(place);
                    gone.push(format!("{path}/{id}"));
                }
                (_, Some(id)) => edit(list.get_mut(place).unwrap(), &format!("{path}/{id}"), dice, gone),
            }
        }
    }
    let mut bad = Vec::new();
    record.check(&mut bad);
    if !bad.is_empty() {
        arbitrary::settle(record);
        gone.extend(record.fields().iter().map(|field| match path.rsplit_once('/') {
            Some((around, _)) => format!("{around}/{}", field.name),
            None => field.name.to_string(),
        }));
    }
}

/// What is wrong with a record or anything in it.
fn check_all(record: &dyn Record, bad: &mut Vec<String>) {
    let mut own = Vec::new();
    record.check(&mut own);
    bad.extend(own.into_iter().map(|bad| format!("{bad:?}")));
    for at in 0..record.fields().len() {
        match record.view(at) {
            Some(View::Record(inner) | View::Optional(Some(inner))) => check_all(inner, bad),
            Some(View::List(list)) => {
                (0..list.len()).filter_map(|at| list.get(at)).for_each(|item| check_all(item, bad));
            }
            _ => {}
        }
    }
}

proptest! {
    #![proptest_config(arbitrary::cases(300))]

    #[test]
    fn edits_keep_all_that_they_do_not_touch(seed: u64, edits in 1..5usize) {
        let mut dice = Dice::new(seed);
        let text = arbitrary::text(&arbitrary::plan(seed), &mut dice);
        let old = read(&text).map_err(|faults| TestCaseError::fail(format!("{faults:?}\n{text}")))?.plan;
        let mut new = old.clone();
        let mut gone = Vec::new();
        for _ in 0..edits {
            edit(&mut new, "", &mut dice, &mut gone);
        }
        if dice.percent(20) && new.blocks.len() > 1 {
            let first = new.blocks.shared()[0].clone();
            new.blocks.remove(first.id.as_str());
            new.blocks.insert(dice.below(new.blocks.len() + 1), first);
        }
        let updated = update(&text, &old, &new).map_err(|faults| TestCaseError::fail(format!("{faults:?}")))?;
        prop_assert!(!updated.rewritten, "{}\n=====\n{}", text, splice(&text, &scan(&text), &old, &new).unwrap_or_default());
        let syntax = scan(&text);
        let regions: Vec<_> = paths(&text, &syntax)
            .into_iter()
            .filter(|(path, _)| gone.iter().any(|gone| path == gone))
            .map(|(_, node)| lead(&text, &syntax, node).block..trail(&text, &syntax, node).end)
            .collect();
        for comment in tokens(&text).filter(|token| token.kind.is_comment()) {
            let may_go = regions.iter().any(|region| region.contains(&comment.start));
            let kept = updated.text.contains(comment.text(&text).trim_end());
            prop_assert!(kept || may_go, "{} lost\n{}\n=====\n{}", comment.text(&text), text, updated.text);
        }
        if old == new {
            prop_assert_eq!(&updated.text, &text);
        }
        let back = update(&updated.text, &new, &old).map_err(|faults| TestCaseError::fail(format!("{faults:?}")))?;
        prop_assert!(!back.rewritten, "{}\n=====\n{}", updated.text, splice(&updated.text, &scan(&updated.text), &new, &old).unwrap_or_default());
    }

    #[test]
    fn one_changed_fact_is_at_most_two_lines_of_the_diff(seed: u64, canonical: bool) {
        let mut dice = Dice::new(seed);
        let plan = arbitrary::plan(seed);
        let text = if canonical { write(&plan) } else { arbitrary::text(&plan, &mut dice) };
        let mut new = plan.clone();
        // In a text that somebody laid out, a new field may give the one before it the comma that it lacked.
        prop_assume!(arbitrary::change_one_fact(&mut new, canonical, &mut dice) == Some(true));
        let mut bad = Vec::new();
        check_all(&new, &mut bad);
        prop_assume!(bad.is_empty());
        let updated = update(&text, &plan, &new).map_err(|faults| TestCaseError::fail(format!("{faults:?}")))?;
        let lines = InternedInput::new(text.as_str(), updated.text.as_str());
        let diff = Diff::compute(Algorithm::Myers, &lines);
        let (gone, come) = (diff.count_removals(), diff.count_additions());
        prop_assert!(gone + come <= 2, "-{gone} +{come}\n{}\n=====\n{}", text, updated.text);
    }

    #[test]
    fn one_changed_value_changes_at_most_two_lines(seed: u64) {
        let mut dice = Dice::new(seed);
        let text = write(&arbitrary::plan(seed));
        let old = read(&text).unwrap().plan;
        let mut new = old.clone();
        new.title = format!("another {}", dice.number());
        if let Some(block) = new.blocks.at_mut(0) {
            block.nodes = Nodes::new(1 + dice.below(9999) as u32);
            new.title = old.title.clone();
        }
        let updated = update(&text, &old, &new).unwrap();
        let differ = text.lines().zip(updated.text.lines()).filter(|(a, b)| a != b).count();
        prop_assert!(differ <= 1 && text.lines().count() == updated.text.lines().count());
    }

    #[test]
    fn laying_out_keeps_meaning_and_comments_and_is_done_once(seed: u64) {
        let plan = arbitrary::plan(seed);
        let text = arbitrary::text(&plan, &mut Dice::new(seed));
        let laid_out = fmt(&text).map_err(|faults| TestCaseError::fail(format!("{faults:?}\n{text}")))?;
        prop_assert_eq!(fmt(&laid_out), Ok(laid_out.clone()), "from\n{}", text);
        let back = read(&laid_out).map_err(|faults| TestCaseError::fail(format!("{faults:?}\n{laid_out}")))?;
        prop_assert_eq!(back.plan, plan);
        let trimmed = |text| comments(text).into_iter().map(|comment| comment.trim_end().to_string()).collect::<Vec<_>>();
        prop_assert_eq!(trimmed(&laid_out), trimmed(&text));
    }
}
