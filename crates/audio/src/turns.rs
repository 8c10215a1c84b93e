//! Who speaks when, where the recording itself tells: two microphones, one on each channel.

use std::path::Path;

use crate::{Flow, ReadError, measure::ms_of, source::Source};

/// A stretch in which one person speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turn {
    /// Its start in milliseconds.
    pub start_ms: u32,
    /// Its end.
    pub end_ms: u32,
    /// The channel: 0 is left, 1 is right.
    pub speaker: u16,
}

/// Length of a step, in milliseconds.
const STEP_MS: u32 = 32;
/// A step this much below the loudest tenth is silence (energy: -30 dB).
const SILENCE: f32 = 1e-3;
/// A channel dominates a step when it has this much more energy (9 dB).
const CLEARLY: f32 = 8.0;
/// Turns of one voice that are closer than this, in milliseconds, are one.
const JOIN_MS: u32 = 800;
/// Shorter turns are a cough or the other microphone's echo.
const LEAST_MS: u32 = 200;

/// Turns by channel, or `None` when the channels do not carry a voice each: mono, music, a mix. It claims nothing where
/// the energies leave doubt.
///
/// # Errors
/// As [`crate::measure`].
pub fn channel_turns(path: &Path, progress: &mut dyn FnMut(f32) -> Flow) -> Result<Option<Vec<Turn>>, ReadError> {
    let mut source = Source::open(path)?;
    if source.channels != 2 {
        return Ok(None);
    }
    let step = (u64::from(source.rate) * u64::from(STEP_MS) / 1000).max(1) as usize;
    let mut steps: Vec<[f32; 2]> = Vec::new();
    let (mut filled, mut sums) = (0, [0.0_f32; 2]);
    let (mut product, mut power) = (0.0_f64, [0.0_f64; 2]);
    let mut blocks = 0_u32;
    while let Some(planes) = source.next()? {
        let [left, right] = planes.all() else { return Ok(None) };
        let (mut left, mut right) = (*left, *right);
        while !left.is_empty() {
            let (l, later_left) = left.split_at(left.len().min(step - filled));
            let (r, later_right) = right.split_at(l.len());
            let energy = |x: &[f32]| x.iter().map(|x| x * x).sum::<f32>();
            let (a, b) = (energy(l), energy(r));
            sums = [sums[0] + a, sums[1] + b];
            power = [power[0] + f64::from(a), power[1] + f64::from(b)];
            product += f64::from(l.iter().zip(r).map(|(l, r)| l * r).sum::<f32>());
            filled += l.len();
            (left, right) = (later_left, later_right);
            if filled == step {
                steps.push(sums);
                (filled, sums) = (0, [0.0; 2]);
            }
        }
        blocks += 1;
        if blocks.is_multiple_of(512) && progress(source.progress()) == Flow::Stop {
            return Err(ReadError::Stopped);
        }
    }
    // The same sound on both sides, a little panned or not: not two microphones.
    let correlation = product / (power[0] * power[1]).sqrt().max(f64::MIN_POSITIVE);
    if correlation.abs() > 0.5 {
        return Ok(None);
    }
    let length = |steps: usize| ms_of((steps * step) as u64, source.rate);
    Ok(turns(&steps, &length))
}

fn turns(steps: &[[f32; 2]], ms: &dyn Fn(usize) -> u32) -> Option<Vec<Turn>> {
    let mut loud: Vec<f32> = steps.iter().map(|[l, r]| l.max(*r)).collect();
    loud.sort_unstable_by(f32::total_cmp);
    let floor = loud.get(loud.len() * 9 / 10)? * SILENCE;
    let speaker = |[l, r]: [f32; 2]| match (l, r) {
        _ if l.max(r) <= floor => None,
        _ if l > r * CLEARLY => Some(Some(0)),
        _ if r > l * CLEARLY => Some(Some(1)),
        _ => Some(None),
    };
    let said: Vec<_> = steps.iter().map(|s| speaker(*s)).collect();
    let count = |who| said.iter().filter(|s| **s == Some(who)).count();
    let (left, right, both) = (count(Some(0)), count(Some(1)), count(None));
    let spoken = left + right + both;
    // Most of the time it is clear who speaks, and both do.
    if spoken == 0 || both * 3 > spoken || left.min(right) * 25 < spoken {
        return None;
    }
    let mut out: Vec<Turn> = Vec::new();
    for (at, who) in said.iter().enumerate() {
        let Some(Some(speaker)) = *who else { continue };
        let (start_ms, end_ms) = (ms(at), ms(at + 1));
        match out.last_mut() {
            Some(last) if last.speaker == speaker && start_ms <= last.end_ms + JOIN_MS => last.end_ms = end_ms,
            _ => out.push(Turn { start_ms, end_ms, speaker }),
        }
    }
    out.retain(|turn| turn.end_ms - turn.start_ms >= LEAST_MS);
    // What the dropped ones had parted belongs together.
    out.dedup_by(|later, earlier| {
        let same = later.speaker == earlier.speaker && later.start_ms <= earlier.end_ms + JOIN_MS;
        if same {
            earlier.end_ms = later.end_ms;
        }
        same
    });
    Some(out)
}

/// The speaker of most of a word or segment, from turns in order of time; the nearest within a second when none covers
/// it.
#[must_use]
pub fn speaker_at(turns: &[Turn], start_ms: u32, end_ms: u32) -> Option<u16> {
    let shared = |t: &Turn| i64::from(t.end_ms.min(end_ms)) - i64::from(t.start_ms.max(start_ms));
    // Turns are in order of start, so the candidates lie around the first that begins after the word.
    let after = turns.partition_point(|t| t.start_ms < end_ms.max(start_ms + 1));
    let around = turns.get(after.saturating_sub(4)..(after + 1).min(turns.len()))?;
    around.iter().max_by_key(|t| shared(t)).filter(|t| shared(t) > -1000).map(|t| t.speaker)
}
