//! What stands below the review of insights: how people speak, what the episode is like, and texts for elsewhere.

use leptos::prelude::*;
use model::{
    Uuid,
    insight::{Delivery, Insights},
    related::{Related, WORDS},
    suggestion::{Network, Suggestions, Text},
};

use crate::{
    pages::parts::{related, words},
    shell::escape,
};

/// Of each speaker so many interruptions are shown; all are counted.
const SHOWN_INTERRUPTIONS: usize = 5;

/// How each speaker speaks, as a table, and what of it everybody sees.
pub(super) fn delivery(found: &Insights, public: &str, show: Uuid) -> Option<AnyView> {
    let appearance = format!("/studio/shows/{show}/appearance#panels");
    let rows = found.delivery.iter().map(|one| row(one, public)).collect::<Vec<_>>();
    (!rows.is_empty()).then(|| {
        view! {
            <section class="panel" id="delivery" aria-labelledby="delivery-title">
                <h2 id="delivery-title">"How people speak"</h2>
                <div class="scroll" tabindex="0" role="region" aria-labelledby="delivery-title">
                    <table class="delivery" aria-describedby="delivery-units">
                        <thead>
                            <tr>
                                <th scope="col">"Speaker"</th>
                                <th scope="col">"Longest monologue"</th>
                                <th scope="col">"Breaks in"</th>
                                <th scope="col">"Is interrupted"</th>
                                <th scope="col">"Fillers in 100 words"</th>
                                <th scope="col">"Different words"</th>
                                <th scope="col">"Variety"</th>
                                <th scope="col">"Reading ease"</th>
                                <th scope="col">"Sentiment"</th>
                                <th scope="col">"Energy"</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
                <p class="muted" id="delivery-units">
                    "Variety is the share of different words in fifty. Reading ease is Flesch’s: 100 is very easy, 0 very hard. Sentiment is from -1, dark, to 1, warm. Energy is how much louder than everybody together somebody is, in decibels, and the range between loud and quiet, pauses aside: the wider, the livelier. A dash stands where too little is said, the language has no measure, or, for energy, there is no recording or it came after these insights."
                </p>
                <p class="muted" id="delivery-public">
                    "Where two or more named people speak and the transcript has times, the public page has some of this in the chart “Who speaks when”: who breaks in and is interrupted, sentiment and energy. You can hide the chart in the "
                    <a href=appearance>"appearance of the show"</a>
                    ". The other columns only you and your team see."
                </p>
            </section>
        }
        .into_any()
    })
}

/// Episodes about the same things, and who says so.
pub(super) fn related(found: &Related, show: &str) -> Option<AnyView> {
    let how = match found.by.as_deref()? {
        WORDS => {
            "Likened by the key phrases, topics and names that are public: the model of sentences is not here, or does not know this language.".to_owned()
        }
        model => format!("Likened by what is said, with the model {model}."),
    };
    let list = if found.items.is_empty() {
        view! { <p>"No other published episode is about the same things."</p> }.into_any()
    } else {
        related::list(&found.items, show)
    };
    Some(
        view! {
            <section class="panel" id="related" aria-labelledby="related-title">
                <h2 id="related-title">"Related episodes"</h2>
                {list}
                <p class="provenance">{how}</p>
            </section>
        }
        .into_any(),
    )
}

fn row(one: &Delivery, public: &str) -> AnyView {
    let name = one.speaker.clone().unwrap_or_else(|| "Everybody".to_owned());
    let or_dash = |value: Option<String>| value.unwrap_or_else(|| "–".to_owned());
    let monologue = one.monologue.as_ref().map(|stretch| {
        let at = stretch.start_ms.map(|start| {
            let place = words::place(Some(start), None);
            view! { ", "<a class="at" href=format!("{public}{}", place.href)>{place.label}</a> }
        });
        let length = stretch.start_ms.zip(stretch.end_ms).map(|(from, to)| words::length(to.saturating_sub(from)));
        let length = length.unwrap_or_else(|| words::count(stretch.words as usize, "word", "words"));
        view! { {length}{at} }.into_any()
    });
    // Where there are no times the number alone tells: the page has no mark at each sentence.
    let breaks_in = one
        .interruptions
        .iter()
        .filter_map(|stretch| stretch.start_ms)
        .take(SHOWN_INTERRUPTIONS)
        .map(|start| {
            let place = words::place(Some(start), None);
            view! { " "<a class="at" href=format!("{public}{}", place.href)>{place.label}</a> }
        })
        .collect::<Vec<_>>();
    view! {
        <tr>
            <th scope="row" dir="auto">{name}</th>
            <td>{monologue.unwrap_or_else(|| "–".into_any())}</td>
            <td>{one.interruptions.len()}{breaks_in}</td>
            <td>{one.interrupted}</td>
            <td>{format!("{:.1}", one.fillers_per_100_words)}</td>
            <td>{one.vocabulary}</td>
            <td>{or_dash(one.variety.map(words::percent))}</td>
            <td>{or_dash(one.readability.map(|r| format!("{r:.0}")))}</td>
            <td>{or_dash(one.sentiment.map(|s| format!("{s:+.2}")))}</td>
            <td>{or_dash(one.energy.map(|e| format!("{:+.1} dB, range {:.0} dB", e.level_db, e.range_db)))}</td>
        </tr>
    }
    .into_any()
}

/// Texts for elsewhere, to be copied.
pub(super) fn texts(texts: &Suggestions) -> Option<AnyView> {
    let titles = texts.titles.iter().map(|t| view! { <li dir="auto">{t.text.clone()}</li> }).collect::<Vec<_>>();
    let posts = texts
        .posts
        .iter()
        .map(|post| {
            let label = format!("Post for {}, at most {} characters", network(post.network), post.limit);
            area(&format!("post-{}", network(post.network).to_lowercase()), label, &post.text, 7)
        })
        .collect::<Vec<_>>();
    let one = |id: &str, label: &str, text: &Option<Text>, rows| {
        text.as_ref().map(|text| area(id, label.to_owned(), &text.text, rows))
    };
    let any = !titles.is_empty() || !posts.is_empty() || texts.description.is_some();
    any.then(|| {
        view! {
            <section class="panel" id="texts" aria-labelledby="texts-title">
                <h2 id="texts-title">"Texts to take along"</h2>
                <p class="muted">"Put together from what is public of the above: what you hide there is not in them, what you word there is."</p>
                <div class="stack">
                    {(!titles.is_empty()).then(|| view! { <h3>"Titles"</h3><ul class="suggested">{titles}</ul> })}
                    {one("one-line", "In one line, at most 160 characters", &texts.one_line, 3)}
                    {one("description", "Description, at most 4,000 bytes", &texts.description, 8)}
                    {one("show-notes", "Show notes in Markdown, at most 4,000 bytes", &texts.show_notes, 14)}
                    {posts}
                </div>
            </section>
        }
        .into_any()
    })
}

const fn network(network: Network) -> &'static str {
    match network {
        Network::X => "X",
        Network::Bluesky => "Bluesky",
        Network::Mastodon => "Mastodon",
        Network::LinkedIn => "LinkedIn",
    }
}

fn area(id: &str, label: String, text: &str, rows: u32) -> AnyView {
    let id = format!("text-{id}");
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            // Leptos leaves the text of this element as it is: `</textarea>` in it would end it.
            <textarea id=id.clone() rows=rows readonly dir="auto" inner_html=escape(text)></textarea>
        </div>
    }
    .into_any()
}
