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
mod common;
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
mod hosts;
mod p601_gang_over_zones;
mod p602_gang_over_regions;
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
mod s301_serving_shares_nodes;
mod v902_dangling_id;

use std::collections::BTreeMap;

use crate::model::{Severity, Target};

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
    &p601_gang_over_zones::LINT,
    &p602_gang_over_regions::LINT,
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
    &s301_serving_shares_nodes::LINT,
    &v902_dangling_id::LINT,
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
pub const OF_READING: &[&str] = &["V901", "V907", "V908"];

/// Whether findings can have this code.
pub fn is_code(code: &str) -> bool {
    find(code).is_some() || OF_READING.iter().any(|known| known.eq_ignore_ascii_case(code))
}

/// The check with a code.
pub fn find(code: &str) -> Option<&'static Lint> {
    LINTS.iter().copied().find(|lint| lint.code.eq_ignore_ascii_case(code))
}

/// Runs every check. Gives what is to be shown, and what a waiver covers; both sorted by severity, time and item.
pub fn run(facts: &Facts) -> (Vec<Diagnostic>, Vec<Diagnostic>) {
    run_table(LINTS, facts)
}

fn run_table(lints: &[&Lint], facts: &Facts) -> (Vec<Diagnostic>, Vec<Diagnostic>) {
    let changed: BTreeMap<String, Severity> =
        facts.plan.severities.iter().map(|rule| (rule.code.as_str().to_uppercase(), rule.severity)).collect();
    let mut found = Vec::new();
    for lint in lints {
        let severity = changed.get(lint.code).copied();
        if severity == Some(Severity::Off) {
            continue;
        }
        let first = found.len();
        (lint.check)(facts, &mut found);
        if let Some(severity) = severity {
            found.iter_mut().skip(first).for_each(|problem| problem.severity = severity);
        }
    }
    found.retain(|problem| problem.severity != Severity::Off);
    found.sort_by(|a, b| key(a).cmp(&key(b)));
    found.into_iter().partition(|problem| !is_waived(facts, problem))
}

/// Undated findings come after the dated ones of their severity.
fn key(problem: &Diagnostic) -> impl Ord + '_ {
    let when = problem.when.map(|when| when.start);
    (problem.severity, when.is_none(), when, &problem.target, problem.code, &problem.message)
}

fn is_waived(facts: &Facts, problem: &Diagnostic) -> bool {
    facts.plan.waivers.iter().any(|waiver| {
        waiver.code.eq_ignore_ascii_case(problem.code)
            && waiver.until.is_none_or(|until| facts.now < until)
            && (waiver.item.is_empty() || waiver.item == problem.target.to_string())
    })
}
