//! What form a file is in, by its content; its name breaks ties.

use model::transcript::TranscriptFormat;

use crate::{
    error::ParseError,
    nasa,
    problems::{Fix, Fixes},
    srt, times,
};

/// A form that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Vtt,
    Srt,
    Sbv,
    Json,
    Html,
    Markdown,
    Nasa,
    Text,
}

/// How many lines are looked at to tell text forms apart.
const LOOK: usize = 400;

pub(crate) fn sniff(
    text: &str,
    file_name: Option<&str>,
    fixes: &mut Fixes,
) -> Result<(Form, TranscriptFormat), ParseError> {
    let named = file_name.and_then(|n| n.rsplit_once('.')).and_then(|(_, e)| TranscriptFormat::from_extension(e));
    let start = text.trim_start();
    if is_webvtt(text) {
        return Ok((Form::Vtt, TranscriptFormat::Vtt));
    }
    if looks_like_json(start) {
        return Ok((Form::Json, TranscriptFormat::Json));
    }
    if is_markup(start, named) {
        return Ok((Form::Html, TranscriptFormat::Html));
    }
    if nasa::is_header_first(text) {
        return Ok((Form::Nasa, TranscriptFormat::Txt));
    }
    let captions =
        text.lines().any(|l| l.trim_start().starts_with(|c: char| c.is_ascii_digit()) && times::timing(l).is_some());
    if captions {
        let vtt = named == Some(TranscriptFormat::Vtt) || start.to_ascii_uppercase().starts_with("WEBVTT");
        if vtt {
            fixes.add(Fix::NoSignature);
            return Ok((Form::Vtt, TranscriptFormat::Vtt));
        }
        return Ok((Form::Srt, TranscriptFormat::Srt));
    }
    if text.lines().take(LOOK).any(|l| srt::sbv_timing(l).is_some()) {
        fixes.add(Fix::Sbv);
        return Ok((Form::Sbv, TranscriptFormat::Srt));
    }
    if matches!(named, Some(TranscriptFormat::Vtt | TranscriptFormat::Srt)) {
        fixes.add(Fix::NotCues);
    }
    if named == Some(TranscriptFormat::Md)
        || (matches!(named, None | Some(TranscriptFormat::Txt)) && is_markdown(start))
    {
        return Ok((Form::Markdown, TranscriptFormat::Md));
    }
    Ok((Form::Text, TranscriptFormat::Txt))
}

/// The signature of WebVTT section 4.1: `WEBVTT`, then the end, a blank, a tab or a new line.
fn is_webvtt(text: &str) -> bool {
    text.strip_prefix("WEBVTT").is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\n']))
}

/// A brace, or a bracket with a value of JSON after it; `[00:12]` and `[Music]` are text.
fn looks_like_json(start: &str) -> bool {
    start.starts_with('{') || start.strip_prefix('[').is_some_and(|rest| rest.trim_start().starts_with(['{', '"', ']']))
}

fn is_markup(start: &str, named: Option<TranscriptFormat>) -> bool {
    let Some(rest) = start.strip_prefix('<') else {
        return named == Some(TranscriptFormat::Html) && start.contains("</");
    };
    if named == Some(TranscriptFormat::Md) || rest.starts_with("http") {
        return false;
    }
    rest.starts_with(['!', '?', '/']) || rest.starts_with(|c: char| c.is_ascii_alphabetic())
}

fn is_markdown(start: &str) -> bool {
    if start.starts_with("---\n") {
        return true;
    }
    start.lines().take(LOOK).any(|line| {
        let line = line.trim();
        let heading = line.trim_start_matches('#');
        let is_heading = heading.len() < line.len() && line.len() - heading.len() <= 6 && heading.starts_with(' ');
        is_heading || (line.starts_with("**") && (line.contains(":**") || line.contains("**:")))
    })
}
