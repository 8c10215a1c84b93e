//! Captions: text set in short, even lines.

use model::transcript::Word;

use crate::tokens;

/// What may not be torn apart: a word, with those that are glued to it.
pub(super) struct Atom {
    pub text: String,
    /// The index of its first word.
    pub word: usize,
    /// No space before it, though a line may break there.
    tight: bool,
    width: usize,
}

/// The atoms of words, as a form escapes them.
pub(super) fn atoms(words: &[Word], escape: impl Fn(&mut String, &str)) -> Vec<Atom> {
    let mut out: Vec<Atom> = Vec::with_capacity(words.len());
    let mut last: Option<char> = None;
    for (i, word) in words.iter().enumerate() {
        let breaks = last.zip(word.text.chars().next()).is_none_or(|(a, b)| tokens::joins(a, b));
        last = word.text.chars().next_back();
        match out.last_mut() {
            Some(atom) if word.glued && !breaks => {
                escape(&mut atom.text, &word.text);
                atom.width = atom.text.chars().count();
            }
            _ => {
                let mut text = String::with_capacity(word.text.len());
                escape(&mut text, &word.text);
                out.push(Atom { width: text.chars().count(), text, word: i, tight: word.glued && i > 0 });
            }
        }
    }
    out
}

/// Ties an atom to the one before where a line that began with it would read as something else, such as a speaker's name;
/// `misread` is asked about texts up to a colon.
pub(super) fn tie(atoms: Vec<Atom>, width: usize, misread: impl Fn(&str) -> bool) -> Vec<Atom> {
    const MOST_WORDS: usize = 7;
    let mut tied = vec![false; atoms.len()];
    let mut colon = None;
    for i in (1..atoms.len()).rev() {
        if atoms[i].text.contains([':', '：']) {
            colon = Some(i);
        }
        if let Some(end) = colon.filter(|end| end - i < MOST_WORDS) {
            let mut text = String::new();
            push_line(&mut text, &atoms[i..=end]);
            tied[i] = misread(&text);
        }
    }
    let mut out: Vec<Atom> = Vec::with_capacity(atoms.len());
    for (atom, tied) in atoms.into_iter().zip(tied) {
        let space = usize::from(!atom.tight);
        match out.last_mut().filter(|before| tied && before.width + space + atom.width <= width) {
            Some(before) => {
                before.text.push_str(&" "[..space]);
                before.text.push_str(&atom.text);
                before.width += space + atom.width;
            }
            None => out.push(atom),
        }
    }
    out
}

/// The first atom of each line when no line is wider than `width` characters (an atom that is, stands alone); `lead` is the
/// width of what stands before the first.
fn breaks(atoms: &[Atom], lead: usize, width: usize) -> Vec<usize> {
    let mut out = vec![0];
    let mut used = lead;
    for (i, atom) in atoms.iter().enumerate() {
        let first = out.last() == Some(&i);
        let space = usize::from(!atom.tight && !first);
        if used + space + atom.width > width && i > 0 && !first {
            out.push(i);
            used = atom.width;
        } else {
            used += space + atom.width;
        }
    }
    out
}

/// As few lines as `width` allows, and then as even as they can be.
pub(super) fn even_breaks(atoms: &[Atom], lead: usize, width: usize) -> Vec<usize> {
    let best = breaks(atoms, lead, width);
    let (mut low, mut high) = (width / 2, width);
    while best.len() > 1 && low < high {
        let middle = (low + high) / 2;
        if breaks(atoms, lead, middle).len() <= best.len() { high = middle } else { low = middle + 1 }
    }
    breaks(atoms, lead, high)
}

/// Appends the atoms of one line.
pub(super) fn push_line(out: &mut String, atoms: &[Atom]) {
    for (i, atom) in atoms.iter().enumerate() {
        if i > 0 && !atom.tight {
            out.push(' ');
        }
        out.push_str(&atom.text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, width: usize) -> Vec<String> {
        let words: Vec<Word> =
            tokens::tokens(text).into_iter().map(|t| Word { glued: t.glued, ..Word::plain(t.text) }).collect();
        let atoms = atoms(&words, |out, text| out.push_str(text));
        let breaks = even_breaks(&atoms, 0, width);
        let ends = breaks.iter().skip(1).copied().chain([atoms.len()]);
        breaks
            .iter()
            .zip(ends)
            .map(|(a, b)| {
                let mut line = String::new();
                push_line(&mut line, &atoms[*a..b]);
                line
            })
            .collect()
    }

    #[test]
    fn lines_are_few_and_even() {
        assert_eq!(lines("one two three four five six", 24), ["one two three", "four five six"]);
        assert_eq!(lines("short", 32), ["short"]);
        assert_eq!(
            lines("an extraordinarily-long-word-that-does-not-fit here", 20),
            ["an", "extraordinarily-long-word-that-does-not-fit", "here"]
        );
        assert_eq!(lines("瞭望塔的用 Rust写", 4), ["瞭望塔", "的用", "Rust写"]);
    }
}
