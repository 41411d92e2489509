//! An account's money as the vendor's people see it.

use domain::{
    access::Kind,
    cases::CaseCard,
    ids::PostingId,
    ledger::wire::{DeskAccount, DeskMember, OpenItems, PostingPage, Statement, StatementFilter, TermsChange},
    orders::OrderCard,
    permissions::{Actor, AnswerCases, PostMoney, ReadEveryOrder, ReadLedgers, Role, StaffGranted},
    refusal::Code,
    time::Instant,
};
use store::{
    accounts::SeenMember,
    ledger::{Scope, TermsChanged},
};

use super::{
    beside::{debits, newest, unapplied},
    hold::reminding,
    pages::{items, money_page, posting_page},
    statement,
    waiting::request_line,
};
use crate::{Context, Error, cases, online, orders};

/// So many of the newest orders and cases stand beside the money.
const BESIDE: u16 = 8;
/// So many of the newest changes of its terms.
const CHANGES: u16 = 10;

async fn scope_of<'a>(
    context: &Context,
    granted: &'a StaffGranted<ReadLedgers>,
    number: &str,
) -> Result<Scope<'a>, Error> {
    let account = store::ledger::find_account(context.store(), granted, number).await?.ok_or(Code::NotFound)?;
    Ok(Scope::Staff(granted, account))
}

/// All about an account: what it owes, who belongs to it, its orders and cases, its terms, and what waits for a second
/// person.
///
/// # Errors
/// `NotFound`, for customers too.
pub async fn desk_account(context: &Context, actor: &Actor, number: &str) -> Result<DeskAccount, Error> {
    let granted = actor.grant_staff::<ReadLedgers>()?;
    let scope = scope_of(context, &granted, number).await?;
    let store = context.store();
    let account = store::accounts::in_scope(store, &scope).await?;
    let (payment_days, credit_limit) = store::ledger::terms(store, &scope).await?;
    let members = store::accounts::members_seen(store, &scope).await?;
    let addresses = store::accounts::addresses_seen(store, &scope).await?;
    let waiting = store::ledger::requests::open(store, &scope).await?;
    let mut money = money_page(context, actor, &scope, &account).await?;
    let reminded = store::ledger::reminders::last_of_open(store, &scope).await?;
    for line in &mut money.open {
        line.reminded = reminded.iter().find(|(posting, _)| *posting == line.posting).map(|(_, day)| *day);
    }
    // Any of them may be the one that is to be taken back.
    let (postings, more_postings) = newest(context, &scope).await?;
    money.postings = postings;
    let (unapplied, more_unapplied) = unapplied(context, &scope, &money).await?;
    let changes = store::ledger::terms_changes(store, &scope, CHANGES).await?;
    Ok(DeskAccount {
        unapplied,
        more_unapplied,
        more_postings,
        money,
        members: members.into_iter().filter_map(|member| member_line(context, actor, member)).collect(),
        addresses: addresses.iter().map(|one| (one.purpose, one.address.lines())).collect(),
        vat_number: account.vat_number,
        orders: orders_of(context, actor, &scope).await?,
        cases: cases_of(context, actor, &scope).await?,
        currency: account.currency,
        price_list: account.price_list,
        payment_days,
        credit_limit,
        terms_version: store::ledger::terms_version(store, &scope).await?,
        terms_changes: changes.into_iter().map(|change| terms_change(context, actor, change)).collect(),
        may_post: actor.grant_staff::<PostMoney>().is_ok(),
        online: online::lines(context, actor, &scope).await?,
        requests: waiting.into_iter().map(|request| request_line(context, actor, request)).collect::<Result<_, _>>()?,
        reminding: reminding(context, actor, store, &scope).await?,
    })
}

fn terms_change(context: &Context, actor: &Actor, change: TermsChanged) -> TermsChange {
    TermsChange {
        at: context.wall(change.at, &actor.time_zone),
        by: change.by_name,
        before: change.before,
        after: change.after,
        reason: change.reason,
    }
}

async fn orders_of(context: &Context, actor: &Actor, scope: &Scope<'_>) -> Result<Vec<OrderCard>, Error> {
    let granted = actor.grant_staff::<ReadEveryOrder>()?;
    let heads = store::orders::any_of_account(context.store(), &granted, scope.account(), BESIDE).await?;
    Ok(heads.iter().map(|head| orders::card(context, actor, head, true)).collect())
}

async fn cases_of(context: &Context, actor: &Actor, scope: &Scope<'_>) -> Result<Vec<CaseCard>, Error> {
    let granted = actor.grant_staff::<AnswerCases>()?;
    let heads = store::cases::newest_of(context.store(), &granted, scope.account(), BESIDE).await?;
    Ok(heads.iter().map(|head| cases::card(context, actor, head, true)).collect())
}

fn member_line(context: &Context, actor: &Actor, member: SeenMember) -> Option<DeskMember> {
    Some(DeskMember {
        role: Role::parse(&member.role)?,
        name: member.name,
        email: member.email,
        order_limit: member.order_limit,
        seen: member.seen_at.map(|seen| context.wall(Instant::from_millis(seen), &actor.time_zone)),
    })
}

/// The statement of any account.
///
/// # Errors
/// As [`super::statement()`], and `NotFound`.
pub async fn desk_statement(
    context: &Context,
    actor: &Actor,
    number: &str,
    filter: &StatementFilter,
) -> Result<Statement, Error> {
    let granted = actor.grant_staff::<ReadLedgers>()?;
    let scope = scope_of(context, &granted, number).await?;
    let statement = statement::page(context, actor, &scope, filter).await?;
    statement::note(context, actor, scope.account(), Kind::Statement, &statement).await?;
    Ok(statement)
}

/// All of it, to be taken away as a file of this kind.
///
/// # Errors
/// As [`super::statement_file`], and `NotFound`.
pub async fn desk_statement_file(
    context: &Context,
    actor: &Actor,
    number: &str,
    filter: &StatementFilter,
    kind: Kind,
) -> Result<Statement, Error> {
    let granted = actor.grant_staff::<ReadLedgers>()?;
    let scope = scope_of(context, &granted, number).await?;
    let statement = statement::whole(context, actor, &scope, filter, kind).await?;
    statement::note(context, actor, scope.account(), kind, &statement).await?;
    Ok(statement)
}

/// What is open of any account.
///
/// # Errors
/// As [`super::open_items`], and `NotFound`.
pub async fn desk_open_items(
    context: &Context,
    actor: &Actor,
    number: &str,
    (currency, bucket, after): (&str, &str, &str),
) -> Result<OpenItems, Error> {
    let granted = actor.grant_staff::<ReadLedgers>()?;
    let scope = scope_of(context, &granted, number).await?;
    items(context, &scope, currency, bucket, after).await
}

/// One posting of any account.
///
/// # Errors
/// `NotFound`.
pub async fn desk_posting(context: &Context, actor: &Actor, number: &str, id: PostingId) -> Result<PostingPage, Error> {
    let granted = actor.grant_staff::<ReadLedgers>()?;
    let scope = scope_of(context, &granted, number).await?;
    let mut page = posting_page(context, actor, &scope, id).await?;
    if page.posting.open < 0 {
        page.debits = debits(context, &scope, page.currency).await?;
    }
    Ok(page)
}
