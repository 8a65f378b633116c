use super::common::*;

pub static LINT: Lint = Lint {
    code: "H808",
    name: "launch-without-plan",
    severity: Severity::Warning,
    doc: "A run is handed over to a tool on a purchase that serves a target (a training plan), but the block has no reservation id \
          that the tool's configuration could name, so that it does not use what was bought.",
    source: "botocore, TrainingPlanArn of ResourceConfig and ClusterInstanceGroupSpecification",
    check: |facts, found| {
        super::h801_launch_without_reservation::without_reference(&LINT, true, facts, found)
    },
};
