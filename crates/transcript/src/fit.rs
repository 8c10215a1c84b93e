//! A transcript made to fit its recording.

use model::transcript::Transcript;

use crate::problems::Problem;

/// Brings times that lie beyond the end of the audio inside it, and says what it did.
///
/// An end beyond is moved to the end of the audio. A passage that starts beyond is kept, at the very end, and told apart from
/// that: many of them mean that the transcript belongs to another recording or another cut. No words are lost.
pub fn fit_to_audio(transcript: &mut Transcript, duration_ms: u32) -> Vec<Problem> {
    let (mut ends, mut starts) = (0_u32, 0_u32);
    for segment in &mut transcript.segments {
        let Some(start) = segment.start_ms else { continue };
        if start > duration_ms {
            starts += 1;
        } else if segment.end_ms.is_some_and(|end| end > duration_ms) {
            ends += 1;
        } else if segment.words.iter().all(|w| w.end_ms.or(w.start_ms).is_none_or(|t| t <= duration_ms)) {
            continue;
        }
        segment.start_ms = Some(start.min(duration_ms));
        segment.end_ms = segment.end_ms.map(|t| t.min(duration_ms));
        for word in &mut segment.words {
            word.start_ms = word.start_ms.map(|t| t.min(duration_ms));
            word.end_ms = word.end_ms.map(|t| t.min(duration_ms));
        }
    }
    let mut clock = String::new();
    crate::times::push_clock(&mut clock, duration_ms);
    let mut problems = Vec::new();
    if ends > 0 {
        let (what, verb) = if ends == 1 { ("passage", "ends") } else { ("passages", "end") };
        problems.push(Problem {
            code: "ends-after-audio",
            message: format!("{ends} {what} {verb} after the recording does (at {clock}); the end was moved there."),
            count: ends,
        });
    }
    if starts > 0 {
        let (what, verb) = if starts == 1 { ("passage", "starts") } else { ("passages", "start") };
        problems.push(Problem {
            code: "starts-after-audio",
            message: format!(
                "{starts} {what} {verb} after the recording has ended (at {clock}). The words were kept, at its end. Check that the transcript belongs to this recording."
            ),
            count: starts,
        });
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::transcript::Segment;

    #[test]
    fn nothing_lies_beyond_the_audio_and_no_word_is_lost() {
        let at = |s, e| Segment { start_ms: Some(s), end_ms: Some(e), ..Segment::from_text("one two") };
        let segments = vec![at(0, 900), at(900, 1_500), at(2_000, 3_000), Segment::from_text("untimed")];
        let mut transcript = Transcript { segments, ..Transcript::default() };
        let problems = fit_to_audio(&mut transcript, 1_000);
        assert_eq!(transcript.word_count(), 7);
        assert_eq!(transcript.end_ms(), Some(1_000));
        assert_eq!(transcript.segments[2].start_ms, Some(1_000));
        assert_eq!(
            problems.iter().map(|p| (p.code, p.count)).collect::<Vec<_>>(),
            [("ends-after-audio", 1), ("starts-after-audio", 1)]
        );
        assert!(fit_to_audio(&mut transcript, 1_000).is_empty());
    }
}
