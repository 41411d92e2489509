//! The parts of a page: heads, sheets, and the states that each list has.

use std::{sync::Arc, time::Duration};

use domain::refusal::{Code, Refusal};
use leptos::{prelude::*, tachys::reactive_graph::OwnedView};
use leptos_meta::Title;

use super::{Tone, language_menu::here, refusal_text};
use crate::{
    ask::{Answered, Question, Source, Value},
    reader::{use_i18n, use_reader},
};

/// What takes less time than this needs no sign that it is under way.
const NOTICED: Duration = Duration::from_millis(150);

/// An icon of the sprite, 24 px. It says nothing by itself: there is a word beside it or a label around it.
#[must_use]
pub fn icon(name: &'static str) -> AnyView {
    view! { <svg class="icon" aria-hidden="true"><use href=format!("/icons.svg#{name}")></use></svg> }.into_any()
}

/// The same, 18 px.
#[must_use]
pub fn icon_small(name: &'static str) -> AnyView {
    view! { <svg class="icon icon-small" aria-hidden="true"><use href=format!("/icons.svg#{name}")></use></svg> }
        .into_any()
}

/// The title of the page, for the tab and the history.
///
/// On the server `leptos_meta` 0.8 writes a title as it is, so a name with signs of HTML would be HTML: it is escaped here.
/// In the browser it is a text, and stays as it is.
#[must_use]
pub fn page_title(text: String) -> AnyView {
    #[cfg(feature = "ssr")]
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    view! { <Title text=text/> }.into_any()
}

/// The head of a page: its title, a small line above, the way back with its name, and actions at the right.
#[must_use]
pub fn page_head(
    title: String,
    over: Option<String>,
    back: Option<(String, String)>,
    actions: Option<AnyView>,
) -> AnyView {
    view! {
        {page_title(title.clone())}
        <header class="page-head">
            {back.map(|(href, name)| view! {
                <a class="back" href=href>{icon("back")}<span class="visually-hidden">{name}</span></a>
            })}
            <div class="page-title">
                {over.map(|over| view! { <p class="over">{over}</p> })}
                <h1 tabindex="-1">{title}</h1>
            </div>
            {actions.map(|actions| view! { <div class="page-actions">{actions}</div> })}
        </header>
    }
    .into_any()
}

/// A word with a colour.
#[must_use]
pub fn chip(tone: Tone, text: String) -> AnyView {
    view! { <span class="chip" data-tone=tone.code()>{text}</span> }.into_any()
}

/// A message in the page.
#[must_use]
pub fn notice(tone: Tone, icon_name: &'static str, content: AnyView) -> AnyView {
    let role = if tone == Tone::Late { "alert" } else { "status" };
    view! { <div class="notice" data-tone=tone.code() role=role>{icon(icon_name)}<div>{content}</div></div> }.into_any()
}

/// A list without content: what it is for, and the first step.
#[must_use]
pub fn empty(icon_name: &'static str, title: String, text: String, action: Option<(String, String)>) -> AnyView {
    view! {
        <div class="empty">
            {icon(icon_name)}
            <h2>{title}</h2>
            <p>{text}</p>
            {action.map(|(href, name)| view! { <div class="actions"><a class="button" href=href>{name}</a></div> })}
        </div>
    }
    .into_any()
}

/// Rows of the height that the real ones will have.
#[must_use]
pub fn skeleton_rows(count: usize) -> AnyView {
    let rows = (0..count)
        .map(|_| {
            view! {
                <li class="row">
                    <div class="row-text">
                        <span class="skeleton skeleton-text" data-length="full"></span>
                        <span class="skeleton skeleton-small" data-length="short"></span>
                    </div>
                </li>
            }
        })
        .collect_view();
    view! { <div class="sheet" role="status" aria-busy="true" aria-label=use_i18n().state_loading()><ul class="rows">{rows}</ul></div> }.into_any()
}

/// What went wrong, what was kept, and what to do now.
#[must_use]
pub fn error_state(refusal: &Refusal, retry: Option<Callback<()>>) -> AnyView {
    failed(refusal, retry, false)
}

/// `is_page` when this is all of the page: then it has the page's title and heading.
fn failed(refusal: &Refusal, retry: Option<Callback<()>>, is_page: bool) -> AnyView {
    let i18n = use_i18n();
    let text = refusal_text(i18n, refusal);
    let is_staff = use_reader().with_untracked(|reader| reader.me.as_ref().is_some_and(|me| me.staff.is_some()));
    let home = || {
        let (href, name) = if is_staff { ("/desk/cases", i18n.desk_nav_cases()) } else { ("/", i18n.nav_home()) };
        view! { <a class="button button-quiet" href=href>{name}</a> }.into_any()
    };
    let (title, action) = match refusal.code {
        Code::SignIn => (
            i18n.error_sign_in_title(),
            Some(view! { <a class="button" href="/signin">{i18n.sign_in()}</a> }.into_any()),
        ),
        Code::NotFound => (i18n.error_not_found_title(), Some(home())),
        Code::NotAllowed => (i18n.error_not_allowed_title(), Some(home())),
        _ => (
            i18n.error_load_title(),
            // A link to where one is: without scripts it does the same.
            retry.map(|retry| {
                view! {
                    <a
                        class="button button-quiet"
                        data-retry=""
                        href=here()
                        on:click=move |event| {
                            event.prevent_default();
                            retry.run(());
                        }
                    >
                        {icon("refresh")} {i18n.action_retry()}
                    </a>
                }
                .into_any()
            }),
        ),
    };
    let heading = if is_page {
        view! { {page_title(title.to_owned())} <h1 tabindex="-1">{title}</h1> }.into_any()
    } else {
        view! { <h2>{title}</h2> }.into_any()
    };
    view! {
        <div class="error-state" role="alert">
            {icon("warning")}
            {heading}
            <p>{text}</p>
            {action.map(|action| view! { <div class="actions">{action}</div> })}
        </div>
    }
    .into_any()
}

/// Content that the server gives: a skeleton meanwhile, an error with a retry, or `show`.
pub fn load<T: Value + Clone>(
    question: Question<T>,
    skeleton: fn() -> AnyView,
    show: impl Fn(T) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    loading(question.source, skeleton, reading(show), |_| None, false)
}

/// The same for a page whose title and heading are in what `show` gives; an error has its own then.
pub fn load_page<T: Value + Clone>(
    question: Question<T>,
    skeleton: fn() -> AnyView,
    show: impl Fn(T) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    loading(question.source, skeleton, reading(show), |_| None, true)
}

/// The same where some refusals are nothing wrong: `instead` knows what to show for those.
pub fn load_or<T: Value + Clone>(
    question: Question<T>,
    skeleton: fn() -> AnyView,
    show: impl Fn(T) -> AnyView + Send + Sync + 'static,
    instead: fn(&Refusal) -> Option<AnyView>,
) -> AnyView {
    loading(question.source, skeleton, reading(show), instead, false)
}

type Reading = Arc<dyn Fn(&Answered) -> Result<AnyView, Refusal> + Send + Sync>;

fn reading<T: Value + Clone>(show: impl Fn(T) -> AnyView + Send + Sync + 'static) -> Reading {
    Arc::new(move |answered| answered.read::<T>().map(&show))
}

fn loading(
    source: Source,
    skeleton: fn() -> AnyView,
    show: Reading,
    instead: fn(&Refusal) -> Option<AnyView>,
    is_page: bool,
) -> AnyView {
    let retry = Callback::new(move |()| source.refetch());
    let alive = StoredValue::new(());
    let around = Owner::current().unwrap_or_default();
    let content = move || {
        let (show, around) = (Arc::clone(&show), around.clone());
        Suspend::new(async move {
            let answered = source.await;
            // The page may have been left while the answer was on its way.
            if alive.is_disposed() {
                return ().into_any();
            }
            // What a view reads lives as long as the view. This closure's own things end as soon as the next
            // answer is awaited, while the old view is still shown, and still reads.
            let owner = around.child();
            match owner.with(|| show(&answered)) {
                Ok(view) => {
                    super::portal_heard();
                    OwnedView::new_with_owner(view, owner).into_any()
                }
                Err(refusal) => {
                    if refusal.code == Code::Offline {
                        super::portal_unheard();
                    }
                    instead(&refusal).unwrap_or_else(|| failed(&refusal, Some(retry), is_page))
                }
            }
        })
    };
    let pending = RwSignal::new(false);
    let waits = waits_long(pending);
    view! {
        <div class="loading" aria-busy=move || waits.get().then_some("true")>{until_answered(skeleton, content, pending)}</div>
    }
    .into_any()
}

/// The skeleton until `content` is there for the first time; then the old content until the new is there, and `pending`
/// says that it is awaited.
///
/// On the server nobody sees what is awaited, and it must not be told: leptos 0.8 tells it from another thread than the
/// one that writes what it reads, and panics where the two meet. The HTML is the same.
fn until_answered(
    skeleton: fn() -> AnyView,
    content: impl Fn() -> Suspend<AnyView> + Send + Sync + 'static,
    pending: RwSignal<bool>,
) -> AnyView {
    if cfg!(feature = "ssr") {
        return view! { <Suspense fallback=skeleton>{content}</Suspense> }.into_any();
    }
    // The page may have been left meanwhile.
    let set_pending = SignalSetter::map(move |is_pending| {
        pending.try_set(is_pending);
    });
    view! { <Transition fallback=skeleton set_pending=set_pending>{content}</Transition> }.into_any()
}

/// Whether the next answer has been awaited for longer than one notices: what is there is then dimmed, so that a press
/// is seen to do something. On the server and at first it is not.
fn waits_long(pending: RwSignal<bool>) -> RwSignal<bool> {
    let waits = RwSignal::new(false);
    Effect::new(move |timer: Option<Option<TimeoutHandle>>| {
        if let Some(Some(timer)) = timer {
            timer.clear();
        }
        if pending.get() {
            let late = move || {
                waits.try_set(true);
            };
            return set_timeout_with_handle(late, NOTICED).ok();
        }
        waits.set(false);
        None
    });
    waits
}

/// There is no page here.
#[must_use]
pub fn not_found() -> AnyView {
    #[cfg(feature = "ssr")]
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(http::StatusCode::NOT_FOUND);
    }
    view! { <main class="door stack" id="main">{failed(&Refusal::of(Code::NotFound), None, true)}</main> }.into_any()
}
