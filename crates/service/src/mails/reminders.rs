//! The mail that something is to be paid: soon, or by now. It says what, until when and how, and where to say that it was
//! paid.

use domain::{format, i18n::I18n, money::Money, time::Date};

use super::{Letter, Row, Table, money::said};
use crate::{Context, entry};

/// More invoices than this are not named in an address.
const NAMED: usize = 20;

/// An invoice that is to be paid.
#[derive(Clone, Debug)]
pub(crate) struct ToPay {
    pub number: String,
    /// What is asked for of it.
    pub amount: Money,
    pub due: Date,
    pub reference: Option<String>,
}

pub(super) fn letter(context: &Context, i18n: I18n, to_pay: &[ToPay], today: Date) -> Letter {
    let vendor = context.settings().vendor.name.clone();
    let totals = totals(to_pay);
    let total = totals.iter().map(|total| said(context, i18n, *total)).collect::<Vec<_>>().join(" + ");
    let (subject, text) = if to_pay.iter().any(|one| one.due < today) {
        (i18n.mail_reminder_subject(&total, &vendor), i18n.mail_reminder_text(&total))
    } else {
        (i18n.mail_due_soon_subject(&total, &vendor), i18n.mail_due_soon_text(&total))
    };
    let rows = to_pay.iter().map(|one| row(context, i18n, one, today)).collect();
    let mut sums = vec![(i18n.orders_total().to_owned(), total)];
    if let [only] = to_pay {
        sums.extend(transfer(context, i18n, only));
    }
    let address = pay_address(context, to_pay, totals.len());
    Letter {
        subject,
        paragraphs: vec![
            text,
            i18n.mail_reminder_paid(&format!("{address}#announce")),
            i18n.mail_reminder_wrong().to_owned(),
        ],
        code: None,
        table: Some(Table { rows, sums }),
        link: Some((i18n.mail_reminder_link().to_owned(), address)),
    }
}

/// What it comes to in each currency, in the order in which these come.
fn totals(to_pay: &[ToPay]) -> Vec<Money> {
    let mut totals: Vec<Money> = Vec::new();
    for one in to_pay {
        match totals.iter_mut().find(|total| total.currency == one.amount.currency) {
            Some(total) => total.minor = total.minor.saturating_add(one.amount.minor),
            None => totals.push(one.amount),
        }
    }
    totals
}

fn row(context: &Context, i18n: I18n, one: &ToPay, today: Date) -> Row {
    let due = format!("{}: {}", i18n.mail_due(), format::date_long(i18n.language, one.due));
    let late = i64::from(today.days()) - i64::from(one.due.days());
    Row {
        name: i18n.invoice_title(&one.number),
        note: if late > 0 { format!("{due} · {}", i18n.money_overdue_by(late)) } else { due },
        amount: said(context, i18n, one.amount),
    }
}

/// Where to pay one invoice to; for several of them the page says it, as they go on one transfer together.
fn transfer(context: &Context, i18n: I18n, one: &ToPay) -> Vec<(String, String)> {
    let seller = context.settings().billing.seller_in(one.amount.currency);
    let Some(iban) = seller.iban.filter(|iban| !iban.is_empty()) else { return Vec::new() };
    // The name of the number is the same in every language (ISO 13616).
    let mut facts = vec![("IBAN".to_owned(), iban)];
    if let Some(reference) = one.reference.clone().filter(|reference| !reference.is_empty()) {
        facts.push((i18n.mail_reference().to_owned(), reference));
    }
    facts
}

/// The page with the bank's details and the way to say that it was paid. It is for one currency at a time.
fn pay_address(context: &Context, to_pay: &[ToPay], currencies: usize) -> String {
    let portal = &context.config().public_url;
    if currencies > 1 || to_pay.len() > NAMED {
        return format!("{portal}/money");
    }
    let named: Vec<String> =
        to_pay.iter().map(|one| format!("invoices={}", entry::as_parameter(&one.number))).collect();
    format!("{portal}/money/pay?{}", named.join("&"))
}
