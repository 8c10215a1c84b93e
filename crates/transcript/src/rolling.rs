//! Captions that roll: each cue shows the line before again and adds one (live captions, YouTube's automatic ones). Read as
//! they stand, every word would come twice.

use crate::problems::{Fix, Fixes};

/// Captions show few lines at a time.
const MOST_LINES: usize = 8;

/// Takes repeated lines out of cues when most cues repeat the one before. A cue left without words is dropped later.
pub(crate) fn unroll<T>(cues: &mut Vec<T>, text: impl Fn(&mut T) -> &mut String, fixes: &mut Fixes) {
    if cues.len() < 4 {
        return;
    }
    let repeats = |before: &str, now: &str| {
        let last = plain(before.lines().rfind(|l| !l.trim().is_empty()).unwrap_or(""));
        let first = plain(now.lines().find(|l| !l.trim().is_empty()).unwrap_or(""));
        last.split_whitespace().count() > 1 && last == first
    };
    let texts: Vec<String> = cues.iter_mut().map(|c| text(c).clone()).collect();
    let rolled = texts.windows(2).filter(|w| repeats(&w[0], &w[1])).count();
    if rolled * 2 < texts.len() {
        return;
    }
    let mut shown: Vec<String> = Vec::new();
    let mut taken = 0;
    for (cue, original) in cues.iter_mut().zip(&texts) {
        let mut kept = Vec::new();
        let lines: Vec<&str> = original.lines().filter(|l| !plain(l).trim().is_empty()).collect();
        for line in &lines {
            if kept.is_empty() && lines.len() <= MOST_LINES && shown.contains(&plain(line)) {
                taken += 1;
            } else {
                kept.push(*line);
            }
        }
        shown = lines.iter().take(MOST_LINES).map(|l| plain(l)).collect();
        *text(cue) = kept.join("\n");
    }
    cues.retain_mut(|c| !text(c).trim().is_empty());
    fixes.add_n(Fix::Rolling, taken);
}

/// A line without its tags and with single blanks.
fn plain(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut within = false;
    for c in line.chars() {
        match c {
            '<' => within = true,
            '>' => within = false,
            c if !within => out.push(c),
            _ => {}
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_of_rolling_captions_is_taken_once() {
        let texts = [
            "first we<c> talk</c>",
            "first we talk\nabout the show",
            "about the show\nand then",
            "and then\nwe stop now",
        ];
        let mut cues: Vec<String> = texts.iter().map(|t| (*t).to_owned()).collect();
        let mut fixes = Fixes::default();
        unroll(&mut cues, |c| c, &mut fixes);
        assert_eq!(cues, ["first we<c> talk</c>", "about the show", "and then", "we stop now"]);
        assert_eq!(fixes.into_problems()[0].count, 3);
    }

    #[test]
    fn a_refrain_is_no_rolling() {
        let mut cues: Vec<String> =
            ["oh yes", "oh yes", "the end is near", "so it is", "bye"].map(str::to_owned).to_vec();
        unroll(&mut cues, |c| c, &mut Fixes::default());
        assert_eq!(cues.len(), 5);
    }
}
