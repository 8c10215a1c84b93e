use std::{
    io::{Read, Write},
    net::TcpListener,
    thread::JoinHandle,
};

use super::*;

/// A service that answers one request with these bytes; gives the request when joined.
fn service(answer: String) -> (String, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}/v1", listener.local_addr().unwrap());
    let served = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = Vec::new();
        let mut piece = [0; 65_536];
        let end = format!("--{BOUNDARY}--\r\n");
        while !String::from_utf8_lossy(&request).contains(&end) {
            match stream.read(&mut piece) {
                Ok(0) | Err(_) => break,
                Ok(n) => request.extend_from_slice(&piece[..n]),
            }
        }
        stream.write_all(answer.as_bytes()).ok();
        String::from_utf8_lossy(&request).into_owned()
    });
    (base, served)
}

fn http(status: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len())
}

fn chunk() -> Chunk {
    Chunk { start_ms: 10_000, end_ms: 14_000, samples: vec![0.0; 16_000] }
}

fn ask(answer: String) -> (Result<Recognised, RecogniseError>, String) {
    let (base, served) = service(answer);
    let settings =
        Settings { base, key: Some("secret-key".into()), model: "whisper-1".into(), timeout: Duration::from_secs(5) };
    let found = OpenAi::new(settings).recognise(&chunk(), &Context::default(), &|| false);
    (found, served.join().unwrap())
}

#[test]
fn words_come_with_their_times_and_the_texts_punctuation() {
    let body = r#"{"language":"english","text":"Hello, world.","words":[{"word":"Hello","start":0.5,"end":0.9},{"word":"world","start":1.0,"end":1.4}]}"#;
    let (found, request) = ask(http("200 OK", body));
    let found = found.unwrap();
    let words: Vec<_> = found.words.iter().map(|w| (w.text.as_str(), w.start_ms, w.end_ms)).collect();
    assert_eq!(words, [("Hello,", Some(10_500), Some(10_900)), ("world.", Some(11_000), Some(11_400))]);
    assert_eq!(found.language.as_deref(), Some("en"));
    assert!(request.starts_with("POST /v1/audio/transcriptions "), "{request}");
    assert!(request.to_lowercase().contains("authorization: bearer secret-key"));
    assert!(request.contains("name=\"model\"\r\n\r\nwhisper-1"));
}

#[test]
fn segments_without_words_share_their_time_out() {
    let body = r#"{"text":"One two","segments":[{"start":0.0,"end":2.0,"text":" One two"}]}"#;
    let found = ask(http("200 OK", body)).0.unwrap();
    let words: Vec<_> = found.words.iter().map(|w| w.text.as_str()).collect();
    assert_eq!(words, ["One", "two"]);
    assert!(found.words.iter().all(|w| w.start_ms >= Some(10_000) && w.end_ms <= Some(12_000)));
    assert!(found.words.is_sorted_by_key(|w| w.start_ms));
}

#[test]
fn hostile_times_stay_inside_the_piece() {
    let body = r#"{"text":"a b c","words":[{"word":"a","start":-5,"end":1e12},{"word":"b","start":1e308,"end":0},{"word":"c","start":1,"end":0.5}]}"#;
    let found = ask(http("200 OK", body)).0.unwrap();
    assert!(found.words.iter().all(|w| w.start_ms >= Some(10_000) && w.end_ms <= Some(14_000)), "{found:?}");
    assert!(found.words.is_sorted_by_key(|w| w.start_ms));
}

#[test]
fn refusals_are_final_and_trouble_is_not() {
    let refused = ask(http("401 Unauthorized", r#"{"error":{"message":"Incorrect API key provided"}}"#)).0.unwrap_err();
    assert!(matches!(refused, RecogniseError::Refused { status: 401, .. }) && !refused.is_transient(), "{refused}");
    for status in ["429 Too Many Requests", "500 Oops", "503 Busy"] {
        let busy = ask(http(status, "{}")).0.unwrap_err();
        assert!(matches!(busy, RecogniseError::Unavailable(_)) && busy.is_transient(), "{busy}");
    }
}

#[test]
fn an_answer_that_is_cut_off_or_no_transcript_is_no_transcript() {
    let cut = "HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n{\"text\":\"Hel".to_owned();
    for answer in [cut, http("200 OK", "<html>Welcome</html>"), http("200 OK", "[1,2,3]"), String::new()] {
        let error = ask(answer.clone()).0.unwrap_err();
        assert!(error.is_transient(), "{answer}: {error}");
    }
}

#[test]
fn a_redirect_takes_neither_key_nor_recording_elsewhere() {
    let elsewhere = "HTTP/1.1 307 Temporary Redirect\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n";
    assert!(matches!(ask(elsewhere.into()).0, Err(RecogniseError::Refused { status: 307, .. })));
}

#[test]
fn no_error_tells_the_key() {
    for answer in [http("401 No", "secret"), http("200 OK", "x"), String::new()] {
        let error = ask(answer).0.unwrap_err();
        assert!(!format!("{error} {error:?}").contains("secret-key"));
    }
    let settings = Settings {
        base: "http://127.0.0.1:1/v1".into(),
        key: Some("secret-key".into()),
        model: "m".into(),
        timeout: Duration::from_secs(5),
    };
    let error = OpenAi::new(settings).recognise(&chunk(), &Context::default(), &|| false).unwrap_err();
    assert!(error.is_transient() && !format!("{error} {error:?}").contains("secret-key"));
}

#[test]
fn a_service_that_repeats_the_key_does_not_spread_it() {
    // Right behind the place where a message is shortened, in a form of JSON that hides it, and as a wrong value.
    let late = format!(r#"{{"error":{{"message":"{} secret-key"}}}}"#, "x".repeat(MAX_MESSAGE - 7));
    for (status, body) in [
        ("401 No", r#"{"error":{"message":"Incorrect API key provided: secret-key."}}"#),
        ("401 No", r#"{"error":"secr\u0065t-key"}"#),
        ("401 No", late.as_str()),
        ("403 No", "Bearer secret-key"),
        ("500 Oops", "Authorization: Bearer secret-key"),
        ("200 OK", r#"{"text":"a","words":"secret-key"}"#),
        ("200 OK", r#"{"text":"a","words":[{"word":"a","start":"secret-key"}]}"#),
    ] {
        let error = ask(http(status, body)).0.unwrap_err();
        let told = format!("{error} {error:?}");
        assert!(!told.contains("secret-k"), "{told}");
    }
}

#[test]
fn a_key_that_no_header_can_hold_is_not_told_either() {
    let settings = Settings {
        base: "http://127.0.0.1:1".into(),
        key: Some("secret\nkey".into()),
        model: "m".into(),
        timeout: Duration::from_secs(5),
    };
    let error = OpenAi::new(settings).recognise(&chunk(), &Context::default(), &|| false).unwrap_err();
    assert!(!format!("{error} {error:?}").contains("secret"), "{error:?}");
}

#[test]
fn a_service_that_keeps_silent_or_dribbles_is_given_up() {
    for dribbles in [false, true] {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let served = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            if dribbles {
                stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n{").ok();
                // A space is white space of the JSON that never comes; the client's end is seen when writing fails.
                while stream.write_all(b" ").is_ok() {
                    std::thread::sleep(Duration::from_millis(10));
                }
            } else {
                std::io::copy(&mut stream, &mut std::io::sink()).ok();
            }
        });
        let settings = Settings { base, key: None, model: "m".into(), timeout: Duration::from_millis(300) };
        let error = OpenAi::new(settings).recognise(&chunk(), &Context::default(), &|| false).unwrap_err();
        assert!(matches!(error, RecogniseError::Unavailable(_)), "{error:?}");
        served.join().unwrap();
    }
}

#[test]
fn words_inside_segments_serve_as_well() {
    let body = r#"{"text":"Good day.","language":"de","segments":[
        {"start":0,"end":1,"text":" Good","words":[{"text":"Good","start":0.1,"end":0.5,"score":0.75}]},
        {"start":1,"end":2,"text":" day.","words":[{"text":" day.","start":1.0,"end":1.5,"score":7}]}]}"#;
    let found = ask(http("200 OK", body)).0.unwrap();
    let words: Vec<_> = found.words.iter().map(|w| (w.text.as_str(), w.start_ms, w.confidence)).collect();
    assert_eq!(words, [("Good", Some(10_100), Some(0.75)), ("day.", Some(11_000), Some(1.0))]);
    assert_eq!(found.language.as_deref(), Some("de"));
}

#[test]
fn bare_text_is_spread_over_the_whole_piece() {
    let found = ask(http("200 OK", r#"{"text":"one two three four"}"#)).0.unwrap();
    assert_eq!(found.words.len(), 4);
    assert_eq!((found.words[0].start_ms, found.words[3].end_ms), (Some(10_000), Some(14_000)));
    // Nothing was said: that is an answer.
    assert_eq!(ask(http("200 OK", r#"{"text":"","words":[],"segments":[]}"#)).0.unwrap().words, []);
}

#[test]
fn a_service_caught_in_a_loop_speaks_nonsense() {
    let word = r#"{"word":"again","start":1.0,"end":1.1},"#.repeat(MAX_WORDS + 1);
    let words = format!(r#"{{"text":"","words":[{}]}}"#, word.trim_end_matches(','));
    let text = format!(r#"{{"text":"{}"}}"#, "again ".repeat(MAX_WORDS + 1));
    let nested = "[".repeat(100_000);
    let endless = " ".repeat(usize::try_from(MAX_ANSWER).unwrap() + 1);
    for body in [&words, &text, &nested, &endless] {
        let error = ask(http("200 OK", body)).0.unwrap_err();
        assert!(matches!(error, RecogniseError::Nonsense(_)), "{error}");
    }
}

#[test]
fn words_that_make_no_sense_are_left_out() {
    let body = r#"{"text":"a b","words":[{"word":" ","start":0,"end":1},{"word":"a\u0000","start":0.5},{"word":"lost"},
        {"word":"b","start":0.2,"end":0.4,"probability":-3}]}"#;
    let found = ask(http("200 OK", body)).0.unwrap();
    let words: Vec<_> = found.words.iter().map(|w| (w.text.as_str(), w.start_ms, w.confidence)).collect();
    assert_eq!(words, [("b", Some(10_200), Some(0.0)), ("a", Some(10_500), None)]);
}

#[test]
fn language_and_prompt_are_told_and_cannot_break_the_form() {
    let (base, served) = service(http("200 OK", r#"{"text":"a"}"#));
    let settings = Settings { base: base + "/", key: None, model: "m".into(), timeout: Duration::from_secs(5) };
    let prompt = format!("Ada\r\n--{BOUNDARY}--\r\nLovelace");
    let context = Context { language: Some("en".into()), prompt: Some(prompt) };
    let found = OpenAi::new(settings).recognise(&chunk(), &context, &|| false).unwrap();
    // The service names no language: what was known stands.
    assert_eq!(found.language.as_deref(), Some("en"));
    let request = served.join().unwrap();
    assert!(request.starts_with("POST /v1/audio/transcriptions "), "{request}");
    assert!(request.contains("name=\"language\"\r\n\r\nen\r\n") && request.contains("Ada\r\n----\r\nLovelace\r\n"));
    assert_eq!(request.matches(&format!("--{BOUNDARY}--")).count(), 1);
    assert!(!request.to_lowercase().contains("authorization"));
}

#[test]
fn the_piece_is_sent_as_a_recording_of_its_own() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("piece.wav");
    std::fs::write(&path, wav::encode(&[0.5; 24_000])).unwrap();
    let info = crate::probe(&path).unwrap();
    assert_eq!((info.container.as_str(), info.sample_rate, info.channels), ("wav", 16_000, 1));
    let measured = crate::measure(&path, &mut |_| crate::Flow::Continue).unwrap();
    assert_eq!(measured.duration_ms, 1_500);
    assert!(measured.peaks.data.iter().all(|x| *x == 63 || *x == 64), "{:?}", measured.peaks);
}

#[test]
fn stopping_is_heard_before_and_after_the_request() {
    let unused =
        Settings { base: "http://127.0.0.1:1".into(), key: None, model: "m".into(), timeout: Duration::from_secs(5) };
    let before = OpenAi::new(unused).recognise(&chunk(), &Context::default(), &|| true);
    assert!(matches!(before, Err(RecogniseError::Stopped)));
    let (base, served) = service(http("200 OK", r#"{"text":"a"}"#));
    let settings = Settings { base, key: None, model: "m".into(), timeout: Duration::from_secs(5) };
    let asked = std::cell::Cell::new(0);
    let after = OpenAi::new(settings).recognise(&chunk(), &Context::default(), &|| asked.replace(asked.get() + 1) > 0);
    assert!(matches!(after, Err(RecogniseError::Stopped)));
    served.join().unwrap();
}
