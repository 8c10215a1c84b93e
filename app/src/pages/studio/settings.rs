//! `/studio/settings`: API tokens and the password.

use leptos::prelude::*;
use model::user::ApiToken;

use super::{danger, framed};
use crate::{
    pages::parts::{
        fields::{self, Field},
        icon::{self, icon},
        words,
    },
    shell::Head,
    view::{Chrome, StudioSettings},
};

/// The settings of an account.
#[must_use]
pub fn studio_settings(chrome: &Chrome, page: &StudioSettings) -> String {
    let title = fields::titled(&page.form, "Settings");
    framed(chrome, Head { title: &title, description: "Your account.", ..Head::default() }, || {
        view! {
            <main id="main" class="narrow">
                <header class="work-head"><h1>"Settings"</h1></header>
                {fields::errors(&page.form)}
                {tokens(page)}
                {password(page)}
            </main>
        }
        .into_any()
    })
}

fn tokens(page: &StudioSettings) -> AnyView {
    let fresh = page.fresh_token.clone().map(|token| {
        view! {
            <div class="alert alert-good" role="status">
                {icon(icon::KEY)}
                <div>
                    <p class="alert-title">"Your new token"</p>
                    <p><code class="secret">{token}</code></p>
                    <p>"Copy it now and keep it like a password: it is shown this once and never again."</p>
                </div>
            </div>
        }
    });
    let list = if page.tokens.is_empty() {
        view! { <p class="muted">"You have no tokens. Make one when a script or another program should work for you."</p> }
            .into_any()
    } else {
        let rows = page.tokens.iter().map(token).collect::<Vec<_>>();
        view! { <ul class="tokens">{rows}</ul> }.into_any()
    };
    view! {
        <section class="panel" aria-labelledby="tokens-title">
            <h2 id="tokens-title">"API tokens"</h2>
            <p class="help">"A token lets a program act as you through the REST API."</p>
            {fresh}
            {list}
            <form method="post" action="/studio/settings/tokens" class="inline-form">
                {fields::line(&page.form, Field {
                    name: "name",
                    label: "Name of a new token",
                    help: "What it is for, so that you know later which one to delete.",
                    autocomplete: "off",
                    required: true,
                    max: Some(100),
                    ..Field::default()
                })}
                <button class="button" type="submit">"Make a token"</button>
            </form>
        </section>
    }
    .into_any()
}

fn token(token: &ApiToken) -> AnyView {
    let used = match token.last_used_at {
        Some(at) => format!("last used on {}", words::day(at)),
        None => "never used".to_owned(),
    };
    view! {
        <li>
            <p><b>{token.name.clone()}</b><span class="muted">{format!("Made on {}, {used}", words::day(token.created_at))}</span></p>
            {danger(
 icon::BIN, "Delete",
                format!("Programs that use “{}” lose their access at once. This cannot be undone.", token.name),
                "Delete the token",
                format!("/studio/settings/tokens/{}/delete", token.id),
                None,
            )}
        </li>
    }
    .into_any()
}

fn password(page: &StudioSettings) -> AnyView {
    view! {
        <section class="panel" aria-labelledby="password-title">
            <h2 id="password-title">"Password"</h2>
            <form method="post" action="/studio/settings/password" class="stack">
                {fields::line(&page.form, Field {
                    name: "current",
                    label: "Your password now",
                    kind: "password",
                    autocomplete: "current-password",
                    required: true,
                    ..Field::default()
                })}
                {fields::line(&page.form, Field {
                    name: "password",
                    label: "New password",
                    help: "A few words that only you would put together are best.",
                    kind: "password",
                    autocomplete: "new-password",
                    required: true,
                    ..Field::default()
                })}
                <p class="actions"><button class="button" type="submit">"Change the password"</button></p>
            </form>
        </section>
    }
    .into_any()
}
