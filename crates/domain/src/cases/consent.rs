//! Whether words that came with a consent say the opposite.

/// What says no, or that all is as it was, in all our languages, because people write in theirs.
const NO: &[&str] = &[
    // en, and es for "no"
    "no",
    "not",
    "never",
    "still",
    "broken",
    "worse",
    "refuse",
    "refused",
    "disagree",
    "unacceptable",
    "unsolved",
    "unfortunately",
    "cannot",
    "same problem",
    // nl
    "nee",
    "niet",
    "geen",
    "nooit",
    "kapot",
    "helaas",
    "onaanvaardbaar",
    "nog steeds",
    // hu
    "nem",
    "nincs",
    "sem",
    "soha",
    "sajnos",
    "elfogadhatatlan",
    "még mindig",
    "ugyanaz a",
    // de
    "nein",
    "nicht",
    "kein",
    "keine",
    "keinen",
    "nie",
    "kaputt",
    "leider",
    "inakzeptabel",
    "immer noch",
    // es
    "nunca",
    "todavía",
    "ningún",
    "ninguna",
    "tampoco",
    "roto",
    "rota",
    "inaceptable",
    "sigue",
    // fr
    "non",
    "pas",
    "jamais",
    "aucun",
    "aucune",
    "hélas",
    "cassé",
    "cassée",
    "inacceptable",
    "toujours",
];

/// What has such a word in it and says that all is well.
const WELL: &[&str] = &[
    // en
    "no problem",
    "no problems",
    "not a problem",
    "no worries",
    "no more problems",
    "no further questions",
    "not bad",
    // nl
    "geen probleem",
    "geen problemen",
    "geen vragen",
    "geen zorgen",
    "niet slecht",
    // hu
    "nincs gond",
    "nincs probléma",
    "nincs több kérdésem",
    "nem gond",
    "nem probléma",
    "nem rossz",
    // de
    "kein problem",
    "keine probleme",
    "keine fragen",
    "nicht schlecht",
    // es
    "no hay problema",
    "ningún problema",
    "no hay de qué",
    "no está mal",
    // fr
    "pas de problème",
    "pas de souci",
    "aucun problème",
    "aucun souci",
    "pas mal",
];

/// Whether a text that came with a consent says the opposite: then it is asked once more.
///
/// It looks for words, not for sense. To be asked once too often costs a press; to be closed against one's own words
/// costs the case. A person reads the text anyway.
#[must_use]
pub fn sounds_like_no(text: &str) -> bool {
    let words: Vec<String> = text
        .to_lowercase()
        .replace('’', "'")
        .split(|sign: char| !sign.is_alphanumeric() && sign != '\'')
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    let mut said = format!(" {} ", words.join(" "));
    for well in WELL {
        said = said.replace(&format!(" {well} "), " ");
    }
    said.contains("n't ") || NO.iter().any(|no| said.contains(&format!(" {no} ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_consent_whose_words_say_no_is_noticed() {
        for no in [
            "Still not fixed!",
            "no",
            "Not happy at all",
            "It isn’t solved.",
            "it wasn't fixed",
            "Same problem as before",
            "Dat is niet opgelost",
            "Het werkt nog steeds slecht",
            "geen oplossing",
            "Nem működik",
            "még mindig rossz",
            "Nem oldotta meg",
            "Das Problem ist nicht behoben",
            "Geht NICHT",
            "immer noch kaputt",
            "No funcionó",
            "No acepto",
            "Non.",
            "Ce n'est pas réglé",
            "toujours la même chose",
        ] {
            assert!(sounds_like_no(no), "{no}");
        }
        for yes in [
            "",
            "Thank you, it works.",
            "No problem, thanks again!",
            "No worries.",
            "Geen probleem, dank u",
            "Nincs gond, köszönöm!",
            "Kein Problem, danke",
            "Alles gut",
            "No hay problema, gracias",
            "Pas de souci, merci",
            "Notiert, danke",
            "Panasz rendezve",
        ] {
            assert!(!sounds_like_no(yes), "{yes}");
        }
    }
}
