//! JSON Schema, draft 7, as far as the schema of SARIF uses it. A keyword that is not known here is an error of the test, so
//! that nothing is passed over.

use serde_json::Value;

/// Keywords that say nothing about a value.
const REMARKS: &[&str] = &["description", "title", "default", "$schema", "$id", "definitions", "format"];

/// Everything about `value` that the schema does not allow, with the path to it.
pub fn errors(schema: &Value, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    check(schema, schema, value, "", &mut found);
    found
}

fn check(root: &Value, schema: &Value, value: &Value, path: &str, found: &mut Vec<String>) {
    let Some(rules) = schema.as_object() else { return };
    for (keyword, rule) in rules {
        let wrong = match keyword.as_str() {
            "$ref" => {
                let pointer = rule.as_str().unwrap().trim_start_matches('#');
                check(
                    root,
                    root.pointer(pointer).expect("a reference that leads nowhere"),
                    value,
                    path,
                    found,
                );
                false
            }
            "type" => !match rule {
                Value::Array(any) => any.iter().any(|one| is(value, one.as_str().unwrap())),
                one => is(value, one.as_str().unwrap()),
            },
            "enum" => !rule.as_array().unwrap().contains(value),
            "required" => {
                let missing = |name: &&Value| value.get(name.as_str().unwrap()).is_none();
                value.is_object() && rule.as_array().unwrap().iter().any(|name| missing(&name))
            }
            "properties" => {
                for (name, rule) in rule.as_object().unwrap() {
                    if let Some(value) = value.get(name) {
                        check(root, rule, value, &format!("{path}/{name}"), found);
                    }
                }
                false
            }
            "additionalProperties" => {
                let known = |name: &str| rules.get("properties").is_some_and(|all| all.get(name).is_some());
                for (name, value) in value.as_object().into_iter().flatten().filter(|(name, _)| !known(name))
                {
                    match rule {
                        Value::Bool(false) => found.push(format!("{path}/{name} is not allowed")),
                        rule => check(root, rule, value, &format!("{path}/{name}"), found),
                    }
                }
                false
            }
            "items" => {
                for (at, value) in value.as_array().into_iter().flatten().enumerate() {
                    check(root, rule, value, &format!("{path}/{at}"), found);
                }
                false
            }
            "uniqueItems" => value.as_array().is_some_and(|all| {
                rule == &Value::Bool(true) && (1..all.len()).any(|at| all[..at].contains(&all[at]))
            }),
            "minItems" => value.as_array().is_some_and(|all| (all.len() as u64) < rule.as_u64().unwrap()),
            "minimum" => value.as_f64().is_some_and(|number| number < rule.as_f64().unwrap()),
            "maximum" => value.as_f64().is_some_and(|number| number > rule.as_f64().unwrap()),
            "pattern" => value.as_str().is_some_and(|text| !matches(rule.as_str().unwrap(), text)),
            "anyOf" => !rule.as_array().unwrap().iter().any(|rule| allows(root, rule, value)),
            "oneOf" => rule.as_array().unwrap().iter().filter(|rule| allows(root, rule, value)).count() != 1,
            remark if REMARKS.contains(&remark) => false,
            other => panic!("the keyword {other} is not known here"),
        };
        if wrong {
            found.push(format!("{path}: {keyword} {rule} does not hold of {value}"));
        }
    }
}

fn allows(root: &Value, schema: &Value, value: &Value) -> bool {
    let mut found = Vec::new();
    check(root, schema, value, "", &mut found);
    found.is_empty()
}

fn is(value: &Value, kind: &str) -> bool {
    match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "null" => value.is_null(),
        other => panic!("the type {other} is not known here"),
    }
}

/// The patterns that can apply to what is written; others fail, so that they are noticed.
fn matches(pattern: &str, text: &str) -> bool {
    match pattern {
        "[0-9]+(\\.[0-9]+){3}" => text.split('.').count() >= 4,
        _ => panic!("the pattern {pattern} is not known here: {text}"),
    }
}

#[test]
fn the_checker_refuses_what_the_schema_does() {
    let schema: Value = serde_json::from_str(include_str!("../data/sarif-schema-2.1.0.json")).unwrap();
    let refused = |text: &str| !errors(&schema, &serde_json::from_str(text).unwrap()).is_empty();
    assert!(!refused(r#"{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"x"}}}]}"#));
    assert!(refused(r#"{"version":"2.1.0"}"#));
    assert!(refused(r#"{"version":"2.2.0","runs":[]}"#));
    assert!(refused(r#"{"version":"2.1.0","runs":[{"tool":{"driver":{}}}]}"#));
    assert!(refused(r#"{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"x","colour":1}}}]}"#));
    let line = |line: i32| {
        format!(
            r#"{{"version":"2.1.0","runs":[{{"tool":{{"driver":{{"name":"x"}}}},"results":[{{"message":{{"text":"m"}},
            "locations":[{{"physicalLocation":{{"artifactLocation":{{"uri":"a"}},"region":{{"startLine":{line}}}}}}}]}}]}}]}}"#
        )
    };
    assert!(!refused(&line(1)));
    assert!(refused(&line(0)));
}
