//! Two texts, parted by a zero byte: the first one's text is changed so that it holds the second one's plan, and back.
#![no_main]

use libfuzzer_sys::fuzz_target;
use planb::format::{read, update};

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Some((one, two)) = text.split_once('\0') else { return };
    let (Ok(old), Ok(new)) = (read(one), read(two)) else { return };
    if old.newer || new.newer {
        return;
    }
    let Ok(updated) = update(one, &old.plan, &new.plan) else { return };
    assert_eq!(read(&updated.text).expect("what is written reads back").plan, new.plan);
    if let Ok(back) = update(&updated.text, &new.plan, &old.plan) {
        assert_eq!(read(&back.text).expect("what is written reads back").plan, old.plan);
    }
});
