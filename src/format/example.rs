//! Example values by shape, for messages and for the reference plan.

use crate::base::record::{Kind, Record, Shape, View};

/// RON that a field accepts; a default that means something is its own example.
pub(super) fn example(view: &View<'_>, name: &str) -> String {
    match view {
        View::Fact(fact) => of_shape(fact.shape(), name),
        View::Record(record) => first_fields(*record),
        View::Optional(_) => "(…)".to_string(),
        View::List(_) => "[(…)]".to_string(),
    }
}

/// The essential fields of a record, or the first two where none is.
fn first_fields(record: &dyn Record) -> String {
    let named = |index: usize, name: &str| match record.view(index) {
        Some(View::Fact(fact)) => Some(format!("{name}: {}", of_shape(fact.shape(), name))),
        _ => None,
    };
    let fields = || record.fields().iter().enumerate();
    let essential: Vec<String> = fields()
        .filter(|(_, field)| field.essential)
        .filter_map(|(at, field)| named(at, field.name))
        .collect();
    match essential.is_empty() {
        false => format!("({})", essential.join(", ")),
        true => {
            let first: Vec<String> =
                fields().filter_map(|(at, field)| named(at, field.name)).take(1).collect();
            format!("({})", first.join(", "))
        }
    }
}

/// RON of a shape; the name of the field decides between several plausible values.
pub(super) fn of_shape(shape: Shape, name: &str) -> String {
    let text = match shape {
        Shape::Optional(inner) => return of_shape(*inner, name),
        Shape::List(inner) => return format!("[{}]", of_shape(*inner, name)),
        Shape::Whole => return "8".to_string(),
        Shape::Decimal => return "1.5".to_string(),
        Shape::Money => return "151027.20".to_string(),
        Shape::Bool => return "true".to_string(),
        Shape::Percent => return "80".to_string(),
        Shape::Word(words) => return words.first().map_or("None", |(word, _)| word).to_string(),
        Shape::Instant if matches!(name, "end" | "until" | "deadline") => "2027-01-25T11:30Z",
        Shape::Instant => "2027-01-11T11:30Z",
        Shape::Duration => "36h",
        Shape::Notes => "Anything else worth knowing",
        Shape::Text => text(name),
        Shape::Id(kind) => id(kind),
    };
    format!("\"{text}\"")
}

fn text(name: &str) -> &'static str {
    match name {
        "title" => "Training",
        "currency" => "USD",
        "working_hours" => "Mon-Fri 09:00-17:00",
        "ends_at" => "11:30",
        "holidays" | "read_on" => "2026-12-25",
        "code" => "B117",
        _ => "text",
    }
}

fn id(kind: Kind) -> &'static str {
    match kind {
        Kind::Block => "cb-jan",
        Kind::Run => "base-8b",
        Kind::Window => "w1",
        Kind::Fallback => "lora",
        Kind::Dataset => "web-2026",
        Kind::Scenario => "jan-denied",
        Kind::Decision => "buy-cb-jan",
        Kind::Machine => "aws.p5",
        Kind::Person => "lead",
        Kind::Product => "aws-capacity-block",
        Kind::Region => "us-east-2",
        Kind::Zone => "use2-az1",
        Kind::TimeZone => "Europe/Berlin",
        Kind::Other => "id-1",
    }
}
