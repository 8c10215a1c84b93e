//! From windows to turns.

use super::{
    Voices,
    cluster::{likeness, nearest, voices},
    listen::Heard,
    lstm::Embedding,
};
use crate::Turn;

/// Turns of one voice that are closer than this, in milliseconds, are one.
const JOIN_MS: u32 = 800;
/// Windows closer than this are of one conversation.
const NEAR_MS: u32 = 1_500;
/// A window alone among those of another voice belongs to them when it is not more unlike them than this.
const DOUBT: f32 = 0.1;

/// The turns in what was heard; `None` for one voice.
pub(super) fn turns(heard: &[Heard], known: Option<usize>) -> Option<Voices> {
    let solid: Vec<&Embedding> = heard.iter().filter(|h| h.solid).map(|h| &h.voice).collect();
    let middles = voices(&solid, known);
    if middles.len() < 2 {
        return None;
    }
    let mut labels: Vec<usize> = heard.iter().map(|h| nearest(&middles, &h.voice)).collect::<Option<_>>()?;
    let lead = solid.iter().map(|voice| lead(&middles, voice)).sum::<f32>();
    smooth(heard, &middles, &mut labels);

    // Smoothing can take a voice's last window; numbers go to those that are left, the most heard first.
    let mut spoken = vec![0_u32; middles.len()];
    heard.iter().zip(&labels).for_each(|(h, label)| spoken[*label] += h.end_ms - h.start_ms);
    let mut order: Vec<usize> = (0..middles.len()).filter(|voice| spoken[*voice] > 0).collect();
    order.sort_by_key(|voice| std::cmp::Reverse(spoken[*voice]));
    if order.len() < 2 {
        return None;
    }
    let mut out: Vec<Turn> = Vec::new();
    for (Heard { start_ms, end_ms, .. }, label) in heard.iter().zip(&labels) {
        let Some(speaker) = order.iter().position(|voice| voice == label).and_then(|at| u16::try_from(at).ok()) else {
            continue;
        };
        match out.last_mut() {
            Some(last) if last.speaker == speaker && *start_ms <= last.end_ms + JOIN_MS => last.end_ms = *end_ms,
            _ => out.push(Turn { start_ms: *start_ms, end_ms: *end_ms, speaker }),
        }
    }
    Some(Voices { turns: out, speakers: order.len(), agreement: lead / solid.len() as f32 })
}

/// How much more a window is like the nearest voice than like the next.
fn lead(middles: &[Embedding], window: &Embedding) -> f32 {
    let (mut first, mut second) = (0.0_f32, 0.0);
    for alike in middles.iter().map(|middle| likeness(middle, window)) {
        if alike > first {
            (first, second) = (alike, first);
        } else if alike > second {
            second = alike;
        }
    }
    first - second
}

/// Gives a window that stands alone between two of one other voice to that, unless it is clearly not of it; one without
/// enough speech to go by in any case.
fn smooth(heard: &[Heard], middles: &[Embedding], labels: &mut [usize]) {
    for at in 1..labels.len().saturating_sub(1) {
        let (own, around) = (labels[at], labels[at - 1]);
        let near = heard[at].start_ms <= heard[at - 1].end_ms + NEAR_MS
            && heard[at + 1].start_ms <= heard[at].end_ms + NEAR_MS;
        if own == around || labels[at + 1] != around || !near {
            continue;
        }
        let alike = |voice: usize| likeness(&middles[voice], &heard[at].voice);
        if !heard[at].solid || alike(own) - alike(around) < DOUBT {
            labels[at] = around;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::lstm::EMBEDDING_ZERO, *};

    /// A window of 0.8 s that is of voice 0 or 1, or between them.
    fn window(at: usize, share: f32) -> Heard {
        let mut voice = EMBEDDING_ZERO;
        voice[0] = (1.0 - share).sqrt();
        voice[1] = share.sqrt();
        let start_ms = at as u32 * 800;
        Heard { start_ms, end_ms: start_ms + 800, solid: true, voice }
    }

    fn said(shares: &[f32]) -> Option<Voices> {
        turns(&shares.iter().enumerate().map(|(at, share)| window(at, *share)).collect::<Vec<_>>(), None)
    }

    fn turn(start_ms: u32, end_ms: u32, speaker: u16) -> Turn {
        Turn { start_ms, end_ms, speaker }
    }

    #[test]
    fn two_voices_take_turns() {
        let found = said(&[0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0]).unwrap();
        assert_eq!(found.turns, [turn(0, 3200, 0), turn(3200, 7200, 1), turn(7200, 8800, 0)]);
        assert_eq!((found.speakers, found.agreement), (2, 1.0));
    }

    #[test]
    fn one_voice_makes_no_turns() {
        assert_eq!(said(&[0.0; 12]), None);
        assert_eq!(said(&[]), None);
        assert_eq!(said(&[1.0]), None);
    }

    #[test]
    fn a_doubtful_window_goes_to_those_around_it() {
        let mut shares = [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 1.0];
        shares[2] = 0.505;
        assert_eq!(said(&shares).unwrap().turns, [turn(0, 4800, 0), turn(4800, 8800, 1)]);
        shares[2] = 0.95;
        assert_eq!(said(&shares).unwrap().turns.len(), 4);
    }
}
