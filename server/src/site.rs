//! The site's files: in the binary of a release, in a folder while developing.

use std::{collections::HashMap, fs, path::Path, sync::Arc};

use app::document::Assets;
use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::{i18n::I18n, language::Language};

#[cfg(feature = "embed")]
#[derive(rust_embed::RustEmbed)]
#[folder = "$LOKET_SITE_BUILD"]
struct Embedded;

/// One file, with what it weighs less compressed.
#[derive(Debug)]
struct File {
    plain: Vec<u8>,
    brotli: Option<Vec<u8>>,
    mime: String,
    /// Its name changes with its contents.
    hashed: bool,
}

/// All files of the site, by path.
#[derive(Debug, Default)]
pub struct Site {
    files: HashMap<String, File>,
    pub assets: Arc<Assets>,
}

impl Site {
    /// The files in `folder`, or those in the binary.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn load(folder: Option<&Path>) -> std::io::Result<Self> {
        let mut raw: HashMap<String, Vec<u8>> = HashMap::new();
        match folder {
            Some(folder) => read_folder(folder, folder, &mut raw)?,
            None =>
            {
                #[cfg(feature = "embed")]
                for path in Embedded::iter() {
                    if let Some(file) = Embedded::get(&path) {
                        raw.insert(path.to_string(), file.data.into_owned());
                    }
                }
            }
        }
        Ok(Self::from_files(raw))
    }

    fn from_files(mut raw: HashMap<String, Vec<u8>>) -> Self {
        let mut assets = Assets::default();
        for language in Language::ALL {
            let packed = I18n::of(language).packed().into_bytes();
            let path = format!("texts/{}.{}.txt", language.code(), short_hash(&packed));
            assets.texts.push((language, format!("/{path}")));
            raw.insert(path, packed);
        }
        let named = |begin: &str, end: &str| {
            raw.keys().find(|path| path.starts_with(begin) && path.ends_with(end)).map(|path| format!("/{path}"))
        };
        assets.style = named("pkg/loket", ".css");
        assets.script = named("pkg/loket", ".js");
        assets.wasm = named("pkg/loket", ".wasm");
        let loader = named("pkg/__wasm_split.", ".js").and_then(|path| path.strip_prefix("/pkg/").map(str::to_owned));
        let manifest = raw
            .iter()
            .find(|(path, _)| path.starts_with("pkg/__wasm_split_manifest") && path.ends_with(".json"))
            .and_then(|(_, bytes)| serde_json::from_slice(bytes).ok());
        assets.split = manifest.zip(loader).map(|(manifest, loader)| ("/pkg".to_owned(), manifest, loader));

        let mut files = HashMap::new();
        let paths: Vec<String> =
            raw.keys().filter(|path| !path.ends_with(".br") && !path.ends_with(".gz")).cloned().collect();
        for path in paths {
            let Some(plain) = raw.remove(&path) else { continue };
            let brotli = raw.remove(&format!("{path}.br")).or_else(|| worth_compressing(&path, &plain));
            let mime = match path.rsplit('.').next() {
                Some("webmanifest") => "application/manifest+json".to_owned(),
                Some("txt") => "text/plain; charset=utf-8".to_owned(),
                _ => mime_guess::from_path(&path).first_or_octet_stream().to_string(),
            };
            let hashed = path.starts_with("pkg/") || path.starts_with("texts/");
            files.insert(format!("/{path}"), File { plain, brotli, mime, hashed });
        }
        Self { files, assets: Arc::new(assets) }
    }

    /// The sizes as they are served, compressed: for the measurements.
    #[must_use]
    pub fn sizes(&self) -> Vec<(String, usize, usize)> {
        let mut sizes: Vec<_> = self
            .files
            .iter()
            .map(|(path, file)| {
                (path.clone(), file.plain.len(), file.brotli.as_ref().map_or(file.plain.len(), Vec::len))
            })
            .collect();
        sizes.sort();
        sizes
    }
}

fn read_folder(root: &Path, folder: &Path, into: &mut HashMap<String, Vec<u8>>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            read_folder(root, &path, into)?;
        } else if let Ok(name) = path.strip_prefix(root) {
            into.insert(name.to_string_lossy().replace('\\', "/"), fs::read(&path)?);
        }
    }
    Ok(())
}

/// Small text files are compressed once, at start.
fn worth_compressing(path: &str, plain: &[u8]) -> Option<Vec<u8>> {
    let text = [".svg", ".txt", ".css", ".js", ".json", ".webmanifest", ".html"].iter().any(|end| path.ends_with(end));
    if !text || plain.len() < 500 || plain.len() > 1_000_000 {
        return None;
    }
    let mut out = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams { quality: 9, ..Default::default() };
    brotli::BrotliCompress(&mut &plain[..], &mut out, &parameters).ok()?;
    Some(out)
}

/// Enough of a hash to tell one release's file from another's (FNV-1a, 64 bits).
fn short_hash(bytes: &[u8]) -> String {
    let hash = bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{hash:016x}")
}

/// What a file of the site may load by itself.
const POLICY: &str =
    "default-src 'self'; object-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/// Answers with a file of the site, before anything of the portal is asked.
pub(crate) async fn serve(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    if (request.method() == Method::GET || request.method() == Method::HEAD)
        && let Some(file) = site.files.get(request.uri().path())
    {
        return answer(file, request.headers());
    }
    next.run(request).await
}

fn answer(file: &File, headers: &HeaderMap) -> Response {
    let accepts_brotli = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.split(',').any(|coding| coding.trim().starts_with("br")));
    let cache = if file.hashed { "public, max-age=31536000, immutable" } else { "no-cache" };
    let mut response = match &file.brotli {
        Some(brotli) if accepts_brotli => {
            let mut response = Body::from(brotli.clone()).into_response();
            response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
            response
        }
        _ => Body::from(file.plain.clone()).into_response(),
    };
    *response.status_mut() = StatusCode::OK;
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    // The service worker and the offline page fetch and load files of ours.
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    if let Ok(mime) = HeaderValue::from_str(&file.mime) {
        headers.insert(header::CONTENT_TYPE, mime);
    }
    response
}
