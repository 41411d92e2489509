//! The page around the app: what is in `<head>`, and what the browser needs before it wakes.

use std::{collections::HashMap, sync::Arc};

use domain::{i18n::I18n, language::Language, session::Reader};
use leptos::{nonce::use_nonce, prelude::*};
use leptos_axum::ResponseOptions;
use leptos_meta::MetaTags;
use serde::Serialize;

use crate::{
    reader::ReaderContext,
    returned::{self, Returned},
    routes::{App, chunk_of},
};

/// The addresses of the files that a page needs; all are hashed and never change.
#[derive(Clone, Debug, Default)]
pub struct Assets {
    pub style: Option<String>,
    pub script: Option<String>,
    pub wasm: Option<String>,
    /// The script that loads the chunks of lazy routes.
    pub loader: Option<String>,
    /// The texts of each language.
    pub texts: Vec<(Language, String)>,
    /// What each lazy part of the app needs beyond these, by the name of its chunk: a list in JSON.
    pub chunks: HashMap<String, String>,
}

/// Everything about one request that its page needs.
#[derive(Clone, Debug)]
pub struct Page {
    pub reader: Reader,
    pub assets: Arc<Assets>,
    /// The path that was asked for.
    pub path: String,
    /// The form that this page is the answer to.
    pub returned: Option<Returned>,
}

/// Applied before the first paint, so that a chosen theme does not flash.
const THEME: &str = "try{const t=localStorage.getItem('loket-theme');if(t==='light'||t==='dark')document.documentElement.dataset.theme=t}catch{}";

/// After a panic, or when a part of the app could not be loaded, nothing in the page answers any more. Then its links and
/// forms are the browser's again, as without scripts, and a bar says so.
const BROKEN: &str = "(([text,reload])=>{let broken=false;window.loketBroken=()=>{if(broken)return;broken=true;\
for(const kind of['click','submit','input','change','keydown'])addEventListener(kind,e=>e.stopImmediatePropagation(),true);\
const link=document.createElement('a');link.href=location.href;link.textContent=reload;\
const bar=document.createElement('p');bar.className='broken';bar.role='alert';bar.append(text,' ',link);document.body.prepend(bar)}})";

/// Wakes the page. What that takes is asked for when all that is to be seen is there: on a slow line they would only
/// delay each other. Who touches the page before is not kept waiting, nor is anybody by a picture that does not come.
const START: &str = "((script,wasm,loader,chunks)=>{let begun=false;const go=()=>{if(begun)return;begun=true;\
const texts=document.getElementById('texts');if(texts)texts.rel='preload';\
const ask=link=>document.head.append(Object.assign(document.createElement('link'),link));\
if(loader)ask({rel:'modulepreload',href:loader});\
for(const href of[wasm,...chunks])ask({rel:'preload',as:'fetch',crossOrigin:'anonymous',type:'application/wasm',href});\
import(script).then(m=>m.default({module_or_path:wasm}).then(()=>m.hydrate()))};\
if(document.readyState==='complete')go();else addEventListener('load',go);setTimeout(go,3000);\
for(const kind of['pointerdown','keydown','focusin'])addEventListener(kind,go,{once:true,passive:true});\
const part=path=>path.split('/')[1];addEventListener('click',e=>{const a=e.target.closest?.('a[href]');\
if(a&&!navigator.onLine&&part(a.pathname)!==part(location.pathname))e.stopImmediatePropagation()},true)})";

/// Puts what the views need into the context of a request.
pub fn provide(page: &Page) {
    let i18n = I18n::of(page.reader.language);
    provide_context(ReaderContext { reader: RwSignal::new(page.reader.clone()), i18n });
    returned::provide(page.returned.clone());
}

/// The whole document.
#[must_use]
pub fn document(page: Page) -> AnyView {
    let nonce = use_nonce();
    let language = page.reader.language.code();
    let hue = page.reader.vendor.brand_hue;
    let reader = json(&page.reader);
    let came_back = page.returned.as_ref().map(|returned| {
        // The address bar shows the page, not where the form went: reloading shows it again and sends nothing.
        let address = format!("history.replaceState(null,\"\",{})", json(&returned.page));
        view! {
            <script nonce=nonce.clone()>{address}</script>
            <script id="returned" type="application/json" nonce=nonce.clone() inner_html=json(returned)></script>
        }
    });
    if let (Some(response), Some(nonce)) = (use_context::<ResponseOptions>(), &nonce)
        && let Ok(policy) = http::HeaderValue::from_str(&content_security_policy(nonce.as_inner()))
    {
        response.insert_header(http::header::CONTENT_SECURITY_POLICY, policy);
    }
    let i18n = I18n::of(page.reader.language);
    let broken = format!("{BROKEN}({})", json(&[i18n.frame_broken(), i18n.frame_update_reload()]));
    let texts = page.assets.texts.iter().find(|(of, _)| *of == page.reader.language).map(|(_, path)| path.clone());
    let start = page.assets.script.as_ref().zip(page.assets.wasm.as_ref()).map(|(script, wasm)| {
        let chunks = chunk_of(&page.path).and_then(|name| page.assets.chunks.get(name)).map_or("[]", String::as_str);
        let start = format!("{START}({},{},{},{chunks})", json(script), json(wasm), json(&page.assets.loader));
        view! { <script type="module" nonce=nonce.clone()>{start}</script> }
    });
    view! {
        <!DOCTYPE html>
        <html lang=language>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="description" content=i18n.document_description(&page.reader.vendor.name)/>
                <meta name="theme-color" media="(prefers-color-scheme: light)" content="#fbfaf5"/>
                <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#131318"/>
                <script nonce=nonce.clone()>{THEME}</script>
                <script nonce=nonce.clone()>{broken}</script>
                {page.assets.style.clone().map(|style| view! { <link rel="stylesheet" href=style/> })}
                <style nonce=nonce.clone()>{format!(":root{{--brand-hue:{hue}}}")}</style>
                <link rel="manifest" href="/manifest.webmanifest"/>
                <link rel="icon" href="/favicon.svg" r#type="image/svg+xml"/>
                <link rel="apple-touch-icon" href="/apple-touch-icon.png"/>
                {texts.map(|path| view! { <link id="texts" r#as="fetch" crossorigin="anonymous" href=path/> })}
                {came_back}
                {start}
                <script id="reader" type="application/json" nonce=nonce inner_html=reader></script>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
    .into_any()
}

/// JSON in a script element. `<` could end the element early: the text of a name is not ours.
fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default().replace('<', "\\u003c")
}

/// Only our own scripts, and those that they load.
fn content_security_policy(nonce: &str) -> String {
    format!(
        "default-src 'self'; script-src 'strict-dynamic' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self' 'nonce-{nonce}'; \
         img-src 'self' data:; connect-src 'self'; manifest-src 'self'; worker-src 'self'; object-src 'none'; base-uri 'none'; \
         frame-ancestors 'none'; form-action 'self'"
    )
}
