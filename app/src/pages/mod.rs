//! Pages: one file for each, each a function from what it shows to a whole document.

mod account;
mod api_docs;
mod episode;
mod error;
mod findings;
mod home;
mod parts;
mod search;
mod show;
mod studio;

pub use account::{login, signup};
pub use api_docs::api_docs;
pub use episode::episode;
pub use error::error;
pub use home::home;
pub use search::search_page;
pub use show::show;
pub use studio::{
    appearance::studio_appearance,
    episode::studio_episode,
    home::studio_home,
    insights::studio_insights,
    lines::line as transcript_line,
    new_episode::studio_new_episode,
    settings::studio_settings,
    show::{studio_new_show, studio_show},
    transcript::{studio_comparison, studio_transcript},
};
