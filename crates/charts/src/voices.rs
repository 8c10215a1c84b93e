//! Who speaks when, who breaks in, and how warm and how loud each voice is.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use model::insight::{Delivery, TalkTime};
use model::timecode;
use model::transcript::Transcript;

use crate::canvas::{Canvas, Hit, Mark, TEXT, WIDTH};
use crate::ink::Ink;
use crate::sentiment::{figures, is_warm, tone};
use crate::talk::text_size;
use crate::words::{count, shorten, tidy};
use crate::{Figure, Kind, Table};

/// Rows drawn; the table has everybody.
const MOST: usize = 8;
/// Parts of the time, each of one height: in an hour 45 seconds.
const BINS: usize = 80;
const WIDE: usize = WIDTH as usize / BINS;
/// Of the table, so many parts of the time.
const PARTS: usize = 10;
/// Interruptions marked, which are those that say the most: each is a mark, a shape to hit and a time in the table. The numbers
/// count all.
const MARKED: usize = 16;
const ROW: i32 = 74;
/// Top and height of the strip, and of the marks that point down to it.
const STRIP: (i32, i32) = (TEXT + 16, 16);
const POINTER: (i32, i32) = (TEXT + 6, 10);
/// Half the width of a mark, and of what is hit of it: 12 px of a finger on a phone.
const HALF: (i32, i32) = (5, 12);
/// Room for an energy at the right end.
const ENERGY: i32 = 104;
const NAME: usize = 22;

/// Somebody who speaks.
struct Voice<'a> {
    name: &'a str,
    ink: Ink,
    turns: u32,
    delivery: &'a Delivery,
    /// Milliseconds spoken in each part of the time.
    said: [u64; BINS],
}

/// An interruption that is marked.
struct Break {
    voice: usize,
    start_ms: u32,
    words: u32,
}

/// A row for each named speaker, most talkative first: strips where they speak, twice as high where they do for half of the
/// time or more, and a mark where they break in on somebody, which seeks there. At the right end stands how warm the voice is on the
/// whole, and how loud where that is known.
///
/// `None` without times, with fewer than two named speakers, and where nothing is known of how they speak.
#[must_use]
pub fn voices(talk: &[TalkTime], delivery: &[Delivery], transcript: &Transcript, duration_ms: u32) -> Option<Figure> {
    let length = if duration_ms > 0 { duration_ms } else { transcript.end_ms()? };
    if length == 0 || !transcript.is_timed() {
        return None;
    }
    let voices = voices_of(talk, delivery, transcript, length);
    if voices.len() < 2 {
        return None;
    }
    let title = finding(&voices);
    let breaks = breaks(&voices, length);
    let any_energy = voices.iter().any(|v| level(v).is_some());

    let mut marks = Vec::new();
    let mut hits = Vec::new();
    let mut y = 0;
    for (n, voice) in voices.iter().take(MOST).enumerate() {
        let base = y + STRIP.0 + STRIP.1;
        let end = if any_energy { WIDTH - ENERGY } else { WIDTH };
        marks.push(Mark::text(shorten(voice.name, NAME), (0, y), Ink::Text));
        if let Some(score) = score(voice) {
            let ink = if is_warm(score) { Ink::Accent } else { Ink::Quiet };
            marks.push(Mark::text_ending(feeling(score), (end, y), ink));
        }
        if let Some(level) = level(voice) {
            marks.push(Mark::text_ending(level, (WIDTH, y), Ink::Quiet));
        }
        marks.push(Mark::Bar { from: (0, base), to: (WIDTH, base + 1), ink: Ink::Line, opacity: 1.0 });
        marks.push(Mark::Shape { points: strip(&voice.said, length, base), ink: voice.ink, opacity: 1.0 });
        let own: Vec<&Break> = breaks.iter().filter(|b| b.voice == n).collect();
        if !own.is_empty() {
            let points = own.iter().flat_map(|b| pointer(x(b.start_ms, length), y + POINTER.0)).collect();
            marks.push(Mark::Shape { points, ink: Ink::Text, opacity: 1.0 });
        }
        hits.extend(own.iter().map(|b| Hit {
            at: ((x(b.start_ms, length) - HALF.1).max(0), y + POINTER.0),
            size: (HALF.1 * 2, base - y - POINTER.0),
            // The second that the label says.
            seek_ms: Some(b.start_ms / 1000 * 1000),
            label: format!("{} breaks in, {}", shorten(voice.name, 32), timecode::clock(b.start_ms)),
        }));
        y += ROW;
    }
    if voices.len() > MOST {
        let others = u32::try_from(voices.len() - MOST).unwrap_or(u32::MAX);
        marks.push(Mark::text(count(others, "other voice"), (0, y), Ink::Quiet));
        y += TEXT + 20;
    }
    let bottom = y - (ROW - STRIP.0 - STRIP.1) + 8;
    marks.push(Mark::text("start", (0, bottom), Ink::Quiet));
    if !breaks.is_empty() {
        marks.push(Mark::text("▼ breaks in", (WIDTH / 2 - 70, bottom), Ink::Quiet));
    }
    marks.push(Mark::text_ending(timecode::spoken(length), (WIDTH, bottom), Ink::Quiet));
    let size = (WIDTH, bottom + TEXT + 4);
    let svg = Canvas { kind: Kind::Voices, title: &title, size, attributes: text_size(), marks, hits }.svg();
    let table = table(&voices, &breaks, length, any_energy);
    Some(Figure { kind: Kind::Voices, title, svg, table })
}

/// Those who have a name, speak within the time, and of whom it is known how.
fn voices_of<'a>(
    talk: &'a [TalkTime],
    delivery: &'a [Delivery],
    transcript: &Transcript,
    length: u32,
) -> Vec<Voice<'a>> {
    let mut said = said(transcript, length);
    let delivery: BTreeMap<&str, &Delivery> =
        delivery.iter().filter_map(|d| Some((d.speaker.as_deref()?, d))).collect();
    let voice = |t: &'a TalkTime| {
        let name = t.speaker.as_deref().filter(|name| !tidy(name).is_empty())?;
        let said = said.remove(name)?;
        let place = transcript.speakers.iter().position(|s| s == name)?;
        Some(Voice { name, ink: Ink::Series(place), turns: t.turns, delivery: *delivery.get(name)?, said })
    };
    talk.iter().filter_map(voice).collect()
}

/// How long each name speaks in each part of the time.
fn said(transcript: &Transcript, length: u32) -> BTreeMap<&str, [u64; BINS]> {
    let mut said = BTreeMap::new();
    for (n, segment) in transcript.segments.iter().enumerate() {
        let (Some(name), Some(start)) = (transcript.speaker_of(segment), segment.start_ms) else { continue };
        // As in talk time: until the next begins, where no end is given, and for a minute at most.
        let next = || Some(transcript.segments.get(n + 1)?.start_ms?.min(start.saturating_add(60_000)));
        let Some(end) = segment.end_ms.or_else(next).map(|end| end.min(length)).filter(|end| start < *end) else {
            continue;
        };
        let bins = said.entry(name).or_insert([0; BINS]);
        for (bin, ms) in bins.iter_mut().enumerate().take(part(end, length) + 1).skip(part(start, length)) {
            *ms += u64::from(end).min(edge(bin + 1, length)).saturating_sub(u64::from(start).max(edge(bin, length)));
        }
    }
    said
}

/// Where a part of the time begins.
fn edge(bin: usize, length: u32) -> u64 {
    u64::from(length) * bin as u64 / BINS as u64
}

/// The part of the time that a moment is in.
fn part(ms: u32, length: u32) -> usize {
    usize::try_from(u64::from(ms) * BINS as u64 / u64::from(length)).unwrap_or(BINS)
}

fn x(ms: u32, length: u32) -> i32 {
    let units = u64::from(ms) * u64::from(WIDTH.unsigned_abs()) / u64::from(length);
    i32::try_from(units).unwrap_or(WIDTH).min(WIDTH)
}

/// The interruptions that are marked, by voice and time.
fn breaks(voices: &[Voice<'_>], length: u32) -> Vec<Break> {
    let drawn = voices.iter().take(MOST).enumerate();
    let mut breaks: Vec<Break> = drawn
        .flat_map(|(voice, v)| {
            let starts = v.delivery.interruptions.iter().filter_map(|i| Some((i.start_ms?, i.words)));
            starts.map(move |(start_ms, words)| Break { voice, start_ms, words })
        })
        .filter(|b| b.start_ms < length)
        .collect();
    breaks.sort_by_key(|b| (Reverse(b.words), b.start_ms, b.voice));
    breaks.truncate(MARKED);
    breaks.sort_by_key(|b| (b.voice, b.start_ms));
    breaks
}

fn finding(voices: &[Voice<'_>]) -> String {
    let mut made: Vec<(&str, usize)> = voices.iter().map(|v| (v.name, v.delivery.interruptions.len())).collect();
    made.retain(|(_, n)| *n > 0);
    made.sort_by_key(|(_, n)| Reverse(*n));
    let name = |name: &str| shorten(name, 40);
    match made.as_slice() {
        [] => "Nobody breaks in on anybody".into(),
        [(one, n)] => format!("{} breaks in {}", name(one), times(*n)),
        [(one, n), (two, m)] => format!("{} breaks in {}, {} {}", name(one), times(*n), name(two), times(*m)),
        [(one, n), (two, m), rest @ ..] => {
            let others = times(rest.iter().map(|(_, n)| n).sum());
            format!("{} breaks in {}, {} {}, others {others}", name(one), times(*n), name(two), times(*m))
        }
    }
}

fn times(n: usize) -> String {
    match n {
        1 => "once".into(),
        2 => "twice".into(),
        n => format!("{n} times"),
    }
}

fn score(voice: &Voice<'_>) -> Option<f32> {
    voice.delivery.sentiment.filter(|s| s.is_finite()).map(|s| s.clamp(-1.0, 1.0))
}

/// `warmer +0.21`.
fn feeling(score: f32) -> String {
    format!("{} {}", tone(Some(score)), figures(Some(score)))
}

/// `+2 dB`.
fn level(voice: &Voice<'_>) -> Option<String> {
    let level = voice.delivery.energy?.level_db;
    let db = level.round();
    // Never "-0 dB".
    level.is_finite().then(|| if db.abs() < 1.0 { "0 dB".to_owned() } else { format!("{db:+.0} dB") })
}

/// `+2 dB, range 11 dB`.
fn energy(voice: &Voice<'_>) -> Option<String> {
    let range = voice.delivery.energy?.range_db;
    level(voice).map(|level| if range.is_finite() { format!("{level}, range {range:.0} dB") } else { level })
}

/// The outline of a strip, standing on its base line.
fn strip(said: &[u64; BINS], length: u32, base: i32) -> Vec<(i32, i32)> {
    let mut points = vec![(0, base)];
    for (bin, ms) in said.iter().enumerate() {
        let whole = edge(bin + 1, length) - edge(bin, length);
        // A word or two would be a hair, and the ends of sentences reach a little into the next part.
        let height = match ms {
            ms if *ms > 0 && ms * 2 >= whole => STRIP.1,
            ms if *ms >= 1_000 || *ms > 0 && ms * 20 >= whole => STRIP.1 / 2,
            _ => 0,
        };
        let x = |bin: usize| i32::try_from(bin * WIDE).unwrap_or(WIDTH);
        points.extend([(x(bin), base - height), (x(bin + 1), base - height)]);
    }
    points.push((WIDTH, base));
    points
}

/// A mark that points down; those of a row are one shape, as between two of them it has no area.
fn pointer(x: i32, top: i32) -> [(i32, i32); 3] {
    let x = x.clamp(HALF.0, WIDTH - HALF.0);
    [(x - HALF.0, top), (x, top + POINTER.1), (x + HALF.0, top)]
}

fn table(voices: &[Voice<'_>], breaks: &[Break], length: u32, any_energy: bool) -> Table {
    let mut head = vec!["Speaker", "Turns", "Breaks in", "Is interrupted", "Sentiment"];
    if any_energy {
        head.push("Energy");
    }
    if !breaks.is_empty() {
        head.push("Breaks in at");
    }
    head.push("% of each tenth");
    let dash = || "–".to_owned();
    let rows = voices.iter().enumerate().map(|(n, voice)| {
        let made = voice.delivery.interruptions.len();
        let numbers = [voice.turns.to_string(), made.to_string(), voice.delivery.interrupted.to_string()];
        let mut row = vec![tidy(voice.name)];
        row.extend(numbers);
        row.push(score(voice).map_or_else(dash, feeling));
        if any_energy {
            row.push(energy(voice).unwrap_or_else(dash));
        }
        if !breaks.is_empty() {
            let own = breaks.iter().filter(|b| b.voice == n).map(|b| timecode::clock(b.start_ms));
            let mut own: Vec<String> = own.collect();
            if own.len() < made {
                own.push(format!("{} not marked", made - own.len()));
            }
            row.push(own.join(", "));
        }
        row.push(tenths(&voice.said, length));
        row
    });
    Table { rows: rows.collect(), head: head.into_iter().map(Into::into).collect() }
}

/// How much of each tenth of the time somebody speaks, in percent: `62, 40, 0 ...`
fn tenths(said: &[u64; BINS], length: u32) -> String {
    let whole = (u64::from(length) / PARTS as u64).max(1);
    let parts = said.chunks(BINS / PARTS).map(|part| (part.iter().sum::<u64>() * 100 / whole).min(100).to_string());
    parts.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::insight::{Energy, Evidence, Stretch};
    use model::transcript::Segment;

    fn talk(name: &str) -> TalkTime {
        TalkTime {
            speaker: Some(name.into()),
            spoken_ms: 30_000,
            share: 0.5,
            words: 80,
            words_per_minute: Some(160.0),
            turns: 3,
            longest_turn_ms: 10_000,
        }
    }

    fn delivery(name: &str, breaks: &[(u32, u32)], sentiment: Option<f32>, energy: Option<Energy>) -> Delivery {
        let stretch = |(start, words): &(u32, u32)| Stretch {
            start_ms: Some(*start),
            end_ms: Some(start + 2_000),
            words: *words,
            segments: Evidence { first: 0, last: 1 },
        };
        Delivery {
            speaker: Some(name.into()),
            fillers: 0,
            fillers_per_100_words: 0.0,
            interruptions: breaks.iter().map(stretch).collect(),
            interrupted: 1,
            monologue: None,
            vocabulary: 9,
            variety: None,
            readability: None,
            sentiment,
            energy,
        }
    }

    /// Segments of ten seconds.
    fn transcript(names: &[&str], said: &[u16]) -> Transcript {
        let segment = |(at, speaker): (u32, &u16)| Segment {
            start_ms: Some(at * 10_000),
            end_ms: Some((at + 1) * 10_000),
            speaker: Some(*speaker),
            ..Segment::from_text("So it is.")
        };
        let speakers = names.iter().map(|name| (*name).to_owned()).collect();
        Transcript { language: None, speakers, segments: (0..).zip(said).map(segment).collect() }
    }

    fn title(made: &[usize]) -> String {
        let names = ["Anna", "Ben", "Cleo", "Dora"];
        let said: Vec<u16> = (0..8).map(|n| n % 4).collect();
        let breaks = [(1_000, 5); 9];
        let found: Vec<Delivery> =
            names.iter().zip(made).map(|(n, m)| delivery(n, &breaks[..*m], None, None)).collect();
        let talk: Vec<TalkTime> = names[..made.len()].iter().map(|name| talk(name)).collect();
        voices(&talk, &found, &transcript(&names, &said), 0).unwrap().title
    }

    #[test]
    fn the_title_states_the_finding() {
        assert_eq!(title(&[0, 0]), "Nobody breaks in on anybody");
        assert_eq!(title(&[0, 1]), "Ben breaks in once");
        assert_eq!(title(&[2, 7]), "Ben breaks in 7 times, Anna twice");
        assert_eq!(title(&[2, 7, 3, 1]), "Ben breaks in 7 times, Cleo 3 times, others 3 times");
    }

    #[test]
    fn strips_marks_and_figures_stand_in_the_row_of_their_voice() {
        let said = transcript(&["Ben", "Anna"], &[1, 1, 0, 1]);
        let energy = Energy { level_db: 1.7, range_db: 11.2 };
        let found =
            [delivery("Anna", &[], Some(0.21), Some(energy)), delivery("Ben", &[(20_400, 6)], Some(-0.3), None)];
        let figure = voices(&[talk("Anna"), talk("Ben")], &found, &said, 0).unwrap();
        let svg = &figure.svg;
        // Anna speaks in the first half and in the last quarter, in the colour of the second voice.
        assert!(svg.contains("<path fill=\"var(--c1)\" d=\"M0 54v-16h320v16h160v-16h160v16z\"/>"), "{svg}");
        assert!(svg.contains("<path fill=\"var(--c0)\" d=\"M0 128h320v-16h160v16h160z\"/>"), "{svg}");
        // At 20.4 of 40 seconds.
        assert!(svg.contains("<path fill=\"var(--ink)\" d=\"M321 102l5 10 5-10z\"/>"), "{svg}");
        assert!(svg.contains(
            "x=\"314\" y=\"102\" width=\"24\" height=\"26\" data-t=\"20\" data-label=\"Ben breaks in, 0:20\""
        ));
        assert!(svg.contains("var(--accent)\" x=\"536\" dy=\"0.76em\" text-anchor=\"end\">warmer +0.21<"), "{svg}");
        assert!(svg.contains(">darker -0.30<") && svg.contains(">+2 dB<"));
        let table = &figure.table;
        let head = [
            "Speaker",
            "Turns",
            "Breaks in",
            "Is interrupted",
            "Sentiment",
            "Energy",
            "Breaks in at",
            "% of each tenth",
        ];
        assert_eq!(table.head, head);
        let anna = "100, 100, 100, 100, 100, 0, 0, 50, 100, 100";
        assert_eq!(table.rows[0], ["Anna", "3", "0", "1", "warmer +0.21", "+2 dB, range 11 dB", "", anna]);
        let ben = "0, 0, 0, 0, 0, 100, 100, 50, 0, 0";
        assert_eq!(table.rows[1], ["Ben", "3", "1", "1", "darker -0.30", "–", "0:20", ben]);
    }

    #[test]
    fn what_is_not_known_has_no_column() {
        let said = transcript(&["Anna", "Ben"], &[0, 1]);
        let found = [delivery("Anna", &[], None, None), delivery("Ben", &[], Some(0.0), None)];
        let figure = voices(&[talk("Anna"), talk("Ben")], &found, &said, 0).unwrap();
        assert_eq!(
            figure.table.head,
            ["Speaker", "Turns", "Breaks in", "Is interrupted", "Sentiment", "% of each tenth"]
        );
        assert!(!figure.svg.contains("dB") && !figure.svg.contains("data-t") && !figure.svg.contains("▼"));
        assert!(figure.svg.contains(" x=\"640\"") && figure.svg.contains(">even +0.00<"));
    }

    #[test]
    fn those_that_say_most_are_marked_and_all_are_counted() {
        let said = transcript(&["Anna", "Ben"], &[0, 1, 0, 1, 0, 1]);
        let breaks: Vec<(u32, u32)> = (0..40).map(|n| (n * 1_000, 4 + n)).collect();
        let found = [delivery("Anna", &breaks, None, None), delivery("Ben", &[(90_000, 99)], None, None)];
        let figure = voices(&[talk("Anna"), talk("Ben")], &found, &said, 0).unwrap();
        assert_eq!(figure.svg.matches("data-t").count(), MARKED);
        assert!(!figure.svg.contains(", 1:30\""), "beyond the end");
        let column = figure.table.head.iter().position(|head| head == "Breaks in at").unwrap();
        assert!(
            figure.table.rows[0][column].starts_with("0:24, ")
                && figure.table.rows[0][column].ends_with(", 24 not marked")
        );
        assert_eq!((figure.table.rows[0][2].as_str(), figure.table.rows[1][column].as_str()), ("40", "1 not marked"));
    }

    #[test]
    fn one_voice_no_times_or_nothing_known_give_no_chart() {
        let both = [talk("Anna"), talk("Ben")];
        let found = [delivery("Anna", &[], None, None), delivery("Ben", &[], None, None)];
        let said = transcript(&["Anna", "Ben"], &[0, 1]);
        assert!(voices(&both, &found, &said, 0).is_some());
        assert_eq!(voices(&both[..1], &found, &said, 0), None);
        assert_eq!(voices(&both, &found[..1], &said, 0), None);
        assert_eq!(voices(&both, &found, &transcript(&["Anna", "Ben"], &[0, 0]), 0), None, "one is silent");
        assert_eq!(voices(&both, &found, &transcript(&["Anna", "Renamed"], &[0, 1]), 0), None);
        assert_eq!(voices(&both, &found, &Transcript::default(), 60_000), None);
        let mut untimed = said;
        untimed.segments.iter_mut().for_each(|s| s.start_ms = None);
        assert_eq!(voices(&both, &found, &untimed, 60_000), None);
    }

    #[test]
    fn a_row_for_eight_and_a_line_for_the_rest() {
        let names: Vec<String> = (0..10).map(|n| format!("Voice {n}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let talk: Vec<TalkTime> = names.iter().map(|name| talk(name)).collect();
        let found: Vec<Delivery> = names.iter().map(|name| delivery(name, &[(1_000, 5)], None, None)).collect();
        let said: Vec<u16> = (0..10).collect();
        let figure = voices(&talk, &found, &transcript(&names, &said), 0).unwrap();
        assert!(figure.svg.contains(">Voice 7<") && !figure.svg.contains(">Voice 8<"));
        assert!(figure.svg.contains(">2 other voices<"));
        assert_eq!(figure.table.rows.len(), 10);
    }
}
