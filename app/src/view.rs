//! What pages are given to show. Plain data: handlers fill it, pages only lay it out.

use model::{
    FieldError, Uuid,
    episode::Episode,
    insight::Insights,
    job::Job,
    related::{Related, RelatedEpisode},
    review::Item,
    search::{Ask, Results},
    show::{Person, Show},
    suggestion::Suggestions,
    user::{ApiToken, User},
    visualization::{VisualizationDraft, VisualizationSettings},
};
use time::OffsetDateTime;

/// What every page needs.
#[derive(Debug, Clone, Default)]
pub struct Chrome {
    /// Path of the style sheet.
    pub css: String,
    /// Path of the style sheet that studio and account pages load besides.
    pub studio_css: String,
    /// Path of the style sheet that the search page loads besides.
    pub search_css: String,
    /// Path of the self-starting script module.
    pub js: String,
    /// Path of the script of the studio.
    pub studio_js: String,
    /// Scheme, host and port that listeners see, without a slash at the end.
    pub public_url: String,
    /// Path of this page.
    pub path: String,
    /// Who is logged in; always `None` on public pages, which are kept for everybody.
    pub viewer: Option<User>,
    /// What just happened, to be said once at the top ("Saved.").
    pub notice: Option<String>,
}

/// An episode in a list.
#[derive(Debug, Clone)]
pub struct EpisodeCard {
    /// The episode.
    pub episode: Episode,
    /// Title of its show.
    pub show_title: String,
    /// Slug of its show.
    pub show_slug: String,
    /// One sentence about it; may be empty.
    pub teaser: String,
}

/// `/`
#[derive(Debug, Clone)]
pub struct HomePage {
    /// Shows with something to hear.
    pub shows: Vec<Show>,
    /// The newest episodes of all.
    pub episodes: Vec<EpisodeCard>,
    /// Nobody has an account yet: the page leads to the first one.
    pub first_start: bool,
}

/// `/shows/{show}`
#[derive(Debug, Clone)]
pub struct ShowPage {
    /// The show.
    pub show: Show,
    /// Its published episodes, newest first.
    pub episodes: Vec<EpisodeCard>,
    /// Path and query of the next page of episodes, where there is one.
    pub next: Option<String>,
}

/// `/shows/{show}/{episode}`, and the draft as its makers see it.
#[derive(Debug, Clone)]
pub struct EpisodePage {
    /// The show.
    pub show: Show,
    /// The episode.
    pub episode: Episode,
    /// Notes, sanitised HTML.
    pub notes_html: String,
    /// What was found, once something was.
    pub insights: Option<Insights>,
    /// The persons of the show who speak, in the order in which they first do.
    pub persons: Vec<Person>,
    /// The language of the transcript.
    pub language: Option<String>,
    /// The prepared reading view of the transcript; empty where there is none.
    pub reading_html: String,
    /// The prepared waveform figure; empty where there is none.
    pub waveform_html: String,
    /// The prepared figures of talk time, voices, topics and sentiment; empty where there are none.
    pub charts_html: String,
    /// schema.org JSON-LD, safe inside a script element.
    pub json_ld: String,
    /// One sentence for search engines and previews.
    pub description: String,
    /// Path of the enclosure, where there is audio.
    pub audio_url: Option<String>,
    /// Seen by its makers only: not yet published.
    pub is_draft: bool,
    /// Theme, colours and panels.
    pub look: VisualizationSettings,
    /// Public episodes about the same things, most alike first.
    pub related: Vec<RelatedEpisode>,
}

/// `/search`
#[derive(Debug, Clone, Default)]
pub struct SearchPage {
    /// Where this is: everybody's search, or that of those who work on shows.
    pub place: model::search::Place,
    /// What is looked for, and where.
    pub ask: Ask,
    /// What was found; none where nothing was asked, or what was cannot be looked for.
    pub results: Option<Results>,
    /// What is wrong with what was asked.
    pub errors: Vec<FieldError>,
}

/// A form with what was typed and what is wrong with it.
#[derive(Debug, Clone, Default)]
pub struct Form {
    /// Names and values as typed.
    pub values: Vec<(String, String)>,
    /// Errors by field; an error with an empty field name concerns the whole.
    pub errors: Vec<FieldError>,
}

impl Form {
    /// What was typed into a field.
    #[must_use]
    pub fn value(&self, field: &str) -> &str {
        self.values.iter().find(|(name, _)| name == field).map_or("", |(_, value)| value)
    }

    /// What is wrong with a field.
    #[must_use]
    pub fn error(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|e| e.field == field).map(|e| e.message.as_str())
    }
}

/// `/login`: fields `email`, `password`, hidden `return_to`; posts to `/login`.
/// `/signup`: fields `name`, `email`, `password`; posts to `/signup`.
#[derive(Debug, Clone, Default)]
pub struct AccountPage {
    /// The form.
    pub form: Form,
    /// A local path to go on to.
    pub return_to: String,
    /// Whether new accounts are possible.
    pub signups_open: bool,
    /// The first account of the instance, which becomes its administrator.
    pub first_start: bool,
}

/// `/studio`: the viewer's shows.
#[derive(Debug, Clone)]
pub struct StudioHome {
    /// Shows with the number of episodes and of drafts among them.
    pub shows: Vec<(Show, i64, i64)>,
    /// Episodes worked on last.
    pub recent: Vec<EpisodeCard>,
}

/// `/studio/shows/new` (posts to `/studio/shows`) and the settings part of `/studio/shows/{id}` (posts there).
/// Fields: `title`, `description`, `language`, `category` (select), `author`, file `artwork` (multipart), and for an
/// existing show `accent` and hidden `version`.
#[derive(Debug, Clone)]
pub struct StudioShow {
    /// The show; none for a new one.
    pub show: Option<Show>,
    /// Its episodes, newest first.
    pub episodes: Vec<EpisodeCard>,
    /// The form.
    pub form: Form,
    /// The viewer may change it.
    pub can_edit: bool,
    /// The viewer may delete it (posts `confirm=SLUG` to `/studio/shows/{id}/delete`).
    pub can_delete: bool,
}

/// `/studio/episodes/{id}`: one page with the episode's life across the top.
///
/// Forms: details (`title`, `notes`, `number`, hidden `version`) post to `/studio/episodes/{id}`; audio (multipart `file`)
/// to `/audio`; transcript (multipart `file`) to `/transcript`; and buttons that post to `/process`, `/cancel`,
/// `/publish`, `/unpublish`, `/delete` below it.
#[derive(Debug, Clone)]
pub struct StudioEpisode {
    /// The show.
    pub show: Show,
    /// The episode.
    pub episode: Episode,
    /// Jobs of the latest run, in order.
    pub jobs: Vec<Job>,
    /// What is public of what was found.
    pub insights: Option<Insights>,
    /// Every finding as it stands.
    pub items: Vec<Item>,
    /// The transcript was changed since.
    pub insights_stale: bool,
    /// The first sentences of the transcript, for a look: (time as `0:12`, speaker, text).
    pub transcript_preview: Vec<(Option<String>, Option<String>, String)>,
    /// Words and sentences of the transcript.
    pub transcript_size: Option<(usize, usize)>,
    /// `recognised` or `uploaded`.
    pub transcript_source: Option<String>,
    /// The prepared waveform figure; empty where there is none.
    pub waveform_html: String,
    /// A speech engine is there; else a line that says how to get one.
    pub speech_hint: Option<String>,
    /// The details form.
    pub form: Form,
    /// Errors of the audio or transcript upload.
    pub upload_error: Option<String>,
    /// The viewer may change it.
    pub can_edit: bool,
    /// Id for the progress stream.
    pub id: Uuid,
}

/// `/studio/shows/{id}/episodes/new`: fields `title`, `notes`, `number`; posts to `/studio/shows/{id}/episodes`.
#[derive(Debug, Clone)]
pub struct StudioNewEpisode {
    /// The show.
    pub show: Show,
    /// The form.
    pub form: Form,
}

/// `/studio/settings`: password (`current`, `password`; posts to `/studio/settings/password`) and API tokens (`name`; posts to
/// `/studio/settings/tokens`; `/studio/settings/tokens/{id}/delete`).
#[derive(Debug, Clone)]
pub struct StudioSettings {
    /// Tokens of the viewer.
    pub tokens: Vec<ApiToken>,
    /// A token that was just made: shown this once.
    pub fresh_token: Option<String>,
    /// The form that was sent last, where it had errors.
    pub form: Form,
}

/// An error page.
#[derive(Debug, Clone)]
pub struct ErrorPage {
    /// HTTP status.
    pub status: u16,
    /// What happened.
    pub title: String,
    /// What is safe, what to do.
    pub detail: String,
    /// The request's id, to be found in the log.
    pub request_id: Option<String>,
}

/// `/api/docs`
#[derive(Debug, Clone)]
pub struct ApiDocs {
    /// Everything that programs can do, in the order of paths.
    pub operations: Vec<ApiOperation>,
}

/// One operation of the REST API.
#[derive(Debug, Clone)]
pub struct ApiOperation {
    /// What it is about.
    pub group: String,
    /// HTTP method.
    pub method: String,
    /// Path, with its parameters in braces.
    pub path: String,
    /// What it does.
    pub summary: String,
}

/// `/studio/episodes/{id}/insights`: forms post `do` (`approve`, `review`, `hide`, `draft`, `restore`, `edit` with `text`) and
/// `seen` to `/items/{key}` below it, and `count` to `/approve`. A field of an item is named with its key: `text-{key}`.
#[derive(Debug, Clone)]
pub struct StudioInsights {
    /// The show.
    pub show: Show,
    /// The episode.
    pub episode: Episode,
    /// Every item as it stands.
    pub items: Vec<Item>,
    /// What everybody sees of them; `None` before anything was found.
    pub public: Option<Insights>,
    /// Texts made of that.
    pub suggestions: Suggestions,
    /// Public episodes about the same things, and what they were likened by.
    pub related: Related,
    /// The transcript was changed since they were found.
    pub outdated: bool,
    /// The viewer may decide.
    pub can_edit: bool,
    /// A form with something to correct.
    pub form: Form,
}

/// A transcript that is edited.
#[derive(Debug, Clone)]
pub struct TranscriptEditor {
    /// The show.
    pub show: Show,
    /// The episode.
    pub episode: Episode,
    /// Revision of the transcript.
    pub revision: i64,
    /// Its sentences.
    pub lines: Vec<model::edit::Spoken>,
    /// Where the recording is heard.
    pub audio_url: Option<String>,
    /// Names in the transcript, with the number of their sentences.
    pub speakers: Vec<(String, usize)>,
    /// People of the show.
    pub persons: Vec<Person>,
    /// Words of the show.
    pub terms: Vec<Term>,
    /// Newest first; the first stands there now.
    pub versions: Vec<TranscriptVersion>,
    /// What a search found.
    pub search: Option<TranscriptSearch>,
    /// A step of refinement that is looked at before it is taken.
    pub step: Option<RefinementStep>,
    /// All steps: name in addresses, title, explanation.
    pub steps: Vec<(String, String, String)>,
    /// A form with something to correct.
    pub form: Form,
}

/// A word of a show.
#[derive(Debug, Clone)]
pub struct Term {
    /// Unique.
    pub id: Uuid,
    /// As it is written.
    pub term: String,
    /// How it is heard.
    pub heard_as: Vec<String>,
}

/// A version of a transcript.
#[derive(Debug, Clone)]
pub struct TranscriptVersion {
    /// The last revision in it.
    pub revision: i64,
    /// Who and how, for people.
    pub title: String,
    /// When it was finished.
    pub at: OffsetDateTime,
}

/// A search and what it would replace.
#[derive(Debug, Clone)]
pub struct TranscriptSearch {
    /// What is looked for.
    pub find: String,
    /// What would take its place.
    pub replace: String,
    /// Capital letters matter.
    pub match_case: bool,
    /// Only as a word of its own.
    pub whole_words: bool,
    /// In all episodes of the show.
    pub whole_show: bool,
    /// Where it was found.
    pub found: Vec<FoundInEpisode>,
}

/// Places in an episode.
#[derive(Debug, Clone)]
pub struct FoundInEpisode {
    /// Title of the episode.
    pub title: String,
    /// All of them.
    pub count: usize,
    /// The first: before, found, after.
    pub places: Vec<(String, String, String)>,
}

/// What a step of refinement would change.
#[derive(Debug, Clone)]
pub struct RefinementStep {
    /// Its name in addresses.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Sentences as they are and as they would be; at most 100.
    pub proposals: Vec<(String, String)>,
    /// All of them.
    pub count: usize,
}

/// What is different from a version.
#[derive(Debug, Clone)]
pub struct TranscriptComparison {
    /// The show.
    pub show: Show,
    /// The episode.
    pub episode: Episode,
    /// The version.
    pub version: TranscriptVersion,
    /// It stands there now.
    pub is_current: bool,
    /// Changed passages.
    pub lines: Vec<ComparedLine>,
}

/// A passage that is different.
#[derive(Debug, Clone)]
pub struct ComparedLine {
    /// Its start in milliseconds.
    pub start_ms: Option<u32>,
    /// Who said it before, and who says it now.
    pub speaker: (Option<String>, Option<String>),
    /// Words: -1 removed, 0 the same, 1 added.
    pub pieces: Vec<(i8, String)>,
}

/// `/studio/shows/{id}/appearance`: fields `theme`, `accent`, `voices[0]` to `voices[7]`, `embed`, and for each panel in its order
/// `panel` with its kind, and `shown` with it where it is ticked; posts there with `do` (`preview`, `save`) or with `up` or `down`
/// and a kind. `/reset` below it takes no fields.
#[derive(Debug, Clone)]
pub struct StudioAppearance {
    /// The show.
    pub show: Show,
    /// What stands in the form.
    pub draft: VisualizationDraft,
    /// What the preview shows: the draft, or what is saved where the draft has errors.
    pub look: VisualizationSettings,
    /// What is wrong with the draft.
    pub form: Form,
    /// The version of the show that was read.
    pub version: i64,
    /// What of an episode of the show is previewed; none where it has none that is public.
    pub episode: Option<PreviewedEpisode>,
}

/// The parts of an episode's page that settings change.
#[derive(Debug, Clone)]
pub struct PreviewedEpisode {
    /// Its title.
    pub title: String,
    /// Path of its page.
    pub path: String,
    /// The language of its words.
    pub language: Option<String>,
    /// What is public of what was found.
    pub insights: Option<Insights>,
    /// The prepared waveform figure; empty where there is none.
    pub waveform_html: String,
    /// The prepared figures of talk time, topics and sentiment; empty where there are none.
    pub charts_html: String,
    /// The names of those who speak.
    pub speakers: Vec<String>,
}
