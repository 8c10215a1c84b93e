//! Whether the words are warm or dark, over the episode.

use model::insight::SentimentPoint;

use crate::bins::{Bin, axis, group, mean, span_head};
use crate::canvas::{Canvas, Hit, Mark, TEXT, WIDTH};
use crate::ink::Ink;
use crate::talk::text_size;
use crate::{Figure, Kind, Table};

/// Left edge of the plot: the words for the two directions stand before it.
const LEFT: i32 = 90;
const ZERO: i32 = 88;
const REACH: f32 = 72.0;
const BOTTOM: i32 = 172;
/// Scores closer to zero than this are neither warm nor dark.
const EVEN: f32 = 0.05;
/// The least score that the plot reaches to, so that calm speech does not look stormy.
const SPAN: f32 = 0.3;

/// An arc around a line in the middle: above it the words are warmer, below darker. Each part seeks to its start where there
/// are times. Parts in which nobody speaks are gaps.
///
/// `None` when nobody speaks or there are fewer than two parts.
#[must_use]
pub fn sentiment(steps: &[SentimentPoint]) -> Option<Figure> {
    let bins = group(steps.len(), steps);
    let scores: Vec<Option<f32>> = bins.iter().map(|bin| score(steps, bin)).collect();
    if bins.len() < 2 || scores.iter().all(Option::is_none) {
        return None;
    }
    let title = finding(&bins, &scores);
    let reach = scores.iter().flatten().map(|s| s.abs()).fold(SPAN, f32::max);
    let tops: Vec<Option<i32>> = scores.iter().map(|s| s.map(|s| height(s / reach))).collect();

    let mut marks = vec![
        Mark::text("warmer", (0, ZERO - 72), Ink::Quiet),
        Mark::text("darker", (0, ZERO + 50), Ink::Quiet),
        Mark::Bar { from: (LEFT, ZERO), to: (WIDTH, ZERO + 1), ink: Ink::Line, opacity: 1.0 },
    ];
    for (ink, warm) in [(Ink::Accent, true), (Ink::Quiet, false)] {
        marks.push(Mark::Shape { points: area(&bins, &tops, warm), ink, opacity: 0.4 });
    }
    marks.extend(lines(&bins, &tops));
    marks.extend(axis(&bins, LEFT, BOTTOM));
    let hits = bins.iter().zip(&scores).map(|(bin, score)| {
        let (left, right) = bin.edges(LEFT);
        let (from, to) = bin.span();
        Hit {
            at: (left, 0),
            size: (right - left, BOTTOM),
            seek_ms: bin.times.map(|t| t.0),
            label: format!("{from} to {to}, {} {}", tone(*score), figures(*score)).trim_end().to_owned(),
        }
    });
    let hits = hits.collect();
    let size = (WIDTH, BOTTOM + TEXT + 4);
    let svg = Canvas { kind: Kind::Sentiment, title: &title, size, attributes: text_size(), marks, hits }.svg();
    Some(Figure { kind: Kind::Sentiment, title, svg, table: table(&bins, &scores) })
}

/// The mean of the steps in which somebody speaks.
fn score(steps: &[SentimentPoint], bin: &Bin) -> Option<f32> {
    let spoken = steps[bin.steps.clone()].iter().filter(|s| s.segments.is_some() && !s.score.is_nan());
    mean(spoken.map(|s| s.score.clamp(-1.0, 1.0)))
}

fn height(share: f32) -> i32 {
    ZERO - (share * REACH).round() as i32
}

fn finding(bins: &[Bin], scores: &[Option<f32>]) -> String {
    let spoken: Vec<(&Bin, f32)> = bins.iter().zip(scores).filter_map(|(bin, s)| Some((bin, (*s)?))).collect();
    let Some((mut dark, mut warm)) = spoken.first().map(|first| (first, first)) else { return String::new() };
    for point in &spoken {
        if point.1 < dark.1 {
            dark = point;
        }
        if point.1 > warm.1 {
            warm = point;
        }
    }
    match (warm.1 >= EVEN, dark.1 <= -EVEN) {
        (true, true) => format!("Warmest {}, darkest {}", warm.0.around(), dark.0.around()),
        (true, false) => format!("Never dark, warmest {}", warm.0.around()),
        (false, true) => format!("Seldom warm, darkest {}", dark.0.around()),
        (false, false) => "The tone stays even throughout".into(),
    }
}

/// Whether a score is a warm one.
pub(crate) fn is_warm(score: f32) -> bool {
    score >= EVEN
}

/// A score in a word.
pub(crate) fn tone(score: Option<f32>) -> &'static str {
    match score {
        None => "nobody speaks",
        Some(s) if is_warm(s) => "warmer",
        Some(s) if s <= -EVEN => "darker",
        Some(_) => "even",
    }
}

/// A score in figures; empty where nobody speaks.
pub(crate) fn figures(score: Option<f32>) -> String {
    score.map_or_else(String::new, |s| format!("{s:+.2}"))
}

/// What lies on one side of the zero line, as steps; where nobody speaks it stays on the line.
fn area(bins: &[Bin], tops: &[Option<i32>], warm: bool) -> Vec<(i32, i32)> {
    let mut points = vec![(LEFT, ZERO)];
    for (bin, top) in bins.iter().zip(tops) {
        let (left, right) = bin.edges(LEFT);
        let y = top.filter(|y| (*y < ZERO) == warm).unwrap_or(ZERO);
        points.extend([(left, y), (right, y)]);
    }
    points.push((WIDTH, ZERO));
    points
}

/// The arc itself, broken where nobody speaks.
fn lines(bins: &[Bin], tops: &[Option<i32>]) -> Vec<Mark> {
    let mut runs: Vec<Vec<(i32, i32)>> = vec![vec![]];
    for (bin, top) in bins.iter().zip(tops) {
        let (left, right) = bin.edges(LEFT);
        match (top, runs.last_mut()) {
            (Some(y), Some(run)) => run.extend([(left, *y), (right, *y)]),
            _ => runs.push(vec![]),
        }
    }
    let drawn = runs.into_iter().filter(|run| !run.is_empty());
    drawn.map(|points| Mark::Line { points, ink: Ink::Text, width: 2 }).collect()
}

fn table(bins: &[Bin], scores: &[Option<f32>]) -> Table {
    let mut head = span_head().to_vec();
    head.extend(["Tone".into(), "Score, -1 to 1".into()]);
    let rows = bins.iter().zip(scores).map(|(bin, score)| {
        let (from, to) = bin.span();
        vec![from, to, tone(*score).to_owned(), figures(*score)]
    });
    Table { head, rows: rows.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::insight::Evidence;

    fn steps(scores: &[f32]) -> Vec<SentimentPoint> {
        let step = |(i, score): (usize, &f32)| {
            let i = u32::try_from(i).unwrap();
            let segments = score.is_finite().then_some(Evidence { first: i, last: i });
            SentimentPoint { start_ms: Some(i * 60_000), end_ms: Some((i + 1) * 60_000), score: *score, segments }
        };
        scores.iter().enumerate().map(step).collect()
    }

    #[test]
    fn the_title_states_the_finding() {
        let title = |scores: &[f32]| sentiment(&steps(scores)).unwrap().title;
        assert_eq!(title(&[0.0, 0.6, -0.4]), "Warmest around 1:30, darkest around 2:30");
        assert_eq!(title(&[0.0, 0.6]), "Never dark, warmest around 1:30");
        assert_eq!(title(&[0.0, 0.01]), "The tone stays even throughout");
    }

    #[test]
    fn every_part_can_be_sought_and_read() {
        let figure = sentiment(&steps(&[0.0, 0.6, f32::NAN, -0.4])).unwrap();
        assert!(figure.svg.contains("data-t=\"180\" data-label=\"3:00 to 4:00, darker -0.40\""), "{}", figure.svg);
        assert_eq!(figure.table.rows[1], ["1:00", "2:00", "warmer", "+0.60"]);
        assert_eq!(figure.table.rows[2], ["2:00", "3:00", "nobody speaks", ""]);
        assert!(figure.svg.contains(">warmer<") && figure.svg.contains(">darker<"));
    }

    #[test]
    fn silence_gives_no_chart() {
        assert_eq!(sentiment(&[]), None);
        assert_eq!(sentiment(&steps(&[0.5])), None);
        assert_eq!(sentiment(&steps(&[f32::NAN, f32::NAN])), None);
    }
}
