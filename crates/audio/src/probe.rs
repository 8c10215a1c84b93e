//! What a recording is and carries, from its headers and its first packets.

use std::path::Path;

use model::audio::AudioInfo;

use crate::{ProbeError, cover, sniff::Container, source::Source, tags};

/// How much is decoded to prove that a file is sound, and to guess a duration that no header states.
const PROOF_SECONDS: u64 = 10;

/// Looks at a file by its content: its name is not asked. The duration is the container's word; [`crate::measure`]
/// finds the real one.
///
/// # Errors
/// A [`ProbeError`] that says why the file is not taken.
pub fn probe(path: &Path) -> Result<AudioInfo, ProbeError> {
    let mut source = Source::open(path)?;
    let tags = tags::tags(source.reader.as_mut());
    // Reading tags uses them up, and pictures are in the same revisions.
    let has_cover = cover::of_source(&mut Source::open(path)?).is_some();
    let chapters = tags::chapters(&source, path);
    let (container, media_type) = served_as(source.container, source.codec);
    let duration_ms = match source.stated_ms {
        Some(ms) => ms,
        None => guess_duration(&mut source)?,
    };
    Ok(AudioInfo {
        container: container.to_owned(),
        codec: source.codec.to_owned(),
        media_type: media_type.to_owned(),
        sample_rate: source.rate,
        channels: u16::try_from(source.channels).unwrap_or(u16::MAX),
        duration_ms,
        bytes: std::fs::metadata(path)?.len(),
        tags,
        chapters,
        has_cover,
    })
}

/// The extension and the media type under which a file is served.
fn served_as(container: Container, codec: &str) -> (&'static str, &'static str) {
    match container {
        Container::Mp3 => ("mp3", "audio/mpeg"),
        Container::Adts => ("aac", "audio/aac"),
        Container::Mp4 => ("m4a", "audio/mp4"),
        Container::Ogg if codec == "opus" => ("opus", "audio/ogg"),
        Container::Ogg => ("ogg", "audio/ogg"),
        Container::Flac => ("flac", "audio/flac"),
        Container::Wav => ("wav", "audio/wav"),
    }
}

/// The size of the file over the bit rate of its first seconds.
fn guess_duration(source: &mut Source) -> Result<u32, ProbeError> {
    let mut frames = 0;
    let enough = PROOF_SECONDS * u64::from(source.rate);
    let mut ended = false;
    while frames < enough {
        let Some(planes) = source.next()? else {
            ended = true;
            break;
        };
        frames += planes.frames() as u64;
    }
    let seconds = frames as f64 / f64::from(source.rate);
    let share = if ended { 1.0 } else { f64::from(source.progress()).max(1e-6) };
    Ok((seconds / share * 1000.0).min(f64::from(u32::MAX)) as u32)
}
