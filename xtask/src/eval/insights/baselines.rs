//! What plain methods find in the same input.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::gold::{Episode, bare_words};

/// Chapters of one length.
const EQUAL_MS: u64 = 300_000;
/// Function words, which no phrase begins or ends with. The same few as in any such list.
const STOP: &str = "a about actually after all also am an and any are as at be because been before being but by can could did do does \
    doing don't down even for from get go going good got had has have he her here him his how i i'm if in into is it it's its just know \
    kind like little lot make maybe me mean more most much my no not now of off oh ok okay on one only or other our out over people \
    pretty really right said say see she so some something stuff than that that's the their them then there there's these they they're \
    thing things think this those though through time to too two up us use very want was way we we're well were what when where which \
    while who why will with work would yeah yes you you're your \
    al algo así aquí bien cada como con cosas creo cual cuando de del desde donde dos el ella ellos en entonces era eran es esa ese eso \
    esta están estas este esto estos está forma fue ha hace hacer han hay la las le les lo los me mi mucho muchas muy más nada ni no nos \
    o otra otras otro otros para parte pero poco por porque puede pueden que quién qué se ser si sin sobre solo son su sus sí también \
    te tenemos tener tiempo tiene tienen todo todos tu un una uno unos vez y ya yo";

/// Equally long chapters: their starts but for the first. With a number as many, else of five minutes.
pub fn equal(episode: &Episode, number: Option<usize>) -> Vec<u64> {
    let begin = episode.at.first().copied().unwrap_or_default();
    let length = episode.duration.saturating_sub(begin);
    let number = number.map_or(length / EQUAL_MS, |n| n as u64) + 1;
    (1..number).map(|n| begin + n * length / number).collect()
}

/// TextTiling (Hearst 1997) as published: blocks of 20 words, ten on either side, boundaries where the depth is above the
/// mean less half a standard deviation.
pub fn text_tiling(episode: &Episode) -> Vec<u64> {
    const WORDS: usize = 20;
    const BLOCKS: usize = 10;
    let words: Vec<(String, usize)> = words(episode);
    let blocks: Vec<&[(String, usize)]> = words.chunks(WORDS).collect();
    if blocks.len() < 3 {
        return Vec::new();
    }
    let stop = stop();
    let counts = |range: std::ops::Range<usize>| {
        let mut counts: HashMap<&str, f64> = HashMap::new();
        for (word, _) in blocks[range].iter().copied().flatten().filter(|(w, _)| !stop.contains(w.as_str())) {
            *counts.entry(word).or_default() += 1.0;
        }
        counts
    };
    let likeness: Vec<f64> = (1..blocks.len())
        .map(|gap| cosine(&counts(gap.saturating_sub(BLOCKS)..gap), &counts(gap..blocks.len().min(gap + BLOCKS))))
        .collect();
    let smooth: Vec<f64> = (0..likeness.len())
        .map(|n| {
            let near = &likeness[n.saturating_sub(1)..likeness.len().min(n + 2)];
            near.iter().sum::<f64>() / near.len() as f64
        })
        .collect();
    let climb = |values: &mut dyn Iterator<Item = f64>, from: f64| {
        let mut peak = from;
        for value in values {
            if value < peak {
                break;
            }
            peak = value;
        }
        peak - from
    };
    let depths: Vec<f64> = (0..smooth.len())
        .map(|n| {
            climb(&mut smooth[..n].iter().rev().copied(), smooth[n])
                + climb(&mut smooth[n..].iter().copied(), smooth[n])
        })
        .collect();
    let mean = depths.iter().sum::<f64>() / depths.len() as f64;
    let spread = (depths.iter().map(|d| (d - mean).powi(2)).sum::<f64>() / depths.len() as f64).sqrt();
    let mut starts: Vec<u64> = depths
        .iter()
        .enumerate()
        .filter(|(n, depth)| {
            let near = &depths[n.saturating_sub(2)..depths.len().min(n + 3)];
            **depth > mean - spread / 2.0 && near.iter().all(|other| other <= *depth)
        })
        .map(|(n, _)| episode.at[blocks[n + 1][0].1])
        .collect();
    starts.dedup();
    starts
}

/// C99 (Choi 2000): ranks of likeness within 11 by 11 neighbours, divided where the inner density grows most; the number of
/// parts by the published threshold of mean and 1.2 standard deviations of the density's growth. Neighbouring segments are
/// put together up to 30 words, as captions cut sentences.
pub fn c99(episode: &Episode) -> Vec<u64> {
    const WORDS: usize = 30;
    const NEAR: usize = 5;
    const MOST: usize = 60;
    let stop = stop();
    let mut rows: Vec<(usize, HashMap<String, f64>, usize)> = Vec::new();
    for (word, segment) in words(episode) {
        if rows.last().is_none_or(|(last, _, n)| *n >= WORDS && *last != segment) {
            rows.push((segment, HashMap::new(), 0));
        }
        if let Some((last, counts, n)) = rows.last_mut() {
            *n += 1;
            if *n < WORDS {
                *last = (*last).min(segment);
            }
            if !stop.contains(word.as_str()) {
                *counts.entry(word).or_default() += 1.0;
            }
        }
    }
    let n = rows.len();
    let likeness: Vec<Vec<f64>> =
        rows.iter().map(|a| rows.iter().map(|b| cosine_owned(&a.1, &b.1)).collect()).collect();
    // Sums over rectangles, so that the density of any part is four look-ups.
    let mut sums = vec![vec![0.0; n + 1]; n + 1];
    for i in 0..n {
        for j in 0..n {
            let (mut below, mut all) = (0.0, 0.0);
            for line in &likeness[i.saturating_sub(NEAR)..n.min(i + NEAR + 1)] {
                for other in &line[j.saturating_sub(NEAR)..n.min(j + NEAR + 1)] {
                    all += 1.0;
                    below += f64::from(u8::from(*other < likeness[i][j]));
                }
            }
            sums[i + 1][j + 1] = below / all + sums[i][j + 1] + sums[i + 1][j] - sums[i][j];
        }
    }
    let inside = |a: usize, b: usize| sums[b][b] - sums[a][b] - sums[b][a] + sums[a][a];
    let mut bounds = vec![0, n];
    let mut densities = Vec::new();
    let mut order = Vec::new();
    while order.len() < MOST.min(n.saturating_sub(1)) {
        let sum: f64 = bounds.windows(2).map(|p| inside(p[0], p[1])).sum();
        let area: f64 = bounds.windows(2).map(|p| ((p[1] - p[0]) as f64).powi(2)).sum();
        densities.push(sum / area);
        let mut best: Option<(f64, usize)> = None;
        for pair in bounds.windows(2) {
            let (a, b) = (pair[0], pair[1]);
            for cut in a + 1..b {
                let sum = sum - inside(a, b) + inside(a, cut) + inside(cut, b);
                let square = |x: usize| (x as f64).powi(2);
                let area = area - square(b - a) + square(cut - a) + square(b - cut);
                if best.is_none_or(|(other, _)| sum / area > other) {
                    best = Some((sum / area, cut));
                }
            }
        }
        let Some((_, cut)) = best else { break };
        order.push(cut);
        bounds.push(cut);
        bounds.sort_unstable();
    }
    let growth: Vec<f64> = densities.windows(2).map(|p| p[1] - p[0]).collect();
    let mean = growth.iter().sum::<f64>() / growth.len().max(1) as f64;
    let spread = (growth.iter().map(|g| (g - mean).powi(2)).sum::<f64>() / growth.len().max(1) as f64).sqrt();
    let number = growth.iter().take_while(|g| **g > mean + 1.2 * spread).count();
    let mut starts: Vec<u64> = order[..number.min(order.len())].iter().map(|cut| episode.at[rows[*cut].0]).collect();
    starts.sort_unstable();
    starts.dedup();
    starts
}

/// In how many episodes each word is said.
pub fn document_frequencies(episodes: &[Episode]) -> HashMap<String, usize> {
    let mut out: HashMap<String, usize> = HashMap::new();
    for episode in episodes {
        for word in words(episode).into_iter().map(|(w, _)| w).collect::<BTreeSet<_>>() {
            *out.entry(word).or_default() += 1;
        }
    }
    out
}

/// The strongest runs of up to three words by tf-idf, function words neither first nor last, none within another.
pub fn tf_idf_phrases(
    episode: &Episode,
    frequencies: &HashMap<String, usize>,
    episodes: usize,
    most: usize,
) -> Vec<String> {
    let stop = stop();
    let words: Vec<String> = words(episode).into_iter().map(|(w, _)| w).collect();
    let mut counts: BTreeMap<&[String], f64> = BTreeMap::new();
    for length in 1..=3 {
        for run in words.windows(length) {
            let edge = |w: &String| stop.contains(w.as_str()) || w.chars().all(|c| c.is_ascii_digit());
            if !edge(&run[0]) && !edge(&run[length - 1]) {
                *counts.entry(run).or_default() += 1.0;
            }
        }
    }
    let idf = |w: &String| (episodes as f64 / frequencies.get(w).copied().unwrap_or(1) as f64).ln();
    let mut ranked: Vec<(&[String], f64)> = counts
        .into_iter()
        .filter(|(_, n)| *n > 1.0)
        .map(|(run, n)| (run, n * run.iter().map(idf).sum::<f64>()))
        .collect();
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    let mut out: Vec<&[String]> = Vec::new();
    for (run, _) in ranked {
        let within = |a: &[String], b: &[String]| b.windows(a.len()).any(|part| part == a);
        if out.len() < most && !out.iter().any(|other| within(run, other) || within(other, run)) {
            out.push(run);
        }
    }
    out.into_iter().map(|run| run.join(" ")).collect()
}

/// Runs of words with a capital, not first in a sentence, the most frequent ones of those said more than once.
pub fn capitalised_runs(episode: &Episode, most: usize) -> Vec<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for segment in &episode.transcript.segments {
        let mut run: Vec<&str> = Vec::new();
        let mut first = true;
        for word in &segment.words {
            let bare = word.text.trim_matches(|c: char| !c.is_alphanumeric());
            let capital = bare.chars().next().is_some_and(char::is_uppercase) && bare != "I" && !bare.starts_with("I'");
            if capital && !first {
                run.push(bare.trim_end_matches("'s"));
            }
            let ends = word.text.ends_with(|c: char| !c.is_alphanumeric());
            if (!capital || ends) && !run.is_empty() {
                *counts.entry(run.join(" ")).or_default() += 1;
                run.clear();
            }
            first = word.text.ends_with(['.', '?', '!', '…', '"', ':']);
        }
        if !run.is_empty() {
            *counts.entry(run.join(" ")).or_default() += 1;
        }
    }
    let mut ranked: Vec<(String, usize)> = counts.into_iter().filter(|(_, n)| *n > 1).collect();
    ranked.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    ranked.into_iter().take(most).map(|(name, _)| name).collect()
}

/// The places of the first sentences and their text.
pub fn lead(episode: &Episode, sentences: usize) -> (Vec<usize>, String) {
    let texts: Vec<String> = episode.transcript.segments.iter().take(sentences).map(|s| s.text()).collect();
    ((0..texts.len()).collect(), texts.join(" "))
}

fn words(episode: &Episode) -> Vec<(String, usize)> {
    let segments = episode.transcript.segments.iter().enumerate();
    segments
        .flat_map(|(n, s)| s.words.iter().flat_map(move |w| bare_words(&w.text).into_iter().map(move |w| (w, n))))
        .collect()
}

fn stop() -> BTreeSet<&'static str> {
    STOP.split_whitespace().collect()
}

fn cosine(a: &HashMap<&str, f64>, b: &HashMap<&str, f64>) -> f64 {
    let dot: f64 = a.iter().filter_map(|(w, x)| b.get(w).map(|y| x * y)).sum();
    let norm = |m: &HashMap<&str, f64>| m.values().map(|x| x * x).sum::<f64>().sqrt();
    dot / (norm(a) * norm(b)).max(f64::EPSILON)
}

fn cosine_owned(a: &HashMap<String, f64>, b: &HashMap<String, f64>) -> f64 {
    let dot: f64 = a.iter().filter_map(|(w, x)| b.get(w).map(|y| x * y)).sum();
    let norm = |m: &HashMap<String, f64>| m.values().map(|x| x * x).sum::<f64>().sqrt();
    dot / (norm(a) * norm(b)).max(f64::EPSILON)
}

/// Short for the words of many texts, as they are compared.
pub fn terms<'a>(texts: impl IntoIterator<Item = &'a String>) -> Vec<String> {
    let stop = stop();
    let words = texts.into_iter().flat_map(|t| bare_words(t));
    let set: BTreeSet<String> = words
        .filter(|w| !stop.contains(w.as_str()) && (w.chars().count() > 1 || !w.is_ascii()))
        .map(|w| root(&w))
        .collect();
    set.into_iter().collect()
}

/// A word without the ending of the plural; enough to compare with.
fn root(word: &str) -> String {
    let cut = ["es", "s"].iter().find_map(|end| word.strip_suffix(end).filter(|rest| rest.chars().count() > 3));
    cut.unwrap_or(word).trim_end_matches("'").to_owned()
}
