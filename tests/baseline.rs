//! Baselines on the command line: stored in the plan, listed, shown, replaced, deleted.

mod common;

use common::{Place, WRITTEN};

const PLAN: &str = include_str!("keys/plan.ron");

fn place() -> Place {
    let place = Place::new();
    place.write("plan.ron", PLAN);
    place
}

fn run(place: &Place, arguments: &[&str]) -> common::Said {
    place.run_with(&[arguments, &["--as-of", WRITTEN]].concat(), "")
}

#[test]
fn a_baseline_is_an_addition_to_the_file_and_its_deletion_takes_it_out_again() {
    let place = place();
    assert_eq!(run(&place, &["baseline", "approved 6 Jan"]).code, 0);
    let text = place.read("plan.ron");
    let added = text.lines().filter(|line| !PLAN.lines().any(|known| known == *line)).count();
    assert!(PLAN.lines().all(|line| text.lines().any(|known| known == line)), "a line of the plan changed");
    assert!(added > 10 && text.contains("id: \"approved-6-Jan\""), "{text}");
    let deleted = run(&place, &["baseline", "approved 6 Jan", "--delete"]);
    assert_eq!((deleted.code, deleted.out.as_str()), (0, "baseline approved 6 Jan deleted\n"));
    assert_eq!(place.read("plan.ron"), PLAN);
    let again = run(&place, &["baseline", "approved 6 Jan", "--delete"]);
    assert!(again.code == 2 && again.err.contains("no baseline approved 6 Jan"), "{again:?}");
    assert_eq!(place.run("undo plan.ron").code, 0);
    assert!(place.read("plan.ron").contains("approved-6-Jan"), "a deletion can be undone");
}

#[test]
fn a_name_is_replaced_only_when_asked() {
    let place = place();
    assert_eq!(run(&place, &["baseline", "approved"]).code, 0);
    assert_eq!(place.run("set plan.ron blocks.cb-jan.nodes 12").code, 0);
    let before = place.read("plan.ron");
    let refused = run(&place, &["baseline", "approved"]);
    assert!(refused.code == 2 && refused.err.contains("--replace"), "{refused:?}");
    assert_eq!(place.read("plan.ron"), before);
    assert!(run(&place, &["baseline"]).out.contains("1 change since"));
    assert_eq!(run(&place, &["baseline", "approved", "--replace"]).code, 0);
    assert!(run(&place, &["baseline"]).out.contains("no change since"));
    assert_eq!(place.read("plan.ron").matches("baselines:").count(), 1);
    for name in ["", "  "] {
        let nameless = run(&place, &["baseline", name]);
        assert!(nameless.code == 2 && nameless.err.contains("needs a name"), "{nameless:?}");
    }
}

#[test]
fn what_it_holds_is_shown_with_what_changed_since() {
    let place = place();
    assert!(run(&place, &["baseline"]).err.contains("planb baseline NAME stores one"));
    assert_eq!(run(&place, &["baseline", "approved", "--by", "mia"]).code, 0);
    assert_eq!(place.run("set plan.ron runs.base-8b.windows.w1.end 2027-01-22T12:00Z").code, 0);
    let shown = run(&place, &["baseline", "approved", "--show"]).out;
    for part in [
        "approved  2027-01-06 09:00Z by mia: not on track",
        "block cb-jan: Mon 11 Jan 11:30 UTC to Mon 25 Jan 11:30 UTC, 8 x aws.p5, scheduled",
        "window base-8b/w1: Mon 11 Jan 16:00 UTC to Wed 20 Jan 12:00 UTC, 8 nodes on cb-jan",
        "since then",
        "window base-8b/w1: ends 2d later, Fri 22 Jan 12:00Z",
    ] {
        assert!(shown.contains(part), "{part} is missing in\n{shown}");
    }
}

#[test]
fn each_kind_of_change_is_told_by_its_word() {
    let place = place();
    let changed = PLAN
        .replace("title: \"Winter\"", "title: \"Cold\"")
        .replace("status: Offered", "status: Requested")
        .replace("upfront: 7973.38", "upfront: 8000.00")
        .replace(
            "block: \"cb-jan\", nodes: 8, start: \"2027-01-11T16:00Z\", end: \"2027-01-20T12:00Z\"",
            "block: \"cb-late\", nodes: 8, start: \"2027-01-11T18:00Z\", end: \"2027-01-20T14:00Z\"",
        )
        .replace("end: \"2027-01-25T11:30Z\"", "end: \"2027-01-26T11:30Z\"")
        .replace(
            "(id: \"later\", kind: Postpone, acceptable: No),",
            "(id: \"spot\", kind: Spot, acceptable: No),",
        );
    place.write("new.ron", changed);
    let said = run(&place, &["diff", "plan.ron", "new.ron", "--format", "json"]);
    assert_eq!(said.code, 1, "{said:?}");
    let told: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    let words: Vec<&str> =
        told["changes"].as_array().unwrap().iter().map(|line| line["what"].as_str().unwrap()).collect();
    for word in ["added", "removed", "renamed", "moved", "resized", "reassigned", "repriced", "status"] {
        assert!(words.contains(&word), "{word} is missing in {words:?}");
    }
    let texts = ["text", "markdown"]
        .map(|format| run(&place, &["diff", "plan.ron", "new.ron", "--format", format]).out);
    for text in texts {
        for part in [
            "new, spot",
            "removed, postpone",
            "now called Cold",
            "moved 2h later",
            "ends 1d later",
            "goes from cb-jan to cb-late",
            "(+0.3 %)",
            "status offered → requested",
            "slack",
            "cost",
            "next",
        ] {
            assert!(text.contains(part), "{part} is missing in\n{text}");
        }
    }
    let same = run(&place, &["diff", "plan.ron", "plan.ron", "--format", "json"]);
    assert_eq!(same.code, 0);
}

#[test]
fn a_line_that_does_not_read_is_a_finding_in_its_place_and_stays_as_it_is() {
    let place = place();
    assert_eq!(run(&place, &["baseline", "approved"]).code, 0);
    let held = run(&place, &["check"]);
    assert!(!held.out.contains("V910"), "{}", held.out);
    let mut lines: Vec<String> = place.read("plan.ron").lines().map(str::to_string).collect();
    let of = |lines: &[String], start: &str| {
        lines.iter().rposition(|line| line.trim().starts_with(start)).unwrap()
    };
    let number = of(&lines, "\"base-8b w1 ");
    lines[number] = lines[number].replace(" on ", " in the  \u{1b}[31m block ");
    let odd = lines[number].clone();
    place.write("plan.ron", lines.join("\n") + "\n");
    let checked = run(&place, &["check"]);
    let found: Vec<&str> = checked.out.lines().filter(|line| line.contains("V910")).collect();
    assert_eq!((checked.code, found.len()), (1, 1), "{checked:?}");
    let column = odd.find('"').unwrap() + 1;
    assert!(found[0].contains(&format!("plan.ron:{}:{column}: warning V910", number + 1)), "{}", found[0]);
    assert!(found[0].contains("write RUN ID NODES on BLOCK START to END"), "{}", found[0]);
    assert!(!checked.out.contains('\u{1b}'), "{checked:?}");
    // Saving other things, and another baseline, leave it as it is.
    assert_eq!(place.run("set plan.ron title Other blocks.cb-jan.nodes 12").code, 0);
    assert_eq!(run(&place, &["baseline", "later"]).code, 0);
    let text = place.read("plan.ron");
    assert!(text.contains("later") && text.lines().any(|line| line == odd), "{text}");
}

#[test]
fn findings_of_what_has_a_new_id_are_neither_gone_nor_new() {
    let place = place();
    let renamed = PLAN.replace("\"base-8b\"", "\"base-9b\"").replace("\"cb-jan\"", "\"cb-one\"");
    place.write("renamed.ron", &renamed);
    let findings = |json: &str| -> [Vec<String>; 2] {
        let json: serde_json::Value = serde_json::from_str(json).unwrap();
        ["new_problems", "gone_problems"].map(|key| {
            let all = json[key].as_array().unwrap().iter();
            all.map(|finding| finding["code"].as_str().unwrap().to_string()).collect()
        })
    };
    let diff = run(&place, &["diff", "plan.ron", "renamed.ron", "--format", "json"]);
    assert_eq!((diff.code, findings(&diff.out)), (1, [vec![], vec![]]), "{diff:?}");
    assert!(run(&place, &["check", "renamed.ron"]).out.contains("base-9b needs"), "it does have findings");
    // What is mended is gone, under whatever id.
    let end = "2027-01-20T12:00Z";
    assert!(renamed.contains(end));
    place.write("renamed.ron", renamed.replacen(end, "2027-01-21T12:00Z", 1));
    let diff = run(&place, &["diff", "plan.ron", "renamed.ron", "--format", "json"]);
    let [_, gone] = findings(&diff.out);
    assert!(gone.contains(&"R201".to_string()) && !gone.contains(&"R218".to_string()), "{gone:?}");
}

#[test]
fn what_has_a_new_id_since_a_baseline_is_compared_with_what_it_was() {
    let place = place();
    assert_eq!(run(&place, &["baseline", "approved"]).code, 0);
    let text = place.read("plan.ron");
    let (plan, kept) = text.split_once("baselines:").unwrap();
    let plan = plan.replace("\"base-8b\"", "\"base-9b\"");
    place.write("plan.ron", format!("{plan}baselines:{kept}"));
    let diff = run(&place, &["diff", "--against", "approved"]);
    assert!(diff.code == 1 && diff.out.contains("run base-9b: has a new id, was base-8b"), "{diff:?}");
    assert!(!diff.out.contains("slack") && !diff.out.contains("cost"), "nothing else is new: {}", diff.out);
}

/// The rows of a summary's chart: the name, and the rest of the line.
fn chart(summary: &str) -> Vec<(String, String)> {
    let rows = summary.lines().skip_while(|line| !line.starts_with("col =")).skip(1);
    let rows = rows.take_while(|line| !line.starts_with("Legend"));
    let parts = |line: &str| (line.chars().take(10).collect::<String>(), line.chars().skip(10).collect());
    rows.map(parts).map(|(name, rest): (String, String)| (name.trim().to_string(), rest)).collect()
}

#[test]
fn the_printed_chart_shows_where_bars_were() {
    let place = place();
    let bare = run(&place, &["summary", "plan.ron", "--ascii"]);
    assert!(bare.code == 0 && !chart(&bare.out).iter().any(|(_, rest)| rest.contains('~')), "{}", bare.out);
    assert_eq!(run(&place, &["baseline", "approved"]).code, 0);
    let changes = "runs.base-8b.windows.w1.end 2027-01-22T12:00Z blocks.cb-late.nodes 4";
    assert_eq!(place.run(&format!("set plan.ron {changes}")).code, 0);
    for width in ["72", "100", "132"] {
        for (ascii, thin) in [(&["--ascii"][..], '~'), (&[], '▔')] {
            let arguments =
                [&["summary", "plan.ron", "--against", "approved", "--width", width], ascii].concat();
            let said = run(&place, &arguments);
            assert_eq!(said.code, 0, "{said:?}");
            assert!(
                said.out.lines().all(|line| line.chars().count() <= width.parse().unwrap()),
                "{}",
                said.out
            );
            assert!(said.out.contains("SINCE APPROVED") && said.out.contains("was there"), "{}", said.out);
            let rows = chart(&said.out);
            let thin_rows: Vec<usize> = (0..rows.len()).filter(|at| rows[*at].1.contains(thin)).collect();
            let above: Vec<&str> = thin_rows.iter().map(|at| rows[*at - 1].0.as_str()).collect();
            assert_eq!(above, ["base-8b", "cb-late"], "{}", said.out);
            // The window grew at its end only: the old one begins where it does, and is shorter.
            let (bar, was) = (&rows[thin_rows[0] - 1].1, &rows[thin_rows[0]].1);
            let begins = |row: &str, signs: &[char]| row.chars().position(|c| signs.contains(&c)).unwrap();
            let ends = |row: &str, signs: &[char]| {
                row.chars().count() - begins(&row.chars().rev().collect::<String>(), signs)
            };
            assert_eq!(begins(bar, &['#', '█']), begins(was, &[thin]), "{}", said.out);
            assert!(ends(bar, &['#', '█']) > ends(was, &[thin]), "{}", said.out);
        }
    }
    // Without a name it is the baseline that was stored last.
    assert!(run(&place, &["summary", "plan.ron"]).out.contains('▔'));
    let unknown = run(&place, &["summary", "plan.ron", "--against", "aproved"]);
    assert!(unknown.code == 2 && unknown.err.contains("did you mean approved?"), "{unknown:?}");
}

#[test]
fn the_printed_chart_keeps_a_row_for_what_is_gone() {
    let place = place();
    assert_eq!(run(&place, &["baseline", "approved"]).code, 0);
    let text = place.read("plan.ron");
    let from = text.find("        (\n            id: \"cb-late\"").unwrap();
    let end = from + text[from..].find("\n        ),\n").unwrap() + "\n        ),\n".len();
    place.write("plan.ron", format!("{}{}", &text[..from], &text[end..]));
    let said = run(&place, &["summary", "plan.ron", "--ascii", "--width", "132"]);
    let rows = chart(&said.out);
    let (name, row) = rows.last().unwrap();
    assert!(name == "cb-late" && row.contains("~~") && row.contains(" removed "), "{}", said.out);
}
