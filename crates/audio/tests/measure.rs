//! Outline, loudness and peaks of sounds that are known, after the cases of EBU Tech 3341. Cases 1 and 2 and silence are
//! in `recordings.rs`.

mod support;

use audio::{Flow, Measured, ReadError, measure, peaks_only};
use support::{file, fixture, wav};

const RATE: u32 = 16_000;

/// Seconds of a tone with a whole number of samples in each of its periods, the same on each channel.
fn tone(dbfs: f64, period: u32, phase: f64, channels: u16, seconds: u32) -> Vec<u8> {
    let amplitude = 10_f64.powf(dbfs / 20.0) * 32_767.0;
    let one = (0..period).flat_map(|n| {
        let turn = f64::from(n) / f64::from(period) * std::f64::consts::TAU + phase;
        let sample = (amplitude * turn.sin()).round() as i16;
        std::iter::repeat_n(sample.to_le_bytes(), channels.into()).flatten()
    });
    one.collect::<Vec<u8>>().repeat((RATE * seconds / period) as usize)
}

fn measured(channels: u16, data: &[u8]) -> Measured {
    let (_dir, path) = file(&wav(RATE, channels, data));
    measure(&path, &mut |_| Flow::Continue).unwrap()
}

#[test]
fn quiet_passages_do_not_count() {
    // Case 3: 10 s at -36, 60 s at -23, 10 s at -36 dBFS read -23.0 LUFS.
    let (quiet, loud) = (tone(-36.0, 16, 0.0, 2, 10), tone(-23.0, 16, 0.0, 2, 60));
    let found = measured(2, &[&quiet[..], &loud, &quiet].concat()).loudness.integrated_lufs.unwrap();
    assert!((found + 23.0).abs() <= 0.1, "{found}");
    // Case 4: the same between passages that are under the absolute gate.
    let silent = tone(-72.0, 16, 0.0, 2, 10);
    let found = measured(2, &[&silent[..], &quiet, &loud, &quiet, &silent].concat()).loudness;
    assert!((found.integrated_lufs.unwrap() + 23.0).abs() <= 0.1, "{found:?}");
}

#[test]
fn the_range_is_that_between_the_passages() {
    // EBU Tech 3342, case 1: 20 s at -20, 20 s at -30 dBFS have a range of 10 LU, within 1.
    let found = measured(2, &[tone(-20.0, 16, 0.0, 2, 20), tone(-30.0, 16, 0.0, 2, 20)].concat());
    let range = found.loudness.range_lu.unwrap();
    assert!((range - 10.0).abs() <= 1.0, "{range}");
}

#[test]
fn one_channel_has_half_the_power_of_two() {
    let found = measured(1, &tone(-23.0, 16, 0.0, 1, 20)).loudness.integrated_lufs.unwrap();
    assert!((found + 26.0).abs() <= 0.1, "{found}");
}

#[test]
fn the_true_peak_lies_between_the_samples() {
    // Case 16: a tone of a quarter of the rate, 45 degrees off, has no sample at its crest: 3 dB lie between them.
    let found = measured(2, &tone(-6.0, 4, std::f64::consts::FRAC_PI_4, 2, 4));
    let peak = found.loudness.true_peak_dbtp.unwrap();
    assert!((-6.4..=-5.8).contains(&peak), "{peak}");
    let sample = f64::from(*found.peaks.data.iter().max().unwrap()) / 128.0;
    assert!(20.0 * sample.log10() < -8.5, "{sample}");
}

#[test]
fn a_late_true_peak_is_found_behind_a_long_quiet_part() {
    // The meter oversamples only what can hold a new peak: the loud end must be seen.
    let mut data = tone(-20.0, 16, 0.0, 1, 20);
    data.extend(tone(-40.0, 16, 0.0, 1, 20));
    data.extend(tone(-3.0, 16, 0.0, 1, 1));
    let peak = measured(1, &data).loudness.true_peak_dbtp.unwrap();
    assert!((peak + 3.0).abs() <= 0.3, "{peak}");
}

#[test]
fn each_pair_holds_the_extremes_of_its_own_samples() {
    let mut samples = vec![0_i16; 5 * 256 + 100];
    samples[0] = 16_384;
    samples[255] = -8_192;
    samples[256] = i16::MIN;
    samples[4 * 256 + 7] = i16::MAX;
    samples[5 * 256 + 99] = 4_096;
    let data: Vec<u8> = samples.iter().flat_map(|s| s.to_le_bytes()).collect();
    let peaks = measured(1, &data).peaks;
    assert_eq!((peaks.sample_rate, peaks.samples_per_pixel), (RATE, 256));
    assert_eq!(peaks.data, [-32, 64, -128, 0, 0, 0, 0, 0, 0, 127, 0, 16]);
}

#[test]
fn the_outline_is_that_of_both_channels_mixed() {
    let data: Vec<u8> = (0..512).flat_map(|_| [16_384_i16, -8_192]).flat_map(i16::to_le_bytes).collect();
    assert_eq!(measured(2, &data).peaks.data, [16, 16, 16, 16]);
}

#[test]
fn duration_is_counted_in_samples() {
    for frames in [1_u32, 999, 16_000, 16_001, 123_456] {
        let found = measured(1, &vec![1; 2 * frames as usize]);
        assert_eq!(found.duration_ms, frames * 1000 / RATE, "{frames}");
        assert_eq!(found.peaks.len(), frames.div_ceil(256) as usize);
    }
}

#[test]
fn progress_ascends_to_one_and_stopping_halfway_stops() {
    let (_dir, path) = file(&wav(RATE, 1, &tone(-20.0, 16, 0.0, 1, 180)));
    let mut told = Vec::new();
    let whole = measure(&path, &mut |share| {
        told.push(share);
        Flow::Continue
    });
    assert_eq!(whole.unwrap().peaks, peaks_only(&path).unwrap());
    assert!(told.len() > 3 && told[0] > 0.0 && told[0] < 0.5, "{told:?}");
    assert!(told.is_sorted() && told.last() == Some(&1.0), "{told:?}");
    let mut count = 0;
    let stopped = measure(&path, &mut |_| {
        count += 1;
        if count == 2 { Flow::Stop } else { Flow::Continue }
    });
    assert!(matches!(stopped, Err(ReadError::Stopped)) && count == 2);
    // Even a short one asks once.
    assert!(matches!(measure(&fixture("lj.mp3"), &mut |_| Flow::Stop), Err(ReadError::Stopped)));
}

#[test]
fn one_clip_is_as_loud_in_every_codec() {
    for name in ["lj.mp3", "lj.m4a", "lj.aac", "lj.ogg", "lj.opus", "lj.flac", "lj.wav"] {
        let loudness = measure(&fixture(name), &mut |_| Flow::Continue).unwrap().loudness;
        assert!((loudness.integrated_lufs.unwrap() + 22.4).abs() <= 0.5, "{name}: {loudness:?}");
        assert!((loudness.true_peak_dbtp.unwrap() + 6.2).abs() <= 0.5, "{name}: {loudness:?}");
    }
}
