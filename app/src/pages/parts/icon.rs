//! Line icons on a grid of 24, drawn for this product. They always stand beside words, so they are hidden from readers.

use leptos::prelude::*;

/// To play.
pub const PLAY: &str = r#"<path d="M8 5.2v13.6L19 12z" fill="currentColor"/>"#;
/// Shows.
pub const SHOWS: &str =
    r#"<rect x="9" y="3" width="6" height="11" rx="3"/><path d="M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3"/>"#;
/// To add.
pub const PLUS: &str = r#"<path d="M12 5v14M5 12h14"/>"#;
/// Settings.
pub const SETTINGS: &str = r#"<path d="M4 7h9.5M18.5 7H20M4 17h1.5M10.5 17H20"/><circle cx="16" cy="7" r="2.5"/><circle cx="8" cy="17" r="2.5"/>"#;
/// To log out.
pub const LEAVE: &str = r#"<path d="M14 4H6a2 2 0 0 0-2 2v12a2 2 0 0 0 2 2h8M10 12h10.5M17 8.5l3.5 3.5-3.5 3.5"/>"#;
/// The public site.
pub const GLOBE: &str = r#"<circle cx="12" cy="12" r="8.5"/><path d="M3.5 12h17M12 3.5c2.5 2.3 3.7 5.2 3.7 8.5s-1.2 6.2-3.7 8.5c-2.5-2.3-3.7-5.2-3.7-8.5s1.2-6.2 3.7-8.5z"/>"#;
/// A feed.
pub const FEED: &str =
    r#"<path d="M5 5a14 14 0 0 1 14 14M5 11a8 8 0 0 1 8 8"/><circle cx="6.2" cy="17.8" r="1.2" fill="currentColor"/>"#;
/// Done.
pub const CHECK: &str = r#"<path d="M5 12.5l4.5 4.5L19 7.5"/>"#;
/// Something is wrong.
pub const ALERT: &str = r#"<path d="M12 4l9 15.5H3z"/><path d="M12 10v4.5M12 17v.01"/>"#;
/// To send a file.
pub const UPLOAD: &str = r#"<path d="M12 15.5V4M7.5 8.5L12 4l4.5 4.5M4 15v3a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2v-3"/>"#;
/// To delete.
pub const BIN: &str = r#"<path d="M5 7h14M10 7V4.5h4V7M7 7l.8 12a1.5 1.5 0 0 0 1.5 1.5h5.4a1.5 1.5 0 0 0 1.5-1.5L17 7M10.5 11v5.5M13.5 11v5.5"/>"#;
/// To look at.
pub const EYE: &str = r#"<path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z"/><circle cx="12" cy="12" r="2.8"/>"#;
/// Off the public site.
pub const OFFLINE: &str = r#"<circle cx="12" cy="12" r="8.5"/><path d="M6 6l12 12"/>"#;
/// A key.
pub const KEY: &str = r#"<circle cx="8" cy="15.5" r="4"/><path d="M11 12.5l8.5-8.5M16 7.5l2.5 2.5"/>"#;
/// Text.
pub const TEXT: &str = r#"<path d="M7 3.5h7L18.5 8v11a1.5 1.5 0 0 1-1.5 1.5H7A1.5 1.5 0 0 1 5.5 19V5A1.5 1.5 0 0 1 7 3.5zM14 3.5V8h4.5M9 12.5h6M9 16h6"/>"#;
/// Onwards.
pub const ARROW: &str = r#"<path d="M5 12h14M13 6l6 6-6 6"/>"#;
/// To look for.
pub const SEARCH: &str = r#"<circle cx="10.5" cy="10.5" r="6.5"/><path d="M15.5 15.5l5 5"/>"#;
/// To take away.
pub const CROSS: &str = r#"<path d="M6.5 6.5l11 11M17.5 6.5l-11 11"/>"#;
/// Information.
pub const INFO: &str = r#"<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5M12 8v.01"/>"#;

/// An icon of one of the drawings above.
pub fn icon(drawing: &'static str) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" inner_html=drawing></svg>
    }
}

/// The product's mark: sound that becomes a play button.
pub fn mark() -> impl IntoView {
    const BARS: &str = r#"<rect width="32" height="32" rx="8" fill="currentColor"/><path d="M10 8.5v15M15 11v10M20 13.5v5M24.5 15.6v.8" stroke="var(--mark-ink)" stroke-width="3" stroke-linecap="round" fill="none"/>"#;
    view! {
        <svg class="mark" viewBox="0 0 32 32" aria-hidden="true" inner_html=BARS></svg>
    }
}
