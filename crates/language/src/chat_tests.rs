use std::{
    io::{Read, Write},
    net::TcpListener,
    sync::Mutex,
    thread::JoinHandle,
};

use super::*;

/// A service that plays a script: one entry a connection. Gives the requests when joined.
struct Script {
    base: String,
    served: JoinHandle<Vec<String>>,
}

enum Scene {
    Says(String),
    /// Nothing for so long, then the end.
    Silence(Duration),
    /// A body without an end.
    Loops,
}

fn script(scenes: Vec<Scene>) -> Script {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}/v1/", listener.local_addr().unwrap());
    let served = std::thread::spawn(move || {
        let mut requests = Vec::new();
        for scene in scenes {
            let (mut stream, _) = listener.accept().unwrap();
            requests.push(request(&mut stream));
            match scene {
                Scene::Says(answer) => {
                    stream.write_all(answer.as_bytes()).ok();
                }
                Scene::Silence(time) => std::thread::sleep(time),
                Scene::Loops => {
                    stream
                        .write_all(
                            b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{\"choices\":[{\"message\":{\"content\":\"",
                        )
                        .ok();
                    while stream.write_all(&[b'a'; 8192]).is_ok() {}
                }
            }
        }
        requests
    });
    Script { base, served }
}

fn request(stream: &mut std::net::TcpStream) -> String {
    let mut request = Vec::new();
    let mut piece = [0; 65_536];
    loop {
        let text = String::from_utf8_lossy(&request).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length =
                head.lines().find_map(|l| l.to_lowercase().strip_prefix("content-length: ")?.parse::<usize>().ok());
            if body.len() >= length.unwrap_or(0) {
                return text;
            }
        }
        match stream.read(&mut piece) {
            Ok(0) | Err(_) => return text,
            Ok(n) => request.extend_from_slice(&piece[..n]),
        }
    }
}

fn http(status: &str, body: &str) -> Scene {
    http_with(status, "", body)
}

fn http_with(status: &str, headers: &str, body: &str) -> Scene {
    Scene::Says(format!(
        "HTTP/1.1 {status}\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    ))
}

fn answer(content: &str) -> Scene {
    let body = json!({ "choices": [{ "message": { "content": content }, "finish_reason": "stop" }], "usage": { "total_tokens": 50 } });
    http("200 OK", &body.to_string())
}

/// A budget in memory.
#[derive(Default)]
struct Purse {
    left: Mutex<i64>,
    settled: Mutex<Vec<u32>>,
}

impl Budget for Purse {
    fn reserve(&self, tokens: u32) -> bool {
        let mut left = self.left.lock().unwrap();
        let there = *left >= i64::from(tokens);
        if there {
            *left -= i64::from(tokens);
        }
        there
    }

    fn settle(&self, reserved: u32, spent: u32) {
        *self.left.lock().unwrap() += i64::from(reserved) - i64::from(spent);
        self.settled.lock().unwrap().push(spent);
    }
}

fn purse(left: i64) -> Arc<Purse> {
    Arc::new(Purse { left: Mutex::new(left), ..Purse::default() })
}

fn settings(base: &str) -> Settings {
    Settings {
        base: base.to_owned(),
        key: Some("secret-key".into()),
        model: "small".into(),
        timeout: Duration::from_millis(400),
        total: Duration::from_secs(30),
        pause: Duration::from_millis(1),
    }
}

fn prompt() -> Prompt {
    Prompt {
        instruction: "Give it a title.".into(),
        material: "It was about presses.".into(),
        schema: json!({ "type": "object" }),
        most_tokens: 100,
    }
}

fn ask(scenes: Vec<Scene>) -> (Result<String, EngineError>, Vec<String>, Arc<Purse>) {
    let script = script(scenes);
    let purse = purse(1_000_000);
    let found = Chat::new(settings(&script.base), purse.clone(), || false).complete(&prompt());
    (found, script.served.join().unwrap(), purse)
}

#[test]
fn an_answer_comes_by_a_schema() {
    let (found, requests, purse) = ask(vec![answer("{\"title\":\"Presses\"}")]);
    assert_eq!(found.unwrap(), "{\"title\":\"Presses\"}");
    assert!(requests[0].starts_with("POST /v1/chat/completions "), "{}", requests[0]);
    assert!(requests[0].to_lowercase().contains("authorization: bearer secret-key"));
    for part in ["json_schema", "\"max_tokens\":100", "It was about presses."] {
        assert!(requests[0].contains(part), "{part}");
    }
    assert_eq!(*purse.settled.lock().unwrap(), [50]);
}

#[test]
fn what_models_put_around_an_answer_is_taken_off() {
    for around in ["```json\n{\"a\":1}\n```", "<think>Hm, {\"a\":2}?</think>\n{\"a\":1}", "  {\"a\":1}\n"] {
        assert_eq!(bare(around), "{\"a\":1}");
    }
}

#[test]
fn a_busy_service_is_asked_again_and_a_refusal_is_final() {
    let (found, requests, _) =
        ask(vec![http_with("429 Too Many Requests", "retry-after: 0\r\n", "{}"), http("503 Busy", "{}"), answer("{}")]);
    assert_eq!((found.unwrap().as_str(), requests.len()), ("{}", 3));
    let (found, requests, purse) = ask(vec![http("401 Unauthorized", r#"{"error":{"message":"no such key"}}"#)]);
    assert!(matches!(found, Err(EngineError::Unusable(why)) if why.contains("no such key")));
    assert_eq!((requests.len(), purse.settled.lock().unwrap().as_slice()), (1, [0].as_slice()));
    let (found, ..) = ask(vec![http("500 Oops", "{}"), http("500 Oops", "{}"), http("500 Oops", "{}")]);
    assert!(matches!(found, Err(EngineError::Unavailable(_))));
}

#[test]
fn a_service_that_knows_no_schema_is_asked_plainly() {
    let (found, requests, _) = ask(vec![
        http("400 Bad Request", r#"{"error":"response_format not supported"}"#),
        http("422 No", "{}"),
        answer("{\"a\":1}"),
    ]);
    assert_eq!(found.unwrap(), "{\"a\":1}");
    assert!(requests[1].contains("json_object") && !requests[2].contains("response_format"));
}

#[test]
fn a_late_service_is_given_up_and_paid_for() {
    let late = || Scene::Silence(Duration::from_millis(700));
    let (found, requests, purse) = ask(vec![late(), late(), late()]);
    assert!(matches!(found, Err(EngineError::Unavailable(_))), "{found:?}");
    assert_eq!(requests.len(), 3);
    assert!(purse.settled.lock().unwrap().iter().all(|spent| *spent > 0));
}

#[test]
fn what_took_too_long_in_all_is_not_asked_again() {
    let script = script(vec![Scene::Silence(Duration::from_millis(700))]);
    let hurried = Settings { total: Duration::from_millis(300), ..settings(&script.base) };
    let found = Chat::new(hurried, purse(1_000_000), || false).complete(&prompt());
    assert!(matches!(found, Err(EngineError::Unavailable(_))));
    assert_eq!(script.served.join().unwrap().len(), 1);
}

#[test]
fn an_answer_that_is_cut_off_is_none() {
    let body = json!({ "choices": [{ "message": { "content": "{\"a\":" }, "finish_reason": "length" }] }).to_string();
    assert!(matches!(ask(vec![http("200 OK", &body)]).0, Err(EngineError::Unusable(_))));
    let cut = || Scene::Says("HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n{\"choices\":[".to_owned());
    assert!(matches!(ask(vec![cut(), cut(), cut()]).0, Err(EngineError::Unavailable(_))));
}

#[test]
fn an_answer_without_an_end_is_cut() {
    let (found, _, purse) = ask(vec![Scene::Loops]);
    assert!(matches!(found, Err(EngineError::Unusable(why)) if why.contains("512 KiB")));
    assert!(purse.settled.lock().unwrap()[0] > 100);
}

#[test]
fn what_is_no_answer_is_none() {
    for body in [
        "<html>Welcome</html>",
        "[1,2]",
        "{\"choices\":[]}",
        "{\"choices\":[{\"message\":{\"content\":null}}]}",
        "",
        "null",
    ] {
        let found = ask(vec![http("200 OK", body), http("200 OK", body), http("200 OK", body)]
            .into_iter()
            .take(scenes(body))
            .collect())
        .0;
        assert!(found.is_err(), "{body}");
    }
}

/// How often a service that answers with this is asked.
fn scenes(body: &str) -> usize {
    if serde_json::from_str::<Answer>(body).is_ok() { 1 } else { ATTEMPTS as usize }
}

#[test]
fn a_redirect_takes_neither_key_nor_transcript_elsewhere() {
    let found = ask(vec![http_with("307 Temporary Redirect", "location: http://127.0.0.1:1/\r\n", "")]).0;
    assert!(matches!(found, Err(EngineError::Unusable(why)) if why.contains("307")));
}

#[test]
fn no_error_tells_the_key() {
    let complaint = r#"{"error":{"message":"the key secret-key is wrong"}}"#;
    for scenes in [vec![http("401 No", complaint)], vec![http("403 No", "secret-key")]] {
        let error = ask(scenes).0.unwrap_err();
        assert!(!format!("{error} {error:?}").contains("secret-key"));
    }
}

#[test]
fn a_budget_holds_whatever_the_service_says() {
    // The service says that it took nothing, or absurdly much.
    for (usage, least) in [(json!({ "total_tokens": 0 }), 100), (json!({ "total_tokens": 4_000_000_000_u64 }), 100)] {
        let body = json!({ "choices": [{ "message": { "content": "{}" } }], "usage": usage }).to_string();
        let (_, _, purse) = ask(vec![http("200 OK", &body)]);
        assert!(purse.settled.lock().unwrap()[0] >= least);
    }
    let script = script(vec![answer("{}")]);
    let purse = purse(500);
    let chat = Chat::new(settings(&script.base), purse.clone(), || false);
    let (first, second) = (chat.complete(&prompt()), {
        *purse.left.lock().unwrap() = 10;
        chat.complete(&prompt())
    });
    assert!(first.is_ok());
    assert!(matches!(second, Err(EngineError::NotAsked(why)) if why.contains("budget")));
    assert_eq!(script.served.join().unwrap().len(), 1, "the second was not sent");
    assert_eq!(*purse.left.lock().unwrap(), 10);
}

#[test]
fn a_run_that_is_stopped_asks_no_more() {
    let chat = Chat::new(settings("http://127.0.0.1:1/v1"), purse(1_000_000), || true);
    assert!(matches!(chat.complete(&prompt()), Err(EngineError::NotAsked(why)) if why.contains("stopped")));
    assert!(chat.trouble().is_some_and(|why| why.contains("stopped")));
}
