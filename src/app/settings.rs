//! What a person may set, in the configuration file and with `:set`.

/// How the program looks and behaves; kept between sessions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    pub theme: String,
    pub mouse: bool,
    pub ascii: bool,
    /// For a wall screen: larger rows, keys echoed.
    pub present: bool,
    /// Whether a grabbed bar sticks at edges.
    pub snap: bool,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { theme: "auto".to_string(), mouse: true, ascii: false, present: false, snap: true }
    }
}
