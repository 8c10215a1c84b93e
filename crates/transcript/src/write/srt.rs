//! SubRip, as the podcast namespace asks for it: cards of two lines of 32 characters, a new one where the speaker changes,
//! which begins with the name.

use std::fmt::Write as _;

use model::transcript::Transcript;

use super::{
    lines::{self, Atom},
    timeline,
};
use crate::{names, times};

const WIDTH: usize = 32;
/// How many atoms are set at once; a sentence has fewer.
const WINDOW: usize = 200;

/// The file. Words stand as they are: SubRip has no escapes, and players show its text as text.
pub(super) fn write(transcript: &Transcript) -> String {
    let mut out = String::with_capacity(transcript.word_count() * 14);
    let mut speaker = None;
    let mut number = 0;
    for timed in timeline::timed(transcript) {
        let segment = timed.segment;
        let name = transcript.speaker_of(segment).map(names::tidy);
        // The name comes again where the text looks as if it named somebody else, and where the name itself does not look
        // like one: readers believe such a name only when it returns.
        let doubtful = names::candidate(&segment.text()).is_some()
            || name.as_ref().is_some_and(|n| n.contains(' ') && names::shape(n) == Some(names::Shape::Weak));
        let named = segment.speaker != speaker || doubtful;
        speaker = segment.speaker.or(speaker);
        let atoms = lines::atoms(&segment.words, |out, text| out.push_str(text));
        let atoms = lines::tie(atoms, WIDTH, names::reads_as_name);
        let starts = timed.word_starts();
        for card in cards(&atoms, name.as_deref(), named) {
            let start = if card.from == 0 { timed.start } else { starts[atoms[card.from].word] };
            let end = atoms.get(card.to).map_or(timed.end, |a| starts[a.word]).max(start.saturating_add(1));
            number += 1;
            let _ = writeln!(out, "{number}");
            times::push_cue(&mut out, start, ',');
            out.push_str(" --> ");
            times::push_cue(&mut out, end, ',');
            out.push('\n');
            if let (true, Some(name)) = (card.named, &name) {
                let _ = write!(out, "{name}: ");
            }
            lines::push_line(&mut out, &atoms[card.from..card.second]);
            if card.second < card.to {
                out.push('\n');
                lines::push_line(&mut out, &atoms[card.second..card.to]);
            }
            out.push_str("\n\n");
        }
    }
    out
}

/// The atoms of a card, those of its second line, and whether it begins with the speaker's name.
struct Card {
    from: usize,
    second: usize,
    to: usize,
    named: bool,
}

/// Sets a segment on cards.
fn cards(atoms: &[Atom], name: Option<&str>, named: bool) -> Vec<Card> {
    let prefix = name.map_or(0, |n| n.chars().count() + 2);
    let mut out = Vec::new();
    let (mut from, mut named) = (0, named && name.is_some());
    while from < atoms.len() {
        let window = &atoms[from..atoms.len().min(from + WINDOW)];
        let mut breaks = lines::even_breaks(window, if named { prefix } else { 0 }, WIDTH);
        breaks.push(window.len());
        let begin = from;
        for line in (0..breaks.len() - 1).step_by(2) {
            let start = begin + breaks[line];
            if line > 0 && name.is_some() && begins_like_a_name(&atoms[start..]) {
                named = true;
                break;
            }
            let second = begin + breaks[line + 1];
            let to = begin + breaks.get(line + 2).copied().unwrap_or(window.len());
            out.push(Card { from: start, second, to, named });
            (from, named) = (to, false);
        }
    }
    out
}

fn begins_like_a_name(atoms: &[Atom]) -> bool {
    let mut text = String::new();
    lines::push_line(&mut text, &atoms[..atoms.len().min(7)]);
    names::reads_as_name(&text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::transcript::Segment;

    #[test]
    fn cards_have_two_short_lines_and_the_name_on_change() {
        let at =
            |s, e, speaker, t: &str| Segment { start_ms: Some(s), end_ms: Some(e), speaker, ..Segment::from_text(t) };
        let transcript = Transcript {
            speakers: vec!["Sarah".into()],
            segments: vec![
                at(
                    0,
                    6_000,
                    Some(0),
                    "In today's episode, you'll learn whether or not you should have a podcast trailer.",
                ),
                at(6_000, 7_000, Some(0), "Good."),
            ],
            ..Transcript::default()
        };
        let text = write(&transcript);
        assert!(text.starts_with("1\n00:00:00,000 --> 00:00:0"), "{text}");
        assert!(text.contains("\nSarah: In today's"));
        assert!(text.ends_with("00:00:06,000 --> 00:00:07,000\nGood.\n\n"));
        assert_eq!(text.matches("Sarah").count(), 1);
        assert!(text.lines().all(|l| l.chars().count() <= WIDTH));
        assert!(text.split("\n\n").all(|card| card.lines().count() <= 4));
    }
}
