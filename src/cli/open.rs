//! Which plan is meant, and reading it.

use std::path::{Path, PathBuf};

use crate::base::words::{nearest, visible};
use crate::base::zone::{Zone, Zones};
use crate::files::{PlanFile, ReadError};
use crate::model::Plan;
use crate::store::LoadError;
use crate::world::World;

use super::{Failure, Shell};

/// `plan.ron`, or the only `*.plan.ron` of the current folder.
pub fn default_path() -> Option<PathBuf> {
    let plan = Path::new("plan.ron");
    if plan.is_file() {
        return Some(plan.to_path_buf());
    }
    let mut found = Vec::new();
    for entry in std::fs::read_dir(".").ok()?.flatten() {
        let name = entry.file_name();
        if name.to_string_lossy().ends_with(".plan.ron") {
            found.push(PathBuf::from(name));
        }
    }
    match found.len() {
        1 => found.pop(),
        _ => None,
    }
}

/// The plan that a command names, or the default one.
pub fn path_or_default(path: Option<PathBuf>) -> Result<PathBuf, Failure> {
    path.or_else(default_path).ok_or_else(|| {
        Failure::Usage(
            "planb: no plan is given, and this folder has neither a plan.ron nor exactly one *.plan.ron: name a plan, \
             or make one with planb new"
                .to_string(),
        )
    })
}

/// Reads a plan; every fault of its text is reported.
pub fn read(path: &Path) -> Result<PlanFile, Failure> {
    try_read(path).map_err(failure)
}

/// The same, for who tells the faults in a way of its own.
pub fn try_read(path: &Path) -> Result<PlanFile, ReadError> {
    World::read_ahead();
    PlanFile::read(path)
}

pub fn failure(error: ReadError) -> Failure {
    match error {
        ReadError::Load(error @ LoadError::NotFound { .. }) => {
            Failure::Io(format!("planb: {error}: check the name, or start a plan with planb new"))
        }
        ReadError::Load(error) => Failure::Io(format!("planb: {error}")),
        ReadError::Faults(text, _) => Failure::Usage(text),
    }
}

/// An item that a command names and that the plan does not have; `otherwise` is what helps where no id is like it.
pub fn unknown<'a>(
    what: &str,
    id: &str,
    known: impl IntoIterator<Item = &'a str>,
    otherwise: &str,
) -> Failure {
    let hint =
        nearest(id, known).map_or_else(|| otherwise.to_string(), |near| format!("did you mean {near}?"));
    Failure::Usage(format!("planb: the plan has no {what} {}: {hint}", visible(id)))
}

/// The world with the time zones that a plan names. They are read here, because the layers below read no files.
pub fn world_for(shell: &Shell, plan: &Plan) -> World {
    let (world, errors) = world_and_errors(shell, plan);
    errors.iter().for_each(|error| shell.complain(error));
    world
}

/// The same, with a sentence for every zone that is not known: for who tells them in another way.
pub fn world_and_errors(shell: &Shell, plan: &Plan) -> (World, Vec<String>) {
    let mut world = shell.world();
    world.zones = Zones::by(zone);
    let errors = plan.zone_names().filter_map(|name| world.zones.want(name)).collect();
    (world, errors)
}

/// A zone by its name; also for those that a plan names only while it is open.
pub fn zone(name: &str) -> Result<Zone, String> {
    Zone::of(name, zone_file)
}

/// The system's file of a zone, where zones lie in their usual place and nobody asked for another.
fn zone_file(name: &str) -> Option<Vec<u8>> {
    match std::env::var_os("TZDIR") {
        None => std::fs::read(Path::new("/usr/share/zoneinfo").join(name)).ok(),
        Some(_) => None,
    }
}

/// How messages call a file.
pub fn name_of(path: &Path) -> String {
    match path == Path::new("-") {
        true => "<stdin>".to_string(),
        false => path.display().to_string(),
    }
}
