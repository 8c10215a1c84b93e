//! How loud and how lively each speaker sounds, from the outline of the recording.
//!
//! The outline has the lowest and the highest sample of short steps. Their distance is a level; its absolute height means
//! nothing here, for it depends on the microphone and on the master, but speakers of one recording can be compared by it.

use std::collections::BTreeMap;

use model::audio::Peaks;
use model::insight::Energy;
use model::transcript::Transcript;

use crate::talk;

/// About a syllable. The steps of an outline are shorter in a short recording: joined to this, they say the same in any.
const FRAME_MS: f64 = 100.0;
/// What is so far below a speaker's own mean is a pause: a breath, a gap between words, the hiss of the room.
const PAUSE_DB: f64 = 20.0;
/// Less says little about anybody.
const LEAST_MS: f64 = 10_000.0;

/// The outline in frames of about [`FRAME_MS`].
struct Frames {
    /// The distance from the lowest to the highest sample, 0 to 255.
    levels: Vec<f64>,
    /// How long each is.
    ms: f64,
}

/// The energy of everybody of whom enough is heard; nobody where the transcript has no times.
pub(crate) fn measure<'a>(transcript: &'a Transcript, outline: &Peaks) -> BTreeMap<Option<&'a str>, Energy> {
    let Some(frames) = Frames::new(outline).filter(|_| transcript.is_timed()) else { return BTreeMap::new() };
    let mut spoken = by_speaker(transcript, &frames);
    spoken.values_mut().for_each(leave_out_pauses);
    let whole = power(spoken.values().flatten());
    spoken
        .into_iter()
        .filter(|(_, levels)| !levels.is_empty() && levels.len() as f64 * frames.ms >= LEAST_MS)
        .map(|(speaker, mut levels)| {
            let level = 10.0 * (power(&levels) / whole).log10();
            levels.sort_unstable_by(f64::total_cmp);
            let tenth = |n: usize| levels[(levels.len() - 1) * n / 10];
            let range = 20.0 * (tenth(9) / tenth(1)).log10();
            (speaker, Energy { level_db: rounded(level), range_db: rounded(range) })
        })
        .collect()
}

impl Frames {
    fn new(outline: &Peaks) -> Option<Self> {
        if outline.sample_rate == 0 || outline.samples_per_pixel == 0 || outline.is_empty() {
            return None;
        }
        let step_ms = f64::from(outline.samples_per_pixel) * 1000.0 / f64::from(outline.sample_rate);
        let steps = ((FRAME_MS / step_ms).round() as usize).clamp(1, outline.len());
        let level = |pairs: &[i8]| {
            let low = pairs.iter().step_by(2).copied().min().unwrap_or_default();
            let high = pairs.iter().skip(1).step_by(2).copied().max().unwrap_or_default();
            (f64::from(high) - f64::from(low)).max(0.0)
        };
        let levels = outline.data[..outline.len() * 2].chunks(steps * 2).map(level).collect();
        Some(Self { levels, ms: step_ms * steps as f64 })
    }

    /// The frames that lie wholly between two times: at the edges somebody else may be heard.
    fn between(&self, start_ms: u32, end_ms: u32) -> (usize, usize) {
        let first = (f64::from(start_ms) / self.ms).ceil() as usize;
        let end = (f64::from(end_ms) / self.ms).floor() as usize;
        (first, end.min(self.levels.len()))
    }
}

/// The levels of the frames in which each speaker speaks alone.
fn by_speaker<'a>(transcript: &'a Transcript, frames: &Frames) -> BTreeMap<Option<&'a str>, Vec<f64>> {
    // Swept from edge to edge, as times may be wild: a hundred thousand sentences that all last until the end cost no more.
    let mut edges: Vec<(usize, bool, Option<&str>)> = Vec::new();
    for (n, segment) in transcript.segments.iter().enumerate() {
        let Some((start, end)) = segment.start_ms.zip(talk::end(transcript, n)) else { continue };
        let (first, end) = frames.between(start, end);
        if first < end {
            let speaker = transcript.speaker_of(segment);
            edges.extend([(first, true, speaker), (end, false, speaker)]);
        }
    }
    edges.sort_unstable();
    let mut spoken: BTreeMap<Option<&str>, Vec<f64>> = BTreeMap::new();
    let mut speaking: BTreeMap<Option<&str>, u32> = BTreeMap::new();
    let mut from = 0;
    for (at, begins, speaker) in edges {
        if let (1, Some(only)) = (speaking.len(), speaking.keys().next()) {
            spoken.entry(*only).or_default().extend(&frames.levels[from..at]);
        }
        from = at;
        let count = speaking.entry(speaker).or_default();
        *count = if begins { *count + 1 } else { count.saturating_sub(1) };
        if *count == 0 {
            speaking.remove(&speaker);
        }
    }
    spoken
}

fn leave_out_pauses(levels: &mut Vec<f64>) {
    levels.retain(|level| *level > 0.0);
    let least = power(levels.iter()) * 10_f64.powf(-PAUSE_DB / 10.0);
    levels.retain(|level| level * level >= least);
}

/// The mean of the squares; 0 for none.
fn power<'a>(levels: impl IntoIterator<Item = &'a f64>) -> f64 {
    let (sum, count) = levels.into_iter().fold((0.0, 0.0), |(sum, count), level| (sum + level * level, count + 1.0));
    if count > 0.0 { sum / count } else { 0.0 }
}

/// To a tenth: an outline has steps of 1/128, and the same recording gives the same on every machine. Never minus zero.
fn rounded(db: f64) -> f32 {
    ((db * 10.0).round() / 10.0 + 0.0) as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::transcript::Segment;
    use proptest::prelude::*;

    /// Ten steps a second, each as far up as down.
    fn outline(levels: impl IntoIterator<Item = i8>) -> Peaks {
        Peaks { sample_rate: 8000, samples_per_pixel: 800, data: levels.into_iter().flat_map(|l| [-l, l]).collect() }
    }

    /// Segments of so many seconds, one after the other.
    fn transcript(said: &[(Option<u16>, u32)]) -> Transcript {
        let mut now = 0;
        let segment = |(speaker, seconds): &(Option<u16>, u32)| {
            let start = now;
            now += seconds * 1000;
            Segment { start_ms: Some(start), end_ms: Some(now), speaker: *speaker, ..Segment::from_text("So it is.") }
        };
        let segments = said.iter().map(segment).collect();
        Transcript { language: None, speakers: vec!["Ann".into(), "Bob".into()], segments }
    }

    fn steady(level: i8, seconds: usize) -> impl Iterator<Item = i8> {
        std::iter::repeat_n(level, seconds * 10)
    }

    #[test]
    fn twice_the_swing_is_six_decibels_and_pauses_count_for_nobody() {
        let said = transcript(&[(Some(0), 20), (Some(1), 20)]);
        // Bob is silent, or hardly to be heard, for half of his time.
        let sound = outline(steady(80, 20).chain(steady(40, 10)).chain(steady(0, 5)).chain(steady(1, 5)));
        let found = measure(&said, &sound);
        let (ann, bob) = (found[&Some("Ann")], found[&Some("Bob")]);
        assert!((ann.level_db - bob.level_db - 6.0).abs() < 0.11, "{ann:?} {bob:?}");
        assert!(ann.level_db > 0.0 && bob.level_db < 0.0);
        assert_eq!((ann.range_db, bob.range_db), (0.0, 0.0));
    }

    #[test]
    fn one_voice_is_as_loud_as_everybody_and_its_liveliness_is_told() {
        let said = transcript(&[(None, 20)]);
        let found = measure(&said, &outline((0..200).map(|n| if n % 2 == 0 { 100 } else { 50 })));
        assert_eq!(found[&None::<&str>], Energy { level_db: 0.0, range_db: 6.0 });
    }

    #[test]
    fn where_little_is_heard_nothing_is_told() {
        let of = |said: &[(Option<u16>, u32)], sound: &Peaks| measure(&transcript(said), sound).len();
        let sound = outline(steady(80, 60));
        assert_eq!(of(&[(Some(0), 9), (Some(1), 20)], &sound), 1);
        assert_eq!(of(&[(Some(0), 20), (Some(1), 20)], &outline(steady(0, 60))), 0, "silence");
        assert_eq!(of(&[(Some(0), 20)], &outline(steady(80, 5))), 0, "the recording ends early");
        assert_eq!(of(&[(Some(0), 20)], &Peaks::default()), 0);
        let mut untimed = transcript(&[(Some(0), 20)]);
        untimed.segments.push(Segment::from_text("No times here."));
        assert!(measure(&untimed, &sound).is_empty());
    }

    #[test]
    fn what_two_say_at_once_is_nobody_s() {
        let mut said = transcript(&[(Some(0), 40), (Some(1), 20)]);
        (said.segments[1].start_ms, said.segments[1].end_ms) = (Some(20_000), Some(60_000));
        // Loud only while both speak.
        let found = measure(&said, &outline(steady(40, 20).chain(steady(120, 20)).chain(steady(40, 20))));
        assert_eq!((found[&Some("Ann")].level_db, found[&Some("Bob")].level_db), (0.0, 0.0));
    }

    #[test]
    fn finer_steps_of_the_same_sound_say_the_same() {
        let said = transcript(&[(Some(0), 20), (Some(1), 20)]);
        let levels = || steady(80, 20).chain(steady(30, 20));
        let fine = outline(levels().flat_map(|level| std::iter::repeat_n(level, 20)));
        assert_eq!(measure(&said, &Peaks { samples_per_pixel: 40, ..fine }), measure(&said, &outline(levels())));
    }

    fn any_outline() -> impl Strategy<Value = Peaks> {
        let rate = || prop_oneof![Just(0), Just(1), Just(u32::MAX), 1..50_000_u32];
        (rate(), rate(), prop::collection::vec(any::<i8>(), 0..3000))
            .prop_map(|(sample_rate, samples_per_pixel, data)| Peaks { sample_rate, samples_per_pixel, data })
    }

    fn any_transcript() -> impl Strategy<Value = Transcript> {
        let time = || prop_oneof![3 => 0..120_000_u32, 1 => any::<u32>()];
        let segment =
            (time(), prop::option::of(time()), prop::option::of(0..4_u16)).prop_map(|(start, end_ms, speaker)| {
                Segment { start_ms: Some(start), end_ms, speaker, ..Segment::from_text("So it is.") }
            });
        prop::collection::vec(segment, 0..40).prop_map(|segments| Transcript {
            language: None,
            speakers: vec!["Ann".into(), "Bob".into()],
            segments,
        })
    }

    proptest! {
        #[test]
        fn any_sound_gives_finite_figures_and_the_same_ones_again(outline in any_outline(), said in any_transcript()) {
            let found = measure(&said, &outline);
            for energy in found.values() {
                prop_assert!(energy.level_db.is_finite(), "{energy:?}");
                prop_assert!(energy.range_db.is_finite() && energy.range_db >= 0.0, "{energy:?}");
            }
            prop_assert_eq!(&found, &measure(&said, &outline));
        }

        #[test]
        fn who_is_louder_has_the_higher_level(
            quiet in prop::collection::vec(4..60_i8, 200),
            seconds in 11..20_u32,
        ) {
            let said = transcript(&[(Some(0), seconds), (Some(1), seconds)]);
            let n = seconds as usize * 10;
            let loud = quiet.iter().map(|level| level * 2);
            let sound = outline(quiet[..n].iter().copied().chain(loud.take(n)));
            let found = measure(&said, &sound);
            // Pauses may leave too little of either.
            if let (Some(ann), Some(bob)) = (found.get(&Some("Ann")), found.get(&Some("Bob"))) {
                prop_assert!(ann.level_db < 0.0 && bob.level_db > 0.0, "{ann:?} {bob:?}");
                prop_assert!((bob.level_db - ann.level_db - 6.0).abs() < 0.2, "{ann:?} {bob:?}");
                prop_assert!((bob.range_db - ann.range_db).abs() < 0.2, "the same, only louder");
            }
        }
    }
}
