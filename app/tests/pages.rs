//! What every page promises, whatever it shows.
#![cfg(feature = "ssr")]

#[path = "../examples/preview/sample.rs"]
mod sample;

use app::{
    pages,
    view::{
        AccountPage, Chrome, EpisodePage, ErrorPage, Form, HomePage, PreviewedEpisode, SearchPage, ShowPage,
        StudioAppearance, StudioEpisode, StudioHome, StudioInsights, StudioNewEpisode, StudioSettings, StudioShow,
    },
};
use model::{
    FieldError, Uuid,
    insight::{Delivery, Energy, Entity, EntityKind, Evidence, Insights, Stretch},
    job::{JobState, Stage},
    related::Related,
    review,
    search::Ask,
    show::Person,
    suggestion::{Network, Post, Suggestions, Text},
    user::User,
    visualization::{VisualizationDraft, VisualizationSettings},
};

const EVIL: &str = "\"><script>alert('x')</script>";

fn chrome() -> Chrome {
    Chrome {
        css: "/pkg/a.css".into(),
        studio_css: "/pkg/studio.css".into(),
        studio_js: "/pkg/studio.js".into(),
        js: "/pkg/a.js".into(),
        public_url: "https://pods.example".into(),
        viewer: Some(User { id: Uuid::nil(), email: EVIL.into(), name: EVIL.into(), is_admin: false }),
        notice: Some(EVIL.into()),
        ..Chrome::default()
    }
}

fn episode_page() -> EpisodePage {
    EpisodePage {
        persons: vec![Person {
            id: Uuid::nil(),
            name: EVIL.into(),
            role: EVIL.into(),
            link: Some("https://ada.example/".into()),
            photo_url: None,
        }],
        show: sample::show(EVIL, "sea", Some(EVIL), EVIL),
        episode: sample::episode(EVIL, "light", 1, 7, true),
        notes_html: "<p>Notes</p>".into(),
        insights: Some(sample::insights()),
        language: Some("en".into()),
        reading_html: sample::reading(),
        waveform_html: sample::waveform(),
        charts_html: sample::charts(),
        json_ld: "{\"@type\":\"PodcastEpisode\"}".into(),
        description: EVIL.into(),
        audio_url: Some("/listen/sea/light.mp3".into()),
        is_draft: false,
        look: VisualizationSettings::default(),
        related: sample::related(EVIL),
    }
}

fn studio_page() -> StudioEpisode {
    let page = episode_page();
    StudioEpisode {
        show: page.show,
        episode: page.episode,
        jobs: sample::jobs(),
        insights: page.insights,
        items: Vec::new(),
        insights_stale: false,
        transcript_preview: vec![(Some("0:00".into()), Some(EVIL.into()), EVIL.into())],
        transcript_size: Some((9_012, 900)),
        transcript_source: Some("uploaded".into()),
        waveform_html: String::new(),
        speech_hint: Some(EVIL.into()),
        form: Form::default(),
        upload_error: Some(EVIL.into()),
        can_edit: true,
        id: Uuid::nil(),
    }
}

fn nothing_found(q: &str) -> SearchPage {
    let everywhere = |value: &str| Some(value.to_owned());
    let ask = Ask {
        q: q.into(),
        show: everywhere(q),
        episode: everywhere(q),
        speaker: everywhere(q),
        year: Some(2026),
        page: 1,
    };
    SearchPage { ask, results: Some(Default::default()), ..SearchPage::default() }
}

/// An item with everything in it that people type, stale and refused.
fn studio_insights() -> StudioInsights {
    let page = episode_page();
    let item = serde_json::from_value(serde_json::json!({
        "key": "quote-1", "kind": "quote", "state": "published", "public": false, "text": EVIL, "by_person": true,
        "answer": {"question": {"first": 0, "last": 0}, "start": 9.5, "speaker": EVIL, "segments": {"first": 1, "last": 1},
            "text": EVIL},
        "engine_text": EVIL, "found": false, "put_away": EVIL, "stale": true, "refusal": "not_verbatim", "tag": "1",
        "evidence": [{"first": 0, "last": 0, "first_word": 0, "last_word": 1, "start": 1.5, "speaker": EVIL, "text": EVIL,
            "sentence": EVIL}],
        "changes": [{"what": "evidence", "was": EVIL, "now": EVIL}, {"what": "engine", "was": EVIL, "now": null}],
        "made": {"engine": EVIL, "version": EVIL, "model": EVIL, "prompt": EVIL, "at": "2026-01-05T08:00:00Z"},
        "edited": {"by": EVIL, "at": "2026-01-05T08:00:00Z"}, "approved": {"by": EVIL, "at": "2026-01-05T08:00:00Z"},
    }))
    .expect("an item");
    let form = Form {
        values: vec![("text-quote-1".into(), EVIL.into())],
        errors: vec![FieldError::new("text-quote-1", EVIL), FieldError::new("state-quote-1", EVIL)],
    };
    let text = Text { text: EVIL.into(), segments: Vec::new() };
    let public = page.insights.map(|found| Insights {
        delivery: vec![Delivery {
            speaker: Some(EVIL.into()),
            fillers: 3,
            fillers_per_100_words: 1.25,
            interruptions: vec![Stretch {
                start_ms: Some(61_000),
                end_ms: None,
                words: 4,
                segments: Evidence { first: 1, last: 2 },
            }],
            interrupted: 1,
            monologue: Some(Stretch {
                start_ms: None,
                end_ms: None,
                words: 9,
                segments: Evidence { first: 0, last: 3 },
            }),
            vocabulary: 7,
            variety: None,
            readability: Some(61.4),
            sentiment: Some(-0.25),
            energy: Some(Energy { level_db: -1.5, range_db: 12.4 }),
        }],
        ..found
    });
    let suggestions = Suggestions {
        titles: vec![text.clone()],
        one_line: Some(text.clone()),
        description: Some(text.clone()),
        show_notes: Some(text),
        posts: vec![Post { network: Network::LinkedIn, limit: 3000, text: EVIL.into(), segments: Vec::new() }],
    };
    StudioInsights {
        show: page.show,
        episode: page.episode,
        items: vec![item],
        public,
        suggestions,
        related: Related { items: page.related, by: Some(EVIL.into()) },
        outdated: true,
        can_edit: true,
        form,
    }
}

/// The form with everything wrong in it that people type.
fn studio_appearance(previewed: bool) -> StudioAppearance {
    let page = episode_page();
    let episode = previewed.then(|| PreviewedEpisode {
        title: EVIL.into(),
        path: "/shows/sea/light".into(),
        language: page.language,
        insights: page.insights,
        waveform_html: page.waveform_html,
        charts_html: page.charts_html,
        speakers: vec![EVIL.into()],
    });
    let mut draft =
        VisualizationDraft { accent: Some(EVIL.into()), voices: vec![EVIL.into()], ..VisualizationDraft::default() };
    draft.complete();
    let form =
        Form { values: Vec::new(), errors: vec![FieldError::new("voices[0]", EVIL), FieldError::new("theme", EVIL)] };
    StudioAppearance { show: page.show, draft, look: page.look, form, version: 1, episode }
}

fn every_page() -> Vec<(&'static str, String)> {
    let chrome = chrome();
    let show = sample::show(EVIL, "sea", None, EVIL);
    let cards = vec![sample::card(&sample::episode(EVIL, "light", 1, 7, true), &show, EVIL)];
    let form = Form {
        values: vec![("title".into(), EVIL.into()), ("name".into(), EVIL.into()), ("notes".into(), EVIL.into())],
        errors: vec![FieldError::new("title", EVIL), FieldError::new("", EVIL)],
    };
    let account = AccountPage { form: form.clone(), return_to: EVIL.into(), signups_open: true, first_start: false };
    let studio_show = StudioShow {
        show: Some(show.clone()),
        episodes: cards.clone(),
        form: form.clone(),
        can_edit: true,
        can_delete: true,
    };
    let refused = SearchPage { errors: vec![FieldError::new("q", EVIL)], ..nothing_found(EVIL) };
    let home = HomePage { shows: vec![show.clone()], episodes: cards.clone(), first_start: false };
    vec![
        ("home", pages::home(&chrome, &home)),
        ("first start", pages::home(&chrome, &HomePage { shows: vec![], episodes: vec![], first_start: true })),
        ("show", pages::show(&chrome, &ShowPage { show: show.clone(), episodes: cards.clone(), next: None })),
        ("search", pages::search_page(&chrome, &sample::search(EVIL))),
        ("search in the studio", pages::search_page(&chrome, &sample::studio_search(EVIL))),
        ("search, nothing found", pages::search_page(&chrome, &nothing_found(EVIL))),
        ("search, refused", pages::search_page(&chrome, &SearchPage { results: None, ..refused })),
        ("episode", pages::episode(&chrome, &episode_page())),
        ("login", pages::login(&chrome, &account)),
        ("signup", pages::signup(&chrome, &account)),
        (
            "studio",
            pages::studio_home(&chrome, &StudioHome { shows: vec![(show.clone(), 1, 0)], recent: cards.clone() }),
        ),
        ("studio show", pages::studio_show(&chrome, &studio_show)),
        ("new show", pages::studio_new_show(&chrome, &StudioShow { show: None, ..studio_show })),
        ("studio episode", pages::studio_episode(&chrome, &studio_page())),
        ("insights", pages::studio_insights(&chrome, &studio_insights())),
        ("no insights", pages::studio_insights(&chrome, &StudioInsights { items: vec![], ..studio_insights() })),
        ("appearance", pages::studio_appearance(&chrome, &studio_appearance(true))),
        ("appearance without an episode", pages::studio_appearance(&chrome, &studio_appearance(false))),
        ("new episode", pages::studio_new_episode(&chrome, &StudioNewEpisode { show, form: form.clone() })),
        (
            "settings",
            pages::studio_settings(&chrome, &StudioSettings { tokens: vec![], fresh_token: Some(EVIL.into()), form }),
        ),
        (
            "error",
            pages::error(
                &chrome,
                &ErrorPage { status: 404, title: EVIL.into(), detail: EVIL.into(), request_id: Some(EVIL.into()) },
            ),
        ),
    ]
}

#[test]
fn every_page_is_a_whole_document_with_one_heading_and_one_main() {
    for (name, html) in every_page() {
        assert!(html.starts_with("<!DOCTYPE html><html lang=\"en\">") && html.ends_with("</html>\n"), "{name}");
        for once in ["<title>", "<h1", "<main ", "id=\"main\"", "href=\"#main\""] {
            assert_eq!(html.matches(once).count(), 1, "{name}: {once}");
        }
        assert!(!html.contains("<!--slot:"), "{name}: a slot was left open");
        let outside: String =
            html.split("<leptos-island").map(|part| part.rsplit("</leptos-island>").next().unwrap_or("")).collect();
        assert!(!outside.contains("<!>"), "{name}: a marker outside of islands");
    }
}

#[test]
fn nothing_that_people_type_becomes_markup() {
    for (name, html) in every_page() {
        assert!(!html.contains("<script>alert"), "{name}");
        assert!(!html.contains("javascript:") && !html.contains(" onclick"), "{name}");
    }
}

#[test]
fn the_episode_page_is_complete_without_a_script() {
    let page = episode_page();
    let html = pages::episode(&chrome(), &page);
    for part in [
        "data-hydrate-root data-show=\"sea\" data-episode=\"light\"",
        "<audio id=\"audio\" preload=\"none\" src=\"/listen/sea/light.mp3\"></audio>",
        "<noscript><audio controls preload=\"none\" src=\"/listen/sea/light.mp3\"></audio></noscript>",
        "<a href=\"#t=412\" data-t=\"412\"><time datetime=\"PT412S\">6:52</time> <span>What lives below the light</span></a>",
        "data-t=\"6.4\" class=\"at\">0:06</a>",
        "<link rel=\"canonical\" href=\"https://pods.example/shows/sea/light\">",
        "type=\"application/rss+xml\"",
        "<script type=\"application/ld+json\">{\"@type\":\"PodcastEpisode\"}</script>",
        "href=\"/shows/sea/light/transcript.vtt\"",
    ] {
        assert!(html.contains(part), "{part}");
    }
    for prepared in [&page.notes_html, &page.reading_html, &page.waveform_html, &page.charts_html] {
        assert_eq!(html.matches(prepared.as_str()).count(), 1);
    }
}

#[test]
fn a_result_leads_to_its_moment_and_each_choice_is_a_link() {
    let html = pages::search_page(&chrome(), &sample::search("light"));
    for part in [
        "<a href=\"/shows/the-quiet-sea/light#t=405.3\"><time datetime=\"PT405.3S\" class=\"at\">6:45</time>",
        "Most of the <mark>light</mark> down there",
        "<a href=\"/search?q=light&amp;show=second-draft\" rel=\"nofollow\">",
        "<a href=\"/search?q=light&amp;speaker=Maren+Holt\" rel=\"nofollow\">",
        "<a href=\"/search?q=light&amp;year=2025\" rel=\"nofollow\">",
        "<a rel=\"next nofollow\" href=\"/search?q=light&amp;page=2\" class=\"button button-quiet\">",
        "<meta name=\"robots\" content=\"noindex\">",
        "name=\"q\" value=\"light\"",
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
    assert!(!html.contains("<script"), "the page needs none");

    let html = pages::search_page(&chrome(), &nothing_found("a b"));
    assert!(html.contains("<input type=\"hidden\" name=\"speaker\" value=\"a b\""), "the form keeps where one looks");
    assert!(
        html.contains("<a href=\"/search?q=a+b&amp;show=a+b&amp;episode=a+b&amp;year=2026\""),
        "and lets go of each"
    );
    assert!(html.contains("Look in all episodes"));
}

#[test]
fn the_summary_is_a_line_a_paragraph_and_points_and_nothing_is_shown_twice() {
    let html = pages::episode(&chrome(), &episode_page());
    let (_, short) = html.split_once("id=\"in-short\"").expect("a summary");
    let (short, _) = short.split_once("</section>").expect("its end");
    let light = "Most of the light down there is made by animals";
    assert_eq!(short.matches(light).count(), 1, "{short}");
    let (paragraphs, points) =
        short.split_once("<details class=\"fold\"><summary>Key points</summary>").expect("points");
    assert!(paragraphs.contains(&format!("<p class=\"lead\">{light}")), "{paragraphs}");
    assert_eq!((paragraphs.matches("<p").count(), points.matches("<li>").count()), (3, 3));
    assert!(points.contains(
        "A light organ is an eye turned around: it is built to be seen. <a href=\"#s432\" data-t=\"1402.2\""
    ));

    // A point that reads as a sentence of the paragraph, and no line.
    let mut page = episode_page();
    let insights = page.insights.as_mut().expect("insights");
    insights.one_line = None;
    insights.key_points[0].text.clone_from(&insights.summary_sentences[0].text);
    let html = pages::episode(&chrome(), &page);
    assert!(!html.contains("class=\"lead\""));
    assert_eq!(html.matches("People imagine that the deep ocean is dark and empty, and it is neither. <a").count(), 1);
}

#[test]
fn answers_names_and_addresses_have_a_way_of_their_own() {
    let html = pages::episode(&chrome(), &episode_page());
    for part in [
        "data-t=\"13\" class=\"at\">0:13</a> <a href=\"#s6\" data-t=\"19.2\" class=\"at\">answer 0:19</a>",
        "<a href=\"#s3\">Sylvia Earle<span class=\"amount\">×3</span></a> <a href=\"https://encyclopedia.example/Sylvia_Earle\" rel=\"noopener\" aria-label=\"About Sylvia Earle\">↗</a>",
        "<h4>Mentioned</h4>",
        "<a href=\"https://quietsea.example/array\" rel=\"nofollow noopener\" aria-label=\"Open quietsea.example/array\">↗</a>",
    ] {
        assert!(html.contains(part), "{part}");
    }
    assert_eq!(html.matches(">answer ").count(), 1, "the other question has none");
    let mut page = episode_page();
    page.insights.as_mut().expect("insights").links.clear();
    assert!(!pages::episode(&chrome(), &page).contains("Mentioned"));
}

#[test]
fn what_says_it_otherwise_is_marked_as_such() {
    let page = sample::search("light");
    let html = pages::search_page(&chrome(), &page);
    assert_eq!(html.matches("related in meaning").count(), 1);
    assert!(!html.contains("No passage has all of these words"));
    let mut results = page.results.clone().expect("results");
    results.only_by_meaning = true;
    let html = pages::search_page(&chrome(), &SearchPage { results: Some(results), ..page });
    assert!(html.contains("<p class=\"meant\">No passage has all of these words; these are about it.</p>"), "{html}");
}

#[test]
fn a_search_in_the_studio_stays_there_and_tells_drafts() {
    let html = pages::search_page(&chrome(), &sample::studio_search("light"));
    assert!(html.contains("action=\"/studio/search\"") && !html.contains("action=\"/search\""), "{html}");
    let (_, main) = html.split_once("<main").expect("the page");
    assert!(!main.contains("\"/search?"), "every way to narrow or widen it stays in the studio: {main}");
    assert_eq!(main.matches(">Draft</span>").count(), 1);
    assert!(html.contains("content=\"noindex\"") && !html.contains("opensearch"));
    assert!(!pages::search_page(&chrome(), &sample::search("light")).contains(">Draft</span>"));
}

#[test]
fn a_page_leads_on_to_related_episodes() {
    let html = pages::episode(&chrome(), &episode_page());
    let (_, section) = html.split_once("<section id=\"related\"").expect("the section");
    let (section, _) = section.split_once("</section>").expect("its end");
    assert_eq!(section.matches("<li>").count(), 2, "{section}");
    assert!(section.contains("<a href=\"/shows/second-draft/light\">"), "{section}");
    assert_eq!(section.matches(" · ").count(), 2, "both are of other shows: {section}");
    let of_this_show = pages::episode(
        &chrome(),
        &EpisodePage { show: sample::show(EVIL, "second-draft", None, EVIL), ..episode_page() },
    );
    let (_, section) = of_this_show.split_once("<section id=\"related\"").expect("the section");
    assert_eq!(section.split("</section>").next().map(|section| section.matches(" · ").count()), Some(1));
    let html = pages::episode(&chrome(), &EpisodePage { related: Vec::new(), ..episode_page() });
    assert!(!html.contains("Related episodes"), "nothing, and nothing is said of it");
}

#[test]
fn findings_without_times_lead_to_their_sentence() {
    let mut page = episode_page();
    let insights = page.insights.as_mut().expect("insights");
    for passage in &mut insights.summary_sentences {
        (passage.start_ms, passage.end_ms) = (None, None);
    }
    let html = pages::episode(&chrome(), &page);
    assert!(html.contains("<a href=\"#s2\" class=\"at\">in the text</a>"));
}

#[test]
fn panels_stand_in_the_order_of_the_show_and_hidden_ones_are_gone() {
    let look = |json| serde_json::from_value::<VisualizationSettings>(json).expect("settings");
    let usual = pages::episode(&chrome(), &episode_page());
    assert!(!usual.contains("data-theme") && !usual.contains(";--c0:"));
    let place = |html: &str, text: &str| html.find(text).unwrap_or_else(|| panic!("{text}"));
    assert!(place(&usual, "Worth quoting") < place(&usual, "data-chart=\"talk-time\""));
    assert!(place(&usual, "data-chart=\"talk-time\"") < place(&usual, "Key phrases"));

    let chosen = look(serde_json::json!({"theme": "light", "voices": ["#0069a8"], "panels": [
        {"kind": "key_phrases", "shown": true}, {"kind": "talk_time", "shown": true}, {"kind": "quotes", "shown": false},
        {"kind": "waveform", "shown": false}]}));
    let html = pages::episode(&chrome(), &EpisodePage { look: chosen, ..episode_page() });
    assert!(html.starts_with("<!DOCTYPE html><html lang=\"en\" data-theme=\"light\">"));
    assert!(html.contains(";--c0:#0069a8\">") && !html.contains("Worth quoting") && !html.contains("id=\"waveform\""));
    assert!(place(&html, "Key phrases") < place(&html, "data-chart=\"talk-time\""));
    assert!(place(&html, "data-chart=\"talk-time\"") < place(&html, "Questions asked"));
}

#[test]
fn the_chart_of_voices_is_a_panel_of_its_own() {
    let page = |look: serde_json::Value| {
        let mut page = episode_page();
        page.charts_html
            .push_str("<figure class=\"chart\" data-chart=\"voices\"><figcaption>Ben breaks in</figcaption></figure>");
        page.look = serde_json::from_value(look).expect("settings");
        pages::episode(&chrome(), &page)
    };
    let usual = page(serde_json::json!({}));
    let place = |html: &str, text: &str| html.find(text).unwrap_or_else(|| panic!("{text}"));
    assert!(place(&usual, "data-chart=\"talk-time\"") < place(&usual, "data-chart=\"voices\""));
    assert!(place(&usual, "data-chart=\"voices\"") < place(&usual, "Key phrases"));
    let hidden = page(serde_json::json!({"panels": [{"kind": "voices", "shown": false}]}));
    assert!(hidden.contains("data-chart=\"talk-time\"") && !hidden.contains("data-chart=\"voices\""));
    let first = page(serde_json::json!({"panels": [{"kind": "voices", "shown": true}]}));
    assert!(place(&first, "data-chart=\"voices\"") < place(&first, "data-chart=\"talk-time\""));
}

#[test]
fn how_people_speak_is_told_with_its_units() {
    let html = pages::studio_insights(&chrome(), &studio_insights());
    for told in ["-0.25", "-1.5 dB, range 12 dB", "in decibels", "aria-describedby=\"delivery-units\""] {
        assert!(html.contains(told), "{told}");
    }
}

#[test]
fn what_everybody_sees_of_how_people_speak_is_told_with_the_way_to_hide_it() {
    let page = studio_insights();
    let html = pages::studio_insights(&chrome(), &page);
    let (_, told) = html.split_once("id=\"delivery-public\"").expect("the paragraph");
    let (told, _) = told.split_once("</p>").expect("its end");
    assert!(told.contains("sentiment and energy") && told.contains("The other columns only you"), "{told}");
    assert!(told.contains(&format!("href=\"/studio/shows/{}/appearance#panels\"", page.show.id)), "{told}");
}

#[test]
fn a_name_leads_where_that_of_its_kind_does() {
    let entity = |kind, url: Option<&str>| Entity {
        name: "Jordan".into(),
        kind,
        count: 1,
        segments: vec![0],
        url: url.map(str::to_owned),
    };
    let mut page = studio_insights();
    let item = &mut page.items[0];
    (item.kind, item.text, item.public) = (review::Kind::Entity, "Jordan".into(), true);
    item.finding = review::Finding::Entity(entity(EntityKind::Person, None));
    let about = "https://example.org/Jordan";
    page.public.as_mut().expect("insights").entities =
        vec![entity(EntityKind::Place, Some(about)), entity(EntityKind::Person, None)];
    let html = pages::studio_insights(&chrome(), &page);
    assert!(!html.contains(about), "that is the place");
    page.items[0].finding = review::Finding::Entity(entity(EntityKind::Place, None));
    let html = pages::studio_insights(&chrome(), &page);
    assert!(html.contains(&format!("href=\"{about}\"")), "{html}");
}

#[test]
fn a_draft_is_kept_from_search_engines() {
    let html = pages::episode(&chrome(), &EpisodePage { is_draft: true, ..episode_page() });
    assert!(html.contains("<meta name=\"robots\" content=\"noindex\">") && !html.contains("rel=\"canonical\""));
}

#[test]
fn a_form_keeps_what_was_typed_and_says_what_is_wrong_where_it_is_wrong() {
    let form = Form {
        values: vec![("email".into(), "ada@".into()), ("password".into(), "secret words".into())],
        errors: vec![FieldError::new("email", "Write the whole address.")],
    };
    let html = pages::login(&chrome(), &AccountPage { form, ..AccountPage::default() });
    assert!(html.contains("<title>Error: Log in"));
    assert!(html.contains("role=\"alert\"") && html.contains("<a href=\"#field-email\">Write the whole address.</a>"));
    assert!(html.contains("value=\"ada@\"") && html.contains("aria-describedby=\"error-email\" aria-invalid=\"true\""));
    assert!(!html.contains("secret words"), "a password never comes back");
}

#[test]
fn every_step_of_a_run_is_listed_with_its_state() {
    let mut page = studio_page();
    let html = pages::studio_episode(&chrome(), &page);
    for stage in Stage::ALL {
        assert!(html.contains(&format!("<li data-stage=\"{}\" data-state=", stage.as_str())), "{stage:?}");
    }
    assert!(html.contains("data-stage=\"transcribe\" data-state=\"running\"") && html.contains("42 %, 2 min left"));
    assert!(html.contains("http-equiv=\"refresh\"") && html.contains("/cancel\""));

    for job in &mut page.jobs {
        job.state = JobState::Failed;
        job.error = Some("The file ends in the middle: send it again.".into());
    }
    let html = pages::studio_episode(&chrome(), &page);
    assert!(html.contains("The file ends in the middle: send it again."));
    assert!(!html.contains("http-equiv=\"refresh\"") && html.contains("/process\""));
}

#[test]
fn what_cannot_be_undone_names_what_is_lost() {
    let html = pages::studio_episode(&chrome(), &studio_page());
    assert!(html.contains("is deleted with its page, the recording, the transcript and the insights."));
}

#[test]
fn a_clean_view_is_offered_where_there_is_something_to_leave_out() {
    let mut page = episode_page();
    page.reading_html = "<p><span>Plain words</span></p>".into();
    assert!(!pages::episode(&chrome(), &page).contains("id=\"clean\""));
    page.reading_html = "<p><span>Plain <i class=f>um</i> words</span></p>".into();
    assert!(pages::episode(&chrome(), &page).contains("id=\"clean\""));
}
