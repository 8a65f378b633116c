//! Findings as workflow commands of GitHub Actions, which annotate the lines of a pull request.
//!
//! In the text, `%` and line ends are escaped; in the properties, `:` and `,` too, because they end a property
//! (actions/toolkit, `packages/core/src/command.ts`).

use crate::base::words::visible;
use crate::model::Severity;
use crate::report::Finding;

pub fn findings(findings: &[Finding]) -> String {
    // What is accepted needs no annotation.
    findings.iter().filter(|found| found.waived.is_none()).map(finding).collect()
}

fn finding(finding: &Finding) -> String {
    let level = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        _ => "notice",
    };
    let mut properties = Vec::new();
    if finding.file != "<stdin>" {
        properties.push(format!("file={}", property(&finding.file)));
        properties.extend(finding.line.map(|line| format!("line={line}")));
        properties.extend(finding.column.map(|column| format!("col={column}")));
    }
    properties.push(format!("title={}", property(&format!("{} {}", finding.code, finding.item))));
    let fixes = finding.fixes.iter().map(|fix| format!("\nPossible: {fix}")).collect::<String>();
    format!("::{level} {}::{}\n", properties.join(","), data(&format!("{}{fixes}", finding.message)))
}

/// Escaped as the text of a command. Line ends are kept as escapes, everything else that is hidden is written out.
fn data(text: &str) -> String {
    let lines: Vec<String> =
        text.split('\n').map(|line| visible(line).replace('%', "%25").replace('\r', "%0D")).collect();
    lines.join("%0A")
}

/// Escaped as a property of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_a_command_is_escaped() {
        let finding = Finding {
            file: "plans/a,b:c.ron".to_string(),
            line: Some(12),
            column: Some(9),
            code: "B116".to_string(),
            severity: Severity::Error,
            item: "cb-jan".to_string(),
            message: "95 % of it\n::error::not a command\u{1b}[31m".to_string(),
            fixes: vec!["shrink base-8b/w1 to 4 nodes".to_string()],
            waived: None,
        };
        assert_eq!(
            findings(&[finding]),
            "::error file=plans/a%2Cb%3Ac.ron,line=12,col=9,title=B116 cb-jan::95 %25 of it%0A::error::not a \
             command\\u{1b}[31m%0APossible: shrink base-8b/w1 to 4 nodes\n"
        );
    }

    #[test]
    fn what_has_no_place_in_a_file_says_so() {
        let finding = Finding {
            file: "<stdin>".to_string(),
            line: Some(1),
            column: Some(1),
            code: "R203".to_string(),
            severity: Severity::Info,
            item: "plan".to_string(),
            message: "m".to_string(),
            fixes: Vec::new(),
            waived: None,
        };
        assert_eq!(findings(&[finding]), "::notice title=R203 plan::m\n");
    }
}
