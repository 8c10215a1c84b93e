//! What was found in a transcript, each with a way to the words it rests on. Shown beside the transcript on the episode's
//! page, and in the studio before it is published.

use leptos::prelude::*;
use model::{
    insight::{EntityKind, Evidence, Insights, Passage, shown},
    visualization::{PanelKind, Region, VisualizationSettings},
};

use super::parts::words::{self, place};
use crate::shell::slot;

/// Insights with what is needed to lead to their places.
#[derive(Debug, Clone, Copy)]
pub struct Found<'a> {
    /// What was found.
    pub insights: &'a Insights,
    /// The language of the words.
    pub language: Option<&'a str>,
    /// Path of the page with the words; empty on that page itself.
    pub page: &'a str,
}

impl Found<'_> {
    fn lang(&self) -> Option<String> {
        self.language.map(str::to_owned)
    }

    fn direction(&self) -> Option<&'static str> {
        words::direction(self.language)
    }

    /// A link to where a passage was said.
    fn said(&self, passage: &Passage) -> AnyView {
        self.at(passage.start_ms, passage.segments, "")
    }

    /// A link to a place; `what` stands before its time.
    fn at(&self, start_ms: Option<u32>, segments: Evidence, what: &str) -> AnyView {
        let place = place(start_ms, Some(segments));
        let seconds = place.seconds.filter(|_| self.page.is_empty());
        // On the page itself the link finds the sentence without a script; the player reads the time.
        let href =
            if self.page.is_empty() { self.sentence(segments.first) } else { format!("{}{}", self.page, place.href) };
        view! { <a class="at" href=href data-t=seconds>{format!("{what}{}", place.label)}</a> }.into_any()
    }

    /// A link to a sentence.
    fn sentence(&self, segment: u32) -> String {
        format!("{}#s{segment}", self.page)
    }
}

/// The summary: a line, a paragraph, and point by point; behind each sentence the way to where it was said. Nothing is shown
/// twice.
pub fn in_short(found: Found<'_>) -> Option<AnyView> {
    let insights = found.insights;
    let line = insights.one_line.as_ref();
    let other = |passage: &&Passage| line.is_none_or(|line| line.text != passage.text);
    let told = |passage: &&Passage| insights.summary_sentences.iter().any(|sentence| sentence.text == passage.text);
    let sentences = insights
        .summary_sentences
        .iter()
        .filter(other)
        .map(|passage| {
            view! { <p>{format!("{} ", passage.text)}{found.said(passage)}</p> }
        })
        .collect::<Vec<_>>();
    let points = insights
        .key_points
        .iter()
        .filter(other)
        .filter(|passage| !told(passage))
        .map(|passage| {
            view! { <li>{format!("{} ", passage.text)}{found.said(passage)}</li> }
        })
        .collect::<Vec<_>>();
    if line.is_none() && sentences.is_empty() && points.is_empty() {
        return None;
    }
    let line = line.map(|passage| view! { <p class="lead">{format!("{} ", passage.text)}{found.said(passage)}</p> });
    let points = (!points.is_empty()).then(|| {
        view! {
            <details class="fold">
                <summary>"Key points"</summary>
                <ul class="plain" lang=found.lang() dir=found.direction()>{points}</ul>
            </details>
        }
    });
    Some(
        view! {
            <section id="in-short" class="in-short" aria-labelledby="in-short-title">
                <h2 id="in-short-title">"In short"</h2>
                <div lang=found.lang() dir=found.direction()>{line}{sentences}</div>
                {points}
            </section>
        }
        .into_any(),
    )
}

/// The margin beside the transcript: the panels that are shown, in their order. None where there is nothing in them.
pub fn margin(found: Found<'_>, charts: &str, look: &VisualizationSettings) -> Option<AnyView> {
    let panels = panels(found, charts, look);
    if panels.is_empty() {
        return None;
    }
    Some(
        view! {
            <aside id="findings" class="findings" aria-labelledby="findings-title">
                <h2 id="findings-title">"Insights"</h2>
                {panels}
                {provenance(found.insights)}
            </aside>
        }
        .into_any(),
    )
}

fn panels(found: Found<'_>, charts: &str, look: &VisualizationSettings) -> Vec<AnyView> {
    let mut views = Vec::new();
    // Charts that follow one another stand in one block, and the list of talk time, where it is no chart, below them.
    let (mut figures, mut list) = (String::new(), None);
    for kind in look.shown(Region::Margin) {
        if let Some(name) = chart(kind) {
            match figure(charts, name) {
                Some(figure) => figures.push_str(figure),
                None if kind == PanelKind::TalkTime => list = talk_time(found.insights),
                None => {}
            }
            continue;
        }
        end_of_charts(&mut views, &mut figures, charts);
        views.extend(list.take());
        let charted = look.shows(PanelKind::TopicRiver) && figure(charts, "topics").is_some();
        views.extend(list_of(found, kind, charted));
    }
    end_of_charts(&mut views, &mut figures, charts);
    views.extend(list);
    views
}

/// Puts the collected charts where they belong. Where these are all, in the usual order, they are not copied.
fn end_of_charts(views: &mut Vec<AnyView>, figures: &mut String, charts: &str) {
    let figures = std::mem::take(figures);
    if !figures.is_empty() {
        let html = if figures == charts { slot("charts") } else { figures };
        views.push(view! { <div class="charts" inner_html=html></div> }.into_any());
    }
}

/// One panel for itself; the waveform is no finding.
pub fn panel(found: Found<'_>, charts: &str, kind: PanelKind) -> Option<AnyView> {
    match chart(kind).and_then(|name| figure(charts, name)) {
        Some(figure) => Some(view! { <div class="charts" inner_html=figure.to_owned()></div> }.into_any()),
        None if kind == PanelKind::TalkTime => talk_time(found.insights),
        None => list_of(found, kind, figure(charts, "topics").is_some()),
    }
}

/// The name of a panel's chart; none where it is a list.
const fn chart(kind: PanelKind) -> Option<&'static str> {
    match kind {
        PanelKind::TalkTime => Some("talk-time"),
        PanelKind::Voices => Some("voices"),
        PanelKind::TopicRiver => Some("topics"),
        PanelKind::Sentiment => Some("sentiment"),
        _ => None,
    }
}

/// One figure of those that were prepared.
fn figure<'a>(charts: &'a str, name: &str) -> Option<&'a str> {
    const END: &str = "</figure>";
    let marked = format!("data-chart=\"{name}\"");
    charts.split_inclusive(END).find(|figure| figure.contains(&marked))
}

fn list_of(found: Found<'_>, kind: PanelKind, charted: bool) -> Option<AnyView> {
    match kind {
        PanelKind::Quotes => quotes(found),
        PanelKind::Topics => topics(found, charted),
        PanelKind::KeyPhrases => key_phrases(found),
        PanelKind::Entities => entities(found),
        PanelKind::Questions => questions(found),
        PanelKind::Chapters => chapters(found),
        PanelKind::Summary => in_short(found),
        _ => None,
    }
}

/// Everything as lists, for a look in the studio.
pub fn overview(found: Found<'_>) -> AnyView {
    view! {
        {in_short(found)}
        <div class="findings findings-wide">
            {chapters(found)}
            {quotes(found)}
            {talk_time(found.insights)}
            {topics(found, false)}
            {key_phrases(found)}
            {entities(found)}
            {questions(found)}
        </div>
        {provenance(found.insights)}
    }
    .into_any()
}

fn block(title: &'static str, body: AnyView) -> AnyView {
    view! { <section class="finding"><h3>{title}</h3>{body}</section> }.into_any()
}

fn chapters(found: Found<'_>) -> Option<AnyView> {
    let insights = found.insights;
    if insights.chapters.is_empty() {
        return None;
    }
    let items = insights
        .chapters
        .iter()
        .map(|chapter| {
            let time = chapter.start_ms.map(|ms| format!("{} ", model::timecode::clock(ms)));
            view! { <li><span class="when">{time}</span>{chapter.title.clone()}</li> }
        })
        .collect::<Vec<_>>();
    Some(block(
        "Chapters",
        view! { <ol class="plain timed" lang=found.lang() dir=found.direction()>{items}</ol> }.into_any(),
    ))
}

fn quotes(found: Found<'_>) -> Option<AnyView> {
    let insights = found.insights;
    if insights.quotes.is_empty() {
        return None;
    }
    let items = insights
        .quotes
        .iter()
        .take(shown::QUOTES)
        .map(|quote| {
            let who = quote.speaker.clone().map(|s| format!("{s}, "));
            view! {
                <figure class="quote">
                    <blockquote lang=found.lang() dir=found.direction()><p>{quote.text.clone()}</p></blockquote>
                    <figcaption>{who}{found.said(quote)}</figcaption>
                </figure>
            }
        })
        .collect::<Vec<_>>();
    Some(block("Worth quoting", items.into_any()))
}

/// Topics with their weights, or as mere ways to them where a chart tells the weights.
fn topics(found: Found<'_>, charted: bool) -> Option<AnyView> {
    let topics = &found.insights.topics;
    if topics.is_empty() {
        return None;
    }
    let most = topics.iter().map(|t| t.weight).fold(f32::EPSILON, f32::max);
    let items = topics
        .iter()
        .take(shown::TOPICS)
        .map(|topic| {
            let first = topic.segments.first().map(|s| s.first);
            if charted {
                return tag(found, &topic.name, 1, first, None);
            }
            let name = match first {
                Some(first) => view! { <a href=found.sentence(first)>{topic.name.clone()}</a> }.into_any(),
                None => view! { <span>{topic.name.clone()}</span> }.into_any(),
            };
            let width = format!("--share:{:.2}", topic.weight / most);
            view! { <li style=width>{name}<span class="amount">{words::percent(topic.weight)}</span></li> }.into_any()
        })
        .collect::<Vec<_>>();
    let class = if charted { "tags" } else { "bars" };
    Some(block("Topics", view! { <ul class=class lang=found.lang() dir=found.direction()>{items}</ul> }.into_any()))
}

/// A word that leads to its first place, with the number of places, and what stands beside it.
fn tag(found: Found<'_>, text: &str, count: u32, first: Option<u32>, beside: Option<AnyView>) -> AnyView {
    let times = (count > 1).then(|| view! { <span class="amount">{format!("×{count}")}</span> });
    match first {
        Some(segment) => {
            view! { <li><a href=found.sentence(segment)>{text.to_owned()}{times}</a>{beside}</li> }.into_any()
        }
        None => view! { <li><span>{text.to_owned()}{times}</span>{beside}</li> }.into_any(),
    }
}

/// A way out of the site; the way to where it is said stands before it.
fn away(url: &str, rel: &'static str, label: String) -> AnyView {
    view! { " "<a href=url.to_owned() rel=rel aria-label=label>"↗"</a> }.into_any()
}

fn key_phrases(found: Found<'_>) -> Option<AnyView> {
    let insights = found.insights;
    if insights.key_phrases.is_empty() {
        return None;
    }
    let items = insights
        .key_phrases
        .iter()
        .take(shown::PHRASES)
        .map(|p| tag(found, &p.text, p.count, p.segments.first().copied(), None))
        .collect::<Vec<_>>();
    Some(block(
        "Key phrases",
        view! { <ul class="tags" lang=found.lang() dir=found.direction()>{items}</ul> }.into_any(),
    ))
}

fn entities(found: Found<'_>) -> Option<AnyView> {
    let insights = found.insights;
    if insights.entities.is_empty() && insights.links.is_empty() {
        return None;
    }
    let kinds = [
        (EntityKind::Person, "People"),
        (EntityKind::Organisation, "Organisations"),
        (EntityKind::Place, "Places"),
        (EntityKind::Work, "Works"),
        (EntityKind::Other, "Also named"),
    ];
    let groups = kinds
        .into_iter()
        .filter_map(|(kind, title)| {
            let items = insights
                .entities
                .iter()
                .filter(|e| e.kind == kind)
                .take(shown::ENTITIES)
                .map(|e| {
                    let about = e.url.as_ref().map(|url| away(url, "noopener", format!("About {}", e.name)));
                    tag(found, &e.name, e.count, e.segments.first().copied(), about)
                })
                .collect::<Vec<_>>();
            (!items.is_empty()).then(|| {
                view! { <h4>{title}</h4><ul class="tags" lang=found.lang() dir=found.direction()>{items}</ul> }
                    .into_any()
            })
        })
        .collect::<Vec<_>>();
    let links = insights
        .links
        .iter()
        .take(shown::LINKS)
        .map(|link| {
            let open = away(&link.url, "nofollow noopener", format!("Open {}", link.text));
            tag(found, &link.text, link.count, link.segments.first().copied(), Some(open))
        })
        .collect::<Vec<_>>();
    let mentioned = (!links.is_empty()).then(|| view! { <h4>"Mentioned"</h4><ul class="tags">{links}</ul> });
    Some(block("People and things", view! { {groups}{mentioned} }.into_any()))
}

fn questions(found: Found<'_>) -> Option<AnyView> {
    let insights = found.insights;
    if insights.questions.is_empty() {
        return None;
    }
    let items = insights
        .questions
        .iter()
        .take(shown::QUESTIONS)
        .map(|q| {
            let answer = insights.answers.iter().find(|answer| answer.question == q.segments);
            let answer = answer.map(|a| view! { " "{found.at(a.start_ms, a.segments, "answer ")} });
            view! { <li>{format!("{} ", q.text)}{found.said(q)}{answer}</li> }
        })
        .collect::<Vec<_>>();
    Some(block(
        "Questions asked",
        view! { <ul class="plain" lang=found.lang() dir=found.direction()>{items}</ul> }.into_any(),
    ))
}

fn talk_time(insights: &Insights) -> Option<AnyView> {
    if insights.talk_time.is_empty() {
        return None;
    }
    let items = insights
        .talk_time
        .iter()
        .map(|talk| {
            let name = talk.speaker.clone().unwrap_or_else(|| "Not named".to_owned());
            let mut amount = words::percent(talk.share);
            if talk.spoken_ms > 0 {
                amount = format!("{amount}, {}", words::length(talk.spoken_ms));
            }
            view! { <li style=format!("--share:{:.2}", talk.share)><span>{name}</span><span class="amount">{amount}</span></li> }
        })
        .collect::<Vec<_>>();
    Some(block("Talk time", view! { <ul class="bars">{items}</ul> }.into_any()))
}

fn provenance(insights: &Insights) -> AnyView {
    let made = &insights.provenance;
    let by = match &made.model {
        Some(model) => format!("{} {} with {model}", made.engine, made.version),
        None => format!("{} {}", made.engine, made.version),
    };
    let people = match (made.approved, made.edited) {
        (0, 0) => String::new(),
        (approved, 0) => format!(" People approved {approved} of these."),
        (approved, edited) => format!(" People approved {approved} of these and wrote {edited}."),
    };
    view! {
        <p class="provenance">
            {format!("Found in the transcript by the engine {by}. Every item leads to where it was said.{people}")}
        </p>
    }
    .into_any()
}
