//! Where the account's orders can go, and what stands on its invoices. One address at a time is written, under its own
//! query of this page, so that the list stays calm.

use domain::addresses::{AddressLine, AddressText, AddressesPage, COUNTRIES, Purpose};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::own_api;
use crate::{
    ask::question_after,
    reader::use_i18n,
    ui::{
        Command, CommandForm, Tone, busy, chip, command, empty, error_notice, field, icon, key_field, load, page_head,
        refetch, refusal_of, settled, skeleton_rows,
    },
};

const HERE: &str = "/account/addresses";
/// What is written at `?edit=`, beside the id of an address.
const NEW: &str = "new";
const BILLING: &str = "billing";
/// The fields that say themselves what is wrong with them.
const FIELDS: &[&str] = &["label", "name", "street", "postcode", "city"];

/// What can be done here. Made once, outside of what is fetched anew.
#[derive(Clone, Copy)]
struct Doing {
    save: Command,
    usual: Command,
    remove: Command,
}

/// `/account/addresses?edit=`
#[must_use]
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let again = refetch();
    let doing = Doing {
        save: command::<own_api::SaveAddress>(),
        usual: command::<own_api::MakeUsual>(),
        remove: command::<own_api::RemoveAddress>(),
    };
    again.after(doing.save);
    again.after(doing.usual);
    again.after(doing.remove);
    let query = use_query_map();
    let edit = Memo::new(move |_| query.with(|query| query.get("edit")).unwrap_or_default());
    // What was refused about one address is not said of another.
    Effect::new(move |before: Option<String>| {
        let now = edit.get();
        if before.is_some_and(|before| before != now) {
            doing.save.clear();
        }
        now
    });
    let addresses = question_after(again, || own_api::ReadAddresses {});
    let back = Some(("/account".to_owned(), i18n.nav_account().to_owned()));
    view! {
        <main class="main" id="main">
            {page_head(i18n.account_addresses().to_owned(), None, back, None)}
            {again.status(i18n.account_done())}
            {load(addresses, || skeleton_rows(4), move |page| content(page, edit, doing))}
        </main>
    }
    .into_any()
}

fn content(page: AddressesPage, edit: Memo<String>, doing: Doing) -> AnyView {
    (move || match editing(&page, &edit.get()) {
        Some(editing) if page.may_change => form(&editing, doing),
        _ => list(&page, doing),
    })
    .into_any()
}

/// The address that is being written.
struct Editing {
    /// As in the page's query.
    edit: String,
    /// Empty for a new one.
    id: String,
    purpose: Purpose,
    text: AddressText,
}

fn editing(page: &AddressesPage, edit: &str) -> Option<Editing> {
    let of = |id: String, purpose, text| Some(Editing { edit: edit.to_owned(), id, purpose, text });
    let new = || AddressText { name: page.name.clone(), country: page.country.clone(), ..AddressText::default() };
    match (edit, &page.billing) {
        ("", _) => None,
        (NEW, _) => of(String::new(), Purpose::Delivery, new()),
        (BILLING, Some(line)) => of(line.id.to_string(), Purpose::Billing, line.text.clone()),
        (BILLING, None) => of(String::new(), Purpose::Billing, new()),
        (id, _) => {
            let line = page.delivery.iter().find(|line| line.id.to_string() == id)?;
            of(id.to_owned(), Purpose::Delivery, line.text.clone())
        }
    }
}

fn list(page: &AddressesPage, doing: Doing) -> AnyView {
    let i18n = use_i18n();
    let may_change = page.may_change;
    let explained = if may_change { i18n.address_text() } else { i18n.address_owner() };
    view! {
        <div class="stack">
            {error_notice(refusal_of(doing.usual), &[])}
            {error_notice(refusal_of(doing.remove), &[])}
            {deliveries(page, doing)}
            {billing(page, doing)}
            <p class="soft small">{explained}</p>
        </div>
    }
    .into_any()
}

fn deliveries(page: &AddressesPage, doing: Doing) -> AnyView {
    let i18n = use_i18n();
    let add = page.may_change.then(|| {
        view! { <a class="button button-quiet button-small" href=edit_href(NEW)>{icon("plus")} {i18n.address_add()}</a> }
    });
    let rows = if page.delivery.is_empty() {
        empty("pin", i18n.account_no_addresses().to_owned(), i18n.address_none_text().to_owned(), None)
    } else {
        let rows = page
            .delivery
            .iter()
            .enumerate()
            .map(|(place, line)| delivery_row(line, place == 0, page.may_change, doing))
            .collect_view();
        view! { <ul class="rows">{rows}</ul> }.into_any()
    };
    view! {
        <section class="sheet" aria-labelledby="deliveries">
            <header class="sheet-head"><h2 id="deliveries">{i18n.address_delivery()}</h2>{add}</header>
            {rows}
        </section>
    }
    .into_any()
}

fn delivery_row(line: &AddressLine, is_usual: bool, may_change: bool, doing: Doing) -> AnyView {
    let i18n = use_i18n();
    let (id, label) = (line.id.to_string(), line.text.label.as_str());
    let usual = is_usual.then(|| chip(Tone::Ok, i18n.address_usual().to_owned()));
    let change = may_change.then(|| change_link(&id, &i18n.address_change_named(label)));
    // The usual one stays until another is the usual one.
    let others = (may_change && !is_usual).then(|| {
        view! {
            {pressed(doing.usual, &id, i18n.address_make_usual(), i18n.address_make_usual_named(label), false)}
            {pressed(doing.remove, &id, i18n.address_remove(), i18n.address_remove_named(label), true)}
        }
    });
    view! {
        <li class="row" data-align="start">
            {icon("pin")}
            <div class="row-text">
                <strong>{label.to_owned()}</strong>
                <small>{in_short(&line.text)}</small>
                <div class="cluster">{change}{others}</div>
            </div>
            {usual}
        </li>
    }
    .into_any()
}

fn billing(page: &AddressesPage, doing: Doing) -> AnyView {
    let i18n = use_i18n();
    let said =
        page.billing.as_ref().map_or_else(|| i18n.address_billing_none().to_owned(), |line| in_short(&line.text));
    let actions = page.may_change.then(|| match &page.billing {
        Some(line) => {
            let name = i18n.address_billing();
            view! {
                {change_link(BILLING, &i18n.address_change_named(name))}
                {pressed(doing.remove, &line.id.to_string(), i18n.address_remove(), i18n.address_remove_named(name), true)}
            }
            .into_any()
        }
        None => {
            view! { <a class="button button-text button-small" href=edit_href(BILLING)>{i18n.address_billing_other()}</a> }
                .into_any()
        }
    });
    view! {
        <section class="sheet" aria-labelledby="billing">
            <header class="sheet-head"><h2 id="billing">{i18n.address_billing()}</h2></header>
            <div class="rows">
                <div class="row" data-align="start">
                    {icon("receipt")}
                    <div class="row-text">{said}<div class="cluster">{actions}</div></div>
                </div>
            </div>
        </section>
    }
    .into_any()
}

fn edit_href(edit: &str) -> String {
    format!("{HERE}?edit={edit}")
}

fn change_link(edit: &str, label: &str) -> AnyView {
    let i18n = use_i18n();
    view! {
        <a class="button button-text button-small" href=edit_href(edit) aria-label=label.to_owned()>
            {i18n.address_change()}
        </a>
    }
    .into_any()
}

/// A button that does one thing with an address.
fn pressed(action: Command, id: &str, name: &'static str, label: String, is_danger: bool) -> AnyView {
    let class =
        if is_danger { "button button-text button-small button-danger" } else { "button button-text button-small" };
    let id = id.to_owned();
    view! {
        <CommandForm command=action>
            <input type="hidden" name="id" value=id/>
            <button class=class type="submit" aria-label=label aria-busy=busy(action)>{name}</button>
        </CommandForm>
    }
    .into_any()
}

/// An address in one line.
fn in_short(text: &AddressText) -> String {
    let town = format!("{} {}", text.postcode, text.city);
    [text.name.as_str(), text.street.as_str(), town.trim(), text.country.as_str()].join(", ")
}

fn form(editing: &Editing, doing: Doing) -> AnyView {
    let i18n = use_i18n();
    let action = doing.save;
    let refusal = refusal_of(action);
    let Editing { edit, id, purpose, text } = editing;
    let (edit, id, purpose) = (edit.clone(), id.clone(), *purpose);
    let title = match (purpose, id.is_empty()) {
        (Purpose::Billing, _) => i18n.address_billing(),
        (Purpose::Delivery, true) => i18n.address_new(),
        (Purpose::Delivery, false) => i18n.address_edit(),
    };
    let typed = |name: &str, otherwise: &str| action.typed_about(Some(("edit", edit.as_str())), name, otherwise);
    let label = (purpose == Purpose::Delivery).then(|| {
        field("label", i18n.address_label())
            .hint(i18n.address_label_hint())
            .most("60")
            .optional()
            .line(refusal, typed("label", &text.label))
    });
    let name = field("name", i18n.address_name())
        .complete("organization")
        .most("100")
        .required(true)
        .line(refusal, typed("name", &text.name));
    let street = field("street", i18n.address_street())
        .complete("address-line1")
        .most("100")
        .required(true)
        .line(refusal, typed("street", &text.street));
    let postcode = field("postcode", i18n.address_postcode()).complete("postal-code").most("12");
    let postcode = postcode.line(refusal, typed("postcode", &text.postcode));
    let city = field("city", i18n.address_city())
        .complete("address-level2")
        .most("100")
        .required(true)
        .line(refusal, typed("city", &text.city));
    let country = country_field(&typed("country", &text.country));
    view! {
        <section class="sheet" aria-labelledby="edit">
            <header class="sheet-head"><h2 id="edit">{title}</h2></header>
            <div class="sheet-body">
                <CommandForm command=action class="stack">
                    {key_field(settled(action))}
                    {error_notice(refusal, FIELDS)}
                    <input type="hidden" name="edit" value=edit/>
                    <input type="hidden" name="id" value=id/>
                    <input type="hidden" name="purpose" value=purpose.code()/>
                    {label}
                    {name}
                    {street}
                    <div class="field-row">{postcode} {city}</div>
                    {country}
                    <div class="actions">
                        <button class="button" type="submit" aria-busy=busy(action)>{i18n.account_save()}</button>
                        <a class="button button-quiet" href=HERE>{i18n.address_leave()}</a>
                    </div>
                </CommandForm>
            </div>
        </section>
    }
    .into_any()
}

fn country_field(chosen: &str) -> AnyView {
    let i18n = use_i18n();
    // An address from an import may be farther away.
    let is_listed = COUNTRIES.iter().any(|(code, _)| *code == chosen);
    let other = (!is_listed && !chosen.is_empty())
        .then(|| view! { <option value=chosen.to_owned() selected=true>{chosen.to_owned()}</option> });
    let options = COUNTRIES
        .iter()
        .map(|(code, name)| {
            let is_selected = *code == chosen;
            view! { <option value=*code selected=is_selected>{format!("{code} · {name}")}</option> }
        })
        .collect_view();
    view! {
        <div class="field">
            <label for="country">{i18n.address_country()}</label>
            <select id="country" name="country" autocomplete="country">{other}{options}</select>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use domain::ids::AddressId;

    use super::*;

    fn page() -> AddressesPage {
        let text = AddressText { city: "Gent".to_owned(), ..AddressText::default() };
        AddressesPage {
            name: "Dakwerken Gent BV".to_owned(),
            country: "BE".to_owned(),
            delivery: vec![AddressLine { id: AddressId::NIL, text }],
            billing: None,
            may_change: true,
        }
    }

    #[test]
    fn what_is_written_is_in_the_address_of_the_page() {
        let found = |edit: &str| editing(&page(), edit).map(|editing| (editing.purpose, editing.text.city));
        assert_eq!(found(""), None);
        assert_eq!(found("of somebody else"), None);
        assert_eq!(found(NEW), Some((Purpose::Delivery, String::new())));
        assert_eq!(found(BILLING), Some((Purpose::Billing, String::new())));
        assert_eq!(found(&AddressId::NIL.to_string()), Some((Purpose::Delivery, "Gent".to_owned())));
    }
}
