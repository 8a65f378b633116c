//! The machine catalogue: what one node of each type is, and what it costs at list price.

use super::plan::{Plan, PlanMachine};
use super::scalar::{Date, Decimal};
use crate::base::{Duration, Money, words};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// An instance type or node type. A missing value is not public or was not found; zero means zero.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Machine {
    /// Such as `aws.p5`; what a plan holds.
    pub id: String,
    /// Such as `aws`; empty for a machine that a team defines itself.
    #[serde(default)]
    pub provider: String,
    /// The provider's own name, such as `p5.48xlarge`.
    #[serde(default)]
    pub name: String,
    /// Such as `H100`.
    #[serde(default)]
    pub accelerator: String,
    #[serde(default)]
    pub vendor: String,
    #[serde(default, deserialize_with = "one_or_more")]
    pub accels_per_node: Option<u32>,
    /// Accelerators in the largest domain of the fast interconnect: 8 in a node, 36 or 72 in a rack, a TPU pod.
    #[serde(default, deserialize_with = "one_or_more")]
    pub max_domain_accels: Option<u32>,
    /// GiB per accelerator.
    #[serde(default, deserialize_with = "amount")]
    pub mem_gib: Option<f64>,
    /// Dense peak of one accelerator in TFLOPS, here and in the next two.
    #[serde(default, deserialize_with = "amount")]
    pub bf16_tflops: Option<f64>,
    #[serde(default, deserialize_with = "amount")]
    pub fp8_tflops: Option<f64>,
    #[serde(default, deserialize_with = "amount")]
    pub fp4_tflops: Option<f64>,
    /// The interconnect inside the domain, such as `NVLink4+NVSwitch`.
    #[serde(default)]
    pub intra_node: Option<String>,
    /// GB/s per accelerator within the domain.
    #[serde(default, deserialize_with = "amount")]
    pub intra_gbytes_s: Option<f64>,
    /// Gbit/s per node between nodes.
    #[serde(default, deserialize_with = "amount")]
    pub inter_gbps: Option<f64>,
    /// The network between nodes, such as `EFA v2`.
    #[serde(default)]
    pub fabric: Option<String>,
    /// EFA interfaces per node.
    #[serde(default)]
    pub efa: Option<u32>,
    #[serde(default)]
    pub vcpu: Option<u32>,
    #[serde(default)]
    pub host_mem_gib: Option<u32>,
    /// List price of a node-hour.
    #[serde(default, deserialize_with = "price")]
    pub on_demand_node_h: Option<Money>,
    /// List price of an accelerator-hour, as its source rounds it.
    #[serde(default, deserialize_with = "price")]
    pub on_demand_accel_h: Option<Money>,
    /// The product that `reserved_accel_h` is the price of, such as `capacity-block`.
    #[serde(default)]
    pub reserved_kind: Option<String>,
    /// Price of an accelerator-hour of that product.
    #[serde(default, deserialize_with = "price")]
    pub reserved_accel_h: Option<Money>,
    /// Of its prices.
    #[serde(default = "usd")]
    pub currency: String,
    #[serde(default)]
    pub price_region: Option<String>,
    #[serde(default)]
    pub price_date: Option<Date>,
    #[serde(default)]
    pub price_source: Option<Arc<str>>,
    #[serde(default)]
    pub spec_source: Option<Arc<str>>,
    #[serde(default)]
    pub confidence: Option<Confidence>,
    /// Boot, image and health check; the plan's setting where absent.
    #[serde(default)]
    pub ramp: Option<Duration>,
    #[serde(default)]
    pub notes: Option<String>,
}

fn usd() -> String {
    "USD".to_string()
}

/// Reads a value that `is_right`, or says what it must be.
fn checked<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    from: D,
    is_right: fn(&T) -> bool,
    must: &str,
) -> Result<Option<T>, D::Error> {
    let value = Option::<T>::deserialize(from)?;
    if value.as_ref().is_none_or(is_right) { Ok(value) } else { Err(D::Error::custom(must)) }
}

fn amount<'de, D: Deserializer<'de>>(from: D) -> Result<Option<f64>, D::Error> {
    checked(from, |n: &f64| n.is_finite() && *n >= 0.0, "this number must be zero or more")
}

fn one_or_more<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u32>, D::Error> {
    checked(from, |n: &u32| *n > 0, "this number must be one or more; leave the field out if it is not known")
}

fn price<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Money>, D::Error> {
    checked(from, |price: &Money| !price.is_negative(), "a price must be zero or more")
}

/// How far to trust a row of the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub enum Confidence {
    Low,
    Medium,
    High,
}

impl Machine {
    /// It has this id or this provider's name.
    pub fn is(&self, id_or_name: &str) -> bool {
        self.id == id_or_name || (!self.name.is_empty() && self.name == id_or_name)
    }

    /// Accelerators in `nodes` nodes; zero where the count per node is not known.
    pub fn accels(&self, nodes: u32) -> u64 {
        u64::from(self.accels_per_node.unwrap_or(0)) * u64::from(nodes)
    }

    /// The letters before the first digit of the provider's name: `p` of `p5.48xlarge`, `trn` of `trn2.3xlarge`.
    pub fn family_letters(&self) -> &str {
        let name = if self.name.is_empty() { &self.id } else { &self.name };
        name.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default()
    }

    /// List price of a node-hour, from the price of an accelerator-hour where no other is known.
    pub fn on_demand(&self) -> Option<Money> {
        self.on_demand_node_h.or_else(|| self.per_node(self.on_demand_accel_h))
    }

    /// The price of a node-hour of the reserved product.
    pub fn reserved(&self) -> Option<Money> {
        self.per_node(self.reserved_accel_h)
    }

    fn per_node(&self, accel_h: Option<Money>) -> Option<Money> {
        Some(accel_h?.times(i64::from(self.accels_per_node?)))
    }
}

/// A machine as a plan's row states it, on top of the catalogue's where there is one.
fn corrected(base: Option<&Machine>, row: &PlanMachine, currency: &str) -> Machine {
    let mut machine = base.cloned().unwrap_or_else(|| Machine {
        id: row.id.as_str().to_string(),
        accels_per_node: Some(8),
        currency: currency.to_string(),
        ..Machine::default()
    });
    let text = |old: &mut String, new: &str| {
        if !new.is_empty() {
            *old = new.to_string();
        }
    };
    text(&mut machine.name, &row.machine);
    text(&mut machine.provider, &row.provider);
    text(&mut machine.accelerator, &row.accelerator);
    let number = |old: &mut Option<f64>, new: Option<Decimal>| *old = new.map(Decimal::get).or(*old);
    number(&mut machine.mem_gib, row.memory_gib);
    number(&mut machine.bf16_tflops, row.bf16_tflops);
    number(&mut machine.fp8_tflops, row.fp8_tflops);
    number(&mut machine.inter_gbps, row.network_gbps);
    machine.accels_per_node = row.accelerators.map(|n| n.max(1)).or(machine.accels_per_node);
    machine.max_domain_accels = row.domain.or(machine.max_domain_accels).or(machine.accels_per_node);
    machine.ramp = row.ramp.or(machine.ramp);
    if !row.fabric.is_empty() {
        machine.fabric = Some(row.fabric.clone());
    }
    if row.per_node_hour.is_some() {
        machine.on_demand_node_h = row.per_node_hour;
        machine.on_demand_accel_h = None;
        (machine.price_date, machine.price_source) = (None, Some("the plan".into()));
        if machine.currency != currency {
            machine.reserved_accel_h = None;
            machine.currency = currency.to_string();
        }
    }
    machine
}

/// The rate of a reserved product for one machine in one region or Local Zone, in USD.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// A catalogue id.
    pub machine: String,
    pub region: String,
    /// The region in words.
    pub place: String,
    pub node_h: Money,
    pub accel_h: Money,
    pub as_of: Date,
    pub source: Arc<str>,
}

/// All machines and the rates of their blocks.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    /// In the order of the catalogue, a team's own after them.
    machines: Vec<Arc<Machine>>,
    by_id: BTreeMap<String, usize>,
    by_name: BTreeMap<String, usize>,
    rates: Arc<Rates>,
}

/// The rates of blocks by machine and region, read when one is first asked for.
#[derive(Debug)]
struct Rates {
    read: fn() -> Vec<Rate>,
    table: OnceLock<BTreeMap<String, BTreeMap<String, Rate>>>,
}

impl Default for Rates {
    fn default() -> Rates {
        Rates { read: Vec::new, table: OnceLock::new() }
    }
}

impl Rates {
    fn table(&self) -> &BTreeMap<String, BTreeMap<String, Rate>> {
        self.table.get_or_init(|| {
            let mut table: BTreeMap<String, BTreeMap<String, Rate>> = BTreeMap::new();
            for rate in (self.read)() {
                table.entry(rate.machine.clone()).or_default().insert(rate.region.clone(), rate);
            }
            table
        })
    }
}

impl Catalogue {
    /// Of rows with the same id, the last holds; of machines with the same name, the first is found by it.
    pub fn new(machines: Vec<Machine>, rates: fn() -> Vec<Rate>) -> Catalogue {
        let rates = Arc::new(Rates { read: rates, table: OnceLock::new() });
        Catalogue { rates, ..Catalogue::default() }.with(machines)
    }

    /// With these machines too, such as those that a plan defines. One with an id that exists replaces it.
    pub fn with(&self, machines: impl IntoIterator<Item = Machine>) -> Catalogue {
        let mut all = self.clone();
        for machine in machines {
            all.add(Arc::new(machine));
        }
        all
    }

    /// With the machines that a plan defines or corrects: what its rows state replaces what the catalogue says.
    pub fn with_plan(&self, plan: &Plan) -> Catalogue {
        self.with(plan.machines.iter().map(|row| {
            let base = self.find(row.id.as_str()).filter(|base| base.id == row.id.as_str());
            corrected(base, row, &plan.currency)
        }))
    }

    fn add(&mut self, machine: Arc<Machine>) {
        let at = match self.by_id.get(&machine.id) {
            Some(&at) => {
                if let Some(replaced) = self.machines.get(at).filter(|old| old.name != machine.name)
                    && self.by_name.get(&replaced.name) == Some(&at)
                {
                    self.by_name.remove(&replaced.name);
                }
                at
            }
            None => self.machines.len(),
        };
        self.by_id.insert(machine.id.clone(), at);
        if !machine.name.is_empty() {
            self.by_name.entry(machine.name.clone()).or_insert(at);
        }
        match self.machines.get_mut(at) {
            Some(slot) => *slot = machine,
            None => self.machines.push(machine),
        }
    }

    /// By id, or else by the provider's machine name.
    pub fn find(&self, id_or_name: &str) -> Option<&Machine> {
        let at = self.by_id.get(id_or_name).or_else(|| self.by_name.get(id_or_name))?;
        self.machines.get(*at).map(Arc::as_ref)
    }

    /// The id or name that was probably meant.
    pub fn nearest(&self, id_or_name: &str) -> Option<&str> {
        words::nearest(id_or_name, self.by_id.keys().chain(self.by_name.keys()).map(String::as_str))
    }

    /// In the order of the catalogue: by provider, older machines first, a team's own last.
    pub fn machines(&self) -> impl Iterator<Item = &Machine> {
        self.machines.iter().map(Arc::as_ref)
    }

    /// In the order of [`Catalogue::machines`].
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.machines().map(|machine| machine.id.as_str())
    }

    /// The rate of a machine's blocks in a region or Local Zone.
    pub fn rate(&self, machine_id: &str, region: &str) -> Option<&Rate> {
        self.rates.table().get(machine_id)?.get(region)
    }

    /// All rates of blocks, by machine and region.
    pub fn rates(&self) -> impl Iterator<Item = &Rate> {
        self.rates.table().values().flat_map(BTreeMap::values)
    }

    /// The newest date of a price in the catalogue: the day it was last kept up.
    pub fn as_of(&self) -> Option<Date> {
        self.machines().filter_map(|machine| machine.price_date).max()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn machine(id: &str, name: &str) -> Machine {
        Machine { id: id.to_string(), name: name.to_string(), ..Machine::default() }
    }

    #[test]
    fn the_id_is_found_before_the_name() {
        let catalogue = Catalogue::new(vec![machine("a.x", "b.x"), machine("b.x", "other")], Vec::new);
        assert_eq!(catalogue.find("b.x").unwrap().name, "other");
        assert_eq!(catalogue.find("other").unwrap().id, "b.x");
        assert_eq!(catalogue.find("othr"), None);
        assert_eq!(catalogue.nearest("othr"), Some("other"));
    }

    #[test]
    fn a_machine_of_the_team_is_added_or_replaces() {
        let built_in =
            Catalogue::new(vec![machine("aws.p5", "p5.48xlarge"), machine("aws.p4d", "p4d")], Vec::new);
        let own = Machine { vcpu: Some(7), ..machine("aws.p5", "p5-ours") };
        let both = built_in.with([own, machine("lab.dgx", "")]);
        assert_eq!(both.ids().collect::<Vec<_>>(), ["aws.p5", "aws.p4d", "lab.dgx"]);
        assert_eq!(both.find("p5-ours").unwrap().vcpu, Some(7));
        assert_eq!(both.find("p5.48xlarge"), None);
        assert_eq!(both.find(""), None);
        assert_eq!(built_in.find("p5.48xlarge").unwrap().vcpu, None);
    }

    #[test]
    fn a_plan_corrects_a_row_or_adds_one() {
        let p5 =
            Machine { accels_per_node: Some(8), mem_gib: Some(80.0), ..machine("aws.p5", "p5.48xlarge") };
        let rack = Machine { accels_per_node: Some(72), fp8_tflops: Some(5000.0), ..machine("rack", "r") };
        let mut plan = Plan { currency: "EUR".to_string(), ..Plan::default() };
        let price = Money::parse("90").ok();
        plan.machines.push(PlanMachine { id: "rack".into(), per_node_hour: price, ..PlanMachine::default() });
        plan.machines.push(PlanMachine {
            id: "lab.a100".into(),
            accelerators: Some(4),
            ..PlanMachine::default()
        });
        let both = Catalogue::new(vec![p5, rack], Vec::new).with_plan(&plan);
        let rack = both.find("r").unwrap();
        assert_eq!((rack.accels_per_node, rack.fp8_tflops), (Some(72), Some(5000.0)));
        assert_eq!((rack.on_demand(), rack.currency.as_str()), (price, "EUR"));
        assert_eq!(both.find("lab.a100").unwrap().accels(3), 12);
        assert_eq!(both.find("aws.p5").unwrap().mem_gib, Some(80.0));
    }

    #[test]
    fn families_are_the_letters_of_the_name() {
        for (name, letters) in
            [("p5.48xlarge", "p"), ("trn2.3xlarge", "trn"), ("g6e.xlarge", "g"), ("4x", "")]
        {
            assert_eq!(machine("m", name).family_letters(), letters);
        }
    }
}
