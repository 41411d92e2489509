//! What is invoiced in the demo: a year of shipments, in the order of time.

use std::collections::HashMap;

use domain::{
    ids::AccountId,
    ledger,
    money::Quantity,
    time::{Date, Instant},
};
use store::{
    Tx,
    bulk::{HistoricOrder, HistoricShipment},
    invoices::{LineKind, NewInvoiceLine},
};

use super::world::World;
use crate::{
    Error,
    invoices::{Numbered, Sums, delivery_names, next_number},
};

/// So many days of shipments are invoiced; what is older, the vendor has invoiced elsewhere.
const DAYS: i64 = 365;

/// How an account pays, and its place in the file.
pub(super) struct Terms {
    pub days: u16,
    pub place: usize,
}

/// What is invoiced of a shipment.
pub(super) struct Bill<'a> {
    pub at: Instant,
    pub order: &'a HistoricOrder,
    pub shipment: &'a HistoricShipment,
    pub number: String,
    pub serial: (i32, i64),
    pub issued: Date,
    pub due: Date,
    pub lines: Vec<NewInvoiceLine>,
    pub gross: i64,
    pub place: usize,
}

/// All that is invoiced, in the order of time, so that the numbers rise with it.
pub(super) async fn bills<'a>(
    tx: &Tx,
    world: &World,
    terms: &HashMap<AccountId, Terms>,
    orders: &'a [HistoricOrder],
) -> Result<Vec<Bill<'a>>, Error> {
    let since = world.now.plus_days(-DAYS);
    let mut shipped: Vec<(Instant, &HistoricOrder, usize)> = Vec::new();
    for order in orders {
        for (place, shipment) in order.shipments.iter().enumerate() {
            if shipment.shipped >= since {
                shipped.push((shipment.shipped.plus_minutes(25).min(world.now), order, place));
            }
        }
    }
    shipped.sort_by_key(|(at, order, place)| (*at, order.order.number, *place));
    let mut bills = Vec::with_capacity(shipped.len());
    for (at, order, place) in shipped {
        let Some(shipment) = order.shipments.get(place) else { continue };
        let Some(terms) = terms.get(&order.account) else { continue };
        let lines = lines(order, shipment, place == 0);
        let gross = Sums::of(&lines)?.gross;
        if gross <= 0 {
            continue;
        }
        let issued = world.date(at);
        let due = ledger::due(issued, terms.days);
        let Numbered { number, serial } = next_number(tx, &world.settings, issued).await?;
        bills.push(Bill { at, order, shipment, number, serial, issued, due, lines, gross, place: terms.place });
    }
    Ok(bills)
}

/// The lines of a shipment: the past ships lines whole, so their stored amounts are the invoice's. Delivery comes with
/// the first one.
fn lines(order: &HistoricOrder, shipment: &HistoricShipment, is_first: bool) -> Vec<NewInvoiceLine> {
    let mut lines = Vec::with_capacity(shipment.lines.len() + 1);
    for (id, quantity) in &shipment.lines {
        let Some(of) = order.lines.iter().find(|line| line.id == *id) else { continue };
        if *quantity != of.line.quantity {
            continue;
        }
        let (line, price, tax) = (&of.line, &of.line.price, &of.line.tax);
        lines.push(NewInvoiceLine {
            order_line: Some(of.id),
            article_number: line.number.clone(),
            names: line.names.clone(),
            unit: line.unit.clone(),
            kind: LineKind::Article(line.kind),
            quantity: *quantity,
            unit_price: price.unit_price,
            discount: price.discount,
            amount: price.amount,
            net: tax.net,
            tax: tax.tax,
            gross: tax.gross,
            rate: tax.rate,
        });
    }
    // It was taxed after the lines.
    if is_first
        && order.order.delivery_amount > 0
        && let Some(tax) = order.order.tax.lines.get(order.lines.len())
    {
        lines.push(NewInvoiceLine {
            order_line: None,
            article_number: String::new(),
            names: delivery_names(),
            unit: "piece".to_owned(),
            kind: LineKind::Delivery,
            quantity: Quantity::from_units(1),
            unit_price: order.order.delivery_amount,
            discount: 0,
            amount: order.order.delivery_amount,
            net: tax.net,
            tax: tax.tax,
            gross: tax.gross,
            rate: tax.rate,
        });
    }
    lines
}
