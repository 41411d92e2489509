//! The mails about money: what was asked for, what has come, what was taken back.

use domain::{format, i18n::I18n, money::Money, time::Date};
use store::outbox::Mail;

use super::{
    Letter, Recipient, Table,
    reminders::{self, ToPay},
    with_choices, write,
};
use crate::{Context, entry};

/// What a mail about an invoice or a credit note speaks of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Document<'a> {
    pub number: &'a str,
    pub credit: bool,
    pub total: Money,
    pub due: Option<Date>,
    /// Where to pay to, and what to write on the transfer.
    pub iban: Option<&'a str>,
    pub reference: &'a str,
}

/// What became of an account's money.
#[derive(Clone, Copy, Debug)]
pub(crate) enum MoneyNews<'a> {
    Issued(Document<'a>),
    /// Money has come: it was put against these invoices, and so much of it is left.
    Paid {
        amount: Money,
        dated: Date,
        documents: &'a [String],
        rest: i64,
    },
    Returned {
        amount: Money,
        reason: &'a str,
    },
    /// The vendor has put an amount on the account (above zero) or taken one off by hand; a charge is to be paid by this day,
    /// with this reference. What was paid back is no charge: it had stood in the account's favour.
    Adjusted {
        amount: Money,
        reason: &'a str,
        back: bool,
        due: Option<Date>,
        reference: Option<&'a str>,
    },
    /// What was disputed of an invoice is settled by a credit note, which comes to `total`; `rest` of it is not taken back,
    /// and is asked for by this day; by none where it is paid.
    DisputeCredited {
        invoice: &'a str,
        amount: Money,
        rest: i64,
        pay_by: Option<Date>,
        note: &'a str,
        total: Money,
        reason: &'a str,
    },
    /// What was disputed of an invoice is asked for again, by this day; by none where it is paid.
    PutBack {
        invoice: &'a str,
        amount: Money,
        reason: &'a str,
        pay_by: Option<Date>,
        /// The complaint in which it was spoken about.
        case: i64,
    },
    /// These are to be paid, soon or by now.
    Reminded {
        to_pay: &'a [ToPay],
        today: Date,
    },
}

impl MoneyNews<'_> {
    /// Whether it says what became of what the customer has asked for: it goes to those as well who want no mails about money.
    pub(crate) const fn is_an_answer(&self) -> bool {
        matches!(self, Self::DisputeCredited { .. } | Self::PutBack { .. })
    }
}

/// The mail that tells of it.
pub(crate) fn money(context: &Context, recipient: Recipient<'_>, news: MoneyNews<'_>) -> Mail {
    let i18n = I18n::of(recipient.language);
    let is_an_answer = news.is_an_answer();
    let letter = match news {
        MoneyNews::Issued(document) => issued(context, i18n, document),
        MoneyNews::Paid { amount, dated, documents, rest } => paid(context, i18n, amount, dated, documents, rest),
        MoneyNews::Returned { amount, reason } => returned(context, i18n, amount, reason),
        MoneyNews::Adjusted { amount, reason, back, due, reference } => {
            adjusted(context, i18n, (amount, reason, back), due, reference)
        }
        MoneyNews::DisputeCredited { invoice, amount, rest, pay_by, note, total, reason } => {
            dispute_credited(context, i18n, (invoice, amount, rest, pay_by), (note, total), reason)
        }
        MoneyNews::PutBack { invoice, amount, reason, pay_by, case } => {
            put_back(context, i18n, (invoice, amount), reason, pay_by, case)
        }
        MoneyNews::Reminded { to_pay, today } => reminders::letter(context, i18n, to_pay, today),
    };
    let mail = write(context, i18n, recipient.email, &letter);
    if is_an_answer { mail } else { with_choices(context, recipient.language, mail) }
}

fn issued(context: &Context, i18n: I18n, document: Document<'_>) -> Letter {
    let vendor = context.settings().vendor.name.clone();
    let (number, total) = (document.number, said(context, i18n, document.total));
    let address = address_of(context, number);
    let mut sums = vec![(i18n.orders_total().to_owned(), total.clone())];
    if document.credit {
        return Letter {
            subject: i18n.mail_credited_subject(number, &vendor),
            paragraphs: vec![i18n.mail_credited_text(&total, number)],
            code: None,
            table: Some(Table { rows: Vec::new(), sums }),
            link: Some((i18n.mail_credit_link().to_owned(), address)),
        };
    }
    let mut paragraphs = vec![i18n.mail_issued_text(&total, number)];
    if let Some(due) = document.due {
        let day = format::date_long(i18n.language, due);
        paragraphs.push(i18n.mail_issued_due(&day));
        sums.push((i18n.mail_due().to_owned(), day));
    }
    if let Some(iban) = document.iban.filter(|iban| !iban.is_empty()) {
        // The name of the number is the same in every language (ISO 13616).
        sums.push(("IBAN".to_owned(), iban.to_owned()));
    }
    if !document.reference.is_empty() {
        sums.push((i18n.mail_reference().to_owned(), document.reference.to_owned()));
    }
    Letter {
        subject: i18n.mail_issued_subject(number, &vendor),
        paragraphs,
        code: None,
        table: Some(Table { rows: Vec::new(), sums }),
        link: Some((i18n.mail_invoice_link().to_owned(), address)),
    }
}

/// Where a document is read.
fn address_of(context: &Context, number: &str) -> String {
    format!("{}/invoices/{}", context.config().public_url, entry::as_parameter(number).replace('/', "%2F"))
}

fn paid(context: &Context, i18n: I18n, amount: Money, dated: Date, documents: &[String], rest: i64) -> Letter {
    let total = said(context, i18n, amount);
    let mut paragraphs = vec![i18n.mail_paid_text(&total, &format::date_long(i18n.language, dated))];
    if !documents.is_empty() {
        paragraphs.push(i18n.mail_paid_for(&documents.join(", ")));
    }
    if rest > 0 {
        paragraphs.push(i18n.mail_paid_rest(&said(context, i18n, Money { minor: rest, ..amount })));
    }
    Letter {
        subject: i18n.mail_paid_subject(&total),
        paragraphs,
        code: None,
        table: None,
        link: Some(account(context, i18n)),
    }
}

fn returned(context: &Context, i18n: I18n, amount: Money, reason: &str) -> Letter {
    let total = said(context, i18n, amount);
    let mut paragraphs = vec![i18n.mail_returned_text(&total)];
    if !reason.is_empty() {
        paragraphs.push(i18n.mail_returned_reason(reason));
    }
    Letter {
        subject: i18n.mail_returned_subject(&total),
        paragraphs,
        code: None,
        table: None,
        link: Some(account(context, i18n)),
    }
}

fn adjusted(
    context: &Context,
    i18n: I18n,
    (amount, reason, back): (Money, &str, bool),
    due: Option<Date>,
    reference: Option<&str>,
) -> Letter {
    let total = said(context, i18n, Money { minor: amount.minor.saturating_abs(), ..amount });
    let (subject, text) = match (back, amount.minor > 0) {
        (true, _) => (i18n.mail_paid_back_subject(&total), i18n.mail_paid_back_text(&total)),
        (false, true) => (i18n.mail_charged_subject(&total), i18n.mail_charged_text(&total)),
        (false, false) => (i18n.mail_put_down_subject(&total), i18n.mail_put_down_text(&total)),
    };
    let mut sums = Vec::new();
    if let Some(due) = due {
        sums.push((i18n.orders_total().to_owned(), total));
        sums.push((i18n.mail_due().to_owned(), format::date_long(i18n.language, due)));
        let seller = context.settings().billing.seller_in(amount.currency);
        if let Some(iban) = seller.iban.filter(|iban| !iban.is_empty()) {
            // The name of the number is the same in every language (ISO 13616).
            sums.push(("IBAN".to_owned(), iban));
        }
        sums.extend(reference.map(|reference| (i18n.mail_reference().to_owned(), reference.to_owned())));
    }
    Letter {
        subject,
        paragraphs: vec![text, i18n.mail_returned_reason(reason)],
        code: None,
        table: (!sums.is_empty()).then(|| Table { rows: Vec::new(), sums }),
        link: Some(account(context, i18n)),
    }
}

fn dispute_credited(
    context: &Context,
    i18n: I18n,
    (invoice, amount, rest, pay_by): (&str, Money, i64, Option<Date>),
    (note, total): (&str, Money),
    reason: &str,
) -> Letter {
    let disputed = said(context, i18n, amount);
    let mut paragraphs = vec![i18n.mail_dispute_credited_text(&disputed, invoice, note, &said(context, i18n, total))];
    if rest > 0 {
        paragraphs.push(i18n.mail_dispute_rest(&said(context, i18n, Money { minor: rest, ..amount })));
        paragraphs.extend(pay_by.map(|day| i18n.mail_put_back_by(&format::date_long(i18n.language, day))));
    }
    if !reason.is_empty() {
        paragraphs.push(i18n.mail_returned_reason(reason));
    }
    Letter {
        subject: i18n.mail_dispute_credited_subject(invoice, note),
        paragraphs,
        code: None,
        table: None,
        link: Some((i18n.mail_credit_link().to_owned(), address_of(context, note))),
    }
}

fn put_back(
    context: &Context,
    i18n: I18n,
    (invoice, amount): (&str, Money),
    reason: &str,
    pay_by: Option<Date>,
    case: i64,
) -> Letter {
    let disputed = said(context, i18n, amount);
    let mut paragraphs = vec![i18n.mail_put_back_text(&disputed, invoice), i18n.mail_returned_reason(reason)];
    paragraphs.extend(pay_by.map(|day| i18n.mail_put_back_by(&format::date_long(i18n.language, day))));
    paragraphs.push(i18n.mail_put_back_case(&case.to_string()));
    Letter {
        subject: i18n.mail_put_back_subject(&disputed, invoice),
        paragraphs,
        code: None,
        table: None,
        link: Some((i18n.mail_invoice_link().to_owned(), address_of(context, invoice))),
    }
}

fn account(context: &Context, i18n: I18n) -> (String, String) {
    (i18n.mail_money_link().to_owned(), format!("{}/money", context.config().public_url))
}

pub(super) fn said(context: &Context, i18n: I18n, money: Money) -> String {
    format::money(i18n.language, money, &context.settings().currency(money.currency))
}
