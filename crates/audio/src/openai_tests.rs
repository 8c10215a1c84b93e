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
