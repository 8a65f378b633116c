//! What providers sell, as dated data: one rule set per product, each value with its source.
//!
//! Checks read these fields and never a provider's name. A field that is absent is not known: nothing follows
//! from it.

use super::commands::{Act, Command};
use super::machine::{Catalogue, Machine};
use super::plan::{Plan, PlanProduct};
use super::scalar::Date;
use super::sourced::{Evidence, Known, Sourced, SourcedRow, all_known, known};
use super::terms::{
    Alter, Billing, Cancel, Clock, Drain, LengthRange, Lengths, Limit, LocalZone, Margin, Overlap,
    QuotaCodes, SaleUnit, Scope, Share, Sizes, Sold,
};
use crate::base::read::{Fields, fields};
use crate::base::{Duration, Instant, sort, words};
use serde::de::{Deserialize, Deserializer, MapAccess};
use std::ops::Deref;
use std::sync::{Arc, LazyLock};

/// Rules older than this say so.
pub const OLD_AFTER_DAYS: i64 = 90;

/// Writes the struct, its table of facts and its overlay from one list of fields.
macro_rules! product {
    (
        one { $($(#[doc = $one_doc:literal])* $one:ident: $one_type:ty = $one_label:literal,)* }
        many { $($(#[doc = $many_doc:literal])* $many:ident: $many_type:ty = $many_label:literal,)* }
    ) => {
        /// The rules of one thing that a provider sells.
        #[derive(Debug, Clone, PartialEq, Default)]
        pub struct Product {
            /// Such as `aws-capacity-block`; what a plan holds.
            pub id: String,
            /// For people; of an overriding rule set, empty keeps the name.
            pub name: String,
            /// Other ids that mean the same.
            pub aliases: Vec<String>,
            pub provider: String,
            /// Such as `aws-2026.11`: what a plan names as the rules it was checked with.
            pub version: String,
            /// The day on which the rules were last read as a whole.
            pub as_of: Date,
            /// What is held and how it is paid, in a sentence.
            pub about: String,
            /// What else is worth knowing, also what was not found.
            pub notes: Vec<String>,
            $($(#[doc = $one_doc])* pub $one: Known<$one_type>,)*
            $($(#[doc = $many_doc])* pub $many: Vec<Sourced<$many_type>>,)*
        }

        impl<'de> Deserialize<'de> for Product {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Product, D::Error> {
                fields(from)
            }
        }

        impl Fields for Product {
            const NAME: &'static str = "Product";
            const NAMES: &'static [&'static str] = &[
                "id", "name", "aliases", "provider", "version", "as_of", "about", "notes",
                $(stringify!($one),)* $(stringify!($many),)*
            ];
            const NEEDED: &'static [&'static str] = &["id", "version", "as_of"];

            fn read<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error> {
                match name {
                    "id" => self.id = map.next_value()?,
                    "name" => self.name = map.next_value()?,
                    "aliases" => self.aliases = map.next_value()?,
                    "provider" => self.provider = map.next_value()?,
                    "version" => self.version = map.next_value()?,
                    "as_of" => self.as_of = map.next_value()?,
                    "about" => self.about = map.next_value()?,
                    "notes" => self.notes = map.next_value()?,
                    $(stringify!($one) => self.$one = known(map)?,)*
                    $(stringify!($many) => self.$many = all_known(map)?,)*
                    _ => {}
                }
                Ok(())
            }
        }

        impl Product {
            /// One of which nothing is known yet.
            fn new(id: &str, as_of: Date) -> Product {
                Product { id: id.to_string(), name: id.to_string(), as_of, ..Product::default() }
            }

            /// Every fact as a line of a table, in a fixed order.
            pub fn facts(&self) -> Vec<SourcedRow<'_>> {
                let mut rows = Vec::new();
                $(rows.extend(self.$one.iter().map(|fact| fact.row(stringify!($one), $one_label)));)*
                $(rows.extend(self.$many.iter().map(|fact| fact.row(stringify!($many), $many_label)));)*
                rows
            }

            fn overlay_facts(&mut self, over: Product) {
                $(if over.$one.is_some() { self.$one = over.$one; })*
                $(if !over.$many.is_empty() { self.$many = over.$many; })*
            }
        }
    };
}

product! {
    one {
        /// Complete: a machine that is not listed is not sold this way. Catalogue ids or provider's names.
        machines: Vec<String> = "machines",
        /// Complete: the leading letters of the machine names it is sold for, such as `c` and `m`.
        families: Vec<String> = "machine families",
        lengths: Lengths = "length",
        /// An offer can be somewhat shorter or longer than the length that was asked for.
        offer_length_varies: bool = "offers differ from the length asked for",
        /// With all extensions.
        total_length: Duration = "longest with extensions",
        sizes: Sizes = "node counts",
        min_accels: u32 = "accelerators at least",
        min_vcpu: u32 = "vCPUs at least",
        /// Parts of one purchase, with gaps between them.
        max_parts: u32 = "parts at most",
        /// What a purchase may be for; one bought for one target does not serve another.
        targets: Vec<String> = "targets",
        /// Nothing is held: capacity may not be there.
        unpromised: bool = "may not be there",
        /// It can be taken back while in use.
        interruptible: bool = "can be taken back",
        /// The start is not known in advance.
        queued: bool = "waits in a queue",

        /// From the purchase or request to the earliest start.
        lead: Duration = "bought before the start by",
        /// From the earliest purchase to the start.
        horizon: Duration = "bought at most ahead",
        /// A start on the day of the purchase is sold until this time.
        same_day_cutoff: Clock = "same-day start bought before",
        /// From a safe purchase (payment, approval) to the start.
        buy_margin: Margin = "safely bought before the start by",
        billing: Billing = "paid",
        /// From the purchase until the payment must have cleared.
        payment_time: Duration = "payment clears within",
        payment_before_start: Duration = "payment clears before the start by",
        /// Savings plans, reserved instances and committed-use discounts lower its price.
        discounts_apply: bool = "discounts apply",

        end_clock: Clock = "ends at",
        /// From the moment the provider stops nodes to the end.
        early_stop: Duration = "stopped before the end by",
        /// From the provider's warning to the end.
        warning: Duration = "warns before the end by",
        vms_deleted_at_end: bool = "machines deleted at the end",
        /// Jobs that do not fit entirely are not started.
        job_must_fit: bool = "jobs must fit entirely",

        extend: bool = "can be extended",
        extend_guaranteed: bool = "an extension is guaranteed",
        extend_lengths: Lengths = "extended by",
        /// From the earliest request to the end.
        extend_opens: Duration = "extension asked for at most ahead of the end",
        /// From the latest request to the end.
        extend_closes: Duration = "extension asked for before the end by",
        /// From the latest payment of an extension to the end.
        extend_payment_before_end: Duration = "extension paid before the end by",
        /// From a safe request to the end.
        extend_margin: Margin = "extension safely asked for before the end by",

        cancel: Cancel = "can be cancelled",
        change: Alter = "can be changed",
        share: Share = "shared with",
        overlap: Overlap = "overlap on the same nodes",
        /// Nodes of one block are close to each other; nothing is promised between blocks.
        adjacent: bool = "nodes of a block are close",
        /// Until a failed node is back.
        replace_node: Duration = "a failed node is back after",

        /// With `{family}` for the machine family.
        quota_name: String = "quota",
        /// What a new account has.
        quota_default: u32 = "quota by default",
        /// Without quota even the search for offers fails.
        quota_gates_search: bool = "no search without quota",
        quota_in_vcpus: bool = "quota counted in vCPUs",
        counts_against_on_demand: bool = "counts against on-demand limits",
    }
    many {
        limits: Limit = "limit",
        units: SaleUnit = "whole unit",
        drains: Drain = "tool",
        quotas: QuotaCodes = "quota codes",
        /// Where machines are sold. A machine without a row: not known where.
        regions: Sold = "sold in",
        /// Machines that do not exist this way.
        not_sold: Vec<String> = "not sold",
        local_zones: LocalZone = "Local Zone",
        /// Of the provider's own tool. Of those that do the same, the first for which everything is known.
        commands: Command = "command",
    }
}

/// Whether a machine can be had this way in a place.
#[derive(Debug, Clone, PartialEq)]
pub enum Sells<'a> {
    Yes,
    /// Nothing is known about the machine or its regions.
    Unknown,
    /// Not this machine at all.
    NoMachine,
    /// Not there, but in these regions and Local Zones.
    Elsewhere(Vec<&'a str>),
}

impl Product {
    /// Whether the machine is another provider's. Whoever has no machine in the catalogue (anybody, a scheduler) takes all.
    pub fn is_foreign(&self, machine: &Machine, catalogue: &Catalogue) -> bool {
        !machine.provider.is_empty()
            && machine.provider != self.provider
            && catalogue.machines().any(|other| other.provider == self.provider)
    }

    /// Whether `machine` is sold in a region or Local Zone; `None` asks about the machine alone.
    pub fn sells(&self, machine: &Machine, place: Option<&str>) -> Sells<'_> {
        let listed = self.machines.as_ref().map(|list| list.value.iter().any(|name| machine.is(name)));
        let excluded = self.not_sold.iter().any(|row| row.value.iter().any(|name| machine.is(name)));
        let family =
            self.families.as_ref().map(|list| list.value.iter().any(|f| f == machine.family_letters()));
        if excluded || listed == Some(false) || family == Some(false) {
            return Sells::NoMachine;
        }
        let regions = self.regions_of(machine);
        match place {
            _ if regions.is_empty() && listed.or(family).is_none() => Sells::Unknown,
            None => Sells::Yes,
            Some(_) if regions.is_empty() => Sells::Unknown,
            Some(place) if regions.contains(&place) => Sells::Yes,
            Some(_) => Sells::Elsewhere(regions),
        }
    }

    /// The regions and Local Zones in which any source says that it is sold, sorted; empty if not known.
    pub fn regions_of(&self, machine: &Machine) -> Vec<&str> {
        let rows = self.regions.iter().filter(|row| machine.is(&row.value.machine));
        let mut regions: Vec<&str> =
            rows.flat_map(|row| row.value.regions.iter().map(String::as_str)).collect();
        regions.sort_unstable();
        regions.dedup();
        regions
    }

    /// The most nodes that may be counted together.
    pub fn limit(&self, per: Scope) -> Option<(u32, &Sourced<super::terms::Limit>)> {
        let limits = self.limits.iter().filter(|limit| limit.value.per == per);
        limits.min_by_key(|limit| limit.value.max).map(|limit| (limit.value.max, limit))
    }

    /// The node counts that make whole units of this machine, if it is sold in units.
    pub fn unit_of(&self, machine: &Machine) -> Option<&Sourced<SaleUnit>> {
        self.units.iter().find(|unit| machine.is(&unit.value.machine))
    }

    pub fn quota_of(&self, machine: &Machine) -> Option<&Sourced<QuotaCodes>> {
        self.quotas.iter().find(|quota| quota.value.machines.iter().any(|name| machine.is(name)))
    }

    /// The quota that a machine counts against, by its provider's name for it.
    pub fn quota_label(&self, machine: &Machine) -> Option<String> {
        let family = &self.quota_of(machine)?.value.family;
        Some(self.quota_name.as_ref()?.value.replace("{family}", family))
    }

    /// The Local Zone that a zone or region field names.
    pub fn local_zone(&self, zone: &str) -> Option<&Sourced<LocalZone>> {
        self.local_zones.iter().find(|local| local.value.zone == zone)
    }

    /// The commands that do this, for a machine.
    pub fn commands_for<'a>(
        &'a self,
        act: Act,
        machine: Option<&'a Machine>,
    ) -> impl Iterator<Item = &'a Sourced<Command>> {
        self.commands.iter().filter(move |row| {
            let only = &row.value.machines;
            row.value.act == act
                && (only.is_empty()
                    || machine.is_some_and(|machine| only.iter().any(|name| machine.is(name))))
        })
    }

    /// Since the rules were last read.
    pub fn days_old(&self, now: Instant) -> i64 {
        self.as_of.days_old(now)
    }

    pub fn is_old(&self, now: Instant) -> bool {
        self.days_old(now) > OLD_AFTER_DAYS
    }

    /// These rules with whatever `over` states put in their place.
    fn overlaid(&self, over: Product) -> Product {
        let mut both = self.clone();
        let text = |old: &mut String, new: &String| {
            if !new.is_empty() {
                old.clone_from(new);
            }
        };
        text(&mut both.name, &over.name);
        text(&mut both.provider, &over.provider);
        text(&mut both.about, &over.about);
        text(&mut both.version, &over.version);
        both.as_of = over.as_of;
        both.aliases.extend(over.aliases.iter().filter(|alias| !self.aliases.contains(alias)).cloned());
        both.notes.extend(over.notes.iter().cloned());
        both.overlay_facts(over);
        both
    }
}

/// Terms of a plan's own on top of what a rule set says.
fn agreed(base: Option<&Product>, own: &PlanProduct, is_known: bool) -> Product {
    let read = own.read_on.unwrap_or(Date { year: 1970, month: 1, day: 1 });
    let mut product = base.cloned().unwrap_or_else(|| Product::new(own.id.as_str(), read));
    if !is_known {
        product.id = own.id.as_str().to_string();
        (product.name, product.aliases) = (product.id.clone(), Vec::new());
    }
    if !own.name.is_empty() {
        product.name = own.name.clone();
    }
    // What is corrected keeps its version: the correction stands in the plan itself.
    if base.is_none() {
        product.version = "the plan's terms".to_string();
    }
    product.as_of = product.as_of.max(read);
    let source: Arc<str> = own.source.as_str().into();
    fn fact<T>(value: T, source: &Arc<str>, read: Date) -> Sourced<T> {
        Sourced { value, source: source.clone(), as_of: read, evidence: Evidence::default(), note: None }
    }
    fn stated<T>(value: T, source: &Arc<str>, read: Date) -> Arc<Sourced<T>> {
        Arc::new(fact(value, source, read))
    }
    let times = [
        (&mut product.lead, own.lead),
        (&mut product.horizon, own.horizon),
        (&mut product.payment_time, own.payment_time),
        (&mut product.early_stop, own.early_stop),
        (&mut product.warning, own.warning),
        (&mut product.extend_opens, own.extend_opens),
        (&mut product.extend_closes, own.extend_closes),
        (&mut product.total_length, own.total_length),
    ];
    for (rule, time) in times {
        if let Some(time) = time {
            *rule = Some(stated(time, &source, read));
        }
    }
    for (rule, time) in
        [(&mut product.buy_margin, own.buy_margin), (&mut product.extend_margin, own.extend_margin)]
    {
        if let Some(time) = time {
            *rule = Some(stated(super::terms::Margin::Time(time), &source, read));
        }
    }
    if let Some(clock) = own.ends_at {
        product.end_clock = Some(stated(clock, &source, read));
    }
    if let Some(extend) = own.extend {
        product.extend = Some(stated(extend, &source, read));
    }
    if own.shortest.is_some() || own.longest.is_some() || own.step.is_some() {
        let from = own.shortest.or(own.step).unwrap_or_default();
        let range = LengthRange { from, to: own.longest, every: own.step };
        product.lengths = Some(stated(
            Lengths { ranges: vec![range], slack: Default::default(), strict: true },
            &source,
            read,
        ));
    }
    if !own.sizes.is_empty() {
        let mut nodes: Vec<u32> = own.sizes.iter().map(|nodes| nodes.get()).collect();
        nodes.sort_unstable();
        product.sizes = Some(stated(Sizes { nodes, strict: true }, &source, read));
    }
    if let Some(most) = own.most_nodes {
        product.limits.retain(|limit| limit.value.per != Scope::Block);
        product.limits.push(fact(Limit { max: most.get(), per: Scope::Block }, &source, read));
    }
    product
}

/// What the network between nodes allows.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fabric {
    /// How the fabric of its machines begins.
    pub name: String,
    /// Made for training over several nodes.
    #[serde(default)]
    pub fast: Known<bool>,
    /// Only on machines with at least this many Gbit/s; smaller ones have it for other ends.
    #[serde(default)]
    pub fast_from_gbps: Known<u32>,
    /// A gang over it stays in one zone.
    #[serde(default)]
    pub one_zone: Known<bool>,
    /// Machines that share a gang with no other type.
    #[serde(default)]
    pub unmixable: Known<Vec<String>>,
}

impl Fabric {
    /// Whether this machine can train over several nodes; `None` if not known.
    pub fn is_fast(&self, machine: &Machine) -> Option<bool> {
        let fast = self.fast.as_ref()?.value;
        let enough = self.fast_from_gbps.as_ref().zip(machine.inter_gbps);
        Some(fast && enough.is_none_or(|(least, gbps)| gbps >= f64::from(least.value)))
    }
}

/// A rule set that came with the program and is read when it is first asked for.
pub struct BuiltIn {
    pub id: &'static str,
    /// Boxed, because the program's file holds the place of a static even while it is empty.
    pub product: LazyLock<Box<Product>>,
}

/// One rule set of many, from the program or from a user.
#[derive(Clone)]
enum Entry {
    BuiltIn(&'static BuiltIn),
    Own(Arc<Product>),
}

impl Deref for Entry {
    type Target = Product;
    fn deref(&self) -> &Product {
        match self {
            Entry::BuiltIn(built_in) => &built_in.product,
            Entry::Own(product) => product,
        }
    }
}

impl Entry {
    fn id(&self) -> &str {
        match self {
            Entry::BuiltIn(built_in) => built_in.id,
            Entry::Own(product) => &product.id,
        }
    }
}

/// The rule sets of all products.
#[derive(Clone, Default)]
pub struct Rules {
    /// Sorted by id.
    entries: Vec<Entry>,
    fabrics: Arc<[Fabric]>,
}

impl std::fmt::Debug for Rules {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.ids()).finish()
    }
}

impl Rules {
    pub fn built_in(products: &'static [BuiltIn], fabrics: Vec<Fabric>) -> Rules {
        let mut entries: Vec<Entry> = products.iter().map(Entry::BuiltIn).collect();
        sort::by(&mut entries, |a, b| a.id().cmp(b.id()));
        Rules { entries, fabrics: fabrics.into() }
    }

    /// With these rule sets too. One with an id that exists (or its alias) replaces the facts it states and
    /// keeps the others.
    pub fn with(&self, products: impl IntoIterator<Item = Product>) -> Rules {
        let mut all = self.clone();
        for mut product in products {
            if let Some(base) = all.get(&product.id) {
                product = Product { id: base.id.clone(), ..base.overlaid(product) };
            }
            let own = Entry::Own(Arc::new(product));
            let (Ok(at) | Err(at)) = all.position(own.id());
            let replaced = at..at + usize::from(all.entries.get(at).is_some_and(|old| old.id() == own.id()));
            all.entries.splice(replaced, [own]);
        }
        all
    }

    /// With the terms that a plan states itself on top of the rule sets, each with its source.
    pub fn with_plan(&self, plan: &Plan) -> Rules {
        let mut all = self.clone();
        for own in plan.products.iter() {
            let known = all.get(own.id.as_str());
            let base = known.or_else(|| all.get(own.like.as_ref()?.as_str()));
            let product = agreed(base, own, known.is_some());
            let at = all.position(&product.id);
            let own = Entry::Own(Arc::new(product));
            match at {
                Ok(at) => drop(all.entries.splice(at..=at, [own])),
                Err(at) => all.entries.insert(at, own),
            }
        }
        all
    }

    fn position(&self, id: &str) -> Result<usize, usize> {
        self.entries.binary_search_by(|entry| entry.id().cmp(id))
    }

    /// By id, or else by alias.
    pub fn get(&self, id_or_alias: &str) -> Option<&Product> {
        let by_id = self.position(id_or_alias).ok().and_then(|at| self.entries.get(at));
        let by_alias =
            || self.entries.iter().find(|entry| entry.aliases.iter().any(|alias| alias == id_or_alias));
        by_id.or_else(by_alias).map(Deref::deref)
    }

    /// The id or alias that was probably meant.
    pub fn nearest(&self, id_or_alias: &str) -> Option<&str> {
        let aliases = self.iter().flat_map(|product| product.aliases.iter().map(String::as_str));
        words::nearest(id_or_alias, self.ids().chain(aliases))
    }

    /// Sorted.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(Entry::id)
    }

    /// By id.
    pub fn iter(&self) -> impl Iterator<Item = &Product> {
        self.entries.iter().map(Deref::deref)
    }

    /// What is known about the network of a machine.
    pub fn fabric(&self, machine: &Machine) -> Option<&Fabric> {
        let fabric = machine.fabric.as_deref()?;
        let known = self.fabrics.iter().filter(|row| fabric.starts_with(&row.name));
        known.max_by_key(|row| row.name.len())
    }
}
