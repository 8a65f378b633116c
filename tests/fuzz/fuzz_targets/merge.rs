//! Three texts, parted by zero bytes: base, ours, theirs. The merge is readable, and nothing is taken from one side alone.
#![no_main]

use libfuzzer_sys::fuzz_target;
use planb::format::{PlanText, merge, read};

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let mut texts = text.splitn(3, '\0');
    let (Some(base), Some(ours), Some(theirs)) = (texts.next(), texts.next(), texts.next()) else { return };
    let (Ok(one), Ok(two), Ok(three)) = (read(base), read(ours), read(theirs)) else { return };
    if one.newer || two.newer || three.newer {
        return;
    }
    let base = PlanText { text: base, plan: &one.plan };
    let ours = PlanText { text: ours, plan: &two.plan };
    let theirs = PlanText { text: theirs, plan: &three.plan };
    if let Ok(merged) = merge(base, ours, theirs) {
        assert_eq!(read(&merged.text).expect("what is merged reads back").plan, merged.plan);
    }
    assert_eq!(merge(base, ours, base).expect("one side alone").text, ours.text);
    assert_eq!(merge(base, base, theirs).expect("one side alone").text, theirs.text);
    assert_eq!(merge(base, ours, ours).expect("the same change").text, ours.text);
});
