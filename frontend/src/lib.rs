//! The WASM entry point. Linking `app` exports one function for each island; the script that xtask appends to the
//! bindings calls them.

use wasm_bindgen::prelude::wasm_bindgen;

// Names the crate, so that its islands are linked.
use app as _;

/// Prepares the runtime; called once before islands are hydrated.
#[wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
