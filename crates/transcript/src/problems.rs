//! What was repaired, in the words of a podcaster.

use std::collections::BTreeMap;

use serde::Serialize;

/// One kind of thing that was repaired or read with a doubt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// A stable name for programs, such as `backward-time`.
    pub code: &'static str,
    /// What was found, what was done about it and, where there is something to do, what.
    pub message: String,
    /// How many places it concerns.
    pub count: u32,
}

/// The repairs, in the order in which they are reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fix {
    Encoding(&'static str),
    Mojibake,
    NoSignature,
    Sbv,
    NotCues,
    BadTime,
    NoTime,
    OutsideCue,
    NegativeTime,
    Backward,
    OutOfOrder,
    EndBeforeStart,
    Overlap,
    Milliseconds,
    Estimated,
    Rolling,
    EmptyCue,
    NoWords,
}

impl Fix {
    fn code(self) -> &'static str {
        match self {
            Self::Encoding(_) => "encoding",
            Self::Mojibake => "unreadable-characters",
            Self::NoSignature => "no-signature",
            Self::Sbv => "sbv",
            Self::NotCues => "no-times",
            Self::BadTime => "unreadable-time",
            Self::NoTime => "missing-time",
            Self::OutsideCue => "outside-cue",
            Self::NegativeTime => "negative-time",
            Self::Backward => "backward-time",
            Self::OutOfOrder => "out-of-order",
            Self::EndBeforeStart => "end-before-start",
            Self::Overlap => "overlap",
            Self::Milliseconds => "milliseconds",
            Self::Estimated => "estimated-time",
            Self::Rolling => "rolling-captions",
            Self::EmptyCue => "empty-cue",
            Self::NoWords => "no-words",
        }
    }

    fn message(self, count: u32) -> String {
        let n = |one: &str, many: &str| if count == 1 { format!("1 {one}") } else { format!("{count} {many}") };
        match self {
            Self::Encoding(name) => {
                format!("The file is not in UTF-8; it was read as {name}. Check that accents and names look right.")
            }
            Self::Mojibake => {
                format!("{} could not be read and shown as \u{fffd}.", n("character", "characters"))
            }
            Self::NoSignature => {
                "The first line is not WEBVTT, which players ask for. The cues were read all the same.".to_owned()
            }
            Self::Sbv => "The file is in YouTube's SBV form; it was read like SubRip.".to_owned(),
            Self::NotCues => {
                "The file's name says captions, but it has no times. It was read as plain text.".to_owned()
            }
            Self::BadTime => format!(
                "{} a time that cannot be read. The words were kept with the passage before.",
                n("passage has", "passages have")
            ),
            Self::NoTime => format!(
                "{} without a time. The words were kept with the passage before.",
                n("passage stands", "passages stand")
            ),
            Self::OutsideCue => format!(
                "{} outside any cue and left out, as players do: an empty line ends a cue.",
                n("block stands", "blocks stand")
            ),
            Self::NegativeTime => {
                format!("{} before the recording; set to its beginning.", n("passage lies", "passages lie"))
            }
            Self::Backward => format!(
                "{} at a time before the passage ahead of it; the order of the text was kept and the time moved.",
                n("passage starts", "passages start")
            ),
            Self::OutOfOrder => format!("{} out of order and sorted by time.", n("passage was", "passages were")),
            Self::EndBeforeStart => {
                format!("{} before it starts; the end was set anew.", n("passage ends", "passages end"))
            }
            Self::Overlap => format!(
                "{} into the next one; the end was moved to where the next one starts.",
                n("passage runs", "passages run")
            ),
            Self::Milliseconds => "The times are in milliseconds instead of seconds; they were converted.".to_owned(),
            Self::Estimated => format!(
                "{} no time of its own; it was estimated from the passages around it.",
                n("passage has", "passages have")
            ),
            Self::Rolling => {
                format!("The captions roll: {} the one before and was taken once.", n("line repeats", "lines repeat"))
            }
            Self::EmptyCue => format!("{} without words and left out.", n("passage is", "passages are")),
            Self::NoWords => "There are no words in this transcript.".to_owned(),
        }
    }
}

/// The repairs of one reading.
#[derive(Debug, Default)]
pub(crate) struct Fixes(BTreeMap<Fix, u32>);

impl Fixes {
    pub(crate) fn add(&mut self, fix: Fix) {
        self.add_n(fix, 1);
    }

    pub(crate) fn add_n(&mut self, fix: Fix, count: usize) {
        if count > 0 {
            let sum = self.0.entry(fix).or_insert(0);
            *sum = sum.saturating_add(u32::try_from(count).unwrap_or(u32::MAX));
        }
    }

    pub(crate) fn into_problems(self) -> Vec<Problem> {
        self.0
            .into_iter()
            .map(|(fix, count)| Problem { code: fix.code(), message: fix.message(count), count })
            .collect()
    }
}
