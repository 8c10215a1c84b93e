//! Decoding: one loop over a file's packets that hands out planes of `f32`, in one rate and one number of channels.

use std::{fs::File, path::Path, sync::LazyLock};

use symphonia::{
    core::{
        audio::{Audio, GenericAudioBufferRef},
        codecs::{
            CodecParameters,
            audio::{
                AudioCodecId, AudioDecoder, AudioDecoderOptions,
                well_known::{
                    CODEC_ID_AAC, CODEC_ID_ALAC, CODEC_ID_FLAC, CODEC_ID_MP3, CODEC_ID_OPUS, CODEC_ID_VORBIS,
                },
            },
            registry::CodecRegistry,
        },
        common::Limit,
        errors::Error as SymphoniaError,
        formats::{
            FormatOptions, FormatReader, SeekMode, SeekTo, Track, TrackType,
            probe::{Hint, Probe},
        },
        io::{MediaSourceStream, MediaSourceStreamOptions},
        meta::MetadataOptions,
        packet::Packet,
        units::{Duration, Time, TimeBase, Timestamp},
    },
    default::{formats, meta, register_enabled_codecs},
};
use symphonia_adapter_libopus::OpusDecoder;

use crate::{
    ProbeError,
    lengths::Mended,
    sniff::{Container, sniff},
};

/// More channels than any podcast has; the rest of the crate keeps small arrays of them.
pub(crate) const MAX_CHANNELS: usize = 8;
/// Rates outside are not sound but damage.
const RATES: std::ops::RangeInclusive<u32> = 4_000..=384_000;
/// The time of Opus streams counts samples at 48 kHz.
const OPUS_PER_MS: i64 = 48;
/// The most that an encoder fills up behind the end, in samples: two frames.
const MP3_PADDING: u64 = 2 * 1152;
/// Largest cover picture that is looked at.
pub(crate) const MAX_COVER: usize = 10 * 1024 * 1024;

static CODECS: LazyLock<CodecRegistry> = LazyLock::new(|| {
    let mut registry = CodecRegistry::new();
    register_enabled_codecs(&mut registry);
    registry.register_audio_decoder::<OpusDecoder>();
    registry
});

// Only what the product takes: a video container must not pass because it has a sound track.
static PROBE: LazyLock<Probe> = LazyLock::new(|| {
    let mut probe = Probe::default();
    probe.register_format::<formats::AdtsReader<'_>>();
    probe.register_format::<formats::FlacReader<'_>>();
    probe.register_format::<formats::IsoMp4Reader<'_>>();
    probe.register_format::<formats::MpaReader<'_>>();
    probe.register_format::<formats::WavReader<'_>>();
    probe.register_format::<formats::OggReader<'_>>();
    probe.register_metadata::<meta::ApeReader<'_>>();
    probe.register_metadata::<meta::Id3v1Reader<'_>>();
    probe.register_metadata::<meta::Id3v2Reader<'_>>();
    probe
});

/// An open recording.
pub(crate) struct Source {
    pub(crate) reader: Box<dyn FormatReader>,
    decoder: Box<dyn AudioDecoder>,
    track_id: u32,
    time_base: Option<TimeBase>,
    pub(crate) container: Container,
    pub(crate) codec: &'static str,
    pub(crate) rate: u32,
    pub(crate) channels: usize,
    /// Where the sound of an Opus stream begins, in its own time: what its packets hold before is not heard (RFC 7845,
    /// section 4.2). 0 for all others.
    opens: i64,
    /// Where an MP3's own header says that it ends, in samples.
    stated_end: Option<u64>,
    /// The container's word, in milliseconds.
    pub(crate) stated_ms: Option<u32>,
    /// Size of the file, and bytes of packets read so far: for progress and for durations that no header states.
    pub(crate) file_bytes: u64,
    pub(crate) packet_bytes: u64,
    /// Packets that did not decode.
    pub(crate) corrupt: u64,
    /// Planes of codecs whose samples are not `f32`, or that change their shape in mid-stream.
    scratch: Vec<Vec<f32>>,
    /// The first block, decoded to learn the real rate; handed out first.
    first: Option<Vec<Vec<f32>>>,
}

/// One block of samples: a plane for each channel, all of one length.
pub(crate) struct Planes<'a> {
    planes: [&'a [f32]; MAX_CHANNELS],
    channels: usize,
}

impl<'a> Planes<'a> {
    pub(crate) fn all(&self) -> &[&'a [f32]] {
        &self.planes[..self.channels]
    }

    pub(crate) fn frames(&self) -> usize {
        self.planes[0].len()
    }

    fn of(planes: &'a [Vec<f32>]) -> Self {
        let mut out = Self { planes: [&[]; MAX_CHANNELS], channels: planes.len() };
        for (to, from) in out.planes.iter_mut().zip(planes) {
            *to = from;
        }
        out
    }
}

impl Source {
    /// Opens a file and proves that it decodes.
    pub(crate) fn open(path: &Path) -> Result<Self, ProbeError> {
        let mut file = File::open(path)?;
        let file_bytes = file.metadata()?.len();
        let (container, start) = sniff(&mut file)?;
        let stream = MediaSourceStream::new(Box::new(Mended::open(file)?), MediaSourceStreamOptions::default());
        let options = MetadataOptions::default()
            .limit_tag_bytes(Limit::Maximum(1024 * 1024))
            .limit_visual_bytes(Limit::Maximum(MAX_COVER));
        let reader = PROBE.probe(&Hint::new(), stream, FormatOptions::default(), options).map_err(broken)?;
        let Some(track) = reader.default_track(TrackType::Audio) else {
            return Err(match reader.tracks().iter().find_map(Track::track_type) {
                Some(TrackType::Video) => ProbeError::NotAudio { looks_like: "a video without sound".into() },
                _ => no_known_track(container),
            });
        };
        let Some(CodecParameters::Audio(params)) = &track.codec_params else {
            return Err(ProbeError::NothingDecodes);
        };
        let codec = codec_name(params.codec);
        let decoder = CODECS
            .make_audio_decoder(params, &AudioDecoderOptions::default())
            .map_err(|_| ProbeError::Unsupported { codec: describe(codec, container) })?;
        let opens = opening(track, codec);
        let stated_ms = stated_duration(track, params.sample_rate, codec);
        let (track_id, time_base) = (track.id, track.time_base);
        let stated_end = track.num_frames.filter(|_| container == Container::Mp3);
        let mut source = Self {
            reader,
            decoder,
            track_id,
            time_base,
            container,
            codec,
            opens,
            stated_end,
            rate: 0,
            channels: 0,
            stated_ms,
            file_bytes: file_bytes - start.min(file_bytes),
            packet_bytes: 0,
            corrupt: 0,
            scratch: Vec::new(),
            first: None,
        };
        source.decode_first()?;
        Ok(source)
    }

    /// Decodes until something comes out: its rate and channels are the truth, headers lie.
    fn decode_first(&mut self) -> Result<(), ProbeError> {
        // A stream may open with damage, but not with minutes of it.
        while self.corrupt < 200 {
            let Some(packet) = self.packet()? else { return Err(ProbeError::NothingDecodes) };
            let heard = self.heard(&packet);
            let Ok(buffer) = self.decoder.decode(&packet) else {
                self.corrupt += 1;
                continue;
            };
            if buffer.is_empty() || buffer.num_planes() == 0 || heard == Some(0) {
                continue;
            }
            let rate = buffer.spec().rate();
            if !RATES.contains(&rate) {
                return Err(ProbeError::NothingDecodes);
            }
            if buffer.num_planes() > MAX_CHANNELS {
                return Err(ProbeError::Unsupported { codec: format!("{} channels", buffer.num_planes()) });
            }
            self.rate = rate;
            self.channels = buffer.num_planes();
            let mut planes = Vec::new();
            buffer.copy_to_vecs_planar(&mut planes);
            keep_end(&mut planes, heard);
            self.first = Some(planes);
            return Ok(());
        }
        Err(ProbeError::NothingDecodes)
    }

    fn packet(&mut self) -> Result<Option<Packet>, ProbeError> {
        // Damaged pages and chained streams are stepped over; a file of nothing else ends.
        for _ in 0..1000 {
            match self.reader.next_packet() {
                Ok(Some(mut packet)) if packet.track_id == self.track_id => {
                    self.packet_bytes += packet.data.len() as u64;
                    self.untrim(&mut packet);
                    return Ok(Some(packet));
                }
                Ok(Some(_)) => {}
                Ok(None) => return Ok(None),
                Err(SymphoniaError::ResetRequired) => self.follow_chain()?,
                Err(SymphoniaError::IoError(e)) if e.kind() == std::io::ErrorKind::UnexpectedEof => return Ok(None),
                Err(SymphoniaError::IoError(e)) => return Err(e.into()),
                Err(SymphoniaError::DecodeError(_)) => self.corrupt += 1,
                Err(_) => return Ok(None),
            }
        }
        Ok(None)
    }

    /// An MP3's header counts the samples of the file that it was written for. Joined files, inserted advertisements and
    /// encoders that wrote into a pipe leave more sound behind than it says: only what is padding is cut away.
    fn untrim(&self, packet: &mut Packet) {
        let Some(end) = self.stated_end else { return };
        let padding = if end == 0 { 0 } else { MP3_PADDING };
        if !packet.trim_end.is_zero() && packet.pts.get() >= i64::try_from(end + padding).unwrap_or(i64::MAX) {
            packet.dur = packet.dur.saturating_add(packet.trim_end);
            packet.trim_end = Duration::ZERO;
        }
    }

    /// How many samples of a packet, at its end, are heard where it begins before the sound does; `None` for all others.
    /// The decoder cuts the first packet only, and that may be shorter than what is to be cut.
    fn heard(&self, packet: &Packet) -> Option<usize> {
        let begins = packet.pts.get().saturating_sub(self.opens);
        let heard = begins.saturating_add(i64::try_from(packet.dur.get()).unwrap_or(i64::MAX));
        (self.opens != 0 && begins < 0).then(|| usize::try_from(heard).unwrap_or(0))
    }

    /// A chained Ogg file starts anew with other parameters (RFC 3533, section 4).
    fn follow_chain(&mut self) -> Result<(), ProbeError> {
        let Some(track) = self.reader.default_track(TrackType::Audio) else { return Ok(()) };
        if let Some(CodecParameters::Audio(params)) = &track.codec_params
            && let Ok(decoder) = CODECS.make_audio_decoder(params, &AudioDecoderOptions::default())
        {
            self.opens = opening(track, codec_name(params.codec));
            self.decoder = decoder;
            self.track_id = track.id;
            self.time_base = track.time_base;
        }
        Ok(())
    }

    /// The next block, never empty; `None` at the end. Packets that do not decode are counted and left out.
    pub(crate) fn next(&mut self) -> Result<Option<Planes<'_>>, ProbeError> {
        if let Some(first) = self.first.take() {
            self.scratch = first;
            return Ok(Some(Planes::of(&self.scratch)));
        }
        let heard = loop {
            let Some(packet) = self.packet()? else { return Ok(None) };
            let heard = self.heard(&packet);
            match self.decoder.decode(&packet) {
                Ok(buffer) if buffer.is_empty() || buffer.num_planes() == 0 || heard == Some(0) => {}
                Ok(_) => break heard,
                Err(_) => self.corrupt += 1,
            }
        };
        let buffer = self.decoder.last_decoded();
        let (rate, channels) = (buffer.spec().rate(), buffer.num_planes());
        if rate == self.rate
            && channels == self.channels
            && heard.is_none()
            && let GenericAudioBufferRef::F32(buffer) = buffer
        {
            // The common case, without a copy.
            let mut out = Planes { planes: [&[]; MAX_CHANNELS], channels };
            for (i, to) in out.planes[..channels].iter_mut().enumerate() {
                *to = buffer.plane(i).unwrap_or_default();
            }
            return Ok(Some(out));
        }
        buffer.copy_to_vecs_planar(&mut self.scratch);
        keep_end(&mut self.scratch, heard);
        if channels != self.channels {
            conform_channels(&mut self.scratch, self.channels);
        }
        if rate != self.rate {
            for plane in &mut self.scratch {
                *plane = conform_rate(plane, rate, self.rate);
            }
        }
        Ok(Some(Planes::of(&self.scratch)))
    }

    /// Moves to a point not after `ms`; the place that was reached, in milliseconds. `None` when the container cannot
    /// seek: the source is then where it was.
    pub(crate) fn seek(&mut self, ms: u32) -> Option<u32> {
        let before_ms = u32::try_from(self.opens.max(0) / OPUS_PER_MS).unwrap_or(0);
        let time = Time::try_from_secs_f64(f64::from(ms.saturating_add(before_ms)) / 1000.0)?;
        let to = SeekTo::Time { time, track_id: Some(self.track_id) };
        let reached = self.reader.seek(SeekMode::Accurate, to).ok()?;
        self.decoder.reset();
        self.first = None;
        Some(self.ms_of(reached.actual_ts)?.saturating_sub(before_ms))
    }

    fn ms_of(&self, at: Timestamp) -> Option<u32> {
        let time = self.time_base?.calc_time(at)?;
        Some(u32::try_from(time.as_millis().max(0)).unwrap_or(u32::MAX))
    }

    /// How much of the file was read, 0 to 1, by bytes.
    pub(crate) fn progress(&self) -> f32 {
        (self.packet_bytes as f64 / self.file_bytes.max(1) as f64).min(1.0) as f32
    }
}

/// The time of the first sample that is heard, where the stream's own time begins earlier.
fn opening(track: &Track, codec: &str) -> i64 {
    match pre_skip(track, codec) {
        0 => 0,
        skip => track.start_ts.get().saturating_add(skip),
    }
}

/// Samples that an Opus stream holds before its sound; the readers of other forms cut theirs themselves.
fn pre_skip(track: &Track, codec: &str) -> i64 {
    if codec == "opus" { track.delay.unwrap_or(0).into() } else { 0 }
}

fn stated_duration(track: &Track, rate: Option<u32>, codec: &str) -> Option<u32> {
    let by_base = track.time_base.zip(track.duration).and_then(|(base, duration)| base.calc_duration(duration));
    let ms = match (by_base, track.num_frames, rate) {
        (Some(time), ..) => time.as_millis(),
        (None, Some(frames), Some(rate)) if rate > 0 => i128::from(frames) * 1000 / i128::from(rate),
        _ => return None,
    };
    u32::try_from(ms - i128::from(pre_skip(track, codec) / OPUS_PER_MS)).ok().filter(|ms| *ms > 0)
}

fn codec_name(id: AudioCodecId) -> &'static str {
    match id {
        CODEC_ID_MP3 => "mp3",
        CODEC_ID_AAC => "aac",
        CODEC_ID_ALAC => "alac",
        CODEC_ID_VORBIS => "vorbis",
        CODEC_ID_OPUS => "opus",
        CODEC_ID_FLAC => "flac",
        _ => "pcm",
    }
}

fn describe(codec: &str, container: Container) -> String {
    match (codec, container) {
        ("aac", _) => "a form of AAC other than AAC-LC (HE-AAC, or more than two channels)".into(),
        ("opus", _) => "Opus with more than two channels".into(),
        ("pcm", Container::Wav) => "an unusual form of WAV".into(),
        (_, Container::Mp4) => "an unusual codec in an MP4 file".into(),
        (_, Container::Ogg) => "an unusual codec in an Ogg file".into(),
        (codec, _) => codec.to_uppercase(),
    }
}

fn no_known_track(container: Container) -> ProbeError {
    match container {
        Container::Mp4 => ProbeError::NotAudio { looks_like: "a video or an MP4 file without sound".into() },
        Container::Ogg => ProbeError::Unsupported { codec: "an unusual codec in an Ogg file".into() },
        _ => ProbeError::NothingDecodes,
    }
}

fn broken(error: SymphoniaError) -> ProbeError {
    match error {
        SymphoniaError::IoError(e) if e.kind() != std::io::ErrorKind::UnexpectedEof => e.into(),
        SymphoniaError::Unsupported(what) => ProbeError::Unsupported { codec: what.to_owned() },
        _ => ProbeError::NothingDecodes,
    }
}

/// Leaves at most so many samples, the last ones.
fn keep_end(planes: &mut [Vec<f32>], samples: Option<usize>) {
    let Some(samples) = samples else { return };
    for plane in planes {
        plane.drain(..plane.len().saturating_sub(samples));
    }
}

/// Splices with another number of channels: mono is doubled, more is mixed.
fn conform_channels(planes: &mut Vec<Vec<f32>>, channels: usize) {
    let frames = planes.first().map_or(0, Vec::len);
    let scale = 1.0 / planes.len().max(1) as f32;
    let mut mix = vec![0.0; frames];
    for plane in planes.iter() {
        for (sum, sample) in mix.iter_mut().zip(plane) {
            *sum += sample * scale;
        }
    }
    planes.clear();
    planes.resize(channels, mix);
}

/// Splices with another rate (an inserted advertisement): linear interpolation is enough for a form that players
/// hardly play at all.
fn conform_rate(plane: &[f32], from: u32, to: u32) -> Vec<f32> {
    let step = f64::from(from.max(1)) / f64::from(to.max(1));
    let length = (plane.len() as f64 / step) as usize;
    (0..length.max(1))
        .map(|i| {
            let at = i as f64 * step;
            let (index, part) = (at as usize, at.fract() as f32);
            let here = plane.get(index).copied().unwrap_or(0.0);
            let next = plane.get(index + 1).copied().unwrap_or(here);
            here + (next - here) * part
        })
        .collect()
}
