//! Settling what a customer does not agree with on an invoice: by a credit note, or by asking for it again.

use domain::ledger::wire::{DisputeLine, InvoiceLine, InvoicePage};
use leptos::prelude::*;

use super::parts::{may_post, refused_about, seller_notice};
use crate::{
    features::money::disputes::{Side, invoice_row, sheet},
    reader::{use_i18n, use_language},
    ui::{Command, CommandForm, busy, error_notice, field, key_field, own_quantity, plain_quantity, settled},
};

/// The commands that settle a dispute.
#[derive(Clone, Copy)]
pub(super) struct Settle {
    pub credit: Command,
    pub put_back: Command,
}

/// What is disputed of an invoice, with what settles it for those who post money.
pub(super) fn disputes(invoice: &InvoicePage, settle: Settle) -> Option<AnyView> {
    let rows = invoice
        .disputes
        .iter()
        .map(|dispute| {
            let steps = (dispute.ended.is_none() && may_post()).then(|| steps(invoice, dispute, settle));
            invoice_row(dispute, Side::Desk, steps)
        })
        .collect();
    sheet(rows, None)
}

fn steps(invoice: &InvoicePage, dispute: &DisputeLine, settle: Settle) -> AnyView {
    let line = invoice.lines.iter().find(|line| line.position == dispute.position);
    let credit = line.and_then(|line| credit_form(invoice, line, dispute, settle.credit));
    view! { {credit} {put_back_form(invoice, dispute, settle.put_back)} }.into_any()
}

/// A credit note for so much of the line as the amount stands for; nothing where all of it is taken back.
fn credit_form(invoice: &InvoicePage, line: &InvoiceLine, dispute: &DisputeLine, credit: Command) -> Option<AnyView> {
    let i18n = use_i18n();
    // Nothing is left but what is owed.
    let left = line.standing_for(i64::MAX);
    if left.millis() == 0 {
        return None;
    }
    let id = dispute.id.to_string();
    let about = Some(("dispute", id.as_str()));
    let refusal = refused_about(credit, ("dispute", &id));
    let proposed = own_quantity(use_language(), line.standing_for(dispute.amount.minor));
    let quantity = credit.typed_about(about, "quantity", proposed);
    let reason = credit.typed_about(about, "reason", "");
    let label = i18n.desk_money_credit_of(&plain_quantity(left), &line.name);
    let which = hidden(invoice, &id, credit);
    Some(
        view! {
            <details class="explain" data-step="" open=move || refusal.with(Option::is_some)>
                <summary>{i18n.desk_dispute_credit()}</summary>
                <CommandForm command=credit class="stack">
                    {which}
                    <p class="soft">{i18n.desk_dispute_credit_text()}</p>
                    {seller_notice(refusal)}
                    {error_notice(refusal, &["lines", "reason", "seller"])}
                    {field("quantity", label)
                        .id(format!("credit-quantity-{id}"))
                        .refused_as("lines")
                        .keyboard(Some("decimal"))
                        .most("20")
                        .required(true)
                        .line(refusal, quantity)}
                    {field("reason", i18n.desk_money_reason())
                        .id(format!("credit-reason-{id}"))
                        .most("500")
                        .required(true)
                        .area(refusal, "2", reason)}
                    <div class="actions">
                        <button class="button button-small" type="submit" aria-busy=busy(credit)>
                            {i18n.desk_money_credit_do()}
                        </button>
                    </div>
                </CommandForm>
            </details>
        }
        .into_any(),
    )
}

/// The amount is asked for again.
fn put_back_form(invoice: &InvoicePage, dispute: &DisputeLine, put_back: Command) -> AnyView {
    let i18n = use_i18n();
    let id = dispute.id.to_string();
    let refusal = refused_about(put_back, ("dispute", &id));
    let reason = put_back.typed_about(Some(("dispute", &id)), "reason", "");
    let which = hidden(invoice, &id, put_back);
    view! {
        <details class="explain" data-step="" open=move || refusal.with(Option::is_some)>
            <summary>{i18n.desk_dispute_put_back()}</summary>
            <CommandForm command=put_back class="stack">
                {which}
                <p class="soft">{i18n.desk_dispute_put_back_text()}</p>
                {error_notice(refusal, &["reason"])}
                {field("reason", i18n.desk_money_reason())
                    .id(format!("put-back-reason-{id}"))
                    .most("500")
                    .required(true)
                    .area(refusal, "2", reason)}
                <div class="actions">
                    <button class="button button-small" type="submit" aria-busy=busy(put_back)>
                        {i18n.desk_dispute_put_back_do()}
                    </button>
                </div>
            </CommandForm>
        </details>
    }
    .into_any()
}

fn hidden(invoice: &InvoicePage, id: &str, command: Command) -> AnyView {
    view! {
        {key_field(settled(command))}
        <input type="hidden" name="number" value=invoice.number.clone()/>
        <input type="hidden" name="dispute" value=id.to_owned()/>
    }
    .into_any()
}
