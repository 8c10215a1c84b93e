//! A transcript while it is read: passages of running text, before they are cut into words.

/// What a reader makes of a file.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    /// The passages in the order of the file.
    pub cues: Vec<Cue>,
    /// The language that the file names.
    pub language: Option<String>,
    /// How the passages relate to time.
    pub kind: Kind,
}

/// How the passages of a form relate to time.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Reading order is the truth; times are notes in the margin.
    #[default]
    Text,
    /// Each passage has its time, which is the truth; they may overlap.
    Cues,
    /// As `Cues`, of which only one is shown at a time.
    SingleCues,
}

/// One passage.
#[derive(Debug, Default, Clone)]
pub(crate) struct Cue {
    /// Start, in milliseconds.
    pub start: Option<u32>,
    /// End, in milliseconds; may lie before the start yet.
    pub end: Option<u32>,
    /// Who speaks, where the form says it.
    pub speaker: Option<String>,
    /// A paragraph begins here.
    pub paragraph: bool,
    /// The words; lines as in the file.
    pub text: String,
    /// Times within the text, in its order.
    pub marks: Vec<Mark>,
}

/// The time of the word that begins at (or first after) a byte of the text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mark {
    pub at: usize,
    pub start: u32,
    pub end: Option<u32>,
    pub confidence: Option<f32>,
}

impl Cue {
    /// A part of this passage, from one byte to another, with the times that fall to it. Where a mark does not tell, time is
    /// divided by the length of the text.
    fn part(&self, from: usize, to: usize, speaker: Option<String>) -> Self {
        let marks: Vec<Mark> =
            self.marks.iter().filter(|m| (from..to).contains(&m.at)).map(|m| Mark { at: m.at - from, ..*m }).collect();
        let share = |at: usize| match (self.start, self.end) {
            _ if at == 0 => self.start,
            (_, end) if at >= self.text.len() => end,
            (Some(start), Some(end)) => {
                let whole = u64::try_from(self.text.len().max(1)).unwrap_or(u64::MAX);
                let part = u64::from(end.saturating_sub(start)) * u64::try_from(at).unwrap_or(0) / whole;
                Some(start + u32::try_from(part).unwrap_or(0))
            }
            _ => None,
        };
        let start = marks.first().filter(|m| from > 0 && m.at == 0).map(|m| m.start).or_else(|| share(from));
        let text = self.text[from..to].to_owned();
        Self { start, end: share(to), speaker, paragraph: self.paragraph && from == 0, text, marks }
    }

    /// The passages that this one is made of, when others begin to speak at the given bytes; `skip` bytes after each cut are
    /// the name.
    pub(crate) fn split(self, cuts: &[Cut]) -> Vec<Self> {
        let mut out = Vec::with_capacity(cuts.len() + 1);
        let first = cuts.first().map_or(self.text.len(), |c| c.at);
        if !self.text[..first].trim().is_empty() {
            out.push(self.part(0, first, self.speaker.clone()));
        }
        for (i, cut) in cuts.iter().enumerate() {
            let to = cuts.get(i + 1).map_or(self.text.len(), |c| c.at);
            let mut part = self.part(cut.at, to, cut.speaker.clone());
            part.text.replace_range(..cut.skip, "");
            for mark in &mut part.marks {
                mark.at = mark.at.saturating_sub(cut.skip);
            }
            out.push(part);
        }
        for i in 1..out.len() {
            if let Some(start) = out[i].start {
                out[i - 1].end = Some(start);
            }
        }
        out
    }
}

/// Where in a passage somebody else begins.
#[derive(Debug, Clone)]
pub(crate) struct Cut {
    pub at: usize,
    /// The bytes of the name that stands there.
    pub skip: usize,
    pub speaker: Option<String>,
}
