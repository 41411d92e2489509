//! The portal's mails: in the reader's language, as text and as HTML that says the same.

mod cases;
mod causes;
mod erasure;
mod money;
mod orders;
mod post;
mod reminders;

use domain::{format, i18n::I18n, language::Language, time::WallTime};
use store::outbox::{Mail, Origin};

use crate::{Context, entry};

pub(crate) use cases::{CaseFacts, case_to_customer, case_to_staff};
pub(crate) use causes::notice;
pub(crate) use erasure::{erasure, erasure_asked};
pub(crate) use money::{Document, MoneyNews, money};
pub(crate) use orders::{Contents, OrderFacts, Recipient, order};
pub(crate) use post::{post_answered, post_missed, received};
pub(crate) use reminders::ToPay;

/// The parts of a mail, before it is text and HTML.
struct Letter {
    subject: String,
    paragraphs: Vec<String>,
    /// Set large, alone, after the first paragraph.
    code: Option<String>,
    /// After the first paragraph.
    table: Option<Table>,
    /// What to press and where it leads.
    link: Option<(String, String)>,
}

/// What was ordered, and what it comes to.
struct Table {
    rows: Vec<Row>,
    sums: Vec<(String, String)>,
}

struct Row {
    name: String,
    /// Below the name.
    note: String,
    amount: String,
}

/// The mail with a code. It says when and from where it was asked, and its link only fills the code in and keeps `next`,
/// the path of our own where the reader was going.
pub(crate) fn code(
    context: &Context,
    language: Language,
    to: &str,
    code: &str,
    asked: WallTime,
    address: &str,
    user_agent: &str,
    next: &str,
) -> Mail {
    let i18n = I18n::of(language);
    let settings = context.settings();
    let device = domain::session::device_name(user_agent);
    let when = format::instant_long(language, asked);
    let mut link = format!("{}/signin/code?code={code}", context.config().public_url);
    if next != "/" {
        link.push_str("&next=");
        link.push_str(&entry::as_parameter(next));
    }
    let letter = Letter {
        subject: i18n.mail_code_subject(code, &settings.vendor.name),
        paragraphs: vec![
            i18n.mail_code_text().to_owned(),
            i18n.mail_code_valid().to_owned(),
            i18n.mail_code_asked(address, &device, &when),
            i18n.mail_code_not_you().to_owned(),
        ],
        code: Some(code.to_owned()),
        table: None,
        link: Some((i18n.mail_code_open().to_owned(), link)),
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
        table: None,
        link: Some((i18n.mail_invited_link().to_owned(), format!("{}/signin", context.config().public_url))),
    };
    write(context, i18n, to, &letter)
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
        table: None,
        link: Some((
            i18n.mail_cancel_asked_link().to_owned(),
            format!("{}/desk/orders/{number}", context.config().public_url),
        )),
    };
    write(context, i18n, &settings.vendor.email, &letter)
}

/// The end of a mail as HTML.
const END: &str = "</body></html>";

/// The same mail with where its reader says which mails they want: for those that they may do without.
pub(crate) fn with_choices(context: &Context, language: Language, mail: Mail) -> Mail {
    let line = I18n::of(language).mail_choices();
    let address = format!("{}/account/notices", context.config().public_url);
    let text = format!("{}{line}: {address}\n", mail.text);
    let begin = mail.html.strip_suffix(END).unwrap_or(&mail.html);
    let html = format!(
        "{begin}<p style=\"color:#555;font-size:13px\"><a href=\"{}\" style=\"color:#555\">{}</a></p>{END}",
        escape(&address),
        escape(line)
    );
    Mail { text, html, ..mail }
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
        html.push_str(&format!("<p>{}</p>", escape(paragraph).replace('\n', "<br>")));
        if let (0, Some(code)) = (index, &letter.code) {
            text.push_str(&format!("    {code}\n\n"));
            html.push_str(&format!(
                "<p style=\"font:650 32px/1.3 monospace;letter-spacing:.2em\">{}</p>",
                escape(code)
            ));
        }
        if let (0, Some(table)) = (index, &letter.table) {
            text.push_str(&table_text(table));
            html.push_str(&table_html(table));
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
         <p style=\"color:#555;font-size:13px\">{}</p>{END}",
        escape(&letter.subject),
        escape(&footer)
    );
    Mail {
        to: to.to_owned(),
        subject: letter.subject.clone(),
        text,
        html,
        thread: None,
        refers_to: Vec::new(),
        comes_back: false,
        origin: Origin::Generated,
    }
}

fn table_text(table: &Table) -> String {
    let mut text = String::new();
    for row in &table.rows {
        text.push_str(&format!("{}\n    {} · {}\n", row.name, row.note, row.amount));
    }
    text.push('\n');
    for (name, amount) in &table.sums {
        text.push_str(&format!("{name}: {amount}\n"));
    }
    text.push('\n');
    text
}

fn table_html(table: &Table) -> String {
    const CELL: &str = "padding:8px 0;border-top:1px solid #ddd;vertical-align:top";
    const FIGURE: &str =
        "padding:8px 0 8px 16px;border-top:1px solid #ddd;vertical-align:top;text-align:right;white-space:nowrap";
    let mut html = String::from("<table style=\"width:100%;border-collapse:collapse\"><tbody>");
    for row in &table.rows {
        html.push_str(&format!(
            "<tr><td style=\"{CELL}\">{}<br><small>{}</small></td><td style=\"{FIGURE}\">{}</td></tr>",
            escape(&row.name),
            escape(&row.note),
            escape(&row.amount)
        ));
    }
    for (name, amount) in &table.sums {
        html.push_str(&format!(
            "<tr><td style=\"{CELL}\">{}</td><td style=\"{FIGURE}\">{}</td></tr>",
            escape(name),
            escape(amount)
        ));
    }
    html.push_str("</tbody></table>");
    html
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
