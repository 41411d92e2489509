//! The account's money.

use domain::{
    ids::{CommandKey, OnlinePaymentId, PostingId},
    ledger::wire::{InvoicePage, MoneyPage, OpenItems, PayFilter, PayPage, PostingPage, Statement, StatementFilter},
    money::Currency,
    paying::online::OnlinePage,
};
#[cfg(feature = "ssr")]
use domain::{
    ledger::wire::{Announce, DisputeDraft},
    paying::online::PayOnline,
};
use leptos::{prelude::*, server_fn::codec::Json};

use crate::wire::Refused;
#[cfg(feature = "ssr")]
use crate::wire::server::{answer, go_to, signed_in};

/// What the account owes and has paid.
#[server(name = ReadMoney, prefix = "/fn", endpoint = "/money/page", input = Json)]
pub async fn page() -> Result<MoneyPage, Refused> {
    let (context, actor) = signed_in()?;
    answer(service::ledger::page(&context, &actor).await)
}

/// A page of what is open in one currency: all of it, or one part of the ageing; `after` is where it goes on.
#[server(name = ReadOpen, prefix = "/fn", endpoint = "/money/open", input = Json)]
pub async fn open(currency: String, bucket: String, after: String) -> Result<OpenItems, Refused> {
    let (context, actor) = signed_in()?;
    answer(service::ledger::open_items(&context, &actor, &currency, &bucket, &after).await)
}

/// The postings of a period, with what was owed before and after.
#[server(name = ReadStatement, prefix = "/fn", endpoint = "/money/statement", input = Json)]
pub async fn statement(filter: StatementFilter) -> Result<Statement, Refused> {
    let (context, actor) = signed_in()?;
    answer(service::ledger::statement(&context, &actor, &filter).await)
}

/// One posting, and what it was put against.
#[server(name = ReadPosting, prefix = "/fn", endpoint = "/money/posting", input = Json)]
pub async fn posting(id: PostingId) -> Result<PostingPage, Refused> {
    let (context, actor) = signed_in()?;
    answer(service::ledger::posting(&context, &actor, id).await)
}

/// How to pay these invoices.
#[server(name = ReadPay, prefix = "/fn", endpoint = "/money/pay", input = Json)]
pub async fn pay(filter: PayFilter) -> Result<PayPage, Refused> {
    let (context, actor) = signed_in()?;
    answer(service::ledger::pay(&context, &actor, &filter).await)
}

/// "I have paid."
#[server(name = AnnouncePayment, prefix = "/fn", endpoint = "/money/announce")]
pub async fn announce(
    key: CommandKey,
    currency: Currency,
    #[server(default)] amount: String,
    #[server(default)] paid: String,
    #[server(default)] invoices: Vec<String>,
) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    let said = Announce { key, currency, amount, paid, invoices };
    answer(service::ledger::announce(&context, &actor, &said).await)?;
    go_to("/money");
    Ok(())
}

/// Pays online: on to the page of the payment, which leads to the payment provider.
#[server(name = StartOnline, prefix = "/fn", endpoint = "/money/pay-online")]
pub async fn pay_online(
    key: CommandKey,
    currency: Currency,
    #[server(default)] amount: String,
    #[server(default)] invoices: Vec<String>,
) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    let asked = PayOnline { key, currency, amount, invoices };
    let id = answer(service::online::start(&context, &actor, &asked).await)?;
    go_to(&format!("/money/pay/{id}?go=1"));
    Ok(())
}

/// Where a payment through the payment provider stands.
#[server(name = ReadOnline, prefix = "/fn", endpoint = "/money/online", input = Json)]
pub async fn online(id: OnlinePaymentId) -> Result<OnlinePage, Refused> {
    let (context, actor) = signed_in()?;
    answer(service::online::page(&context, &actor, id).await)
}

/// Dispute a line of an invoice, or a part of one: a complaint opens.
#[server(name = DisputeInvoice, prefix = "/fn", endpoint = "/invoices/dispute")]
pub async fn dispute(
    key: CommandKey,
    number: String,
    position: i32,
    #[server(default)] amount: String,
    #[server(default)] text: String,
    #[server(default)] remedy: String,
) -> Result<i64, Refused> {
    let (context, actor) = signed_in()?;
    let draft = DisputeDraft { key, number, position, amount, text, remedy };
    let case = answer(service::invoices::dispute(&context, &actor, &draft).await)?;
    go_to(&format!("/messages/{case}"));
    Ok(case)
}

/// One invoice or credit note.
#[server(name = ReadInvoice, prefix = "/fn", endpoint = "/invoices/page", input = Json)]
pub async fn invoice(number: String) -> Result<InvoicePage, Refused> {
    let (context, actor) = signed_in()?;
    answer(service::invoices::page(&context, &actor, &number).await)
}
