//! What a plan file may hold, told from the field tables: as a JSON schema for editors, and as a reference plan for people.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::example::{example, of_shape};
use super::layout::lay_out;
use super::read::noun;
use crate::base::record::{AnyFact, Field, Record, Shape, View, ViewMut};
use crate::model::Plan;

/// The shape of a plan as JSON Schema (draft 2020-12). A record is an object, a word a string; RON's own spelling (round
/// brackets, words without quotes) is the file's.
pub fn schema() -> Value {
    let mut records = BTreeMap::new();
    let mut root = record_schema(&mut Plan::default(), &mut records);
    if let Some(root) = root.as_object_mut() {
        root.insert("$schema".into(), json!("https://json-schema.org/draft/2020-12/schema"));
        root.insert("title".into(), json!("planb plan"));
        root.insert("$defs".into(), json!(records));
    }
    root
}

fn record_schema(record: &mut dyn Record, records: &mut BTreeMap<&'static str, Value>) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for (at, field) in record.fields().iter().enumerate() {
        let is_default = record.is_default(at);
        let mut schema = match record.view_mut(at) {
            Some(ViewMut::Fact(fact)) => {
                let mut schema = shape_schema(fact.shape());
                let default = !field.essential && is_default && !fact.is_absent();
                if let (true, Some(schema)) = (default, schema.as_object_mut()) {
                    schema.insert("default".into(), json!(fact.show()));
                }
                schema
            }
            Some(ViewMut::Record(record)) => refer(record, records),
            Some(ViewMut::Optional(slot)) => refer(slot.make(), records),
            Some(ViewMut::List(list)) => {
                json!({ "type": "array", "items": refer(&mut *list.example(), records) })
            }
            None => continue,
        };
        if let Some(schema) = schema.as_object_mut() {
            schema.insert("description".into(), json!(field.doc.replace('\n', " ")));
        }
        properties.insert(field.name.into(), schema);
        if field.essential {
            required.push(field.name);
        }
    }
    json!({ "type": "object", "properties": properties, "required": required })
}

/// A reference to a record's own schema, which is made at its first use.
fn refer(record: &mut dyn Record, records: &mut BTreeMap<&'static str, Value>) -> Value {
    let name = record.name();
    if !records.contains_key(name) {
        records.insert(name, Value::Null);
        let schema = record_schema(record, records);
        records.insert(name, schema);
    }
    json!({ "$ref": format!("#/$defs/{name}") })
}

fn shape_schema(shape: Shape) -> Value {
    match shape {
        Shape::Text | Shape::Notes => json!({ "type": "string" }),
        Shape::Id(kind) => json!({ "type": "string", "examples": [kind_example(kind)] }),
        Shape::Whole => json!({ "type": "integer" }),
        Shape::Decimal | Shape::Money => json!({ "type": "number", "minimum": 0 }),
        Shape::Percent => json!({ "type": "number", "minimum": 0, "maximum": 100 }),
        Shape::Bool => json!({ "type": "boolean" }),
        Shape::Instant => json!({
            "type": "string",
            "pattern": r"^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2})?\s*([Zz]|[+-]\d{2}:?\d{2})$",
            "examples": ["2027-01-11T11:30Z"],
        }),
        Shape::Duration => json!({ "type": "string", "examples": ["36h", "1d12h", "90m"] }),
        Shape::Word(words) => {
            let word = |(word, doc): &(&str, &str)| json!({ "const": word, "description": doc });
            json!({ "type": "string", "oneOf": words.iter().map(word).collect::<Vec<_>>() })
        }
        Shape::List(item) => json!({ "type": "array", "items": shape_schema(*item) }),
        Shape::Optional(inner) => shape_schema(*inner),
    }
}

fn kind_example(kind: crate::base::record::Kind) -> String {
    of_shape(Shape::Id(kind), "").trim_matches('"').to_string()
}

/// A plan that names every field there is, each under its meaning. It reads without faults.
pub fn reference() -> String {
    let mut out = String::from(
        "// Every field that a plan may have. Only those marked \"essential\" must be written; the others are shown with\n\
         // their default or an example.\n\n",
    );
    record_reference(&mut Plan::default(), true, &mut out);
    lay_out(&out)
}

fn record_reference(record: &mut dyn Record, top: bool, out: &mut String) {
    fill(record);
    let mut clash = Vec::new();
    record.check(&mut clash);
    out.push_str(if top { "Plan(\n" } else { "(\n" });
    for (at, field) in record.fields().iter().enumerate() {
        if top && at > 0 {
            out.push('\n');
        }
        for line in field.doc.lines() {
            out.push_str(&format!("// {}\n", line.trim()));
        }
        if let Some(View::Fact(fact)) = record.view(at)
            && let Shape::Word(words) = fact.shape().inner()
            && !words.iter().all(|(word, _)| field.doc.contains(word))
        {
            let words: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            out.push_str(&format!("// One of {}.\n", words.join(", ")));
        }
        if field.essential {
            out.push_str("// Essential.\n");
        }
        if clash.iter().any(|(name, _)| *name == field.name) {
            let value = record.view(at).map(|view| example(&view, field.name)).unwrap_or_default();
            out.push_str(&format!("// {}: {value},\n", field.name));
            continue;
        }
        out.push_str(&format!("{}: ", field.name));
        match record.view_mut(at) {
            Some(ViewMut::Fact(fact)) => out.push_str(&fact.ron()),
            Some(ViewMut::Record(record)) => record_reference(record, false, out),
            Some(ViewMut::Optional(slot)) => record_reference(slot.make(), false, out),
            Some(ViewMut::List(list)) => {
                let mut item = list.example();
                out.push_str(&format!("[\n// One {}.\n", noun(&*item)));
                record_reference(&mut *item, false, out);
                out.push(']');
            }
            None => {}
        }
        out.push_str(",\n");
    }
    out.push(')');
    if top {
        out.push('\n');
    }
}

/// Gives every fact that has no telling default an example.
fn fill(record: &mut dyn Record) {
    for (at, field) in record.fields().iter().enumerate() {
        let telling = !field.essential && !matches!(record.view(at), Some(View::Fact(fact)) if is_mute(fact));
        if let Some(ViewMut::Fact(fact)) = record.view_mut(at).filter(|_| !telling) {
            // What does not fit is left as it is: the reference must read without faults.
            let from_doc = fact.set(&from_doc(fact.shape(), field));
            let _ = from_doc.or_else(|_| fact.set(&of_shape(fact.shape(), field.name)));
        }
    }
}

/// Whether a default says nothing about what could stand there.
fn is_mute(fact: &dyn AnyFact) -> bool {
    fact.is_absent() || matches!(fact.ron().as_str(), "0" | "0.00" | "\"0h\"" | "\"0s\"" | "\"0m\"")
}

/// The example that a doc gives in brackets: `Accelerator (H100).`
fn from_doc(shape: Shape, field: &Field) -> String {
    let example = match field.doc.split_once('(') {
        Some((_, rest)) if shape.inner() == Shape::Text => rest.split([',', ')']).next(),
        _ => None,
    };
    example.map_or(String::new(), crate::base::fact::quote)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::{fmt, read};

    /// Calls `each` for every record that a plan can hold, once a kind.
    fn visit(record: &mut dyn Record, each: &mut dyn FnMut(&dyn Record)) {
        each(record);
        for at in 0..record.fields().len() {
            match record.view_mut(at) {
                Some(ViewMut::Record(record)) => visit(record, each),
                Some(ViewMut::Optional(slot)) => visit(slot.make(), each),
                Some(ViewMut::List(list)) => visit(&mut *list.example(), each),
                _ => {}
            }
        }
    }

    #[test]
    fn the_reference_reads_without_faults_and_names_every_field() {
        let text = reference();
        let read =
            read(&text).unwrap_or_else(|faults| panic!("{}", faults[0].render("reference.ron", &text)));
        assert_eq!(read.notes, []);
        assert_eq!(fmt(&text).as_ref(), Ok(&text));
        visit(&mut Plan::default(), &mut |record| {
            for field in record.fields() {
                assert!(text.contains(&format!("{}: ", field.name)), "{}.{}", record.name(), field.name);
            }
        });
        assert!(text.contains("// Accelerator (H100).\n            accelerator: \"H100\",\n"), "{text}");
    }

    #[test]
    fn the_schema_knows_every_record_and_what_it_needs() {
        let schema = schema();
        visit(&mut Plan::default(), &mut |record| {
            let found = match record.name() {
                "Plan" => &schema,
                name => &schema["$defs"][name],
            };
            let essential: Vec<&str> =
                record.fields().iter().filter(|field| field.essential).map(|field| field.name).collect();
            assert_eq!(found["required"], json!(essential), "{}", record.name());
            assert_eq!(found["properties"].as_object().unwrap().len(), record.fields().len());
        });
        assert_eq!(schema["properties"]["confidence"]["default"], "80");
        assert_eq!(schema["$defs"]["Block"]["properties"]["price"]["$ref"], "#/$defs/Price");
    }
}
