//! Codes that no check has: nothing in a plan can show what they would look for. `planb explain` and `docs/checks.md` tell why.

/// A code, what it would find, and why there is no check.
pub struct Unchecked {
    pub code: &'static str,
    pub finds: &'static str,
    pub why: &'static str,
}

/// All of them.
pub const UNCHECKED: &[Unchecked] = &[
    Unchecked {
        code: "V904",
        finds: "An imported reservation differs from the plan.",
        why: "A plan holds one side only. An import shows each difference as a change to accept.",
    },
    Unchecked {
        code: "V905",
        finds: "An imported block shows no instances and no requested number.",
        why: "A block has at least one node. The import says so and asks for the number.",
    },
    Unchecked {
        code: "P608",
        finds: "Zone or platform of a hand-over differ from the block's.",
        why: "A plan does not hold the settings of what is handed over; what is generated takes the zone from the block.",
    },
    Unchecked {
        code: "S305",
        finds: "The quota of a cluster queue differs from the block's accelerators.",
        why: "A plan does not hold the cluster's queues.",
    },
    Unchecked {
        code: "H802",
        finds: "A group scales in too late before the end of a block.",
        why: "A plan does not hold the schedules of scaling groups.",
    },
    Unchecked {
        code: "H803",
        finds: "A queue's least and most nodes differ.",
        why: "A plan does not hold queue settings.",
    },
    Unchecked {
        code: "H805",
        finds: "A reservation command without the cluster's time zone.",
        why: "It concerns a printed command, not the plan: instants in a plan always have an offset, and the command that `planb now` prints gives them as seconds since 1970.",
    },
    Unchecked {
        code: "H807",
        finds: "A launch before its block is active.",
        why: "A launch has no date of its own: a window that begins before its block is R212.",
    },
];
