//! Buttons and keys of the player.

use super::{
    deck::{Deck, focus_search},
    dom, moments,
    player::SPEEDS,
    selection,
};
use js_sys::{Array, Function, Object, Reflect};
use leptos::prelude::*;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};
use web_sys::{Event, HtmlDialogElement, HtmlInputElement, HtmlSelectElement, KeyboardEvent, MouseEvent};

const SPEED_KEY: &str = "pf:speed";
const FOLLOW_KEY: &str = "pf:follow";
const SKIP_KEY: &str = "pf:skip";

/// Connects everything that a listener can press.
pub fn listen(deck: &Rc<Deck>) {
    let document = dom::document();
    let owner = Rc::clone(deck);
    dom::on(&document, "click", move |event: MouseEvent| {
        if let Some(action) = dom::around(&event, "[data-do]").and_then(|b| b.get_attribute("data-do")) {
            act(&owner, &action);
        }
    });
    let owner = Rc::clone(deck);
    dom::on(&document, "keydown", move |event: KeyboardEvent| {
        if !event.default_prevented() && !dom::is_typing(&event) && press(&owner, &event) {
            event.prevent_default();
        }
    });
    if let Some(scrubber) = dom::by_id::<HtmlInputElement>("seek") {
        let owner = Rc::clone(deck);
        let field = scrubber.clone();
        dom::on(&scrubber, "input", move |_: Event| owner.seek(field.value().parse().unwrap_or(0) * 1000));
    }
    if let Some(select) = dom::by_id::<HtmlSelectElement>("speed") {
        let owner = Rc::clone(deck);
        let field = select.clone();
        dom::on(&select, "change", move |_: Event| set_speed(&owner, &field.value()));
    }
    set_speed(deck, dom::remembered(SPEED_KEY).filter(|s| SPEEDS.contains(&s.as_str())).as_deref().unwrap_or("1"));
    deck.state.follow.set(dom::remembered(FOLLOW_KEY).is_none());
    deck.state.skip.set(dom::remembered(SKIP_KEY).is_some());
    offer_media_keys(deck);
}

fn act(deck: &Rc<Deck>, action: &str) {
    match action {
        "play" => deck.toggle(),
        "back" => deck.step(-15),
        "forward" => deck.step(30),
        "follow" => toggle_follow(deck),
        "skip" => {
            let on = !deck.state.skip.get_untracked();
            deck.state.skip.set(on);
            keep_choice(SKIP_KEY, on);
            deck.load_words();
        }
        "link" => moments::copy_link(deck),
        "return" => deck.show_now(),
        "help" => {
            if let Some(dialog) = dom::by_id::<HtmlDialogElement>("keys") {
                let _ = dialog.show_modal();
            }
        }
        other => selection::act(deck, other),
    }
}

/// Whether the key meant something.
fn press(deck: &Rc<Deck>, event: &KeyboardEvent) -> bool {
    let step = if event.shift_key() { 15 } else { 5 };
    match event.key().as_str() {
        " " => deck.toggle(),
        "ArrowLeft" => deck.step(-step),
        "ArrowRight" => deck.step(step),
        "," => shift_speed(deck, false),
        "." => shift_speed(deck, true),
        "/" => focus_search(),
        "f" => toggle_follow(deck),
        "c" => act(deck, "link"),
        "?" => act(deck, "help"),
        _ => return false,
    }
    true
}

fn toggle_follow(deck: &Deck) {
    let on = !deck.state.follow.get_untracked();
    deck.state.follow.set(on);
    keep_choice(FOLLOW_KEY, !on);
    if on {
        deck.show_now();
    } else {
        deck.state.away.set(false);
    }
}

/// Remembers what differs from the usual.
fn keep_choice(key: &str, unusual: bool) {
    if unusual {
        dom::remember(key, "1");
    } else {
        dom::forget(key);
    }
}

fn set_speed(deck: &Deck, speed: &str) {
    let number = JsValue::from_str(speed).unchecked_into_f64();
    deck.audio.set_default_playback_rate(number);
    deck.audio.set_playback_rate(number);
    if let Some(select) = dom::by_id::<HtmlSelectElement>("speed") {
        select.set_value(speed);
    }
    dom::remember(SPEED_KEY, speed);
}

fn shift_speed(deck: &Deck, faster: bool) {
    let Some(select) = dom::by_id::<HtmlSelectElement>("speed") else { return };
    let current = SPEEDS.iter().position(|s| *s == select.value()).unwrap_or(1);
    let next = if faster { current + 1 } else { current.saturating_sub(1) }.min(SPEEDS.len() - 1);
    set_speed(deck, SPEEDS[next]);
    dom::say(&[SPEEDS[next], " times the usual speed"].concat());
}

#[wasm_bindgen]
extern "C" {
    type MediaMetadata;

    #[wasm_bindgen(constructor, catch)]
    fn new(init: &JsValue) -> Result<MediaMetadata, JsValue>;
}

/// Headphones, lock screens and keyboards with media keys.
fn offer_media_keys(deck: &Rc<Deck>) {
    let session = dom::get(&dom::window().navigator(), "mediaSession");
    let Ok(handle) = dom::get(&session, "setActionHandler").dyn_into::<Function>() else { return };
    let about = Object::new();
    let _ = Reflect::set(&about, &"title".into(), &deck.title.as_str().into());
    if let Ok(metadata) = MediaMetadata::new(&about) {
        let _ = Reflect::set(&session, &"metadata".into(), &metadata);
    }
    for (name, seconds) in [("seekbackward", -15), ("seekforward", 30)] {
        let owner = Rc::clone(deck);
        let step: Box<dyn Fn()> = Box::new(move || owner.step(seconds));
        let step = Closure::wrap(step).into_js_value();
        // A browser refuses actions that it does not know.
        let _ = handle.apply(&session, &Array::of2(&name.into(), &step));
    }
}
