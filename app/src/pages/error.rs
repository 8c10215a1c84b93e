//! What is shown when something went wrong.

use leptos::prelude::*;

use super::parts::frame;
use crate::{
    shell::{Head, document},
    view::{Chrome, ErrorPage},
};

/// An error page; the status is the handler's to send.
#[must_use]
pub fn error(chrome: &Chrome, page: &ErrorPage) -> String {
    let head = Head { title: &page.title, description: &page.detail, frame: "public", ..Head::default() };
    document(chrome, &head, &[], || {
        let request = page.request_id.clone().map(|id| {
            view! { <p class="muted">"If you ask for help, give this number: "<code>{id}</code></p> }
        });
        let (href, label) = match page.status {
            401 => ("/login", "Log in"),
            _ => ("/", "Go to the front page"),
        };
        let main = view! {
            <main id="main" class="oops">
                <p class="oops-code" aria-hidden="true">{page.status}</p>
                <h1>{page.title.clone()}</h1>
                <p class="lead">{page.detail.clone()}</p>
                <p class="actions"><a class="button" href=href>{label}</a></p>
                {request}
            </main>
        };
        frame::public(chrome, main.into_any())
    })
}
