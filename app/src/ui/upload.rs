//! Forms that carry files: how far they are is shown, and they can be stopped. Without scripts the browser posts them.

use domain::refusal::Refusal;
use leptos::{ev::SubmitEvent, prelude::*};

use super::{Command, busy, icon_small, refusal_of, settled};
use crate::reader::use_i18n;

#[cfg(feature = "hydrate")]
type Request = send_wrapper::SendWrapper<web_sys::XmlHttpRequest>;

/// One such form: what it posts to, and how far it is.
#[derive(Clone, Copy, Debug)]
pub struct Upload {
    pub command: Command,
    /// Hundredths that have gone, while something is on its way.
    percent: RwSignal<Option<u8>>,
    is_stopped: RwSignal<bool>,
    #[cfg(feature = "hydrate")]
    request: StoredValue<Option<Request>>,
}

/// The upload to `path`; made at the top of a page, outside of what is fetched.
#[must_use]
pub fn upload(path: &'static str) -> Upload {
    Upload {
        command: Command::to(path),
        percent: RwSignal::new(None),
        is_stopped: RwSignal::new(false),
        #[cfg(feature = "hydrate")]
        request: StoredValue::new(None),
    }
}

impl Upload {
    /// Sends the form, unless it is on its way.
    pub fn send(self, event: &SubmitEvent) {
        if event.default_prevented() {
            return;
        }
        event.prevent_default();
        #[cfg(feature = "hydrate")]
        browser::send(self, event);
    }

    /// How far it is with the way to stop it; or that it was stopped.
    #[must_use]
    pub fn progress(self) -> AnyView {
        let i18n = use_i18n();
        let Self { percent, is_stopped, .. } = self;
        view! {
            <div role="status">
                {move || is_stopped.get().then(|| view! { <p class="soft">{i18n.case_files_stopped()}</p> })}
            </div>
            {move || percent.get().is_some().then(|| view! {
                <div class="upload">
                    <progress
                        max="100"
                        aria-label=i18n.case_files_going()
                        value=move || percent.get().unwrap_or_default().to_string()
                    ></progress>
                    <span class="soft small">{move || format!("{} %", percent.get().unwrap_or_default())}</span>
                    <button class="button button-quiet button-small" type="button" on:click=move |_| self.stop()>
                        {icon_small("close")} " " {i18n.case_files_stop()}
                    </button>
                </div>
            })}
        }
        .into_any()
    }

    fn stop(self) {
        self.is_stopped.set(true);
        #[cfg(feature = "hydrate")]
        self.request.with_value(|request| {
            if let Some(request) = request {
                // It fails only when nothing is on its way any more.
                let _ = request.abort();
            }
        });
    }
}

/// Words alone are a command as any other; with files they are an upload, which can be watched and stopped. Without
/// scripts it is the upload's address either way.
#[derive(Clone, Copy, Debug)]
pub struct Sending {
    pub words: Command,
    pub with_files: Upload,
}

impl Sending {
    /// What either was refused for.
    #[must_use]
    pub fn refusal(self) -> Signal<Option<Refusal>> {
        let (one, other) = (refusal_of(self.words), refusal_of(self.with_files.command));
        Signal::derive(move || one.get().or_else(|| other.get()))
    }

    /// `aria-busy` while either is under way.
    #[must_use]
    pub fn busy(self) -> Signal<Option<&'static str>> {
        let (one, other) = (busy(self.words), busy(self.with_files.command));
        Signal::derive(move || one.get().or_else(|| other.get()))
    }

    /// Counts what settles either, for the key.
    #[must_use]
    pub fn settled(self) -> Signal<usize> {
        let (one, other) = (settled(self.words), settled(self.with_files.command));
        Signal::derive(move || one.get() + other.get())
    }

    /// Sends the form, unless it is on its way.
    pub fn submit(self, event: &SubmitEvent) {
        let Self { words, with_files } = self;
        if words.pending().get_untracked() {
            event.prevent_default();
            return;
        }
        // Only what was tried last has something to say.
        words.clear();
        with_files.command.clear();
        if has_files() {
            with_files.send(event);
        } else {
            event.prevent_default();
            words.send_form_of(event);
        }
    }
}

fn has_files() -> bool {
    #[cfg(feature = "hydrate")]
    {
        use wasm_bindgen::JsCast;

        let field =
            document().get_element_by_id("files").and_then(|field| field.dyn_into::<web_sys::HtmlInputElement>().ok());
        field.and_then(|field| field.files()).is_some_and(|files| files.length() > 0)
    }
    #[cfg(not(feature = "hydrate"))]
    false
}

#[cfg(feature = "hydrate")]
mod browser {
    //! `fetch` cannot say how far it is, `XMLHttpRequest` can.

    use domain::{
        files::{LARGEST_FILE, MOST_FILES},
        refusal::{Code, Refusal},
    };
    use leptos::{ev::SubmitEvent, prelude::*};
    use send_wrapper::SendWrapper;
    use wasm_bindgen::{JsCast, closure::Closure};
    use web_sys::{FormData, HtmlFormElement, HtmlInputElement, ProgressEvent, XmlHttpRequest};

    use super::{super::command::browser::show_refusal, Upload};
    use crate::ask::{browser::lead_on, from_json};

    pub(super) fn send(upload: Upload, event: &SubmitEvent) {
        let Some(form) = event.current_target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok()) else {
            return;
        };
        if upload.percent.get_untracked().is_some() {
            return;
        }
        upload.is_stopped.set(false);
        if let Some(refusal) = too_much(&form) {
            refused(upload, form, refusal);
        } else if start(upload, &form).is_none() {
            refused(upload, form, Refusal::of(Code::Fault));
        }
    }

    fn refused(upload: Upload, form: HtmlFormElement, refusal: Refusal) {
        upload.command.answered(Err(refusal));
        show_refusal(form);
    }

    /// What the portal would refuse is not sent at all.
    fn too_much(form: &HtmlFormElement) -> Option<Refusal> {
        let field = form.query_selector("input[type=file]").ok().flatten()?.dyn_into::<HtmlInputElement>().ok()?;
        let files = field.files()?;
        let count = usize::try_from(files.length()).unwrap_or(usize::MAX);
        if count > MOST_FILES {
            return Some(Refusal::field(Code::TooMuch, "files").with(MOST_FILES));
        }
        #[expect(clippy::cast_precision_loss, reason = "ten million")]
        let largest = LARGEST_FILE as f64;
        let is_large = (0..files.length()).filter_map(|place| files.get(place)).any(|file| file.size() > largest);
        is_large.then(|| Refusal::field(Code::FileTooLarge, "files"))
    }

    fn start(upload: Upload, form: &HtmlFormElement) -> Option<()> {
        let data = FormData::new_with_form(form).ok()?;
        let request = XmlHttpRequest::new().ok()?;
        request.open("POST", upload.command.path()).ok()?;
        request.set_request_header("accept", "application/json").ok()?;
        let percent = upload.percent;
        let going = Closure::<dyn FnMut(ProgressEvent)>::new(move |event: ProgressEvent| {
            let part = if event.total() > 0.0 { event.loaded() * 100.0 / event.total() } else { 0.0 };
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a part of a hundred")]
            percent.try_update(|percent| *percent = percent.map(|_| part.clamp(0.0, 100.0) as u8));
        });
        request.upload().ok()?.set_onprogress(Some(going.as_ref().unchecked_ref()));
        // Lives until the last event of this request, which the browser alone knows.
        going.forget();
        let (ended, form) = (request.clone(), form.clone());
        request.set_onloadend(Some(Closure::once_into_js(move || answered(upload, &ended, form)).unchecked_ref()));
        upload.command.begin();
        percent.set(Some(0));
        upload.request.set_value(Some(SendWrapper::new(request.clone())));
        request.send_with_opt_form_data(Some(&data)).ok()
    }

    fn answered(upload: Upload, request: &XmlHttpRequest, form: HtmlFormElement) {
        upload.percent.try_set(None);
        upload.request.try_set_value(None);
        let text = request.response_text().ok().flatten().unwrap_or_default();
        match request.status().unwrap_or_default() {
            0 if upload.is_stopped.try_get_untracked() == Some(true) => upload.command.stopped(),
            // Nobody answered.
            0 => refused(upload, form, Refusal::of(Code::Offline)),
            200..300 => {
                let page: Option<String> = from_json(&text);
                upload.command.answered(Ok(text));
                if let Some(page) = page {
                    lead_on(&page);
                }
            }
            _ => refused(upload, form, from_json(&text).unwrap_or_else(|| Refusal::of(Code::Fault))),
        }
    }
}
