//! Preparing what a page view needs, whenever one of its parts is written: no view parses a transcript or draws a chart.

use std::collections::HashSet;

use charts::{Figure, Kind};
use model::{Uuid, audio::Peaks, episode::Episode, insight::Chapter, insight::Insights, transcript::Transcript};
use store::{
    PgConnection,
    presentations::{Prepared, Presentation},
};
use time::OffsetDateTime;

use crate::{Error, Service};

/// Prepares the parts of an episode's page anew, from what the transaction sees.
pub async fn refresh(conn: &mut PgConnection, episode_id: Uuid, now: OffsetDateTime) -> Result<(), Error> {
    let Some(episode) = store::episodes::by_id(&mut *conn, episode_id).await? else { return Ok(()) };
    let parts = Parts::read(&mut *conn, &episode).await?;
    let revision = parts.revision;
    let (prepared, words) = tokio::task::spawn_blocking(move || parts.prepare()).await.map_err(Error::internal)?;
    store::presentations::put(conn, episode_id, &prepared, &words, revision, now).await?;
    Ok(())
}

/// The prepared parts and the insights of an episode as they are now: prepared anew where the transcript was edited since, so
/// that an edit is on the page with its next visit and costs the editor nothing.
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
    insights: Option<Insights>,
}

impl Parts {
    /// Reads them.
    pub async fn read(conn: &mut PgConnection, episode: &Episode) -> Result<Self, Error> {
        let insights = store::transcripts::insights(&mut *conn, episode.id).await?;
        let head = store::transcripts::head(&mut *conn, episode.id).await?;
        let own = episode.audio.as_ref().map(|a| a.chapters.clone()).filter(|c| !c.is_empty());
        Ok(Self {
            duration_ms: episode.audio.as_ref().map_or(0, |a| a.duration_ms),
            chapters: own.or_else(|| insights.as_ref().map(|i| i.chapters.clone())).unwrap_or_default(),
            peaks: store::episodes::peaks(conn, episode.id).await?,
            revision: head.as_ref().map_or(0, |head| head.revision),
            transcript: head.map(|head| head.transcript),
            insights,
        })
    }

    /// One chart; `None` when what it shows is not there.
    pub fn figure(&self, kind: Kind) -> Option<Figure> {
        let insights = self.insights.as_ref();
        match kind {
            Kind::Waveform => {
                let peaks = self.peaks.as_ref()?;
                Some(charts::waveform(peaks, self.duration_ms, &self.chapters, self.transcript.as_ref()))
            }
            Kind::TalkTime => {
                let speakers = self.transcript.as_ref().map_or(&[][..], |t| &t.speakers);
                charts::talk_time_in(&insights?.talk_time, speakers)
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
        let targets = self.insights.as_ref().map(targets).unwrap_or_default();
        let prepared = Presentation {
            language: transcript.and_then(found).or_else(|| self.insights.as_ref().and_then(|i| i.language.clone())),
            reading_html: transcript
                .map(|t| transcript::reading_html(t, &|i| targets.contains(&i)))
                .unwrap_or_default(),
            waveform_html: html(Kind::Waveform),
            charts_html: [Kind::TalkTime, Kind::Topics, Kind::Sentiment].map(html).concat(),
            speakers: transcript.map(Transcript::speaking).unwrap_or_default(),
            stale: false,
        };
        (prepared, words)
    }
}

/// Indexes of the segments that a page links to as evidence.
fn targets(insights: &Insights) -> HashSet<usize> {
    let passages = insights.summary_sentences.iter().chain(&insights.quotes).chain(&insights.questions);
    let first = passages.map(|p| p.segments.first);
    let chapters = insights.chapters.iter().filter_map(|c| c.segments).map(|s| s.first);
    let topics = insights.topics.iter().filter_map(|t| t.segments.first()).map(|s| s.first);
    // A page links to the first place where a phrase or a name is said.
    let phrases = insights.key_phrases.iter().filter_map(|p| p.segments.first().copied());
    let entities = insights.entities.iter().filter_map(|e| e.segments.first().copied());
    first.chain(chapters).chain(topics).chain(phrases).chain(entities).map(|i| i as usize).collect()
}
