//! The lines of the editor as they stand in the page: what is in them, what was typed, and exchanging them for what the server
//! says.

use js_sys::{Array, JSON};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlElement};

use super::{caret, dom};

/// Lines that one request carries, with the texts that were sent for them.
pub type Sent = Vec<(Element, String)>;

pub fn all(root: &Element, selector: &str) -> Vec<Element> {
    let Ok(list) = root.query_selector_all(selector) else { return Vec::new() };
    (0..list.length()).filter_map(|i| list.get(i)).map(JsCast::unchecked_into).collect()
}

pub fn lines() -> Vec<Element> {
    dom::by_id::<Element>("lines").map(|root| all(&root, ".line")).unwrap_or_default()
}

pub fn editable(said: &Element) {
    dom::set(said, "contenteditable", "plaintext-only");
    // A browser that does not know it takes it for nothing.
    if said.unchecked_ref::<HtmlElement>().content_editable() != "plaintext-only" {
        dom::set(said, "contenteditable", "true");
    }
    dom::set(said, "role", "textbox");
    dom::set(said, "aria-label", "Sentence");
    dom::set(said, "spellcheck", "true");
}

pub fn said_of(line: &Element) -> Option<HtmlElement> {
    dom::find_in(line, ".said")
}

/// The words of a line as the server joins them.
pub fn text_of(line: &Element) -> String {
    let text = said_of(line).and_then(|s| s.text_content()).unwrap_or_default();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// How many characters of a line's text stand before the caret, when so much of what the browser shows does.
pub fn characters(before: &str) -> usize {
    let text = before.split_whitespace().collect::<Vec<_>>().join(" ");
    let blank = !text.is_empty() && before.ends_with(char::is_whitespace);
    text.chars().count() + usize::from(blank)
}

/// The text that the server has.
pub fn was_of(line: &Element) -> String {
    line.get_attribute("data-was").unwrap_or_else(|| text_of(line))
}

pub fn is_dirty(line: &Element) -> bool {
    line.class_list().contains("dirty")
}

/// Somebody else changed it too, and its editor has not said yet which it is to be.
pub fn is_contested(line: &Element) -> bool {
    line.class_list().contains("contested")
}

pub fn quoted(text: &str) -> String {
    JSON::stringify(&text.into()).ok().and_then(|s| s.as_string()).unwrap_or_else(|| "\"\"".to_owned())
}

pub fn index_of(lines: &[Element], line: &Element) -> usize {
    lines.iter().position(|l| l.is_same_node(Some(line))).unwrap_or(0)
}

pub fn remember_was(line: &Element) {
    if !line.has_attribute("data-was") {
        dom::set(line, "data-was", &text_of(line));
    }
}

pub fn number(line: &Element, attribute: &str) -> Option<f64> {
    line.get_attribute(attribute)?.parse().ok()
}

pub fn said_or(line: &Element) -> Element {
    said_of(line).map_or_else(|| line.clone(), Into::into)
}

pub fn speaker_of(line: &Element) -> String {
    let who = dom::find_in::<Element>(line, ".who");
    match who {
        Some(who) if dom::find_in::<Element>(&who, ".nobody").is_none() => who.text_content().unwrap_or_default(),
        _ => String::new(),
    }
}

pub fn edit_json(segment: usize, was: &str, change: &str) -> String {
    ["{\"segment\":", &segment.to_string(), ",\"was\":", &quoted(was), ",", change, "}"].concat()
}

/// Typed in, and not known to have arrived.
pub fn is_unsaved(line: &Element) -> bool {
    is_dirty(line) || is_contested(line) || line.class_list().contains("sending")
}

/// Typed in, and nobody has to choose before it is sent.
pub fn is_ready(line: &Element) -> bool {
    is_dirty(line) && !is_contested(line)
}

/// Lines that were typed in: each with its edit and its text.
pub fn texts(lines: &[Element], which: fn(&Element) -> bool) -> Vec<(Element, String, String)> {
    let dirty = lines.iter().enumerate().filter(|(_, line)| which(line));
    let edit = |(i, line): (usize, &Element)| {
        let text = text_of(line);
        let json = edit_json(i, &was_of(line), &["\"change\":\"text\",\"text\":", &quoted(&text)].concat());
        (line.clone(), json, text)
    };
    dirty.map(edit).collect()
}

pub fn put_caret(index: usize, offset: usize) {
    if let Some(said) = lines().get(index).and_then(said_of) {
        let _ = said.focus();
        caret::put(&said, offset);
    }
}

/// Exchanges a stretch of lines; its place where the number of lines changed or a line was rewritten.
pub fn exchange(change: &JsValue, sent: &Sent) -> Option<usize> {
    let at = dom::get(change, "at").as_f64()? as usize;
    let removed = dom::get(change, "removed").as_f64()? as usize;
    let html = Array::from(&dom::get(change, "html"));
    let lines = lines();
    let old: Vec<Element> = lines.iter().skip(at).take(removed).cloned().collect();
    let new: Vec<Element> = html.iter().filter_map(|h| parsed(&h.as_string()?)).collect();
    if old.len() == new.len() {
        let mut touched = None;
        for (i, (old, new)) in old.iter().zip(&new).enumerate() {
            if renew(old, new, sent) {
                touched = touched.or(Some(at + i));
            }
        }
        return touched;
    }
    let before = lines.get(at);
    for line in &new {
        if let Some(said) = said_of(line) {
            editable(&said);
        }
        let placed = before.map(|next| next.before_with_node_1(line).is_ok()).unwrap_or(false);
        if !placed && let Some(part) = dom::find::<Element>(".lines-part:last-child") {
            let _ = part.append_child(line);
        }
    }
    for line in old {
        if is_dirty(&line) || is_contested(&line) {
            let text = text_of(&line);
            let note = dom::make("p", "alert alert-bad");
            dom::set(&note, "role", "alert");
            let said =
                ["Somebody else split or joined a sentence while you changed it. You had: “", &text, "”."].concat();
            note.set_text_content(Some(&said));
            let _ = line.before_with_node_1(&note);
        }
        line.remove();
    }
    Some(at)
}

fn parsed(html: &str) -> Option<Element> {
    let holder = dom::make("div", "");
    holder.set_inner_html(html);
    holder.first_element_child()
}

/// Makes a line what the server says it is, without taking words from under somebody who types; whether they were exchanged.
fn renew(old: &Element, new: &Element, sent: &Sent) -> bool {
    for name in ["data-s", "data-e", "data-w"] {
        match new.get_attribute(name) {
            Some(value) => dom::set(old, name, &value),
            None => {
                let _ = old.remove_attribute(name);
            }
        }
    }
    dom::set_class(old, "begins", new.class_list().contains("begins"));
    for part in [".who", ".when"] {
        if let Some((old, new)) = dom::find_in::<Element>(old, part).zip(dom::find_in::<Element>(new, part)) {
            old.set_inner_html(&new.inner_html());
        }
    }
    let text = text_of(new);
    let ours = sent.iter().any(|(line, sent)| line.is_same_node(Some(old)) && *sent == text);
    if is_contested(old) {
        return false;
    }
    if is_dirty(old) {
        // Typed on since: what the server has is known where it is ours, and contested by the next request where it is not.
        if ours {
            dom::set(old, "data-was", &text);
        }
        return false;
    }
    dom::set(old, "data-was", &text);
    let rewritten = text_of(old) != text;
    if let Some((old, new)) = said_of(old).zip(said_of(new)) {
        // The same words may be marked otherwise now, such as one that was doubtful. Blanks at the end are still being typed.
        let marked = old.text_content() == new.text_content() && old.inner_html() != new.inner_html();
        let before = caret::before(&old);
        if rewritten {
            old.set_inner_html(&new.inner_html());
        } else if marked && (before.is_none() || caret::is_collapsed()) {
            old.set_inner_html(&new.inner_html());
            if let Some(before) = before {
                caret::put(&old, before.encode_utf16().count());
            }
        }
    }
    rewritten
}

/// Says that somebody else changed the same sentence, and lets the editor choose.
pub fn contest(line: &Element, now: &str, mine: &str) {
    dom::set_class(line, "contested", true);
    let note = dom::make("div", "contest alert alert-bad");
    dom::set(&note, "role", "alert");
    dom::set(&note, "data-now", now);
    let text = dom::make("p", "");
    text.set_text_content(Some(&["Somebody else changed this sentence to “", now, "”. Yours: “", mine, "”."].concat()));
    let _ = note.append_child(&text);
    for (act, label) in [("mine", "Keep mine"), ("theirs", "Take theirs")] {
        let button = dom::make("button", "button button-quiet button-small");
        dom::set(&button, "type", "button");
        dom::set(&button, "data-edit", act);
        button.set_text_content(Some(label));
        let _ = note.append_child(&button);
    }
    let _ = line.after_with_node_1(&note);
}

/// Shows words that were kept on the device and have no place any more: `left` is a list of edits as JSON, of which those are
/// shown whose index is wanted.
pub fn bring_back(left: &str, wanted: impl Fn(usize) -> bool) {
    let Ok(edits) = JSON::parse(left) else { return };
    let texts: Vec<String> = Array::from(&edits)
        .iter()
        .enumerate()
        .filter(|(i, _)| wanted(*i))
        .filter_map(|(_, edit)| dom::get_string(&edit, "text"))
        .collect();
    let Some(lines) = dom::by_id::<Element>("lines").filter(|_| !texts.is_empty()) else { return };
    let note = dom::make("div", "contest alert alert-bad");
    dom::set(&note, "role", "alert");
    let said =
        "What you wrote before could not be put in its place: somebody changed these sentences since. You wrote:";
    for text in std::iter::once(said).chain(texts.iter().map(String::as_str)) {
        let line = dom::make("p", "");
        line.set_text_content(Some(text));
        let _ = note.append_child(&line);
    }
    let _ = lines.before_with_node_1(&note);
}
