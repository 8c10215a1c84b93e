//! The clean reading: what was meant, without the words that are marked as fillers, repetitions and false starts.

use model::transcript::{Transcript, Word};

use crate::{
    drop_unused_speakers,
    refine::{casing::capitalise, sentences},
};

/// The transcript without its marked words. Those that stay keep their times and their order; where a marked word began a
/// sentence, ended it or held one bracket of two, the capital, the full stop or the bracket goes to the word beside it.
/// A segment of which nothing is left goes too.
#[must_use]
pub fn clean(mut transcript: Transcript) -> Transcript {
    let segments = std::mem::take(&mut transcript.segments);
    let mut out: Vec<_> = Vec::with_capacity(segments.len());
    let mut seam = Seam { begins: true, ..Seam::default() };
    let mut speaker = None;
    for mut segment in segments {
        if segment.speaker != speaker {
            // Nobody ends another's sentence.
            seam.begins = true;
            speaker = segment.speaker;
        }
        let words = std::mem::take(&mut segment.words);
        segment.words = Vec::with_capacity(words.len());
        let mut words = words.into_iter().peekable();
        while let Some(word) = words.next() {
            let ends = sentences::ends(&word.text, words.peek().map(|next| next.text.as_str()));
            seam.pass(word, ends, &mut segment.words);
        }
        seam.close(&mut segment.words);
        segment.paragraph |= seam.paragraph;
        seam.paragraph = segment.words.is_empty() && segment.paragraph;
        if !segment.words.is_empty() {
            out.push(segment);
        }
    }
    transcript.segments = out;
    drop_unused_speakers(&mut transcript);
    transcript
}

/// Marked words in a row.
struct Gap {
    first: String,
    last: String,
    /// A sentence began with one of them, and with a capital.
    capital: bool,
    /// What ended the sentence that had begun before them.
    end: Option<String>,
    /// The first of them stood within a sentence.
    within: bool,
}

/// What is carried from word to word.
#[derive(Default)]
struct Seam {
    gap: Option<Gap>,
    /// The next word begins a sentence.
    begins: bool,
    /// A blank stood somewhere since the last word that stays.
    apart: bool,
    /// A paragraph began with segments of which nothing is left.
    paragraph: bool,
}

impl Seam {
    fn pass(&mut self, mut word: Word, ends: bool, kept: &mut Vec<Word>) {
        self.apart |= !word.glued;
        if word.filler {
            let first = &word.text;
            let gap = self.gap.get_or_insert_with(|| Gap {
                first: first.clone(),
                last: String::new(),
                capital: false,
                end: None,
                within: !self.begins,
            });
            gap.capital |= self.begins && first.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase);
            if ends && gap.within && gap.end.is_none() {
                gap.end = Some(first.chars().filter(|c| ".!?…。！？".contains(*c)).collect());
            }
            gap.last = word.text;
        } else {
            if let Some(gap) = self.gap.take() {
                let (opening, closing) = gap.brackets();
                gap.end(kept.last_mut(), closing);
                if gap.capital {
                    capitalise(&mut word);
                }
                word.text.insert_str(0, opening);
            }
            word.glued &= !self.apart;
            self.apart = false;
            kept.push(word);
        }
        self.begins = ends;
    }

    /// A segment has ended.
    fn close(&mut self, kept: &mut [Word]) {
        if let Some(gap) = self.gap.take() {
            let (_, closing) = gap.brackets();
            gap.end(kept.last_mut(), closing);
        }
    }
}

impl Gap {
    /// The bracket or mark of quotation that opens before the gap and closes after it, and the other way round; what opens
    /// and closes within the gap goes with it.
    fn brackets(&self) -> (&str, &str) {
        let spoken = |c: char| c.is_alphanumeric();
        let lead = self.first.find(spoken).map_or("", |at| &self.first[..at]);
        let tail = self.last.rfind(spoken).map_or("", |at| &self.last[at..]);
        let opening = lead.find(|c| "([{\"“«„¿¡「『（".contains(c)).map_or("", |at| &lead[at..]);
        let closing = tail.find(|c| ")]}\"”»」』）".contains(c)).map_or("", |at| &tail[at..]);
        let closing = closing.trim_end_matches(|c: char| !")]}\"”»」』）".contains(c));
        if opening.is_empty() || closing.is_empty() { (opening, closing) } else { ("", "") }
    }

    /// Gives the word before the gap what the gap ended with.
    fn end(&self, before: Option<&mut Word>, closing: &str) {
        let Some(word) = before else { return };
        if let Some(end) = &self.end {
            let core = word.text.trim_end_matches([',', ';', ':', '-', '–', '—', '，', '、', '；']).len();
            if core > 0 {
                word.text.truncate(core);
            }
            word.text.push_str(end);
        }
        word.text.push_str(closing);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::transcript::Segment;

    /// Segments in which words in braces are marked.
    fn cleaned(lines: &[&str]) -> Vec<String> {
        let segment = |line: &&str| {
            let mut segment = Segment::from_text(line);
            for word in &mut segment.words {
                if let Some(text) = word.text.strip_prefix('{').and_then(|t| t.strip_suffix('}')) {
                    (word.text, word.filler) = (text.to_owned(), true);
                }
            }
            segment
        };
        let transcript = Transcript { segments: lines.iter().map(segment).collect(), ..Transcript::default() };
        clean(transcript).segments.iter().map(Segment::text).collect()
    }

    #[test]
    fn marked_words_go_and_sentences_stay_whole() {
        assert_eq!(cleaned(&["{Um,} so {the} the thing, {uh,} is here."]), ["So the thing, is here."]);
        assert_eq!(cleaned(&["It works, {you} {know.} Good."]), ["It works. Good."]);
        assert_eq!(cleaned(&["It is, {uh?} {Er,} so it is."]), ["It is? So it is."]);
        assert_eq!(cleaned(&["It is {uh…} done"]), ["It is done"]);
        assert_eq!(
            cleaned(&["We met {Bob} Bob and iPhone users. {Uh,} iPhone"]),
            ["We met Bob and iPhone users. iPhone"]
        );
        assert_eq!(cleaned(&["and so {um}", "we went"]), ["and so", "we went"]);
    }

    #[test]
    fn brackets_and_quotations_stay_closed() {
        let quoted = ["He {(um,} maybe {er)} went {(uh)} on {\"eh,} no\" now"];
        assert_eq!(cleaned(&quoted), ["He (maybe) went on \"no\" now"]);
        assert_eq!(cleaned(&["{¿Eh,} qué?"]), ["¿Qué?"]);
    }

    #[test]
    fn what_is_only_noise_goes_and_its_paragraph_begins_with_the_next() {
        let mut transcript = Transcript { speakers: vec!["A".into(), "B".into()], ..Transcript::default() };
        for (speaker, paragraph, text) in [(0, true, "Yes."), (1, true, "Um."), (0, true, "Uh."), (0, false, "So.")] {
            transcript.segments.push(Segment { speaker: Some(speaker), paragraph, ..Segment::from_text(text) });
        }
        for i in [1, 2] {
            transcript.segments[i].words[0].filler = true;
        }
        let clean = clean(transcript);
        assert_eq!(clean.speakers, ["A"]);
        assert_eq!(
            clean.segments.iter().map(|s| (s.text(), s.paragraph)).collect::<Vec<_>>(),
            [("Yes.".to_owned(), true), ("So.".to_owned(), true)]
        );
    }

    #[test]
    fn blanks_are_where_they_were() {
        let word = |text: &str, glued, filler| Word { glued, filler, ..Word::plain(text) };
        let words =
            vec![word("我", false, false), word("嗯", true, true), word("去", true, false), word("嗯", false, true)];
        let segment = |words| Segment { words, ..Segment::default() };
        let next = segment(vec![word("了", true, false)]);
        let transcript = Transcript { segments: vec![segment(words), next], ..Transcript::default() };
        let clean = clean(transcript);
        assert_eq!(clean.segments[0].text(), "我去");
        assert!(!clean.segments[1].words[0].glued, "a blank stood before the marked word");
    }
}
