//! The browser's objects behind short names.
//!
//! Listeners live as long as the page. A link is a page load here, so there is nothing to take them down for.

use js_sys::{Function, Reflect};
use leptos::task::spawn_local;
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Document, Element, Event, EventTarget, HtmlElement, KeyboardEvent, Response, ScrollBehavior, ScrollIntoViewOptions,
    ScrollLogicalPosition, Storage, Window,
};

thread_local! {
    /// Counts scrolls, ours and the reader's: each ends what an earlier one was about.
    static SCROLLS: Cell<u32> = const { Cell::new(0) };
}

pub fn window() -> Window {
    leptos::prelude::window()
}

pub fn document() -> Document {
    leptos::prelude::document()
}

pub fn by_id<T: JsCast>(id: &str) -> Option<T> {
    document().get_element_by_id(id).map(JsCast::unchecked_into)
}

/// The first element that matches. Selectors are ours, so one that does not parse counts as finding nothing.
pub fn find<T: JsCast>(selector: &str) -> Option<T> {
    document().query_selector(selector).ok().flatten().map(JsCast::unchecked_into)
}

pub fn find_in<T: JsCast>(root: &Element, selector: &str) -> Option<T> {
    root.query_selector(selector).ok().flatten().map(JsCast::unchecked_into)
}

/// The nearest element around an event's target that matches.
pub fn around(event: &Event, selector: &str) -> Option<HtmlElement> {
    let target: Element = event.target()?.dyn_into().ok()?;
    target.closest(selector).ok().flatten().map(JsCast::unchecked_into)
}

pub fn make(tag: &str, class: &str) -> HtmlElement {
    let element = document().create_element(tag).expect("a tag of ours");
    element.set_class_name(class);
    element.unchecked_into()
}

pub fn set(element: &Element, attribute: &str, value: &str) {
    // Fails for malformed names only.
    let _ = element.set_attribute(attribute, value);
}

pub fn set_class(element: &Element, class: &str, on: bool) {
    let _ = element.class_list().toggle_with_force(class, on);
}

pub fn show(id: &str) {
    if let Some(element) = by_id::<HtmlElement>(id) {
        element.set_hidden(false);
    }
}

/// Shows controls that were rendered before anything stood behind them.
pub fn wake(element: &Element) {
    set_class(element, "asleep", false);
}

pub fn on<E: JsCast + 'static>(target: &EventTarget, event: &str, f: impl Fn(E) + 'static) {
    listen(target, event, Box::new(move |e| f(e.unchecked_into())));
}

fn listen(target: &EventTarget, event: &str, f: Box<dyn Fn(Event)>) {
    let f = Closure::wrap(f);
    let _ = target.add_event_listener_with_callback(event, f.as_ref().unchecked_ref());
    f.forget();
}

/// Runs once the island that asks is hydrated. Hydration takes the page as it came for the first state of everything, so
/// nothing may change before. A task of its own: on a slow phone either takes its time.
pub fn once_hydrated(f: impl FnOnce() + 'static) {
    after(0, f);
}

/// Calls back once, after so many milliseconds.
pub fn after(ms: i32, f: impl FnOnce() + 'static) {
    let f = Closure::once_into_js(f);
    let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(f.unchecked_ref(), ms);
}

/// Gives a function that starts calling back before every painted frame, until the callback says `false`.
pub fn frames(f: impl Fn() -> bool + 'static) -> impl Fn() {
    type Slot = Rc<RefCell<Option<Closure<dyn Fn()>>>>;
    let slot: Slot = Rc::default();
    let waiting = Rc::new(Cell::new(false));
    let request = {
        let (slot, waiting) = (Rc::clone(&slot), Rc::clone(&waiting));
        move || {
            if let Some(f) = slot.borrow().as_ref().filter(|_| !waiting.replace(true)) {
                let _ = window().request_animation_frame(f.as_ref().unchecked_ref());
            }
        }
    };
    let again = request.clone();
    let boxed: Box<dyn Fn()> = Box::new(move || {
        waiting.set(false);
        if f() {
            again();
        }
    });
    *slot.borrow_mut() = Some(Closure::wrap(boxed));
    request
}

/// Runs when the browser has nothing better to do.
pub fn idle(f: impl FnOnce() + 'static) {
    let window = window();
    match Reflect::get(&window, &"requestIdleCallback".into()).ok().and_then(|f| f.dyn_into::<Function>().ok()) {
        Some(request) => {
            let _ = request.call1(&window, &Closure::once_into_js(f));
        }
        None => after(200, f),
    }
}

pub fn get(object: &JsValue, key: &str) -> JsValue {
    Reflect::get(object, &key.into()).unwrap_or(JsValue::UNDEFINED)
}

pub fn get_string(object: &JsValue, key: &str) -> Option<String> {
    get(object, key).as_string()
}

fn storage() -> Option<Storage> {
    // Refused in some private windows: then nothing is remembered.
    window().local_storage().ok().flatten()
}

pub fn remembered(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten()
}

pub fn remember(key: &str, value: &str) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(key, value);
    }
}

pub fn forget(key: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(key);
    }
}

/// The text of a file of ours.
pub async fn fetch_text(url: &str) -> Option<String> {
    let response: Response = JsFuture::from(window().fetch_with_str(url)).await.ok()?.unchecked_into();
    if !response.ok() {
        return None;
    }
    JsFuture::from(response.text().ok()?).await.ok()?.as_string()
}

/// Whether a key belongs to what has the focus, and is no shortcut.
pub fn is_typing(event: &KeyboardEvent) -> bool {
    event.ctrl_key()
        || event.meta_key()
        || event.alt_key()
        || around(event, "input:not([type=range]), textarea, select, [contenteditable], dialog").is_some()
        || (event.key() == " " && around(event, "button, summary").is_some())
}

/// Height of the window.
pub fn height() -> f64 {
    window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or(0.0)
}

/// Brings an element to the middle of the window: gliding, where it is near and the reader likes motion.
pub fn scroll_to(element: &Element) {
    let calm =
        window().match_media("(prefers-reduced-motion: reduce)").ok().flatten().is_some_and(|query| query.matches());
    let far = element.get_bounding_client_rect().top().abs() > 3.0 * height();
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Center);
    options.set_behavior(if calm || far { ScrollBehavior::Instant } else { ScrollBehavior::Smooth });
    element.scroll_into_view_with_scroll_into_view_options(&options);
    reader_scrolls();
    if far {
        hold(element.clone(), options, SCROLLS.get(), 10);
    }
}

/// To be told when the reader takes the page into their hands.
pub fn reader_scrolls() {
    SCROLLS.set(SCROLLS.get().wrapping_add(1));
}

/// Keeps an element in the middle for a second: what stands around it is laid out only now, and fonts arrive.
fn hold(element: Element, options: ScrollIntoViewOptions, scroll: u32, times: u32) {
    after(100, move || {
        if SCROLLS.get() != scroll {
            return;
        }
        let at = element.get_bounding_client_rect();
        let off = (at.top() + at.bottom()) / 2.0 - height() / 2.0;
        if off.abs() > height() / 8.0 {
            element.scroll_into_view_with_scroll_into_view_options(&options);
        }
        if times > 0 {
            hold(element, options, scroll, times - 1);
        }
    });
}

/// Where things are said in passing. A screen reader must have met it before anything is said.
pub fn toast() -> HtmlElement {
    by_id("toast").unwrap_or_else(|| {
        let toast = make("p", "toast");
        toast.set_id("toast");
        set(&toast, "role", "status");
        append_to_page(&toast);
        toast
    })
}

pub fn append_to_page(element: &Element) {
    if let Some(body) = document().body() {
        let _ = body.append_child(element);
    }
}

/// Says something in passing, to the eye and to a screen reader.
pub fn say(text: &str) {
    let toast = toast();
    toast.set_text_content(Some(text));
    set_class(&toast, "shown", true);
    let said = text.to_owned();
    after(4000, move || {
        if toast.text_content().as_deref() == Some(&said) {
            set_class(&toast, "shown", false);
        }
    });
}

/// Puts text on the clipboard and says so.
pub fn copy(text: String, said: &'static str) {
    spawn_local(async move {
        let clipboard = get(&window().navigator(), "clipboard");
        let written = match clipboard.dyn_into::<web_sys::Clipboard>() {
            Ok(clipboard) => JsFuture::from(clipboard.write_text(&text)).await.is_ok(),
            // Absent where the page came over plain HTTP from another machine.
            Err(_) => false,
        };
        say(if written {
            said
        } else {
            "The browser does not let this page copy. Take it from the address bar instead."
        });
    });
}
