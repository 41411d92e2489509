//! The mails about a case: to who wrote it, and to the vendor's people.

use domain::{
    cases::{CaseStep, Kind, Proposal},
    format,
    i18n::I18n,
    post::LeftOut,
    promise::Promise,
    time::Instant,
};
use store::outbox::{Mail, Origin};

use super::{Letter, Recipient, write};
use crate::Context;

/// What a mail about a case speaks of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CaseFacts<'a> {
    pub number: i64,
    pub kind: Kind,
    pub subject: &'a str,
    pub step: CaseStep,
    /// What was written, or why.
    pub text: &'a str,
    /// Why it happened, and what prevents it from now on, where that belongs to what was written.
    pub proposal: Option<&'a Proposal>,
    pub due: Option<(Promise, Instant)>,
    /// When it is closed if the customer says nothing.
    pub lapses: Option<Instant>,
    pub customer: &'a str,
    /// The case's signed token.
    pub token: &'a str,
    /// The ids of the mails that came in about it, the first one and the newest.
    pub refers_to: &'a [String],
    /// It answers a mail that has just come.
    pub answers_mail: bool,
    /// What of that mail is not in the case.
    pub left_out: Option<&'a LeftOut>,
}

/// The mail to who wrote the case; `None` when nobody need be mailed of the step.
pub(crate) fn case_to_customer(context: &Context, recipient: Recipient<'_>, facts: CaseFacts<'_>) -> Option<Mail> {
    let i18n = I18n::of(recipient.language);
    let begin = match facts.step {
        CaseStep::Opened => i18n.mail_case_received(),
        CaseStep::Merged => i18n.mail_case_merged(),
        CaseStep::Split => i18n.mail_case_split(),
        CaseStep::Assessed => i18n.mail_case_assessed(),
        CaseStep::Investigating => i18n.mail_case_investigating(),
        CaseStep::Answered if facts.kind.is_investigated() => i18n.mail_case_news(),
        CaseStep::Answered => i18n.mail_case_answered(),
        CaseStep::Asked => i18n.mail_case_asked(),
        CaseStep::Attached => i18n.mail_case_attached(),
        CaseStep::Proposed => i18n.mail_case_proposed(),
        CaseStep::Prioritised => i18n.mail_case_prioritised(),
        CaseStep::Sorted => i18n.mail_case_sorted(),
        CaseStep::Missed => i18n.mail_case_missed(),
        CaseStep::Lapsed => i18n.mail_case_lapsed(),
        CaseStep::Taken
        | CaseStep::Accepted
        | CaseStep::Withdrawn
        | CaseStep::Absorbed
        | CaseStep::Linked
        | CaseStep::Tagged
        | CaseStep::Rated
        | CaseStep::Replied
        | CaseStep::PartlyAccepted
        | CaseStep::Declined
        | CaseStep::Reopened
        | CaseStep::Escalated
        | CaseStep::Objected
        | CaseStep::Contested => return None,
    };
    let mut paragraphs = vec![begin.to_owned()];
    if facts.step == CaseStep::Sorted {
        paragraphs.push(context.settings().cases.kind_name(facts.kind, i18n).to_owned());
    }
    if !facts.text.is_empty() && facts.step != CaseStep::Missed {
        // The number of the case in which it goes on stands in its own paragraph, as what was written does.
        paragraphs.push(facts.text.to_owned());
    }
    if let Some(proposal) = facts.proposal {
        let parts = [(i18n.case_cause(), &proposal.cause), (i18n.case_prevention(), &proposal.prevention)];
        let given = parts.into_iter().filter(|(_, said)| !said.is_empty());
        paragraphs.extend(given.map(|(name, said)| format!("{name}: {said}")));
    }
    paragraphs.extend(facts.left_out.into_iter().flat_map(|left_out| left_out.sentences(i18n)));
    if let Some((_, due)) = facts.due.filter(|_| facts.step != CaseStep::Lapsed) {
        let due = context.wall(due, recipient.time_zone);
        let day = format::date_full_weekday(recipient.language, due.date());
        paragraphs.push(i18n.mail_case_due(&day, &format::time(recipient.language, due)));
    }
    if let Some(lapses) = facts.lapses {
        let lapses = context.wall(lapses, recipient.time_zone);
        let day = format::date_full_weekday(recipient.language, lapses.date());
        paragraphs.push(i18n.case_lapses(&day, &format::time(recipient.language, lapses)));
    }
    let letter = Letter {
        subject: subject(facts),
        paragraphs,
        code: None,
        table: None,
        link: Some((
            i18n.mail_case_link().to_owned(),
            format!("{}/messages/{}", context.config().public_url, facts.number),
        )),
    };
    let origin = match facts.step {
        CaseStep::Answered | CaseStep::Asked | CaseStep::Proposed | CaseStep::Attached => Origin::Person,
        _ if facts.answers_mail => Origin::Replied,
        _ => Origin::Generated,
    };
    let mail = in_thread(write(context, i18n, recipient.email, &letter), facts);
    Some(Mail { comes_back: true, origin, ..mail })
}

/// The mail to a person of the vendor, or to the vendor's address.
pub(crate) fn case_to_staff(context: &Context, recipient: Recipient<'_>, facts: CaseFacts<'_>) -> Mail {
    let i18n = I18n::of(recipient.language);
    let customer = facts.customer;
    let begin = match facts.step {
        CaseStep::Opened => i18n.mail_case_desk_opened(customer),
        CaseStep::Taken => i18n.mail_case_desk_assigned(customer),
        CaseStep::Escalated => i18n.mail_case_desk_escalated(customer),
        CaseStep::Missed => i18n.mail_case_desk_missed(customer),
        CaseStep::Declined | CaseStep::PartlyAccepted => i18n.mail_case_desk_declined(customer),
        CaseStep::Objected => i18n.mail_case_desk_objected(customer),
        CaseStep::Contested => i18n.mail_case_desk_contested(customer),
        CaseStep::Reopened => i18n.mail_case_desk_reopened(customer),
        CaseStep::Tagged => i18n.mail_case_desk_tagged(customer),
        CaseStep::Rated => i18n.mail_case_desk_rated(customer),
        _ => i18n.mail_case_desk_replied(customer),
    };
    let mut paragraphs = vec![begin];
    if !facts.text.is_empty() && !matches!(facts.step, CaseStep::Missed | CaseStep::Taken) {
        paragraphs.push(facts.text.to_owned());
    }
    if let Some((_, due)) = facts.due {
        let due = context.wall(due, recipient.time_zone);
        let day = format::date_full_weekday(recipient.language, due.date());
        paragraphs.push(i18n.mail_case_desk_due(&day, &format::time(recipient.language, due)));
    }
    let letter = Letter {
        subject: subject(facts),
        paragraphs,
        code: None,
        table: None,
        link: Some((
            i18n.mail_case_desk_link().to_owned(),
            format!("{}/desk/cases/{}", context.config().public_url, facts.number),
        )),
    };
    in_thread(write(context, i18n, recipient.email, &letter), facts)
}

/// A case's mails are one conversation.
fn in_thread(mail: Mail, facts: CaseFacts<'_>) -> Mail {
    Mail { thread: Some(facts.token.to_owned()), refers_to: facts.refers_to.to_vec(), ..mail }
}

/// The same subject in every mail of a case: mail programs keep them together by it.
fn subject(facts: CaseFacts<'_>) -> String {
    format!("[{}] {}", facts.number, facts.subject)
}
