//! The audio element and what hangs on it: where it is, where it goes, who wants to know.

use super::{
    charts, controls, dom, moments, player::State, reading::Reading, selection, transcript::Follower, words::Words,
};
use leptos::{prelude::*, task::spawn_local};
use model::timecode;
use std::{
    cell::{Cell, OnceCell, RefCell},
    rc::Rc,
};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Event, HtmlAudioElement, HtmlElement};

type Watcher = Box<dyn Fn(u32)>;

/// The page's audio.
pub struct Deck {
    pub audio: HtmlAudioElement,
    pub state: State,
    pub title: String,
    /// Milliseconds.
    pub duration: u32,
    /// The controls, with what the server says of the recording.
    about: HtmlElement,
    /// Where to go once the browser has looked into the file, which it does not before somebody presses play.
    pending: Cell<Option<u32>>,
    /// Where to stop: the end of a passage.
    until: Cell<Option<u32>>,
    /// The sentence of this moment is to be shown, wherever the page is scrolled to.
    pub wanted: Cell<bool>,
    words_url: Option<String>,
    words: OnceCell<Words>,
    words_asked: Cell<bool>,
    pauses: OnceCell<Vec<(u32, u32)>>,
    watchers: RefCell<Vec<Watcher>>,
}

/// Brings the player to life once it is hydrated, where the page has audio. Each step is a task of its own: on a slow phone all of
/// them together would keep a tap waiting.
pub fn start(state: State) {
    let made: Rc<OnceCell<Rc<Deck>>> = Rc::default();
    let step = |f: fn(&Rc<Deck>)| {
        let made = Rc::clone(&made);
        dom::once_hydrated(move || {
            if let Some(deck) = made.get() {
                f(deck);
            }
        });
    };
    let making = Rc::clone(&made);
    dom::once_hydrated(move || {
        if let Some(deck) = Deck::of_page(state) {
            deck.listen();
            let _ = making.set(deck);
        }
    });
    step(controls::listen);
    step(Deck::keep_place);
    step(charts::show_position);
    step(moments::listen);
    step(|deck| {
        // The browser's own controls may have come in between.
        if let Some(native) = dom::by_id::<HtmlElement>("native") {
            native.set_hidden(true);
        }
        dom::wake(&deck.about);
        dom::toast();
        moments::open_address(deck);
        // Looking through thousands of sentences can wait for a quiet moment, or for the first click.
        let deck = Rc::clone(deck);
        dom::idle(move || {
            if let Some(reading) = Reading::of_page().filter(|reading| reading.is_timed()) {
                Follower::start(&deck, &reading);
                selection::listen(&deck, &reading);
            }
        });
    });
}

impl Deck {
    fn of_page(state: State) -> Option<Rc<Self>> {
        let (audio, about) = dom::by_id::<HtmlAudioElement>("audio").zip(dom::by_id::<HtmlElement>("deck"))?;
        let told = |attribute| about.get_attribute(attribute);
        let duration = told("data-duration").and_then(|ms| ms.parse().ok()).unwrap_or(0);
        state.length.set(duration / 1000);
        Some(Rc::new(Self {
            audio,
            state,
            title: told("data-title").unwrap_or_default(),
            duration,
            pending: Cell::default(),
            until: Cell::default(),
            wanted: Cell::default(),
            words_url: told("data-words"),
            words: OnceCell::new(),
            words_asked: Cell::default(),
            pauses: OnceCell::new(),
            watchers: RefCell::default(),
            about,
        }))
    }

    fn listen(self: &Rc<Self>) {
        let deck = Rc::clone(self);
        let frame = dom::frames(move || {
            deck.tick();
            deck.state.playing.get_untracked()
        });
        let deck = Rc::clone(self);
        dom::on(&self.audio, "play", move |_: Event| {
            deck.state.playing.set(true);
            deck.load_words();
            frame();
        });
        let deck = Rc::clone(self);
        dom::on(&self.audio, "pause", move |_: Event| deck.state.playing.set(false));
        let deck = Rc::clone(self);
        dom::on(&self.audio, "loadedmetadata", move |_: Event| {
            if let Some(ms) = deck.pending.take() {
                deck.audio.set_current_time(f64::from(ms) / 1000.0);
            }
        });
        // Four times a second in a hidden page, where no frames are painted.
        let deck = Rc::clone(self);
        dom::on(&self.audio, "timeupdate", move |_: Event| deck.tick());
        dom::on(&self.audio, "error", move |_: Event| {
            dom::say("The audio could not be loaded. Check the connection, then press play again.");
        });
    }

    /// Milliseconds from the start.
    pub fn now(&self) -> u32 {
        self.pending.get().unwrap_or_else(|| (self.audio.current_time() * 1000.0) as u32)
    }

    /// Goes to a moment without playing.
    pub fn seek(&self, ms: u32) {
        self.until.set(None);
        let ms = ms.min(self.duration);
        if self.audio.ready_state() == 0 {
            self.pending.set(Some(ms));
        } else {
            self.audio.set_current_time(f64::from(ms) / 1000.0);
        }
        self.tick();
    }

    /// Goes so many seconds on, or back.
    pub fn step(&self, seconds: i32) {
        self.seek(self.now().saturating_add_signed(seconds * 1000));
    }

    /// Plays from a moment that somebody pointed at, and shows it.
    pub fn play_from(&self, ms: u32) {
        self.seek(ms);
        self.show_now();
        self.play();
    }

    /// Plays a passage and stops.
    pub fn play_passage(&self, from: u32, to: u32) {
        self.play_from(from);
        self.until.set(Some(to));
    }

    /// Scrolls to the sentence of this moment and stays with it.
    pub fn show_now(&self) {
        self.state.away.set(false);
        self.wanted.set(true);
        self.tick();
    }

    pub fn play(&self) {
        // The browser may refuse, and tells so by a promise that somebody must look at.
        if let Ok(promise) = self.audio.play() {
            spawn_local(async move {
                let _ = JsFuture::from(promise).await;
            });
        }
    }

    pub fn toggle(&self) {
        self.until.set(None);
        if self.audio.paused() {
            self.play();
        } else {
            let _ = self.audio.pause();
        }
    }

    /// Calls back whenever the moment changes: before each frame while playing.
    pub fn watch(&self, f: impl Fn(u32) + 'static) {
        f(self.now());
        self.watchers.borrow_mut().push(Box::new(f));
    }

    fn tick(&self) {
        let ms = self.now();
        if self.until.get().is_some_and(|end| ms >= end) {
            self.until.set(None);
            let _ = self.audio.pause();
        }
        if self.state.second.get_untracked() != ms / 1000 {
            self.state.second.set(ms / 1000);
        }
        if self.state.skip.get_untracked() && self.state.playing.get_untracked() {
            self.skip_pause(ms);
        }
        for watcher in &*self.watchers.borrow() {
            watcher(ms);
        }
    }

    fn skip_pause(&self, ms: u32) {
        let Some(words) = self.words.get() else { return };
        let pauses = self.pauses.get_or_init(|| words.pauses());
        let next = pauses.partition_point(|(_, end)| *end <= ms);
        // Only onwards, and not for the last bit of it: a seek takes longer.
        if pauses.get(next).is_some_and(|(from, to)| *from <= ms && *to > ms + 200) {
            self.audio.set_current_time(f64::from(pauses[next].1) / 1000.0);
        }
    }

    /// The times of words, once they are loaded.
    pub fn words(&self) -> Option<&Words> {
        self.words.get()
    }

    /// Loads the times of words, once.
    pub fn load_words(self: &Rc<Self>) {
        if !self.words_asked.replace(true) {
            let deck = Rc::clone(self);
            self.with_words(move |_| deck.tick());
        }
    }

    /// Calls back with the times of words, after loading them where needed.
    pub fn with_words(self: &Rc<Self>, f: impl FnOnce(&Words) + 'static) {
        if let Some(words) = self.words.get() {
            return f(words);
        }
        let Some(url) = self.words_url.clone() else { return };
        let deck = Rc::clone(self);
        spawn_local(async move {
            match dom::fetch_text(&url).await {
                Some(json) => f(deck.words.get_or_init(|| Words::read(&json))),
                // Sentences are followed without them; the next play tries again.
                None => deck.words_asked.set(false),
            }
        });
    }

    /// Remembers where the listener is, and goes back there.
    fn keep_place(self: &Rc<Self>) {
        const SOON: u32 = 10_000;
        let key = ["pf:at:", &self.about.get_attribute("data-audio").unwrap_or_default()].concat();
        let before = dom::remembered(&key).and_then(|ms| ms.parse().ok());
        if let Some(ms) = before.filter(|ms| (SOON..self.duration.saturating_sub(SOON)).contains(ms)) {
            self.seek(ms);
        }
        let deck = Rc::clone(self);
        let kept = Cell::new(self.now());
        let keep = move || {
            let ms = deck.now();
            if ms.abs_diff(kept.get()) >= 2_000 {
                kept.set(ms);
                dom::remember(&key, &ms.to_string());
            }
        };
        self.watch(move |_| keep());
    }

    /// An address that opens at a moment, or marks a passage.
    pub fn link(&self, from: u32, to: Option<u32>) -> String {
        let location = dom::window().location();
        let mut link = location.origin().unwrap_or_default();
        link.push_str(&location.pathname().unwrap_or_default());
        link.push_str("#t=");
        link.push_str(&timecode::fragment(from));
        if let Some(to) = to {
            link.push(',');
            link.push_str(&timecode::fragment(to));
        }
        link
    }
}

/// The search field, where the page has one.
pub fn focus_search() {
    if let Some(field) = dom::by_id::<HtmlElement>("q") {
        let _ = field.focus();
    }
}
