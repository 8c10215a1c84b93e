//! Every route is public or protected, and this file says which. A route that is in no table here fails the test.

use std::{collections::BTreeSet, fs, path::Path};

use serde_json::json;

use crate::support::{App, reading};

type Route = (&'static str, &'static str);

/// For everybody.
const PUBLIC: &[Route] = &[
    ("GET", "/"),
    ("GET", "/shows/{show}"),
    ("GET", "/shows/{show}/{episode}"),
    ("GET", "/shows/{show}/{episode}/{file}"),
    ("GET", "/listen/{show}/{file}"),
    ("GET", "/search"),
    ("GET", "/opensearch.xml"),
    ("GET", "/sitemap.xml"),
    ("GET", "/robots.txt"),
    ("GET", "/login"),
    ("POST", "/login"),
    ("GET", "/signup"),
    ("POST", "/signup"),
    ("POST", "/logout"),
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/api/docs"),
    ("GET", "/api/openapi.json"),
    ("POST", "/api/v1/auth/login"),
    ("POST", "/api/v1/auth/logout"),
    ("GET", "/api/v1/search"),
    ("GET", "/api/v1/episodes/{id}/related"),
    ("GET", "/api/v1/shows/{id}/visualization-settings"),
    ("OPTIONS", "/api/v1/uploads"),
];

/// For people who are logged in, by session or token.
const PROTECTED: &[Route] = &[
    ("GET", "/studio"),
    ("GET", "/studio/search"),
    ("POST", "/studio/shows"),
    ("GET", "/studio/shows/new"),
    ("GET", "/studio/shows/{id}"),
    ("POST", "/studio/shows/{id}"),
    ("POST", "/studio/shows/{id}/delete"),
    ("GET", "/studio/shows/{id}/appearance"),
    ("POST", "/studio/shows/{id}/appearance"),
    ("POST", "/studio/shows/{id}/appearance/reset"),
    ("POST", "/studio/shows/{id}/episodes"),
    ("GET", "/studio/shows/{id}/episodes/new"),
    ("GET", "/studio/episodes/{id}"),
    ("POST", "/studio/episodes/{id}"),
    ("POST", "/studio/episodes/{id}/audio"),
    ("POST", "/studio/episodes/{id}/transcript"),
    ("GET", "/studio/episodes/{id}/transcript"),
    ("GET", "/studio/episodes/{id}/transcript/as/{form}"),
    ("GET", "/studio/episodes/{id}/transcript/edits"),
    ("POST", "/studio/episodes/{id}/transcript/edits"),
    ("POST", "/studio/episodes/{id}/transcript/replace"),
    ("POST", "/studio/episodes/{id}/transcript/speakers"),
    ("POST", "/studio/episodes/{id}/transcript/persons/{person}/delete"),
    ("POST", "/studio/episodes/{id}/transcript/refine"),
    ("POST", "/studio/episodes/{id}/transcript/glossary"),
    ("POST", "/studio/episodes/{id}/transcript/glossary/apply"),
    ("POST", "/studio/episodes/{id}/transcript/glossary/{term}/delete"),
    ("GET", "/studio/episodes/{id}/transcript/versions/{revision}"),
    ("POST", "/studio/episodes/{id}/transcript/versions/{revision}"),
    ("GET", "/studio/episodes/{id}/insights"),
    ("POST", "/studio/episodes/{id}/insights/approve"),
    ("POST", "/studio/episodes/{id}/insights/items/{key}"),
    ("POST", "/studio/episodes/{id}/process"),
    ("POST", "/studio/episodes/{id}/cancel"),
    ("POST", "/studio/episodes/{id}/publish"),
    ("POST", "/studio/episodes/{id}/unpublish"),
    ("POST", "/studio/episodes/{id}/delete"),
    ("GET", "/studio/settings"),
    ("POST", "/studio/settings/password"),
    ("POST", "/studio/settings/tokens"),
    ("POST", "/studio/settings/tokens/{id}/delete"),
    ("GET", "/api/v1/me"),
    ("GET", "/api/v1/me/search"),
    ("GET", "/api/v1/shows"),
    ("POST", "/api/v1/shows"),
    ("GET", "/api/v1/shows/{id}"),
    ("PATCH", "/api/v1/shows/{id}"),
    ("DELETE", "/api/v1/shows/{id}"),
    ("PUT", "/api/v1/shows/{id}/artwork"),
    ("PUT", "/api/v1/shows/{id}/visualization-settings"),
    ("GET", "/api/v1/shows/{id}/episodes"),
    ("POST", "/api/v1/shows/{id}/episodes"),
    ("GET", "/api/v1/episodes/{id}"),
    ("PATCH", "/api/v1/episodes/{id}"),
    ("DELETE", "/api/v1/episodes/{id}"),
    ("PUT", "/api/v1/episodes/{id}/audio"),
    ("GET", "/api/v1/episodes/{id}/transcript"),
    ("PUT", "/api/v1/episodes/{id}/transcript"),
    ("GET", "/api/v1/episodes/{id}/transcript/edits"),
    ("POST", "/api/v1/episodes/{id}/transcript/edits"),
    ("POST", "/api/v1/episodes/{id}/transcript/undo"),
    ("POST", "/api/v1/episodes/{id}/transcript/redo"),
    ("GET", "/api/v1/episodes/{id}/transcript/versions"),
    ("GET", "/api/v1/episodes/{id}/transcript/versions/{revision}"),
    ("POST", "/api/v1/episodes/{id}/transcript/versions/{revision}"),
    ("GET", "/api/v1/shows/{id}/glossary"),
    ("POST", "/api/v1/shows/{id}/glossary"),
    ("DELETE", "/api/v1/shows/{id}/glossary/{term}"),
    ("GET", "/api/v1/shows/{id}/persons"),
    ("POST", "/api/v1/shows/{id}/persons"),
    ("DELETE", "/api/v1/shows/{id}/persons/{person}"),
    ("PUT", "/api/v1/shows/{id}/persons/{person}/photo"),
    ("POST", "/api/v1/episodes/{id}/process"),
    ("POST", "/api/v1/episodes/{id}/cancel"),
    ("GET", "/api/v1/episodes/{id}/jobs"),
    ("GET", "/api/v1/episodes/{id}/events"),
    ("POST", "/api/v1/episodes/{id}/publish"),
    ("POST", "/api/v1/episodes/{id}/unpublish"),
    ("GET", "/api/v1/episodes/{id}/insights"),
    ("GET", "/api/v1/episodes/{id}/suggestions"),
    ("PATCH", "/api/v1/episodes/{id}/insights/items/{key}"),
    ("POST", "/api/v1/episodes/{id}/insights/approve"),
    ("GET", "/api/v1/episodes/{id}/visualizations/{kind}"),
    ("POST", "/api/v1/uploads"),
    ("HEAD", "/api/v1/uploads/{id}"),
    ("PATCH", "/api/v1/uploads/{id}"),
    ("DELETE", "/api/v1/uploads/{id}"),
];

/// The routes that the description of the API names.
async fn described(app: &App) -> BTreeSet<(String, String)> {
    let api = app.anonymous().get("/api/openapi.json").await.expect(200).json();
    let mut found = BTreeSet::new();
    for (path, methods) in api["paths"].as_object().expect("paths") {
        for method in methods.as_object().expect("methods").keys() {
            found.insert((method.to_uppercase(), path.clone()));
        }
    }
    found
}

/// The routes that the source adds by hand: `.route("/path", get(a).post(b))`.
fn written(dir: &Path, found: &mut BTreeSet<(String, String)>) {
    for entry in fs::read_dir(dir).expect("the source is there").flatten() {
        let path = entry.path();
        if path.is_dir() {
            written(&path, found);
            continue;
        }
        let source = fs::read_to_string(&path).expect("source");
        assert!(!source.contains(".nest(") && !source.contains("route_service("), "teach this test to read {path:?}");
        for call in source.split(".route(").skip(1) {
            let call = arguments(call);
            let (_, rest) = call.split_once('"').expect("a path");
            let (route, handlers) = rest.split_once('"').expect("a path");
            for method in ["get", "post", "put", "patch", "delete", "any"] {
                if handlers.contains(&format!("{method}(")) {
                    found.insert((method.to_uppercase(), route.to_owned()));
                }
            }
        }
    }
}

/// The text up to the bracket that closes a call.
fn arguments(call: &str) -> &str {
    let mut depth = 1;
    let end = call.find(|c| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        depth == 0
    });
    &call[..end.expect("a closed call")]
}

#[tokio::test]
async fn every_route_is_in_one_of_the_tables() {
    let app = App::start().await;
    let mut routes = described(&app).await;
    written(&Path::new(&std::env::var("CARGO_MANIFEST_DIR").unwrap()).join("src/web"), &mut routes);
    let listed: BTreeSet<(String, String)> =
        PUBLIC.iter().chain(PROTECTED).map(|(method, path)| ((*method).to_owned(), (*path).to_owned())).collect();
    assert_eq!(listed.len(), PUBLIC.len() + PROTECTED.len(), "no route is in both tables");
    let unlisted: Vec<_> = routes.difference(&listed).collect();
    assert!(unlisted.is_empty(), "say whether these are public or protected: {unlisted:?}");
    let gone: Vec<_> = listed.difference(&routes).collect();
    assert!(gone.is_empty(), "these are in a table and not there any more: {gone:?}");
}

/// A path with ids of things that are there.
fn filled(path: &str, show: &str, episode: &str) -> String {
    let id = if path.contains("/shows/") { show } else { episode };
    path.replace("{id}", id)
        .replace("{kind}", "waveform")
        .replace("{form}", "vtt")
        .replace("{key}", "quote-1")
        .replace("{term}", show)
        .replace("{person}", show)
        .replace("{revision}", "1")
        .replace("{show}", "show")
        .replace("{episode}", "one")
        .replace("{file}", "one.mp3")
}

#[tokio::test]
async fn without_a_login_protected_routes_tell_nothing_and_do_nothing() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let show = ann.show("Show").await;
    let episode = ann.episode(&show, "One").await;
    ann.set_audio(&episode, reading()).await.expect(200);
    let before = ann.episode_now(&episode).await;

    let nobody = app.anonymous();
    for (method, route) in PROTECTED {
        let path = filled(route, &show, &episode);
        let answer = nobody.call(method, &path).await;
        if path.starts_with("/api/") {
            assert_eq!(answer.status, 401, "{method} {route}");
            if *method != "HEAD" {
                answer.problem(401);
            }
        } else if *method == "GET" {
            assert_eq!(answer.status, 303, "{method} {route}");
            assert!(
                answer.header("location").starts_with("/login?return_to=%2Fstudio"),
                "{}",
                answer.header("location")
            );
        } else {
            assert_eq!(answer.status, 401, "{method} {route}");
        }
        assert!(!answer.text().contains(&episode) || path.contains(&episode), "{method} {route}");
    }
    for (method, route) in PUBLIC {
        let answer = nobody.call(method, &filled(route, &show, &episode)).await;
        assert!(!matches!(answer.status, 401 | 403) && answer.status < 500, "{method} {route}: {}", answer.status);
        assert!(!answer.header("location").starts_with("/login"), "{method} {route}");
    }
    assert_eq!(ann.episode_now(&episode).await, before);
    let accounts: i64 = app.database().value("select count(*) from users").await;
    assert_eq!(accounts, 1);
}

#[tokio::test]
async fn what_another_site_sends_in_a_visitors_name_is_refused() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let show = ann.show("Show").await;
    let episode = ann.episode(&show, "One").await;
    let before = ann.episode_now(&episode).await;
    let browser = app.anonymous();
    browser.form("/login", &[("email", "ann@example.org"), ("password", "long enough words")]).await.expect(303);

    let writes = PUBLIC.iter().chain(PROTECTED).filter(|(method, _)| !matches!(*method, "GET" | "HEAD" | "OPTIONS"));
    for (method, route) in writes {
        let path = filled(route, &show, &episode);
        for (name, value) in [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("origin", "https://evil.example"),
            ("origin", "null"),
        ] {
            let answer = browser.send(browser.request(method, &path).header(name, value)).await;
            assert_eq!(answer.status, 403, "{method} {route} with {name}: {value}");
            assert!(answer.text().contains("another site"), "{}", answer.text());
        }
    }
    assert_eq!(ann.episode_now(&episode).await, before);
    browser.get("/studio").await.expect(200);

    // A link from elsewhere is fine, and so is what our own pages send.
    browser.get_with("/studio", "sec-fetch-site", "cross-site").await.expect(200);
    let request = browser.request("PATCH", &format!("/api/v1/episodes/{episode}")).header("origin", &app.url);
    browser.send(request.json(&json!({"title": "Two"}))).await.expect(200);
}
