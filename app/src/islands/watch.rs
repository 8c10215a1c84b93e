//! Listening to the server's progress events.

use super::{dom, labels};
use js_sys::JSON;
use leptos::prelude::*;
use std::{cell::Cell, rc::Rc};
use wasm_bindgen::JsValue;
use web_sys::{Element, Event, EventSource, HtmlElement, HtmlProgressElement, MessageEvent};

/// Passages of the growing transcript that stay on the page.
const PASSAGES: u32 = 30;

/// Follows the work on an episode, where any is under way.
pub fn start(note: RwSignal<String>) {
    labels::show_labels();
    let under_way = "#jobs > [data-state=queued], #jobs > [data-state=running]";
    if dom::find::<Element>(under_way).is_none() {
        return;
    }
    let episode =
        dom::by_id::<Element>("watch").and_then(|watch| watch.get_attribute("data-episode")).unwrap_or_default();
    let Ok(source) = EventSource::new(&["/api/v1/episodes/", &episode, "/events"].concat()) else { return };
    dom::on(&source, "open", move |_: Event| note.set(String::new()));
    let connection = source.clone();
    dom::on(&source, "error", move |_: Event| {
        let lost = connection.ready_state() == EventSource::CONNECTING;
        let text = if lost {
            "Connection lost, trying again."
        } else {
            "Updates have stopped. Reload the page to see how far it is."
        };
        note.set(text.to_owned());
    });
    dom::on(&source, "job", |event: MessageEvent| {
        if let Some(event) = data(&event) {
            show_job(&dom::get(&event, "job"));
        }
    });
    dom::on(&source, "words", |event: MessageEvent| {
        if let Some(text) = data(&event).and_then(|event| dom::get_string(&event, "text")) {
            append_words(&text);
        }
    });
    // A page that is being typed in is not taken away.
    let touched = Rc::new(Cell::new(false));
    let typed = Rc::clone(&touched);
    dom::on(&dom::document(), "input", move |_: Event| typed.set(true));
    let connection = source.clone();
    dom::on(&source, "done", move |event: MessageEvent| {
        connection.close();
        let ok = data(&event).is_some_and(|event| dom::get(&event, "ok").as_bool() == Some(true));
        let text = if ok { "All done. " } else { "The work has ended, not everything succeeded. " };
        note.set(text.to_owned());
        if touched.get() {
            dom::show("progress-reload");
        } else {
            dom::after(1200, || {
                let _ = dom::window().location().reload();
            });
        }
    });
}

fn data(event: &MessageEvent) -> Option<JsValue> {
    JSON::parse(&event.data().as_string()?).ok()
}

fn show_job(job: &JsValue) {
    let Some(stage) = dom::get_string(job, "stage") else { return };
    let Some(item) = dom::find::<Element>(&["#jobs > [data-stage=", &stage, "]"].concat()) else { return };
    let state = dom::get_string(job, "state").unwrap_or_default();
    let share = if state == "succeeded" { 1.0 } else { dom::get(job, "progress").as_f64().unwrap_or(0.0) };
    dom::set(&item, "data-state", &state);
    if let Some(bar) = dom::find_in::<HtmlProgressElement>(&item, "progress") {
        bar.set_value(share);
    }
    let note = dom::get_string(job, "error").or_else(|| dom::get_string(job, "message")).unwrap_or_default();
    for (part, text) in [(".job-state", in_words(job, &state, share)), (".job-note", note)] {
        if let Some(part) = dom::find_in::<HtmlElement>(&item, part) {
            part.set_text_content(Some(&text));
        }
    }
}

/// How a job stands, as the page says it when it comes from the server.
fn in_words(job: &JsValue, state: &str, share: f64) -> String {
    let number = |key| dom::get(job, key).as_f64().map(|n| n as u32);
    let mut text = match state {
        "queued" => "Waiting".to_owned(),
        "running" => [&((share * 100.0) as u32).to_string(), " %"].concat(),
        "succeeded" => return "Done".to_owned(),
        "failed" => "Failed".to_owned(),
        "cancelled" => return "Stopped".to_owned(),
        _ => return "Not needed".to_owned(),
    };
    if let Some(left) = number("seconds_left").filter(|_| state == "running") {
        let (n, unit) = if left < 90 { (left, " s left") } else { ((left + 30) / 60, " min left") };
        for part in [", ", &n.to_string(), unit] {
            text.push_str(part);
        }
    }
    if let Some(attempt) = number("attempt").filter(|attempt| *attempt > 1) {
        text.push_str(", attempt ");
        text.push_str(&attempt.to_string());
    }
    text
}

fn append_words(text: &str) {
    let Some(words) = dom::by_id::<HtmlElement>("first-words") else { return };
    let passage = dom::make("span", "fresh");
    passage.set_text_content(Some(&[text, " "].concat()));
    let _ = words.append_child(&passage);
    if let Some(first) = words.first_element_child().filter(|_| words.child_element_count() > PASSAGES) {
        first.remove();
    }
}
