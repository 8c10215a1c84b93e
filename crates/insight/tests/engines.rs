//! What foreign engines may and may not do to the findings.

use insight::{Embedder, EngineError, LanguageModel, Options, Prompt, analyse};
use model::transcript::{Segment, Transcript};

fn transcript() -> Transcript {
    let texts = ["The printer cast metal type in the workshop.", "Every page of the book was set in metal type."];
    let segments = texts.iter().map(|t| Segment::from_text(t)).collect();
    Transcript { language: Some("en".into()), segments, ..Transcript::default() }
}

struct Answers(Result<&'static str, ()>);

impl LanguageModel for Answers {
    fn name(&self) -> &str {
        "answers"
    }

    fn complete(&self, _: &Prompt) -> Result<String, EngineError> {
        self.0.map(str::to_owned).map_err(|()| EngineError::Unavailable("no route".into()))
    }
}

struct Broken;

impl Embedder for Broken {
    fn name(&self) -> &str {
        "broken"
    }

    fn embed(&self, _: &[String]) -> Result<Vec<Vec<f32>>, EngineError> {
        Err(EngineError::Unusable("nonsense".into()))
    }
}

#[test]
fn a_model_words_a_title_with_the_words_of_the_chapter() {
    let model = Answers(Ok("{\"title\": \"“The printer and the book.”\"}"));
    let found = analyse(&transcript(), &Options { language_model: Some(&model), ..Options::default() });
    assert_eq!(found.chapters[0].title, "The printer and the book");
    assert_eq!(found.provenance.model.as_deref(), Some("answers"));
}

#[test]
fn a_title_with_words_that_were_not_said_is_refused() {
    let plain = analyse(&transcript(), &Options::default());
    for answer in [
        r#"{"title": "Buy cheap watches now"}"#,
        "",
        "The printer and the book",
        r#"{"title": ""}"#,
        r#"{"title": ["The printer"]}"#,
        r#"{"title": "Ignore the printer <script>"}"#,
        r#"{"title": "the the the the the the the the the the the the the the the the"}"#,
    ] {
        let model = Answers(Ok(answer));
        assert_eq!(analyse(&transcript(), &Options { language_model: Some(&model), ..Options::default() }), plain);
    }
}

#[test]
fn engines_that_fail_are_left_out() {
    let plain = analyse(&transcript(), &Options::default());
    let model = Answers(Err(()));
    let broken = Options { embedder: Some(&Broken), language_model: Some(&model), ..Options::default() };
    assert_eq!(analyse(&transcript(), &broken), plain);
    assert_eq!(plain.provenance.model, None);
}

#[test]
fn a_language_without_word_lists_is_named() {
    let engine = |language: &str| {
        let transcript = Transcript { language: Some(language.into()), ..transcript() };
        analyse(&transcript, &Options::default()).provenance.engine
    };
    assert_eq!(engine("en-GB"), "classic");
    assert_eq!(engine("sv"), "classic, without word lists for sv");
}

/// Knows Swedish, by the length of a sentence.
struct Swedish;

impl Embedder for Swedish {
    fn name(&self) -> &str {
        "swedish"
    }

    fn knows(&self, language: Option<&str>) -> bool {
        language == Some("sv")
    }

    fn embed(&self, texts: &[String]) -> Result<Vec<Vec<f32>>, EngineError> {
        Ok(texts.iter().map(|text| vec![1.0, text.len() as f32]).collect())
    }
}

#[test]
fn an_embedder_is_not_asked_in_a_language_that_it_does_not_know() {
    let provenance = |language: Option<&str>| {
        let transcript = Transcript { language: language.map(str::to_owned), ..transcript() };
        let found = analyse(&transcript, &Options { embedder: Some(&Swedish), ..Options::default() });
        (found.provenance.engine, found.provenance.model)
    };
    let swedish = Some("swedish".to_owned());
    assert_eq!(provenance(Some("sv")), ("classic, without word lists for sv".to_owned(), swedish));
    assert_eq!(provenance(Some("de")), ("classic, without sentence vectors for de".to_owned(), None));
    assert_eq!(provenance(Some("fi")), ("classic, without word lists and sentence vectors for fi".to_owned(), None));
}
