//! The convention of naming the speaker in the text, `Name: what is said`, and telling it from a colon in a sentence.
//!
//! One passage alone does not tell. A name is believed when the file keeps to the convention: nearly every passage has one,
//! or the first one has, or names return. Then the shape of a name (capitals, few words, no punctuation) decides.

use std::collections::{HashMap, HashSet};

use model::script::is_unspaced;

use crate::draft::{Cut, Draft};

/// How much a text looks like a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Every word has a capital, or is a particle, a number, or in brackets.
    Strong,
    /// Small letters, but nothing that no name has.
    Weak,
    /// A few characters of a script without capitals and spaces.
    Unspaced,
}

/// What may be a speaker's name at the beginning of a passage.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Candidate<'a> {
    pub name: &'a str,
    pub shape: Shape,
    /// The markup says so, or a time stands beside it.
    pub sure: bool,
    /// What stands before it had not ended: it may be the middle of a sentence.
    pub within: bool,
    /// An address follows: more likely what it leads to than who says it.
    pub link: bool,
}

const LONGEST: usize = 60;
const MOST_WORDS: usize = 7;
/// The most words of a name in small letters.
const MOST_SMALL_WORDS: usize = 3;
/// The most speakers of a conversation; a file with more labels than that has something else before its colons.
const MOST_NAMES: usize = 1000;

const PARTICLES: [&str; 25] = [
    "van", "von", "der", "den", "de", "del", "della", "da", "di", "do", "dos", "du", "la", "le", "el", "al", "bin",
    "ibn", "y", "e", "und", "and", "of", "the", "zu",
];

/// Words before a colon that are no names, though they may begin with a capital.
const NOT_NAMES: &str = "note notes warning caution tip hint example examples question answer remember update ps source \
sources spoiler disclaimer summary conclusion result results reason fact step rule rules option chapter part title date time \
website link links email url here there that this so and but or also first second third finally yes no ok okay well now then \
because however like mean meaning is was are were be said says say think thought asked means why how what when where who \
music applause laughter nota ejemplo pregunta respuesta resumen fuente hinweis beispiel frage antwort exemple remarque \
attention http https a an one two three another my your our his her their its last next quick same some other in on for with \
at to from by if";

/// A name at the beginning of a line and where the speech after it begins: `Name: text`, `[Name]: text`, `>> NAME: text`,
/// `名前：text`.
pub(crate) fn candidate(line: &str) -> Option<(Candidate<'_>, usize)> {
    let trimmed = line.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '>' | '-' | '–' | '—'));
    let offset = line.len() - trimmed.len();
    let (i, colon) = trimmed.char_indices().take(LONGEST + 2).find(|(_, c)| matches!(c, ':' | '：'))?;
    let after = &trimmed[i + colon.len_utf8()..];
    if colon == ':' && !after.is_empty() && !after.starts_with(char::is_whitespace) {
        return None;
    }
    let link = after.trim_start().trim_start_matches('<').starts_with("http");
    let name = bare(&trimmed[..i]);
    Some((Candidate { name, shape: shape(name)?, sure: false, within: false, link }, offset + i + colon.len_utf8()))
}

/// Whether a line would be taken for one that names its speaker.
pub(crate) fn reads_as_name(line: &str) -> bool {
    candidate(line).is_some_and(|(c, _)| c.shape != Shape::Weak && !is_stop(c.name))
}

/// A name without the brackets and blanks around it.
pub(crate) fn bare(name: &str) -> &str {
    let name = name.trim();
    name.strip_prefix('[').and_then(|n| n.strip_suffix(']')).unwrap_or(name).trim()
}

/// Whether a text could be a name at all, and how much it looks like one.
pub(crate) fn shape(name: &str) -> Option<Shape> {
    if name == "?" {
        return Some(Shape::Strong);
    }
    let length = name.chars().take(LONGEST + 1).count();
    if length == 0 || length > LONGEST || !name.chars().any(char::is_alphanumeric) {
        return None;
    }
    let never = |c: char| {
        c.is_control()
            || "!?;\"“”<>{}=*\\`…".contains(c)
            || matches!(u32::from(c), 0x3000..=0x303F | 0xFF01..=0xFF0F | 0xFF1A..=0xFF20)
    };
    if name.contains(never) {
        return None;
    }
    let words: Vec<&str> = name.split_whitespace().collect();
    if words.len() > MOST_WORDS {
        return None;
    }
    // "Well. Bob" is a sentence and a name; "J. Bob" and "Karim T. (matkt)" are names.
    let sentence = words.iter().rev().skip(1).any(|w| w.ends_with('.') && w.trim_end_matches('.').chars().count() > 4);
    let list =
        words.iter().zip(words.iter().skip(1)).filter(|(w, next)| w.ends_with(',') && !starts_large(next)).count();
    if sentence || list > 0 || name.matches(',').count() > 2 {
        return None;
    }
    if name.chars().filter(|c| c.is_alphabetic()).all(is_unspaced) && name.chars().any(is_unspaced) {
        return (length <= 8).then_some(Shape::Unspaced);
    }
    // "emma (reth)", "Iván | ethrex": a handle or a place follows, as in the lists of meeting software.
    let handle = words.contains(&"|") || (words.len() == 2 && words[1].starts_with('(') && words[1].ends_with(')'));
    let (mut bracketed, mut capital) = (false, handle);
    for word in &words {
        bracketed |= word.starts_with(['(', '[']);
        let large = starts_large(word);
        capital |= large && word.chars().any(char::is_alphabetic);
        if !(handle || bracketed || large || PARTICLES.contains(word)) {
            return (words.len() <= MOST_SMALL_WORDS).then_some(Shape::Weak);
        }
        bracketed &= !word.ends_with([')', ']']);
    }
    Some(if capital { Shape::Strong } else { Shape::Weak })
}

/// Whether the first letter is not a small one.
fn starts_large(word: &str) -> bool {
    word.chars().find(|c| c.is_alphabetic()).is_none_or(|c| !c.is_lowercase())
}

fn is_stop(name: &str) -> bool {
    let first = name.split_whitespace().next().unwrap_or("").to_lowercase();
    NOT_NAMES.split_whitespace().any(|w| w == first)
}

/// The names that a file's passages begin with.
#[derive(Debug, Default)]
pub(crate) struct Convention(HashSet<String>);

#[derive(Default)]
struct Seen {
    count: usize,
    shape: Option<Shape>,
    sure: bool,
    /// How often it stood where it may be the middle of a sentence.
    within: usize,
}

impl Convention {
    /// Learns the convention from what each passage begins with; `known` are names that the file lists elsewhere.
    pub(crate) fn learn(passages: &[Option<Candidate<'_>>], known: &[String]) -> Self {
        let mut seen: HashMap<&str, Seen> = HashMap::new();
        for candidate in passages.iter().flatten().filter(|c| !c.link) {
            let entry = seen.entry(candidate.name).or_default();
            entry.count += 1;
            entry.shape = Some(candidate.shape);
            entry.sure |= candidate.sure;
            entry.within += usize::from(candidate.within);
        }
        let labelled = passages.iter().flatten().count();
        if labelled == 0 || seen.len() > MOST_NAMES {
            return Self::default();
        }
        let every = labelled * 10 >= passages.len() * 9;
        let is_known = |name: &str| {
            known.iter().any(|k| {
                k == name || k.split_whitespace().next() == Some(name) || k.split_whitespace().last() == Some(name)
            })
        };
        let mut names = HashSet::new();
        for (name, s) in &seen {
            let sure = s.sure && (s.shape == Some(Shape::Strong) || s.count > 1);
            let believed = if sure || is_known(name) {
                s.count > 1 || !is_stop(name)
            } else {
                let short = s.shape != Some(Shape::Weak) || name.split_whitespace().count() < 3;
                every && (s.count > 2 || (s.count > 1 || short) && !is_stop(name))
            };
            if believed {
                names.insert((*name).to_owned());
            }
        }
        // Where bold type or times mark the names, a colon elsewhere introduces a quotation.
        let marked = passages.iter().flatten().filter(|c| c.sure).count();
        if !every && marked * 2 < labelled {
            let anchored = passages
                .iter()
                .flatten()
                .next()
                .filter(|_| passages[0].is_some())
                .is_some_and(|c| c.shape == Shape::Strong && !is_stop(c.name));
            let returning = |s: &Seen| match s.shape {
                Some(Shape::Strong) => s.count > 1,
                _ => s.count > 2 + 2 * s.within,
            };
            let again = seen.iter().filter(|(name, s)| returning(s) && !is_stop(name)).count();
            let strong = seen.values().filter(|s| s.shape == Some(Shape::Strong)).count();
            let often = labelled * 50 >= passages.len();
            let kept = anchored
                || !names.is_empty()
                || (often && (again > 1 || (again == 1 && (strong > 1 || !known.is_empty()))));
            if kept {
                names.extend(
                    seen.iter()
                        .filter(|(name, s)| {
                            // A sentence does not begin with a small letter; a nickname does.
                            let nickname = labelled * 20 >= passages.len()
                                && s.within == 0
                                && !name.contains(' ')
                                && name.chars().count() > 2;
                            let fits = match s.shape {
                                Some(Shape::Strong) => true,
                                Some(Shape::Weak) => s.count > 2 + 2 * s.within || nickname,
                                Some(Shape::Unspaced) => s.count > 1,
                                None => false,
                            };
                            fits && !is_stop(name)
                        })
                        .map(|(name, _)| (*name).to_owned()),
                );
            }
        }
        Self(names)
    }

    /// Whether a name is one of the file's.
    pub(crate) fn knows(&self, name: &str) -> bool {
        self.0.contains(name)
    }

    /// Whether a name is one of the file's, or would be if it stood at the beginning of a passage.
    fn may_know(&self, candidate: &Candidate<'_>) -> bool {
        self.knows(candidate.name) || (candidate.shape == Shape::Strong && !is_stop(candidate.name))
    }

    /// Whether the file names nobody.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Finds the speakers of cues that name them in their text, where no cue has one otherwise. A cue without a name goes on with
/// the speaker before: many files name only the changes.
pub(crate) fn label(draft: &mut Draft) {
    if draft.cues.iter().any(|c| c.speaker.is_some()) {
        return;
    }
    let mut ended = true;
    let candidates: Vec<_> = draft
        .cues
        .iter()
        .map(|cue| {
            let within = !ended;
            ended = ends(&cue.text);
            candidate(&cue.text).map(|(c, _)| Candidate { within, ..c })
        })
        .collect();
    let convention = Convention::learn(&candidates, &[]);
    if convention.is_empty() {
        return;
    }
    let mut current: Option<String> = None;
    let mut out = Vec::with_capacity(draft.cues.len());
    for mut cue in std::mem::take(&mut draft.cues) {
        let mut cuts = Vec::new();
        let (mut at, mut ended) = (0, false);
        for line in cue.text.split_inclusive('\n') {
            // Within a cue a new name may stand where a sentence has ended.
            let known = |c: &Candidate<'_>| if ended { convention.may_know(c) } else { convention.knows(c.name) };
            if let Some((found, skip)) = candidate(line).filter(|(c, _)| known(c)) {
                cuts.push(Cut { at, skip, speaker: Some(tidy(found.name)) });
            }
            at += line.len();
            ended = ends(line);
        }
        cue.speaker.clone_from(&current);
        if let Some(last) = cuts.last() {
            current.clone_from(&last.speaker);
            out.extend(cue.split(&cuts));
        } else {
            out.push(cue);
        }
    }
    draft.cues = out;
}

/// Whether a passage seems to end a sentence.
fn ends(text: &str) -> bool {
    text.trim_end().ends_with(['.', '!', '?', '…', '"', '”', '。', '！', '？', ')', ']'])
}

/// A name with single blanks.
pub(crate) fn tidy(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::Cue;

    fn labelled(texts: &[&str]) -> Vec<(Option<String>, String)> {
        let cues = texts.iter().map(|t| Cue { text: (*t).to_owned(), ..Cue::default() }).collect();
        let mut draft = Draft { cues, ..Draft::default() };
        label(&mut draft);
        draft.cues.into_iter().map(|c| (c.speaker, c.text.trim().to_owned())).collect()
    }

    #[test]
    fn names_have_a_shape() {
        for name in [
            "David (dionysuz)",
            "Karim T. (matkt)",
            "Lumi | Offchain Labs",
            "CDR (TRANQ)",
            "Marius van der Wijden",
            "Mireille B. Reece, Psy.D",
            "Speaker 1",
            "CMP/LMP",
            "?",
            "Łukasz Rozmej",
            "Dr. Jane Doe",
        ] {
            assert_eq!(shape(name), Some(Shape::Strong), "{name}");
        }
        assert_eq!(shape("lightclient"), Some(Shape::Weak));
        assert_eq!(shape("主持人"), Some(Shape::Unspaced));
        for text in ["", "What? Bob", "Hello there. Bob", "red, green and blue", "a = b", "——"] {
            assert_eq!(shape(text), None, "{text}");
        }
    }

    #[test]
    fn speakers_named_in_every_cue_are_found_whatever_their_case() {
        let found = labelled(&["Ann: Hi.", "marco: Hello: again.", "Ann: So: this is it."]);
        assert_eq!(found[1], (Some("marco".to_owned()), "Hello: again.".to_owned()));
        assert_eq!(found[2], (Some("Ann".to_owned()), "So: this is it.".to_owned()));
    }

    #[test]
    fn speakers_named_on_change_go_on_until_the_next() {
        let found = labelled(&["Ann: When you first get", "started: it is hard.", "Bob Ray: Yes", "it is."]);
        let speakers: Vec<_> = found.iter().map(|(s, _)| s.as_deref().unwrap()).collect();
        assert_eq!(speakers, ["Ann", "Ann", "Bob Ray", "Bob Ray"]);
        assert_eq!(found[1].1, "started: it is hard.");
    }

    #[test]
    fn a_colon_in_a_monologue_is_no_name() {
        let found =
            labelled(&["Welcome to the show.", "Remember: be kind.", "One more thing: thanks.", "Bye.", "Bye."]);
        assert!(found.iter().all(|(s, _)| s.is_none()));
        assert_eq!(found[1].1, "Remember: be kind.");
    }

    #[test]
    fn two_voices_in_one_cue_are_two_passages() {
        let found = labelled(&["Ann: Hi.\nBob: Hello.", "Ann: Well."]);
        assert_eq!(found.len(), 3);
        assert_eq!(found[1], (Some("Bob".to_owned()), "Hello.".to_owned()));
    }
}
