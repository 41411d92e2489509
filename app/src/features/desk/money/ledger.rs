//! What a number of an account is made of, at the desk: the customer's own pages of statement, open items and postings.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::api;
use crate::{
    ask::question,
    features::money::{
        open::{self, Asked},
        posting,
        side::Side,
        statement,
    },
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
    let (number, id) = (number(), posting::id());
    let asked = question(move || api::ReadDeskPosting { number: number.get(), id: id.get() });
    posting::shown(side(), asked)
}
