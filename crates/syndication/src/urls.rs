//! Absolute URLs of the public side.

use model::{Slug, episode::Episode, timecode};

/// Builds absolute URLs below the address that listeners see.
#[derive(Debug, Clone, Copy)]
pub struct Urls<'a> {
    base: &'a str,
}

impl<'a> Urls<'a> {
    /// Takes scheme, host and port; slashes at the end are dropped.
    #[must_use]
    pub fn new(public_url: &'a str) -> Self {
        Self { base: public_url.trim_end_matches('/') }
    }

    /// A path on this server as an absolute URL; what is absolute already stays.
    #[must_use]
    pub fn absolute(self, path: &str) -> String {
        if path.starts_with("https://") || path.starts_with("http://") {
            return path.to_owned();
        }
        format!("{}/{}", self.base, path.trim_start_matches('/'))
    }

    /// The page of a show.
    #[must_use]
    pub fn show(self, show: &Slug) -> String {
        format!("{}/shows/{show}", self.base)
    }

    /// The feed of a show.
    #[must_use]
    pub fn feed(self, show: &Slug) -> String {
        format!("{}/feed.xml", self.show(show))
    }

    /// The page of an episode.
    #[must_use]
    pub fn episode(self, show: &Slug, episode: &Slug) -> String {
        format!("{}/{episode}", self.show(show))
    }

    /// A moment of an episode.
    #[must_use]
    pub fn moment(self, show: &Slug, episode: &Slug, ms: u32) -> String {
        format!("{}#t={}", self.episode(show, episode), timecode::fragment(ms))
    }

    /// The recording, where there is one.
    #[must_use]
    pub fn enclosure(self, show: &Slug, episode: &Episode) -> Option<String> {
        let audio = episode.audio.as_ref()?;
        Some(format!("{}/listen/{show}/{}.{}", self.base, episode.slug, audio.container))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slash_between_parts() {
        let urls = Urls::new("https://pod.example/");
        let show = Slug::parse("moon").unwrap();
        assert_eq!(urls.feed(&show), "https://pod.example/shows/moon/feed.xml");
        assert_eq!(urls.moment(&show, &Slug::parse("one").unwrap(), 4_100), "https://pod.example/shows/moon/one#t=4.1");
        assert_eq!(urls.absolute("/cover.png"), "https://pod.example/cover.png");
        assert_eq!(urls.absolute("https://cdn.example/x"), "https://cdn.example/x");
    }
}
