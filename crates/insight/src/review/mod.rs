//! Findings and people's decisions about them, put together. Pure: the same document, decisions and transcript give the same
//! items, whatever an engine returned and whatever happened to the transcript in between.
//!
//! What holds of the result, and is tested for any input: nothing is public without evidence in the transcript; no quote is
//! public that is not said there word for word; and whatever a person wrote stands in an item.

mod reading;

use std::collections::HashMap;
use std::fmt::Write;
use std::ops::Range;

use model::insight::{Answer, Evidence, Insights, Link};
use model::review::{Change, Changed, Decision, Finding, Ground, Item, Kind, Made, Refusal, State};
use model::transcript::Transcript;

use crate::{links, tokens};
pub(crate) use reading::Reading;
use reading::squeezed;

/// The share of a sentence's words of content that its evidence has to say. A sentence taken from the transcript has all. A
/// person's summary of two sentences in their own words still names what it is about: in paraphrases of summaries about
/// two thirds of the words of content return. One that says less than half of its words of content elsewhere than in the
/// recording says something else than the recording does.
pub const SUPPORTED: f32 = 0.5;
/// Places that are kept of one item: a name that is said two hundred times needs no two hundred witnesses.
const GROUNDS: usize = 6;
/// Share of a range that two findings have in common when one stands where the other stood.
const SAME_PLACE: f32 = 0.5;

/// Findings as they stand.
#[derive(Debug, Clone, PartialEq)]
pub struct Review {
    /// Every item, by kind, in the order in which a page shows them.
    pub items: Vec<Item>,
    /// What everybody may see.
    pub public: Insights,
    /// Whether any of that is in an engine's words.
    pub by_engine: bool,
}

/// An item of the document, or one that only a decision remembers.
struct Standing<'a> {
    key: String,
    engine: Option<Finding>,
    decision: Option<&'a Decision>,
}

/// Puts findings and decisions together. `auto` says whether items are public as they are found, or only when a person
/// approved them.
#[must_use]
pub fn review(document: &Insights, made: &Made, decisions: &[Decision], transcript: &Transcript, auto: bool) -> Review {
    let reading = Reading::new(transcript, document.language.as_deref());
    let standing = matched(&reading, document, decisions);
    let stands = |one| {
        let answer = answered(&reading, document, &one);
        item(&reading, made, one, answer, auto)
    };
    let mut items: Vec<Item> = standing.into_iter().map(stands).collect();
    items.sort_by(order);
    keep_one_line(&mut items);
    let public = public(&reading, document, &items);
    let by_engine = items.iter().any(|i| i.public && !i.by_person);
    Review { items, public, by_engine }
}

/// The words that a person's own text rests on, kept with it.
///
/// # Errors
/// `NotVerbatim` for a quote that is not said like that anywhere, `NotAnAddress` for an address that leads nowhere, `NoEvidence` for
/// an item that rests on nothing.
pub fn grounds_of(item: &Item, text: &str, transcript: &Transcript) -> Result<Vec<Ground>, Refusal> {
    let reading = Reading::new(transcript, None);
    let spans: Vec<Range<usize>> = item.evidence.iter().filter_map(|g| reading.remembered(g)).collect();
    let near = spans.first().map_or(0, |s| s.start);
    let quoted = |span: Range<usize>| {
        let words = reading.quoted(&span);
        reading.ground(&span, words).into_iter().collect::<Vec<_>>()
    };
    match item.kind {
        Kind::Quote => {
            let whole =
                |s: &Range<usize>| reading.segments_of(s).and_then(|e| reading.span(e)).unwrap_or_else(|| s.clone());
            let here = spans.first().and_then(|s| reading.said_at(text, &whole(s), near));
            let found = here.or_else(|| reading.said_at(text, &reading.all(), near));
            found.map(quoted).ok_or(Refusal::NotVerbatim)
        }
        kind if needs_support(kind) && !spans.iter().any(|s| reading.support(text, s) >= SUPPORTED) => {
            match reading.supported_anywhere(text, SUPPORTED) {
                Some(span) => Ok(quoted(span)),
                // It is kept, and shown struck out.
                None => Ok(item.evidence.clone()),
            }
        }
        Kind::Link if !links::is_sound(&Link::url_of(text)) => Err(Refusal::NotAnAddress),
        _ if spans.is_empty() => Err(Refusal::NoEvidence),
        _ => Ok(item.evidence.clone()),
    }
}

/// Sentences that may be in other words than those that were said, as long as these support them.
const fn needs_support(kind: Kind) -> bool {
    matches!(kind, Kind::OneLine | Kind::Summary | Kind::KeyPoint | Kind::Question)
}

/// A document's items, in its order.
fn findings(document: &Insights) -> impl Iterator<Item = Finding> {
    let d = document.clone();
    let line = d.one_line.into_iter().map(Finding::OneLine);
    let points = d.key_points.into_iter().map(Finding::KeyPoint);
    let summary = d.summary_sentences.into_iter().map(Finding::Summary);
    let chapters = d.chapters.into_iter().map(Finding::Chapter);
    let quotes = d.quotes.into_iter().map(Finding::Quote);
    let questions = d.questions.into_iter().map(Finding::Question);
    let topics = d.topics.into_iter().map(Finding::Topic);
    let phrases = d.key_phrases.into_iter().map(Finding::KeyPhrase);
    let entities = d.entities.into_iter().map(Finding::Entity);
    let links = d.links.into_iter().map(Finding::Link);
    let sentences = line.chain(summary).chain(points).chain(quotes).chain(questions);
    let all = sentences.chain(chapters).chain(topics).chain(phrases).chain(entities).chain(links);
    all.filter(|f| !f.text().trim().is_empty())
}

/// FNV-1a, for names that stay the same on every machine. Not for secrets.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3))
}

/// What an item is known by: the words that it rests on, so that it stays the same as long as they are said; a name by itself.
fn basis(reading: &Reading<'_>, finding: &Finding) -> String {
    let span = finding.ranges().first().and_then(|r| reading.span(*r));
    let words = match (finding.kind(), span) {
        (kind, _) if kind.is_name() => finding.text().to_owned(),
        (_, None) => finding.text().to_owned(),
        (Kind::Chapter, Some(span)) => reading.text(&reading.opening(&span)).to_owned(),
        (_, Some(span)) => reading.text(&span).to_owned(),
    };
    tokens::fold(&squeezed(&words))
}

/// Pairs items with decisions: by name, else by place.
fn matched<'a>(reading: &Reading<'_>, document: &Insights, decisions: &'a [Decision]) -> Vec<Standing<'a>> {
    let mut seen: HashMap<String, u32> = HashMap::new();
    let mut standing: Vec<Standing<'a>> = findings(document)
        .map(|finding| {
            let mut key = format!("{}-{:016x}", finding.kind().as_str(), hash(&basis(reading, &finding)));
            let n = seen.entry(key.clone()).or_default();
            *n += 1;
            if *n > 1 {
                let _ = write!(key, "-{n}");
            }
            Standing { key, engine: Some(finding), decision: None }
        })
        .collect();
    let at: HashMap<String, usize> = standing.iter().enumerate().map(|(i, s)| (s.key.clone(), i)).collect();
    let mut left = Vec::new();
    for decision in decisions {
        match at.get(&decision.key) {
            Some(i) if standing[*i].decision.is_none() => standing[*i].decision = Some(decision),
            _ => left.push(decision),
        }
    }
    // Of all that could stand where another stood, the closest first.
    let mut pairs: Vec<(f32, usize, usize)> = Vec::new();
    for (d, decision) in left.iter().enumerate() {
        let place = place_of(reading, decision);
        for (s, one) in standing.iter().enumerate().filter(|(_, s)| s.decision.is_none()) {
            let Some(engine) = &one.engine else { continue };
            let likeness = likeness(decision, &place, engine);
            if likeness >= SAME_PLACE {
                pairs.push((likeness, d, s));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut taken = vec![false; left.len()];
    for (_, d, s) in pairs {
        if !taken[d] && standing[s].decision.is_none() {
            taken[d] = true;
            standing[s].decision = Some(left[d]);
            standing[s].key.clone_from(&left[d].key);
        }
    }
    let alone = left.into_iter().zip(taken).filter(|(_, taken)| !taken);
    standing.extend(alone.map(|(d, _)| Standing { key: d.key.clone(), engine: None, decision: Some(d) }));
    standing
}

/// Where what a decision is about stands now. A name may still be found in another spelling where it stood; a passage whose
/// words are gone has no place, or it would be taken for whatever stands there now.
fn place_of(reading: &Reading<'_>, decision: &Decision) -> Vec<Evidence> {
    let kind = decision.finding.kind();
    let now = |g: &Ground| {
        let (span, _) = located(reading, kind, g);
        let stood = kind.is_name().then_some(Evidence { first: g.first, last: g.last });
        span.and_then(|s| reading.segments_of(&s)).or(stood)
    };
    decision.grounds.iter().filter_map(now).collect()
}

fn likeness(decision: &Decision, place: &[Evidence], engine: &Finding) -> f32 {
    let old = &decision.finding;
    match (old, engine) {
        (Finding::Entity(a), Finding::Entity(b)) if a.kind != b.kind => return 0.0,
        _ if old.kind() != engine.kind() => return 0.0,
        _ => {}
    }
    let there = engine.ranges();
    match old.kind() {
        // There is one of it: what a person says in a line stands for the episode, whichever sentence the engine takes for it.
        // What they hid is that sentence.
        Kind::OneLine if decision.state != State::Hidden => 1.0,
        kind if kind.is_name() => {
            // Many of these share a sentence: only one that is written much the same is the same, as after a correction.
            let shared = place.iter().any(|p| there.iter().any(|t| overlap(*p, *t) > 0.0));
            if shared && alike(old.text(), engine.text()) { 1.0 } else { 0.0 }
        }
        _ => place.first().zip(there.first()).map_or(0.0, |(p, t)| overlap(*p, *t)),
    }
}

/// The share of two ranges that is in both.
fn overlap(a: Evidence, b: Evidence) -> f32 {
    let (first, last) = (a.first.max(b.first), a.last.min(b.last));
    if first > last {
        return 0.0;
    }
    let all = a.last.max(b.last) - a.first.min(b.first);
    (last - first + 1) as f32 / (all + 1) as f32
}

/// Whether two names are written much the same: "leptoss" and "Leptos".
fn alike(a: &str, b: &str) -> bool {
    let (a, b) = (tokens::fold(a), tokens::fold(b));
    let head = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
    let tail = a.chars().rev().zip(b.chars().rev()).take_while(|(a, b)| a == b).count();
    let (shorter, longer) = (a.chars().count().min(b.chars().count()), a.chars().count().max(b.chars().count()));
    (head + tail).min(shorter) * 10 >= longer * 7
}

/// The words that a finding rests on today.
fn grounds(reading: &Reading<'_>, finding: &Finding) -> Vec<Ground> {
    let one = |range: Evidence| {
        let span = reading.span(range)?;
        match finding.kind() {
            Kind::Chapter | Kind::Topic => {
                let text = reading.beginning(&reading.opening(&span));
                reading.ground(&span, text)
            }
            Kind::KeyPhrase | Kind::Entity | Kind::Link => {
                // The phrase itself where it is written like that, else the sentence.
                let said = reading.said_at(finding.text(), &span, span.start).unwrap_or(span);
                reading.ground(&said, reading.beginning(&said))
            }
            _ => reading.ground(&span, reading.quoted(&span)),
        }
    };
    finding.ranges().into_iter().filter_map(one).take(GROUNDS).collect()
}

/// Where the words of a ground are now, and what changed of them.
///
/// First where they were; then word for word elsewhere, the nearest first (sentences move when others are put before them);
/// then whatever stands in their place, when it still says most of it.
fn located(reading: &Reading<'_>, kind: Kind, ground: &Ground) -> (Option<Range<usize>>, Option<Change>) {
    let whole = reading.span(Evidence { first: ground.first, last: ground.last });
    let there = reading.remembered(ground);
    let remembered = ground.text.trim_end_matches('…');
    // Of a chapter and a topic only the beginning is remembered; the rest goes along.
    let opens = matches!(kind, Kind::Chapter | Kind::Topic);
    let stretched = |at: Range<usize>| {
        if !opens {
            return at;
        }
        let long = ground.last.saturating_sub(ground.first);
        let from = reading.segments_of(&at).map_or(ground.first, |e| e.first);
        let to = (from..=from.saturating_add(long)).rev().find_map(|last| reading.span(Evidence { first: from, last }));
        to.map_or(at.clone(), |to| at.start..to.end.max(at.end))
    };
    let same = |span: &Range<usize>| {
        let text = reading.text(span);
        if opens || ground.text.ends_with('…') { text.starts_with(remembered) } else { text == ground.text }
    };
    if let Some(span) = there.clone().filter(same) {
        return (Some(span), None);
    }
    let near = there.or_else(|| whole.clone()).map_or(0, |s| s.start);
    let within = whole.clone().and_then(|whole| reading.said_at(remembered, &whole, near));
    if let Some(span) = within.or_else(|| reading.said_at(remembered, &reading.all(), near)) {
        return (Some(stretched(span)), None);
    }
    let change = |now| Some(Change { what: Changed::Evidence, was: ground.text.clone(), now });
    match whole.filter(|whole| reading.support(&ground.text, whole) >= SUPPORTED) {
        Some(span) => {
            let now = if opens { reading.beginning(&reading.opening(&span)) } else { reading.beginning(&span) };
            (Some(span), change(Some(now)))
        }
        None => (None, change(None)),
    }
}

/// Where a question is answered, as far as that is still said there.
fn answered(reading: &Reading<'_>, document: &Insights, standing: &Standing<'_>) -> Option<Answer> {
    let Some(Finding::Question(asked)) = &standing.engine else { return None };
    let answer = document.answers.iter().find(|a| a.question == asked.segments)?;
    let span = reading.span(answer.segments)?;
    // Documents of earlier versions do not have its words.
    let said = answer.text.is_empty() || reading.support(answer.text.trim_end_matches('…'), &span) >= SUPPORTED;
    said.then(|| Answer { text: reading.beginning(&span), ..answer.clone() })
}

/// There is one line: a person's goes before the engine's, an approved one before others. The rest is not shown.
fn keep_one_line(items: &mut [Item]) {
    let mut lines: Vec<&mut Item> = items.iter_mut().filter(|i| i.kind == Kind::OneLine && i.public).collect();
    lines.sort_by_key(|i| (i.by_person, i.state == State::Published));
    lines.pop();
    for item in lines {
        item.public = false;
    }
}

fn item(reading: &Reading<'_>, made: &Made, standing: Standing<'_>, answer: Option<Answer>, auto: bool) -> Item {
    let Standing { key, engine, decision } = standing;
    let found = engine.is_some();
    // One of both is there: a standing is made of either.
    let finding = engine.or_else(|| decision.map(|d| d.finding.clone()));
    let mut finding = finding.unwrap_or_else(|| {
        Finding::Chapter(model::insight::Chapter { start_ms: None, title: String::new(), segments: None })
    });
    let kind = finding.kind();
    let engine_text = finding.text().to_owned();
    let mut evidence = if found { grounds(reading, &finding) } else { Vec::new() };
    let mut changes = Vec::new();
    let (mut state, mut text, mut by_person) = (State::Draft, engine_text.clone(), false);
    if let Some(decision) = decision {
        let by_name = kind.is_name();
        let mut kept = Vec::new();
        for ground in &decision.grounds {
            let (span, change) = located(reading, kind, ground);
            kept.extend(span.and_then(|span| {
                let opens = matches!(kind, Kind::Chapter | Kind::Topic);
                let shown =
                    if opens { reading.beginning(&reading.opening(&span)) } else { reading.text(&span).to_owned() };
                reading.ground(&span, shown)
            }));
            // A name that is still found is still said, wherever else it no longer is.
            changes.extend(change.filter(|_| !(by_name && found)));
        }
        let reworded = found && engine_text != decision.finding.text();
        if reworded {
            changes.push(Change {
                what: Changed::Engine,
                was: decision.finding.text().to_owned(),
                now: Some(engine_text.clone()),
            });
        }
        state = decision.state;
        match &decision.text {
            Some(own) => {
                text.clone_from(own);
                by_person = true;
            }
            // An approval is of the words that were seen.
            None if reworded && state != State::Hidden => state = State::Draft,
            None => {}
        }
        if !found || (by_person && !by_name && !kept.is_empty()) {
            evidence = kept;
            rest_on(reading, &mut finding, &evidence);
        }
    }
    finding.set_text(text.clone());
    // A person may have made another question of it, which is asked elsewhere.
    let asked = finding.ranges().first().copied();
    let answer = answer.filter(|a| asked.is_some_and(|asked| overlap(asked, a.question) > 0.0));
    let spans: Vec<Range<usize>> = evidence.iter().filter_map(|g| reading.remembered(g)).collect();
    let refusal = refused(reading, &finding, &spans);
    let wanted = found || by_person || state == State::Published;
    let shown = state == State::Published || (auto && state != State::Hidden);
    let mut item = Item {
        key,
        kind,
        state,
        public: refusal.is_none() && wanted && shown,
        text,
        by_person,
        engine_text,
        found,
        put_away: decision.and_then(|d| d.put_away.clone()),
        evidence,
        answer,
        stale: !changes.is_empty() || (!found && decision.is_some_and(|d| !d.unfound)),
        changes,
        refusal,
        made: if found { made.clone() } else { decision.map_or_else(|| made.clone(), |d| d.made.clone()) },
        edited: decision.and_then(|d| d.edited.clone()),
        approved: decision.filter(|_| state == State::Published).and_then(|d| d.approved.clone()),
        tag: String::new(),
        finding,
    };
    item.tag = tag(&item);
    item
}

/// What a finding that a decision remembers rests on now.
fn rest_on(reading: &Reading<'_>, finding: &mut Finding, evidence: &[Ground]) {
    let ranges: Vec<Evidence> = evidence.iter().map(|g| Evidence { first: g.first, last: g.last }).collect();
    finding.set_ranges(&ranges);
    let Some(first) = evidence.first() else { return };
    match finding {
        Finding::OneLine(p) | Finding::Summary(p) | Finding::KeyPoint(p) | Finding::Quote(p) | Finding::Question(p) => {
            p.start_ms = first.start_ms;
            p.end_ms = reading.remembered(first).and_then(|span| reading.end_ms(&span));
            p.speaker.clone_from(&first.speaker);
        }
        Finding::Chapter(c) => c.start_ms = first.start_ms,
        _ => {}
    }
}

/// Why an item cannot be public.
fn refused(reading: &Reading<'_>, finding: &Finding, spans: &[Range<usize>]) -> Option<Refusal> {
    let text = finding.text();
    if spans.is_empty() || text.trim().is_empty() {
        return Some(Refusal::NoEvidence);
    }
    match finding {
        Finding::Quote(_) => {
            (!spans.iter().any(|s| reading.said_at(text, s, s.start).is_some())).then_some(Refusal::NotVerbatim)
        }
        Finding::Link(link) => (!links::is_sound(&link.url)).then_some(Refusal::NotAnAddress),
        _ if needs_support(finding.kind()) => {
            (!spans.iter().any(|s| reading.support(text, s) >= SUPPORTED)).then_some(Refusal::Unsupported)
        }
        _ => None,
    }
}

/// A short name of all that a person sees of an item.
fn tag(item: &Item) -> String {
    let mut seen = format!("{}\n{}\n{}\n{:?}", item.state.as_str(), item.text, item.engine_text, item.refusal);
    for ground in &item.evidence {
        let _ = write!(seen, "\n{}", ground.text);
    }
    for change in &item.changes {
        let _ = write!(seen, "\n{:?}", change.now);
    }
    if let Some(answer) = &item.answer {
        let _ = write!(seen, "\n{}", answer.text);
    }
    format!("{:016x}", hash(&seen))
}

fn order(a: &Item, b: &Item) -> std::cmp::Ordering {
    let first = |i: &Item| i.finding.ranges().first().map_or(u32::MAX, |r| r.first);
    a.kind.cmp(&b.kind).then_with(|| match (&a.finding, &b.finding) {
        (Finding::Quote(x), Finding::Quote(y)) => y.score.total_cmp(&x.score),
        (Finding::Topic(x), Finding::Topic(y)) => y.weight.total_cmp(&x.weight),
        (Finding::KeyPhrase(x), Finding::KeyPhrase(y)) => y.score.total_cmp(&x.score),
        (Finding::Entity(x), Finding::Entity(y)) => y.count.cmp(&x.count),
        (Finding::Link(x), Finding::Link(y)) => y.count.cmp(&x.count),
        _ => first(a).cmp(&first(b)),
    })
}

/// The document of what may be shown. Evidence that is not there is left out.
fn public(reading: &Reading<'_>, document: &Insights, items: &[Item]) -> Insights {
    let mut out = Insights {
        summary: String::new(),
        summary_sentences: Vec::new(),
        one_line: None,
        key_points: Vec::new(),
        answers: Vec::new(),
        chapters: Vec::new(),
        topics: Vec::new(),
        key_phrases: Vec::new(),
        entities: Vec::new(),
        quotes: Vec::new(),
        questions: Vec::new(),
        links: Vec::new(),
        ..document.clone()
    };
    let there = |range: &Evidence| reading.span(*range).is_some();
    let said = |segment: &u32| there(&Evidence { first: *segment, last: *segment });
    for item in items.iter().filter(|i| i.public) {
        out.provenance.approved += u32::from(item.state == State::Published);
        out.provenance.edited += u32::from(item.by_person);
        match item.finding.clone() {
            Finding::OneLine(p) => out.one_line = Some(p),
            Finding::Summary(p) => out.summary_sentences.push(p),
            Finding::KeyPoint(p) => out.key_points.push(p),
            Finding::Chapter(c) => out.chapters.push(c),
            Finding::Quote(p) => out.quotes.push(p),
            Finding::Question(p) => {
                // The answer goes with its question: to what is hidden it would tell what was asked.
                out.answers.extend(item.answer.clone().map(|answer| Answer { question: p.segments, ..answer }));
                out.questions.push(p);
            }
            Finding::Topic(mut t) => {
                t.segments.retain(there);
                out.topics.push(t);
            }
            Finding::KeyPhrase(mut p) => {
                p.segments.retain(said);
                out.key_phrases.push(p);
            }
            Finding::Entity(mut e) => {
                e.segments.retain(said);
                // Only the notes of the episode give it one.
                e.url = None;
                out.entities.push(e);
            }
            Finding::Link(mut l) => {
                l.segments.retain(said);
                out.links.push(l);
            }
        }
    }
    for delivery in &mut out.delivery {
        delivery.interruptions.retain(|i| there(&i.segments));
        delivery.monologue = delivery.monologue.take().filter(|m| there(&m.segments));
    }
    let sentences: Vec<&str> = out.summary_sentences.iter().map(|s| s.text.as_str()).collect();
    out.summary = sentences.join(if reading.tight { "" } else { " " });
    out
}
