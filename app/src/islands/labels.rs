//! Charts answer the pointer with a label at what is pointed at.

use super::{dom, times};
use model::timecode;
use std::cell::OnceCell;
use web_sys::{Element, Event, HtmlElement, MouseEvent};

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

/// The moment under a place on the waveform, in milliseconds.
pub fn moment_at(svg: &Element, x: f64) -> Option<u32> {
    let length = times::read(&svg.get_attribute("data-duration")?)?;
    let at = svg.get_bounding_client_rect();
    Some(((x - at.left()) / at.width() * f64::from(length)) as u32)
}

fn timecode_at(svg: &Element, x: f64) -> Option<String> {
    moment_at(svg, x).map(timecode::clock)
}
