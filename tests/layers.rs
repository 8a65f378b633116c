//! Layers point down: a module uses modules with lower numbers only, and names a library only where it may.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The layer of each top-level module. Modules with the same number do not see each other.
const LAYERS: &[(&str, u32)] = &[
    ("base", 0),
    ("model", 1),
    ("edit", 2),
    ("estimate", 3),
    ("world", 3),
    ("analysis", 4),
    ("timeline", 5),
    ("drill", 5),
    ("why", 5),
    ("report", 6),
    ("format", 6),
    ("import", 6),
    ("export", 7),
    ("app", 8),
    ("ui", 9),
    ("store", 9),
    ("git", 9),
    ("files", 10),
    ("tui", 11),
    ("cli", 12),
];

/// Libraries that may be named in these modules only.
const LIBRARIES: &[(&str, &[&str])] = &[
    ("crossterm", &["tui", "app", "cli"]),
    ("ratatui", &["ui", "tui", "app", "export"]),
    ("color_eyre", &["main"]),
    ("clap", &["cli"]),
    ("jiff", &["base"]),
];

/// Modules without input and output.
const PURE: u32 = 8;

fn sources() -> Vec<PathBuf> {
    fn walk(folder: &Path, out: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => walk(&path, out),
                false if path.extension().is_some_and(|ending| ending == "rs") => out.push(path),
                false => {}
            }
        }
    }
    let mut out = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut out);
    out.sort();
    out
}

/// The top-level module that a source file belongs to.
fn module(path: &Path) -> String {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let first = path.strip_prefix(src).unwrap().components().next().unwrap();
    first.as_os_str().to_string_lossy().trim_end_matches(".rs").to_string()
}

/// The code of a file without comments and without its tests, which may look anywhere.
fn code(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap();
    let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default().to_string();
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The modules that a text names as `crate::module`.
fn named(code: &str) -> Vec<String> {
    let word = |rest: &str| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut out = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            None => out.push(word(rest)),
            Some(list) => {
                let mut depth = 1;
                let mut start = true;
                for (at, c) in list.char_indices() {
                    match c {
                        '{' => depth += 1,
                        '}' => depth -= 1,
                        ',' if depth == 1 => start = true,
                        c if start && !c.is_whitespace() => {
                            out.push(word(&list[at..]));
                            start = false;
                        }
                        _ => {}
                    }
                    if depth == 0 {
                        break;
                    }
                }
            }
        }
    }
    out
}

#[test]
fn every_module_has_a_layer() {
    let layers: BTreeMap<&str, u32> = LAYERS.iter().copied().collect();
    for path in sources() {
        let module = module(&path);
        let known = layers.contains_key(module.as_str()) || ["lib", "main"].contains(&module.as_str());
        assert!(known, "{module} has no layer: add it to LAYERS and to ARCHITECTURE.md");
    }
}

#[test]
fn layers_point_down() {
    let layers: BTreeMap<&str, u32> = LAYERS.iter().copied().collect();
    let mut wrong = Vec::new();
    for path in sources() {
        let from = module(&path);
        if ["lib", "main"].contains(&from.as_str()) || path.ends_with("tests.rs") {
            continue;
        }
        for to in named(&code(&path)) {
            let Some(level) = layers.get(to.as_str()) else { continue };
            if to != from && *level >= layers[from.as_str()] {
                wrong.push(format!("{} uses {to}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn libraries_stay_where_they_belong() {
    let mut wrong = Vec::new();
    for path in sources() {
        let (module, code) = (module(&path), code(&path));
        for (library, homes) in LIBRARIES {
            let names_it = code.contains(&format!("{library}::"));
            if names_it && !homes.contains(&module.as_str()) {
                wrong.push(format!("{} names {library}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_lower_layers_read_no_clock_and_no_file() {
    let layers: BTreeMap<&str, u32> = LAYERS.iter().copied().collect();
    let forbidden =
        ["Utc::now", "Local::now", "SystemTime::now", "std::fs", "File::open", "println!", "stdout()"];
    let mut wrong = Vec::new();
    for path in sources() {
        if layers.get(module(&path).as_str()).is_none_or(|layer| *layer > PURE) {
            continue;
        }
        let code = code(&path);
        for word in forbidden.iter().filter(|word| code.contains(**word)) {
            wrong.push(format!("{} says {word}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn git_alone_is_run() {
    let runs =
        |path: &PathBuf| code(path).contains("process::Command") || code(path).contains("Command::new(");
    let running: Vec<String> = sources().iter().filter(|path| runs(path)).map(|path| module(path)).collect();
    assert_eq!(running, ["git"]);
    let git = code(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/git.rs"));
    assert_eq!(git.matches("Command::new(").count(), git.matches("Command::new(\"git\")").count());
}

/// The text of a file without what it says about itself for people: where a rule stands, what a check looks for.
fn without_sources(code: &str) -> String {
    let mut out = String::new();
    let mut rest = code;
    while let Some(at) = ["source: \"", "doc: \""].iter().filter_map(|field| rest.find(field)).min() {
        let (before, field) = rest.split_at(at);
        out.push_str(before);
        rest = field.find("\",\n").map_or("", |end| &field[end..]);
    }
    out + rest
}

#[test]
fn no_provider_is_named_where_plans_are_judged() {
    let world = planb::world::World::embedded();
    let products = world.rules.iter().filter(|product| product.provider != "any");
    let mut names: Vec<String> = products.flat_map(|p| [p.provider.clone(), p.id.clone()]).collect();
    names.extend(
        ["amazon", "ec2", "google", "sagemaker", "karpenter", "hyperpod", "1-click"].map(String::from),
    );
    let judging = ["analysis", "drill", "why", "report", "timeline"];
    let mut wrong = Vec::new();
    for path in sources().into_iter().filter(|path| judging.contains(&module(path).as_str())) {
        if path.ends_with("tests.rs") {
            continue;
        }
        let code = without_sources(&code(&path)).to_lowercase();
        let words: Vec<&str> = code.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').collect();
        let named = names.iter().filter(|name| words.contains(&name.as_str()));
        wrong.extend(named.map(|name| format!("{} names {name}", path.display())));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
