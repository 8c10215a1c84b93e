//! Who speaks when, by the sound of the voices: for recordings whose channels do not tell.
//!
//! Each 1.6 seconds of speech become a direction (Wan et al., "Generalized End-to-End Loss for Speaker Verification",
//! 2018, with Resemblyzer's weights), and directions that are alike are one voice. It is right for a few voices that
//! speak for some seconds each, and knows nothing of two that speak at once.

mod checkpoint;
mod cluster;
mod listen;
mod lstm;
mod mel;
mod pickle;
mod turns;
mod weights;

use std::{
    io,
    path::{Path, PathBuf},
};

use crate::{
    Flow, ReadError, Turn,
    models::{ModelError, ModelStatus},
};

pub use lstm::Encoder;
pub use weights::import;

/// The model's file name in the folder of the models.
pub const FILE: &str = "voices-ge2e.bin";

/// A [`Voices::agreement`] below this is a guess. Where people who sound different were told apart, it was 0.29 to 0.46
/// on the recordings it was measured on; for two narrators of the same kind 0.17 to 0.23; and for one person who had a
/// cold on one of two days, and was taken for two, 0.25.
pub const SURE: f32 = 0.26;

/// Who speaks when.
#[derive(Debug, Clone, PartialEq)]
pub struct Voices {
    /// In order of time; the one who is heard the most is 0.
    pub turns: Vec<Turn>,
    /// How many there are, at least two.
    pub speakers: usize,
    /// How much more a window is like its own voice than like the nearest other one: a difference of cosines, its mean
    /// over all windows. Compare it with [`SURE`].
    pub agreement: f32,
}

/// Where the model lies in a folder of models.
#[must_use]
pub fn default_path(dir: &Path) -> PathBuf {
    dir.join(FILE)
}

/// The model in a folder of models, if it is there.
#[must_use]
pub fn find(dir: &Path) -> Option<PathBuf> {
    Some(default_path(dir)).filter(|path| path.is_file())
}

/// The model and whether it is there, in the form in which other models are listed.
#[must_use]
pub fn status(dir: &Path) -> ModelStatus {
    let path = find(dir);
    let name = FILE.trim_end_matches(".bin").to_owned();
    ModelStatus { name, file: FILE.to_owned(), bytes: weights::file_size(), multilingual: Some(true), path }
}

/// Turns by voice, or `None` when only one is heard; `speakers` where somebody knows how many there are. `progress` is told the
/// share that is done, 0 to 1, and may stop.
///
/// # Errors
/// As [`crate::measure`].
pub fn voice_turns(
    path: &Path,
    encoder: &mut Encoder,
    speakers: Option<usize>,
    progress: &mut dyn FnMut(f32) -> Flow,
) -> Result<Option<Voices>, ReadError> {
    let heard = listen::listen(path, encoder, progress)?;
    Ok(turns::turns(&heard, speakers))
}

fn format(what: impl Into<String>) -> ModelError {
    ModelError::Format(what.into())
}

/// A file that ends early is at fault, not the disk.
fn cut_off(error: io::Error) -> ModelError {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => format("it is cut off"),
        _ => error.into(),
    }
}

#[cfg(test)]
mod tests {
    use std::{env, fs};

    use super::*;
    use crate::{
        mono::{Mono, PER_MS},
        speaker_at, wav,
    };

    const PIECE_MS: usize = 8_000;

    /// The model and a folder of recordings, where there are both.
    fn here() -> Option<(PathBuf, PathBuf)> {
        let model = env::var("PODCASTFLOW_MODELS").ok().and_then(|dir| find(Path::new(&dir)));
        let shared = env::var("PODCASTFLOW_SHARED").ok().map(|dir| Path::new(&dir).join("data/audio-speech"));
        if model.is_none() || shared.is_none() {
            eprintln!("skipped: PODCASTFLOW_MODELS names no folder with {FILE}, or PODCASTFLOW_SHARED none");
        }
        Some((model?, shared?))
    }

    fn piece(path: &Path, from_ms: u32) -> Vec<f32> {
        let mut mono = Mono::open(path, from_ms).unwrap();
        let mut out = Vec::new();
        while out.len() < PIECE_MS * PER_MS && mono.read(&mut out).unwrap() {}
        out.resize(PIECE_MS * PER_MS, 0.0);
        out
    }

    #[test]
    fn three_people_in_turn_are_told_apart() {
        let Some((model, speech)) = here() else { return };
        let said = [
            ("misc/jfk.flac", 0, 0),
            ("ljspeech/LJ001-0001.mp3", 0, 1),
            ("librivox/sense_and_sensibility-0870.wav", 0, 2),
            ("misc/jfk.flac", 2_500, 0),
            ("ljspeech/LJ001-0003.mp3", 0, 1),
        ];
        let samples: Vec<f32> =
            said.iter().flat_map(|(file, from_ms, _)| piece(&speech.join(file), *from_ms)).collect();
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("joined.wav");
        fs::write(&path, wav::encode(&samples)).unwrap();

        let mut shares = Vec::new();
        let mut note = |share| {
            shares.push(share);
            Flow::Continue
        };
        let mut encoder = Encoder::load(&model).unwrap();
        let found = voice_turns(&path, &mut encoder, None, &mut note).unwrap().unwrap();
        assert_eq!(found.speakers, 3, "{found:?}");
        assert!(found.agreement > SURE, "{found:?}");
        assert!(!shares.is_empty() && shares.iter().all(|share| (0.0..=1.0).contains(share)));
        // Which number a voice has is known from the middle of its first piece.
        let at = |ms: usize| speaker_at(&found.turns, ms as u32, ms as u32 + 100);
        let names: Vec<_> = (0..3).map(|piece| at(piece * PIECE_MS + PIECE_MS / 2)).collect();
        let (mut right, mut all) = (0, 0);
        for ms in (0..said.len() * PIECE_MS).step_by(100) {
            if let Some(speaker) = at(ms) {
                all += 1;
                right += usize::from(names[said[ms / PIECE_MS].2] == Some(speaker));
            }
        }
        eprintln!("{right} of {all} tenths of a second right, agreement {:.3}", found.agreement);
        assert!(right * 100 >= all * 97, "{right} of {all}: {found:?}");

        let stopped = voice_turns(&path, &mut encoder, None, &mut |_| Flow::Stop);
        assert!(matches!(stopped, Err(ReadError::Stopped)));
    }

    #[test]
    fn one_person_is_one_voice() {
        let Some((model, speech)) = here() else { return };
        let path = speech.join("ljspeech/LJ001-0007.wav");
        let mut encoder = Encoder::load(&model).unwrap();
        assert_eq!(voice_turns(&path, &mut encoder, None, &mut |_| Flow::Continue).unwrap(), None);
    }

    #[test]
    fn a_file_that_is_no_model_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let model = default_path(dir.path());
        assert_eq!(find(dir.path()), None);
        assert!(matches!(Encoder::load(&model), Err(ModelError::Io(_))));
        for bytes in [&b""[..], b"PFGE2E01", b"something else than numbers"] {
            fs::write(&model, bytes).unwrap();
            assert!(matches!(Encoder::load(&model), Err(ModelError::Format(_))));
            assert!(import(&model, dir.path()).is_err());
        }
        assert_eq!(status(dir.path()).path, Some(model));
    }
}
