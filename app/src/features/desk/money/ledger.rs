//! What a number of an account is made of, at the desk: the customer's own pages of statement, open items and postings.

use domain::ledger::wire::PostingPage;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    api,
    lines::{allocate_form, can_be_reversed, numbers, reverse_form},
    parts::may_post,
};
use crate::{
    ask::{question, question_after},
    features::money::{
        open::{self, Asked},
        posting,
        side::Side,
        statement,
    },
    reader::use_i18n,
    ui::{Command, command, load_page, outdated_notice, refetch_in_place, refusal_of, skeleton_rows},
};

/// The number of the account that the page's address names.
fn number() -> Signal<String> {
    let params = use_params_map();
    Signal::derive(move || params.with(|params| params.get("number")).unwrap_or_default())
}

fn side() -> Signal<Side> {
    let number = number();
    Signal::derive(move || Side::Desk(number.get()))
}

/// `/desk/accounts/:number/statement?currency=&from=&until=&after=`
#[must_use]
pub fn statement_page() -> AnyView {
    let (number, filter) = (number(), statement::filter());
    let asked = question(move || api::ReadDeskStatement { number: number.get(), filter: filter.get() });
    statement::shown(side(), asked)
}

/// `/desk/accounts/:number/open?currency=&bucket=&after=`
#[must_use]
pub fn open_page() -> AnyView {
    let (number, asked) = (number(), open::asked());
    let items = question(move || {
        let Asked { currency, bucket, after } = asked.get();
        api::ReadDeskOpen { number: number.get(), currency, bucket, after }
    });
    open::shown(side(), items)
}

/// `/desk/accounts/:number/postings/:id`
#[must_use]
pub fn posting_page() -> AnyView {
    let (number, id, side) = (number(), posting::id(), side());
    // Outside of what is fetched, so that their answers survive it.
    let (reverse, allocate) = (command::<api::ReversePosting>(), command::<api::AllocateCredit>());
    let refetch = refetch_in_place();
    refetch.after(reverse);
    refetch.after(allocate);
    let asked = question_after(refetch, move || api::ReadDeskPosting { number: number.get(), id: id.get() });
    view! {
        <main class="main" id="main">
            {refetch.status(use_i18n().orders_done())}
            {outdated_notice(vec![refusal_of(reverse), refusal_of(allocate)])}
            {load_page(asked, || skeleton_rows(6), move |page| {
                refetch.came();
                view! { {posting::content(&side.get_untracked(), &page)} {steps(&page, reverse, allocate)} }.into_any()
            })}
        </main>
    }
    .into_any()
}

/// What can be done about a posting: what is left of a credit is put against something, a payment or a correction is taken
/// back.
fn steps(page: &PostingPage, reverse: Command, allocate: Command) -> Option<AnyView> {
    let account = page.account_number.clone().filter(|_| may_post())?;
    let line = &page.posting;
    let put = (line.open < 0).then(|| {
        view! { {allocate_form(&account, line.id, page.currency, allocate)} {numbers(&page.debits)} }
    });
    let back = can_be_reversed(line).then(|| reverse_form(&account, line.id, reverse));
    if put.is_none() && back.is_none() {
        return None;
    }
    Some(
        view! {
            <section class="sheet" data-screen="" aria-label=use_i18n().desk_money_steps()>
                <div class="sheet-body stack">{put} {back}</div>
            </section>
        }
        .into_any(),
    )
}
