//! Changing a transcript: edits, undo and redo, find and replace, speakers, versions.
//!
//! Each change names the sentences by what the editor saw of them, is applied to what stands there now, and is logged as the
//! stretches that it exchanged. So two editors never overwrite each other, an editor catches up by the log, and any change can be
//! undone to the millisecond. What one person changes in a while is one version.

use std::time::Duration;

use model::{
    Uuid,
    edit::{Change, Edit, Splice, Spoken},
    episode::{Episode, EpisodeStatus},
    insight::{Evidence, Insights},
    transcript::{Segment, Transcript},
};
use store::{
    PgConnection,
    edits::{Logged, Version},
    transcripts::{Head, Source},
};
use time::OffsetDateTime;
use transcript::{
    Conflict, Hit, Query,
    steps::{self, Proposal, Step},
};

use crate::{
    Actor, Error, Service,
    access::Permission,
    episodes::{allowed, written},
};

/// Most edits that one request may carry.
const MOST_EDITS: usize = 1_000;
/// Longest text of one segment, in bytes.
const LONGEST_TEXT: usize = 64 * 1024;
/// A pause of an editor after which a new version begins.
const PAUSE: Duration = Duration::from_secs(10 * 60);
/// The longest time that one version covers.
const SITTING: Duration = Duration::from_secs(2 * 60 * 60);
/// Changes that an editor catches up by, at most.
const FAR_BEHIND: i64 = 500;
/// Hits of a search that are shown for one episode.
const MOST_HITS: usize = 200;

/// What became of a request.
#[derive(Debug)]
pub struct Applied {
    /// The revision of the transcript now.
    pub revision: i64,
    /// Changes since the revision that the editor had seen, this one and those of others.
    pub changes: Vec<Logged>,
    /// Edits that were left out, since the sentence reads otherwise now.
    pub conflicts: Vec<Conflict>,
}

/// A transcript to be edited.
///
/// # Errors
/// `NotFound` when there is none, or the actor may not see it.
pub async fn open(service: &Service, actor: &Actor, id: Uuid) -> Result<(Episode, Head), Error> {
    let mut conn = store::connection(&service.db).await?;
    let episode = allowed(&mut conn, actor, id, Permission::Edit).await?;
    let head = store::transcripts::head(&mut *conn, id).await?.ok_or(Error::NotFound)?;
    Ok((episode, head))
}

/// Changes since a revision.
///
/// # Errors
/// `NotFound` when there is no transcript, or the actor may not see it.
pub async fn since(service: &Service, actor: &Actor, id: Uuid, seen: i64) -> Result<Vec<Logged>, Error> {
    let mut conn = store::connection(&service.db).await?;
    allowed(&mut conn, actor, id, Permission::View).await?;
    caught_up(&mut conn, id, seen).await
}

/// Changes since a revision. Whoever is far behind reads the whole again, as after an exchange of the whole.
async fn caught_up(conn: &mut PgConnection, id: Uuid, seen: i64) -> Result<Vec<Logged>, Error> {
    let latest = store::edits::latest(&mut *conn, id).await?;
    if latest.saturating_sub(seen) > FAR_BEHIND {
        return Ok(vec![Logged { revision: latest, splices: None }]);
    }
    Ok(store::edits::since(conn, id, seen).await?)
}

/// Applies edits; those whose sentence was changed by somebody else in the meantime are left out and named.
///
/// # Errors
/// `Invalid` beyond the limits.
pub async fn edit(service: &Service, actor: &Actor, id: Uuid, seen: i64, edits: &[Edit]) -> Result<Applied, Error> {
    if edits.len() > MOST_EDITS {
        return Err(Error::field("edits", "Send at most 1,000 edits at once."));
    }
    let too_long = |e: &Edit| {
        e.was.len() > LONGEST_TEXT || matches!(&e.change, Change::Text { text } if text.len() > LONGEST_TEXT)
    };
    if let Some(at) = edits.iter().position(too_long) {
        return Err(Error::field(&format!("edits[{at}]"), "A sentence has at most 64 KiB of text. Split it first."));
    }
    let mut conflicts = Vec::new();
    let title = match edits.first().map(|e| &e.change) {
        Some(Change::Split { .. } | Change::Divide { .. }) => "Split a sentence",
        Some(Change::Merge) => "Joined sentences",
        Some(Change::Speaker { .. }) => "Set a speaker",
        Some(Change::Paragraph { .. }) => "Set a paragraph",
        _ => "Changed words",
    };
    let (revision, changes) = change(service, actor, id, seen, "edit", title, &mut |transcript| {
        let edited = transcript::apply(transcript, edits);
        conflicts = edited.conflicts;
        Ok(edited.splices)
    })
    .await?;
    Ok(Applied { revision, changes, conflicts })
}

/// Changes a transcript in one transaction; nothing is written where nothing changed.
async fn change(
    service: &Service,
    actor: &Actor,
    id: Uuid,
    seen: i64,
    kind: &'static str,
    title: &str,
    with: &mut (dyn FnMut(&mut Transcript) -> Result<Vec<Splice>, Error> + Send),
) -> Result<(i64, Vec<Logged>), Error> {
    let mut tx = store::begin(&service.db).await?;
    let episode = allowed(&mut tx, actor, id, Permission::Edit).await?;
    let mut head = store::transcripts::head_for_update(&mut tx, id).await?.ok_or(Error::NotFound)?;
    let splices = with(&mut head.transcript)?;
    let mut revision = head.revision;
    if !splices.is_empty() {
        revision = write(&mut tx, service, actor, &episode, &head, kind, title, &splices).await?;
    }
    let changes = caught_up(&mut tx, id, seen).await?;
    store::commit(tx).await?;
    Ok((revision, changes))
}

#[expect(clippy::too_many_arguments, reason = "the row of the log")]
async fn write(
    tx: &mut PgConnection,
    service: &Service,
    actor: &Actor,
    episode: &Episode,
    head: &Head,
    kind: &'static str,
    title: &str,
    splices: &[Splice],
) -> Result<i64, Error> {
    let now = service.clock.now();
    let keep_before = begins_a_version(head, actor.user.id, now);
    let change =
        store::transcripts::Change { author_id: Some(actor.user.id), kind, title, splices: Some(splices), keep_before };
    let revision =
        store::transcripts::write(&mut *tx, episode.id, &head.transcript, Source::Edited, change, now).await?;
    if splices.iter().any(|s| s.removed.len() != s.inserted.len()) {
        let place = after(splices, head.transcript.segments.len());
        if let Some(mut insights) = store::transcripts::insights(&mut *tx, episode.id).await? {
            follow(&mut insights, &place);
            store::transcripts::move_insights(&mut *tx, episode.id, &insights).await?;
        }
        move_decisions(tx, episode.id, &place).await?;
    }
    if keep_before {
        // Once a sitting: an entry for each word would bury all others.
        written(tx, service, actor, "transcript.edit", episode).await?;
    } else if episode.status == EpisodeStatus::Published {
        store::shows::announce_change(tx, episode.show_id).await?;
    }
    Ok(revision)
}

/// Whether what stands there is a version of its own, and not the same person's work of a moment ago.
fn begins_a_version(head: &Head, author: Uuid, now: OffsetDateTime) -> bool {
    head.source != Source::Edited
        || head.author_id != Some(author)
        || now - head.updated_at > PAUSE
        || now - head.began_at > SITTING
}

/// Moves the words that people's decisions rest on, like [`follow`].
async fn move_decisions(
    conn: &mut PgConnection,
    episode_id: Uuid,
    place: &(dyn Fn(usize) -> (usize, usize) + Sync),
) -> Result<(), Error> {
    let moved = |i: u32| place(i as usize);
    let narrow = |i: usize| u32::try_from(i).unwrap_or(u32::MAX);
    for mut decision in store::decisions::all(&mut *conn, episode_id).await? {
        for ground in &mut decision.grounds {
            ground.first = narrow(moved(ground.first).0);
            ground.last = narrow(moved(ground.last).1).max(ground.first);
        }
        store::decisions::move_grounds(&mut *conn, episode_id, &decision).await?;
    }
    Ok(())
}

/// Moves the evidence of findings to where its sentences went; `place` says of each sentence which is the first that holds
/// words of it now, and which the last.
fn follow(insights: &mut Insights, place: impl Fn(usize) -> (usize, usize)) {
    let place = |i: u32| {
        let (first, last) = place(i as usize);
        (u32::try_from(first).unwrap_or(u32::MAX), u32::try_from(last).unwrap_or(u32::MAX))
    };
    let range = |e: &mut Evidence| {
        e.first = place(e.first).0;
        e.last = place(e.last).1.max(e.first);
    };
    let summary = insights.summary_sentences.iter_mut().chain(&mut insights.one_line).chain(&mut insights.key_points);
    for passage in summary.chain(&mut insights.quotes).chain(&mut insights.questions) {
        range(&mut passage.segments);
    }
    insights.chapters.iter_mut().filter_map(|c| c.segments.as_mut()).for_each(range);
    insights.topics.iter_mut().flat_map(|t| &mut t.segments).for_each(range);
    insights.sentiment.iter_mut().filter_map(|s| s.segments.as_mut()).for_each(range);
    insights.answers.iter_mut().flat_map(|a| [&mut a.question, &mut a.segments]).for_each(range);
    let stretches = insights.delivery.iter_mut().flat_map(|d| d.interruptions.iter_mut().chain(&mut d.monologue));
    stretches.map(|stretch| &mut stretch.segments).for_each(range);
    let single = insights.key_phrases.iter_mut().map(|p| &mut p.segments);
    let single = single.chain(insights.links.iter_mut().map(|l| &mut l.segments));
    for list in single.chain(insights.entities.iter_mut().map(|e| &mut e.segments)) {
        list.iter_mut().for_each(|i| *i = place(*i).0);
        list.dedup();
    }
}

/// Where a sentence is after changes, in a transcript of so many sentences.
fn after(splices: &[Splice], count: usize) -> impl Fn(usize) -> (usize, usize) + use<> {
    let segments = |side: &[Spoken]| side.iter().map(|s| s.segment.clone()).collect::<Vec<_>>();
    let steps: Vec<_> = splices
        .iter()
        .map(|splice| {
            let (old, new) = (segments(&splice.removed), segments(&splice.inserted));
            let within = transcript::places(&old.iter().collect::<Vec<_>>(), &new.iter().collect::<Vec<_>>());
            (splice.at, old.len(), new.len(), within)
        })
        .collect();
    move |i| {
        let (mut first, mut last) = (i, i);
        for (at, removed, inserted, within) in &steps {
            let moved = |i: usize, within_it: fn(&(usize, usize)) -> usize| {
                if i >= at + removed {
                    i + inserted - removed
                } else if i >= *at {
                    // Where nothing came in its place, what follows is there now.
                    at + within.get(i - at).map_or(0, within_it)
                } else {
                    i
                }
            };
            (first, last) = (moved(first, |place| place.0), moved(last, |place| place.1));
        }
        let end = count.saturating_sub(1);
        (first.min(end), last.min(end))
    }
}

/// Undoes the actor's last change, or does again what they undid.
///
/// # Errors
/// `Conflict` when there is nothing to undo, or somebody else changed that passage since.
pub async fn undo(service: &Service, actor: &Actor, id: Uuid, seen: i64, redo: bool) -> Result<Applied, Error> {
    let mut tx = store::begin(&service.db).await?;
    let episode = allowed(&mut tx, actor, id, Permission::Edit).await?;
    let mut head = store::transcripts::head_for_update(&mut tx, id).await?.ok_or(Error::NotFound)?;
    let last = if redo {
        store::edits::to_redo(&mut *tx, id, actor.user.id).await?
    } else {
        store::edits::to_undo(&mut *tx, id, actor.user.id).await?
    };
    let nothing = || Error::Conflict(format!("There is nothing to {}.", if redo { "do again" } else { "undo" }));
    let last = last.ok_or_else(nothing)?;
    let mut splices = last.splices.ok_or_else(nothing)?;
    if redo {
        splices =
            splices.into_iter().rev().map(|s| Splice { at: s.at, removed: s.inserted, inserted: s.removed }).collect();
    }
    let done = transcript::undo(&mut head.transcript, &splices).map_err(|_| {
        Error::Conflict("Somebody changed that passage since. Look into the versions to bring words back.".into())
    })?;
    let (kind, title) = if redo { ("redo", "Did again") } else { ("undo", "Undid") };
    let revision = write(&mut tx, service, actor, &episode, &head, kind, title, &done).await?;
    store::edits::set_undone(&mut *tx, id, last.revision, !redo).await?;
    let changes = caught_up(&mut tx, id, seen).await?;
    store::commit(tx).await?;
    Ok(Applied { revision, changes, conflicts: Vec::new() })
}

/// Gives all that one speaker says to another name; that of another speaker makes them one.
///
/// # Errors
/// `Invalid` without a name.
pub async fn rename_speaker(
    service: &Service,
    actor: &Actor,
    id: Uuid,
    seen: i64,
    from: &str,
    to: &str,
) -> Result<Applied, Error> {
    let to = to.split_whitespace().collect::<Vec<_>>().join(" ");
    if to.is_empty() || to.chars().count() > 120 {
        return Err(Error::field("to", "Give a name of 1 to 120 characters."));
    }
    let (revision, changes) = change(service, actor, id, seen, "edit", "Renamed a speaker", &mut |transcript| {
        let theirs = |(i, s): (usize, &model::transcript::Segment)| {
            (transcript.speaker_of(s) == Some(from)).then(|| Edit {
                segment: i,
                was: s.text(),
                change: Change::Speaker { speaker: Some(to.clone()) },
            })
        };
        let edits: Vec<Edit> = transcript.segments.iter().enumerate().filter_map(theirs).collect();
        Ok(transcript::apply(transcript, &edits).splices)
    })
    .await?;
    Ok(Applied { revision, changes, conflicts: Vec::new() })
}

/// Places where a text is found in one episode.
#[derive(Debug)]
pub struct Found {
    /// The episode.
    pub episode: Episode,
    /// Its first places, at most 200.
    pub hits: Vec<Hit>,
    /// All of them.
    pub count: usize,
}

async fn episodes_to_search(
    service: &Service,
    actor: &Actor,
    id: Uuid,
    whole_show: bool,
) -> Result<Vec<Episode>, Error> {
    let mut conn = store::connection(&service.db).await?;
    let episode = allowed(&mut conn, actor, id, Permission::Edit).await?;
    if !whole_show {
        return Ok(vec![episode]);
    }
    let all = store::episodes::of_show(&mut *conn, episode.show_id, false, None, 10_000).await?;
    Ok(all.into_iter().filter(|e| e.has_transcript).collect())
}

fn check(query: &Query) -> Result<(), Error> {
    if query.find.trim().is_empty() {
        return Err(Error::field("find", "Say what to look for."));
    }
    if query.find.len() > 1_000 || query.replace.len() > 1_000 {
        return Err(Error::field("find", "Look for at most 1,000 characters."));
    }
    Ok(())
}

/// Looks for a text, in one episode or in all of its show.
///
/// # Errors
/// `Invalid` without a text.
pub async fn find(
    service: &Service,
    actor: &Actor,
    id: Uuid,
    query: &Query,
    whole_show: bool,
) -> Result<Vec<Found>, Error> {
    check(query)?;
    let mut found = Vec::new();
    for episode in episodes_to_search(service, actor, id, whole_show).await? {
        let Some((transcript, _)) = store::transcripts::get(&service.db, episode.id).await? else { continue };
        let query = query.clone();
        let mut hits = tokio::task::spawn_blocking(move || transcript::find(&transcript, &query))
            .await
            .map_err(Error::internal)?;
        let count = hits.len();
        hits.truncate(MOST_HITS);
        if count > 0 {
            found.push(Found { episode, hits, count });
        }
    }
    Ok(found)
}

/// Replaces a text, in one episode or in all of its show, each in a change of its own; how many sentences changed in how many
/// episodes.
///
/// # Errors
/// `Invalid` without a text.
pub async fn replace(
    service: &Service,
    actor: &Actor,
    id: Uuid,
    query: &Query,
    whole_show: bool,
) -> Result<(usize, usize), Error> {
    check(query)?;
    let (mut sentences, mut episodes) = (0, 0);
    for episode in episodes_to_search(service, actor, id, whole_show).await? {
        let mut count = 0;
        let title = format!("Replaced “{}”", query.find);
        let mut exchange = |transcript: &mut Transcript| {
            let edits = transcript::edits(transcript, query);
            count = edits.len();
            Ok(transcript::apply(transcript, &edits).splices)
        };
        match change(service, actor, episode.id, i64::MAX, "edit", &title, &mut exchange).await {
            Ok(_) => {}
            // Deleted since the list was read.
            Err(Error::NotFound) if whole_show => continue,
            Err(error) => return Err(error),
        }
        sentences += count;
        episodes += usize::from(count > 0);
    }
    Ok((sentences, episodes))
}

/// The versions of a transcript, newest first.
///
/// # Errors
/// `NotFound` when the actor may not see the episode.
pub async fn versions(service: &Service, actor: &Actor, id: Uuid) -> Result<Vec<Version>, Error> {
    let mut conn = store::connection(&service.db).await?;
    allowed(&mut conn, actor, id, Permission::View).await?;
    Ok(store::edits::versions(&mut *conn, id).await?)
}

/// What is different now from a version.
///
/// # Errors
/// `NotFound` when there is no such version.
pub async fn diff(service: &Service, actor: &Actor, id: Uuid, revision: i64) -> Result<Vec<transcript::Line>, Error> {
    let mut conn = store::connection(&service.db).await?;
    allowed(&mut conn, actor, id, Permission::View).await?;
    let old = store::edits::version(&mut *conn, id, revision).await?.ok_or(Error::NotFound)?;
    let (new, _) = store::transcripts::get(&mut *conn, id).await?.ok_or(Error::NotFound)?;
    tokio::task::spawn_blocking(move || transcript::diff(&old, &new)).await.map_err(Error::internal)
}

/// Brings a version back; what stands there becomes a version too.
///
/// # Errors
/// `NotFound` when there is no such version.
pub async fn restore(service: &Service, actor: &Actor, id: Uuid, revision: i64) -> Result<(), Error> {
    let mut tx = store::begin(&service.db).await?;
    let episode = allowed(&mut tx, actor, id, Permission::Edit).await?;
    let head = store::transcripts::head_for_update(&mut tx, id).await?.ok_or(Error::NotFound)?;
    let old = store::edits::version(&mut *tx, id, revision).await?.ok_or(Error::NotFound)?;
    exchange(&mut tx, service, actor, &episode, head.transcript, "Restored a version", move |_| old).await?;
    store::commit(tx).await?;
    Ok(())
}

/// Exchanges the whole; the evidence of insights goes where its sentences go.
async fn exchange(
    tx: &mut PgConnection,
    service: &Service,
    actor: &Actor,
    episode: &Episode,
    before: Transcript,
    title: &str,
    make: impl FnOnce(Transcript) -> Transcript + Send + 'static,
) -> Result<(), Error> {
    let insights = store::transcripts::insights(&mut *tx, episode.id).await?;
    let work = move || {
        let old: Vec<Segment> = if insights.is_some() { before.segments.clone() } else { Vec::new() };
        let transcript = make(before);
        let moved = insights.filter(|_| !transcript.segments.is_empty()).map(|mut insights| {
            let all = transcript.segments.iter().collect::<Vec<_>>();
            let places = transcript::places(&old.iter().collect::<Vec<_>>(), &all);
            let end = transcript.segments.len() - 1;
            let place = move |i: usize| places.get(i).copied().unwrap_or((end, end));
            follow(&mut insights, &place);
            (insights, place)
        });
        (transcript, moved)
    };
    let (transcript, moved) = tokio::task::spawn_blocking(work).await.map_err(Error::internal)?;
    let change = store::transcripts::Change {
        author_id: Some(actor.user.id),
        kind: "exchange",
        title,
        splices: None,
        keep_before: true,
    };
    store::transcripts::write(&mut *tx, episode.id, &transcript, Source::Edited, change, service.clock.now()).await?;
    if let Some((insights, place)) = moved {
        store::transcripts::move_insights(&mut *tx, episode.id, &insights).await?;
        move_decisions(tx, episode.id, &place).await?;
    }
    written(tx, service, actor, "transcript.exchange", episode).await
}

/// What a step of refinement would change.
///
/// # Errors
/// `NotFound` when there is no transcript.
pub async fn propose(service: &Service, actor: &Actor, id: Uuid, step: Step) -> Result<Vec<Proposal>, Error> {
    let (_, head) = open(service, actor, id).await?;
    tokio::task::spawn_blocking(move || steps::propose(step, &head.transcript)).await.map_err(Error::internal)
}

/// Takes a step of refinement; what stood there before becomes a version.
///
/// # Errors
/// `NotFound` when there is no transcript.
pub async fn refine(service: &Service, actor: &Actor, id: Uuid, step: Step) -> Result<(), Error> {
    let mut tx = store::begin(&service.db).await?;
    let episode = allowed(&mut tx, actor, id, Permission::Edit).await?;
    let head = store::transcripts::head_for_update(&mut tx, id).await?.ok_or(Error::NotFound)?;
    exchange(&mut tx, service, actor, &episode, head.transcript, step.name(), move |t| steps::apply(step, t)).await?;
    store::commit(tx).await?;
    Ok(())
}

/// Corrects a transcript by the glossary of its show; how many places changed.
///
/// # Errors
/// `NotFound` when there is no transcript.
pub async fn apply_glossary(service: &Service, actor: &Actor, id: Uuid) -> Result<usize, Error> {
    let terms = terms_of(service, actor, id).await?;
    let mut count = 0;
    change(service, actor, id, i64::MAX, "edit", "Corrected by the glossary", &mut |transcript| {
        let before = transcript.clone();
        count = transcript::correct(transcript, &terms);
        Ok(exchanged(&before, transcript))
    })
    .await?;
    Ok(count)
}

async fn terms_of(service: &Service, actor: &Actor, id: Uuid) -> Result<Vec<transcript::Term>, Error> {
    let mut conn = store::connection(&service.db).await?;
    let episode = allowed(&mut conn, actor, id, Permission::Edit).await?;
    crate::vocabulary::glossary(&mut conn, episode.show_id).await
}

/// Segments whose words changed, one by one; both have as many.
fn exchanged(before: &Transcript, after: &Transcript) -> Vec<Splice> {
    let spoken = |t: &Transcript, s: &model::transcript::Segment| model::edit::Spoken {
        speaker: t.speaker_of(s).map(str::to_owned),
        segment: s.clone(),
    };
    let pairs = before.segments.iter().zip(&after.segments).enumerate();
    pairs
        .filter(|(_, (old, new))| old != new)
        .map(|(at, (old, new))| Splice { at, removed: vec![spoken(before, old)], inserted: vec![spoken(after, new)] })
        .collect()
}
