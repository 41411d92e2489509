//! The mail about something that went wrong for many.

use domain::{causes::Words, i18n::I18n};
use store::outbox::Mail;

use super::{Letter, Recipient, with_choices, write};
use crate::Context;

/// So many orders are named.
const NAMED: usize = 20;

/// The notice in the recipient's language, with their own orders that it concerns.
pub(crate) fn notice(context: &Context, recipient: Recipient<'_>, cause: i64, words: &Words, orders: &[i64]) -> Mail {
    let i18n = I18n::of(recipient.language);
    let (subject, text, _) = words.pick(recipient.language, context.settings().vendor.language);
    let mut paragraphs = vec![text.to_owned()];
    if !orders.is_empty() {
        let mut named: Vec<String> = orders.iter().rev().take(NAMED).map(ToString::to_string).collect();
        if orders.len() > NAMED {
            named.push("…".to_owned());
        }
        paragraphs.push(i18n.mail_notice_orders(&named.join(", ")));
    }
    paragraphs.push(i18n.mail_notice_why().to_owned());
    let letter = Letter {
        subject: subject.to_owned(),
        paragraphs,
        code: None,
        table: None,
        link: Some((
            i18n.mail_notice_link().to_owned(),
            format!("{}/messages/notices/{cause}", context.config().public_url),
        )),
    };
    let mail = with_choices(context, recipient.language, write(context, i18n, recipient.email, &letter));
    Mail { thread: Some(format!("cause.{cause}")), ..mail }
}
