//! What kind of mail it is.

use super::{Incoming, ReturnPath};

/// What a mail is, by what it says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nature {
    /// Somebody has written it.
    Letter,
    /// A mail of ours did not arrive.
    Bounce,
    /// An answering machine: out of office, a receipt, an answer to an invitation. Shown to people, never answered.
    Automatic,
    /// A newsletter, a digest, a mailing list: for many.
    Bulk,
}

/// What answering machines call their mails, in our languages.
const ABSENT: &[&str] = &[
    "automatic reply",
    "auto reply",
    "auto-reply",
    "autoreply",
    "out of office",
    "out of the office",
    "automatisch antwoord",
    "automatische antwoord",
    "afwezigheid",
    "niet aanwezig",
    "automatische antwort",
    "abwesenheitsnotiz",
    "abwesend",
    "réponse automatique",
    "absence du bureau",
    "absent du bureau",
    "respuesta automática",
    "respuesta automatica",
    "fuera de la oficina",
    "automatikus válasz",
    "házon kívül",
];

/// What mail servers call their reports.
const UNDELIVERED: &[&str] = &[
    "undelivered mail returned",
    "undeliverable",
    "delivery status notification",
    "mail delivery failed",
    "delivery failure",
    "returned mail",
    "failure notice",
    "unzustellbar",
    "niet bezorgbaar",
    "onbestelbaar",
    "non remis",
    "no se puede entregar",
    "kézbesíthetetlen",
];

/// What the mail is. Of several signs the first one here holds: a bounce is also automatic.
#[must_use]
pub fn nature(mail: &Incoming) -> Nature {
    let subject = mail.subject.to_lowercase();
    let from_a_machine = is_a_machine(&mail.from.address);
    let is_returned = mail.return_path == ReturnPath::Null;
    let sounds_undelivered = UNDELIVERED.iter().any(|words| subject.contains(words));
    if mail.report.is_some() || (sounds_undelivered && (is_returned || from_a_machine)) {
        return Nature::Bounce;
    }
    let submitted = mail.signs.auto_submitted.as_deref();
    let precedence = mail.signs.precedence.as_deref();
    if mail.signs.is_receipt
        || mail.signs.is_autoreply
        || submitted.is_some_and(|word| word.starts_with("auto-replied"))
        || precedence == Some("auto_reply")
        || mail.signs.calendar.as_deref().is_some_and(|method| method != "request" && method != "publish")
        || is_absence(mail, &subject)
    {
        return Nature::Automatic;
    }
    if mail.signs.is_digest || mail.signs.is_newsletter || matches!(precedence, Some("bulk" | "junk")) {
        return Nature::Bulk;
    }
    if submitted.is_some_and(|word| word != "no") || is_returned {
        return Nature::Automatic;
    }
    Nature::Letter
}

/// An answering machine is known by its words only where nothing speaks against it: somebody may write about an
/// "automatic reply" too, so its subject must begin with them, and it must answer something.
fn is_absence(mail: &Incoming, subject: &str) -> bool {
    let begins = ABSENT.iter().any(|words| subject.trim_start().starts_with(words));
    let answers = !mail.in_reply_to.is_empty() || !mail.references.is_empty() || mail.return_path == ReturnPath::Null;
    begins && (answers || mail.signs.suppress.is_some())
}

/// Addresses behind which nobody reads.
pub(super) fn is_a_machine(address: &str) -> bool {
    let name = address.split('@').next().unwrap_or("").split('+').next().unwrap_or("");
    let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    ["mailerdaemon", "postmaster", "noreply", "donotreply", "bounce", "bounces", "mailer"].contains(&plain.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::post::{Report, Sender, Signs};

    fn mail(subject: &str) -> Incoming {
        Incoming {
            subject: subject.to_owned(),
            from: Sender { name: String::new(), address: "anna@dakwerken.example".to_owned() },
            text: "Hello".to_owned(),
            ..Incoming::default()
        }
    }

    #[test]
    fn a_letter_is_a_letter_whatever_it_is_about() {
        for subject in ["Cracked tiles", "Question about your automatic reply", "Re: [1042] Undeliverable goods", ""] {
            assert_eq!(nature(&mail(subject)), Nature::Letter, "{subject}");
        }
    }

    #[test]
    fn an_absence_is_recognised_in_all_our_languages() {
        for subject in [
            "Automatic reply: [1042] Cracked tiles",
            "Automatisch antwoord: [1042]",
            "Automatikus válasz: [1042]",
            "Abwesenheitsnotiz: [1042]",
            "Respuesta automática: [1042]",
            "Réponse automatique : [1042]",
        ] {
            let mail = Incoming { in_reply_to: vec!["a@b".to_owned()], ..mail(subject) };
            assert_eq!(nature(&mail), Nature::Automatic, "{subject}");
        }
    }

    #[test]
    fn machines_are_known_by_their_headers() {
        let with = |signs| nature(&Incoming { signs, ..mail("Re: [1042] Tiles") });
        let submitted = |word: &str| Signs { auto_submitted: Some(word.to_owned()), ..Signs::default() };
        assert_eq!(with(submitted("auto-replied")), Nature::Automatic);
        assert_eq!(with(submitted("auto-generated")), Nature::Automatic);
        assert_eq!(with(submitted("no")), Nature::Letter);
        assert_eq!(with(Signs { is_autoreply: true, ..Signs::default() }), Nature::Automatic);
        assert_eq!(with(Signs { is_receipt: true, ..Signs::default() }), Nature::Automatic);
        assert_eq!(with(Signs { is_newsletter: true, ..Signs::default() }), Nature::Bulk);
        assert_eq!(with(Signs { is_digest: true, ..Signs::default() }), Nature::Bulk);
        let calendar = |method: &str| Signs { calendar: Some(method.to_owned()), ..Signs::default() };
        assert_eq!(with(calendar("reply")), Nature::Automatic);
        assert_eq!(with(calendar("request")), Nature::Letter, "somebody invites us");
    }

    #[test]
    fn a_bounce_is_one_also_without_its_report() {
        let report = Incoming { report: Some(Report::default()), ..mail("?") };
        assert_eq!(nature(&report), Nature::Bounce);
        let words = Incoming { return_path: ReturnPath::Null, ..mail("Mail delivery failed: returning message") };
        assert_eq!(nature(&words), Nature::Bounce);
        assert_eq!(nature(&mail("Mail delivery failed, says our postman")), Nature::Letter);
    }
}
