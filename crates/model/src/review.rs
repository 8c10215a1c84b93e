//! What people decide about findings, and how findings stand after it.
//!
//! An engine's document is never changed by a person: what they decide is kept beside it and names an item by what it rests
//! on, so that it survives a new run.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::insight::{Answer, Chapter, Entity, Evidence, KeyPhrase, Link, Passage, Provenance, Topic};

/// The kinds of items that are reviewed one by one. Talk time and sentiment are measured, not worded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Kind {
    /// The episode in one line.
    OneLine,
    /// A sentence of the summary.
    Summary,
    /// A key point.
    KeyPoint,
    /// A chapter.
    Chapter,
    /// A quote.
    Quote,
    /// A question that was asked.
    Question,
    /// A topic.
    Topic,
    /// A key phrase.
    KeyPhrase,
    /// A named person or thing.
    Entity,
    /// An address that is said or written.
    Link,
}

impl Kind {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 10] = [
        Self::OneLine,
        Self::Summary,
        Self::KeyPoint,
        Self::Chapter,
        Self::Quote,
        Self::Question,
        Self::Topic,
        Self::KeyPhrase,
        Self::Entity,
        Self::Link,
    ];

    /// Its name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OneLine => "one_line",
            Self::Summary => "summary",
            Self::KeyPoint => "key_point",
            Self::Chapter => "chapter",
            Self::Quote => "quote",
            Self::Question => "question",
            Self::Topic => "topic",
            Self::KeyPhrase => "key_phrase",
            Self::Entity => "entity",
            Self::Link => "link",
        }
    }

    /// Whether it is a name, said in one place or in many, and known by itself; any other kind is known by the passage that it
    /// rests on.
    #[must_use]
    pub const fn is_name(self) -> bool {
        matches!(self, Self::Topic | Self::KeyPhrase | Self::Entity | Self::Link)
    }

    /// The kind of a name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// How far an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum State {
    /// As the engine found it; nobody looked at it.
    #[default]
    Draft,
    /// A person looked at it, or wrote it.
    Reviewed,
    /// A person approved it.
    Published,
    /// A person does not want it shown.
    Hidden,
}

impl State {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Draft, Self::Reviewed, Self::Published, Self::Hidden];

    /// Its name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Reviewed => "reviewed",
            Self::Published => "published",
            Self::Hidden => "hidden",
        }
    }

    /// The state of a name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }
}

/// One item of an engine's document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "item", rename_all = "snake_case")]
pub enum Finding {
    /// The episode in one line.
    OneLine(Passage),
    /// A sentence of the summary.
    Summary(Passage),
    /// A key point.
    KeyPoint(Passage),
    /// A chapter.
    Chapter(Chapter),
    /// A quote.
    Quote(Passage),
    /// A question.
    Question(Passage),
    /// A topic.
    Topic(Topic),
    /// A key phrase.
    KeyPhrase(KeyPhrase),
    /// A named person or thing.
    Entity(Entity),
    /// An address.
    Link(Link),
}

impl Finding {
    /// What it is.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Self::OneLine(_) => Kind::OneLine,
            Self::Summary(_) => Kind::Summary,
            Self::KeyPoint(_) => Kind::KeyPoint,
            Self::Chapter(_) => Kind::Chapter,
            Self::Quote(_) => Kind::Quote,
            Self::Question(_) => Kind::Question,
            Self::Topic(_) => Kind::Topic,
            Self::KeyPhrase(_) => Kind::KeyPhrase,
            Self::Entity(_) => Kind::Entity,
            Self::Link(_) => Kind::Link,
        }
    }

    /// Its words.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::OneLine(p) | Self::Summary(p) | Self::KeyPoint(p) | Self::Quote(p) | Self::Question(p) => &p.text,
            Self::Chapter(c) => &c.title,
            Self::Topic(t) => &t.name,
            Self::KeyPhrase(p) => &p.text,
            Self::Entity(e) => &e.name,
            Self::Link(l) => &l.text,
        }
    }

    /// Gives it other words; an address that reads otherwise leads elsewhere.
    pub fn set_text(&mut self, text: String) {
        match self {
            Self::OneLine(p) | Self::Summary(p) | Self::KeyPoint(p) | Self::Quote(p) | Self::Question(p) => {
                p.text = text;
            }
            Self::Chapter(c) => c.title = text,
            Self::Topic(t) => t.name = text,
            Self::KeyPhrase(p) => p.text = text,
            Self::Entity(e) => e.name = text,
            Self::Link(l) if l.text == text => {}
            Self::Link(l) => (l.url, l.text) = (Link::url_of(&text), text),
        }
    }

    /// The runs of segments that it rests on.
    #[must_use]
    pub fn ranges(&self) -> Vec<Evidence> {
        let single = |i: &u32| Evidence { first: *i, last: *i };
        match self {
            Self::OneLine(p) | Self::Summary(p) | Self::KeyPoint(p) | Self::Quote(p) | Self::Question(p) => {
                vec![p.segments]
            }
            Self::Chapter(c) => c.segments.into_iter().collect(),
            Self::Topic(t) => t.segments.clone(),
            Self::KeyPhrase(p) => p.segments.iter().map(single).collect(),
            Self::Entity(e) => e.segments.iter().map(single).collect(),
            Self::Link(l) => l.segments.iter().map(single).collect(),
        }
    }

    /// Has it rest on other runs of segments; a passage on the first of them.
    pub fn set_ranges(&mut self, ranges: &[Evidence]) {
        let starts = || ranges.iter().map(|r| r.first).collect();
        match self {
            Self::OneLine(p) | Self::Summary(p) | Self::KeyPoint(p) | Self::Quote(p) | Self::Question(p) => {
                if let Some(range) = ranges.first() {
                    p.segments = *range;
                }
            }
            Self::Chapter(c) => c.segments = ranges.first().copied(),
            Self::Topic(t) => t.segments = ranges.to_vec(),
            Self::KeyPhrase(p) => p.segments = starts(),
            Self::Entity(e) => e.segments = starts(),
            Self::Link(l) => l.segments = starts(),
        }
    }
}

/// A range of words that an item rests on, with the words as they are or were.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Ground {
    /// Index of the first segment.
    pub first: u32,
    /// Index of the last segment, included.
    pub last: u32,
    /// Index of the first word within the first segment.
    pub first_word: u32,
    /// Index of the last word within the last segment, included.
    pub last_word: u32,
    /// Start in seconds; null where the transcript has no times.
    #[serde(rename = "start", with = "crate::seconds::option")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<f64>))]
    pub start_ms: Option<u32>,
    /// Who says it.
    pub speaker: Option<String>,
    /// The words; of a chapter and of a topic those of its first sentence.
    pub text: String,
    /// The sentence around them, for reading; empty where it is the same.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub sentence: String,
}

/// Who made a finding, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Made {
    /// The engine.
    #[serde(flatten)]
    pub provenance: Provenance,
    /// When it was found.
    #[serde(default, with = "time::serde::rfc3339::option")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub at: Option<OffsetDateTime>,
}

/// Something that a person did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Act {
    /// The person's name; null where the account is gone.
    pub by: Option<String>,
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub at: OffsetDateTime,
}

/// What a person decided about an item.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// The name of the item: it stays the same while the words that the item rests on do.
    pub key: String,
    /// How far it is.
    pub state: State,
    /// The person's own words, in place of the engine's.
    pub text: Option<String>,
    /// A person's words that were put away, to be brought back.
    pub put_away: Option<String>,
    /// The item as the engine had it when this was decided.
    pub finding: Finding,
    /// The words that it rested on, as they were.
    pub grounds: Vec<Ground>,
    /// Who had found it.
    pub made: Made,
    /// It was decided although the engine did not find it any more: that is then nothing new.
    pub unfound: bool,
    /// Who wrote the person's words.
    pub edited: Option<Act>,
    /// Who approved it.
    pub approved: Option<Act>,
}

/// What is different from what a decision was made about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Change {
    /// `evidence`: words of the transcript; `engine`: the engine's words.
    pub what: Changed,
    /// As it was.
    pub was: String,
    /// As it is; null where it is gone.
    pub now: Option<String>,
}

/// What may change under a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Changed {
    /// Words of the transcript that the item rests on.
    Evidence,
    /// The engine's words.
    Engine,
}

/// Why an item cannot be published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Refusal {
    /// It rests on no words of the transcript.
    NoEvidence,
    /// It is a quote whose words are not said like that at its place.
    NotVerbatim,
    /// It is a sentence that the words it rests on do not support.
    Unsupported,
    /// It is no address that a browser could open.
    NotAnAddress,
}

impl Refusal {
    /// Why, and what to do, for people.
    #[must_use]
    pub const fn why(self) -> &'static str {
        match self {
            Self::NoEvidence => {
                "It rests on nothing that is said in the transcript now, so it cannot be published. Hide it, or bring the words back."
            }
            Self::NotVerbatim => {
                "These words are not said like this. A quote is word for word what is said in the episode, capitals and commas included; it may be shortened at its ends."
            }
            Self::Unsupported => {
                "No place in the transcript supports this sentence, so it cannot be published. Say it with words that are said there, or put the engine’s words back."
            }
            Self::NotAnAddress => {
                "This is no address of the web. Write it like example.org/book, or like https://example.org."
            }
        }
    }
}

/// An item as it stands: the engine's finding and the person's decision put together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Item {
    /// Its name within the episode.
    pub key: String,
    /// What it is.
    pub kind: Kind,
    /// How far it is.
    pub state: State,
    /// Whether everybody sees it, once the episode is published.
    pub public: bool,
    /// Its words: a person's where there are some, else the engine's.
    pub text: String,
    /// Whether the words are a person's.
    pub by_person: bool,
    /// The engine's words: those of today, or the last ones where it no longer finds the item.
    pub engine_text: String,
    /// Whether the engine finds it today.
    pub found: bool,
    /// A person's words that were put away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub put_away: Option<String>,
    /// The words that it rests on.
    pub evidence: Vec<Ground>,
    /// Of a question, where it is answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Answer>,
    /// Something changed since it was decided about: words below it, or that the engine no longer finds it.
    pub stale: bool,
    /// What changed.
    pub changes: Vec<Change>,
    /// Why it cannot be published; null where it can. A sentence that is refused is shown struck out.
    pub refusal: Option<Refusal>,
    /// Who found it.
    pub made: Made,
    /// Who wrote its words, where a person did.
    pub edited: Option<Act>,
    /// Who approved it.
    pub approved: Option<Act>,
    /// Changes with all that is shown of it: a decision about words that were not seen is refused (`If-Match`).
    pub tag: String,
    /// The item as it would be in a document.
    #[serde(skip, default = "nothing")]
    pub finding: Finding,
}

/// What a parsed item, which has lost its finding on the wire, holds in its place.
fn nothing() -> Finding {
    Finding::Chapter(Chapter { start_ms: None, title: String::new(), segments: None })
}

impl Item {
    /// Whether it waits for an approval that can be given without looking at it singly.
    #[must_use]
    pub fn waits(&self) -> bool {
        self.refusal.is_none() && !self.stale && matches!(self.state, State::Draft | State::Reviewed)
    }
}
