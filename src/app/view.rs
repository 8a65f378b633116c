//! What of the plan is on the screen: which stretch of time, which lanes, and where the cursor stands.

use crate::base::Instant;
use crate::timeline::{Grouping, Lane, Viewport};

/// The timeline's state. It is time and rows, never cells, so that a resize loses nothing.
#[derive(Debug, Clone)]
pub struct View {
    pub viewport: Viewport,
    pub grouping: Grouping,
    /// The moment that keys move; always inside the viewport.
    pub cursor: Instant,
    /// Position in `lanes` of the selected lane.
    pub lane: usize,
    /// First lane that is drawn.
    pub scroll: usize,
    /// Words that a lane must match to be shown; all lanes where empty.
    pub filter: String,
    /// The lanes that pass the filter, from top to bottom.
    pub lanes: Vec<Lane>,
    /// Revision of the document, and what else the lanes were made for.
    pub(super) made_for: Option<(u64, Grouping, String)>,
    /// Where `''` jumps back to.
    pub(super) jumped_from: Option<(crate::model::Target, Instant)>,
}
