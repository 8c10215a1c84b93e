//! Directions, whatever the numbers are: what is kept points where it pointed.

use proptest::prelude::*;
use search::{
    Language,
    meaning::{DIMENSIONS, Meaning, SIGNS, most_alike, nearest},
};

fn numbers() -> impl Strategy<Value = Vec<f32>> {
    prop::collection::vec(-1.0_f32..1.0, DIMENSIONS)
}

fn exactly(a: &[f32], b: &[f32]) -> f32 {
    let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f32>();
    dot(a, b) / (dot(a, a) * dot(b, b)).sqrt()
}

proptest! {
    #[test]
    fn a_cosine_outlives_the_bytes(a in numbers(), b in numbers(), share in 0.0_f32..1.0) {
        // From unlike to nearly the same.
        let b: Vec<f32> = a.iter().zip(&b).map(|(x, y)| x * share + y * (1.0 - share)).collect();
        let (one, two) = (Meaning::of(&a).unwrap(), Meaning::of(&b).unwrap());
        prop_assert!((one.cosine(&two) - exactly(&a, &b)).abs() < 0.02);
        prop_assert!((one.cosine(&two) - two.cosine(&one)).abs() < 1e-6);
        prop_assert!((one.cosine(&one) - 1.0).abs() < 1e-5);
        prop_assert_eq!(Meaning::from_bytes(&one.to_bytes()), Some(one));
    }

    #[test]
    fn a_direction_has_no_length(a in numbers(), length in 0.001_f32..1_000.0) {
        let longer: Vec<f32> = a.iter().map(|x| x * length).collect();
        let cosine = Meaning::of(&a).unwrap().cosine(&Meaning::of(&longer).unwrap());
        prop_assert!(cosine > 0.9999, "{cosine}");
    }

    #[test]
    fn any_numbers_are_a_direction_or_none(a in prop::collection::vec(any::<f32>(), 383..386)) {
        let finite = a.len() == DIMENSIONS && a.iter().all(|x| x.is_finite());
        prop_assert_eq!(Meaning::of(&a).is_some(), finite);
    }

    #[test]
    fn any_bytes_are_likened(a in prop::collection::vec(any::<u8>(), DIMENSIONS), b in prop::collection::vec(any::<u8>(), DIMENSIONS)) {
        let (a, b) = (Meaning::from_bytes(&a).unwrap(), Meaning::from_bytes(&b).unwrap());
        prop_assert!((-1.0..=1.0).contains(&a.cosine(&b)));
        prop_assert_eq!((a.signs().len(), b.signs().len()), (SIGNS, SIGNS));
        prop_assert_eq!(most_alike(&a.signs(), &[b.signs(), a.signs()].concat(), 1).len(), 1);
        prop_assert!(Meaning::mean([&a, &b]).cosine(&a) >= a.cosine(&b) - 0.02, "a mean is no farther than the other");
        let near = nearest(&a, [(1, &b), (2, &a)], -1.0);
        prop_assert!(near.len() == 2 && near[0].1 >= near[1].1);
    }

    #[test]
    fn any_phrases_have_a_direction(phrases in prop::collection::vec(("\\PC{0,30}", any::<f32>()), 0..20)) {
        let told = || phrases.iter().map(|(phrase, weight)| (phrase.as_str(), *weight));
        for language in [Language::of("en"), Language::NONE] {
            let meaning = Meaning::of_words(told(), language);
            prop_assert_eq!(&meaning, &Meaning::of_words(told(), language));
            prop_assert_eq!(meaning.to_bytes().len(), DIMENSIONS);
        }
    }
}
