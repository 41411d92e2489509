//! "Something is wrong with this": how much of a line is disputed, what is wrong with it, and what would put it right.

use domain::{
    cases::Remedy,
    ledger::wire::{InvoiceLine, InvoicePage},
};
use leptos::prelude::*;

use super::parts::invoice_href;
use crate::{
    features::{cases::words::remedy_name, orders::parts::money_text},
    reader::{use_i18n, use_rules},
    ui::{Command, CommandForm, busy, error_notice, field, key_field, plain_amount, refusal_of, settled},
};

/// The place of the form in its page, and what names the line in the address.
pub const DISPUTE: &str = "dispute";

/// Where the form for a line is.
#[must_use]
pub fn dispute_href(number: &str, position: i32) -> String {
    format!("{}?{DISPUTE}={position}#{DISPUTE}", invoice_href(number))
}

/// The form for the line that the address asks for; nothing where it asks for none, or nothing of it can be disputed.
#[must_use]
pub fn dispute_form(invoice: &InvoicePage, asked: &str, command: Command) -> Option<AnyView> {
    let position: i32 = asked.parse().ok()?;
    let line = invoice.lines.iter().find(|line| line.position == position && line.disputable > 0)?;
    Some(form(invoice, line, command))
}

fn form(invoice: &InvoicePage, line: &InvoiceLine, command: Command) -> AnyView {
    let i18n = use_i18n();
    let refusal = refusal_of(command);
    let position = line.position.to_string();
    let typed = {
        let position = position.clone();
        move |name: &str, otherwise: String| command.typed_about(Some(("position", &position)), name, otherwise)
    };
    let currency = invoice.currency;
    let amount = typed("amount", plain_amount(line.disputable, use_rules(currency).exponent));
    let text = typed("text", String::new());
    let remedies = remedy_field(&typed("remedy", String::new()));
    let most = money_text(currency, line.disputable);
    let (number, back) = (invoice.number.clone(), invoice_href(&invoice.number));
    let label = i18n.dispute_amount(currency.code());
    view! {
        <section class="sheet" id=DISPUTE aria-labelledby="dispute-title" data-screen="">
            <header class="sheet-head"><h2 id="dispute-title">{i18n.dispute_form_title(&line.name)}</h2></header>
            <div class="sheet-body">
                <p>{i18n.dispute_form_text()}</p>
                <CommandForm command=command class="stack">
                    {key_field(settled(command))}
                    {error_notice(refusal, &["amount", "text"])}
                    <input type="hidden" name="number" value=number/>
                    <input type="hidden" name="position" value=position/>
                    {field("amount", label)
                        .id("dispute-amount")
                        .hint(i18n.dispute_amount_hint(&most))
                        .keyboard(Some("decimal"))
                        .most("20")
                        .required(true)
                        .line(refusal, amount)}
                    {field("text", i18n.dispute_text())
                        .id("dispute-text")
                        .most("8000")
                        .required(true)
                        .area(refusal, "4", text)}
                    {remedies}
                    <div class="actions">
                        <button class="button" type="submit" aria-busy=busy(command)>{i18n.dispute_send()}</button>
                        <a class="button button-quiet" href=back rel="external">{i18n.dispute_leave()}</a>
                    </div>
                </CommandForm>
            </div>
        </section>
    }
    .into_any()
}

/// What would put it right, as a complaint asks for it.
fn remedy_field(chosen: &str) -> AnyView {
    let i18n = use_i18n();
    let options = Remedy::ALL
        .iter()
        .map(|remedy| {
            let selected = remedy.code() == chosen;
            view! { <option value=remedy.code() selected=selected>{remedy_name(i18n, *remedy)}</option> }
        })
        .collect_view();
    view! {
        <div class="field">
            <label for="dispute-remedy">
                {i18n.case_remedy()} " " <span class="optional">{i18n.field_optional()}</span>
            </label>
            <select id="dispute-remedy" name="remedy">
                <option value="">{i18n.case_remedy_none()}</option>
                {options}
            </select>
        </div>
    }
    .into_any()
}
