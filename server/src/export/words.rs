//! What each part of the file is, in the language of who downloads it.

use domain::format;
use service::export::Account;

use super::Source;

/// The names of the fields are English in every language, because programs read them.
const FIELDS: &str = "\
account.json     number, name, country, currency, vat_number, language, payment_days (none: those of the vendor),
                 credit_limit, members[] (name, email, language, time_zone, role, order_limit, disabled, mail_orders,
                 mail_money, mail_cases), addresses[] (purpose (delivery or billing), label, name, line, postcode, city,
                 country)
orders.json      [] number, submitted, state, by, reference, note, lines, currency, net, tax, total, promised, reason,
                 prices (with_tax or without_tax), delivery_way, delivery, address[], articles[], shipments[]
orders.csv       number, submitted, state, by, reference, note, lines, currency, net, tax, total, promised
invoices.json    [] number, kind (invoice or credit_note), issued, due, delivered, order, corrects, currency, prices, net,
                 tax, total, open, reference, buyer_reference, note, seller, buyer, lines[]
postings.json    [] number, posted, dated, due, kind, document, reference, text, currency, amount, balance, open,
                 reverses (the number of the posting that it takes back)
postings.csv     the same
allocations.json [] number, on (the day), credit and debit (the numbers of both postings), currency, amount (below zero
                 where it was taken back)
allocations.csv  the same
disputes.json    [] invoice, position (of the line), currency, amount, case, opened, ended, outcome (credited or put_back),
                 reason, credit_note, credited, pay_by
online_payments.json  [] at, by, state, currency, amount, paid, returned, invoices[]
announced.json   [] at, by, currency, amount, paid (the day), invoices[], ended
reminders.csv    sent, stage (0 before it is due), document, currency, amount
lists.json       [] name, articles[] (article, quantity)
cases.json       [] number, kind, stage, subject, impact, needed_by, urgency, priority, remedy, expected, order, article,
                 by, tags[], satisfaction, opened, closed, goes_on_in, entries[] (at, by, by_vendor, language, text,
                 cause, prevention, files[])
access.csv       at, by, by_vendor, kind, document (empty where many statements were opened within an hour), channel
erasures.json    [] asked, by, scope, state, answer, decided
events.json      [] number, at, by, by_vendor, event (kind, and what is said of it; its amounts are in the smallest unit)
mails.csv        event, at, to, subject, state
";

/// `README.txt`.
pub(super) fn readme(from: &Source, account: &Account, without_data: &[String]) -> String {
    let i18n = from.i18n();
    let context = &from.context;
    let made = format::instant_long(i18n.language, context.wall(context.now(), &from.actor.time_zone));
    let parts = [
        ("account.json", i18n.export_account()),
        ("orders.json", i18n.export_orders()),
        ("orders.csv", i18n.export_orders_table()),
        ("invoices.json", i18n.export_invoices()),
        ("invoices/", i18n.export_documents()),
        ("postings.json, postings.csv", i18n.export_postings()),
        ("allocations.json, allocations.csv", i18n.export_allocations()),
        ("disputes.json", i18n.export_disputes()),
        ("statements/", i18n.export_statements()),
        ("online_payments.json, announced.json", i18n.export_payments()),
        ("reminders.csv", i18n.export_reminders()),
        ("lists.json", i18n.export_lists()),
        ("cases.json", i18n.export_cases()),
        ("cases/", i18n.export_transcripts()),
        ("attachments/", i18n.export_attachments()),
        ("access.csv", i18n.export_access()),
        ("erasures.json", i18n.export_erasures()),
        ("events.json", i18n.export_events()),
        ("mails.csv", i18n.export_mails()),
    ];
    let mut text = format!(
        "{}\r\n{}\r\n\r\n",
        i18n.export_title(&account.name, &account.number),
        i18n.export_made(&made, &context.settings().vendor.name)
    );
    for (name, what) in parts {
        text.push_str(&format!("{name}\r\n    {what}\r\n"));
    }
    text.push_str(&format!("\r\n{}\r\n", i18n.export_not_in_it()));
    if !without_data.is_empty() {
        text.push_str(&format!("\r\n{}\r\n", i18n.export_without_data(&without_data.join(", "))));
    }
    text.push_str(&format!("\r\n{}\r\n\r\n{}", i18n.export_figures(), FIELDS.replace('\n', "\r\n")));
    text
}
