//! Money at the desk.

#![expect(clippy::too_many_arguments, reason = "they are the fields of a plain form")]

#[cfg(feature = "ssr")]
use domain::ledger::desk::BillingForm;
use domain::{
    ids::{CommandKey, DisputeId, MoneyRequestId, MovementId, OnlinePaymentId, PostingId},
    ledger::{
        desk::{AccountRow, AccountsFound, BillingSettings, LimitRow, RemindersForm, SellerForm},
        wire::{
            BankBoard, DeskAccount, Entered, InvoicePage, MoneyWaiting, OpenItems, PostingPage, Statement,
            StatementFilter,
        },
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

/// The postings of a period of any account.
#[server(name = ReadDeskStatement, prefix = "/fn", endpoint = "/desk/money-statement", input = Json)]
pub async fn statement(number: String, filter: StatementFilter) -> Result<Statement, Refused> {
    let (context, actor) = signed_in()?;
    answer(service::ledger::desk_statement(&context, &actor, &number, &filter).await)
}

/// A page of what is open of any account in one currency.
#[server(name = ReadDeskOpen, prefix = "/fn", endpoint = "/desk/money-open", input = Json)]
pub async fn open(number: String, currency: String, bucket: String, after: String) -> Result<OpenItems, Refused> {
    let (context, actor) = signed_in()?;
    let asked = (currency.as_str(), bucket.as_str(), after.as_str());
    answer(service::ledger::desk_open_items(&context, &actor, &number, asked).await)
}

/// One posting of any account, and what it was put against.
#[server(name = ReadDeskPosting, prefix = "/fn", endpoint = "/desk/money-posting", input = Json)]
pub async fn posting(number: String, id: PostingId) -> Result<PostingPage, Refused> {
    let (context, actor) = signed_in()?;
    answer(service::ledger::desk_posting(&context, &actor, &number, id).await)
}

/// What waits for a second person in all accounts, and what did not hold when everything was last added up.
#[server(name = ReadMoneyWaiting, prefix = "/fn", endpoint = "/desk/money-waiting", input = Json)]
pub async fn waiting() -> Result<MoneyWaiting, Refused> {
    let (context, actor) = signed_in()?;
    answer(service::ledger::waiting(&context, &actor).await)
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

/// Put an amount on the account; with `way=credit` take one off it, with `way=back` say that what stood in its favour was paid
/// back.
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
    let entered = if way == "back" {
        answer(service::ledger::pay_back(&context, &actor, key, &account, currency, &amount, &reason).await)?
    } else {
        answer(service::ledger::adjust(&context, &actor, key, &account, currency, &amount, &reason).await)?
    };
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

/// Put money or credit that is left over against an invoice or a charge; all that fits where no amount is given.
#[server(name = AllocateCredit, prefix = "/fn", endpoint = "/desk/money-allocate")]
pub async fn allocate(
    key: CommandKey,
    account: String,
    credit: PostingId,
    #[server(default)] document: String,
    #[server(default)] amount: String,
) -> Result<Entered, Refused> {
    let (context, actor) = signed_in()?;
    let put = service::ledger::allocate(&context, &actor, key, &account, credit, &document, &amount);
    let entered = answer(put.await)?;
    go_to(&account_href(&account));
    Ok(entered)
}

/// Set the days to pay and the credit limit of an account; empty is the vendor's days, and no limit. `version` is how often they
/// had been changed when they were shown. The reason is for colleagues, and for whoever confirms a limit that one person alone
/// may not give.
#[server(name = SetTerms, prefix = "/fn", endpoint = "/desk/money-terms")]
pub async fn terms(
    key: CommandKey,
    account: String,
    #[server(default)] payment_days: String,
    #[server(default)] credit_limit: String,
    #[server(default)] version: i64,
    #[server(default)] reason: String,
) -> Result<Entered, Refused> {
    let (context, actor) = signed_in()?;
    let set =
        service::ledger::set_terms(&context, &actor, key, &account, &payment_days, &credit_limit, version, &reason);
    let entered = answer(set.await)?;
    go_to(&account_href(&account));
    Ok(entered)
}

/// Hold the reminders of an account until a day, that day included; without a day they go out again.
#[server(name = HoldReminders, prefix = "/fn", endpoint = "/desk/money-hold")]
pub async fn hold_reminders(
    account: String,
    #[server(default)] until: String,
    #[server(default)] reason: String,
) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    answer(service::ledger::hold_reminders(&context, &actor, &account, &until, &reason).await)?;
    go_to(&account_href(&account));
    Ok(())
}

/// Say that an online payment which does not fit, or was paid back in part, is dealt with, as it was shown.
#[server(name = SeeOnlinePayment, prefix = "/fn", endpoint = "/desk/money-online-seen")]
pub async fn online_seen(
    account: String,
    payment: OnlinePaymentId,
    returned: i64,
    unclear: bool,
) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    answer(service::online::seen(&context, &actor, &account, payment, (returned, unclear)).await)?;
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

/// Settle what the customer disputes of a line by a credit note for so much of it.
#[server(name = CreditDisputed, prefix = "/fn", endpoint = "/desk/money-credit-disputed")]
pub async fn credit_disputed(
    key: CommandKey,
    number: String,
    dispute: DisputeId,
    #[server(default)] quantity: String,
    #[server(default)] reason: String,
) -> Result<Entered, Refused> {
    let (context, actor) = signed_in()?;
    let credited = service::invoices::credit_disputed(&context, &actor, key, &number, dispute, &quantity, &reason);
    let entered = answer(credited.await)?;
    go_to(&invoice_href(&number));
    Ok(entered)
}

/// Settle what the customer disputes of a line by asking for it again.
#[server(name = PutBackDisputed, prefix = "/fn", endpoint = "/desk/money-put-back")]
pub async fn put_back(
    key: CommandKey,
    number: String,
    dispute: DisputeId,
    #[server(default)] reason: String,
) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    answer(service::invoices::put_back(&context, &actor, key, &number, dispute, &reason).await)?;
    go_to(&invoice_href(&number));
    Ok(())
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
    #[server(default)] retention_years: String,
    #[server(default)] limits: Vec<LimitRow>,
    #[server(default)] reference: String,
    #[server(default)] accounts: Vec<AccountRow>,
    #[server(default)] reminders: RemindersForm,
) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    let form = BillingForm {
        version,
        seller,
        pattern,
        payment_days,
        by_itself,
        retention_years,
        limits,
        reference,
        accounts,
        reminders,
    };
    answer(service::ledger::set_billing(&context, &actor, &form).await)?;
    go_to(SETTINGS);
    Ok(())
}
