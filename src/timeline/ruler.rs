//! The two rows above the lanes: which labels and ticks stand at which cell, by the local calendar.

use super::step::Step;
use super::viewport::Viewport;
use crate::base::Instant;
use crate::base::words;
use crate::base::zone::{Local, Unit, Weekday, Zone, month_name};

/// What stands above the lanes, in cells from the left edge.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ruler {
    /// Days above hours, months above days, years above months.
    pub major: Axis,
    pub minor: Axis,
    /// For each cell whether most of it is Saturday or Sunday; all false where a cell is longer than a day.
    pub weekend: Vec<bool>,
    /// Cells in which a local day begins; empty where days are narrower than three cells.
    pub midnights: Vec<u16>,
    /// The cell of now, if it is in view.
    pub now: Option<u16>,
    /// How many cells, from the left, lie wholly before now.
    pub past: u16,
}

/// One row of the ruler.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Axis {
    /// From left to right; never touching one another, never over the edge.
    pub labels: Vec<Label>,
    /// Cells in which a unit begins, from left to right.
    pub ticks: Vec<u16>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    pub x: u16,
    pub text: String,
    /// Names the unit that began before the left edge.
    pub sticky: bool,
}

/// How a border is written, from the longest to the shortest form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    DateLong,
    DateYear,
    Date,
    MonthYear,
    MonthYearShort,
    WeekdayDay,
    Clock,
    Year,
    Month,
    Day,
    Quarter,
}

impl Form {
    /// The most columns it can take.
    const fn width(self) -> i64 {
        match self {
            Form::DateLong => 27,
            Form::DateYear => 15,
            Form::Date => 10,
            Form::MonthYear => 14,
            Form::MonthYearShort => 8,
            Form::WeekdayDay => 6,
            Form::Clock => 5,
            Form::Year => 4,
            Form::Month => 3,
            Form::Day | Form::Quarter => 2,
        }
    }

    fn write(self, at: &Local) -> String {
        let Local { year, day, weekday, hour, minute, .. } = at;
        let month = month_name(at.month);
        let long = MONTHS.get(usize::from(at.month).saturating_sub(1)).copied().unwrap_or(month);
        match self {
            Form::DateLong => format!("{} {day} {long} {year}", long_weekday(*weekday)),
            Form::DateYear => format!("{weekday} {day} {month} {year}"),
            Form::Date => format!("{weekday} {day} {month}"),
            Form::MonthYear => format!("{long} {year}"),
            Form::MonthYearShort => format!("{month} {year}"),
            Form::WeekdayDay => format!("{weekday} {day}"),
            Form::Clock => format!("{hour:02}:{minute:02}"),
            Form::Year => year.to_string(),
            Form::Month => month.to_string(),
            Form::Day => day.to_string(),
            Form::Quarter => format!("Q{}", at.month.saturating_sub(1) / 3 + 1),
        }
    }
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn long_weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "Monday",
        Weekday::Tue => "Tuesday",
        Weekday::Wed => "Wednesday",
        Weekday::Thu => "Thursday",
        Weekday::Fri => "Friday",
        Weekday::Sat => "Saturday",
        Weekday::Sun => "Sunday",
    }
}

/// What the minor row may be labelled with: the first that leaves a blank between two labels is taken.
const MINOR: [(Step, Form); 25] = [
    (Step::Minutes(5), Form::Clock),
    (Step::Minutes(10), Form::Clock),
    (Step::Minutes(15), Form::Clock),
    (Step::Minutes(30), Form::Clock),
    (Step::Hours(1), Form::Clock),
    (Step::Hours(2), Form::Clock),
    (Step::Hours(3), Form::Clock),
    (Step::Hours(6), Form::Clock),
    (Step::Hours(12), Form::Clock),
    (Step::Day, Form::WeekdayDay),
    (Step::EveryOtherDay, Form::WeekdayDay),
    (Step::Day, Form::Day),
    (Step::Week, Form::WeekdayDay),
    (Step::Week, Form::Day),
    (Step::Month, Form::Month),
    (Step::Quarter, Form::Quarter),
    (Step::Years(1), Form::Year),
    (Step::Years(2), Form::Year),
    (Step::Years(5), Form::Year),
    (Step::Years(10), Form::Year),
    (Step::Years(20), Form::Year),
    (Step::Years(50), Form::Year),
    (Step::Years(100), Form::Year),
    (Step::Years(500), Form::Year),
    (Step::Years(1000), Form::Year),
];

/// What the minor row may be ticked with: the first that is at least three cells long.
const TICKS: [Step; 14] = [
    Step::Minutes(5),
    Step::Minutes(15),
    Step::Minutes(30),
    Step::Hours(1),
    Step::Hours(3),
    Step::Hours(6),
    Step::Hours(12),
    Step::Day,
    Step::Week,
    Step::Month,
    Step::Quarter,
    Step::Years(1),
    Step::Years(10),
    Step::Years(100),
];

/// The row above, by the minor row's step.
fn major(minor: Step) -> Option<(Step, &'static [Form])> {
    match minor {
        Step::Minutes(_) | Step::Hours(_) => {
            Some((Step::Day, &[Form::DateLong, Form::DateYear, Form::Date, Form::WeekdayDay, Form::Day]))
        }
        Step::Day | Step::EveryOtherDay | Step::Week => {
            Some((Step::Month, &[Form::MonthYear, Form::MonthYearShort, Form::Month]))
        }
        Step::Month | Step::Quarter => Some((Step::Years(1), &[Form::Year])),
        Step::Years(_) => None,
    }
}

/// The ruler of what `width` cells show.
pub fn ruler(viewport: Viewport, width: u16, zone: &Zone, now: Instant) -> Ruler {
    let scale = viewport.seconds_per_cell();
    let fits = |step: Step, form: Form| step.least() / scale > form.width();
    let (minor_step, minor_form) =
        MINOR.into_iter().find(|(step, form)| fits(*step, *form)).unwrap_or((Step::Years(1000), Form::Year));
    let tick = TICKS.into_iter().find(|step| step.least() / scale >= 3).unwrap_or(Step::Years(1000));
    let now_cell = viewport.cell_of(now).0;
    Ruler {
        major: major(minor_step).map_or(Axis::default(), |(step, forms)| {
            let usual = forms.iter().position(|form| fits(step, *form)).unwrap_or(forms.len() - 1);
            axis(viewport, width, zone, step, step, forms.get(usual..).unwrap_or(forms))
        }),
        minor: axis(viewport, width, zone, minor_step, tick, &[minor_form]),
        weekend: weekend(viewport, width, zone),
        midnights: match scale * 6 <= Step::Day.least() {
            true => ticks(viewport, width, zone, Step::Day),
            false => Vec::new(),
        },
        now: u16::try_from(now_cell).ok().filter(|cell| *cell < width),
        past: now_cell.clamp(0, i64::from(width)) as u16,
    }
}

fn axis(viewport: Viewport, width: u16, zone: &Zone, step: Step, tick: Step, forms: &[Form]) -> Axis {
    let mut labels = Vec::new();
    let mut free = 0;
    // A border between two seen cells may be named after it is out of sight, but not a time of day.
    let may_stick = matches!(step, Step::Day | Step::Month | Step::Quarter | Step::Years(_));
    let borders: Vec<(i64, Instant)> = borders(viewport, width, zone, step).collect();
    for (i, (cell, at)) in borders.iter().enumerate() {
        let sticky = *cell < 0;
        let x = (*cell).max(0);
        if x < free || (sticky && !may_stick) {
            continue;
        }
        let next = borders.get(i + 1).map_or(i64::from(width), |(next, _)| next - 1);
        let local = zone.local(*at);
        let text = forms.iter().map(|form| form.write(&local)).find(|text| {
            let columns = words::width(text) as i64;
            x + columns <= next
        });
        if let Some(text) = text {
            free = x + words::width(&text) as i64 + 1;
            labels.push(Label { x: x as u16, text, sticky });
        }
    }
    Axis { labels, ticks: ticks(viewport, width, zone, tick) }
}

/// The borders of a step from the one at or before the left edge to the right edge, with their cells.
fn borders(
    viewport: Viewport,
    width: u16,
    zone: &Zone,
    step: Step,
) -> impl Iterator<Item = (i64, Instant)> + '_ {
    let first = step.floor(zone, viewport.start);
    let next = move |at: &Instant| Some(step.next(zone, *at)).filter(|next| next > at);
    std::iter::successors(Some(first), next)
        .map(move |at| (viewport.cell_of(at).0, at))
        .take_while(move |(cell, _)| *cell < i64::from(width))
        .take(2 * usize::from(width) + 2)
}

fn ticks(viewport: Viewport, width: u16, zone: &Zone, step: Step) -> Vec<u16> {
    let mut ticks: Vec<u16> = borders(viewport, width, zone, step)
        .filter(|(_, at)| *at >= viewport.start)
        .filter_map(|(cell, _)| u16::try_from(cell).ok())
        .collect();
    ticks.dedup();
    ticks
}

fn weekend(viewport: Viewport, width: u16, zone: &Zone) -> Vec<bool> {
    let mut shaded = vec![false; usize::from(width)];
    if viewport.seconds_per_cell() > Step::Day.least() {
        return shaded;
    }
    let middle = |cell: usize| viewport.instant_at(cell as i64, 4);
    let mut cell = 0;
    while cell < shaded.len() {
        let at = middle(cell);
        let is_weekend = matches!(zone.local(at).weekday, Weekday::Sat | Weekday::Sun);
        let next = zone.next(at, Unit::Day);
        let from = cell;
        while cell < shaded.len() && (cell == from || middle(cell) < next) {
            if let Some(shade) = shaded.get_mut(cell) {
                *shade = is_weekend;
            }
            cell += 1;
        }
    }
    shaded
}

impl Axis {
    /// The labels as a line of text, blank where there is none.
    pub fn line(&self, width: u16) -> String {
        let mut line = String::new();
        for label in &self.labels {
            let missing = usize::from(label.x).saturating_sub(words::width(&line));
            line.extend(std::iter::repeat_n(' ', missing));
            line.push_str(&label.text);
        }
        words::pad(&line, usize::from(width))
    }
}

#[cfg(test)]
mod tests {
    use super::super::viewport::LADDER;
    use super::*;
    use crate::base::Duration;
    use proptest::prelude::*;

    fn at(text: &str) -> Instant {
        Instant::parse(text).unwrap()
    }

    fn zone(name: &str) -> Zone {
        Zone::named(name).unwrap()
    }

    /// Labels, ticks and weekends as four lines of text.
    fn shown(start: Instant, scale: i64, width: u16, zone: &Zone) -> String {
        let ruler =
            ruler(Viewport::new(start, scale), width, zone, start + Duration::from_seconds(5 * scale));
        let line = |marks: &[u16], sign: char| -> String {
            (0..width).map(|x| if marks.contains(&x) { sign } else { ' ' }).collect()
        };
        let weekend: String = ruler.weekend.iter().map(|day| if *day { '~' } else { ' ' }).collect();
        let lines = [
            ruler.major.line(width),
            line(&ruler.major.ticks, '|'),
            ruler.minor.line(width),
            line(&ruler.minor.ticks, '|'),
            weekend,
        ];
        format!(
            "{scale} s a cell, {}\n{}\n",
            zone.name(),
            lines.map(|line| line.trim_end().to_string()).join("\n")
        )
    }

    #[test]
    fn every_zoom_level_in_a_week_without_surprises() {
        let all: String =
            LADDER.into_iter().map(|scale| shown(at("2027-01-13T10:20Z"), scale, 80, &Zone::utc())).collect();
        insta::assert_snapshot!(all);
    }

    #[test]
    fn every_zoom_level_when_clocks_change() {
        let berlin = zone("Europe/Berlin");
        let angeles = zone("America/Los_Angeles");
        let mut all = String::new();
        for (start, zone) in [
            ("2027-03-27T22:00Z", &berlin),
            ("2027-10-30T21:00Z", &berlin),
            ("2027-03-14T07:30Z", &angeles),
            ("2027-11-07T06:30Z", &angeles),
        ] {
            for scale in [300, 900, 3600, 14_400, 86_400] {
                all.push_str(&shown(at(start), scale, 80, zone));
            }
        }
        insta::assert_snapshot!(all);
    }

    #[test]
    fn now_and_the_past() {
        let view = Viewport::new(at("2027-01-11T00:00Z"), 3600);
        let seen = |now| {
            let ruler = ruler(view, 24, &Zone::utc(), at(now));
            (ruler.now, ruler.past)
        };
        assert_eq!(seen("2027-01-11T05:59Z"), (Some(5), 5));
        assert_eq!(seen("2027-01-10T23:59Z"), (None, 0));
        assert_eq!(seen("2027-02-11T00:00Z"), (None, 24));
    }

    proptest! {
        #[test]
        fn labels_stay_in_bounds_and_apart(
            seconds in Instant::MIN.seconds()..=Instant::MAX.seconds(),
            scale in 60..1_000_000_000_i64,
            width in 0..300_u16,
            name in proptest::sample::select(vec!["UTC", "Europe/Berlin", "America/Los_Angeles", "Pacific/Apia"]),
        ) {
            let view = Viewport::new(Instant::from_seconds(seconds), scale);
            let ruler = ruler(view, width, &zone(name), Instant::default());
            for axis in [&ruler.major, &ruler.minor] {
                let mut free = 0;
                for label in &axis.labels {
                    prop_assert!(usize::from(label.x) >= free);
                    free = usize::from(label.x) + words::width(&label.text) + 1;
                    prop_assert!(free <= usize::from(width) + 1);
                }
                prop_assert!(axis.ticks.iter().all(|x| *x < width));
                prop_assert!(axis.ticks.is_sorted());
            }
            prop_assert_eq!(ruler.weekend.len(), usize::from(width));
        }
    }
}
