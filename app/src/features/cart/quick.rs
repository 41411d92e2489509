//! Quick order: by number, by pasted lines, by file.

use domain::{cart::FillReport, refusal::Refusal};
use leptos::{html::Input, prelude::*};

use super::{
    api,
    number::number_form,
    queue,
    report::{refused_lines, report},
};
use crate::{
    reader::{refresh_reader, use_i18n},
    ui::{
        Command, CommandForm, area_text, busy, cart_button, command, error_notice, field_error, icon, invalid,
        key_field, new_key, page_head, refusal_of, settled,
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
    let fill = command::<api::Fill>();
    let version = fill.version();
    let answered = move || fill.answer::<FillReport>();
    // After a plain form, what was refused stands there to be mended.
    let came_back = untrack(answered).map_or_else(|| fill.typed("text", ""), |report| refused_lines(&report));
    let pasted = RwSignal::new(came_back);
    let file = Chosen { input: NodeRef::new(), name: RwSignal::new(None), key: StoredValue::new(String::new()) };
    Effect::new(move |before: Option<usize>| {
        let now = version.get();
        if before.is_some_and(|before| before != now)
            && let Some(report) = untrack(answered)
        {
            // What was refused can be mended in place; what was taken is not there to be sent again.
            pasted.set(refused_lines(&report));
            file.clear();
            refresh_reader();
        }
        now
    });
    queue::start();
    let outcome = move || answered().map(report);
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

fn paste_form(fill: Command, pasted: RwSignal<String>) -> AnyView {
    let i18n = use_i18n();
    let refusal = refusal_of(fill);
    view! {
        <CommandForm command=fill class="stack">
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
                >
                    {area_text(&pasted.get_untracked())}
                </textarea>
                {field_error(refusal, "text")}
            </div>
            <button class="button button-quiet" type="submit" aria-busy=busy(fill)>{i18n.quick_put_in_cart()}</button>
        </CommandForm>
    }
    .into_any()
}

fn file_form(fill: Command, file: Chosen) -> AnyView {
    let i18n = use_i18n();
    let Chosen { input, name, key } = file;
    // A plain upload comes back here when the file cannot be read.
    let came_back = untrack(|| fill.refusal()).filter(|refusal| refusal.field.as_deref() == Some("file"));
    let wrong = RwSignal::new(came_back);
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
fn send_file(input: NodeRef<Input>, fill: Command, key: StoredValue<String>, wrong: RwSignal<Option<Refusal>>) {
    use domain::refusal::Code;

    use crate::returned::Fields;

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
        match (text, key.try_get_value()) {
            // A spreadsheet's own format is not text, and has zeros in it.
            (Some(text), Some(key)) if !text.contains('\0') => {
                wrong.try_set(None);
                fill.send(Fields(vec![("key".to_owned(), key), ("text".to_owned(), text)]));
            }
            _ => {
                wrong.try_set(Some(Refusal::field(Code::File, "file")));
            }
        }
    });
}

#[cfg(not(feature = "hydrate"))]
fn send_file(_input: NodeRef<Input>, _fill: Command, _key: StoredValue<String>, _wrong: RwSignal<Option<Refusal>>) {}
