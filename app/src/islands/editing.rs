//! Sentences that are edited in place. What is typed is sent a moment later, by what the sentence was; the answer brings it
//! and what others changed in the meantime as stretches of lines to be exchanged. What could not be sent is kept on the device.

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    rc::Rc,
};

use js_sys::{Array, JSON};
use leptos::{prelude::*, task::spawn_local};
use model::script::division;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, HtmlDialogElement, HtmlElement, HtmlInputElement, KeyboardEvent, MouseEvent, Node};

use super::{
    caret, dom,
    editor::State,
    hearing::{self, Hearing},
    lines::{
        Sent, all, bring_back, characters, contest, edit_json, editable, exchange, index_of, is_ready, is_unsaved,
        lines, put_caret, quoted, remember_was, said_of, said_or, speaker_of, text_of, texts, was_of,
    },
    request::Request,
};

/// Rest after the last key before what was typed is sent, in milliseconds.
const REST: i32 = 600;
/// Time between two looks for what others changed.
const LOOK: i32 = 15_000;
/// Lines that one request changes at most.
const AT_ONCE: usize = 500;
const SAVED: &str = "All changes are saved.";
const NO_UNDO: &str = "Undo and redo need a connection. Nothing was undone or done again; what you changed is kept.";
const AWAY: &str = "No connection. Your changes are kept on this device and sent as soon as there is one.";

/// Something that is to be sent.
#[derive(Clone)]
enum Step {
    /// The same change of some lines, as JSON without its place; and where the caret goes then.
    Change {
        lines: Vec<Element>,
        change: String,
        caret: Caret,
    },
    /// All lines of a speaker.
    Rename {
        from: String,
        to: String,
    },
    Undo,
    Redo,
    /// What was left on this device, as JSON.
    Left(String),
}

#[derive(Clone, Copy, PartialEq)]
enum Caret {
    Stays,
    NextLine,
    /// So many characters into the line.
    At(usize),
}

struct Editing {
    state: State,
    address: String,
    seen: Cell<f64>,
    busy: Cell<bool>,
    steps: RefCell<VecDeque<Step>>,
    /// The step that is under way.
    flying: RefCell<Option<Step>>,
    /// The whole transcript was exchanged: the page is loaded anew as soon as nothing on it is unsaved.
    exchanged: Cell<bool>,
    /// Counts keys: only the last one's rest sends.
    typed: Cell<u32>,
    failures: Cell<u32>,
    /// The recording, where there is one.
    hearing: Option<Hearing>,
    /// The line whose speaker is asked for.
    asked: RefCell<Option<Element>>,
}

/// Brings the editor to life.
pub fn start(state: State) {
    let Some((root, lines)) = dom::by_id::<HtmlElement>("editor").zip(dom::by_id::<HtmlElement>("lines")) else {
        return;
    };
    let editing = Rc::new(Editing {
        state,
        address: root.get_attribute("data-address").unwrap_or_default(),
        seen: Cell::new(root.get_attribute("data-revision").and_then(|r| r.parse().ok()).unwrap_or(0.0)),
        busy: Cell::default(),
        steps: RefCell::default(),
        flying: RefCell::default(),
        exchanged: Cell::default(),
        typed: Cell::default(),
        failures: Cell::default(),
        hearing: dom::by_id("audio").map(Hearing::of),
        asked: RefCell::default(),
    });
    for said in all(&lines, ".said") {
        editable(&said);
    }
    dom::wake(&root);
    state.note.set(SAVED.to_owned());
    editing.clone().listen(&lines);
    if let Some(left) = dom::remembered(&editing.key()) {
        editing.steps.borrow_mut().push_back(Step::Left(left));
        editing.clone().send();
    }
    for pair in
        dom::remembered(&editing.renames_key()).and_then(|kept| JSON::parse(&kept).ok()).iter().flat_map(Array::from)
    {
        let name = |i| Array::from(&pair).get(i).as_string();
        if let Some((from, to)) = name(0).zip(name(1)) {
            editing.clone().push(Step::Rename { from, to });
        }
    }
    if let Some(moment) = hearing::land()
        && let Some(hearing) = &editing.hearing
    {
        hearing.go_to(moment);
    }
    editing.look_later();
    dom::set(&root, "data-live", "");
}

impl Editing {
    fn key(&self) -> String {
        ["podcastflow:edits:", &self.address].concat()
    }

    fn renames_key(&self) -> String {
        ["podcastflow:renames:", &self.address].concat()
    }

    fn listen(self: Rc<Self>, lines: &HtmlElement) {
        dom::on(lines, "focusin", |event: Event| {
            if let Some(line) = dom::around(&event, ".line") {
                remember_was(&line);
            }
        });
        let me = Rc::clone(&self);
        dom::on(lines, "input", move |event: Event| {
            if let Some(line) = dom::around(&event, ".line") {
                me.clone().typed_in(&line);
            }
        });
        let me = Rc::clone(&self);
        dom::on(lines, "click", move |event: MouseEvent| {
            if let Some(who) = dom::around(&event, ".who").and_then(|w| w.closest(".line").ok().flatten()) {
                me.ask_who(who);
            } else if let Some(line) = dom::around(&event, ".said").and_then(|s| s.closest(".line").ok().flatten()) {
                if me.state.hear.get_untracked() {
                    me.play_from_caret(&line);
                }
            }
        });
        let me = Rc::clone(&self);
        dom::on(&dom::document(), "keydown", move |event: KeyboardEvent| me.clone().key_pressed(&event));
        let me = Rc::clone(&self);
        dom::on(&dom::document(), "click", move |event: MouseEvent| {
            let Some(button) = dom::around(&event, "[data-edit]") else { return };
            match button.get_attribute("data-edit").as_deref() {
                Some("undo") => me.clone().push(Step::Undo),
                Some("redo") => me.clone().push(Step::Redo),
                Some("doubt") => me.next_doubt(),
                Some("hear") => me.state.hear.update(|on| *on = !*on),
                Some("help") => show_dialog("edit-keys"),
                Some("mine") => me.clone().settle(&button, true),
                Some("theirs") => me.clone().settle(&button, false),
                _ => {}
            }
        });
        if let Some(dialog) = dom::by_id::<HtmlDialogElement>("who") {
            let me = Rc::clone(&self);
            let asked = dialog.clone();
            dom::on(&dialog, "close", move |_: Event| {
                if asked.return_value() == "save" {
                    me.clone().who_said();
                }
            });
        }
        if let Some(hearing) = &self.hearing {
            hearing.follow();
        }
        let me = Rc::clone(&self);
        dom::on(&dom::window(), "online", move |_: Event| me.clone().send());
        let me = Rc::clone(&self);
        dom::on(&dom::window(), "focus", move |_: Event| {
            // Perhaps somebody logged in again in another tab.
            me.clone().send();
            me.clone().look();
        });
    }

    fn typed_in(self: Rc<Self>, line: &Element) {
        remember_was(line);
        dom::set_class(line, "dirty", true);
        self.state.note.set("Saving…".to_owned());
        if let Some(hearing) = &self.hearing {
            hearing.pause();
        }
        self.keep();
        self.typed.set(self.typed.get().wrapping_add(1));
        let typed = self.typed.get();
        dom::after(REST, move || {
            if self.typed.get() == typed {
                self.send();
            }
        });
    }

    /// What would be lost with the page, on the device.
    fn keep(&self) {
        let lines = lines();
        let mut edits: Vec<String> = texts(&lines, is_unsaved).into_iter().map(|(_, json, _)| json).collect();
        let mut renames = Vec::new();
        for step in self.flying.borrow().iter().chain(self.steps.borrow().iter()) {
            match step {
                Step::Change { lines: some, change, .. } => {
                    edits.extend(some.iter().map(|line| edit_json(index_of(&lines, line), &text_of(line), change)));
                }
                Step::Left(left) => edits.push(left.trim_matches(['[', ']']).to_owned()),
                Step::Rename { from, to } => renames.push(["[", &quoted(from), ",", &quoted(to), "]"].concat()),
                // By the time that another page sends them, the last change may be another one: `refuse_undo`.
                Step::Undo | Step::Redo => {}
            }
        }
        for (key, list) in [(self.key(), edits), (self.renames_key(), renames)] {
            if list.is_empty() {
                dom::forget(&key);
            } else {
                dom::remember(&key, &["[", &list.join(","), "]"].concat());
            }
        }
    }

    fn push(self: Rc<Self>, step: Step) {
        self.steps.borrow_mut().push_back(step);
        self.keep();
        self.send();
    }

    /// Sends what there is, one request after another.
    fn send(self: Rc<Self>) {
        if self.busy.replace(true) {
            return;
        }
        spawn_local(async move {
            while let Some((body, sent, step)) = self.next() {
                let request = Request::new("POST", &[&self.address, "/edits"].concat())
                    .header("Content-Type", "application/json");
                let status = request.send(&body.into()).await;
                match status {
                    200 => {
                        self.failures.set(0);
                        self.answered(&request.answer(), &sent, step.as_ref());
                    }
                    0 | 429 | 500..=599 => {
                        self.put_back(sent, step);
                        self.refuse_undo();
                        self.state.note.set(AWAY.to_owned());
                        self.failures.set((self.failures.get() + 1).min(5));
                        let again = Rc::clone(&self);
                        dom::after(1000 << self.failures.get(), move || again.send());
                        break;
                    }
                    401 => {
                        self.put_back(sent, step);
                        self.refuse_undo();
                        self.state
                            .note
                            .set("You are logged out. Log in in another tab: your changes are kept here.".to_owned());
                        break;
                    }
                    _ => {
                        // Refused for good, such as nothing to undo. What was typed stays on the page and on the device, and is
                        // sent with what is typed next.
                        let text = request.problem();
                        dom::say(&text);
                        if let Some(Step::Left(left)) = &step {
                            bring_back(left, |_| true);
                        }
                        let typed = !sent.is_empty();
                        self.put_back(sent, None);
                        if typed {
                            self.state.note.set(text);
                            break;
                        }
                    }
                }
            }
            self.busy.set(false);
            self.keep();
        });
    }

    /// The next request: what was typed, then the first step.
    fn next(&self) -> Option<(String, Sent, Option<Step>)> {
        let lines = lines();
        let typed = texts(&lines, is_ready);
        let seen = self.seen.get().to_string();
        let body = |rest: &str| ["{\"seen\":", &seen, ",", rest, "}"].concat();
        if !typed.is_empty() {
            let edits: Vec<String> = typed.iter().map(|(_, json, _)| json.clone()).collect();
            let sent = typed
                .into_iter()
                .map(|(line, _, text)| {
                    dom::set_class(&line, "dirty", false);
                    dom::set_class(&line, "sending", true);
                    (line, text)
                })
                .collect();
            return Some((body(&["\"edits\":[", &edits.join(","), "]"].concat()), sent, None));
        }
        let step = self.steps.borrow_mut().pop_front()?;
        let rest = match &step {
            Step::Change { lines: some, change, .. } => {
                let edit = |line: &Element| edit_json(index_of(&lines, line), &was_of(line), change);
                ["\"edits\":[", &some.iter().map(edit).collect::<Vec<_>>().join(","), "]"].concat()
            }
            Step::Rename { from, to } => ["\"rename\":[", &quoted(from), ",", &quoted(to), "]"].concat(),
            Step::Undo => "\"undo\":true".to_owned(),
            Step::Redo => "\"redo\":true".to_owned(),
            Step::Left(edits) => ["\"edits\":", edits].concat(),
        };
        *self.flying.borrow_mut() = Some(step.clone());
        Some((body(&rest), Vec::new(), Some(step)))
    }

    fn put_back(&self, sent: Sent, step: Option<Step>) {
        self.landed(&sent);
        for (line, _) in sent {
            dom::set_class(&line, "dirty", true);
        }
        if let Some(step) = step {
            self.steps.borrow_mut().push_front(step);
        }
    }

    /// Undo takes back what was changed last: an hour later, or by a request of which only the answer was lost, that is
    /// something else than what was meant.
    fn refuse_undo(&self) {
        let mut steps = self.steps.borrow_mut();
        let asked = steps.len();
        steps.retain(|step| !matches!(step, Step::Undo | Step::Redo));
        if steps.len() < asked {
            dom::say(NO_UNDO);
        }
    }

    /// A request has ended.
    fn landed(&self, sent: &Sent) {
        *self.flying.borrow_mut() = None;
        for (line, _) in sent {
            dom::set_class(line, "sending", false);
        }
    }

    fn answered(&self, answer: &JsValue, sent: &Sent, step: Option<&Step>) {
        self.landed(sent);
        if dom::get(answer, "reload").as_bool() == Some(true) {
            self.exchanged.set(true);
        }
        if let Some(revision) = dom::get(answer, "revision").as_f64() {
            self.seen.set(self.seen.get().max(revision));
        }
        for (line, text) in sent {
            dom::set(line, "data-was", text);
        }
        // Before the changes: words that somebody typed are not taken from under them.
        let mut contested = Vec::new();
        for conflict in Array::from(&dom::get(answer, "conflicts")).iter() {
            let index = dom::get(&conflict, "edit").as_f64().unwrap_or(0.0) as usize;
            let now = dom::get_string(&conflict, "now").unwrap_or_default();
            match (sent.get(index), step) {
                (Some((line, text)), _) => contest(line, &now, text),
                (None, Some(Step::Left(_))) => contested.push(index),
                _ => dom::say("Somebody else changed that sentence in the meantime. Look at it and try again."),
            }
        }
        if let Some(Step::Left(left)) = step
            && !contested.is_empty()
        {
            bring_back(left, |index| contested.contains(&index));
        }
        if self.exchanged.get() {
            // The lines of the page are not those that changes speak of any more.
            if !lines().iter().any(is_unsaved) && self.steps.borrow().is_empty() {
                let location = dom::window().location();
                if let Some((history, path)) = dom::window().history().ok().zip(location.pathname().ok()) {
                    // Without the moment that led here: it is of the lines that were.
                    let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&path));
                }
                let _ = location.reload();
            }
            return;
        }
        let mut place = None;
        for change in Array::from(&dom::get(answer, "changes")).iter() {
            place = exchange(&change, sent).or(place);
        }
        if let Some(Step::Change { caret, .. }) = step
            && let Some(at) = place
        {
            match *caret {
                Caret::Stays => {}
                Caret::NextLine => put_caret(at + 1, 0),
                Caret::At(offset) => put_caret(at, offset),
            }
        } else if let (Some(Step::Undo | Step::Redo), Some(at)) = (step, place)
            && let Some(line) = lines().get(at)
        {
            dom::scroll_to(line);
        }
        if !lines().iter().any(is_unsaved) {
            self.state.note.set(SAVED.to_owned());
        }
    }

    /// Looks for what others changed.
    fn look(self: Rc<Self>) {
        if self.busy.get() {
            return;
        }
        spawn_local(async move {
            let url = [&self.address, "/edits?since=", &self.seen.get().to_string()].concat();
            if let Some(text) = dom::fetch_text(&url).await
                && !self.busy.get()
                && let Ok(answer) = JSON::parse(&text)
            {
                self.answered(&answer, &Vec::new(), None);
            }
        });
    }

    fn look_later(self: Rc<Self>) {
        dom::after(LOOK, move || {
            if !dom::document().hidden() {
                self.clone().look();
            }
            self.look_later();
        });
    }

    fn key_pressed(self: Rc<Self>, event: &KeyboardEvent) {
        // Enter chooses a word in the window of an input method.
        if event.is_composing() {
            return;
        }
        let key = event.key();
        let command = event.ctrl_key() || event.meta_key();
        let line = dom::around(event, ".said").and_then(|s| s.closest(".line").ok().flatten());
        let plain_field = dom::around(event, "input, textarea, select, dialog").is_some();
        let taken = match (key.as_str(), command, event.alt_key()) {
            ("z" | "Z", true, false) if !plain_field => {
                self.push(if event.shift_key() { Step::Redo } else { Step::Undo });
                true
            }
            ("y", true, false) if !plain_field => {
                self.push(Step::Redo);
                true
            }
            (" ", true, false) => {
                if let Some(hearing) = &self.hearing {
                    hearing.play_or_pause();
                }
                true
            }
            ("n" | "N", false, true) => {
                self.next_doubt();
                true
            }
            ("w" | "W", false, true) => line.is_some_and(|line| {
                self.ask_who(line);
                true
            }),
            ("p" | "P", false, true) => line.is_some_and(|line| {
                self.play_from_caret(&line);
                true
            }),
            ("ArrowDown", false, true) => line.is_some_and(|line| beside(&line, 1)),
            ("ArrowUp", false, true) => line.is_some_and(|line| beside(&line, -1)),
            ("Enter", false, false) => line.is_some_and(|line| {
                let caret = caret::before(&said_or(&line)).map(|before| characters(&before));
                if let Some(at) = caret.and_then(|caret| division(&text_of(&line), caret)) {
                    let change = ["\"change\":\"divide\",\"at\":", &at.to_string()].concat();
                    self.push(Step::Change { lines: vec![line], change, caret: Caret::NextLine });
                }
                true
            }),
            ("Backspace", false, false) => line.is_some_and(|line| {
                caret::before(&said_or(&line)).is_some_and(|b| b.trim().is_empty())
                    && caret::is_collapsed()
                    && self.join(index_of(&lines(), &line).checked_sub(1))
            }),
            ("Delete", false, false) => line.is_some_and(|line| {
                let text = text_of(&line);
                caret::before(&said_or(&line))
                    .is_some_and(|b| b.split_whitespace().collect::<Vec<_>>().join(" ") == text)
                    && caret::is_collapsed()
                    && self.join(Some(index_of(&lines(), &line)))
            }),
            _ => false,
        };
        if taken {
            event.prevent_default();
        }
    }

    /// Joins a line with the one after it.
    fn join(self: Rc<Self>, index: Option<usize>) -> bool {
        let lines = lines();
        let Some((index, line)) = index.and_then(|i| Some((i, lines.get(i)?.clone()))) else { return false };
        if index + 1 >= lines.len() {
            return false;
        }
        let caret = Caret::At(text_of(&line).encode_utf16().count() + 1);
        self.push(Step::Change { lines: vec![line], change: "\"change\":\"merge\"".to_owned(), caret });
        true
    }

    fn ask_who(&self, line: Element) {
        let name = speaker_of(&line);
        if let Some(field) = dom::by_id::<HtmlInputElement>("who-name") {
            field.set_value(&name);
        }
        *self.asked.borrow_mut() = Some(line);
        show_dialog("who");
    }

    fn who_said(self: Rc<Self>) {
        let Some(line) = self.asked.borrow_mut().take() else { return };
        let name = dom::by_id::<HtmlInputElement>("who-name").map(|f| f.value()).unwrap_or_default();
        let name = name.trim();
        let before = speaker_of(&line);
        let scope = |id: &str| dom::by_id::<HtmlInputElement>(id).is_some_and(|radio| radio.checked());
        if scope("who-all") && !before.is_empty() && !name.is_empty() {
            return self.push(Step::Rename { from: before, to: name.to_owned() });
        }
        let lines = lines();
        let first = index_of(&lines, &line);
        let theirs = if scope("who-one") {
            vec![line]
        } else if scope("who-all") {
            lines.into_iter().filter(|l| speaker_of(l) == before).collect()
        } else {
            lines.into_iter().skip(first).take_while(|l| speaker_of(l) == before).collect()
        };
        let name = if name.is_empty() { "null".to_owned() } else { quoted(name) };
        let change = ["\"change\":\"speaker\",\"speaker\":", &name].concat();
        for lines in theirs.chunks(AT_ONCE) {
            let step = Step::Change { lines: lines.to_vec(), change: change.clone(), caret: Caret::Stays };
            self.steps.borrow_mut().push_back(step);
        }
        self.keep();
        self.send();
    }

    /// Takes one side where two people changed the same sentence.
    fn settle(self: Rc<Self>, button: &Element, mine: bool) {
        let Some(note) = button.closest(".contest").ok().flatten() else { return };
        let Some(line) = note.previous_element_sibling() else { return };
        dom::set_class(&line, "contested", false);
        let now = note.get_attribute("data-now").unwrap_or_default();
        dom::set(&line, "data-was", &now);
        if mine {
            dom::set_class(&line, "dirty", true);
        } else if let Some(said) = said_of(&line) {
            said.set_text_content(Some(&now));
        }
        note.remove();
        self.send();
    }

    fn play_from_caret(&self, line: &Element) {
        if let Some(hearing) = &self.hearing {
            hearing.play_from_caret(line);
        }
    }

    fn next_doubt(&self) {
        let Some(root) = dom::by_id::<Element>("lines") else { return };
        let doubts = all(&root, ".doubt");
        let from = caret::node();
        let after = |doubt: &Element| {
            from.as_ref().is_none_or(|node| {
                let inside = doubt.contains(Some(node));
                !inside && node.compare_document_position(doubt) & Node::DOCUMENT_POSITION_FOLLOWING != 0
            })
        };
        match doubts.iter().find(|d| after(d)).or_else(|| doubts.first()) {
            Some(doubt) => {
                if let Some(said) = doubt.closest(".said").ok().flatten() {
                    let _ = said.unchecked_ref::<HtmlElement>().focus();
                }
                caret::select(doubt);
                dom::scroll_to(doubt);
            }
            None => dom::say("No word is doubtful."),
        }
    }
}

fn show_dialog(id: &str) {
    if let Some(dialog) = dom::by_id::<HtmlDialogElement>(id) {
        let _ = dialog.show_modal();
    }
}

fn beside(line: &Element, by: isize) -> bool {
    let index = index_of(&lines(), line).checked_add_signed(by);
    if let Some(index) = index {
        put_caret(index, 0);
    }
    true
}
