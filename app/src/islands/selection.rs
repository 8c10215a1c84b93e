//! What can be done with selected words: play them, share them, quote them.

use super::{
    deck::Deck,
    dom,
    reading::{Reading, sentence_around},
    transcript::word_at,
};
use std::{cell::Cell, rc::Rc};
use web_sys::{Event, HtmlElement, MouseEvent, Node, Range};

/// Shows the toolbar while words of the transcript are selected.
pub fn listen(deck: &Rc<Deck>, reading: &Rc<Reading>) {
    let Some(bar) = dom::by_id::<HtmlElement>("pick") else { return };
    // Out of the player, whose place on the page may move or clip it.
    dom::append_to_page(&bar);
    // A press would end the selection before the click arrives.
    dom::on(&bar, "mousedown", |event: MouseEvent| event.prevent_default());
    let changes = Rc::new(Cell::new(0_u32));
    let deck = Rc::clone(deck);
    let reading = Rc::clone(reading);
    dom::on(&dom::document(), "selectionchange", move |_: Event| {
        let change = changes.get().wrapping_add(1);
        changes.set(change);
        let (changes, deck, reading, bar) = (Rc::clone(&changes), Rc::clone(&deck), Rc::clone(&reading), bar.clone());
        dom::after(200, move || {
            if changes.get() == change {
                place(&bar, &deck, &reading);
            }
        });
    });
}

fn place(bar: &HtmlElement, deck: &Rc<Deck>, reading: &Reading) {
    let range = selected().filter(|range| range.intersects_node(&reading.root).unwrap_or(false));
    bar.set_hidden(range.is_none());
    let Some(range) = range else { return };
    deck.load_words();
    let words = range.get_bounding_client_rect();
    let window = dom::window();
    let page = dom::document().document_element().map_or(0.0, |page| f64::from(page.client_width()));
    let half = f64::from(bar.offset_width()) / 2.0 + 8.0;
    let x = (words.left() + words.width() / 2.0).min(page - half).max(half) + window.scroll_x().unwrap_or(0.0);
    let y = words.bottom() + window.scroll_y().unwrap_or(0.0);
    for (property, at) in [("left", x), ("top", y)] {
        let _ = bar.style().set_property(property, &[&(at as i32).to_string(), "px"].concat());
    }
}

fn selected() -> Option<Range> {
    let selection = dom::window().get_selection().ok()??;
    if selection.is_collapsed() || selection.range_count() == 0 {
        return None;
    }
    selection.get_range_at(0).ok()
}

/// Does what a button of the toolbar says.
pub fn act(deck: &Rc<Deck>, action: &str) {
    let Some((range, reading)) = selected().zip(Reading::of_page()) else { return };
    let Some((first, last)) = ends(&range, &reading) else { return };
    let Some((sentence, end)) = reading.sentence(first).zip(reading.sentence(last)) else { return };
    let at = |place: usize, word: Option<usize>| word.and_then(|word| deck.words()?.of(place).get(word).copied());
    let from = word(&sentence, range.start_container().ok(), range.start_offset().unwrap_or(0));
    let until = word(&end, range.end_container().ok(), range.end_offset().unwrap_or(0)).map(|word| word + 1);
    let Some(from) = at(first, from).or_else(|| reading.start(first)) else { return };
    let to = at(last, until).or_else(|| reading.start(last + 1)).unwrap_or(deck.duration).max(from + 500);
    match action {
        "pick-play" => deck.play_passage(from, to),
        "pick-link" => dom::copy(deck.link(from, Some(to)), "Link copied. It marks this passage."),
        _ => dom::copy(quote(deck, &range, &sentence, &deck.link(from, Some(to))), "Quote copied, with its source."),
    }
}

/// The places of the first and the last sentence that a range touches.
fn ends(range: &Range, reading: &Reading) -> Option<(usize, usize)> {
    let around = |node: Option<Node>| reading.place_of(&sentence_around(&node?)?);
    let touched = |place: &usize| reading.sentence(*place).is_some_and(|s| range.intersects_node(&s).unwrap_or(false));
    let first = around(range.start_container().ok()).or_else(|| (0..reading.len()).find(touched))?;
    let last = around(range.end_container().ok()).or_else(|| (0..reading.len()).rev().find(touched))?;
    Some((first, last))
}

/// The word of a sentence at an end of the selection; none where that end lies outside it.
fn word(sentence: &HtmlElement, node: Option<Node>, offset: u32) -> Option<usize> {
    node.filter(|node| sentence.contains(Some(node))).map(|node| word_at(sentence, &node, offset))
}

/// `“Words” – Speaker, Title` and the link.
fn quote(deck: &Deck, range: &Range, sentence: &HtmlElement, link: &str) -> String {
    let text = range.to_string().as_string().unwrap_or_default();
    let mut quote = String::from("“");
    for (i, word) in text.split_whitespace().enumerate() {
        if i > 0 {
            quote.push(' ');
        }
        quote.push_str(word);
    }
    quote.push_str("”\n– ");
    let turn = sentence.closest(".turn").ok().flatten();
    if let Some(name) = turn.and_then(|turn| dom::find_in::<HtmlElement>(&turn, ".who b")?.text_content()) {
        quote.push_str(&name);
        quote.push_str(", ");
    }
    quote.push_str(&deck.title);
    quote.push('\n');
    quote.push_str(link);
    quote
}
