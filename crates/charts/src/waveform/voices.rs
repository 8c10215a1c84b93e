//! Who speaks in which column.

use std::collections::BTreeMap;

use model::transcript::Transcript;

use super::columns::COLUMNS;
use crate::ink::Ink;

/// Speakers by time; nobody where there is no timed transcript with speakers.
pub(super) struct Voices<'a> {
    /// Start, end and speaker of all that is said by somebody known.
    said: Vec<(u32, u32, u16)>,
    names: &'a [String],
    /// The colour of each column.
    inks: Vec<Ink>,
}

impl<'a> Voices<'a> {
    pub(super) fn new(transcript: Option<&'a Transcript>, duration_ms: u32) -> Self {
        let Some(transcript) = transcript.filter(|t| duration_ms > 0 && !t.speakers.is_empty()) else {
            return Self { said: vec![], names: &[], inks: vec![Ink::Accent; COLUMNS] };
        };
        let next_start = |i: usize| transcript.segments[i + 1..].iter().find_map(|s| s.start_ms);
        let said: Vec<(u32, u32, u16)> = transcript
            .segments
            .iter()
            .enumerate()
            .filter_map(|(i, s)| {
                let (start, speaker) = (s.start_ms?, s.speaker?);
                let end = s.end_ms.or_else(|| next_start(i)).unwrap_or(duration_ms).min(duration_ms);
                (start < end && usize::from(speaker) < transcript.speakers.len()).then_some((start, end, speaker))
            })
            .collect();
        let inks = columns(&said, duration_ms);
        Self { said, names: &transcript.speakers, inks }
    }

    /// The colour of a column.
    pub(super) fn ink(&self, column: usize) -> Ink {
        self.inks.get(column).copied().unwrap_or(Ink::Quiet)
    }

    /// All colours that occur.
    pub(super) fn inks(&self) -> Vec<Ink> {
        let mut inks = self.inks.clone();
        inks.sort_unstable();
        inks.dedup();
        inks
    }

    /// Names of those who speak, most talkative first.
    pub(super) fn names_by_time(&self) -> Vec<&'a str> {
        self.ranked(0, u32::MAX)
    }

    /// The name of who speaks most between two times.
    pub(super) fn most(&self, from_ms: u32, to_ms: u32) -> Option<&'a str> {
        self.ranked(from_ms, to_ms).first().copied()
    }

    fn ranked(&self, from_ms: u32, to_ms: u32) -> Vec<&'a str> {
        let mut time: BTreeMap<u16, u64> = BTreeMap::new();
        for (start, end, speaker) in &self.said {
            let overlap = (*end).min(to_ms).saturating_sub((*start).max(from_ms));
            if overlap > 0 {
                *time.entry(*speaker).or_default() += u64::from(overlap);
            }
        }
        let mut time: Vec<(u16, u64)> = time.into_iter().collect();
        time.sort_by_key(|(speaker, ms)| (std::cmp::Reverse(*ms), *speaker));
        time.into_iter().filter_map(|(speaker, _)| self.names.get(usize::from(speaker))).map(String::as_str).collect()
    }
}

/// The colour of whoever speaks longest in each column; quiet ink where nobody does.
fn columns(said: &[(u32, u32, u16)], duration_ms: u32) -> Vec<Ink> {
    let mut time = vec![[0_u64; 8]; COLUMNS];
    let edge = |column: usize| u64::from(duration_ms) * column as u64 / COLUMNS as u64;
    let column_of = |ms: u32| usize::try_from(u64::from(ms) * COLUMNS as u64 / u64::from(duration_ms)).unwrap_or(0);
    for (start, end, speaker) in said {
        let last = column_of(*end).min(COLUMNS - 1);
        for (column, by_speaker) in time.iter_mut().enumerate().take(last + 1).skip(column_of(*start)) {
            let overlap = u64::from(*end).min(edge(column + 1)).saturating_sub(u64::from(*start).max(edge(column)));
            by_speaker[usize::from(*speaker) % 8] += overlap;
        }
    }
    let ink = |by_speaker: &[u64; 8]| {
        let (n, ms) = by_speaker.iter().enumerate().max_by_key(|(n, ms)| (**ms, std::cmp::Reverse(*n)))?;
        (*ms > 0).then_some(Ink::Series(n))
    };
    time.iter().map(|by_speaker| ink(by_speaker).unwrap_or(Ink::Quiet)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::transcript::Segment;

    fn transcript(said: &[(u32, Option<u32>, Option<u16>)]) -> Transcript {
        let segment = |(start, end, speaker): &(u32, Option<u32>, Option<u16>)| Segment {
            start_ms: Some(*start),
            end_ms: *end,
            speaker: *speaker,
            ..Segment::from_text("yes")
        };
        let speakers = vec!["Anna".into(), "Ben".into()];
        Transcript { language: None, speakers, segments: said.iter().map(segment).collect() }
    }

    #[test]
    fn the_longer_voice_colours_a_column() {
        let said = transcript(&[
            (0, Some(60), Some(1)),
            (60, None, Some(0)),
            (120, Some(200), None),
            (300, Some(400), Some(7)),
        ]);
        let voices = Voices::new(Some(&said), 300 * 100);
        assert_eq!(voices.ink(0), Ink::Series(1));
        assert_eq!(voices.ink(1), Ink::Series(0));
        assert_eq!(voices.ink(2), Ink::Quiet, "a speaker who is not in the list is nobody");
        assert_eq!(voices.names_by_time(), ["Anna", "Ben"]);
        assert_eq!(voices.most(0, 50), Some("Ben"));
    }

    #[test]
    fn without_speakers_all_is_accent() {
        assert_eq!(Voices::new(None, 1000).inks(), [Ink::Accent]);
        assert_eq!(Voices::new(Some(&Transcript::default()), 1000).inks(), [Ink::Accent]);
    }
}
