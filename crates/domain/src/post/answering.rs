//! What may be answered by itself. One question in front of every automatic mail: two machines that answer each other have
//! sent thousands of mails in a night.

use super::{Incoming, Nature, ReturnPath, nature, recognise::is_a_machine};
use crate::time::Instant;

/// So many automatic mails about one case in so many minutes are a storm.
pub const STORM: [(usize, i64); 5] = [(10, 10), (15, 30), (25, 60), (50, 180), (100, 600)];

/// Why a mail is not answered by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoAnswer {
    /// Nobody would get it.
    NullReturnPath,
    /// It says that a machine has sent it (RFC 3834).
    AutoSubmitted,
    Precedence,
    /// It went to a mailing list.
    List,
    /// It comes from ourselves.
    OwnAddress,
    /// Its sender wishes none.
    Suppressed,
    /// Nobody reads there.
    Machine,
    /// A bounce, an absence, a receipt, a digest.
    Nature,
    /// There have been too many already.
    Storm,
}

/// Whether an automatic mail may go to `to`: an acknowledgement, a copy, news of an escalation. `mail` is what it would
/// answer, where it answers one; `own` are the portal's and the vendor's addresses; `recent` is when automatic mails
/// about the same case, or to the same stranger, went lately.
///
/// # Errors
/// With the reason why not.
pub fn may_auto_answer(
    mail: Option<&Incoming>,
    to: &str,
    own: &[String],
    recent: &[Instant],
    now: Instant,
) -> Result<(), NoAnswer> {
    if let Some(mail) = mail {
        wants_an_answer(mail)?;
    }
    let to = to.trim().to_lowercase();
    if to.is_empty() || own.iter().any(|own| same_place(own, &to)) {
        return Err(NoAnswer::OwnAddress);
    }
    if mail.is_some() && is_a_machine(&to) {
        return Err(NoAnswer::Machine);
    }
    if is_storm(recent, now) {
        return Err(NoAnswer::Storm);
    }
    Ok(())
}

fn wants_an_answer(mail: &Incoming) -> Result<(), NoAnswer> {
    let signs = &mail.signs;
    if mail.return_path == ReturnPath::Null {
        return Err(NoAnswer::NullReturnPath);
    }
    if signs.auto_submitted.as_deref().is_some_and(|word| word != "no") {
        return Err(NoAnswer::AutoSubmitted);
    }
    if signs.precedence.as_deref().is_some_and(|word| matches!(word, "bulk" | "junk" | "list" | "auto_reply")) {
        return Err(NoAnswer::Precedence);
    }
    if signs.is_list || signs.is_newsletter {
        return Err(NoAnswer::List);
    }
    // MS-OXCMAIL 2.2.3.2.14: None, All, DR, NDR, RN, NRN, OOF, AutoReply.
    if let Some(wish) = &signs.suppress
        && wish.split(',').any(|word| matches!(word.trim(), "all" | "oof" | "autoreply"))
    {
        return Err(NoAnswer::Suppressed);
    }
    if nature(mail) != Nature::Letter || signs.calendar.is_some() {
        return Err(NoAnswer::Nature);
    }
    Ok(())
}

/// An address in lower case without what stands behind a plus: our reply addresses have a token there. `None` for what is
/// no address.
pub(crate) fn without_tag(address: &str) -> Option<String> {
    let (name, domain) = address.rsplit_once('@')?;
    Some(format!("{}@{domain}", name.split('+').next().unwrap_or(name)).to_lowercase())
}

/// The same mailbox.
fn same_place(own: &str, other: &str) -> bool {
    match (without_tag(own), without_tag(other)) {
        (Some(own), Some(other)) => own == other,
        _ => false,
    }
}

/// Whether a person's answer can reach anybody at `to`: not at an address of our own, and not at one behind which nobody reads.
/// How often a person writes is their own matter.
///
/// # Errors
/// With the reason why not.
pub fn may_be_written_to(to: &str, own: &[String]) -> Result<(), NoAnswer> {
    let to = to.trim().to_lowercase();
    if !to.contains('@') || own.iter().any(|own| same_place(own, &to)) {
        return Err(NoAnswer::OwnAddress);
    }
    if is_a_machine(&to) {
        return Err(NoAnswer::Machine);
    }
    Ok(())
}

/// Whether one more would be too many.
#[must_use]
pub fn is_storm(recent: &[Instant], now: Instant) -> bool {
    STORM.iter().any(|(most, minutes)| {
        let since = now.plus_minutes(-minutes);
        recent.iter().filter(|at| **at > since).count() >= *most
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::post::{Report, Sender, Signs};

    const NOW: Instant = Instant::from_millis(1_800_000_000_000);

    fn letter() -> Incoming {
        Incoming {
            subject: "Cracked tiles".to_owned(),
            from: Sender { name: String::new(), address: "anna@dakwerken.example".to_owned() },
            ..Incoming::default()
        }
    }

    fn ask(mail: &Incoming) -> Result<(), NoAnswer> {
        may_auto_answer(Some(mail), &mail.from.address, &["help@vandael.example".to_owned()], &[], NOW)
    }

    fn with(signs: Signs) -> Result<(), NoAnswer> {
        ask(&Incoming { signs, ..letter() })
    }

    #[test]
    fn a_person_is_answered() {
        assert_eq!(ask(&letter()), Ok(()));
        assert_eq!(with(Signs { auto_submitted: Some("no".to_owned()), ..Signs::default() }), Ok(()));
        assert_eq!(with(Signs { suppress: Some("dr, ndr, rn, nrn".to_owned()), ..Signs::default() }), Ok(()));
    }

    #[test]
    fn each_sign_of_a_machine_is_enough() {
        assert_eq!(ask(&Incoming { return_path: ReturnPath::Null, ..letter() }), Err(NoAnswer::NullReturnPath));
        for word in ["auto-replied", "auto-generated", "auto-notified", "anything"] {
            let signs = Signs { auto_submitted: Some(word.to_owned()), ..Signs::default() };
            assert_eq!(with(signs), Err(NoAnswer::AutoSubmitted), "{word}");
        }
        for word in ["bulk", "junk", "list", "auto_reply"] {
            let signs = Signs { precedence: Some(word.to_owned()), ..Signs::default() };
            assert_eq!(with(signs), Err(NoAnswer::Precedence), "{word}");
        }
        assert_eq!(with(Signs { is_list: true, ..Signs::default() }), Err(NoAnswer::List));
        for wish in ["all", "oof", "autoreply", "dr, autoreply"] {
            let signs = Signs { suppress: Some(wish.to_owned()), ..Signs::default() };
            assert_eq!(with(signs), Err(NoAnswer::Suppressed), "{wish}");
        }
        assert_eq!(with(Signs { calendar: Some("request".to_owned()), ..Signs::default() }), Err(NoAnswer::Nature));
        assert_eq!(ask(&Incoming { report: Some(Report::default()), ..letter() }), Err(NoAnswer::Nature));
        for address in ["mailer-daemon@mx.example", "no-reply@shop.example", "Postmaster@x.example"] {
            let from = Sender { name: String::new(), address: address.to_owned() };
            assert_eq!(ask(&Incoming { from, ..letter() }), Err(NoAnswer::Machine), "{address}");
        }
    }

    #[test]
    fn we_do_not_answer_ourselves() {
        for address in ["help@vandael.example", "HELP@vandael.example", "help+c1042.abc@vandael.example", ""] {
            let own = ["help@vandael.example".to_owned()];
            assert_eq!(may_auto_answer(None, address, &own, &[], NOW), Err(NoAnswer::OwnAddress), "{address}");
        }
    }

    #[test]
    fn a_person_writes_to_whoever_reads() {
        let own = ["help@vandael.example".to_owned()];
        assert_eq!(may_be_written_to("anna@dakwerken.example", &own), Ok(()));
        for address in ["", "anna", "help@vandael.example", "Help+c1.x@vandael.example"] {
            assert_eq!(may_be_written_to(address, &own), Err(NoAnswer::OwnAddress), "{address}");
        }
        for address in ["no-reply@shop.example", "MAILER-DAEMON@mx.example", "noreply+7@x.example"] {
            assert_eq!(may_be_written_to(address, &own), Err(NoAnswer::Machine), "{address}");
        }
    }

    #[test]
    fn a_storm_ends_at_each_of_its_limits() {
        for (most, minutes) in STORM {
            // All of them at the far end of the window, so that no shorter window sees them.
            let recent = vec![NOW.plus_minutes(1 - minutes); most];
            assert!(is_storm(&recent, NOW), "{most} in {minutes} min");
            let fewer: Vec<Instant> = recent.into_iter().skip(1).collect();
            assert!(!is_storm(&fewer, NOW), "{} in {minutes} min", most - 1);
            let older = vec![NOW.plus_minutes(-minutes); most];
            assert!(minutes < 600 || !is_storm(&older, NOW));
        }
    }

    proptest! {
        /// Whoever sends as often as they like: what is answered never exceeds any of the limits.
        #[test]
        fn nobody_is_answered_without_end(pauses in proptest::collection::vec(0i64..30, 1..300)) {
            let mut now = NOW;
            let mut answered: Vec<Instant> = Vec::new();
            for pause in pauses {
                now = now.plus_minutes(pause);
                if may_auto_answer(Some(&letter()), "anna@dakwerken.example", &[], &answered, now).is_ok() {
                    answered.push(now);
                }
                for (most, minutes) in STORM {
                    let since = now.plus_minutes(-minutes);
                    prop_assert!(answered.iter().filter(|at| **at > since).count() <= most);
                }
            }
        }
    }
}
