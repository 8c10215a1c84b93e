//! Sentences as vectors: tf-idf over stems, or what an embedder gives.

use std::collections::BTreeMap;

use crate::document::Document;
use crate::engine::Embedder;

/// One vector per unit, each of length 1 (or empty for a unit that says nothing).
pub(crate) struct Vectors {
    rows: Vec<Vec<(u32, f32)>>,
    width: usize,
}

impl Vectors {
    /// Term frequency times inverse document frequency, a unit being a document.
    pub fn tf_idf(document: &Document<'_>) -> Self {
        let width = document.vocabulary.terms.len();
        let counts: Vec<BTreeMap<u32, f32>> = document
            .units
            .iter()
            .map(|unit| {
                let mut counts = BTreeMap::new();
                for token in unit.content().filter(|t| !document.term(t).number) {
                    *counts.entry(token.term).or_insert(0.0) += 1.0;
                }
                counts
            })
            .collect();
        let mut holders = vec![0_f32; width];
        for term in counts.iter().flat_map(|c| c.keys()) {
            holders[*term as usize] += 1.0;
        }
        let total = document.units.len() as f32;
        let rows = counts.into_iter().map(|counts| {
            counts
                .into_iter()
                .map(|(term, n)| (term, (1.0 + n.ln()) * (1.0 + total / holders[term as usize]).ln()))
                .collect()
        });
        Self { rows: rows.map(normalised).collect(), width }
    }

    /// The vectors of an embedder; `None` when it fails or answers with something that are not vectors of the units.
    pub fn embedded(document: &Document<'_>, embedder: &dyn Embedder) -> Option<Self> {
        let texts: Vec<String> = document.units.iter().map(|u| u.text.clone()).collect();
        let rows = embedder.embed(&texts).ok()?;
        let width = rows.first()?.len();
        let sound = rows.len() == texts.len()
            && rows.iter().all(|row| row.len() == width && row.iter().all(|x| x.is_finite() && x.abs() < 1e6));
        let rows = rows.into_iter().map(|row| normalised((0_u32..).zip(row).collect())).collect();
        sound.then_some(Self { rows, width })
    }

    /// The cosine of two units, 0 to 1.
    pub fn similarity(&self, a: usize, b: usize) -> f32 {
        let (mut a, mut b) = (self.rows[a].as_slice(), self.rows[b].as_slice());
        let mut dot = 0.0;
        while let (Some((i, x)), Some((j, y))) = (a.first(), b.first()) {
            match i.cmp(j) {
                std::cmp::Ordering::Less => a = &a[1..],
                std::cmp::Ordering::Greater => b = &b[1..],
                std::cmp::Ordering::Equal => {
                    dot += x * y;
                    (a, b) = (&a[1..], &b[1..]);
                }
            }
        }
        dot.clamp(0.0, 1.0)
    }

    /// The cosine of each unit with all units together.
    pub fn centrality(&self) -> Vec<f32> {
        let centre = self.sum(0..self.rows.len());
        let norm = length(centre.iter().copied());
        self.rows.iter().map(|row| ratio(row.iter().map(|(i, x)| x * centre[*i as usize]).sum(), norm)).collect()
    }

    /// The cosine of two runs of units.
    pub fn block_similarity(&self, a: std::ops::Range<usize>, b: std::ops::Range<usize>, scratch: &mut Scratch) -> f32 {
        for (sum, range) in [(&mut scratch.a, a), (&mut scratch.b, b)] {
            sum.resize(self.width, 0.0);
            for (i, x) in self.rows[range].iter().flatten() {
                sum[*i as usize] += x;
                scratch.touched.push(*i);
            }
        }
        scratch.touched.sort_unstable();
        scratch.touched.dedup();
        let (mut dot, mut a2, mut b2) = (0.0, 0.0, 0.0);
        for i in scratch.touched.drain(..) {
            let (x, y) = (std::mem::take(&mut scratch.a[i as usize]), std::mem::take(&mut scratch.b[i as usize]));
            dot += x * y;
            a2 += x * x;
            b2 += y * y;
        }
        ratio(dot, (a2 * b2).sqrt())
    }

    fn sum(&self, range: std::ops::Range<usize>) -> Vec<f32> {
        let mut sum = vec![0.0; self.width];
        for (i, x) in self.rows[range].iter().flatten() {
            sum[*i as usize] += x;
        }
        sum
    }
}

/// Room for [`Vectors::block_similarity`] to add up in, kept between calls because it is as wide as the vocabulary.
#[derive(Default)]
pub(crate) struct Scratch {
    a: Vec<f32>,
    b: Vec<f32>,
    touched: Vec<u32>,
}

fn length(values: impl Iterator<Item = f32>) -> f32 {
    values.map(|x| x * x).sum::<f32>().sqrt()
}

fn ratio(dot: f32, norm: f32) -> f32 {
    if norm > f32::EPSILON { (dot / norm).clamp(0.0, 1.0) } else { 0.0 }
}

fn normalised(mut row: Vec<(u32, f32)>) -> Vec<(u32, f32)> {
    let norm = length(row.iter().map(|(_, x)| *x));
    if norm <= f32::EPSILON {
        return Vec::new();
    }
    for (_, x) in &mut row {
        *x /= norm;
    }
    row
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::EngineError;
    use model::transcript::{Segment, Transcript};

    fn transcript() -> Transcript {
        let texts = ["The press prints paper.", "Paper for the press.", "Whales sing songs.", "Of the."];
        let segments = texts.iter().map(|t| Segment::from_text(t)).collect();
        Transcript { language: Some("en".into()), segments, ..Transcript::default() }
    }

    #[test]
    fn sentences_with_the_same_words_are_alike() {
        let transcript = transcript();
        let vectors = Vectors::tf_idf(&Document::new(&transcript));
        assert!(vectors.similarity(0, 1) > 0.5);
        assert_eq!(vectors.similarity(0, 2), 0.0);
        assert_eq!(vectors.similarity(0, 3), 0.0);
        assert!((vectors.similarity(2, 2) - 1.0).abs() < 1e-6);
    }

    #[test]
    fn comparing_blocks_leaves_nothing_behind() {
        let transcript = transcript();
        let vectors = Vectors::tf_idf(&Document::new(&transcript));
        let mut scratch = Scratch::default();
        let first = vectors.block_similarity(0..1, 1..3, &mut scratch);
        vectors.block_similarity(0..2, 2..4, &mut scratch);
        assert_eq!(first, vectors.block_similarity(0..1, 1..3, &mut scratch));
    }

    struct Constant(Vec<Vec<f32>>);

    impl Embedder for Constant {
        fn name(&self) -> &str {
            "constant"
        }

        fn embed(&self, _: &[String]) -> Result<Vec<Vec<f32>>, EngineError> {
            Ok(self.0.clone())
        }
    }

    #[test]
    fn an_embedder_is_believed_only_where_its_vectors_are_sound() {
        let transcript = transcript();
        let document = Document::new(&transcript);
        assert!(Vectors::embedded(&document, &Constant(vec![vec![1.0, 0.5]; 4])).is_some());
        for unsound in
            [vec![], vec![vec![1.0]; 3], vec![vec![f32::NAN]; 4], vec![vec![1.0], vec![1.0], vec![], vec![1.0]]]
        {
            assert!(Vectors::embedded(&document, &Constant(unsound)).is_none());
        }
    }
}
