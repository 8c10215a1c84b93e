//! The review of insights: what a person decides about what an engine found.
//!
//! A decision is refused where it is about words that the person did not see, where it would publish what has no evidence,
//! and where it would make a quote of words that nobody said. Everything else can be taken back.

use insight::suggest::{About, suggest};
use model::{
    Uuid,
    episode::{Episode, EpisodeStatus},
    insight::Insights,
    related::Related,
    review::{Decision, Item, Kind, Refusal, State},
    show::Show,
    suggestion::Suggestions,
};
use store::{PgConnection, decisions::By};

use crate::{
    Actor, Error, Service,
    access::Permission,
    episodes::{allowed, written},
    fields::Fields,
    presentation::reviewed,
};

/// Decisions about one episode, at most.
const MOST: usize = 2_000;

/// The insights of an episode as its makers see them.
pub struct Overview {
    /// The show.
    pub show: Show,
    /// The episode.
    pub episode: Episode,
    /// What everybody sees, once the episode is published; `None` before anything was found.
    pub public: Option<Insights>,
    /// Every item as it stands.
    pub items: Vec<Item>,
    /// Public episodes about the same things.
    pub related: Related,
    /// The transcript was changed since they were found: they are looked for again soon.
    pub outdated: bool,
    /// The actor may decide.
    pub can_edit: bool,
}

impl Overview {
    /// Texts for elsewhere, made of what is public.
    #[must_use]
    pub fn suggestions(&self, public_url: &str) -> Suggestions {
        let url = format!("{public_url}/shows/{}/{}", self.show.slug, self.episode.slug);
        let about = About { title: &self.episode.title, url: &url };
        self.public.as_ref().map(|found| suggest(found, about)).unwrap_or_default()
    }
}

/// The insights of an episode as they stand.
///
/// # Errors
/// `NotFound` when the actor may not see it.
pub async fn overview(service: &Service, actor: &Actor, id: Uuid) -> Result<Overview, Error> {
    let mut conn = store::connection(&service.db).await?;
    let episode = allowed(&mut conn, actor, id, Permission::View).await?;
    let show = store::shows::by_id(&mut *conn, episode.show_id).await?.ok_or(Error::NotFound)?;
    let (transcript, _) = store::transcripts::get(&mut *conn, id).await?.unzip();
    let review = reviewed(&mut conn, id, transcript.as_ref()).await?;
    let (public, items) = review.map(|(review, _)| (review.public, review.items)).unzip();
    Ok(Overview {
        related: store::related::get(&mut *conn, id).await?,
        outdated: store::transcripts::are_insights_stale(&mut *conn, id).await?,
        can_edit: crate::access::may(&mut conn, actor, show.id, Permission::Edit).await?,
        public,
        items: items.unwrap_or_default(),
        show,
        episode,
    })
}

/// What is to be decided about an item. What is `None` stays as it is.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wish<'a> {
    /// A person's own words, or `Some(None)` for those of the engine again.
    pub text: Option<Option<&'a str>>,
    /// How far it is to be.
    pub state: Option<State>,
    /// The tag of the item as the person saw it; `None` when it does not matter.
    pub seen: Option<&'a str>,
}

/// Decides about an item; how it stands then.
///
/// # Errors
/// `NotFound` when there is no such item, `Stale` when it is not what the person saw, `Invalid` for words that cannot stand
/// and for the publication of what has no evidence.
pub async fn decide(service: &Service, actor: &Actor, id: Uuid, key: &str, wish: Wish<'_>) -> Result<Item, Error> {
    let mut tx = store::begin(&service.db).await?;
    let episode = allowed(&mut tx, actor, id, Permission::Edit).await?;
    store::decisions::lock(&mut tx, id).await?;
    let (transcript, _) = store::transcripts::get(&mut *tx, id).await?.unzip();
    let (review, _) = reviewed(&mut tx, id, transcript.as_ref()).await?.ok_or(Error::NotFound)?;
    let item = review.items.into_iter().find(|item| item.key == key).ok_or(Error::NotFound)?;
    if wish.seen.is_some_and(|seen| seen != item.tag) {
        return Err(Error::Stale);
    }
    let text = match wish.text {
        Some(Some(text)) => Some(Some(checked(item.kind, text)?)),
        Some(None) => Some(None),
        None => None,
    };
    let mut decision = remembered(&item);
    let mut edits = false;
    match text {
        Some(Some(text)) if text == item.text => {}
        // The engine's words, typed: they are the engine's.
        Some(Some(text)) if item.found && text == item.engine_text => put_away(&mut decision),
        Some(Some(text)) => {
            let transcript = transcript.unwrap_or_default();
            decision.grounds = insight::review::grounds_of(&item, &text, &transcript).map_err(not_like_that)?;
            decision.put_away = decision.text.replace(text);
            edits = true;
            if decision.state != State::Hidden {
                decision.state = State::Reviewed;
            }
        }
        Some(None) => put_away(&mut decision),
        None => {}
    }
    if let Some(state) = wish.state {
        decision.state = state;
    }
    let approves = decision.state == State::Published;
    let by = By { user_id: actor.user.id, at: service.clock.now(), edits, approves };
    let said = match (edits, wish.state) {
        (true, _) => "insight.edit",
        (_, Some(State::Published)) => "insight.approve",
        (_, Some(State::Hidden)) => "insight.hide",
        (_, Some(State::Reviewed)) => "insight.review",
        (_, Some(State::Draft)) => "insight.take_back",
        (_, None) if matches!(wish.text, Some(None)) => "insight.restore",
        // The words that stand there, confirmed as they are now.
        _ => "insight.keep",
    };
    let nothing = decision.state == State::Draft && decision.text.is_none() && decision.put_away.is_none();
    if nothing {
        store::decisions::forget(&mut *tx, id, key).await?;
    } else {
        if store::decisions::all(&mut *tx, id).await?.iter().filter(|d| d.key != key).count() >= MOST {
            return Err(Error::Conflict(
                "There are 2,000 decisions about this episode, which is all it can have.".into(),
            ));
        }
        store::decisions::put(&mut *tx, id, &decision, by).await?;
    }
    let items = settled(&mut tx, service, actor, &episode, said).await?;
    let after = items.into_iter().find(|item| item.key == key);
    if approves && let Some(refusal) = after.as_ref().and_then(|item| item.refusal) {
        return Err(Error::field("state", refusal.why()));
    }
    store::commit(tx).await?;
    // An item that only a decision remembered is gone with it.
    Ok(after.unwrap_or(Item { state: State::Draft, public: false, ..item }))
}

/// Approves everything that can be approved without a look at it singly: all but what is hidden, stale or without evidence.
/// How many that were.
///
/// # Errors
/// `Conflict` when it is another number than the person saw.
pub async fn approve_all(service: &Service, actor: &Actor, id: Uuid, seen: Option<usize>) -> Result<usize, Error> {
    let mut tx = store::begin(&service.db).await?;
    let episode = allowed(&mut tx, actor, id, Permission::Edit).await?;
    store::decisions::lock(&mut tx, id).await?;
    let (transcript, _) = store::transcripts::get(&mut *tx, id).await?.unzip();
    let (review, _) = reviewed(&mut tx, id, transcript.as_ref()).await?.ok_or(Error::NotFound)?;
    let waiting: Vec<Item> = review.items.into_iter().filter(Item::waits).collect();
    if seen.is_some_and(|seen| seen != waiting.len()) {
        return Err(Error::Conflict(format!(
            "There are {} to approve now. Nothing was approved: look at them once more.",
            waiting.len()
        )));
    }
    if waiting.len() > MOST {
        return Err(Error::Conflict("There are more than 2,000 to approve; approve them singly.".into()));
    }
    let by = By { user_id: actor.user.id, at: service.clock.now(), edits: false, approves: true };
    for item in &waiting {
        let decision = Decision { state: State::Published, ..remembered(item) };
        store::decisions::put(&mut *tx, id, &decision, by).await?;
    }
    if !waiting.is_empty() {
        settled(&mut tx, service, actor, &episode, "insight.approve_all").await?;
    }
    store::commit(tx).await?;
    Ok(waiting.len())
}

/// What every decision does last: what is public, the audit entry, and the news. How everything stands then.
async fn settled(
    conn: &mut PgConnection,
    service: &Service,
    actor: &Actor,
    episode: &Episode,
    action: &str,
) -> Result<Vec<Item>, Error> {
    store::decisions::decided(&mut *conn, episode.id).await?;
    let (transcript, _) = store::transcripts::get(&mut *conn, episode.id).await?.unzip();
    let stands = reviewed(&mut *conn, episode.id, transcript.as_ref()).await?;
    let Some((review, revision)) = stands else { return Ok(Vec::new()) };
    store::decisions::publish(&mut *conn, episode.id, &review.public, review.by_engine, revision).await?;
    if episode.status == EpisodeStatus::Published {
        written(conn, service, actor, action, episode).await?;
    } else {
        let now = service.clock.now();
        store::accounts::audit(conn, Some(actor.user.id), action, Some(episode.id), now).await?;
    }
    Ok(review.items)
}

/// A decision that leaves an item as it is, about what the item is today.
fn remembered(item: &Item) -> Decision {
    let mut finding = item.finding.clone();
    finding.set_text(item.engine_text.clone());
    Decision {
        key: item.key.clone(),
        state: item.state,
        text: item.by_person.then(|| item.text.clone()),
        put_away: item.put_away.clone(),
        finding,
        grounds: item.evidence.clone(),
        made: item.made.clone(),
        unfound: !item.found,
        edited: item.edited.clone(),
        approved: item.approved.clone(),
    }
}

fn put_away(decision: &mut Decision) {
    if let Some(text) = decision.text.take() {
        decision.put_away = Some(text);
        // Approved were the person's words.
        if decision.state != State::Hidden {
            decision.state = State::Draft;
        }
    }
}

fn checked(kind: Kind, text: &str) -> Result<String, Error> {
    let (label, most) = match kind {
        Kind::OneLine => ("The line", 200),
        Kind::Summary => ("The sentence", 600),
        Kind::KeyPoint => ("The point", 600),
        Kind::Chapter => ("The title", 200),
        Kind::Quote => ("The quote", 1_200),
        Kind::Question => ("The question", 600),
        Kind::Topic | Kind::KeyPhrase | Kind::Entity => ("The name", 120),
        Kind::Link => ("The address", 200),
    };
    let mut fields = Fields::default();
    let text = fields.line(
        "text",
        label,
        &text.split([' ', '\n', '\r', '\t']).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" "),
        most,
    );
    fields.done()?;
    Ok(text)
}

fn not_like_that(refusal: Refusal) -> Error {
    Error::field("text", refusal.why())
}
