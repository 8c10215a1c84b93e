//! WebVTT: a voice span in each cue, lines of 65 characters at most. A segment stays one cue unless it would take more than
//! three lines. Word times are left out: many podcast apps show them as text.

use std::fmt::Write as _;

use model::transcript::Transcript;

use super::{lines, timeline};
use crate::times;

const WIDTH: usize = 65;
/// The lines of a cue that stays whole.
const MOST_LINES: usize = 3;
/// The lines of the cues that a longer one becomes.
const LINES: usize = 2;

/// The file.
pub(super) fn write(transcript: &Transcript) -> String {
    let mut out = String::with_capacity(transcript.word_count() * 9 + transcript.segments.len() * 50);
    out.push_str("WEBVTT\n\n");
    for timed in timeline::timed(transcript) {
        let segment = timed.segment;
        let mut voice = String::new();
        if let Some(name) = transcript.speaker_of(segment) {
            let _ = write!(voice, "<v ");
            let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
            escape(&mut voice, &name);
            voice.push('>');
        }
        let lead = voice.chars().count();
        let atoms = lines::atoms(&segment.words, escape);
        let whole = lines::even_breaks(&atoms, lead, WIDTH);
        let starts = timed.word_starts();
        let cues: Vec<usize> = if whole.len() <= MOST_LINES {
            vec![0, atoms.len()]
        } else {
            // Each cue repeats the voice, so that its lines are set anew.
            let mut cues = vec![0];
            while let Some(from) = cues.last().copied().filter(|from| *from < atoms.len()) {
                let breaks = lines::even_breaks(&atoms[from..atoms.len().min(from + WIDTH)], lead, WIDTH);
                cues.push(breaks.get(LINES).map_or(atoms.len().min(from + WIDTH), |n| from + n));
            }
            cues
        };
        for (i, pair) in cues.windows(2).enumerate() {
            let (from, to) = (pair[0], pair[1]);
            let start = if i == 0 { timed.start } else { starts[atoms[from].word] };
            let end = atoms.get(to).map_or(timed.end, |a| starts[a.word]).max(start.saturating_add(1));
            times::push_cue(&mut out, start, '.');
            out.push_str(" --> ");
            times::push_cue(&mut out, end, '.');
            out.push('\n');
            out.push_str(&voice);
            let own = &atoms[from..to];
            let breaks = lines::even_breaks(own, lead, WIDTH);
            for (n, line) in breaks.iter().enumerate() {
                lines::push_line(&mut out, &own[*line..breaks.get(n + 1).copied().unwrap_or(own.len())]);
                out.push('\n');
            }
            out.push('\n');
        }
    }
    out
}

fn escape(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>']) {
        out.push_str(&rest[..at]);
        out.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            _ => "&gt;",
        });
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::transcript::Segment;

    #[test]
    fn cues_have_a_voice_and_short_lines() {
        let at =
            |s, e, speaker, t: &str| Segment { start_ms: Some(s), end_ms: Some(e), speaker, ..Segment::from_text(t) };
        let long = "word & more ".repeat(60);
        let transcript = Transcript {
            speakers: vec!["Q <A>".into()],
            segments: vec![at(0, 900, Some(0), "Hi --> there."), at(1_000, 61_000, None, &long)],
            ..Transcript::default()
        };
        let text = write(&transcript);
        assert!(text.starts_with(
            "WEBVTT\n\n00:00:00.000 --> 00:00:00.900\n<v Q &lt;A&gt;>Hi --&gt; there.\n\n00:00:01.000 --> "
        ));
        assert!(text.lines().all(|l| l.chars().count() <= WIDTH));
        assert_eq!(text.matches("&amp;").count(), 60);
        assert!(text.trim_end().rsplit_once(" --> ").unwrap().1.starts_with("00:01:01.000"));
    }
}
