//! Which case a mail belongs to.

use super::{Incoming, MOST_IDS};

/// How a case was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MatchedBy {
    /// The address it was sent to has our signed token.
    Address,
    /// It refers to a mail of ours, whose id is signed.
    OwnId,
    /// It refers to a mail that the same account has sent before.
    StoredId,
}

/// The case, if any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    Case {
        number: i64,
        by: MatchedBy,
    },
    /// It belongs to several at once: a person has to say to which.
    Several,
    /// `hint` is the number in its subject, which proves nothing.
    Nothing {
        hint: Option<i64>,
    },
}

/// Finds the case of a mail. `ours` says which case a token of ours names, when its signature is right. `stored` are ids
/// of mails that the sender's own account has sent before, with their cases: never those of anybody else.
///
/// A forwarded mail brings the ids of another conversation along: it begins a new case, unless it was sent to the case's
/// own address.
#[must_use]
pub fn find(mail: &Incoming, ours: &dyn Fn(&str) -> Option<i64>, stored: &[(String, i64)]) -> Found {
    let named = mail.recipients.iter().filter_map(|address| ours(token_in_address(address)?));
    if let Some(found) = one_of(named, MatchedBy::Address) {
        return found;
    }
    let hint = number_in(&mail.subject);
    if is_forward(&mail.subject) {
        return Found::Nothing { hint };
    }
    // What it answers says more than what it refers to: a client may have collected ids of other conversations.
    for ids in [&mail.in_reply_to, &mail.references] {
        let own = ids.iter().take(MOST_IDS).filter_map(|id| ours(token_in_id(id)?));
        if let Some(found) = one_of(own, MatchedBy::OwnId) {
            return found;
        }
    }
    for ids in [&mail.in_reply_to, &mail.references] {
        let known = ids.iter().take(MOST_IDS).filter(|id| !id.is_empty());
        let known = known.filter_map(|id| stored.iter().find(|(own, _)| own == id).map(|(_, number)| *number));
        if let Some(found) = one_of(known, MatchedBy::StoredId) {
            return found;
        }
    }
    Found::Nothing { hint }
}

fn one_of(mut numbers: impl Iterator<Item = i64>, by: MatchedBy) -> Option<Found> {
    let number = numbers.next()?;
    Some(if numbers.all(|other| other == number) { Found::Case { number, by } } else { Found::Several })
}

/// What may be tokens of ours in a mail: those of the addresses that it was sent to, then those of what it answers and refers
/// to, unless it was forwarded.
#[must_use]
pub fn tokens(mail: &Incoming) -> Vec<&str> {
    let ids = [&mail.in_reply_to, &mail.references].into_iter().flatten().filter(|_| !is_forward(&mail.subject));
    let addresses = mail.recipients.iter().filter_map(|address| token_in_address(address));
    addresses.chain(ids.filter_map(|id| token_in_id(id))).take(MOST_IDS).collect()
}

/// What stands behind the last plus of an address: `c1042.k3h…` in `help+c1042.k3h…@vandael.example`.
#[must_use]
pub fn token_in_address(address: &str) -> Option<&str> {
    let (name, _) = address.rsplit_once('@')?;
    let (_, token) = name.rsplit_once('+')?;
    (!token.is_empty()).then_some(token)
}

/// The token in a message's id: the last two of its words, `c1042.k3h…` in `0192….c1042.k3h…@vandael.example`.
#[must_use]
pub fn token_in_id(id: &str) -> Option<&str> {
    let (name, _) = id.rsplit_once('@')?;
    let (rest, _) = name.rsplit_once('.')?;
    let begin = rest.rfind('.').map_or(0, |dot| dot + 1);
    name.get(begin..)
}

/// Whether a subject begins as those of forwarded mails do, in the languages of mail programs.
#[must_use]
pub fn is_forward(subject: &str) -> bool {
    const FORWARDS: &[&str] =
        &["fw", "fwd", "wg", "tr", "rv", "i", "enc", "doorst", "doorgest", "tovább", "továbbítás", "tov", "vs", "pd"];
    let mut rest = subject.trim_start();
    // `Re: WG: …` answers something that was forwarded; the first word is what this mail is.
    if let Some(inner) = rest.strip_prefix('[')
        && let Some((_, after)) = inner.split_once(']')
    {
        rest = after.trim_start();
    }
    let Some((word, _)) = rest.split_once(':') else { return false };
    FORWARDS.contains(&word.trim().to_lowercase().as_str())
}

/// The number in `[1042]`: the subject of our own mails begins with it.
#[must_use]
pub fn number_in(subject: &str) -> Option<i64> {
    subject.split('[').skip(1).find_map(|rest| {
        let (inside, _) = rest.split_once(']')?;
        let digits = inside.trim().trim_start_matches('#');
        (!digits.is_empty() && digits.len() <= 15 && digits.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| digits.parse().ok())?
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// In the tests a token is right when it ends with `.good`.
    fn ours(token: &str) -> Option<i64> {
        token.strip_prefix('c')?.strip_suffix(".good")?.parse().ok()
    }

    fn to(address: &str) -> Incoming {
        Incoming { recipients: vec![address.to_owned()], ..Incoming::default() }
    }

    fn answering(ids: &[&str]) -> Incoming {
        Incoming { in_reply_to: ids.iter().map(|id| (*id).to_owned()).collect(), ..Incoming::default() }
    }

    #[test]
    fn the_address_comes_before_ids_and_ids_before_what_was_stored() {
        let mut mail = to("help+c1.good@v.example");
        mail.in_reply_to = vec!["x.c2.good@v.example".to_owned()];
        let stored = [("x.c2.good@v.example".to_owned(), 3)];
        assert_eq!(find(&mail, &ours, &stored), Found::Case { number: 1, by: MatchedBy::Address });
        mail.recipients.clear();
        assert_eq!(find(&mail, &ours, &stored), Found::Case { number: 2, by: MatchedBy::OwnId });
        mail.in_reply_to = vec!["theirs@x.example".to_owned()];
        let stored = [("theirs@x.example".to_owned(), 3)];
        assert_eq!(find(&mail, &ours, &stored), Found::Case { number: 3, by: MatchedBy::StoredId });
    }

    #[test]
    fn a_forged_token_is_nothing() {
        assert_eq!(find(&to("help+c1.bad@v.example"), &ours, &[]), Found::Nothing { hint: None });
        assert_eq!(find(&answering(&["a.c1.bad@v.example"]), &ours, &[]), Found::Nothing { hint: None });
    }

    /// A bounce without an id swallowed every later mail; a mail that answered nothing joined a stranger's conversation.
    #[test]
    fn an_empty_id_matches_nothing() {
        let stored = [(String::new(), 7)];
        assert_eq!(find(&answering(&[""]), &ours, &stored), Found::Nothing { hint: None });
        assert_eq!(find(&Incoming::default(), &ours, &stored), Found::Nothing { hint: None });
        for nothing in ["", "<>", " < > ", "<@>", "<.>", "a b"] {
            assert_eq!(super::super::id(nothing), None, "{nothing}");
        }
        assert_eq!(super::super::id(" <a@b> ").as_deref(), Some("a@b"));
    }

    /// The mail of B joined the ticket of A, whose number stood in its subject.
    #[test]
    fn a_number_in_the_subject_is_a_hint() {
        let mail = Incoming { subject: "Re: [1042] Cracked tiles".to_owned(), ..Incoming::default() };
        assert_eq!(find(&mail, &ours, &[]), Found::Nothing { hint: Some(1042) });
        assert_eq!(number_in("Re: [1042] x"), Some(1042));
        assert_eq!(number_in("AW: [EXTERN] [#1042]"), Some(1042));
        assert_eq!(number_in("[x] 1042 [] [12345678901234567890]"), None);
    }

    /// Forwards with "WG:" joined the old ticket.
    #[test]
    fn a_forwarded_mail_begins_a_new_case() {
        for word in ["WG", "Fwd", "FW", "TR", "RV", "Doorst", "Tovább", "wg "] {
            let mut mail = answering(&["a.c1.good@v.example"]);
            mail.subject = format!("{word}: [1] Cracked tiles");
            assert_eq!(find(&mail, &ours, &[]), Found::Nothing { hint: Some(1) }, "{word}");
        }
        for word in ["Re", "AW", "Antw", "RE: WG", "Question"] {
            let mut mail = answering(&["a.c1.good@v.example"]);
            mail.subject = format!("{word}: Cracked tiles");
            assert!(matches!(find(&mail, &ours, &[]), Found::Case { .. }), "{word}");
        }
        let mut mail = to("help+c1.good@v.example");
        mail.subject = "Fwd: the photo".to_owned();
        assert!(matches!(find(&mail, &ours, &[]), Found::Case { number: 1, .. }), "it was sent to the case itself");
    }

    /// Some clients write References anew and leave ours out; the answered id is enough.
    #[test]
    fn lost_references_are_no_loss() {
        let mut mail = answering(&["a.c1.good@v.example"]);
        mail.references = vec!["made-up@outlook.example".to_owned()];
        assert_eq!(find(&mail, &ours, &[]), Found::Case { number: 1, by: MatchedBy::OwnId });
        mail.in_reply_to.clear();
        mail.references.push("c1.good@v.example".to_owned());
        assert_eq!(find(&mail, &ours, &[]), Found::Case { number: 1, by: MatchedBy::OwnId });
    }

    #[test]
    fn tokens_stand_in_addresses_and_ids() {
        let mut mail = to("help+p1.good@v.example");
        mail.in_reply_to = vec!["x.p2.good@v.example".to_owned()];
        mail.references = vec!["p3.good@v.example".to_owned()];
        assert_eq!(tokens(&mail), ["p1.good", "p2.good", "p3.good"]);
        mail.subject = "Fwd: x".to_owned();
        assert_eq!(tokens(&mail), ["p1.good"]);
    }

    #[test]
    fn who_writes_to_two_cases_is_asked_which() {
        let mut mail = to("help+c1.good@v.example");
        mail.recipients.push("help+c2.good@v.example".to_owned());
        assert_eq!(find(&mail, &ours, &[]), Found::Several);
        mail.recipients[1] = "HELP+c1.good@v.example".to_owned();
        assert!(matches!(find(&mail, &ours, &[]), Found::Case { number: 1, .. }));
    }

    proptest! {
        /// Whatever stands in a mail: without a right signature and without a stored id no case is found.
        #[test]
        fn nothing_is_found_by_chance(subject in ".{0,60}", ids in proptest::collection::vec(".{0,40}", 0..6),
                                      address in ".{0,40}") {
            let mail = Incoming {
                subject, recipients: vec![address], in_reply_to: ids.clone(), references: ids, ..Incoming::default()
            };
            let nobody = |_: &str| None;
            let found = matches!(find(&mail, &nobody, &[]), Found::Nothing { .. });
            prop_assert!(found);
        }

        /// What is signed is found again, in an address and in an id.
        #[test]
        fn a_token_is_found_again(number in 1i64..9_999_999, name in "[a-z0-9-]{1,20}(\\.[a-z0-9]{1,9}){0,3}") {
            let token = format!("c{number}.good");
            let (address, id) = (format!("{name}+{token}@v.example"), format!("{name}.{token}@v.example"));
            prop_assert_eq!(token_in_address(&address), Some(token.as_str()));
            prop_assert_eq!(token_in_id(&id), Some(token.as_str()));
            let root = format!("{token}@v.example");
            prop_assert_eq!(token_in_id(&root), Some(token.as_str()));
        }
    }
}
