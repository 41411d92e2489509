//! Photos and documents of cases: taken in from a plain form, and given out to those who may see the case.

use app::returned::Fields;
use axum::{
    Extension, Json,
    extract::{Multipart, Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{
    cases::Draft,
    ids::{CommandKey, FileId},
    refusal::{Code, Refusal},
};
use service::{cases::Upload, entry::Visitor};

use crate::{
    pages::{self, PlainForm},
    router::Portal,
};

/// More fields than any form of ours has are not kept.
const MOST_FIELDS: usize = 100;

/// Files for a case, with or without words.
pub(crate) async fn upload(
    State(portal): State<Portal>,
    Extension(visitor): Extension<Visitor>,
    headers: HeaderMap,
    form: Multipart,
) -> Response {
    let Some(actor) = visitor.actor.clone() else { return pages::refusal(&headers, &Refusal::of(Code::SignIn)) };
    let (fields, read) = read(form).await;
    let plain = PlainForm { headers, command: "/cases/upload".to_owned(), fields };
    let answer = async {
        let uploads = read?;
        let key = plain.fields.get("key").parse().map_err(|_| Refusal::field(Code::Missing, "key"))?;
        let number = plain.fields.get("number").parse().unwrap_or_default();
        let text = plain.fields.get("text");
        let sent = service::cases::send_files(&portal.context, &actor, key, number, text, uploads).await;
        sent.map_err(service::Error::into_refusal)
    };
    let answer = answer.await;
    reply(plain, &portal, visitor, answer).await
}

/// A new case, with or without files.
pub(crate) async fn open(
    State(portal): State<Portal>,
    Extension(visitor): Extension<Visitor>,
    headers: HeaderMap,
    form: Multipart,
) -> Response {
    let Some(actor) = visitor.actor.clone() else { return pages::refusal(&headers, &Refusal::of(Code::SignIn)) };
    let (fields, read) = read(form).await;
    let plain = PlainForm { headers, command: "/cases/open".to_owned(), fields };
    let answer = async {
        let uploads = read?;
        let key = plain.fields.get("key").parse().map_err(|_| Refusal::field(Code::Missing, "key"))?;
        let draft = draft(key, &plain.fields);
        let opened = service::cases::open_with(&portal.context, &actor, &draft, uploads).await;
        opened.map(|number| format!("/messages/{number}")).map_err(service::Error::into_refusal)
    };
    let answer = answer.await;
    reply(plain, &portal, visitor, answer).await
}

fn draft(key: CommandKey, fields: &Fields) -> Draft {
    let field = |name: &str| fields.get(name).to_owned();
    Draft {
        key,
        kind: field("kind"),
        subject: field("subject"),
        text: field("text"),
        impact: field("impact"),
        needed: field("needed"),
        remedy: field("remedy"),
        expected: field("expected"),
        tags: field("tags"),
        ticked: fields.0.iter().filter(|(name, _)| name.starts_with("ticked[")).map(|(_, tag)| tag.clone()).collect(),
        order: field("order"),
        article: field("article"),
    }
}

/// The fields of a form and its files; or why the files cannot be had, with the fields that came before them.
async fn read(mut form: Multipart) -> (Fields, Result<Vec<Upload>, Refusal>) {
    let refused = |status: StatusCode| match status {
        StatusCode::PAYLOAD_TOO_LARGE => Refusal::field(Code::FileTooLarge, "files"),
        // Cut short: nothing of it is kept.
        _ => Refusal::field(Code::Malformed, "files"),
    };
    let (mut fields, mut uploads) = (Vec::new(), Vec::new());
    loop {
        let field = match form.next_field().await {
            Ok(Some(field)) => field,
            Ok(None) => return (Fields(fields), Ok(uploads)),
            Err(error) => return (Fields(fields), Err(refused(error.status()))),
        };
        let name = field.name().unwrap_or("").to_owned();
        let file_name = field.file_name().unwrap_or("").to_owned();
        let value = match field.bytes().await {
            Ok(value) => value,
            Err(error) => return (Fields(fields), Err(refused(error.status()))),
        };
        if name == "files" {
            uploads.push(Upload { name: file_name, content: value.into() });
        } else if fields.len() < MOST_FIELDS {
            fields.push((name, String::from_utf8_lossy(&value).into_owned()));
        }
    }
}

/// Scripts hear which page it is; a browser goes there, or gets its form back with its words and why.
async fn reply(plain: PlainForm, portal: &Portal, visitor: Visitor, answer: Result<String, Refusal>) -> Response {
    match answer {
        Ok(page) if pages::is_for_people(&plain.headers) => {
            (StatusCode::SEE_OTHER, [(header::LOCATION, page)]).into_response()
        }
        Ok(page) => Json(page).into_response(),
        Err(refusal) if pages::is_for_people(&plain.headers) => {
            plain.come_back(portal, visitor, Err(refusal), &HeaderMap::new()).await
        }
        Err(refusal) => pages::refusal(&plain.headers, &refusal),
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
