//! The player: controls for the page's `#audio`, and everything on the page that follows it.

use leptos::prelude::*;
use model::timecode;

/// What the controls show. The browser half changes it, the view follows.
#[derive(Clone, Copy)]
pub(super) struct State {
    pub playing: RwSignal<bool>,
    /// Whole seconds; the clock and the scrubber need no more.
    pub second: RwSignal<u32>,
    pub length: RwSignal<u32>,
    /// The transcript is to stay with the voice.
    pub follow: RwSignal<bool>,
    /// Pauses are jumped over.
    pub skip: RwSignal<bool>,
    /// The reader has scrolled elsewhere while the transcript was being followed.
    pub away: RwSignal<bool>,
}

/// Speeds on offer, slowest first, as the browser writes numbers.
#[cfg(feature = "listening")]
pub(super) const SPEEDS: [&str; 9] = ["0.75", "1", "1.1", "1.25", "1.5", "1.75", "2", "2.5", "3"];

/// Controls for the page's `#audio`. Without a script the browser's own controls stay.
///
/// An island's props are read by a JSON parser, which would be a tenth of the WASM: what the browser needs to know stands in
/// attributes around the island instead.
#[cfg(feature = "ssr")]
#[component]
pub fn Player(
    /// Path of the audio: the listener's place in it is remembered under this name.
    audio_url: String,
    /// Path of the times of words; none without a transcript.
    words_url: Option<String>,
    /// Seconds.
    duration: f64,
    /// Title of the episode.
    title: String,
) -> impl IntoView {
    let duration = model::seconds::to_ms(duration).to_string();
    view! {
        <div id="deck" class="deck asleep" data-audio=audio_url data-words=words_url data-duration=duration data-title=title>
            <Controls />
        </div>
    }
}

/// The live part of [`Player`].
#[island]
pub fn Controls() -> impl IntoView {
    let state = State {
        playing: RwSignal::new(false),
        second: RwSignal::new(0),
        length: RwSignal::new(0),
        follow: RwSignal::new(true),
        skip: RwSignal::new(false),
        away: RwSignal::new(false),
    };
    #[cfg(feature = "listening")]
    super::deck::start(state);

    let clock = move || timecode::clock(state.second.get() * 1000);
    let length = move || timecode::clock(state.length.get() * 1000);
    let spoken = move || [&clock(), " of ", &length()].concat();
    let play_label = move || if state.playing.get() { "Pause" } else { "Play" };
    let pressed = |signal: RwSignal<bool>| move || if signal.get() { "true" } else { "false" };
    view! {
        <div class="deck-parts" role="group" aria-label="Player">
            <div class="deck-main">
                <button type="button" class="deck-step" data-do="back" title="Back 15 seconds" aria-label="Back 15 seconds">
                    <svg viewBox="0 0 24 24" aria-hidden="true">
                        <path d="M12 5V1L6 6l6 5V7a6 6 0 1 1-6 6H4a8 8 0 1 0 8-8z"></path>
                        <text x="12" y="16.3" text-anchor="middle">"15"</text>
                    </svg>
                </button>
                <button type="button" class="deck-play" data-do="play" aria-label=play_label title="Space">
                    <svg viewBox="0 0 24 24" aria-hidden="true">
                        <path class="when-paused" d="M8 5v14l11-7z"></path>
                        <path class="when-playing" d="M7 5h4v14H7zM13 5h4v14h-4z"></path>
                    </svg>
                </button>
                <button type="button" class="deck-step" data-do="forward" title="Forward 30 seconds" aria-label="Forward 30 seconds">
                    <svg viewBox="0 0 24 24" aria-hidden="true">
                        <path d="M12 5V1l6 5-6 5V7a6 6 0 1 0 6 6h2a8 8 0 1 1-8-8z"></path>
                        <text x="12" y="16.3" text-anchor="middle">"30"</text>
                    </svg>
                </button>
            </div>
            <div class="deck-time">
                <span id="now">{clock}</span>
                <input
                    type="range"
                    id="seek"
                    min="0"
                    max=move || state.length.get()
                    value="0"
                    step="1"
                    aria-label="Position"
                    prop:value=move || state.second.get()
                    aria-valuetext=spoken
                />
                <span class="deck-length">{length}</span>
            </div>
            <div class="deck-more">
                <label class="deck-speed">
                    <span>"Speed"</span>
                    <select id="speed">
                        <option value="0.75">"0.75×"</option>
                        <option value="1" selected="">"1×"</option>
                        <option value="1.1">"1.1×"</option>
                        <option value="1.25">"1.25×"</option>
                        <option value="1.5">"1.5×"</option>
                        <option value="1.75">"1.75×"</option>
                        <option value="2">"2×"</option>
                        <option value="2.5">"2.5×"</option>
                        <option value="3">"3×"</option>
                    </select>
                </label>
                <button type="button" data-do="follow" aria-pressed=pressed(state.follow)>
                    "Follow along"
                </button>
                <button
                    type="button"
                    data-do="skip"
                    aria-pressed=pressed(state.skip)
                    title="Jumps over pauses of more than a second between words, and over music there"
                >
                    "Skip silence"
                </button>
                <button type="button" data-do="link" title="Copy a link that opens at this moment">"Copy link"</button>
                <button type="button" data-do="help" aria-label="Keyboard shortcuts" title="Keyboard shortcuts">"?"</button>
            </div>
            <button type="button" class="deck-return" data-do="return" hidden=move || !state.away.get()>"Back to now"</button>
            <div class="pick" id="pick" role="toolbar" aria-label="Selected words" hidden>
                <button type="button" data-do="pick-play">"Play"</button>
                <button type="button" data-do="pick-link">"Copy link"</button>
                <button type="button" data-do="pick-quote">"Copy quote"</button>
            </div>
            <dialog id="keys" class="keys" aria-labelledby="keys-title">
                <h2 id="keys-title">"Keyboard shortcuts"</h2>
                <dl>
                    <div><dt><kbd>"Space"</kbd></dt><dd>"Play or pause"</dd></div>
                    <div><dt><kbd>"←"</kbd>" "<kbd>"→"</kbd></dt><dd>"Back or forward 5 seconds, with Shift 15"</dd></div>
                    <div><dt><kbd>","</kbd>" "<kbd>"."</kbd></dt><dd>"Slower, faster"</dd></div>
                    <div><dt><kbd>"/"</kbd></dt><dd>"Search the transcript"</dd></div>
                    <div><dt><kbd>"f"</kbd></dt><dd>"Follow along, or stop following"</dd></div>
                    <div><dt><kbd>"c"</kbd></dt><dd>"Copy a link to this moment"</dd></div>
                    <div><dt><kbd>"↑"</kbd>" "<kbd>"↓"</kbd></dt><dd>"In the transcript: sentence before or after"</dd></div>
                    <div><dt><kbd>"Enter"</kbd></dt><dd>"In the transcript: play this sentence"</dd></div>
                    <div><dt><kbd>"?"</kbd></dt><dd>"This list"</dd></div>
                </dl>
                <form method="dialog"><button>"Close"</button></form>
            </dialog>
        </div>
    }
}
