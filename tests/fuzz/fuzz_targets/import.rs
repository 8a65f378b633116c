//! Any text as what a provider's tool prints, brought into a plan that must still be one.
#![no_main]

use libfuzzer_sys::fuzz_target;
use planb::base::Instant;
use planb::import::SOURCES;
use planb::model::Plan;

fuzz_target!(|text: &str| {
    for source in SOURCES {
        let Ok(offers) = (source.read)(text) else { continue };
        let plan = Plan { title: "t".into(), ..Plan::default() };
        let import = offers.into_plan(&plan, Instant::from_seconds(1_800_000_000));
        let _ = import.summary();
        let written = planb::format::write(&import.plan);
        assert_eq!(planb::format::read(&written).expect("what is imported reads back").plan, import.plan);
    }
});
