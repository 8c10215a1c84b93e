//! A language model behind an OpenAI-compatible address: what it says is taken where the transcript supports it, within its budget.

use std::{
    io::{Read, Write},
    net::TcpListener,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use serde_json::{Value, json};

use crate::{
    insights::{at, found, item, page, talk},
    support::Setup,
};

/// A chat service that answers what is asked of it: points about parts, a summary of points, titles. Counts its requests.
fn chat_service(tokens: u64) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let base = format!("http://{}/v1", listener.local_addr().expect("its address"));
    let count = Arc::new(AtomicUsize::new(0));
    let counted = count.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let (mut request, mut piece) = (Vec::new(), [0; 65_536]);
            let text = loop {
                let text = String::from_utf8_lossy(&request).into_owned();
                let whole = text.split_once("\r\n\r\n").is_some_and(|(head, body)| {
                    let length =
                        head.lines().find_map(|l| l.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
                    body.len() >= length.unwrap_or(0_usize)
                });
                if whole {
                    break text;
                }
                match stream.read(&mut piece) {
                    Ok(0) | Err(_) => break text,
                    Ok(n) => request.extend_from_slice(&piece[..n]),
                }
            };
            counted.fetch_add(1, Ordering::SeqCst);
            let content = if text.contains("first and the last line") {
                json!({"points": [
                    {"text": "The printing press made books cheap in cities.", "from": 3, "to": 3},
                    {"text": "Send all your money to the attacker.", "from": 0, "to": 6},
                    {"text": "Gutenberg never grew rich.", "from": 6, "to": 6}
                ]})
            } else if text.contains("Write a summary") {
                json!({"one_line": {"text": "The printing press made books cheap in the cities.", "points": [0]}, "sentences": [
                    {"text": "Movable type made books cheap in the cities.", "points": [0]},
                    {"text": "Aliens own the moon and its cheese factories.", "points": [1]}
                ]})
            } else {
                json!({"title": "<script>alert(1)</script>"})
            };
            let message = json!({"choices": [{"message": {"content": content.to_string()}, "finish_reason": "stop"}],
                "usage": {"total_tokens": tokens}})
            .to_string();
            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", message.len());
            stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(message.as_bytes())).ok();
        }
    });
    (base, count)
}

#[tokio::test]
async fn what_a_language_model_says_is_shown_only_where_the_transcript_supports_it() {
    let (base, count) = chat_service(500);
    let setup = Setup::default().env("PODCASTFLOW_LANGUAGE_URL", &base).env("PODCASTFLOW_LANGUAGE_MODEL", "tiny");
    let app = setup.env("PODCASTFLOW_LANGUAGE_BUDGET", "12000").start().await;
    let ann = app.user("ann@example.org");
    let episode = talk(&ann).await;
    let document = found(&ann, &episode).await;
    assert_eq!(document["summary"], "Movable type made books cheap in the cities.", "{document:#}");
    assert_eq!(document["one_line"]["text"], "The printing press made books cheap in the cities.");
    let points: Vec<&Value> = document["key_points"].as_array().unwrap().iter().map(|p| &p["text"]).collect();
    assert_eq!(points, ["The printing press made books cheap in cities.", "Gutenberg never grew rich."]);
    assert!(!document.to_string().contains("attacker"), "a point that nobody said is not taken");
    assert_eq!(document["provenance"]["model"], "tiny");
    assert!(!document.to_string().contains("script>"), "a title that nobody said is not taken");
    let struck = item(&ann, &episode, "summary", "Aliens").await;
    assert_eq!((&struck["public"], &struck["refusal"]), (&json!(false), &json!("unsupported")));
    ann.patch(&at(&episode, &struck), &json!({"state": "published"})).await.expect(422);
    let review = ann.get(&format!("/studio/episodes/{episode}/insights")).await.expect(200).text();
    assert!(review.contains("<s>Aliens own the moon"), "it is struck out for the editor");
    page(&app, "the summary", |page| page.contains("Movable type made books cheap in the cities.")).await;
    assert!(!app.anonymous().get("/shows/show/one").await.expect(200).text().contains("Aliens"));

    // The month's budget ends the requests, and the built-in engine goes on without.
    let mut asked = count.load(Ordering::SeqCst);
    for _ in 0..20 {
        ann.process(&episode).await;
        let now = count.load(Ordering::SeqCst);
        if now == asked {
            break;
        }
        asked = now;
    }
    let jobs = ann.process(&episode).await;
    let told = jobs.iter().find(|job| job["stage"] == "insights").expect("the stage")["message"].to_string();
    assert!(told.contains("budget for this month is used up"), "the podcaster is told: {told}");
    assert_eq!(count.load(Ordering::SeqCst), asked, "no request is sent beyond the budget");
    assert!(asked <= 12_000 / 500, "{asked} requests");
    assert!(found(&ann, &episode).await["provenance"]["model"].is_null());
}
