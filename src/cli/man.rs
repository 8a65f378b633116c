//! `planb man`: the manual page, made from the same tables as the help: options, keys, actions, checks.

use std::io::Write as _;

use clap::CommandFactory as _;

use super::{Cli, Exit, Failure, Shell};
use crate::app::actions;
use crate::app::keymap::{Context, Keymap};

/// Print the manual page (planb man | man -l -)
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The page of one subcommand
    command: Option<String>,
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let mut cli = Cli::command();
        cli.build();
        let page = match &self.command {
            None => page(cli)?,
            Some(name) => {
                let command = cli.find_subcommand(name).cloned().ok_or_else(|| {
                    Failure::Usage(format!("planb has no subcommand {}", crate::base::words::visible(name)))
                })?;
                let mut page = Vec::new();
                clap_mangen::Man::new(command).render(&mut page)?;
                page
            }
        };
        shell.out().write_all(&page)?;
        Ok(Exit::Clean)
    }
}

fn page(cli: clap::Command) -> Result<Vec<u8>, Failure> {
    let mut page = Vec::new();
    clap_mangen::Man::new(cli).render(&mut page)?;
    writeln!(page, ".SH KEYS")?;
    let keymap = Keymap::built_in();
    for (topic, actions) in actions::TOPICS {
        writeln!(page, ".SS {topic}")?;
        for action in *actions {
            let keys = Context::ALL.iter().find_map(|context| keymap.keys_of(*context, action.name));
            let keys = keys
                .map_or_else(|| format!(":{}", action.name), |keys| format!("{keys}  (:{})", action.name));
            writeln!(page, ".TP\n.B {}\n{}", roff(&keys), roff(action.doc))?;
        }
    }
    Ok(page)
}

/// Text that roff must not take for a command.
fn roff(text: &str) -> String {
    let text = text.replace('\\', "\\e").replace('-', "\\-");
    match text.starts_with(['.', '\'']) {
        true => format!("\\&{text}"),
        false => text,
    }
}
