//! Editing a transcript: the tools above the sentences. What happens in the sentences themselves is in `editing`.

use leptos::prelude::*;

/// What the tools show. The browser half changes it, the view follows.
#[derive(Clone, Copy)]
pub(super) struct State {
    /// Whether everything is saved.
    pub note: RwSignal<String>,
    /// A click on a word plays from there.
    pub hear: RwSignal<bool>,
}

/// The tools of the editor. Without a script there are none, and sentences are only read.
#[cfg(feature = "ssr")]
#[component]
pub fn Editor(
    /// Path of the transcript in the studio.
    address: String,
    /// Revision of the transcript on the page.
    revision: i64,
) -> impl IntoView {
    // In attributes, not props of the island: see `Player`.
    view! {
        <div id="editor" class="asleep" data-address=address data-revision=revision>
            <EditorTools />
        </div>
    }
}

/// The live part of [`Editor`].
#[island]
pub fn EditorTools() -> impl IntoView {
    let state = State { note: RwSignal::new(String::new()), hear: RwSignal::new(true) };
    #[cfg(feature = "studio")]
    super::dom::once_hydrated(move || super::editing::start(state));
    let scopes =
        [("one", "This sentence"), ("on", "From here to the next speaker"), ("all", "Everything this speaker says")];
    view! {
        <div class="editor-tools" role="toolbar" aria-label="Editing">
            <button type="button" class="button button-quiet button-small" data-edit="undo" title="Ctrl+Z">"Undo"</button>
            <button type="button" class="button button-quiet button-small" data-edit="redo" title="Ctrl+Shift+Z">"Redo"</button>
            <button type="button" class="button button-quiet button-small" data-edit="doubt" title="Alt+N">"Next doubtful word"</button>
            <button
                type="button"
                class="button button-quiet button-small"
                data-edit="hear"
                aria-pressed=move || if state.hear.get() { "true" } else { "false" }
            >
                "Hear words"
            </button>
            <button type="button" class="button button-quiet button-small" data-edit="help">"Keys"</button>
            <p class="save-state" id="save-state" role="status">{move || state.note.get()}</p>
        </div>
        <dialog id="who" class="who-dialog" aria-labelledby="who-title">
            <form method="dialog" class="stack">
                <h2 id="who-title">"Who says this?"</h2>
                <label class="field"><span>"Name"</span><input id="who-name" list="names" maxlength="120" autocomplete="off" /></label>
                <fieldset>
                    <legend>"For"</legend>
                    {scopes
                        .map(|(value, label)| {
                            view! {
                                <label class="tick">
                                    <input type="radio" name="scope" value=value id=["who-", value].concat() checked=value == "one" />
                                    {label}
                                </label>
                            }
                        })
                        .into_iter()
                        .collect::<Vec<_>>()}
                </fieldset>
                <p class="actions">
                    <button class="button" value="save">"Save"</button>
                    <button class="button button-quiet" value="" formnovalidate>"Cancel"</button>
                </p>
            </form>
        </dialog>
        <dialog id="edit-keys" class="keys" aria-labelledby="edit-keys-title">
            <h2 id="edit-keys-title">"Keys"</h2>
            <dl>
                <div><dt><kbd>"Ctrl"</kbd>" "<kbd>"Space"</kbd></dt><dd>"Play or pause"</dd></div>
                <div><dt><kbd>"Enter"</kbd></dt><dd>"Split the sentence here"</dd></div>
                <div><dt><kbd>"Backspace"</kbd></dt><dd>"At the start: join with the sentence before"</dd></div>
                <div><dt><kbd>"Alt"</kbd>" "<kbd>"↑"</kbd>" "<kbd>"↓"</kbd></dt><dd>"Sentence before or after"</dd></div>
                <div><dt><kbd>"Alt"</kbd>" "<kbd>"N"</kbd></dt><dd>"Next doubtful word"</dd></div>
                <div><dt><kbd>"Alt"</kbd>" "<kbd>"W"</kbd></dt><dd>"Who says this sentence"</dd></div>
                <div><dt><kbd>"Alt"</kbd>" "<kbd>"P"</kbd></dt><dd>"Play from this word"</dd></div>
                <div><dt><kbd>"Ctrl"</kbd>" "<kbd>"Z"</kbd></dt><dd>"Undo; with Shift, do again"</dd></div>
            </dl>
            <form method="dialog"><button class="button button-quiet">"Close"</button></form>
        </dialog>
    }
}
