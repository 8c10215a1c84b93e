//! A transcript in every form that listeners' apps and people take.

mod html;
mod json;
mod lines;
mod markdown;
mod srt;
mod text;
mod timeline;
mod vtt;

use model::transcript::{Segment, Transcript, TranscriptFormat};

/// The transcript as a file, in UTF-8. What a form can carry it carries: words and speakers always, times to the millisecond
/// in VTT, SRT and JSON and to the second in HTML, text and Markdown.
///
/// `title` heads a Markdown file; the other forms have no place for one that is not read as speech. VTT and SRT cannot do
/// without times: segments that have none get estimated ones, so ask [`Transcript::is_timed`] first where that matters.
#[must_use]
pub fn write(transcript: &Transcript, format: TranscriptFormat, title: &str) -> String {
    match format {
        TranscriptFormat::Vtt => vtt::write(transcript),
        TranscriptFormat::Srt => srt::write(transcript),
        TranscriptFormat::Json => json::write(transcript),
        TranscriptFormat::Html => html::write(transcript),
        TranscriptFormat::Txt => text::write(transcript),
        TranscriptFormat::Md => markdown::write(transcript, title),
    }
}

/// A paragraph of a reading form ends after this long, in milliseconds, even where the transcript does not say so.
const PARAGRAPH_MS: u32 = 60_000;
/// And after this many words.
const PARAGRAPH_WORDS: usize = 180;

/// The paragraphs of a transcript: at its marks, at each change of speaker, at segments of which only one has a time, and
/// before one gets so long that its time says little.
fn paragraphs(transcript: &Transcript) -> impl Iterator<Item = &[Segment]> {
    let mut rest = transcript.segments.as_slice();
    std::iter::from_fn(move || {
        let first = rest.first()?;
        let mut words = first.words.len();
        let length = 1 + rest[1..]
            .iter()
            .take_while(|s| {
                let long = words + s.words.len() > PARAGRAPH_WORDS
                    || s.start_ms.zip(first.start_ms).is_some_and(|(s, f)| s.saturating_sub(f) > PARAGRAPH_MS);
                words += s.words.len();
                !s.paragraph && s.speaker == first.speaker && s.start_ms.is_some() == first.start_ms.is_some() && !long
            })
            .count();
        let (paragraph, after) = rest.split_at(length);
        rest = after;
        Some(paragraph)
    })
}

/// Appends the words of segments, separated as they were.
fn push_words(out: &mut String, segments: &[Segment], mut push: impl FnMut(&mut String, &str)) {
    let mut first = true;
    for word in segments.iter().flat_map(|s| &s.words) {
        if !first && !word.glued {
            out.push(' ');
        }
        first = false;
        push(out, &word.text);
    }
}
