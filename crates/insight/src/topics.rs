//! Themes: key phrases that are spoken of together, and when.

use model::insight::{Evidence, Topic};

use crate::document::{Document, unit_range};
use crate::phrases::{self, Phrase};
use crate::steps::Step;

const PHRASES: usize = 36;
const TOPICS: usize = 8;
const PASSAGES: usize = 5;
/// Phrases whose occurrences are this much alike (correlation, and shared words) are of one theme.
const ALIKE: f32 = 0.8;
/// Mentions this many sentences apart belong to one passage.
const GAP: usize = 3;

/// The themes, strongest first, with their weight over the steps.
pub(crate) fn find(document: &Document<'_>, phrases: &[Phrase], steps: &[Step]) -> Vec<Topic> {
    let mut chosen = phrases::distinct(phrases, PHRASES);
    if chosen.iter().filter(|p| p.count > 1).count() >= TOPICS {
        chosen.retain(|p| p.count > 1);
    }
    let mut themes = cluster(document, &chosen);
    let weight = |theme: &[&Phrase]| theme.iter().map(|p| p.score * (p.count as f32).sqrt()).sum::<f32>();
    themes.sort_by(|a, b| weight(b).total_cmp(&weight(a)).then_with(|| a[0].text.cmp(&b[0].text)));
    themes.truncate(TOPICS);

    let total: f32 = themes.iter().map(|t| weight(t)).sum();
    let lines: Vec<Vec<f32>> = themes.iter().map(|theme| timeline(theme, document.units.len(), steps)).collect();
    let peak = lines.iter().flatten().copied().fold(f32::EPSILON, f32::max);
    themes
        .iter()
        .zip(lines)
        .map(|(theme, line)| Topic {
            name: theme[0].text.clone(),
            weight: unit_range(weight(theme) / total.max(f32::EPSILON)),
            timeline: line.into_iter().map(|v| unit_range(v / peak)).collect(),
            segments: passages(document, theme),
        })
        .collect()
}

/// Puts phrases together that occur in the same stretches, by average linkage; each theme's strongest phrase is first.
fn cluster<'a>(document: &Document<'_>, phrases: &[&'a Phrase]) -> Vec<Vec<&'a Phrase>> {
    let stretch = (document.units.len() / 60).clamp(1, 12);
    let profiles: Vec<Vec<f32>> = phrases
        .iter()
        .map(|phrase| {
            let mut profile = vec![0.0; document.units.len() / stretch + 2];
            for unit in &phrase.units {
                profile[unit / stretch] += 1.0;
                // A stretch ends in mid-thought as often as not.
                profile[unit / stretch + 1] += 0.4;
            }
            // What is spoken of throughout is everywhere together with everything: only what exceeds the average counts.
            let mean = profile.iter().sum::<f32>() / profile.len() as f32;
            profile.iter_mut().for_each(|v| *v -= mean);
            profile
        })
        .collect();
    let likeness = |a: usize, b: usize| {
        let dot: f32 = profiles[a].iter().zip(&profiles[b]).map(|(x, y)| x * y).sum();
        let norm = |p: &[f32]| p.iter().map(|x| x * x).sum::<f32>().sqrt();
        let shared = phrases[a].overlap(phrases[b]).max(phrases[b].overlap(phrases[a]));
        dot / (norm(&profiles[a]) * norm(&profiles[b])).max(f32::EPSILON) + 0.4 * shared
    };
    let table: Vec<Vec<f32>> =
        (0..phrases.len()).map(|a| (0..phrases.len()).map(|b| likeness(a, b)).collect()).collect();
    let mut clusters: Vec<Vec<usize>> = (0..phrases.len()).map(|i| vec![i]).collect();
    loop {
        let mut best: Option<(f32, usize, usize)> = None;
        for a in 0..clusters.len() {
            for b in a + 1..clusters.len() {
                let sum: f32 = clusters[a].iter().flat_map(|i| clusters[b].iter().map(|j| table[*i][*j])).sum();
                let mean = sum / (clusters[a].len() * clusters[b].len()) as f32;
                if mean >= ALIKE && best.is_none_or(|(other, ..)| mean > other) {
                    best = Some((mean, a, b));
                }
            }
        }
        let Some((_, a, b)) = best else { break };
        let joined = clusters.remove(b);
        clusters[a].extend(joined);
        clusters[a].sort_unstable();
    }
    clusters.into_iter().map(|c| c.into_iter().map(|i| phrases[i]).collect()).collect()
}

fn timeline(theme: &[&Phrase], units: usize, steps: &[Step]) -> Vec<f32> {
    let mut mentions = vec![0.0; units];
    for phrase in theme {
        for unit in &phrase.units {
            mentions[*unit] += phrase.strength;
        }
    }
    steps.iter().map(|step| step.units.iter().map(|u| mentions[*u]).sum()).collect()
}

/// Where a theme is spoken of most, in order.
fn passages(document: &Document<'_>, theme: &[&Phrase]) -> Vec<Evidence> {
    let mut units: Vec<usize> = theme.iter().flat_map(|p| p.units.iter().copied()).collect();
    units.sort_unstable();
    let mut runs: Vec<(usize, usize, usize)> = Vec::new();
    for unit in units {
        match runs.last_mut() {
            Some((_, last, hits)) if unit - *last <= GAP => {
                *last = unit;
                *hits += 1;
            }
            _ => runs.push((unit, unit, 1)),
        }
    }
    runs.sort_by(|a, b| b.2.cmp(&a.2).then(a.0.cmp(&b.0)));
    runs.truncate(PASSAGES);
    runs.sort_unstable();
    runs.into_iter()
        .map(|(first, last, _)| Evidence { first: document.units[first].first, last: document.units[last].last })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::steps;
    use model::transcript::{Segment, Transcript};

    #[test]
    fn a_theme_has_its_time() {
        let press = "The printing press of the printer made letters for a printing press again.";
        let whale = "The blue whale swims, and a blue whale sings to the whale calf for hours.";
        let texts = [vec![press; 30], vec![whale; 30]].concat();
        let segments = texts.iter().map(|t| Segment::from_text(t)).collect();
        let transcript = Transcript { language: Some("en".into()), segments, ..Transcript::default() };
        let document = Document::new(&transcript);
        let steps = steps::divide(&document);
        let topics = find(&document, &phrases::find(&document), &steps);
        assert!((topics.iter().map(|t| t.weight).sum::<f32>() - 1.0).abs() < 1e-3);
        let press = topics.iter().find(|t| t.name.contains("press")).expect("the press is a topic");
        assert_eq!(press.timeline.len(), steps.len());
        let (first, second) = press.timeline.split_at(press.timeline.len() / 2);
        assert!(first.iter().sum::<f32>() > 0.0 && second.iter().sum::<f32>() == 0.0, "{press:?}");
        assert!(press.segments.iter().all(|e| e.last < 30));
    }
}
