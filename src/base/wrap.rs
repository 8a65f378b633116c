//! Text over several lines, broken at blanks.

use unicode_segmentation::UnicodeSegmentation;

use super::words::{cut_middle, visible, width};

/// Lines of at most so many columns; a word that is longer goes on in the next line.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(1);
    let text = visible(text);
    let mut words = Vec::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        words.push(String::new());
        for grapheme in word.graphemes(true) {
            let is_full = |part: &String| !part.is_empty() && width(part) + width(grapheme) > columns;
            if words.last().is_some_and(is_full) {
                words.push(String::new());
            }
            words.last_mut().into_iter().for_each(|part| part.push_str(grapheme));
        }
    }
    lines(words, columns)
}

/// The same; a word that is longer is cut in the middle.
pub fn wrap_cut(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(1);
    let words = text.split(' ').filter(|word| !word.is_empty());
    lines(words.map(|word| cut_middle(word, columns)).collect(), columns)
}

fn lines(words: Vec<String>, columns: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in words {
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(&word),
            Some(line) if width(line) + 1 + width(&word) <= columns => line.extend([" ", &word]),
            _ => lines.push(word),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_whole_where_they_fit() {
        assert_eq!(wrap("ends after its block", 10), ["ends after", "its block"]);
        assert_eq!(wrap("abcdefgh ij", 3), ["abc", "def", "gh", "ij"]);
        assert_eq!(wrap("模型模型", 3), ["模", "型", "模", "型"]);
        assert_eq!(wrap("", 3), [""]);
        assert_eq!(wrap("a\tb", 0).concat(), "a\\u{9}b");
        assert_eq!(wrap_cut("a word-that-is-too-long b", 9), ["a", "word…long", "b"]);
    }
}
