//! Any bytes as a plan: read or refused with places; what was read prints as it was, and laid out means the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use planb::format::{fmt, read, read_bytes, update, write};

fuzz_target!(|bytes: &[u8]| {
    let Ok(found) = read_bytes(bytes) else { return };
    let text = std::str::from_utf8(bytes).expect("a plan is UTF-8");
    if let Ok(same) = update(text, &found.plan, &found.plan) {
        assert_eq!(same.text, text);
    }
    if found.newer {
        return;
    }
    let written = write(&found.plan);
    assert_eq!(read(&written).expect("what is written reads back").plan, found.plan);
    if let Ok(laid_out) = fmt(text) {
        assert_eq!(fmt(&laid_out).as_ref(), Ok(&laid_out));
        assert_eq!(read(&laid_out).expect("what is laid out reads back").plan, found.plan);
    }
});
