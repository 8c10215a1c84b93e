//! Preparing what a page view needs, whenever one of its parts is written: no view parses a transcript or draws a chart.

use std::collections::HashSet;

use charts::{Figure, Kind};
use insight::review::Review;
use model::{
    Uuid,
    audio::Peaks,
    episode::Episode,
    insight::{Chapter, Insights, Passage, shown},
    review::Made,
    transcript::Transcript,
};
use store::{
    PgConnection,
    decisions::Document,
    presentations::{Prepared, Presentation},
};
use time::OffsetDateTime;

use crate::{Error, Service};

/// Prepares the parts of an episode's page anew, from what the transaction sees.
pub async fn refresh(conn: &mut PgConnection, episode_id: Uuid, now: OffsetDateTime) -> Result<(), Error> {
    let Some(episode) = store::episodes::by_id(&mut *conn, episode_id).await? else { return Ok(()) };
    let parts = Parts::read(&mut *conn, &episode).await?;
    if let Some((review, revision)) = &parts.review {
        store::decisions::publish(&mut *conn, episode_id, &review.public, review.by_engine, *revision).await?;
    }
    let (revision, of_insights) = (parts.revision, parts.review.as_ref().map_or(0, |(_, revision)| *revision));
    let (prepared, words) = tokio::task::spawn_blocking(move || parts.prepare()).await.map_err(Error::internal)?;
    store::presentations::put(conn, episode_id, &prepared, &words, (revision, of_insights), now).await?;
    Ok(())
}

/// The findings of an episode and people's decisions about them, as they stand; with the revision of the findings. `None`
/// where nothing was found yet and nothing was decided. Findings that this version cannot read are none, and are looked for
/// anew.
pub async fn reviewed(
    conn: &mut PgConnection,
    episode_id: Uuid,
    transcript: Option<&Transcript>,
) -> Result<Option<(Review, i64)>, Error> {
    let found = store::decisions::document(&mut *conn, episode_id).await?;
    let decisions = store::decisions::all(&mut *conn, episode_id).await?;
    if found.is_none() && decisions.is_empty() {
        return Ok(None);
    }
    let setting = store::decisions::setting(&mut *conn, episode_id).await?;
    let nothing = Transcript::default();
    let transcript = transcript.unwrap_or(&nothing);
    let none = || insight::analyse(&nothing, &insight::Options::default());
    let (insights, at, revision) = match found {
        Some(Document { insights: Ok(insights), at, revision }) => (insights, Some(at), revision),
        Some(Document { insights: Err(why), at, revision }) => {
            // The page is of use without them, and another run finds them again.
            tracing::warn!(%episode_id, %why, "insights cannot be read by this version and are looked for anew");
            let none = none();
            let replaced = store::decisions::replace_unreadable(conn, episode_id, &none, revision).await?;
            (none, Some(at), replaced.unwrap_or(revision))
        }
        None => (none(), None, 0),
    };
    let made = Made { provenance: insights.provenance.clone(), at };
    let mut review = insight::review::review(&insights, &made, &decisions, transcript, setting.auto_accept);
    if !review.public.entities.is_empty() {
        insight::link_names(&mut review.public.entities, &syndication::notes_html(&setting.notes));
    }
    Ok(Some((review, revision)))
}

/// Prepares an episode whose public insights were taken back when the rule of its show changed; whether there was one.
pub async fn prepare_one(service: &Service) -> Result<bool, Error> {
    let mut tx = store::begin(&service.db).await?;
    let Some(id) = store::decisions::unprepared(&mut *tx).await? else { return Ok(false) };
    refresh(&mut tx, id, service.clock.now()).await?;
    if let Some(episode) = store::episodes::by_id(&mut *tx, id).await? {
        store::shows::announce_change(&mut *tx, episode.show_id).await?;
    }
    store::commit(tx).await?;
    Ok(true)
}

/// The prepared parts and the insights of an episode as they are now: prepared anew where the transcript or the notes were
/// edited since, so that an edit is on the page with its next visit and costs the editor nothing.
pub async fn current(service: &Service, conn: &mut PgConnection, episode_id: Uuid) -> Result<Prepared, Error> {
    let found = store::presentations::with_insights(&mut *conn, episode_id).await?;
    if !found.presentation.stale {
        return Ok(found);
    }
    refresh(conn, episode_id, service.clock.now()).await?;
    Ok(store::presentations::with_insights(conn, episode_id).await?)
}

/// What is drawn and laid out.
pub struct Parts {
    duration_ms: u32,
    /// Those that the recording carries, else those that were found.
    chapters: Vec<Chapter>,
    peaks: Option<Peaks>,
    transcript: Option<Transcript>,
    /// The revision of the transcript; 0 where there is none.
    revision: i64,
    /// Findings and decisions, with the revision of the findings.
    review: Option<(Review, i64)>,
}

impl Parts {
    /// Reads them.
    pub async fn read(conn: &mut PgConnection, episode: &Episode) -> Result<Self, Error> {
        let head = store::transcripts::head(&mut *conn, episode.id).await?;
        let review = reviewed(&mut *conn, episode.id, head.as_ref().map(|head| &head.transcript)).await?;
        let insights = review.as_ref().map(|(review, _)| &review.public);
        let own = episode.audio.as_ref().map(|a| a.chapters.clone()).filter(|c| !c.is_empty());
        Ok(Self {
            duration_ms: episode.audio.as_ref().map_or(0, |a| a.duration_ms),
            chapters: own.or_else(|| insights.map(|i| i.chapters.clone())).unwrap_or_default(),
            peaks: store::episodes::peaks(conn, episode.id).await?,
            revision: head.as_ref().map_or(0, |head| head.revision),
            transcript: head.map(|head| head.transcript),
            review,
        })
    }

    fn insights(&self) -> Option<&Insights> {
        self.review.as_ref().map(|(review, _)| &review.public)
    }

    /// One chart; `None` when what it shows is not there.
    pub fn figure(&self, kind: Kind) -> Option<Figure> {
        let insights = self.insights();
        match kind {
            Kind::Waveform => {
                let peaks = self.peaks.as_ref()?;
                Some(charts::waveform(peaks, self.duration_ms, &self.chapters, self.transcript.as_ref()))
            }
            Kind::TalkTime => {
                let speakers = self.transcript.as_ref().map_or(&[][..], |t| &t.speakers);
                charts::talk_time_in(&insights?.talk_time, speakers)
            }
            Kind::Voices => {
                let found = insights?;
                charts::voices(&found.talk_time, &found.delivery, self.transcript.as_ref()?, self.duration_ms)
            }
            Kind::Topics => charts::topics(&insights?.topics, &insights?.sentiment),
            Kind::Sentiment => charts::sentiment(&insights?.sentiment),
        }
    }

    fn prepare(&self) -> (Presentation, String) {
        let transcript = self.transcript.as_ref();
        let words = transcript.map_or_else(|| r#"{"segments":[]}"#.to_owned(), transcript::word_offsets);
        let html = |kind| self.figure(kind).map(|figure| figure.to_html()).unwrap_or_default();
        let found = |t: &Transcript| t.language.clone();
        let targets = self.insights().map(targets).unwrap_or_default();
        let prepared = Presentation {
            language: transcript.and_then(found).or_else(|| self.insights().and_then(|i| i.language.clone())),
            reading_html: transcript
                .map(|t| transcript::reading_html(t, &|i| targets.contains(&i)))
                .unwrap_or_default(),
            waveform_html: html(Kind::Waveform),
            charts_html: [Kind::TalkTime, Kind::Voices, Kind::Topics, Kind::Sentiment].map(html).concat(),
            speakers: transcript.map(Transcript::speaking).unwrap_or_default(),
            stale: false,
        };
        (prepared, words)
    }
}

/// Indexes of the segments that a page links to as evidence: of what it shows of each kind.
fn targets(insights: &Insights) -> HashSet<usize> {
    let questions = insights.questions.iter().take(shown::QUESTIONS);
    let answered = |q: &Passage| insights.answers.iter().find(|a| a.question == q.segments).map(|a| a.segments.first);
    let answers = questions.clone().filter_map(answered);
    let summary = insights.one_line.iter().chain(&insights.summary_sentences).chain(&insights.key_points);
    let passages = summary.chain(insights.quotes.iter().take(shown::QUOTES)).chain(questions);
    let first = passages.map(|p| p.segments.first).chain(answers);
    let chapters = insights.chapters.iter().filter_map(|c| c.segments).map(|s| s.first);
    let topics = insights.topics.iter().take(shown::TOPICS).filter_map(|t| t.segments.first()).map(|s| s.first);
    // A page links to the first place where a phrase, a name or an address is said.
    let phrases = insights.key_phrases.iter().take(shown::PHRASES).map(|p| &p.segments);
    let links = insights.links.iter().take(shown::LINKS).map(|l| &l.segments);
    let said = phrases.chain(links).chain(insights.entities.iter().map(|e| &e.segments));
    let said = said.filter_map(|segments| segments.first().copied());
    first.chain(chapters).chain(topics).chain(said).map(|i| i as usize).collect()
}
