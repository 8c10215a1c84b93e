//! Charts answer the pointer: a label at what is pointed at, the position and a jump on the waveform.

use super::{deck::Deck, dom, times};
use model::timecode;
use std::{
    cell::{Cell, OnceCell},
    rc::Rc,
};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, KeyboardEvent, MouseEvent};

const SVG: &str = "http://www.w3.org/2000/svg";
/// Width of the waveform in its own units.
pub const WAVEFORM_WIDTH: u32 = 1200;

thread_local! {
    static LABEL: OnceCell<HtmlElement> = const { OnceCell::new() };
}

/// Shows labels of charts; for any island to call, the first call counts.
pub fn show_labels() {
    if LABEL.with(|label| label.get().is_some()) {
        return;
    }
    let label = dom::make("div", "tip");
    label.set_hidden(true);
    let document = dom::document();
    dom::append_to_page(&label);
    let _ = LABEL.with(|cell| cell.set(label));
    dom::on(&document, "pointermove", |event: MouseEvent| point(&event));
    dom::on(&document, "focusin", |event: Event| match labelled(&event) {
        Some((element, text)) => {
            let at = element.get_bounding_client_rect();
            show(&text, at.left() + at.width() / 2.0, at.top());
        }
        None => hide(),
    });
    for name in ["focusout", "scroll", "pointerleave"] {
        dom::on(&document, name, |_: Event| hide());
    }
}

fn point(event: &MouseEvent) {
    let (x, y) = (f64::from(event.client_x()), f64::from(event.client_y()));
    let position = dom::around(event, "#waveform svg").and_then(|svg| timecode_at(&svg, x));
    match (labelled(event), position) {
        (Some((_, text)), Some(position)) => show(&[&position, "  ", &text].concat(), x, y),
        (Some((_, text)), None) => show(&text, x, y),
        (None, Some(position)) => show(&position, x, y),
        (None, None) => hide(),
    }
}

fn labelled(event: &Event) -> Option<(HtmlElement, String)> {
    let element = dom::around(event, "figure.chart [data-label]")?;
    let text = element.get_attribute("data-label")?;
    Some((element, text))
}

fn show(text: &str, x: f64, y: f64) {
    LABEL.with(|label| {
        let Some(label) = label.get() else { return };
        if label.text_content().as_deref() != Some(text) {
            label.set_text_content(Some(text));
        }
        label.set_hidden(false);
        // Half of the label may not hang over the edge of the window.
        let half = f64::from(label.offset_width()) / 2.0 + 4.0;
        let width = dom::document().document_element().map_or(0.0, |page| f64::from(page.client_width()));
        let (x, y) = (x.min(width - half).max(half) as i32, y as i32);
        let place = ["translate(", &x.to_string(), "px,", &y.to_string(), "px) translate(-50%,-140%)"].concat();
        let _ = label.style().set_property("transform", &place);
    });
}

fn hide() {
    LABEL.with(|label| {
        if let Some(label) = label.get() {
            label.set_hidden(true);
        }
    });
}

fn moment_at(svg: &Element, x: f64) -> Option<u32> {
    let length = times::read(&svg.get_attribute("data-duration")?)?;
    let at = svg.get_bounding_client_rect();
    Some(((x - at.left()) / at.width() * f64::from(length)) as u32)
}

fn timecode_at(svg: &Element, x: f64) -> Option<String> {
    moment_at(svg, x).map(timecode::clock)
}

/// Where a moment stands on the waveform, in its units; none on a page without one.
pub fn waveform() -> Option<(Element, impl Fn(u32) -> u32)> {
    let svg: Element = dom::find("#waveform svg[data-duration]")?;
    let length = times::read(&svg.get_attribute("data-duration")?).filter(|length| *length > 0)?;
    Some((svg, move |ms: u32| (u64::from(ms.min(length)) * u64::from(WAVEFORM_WIDTH) / u64::from(length)) as u32))
}

/// Adds an element to the waveform.
pub fn draw(svg: &Element, tag: &str, class: &str) -> Option<Element> {
    let element = dom::document().create_element_ns(Some(SVG), tag).ok()?;
    dom::set(&element, "class", class);
    svg.append_child(&element).ok()?;
    Some(element)
}

/// Shows the position of the audio on the waveform, and goes where it is pressed.
pub fn show_position(deck: &Rc<Deck>) {
    show_labels();
    let owner = Rc::clone(deck);
    dom::on(&dom::document(), "keydown", move |event: KeyboardEvent| {
        let at = dom::around(&event, "figure.chart [data-t]:not(a)").and_then(|e| e.get_attribute("data-t"));
        if let Some(ms) = at.filter(|_| event.key() == "Enter").and_then(|t| times::read(&t)) {
            owner.play_from(ms);
        }
    });
    let Some((svg, place)) = waveform() else { return };
    let owner = Rc::clone(deck);
    let pressed = svg.clone();
    dom::on(&svg, "click", move |event: MouseEvent| {
        if let Some(ms) = moment_at(&pressed, f64::from(event.client_x())) {
            event.prevent_default();
            owner.play_from(ms);
        }
    });
    let Some(line) = draw(&svg, "line", "playhead") else { return };
    dom::set(&line, "y2", "160");
    let drawn = Cell::new(u32::MAX);
    deck.watch(move |ms| {
        let x = place(ms);
        if drawn.replace(x) != x {
            let x = x.to_string();
            dom::set(line.unchecked_ref(), "x1", &x);
            dom::set(line.unchecked_ref(), "x2", &x);
        }
    });
}
