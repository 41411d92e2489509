//! Photos and documents of cases: taken in from a plain form, and given out to those who may see the case.

use app::returned::Fields;
use axum::{
    Extension,
    extract::{Multipart, Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{
    ids::{CommandKey, FileId},
    refusal::{Code, Refusal},
};
use service::{cases::Upload, entry::Visitor};

use crate::{
    pages::{self, PlainForm},
    router::Portal,
};

/// Files for a case, with or without words.
pub(crate) async fn upload(
    State(portal): State<Portal>,
    Extension(visitor): Extension<Visitor>,
    headers: HeaderMap,
    mut form: Multipart,
) -> Response {
    let Some(actor) = visitor.actor.clone() else { return pages::refusal(&headers, &Refusal::of(Code::SignIn)) };
    let mut plain = PlainForm { headers, command: "/cases/upload".to_owned(), fields: Fields::default() };
    let mut key: Option<CommandKey> = None;
    let (mut number, mut text, mut uploads) = (0_i64, String::new(), Vec::new());
    loop {
        let field = match form.next_field().await {
            Ok(Some(field)) => field,
            Ok(None) => break,
            Err(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                let refusal = Refusal::field(Code::FileTooLarge, "files");
                return plain.come_back(&portal, visitor, Err(refusal), &HeaderMap::new()).await;
            }
            // Cut short: nothing of it is kept.
            Err(_) => return pages::refusal(&plain.headers, &Refusal::field(Code::Malformed, "files")),
        };
        let name = field.name().unwrap_or("").to_owned();
        let file_name = field.file_name().unwrap_or("").to_owned();
        let value = match field.bytes().await {
            Ok(value) => value,
            Err(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                let refusal = Refusal::field(Code::FileTooLarge, "files");
                return plain.come_back(&portal, visitor, Err(refusal), &HeaderMap::new()).await;
            }
            Err(_) => return pages::refusal(&plain.headers, &Refusal::field(Code::Malformed, "files")),
        };
        let words = || String::from_utf8_lossy(&value).into_owned();
        match name.as_str() {
            "key" => key = words().parse().ok(),
            "number" => number = words().parse().unwrap_or_default(),
            "text" => text = words(),
            "files" => uploads.push(Upload { name: file_name, content: value.into() }),
            _ => {}
        }
    }
    let Some(key) = key else { return pages::refusal(&plain.headers, &Refusal::field(Code::Missing, "key")) };
    match service::cases::send_files(&portal.context, &actor, key, number, &text, uploads).await {
        Ok(page) => (StatusCode::SEE_OTHER, [(header::LOCATION, page)]).into_response(),
        Err(error) => {
            plain.fields = Fields(vec![("number".to_owned(), number.to_string()), ("text".to_owned(), text)]);
            plain.come_back(&portal, visitor, Err(error.into_refusal()), &HeaderMap::new()).await
        }
    }
}

/// A file of a case, to be kept, not to be run.
pub(crate) async fn download(
    State(portal): State<Portal>,
    Extension(visitor): Extension<Visitor>,
    Path((number, id)): Path<(i64, String)>,
    headers: HeaderMap,
) -> Response {
    let Some(actor) = &visitor.actor else { return pages::refusal(&headers, &Refusal::of(Code::SignIn)) };
    let Ok(id) = id.parse::<FileId>() else { return pages::refusal(&headers, &Refusal::of(Code::NotFound)) };
    match service::cases::file(&portal.context, actor, number, id).await {
        Ok(file) => (
            [
                (header::CONTENT_TYPE, HeaderValue::from_static(file.kind.media_type())),
                (header::CONTENT_DISPOSITION, disposition(&file.name)),
                // Who may see it is asked each time.
                (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
            ],
            file.content,
        )
            .into_response(),
        Err(error) => pages::refusal(&headers, &error.into_refusal()),
    }
}

/// RFC 6266: the name as UTF-8.
fn disposition(name: &str) -> HeaderValue {
    let encoded = service::entry::as_parameter(name);
    HeaderValue::from_str(&format!("attachment; filename*=UTF-8''{encoded}"))
        .unwrap_or(HeaderValue::from_static("attachment"))
}
