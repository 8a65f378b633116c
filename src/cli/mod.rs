//! The command line: one file per subcommand. A thin shell that reads files, calls the pure layers and writes what they say.

mod agenda;
mod baseline;
mod check;
mod completions;
mod config;
mod demo;
mod diff;
mod drill;
mod explain;
mod fmt;
mod git;
mod import;
mod log;
mod man;
mod merge;
mod new;
mod now;
mod open;
mod recover;
mod resolve;
mod rules;
mod scenarios;
mod schema;
mod set;
mod settings;
mod shell;
mod sides;
mod summary;
mod textconv;
mod undo;
mod view;
mod why;
mod wide;

use std::path::PathBuf;

use clap::{Parser, Subcommand};

use crate::base::Instant;
pub use shell::{Exit, Failure, Shell};

/// Plan reserved accelerator capacity, training windows and fallbacks on one timeline.
///
/// Without a subcommand, opens the plan in the terminal: PLAN, else plan.ron or the only *.plan.ron of this folder, else the
/// demo.
#[derive(Debug, Parser)]
#[command(name = "planb", version, args_conflicts_with_subcommands = true, max_term_width = 100)]
#[command(
    after_help = "Exit status: 0 clean, 1 findings, 2 wrong usage or unreadable input, 74 input or output failed, \
                        75 busy: try again."
)]
pub struct Cli {
    #[command(flatten)]
    view: view::Args,

    #[command(flatten)]
    common: Common,

    #[command(subcommand)]
    command: Option<Command>,
}

/// Options of every command.
#[derive(Debug, Clone, clap::Args)]
pub struct Common {
    /// The moment that counts as now, such as 2027-01-06T09:00Z
    #[arg(long, global = true, value_name = "INSTANT", value_parser = instant)]
    as_of: Option<Instant>,

    /// Folder of settings, keymap, themes and rules, instead of the usual one
    #[arg(long, global = true, value_name = "DIR")]
    config: Option<PathBuf>,
}

/// Everything that planb can be asked for. A variant is a row: its file holds the arguments, the help and the code.
#[derive(Debug, Subcommand)]
enum Command {
    Check(check::Args),
    Summary(summary::Args),
    Agenda(agenda::Args),
    Now(now::Args),
    Drill(drill::Args),
    Scenarios(scenarios::Args),
    Why(why::Args),
    Explain(explain::Args),
    Rules(rules::Args),
    Schema(schema::Args),
    New(new::Args),
    Demo(demo::Args),
    Fmt(fmt::Args),
    Set(set::Args),
    Undo(undo::Args),
    Recover(recover::Args),
    Import(import::Args),
    Diff(diff::Args),
    Merge(merge::Args),
    Resolve(resolve::Args),
    Log(log::Args),
    Baseline(baseline::Args),
    Git(git::Args),
    Textconv(textconv::Args),
    Config(config::Args),
    Completions(completions::Args),
    Man(man::Args),
}

fn instant(text: &str) -> Result<Instant, String> {
    Instant::parse(text)
}

/// A first word that is neither a file nor a subcommand is a misspelt subcommand.
fn misspelt(arguments: &[std::ffi::OsString]) -> Option<String> {
    use clap::CommandFactory as _;
    let word = arguments.get(1)?.to_str()?;
    let cli = Cli::command();
    let names: Vec<&str> = cli.get_subcommands().map(clap::Command::get_name).collect();
    let is_path = word.starts_with('-') || word.contains(['.', '/']) || std::path::Path::new(word).exists();
    if is_path || names.contains(&word) || word == "help" {
        return None;
    }
    let shown = crate::base::words::quote(word);
    Some(match crate::base::words::nearest(word, names) {
        Some(near) => format!("planb: {shown} is neither a file nor a command: did you mean planb {near}?"),
        None => format!("planb: {shown} is neither a file nor a command: planb --help lists the commands"),
    })
}

/// A subcommand after options of the plain command is taken for a plan: say where it goes.
fn misplaced(view: &view::Args) -> Option<String> {
    use clap::CommandFactory as _;
    let name = view.plan()?.to_str().filter(|name| !std::path::Path::new(name).exists())?;
    let known = Cli::command().get_subcommands().any(|command| command.get_name() == name);
    known.then(|| format!("planb: {name} is a command, and options go after it: planb {name} …"))
}

/// Runs the command line and gives the exit status.
pub fn run(arguments: impl IntoIterator<Item = std::ffi::OsString>) -> i32 {
    let arguments: Vec<std::ffi::OsString> = arguments.into_iter().collect();
    if let Some(message) = misspelt(&arguments) {
        return shell::refuse(&message);
    }
    let cli = match Cli::try_parse_from(&arguments) {
        Ok(cli) => cli,
        // An option that this version does not know must not look like a conflict to git.
        Err(error) if error.use_stderr() && arguments.iter().any(|argument| argument == "--driver") => {
            shell::usage(&error);
            return merge::DRIVER_FAILURE;
        }
        Err(error) => return shell::usage(&error),
    };
    if let Some(message) = misplaced(&cli.view).filter(|_| cli.command.is_none()) {
        return shell::refuse(&message);
    }
    let mut shell = Shell::new(&cli.common);
    let result = match cli.command {
        None => cli.view.run(&mut shell),
        Some(Command::Check(args)) => args.run(&mut shell),
        Some(Command::Summary(args)) => args.run(&mut shell),
        Some(Command::Agenda(args)) => args.run(&mut shell),
        Some(Command::Now(args)) => args.run(&mut shell),
        Some(Command::Drill(args)) => args.run(&mut shell),
        Some(Command::Scenarios(args)) => args.run(&mut shell),
        Some(Command::Why(args)) => args.run(&mut shell),
        Some(Command::Explain(args)) => args.run(&mut shell),
        Some(Command::Rules(args)) => args.run(&mut shell),
        Some(Command::Schema(args)) => args.run(&mut shell),
        Some(Command::New(args)) => args.run(&mut shell),
        Some(Command::Demo(args)) => args.run(&mut shell),
        Some(Command::Fmt(args)) => args.run(&mut shell),
        Some(Command::Set(args)) => args.run(&mut shell),
        Some(Command::Undo(args)) => args.run(&mut shell),
        Some(Command::Recover(args)) => args.run(&mut shell),
        Some(Command::Import(args)) => args.run(&mut shell),
        Some(Command::Diff(args)) => args.run(&mut shell),
        Some(Command::Merge(args)) => args.run(&mut shell),
        Some(Command::Resolve(args)) => args.run(&mut shell),
        Some(Command::Log(args)) => args.run(&mut shell),
        Some(Command::Baseline(args)) => args.run(&mut shell),
        Some(Command::Git(args)) => args.run(&mut shell),
        Some(Command::Textconv(args)) => args.run(&mut shell),
        Some(Command::Config(args)) => args.run(&mut shell),
        Some(Command::Completions(args)) => args.run(&mut shell),
        Some(Command::Man(args)) => args.run(&mut shell),
    };
    shell.finish(result)
}
