//! Any bytes as a journal of unsaved work, and what it says done to a text; and each line as an entry without its checksum, which
//! would keep changed ones out.
#![no_main]

use libfuzzer_sys::fuzz_target;
use planb::files::entry::Entry;
use planb::store::journal;

fuzz_target!(|bytes: &[u8]| {
    let mut text = "a plän\n".repeat(20);
    for line in String::from_utf8_lossy(bytes).lines() {
        let Ok(entry) = serde_json::from_str::<Entry>(line.trim_start_matches(|c| c != '{')) else {
            continue;
        };
        if text.len() < 1 << 20 {
            let before = text.clone();
            assert!(entry.apply(&mut text) || text == before, "what does not fit changes nothing");
        }
    }
    let Ok(contents) = journal::parse(bytes) else { return };
    let base = contents.base.and_then(|base| String::from_utf8(base).ok()).unwrap_or_else(|| "a plän".into());
    let mut text = base;
    for operation in &contents.operations {
        let Ok(entry) = serde_json::from_str::<Entry>(operation) else { return };
        if text.len() > 1 << 20 || !entry.apply(&mut text) {
            return;
        }
    }
});
