//! What talks to a server: a program with a token, or a browser with a cookie.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use model::{
    job::JobState,
    transcript::{Transcript, TranscriptFormat},
};
use reqwest::{Body, Method, RequestBuilder, header::HeaderMap, redirect::Policy};
use serde_json::{Value, json};

use super::eventually;

/// A client. Cookies are kept as a browser keeps them; redirects are not followed.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    token: Option<String>,
    cookie: Arc<Mutex<Option<String>>>,
}

/// An answer, read to its end.
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as it came, not decoded.
    pub body: Bytes,
}

impl Answer {
    /// The same, when it has this status.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text());
        self
    }

    /// A header; empty when it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |v| v.to_str().unwrap_or_default())
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("not JSON ({error}): {}", self.text()))
    }

    /// The problem (RFC 9457) that the answer is.
    #[track_caller]
    pub fn problem(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text());
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.text());
        let problem = self.json();
        assert_eq!(problem["status"], status, "{problem}");
        assert!(problem["type"].as_str().is_some_and(|t| t.starts_with("/problems/")), "{problem}");
        assert!(problem["title"].as_str().is_some_and(|t| !t.is_empty()), "{problem}");
        assert_eq!(problem["request_id"], self.header("x-request-id"), "{problem}");
        problem
    }

    /// The names of the fields that a problem is about.
    #[track_caller]
    pub fn wrong_fields(&self) -> Vec<String> {
        let problem = self.problem(422);
        let errors = problem["errors"].as_array().cloned().unwrap_or_default();
        errors.iter().map(|e| e["field"].as_str().unwrap_or_default().to_owned()).collect()
    }
}

/// `id` of a resource.
#[track_caller]
fn id(resource: &Value) -> String {
    resource["id"].as_str().unwrap_or_else(|| panic!("a resource has an id: {resource}")).to_owned()
}

impl Client {
    /// A client of a server.
    pub fn new(base: &str, token: Option<&str>) -> Self {
        // A connection for each request: a server that refuses a body without reading it closes the connection, and a
        // request that was just about to use it again would be lost.
        let http =
            reqwest::Client::builder().redirect(Policy::none()).no_proxy().pool_max_idle_per_host(0).build().unwrap();
        Self { http, base: base.to_owned(), token: token.map(str::to_owned), cookie: Arc::default() }
    }

    /// The same person after the server has moved.
    pub fn at(&self, base: &str) -> Self {
        Self { base: base.to_owned(), ..self.clone() }
    }

    /// The API token.
    pub fn token(&self) -> &str {
        self.token.as_deref().unwrap_or_default()
    }

    /// The cookie as it is sent: `name=value`.
    pub fn cookie(&self) -> Option<String> {
        self.cookie.lock().unwrap().clone()
    }

    /// Puts a cookie.
    pub fn set_cookie(&self, cookie: Option<String>) {
        *self.cookie.lock().unwrap() = cookie;
    }

    /// A request with who we are.
    pub fn request(&self, method: &str, path: &str) -> RequestBuilder {
        let url = if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.base) };
        let mut request = self.http.request(Method::from_bytes(method.as_bytes()).unwrap(), url);
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        match self.cookie() {
            Some(cookie) => request.header("cookie", cookie),
            None => request,
        }
    }

    /// Sends a request.
    pub async fn send(&self, request: RequestBuilder) -> Answer {
        let response = request.send().await.expect("the server answers");
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        for set in headers.get_all("set-cookie") {
            let pair = set.to_str().unwrap().split(';').next().unwrap();
            let emptied = pair.ends_with('=');
            self.set_cookie((!emptied).then(|| pair.to_owned()));
        }
        let body = response.bytes().await.expect("the answer arrives whole");
        Answer { status, headers, body }
    }

    /// GET.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request("GET", path)).await
    }

    /// GET with a header.
    pub async fn get_with(&self, path: &str, name: &str, value: &str) -> Answer {
        self.send(self.request("GET", path).header(name, value)).await
    }

    /// Any method without a body.
    pub async fn call(&self, method: &str, path: &str) -> Answer {
        self.send(self.request(method, path)).await
    }

    /// POST of JSON.
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(self.request("POST", path).json(body)).await
    }

    /// PATCH of JSON.
    pub async fn patch(&self, path: &str, body: &Value) -> Answer {
        self.send(self.request("PATCH", path).json(body)).await
    }

    /// PUT of bytes.
    pub async fn put(&self, path: &str, media_type: &str, body: impl Into<Body>) -> Answer {
        self.send(self.request("PUT", path).header("content-type", media_type).body(body)).await
    }

    /// A form as a browser sends it.
    pub async fn form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = self.request("POST", path).header("sec-fetch-site", "same-origin");
        self.send(request.header("content-type", "application/x-www-form-urlencoded").body(body)).await
    }

    /// Makes a show; its id.
    pub async fn show(&self, title: &str) -> String {
        id(&self.post("/api/v1/shows", &json!({"title": title})).await.expect(201).json())
    }

    /// Makes an episode; its id.
    pub async fn episode(&self, show: &str, title: &str) -> String {
        let path = format!("/api/v1/shows/{show}/episodes");
        id(&self.post(&path, &json!({"title": title})).await.expect(201).json())
    }

    /// Makes a show named Show and in it an episode; its id.
    pub async fn episode_of_new_show(&self, title: &str) -> String {
        let show = self.show("Show").await;
        self.episode(&show, title).await
    }

    /// Sets the recording.
    pub async fn set_audio(&self, episode: &str, recording: Vec<u8>) -> Answer {
        self.put(&format!("/api/v1/episodes/{episode}/audio"), "application/octet-stream", recording).await
    }

    /// Sets the transcript.
    pub async fn set_transcript(&self, episode: &str, transcript: impl Into<Body>) -> Answer {
        self.put(&format!("/api/v1/episodes/{episode}/transcript"), "text/plain", transcript).await
    }

    /// Something that is done with an episode: `process`, `cancel`, `publish`, `unpublish`.
    pub async fn tell(&self, episode: &str, what: &str) -> Answer {
        self.post(&format!("/api/v1/episodes/{episode}/{what}"), &json!({})).await
    }

    /// An episode.
    pub async fn episode_now(&self, episode: &str) -> Value {
        self.get(&format!("/api/v1/episodes/{episode}")).await.expect(200).json()
    }

    /// The jobs of the latest run.
    pub async fn jobs(&self, episode: &str) -> Vec<Value> {
        let jobs = self.get(&format!("/api/v1/episodes/{episode}/jobs")).await.expect(200).json();
        jobs["items"].as_array().expect("a list").clone()
    }

    /// The jobs of the latest run, once none of them goes on.
    pub async fn finished(&self, episode: &str) -> Vec<Value> {
        eventually("the end of a run", async || {
            let jobs = self.jobs(episode).await;
            let state = |job: &Value| JobState::parse(job["state"].as_str().unwrap()).expect("a state");
            (!jobs.is_empty() && jobs.iter().all(|job| state(job).is_final())).then_some(jobs)
        })
        .await
    }

    /// Starts a run and waits for its end.
    pub async fn process(&self, episode: &str) -> Vec<Value> {
        self.tell(episode, "process").await.expect(202);
        self.finished(episode).await
    }

    /// The words of the transcript, as they are shown.
    pub async fn words(&self, episode: &str) -> Vec<String> {
        let json = self.get(&format!("/api/v1/episodes/{episode}/transcript?format=json")).await.expect(200);
        let parsed = transcript::parse(&json.body, Some("transcript.json")).expect("our own form");
        assert_eq!(parsed.format, TranscriptFormat::Json);
        words_of(&parsed.transcript)
    }
}

fn words_of(transcript: &Transcript) -> Vec<String> {
    let text = |s: &model::transcript::Segment| s.text();
    transcript
        .segments
        .iter()
        .map(text)
        .flat_map(|t| t.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
        .collect()
}
