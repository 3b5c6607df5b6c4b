//! The browser's files: read once at start, handed out compressed, cached for good where the name says the content.
//!
//! Only names that were found in the folder are ever answered, so no request can reach another file.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use app::AreaFiles;
use app::ssr::Refusal;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use http::{HeaderMap, HeaderValue, Method};

use crate::refusal::refuse;
use crate::state::AppState;

/// A file named after its content or its version never changes.
const FOR_GOOD: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const FIVE_MINUTES: HeaderValue = HeaderValue::from_static("public, max-age=300");
/// Lists the hashes in file names, one a line: `js: 0123456789abcdef`.
const HASH_FILE: &str = "hash.txt";
/// Lists each area's files: `{"portal":["portal.0123456789abcdef.bin"]}`.
const AREAS: &str = "/pkg/areas.json";

struct File {
    content_type: HeaderValue,
    cache: HeaderValue,
    plain: Bytes,
    brotli: Option<Bytes>,
    gzip: Option<Bytes>,
}

/// Every file of the site, in memory.
pub struct Site {
    files: HashMap<String, File>,
    areas: AreaFiles,
    hash_file: Option<PathBuf>,
}

impl Site {
    /// Reads the folder; one that does not exist is a site without files.
    ///
    /// # Errors
    /// When the folder or a file in it cannot be read.
    pub fn load(folder: &Path) -> io::Result<Self> {
        let mut contents = HashMap::new();
        if folder.is_dir() {
            read_below(folder, "", &mut contents)?;
        }
        let hash_file = contents.remove(&format!("/{HASH_FILE}"));
        let hashes = hashes(hash_file.as_deref().unwrap_or_default());
        let names: BTreeSet<_> = contents.keys().cloned().collect();
        let mut files = HashMap::new();
        for name in names {
            let original = name.strip_suffix(".br").or_else(|| name.strip_suffix(".gz"));
            if original.is_some_and(|original| contents.contains_key(original)) {
                continue;
            }
            let file = File {
                content_type: content_type(&name),
                cache: if never_changes(&name, &hashes) { FOR_GOOD } else { FIVE_MINUTES },
                plain: contents.get(&name).cloned().unwrap_or_default(),
                brotli: contents.get(&format!("{name}.br")).cloned(),
                gzip: contents.get(&format!("{name}.gz")).cloned(),
            };
            files.insert(name, file);
        }
        let areas = match contents.get(AREAS) {
            Some(list) => AreaFiles(Arc::new(serde_json::from_slice(list)?)),
            None => AreaFiles::default(),
        };
        let hash_file = (!hashes.is_empty()).then(|| absolute(folder).join(HASH_FILE));
        Ok(Self { files, areas, hash_file })
    }

    /// The file that lists the hashes in names, as an absolute path; nothing when names carry none.
    pub fn hash_file(&self) -> Option<&Path> {
        self.hash_file.as_deref()
    }

    /// The path of the style sheet, for pages that the interface does not draw.
    pub fn style_sheet(&self) -> Option<&str> {
        let mut names = self.files.keys().map(String::as_str);
        names.find(|name| {
            name.starts_with("/pkg/flowhq.")
                && Path::new(name).extension().is_some_and(|end| end == "css")
        })
    }

    /// The files that each area of the interface needs beside the main program.
    pub fn areas(&self) -> AreaFiles {
        self.areas.clone()
    }

    /// Whether there is anything to hand out.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    fn answer(&self, path: &str, headers: &HeaderMap) -> Option<Response> {
        let file = self.files.get(path)?;
        let (body, encoding) = match (&file.brotli, &file.gzip) {
            (Some(brotli), _) if accepts(headers, "br") => (brotli, Some("br")),
            (_, Some(gzip)) if accepts(headers, "gzip") => (gzip, Some("gzip")),
            _ => (&file.plain, None),
        };
        let mut response = Response::new(Body::from(body.clone()));
        let answer = response.headers_mut();
        answer.insert(CONTENT_TYPE, file.content_type.clone());
        answer.insert(CACHE_CONTROL, file.cache.clone());
        answer.insert(VARY, HeaderValue::from_static("accept-encoding"));
        if let Some(encoding) = encoding {
            answer.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        Some(response)
    }
}

/// Hands out a file where the path names one, and lets every other request pass.
pub async fn serve(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return next.run(request).await;
    }
    if let Some(response) = state.site.answer(path, request.headers()) {
        return response;
    }
    if path.starts_with("/pkg/") {
        return refuse(Refusal::NotFound);
    }
    next.run(request).await
}

fn read_below(folder: &Path, prefix: &str, into: &mut HashMap<String, Bytes>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{prefix}/{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            read_below(&entry.path(), &name, into)?;
        } else {
            into.insert(name, fs::read(entry.path())?.into());
        }
    }
    Ok(())
}

fn hashes(text: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(text);
    text.lines().filter_map(|line| Some(format!(".{}.", line.split_once(':')?.1.trim()))).collect()
}

/// Whether another content would have another name: the build puts a hash into it, or, for a font, whoever
/// adds it puts its version there.
fn never_changes(name: &str, hashes: &[String]) -> bool {
    let of_this_build = hashes.iter().any(|hash| name.contains(hash.as_str()));
    (name.starts_with("/pkg/") && of_this_build) || is_versioned_font(name)
}

/// `/fonts/bricolage-1.001.woff2`
fn is_versioned_font(name: &str) -> bool {
    let stem = name.strip_prefix("/fonts/").and_then(|name| name.strip_suffix(".woff2"));
    let version = stem.and_then(|stem| stem.rsplit_once('-')).map_or("", |parts| parts.1);
    version.contains('.') && version.chars().all(|c| c.is_ascii_digit() || c == '.')
}

fn absolute(folder: &Path) -> PathBuf {
    folder.canonicalize().unwrap_or_else(|_| folder.to_owned())
}

/// Whether the browser takes this encoding (RFC 9110 §12.5.3); `*` is not worth the trouble.
pub(crate) fn accepts(headers: &HeaderMap, encoding: &str) -> bool {
    let lines = headers.get_all(ACCEPT_ENCODING);
    lines.iter().filter_map(|line| line.to_str().ok()).flat_map(|line| line.split(',')).any(
        |part| {
            let (name, weight) = part.split_once(';').unwrap_or((part, ""));
            let refused =
                matches!(weight.trim().strip_prefix("q="), Some("0" | "0.0" | "0.00" | "0.000"));
            name.trim().eq_ignore_ascii_case(encoding) && !refused
        },
    )
}

fn content_type(name: &str) -> HeaderValue {
    let end = name.rsplit_once('.').map_or("", |(_, end)| end);
    HeaderValue::from_static(match end {
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "ico" => "image/x-icon",
        "jpg" | "jpeg" => "image/jpeg",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "txt" => "text/plain; charset=utf-8",
        "wasm" => "application/wasm",
        "webmanifest" => "application/manifest+json",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        "xml" => "application/xml",
        _ => "application/octet-stream",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site() -> (tempfile::TempDir, Site) {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("pkg")).unwrap();
        fs::create_dir(folder.path().join("fonts")).unwrap();
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        write("hash.txt", "js: abc123\nwasm: def456\n");
        write("favicon.svg", "<svg/>");
        write("pkg/flowhq.abc123.js", "plain");
        write("pkg/flowhq.abc123.js.br", "brotli");
        write("pkg/flowhq.abc123.js.gz", "gzip");
        write("pkg/other.js", "other");
        write("fonts/bricolage-1.001.woff2", "letters");
        write("fonts/bricolage.woff2", "letters");
        write("fonts/bricolage-LICENSE.txt", "words");
        let site = Site::load(folder.path()).unwrap();
        (folder, site)
    }

    fn header(site: &Site, path: &str, encodings: &'static str, name: http::HeaderName) -> String {
        let headers =
            HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static(encodings))]);
        let response = site.answer(path, &headers).unwrap();
        response
            .headers()
            .get(name)
            .map_or(String::new(), |value| value.to_str().unwrap().to_owned())
    }

    #[test]
    fn the_best_encoding_that_the_browser_takes_is_sent() {
        let (_folder, site) = site();
        let encoding =
            |accepted| header(&site, "/pkg/flowhq.abc123.js", accepted, CONTENT_ENCODING);
        assert_eq!(encoding("gzip, deflate, br"), "br");
        assert_eq!(encoding("gzip, br;q=0"), "gzip");
        assert_eq!(encoding("identity"), "");
    }

    #[test]
    fn only_names_with_a_hash_are_cached_for_good() {
        let (_folder, site) = site();
        let cache = |path| header(&site, path, "", CACHE_CONTROL);
        assert_eq!(cache("/pkg/flowhq.abc123.js"), "public, max-age=31536000, immutable");
        assert_eq!(cache("/pkg/other.js"), "public, max-age=300");
        assert_eq!(header(&site, "/favicon.svg", "", CONTENT_TYPE), "image/svg+xml");
    }

    #[test]
    fn a_font_is_cached_for_good_because_its_name_says_the_version() {
        let (_folder, site) = site();
        let cache = |path| header(&site, path, "", CACHE_CONTROL);
        let font = "/fonts/bricolage-1.001.woff2";
        assert_eq!(cache(font), "public, max-age=31536000, immutable");
        assert_eq!(header(&site, font, "", CONTENT_TYPE), "font/woff2");
        for other in ["/fonts/bricolage.woff2", "/fonts/bricolage-LICENSE.txt"] {
            assert_eq!(cache(other), "public, max-age=300", "{other}");
        }
    }

    /// Whoever adds a font without a version in its name learns it here.
    #[test]
    fn every_font_that_we_have_is_cached_for_good() {
        let site = Site::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../public")).unwrap();
        let fonts = site.files.iter().filter(|(name, _)| name.strip_suffix(".woff2").is_some());
        let short = fonts.clone().filter(|(_, file)| file.cache != FOR_GOOD);
        let short: Vec<_> = short.map(|(name, _)| name).collect();
        assert!(short.is_empty() && fonts.count() > 0, "{short:?}");
    }

    #[test]
    fn nothing_but_the_folders_own_files_is_answered() {
        let (_folder, site) = site();
        for path in
            ["/hash.txt", "/pkg/flowhq.abc123.js.br", "/../etc/passwd", "/pkg/../hash.txt", "/pkg"]
        {
            assert!(site.answer(path, &HeaderMap::new()).is_none(), "{path}");
        }
    }

    #[test]
    fn a_missing_folder_is_a_site_without_files() {
        assert!(Site::load(Path::new("no such folder")).unwrap().is_empty());
    }
}
