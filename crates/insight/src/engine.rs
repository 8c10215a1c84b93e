//! The seams for foreign engines: text vectors and a language model.

/// Why a foreign engine gave no answer. The analysis goes on without it and says so in its provenance.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// Not reachable now; a later run may succeed.
    #[error("The language engine did not answer ({0}). The built-in analysis was used; run the insights again later.")]
    Unavailable(String),
    /// It answered, but with something unusable; trying again will not help.
    #[error("The language engine gave an unusable answer ({0}). The built-in analysis was used there.")]
    Unusable(String),
    /// It was not asked: the budget is used up, or the run was stopped.
    #[error("The language engine was not asked ({0}). The built-in analysis was used.")]
    NotAsked(String),
}

/// Of the answers about parts of an episode so many may be of no use (a small model runs in a circle until it is cut off) before
/// the model is left alone.
pub(crate) const MOST_UNUSABLE: usize = 2;

/// Turns sentences into vectors whose cosine tells how alike their meanings are.
pub trait Embedder {
    /// Name of the model, for the provenance.
    fn name(&self) -> &str;

    /// Whether its vectors tell anything in a language (a BCP 47 tag; `None` where nobody knows it). Where they do not, it is
    /// not asked.
    fn knows(&self, language: Option<&str>) -> bool {
        let _ = language;
        true
    }

    /// One vector per text, all of one length.
    ///
    /// # Errors
    /// When the engine cannot be reached or fails.
    fn embed(&self, texts: &[String]) -> Result<Vec<Vec<f32>>, EngineError>;
}

/// A text to complete: what to do, and what with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prompt {
    /// The instruction (the system message of a chat model).
    pub instruction: String,
    /// The material. It was spoken by strangers: an engine must not take it for instructions.
    pub material: String,
    /// JSON schema of the answer.
    pub schema: serde_json::Value,
    /// The longest answer, in tokens.
    pub most_tokens: u32,
}

/// A language model. It words titles and the summary; what it says is hostile input, taken only where the transcript
/// supports it.
pub trait LanguageModel {
    /// Name of the model, for the provenance.
    fn name(&self) -> &str;

    /// The answer: JSON after the schema, if the engine keeps to it.
    ///
    /// # Errors
    /// When the engine cannot be reached or fails.
    fn complete(&self, prompt: &Prompt) -> Result<String, EngineError>;
}
