//! The demonstration show: a reading that the pipeline transcribes at the first start, and the air-to-ground loop of
//! Apollo 11 from its transcript. Both are in the public domain (see `demo/README.md`).

use bytes::Bytes;
use futures_util::stream;
use model::{
    episode::{Episode, NewEpisode},
    show::{NewShow, Show},
};
use service::{
    Actor, Error, Service,
    accounts::{self, NewUser},
    audio_files, episodes, pipeline, shows, transcripts,
};

const EMAIL: &str = "demo@example.org";
const PASSWORD: &str = "demonstration";
const SHOW: &str = "public-domain-aloud";

static READING: &[u8] = include_bytes!("../../demo/reading.mp3");
static APOLLO: &[u8] = include_bytes!("../../demo/apollo-11.txt");
static ARTWORK: &[u8] = include_bytes!("../../demo/artwork.png");

/// Makes what is missing of the demonstration, and says where it is.
pub async fn seed(service: Service, public_url: String) {
    match complete(&service).await {
        Ok(()) => {
            println!("Demonstration: {public_url}/shows/{SHOW}");
            println!("Log in at {public_url}/login with {EMAIL} and the password {PASSWORD}");
        }
        Err(error) => tracing::error!(%error, "the demonstration could not be made; start again to try again"),
    }
}

async fn complete(service: &Service) -> Result<(), Error> {
    let actor = actor(service).await?;
    let show = show(service, &actor).await?;

    let reading = NewEpisode {
        title: "On the art of printing".into(),
        notes: "The opening of William Morris's essay on printing, read aloud by Linda Johnson for LibriVox.\n\n\
                This episode was made when this server first started: the recording was decoded, measured, written down \
                and looked into on this machine, and nothing left it."
            .into(),
        number: Some(1),
        slug: Some("on-the-art-of-printing".into()),
    };
    let episode = episode(service, &actor, &show, reading).await?;
    if episode.audio.is_none() {
        let bytes = stream::iter([Ok::<_, std::convert::Infallible>(Bytes::from_static(READING))]);
        audio_files::attach_bytes(service, &actor, episode.id, bytes).await?;
    }
    finish(service, &actor, &episode).await?;

    let apollo = NewEpisode {
        title: "Apollo 11: the first six hours".into(),
        notes: "The technical air-to-ground voice transcription of Apollo 11, from lift-off through translunar injection \
                and docking: every word between the crew and Houston.\n\nCDR is Neil Armstrong, CMP Michael Collins, LMP \
                Buzz Aldrin; CC is the capsule communicator in Houston. Transcription: NASA."
            .into(),
        number: Some(2),
        slug: Some("apollo-11-the-first-six-hours".into()),
    };
    let episode = self::episode(service, &actor, &show, apollo).await?;
    if !episode.has_transcript {
        let name = Some("apollo-11.txt".to_owned());
        transcripts::put(service, &actor, episode.id, Bytes::from_static(APOLLO), name).await?;
    }
    finish(service, &actor, &episode).await
}

async fn actor(service: &Service) -> Result<Actor, Error> {
    match accounts::by_email(service, EMAIL).await {
        Err(Error::NotFound) => {
            let new = NewUser {
                email: EMAIL.into(),
                name: "Demo".into(),
                password: PASSWORD.into(),
                is_admin: accounts::is_first(service).await?,
            };
            Ok(Actor { user: accounts::create_user(service, new).await? })
        }
        other => other,
    }
}

async fn show(service: &Service, actor: &Actor) -> Result<Show, Error> {
    let all = shows::list(service, actor).await?;
    if let Some(show) = all.into_iter().find(|s| s.slug.as_str() == SHOW) {
        return Ok(show);
    }
    let new = NewShow {
        title: "Public domain, aloud".into(),
        description:
            "Voices that belong to everybody: readings from books out of copyright, and the most famous radio \
                      conversation there ever was."
                .into(),
        language: "en".into(),
        category: "History".into(),
        author: "PodcastFlow Pro".into(),
        slug: Some(SHOW.into()),
    };
    let show = shows::create(service, actor, &new, None).await?;
    shows::set_artwork(service, actor, show.id, Bytes::from_static(ARTWORK)).await?;
    Ok(show)
}

async fn episode(service: &Service, actor: &Actor, show: &Show, new: NewEpisode) -> Result<Episode, Error> {
    let (all, _) = episodes::list(service, actor, show.id, None, 200).await?;
    match all.into_iter().find(|e| Some(e.slug.as_str()) == new.slug.as_deref()) {
        Some(episode) => Ok(episode),
        None => episodes::create(service, actor, show.id, &new, None).await,
    }
}

/// Processes an episode that was never processed, and publishes it.
async fn finish(service: &Service, actor: &Actor, episode: &Episode) -> Result<(), Error> {
    if episodes::jobs(service, actor, episode.id).await?.is_empty() {
        pipeline::start(service, actor, episode.id).await?;
    }
    episodes::publish(service, actor, episode.id).await?;
    Ok(())
}
