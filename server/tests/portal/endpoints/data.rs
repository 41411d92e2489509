//! Examples of asking that personal data be erased.

use domain::erasure::{DataPage, DeskErasures, ErasureScope};
use testkit::{Client, TestPortal};

use super::{book::Book, json, key};
use crate::{
    BRAM,
    functions::{self, Input, form},
};

/// Asked for, taken back, refused, and carried out.
pub async fn the_data(book: &mut Book, portal: &TestPortal, anna: &Client, mira: &Client) {
    let ask = |scope: ErasureScope| -> Input { form([("key", &key()), ("scope", scope.code())]) };
    book.call(anna, "/fn/account/ask-erasure", &ask(ErasureScope::Account)).await;
    let page: DataPage = book.call(anna, "/fn/account/data", &json(json!({}))).await.json();
    let request = page.requests[0].id.to_string();
    book.call(anna, "/fn/account/withdraw-erasure", &form([("request", &request)])).await;

    let bram = portal.customer(BRAM).await;
    functions::ask(&bram, "/fn/account/ask-erasure", &ask(ErasureScope::Member)).await.expect_status(200);
    functions::ask(anna, "/fn/account/ask-erasure", &ask(ErasureScope::Account)).await.expect_status(200);
    let waiting: DeskErasures = book.call(mira, "/fn/desk/erasures", &json(json!({}))).await.json();
    let of = |scope: ErasureScope| {
        waiting.requests.iter().find(|request| request.scope == scope).expect("it waits").id.to_string()
    };
    let reason = "Two of your orders are under way";
    let refuse = form([("request", &of(ErasureScope::Account)), ("reason", reason)]);
    book.call(mira, "/fn/desk/erasure-refuse", &refuse).await;
    let erase = form([("request", &of(ErasureScope::Member)), ("sure", "yes")]);
    book.call(mira, "/fn/desk/erase", &erase).await;
}
