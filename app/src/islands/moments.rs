//! Links to moments and passages.

use super::{deck::Deck, dom, reading::Reading, times};
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, MouseEvent};

/// Follows links to moments within the page, and changes of its address.
pub fn listen(deck: &Rc<Deck>) {
    let owner = Rc::clone(deck);
    dom::on(&dom::document(), "click", move |event: MouseEvent| {
        if event.default_prevented() || event.ctrl_key() || event.meta_key() || event.shift_key() {
            return;
        }
        let Some(target) = dom::around(&event, "a[href^='#t='], [data-t]") else { return };
        let href = target.get_attribute("href").filter(|href| href.starts_with("#t="));
        let Some(place) = href.or_else(|| target.get_attribute("data-t").map(|t| ["#t=", &t].concat())) else { return };
        let Some((start, end)) = times::passage(&place) else { return };
        event.prevent_default();
        put_in_address(&place);
        mark(start, end);
        owner.play_from(start);
    });
    let owner = Rc::clone(deck);
    dom::on(&dom::window(), "hashchange", move |_: Event| open_address(&owner));
}

/// Goes to what the page's address names.
pub fn open_address(deck: &Deck) {
    let location = dom::window().location();
    let part = |part: Result<String, _>| part.ok().as_deref().and_then(times::passage);
    let Some((start, end)) = part(location.hash()).or_else(|| part(location.search())) else { return };
    deck.seek(start);
    mark(start, end);
    if let Some(sentence) = Reading::of_page().and_then(|r| r.sentence(r.at(start)?)) {
        dom::scroll_to(&sentence);
    }
}

/// Marks the sentences of a shared passage, or nothing where only a moment is meant.
fn mark(start: u32, end: Option<u32>) {
    let Some(reading) = Reading::of_page() else { return };
    if let Ok(marked) = reading.root.query_selector_all(".passage") {
        for i in 0..marked.length() {
            if let Some(sentence) = marked.item(i) {
                dom::set_class(sentence.unchecked_ref(), "passage", false);
            }
        }
    }
    let Some(end) = end else { return };
    for place in reading.between(start, end) {
        if let Some(sentence) = reading.sentence(place) {
            dom::set_class(&sentence, "passage", true);
        }
    }
}

fn put_in_address(hash: &str) {
    if let Ok(history) = dom::window().history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(hash));
    }
}

/// Copies a link to the moment that is being heard.
pub fn copy_link(deck: &Deck) {
    let now = deck.now() / 1000 * 1000;
    let link = deck.link(now, None);
    put_in_address(&link);
    dom::copy(link, "Link copied. It opens at this moment.");
}
