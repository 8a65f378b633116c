use super::build::*;
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
        found.costs.months.iter().map(|(m, money)| (m.as_str(), money.to_string())).collect();
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

#[test]
fn a_block_without_an_end_counts_over_the_extent_of_the_plan() {
    let mut plan = week();
    let mut owned = block("cluster", 4, "2020-01-01T00:00Z", "2020-01-02T00:00Z");
    (owned.end, owned.product) = (None, "owned".into());
    plan.blocks.push(owned);
    let found = analysis(&plan, "2027-01-06T09:00Z");
    let extent = found.extent.unwrap();
    assert_eq!((extent.start, extent.end), (at("2027-01-11T11:30Z"), at("2027-01-18T11:30Z")));
    let cluster = &found.blocks[1];
    assert!(cluster.open_ended);
    assert_eq!(cluster.span.start, at("2020-01-01T00:00Z"));
    assert_eq!(cluster.idle, hours(168 * 4));
}
