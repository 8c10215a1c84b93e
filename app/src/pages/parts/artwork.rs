//! Artwork, and a drawing of its own for what has none.

use std::fmt::Write;

use leptos::prelude::*;
use model::show::Person;

/// A square picture. `size` is the width it is laid out for in CSS pixels; `alt` is empty where the title stands beside it.
pub fn artwork(url: Option<&str>, name: &str, accent: Option<&str>, size: u32, alt: &str) -> AnyView {
    match url {
        Some(url) => {
            // Pictures in lists wait until they come near; the one at the top of a page is wanted at once.
            let lazy = (size < 200).then_some("lazy");
            view! {
                <img class="art" src=url.to_owned() alt=alt.to_owned() width=size height=size loading=lazy decoding="async" />
            }
            .into_any()
        }
        None => {
            let seed = accent.filter(|a| crate::shell::is_colour(a)).map(|a| format!("--accent-seed:{a}"));
            view! {
                <svg class="art art-drawn" style=seed viewBox="0 0 96 96" width=size height=size aria-hidden="true" inner_html=drawing(name)></svg>
            }
            .into_any()
        }
    }
}

/// A person's photo, else the first letter of their name; the name stands beside it.
pub fn portrait(person: &Person) -> AnyView {
    match person.photo_url.clone() {
        Some(url) => {
            view! { <img class="portrait" src=url alt="" width="48" height="48" loading="lazy" decoding="async" /> }
                .into_any()
        }
        None => {
            let initial: String = person.name.chars().take(1).flat_map(char::to_uppercase).collect();
            view! { <span class="portrait" aria-hidden="true">{initial}</span> }.into_any()
        }
    }
}

/// Bars that stay the same for a name: a show without artwork is still known at a glance.
fn drawing(name: &str) -> String {
    let mut out = String::from("<path d=\"");
    // FNV-1a, mixed once more for each bar.
    let mut hash =
        name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3));
    for bar in 0..9_u64 {
        hash ^= hash >> 29;
        hash = hash.wrapping_mul(0xbf58_476d_1ce4_e5b9);
        // Taller in the middle, as a spoken phrase is.
        let swell = 5 - bar.abs_diff(4);
        let half = 2 + (hash >> 40) % (swell * 5) + swell;
        let _ = write!(out, "M{} {}v{}", 16 + bar * 8, 48 - half, half * 2);
    }
    out.push_str("\"/>");
    out
}

/// What the product does, as a picture: sound above, the words that come of it below.
pub fn promise() -> AnyView {
    let bars = |range: std::ops::Range<u32>| {
        range
            .map(|i| {
                let half = (4 + (i * 53 % 29) * (12 + (i * i) % 17) / 18).min(40);
                format!("M{} {}v{}", i * 8 + 4, 44 - half, half * 2)
            })
            .collect::<String>()
    };
    let (heard, to_come) = (bars(0..26), bars(26..50));
    view! {
        <div class="entry-side" aria-hidden="true">
            <svg class="wave" viewBox="0 0 400 88"><path d=heard></path><path class="to-come" d=to_come></path></svg>
            <div class="sheet">
                <b>"Maren"</b>
                <p>
                    "Most of the light down there is made by animals talking to each other. "
                    <mark>"The moment you switch your lamps off, it answers."</mark>
                </p>
            </div>
            <p class="aside">"Every recording becomes a page that people read, search and share."</p>
        </div>
    }
    .into_any()
}
