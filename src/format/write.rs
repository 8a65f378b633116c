//! A plan as canonical RON text: essentials and whatever is not the default, in the order of the field tables.

use super::layout::lay_out;
use super::style::Style;
use crate::base::record::{Field, Record, View};
use crate::model::Plan;

/// The whole plan as a new file holds it. [`read`](fn@super::read) gives an equal plan back.
pub fn write(plan: &Plan) -> String {
    let mut out = String::from("Plan(\n");
    let mut after_list = false;
    for (field, view) in written_fields(plan) {
        let is_list = matches!(view, View::List(_));
        if is_list || after_list {
            out.push('\n');
        }
        after_list = is_list;
        spell_field(field.name, &view, &Style::default(), &mut out);
        out.push_str(",\n");
    }
    for (name, ron) in plan.extra() {
        out.push_str(&format!("{name}: {ron},\n"));
    }
    out.push_str(")\n");
    lay_out(&out)
}

/// The fields that the text of a record names: the essential ones and those that are not as they would be without.
pub(super) fn written_fields(record: &dyn Record) -> impl Iterator<Item = (&'static Field, View<'_>)> {
    record.fields().iter().enumerate().filter_map(|(at, field)| {
        let written = field.essential || field.name == "version" || !record.is_default(at);
        written.then(|| record.view(at)).flatten().map(|view| (field, view))
    })
}

/// A record in brackets. With `lines`, the layout gives each field a line.
pub(super) fn spell(record: &dyn Record, style: &Style, lines: bool, out: &mut String) {
    if style.named {
        out.push_str(record.name());
    }
    out.push_str(if lines { "(\n" } else { "(" });
    for (field, view) in written_fields(record) {
        spell_field(field.name, &view, style, out);
        out.push_str(", ");
    }
    for (name, ron) in record.extra() {
        out.push_str(&format!("{name}: {ron}, "));
    }
    if out.ends_with(", ") {
        out.truncate(out.len() - 2);
    }
    out.push(')');
}

/// `name: value`
pub(super) fn spell_field(name: &str, view: &View<'_>, style: &Style, out: &mut String) {
    out.push_str(name);
    out.push_str(": ");
    match view {
        View::Fact(fact) => out.push_str(&fact.ron()),
        View::Record(record) | View::Optional(Some(record)) => spell(*record, style, false, out),
        View::Optional(None) => out.push_str("None"),
        View::List(list) => {
            out.push('[');
            for item in (0..list.len()).filter_map(|at| list.get(at)) {
                spell(item, style, !style.is_flat(name), out);
                out.push_str(", ");
            }
            out.push(']');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::{arbitrary, read};
    use crate::model::*;
    use proptest::prelude::*;

    #[test]
    fn a_new_plan_reads_well() {
        let mut plan = Plan { title: "Training \"A\"".into(), tags: vec!["x".into()], ..Plan::default() };
        let at = |text: &str| crate::base::Instant::parse(text).unwrap();
        plan.blocks.push(Block {
            id: "cb-jan".into(),
            machine: "aws.p5".into(),
            nodes: Nodes::new(16),
            start: at("2027-01-11T11:30Z"),
            price: crate::base::record::Maybe(Some(Price { source: "list".into(), ..Price::default() })),
            ..Block::default()
        });
        let window = Window {
            id: "w1".into(),
            block: "cb-jan".into(),
            nodes: Nodes::new(16),
            start: at("2027-01-11T12:00Z"),
            end: at("2027-01-12T12:00Z"),
            ..Window::default()
        };
        let mut run = Run { id: "base-8b".into(), ..Run::default() };
        run.need.nodes = Nodes::new(16);
        run.windows.push(window);
        plan.runs.push(run);
        assert_eq!(
            write(&plan),
            r#"Plan(
    version: 1,
    title: "Training \"A\"",

    blocks: [
        (
            id: "cb-jan",
            machine: "aws.p5",
            nodes: 16,
            start: "2027-01-11T11:30Z",
            price: (source: "list"),
        ),
    ],

    runs: [
        (
            id: "base-8b",
            need: (nodes: 16),
            windows: [
                (
                    id: "w1",
                    block: "cb-jan",
                    nodes: 16,
                    start: "2027-01-11T12:00Z",
                    end: "2027-01-12T12:00Z",
                ),
            ],
        ),
    ],

    tags: ["x"],
)
"#
        );
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back_equal(seed: u64) {
            let plan = arbitrary::plan(seed);
            let text = write(&plan);
            let back = read(&text).map_err(|faults| TestCaseError::fail(format!("{faults:?}\n{text}")))?;
            prop_assert_eq!(&back.plan, &plan);
            prop_assert_eq!(lay_out(&text), text.clone());
            let options = ron::Options::default().with_default_extension(ron::extensions::Extensions::IMPLICIT_SOME);
            prop_assert!(options.from_str::<ron::Value>(&text).is_ok(), "{}", text);
        }
    }
}
