//! The steps from a recording to a page, as a list that the island `Progress` keeps up to date.

use leptos::prelude::*;
use model::job::{Job, JobState, Stage};

use crate::{
    islands::Progress,
    pages::parts::icon::{self, icon},
    view::StudioEpisode,
};

/// Whether something is under way.
pub fn running(jobs: &[Job]) -> bool {
    jobs.iter().any(|j| !j.state.is_final())
}

/// The section with all steps. Every step is listed from the start, so that nothing moves when work begins.
pub fn section(page: &StudioEpisode) -> AnyView {
    let items = Stage::ALL
        .into_iter()
        .map(|stage| step(stage, page.jobs.iter().find(|j| j.stage == stage)))
        .collect::<Vec<_>>();
    let hint = page.speech_hint.clone().map(|hint| {
        view! { <div class="alert alert-info">{icon(icon::INFO)}<p>{hint}</p></div> }
    });
    view! {
        <section id="progress" class="panel" aria-labelledby="progress-title">
            <h2 id="progress-title">"From sound to page"</h2>
            {hint}
            <Progress episode_id=page.id.to_string() />
            <ol id="jobs" class="jobs">{items}</ol>
            <p id="first-words" class="first-words" aria-live="polite"></p>
            {controls(page)}
        </section>
    }
    .into_any()
}

/// What can be done now: stop, or start (again).
fn controls(page: &StudioEpisode) -> Option<AnyView> {
    if !page.can_edit {
        return None;
    }
    let path = format!("/studio/episodes/{}", page.id);
    if running(&page.jobs) {
        return Some(
            view! {
                <form method="post" action=format!("{path}/cancel") class="actions">
                    <button class="button button-quiet" type="submit">"Stop"</button>
                    <p class="help">"You may leave this page: the work goes on by itself."</p>
                </form>
            }
            .into_any(),
        );
    }
    if page.episode.audio.is_none() && !page.episode.has_transcript {
        return None;
    }
    let (label, help) = if page.jobs.is_empty() {
        ("Start", "It runs on this machine. You may leave the page meanwhile.")
    } else {
        ("Run again", "The transcript and the insights are made anew.")
    };
    Some(
        view! {
            <form method="post" action=format!("{path}/process") class="actions">
                <button class="button button-quiet" type="submit">{label}</button>
                <p class="help">{help}</p>
            </form>
        }
        .into_any(),
    )
}

fn step(stage: Stage, job: Option<&Job>) -> AnyView {
    let state = job.map_or("planned", |j| j.state.as_str());
    let value = job.map_or(0.0, |j| if j.state == JobState::Succeeded { 1.0 } else { j.progress });
    let note = job.and_then(|j| j.error.clone().or_else(|| j.message.clone()));
    view! {
        <li data-stage=stage.as_str() data-state=state>
            <span class="job-title">{stage.title()}</span>
            <span class="job-state">{job.map_or_else(|| "Not begun".to_owned(), in_words)}</span>
            <progress max="1" value=format!("{value:.3}") aria-label=stage.title()></progress>
            <p class="job-note">{note}</p>
        </li>
    }
    .into_any()
}

/// How a job stands, in words.
fn in_words(job: &Job) -> String {
    let again = if job.attempt > 1 { format!(", attempt {}", job.attempt) } else { String::new() };
    match job.state {
        JobState::Queued => format!("Waiting{again}"),
        JobState::Running => {
            let left = match job.seconds_left {
                None => String::new(),
                Some(s @ 0..90) => format!(", {s} s left"),
                Some(s) => format!(", {} min left", (s + 30) / 60),
            };
            format!("{:.0} %{left}{again}", job.progress * 100.0)
        }
        JobState::Succeeded => "Done".to_owned(),
        JobState::Failed => format!("Failed{again}"),
        JobState::Cancelled => "Stopped".to_owned(),
        JobState::Skipped => "Not needed".to_owned(),
    }
}
