//! Moments as readers of a plan want them: in the plan's first zone, with UTC beside it where they differ.

use crate::base::zone::Zone;
use crate::base::{Duration, Instant};
use crate::model::Plan;
use crate::world::World;

/// The zone of a plan, and the moment that counts as now.
#[derive(Debug, Clone)]
pub struct Times {
    pub zone: Zone,
    pub now: Instant,
}

impl Times {
    /// The plan's first zone that is loaded, else UTC.
    pub fn of(plan: &Plan, world: &World, now: Instant) -> Times {
        let zone = plan.zones.iter().find_map(|name| world.zones.get(name.as_str()));
        Times { zone: zone.cloned().unwrap_or_else(Zone::utc), now }
    }

    /// `Fri 15 Jan 17:00 PST`; with the year where it is another than now's.
    pub fn local(&self, at: Instant) -> String {
        self.zone.show_from(at, self.now)
    }

    /// `Sun 17 Jan 23:30Z`; with the year where it is another than now's.
    pub fn utc(&self, at: Instant) -> String {
        Zone::utc().show_from(at, self.now).replace(" UTC", "Z")
    }

    /// `17 Jan 23:30Z`, for a narrow column.
    pub fn short(&self, at: Instant) -> String {
        let full = self.utc(at);
        full.split_once(' ').map_or(full.clone(), |(_, rest)| rest.to_string())
    }

    /// How far ahead or behind, in words: `in 10d 8h`, `2h ago`.
    pub fn away(&self, now: Instant, at: Instant) -> String {
        let gap = at - now;
        let rough = |gap: Duration| {
            let minutes = gap.seconds() / 60;
            match minutes {
                0..60 => format!("{minutes}m"),
                60..2880 => format!("{}h", minutes / 60),
                _ => format!("{}d", minutes / 1440),
            }
        };
        if gap.is_negative() { format!("{} ago", rough(-gap)) } else { format!("in {}", rough(gap)) }
    }
}
