//! Requests whose progress can be watched.

use super::dom;
use js_sys::{JSON, Promise};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ProgressEvent, XmlHttpRequest};

/// A request that is being put together, or under way.
#[derive(Clone)]
pub struct Request(XmlHttpRequest);

impl Request {
    pub fn new(method: &str, url: &str) -> Self {
        let request = XmlHttpRequest::new().expect("every browser can");
        // Ours are methods and addresses that are in order.
        let _ = request.open(method, url);
        Self(request)
    }

    pub fn header(self, name: &str, value: &str) -> Self {
        let _ = self.0.set_request_header(name, value);
        self
    }

    /// Calls back with the bytes of the body that have been sent.
    pub fn on_progress(self, f: impl Fn(u32) + 'static) -> Self {
        if let Ok(upload) = self.0.upload() {
            let f: Box<dyn Fn(ProgressEvent)> = Box::new(move |event| f(event.loaded() as u32));
            upload.set_onprogress(Some(Closure::wrap(f).into_js_value().unchecked_ref()));
        }
        self
    }

    /// Sends it and waits for the answer. A request that was not answered has the status 0.
    pub async fn send(&self, body: &JsValue) -> u16 {
        let ended = Promise::new(&mut |resolve, _| self.0.set_onloadend(Some(&resolve)));
        let send: Result<js_sys::Function, _> = dom::get(&self.0, "send").dyn_into();
        if let Ok(send) = send {
            let _ = send.call1(&self.0, body);
        }
        let _ = JsFuture::from(ended).await;
        self.0.status().unwrap_or(0)
    }

    pub fn abort(&self) {
        let _ = self.0.abort();
    }

    pub fn answer_header(&self, name: &str) -> Option<String> {
        self.0.get_response_header(name).ok().flatten()
    }

    /// The answer's JSON; null where it is none.
    pub fn answer(&self) -> JsValue {
        let text = self.0.response_text().ok().flatten().unwrap_or_default();
        JSON::parse(&text).unwrap_or(JsValue::NULL)
    }

    /// What the server says about a refusal (RFC 9457), in its own words where it has any.
    pub fn problem(&self) -> String {
        let problem = self.answer();
        ["detail", "title"]
            .iter()
            .filter(|_| problem.is_object())
            .find_map(|key| dom::get_string(&problem, key))
            .unwrap_or_else(|| "The server refused the file without saying why.".to_owned())
    }
}
