//! Uploading by tus 1.0: parts of a file, each sent from where the server stands.

use super::{dom, request::Request, speed::Speed, uploader::State};
use js_sys::Promise;
use leptos::{prelude::*, task::spawn_local};
use model::timecode;
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DragEvent, Event, File, HtmlElement, HtmlInputElement, MouseEvent};

const PART: u32 = 8 << 20;
const LARGEST: f64 = (2_u64 << 30) as f64;
const LOGGED_OUT: &str = "You are logged out. What was sent is safe: log in, choose the same file, and it goes on. ";

struct Upload {
    state: State,
    episode: String,
    file: RefCell<Option<File>>,
    /// Where the server takes the parts.
    url: RefCell<Option<String>>,
    /// Bytes that the server has; none when it must be asked.
    offset: Cell<Option<u32>>,
    request: RefCell<Option<Request>>,
    /// Counts starts: an older run that wakes up sees that it is over.
    run: Cell<u32>,
    speed: Speed,
}

/// What one request came to.
enum Step {
    Onward,
    Complete,
    /// No connection, or a server in trouble.
    Unreachable,
    Stop(String),
    LoggedOut,
}

/// Brings the uploader to life.
pub fn start(state: State) {
    let Some((root, field)) = dom::by_id::<HtmlElement>("uploader").zip(dom::by_id::<HtmlInputElement>("upload-file"))
    else {
        return;
    };
    let episode = root.get_attribute("data-episode").unwrap_or_default();
    dom::wake(&root);
    if let Some(login) = dom::by_id::<HtmlElement>("upload-login") {
        dom::set(&login, "href", &["/login?return_to=/studio/episodes/", &episode].concat());
    }
    if let Some(plain) = dom::find::<HtmlElement>(&["form[action$='", &episode, "/audio']"].concat()) {
        plain.set_hidden(true);
    }
    let upload = Rc::new(Upload {
        state,
        episode,
        file: RefCell::default(),
        url: RefCell::default(),
        offset: Cell::default(),
        request: RefCell::default(),
        run: Cell::default(),
        speed: Speed::default(),
    });
    if let Some(name) = upload.record().as_deref().and_then(|record| record.lines().nth(1).map(str::to_owned)) {
        state
            .name
            .set([&name, " has not arrived completely. Choose it again, and it goes on where it stopped."].concat());
    }
    let owner = Rc::clone(&upload);
    let chosen = field.clone();
    dom::on(&field, "change", move |_: Event| {
        if let Some(file) = chosen.files().and_then(|files| files.get(0)) {
            // The same file may be chosen again after a problem.
            chosen.set_value("");
            owner.choose(file);
        }
    });
    for name in ["dragover", "dragleave", "drop"] {
        let owner = Rc::clone(&upload);
        let area = root.clone();
        dom::on(&root, name, move |event: DragEvent| {
            event.prevent_default();
            dom::set_class(&area, "over", name == "dragover");
            let files = event.data_transfer().and_then(|dropped| dropped.files());
            if let Some(file) = files.filter(|_| name == "drop").and_then(|files| files.get(0)) {
                owner.choose(file);
            }
        });
    }
    let owner = Rc::clone(&upload);
    dom::on(&root, "click", move |event: MouseEvent| {
        match dom::around(&event, "[data-upload]").and_then(|b| b.get_attribute("data-upload")).as_deref() {
            Some("pause") => owner.pause(),
            Some(_) => owner.cancel(),
            None => {}
        }
    });
    let owner = Rc::clone(&upload);
    dom::on(&dom::window(), "online", move |_: Event| {
        if owner.state.active.get_untracked() && !owner.state.paused.get_untracked() {
            owner.go_on();
        }
    });
}

impl Upload {
    fn key(&self) -> String {
        ["pf:upload:", &self.episode].concat()
    }

    /// What is kept of an upload: address, name, size and date of the file, a line each.
    fn record(&self) -> Option<String> {
        dom::remembered(&self.key())
    }

    fn choose(self: &Rc<Self>, file: File) {
        let state = &self.state;
        if state.active.get_untracked() {
            return;
        }
        state.logged_out.set(false);
        let problem = if file.size() == 0.0 {
            "This file is empty."
        } else if file.size() > LARGEST {
            "This file is larger than 2 GB. Save it as MP3 or Opus, which is a tenth of it, and choose that."
        } else {
            ""
        };
        state.problem.set(problem.to_owned());
        if !problem.is_empty() {
            return;
        }
        let same = self.record().filter(|record| record.split_once('\n').is_some_and(|(_, of)| of == identity(&file)));
        *self.url.borrow_mut() = same.and_then(|record| record.lines().next().map(str::to_owned));
        state.name.set(["Sending ", &file.name()].concat());
        state.share.set(0);
        *self.file.borrow_mut() = Some(file);
        state.active.set(true);
        self.go_on();
    }

    fn pause(self: &Rc<Self>) {
        if self.state.paused.get_untracked() {
            self.go_on();
        } else {
            self.stop();
            self.state.paused.set(true);
            self.state.figures.set("Paused. What was sent is safe.".to_owned());
        }
    }

    fn cancel(&self) {
        let sure = dom::window().confirm_with_message("Discard what was sent of this file?").unwrap_or(true);
        if !sure {
            return;
        }
        self.stop();
        dom::forget(&self.key());
        if let Some(url) = self.url.take() {
            spawn_local(async move {
                // Where this fails the server clears away what nobody finishes.
                Request::new("DELETE", &url).header("Tus-Resumable", "1.0.0").send(&JsValue::NULL).await;
            });
        }
        self.state.name.set(String::new());
        self.state.active.set(false);
    }

    /// Ends the current run.
    fn stop(&self) {
        self.run.set(self.run.get() + 1);
        if let Some(request) = self.request.take() {
            request.abort();
        }
    }

    fn go_on(self: &Rc<Self>) {
        self.stop();
        self.state.paused.set(false);
        self.state.figures.set("Connecting".to_owned());
        self.offset.set(None);
        self.speed.forget();
        let upload = Rc::clone(self);
        let run = self.run.get();
        spawn_local(async move { upload.send_all(run).await });
    }

    async fn send_all(self: Rc<Self>, run: u32) {
        let mut failures = 0;
        loop {
            let step = self.step().await;
            if self.run.get() != run {
                return;
            }
            match step {
                Step::Onward => failures = 0,
                Step::Unreachable => {
                    let seconds = (1_u32 << failures.min(5)).min(30);
                    failures += 1;
                    self.offset.set(None);
                    let wait = seconds.to_string();
                    let text = ["No connection. What was sent is safe; trying again in ", &wait, " s."].concat();
                    self.state.figures.set(text);
                    sleep(seconds * 1000).await;
                    if self.run.get() != run {
                        return;
                    }
                }
                Step::Complete => {
                    let _ = dom::window().location().reload();
                    return;
                }
                Step::LoggedOut => {
                    self.state.logged_out.set(true);
                    return self.give_up(LOGGED_OUT.to_owned());
                }
                Step::Stop(problem) => return self.give_up(problem),
            }
        }
    }

    fn give_up(&self, problem: String) {
        self.state.problem.set(problem);
        self.state.name.set(String::new());
        self.state.active.set(false);
    }

    async fn step(self: &Rc<Self>) -> Step {
        let Some(file) = self.file.borrow().clone() else { return Step::Stop(String::new()) };
        let size = file.size() as u32;
        let url = self.url.borrow().clone();
        match (url, self.offset.get()) {
            (None, _) => self.create(&file, size).await,
            (Some(url), None) => self.ask(&url, size).await,
            (Some(url), Some(offset)) if offset < size => self.send_part(&file, &url, offset, size).await,
            (Some(url), Some(_)) => self.finish(&url).await,
        }
    }

    /// Sends a request that can be aborted. Answers that mean the same for every request are dealt with here.
    async fn ask_server(&self, request: &Request, body: &JsValue) -> Result<u16, Step> {
        *self.request.borrow_mut() = Some(request.clone());
        match request.send(body).await {
            0 | 423 | 429 | 500.. => Err(Step::Unreachable),
            401 => Err(Step::LoggedOut),
            status => Ok(status),
        }
    }

    async fn create(&self, file: &File, size: u32) -> Step {
        let request = Request::new("POST", "/api/v1/uploads")
            .header("Tus-Resumable", "1.0.0")
            .header("Upload-Length", &size.to_string())
            .header("Upload-Metadata", &["filename ", &base64(file.name().as_bytes())].concat());
        match self.ask_server(&request, &JsValue::NULL).await {
            Ok(201) => {}
            Ok(_) => return Step::Stop(request.problem()),
            Err(step) => return step,
        }
        let Some(url) = request.answer_header("Location") else { return Step::Stop(request.problem()) };
        dom::remember(&self.key(), &[&url, "\n", &identity(file)].concat());
        *self.url.borrow_mut() = Some(url);
        self.offset.set(Some(0));
        Step::Onward
    }

    /// Asks how much the server has.
    async fn ask(&self, url: &str, size: u32) -> Step {
        let request = Request::new("HEAD", url).header("Tus-Resumable", "1.0.0");
        match self.ask_server(&request, &JsValue::NULL).await {
            Ok(200 | 204) => {
                let offset = request.answer_header("Upload-Offset").and_then(|offset| offset.parse().ok());
                self.offset.set(Some(offset.unwrap_or(0)));
                self.show(offset.unwrap_or(0), size);
            }
            // Cleared away: from the start, then.
            Ok(_) => *self.url.borrow_mut() = None,
            Err(step) => return step,
        }
        Step::Onward
    }

    async fn send_part(self: &Rc<Self>, file: &File, url: &str, offset: u32, size: u32) -> Step {
        let end = offset.saturating_add(PART).min(size);
        let Ok(part) = file.slice_with_f64_and_f64(f64::from(offset), f64::from(end)) else {
            return Step::Stop("The file can no longer be read. Choose it again.".to_owned());
        };
        let owner = Rc::clone(self);
        let request = Request::new("PATCH", url)
            .header("Tus-Resumable", "1.0.0")
            .header("Content-Type", "application/offset+octet-stream")
            .header("Upload-Offset", &offset.to_string())
            .on_progress(move |sent| owner.show(offset.saturating_add(sent).min(end), size));
        match self.ask_server(&request, &part).await {
            Ok(200 | 204) => {
                let now = request.answer_header("Upload-Offset").and_then(|offset| offset.parse().ok());
                self.offset.set(Some(now.unwrap_or(end)));
            }
            // The server stands elsewhere, or knows nothing of it any more: asking tells.
            Ok(404 | 409 | 410) => self.offset.set(None),
            Ok(_) => return Step::Stop(request.problem()),
            Err(step) => return step,
        }
        Step::Onward
    }

    /// Gives the complete file to the episode and starts the work on it.
    async fn finish(&self, url: &str) -> Step {
        self.state.figures.set("Sent. Looking into the file.".to_owned());
        let episode = ["/api/v1/episodes/", &self.episode].concat();
        let id = url.rsplit('/').next().unwrap_or_default();
        let put = Request::new("PUT", &[&episode, "/audio"].concat()).header("Content-Type", "application/json");
        let body = ["{\"upload_id\":\"", id, "\"}"].concat();
        match self.ask_server(&put, &body.into()).await {
            Ok(200..300) => dom::forget(&self.key()),
            Ok(_) => {
                // Sending it again would end the same.
                dom::forget(&self.key());
                return Step::Stop(put.problem());
            }
            Err(step) => return step,
        }
        let process = Request::new("POST", &[&episode, "/process"].concat()).header("Content-Type", "application/json");
        match process.send(&"{}".into()).await {
            200..300 => Step::Complete,
            0 => Step::Stop("The recording is saved. Reload the page and press Start.".to_owned()),
            _ => Step::Stop(["The recording is saved. ", &process.problem()].concat()),
        }
    }

    fn show(&self, sent: u32, size: u32) {
        let thousandths = (u64::from(sent) * 1000 / u64::from(size.max(1))) as u32;
        self.state.share.set(thousandths);
        let mut text = [&(thousandths / 10).to_string(), " %"].concat();
        if let Some(per_second) = self.speed.of(sent) {
            let tenths = per_second / 100_000;
            let left = (u64::from(size - sent) * 1000 / u64::from(per_second)).min(u64::from(u32::MAX)) as u32;
            for part in [
                ", ",
                &(tenths / 10).to_string(),
                ".",
                &(tenths % 10).to_string(),
                " MB a second, about ",
                &timecode::spoken(left),
                " left",
            ] {
                text.push_str(part);
            }
        }
        self.state.figures.set(text);
    }
}

/// Name, size and date: a file of which all are equal is taken for the same.
fn identity(file: &File) -> String {
    // Whole numbers below 2^53, both.
    let number = |n: f64| (n as u64).to_string();
    [&file.name(), "\n", &number(file.size()), "\n", &number(file.last_modified())].concat()
}

async fn sleep(ms: u32) {
    let slept = Promise::new(&mut |resolve, _| {
        let _ = dom::window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ms as i32);
    });
    let _ = JsFuture::from(slept).await;
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let group = chunk.iter().fold(0_u32, |group, byte| group << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for i in 0..4 {
            let digit = DIGITS[(group >> (18 - 6 * i) & 63) as usize];
            out.push(if i > chunk.len() { '=' } else { digit.into() });
        }
    }
    out
}
