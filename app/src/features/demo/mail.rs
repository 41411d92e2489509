//! The mails that a demo keeps instead of sending them, with the code to read off at a glance.

use domain::{
    demo::{DemoPerson, KeptMail},
    format,
};
use leptos::prelude::*;

use super::{api, place_name};
use crate::{
    ask::question,
    reader::{use_i18n, use_language},
    ui::{empty, icon, load, page_head, provide_frame, skeleton_rows},
};

/// `/demo/mail`
#[must_use]
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let _frame = provide_frame();
    let mails = question(|| api::Mail {});
    let people = question(|| api::People {});
    let back = ("/signin".to_owned(), i18n.sign_in().to_owned());
    // A mail needs a moment to get here; without scripts the link does the same.
    let again = view! {
        <a class="button button-quiet button-small" href="/demo/mail" on:click=move |event| {
            event.prevent_default();
            mails.refetch();
        }>
            {icon("refresh")} {i18n.demo_mail_again()}
        </a>
    };
    view! {
        <main class="main" id="main" data-width="wide">
            {page_head(i18n.demo_mail_title().to_owned(), Some(i18n.demo_mail_over().to_owned()), Some(back), Some(again.into_any()))}
            <div class="columns">
                <div class="column">{load(mails, || skeleton_rows(6), |mails| mail_list(&mails))}</div>
                <div class="column">{load(people, || skeleton_rows(6), |people| person_list(&people))}</div>
            </div>
        </main>
    }
    .into_any()
}

fn mail_list(mails: &[KeptMail]) -> AnyView {
    let i18n = use_i18n();
    if mails.is_empty() {
        let (title, text) = (i18n.demo_mail_empty_title().to_owned(), i18n.demo_mail_empty_text().to_owned());
        let first = Some(("/signin".to_owned(), i18n.sign_in().to_owned()));
        return view! { <section class="sheet">{empty("mail", title, text, first)}</section> }.into_any();
    }
    mails.iter().map(mail_sheet).collect_view().into_any()
}

fn mail_sheet(mail: &KeptMail) -> AnyView {
    let i18n = use_i18n();
    let language = use_language();
    let code = code_in(&mail.text).map(|code| {
        view! {
            <div class="spread">
                <p class="money money-large">{code.to_owned()}</p>
                <a class="link" href=format!("/signin/code?code={code}")>{i18n.demo_mail_use_code()}</a>
            </div>
        }
    });
    view! {
        <article class="sheet">
            <header class="sheet-head">
                <h2>{mail.subject.clone()}</h2>
                <time class="soft small" datetime=mail.at.rfc3339()>{format::instant_long(language, mail.at)}</time>
            </header>
            <div class="sheet-body">
                <p class="soft small">{i18n.demo_mail_to(&mail.to)}</p>
                {code}
                {paragraphs(&mail.text)}
                <details class="explain">
                    <summary>{i18n.demo_mail_html()}</summary>
                    <pre tabindex="0">{mail.html.clone()}</pre>
                </details>
            </div>
        </article>
    }
    .into_any()
}

/// A plain text as it is read: an empty line parts paragraphs, the other line ends stay.
fn paragraphs(text: &str) -> AnyView {
    text.replace("\r\n", "\n")
        .split("\n\n")
        .filter(|part| !part.trim().is_empty())
        .map(|part| {
            let lines = part
                .trim()
                .lines()
                .enumerate()
                .map(|(index, line)| view! { {(index > 0).then(|| view! { <br/> })} {line.to_owned()} })
                .collect_view();
            view! { <p>{lines}</p> }
        })
        .collect_view()
        .into_any()
}

/// The first six digits that stand by themselves: the code, if the mail has one.
fn code_in(text: &str) -> Option<&str> {
    text.split(|c: char| !c.is_ascii_digit()).find(|digits| digits.len() == 6)
}

fn person_list(people: &[DemoPerson]) -> AnyView {
    let i18n = use_i18n();
    let rows = people
        .iter()
        .map(|person| {
            view! {
                <li class="row">
                    <div class="row-text">
                        {person.name.clone()}
                        <small>{place_name(&person.place)}</small>
                        <small>{person.email.clone()}</small>
                    </div>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="sheet" aria-labelledby="people">
            <header class="sheet-head"><h2 id="people">{i18n.entry_demo_people()}</h2></header>
            <ul class="rows">{rows}</ul>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_is_found_and_other_numbers_are_not() {
        assert_eq!(code_in("Your code: 402918.\nOrder 1042"), Some("402918"));
        assert_eq!(code_in("Order 1042 of 20261126"), None);
    }
}
