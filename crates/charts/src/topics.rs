//! What is spoken about when.

use model::insight::{SentimentPoint, Topic};

use crate::bins::{Bin, axis, group, mean, span_head};
use crate::canvas::{Canvas, Hit, Mark, TEXT, WIDTH};
use crate::ink::Ink;
use crate::talk::text_size;
use crate::words::{percent, share, shorten, tidy};
use crate::{Figure, Kind, Table};

/// Rows drawn and listed.
const MOST: usize = 6;
/// Passages of a topic that can be jumped to.
const PASSAGES: usize = 5;
const ROW: i32 = 74;
const STRIP: (i32, i32) = (TEXT + 8, 28);
const NAME: usize = 40;

/// One row per topic, strongest first, with its weight over the episode; passages in which a topic is strong seek to their
/// start. Works without times too: then the rows run from the beginning of the text to its end.
///
/// `None` when no topic has any weight.
#[must_use]
pub fn topics(topics: &[Topic], steps: &[SentimentPoint]) -> Option<Figure> {
    let topics: Vec<&Topic> = topics.iter().filter(|t| t.timeline.iter().any(|v| share(*v) > 0.0)).take(MOST).collect();
    let longest = topics.iter().map(|t| t.timeline.len()).max()?;
    let bins = group(longest, steps);
    let rows: Vec<Vec<f32>> = topics.iter().map(|t| bins.iter().map(|bin| weight(t, bin)).collect()).collect();
    let highest = rows.iter().flatten().copied().fold(0.0, f32::max);
    let title = finding(topics[0], &rows[0], &bins);

    let mut marks = Vec::new();
    let mut hits = Vec::new();
    let mut y = 0;
    for (topic, row) in topics.iter().zip(&rows) {
        let base = y + STRIP.0 + STRIP.1;
        marks.push(Mark::text(shorten(&topic.name, NAME), (0, y), Ink::Text));
        marks.push(Mark::text_ending(percent(topic.weight), (WIDTH, y), Ink::Quiet));
        marks.push(Mark::Bar { from: (0, base), to: (WIDTH, base + 1), ink: Ink::Line, opacity: 1.0 });
        marks.push(Mark::Shape { points: strip(row, &bins, base, highest), ink: Ink::Accent, opacity: 1.0 });
        for passage in passages(row) {
            let (first, last) = (&bins[passage.0], &bins[passage.1]);
            let (left, right) = (first.edges(0).0, last.edges(0).1);
            let name = shorten(&topic.name, 32);
            hits.push(Hit {
                at: (left, y + STRIP.0),
                size: (right - left, STRIP.1),
                seek_ms: first.times.map(|t| t.0),
                label: format!("{name}, {} to {}", first.span().0, last.span().1),
            });
        }
        y += ROW;
    }
    let bottom = y - ROW + STRIP.0 + STRIP.1 + 8;
    marks.extend(axis(&bins, 0, bottom));
    let size = (WIDTH, bottom + TEXT + 4);
    let svg = Canvas { kind: Kind::Topics, title: &title, size, attributes: text_size(), marks, hits }.svg();
    Some(Figure { kind: Kind::Topics, title, svg, table: table(&topics, &rows, &bins) })
}

fn weight(topic: &Topic, bin: &Bin) -> f32 {
    mean(bin.steps.clone().map(|i| topic.timeline.get(i).copied().map_or(0.0, share))).unwrap_or(0.0)
}

fn finding(topic: &Topic, row: &[f32], bins: &[Bin]) -> String {
    let peak = (0..row.len()).max_by(|a, b| row[*a].total_cmp(&row[*b]).then(b.cmp(a))).unwrap_or(0);
    let name = shorten(&topic.name, 60);
    format!("“{name}” takes the most room, above all {}", bins[peak].around())
}

/// The outline of a row, standing on its base line.
fn strip(row: &[f32], bins: &[Bin], base: i32, highest: f32) -> Vec<(i32, i32)> {
    let mut points = vec![(0, base)];
    for (value, bin) in row.iter().zip(bins) {
        let (left, right) = bin.edges(0);
        let height = if highest > 0.0 { (value / highest * STRIP.1 as f32).round() as i32 } else { 0 };
        points.extend([(left, base - height), (right, base - height)]);
    }
    points.push((WIDTH, base));
    points
}

/// Runs of bins at half a topic's height or above, as first and last bin: the strongest few, in order of time.
fn passages(row: &[f32]) -> Vec<(usize, usize)> {
    let bar = row.iter().copied().fold(0.0, f32::max) / 2.0;
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for (i, _) in row.iter().enumerate().filter(|(_, v)| **v > 0.0 && **v >= bar) {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == i => *last = i,
            _ => runs.push((i, i)),
        }
    }
    let strength = |run: &(usize, usize)| row[run.0..=run.1].iter().sum::<f32>();
    runs.sort_by(|a, b| strength(b).total_cmp(&strength(a)).then(a.0.cmp(&b.0)));
    runs.truncate(PASSAGES);
    runs.sort_unstable();
    runs
}

fn table(topics: &[&Topic], rows: &[Vec<f32>], bins: &[Bin]) -> Table {
    let mut head = span_head().to_vec();
    head.extend(topics.iter().map(|t| format!("{} ({})", tidy(&t.name), percent(t.weight))));
    let lines = bins.iter().enumerate().map(|(i, bin)| {
        let (from, to) = bin.span();
        [from, to].into_iter().chain(rows.iter().map(|row| percent(row[i]))).collect()
    });
    Table { rows: lines.collect(), head }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn topic(name: &str, timeline: &[f32]) -> Topic {
        Topic { name: name.into(), weight: 0.4, timeline: timeline.into(), segments: vec![] }
    }

    fn steps(n: u32) -> Vec<SentimentPoint> {
        let step = |i| SentimentPoint {
            start_ms: Some(i * 60_000),
            end_ms: Some((i + 1) * 60_000),
            score: 0.0,
            segments: None,
        };
        (0..n).map(step).collect()
    }

    #[test]
    fn passages_seek_to_where_a_topic_begins() {
        let figure = topics(&[topic("moon", &[0.0, 0.9, 0.8, 0.0, 0.2])], &steps(5)).unwrap();
        assert_eq!(figure.title, "“moon” takes the most room, above all around 1:30");
        assert!(figure.svg.contains("data-t=\"60\" data-label=\"moon, 1:00 to 3:00\""), "{}", figure.svg);
        assert_eq!(figure.table.head, ["From", "To", "moon (40 %)"]);
        assert_eq!(figure.table.rows[1], ["1:00", "2:00", "90 %"]);
    }

    #[test]
    fn text_without_times_has_places_but_nothing_to_seek() {
        let mut steps = steps(2);
        for step in &mut steps {
            step.start_ms = None;
            step.end_ms = None;
        }
        let figure = topics(&[topic("moon", &[0.1, 0.9])], &steps).unwrap();
        assert!(!figure.svg.contains("data-t=") && figure.title.ends_with("near the end"));
        assert_eq!(figure.table.rows[1], ["50 %", "100 %", "90 %"]);
    }

    #[test]
    fn no_weight_gives_no_chart() {
        assert_eq!(topics(&[], &steps(3)), None);
        assert_eq!(topics(&[topic("a", &[]), topic("b", &[0.0, f32::NAN])], &steps(2)), None);
    }

    #[test]
    fn only_the_strongest_runs_are_offered() {
        let row: Vec<f32> = (0..30u8).map(|i| if i % 2 == 0 { 0.5 + f32::from(i) / 100.0 } else { 0.0 }).collect();
        assert_eq!(passages(&row), [(20, 20), (22, 22), (24, 24), (26, 26), (28, 28)]);
    }
}
