//! The names of those who speak, as people write and change them.

use model::transcript::Transcript;

/// The most characters of a name.
const LONGEST_NAME: usize = 120;

/// Forgets the names that no segment has. The others keep their order, under new numbers.
pub fn drop_unused_speakers(transcript: &mut Transcript) {
    let mut used = vec![false; transcript.speakers.len()];
    for i in transcript.segments.iter().filter_map(|s| s.speaker) {
        if let Some(used) = used.get_mut(usize::from(i)) {
            *used = true;
        }
    }
    if used.contains(&false) {
        keep_speakers(transcript, |i| used[i]);
    }
}

fn keep_speakers(transcript: &mut Transcript, keep: impl Fn(usize) -> bool) {
    let mut numbers = Vec::with_capacity(transcript.speakers.len());
    let mut kept = Vec::new();
    for (i, name) in std::mem::take(&mut transcript.speakers).into_iter().enumerate() {
        let number = u16::try_from(kept.len()).ok().filter(|_| keep(i));
        numbers.push(number);
        kept.extend(number.map(|_| name));
    }
    transcript.speakers = kept;
    for segment in &mut transcript.segments {
        segment.speaker = segment.speaker.and_then(|i| numbers.get(usize::from(i)).copied().flatten());
    }
}

/// A name as a person typed it, on one line and of reasonable length; `None` when nothing is left.
pub(crate) fn clean_name(name: &str) -> Option<String> {
    let words: Vec<String> = name
        .split_whitespace()
        .map(|w| w.chars().filter(|c| !c.is_control()).collect::<String>())
        .filter(|w| !w.is_empty())
        .collect();
    let name: String = words.join(" ").chars().take(LONGEST_NAME).collect();
    let name = name.trim_end();
    (!name.is_empty()).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use model::transcript::Segment;

    use super::*;

    fn three() -> Transcript {
        let said = |speaker| Segment { speaker, ..Segment::from_text("yes") };
        Transcript {
            speakers: vec!["Ann".into(), "Bo".into(), "Cy".into()],
            segments: vec![said(Some(0)), said(Some(2)), said(None), said(Some(0))],
            ..Transcript::default()
        }
    }

    fn names(transcript: &Transcript) -> Vec<Option<&str>> {
        transcript.segments.iter().map(|s| transcript.speaker_of(s)).collect()
    }

    #[test]
    fn names_are_tidied() {
        assert_eq!(clean_name("  Ann \u{7}\n Lee ").as_deref(), Some("Ann Lee"));
        assert_eq!(clean_name(" \n"), None);
        assert_eq!(clean_name(&"å".repeat(500)).unwrap().chars().count(), LONGEST_NAME);
    }

    #[test]
    fn only_names_in_use_are_kept() {
        let mut transcript = three();
        let before = three();
        drop_unused_speakers(&mut transcript);
        assert_eq!(transcript.speakers, ["Ann", "Cy"]);
        assert_eq!(names(&transcript), names(&before));
    }
}
