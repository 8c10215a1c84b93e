//! Objects of the store as HTTP answers: whole, in ranges, and as heads (RFC 9110, section 14).

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header},
};
use object_store::{GetOptions, GetRange, ObjectStore, ObjectStoreExt, path::Path};

use super::{cache::if_none_match, error::HttpError};

/// What is known of an object beside its bytes.
pub struct Facts<'a> {
    /// Its key in the store.
    pub key: &'a str,
    /// Media type to send.
    pub media_type: &'a str,
    /// Strong validator: keys are never reused for other bytes, so the key's own name serves.
    pub etag: String,
    /// How long a client may keep it.
    pub cache_control: &'static str,
}

/// A satisfiable part, both ends included, or why there is none.
#[derive(Debug, PartialEq, Eq)]
enum Part {
    Whole,
    Bytes(u64, u64),
    Unsatisfiable,
}

/// Reads `Range`. Several ranges in one request, or another unit than bytes, are answered with the whole, as the RFC allows.
fn part(request: &HeaderMap, size: u64, etag: &HeaderValue) -> Part {
    let Some(Ok(range)) = request.get(header::RANGE).map(HeaderValue::to_str) else { return Part::Whole };
    if request.get(header::IF_RANGE).is_some_and(|wanted| wanted != etag) {
        return Part::Whole;
    }
    let Some(set) = range.trim().strip_prefix("bytes=") else { return Part::Whole };
    let Some((first, last)) = set.split_once('-').filter(|_| !set.contains(',')) else { return Part::Whole };
    match (first.trim(), last.trim()) {
        ("", suffix) => match suffix.parse::<u64>() {
            Ok(0) => Part::Unsatisfiable,
            Ok(_) if size == 0 => Part::Unsatisfiable,
            Ok(n) => Part::Bytes(size.saturating_sub(n), size - 1),
            Err(_) => Part::Whole,
        },
        (first, last) => {
            let Ok(first) = first.parse::<u64>() else { return Part::Whole };
            let last = if last.is_empty() { Ok(u64::MAX) } else { last.parse::<u64>() };
            match last {
                Ok(last) if last < first => Part::Whole,
                _ if first >= size => Part::Unsatisfiable,
                Ok(last) => Part::Bytes(first, last.min(size - 1)),
                Err(_) => Part::Whole,
            }
        }
    }
}

/// Answers GET and HEAD for an object.
///
/// # Errors
/// `NotFound` when the object is gone, else what the store says.
pub async fn serve(
    store: &dyn ObjectStore,
    facts: Facts<'_>,
    method: &Method,
    request: &HeaderMap,
) -> Result<Response<Body>, HttpError> {
    let path = Path::from(facts.key);
    let size = match store.head(&path).await {
        Ok(meta) => meta.size,
        Err(object_store::Error::NotFound { .. }) => return Err(service::Error::NotFound.into()),
        Err(error) => return Err(HttpError::internal(error)),
    };
    let etag = HeaderValue::from_str(&format!("\"{}\"", facts.etag)).map_err(HttpError::internal)?;
    let mut response = Response::new(Body::empty());
    let headers = response.headers_mut();
    headers.insert(header::ETAG, etag.clone());
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(facts.cache_control));
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    if if_none_match(request, &etag) {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        return Ok(response);
    }
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_str(facts.media_type).map_err(HttpError::internal)?);
    let (first, last) = match part(request, size, &etag) {
        Part::Unsatisfiable => {
            let range = HeaderValue::from_str(&format!("bytes */{size}")).map_err(HttpError::internal)?;
            headers.insert(header::CONTENT_RANGE, range);
            *response.status_mut() = StatusCode::RANGE_NOT_SATISFIABLE;
            return Ok(response);
        }
        Part::Whole => (0, size),
        Part::Bytes(first, last) => {
            let range = format!("bytes {first}-{last}/{size}");
            headers.insert(header::CONTENT_RANGE, HeaderValue::from_str(&range).map_err(HttpError::internal)?);
            *response.status_mut() = StatusCode::PARTIAL_CONTENT;
            (first, last + 1)
        }
    };
    response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(last - first));
    if method != Method::HEAD && last > first {
        let options = GetOptions { range: Some(GetRange::Bounded(first..last)), ..GetOptions::default() };
        let found = store.get_opts(&path, options).await.map_err(HttpError::internal)?;
        *response.body_mut() = Body::from_stream(found.into_stream());
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(range: &str) -> Part {
        let headers = HeaderMap::from_iter([(header::RANGE, HeaderValue::from_str(range).unwrap())]);
        part(&headers, 1000, &HeaderValue::from_static("\"a\""))
    }

    #[test]
    fn ranges_as_players_ask_for_them() {
        assert_eq!(of("bytes=0-1"), Part::Bytes(0, 1));
        assert_eq!(of("bytes=500-"), Part::Bytes(500, 999));
        assert_eq!(of("bytes=-100"), Part::Bytes(900, 999));
        assert_eq!(of("bytes=-5000"), Part::Bytes(0, 999));
        assert_eq!(of("bytes=0-99999"), Part::Bytes(0, 999));
        assert_eq!(of("bytes=1000-"), Part::Unsatisfiable);
        assert_eq!(of("bytes=-0"), Part::Unsatisfiable);
        for whole in ["bytes=5-1", "bytes=a-b", "items=0-1", "bytes=0-1,5-6", "bytes="] {
            assert_eq!(of(whole), Part::Whole, "{whole}");
        }
    }

    #[test]
    fn a_range_of_another_version_gets_the_whole() {
        let mut headers = HeaderMap::from_iter([(header::RANGE, HeaderValue::from_static("bytes=0-1"))]);
        headers.insert(header::IF_RANGE, HeaderValue::from_static("\"b\""));
        assert_eq!(part(&headers, 1000, &HeaderValue::from_static("\"a\"")), Part::Whole);
        headers.insert(header::IF_RANGE, HeaderValue::from_static("\"a\""));
        assert_eq!(part(&headers, 1000, &HeaderValue::from_static("\"a\"")), Part::Bytes(0, 1));
    }
}
