//! Orders as they cross the wire.

use domain::{
    demo::MailState,
    event::EventLine,
    money::{CurrencyRules, Quantity},
    orders::{Handover, OrderCard, OrderLine, OrderList, OrderPage, OrderState, Shipment, Step},
    permissions::{Actor, ReadEveryOrder, ReadOrders, Right},
    settings::Settings,
    shop::ArticleKind,
    split::{Amounts, ByRate, Taxed, split},
    tax::{PriceMode, Rate},
};
use store::orders::{Cancelled, Head, Line, Whole};

use super::PAGE;
use crate::{Context, Error, offers};

/// How an order reaches the customer.
pub(crate) fn handover(settings: &Settings, head: &Head) -> Handover {
    let kind = if head.has_goods { ArticleKind::Goods } else { ArticleKind::Service };
    handover_by(settings, &head.delivery_way, std::iter::once(kind))
}

/// How these kinds of articles reach the customer by this delivery way: services alone are carried out.
pub(crate) fn handover_by(settings: &Settings, way: &str, mut kinds: impl Iterator<Item = ArticleKind>) -> Handover {
    if !kinds.any(|kind| kind == ArticleKind::Goods) {
        return Handover::Service;
    }
    // A way that the vendor offers no more was one to bring things, most likely.
    match settings.delivery_way(way) {
        Some(way) if !way.to_address => Handover::Collection,
        _ => Handover::Delivery,
    }
}

/// An order in a list; `vendor_side` names the account.
pub(crate) fn card(context: &Context, actor: &Actor, head: &Head, vendor_side: bool) -> OrderCard {
    let today = context.vendor_today();
    let handover = handover(&context.settings(), head);
    // What is ready waits for the customer.
    let is_ready = handover == Handover::Collection && head.state == OrderState::Shipped;
    // One line that has not come is enough, whatever was promised for the others.
    let missed = head.next_promise.filter(|date| !head.state.is_final() && !is_ready && *date < today);
    OrderCard {
        number: head.number,
        state: head.state,
        handover,
        submitted: context.wall(head.submitted, &actor.time_zone),
        promised: missed.or(head.promised),
        late: missed.is_some(),
        currency: head.currency,
        total: head.gross - cancelled_of(&context.settings(), head).gross,
        reference: head.reference.clone(),
        cancel_requested: head.cancel_requested.is_some(),
        summary: head.summary.pick(actor.language, context.settings().vendor.language).0.to_owned(),
        line_count: head.line_count,
        by: head.by.clone(),
        account: vendor_side.then(|| head.account_name.clone()),
    }
}

/// The card of an order that its reader may see.
pub(crate) async fn card_of(context: &Context, actor: &Actor, number: i64) -> Result<Option<OrderCard>, Error> {
    let store = context.store();
    if let Ok(granted) = actor.grant::<ReadOrders>() {
        let head = store::orders::head_of(store, &granted, number).await?;
        return Ok(head.map(|head| card(context, actor, &head, false)));
    }
    let Ok(granted) = actor.grant_staff::<ReadEveryOrder>() else { return Ok(None) };
    let head = store::orders::head_of_any(store, &granted, number).await?;
    Ok(head.map(|head| card(context, actor, &head, true)))
}

/// One more than a page was asked for: then there is a next one.
pub(crate) fn list_of(context: &Context, actor: &Actor, mut heads: Vec<Head>, vendor_side: bool) -> OrderList {
    let more = heads.len() > usize::from(PAGE);
    heads.truncate(usize::from(PAGE));
    OrderList {
        next: heads.last().filter(|_| more).map(|last| last.number.to_string()),
        orders: heads.iter().map(|head| card(context, actor, head, vendor_side)).collect(),
        now: context.wall(context.now(), &actor.time_zone),
    }
}

/// An order with everything about it that its reader may see.
pub(crate) fn page_of(context: &Context, actor: &Actor, whole: Whole, vendor_side: bool) -> OrderPage {
    let settings = context.settings();
    let wall = |instant| context.wall(instant, &actor.time_zone);
    let Whole { head, lines, shipments, events, mails } = whole;
    let by_email = head.by_email.clone();
    let cancelled_amount = cancelled_amount(&settings, &head, &lines);
    let now = context.now();
    let has = |right| actor.acting.is_some_and(|acting| acting.role.has(right));
    let free = super::is_free(&head, now);
    let name_of = |id: &domain::ids::OrderLineId| {
        lines
            .iter()
            .find(|line| line.id == *id)
            .map(|line| (line.names.pick(actor.language, settings.vendor.language).0.to_owned(), line.unit.clone()))
    };
    let delivery_name = settings.delivery_way(&head.delivery_way).map_or_else(
        || head.delivery_way.clone(),
        |way| way.names.pick(actor.language, settings.vendor.language).0.to_owned(),
    );
    let kinds_of = |load: &store::orders::Shipment| {
        let ids: Vec<_> = load.lines.iter().map(|(id, _)| *id).collect();
        lines.iter().filter(|line| ids.contains(&line.id)).map(|line| line.kind).collect::<Vec<_>>()
    };
    OrderPage {
        id: head.id,
        number: head.number,
        version: head.version,
        state: head.state,
        handover: handover(&settings, &head),
        submitted: wall(head.submitted),
        now: wall(now),
        by: head.by,
        by_email: vendor_side.then(|| by_email.clone()),
        // Whose account it is is for the account's own page to ask.
        paper: None,
        account_name: head.account_name,
        account_number: head.account_number,
        reference: head.reference,
        note: head.note,
        address: head.address,
        delivery_name,
        currency: head.currency,
        shipments: shipments
            .into_iter()
            .map(|shipment| Shipment {
                id: shipment.id,
                handover: handover_by(&settings, &head.delivery_way, kinds_of(&shipment).into_iter()),
                tracking_url: shipment
                    .tracking
                    .as_deref()
                    .and_then(|tracking| settings.tracking_url(&shipment.carrier, &offers::url_part(tracking))),
                carrier: shipment.carrier,
                tracking: shipment.tracking,
                shipped: wall(shipment.shipped),
                delivered: shipment.delivered.map(wall),
                lines: shipment
                    .lines
                    .iter()
                    .filter_map(|(id, quantity)| name_of(id).map(|(name, unit)| (name, *quantity, unit)))
                    .collect(),
            })
            .collect(),
        lines: lines
            .iter()
            .map(|line| OrderLine {
                id: line.id,
                article: line.article,
                number: line.number.clone(),
                name: line.names.pick(actor.language, settings.vendor.language).0.to_owned(),
                picture: line.picture.clone(),
                unit: line.unit.clone(),
                kind: line.kind,
                progress: line.progress,
                unit_price: line.unit_price,
                discount: line.discount,
                amount: line.amount,
                rate: line.rate,
                promised: line.promised,
                first_promised: line.first_promised.filter(|first| line.promised != Some(*first)),
                expected: None,
                wished: line.wished,
                confirmed: line.confirmed,
                // Where it was invoiced is for the account's own page to ask.
                invoiced: Vec::new(),
            })
            .collect(),
        delivery_cost: head.delivery_amount,
        goods_amount: head.goods_amount,
        net: head.net,
        tax: head.tax,
        total: head.gross,
        by_rate: head.by_rate,
        gross_prices: head.mode == PriceMode::Gross,
        cancelled_amount,
        events: events
            .into_iter()
            // An invoice for it is for those who may read what the account owes.
            .filter(|stored| vendor_side || has(Right::ReadMoney) || !stored.event.is_money())
            .map(|stored| EventLine {
                seq: stored.seq,
                at: wall(stored.at),
                by: by_line(&stored),
                mine: stored.member == actor.member,
                event: stored.event,
            })
            .collect(),
        cancel_until: free.then(|| wall(head.cancel_until)),
        cancel_requested: head.cancel_requested.is_some(),
        reason: head.reason,
        // Who else could is for the account's own page to ask.
        may_approve: false,
        may_cancel: has(Right::PlaceOrders) && head.state.allow(Step::CancelRest).is_ok(),
        carriers: if vendor_side {
            settings.vendor.carriers.iter().map(|(name, _)| name.clone()).collect()
        } else {
            Vec::new()
        },
        mails: mails
            .iter()
            .filter(|row| vendor_side || (head.member == actor.member && row.recipient == by_email))
            .map(|row| mail_state(context, actor, row))
            // What a mail server said is for the staff to read.
            .map(|mail| MailState { last_error: mail.last_error.filter(|_| vendor_side), ..mail })
            .collect(),
        // What is about it is for the account's own page to ask.
        cases: Vec::new(),
        answer_by: None,
        // What was invoiced is for the page itself to ask.
        invoices: Vec::new(),
        to_invoice: false,
    }
}

/// What was cancelled of an order that goes on, tax included: each line's share, in the way that a split shares it, and the
/// tax that invoices for the rest do not bear.
fn cancelled_amount(settings: &Settings, head: &Head, lines: &[Line]) -> i64 {
    if matches!(head.state, OrderState::Cancelled | OrderState::Refused) {
        return 0;
    }
    let part = |line: &Line| Cancelled {
        cancelled: Quantity::from_millis(line.progress.cancelled),
        ordered: Quantity::from_millis(line.progress.ordered),
        amounts: Amounts {
            discount: line.discount,
            amount: line.amount,
            net: line.net,
            tax: line.tax,
            gross: line.gross,
        },
        rate: line.rate,
    };
    let parts = lines.iter().filter(|line| line.progress.cancelled > 0).map(part);
    sum_of(settings, head, parts).gross
}

/// The same of an order in a list, with what it is made of.
pub(super) fn cancelled_of(settings: &Settings, head: &Head) -> Amounts {
    let parts =
        head.cancelled.iter().copied().filter(|_| !matches!(head.state, OrderState::Cancelled | OrderState::Refused));
    sum_of(settings, head, parts)
}

fn sum_of(settings: &Settings, head: &Head, parts: impl Iterator<Item = Cancelled>) -> Amounts {
    let rules = settings.currency(head.currency);
    let mut by_rate: Vec<(Rate, Amounts)> = Vec::new();
    for Cancelled { cancelled, ordered, amounts, rate } in parts {
        let (part, _) = split(&amounts, head.mode, &rules, cancelled, ordered);
        match by_rate.iter_mut().find(|(other, _)| *other == rate) {
            Some((_, sum)) => *sum = plus(sum, &part),
            None => by_rate.push((rate, part)),
        }
    }
    let parts = by_rate.iter().map(|(rate, part)| taxed_by(head, &rules, *rate, *part));
    parts.fold(Amounts::NOTHING, |sum, part| plus(&sum, &part))
}

const fn plus(one: &Amounts, other: &Amounts) -> Amounts {
    Amounts {
        discount: one.discount + other.discount,
        amount: one.amount + other.amount,
        net: one.net + other.net,
        tax: one.tax + other.tax,
        gross: one.gross + other.gross,
    }
}

/// What was cancelled at a rate, with the tax that the rest does not bear.
fn taxed_by(head: &Head, rules: &CurrencyRules, rate: Rate, part: Amounts) -> Amounts {
    let of_rate = head.by_rate.iter().find(|sum| sum.rate == rate && rate.basis_points > 0);
    let Some(of_rate) = of_rate else { return part };
    let priced = if head.mode == PriceMode::Net { of_rate.net } else { of_rate.gross };
    let whole = Taxed { priced, tax: of_rate.tax };
    let rest = ByRate { mode: head.mode, rules, rate }.tax_of(whole, priced - part.priced(head.mode));
    part.with_tax(head.mode, whole.tax - rest)
}

/// Who did it: the vendor's people by first name.
pub(crate) fn by_line(stored: &store::events::Stored) -> String {
    if stored.by_vendor { stored.by.split(' ').next().unwrap_or("").to_owned() } else { stored.by.clone() }
}

/// A mail of the outbox, for people.
pub(crate) fn mail_state(context: &Context, actor: &Actor, row: &store::outbox::Row) -> MailState {
    let wall = |millis| context.wall(domain::time::Instant::from_millis(millis), &actor.time_zone);
    let state = row.state();
    MailState {
        to: row.recipient.clone(),
        subject: row.subject.clone(),
        state,
        attempts: row.attempts,
        last_error: row.last_error.clone(),
        created: wall(row.created_at),
        done: row.done_at.map(wall),
        next_try: (state == domain::demo::OutboxState::Waiting && row.attempts > 0).then(|| wall(row.next_try_at)),
    }
}
