//! One order and everything that has happened to it, by the rules that real orders follow.

use domain::{
    event::Event,
    ids::{MemberId, OrderId, OrderLineId, ReviewId, ShipmentId},
    language::Texts,
    money::Quantity,
    orders::{Handover, OrderState, Progress, settle},
    pricing::{LinePrice, price_line},
    refusal::Code,
    settings::DeliveryWay,
    shop::ArticleKind,
    tax::{Assessment, TaxLine, assess},
    time::{Date, Instant},
};
use store::{
    bulk::{HistoricEvent, HistoricLine, HistoricOrder, HistoricShipment},
    orders::{NewLine, NewOrder},
};

use super::{
    dice::Dice,
    world::{Buyer, Customer, Ware, World},
};
use crate::Error;

/// An order as it was submitted.
#[derive(Debug)]
pub(super) struct Draft<'a> {
    pub customer: &'a Customer,
    pub buyer: Buyer,
    pub submitted: Instant,
    pub basket: Vec<Item<'a>>,
    pub way: &'a DeliveryWay,
    pub reference: Option<String>,
    pub note: Option<String>,
    pub address: Vec<String>,
    /// The end of free cancellation.
    pub cancel_until: Instant,
}

/// One line of it.
#[derive(Debug)]
pub(super) struct Item<'a> {
    pub ware: &'a Ware,
    pub quantity: Quantity,
    pub promised: Date,
    /// The first promise, when it has moved since.
    pub first_promised: Option<Date>,
    pub wished: Option<Date>,
}

/// What it comes to.
#[derive(Debug)]
pub(super) struct Priced {
    prices: Vec<LinePrice>,
    goods_amount: i64,
    delivery_amount: i64,
    tax: Assessment,
}

/// Something done to it.
#[derive(Debug)]
pub(super) struct Step {
    pub at: Instant,
    pub by: MemberId,
    pub deed: Deed,
}

#[derive(Debug)]
pub(super) enum Deed {
    Approve,
    Refuse(&'static str),
    Confirm,
    Pick,
    /// The lines at these places go, whole.
    Ship {
        places: Vec<usize>,
        carrier: String,
        tracking: Option<String>,
    },
    /// The shipment at this place arrives.
    Deliver(usize),
    Cancel {
        reason: Option<&'static str>,
        by_vendor: bool,
    },
}

/// The order as it is now, and its part of the account's log.
#[derive(Debug)]
pub(super) struct Told {
    pub order: HistoricOrder,
    pub events: Vec<HistoricEvent>,
}

impl Priced {
    /// Whether the order has to be approved.
    pub(super) fn waits(&self, limit: Option<i64>) -> bool {
        limit.is_some_and(|limit| self.tax.gross > limit)
    }
}

/// Prices and tax.
pub(super) fn price(world: &World, draft: &Draft<'_>) -> Result<Priced, Error> {
    let customer = draft.customer;
    let rules = world.settings.currency(customer.currency);
    let mut prices = Vec::with_capacity(draft.basket.len());
    let mut taxed = Vec::with_capacity(draft.basket.len() + 1);
    for item in &draft.basket {
        let price = price_line(&item.ware.breaks, item.quantity, &rules)?.ok_or(Code::Article)?;
        taxed.push(TaxLine { amount: price.amount, class: item.ware.article.tax_class });
        prices.push(price);
    }
    let goods_amount = prices.iter().map(|price| price.amount).sum();
    let is_goods: Vec<bool> = draft.basket.iter().map(|item| item.ware.article.kind == ArticleKind::Goods).collect();
    let has_goods = is_goods.contains(&true);
    let delivered =
        prices.iter().zip(&is_goods).filter(|(_, is_goods)| **is_goods).map(|(price, _)| price.amount).sum();
    let cost = draft.way.cost_for(customer.currency, delivered).unwrap_or(0);
    let delivery_amount = if has_goods { cost } else { 0 };
    if delivery_amount > 0 {
        taxed.push(TaxLine { amount: delivery_amount, class: draft.way.tax_class });
    }
    let tax = assess(customer.mode, customer.profile, &world.settings.tax, &rules, &taxed)?;
    Ok(Priced { prices, goods_amount, delivery_amount, tax })
}

/// Tells the order's story up to now: steps that lie in the future are left to be made.
pub(super) fn tell(
    world: &World,
    draft: Draft<'_>,
    priced: Priced,
    number: i64,
    steps: &[Step],
    dice: &mut Dice,
) -> Told {
    let customer = draft.customer;
    let waits = priced.waits(draft.buyer.limit);
    let mut life = Life {
        number,
        brought: if draft.way.to_address { Handover::Delivery } else { Handover::Collection },
        state: if waits { OrderState::AwaitingApproval } else { OrderState::Submitted },
        version: 1,
        reason: None,
        last: draft.submitted,
        lines: lines(&draft, &priced, dice),
        shipments: Vec::new(),
    };
    let submitted = Event::OrderSubmitted {
        order: number,
        total: priced.tax.gross,
        currency: customer.currency,
        awaiting_approval: waits,
    };
    let mut events =
        vec![HistoricEvent { account: customer.id, by: draft.buyer.member, event: submitted, at: draft.submitted }];
    for step in steps.iter().take_while(|step| step.at <= world.now) {
        let event = life.live(step, dice);
        events.push(HistoricEvent { account: customer.id, by: step.by, event, at: step.at });
    }
    let order = NewOrder {
        id: OrderId(dice.id(draft.submitted)),
        number,
        state: life.state,
        review: ReviewId(dice.id(draft.submitted)),
        currency: customer.currency,
        mode: customer.mode,
        goods_amount: priced.goods_amount,
        delivery_way: draft.way.code.clone(),
        delivery_amount: priced.delivery_amount,
        tax: priced.tax,
        summary: summary(world, &draft),
        search_text: search_text(number, &draft),
        address: draft.address,
        reference: draft.reference,
        note: draft.note,
        promised: life.promised(),
        cancel_until: draft.cancel_until,
        submitted: draft.submitted,
    };
    let order = HistoricOrder {
        account: customer.id,
        member: draft.buyer.member,
        order,
        version: life.version,
        reason: life.reason,
        closed: life.state.is_final().then_some(life.last),
        lines: life.lines,
        shipments: life.shipments,
    };
    Told { order, events }
}

fn lines(draft: &Draft<'_>, priced: &Priced, dice: &mut Dice) -> Vec<HistoricLine> {
    let taxed = priced.prices.iter().zip(&priced.tax.lines);
    draft
        .basket
        .iter()
        .zip(taxed)
        .map(|(item, (price, tax))| {
            let article = &item.ware.article;
            HistoricLine {
                id: OrderLineId(dice.id(draft.submitted)),
                line: NewLine {
                    article: article.id,
                    number: article.number.clone(),
                    names: article.names.clone(),
                    picture: article.picture.clone(),
                    unit: article.unit.clone(),
                    kind: article.kind,
                    quantity: item.quantity,
                    price: *price,
                    tax: *tax,
                    promised: Some(item.promised),
                    wished: item.wished,
                },
                progress: Progress { ordered: item.quantity.millis(), ..Progress::default() },
                first_promised: Some(item.first_promised.unwrap_or(item.promised)),
                confirmed: false,
            }
        })
        .collect()
}

fn summary(world: &World, draft: &Draft<'_>) -> Texts {
    Texts::listed(draft.basket.iter().take(3).map(|item| &item.ware.article.names), world.settings.vendor.language)
}

fn search_text(number: i64, draft: &Draft<'_>) -> String {
    let mut text = store::text::fold(&format!("{number} {}", draft.reference.as_deref().unwrap_or("")));
    for item in &draft.basket {
        text.push(' ');
        text.push_str(&item.ware.words);
    }
    text
}

/// An order while its story is told.
struct Life {
    number: i64,
    /// How its goods reach the customer.
    brought: Handover,
    state: OrderState,
    version: i32,
    reason: Option<String>,
    last: Instant,
    lines: Vec<HistoricLine>,
    shipments: Vec<HistoricShipment>,
}

impl Life {
    /// Makes a step and gives the fact of it.
    fn live(&mut self, step: &Step, dice: &mut Dice) -> Event {
        self.version += 1;
        self.last = step.at;
        let order = self.number;
        match &step.deed {
            Deed::Approve => {
                self.state = OrderState::Submitted;
                Event::OrderApproved { order }
            }
            Deed::Refuse(reason) => {
                self.cancel_open();
                self.state = OrderState::Refused;
                self.reason = Some((*reason).to_owned());
                Event::OrderRefused { order, reason: (*reason).to_owned() }
            }
            Deed::Confirm => {
                for line in &mut self.lines {
                    line.confirmed = true;
                }
                self.state = OrderState::Confirmed;
                Event::OrderConfirmed { order, promised: self.promised() }
            }
            Deed::Pick => {
                self.state = OrderState::Picking;
                Event::OrderPicking { order, agreed: false }
            }
            Deed::Ship { places, carrier, tracking } => {
                let shipment = HistoricShipment {
                    id: ShipmentId(dice.id(step.at)),
                    carrier: carrier.clone(),
                    tracking: tracking.clone(),
                    shipped: step.at,
                    delivered: None,
                    lines: self.take(places),
                };
                let handover = self.handover(&shipment.lines);
                self.shipments.push(shipment);
                self.settle();
                let partly = self.state == OrderState::PartlyShipped;
                Event::OrderShipped { order, carrier: carrier.clone(), partly, handover }
            }
            Deed::Deliver(place) => {
                self.arrive(*place, step.at);
                self.settle();
                let handover =
                    self.shipments.get(*place).map_or(self.brought, |shipment| self.handover(&shipment.lines));
                Event::OrderDelivered { order, partly: self.state != OrderState::Delivered, handover }
            }
            Deed::Cancel { reason, by_vendor } => {
                self.cancel_open();
                self.settle();
                self.reason = reason.map(str::to_owned);
                Event::OrderCancelled { order, reason: self.reason.clone(), by_vendor: *by_vendor }
            }
        }
    }

    /// How a load with these lines reaches the customer.
    fn handover(&self, load: &[(OrderLineId, Quantity)]) -> Handover {
        let has_goods = self
            .lines
            .iter()
            .any(|line| line.line.kind == ArticleKind::Goods && load.iter().any(|(id, _)| *id == line.id));
        if has_goods { self.brought } else { Handover::Service }
    }

    /// The open quantities of these lines go.
    fn take(&mut self, places: &[usize]) -> Vec<(OrderLineId, Quantity)> {
        let mut taken = Vec::with_capacity(places.len());
        for place in places {
            let Some(line) = self.lines.get_mut(*place) else { continue };
            let open = line.progress.open();
            if open > 0 {
                line.progress.shipped += open;
                taken.push((line.id, Quantity::from_millis(open)));
            }
        }
        taken
    }

    fn arrive(&mut self, place: usize, at: Instant) {
        let Some(shipment) = self.shipments.get_mut(place) else { return };
        shipment.delivered = Some(at);
        for (id, quantity) in &shipment.lines {
            if let Some(line) = self.lines.iter_mut().find(|line| line.id == *id) {
                line.progress.delivered += quantity.millis();
            }
        }
    }

    fn cancel_open(&mut self) {
        for line in &mut self.lines {
            line.progress.cancelled += line.progress.open();
        }
    }

    fn settle(&mut self) {
        let progress: Vec<Progress> = self.lines.iter().map(|line| line.progress).collect();
        self.state = settle(self.state, &progress);
    }

    /// The last promised day of the open lines, or of all when none is open.
    fn promised(&self) -> Option<Date> {
        let open =
            self.lines.iter().filter(|line| line.progress.open() > 0).filter_map(|line| line.line.promised).max();
        open.or_else(|| self.lines.iter().filter_map(|line| line.line.promised).max())
    }
}
