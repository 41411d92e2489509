//! The site's files: in the binary of a release, in a folder while developing.

use std::{collections::HashMap, fs, path::Path, sync::Arc};

use app::document::Assets;
use axum::{
    body::{Body, Bytes},
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
    plain: Form,
    brotli: Option<Form>,
    mime: String,
    /// Its name changes with its contents.
    hashed: bool,
}

/// A file's bytes as they are sent, and their strong entity tag (RFC 9110, 8.8.3): each form has its own.
#[derive(Debug)]
struct Form {
    bytes: Bytes,
    tag: String,
}

impl Form {
    fn of(bytes: Vec<u8>) -> Self {
        Self { tag: format!("\"{}\"", short_hash(&bytes)), bytes: bytes.into() }
    }
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
        if let Some(folder) = folder {
            read_folder(folder, folder, &mut raw)?;
            return Ok(Self::from_files(raw));
        }
        #[cfg(feature = "embed")]
        for path in Embedded::iter() {
            if let Some(file) = Embedded::get(&path) {
                raw.insert(path.to_string(), file.data.into_owned());
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
        assets.loader = named("pkg/__wasm_split.", ".js");
        assets.chunks = raw
            .iter()
            .find(|(path, _)| path.starts_with("pkg/__wasm_split_manifest") && path.ends_with(".json"))
            .map(|(_, bytes)| chunks(bytes))
            .unwrap_or_default();

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
            let file = File { plain: Form::of(plain), brotli: brotli.map(Form::of), mime, hashed };
            files.insert(format!("/{path}"), file);
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
                let plain = file.plain.bytes.len();
                (path.clone(), plain, file.brotli.as_ref().map_or(plain, |form| form.bytes.len()))
            })
            .collect();
        sizes.sort();
        sizes
    }
}

/// What the splitter says of each lazy part, as the page names it: `{"home_pages_130…": ["chunk_11.5Ze…", …]}`.
fn chunks(manifest: &[u8]) -> HashMap<String, String> {
    let parts: HashMap<String, Vec<String>> = serde_json::from_slice(manifest).unwrap_or_default();
    let name = |part: &str| part.trim_end_matches(|end: char| end.is_ascii_digit()).trim_end_matches('_').to_owned();
    parts
        .iter()
        .map(|(part, files)| {
            let files: Vec<String> = files.iter().map(|file| format!("/pkg/{file}.wasm")).collect();
            (name(part), serde_json::to_string(&files).unwrap_or_default())
        })
        .collect()
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
    // Better ones save no byte of so small a text, and take forty megabytes while they look.
    let parameters = brotli::enc::BrotliEncoderParams { quality: 7, lgwin: 16, ..Default::default() };
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

/// Marks an answer that is a file of the site, for the log.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FromSite;

/// Answers with a file of the site, before anything of the portal is asked.
pub(crate) async fn serve(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    if (request.method() == Method::GET || request.method() == Method::HEAD)
        && let Some(file) = site.files.get(request.uri().path())
    {
        let mut response = answer(file, request.headers());
        response.extensions_mut().insert(FromSite);
        return response;
    }
    next.run(request).await
}

fn answer(file: &File, headers: &HeaderMap) -> Response {
    let accepts_brotli = values(headers, &header::ACCEPT_ENCODING).any(|coding| coding.starts_with("br"));
    let (form, encoding) = match &file.brotli {
        Some(brotli) if accepts_brotli => (brotli, Some(HeaderValue::from_static("br"))),
        _ => (&file.plain, None),
    };
    let cache = if file.hashed { "public, max-age=31536000, immutable" } else { "no-cache" };
    let is_known =
        values(headers, &header::IF_NONE_MATCH).any(|tag| tag == "*" || tag.trim_start_matches("W/") == form.tag);
    let mut response = if is_known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let mut response = Body::from(form.bytes.clone()).into_response();
        let headers = response.headers_mut();
        if let Some(encoding) = encoding {
            headers.insert(header::CONTENT_ENCODING, encoding);
        }
        if let Ok(mime) = HeaderValue::from_str(&file.mime) {
            headers.insert(header::CONTENT_TYPE, mime);
        }
        response
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(tag) = HeaderValue::from_str(&form.tag) {
        headers.insert(header::ETAG, tag);
    }
    // The service worker and the offline page fetch and load files of ours.
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    response
}

/// The members of a header that is a list, in all its lines.
fn values<'a>(headers: &'a HeaderMap, name: &header::HeaderName) -> impl Iterator<Item = &'a str> {
    let lines = headers.get_all(name).iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORKER: &str = "/sw.js";

    fn site(worker: &str) -> Site {
        let worker = worker.repeat(100).into_bytes();
        let files = [("sw.js", worker.clone()), ("pkg/loket.0123.js", worker), ("icon.png", vec![1, 2, 3])];
        Site::from_files(files.map(|(path, bytes)| (path.to_owned(), bytes)).into())
    }

    fn get(site: &Site, path: &str, headers: &[(header::HeaderName, &str)]) -> Response {
        let headers: HeaderMap =
            headers.iter().filter_map(|(name, value)| Some((name.clone(), value.parse().ok()?))).collect();
        site.files.get(path).map_or_else(|| StatusCode::NOT_FOUND.into_response(), |file| answer(file, &headers))
    }

    fn text(response: &Response, name: header::HeaderName) -> String {
        response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or("").to_owned()
    }

    #[test]
    fn who_has_a_file_is_not_sent_it_again() {
        let site = site("self.addEventListener('fetch', () => {});\n");
        let first = get(&site, WORKER, &[]);
        let tag = text(&first, header::ETAG);
        assert!(tag.starts_with('"') && tag.ends_with('"') && tag.len() > 2, "a strong tag: {tag}");
        assert_eq!(text(&first, header::CACHE_CONTROL), "no-cache");
        for asked in [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}"), "*".to_owned()] {
            let again = get(&site, WORKER, &[(header::IF_NONE_MATCH, &asked)]);
            assert_eq!(again.status(), StatusCode::NOT_MODIFIED, "{asked}");
            assert_eq!(text(&again, header::ETAG), tag);
            assert_eq!(text(&again, header::CACHE_CONTROL), "no-cache");
            assert_eq!(text(&again, header::VARY), "accept-encoding");
            assert_eq!(text(&again, header::CONTENT_TYPE), "", "there is nothing to describe");
        }
        assert_eq!(get(&site, WORKER, &[(header::IF_NONE_MATCH, "\"other\"")]).status(), StatusCode::OK);
    }

    #[test]
    fn each_form_and_each_release_has_its_own_tag() {
        let (old, new) = (site("self.old();\n"), site("self.new();\n"));
        let plain = text(&get(&old, WORKER, &[]), header::ETAG);
        let packed = get(&old, WORKER, &[(header::ACCEPT_ENCODING, "gzip, br")]);
        assert_eq!(text(&packed, header::CONTENT_ENCODING), "br");
        assert_ne!(text(&packed, header::ETAG), plain);
        let as_before = [(header::IF_NONE_MATCH, plain.as_str()), (header::ACCEPT_ENCODING, "br")];
        assert_eq!(get(&old, WORKER, &as_before).status(), StatusCode::OK, "a tag of the other form");
        assert_eq!(get(&new, WORKER, &[(header::IF_NONE_MATCH, &plain)]).status(), StatusCode::OK, "a new release");
        assert_ne!(text(&get(&new, WORKER, &[]), header::ETAG), plain);
    }

    #[test]
    fn each_lazy_part_has_its_files() {
        let found =
            chunks(br#"{"home_pages_1304190": ["chunk_1.ab", "split_home_pages_1304190.cd"], "desk_pages_1": []}"#);
        assert_eq!(found["home_pages"], r#"["/pkg/chunk_1.ab.wasm","/pkg/split_home_pages_1304190.cd.wasm"]"#);
        assert_eq!(found["desk_pages"], "[]");
    }

    #[test]
    fn what_is_named_by_its_contents_is_kept_for_ever() {
        let site = site("export {};\n");
        let script = get(&site, "/pkg/loket.0123.js", &[]);
        assert_eq!(text(&script, header::CACHE_CONTROL), "public, max-age=31536000, immutable");
        assert_eq!(text(&get(&site, "/icon.png", &[]), header::CONTENT_TYPE), "image/png");
    }
}
