//! Every field of every kind of item can be set through keys.

use crate::forms::{form, select};
use crate::program::{Program, plan, targets, with};
use planb::app::form::{FormRow, rows};
use planb::base::record::{Kind, Shape};
use planb::model::at::{self, Row};
use planb::model::{Plan, Target};

/// The plan with at least one item of every kind.
fn with_every_kind() -> Plan {
    let mut plan = plan();
    let mut add = |holder: &Target, list: &str, id: &str| {
        plan = planb::app::change::items::add(&plan, holder, list, id).unwrap().0;
    };
    for list in [
        "machines",
        "datasets",
        "scenarios",
        "quotas",
        "waivers",
        "conflicts",
        "severities",
        "products",
        "baselines",
    ] {
        add(&Target::Plan, list, "new");
    }
    add(&Target::Scenario("new".into()), "assumptions", "new");
    add(&Target::Block("cb-jan".into()), "extensions", "new");
    plan
}

/// A text that a field takes, other than what it holds.
fn sample(shape: Shape, row: &Row) -> String {
    let last = row.path.rsplit('.').next().unwrap();
    match shape {
        Shape::Optional(inner) => sample(*inner, row),
        Shape::List(item) => sample(*item, row),
        Shape::Text if last == "working_hours" => "Mon-Thu 10:00-16:00".into(),
        Shape::Text if last == "ends_at" => "12:45".into(),
        Shape::Text if matches!(last, "holidays" | "read_on") => "2026-12-25".into(),
        Shape::Text | Shape::Notes => "some text".into(),
        Shape::Whole => "3".into(),
        Shape::Decimal => "1.5".into(),
        Shape::Money => "12.50".into(),
        Shape::Bool => (row.value != "true").to_string(),
        Shape::Instant if last == "start" => "2026-12-01T00:00Z".into(),
        Shape::Instant => "2028-01-01T00:00Z".into(),
        Shape::Duration => "7h".into(),
        Shape::Percent => "40".into(),
        Shape::Word(_) if last == "scaling" => "LossPerDoubling(4)".into(),
        Shape::Word(words) => {
            words.iter().map(|(word, _)| *word).find(|word| *word != row.value).unwrap().into()
        }
        Shape::Id(Kind::TimeZone) => "Asia/Tokyo".into(),
        Shape::Id(_) => "some-id".into(),
    }
}

fn set(program: &mut Program, path: &str, text: &str) {
    select(program, |row| matches!(row, FormRow::Field(row) if row.path == path));
    program.keys("<Enter><C-u>").keys(text).keys("<Enter>");
}

#[test]
fn every_field_of_every_item_is_set_through_keys() {
    let all = targets(&with_every_kind());
    let mut kinds: Vec<&str> = Vec::new();
    let mut fields = 0;
    for target in all {
        if kinds.contains(&target.kind()) && !matches!(target, Target::Window(_, Some(_), _)) {
            continue;
        }
        kinds.push(target.kind());
        let mut program = with(with_every_kind());
        program.app.open_form(target.clone());
        let record = program.app.plan().record(&target).unwrap();
        for row in at::rows(record) {
            if row.path == "need.accelerator_hours" {
                // Work is told in hours or in accelerator-hours.
                set(&mut program, "need.hours", "");
            }
            let text = sample(row.shape, &row);
            set(&mut program, &row.path, &text);
            let form = form(&program);
            assert!(form.input.is_none(), "{target} {} = {text}: {:?}", row.path, form.error);
            let record = program.app.doc.plan().record(&form.target).unwrap();
            let value = at::get(record, &row.path).unwrap();
            assert!(!value.is_empty() && value != row.value, "{target} {} = {text} gave {value}", row.path);
            fields += 1;
        }
    }
    assert_eq!(kinds.iter().collect::<std::collections::BTreeSet<_>>().len(), 14, "{kinds:?}");
    assert!(fields > 200, "only {fields} fields");
}

#[test]
fn every_list_of_every_item_can_be_added_to_from_its_form() {
    for target in targets(&with_every_kind()) {
        let mut program = with(with_every_kind());
        let lists: Vec<&str> = rows(program.app.plan(), &target)
            .into_iter()
            .filter_map(|row| match row {
                FormRow::Add { list } => Some(list),
                _ => None,
            })
            .collect();
        for list in lists {
            let before = program.app.doc.plan().clone();
            program.app.open_form(target.clone());
            select(&mut program, |row| *row == FormRow::Add { list });
            program.keys("<Enter><Esc><Esc>");
            assert!(*program.app.doc.plan() != before, "{target} {list}: {}", program.said());
        }
    }
}
