//! Recordings as they should not be: refused in clear words, or processed to an end. Never an error of ours, never a job
//! that hangs.

use std::{fs, path::Path};

use serde_json::Value;

use crate::support::{App, Client, Setup, bytes_of, fixture, reading, shared, silence};

/// Sends a file; when it is taken, processes it. The problem, or the jobs.
async fn tried(ann: &Client, show: &str, name: &str, file: Vec<u8>) -> Result<Vec<Value>, Value> {
    let episode = ann.episode(show, name).await;
    let answer = ann.set_audio(&episode, file).await;
    if answer.status == 422 {
        let problem = answer.problem(422);
        assert!(problem["detail"].as_str().is_some_and(|d| d.len() > 20), "{name}: {problem}");
        return Err(problem);
    }
    assert_eq!(answer.status, 200, "{name}: {}", answer.text());
    let jobs = ann.process(&episode).await;
    for job in &jobs {
        if job["state"] == "failed" {
            let error = job["error"].as_str().unwrap_or_default();
            assert!(!error.is_empty() && !error.contains("Something went wrong"), "{name}: {job}");
        }
    }
    Ok(jobs)
}

#[tokio::test]
async fn what_is_no_recording_is_named() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let show = ann.show("Show").await;
    for (name, file, says) in [
        ("empty", Vec::new(), "empty"),
        ("a picture", bytes_of("demo/artwork.png"), "PNG"),
        ("a text", b"Hello, this is a text about sound. ".repeat(100), "not an audio file"),
        ("a page", b"<!DOCTYPE html><html><body>404 Not Found</body></html>".to_vec(), "not an audio file"),
        ("a document", b"%PDF-1.7\n%abc\n".repeat(50), "not an audio file"),
        ("an archive", b"PK\x03\x04abcdefgh".repeat(50), "not an audio file"),
        ("zeros", vec![0; 100_000], ""),
        ("a WAV without sound", silence(0.0), ""),
        ("a bit of MP3", reading()[..40].to_vec(), ""),
    ] {
        let problem = tried(&ann, &show, name, file).await.expect_err(name);
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains(says), "{name}: {detail}");
    }
}

#[tokio::test]
async fn a_name_does_not_make_a_recording() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let episode = ann.episode_of_new_show("One").await;
    let body = reqwest::multipart::Part::bytes(bytes_of("demo/artwork.png")).file_name("recording.mp3");
    let form = reqwest::multipart::Form::new().part("file", body.mime_str("audio/mpeg").unwrap());
    let request = ann.request("POST", &format!("/studio/episodes/{episode}/audio")).multipart(form);
    let page = ann.send(request).await.expect(422).text();
    assert!(page.contains("This is not an audio file: it looks like"), "the form says so");
    assert!(ann.episode_now(&episode).await["audio"].is_null());
}

#[tokio::test]
async fn a_file_that_is_cut_off_is_used_as_far_as_it_goes_or_refused() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let show = ann.show("Show").await;
    for name in ["lj.mp3", "lj.m4a", "lj.ogg", "lj.opus", "lj.flac", "lj.wav", "lj.aac", "chapters.mp3", "chapters.m4a"]
    {
        let whole = fixture(name);
        for share in [3, 50, 95] {
            let cut = whole[..whole.len() * share / 100].to_vec();
            let outcome = tried(&ann, &show, &format!("{name} {share} %"), cut).await;
            println!("{name}, {share} % of it: {}", outcome.map_or("refused", |_| "used"));
        }
    }
}

#[tokio::test]
async fn bytes_that_were_damaged_on_the_way_do_no_harm() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let show = ann.show("Show").await;
    for name in ["lj.mp3", "lj.m4a", "lj.ogg", "lj.opus", "lj.flac", "lj.wav", "lj.aac"] {
        let mut file = fixture(name);
        // Every 97th byte: headers and frames alike.
        for byte in file.iter_mut().skip(64).step_by(97) {
            *byte ^= 0x5a;
        }
        let outcome = tried(&ann, &show, name, file).await;
        println!("{name}: {}", outcome.map_or("refused", |_| "used"));
    }
}

#[tokio::test]
async fn each_kind_of_recording_that_we_promise_is_processed() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let show = ann.show("Show").await;
    for name in ["lj.mp3", "lj.m4a", "lj.ogg", "lj.opus", "lj.flac", "lj.wav", "lj.aac", "two-microphones.flac"] {
        let jobs = tried(&ann, &show, name, fixture(name)).await.unwrap_or_else(|problem| panic!("{name}: {problem}"));
        for stage in ["probe", "peaks"] {
            let job = jobs.iter().find(|j| j["stage"] == stage).unwrap();
            assert_eq!(job["state"], "succeeded", "{name}: {job}");
        }
    }
    let problem = tried(&ann, &show, "video", fixture("video.mp4")).await.expect_err("a video without sound");
    assert!(problem["detail"].as_str().unwrap().contains("not an audio file"), "{problem}");
}

#[tokio::test]
async fn a_silent_recording_is_complete_and_says_that_nothing_was_heard() {
    let app = Setup::default().with_model().start().await;
    let ann = app.user("ann@example.org");
    let episode = ann.episode_of_new_show("One").await;
    ann.set_audio(&episode, silence(20.0)).await.expect(200);
    let jobs = ann.process(&episode).await;
    let job = |stage: &str| jobs.iter().find(|j| j["stage"] == stage).unwrap().clone();
    assert!(jobs.iter().all(|j| j["state"] == "succeeded" || j["state"] == "skipped"), "{jobs:?}");
    assert_eq!(job("transcribe")["message"], "No speech was heard in this recording.");
    assert_eq!(job("refine")["state"], "skipped");
    ann.tell(&episode, "publish").await.expect(200);
    app.anonymous().get("/shows/show/one").await.expect(200);
}

#[tokio::test]
async fn the_odd_recordings_of_other_projects_are_survived() {
    let Some(data) = shared() else { return };
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let show = ann.show("Show").await;
    let mut files = Vec::new();
    collect(&data.join("audio-odd"), &mut files);
    assert!(files.len() > 10);
    for path in files {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let outcome = tried(&ann, &show, &name, fs::read(&path).unwrap()).await;
        println!("{name}: {}", outcome.map_or_else(|p| p["detail"].to_string(), |_| "used".into()));
    }
}

fn collect(dir: &Path, files: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(dir).unwrap().flatten() {
        if entry.path().is_dir() { collect(&entry.path(), files) } else { files.push(entry.path()) }
    }
}

/// A hum as WAV: one channel of 8 bits at 8 kHz, the least that a recording can be.
fn hum(seconds: usize) -> Vec<u8> {
    let second: Vec<u8> =
        (0..8000).map(|n| (128.0 + 50.0 * (f64::from(n) * 0.05 * std::f64::consts::TAU).sin()) as u8).collect();
    let length = (second.len() * seconds) as u32;
    let mut file = Vec::with_capacity(44 + length as usize);
    file.extend_from_slice(b"RIFF");
    file.extend_from_slice(&(36 + length).to_le_bytes());
    file.extend_from_slice(b"WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0data");
    file.extend_from_slice(&length.to_le_bytes());
    file.extend_from_slice(&second.repeat(seconds));
    file
}

#[tokio::test]
async fn a_recording_of_twelve_hours_is_measured_in_constant_memory() {
    let mut app = App::start().await;
    let ann = app.user("ann@example.org");
    let show = ann.show("Show").await;
    let episode = ann.episode(&show, "All day").await;
    ann.set_audio(&episode, hum(12 * 3600)).await.expect(200);
    let jobs = ann.process(&episode).await;
    assert!(jobs.iter().all(|job| job["state"] == "succeeded" || job["state"] == "skipped"), "{jobs:?}");
    let told = ann.episode_now(&episode).await;
    assert_eq!(told["audio"]["duration"], 43_200.0);
    assert!(told["loudness"]["integrated_lufs"].is_number(), "{told}");
    assert!(app.process().peak_memory() < 150);
}
