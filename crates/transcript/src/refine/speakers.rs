//! Who says which word, from turns that know time but not language.

use model::transcript::Word;

use super::sentences;

/// A run of words this short within another's speech is a slip of the turns, unless it is a sentence of its own.
const SLIP_WORDS: usize = 2;
/// How many words a change may be moved to meet the end of a sentence.
const SNAP_WORDS: usize = 2;

/// The speaker of each word.
pub(crate) fn assign(words: &[Word], turns: &dyn Fn(u32, u32) -> Option<u16>, speakers: usize) -> Vec<Option<u16>> {
    let mut who: Vec<Option<u16>> = words
        .iter()
        .map(|word| {
            let start = word.start_ms?;
            turns(start, word.end_ms.unwrap_or(start)).filter(|i| usize::from(*i) < speakers)
        })
        .collect();
    if who.iter().all(Option::is_none) {
        return who;
    }
    // A word that no turn covers, a breath before or after one, goes with its sentence.
    let mut last = who.iter().flatten().next().copied();
    for slot in &mut who {
        last = slot.or(last);
        *slot = last;
    }
    let ends: Vec<bool> = words
        .iter()
        .enumerate()
        .map(|(i, w)| sentences::ends(&w.text, words.get(i + 1).map(|w| w.text.as_str())))
        .collect();
    mend_slips(&mut who, &ends);
    snap(&mut who, &ends);
    who
}

fn mend_slips(who: &mut [Option<u16>], ends: &[bool]) {
    let mut start = 0;
    while start < who.len() {
        let end = start + who[start..].iter().take_while(|w| **w == who[start]).count();
        let within = start > 0 && end < who.len() && who[start - 1] == who[end];
        let own_sentence = start > 0 && ends[start - 1] && ends[end - 1];
        if within && end - start <= SLIP_WORDS && !own_sentence {
            let around = who[end];
            who[start..end].fill(around);
        }
        start = end;
    }
}

/// Moves each change of speaker to the nearest end of a sentence, if one is near.
fn snap(who: &mut [Option<u16>], ends: &[bool]) {
    let mut i = 1;
    while i < who.len() {
        if who[i] == who[i - 1] || ends[i - 1] {
            i += 1;
            continue;
        }
        let (before, after) = (who[i - 1], who[i]);
        let run_before = who[..i].iter().rev().take(SNAP_WORDS + 1).take_while(|w| **w == before).count();
        let run_after = who[i..].iter().take(SNAP_WORDS + 1).take_while(|w| **w == after).count();
        // A change at `i` means that a sentence should end at `i - 1`.
        let back = (1..=SNAP_WORDS.min(run_before.saturating_sub(1))).find(|n| i > *n && ends[i - 1 - n]);
        let ahead = (1..=SNAP_WORDS.min(run_after.saturating_sub(1))).find(|n| ends[i - 1 + n]);
        match (back, ahead) {
            (Some(back), ahead) if ahead.is_none_or(|ahead| back <= ahead) => who[i - back..i].fill(after),
            (_, Some(ahead)) => {
                who[i..i + ahead].fill(before);
                i += ahead;
            }
            _ => {}
        }
        i += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assigned(text: &str, who: &[u16]) -> Vec<u16> {
        let at = |i: usize| u32::try_from(i).unwrap() * 100;
        let words: Vec<Word> = text
            .split_whitespace()
            .enumerate()
            .map(|(i, t)| Word { start_ms: Some(at(i)), end_ms: Some(at(i) + 90), ..Word::plain(t) })
            .collect();
        assign(&words, &|start, _| who.get(usize::try_from(start / 100).unwrap()).copied(), 2)
            .into_iter()
            .flatten()
            .collect()
    }

    #[test]
    fn a_change_is_moved_to_the_end_of_the_sentence() {
        assert_eq!(assigned("So are you? Yes I am here.", &[0, 0, 1, 1, 1, 1, 1]), [0, 0, 0, 1, 1, 1, 1]);
        assert_eq!(assigned("So are you? Yes I am here.", &[0, 0, 0, 0, 1, 1, 1]), [0, 0, 0, 1, 1, 1, 1]);
    }

    #[test]
    fn a_slip_is_mended_and_a_short_answer_kept() {
        assert_eq!(assigned("we were going to the market", &[0, 0, 1, 0, 0, 0]), [0; 6]);
        assert_eq!(assigned("Are you there? Yes. Good to hear.", &[0, 0, 0, 1, 0, 0, 0]), [0, 0, 0, 1, 0, 0, 0]);
    }
}
