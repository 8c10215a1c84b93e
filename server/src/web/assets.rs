//! The built site: script, WASM, style sheet, fonts and icons, from memory, in the client's best encoding.

use std::{collections::HashMap, path::Path, sync::Arc};

use anyhow::{Context, Result};
use axum::{
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, HeaderValue, Response, Uri, header},
    response::IntoResponse,
};
use serde::Deserialize;

use super::{
    cache::{Accepted, Encoding},
    error::HttpError,
    state::App,
};

/// The site, read once at start.
pub struct Site {
    /// Where pages find style, script and WASM.
    pub manifest: Manifest,
    files: HashMap<String, File>,
}

/// `manifest.json` of the built site.
#[derive(Debug, Deserialize)]
pub struct Manifest {
    /// Path of the style sheet.
    pub css: String,
    /// Path of the style sheet that studio and account pages load besides.
    pub studio_css: String,
    /// Path of the style sheet that the search page loads besides.
    pub search_css: String,
    /// Path of the script.
    pub js: String,
    /// Path of the script of the studio.
    pub studio_js: String,
}

struct File {
    media_type: HeaderValue,
    identity: Bytes,
    brotli: Option<Bytes>,
    gzip: Option<Bytes>,
}

impl Site {
    /// Reads the folder that `cargo xtask build` made.
    ///
    /// # Errors
    /// When it is not there, with the way out.
    pub fn load(dir: &Path) -> Result<Arc<Self>> {
        let manifest = std::fs::read(dir.join("manifest.json")).with_context(|| {
            format!(
                "the site is not at {}: build it with `cargo xtask build`, or set PODCASTFLOW_SITE_DIR",
                dir.display()
            )
        })?;
        let manifest = serde_json::from_slice(&manifest).context("manifest.json of the site")?;
        let mut files = HashMap::new();
        collect(dir, "", &mut files)?;
        Ok(Arc::new(Self { manifest, files }))
    }
}

fn collect(dir: &Path, prefix: &str, files: &mut HashMap<String, File>) -> Result<()> {
    for entry in std::fs::read_dir(dir)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}/{name}");
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &path, files)?;
        } else if !name.ends_with(".br") && !name.ends_with(".gz") && path != "/manifest.json" {
            let sibling = |suffix: &str| std::fs::read(dir.join(format!("{name}.{suffix}"))).ok().map(Bytes::from);
            let guess = mime_guess::from_path(&name).first_or_octet_stream();
            let text = guess.type_() == "text" || guess.subtype() == "javascript";
            let media_type = if text { format!("{guess}; charset=utf-8") } else { guess.to_string() };
            let file = File {
                media_type: HeaderValue::from_str(&media_type)?,
                identity: std::fs::read(entry.path())?.into(),
                brotli: sibling("br"),
                gzip: sibling("gz"),
            };
            files.insert(path, file);
        }
    }
    Ok(())
}

/// Serves a file of the site; `None` when there is none at that path.
pub fn serve(app: &App, uri: &Uri, request: &HeaderMap) -> Option<Response<Body>> {
    let file = app.site.files.get(uri.path())?;
    let (encoding, body) = match (Accepted::of(request), &file.brotli, &file.gzip) {
        (Accepted::Packed(Encoding::Brotli), Some(body), _) => (Some("br"), body),
        (Accepted::Packed(_), _, Some(body)) => (Some("gzip"), body),
        _ => (None, &file.identity),
    };
    let mut response = Response::new(Body::from(body.clone()));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, file.media_type.clone());
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    // Names in `pkg` and of fonts carry their content's hash or version; the others may change with a new release.
    let lasting = uri.path().starts_with("/pkg/") || uri.path().starts_with("/fonts/");
    let keep = if lasting { "public, max-age=31536000, immutable" } else { "public, max-age=3600" };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    if let Some(encoding) = encoding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    Some(response)
}

/// What no route matches: a file of the site, or the page that says so.
pub async fn fallback(State(app): State<App>, uri: Uri, request: HeaderMap) -> Response<Body> {
    serve(&app, &uri, &request).unwrap_or_else(|| HttpError::from(service::Error::NotFound).into_response())
}
