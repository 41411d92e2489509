//! Submitting an order, once.

use std::collections::HashMap;

use domain::{
    event::Event,
    ids::{ArticleId, CartId, OrderId},
    money::Quantity,
    orders::{OrderState, Submit, Submitted},
    permissions::{Actor, Granted, PlaceOrders},
    refusal::{Code, Refusal},
    review::differences,
    shop::ArticleKind,
    stock::Stock,
};
use store::{
    carts,
    keys::{self, Asked, Claim},
    orders::{NewLine, NewOrder},
};

use super::{pages, tell};
use crate::{
    Context, Error, approvals,
    carts::check_length,
    mails::Contents,
    offers::{self, Details, Schedule},
    once,
    reviews::{self, Typed, goods},
};

const COMMAND: &str = "orders/submit";
/// Two orders that take the same stock in one moment may have to wait for each other; then one tries again.
const TRIES: u32 = 6;

/// Submits the review that was seen. The same key and review give the same answer, however often and from wherever they
/// come; everything is computed again in the order's own transaction, and what is worse than what was seen is asked again.
///
/// # Errors
/// `ReviewChanged` when the offer is not what was seen any more, `KeyReused`, `CartEmpty`, or what blocks the order.
pub async fn submit(context: &Context, actor: &Actor, input: Submit) -> Result<Submitted, Error> {
    with_details(context, actor, input, None).await
}

/// The same with what stands in the page besides the lines, saved or not.
///
/// # Errors
/// Those of [`submit`] and of [`crate::reviews::details`].
pub async fn submit_as_typed(
    context: &Context,
    actor: &Actor,
    input: Submit,
    typed: &Typed,
) -> Result<Submitted, Error> {
    with_details(context, actor, input, Some(typed)).await
}

async fn with_details(
    context: &Context,
    actor: &Actor,
    input: Submit,
    typed: Option<&Typed>,
) -> Result<Submitted, Error> {
    let granted = actor.grant::<PlaceOrders>()?;
    let mut parts: Vec<&[u8]> = vec![input.review.0.as_bytes()];
    if let Some(Typed { address, delivery_way, reference, note }) = typed {
        parts.extend([address.as_bytes(), delivery_way.as_bytes(), reference.as_bytes(), note.as_bytes()]);
    }
    let asked = once::asked(COMMAND, actor.member, &parts);
    if let Some(claim) = keys::find(context.store(), &granted, input.key, &asked).await? {
        return repeat(context.store(), &granted, claim).await;
    }
    let review = match typed {
        Some(typed) => reviews::as_typed(context, actor, input.review, typed).await?,
        None => input.review,
    };
    let input = Submit { review, ..input };
    for attempt in 1.. {
        match try_submit(context, actor, &granted, input, &asked).await {
            Err(Error::Busy) if attempt < TRIES => {
                metrics::counter!("loket_submit_retries_total").increment(1);
                tokio::time::sleep(std::time::Duration::from_millis(u64::from(5 * attempt * attempt))).await;
            }
            // Another page has submitted this review with a key of its own: this is its order too, whatever is wrong with
            // what the cart holds since.
            Err(Error::Refused(refusal)) if !matches!(refusal.code, Code::KeyReused | Code::NotAllowed) => {
                let Some(order) = store::orders::of_review(context.store(), &granted, input.review).await? else {
                    return Err(refusal.into());
                };
                let tx = context.store().begin().await?;
                let claim = keys::claim(&tx, &granted, input.key, &asked, order.0, context.now()).await?;
                tx.commit().await?;
                return repeat(
                    context.store(),
                    &granted,
                    if claim == Claim::New { Claim::Done(order.0) } else { claim },
                )
                .await;
            }
            result => return result,
        }
    }
    Err(Error::Busy)
}

async fn repeat(db: &impl store::Db, granted: &Granted<PlaceOrders>, claim: Claim) -> Result<Submitted, Error> {
    let Claim::Done(made) = claim else { return Err(Code::KeyReused.into()) };
    let (number, state) = store::orders::number_of(db, granted, OrderId(made))
        .await?
        .ok_or_else(|| Error::Fault("a key without its order".into()))?;
    Ok(Submitted { number, awaiting_approval: state == OrderState::AwaitingApproval })
}

async fn try_submit(
    context: &Context,
    actor: &Actor,
    granted: &Granted<PlaceOrders>,
    input: Submit,
    asked: &Asked,
) -> Result<Submitted, Error> {
    let settings = context.settings();
    let now = context.now();
    let id = OrderId(store::new_id());
    let tx = context.store().begin().await?;
    match keys::claim(&tx, granted, input.key, asked, id.0, now).await? {
        Claim::New => {}
        claim => return repeat(&tx, granted, claim).await,
    }
    let account = store::accounts::lock(&tx, granted).await?;
    let (role, order_limit) = store::accounts::role_now(&tx, granted)
        .await?
        .filter(|(role, _)| role.has(domain::permissions::Right::PlaceOrders))
        .ok_or(Code::NotAllowed)?;
    let cart = carts::lock(&tx, granted).await?.ok_or(Code::CartEmpty)?;
    let cart_id = CartId(cart.id);
    let lines = carts::lines(&tx, cart_id).await?;
    if lines.is_empty() {
        return Err(Code::CartEmpty.into());
    }
    check_length(lines.len())?;
    let seen = store::reviews::find(&tx, granted, cart_id, input.review).await?.ok_or(Code::ReviewChanged)?;

    let ids: Vec<ArticleId> = lines.iter().map(|line| line.article).collect();
    let articles: HashMap<_, _> =
        store::catalogue::by_ids(&tx, &ids).await?.into_iter().map(|article| (article.id, article)).collect();
    let prices = store::catalogue::prices(&tx, &account.price_list, account.currency, &ids).await?;
    let wanted: Vec<(ArticleId, Quantity)> = lines
        .iter()
        .filter(|line| articles.get(&line.article).is_some_and(|article| article.kind == ArticleKind::Goods))
        .map(|line| (line.article, line.quantity))
        .collect();
    let stocks: HashMap<ArticleId, Stock> = store::orders::reserve(&tx, granted, &wanted).await?.into_iter().collect();

    let schedule = Schedule::at(now, &settings);
    // The address was settled in the review; the cart may still leave it to the account's usual one.
    let details = Details {
        address: cart.address_id.map(domain::ids::AddressId).or(seen.offer.address),
        delivery_way: cart.delivery_way.clone(),
        reference: cart.reference.clone(),
        note: cart.note.clone(),
    };
    let offer = offers::make(&settings, &account, &lines, &articles, &prices, &stocks, details, &schedule)?;
    if let Some(refusal) = offers::blocked(&settings, &offer, &articles) {
        // What was to be had when it was seen is a difference to be shown, not a mistake of the customer's.
        let was_fine = seen.offer.lines.iter().all(|line| line.price.is_some() && line.availability.date.is_some());
        return Err(
            if was_fine && refusal.code == Code::Article { Refusal::of(Code::ReviewChanged) } else { refusal }.into()
        );
    }
    if differences(&seen.offer, &offer).iter().any(domain::review::Difference::asks) {
        return Err(Code::ReviewChanged.into());
    }

    let limit = approvals::limit_that_holds(&tx, granted, role, order_limit).await?;
    let awaiting_approval = limit.is_some_and(|limit| offer.tax.gross > limit);
    let addresses = store::accounts::addresses(&tx, granted).await?;
    let address = match offer.address {
        // It may have been taken away since it was seen.
        Some(id) => addresses.iter().find(|address| address.id == id.0).ok_or(Code::ReviewChanged)?.lines(),
        None => Vec::new(),
    };
    let number = tx.next_order_number().await?;
    let state = if awaiting_approval { OrderState::AwaitingApproval } else { OrderState::Submitted };
    let mut search = format!("{number} {}", offer.reference.as_deref().unwrap_or(""));
    let mut new_lines = Vec::with_capacity(offer.lines.len());
    for (line, tax) in offer.lines.iter().zip(&offer.tax.lines) {
        let Some(price) = line.price else { return Err(Code::ReviewChanged.into()) };
        for text in std::iter::once(&line.number).chain(line.names.0.values()) {
            search.push(' ');
            search.push_str(text);
        }
        new_lines.push(NewLine {
            article: line.article,
            number: line.number.clone(),
            names: line.names.clone(),
            picture: line.picture.clone(),
            unit: line.unit.clone(),
            kind: line.kind,
            quantity: line.quantity,
            price,
            tax: *tax,
            promised: line.availability.date,
            wished: line.wished,
        });
    }
    let order = NewOrder {
        id,
        number,
        state,
        review: seen.id,
        currency: offer.currency,
        mode: offer.mode,
        goods_amount: goods(&offer),
        delivery_way: offer.delivery_way.clone(),
        delivery_amount: offer.delivery_cost,
        address,
        reference: offer.reference.clone(),
        note: offer.note.clone(),
        summary: offers::summary(&offer, settings.vendor.language),
        search_text: store::text::fold(&search),
        promised: offers::last_promise(&offer),
        cancel_until: schedule.picking,
        submitted: now,
        tax: offer.tax.clone(),
    };
    match store::orders::insert(&tx, granted, &order, &new_lines).await {
        // Submitted by another page at this moment, and the cart filled with the same things again.
        Err(store::Error::Taken) => return Err(Code::ReviewChanged.into()),
        result => result?,
    }
    carts::empty(&tx, cart_id).await?;
    let event =
        Event::OrderSubmitted { order: number, total: offer.tax.gross, currency: offer.currency, awaiting_approval };
    let facts = tell::Facts {
        account: account.id,
        placed_by: actor.member,
        number,
        total: domain::money::Money { minor: offer.tax.gross, currency: offer.currency },
        handover: pages::handover_by(&settings, &offer.delivery_way, new_lines.iter().map(|line| line.kind)),
        cancel_until: schedule.picking,
        contents: Some(Contents::of_new(&order, &new_lines)),
        approvers: awaiting_approval,
    };
    tell::tell_facts(context, &tx, &facts, actor.member, &event, now).await?;
    tx.commit().await?;
    context.wake_outbox();
    metrics::counter!("loket_orders_total").increment(1);
    Ok(Submitted { number, awaiting_approval })
}
