//! The position of the audio and a jump on the waveform.

use super::{
    deck::Deck,
    dom,
    labels::{moment_at, show_labels},
    times,
};
use std::{cell::Cell, rc::Rc};
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent, MouseEvent};

const SVG: &str = "http://www.w3.org/2000/svg";
/// Width of the waveform in its own units.
pub const WAVEFORM_WIDTH: u32 = 1200;

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
