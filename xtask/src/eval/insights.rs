//! What `insight::analyse` finds in transcripts, beside what people chose and what plain methods find.

mod baselines;
mod gold;
mod program;
mod scores;

use std::{
    collections::{BTreeSet, HashMap},
    path::Path,
};

use anyhow::Result;
use insight::{Embedder, Options, analyse};
use model::insight::{EntityKind, Insights, Passage};

use super::print_table;
use baselines::{c99, capitalised_runs, document_frequencies, equal, lead, terms, text_tiling, tf_idf_phrases};
use gold::{Episode, bare_words, episodes};
use program::Program;
use scores::{Hits, boundaries, harmonic, rouge_l, window_diff};

/// What a method finds, by its name.
type Methods<T> = Vec<(&'static str, T)>;

/// One episode with everything that was found in it.
struct Run {
    episode: Episode,
    found: Insights,
    chapters: Methods<Vec<u64>>,
    topics: Methods<Vec<String>>,
    phrases: Methods<Vec<String>>,
    names: Methods<Vec<String>>,
    persons: Methods<Vec<String>>,
    summaries: Methods<(Vec<usize>, String)>,
}

impl Run {
    fn new(
        episode: Episode,
        frequencies: &HashMap<String, usize>,
        episodes: usize,
        embedder: Option<&dyn Embedder>,
    ) -> Self {
        let mut transcript = episode.transcript.clone();
        transcript.language = None;
        let found = analyse(&transcript, &Options { embedder, ..Options::default() });
        let own: Vec<u64> =
            found.chapters.iter().skip(1).filter_map(|c| c.segments).map(|s| episode.at[s.first as usize]).collect();
        // Nothing to compare with costs nothing: C99 takes the square of an episode.
        let divided = |method: fn(&Episode) -> Vec<u64>| match episode.chapters.is_empty() {
            true => Vec::new(),
            false => method(&episode),
        };
        let chapters = vec![
            ("equal, 5 min", equal(&episode, None)),
            ("equal, as many", equal(&episode, Some(own.len()))),
            ("TextTiling", divided(text_tiling)),
            ("C99", divided(c99)),
            ("ours", own),
        ];
        let tf_idf = |most| tf_idf_phrases(&episode, frequencies, episodes, most);
        let topics: Vec<String> = found.topics.iter().map(|t| t.name.clone()).collect();
        let topics = vec![("tf-idf", tf_idf(topics.len())), ("ours", topics)];
        let phrases: Vec<String> = found.key_phrases.iter().map(|p| p.text.clone()).collect();
        let phrases = vec![("tf-idf", tf_idf(phrases.len())), ("ours", phrases)];
        let names: Vec<String> = found.entities.iter().map(|e| e.name.clone()).collect();
        let people = found.entities.iter().filter(|e| e.kind == EntityKind::Person).map(|e| e.name.clone()).collect();
        let runs = capitalised_runs(&episode, 30);
        let long: Vec<String> = runs.iter().filter(|r| r.contains(' ')).cloned().collect();
        let sentences: Vec<usize> = found
            .summary_sentences
            .iter()
            .flat_map(|s| s.segments.first..=s.segments.last)
            .map(|s| s as usize)
            .collect();
        let summaries = vec![
            ("lead-3", lead(&episode, 3)),
            ("lead, as many", lead(&episode, sentences.len())),
            ("ours", (sentences, found.summary.clone())),
        ];
        Self {
            chapters,
            topics,
            phrases,
            names: vec![("capitals", runs.clone()), ("ours", names)],
            persons: vec![("capitals", runs), ("capitals, two and more", long), ("ours", people)],
            summaries,
            found,
            episode,
        }
    }
}

/// Prints the tables: without the model of sentences, and with it where it is there.
pub fn print_all(data: &Path) -> Result<()> {
    let folder = data.join("transcripts");
    let plain = runs(episodes(&folder)?, None);
    print_episodes(&plain);
    print_measures("Insights beside plain methods", &plain);
    let Some(program) = Program::find() else {
        println!(
            "\nwithout a model of sentences only: no podcastflow with one, see `cargo xtask build` and PODCASTFLOW_MODELS"
        );
        return Ok(());
    };
    let with = runs(episodes(&folder)?, Some(&program));
    let used = with.iter().filter(|r| r.found.provenance.model.is_some()).count();
    print_measures(&format!("The same with {}, in {used} of {} episodes", program.name(), with.len()), &with);
    Ok(())
}

fn runs(episodes: Vec<Episode>, embedder: Option<&dyn Embedder>) -> Vec<Run> {
    let frequencies = document_frequencies(&episodes);
    let count = episodes.len();
    episodes.into_iter().map(|e| Run::new(e, &frequencies, count, embedder)).collect()
}

fn print_measures(title: &str, runs: &[Run]) {
    let mut rows = Vec::new();
    let languages: BTreeSet<&str> = runs.iter().map(|r| r.episode.language.as_str()).collect();
    for language in languages {
        let some: Vec<&Run> = runs.iter().filter(|r| r.episode.language == language).collect();
        measure(language, &some, &mut rows);
    }
    let halves = |odd: usize| runs.iter().enumerate().filter(|(n, _)| n % 2 == odd).map(|(_, r)| r).collect::<Vec<_>>();
    measure("half A", &halves(0), &mut rows);
    measure("half B", &halves(1), &mut rows);
    measure("all", &runs.iter().collect::<Vec<_>>(), &mut rows);
    let head = ["Measure", "language", "episodes", "ours", "best plain", "which", "better by"];
    print_table(title, &head, &rows);
    let (verbatim, quotes) = verbatim(runs);
    println!("\n  Verbatim: {verbatim} of {quotes} quotes, sentences of summaries and questions.");
}

fn print_episodes(runs: &[Run]) {
    let row = |r: &Run| {
        let e = &r.episode;
        let last = |m: &Methods<Vec<u64>>| m.last().map_or(0, |(_, c)| c.len() + 1);
        vec![
            e.name.clone(),
            e.language.clone(),
            (e.duration / 60_000).to_string(),
            (e.chapters.len() + 1).to_string(),
            last(&r.chapters).to_string(),
            e.tags.len().to_string(),
            e.outline.len().to_string(),
            e.persons.len().to_string(),
            e.things.len().to_string(),
            if e.summary.is_some() { "yes" } else { "-" }.to_owned(),
        ]
    };
    let head = ["Episode", "language", "min", "chapters", "ours", "tags", "outline", "persons", "things", "summary"];
    print_table("What people chose", &head, &runs.iter().map(row).collect::<Vec<_>>());
}

/// One line a measure: ours, the best plain method, and by how much ours is better.
fn measure(language: &str, runs: &[&Run], rows: &mut Vec<Vec<String>>) {
    let mut line = |name: &str, episodes: usize, values: Vec<(&'static str, f64)>, lower: bool| {
        let Some(((_, ours), plain)) = values.split_last().filter(|_| episodes > 0) else { return };
        let better = |a: f64, b: f64| if lower { a < b } else { a > b };
        let Some((which, best)) = plain.iter().copied().reduce(|a, b| if better(b.1, a.1) { b } else { a }) else {
            return;
        };
        let gain = if lower { (best - ours) / best } else { (ours - best) / best };
        let gain = if gain.is_finite() { format!("{:+.0} %", 100.0 * gain) } else { "-".to_owned() };
        rows.push(vec![
            name.to_owned(),
            language.to_owned(),
            episodes.to_string(),
            format!("{ours:.3}"),
            format!("{best:.3}"),
            which.to_owned(),
            gain,
        ]);
    };
    let some: Vec<&Run> = runs.iter().copied().filter(|r| !r.episode.chapters.is_empty()).collect();
    let found = hits(&some, |r| &r.chapters, |r, c| boundaries(c, &r.episode.chapters));
    line("chapters, F1 at 30 s", some.len(), of(&found, Hits::f1), false);
    let differ = mean(&some, |r| &r.chapters, |r, c| window_diff(c, &r.episode.chapters, r.episode.duration));
    line("chapters, WindowDiff", some.len(), differ, true);

    let some: Vec<&Run> = runs.iter().copied().filter(|r| !r.episode.tags.is_empty()).collect();
    let found = hits(&some, |r| &r.topics, |r, t| words_hit(t, subjects(r), &r.episode.tags));
    three("topics", &found, some.len(), &mut line);
    let found = hits(&some, |r| &r.phrases, |r, t| words_hit(t, subjects(r), &subjects(r)));
    three("key phrases", &found, some.len(), &mut line);

    let some: Vec<&Run> = runs.iter().copied().filter(|r| !r.episode.persons.is_empty()).collect();
    let found = hits(&some, |r| &r.persons, |r, n| Hits::count(n, &r.episode.persons, |f, w| same_name(f, w)));
    three("persons", &found, some.len(), &mut line);
    let listed = |r: &Run| [r.episode.persons.clone(), r.episode.things.clone()].concat();
    let some: Vec<&Run> = runs.iter().copied().filter(|r| !listed(r).is_empty()).collect();
    let found = hits(&some, |r| &r.names, |r, n| Hits::count(n, &listed(r), |f, w| same_name(f, w)));
    three("names of any kind", &found, some.len(), &mut line);

    let some: Vec<&Run> = runs.iter().copied().filter(|r| r.episode.summary.is_some()).collect();
    let rouge = mean(
        &some,
        |r| &r.summaries,
        |r, s| rouge_l(&bare_words(&s.1), &bare_words(r.episode.summary.as_deref().unwrap_or_default())),
    );
    line("summary, ROUGE-L", some.len(), rouge, false);
    let covered = mean(runs, |r| &r.summaries, |r, s| coverage(r, &s.0));
    line("summary, coverage", runs.len(), covered, false);
}

/// Precision, recall and F1 of each method, a line each.
fn three(
    name: &str,
    found: &[(&'static str, Hits)],
    episodes: usize,
    line: &mut impl FnMut(&str, usize, Vec<(&'static str, f64)>, bool),
) {
    line(&format!("{name}, precision"), episodes, of(found, Hits::precision), false);
    line(&format!("{name}, recall"), episodes, of(found, Hits::recall), false);
    line(&format!("{name}, F1"), episodes, of(found, |h| harmonic(h.precision(), h.recall())), false);
}

fn of(found: &[(&'static str, Hits)], value: impl Fn(&Hits) -> f64) -> Vec<(&'static str, f64)> {
    found.iter().map(|(name, hits)| (*name, value(hits))).collect()
}

/// The hits of each method, over all episodes.
fn hits<T>(runs: &[&Run], of: impl Fn(&Run) -> &Methods<T>, hit: impl Fn(&Run, &T) -> Hits) -> Methods<Hits> {
    let mut out: Methods<Hits> = Vec::new();
    for run in runs {
        for (n, (name, found)) in of(run).iter().enumerate() {
            if out.len() == n {
                out.push((name, Hits::default()));
            }
            out[n].1.add(hit(run, found));
        }
    }
    out
}

/// The mean of each method over the episodes.
fn mean<T>(runs: &[&Run], of: impl Fn(&Run) -> &Methods<T>, value: impl Fn(&Run, &T) -> f64) -> Methods<f64> {
    let mut out: Methods<f64> = Vec::new();
    for run in runs {
        for (n, (name, found)) in of(run).iter().enumerate() {
            if out.len() == n {
                out.push((name, 0.0));
            }
            out[n].1 += value(run, found) / runs.len() as f64;
        }
    }
    out
}

/// Tags, title and headings.
fn subjects(run: &Run) -> Vec<String> {
    [run.episode.tags.as_slice(), run.episode.outline.as_slice()].concat()
}

/// By words: a word that was found is right where it is a word of `right`; a word of `wanted` that is said is to be found.
fn words_hit(found: &[String], right: Vec<String>, wanted: &[String]) -> Hits {
    let (found, right, wanted) = (terms(found), terms(&right), terms(wanted));
    let precise = Hits::count(&found, &right, |a, b| a == b);
    let complete = Hits::count(&found, &wanted, |a, b| a == b);
    Hits { wanted: complete.wanted, recalled: complete.recalled, ..precise }
}

/// Whether all words of one name are words of the other.
fn same_name(found: &str, wanted: &str) -> bool {
    let set = |name: &str| bare_words(name).into_iter().collect::<BTreeSet<_>>();
    let (found, wanted) = (set(found), set(wanted));
    !found.is_empty() && (found.is_subset(&wanted) || wanted.is_subset(&found))
}

/// The share of the tenths of an episode from which a summary has a sentence.
fn coverage(run: &Run, segments: &[usize]) -> f64 {
    let e = &run.episode;
    let begin = e.at.first().copied().unwrap_or_default();
    let length = e.duration.saturating_sub(begin).max(1);
    let tenths: BTreeSet<u64> =
        segments.iter().map(|s| (e.at[*s].saturating_sub(begin) * 10 / length).min(9)).collect();
    tenths.len() as f64 / 10.0
}

/// How many passages read word for word as the segments that they name, and of how many.
fn verbatim(runs: &[Run]) -> (usize, usize) {
    let passages = |r: &Run| -> Vec<Passage> {
        [r.found.quotes.as_slice(), &r.found.summary_sentences, &r.found.questions].concat()
    };
    let same = |r: &Run, p: &Passage| {
        let segments = &r.episode.transcript.segments[p.segments.first as usize..=p.segments.last as usize];
        let said: String = segments.iter().flat_map(|s| &s.words).map(|w| w.text.as_str()).collect();
        said == p.text.split_whitespace().collect::<String>()
    };
    let all: Vec<bool> = runs.iter().flat_map(|r| passages(r).iter().map(|p| same(r, p)).collect::<Vec<_>>()).collect();
    (all.iter().filter(|same| **same).count(), all.len())
}
