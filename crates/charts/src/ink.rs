//! Colours: drawn as stand-ins that plotters can take, written as the CSS variables of the theme.

use plotters::style::RGBColor;

/// A colour of the theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Ink {
    /// A speaker or series, modulo 8.
    Series(usize),
    /// Text.
    Text,
    /// Quieter text.
    Quiet,
    /// Hairlines and quiet grounds.
    Line,
    /// The show's accent.
    Accent,
}

const SERIES: usize = 8;
const NAMED: [(Ink, &str); 4] = [
    (Ink::Text, "var(--ink)"),
    (Ink::Quiet, "var(--ink-2)"),
    (Ink::Line, "var(--line)"),
    (Ink::Accent, "var(--accent)"),
];
const SERIES_NAMES: [&str; SERIES] =
    ["var(--c0)", "var(--c1)", "var(--c2)", "var(--c3)", "var(--c4)", "var(--c5)", "var(--c6)", "var(--c7)"];

impl Ink {
    /// The stand-in: the blue part is the number of the colour.
    pub(crate) fn stand_in(self) -> RGBColor {
        let number = match self {
            Self::Series(n) => n % SERIES,
            named => SERIES + NAMED.iter().position(|(ink, _)| *ink == named).unwrap_or(0),
        };
        RGBColor(1, 254, u8::try_from(number).unwrap_or(0))
    }
}

/// The CSS variable of a stand-in as plotters writes it (`#01FE03`); ink for what is none.
pub(crate) fn variable(written: &str) -> &'static str {
    let number = written.strip_prefix("#01FE").and_then(|hex| usize::from_str_radix(hex, 16).ok());
    match number {
        Some(n) if n < SERIES => SERIES_NAMES[n],
        Some(n) if n < SERIES + NAMED.len() => NAMED[n - SERIES].1,
        _ => NAMED[0].1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_colour_finds_its_variable() {
        for (ink, name) in [
            (Ink::Series(0), "var(--c0)"),
            (Ink::Series(15), "var(--c7)"),
            (Ink::Text, "var(--ink)"),
            (Ink::Quiet, "var(--ink-2)"),
            (Ink::Line, "var(--line)"),
            (Ink::Accent, "var(--accent)"),
        ] {
            let RGBColor(r, g, b) = ink.stand_in();
            assert_eq!(variable(&format!("#{r:02X}{g:02X}{b:02X}")), name);
        }
        assert_eq!(variable("#FFFFFF"), "var(--ink)");
    }
}
