//! Options of commands that print tables.

/// Text as wide as a page, or JSON.
#[derive(Debug, clap::Args)]
pub struct Wide {
    /// text or json
    #[arg(long, default_value = "text", value_parser = ["text", "json"])]
    format: String,

    /// Columns of the page, 72 to 200
    #[arg(long, default_value_t = 120, value_parser = clap::value_parser!(u16).range(72..=200))]
    width: u16,
}

impl Wide {
    pub fn is_json(&self) -> bool {
        self.format == "json"
    }

    pub fn columns(&self) -> usize {
        usize::from(self.width)
    }
}
