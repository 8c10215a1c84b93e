//! Search over transcripts: full text, words alike and what is alike in meaning, fused by rank; and the index it rests on.
//! Everybody finds what is published; who works on shows finds the drafts of these too, by their words.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    time::Duration,
};

use model::{
    Slug, Uuid,
    search::{Ask, FoundEpisode, FoundPassage, Piece, Results, ShowCount, SpeakerCount, YearCount},
    show::Show,
    timecode,
};
pub use search::MAX_CHARS;
use search::{Candidate, Clause, Language, Query, Span};
use store::{
    PgConnection,
    meaning::Within,
    search::{Header, Looked, Passage, Reach, Shelf},
};

use crate::{
    Actor, Error, Service,
    access::{Permission, allows},
    fields::Fields,
    meaning,
};

/// Passages that are read and ranked for one list.
const READ: i64 = 4_000;
/// Of phrases more passages have to be read than fit.
const READ_FOR_PHRASES: i64 = 12_000;
/// Words that are in more passages than this are looked for in a sample first.
const FREQUENT: f32 = 40_000.0;
/// So many passages of a sample are enough.
const ENOUGH_OF_A_SAMPLE: usize = 400;
/// Where fewer passages have the words as they are typed, words alike are looked for too.
const FEW: usize = 60;
/// What is alike counts for less than what is there as it was typed: it comes after the first places of that.
const WEIGHT_OF_ALIKE: f64 = 0.5;
/// What says it in other words comes last: after all of [`FEW`] passages with the words (the last of these has 1/120), and after as
/// many with words alike (1/240). So it fills a list that is short, and lifts what has the words and is about them too.
const WEIGHT_OF_MEANING: f64 = 0.25;
/// Words that may stand for a misspelt one.
const NEAR: usize = 4;
/// Words that are corrected in one query.
const CORRECTED: usize = 4;
/// Episodes on a page.
const PAGE: usize = 20;
/// The last page.
const LAST_PAGE: usize = 500;
/// Passages of an episode.
const PASSAGES: usize = 3;
/// Values of a facet.
const FACET: usize = 50;
/// The longest that one statement may take, in milliseconds.
const STATEMENT_MS: u32 = 3_000;
/// The longest that a search waits for its turn.
const TURN: Duration = Duration::from_secs(5);
/// Episodes that one search brings up to date before it looks.
const CAUGHT_UP: i64 = 3;

/// Brings the passages of an episode up to date: they are what its transcript says now, on the shelf where it belongs.
///
/// # Errors
/// Those of the database.
pub(crate) async fn index(service: &Service, id: Uuid) -> Result<(), Error> {
    let mut tx = store::begin(&service.db).await?;
    let Some(begun) = store::search::begin(&mut tx, id).await? else { return Ok(()) };
    let Some((transcript, _)) = store::transcripts::get(&mut *tx, id).await? else {
        store::search::remove(&mut tx, id, &begun).await?;
        store::meaning::remove(&mut tx, id).await?;
        store::commit(tx).await?;
        return Ok(());
    };
    let year = begun.published_at.map(|at| at.year());
    let shelf = if year.is_some() {
        store::search::clear(&mut tx, Shelf::Drafts, id).await?;
        Shelf::Published
    } else {
        store::search::clear(&mut tx, Shelf::Published, id).await?;
        Shelf::Drafts
    };
    let language = Language::of(transcript.language.as_deref().unwrap_or_default());
    let header = Header { version: search::VERSION, language: language.tag().to_owned(), year };
    let mut there: HashMap<Passage, Vec<i64>> = HashMap::new();
    for (passage_id, passage) in store::search::of_episode(&mut *tx, shelf, id).await? {
        there.entry(passage).or_default().push(passage_id);
    }
    let same_header = begun.header.as_ref() == Some(&header);
    let mut belongs_to = vec![name_of_episode(id), name_of_show(begun.show_id)];
    belongs_to.extend(year.map(name_of_year));
    let work = move || {
        let mut new = Vec::new();
        let mut words = BTreeSet::new();
        for cut in search::passages(&transcript) {
            let passage = Passage {
                start_ms: cut.start_ms.map(|ms| i32::try_from(ms).unwrap_or(i32::MAX)),
                speaker: cut.speaker,
                text: cut.text,
                times: cut.times,
            };
            // What stays as it was is not written again: an edit costs what it changes.
            if same_header && there.get_mut(&passage).is_some_and(|ids| ids.pop().is_some()) {
                continue;
            }
            search::dictionary(&search::tokens(&passage.text), &mut words);
            let mut belongs_to = belongs_to.clone();
            belongs_to.push(name_of_speaker(&passage.speaker));
            let vector = search::vector(&passage.text, language, &belongs_to);
            new.push((passage, vector));
        }
        (there.into_values().flatten().collect::<Vec<i64>>(), new, words.into_iter().collect::<Vec<String>>())
    };
    let (old, new, words) = tokio::task::spawn_blocking(work).await.map_err(Error::internal)?;
    store::search::exchange(&mut tx, shelf, id, &old, &new).await?;
    if shelf == Shelf::Published {
        // A misspelt word of somebody is never corrected to what only a draft has.
        store::search::add_words(&mut *tx, &words).await?;
    }
    store::search::finish(&mut tx, id, &header, &begun).await?;
    // After `search_due`: whoever writes a transcript and then its insights locks both in this order.
    match shelf {
        Shelf::Drafts => store::meaning::remove(&mut tx, id).await?,
        Shelf::Published if same_header && old.is_empty() && new.is_empty() => {}
        Shelf::Published => store::meaning::mark_due(&mut *tx, id).await?,
    }
    store::commit(tx).await?;
    Ok(())
}

/// Brings one episode up to date, for workers with nothing else to do; whether there was one.
///
/// # Errors
/// Those of the database.
pub(crate) async fn catch_up(service: &Service) -> Result<bool, Error> {
    let due = store::search::due(&service.db, 1).await?;
    for id in &due {
        if let Err(error) = index(service, *id).await {
            store::search::set_aside(&service.db, *id).await?;
            return Err(error);
        }
    }
    Ok(!due.is_empty())
}

/// Brings up to date what was written last. One episode that cannot be is no reason to find nothing.
async fn refresh(service: &Service, reach: &Reach) -> Result<(), Error> {
    for id in store::search::urgent(&service.db, reach, CAUGHT_UP).await? {
        if let Err(error) = index(service, id).await {
            tracing::error!(?error, %id, "an episode could not be indexed");
            store::search::set_aside(&service.db, id).await?;
        }
    }
    Ok(())
}

// Names of what a passage belongs to, as they are indexed beside its words.

fn name_of_episode(id: Uuid) -> String {
    format!("/e{}", id.simple())
}

fn name_of_show(id: Uuid) -> String {
    format!("/s{}", id.simple())
}

fn name_of_year(year: i32) -> String {
    format!("/y{year}")
}

pub(crate) fn name_of_speaker(name: &str) -> String {
    // PostgreSQL takes names of 2046 bytes.
    let name: String = name.chars().take(200).collect();
    format!("/v{}", name.to_lowercase())
}

/// Looks for words in the transcripts of public episodes. Whatever was written before is found as it is now.
///
/// # Errors
/// `Invalid` names the field with what cannot be looked for.
pub async fn find(service: &Service, ask: &Ask) -> Result<Results, Error> {
    find_within(service, Reach::Public, &[], ask).await
}

/// Looks for words in the transcripts of the shows that the actor works on, drafts among them. What is found leads to the editor, where
/// they may edit.
///
/// # Errors
/// As [`find`].
pub async fn find_in_studio(service: &Service, actor: &Actor, ask: &Ask) -> Result<Results, Error> {
    if actor.user.is_admin {
        return find_within(service, Reach::Everything, &[], ask).await;
    }
    let roles = store::shows::roles(&service.db, actor.user.id).await?;
    let with = |permission| {
        roles.iter().filter(|(_, role)| allows(role, permission)).map(|(show, _)| *show).collect::<Vec<Uuid>>()
    };
    let seen = with(Permission::View);
    if seen.is_empty() {
        check(ask)?;
        return Ok(Results { complete: true, page: ask.page, ..Results::default() });
    }
    find_within(service, Reach::Shows(seen), &with(Permission::Edit), ask).await
}

/// `edited` are the shows of the reach in which transcripts may be edited.
async fn find_within(service: &Service, reach: Reach, edited: &[Uuid], ask: &Ask) -> Result<Results, Error> {
    let query = check(ask)?;
    let turn = tokio::time::timeout(TURN, service.searching.acquire()).await;
    let _turn = turn.map_err(|e| Error::Unavailable(e.into()))?.map_err(Error::internal)?;
    refresh(service, &reach).await?;
    let mut tx = store::begin(&service.db).await?;
    store::search::limit(&mut tx, STATEMENT_MS).await?;
    let (scope, show, within) = scope(&mut tx, &reach, ask).await?;
    let languages = store::search::languages(&mut *tx, &reach).await?;
    let languages: Vec<Language> = languages.iter().map(|tag| Language::of(tag)).collect();
    let is_literal = query.is_literal(&ask.q);
    // Beside, on a connection of its own.
    let about = async { if is_literal { Vec::new() } else { meaning::list(service, &ask.q, &within).await } };
    let results = Search { conn: &mut tx, reach: &reach, edited, ask, languages, scope }.run(query, about).await;
    let mut results = results.map_err(|error| match error {
        store::Error::TooLong => {
            Error::field("q", "This takes too long to look for. Add a rarer word, or look in one show.")
        }
        other => other.into(),
    })?;
    if let (Some(show), true) = (show, results.shows.is_empty()) {
        // So that its name can be told.
        results.shows.push(ShowCount { show: show.slug.to_string(), title: show.title, episodes: 0 });
    }
    Ok(results)
}

fn check(ask: &Ask) -> Result<Query, Error> {
    let mut fields = Fields::default();
    let query = Query::parse(&ask.q);
    let length = ask.q.chars().count();
    if length > search::MAX_CHARS {
        let most = search::MAX_CHARS;
        fields.add("q", format!("What you look for has {length} characters; at most {most} are possible."));
    } else if query.is_empty() {
        fields.add("q", "Say what to look for: a word, or a phrase in quotes.");
    }
    if ask.year.is_some_and(|year| !(1..=9999).contains(&year)) {
        fields.add("year", "Give a year of four digits.");
    }
    if !(1..=LAST_PAGE).contains(&ask.page) {
        fields.add("page", format!("Pages have numbers from 1 to {LAST_PAGE}."));
    }
    let is_long = |value: &Option<String>| value.as_ref().is_some_and(|value| value.chars().count() > 200);
    if is_long(&ask.speaker) {
        fields.add("speaker", "A speaker's name has at most 200 characters.");
    }
    if is_long(&ask.episode) {
        fields.add("episode", "Name the episode by its id, or by its address in its show.");
    }
    fields.done()?;
    Ok(query)
}

/// The names under which everything is indexed that is to be found, one of each list, the only show, and the same by ids.
async fn scope(
    conn: &mut PgConnection,
    reach: &Reach,
    ask: &Ask,
) -> Result<(Vec<Vec<String>>, Option<Show>, Within), Error> {
    let mut scope = Vec::new();
    let mut only = None;
    let mut within = Within { year: ask.year, speaker: ask.speaker.clone(), ..Within::default() };
    if let Reach::Shows(ids) = reach {
        scope.push(ids.iter().copied().map(name_of_show).collect());
        within.shows = Some(ids.clone());
    }
    if let Some(slug) = &ask.show {
        let show = match Slug::parse(slug) {
            Some(slug) => store::shows::by_slug(&mut *conn, &slug).await?,
            None => None,
        };
        let is_theirs = |show: &Show| !matches!(reach, Reach::Shows(ids) if !ids.contains(&show.id));
        let show = show.filter(is_theirs);
        let show = show.ok_or_else(|| Error::field("show", "There is no show with this address."))?;
        scope.push(vec![name_of_show(show.id)]);
        within.shows = Some(vec![show.id]);
        only = Some(show);
    }
    if let Some(episode) = &ask.episode {
        let id = match (episode.parse::<Uuid>(), &only, Slug::parse(episode)) {
            (Ok(id), ..) => Some(id),
            (_, None, _) => {
                return Err(Error::field("show", "Name the show of the episode too, or the episode by its id."));
            }
            (_, Some(show), Some(slug)) => store::episodes::by_slug(&mut *conn, show.id, &slug).await?.map(|e| e.id),
            _ => None,
        };
        // Whether there is a draft of that name is nobody's business: nothing of one is found.
        let id = id.unwrap_or_default();
        scope.push(vec![name_of_episode(id)]);
        within.episode = Some(id);
    }
    scope.extend(ask.year.map(|year| vec![name_of_year(year)]));
    scope.extend(ask.speaker.as_deref().map(|name| vec![name_of_speaker(name)]));
    Ok((scope, only, within))
}

struct Search<'a> {
    conn: &'a mut PgConnection,
    reach: &'a Reach,
    edited: &'a [Uuid],
    ask: &'a Ask,
    /// By which words may have been brought to their stems.
    languages: Vec<Language>,
    /// As [`scope`] gives it.
    scope: Vec<Vec<String>>,
}

/// One ranked list: candidates, best first.
struct List {
    found: Vec<Candidate>,
    is_cut: bool,
}

/// What was found by the words that were typed, and by words like them.
struct ByWords {
    exact: List,
    /// The query with words like those of it.
    near: Query,
    alike: List,
}

impl Search<'_> {
    async fn run(mut self, query: Query, about: impl Future<Output = Vec<Candidate>>) -> Result<Results, store::Error> {
        let (by_words, mut about) = tokio::join!(self.by_words(&query), about);
        let ByWords { exact, near, alike } = by_words?;
        let said: HashSet<i64> = exact.found.iter().chain(&alike.found).map(|found| found.passage).collect();
        if exact.found.len() >= FEW {
            // There is enough that says it: its meaning only tells which of that comes first.
            about.retain(|found| said.contains(&found.passage));
        }
        let only_about: HashSet<i64> =
            about.iter().map(|found| found.passage).filter(|id| !said.contains(id)).collect();
        let by_passage: HashMap<i64, &Candidate> =
            exact.found.iter().chain(&alike.found).chain(&about).map(|found| (found.passage, found)).collect();
        let ids = |list: &[Candidate]| list.iter().map(|found| found.passage).collect::<Vec<i64>>();
        let fused = search::fuse(&[
            (1.0, ids(&exact.found)),
            (WEIGHT_OF_ALIKE, ids(&alike.found)),
            (WEIGHT_OF_MEANING, ids(&about)),
        ]);
        let ranked: Vec<&Candidate> = fused.iter().filter_map(|(id, _)| by_passage.get(id).copied()).collect();
        let grouped = search::group(&ranked, PASSAGES);
        let of_page: Vec<_> = grouped.episodes.iter().skip((self.ask.page - 1) * PAGE).take(PAGE).collect();
        let mut results = Results {
            total: grouped.episodes.len(),
            complete: !exact.is_cut && !alike.is_cut,
            page: self.ask.page,
            pages: grouped.episodes.len().div_ceil(PAGE),
            only_by_meaning: said.is_empty() && !about.is_empty(),
            ..Results::default()
        };
        // Found as it was typed, what is alike is a bonus and nothing to be pointed at.
        let corrected = if exact.found.is_empty() { Some(&near) } else { None };
        self.show(&of_page, &near, corrected, &only_about, &mut results).await?;
        self.count(grouped.facets, &mut results).await?;
        Ok(results)
    }

    async fn by_words(&mut self, query: &Query) -> Result<ByWords, store::Error> {
        let exact = self.list(query).await?;
        let mut near = query.clone();
        let mut alike = List { found: Vec::new(), is_cut: false };
        if exact.found.len() < FEW && self.look_for_near_words(&mut near, !exact.found.is_empty()).await? {
            alike = self.list(&near).await?;
        }
        Ok(ByWords { exact, near, alike })
    }

    /// Passages that have what a query asks for, best first.
    async fn list(&mut self, query: &Query) -> Result<List, store::Error> {
        let any = |names: &Vec<String>| names.iter().map(|name| search::lexeme(name)).collect::<Vec<_>>().join("|");
        let scope: String = self.scope.iter().map(|names| format!("&({})", any(names))).collect();
        let needed = query.needed(&self.languages) + &scope;
        let matching = query.matching(&self.languages);
        let ranked = query.ranked(&self.languages);
        let read = if query.has_phrases() { READ_FOR_PHRASES } else { READ };
        let mut looked = Looked {
            reach: self.reach,
            shelf: Shelf::Published,
            needed: &needed,
            matching: &matching,
            ranked: &ranked,
            sample: false,
            read,
        };
        looked.sample = self.is_frequent(query).await?;
        let mut found = store::search::candidates(&mut *self.conn, looked).await?;
        if looked.sample && found.found.len() < ENOUGH_OF_A_SAMPLE {
            looked.sample = false;
            found = store::search::candidates(&mut *self.conn, looked).await?;
        }
        if *self.reach != Reach::Public {
            let looked = Looked { shelf: Shelf::Drafts, sample: false, ..looked };
            let drafts = store::search::candidates(&mut *self.conn, looked).await?;
            found.found.extend(drafts.found);
            found.is_cut |= drafts.is_cut;
        }
        let mut rows = found.found;
        // Of equals the later one: it was indexed last. Ids of drafts count down.
        rows.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(b.1.unsigned_abs().cmp(&a.1.unsigned_abs())));
        let candidate =
            |(_, passage, episode, show, year, speaker)| Candidate { passage, episode, show, year, speaker };
        Ok(List { found: rows.into_iter().map(candidate).collect(), is_cut: looked.sample || found.is_cut })
    }

    /// Whether even the rarest word is in very many passages.
    async fn is_frequent(&mut self, query: &Query) -> Result<bool, store::Error> {
        let mut required = query.required(&self.languages);
        required.extend(self.scope.iter().cloned());
        let (count, shares) = store::search::estimates(&mut *self.conn, &required.concat()).await?;
        let share = |lexemes: &Vec<String>| lexemes.iter().filter_map(|l| shares.get(l)).sum::<f32>();
        Ok(required.iter().map(share).fold(1.0, f32::min) * count > FREQUENT)
    }

    /// Adds to each word of a query those whose letters are alike; whether there are any.
    async fn look_for_near_words(&mut self, query: &mut Query, is_said: bool) -> Result<bool, store::Error> {
        let words: Vec<(usize, String)> =
            query.correctable().take(CORRECTED).map(|(clause, word)| (clause, word.to_owned())).collect();
        let mut any = false;
        for (clause, word) in words {
            let alike = store::search::alike(&mut *self.conn, &word, &search::swapped(&word), 40).await?;
            query.clauses[clause].near = search::nearest(&word, is_said, &alike, NEAR);
            any |= !query.clauses[clause].near.is_empty();
        }
        Ok(any)
    }

    /// Fills in the episodes of a page, with what was found marked in their passages.
    async fn show(
        &mut self,
        of_page: &[&(Uuid, Vec<i64>)],
        query: &Query,
        corrected: Option<&Query>,
        only_about: &HashSet<i64>,
        results: &mut Results,
    ) -> Result<(), store::Error> {
        let ids: Vec<Uuid> = of_page.iter().map(|(id, _)| *id).collect();
        let episodes = store::search::episodes(&mut *self.conn, self.reach, &ids).await?;
        let ids: Vec<i64> = of_page.iter().flat_map(|(_, passages)| passages.iter().copied()).collect();
        let mut passages = store::search::passages(&mut *self.conn, &ids).await?;
        let mut said: Vec<(String, Language)> = Vec::new();
        for (id, passage_ids) in of_page {
            let Some(episode) = episodes.get(id) else { continue };
            let edits = *self.reach == Reach::Everything || self.edited.contains(&episode.show_id);
            let (url, words) = match (edits, episode.published_at) {
                (true, _) => (format!("/studio/episodes/{id}/transcript"), "#lines"),
                (false, Some(_)) => (format!("/shows/{}/{}", episode.show_slug, episode.slug), "#transcript"),
                // Who may only look at a draft sees how it stands.
                (false, None) => (format!("/studio/episodes/{id}"), ""),
            };
            let language = Language::of(&episode.stems);
            let mut found = Vec::new();
            for passage_id in passage_ids {
                let Some(passage) = passages.remove(passage_id) else { continue };
                if only_about.contains(passage_id) {
                    // A word of the query that it happens to have is not why it is here, and not where to land.
                    found.push(FoundPassage { by_meaning: true, ..found_passage(passage, &url, words, &[]) });
                    continue;
                }
                let spans = search::marks(&passage.text, language, query, &self.languages);
                if corrected.is_some() {
                    said.push((passage.text.clone(), language));
                }
                found.push(found_passage(passage, &url, words, &spans));
            }
            results.episodes.push(FoundEpisode {
                id: *id,
                title: episode.title.clone(),
                show: episode.show_slug.clone(),
                show_title: episode.show_title.clone(),
                url,
                published_at: episode.published_at,
                artwork_url: episode.artwork_url.clone(),
                accent: episode.accent.clone(),
                language: episode.language.clone(),
                passages: found,
            });
        }
        let better = corrected.map(|query| self.better_words(query, &said)).unwrap_or_default();
        if !better.is_empty() {
            results.suggestion = Some(query.corrected(&self.ask.q, &better));
        }
        Ok(())
    }

    /// For each clause that nobody says as it was typed a word that is said in what is shown. No other word is offered: it may
    /// be of a draft.
    fn better_words(&self, query: &Query, said: &[(String, Language)]) -> Vec<(usize, String)> {
        let words: HashSet<String> =
            said.iter().flat_map(|(text, _)| search::tokens(text)).map(|token| token.word).collect();
        let is_said = |clause: &Clause| {
            let itself = Query { clauses: vec![Clause { near: Vec::new(), ..clause.clone() }] };
            said.iter().any(|(text, language)| !search::marks(text, *language, &itself, &self.languages).is_empty())
        };
        let better = |(i, clause): (usize, &Clause)| {
            let near = clause.near.iter().find(|word| words.contains(*word))?;
            (!is_said(clause)).then(|| (i, near.clone()))
        };
        query.clauses.iter().enumerate().filter_map(better).collect()
    }

    async fn count(&mut self, facets: search::Facets, results: &mut Results) -> Result<(), store::Error> {
        let ids: Vec<Uuid> = facets.shows.iter().take(FACET).map(|(id, _)| *id).collect();
        let mut shows = store::search::shows(&mut *self.conn, &ids).await?;
        let show = |(id, episodes)| shows.remove(&id).map(|(show, title)| ShowCount { show, title, episodes });
        results.shows = facets.shows.into_iter().take(FACET).filter_map(show).collect();
        let speakers = facets.speakers.into_iter().take(FACET);
        results.speakers = speakers.map(|(speaker, episodes)| SpeakerCount { speaker, episodes }).collect();
        let years = facets.years.into_iter().take(FACET);
        results.years = years.map(|(year, episodes)| YearCount { year, episodes }).collect();
        Ok(())
    }
}

/// A passage with what was found in it, and the address of the moment at which the first of that is said; without times that of the
/// words of the episode.
fn found_passage(passage: Passage, url: &str, words: &str, spans: &[Span]) -> FoundPassage {
    let mut pieces = Vec::new();
    let mut from = 0;
    let mut add = |text: &str, found: bool| {
        if !text.is_empty() {
            pieces.push(Piece { text: text.to_owned(), found });
        }
    };
    for span in spans {
        add(&passage.text[from..span.start], false);
        add(&passage.text[span.start..span.end], true);
        from = span.end;
    }
    add(&passage.text[from..], false);
    let tenths = spans.first().and_then(|span| passage.times.get(span.token)).copied().unwrap_or_default();
    let start = passage.start_ms.and_then(|ms| u32::try_from(ms).ok());
    let start_ms = start.map(|ms| ms + u32::from(tenths.unsigned_abs()) * 100);
    let place = start_ms.map_or_else(|| words.to_owned(), |ms| format!("#t={}", timecode::fragment(ms)));
    FoundPassage {
        start_ms,
        url: format!("{url}{place}"),
        speaker: Some(passage.speaker).filter(|name| !name.is_empty()),
        pieces,
        by_meaning: false,
    }
}
