//! The checks: one row and one file a check, named after its code and name. Codes are never reused, not even when a check
//! goes. `docs/checks.md` lists them all, also the codes that no check has, with the reason.

mod b101_length_not_sold;
mod b102_end_off_the_clock;
mod b103_not_yet_sold;
mod b104_too_late_to_buy;
mod b105_unsafe_purchase_date;
mod b106_block_over_limit;
mod b107_sum_over_limit;
mod b108_unusual_size;
mod b109_not_sold_here;
mod b110_zone_needs_opt_in;
mod b111_partial_unit;
mod b112_run_past_usable_end;
mod b113_run_past_drain;
mod b114_total_length_over_limit;
mod b115_continues_on_other_hardware;
mod b116_overbooked_block;
mod b117_idle_prepaid_hours;
mod b118_run_on_dead_block;
mod b119_payment_pending_too_long;
mod b120_impaired_block;
mod b121_machine_not_in_family;
mod b122_wrong_target;
mod b123_gap_between_parts;
mod b124_overlapping_reservation;
mod b125_run_during_maintenance;
mod b126_unusual_length;
mod b127_stale_offer;
mod c701_old_price;
mod c702_over_budget;
mod c703_below_break_even;
mod c704_discount_does_not_apply;
mod c705_credits_assumed;
mod c706_quota_too_small;
mod c707_on_demand_over_quota;
mod c708_price_not_counted;
mod common;
mod d501_decision_overdue;
mod d502_decision_too_late;
mod d503_extension_may_not_clear;
mod d504_extension_too_early;
mod d505_approval_does_not_fit;
mod d506_outside_working_hours;
mod d507_decision_without_owner;
mod d508_extension_assumed;
mod d509_quota_not_requested;
mod f401_no_fallback;
mod f402_fallback_decided_too_late;
mod f403_fallback_does_not_fit;
mod f404_common_cause;
mod f405_broken_ladder;
mod f406_ladder_ends_on_a_block;
mod f407_student_before_teacher;
mod f408_no_quality_bar;
mod f409_no_on_demand;
mod f410_shared_slot;
mod h801_launch_without_reservation;
mod h804_job_does_not_fit;
mod h806_no_final_upload;
mod h808_launch_without_plan;
mod hosts;
mod p601_gang_over_zones;
mod p602_gang_over_regions;
mod p603_data_residency;
mod p604_data_elsewhere;
mod p605_unmixable_gang;
mod p606_no_fast_fabric;
mod p607_gang_over_blocks;
mod p609_zone_by_name;
mod p610_region_not_allowed;
mod r201_short_of_hours;
mod r202_little_slack;
mod r203_crossing_without_checkpoint;
mod r204_rare_checkpoint_at_end;
mod r205_no_restart_budget;
mod r206_too_few_nodes;
mod r207_too_little_memory;
mod r208_precision_not_supported;
mod r209_throughput_without_source;
mod r210_implausible_utilisation;
mod r211_starts_before_dependency;
mod r212_window_outside_block;
mod r213_staging_too_late;
mod r214_upload_not_planned;
mod r215_run_without_window;
mod r216_group_over_domain;
mod r217_split_domain;
mod r218_critical_without_owner;
mod r219_window_before_usable_start;
mod r220_deadline_missed;
mod r221_progress_not_recorded;
mod s301_serving_shares_nodes;
mod s302_serving_without_successor;
mod s303_contention_without_priority;
mod s304_account_cannot_use_block;
mod unchecked;
mod v902_dangling_id;
mod v903_old_catalogue;
mod v906_unknown_status;
mod v909_unresolved_conflict;
mod v910_unread_baseline_line;
mod v911_unknown_time_zone;
mod v912_odd_currency;

use crate::base::{halves, sort};
use std::collections::BTreeMap;

use crate::base::Instant;
use crate::model::{Plan, Severity, Target, Waiver};

pub use unchecked::{UNCHECKED, Unchecked};

use super::diagnostic::Diagnostic;
use super::facts::Facts;

/// One check.
pub struct Lint {
    /// `B116`: a letter for the subject, and a number.
    pub code: &'static str,
    /// A few words for a list: `overbooked-block`.
    pub name: &'static str,
    /// Where the plan does not say otherwise. A check may give some of its findings another one.
    pub severity: Severity,
    /// What it looks for, why that is wrong, what to do.
    pub doc: &'static str,
    /// Where the rule stands, or that it is arithmetic or an opinion.
    pub source: &'static str,
    pub check: fn(&Facts, &mut Vec<Diagnostic>),
}

/// All checks, in the order of their codes.
pub static LINTS: &[&Lint] = &[
    &b101_length_not_sold::LINT,
    &b102_end_off_the_clock::LINT,
    &b103_not_yet_sold::LINT,
    &b104_too_late_to_buy::LINT,
    &b105_unsafe_purchase_date::LINT,
    &b106_block_over_limit::LINT,
    &b107_sum_over_limit::LINT,
    &b108_unusual_size::LINT,
    &b109_not_sold_here::LINT,
    &b110_zone_needs_opt_in::LINT,
    &b111_partial_unit::LINT,
    &b112_run_past_usable_end::LINT,
    &b113_run_past_drain::LINT,
    &b114_total_length_over_limit::LINT,
    &b115_continues_on_other_hardware::LINT,
    &b116_overbooked_block::LINT,
    &b117_idle_prepaid_hours::LINT,
    &b118_run_on_dead_block::LINT,
    &b119_payment_pending_too_long::LINT,
    &b120_impaired_block::LINT,
    &b121_machine_not_in_family::LINT,
    &b122_wrong_target::LINT,
    &b123_gap_between_parts::LINT,
    &b124_overlapping_reservation::LINT,
    &b125_run_during_maintenance::LINT,
    &b126_unusual_length::LINT,
    &b127_stale_offer::LINT,
    &c701_old_price::LINT,
    &c702_over_budget::LINT,
    &c703_below_break_even::LINT,
    &c704_discount_does_not_apply::LINT,
    &c705_credits_assumed::LINT,
    &c706_quota_too_small::LINT,
    &c707_on_demand_over_quota::LINT,
    &c708_price_not_counted::LINT,
    &d501_decision_overdue::LINT,
    &d502_decision_too_late::LINT,
    &d503_extension_may_not_clear::LINT,
    &d504_extension_too_early::LINT,
    &d505_approval_does_not_fit::LINT,
    &d506_outside_working_hours::LINT,
    &d507_decision_without_owner::LINT,
    &d508_extension_assumed::LINT,
    &d509_quota_not_requested::LINT,
    &f401_no_fallback::LINT,
    &f402_fallback_decided_too_late::LINT,
    &f403_fallback_does_not_fit::LINT,
    &f404_common_cause::LINT,
    &f405_broken_ladder::LINT,
    &f406_ladder_ends_on_a_block::LINT,
    &f407_student_before_teacher::LINT,
    &f408_no_quality_bar::LINT,
    &f409_no_on_demand::LINT,
    &f410_shared_slot::LINT,
    &h801_launch_without_reservation::LINT,
    &h804_job_does_not_fit::LINT,
    &h806_no_final_upload::LINT,
    &h808_launch_without_plan::LINT,
    &p601_gang_over_zones::LINT,
    &p602_gang_over_regions::LINT,
    &p603_data_residency::LINT,
    &p604_data_elsewhere::LINT,
    &p605_unmixable_gang::LINT,
    &p606_no_fast_fabric::LINT,
    &p607_gang_over_blocks::LINT,
    &p609_zone_by_name::LINT,
    &p610_region_not_allowed::LINT,
    &r201_short_of_hours::LINT,
    &r202_little_slack::LINT,
    &r203_crossing_without_checkpoint::LINT,
    &r204_rare_checkpoint_at_end::LINT,
    &r205_no_restart_budget::LINT,
    &r206_too_few_nodes::LINT,
    &r207_too_little_memory::LINT,
    &r208_precision_not_supported::LINT,
    &r209_throughput_without_source::LINT,
    &r210_implausible_utilisation::LINT,
    &r211_starts_before_dependency::LINT,
    &r212_window_outside_block::LINT,
    &r213_staging_too_late::LINT,
    &r214_upload_not_planned::LINT,
    &r215_run_without_window::LINT,
    &r216_group_over_domain::LINT,
    &r217_split_domain::LINT,
    &r218_critical_without_owner::LINT,
    &r219_window_before_usable_start::LINT,
    &r220_deadline_missed::LINT,
    &r221_progress_not_recorded::LINT,
    &s301_serving_shares_nodes::LINT,
    &s302_serving_without_successor::LINT,
    &s303_contention_without_priority::LINT,
    &s304_account_cannot_use_block::LINT,
    &v902_dangling_id::LINT,
    &v903_old_catalogue::LINT,
    &v906_unknown_status::LINT,
    &v909_unresolved_conflict::LINT,
    &v910_unread_baseline_line::LINT,
    &v911_unknown_time_zone::LINT,
    &v912_odd_currency::LINT,
];

impl Lint {
    /// A finding with this check's code and severity.
    pub fn found(&self, target: Target, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            code: self.code,
            severity: self.severity,
            target,
            field: None,
            when: None,
            message: message.into(),
            fixes: Vec::new(),
        }
    }
}

/// Codes of what reading a file reports, beside the checks of this table.
pub const OF_READING: &[&str] = &["V900", "V901", "V907", "V908"];

/// Whether findings can have this code.
pub fn is_code(code: &str) -> bool {
    find(code).is_some() || OF_READING.iter().any(|known| known.eq_ignore_ascii_case(code))
}

/// The check with a code.
pub fn find(code: &str) -> Option<&'static Lint> {
    LINTS.iter().copied().find(|lint| lint.code.eq_ignore_ascii_case(code))
}

/// Runs every check, while `other` is computed. Gives that, what is to be shown, and what a waiver covers; both sorted by
/// severity, time and item.
pub fn run<A>(facts: &Facts, other: impl FnOnce() -> A) -> (A, Vec<Diagnostic>, Vec<Diagnostic>) {
    let changed: BTreeMap<String, Severity> = sort::map(
        facts.plan.severities.iter().map(|rule| (rule.code.as_str().to_uppercase(), rule.severity)),
    );
    let check = |lint: &&Lint| {
        let mut found = Vec::new();
        let severity = changed.get(lint.code).copied();
        if severity != Some(Severity::Off) {
            (lint.check)(facts, &mut found);
        }
        if let Some(severity) = severity {
            found.iter_mut().for_each(|problem| problem.severity = severity);
        }
        found
    };
    let (other, mut found) = match halves::is_worth_it(facts.blocks.len() + facts.runs.len()) {
        true => halves::shared(LINTS, other, check),
        false => (other(), LINTS.iter().flat_map(check).collect()),
    };
    found.retain(|problem| problem.severity != Severity::Off);
    // Thousands, at every edit: worth a sort of their own.
    found.sort_by(|a, b| key(a).cmp(&key(b)));
    let (waived, shown) = found.into_iter().partition(|problem| is_waived(facts, problem));
    (other, shown, waived)
}

/// Undated findings come after the dated ones of their severity.
fn key(problem: &Diagnostic) -> impl Ord + '_ {
    let when = problem.when.map(|when| when.start);
    (problem.severity, when.is_none(), when, &problem.target, problem.code, &problem.message)
}

fn is_waived(facts: &Facts, problem: &Diagnostic) -> bool {
    !facts.plan.waivers.is_empty() && waivers_of(facts.plan, facts.now, problem).next().is_some()
}

/// The waivers that cover a finding at a moment.
pub fn waivers_of<'a>(
    plan: &'a Plan,
    now: Instant,
    problem: &'a Diagnostic,
) -> impl Iterator<Item = &'a Waiver> + 'a {
    plan.waivers.iter().filter(move |waiver| {
        waiver.code.eq_ignore_ascii_case(problem.code)
            && waiver.until.is_none_or(|until| now < until)
            && (waiver.item.is_empty() || waiver.item == problem.target.to_string())
    })
}
