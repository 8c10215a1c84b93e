//! Language analysis over a transcript: summary, chapters, topics, key phrases, names, quotes, questions, talk time and
//! sentiment, each with the segments that it rests on.
//!
//! Pure and deterministic: no clock, no chance, no network. The methods are extractive and of the classic kind (TextRank,
//! TextTiling, C-value, VADER), so that every sentence of a finding was really said; [`Options`] names the two places where
//! a better engine may take over, and takes what is known of the sound.

mod answers;
mod chapters;
mod delivery;
mod document;
mod energy;
mod engine;
mod entities;
mod gazetteer;
mod languages;
mod links;
mod notes;
mod phrases;
mod points;
mod questions;
mod quotes;
mod readability;
pub mod review;
mod sentiment;
mod steps;
pub mod suggest;
mod summary;
mod talk;
mod titles;
mod tokens;
mod topics;
mod unspaced;
mod vectors;
mod written;

use model::audio::Peaks;
use model::insight::{Insights, Passage, Provenance};
use model::transcript::Transcript;

use document::Document;
pub use engine::{Embedder, EngineError, LanguageModel, Prompt};
pub use notes::link_names;
use summary::Summary;
use vectors::Vectors;

/// What is there beside the transcript: engines that replace the built-in ones, and what is known of the recording; nothing by
/// default.
#[derive(Clone, Copy, Default)]
pub struct Options<'a> {
    /// Sentence vectors for the summary, instead of tf-idf.
    pub embedder: Option<&'a dyn Embedder>,
    /// Wording of the chapters' titles, instead of the chapter's strongest phrases.
    pub language_model: Option<&'a dyn LanguageModel>,
    /// The outline of the recording, for how loud the speakers are.
    pub outline: Option<&'a Peaks>,
}

impl std::fmt::Debug for Options<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Options")
            .field("embedder", &self.embedder.map(Embedder::name))
            .field("language_model", &self.language_model.map(LanguageModel::name))
            .field("outline", &self.outline.map(Peaks::len))
            .finish()
    }
}

/// What a transcript tells.
///
/// Works on timed and untimed transcripts, with or without speakers, in any language. Seven have curated word lists; in any
/// other what needs lists is coarser or empty, and the provenance says so. The language is detected where the transcript
/// names none. An engine of the options that fails is left out, and the
/// provenance names only the models that were used; an embedder that does not know the language is not asked, which the
/// provenance says. An empty transcript gives empty findings.
#[must_use]
pub fn analyse(transcript: &Transcript, options: &Options<'_>) -> Insights {
    let document = Document::new(transcript);
    let mut models: Vec<&str> = Vec::new();

    let knowing = options.embedder.filter(|e| e.knows(document.language.as_deref()));
    let embedded = knowing.and_then(|e| Some((e.name(), Vectors::embedded(&document, e)?)));
    let vectors = match embedded {
        Some((name, vectors)) => {
            models.push(name);
            vectors
        }
        None => Vectors::tf_idf(&document),
    };

    let phrases = phrases::find(&document);
    // Words tell where a subject ends at least as well as vectors of sentences do (docs/insights.md).
    let spans = match models.is_empty() {
        true => chapters::split(&document, &vectors),
        false => chapters::split(&document, &Vectors::tf_idf(&document)),
    };
    let mut titles = titles::extract(&document, &phrases, &spans);
    let mut prompt = None;
    let mut summary = summary::find(&document, &vectors, &phrases, &spans);
    if let Some(language_model) = options.language_model {
        let worded = titles::reword(&document, &spans, language_model, &mut titles);
        let written = written::summarise(&document, &spans, language_model);
        if worded || written.is_some() {
            models.push(language_model.name());
            prompt = Some(PROMPT.to_owned());
        }
        if let Some(written) = written {
            // Where the model has nothing that can stand, sentences of the episode stand there.
            let some = |written: Vec<Passage>, own| if written.is_empty() { own } else { written };
            summary = Summary {
                one_line: written.one_line.or(summary.one_line),
                sentences: some(written.sentences, summary.sentences),
                key_points: some(written.key_points, summary.key_points),
            };
        }
    }
    let steps = steps::divide(&document);
    let questions = questions::find(&document, &phrases);
    let talk_time = talk::measure(transcript);

    Insights {
        language: document.language.clone(),
        provenance: Provenance {
            engine: engine(&document, options.embedder.is_some() && knowing.is_none()),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            model: (!models.is_empty()).then(|| models.join(", ")),
            prompt,
            approved: 0,
            edited: 0,
        },
        summary: summary::join(&document, &summary.sentences),
        summary_sentences: summary.sentences,
        one_line: summary.one_line,
        key_points: summary.key_points,
        chapters: chapters::assemble(&document, &spans, titles),
        topics: topics::find(&document, &phrases, &steps),
        key_phrases: phrases::key_phrases(&phrases),
        entities: entities::find(&document),
        quotes: quotes::find(&document, &phrases),
        answers: answers::find(&document, &questions),
        questions,
        delivery: delivery::measure(&document, &talk_time, options.outline),
        talk_time,
        sentiment: sentiment::arc(&document, &steps),
        links: links::find(transcript),
    }
}

/// Version of what a language model is asked, for the provenance.
const PROMPT: &str = "titles 2, summary 2";

/// The built-in engine, and what it had to do without: word lists, and an embedder that is there and does not know the
/// language.
fn engine(document: &Document<'_>, without_embedder: bool) -> String {
    let lists = document.language.is_some() && document.lists.stop.is_empty();
    let without = match (lists, without_embedder) {
        (false, false) => return "classic".to_owned(),
        (true, false) => "word lists",
        (false, true) => "sentence vectors",
        (true, true) => "word lists and sentence vectors",
    };
    let tag = document.language.as_deref().unwrap_or("an unknown language");
    format!("classic, without {without} for {tag}")
}
