//! The customer beside their case: who it is, what they ordered lately, what else they asked, and what happened here.

use domain::cases::DeskCase;
use leptos::prelude::*;

use super::{money::beside::standing, post::beside, queue::INBOX};
use crate::{
    features::cases::{list::row, log},
    reader::use_i18n,
    ui::order_card,
};

/// The third pane.
pub(super) fn customer(desk: &DeskCase) -> AnyView {
    let i18n = use_i18n();
    let now = desk.case.now;
    let cases = desk.cases.iter().map(|case| row(case, now, INBOX)).collect_view();
    let orders = desk.orders.iter().map(|order| order_card(order, now, "/desk/orders")).collect_view();
    let has_cases = !desk.cases.is_empty();
    let has_orders = !desk.orders.is_empty();
    let has_links = !desk.links.is_empty();
    let links = desk
        .links
        .iter()
        .map(|(number, name)| {
            view! { <li><a class="link" href=format!("{INBOX}/{number}")>{number.to_string()} " · " {name.clone()}</a></li> }
        })
        .collect_view();
    let satisfaction =
        desk.case.satisfaction.map(|value| view! { <p>{i18n.desk_case_satisfaction(&value.to_string())}</p> });
    view! {
        <section class="pane pane-aside" aria-labelledby="customer">
            <div class="pane-head"><h2 id="customer">{desk.account_name.clone()}</h2></div>
            <div class="pane-body">
                <p>
                    {desk.case.by.clone()}<br/>
                    <a class="link" href=format!("mailto:{}", desk.by_email)>{desk.by_email.clone()}</a><br/>
                    <span class="soft">{i18n.desk_account_number()} " " {desk.account_number.clone()}</span>
                </p>
                {standing(&desk.account_number, &desk.standings)}
                {satisfaction}
                {has_orders.then(|| view! {
                    <section class="sheet">
                        <header class="sheet-head"><h3>{i18n.desk_case_orders()}</h3></header>
                        <ul class="rows">{orders}</ul>
                    </section>
                })}
                {has_cases.then(|| view! {
                    <section class="sheet">
                        <header class="sheet-head"><h3>{i18n.desk_case_others()}</h3></header>
                        <ul class="rows">{cases}</ul>
                    </section>
                })}
                {super::causes::beside::cause_of_case(desk.case.number)}
                {beside(desk)}
                {has_links.then(|| view! {
                    <section class="sheet">
                        <header class="sheet-head"><h3>{i18n.desk_links()}</h3></header>
                        <div class="sheet-body"><ul class="plain-list">{links}</ul></div>
                    </section>
                })}
                {log(&desk.case)}
            </div>
        </section>
    }
    .into_any()
}
