//! How the vendor asks for money: who stands on an invoice, where to pay to, how documents are numbered, and what takes two
//! people.

mod accounts;
mod reminders;

use domain::{ledger::desk::BillingSettings, money::Currency};
use leptos::prelude::*;

use super::{
    super::{
        case_api::SETTINGS as CASES,
        setting_changes::changes,
        setting_fields::{Section, line_field},
    },
    api,
};
use crate::{
    ask::question_after,
    reader::{use_i18n, use_rules},
    ui::{
        Command, command, field, load, outdated_notice, page_head, plain_amount, refetch_in_place, refusal_of,
        skeleton_rows,
    },
};

/// `/desk/settings/billing`
#[must_use]
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let set = command::<api::SetBilling>();
    let refetch = refetch_in_place();
    refetch.after(set);
    let settings = question_after(refetch, || api::ReadBilling {});
    let back = Some((CASES.to_owned(), i18n.desk_settings_title().to_owned()));
    view! {
        <main class="main" id="main">
            {page_head(i18n.billing_title().to_owned(), None, back, None)}
            {refetch.status(i18n.orders_done())}
            {outdated_notice(vec![refusal_of(set)])}
            {load(settings, || skeleton_rows(8), move |settings| view! {
                <div class="stack">
                    {form(&settings, set)}
                    {changes(&settings.changes, settings.now)}
                </div>
            }.into_any())}
        </main>
    }
    .into_any()
}

fn form(settings: &BillingSettings, set: Command) -> AnyView {
    let i18n = use_i18n();
    let billing = &settings.billing;
    let section = Section::seen(billing.version, set);
    let by_itself = set.came_back_about(None).map_or(billing.by_itself, |sent| sent.has("by_itself"));
    let (days, years) = (billing.payment_days.to_string(), billing.retention_years.to_string());
    let fields = view! {
        {seller(settings, section, set)}
        <fieldset class="rule">
            <legend>{i18n.billing_documents()}</legend>
            {field("pattern", i18n.billing_pattern())
                .hint(i18n.billing_pattern_hint("{serial:5}", "{year}"))
                .most("60")
                .required(true)
                .line(section.refusal(), set.typed("pattern", billing.pattern.clone()))}
            {line_field(section, "payment_days", i18n.billing_payment_days().to_owned(), &days, Some("numeric"))}
            <label class="choice">
                <input type="checkbox" name="by_itself" value="1" checked=by_itself/>
                <span>{i18n.billing_by_itself()}</span>
            </label>
            {line_field(section, "retention_years", i18n.billing_retention_years().to_owned(), &years, Some("numeric"))}
            {accounts::references(settings, set)}
        </fieldset>
        {accounts::accounts(settings, section)}
        {reminders::reminders(settings, section, set)}
        {limits(settings, section)}
    };
    section.form(i18n.billing_title(), i18n.billing_explain(), fields.into_any())
}

fn seller(settings: &BillingSettings, section: Section, set: Command) -> AnyView {
    let i18n = use_i18n();
    let seller = &settings.billing.seller;
    let line = |name: &str, label: &'static str, value: &str| {
        line_field(section, &format!("seller[{name}]"), label.to_owned(), value, None)
    };
    let or_nothing = |value: &Option<String>| value.clone().unwrap_or_default();
    let street = set.typed("seller[lines]", seller.lines.join("\n"));
    view! {
        <fieldset class="rule">
            <legend>{i18n.billing_seller()}</legend>
            {line("name", i18n.billing_name(), &seller.name)}
            {field("seller[lines]", i18n.billing_street())
                .id("seller-lines")
                .most("500")
                .area(section.refusal(), "2", street)}
            {line("postcode", i18n.billing_postcode(), &seller.postcode)}
            {line("city", i18n.billing_city(), &seller.city)}
            {line("country", i18n.billing_country(), &seller.country)}
            {line("vat_number", i18n.account_vat_number(), &or_nothing(&seller.vat_number))}
            {line("email", i18n.entry_email(), &or_nothing(&seller.email))}
            {line("phone", i18n.messages_phone(), &or_nothing(&seller.phone))}
            {line("iban", "IBAN", &or_nothing(&seller.iban))}
            {line("bic", "BIC", &or_nothing(&seller.bic))}
            {line("bank", i18n.billing_bank(), &or_nothing(&seller.bank))}
        </fieldset>
    }
    .into_any()
}

/// Above how much a posting by hand takes two people.
fn limits(settings: &BillingSettings, section: Section) -> AnyView {
    let i18n = use_i18n();
    view! {
        <fieldset class="rule">
            <legend>{i18n.billing_four_eyes()}</legend>
            <p class="hint">{i18n.billing_four_eyes_hint()}</p>
            {amount_rows(section, "limits", &settings.billing.four_eyes_above)}
        </fieldset>
    }
    .into_any()
}

/// Amounts by currency: those that there are, and one to fill in.
fn amount_rows(section: Section, list: &'static str, there: &[(Currency, i64)]) -> AnyView {
    let i18n = use_i18n();
    let row = |place: usize, limit: Option<(Currency, i64)>| {
        let name = |part: &str| format!("{list}[{place}][{part}]");
        let code = limit.map(|(currency, _)| currency.code().to_owned()).unwrap_or_default();
        let above =
            limit.map(|(currency, above)| plain_amount(above, use_rules(currency).exponent)).unwrap_or_default();
        view! {
            <div class="field-row">
                {line_field(section, &name("currency"), i18n.desk_money_currency().to_owned(), &code, None)}
                {line_field(section, &name("amount"), i18n.money_amount().to_owned(), &above, Some("decimal"))}
            </div>
        }
        .into_any()
    };
    let rows = there.iter().enumerate().map(|(place, limit)| row(place, Some(*limit))).collect_view();
    view! { {rows} {row(there.len(), None)} }.into_any()
}
