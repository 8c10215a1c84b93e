//! Episodes with what people wrote beside them: chapters, tags, speakers, links, summaries.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use model::transcript::Transcript;
use transcript::{parse, refine_segments};

/// Time of a word where a transcript has no times: 150 words a minute.
const WORD_MS: u64 = 400;
/// Fewer breaks than this are for advertising, not between subjects.
const LEAST_BREAKS: usize = 5;
/// Fewer headings than this are the parts of a recording, neither chapters nor an outline.
const LEAST_HEADINGS: usize = 5;

/// A transcript without what people chose, and what they chose.
pub struct Episode {
    /// Name of the file.
    pub name: String,
    /// Primary subtag of the language that was detected.
    pub language: String,
    /// What was said.
    pub transcript: Transcript,
    /// Start of every segment in milliseconds.
    pub at: Vec<u64>,
    /// Length in milliseconds.
    pub duration: u64,
    /// Starts of the chapters but for the first, in milliseconds.
    pub chapters: Vec<u64>,
    /// Tags.
    pub tags: Vec<String>,
    /// Title, and headings.
    pub outline: Vec<String>,
    /// Who is listed as a speaker and is called by name in what is said.
    pub persons: Vec<String>,
    /// What is linked or listed as a resource.
    pub things: Vec<String>,
    /// The summary that a person wrote, else the outline where there is one.
    pub summary: Option<String>,
}

/// Every transcript below a folder, in the order of the names.
pub fn episodes(folder: &Path) -> Result<Vec<Episode>> {
    let mut files = Vec::new();
    for kind in ["md", "vtt", "nasa"] {
        let folder = folder.join(kind);
        for entry in fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
            files.push(entry?.path());
        }
    }
    files.sort();
    Ok(files.iter().filter(|f| !is_chapters(f)).filter_map(|f| episode(f)).collect())
}

fn is_chapters(path: &Path) -> bool {
    path.to_string_lossy().contains("-chapters")
}

fn episode(path: &Path) -> Option<Episode> {
    let name = path.file_name()?.to_string_lossy().into_owned();
    let source = fs::read_to_string(path).ok()?;
    let page = Page::read(&source, name.ends_with(".md"));
    // As `podcastflow insights` reads a file.
    let transcript = refine_segments(parse(page.body.as_bytes(), Some(&name)).ok()?.transcript);
    let (at, duration) = clock(&transcript);
    let mut chapters: Vec<u64> = page.places(&transcript).into_iter().map(|segment| at[segment]).collect();
    chapters.extend(beside(path).unwrap_or_default());
    chapters.retain(|start| *start > at.first().copied().unwrap_or_default());
    let outline: Vec<String> = page.title.iter().chain(&page.headings).cloned().collect();
    let said = spoken(&transcript);
    let listed: BTreeSet<&String> = page.speakers.iter().chain(&transcript.speakers).collect();
    let persons = listed.into_iter().filter(|p| is_called(p, &said)).cloned().collect();
    let summary = page.summary.or_else(|| (page.headings.len() >= LEAST_HEADINGS).then(|| outline.join(". ")));
    let mut clean = transcript.clone();
    clean.language = None;
    let language = insight::analyse(&clean, &insight::Options::default()).language.unwrap_or_default();
    Some(Episode {
        name,
        language,
        transcript,
        at,
        duration,
        chapters,
        tags: page.tags,
        outline,
        persons,
        things: page.things,
        summary,
    })
}

/// The chapters of a caption file that stand in a file beside it.
fn beside(path: &Path) -> Option<Vec<u64>> {
    let (film, _) = path.file_name()?.to_str()?.split_once("-captions.")?;
    let file: PathBuf = path.with_file_name(format!("{film}-chapters.en.vtt"));
    let cues = parse(&fs::read(file).ok()?, Some("chapters.vtt")).ok()?.transcript;
    Some(cues.segments.iter().filter_map(|s| s.start_ms).map(u64::from).collect())
}

/// The start of every segment and the length of the whole; by the words where there are no times.
fn clock(transcript: &Transcript) -> (Vec<u64>, u64) {
    let mut now = 0;
    let timed = transcript.is_timed();
    let at = transcript.segments.iter().map(|segment| {
        let start = now;
        let words: usize = segment.words.iter().map(|w| units(&w.text)).sum();
        now += WORD_MS * words as u64;
        segment.start_ms.filter(|_| timed).map_or(start, u64::from)
    });
    let at = at.collect();
    (at, transcript.end_ms().filter(|_| timed).map_or(now, u64::from))
}

/// A word, or in Chinese, Japanese and Korean three characters for two words.
fn units(word: &str) -> usize {
    let wide = word.chars().filter(|c| matches!(u32::from(*c), 0x3040..=0x30FF | 0x4E00..=0x9FFF)).count();
    (wide * 2).div_ceil(3).max(1)
}

fn spoken(transcript: &Transcript) -> BTreeSet<String> {
    let words = transcript.segments.iter().flat_map(|s| &s.words);
    words.map(|w| w.text.trim_matches(|c: char| !c.is_alphanumeric()).trim_end_matches("'s").to_owned()).collect()
}

fn is_called(person: &str, said: &BTreeSet<String>) -> bool {
    let bare = person.split(['(', ',']).next().unwrap_or_default();
    bare.chars().next().is_some_and(char::is_uppercase)
        && bare.split_whitespace().any(|part| part.chars().count() > 2 && said.contains(part))
}

/// A Markdown file, taken apart.
#[derive(Default)]
struct Page {
    body: String,
    title: Option<String>,
    summary: Option<String>,
    tags: Vec<String>,
    speakers: Vec<String>,
    things: Vec<String>,
    headings: Vec<String>,
    /// The lines that follow each heading or break.
    openings: Vec<Vec<String>>,
}

impl Page {
    fn read(source: &str, markdown: bool) -> Self {
        let mut page = Self::default();
        if !markdown {
            source.clone_into(&mut page.body);
            return page;
        }
        let front = source.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---"));
        let body = front.map_or(source, |(front, body)| {
            page.read_front(front);
            body
        });
        let lines: Vec<&str> = body.lines().collect();
        let breaks = lines.iter().filter(|l| is_break(l)).count() >= LEAST_BREAKS;
        let chapters = lines.iter().filter(|l| is_heading(l)).count() >= LEAST_HEADINGS;
        for (n, line) in lines.iter().enumerate() {
            let heading = is_heading(line);
            if heading {
                page.headings.push(line.trim_start_matches('#').trim().to_owned());
            }
            if heading || is_break(line) {
                if (heading && chapters) || (!heading && breaks) {
                    let said = lines[n + 1..].iter().filter(|l| !l.trim().is_empty()).take(6);
                    page.openings.push(said.map(|l| (*l).to_owned()).collect());
                }
                continue;
            }
            page.read_links(line);
            page.body.push_str(line);
            page.body.push('\n');
        }
        page
    }

    fn read_front(&mut self, front: &str) {
        let mut key = "";
        for line in front.lines() {
            let item = line.trim_start().strip_prefix("- ");
            if let Some((name, value)) = line.split_once(':').filter(|_| !line.starts_with([' ', '-'])) {
                key = name;
                let value = value.trim().trim_matches(['\'', '"']).replace("''", "'");
                match key {
                    "title" => self.title = Some(value),
                    "summary" => self.summary = Some(value),
                    "tags" | "speakers" if value.starts_with('[') => {
                        let list = value.trim_matches(['[', ']']).split(',');
                        self.list(key).extend(list.map(|v| v.trim().trim_matches(['\'', '"']).to_owned()));
                    }
                    _ => {}
                }
            } else if let Some(item) = item {
                if matches!(key, "tags" | "speakers") {
                    let item = item.trim().trim_matches(['\'', '"']).to_owned();
                    self.list(key).push(item);
                } else if let Some(title) = item.strip_prefix("title: ").filter(|_| key == "additional_resources") {
                    self.things.push(title.split('(').next().unwrap_or_default().trim().to_owned());
                }
            }
        }
    }

    fn list(&mut self, key: &str) -> &mut Vec<String> {
        if key == "tags" { &mut self.tags } else { &mut self.speakers }
    }

    /// Link texts with a capital, up to four words: names.
    fn read_links(&mut self, line: &str) {
        for (at, _) in line.match_indices("](http") {
            let Some((_, text)) = line[..at].rsplit_once('[') else { continue };
            let words: Vec<&str> = text.split_whitespace().collect();
            if words.len() <= 4 && words.iter().any(|w| w.chars().next().is_some_and(char::is_uppercase)) {
                self.things.push(text.to_owned());
            }
        }
    }

    /// The segments with which the headings' parts begin.
    fn places(&self, transcript: &Transcript) -> Vec<usize> {
        let words: Vec<(String, usize)> = transcript
            .segments
            .iter()
            .enumerate()
            .flat_map(|(n, s)| s.words.iter().flat_map(move |w| bare_words(&w.text).into_iter().map(move |w| (w, n))))
            .collect();
        let mut from = 0;
        let mut out = Vec::new();
        for opening in &self.openings {
            // The first line may be who speaks, and another heading may follow at once.
            let found = opening.iter().filter(|l| !l.starts_with('#')).find_map(|line| {
                let line: Vec<String> = bare_words(&plain(line)).into_iter().take(8).collect();
                let fits = |at: &usize| words[*at..].iter().map(|w| &w.0).take(line.len()).eq(line.iter());
                let near = (from..words.len().min(from + 20_000)).find(fits);
                near.filter(|_| line.len() >= 4)
            });
            if let Some(at) = found {
                from = at;
                if out.last() != Some(&words[at].1) {
                    out.push(words[at].1);
                }
            }
        }
        out
    }
}

fn is_heading(line: &str) -> bool {
    line.starts_with('#') && line.trim_start_matches('#').starts_with(' ')
}

fn is_break(line: &str) -> bool {
    line.trim_end().starts_with("**Break")
}

/// A line without who speaks, links and emphasis.
fn plain(line: &str) -> String {
    let said = line.strip_prefix("**").and_then(|l| l.split_once(":**")).map_or(line, |(_, said)| said);
    let mut out = String::new();
    let mut rest = said;
    while let Some((before, after)) = rest.split_once("](") {
        out.push_str(before);
        rest = after.split_once(')').map_or("", |(_, rest)| rest);
    }
    out.push_str(rest);
    out
}

/// Small letters and digits; a script without spaces gives a word a character, and "e-cash" is "ecash".
pub fn bare_words(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut open = false;
    for c in text.chars().flat_map(char::to_lowercase) {
        let wide = matches!(u32::from(c), 0x3040..=0x30FF | 0x4E00..=0x9FFF);
        if !c.is_alphanumeric() {
            let letter = out.last().is_some_and(|w| w.len() == 1);
            open &= matches!(c, '\'' | '’') || (c == '-' && letter);
        } else if wide || !open {
            out.push(c.to_string());
            open = !wide;
        } else if let Some(last) = out.last_mut() {
            last.push(c);
        }
    }
    out
}
