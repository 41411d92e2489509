//! A file of the bank, loaded by the vendor's people.

use app::returned::Fields;
use axum::{
    Extension, Json,
    extract::{Multipart, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{
    ledger::wire::Loaded,
    refusal::{Code, Refusal},
};
use service::entry::Visitor;

use crate::{
    pages::{self, PlainForm},
    router::{LARGEST_UPLOAD, Portal},
};

/// Where the file's form is sent to, by which its page knows what came back.
const COMMAND: &str = "/desk/bank/load";

/// Takes in a file. A browser goes on to what became of its movements, or gets the page back with the line and the reason.
pub(crate) async fn load(
    State(portal): State<Portal>,
    Extension(visitor): Extension<Visitor>,
    headers: HeaderMap,
    form: Multipart,
) -> Response {
    let Some(actor) = visitor.actor.clone() else { return pages::refusal(&headers, &Refusal::of(Code::SignIn)) };
    let plain = PlainForm { headers, command: COMMAND.to_owned(), fields: Fields::default() };
    let answer = match file_of(form).await {
        Ok((name, bytes)) => {
            let loaded = service::bank::load(&portal.context, &actor, &name, &bytes).await;
            loaded.map_err(service::Error::into_refusal)
        }
        Err(refusal) => Err(refusal),
    };
    match answer {
        Ok(loaded) if pages::is_for_people(&plain.headers) => {
            (StatusCode::SEE_OTHER, [(header::LOCATION, page_after(&loaded))]).into_response()
        }
        Ok(loaded) => Json(loaded).into_response(),
        Err(refusal) if pages::is_for_people(&plain.headers) => {
            plain.come_back(&portal, visitor, Err(refusal), &HeaderMap::new()).await
        }
        Err(refusal) => pages::refusal(&plain.headers, &refusal),
    }
}

/// The board, told what was loaded.
fn page_after(loaded: &Loaded) -> String {
    let Loaded { movements, fresh, posted, proposed, unknown, aside } = loaded;
    format!(
        "/desk/bank?loaded={movements}&fresh={fresh}&posted={posted}&proposed={proposed}&unknown={unknown}&aside={aside}"
    )
}

/// The name and the bytes of the one file.
async fn file_of(mut form: Multipart) -> Result<(String, Vec<u8>), Refusal> {
    let refused = |status: StatusCode| match status {
        StatusCode::PAYLOAD_TOO_LARGE => {
            Refusal::field(Code::FileTooLarge, "file").with(LARGEST_UPLOAD / (1024 * 1024))
        }
        // Cut short on its way: nothing of it is taken in.
        _ => Refusal::field(Code::Malformed, "file"),
    };
    while let Some(field) = form.next_field().await.map_err(|error| refused(error.status()))? {
        if field.name() != Some("file") {
            continue;
        }
        let name = field.file_name().unwrap_or("").to_owned();
        let bytes = field.bytes().await.map_err(|error| refused(error.status()))?;
        // What a browser sends where no file was chosen.
        if name.is_empty() && bytes.is_empty() {
            break;
        }
        return Ok((name, bytes.into()));
    }
    Err(Refusal::field(Code::Missing, "file"))
}
