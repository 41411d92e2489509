//! All data of an account for its owner to take along, page by page: as plain records, which `README.txt` of the file
//! describes. Notes of the vendor's people are none of them, nor is anything of another account.
//!
//! Amounts are texts with the decimals of their currency and a point, quantities likewise; moments are in UTC.

mod beside;
mod records;
mod settled;

use std::collections::{HashMap, HashSet};

use domain::{
    cases::CaseFilter,
    csv,
    event::Event,
    ids::{AccountId, FileId, InvoiceId, MemberId, SessionId},
    language::Language,
    money::Currency,
    notices::Choices,
    orders::OrderFilter,
    permissions::{Acting, Actor, ManageData, ReadAccount, ReadCases, ReadMoney, ReadOrders, Role},
    refusal::Code,
    time::{Date, Instant},
};
use store::{Job, ledger::Scope, outbox::ToMember};

use crate::{Context, Error, cases::first_name, clock, limits, orders::by_line};

pub use beside::{
    Announced, Erasure, List, ListLine, OnlinePayment, Opened, Reminder, announced, erasures, lists, online_payments,
    opened, reminders,
};
pub use records::{
    Account, Address, Case, Entry, Fact, File, Invoice, InvoiceLine, Member, Order, OrderLine, OrderRow, Parcel,
    Posting, invoice,
};
pub use settled::{Allocation, Dispute, allocations, disputes};

/// Of an account, in a day: each reads everything.
const EXPORTS_PER_DAY: i32 = 10;
/// So many at once: each keeps a thread and a connection to the database busy.
const MOST_AT_ONCE: usize = 4;
/// So many records are read at once.
const PAGE: u16 = 200;

/// The turn of an account to be downloaded, until it is dropped.
#[derive(Debug)]
pub struct Turn {
    context: Context,
    account: AccountId,
}

impl Turn {
    fn of(context: &Context, account: AccountId) -> Result<Self, Error> {
        let mut under_way = context.exporting();
        if under_way.contains(&account) {
            return Err(Code::Underway.into());
        }
        if under_way.len() >= MOST_AT_ONCE {
            return Err(Error::Busy);
        }
        under_way.insert(account);
        Ok(Self { context: context.clone(), account })
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.context.exporting().remove(&self.account);
    }
}

/// Takes the account's turn to be downloaded: it is counted, and the account's log says who did it.
///
/// # Errors
/// `NotFound`, `NotAllowed`, `Underway` while the same account is being downloaded, `Busy`, and `TooMany` with the moment
/// until which nothing is.
pub async fn begin(context: &Context, actor: &Actor) -> Result<Turn, Error> {
    let granted = actor.grant::<ManageData>()?;
    let turn = Turn::of(context, granted.account())?;
    let now = context.now();
    let tx = context.store().begin().await?;
    let bucket = format!("export/{}", granted.account());
    if limits::count(&tx, &bucket, limits::DAY, now).await? > EXPORTS_PER_DAY {
        return Err(limits::too_many(context, actor.language, &actor.time_zone, limits::DAY, now));
    }
    store::events::append(&tx, granted.account(), actor.member, &Event::Exported, now).await?;
    tx.commit().await?;
    Ok(turn)
}

/// The account with this number as its owner would see it, for the operator: nothing of the vendor's people is in it, and
/// nobody's sign-ins. `None` when there is none.
///
/// # Errors
/// When the database fails.
pub async fn as_owner(context: &Context, number: &str) -> Result<Option<Actor>, Error> {
    let job = Job::of("export");
    let Some(account) = store::accounts::by_number(context.store(), job, number).await? else { return Ok(None) };
    let language = store::accounts::in_scope(context.store(), &Scope::Job(job, account)).await?.language;
    Ok(Some(Actor {
        member: MemberId::NIL,
        session: SessionId::NIL,
        language,
        time_zone: context.settings().vendor.time_zone.clone(),
        acting: Some(Acting { account, role: Role::Owner, order_limit: None }),
        staff: None,
    }))
}

/// The account, how it pays, its members and addresses.
///
/// # Errors
/// `NotFound`, `NotAllowed`.
pub async fn account(context: &Context, actor: &Actor) -> Result<Account, Error> {
    let managed = actor.grant::<ManageData>()?;
    let granted = actor.grant::<ReadAccount>()?;
    let store = context.store();
    let account = store::accounts::find(store, &granted).await?;
    let choices: HashMap<_, _> = store::export::choices(store, &managed).await?.into_iter().collect();
    let members = store::accounts::members(store, &granted).await?;
    let addresses = store::accounts::own_addresses(store, &granted).await?;
    let reader = actor.grant::<ReadMoney>()?;
    let (payment_days, limit) = store::ledger::terms(store, &Scope::Own(&reader)).await?;
    let decimals = context.settings().currency(account.currency).exponent;
    Ok(Account {
        payment_days,
        credit_limit: limit.map(|limit| amount(limit, decimals)),
        members: members
            .into_iter()
            .map(|member| {
                // Whoever came this moment has all of them.
                let all = Choices { orders: true, money: true, cases: true };
                let choices = choices.get(&MemberId(member.id)).copied().unwrap_or(all);
                records::member(member, decimals, choices)
            })
            .collect(),
        addresses: addresses.into_iter().map(records::address).collect(),
        number: account.number,
        name: account.name,
        country: account.country,
        currency: account.currency.code().to_owned(),
        vat_number: account.vat_number,
        language: account.language.code(),
    })
}

/// The orders before the one with this number, newest first, each in a row.
///
/// # Errors
/// `NotFound`, `NotAllowed`.
pub async fn orders(context: &Context, actor: &Actor, before: Option<i64>) -> Result<Vec<OrderRow>, Error> {
    actor.grant::<ManageData>()?;
    let granted = actor.grant::<ReadOrders>()?;
    let filter = OrderFilter { after: before.map(|number| number.to_string()), ..OrderFilter::default() };
    let heads = store::orders::list(context.store(), &granted, &filter, PAGE).await?;
    Ok(heads.iter().map(|head| records::order_row(context, head)).collect())
}

/// An order with its lines and what was sent of it.
///
/// # Errors
/// `NotFound`, `NotAllowed`.
pub async fn order(context: &Context, actor: &Actor, number: i64) -> Result<Order, Error> {
    actor.grant::<ManageData>()?;
    let granted = actor.grant::<ReadOrders>()?;
    let whole = store::orders::find(context.store(), &granted, number).await?.ok_or(Code::NotFound)?;
    Ok(records::order(context, actor, whole))
}

/// The numbers of the invoices and credit notes before this one, newest first, with the place of the last.
///
/// # Errors
/// `NotFound`, `NotAllowed`.
pub async fn invoices(
    context: &Context,
    actor: &Actor,
    before: Option<(Date, InvoiceId)>,
) -> Result<(Vec<String>, Option<(Date, InvoiceId)>), Error> {
    actor.grant::<ManageData>()?;
    let granted = actor.grant::<ReadMoney>()?;
    let found = store::invoices::list(context.store(), &Scope::Own(&granted), before, PAGE).await?;
    let last = found.last().map(|invoice| (invoice.issued, invoice.id));
    Ok((found.into_iter().map(|invoice| invoice.number).collect(), last))
}

/// The currencies that the account has postings in.
///
/// # Errors
/// `NotFound`, `NotAllowed`.
pub async fn currencies(context: &Context, actor: &Actor) -> Result<Vec<Currency>, Error> {
    actor.grant::<ManageData>()?;
    let granted = actor.grant::<ReadMoney>()?;
    let balances = store::ledger::balances(context.store(), &Scope::Own(&granted)).await?;
    Ok(balances.into_iter().map(|(currency, _)| currency).collect())
}

/// The postings of a currency after the one with this number, in their order.
///
/// # Errors
/// `NotFound`, `NotAllowed`.
pub async fn postings(
    context: &Context,
    actor: &Actor,
    currency: Currency,
    after: Option<i64>,
) -> Result<Vec<Posting>, Error> {
    let managed = actor.grant::<ManageData>()?;
    let granted = actor.grant::<ReadMoney>()?;
    let (scope, today) = (Scope::Own(&granted), context.vendor_today());
    let found =
        store::ledger::period(context.store(), &scope, currency, None, today, None, after, u32::from(PAGE)).await?;
    let reversed: Vec<_> = found.iter().filter_map(|posting| posting.reverses).collect();
    let numbers = store::export::numbers(context.store(), &managed, &reversed).await?;
    let decimals = context.settings().currency(currency).exponent;
    let record = |posting: store::ledger::Posting| {
        let reverses = posting.reverses.and_then(|id| numbers.get(&id).copied());
        records::posting(posting, reverses, decimals)
    };
    Ok(found.into_iter().map(record).collect())
}

/// The numbers of the cases before this one, newest first.
///
/// # Errors
/// `NotFound`, `NotAllowed`.
pub async fn cases(context: &Context, actor: &Actor, before: Option<i64>) -> Result<Vec<i64>, Error> {
    actor.grant::<ManageData>()?;
    let granted = actor.grant::<ReadCases>()?;
    let filter = CaseFilter { after: before.map(|number| number.to_string()), ..CaseFilter::default() };
    let heads = store::cases::list(context.store(), &granted, &filter, PAGE).await?;
    Ok(heads.into_iter().map(|head| head.number).collect())
}

/// A case with what was written in it and with its files; what was written in a case that goes on in it is with that one.
/// `path` says where in the file the photo or document of a case is kept, by its place and name.
///
/// # Errors
/// `NotFound`, `NotAllowed`.
pub async fn case(
    context: &Context,
    actor: &Actor,
    number: i64,
    path: impl Fn(usize, &str) -> String,
) -> Result<(Case, Vec<(FileId, String)>), Error> {
    actor.grant::<ManageData>()?;
    let granted = actor.grant::<ReadCases>()?;
    let store = context.store();
    let head = store::cases::find(store, &granted, number).await?.ok_or(Code::NotFound)?;
    let tags = store::cases::tags(store, &head).await?;
    let mut entries = store::cases::entries(store, &head).await?;
    entries.retain(|entry| entry.case == head.id);
    let own: HashSet<_> = entries.iter().map(|entry| entry.id).collect();
    let files = store::cases::files(store, &head).await?;
    let files = files.into_iter().filter(|file| own.contains(&file.entry));
    let files: Vec<_> = files.enumerate().map(|(place, file)| (path(place + 1, &file.name), file)).collect();
    let entries = entries
        .into_iter()
        .map(|entry| Entry {
            at: moment(entry.at),
            by: if entry.by_vendor { first_name(&entry.by) } else { entry.by },
            by_vendor: entry.by_vendor,
            language: entry.language.code(),
            text: entry.text,
            cause: entry.proposal.as_ref().map(|proposal| proposal.cause.clone()),
            prevention: entry.proposal.map(|proposal| proposal.prevention),
            files: files
                .iter()
                .filter(|(_, file)| file.entry == entry.id)
                .map(|(path, file)| File { name: file.name.clone(), path: path.clone(), bytes: file.size })
                .collect(),
        })
        .collect();
    Ok((records::case(head, tags, entries), files.into_iter().map(|(path, file)| (file.id, path)).collect()))
}

/// The events of the log before this one, newest first.
///
/// # Errors
/// `NotFound`, `NotAllowed`.
pub async fn events(context: &Context, actor: &Actor, before: Option<i64>) -> Result<Vec<Fact>, Error> {
    actor.grant::<ManageData>()?;
    let granted = actor.grant::<ReadAccount>()?;
    let found = store::events::list(context.store(), &granted, before, PAGE).await?;
    Ok(found
        .into_iter()
        .map(|stored| Fact {
            number: stored.seq,
            at: moment(stored.at),
            by: by_line(&stored),
            by_vendor: stored.by_vendor,
            event: stored.event,
        })
        .collect())
}

/// The mails to members about what is in the log, those after the one in this place.
///
/// # Errors
/// `NotFound`, `NotAllowed`.
pub async fn mails(
    context: &Context,
    actor: &Actor,
    after: Option<&(i64, String, String)>,
) -> Result<Vec<ToMember>, Error> {
    let granted = actor.grant::<ManageData>()?;
    Ok(store::outbox::to_members(context.store(), &granted, after, PAGE).await?)
}

/// A moment in UTC (RFC 3339).
#[must_use]
pub fn moment(at: Instant) -> String {
    clock::wall(at, "UTC").rfc3339()
}

/// An amount with the decimals of its currency.
fn amount(minor: i64, decimals: u8) -> String {
    csv::number(Language::En, minor, decimals)
}

/// Thousandths without zeros at the end.
fn quantity(millis: i64) -> String {
    let text = csv::number(Language::En, millis, 3);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_plain() {
        assert_eq!(amount(128_450, 2), "1284.50");
        assert_eq!(amount(-5, 2), "-0.05");
        assert_eq!(amount(1_200, 0), "1200");
        assert_eq!(quantity(40_000), "40");
        assert_eq!(quantity(500), "0.5");
        assert_eq!(quantity(0), "0");
    }
}
