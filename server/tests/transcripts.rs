//! Transcripts that people bring, and the files that are made of them.

use serde_json::{Value, json};

use crate::support::{App, Client, fixture, silence};

const VTT: &str = "WEBVTT\n\n00:00:01.000 --> 00:00:03.500\n<v Ann>Welcome to the deep sea.\n\n\
                   00:00:04.000 --> 00:00:07.000\n<v Bob>It is dark & cold <i>down</i> there.\n";

/// Takes a transcript; what the server said of it.
async fn taken(ann: &Client, episode: &str, file: impl Into<reqwest::Body>) -> Value {
    ann.set_transcript(episode, file).await.expect(200).json()
}

/// The transcript's segments as the podcast JSON form has them.
async fn segments(ann: &Client, episode: &str) -> Vec<Value> {
    let answer = ann.get(&format!("/api/v1/episodes/{episode}/transcript?format=json")).await.expect(200);
    answer.json()["segments"].as_array().expect("a list").clone()
}

#[tokio::test]
async fn a_transcript_is_taken_in_each_form_told_by_its_content() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let episode = ann.episode_of_new_show("One").await;
    let json = json!({"version": "1.0.0", "segments": [
        {"speaker": "Ann", "startTime": 1.0, "endTime": 3.5, "body": "Welcome to the deep sea."}]});
    let forms = [
        ("vtt", VTT.to_owned()),
        ("srt", "1\n00:00:01,000 --> 00:00:03,500\nAnn: Welcome to the deep sea.\n".to_owned()),
        ("json", json.to_string()),
        ("html", "<cite>Ann:</cite><time>0:01</time><p>Welcome to the deep sea.</p>".to_owned()),
        ("txt", "Ann: Welcome to the deep sea.\n\nBob: It is dark and cold down there.\n".to_owned()),
        ("md", "# Episode one\n\n**Ann:** \\[00:00:01\\] Welcome to the *deep* sea.\n".to_owned()),
    ];
    for (format, file) in forms {
        let taken = taken(&ann, &episode, file).await;
        assert_eq!(taken["format"], format);
        assert!(taken["segments"].as_u64().unwrap() >= 1, "{format}: {taken}");
        let words = ann.words(&episode).await.join(" ");
        assert!(words.contains("Welcome to the deep sea."), "{format}: {words}");
    }
}

#[tokio::test]
async fn times_beyond_the_recording_are_brought_inside_and_told() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let episode = ann.episode_of_new_show("One").await;
    ann.set_audio(&episode, silence(5.0)).await.expect(200);
    let taken = taken(
        &ann,
        &episode,
        "WEBVTT\n\n00:00:01.000 --> 00:00:09.000\nFirst words.\n\n00:01:00.000 --> 00:01:04.000\nLast words.\n",
    )
    .await;
    let problems = taken["problems"].to_string();
    assert!(problems.contains("after the recording"), "{problems}");
    for segment in segments(&ann, &episode).await {
        assert!(
            segment["startTime"].as_f64().unwrap() <= 5.0 && segment["endTime"].as_f64().unwrap() <= 5.0,
            "{segment}"
        );
    }
    assert_eq!(ann.words(&episode).await, ["First", "words.", "Last", "words."], "no word is lost");
}

#[tokio::test]
async fn times_are_brought_inside_too_when_the_recording_comes_after_the_transcript() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let episode = ann.episode_of_new_show("One").await;
    taken(&ann, &episode, "WEBVTT\n\n00:01:00.000 --> 00:01:04.000\nLast words.\n").await;
    ann.set_audio(&episode, silence(5.0)).await.expect(200);
    ann.process(&episode).await;
    for segment in segments(&ann, &episode).await {
        assert!(segment["startTime"].as_f64().unwrap() <= 5.0, "{segment}");
    }
}

#[tokio::test]
async fn times_that_run_backwards_are_put_right_and_told() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let episode = ann.episode_of_new_show("One").await;
    let file = "WEBVTT\n\n00:00:08.000 --> 00:00:02.000\nOne here.\n\n00:00:01.000 --> 00:00:03.000\nTwo there.\n";
    let taken = taken(&ann, &episode, file).await;
    assert!(!taken["problems"].as_array().unwrap().is_empty(), "{taken}");
    let times: Vec<(f64, f64)> = segments(&ann, &episode)
        .await
        .iter()
        .map(|s| (s["startTime"].as_f64().unwrap(), s["endTime"].as_f64().unwrap()))
        .collect();
    assert!(times.iter().all(|(start, end)| start <= end), "{times:?}");
    assert!(times.is_sorted_by(|a, b| a.0 <= b.0), "{times:?}");
    assert_eq!(ann.words(&episode).await.len(), 4, "no word is lost");
}

#[tokio::test]
async fn older_encodings_are_read() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let episode = ann.episode_of_new_show("One").await;
    let text = "1\r\n00:00:01,000 --> 00:00:03,000\r\nÜber die Größe der Straße.\r\n";
    let utf_16: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let latin_1: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let with_mark: Vec<u8> = [0xef, 0xbb, 0xbf].into_iter().chain(text.bytes()).collect();
    for file in [utf_16, latin_1, with_mark] {
        taken(&ann, &episode, file).await;
        assert_eq!(ann.words(&episode).await.join(" "), "Über die Größe der Straße.");
    }
}

#[tokio::test]
async fn what_is_no_transcript_is_refused_with_what_it_is_and_the_one_before_stays() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let episode = ann.episode_of_new_show("One").await;
    taken(&ann, &episode, VTT).await;
    let before = ann.words(&episode).await;
    for (file, says) in [
        (fixture("cover.png"), "not a text file"),
        (fixture("lj.mp3"), "not a text file"),
        (Vec::new(), "empty"),
        (br#"{"version": "1.2.0", "chapters": [{"startTime": 0, "title": "One"}]}"#.to_vec(), "chapters"),
        (br#"{"segments": [{"startTime": 1"#.to_vec(), "JSON"),
        (b"<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>T</title></channel></rss>".to_vec(), "feed"),
    ] {
        let problem = ann.set_transcript(&episode, file).await.problem(422);
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains(says), "{says}: {detail}");
    }
    assert_eq!(ann.words(&episode).await, before);
    ann.set_transcript(&episode, vec![b'x'; (32 << 20) + 1]).await.problem(413);
}

#[tokio::test]
async fn processing_keeps_the_transcript_that_somebody_brought() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let episode = ann.episode_of_new_show("One").await;
    ann.set_audio(&episode, fixture("lj.mp3")).await.expect(200);
    taken(&ann, &episode, "WEBVTT\n\n00:00:00.000 --> 00:00:01.500\nIn being comparatively modern.\n").await;
    let jobs = ann.process(&episode).await;
    let transcribe = jobs.iter().find(|j| j["stage"] == "transcribe").unwrap();
    assert_eq!(transcribe["state"], "skipped");
    assert!(transcribe["message"].as_str().unwrap().contains("The transcript is a person"));
    assert_eq!(ann.words(&episode).await.join(" "), "In being comparatively modern.");
}

/// A published episode with the transcript above, processed.
async fn published(app: &App) -> Client {
    let ann = app.user("ann@example.org");
    let episode = ann.episode_of_new_show("One & \"Two\"").await;
    ann.set_audio(&episode, silence(8.0)).await.expect(200);
    taken(&ann, &episode, VTT).await;
    ann.process(&episode).await;
    ann.tell(&episode, "publish").await.expect(200);
    ann
}

#[tokio::test]
async fn each_form_of_a_published_transcript_is_open_cacheable_and_typed() {
    let app = App::start().await;
    published(&app).await;
    let anybody = app.anonymous();
    for (extension, media_type, says) in [
        ("vtt", "text/vtt", "WEBVTT\n"),
        ("srt", "application/x-subrip", "00:00:01,000 --> "),
        ("json", "application/json", "\"startTime\":1"),
        ("html", "text/html", "<cite>Ann"),
        ("txt", "text/plain", "Welcome to the deep sea."),
        ("md", "text/markdown", "Welcome to the deep sea."),
    ] {
        let path = format!("/shows/show/one-two/transcript.{extension}");
        let answer = anybody.get(&path).await.expect(200);
        assert!(answer.header("content-type").starts_with(media_type), "{}", answer.header("content-type"));
        assert!(answer.text().contains(says), "{extension}: {}", answer.text());
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        let again = anybody.get_with(&path, "if-none-match", answer.header("etag")).await.expect(304);
        assert!(again.body.is_empty());
        assert_eq!(again.header("access-control-allow-origin"), "*");
        // What we write, we read.
        let parsed = transcript::parse(&answer.body, Some(&format!("t.{extension}"))).expect(extension);
        let words: usize = parsed.transcript.segments.iter().map(|s| s.text().split_whitespace().count()).sum();
        assert_eq!(words, 12, "{extension}: {}", answer.text());
    }
    anybody.get("/shows/show/one-two/transcript.pdf").await.expect(404);
}

#[tokio::test]
async fn a_file_is_verbatim_or_clean_as_it_is_asked_for() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let episode = ann.episode_of_new_show("One").await;
    let text = "WEBVTT\n\n00:00:01.000 --> 00:00:03.500\n<v Ann>Um, welcome to the the deep sea.\n\n\
                00:00:04.000 --> 00:00:05.000\n<v Bob>Uh.\n";
    ann.set_transcript(&episode, text).await.expect(200);
    ann.tell(&episode, "publish").await.expect(200);
    let anybody = app.anonymous();
    let (public, studio) = ("/shows/show/one/transcript", format!("/studio/episodes/{episode}/transcript/as"));
    let api = format!("/api/v1/episodes/{episode}/transcript");
    // Lines end where a form lets them.
    let said = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    for form in ["vtt", "srt", "json", "html", "txt", "md"] {
        let verbatim = anybody.get(&format!("{public}.{form}")).await.expect(200).text();
        assert!(said(&verbatim).contains("Um, welcome to the the deep"), "{form}: {verbatim}");
        assert!(verbatim.contains("Uh."), "{form}: {verbatim}");
        assert_eq!(anybody.get(&format!("{public}.{form}?reading=verbatim")).await.expect(200).text(), verbatim);
        let clean = anybody.get(&format!("{public}.{form}?reading=clean")).await.expect(200).text();
        assert!(said(&clean).contains("Welcome to the deep"), "{form}: {clean}");
        assert!(!clean.contains("Um") && !clean.contains("Uh") && !clean.contains("Bob"), "{form}: {clean}");
        assert!(form != "vtt" || clean.contains("00:00:01.000 --> 00:00:03.500"), "{clean}");

        assert_eq!(ann.get(&format!("{api}?format={form}&reading=clean")).await.expect(200).text(), clean);
        let file = ann.get(&format!("{studio}/{form}?reading=clean")).await.expect(200);
        assert_eq!(file.text(), clean);
        assert!(file.header("content-disposition").ends_with(&format!("one-clean.{form}\"")));
    }
    let problem = ann.get(&format!("{api}?reading=dirty")).await.problem(422);
    assert_eq!(problem["errors"][0]["field"], "reading", "{problem}");
    for path in [format!("{public}.vtt?reading="), format!("{studio}/vtt?reading=CLEAN")] {
        let page = ann.get(&path).await.expect(422).text();
        assert!(page.contains("reading") && page.contains("verbatim or clean"), "{page}");
    }
}

#[tokio::test]
async fn word_times_have_a_list_for_each_sentence() {
    let app = App::start().await;
    published(&app).await;
    let answer = app.anonymous().get("/shows/show/one-two/words.json").await.expect(200);
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    let words = answer.json();
    assert_eq!(words["segments"].as_array().unwrap().len(), 2, "{words}");
}

#[tokio::test]
async fn chapters_and_peaks_are_files_of_their_own() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let episode = ann.episode_of_new_show("One").await;
    ann.set_audio(&episode, fixture("chapters.mp3")).await.expect(200);
    ann.process(&episode).await;
    app.anonymous().get("/shows/show/one/chapters.json").await.expect(404);
    ann.tell(&episode, "publish").await.expect(200);
    let chapters = app.anonymous().get("/shows/show/one/chapters.json").await.expect(200);
    assert_eq!(chapters.header("content-type"), "application/json+chapters");
    assert_eq!(chapters.header("access-control-allow-origin"), "*");
    let chapters = chapters.json();
    assert_eq!(chapters["version"], "1.2.0");
    let list = chapters["chapters"].as_array().unwrap();
    assert!(!list.is_empty() && list.iter().all(|c| c["startTime"].is_number() && c["title"].is_string()));
    let peaks = app.anonymous().get("/shows/show/one/peaks.json").await.expect(200).json();
    assert!(!peaks["data"].as_array().unwrap().is_empty());
}

#[tokio::test]
async fn the_feed_is_well_formed_and_names_what_apps_need() {
    let app = App::start().await;
    published(&app).await;
    let answer = app.anonymous().get("/shows/show/feed.xml").await.expect(200);
    assert!(answer.header("content-type").starts_with("application/rss+xml"));
    app.anonymous().get_with("/shows/show/feed.xml", "if-none-match", answer.header("etag")).await.expect(304);
    let xml = answer.text();
    let feed = roxmltree::Document::parse(&xml).expect("well-formed");
    let items: Vec<_> = feed.descendants().filter(|n| n.has_tag_name("item")).collect();
    assert_eq!(items.len(), 1);
    let child =
        |name: &str| items[0].children().find(|n| n.tag_name().name() == name).unwrap_or_else(|| panic!("{name}"));
    assert_eq!(child("title").text(), Some("One & \"Two\""));
    let enclosure = child("enclosure");
    let url = enclosure.attribute("url").unwrap();
    assert_eq!(url, format!("{}/listen/show/one-two.wav", app.url));
    let recording = app.anonymous().call("HEAD", url).await.expect(200);
    assert_eq!(enclosure.attribute("length"), Some(recording.header("content-length")));
    assert_eq!(enclosure.attribute("type"), Some(recording.header("content-type")));
    for transcript in items[0].children().filter(|n| n.tag_name().name() == "transcript") {
        let found = app.anonymous().get(transcript.attribute("url").unwrap()).await.expect(200);
        assert!(found.header("content-type").starts_with(transcript.attribute("type").unwrap()));
    }
}

#[tokio::test]
async fn the_sitemap_lists_what_is_public_and_nothing_else() {
    let app = App::start().await;
    let ann = published(&app).await;
    ann.episode_of_new_show("Secret draft").await;
    let xml = app.anonymous().get("/sitemap.xml").await.expect(200).text();
    let map = roxmltree::Document::parse(&xml).expect("well-formed");
    let pages: Vec<&str> = map.descendants().filter(|n| n.has_tag_name("loc")).filter_map(|n| n.text()).collect();
    let expected = ["/", "/shows/show", "/shows/show/one-two"].map(|path| format!("{}{path}", app.url));
    assert_eq!(pages, expected);
    for page in pages {
        app.anonymous().get(page).await.expect(200);
    }
    let robots = app.anonymous().get("/robots.txt").await.expect(200).text();
    assert!(robots.contains("Disallow: /studio") && robots.contains(&format!("Sitemap: {}/sitemap.xml", app.url)));
}

#[tokio::test]
async fn a_transcript_of_six_hours_is_one_light_page() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let episode = ann.episode_of_new_show("Apollo").await;
    let taken = taken(&ann, &episode, crate::support::bytes_of("demo/apollo-11.txt")).await;
    assert!(taken["segments"].as_u64().unwrap() > 500, "{taken}");
    ann.tell(&episode, "publish").await.expect(200);
    let page = app.anonymous().get_with("/shows/show/apollo", "accept-encoding", "gzip").await.expect(200);
    println!("{} bytes on the wire", page.body.len());
    assert!(page.body.len() < 38 * 1024, "{} bytes", page.body.len());
}

#[tokio::test]
async fn a_strangers_file_is_not_even_looked_at() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let eve = app.user("eve@example.org");
    let episode = ann.episode_of_new_show("One").await;
    // What is no transcript would be told so, had it been read.
    eve.set_transcript(&episode, "").await.problem(404);
}
