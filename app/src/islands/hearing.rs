//! What is heard while one edits: the recording plays from a word, the line that is heard is marked, and who comes from a search
//! lands at its moment.

use std::{cell::Cell, rc::Rc};

use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, Event, HtmlAudioElement};

use super::{
    caret, dom,
    lines::{lines, number, put_caret, said_or, text_of},
    times,
};

/// The recording of the episode.
pub struct Hearing(HtmlAudioElement);

impl Hearing {
    pub fn of(audio: HtmlAudioElement) -> Self {
        Self(audio)
    }

    pub fn pause(&self) {
        let _ = self.0.pause();
    }

    pub fn play_or_pause(&self) {
        if self.0.paused() { self.play() } else { self.pause() }
    }

    /// What plays next begins here, in milliseconds.
    pub fn go_to(&self, ms: f64) {
        self.0.set_current_time(ms / 1000.0);
    }

    /// Begins to play. A pause that comes before the first sound ends the promise with an error, which is no news.
    fn play(&self) {
        if let Ok(begun) = self.0.play() {
            spawn_local(async move {
                let _ = JsFuture::from(begun).await;
            });
        }
    }

    /// Plays from the word that the caret is in or before.
    pub fn play_from_caret(&self, line: &Element) {
        let Some(start) = number(line, "data-s") else { return };
        let before = caret::before(&said_or(line)).unwrap_or_default();
        let offset = match line.get_attribute("data-w") {
            Some(offsets) => {
                let known = offsets.split(' ').take(split_place(&before) + 1).filter_map(|o| o.parse::<f64>().ok());
                known.last().unwrap_or(0.0) * 10.0
            }
            // No word has a time: by the length of what stands before.
            None => {
                let share = before.len() as f64 / text_of(line).len().max(1) as f64;
                number(line, "data-e").map_or(0.0, |end| (end - start) * share)
            }
        };
        self.go_to(start + offset);
        self.play();
    }

    /// Marks the line that is heard, from now on.
    pub fn follow(&self) {
        let heard = Rc::new(Cell::new(0_u32));
        let audio = self.0.clone();
        dom::on(&self.0, "timeupdate", move |_: Event| mark(&heard, audio.current_time() * 1000.0));
    }
}

/// Marks the line that is said at a moment in place of the last one.
fn mark(heard: &Cell<u32>, now: f64) {
    let lines = lines();
    let is_at = |i: usize| {
        lines.get(i).is_some_and(|l| number(l, "data-s").is_some_and(|s| s <= now))
            && lines.get(i + 1).is_none_or(|l| number(l, "data-s").is_none_or(|s| s > now))
    };
    let last = heard.get() as usize;
    let found = if is_at(last) { Some(last) } else { (0..lines.len()).find(|i| is_at(*i)) };
    let Some(found) = found else { return };
    if let Some(line) = lines.get(last).filter(|_| last != found) {
        dom::set_class(line, "now", false);
    }
    dom::set_class(&lines[found], "now", true);
    heard.set(found as u32);
}

/// Comes to the moment that the address names, as a search leads here: the caret is before its word. The moment in milliseconds.
pub fn land() -> Option<f64> {
    let hash = dom::window().location().hash().unwrap_or_default();
    let (moment, _) = times::passage(&hash)?;
    let moment = f64::from(moment);
    // Addresses have tenths of a second.
    let until = moment + 100.0;
    let lines = lines();
    let begun = |line: &Element| number(line, "data-s").filter(|start| *start <= until);
    let (index, line, start) = lines.iter().enumerate().rev().find_map(|(i, line)| Some((i, line, begun(line)?)))?;
    let offsets = line.get_attribute("data-w").unwrap_or_default();
    let is_begun = |offset: &str| offset.parse::<f64>().is_ok_and(|offset| start + offset * 10.0 <= until);
    let text = text_of(line);
    let word = offsets.split(' ').enumerate().filter(|(_, offset)| is_begun(offset)).last().map_or(0, |(i, _)| i);
    // Without blanks between words their places are not known here: the sentence will do.
    let is_spaced = text.split(' ').count() == offsets.split(' ').count();
    let word = if is_spaced { word } else { 0 };
    let before: usize = text.split_inclusive(' ').take(word).map(|text| text.encode_utf16().count()).sum();
    put_caret(index, before);
    dom::scroll_to(line);
    Some(moment)
}

/// The word that the caret is in or before, when so much stands before the caret.
fn split_place(before: &str) -> usize {
    let words = before.split_whitespace().count();
    if before.ends_with(char::is_whitespace) || words == 0 { words } else { words - 1 }
}
