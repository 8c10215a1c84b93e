//! Sample data for looking at pages and for testing them.

use std::fmt::Write;

use app::view::{EpisodeCard, SearchPage};
use model::{
    Uuid,
    audio::{AudioInfo, Loudness},
    episode::Episode,
    insight::Insights,
    job::{Job, JobState, Stage},
    related::RelatedEpisode,
    search::{Ask, FoundEpisode, FoundPassage, Piece, Place, Results, ShowCount, SpeakerCount, YearCount},
    show::Show,
    timecode::{clock, fragment},
};
use serde_json::json;

/// What is said, over and over.
pub const SENTENCES: [&str; 12] = [
    "So the first thing you learn on a research vessel is that the sea decides when you work.",
    "We had <i class=f>um,</i> nine days of wind before the first dive.",
    "People imagine that the deep ocean is dark and empty, and it is neither.",
    "Most of the light down there is made by animals talking to each other.",
    "And what does that look like from inside the submersible?",
    "Like a city seen from a plane at night, except that the city notices you.",
    "The moment you switch your lamps off, it answers.",
    "That answer is the data we came for.",
    "How do you keep a recording like that from being noise?",
    "You calibrate against the quietest minute you can find, and then you wait.",
    "I remember the log said nothing but one word, and the word was patience.",
    "We still use that word when a grant is rejected.",
];

/// A show.
pub fn show(title: &str, slug: &str, accent: Option<&str>, category: &str) -> Show {
    serde_json::from_value(json!({
        "id": Uuid::from_u128(slug.len() as u128), "slug": slug, "title": title, "language": "en", "category": category,
        "description": "Conversations with people who measure the sea for a living.\nRecorded on board, in harbours and now and then under water. New episodes every other Tuesday.",
        "author": "Ada Lindqvist", "accent": accent, "artwork_url": null, "created_at": "2026-01-05T08:00:00Z", "version": 3,
    }))
    .expect("a show")
}

/// A recording of so many minutes.
pub fn audio(minutes: u32) -> AudioInfo {
    serde_json::from_value(json!({
        "container": "mp3", "codec": "mp3", "media_type": "audio/mpeg", "sample_rate": 44100, "channels": 2,
        "duration": f64::from(minutes * 60 + 12), "bytes": 46_120_334, "tags": {}, "chapters": [], "has_cover": false,
    }))
    .expect("audio")
}

/// An episode of that day in November: published, or a draft without a recording.
pub fn episode(title: &str, slug: &str, number: i32, day: u32, published: bool) -> Episode {
    let at = format!("2026-11-{day:02}T06:00:00Z");
    let mut episode: Episode = serde_json::from_value(json!({
        "id": Uuid::nil(), "show_id": Uuid::nil(), "slug": slug, "title": title, "notes": "", "number": number,
        "status": if published { "published" } else { "draft" }, "published_at": published.then_some(&at), "audio": null,
        "loudness": null, "has_transcript": published, "artwork_url": null, "created_at": at, "version": 7,
    }))
    .expect("an episode");
    episode.audio = published.then(|| audio(48));
    episode.loudness =
        published.then_some(Loudness { integrated_lufs: Some(-16.3), range_lu: Some(5.1), true_peak_dbtp: Some(-1.2) });
    episode
}

/// What was found in it.
pub fn insights() -> Insights {
    let passage = |start: f64, segment: u32, speaker: &str, text: &str| json!({"start": start, "end": start + 6.0, "speaker": speaker, "text": text, "segments": {"first": segment, "last": segment}, "score": 0.8});
    let chapter = |start: f64, first: u32, title: &str| json!({"start": start, "title": title, "segments": {"first": first, "last": first + 40}});
    let topic = |name: &str, weight: f32, first: u32| json!({"name": name, "weight": weight, "timeline": [], "segments": [{"first": first, "last": first + 3}]});
    let phrase =
        |text: &str, count: u32| json!({"text": text, "score": 0.5, "count": count, "segments": [count, count + 9]});
    let entity =
        |name: &str, kind: &str, count: u32| json!({"name": name, "kind": kind, "count": count, "segments": [count]});
    let light = "Most of the light down there is made by animals talking to each other, and the moment you switch your lamps off, it answers.";
    serde_json::from_value(json!({
        "language": "en",
        "provenance": {"engine": "classic", "version": "1.0"},
        "summary": "",
        "summary_sentences": [
            passage(6.4, 2, "Maren Holt", "People imagine that the deep ocean is dark and empty, and it is neither."),
            passage(812.0, 250, "Maren Holt", light),
            passage(1933.5, 600, "Ada Lindqvist", "You calibrate against the quietest minute you can find, and then you wait."),
        ],
        "one_line": passage(812.0, 250, "Maren Holt", light),
        "key_points": [
            passage(96.4, 30, "Ada Lindqvist", "Nine days of wind kept the vessel in the harbour of Tromsø."),
            passage(1402.2, 432, "Maren Holt", "A light organ is an eye turned around: it is built to be seen."),
            passage(2710.8, 844, "Ada Lindqvist", "The next grant round pays for the array, and for nobody to listen to it."),
        ],
        "answers": [
            {"question": {"first": 4, "last": 4}, "start": 19.2, "speaker": "Maren Holt", "segments": {"first": 6, "last": 9}, "text": "It looks like weather."},
        ],
        "links": [{"url": "https://quietsea.example/array", "text": "quietsea.example/array", "count": 2, "segments": [12, 845]}],
        "chapters": [
            chapter(0.0, 0, "Nine days of wind"), chapter(412.0, 120, "What lives below the light"),
            chapter(1105.2, 340, "A city that notices you"), chapter(1688.0, 520, "Calibrating against quiet"),
            chapter(2240.9, 700, "The log that said patience"), chapter(2702.0, 840, "What comes next"),
        ],
        "topics": [topic("Bioluminescence", 0.38, 120), topic("Life on board", 0.27, 0), topic("Calibration and noise", 0.21, 520), topic("Funding", 0.14, 840)],
        "key_phrases": [phrase("quietest minute", 9), phrase("research vessel", 7), phrase("deep ocean", 6), phrase("lamps off", 5), phrase("hydrophone array", 4), phrase("light organ", 3), phrase("grant round", 2)],
        "entities": [entity("Maren Holt", "person", 11), json!({"name": "Sylvia Earle", "kind": "person", "count": 3, "segments": [3], "url": "https://encyclopedia.example/Sylvia_Earle"}), entity("Monterey Bay", "place", 6), entity("Tromsø", "place", 2), entity("Alfred Wegener Institute", "organisation", 5), entity("The Silent World", "work", 2)],
        "quotes": [
            passage(1122.0, 344, "Maren Holt", "Like a city seen from a plane at night, except that the city notices you."),
            passage(2251.4, 702, "Ada Lindqvist", "The log said nothing but one word, and the word was patience."),
        ],
        "questions": [passage(13.0, 4, "Ada Lindqvist", "And what does that look like from inside the submersible?"), passage(1690.0, 521, "Ada Lindqvist", "How do you keep a recording like that from being noise?")],
        "talk_time": [
            {"speaker": "Maren Holt", "seconds": 1874.0, "share": 0.65, "words": 5902, "words_per_minute": 168.0, "turns": 61, "longest_turn": 141.0},
            {"speaker": "Ada Lindqvist", "seconds": 1009.0, "share": 0.35, "words": 3110, "words_per_minute": 171.0, "turns": 60, "longest_turn": 52.0},
        ],
        "sentiment": [],
    }))
    .expect("insights")
}

/// 900 sentences in turns of six.
pub fn reading() -> String {
    let mut out =
        format!("<data id=starts value=\"0{}\"></data>\n<div class=turns style=--turns:150>", " 32".repeat(899));
    for turn in 0..150_u32 {
        let start = turn * 19_200;
        let (voice, name) = if turn % 2 == 0 { (0, "Maren Holt") } else { (1, "Ada Lindqvist") };
        let _ = write!(
            out,
            "<div class=\"turn v{voice}\"><p class=who><b>{name}</b> <a class=at href=\"#t={}\">{}</a></p><p>",
            fragment(start),
            clock(start)
        );
        for i in 0..6_u32 {
            let n = turn * 6 + i;
            let _ = write!(out, "<span id=s{n}>{}</span> ", SENTENCES[(n as usize * 5 + turn as usize) % 12]);
        }
        out.push_str("</p></div>");
    }
    out.push_str("</div>");
    out
}

/// A waveform figure.
pub fn waveform() -> String {
    let mut path = String::new();
    for x in 0..400_u32 {
        let h = 8 + (x * 37 % 61) * (20 + (x * x) % 47) / 60;
        let _ = write!(path, "M{} {}v{}", x * 3 + 1, 80 - h, h * 2);
    }
    format!(
        "<figure class=\"chart\" data-chart=\"waveform\"><figcaption>48 minutes, steady and well balanced</figcaption><svg role=img aria-labelledby=wt viewBox=\"0 0 1200 160\" preserveAspectRatio=none data-duration=2892><title id=wt>Loudness over time</title><path d=\"{path}\" stroke=\"var(--accent)\" stroke-width=2 fill=none /></svg><details class=\"twin\"><summary>Show as a table</summary><table><thead><tr><th scope=col>Minute<th scope=col>Level</thead><tbody><tr><td>0<td>−16 LUFS<tr><td>10<td>−15 LUFS</tbody></table></details></figure>"
    )
}

/// A chart of talk time.
pub fn charts() -> String {
    "<figure class=\"chart\" data-chart=\"talk-time\"><figcaption>Maren Holt speaks two thirds of the time</figcaption><svg role=img aria-labelledby=tt viewBox=\"0 0 320 72\"><title id=tt>Talk time</title><text x=0 y=14 font-size=13 fill=\"var(--ink)\">Maren Holt</text><rect y=20 width=208 height=10 rx=3 fill=\"var(--c0)\"/><text x=214 y=29 font-size=12 fill=\"var(--ink-2)\">65 %</text><text x=0 y=50 font-size=13 fill=\"var(--ink)\">Ada Lindqvist</text><rect y=56 width=112 height=10 rx=3 fill=\"var(--c1)\"/><text x=118 y=65 font-size=12 fill=\"var(--ink-2)\">35 %</text></svg><details class=\"twin\"><summary>Show as a table</summary><table><thead><tr><th scope=col>Speaker<th scope=col>Share</thead><tbody><tr><td>Maren Holt<td>65 %<tr><td>Ada Lindqvist<td>35 %</tbody></table></details></figure>".into()
}

/// An episode in a list.
pub fn card(episode: &Episode, show: &Show, teaser: &str) -> EpisodeCard {
    EpisodeCard {
        episode: episode.clone(),
        show_title: show.title.clone(),
        show_slug: show.slug.to_string(),
        teaser: teaser.into(),
    }
}

/// A run under way.
pub fn jobs() -> Vec<Job> {
    let job = |stage, state, progress, message: Option<&str>| Job {
        id: Uuid::nil(),
        stage,
        state,
        progress,
        seconds_left: (state == JobState::Running).then_some(140),
        attempt: 1,
        message: message.map(Into::into),
        error: None,
    };
    vec![
        job(Stage::Probe, JobState::Succeeded, 1.0, Some("MP3, 48:12, stereo")),
        job(Stage::Peaks, JobState::Succeeded, 1.0, Some("−16.3 LUFS")),
        job(Stage::Transcribe, JobState::Running, 0.42, Some("20 of 48 minutes")),
        job(Stage::Speakers, JobState::Queued, 0.0, None),
        job(Stage::Refine, JobState::Queued, 0.0, None),
    ]
}

/// What a search found; `words` stand for whatever people type.
pub fn search(words: &str) -> SearchPage {
    let piece = |text: &str, found| Piece { text: text.to_owned(), found };
    let passage = |start_ms: Option<u32>, speaker: &str, before: &str, after: &str| FoundPassage {
        start_ms,
        url: format!("/shows/the-quiet-sea/light#t={}", fragment(start_ms.unwrap_or_default())),
        speaker: Some(speaker.to_owned()),
        pieces: vec![piece(before, false), piece(words, true), piece(after, false)],
        by_meaning: false,
    };
    let found = |title: &str, show_title: &str, accent: Option<&str>, passages| FoundEpisode {
        id: Uuid::nil(),
        title: title.to_owned(),
        show: "the-quiet-sea".into(),
        show_title: show_title.to_owned(),
        url: "/shows/the-quiet-sea/light".into(),
        published_at: Some(time::macros::datetime!(2026-11-17 08:00 UTC)),
        artwork_url: None,
        accent: accent.map(Into::into),
        language: Some("en".into()),
        passages,
    };
    let results = Results {
        total: 42,
        complete: true,
        page: 1,
        pages: 3,
        suggestion: None,
        only_by_meaning: false,
        episodes: vec![
            found(
                "A city that notices you: light in the deep",
                "The Quiet Sea",
                None,
                vec![
                    passage(
                        Some(405_300),
                        "Maren Holt",
                        "People imagine that the deep ocean is dark and empty, and it is neither. Most of the ",
                        " down there is made by animals talking to each other.",
                    ),
                    passage(Some(1_122_000), "Ada Lindqvist", "And when the ", " goes out?"),
                    FoundPassage {
                        pieces: vec![piece(
                            "Whole forests of lamps, each of them alive, and no two of one colour.",
                            false,
                        )],
                        by_meaning: true,
                        ..passage(Some(1_410_000), "Maren Holt", "", "")
                    },
                ],
            ),
            found(words, words, Some("#b4235a"), vec![passage(None, words, "A text without times, and a ", ".")]),
        ],
        shows: vec![
            ShowCount { show: "the-quiet-sea".into(), title: "The Quiet Sea".into(), episodes: 30 },
            ShowCount { show: "second-draft".into(), title: words.into(), episodes: 12 },
        ],
        speakers: vec![
            SpeakerCount { speaker: "Maren Holt".into(), episodes: 28 },
            SpeakerCount { speaker: words.into(), episodes: 17 },
        ],
        years: vec![YearCount { year: 2026, episodes: 40 }, YearCount { year: 2025, episodes: 2 }],
    };
    let ask = Ask { q: words.into(), page: 1, ..Ask::default() };
    SearchPage { ask, results: Some(results), ..SearchPage::default() }
}

/// Episodes about the same things, one of them of another show.
pub fn related(title: &str) -> Vec<RelatedEpisode> {
    let one = |show: &str, score| RelatedEpisode {
        id: Uuid::nil(),
        title: title.to_owned(),
        show: show.to_owned(),
        show_title: title.to_owned(),
        url: format!("/shows/{show}/light"),
        published_at: time::macros::datetime!(2026-11-17 08:00 UTC),
        score,
    };
    vec![one("the-quiet-sea", 0.8), one("second-draft", 0.6)]
}

/// The same search by somebody who works on the shows: the second episode is a draft.
pub fn studio_search(words: &str) -> SearchPage {
    let mut page = SearchPage { place: Place::Studio, ..search(words) };
    if let Some(draft) = page.results.as_mut().and_then(|results| results.episodes.last_mut()) {
        draft.published_at = None;
    }
    page
}
