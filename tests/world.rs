//! The embedded tables: complete, exact, with a source for each value; user files on top of them.

use planb::base::{Duration, Instant, Money};
use planb::model::Date;
use planb::model::block_dates::{BlockDates, Cancellable, Mark, dates, extension_pay_by};
use planb::model::machine::Confidence;
use planb::model::rules::{Product, Sells};
use planb::model::terms::{Billing, Scope};
use planb::world::World;
use std::collections::BTreeSet;

fn money(text: &str) -> Option<Money> {
    Some(Money::parse(text).unwrap())
}

fn at(text: &str) -> Instant {
    Instant::parse(text).unwrap()
}

fn product<'a>(world: &'a World, id: &str) -> &'a Product {
    world.rules.get(id).unwrap_or_else(|| panic!("no product {id}"))
}

#[test]
fn every_machine_is_there_once_and_has_its_source() {
    let catalogue = World::embedded().catalogue;
    let ids: BTreeSet<&str> = catalogue.ids().collect();
    assert_eq!((ids.len(), catalogue.machines().count()), (60, 60));
    for (provider, count) in [
        ("aws", 17),
        ("gcp", 12),
        ("azure", 5),
        ("oci", 8),
        ("coreweave", 4),
        ("lambda", 4),
        ("nebius", 3),
        ("onprem", 7),
    ] {
        assert_eq!(catalogue.machines().filter(|m| m.provider == provider).count(), count, "{provider}");
    }
    for machine in catalogue.machines() {
        assert!(machine.id.starts_with(&format!("{}.", machine.provider)), "{}", machine.id);
        assert!(machine.spec_source.is_some() && machine.confidence.is_some(), "{}", machine.id);
        let priced = machine.on_demand_node_h.is_some() || machine.reserved_accel_h.is_some();
        assert_eq!(priced, machine.price_source.is_some(), "{}", machine.id);
        assert_eq!(catalogue.find(&machine.name).map(|m| &m.id), Some(&machine.id));
    }
    assert_eq!(catalogue.as_of(), Some(Date::parse("2026-09-19").unwrap()));
}

#[test]
fn figures_of_machines_are_exact() {
    let catalogue = World::embedded().catalogue;
    let p5 = catalogue.find("p5.48xlarge").unwrap();
    assert_eq!(
        (p5.id.as_str(), p5.accels_per_node, p5.vcpu, p5.efa),
        ("aws.p5", Some(8), Some(192), Some(32))
    );
    assert_eq!((p5.bf16_tflops, p5.fp8_tflops, p5.fp4_tflops), (Some(989.5), Some(1979.0), None));
    assert_eq!((p5.on_demand(), p5.reserved()), (money("55.04"), money("41.528")));
    let p4d = catalogue.find("aws.p4d").unwrap();
    assert_eq!((p4d.on_demand_node_h, p4d.on_demand_accel_h), (money("21.957642"), money("2.7447")));
    let b300 = catalogue.find("aws.p6-b300").unwrap();
    assert_eq!((b300.mem_gib, b300.inter_gbps, b300.host_mem_gib), (Some(268.59), Some(6400.0), Some(4096)));
    let trn3 = catalogue.find("aws.trn3").unwrap();
    assert_eq!((trn3.accels_per_node, trn3.confidence), (None, Some(Confidence::Low)));
    let inf2 = catalogue.find("aws.inf2").unwrap();
    assert_eq!((inf2.efa, inf2.on_demand_node_h), (Some(0), money("12.98127")));
    let v5p = catalogue.find("gcp.v5p").unwrap();
    assert_eq!((v5p.price_date, v5p.max_domain_accels), (None, Some(8960)));
    let rack = catalogue.find("onprem.gb300-nvl72").unwrap();
    assert_eq!((rack.accels_per_node, rack.inter_gbps, rack.on_demand()), (Some(72), Some(57_600.0), None));
    assert_eq!(catalogue.nearest("p5.48xlarg"), Some("p5.48xlarge"));
}

#[test]
fn every_block_rate_is_there_and_belongs_to_a_machine() {
    let catalogue = World::embedded().catalogue;
    assert_eq!(catalogue.rates().count(), 69);
    for price in catalogue.rates() {
        let machine = catalogue.find(&price.machine).unwrap();
        let accels = i64::from(machine.accels_per_node.unwrap());
        let off = price.accel_h.times(accels).micros() - price.node_h.micros();
        // Trainium accelerator-hours are rounded to a tenth of a cent on the page.
        assert!(off.abs() <= accels * 500, "{} in {}", price.machine, price.region);
        assert_eq!(price.as_of.to_string(), "2026-07-22");
        assert!(!price.source.is_empty() && !price.place.is_empty());
    }
    let rate = |machine, region| catalogue.rate(machine, region).map(|p| (p.node_h, p.accel_h));
    assert_eq!(rate("aws.p5", "us-east-1"), money("41.528").zip(money("5.191")));
    assert_eq!(rate("aws.p5", "eu-north-1"), money("37.76").zip(money("4.72")));
    assert_eq!(rate("aws.trn2", "us-east-2"), money("35.7608").zip(money("2.235")));
    assert_eq!(rate("aws.u-p6e-gb200x72", "us-east-1-dfw-2a"), money("761.904").zip(money("10.582")));
    assert_eq!(rate("aws.p6-b200", "us-gov-west-1"), money("102.96").zip(money("12.87")));
    assert_eq!(rate("aws.p5", "mars-1"), None);
}

#[test]
fn every_product_is_there_and_each_rule_has_a_source() {
    let world = World::embedded();
    let ids: Vec<&str> = world.rules.ids().collect();
    assert_eq!(
        ids,
        [
            "aws-capacity-block",
            "aws-future-odcr",
            "aws-odcr",
            "aws-ultraserver",
            "azure-block",
            "azure-future",
            "contract",
            "gcp-calendar-gpu",
            "gcp-calendar-tpu",
            "gcp-flex-start",
            "gcp-future-reservation",
            "lambda-1-click",
            "on-demand",
            "owned",
            "sagemaker-training-plan",
            "slurm-reservation",
            "spot",
        ]
    );
    let mut names = BTreeSet::new();
    for (id, product) in ids.iter().zip(world.rules.iter()) {
        assert_eq!(*id, product.id);
        assert!(
            !product.name.is_empty() && !product.about.is_empty() && !product.provider.is_empty(),
            "{id}"
        );
        assert!(product.version.contains("-2"), "{id}: {}", product.version);
        for name in product.aliases.iter().chain([&product.id]) {
            assert!(names.insert(name), "{name} means two products");
            assert_eq!(world.rules.get(name).map(|p| &p.id), Some(&product.id));
        }
        for fact in product.facts() {
            assert!(!fact.source.trim().is_empty(), "{id}: {}", fact.field);
            assert!(!fact.value.is_empty() && fact.as_of <= product.as_of, "{id}: {}", fact.field);
            if fact.evidence == planb::model::sourced::Evidence::Inferred {
                assert!(
                    fact.note.is_some() || fact.field == "billing" || fact.field == "early_stop",
                    "{id}: {}",
                    fact.field
                );
            }
        }
    }
    assert_eq!(world.rules.nearest("azure-blok"), Some("azure-block"));
}

#[test]
fn rules_name_only_machines_and_zones_that_exist() {
    let world = World::embedded();
    // Sold, but not a machine of the catalogue: its unit of sale is.
    let known = |name: &str| name == "p6e-gb200.36xlarge" || world.catalogue.find(name).is_some();
    for product in world.rules.iter() {
        let listed = product.machines.iter().flat_map(|fact| &fact.value);
        let excluded = product.not_sold.iter().flat_map(|fact| &fact.value);
        let quotas = product.quotas.iter().flat_map(|fact| &fact.value.machines);
        let regions = product.regions.iter().map(|fact| &fact.value.machine);
        let units = product.units.iter().map(|fact| &fact.value.machine);
        for name in listed.chain(excluded).chain(quotas).chain(regions).chain(units) {
            assert!(known(name), "{}: {name}", product.id);
        }
        for local in &product.local_zones {
            assert!(local.value.zone.starts_with(&local.value.region));
        }
    }
    // Whatever has a block rate in a region is sold there.
    for price in world.catalogue.rates() {
        let machine = world.catalogue.find(&price.machine).unwrap();
        let sold = ["aws-capacity-block", "aws-ultraserver"]
            .iter()
            .any(|id| product(&world, id).sells(machine, Some(&price.region)) == Sells::Yes);
        assert!(sold, "{} in {}", price.machine, price.region);
    }
}

/// `field: time` lines of the dates that there are.
fn lines(dates: &BlockDates) -> Vec<String> {
    let line = |name: &str, mark: &Option<Mark>| mark.as_ref().map(|mark| format!("{name}: {}", mark.at));
    [
        line("can buy from", &dates.can_buy_from),
        line("safe buy by", &dates.safe_buy_by),
        line("must buy by", &dates.must_buy_by),
        line("pay by", &dates.pay_by),
        line("extend from", &dates.extend_from),
        line("safe extend by", &dates.safe_extend_by),
        line("extend by", &dates.extend_by),
        line("warning", &dates.warning),
        line("drain", &dates.drain),
        line("usable end", &dates.usable_end),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn december(id: &str) -> Vec<String> {
    let world = World::embedded();
    lines(&dates(product(&world, id), Some(at("2026-12-01T11:30Z")), Some(at("2026-12-15T11:30Z")), None))
}

#[test]
fn the_dates_of_a_capacity_block() {
    assert_eq!(
        december("aws-capacity-block"),
        [
            "can buy from: 2026-10-06T11:30Z",
            "safe buy by: 2026-11-30T23:30Z",
            "must buy by: 2026-12-01T11:00Z",
            "pay by: 2026-12-01T11:25Z",
            "extend from: 2026-10-20T11:30Z",
            "safe extend by: 2026-12-14T22:55Z",
            "extend by: 2026-12-15T10:30Z",
            "warning: 2026-12-15T10:50Z",
            "drain: 2026-12-15T10:50Z",
            "usable end: 2026-12-15T11:00Z",
        ]
    );
}

#[test]
fn the_dates_of_an_ultraserver_stop_half_an_hour_earlier() {
    let of = december("aws-ultraserver");
    assert_eq!(
        of[7..],
        ["warning: 2026-12-15T10:20Z", "drain: 2026-12-15T10:20Z", "usable end: 2026-12-15T10:30Z"]
    );
    assert_eq!(of[..7], december("aws-capacity-block")[..7]);
}

#[test]
fn the_dates_of_the_other_products() {
    assert_eq!(
        december("azure-block"),
        [
            "can buy from: 2026-10-06T11:30Z",
            "safe buy by: 2026-11-30T11:30Z",
            "must buy by: 2026-12-01T11:30Z",
            "usable end: 2026-12-15T11:30Z",
        ]
    );
    assert_eq!(
        december("gcp-calendar-gpu"),
        [
            "can buy from: 2026-10-02T11:30Z",
            "safe buy by: 2026-11-24T11:30Z",
            "must buy by: 2026-11-27T20:30Z",
            "usable end: 2026-12-15T11:30Z",
        ]
    );
    assert_eq!(
        december("gcp-calendar-tpu"),
        [
            "can buy from: 2026-08-03T11:30Z",
            "safe buy by: 2026-11-24T11:30Z",
            "must buy by: 2026-11-30T11:30Z",
            "usable end: 2026-12-15T11:30Z",
        ]
    );
    assert_eq!(
        december("slurm-reservation"),
        ["must buy by: 2026-12-01T11:30Z", "extend by: 2026-12-15T11:30Z", "usable end: 2026-12-15T11:30Z"]
    );
    assert_eq!(
        december("sagemaker-training-plan"),
        ["can buy from: 2026-10-06T11:30Z", "usable end: 2026-12-15T11:00Z"]
    );
    assert_eq!(december("contract"), ["usable end: 2026-12-15T11:30Z"]);
}

#[test]
fn a_purchase_sets_the_payment_and_the_first_extension() {
    let world = World::embedded();
    let block = product(&world, "aws-capacity-block");
    let (start, end) = (at("2026-12-01T11:30Z"), at("2026-12-15T11:30Z"));
    let late = dates(block, Some(start), Some(end), Some(at("2026-11-20T08:00Z")));
    assert_eq!(late.pay_by.as_ref().unwrap().at, at("2026-11-20T20:00Z"));
    assert_eq!(late.extend_from.as_ref().unwrap().at, at("2026-11-20T08:00Z"));
    let last_minute = dates(block, Some(start), Some(end), Some(at("2026-12-01T10:00Z")));
    assert_eq!(last_minute.pay_by.as_ref().unwrap().at, at("2026-12-01T11:25Z"));
    assert_eq!(last_minute.pay_by.unwrap().why.to_string(), "payment must clear 5m before the start");
    let extension = |requested| extension_pay_by(block, end, at(requested)).unwrap().at;
    assert_eq!(extension("2026-12-10T08:00Z"), at("2026-12-10T20:00Z"));
    assert_eq!(extension("2026-12-15T09:00Z"), at("2026-12-15T10:55Z"));
    assert_eq!(extension_pay_by(product(&world, "azure-block"), end, start), None);
}

#[test]
fn marks_say_why_and_where_it_stands() {
    let world = World::embedded();
    let of =
        |id| dates(product(&world, id), Some(at("2026-12-01T11:30Z")), Some(at("2026-12-15T11:30Z")), None);
    let block = of("aws-capacity-block");
    let usable = block.usable_end.unwrap();
    assert_eq!(usable.why.to_string(), "nodes are stopped 30m before the end");
    assert_eq!((&*usable.source, usable.doubtful), ("EC2 User Guide, capacity-blocks-how", false));
    assert!(of("aws-ultraserver").warning.unwrap().doubtful);
    assert!(matches!(block.cancellable, Some(Cancellable::Never(..))));
    assert!(matches!(of("gcp-future-reservation").cancellable, Some(Cancellable::UntilLock(_))));
    let Some(Cancellable::Until(mark)) = of("slurm-reservation").cancellable else {
        panic!("not cancellable")
    };
    assert_eq!(mark.why.to_string(), "can be cancelled at any time, if no job runs in it");
    assert_eq!(of("contract").cancellable, None);
    assert_eq!(of("contract").usable_end.unwrap().why.to_string(), "no earlier stop is known");
}

#[test]
fn an_open_end_has_no_dates_before_it() {
    let world = World::embedded();
    let odcr = product(&world, "aws-odcr");
    let open = dates(odcr, Some(at("2026-12-01T00:00Z")), None, None);
    assert_eq!(open, dates(odcr, Some(at("2026-12-01T00:00Z")), Some(Instant::FOREVER), None));
    assert_eq!(lines(&open), ["must buy by: 2026-12-01T00:00Z"]);
    assert_eq!(lines(&dates(odcr, None, None, None)), [""; 0]);
}

#[test]
fn what_the_checks_ask_is_answered_by_fields() {
    let world = World::embedded();
    let find = |id: &str| world.catalogue.find(id).unwrap();
    let block = product(&world, "aws-capacity-block");
    let lengths = &block.lengths.as_ref().unwrap().value;
    assert!(lengths.strict && lengths.allows(Duration::from_days(182)));
    let near = (lengths.at_or_below(Duration::from_days(17)), lengths.at_or_above(Duration::from_days(17)));
    assert_eq!(near, (Some(Duration::from_days(14)), Some(Duration::from_days(21))));
    assert_eq!(block.end_clock.as_ref().unwrap().value.to_string(), "11:30");
    assert_eq!(block.limit(Scope::Block).unwrap().0, 64);
    assert_eq!(block.limit(Scope::Organization).unwrap().0, 256);
    assert_eq!(block.limit(Scope::Account), None);
    assert!(!block.sizes.as_ref().unwrap().value.strict);
    assert_eq!(block.sells(find("aws.p5"), Some("eu-north-1")), Sells::Yes);
    assert_eq!(
        block.sells(find("aws.p4de"), Some("us-east-2")),
        Sells::Elsewhere(vec!["us-east-1", "us-west-2"])
    );
    assert_eq!(block.sells(find("aws.inf2"), None), Sells::NoMachine);
    assert!(block.local_zone("us-east-1-atl-2a").unwrap().value.opt_in);
    assert_eq!(block.quota_of(find("aws.p5en")).unwrap().value.account.as_deref(), Some("L-4F9BB70B"));
    assert_eq!(block.quota_label(find("aws.p5en")).as_deref(), Some("Concurrent P5en Capacity Blocks"));
    assert_eq!(block.quota_of(find("aws.p6-b200")), None);
    assert_eq!(block.quota_default.as_ref().unwrap().value, 0);
    assert_eq!(block.billing.as_ref().unwrap().value, Billing::Upfront);

    let azure = product(&world, "azure-block");
    assert!(azure.sizes.as_ref().unwrap().value.strict);
    let example = at("2025-06-28T11:30Z") - at("2025-06-27T12:00Z");
    assert!(azure.lengths.as_ref().unwrap().value.allows(example));

    let future = product(&world, "aws-future-odcr");
    assert_eq!(future.sells(find("aws.p5"), None), Sells::NoMachine);
    assert_eq!(future.sells(find("aws.trn1"), None), Sells::NoMachine);
    assert_eq!(future.min_vcpu.as_ref().unwrap().value, 32);

    let plan = product(&world, "sagemaker-training-plan");
    assert_eq!(plan.sells(find("aws.p5"), Some("us-east-1")), Sells::Unknown);
    assert_eq!(plan.targets.as_ref().unwrap().value.len(), 4);

    let on_demand = product(&world, "on-demand");
    assert_eq!(on_demand.sells(find("aws.p5e"), Some("us-east-1")), Sells::NoMachine);
    assert_eq!(on_demand.sells(find("gcp.a4"), None), Sells::NoMachine);
    assert_eq!(on_demand.sells(find("aws.p5"), Some("us-east-1")), Sells::Unknown);
    assert_eq!(on_demand.sells(find("aws.trn2-1"), Some("us-east-2")), Sells::Elsewhere(vec!["sa-east-1"]));

    let unit = product(&world, "aws-ultraserver").unit_of(find("aws.trn2u")).unwrap();
    assert_eq!(unit.value.nodes, [4]);

    let fabric = |id| world.rules.fabric(find(id)).unwrap();
    assert!(fabric("aws.p5").one_zone.as_ref().unwrap().value);
    let fast = |id| fabric(id).is_fast(find(id));
    assert_eq!(["aws.p5", "aws.p4d", "gcp.a3-high", "oci.h100"].map(fast), [Some(true); 4]);
    assert_eq!(["aws.p5-1", "gcp.a2-high", "aws.inf2", "lambda.h100-8"].map(fast), [Some(false); 4]);
    assert!(world.catalogue.machines().all(|m| m.fabric.is_none() || world.rules.fabric(m).is_some()));
}

#[test]
fn old_rules_say_so() {
    let world = World::embedded();
    let lambda = product(&world, "lambda-1-click");
    assert_eq!(lambda.days_old(at("2026-12-18T00:00Z")), 90);
    assert!(!lambda.is_old(at("2026-12-18T23:59Z")));
    assert!(lambda.is_old(at("2026-12-19T00:00Z")));
}

#[test]
fn a_users_rules_replace_what_they_state_and_keep_the_rest() {
    let own = r#"(
        id: "capacity-block",
        version: "ours-2026.12",
        as_of: "2026-12-01",
        lead: (value: "2h", source: "our account team", as_of: "2026-12-01"),
        limits: [(value: (max: 32, per: Block), source: "our account team", as_of: "2026-12-01")],
    )"#;
    let new = r#"(id: "sfcompute", name: "SF Compute", version: "sf-1", as_of: "2026-12-01",
        lead: (value: "15m", source: "us", as_of: "2026-12-01"))"#;
    let built_in = World::embedded();
    let (world, errors) = built_in.with_files([("rules/aws.ron", own), ("rules/sf.ron", new)]);
    assert!(errors.is_empty(), "{errors:?}");
    let block = product(&world, "aws-capacity-block");
    assert_eq!((block.version.as_str(), block.name.as_str()), ("ours-2026.12", "EC2 Capacity Block"));
    assert_eq!(block.lead.as_ref().unwrap().value, Duration::from_hours(2));
    assert_eq!(block.limit(Scope::Block).unwrap().0, 32);
    assert_eq!(block.limit(Scope::Organization), None);
    assert_eq!(block.horizon.as_ref().unwrap().value, Duration::from_days(56));
    assert_eq!(product(&world, "sfcompute").name, "SF Compute");
    assert_eq!(world.rules.ids().count(), 18);
    assert_eq!(product(&built_in, "aws-capacity-block").version, "aws-2026.11");
}

#[test]
fn a_users_machines_join_the_catalogue() {
    let text = r#"[
        (id: "lab.dgx", accelerator: "H100", accels_per_node: 8, mem_gib: 80, on_demand_node_h: "12.50"),
        (id: "aws.p5", name: "p5.48xlarge", accels_per_node: 8, on_demand_node_h: "44"),
    ]"#;
    let (world, errors) = World::embedded().with_files([("config/machines.ron", text)]);
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!(world.catalogue.find("lab.dgx").unwrap().on_demand(), money("12.50"));
    assert_eq!(world.catalogue.find("p5.48xlarge").unwrap().on_demand(), money("44"));
    assert_eq!(world.catalogue.machines().count(), 61);
}

#[test]
fn errors_in_files_have_their_place_and_a_suggestion() {
    let head = "(\n    id: \"a\",\n    version: \"a-1\",\n    as_of: \"2026-12-01\",\n";
    let rule = |line: &str| ("rules/a.ron", format!("{head}    {line}\n)"));
    let machine = |fields: &str| ("machines.ron", format!("[\n    (id: \"a\", {fields}),\n]"));
    let cases = [
        (
            rule(r#"leed: (value: "2h"),"#),
            "rules/a.ron:5:5: unknown field `leed`\n \
             5 |     leed: (value: \"2h\"),\n   |     ^\n   did you mean `lead`?",
        ),
        (
            rule(r#"cancel: (value: Nevr, source: "x", as_of: "2026-12-01"),"#),
            "rules/a.ron:5:21: unknown word `Nevr`\n \
             5 |     cancel: (value: Nevr, source: \"x\", as_of: \"2026-12-01\"),\n   |                     ^\n   \
             did you mean `Never`?",
        ),
        (
            rule(r#"lead: (value: "2h", as_of: "2026-12-01"),"#),
            "rules/a.ron:5:44: field `source` is missing\n 5 |     lead: (value: \"2h\", as_of: \"2026-12-01\"),\n   \
             |                                            ^",
        ),
        (
            rule(r#"lead: (value: "2 fortnights","#),
            "rules/a.ron:5:34: unknown unit fortnights: use w, d, h, m or s\n",
        ),
        (
            rule("end_clock: (value: \"25:00\","),
            "rules/a.ron:5:32: 25:00 is not a time of day: write it like 11:30\n",
        ),
        (
            rule(r#"limits: [(value: (mix: 3), source: "x", as_of: "2026-12-01")],"#),
            "rules/a.ron:5:23: unknown field `mix`\n",
        ),
        (
            rule(r#"unpromised: (value: 7, source: "x", as_of: "2026-12-01"),"#),
            "rules/a.ron:5:27: Expected boolean\n",
        ),
        (machine("accels_per_node: 0"), "machines.ron:2:32: this number must be one or more"),
        (machine("mem_gib: -1"), "machines.ron:2:24: this number must be zero or more"),
        (machine("mem_gib: NaN"), "machines.ron:2:24: this number must be zero or more"),
        (machine("on_demand_node_h: \"-1\""), "machines.ron:2:"),
        (machine("on_demand_node_h: \"1e999\""), "machines.ron:2:34: 1e999 has an exponent"),
        (
            machine("on_demand_node_h: 12.5"),
            "machines.ron:2:33: the floating point number `12.5` is not a quoted text",
        ),
        (("machines.ron", "[(id: \"\")]".to_string()), "machines.ron: a machine has an empty id"),
        (("rules/empty.ron", String::new()), "rules/empty.ron:1:1: Expected"),
        (("rules/cut.ron", "(id: \"a".to_string()), "rules/cut.ron:1:6: Expected end of string\n"),
        (("rules/deep.ron", "(".repeat(100_000)), "rules/deep.ron:1:2: Expected"),
    ];
    for ((name, text), expected) in cases {
        let (world, errors) = World::embedded().with_files([(name, text.as_str())]);
        assert_eq!(errors.len(), 1, "{text}");
        let shown = errors[0].to_string();
        assert!(shown.starts_with(expected), "{shown}\n{expected}");
        assert_eq!((world.rules.ids().count(), world.catalogue.machines().count()), (17, 60));
    }
}

#[test]
fn the_examples_of_the_document_are_read() {
    let document = include_str!("../docs/rules.md");
    let blocks: Vec<&str> = document
        .split("```ron\n")
        .skip(1)
        .filter_map(|rest| rest.split_once("```"))
        .map(|(text, _)| text)
        .collect();
    assert_eq!(blocks.len(), 3);
    for text in blocks {
        match text.starts_with("Plan(") {
            true => {
                let read = planb::format::read(text).unwrap();
                assert!(read.notes.is_empty() && read.plan.products.len() == 2, "{:?}", read.notes);
            }
            false => {
                let (world, errors) = World::embedded().with_files([("rules/a.ron", text)]);
                assert!(errors.is_empty(), "{errors:?}");
                assert!(world.rules.iter().any(|product| product.version.starts_with("ours-")));
            }
        }
    }
    for (part, meaning) in planb::model::commands::PARTS {
        assert!(document.contains(&format!("| `{{{part}}}` | {meaning} |\n")), "{part}");
    }
}

/// Values that a shell would trip over, were they not quoted.
fn awkward() -> planb::model::commands::Values {
    let value = |name: &str| format!("{name} it's $HOME `id`; \"x\" \\ *{{a,b}}");
    planb::model::commands::PARTS.iter().map(|(name, _)| (*name, value(name))).collect()
}

#[test]
fn a_shell_reads_every_command_as_it_is_meant() {
    let world = World::embedded();
    let mut commands = 0;
    for product in world.rules.iter() {
        for row in &product.commands {
            let template = &row.value.run.text;
            let command = row.value.run.fill(&awkward()).unwrap_or_else(|| panic!("{template}"));
            let script = format!("printf '%s\\n' {command}");
            let output = std::process::Command::new("sh").args(["-c", &script]).output().unwrap();
            let printed = String::from_utf8(output.stdout).unwrap();
            let meant = template.split_whitespace().filter(|word| !["[", "]"].contains(word)).map(|word| {
                awkward()
                    .iter()
                    .fold(word.to_string(), |word, (name, value)| word.replace(&format!("{{{name}}}"), value))
            });
            assert_eq!(printed.lines().collect::<Vec<_>>(), meant.collect::<Vec<_>>(), "{template}");
            commands += 1;
        }
    }
    assert!(commands > 20, "{commands}");
}

#[test]
fn a_command_with_an_unknown_part_is_told_with_its_place() {
    let text = "(\n    id: \"a\",\n    version: \"a-1\",\n    as_of: \"2026-12-01\",\n    commands: [(value: (act: Buy, run: \
                \"buy {ofer}\"), source: \"us\", as_of: \"2026-12-01\")],\n)";
    let (_, errors) = World::embedded().with_files([("rules/a.ron", text)]);
    let shown = errors[0].to_string();
    assert!(shown.starts_with("rules/a.ron:5:"), "{shown}");
    assert!(shown.contains("{ofer} is no part of a command: did you mean {offer}?"), "{shown}");
}

fn with_terms(products: &str) -> (planb::model::Plan, World) {
    let text = format!("Plan(version: 1, title: \"t\", products: [{products}])");
    let plan = planb::format::read(&text).unwrap().plan;
    let world = World::embedded().for_plan(&plan).into_owned();
    (plan, world)
}

#[test]
fn a_plans_own_terms_replace_what_they_state_and_keep_the_rest() {
    let (_, world) = with_terms(
        r#"(id: "capacity-block", source: "agreement of 3 May", read_on: "2026-11-20", lead: "2h", most_nodes: 32, ends_at: "12:00")"#,
    );
    let block = product(&world, "aws-capacity-block");
    assert_eq!(block.version, "aws-2026.11");
    let lead = block.lead.as_ref().unwrap();
    assert_eq!((lead.value, &*lead.source), (Duration::from_hours(2), "agreement of 3 May"));
    assert_eq!(lead.as_of, Date::parse("2026-11-20").unwrap());
    assert_eq!(block.limit(Scope::Block).unwrap().0, 32);
    assert_eq!(block.limit(Scope::Organization).unwrap().0, 256);
    assert_eq!(block.end_clock.as_ref().unwrap().value.to_string(), "12:00");
    assert_eq!(block.horizon.as_ref().unwrap().value, Duration::from_days(56));
    assert_eq!(world.rules.ids().count(), 17);

    // One product under two of its names.
    let both =
        r#"(id: "cb", source: "us", lead: "2h"), (id: "aws-capacity-block", source: "us", warning: "1h")"#;
    let block = product(&with_terms(both).1, "aws-capacity-block").clone();
    assert_eq!(block.lead.unwrap().value, Duration::from_hours(2));
    assert_eq!(block.warning.unwrap().value, Duration::from_hours(1));

    let (_, world) = with_terms(
        r#"(id: "sfc", name: "SF Compute", like: "contract", source: "their page", shortest: "1h", longest: "7d", step: "1h"),
           (id: "ours", like: "aws-capacity-block", source: "us", read_on: "2026-11-20", extend: false, sizes: [8, 2, 4])"#,
    );
    let sfc = product(&world, "sfc");
    assert_eq!(sfc.name, "SF Compute");
    let lengths = &sfc.lengths.as_ref().unwrap().value;
    assert!(lengths.allows(Duration::from_hours(5)) && !lengths.allows(Duration::from_minutes(90)));
    assert!(!lengths.allows(Duration::from_days(8)));
    assert!(sfc.days_old(at("2026-12-01T00:00Z")) < 90, "read with the rule set that it is like");
    let ours = product(&world, "ours");
    assert!(!ours.extend.as_ref().unwrap().value);
    assert_eq!(ours.sizes.as_ref().unwrap().value.nodes, [2, 4, 8]);
    assert_eq!(product(&world, "cb").id, "aws-capacity-block", "the alias stays with the rule set");
}

#[test]
fn checks_and_dates_follow_the_plans_own_terms() {
    let read = |products: &str| {
        let text = format!(
            r#"Plan(version: 1, title: "t", products: [{products}], blocks: [
                (id: "b", machine: "aws.p5", nodes: 8, product: "aws-capacity-block", region: "us-east-2",
                 start: "2026-12-08T11:30Z", end: "2026-12-15T11:30Z"),
            ])"#
        );
        planb::format::read(&text).unwrap().plan
    };
    let found = |plan: &planb::model::Plan| {
        let analysis = planb::analysis::analyze(plan, &World::embedded(), at("2026-11-27T09:00Z"));
        let usable = analysis.blocks[0].usable.end.to_string();
        let codes: Vec<&str> = analysis.problems.iter().map(|problem| problem.code).collect();
        (usable, codes.contains(&"B106"), codes.contains(&"B101"))
    };
    assert_eq!(found(&read("")), ("2026-12-15T11:00Z".to_string(), false, false));
    let own = r#"(id: "aws-capacity-block", source: "us", early_stop: "2h", most_nodes: 4, longest: "3d")"#;
    assert_eq!(found(&read(own)), ("2026-12-15T09:30Z".to_string(), true, true));
}
