//! What files are taken, and that no file does harm. Containers, tags and the plain refusals are in `recordings.rs`.

mod support;

use std::fs;

use audio::{Flow, ProbeError, cover, measure, probe};
use support::{Numbers, file, fixture, look_at_everything, pre_skip, with_pre_skip};

const RECORDINGS: [&str; 12] = [
    "lj.mp3",
    "lj.m4a",
    "lj.aac",
    "lj.ogg",
    "lj.opus",
    "lj.flac",
    "lj.wav",
    "chapters.mp3",
    "chapters.m4a",
    "chapters.opus",
    "chapters.flac",
    "two-microphones.flac",
];

#[test]
fn stated_and_decoded_durations_are_those_of_ffmpeg() {
    // What `ffmpeg -i FILE -f s16le` gave, in milliseconds.
    let decoded = [1900, 1904, 1950, 1900, 1900, 1900, 1900, 1900, 1904, 1900, 1900, 4100];
    for (name, theirs) in RECORDINGS.into_iter().zip(decoded) {
        let path = fixture(name);
        let stated = probe(&path).unwrap().duration_ms;
        let measured = measure(&path, &mut |_| Flow::Continue).unwrap();
        assert!(stated.abs_diff(theirs) <= 50, "{name}: stated {stated}");
        assert!(measured.duration_ms.abs_diff(theirs) <= 50, "{name}: {}", measured.duration_ms);
        assert_eq!(measured.corrupt_packets, 0, "{name}");
    }
}

#[test]
fn a_recording_is_served_under_its_own_type() {
    let types = ["mpeg", "mp4", "aac", "ogg", "ogg", "flac", "wav", "mpeg", "mp4", "ogg", "flac", "flac"];
    for (name, kind) in RECORDINGS.into_iter().zip(types) {
        let path = fixture(name);
        let info = probe(&path).unwrap();
        assert_eq!(info.media_type, format!("audio/{kind}"), "{name}");
        assert_eq!(Some(info.container.as_str()), path.extension().and_then(|e| e.to_str()));
        assert_eq!(info.bytes, fs::metadata(&path).unwrap().len());
        assert_eq!(info.channels, if name.starts_with("two") { 2 } else { 1 });
    }
}

#[test]
fn date_genre_and_the_very_cover_are_carried_over() {
    for name in ["chapters.mp3", "chapters.m4a", "chapters.opus", "chapters.flac"] {
        let info = probe(&fixture(name)).unwrap();
        assert_eq!(info.tags.title.as_deref(), Some("The title"), "{name}");
        assert_eq!((info.tags.date.as_deref(), info.tags.genre.as_deref()), (Some("2024"), Some("Podcast")), "{name}");
        let picture = cover(&fixture(name)).unwrap();
        assert_eq!(picture.is_some(), info.has_cover, "{name}");
        if let Some(picture) = picture {
            assert_eq!(picture.bytes, fs::read(fixture("cover.png")).unwrap(), "{name}");
        }
    }
    // Its maker had no chapters written into it.
    assert!(probe(&fixture("chapters.flac")).unwrap().chapters.is_empty());
}

#[test]
fn a_bare_recording_carries_nothing() {
    for name in RECORDINGS.iter().filter(|name| name.starts_with("lj.")) {
        let info = probe(&fixture(name)).unwrap();
        assert_eq!((info.tags, info.chapters, info.has_cover), Default::default(), "{name}");
    }
}

#[test]
fn other_things_are_called_by_their_name() {
    let jpeg = [b"\xff\xd8\xff\xe0\0\x10JFIF\0".as_slice(), &[7; 500]].concat();
    let page = b"\n <!DOCTYPE html><html><title>404</title></html>".to_vec();
    let zeros = vec![0; 5000];
    for (bytes, looks_like) in [
        (jpeg, "a JPEG picture"),
        (b"GIF89a\x01\0\x01\0\0\0\0;".to_vec(), "a GIF picture"),
        (page, "a web page (the download of the recording may have failed)"),
        (b"<?xml version=\"1.0\"?><rss/>".to_vec(), "an XML document"),
        (b"{\"error\":\"not found\"}".to_vec(), "a JSON document"),
        (b"\xff\xfeH\0e\0l\0l\0o\0".to_vec(), "a text file"),
        (zeros, "a file of nothing but zeros"),
        (b"\x1aE\xdf\xa3\x01\0\0\0\0\0\0\x1fwebm".to_vec(), "a Matroska or WebM video"),
        (fs::read(fixture("video.mp4")).unwrap(), "a video without sound"),
        (Numbers(77).bytes(4000), "data of an unknown kind"),
    ] {
        let (_dir, path) = file(&bytes);
        match probe(&path) {
            Err(ProbeError::NotAudio { looks_like: what }) => assert_eq!(what, looks_like),
            other => panic!("{looks_like}: {other:?}"),
        }
    }
}

#[test]
fn audio_of_a_foreign_kind_is_told_from_no_audio() {
    for (bytes, codec) in [
        (b"FORM\0\0\x10\0AIFFCOMM\0\0\0\x12".as_slice(), "AIFF"),
        (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\0\xaa", "Windows Media"),
        (b"#!AMR\n\x3c\x91\x17\x16\xbe\x66", "AMR"),
        (b"caff\0\x01\0\0desc", "Apple's CAF"),
    ] {
        let (_dir, path) = file(bytes);
        let error = probe(&path).unwrap_err();
        assert!(matches!(&error, ProbeError::Unsupported { codec: found } if found == codec), "{error}");
    }
}

#[test]
fn a_tag_alone_is_no_recording() {
    let tagged = fs::read(fixture("chapters.mp3")).unwrap();
    let size = tagged[6..10].iter().fold(0, |sum, b| sum << 7 | usize::from(*b)) + 10;
    let tag = &tagged[..size];
    let damaged = [tag, &[0x55; 3000]].concat();
    for bytes in [tag, &damaged, &tagged[..size / 2]] {
        let (_dir, path) = file(bytes);
        assert!(matches!(probe(&path), Err(ProbeError::NothingDecodes)), "{} bytes", bytes.len());
    }
    let (_dir, path) = file(&[tag, b"%PDF-1.7\n"].concat());
    assert!(matches!(probe(&path), Err(ProbeError::NotAudio { looks_like }) if looks_like == "a PDF document"));
}

#[test]
fn what_is_not_there_is_the_disks_fault() {
    assert!(matches!(probe(&fixture("nothing.mp3")), Err(ProbeError::Io(_))));
}

#[test]
fn a_cut_off_stream_gives_what_came_before_the_cut() {
    for name in ["lj.mp3", "lj.aac", "lj.flac", "lj.wav", "chapters.mp3"] {
        let whole = fs::read(fixture(name)).unwrap();
        let (_dir, path) = file(&whole[..whole.len() * 6 / 10]);
        probe(&path).unwrap();
        let kept = measure(&path, &mut |_| Flow::Continue).unwrap().duration_ms;
        assert!((600..1_400).contains(&kept), "{name}: {kept} ms");
    }
    // A page of Ogg holds a second and is whole or nothing: these clips are one, so a second one is cut.
    for name in ["lj.ogg", "lj.opus"] {
        let one = fs::read(fixture(name)).unwrap();
        let (_dir, path) = file(&[&one[..], &one[..one.len() / 2]].concat());
        let kept = measure(&path, &mut |_| Flow::Continue).unwrap().duration_ms;
        assert!((1_850..2_900).contains(&kept), "{name}: {kept} ms");
    }
}

#[test]
fn a_recorder_that_lost_its_power_left_its_sound() {
    let whole = fs::read(fixture("lj.wav")).unwrap();
    let data = whole.windows(4).position(|w| w == b"data").unwrap();
    let with = |riff: u32, sound: Option<u32>| {
        let mut bytes = whole.clone();
        bytes[4..8].copy_from_slice(&riff.to_le_bytes());
        if let Some(sound) = sound {
            bytes[data + 4..data + 8].copy_from_slice(&sound.to_le_bytes());
        }
        let (_dir, path) = file(&bytes);
        let told = probe(&path).unwrap().duration_ms;
        (told, measure(&path, &mut |_| Flow::Continue).unwrap())
    };
    let (_, sound) = with(u32::try_from(whole.len()).unwrap() - 8, None);
    for (riff, length) in [(0, Some(0)), (36, Some(0)), (u32::MAX, Some(u32::MAX)), (0, None), (100, None)] {
        let (told, found) = with(riff, length);
        assert_eq!((found.duration_ms, &found.peaks), (sound.duration_ms, &sound.peaks), "{riff} {length:?}");
        assert!(told.abs_diff(sound.duration_ms) <= 50, "{riff} {length:?}: {told}");
    }
}

#[test]
fn joined_recordings_are_measured_whole() {
    // The first one's header knows nothing of the second; Ogg calls this a chain (RFC 3533, section 4).
    for name in ["lj.mp3", "lj.aac", "lj.ogg", "lj.opus"] {
        let one = fs::read(fixture(name)).unwrap();
        let (_dir, path) = file(&one.repeat(3));
        let found = measure(&path, &mut |_| Flow::Continue).unwrap().duration_ms;
        assert!(found.abs_diff(3 * 1_900) <= 200, "{name}: {found} ms");
    }
}

#[test]
fn all_of_an_opus_files_pre_skip_is_left_out() {
    // RFC 7845, section 4.2: so many samples are decoded and discarded, however many packets they fill.
    let plain = fs::read(fixture("lj.opus")).unwrap();
    let whole = measure(&fixture("lj.opus"), &mut |_| Flow::Continue).unwrap();
    let old = u32::from(pre_skip(&plain));
    for skip in [old, 960, 1_000, 3_840, 24_000] {
        let (_dir, path) = file(&with_pre_skip(&plain, skip as u16));
        let found = measure(&path, &mut |_| Flow::Continue).unwrap().duration_ms;
        let due = whole.duration_ms - (skip - old) / 48;
        assert!(found.abs_diff(due) <= 1, "{skip}: {found} ms, not {due}");
        assert!(probe(&path).unwrap().duration_ms.abs_diff(due) <= 1, "{skip}");
    }
}

#[test]
fn noise_behind_any_signature_ends_in_a_result() {
    const HEADS: [&[u8]; 12] = [
        b"",
        b"\xff\xfb\x90\x64",
        b"\xff\xf1\x50\x80\x17\x9f\xfc",
        b"fLaC\0\0\0\x22",
        b"fLaC\x84\xff\xff\xff",
        b"OggS\0\x02\0\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\x01\x13OpusHead\x01\x02",
        b"OggS\0\x02\0\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\x01\x1e\x01vorbis\0\0\0\0\xff",
        b"RIFF\xff\xff\xff\xffWAVEfmt \x10\0\0\0\x01\0\x02\0\x44\xac\0\0\x10\xb1\x02\0\x04\0\x10\0data\xff\xff\xff\xff",
        b"RIFF\xff\xff\xff\xffWAVEfmt ",
        b"\0\0\0\x18ftypM4A \0\0\0\0M4A isom\0\0\xff\xffmoov",
        b"\xff\xff\xff\xffmoov\xff\xff\xff\xffudta\xff\xff\xff\xffchpl",
        b"ID3\x04\0\0\0\0\x0f\x76CHAP\0\0\x7f\x7f",
    ];
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    for head in HEADS {
        for _ in 0..12 {
            let length = numbers.below(6000);
            let (_dir, path) = file(&[head, &numbers.bytes(length)].concat());
            look_at_everything(&path);
        }
    }
}

#[test]
fn flipped_bits_at_either_end_end_in_a_result() {
    // Headers, tags and tables lie there; `recordings.rs` flips bits everywhere.
    let mut numbers = Numbers(0x0123_4567_89ab_cdef);
    for name in RECORDINGS {
        let whole = fs::read(fixture(name)).unwrap();
        for round in 0..8 {
            let mut bytes = whole.clone();
            for _ in 0..4 {
                let at = numbers.below(600.min(bytes.len()));
                let at = if round % 2 == 0 { at } else { bytes.len() - 1 - at };
                bytes[at] ^= 1 << numbers.below(8);
            }
            let (_dir, path) = file(&bytes);
            look_at_everything(&path);
        }
    }
}

#[test]
fn absurd_numbers_in_the_tables_of_an_mp4_file_end_in_a_result() {
    let whole = fs::read(fixture("chapters.m4a")).unwrap();
    let moov = whole.windows(4).position(|name| name == b"moov").unwrap();
    let mut numbers = Numbers(42);
    for at in (moov - 4..whole.len() - 4).step_by(4).take(700) {
        let mut bytes = whole.clone();
        let number = [u32::MAX, 0, 1, 0x7fff_ffff, 0x8000_0000][numbers.below(5)];
        bytes[at..at + 4].copy_from_slice(&number.to_be_bytes());
        let (_dir, path) = file(&bytes);
        if let Ok(info) = probe(&path) {
            assert!(info.chapters.len() <= 1000);
        }
    }
}
