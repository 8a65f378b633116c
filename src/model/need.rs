//! How much work a run wants, and how its duration follows from its nodes.

use std::fmt;

use crate::base::fact::clipped;
use crate::base::record::{Fact, Maybe, Shape};
use crate::base::{Duration, Instant};
use crate::{record, words};

use super::ids::MachineId;
use super::scalar::{Decimal, Nodes, Percent};

words! {
    /// Number format of the matrix multiplications.
    pub enum Precision {
        /// 32 bits.
        Fp32,
        /// 16 bits (bfloat16).
        Bf16,
        /// 8 bits.
        Fp8,
        /// 4 bits.
        Fp4,
    }
    default Bf16
}

/// How the duration changes with the number of nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scaling {
    /// Twice the nodes, half the time.
    #[default]
    Linear,
    /// Each doubling of the nodes loses this share of the gain.
    LossPerDoubling(Percent),
}

impl Scaling {
    /// Duration on `to` nodes of what takes `time` on `from` nodes.
    ///
    /// Linear: `time · from / to`. With a loss `l` per doubling, throughput on `n` nodes grows like
    /// `n · (1 - l)^log2(n / from)`, so the time is divided by that.
    pub fn rescale(self, time: Duration, from: Nodes, to: Nodes) -> Duration {
        let ratio = f64::from(from.get()) / f64::from(to.get());
        match self {
            Scaling::Linear => time.mul_f64(ratio),
            Scaling::LossPerDoubling(loss) => {
                let keep = (1.0 - loss.share()).max(0.01);
                time.mul_f64(ratio / keep.powf(-ratio.log2()))
            }
        }
    }
}

impl fmt::Display for Scaling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Scaling::Linear => f.write_str("linear"),
            Scaling::LossPerDoubling(loss) => write!(f, "{loss} % lost per doubling"),
        }
    }
}

impl Fact for Scaling {
    const SHAPE: Shape = Shape::Word(&[
        ("Linear", "Twice the nodes, half the time"),
        ("LossPerDoubling", "LossPerDoubling(4): each doubling of the nodes loses 4 per cent"),
    ]);
    fn parse(ron: &str) -> Result<Self, String> {
        let loss = ron.strip_prefix("LossPerDoubling").map(str::trim).and_then(|rest| rest.strip_prefix('('));
        match (ron, loss.and_then(|rest| rest.strip_suffix(')'))) {
            ("Linear", _) => Ok(Scaling::Linear),
            (_, Some(percent)) => Percent::parse(percent.trim()).map(Scaling::LossPerDoubling),
            _ => Err(format!("wants Linear or LossPerDoubling(4), not {}", clipped(ron))),
        }
    }
    fn ron(&self) -> String {
        match self {
            Scaling::Linear => "Linear".to_string(),
            Scaling::LossPerDoubling(loss) => format!("LossPerDoubling({loss})"),
        }
    }
}

record! {
    /// How much a run or fallback wants: nodes and hours, or accelerator-hours. The P50 of the duration on its reference
    /// nodes, free of interruptions.
    pub struct Need {
        /// Nodes it wants; the hours hold for this count.
        nodes: Nodes,
        /// Fewest nodes it can run on; `nodes` where absent.
        min_nodes: Option<Nodes>,
        /// Most nodes it can use: more than that stand idle. Any number, by its scaling, where absent.
        max_nodes: Option<Nodes>,
        /// Median duration on `nodes` nodes.
        hours: Option<Duration>,
        /// Median work in accelerator-hours, instead of hours.
        accelerator_hours: Option<Decimal>,
        /// Duration that is not exceeded in nine of ten cases; 1.25 times the median where absent.
        p90: Option<Duration>,
        /// How the duration changes with the nodes: Linear or LossPerDoubling(4).
        scaling: Scaling,
        /// Machine that the hours hold for; any where absent.
        machine: Option<MachineId>,
        /// What the numbers stand on.
        estimate: Maybe<Estimate>,
    }
    check |need, bad| {
        if need.hours.is_some() && need.accelerator_hours.is_some() {
            bad.push(("accelerator_hours", "cannot stand beside hours: keep one of the two".to_string()));
        }
        let (min, max) = need.range();
        if min > max {
            bad.push(("min_nodes", format!("must not be above the most nodes, but {min} > {max}")));
        }
    }
}

impl Need {
    /// Fewest and most nodes.
    pub fn range(&self) -> (Nodes, Nodes) {
        (self.min_nodes.unwrap_or(self.nodes), self.max_nodes.unwrap_or(self.nodes))
    }

    /// How many of `nodes` it can use.
    pub fn usable(&self, nodes: u32) -> u32 {
        self.max_nodes.map_or(nodes, |most| nodes.min(most.get()))
    }

    /// Duration on `to` nodes of what takes `time` on `from` nodes, of which it uses no more than it can.
    pub fn rescale(&self, time: Duration, from: Nodes, to: Nodes) -> Duration {
        self.scaling.rescale(time, Nodes::new(self.usable(from.get())), Nodes::new(self.usable(to.get())))
    }

    /// Median duration on the reference nodes, given the accelerators per node of the machine; `None` where the plan does
    /// not say how much work it is.
    pub fn median(&self, accelerators_per_node: u32) -> Option<Duration> {
        let nodes = self.nodes.get() * accelerators_per_node.max(1);
        self.hours.or_else(|| {
            self.accelerator_hours.map(|hours| Duration::from_hours_f64(hours.get() / f64::from(nodes)))
        })
    }

    /// Duration that is not exceeded with probability `confidence`, for a log-normal duration through the median and the
    /// P90: `median · (p90 / median)^(z(confidence) / z(0.9))`.
    pub fn at_confidence(&self, accelerators_per_node: u32, confidence: Percent) -> Option<Duration> {
        let median = self.median(accelerators_per_node)?;
        let spread = match self.p90 {
            Some(p90) if !median.is_zero() => (p90.hours() / median.hours()).max(1.0),
            _ => DEFAULT_P90,
        };
        Some(median.mul_f64(spread.powf(quantile(confidence.share()) / Z90)))
    }
}

/// P90 over P50 where the plan does not say.
pub const DEFAULT_P90: f64 = 1.25;

/// The 0.9 quantile of the standard normal distribution.
const Z90: f64 = 1.281_551_565_544_6;

/// Quantile of the standard normal distribution, by Acklam's rational approximation (relative error below 1.2e-9).
/// Probabilities are kept within 0.001 and 0.999.
pub fn quantile(p: f64) -> f64 {
    const A: [f64; 6] = [
        -3.969683028665376e1,
        2.209460984245205e2,
        -2.759285104469687e2,
        1.38357751867269e2,
        -3.066479806614716e1,
        2.506628277459239,
    ];
    const B: [f64; 5] = [
        -5.447609879822406e1,
        1.615858368580409e2,
        -1.556989798598866e2,
        6.680131188771972e1,
        -1.328068155288572e1,
    ];
    const C: [f64; 6] = [
        -7.784894002430293e-3,
        -3.223964580411365e-1,
        -2.400758277161838,
        -2.549732539343734,
        4.374664141464968,
        2.938163982698783,
    ];
    const D: [f64; 4] = [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416];
    let poly = |coefficients: &[f64], x: f64| coefficients.iter().fold(0.0, |sum, c| sum * x + c);
    let p = p.clamp(0.001, 0.999);
    let tail = |q: f64| poly(&C, q) / (poly(&D, q) * q + 1.0);
    if p < 0.02425 {
        tail((-2.0 * p.ln()).sqrt())
    } else if p > 1.0 - 0.02425 {
        -tail((-2.0 * (1.0 - p).ln()).sqrt())
    } else {
        let q = p - 0.5;
        let r = q * q;
        poly(&A, r) * q / (poly(&B, r) * r + 1.0)
    }
}

record! {
    /// What a need stands on: the model, the work, and where the throughput was measured.
    pub struct Estimate {
        /// Parameters used per token, in billions.
        parameters_b: Option<Decimal>,
        /// Training tokens, in billions.
        tokens_b: Option<Decimal>,
        /// Sequence length in tokens.
        context: Option<u32>,
        /// Number format.
        precision: Option<Precision>,
        /// Model FLOPs utilisation, in per cent of the dense BF16 peak.
        mfu: Option<Percent>,
        /// Memory it needs in all, in GiB.
        memory_gib: Option<Decimal>,
        /// Accelerators in one tensor- or expert-parallel group.
        parallel_group: Option<u32>,
        /// Accelerator on which the throughput was measured (H100).
        measured_on: String,
        /// When it was measured.
        measured_at: Option<Instant>,
        /// Where the number comes from.
        source: String,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn need(hours: i64) -> Need {
        Need { nodes: Nodes::new(8), hours: Some(Duration::from_hours(hours)), ..Need::default() }
    }

    #[test]
    fn the_default_spread_is_a_quarter_at_p90() {
        let at = |percent| need(100).at_confidence(8, Percent::new(percent)).unwrap().hours();
        assert!((at(50) - 100.0).abs() < 0.01);
        assert!((at(90) - 125.0).abs() < 0.01);
        // exp(0.8416 / 1.2816 · ln 1.25)
        assert!((at(80) - 115.78).abs() < 0.05, "{}", at(80));
    }

    #[test]
    fn accelerator_hours_divide_by_nodes_and_accelerators() {
        let need = Need {
            nodes: Nodes::new(4),
            accelerator_hours: Some(Decimal::from_f64(3200.0)),
            ..Need::default()
        };
        assert_eq!(need.median(8), Some(Duration::from_hours(100)));
    }

    #[test]
    fn scaling_follows_its_rule() {
        let (eight, sixteen) = (Nodes::new(8), Nodes::new(16));
        let hundred = Duration::from_hours(100);
        assert_eq!(Scaling::Linear.rescale(hundred, eight, sixteen), Duration::from_hours(50));
        let lossy = Scaling::LossPerDoubling(Percent::new(20));
        assert!((lossy.rescale(hundred, eight, sixteen).hours() - 62.5).abs() < 0.01);
        assert!((lossy.rescale(hundred, sixteen, eight).hours() - 160.0).abs() < 0.01);
        assert_eq!(lossy.rescale(hundred, eight, eight), hundred);
    }
}
