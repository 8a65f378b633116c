//! Host lists as cluster managers write them: `dgx[001-004,007],login`.

/// Names that differ in one number: what stands around it, how many digits it has, and its range.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Range {
    around: (String, String),
    digits: usize,
    first: u64,
    last: u64,
}

/// A set of hosts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Hosts(Vec<Range>);

impl Hosts {
    /// What cannot be read as a range counts as one name.
    pub(super) fn parse(text: &str) -> Hosts {
        let mut hosts = Hosts::default();
        for name in split(text) {
            match name.split_once('[').and_then(|(before, rest)| Some((before, rest.rsplit_once(']')?))) {
                Some((before, (ranges, after))) => {
                    for range in ranges.split(',').map(str::trim) {
                        let (first, last) = range.split_once('-').unwrap_or((range, range));
                        hosts.add(before, first, last, after);
                    }
                }
                None => {
                    let digits = name.len() - name.trim_end_matches(|c: char| c.is_ascii_digit()).len();
                    let (before, number) = name.split_at(name.len() - digits);
                    hosts.add(before, number, number, "");
                }
            }
        }
        hosts
    }

    fn add(&mut self, before: &str, first: &str, last: &str, after: &str) {
        let numbers = first.parse::<u64>().ok().zip(last.parse::<u64>().ok());
        let (around, digits, first, last) = match numbers.filter(|(first, last)| first <= last) {
            Some((low, high)) => ((before.to_string(), after.to_string()), first.len(), low, high),
            None => ((format!("{before}{first}"), after.to_string()), 0, 0, 0),
        };
        self.0.push(Range { around, digits, first, last });
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The first hosts that are in both, as a list of its own.
    pub(super) fn shared(&self, other: &Hosts) -> Option<String> {
        self.0.iter().find_map(|a| {
            other.0.iter().find_map(|b| {
                let (first, last) = (a.first.max(b.first), a.last.min(b.last));
                let same = a.around == b.around && a.digits == b.digits && first <= last;
                same.then(|| a.show(first, last))
            })
        })
    }
}

impl Range {
    fn show(&self, first: u64, last: u64) -> String {
        let ((before, after), digits) = (&self.around, self.digits);
        match digits {
            0 => format!("{before}{after}"),
            _ if first == last => format!("{before}{first:0digits$}{after}"),
            _ => format!("{before}[{first:0digits$}-{last:0digits$}]{after}"),
        }
    }
}

/// At commas outside brackets.
fn split(text: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0_u32;
    let names = text.split(move |c| {
        match c {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == ',' && depth == 0
    });
    names.map(str::trim).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shared(a: &str, b: &str) -> Option<String> {
        Hosts::parse(a).shared(&Hosts::parse(b))
    }

    #[test]
    fn lists_share_hosts_where_their_ranges_meet() {
        assert_eq!(shared("dgx[001-008]", "dgx[006-010,020]").as_deref(), Some("dgx[006-008]"));
        assert_eq!(shared("login,dgx[001-004,007]", "dgx007").as_deref(), Some("dgx007"));
        assert_eq!(shared("login", "login").as_deref(), Some("login"));
        assert_eq!(shared("dgx[001-004]", "dgx[005-008]"), None);
        assert_eq!(shared("dgx[1-4]", "dgx[001-004]"), None);
        assert_eq!(shared("rack[1-2]-ib", "rack2-ib"), None);
        assert_eq!(shared("", "dgx1"), None);
    }

    #[test]
    fn odd_lists_are_names() {
        for odd in ["dgx[", "[]", "a[1-", "a[x-y]", "a]1[", ",,", "dgx[9-1]", "a[99999999999999999999-1]"] {
            let hosts = Hosts::parse(odd);
            assert_eq!(hosts.shared(&hosts).is_none(), hosts.is_empty(), "{odd}");
        }
    }
}
