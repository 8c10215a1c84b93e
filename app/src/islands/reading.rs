//! The sentences of the transcript as they stand in the page.

use super::{dom, times};
use js_sys::Array;
use std::{
    cell::{OnceCell, RefCell},
    rc::Rc,
};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlElement, Node};

thread_local! {
    static READING: OnceCell<Option<Rc<Reading>>> = const { OnceCell::new() };
}

/// A sentence is a span right within its paragraph.
pub const SENTENCE: &str = "#reading p > span";

type Watcher = Box<dyn Fn(usize)>;

/// The reading view. The elements stay in the browser's own list, and their starts come as one list: three hours are a few
/// thousand sentences, and nothing here asks each of them.
pub struct Reading {
    pub root: HtmlElement,
    sentences: Array,
    /// Start in milliseconds and place in `sentences`, of those with a time.
    timed: Vec<(u32, usize)>,
    /// Told when the elements within a sentence were replaced.
    watcher: RefCell<Option<Watcher>>,
}

impl Reading {
    /// The page's transcript, where it has one.
    pub fn of_page() -> Option<Rc<Self>> {
        READING.with(|cell| cell.get_or_init(|| Self::collect().map(Rc::new)).clone())
    }

    fn collect() -> Option<Self> {
        let root: HtmlElement = dom::by_id("reading")?;
        let sentences: JsValue = root.query_selector_all("p > span").ok()?.into();
        let sentences = Array::from(&sentences);
        let starts = dom::by_id::<Element>("starts").and_then(|list| list.get_attribute("value")).unwrap_or_default();
        let timed = times::starts(&starts).collect();
        Some(Self { root, sentences, timed, watcher: RefCell::default() })
    }

    /// Calls back with the place of a sentence whose inner elements were replaced: ranges within it are void.
    pub fn on_change(&self, f: impl Fn(usize) + 'static) {
        *self.watcher.borrow_mut() = Some(Box::new(f));
    }

    pub fn changed(&self, place: usize) {
        if let Some(watcher) = &*self.watcher.borrow() {
            watcher(place);
        }
    }

    /// How many sentences there are.
    pub fn len(&self) -> usize {
        self.sentences.length() as usize
    }

    pub fn is_timed(&self) -> bool {
        !self.timed.is_empty()
    }

    /// The sentence at a place from 0.
    pub fn sentence(&self, place: usize) -> Option<HtmlElement> {
        let found = self.sentences.get(u32::try_from(place).ok()?);
        (!found.is_undefined()).then(|| found.unchecked_into())
    }

    /// The place of a sentence on the page: its index within the transcript too, and within `words.json`.
    pub fn place_of(&self, sentence: &HtmlElement) -> Option<usize> {
        usize::try_from(self.sentences.index_of(sentence, 0)).ok()
    }

    /// When the sentence at a place starts.
    pub fn start(&self, place: usize) -> Option<u32> {
        let found = self.timed.binary_search_by_key(&place, |(_, place)| *place).ok()?;
        Some(self.timed[found].0)
    }

    /// The place of the sentence that is being spoken.
    pub fn at(&self, ms: u32) -> Option<usize> {
        let after = self.timed.partition_point(|(start, _)| *start <= ms);
        Some(self.timed[after.checked_sub(1)?].1)
    }

    /// The places of the sentences that begin from `from` until before `to`, and of the one that is spoken at `from`.
    pub fn between(&self, from: u32, to: u32) -> impl Iterator<Item = usize> {
        let first = self.timed.partition_point(|(start, _)| *start <= from).saturating_sub(1);
        let last = self.timed.partition_point(|(start, _)| *start < to).max(first + 1).min(self.timed.len());
        self.timed[first.min(last)..last].iter().map(|(_, place)| *place)
    }
}

/// The sentence around a place in the text.
pub fn sentence_around(node: &Node) -> Option<HtmlElement> {
    let element = match node.dyn_ref::<web_sys::Element>() {
        Some(element) => element.clone(),
        None => node.parent_element()?,
    };
    element.closest(SENTENCE).ok().flatten().map(JsCast::unchecked_into)
}

/// The pieces of text within an element, in order.
pub fn text_nodes(of: &Node) -> Vec<web_sys::Text> {
    let mut found = Vec::new();
    collect_text(of, &mut found);
    found
}

fn collect_text(node: &Node, found: &mut Vec<web_sys::Text>) {
    if node.node_type() == Node::TEXT_NODE {
        found.push(node.clone().unchecked_into());
    }
    let mut child = node.first_child();
    while let Some(node) = child {
        collect_text(&node, found);
        child = node.next_sibling();
    }
}
