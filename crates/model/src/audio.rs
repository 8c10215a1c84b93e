//! What a recording is and carries.

use serde::{Deserialize, Serialize};

use crate::insight::Chapter;

/// What a probe found in an audio file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AudioInfo {
    /// `mp3`, `m4a`, `ogg`, `flac` or `wav`: also the extension under which the file is served.
    pub container: String,
    /// `mp3`, `aac`, `alac`, `vorbis`, `opus`, `flac` or `pcm`.
    pub codec: String,
    /// The media type under which the file is served.
    pub media_type: String,
    /// In hertz.
    pub sample_rate: u32,
    /// Number of channels.
    pub channels: u16,
    /// What really decodes, in seconds; the header's word until the file was decoded once.
    #[serde(rename = "duration", with = "crate::seconds")]
    #[cfg_attr(feature = "openapi", schema(value_type = f64))]
    pub duration_ms: u32,
    /// Size of the file in bytes.
    pub bytes: u64,
    /// Tags that the file carries.
    pub tags: Tags,
    /// Chapters that the file carries.
    pub chapters: Vec<Chapter>,
    /// Whether the file carries a cover picture.
    pub has_cover: bool,
}

/// Tags of a file, as defaults for the episode.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Tags {
    /// Title of the recording.
    pub title: Option<String>,
    /// Artist or author.
    pub artist: Option<String>,
    /// Album, mostly the show.
    pub album: Option<String>,
    /// Comment or description.
    pub comment: Option<String>,
    /// Year or date as written.
    pub date: Option<String>,
    /// Track number, mostly the episode's.
    pub track: Option<u32>,
    /// Genre.
    pub genre: Option<String>,
}

/// Loudness after EBU R 128 / ITU-R BS.1770.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Loudness {
    /// Integrated loudness in LUFS; null for silence.
    pub integrated_lufs: Option<f64>,
    /// Loudness range in LU.
    pub range_lu: Option<f64>,
    /// True peak in dBTP; null for silence.
    pub true_peak_dbtp: Option<f64>,
}

/// The outline of a recording: for each step the lowest and the highest sample of all channels mixed, scaled to -128..=127.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Peaks {
    /// In hertz.
    pub sample_rate: u32,
    /// Samples that one pair stands for.
    pub samples_per_pixel: u32,
    /// Lowest, highest, lowest, highest ...
    pub data: Vec<i8>,
}

impl Peaks {
    /// The number of pairs.
    #[must_use]
    pub fn len(&self) -> usize {
        self.data.len() / 2
    }

    /// Whether there is no pair.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.data.len() < 2
    }

    /// A coarser outline with at most `pairs` pairs.
    #[must_use]
    pub fn resampled(&self, pairs: usize) -> Self {
        let n = self.len();
        if pairs == 0 || n <= pairs {
            return self.clone();
        }
        let step = n.div_ceil(pairs);
        let data = self
            .data
            .chunks(step * 2)
            .flat_map(|c| {
                let low = c.iter().step_by(2).copied().min().unwrap_or(0);
                let high = c.iter().skip(1).step_by(2).copied().max().unwrap_or(0);
                [low, high]
            })
            .collect();
        let step = u32::try_from(step).unwrap_or(u32::MAX);
        Self { sample_rate: self.sample_rate, samples_per_pixel: self.samples_per_pixel.saturating_mul(step), data }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resampling_keeps_the_extremes() {
        let peaks = Peaks { sample_rate: 8000, samples_per_pixel: 10, data: vec![-1, 1, -9, 2, -3, 7, 0, 0, -4, 4] };
        let coarse = peaks.resampled(2);
        assert_eq!(coarse.data, [-9, 7, -4, 4]);
        assert_eq!(coarse.samples_per_pixel, 30);
        assert_eq!(peaks.resampled(100), peaks);
    }
}
