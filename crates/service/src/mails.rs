//! The portal's mails: in the reader's language, as text and as HTML that says the same.

use domain::{
    event::Event,
    format,
    i18n::I18n,
    language::Language,
    money::Money,
    time::{Instant, WallTime},
};
use store::outbox::Mail;

use crate::Context;

/// The parts of a mail, before it is text and HTML.
struct Letter {
    subject: String,
    paragraphs: Vec<String>,
    /// Set large, alone.
    code: Option<String>,
    /// What to press and where it leads.
    link: Option<(String, String)>,
}

/// The mail with a code. It says when and from where it was asked, and its link only fills the code in.
pub(crate) fn code(
    context: &Context,
    language: Language,
    to: &str,
    code: &str,
    asked: WallTime,
    address: &str,
    user_agent: &str,
) -> Mail {
    let i18n = I18n::of(language);
    let settings = context.settings();
    let device = domain::session::device_name(user_agent);
    let when = format::instant_long(language, asked);
    let letter = Letter {
        subject: i18n.mail_code_subject(code, &settings.vendor.name),
        paragraphs: vec![
            i18n.mail_code_text().to_owned(),
            i18n.mail_code_valid().to_owned(),
            i18n.mail_code_asked(address, &device, &when),
            i18n.mail_code_not_you().to_owned(),
        ],
        code: Some(code.to_owned()),
        link: Some((
            i18n.mail_code_open().to_owned(),
            format!("{}/signin/code?code={code}", context.config().public_url),
        )),
    };
    write(context, i18n, to, &letter)
}

/// What lists say of a mail with a code: its subject without the code.
pub(crate) fn code_subject(context: &Context, language: Language) -> String {
    I18n::of(language).mail_code_subject("••••••", &context.settings().vendor.name)
}

/// The invitation to an account.
pub(crate) fn invitation(
    context: &Context,
    language: Language,
    to: &str,
    by: &str,
    account: &str,
    until: WallTime,
) -> Mail {
    let i18n = I18n::of(language);
    let settings = context.settings();
    let letter = Letter {
        subject: i18n.mail_invited_subject(account, by, &settings.vendor.name),
        paragraphs: vec![i18n.mail_invited_text(
            account,
            &format::date_long(language, until.date()),
            &settings.vendor.name,
        )],
        code: None,
        link: Some((i18n.mail_invited_link().to_owned(), format!("{}/signin", context.config().public_url))),
    };
    write(context, i18n, to, &letter)
}

/// Who is told of a step of an order, and in which zone they read times.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Recipient<'a> {
    pub email: &'a str,
    pub language: Language,
}

/// What a mail about an order speaks of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OrderFacts<'a> {
    pub number: i64,
    pub total: Money,
    pub by: &'a str,
    pub cancel_until: Instant,
}

/// The mail for a step of an order; `None` when nobody need be mailed of it.
pub(crate) fn order(context: &Context, recipient: Recipient<'_>, facts: OrderFacts<'_>, event: &Event) -> Option<Mail> {
    let language = recipient.language;
    let i18n = I18n::of(language);
    let settings = context.settings();
    let number = facts.number.to_string();
    let total = format::money(language, facts.total, &settings.currency(facts.total.currency));
    let (subject, text) = match event {
        Event::OrderSubmitted { awaiting_approval: true, .. } => {
            (i18n.mail_waiting_subject(&number), i18n.mail_waiting_text(facts.by, &number, &total))
        }
        Event::OrderSubmitted { .. } => {
            let until = context.wall(facts.cancel_until, &settings.vendor.time_zone);
            let until = format!("{} {}", format::date_weekday(language, until.date()), format::time(language, until));
            (i18n.mail_submitted_subject(&number), i18n.mail_submitted_text(&number, &total, &until))
        }
        Event::OrderApproved { .. } => (i18n.mail_approved_subject(&number), i18n.mail_approved_text(&number)),
        Event::OrderRefused { reason, .. } => {
            (i18n.mail_refused_subject(&number), i18n.mail_refused_text(&number, reason))
        }
        Event::OrderConfirmed { promised, .. } => {
            let subject = i18n.mail_confirmed_subject(&number);
            // Without a day the subject says all there is to say.
            let text = promised.map(|date| i18n.mail_confirmed_text(&format::date_long(language, date), &number));
            (subject.clone(), text.unwrap_or(subject))
        }
        Event::OrderShipped { carrier, partly, .. } => {
            let text = if *partly {
                i18n.mail_partly_shipped_text(carrier, &number)
            } else {
                i18n.mail_shipped_text(carrier, &number)
            };
            (i18n.mail_shipped_subject(&number), text)
        }
        Event::OrderDelivered { .. } => (i18n.mail_delivered_subject(&number), i18n.mail_delivered_text(&number)),
        Event::OrderCancelled { reason, .. } => (
            i18n.mail_cancelled_subject(&number),
            i18n.mail_cancelled_text(&number, reason.as_deref().unwrap_or("")).trim().to_owned(),
        ),
        Event::CancellationDeclined { reason, .. } => {
            (i18n.mail_declined_subject(&number), i18n.mail_declined_text(&number, reason))
        }
        Event::OrderSplit { number: article, date, .. } => (
            i18n.mail_split_subject(&number),
            i18n.mail_split_text(article, &format::date_long(language, *date), &number),
        ),
        _ => return None,
    };
    let link = format!("{}/orders/{number}", context.config().public_url);
    let letter =
        Letter { subject, paragraphs: vec![text], code: None, link: Some((i18n.mail_order_link().to_owned(), link)) };
    Some(write(context, i18n, recipient.email, &letter))
}

/// The mail to the vendor when a customer asks for a cancellation: somebody is waiting.
pub(crate) fn cancellation_asked(context: &Context, number: i64, customer: &str, reason: &str) -> Mail {
    let settings = context.settings();
    let i18n = I18n::of(settings.vendor.language);
    let number = number.to_string();
    let letter = Letter {
        subject: i18n.mail_cancel_asked_subject(customer, &number),
        paragraphs: vec![i18n.mail_cancel_asked_text(customer, &number, reason)],
        code: None,
        link: Some((
            i18n.mail_cancel_asked_link().to_owned(),
            format!("{}/desk/orders/{number}", context.config().public_url),
        )),
    };
    write(context, i18n, &settings.vendor.email, &letter)
}

fn write(context: &Context, i18n: I18n, to: &str, letter: &Letter) -> Mail {
    let settings = context.settings();
    let footer = i18n.mail_footer(&settings.vendor.name);
    let greeting = i18n.mail_greeting();
    let mut text = format!("{greeting}\n\n");
    let mut html = format!("<p>{}</p>", escape(greeting));
    for (index, paragraph) in letter.paragraphs.iter().enumerate() {
        text.push_str(paragraph);
        text.push_str("\n\n");
        html.push_str(&format!("<p>{}</p>", escape(paragraph)));
        if let (0, Some(code)) = (index, &letter.code) {
            text.push_str(&format!("    {code}\n\n"));
            html.push_str(&format!(
                "<p style=\"font:650 32px/1.3 monospace;letter-spacing:.2em\">{}</p>",
                escape(code)
            ));
        }
    }
    if let Some((name, address)) = &letter.link {
        text.push_str(&format!("{name}: {address}\n\n"));
        html.push_str(&format!("<p><a href=\"{}\">{}</a></p>", escape(address), escape(name)));
    }
    text.push_str(&format!("-- \n{footer}\n"));
    let language = i18n.language.code();
    let html = format!(
        "<!doctype html><html lang=\"{language}\"><head><meta charset=\"utf-8\"><title>{}</title></head>\
         <body style=\"font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:0 auto;padding:24px\">{html}\
         <p style=\"color:#555;font-size:13px\">{}</p></body></html>",
        escape(&letter.subject),
        escape(&footer)
    );
    Mail { to: to.to_owned(), subject: letter.subject.clone(), text, html }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
