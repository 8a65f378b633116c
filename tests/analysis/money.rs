use super::build::*;
use planb::base::Duration;
use planb::base::record::Maybe;
use planb::model::*;

#[test]
fn a_block_costs_its_nodes_times_hours_and_idle_time_its_part() {
    let found = analysis(&week(), "2027-01-06T09:00Z");
    let block = found.block(&"cb-jan".into()).unwrap();
    assert_eq!(block.cost.total.unwrap().show("USD"), "USD 169,150.46");
    assert_eq!(block.idle, hours(12 * 32));
    assert_eq!(block.cost.idle.show("USD"), "USD 12,082.18");
    assert_eq!(block.lost, hours(32), "half an hour at each end");
    assert_eq!(block.used + block.idle + block.lost, hours(168 * 32));
    assert_eq!(found.costs.committed, block.cost.total.unwrap());
    assert_eq!(found.costs.idle, block.cost.idle);
    assert_eq!(found.run(&"base-8b".into()).unwrap().cost, money("156061.44"), "155 h of 168 h");
}

#[test]
fn money_leaves_in_the_month_of_purchase() {
    let mut plan = week();
    plan.blocks.get_mut("cb-jan").unwrap().purchased_at = Some(at("2026-12-29T10:00Z"));
    let mut next = block("cb-feb", 1, "2027-02-01T11:30Z", "2027-02-02T11:30Z");
    next.price = Maybe(Some(Price { upfront: Some(money("700")), ..Price::default() }));
    next.status = Stage::Wanted.into();
    plan.blocks.push(next);
    let found = analysis(&plan, "2027-01-06T09:00Z");
    let months: Vec<_> =
        found.costs.months.iter().map(|month| (month.month.as_str(), month.upfront.to_string())).collect();
    assert!(found.costs.months.iter().all(|month| month.hourly.is_zero()));
    // Bought at the safe moment: 12 h before it starts on 1 February.
    assert_eq!(months, [("2026-12", "169150.464".to_string()), ("2027-01", "700.00".to_string())]);
    assert_eq!(found.costs.estimated, money("700"));
}

#[test]
fn the_headings_follow_the_status() {
    let rows = [
        (Stage::Wanted, Some(Account::Estimate)),
        (Stage::Offered, Some(Account::Offered)),
        (Stage::Requested, Some(Account::Committed)),
        (Stage::Active, Some(Account::Committed)),
        (Stage::Ended, Some(Account::Spent)),
        (Stage::Denied, None),
        (Stage::Cancelled, None),
    ];
    for (stage, account) in rows {
        let mut plan = week();
        plan.blocks.get_mut("cb-jan").unwrap().status = stage.into();
        let found = analysis(&plan, "2027-01-06T09:00Z");
        assert_eq!(found.blocks[0].cost.account, account, "{stage:?}");
    }
    let mut plan = week();
    let block = plan.blocks.get_mut("cb-jan").unwrap();
    (block.status, block.purchased_at) = (Stage::Cancelled.into(), Some(at("2026-12-29T10:00Z")));
    let found = analysis(&plan, "2027-01-06T09:00Z");
    assert_eq!(found.costs.spent, money("169150.464"), "a fee that was paid stays");
}

#[test]
fn accelerator_hours_count_all_accelerators() {
    let mut plan = week();
    let price = Price { per_accelerator_hour: Some(money("3.933")), ..Price::default() };
    plan.blocks.get_mut("cb-jan").unwrap().price = Maybe(Some(price));
    assert_eq!(analysis(&plan, "2027-01-06T09:00Z").costs.committed, money("169150.464"));
}

#[test]
fn another_currency_needs_a_rate() {
    let mut plan = week();
    plan.currency = "EUR".to_string();
    let mut price = Price { upfront: Some(money("1000")), currency: "USD".to_string(), ..Price::default() };
    plan.blocks.get_mut("cb-jan").unwrap().price = Maybe(Some(price.clone()));
    let found = analysis(&plan, "2027-01-06T09:00Z");
    assert_eq!(found.costs.unpriced, [BlockId::new("cb-jan")]);
    assert!(found.blocks[0].cost.source.contains("USD without a rate"), "{}", found.blocks[0].cost.source);
    price.rate = Some(Decimal::from_f64(0.92));
    plan.blocks.get_mut("cb-jan").unwrap().price = Maybe(Some(price));
    assert_eq!(analysis(&plan, "2027-01-06T09:00Z").costs.committed, money("920"));
}

#[test]
fn without_a_price_the_catalogue_estimates_and_says_so() {
    let mut plan = week();
    let block = plan.blocks.get_mut("cb-jan").unwrap();
    (block.price, block.region) = (Maybe(None), "us-east-1".into());
    let found = analysis(&plan, "2027-01-06T09:00Z");
    let rate = world().catalogue.rate("aws.p5", "us-east-1").unwrap().clone();
    assert_eq!(found.blocks[0].cost.total, Some(rate.node_h.times_hours(hours(168), 32)));
    let source = &found.blocks[0].cost.source;
    assert!(source.starts_with("estimate: ") && source.contains(&rate.as_of.to_string()), "{source}");
    plan.blocks.get_mut("cb-jan").unwrap().product = "owned".into();
    assert_eq!(analysis(&plan, "2027-01-06T09:00Z").blocks[0].cost.total, Some(money("0")));
}

#[test]
fn offers_that_nothing_uses_are_in_no_month_and_not_idle() {
    let mut plan = week();
    let mut offer = block("offer", 8, "2027-01-20T11:30Z", "2027-01-27T11:30Z");
    offer.price = Maybe(Some(Price { upfront: Some(money("5000")), ..Price::default() }));
    offer.status = Stage::Offered.into();
    plan.blocks.push(offer);
    let found = analysis(&plan, "2027-01-06T09:00Z");
    assert_eq!(found.costs.offered, money("5000"));
    assert_eq!(found.costs.months.len(), 1);
    assert_eq!(found.costs.idle.show(""), "12,082.18");
    assert!(found.agenda.iter().all(|item| !item.text.contains("offer")));
}

/// A reservation of 2 nodes since December that has no end, beside the week.
fn without_end() -> Plan {
    let mut plan = week();
    let mut od = block("od", 2, "2026-12-01T00:00Z", "2026-12-02T00:00Z");
    (od.end, od.product) = (None, "aws-odcr".into());
    od.price = Maybe(Some(Price { per_node_hour: Some(money("50")), ..Price::default() }));
    plan.blocks.push(od);
    plan
}

#[test]
fn a_block_without_an_end_is_paid_from_its_start_to_its_last_window_or_to_now() {
    let mut plan = without_end();
    let found = analysis(&plan, "2027-01-06T09:00Z");
    let extent = found.extent.unwrap();
    assert_eq!((extent.start, extent.end), (at("2027-01-11T11:30Z"), at("2027-01-18T11:30Z")));
    let od = &found.blocks[1];
    assert!(od.open_ended);
    assert_eq!(od.counted_until(), Some(found.now), "nothing stands on it");
    assert_eq!((od.cost.total, od.idle), (Some(money("100").times(36 * 24 + 9)), Duration::ZERO));

    let mut run = run("r", need(2, 10));
    run.windows.push(window("w1", "od", 2, "2027-01-10T00:00Z", "2027-01-12T00:00Z"));
    plan.runs.push(run);
    let od = |plan: &Plan| analysis(plan, "2027-01-06T09:00Z").blocks[1].clone();
    let cost = od(&plan).cost.total;
    assert_eq!(cost, Some(money("100").times(42 * 24)));
    assert_eq!(od(&plan).idle, hours(2 * (3 * 24 + 15)), "from now to the first window");
    assert_eq!(od(&plan).cost.node_hour, Some(money("50")));
    // What stands elsewhere has no part in it.
    let mut other = run_of("s");
    other.windows.push(window("w1", "cb-jan", 1, "2027-01-11T12:00Z", "2027-03-01T00:00Z"));
    plan.runs.push(other);
    assert_eq!(od(&plan).cost.total, cost);
}

fn run_of(id: &str) -> Run {
    run(id, need(1, 10))
}

#[test]
fn money_by_the_hour_is_in_the_months_of_use_and_in_the_budget() {
    let mut plan = without_end();
    plan.monthly_budget = Some(money("100000"));
    plan.blocks.get_mut("cb-jan").unwrap().purchased_at = Some(at("2026-12-29T10:00Z"));
    let found = analysis(&plan, "2027-01-06T09:00Z");
    let months: Vec<_> = found.costs.months.iter().map(|month| (month.upfront, month.hourly)).collect();
    let zero = money("0");
    assert_eq!(months, [(money("169150.464"), money("74400")), (zero, money("12900"))]);
    let over: Vec<_> = found.problems.iter().filter(|problem| problem.code == "C702").collect();
    let [over] = &over[..] else { panic!("{over:?}") };
    let said = "2026-12: purchases of USD 169,150.46 and USD 74,400.00 paid by the hour, together USD 243,550.46, exceed \
                the budget of USD 100,000.00 by USD 143,550.46";
    assert!(over.message.starts_with(said), "{}", over.message);
    // Of what ran on for years only the last month gone by is told.
    plan.blocks.get_mut("od").unwrap().start = at("2024-12-01T00:00Z");
    plan.monthly_budget = Some(money("70000"));
    let found = analysis(&plan, "2027-01-06T09:00Z");
    let over: Vec<_> = found.problems.iter().filter(|problem| problem.code == "C702").collect();
    let [over] = &over[..] else { panic!("{over:?}") };
    assert!(
        over.message.starts_with("2026-12") && over.message.contains("so did 22 months before it"),
        "{}",
        over.message
    );
    plan.blocks.get_mut("od").unwrap().start = at("2026-12-01T00:00Z");
    // The parts of the months make up the whole, in odd amounts too.
    let price = Price { per_node_hour: Some(money("33.333333")), ..Price::default() };
    plan.blocks.get_mut("od").unwrap().price = Maybe(Some(price));
    let found = analysis(&plan, "2027-04-06T09:07:11Z");
    let sum: planb::base::Money = found.costs.months.iter().map(|month| month.hourly).sum();
    assert_eq!((found.costs.months.len(), Some(sum)), (5, found.blocks[1].cost.total));
}

#[test]
fn a_fee_that_was_paid_stays_when_the_block_is_denied() {
    let mut plan = week();
    let now = "2027-01-06T09:00Z";
    let spent = |plan: &Plan| analysis(plan, now).costs.spent;
    let fee = money("169150.464");
    plan.blocks.get_mut("cb-jan").unwrap().purchased_at = Some(at("2026-12-29T10:00Z"));
    let mut gone = plan.clone();
    gone.blocks.get_mut("cb-jan").unwrap().deny();
    assert_eq!(spent(&gone), fee);
    // What was only asked for was never paid, whatever date somebody noted; nor is what lies ahead.
    for stage in [Stage::Wanted, Stage::Offered, Stage::Requested, Stage::PaymentPending] {
        let mut asked = plan.clone();
        let block = asked.blocks.get_mut("cb-jan").unwrap();
        block.status = stage.into();
        block.deny();
        assert_eq!(spent(&asked), money("0"), "{stage:?}");
    }
    gone.blocks.get_mut("cb-jan").unwrap().purchased_at = Some(at("2027-01-07T10:00Z"));
    assert_eq!(spent(&gone), money("0"));
}

#[test]
fn a_fee_and_a_rate_by_the_hour_add_up() {
    let mut plan = week();
    let block = plan.blocks.get_mut("cb-jan").unwrap();
    let price = Price {
        upfront: Some(money("500")),
        per_node_hour: Some(money("30")),
        currency: "EUR".to_string(),
        rate: Some(Decimal::from_f64(2.0)),
        ..Price::default()
    };
    (block.price, block.nodes) = (Maybe(Some(price)), Nodes::new(10));
    (block.start, block.end) = (at("2027-01-27T00:00Z"), Some(at("2027-02-06T00:00Z")));
    (block.status, block.purchased_at) = (Stage::Scheduled.into(), Some(at("2026-12-29T10:00Z")));
    let found = analysis(&plan, "2027-01-06T09:00Z");
    // 10 nodes for 240 hours at 30, and 500, at two to one; half of the hours lie in January.
    assert_eq!(found.costs.committed, money("145000"));
    let months: Vec<_> = found.costs.months.iter().map(|month| (month.upfront, month.hourly)).collect();
    let zero = money("0");
    assert_eq!(months, [(money("1000"), zero), (zero, money("72000")), (zero, money("72000"))]);
    let cost = &found.blocks[0].cost;
    assert_eq!((cost.fee, cost.node_hour), (money("1000"), Some(money("60.416667"))));
    // Denied, the fee was paid, and the hours never will be.
    plan.blocks.get_mut("cb-jan").unwrap().deny();
    let found = analysis(&plan, "2027-01-06T09:00Z");
    assert_eq!((found.costs.spent, found.costs.committed), (money("1000"), zero));
}
