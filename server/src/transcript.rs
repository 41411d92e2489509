//! The transcript of a case: to read, as PDF, and the proof that a file is one.

mod words;

use std::path::Path as FilePath;

use axum::{
    Extension,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, header},
    response::{Html, IntoResponse, Response},
};
use domain::{
    access::Channel,
    format,
    i18n::I18n,
    refusal::{Code, Refusal},
};
use paper::{Block, Style};
use service::{
    entry::Visitor,
    transcript::{self, Broken, Transcript},
};

use crate::{cli::Failure, pages, router::Portal};

/// The transcript as a page without anything around it, for reading and printing.
pub(crate) async fn page(
    State(portal): State<Portal>,
    Extension(visitor): Extension<Visitor>,
    Path(number): Path<String>,
    headers: HeaderMap,
) -> Response {
    match of(&portal, &visitor, &number, Channel::Page).await {
        Ok(transcript) => html(&portal, &transcript),
        Err(refusal) => pages::refusal(&headers, &refusal),
    }
}

/// The same as PDF, with the records within.
pub(crate) async fn pdf(
    State(portal): State<Portal>,
    Extension(visitor): Extension<Visitor>,
    Path(number): Path<String>,
    headers: HeaderMap,
) -> Response {
    let transcript = match of(&portal, &visitor, &number, Channel::File).await {
        Ok(transcript) => transcript,
        Err(refusal) => return pages::refusal(&headers, &refusal),
    };
    match on_paper(&transcript) {
        Ok(bytes) => (
            [
                (header::CONTENT_TYPE, HeaderValue::from_static("application/pdf")),
                (header::CONTENT_DISPOSITION, disposition(transcript.about.case)),
            ],
            bytes,
        )
            .into_response(),
        Err(why) => {
            tracing::error!(case_number = transcript.about.case, why, "a transcript could not be put on paper");
            pages::refusal(&headers, &Refusal::of(Code::Fault))
        }
    }
}

/// The transcript on paper, with the records within.
///
/// # Errors
/// With the reason, when the program is broken.
pub(crate) fn on_paper(transcript: &Transcript) -> Result<Vec<u8>, &'static str> {
    paper::pdf(&words::document(transcript)).map_err(|paper::Failed(why)| why)
}

async fn of(portal: &Portal, visitor: &Visitor, number: &str, channel: Channel) -> Result<Transcript, Refusal> {
    let actor = visitor.actor.as_ref().ok_or(Refusal::of(Code::SignIn))?;
    let number = number.parse().map_err(|_| Refusal::of(Code::NotFound))?;
    transcript::opened(&portal.context, actor, number, channel).await.map_err(service::Error::into_refusal)
}

fn disposition(number: i64) -> HeaderValue {
    HeaderValue::from_str(&format!("attachment; filename=\"transcript-{number}.pdf\""))
        .unwrap_or(HeaderValue::from_static("attachment"))
}

fn html(portal: &Portal, transcript: &Transcript) -> Response {
    let nonce = service::new_key();
    let document = words::document(transcript);
    let escape = pages::escape;
    let style = portal.site.assets.style.as_ref();
    let style = style.map_or_else(String::new, |style| format!("<link rel=\"stylesheet\" href=\"{}\">", escape(style)));
    let i18n = I18n::of(transcript.end.language);
    let block = |Block { style, text }: &Block| {
        let text = escape(text);
        match style {
            Style::Title => format!("<h1>{text}</h1>"),
            Style::Heading => format!("<h2>{text}</h2>"),
            Style::Text => format!("<p class=\"said\">{text}</p>"),
            Style::Small => format!("<p class=\"soft small said\">{text}</p>"),
        }
    };
    let body: String = document.blocks.iter().map(block).collect();
    let number = transcript.about.case;
    let (title, hue) = (escape(&document.title), portal.context.settings().vendor.brand_hue);
    let page = format!(
        "<!DOCTYPE html><html lang=\"{}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1, viewport-fit=cover\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>{title}</title>{style}\
         <style nonce=\"{nonce}\">:root{{--brand-hue:{hue}}}</style>\
         <link rel=\"icon\" href=\"/favicon.svg\" type=\"image/svg+xml\"></head>\
         <body><main class=\"transcript\" id=\"main\">\
         <p class=\"actions\" data-screen=\"\"><a class=\"link\" href=\"/cases/{number}/transcript.pdf\">{}</a></p>\
         {body}</main></body></html>",
        document.language,
        escape(i18n.case_transcript_pdf()),
    );
    let mut response = Html(page).into_response();
    let policy = format!(
        "default-src 'none'; style-src 'self' 'nonce-{nonce}'; img-src 'self'; base-uri 'none'; \
         frame-ancestors 'none'; form-action 'none'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// Says whether a file is a transcript as it was made, and where it is not.
///
/// The chain says that nothing within was altered. Whoever makes a whole new chain makes another last hash: it is to be
/// compared with the one at that part in the portal.
///
/// # Errors
/// When the file cannot be read.
pub(crate) fn verify(file: &FilePath) -> Result<bool, Failure> {
    let bytes = std::fs::read(file).map_err(|error| format!("{} cannot be read: {error}", file.display()))?;
    let read = transcript::records(&bytes).ok_or(Broken::NoRecords).and_then(transcript::read);
    let transcript = match read {
        Ok(transcript) => transcript,
        Err(broken) => {
            println!("BROKEN {}", in_words(&broken));
            return Ok(false);
        }
    };
    let is_pdf = bytes.starts_with(b"%PDF");
    if is_pdf && paper::pdf(&words::document(&transcript)).ok().as_deref() != Some(bytes.as_slice()) {
        println!(
            "BROKEN the records hold, but the pages are not what this version of Loket makes of them: \
             believe the records, not the pages"
        );
        return Ok(false);
    }
    let made = service::clock::wall(transcript.end.made, &transcript.end.zone).rfc3339();
    println!("ok     case {}, {} parts, made {made}", transcript.about.case, transcript.parts.len());
    println!("       last hash {}", transcript.hash);
    println!("       the portal's own transcript of this case has the same hash at part {}", transcript.parts.len());
    Ok(true)
}

fn in_words(broken: &Broken) -> String {
    match broken {
        Broken::NoRecords => "there is no transcript in this file".to_owned(),
        Broken::About => "at the beginning: what the case is about was altered".to_owned(),
        Broken::Part { number, says: Some(at) } => {
            let at = service::clock::wall(*at, "UTC").rfc3339();
            format!("at part {number}, which says that it is of {at}: it or the part before it was altered")
        }
        Broken::Part { number, says: None } => format!("at part {number}, which cannot be read"),
        Broken::End => "at the end: parts are missing, or the last line was altered".to_owned(),
    }
}

/// When something was, in full, on the wall of the transcript's reader.
fn when(transcript: &Transcript, at: domain::time::Instant) -> String {
    let end = &transcript.end;
    format::instant_long(end.language, service::clock::wall(at, &end.zone))
}
