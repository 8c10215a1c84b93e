//! What differs between two versions of a transcript, to be read by people.

use std::{
    collections::{BTreeMap, HashMap},
    hash::Hash,
    ops::Range,
};

use model::transcript::{Segment, Transcript, Word};
use similar::{Algorithm, DiffTag, capture_diff_slices};

/// Stretches longer than this, in words, are not compared word by word: the time that takes grows with the square, and
/// nobody reads the result.
const LONGEST_COMPARED: usize = 2_000;
/// How often what lies between segments found in both versions is searched for more of them.
const ROUNDS: u8 = 8;

/// Words of one fate within a line. A space stands between two pieces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// In both versions.
    Same(String),
    /// Only in the old one.
    Removed(String),
    /// Only in the new one.
    Added(String),
}

/// A segment that changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its start in the new version, in milliseconds; in the old one for a segment that is gone.
    pub start_ms: Option<u32>,
    /// Who said it in the old version.
    pub speaker_before: Option<String>,
    /// Who says it in the new one; nobody for a segment that is gone.
    pub speaker: Option<String>,
    /// Its words, in order.
    pub pieces: Vec<Piece>,
}

/// The segments whose words or speaker changed, in the order of the new version. Where a segment was only divided or joined
/// with another, nothing changed.
#[must_use]
pub fn diff(old: &Transcript, new: &Transcript) -> Vec<Line> {
    let texts = |t: &Transcript| t.segments.iter().map(Segment::text).collect::<Vec<_>>();
    let (old_texts, new_texts) = (texts(old), texts(new));
    let mut pairs = Vec::new();
    pair(&old_texts, &new_texts, (0, 0), ROUNDS, &mut pairs);
    pairs.push((old_texts.len(), new_texts.len()));
    let mut lines = Vec::new();
    let mut from = (0, 0);
    for (i, j) in pairs {
        compare(old, from.0..i, new, from.1..j, &mut lines);
        if let (Some(before), Some(after)) = (old.segments.get(i), new.segments.get(j))
            && old.speaker_of(before) != new.speaker_of(after)
        {
            lines.push(Line {
                start_ms: after.start_ms,
                speaker_before: old.speaker_of(before).map(str::to_owned),
                speaker: new.speaker_of(after).map(str::to_owned),
                pieces: vec![Piece::Same(new_texts[j].clone())],
            });
        }
        from = (i + 1, j + 1);
    }
    lines
}

/// Part of a comparison of two lists.
pub(crate) struct Stretch {
    /// The two ranges hold the same.
    pub same: bool,
    /// The range in the old list.
    pub old: Range<usize>,
    /// The range in the new one.
    pub new: Range<usize>,
}

/// Two lists as stretches, in order and without gaps.
pub(crate) fn stretches<T: Eq + Hash + Ord>(old: &[T], new: &[T]) -> Vec<Stretch> {
    let (prefix, suffix) = ends(old, new);
    let (old_end, new_end) = (old.len() - suffix, new.len() - suffix);
    let mut out = vec![Stretch { same: true, old: 0..prefix, new: 0..prefix }];
    if (old_end - prefix).max(new_end - prefix) > LONGEST_COMPARED {
        out.push(Stretch { same: false, old: prefix..old_end, new: prefix..new_end });
    } else {
        let ops = capture_diff_slices(Algorithm::Myers, &old[prefix..old_end], &new[prefix..new_end]);
        out.extend(ops.into_iter().map(|op| {
            let (tag, old, new) = op.as_tag_tuple();
            let shift = |r: Range<usize>| r.start + prefix..r.end + prefix;
            Stretch { same: tag == DiffTag::Equal, old: shift(old), new: shift(new) }
        }));
    }
    out.push(Stretch { same: true, old: old_end..old.len(), new: new_end..new.len() });
    out.retain(|s| !s.old.is_empty() || !s.new.is_empty());
    out
}

/// How many elements two lists share at their beginnings, and of the rest at their ends.
fn ends<T: PartialEq>(old: &[T], new: &[T]) -> (usize, usize) {
    let prefix = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let rest = old[prefix..].iter().rev().zip(new[prefix..].iter().rev());
    (prefix, rest.take_while(|(a, b)| a == b).count())
}

/// Segments of equal text, ascending on both sides: those at the ends, then those whose text is unique, then the same for
/// what lies between. Unlike a least difference this takes no longer when everything is different.
fn pair(old: &[String], new: &[String], at: (usize, usize), rounds: u8, out: &mut Vec<(usize, usize)>) {
    let (prefix, suffix) = ends(old, new);
    out.extend((0..prefix).map(|k| (at.0 + k, at.1 + k)));
    let (old_end, new_end) = (old.len() - suffix, new.len() - suffix);
    let (inner_old, inner_new) = (&old[prefix..old_end], &new[prefix..new_end]);
    let anchors = if rounds > 0 { anchors(inner_old, inner_new) } else { Vec::new() };
    if !anchors.is_empty() {
        let at = (at.0 + prefix, at.1 + prefix);
        let mut from = (0, 0);
        for (i, j) in anchors {
            pair(&inner_old[from.0..i], &inner_new[from.1..j], (at.0 + from.0, at.1 + from.1), rounds - 1, out);
            out.push((at.0 + i, at.1 + j));
            from = (i + 1, j + 1);
        }
        pair(&inner_old[from.0..], &inner_new[from.1..], (at.0 + from.0, at.1 + from.1), rounds - 1, out);
    }
    out.extend((0..suffix).map(|k| (at.0 + old_end + k, at.1 + new_end + k)));
}

/// The longest ascending row of texts that occur once on either side.
fn anchors(old: &[String], new: &[String]) -> Vec<(usize, usize)> {
    if old.is_empty() || new.is_empty() {
        return Vec::new();
    }
    let (in_old, in_new) = (once(old), once(new));
    let place = |places: &HashMap<&str, Option<usize>>, text: &str| places.get(text).copied().flatten();
    let pairs: Vec<(usize, usize)> =
        old.iter().filter_map(|text| Some((place(&in_old, text)?, place(&in_new, text)?))).collect();
    // Patience sorting: the last pair of the best row of each length, and for each pair the one before it in its row.
    let mut tails: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (k, (_, j)) in pairs.iter().enumerate() {
        let place = tails.partition_point(|&tail| pairs[tail].1 < *j);
        before.push(place.checked_sub(1).map(|p| tails[p]));
        match tails.get_mut(place) {
            Some(tail) => *tail = k,
            None => tails.push(k),
        }
    }
    let mut row = Vec::with_capacity(tails.len());
    let mut next = tails.last().copied();
    while let Some(k) = next {
        row.push(pairs[k]);
        next = before[k];
    }
    row.reverse();
    row
}

/// The place of each text; none for one that occurs again.
fn once(texts: &[String]) -> HashMap<&str, Option<usize>> {
    let mut places = HashMap::with_capacity(texts.len());
    for (i, text) in texts.iter().enumerate() {
        places.entry(text.as_str()).and_modify(|place| *place = None).or_insert(Some(i));
    }
    places
}

/// A word with the index of its segment.
type Placed<'a> = (usize, &'a Word);

fn placed(transcript: &Transcript, range: Range<usize>) -> Vec<Placed<'_>> {
    range.flat_map(|i| transcript.segments[i].words.iter().map(move |w| (i, w))).collect()
}

#[derive(Clone, Copy, PartialEq)]
enum Fate {
    Same,
    Removed,
    Added,
}

/// A line being collected: runs of words, and the old segments they come from.
#[derive(Default)]
struct Draft {
    runs: Vec<(Fate, Vec<Word>)>,
    from: Vec<usize>,
}

impl Draft {
    fn add(&mut self, fate: Fate, word: &Word, from: Option<usize>) {
        match self.runs.last_mut() {
            Some((last, words)) if *last == fate => words.push(word.clone()),
            _ => self.runs.push((fate, vec![word.clone()])),
        }
        if let Some(from) = from
            && self.from.last() != Some(&from)
        {
            self.from.push(from);
        }
    }
}

/// Where a line stands: at a segment of the new version, or before one for a segment that is gone.
enum Place {
    Gone { before: usize, old: usize },
    At(usize),
}

impl Place {
    fn order(&self) -> (usize, bool, usize) {
        match *self {
            Self::Gone { before, old } => (before, false, old),
            Self::At(new) => (new, true, 0),
        }
    }
}

/// The lines of segments that are not the same.
fn compare(old: &Transcript, old_range: Range<usize>, new: &Transcript, new_range: Range<usize>, out: &mut Vec<Line>) {
    let after = new_range.end;
    let (old_words, new_words) = (placed(old, old_range), placed(new, new_range));
    let text = |words: &[Placed<'_>]| words.iter().map(|(_, w)| w.text.clone()).collect::<Vec<_>>();
    let stretches = stretches(&text(&old_words), &text(&new_words));
    let homes = homes(&old_words, &new_words, &stretches);
    let mut drafts: BTreeMap<(usize, bool, usize), (Place, Draft)> = BTreeMap::new();
    let mut add = |place: Place, fate, word, from| {
        drafts.entry(place.order()).or_insert_with(|| (place, Draft::default())).1.add(fate, word, from);
    };
    for stretch in stretches {
        if stretch.same {
            for (&(from, _), &(at, word)) in old_words[stretch.old].iter().zip(&new_words[stretch.new]) {
                add(Place::At(at), Fate::Same, word, Some(from));
            }
            continue;
        }
        let before = new_words.get(stretch.new.start).map_or(after, |w| w.0);
        for i in stretch.old {
            let (from, word) = old_words[i];
            let place = homes[i].map_or(Place::Gone { before, old: from }, Place::At);
            add(place, Fate::Removed, word, Some(from));
        }
        for &(at, word) in &new_words[stretch.new] {
            add(Place::At(at), Fate::Added, word, None);
        }
    }
    out.extend(drafts.into_values().filter_map(|(place, draft)| line(old, new, &place, draft)));
}

/// For each old word the segment of the new version in whose line it stands: that of the word before it in its segment that
/// stayed, or else of the one after; where none stayed, that of the segment that came instead.
fn homes(old: &[Placed<'_>], new: &[Placed<'_>], stretches: &[Stretch]) -> Vec<Option<usize>> {
    let mut homes: Vec<Option<usize>> = vec![None; old.len()];
    for stretch in stretches.iter().filter(|s| s.same) {
        for (i, j) in stretch.old.clone().zip(stretch.new.clone()) {
            homes[i] = Some(new[j].0);
        }
    }
    for i in 1..old.len() {
        if homes[i].is_none() && old[i].0 == old[i - 1].0 {
            homes[i] = homes[i - 1];
        }
    }
    for i in (1..old.len()).rev() {
        if homes[i - 1].is_none() && old[i].0 == old[i - 1].0 {
            homes[i - 1] = homes[i];
        }
    }
    for stretch in stretches.iter().filter(|s| !s.same && !s.old.is_empty() && !s.new.is_empty()) {
        let (first, last) = (new[stretch.new.start].0, new[stretch.new.end - 1].0);
        let base = old[stretch.old.start].0;
        for i in stretch.old.clone() {
            homes[i] = homes[i].or(Some(first + (old[i].0 - base)).filter(|home| *home <= last));
        }
    }
    homes
}

fn line(old: &Transcript, new: &Transcript, place: &Place, draft: Draft) -> Option<Line> {
    let (start_ms, speaker) = match *place {
        Place::Gone { old: gone, .. } => (old.segments[gone].start_ms, None),
        Place::At(at) => (new.segments[at].start_ms, new.speaker_of(&new.segments[at])),
    };
    let mut befores = draft.from.iter().map(|&i| old.speaker_of(&old.segments[i]));
    // Of several segments that became one, the one that somebody else said is what the reader wants to know.
    let first = befores.next();
    let before = std::iter::once(first).flatten().chain(befores).find(|before| *before != speaker).or(first).flatten();
    let same = draft.runs.iter().all(|(fate, _)| *fate == Fate::Same);
    if same && before == speaker {
        return None;
    }
    let pieces = draft.runs.into_iter().map(|(fate, words)| {
        let text = Segment { words, ..Segment::default() }.text();
        match fate {
            Fate::Same => Piece::Same(text),
            Fate::Removed => Piece::Removed(text),
            Fate::Added => Piece::Added(text),
        }
    });
    Some(Line {
        start_ms,
        speaker_before: before.map(str::to_owned),
        speaker: speaker.map(str::to_owned),
        pieces: pieces.collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(lines: &[(&str, &str)]) -> Transcript {
        let mut transcript = Transcript::default();
        for (i, (name, text)) in lines.iter().enumerate() {
            let speaker = (!name.is_empty()).then(|| transcript.speaker_index(name));
            let start_ms = u32::try_from(i).ok().map(|i| i * 1_000);
            transcript.segments.push(Segment { speaker, start_ms, ..Segment::from_text(text) });
        }
        transcript
    }

    fn shown(lines: &[Line]) -> Vec<String> {
        let piece = |p: &Piece| match p {
            Piece::Same(t) => t.clone(),
            Piece::Removed(t) => format!("-{t}-"),
            Piece::Added(t) => format!("+{t}+"),
        };
        lines.iter().map(|l| l.pieces.iter().map(piece).collect::<Vec<_>>().join(" ")).collect()
    }

    #[test]
    fn only_what_changed_is_shown() {
        let old =
            said(&[("A", "One two."), ("B", "Yes."), ("A", "Three for five."), ("B", "Yes."), ("A", "Gone now.")]);
        let new = said(&[("A", "One two."), ("B", "Yes."), ("A", "Three four five."), ("C", "Yes."), ("", "All new.")]);
        let lines = diff(&old, &new);
        assert_eq!(shown(&lines), ["Three -for- +four+ five.", "Yes.", "-Gone now.- +All new.+"]);
        assert_eq!((lines[1].speaker_before.as_deref(), lines[1].speaker.as_deref()), (Some("B"), Some("C")));
        assert_eq!((lines[2].start_ms, lines[2].speaker.as_deref()), (Some(4_000), None));
        assert_eq!(diff(&old, &old), []);
    }

    #[test]
    fn dividing_and_joining_changes_nothing_but_new_and_lost_segments_show() {
        let old = said(&[("A", "One two."), ("A", "Three."), ("A", "Lost here."), ("A", "Last.")]);
        let new = said(&[("A", "One"), ("A", "two. Three."), ("A", "Last."), ("A", "Found.")]);
        assert_eq!(shown(&diff(&old, &new)), ["-Lost here.-", "+Found.+"]);
        assert_eq!(shown(&diff(&new, &Transcript::default())).len(), 4);
    }

    #[test]
    fn a_moved_segment_is_taken_from_one_place_and_put_in_the_other() {
        let old = said(&[("A", "a b"), ("A", "c d"), ("A", "e f"), ("A", "g h")]);
        let new = said(&[("A", "e f"), ("A", "a b"), ("A", "c d"), ("A", "g h")]);
        assert_eq!(shown(&diff(&old, &new)), ["+e f+", "-e f-"]);
    }

    #[test]
    fn long_and_wholly_different_transcripts_are_not_compared_word_by_word() {
        let many = |word: &str| {
            let texts: Vec<String> = (0..20_000).map(|i| format!("{word} {word}{i} yes")).collect();
            said(&texts.iter().map(|t| ("", t.as_str())).collect::<Vec<_>>())
        };
        let lines = diff(&many("old"), &many("new"));
        assert_eq!(lines.len(), 20_000);
        assert_eq!(lines[7].pieces, [Piece::Removed("old old7 yes".into()), Piece::Added("new new7 yes".into())]);
        let mut few = many("old");
        few.segments[3].words[0].text = "first".into();
        few.segments[19_990].words[2].text = "no".into();
        assert_eq!(shown(&diff(&many("old"), &few)), ["-old- +first+ old3 yes", "old old19990 -yes- +no+"]);
    }
}
