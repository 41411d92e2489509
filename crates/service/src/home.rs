//! What the first page shows.

use domain::{
    cases::CaseCard,
    event::{EventLine, News},
    ledger::wire::BalanceLine,
    orders::OrderCard,
    permissions::{Actor, ApproveOrders, Granted, ReadAccount, ReadCases, ReadOrders},
    time::WallTime,
};

use crate::{Context, Error, cases, ledger, orders};

const NEWS: u16 = 6;
/// One more than the page shows of each list: then it says that there are more.
const OPEN: u16 = 6;

/// The first page's content.
#[derive(Debug)]
pub struct Home {
    pub news: News,
    pub open_orders: Vec<OrderCard>,
    /// What this reader can approve.
    pub waiting: Vec<OrderCard>,
    /// What this reader has submitted and others have to approve.
    pub yours: Vec<OrderCard>,
    /// Their names.
    pub approvers: Vec<String>,
    /// What the account has asked and complained of, and is not closed.
    pub cases: Vec<CaseCard>,
    /// What the account owes, for whoever may read it.
    pub money: Vec<BalanceLine>,
    pub now: WallTime,
}

/// What is new, what is on its way, what waits for this reader.
///
/// # Errors
/// When the database fails.
pub async fn page(context: &Context, actor: &Actor) -> Result<Home, Error> {
    let granted = actor.grant::<ReadOrders>()?;
    let open = store::orders::open(context.store(), &granted, OPEN).await?;
    let (waiting, yours) = match actor.grant::<ApproveOrders>() {
        // One's own order is for others to approve, where there are others.
        Ok(approver) if store::accounts::has_other_approver(context.store(), &approver).await? => (
            store::orders::approvals_of_others(context.store(), &approver, OPEN).await?,
            store::orders::awaiting_of(context.store(), &granted, OPEN).await?,
        ),
        Ok(alone) => (store::orders::approvals(context.store(), &alone, None, OPEN).await?, Vec::new()),
        Err(_) => (Vec::new(), store::orders::awaiting_of(context.store(), &granted, OPEN).await?),
    };
    let approvers = if yours.is_empty() { Vec::new() } else { approvers(context, actor, &granted).await? };
    let cards = |heads: Vec<store::orders::Head>| -> Vec<OrderCard> {
        heads.iter().map(|head| orders::card(context, actor, head, false)).collect()
    };
    let open_cases = match actor.grant::<ReadCases>() {
        Ok(granted) => store::cases::of_account(context.store(), &granted, OPEN).await?,
        Err(_) => Vec::new(),
    };
    let mut open_orders = cards(open);
    open_orders.sort_by_key(|order| !order.late);
    Ok(Home {
        news: news(context, actor).await?,
        open_orders,
        waiting: cards(waiting),
        yours: cards(yours),
        approvers,
        cases: open_cases.iter().map(|head| cases::card(context, actor, head, false)).collect(),
        money: ledger::balances(context, actor).await?,
        now: context.wall(context.now(), &actor.time_zone),
    })
}

/// The names of the others who may approve an order of this reader's.
async fn approvers(context: &Context, actor: &Actor, granted: &Granted<ReadOrders>) -> Result<Vec<String>, Error> {
    let found = store::accounts::readers(context.store(), granted.account(), actor.member, true).await?;
    let mut names: Vec<String> =
        found.into_iter().filter(|member| member.id != actor.member.0).map(|member| member.name).collect();
    names.sort();
    Ok(names)
}

/// The newest events but sign-ins: those are kept in the log for who looks for them there.
async fn news(context: &Context, actor: &Actor) -> Result<News, Error> {
    let granted = actor.grant::<ReadAccount>()?;
    let wall = |instant| context.wall(instant, &actor.time_zone);
    let stored = store::events::news(context.store(), &granted, NEWS).await?;
    let (seen, _) = store::events::seen(context.store(), &granted).await?;
    Ok(News {
        events: stored
            .into_iter()
            .map(|stored| EventLine {
                seq: stored.seq,
                at: wall(stored.at),
                by: orders::by_line(&stored),
                mine: stored.member == actor.member,
                event: stored.event,
            })
            .collect(),
        seen,
        // The whole log has a page of its own.
        next: None,
        now: wall(context.now()),
    })
}
