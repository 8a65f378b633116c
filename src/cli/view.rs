//! `planb [PLAN]`: the interactive program; with `--print`, one frame of it.

use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use super::settings::{Looks, Themes};
use super::{Exit, Failure, Shell, open};
use crate::app::document::Document;
use crate::app::settings::{Background, Settings};
use crate::app::{App, keys};
use crate::base::words::visible;
use crate::files::PlanFile;
use crate::files::against::{self, Other};
use crate::store::Folders;
use crate::tui;

/// Open the plan in the terminal.
#[derive(Debug, Default, clap::Args)]
pub struct Args {
    /// The plan file; - reads standard input
    plan: Option<PathBuf>,

    /// Draw where everything was in a baseline of the plan, or at a revision of git, as thin lines beneath the bars
    #[arg(long, value_name = "NAME|REV")]
    against: Option<String>,

    #[command(flatten)]
    pub frame: Frame,
}

/// Options of commands that show the interactive program.
#[derive(Debug, Default, Clone, clap::Args)]
pub struct Frame {
    /// Keys to type first: characters as they are, others as <Enter>, <Esc>, <C-r>; a literal < is <lt>
    #[arg(long, value_name = "KEYS")]
    keys: Option<String>,

    /// Print the frame that these keys lead to, and exit
    #[arg(long, value_name = "COLUMNSxROWS", value_parser = size)]
    print: Option<(u16, u16)>,

    /// With --print: as a picture in colour (SVG)
    #[arg(long, requires = "print")]
    svg: bool,

    /// Draw with ASCII characters only
    #[arg(long)]
    ascii: bool,

    /// Colour theme: a built-in one, or a file of the configuration folder's themes
    #[arg(long, value_name = "NAME")]
    theme: Option<String>,

    /// How many colours: auto, never, 16, 256 or truecolor
    #[arg(long, value_name = "LEVEL")]
    color: Option<String>,
}

fn size(text: &str) -> Result<(u16, u16), String> {
    let wrong = || format!("wants columns x rows, such as 100x30, not {text}");
    let (columns, rows) = text.split_once('x').ok_or_else(wrong)?;
    match (columns.parse(), rows.parse()) {
        (Ok(columns @ 1..=1000), Ok(rows @ 1..=1000)) => Ok((columns, rows)),
        _ => Err(wrong()),
    }
}

impl Args {
    /// The plan that is named.
    pub fn plan(&self) -> Option<&std::path::Path> {
        self.plan.as_deref()
    }

    pub fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        match self.plan.or_else(open::default_path) {
            Some(path) => {
                let file = open::read(&path)?;
                let against = match &self.against {
                    None => None,
                    Some(name) => {
                        Some((name.clone(), against::find(file.path.as_deref(), &file.plan, name)?))
                    }
                };
                self.frame.show(shell, file, against, false)
            }
            None if self.against.is_some() => Err(Failure::Usage(
                "planb: --against compares a plan: name one, or make one with planb new".to_string(),
            )),
            None if self.frame.print.is_some() || shell.is_terminal() => {
                super::demo::show(shell, &self.frame, true)
            }
            None => super::demo::summary(shell),
        }
    }
}

impl Frame {
    /// Shows a plan: one frame where `--print` asks for it, else the interactive program. `welcome` is for somebody who
    /// started planb without a plan.
    pub fn show(
        &self,
        shell: &mut Shell,
        file: PlanFile,
        against: Option<(String, Other)>,
        welcome: bool,
    ) -> Result<Exit, Failure> {
        if self.print.is_none() && !shell.is_terminal() {
            return Err(Failure::Usage(
                "planb: standard output is no terminal: use planb summary or planb check, or --print COLUMNSxROWS"
                    .to_string(),
            ));
        }
        let looks = Looks::load(shell, self)?;
        let world = Arc::new(open::world_for(shell, &file.plan));
        let opened = match self.print {
            Some(_) => None,
            None => Some(self.enter(shell, &looks.settings)?),
        };
        let mut doc =
            Document::new(file.plan.clone(), file.text.clone(), file.path.clone(), world, shell.now());
        doc.read_only = file.read_only();
        if !file.notes.is_empty() {
            doc.set_notes(&file.notes);
        }
        let mut app = App::new(doc);
        let size = self.print.or_else(|| crossterm::terminal::size().ok()).unwrap_or((80, 24));
        app.set_up(looks.settings, looks.keymap, size);
        match against {
            Some((_, Other::Baseline(baseline))) => app.compare_with_baseline(&baseline),
            Some((name, Other::Revision(other))) => app.compare_with_plan(&name, other.plan),
            None => {}
        }
        if let Some(why) = file.read_only() {
            app.complain(format!("Read-only: {why}"));
        }
        if let Some(first) = file.plan.conflicts.at(0).filter(|_| !file.newer) {
            app.show_conflicts(first.id.as_str());
        }
        if welcome && self.keys.is_none() {
            app.run("welcome", crate::app::actions::Args::default());
        }
        match opened {
            None => {
                looks.remarks.iter().for_each(|remark| shell.complain(remark));
                self.print(shell, app, &looks.themes, size)
            }
            Some(Opened { entered, keys, folders }) => {
                if let Some(remark) = looks.remarks.first() {
                    app.complain(remark.clone());
                }
                let (clock_runs, themes) = (shell.as_of().is_none(), looks.themes);
                let theme = Box::new(move |settings: &_| themes.load(settings));
                let start = tui::Start { keys, file, folders, clock_runs, theme };
                tui::run(entered, app, start).map(Exit::Status).map_err(failed)
            }
        }
    }

    /// The settings that options of the command line change: name and value.
    pub fn settings(&self) -> Vec<(&'static str, String)> {
        let mut out = Vec::new();
        if self.ascii {
            out.push(("ascii", "Always".to_string()));
        }
        out.extend(self.theme.iter().map(|theme| ("theme", theme.clone())));
        match &self.color {
            Some(level) => out.push(("color", level.clone())),
            // A picture shows all colours, whatever terminal it is made on.
            None if self.svg => out.push(("color", "Truecolor".to_string())),
            None => {}
        }
        out
    }

    /// The keys of the option.
    fn script(&self) -> Result<Vec<keys::Key>, Failure> {
        keys::script(self.keys.as_deref().unwrap_or_default())
            .map_err(|error| Failure::Usage(format!("planb: --keys: {}", visible(&error))))
    }

    fn print(
        &self,
        shell: &mut Shell,
        mut app: App,
        themes: &Themes,
        (columns, rows): (u16, u16),
    ) -> Result<Exit, Failure> {
        crate::app::update(&mut app, crate::app::Msg::Resize(columns, rows));
        for key in self.script()? {
            crate::app::update(&mut app, crate::app::Msg::Key(key));
        }
        let (theme, _) = themes.load(&app.settings);
        let buffer = crate::ui::print(&app, &theme);
        // A theme for light terminals is seen upon one.
        let light = app.settings.background == Background::Light || app.settings.theme == "light";
        let text = match self.svg {
            true => crate::ui::frame::to_svg(&buffer, light),
            false => crate::ui::frame::to_text(&buffer),
        };
        shell.out().write_all(text.as_bytes())?;
        Ok(Exit::Clean)
    }

    /// Enters the terminal, once all is read that may be wrong.
    fn enter(&self, shell: &Shell, settings: &Settings) -> Result<Opened, Failure> {
        if std::env::var_os("TERM").is_some_and(|term| term == "dumb") {
            return Err(Failure::Usage(
                "planb: this terminal (TERM=dumb) cannot show the timeline: use planb summary".to_string(),
            ));
        }
        let (keys, folders) = (self.script()?, shell.folders()?);
        Ok(Opened { entered: tui::enter(settings).map_err(failed)?, keys, folders })
    }
}

/// A terminal that was entered, and what is done there first.
struct Opened {
    entered: tui::Entered,
    keys: Vec<keys::Key>,
    folders: Folders,
}

fn failed(error: std::io::Error) -> Failure {
    Failure::Io(format!("planb: {error}"))
}
