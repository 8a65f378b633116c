use super::build::*;
use planb::analysis::{AgendaKind, MarkKind};
use planb::model::*;

#[test]
fn a_block_has_the_dates_of_its_rules() {
    let mut plan = plan();
    let mut block = block("cb", 4, "2026-12-01T11:30Z", "2026-12-15T11:30Z");
    block.status = Stage::Wanted.into();
    plan.blocks.push(block);
    let found = analysis(&plan, "2026-10-01T00:00Z");
    let mark = |kind| {
        let mark = found.blocks[0].dates.iter().find(|mark| mark.kind == kind);
        mark.map(|mark| mark.at.to_string()).unwrap_or_default()
    };
    assert_eq!(mark(MarkKind::CanBuyFrom), "2026-10-06T11:30Z");
    assert_eq!(mark(MarkKind::SafeBuyBy), "2026-11-30T23:30Z");
    assert_eq!(mark(MarkKind::MustBuyBy), "2026-12-01T11:00Z");
    assert_eq!(mark(MarkKind::UsableStart), "2026-12-01T12:00Z");
    assert_eq!(mark(MarkKind::ExtendFrom), "2026-10-20T11:30Z");
    assert_eq!(mark(MarkKind::SafeExtendBy), "2026-12-14T22:55Z");
    assert_eq!(mark(MarkKind::ExtendBy), "2026-12-15T10:30Z");
    assert_eq!(mark(MarkKind::Warning), "2026-12-15T10:50Z");
    assert_eq!(mark(MarkKind::Drain), "2026-12-15T10:50Z");
    assert_eq!(mark(MarkKind::UsableEnd), "2026-12-15T11:00Z");
    let sorted = found.blocks[0].dates.windows(2).all(|pair| pair[0].at <= pair[1].at);
    assert!(sorted);
}

#[test]
fn the_agenda_is_in_order_and_has_only_what_lies_ahead_or_is_overdue() {
    let mut plan = week();
    plan.runs.get_mut("base-8b").unwrap().deadline = Some(at("2027-01-22T18:00Z"));
    plan.runs.get_mut("base-8b").unwrap().staging = hours(20);
    let found = analysis(&plan, "2027-01-06T09:00Z");
    let items: Vec<String> = found.agenda.iter().map(|item| format!("{} {}", item.at, item.text)).collect();
    assert_eq!(
        items,
        [
            "2027-01-10T16:00Z start staging for base-8b",
            "2027-01-11T11:30Z cb-jan starts",
            "2027-01-11T12:00Z base-8b starts",
            "2027-01-18T10:50Z cb-jan will be warned of its end",
            "2027-01-18T11:00Z cb-jan can be used until then",
            "2027-01-18T11:30Z cb-jan ends",
            "2027-01-22T18:00Z deadline of base-8b",
        ]
    );
    let later = analysis(&plan, "2027-01-18T11:15Z");
    assert_eq!(later.agenda.len(), 2);
}

#[test]
fn buying_is_asked_of_its_owner_in_their_hours() {
    let mut plan = week();
    plan.approval_days = 1;
    plan.people.push(Person { id: "ada".into(), zone: Some("Europe/Berlin".into()), ..Person::default() });
    plan.people.push(Person {
        id: "grace".into(),
        zone: Some("America/Los_Angeles".into()),
        ..Person::default()
    });
    let block = plan.blocks.get_mut("cb-jan").unwrap();
    (block.status, block.owner) = (Stage::Wanted.into(), "ada".into());
    let buy = |plan: &Plan| {
        let found = analysis(plan, "2026-12-01T09:00Z");
        assert_eq!(found.verdict.next.as_ref().unwrap().kind, AgendaKind::Buy);
        found.agenda.into_iter().find(|item| item.kind == AgendaKind::Buy).unwrap()
    };
    let item = buy(&plan);
    assert_eq!(item.text, "buy cb-jan (USD 169,150.46)");
    assert_eq!(item.at, at("2027-01-10T23:30Z"), "a Sunday");
    // Friday 17:00 in Berlin is rolled back to; approval takes one working day.
    assert_eq!(item.people, Some(at("2027-01-07T16:00Z")));
    plan.blocks.get_mut("cb-jan").unwrap().owner = "grace".into();
    assert_eq!(buy(&plan).people, Some(at("2027-01-08T01:00Z")), "Thursday 17:00 in Los Angeles");
    plan.holidays.push(Date::parse("2027-01-08").unwrap());
    assert_eq!(buy(&plan).people, Some(at("2027-01-07T01:00Z")), "Friday is a holiday");
}

#[test]
fn people_keep_their_hours_across_a_change_of_the_clock() {
    let mut plan = plan();
    plan.zones = vec!["Europe/Berlin".into()];
    // Clocks go forward on Sunday 28 March 2027.
    for (id, start, people) in [
        ("before", "2027-03-27T11:30Z", "2027-03-26T16:00Z"),
        ("after", "2027-03-29T11:30Z", "2027-03-26T16:00Z"),
        ("summer", "2027-04-03T11:30Z", "2027-04-02T15:00Z"),
    ] {
        let mut block = block(id, 1, start, "2027-04-10T11:30Z");
        block.status = Stage::Wanted.into();
        plan.blocks.push(block);
        let found = analysis(&plan, "2027-03-01T09:00Z");
        let item = found.agenda.iter().find(|item| item.text.starts_with(&format!("buy {id}"))).unwrap();
        assert_eq!(item.people, Some(at(people)), "{id}");
    }
}

#[test]
fn a_decision_without_an_outcome_gets_overdue() {
    let mut plan = week();
    plan.decisions.push(Decision {
        id: "d1".into(),
        about: Choice::Other,
        decide_on: Some(at("2027-01-05T09:00Z")),
        ..Decision::default()
    });
    let found = analysis(&plan, "2027-01-06T09:00Z");
    assert!(found.decisions[0].overdue && !found.verdict.on_track);
    assert!(found.verdict.reasons[0].contains("d1"), "{:?}", found.verdict.reasons);
    plan.decisions.get_mut("d1").unwrap().outcome = Some(Outcome::Taken);
    let found = analysis(&plan, "2027-01-06T09:00Z");
    assert!(!found.decisions[0].overdue);
    assert!(found.verdict.on_track, "{:?}", found.verdict.reasons);
}

#[test]
fn a_decision_to_buy_has_the_date_of_its_block() {
    let mut plan = week();
    plan.blocks.get_mut("cb-jan").unwrap().status = Stage::Offered.into();
    plan.decisions.push(Decision {
        id: "d1".into(),
        about: Choice::Buy,
        block: Some("cb-jan".into()),
        owner: "lead".into(),
        ..Decision::default()
    });
    let found = analysis(&plan, "2027-01-06T09:00Z");
    assert_eq!(found.decisions[0].decide_by.as_ref().unwrap().hard, at("2027-01-10T23:30Z"));
    let buys: Vec<_> = found.agenda.iter().filter(|item| item.kind == AgendaKind::Buy).collect();
    assert_eq!(buys.len(), 1, "once, by the decision");
    assert_eq!((buys[0].owner.as_str(), &buys[0].target), ("lead", &Target::Decision("d1".into())));
}

#[test]
fn a_wanted_block_whose_moment_has_passed_is_overdue() {
    let mut plan = week();
    plan.blocks.get_mut("cb-jan").unwrap().status = Stage::Wanted.into();
    let found = analysis(&plan, "2027-01-11T05:00Z");
    let buy = found.agenda.iter().find(|item| item.kind == AgendaKind::Buy).unwrap();
    assert_eq!((buy.at, buy.overdue), (at("2027-01-11T11:00Z"), false), "the last moment after the safe one");
    let found = analysis(&plan, "2027-01-11T11:10Z");
    assert!(found.agenda.iter().any(|item| item.kind == AgendaKind::Buy && item.overdue));
    assert!(!found.verdict.on_track);
}

#[test]
fn an_extension_that_is_not_bought_is_on_the_agenda() {
    let mut plan = week();
    plan.blocks.get_mut("cb-jan").unwrap().extensions.push(Extension {
        id: "x1".into(),
        until: at("2027-01-25T11:30Z"),
        status: Stage::Wanted.into(),
        ..Extension::default()
    });
    let found = analysis(&plan, "2027-01-06T09:00Z");
    let block = &found.blocks[0];
    assert_eq!((block.usable.end, block.bought_until), (at("2027-01-25T11:00Z"), at("2027-01-18T11:30Z")));
    let item = found.agenda.iter().find(|item| item.kind == AgendaKind::Extend).unwrap();
    assert_eq!(item.at, at("2027-01-17T22:55Z"), "12 h 35 min before what is bought ends");
}
