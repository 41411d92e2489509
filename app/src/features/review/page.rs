//! The review: the whole order as it would go, and the one button that sends it.

use domain::{
    format,
    refusal::{Code, Refusal},
    review::{ReviewLine, ReviewPage},
};
use leptos::{html::Details as DetailsElement, prelude::*, server_fn::ServerFn};

use super::{
    api,
    details::{FIELDS, FORM, details},
    differences::differences,
    totals::totals,
};
use crate::{
    ask::{Question, question},
    features::shop::{
        links::encode,
        rows::{Shown, saved, tile},
    },
    reader::{use_i18n, use_language, use_vendor_day},
    ui::{
        Command, CommandForm, Tone, amount, availability, busy, command, empty, error_notice, icon, key_field, load_or,
        notice, page_head, refusal_of, refusal_text, settled, skeleton_rows,
    },
};

/// What the page can do.
#[derive(Clone, Copy)]
pub(super) struct Doing {
    pub submit: Command,
    pub details: Command,
    /// The same on the way, whenever a field has changed: nothing on the page is made anew by it.
    pub kept: Command,
    /// Where the form for address and reference is folded away.
    pub element: NodeRef<DetailsElement>,
}

/// The review.
#[must_use]
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let review = question(|| api::Open {});
    let doing = Doing {
        submit: command::<api::Submit>(),
        details: command::<api::Details>(),
        kept: Command::to(<api::Details as ServerFn>::PATH),
        element: NodeRef::new(),
    };
    open_again(review, doing);
    view! {
        <main class="main" id="main" data-width="wide" data-task>
            {page_head(
                i18n.review_title().to_owned(),
                None,
                Some(("/cart".to_owned(), i18n.review_back().to_owned())),
                None,
            )}
            {load_or(review, || skeleton_rows(6), move |page| contents(page, doing), nothing)}
        </main>
    }
    .into_any()
}

/// A fresh review after the details changed, and after the server found that the order is not what was seen.
fn open_again(review: Question<ReviewPage>, doing: Doing) {
    let changed = doing.details.version();
    Effect::new(move |before: Option<usize>| {
        let now = changed.get();
        if before.is_some_and(|before| before != now) && untrack(|| doing.details.is_done()) {
            if let Some(element) = doing.element.get_untracked() {
                element.set_open(false);
            }
            review.refetch();
        }
        now
    });
    let tried = doing.submit.version();
    let refusal = refusal_of(doing.submit);
    Effect::new(move |before: Option<usize>| {
        let now = tried.get();
        let other = refusal.with_untracked(|refusal| {
            refusal.as_ref().is_some_and(|refusal| {
                matches!(refusal.code, Code::ReviewChanged | Code::Stale | Code::KeyReused | Code::CartEmpty)
            })
        });
        if before.is_some_and(|before| before != now) && other {
            review.refetch();
        }
        now
    });
}

/// Why there is nothing to review, where that is nothing wrong: nobody is signed in, or the cart is empty.
fn nothing(refusal: &Refusal) -> Option<AnyView> {
    let i18n = use_i18n();
    match refusal.code {
        Code::SignIn => Some(
            view! {
                <div class="empty">
                    {icon("key")}
                    <h2>{i18n.error_sign_in_title()}</h2>
                    <p>{i18n.cart_sign_in_note()}</p>
                    // After signing in another reader reads: the page is loaded anew.
                    <div class="actions"><a class="button" href="/signin?next=/review">{i18n.sign_in()}</a></div>
                </div>
            }
            .into_any(),
        ),
        Code::CartEmpty => {
            #[cfg(feature = "ssr")]
            if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
                response.set_status(http::StatusCode::OK);
            }
            if let Some(number) = &refusal.detail {
                return Some(empty(
                    "check",
                    i18n.review_ordered_title(number),
                    i18n.review_ordered_text().to_owned(),
                    Some((format!("/orders/{number}"), i18n.thanks_follow().to_owned())),
                ));
            }
            Some(empty(
                "cart",
                i18n.cart_empty_title().to_owned(),
                i18n.cart_empty_text().to_owned(),
                Some(("/shop".to_owned(), i18n.cart_to_shop().to_owned())),
            ))
        }
        _ => None,
    }
}

fn contents(page: ReviewPage, doing: Doing) -> AnyView {
    let i18n = use_i18n();
    let shown = Shown { currency: page.currency, gross: page.gross_prices, now: page.now };
    let limit = page.above_limit.map(|limit| {
        notice(
            Tone::Wait,
            "clock",
            view! { <p><strong>{i18n.review_waits_title()}</strong> " " {i18n.review_waits(&shown.money(limit))}</p> }
                .into_any(),
        )
    });
    let blocked = page.blocked.as_ref().map(|refusal| {
        let text = refusal_text(i18n, refusal);
        notice(
            Tone::Late,
            "warning",
            view! {
                <p><strong>{i18n.review_blocked()}</strong> " " {text} " " <a href="/cart">{i18n.review_to_cart()}</a></p>
            }
            .into_any(),
        )
    });
    let lines = page.lines.iter().map(|line| review_line(line, shown)).collect_view();
    view! {
        <div class="columns">
            <div class="column">
                {blocked}
                {differences(&page, shown)}
                {limit}
                <ul class="sheet">{lines}</ul>
                {details(&page, shown, doing)}
            </div>
            <div class="aside" data-sticky>
                {totals(&page, shown)}
                {submit_bar(&page, shown, doing.submit)}
            </div>
        </div>
    }
    .into_any()
}

fn review_line(line: &ReviewLine, shown: Shown) -> AnyView {
    let i18n = use_i18n();
    let language = use_language();
    let quantity = format::quantity(language, line.quantity);
    let each =
        line.price.map_or_else(|| quantity.clone(), |price| format!("{quantity} × {}", shown.money(price.unit_price)));
    let price = line.price.map(|price| amount(shown.currency, price.amount));
    let wished = line.wished.map(|date| {
        view! { <span class="chip">{i18n.review_wished(&format::day_phrase(language, use_vendor_day(shown.now), date))}</span> }
    });
    view! {
        <li class="article-row">
            {tile(&line.picture)}
            <div class="article-text">
                <h2 class="article-name">
                    <a class="row-link" href=format!("/shop/{}", encode(&line.number))>{line.name.clone()}</a>
                </h2>
                <p class="soft">{each}</p>
            </div>
            <div class="article-price">{price}</div>
            <div class="article-chips">{availability(shown.now, line.availability)} {saved(line.price, shown)} {wished}</div>
        </li>
    }
    .into_any()
}

/// The one button. It says "ordered" nowhere: the page after it does, when the server has.
fn submit_bar(page: &ReviewPage, shown: Shown, submit: Command) -> AnyView {
    let i18n = use_i18n();
    let language = use_language();
    let refusal = refusal_of(submit);
    let pending = submit.pending();
    let again = move || refusal.with(|refusal| refusal.as_ref().is_some_and(|refusal| crate::ui::later(refusal.code)));
    let total = page.tax.gross;
    let review = page.id.to_string();
    let waits = page.above_limit.is_some();
    let label = move || match (again(), waits) {
        (true, _) => i18n.review_try_again(),
        (false, true) => i18n.review_submit_approval(),
        (false, false) => i18n.review_submit(),
    };
    let until = if page.cancel_until.instant > page.now.instant {
        i18n.review_cancel_until(&format::until(language, page.now, page.cancel_until))
    } else {
        String::new()
    };
    let is_blocked = page.blocked.is_some();
    let note = move || match (is_blocked, again()) {
        (true, _) => i18n.review_blocked().to_owned(),
        (false, true) => i18n.review_not_twice().to_owned(),
        (false, false) => until.clone(),
    };
    view! {
        // The fields of the details are this form's, too: pressing this button loses nothing that was not saved.
        <CommandForm command=submit class="sticky-bar" id=FORM>
            // While nothing is settled the key stays: the server answers the same order, however often it is asked.
            {key_field(settled(submit))}
            <input type="hidden" name="review" value=review/>
            <input type="hidden" name="with" value="1"/>
            {error_notice(refusal, FIELDS)}
            <button
                class="button"
                type="submit"
                disabled=is_blocked
                aria-busy=busy(submit)
                on:click=move |event| {
                    if pending.get_untracked() {
                        event.prevent_default();
                    }
                }
            >
                <span>{label}</span> {amount(shown.currency, total)}
            </button>
            <p class="sticky-note">{note}</p>
        </CommandForm>
    }
    .into_any()
}
