//! Writes every page with sample data into a folder, to be looked at and measured:
//! `cargo run -p app --features ssr --example preview -- FOLDER`, then serve the folder (with `public/fonts` in it).

use std::{error::Error, fs, hint::black_box, path::Path, time::Instant};

use app::{
    pages,
    view::{
        AccountPage, Chrome, EpisodePage, ErrorPage, Form, HomePage, SearchPage, ShowPage, StudioEpisode, StudioHome,
        StudioNewEpisode, StudioSettings, StudioShow,
    },
};
use model::{
    FieldError, Uuid,
    job::{Job, JobState},
    timecode::clock,
    user::{ApiToken, User},
};
use serde_json::json;

mod sample;
use sample::{
    SENTENCES, audio, card, charts, episode, insights, jobs, reading, related, search, show, studio_search, waveform,
};

const STYLES: [&str; 13] = [
    "tokens",
    "base",
    "components",
    "forms",
    "public",
    "episode",
    "islands",
    "search",
    "studio",
    "editor",
    "review",
    "appearance",
    "print",
];
fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("give a folder")?;
    let folder = Path::new(&folder);
    fs::create_dir_all(folder)?;
    let root = Path::new(&std::env::var("CARGO_MANIFEST_DIR").unwrap()).join("..");
    let css: String =
        STYLES.iter().filter_map(|n| fs::read_to_string(root.join(format!("style/{n}.css"))).ok()).collect();
    fs::write(folder.join("style.css"), css)?;
    let write = |name: &str, html: String| fs::write(folder.join(format!("{name}.html")), html);

    let public = Chrome {
        css: "/style.css".into(),
        studio_css: "/style.css".into(),
        studio_js: String::new(),
        search_css: String::new(),
        js: "/none.js".into(),
        public_url: "https://pods.example".into(),
        path: "/".into(),
        ..Chrome::default()
    };
    let viewer =
        User { id: Uuid::nil(), email: "ada@example.org".into(), name: "Ada Lindqvist".into(), is_admin: true };
    let studio = |path: &str, notice: Option<&str>| Chrome {
        viewer: Some(viewer.clone()),
        path: path.into(),
        notice: notice.map(Into::into),
        ..public.clone()
    };

    let sea = show("The Quiet Sea", "the-quiet-sea", None, "Science / Earth Sciences");
    let shows = vec![
        sea.clone(),
        show("Second Draft", "second-draft", Some("#b4235a"), "Arts / Books"),
        show("Night Freight", "night-freight", Some("#2456c7"), "Society & Culture"),
        show("Bread and Numbers", "bread-and-numbers", Some("#f2b705"), "Business"),
    ];
    let one = episode("A city that notices you: light in the deep", "a-city-that-notices-you", 12, 17, true);
    let two = episode("Nine days of wind", "nine-days-of-wind", 11, 3, true);
    let draft = episode("What the harbour heard", "what-the-harbour-heard", 13, 23, false);
    let cards = vec![
        card(
            &one,
            &sea,
            "People imagine that the deep ocean is dark and empty, and it is neither: most of the light down there is made by animals talking to each other.",
        ),
        card(&two, &shows[1], "Waiting is the work."),
        card(&two, &shows[2], ""),
    ];
    write(
        "home",
        pages::home(&public, &HomePage { shows: shows.clone(), episodes: cards.clone(), first_start: false }),
    )?;
    write("home-first", pages::home(&public, &HomePage { shows: vec![], episodes: vec![], first_start: true }))?;
    write(
        "show",
        pages::show(
            &public,
            &ShowPage { show: sea.clone(), episodes: cards.clone(), next: Some("/shows/the-quiet-sea?page=2".into()) },
        ),
    )?;

    write("search", pages::search_page(&public, &search("light")))?;
    write("search-empty", pages::search_page(&public, &SearchPage::default()))?;
    write("studio-search", pages::search_page(&studio("/studio/search", None), &studio_search("light")))?;
    let nothing = search("zeppelin");
    write("search-nothing", pages::search_page(&public, &SearchPage { results: Some(Default::default()), ..nothing }))?;

    let page = EpisodePage {
        persons: Vec::new(),
        show: sea.clone(),
        episode: one.clone(),
        notes_html: "<p>Marine biologist <a href=\"https://example.org/\">Maren Holt</a> on light, patience and the instruments between them.</p><ul><li><a href=\"https://example.org/a\">The hydrophone array</a></li><li>The Silent World, 1956</li></ul>".into(),
        insights: Some(insights()),
        language: Some("en".into()),
        reading_html: reading(),
        waveform_html: waveform(),
        charts_html: charts(),
        json_ld: "{\"@context\":\"https://schema.org\",\"@type\":\"PodcastEpisode\"}".into(),
        description: "Marine biologist Maren Holt on light, patience and the instruments between them.".into(),
        audio_url: Some("/listen/the-quiet-sea/a-city-that-notices-you.mp3".into()),
        is_draft: false,
        look: model::visualization::VisualizationSettings::default(),
        related: related("The long way down"),
    };
    write("episode", pages::episode(&public, &page))?;
    let rounds = 2_000;
    let start = Instant::now();
    for _ in 0..rounds {
        black_box(pages::episode(&public, black_box(&page)));
    }
    println!(
        "episode page: {} bytes, {:.3} ms",
        pages::episode(&public, &page).len(),
        start.elapsed().as_secs_f64() * 1e3 / f64::from(rounds)
    );
    let bare = EpisodePage {
        insights: None,
        reading_html: String::new(),
        waveform_html: String::new(),
        charts_html: String::new(),
        related: Vec::new(),
        is_draft: true,
        ..page.clone()
    };
    write("episode-bare", pages::episode(&public, &bare))?;

    let wrong = Form {
        values: vec![("email".into(), "ada@".into()), ("title".into(), String::new())],
        errors: vec![
            FieldError::new("email", "Write an e-mail address with a name before and a domain behind the @."),
            FieldError::new("title", "Give it a title."),
        ],
    };
    write(
        "login",
        pages::login(
            &public,
            &AccountPage { signups_open: true, return_to: "/studio".into(), ..AccountPage::default() },
        ),
    )?;
    write(
        "signup",
        pages::signup(&public, &AccountPage { signups_open: true, form: wrong.clone(), ..AccountPage::default() }),
    )?;
    write(
        "error",
        pages::error(
            &public,
            &ErrorPage {
                status: 404,
                title: "There is no page here".into(),
                detail: "The episode may have been taken offline, or the address has a slip in it.".into(),
                request_id: Some("01J8-4F2A".into()),
            },
        ),
    )?;

    write(
        "studio",
        pages::studio_home(
            &studio("/studio", None),
            &StudioHome {
                shows: shows.iter().map(|s| (s.clone(), 12, 1)).collect(),
                recent: vec![card(&draft, &sea, ""), card(&one, &sea, "")],
            },
        ),
    )?;
    write("studio-empty", pages::studio_home(&studio("/studio", None), &StudioHome { shows: vec![], recent: vec![] }))?;
    let studio_show = StudioShow {
        show: Some(sea.clone()),
        episodes: vec![card(&draft, &sea, ""), card(&one, &sea, ""), card(&two, &sea, "")],
        form: Form::default(),
        can_edit: true,
        can_delete: true,
    };
    write("studio-show", pages::studio_show(&studio("/studio/shows/1", Some("Saved.")), &studio_show))?;
    write(
        "studio-show-empty",
        pages::studio_show(&studio("/studio/shows/1", None), &StudioShow { episodes: vec![], ..studio_show.clone() }),
    )?;
    write(
        "studio-new-show",
        pages::studio_new_show(
            &studio("/studio/shows/new", None),
            &StudioShow { show: None, episodes: vec![], form: wrong, can_edit: true, can_delete: false },
        ),
    )?;
    write(
        "studio-new-episode",
        pages::studio_new_episode(
            &studio("/studio/shows/1/episodes/new", None),
            &StudioNewEpisode { show: sea.clone(), form: Form::default() },
        ),
    )?;
    let preview = (0..6_u32)
        .map(|i| {
            (
                Some(clock(i * 3200)),
                Some(if i < 4 { "Maren Holt" } else { "Ada Lindqvist" }.to_owned()),
                SENTENCES[i as usize].replace("<i class=f>um,</i> ", ""),
            )
        })
        .collect();
    let mut working = draft.clone();
    working.audio = Some(audio(48));
    let fresh = StudioEpisode {
        show: sea.clone(),
        episode: draft.clone(),
        jobs: vec![],
        insights: None,
        items: Vec::new(),
        insights_stale: false,
        transcript_preview: vec![],
        transcript_size: None,
        transcript_source: None,
        waveform_html: String::new(),
        speech_hint: Some(
            "No speech model is installed: run `podcastflow models pull` once, or send a transcript.".into(),
        ),
        form: Form::default(),
        upload_error: None,
        can_edit: true,
        id: Uuid::nil(),
    };
    write(
        "studio-episode-new",
        pages::studio_episode(&studio("/studio/episodes/1", Some("The episode is there.")), &fresh),
    )?;
    write(
        "studio-episode-busy",
        pages::studio_episode(
            &studio("/studio/episodes/1", None),
            &StudioEpisode {
                episode: working,
                jobs: jobs(),
                speech_hint: None,
                waveform_html: waveform(),
                ..fresh.clone()
            },
        ),
    )?;
    let done = jobs().into_iter().map(|j| Job { state: JobState::Succeeded, progress: 1.0, ..j }).collect();
    write(
        "studio-episode-done",
        pages::studio_episode(
            &studio("/studio/episodes/1", None),
            &StudioEpisode {
                episode: one.clone(),
                jobs: done,
                insights: Some(insights()),
                transcript_preview: preview,
                transcript_size: Some((9012, 900)),
                transcript_source: Some("recognised".into()),
                waveform_html: waveform(),
                speech_hint: None,
                ..fresh
            },
        ),
    )?;
    let token: ApiToken = serde_json::from_value(
        json!({"id": Uuid::nil(), "name": "Backup script", "created_at": "2026-03-01T00:00:00Z", "last_used_at": "2026-11-20T00:00:00Z"}),
    )?;
    write(
        "studio-settings",
        pages::studio_settings(
            &studio("/studio/settings", None),
            &StudioSettings {
                tokens: vec![token],
                fresh_token: Some("pf_3nT9xQ2mV7kLc0RzB8yHd4Wj".into()),
                form: Form::default(),
            },
        ),
    )?;
    Ok(())
}
