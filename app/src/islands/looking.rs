//! Following the form of a show's appearance: its colours and theme go to the preview, with the contrast beside each.

use super::{dom, lines::all};
use leptos::prelude::*;
use model::visualization::{Colour, MAX_VOICES, Theme};
use wasm_bindgen::JsCast as _;
use web_sys::{Element, Event, HtmlElement, HtmlInputElement};

/// Starts following.
pub fn start(note: RwSignal<String>) {
    let (Some(form), Some(look)) = (dom::by_id::<Element>("appearance-form"), dom::by_id::<HtmlElement>("look")) else {
        return;
    };
    note.set("The preview follows what you choose. Nothing is saved before you press Save.".to_owned());
    for picker in all(&form, "[data-picks]") {
        dom::wake(&picker);
    }
    let (owner, seen) = (form.clone(), look.clone());
    dom::on(&form, "input", move |event: Event| {
        pair(&owner, &event);
        follow(&owner, &seen);
    });
    let owner = form.clone();
    dom::on(&form, "click", move |event: Event| {
        if let Some(button) = dom::around(&event, "[data-panel] button") {
            event.prevent_default();
            shift(&button);
            follow(&owner, &look);
        }
    });
}

fn field(form: &Element, name: &str) -> Option<HtmlInputElement> {
    dom::find_in(form, &format!("[name=\"{name}\"]"))
}

/// A picker writes into the text that it stands beside, and a text into its picker.
fn pair(form: &Element, event: &Event) {
    let Some(changed) = event.target().and_then(|t| t.dyn_into::<HtmlInputElement>().ok()) else { return };
    if let Some(name) = changed.get_attribute("data-picks") {
        if let Some(text) = field(form, &name) {
            text.set_value(&changed.value());
        }
    } else if let Some(colour) = Colour::parse(changed.value().trim())
        && let Some(picker) = dom::find_in::<HtmlInputElement>(form, &format!("[data-picks=\"{}\"]", changed.name()))
    {
        picker.set_value(&colour.to_string());
    }
}

/// Moves the row of a button past its neighbour; the button keeps the focus.
fn shift(button: &HtmlElement) {
    let Some(row) = button.closest("[data-panel]").ok().flatten() else { return };
    let Some(parent) = row.parent_element() else { return };
    // A row is put before its neighbour: that is itself before the one before it, or the one after before it.
    let moved = if button.get_attribute("name").as_deref() == Some("up") {
        row.previous_element_sibling().map(|other| parent.insert_before(&row, Some(other.as_ref())))
    } else {
        row.next_element_sibling().map(|other| parent.insert_before(&other, Some(row.as_ref())))
    };
    if moved.is_some() {
        let _ = button.focus();
    }
}

/// Shows what the form says.
fn follow(form: &Element, look: &HtmlElement) {
    let chosen = dom::find_in::<HtmlInputElement>(form, "[name=theme]:checked").map(|radio| radio.value());
    let theme = chosen.and_then(|name| Theme::parse(&name)).unwrap_or_default();
    dom::set(look, "data-theme", theme.as_str());
    paint(form, look, "accent", "--accent-seed");
    for n in 0..MAX_VOICES {
        let name = format!("voices[{n}]");
        let colour = paint(form, look, &name, &format!("--c{n}"));
        if let Some(told) = dom::find_in::<HtmlElement>(form, &format!("[data-contrast=\"{name}\"]")) {
            let low = colour.filter(|colour| !theme.shows(*colour));
            let mut text = colour.map(|colour| theme.contrast_of(colour)).unwrap_or_default();
            if let Some(colour) = low {
                text.push_str(&format!(". Too little; {} would do", colour.nearest(theme)));
            }
            told.set_text_content(Some(&text));
            dom::set_class(&told, "low", low.is_some());
        }
    }
    for row in all(form, "[data-panel]") {
        let kind = row.get_attribute("data-panel").unwrap_or_default();
        let shown = dom::find_in::<HtmlInputElement>(&row, "[name=shown]").is_some_and(|tick| tick.checked());
        if let Some(panel) = dom::find_in::<HtmlElement>(look, &format!("[data-look=\"{kind}\"]")) {
            panel.set_hidden(!shown);
            // Put at the end one after another, they come to stand as the rows do.
            if let Some(region) = panel.parent_element() {
                let _ = region.append_child(&panel);
            }
        }
    }
}

/// Gives the preview the colour of a field; the usual one where there is none. The page around it has the accent that is saved,
/// which the preview is not to inherit.
fn paint(form: &Element, look: &HtmlElement, name: &str, property: &str) -> Option<Colour> {
    let colour = field(form, name).and_then(|text| Colour::parse(text.value().trim()));
    // Fails for malformed names only.
    let _ = match colour {
        Some(colour) => look.style().set_property(property, &colour.to_string()),
        None if name == "accent" => look.style().set_property(property, "initial"),
        None => look.style().remove_property(property).map(|_| ()),
    };
    colour
}
