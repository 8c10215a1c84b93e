//! Where names stand in the sentences, and what stands around them.

use std::collections::{BTreeMap, HashMap, HashSet};

use model::insight::EntityKind;

use crate::document::{Document, Unit};
use crate::gazetteer;
use crate::tokens::{self, Token};

/// A longer run of capitals is a headline.
const LONGEST: usize = 5;
/// Above this share of words of content with a capital within a sentence, a capital tells nothing.
const CAPITALS_TELL: f32 = 0.45;
/// Particles that stand in lower case within the name of a person.
const PARTICLES: [&str; 12] = ["van", "von", "de", "der", "den", "del", "della", "di", "da", "du", "la", "ten"];

/// One place where a name is said, and what its neighbours tell of it.
pub(super) struct Mention {
    /// The name as written here.
    pub text: String,
    pub segment: u32,
    pub titled: bool,
    pub followed_as_person: bool,
    pub work_noun: bool,
    pub place_verb: bool,
    /// The preposition of place before it.
    pub cue: Option<String>,
    /// A well-known place stands right behind a comma ("Provo, Utah").
    pub beside_place: bool,
}

/// Finds the names of a document.
pub(super) struct Finder<'a> {
    pub document: &'a Document<'a>,
    pub titles: HashSet<&'static str>,
    determiners: HashSet<&'static str>,
    place_cues: HashSet<&'static str>,
    pub stop: HashSet<&'static str>,
    /// Names of speakers, by their lower case.
    pub speakers: BTreeMap<String, String>,
    /// Whether a capital within a sentence makes a name at all.
    pub capitals_tell: bool,
    /// "apollo 11": names which are said with the same number again and again.
    numbered: HashSet<String>,
}

impl<'a> Finder<'a> {
    pub fn new(document: &'a Document<'a>) -> Self {
        let mut finder = Self {
            document,
            titles: tokens::set(document.lists.titles),
            determiners: tokens::set(document.lists.determiners),
            place_cues: tokens::set(document.lists.place_cues),
            stop: tokens::set(document.lists.stop),
            speakers: speakers(document),
            capitals_tell: capitals_tell(document),
            numbered: HashSet::new(),
        };
        finder.numbered = finder.numbered();
        finder
    }

    pub fn mentions(&self) -> Vec<(String, Mention)> {
        let mut out = Vec::new();
        for unit in &self.document.units {
            for (start, end) in self.runs(unit) {
                if let Some(found) = self.mention(unit, start, end) {
                    out.push(found);
                }
            }
        }
        out
    }

    /// The runs of names of a sentence, as ranges of its tokens.
    fn runs(&self, unit: &Unit) -> Vec<(usize, usize)> {
        let tokens = &unit.tokens;
        let mut out = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            if !self.is_name(&tokens[at]) {
                at += 1;
                continue;
            }
            let start = at;
            at += 1;
            while let Some(next) = self.next_part(tokens, start, at) {
                at = next;
            }
            if self.capitals_tell {
                out.push((self.begin(tokens, start, at), at));
            } else {
                out.extend(self.known_part(tokens, start, at));
            }
        }
        out
    }

    /// The end of a name that goes on after the words from `start` to `at`.
    fn next_part(&self, tokens: &[Token], start: usize, at: usize) -> Option<usize> {
        let flows = |n: usize| tokens.get(n).filter(|t| !t.breaks);
        if self.is_name(flows(at)?) {
            return Some(at + 1);
        }
        let lower = tokens[at].lower.as_str();
        let of = matches!(lower, "of" | "for") && gazetteer::takes_of(&tokens[at - 1].lower);
        let person = self.capitals_tell || gazetteer::is_first_name(&tokens[start].lower);
        let particles =
            (at..at + 2).take_while(|n| flows(*n).is_some_and(|t| PARTICLES.contains(&t.lower.as_str()))).count();
        let joints = if of {
            1
        } else if person {
            particles
        } else {
            0
        };
        (joints > 0 && self.is_name(flows(at + joints)?)).then_some(at + joints + 1)
    }

    /// The part of a run of capitals which the gazetteer or a title knows, where capitals themselves tell nothing.
    fn known_part(&self, tokens: &[Token], start: usize, end: usize) -> Option<(usize, usize)> {
        let lower = |n: usize| tokens[n].lower.as_str();
        (start..end).find_map(|n| {
            if gazetteer::is_first_name(lower(n)) || self.titles.contains(lower(n)) {
                return Some((n, end));
            }
            (n + 1..=end).rev().find(|to| gazetteer::known(&key(&tokens[n..*to])).is_some()).map(|to| (n, to))
        })
    }

    /// Where a name really begins: before an opening word that belongs to it, behind an article.
    fn begin(&self, tokens: &[Token], start: usize, end: usize) -> usize {
        if let Some(before) = start.checked_sub(1).filter(|b| tokens[*b].capital && !tokens[start].breaks) {
            let whole = key(&tokens[before..end]);
            if gazetteer::known(&whole).is_some() || self.speakers.contains_key(&whole) {
                return before;
            }
        }
        let needless = |n: usize| {
            // "LOS Canary": an abbreviation before a known name.
            let code = tokens[n].text.chars().all(char::is_uppercase) && gazetteer::known(&tokens[n].lower).is_none();
            self.determiners.contains(tokens[n].lower.as_str())
                || (code && gazetteer::known(&key(&tokens[n + 1..end])).is_some())
        };
        (start..end - 1).find(|n| !needless(*n)).unwrap_or(end - 1)
    }

    fn is_name(&self, token: &Token) -> bool {
        let term = self.document.term(token);
        let letters = token.text.chars().filter(|c| c.is_alphabetic()).count();
        if !token.capital || token.stop || letters == 0 {
            return false;
        }
        let lower = bare(&token.lower);
        term.is_name() || (term.lowers == 0 && (gazetteer::is_first_name(lower) || gazetteer::known(lower).is_some()))
    }

    fn mention(&self, unit: &Unit, start: usize, end: usize) -> Option<(String, Mention)> {
        let tokens = &unit.tokens;
        let whole = gazetteer::known(&key(&tokens[start..end])).is_some();
        let mut first = start;
        while !whole && first + 1 < end && self.titles.contains(tokens[first].lower.as_str()) {
            first += 1;
        }
        let before = |distance: usize| {
            let near = first.checked_sub(distance)?;
            (!tokens[near + 1..=first].iter().any(|t| t.breaks)).then(|| tokens[near].lower.as_str())
        };
        let after = tokens.get(end).filter(|t| !t.breaks).map(|t| t.lower.as_str());
        let titled = before(1).is_some_and(|b| self.titles.contains(b)) && !whole;
        if end - first > LONGEST {
            return None;
        }
        let mut text = surface(&tokens[first..end]);
        let mut key = key(&tokens[first..end]);
        if let Some(number) = tokens.get(end).filter(|t| !t.breaks && is_small_number(t)) {
            let numbered = format!("{key} {}", number.lower);
            if self.numbered.contains(&numbered) {
                key = numbered;
                text = format!("{text} {}", number.text);
            }
        }
        let beside_place = tokens.get(end).is_some_and(|t| {
            t.capital && t.breaks && !t.opens && gazetteer::known(&t.lower) == Some(EntityKind::Place)
        });
        let cue = before(1).filter(|b| self.place_cues.contains(b));
        let mention = Mention {
            text,
            segment: tokens[first].segment,
            titled,
            followed_as_person: after.is_some_and(gazetteer::follows_person),
            work_noun: after.is_some_and(gazetteer::is_work_noun) || before(1).is_some_and(gazetteer::is_work_noun),
            place_verb: cue.is_some() && before(2).is_some_and(gazetteer::leads_to_place),
            cue: cue.map(str::to_owned),
            beside_place,
        };
        Some((key, mention))
    }

    fn numbered(&self) -> HashSet<String> {
        let mut counts: HashMap<String, u32> = HashMap::new();
        for unit in &self.document.units {
            for (start, end) in self.runs(unit) {
                let name = key(&unit.tokens[start..end]);
                if let Some(number) = unit.tokens.get(end).filter(|t| !t.breaks && is_small_number(t))
                    && gazetteer::known(&name).is_none_or(|kind| kind == EntityKind::Work)
                    && !gazetteer::is_first_name(&name)
                {
                    *counts.entry(format!("{name} {}", number.lower)).or_default() += 1;
                }
            }
        }
        counts.retain(|_, count| *count >= 3);
        counts.into_keys().collect()
    }
}

fn is_small_number(token: &Token) -> bool {
    token.lower.len() <= 3 && token.lower.chars().all(|c| c.is_ascii_digit())
}
/// A word without the ending of possession.
fn bare(lower: &str) -> &str {
    lower.strip_suffix("'s").unwrap_or(lower)
}

fn key(tokens: &[Token]) -> String {
    let words: Vec<&str> = tokens.iter().map(|t| t.lower.as_str()).collect();
    let joined = words.join(" ");
    bare(&joined).to_owned()
}

fn surface(tokens: &[Token]) -> String {
    let mut out = String::new();
    for (n, token) in tokens.iter().enumerate() {
        if n > 0 && !token.glued {
            out.push(' ');
        }
        out.push_str(&token.text);
    }
    for ending in ["'s", "’s", "'S", "’S"] {
        if let Some(cut) = out.strip_suffix(ending) {
            return cut.to_owned();
        }
    }
    out
}

/// The speakers whose label is a person's name.
fn speakers(document: &Document<'_>) -> BTreeMap<String, String> {
    document
        .transcript
        .speakers
        .iter()
        // "Ann Example, PhD (host)"
        .map(|name| {
            name.split([',', '(', '|', '/', '@'])
                .next()
                .unwrap_or_default()
                .split(" - ")
                .next()
                .unwrap_or_default()
                .trim()
        })
        .filter(|name| {
            let lower = tokens::fold(name);
            let initials = name.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
            !name.is_empty() && !gazetteer::is_role(&lower) && !initials && !name.chars().any(|c| c.is_ascii_digit())
        })
        .map(|name| (tokens::fold(&name.replace('.', "")), name.to_owned()))
        .collect()
}

fn capitals_tell(document: &Document<'_>) -> bool {
    let within = || document.units.iter().flat_map(|u| u.content()).filter(|t| !t.opens);
    let (all, capital) = (within().count(), within().filter(|t| t.capital).count());
    capital as f32 <= all as f32 * CAPITALS_TELL || all < 40
}
