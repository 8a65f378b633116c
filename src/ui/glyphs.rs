//! The characters that things are drawn with, in two sets: one for terminals that have block elements, one in ASCII.

/// One set of characters. Each takes one column.
#[derive(Debug, PartialEq, Eq)]
pub struct Glyphs {
    /// Whether bars may begin and end within a cell.
    pub eighths: bool,
    /// A bar that is sure, its middle.
    pub solid: char,
    /// A bar that is not sure.
    pub planned: char,
    /// A block that does not come.
    pub gone: char,
    /// What is not in force.
    pub ghost: char,
    /// What a block loses.
    pub lost: char,
    /// What is over.
    pub past: char,
    /// A window with an error.
    pub conflict: char,
    /// A held bar's old place.
    pub was: char,
    /// Beneath a bar: where it is in another state of the plan; a bar that this one does not have.
    pub beneath: char,
    pub new: char,
    /// First and last cell of a bar, where bars do not end within cells.
    pub bar_ends: Option<(char, char)>,
    /// A block that is sure, where there are no colours to tell it from the work on it: its ends, and what is between them.
    pub block: Option<(char, char, char)>,
    /// From nothing to full.
    pub heat: [char; 9],
    /// A part of a block that nothing uses, where colours do not show it.
    pub idle: char,
    /// Where more is used than there is.
    pub over: char,
    pub now: char,
    pub now_tick: char,
    pub cursor: char,
    pub cursor_tick: char,
    pub grid: char,
    pub tick: char,
    /// The selected row.
    pub pointer: char,
    /// A pinned window.
    pub pinned: char,
    /// Marks in lanes: not before this moment, to be done by this moment.
    pub ready: char,
    pub deadline: char,
    /// A rung must be chosen: by people's hours, at the very last, as agreed.
    pub decide: char,
    pub decide_hard: char,
    pub decide_on: char,
    /// Ends: median, planned, not exceeded in nine of ten cases, and where that does not fit.
    pub median: char,
    pub planned_end: char,
    pub late_end: char,
    pub too_late: char,
    /// A block must be bought or paid, can be extended; any other of its dates.
    pub buy: char,
    pub extend: char,
    pub other_date: char,
    /// Findings.
    pub error: char,
    pub warning: char,
    /// Something lies off the screen.
    pub left: char,
    pub right: char,
    pub horizontal: char,
    pub vertical: char,
    /// Corners: top left, top right, bottom left, bottom right.
    pub corners: [char; 4],
    /// A fallback under its run.
    pub branch: char,
    pub rail: char,
    pub rail_end: char,
    pub ellipsis: char,
    /// Between things in one line.
    pub dot: char,
    pub check: char,
    pub cross: char,
    /// Before the verdict when all is well, and when not.
    pub bullet: char,
}

pub const UNICODE: Glyphs = Glyphs {
    eighths: true,
    solid: '█',
    planned: '░',
    gone: '╌',
    ghost: '╱',
    lost: '╳',
    past: '·',
    conflict: '!',
    was: '┄',
    beneath: '▔',
    new: '+',
    bar_ends: None,
    block: Some(('┣', '━', '┫')),
    heat: [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
    idle: '─',
    over: '!',
    now: '│',
    now_tick: '▼',
    cursor: '┊',
    cursor_tick: '▽',
    grid: '┊',
    tick: '╵',
    pointer: '▶',
    pinned: '^',
    ready: '├',
    deadline: '◆',
    decide: '◇',
    decide_hard: '◈',
    decide_on: '○',
    median: '╷',
    planned_end: ')',
    late_end: ']',
    too_late: '»',
    buy: '$',
    extend: 'e',
    other_date: '•',
    error: '!',
    warning: '?',
    left: '‹',
    right: '›',
    horizontal: '─',
    vertical: '│',
    corners: ['╭', '╮', '╰', '╯'],
    branch: '└',
    rail: '┈',
    rail_end: '▸',
    ellipsis: '…',
    dot: '·',
    check: '✓',
    cross: '✗',
    bullet: '●',
};

pub const ASCII: Glyphs = Glyphs {
    eighths: false,
    solid: '=',
    planned: '-',
    gone: 'x',
    ghost: '/',
    lost: '%',
    past: '.',
    conflict: '!',
    was: '_',
    beneath: '~',
    new: '+',
    bar_ends: Some(('[', ')')),
    block: None,
    heat: [' ', '.', '.', ':', ':', '+', '+', '#', '#'],
    idle: ' ',
    over: '!',
    now: '|',
    now_tick: 'v',
    cursor: ':',
    cursor_tick: 'Y',
    grid: '.',
    tick: '\'',
    pointer: '>',
    pinned: '^',
    ready: '|',
    deadline: '&',
    decide: 'd',
    decide_hard: 'D',
    decide_on: 'o',
    median: ',',
    planned_end: ')',
    late_end: ']',
    too_late: '>',
    buy: '$',
    extend: 'e',
    other_date: '*',
    error: '!',
    warning: '?',
    left: '<',
    right: '>',
    horizontal: '-',
    vertical: '|',
    corners: ['+', '+', '+', '+'],
    branch: '`',
    rail: '.',
    rail_end: '>',
    ellipsis: '~',
    dot: '-',
    check: '+',
    cross: 'x',
    bullet: '*',
};

impl Glyphs {
    /// The characters for the names between braces in a text; other text stays as it is.
    pub fn spell(&self, text: &str) -> String {
        let mut spelled = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            spelled.push_str(before);
            match after.split_once('}').and_then(|(name, after)| Some((self.named(name)?, after))) {
                Some((signs, after)) => {
                    spelled.push_str(&signs);
                    rest = after;
                }
                None => {
                    spelled.push('{');
                    rest = after;
                }
            }
        }
        spelled + rest
    }

    fn named(&self, name: &str) -> Option<String> {
        let c = match name {
            "block" => return Some(String::from(self.solid).repeat(3)),
            "heat" => return Some(self.heat.iter().skip(1).collect()),
            "solid" => self.solid,
            "planned" => self.planned,
            "gone" => self.gone,
            "ghost" => self.ghost,
            "lost" => self.lost,
            "past" => self.past,
            "was" => self.was,
            "beneath" => self.beneath,
            "new" => self.new,
            "conflict" => self.conflict,
            "over" => self.over,
            "now" => self.now,
            "now_tick" => self.now_tick,
            "cursor" => self.cursor,
            "pointer" => self.pointer,
            "pinned" => self.pinned,
            "left" => self.left,
            "right" => self.right,
            "ready" => self.ready,
            "deadline" => self.deadline,
            "decide" => self.decide,
            "decide_hard" => self.decide_hard,
            "decide_on" => self.decide_on,
            "median" => self.median,
            "planned_end" => self.planned_end,
            "late_end" => self.late_end,
            "too_late" => self.too_late,
            "buy" => self.buy,
            "extend" => self.extend,
            "other_date" => self.other_date,
            "error" => self.error,
            "warning" => self.warning,
            "branch" => self.branch,
            _ => return None,
        };
        Some(c.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::words::width;

    fn fills(glyphs: &Glyphs) -> Vec<char> {
        vec![
            glyphs.solid,
            glyphs.planned,
            glyphs.gone,
            glyphs.ghost,
            glyphs.lost,
            glyphs.past,
            glyphs.conflict,
            glyphs.was,
            glyphs.beneath,
            glyphs.new,
        ]
    }

    #[test]
    fn every_state_has_a_fill_of_its_own_one_column_wide() {
        for glyphs in [&UNICODE, &ASCII] {
            let fills = fills(glyphs);
            for (at, fill) in fills.iter().enumerate() {
                assert_eq!(width(&fill.to_string()), 1, "{fill}");
                assert!(!fills[..at].contains(fill), "{fill} stands for two states");
            }
            // Nor is the mark of a deadline taken for load, a fill or another mark.
            let marks = [glyphs.ready, glyphs.decide, glyphs.decide_hard, glyphs.decide_on, glyphs.too_late];
            let dates =
                [glyphs.buy, glyphs.extend, glyphs.other_date, glyphs.now, glyphs.error, glyphs.warning];
            let others = [&fills[..], &glyphs.heat, &marks, &dates].concat();
            assert!(!others.contains(&glyphs.deadline), "{}", glyphs.deadline);
        }
        let shown = ASCII.spell(&crate::app::legend::page().lines.join("\n"));
        assert!(shown.is_ascii() && !shown.contains('{'), "{shown}");
        assert_eq!(UNICODE.spell("a {b} {pinned} {"), "a {b} ^ {");
        let shown = format!("{ASCII:?}");
        assert!(shown.is_ascii(), "{shown}");
    }
}
