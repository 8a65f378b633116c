//! What interruptions and checkpoints cost a run.
//!
//! Rates: Kokolis et al., "Revisiting Reliability in Large-Scale Machine Learning Research Clusters" (arXiv 2410.21680),
//! for 8 and 1,024 accelerators and its hardware-only rate; Llama 3 (arXiv 2407.21783, section 3.3.4) for 16,384.
//! Time lost: Daly, "A higher order estimate of the optimum checkpoint interval for restart dumps", FGCS 22(3), 2006.

use crate::base::Duration;

/// Interruptions per day of a node of eight accelerators, by the accelerators of the job. Measured rates of small jobs are
/// higher than what large ones reach with automatic repair, so that one constant would be wrong at one end.
const RATES: [(f64, f64); 3] = [(1_024.0, 2.2e-2), (4_096.0, 6.5e-3), (16_384.0, 4.0e-3)];

/// Accelerators in the node that [`RATES`] count.
const NODE: f64 = 8.0;

/// Interruptions per node-day of a job on `accelerators`: linear in log and log between the known sizes, flat outside.
pub fn rate(accelerators: f64) -> f64 {
    let [(first, high), .., (_, low)] = RATES;
    if accelerators.is_nan() || accelerators <= first {
        return high;
    }
    let pairs = RATES.iter().zip(RATES.iter().skip(1));
    let found = pairs.into_iter().find(|&(_, &(to, _))| accelerators <= to);
    found.map_or(low, |(&(n0, r0), &(n1, r1))| {
        let share = (accelerators / n0).ln() / (n1 / n0).ln();
        r0 * (r1 / r0).powf(share)
    })
}

/// Mean time between interruptions of a job on `accelerators`.
pub fn time_between(accelerators: f64) -> Duration {
    let nodes = (accelerators / NODE).max(1.0 / NODE);
    Duration::from_hours_f64(24.0 / (nodes * rate(accelerators)))
}

/// How a run saves its state, as far as it costs time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Saving {
    /// Compute between two checkpoints.
    pub interval: Duration,
    /// Writing one, while compute stands still.
    pub write: Duration,
    /// From an interruption to useful work again.
    pub restart: Duration,
}

/// Most that interruptions may stretch a run. A job that is interrupted faster than it can save never ends; this keeps
/// the answer finite and plainly absurd.
const MOST: f64 = 1_000.0;

/// Wall time over compute time, with checkpoint writes, interruptions every `between` on average, lost work and restarts:
/// `M / tau * e^(R / M) * (e^((tau + delta) / M) - 1)`, Daly 2006, expected wall time for exponential interruptions.
pub fn stretch(saving: Saving, between: Duration) -> f64 {
    let interval = saving.interval.hours().max(1.0 / 3600.0);
    let (write, restart) = (saving.write.hours().max(0.0), saving.restart.hours().max(0.0));
    let mean = between.hours().max(1.0 / 3600.0);
    let stretch = mean / interval * (restart / mean).exp() * ((interval + write) / mean).exp_m1();
    if stretch.is_finite() { stretch.clamp(1.0, MOST) } else { MOST }
}

/// Wall time over compute time without interruptions: checkpoint writes alone.
pub fn writing(saving: Saving) -> f64 {
    1.0 + saving.write.hours().max(0.0) / saving.interval.hours().max(1.0 / 3600.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, expected: f64, relative: f64) {
        assert!((found / expected - 1.0).abs() <= relative, "{found}, expected {expected}");
    }

    #[test]
    fn rates_fall_with_the_scale_of_a_job() {
        for (accelerators, expected) in [
            (512.0, 0.022),
            (1024.0, 0.022),
            (2048.0, 0.01195826),
            (4096.0, 0.0065),
            (8192.0, 0.00509902),
            (16384.0, 0.004),
            (32768.0, 0.004),
        ] {
            near(rate(accelerators), expected, 1e-4);
        }
        near(time_between(512.0).hours(), 17.04545, 1e-4);
        near(time_between(1024.0).hours(), 8.522727, 1e-4);
        near(time_between(4096.0).hours(), 7.211538, 1e-4);
        near(time_between(16384.0).hours(), 2.929688, 1e-4);
    }

    #[test]
    fn defaults_are_near_what_was_measured() {
        near(time_between(1024.0).hours(), 7.9, 0.1); // research cluster
        near(time_between(16384.0).hours(), 3.09, 0.1); // Llama 3 405B
        near(time_between(8.0).hours() / 24.0, 47.7, 0.1); // one node
    }

    /// 500 h of compute, checkpoints of 5 min at the optimal interval, restarts of 10 min; an event simulation gives
    /// 547.8, 610.2, 675.4 and 915.3 h.
    #[test]
    fn wall_time_agrees_with_a_simulation() {
        for (mean_minutes, interval_minutes, expected) in
            [(1440, 116.6656, 547.8), (360, 56.71204, 610.2), (180, 39.15855, 675.4), (60, 21.27497, 915.3)]
        {
            let saving = Saving {
                interval: Duration::from_hours_f64(interval_minutes / 60.0),
                write: Duration::from_minutes(5),
                restart: Duration::from_minutes(10),
            };
            near(500.0 * stretch(saving, Duration::from_minutes(mean_minutes)), expected, 0.005);
        }
    }

    #[test]
    fn rare_interruptions_leave_only_the_writing() {
        let saving = Saving {
            interval: Duration::from_hours(1),
            write: Duration::from_minutes(6),
            restart: Duration::from_minutes(10),
        };
        near(writing(saving), 1.1, 1e-9);
        near(stretch(saving, Duration::from_hours(1_000_000)), 1.1, 1e-5);
    }

    #[test]
    fn hopeless_settings_stay_finite() {
        let zero = Saving { interval: Duration::ZERO, write: Duration::ZERO, restart: Duration::ZERO };
        assert!(stretch(zero, Duration::ZERO).is_finite());
        let slow = Saving { write: Duration::from_hours(10_000), ..zero };
        assert_eq!(stretch(slow, Duration::from_hours(1)), MOST);
        assert!(rate(f64::NAN).is_finite() && time_between(0.0).hours().is_finite());
    }
}
