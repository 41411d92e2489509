//! One line of the cart: how many, for which day, and away with it.

use std::time::Duration;

use domain::{
    cart::{CartLine, LineTrouble},
    format,
    refusal::{Code, Refusal},
    shop::ArticleKind,
    time::Date,
};
use leptos::{html::Input, prelude::*};

use crate::{
    features::shop::{
        links::encode,
        rows::{Shown, saved, tile},
    },
    reader::{use_i18n, use_language},
    returned::Fields,
    ui::{
        Command, CommandForm, Steps, amount, availability, counted, icon, key_field, own_quantity, quantity_field,
        quantity_text, refusal_text, settled,
    },
};

/// The one action of all lines: a change of one line brings fresh data for all of them.
#[derive(Clone, Copy)]
pub struct Changing {
    pub action: Command,
    /// What was refused last.
    pub refusal: Signal<Option<Refusal>>,
    /// The number of the line that was changed last.
    pub at: Signal<Option<String>>,
}

impl std::fmt::Debug for Changing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Changing").field("at", &self.at).finish_non_exhaustive()
    }
}

impl Changing {
    /// What was refused about one line.
    fn refused_at(self, number: String) -> Signal<Option<Refusal>> {
        Signal::derive(move || {
            let here = self.at.with(|at| at.as_deref() == Some(number.as_str()));
            if here { self.refusal.get() } else { None }
        })
    }

    /// `aria-busy` while one line is being taken away.
    fn removing(self, number: String) -> Signal<Option<&'static str>> {
        let (sent, pending) = (self.action.sent(), self.action.pending());
        Signal::derive(move || {
            let is_here = |fields: &Fields| fields.get("number") == number && fields.get("quantity") == "0";
            let here = pending.get() && sent.with(|sent| sent.as_deref().is_some_and(is_here));
            here.then_some("true")
        })
    }
}

/// A line of the cart.
#[must_use]
pub fn line(line: CartLine, shown: Shown, changing: Changing) -> AnyView {
    let i18n = use_i18n();
    let language = use_language();
    let refused = changing.refused_at(line.number.clone());
    let price = line.price.map(|price| {
        let each = format!("{} × {}", format::quantity(language, line.quantity), shown.money(price.unit_price));
        view! { {amount(shown.currency, price.amount)} <small>{each}</small> }
    });
    let trouble = trouble(&line).map(|text| view! { <p class="field-error">{icon("warning")}<span>{text}</span></p> });
    let error = move || {
        refused.get().map(|refusal| {
            view! {
                <p class="field-error" role="alert">{icon("warning")}<span>{refusal_text(i18n, &refusal)}</span></p>
            }
        })
    };
    let href = format!("/shop/{}", encode(&line.number));
    view! {
        <li class="article-row" id=line_id(&line.number)>
            {tile(&line.picture)}
            <div class="article-text">
                <h2 class="article-name"><a class="row-link" href=href>{line.name.clone()}</a></h2>
                <p class="soft">{line.number.clone()}</p>
            </div>
            <div class="article-price">{price}</div>
            <div class="article-chips">
                {availability(shown.now, line.availability)}
                {saved(line.price, shown)}
                {trouble}
                {error}
            </div>
            <div class="article-add">
                {quantity_form(&line, changing, refused)}
                {line.wished.is_some().then(|| clear_day_form(&line, changing))}
                {remove_form(&line, changing)}
            </div>
        </li>
    }
    .into_any()
}

/// Why a line cannot be ordered as it is, and what to do.
fn trouble(line: &CartLine) -> Option<String> {
    let i18n = use_i18n();
    Some(match line.trouble()? {
        LineTrouble::NotSold => i18n.cart_line_not_sold().to_owned(),
        LineTrouble::Gone => i18n.cart_line_gone().to_owned(),
        LineTrouble::Step => i18n.refusal_quantity_step(&quantity_text(use_language(), line.step, &line.unit)),
    })
}

/// Where a line is in the page, for a link to it.
#[must_use]
pub fn line_id(number: &str) -> String {
    format!("line-{}", encode(number))
}

fn quantity_form(line: &CartLine, changing: Changing, refused: Signal<Option<Refusal>>) -> AnyView {
    let i18n = use_i18n();
    let action = changing.action;
    let here = Some(("number", line.number.as_str()));
    let typed = RwSignal::new(action.typed_about(here, "quantity", own_quantity(use_language(), line.quantity)));
    let invalid = Signal::derive(move || {
        refused.with(|refusal| refusal.as_ref().is_some_and(|refusal| refusal.code.is_about_quantity()))
    });
    let field = quantity_field(typed, line.step, i18n.shop_quantity_of(&line.name), Steps::Submit, invalid);
    let picked = RwSignal::new(());
    let wished = (line.kind == ArticleKind::Service).then(|| wished_field(line, action, refused, picked));
    // Another quantity or another day is another command, even while the one before has no answer.
    let answered = settled(action);
    let made = counted(move || {
        answered.track();
        typed.track();
        picked.track();
    });
    let number = line.number.clone();
    view! {
        <CommandForm command=action class="cluster">
            {key_field(made)}
            <input type="hidden" name="number" value=number/>
            <input type="hidden" name="mode" value="set"/>
            // The first button of a form is the one that Enter presses: it must not be the minus.
            <button class="button button-quiet button-small without-scripts" type="submit">{i18n.cart_update()}</button>
            {field}
            {wished}
        </CommandForm>
    }
    .into_any()
}

/// The day on which a service is wished; `picked` hears of another one.
fn wished_field(line: &CartLine, action: Command, refused: Signal<Option<Refusal>>, picked: RwSignal<()>) -> AnyView {
    let i18n = use_i18n();
    let id = format!("wished-{}", line.number);
    let input = NodeRef::<Input>::new();
    let here = Some(("number", line.number.as_str()));
    let day = action.typed_about(here, "wished", line.wished.map(Date::iso).unwrap_or_default());
    let shown = day.clone();
    let invalid = move || {
        refused
            .with(|refusal| refusal.as_ref().is_some_and(|refusal| refusal.code == Code::WishedDate))
            .then_some("true")
    };
    view! {
        <div class="field">
            <label for=id.clone()>{i18n.shop_wished()}</label>
            <input
                id=id
                node_ref=input
                type="date"
                name="wished"
                min=line.earliest.map(Date::iso)
                value=day
                prop:value=shown
                aria-invalid=invalid
                on:change=move |_| {
                    picked.try_set(());
                    // Not at once: the form has its new key only when the page has been told.
                    set_timeout(
                        move || {
                            if let Some(form) = input.try_get_untracked().flatten().and_then(|field| field.form()) {
                                // It fails only when the form has left the page, and then there is nothing to send.
                                let _ = form.request_submit();
                            }
                        },
                        Duration::ZERO,
                    );
                }
            />
        </div>
    }
    .into_any()
}

/// Takes the wished day back. A form of its own, so that it works without scripts, and where a browser's field for a
/// day cannot be emptied.
fn clear_day_form(line: &CartLine, changing: Changing) -> AnyView {
    let i18n = use_i18n();
    let action = changing.action;
    let number = line.number.clone();
    let name = line.name.clone();
    let quantity = own_quantity(use_language(), line.quantity);
    view! {
        <CommandForm command=action>
            {key_field(settled(action))}
            <input type="hidden" name="number" value=number/>
            <input type="hidden" name="mode" value="set"/>
            <input type="hidden" name="quantity" value=quantity/>
            <button class="button button-text button-small" type="submit">
                {i18n.cart_clear_day()} <span class="visually-hidden">" " {name}</span>
            </button>
        </CommandForm>
    }
    .into_any()
}

fn remove_form(line: &CartLine, changing: Changing) -> AnyView {
    let i18n = use_i18n();
    let action = changing.action;
    let number = line.number.clone();
    let name = line.name.clone();
    let removing = changing.removing(number.clone());
    view! {
        <CommandForm command=action>
            {key_field(settled(action))}
            <input type="hidden" name="number" value=number/>
            <input type="hidden" name="mode" value="set"/>
            <input type="hidden" name="quantity" value="0"/>
            <button class="button button-text button-small button-danger" type="submit" aria-busy=removing>
                {i18n.cart_remove()} <span class="visually-hidden">" " {name}</span>
            </button>
        </CommandForm>
    }
    .into_any()
}
