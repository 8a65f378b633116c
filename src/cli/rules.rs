//! `planb rules`: what providers sell under which rules, each value with its source and date.

use std::io::Write as _;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::{Exit, Failure, Shell};
use crate::base::Instant;
use crate::base::words::visible;
use crate::base::wrap::wrap_cut;
use crate::export::json::print;
use crate::export::text::table;
use crate::model::rules::{OLD_AFTER_DAYS, Product};
use crate::report::{Table, columns};

/// Columns of the page.
const PAGE: usize = 120;

/// Print the rules of a product, or of all products of a provider, with their sources; without one, list the products
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The product or provider, such as aws-capacity-block or azure
    product: Option<String>,

    /// As this plan has them, with the terms that it states itself
    #[arg(long)]
    plan: Option<PathBuf>,

    /// text or json
    #[arg(long, default_value = "text", value_parser = ["text", "json"])]
    format: String,
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let (mut world, now) = (shell.world(), shell.now());
        if let Some(path) = &self.plan {
            let plan = super::open::read(path)?.plan;
            world = world.for_plan(&plan).into_owned();
        }
        let rules = &world.rules;
        let is_json = self.format == "json";
        let text = match &self.product {
            Some(id) => {
                let of_provider =
                    || rules.iter().filter(|product| product.provider == *id).collect::<Vec<_>>();
                let found = rules.get(id).map_or_else(of_provider, |product| vec![product]);
                match found.as_slice() {
                    [] => {
                        let hint = match rules.nearest(id) {
                            Some(near) => format!("did you mean {near}?"),
                            None => "planb rules lists all products".to_string(),
                        };
                        let message = format!("planb: no product is called {}: {hint}", visible(id));
                        return Err(Failure::Usage(message));
                    }
                    [product] if is_json => print(&as_json(product, now)),
                    all if is_json => print(&json!(all.iter().map(|p| as_json(p, now)).collect::<Vec<_>>())),
                    all => all.iter().map(|product| told(product, now)).collect::<Vec<_>>().join("\n"),
                }
            }
            None => {
                let all: Vec<&Product> = rules.ids().filter_map(|id| rules.get(id)).collect();
                match is_json {
                    true => {
                        print(&json!(all.iter().map(|product| as_json(product, now)).collect::<Vec<_>>()))
                    }
                    false => listed(&all, now),
                }
            }
        };
        shell.out().write_all(text.as_bytes())?;
        Ok(Exit::Clean)
    }
}

/// Rules that were read long ago say so.
fn age(product: &Product, now: Instant) -> String {
    match product.is_old(now) {
        true => format!("OLD: read {} days ago", product.days_old(now)),
        false => String::new(),
    }
}

fn listed(all: &[&Product], now: Instant) -> String {
    let rows = all.iter().map(|product| {
        let (id, name, version) = (&product.id, &product.name, &product.version);
        let facts = product.facts().len().to_string();
        vec![id.clone(), name.clone(), version.clone(), product.as_of.to_string(), facts, age(product, now)]
    });
    let products = Table {
        title: "Products".to_string(),
        columns: columns(&["product", "~name", "version", "as of", ">facts", ""]),
        rows: rows.collect(),
        empty: "No rules are known.".to_string(),
    };
    let mut lines = table(&products, PAGE);
    let old = all.iter().filter(|product| product.is_old(now)).count();
    if old > 0 {
        lines.push(String::new());
        lines.extend(wrap_cut(&advice(), PAGE));
    }
    lines.join("\n") + "\n"
}

fn advice() -> String {
    format!(
        "Rules older than {OLD_AFTER_DAYS} days may have changed: compare them with their sources, and put what changed into \
         rules/*.ron of the configuration folder, or under products of a plan."
    )
}

fn told(product: &Product, now: Instant) -> String {
    let mut lines = vec![format!("{} ({})", visible(&product.id), visible(&product.name))];
    lines.extend(wrap_cut(&visible(&product.about), PAGE));
    lines.push(visible(&format!("{}, as of {}", product.version, product.as_of)).into_owned());
    if product.is_old(now) {
        lines.push(age(product, now));
        lines.extend(wrap_cut(&advice(), PAGE));
    }
    lines.push(String::new());
    let rows = product.facts().into_iter().flat_map(|fact| {
        let value = match fact.note {
            Some(note) => format!("{} ({note})", fact.value),
            None => fact.value.clone(),
        };
        let doubt = if fact.evidence.is_doubtful() { fact.evidence.word() } else { "" };
        let source =
            format!("  {}{}{doubt}, {}", fact.source, if doubt.is_empty() { "" } else { ", " }, fact.as_of);
        [vec![fact.label.to_string(), value], vec![String::new(), source]]
    });
    let facts = Table {
        title: "Rules".to_string(),
        columns: columns(&["*rule", "*value, and where it stands"]),
        rows: rows.collect(),
        empty: "Nothing is known about it.".to_string(),
    };
    lines.extend(table(&facts, PAGE));
    for note in &product.notes {
        lines.extend(wrap_cut(&visible(note), PAGE));
    }
    lines.join("\n") + "\n"
}

fn as_json(product: &Product, now: Instant) -> Value {
    let facts = product.facts().into_iter().map(|fact| {
        json!({
            "field": fact.field,
            "rule": fact.label,
            "value": fact.value,
            "source": fact.source,
            "as_of": fact.as_of.to_string(),
            "evidence": fact.evidence.word(),
            "note": fact.note,
        })
    });
    json!({
        "product": product.id,
        "name": product.name,
        "version": product.version,
        "as_of": product.as_of.to_string(),
        "days_old": product.days_old(now),
        "old": product.is_old(now),
        "facts": facts.collect::<Vec<_>>(),
    })
}
