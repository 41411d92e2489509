//! Money at the desk.

#[cfg(feature = "ssr")]
use domain::ledger::desk::BillingForm;
use domain::{
    ids::{CommandKey, MoneyRequestId, MovementId, PostingId},
    ledger::{
        desk::{AccountsFound, BillingSettings, LimitRow, SellerForm},
        wire::{BankBoard, DeskAccount, Entered, InvoicePage},
    },
    money::Currency,
};
use leptos::{prelude::*, server_fn::codec::Json};
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
use super::parts::{account_href, bank_href, invoice_href, numbers_in};
use crate::wire::Refused;
#[cfg(feature = "ssr")]
use crate::wire::server::{answer, go_to, signed_in};

/// Where the vendor says how they ask for money.
pub const SETTINGS: &str = "/desk/settings/billing";

/// A line of an invoice and how much of it is taken back, as a form has them: `lines[0][position]`,
/// `lines[0][quantity]`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreditLine {
    pub position: i32,
    #[serde(default)]
    pub quantity: String,
}

/// The accounts whose number or name holds what is sought.
#[server(name = FindAccounts, prefix = "/fn", endpoint = "/desk/money-accounts", input = Json)]
pub async fn accounts(words: String) -> Result<AccountsFound, Refused> {
    let (context, actor) = signed_in()?;
    answer(service::ledger::find_accounts(&context, &actor, &words).await)
}

/// An account: what it owes, who belongs to it, its orders and cases.
#[server(name = ReadDeskAccount, prefix = "/fn", endpoint = "/desk/money-account", input = Json)]
pub async fn account(number: String) -> Result<DeskAccount, Refused> {
    let (context, actor) = signed_in()?;
    answer(service::ledger::desk_account(&context, &actor, &number).await)
}

/// The movements in a state, and the files that were loaded.
#[server(name = ReadBank, prefix = "/fn", endpoint = "/desk/money-bank", input = Json)]
pub async fn bank(state: String, after: String) -> Result<BankBoard, Refused> {
    let (context, actor) = signed_in()?;
    answer(service::bank::board(&context, &actor, &state, &after).await)
}

/// An invoice or credit note of any account.
#[server(name = ReadDeskInvoice, prefix = "/fn", endpoint = "/desk/money-invoice", input = Json)]
pub async fn invoice(number: String) -> Result<InvoicePage, Refused> {
    let (context, actor) = signed_in()?;
    answer(service::invoices::desk_page(&context, &actor, &number).await)
}

/// Post a payment that came by another way than the bank's file. `documents` are the numbers of invoices, in
/// each field one or several.
#[server(name = PostPayment, prefix = "/fn", endpoint = "/desk/money-post-payment")]
pub async fn post_payment(
    key: CommandKey,
    account: String,
    currency: Currency,
    #[server(default)] amount: String,
    #[server(default)] day: String,
    #[server(default)] documents: Vec<String>,
    #[server(default)] reason: String,
) -> Result<Entered, Refused> {
    let (context, actor) = signed_in()?;
    let documents = numbers_in(&documents);
    let posted =
        service::ledger::post_payment(&context, &actor, key, &account, currency, &amount, &day, &documents, &reason);
    let entered = answer(posted.await)?;
    go_to(&account_href(&account));
    Ok(entered)
}

/// Put an amount on the account; with `way=credit` take one off it.
#[server(name = AdjustAccount, prefix = "/fn", endpoint = "/desk/money-adjust")]
pub async fn adjust(
    key: CommandKey,
    account: String,
    currency: Currency,
    #[server(default)] way: String,
    #[server(default)] amount: String,
    #[server(default)] reason: String,
) -> Result<Entered, Refused> {
    let (context, actor) = signed_in()?;
    // What is below zero already is no amount to take off.
    let amount = if way == "credit" && !amount.trim().is_empty() { format!("-{}", amount.trim()) } else { amount };
    let entered = answer(service::ledger::adjust(&context, &actor, key, &account, currency, &amount, &reason).await)?;
    go_to(&account_href(&account));
    Ok(entered)
}

/// Take a posting back: what it had paid is open again.
#[server(name = ReversePosting, prefix = "/fn", endpoint = "/desk/money-reverse")]
pub async fn reverse(
    key: CommandKey,
    account: String,
    posting: PostingId,
    #[server(default)] reason: String,
) -> Result<Entered, Refused> {
    let (context, actor) = signed_in()?;
    let entered = answer(service::ledger::reverse(&context, &actor, key, &account, posting, &reason).await)?;
    go_to(&account_href(&account));
    Ok(entered)
}

/// Put money or credit that is left over against an invoice; all that fits where no amount is given.
#[server(name = AllocateCredit, prefix = "/fn", endpoint = "/desk/money-allocate")]
pub async fn allocate(
    key: CommandKey,
    account: String,
    credit: PostingId,
    #[server(default)] document: String,
    #[server(default)] amount: String,
) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    answer(service::ledger::allocate(&context, &actor, key, &account, credit, &document, &amount).await)?;
    go_to(&account_href(&account));
    Ok(())
}

/// Set the days to pay and the credit limit of an account; empty is the vendor's days, and no limit.
#[server(name = SetTerms, prefix = "/fn", endpoint = "/desk/money-terms")]
pub async fn terms(
    account: String,
    #[server(default)] payment_days: String,
    #[server(default)] credit_limit: String,
) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    answer(service::ledger::set_terms(&context, &actor, &account, &payment_days, &credit_limit).await)?;
    go_to(&account_href(&account));
    Ok(())
}

/// Say `confirm=yes` or no to what somebody else has entered above the vendor's limit.
#[server(name = DecideRequest, prefix = "/fn", endpoint = "/desk/money-decide")]
pub async fn decide(
    key: CommandKey,
    account: String,
    request: MoneyRequestId,
    #[server(default)] confirm: String,
    #[server(default)] reason: String,
) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    answer(service::ledger::decide(&context, &actor, key, request, confirm == "yes", &reason).await)?;
    go_to(&account_href(&account));
    Ok(())
}

/// Issue an invoice for what was shipped of an order and is on none yet.
#[server(name = IssueInvoice, prefix = "/fn", endpoint = "/desk/money-issue")]
pub async fn issue(key: CommandKey, order: i64) -> Result<Vec<String>, Refused> {
    let (context, actor) = signed_in()?;
    let numbers = answer(service::invoices::issue_for_order(&context, &actor, key, order).await)?;
    go_to(&format!("/desk/orders/{order}"));
    Ok(numbers)
}

/// Issue a credit note for lines of an invoice.
#[server(name = CreditInvoice, prefix = "/fn", endpoint = "/desk/money-credit")]
pub async fn credit(
    key: CommandKey,
    number: String,
    #[server(default)] lines: Vec<CreditLine>,
    #[server(default)] reason: String,
) -> Result<Entered, Refused> {
    let (context, actor) = signed_in()?;
    let lines: Vec<_> = lines.into_iter().map(|line| (line.position, line.quantity)).collect();
    let entered = answer(service::invoices::credit(&context, &actor, key, &number, &lines, &reason).await)?;
    go_to(&invoice_href(&number));
    Ok(entered)
}

/// Post a movement as it is proposed. `state` and `after` say which page of the board goes on.
#[server(name = AcceptMovement, prefix = "/fn", endpoint = "/desk/money-accept")]
pub async fn accept(
    key: CommandKey,
    id: MovementId,
    #[server(default)] state: String,
    #[server(default)] after: String,
) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    answer(service::bank::accept(&context, &actor, key, id).await)?;
    go_to(&bank_href(&state, &after));
    Ok(())
}

/// Post a movement for another account, and for these invoices where any are named.
#[server(name = AssignMovement, prefix = "/fn", endpoint = "/desk/money-assign")]
pub async fn assign(
    key: CommandKey,
    id: MovementId,
    #[server(default)] account: String,
    #[server(default)] documents: Vec<String>,
    #[server(default)] state: String,
    #[server(default)] after: String,
) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    let documents = numbers_in(&documents);
    answer(service::bank::assign(&context, &actor, key, id, account.trim(), &documents).await)?;
    go_to(&bank_href(&state, &after));
    Ok(())
}

/// Put a movement aside that is for no ledger, with a reason.
#[server(name = SetMovementAside, prefix = "/fn", endpoint = "/desk/money-aside")]
pub async fn set_aside(
    id: MovementId,
    #[server(default)] reason: String,
    #[server(default)] state: String,
    #[server(default)] after: String,
) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    answer(service::bank::set_aside(&context, &actor, id, &reason).await)?;
    go_to(&bank_href(&state, &after));
    Ok(())
}

/// Take a movement up again that was put aside.
#[server(name = TakeMovementUp, prefix = "/fn", endpoint = "/desk/money-take-up")]
pub async fn take_up(
    id: MovementId,
    #[server(default)] state: String,
    #[server(default)] after: String,
) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    answer(service::bank::take_up(&context, &actor, id).await)?;
    go_to(&bank_href(&state, &after));
    Ok(())
}

/// How the vendor asks for money.
#[server(name = ReadBilling, prefix = "/fn", endpoint = "/desk/billing-settings", input = Json)]
pub async fn billing_settings() -> Result<BillingSettings, Refused> {
    let (context, actor) = signed_in()?;
    answer(service::ledger::billing_settings(&context, &actor).await)
}

/// Set how the vendor asks for money.
#[server(name = SetBilling, prefix = "/fn", endpoint = "/desk/settings-billing")]
pub async fn set_billing(
    version: i32,
    #[server(default)] seller: SellerForm,
    #[server(default)] pattern: String,
    #[server(default)] payment_days: String,
    #[server(default)] by_itself: String,
    #[server(default)] limits: Vec<LimitRow>,
) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    let form = BillingForm { version, seller, pattern, payment_days, by_itself, limits };
    answer(service::ledger::set_billing(&context, &actor, &form).await)?;
    go_to(SETTINGS);
    Ok(())
}
