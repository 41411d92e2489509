//! Text as it is searched: lower case, without accents.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// `Tetőcserép` → `tetocserep`.
#[must_use]
pub fn fold(text: &str) -> String {
    text.nfd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .collect::<String>()
        .replace('ß', "ss")
        .replace('ø', "o")
}

/// The words of a search, folded, without anything that a search syntax could take for its own.
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    all_words(text, 8)
}

/// The words of a whole text, folded, at most `most`.
#[must_use]
pub fn all_words(text: &str, most: usize) -> Vec<String> {
    fold(text)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .take(most)
        .map(|word| word.chars().take(40).collect())
        .collect()
}

/// The words that a slip of the fingers may have been meant to be: the same letters, two neighbours changed round. The
/// word itself comes first; short words are left as they are, because too much is like them.
#[must_use]
pub fn swapped(word: &str) -> Vec<String> {
    const SHORTEST: usize = 4;
    let letters: Vec<char> = word.chars().collect();
    let mut all = vec![word.to_owned()];
    if letters.len() < SHORTEST {
        return all;
    }
    for place in 1..letters.len() {
        let mut other = letters.clone();
        other.swap(place - 1, place);
        let other: String = other.into_iter().collect();
        if !all.contains(&other) {
            all.push(other);
        }
    }
    all
}

/// How alike two words are by their trigrams, 0 to 1: shared ones of all (PostgreSQL's `similarity`).
#[must_use]
pub fn similarity(one: &str, other: &str) -> f64 {
    let (one, other) = (trigrams(one), trigrams(other));
    let shared = one.iter().filter(|gram| other.contains(gram)).count();
    let all = one.len() + other.len() - shared;
    if all == 0 {
        return 0.0;
    }
    #[expect(clippy::cast_precision_loss, reason = "a word has few trigrams")]
    {
        shared as f64 / all as f64
    }
}

fn trigrams(word: &str) -> Vec<String> {
    let padded: Vec<char> = format!("  {word} ").chars().collect();
    let mut grams: Vec<String> = padded.windows(3).map(|gram| gram.iter().collect()).collect();
    grams.sort_unstable();
    grams.dedup();
    grams
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_and_case_do_not_matter() {
        assert_eq!(fold("Tetőcserép ÉPÍTŐ Straße"), "tetocserep epito strasse");
        assert_eq!(words("  dak-pan \"rood\" OR *"), ["dak", "pan", "rood", "or"]);
    }

    #[test]
    fn neighbours_changed_round_are_tried() {
        assert_eq!(swapped("tlie"), ["tlie", "ltie", "tile", "tlei"]);
        assert_eq!(swapped("otl"), ["otl"]);
        assert_eq!(swapped("tööö"), ["tööö", "ötöö"]);
    }

    #[test]
    fn a_typing_mistake_is_still_alike() {
        assert!(similarity("cserep", "csrep") > 0.3);
        assert!(similarity("cserep", "hammer") < 0.1);
    }
}
