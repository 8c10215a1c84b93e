//! What is said as directions of meaning: idle workers make them, search looks among them, and episodes are likened by them.
//!
//! The model of sentences makes them where it is there and knows the language. Elsewhere an episode is likened by the words that
//! mark it (`related`), and search goes without.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use embedding::NAME_AND_VERSION;
use model::{Uuid, related::WORDS};
use search::{
    Candidate,
    meaning::{Meaning, SIGNS, most_alike, nearest},
};
use store::{
    PgConnection,
    meaning::{Made, Signs, Within},
};
use tokio::sync::Semaphore;

use crate::{Error, Service, related};

/// Passages that are embedded before a worker looks for a job again: less than two seconds of work.
const BATCH: i64 = 32;
/// Passages that go through the model at once: a search that wants it in the meantime waits a few tenths of a second at most.
const TOGETHER: usize = 4;
/// Passages of a part: some three minutes of talk, which are mostly about one thing.
const PART: usize = 8;
/// Parts of a row: some of an hour.
const ROW: usize = 16;
/// How long a model that could not be used is left alone.
const REST: Duration = Duration::from_secs(600);

/// The longest that a search waits for what is alike in meaning, in milliseconds: then it answers with what has the words. It takes
/// some 50, unless the model is at work for an episode just then.
const PATIENCE_MS: u32 = 1_000;
/// Parts whose passages are looked at one by one.
const PARTS: usize = 150;
/// Where only one speaker's passages count, each part has fewer of them.
const PARTS_OF_SPEAKER: usize = 300;
/// Passages that a search finds by their meaning.
const MOST: usize = 60;
/// How much a passage has to be like what is asked. Question and passage about the same thing have cosines of 0.35 to 0.6 with this
/// model, any two passages of talk seldom more than 0.2.
const LEAST: f32 = 0.3;

/// What a process knows of its model of sentences.
pub(crate) struct State {
    /// One worker of a process at a time: the model computes on one core.
    turn: Semaphore,
    /// It is being read because somebody searched.
    loading: AtomicBool,
    /// It could not be used.
    resting: Mutex<Option<Instant>>,
    /// The signs of all parts, as a search without conditions read them last: 0.7 KB for an hour.
    signs: Mutex<Option<(Version, Arc<Signs>)>>,
}

/// As [`store::meaning::version`] gives it.
type Version = (i64, Option<i64>);

impl Default for State {
    fn default() -> Self {
        Self {
            turn: Semaphore::new(1),
            loading: AtomicBool::new(false),
            resting: Mutex::default(),
            signs: Mutex::default(),
        }
    }
}

impl State {
    fn rests(&self) -> bool {
        let since = *self.resting.lock().unwrap_or_else(PoisonError::into_inner);
        since.is_some_and(|since| since.elapsed() < REST)
    }

    fn rest(&self, why: &str) {
        tracing::warn!(%why, "the model of sentences cannot be used; meanings are made without it for a while");
        *self.resting.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }
}

/// Whether there is a model to be asked.
fn is_model_here(service: &Service) -> bool {
    !service.meaning.rests() && service.sentences.is_here()
}

/// A step of the meaning of one episode, for workers with nothing else to do; whether there was one.
///
/// # Errors
/// Those of the database.
pub(crate) async fn catch_up(service: &Service) -> Result<bool, Error> {
    let Ok(_turn) = service.meaning.turn.try_acquire() else { return Ok(false) };
    // Open for the whole step: as long as it is, other processes take other episodes.
    let mut tx = store::begin(&service.db).await?;
    let Some((id, mark)) = store::meaning::due(&mut *tx).await? else {
        drop(tx);
        return take_up(service).await;
    };
    if let Err(error) = step(service, tx, id, mark).await {
        store::meaning::set_aside(&service.db, id).await?;
        return Err(error);
    }
    Ok(true)
}

/// Makes due what was made of words because the model was not there; whether there was anything.
async fn take_up(service: &Service) -> Result<bool, Error> {
    if !is_model_here(service) {
        return Ok(false);
    }
    let mut languages = store::meaning::languages_by_words(&service.db).await?;
    languages.retain(|language| embedding::knows(Some(language)));
    // Files may be there and of no use: then all would be made of words once more, each time that they are tried.
    if languages.is_empty() || !read(service).await {
        return Ok(false);
    }
    Ok(store::meaning::mark_by_words_due(&service.db, &languages).await? > 0)
}

/// Reads the model, unless it was read already; whether it can be used.
async fn read(service: &Service) -> bool {
    let sentences = service.sentences.clone();
    let reading = tokio::task::spawn_blocking(move || sentences.model().map(drop).map_err(|error| error.to_string()));
    let why = match reading.await {
        Ok(Ok(())) => return true,
        Ok(Err(why)) => why,
        Err(panicked) => panicked.to_string(),
    };
    service.meaning.rest(&why);
    false
}

/// Embeds some passages of an episode; where all of them have their vectors, puts these together.
async fn step(service: &Service, mut tx: store::Transaction, id: Uuid, mark: i64) -> Result<(), Error> {
    let language = store::meaning::language(&mut *tx, id).await?;
    let by_model = embedding::knows(language.as_deref()) && is_model_here(service);
    if by_model {
        let passages = store::meaning::without_vector(&mut *tx, id, BATCH).await?;
        if !passages.is_empty() {
            let (ids, texts): (Vec<i64>, Vec<String>) = passages.into_iter().unzip();
            // Where it fails the next step goes without the model.
            if let Some(vectors) = embed(service, texts).await? {
                store::meaning::put_vectors(&mut *tx, &ids, &vectors).await?;
                store::commit(tx).await?;
            }
            return Ok(());
        }
    }
    finish(tx, id, mark, by_model).await
}

/// A vector for each text, as it is kept; `None` where the model cannot be used.
async fn embed(service: &Service, texts: Vec<String>) -> Result<Option<Vec<Vec<u8>>>, Error> {
    let sentences = service.sentences.clone();
    let work = move || {
        let model = sentences.model().map_err(|error| error.to_string())?;
        let mut vectors = Vec::with_capacity(texts.len());
        for some in texts.chunks(TOGETHER) {
            for numbers in model.embed(some, &|| false).map_err(|error| error.to_string())? {
                vectors.push(Meaning::of(&numbers).ok_or("its vectors have another length")?.to_bytes());
            }
        }
        Ok::<_, String>(vectors)
    };
    match tokio::task::spawn_blocking(work).await.map_err(Error::internal)? {
        Ok(vectors) => Ok(Some(vectors)),
        Err(why) => {
            service.meaning.rest(&why);
            Ok(None)
        }
    }
}

/// What of an episode is kept beside its passages' vectors.
struct Whole {
    mean: Meaning,
    /// Passages of some parts, and the signs of these.
    rows: Vec<(Vec<i64>, Vec<u8>)>,
}

/// Puts the vectors of passages together; `None` where one is missing.
fn put_together(passages: &[(i64, Option<Vec<u8>>)]) -> Option<Whole> {
    let known = |(id, bytes): &(i64, Option<Vec<u8>>)| Some((*id, Meaning::from_bytes(bytes.as_deref()?)?));
    let passages: Vec<(i64, Meaning)> = passages.iter().map(known).collect::<Option<_>>()?;
    let mean = |of: &[(i64, Meaning)]| Meaning::mean(of.iter().map(|(_, meaning)| meaning));
    let row = |row: &[(i64, Meaning)]| {
        let signs = row.chunks(PART).flat_map(|part| mean(part).signs()).collect();
        (row.iter().map(|(id, _)| *id).collect(), signs)
    };
    Some(Whole { mean: mean(&passages), rows: passages.chunks(PART * ROW).map(row).collect() })
}

/// Ends the work on an episode: keeps what it is about, and which others are about the same.
async fn finish(mut tx: store::Transaction, id: Uuid, mark: i64, by_model: bool) -> Result<(), Error> {
    store::related::lock(&mut tx).await?;
    // Another process may have ended it just before this one took it, and whoever wrote it since made it due anew.
    if !store::meaning::is_due(&mut *tx, id, mark).await? {
        return Ok(());
    }
    let Some(begun) = store::meaning::begin(&mut tx, id).await? else {
        // Nothing of it is to be found, and whoever took it back removed what there was.
        store::meaning::done(&mut *tx, id, mark).await?;
        store::commit(tx).await?;
        return Ok(());
    };
    // What the model made of all passages is put together without it, too: it may be away for a while, or not in this process.
    let passages = store::meaning::vectors(&mut *tx, id).await?;
    let is_by_model = embedding::knows(Some(&begun.language)) && (by_model || !passages.is_empty());
    let (whole, by) = match is_by_model.then(|| put_together(&passages)).flatten() {
        Some(whole) => (whole, NAME_AND_VERSION),
        // Edited since: the next step embeds what is new.
        None if by_model => return Ok(()),
        None => {
            let insights = store::meaning::insights(&mut *tx, id).await?;
            let language = search::Language::of(&begun.language);
            let mean = Meaning::of_words(insights.iter().flat_map(related::words), language);
            // Vectors that passages have stay, for the model may come back.
            (Whole { mean, rows: Vec::new() }, WORDS)
        }
    };
    let mean = Some(&whole.mean).filter(|mean| !mean.is_nothing()).map(Meaning::to_bytes);
    let made = Made { by, language: &begun.language, mean, rows: whole.rows };
    store::meaning::put(&mut tx, id, &made).await?;
    let before = store::related::pairs(&mut *tx, id).await?;
    let others = if made.mean.is_some() { store::related::means(&mut *tx, id, by).await? } else { Vec::new() };
    let partners = before.clone();
    let work = move || related::choose(&whole.mean, &others, by, &partners);
    let pairs: HashMap<Uuid, f32> = tokio::task::spawn_blocking(work).await.map_err(Error::internal)?;
    if pairs != before {
        store::related::put(&mut tx, id, &pairs).await?;
        // Pages of other shows list it too; every process forgets all of its kept pages at the news of one.
        store::shows::announce_change(&mut *tx, begun.show_id).await?;
    }
    store::meaning::done(&mut *tx, id, mark).await?;
    store::commit(tx).await?;
    Ok(())
}

/// Passages that are about what is asked, most alike first. None where the model is not there or not yet read, where it takes too
/// long, and where it fails: what has the words is found all the same.
pub(crate) async fn list(service: &Service, asked: &str, within: &Within) -> Vec<Candidate> {
    match tokio::time::timeout(Duration::from_millis(PATIENCE_MS.into()), look(service, asked, within)).await {
        Ok(Ok(found)) => found,
        Ok(Err(error)) => {
            tracing::warn!(?error, "nothing could be looked for by its meaning");
            Vec::new()
        }
        Err(_) => Vec::new(),
    }
}

async fn look(service: &Service, asked: &str, within: &Within) -> Result<Vec<Candidate>, Error> {
    let Some(asked) = meaning_of(service, asked).await? else { return Ok(Vec::new()) };
    let mut tx = store::begin(&service.db).await?;
    store::search::limit(&mut tx, PATIENCE_MS).await?;
    let (signs, parts) = (asked.signs(), if within.speaker.is_some() { PARTS_OF_SPEAKER } else { PARTS });
    let all = signs_within(service, &mut tx, within).await?;
    let parts = tokio::task::spawn_blocking(move || {
        let nearest = most_alike(&signs, &all.signs, parts);
        parts_at(&all.rows, nearest)
    });
    let parts = parts.await.map_err(Error::internal)?;
    let rows: Vec<i64> = parts.iter().map(|(row, _)| *row).collect();
    let of_rows = store::meaning::passages(&mut *tx, &rows).await?;
    let passages: Vec<i64> =
        parts.iter().filter_map(|(row, part)| of_rows.get(row)?.chunks(PART).nth(*part)).flatten().copied().collect();
    let kept = store::meaning::vectors_of(&mut *tx, &passages).await?;
    let kept: Vec<(i64, Meaning)> =
        kept.iter().filter_map(|(id, bytes)| Some((*id, Meaning::from_bytes(bytes)?))).collect();
    let mut near: Vec<i64> =
        nearest(&asked, kept.iter().map(|(id, meaning)| (*id, meaning)), LEAST).into_iter().map(|(id, _)| id).collect();
    if within.speaker.is_none() {
        near.truncate(MOST);
    }
    let mut places = store::meaning::places(&mut *tx, &near).await?;
    let speaker = within.speaker.as_deref().map(crate::search::name_of_speaker);
    let candidate = |id: i64| {
        let (episode, show, year, who) = places.remove(&id)?;
        let is_theirs = speaker.as_ref().is_none_or(|name| *name == crate::search::name_of_speaker(&who));
        is_theirs.then_some(Candidate { passage: id, episode, show, year, speaker: who })
    };
    Ok(near.into_iter().filter_map(candidate).take(MOST).collect())
}

/// The signs of where one looks. Those of all that there is are read when they changed: reading them is half of the time of a search.
async fn signs_within(service: &Service, conn: &mut PgConnection, within: &Within) -> Result<Arc<Signs>, Error> {
    if *within != Within::default() {
        return Ok(Arc::new(store::meaning::signs(conn, within).await?));
    }
    let version = store::meaning::version(&mut *conn).await?;
    let kept = || service.meaning.signs.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, signs)) = kept().as_ref().filter(|(of, _)| *of == version) {
        return Ok(Arc::clone(signs));
    }
    let signs = Arc::new(store::meaning::signs(conn, within).await?);
    *kept() = Some((version, Arc::clone(&signs)));
    Ok(signs)
}

/// The rows in which parts stand that were counted over all rows, and their places in these.
fn parts_at(rows: &[(i64, i32)], mut places: Vec<usize>) -> Vec<(i64, usize)> {
    places.sort_unstable();
    let mut rows = rows.iter().map(|(row, bytes)| (*row, usize::try_from(*bytes).unwrap_or_default() / SIGNS));
    let mut first = 0;
    let mut row = rows.next();
    let at = |place: usize| {
        while let Some((id, parts)) = row {
            if place < first + parts {
                return Some((id, place - first));
            }
            first += parts;
            row = rows.next();
        }
        None
    };
    places.into_iter().map_while(at).collect()
}

/// The direction of what is asked, where the model was read already. Who searches first does not wait for its 0.4 s: it is read
/// beside, takes its 200 MB from then on, and is there for the next.
async fn meaning_of(service: &Service, asked: &str) -> Result<Option<Meaning>, Error> {
    let Some(model) = service.sentences.ready() else {
        read_model(service).await?;
        return Ok(None);
    };
    let texts = [asked.to_owned()];
    let found = tokio::task::spawn_blocking(move || model.embed(&texts, &|| false)).await.map_err(Error::internal)?;
    let numbers = found.map_err(Error::internal)?;
    // A text of which the model knows nothing is like nothing.
    Ok(numbers.first().and_then(|numbers| Meaning::of(numbers)).filter(|meaning| !meaning.is_nothing()))
}

/// That the model is being read; dropped, it is not any more, however the reading ended.
struct Loading<'a>(&'a AtomicBool);

impl Drop for Loading<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::SeqCst);
    }
}

/// Begins to read the model, unless there is nothing to be found by it.
async fn read_model(service: &Service) -> Result<(), Error> {
    let is_wanted = is_model_here(service) && store::meaning::is_any(&service.db).await?;
    if !is_wanted || service.meaning.loading.swap(true, Ordering::SeqCst) {
        return Ok(());
    }
    let service = service.clone();
    tokio::spawn(async move {
        let _loading = Loading(&service.meaning.loading);
        read(&service).await;
    });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axis(n: usize) -> Meaning {
        let mut numbers = vec![0.0; search::meaning::DIMENSIONS];
        numbers[n] = 1.0;
        Meaning::of(&numbers).unwrap()
    }

    #[test]
    fn parts_are_neighbours_and_nothing_is_put_together_by_halves() {
        let mut passages: Vec<(i64, Option<Vec<u8>>)> =
            (0..130).map(|id| (id, Some(axis(usize::from(id >= 128)).to_bytes()))).collect();
        let whole = put_together(&passages).unwrap();
        let sizes: Vec<(usize, usize)> =
            whole.rows.iter().map(|(ids, signs)| (ids.len(), signs.len() / SIGNS)).collect();
        assert_eq!(sizes, [(128, 16), (2, 1)]);
        assert_eq!(whole.rows[1], (vec![128, 129], axis(1).signs()));
        assert!(whole.mean.cosine(&axis(0)) > 0.9);
        passages[3].1 = None;
        assert!(put_together(&passages).is_none());
        assert!(put_together(&[]).is_some_and(|whole| whole.mean.is_nothing() && whole.rows.is_empty()));
    }

    #[test]
    fn after_a_panic_the_model_may_be_read_again() {
        let loading = AtomicBool::new(true);
        let read = std::panic::catch_unwind(|| {
            let _loading = Loading(&loading);
            assert!(!loading.load(Ordering::SeqCst), "what is read is broken");
        });
        assert!(read.is_err() && !loading.load(Ordering::SeqCst));
    }

    #[test]
    fn a_part_is_found_in_its_row() {
        let parts = |n: i32| n * i32::try_from(SIGNS).unwrap();
        let rows = [(7, parts(16)), (8, parts(1)), (9, parts(3))];
        assert_eq!(parts_at(&rows, vec![17, 0, 16, 19, 15]), [(7, 0), (7, 15), (8, 0), (9, 0), (9, 2)]);
        assert!(parts_at(&rows, vec![20]).is_empty(), "there are twenty");
        assert!(parts_at(&[], vec![0]).is_empty());
    }
}
