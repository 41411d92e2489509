//! Where the order goes, how, and under which reference.

use domain::{permissions::Right, review::ReviewPage};
use leptos::prelude::*;

use super::page::Doing;
use crate::{
    features::{orders::parts::may, shop::rows::Shown},
    reader::use_i18n,
    ui::{amount, busy, error_notice, field, refusal_of},
};

/// The page's one form: the button that orders sends the details along, and the one that saves them sends it elsewhere.
pub(super) const FORM: &str = "review-form";
/// Those of its fields that say themselves what is wrong with them.
pub(super) const FIELDS: &[&str] = &["reference", "note"];

/// What was chosen, and behind "Change" the form for it.
#[must_use]
pub(super) fn details(page: &ReviewPage, shown: Shown, doing: Doing) -> AnyView {
    let i18n = use_i18n();
    let none = || i18n.review_none().to_owned();
    let address = page
        .addresses
        .iter()
        .find(|address| Some(address.id) == page.address)
        .map_or_else(none, |address| address.lines.join(", "));
    let way =
        page.delivery_ways.iter().find(|way| way.code == page.delivery_way).map_or_else(none, |way| way.name.clone());
    let reference = page.reference.clone().unwrap_or_else(none);
    let (saved, sent) = (refusal_of(doing.details), refusal_of(doing.submit));
    // What came back refused is not folded away.
    let open = move || {
        let at_a_field = |field: &str| FIELDS.contains(&field);
        saved.with(Option::is_some)
            || sent
                .with(|refusal| refusal.as_ref().and_then(|refusal| refusal.field.as_deref()).is_some_and(at_a_field))
    };
    let note = page.note.clone().map(|note| fact(i18n.review_note(), note));
    view! {
        <section class="sheet" aria-label=i18n.review_details()>
            <div class="rows">
                {fact(i18n.review_address(), address)}
                {fact(i18n.review_way(), way)}
                {fact(i18n.review_reference(), reference)}
                {note}
            </div>
            <div class="sheet-body">
                <details class="explain" node_ref=doing.element open=open>
                    <summary>{i18n.review_change()}</summary>
                    {fields(page, shown, doing)}
                </details>
            </div>
        </section>
    }
    .into_any()
}

fn fact(label: &'static str, value: String) -> AnyView {
    view! { <div class="row"><div class="row-text"><span class="label">{label}</span>{value}</div></div> }.into_any()
}

fn fields(page: &ReviewPage, shown: Shown, doing: Doing) -> AnyView {
    let i18n = use_i18n();
    let Doing { submit, details, kept, .. } = doing;
    let (saved, sent) = (refusal_of(details), refusal_of(submit));
    let refusal = Signal::derive(move || saved.get().or_else(|| sent.get()));
    let typed = |field: &str, otherwise: String| submit.typed(field, details.typed(field, otherwise));
    let chosen_address = typed("address", page.address.map(|id| id.to_string()).unwrap_or_default());
    let chosen_way = typed("delivery_way", page.delivery_way.clone());
    let addresses = page
        .addresses
        .iter()
        .map(|address| {
            let id = address.id.to_string();
            let checked = id == chosen_address;
            view! {
                <label class="option">
                    <input type="radio" name="address" form=FORM value=id checked=checked/>
                    <span>{address.label.clone()}</span>
                    <span class="hint">{address.lines.join(", ")}</span>
                </label>
            }
        })
        .collect_view();
    let another = may(Right::ManageAccount)
        .then(|| view! { <p><a class="link" href="/account/addresses?edit=new">{i18n.address_add()}</a></p> });
    let ways = page
        .delivery_ways
        .iter()
        .map(|way| {
            let checked = way.code == chosen_way;
            view! {
                <label class="option">
                    <input type="radio" name="delivery_way" form=FORM value=way.code.clone() checked=checked/>
                    <span>{way.name.clone()}</span>
                    {amount(shown.currency, way.cost)}
                </label>
            }
        })
        .collect_view();
    let reference = typed("reference", page.reference.clone().unwrap_or_default());
    let note = typed("note", page.note.clone().unwrap_or_default());
    view! {
        <div class="stack" on:change=move |event| kept.send_form_of(&event)>
            {error_notice(saved, FIELDS)}
            <fieldset class="field">
                <legend>{i18n.review_address()}</legend>
                <div class="stack" data-gap="small">{addresses}{another}</div>
            </fieldset>
            <fieldset class="field">
                <legend>{i18n.review_way()}</legend>
                <div class="stack" data-gap="small">{ways}</div>
            </fieldset>
            {field("reference", i18n.review_reference()).hint(i18n.review_reference_hint()).form(FORM).most("60").optional().line(refusal, reference)}
            {field("note", i18n.review_note()).form(FORM).most("1000").optional().area(refusal, "3", note)}
            <button
                class="button button-quiet"
                type="submit"
                form=FORM
                formaction=details.path()
                aria-busy=busy(details)
                on:click=move |event| {
                    event.prevent_default();
                    details.send_form_of(&event);
                }
            >
                {i18n.review_save()}
            </button>
        </div>
    }
    .into_any()
}
