//! What recordings are, carry and sound like, over one clip of public-domain speech in every container.

use std::{
    fs,
    path::{Path, PathBuf},
};

use audio::{Chunks, Flow, MAX_CHUNK_MS, ProbeError, channel_turns, cover, measure, peaks_only, probe};

fn fixture(name: &str) -> PathBuf {
    Path::new(&std::env::var("CARGO_MANIFEST_DIR").unwrap()).join("tests/fixtures").join(name)
}

/// A file of these bytes, under a name that says nothing or lies.
fn file(name: &str, bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(name);
    fs::write(&path, bytes).unwrap();
    (dir, path)
}

/// 16-bit PCM at 48 kHz.
fn wav(channels: u16, samples: impl Iterator<Item = f64>) -> Vec<u8> {
    let data: Vec<u8> = samples.flat_map(|s| ((s * 32_767.0).round() as i16).to_le_bytes()).collect();
    let mut out = Vec::new();
    out.extend_from_slice(b"RIFF");
    out.extend_from_slice(&(36 + data.len() as u32).to_le_bytes());
    out.extend_from_slice(b"WAVEfmt \x10\0\0\0\x01\0");
    out.extend_from_slice(&channels.to_le_bytes());
    out.extend_from_slice(&48_000_u32.to_le_bytes());
    out.extend_from_slice(&(96_000 * u32::from(channels)).to_le_bytes());
    out.extend_from_slice(&(2 * channels).to_le_bytes());
    out.extend_from_slice(b"\x10\0data");
    out.extend_from_slice(&(data.len() as u32).to_le_bytes());
    out.extend_from_slice(&data);
    out
}

#[test]
fn every_container_is_told_by_its_content() {
    for (name, container, codec, rate) in [
        ("lj.mp3", "mp3", "mp3", 22_050),
        ("lj.m4a", "m4a", "aac", 22_050),
        ("lj.aac", "aac", "aac", 22_050),
        ("lj.ogg", "ogg", "vorbis", 22_050),
        ("lj.opus", "opus", "opus", 48_000),
        ("lj.flac", "flac", "flac", 16_000),
        ("lj.wav", "wav", "pcm", 16_000),
    ] {
        let (_dir, path) = file("recording.txt", &fs::read(fixture(name)).unwrap());
        let info = probe(&path).unwrap();
        assert_eq!(
            (info.container.as_str(), info.codec.as_str(), info.sample_rate),
            (container, codec, rate),
            "{name}"
        );
        assert_eq!(info.channels, 1, "{name}");
        // A bare AAC stream and MPEG-4 keep the encoder's padding.
        let duration = measure(&path, &mut |_| Flow::Continue).unwrap().duration_ms;
        assert!((1_890..=1_960).contains(&duration), "{name}: {duration} ms");
    }
}

#[test]
fn tags_chapters_and_cover_are_read() {
    for (name, second, has_cover) in
        [("chapters.mp3", 800, true), ("chapters.m4a", 800, true), ("chapters.opus", 1_800, false)]
    {
        let info = probe(&fixture(name)).unwrap();
        let tags = &info.tags;
        assert_eq!(tags.title.as_deref(), Some("The title"), "{name}");
        assert_eq!((tags.artist.as_deref(), tags.album.as_deref()), (Some("The artist"), Some("The show")), "{name}");
        assert_eq!((tags.comment.as_deref(), tags.track), (Some("A comment"), Some(7)), "{name}");
        let chapters: Vec<_> = info.chapters.iter().map(|c| (c.start_ms, c.title.as_str())).collect();
        assert_eq!(chapters, [(Some(0), "Opening"), (Some(second), "Über Größe")], "{name}");
        assert_eq!(info.has_cover, has_cover, "{name}");
        assert_eq!(cover(&fixture(name)).unwrap().map(|c| c.media_type), has_cover.then_some("image/png"), "{name}");
    }
}

#[test]
fn what_is_no_recording_is_refused_with_the_reason() {
    let png = fs::read(fixture("cover.png")).unwrap();
    for (bytes, looks_like) in [
        (png.as_slice(), "PNG"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n".as_slice(), "PDF"),
        (b"PK\x03\x04\x14\0\0\0\x08\0aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa".as_slice(), "ZIP"),
        ("Dear listener, this is a letter. ".repeat(100).as_bytes(), "text"),
    ] {
        let (_dir, path) = file("song.mp3", bytes);
        let error = probe(&path).unwrap_err();
        assert!(
            matches!(&error, ProbeError::NotAudio { looks_like: what } if what.to_lowercase().contains(&looks_like.to_lowercase())),
            "{error}"
        );
    }
    let (_dir, path) = file("song.mp3", b"");
    assert!(matches!(probe(&path), Err(ProbeError::Empty)));
    assert!(probe(&fixture("video.mp4")).is_err());
}

#[test]
fn damaged_files_end_in_an_error_or_in_what_decodes() {
    for name in ["lj.mp3", "chapters.mp3", "chapters.m4a", "lj.aac", "chapters.opus", "lj.ogg", "lj.flac", "lj.wav"] {
        let whole = fs::read(fixture(name)).unwrap();
        for cut in [1, 10, 100, 1_000, whole.len() / 2, whole.len() - 1] {
            let (_dir, path) = file(name, &whole[..cut.min(whole.len())]);
            if probe(&path).is_ok() {
                measure(&path, &mut |_| Flow::Continue).ok();
            }
        }
        // A seeded walk of flipped bits: the same ones at every run.
        let mut seed = 0x2545_f491_4f6c_dd1d_u64;
        for _ in 0..40 {
            let mut bytes = whole.clone();
            for _ in 0..20 {
                seed ^= seed << 13;
                seed ^= seed >> 7;
                seed ^= seed << 17;
                let at = (seed >> 8) as usize % bytes.len();
                bytes[at] ^= 1 << (seed % 8);
            }
            let (_dir, path) = file(name, &bytes);
            if probe(&path).is_ok() {
                measure(&path, &mut |_| Flow::Continue).ok();
                cover(&path).ok();
            }
        }
    }
}

#[test]
fn loudness_is_that_of_ebu_tech_3341() {
    // Cases 1 and 2: a stereo sine of 1 kHz for 20 s at -23 and at -33 dBFS reads -23.0 and -33.0 LUFS, within 0.1.
    for level in [-23.0_f64, -33.0] {
        let amplitude = 10_f64.powf(level / 20.0);
        let samples = (0..20 * 48_000).flat_map(|n| {
            let sample = amplitude * (f64::from(n) * 1000.0 / 48_000.0 * std::f64::consts::TAU).sin();
            [sample, sample]
        });
        let (_dir, path) = file("tone.wav", &wav(2, samples));
        let measured = measure(&path, &mut |_| Flow::Continue).unwrap();
        let loudness = measured.loudness.integrated_lufs.unwrap();
        assert!((loudness - level).abs() <= 0.1, "{loudness}");
        assert!((measured.loudness.true_peak_dbtp.unwrap() - level).abs() <= 0.2);
        assert_eq!(measured.duration_ms, 20_000);
    }
}

#[test]
fn silence_has_no_loudness_and_no_speech() {
    let (_dir, path) = file("silence.wav", &wav(1, std::iter::repeat_n(0.0, 5 * 48_000)));
    let measured = measure(&path, &mut |_| Flow::Continue).unwrap();
    assert_eq!((measured.loudness.integrated_lufs, measured.loudness.true_peak_dbtp), (None, None));
    assert!(measured.peaks.data.iter().all(|p| *p == 0));
    assert_eq!(Chunks::open(&path, 0).unwrap().count(), 0);
}

#[test]
fn a_pass_tells_its_progress_and_can_be_stopped() {
    let mut told = Vec::new();
    let measured = measure(&fixture("lj.wav"), &mut |share| {
        told.push(share);
        Flow::Continue
    });
    assert!(told.is_sorted() && told.iter().all(|s| (0.0..=1.0).contains(s)));
    assert_eq!(measured.unwrap().peaks, peaks_only(&fixture("lj.wav")).unwrap());
    let long = wav(1, (0..120 * 48_000).map(|n| (f64::from(n) * 0.05).sin() * 0.5));
    let (_dir, path) = file("long.wav", &long);
    assert!(matches!(measure(&path, &mut |_| Flow::Stop), Err(audio::ReadError::Stopped)));
}

#[test]
fn two_microphones_are_two_voices_and_one_is_none() {
    let turns = channel_turns(&fixture("two-microphones.flac"), &mut |_| Flow::Continue).unwrap().unwrap();
    assert!(turns.iter().any(|t| t.speaker == 0) && turns.iter().any(|t| t.speaker == 1), "{turns:?}");
    assert!(turns.iter().all(|t| t.start_ms < t.end_ms));
    assert_eq!(channel_turns(&fixture("lj.wav"), &mut |_| Flow::Continue).unwrap(), None);
}

#[test]
fn pieces_of_speech_fit_a_recogniser_and_resume_where_they_ended() {
    let clip = fs::read(fixture("lj.wav")).unwrap();
    // Three minutes: the clip's samples again and again. They begin behind the name and length of the data chunk.
    let at = clip.windows(4).position(|name| name == b"data").unwrap() + 8;
    let samples: Vec<u8> = clip[at..].iter().copied().cycle().take((clip.len() - at) * 95).collect();
    let mut long = clip[..at - 4].to_vec();
    long.extend_from_slice(&(samples.len() as u32).to_le_bytes());
    long.extend_from_slice(&samples);
    let length = long.len() as u32 - 8;
    long[4..8].copy_from_slice(&length.to_le_bytes());
    let (_dir, path) = file("long.wav", &long);
    let all: Vec<_> = Chunks::open(&path, 0).unwrap().map(Result::unwrap).collect();
    assert!(all.len() >= 6);
    for (i, chunk) in all.iter().enumerate() {
        let length = chunk.end_ms - chunk.start_ms;
        assert!(length > 0 && length <= MAX_CHUNK_MS);
        assert!(chunk.samples.len().abs_diff(length as usize * 16) <= 16 * 16);
        assert!(i == 0 || chunk.start_ms >= all[i - 1].end_ms);
    }
    let rest: Vec<_> = Chunks::open(&path, all[2].end_ms).unwrap().map(Result::unwrap).collect();
    assert!(rest[0].start_ms >= all[2].end_ms);
    assert!(rest[0].start_ms.abs_diff(all[3].start_ms) < 500);
    assert_eq!(rest.last().unwrap().end_ms, all.last().unwrap().end_ms);
}
