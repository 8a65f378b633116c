//! The plan: everything that people wrote, in the order of the file.

use crate::base::calendar::WorkingHours;
use crate::base::fact::Notes;
use crate::base::record::Items;
use crate::base::{Duration, Instant, Money};
use crate::{record, words};

use super::baseline::Baseline;
use super::block::Block;
use super::decision::Decision;
use super::ids::{ItemId, MachineId, PersonId, ProductId, Target};
use super::run::{Dataset, Run, Window};
use super::scalar::{Date, Decimal, Nodes, Percent, TimeZone, VERSION};
use super::scenario::Scenario;
use super::terms::Clock;

record! {
    /// A team's plan.
    pub struct Plan {
        /// Version of the file format.
        version: u32 = VERSION,
        /// What the plan is called.
        title: String [essential],
        /// Zones in which times are shown, the first before the others. UTC where empty.
        zones: Vec<TimeZone>,
        /// Currency of all money, as a three-letter code.
        currency: String = "USD".to_string(),
        /// Most that may be paid in one calendar month: fees in the month of purchase, and by the hour in the months of use.
        monthly_budget: Option<Money>,
        /// Most that the whole plan may cost.
        budget: Option<Money>,
        /// Probability at which durations are planned, in per cent.
        confidence: Percent = Percent::new(80),
        /// When people decide, in the first zone.
        working_hours: WorkingHours,
        /// Days on which nobody decides.
        holidays: Vec<Date>,
        /// Working days that an approval takes.
        approval_days: u32 = 2,
        /// Boot, image and health check at the start of a block.
        ramp: Duration = Duration::from_minutes(30),
        /// Age at which an offer is stale.
        offer_limit: Duration = Duration::from_hours(24),
        /// Idle share of a paid block that is worth a finding.
        idle_limit: Percent = Percent::new(15),
        /// Least slack that a run should have in its last block, as a share of it.
        slack_limit: Percent = Percent::new(15),
        /// Time that a quota request takes.
        quota_lead: Option<Duration>,
        /// Share of time lost to interruptions; by scale where absent.
        failure_share: Option<Percent>,
        /// Rule set that the plan was last checked with.
        rules: String,
        /// People and when they work.
        people: Items<Person>,
        /// Machines that the catalogue does not have.
        machines: Items<PlanMachine>,
        /// Terms of providers that differ from the rule sets: an agreement, or a product that planb does not know.
        products: Items<PlanProduct>,
        /// Capacity.
        blocks: Items<Block>,
        /// Work.
        runs: Items<Run>,
        /// Data.
        datasets: Items<Dataset>,
        /// What if.
        scenarios: Items<Scenario>,
        /// Dated choices and what became of them.
        decisions: Items<Decision>,
        /// Limits that providers set for the accounts.
        quotas: Items<Quota>,
        /// Severities that this team changed.
        severities: Items<SeverityRule>,
        /// Findings that this team accepts for a while.
        waivers: Items<Waiver>,
        /// States that were agreed on, to compare with.
        baselines: Items<Baseline>,
        /// What a merge could not decide.
        conflicts: Items<Conflict>,
        /// Who answers for the plan.
        owner: PersonId,
        /// Words to filter by.
        tags: Vec<String>,
        /// Anything else worth knowing.
        notes: Notes,
    }
}

impl Plan {
    /// The names of all zones that times are shown or people work in.
    pub fn zone_names(&self) -> impl Iterator<Item = &str> {
        let of_people = self.people.iter().filter_map(|person| person.zone.as_ref());
        self.zones.iter().chain(of_people).map(TimeZone::as_str)
    }

    /// A window by its target.
    pub fn window(&self, target: &Target) -> Option<&Window> {
        let Target::Window(run, rung, window) = target else { return None };
        self.runs.get(run)?.windows_of(rung.as_ref())?.get(window)
    }

    /// A window by its target, to change.
    pub fn window_mut(&mut self, target: &Target) -> Option<&mut Window> {
        let Target::Window(run, rung, window) = target else { return None };
        self.windows_mut(run.as_str(), rung.as_ref().map(|id| id.as_str()))?.get_mut(window)
    }

    /// The windows of a run, or of one of its fallbacks, to change.
    pub fn windows_mut(&mut self, run: &str, rung: Option<&str>) -> Option<&mut Items<Window>> {
        let run = self.runs.get_mut(run)?;
        match rung {
            None => Some(&mut run.windows),
            Some(rung) => run.fallbacks.get_mut(rung).map(|rung| &mut rung.windows),
        }
    }

    /// Whether the target names something that is there.
    pub fn has(&self, target: &Target) -> bool {
        match target {
            Target::Plan => true,
            Target::Block(id) => self.blocks.contains(id),
            Target::Run(id) => self.runs.contains(id),
            Target::Fallback(run, id) => self.runs.get(run).is_some_and(|run| run.fallbacks.contains(id)),
            Target::Window(..) => self.window(target).is_some(),
            Target::Dataset(id) => self.datasets.contains(id),
            Target::Scenario(id) => self.scenarios.contains(id),
            Target::Decision(id) => self.decisions.contains(id),
            Target::Machine(id) => self.machines.contains(id),
            Target::Person(id) => self.people.contains(id),
            Target::Quota(id) => self.quotas.contains(id),
            Target::Waiver(id) => self.waivers.contains(id),
            Target::Baseline(id) => self.baselines.contains(id),
            Target::Conflict(id) => self.conflicts.contains(id),
        }
    }
}

record! {
    /// Somebody who decides, and when they work.
    pub struct Person keyed by id {
        id: PersonId [essential],
        /// Full name.
        name: String,
        /// Their time zone; the plan's first where absent.
        zone: Option<TimeZone>,
        /// When they work; the plan's hours where absent.
        working_hours: Option<WorkingHours>,
        notes: Notes,
    }
}

record! {
    /// A machine that the team defines itself, or a row of the catalogue that it corrects.
    pub struct PlanMachine keyed by id {
        id: MachineId [essential],
        /// Provider's name of it.
        machine: String,
        /// Who runs it.
        provider: String,
        /// Accelerator (H100).
        accelerator: String,
        /// Accelerators in one node; as the catalogue says where absent, or else 8.
        accelerators: Option<u32>,
        /// Memory of one accelerator, in GiB.
        memory_gib: Option<Decimal>,
        /// Dense BF16 peak of one accelerator, in TFLOP/s.
        bf16_tflops: Option<Decimal>,
        /// Dense FP8 peak of one accelerator, in TFLOP/s; absent where it has none.
        fp8_tflops: Option<Decimal>,
        /// Accelerators in the largest fast domain.
        domain: Option<u32>,
        /// Network between nodes, in Gbit/s.
        network_gbps: Option<Decimal>,
        /// Fabric between nodes (EFA, InfiniBand); absent where there is none.
        fabric: String,
        /// List price of a node-hour.
        per_node_hour: Option<Money>,
        /// Boot, image and health check; the plan's setting where absent.
        ramp: Option<Duration>,
        notes: Notes,
    }
}

record! {
    /// What a provider sells under the team's own terms: an agreement, or a product that planb does not know. What it states
    /// replaces the value of the rule set, and the rest stays.
    pub struct PlanProduct keyed by id {
        /// The rule set that it corrects (aws-capacity-block), or an id of its own.
        id: ProductId [essential],
        /// What people call it.
        name: String,
        /// Of one with an id of its own: the rule set that it begins with.
        like: Option<ProductId>,
        /// Where these terms stand: a contract, a page, who said so.
        source: String [essential],
        /// The day they were read; without one they count as old.
        read_on: Option<Date>,
        /// Shortest time it is sold for.
        shortest: Option<Duration>,
        /// Longest time it is sold for.
        longest: Option<Duration>,
        /// Times between them go by this step.
        step: Option<Duration>,
        /// Node counts it is sold in.
        sizes: Vec<Nodes>,
        /// Most nodes in one block.
        most_nodes: Option<Nodes>,
        /// From the last purchase to the start.
        lead: Option<Duration>,
        /// From the earliest purchase to the start.
        horizon: Option<Duration>,
        /// Time that payment or approval may take before the start.
        buy_margin: Option<Duration>,
        /// From the purchase until its payment must have cleared.
        payment_time: Option<Duration>,
        /// Time of day, in UTC, at which blocks end.
        ends_at: Option<Clock>,
        /// From the moment machines are stopped to the end.
        early_stop: Option<Duration>,
        /// From the warning to the end.
        warning: Option<Duration>,
        /// Whether it can be extended.
        extend: Option<bool>,
        /// From the earliest request for an extension to the end.
        extend_opens: Option<Duration>,
        /// From the latest request for an extension to the end.
        extend_closes: Option<Duration>,
        /// From a safe request for an extension to the end.
        extend_margin: Option<Duration>,
        /// Longest time with all extensions.
        total_length: Option<Duration>,
        notes: Notes,
    }
    check |product, bad| {
        if let (Some(shortest), Some(longest)) = (product.shortest, product.longest)
            && shortest > longest
        {
            bad.push(("longest", "must not be shorter than the shortest".to_string()));
        }
    }
}

record! {
    /// A limit that a provider sets for an account.
    pub struct Quota keyed by id {
        id: ItemId [essential],
        /// The rule set it belongs to.
        product: ProductId [essential],
        /// Machine family (P5).
        family: String,
        /// Region, where the limit is regional.
        region: super::scalar::Region,
        /// Nodes that are allowed.
        limit: u32,
        /// Virtual CPUs that are allowed, for on-demand limits.
        vcpus: Option<u32>,
        /// When a raise was asked for.
        requested_at: Option<Instant>,
        /// Nodes that were asked for.
        requested: Option<Nodes>,
        owner: PersonId,
        notes: Notes,
    }
}

words! {
    /// How bad a finding is.
    pub enum Severity {
        /// The plan cannot work as written, or loses money for certain.
        Error,
        /// Likely wrong, or risky.
        Warning,
        /// Worth knowing.
        Info,
        /// Not shown.
        Off,
    }
    default Warning
}

record! {
    /// A severity that this team changed.
    pub struct SeverityRule keyed by code {
        /// Code of the check (B117).
        code: ItemId [essential],
        severity: Severity [essential],
        notes: Notes,
    }
}

record! {
    /// A finding that this team accepts, with the reason and for how long.
    pub struct Waiver keyed by id {
        id: ItemId [essential],
        /// Code of the check (B117).
        code: String [essential],
        /// Id of the item, as findings print it (base-8b/w1); every item where empty.
        item: String,
        /// Why it is accepted.
        reason: String [essential],
        /// Until when.
        until: Option<Instant>,
        /// Who accepted it.
        by: PersonId,
    }
}

record! {
    /// What a merge could not decide: both sides in plain text.
    pub struct Conflict keyed by id {
        id: ItemId [essential],
        /// The item, with its kind (run base-8b).
        item: String [essential],
        /// The field; the whole item where empty.
        field: String,
        /// RON before both changes.
        base: String,
        /// RON on our side.
        ours: String,
        /// RON on their side.
        theirs: String,
        /// Whose our side is: a branch, a person, where a merge knows it.
        ours_by: String,
        /// Whose their side is.
        theirs_by: String,
        notes: Notes,
    }
}
