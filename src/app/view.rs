//! What of the plan is on the screen: which stretch of time, which lanes, and where the cursor stands.

use super::App;
use crate::base::zone::Zone;
use crate::base::{Duration, Instant, Span};
use crate::model::Target;
use crate::timeline::{
    Beneath, Frame, Grouping, LaneKind, Lanes, Options, Row, Step, Viewport, lay_out, minor_unit, row,
};

/// The timeline's state. It is time and rows, never cells, so that a resize loses nothing.
#[derive(Debug, Clone, Default)]
pub struct View {
    /// What is seen; its `first_lane` is the first lane that is drawn.
    pub viewport: Viewport,
    pub grouping: Grouping,
    /// The moment that keys move; always inside the viewport.
    pub cursor: Instant,
    /// Position in `lanes` of the selected lane.
    pub lane: usize,
    /// Words that a lane must match to be shown; all lanes where empty.
    pub filter: String,
    /// The lanes that pass the filter, from top to bottom.
    pub lanes: Lanes,
    /// Lines beneath the lanes: where bars are in the state that is compared with.
    pub beneath: Vec<Beneath>,
    /// What the lanes were made for: the plan's revision and the held bar's, the grouping, the filter, how many can be seen.
    made_for: Option<(u64, u64, Grouping, String, u16)>,
    /// The shape of the screen for which what matters was brought into view; `None` once somebody zoomed or moved.
    fitted: Option<(u16, Grouping)>,
    /// What was selected before a filter that is being typed hid it: Esc selects it again.
    hid: Option<Target>,
    /// Where `''` jumps back to.
    pub(super) jumped_from: Option<(Target, Instant)>,
}

impl View {
    /// The lanes, and the lines beneath them, are to be made again.
    pub(super) fn forget_lines(&mut self) {
        self.made_for = None;
    }
}

impl App {
    /// The plan as it is shown: with a held bar where it is held, or after a drill.
    pub fn plan(&self) -> &crate::model::Plan {
        match (&self.grab, &self.drilled) {
            (Some(grab), _) => &grab.plan,
            (None, Some(drilled)) => drilled.plan(),
            (None, None) => self.doc.plan(),
        }
    }

    /// What follows from the plan as it is shown.
    pub fn analysis(&self) -> &crate::analysis::Analysis {
        match (&self.grab, &self.drilled) {
            (Some(grab), _) => &grab.analysis,
            (None, Some(drilled)) => &drilled.analysis,
            (None, None) => self.doc.analysis(),
        }
    }

    /// The zone in which times are shown and typed: the plan's first that exists.
    pub fn zone(&self) -> Zone {
        self.times().zone
    }

    /// A moment in that zone, with the year where it is another than now's.
    pub fn show(&self, at: Instant) -> String {
        self.zone().show_from(at, self.analysis().now)
    }

    /// The step by which the cursor and bars move at this zoom.
    pub fn unit(&self) -> Step {
        minor_unit(self.view.viewport.seconds_per_cell())
    }

    /// Rows of the screen that one lane takes: bars have two on a wall screen, and the line beneath them one more.
    pub fn lane_height(&self) -> u16 {
        1 + u16::from(self.settings.present) + u16::from(self.beneath().is_some())
    }

    /// How many lanes are seen.
    pub fn lanes_seen(&self) -> u16 {
        (self.panes.lanes.height / self.lane_height()).max(1)
    }

    /// What a lane looks like now; `None` where there is none.
    pub(super) fn row_of(&self, lane: usize) -> Option<Row> {
        if lane >= self.view.lanes.len() {
            return None;
        }
        let zone = self.zone();
        let frame = Frame {
            plan: self.plan(),
            analysis: self.analysis(),
            lanes: &self.view.lanes,
            viewport: self.view.viewport,
            width: self.panes.lanes.width,
            height: self.lanes_seen(),
            selected: &self.selected,
            zone: &zone,
        };
        row(&frame, lane)
    }

    /// Selects an item and shows it: its lane, and the cursor on it.
    pub fn select(&mut self, target: Target) {
        self.selected = target;
        self.make_lanes();
        if let Some(place) = self.view.lanes.find(self.plan(), &self.selected) {
            self.view.lane = place.lane;
        }
        if let Some(span) = self.span_of(&self.selected.clone())
            && !span.contains(self.view.cursor)
            && self.view.cursor != span.end
        {
            self.view.cursor = span.start;
        }
        self.reveal();
    }

    /// The same, from anywhere: shows the lanes in which the item is, and remembers where the cursor was.
    pub fn jump(&mut self, target: Target, at: Option<Instant>) {
        self.view.jumped_from = Some((self.selected.clone(), self.view.cursor));
        if self.view.lanes.find(self.plan(), &target).is_none() && on_timeline(&target) {
            self.view.filter.clear();
            self.make_lanes();
            if self.view.lanes.find(self.plan(), &target).is_none() {
                self.view.grouping = other(self.view.grouping);
                self.make_lanes();
            }
        }
        self.select(target);
        if let Some(at) = at.filter(|at| !at.is_forever() && *at > Instant::MIN) {
            self.view.cursor = at;
        }
        self.reveal_selected();
    }

    /// Scrolls to as much of the selected item as there is room for, not only to the cell that the cursor is in.
    fn reveal_selected(&mut self) {
        if let Some(span) = self.span_of(&self.selected.clone()).filter(|span| !span.end.is_forever()) {
            self.scroll_to(self.view.viewport.reveal_span(span, self.panes.lanes.width));
        }
        self.reveal();
    }

    /// Scrolls to a moment with room for what comes after it; where there is room already, not at all.
    pub fn show_from(&mut self, at: Instant) {
        let width = i64::from(self.panes.lanes.width);
        let cell = self.view.viewport.cell_of(at).0;
        if !(0..=width * 3 / 4).contains(&cell) {
            self.scroll_to(self.view.viewport.pan(cell - width / 4));
        }
    }

    /// Another place in time at the same scale.
    fn scroll_to(&mut self, viewport: Viewport) {
        if viewport.start != self.view.viewport.start {
            self.view.fitted = None;
        }
        self.view.viewport = viewport;
    }

    /// Selects what an edit made or changed. What is new is shown, even where a filter would hide it; where something went,
    /// the cursor stays.
    pub(super) fn select_changed(&mut self, target: Target, is_new: bool) {
        if is_new && on_timeline(&target) && !self.view.filter.is_empty() {
            self.make_lanes();
            if self.view.lanes.find(self.plan(), &target).is_none() {
                self.view.filter.clear();
            }
        }
        if is_new || self.plan().has(&self.selected) {
            self.select(target);
        } else {
            self.selected = target;
            self.make_lanes();
            self.reveal();
        }
        if is_new {
            self.reveal_selected();
        }
    }

    /// When an item is: a bar's span; from the first to the last window of a run or fallback.
    pub fn span_of(&self, target: &Target) -> Option<Span> {
        let plan = self.plan();
        super::change::moving::hull(plan, &super::change::moving::parts(plan, target))
    }

    /// Moves the cursor in time and selects what lies under it in the lane.
    pub fn move_cursor(&mut self, at: Instant) {
        let day = Duration::from_days(1);
        self.view.cursor =
            at.max(Instant::MIN + day).min(Instant::from_seconds(Instant::MAX.seconds() - 86_400));
        self.select_at_cursor();
        self.reveal();
    }

    /// Goes to another lane.
    pub fn move_lane(&mut self, lane: usize) {
        self.view.lane = lane.min(self.view.lanes.len().saturating_sub(1));
        self.select_at_cursor();
        self.reveal();
    }

    /// Selects the window under the cursor; beside windows, what the lane stands for.
    fn select_at_cursor(&mut self) {
        let (plan, lanes, at) = (self.plan(), &self.view.lanes, self.view.cursor);
        let Some(lane) = lanes.get(self.view.lane) else {
            self.selected = Target::Plan;
            return;
        };
        let nearest = lanes.nearest(self.view.lane, at);
        let is_header = !matches!(lane.kind, LaneKind::Windows { .. });
        let window = nearest
            .filter(|item| !is_header || item.span.contains(at) || item.span.end == at)
            .and_then(|item| item.target(plan));
        let target = window.unwrap_or_else(|| lanes.target(plan, self.view.lane));
        self.selected = target;
    }

    /// Scrolls as little as shows the cursor and the selected lane.
    pub fn reveal(&mut self) {
        let (width, height) = (self.panes.lanes.width, self.lanes_seen());
        let (lane, count) = (self.view.lane, self.view.lanes.len());
        self.scroll_to(self.view.viewport.reveal(self.view.cursor, width).reveal_lane(lane, height, count));
    }

    /// Another zoom or place in time. The cursor stays in sight, so it moves where it would leave.
    pub fn look(&mut self, viewport: Viewport) {
        self.view.viewport = viewport;
        self.view.fitted = None;
        let seen = viewport.span(self.panes.lanes.width.max(1));
        let last = Instant::from_seconds(seen.end.seconds() - 1).max(seen.start);
        if !seen.contains(self.view.cursor) {
            self.view.cursor = self.view.cursor.max(seen.start).min(last);
            self.select_at_cursor();
        }
    }

    /// What matters in view: blocks that end, their work and its dates, not years of serving.
    pub fn fit(&mut self) {
        if let Some(span) = crate::timeline::focus(self.plan(), self.analysis()) {
            self.look(self.view.viewport.fit(span, self.panes.lanes.width));
        }
        self.view.fitted = Some(self.shape());
    }

    /// What decides how much time fits, whatever the plan's names are: columns of names and lanes, and what lanes stand for.
    fn shape(&self) -> (u16, Grouping) {
        (self.panes.names.width.saturating_add(self.panes.lanes.width), self.view.grouping)
    }

    /// Everything in view, from the first to the last date.
    pub fn fit_all(&mut self) {
        if let Some(extent) = self.analysis().extent {
            self.look(self.view.viewport.fit(extent, self.panes.lanes.width));
        }
    }

    /// Brings lanes, panes and scroll positions up to what was changed. Runs after every message.
    pub(super) fn settle(&mut self) {
        // A drill of a plan that has changed since tells nothing any more.
        if self.drilled.as_ref().is_some_and(|drilled| drilled.revision != self.doc.revision()) {
            self.drilled = None;
        }
        self.settle_resolving();
        self.make_lanes();
        self.panes = super::panes::lay_out(self);
        self.keep_selection();
        let (width, height) = (self.panes.lanes.width, self.lanes_seen());
        // A screen of another size is filled anew. An edit or a filter leaves scale and place as they are, also where it makes the
        // names longer.
        if self.view.fitted.is_some_and(|fitted| fitted != self.shape()) {
            self.fit();
        }
        let (lane, count) = (self.view.lane, self.view.lanes.len());
        self.view.viewport =
            self.view.viewport.reveal(self.view.cursor, width).reveal_lane(lane, height, count);
        self.settle_panel();
    }

    /// Lays the lanes out again if the plan, the grouping or the filter changed.
    pub(super) fn make_lanes(&mut self) {
        let room = super::panes::most_lanes(self) / self.lane_height();
        // Where not even all blocks can be seen, no screen makes a difference: a large plan is laid out once.
        let is_large = self.view.filter.is_empty() && self.doc.plan().blocks.len() >= usize::from(room);
        let room = if is_large { 0 } else { room };
        let drilled = self.drilled.as_ref().map_or(0, |_| u64::MAX);
        let held = self.grab.as_ref().map_or(drilled, |grab| grab.revision);
        let wanted = (self.doc.revision(), held, self.view.grouping, self.view.filter.clone(), room);
        if self.view.made_for.as_ref() == Some(&wanted) {
            return;
        }
        let words: Vec<String> = self.view.filter.split_whitespace().map(str::to_lowercase).collect();
        let (plan, index) = (self.plan(), &self.analysis().index);
        let keeps = |target: &Target| super::search::matches(plan, index, target, &words);
        let options = Options {
            grouping: self.view.grouping,
            filter: if words.is_empty() { None } else { Some(&keeps) },
            room: usize::from(room),
            ..Options::default()
        };
        self.view.lanes = lay_out(plan, self.analysis(), &options);
        self.view.beneath = self.lines_beneath();
        if !words.is_empty() {
            // What has no lane only because lanes are hidden is not gone.
            self.view.beneath.retain(|line| line.lane < self.view.lanes.len());
        }
        self.view.made_for = Some(wanted);
        if let Some(place) = self.view.lanes.find(self.plan(), &self.selected) {
            self.view.lane = place.lane;
        }
        self.view.lane = self.view.lane.min(self.view.lanes.len().saturating_sub(1));
    }

    /// What is selected exists: where it went, what held it is selected.
    fn keep_selection(&mut self) {
        while !self.plan().has(&self.selected) {
            self.selected = super::change::items::parent(&self.selected);
        }
        // What a filter hides is not selected: an edit must not reach what nobody sees.
        if !self.view.filter.is_empty()
            && on_timeline(&self.selected)
            && self.view.lanes.find(self.plan(), &self.selected).is_none()
        {
            let hidden = std::mem::take(&mut self.selected);
            self.view.hid.get_or_insert(hidden);
        }
        if self.selected == Target::Plan {
            self.select_at_cursor();
        }
    }

    /// What a filter that was being typed has hidden of the selection.
    pub(super) fn take_hidden(&mut self) -> Option<Target> {
        self.view.hid.take().filter(|hidden| self.plan().has(hidden))
    }

    /// Shows lanes by block or by run, and keeps as much of the selection as has a lane there.
    pub fn regroup(&mut self) {
        self.view.grouping = other(self.view.grouping);
        self.make_lanes();
        if self.view.lanes.find(self.plan(), &self.selected).is_some() {
            let place = self.view.lanes.find(self.plan(), &self.selected);
            self.view.lane = place.map_or(0, |place| place.lane);
            // A block has no lane among runs: what stands on it is selected.
            if self.view.grouping == Grouping::Runs && matches!(self.selected, Target::Block(_)) {
                self.selected = self.view.lanes.target(self.plan(), self.view.lane);
            }
        } else {
            self.move_lane(self.view.lane);
        }
        self.reveal();
    }
}

fn other(grouping: Grouping) -> Grouping {
    match grouping {
        Grouping::Blocks => Grouping::Runs,
        Grouping::Runs => Grouping::Blocks,
    }
}

fn on_timeline(target: &Target) -> bool {
    matches!(target, Target::Block(_) | Target::Run(_) | Target::Fallback(..) | Target::Window(..))
}
