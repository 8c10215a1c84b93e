//! What is left of a request's body after its answer.
//!
//! A connection that is closed with bytes unread is reset, and a reset can reach the client before the answer that says why
//! (RFC 9112, section 9.6). So what a handler did not want to read is read and thrown away, up to a limit.

use std::{
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    body::{Body, Bytes, HttpBody},
    extract::Request,
    http::header,
    middleware::Next,
    response::Response,
};
use http_body::{Frame, SizeHint};

/// Most that is thrown away: somewhat more than a piece of an upload.
const MOST: usize = 16 * 1024 * 1024;
/// And for how long.
const LONGEST: Duration = Duration::from_secs(10);

/// Reads bodies to their end although nobody asks for it.
pub async fn layer(request: Request, next: Next) -> Response {
    // Who waits for leave to send (RFC 9110, section 10.1.1) has not sent anything that would be left unread.
    let waits = request.headers().contains_key(header::EXPECT);
    if waits || request.body().is_end_stream() {
        return next.run(request).await;
    }
    next.run(request.map(|body| Body::new(ReadToItsEnd(body)))).await
}

struct ReadToItsEnd(Body);

impl HttpBody for ReadToItsEnd {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        Pin::new(&mut self.0).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.0.size_hint()
    }
}

impl Drop for ReadToItsEnd {
    fn drop(&mut self) {
        let mut rest = std::mem::take(&mut self.0);
        if !rest.is_end_stream() {
            tokio::spawn(tokio::time::timeout(LONGEST, async move {
                let mut read = 0;
                while read < MOST
                    && let Some(Ok(frame)) = poll_fn(|cx| Pin::new(&mut rest).poll_frame(cx)).await
                {
                    read += frame.data_ref().map_or(0, Bytes::len);
                }
            }));
        }
    }
}
