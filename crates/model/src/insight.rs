//! What a transcript tells: the findings, each with the segments that it rests on.

use serde::{Deserialize, Serialize};

/// A run of segments, both ends included: the evidence of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Evidence {
    /// Index of the first segment.
    pub first: u32,
    /// Index of the last segment.
    pub last: u32,
}

/// Who or what made a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Provenance {
    /// Name of the engine, `classic` for the built-in one without a model.
    pub engine: String,
    /// Version of the engine.
    pub version: String,
    /// Name of the model, where one was used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Version of the prompt, where a language model was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prompt: Option<String>,
    /// Of the items shown, how many a person approved.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub approved: u32,
    /// Of the items shown, how many are in a person's words.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub edited: u32,
}

fn is_zero(n: &u32) -> bool {
    *n == 0
}

/// Everything found in one transcript. Lists are in order of time unless said otherwise; all are empty rather than absent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Insights {
    /// BCP 47 tag of the language that was assumed.
    pub language: Option<String>,
    /// Who made it.
    pub provenance: Provenance,
    /// The summary as running text: the sentences below, joined.
    pub summary: String,
    /// Its sentences, each with its place: verbatim from the transcript, or in a language model's words where one was asked.
    pub summary_sentences: Vec<Passage>,
    /// The sentence that says best what the episode is about, to be read alone; null where none does.
    #[serde(default)]
    pub one_line: Option<Passage>,
    /// What is said in the parts of the episode, a sentence of each: verbatim, or in a language model's words.
    #[serde(default)]
    pub key_points: Vec<Passage>,
    /// Chapters; the first starts where the first segment does.
    pub chapters: Vec<Chapter>,
    /// Strongest first.
    pub topics: Vec<Topic>,
    /// Strongest first.
    pub key_phrases: Vec<KeyPhrase>,
    /// Most often named first.
    pub entities: Vec<Entity>,
    /// Passages worth sharing, verbatim; strongest first.
    pub quotes: Vec<Passage>,
    /// Questions that were asked.
    pub questions: Vec<Passage>,
    /// Per speaker, most talkative first.
    pub talk_time: Vec<TalkTime>,
    /// Sentiment over the episode in equal steps.
    pub sentiment: Vec<SentimentPoint>,
    /// How each speaker speaks, in the order of [`Self::talk_time`].
    #[serde(default)]
    pub delivery: Vec<Delivery>,
    /// Where questions of [`Self::questions`] are answered.
    #[serde(default)]
    pub answers: Vec<Answer>,
    /// Addresses that are said or written, most often named first.
    #[serde(default)]
    pub links: Vec<Link>,
}

/// Words of the transcript with their place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Passage {
    /// Start in seconds; null where the transcript has no times.
    #[serde(rename = "start", with = "crate::seconds::option")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<f64>))]
    pub start_ms: Option<u32>,
    /// End in seconds.
    #[serde(rename = "end", with = "crate::seconds::option")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<f64>))]
    pub end_ms: Option<u32>,
    /// The speaker's name.
    pub speaker: Option<String>,
    /// The words, verbatim.
    pub text: String,
    /// Where they stand.
    pub segments: Evidence,
    /// Strength, 0 to 1, for ordering.
    pub score: f32,
}

/// A chapter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Chapter {
    /// Start in seconds; null where the transcript has no times.
    #[serde(rename = "start", with = "crate::seconds::option")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<f64>))]
    pub start_ms: Option<u32>,
    /// The title.
    pub title: String,
    /// What it covers; null for chapters that came with the audio and have no transcript yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub segments: Option<Evidence>,
}

/// A theme with its weight over the episode.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Topic {
    /// A short name.
    pub name: String,
    /// Share of the episode's topical weight, 0 to 1.
    pub weight: f32,
    /// Weight in each of the equal time steps of [`Insights::sentiment`], 0 to 1.
    pub timeline: Vec<f32>,
    /// Where it is spoken of most.
    pub segments: Vec<Evidence>,
}

/// A phrase that marks the episode.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KeyPhrase {
    /// The phrase as it is most often written.
    pub text: String,
    /// Strength, 0 to 1, the strongest being 1.
    pub score: f32,
    /// How often it is said.
    pub count: u32,
    /// Segments that say it (single segments, in order).
    pub segments: Vec<u32>,
}

/// The kind of a named thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum EntityKind {
    /// A person.
    Person,
    /// A place.
    Place,
    /// A company, an institution, a team.
    Organisation,
    /// A book, a product, a work.
    Work,
    /// A date, an event or what could not be told.
    Other,
}

/// A named person or thing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Entity {
    /// The name as it is most often written.
    pub name: String,
    /// What it is.
    pub kind: EntityKind,
    /// How often it is named.
    pub count: u32,
    /// Segments that name it.
    pub segments: Vec<u32>,
    /// Where to read about it (`http` or `https`), where the notes of the episode have a link that names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// How much one speaker speaks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TalkTime {
    /// The name; null where nobody is named.
    pub speaker: Option<String>,
    /// Time spoken, in seconds (0 where the transcript has no times).
    #[serde(rename = "seconds", with = "crate::seconds")]
    #[cfg_attr(feature = "openapi", schema(value_type = f64))]
    pub spoken_ms: u32,
    /// Share of all that was spoken, 0 to 1 (of the words where there are no times).
    pub share: f32,
    /// Number of words.
    pub words: u32,
    /// Words per minute while speaking; null without times.
    pub words_per_minute: Option<f32>,
    /// Number of turns.
    pub turns: u32,
    /// The longest turn, in seconds.
    #[serde(rename = "longest_turn", with = "crate::seconds")]
    #[cfg_attr(feature = "openapi", schema(value_type = f64))]
    pub longest_turn_ms: u32,
}

/// How one speaker speaks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Delivery {
    /// The name; null where nobody is named.
    pub speaker: Option<String>,
    /// Fillers, false starts and repeated words ("um").
    pub fillers: u32,
    /// The same for a hundred words that are none.
    pub fillers_per_100_words: f32,
    /// Where this speaker breaks in on another: from when, with the sentence that is broken and the one that breaks it.
    pub interruptions: Vec<Stretch>,
    /// How often others break in on this speaker.
    pub interrupted: u32,
    /// The longest stretch without another's turn; "mm-hm" and the like end none.
    pub monologue: Option<Stretch>,
    /// Different words of content, inflections counted once.
    pub vocabulary: u32,
    /// Different words in a window of fifty, on average, 0 to 1 (MATTR, Covington and McFall 2010); null where less is said.
    pub variety: Option<f32>,
    /// Reading ease after Flesch (1948) in the adaptation for the language: 100 is very easy, 0 very hard. Null for languages
    /// without one, and where less than a hundred words are said.
    pub readability: Option<f32>,
    /// Mean sentiment of the sentences that have any, -1 to 1; null where none has.
    pub sentiment: Option<f32>,
    /// How loud and how lively it sounds; left out without a recording or times, and where less than ten seconds are heard.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub energy: Option<Energy>,
}

/// How loud and how lively a speaker sounds, pauses aside.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Energy {
    /// Mean level of what this speaker says, in dB above (or, negative, below) that of all that is said in the episode: 0 is as
    /// loud as everybody together.
    pub level_db: f32,
    /// How lively: from the level that nine tenths of the time are above to the one that a tenth is, in dB.
    pub range_db: f32,
}

/// A stretch of speech.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Stretch {
    /// Start in seconds; null where the transcript has no times.
    #[serde(rename = "start", with = "crate::seconds::option")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<f64>))]
    pub start_ms: Option<u32>,
    /// End in seconds.
    #[serde(rename = "end", with = "crate::seconds::option")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<f64>))]
    pub end_ms: Option<u32>,
    /// Number of words.
    pub words: u32,
    /// Where it stands.
    pub segments: Evidence,
}

/// Where a question is answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Answer {
    /// Where the question stands.
    pub question: Evidence,
    /// Start of the answer in seconds; null where the transcript has no times.
    #[serde(rename = "start", with = "crate::seconds::option")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<f64>))]
    pub start_ms: Option<u32>,
    /// Who answers.
    pub speaker: Option<String>,
    /// Where the answer stands.
    pub segments: Evidence,
    /// Its first words.
    #[serde(default)]
    pub text: String,
}

/// An address that is named.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Link {
    /// The address, with `https://` where it was named without a scheme.
    pub url: String,
    /// As it is said or written.
    pub text: String,
    /// How often it is named.
    pub count: u32,
    /// Segments that name it.
    pub segments: Vec<u32>,
}

impl Link {
    /// Where an address leads that is said or written like this: with `https://` in front where it names no scheme of the web.
    #[must_use]
    pub fn url_of(text: &str) -> String {
        let has = |scheme: &str| text.get(..scheme.len()).is_some_and(|s| s.eq_ignore_ascii_case(scheme));
        if has("https://") || has("http://") { text.to_owned() } else { format!("https://{text}") }
    }
}

/// Sentiment of one step of the episode.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SentimentPoint {
    /// Start of the step in seconds; null without times.
    #[serde(rename = "start", with = "crate::seconds::option")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<f64>))]
    pub start_ms: Option<u32>,
    /// End of the step in seconds.
    #[serde(rename = "end", with = "crate::seconds::option")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<f64>))]
    pub end_ms: Option<u32>,
    /// -1 (negative) to 1 (positive).
    pub score: f32,
    /// What it rests on; null for a step in which nobody speaks.
    pub segments: Option<Evidence>,
}

/// The most that a page shows of a kind: a margin is for what stands out. Sentences that it leads to are marked in the
/// transcript, no others.
pub mod shown {
    /// Quotes.
    pub const QUOTES: usize = 5;
    /// Key phrases.
    pub const PHRASES: usize = 16;
    /// Topics.
    pub const TOPICS: usize = 6;
    /// Names of one kind.
    pub const ENTITIES: usize = 12;
    /// Questions.
    pub const QUESTIONS: usize = 8;
    /// Addresses.
    pub const LINKS: usize = 8;
}
