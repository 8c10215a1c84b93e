//! What things are about, on a real PostgreSQL, named by `DATABASE_URL`.

mod support;

use std::collections::HashMap;

use model::insight::Insights;
use store::{
    meaning::{self, Made, Within},
    related,
    search::{self, Header, Passage, Shelf},
};
use support::Database;
use time::{OffsetDateTime, macros::datetime};
use uuid::Uuid;

const NOW: OffsetDateTime = datetime!(2026-01-01 12:00 UTC);

/// A public episode whose passages are indexed; their ids.
async fn episode(database: &Database, texts: &[&str]) -> (Uuid, Vec<i64>) {
    let id = database.episode().await;
    store::episodes::set_published(&database.pool, id, Some(NOW)).await.unwrap();
    let mut tx = store::begin(&database.pool).await.unwrap();
    let begun = search::begin(&mut tx, id).await.unwrap().expect("the episode is there");
    let passage = |text: &&str| {
        let passage = Passage { start_ms: None, speaker: "Ann".into(), text: (*text).into(), times: vec![] };
        (passage, String::new())
    };
    search::exchange(&mut tx, Shelf::Published, id, &[], &texts.iter().map(passage).collect::<Vec<_>>()).await.unwrap();
    let header = Header { version: 1, language: "en".into(), year: Some(2026) };
    search::finish(&mut tx, id, &header, &begun).await.unwrap();
    store::commit(tx).await.unwrap();
    let passages =
        search::of_episode(&database.pool, Shelf::Published, id).await.unwrap().into_iter().map(|(id, _)| id).collect();
    (id, passages)
}

async fn keep(database: &Database, id: Uuid, by: &str, mean: Option<Vec<u8>>, rows: Vec<(Vec<i64>, Vec<u8>)>) {
    let mut conn = store::connection(&database.pool).await.unwrap();
    meaning::put(&mut conn, id, &Made { by, language: "en", mean, rows }).await.unwrap();
}

/// Insights that say nothing but this.
fn insights(summary: &str) -> Insights {
    serde_json::from_value(serde_json::json!({
        "language": "en", "provenance": {"engine": "classic", "version": "1"}, "summary": summary, "summary_sentences": [],
        "chapters": [], "topics": [], "key_phrases": [], "entities": [], "quotes": [], "questions": [], "talk_time": [],
        "sentiment": [],
    }))
    .expect("a document")
}

#[tokio::test]
async fn who_was_written_since_stays_due_and_who_fails_comes_last() {
    let database = Database::migrated().await;
    let db = &database.pool;
    let (first, second) = (database.episode().await, database.episode().await);
    meaning::mark_due(db, first).await.unwrap();
    meaning::mark_due(db, second).await.unwrap();
    let (id, mark) = meaning::due(db).await.unwrap().unwrap();
    assert_eq!(id, first);
    meaning::mark_due(db, first).await.unwrap();
    meaning::done(db, first, mark).await.unwrap();
    assert_eq!(meaning::due(db).await.unwrap().unwrap().0, second);
    meaning::set_aside(db, second).await.unwrap();
    let (id, mark) = meaning::due(db).await.unwrap().unwrap();
    assert_eq!(id, first);
    meaning::done(db, first, mark).await.unwrap();
    assert_eq!(meaning::due(db).await.unwrap().unwrap().0, second);
}

#[tokio::test]
async fn what_was_just_written_comes_before_what_waits() {
    let database = Database::migrated().await;
    let db = &database.pool;
    let (old, _) = episode(&database, &["text"]).await;
    let (new, _) = episode(&database, &["text"]).await;
    let next = async || meaning::due(db).await.unwrap().unwrap().0;
    // As the migration does.
    database.execute(&format!("insert into meaning_due (episode_id) values ('{old}')")).await;
    meaning::mark_due(db, new).await.unwrap();
    assert_eq!(next().await, new);
    meaning::set_aside(db, new).await.unwrap();
    assert_eq!(next().await, old, "what could not be made is nothing new");
    meaning::mark_due(db, new).await.unwrap();
    assert_eq!(next().await, new, "unless it is written again");

    database.execute("delete from meaning_due").await;
    keep(&database, old, "words", None, Vec::new()).await;
    assert_eq!(meaning::mark_by_words_due(db, &["en".into()]).await.unwrap(), 1);
    store::transcripts::put_insights(db, new, &insights("One."), NOW).await.unwrap();
    store::decisions::publish(db, new, &insights("One."), true, 0).await.unwrap();
    assert_eq!(next().await, new, "what became public before what a new model may do better");
}

#[tokio::test]
async fn two_processes_work_on_two_episodes_and_nobody_waits_for_them() {
    let database = Database::migrated().await;
    let db = &database.pool;
    let (first, second) = (database.episode().await, database.episode().await);
    meaning::mark_due(db, first).await.unwrap();
    meaning::mark_due(db, second).await.unwrap();
    let mut one = store::begin(db).await.unwrap();
    let mut two = store::begin(db).await.unwrap();
    let mut three = store::begin(db).await.unwrap();
    let (id, mark) = meaning::due(&mut *one).await.unwrap().unwrap();
    assert_eq!(id, first);
    assert_eq!(meaning::due(&mut *two).await.unwrap().unwrap().0, second);
    assert_eq!(meaning::due(&mut *three).await.unwrap(), None, "both are being worked on");
    assert!(meaning::is_due(&mut *one, first, mark).await.unwrap());
    meaning::mark_due(db, first).await.unwrap();
    assert!(!meaning::is_due(&mut *one, first, mark).await.unwrap(), "it was written meanwhile");
    store::commit(one).await.unwrap();
    assert_eq!(meaning::due(&mut *three).await.unwrap().unwrap().0, first, "it is free again");
}

#[tokio::test]
async fn passages_keep_their_vectors_as_long_as_they_are_there() {
    let database = Database::migrated().await;
    let db = &database.pool;
    let (id, passages) = episode(&database, &["one", "two"]).await;
    assert_eq!(meaning::without_vector(db, id, 1).await.unwrap(), [(passages[0], "one".to_owned())]);
    let vectors = [vec![1], vec![2], vec![3]];
    meaning::put_vectors(db, &[passages[0], passages[1], i64::MAX], &vectors).await.unwrap();
    meaning::put_vectors(db, &passages, &[vec![8], vec![9]]).await.unwrap();
    assert!(meaning::without_vector(db, id, 9).await.unwrap().is_empty());
    let kept = [(passages[0], Some(vec![1])), (passages[1], Some(vec![2]))];
    assert_eq!(meaning::vectors(db, id).await.unwrap(), kept);
    assert_eq!(meaning::vectors_of(db, &passages[1..]).await.unwrap(), [(passages[1], vec![2])]);
    let mut conn = store::connection(db).await.unwrap();
    search::exchange(&mut conn, Shelf::Published, id, &passages[..1], &[]).await.unwrap();
    assert_eq!(meaning::vectors(db, id).await.unwrap(), kept[1..]);
    assert!(meaning::vectors_of(db, &passages[..1]).await.unwrap().is_empty());
}

#[tokio::test]
async fn signs_are_read_where_one_looks() {
    let database = Database::migrated().await;
    let db = &database.pool;
    let (one, passages) = episode(&database, &["one"]).await;
    let (two, _) = episode(&database, &["two"]).await;
    assert!(!meaning::is_any(db).await.unwrap());
    keep(&database, one, "m", Some(vec![1]), vec![(passages.clone(), vec![1, 1]), (vec![7], vec![2])]).await;
    keep(&database, two, "m", None, vec![(vec![8], vec![3, 3, 3])]).await;
    keep(&database, two, "m", None, vec![(vec![9], vec![4])]).await;
    assert!(meaning::is_any(db).await.unwrap());
    let all = meaning::signs(db, &Within::default()).await.unwrap();
    assert_eq!((all.rows.len(), all.signs.len()), (3, 4), "what was kept before is gone");
    assert_eq!(all.rows.iter().map(|(_, bytes)| *bytes).sum::<i32>(), 4);

    let show = store::episodes::by_id(db, one).await.unwrap().unwrap().show_id;
    let bytes = async |within: Within| meaning::signs(db, &within).await.unwrap().signs;
    let nowhere = Within::default;
    assert_eq!(bytes(Within { shows: Some(vec![show]), ..nowhere() }).await.len(), 3);
    assert_eq!(bytes(Within { episode: Some(two), ..nowhere() }).await, [4]);
    assert_eq!(bytes(Within { year: Some(2026), ..nowhere() }).await.len(), 4);
    assert_eq!(bytes(Within { year: Some(2025), ..nowhere() }).await.len(), 0);
    database
        .execute(&format!(
            "insert into presentations (episode_id, reading_html, words_json, waveform_html, charts_html, updated_at, speakers)
             values ('{two}', '', '', '', '', now(), '{{Ann,Bob}}')"
        ))
        .await;
    assert_eq!(bytes(Within { speaker: Some("bOB".into()), ..nowhere() }).await, [4]);
    let all = Within { shows: Some(vec![show]), episode: Some(two), year: Some(2026), speaker: Some("Bob".into()) };
    assert!(bytes(all).await.is_empty(), "the episode is of another show");

    let rows = meaning::signs(db, &Within { episode: Some(one), ..nowhere() }).await.unwrap().rows;
    let found = meaning::passages(db, &[rows[0].0]).await.unwrap();
    assert!(found[&rows[0].0] == passages || found[&rows[0].0] == [7]);
    let (of, _, year, speaker) = meaning::places(db, &passages).await.unwrap().remove(&passages[0]).unwrap();
    assert_eq!((of, year, speaker.as_str()), (one, Some(2026), "Ann"));

    store::episodes::set_published(db, one, None).await.unwrap();
    assert!(meaning::places(db, &passages).await.unwrap().is_empty());
    assert_eq!(meaning::language(db, one).await.unwrap(), None);
}

#[tokio::test]
async fn whatever_changes_the_signs_changes_their_version() {
    let database = Database::migrated().await;
    let db = &database.pool;
    let (one, _) = episode(&database, &["one"]).await;
    let (two, _) = episode(&database, &["two"]).await;
    let mut versions = vec![meaning::version(db).await.unwrap()];
    keep(&database, one, "m", None, vec![(vec![7], vec![1])]).await;
    versions.push(meaning::version(db).await.unwrap());
    keep(&database, two, "m", None, vec![(vec![8], vec![2])]).await;
    versions.push(meaning::version(db).await.unwrap());
    // As many as before.
    keep(&database, one, "m", None, vec![(vec![9], vec![3])]).await;
    versions.push(meaning::version(db).await.unwrap());
    meaning::remove(&mut db.acquire().await.unwrap(), two).await.unwrap();
    versions.push(meaning::version(db).await.unwrap());
    let distinct: std::collections::BTreeSet<_> = versions.iter().collect();
    assert_eq!(distinct.len(), versions.len(), "{versions:?}");
}

#[tokio::test]
async fn a_pair_is_seen_from_both_sides_and_only_where_both_are_public() {
    let database = Database::migrated().await;
    let db = &database.pool;
    let mut ids = Vec::new();
    for n in 0..6_u8 {
        let (id, _) = episode(&database, &["text"]).await;
        keep(&database, id, "words", Some(vec![n]), Vec::new()).await;
        ids.push(id);
    }
    assert_eq!(related::means(db, ids[0], "words").await.unwrap().len(), 5);
    assert!(related::means(db, ids[0], "another").await.unwrap().is_empty());
    let mut conn = store::connection(db).await.unwrap();
    let pairs: HashMap<Uuid, f32> =
        [(ids[0], 0.3), (ids[1], 0.9), (ids[3], 0.5), (ids[4], 0.6), (ids[5], 0.4), (Uuid::nil(), 1.0)].into();
    related::put(&mut conn, ids[2], &pairs).await.unwrap();
    let found = related::get(db, ids[2]).await.unwrap();
    assert_eq!(found.by.as_deref(), Some("words"));
    let order: Vec<Uuid> = found.items.iter().map(|item| item.id).collect();
    assert_eq!(order, [ids[1], ids[4], ids[3], ids[5]], "the best four, and none that is not there");
    for id in [ids[0], ids[5]] {
        assert_eq!(related::get(db, id).await.unwrap().items[0].id, ids[2], "from the other side");
    }
    let shown = store::presentations::with_insights(db, ids[2]).await.unwrap().related;
    assert_eq!(shown, found.items, "the page has the same");
    store::episodes::set_published(db, ids[1], None).await.unwrap();
    let order: Vec<Uuid> = related::get(db, ids[2]).await.unwrap().items.iter().map(|item| item.id).collect();
    assert_eq!(order, [ids[4], ids[3], ids[5], ids[0]], "another one stands by");
    related::put(&mut conn, ids[2], &HashMap::from([(ids[3], 0.7)])).await.unwrap();
    assert_eq!(related::pairs(db, ids[2]).await.unwrap(), HashMap::from([(ids[3], 0.7)]));
    assert_eq!(related::pairs(db, ids[3]).await.unwrap(), HashMap::from([(ids[2], 0.7)]));
    meaning::remove(&mut conn, ids[3]).await.unwrap();
    assert!(related::pairs(db, ids[2]).await.unwrap().is_empty());
    assert_eq!(related::get(db, ids[3]).await.unwrap(), model::related::Related::default());
}

#[tokio::test]
async fn words_are_due_again_in_languages_that_a_model_knows() {
    let database = Database::migrated().await;
    let db = &database.pool;
    let (one, _) = episode(&database, &["text"]).await;
    let (two, _) = episode(&database, &["text"]).await;
    keep(&database, one, "words", None, Vec::new()).await;
    keep(&database, two, "m", None, Vec::new()).await;
    assert_eq!(meaning::languages_by_words(db).await.unwrap(), ["en"]);
    assert_eq!(meaning::mark_by_words_due(db, &["de".into()]).await.unwrap(), 0);
    assert_eq!(meaning::mark_by_words_due(db, &["en".into(), "de".into()]).await.unwrap(), 1);
    assert_eq!(meaning::due(db).await.unwrap().unwrap().0, one);
}

#[tokio::test]
async fn what_is_public_of_insights_makes_an_episode_due_when_it_changes() {
    let database = Database::migrated().await;
    let db = &database.pool;
    let (id, _) = episode(&database, &["text"]).await;
    let draft = database.episode().await;
    let publish = async |id: Uuid, summary: &str, revision: i64| {
        store::decisions::publish(db, id, &insights(summary), true, revision).await.unwrap();
    };
    for id in [id, draft] {
        store::transcripts::put_insights(db, id, &insights("One."), NOW).await.unwrap();
        publish(id, "One.", 0).await;
    }
    let (due, mark) = meaning::due(db).await.unwrap().unwrap();
    assert_eq!(due, id);
    meaning::done(db, id, mark).await.unwrap();
    assert_eq!(meaning::due(db).await.unwrap(), None, "a draft is none of it");
    publish(id, "One.", 0).await;
    assert_eq!(meaning::due(db).await.unwrap(), None, "nothing changed");
    publish(id, "Two.", 99).await;
    assert_eq!(meaning::due(db).await.unwrap(), None, "prepared from another revision, it is not kept");
    publish(id, "Two.", 0).await;
    let (due, mark) = meaning::due(db).await.unwrap().unwrap();
    assert_eq!(due, id);
    assert_eq!(meaning::insights(db, id).await.unwrap().unwrap().summary, "Two.");
    meaning::done(db, id, mark).await.unwrap();
    keep(&database, id, "m", None, Vec::new()).await;
    publish(id, "Three.", 0).await;
    assert_eq!(meaning::due(db).await.unwrap(), None, "a model reads the passages, and these did not change");
    keep(&database, id, "words", None, Vec::new()).await;
    publish(id, "Four.", 0).await;
    assert_eq!(meaning::due(db).await.unwrap().unwrap().0, id);
    database.execute("update insights set published = '{\"summary\": 7}'").await;
    assert_eq!(meaning::insights(db, id).await.unwrap(), None, "another version wrote it");
}
