//! What handlers share.

use std::{ops::Deref, sync::Arc};

use service::Service;

use super::{assets::Site, cache::PageCache};

/// The running application; cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

/// What an [`App`] holds.
pub struct Inner {
    /// The use cases.
    pub service: Service,
    /// The built site.
    pub site: Arc<Site>,
    /// Finished pages.
    pub cache: PageCache,
    /// Scheme, host and port that listeners see, without a slash at the end.
    pub public_url: String,
}

impl App {
    /// Puts the parts together.
    #[must_use]
    pub fn new(service: Service, site: Arc<Site>, cache: PageCache, public_url: String) -> Self {
        Self(Arc::new(Inner { service, site, cache, public_url }))
    }

    /// Whether listeners come over TLS.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

impl Deref for App {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}
