//! Slips of people and odd files: what is said of them, and with which exit status.

mod common;

use std::fs::File;
use std::time::{Duration, SystemTime};

use common::{Place, WRITTEN, repository, text};

/// A block, with fields beside the usual ones; and fields of the plan.
fn plan(block: &str, more: &str) -> String {
    format!(
        "Plan(\n    title: \"Odd\",\n    blocks: [\n        (id: \"a\", machine: \"aws.p5\", nodes: 1, \
         start: \"2027-01-11T11:30Z\", end: \"2027-01-12T11:30Z\", {block}),\n    ],\n    {more}\n)\n"
    )
}

#[test]
fn unknown_zones_currencies_and_fields_are_findings_with_place_and_hint() {
    let place = Place::new();
    let more = r#"zones: ["Europe/Berln"], currency: "dollar", people: [(id: "mia", zone: "Asia/Tokio")]"#;
    place.write("plan.ron", plan("status: Wanted, prise: (upfront: 3)", more));
    let said = place.run_with(&["check", "plan.ron", "--as-of", WRITTEN], "");
    assert_eq!(said.code, 1);
    for part in [
        "plan.ron:4:118: warning V907: a block has no field prise; it is kept as it is: did you mean price?\n",
        "plan.ron:6:13: error V911: unknown time zone Europe/Berln: did you mean Europe/Berlin?\n",
        ": error V911: unknown time zone Asia/Tokio: did you mean Asia/Tokyo?\n",
        "plan.ron:6:40: warning V912: \"dollar\" is no code of a currency",
    ] {
        assert!(said.out.contains(part), "{part}\n{}", said.out);
    }
    assert!(!said.err.contains("zone"), "told once, as a finding: {}", said.err);
    // The fields that nobody knows are among the problems on the screen too.
    let said = place.run_with(&["plan.ron", "--keys", "!", "--print", "200x40", "--as-of", WRITTEN], "");
    assert!(said.out.contains("V907  line 4: a block has no field prise"), "{}", said.out);
}

#[test]
fn a_providers_own_status_is_kept_between_quotes() {
    let place = Place::new();
    place.write("plan.ron", plan("status: \"assessing\"", ""));
    let said = place.run_with(&["check", "plan.ron", "--as-of", WRITTEN], "");
    assert!(said.out.contains("info V906") && said.out.contains("\"assessing\""), "{said:?}");
    place.write("plan.ron", plan("status: assessing", ""));
    let said = place.run("check plan.ron");
    assert!(said.code == 2 && said.err.contains("Unknown(\"assessing\")"), "{said:?}");
}

#[test]
fn one_slip_is_one_error() {
    let place = Place::new();
    for (text, told) in [
        ("", "there is no plan in this file"),
        ("Plan(\n    title: \"x,\n    blocks: [],\n)\n", "this text is not closed"),
        ("Plan(\n    title: \"x\n    blocks: [],\n)\n", "this text is not closed"),
    ] {
        place.write("plan.ron", text);
        let said = place.run("check plan.ron");
        assert!(said.code == 2 && said.err.contains(told), "{said:?}");
        assert_eq!(said.err.matches("plan.ron:").count(), 1, "{}", said.err);
    }
    // What the empty file is told to write is a plan.
    place.write("plan.ron", "");
    let said = place.run("check plan.ron");
    let shortest = said.err.lines().find_map(|line| line.trim().strip_prefix("the shortest plan is "));
    place.write("plan.ron", shortest.unwrap());
    assert_eq!(place.run("check plan.ron").code, 0);
}

#[test]
fn a_date_in_words_is_named_whole() {
    let place = Place::new();
    place.write("plan.ron", text("assets/examples/minimal.ron"));
    let said = place.run("check plan.ron --as-of yesterday");
    assert!(said.code == 2 && said.err.contains("yesterday is not a date"), "{said:?}");
}

#[test]
fn offers_are_as_old_as_their_file() {
    let place = Place::new();
    place.write("plan.ron", text("assets/examples/minimal.ron"));
    let offer = r#"{"CapacityBlockOfferings":[{"CapacityBlockOfferingId":"cb-9","InstanceType":"p5.48xlarge",
        "AvailabilityZone":"us-east-2b","InstanceCount":4,"StartDate":"2027-01-18T11:30:00.000Z",
        "EndDate":"2027-01-20T11:30:00.000Z","UpfrontFee":"7973.38","CurrencyCode":"USD"}]}"#;
    let path = place.write("offers.json", offer);
    let written = SystemTime::UNIX_EPOCH + Duration::from_secs(1_799_139_600);
    File::options().write(true).open(path).unwrap().set_modified(written).unwrap();
    let import = |from: &str, more: &str| {
        let arguments = format!("import aws-offerings {from} --into plan.ron --as-of {WRITTEN} {more}");
        place.run_with(&arguments.split_whitespace().collect::<Vec<_>>(), offer).out
    };
    assert!(
        import("offers.json", "")
            .starts_with("1 offer: 1 new; seen 2027-01-05 09:00Z (the time of the file)")
    );
    assert!(place.read("plan.ron").contains("seen_at: \"2027-01-05T09:00Z\""), "{}", place.read("plan.ron"));
    let said = import("offers.json", "--seen-at 2027-01-05T20:00Z");
    assert!(said.contains("seen 2027-01-05 20:00Z (as --seen-at says)"), "{said}");
    let said = import("-", "");
    assert!(said.contains("seen 2027-01-06 09:00Z (now)"), "{said}");
}

#[test]
fn an_import_tells_what_came_and_fails_where_nothing_could_be_read() {
    let place = Place::new();
    place.write("plan.ron", text("assets/examples/minimal.ron"));
    let offer = r#"{"CapacityBlockOfferings":[{"CapacityBlockOfferingId":"cb-9","InstanceType":"p5.48xlarge",
        "AvailabilityZone":"us-east-2b","InstanceCount":4,"StartDate":"2027-01-18T11:30:00.000Z",
        "EndDate":"2027-01-20T11:30:00.000Z","UpfrontFee":"7973.38","CurrencyCode":"USD"}]}"#;
    let import = |offer: &str, seen: &str| {
        place.run_with(&["import", "aws-offerings", "-", "--into", "plan.ron", "--seen-at", seen], offer)
    };
    let said = import(offer, "2027-01-05T09:00Z");
    let line = "cb-9: 4 x aws.p5, us-east-2b, 2027-01-18 11:30Z to 2027-01-20 11:30Z, USD 7,973.38\n";
    assert!(said.code == 0 && said.out.ends_with(&format!("  new      {line}")), "{}", said.out);
    let said = import(&offer.replace("7973.38", "8000"), "2027-01-05T10:00Z");
    assert!(said.out.ends_with("  dearer   cb-9: 4 x aws.p5, us-east-2b, 2027-01-18 11:30Z to 2027-01-20 11:30Z, USD 8,000.00, was USD 7,973.38\n"), "{}", said.out);
    let before = place.read("plan.ron");
    let said = import(&offer.replace("\"InstanceCount\":4", "\"InstanceCount\":0"), "2027-01-05T11:00Z");
    assert!(said.code == 1 && said.out.starts_with("1 offer: 1 passed over;"), "{said:?}");
    assert!(said.err.contains("offering 1 is passed over: InstanceCount is 0"), "{}", said.err);
    assert_eq!(place.read("plan.ron"), before);
}

#[test]
fn a_file_of_another_kind_is_refused_with_the_command_that_made_it() {
    let place = Place::new();
    place.write("plan.ron", text("assets/examples/minimal.ron"));
    for (json, made_by) in [
        (r#"[{"autoDeleteAutoCreatedReservations": true}, {"id": "2"}]"#, "gcloud"),
        (
            r#"{"CapacityReservations": [{"CapacityReservationId": "cr-1"}]}"#,
            "describe-capacity-reservations",
        ),
        (r#"{"TrainingPlanArn": "arn"}"#, "describe-training-plan"),
        (r#"[{"something": 1}]"#, "something"),
    ] {
        let said = place.run_with(&["import", "aws-offerings", "-", "--into", "plan.ron"], json);
        assert!(said.code == 2 && said.out.is_empty(), "{said:?}");
        assert!(
            said.err.contains(made_by) && said.err.contains("describe-capacity-block-offerings"),
            "{said:?}"
        );
    }
}

#[test]
fn a_misspelt_key_is_not_typed() {
    let place = Place::new();
    let said = place.run_with(&["demo", "--keys", "jx<Etner>", "--print", "80x24"], "");
    assert_eq!((said.code, said.out.as_str()), (2, ""));
    assert!(
        said.err.contains("no key is called Etner (did you mean Enter?); a literal < is <lt>"),
        "{said:?}"
    );
}

#[test]
fn the_beginning_of_a_rule_set_offers_all_that_begin_so() {
    let said = Place::new().run("new x.ron --yes --product aws");
    let offered = "did you mean aws-capacity-block, aws-future-odcr, aws-odcr, aws-ultraserver?";
    assert!(said.code == 2 && said.err.contains(offered), "{said:?}");
}

#[test]
fn dates_of_another_year_say_so_on_every_page() {
    let place = Place::new();
    let path = repository("assets/examples/company.ron");
    for width in ["72", "100", "132"] {
        let page = ["summary", path.to_str().unwrap(), "--as-of", WRITTEN, "--width", width];
        let said = place.run_with(&page, "").out;
        assert!(said.contains("1 Oct 2026 00:00Z") && said.contains("1 Jun 2025 00:00Z"), "{said}");
        assert!(said.contains("11 Jan 11:30Z") && !said.contains("2027 11:30Z"), "{said}");
        let most: usize = width.parse().unwrap();
        assert!(said.lines().all(|line| line.chars().count() <= most), "{said}");
    }
    let page = ["summary", path.to_str().unwrap(), "--as-of", "2026-12-20T09:00Z", "--width", "72"];
    let said = place.run_with(&page, "").out;
    assert!(said.contains("Mon 11 Jan 2027 03:00 EST") && said.contains("1 Oct 00:00Z"), "{said}");
    assert!(said.lines().all(|line| line.chars().count() <= 72), "{said}");
}

#[test]
fn time_to_spare_names_the_validation() {
    let place = Place::new();
    let path = repository("assets/examples/startup.ron");
    let path = path.to_str().unwrap();
    let said = place.run_with(&["summary", path, "--as-of", WRITTEN], "").out;
    assert!(said.contains("6d02h*") && said.contains("* to spare after validation"), "{said}");
    assert!(said.contains("base-8b (12h)"), "{said}");
    let said = place.run_with(&["why", path, "base-8b", "--as-of", WRITTEN], "").out;
    assert!(
        said.contains("validated 2027-01-23 15:23Z (12h later), 6d 2h 37m before its deadline"),
        "{said}"
    );
}

#[test]
fn idle_rows_that_count_add_up_to_what_is_idle() {
    let place = Place::new();
    place.write("plan.ron", text("assets/examples/company.ron"));
    let said = place.run("summary plan.ron --as-of 2027-01-06T09:00Z").out;
    let cents = |line: &str| {
        let amount = line.split_whitespace().last().unwrap_or_default().replace([',', '.'], "");
        amount.parse::<u64>().unwrap_or_else(|_| panic!("{line}"))
    };
    let idle = said.lines().find(|line| line.starts_with("of it idle")).map(cents).unwrap();
    let rows: Vec<&str> = said.lines().filter(|line| line.starts_with("  idle in ")).collect();
    let (left_out, counted): (Vec<&str>, Vec<&str>) =
        rows.into_iter().partition(|line| line.contains("not counted"));
    assert_eq!(counted.into_iter().map(cents).sum::<u64>(), idle, "{said}");
    assert_eq!(left_out.len(), 2, "a wish and an offer: {left_out:?}");
}
