//! Numbers with a meaning of their own.

use std::fmt;

use crate::base::fact::{clipped, unquote, whole};
use crate::base::record::{Fact, Kind, Shape};
use crate::base::{Money, calendar::WorkingHours};

/// A count of nodes, at least one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Nodes(u32);

impl Nodes {
    /// Most nodes a block or run may have: keeps every sum of node-seconds within 64 bits.
    pub const MAX: u32 = 1_000_000;

    /// Zero becomes one; more than [`Nodes::MAX`] becomes that.
    pub fn new(count: u32) -> Nodes {
        Nodes(count.clamp(1, Nodes::MAX))
    }
    pub fn get(self) -> u32 {
        self.0
    }
}

impl Default for Nodes {
    fn default() -> Nodes {
        Nodes(1)
    }
}

impl fmt::Display for Nodes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Fact for Nodes {
    const SHAPE: Shape = Shape::Whole;
    fn parse(ron: &str) -> Result<Self, String> {
        match whole(ron, u64::from(Nodes::MAX))? {
            0 => Err("must be at least 1, but is 0".to_string()),
            n => Ok(Nodes::new(n as u32)),
        }
    }
    fn ron(&self) -> String {
        self.0.to_string()
    }
}

/// A share in hundredths of a per cent: `80`, `12.5`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Percent(u16);

impl Percent {
    /// More than 100 becomes 100.
    pub fn new(percent: u16) -> Percent {
        Percent(percent.min(100) * 100)
    }
    /// Between 0 and 1.
    pub fn share(self) -> f64 {
        f64::from(self.0) / 10_000.0
    }
    /// From a share between 0 and 1; outside is clamped.
    pub fn from_share(share: f64) -> Percent {
        Percent((share.clamp(0.0, 1.0) * 10_000.0).round() as u16)
    }
    /// In ten-thousandths, for integer arithmetic.
    pub fn basis_points(self) -> u16 {
        self.0
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0 / 100, self.0 % 100) {
            (whole, 0) => write!(f, "{whole}"),
            (whole, part) if part % 10 == 0 => write!(f, "{whole}.{}", part / 10),
            (whole, part) => write!(f, "{whole}.{part:02}"),
        }
    }
}

impl Fact for Percent {
    const SHAPE: Shape = Shape::Percent;
    fn parse(ron: &str) -> Result<Self, String> {
        let wrong = || format!("wants a number of per cent from 0 to 100, such as 80, not {}", clipped(ron));
        let number = Money::parse(ron).map_err(|_| wrong())?;
        let basis = number.micros() / 10_000;
        match u16::try_from(basis) {
            Ok(basis) if basis <= 10_000 => Ok(Percent(basis)),
            _ => Err(wrong()),
        }
    }
    fn ron(&self) -> String {
        self.to_string()
    }
}

/// A decimal number that is not negative, exact to six places: hours, gigabytes, parameters in billions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Decimal(i64);

impl Decimal {
    pub fn from_f64(value: f64) -> Decimal {
        match value.is_finite() {
            true => Decimal((value.max(0.0) * 1e6).round() as i64),
            false => Decimal(0),
        }
    }
    pub fn get(self) -> f64 {
        self.0 as f64 / 1e6
    }
    /// Millionths, rounded.
    pub fn micros(self) -> i64 {
        self.0
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, part) = (self.0 / 1_000_000, self.0 % 1_000_000);
        match part {
            0 => write!(f, "{whole}"),
            _ => f.write_str(format!("{whole}.{part:06}").trim_end_matches('0')),
        }
    }
}

impl Fact for Decimal {
    const SHAPE: Shape = Shape::Decimal;
    fn parse(ron: &str) -> Result<Self, String> {
        Money::parse(ron).map(|money| Decimal(money.micros()))
    }
    fn ron(&self) -> String {
        self.to_string()
    }
}

/// The format version of a plan file.
pub const VERSION: u32 = 1;

macro_rules! text {
    ($($(#[doc = $doc:literal])* $name:ident : $kind:ident;)*) => { $(
        $(#[doc = $doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub struct $name(pub String);

        impl $name {
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl From<&str> for $name {
            fn from(text: &str) -> $name {
                $name(text.to_string())
            }
        }
        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl Fact for $name {
            const SHAPE: Shape = Shape::Id(Kind::$kind);
            fn parse(ron: &str) -> Result<Self, String> {
                unquote(ron).map(|text| $name(text.into_owned()))
            }
            fn ron(&self) -> String {
                crate::base::fact::quote(&self.0)
            }
            fn show(&self) -> String {
                self.0.clone()
            }
            fn is_absent(&self) -> bool {
                self.0.is_empty()
            }
        }
    )* };
}

text! {
    /// A provider's region: `us-east-2`.
    Region: Region;
    /// A provider's zone, by name (`us-east-2b`) or by the id that is the same for every account (`use2-az1`).
    Zone: Zone;
    /// A zone of the IANA time zone database: `Europe/Berlin`.
    TimeZone: TimeZone;
}

crate::text_fact!(WorkingHours, Shape::Text, "Mon-Fri 09:00-17:00");

/// A day of the calendar, `2026-12-25`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Date {
    pub year: i32,
    pub month: u8,
    pub day: u8,
}

impl Date {
    pub fn parse(text: &str) -> Result<Date, String> {
        use chrono::Datelike as _;
        let date = chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d")
            .map_err(|_| format!("wants a day such as 2026-12-25, not {}", clipped(text)))?;
        Ok(Date { year: date.year(), month: date.month() as u8, day: date.day() as u8 })
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

crate::text_fact!(Date, Shape::Text, "2026-12-25");
