//! Who speaks when, by channel.

mod support;

use std::fs;

use audio::{Flow, ReadError, Turn, channel_turns, speaker_at};
use support::{file, fixture, samples_of, wav};

fn turns_of(wav: &[u8]) -> Option<Vec<Turn>> {
    let (_dir, path) = file(wav);
    channel_turns(&path, &mut |_| Flow::Continue).unwrap()
}

/// The clip's samples, 16-bit mono at 16 kHz.
fn clip() -> Vec<i16> {
    let clip = fs::read(fixture("lj.wav")).unwrap();
    samples_of(&clip).as_chunks::<2>().0.iter().map(|s| i16::from_le_bytes(*s)).collect()
}

fn stereo(frames: impl Iterator<Item = (i16, i16)>) -> Vec<u8> {
    let data: Vec<u8> = frames.flat_map(|(l, r)| [l, r]).flat_map(i16::to_le_bytes).collect();
    wav(16_000, 2, &data)
}

#[test]
fn the_left_voice_speaks_first_and_the_right_one_answers() {
    // The clip on the left until 1.8 s, and again on the right from 2.2 s.
    let turns = channel_turns(&fixture("two-microphones.flac"), &mut |_| Flow::Continue).unwrap().unwrap();
    assert!(turns.is_sorted_by_key(|t| t.start_ms));
    for turn in &turns {
        assert!(turn.end_ms - turn.start_ms >= 200 && turn.end_ms <= 4_100, "{turn:?}");
        let middle = turn.start_ms.midpoint(turn.end_ms);
        assert_eq!(turn.speaker, u16::from(middle > 2_000), "{turn:?}");
    }
    assert_eq!((speaker_at(&turns, 500, 900), speaker_at(&turns, 2_800, 3_200)), (Some(0), Some(1)));
}

#[test]
fn a_conversation_alternates() {
    let clip = clip();
    let frames = (0..6).flat_map(|turn| {
        let side = move |x: i16| if turn % 2 == 0 { (x, 0) } else { (0, x) };
        clip.iter().map(move |x| side(*x))
    });
    let turns = turns_of(&stereo(frames)).unwrap();
    let speakers: Vec<_> = turns.iter().map(|t| t.speaker).collect();
    assert_eq!(speakers, [0, 1, 0, 1, 0, 1], "{turns:?}");
    for (i, turn) in turns.iter().enumerate() {
        assert!(turn.start_ms.abs_diff(i as u32 * 1_900) < 400, "{turns:?}");
    }
}

#[test]
fn cross_talk_does_not_hide_who_speaks() {
    // Each microphone hears the other person at a tenth of the level.
    let clip = clip();
    let frames = (0..4).flat_map(|turn| {
        let side = move |x: i16| if turn % 2 == 0 { (x, x / 10) } else { (x / 10, x) };
        clip.iter().map(move |x| side(*x))
    });
    let turns = turns_of(&stereo(frames));
    let speakers = turns.map(|turns| turns.iter().map(|t| t.speaker).collect::<Vec<_>>());
    assert_eq!(speakers, Some(vec![0, 1, 0, 1]));
}

#[test]
fn nothing_is_claimed_where_the_channels_do_not_tell() {
    let clip = clip();
    let doubled = stereo(clip.iter().map(|x| (*x, *x)));
    let panned = stereo(clip.iter().map(|x| (*x, x / 4)));
    let one_sided = stereo(clip.iter().map(|x| (*x, 0)));
    let both_at_once = stereo(clip.iter().zip(clip.iter().rev()).map(|(l, r)| (*l, *r)));
    let silence = stereo(std::iter::repeat_n((0, 0), 32_000));
    for (what, wav) in [
        ("mono in two channels", doubled),
        ("one voice, panned", panned),
        ("one microphone", one_sided),
        ("both speak all the time", both_at_once),
        ("silence", silence),
    ] {
        assert_eq!(turns_of(&wav), None, "{what}");
    }
    for name in ["lj.mp3", "chapters.opus"] {
        assert_eq!(channel_turns(&fixture(name), &mut |_| Flow::Continue).unwrap(), None, "{name}");
    }
}

#[test]
fn the_pass_can_be_stopped_and_fails_on_no_recording() {
    let clip = clip();
    let long = stereo((0..30).flat_map(|turn| clip.iter().map(move |x| if turn % 2 == 0 { (*x, 0) } else { (0, *x) })));
    let (_dir, path) = file(&long);
    assert!(matches!(channel_turns(&path, &mut |_| Flow::Stop), Err(ReadError::Stopped)));
    assert!(matches!(channel_turns(&fixture("cover.png"), &mut |_| Flow::Stop), Err(ReadError::Source(_))));
}

#[test]
fn a_word_belongs_to_the_turn_that_has_most_of_it() {
    let turn = |start_ms, end_ms, speaker| Turn { start_ms, end_ms, speaker };
    let turns = [turn(1_000, 2_000, 0), turn(2_000, 3_000, 1), turn(9_000, 9_500, 0)];
    for (start, end, speaker) in [
        (1_200, 1_500, Some(0)),
        (1_900, 2_300, Some(1)),
        (1_600, 2_300, Some(0)),
        (1_999, 1_999, Some(0)),
        // The nearest within a second.
        (100, 500, Some(0)),
        (3_400, 3_600, Some(1)),
        (8_300, 8_600, Some(0)),
        // Too far from any.
        (5_500, 6_000, None),
        (20_000, 21_000, None),
    ] {
        assert_eq!(speaker_at(&turns, start, end), speaker, "{start} to {end}");
    }
    assert_eq!(speaker_at(&[], 0, 100), None);
}
