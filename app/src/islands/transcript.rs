//! Following the voice in the transcript: the sentence and the word that are being spoken.

use super::{
    deck::Deck,
    dom,
    reading::{Reading, SENTENCE, text_nodes},
};
use leptos::prelude::*;
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DocumentFragment, Event, HtmlElement, KeyboardEvent, MouseEvent, Node, PointerEvent, Range};

/// Keeps the page with the voice. Frames in which neither sentence nor word changes touch nothing.
pub struct Follower {
    deck: Rc<Deck>,
    reading: Rc<Reading>,
    /// Place of the sentence that is marked.
    place: Cell<Option<usize>>,
    split: RefCell<Option<Split>>,
    /// Sentences that were left while somebody was selecting words, and are put back as they were later.
    kept: RefCell<Vec<Split>>,
    word: Cell<Option<usize>>,
    /// The one sentence that the Tab key reaches.
    tabbable: RefCell<Option<HtmlElement>>,
}

/// A sentence whose words stand in elements of their own while it is spoken.
struct Split {
    sentence: HtmlElement,
    place: usize,
    /// The nodes as they came, to be put back.
    original: DocumentFragment,
    /// Elements with the number of their word; a word half inside a filler has two.
    words: Vec<(usize, HtmlElement)>,
}

impl Follower {
    pub fn start(deck: &Rc<Deck>, reading: &Rc<Reading>) {
        let follower = Rc::new(Self {
            deck: Rc::clone(deck),
            reading: Rc::clone(reading),
            place: Cell::default(),
            split: RefCell::default(),
            kept: RefCell::default(),
            word: Cell::default(),
            tabbable: RefCell::default(),
        });
        if let Some(first) = reading.sentence(0) {
            follower.make_tabbable(first);
        }
        follower.listen();
        deck.watch(move |ms| follower.tick(ms));
    }

    fn tick(&self, ms: u32) {
        // A page that nobody has played marks nothing.
        let begun = ms > 0 || self.deck.state.playing.get_untracked();
        let place = self.reading.at(ms).filter(|_| begun);
        let moved = place != self.place.get();
        if moved {
            self.leave();
            self.place.set(place);
            if let Some(sentence) = place.and_then(|place| self.reading.sentence(place)) {
                dom::set_class(&sentence, "now", true);
                dom::set(&sentence, "aria-current", "true");
            }
        }
        // Before words are painted, so that this frame's layout is read before it is changed.
        let state = &self.deck.state;
        let wanted = self.deck.wanted.take();
        let following =
            moved && state.playing.get_untracked() && state.follow.get_untracked() && !state.away.get_untracked();
        if wanted || following {
            self.bring_into_view(wanted);
        }
        self.mark_word(ms);
    }

    fn current(&self) -> Option<HtmlElement> {
        self.reading.sentence(self.place.get()?)
    }

    /// Scrolls to the sentence of this moment where it is not in the middle third.
    fn bring_into_view(&self, wanted: bool) {
        let Some(sentence) = self.current() else { return };
        let height = dom::height();
        // Somebody who reads the notes above or the insights below is not pulled away from them.
        let text = self.reading.root.get_bounding_client_rect();
        if !wanted && (text.bottom() < 0.0 || text.top() > height) {
            return;
        }
        let at = sentence.get_bounding_client_rect();
        if at.top() < height / 3.0 || at.bottom() > height * 2.0 / 3.0 {
            dom::scroll_to(&sentence);
        }
    }

    fn leave(&self) {
        self.join();
        if let Some(sentence) = self.current() {
            dom::set_class(&sentence, "now", false);
            let _ = sentence.remove_attribute("aria-current");
        }
    }

    /// Puts the sentence back as it was, unless somebody is selecting: the selection would be lost.
    fn join(&self) {
        self.word.set(None);
        if let Some(split) = self.split.take() {
            split.mark(None);
            self.kept.borrow_mut().push(split);
        }
        if !is_selecting() {
            for split in self.kept.take() {
                split.sentence.replace_children_with_node_1(&split.original);
                self.reading.changed(split.place);
            }
        }
    }

    fn mark_word(&self, ms: u32) {
        let Some(words) = self.deck.words() else { return };
        let place = self.split.borrow().as_ref().map(|split| split.place);
        let Some(place) = place.or_else(|| self.split_current()) else { return };
        let word = words.at(place, ms);
        if word == self.word.replace(word) {
            return;
        }
        if let Some(split) = &*self.split.borrow() {
            split.mark(word);
        }
    }

    /// Puts the words of the current sentence into elements, where nobody is selecting.
    fn split_current(&self) -> Option<usize> {
        let place = self.place.get()?;
        let sentence = self.reading.sentence(place)?;
        if self.deck.words()?.of(place).is_empty() || is_selecting() {
            return None;
        }
        *self.split.borrow_mut() = Some(Split::new(sentence, place));
        self.reading.changed(place);
        Some(place)
    }

    fn make_tabbable(&self, sentence: HtmlElement) {
        sentence.set_tab_index(0);
        let before = self.tabbable.replace(Some(sentence.clone()));
        if let Some(before) = before.filter(|before| !before.is_same_node(Some(&sentence))) {
            let _ = before.remove_attribute("tabindex");
        }
    }

    fn listen(self: &Rc<Self>) {
        let text = &self.reading.root;
        let follower = Rc::clone(self);
        dom::on(text, "click", move |event: MouseEvent| follower.click(&event));
        let follower = Rc::clone(self);
        dom::on(text, "keydown", move |event: KeyboardEvent| {
            if !event.ctrl_key() && !event.meta_key() && !event.alt_key() && follower.press(&event.key()) == Some(()) {
                event.prevent_default();
            }
        });
        let window = dom::window();
        for name in ["wheel", "touchmove"] {
            let follower = Rc::clone(self);
            dom::on(&window, name, move |_: Event| follower.give_way());
        }
        let follower = Rc::clone(self);
        dom::on(&window, "keydown", move |event: KeyboardEvent| {
            if matches!(event.key().as_str(), "PageUp" | "PageDown" | "Home" | "End" | "ArrowUp" | "ArrowDown") {
                follower.give_way();
            }
        });
        let follower = Rc::clone(self);
        dom::on(&window, "pointerdown", move |event: PointerEvent| {
            // The scrollbar lies beside the page.
            if dom::document().document_element().is_some_and(|page| event.client_x() >= page.client_width()) {
                follower.give_way();
            }
        });
    }

    /// The reader scrolls: the page is theirs until they ask for the voice again.
    fn give_way(&self) {
        dom::reader_scrolls();
        let state = &self.deck.state;
        if state.playing.get_untracked() && state.follow.get_untracked() && !state.away.get_untracked() {
            state.away.set(true);
        }
    }

    fn click(&self, event: &MouseEvent) {
        if event.default_prevented() || event.ctrl_key() || event.meta_key() || event.shift_key() || is_selecting() {
            return;
        }
        if dom::around(event, "a, button").is_some() {
            return;
        }
        let Some(sentence) = dom::around(event, SENTENCE) else { return };
        let word = word_at_point(&sentence, event);
        self.make_tabbable(sentence.clone());
        self.play_word(&sentence, word);
    }

    /// Plays from a word, or from the start of its sentence until its time is known.
    fn play_word(&self, sentence: &HtmlElement, word: usize) {
        let Some(place) = self.reading.place_of(sentence) else { return };
        let Some(start) = self.reading.start(place) else { return };
        let time = move |words: &super::words::Words| {
            let times = words.of(place);
            times.get(word).or(times.last()).copied()
        };
        if let Some(words) = self.deck.words() {
            return self.deck.play_from(time(words).unwrap_or(start));
        }
        // Playing has to begin within the click, or the browser refuses.
        self.deck.play_from(start);
        let deck = Rc::clone(&self.deck);
        self.deck.with_words(move |words| {
            if let Some(time) = time(words) {
                deck.seek(time);
            }
        });
    }

    /// Keys on a sentence; none where the key means nothing here.
    fn press(&self, key: &str) -> Option<()> {
        let focused: HtmlElement = dom::document().active_element()?.dyn_into().ok()?;
        let place = self.reading.place_of(&focused)?;
        let next = match key {
            "ArrowDown" | "j" => place + 1,
            "ArrowUp" | "k" => place.checked_sub(1)?,
            "Enter" => {
                self.deck.play_from(self.reading.start(place)?);
                return Some(());
            }
            _ => return None,
        };
        let next = self.reading.sentence(next)?;
        self.make_tabbable(next.clone());
        next.focus().ok()
    }
}

impl Split {
    fn new(sentence: HtmlElement, place: usize) -> Self {
        let document = dom::document();
        let original = document.create_document_fragment();
        let copy = document.create_document_fragment();
        while let Some(node) = sentence.first_child() {
            if let Ok(twin) = node.clone_node_with_deep(true) {
                let _ = copy.append_child(&twin);
            }
            let _ = original.append_child(&node);
        }
        let mut words = Vec::new();
        let mut count = 0;
        let mut inside = false;
        for text in text_nodes(&copy) {
            let pieces = document.create_document_fragment();
            for piece in text.data().split_inclusive(char::is_whitespace) {
                let word = piece.trim_end();
                if !word.is_empty() {
                    count += usize::from(!inside);
                    inside = true;
                    let element = dom::make("i", "w");
                    element.set_text_content(Some(word));
                    let _ = pieces.append_child(&element);
                    words.push((count - 1, element));
                }
                if word.len() < piece.len() {
                    inside = false;
                    let _ = pieces.append_child(&document.create_text_node(&piece[word.len()..]));
                }
            }
            let _ = text.replace_with_with_node_1(&pieces);
        }
        sentence.replace_children_with_node_1(&copy);
        Self { sentence, place, original, words }
    }

    fn mark(&self, word: Option<usize>) {
        for (number, element) in &self.words {
            let class = if Some(*number) == word { "w now" } else { "w" };
            if element.class_name() != class {
                element.set_class_name(class);
            }
        }
    }
}

/// Whether words are selected somewhere.
fn is_selecting() -> bool {
    dom::window().get_selection().ok().flatten().is_some_and(|selection| !selection.is_collapsed())
}

/// The number of the word of a sentence at a point of the window.
fn word_at_point(sentence: &HtmlElement, event: &MouseEvent) -> usize {
    let (x, y) = (event.client_x(), event.client_y());
    let document: JsValue = dom::document().into();
    let call = |name: &str| -> Option<JsValue> {
        let f: js_sys::Function = dom::get(&document, name).dyn_into().ok()?;
        f.call2(&document, &x.into(), &y.into()).ok().filter(|found| !found.is_null())
    };
    let place =
        call("caretPositionFromPoint").map(|p| (dom::get(&p, "offsetNode"), dom::get(&p, "offset"))).or_else(|| {
            // Safari's older name for it.
            call("caretRangeFromPoint").map(|r| (dom::get(&r, "startContainer"), dom::get(&r, "startOffset")))
        });
    let Some((node, offset)) = place else { return 0 };
    word_at(sentence, node.unchecked_ref(), offset.as_f64().unwrap_or(0.0) as u32)
}

/// The number of the word of a sentence that holds, or follows, a place in its text.
pub fn word_at(sentence: &HtmlElement, node: &Node, offset: u32) -> usize {
    let before = || {
        let range = Range::new().ok()?;
        range.set_start(sentence, 0).ok()?;
        range.set_end(node, offset).ok()?;
        range.to_string().as_string()
    };
    let before = before().unwrap_or_default();
    let words = before.split_whitespace().count();
    if before.ends_with(|c: char| !c.is_whitespace()) { words - 1 } else { words }
}
