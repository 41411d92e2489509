//! What the reader wants mails about.

use domain::notices::{Choices, NoticesPage};
use leptos::prelude::*;

use super::own_api;
use crate::{
    ask::question,
    reader::use_i18n,
    ui::{Command, CommandForm, Tone, busy, command, error_notice, load, notice, page_head, refusal_of, skeleton_rows},
};

/// `/account/notices`
#[must_use]
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let action = command::<own_api::SaveNotices>();
    let notices = question(|| own_api::ReadNotices {});
    let back = Some(("/account".to_owned(), i18n.nav_account().to_owned()));
    view! {
        <main class="main" id="main">
            {page_head(i18n.account_notices().to_owned(), None, back, None)}
            {load(notices, || skeleton_rows(4), move |page| content(&page, action))}
        </main>
    }
    .into_any()
}

fn content(page: &NoticesPage, action: Command) -> AnyView {
    let i18n = use_i18n();
    let sent = action.came_back_about(None);
    let is_ticked = |name: &str, otherwise: bool| sent.as_ref().map_or(otherwise, |sent| sent.has(name));
    let Choices { orders, money, cases } = page.choices;
    let orders = choice("orders", i18n.notices_orders(), i18n.notices_orders_text(), is_ticked("orders", orders));
    let money = page
        .reads_money
        .then(|| choice("money", i18n.notices_money(), i18n.notices_money_text(), is_ticked("money", money)));
    let cases = choice("cases", i18n.notices_cases(), i18n.notices_cases_text(), is_ticked("cases", cases));
    view! {
        <section class="sheet" aria-labelledby="choices">
            <header class="sheet-head"><h2 id="choices">{i18n.notices_title()}</h2></header>
            <div class="sheet-body">
                <p class="soft">{i18n.notices_to(&page.email)}</p>
                <CommandForm command=action class="stack">
                    {error_notice(refusal_of(action), &[])}
                    <div>{orders} {money} {cases}</div>
                    <div class="actions">
                        <button class="button" type="submit" aria-busy=busy(action)>{i18n.account_save()}</button>
                    </div>
                    {saved(action)}
                </CommandForm>
                <p class="soft small">{i18n.notices_always()}</p>
            </div>
        </section>
    }
    .into_any()
}

/// That the last try of a command was saved.
pub(super) fn saved(action: Command) -> AnyView {
    let i18n = use_i18n();
    let pending = action.pending();
    (move || {
        let is_saved = !pending.get() && action.is_done();
        is_saved.then(|| notice(Tone::Ok, "check", view! { <p>{i18n.account_saved()}</p> }.into_any()))
    })
    .into_any()
}

fn choice(name: &'static str, title: &'static str, text: &'static str, is_ticked: bool) -> AnyView {
    view! {
        <label class="choice">
            <input type="checkbox" name=name value="true" checked=is_ticked/>
            <span>{title} <br/><span class="soft small">{text}</span></span>
        </label>
    }
    .into_any()
}
