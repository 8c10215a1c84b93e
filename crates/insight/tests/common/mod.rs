//! A reader for the two plain forms in which the sample transcripts come: NASA's `[DD:HH:MM:SS]` blocks and Markdown
//! paragraphs with bold speakers. Just enough to have real speech to look at.

use model::transcript::{Segment, Transcript};

const WORD_MS: u32 = 350;

/// Air-to-ground talk: blocks of `[DD:HH:MM:SS]`, notes (`_page : 3`) and `CDR: ...` lines, up to a number of hours.
pub fn nasa(text: &str, hours: u32) -> Transcript {
    let mut transcript = Transcript { language: Some("en".to_owned()), ..Transcript::default() };
    let mut now = 0;
    for line in text.lines() {
        if let Some(time) = line.strip_prefix('[').and_then(|rest| clock(rest.strip_suffix(']')?)) {
            if time >= hours * 3_600_000 {
                break;
            }
            now = now.max(time);
        } else if !line.starts_with('_')
            && let Some((speaker, words)) = line.split_once(": ")
        {
            // Abbreviations are marked: "[glossary:RCS]".
            let words = words.replace("[glossary:", "").replace(']', "");
            now = push(&mut transcript, speaker, &words, Some(now)).unwrap_or(now);
        }
    }
    transcript
}

/// Paragraphs that open with `**Name:**`; one without goes on with the speaker before. No times.
#[allow(dead_code)]
pub fn markdown(text: &str) -> Transcript {
    let mut transcript = Transcript::default();
    let mut speaker = String::new();
    for line in text.lines().filter(|l| !l.trim().is_empty()) {
        let said = match line.strip_prefix("**").and_then(|rest| rest.split_once(":**")) {
            Some((name, said)) => {
                name.clone_into(&mut speaker);
                said
            }
            None => line,
        };
        if !speaker.is_empty() {
            push(&mut transcript, &speaker, said, None);
        }
    }
    transcript
}

/// `DD:HH:MM:SS` in milliseconds.
fn clock(text: &str) -> Option<u32> {
    let parts: Vec<u32> = text.split(':').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let [days, hours, minutes, seconds] = parts.as_slice() else { return None };
    Some((((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000)
}

/// Adds a turn sentence by sentence; returns the time at which it ends at the usual pace of speech.
fn push(transcript: &mut Transcript, speaker: &str, said: &str, mut now: Option<u32>) -> Option<u32> {
    let speaker = Some(transcript.speaker_index(speaker));
    for (n, sentence) in sentences(said).into_iter().enumerate() {
        let segment = Segment { start_ms: now, speaker, paragraph: n == 0, ..Segment::from_text(&sentence) };
        now = now.map(|t| t + WORD_MS * u32::try_from(segment.words.len()).unwrap_or_default());
        transcript.segments.push(segment);
    }
    now
}

fn sentences(text: &str) -> Vec<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut out = Vec::new();
    let mut from = 0;
    for (n, word) in words.iter().enumerate() {
        let ends = word.ends_with(['.', '!', '?', '…']) && !["Mr.", "Mrs.", "Dr.", "St.", "vs."].contains(word);
        let capital = words.get(n + 1).is_none_or(|next| next.starts_with(|c: char| !c.is_lowercase()));
        if ends && capital || n + 1 == words.len() {
            out.push(words[from..=n].join(" "));
            from = n + 1;
        }
    }
    out
}
