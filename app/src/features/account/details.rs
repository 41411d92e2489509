//! The account's VAT number, and the language of its documents.

use domain::{account::AccountDetails, language::Language};
use leptos::prelude::*;

use super::{notices::saved, own_api};
use crate::{
    ask::question_after,
    reader::{use_i18n, use_reader},
    ui::{
        Command, CommandForm, Refetch, busy, command, emptied_after, error_notice, field, load, page_head, refetch,
        refusal_of, skeleton_rows,
    },
};

/// `/account/details`
#[must_use]
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let again = refetch();
    let (number, language) = (command::<own_api::SaveTaxNumber>(), command::<own_api::SaveLanguage>());
    shown_anew(again, number);
    shown_anew(again, language);
    let details = question_after(again, || own_api::ReadDetails {});
    let back = Some(("/account".to_owned(), i18n.nav_account().to_owned()));
    view! {
        <main class="main" id="main">
            {page_head(i18n.account_details().to_owned(), None, back, None)}
            {load(details, || skeleton_rows(3), move |details| {
                view! { <div class="stack">{tax_number(&details, number)}{documents(&details, language)}</div> }.into_any()
            })}
        </main>
    }
    .into_any()
}

/// What was saved is shown as it is kept, and that it was saved stays beside it.
fn shown_anew(again: Refetch, action: Command) {
    let version = action.version();
    Effect::new(move |before: Option<usize>| {
        let version = version.get();
        if before.is_some_and(|before| before != version) && untrack(|| action.is_done()) {
            again.now();
        }
        version
    });
}

fn tax_number(details: &AccountDetails, action: Command) -> AnyView {
    let i18n = use_i18n();
    let (refusal, form) = (refusal_of(action), NodeRef::new());
    emptied_after(action, form);
    let vendor = use_reader().with_untracked(|reader| reader.vendor.name.clone());
    let number = field("number", i18n.account_vat_number()).hint(i18n.account_vat_number_hint()).most("40");
    let number = if details.needs_tax_number { number.required(true) } else { number.optional() };
    let number = number.line(refusal, action.typed("number", details.tax_number.clone()));
    view! {
        <section class="sheet" aria-labelledby="tax-number">
            <header class="sheet-head"><h2 id="tax-number">{i18n.account_vat_number()}</h2></header>
            <div class="sheet-body">
                <p class="soft">{i18n.account_vat_number_text(&vendor)}</p>
                <CommandForm command=action class="stack" node_ref=form>
                    {error_notice(refusal, &["number"])}
                    {number}
                    <div class="actions">
                        <button class="button" type="submit" aria-busy=busy(action)>{i18n.account_save()}</button>
                    </div>
                    {saved(action)}
                </CommandForm>
            </div>
        </section>
    }
    .into_any()
}

fn documents(details: &AccountDetails, action: Command) -> AnyView {
    let i18n = use_i18n();
    let chosen = Language::parse(&action.typed("language", "")).unwrap_or(details.language);
    let languages = Language::ALL
        .into_iter()
        .map(|language| {
            let is_selected = language == chosen;
            view! { <option value=language.code() lang=language.code() selected=is_selected>{language.own_name()}</option> }
        })
        .collect_view();
    view! {
        <section class="sheet" aria-labelledby="documents">
            <header class="sheet-head"><h2 id="documents">{i18n.account_language()}</h2></header>
            <div class="sheet-body">
                <p class="soft">{i18n.account_language_text()}</p>
                <CommandForm command=action class="stack">
                    {error_notice(refusal_of(action), &[])}
                    <div class="field">
                        <label for="language">{i18n.frame_language()}</label>
                        <select id="language" name="language">{languages}</select>
                    </div>
                    <div class="actions">
                        <button class="button button-quiet" type="submit" aria-busy=busy(action)>{i18n.account_save()}</button>
                    </div>
                    {saved(action)}
                </CommandForm>
            </div>
        </section>
    }
    .into_any()
}
