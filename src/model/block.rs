//! Blocks: capacity with a start, an end, a size and a place.

use crate::base::fact::Notes;
use crate::base::record::{Items, Maybe};
use crate::base::{Duration, Instant, Money, Span};
use crate::record;

use super::ids::{BlockId, ItemId, MachineId, PersonId, ProductId};
use super::scalar::{Decimal, Nodes, Percent, Region, Zone};
use super::status::{Stage, Status};

record! {
    /// N nodes of one machine in one place over `[start, end)`: bought, offered, owned or only wished for.
    pub struct Block keyed by id {
        /// Chosen once, unique among blocks.
        id: BlockId [essential],
        /// A name for people; the id is shown where there is none.
        name: String,
        /// Machine type: the catalogue's id (aws.p5) or the provider's name (p5.48xlarge).
        machine: MachineId [essential],
        /// How many machines.
        nodes: Nodes [essential],
        /// When the capacity begins.
        start: Instant [essential together],
        /// When it ends; absent for capacity that stays (owned, on-demand reservation, contract).
        end: Option<Instant> [together],
        /// What is sold under which rules: the id of a rule set (aws-capacity-block, slurm-reservation, contract, owned, …).
        product: ProductId = ProductId::new("contract"),
        /// How far the purchase is.
        status: Status,
        /// Provider's region.
        region: Region,
        /// Zone by name; names differ between accounts.
        zone: Zone,
        /// Zone by the id that is the same for every account.
        zone_id: Zone,
        /// What it costs. Where absent, the catalogue's price is used as an estimate.
        price: Maybe<Price>,
        /// Chance that it comes, in per cent; the status says where absent.
        chance: Option<Percent>,
        /// Provider's id of the offer.
        offer: String,
        /// When the offer was last seen, or found gone.
        seen_at: Option<Instant>,
        /// When it was bought; the money counts in this month.
        purchased_at: Option<Instant>,
        /// Provider's id of the reservation.
        reference: String,
        /// Blocks with the same word are bought together, all or none.
        bundle: String,
        /// Boot, image and health check before work can start; the plan's setting where absent.
        ramp: Option<Duration>,
        /// Extensions that are planned or bought.
        extensions: Items<Extension>,
        /// Account or subscription that owns it.
        account: String,
        /// What it may be used for, where the product tells (training-job, hyperpod-cluster, endpoint, studio-apps).
        target: String,
        /// Names of its nodes, as a host list (dgx[001-008]).
        hosts: String,
        /// Kept for maintenance: no run may use it.
        maintenance: bool,
        /// Nodes that the provider reports as unavailable.
        unavailable_nodes: u32,
        /// State of the interconnect as the provider reports it (ok, impaired).
        interconnect: String,
        /// Who answers for it.
        owner: PersonId,
        /// Words to filter by.
        tags: Vec<String>,
        /// Anything else worth knowing.
        notes: Notes,
    }
    check |block, bad| {
        if block.end.is_some_and(|end| end <= block.start) {
            bad.push(("end", "must be after start".to_string()));
        }
    }
}

impl Block {
    /// From start to end; an open-ended block lasts for ever.
    pub fn span(&self) -> Span {
        Span::new(self.start, self.end.unwrap_or(Instant::FOREVER))
    }
    /// From start to end; `None` for one without an end.
    pub fn length(&self) -> Option<Duration> {
        self.end.map(|end| end - self.start)
    }
    /// It does not come. What was never confirmed was not paid either; a fee for what was stays paid.
    pub fn deny(&mut self) {
        if !self.status.row().certain {
            self.purchased_at = None;
        }
        self.status = Stage::Denied.into();
    }
    /// The name, or the id where there is none.
    pub fn title(&self) -> &str {
        if self.name.is_empty() { self.id.as_str() } else { &self.name }
    }
}

record! {
    /// What a block costs: a fee, a rate by the hour, or both. Of two rates the one by node holds.
    pub struct Price {
        /// One fee for the whole block, paid when it is bought.
        upfront: Option<Money>,
        /// Per node and hour, beside the fee where there is one.
        per_node_hour: Option<Money>,
        /// The same per accelerator and hour.
        per_accelerator_hour: Option<Money>,
        /// Currency, where it is not the plan's.
        currency: String,
        /// What one unit of that currency is worth in the plan's.
        rate: Option<Decimal>,
        /// Where the price was read.
        source: String,
        /// When the price was read.
        as_of: Option<Instant>,
        /// A discount that the plan counts on, by name (savings plan, committed use).
        discount: String,
        /// Credits that the plan counts on.
        credits: Option<Money>,
    }
}

record! {
    /// A later end of a block, planned or bought. Extensions are not guaranteed.
    pub struct Extension keyed by id {
        id: ItemId [essential],
        /// The new end.
        until: Instant [essential],
        /// How far its purchase is.
        status: Status,
        /// What it costs in all.
        price: Option<Money>,
        /// When it was bought.
        purchased_at: Option<Instant>,
        /// Provider's id of the offer.
        offer: String,
        /// Anything else worth knowing.
        notes: Notes,
    }
}
