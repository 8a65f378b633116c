//! The kinds of value that a provider's rules are made of.

use super::sourced::Show;
use crate::base::read::quoted;
use crate::base::{Duration, Instant, words};
use serde::{Deserialize, Deserializer};
use std::fmt;

const DAY: i64 = 86_400;

/// The lengths that can be bought: a set of ranges, each with its step.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lengths {
    /// In rising order.
    pub ranges: Vec<LengthRange>,
    /// How far below an allowed length an actual one may lie, because of a hand-over gap.
    #[serde(default)]
    pub slack: Duration,
    /// False: other lengths are unusual rather than refused.
    #[serde(default = "yes")]
    pub strict: bool,
}

/// `from`, `from + every`, ... `to`, both included; any length between where no step is given.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LengthRange {
    #[serde(default)]
    pub from: Duration,
    /// Without one there is no longest.
    #[serde(default)]
    pub to: Option<Duration>,
    #[serde(default)]
    pub every: Option<Duration>,
}

fn yes() -> bool {
    true
}

impl Lengths {
    pub fn allows(&self, length: Duration) -> bool {
        self.at_or_above(length).is_some_and(|next| next <= length + self.slack)
    }

    /// The longest allowed length that is not longer than this.
    pub fn at_or_below(&self, length: Duration) -> Option<Duration> {
        self.ranges.iter().filter_map(|range| range.at_or_below(length)).max()
    }

    /// The shortest allowed length that is not shorter than this.
    pub fn at_or_above(&self, length: Duration) -> Option<Duration> {
        self.ranges.iter().filter_map(|range| range.at_or_above(length)).min()
    }

    pub fn shortest(&self) -> Option<Duration> {
        self.ranges.iter().map(|range| range.from).min()
    }

    /// None if there is no limit.
    pub fn longest(&self) -> Option<Duration> {
        self.ranges.iter().map(|range| range.to).collect::<Option<Vec<_>>>()?.into_iter().max()
    }
}

impl LengthRange {
    fn step(&self) -> i64 {
        self.every.map_or(0, Duration::seconds).max(0)
    }

    fn at_or_below(&self, length: Duration) -> Option<Duration> {
        if length < self.from {
            return None;
        }
        let length = self.to.map_or(length, |to| to.min(length));
        let over = (length - self.from).seconds();
        Some(length - Duration::from_seconds(over.checked_rem(self.step()).unwrap_or(0)))
    }

    fn at_or_above(&self, length: Duration) -> Option<Duration> {
        let missing = (self.from - length).seconds();
        let next = match missing >= 0 {
            true => self.from,
            false => length + Duration::from_seconds(missing.checked_rem_euclid(self.step()).unwrap_or(0)),
        };
        (self.to.is_none_or(|to| next <= to)).then_some(next)
    }
}

impl Show for Lengths {
    fn show(&self) -> String {
        let range = |r: &LengthRange| {
            let reach = match r.to {
                Some(to) if to == r.from => to.words(),
                Some(to) => format!("{} to {}", r.from.words(), to.words()),
                None => format!("{} and longer", r.from.words()),
            };
            match r.every {
                Some(every) => format!("{reach} by {}", every.words()),
                None => reach,
            }
        };
        words::list(self.ranges.iter().map(range), usize::MAX)
    }
}

/// The node counts that can be bought.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sizes {
    /// In rising order.
    pub nodes: Vec<u32>,
    /// False: other counts are unusual rather than refused.
    #[serde(default = "yes")]
    pub strict: bool,
}

impl Sizes {
    pub fn allows(&self, nodes: u32) -> bool {
        self.nodes.contains(&nodes)
    }

    /// The nearest allowed counts below and above.
    pub fn around(&self, nodes: u32) -> (Option<u32>, Option<u32>) {
        let below = self.nodes.iter().copied().filter(|n| *n <= nodes).max();
        let above = self.nodes.iter().copied().filter(|n| *n >= nodes).min();
        (below, above)
    }
}

impl Show for Sizes {
    fn show(&self) -> String {
        let counts: Vec<String> = self.nodes.iter().map(u32::to_string).collect();
        format!("{}{}", counts.join(", "), if self.strict { "" } else { " are usual" })
    }
}

/// At most this many nodes, counted per something.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    pub max: u32,
    pub per: Scope,
}

/// What a limit counts together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Scope {
    /// One block.
    Block,
    /// All blocks of one account that cover the same moment.
    Account,
    /// All blocks of one organization that cover the same moment.
    Organization,
}

impl Show for Limit {
    fn show(&self) -> String {
        let per = match self.per {
            Scope::Block => "block",
            Scope::Account => "account at any time",
            Scope::Organization => "organization at any time",
        };
        format!("{} nodes per {per}", self.max)
    }
}

/// A time of day in UTC, such as `11:30`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Clock {
    /// Minutes since midnight.
    pub minutes: u16,
}

impl Clock {
    pub fn parse(text: &str) -> Result<Clock, String> {
        let number = |part: &str, below: u16| {
            let digits = part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
            part.parse::<u16>().ok().filter(|n| digits && *n < below)
        };
        text.split_once(':')
            .and_then(|(h, m)| Some(number(h, 24)? * 60 + number(m, 60)?))
            .map(|minutes| Clock { minutes })
            .ok_or_else(|| format!("{} is not a time of day: write it like 11:30", words::quote(text)))
    }

    /// This time on the UTC day of `at`.
    pub fn on(self, at: Instant) -> Instant {
        let seconds = at.seconds();
        Instant::from_seconds(seconds - seconds.rem_euclid(DAY) + i64::from(self.minutes) * 60)
    }

    /// The moments with this time of day at or before, and at or after. Equal when `at` has it itself.
    pub fn around(self, at: Instant) -> (Instant, Instant) {
        let same = self.on(at);
        let day = Duration::from_seconds(DAY);
        (if same <= at { same } else { same - day }, if same >= at { same } else { same + day })
    }
}

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.minutes / 60, self.minutes % 60)
    }
}

crate::text_fact!(Clock, crate::base::record::Shape::Text, "11:30");

impl Show for Clock {
    fn show(&self) -> String {
        format!("{self} UTC")
    }
}

impl<'de> Deserialize<'de> for Clock {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Clock, D::Error> {
        quoted(from, "11:30", Clock::parse)
    }
}

/// Time to leave before something.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub enum Margin {
    Time(Duration),
    /// Monday to Friday in UTC; holidays are not known here.
    BusinessDays(u32),
}

impl Margin {
    /// This long before `at`.
    pub fn before(self, at: Instant) -> Instant {
        match self {
            Margin::Time(time) => at - time,
            Margin::BusinessDays(days) => back_business_days(at, days),
        }
    }
}

impl fmt::Display for Margin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Margin::Time(time) => f.write_str(&time.words()),
            Margin::BusinessDays(days) => f.write_str(&words::count(*days, "business day", "business days")),
        }
    }
}

impl Show for Margin {
    fn show(&self) -> String {
        self.to_string()
    }
}

/// The same time of day, `days` weekdays earlier; a weekend counts as the Monday after it.
fn back_business_days(at: Instant, days: u32) -> Instant {
    if days == 0 {
        return at;
    }
    let weekday = |at: Instant| (at.seconds().div_euclid(DAY) + 3).rem_euclid(7); // 0 is Monday
    let monday = at + Duration::from_days((7 - weekday(at)).rem_euclid(7) * i64::from(weekday(at) >= 5));
    let back = |at: Instant| at - Duration::from_days(if weekday(at) == 0 { 3 } else { 1 });
    (0..days % 5).fold(monday - Duration::from_days(i64::from(days / 5) * 7), |at, _| back(at))
}

/// How a block is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Billing {
    /// The whole fee when it is bought.
    Upfront,
    /// The whole period is owed once it is approved or allocated.
    Committed,
    /// As it is used or held.
    Hourly,
    /// Nothing is paid to anybody.
    Free,
}

impl Show for Billing {
    fn show(&self) -> String {
        match self {
            Billing::Upfront => "in full when bought",
            Billing::Committed => "whole period owed once approved",
            Billing::Hourly => "by the hour",
            Billing::Free => "free",
        }
        .to_string()
    }
}

/// When a block can be given back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Cancel {
    Never,
    /// Not before its end.
    NotUntilEnd,
    AnyTime,
    /// As long as no job runs in it.
    WhileIdle,
    /// Until the provider locks the request, at a time that is set for each.
    BeforeLock,
    /// At any time, at a quoted charge.
    WithCharge,
}

impl Show for Cancel {
    fn show(&self) -> String {
        match self {
            Cancel::Never => "never",
            Cancel::NotUntilEnd => "not until its end",
            Cancel::AnyTime => "at any time",
            Cancel::WhileIdle => "at any time, if no job runs in it",
            Cancel::BeforeLock => "until the provider locks the request",
            Cancel::WithCharge => "at any time, at a quoted charge",
        }
        .to_string()
    }
}

/// What can be changed about a block after it was bought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Alter {
    Never,
    ExtendOnly,
    AnyTime,
    /// Until the provider locks the request, at a time that is set for each.
    BeforeLock,
}

impl Show for Alter {
    fn show(&self) -> String {
        match self {
            Alter::Never => "nothing",
            Alter::ExtendOnly => "only a later end",
            Alter::AnyTime => "anything, at any time",
            Alter::BeforeLock => "until the provider locks the request",
        }
        .to_string()
    }
}

/// Who else may use a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Share {
    /// Only the account or subscription that bought it.
    Nobody,
    /// Other accounts of the same organization.
    Organization,
    /// Projects, users or accounts that are named.
    Listed,
}

impl Show for Share {
    fn show(&self) -> String {
        match self {
            Share::Nobody => "nobody else",
            Share::Organization => "accounts of the same organization",
            Share::Listed => "those who are named",
        }
        .to_string()
    }
}

/// A new reservation of nodes that another one holds.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Overlap {
    pub refused: bool,
    /// Flags that allow it all the same.
    #[serde(default)]
    pub unless: Vec<String>,
}

impl Show for Overlap {
    fn show(&self) -> String {
        match (self.refused, self.unless.is_empty()) {
            (false, _) => "allowed".to_string(),
            (true, true) => "refused".to_string(),
            (true, false) => format!("refused unless {}", self.unless.join(" or ")),
        }
    }
}

/// A tool that empties nodes of its own accord before the provider stops them.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Drain {
    pub tool: String,
    pub before_end: Duration,
}

impl Show for Drain {
    fn show(&self) -> String {
        format!("{} drains {} before the end", self.tool, self.before_end.words())
    }
}

/// Node counts that make a whole unit of sale.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaleUnit {
    /// A catalogue id or a provider's machine name.
    pub machine: String,
    pub nodes: Vec<u32>,
}

impl Show for SaleUnit {
    fn show(&self) -> String {
        let counts: Vec<String> = self.nodes.iter().map(u32::to_string).collect();
        format!("{}: {} nodes", self.machine, counts.join(" or "))
    }
}

/// Where a machine is sold.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sold {
    /// A catalogue id or a provider's machine name.
    pub machine: String,
    /// Regions and Local Zones.
    pub regions: Vec<String>,
}

impl Show for Sold {
    fn show(&self) -> String {
        format!("{}: {}", self.machine, self.regions.join(", "))
    }
}

/// A zone apart from its region, with rules of its own.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LocalZone {
    pub zone: String,
    pub region: String,
    pub name: String,
    /// It must be switched on for the account before purchase and launch.
    pub opt_in: bool,
}

impl Show for LocalZone {
    fn show(&self) -> String {
        let opt_in = if self.opt_in { ", needs opt-in" } else { "" };
        format!("{} ({}, of {}){opt_in}", self.zone, self.name, self.region)
    }
}

/// The quota codes of a machine family.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuotaCodes {
    pub family: String,
    /// Catalogue ids or provider's machine names.
    pub machines: Vec<String>,
    #[serde(default)]
    pub account: Option<String>,
    #[serde(default)]
    pub organization: Option<String>,
}

impl Show for QuotaCodes {
    fn show(&self) -> String {
        let code =
            |scope: &str, code: &Option<String>| code.as_ref().map(|code| format!("{code} per {scope}"));
        let codes = [code("account", &self.account), code("organization", &self.organization)];
        format!("{}: {}", self.family, codes.into_iter().flatten().collect::<Vec<_>>().join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        Instant::parse(text).unwrap()
    }

    fn days(n: i64) -> Duration {
        Duration::from_days(n)
    }

    fn block_lengths() -> Lengths {
        let range =
            |from, to, every| LengthRange { from: days(from), to: Some(days(to)), every: Some(days(every)) };
        Lengths { ranges: vec![range(1, 14, 1), range(21, 182, 7)], slack: Duration::ZERO, strict: true }
    }

    #[test]
    fn lengths_name_their_neighbours() {
        let lengths = block_lengths();
        let allowed: Vec<i64> = (0..=200).filter(|n| lengths.allows(days(*n))).collect();
        assert_eq!(allowed.len(), 38);
        assert_eq!((allowed[0], allowed[13], allowed[14], allowed[37]), (1, 14, 21, 182));
        assert_eq!(lengths.at_or_below(days(17)), Some(days(14)));
        assert_eq!(lengths.at_or_above(days(17)), Some(days(21)));
        assert_eq!(lengths.at_or_below(days(200)), Some(days(182)));
        assert_eq!(lengths.at_or_above(days(200)), None);
        assert_eq!(lengths.at_or_below(Duration::from_hours(6)), None);
        assert_eq!((lengths.shortest(), lengths.longest()), (Some(days(1)), Some(days(182))));
        assert_eq!(lengths.show(), "1d to 14d by 1d and 21d to 182d by 7d");
    }

    #[test]
    fn a_hand_over_gap_counts_as_the_full_length() {
        let mut lengths = block_lengths();
        let short = days(1) - Duration::from_minutes(30);
        assert!(!lengths.allows(short));
        lengths.slack = Duration::from_minutes(30);
        assert!(lengths.allows(short));
        assert!(!lengths.allows(short - Duration::from_minutes(1)));
    }

    #[test]
    fn without_a_step_any_length_between_is_allowed() {
        let range = LengthRange { from: Duration::from_minutes(10), to: None, every: None };
        let lengths = Lengths { ranges: vec![range], slack: Duration::ZERO, strict: true };
        assert!(lengths.allows(Duration::from_minutes(11)) && lengths.allows(days(9_999)));
        assert!(!lengths.allows(Duration::from_minutes(9)));
        assert_eq!(lengths.longest(), None);
    }

    #[test]
    fn sizes_name_their_neighbours() {
        let sizes = Sizes { nodes: vec![1, 2, 4, 8], strict: true };
        assert!(sizes.allows(4) && !sizes.allows(6));
        assert_eq!(sizes.around(6), (Some(4), Some(8)));
        assert_eq!(sizes.around(20), (Some(8), None));
    }

    #[test]
    fn a_clock_finds_the_times_around() {
        let clock = Clock::parse("11:30").unwrap();
        assert_eq!(clock.on(at("2026-12-01T23:00Z")), at("2026-12-01T11:30Z"));
        assert_eq!(clock.around(at("2026-12-01T08:00Z")), (at("2026-11-30T11:30Z"), at("2026-12-01T11:30Z")));
        assert_eq!(clock.around(at("2026-12-01T11:30Z")), (at("2026-12-01T11:30Z"), at("2026-12-01T11:30Z")));
        for wrong in ["11", "24:00", "11:60", "1:30", "+1:30", ""] {
            assert!(Clock::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn business_days_skip_weekends() {
        let margin = Margin::BusinessDays(5);
        let day = |text: &str, n| Margin::BusinessDays(n).before(at(text)).to_string();
        assert_eq!(margin.before(at("2026-12-02T09:00Z")), at("2026-11-25T09:00Z")); // Wednesdays
        assert_eq!(day("2026-11-30T09:00Z", 1), "2026-11-27T09:00Z"); // Monday, Friday
        assert_eq!(day("2026-11-29T09:00Z", 1), "2026-11-27T09:00Z"); // Sunday, Friday
        assert_eq!(day("2026-11-29T09:00Z", 5), "2026-11-23T09:00Z"); // Sunday, Monday
        assert_eq!(day("2026-12-01T09:00Z", 7), "2026-11-20T09:00Z"); // Tuesday, Friday
        assert_eq!(Margin::BusinessDays(u32::MAX).before(Instant::FOREVER), Instant::FOREVER);
    }
}
