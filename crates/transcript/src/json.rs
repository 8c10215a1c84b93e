//! Transcripts in JSON: Podcasting 2.0 (`segments` of `startTime`, `endTime`, `speaker`, `body`, by sentence or by word), what
//! recognisers write (`segments` of `start`, `end`, `text`, perhaps `words`), and this product's own.

use std::borrow::Cow;

use model::transcript::Transcript;
use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, SeqAccess, Visitor},
};

use crate::{
    draft::{Cue, Draft, Kind, Mark},
    error::ParseError,
    language, names,
    problems::{Fix, Fixes},
    refine::sentences,
    times,
};

#[derive(Default, Deserialize)]
struct File<'a> {
    #[serde(default)]
    language: Option<String>,
    #[serde(default, borrow)]
    segments: Option<Vec<Entry<'a>>>,
    #[serde(default, borrow)]
    words: Option<Vec<Entry<'a>>>,
    #[serde(default)]
    chapters: Option<IgnoredAny>,
}

/// A segment or a word, under the names that tools give their members.
#[derive(Default, Deserialize)]
struct Entry<'a> {
    #[serde(default, borrow, rename = "speaker")]
    speaker: Name<'a>,
    #[serde(default, rename = "startTime")]
    start_time: Time,
    #[serde(default)]
    start: Time,
    #[serde(default, rename = "endTime")]
    end_time: Time,
    #[serde(default)]
    end: Time,
    #[serde(default, borrow)]
    body: Option<Cow<'a, str>>,
    #[serde(default, borrow)]
    text: Option<Cow<'a, str>>,
    #[serde(default, borrow)]
    word: Option<Cow<'a, str>>,
    #[serde(default)]
    confidence: Option<f32>,
    #[serde(default)]
    probability: Option<f32>,
    #[serde(default, borrow)]
    words: Vec<Entry<'a>>,
}

impl Entry<'_> {
    fn start(&self) -> Option<f64> {
        self.start_time.0.or(self.start.0)
    }

    fn end(&self) -> Option<f64> {
        self.end_time.0.or(self.end.0)
    }

    fn text(&self) -> &str {
        self.body.as_deref().or(self.text.as_deref()).or(self.word.as_deref()).unwrap_or("")
    }
}

/// Seconds, as a number or as a text (`12.5`, `00:00:12.5`); anything else is no time.
#[derive(Default, Clone, Copy)]
struct Time(Option<f64>);

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TimeVisitor)
    }
}

struct TimeVisitor;

impl<'de> Visitor<'de> for TimeVisitor {
    type Value = Time;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a time in seconds")
    }

    fn visit_f64<E>(self, v: f64) -> Result<Time, E> {
        Ok(Time(Some(v)))
    }

    // A float holds every second of a recording exactly.
    #[allow(clippy::cast_precision_loss)]
    fn visit_u64<E>(self, v: u64) -> Result<Time, E> {
        Ok(Time(Some(v as f64)))
    }

    #[allow(clippy::cast_precision_loss)]
    fn visit_i64<E>(self, v: i64) -> Result<Time, E> {
        Ok(Time(Some(v as f64)))
    }

    fn visit_str<E>(self, v: &str) -> Result<Time, E> {
        Ok(Time(times::whole(v).map(|ms| f64::from(ms) / 1000.0).or_else(|| v.trim().parse().ok())))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Time, E> {
        Ok(Time(None))
    }

    fn visit_unit<E>(self) -> Result<Time, E> {
        Ok(Time(None))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Time, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Time(None))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Time, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Time(None))
    }
}

/// A speaker's name, or number.
#[derive(Default)]
struct Name<'a>(Option<Cow<'a, str>>);

impl<'de: 'a, 'a> Deserialize<'de> for Name<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Form<'a> {
            #[serde(borrow)]
            Text(Cow<'a, str>),
            Number(i64),
            Named {
                #[serde(borrow)]
                name: Cow<'a, str>,
            },
            Other(IgnoredAny),
        }
        Ok(Self(match Form::deserialize(deserializer)? {
            Form::Text(name) | Form::Named { name } => Some(name),
            Form::Number(n) => Some(Cow::Owned(format!("Speaker {n}"))),
            Form::Other(_) => None,
        }))
    }
}

/// Reads any of the forms.
pub(crate) fn read(text: &str, fixes: &mut Fixes) -> Result<Draft, ParseError> {
    let text = text.trim();
    let file = if text.starts_with('[') {
        serde_json::from_str(text).map(|segments| File { segments: Some(segments), ..File::default() })
    } else {
        if text.contains("\"w\"")
            && let Ok(own) = serde_json::from_str::<Transcript>(text)
        {
            return Ok(from_own(own));
        }
        serde_json::from_str::<File<'_>>(text)
    };
    let file = file.map_err(|e| not_read(&e))?;
    let entries = match (file.segments, file.words) {
        (Some(segments), words) if !segments.is_empty() || words.is_none() => segments,
        (_, Some(words)) => words,
        _ if file.chapters.is_some() => {
            return Err(ParseError::NotATranscript(
                "This JSON file holds chapters, not a transcript. Add it under Chapters, and upload the transcript here.".into(),
            ));
        }
        _ => {
            return Err(ParseError::NotATranscript(
                "This JSON file is not a transcript: it has no list of `segments` with `startTime`, `endTime` and `body`.".into(),
            ));
        }
    };
    if entries.iter().all(|e| e.text().trim().is_empty() && e.words.is_empty()) && !entries.is_empty() {
        return Err(ParseError::NotATranscript(
            "This JSON file is not a transcript: its segments have no `body` or `text`.".into(),
        ));
    }
    let scale = scale(&entries, fixes);
    let mut draft = Draft { kind: Kind::Cues, ..Draft::default() };
    draft.language = file.language.as_deref().and_then(language::of_tag);
    draft.cues = if is_by_word(&entries) {
        sentences_of(&entries, scale, fixes)
    } else {
        entries.iter().map(|e| cue(e, scale, fixes)).collect()
    };
    names::label(&mut draft);
    Ok(draft)
}

fn not_read(error: &serde_json::Error) -> ParseError {
    let (line, column) = (error.line(), error.column());
    let what = if error.is_eof() {
        "breaks off"
    } else if error.is_data() {
        "is not a transcript"
    } else {
        "is damaged"
    };
    ParseError::NotATranscript(format!(
        "The JSON file {what} at line {line}, column {column}. Export the transcript again and upload that."
    ))
}

/// This product's own form, which keeps everything.
fn from_own(own: Transcript) -> Draft {
    let cues = own
        .segments
        .iter()
        .map(|segment| {
            let mut cue = Cue {
                start: segment.start_ms,
                end: segment.end_ms,
                speaker: own.speaker_of(segment).map(str::to_owned),
                paragraph: segment.paragraph,
                ..Cue::default()
            };
            for word in &segment.words {
                if !cue.text.is_empty() && !word.glued {
                    cue.text.push(' ');
                }
                mark(&mut cue, word.start_ms, word.end_ms, word.confidence);
                cue.text.push_str(&word.text);
            }
            cue
        })
        .collect();
    Draft { cues, language: own.language.as_deref().and_then(language::of_tag), kind: Kind::Cues }
}

fn mark(cue: &mut Cue, start: Option<u32>, end: Option<u32>, confidence: Option<f32>) {
    if let Some(start) = start {
        cue.marks.push(Mark { at: cue.text.len(), start, end, confidence });
    }
}

/// What to multiply times with: some tools write milliseconds where seconds are asked for. Nobody takes a minute per word.
fn scale(entries: &[Entry<'_>], fixes: &mut Fixes) -> f64 {
    let words: usize = entries.iter().map(|e| e.text().split_whitespace().count().max(e.words.len())).sum();
    let times = entries.iter().filter_map(Entry::start);
    let (mut last, mut whole) = (0.0_f64, true);
    for time in times {
        last = last.max(time);
        whole &= time.fract() == 0.0;
    }
    // A count of words is far below what a float holds exactly.
    #[allow(clippy::cast_precision_loss)]
    let long = last > 60.0 * words.max(1) as f64 && last > 36_000.0;
    if whole && long && !is_too_fast(entries) {
        fixes.add(Fix::Milliseconds);
        return 0.001;
    }
    1.0
}

/// Whether the times, taken as milliseconds, leave more than a quarter of the segments less than 25 of them for a word: a few
/// words in days of sound are in seconds then.
#[expect(clippy::cast_precision_loss, reason = "a count of words")]
fn is_too_fast(entries: &[Entry<'_>]) -> bool {
    let length = |e: &Entry<'_>| Some((e.end()? - e.start()?, e.text().split_whitespace().count()));
    let spoken: Vec<(f64, usize)> = entries.iter().filter_map(length).filter(|(time, _)| *time > 0.0).collect();
    let fast = spoken.iter().filter(|(time, words)| *time < 25.0 * *words as f64).count();
    fast * 4 > spoken.len()
}

fn ms(seconds: Option<f64>, scale: f64, fixes: &mut Fixes) -> Option<u32> {
    let seconds = seconds? * scale;
    if seconds < 0.0 {
        fixes.add(Fix::NegativeTime);
        return Some(0);
    }
    times::from_seconds(seconds)
}

fn cue(entry: &Entry<'_>, scale: f64, fixes: &mut Fixes) -> Cue {
    let start = entry.start().or_else(|| entry.words.first().and_then(Entry::start));
    let end = entry.end().or_else(|| entry.words.last().and_then(Entry::end));
    let mut cue = Cue {
        start: ms(start, scale, fixes),
        end: ms(end, scale, fixes),
        speaker: entry.speaker.0.as_deref().map(str::to_owned),
        ..Cue::default()
    };
    let text = entry.text();
    let spoken: String = entry.words.iter().flat_map(|w| w.text().chars()).filter(|c| !c.is_whitespace()).collect();
    let agrees = !entry.words.is_empty()
        && (text.trim().is_empty() || text.chars().filter(|c| !c.is_whitespace()).eq(spoken.chars()));
    if !agrees {
        text.clone_into(&mut cue.text);
        return cue;
    }
    // Recognisers put the blank before the word, and none before a part of one.
    let spaced = entry.words.iter().skip(1).any(|w| w.text().starts_with(' '));
    for word in &entry.words {
        let part = word.text();
        if (!spaced && !cue.text.is_empty()) || part.starts_with(char::is_whitespace) {
            cue.text.push(' ');
        }
        mark(
            &mut cue,
            ms(word.start(), scale, fixes),
            ms(word.end(), scale, fixes),
            word.confidence.or(word.probability),
        );
        cue.text.push_str(part.trim());
    }
    cue
}

/// Whether the file has one segment for each word.
fn is_by_word(entries: &[Entry<'_>]) -> bool {
    let single = entries.iter().filter(|e| e.words.is_empty() && e.text().split_whitespace().nth(1).is_none()).count();
    entries.len() > 1 && single * 5 >= entries.len() * 4
}

/// Words joined to sentences: a new one where the speaker changes, where a sentence ends, or after a long silence.
fn sentences_of(entries: &[Entry<'_>], scale: f64, fixes: &mut Fixes) -> Vec<Cue> {
    let mut cues: Vec<Cue> = Vec::new();
    let mut ended = true;
    let mut count = 0;
    let said: Vec<&Entry<'_>> = entries.iter().filter(|e| !e.text().trim().is_empty()).collect();
    for (i, entry) in said.iter().enumerate() {
        let text = entry.text().trim();
        let (start, end) = (ms(entry.start(), scale, fixes), ms(entry.end(), scale, fixes));
        let speaker = entry.speaker.0.as_deref();
        let same = cues.last().is_some_and(|c| c.speaker.as_deref() == speaker);
        let silence = match (cues.last().and_then(|c| c.end.or(c.start)), start) {
            (Some(before), Some(start)) => start.saturating_sub(before),
            _ => 0,
        };
        // Some tools give a mark a segment of its own; it belongs to the word before.
        let punctuation = text.chars().all(|c| ".,!?;:…)]”’。，！？、".contains(c));
        if punctuation && same {
            if let Some(cue) = cues.last_mut() {
                cue.text.push_str(text);
                cue.end = end.or(cue.end);
            }
        } else {
            if !same || ended || silence > sentences::LONG_SILENCE_MS || count >= sentences::MOST_WORDS {
                cues.push(Cue { start, end, speaker: speaker.map(str::to_owned), ..Cue::default() });
                count = 0;
            }
            if let Some(cue) = cues.last_mut() {
                if !cue.text.is_empty() {
                    cue.text.push(' ');
                }
                mark(cue, start, end, entry.confidence.or(entry.probability));
                cue.text.push_str(text);
                cue.end = end.or(cue.end);
            }
            count += 1;
        }
        let last_word = cues.last().and_then(|c| c.text.rsplit(' ').next()).unwrap_or("");
        ended = sentences::ends(last_word, said.get(i + 1).map(|e| e.text().trim()));
    }
    cues
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cues(text: &str) -> Vec<Cue> {
        read(text, &mut Fixes::default()).unwrap().cues
    }

    #[test]
    fn segments_of_the_namespace_are_read() {
        let found = cues(
            r#"{"version":"1.0.0","segments":[{"speaker":"Ann","startTime":0.5,"endTime":2,"body":"Good day to you.\n"},{"startTime":"00:00:02.5","body":"Yes, indeed."}]}"#,
        );
        assert_eq!((found[0].start, found[0].end, found[0].speaker.as_deref()), (Some(500), Some(2_000), Some("Ann")));
        assert_eq!((found[1].start, found[1].end, found[1].text.as_str()), (Some(2_500), None, "Yes, indeed."));
    }

    #[test]
    fn words_are_joined_to_sentences_with_their_times() {
        let word = |who: &str, at: f64, text: &str| {
            format!(r#"{{"speaker":"{who}","startTime":{at},"endTime":{},"body":"{text}"}}"#, at + 0.25)
        };
        let list = [
            word("A", 0.5, "I"),
            word("A", 1.0, "am"),
            word("A", 1.5, "here"),
            word("A", 1.75, "."),
            word("B", 2.0, "No."),
        ];
        let found = cues(&format!(r#"{{"segments":[{}]}}"#, list.join(",")));
        assert_eq!(found.iter().map(|c| c.text.as_str()).collect::<Vec<_>>(), ["I am here.", "No."]);
        assert_eq!(found[0].marks.iter().map(|m| m.start).collect::<Vec<_>>(), [500, 1_000, 1_500]);
        assert_eq!((found[0].start, found[0].end), (Some(500), Some(2_000)));
    }

    #[test]
    fn recognisers_forms_are_read() {
        let found = cues(
            r#"{"language":"en","segments":[{"id":0,"start":0,"end":1.5,"text":" Hello wor","words":[{"word":" Hello","start":0,"end":0.5,"probability":0.9},{"word":" wor","start":0.5,"end":1.5}]}]}"#,
        );
        assert_eq!(found[0].text.trim(), "Hello wor");
        assert_eq!(found[0].marks[1].start, 500);
        let found = cues(r#"[{"start":120000,"end":130000,"text":"Said in milliseconds here"}]"#);
        assert_eq!(found[0].start, Some(120_000));
    }

    #[test]
    fn a_few_words_in_days_of_sound_are_in_seconds() {
        let found = cues(
            r#"{"version":"1.0.0","segments":[
            {"startTime":0,"endTime":216001,"body":"a few words"},{"startTime":216000,"endTime":216001,"body":"later"}]}"#,
        );
        assert_eq!((found[0].end, found[1].start), (Some(216_001_000), Some(216_000_000)));
    }

    #[test]
    fn other_json_is_refused_with_a_reason() {
        let refused = |text: &str| read(text, &mut Fixes::default()).unwrap_err().to_string();
        assert!(refused(r#"{"version":"1.2.0","chapters":[{"startTime":0,"title":"Intro"}]}"#).contains("chapters"));
        assert!(refused(r#"{"a":1}"#).contains("segments"));
        assert!(refused("{\"segments\":[{\n\"body\":\"x\"").contains("breaks off at line 2"));
    }
}
