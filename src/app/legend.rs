//! What the signs on the timeline mean, as a page. The drawing layer puts the characters of the theme in for `{names}`.

use super::modal::Page;

/// The page with this title is the legend: only there are names replaced.
pub const TITLE: &str = "What the signs mean";

const LINES: &[&str] = &[
    "Blocks",
    "  {block}  sure: scheduled, active        {planned}{planned}{planned}  wished for, offered, asked for",
    "  {gone}{gone}{gone}  refused, expired, given up     {lost}{lost}{lost}  lost at the ends: boot, shutdown",
    "  {heat}  how much is used; {over} where more is used than there is",
    "Windows",
    "  {solid}{solid}{solid}  in force                      {ghost}{ghost}{ghost}  of a fallback that is not in force",
    "  {past}{past}{past}  over                          {was}{was}{was}  where a held bar was",
    "  {pointer}  selected   {conflict}  with an error   {pinned}  pinned   {left}3 5{right}  so many off the screen",
    "Beneath the bars, while the plan is compared (:against, :resolve, :scenarios)",
    "  {beneath}{beneath}{beneath}  where it was, or theirs is       {gone}{gone}{gone}  removed    {new}  new",
    "Moments",
    "  {now}  now                           {cursor}  the cursor",
    "  {ready}  not before                    {deadline}  deadline",
    "  {planned_end}  planned end, of the selected run also {median} median and {late_end} P90",
    "  {too_late}  the P90 does not fit          {decide_on}  choose on, as agreed",
    "  {decide}  choose by, for people         {decide_hard}  choose by, at the very last",
    "  {buy}  buy or pay by                 {extend}  extend by",
    "  {other_date}  other dates of the block's provider",
    "Names",
    "  {error}  has an error    {warning}  has a warning    {branch}  a fallback of the run above",
    "Line over the calendar",
    "  the whole plan, higher with more blocks; [ ] what is seen; {now_tick} now",
];

/// The page.
pub fn page() -> Page {
    Page {
        title: TITLE.to_string(),
        lines: LINES.iter().map(ToString::to_string).collect(),
        ..Page::default()
    }
}
