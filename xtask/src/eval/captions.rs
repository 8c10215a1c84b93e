//! Caption files and other transcripts: what is read, and whether it survives being written.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use model::transcript::{Transcript, TranscriptFormat};
use transcript::{parse, write};

use super::{percent, print_table};

fn read(path: &Path) -> Option<Transcript> {
    let name = path.file_name()?.to_string_lossy().into_owned();
    parse(&fs::read(path).ok()?, Some(&name)).ok().map(|p| p.transcript)
}

/// Our number of cues beside those of other parsers.
pub fn print_counts(data: &Path) -> Result<()> {
    let table = fs::read_to_string(data.join("oracles/captions.tsv")).context("oracles/captions.tsv")?;
    let mut lines = table.lines().filter(|l| !l.starts_with('#')).map(|l| l.split('\t').collect::<Vec<_>>());
    let columns = lines.next().unwrap_or_default();
    let mut rows = Vec::new();
    let (mut agreeing, mut agreed) = (0, 0);
    for line in lines.filter(|l| l.len() == columns.len()) {
        let ours = read(&data.join(line[0])).map(|t| t.segments.len().to_string());
        // The fourth column of figures counts faults, not cues.
        let counts: BTreeSet<&str> = columns
            .iter()
            .zip(&line)
            .skip(1)
            .filter(|(name, count)| !name.ends_with("-errors") && **count != "-")
            .map(|(_, count)| *count)
            .collect();
        if counts.len() == 1 && counts.iter().all(|c| c.parse::<usize>().is_ok()) {
            agreed += 1;
            agreeing += usize::from(ours.as_deref() == counts.first().copied());
        }
        let short = |count: &&str| if count.starts_with("ERR") { "error".to_owned() } else { (*count).to_owned() };
        let mut row = vec![line[0].to_owned(), ours.unwrap_or_else(|| "error".to_owned())];
        row.extend(line[1..].iter().map(short));
        rows.push(row);
    }
    let mut head = vec!["Cues", "ours"];
    head.extend(columns.iter().skip(1));
    print_table("Cues that are read, beside outside parsers", &head, &rows);
    println!("\n  Where all outside parsers agree, so do we in {agreeing} of {agreed} files.");
    Ok(())
}

/// What a form has no way to say, which some file would need.
fn not_carried(transcript: &Transcript, format: TranscriptFormat) -> Option<&'static str> {
    let reference = |word: &str| {
        let name = word.split_once('&').and_then(|(_, rest)| rest.split_once(';'));
        name.is_some_and(|(name, _)| !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '#'))
    };
    let dash = |word: &str| !word.is_empty() && word.chars().all(|c| matches!(c, '-' | '–' | '—'));
    let mut segments = transcript.segments.iter();
    match format {
        TranscriptFormat::Srt if segments.any(|s| s.words.iter().any(|w| reference(&w.text))) => {
            Some("words that read as a character reference: there is no escape for them")
        }
        TranscriptFormat::Txt | TranscriptFormat::Md
            if segments.any(|s| s.start_ms.is_some() && s.words.first().is_some_and(|w| dash(&w.text))) =>
        {
            Some("a dash after a time: it is what stands between time and words")
        }
        _ => None,
    }
}

/// The share of files that come back as they were, by the form in which they were written.
pub fn print_round_trips(data: &Path) -> Result<()> {
    let mut files = Vec::new();
    for folder in ["transcripts", "captions-conformance", "derived/transcripts"] {
        collect(&data.join(folder), &mut files)?;
    }
    files.sort();
    let known =
        |p: &PathBuf| p.extension().is_some_and(|e| TranscriptFormat::from_extension(&e.to_string_lossy()).is_some());
    let read_files: Vec<(PathBuf, Transcript)> = files
        .into_iter()
        .filter(known)
        .filter_map(|p| read(&p).map(|t| (p, t)))
        .filter(|(_, t)| !t.segments.is_empty())
        .collect();
    let (mut rows, mut changed, mut left_out) = (Vec::new(), Vec::new(), Vec::new());
    for format in TranscriptFormat::ALL {
        let exact = matches!(format, TranscriptFormat::Vtt | TranscriptFormat::Srt | TranscriptFormat::Json);
        let (mut words, mut speakers, mut times, mut timed, mut all) = (0, 0, 0, 0, 0);
        let mut n = 0;
        for (path, before) in &read_files {
            let file = write(before, format, "A title");
            let after = parse(file.as_bytes(), Some(&format!("x.{}", format.extension()))).ok().map(|p| p.transcript);
            let same = after.as_ref().map(|after| {
                [same_words(before, after), same_speakers(before, after), same_times(before, after, format)]
            });
            let [w, s, t] = same.unwrap_or_default();
            let has_times = exact && before.is_timed();
            let name = path.strip_prefix(data).unwrap_or(path).display().to_string();
            if !(w && s && (t || !has_times))
                && let Some(why) = not_carried(before, format)
            {
                left_out.push(vec![format!("{} {name}", format.extension()), why.to_owned()]);
                continue;
            }
            n += 1;
            words += usize::from(w);
            speakers += usize::from(s);
            timed += usize::from(has_times);
            times += usize::from(t && has_times);
            let whole = w && s && (t || !has_times);
            all += usize::from(whole);
            if !whole {
                let lost = [(w, "words"), (s, "speakers"), (t || !has_times, "times")];
                let lost: Vec<&str> = lost.iter().filter(|(kept, _)| !kept).map(|(_, name)| *name).collect();
                changed.push(vec![format!("{} {name}", format.extension()), lost.join(", ")]);
            }
        }
        rows.push(vec![
            format.extension().to_owned(),
            n.to_string(),
            percent(words, n),
            percent(speakers, n),
            percent(times, timed),
            percent(all, n),
        ]);
    }
    let head = ["Written as", "files", "words", "speakers", "times", "all kept"];
    print_table("Files that come back as they were", &head, &rows);
    println!(
        "\n  Times: to the millisecond in vtt, srt and json. A passage without length lasts 1 ms in vtt and srt, which know none;\n  \
         segments of one word are read from json as words of a sentence, and their times are those of the words."
    );
    if !changed.is_empty() {
        print_table("Those that do not", &["Written as, file", "changed"], &changed);
    }
    if !left_out.is_empty() {
        print_table(
            "Not counted: changed, but the form has no way to say it",
            &["Written as, file", "what"],
            &left_out,
        );
    }
    Ok(())
}

fn collect(folder: &Path, out: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, out)?;
        } else {
            out.push(path);
        }
    }
    Ok(())
}

fn same_words(before: &Transcript, after: &Transcript) -> bool {
    let words =
        |t: &Transcript| t.segments.iter().flat_map(|s| s.words.iter().map(|w| w.text.clone())).collect::<Vec<_>>();
    words(before) == words(after)
}

/// Who says the nth word, for all of them.
fn same_speakers(before: &Transcript, after: &Transcript) -> bool {
    let speakers = |t: &Transcript| {
        let of = |s| t.speaker_of(s).map(str::to_owned);
        t.segments.iter().flat_map(|s| s.words.iter().map(move |_| of(s))).collect::<Vec<_>>()
    };
    speakers(before) == speakers(after)
}

/// All starts and ends are there to the millisecond; a form may have divided a long segment, or joined words to a sentence.
fn same_times(before: &Transcript, after: &Transcript, format: TranscriptFormat) -> bool {
    let shortest = u32::from(format != TranscriptFormat::Json);
    let ends =
        |start: Option<u32>, end: Option<u32>| end.map(|end| end.max(start.map_or(0, |s| s.saturating_add(shortest))));
    let mut starts = BTreeSet::new();
    let mut stops = BTreeSet::new();
    for segment in &after.segments {
        starts.extend(segment.start_ms);
        stops.extend(segment.end_ms);
        starts.extend(segment.words.iter().filter_map(|w| w.start_ms));
        stops.extend(segment.words.iter().filter_map(|w| w.end_ms));
    }
    let segments = &before.segments;
    segments.iter().filter_map(|s| s.start_ms).all(|start| starts.contains(&start))
        && segments.iter().filter_map(|s| ends(s.start_ms, s.end_ms)).all(|end| stops.contains(&end))
}
