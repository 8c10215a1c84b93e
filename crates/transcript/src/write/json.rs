//! The podcast namespace's JSON, one segment a line.

use model::transcript::Transcript;

use crate::times;

/// The file. A segment without times has none; the namespace's example of the form leaves out what is not known.
pub(super) fn write(transcript: &Transcript) -> String {
    let mut out = String::with_capacity(transcript.word_count() * 7 + transcript.segments.len() * 70);
    out.push_str("{\"version\":\"1.0.0\",\"segments\":[");
    for (i, segment) in transcript.segments.iter().enumerate() {
        out.push_str(if i > 0 { ",\n{" } else { "\n{" });
        if let Some(speaker) = transcript.speaker_of(segment) {
            out.push_str("\"speaker\":");
            push_string(&mut out, speaker);
            out.push(',');
        }
        for (name, time) in [("startTime", segment.start_ms), ("endTime", segment.end_ms)] {
            if let Some(time) = time {
                out.push('"');
                out.push_str(name);
                out.push_str("\":");
                times::push_seconds(&mut out, time);
                out.push(',');
            }
        }
        out.push_str("\"body\":");
        push_string(&mut out, &segment.text());
        out.push('}');
    }
    out.push_str("\n]}\n");
    out
}

fn push_string(out: &mut String, text: &str) {
    // A string always serializes.
    if let Ok(quoted) = serde_json::to_string(text) {
        out.push_str(&quoted);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::transcript::Segment;

    #[test]
    fn segments_are_those_of_the_namespace() {
        let timed =
            Segment { start_ms: Some(500), end_ms: Some(2_000), speaker: Some(0), ..Segment::from_text("Say \"hi\"") };
        let transcript = Transcript {
            speakers: vec!["Ann".into()],
            segments: vec![timed, Segment::from_text("there")],
            ..Transcript::default()
        };
        assert_eq!(
            write(&transcript),
            "{\"version\":\"1.0.0\",\"segments\":[\n{\"speaker\":\"Ann\",\"startTime\":0.5,\"endTime\":2,\"body\":\"Say \\\"hi\\\"\"},\n{\"body\":\"there\"}\n]}\n"
        );
    }
}
