//! The index of search on a real PostgreSQL, named by `DATABASE_URL`.

mod support;

use store::search::{self, Candidates, Header, Looked, Passage, Reach, Shelf};
use support::Database;
use time::{OffsetDateTime, macros::datetime};
use uuid::Uuid;

const NOW: OffsetDateTime = datetime!(2026-01-01 12:00 UTC);

fn header(year: Option<i32>) -> Header {
    Header { version: 1, language: "en".into(), year }
}

fn passage(text: &str) -> (Passage, String) {
    let words = text.split(' ').enumerate().map(|(i, word)| format!("'{word}':{} ", i + 1)).collect();
    let passage = Passage { start_ms: Some(1_000), speaker: "Ann".into(), text: text.into(), times: vec![0, 12] };
    (passage, words)
}

async fn index(database: &Database, episode: Uuid, texts: &[&str]) {
    let mut tx = store::begin(&database.pool).await.unwrap();
    let begun = search::begin(&mut tx, episode).await.unwrap().expect("the episode is there");
    let year = begun.published_at.map(|at| at.year());
    let shelf = if year.is_some() { Shelf::Published } else { Shelf::Drafts };
    let old = search::of_episode(&mut *tx, shelf, episode).await.unwrap();
    let old: Vec<i64> = old.iter().map(|(id, _)| *id).collect();
    let new: Vec<(Passage, String)> = texts.iter().map(|text| passage(text)).collect();
    search::exchange(&mut tx, shelf, episode, &old, &new).await.unwrap();
    search::finish(&mut tx, episode, &header(year), &begun).await.unwrap();
    store::commit(tx).await.unwrap();
}

async fn find(database: &Database, query: &str, read: i64) -> Candidates {
    search::candidates(&database.pool, looked(query, read)).await.unwrap()
}

fn looked(query: &str, read: i64) -> Looked<'_> {
    let (reach, shelf) = (&Reach::Public, Shelf::Published);
    Looked { reach, shelf, needed: query, matching: query, ranked: query, sample: false, read }
}

#[tokio::test]
async fn only_passages_of_public_episodes_are_found() {
    let database = Database::migrated().await;
    let episode = database.episode().await;
    store::episodes::set_published(&database.pool, episode, Some(NOW)).await.unwrap();
    index(&database, episode, &["deep sea", "dark night"]).await;
    let (rank, _, id, _, year, speaker) = find(&database, "'deep' & 'sea'", 10).await.found.remove(0);
    assert!(rank > 0.0);
    assert_eq!((id, year, speaker.as_str()), (episode, Some(2026), "Ann"));
    assert_eq!(search::passages(&database.pool, &[0]).await.unwrap().len(), 0);
    assert_eq!(search::episodes(&database.pool, &Reach::Public, &[episode]).await.unwrap().len(), 1);

    store::episodes::set_published(&database.pool, episode, None).await.unwrap();
    assert!(find(&database, "'deep'", 10).await.found.is_empty());
    assert!(search::episodes(&database.pool, &Reach::Public, &[episode]).await.unwrap().is_empty());
    store::episodes::delete(&database.pool, episode).await.unwrap();
    let mut conn = store::connection(&database.pool).await.unwrap();
    assert!(search::begin(&mut conn, episode).await.unwrap().is_none());
}

/// What was published while somebody waited to index it is indexed, or stays due: else nobody would ever find it.
#[tokio::test]
async fn a_publication_is_not_lost_to_whoever_began_before_it() {
    let database = Database::migrated().await;
    let episode = database.episode().await;
    search::mark_due(&database.pool, episode).await.unwrap();
    let mut other = store::begin(&database.pool).await.unwrap();
    search::begin(&mut other, episode).await.unwrap().unwrap();
    let db = database.pool.clone();
    let waiting = tokio::spawn(async move {
        let mut tx = store::begin(&db).await.unwrap();
        let begun = search::begin(&mut tx, episode).await.unwrap().unwrap();
        if begun.published_at.is_none() {
            search::remove(&mut tx, episode, &begun).await.unwrap();
        }
        store::commit(tx).await.unwrap();
        begun.published_at
    });
    let waits =
        "select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')";
    while !sqlx::query_scalar::<_, bool>(waits).fetch_one(&database.pool).await.unwrap() {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    store::episodes::set_published(&database.pool, episode, Some(NOW)).await.unwrap();
    store::commit(other).await.unwrap();
    assert_eq!(waiting.await.unwrap(), Some(NOW));
    assert_eq!(search::urgent(&database.pool, &Reach::Everything, 9).await.unwrap(), [episode]);
}

/// Migration 11, on a database that has what it is for.
#[tokio::test]
async fn what_was_lost_to_search_is_due_after_the_migration() {
    let database = Database::migrated().await;
    let (lost, found, draft) = (database.episode().await, database.episode().await, database.episode().await);
    store::episodes::set_published(&database.pool, lost, Some(NOW)).await.unwrap();
    store::episodes::set_published(&database.pool, found, Some(NOW)).await.unwrap();
    index(&database, found, &["sea"]).await;
    database.execute("delete from search_due").await;
    database.execute("delete from _sqlx_migrations where version = 11").await;
    store::migrate(&database.pool).await.unwrap();
    assert_eq!(search::due(&database.pool, 9).await.unwrap(), [lost], "neither {found} nor the draft {draft}");

    let earlier = "a8d465c45f5aeca1d0db65711fccd3bcb39d6fb6cdf277c091553d99f4ed2b298c093f7acb9f3e71c4dc27ece3b5a911";
    database
        .execute(&format!("update _sqlx_migrations set checksum = decode('{earlier}', 'hex') where version = 11"))
        .await;
    store::migrate(&database.pool).await.expect("the form in which it was published first is accepted");
    database.execute("update _sqlx_migrations set checksum = 'else' where version = 11").await;
    store::migrate(&database.pool).await.expect_err("no other is");
}

#[tokio::test]
async fn drafts_are_found_by_those_who_work_on_them() {
    let database = Database::migrated().await;
    let db = &database.pool;
    let (draft, other) = (database.episode().await, database.episode().await);
    let show = async |id| store::episodes::by_id(db, id).await.unwrap().unwrap().show_id;
    let (mine, theirs) = (Reach::Shows(vec![show(draft).await]), Reach::Shows(vec![show(other).await]));
    index(&database, draft, &["deep sea"]).await;
    index(&database, other, &["deep night"]).await;
    let found = async |reach: &Reach, shelf: Shelf| {
        let looked = Looked { reach, shelf, ..looked("'deep'", 9) };
        let found = search::candidates(db, looked).await.unwrap().found;
        let mut found: Vec<(Uuid, i64)> =
            found.into_iter().map(|(_, passage, episode, ..)| (episode, passage)).collect();
        found.sort_unstable();
        found
    };
    for shelf in [Shelf::Published, Shelf::Drafts] {
        assert_eq!(found(&Reach::Public, shelf).await, []);
    }
    let (episode, passage) = found(&mine, Shelf::Drafts).await.remove(0);
    assert!(episode == draft && passage < 0, "ids of drafts are no ids of what is published");
    assert_eq!(search::passages(db, &[passage]).await.unwrap()[&passage].text, "deep sea");
    assert_eq!(found(&theirs, Shelf::Drafts).await[0].0, other);
    assert_eq!(found(&Reach::Everything, Shelf::Drafts).await.len(), 2);
    for (reach, there) in [(&Reach::Public, 0), (&mine, 1), (&theirs, 0), (&Reach::Everything, 1)] {
        assert_eq!(search::episodes(db, reach, &[draft]).await.unwrap().len(), there, "{reach:?}");
    }
    assert!(search::episodes(db, &mine, &[draft]).await.unwrap()[&draft].published_at.is_none());
    assert!(search::languages(db, &Reach::Public).await.unwrap().is_empty());
    for reach in [&mine, &theirs, &Reach::Everything] {
        assert_eq!(search::languages(db, reach).await.unwrap(), ["en"]);
    }
    database.execute(&format!("update search_episodes set language = 'de' where episode_id = '{other}'")).await;
    assert_eq!(search::languages(db, &mine).await.unwrap(), ["en"], "nor the language of a stranger's draft");

    // Published, what is left of the draft counts no more, even before it is indexed anew.
    store::episodes::set_published(db, draft, Some(NOW)).await.unwrap();
    assert_eq!(found(&mine, Shelf::Drafts).await, []);
    assert_eq!(search::urgent(db, &Reach::Public, 9).await.unwrap(), [draft]);
    assert!(search::urgent(db, &theirs, 9).await.unwrap().is_empty());
    store::episodes::set_published(db, draft, None).await.unwrap();
    assert!(search::urgent(db, &Reach::Public, 9).await.unwrap().is_empty(), "nobody waits for a draft");
    assert_eq!(search::urgent(db, &mine, 9).await.unwrap(), [draft]);
}

/// Migration 12, on a database that has drafts.
#[tokio::test]
async fn drafts_that_are_there_are_due_after_the_migration() {
    let database = Database::migrated().await;
    let (draft, _without_words) = (database.episode().await, database.episode().await);
    database
        .execute(&format!(
            "insert into transcripts (episode_id, document, source, updated_at, began_at)
             values ('{draft}', '', 'uploaded', now(), now())"
        ))
        .await;
    database.execute("drop table draft_passages").await;
    database.execute("delete from search_due").await;
    database.execute("delete from _sqlx_migrations where version = 12").await;
    store::migrate(&database.pool).await.unwrap();
    assert_eq!(search::due(&database.pool, 9).await.unwrap(), [draft]);
}

#[tokio::test]
async fn no_more_is_read_than_is_allowed_and_it_is_said() {
    let database = Database::migrated().await;
    let episode = database.episode().await;
    store::episodes::set_published(&database.pool, episode, Some(NOW)).await.unwrap();
    index(&database, episode, &["sea one", "sea two", "sea three"]).await;
    let all = find(&database, "'sea'", 4).await;
    assert_eq!((all.found.len(), all.is_cut), (3, false));
    let some = find(&database, "'sea'", 2).await;
    assert_eq!((some.found.len(), some.is_cut), (2, true));
    let looked = Looked { matching: "'sea' <-> 'two'", ..looked("'sea'", 9) };
    assert_eq!(search::candidates(&database.pool, looked).await.unwrap().found.len(), 1);
}

#[tokio::test]
async fn a_write_during_the_indexing_stays_due() {
    let database = Database::migrated().await;
    let episode = database.episode().await;
    store::episodes::set_published(&database.pool, episode, Some(NOW)).await.unwrap();
    let mut tx = store::begin(&database.pool).await.unwrap();
    let begun = search::begin(&mut tx, episode).await.unwrap().unwrap();
    // Nobody who writes waits for whoever indexes.
    search::mark_due(&database.pool, episode).await.unwrap();
    search::finish(&mut tx, episode, &header(Some(2026)), &begun).await.unwrap();
    store::commit(tx).await.unwrap();
    assert_eq!(search::urgent(&database.pool, &Reach::Everything, 9).await.unwrap(), [episode]);
    index(&database, episode, &["sea"]).await;
    assert!(search::due(&database.pool, 9).await.unwrap().is_empty());
}

#[tokio::test]
async fn what_was_written_last_comes_first_and_what_fails_comes_last() {
    let database = Database::migrated().await;
    let (old, first, second) = (database.episode().await, database.episode().await, database.episode().await);
    database.execute(&format!("insert into search_due (episode_id, urgent) values ('{old}', false)")).await;
    search::mark_due(&database.pool, first).await.unwrap();
    search::mark_due(&database.pool, second).await.unwrap();
    assert_eq!(search::due(&database.pool, 9).await.unwrap(), [second, first, old]);
    assert_eq!(search::urgent(&database.pool, &Reach::Everything, 9).await.unwrap(), [second, first]);
    search::set_aside(&database.pool, second).await.unwrap();
    assert_eq!(search::due(&database.pool, 9).await.unwrap(), [first, old, second]);
}

#[tokio::test]
async fn two_who_index_the_same_episode_take_turns() {
    let database = Database::migrated().await;
    let episode = database.episode().await;
    store::episodes::set_published(&database.pool, episode, Some(NOW)).await.unwrap();
    tokio::join!(
        index(&database, episode, &["sea"]),
        index(&database, episode, &["sea"]),
        index(&database, episode, &["sea"])
    );
    assert_eq!(find(&database, "'sea'", 10).await.found.len(), 1);
}

#[tokio::test]
async fn words_alike_and_frequent_ones() {
    let database = Database::migrated().await;
    search::add_words(&database.pool, &["printing".into(), "prints".into(), "ocean".into()]).await.unwrap();
    search::add_words(&database.pool, &["printing".into()]).await.unwrap();
    assert_eq!(search::alike(&database.pool, "pritning", &[], 5).await.unwrap()[0], "printing");
    assert_eq!(search::alike(&database.pool, "xyz", &["ocean".into(), "oecan".into()], 5).await.unwrap(), ["ocean"]);
    assert!(search::alike(&database.pool, "xyz", &[], 5).await.unwrap().is_empty());

    let episode = database.episode().await;
    store::episodes::set_published(&database.pool, episode, Some(NOW)).await.unwrap();
    let texts: Vec<String> = (0..200).map(|n| format!("the word{n}")).collect();
    index(&database, episode, &texts.iter().map(String::as_str).collect::<Vec<_>>()).await;
    database.execute("analyze passages").await;
    let (count, shares) = search::estimates(&database.pool, &["the".into(), "word7".into()]).await.unwrap();
    assert_eq!(count, 200.0);
    assert!(shares["the"] > 0.99 && shares.get("word7").is_none_or(|share| *share < 0.1), "{shares:?}");
    assert_eq!(search::languages(&database.pool, &Reach::Public).await.unwrap(), ["en"]);
}

#[tokio::test]
async fn a_search_that_takes_too_long_is_told_apart() {
    let database = Database::migrated().await;
    let episode = database.episode().await;
    store::episodes::set_published(&database.pool, episode, Some(NOW)).await.unwrap();
    let texts: Vec<String> = (0..2_000).map(|n| format!("the word{n}")).collect();
    index(&database, episode, &texts.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let mut tx = store::begin(&database.pool).await.unwrap();
    search::limit(&mut tx, 1).await.unwrap();
    let query = vec!["'the'"; 4_000].join("&");
    let looked = looked(&query, 2_000);
    assert!(matches!(search::candidates(&mut *tx, looked).await, Err(store::Error::TooLong)));
}
