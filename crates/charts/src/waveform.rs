//! The outline of the recording, its chapters, and who speaks.

mod columns;
mod voices;

use model::{audio::Peaks, insight::Chapter, timecode, transcript::Transcript};

use crate::canvas::{Canvas, Hit, Mark};
use crate::ink::Ink;
use crate::words::{count, list, shorten, tidy};
use crate::{Figure, Kind, Table};
use columns::{Columns, WIDE};
use voices::Voices;

/// Units of the drawing: a time is at `time / duration * 1200`.
const SIZE: (i32, i32) = (1200, 160);
const MIDDLE: i32 = SIZE.1 / 2;
const REACH: i32 = 76;
/// More chapters than this share bands.
const BANDS: usize = 40;
/// Rows of the table of a recording without chapters.
const PARTS: u32 = 10;

/// The waveform figure of a recording of `duration_ms`.
///
/// Chapters are alternating bands whose `data-label` is their title; the outline is coloured by who speaks, one path per
/// colour. The element carries `data-duration` in seconds and stretches to whatever box it is given. A recording of unknown
/// length (0) takes that of its outline.
#[must_use]
pub fn waveform(peaks: &Peaks, duration_ms: u32, chapters: &[Chapter], transcript: Option<&Transcript>) -> Figure {
    let columns = Columns::new(peaks, duration_ms);
    let duration = columns.duration_ms;
    let voices = Voices::new(transcript, duration);
    let chapters = spans(chapters, duration);
    let title = finding(duration, &chapters, &voices, &columns, peaks);

    let mut marks = Vec::new();
    let mut hits = Vec::new();
    let size = chapters.len().div_ceil(BANDS).max(1);
    for (i, group) in chapters.chunks(size).enumerate() {
        let (Some(first), Some(last)) = (group.first(), group.last()) else { continue };
        let (left, right) = (x(first.from, duration), x(last.to, duration));
        if i % 2 == 1 {
            marks.push(Mark::Bar { from: (left, 0), to: (right, SIZE.1), ink: Ink::Line, opacity: 0.5 });
        }
        let mut label = shorten(&first.title, 70);
        if group.len() > 1 {
            label = format!("{label} and {} more", group.len() - 1);
        }
        hits.push(Hit { at: (left, 0), size: (right - left, SIZE.1), seek_ms: None, label });
    }
    for ink in voices.inks() {
        let points = outline(&columns, |column| voices.ink(column) == ink);
        marks.push(Mark::Shape { points, ink, opacity: 1.0 });
    }
    let attributes = format!(" preserveAspectRatio=\"none\" data-duration=\"{}\"", timecode::fragment(duration));
    let svg = Canvas { kind: Kind::Waveform, title: &title, size: SIZE, attributes, marks, hits }.svg();
    let table = table(duration, &chapters, &voices, &columns);
    Figure { kind: Kind::Waveform, title, svg, table }
}

/// A chapter or a part, in milliseconds.
struct Span {
    from: u32,
    to: u32,
    title: String,
}

/// Chapters with their ends, by time; those that start after the end of the recording have none.
fn spans(chapters: &[Chapter], duration: u32) -> Vec<Span> {
    let mut spans: Vec<Span> = chapters
        .iter()
        .filter_map(|c| Some(Span { from: c.start_ms?, to: duration, title: tidy(&c.title) }))
        .filter(|span| span.from < duration)
        .collect();
    spans.sort_by_key(|span| span.from);
    for i in 1..spans.len() {
        spans[i - 1].to = spans[i].from;
    }
    spans
}

fn x(ms: u32, duration: u32) -> i32 {
    if duration == 0 {
        return 0;
    }
    let units = u64::from(ms.min(duration)) * SIZE.0.unsigned_abs() as u64 / u64::from(duration);
    i32::try_from(units).unwrap_or(SIZE.0)
}

/// One outline through all columns that are wanted: out along the highest samples and back along the lowest. Over the
/// others it runs along the middle, where it has no area.
fn outline(columns: &Columns, wanted: impl Fn(usize) -> bool) -> Vec<(i32, i32)> {
    let left = |column: usize| i32::try_from(column).unwrap_or(0) * WIDE;
    let mut upper = Vec::new();
    let mut lower = Vec::new();
    for (column, level) in columns.levels.iter().enumerate().filter(|(column, _)| wanted(*column)) {
        if column == 0 || !wanted(column - 1) {
            upper.push((left(column), MIDDLE));
            lower.push((left(column), MIDDLE));
        }
        upper.push((left(column), MIDDLE - level.above(REACH)));
        lower.push((left(column), MIDDLE + level.below(REACH)));
        if column + 1 == columns.levels.len() || !wanted(column + 1) {
            // The next column's level closes the run, so that neighbouring colours meet without a step.
            let next = columns.levels.get(column + 1).unwrap_or(level);
            upper.extend([(left(column + 1), MIDDLE - next.above(REACH)), (left(column + 1), MIDDLE)]);
            lower.extend([(left(column + 1), MIDDLE + next.below(REACH)), (left(column + 1), MIDDLE)]);
        }
    }
    upper.extend(lower.into_iter().rev());
    upper
}

fn finding(duration: u32, chapters: &[Span], voices: &Voices, columns: &Columns, peaks: &Peaks) -> String {
    let mut title = timecode::spoken(duration);
    if !chapters.is_empty() {
        let chapters = u32::try_from(chapters.len()).unwrap_or(u32::MAX);
        title = format!("{title} in {}", count(chapters, "chapter"));
    }
    let names: Vec<String> = voices.names_by_time().into_iter().map(|name| shorten(name, 40)).collect();
    if !names.is_empty() {
        title = format!("{title} with {}", list(&names));
    }
    if !peaks.is_empty() && columns.is_silent() {
        title = format!("{title}, without any sound");
    }
    title
}

fn table(duration: u32, chapters: &[Span], voices: &Voices, columns: &Columns) -> Table {
    let parts: Vec<Span>;
    let spans = if chapters.is_empty() {
        let at =
            |part: u32| u32::try_from(u64::from(duration) * u64::from(part) / u64::from(PARTS)).unwrap_or(duration);
        let part = |i| Span { from: at(i), to: at(i + 1), title: String::new() };
        parts = (0..PARTS).map(part).filter(|span| span.from < span.to).collect();
        &parts
    } else {
        chapters
    };
    let has_voices = !voices.names_by_time().is_empty();
    let mut head = vec!["From", "To"];
    if !chapters.is_empty() {
        head.push("Chapter");
    }
    if has_voices {
        head.push("Speaks most");
    }
    head.push("Loudest, of full scale");
    let rows = spans.iter().map(|span| {
        let mut row = vec![timecode::clock(span.from), timecode::clock(span.to)];
        if !chapters.is_empty() {
            row.push(span.title.clone());
        }
        if has_voices {
            row.push(voices.most(span.from, span.to).map_or_else(String::new, tidy));
        }
        row.push(columns.loudest(span.from, span.to));
        row
    });
    Table { rows: rows.collect(), head: head.into_iter().map(Into::into).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::transcript::Segment;

    fn peaks(pairs: usize) -> Peaks {
        let data = (0..pairs).flat_map(|i| [-(i8::try_from(i % 50).unwrap()), i8::try_from(i % 90).unwrap()]).collect();
        Peaks { sample_rate: 1000, samples_per_pixel: 100, data }
    }

    fn chapter(start: u32, title: &str) -> Chapter {
        Chapter { start_ms: Some(start), title: title.into(), segments: None }
    }

    fn said(speaker: u16, start: u32, end: u32) -> Segment {
        Segment { start_ms: Some(start), end_ms: Some(end), speaker: Some(speaker), ..Segment::from_text("yes") }
    }

    #[test]
    fn chapters_are_labelled_bands_and_speakers_are_colours() {
        let transcript = Transcript {
            language: None,
            speakers: vec!["Anna".into(), "Ben".into()],
            segments: vec![said(0, 0, 20_000), said(1, 20_000, 90_000)],
        };
        let chapters = [chapter(0, "Start"), chapter(30_000, "Middle"), chapter(60_000, "End")];
        let figure = waveform(&peaks(1000), 100_000, &chapters, Some(&transcript));
        assert_eq!(figure.title, "1 minute in 3 chapters with Ben and Anna");
        assert!(figure.svg.contains("data-duration=\"100\"") && figure.svg.contains("viewBox=\"0 0 1200 160\""));
        assert!(figure.svg.contains("<rect x=\"360\" width=\"360\" height=\"160\" data-label=\"Middle\"/>"));
        assert_eq!(figure.svg.matches("<path").count(), 3, "two voices and what nobody says");
        assert_eq!(figure.table.head, ["From", "To", "Chapter", "Speaks most", "Loudest, of full scale"]);
        assert_eq!(figure.table.rows[0], ["0:00", "0:30", "Start", "Anna", "70 %"]);
    }

    #[test]
    fn without_chapters_the_table_has_equal_parts() {
        let figure = waveform(&peaks(100), 10_000, &[], None);
        assert_eq!(figure.table.rows.len(), 10);
        assert_eq!(figure.table.head, ["From", "To", "Loudest, of full scale"]);
        assert!(figure.svg.contains("var(--accent)"));
    }

    #[test]
    fn an_unknown_length_is_that_of_the_outline() {
        let figure = waveform(&peaks(100), 0, &[], None);
        assert!(figure.svg.contains("data-duration=\"10\""));
        let nothing = waveform(&Peaks::default(), 0, &[chapter(0, "x")], None);
        assert!(nothing.svg.contains("data-duration=\"0\"") && nothing.table.rows.is_empty());
    }

    #[test]
    fn silence_is_said() {
        let silent = Peaks { data: vec![0; 200], ..peaks(0) };
        assert_eq!(waveform(&silent, 10_000, &[], None).title, "10 seconds, without any sound");
    }
}
