//! What of a mail was written now, and what it only repeats.

/// A text in two parts. The rest is kept: nobody's words are thrown away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trimmed<'a> {
    pub written: &'a str,
    /// The quoted end, when there is one.
    pub rest: &'a str,
}

/// Divides a mail's text before what it only quotes at its end. A mail that answers between the lines of the other stays
/// whole, and so does one that is nothing but a quotation.
#[must_use]
pub fn trim(text: &str) -> Trimmed<'_> {
    let whole = Trimmed { written: text.trim_end(), rest: "" };
    let lines = lines(text);
    let Some(place) = (0..lines.len()).find(|place| begins_quotation(&lines, *place)) else { return whole };
    let after = &lines[place..];
    // Words below the quotation belong to the answer, unless another program's head stands above plain text.
    let is_marked = after.iter().any(|(_, line)| line.trim_start().starts_with('>'));
    if is_marked && answers_below(after) {
        return whole;
    }
    let begin = lines[place].0;
    let (written, rest) = text.split_at(begin);
    if written.trim().is_empty() { whole } else { Trimmed { written: written.trim_end(), rest } }
}

/// Each line with the byte at which it begins.
fn lines(text: &str) -> Vec<(usize, &str)> {
    let mut begin = 0;
    text.split_inclusive('\n')
        .map(|line| {
            let here = begin;
            begin += line.len();
            (here, line.trim_end_matches(['\n', '\r']))
        })
        .collect()
}

/// Whether somebody's own words stand below a quotation's first `>`.
fn answers_below(lines: &[(usize, &str)]) -> bool {
    let Some(first) = lines.iter().position(|(_, line)| line.trim_start().starts_with('>')) else { return false };
    lines[first..]
        .iter()
        .map(|(_, line)| line.trim())
        // A signature below is not an answer.
        .take_while(|line| *line != "--")
        .any(|line| !line.is_empty() && !line.starts_with('>'))
}

fn begins_quotation(lines: &[(usize, &str)], place: usize) -> bool {
    let line = lines[place].1.trim();
    if line.is_empty() {
        return false;
    }
    line.starts_with('>') || is_divider(line) || is_introduction(lines, place) || is_head(lines, place)
}

/// `-----Original Message-----` and its kin.
fn is_divider(line: &str) -> bool {
    const WORDS: &[&str] = &[
        "original message",
        "forwarded message",
        "oorspronkelijk bericht",
        "doorgestuurd bericht",
        "eredeti üzenet",
        "továbbított üzenet",
        "ursprüngliche nachricht",
        "originalnachricht",
        "weitergeleitete nachricht",
        "mensaje original",
        "mensaje reenviado",
        "message d'origine",
        "message original",
        "message transféré",
    ];
    let is_ruled = line.starts_with("--") || line.starts_with("__") || line.starts_with("==");
    if !is_ruled {
        return false;
    }
    // Outlook draws a line of underscores.
    if line.len() >= 20 && line.chars().all(|c| c == '_') {
        return true;
    }
    let plain = line.to_lowercase().replace('\u{2019}', "'");
    WORDS.iter().any(|words| plain.contains(words))
}

/// "On Monday … Anna wrote:", which may be broken into two or three lines.
fn is_introduction(lines: &[(usize, &str)], place: usize) -> bool {
    // German and Dutch have the name behind the verb, Hungarian the date behind everything.
    const KINDS: &[(&str, &[&str])] = &[
        ("on ", &["wrote"]),
        ("op ", &["schreef", "geschreven"]),
        ("am ", &["schrieb", "geschrieben"]),
        ("le ", &["écrit"]),
        ("el ", &["escribió", "escribio"]),
        ("", &["ezt írta"]),
    ];
    let first = lines[place].1.trim().to_lowercase();
    KINDS.iter().any(|(begin, verbs)| {
        if !first.starts_with(begin) {
            return false;
        }
        let mut joined = String::new();
        for (_, line) in lines[place..].iter().take(3) {
            let line = line.trim().to_lowercase();
            if line.is_empty() || line.starts_with('>') {
                break;
            }
            joined.push_str(&line);
            joined.push(' ');
            let so_far = joined.trim_end();
            // A letter that says "he wrote:" has no date in it.
            let has_date = so_far.chars().any(|c| c.is_ascii_digit());
            if has_date && so_far.ends_with(':') && verbs.iter().any(|verb| so_far.contains(verb)) {
                return true;
            }
        }
        false
    })
}

/// Outlook's head: "From: …", and "Sent: …" or "To: …" below it.
fn is_head(lines: &[(usize, &str)], place: usize) -> bool {
    const FROM: &[&str] = &["from:", "van:", "von:", "de:", "de :", "feladó:"];
    const OTHERS: &[&str] = &[
        "sent:",
        "to:",
        "date:",
        "verzonden:",
        "aan:",
        "datum:",
        "gesendet:",
        "an:",
        "envoyé:",
        "envoyé :",
        "à:",
        "à :",
        "enviado:",
        "para:",
        "fecha:",
        "küldve:",
        "elküldve:",
        "címzett:",
        "dátum:",
        "date :",
    ];
    let starts = |line: &str, words: &[&str]| {
        let line = line.trim().trim_start_matches('*').to_lowercase();
        words.iter().any(|word| line.starts_with(word))
    };
    starts(lines[place].1, FROM)
        && lines[place + 1..]
            .iter()
            .filter(|(_, line)| !line.trim().is_empty())
            .take(3)
            .any(|(_, line)| starts(line, OTHERS))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_programs_put_below_an_answer_is_trimmed_in_all_our_languages() {
        for rest in [
            "On Mon, 23 Nov 2026 at 10:12, Van Dael <help@v.example> wrote:\n> Hello\n> there",
            "On Mon, 23 Nov 2026 at 10:12, Van Dael & Co Building Materials\n<help@v.example> wrote:\n> Hello",
            "Op ma 23 nov 2026 om 10:12 schreef Van Dael <help@v.example>:\n> Hallo",
            "Am 23.11.26 um 10:12 schrieb Van Dael:\n> Guten Tag",
            "Le lun. 23 nov. 2026 à 10:12, Van Dael <help@v.example> a écrit :\n> Bonjour",
            "El lun, 23 nov 2026 a las 10:12, Van Dael (<help@v.example>) escribió:\n> Hola",
            "Van Dael <help@v.example> ezt írta (időpont: 2026. nov. 23., H, 10:12):\n> Jó napot",
            "-----Original Message-----\nFrom: Van Dael\nSent: Monday\n\nHello",
            "-----Ursprüngliche Nachricht-----\nVon: Van Dael\n\nGuten Tag",
            "________________________________\nVan: Van Dael <help@v.example>\nVerzonden: maandag\n\nHallo",
            "De : Van Dael <help@v.example>\nEnvoyé : lundi 23 novembre\nÀ : Anna\n\nBonjour",
            "Feladó: Van Dael\nElküldve: hétfő\nTárgy: [1042]\n\nJó napot",
            "> quoted without a word before it",
        ] {
            let text = format!("Friday is fine.\n\nAnna\n\n{rest}\n");
            let trimmed = trim(&text);
            assert_eq!(trimmed.written, "Friday is fine.\n\nAnna", "{rest}");
            assert_eq!(format!("{}\n\n{}", trimmed.written, trimmed.rest), text);
        }
    }

    #[test]
    fn an_answer_between_the_lines_stays_whole() {
        let text = "See below.\n\nOn 23 Nov 2026 Van Dael wrote:\n> Which day?\nFriday.\n> And where?\nAt the site.\n";
        assert_eq!(trim(text).written, text.trim_end());
        let signed = "Friday.\n\nOn 23 Nov 2026 Van Dael wrote:\n> Which day?\n--\nAnna\n";
        assert_eq!(trim(signed).written, "Friday.");
    }

    #[test]
    fn a_letter_without_a_quotation_stays_whole() {
        for text in [
            "On Monday the foreman wrote: we start on Friday.",
            "From: the roof\nwater comes in.",
            "Yesterday he wrote:\nthat it leaks.\n-- \nAnna",
            "-- 40 tiles\n-- 2 ridge caps",
            "",
        ] {
            assert_eq!(trim(text), Trimmed { written: text, rest: "" }, "{text}");
        }
    }

    #[test]
    fn nothing_but_a_quotation_stays_whole() {
        let text = "> Only this";
        assert_eq!(trim(text).written, text);
    }

    proptest! {
        /// Nothing is lost: both parts together are the text, but for blanks between them.
        #[test]
        fn nothing_is_lost(text in "([a-z :>\\-_0-9]{0,30}(wrote:|>|From:|Sent:)?\n){0,20}") {
            let trimmed = trim(&text);
            let squeezed = |text: &str| text.split_whitespace().collect::<String>();
            let both = format!("{}{}", trimmed.written, trimmed.rest);
            prop_assert_eq!(squeezed(&both), squeezed(&text));
            prop_assert!(text.trim().is_empty() || !trimmed.written.trim().is_empty());
        }
    }
}
