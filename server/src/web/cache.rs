//! Finished public pages, rendered once per content version and kept compressed.
//!
//! What changes a page notifies all processes through PostgreSQL (see `service::changes`); a process that loses that
//! connection empties its cache, and one that took the change does not wait for the news of it ([`after_writes`]). Entries also
//! expire after a minute, so that a lost message cannot show an old page for longer.

use std::{
    io::Write,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use axum::{
    body::{Body, Bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Response, StatusCode, header},
    middleware::Next,
};
use moka::sync::Cache;
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;
use uuid::Uuid;

/// A document just rendered.
pub struct Document {
    media_type: &'static str,
    etag: HeaderValue,
    body: Bytes,
}

/// A document that was compressed with care, in one encoding.
pub struct Kept {
    media_type: &'static str,
    etag: HeaderValue,
    encoding: Encoding,
    bytes: Bytes,
    /// Bytes of the document itself.
    unpacked: usize,
}

/// Effort of gzip and brotli for pages that are kept: 3 ms of CPU for an episode page. Brotli 9 takes five times that for a hundredth less.
const KEPT: (u32, i32) = (7, 5);
/// Effort for pages that are sent once.
const ONCE: (u32, i32) = (1, 1);

impl Document {
    /// A document without compressed forms yet.
    pub fn new(media_type: &'static str, body: String) -> Self {
        let hash = hex::encode(&Sha256::digest(body.as_bytes())[..12]);
        // Hexadecimal digits in quotes are a valid header value.
        let etag = HeaderValue::from_str(&format!("\"{hash}\"")).unwrap_or(HeaderValue::from_static("\"\""));
        Self { media_type, etag, body: body.into() }
    }

    /// The answer to a request with these headers: 304 when the client has it, else the body in its best encoding.
    pub fn respond(&self, request: &HeaderMap, cache_control: &'static str) -> Response<Body> {
        respond(request, &self.etag, self.media_type, cache_control, || match Accepted::of(request) {
            Accepted::Packed(Encoding::Brotli) => (Some(Encoding::Brotli), brotli(&self.body, ONCE.1).into()),
            Accepted::Packed(Encoding::Gzip) => (Some(Encoding::Gzip), gzip(&self.body, ONCE.0).into()),
            Accepted::Identity => (None, self.body.clone()),
        })
    }

    fn compressed(self, encoding: Encoding) -> Kept {
        let bytes = match encoding {
            Encoding::Brotli => brotli(&self.body, KEPT.1),
            Encoding::Gzip => gzip(&self.body, KEPT.0),
        };
        // Copied: what was packed into is larger than what came out, and all of it would be kept.
        let bytes = Bytes::copy_from_slice(&bytes);
        Kept { media_type: self.media_type, etag: self.etag, encoding, bytes, unpacked: self.body.len() }
    }
}

impl Kept {
    /// As [`Document::respond`].
    pub fn respond(&self, request: &HeaderMap, cache_control: &'static str) -> Response<Body> {
        respond(request, &self.etag, self.media_type, cache_control, || match Accepted::of(request) {
            // Kept under this encoding, so it is the one.
            Accepted::Packed(_) => (Some(self.encoding), self.bytes.clone()),
            Accepted::Identity => (None, unpacked(&self.bytes, self.unpacked)),
        })
    }

    fn weight(&self) -> usize {
        256 + self.bytes.len()
    }
}

fn respond(
    request: &HeaderMap,
    etag: &HeaderValue,
    media_type: &'static str,
    cache_control: &'static str,
    body: impl FnOnce() -> (Option<Encoding>, Bytes),
) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    let headers = response.headers_mut();
    headers.insert(header::ETAG, etag.clone());
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache_control));
    if if_none_match(request, etag) {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        return response;
    }
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    let (encoding, body) = body();
    if let Some(encoding) = encoding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding.name()));
    }
    *response.body_mut() = Body::from(body);
    response
}

/// Whether the client has this version already (RFC 9110, section 13.1.2; weak comparison).
pub fn if_none_match(request: &HeaderMap, etag: &HeaderValue) -> bool {
    let Some(Ok(wanted)) = request.get(header::IF_NONE_MATCH).map(HeaderValue::to_str) else { return false };
    let Ok(etag) = etag.to_str() else { return false };
    wanted.trim() == "*"
        || wanted.split(',').any(|tag| tag.trim().trim_start_matches("W/") == etag.trim_start_matches("W/"))
}

/// An encoding of HTTP (RFC 9110, section 8.4.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// `br`.
    Brotli,
    /// `gzip`.
    Gzip,
}

impl Encoding {
    fn name(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
        }
    }
}

/// The best encoding that a client takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accepted {
    /// Of those that we make.
    Packed(Encoding),
    /// None.
    Identity,
}

impl Accepted {
    /// Reads `Accept-Encoding` (RFC 9110, section 12.5.3); an encoding with `q=0` is not taken.
    pub fn of(request: &HeaderMap) -> Self {
        let Some(Ok(list)) = request.get(header::ACCEPT_ENCODING).map(HeaderValue::to_str) else {
            return Self::Identity;
        };
        let takes = |name: &str| {
            list.split(',').any(|item| {
                let mut parts = item.split(';').map(str::trim);
                let named = parts.next().is_some_and(|n| n.eq_ignore_ascii_case(name));
                named && !parts.any(|p| matches!(p.trim_start_matches("q=").parse::<f32>(), Ok(q) if q == 0.0))
            })
        };
        if takes("br") {
            Self::Packed(Encoding::Brotli)
        } else if takes("gzip") {
            Self::Packed(Encoding::Gzip)
        } else {
            Self::Identity
        }
    }
}

fn gzip(body: &[u8], level: u32) -> Vec<u8> {
    let mut encoder =
        flate2::write::GzEncoder::new(Vec::with_capacity(body.len() / 3), flate2::Compression::new(level));
    // Writing to memory cannot fail.
    encoder.write_all(body).and_then(|()| encoder.finish()).unwrap_or_default()
}

/// Whoever takes no compression, a rarity, gets what is kept unpacked: to be kept as well it is three times as large.
fn unpacked(gzip: &[u8], len: usize) -> Bytes {
    let mut body = Vec::with_capacity(len);
    // What we packed unpacks, and in one step where there is room for all of it.
    flate2::Decompress::new_gzip(15).decompress_vec(gzip, &mut body, flate2::FlushDecompress::Finish).ok();
    body.into()
}

fn brotli(body: &[u8], quality: i32) -> Vec<u8> {
    let params = brotli::enc::BrotliEncoderParams { quality, lgwin: 20, size_hint: body.len(), ..Default::default() };
    let mut out = Vec::with_capacity(body.len() / 4);
    // Writing to memory cannot fail.
    brotli::BrotliCompress(&mut &body[..], &mut out, &params).ok();
    out
}

/// The kept pages of this process.
#[derive(Clone)]
pub struct PageCache {
    pages: Option<Cache<Key, Arc<Kept>>>,
    /// Grows when pages are forgotten: a page that was rendered from what was read before is not kept.
    epoch: Arc<AtomicU64>,
    /// Pages are compressed one at a time: each takes some megabytes, and a burst of new ones must fill neither the memory
    /// nor the threads that also read files.
    compressor: Arc<Semaphore>,
}

/// What a page is kept under. Each encoding is kept when somebody asks for it: nearly all ask for the same one, and keeping
/// both would be twice the memory and twice the work.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Key {
    /// Path and, where it changes the page, query.
    pub path: String,
    encoding: Encoding,
}

impl Key {
    /// For a path, with its query where that changes the page, and what the client takes. A client that takes no compression
    /// shares with those that take gzip, which unpacks fast.
    pub fn new(path: String, request: &HeaderMap) -> Self {
        let encoding = match Accepted::of(request) {
            Accepted::Packed(encoding) => encoding,
            Accepted::Identity => Encoding::Gzip,
        };
        Self { path, encoding }
    }
}

impl PageCache {
    /// A cache of at most that many bytes; with 0 nothing is kept.
    pub fn new(bytes: u64) -> Self {
        let pages = (bytes > 0).then(|| {
            Cache::builder()
                .max_capacity(bytes)
                .weigher(|_, page: &Arc<Kept>| u32::try_from(page.weight()).unwrap_or(u32::MAX))
                .time_to_live(Duration::from_secs(60))
                .build()
        });
        Self { pages, epoch: Arc::default(), compressor: Arc::new(Semaphore::new(1)) }
    }

    /// To be asked before reading what a page is rendered from.
    pub fn epoch(&self) -> u64 {
        self.epoch.load(Ordering::SeqCst)
    }

    /// A kept page.
    pub fn get(&self, key: &Key) -> Option<Arc<Kept>> {
        self.pages.as_ref()?.get(key)
    }

    /// Answers with a page rendered from what was read in `epoch`, and keeps it, compressed off the async threads. While another
    /// page is being compressed it is only answered: its next visit keeps it.
    pub fn answer(
        &self,
        key: Key,
        epoch: u64,
        document: Document,
        request: &HeaderMap,
        cache_control: &'static str,
    ) -> Response<Body> {
        let response = document.respond(request, cache_control);
        if let (Some(pages), Ok(turn)) = (self.pages.clone(), self.compressor.clone().try_acquire_owned()) {
            let now = self.epoch.clone();
            tokio::task::spawn_blocking(move || {
                let _turn = turn;
                if pages.contains_key(&key) || now.load(Ordering::SeqCst) != epoch {
                    return;
                }
                pages.insert(key.clone(), Arc::new(document.compressed(key.encoding)));
                // Asked after the insert: whoever forgets from now on finds the page.
                if now.load(Ordering::SeqCst) != epoch {
                    pages.invalidate(&key);
                }
            });
        }
        response
    }

    /// Forgets everything: shows and the home page list what changed, and rendering anew is cheap.
    pub fn clear(&self) {
        self.epoch.fetch_add(1, Ordering::SeqCst);
        if let Some(pages) = &self.pages {
            pages.invalidate_all();
        }
    }
}

/// Forgets pages before a write is answered: whoever wrote finds it on the next page, although PostgreSQL's notification is
/// still on its way. Pieces of uploads are on no page.
pub async fn after_writes(State(cache): State<PageCache>, request: Request, next: Next) -> axum::response::Response {
    let writes = !request.method().is_safe() && !request.uri().path().starts_with("/api/v1/uploads");
    let response = next.run(request).await;
    if writes && (response.status().is_success() || response.status().is_redirection()) {
        cache.clear();
    }
    response
}

/// The id of a request, in its answer and in the log.
pub fn request_id() -> String {
    Uuid::now_v7().simple().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: header::HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_str(value).unwrap())])
    }

    #[test]
    fn the_best_encoding_that_is_not_refused() {
        for (list, best) in [
            ("gzip, deflate, br, zstd", Accepted::Packed(Encoding::Brotli)),
            ("gzip;q=0.5", Accepted::Packed(Encoding::Gzip)),
            ("br;q=0, gzip", Accepted::Packed(Encoding::Gzip)),
            ("identity", Accepted::Identity),
            ("*", Accepted::Identity),
        ] {
            assert_eq!(Accepted::of(&headers(header::ACCEPT_ENCODING, list)), best, "{list}");
        }
    }

    #[test]
    fn a_known_version_is_not_sent_again() {
        let document = Document::new("text/html", "hello".into());
        let etag = document.etag.to_str().unwrap().to_owned();
        for tag in [etag.clone(), format!("W/{etag}"), format!("\"x\", {etag}"), "*".into()] {
            let response = document.respond(&headers(header::IF_NONE_MATCH, &tag), "no-cache");
            assert_eq!(response.status(), StatusCode::NOT_MODIFIED, "{tag}");
        }
        let response = document.respond(&headers(header::IF_NONE_MATCH, "\"other\""), "no-cache");
        assert_eq!(response.status(), StatusCode::OK);
    }

    fn page() -> Document {
        Document::new("text/html", "x".repeat(2000))
    }

    async fn kept(cache: &PageCache, key: &Key) -> Option<Arc<Kept>> {
        for _ in 0..100 {
            if cache.get(key).is_some() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        cache.get(key)
    }

    #[tokio::test]
    async fn a_changed_page_is_forgotten() {
        let cache = PageCache::new(1 << 20);
        let key = Key::new("/shows/a/b".into(), &HeaderMap::new());
        cache.answer(key.clone(), cache.epoch(), page(), &HeaderMap::new(), "no-cache");
        let page = kept(&cache, &key).await.expect("kept");
        assert!(page.weight() < 600, "kept compressed");
        let plain = page.respond(&HeaderMap::new(), "no-cache").into_body();
        assert_eq!(axum::body::to_bytes(plain, 1 << 20).await.unwrap(), "x".repeat(2000));
        cache.clear();
        assert!(cache.get(&key).is_none());
    }

    #[tokio::test]
    async fn a_page_rendered_before_a_change_is_not_kept_after_it() {
        let cache = PageCache::new(1 << 20);
        let key = Key::new("/shows/a/b".into(), &HeaderMap::new());
        let read_at = cache.epoch();
        cache.clear();
        cache.answer(key.clone(), read_at, page(), &HeaderMap::new(), "no-cache");
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert!(cache.get(&key).is_none());
    }
}
