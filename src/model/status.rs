//! What stage a block is in, and what that means for capacity and money.

use std::fmt;

use crate::base::fact::{clipped, quote, unquote, word_index};
use crate::base::record::{Fact, Shape};

/// The stages that planb knows, in the order in which a block passes through them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    Wanted,
    Offered,
    Requested,
    PaymentPending,
    Scheduled,
    Active,
    Ended,
    Denied,
    Expired,
    Cancelled,
}

/// How far a block's capacity can be counted on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Capacity {
    #[default]
    None,
    /// Planned with, and shown as not yet certain.
    Planned,
    Certain,
}

/// Under which heading a block's price is summed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Account {
    None,
    Estimate,
    Offered,
    Committed,
    Spent,
}

/// One row of the table of stages.
pub struct StageRow {
    pub stage: Stage,
    pub word: &'static str,
    pub doc: &'static str,
    pub capacity: Capacity,
    pub account: Account,
    /// Whether what becomes of it is known.
    pub certain: bool,
    /// Chance that it comes, in per cent, where the plan does not say.
    pub chance: u16,
}

macro_rules! stages {
    ($($stage:ident $capacity:ident $account:ident $certain:literal $chance:literal $doc:literal;)*) => {
        /// What each stage means: one row a stage.
        pub const STAGES: &[StageRow] = &[$( StageRow {
            stage: Stage::$stage, word: stringify!($stage), doc: $doc,
            capacity: Capacity::$capacity, account: Account::$account, certain: $certain, chance: $chance,
        } ),*];
        const WORDS: &[(&str, &str)] = &[$( (stringify!($stage), $doc) ),*];
    };
}

stages! {
    Wanted         Planned Estimate  false 50  "Wished for; nothing was asked of a provider yet";
    Offered        Planned Offered   false 70  "A provider offers it; it can be bought while the offer lasts";
    Requested      Planned Committed false 90  "Asked for; the provider has not confirmed";
    PaymentPending Planned Committed false 90  "Bought; the payment is not through yet";
    Scheduled      Certain Committed true  100 "Bought and confirmed; it has not started";
    Active         Certain Committed true  100 "Running now";
    Ended          None    Spent     true  100 "Over";
    Denied         None    None      true  0   "The provider said no, or the payment failed";
    Expired        None    None      true  0   "The offer or reservation ran out";
    Cancelled      None    None      true  0   "Given up";
}

impl Stage {
    pub fn row(self) -> &'static StageRow {
        #[allow(
            clippy::indexing_slicing,
            reason = "in the order of the enum: `table_is_complete` tests that"
        )]
        &STAGES[self as usize]
    }
}

/// A block's status: a known stage, or a provider's word kept as it came beside the stage it is treated as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    Known(Stage),
    Unknown { word: String, like: Stage },
}

impl Status {
    /// The stage that decides what it means.
    pub fn stage(&self) -> Stage {
        match self {
            Status::Known(stage) | Status::Unknown { like: stage, .. } => *stage,
        }
    }
    pub fn row(&self) -> &'static StageRow {
        self.stage().row()
    }
}

impl Default for Status {
    fn default() -> Status {
        Status::Known(Stage::Wanted)
    }
}

impl From<Stage> for Status {
    fn from(stage: Stage) -> Status {
        Status::Known(stage)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Status::Known(stage) => f.write_str(&crate::base::fact::spoken(stage.row().word)),
            Status::Unknown { word, like } => {
                write!(f, "\"{word}\" (unknown, treated as {})", crate::base::fact::spoken(like.row().word))
            }
        }
    }
}

fn stage(ron: &str) -> Result<Stage, String> {
    let index = word_index(ron, WORDS)?;
    STAGES.get(index).map(|row| row.stage).ok_or_else(String::new)
}

/// A stage; or a provider's own word, between quotes.
fn known_or_quoted(ron: &str) -> Result<Status, String> {
    match (stage(ron), unquote(ron)) {
        (Ok(stage), _) => Ok(Status::Known(stage)),
        (Err(_), Ok(word)) if !word.trim().is_empty() => {
            Ok(Status::Unknown { word: word.into_owned(), like: Stage::Wanted })
        }
        (Err(why), _) if why.contains("did you mean") => Err(why),
        (Err(why), _) => {
            Err(format!("{why}; a provider's own word is written Unknown({})", quote(ron.trim_matches('"'))))
        }
    }
}

impl Fact for Status {
    const SHAPE: Shape = Shape::Word(WORDS);
    /// `Scheduled`, or `Unknown(word: "assessing", like: Requested)`, or `Unknown("cancelling")`, or only `"cancelling"`.
    fn parse(ron: &str) -> Result<Self, String> {
        let inner = ron.strip_prefix("Unknown").map(str::trim).and_then(|rest| rest.strip_prefix('('));
        let Some(inner) = inner.and_then(|rest| rest.strip_suffix(')')) else {
            return known_or_quoted(ron);
        };
        let inner = inner.trim().trim_end_matches(',');
        let (word, like) = match inner.rsplit_once(',') {
            Some((word, like)) if !like.contains('"') => (word.trim(), like.trim()),
            _ => (inner, ""),
        };
        let word = word
            .strip_prefix("word")
            .map_or(word, |rest| rest.trim_start().trim_start_matches(':').trim_start());
        let like = like
            .strip_prefix("like")
            .map_or(like, |rest| rest.trim_start().trim_start_matches(':').trim_start());
        let word = unquote(word).map_err(|_| {
            format!(
                "wants the provider's word between quotes, such as Unknown(\"cancelling\"), not {}",
                clipped(ron)
            )
        })?;
        let like = if like.is_empty() { Stage::Wanted } else { stage(like)? };
        Ok(Status::Unknown { word: word.into_owned(), like })
    }
    fn ron(&self) -> String {
        match self {
            Status::Known(stage) => stage.row().word.to_string(),
            Status::Unknown { word, like } => {
                format!("Unknown(word: {}, like: {})", quote(word), like.row().word)
            }
        }
    }
    fn show(&self) -> String {
        match self {
            Status::Known(stage) => stage.row().word.to_string(),
            unknown => unknown.ron(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_is_complete_and_in_order() {
        for (index, row) in STAGES.iter().enumerate() {
            assert_eq!(row.stage as usize, index);
            assert_eq!(Status::parse(row.word), Ok(Status::Known(row.stage)));
        }
    }

    #[test]
    fn a_providers_own_word_is_kept() {
        let read = Status::parse("Unknown(\"cancelling, soon\")").unwrap();
        assert_eq!(read, Status::Unknown { word: "cancelling, soon".into(), like: Stage::Wanted });
        let read = Status::parse("Unknown(word: \"assessing\", like: Requested)").unwrap();
        assert_eq!(read.stage(), Stage::Requested);
        assert_eq!(Status::parse(&read.ron()), Ok(read));
    }

    #[test]
    fn a_quoted_word_is_the_providers() {
        let read = Status::parse("\"assessing\"").unwrap();
        assert_eq!(read, Status::Unknown { word: "assessing".into(), like: Stage::Wanted });
        assert_eq!(Status::parse("\"scheduled\""), Ok(Status::Known(Stage::Scheduled)));
        let error = Status::parse("assessing").unwrap_err();
        assert!(error.ends_with("a provider's own word is written Unknown(\"assessing\")"), "{error}");
        assert!(Status::parse("\"\"").is_err());
    }

    #[test]
    fn a_misspelt_word_is_corrected() {
        let error = Status::parse("Schedled").unwrap_err();
        assert!(error.contains("did you mean Scheduled?"), "{error}");
    }
}
