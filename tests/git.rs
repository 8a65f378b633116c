//! Plans in git, with the real program: diff, merge, rebase, history, and what happens where planb is missing or fails.
#![cfg(unix)]

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::{Place, Said, WRITTEN, said};

const PLAN: &str = r#"// The plan of the team.
Plan(
    title: "Winter 8B", // working title
    zones: ["UTC"],

    blocks: [
        // Bought in December.
        (
            id: "cb-jan",
            machine: "aws.p5",
            nodes: 16,
            start: "2027-01-11T11:30Z",
            end: "2027-01-18T11:30Z",
            product: "contract",
            status: Scheduled,
            price: (upfront: 84_000.00), // invoice 17
        ),
    ],

    runs: [
        // The one that matters.
        (
            id: "base-8b",
            need: (nodes: 8, hours: "60h"),
            deadline: "2027-01-18T09:00Z",
            windows: [
                (id: "w1", block: "cb-jan", nodes: 8, start: "2027-01-11T13:00Z", end: "2027-01-15T13:00Z"),
            ],
        ),
        (
            id: "reward",
            need: (nodes: 8, hours: "20h"),
        ),
    ],
)
"#;

/// A repository with a plan in it, and git set up for planb.
struct Repository {
    place: Place,
    path: String,
}

fn repository() -> Repository {
    let place = Place::new();
    let folder = Path::new(env!("CARGO_BIN_EXE_planb")).parent().unwrap();
    let path = format!("{}:/usr/local/bin:/usr/bin:/bin", folder.display());
    let repository = Repository { place, path };
    repository.git("init -q -b main");
    repository.git("config user.name Ada");
    repository.git("config user.email ada@example.com");
    repository.place.write("plan.ron", PLAN);
    assert_eq!(repository.planb(&["git", "setup", "--apply"]).code, 0);
    repository.commit("Start the plan");
    repository
}

impl Repository {
    fn command(&self, program: &str, arguments: &[&str]) -> Said {
        let mut command = self.place.command(&[]);
        let mut other = Command::new(program);
        other.args(arguments).current_dir(self.place.folder.path()).env_clear();
        other.envs(command.env("PATH", &self.path).get_envs().filter_map(|(key, value)| Some((key, value?))));
        // The machine's own configuration of git stays out.
        other.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_PAGER", "cat").env("GIT_EDITOR", "true");
        said(other.output().unwrap())
    }

    fn planb(&self, arguments: &[&str]) -> Said {
        self.command(env!("CARGO_BIN_EXE_planb"), arguments)
    }

    fn try_git(&self, arguments: &str) -> Said {
        self.command("git", &arguments.split_whitespace().collect::<Vec<_>>())
    }

    #[track_caller]
    fn git(&self, arguments: &str) -> String {
        let said = self.try_git(arguments);
        assert_eq!(said.code, 0, "git {arguments}: {said:?}");
        said.out
    }

    #[track_caller]
    fn commit(&self, message: &str) {
        self.git("add -A");
        let said = self.command("git", &["commit", "-q", "-m", message]);
        assert_eq!(said.code, 0, "{said:?}");
    }

    /// Replaces pieces of the plan, each found once.
    #[track_caller]
    fn edit(&self, replaced: &[(&str, &str)]) {
        let text = replaced.iter().fold(self.plan(), |text, (from, to)| {
            assert_eq!(text.matches(from).count(), 1, "{from:?} in\n{text}");
            text.replace(from, to)
        });
        self.place.write("plan.ron", text);
    }

    /// A branch `theirs` with one change, and another change on `main`.
    #[track_caller]
    fn diverge(&self, ours: &[(&str, &str)], theirs: &[(&str, &str)]) {
        self.git("checkout -q -b theirs");
        self.edit(theirs);
        self.commit("Change theirs");
        self.git("checkout -q main");
        self.edit(ours);
        self.commit("Change ours");
    }

    fn plan(&self) -> String {
        self.place.read("plan.ron")
    }

    /// Takes planb out of the path.
    fn without_planb(mut self) -> Repository {
        self.path = "/usr/local/bin:/usr/bin:/bin".to_string();
        self
    }
}

const LATER: (&str, &str) = (
    "start: \"2027-01-11T13:00Z\", end: \"2027-01-15T13:00Z\"),",
    "start: \"2027-01-11T15:00Z\", end: \"2027-01-15T15:00Z\"), // after the review",
);

#[test]
fn setup_writes_attributes_once_and_keeps_the_rest() {
    let place = Place::new();
    let repository = Repository { path: "/usr/bin:/bin".to_string(), place };
    assert_eq!(repository.planb(&["git", "setup"]).code, 2, "not in a repository");
    repository.git("init -q");
    repository.place.write(".gitattributes", "*.png binary");
    let shown = repository.planb(&["git", "setup"]);
    for line in
        ["git config merge.planb.driver 'if command -v planb", "git merge-file --marker-size=%L %A %O %B"]
    {
        assert!(shown.out.contains(line), "{}", shown.out);
    }
    let wanted = "*.png binary\nplan.ron diff=planb merge=planb\n*.plan.ron diff=planb merge=planb\n";
    assert_eq!(repository.place.read(".gitattributes"), wanted);
    assert_eq!(repository.planb(&["git", "status"]).code, 1, "only shown, not configured");
    repository.planb(&["git", "setup", "--apply"]);
    assert_eq!(repository.place.read(".gitattributes"), wanted);
    let status = repository.planb(&["git", "status"]);
    assert_eq!((status.code, status.out.matches("set up").count()), (0, 5), "{status:?}");
}

#[test]
fn two_sides_merge_by_meaning_with_their_comments() {
    let repository = repository();
    // Both change the same line, which git alone could not merge.
    repository.diverge(
        &[LATER, ("title: \"Winter 8B\", // working title", "title: \"Winter 8B\", // final")],
        &[
            ("nodes: 8, start: \"2027-01-11", "nodes: 16, start: \"2027-01-11"),
            ("        // The one that", "        // By far the one that"),
        ],
    );
    let merged = repository.try_git("merge theirs");
    assert_eq!(merged.code, 0, "{merged:?}");
    let plan = repository.plan();
    for part in [
        "nodes: 16, start: \"2027-01-11T15:00Z\"",
        "// after the review",
        "// final",
        "// By far the one",
        "// invoice 17",
    ] {
        assert!(plan.contains(part), "{part} is missing in\n{plan}");
    }
    assert_eq!(repository.git("status --porcelain"), "");
}

#[test]
fn a_conflict_is_named_kept_in_the_plan_and_resolved() {
    let repository = repository();
    repository.diverge(&[("nodes: 16,", "nodes: 24,")], &[("nodes: 16,", "nodes: 4,")]);
    let merged = repository.try_git("merge theirs");
    assert_eq!(merged.code, 1, "{merged:?}");
    for part in [
        "plan.ron: conflict block-cb-jan-nodes",
        "is 24 on our side (HEAD), 4 on theirs (theirs)",
        "with theirs: ",
        "planb resolve plan.ron --take ours",
    ] {
        assert!(merged.err.contains(part), "{part} is missing in {}", merged.err);
    }
    assert!(repository.git("status --porcelain").contains("UU plan.ron"));
    let checked = repository.planb(&["check", "plan.ron", "--fail-on", "error", "--as-of", WRITTEN]);
    assert!(checked.code == 1 && checked.out.contains("error V909"), "{checked:?}");
    assert_eq!(repository.planb(&["resolve"]).out, repository.planb(&["resolve", "plan.ron"]).out);
    let listed = repository.planb(&["resolve", "plan.ron"]);
    assert!(listed.code == 1 && listed.out.contains("conflict block-cb-jan-nodes"), "{listed:?}");
    let wrong = repository.planb(&["resolve", "plan.ron", "--take", "ours", "block-cb-jan-node"]);
    assert!(wrong.code == 2 && wrong.err.contains("block-cb-jan-nodes?"), "{wrong:?}");
    let taken = repository.planb(&["resolve", "plan.ron", "--take", "theirs", "block-cb-jan-nodes"]);
    assert_eq!(taken.out, "1 conflict resolved, 0 left\n");
    assert_eq!(repository.plan(), PLAN.replace("nodes: 16,", "nodes: 4,"));
    let checked = repository.planb(&["check", "plan.ron", "--as-of", WRITTEN]);
    assert!(!checked.out.contains("V909"), "{checked:?}");
    repository.commit("Merge theirs");
}

#[test]
fn what_only_both_sides_together_break_is_reported() {
    let repository = repository();
    let window = |id: &str| {
        format!(
            "windows: [(id: \"{id}\", block: \"cb-jan\", nodes: 8, start: \"2027-01-12T00:00Z\", end: \"2027-01-13T00:00Z\")]"
        )
    };
    let run = |id: &str| {
        format!(
            "        (\n            id: \"{id}\",\n            need: (nodes: 8, hours: \"20h\"),\n            {},\n        ),\n    ],\n)\n",
            window("w1")
        )
    };
    repository.diverge(&[("    ],\n)\n", &run("ours"))], &[("    ],\n)\n", &run("theirs"))]);
    let merged = repository.try_git("merge theirs");
    assert_eq!(merged.code, 0, "{merged:?}");
    assert!(
        merged.err.contains("that neither side has alone") && merged.err.contains("B116"),
        "{}",
        merged.err
    );
    let checked = repository.planb(&["check", "plan.ron", "--as-of", WRITTEN]);
    assert!(checked.code == 1 && checked.out.contains("B116"), "{checked:?}");
}

#[test]
fn a_rebase_merges_the_same_way() {
    let repository = repository();
    repository.diverge(&[LATER], &[("nodes: 8, start: \"2027-01-11", "nodes: 16, start: \"2027-01-11")]);
    repository.git("checkout -q theirs");
    let rebased = repository.try_git("rebase main");
    assert_eq!(rebased.code, 0, "{rebased:?}");
    assert!(repository.plan().contains("nodes: 16, start: \"2027-01-11T15:00Z\""), "{}", repository.plan());
    assert_eq!(repository.git("log --format=%s -2"), "Change theirs\nChange ours\n");
}

#[test]
fn git_diff_tells_the_meaning_and_git_log_the_facts() {
    let repository = repository();
    repository.edit(&[LATER]);
    let diff = repository.git("diff");
    for part in ["diff planb plan.ron", "window base-8b/w1: moved 2h later, to Mon 11 Jan 15:00Z", "slack "] {
        assert!(diff.contains(part), "{part} is missing in\n{diff}");
    }
    repository.commit("Move base-8b");
    let log = repository.git("log -p -1");
    for part in [
        "-window base-8b/w1 start 2027-01-11T13:00Z",
        "+window base-8b/w1 start 2027-01-11T15:00Z",
        "computed",
    ] {
        assert!(log.contains(part), "{part} is missing in\n{log}");
    }
    // A plan that cannot be read, a new one and one that is gone stop nobody.
    repository.place.write("plan.ron", "Plan(title: \"\u{1b}[31m");
    let diff = repository.git("diff");
    assert!(diff.contains("-// The plan of the team.") && !diff.contains('\u{1b}'), "{diff}");
    repository.place.write("other.plan.ron", PLAN);
    fs::remove_file(repository.place.path("plan.ron")).unwrap();
    repository.git("add -A");
    let diff = repository.git("diff --cached");
    assert!(diff.starts_with("diff planb plan.ron other.plan.ron\n"), "a renamed file: {diff}");
    assert!(diff.contains("window base-8b/w1: moved 2h earlier"), "{diff}");
    assert!(repository.git("log -p --stat").contains("title"), "the first version has nothing before it");
}

#[test]
fn without_planb_git_merges_and_diffs_by_lines() {
    let repository = repository();
    repository.diverge(&[("nodes: 16,", "nodes: 24,")], &[("nodes: 16,", "nodes: 4,")]);
    let repository = repository.without_planb();
    let merged = repository.try_git("merge theirs");
    assert_eq!(merged.code, 1, "{merged:?}");
    let plan = repository.plan();
    assert!(plan.contains("<<<<<<<") && plan.contains("nodes: 24,") && plan.contains("nodes: 4,"), "{plan}");
    repository.git("merge --abort");
    repository.edit(&[LATER]);
    assert!(repository.git("diff").contains("+                (id: \"w1\""));
    assert!(repository.git("log -p").contains("+    title: \"Winter 8B\", // working title"));
}

#[test]
fn a_failure_is_never_taken_for_a_conflict() {
    let repository = repository();
    repository.diverge(&[("nodes: 16,", "nodes: 24,")], &[("Plan(", "Plan(((")]);
    let before = repository.plan();
    let merged = repository.try_git("merge theirs");
    assert!(merged.code != 0 && merged.err.contains("cannot be merged by meaning"), "{merged:?}");
    assert!(
        merged.err.contains("plan.ron:2:") || merged.err.contains(":2:"),
        "the fault has its place: {}",
        merged.err
    );
    assert_eq!(repository.plan(), before, "their broken side hides ours, or the other way round");
    let commit = repository.command("git", &["commit", "-q", "-a", "-m", "drop theirs"]);
    assert_ne!(repository.git("log --format=%s -1").trim(), "drop theirs", "{commit:?}");
}

/// Runs the driver on three files and gives its exit status; the second one must stay as it was.
fn drive(place: &Place, extra: &[&str]) -> Said {
    let mut arguments = vec!["merge", "--driver", "base", "ours", "theirs"];
    arguments.extend(extra);
    place.run_with(&arguments, "")
}

#[test]
fn the_driver_leaves_our_file_alone_when_it_fails() {
    let place = Place::new();
    let files = |base: &[u8], ours: &[u8], theirs: &[u8]| {
        place.write("base", base);
        place.write("ours", ours);
        place.write("theirs", theirs);
    };
    let (plan, other) = (PLAN.as_bytes(), PLAN.replace("16,", "24,"));
    let newer = PLAN.replace("title:", "version: 99, title:");
    for broken in [&b"Plan("[..], b"\xff\xfe\x00", b"<<<<<<< ours", newer.as_bytes()] {
        for sides in [[broken, plan, other.as_bytes()], [plan, other.as_bytes(), broken]] {
            files(sides[0], sides[1], sides[2]);
            let said = drive(&place, &["--marker-size", "7", "--path", "plan.ron"]);
            assert!(said.code >= 129 && said.out.is_empty() && !said.err.is_empty(), "{said:?}");
            assert_eq!(fs::read(place.path("ours")).unwrap(), sides[1]);
        }
    }
    files(plan, plan, other.as_bytes());
    assert!(drive(&place, &["--an-option-of-tomorrow"]).code >= 129);
    fs::remove_file(place.path("theirs")).unwrap();
    assert!(drive(&place, &[]).code >= 129, "a file is missing");
    assert_eq!(place.read("ours"), PLAN);
}

#[test]
fn the_driver_takes_nothing_for_a_base_that_is_not_there() {
    let place = Place::new();
    place.write("base", "");
    place.write("ours", PLAN);
    place.write("theirs", PLAN.replace("Winter 8B", "Winter 9B"));
    let said = drive(&place, &[]);
    assert_eq!(said.code, 1, "{said:?}");
    assert!(place.read("ours").contains("theirs: \"\\\"Winter 9B\\\"\""), "{}", place.read("ours"));
    let names: Vec<PathBuf> =
        fs::read_dir(place.folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(names.iter().all(|name| !name.to_string_lossy().contains("planb-merge")), "{names:?}");
}

#[test]
fn merge_and_diff_take_files_input_and_revisions() {
    let repository = repository();
    repository.diverge(&[LATER], &[("84_000.00", "90_300.00")]);
    let merged =
        repository.planb(&["merge", "main~1:plan.ron", "plan.ron", "theirs:plan.ron", "-o", "merged.ron"]);
    assert_eq!(merged.code, 0, "{merged:?}");
    let text = repository.place.read("merged.ron");
    assert_eq!(text, PLAN.replace(LATER.0, LATER.1).replace("84_000.00", "90_300.00"));

    let diff = |arguments: &[&str]| repository.planb(&[&["diff", "--as-of", WRITTEN], arguments].concat());
    let same = diff(&["plan.ron", "main:plan.ron"]);
    assert_eq!((same.code, same.out.as_str()), (0, ""));
    let said = diff(&["plan.ron", "merged.ron"]);
    assert_eq!(said.code, 1, "{said:?}");
    for part in
        ["block cb-jan: price upfront 84,000.00 → 90,300.00 (+7.5 %)", "cost USD 84,000.00 → USD 90,300.00"]
    {
        assert!(said.out.contains(part), "{part} is missing in\n{}", said.out);
    }
    let last = diff(&["plan.ron"]);
    assert_eq!((last.code, last.out.as_str()), (0, ""), "as in the last commit");
    let json = diff(&["plan.ron", "merged.ron", "--format", "json"]);
    let value: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(value["changes"][0]["what"], "repriced");
    assert_eq!(value["totals"]["cost"]["after"], "USD 90,300.00");
    assert!(
        diff(&["plan.ron", "merged.ron", "--format", "markdown"]).out.contains("| cost | USD 84,000.00 |")
    );
    assert_eq!(diff(&["plan.ron", "nowhere:plan.ron"]).code, 2);
    assert_eq!(diff(&["plan.ron", "gone.ron"]).code, 74);
    let said = diff(&["plan.ron", "--", "--output=made:plan.ron"]);
    assert!(said.code >= 2 && !repository.place.path("made").exists(), "{said:?}");
}

#[test]
fn only_comments_are_no_change_of_meaning() {
    let place = Place::new();
    place.write("a.ron", PLAN);
    place.write("b.ron", PLAN.replace("// invoice 17", "// invoice 18"));
    let said = place.run("diff a.ron b.ron");
    assert_eq!((said.code, said.out.as_str()), (0, ""));
    assert!(said.err.contains("only comments or the layout differ"), "{said:?}");
}

#[test]
fn nothing_of_a_plan_commands_the_terminal() {
    let place = Place::new();
    let hostile = |text: &str| {
        PLAN.replace("Winter 8B", text).replace("\"reward\"", "\"reward\", name: \"\\u{1b}]0;x\\u{7}\"")
    };
    place.write("a.ron", PLAN);
    place.write("b.ron", hostile("\\u{1b}[2J\\u{202e}"));
    place.write("c.ron", hostile("\\u{9b}31m"));
    for arguments in [
        "diff a.ron b.ron",
        "diff a.ron b.ron --format markdown",
        "diff a.ron b.ron --format json",
        "textconv b.ron",
        "merge a.ron b.ron c.ron -o d.ron",
        "resolve d.ron",
    ] {
        let said = place.run(arguments);
        let odd = |text: &str| text.chars().any(|c| c != '\n' && c.is_control() || c == '\u{202e}');
        assert!(!odd(&said.out) && !odd(&said.err), "{arguments}: {said:?}");
    }
}

#[test]
fn the_history_of_an_item_is_told() {
    let repository = repository();
    repository.edit(&[LATER]);
    repository.commit("Wait for the review");
    repository.edit(&[("84_000.00", "90_300.00")]);
    repository.commit("Note the new price");
    repository.git("mv plan.ron team.plan.ron");
    repository.commit("Rename the file");
    let log = |id: &str| repository.planb(&["log", id, "--plan", "team.plan.ron"]);
    let said = log("base-8b");
    assert_eq!(said.code, 0, "{said:?}");
    let lines: Vec<&str> = said.out.lines().map(str::trim).collect();
    assert!(lines[0].contains("Ada") && lines[0].ends_with("Wait for the review"), "{lines:?}");
    assert_eq!(lines[1], "window base-8b/w1: moved 2h later, to Mon 11 Jan 15:00Z");
    assert!(lines[2].ends_with("Start the plan") && lines[3].starts_with("run base-8b: new"), "{lines:?}");
    assert!(log("cb-jan").out.contains("price upfront 84,000.00 → 90,300.00"));
    assert!(log("nobody").err.contains("no commit changed nobody"));
}

#[test]
fn the_history_of_an_item_goes_on_under_its_old_id() {
    let repository = repository();
    repository.edit(&[LATER]);
    repository.commit("Wait for the review");
    repository.place.write("plan.ron", repository.plan().replace("\"base-8b\"", "\"base-9b\""));
    repository.commit("Call it 9b");
    repository.edit(&[("hours: \"60h\"", "hours: \"50h\"")]);
    repository.commit("Measured anew");
    let lines = |id: &str| -> Vec<String> {
        let said = repository.planb(&["log", id]);
        assert_eq!(said.code, 0, "{said:?}");
        said.out.lines().filter(|line| line.starts_with("    ")).map(|line| line.trim().to_string()).collect()
    };
    let all = lines("base-9b");
    assert_eq!(
        all[..3],
        [
            "run base-9b: need hours 60h → 50h",
            "run base-9b: has a new id, was base-8b",
            "window base-8b/w1: moved 2h later, to Mon 11 Jan 15:00Z",
        ]
    );
    assert!(all[3].starts_with("run base-8b: new"), "{all:?}");
    // What lies in it is followed too, and the old id leads to where it went.
    assert_eq!(lines("base-9b/w1")[..2], all[1..3]);
    assert_eq!(lines("base-8b")[0], all[1]);
    let diff = repository.planb(&["diff", "HEAD~2:plan.ron", "HEAD:plan.ron", "--as-of", WRITTEN]);
    assert!(diff.code == 1 && diff.out.contains("run base-9b: has a new id, was base-8b"), "{diff:?}");
    assert!(!diff.out.contains("removed") && !diff.out.contains("new, "), "{}", diff.out);
}

#[test]
fn a_plan_is_compared_with_a_revision_and_a_baseline() {
    let repository = repository();
    // Saved versions are no part of the repository.
    repository.place.write(".gitignore", ".state\n");
    let diff = |arguments: &[&str]| {
        let all = [&["diff"], arguments, &["--as-of", WRITTEN]].concat();
        repository.planb(&all)
    };
    let nothing = diff(&["--against", "HEAD"]);
    assert!(nothing.code == 0 && nothing.out.is_empty(), "{nothing:?}");
    let stored = repository.planb(&["baseline", "approved 6 Jan", "--by", "ada", "--as-of", WRITTEN]);
    assert_eq!((stored.code, stored.out.as_str()), (0, "baseline approved 6 Jan stored\n"), "{stored:?}");
    repository.commit("Approve");
    repository.edit(&[LATER]);
    repository.commit("Wait for the review");
    for against in ["approved 6 Jan", "approved-6-Jan", "HEAD~1", "main^"] {
        let said = diff(&["--against", against, "plan.ron"]);
        assert_eq!(said.code, 1, "{against}: {said:?}");
        assert!(said.out.contains("plan Winter 8B: 1 change"), "{against}: {}", said.out);
        assert!(
            said.out.contains("base-8b/w1: moved 2h later") && said.out.contains("slack "),
            "{}",
            said.out
        );
    }
    let json = diff(&["--against", "approved 6 Jan", "--format", "json"]);
    assert!(json.code == 1 && json.out.contains("\"what\": \"moved\""), "{json:?}");
    let unknown = diff(&["--against", "approved 7 Jan"]);
    assert!(unknown.code == 2 && unknown.err.contains("did you mean"), "{unknown:?}");
    let nonsense = diff(&["--against", "no-such-branch"]);
    assert!(
        nonsense.code == 2 && nonsense.err.contains("no baseline of the plan, and no revision"),
        "{nonsense:?}"
    );
    // Written like a revision, a baseline is named with what to type.
    for plans in [&["approved 6 Jan:plan.ron"][..], &["approved 6 Jan:./plan.ron", "plan.ron"]] {
        let said = diff(plans);
        let hint = "is a baseline of plan.ron, and no revision of git: planb diff --against 'approved 6 Jan' plan.ron";
        assert!(said.code == 2 && said.err.contains(hint), "{plans:?}: {said:?}");
    }
    let said = diff(&["no-such-branch:plan.ron", "plan.ron"]);
    assert!(said.code == 2 && !said.err.contains("baseline"), "{said:?}");
    let option = diff(&["--against=--output=x"]);
    assert!(option.code == 2 && !repository.place.path("x").exists(), "{option:?}");
    // The same on the timeline.
    for against in ["approved 6 Jan", "HEAD~1"] {
        let arguments = ["plan.ron", "--as-of", WRITTEN, "--against", against, "--print", "100x24"];
        let shown = repository.planb(&arguments);
        assert!(shown.code == 0 && shown.out.contains("▔▔▔▔"), "{against}: {shown:?}");
        assert!(shown.out.contains("1 difference from"), "{}", shown.out);
    }
    let summary = repository.planb(&["summary", "plan.ron", "--as-of", WRITTEN]);
    assert!(
        summary.out.contains("SINCE APPROVED 6 JAN") && summary.out.contains("BY ADA"),
        "{}",
        summary.out
    );
    assert!(summary.out.contains("moved 2h later"), "{}", summary.out);
    let since = repository.planb(&["summary", "plan.ron", "--as-of", WRITTEN, "--against", "HEAD~1"]);
    assert!(since.out.contains("SINCE HEAD~1") && since.out.contains("moved 2h later"), "{}", since.out);
    assert!(since.code == 0 && since.out.contains("▔▔ was there"), "{}", since.out);
    // Two people store baselines of their own: both are there after a merge.
    repository.git("checkout -q -b other");
    assert_eq!(repository.planb(&["baseline", "theirs", "--as-of", WRITTEN]).code, 0);
    repository.commit("Freeze theirs");
    repository.git("checkout -q main");
    assert_eq!(repository.planb(&["baseline", "ours", "--as-of", WRITTEN]).code, 0);
    repository.commit("Freeze ours");
    repository.git("merge other");
    let listed = repository.planb(&["baseline", "--as-of", WRITTEN]).out;
    let mut names: Vec<&str> = listed.lines().filter_map(|line| line.split("  ").next()).collect();
    names.sort_unstable();
    assert_eq!(names, ["approved 6 Jan", "ours", "theirs"], "{listed}");
}

#[test]
fn both_sides_of_a_conflict_are_kept_where_a_scenario_can_hold_one() {
    let repository = repository();
    let end = "end: \"2027-01-15T13:00Z\"";
    repository.diverge(&[(end, "end: \"2027-01-16T13:00Z\"")], &[(end, "end: \"2027-01-17T01:00Z\"")]);
    assert_eq!(repository.try_git("merge theirs").code, 1);
    let plan = repository.plan();
    assert!(plan.contains("ours_by: \"HEAD\"") && plan.contains("theirs_by: \"theirs\""), "{plan}");
    let shown = repository.planb(&["plan.ron", "--as-of", WRITTEN, "--print", "110x32"]);
    for part in ["Conflicts 1", "1 of 1", "1 ours", "(HEAD)", "2 theirs", "(theirs)", "b both", "▔▔▔▔"]
    {
        assert!(shown.out.contains(part), "{part} is missing in {}", shown.out);
    }
    let taken = repository.planb(&["resolve", "plan.ron", "--take", "both"]);
    assert_eq!((taken.code, taken.out.as_str()), (0, "1 conflict resolved, 0 left\n"), "{taken:?}");
    let plan = repository.plan();
    assert!(plan.contains("end: \"2027-01-16T13:00Z\"") && plan.contains("what: Move"), "{plan}");
    assert!(plan.contains("end: \"2027-01-17T01:00Z\"") && !plan.contains("conflicts"), "{plan}");
    repository.commit("Merge theirs");
}
