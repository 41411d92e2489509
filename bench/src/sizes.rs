//! What the browser downloads: the sizes of the site's files as they are served, compressed with Brotli.

use crate::{
    Backend, Bench, Result,
    load::{Call, Connection},
    members,
    portal::{Installation, Portal},
    report::Section,
};

/// One file: its path, its size as it is and as it is served.
type File = (String, usize, usize);

/// Measures the site in the binary.
pub async fn measure(bench: &Bench) -> Result<Section> {
    let mut section = Section::new("sizes", "Sizes");
    section.note("Brotli, as served; 1 kB = 1000 bytes. A page needs what every page needs and the chunks that its own HTML names.");
    let installation = Installation::filled(bench, Backend::Sqlite, (200, 0), 5).await?;
    let files: Vec<File> = serde_json::from_str(installation.output(&["site-sizes"]).await?.trim())?;
    if !files.iter().any(|(path, ..)| is_main(path, ".wasm")) {
        return Err("there is no site in this binary: build it with script/build".into());
    }
    let portal = installation.serve().await?;
    let pages = pages(&portal).await?;
    portal.stop().await?;
    installation.remove().await?;

    for (name, html) in pages {
        let needed: Vec<&File> = files.iter().filter(|(path, ..)| is_needed(path, &html)).collect();
        let part = |end: &str| {
            let ends = needed.iter().filter(|(path, ..)| path.ends_with(end));
            kilobytes(ends.map(|(_, _, served)| *served).sum())
        };
        let how = format!("wasm {}, js {}, css {}, texts {}", part(".wasm"), part(".js"), part(".css"), part(".txt"));
        section.row(&format!("all that `{name}` needs"), "≤ 220 kB", &part(""), "", &how);
    }
    let is_chunk = |path: &str| path.starts_with("/pkg/") && path.ends_with(".wasm") && !is_main(path, ".wasm");
    let mut chunks: Vec<&File> = files.iter().filter(|(path, ..)| is_chunk(path)).collect();
    chunks.sort_by_key(|(_, _, served)| std::cmp::Reverse(*served));
    let all = chunks.iter().map(|(_, _, served)| *served).sum();
    section.row("all lazy chunks together", "", &kilobytes(all), "", &format!("{} files", chunks.len()));
    section.note("Chunks below 5 kB are left out here. What a page fetches besides what its HTML names is in the figures of Lighthouse.");
    for (path, plain, served) in chunks.into_iter().filter(|(_, _, served)| *served >= 5_000) {
        section.row(
            &format!("chunk `{}`", short(path)),
            "≤ 40 kB",
            &kilobytes(*served),
            "",
            &format!("{} plain", kilobytes(*plain)),
        );
    }
    Ok(section)
}

/// The first pages of a customer, as HTML.
async fn pages(portal: &Portal) -> Result<Vec<(&'static str, String)>> {
    let member = members::sign_in_one(portal.address, members::bulk(1)).await?;
    let mut connection = Connection::open(portal.address).await?;
    let mut pages = Vec::new();
    for (path, signed_in) in [("/signin", false), ("/", true), ("/shop", true), ("/orders", true), ("/cart", true)] {
        let call = Call::get(path);
        let call = if signed_in { call.with_cookie(&member.cookie) } else { call };
        pages.push((path, connection.fetch(&call).await?.text().into_owned()));
    }
    Ok(pages)
}

/// The main script, style or wasm; its name has a hash in it.
fn is_main(path: &str, end: &str) -> bool {
    path.starts_with("/pkg/loket") && path.ends_with(end)
}

fn is_needed(path: &str, html: &str) -> bool {
    let ours = path.starts_with("/pkg/") || path.starts_with("/texts/");
    // The main script loads the loader of chunks whether the page names it or not.
    let always = [".css", ".js", ".wasm"].iter().any(|end| is_main(path, end))
        || (path.starts_with("/pkg/__wasm_split.") && path.ends_with(".js"));
    ours && (always || html.contains(path))
}

/// The file's name without its folder, hash and ending.
fn short(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.split('.').next().unwrap_or(name)
}

fn kilobytes(bytes: usize) -> String {
    format!("{:.1} kB", bytes as f64 / 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_needs_the_main_files_and_what_it_names() {
        let html = r#"<link href="/texts/hu.1f.txt"/><link href="/pkg/split_home_9a.wasm"/>"#;
        let files = [
            ("/pkg/loket.1a.css", true),
            ("/pkg/loket.1a.wasm", true),
            ("/pkg/__wasm_split.1a.js", true),
            ("/pkg/__wasm_split_manifest.1a.json", false),
            ("/pkg/split_home_9a.wasm", true),
            ("/pkg/split_desk_9a.wasm", false),
            ("/texts/hu.1f.txt", true),
            ("/texts/en.1f.txt", false),
            ("/favicon.svg", false),
        ];
        for (path, needed) in files {
            assert_eq!(is_needed(path, html), needed, "{path}");
        }
        assert_eq!(short("/pkg/split_home_9a.wasm"), "split_home_9a");
    }
}
