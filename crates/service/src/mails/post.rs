//! The mails about mail that came in: to its sender, and to the vendor's people when it waits for too long.

use domain::{format, i18n::I18n, time::Instant};
use store::outbox::{Mail, Origin};

use super::{Letter, Recipient, write};
use crate::Context;

/// Says to somebody whom nobody knows that a mail has come and by when they hear, and repeats nothing of it: its sender may
/// not be who it says, and what stands in it would go to somebody else under the vendor's name.
pub(crate) fn received(context: &Context, to: &str, id: Option<&str>, due: Option<Instant>) -> Mail {
    let vendor = &context.settings().vendor;
    let i18n = I18n::of(vendor.language);
    let due = due.map(|due| {
        let due = context.wall(due, &vendor.time_zone);
        i18n.mail_case_due(&format::date_full_weekday(vendor.language, due.date()), &format::time(vendor.language, due))
    });
    let letter = Letter {
        subject: i18n.mail_post_subject().to_owned(),
        paragraphs: [Some(i18n.mail_post_text().to_owned()), due].into_iter().flatten().collect(),
        code: None,
        table: None,
        link: None,
    };
    let refers_to = id.map(str::to_owned).into_iter().collect();
    Mail { refers_to, origin: Origin::Replied, ..write(context, i18n, to, &letter) }
}

/// What a person answers to a mail before it is in a case, in the conversation with this token, which has these mails so far. An
/// answer to it comes back there.
pub(crate) fn post_answered(
    context: &Context,
    to: &str,
    subject: &str,
    text: &str,
    (token, refers_to): (String, Vec<String>),
) -> Mail {
    let i18n = I18n::of(context.settings().vendor.language);
    let subject = if subject.is_empty() { i18n.desk_post_no_subject() } else { subject };
    let is_answer = subject.get(..3).is_some_and(|begin| begin.eq_ignore_ascii_case("re:"));
    let letter = Letter {
        subject: if is_answer { subject.to_owned() } else { format!("Re: {subject}") },
        paragraphs: vec![text.to_owned()],
        code: None,
        table: None,
        link: None,
    };
    let mail = write(context, i18n, to, &letter);
    Mail { thread: Some(token), refers_to, comes_back: true, origin: Origin::Person, ..mail }
}

/// Says to a person above that the sender of a mail was to have heard by now, and nobody has said where it belongs.
pub(crate) fn post_missed(context: &Context, recipient: Recipient<'_>, sender: &str, subject: &str) -> Mail {
    let i18n = I18n::of(recipient.language);
    let letter = Letter {
        subject: i18n.mail_post_missed_subject().to_owned(),
        paragraphs: vec![i18n.mail_post_missed_text(sender), subject.to_owned()],
        code: None,
        table: None,
        link: Some((i18n.desk_post_title().to_owned(), format!("{}/desk/post", context.config().public_url))),
    };
    write(context, i18n, recipient.email, &letter)
}
