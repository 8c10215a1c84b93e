//! Who speaks how much.

use model::insight::TalkTime;
use model::timecode;

use crate::canvas::{Canvas, Hit, Mark, TEXT, WIDTH};
use crate::ink::Ink;
use crate::words::{count, percent, share, shorten, tidy};
use crate::{Figure, Kind, Table};

/// Bars drawn; the table has everybody.
const MOST: usize = 8;
const ROW: i32 = 66;
const BAR: (i32, i32) = (TEXT + 8, 16);
const NAME: usize = 24;

/// Horizontal bars, longest first, with share and speed at each.
///
/// `None` when there is nothing to compare or to name: nobody speaks, or one voice without a name. All bars have the accent
/// colour; [`talk_time_in`] gives speakers the colours that they have in the transcript.
#[must_use]
pub fn talk_time(talk: &[TalkTime]) -> Option<Figure> {
    talk_time_in(talk, &[])
}

/// The same in the speakers' colours: `speakers` are those of the transcript, in its order.
#[must_use]
pub fn talk_time_in(talk: &[TalkTime], speakers: &[String]) -> Option<Figure> {
    let talk: Vec<&TalkTime> = talk.iter().filter(|t| share(t.share) > 0.0).collect();
    let names_nobody = matches!(talk.as_slice(), [only] if only.speaker.is_none());
    if talk.is_empty() || names_nobody {
        return None;
    }
    let title = finding(&talk);
    let mut marks = Vec::new();
    let mut hits = Vec::new();
    let mut y = 0;
    for t in talk.iter().take(MOST) {
        let ink = t
            .speaker
            .as_ref()
            .and_then(|name| speakers.iter().position(|s| s == name))
            .map_or(Ink::Accent, Ink::Series);
        let (top, bottom) = (y + BAR.0, y + BAR.0 + BAR.1);
        marks.push(Mark::text(shorten(name(t), NAME), (0, y), Ink::Text));
        marks.push(Mark::text_ending(figures(t), (WIDTH, y), Ink::Quiet));
        marks.push(Mark::Bar { from: (0, top), to: (WIDTH, bottom), ink: Ink::Line, opacity: 0.5 });
        marks.push(Mark::Bar { from: (0, top), to: (length(t.share), bottom), ink, opacity: 1.0 });
        hits.push(Hit { at: (0, y), size: (WIDTH, bottom - y), seek_ms: None, label: label(t) });
        y += ROW;
    }
    let mut height = y - ROW + BAR.0 + BAR.1;
    if talk.len() > MOST {
        let others = u32::try_from(talk.len() - MOST).unwrap_or(u32::MAX);
        let sum: f32 = talk[MOST..].iter().map(|t| share(t.share)).sum();
        marks.push(Mark::text(count(others, "other voice"), (0, y), Ink::Quiet));
        marks.push(Mark::text_ending(percent(sum), (WIDTH, y), Ink::Quiet));
        height = y + TEXT + 4;
    }
    let canvas =
        Canvas { kind: Kind::TalkTime, title: &title, size: (WIDTH, height), attributes: text_size(), marks, hits };
    let svg = canvas.svg();
    Some(Figure { kind: Kind::TalkTime, title, svg, table: table(&talk) })
}

/// The attribute that gives a small chart its text size.
pub(crate) fn text_size() -> String {
    format!(" font-size=\"{TEXT}\"")
}

fn name(t: &TalkTime) -> &str {
    t.speaker.as_deref().filter(|s| !s.trim().is_empty()).unwrap_or("Someone unnamed")
}

fn is_timed(talk: &[&TalkTime]) -> bool {
    talk.iter().any(|t| t.spoken_ms > 0)
}

fn finding(talk: &[&TalkTime]) -> String {
    let first = shorten(name(talk[0]), 40);
    let (verb, whole) = if is_timed(talk) { ("speaks for", "time") } else { ("says", "words") };
    match talk.get(1) {
        None => match speed(talk[0]) {
            Some(speed) => format!("{first} is the only voice, at {speed}"),
            None => format!("{first} is the only voice"),
        },
        Some(next) if share(talk[0].share) - share(next.share) < 0.03 => {
            let second = shorten(name(next), 40);
            format!(
                "{first} and {second} share the talk evenly, {} and {}",
                percent(talk[0].share),
                percent(next.share)
            )
        }
        Some(_) => format!("{first} {verb} {} of the {whole}", percent(talk[0].share)),
    }
}

fn speed(t: &TalkTime) -> Option<String> {
    t.words_per_minute.filter(|w| w.is_finite() && *w >= 0.5 && *w < 10_000.0).map(|w| format!("{w:.0} words a minute"))
}

fn figures(t: &TalkTime) -> String {
    match speed(t) {
        Some(speed) => format!("{}, {speed}", percent(t.share)),
        None => percent(t.share),
    }
}

fn label(t: &TalkTime) -> String {
    let mut parts = vec![format!("{}: {}", shorten(name(t), 60), percent(t.share))];
    if t.spoken_ms > 0 {
        parts.push(timecode::spoken(t.spoken_ms));
    }
    parts.push(count(t.turns, "turn"));
    if t.longest_turn_ms > 0 {
        parts.push(format!("the longest {}", timecode::spoken(t.longest_turn_ms)));
    }
    parts.join(", ")
}

fn length(value: f32) -> i32 {
    ((share(value) * WIDTH as f32).round() as i32).max(2)
}

fn table(talk: &[&TalkTime]) -> Table {
    let timed = is_timed(talk);
    let mut head = vec!["Speaker", "Share", "Words", "Turns"];
    if timed {
        head.extend(["Time", "Words a minute", "Longest turn"]);
    }
    let rows = talk.iter().map(|t| {
        let mut row = vec![tidy(name(t)), percent(t.share), t.words.to_string(), t.turns.to_string()];
        if timed {
            let speed = t.words_per_minute.filter(|w| w.is_finite()).map_or_else(String::new, |w| format!("{w:.0}"));
            row.extend([timecode::clock(t.spoken_ms), speed, timecode::clock(t.longest_turn_ms)]);
        }
        row
    });
    Table { rows: rows.collect(), head: head.into_iter().map(Into::into).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn talk(speaker: Option<&str>, share: f32, spoken_ms: u32) -> TalkTime {
        TalkTime {
            speaker: speaker.map(Into::into),
            spoken_ms,
            share,
            words: 900,
            words_per_minute: (spoken_ms > 0).then_some(148.2),
            turns: 12,
            longest_turn_ms: spoken_ms / 3,
        }
    }

    #[test]
    fn the_title_states_the_finding() {
        let title = |talk: &[TalkTime]| talk_time(talk).unwrap().title;
        let (anna, ben) = (talk(Some("Anna"), 0.62, 60_000), talk(Some("Ben"), 0.38, 40_000));
        assert_eq!(title(&[anna.clone(), ben]), "Anna speaks for 62 % of the time");
        assert_eq!(title(&[anna]), "Anna is the only voice, at 148 words a minute");
        assert_eq!(title(&[talk(Some("A"), 0.7, 0), talk(None, 0.3, 0)]), "A says 70 % of the words");
        assert_eq!(
            title(&[talk(Some("A"), 0.51, 9), talk(Some("B"), 0.49, 9)]),
            "A and B share the talk evenly, 51 % and 49 %"
        );
    }

    #[test]
    fn nothing_to_show_gives_no_chart() {
        assert_eq!(talk_time(&[]), None);
        assert_eq!(talk_time(&[talk(None, 1.0, 60_000)]), None);
        assert_eq!(talk_time(&[talk(Some("A"), f32::NAN, 0)]), None);
    }

    #[test]
    fn speakers_keep_the_colour_of_the_transcript() {
        let speakers = ["Ben".to_owned(), "Anna".to_owned()];
        let talk = [talk(Some("Anna"), 0.6, 9_000), talk(Some("Guest"), 0.4, 6_000)];
        let svg = talk_time_in(&talk, &speakers).unwrap().svg;
        assert!(svg.contains("fill=\"var(--c1)\"") && svg.contains("fill=\"var(--accent)\"") && !svg.contains("--c0"));
    }

    #[test]
    fn untimed_talk_says_nothing_of_time() {
        let figure = talk_time(&[talk(Some("A"), 0.7, 0), talk(Some("B"), 0.3, 0)]).unwrap();
        assert_eq!(figure.table.head, ["Speaker", "Share", "Words", "Turns"]);
        assert!(!figure.svg.contains("minute"));
    }
}
