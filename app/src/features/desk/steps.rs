//! The next step of an order: one form, and one button for it that is always in reach.

use domain::{
    format,
    money::Quantity,
    orders::{Handover, OrderLine, OrderPage, OrderState, Shipment},
    refusal::Refusal,
    shop::ArticleKind,
    time::Date,
};
use leptos::prelude::*;

use super::order::Commands;
use crate::{
    features::orders::{
        frame::seen,
        parts::{carrier_text, sent_text, shipment_icon},
    },
    reader::{use_i18n, use_language, use_vendor_day},
    ui::{
        Command, CommandForm, busy, error_notice, field, field_error, field_error_at, in_place, key_field,
        plain_quantity, quantity_text, refusal_of, settled,
    },
};

/// The form that the button of [`bar`] sends.
const FORM: &str = "next-step";

/// What the vendor does next.
enum Next<'a> {
    Confirm,
    Pick,
    Ship,
    Deliver(&'a Shipment),
}

fn next(order: &OrderPage) -> Option<Next<'_>> {
    match order.state {
        OrderState::Submitted => Some(Next::Confirm),
        // Nothing is picked for a service.
        OrderState::Confirmed if order.handover == Handover::Service => Some(Next::Ship),
        OrderState::Confirmed => Some(Next::Pick),
        OrderState::Picking | OrderState::PartlyShipped => Some(Next::Ship),
        OrderState::Shipped => order.shipments.iter().find(|shipment| shipment.delivered.is_none()).map(Next::Deliver),
        OrderState::AwaitingApproval | OrderState::Delivered | OrderState::Cancelled | OrderState::Refused => None,
    }
}

/// What the button of shipping says: title of the form, and what is pressed.
fn ship_words(order: &OrderPage) -> (&'static str, &'static str) {
    let i18n = use_i18n();
    // What is left may be services only, in an order of goods.
    let has_goods = order.lines.iter().any(|line| line.kind == ArticleKind::Goods && line.progress.open() > 0);
    match order.handover {
        Handover::Delivery if has_goods => (i18n.desk_ship_title(), i18n.desk_ship_do()),
        Handover::Collection if has_goods => (i18n.desk_ready_title(), i18n.desk_ready_do()),
        _ => (i18n.desk_carried_out_do(), i18n.desk_carried_out_do()),
    }
}

/// What the button for the end of a load says.
fn deliver_words(shipment: &Shipment) -> &'static str {
    let i18n = use_i18n();
    match shipment.handover {
        Handover::Delivery => i18n.desk_deliver_do(),
        Handover::Collection => i18n.desk_collected_title(),
        Handover::Service => i18n.desk_carried_out_do(),
    }
}

/// The form of the next step.
pub(super) fn next_step(order: &OrderPage, commands: Commands) -> AnyView {
    match next(order) {
        Some(Next::Confirm) => confirm(order, commands),
        Some(Next::Pick) => pick(order, commands),
        Some(Next::Ship) => ship(order, commands),
        Some(Next::Deliver(shipment)) => deliver(order, shipment, commands),
        None => ().into_any(),
    }
}

/// The button of the next step, at the bottom of the page.
pub(super) fn bar(order: &OrderPage, commands: Commands) -> AnyView {
    let i18n = use_i18n();
    // Picking is on the customer's page, and no mail goes out for it but of what they are said to have agreed to.
    let told = match next(order) {
        Some(Next::Pick) if order.cancel_until.is_none() => i18n.desk_customer_sees(&order.by),
        _ => i18n.desk_customer_told(&order.by),
    };
    let (name, busy) = match next(order) {
        Some(Next::Confirm) => (i18n.desk_confirm_do(), busy(commands.confirm)),
        Some(Next::Pick) => (i18n.desk_pick_do(), busy(commands.pick)),
        Some(Next::Ship) => (ship_words(order).1, busy(commands.ship)),
        Some(Next::Deliver(shipment)) => (deliver_words(shipment), busy(commands.deliver)),
        None => return ().into_any(),
    };
    view! {
        <div class="sticky-bar">
            <button class="button" type="submit" form=FORM aria-busy=busy>{name}</button>
            <p class="sticky-note">{told}</p>
        </div>
    }
    .into_any()
}

/// The button for a load that has arrived, unless that is the next step and has its button already.
pub(super) fn deliver_button(order: &OrderPage, shipment: &Shipment, commands: Commands) -> Option<AnyView> {
    let is_next = matches!(next(order), Some(Next::Deliver(first)) if first.id == shipment.id);
    if shipment.delivered.is_some() || is_next {
        return None;
    }
    let deliver = commands.deliver;
    let words = deliver_words(shipment);
    let shipment = shipment.id.to_string();
    let seen = seen(order);
    Some(
        view! {
            <CommandForm command=deliver>
                {seen}
                <input type="hidden" name="shipment" value=shipment/>
                <button class="button button-quiet button-small" type="submit" aria-busy=busy(deliver)>
                    {words}
                </button>
            </CommandForm>
        }
        .into_any(),
    )
}

/// What was refused about one of these buttons; the form of the next step says it itself.
pub(super) fn deliver_notice(order: &OrderPage, commands: Commands) -> Option<AnyView> {
    let has_form = matches!(next(order), Some(Next::Deliver(_)));
    (!has_form).then(|| error_notice(in_place(refusal_of(commands.deliver)), &[]))
}

fn confirm(order: &OrderPage, commands: Commands) -> AnyView {
    let i18n = use_i18n();
    let refusal = in_place(refusal_of(commands.confirm));
    let rows = order
        .lines
        .iter()
        .filter(|line| line.progress.ordered > line.progress.cancelled)
        .enumerate()
        .map(|(index, line)| confirm_row(order, index, line, commands.confirm))
        .collect_view();
    let seen = seen(order);
    view! {
        <CommandForm command=commands.confirm class="sheet" id=FORM>
            <header class="sheet-head"><h2>{i18n.desk_confirm_title()}</h2></header>
            {seen}
            <table class="table" data-cards="" role="table">
                <caption class="visually-hidden">{i18n.desk_confirm_caption()}</caption>
                <thead role="rowgroup">
                    <tr role="row">
                        <th scope="col" role="columnheader">{i18n.desk_column_article()}</th>
                        <th scope="col" role="columnheader" class="figure">{i18n.desk_column_quantity()}</th>
                        <th scope="col" role="columnheader">{i18n.desk_column_date()}</th>
                    </tr>
                </thead>
                <tbody role="rowgroup">{rows}</tbody>
            </table>
            <div class="sheet-body">{error_notice(beside_rows(refusal), &[])}</div>
        </CommandForm>
    }
    .into_any()
}

/// What no row says itself.
fn beside_rows(refusal: Signal<Option<Refusal>>) -> Signal<Option<Refusal>> {
    Signal::derive(move || {
        refusal.get().filter(|refusal| !refusal.field.as_deref().is_some_and(|field| field.starts_with("lines[")))
    })
}

fn confirm_row(order: &OrderPage, index: usize, line: &OrderLine, confirm: Command) -> AnyView {
    let i18n = use_i18n();
    let language = use_language();
    let today = use_vendor_day(order.now);
    // A service is agreed on for the day that the customer wants; goods come when they were promised.
    let date = match line.kind {
        ArticleKind::Service => line.wished.or(line.promised),
        ArticleKind::Goods => line.promised.or(line.wished),
    };
    let wished = line.wished.map(|date| {
        let when = format::day_phrase(language, today, date);
        format!(" · {}", i18n.orders_service_wished(&when))
    });
    let wanted = Quantity::from_millis(line.progress.ordered - line.progress.cancelled);
    let quantity = quantity_text(language, wanted, &line.unit);
    let field = format!("lines[{index}][value]");
    let refusal = in_place(refusal_of(confirm));
    let error = format!("confirm-{index}-error");
    let wrong = {
        let field = field.clone();
        Signal::derive(move || refusal.with(|refusal| is_about(refusal.as_ref(), &field)))
    };
    let described = error.clone();
    // What was promised for a day that is over is to be promised anew.
    let date = date.map(|date| date.max(today).iso()).unwrap_or_default();
    view! {
        <tr role="row">
            <td role="cell">{line.name.clone()}<br/><small class="soft">{line.number.clone()}{wished}</small></td>
            <td role="cell" class="figure" data-label=i18n.desk_column_quantity()>{quantity}</td>
            <td role="cell" data-label=i18n.desk_column_date()>
                <input type="hidden" name=format!("lines[{index}][line]") value=line.id.to_string()/>
                <input
                    type="date"
                    name=field.clone()
                    value=confirm.typed(&field, date)
                    min=today.iso()
                    required=true
                    aria-label=i18n.desk_date_of(&line.name)
                    aria-invalid=move || wrong.get().then_some("true")
                    aria-describedby=move || wrong.get().then(|| described.clone())
                />
                {field_error_at(error, refusal, field)}
            </td>
        </tr>
    }
    .into_any()
}

fn is_about(refusal: Option<&Refusal>, field: &str) -> bool {
    refusal.is_some_and(|refusal| refusal.field.as_deref() == Some(field))
}

fn pick(order: &OrderPage, commands: Commands) -> AnyView {
    let i18n = use_i18n();
    let refusal = in_place(refusal_of(commands.pick));
    let consent = consent(order, commands.pick);
    let seen = seen(order);
    view! {
        <CommandForm command=commands.pick class="sheet" id=FORM>
            <header class="sheet-head"><h2>{i18n.desk_pick_title()}</h2></header>
            <div class="sheet-body">
                {seen}
                <p>{i18n.desk_pick_explain()}</p>
                {consent}
                {error_notice(refusal, &[])}
            </div>
        </CommandForm>
    }
    .into_any()
}

/// While the customer may cancel at no cost: until when, and whether they have agreed to less.
fn consent(order: &OrderPage, command: Command) -> Option<AnyView> {
    let i18n = use_i18n();
    let until = format::until(use_language(), order.now, order.cancel_until?);
    let is_agreed = !command.typed("agreed", "").is_empty();
    Some(
        view! {
            <p>{i18n.desk_free_until(&until)}</p>
            <label class="choice">
                <input type="checkbox" name="agreed" value="true" checked=is_agreed/>
                <span>{i18n.desk_agreed()}</span>
            </label>
        }
        .into_any(),
    )
}

fn ship(order: &OrderPage, commands: Commands) -> AnyView {
    let i18n = use_i18n();
    let refusal = in_place(refusal_of(commands.ship));
    let open: Vec<_> = order.lines.iter().filter(|line| line.progress.open() > 0).collect();
    // Only goods that are brought have a carrier.
    let has_goods = open.iter().any(|line| line.kind == ArticleKind::Goods);
    // What goes next: the goods of the first day; a visit goes with no lorry, and what was split off has a day of its own.
    let kind = if has_goods { ArticleKind::Goods } else { ArticleKind::Service };
    let first = open.iter().filter(|line| line.kind == kind).filter_map(|line| line.promised).min();
    let goes = |line: &OrderLine| line.kind == kind && (line.promised.is_none() || line.promised == first);
    let rows = open
        .iter()
        .enumerate()
        .map(|(index, line)| ship_row(index, line, goes(line), use_vendor_day(order.now), commands.ship))
        .collect_view();
    let is_brought = order.handover == Handover::Delivery && has_goods;
    let title = ship_words(order).0;
    let carriage = is_brought.then(|| carriage(order, commands.ship, refusal));
    let consent = has_goods.then(|| consent(order, commands.ship));
    let seen = seen(order);
    view! {
        <CommandForm command=commands.ship class="sheet" id=FORM>
            <header class="sheet-head"><h2>{title}</h2></header>
            {key_field(settled(commands.ship))}
            {seen}
            <table class="table" data-cards="" role="table">
                <caption class="visually-hidden">{i18n.desk_ship_caption()}</caption>
                <thead role="rowgroup">
                    <tr role="row">
                        <th scope="col" role="columnheader">{i18n.desk_column_article()}</th>
                        <th scope="col" role="columnheader" class="figure">{i18n.desk_column_open()}</th>
                        <th scope="col" role="columnheader">{i18n.desk_column_now()}</th>
                    </tr>
                </thead>
                <tbody role="rowgroup">{rows}</tbody>
            </table>
            <div class="sheet-body">
                <p class="hint">{i18n.desk_ship_hint()}</p>
                {carriage}
                {consent}
                {error_notice(refusal, &["carrier", "tracking"])}
            </div>
        </CommandForm>
    }
    .into_any()
}

/// Who brings it, and the number under which it can be followed.
fn carriage(order: &OrderPage, ship: Command, refusal: Signal<Option<Refusal>>) -> AnyView {
    let i18n = use_i18n();
    view! {
        <div class="field-row">
            <div class="field">
                <label for="carrier">{i18n.desk_carrier()}</label>
                {carrier_field(&order.carriers, &ship.typed("carrier", ""))}
                {field_error(refusal, "carrier")}
            </div>
            {field("tracking", i18n.desk_tracking()).most("80").optional().line(refusal, ship.typed("tracking", ""))}
        </div>
    }
    .into_any()
}

fn ship_row(index: usize, line: &OrderLine, goes: bool, today: Date, ship: Command) -> AnyView {
    let i18n = use_i18n();
    let open = Quantity::from_millis(line.progress.open());
    let now = if goes { plain_quantity(open) } else { "0".to_owned() };
    let due = line.promised.map(|date| {
        let when = format::day_phrase(use_language(), today, date);
        format!(" · {}", i18n.desk_ship_due(&when))
    });
    view! {
        <tr role="row">
            <td role="cell">{line.name.clone()}<br/><small class="soft">{line.number.clone()}{due}</small></td>
            <td role="cell" class="figure" data-label=i18n.desk_column_open()>
                {quantity_text(use_language(), open, &line.unit)}
            </td>
            <td role="cell" data-label=i18n.desk_column_now()>
                <input type="hidden" name=format!("lines[{index}][line]") value=line.id.to_string()/>
                <input
                    type="number"
                    inputmode="decimal"
                    name=format!("lines[{index}][value]")
                    value=ship.typed(&format!("lines[{index}][value]"), now)
                    min="0"
                    max=plain_quantity(open)
                    step="any"
                    aria-label=i18n.desk_now_of(&line.name)
                />
            </td>
        </tr>
    }
    .into_any()
}

/// A choice of the vendor's carriers; free text for a vendor who has named none.
fn carrier_field(carriers: &[String], typed: &str) -> AnyView {
    if carriers.is_empty() {
        return view! { <input id="carrier" name="carrier" type="text" maxlength="80" required=true value=typed.to_owned()/> }.into_any();
    }
    let options = carriers
        .iter()
        .map(|carrier| view! { <option value=carrier.clone() selected=carrier == typed>{carrier.clone()}</option> })
        .collect_view();
    view! { <select id="carrier" name="carrier">{options}</select> }.into_any()
}

fn deliver(order: &OrderPage, shipment: &Shipment, commands: Commands) -> AnyView {
    let refusal = in_place(refusal_of(commands.deliver));
    let id = shipment.id.to_string();
    let load = carrier_text(shipment);
    let sent = sent_text(order.now, shipment);
    let (title, sign) = (deliver_words(shipment), shipment_icon(shipment));
    let seen = seen(order);
    view! {
        <CommandForm command=commands.deliver class="sheet" id=FORM>
            <header class="sheet-head"><h2>{title}</h2></header>
            {seen}
            <input type="hidden" name="shipment" value=id/>
            <div class="row">{sign}<div class="row-text">{load}<small>{sent}</small></div></div>
            <div class="sheet-body">{error_notice(refusal, &[])}</div>
        </CommandForm>
    }
    .into_any()
}
