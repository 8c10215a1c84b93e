//! `/login` and `/signup`.

use leptos::prelude::*;

use super::parts::{
    artwork::promise,
    fields::{self, Field},
    frame,
};
use crate::{
    shell::{Head, document},
    view::{AccountPage, Chrome},
};

/// The page to log in.
#[must_use]
pub fn login(chrome: &Chrome, page: &AccountPage) -> String {
    framed(chrome, page, "Log in", "Log in to your studio.", || {
        let form = &page.form;
        let other = page
            .signups_open
            .then(|| view! { <p class="switch">"New here? "<a href="/signup">"Make an account"</a></p> });
        view! {
            <form method="post" action="/login" class="stack">
                {fields::hidden("return_to", page.return_to.clone())}
                {fields::line(form, email())}
                {fields::line(form, Field {
                    name: "password",
                    label: "Password",
                    kind: "password",
                    autocomplete: "current-password",
                    required: true,
                    ..Field::default()
                })}
                <button class="button button-wide" type="submit">"Log in"</button>
            </form>
            {other}
        }
        .into_any()
    })
}

/// The page to make an account.
#[must_use]
pub fn signup(chrome: &Chrome, page: &AccountPage) -> String {
    let (title, lead) = if page.first_start {
        ("Make the first account", "It becomes the administrator of this instance.")
    } else {
        ("Make an account", "One account for all your shows.")
    };
    framed(chrome, page, title, lead, || {
        let form = &page.form;
        if !page.signups_open && !page.first_start {
            return view! {
                <p>"New accounts are closed on this instance. Ask its administrator for one."</p>
                <p class="switch"><a href="/login">"Log in"</a></p>
            }
            .into_any();
        }
        let other =
            (!page.first_start).then(|| view! { <p class="switch">"You have one? "<a href="/login">"Log in"</a></p> });
        view! {
            <form method="post" action="/signup" class="stack">
                {fields::hidden("return_to", page.return_to.clone())}
                {fields::line(form, Field {
                    name: "name",
                    label: "Your name",
                    help: "As it may stand on your shows.",
                    autocomplete: "name",
                    required: true,
                    max: Some(100),
                    ..Field::default()
                })}
                {fields::line(form, email())}
                {fields::line(form, Field {
                    name: "password",
                    label: "Password",
                    help: "A few words that only you would put together are best.",
                    kind: "password",
                    autocomplete: "new-password",
                    required: true,
                    ..Field::default()
                })}
                <button class="button button-wide" type="submit">"Make the account"</button>
            </form>
            {other}
        }
        .into_any()
    })
}

fn email() -> Field<'static> {
    Field {
        name: "email",
        label: "E-mail",
        kind: "email",
        autocomplete: "email",
        required: true,
        max: Some(254),
        ..Field::default()
    }
}

fn framed(chrome: &Chrome, page: &AccountPage, title: &str, lead: &str, form: impl FnOnce() -> AnyView) -> String {
    let head_title = fields::titled(&page.form, title);
    let head = Head { title: &head_title, description: lead, frame: "account", ..Head::default() };
    document(chrome, &head, &[], || {
        frame::account(
            view! {
                <div class="entry">
                    <main id="main" class="entry-form">
                        {frame::brand("/")}
                        <h1>{title.to_owned()}</h1>
                        <p class="lead">{lead.to_owned()}</p>
                        {frame::notice(chrome)}
                        {fields::errors(&page.form)}
                        {form()}
                    </main>
                    {promise()}
                </div>
            }
            .into_any(),
        )
    })
}
