//! Findings as SARIF 2.1.0, for code scanning.
//!
//! A SARIF fix replaces regions of a file; planb's fixes are changes of a plan, so they stand as text beside the message.

use crate::base::sort;
use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::analysis::lints::{LINTS, Lint};
use crate::model::Severity;
use crate::report::Finding;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

pub fn findings(findings: &[Finding]) -> String {
    let index: BTreeMap<&str, usize> = sort::map(LINTS.iter().enumerate().map(|(at, lint)| (lint.code, at)));
    super::json::print(&json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {
                "driver": {
                    "name": env!("CARGO_PKG_NAME"),
                    "semanticVersion": env!("CARGO_PKG_VERSION"),
                    "rules": LINTS.iter().map(|lint| rule(lint)).collect::<Vec<_>>(),
                },
            },
            "columnKind": "unicodeCodePoints",
            "results": findings.iter().map(|finding| result(finding, &index)).collect::<Vec<_>>(),
        }],
    }))
}

fn rule(lint: &Lint) -> Value {
    json!({
        "id": lint.code,
        "name": lint.name,
        "shortDescription": { "text": lint.name.replace('-', " ") },
        "fullDescription": { "text": lint.doc },
        "help": { "text": format!("{}\n\nSource: {}", lint.doc, lint.source) },
        "defaultConfiguration": { "level": level(lint.severity) },
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
        Severity::Off => "none",
    }
}

#[allow(clippy::indexing_slicing, reason = "of JSON objects, which get the key")]
fn result(finding: &Finding, index: &BTreeMap<&str, usize>) -> Value {
    let mut location = json!({
        "logicalLocations": [{ "fullyQualifiedName": finding.item, "kind": "element" }],
    });
    if finding.file != "<stdin>" {
        let mut place = json!({ "artifactLocation": { "uri": uri(&finding.file) } });
        if let Some(line) = finding.line {
            let column = finding.column.unwrap_or(1);
            place["region"] = json!({ "startLine": line.max(1), "startColumn": column.max(1) });
        }
        location["physicalLocation"] = place;
    }
    let mut result = json!({
        "ruleId": finding.code,
        "level": level(finding.severity),
        "message": { "text": message(finding) },
        "locations": [location],
        "properties": { "fixes": finding.fixes },
    });
    if let Some(why) = &finding.waived {
        result["suppressions"] = json!([{ "kind": "inSource", "status": "accepted", "justification": why }]);
    }
    if let Some(at) = index.get(finding.code.as_str()) {
        result["ruleIndex"] = json!(at);
    }
    result
}

fn message(finding: &Finding) -> String {
    let fixes = finding.fixes.iter().map(|fix| format!("\nPossible: {fix}"));
    format!("{}{}", finding.message, fixes.collect::<String>())
}

/// A path as a relative or file URI (RFC 3986): everything but unreserved characters and slashes is percent-encoded.
fn uri(path: &str) -> String {
    let slashed = path.replace('\\', "/");
    let mut out = String::new();
    if slashed.starts_with('/') {
        out.push_str("file://");
    }
    for byte in slashed.trim_start_matches("./").bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(byte as char)
            }
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_uris() {
        assert_eq!(uri("./plans/a b.ron"), "plans/a%20b.ron");
        assert_eq!(uri("/x/ä:1.ron"), "file:///x/%C3%A4%3A1.ron");
        assert_eq!(uri("a\\b.ron"), "a/b.ron");
    }
}
