//! One line of a journal: what an edit did to the plan's text.

use serde::{Deserialize, Serialize};

use crate::edit::history::How;

/// One edit: `text[at .. at + cut]` becomes `put`. Offsets are in bytes. Replaying entries needs nothing but the text that
/// was read, whatever version of planb does it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub label: String,
    #[serde(default)]
    pub how: How,
    pub at: usize,
    pub cut: usize,
    pub put: String,
}

impl Entry {
    /// The smallest single replacement that makes `after` of `before`.
    pub fn between(label: String, how: How, before: &str, after: &str) -> Entry {
        let equal = |(a, b): &(u8, u8)| a == b;
        let mut head = before.bytes().zip(after.bytes()).take_while(equal).count();
        while !before.is_char_boundary(head) {
            head -= 1;
        }
        let (old, new) = (before.get(head..).unwrap_or(""), after.get(head..).unwrap_or(""));
        let mut tail = old.bytes().rev().zip(new.bytes().rev()).take_while(equal).count();
        while !old.is_char_boundary(old.len() - tail) {
            tail -= 1;
        }
        let put = new.get(..new.len() - tail).unwrap_or(new).to_string();
        Entry { label, how, at: head, cut: old.len() - tail, put }
    }

    /// Changes the text, or says that the entry does not fit it.
    pub fn apply(&self, text: &mut String) -> bool {
        let end = self.at.checked_add(self.cut);
        let Some(end) = end.filter(|end| text.get(self.at..*end).is_some()) else { return false };
        text.replace_range(self.at..end, &self.put);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_makes_the_new_text_of_the_old() {
        let pairs = [("", "abc"), ("abc", ""), ("aXc", "aYYc"), ("same", "same"), ("aéc", "aèc")];
        for (before, after) in pairs.into_iter().chain([("aaa", "aaaa"), ("é", "©"), ("ü", "Ã¼ü")]) {
            let entry = Entry::between(String::new(), How::Did, before, after);
            let mut text = before.to_string();
            assert!(entry.apply(&mut text));
            assert_eq!(text, after);
        }
    }

    #[test]
    fn an_entry_that_does_not_fit_changes_nothing() {
        for (at, cut) in [(5, 1), (2, 1), (0, usize::MAX), (usize::MAX, 1), (1, 1)] {
            let entry = Entry { label: String::new(), how: How::Did, at, cut, put: "x".to_string() };
            let mut text = "aé".to_string();
            assert_eq!((entry.apply(&mut text), text.as_str()), (false, "aé"), "{at} {cut}");
        }
    }
}
