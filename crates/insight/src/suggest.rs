//! Suggested texts for elsewhere: titles, descriptions, show notes, posts.
//!
//! They are put together from findings, so every sentence in them was said and every name was named. What was hidden from
//! the findings is not in them.

use model::insight::{Chapter, EntityKind, Evidence, Insights, Passage};
use model::suggestion::{Network, Post, Suggestions, Text};
use model::timecode;

const LONGEST_TITLE: usize = 80;
const ONE_LINE: usize = 160;
/// Directories cut descriptions here, in bytes (PSP-1).
const DESCRIPTION_BYTES: usize = 4000;
const MOST_TITLES: usize = 5;
const MOST_MENTIONED: usize = 12;
const MOST_QUOTES: usize = 3;
const HASHTAGS: usize = 3;

/// What the texts are about.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    /// The episode's title.
    pub title: &'a str,
    /// The public address of the episode.
    pub url: &'a str,
}

/// Headings in the language of the episode; English where none are known.
struct Headings {
    chapters: &'static str,
    mentioned: &'static str,
    quotes: &'static str,
}

fn headings(language: Option<&str>) -> Headings {
    let primary = language.unwrap_or_default().split(['-', '_']).next().unwrap_or_default();
    let (chapters, mentioned, quotes) = match primary {
        "de" => ("Kapitel", "Erwähnt", "Zitate"),
        "fr" => ("Chapitres", "Mentionnés", "Citations"),
        "es" => ("Capítulos", "Menciones", "Citas"),
        "it" => ("Capitoli", "Citati", "Citazioni"),
        "pt" => ("Capítulos", "Menções", "Citações"),
        "nl" => ("Hoofdstukken", "Genoemd", "Citaten"),
        _ => ("Chapters", "Mentioned", "Quotes"),
    };
    Headings { chapters, mentioned, quotes }
}

/// Texts made of findings.
#[must_use]
pub fn suggest(found: &Insights, about: About<'_>) -> Suggestions {
    let one_line = one_line(found);
    Suggestions {
        titles: titles(found, about),
        description: description(found),
        show_notes: show_notes(found),
        posts: Network::ALL.into_iter().filter_map(|network| post(found, about, network)).collect(),
        one_line,
    }
}

fn length(text: &str) -> usize {
    text.chars().count()
}

/// The episode's line, or the strongest sentence, where it fits.
fn one_line(found: &Insights) -> Option<Text> {
    let fits = |s: &&Passage| length(&s.text) <= ONE_LINE;
    let strongest = || found.summary_sentences.iter().filter(fits).max_by(|a, b| a.score.total_cmp(&b.score));
    found.one_line.as_ref().filter(fits).or_else(strongest).map(quoted)
}

fn quoted(passage: &Passage) -> Text {
    Text { text: passage.text.clone(), segments: vec![passage.segments] }
}

fn titles(found: &Insights, about: About<'_>) -> Vec<Text> {
    let mut titles: Vec<Text> = Vec::new();
    let mut add = |text: String, segments: Vec<Evidence>| {
        let known = titles.iter().any(|t| t.text.eq_ignore_ascii_case(&text)) || text.eq_ignore_ascii_case(about.title);
        if length(&text) <= LONGEST_TITLE && !segments.is_empty() && !known {
            titles.push(Text { text, segments });
        }
    };
    let topics: Vec<(&str, &[Evidence])> =
        found.topics.iter().take(3).map(|t| (t.name.as_str(), t.segments.as_slice())).collect();
    // Who speaks is known already: a guest's name stands before what they speak about.
    let guest = found.talk_time.iter().skip(usize::from(found.talk_time.len() > 1)).find_map(|t| t.speaker.as_deref());
    let guest = guest.filter(|name| !name.starts_with("Speaker ") && found.talk_time.len() > 1);
    if let (Some(guest), Some((topic, evidence))) = (guest, topics.first()) {
        add(format!("{guest}: {}", capitalised(topic)), evidence.to_vec());
    }
    let questions = found.questions.iter().filter(|q| (20..=LONGEST_TITLE).contains(&length(&q.text)));
    if let Some(question) = questions.max_by(|a, b| a.score.total_cmp(&b.score)) {
        add(question.text.clone(), vec![question.segments]);
    }
    if let [(one, first), (two, second), ..] = topics.as_slice() {
        let both = first.iter().chain(*second).copied().collect();
        add(format!("{} · {}", capitalised(one), capitalised(two)), both);
    }
    for quote in found.quotes.iter().filter(|q| (20..=60).contains(&length(&q.text))).take(2) {
        add(format!("“{}”", quote.text.trim_end_matches(['.', '!'])), vec![quote.segments]);
    }
    for (topic, evidence) in &topics {
        add(capitalised(topic), evidence.to_vec());
    }
    titles.truncate(MOST_TITLES);
    titles
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// Lines, as many as fit.
struct Lines {
    text: String,
    segments: Vec<Evidence>,
    most: usize,
}

impl Lines {
    fn new(most: usize) -> Self {
        Self { text: String::new(), segments: Vec::new(), most }
    }

    /// Adds a piece with what stands before it; says whether it fitted.
    fn add(&mut self, before: &str, piece: &str, segments: impl IntoIterator<Item = Evidence>) -> bool {
        let before = if self.text.is_empty() { "" } else { before };
        let fits = self.text.len() + before.len() + piece.len() <= self.most;
        if fits {
            self.text.push_str(before);
            self.text.push_str(piece);
            self.segments.extend(segments);
        }
        fits
    }

    fn done(self) -> Option<Text> {
        (!self.segments.is_empty()).then_some(Text { text: self.text, segments: self.segments })
    }
}

fn description(found: &Insights) -> Option<Text> {
    let mut lines = Lines::new(DESCRIPTION_BYTES);
    for sentence in &found.summary_sentences {
        lines.add(" ", &sentence.text, [sentence.segments]);
    }
    lines.done()
}

fn show_notes(found: &Insights) -> Option<Text> {
    let headings = headings(found.language.as_deref());
    let mut lines = Lines::new(DESCRIPTION_BYTES);
    for sentence in &found.summary_sentences {
        lines.add(" ", &markdown(&sentence.text), [sentence.segments]);
    }
    let chapters: Vec<String> = found.chapters.iter().filter_map(chapter_line).collect();
    if chapters.len() > 1 {
        lines.add("\n\n", &format!("## {}", headings.chapters), []);
        for (n, line) in chapters.iter().enumerate() {
            // Players read lines of times; a blank line first makes them a paragraph of their own in Markdown.
            lines.add(if n == 0 { "\n\n" } else { "  \n" }, line, found.chapters[n].segments);
        }
    }
    let works = found
        .entities
        .iter()
        .filter(|e| matches!(e.kind, EntityKind::Person | EntityKind::Work | EntityKind::Organisation));
    let links = found.links.iter().map(|l| (format!("<{}>", l.url), &l.segments));
    let mentioned: Vec<_> = links.chain(works.map(|e| (markdown(&e.name), &e.segments))).take(MOST_MENTIONED).collect();
    if !mentioned.is_empty() {
        lines.add("\n\n", &format!("## {}", headings.mentioned), []);
        for (n, (text, segments)) in mentioned.iter().enumerate() {
            let evidence = segments.first().map(|n| Evidence { first: *n, last: *n });
            lines.add(if n == 0 { "\n\n" } else { "\n" }, &format!("- {text}"), evidence);
        }
    }
    if !found.quotes.is_empty() {
        lines.add("\n\n", &format!("## {}", headings.quotes), []);
        for quote in found.quotes.iter().take(MOST_QUOTES) {
            lines.add("\n\n", &format!("> {}{}", markdown(&quote.text), by(quote)), [quote.segments]);
        }
    }
    lines.done()
}

/// `12:34 Title`, as players and video sites read it.
fn chapter_line(chapter: &Chapter) -> Option<String> {
    Some(format!("{} {}", timecode::clock(chapter.start_ms?), markdown(&chapter.title)))
}

fn by(quote: &Passage) -> String {
    quote.speaker.as_deref().map(|name| format!(" — {}", markdown(name))).unwrap_or_default()
}

/// A text whose characters mean nothing in Markdown, on one line.
fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' => {
                out.push('\\');
                out.push(c);
            }
            '\n' | '\r' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

fn post(found: &Insights, about: About<'_>, network: Network) -> Option<Post> {
    let limit = network.limit() as usize;
    let address = network.address_counts().map_or_else(|| length(about.url), |n| n as usize);
    let tags = hashtags(found);
    // From the fullest to the barest: the first that fits.
    let ends = [format!("\n\n{}\n\n{tags}", about.title), format!("\n\n{}", about.title), String::new()];
    for end in &ends {
        for quote in found.quotes.iter().chain(&found.summary_sentences) {
            let text = format!(
                "“{}”{}{end}\n",
                quote.text,
                quote.speaker.as_deref().map(|s| format!(" — {s}")).unwrap_or_default()
            );
            if length(&text) + address <= limit {
                let text = format!("{text}{}", about.url);
                return Some(Post { network, limit: network.limit(), text, segments: vec![quote.segments] });
            }
        }
    }
    None
}

/// `#PrintingPress`, of the strongest phrases that make one.
fn hashtags(found: &Insights) -> String {
    let tag = |text: &str| {
        let words: String = text.split(|c: char| !c.is_alphanumeric()).map(capitalised).collect();
        (2..=24).contains(&length(&words)).then(|| format!("#{words}"))
    };
    let tags: Vec<String> = found.topics.iter().filter_map(|t| tag(&t.name)).take(HASHTAGS).collect();
    tags.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Options, analyse};
    use model::transcript::{Segment, Transcript};
    use proptest::prelude::*;

    const ABOUT: About<'_> = About { title: "On printing", url: "https://p.example/shows/press/on-printing" };

    fn transcript(lines: &[(u16, &str)]) -> Transcript {
        let mut at = 0;
        let segments = lines
            .iter()
            .map(|(speaker, text)| {
                at += 6000;
                Segment {
                    start_ms: Some(at - 6000),
                    end_ms: Some(at),
                    speaker: Some(*speaker),
                    ..Segment::from_text(text)
                }
            })
            .collect();
        Transcript { language: Some("en".into()), speakers: vec!["Ann".into(), "Bob Miller".into()], segments }
    }

    fn found() -> Insights {
        let lines: Vec<(u16, &str)> = [
            (0, "How did the printing press change the life of the city of Mainz?"),
            (1, "The printing press made books cheap, and cheap books made readers of everybody."),
            (1, "Johannes Gutenberg borrowed the money for his printing press from Johann Fust."),
            (0, "You can read more about the printing press at example.org today."),
        ]
        .repeat(20);
        analyse(&transcript(&lines), &Options::default())
    }

    #[test]
    fn texts_keep_to_their_limits_and_rest_on_something() {
        let texts = suggest(&found(), ABOUT);
        assert!(
            !texts.titles.is_empty()
                && texts.titles.iter().all(|t| length(&t.text) <= LONGEST_TITLE && !t.segments.is_empty())
        );
        assert!(texts.one_line.as_ref().is_some_and(|t| length(&t.text) <= ONE_LINE));
        assert!(texts.description.as_ref().is_some_and(|t| t.text.len() <= DESCRIPTION_BYTES));
        let notes = texts.show_notes.expect("notes").text;
        assert!(notes.contains("## Mentioned") && notes.contains("<https://example.org>"), "{notes}");
        assert_eq!(texts.posts.len(), Network::ALL.len());
        for post in &texts.posts {
            let address = post.network.address_counts().map_or(length(ABOUT.url), |n| n as usize);
            assert!(length(&post.text) - length(ABOUT.url) + address <= post.limit as usize, "{post:?}");
            assert!(post.text.ends_with(ABOUT.url) && !post.segments.is_empty());
        }
    }

    #[test]
    fn the_line_of_the_episode_goes_before_its_strongest_sentence() {
        let mut found = found();
        let line = found.one_line.as_mut().expect("a line");
        "The press, in a line.".clone_into(&mut line.text);
        assert_eq!(suggest(&found, ABOUT).one_line.map(|t| t.text).as_deref(), Some("The press, in a line."));
        // One that does not fit, and none.
        let strongest = Insights { one_line: None, ..found.clone() };
        found.one_line.as_mut().expect("a line").text = "press ".repeat(40);
        assert_eq!(suggest(&found, ABOUT).one_line, suggest(&strongest, ABOUT).one_line);
        assert!(suggest(&strongest, ABOUT).one_line.is_some());
    }

    #[test]
    fn nothing_found_suggests_nothing() {
        let nothing = analyse(&Transcript::default(), &Options::default());
        assert_eq!(suggest(&nothing, ABOUT), Suggestions::default());
    }

    #[test]
    fn what_was_said_stays_text_in_markdown() {
        assert_eq!(markdown("<b>*x*\n# [a](b)"), "\\<b\\>\\*x\\* \\# \\[a\\](b)");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn no_text_is_longer_than_its_place(words in proptest::collection::vec("[a-zé世#*]{1,40}[.?!]?", 1..200)) {
            let lines: Vec<String> = words.chunks(9).map(|c| c.join(" ")).collect();
            let lines: Vec<(u16, &str)> = lines.iter().enumerate().map(|(n, l)| ((n % 2) as u16, l.as_str())).collect();
            let texts = suggest(&analyse(&transcript(&lines), &Options::default()), ABOUT);
            prop_assert!(texts.titles.iter().all(|t| length(&t.text) <= LONGEST_TITLE));
            prop_assert!(texts.show_notes.is_none_or(|t| t.text.len() <= DESCRIPTION_BYTES));
            prop_assert!(texts.description.is_none_or(|t| t.text.len() <= DESCRIPTION_BYTES));
        }
    }
}
