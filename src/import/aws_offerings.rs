//! `aws ec2 describe-capacity-block-offerings`, as JSON.
//!
//! Fields and types as in the EC2 API model (`CapacityBlockOffering`): the fee is a text, times come in several spellings, an
//! offering may consist of segments, UltraServer offerings name their own type and count, and newer tools print more keys than
//! are read here.

use std::collections::BTreeSet;

use serde_json::Value;

use super::json::{self, count, instant, money, text};
use super::offers::Offers;
use crate::base::Instant;
use crate::base::fact::clipped;
use crate::base::record::Maybe;
use crate::base::words::count as counted;
use crate::model::*;

/// What the command prints when it fails, and what to do then.
const ERRORS: &[(&str, &str)] = &[
    (
        "CapacityBlockDescribeLimitExceeded",
        "wait a moment; if it stays, the quota for Capacity Blocks may be 0: ask for a raise",
    ),
    ("ResourceLimitExceeded", "the quota for Capacity Blocks of this family is too small: ask for a raise"),
    ("AuthFailure", "the credentials were refused: log in and run the command again"),
    (
        "InvalidParameterValue",
        "the command asked for something that is not sold: check type, count, length and dates",
    ),
    (
        "ValidationException",
        "the command asked for something that is not sold: check type, count, length and dates",
    ),
    ("RequestLimitExceeded", "too many requests: run the command again in a while"),
    (
        "UnauthorizedOperation",
        "these credentials may not list offerings: ask for ec2:DescribeCapacityBlockOfferings",
    ),
    ("Unable to locate credentials", "log in first, then run the command again"),
];

/// One search answers with at most so many (EC2 User Guide, capacity-blocks-purchase).
const MOST_FOUND: usize = 6;

/// Most offerings of one file.
const MOST: usize = 100_000;

/// Reads the output of the command.
pub fn read(text: &str) -> Result<Offers, String> {
    let json = json::parse(text, ERRORS)?;
    let list = match &json {
        Value::Array(list) => list,
        other => {
            let list = other.get("CapacityBlockOfferings").and_then(Value::as_array);
            list.ok_or_else(|| refusal("CapacityBlockOfferings is missing", other))?
        }
    };
    let is_one = |offering: &Value| !json::text(offering, "CapacityBlockOfferingId").is_empty();
    if let Some(first) = list.first().filter(|_| !list.iter().any(is_one)) {
        return Err(refusal("nothing in it is an offering of a Capacity Block", first));
    }
    if list.len() > MOST {
        return Err(format!("{} offerings are too many, at most {MOST}", list.len()));
    }
    let mut offers = Offers { complete: true, most: MOST_FOUND, ..Offers::default() };
    if json.get("NextToken").is_some_and(|token| !token.is_null()) {
        offers.complete = false;
        offers.remarks.push(
            "the list is cut (NextToken): run the command without --max-items for all of it".to_string(),
        );
    }
    let mut ids = BTreeSet::new();
    for (index, offering) in list.iter().enumerate() {
        if let Err(problem) = push(offering, &mut ids, &mut offers) {
            offers.complete = false;
            offers.passed_over += 1;
            offers.remarks.push(format!("offering {} is passed over: {problem}", index + 1));
        }
    }
    Ok(offers)
}

/// What other commands print, by a key that it alone has.
const OTHERS: &[(&str, &str)] = &[
    ("CapacityReservations", "aws ec2 describe-capacity-reservations"),
    ("CapacityReservationId", "aws ec2 describe-capacity-reservations"),
    ("CapacityBlocks", "aws ec2 describe-capacity-blocks"),
    ("CapacityBlockStatuses", "aws ec2 describe-capacity-block-status"),
    ("CapacityBlockExtensionOfferings", "aws ec2 describe-capacity-block-extension-offerings"),
    ("CapacityBlockExtensions", "aws ec2 describe-capacity-block-extension-history"),
    ("TrainingPlanOfferings", "aws sagemaker search-training-plan-offerings"),
    ("TrainingPlanOfferingId", "aws sagemaker search-training-plan-offerings"),
    ("TrainingPlanSummaries", "aws sagemaker list-training-plans"),
    ("TrainingPlanArn", "aws sagemaker describe-training-plan"),
    ("autoDeleteAutoCreatedReservations", "gcloud compute future-reservations list"),
    ("specificSkuProperties", "gcloud compute future-reservations list"),
    ("sku", "az capacity reservation show"),
    ("reservations", "scontrol show reservation"),
    ("sinfo", "sinfo"),
    ("jobs", "squeue"),
];

/// What is wrong with a file without offerings, what it seems to be, and what is wanted.
fn refusal(what: &str, value: &Value) -> String {
    let keys: Vec<&str> = value.as_object().into_iter().flatten().map(|(key, _)| key.as_str()).collect();
    let holds = if keys.is_empty() { value.to_string() } else { keys.join(", ") };
    let known = OTHERS.iter().find(|(key, _)| value.get(key).is_some());
    let seems = known.map_or_else(String::new, |(_, command)| format!(", as {command} prints it"));
    format!(
        "{what}; this holds {}{seems}: print the file with aws ec2 describe-capacity-block-offerings --output json",
        clipped(&holds)
    )
}

/// One offering: a block, or one block a segment.
fn push(offering: &Value, ids: &mut BTreeSet<String>, offers: &mut Offers) -> Result<(), String> {
    let id = text(offering, "CapacityBlockOfferingId");
    if id.is_empty() {
        return Err("CapacityBlockOfferingId is missing".to_string());
    }
    if !ids.insert(id.clone()) {
        return Err(format!("{} stands further up already", clipped(&id)));
    }
    let segments = offering.get("CapacityBlockOfferingSegments").and_then(Value::as_array);
    match segments.filter(|segments| !segments.is_empty()) {
        None => {
            let block = block(offering, offering, &id, &id, offers)?;
            offers.blocks.push(block);
        }
        Some(segments) => {
            let mut parts = Vec::new();
            for (index, segment) in segments.iter().enumerate() {
                let mut part = block(segment, offering, &id, &format!("{id}-{}", index + 1), offers)?;
                part.bundle = id.clone();
                parts.push(part);
            }
            offers.remarks.push(format!(
                "{} has {}; they are bought together",
                clipped(&id),
                counted(parts.len() as u64, "part", "parts")
            ));
            offers.blocks.extend(parts);
        }
    }
    Ok(())
}

/// A block of `part`; keys that a segment does not have are read from the whole offering.
fn block(part: &Value, whole: &Value, offer: &str, id: &str, offers: &mut Offers) -> Result<Block, String> {
    let either =
        |key: &str| Some(text(part, key)).filter(|text| !text.is_empty()).unwrap_or_else(|| text(whole, key));
    let moment = |key: &str| {
        instant(part, key).and_then(|at| at.map_or_else(|| instant(whole, key), |at| Ok(Some(at))))
    };
    let start = moment("StartDate")?.ok_or("StartDate is missing")?;
    let end = moment("EndDate")?.ok_or("EndDate is missing")?;
    if end <= start {
        return Err(format!("it ends {end}, not after its start {start}"));
    }
    check_length(part, start, end, offer, offers);
    let (machine, nodes, ultra) = hardware(part, whole, &either)?;
    let zone = either("AvailabilityZone");
    let currency = either("CurrencyCode");
    let fee = match money(part, "UpfrontFee")? {
        Some(fee) => Some(fee),
        // The whole fee belongs to the whole offering, not to each of its parts.
        None if std::ptr::eq(part, whole) => None,
        None => {
            offers.remarks.push(format!("{}: a part has no fee of its own; enter it by hand", clipped(id)));
            None
        }
    };
    Ok(Block {
        id: BlockId::new(tidy(id)),
        machine: MachineId::parse(&tidy(&machine)).map_err(|why| format!("InstanceType {why}"))?,
        nodes,
        start,
        end: Some(end),
        product: ProductId::new(if ultra { "aws-ultraserver" } else { "aws-capacity-block" }),
        status: Stage::Offered.into(),
        region: Region(region_of(&zone)),
        zone: Zone(zone),
        zone_id: Zone(either("AvailabilityZoneId")),
        price: Maybe(Some(Price {
            upfront: fee,
            currency,
            source: "describe-capacity-block-offerings".to_string(),
            ..Price::default()
        })),
        offer: offer.to_string(),
        ..Block::default()
    })
}

/// Machine, count, and whether it is an UltraServer, which is counted in whole ones.
fn hardware(
    part: &Value,
    whole: &Value,
    either: &dyn Fn(&str) -> String,
) -> Result<(String, Nodes, bool), String> {
    let ultra = either("UltraserverType");
    let (machine, key) = match ultra.is_empty() {
        true => (either("InstanceType"), "InstanceCount"),
        false => (ultra.clone(), "UltraserverCount"),
    };
    if machine.is_empty() {
        return Err("InstanceType is missing".to_string());
    }
    match count(part, key).or_else(|| count(whole, key)) {
        None => Err(format!("{key} is missing or no whole number")),
        Some(0) => Err(format!("{key} is 0")),
        Some(nodes) => Ok((machine, Nodes::new(nodes), !ultra.is_empty())),
    }
}

/// The printed length is the time from start to end; where it is not, the two moments hold.
fn check_length(part: &Value, start: Instant, end: Instant, offer: &str, offers: &mut Offers) {
    let Some(hours) = count(part, "CapacityBlockDurationHours") else { return };
    let minutes = count(part, "CapacityBlockDurationMinutes").unwrap_or(0);
    let printed = i64::from(hours) * 3600 + i64::from(minutes) * 60;
    let real = (end - start).seconds();
    if printed != real {
        let remark = format!(
            "{}: the printed length of {hours} h {minutes} min is not the time from {start} to {end}; the moments hold",
            clipped(offer)
        );
        offers.remarks.push(remark);
    }
}

/// `us-east-2b` lies in `us-east-2`. A Local Zone (`us-east-1-dfw-2a`) counts as a place of its own, because what is sold
/// there differs from its region.
fn region_of(zone: &str) -> String {
    let parts = zone.split('-').count();
    match parts {
        3 | 4 if !is_local(zone) => zone.trim_end_matches(|c: char| c.is_ascii_lowercase()).to_string(),
        _ => zone.to_string(),
    }
}

/// A Local Zone's name goes on after its region's number: `us-east-1-dfw-2a`.
fn is_local(zone: &str) -> bool {
    let numbered = |part: &&str| part.chars().next().is_some_and(|c| c.is_ascii_digit());
    zone.split('-').filter(numbered).count() > 1
}

/// Shorter than the longest id, so that a number still fits behind it.
const MOST_BYTES: usize = 150;

/// An id without what an id must not hold.
fn tidy(id: &str) -> String {
    let odd = |c: char| c.is_whitespace() || c.is_control() || crate::base::words::is_hidden(c);
    let mut tidy = String::new();
    for c in id.chars().filter(|c| !odd(*c)) {
        if tidy.len() + c.len_utf8() > MOST_BYTES {
            break;
        }
        tidy.push(c);
    }
    tidy
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: &str = r#"{ "CapacityBlockOfferings": [
        { "CapacityBlockOfferingId": "cb-1", "InstanceType": "p5en.48xlarge", "AvailabilityZone": "us-east-2b",
          "InstanceCount": 16, "StartDate": "2026-11-22T06:00:00.000Z", "EndDate": "2026-12-05T11:30:00.000Z",
          "CapacityBlockDurationHours": 317, "CapacityBlockDurationMinutes": 30, "UpfrontFee": "278993.60",
          "CurrencyCode": "USD", "SomethingNew": {"a": 1} },
        { "CapacityBlockOfferingId": "cb-2", "InstanceType": "p6e-gb200.36xlarge", "UltraserverType": "u-p6e-gb200x72",
          "UltraserverCount": 1, "InstanceCount": 18, "AvailabilityZone": "us-east-1-dfw-2a",
          "StartDate": 1796124600.0, "EndDate": "2026-12-12T03:30:00-08:00", "UpfrontFee": 127999.87 } ] }"#;

    #[test]
    fn offerings_become_offered_blocks() {
        let offers = read(TWO).unwrap();
        assert!(offers.remarks.is_empty(), "{:?}", offers.remarks);
        let [first, second] = &offers.blocks[..] else { panic!() };
        assert_eq!(
            (first.nodes.get(), first.region.as_str(), first.zone.as_str()),
            (16, "us-east-2", "us-east-2b")
        );
        assert_eq!(first.price.as_ref().unwrap().upfront.unwrap().to_string(), "278993.60");
        assert_eq!((first.end.unwrap() - first.start).to_string(), "317h30m");
        assert_eq!((second.machine.as_str(), second.nodes.get()), ("u-p6e-gb200x72", 1));
        assert_eq!(second.region.as_str(), "us-east-1-dfw-2a");
        assert_eq!(second.start.to_string(), "2026-12-01T11:30Z");
        assert_eq!(second.end.unwrap().to_string(), "2026-12-12T11:30Z");
    }

    #[test]
    fn segments_become_a_bundle() {
        let text = r#"{"CapacityBlockOfferings":[{"CapacityBlockOfferingId":"cb-9","CurrencyCode":"USD",
            "CapacityBlockOfferingSegments":[
              {"InstanceType":"p5.48xlarge","AvailabilityZone":"us-east-1a","InstanceCount":4,"UpfrontFee":"10.50",
               "StartDate":"2027-01-01T11:30:00+00:00","EndDate":"2027-01-02T11:30:00+00:00"},
              {"InstanceType":"p5.48xlarge","AvailabilityZone":"us-east-1b","InstanceCount":2,"UpfrontFee":"5.25",
               "StartDate":"2027-01-03T11:30:00+00:00","EndDate":"2027-01-04T11:30:00+00:00"}]}]}"#;
        let offers = read(text).unwrap();
        let ids: Vec<&str> = offers.blocks.iter().map(|block| block.id.as_str()).collect();
        assert_eq!(ids, ["cb-9-1", "cb-9-2"]);
        assert!(offers.blocks.iter().all(|block| block.bundle == "cb-9"));
    }

    #[test]
    fn what_is_wrong_is_said_and_the_rest_is_read() {
        let text = r#"{"NextToken":"abc","CapacityBlockOfferings":[{"CapacityBlockOfferingId":"x"},
            {"CapacityBlockOfferingId":"y","InstanceType":"p5.48xlarge","InstanceCount":0,
             "StartDate":"2027-01-01T11:30:00Z","EndDate":"2027-01-02T11:30:00Z"}]}"#;
        let offers = read(text).unwrap();
        assert!(!offers.complete && offers.blocks.is_empty());
        assert_eq!(offers.remarks.len(), 3, "{:?}", offers.remarks);
        let error = read("An error occurred (CapacityBlockDescribeLimitExceeded) when calling").unwrap_err();
        assert!(error.contains("quota"), "{error}");
        assert!(read("{\"CapacityReservations\": []}").unwrap_err().contains("CapacityReservations"));
        let google = read(r#"[{"autoDeleteAutoCreatedReservations": false, "id": "1"}]"#).unwrap_err();
        assert!(google.starts_with("nothing in it is an offering") && google.contains("gcloud"), "{google}");
        assert!(read("[]").unwrap().blocks.is_empty(), "an empty list is no mistake");
        assert!(read("[1,").unwrap_err().starts_with("line 1"));
        assert!(read("").is_err());
    }

    #[test]
    fn names_longer_than_a_file_can_hold_are_cut() {
        let long = TWO.replace("p5en.48xlarge", &"é".repeat(150)).replace("cb-1", &"é".repeat(150));
        let seen = Instant::parse("2026-11-21T09:00Z").unwrap();
        let plan = read(&long).unwrap().into_plan(&Plan { title: "t".into(), ..Plan::default() }, seen).plan;
        let written = plan.blocks.at(0).unwrap();
        assert_eq!(MachineId::parse(written.machine.as_str()), Ok(written.machine.clone()));
        assert_eq!(BlockId::parse(written.id.as_str()), Ok(written.id.clone()));
    }

    #[test]
    fn a_second_look_finds_what_changed() {
        let seen = |text| Instant::parse(text).unwrap();
        let first = read(TWO).unwrap().into_plan(&Plan::default(), seen("2026-11-21T09:00Z"));
        assert_eq!(first.summary(), "2 offers: 2 new");
        let dearer = TWO.replace("278993.60", "290000.00");
        let second = read(&dearer).unwrap().into_plan(&first.plan, seen("2026-11-21T12:00Z"));
        assert_eq!(second.summary(), "2 offers: 1 dearer (+4 %), 1 as before");
        assert_eq!(second.plan.blocks.len(), 2);
        let moved = TWO.replace("\"cb-1\"", "\"cb-3\"");
        let third = read(&moved).unwrap().into_plan(&second.plan, seen("2026-11-21T15:00Z"));
        assert_eq!(third.summary(), "2 offers: 1 new, 1 as before, 1 gone");
        assert_eq!(third.plan.blocks.get("cb-1").unwrap().status, Stage::Expired.into());
        // A run that counts on what is gone is not left to be found out.
        let mut relying = second.plan.clone();
        let window = Window { id: "w1".into(), block: "cb-1".into(), ..Window::default() };
        relying.runs.push(Run {
            id: "big".into(),
            windows: [window].into_iter().collect(),
            ..Run::default()
        });
        let fourth = read(&moved).unwrap().into_plan(&relying, seen("2026-11-21T15:00Z"));
        assert!(
            fourth.summary().ends_with("1 gone; the plan stands on cb-1, which is gone"),
            "{}",
            fourth.summary()
        );
    }

    #[test]
    fn a_price_in_another_currency_than_the_plans_says_so() {
        let seen = Instant::parse("2026-11-21T09:00Z").unwrap();
        let currency = |plan: Plan| {
            let import = read(TWO).unwrap().into_plan(&plan, seen);
            import.plan.blocks.get("cb-1").unwrap().price.as_ref().unwrap().currency.clone()
        };
        assert_eq!(currency(Plan { currency: "USD".to_string(), ..Plan::default() }), "");
        assert_eq!(currency(Plan { currency: "EUR".to_string(), ..Plan::default() }), "USD");
    }

    /// One offer of `nodes` machines from a start on for some days.
    fn one(id: &str, nodes: u32, start: &str, days: i64) -> String {
        let from = Instant::parse(start).unwrap();
        let until = from + crate::base::Duration::from_days(days);
        format!(
            r#"{{"CapacityBlockOfferingId":"{id}","InstanceType":"p5.48xlarge","AvailabilityZone":"us-east-2b",
            "InstanceCount":{nodes},"StartDate":"{from}","EndDate":"{until}","UpfrontFee":"100","CurrencyCode":"USD"}}"#
        )
    }

    fn import(plan: &Plan, seen: &str, offers: &[String]) -> crate::import::Import {
        let text = format!("[{}]", offers.join(","));
        read(&text).unwrap().into_plan(plan, Instant::parse(seen).unwrap())
    }

    const JAN: &str = "2027-01-11T11:30Z";

    #[test]
    fn another_search_takes_no_offer_away() {
        let plan =
            import(&Plan::default(), "2027-01-05T09:00Z", &[one("cb-a", 8, "2027-01-12T11:30Z", 14)]).plan;
        let gone = |offers: &[String]| import(&plan, "2027-01-05T10:00Z", offers).gone;
        let none: &[BlockId] = &[];
        let week = |at: i64| {
            let start = Instant::parse(JAN).unwrap() + crate::base::Duration::from_days(7 * at);
            one(&format!("cb-{at}"), 8, &start.to_string(), 14)
        };
        assert_eq!(gone(&[one("cb-b", 2, JAN, 14), one("cb-c", 2, "2027-01-20T11:30Z", 14)]), none, "count");
        assert_eq!(gone(&[one("cb-b", 8, JAN, 7), one("cb-c", 8, "2027-01-20T11:30Z", 7)]), none, "length");
        assert_eq!(gone(&[week(1), week(2)]), none, "it starts before the first");
        assert_eq!(gone(&[one("cb-b", 8, "2027-01-10T11:30Z", 14), week(0)]), none, "and after the last");
        let full: Vec<String> = (0..6).map(week).collect();
        assert_eq!(gone(&full), none, "a seventh would not be in the list");
        assert_eq!(gone(full.get(..5).unwrap()), [BlockId::new("cb-a")]);
    }

    #[test]
    fn an_older_list_changes_nothing_that_is_known_from_later() {
        let dearer = one("cb-a", 8, JAN, 14).replace("\"100\"", "\"120\"");
        let plan = import(&Plan::default(), "2027-01-05T09:00Z", &[dearer]).plan;
        let older = import(&plan, "2027-01-04T09:00Z", &[one("cb-a", 8, JAN, 14)]);
        assert_eq!(older.plan, plan);
        assert_eq!(older.summary(), "1 offer: 1 older than what the plan knows, left out");
        let gone = import(&plan, "2027-01-06T09:00Z", &[one("cb-b", 8, JAN, 14)]).plan;
        assert_eq!(gone.blocks.get("cb-a").unwrap().status, Stage::Expired.into());
        let between = import(&gone, "2027-01-05T18:00Z", &[one("cb-a", 8, JAN, 14)]);
        assert_eq!(between.plan.blocks.get("cb-a"), gone.blocks.get("cb-a"), "it was gone after that");
        let later = import(&gone, "2027-01-06T10:00Z", &[one("cb-a", 8, JAN, 14)]).plan;
        assert_eq!(later.blocks.get("cb-a").unwrap().status, Stage::Offered.into());
    }

    #[test]
    fn one_id_is_one_offer() {
        let twice = [one("cb-a", 8, JAN, 14), one("cb-a", 8, JAN, 14)];
        let twice = import(&Plan::default(), "2027-01-05T09:00Z", &twice);
        assert_eq!((twice.plan.blocks.len(), twice.passed_over), (1, 1));
        assert_eq!(twice.remarks, ["offering 2 is passed over: cb-a stands further up already"]);
        let moved = import(&twice.plan, "2027-01-05T10:00Z", &[one("cb-a", 8, "2027-01-12T11:30Z", 13)]);
        assert_eq!(moved.summary(), "1 offer: 1 changed");
        assert_eq!(moved.plan.blocks.at(0).unwrap().start.to_string(), "2027-01-12T11:30Z");
        let in_yuan = one("cb-a", 8, "2027-01-12T11:30Z", 13).replace("USD", "CNY").replace("100", "700");
        let in_yuan = import(&moved.plan, "2027-01-05T11:00Z", &[in_yuan]);
        assert_eq!(in_yuan.summary(), "1 offer: 1 changed", "other money is neither dearer nor cheaper");
    }
}
