//! Prints a plan of any size, for measuring: `cargo run --example generate -- BLOCKS RUNS WINDOWS [SEED] > big.ron`

use std::io::Write as _;

fn main() -> std::io::Result<()> {
    let mut numbers = std::env::args().skip(1).map(|text| text.parse().unwrap_or(0));
    let mut next = |default: u64| numbers.next().unwrap_or(default);
    let (blocks, runs, windows, seed) = (next(1000), next(1000), next(2000), next(1));
    let plan = planb::model::generate::generate(blocks as usize, runs as usize, windows as usize, seed);
    std::io::stdout().lock().write_all(planb::format::write(&plan).as_bytes())
}
