//! What a bank transfer needs, in words and as a code for the bank's app.

use domain::{ledger::wire::PayCode, money::Money, references::is_creditor_reference};
use leptos::prelude::*;

use crate::{
    features::orders::parts::money_text,
    reader::use_i18n,
    ui::{Tone, amount, contact, notice},
};

/// What is written on a transfer.
#[derive(Clone, Copy, Debug)]
pub struct Transfer<'a> {
    pub holder: &'a str,
    pub iban: &'a str,
    pub bic: &'a str,
    /// What the bank is called; empty where nobody has said.
    pub bank: &'a str,
    pub amount: Money,
    pub reference: &'a str,
    pub code: Option<&'a PayCode>,
}

/// The sheet with the bank's details. Each of them is taken whole by one press, to be copied.
#[must_use]
pub fn transfer_sheet(transfer: &Transfer<'_>) -> AnyView {
    let i18n = use_i18n();
    if transfer.iban.is_empty() {
        let text = view! { <p>{i18n.pay_no_bank()}</p> {contact(i18n.case_or_directly().to_owned(), None)} };
        return notice(Tone::Wait, "info", text.into_any());
    }
    let copied = |name: &'static str, value: String| {
        view! { <div><dt>{name}</dt><dd class="copy-text">{value}</dd></div> }
    };
    let bic = (!transfer.bic.is_empty()).then(|| copied("BIC", transfer.bic.to_owned()));
    let bank = (!transfer.bank.is_empty()).then(|| copied(i18n.billing_bank(), transfer.bank.to_owned()));
    let due = amount(transfer.amount.currency, transfer.amount.minor);
    // For several invoices it is their numbers, which have spaces of their own; a Belgian message has its own groups.
    let reference = match transfer.reference {
        own if is_creditor_reference(own) => grouped(own),
        numbers => numbers.to_owned(),
    };
    view! {
        <section class="sheet" aria-labelledby="transfer">
            <header class="sheet-head"><h2 id="transfer">{i18n.pay_bank()}</h2></header>
            <div class="sheet-body">
                <dl class="transfer">
                    <div><dt>{i18n.pay_amount()}</dt><dd class="copy-text">{due}</dd></div>
                    {copied(i18n.pay_to(), transfer.holder.to_owned())}
                    {copied("IBAN", grouped(transfer.iban))}
                    {bic}
                    {bank}
                    {copied(i18n.pay_reference(), reference)}
                </dl>
                <p class="soft small">{i18n.pay_hint()}</p>
                {transfer.code.map(|code| code_figure(transfer, code))}
            </div>
        </section>
    }
    .into_any()
}

/// The code, dark on light in both themes: not every app reads it the other way round.
fn code_figure(transfer: &Transfer<'_>, code: &PayCode) -> AnyView {
    let i18n = use_i18n();
    let due = money_text(transfer.amount.currency, transfer.amount.minor);
    let label = i18n.pay_code_label(&due, transfer.holder, transfer.reference);
    // With the light border of four modules that a reader needs (ISO/IEC 18004, 5.3.8).
    let side = code.size + 8;
    let box_of = format!("-4 -4 {side} {side}");
    view! {
        <figure class="pay-code">
            <svg viewBox=box_of role="img" aria-label=label shape-rendering="crispEdges"><path d=code.path.clone()></path></svg>
            <figcaption class="soft small">{i18n.pay_code_hint()}</figcaption>
        </figure>
    }
    .into_any()
}

/// In groups of four, as an IBAN and a creditor reference are printed (ISO 13616, ISO 11649); banks leave the spaces out.
fn grouped(text: &str) -> String {
    let signs: Vec<char> = text.chars().filter(|sign| !sign.is_whitespace()).collect();
    signs.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_printed_in_groups_of_four() {
        assert_eq!(grouped("BE68539007547034"), "BE68 5390 0754 7034");
        assert_eq!(grouped("RF18 5390 0754 70"), "RF18 5390 0754 70");
        assert_eq!(grouped(""), "");
    }
}
