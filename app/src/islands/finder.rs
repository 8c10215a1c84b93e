//! The search field of the transcript at work.

use super::{
    charts, dom,
    fold::{Folded, Folder, Hit},
    labels,
    reading::{Reading, text_nodes},
};
use js_sys::{JsString, Map, Set as JsSet};
use leptos::prelude::*;
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use web_sys::{Element, Event, HtmlElement, HtmlInputElement, KeyboardEvent, MouseEvent, Range};

/// No more hits than this are marked in the text; all are counted and reached by next and previous.
const MARKED: usize = 1000;

#[wasm_bindgen]
extern "C" {
    type Highlight;

    #[wasm_bindgen(constructor, catch)]
    fn new() -> Result<Highlight, JsValue>;
}

struct Finder {
    reading: Rc<Reading>,
    field: HtmlInputElement,
    found: RwSignal<String>,
    folder: RefCell<Folder>,
    folded: RefCell<Option<Folded>>,
    hits: RefCell<Vec<Hit>>,
    /// Bytes of what is looked for, folded.
    length: Cell<usize>,
    current: Cell<Option<usize>>,
    marks: Marks,
    ticks: Option<Element>,
}

/// Brings the search field to life, where the page has a transcript.
pub fn start(found: RwSignal<String>) {
    labels::show_labels();
    let Some((field, bar)) = dom::by_id::<HtmlInputElement>("q").zip(dom::by_id::<HtmlElement>("find")) else { return };
    dom::wake(&bar);
    let finder = Rc::new(std::cell::OnceCell::new());
    let get = {
        let field = field.clone();
        // Thousands of sentences are looked through when the field is first used.
        move || finder.get_or_init(|| Finder::new(field.clone(), found)).clone()
    };
    let (prepare, typed, key, button) = (get.clone(), get.clone(), get.clone(), get);
    dom::on(&field, "focus", move |_: Event| {
        if let Some(finder) = prepare() {
            finder.fold();
        }
    });
    dom::on(&field, "input", move |_: Event| {
        if let Some(finder) = typed() {
            finder.search();
        }
    });
    dom::on(&field, "keydown", move |event: KeyboardEvent| {
        let Some(finder) = key() else { return };
        match event.key().as_str() {
            "Enter" => finder.go(event.shift_key()),
            "Escape" => {
                finder.field.set_value("");
                finder.search();
            }
            _ => return,
        }
        event.prevent_default();
    });
    dom::on(&bar, "click", move |event: MouseEvent| {
        let which = dom::around(&event, "[data-find]").and_then(|b| b.get_attribute("data-find"));
        if let Some((which, finder)) = which.zip(button()) {
            finder.go(which == "previous");
        }
    });
}

impl Finder {
    fn new(field: HtmlInputElement, found: RwSignal<String>) -> Option<Rc<Self>> {
        let reading = Reading::of_page()?;
        let ticks = charts::waveform().and_then(|(svg, _)| charts::draw(&svg, "g", "hits"));
        let finder = Rc::new(Self {
            reading,
            field,
            found,
            folder: RefCell::new(Folder::new(base_letter)),
            folded: RefCell::default(),
            hits: RefCell::default(),
            length: Cell::default(),
            current: Cell::default(),
            marks: Marks::new(),
            ticks,
        });
        let weak = Rc::downgrade(&finder);
        finder.reading.on_change(move |place| {
            if let Some(finder) = weak.upgrade() {
                finder.mark_again(place);
            }
        });
        Some(finder)
    }

    fn text(&self, place: usize) -> String {
        self.reading.sentence(place).and_then(|s| s.text_content()).unwrap_or_default()
    }

    fn fold(&self) {
        let mut folded = self.folded.borrow_mut();
        if folded.is_none() {
            let sentences = (0..self.reading.len()).map(|place| self.text(place));
            *folded = Some(Folded::new(&mut self.folder.borrow_mut(), sentences));
        }
    }

    fn search(&self) {
        self.fold();
        let mut needle = String::new();
        self.folder.borrow_mut().fold(self.field.value().trim(), &mut needle);
        let hits = self.folded.borrow().as_ref().map(|folded| folded.find(&needle)).unwrap_or_default();
        self.length.set(needle.len());
        self.current.set(None);
        *self.hits.borrow_mut() = hits;
        self.marks.clear();
        for (number, hit) in self.hits.borrow().iter().enumerate().take(MARKED) {
            self.mark(number, *hit);
        }
        self.draw_ticks();
        self.tell(needle.is_empty());
    }

    fn tell(&self, nothing_asked: bool) {
        let count = self.hits.borrow().len();
        let number = count.to_string();
        self.found.set(match self.current.get() {
            _ if nothing_asked => String::new(),
            Some(current) => [&(current + 1).to_string(), " of ", &number].concat(),
            None if count == 0 => "Nothing found".to_owned(),
            None if count == 1 => "1 hit".to_owned(),
            None => [&number, " hits"].concat(),
        });
    }

    /// Goes to the next hit or the one before; first to the first one from where the page is scrolled to.
    fn go(&self, back: bool) {
        let count = self.hits.borrow().len();
        if count == 0 {
            return;
        }
        let next = match (self.current.get(), back) {
            (None, _) => self.first_below_top().unwrap_or(0),
            (Some(current), false) => (current + 1) % count,
            (Some(current), true) => (current + count - 1) % count,
        };
        self.current.set(Some(next));
        let hit = self.hits.borrow()[next];
        self.mark_current(hit);
        if let Some(sentence) = self.reading.sentence(hit.0) {
            dom::scroll_to(&sentence);
        }
        self.tell(false);
    }

    /// The first hit that is not above the window. Sentences follow each other down the page, so halving finds it.
    fn first_below_top(&self) -> Option<usize> {
        let hits = self.hits.borrow();
        let above =
            |hit: &Hit| self.reading.sentence(hit.0).is_some_and(|s| s.get_bounding_client_rect().bottom() < 0.0);
        Some(hits.partition_point(above)).filter(|first| *first < hits.len())
    }

    fn range(&self, (place, start): Hit) -> Option<Range> {
        let sentence = self.reading.sentence(place)?;
        let (from, to) = self.folder.borrow_mut().place(&self.text(place), start, start + self.length.get());
        range_within(&sentence, from, to)
    }

    fn mark(&self, number: usize, hit: Hit) {
        match self.marks.all {
            Some(_) => {
                if let Some(range) = self.range(hit) {
                    self.marks.add(number, range);
                }
            }
            None => {
                if let Some(sentence) = self.reading.sentence(hit.0) {
                    dom::set_class(&sentence, "hit", true);
                    self.marks.sentences.borrow_mut().push(sentence);
                }
            }
        }
    }

    fn mark_current(&self, hit: Hit) {
        self.marks.set_current(self.range(hit));
    }

    /// Marks anew within a sentence whose elements were replaced.
    fn mark_again(&self, place: usize) {
        if self.marks.all.is_none() {
            return;
        }
        let hits = self.hits.borrow();
        let first = hits.partition_point(|hit| hit.0 < place);
        for (number, hit) in hits.iter().enumerate().skip(first).take_while(|(_, hit)| hit.0 == place) {
            if number < MARKED {
                self.mark(number, *hit);
            }
            if self.current.get() == Some(number) {
                self.mark_current(*hit);
            }
        }
    }

    fn draw_ticks(&self) {
        let Some((ticks, (_, place))) = self.ticks.as_ref().zip(charts::waveform()) else { return };
        let mut drawn = String::new();
        let mut last = None;
        for &(sentence, _) in &*self.hits.borrow() {
            let Some(x) = self.reading.start(sentence).map(&place) else { continue };
            // Several hits on one spot are one tick.
            if last.replace(x) != Some(x) {
                for part in ["<rect width=2 height=160 x=", &x.to_string(), " />"] {
                    drawn.push_str(part);
                }
            }
        }
        ticks.set_inner_html(&drawn);
    }
}

/// How hits are shown: by ranges where the browser can paint those, else by a class on their sentences.
struct Marks {
    all: Option<JsSet>,
    current: Option<JsSet>,
    ranges: RefCell<Vec<Option<Range>>>,
    sentences: RefCell<Vec<HtmlElement>>,
}

impl Marks {
    fn new() -> Self {
        let registry = dom::get(&dom::get(&dom::window(), "CSS"), "highlights");
        let register = |name: &str| {
            // Both behave like the sets and maps that they are no subclasses of.
            let highlight: JsSet = Highlight::new().ok()?.unchecked_into();
            if registry.is_undefined() {
                return None;
            }
            registry.unchecked_ref::<Map>().set(&name.into(), &highlight);
            Some(highlight)
        };
        Self {
            all: register("hit"),
            current: register("hit-now"),
            ranges: RefCell::default(),
            sentences: RefCell::default(),
        }
    }

    fn clear(&self) {
        for set in [&self.all, &self.current].into_iter().flatten() {
            set.clear();
        }
        self.ranges.borrow_mut().clear();
        for sentence in self.sentences.take() {
            dom::set_class(&sentence, "hit", false);
        }
    }

    fn add(&self, number: usize, range: Range) {
        let Some(all) = &self.all else { return };
        all.add(&range);
        let mut ranges = self.ranges.borrow_mut();
        if ranges.len() <= number {
            ranges.resize_with(number + 1, || None);
        }
        if let Some(before) = ranges[number].replace(range) {
            all.delete(&before);
        }
    }

    fn set_current(&self, range: Option<Range>) {
        let Some(current) = &self.current else { return };
        current.clear();
        if let Some(range) = range {
            current.add(&range);
        }
    }
}

/// The range of a stretch of an element's text, in UTF-16 units.
fn range_within(element: &HtmlElement, from: u32, to: u32) -> Option<Range> {
    let range = Range::new().ok()?;
    let mut before = 0;
    for text in text_nodes(element) {
        let after = before + text.length();
        if before <= from && from < after {
            range.set_start(&text, from - before).ok()?;
        }
        if before < to && to <= after {
            range.set_end(&text, to - before).ok()?;
            return Some(range);
        }
        before = after;
    }
    None
}

/// The letter without its marks, in lower case, as the browser's Unicode tables have it; ours would be larger.
fn base_letter(c: char) -> char {
    let text: JsString = c.to_string().into();
    let base = text.to_lower_case().normalize("NFD").as_string();
    base.and_then(|base| base.chars().next()).unwrap_or(c)
}
