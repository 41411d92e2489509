//! Quick order: by number, by pasted lines, by file.

use domain::refusal::{Code, Refusal};
use leptos::{html::Input, prelude::*};
use leptos_router::hooks::use_query_map;
use serde::{
    Deserialize,
    de::{IntoDeserializer, value::Error},
};

use super::{
    api,
    number::number_form,
    queue,
    report::{counts, refused_lines, report},
};
use crate::{
    reader::{refresh_reader, use_i18n},
    ui::{
        Tone, busy, cart_button, error_notice, field_error, icon, invalid, key_field, new_key, notice, page_head,
        refusal_of, refusal_text, settled,
    },
};

/// The file that was chosen.
#[derive(Clone, Copy)]
struct Chosen {
    input: NodeRef<Input>,
    name: RwSignal<Option<String>>,
    /// One key for one file: choosing it again is another command, sending it again is not.
    key: StoredValue<String>,
}

impl Chosen {
    fn clear(self) {
        self.name.set(None);
        if let Some(field) = self.input.get_untracked() {
            field.set_value("");
        }
    }
}

/// Quick order.
#[must_use]
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let fill = ServerAction::<api::Fill>::new();
    let (version, value) = (fill.version(), fill.value());
    let pasted = RwSignal::new(String::new());
    let file = Chosen { input: NodeRef::new(), name: RwSignal::new(None), key: StoredValue::new(String::new()) };
    Effect::new(move |before: Option<usize>| {
        let now = version.get();
        if before.is_some_and(|before| before != now)
            && let Some(Ok(report)) = value.get_untracked()
        {
            // What was refused can be mended in place; what was taken is not there to be sent again.
            pasted.set(refused_lines(&report));
            file.clear();
            refresh_reader();
        }
        now
    });
    queue::start();
    let outcome = move || value.get().and_then(Result::ok).map(report);
    view! {
        <main class="main" id="main" data-width="wide">
            {page_head(
                i18n.quick_title().to_owned(),
                None,
                Some(("/shop".to_owned(), i18n.nav_shop().to_owned())),
                Some(cart_button()),
            )}
            <div class="columns" data-even>
                <div class="column">
                    <section class="sheet">
                        <header class="sheet-head"><h2>{i18n.quick_by_number()}</h2></header>
                        <div class="sheet-body">{number_form()}</div>
                    </section>
                    <section class="sheet">
                        <header class="sheet-head"><h2>{i18n.quick_by_paste()}</h2></header>
                        <div class="sheet-body">{paste_form(fill, pasted)}</div>
                    </section>
                </div>
                <div class="column">
                    {uploaded()}
                    {outcome}
                    <section class="sheet">
                        <header class="sheet-head"><h2>{i18n.quick_by_file()}</h2></header>
                        <div class="sheet-body">{file_form(fill, file)}</div>
                    </section>
                </div>
            </div>
        </main>
    }
    .into_any()
}

fn paste_form(fill: ServerAction<api::Fill>, pasted: RwSignal<String>) -> AnyView {
    let i18n = use_i18n();
    let refusal = refusal_of(fill);
    view! {
        <ActionForm action=fill attr:class="stack">
            {key_field(settled(fill))}
            {error_notice(refusal, &["text"])}
            <div class="field">
                <label for="paste">{i18n.quick_paste()}</label>
                <p class="hint" id="paste-hint">{i18n.quick_paste_hint()}</p>
                <textarea
                    id="paste"
                    name="text"
                    rows="6"
                    autocomplete="off"
                    spellcheck="false"
                    aria-invalid=invalid(refusal, "text")
                    aria-describedby="paste-hint text-error"
                    prop:value=move || pasted.get()
                    on:input=move |event| pasted.set(event_target_value(&event))
                ></textarea>
                {field_error(refusal, "text")}
            </div>
            // Without scripts the lines go the way of a file, which comes back with the counts.
            <button
                class="button button-quiet"
                type="submit"
                formaction="/cart/upload"
                formenctype="multipart/form-data"
                aria-busy=busy(fill)
            >
                {i18n.quick_put_in_cart()}
            </button>
        </ActionForm>
    }
    .into_any()
}

fn file_form(fill: ServerAction<api::Fill>, file: Chosen) -> AnyView {
    let i18n = use_i18n();
    let Chosen { input, name, key } = file;
    let wrong = RwSignal::new(None::<Refusal>);
    let shown = Signal::derive(move || wrong.get());
    let form_key = new_key();
    let pending = fill.pending();
    view! {
        <form
            class="stack"
            method="post"
            action="/cart/upload"
            enctype="multipart/form-data"
            on:submit=move |event| {
                event.prevent_default();
                if !pending.get_untracked() {
                    send_file(input, fill, key, wrong);
                }
            }
        >
            <input type="hidden" name="key" value=form_key/>
            {error_notice(shown, &["file"])}
            <label class="upload">
                {icon("upload")}
                <strong>{move || name.get().unwrap_or_else(|| i18n.quick_choose_file().to_owned())}</strong>
                <span class="hint">{i18n.quick_file_hint()}</span>
                <input
                    node_ref=input
                    type="file"
                    name="file"
                    accept=".csv,.txt,text/csv,text/plain"
                    aria-invalid=invalid(shown, "file")
                    aria-describedby="file-error"
                    on:change=move |_| {
                        key.set_value(new_key());
                        wrong.set(None);
                        name.set(file_name(input));
                    }
                />
            </label>
            {field_error(shown, "file")}
            <div class="actions">
                <button class="button button-quiet" type="submit" aria-busy=busy(fill)>{i18n.quick_read_file()}</button>
                <a class="button button-text" href="/quick/sample.csv" download>{icon("download")} " " {i18n.quick_sample()}</a>
            </div>
        </form>
    }
    .into_any()
}

/// What a plain upload came back with: `/quick?accepted=3&changed=1&refused=2&lines=4,7`, or `/quick?refused_code=file`
/// when nothing was taken.
fn uploaded() -> Option<AnyView> {
    let i18n = use_i18n();
    let query = use_query_map().get_untracked();
    if let Some(code) = query.get("refused_code").and_then(|code| refusal_code(&code)) {
        let text = refusal_text(i18n, &Refusal::of(code));
        return Some(notice(Tone::Late, "warning", view! { <p>{text}</p> }.into_any()));
    }
    let figure = |key: &str| query.get(key).and_then(|text| text.parse::<i64>().ok()).unwrap_or_default().max(0);
    let (accepted, changed, refused) = (figure("accepted"), figure("changed"), figure("refused"));
    if accepted == 0 && changed == 0 && refused == 0 {
        return None;
    }
    let digits = |text: &String| text.chars().all(|c| c.is_ascii_digit() || c == ',');
    let lines = query.get("lines").filter(digits).filter(|text| !text.is_empty()).map(|text| text.replace(',', ", "));
    Some(
        view! {
            {counts(accepted, changed, refused)}
            {lines.map(|lines| view! { <p>{i18n.quick_refused_lines(&lines)}</p> })}
        }
        .into_any(),
    )
}

/// The code as it stands in an address. How long a text may be is not there: it is said of a file that cannot be read.
fn refusal_code(text: &str) -> Option<Code> {
    let code: Result<Code, Error> = Code::deserialize(text.into_deserializer());
    code.ok().map(|code| if code == Code::TooLong { Code::File } else { code })
}

#[cfg(feature = "hydrate")]
fn chosen(input: NodeRef<Input>) -> Option<web_sys::File> {
    input.get_untracked().and_then(|field| field.files()).and_then(|files| files.get(0))
}

#[cfg(feature = "hydrate")]
fn file_name(input: NodeRef<Input>) -> Option<String> {
    chosen(input).map(|file| file.name())
}

#[cfg(not(feature = "hydrate"))]
fn file_name(_input: NodeRef<Input>) -> Option<String> {
    None
}

/// Reads the file in the browser and sends its lines like pasted ones.
#[cfg(feature = "hydrate")]
fn send_file(
    input: NodeRef<Input>,
    fill: ServerAction<api::Fill>,
    key: StoredValue<String>,
    wrong: RwSignal<Option<Refusal>>,
) {
    use domain::ids::CommandKey;

    let Some(file) = chosen(input) else {
        wrong.set(Some(Refusal::field(Code::Missing, "file")));
        return;
    };
    // Chosen before the page was awake: nobody has made its key yet.
    if key.with_value(String::is_empty) {
        key.set_value(new_key());
    }
    leptos::task::spawn_local(async move {
        let text = wasm_bindgen_futures::JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string());
        let key = key.try_get_value().and_then(|key| key.parse::<CommandKey>().ok());
        match (text, key) {
            // A spreadsheet's own format is not text, and has zeros in it.
            (Some(text), Some(key)) if !text.contains('\0') => {
                wrong.try_set(None);
                fill.dispatch(api::Fill { key, text });
            }
            _ => {
                wrong.try_set(Some(Refusal::field(Code::File, "file")));
            }
        }
    });
}

#[cfg(not(feature = "hydrate"))]
fn send_file(
    _input: NodeRef<Input>,
    _fill: ServerAction<api::Fill>,
    _key: StoredValue<String>,
    _wrong: RwSignal<Option<Refusal>>,
) {
}
