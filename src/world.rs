//! The world that a plan is checked against: machines and prices, provider rules, time zones.
//!
//! The tables that come with the program are embedded and read when they are first needed. The shells read the
//! files of a configuration folder and hand their text in.

pub mod file_error;

use crate::base::read::from_ron;
use crate::base::zone::Zones;
use crate::model::Plan;
use crate::model::machine::{Catalogue, Machine, Rate};
use crate::model::rules::{BuiltIn, Product, Rules};
use file_error::FileError;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

/// Everything outside the plan that an analysis may know.
#[derive(Debug, Clone, Default)]
pub struct World {
    pub catalogue: Catalogue,
    pub rules: Rules,
    pub zones: Zones,
}

impl World {
    /// The tables of the program, and UTC as the only zone.
    pub fn embedded() -> World {
        World { catalogue: CATALOGUE.clone(), rules: RULES.clone(), zones: Zones::default() }
    }

    /// Reads the program's tables in a thread of their own, so that they are there when they are needed; for whoever
    /// has something else to read first.
    pub fn read_ahead() {
        // Without a thread they are read later, as they are asked for.
        let _ = std::thread::Builder::new().spawn(|| {
            let world = World::embedded();
            world.catalogue.rates().count() + world.rules.iter().count()
        });
    }

    /// With the files of a configuration folder, each as (name, text): `machines.ron` adds or replaces machines,
    /// any other holds the rules of one product. A file that cannot be read is left out and reported.
    pub fn with_files<'a>(
        &self,
        files: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> (World, Vec<FileError>) {
        let mut world = self.clone();
        let mut errors = Vec::new();
        for (name, text) in files {
            let read = match name.rsplit(['/', '\\']).next() {
                Some("machines.ron") => {
                    read_machines(name, text).map(|machines| world.catalogue = world.catalogue.with(machines))
                }
                _ => read_product(name, text).map(|product| world.rules = world.rules.with([product])),
            };
            errors.extend(read.err());
        }
        (world, errors)
    }
}

impl World {
    /// This world as a plan sees it: with the machines and rules that the plan states itself.
    pub fn for_plan(&self, plan: &Plan) -> Cow<'_, World> {
        let mut world = Cow::Borrowed(self);
        if !plan.machines.is_empty() {
            world.to_mut().catalogue = self.catalogue.with_plan(plan);
        }
        if !plan.products.is_empty() {
            world.to_mut().rules = self.rules.with_plan(plan);
        }
        world
    }
}

/// Reads a list of machines.
pub fn read_machines(file: &str, text: &str) -> Result<Vec<Machine>, FileError> {
    let machines: Vec<Machine> = read(file, text)?;
    match machines.iter().find(|machine| machine.id.trim().is_empty()) {
        Some(_) => Err(FileError::whole(file, "a machine has an empty id")),
        None => Ok(machines),
    }
}

/// Reads the rules of one product, which may state only what differs from a product of the program.
pub fn read_product(file: &str, text: &str) -> Result<Product, FileError> {
    let product: Product = read(file, text)?;
    match product.id.trim() {
        "" => Err(FileError::whole(file, "the id of the product is empty")),
        _ => Ok(product),
    }
}

fn read<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, FileError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    from_ron(text).map_err(|error| FileError::new(file, text, error))
}

/// An embedded table: rows that name their sources by a short key.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table<Row> {
    sources: BTreeMap<String, String>,
    rows: Vec<Row>,
}

impl<Row> Table<Row> {
    /// The rows with their sources in full: `page & study` becomes the text of both.
    fn resolved(self, sources_of: impl Fn(&mut Row) -> Vec<&mut Arc<str>>) -> Vec<Row> {
        let mut rows = self.rows;
        let mut full: BTreeMap<Arc<str>, Arc<str>> = BTreeMap::new();
        for keys in rows.iter_mut().flat_map(sources_of) {
            let text = full.entry(keys.clone()).or_insert_with(|| {
                let texts = keys.split(" & ").map(|key| self.sources.get(key).map_or(key, String::as_str));
                texts.collect::<Vec<_>>().join("; ").into()
            });
            *keys = text.clone();
        }
        rows
    }
}

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    let table: Table<Machine> = embedded("catalog.ron", include_str!("../assets/catalog.ron"));
    let machines =
        table.resolved(|m| [&mut m.price_source, &mut m.spec_source].into_iter().flatten().collect());
    Catalogue::new(machines, || {
        let table: Table<Rate> = embedded("prices.ron", include_str!("../assets/prices.ron"));
        table.resolved(|rate| vec![&mut rate.source])
    })
});

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    Rules::built_in(&PRODUCTS, embedded("fabrics.ron", include_str!("../assets/fabrics.ron")))
});

/// The file of a product bears its id.
macro_rules! products {
    ($($id:literal)*) => {
        [$(BuiltIn {
            id: $id,
            product: LazyLock::new(|| {
                Box::new(embedded(
                    concat!($id, ".ron"),
                    include_str!(concat!("../assets/providers/", $id, ".ron")),
                ))
            }),
        }),*]
    };
}

static PRODUCTS: [BuiltIn; 17] = products! {
    "aws-capacity-block" "aws-ultraserver" "sagemaker-training-plan" "aws-odcr" "aws-future-odcr"
    "gcp-calendar-gpu" "gcp-calendar-tpu" "gcp-future-reservation" "gcp-flex-start"
    "azure-block" "azure-future" "slurm-reservation" "lambda-1-click"
    "contract" "owned" "on-demand" "spot"
};

/// Assets are part of the program and every one is read by a test, so one that cannot be read is a broken build.
#[allow(clippy::panic, reason = "a broken build, found by tests")]
fn embedded<T: DeserializeOwned>(file: &str, text: &str) -> T {
    read(file, text).unwrap_or_else(|error| panic!("embedded asset {error}"))
}
