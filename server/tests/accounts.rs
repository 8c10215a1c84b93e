//! Accounts: signing up, logging in and out, passwords and tokens.

use serde_json::json;

use crate::support::{App, Client, Setup};

const PASSWORD: &str = "long enough words";

async fn sign_up(browser: &Client, email: &str) {
    let answer =
        browser.form("/signup", &[("name", "Ann"), ("email", email), ("password", PASSWORD)]).await.expect(303);
    assert_eq!(answer.header("location"), "/studio");
}

async fn log_in(browser: &Client, email: &str, password: &str) -> u16 {
    browser.form("/login", &[("email", email), ("password", password)]).await.status
}

#[tokio::test]
async fn the_first_account_is_the_administrator_and_the_second_is_not() {
    let app = App::start().await;
    for (email, admin) in [("first@example.org", true), ("second@example.org", false)] {
        let browser = app.anonymous();
        sign_up(&browser, email).await;
        let me = browser.get("/api/v1/me").await.expect(200).json();
        assert_eq!((&me["email"], &me["is_admin"]), (&json!(email), &json!(admin)));
    }
}

#[tokio::test]
async fn a_session_is_opened_by_logging_in_and_closed_by_logging_out() {
    let app = App::start().await;
    app.user("ann@example.org");
    let browser = app.anonymous();
    browser.get("/studio").await.expect(303);
    assert_eq!(log_in(&browser, "ANN@example.org", PASSWORD).await, 303, "addresses are compared without case");
    browser.get("/studio").await.expect(200);

    let old = browser.cookie();
    browser.form("/logout", &[]).await.expect(303);
    assert_eq!(browser.cookie(), None, "the browser is told to forget the cookie");
    browser.set_cookie(old);
    browser.get("/studio").await.expect(303);
}

#[tokio::test]
async fn logging_in_over_rest_gives_the_same_session() {
    let app = App::start().await;
    app.user("ann@example.org");
    let browser = app.anonymous();
    let body = json!({"email": "ann@example.org", "password": PASSWORD});
    let user = browser.post("/api/v1/auth/login", &body).await.expect(200).json();
    assert_eq!(user["email"], "ann@example.org");
    browser.get("/studio").await.expect(200);
    browser.post("/api/v1/auth/logout", &json!({})).await.expect(204);
    browser.get("/api/v1/me").await.problem(401);
}

#[tokio::test]
async fn the_session_cookie_is_out_of_reach_for_scripts_and_other_sites() {
    let app = App::start().await;
    app.user("ann@example.org");
    let form = [("email", "ann@example.org"), ("password", PASSWORD)];
    let answer = app.anonymous().form("/login", &form).await.expect(303);
    let cookie = answer.header("set-cookie");
    for attribute in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
    assert!(!cookie.contains("Secure") && !cookie.contains("Domain"), "without TLS a browser would drop it: {cookie}");
}

#[tokio::test]
async fn over_tls_the_cookie_is_secure_and_bound_to_the_host() {
    // With port 0 the address is the one that was bound; a server behind a proxy has a port of its own.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let listen = format!("127.0.0.1:{port}");
    let setup =
        Setup::default().env("PODCASTFLOW_PUBLIC_URL", "https://pod.example").env("PODCASTFLOW_LISTEN", &listen);
    let app = setup.start().await;
    app.user("ann@example.org");
    let browser = Client::new(&format!("http://{listen}"), None);
    let answer = browser.form("/login", &[("email", "ann@example.org"), ("password", PASSWORD)]).await.expect(303);
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("__Host-podcastflow=") && cookie.contains("Secure"), "{cookie}");
}

#[tokio::test]
async fn the_session_id_changes_at_login_so_that_a_planted_one_is_worth_nothing() {
    let app = App::start().await;
    app.user("ann@example.org");
    let browser = app.anonymous();
    assert_eq!(log_in(&browser, "ann@example.org", PASSWORD).await, 303);
    let planted = browser.cookie().expect("a cookie");
    assert_eq!(log_in(&browser, "ann@example.org", PASSWORD).await, 303);
    assert_ne!(browser.cookie(), Some(planted.clone()));
    browser.get("/studio").await.expect(200);

    browser.set_cookie(Some(planted));
    browser.get("/studio").await.expect(303);
}

#[tokio::test]
async fn the_database_holds_no_session_id_that_a_cookie_could_be_made_of() {
    let app = App::start().await;
    let browser = app.anonymous();
    sign_up(&browser, "ann@example.org").await;
    let cookie = browser.cookie().expect("a cookie");
    let secret = cookie.split_once('=').expect("a pair").1;
    let kept: String = app.database().value("select id from sessions").await;
    assert_eq!(kept.len(), 64, "a SHA-256 in hexadecimal digits");
    assert!(!kept.contains(secret));
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_are_told_in_the_same_words() {
    let app = App::start().await;
    app.user("ann@example.org");
    let mut pages = Vec::new();
    for email in ["ann@example.org", "nobody@example.org"] {
        let page =
            app.anonymous().form("/login", &[("email", email), ("password", "not the password")]).await.expect(422);
        assert!(page.header("set-cookie").is_empty(), "no session for a failed login");
        pages.push(page.text().replace(email, "ADDRESS"));
    }
    assert!(pages[0].contains("do not belong together"));
    assert_eq!(pages[0], pages[1]);
}

#[tokio::test]
async fn a_form_with_errors_comes_back_with_what_was_typed_but_not_the_password() {
    let app = App::start().await;
    let form = [("name", "Zoë \"Z\" <b>"), ("email", "not an address"), ("password", "tooshort")];
    let page = app.anonymous().form("/signup", &form).await.expect(422).text();
    assert!(page.contains(r#"value="not an address""#), "{page}");
    assert!(
        page.contains("value=\"Zoë &quot;Z&quot; &lt;b&gt;\"") || page.contains("value=\"Zoë &quot;Z&quot; <b>\""),
        "{page}"
    );
    assert!(page.contains("It looks like name@example.org") || page.contains("it looks like name@example.org"));
    assert!(page.contains("Use at least 10 characters"));
    assert!(!page.contains("tooshort"));
}

#[tokio::test]
async fn an_address_has_one_account() {
    let app = App::start().await;
    app.user("ann@example.org");
    let form = [("name", "Ann"), ("email", "Ann@Example.org"), ("password", PASSWORD)];
    let page = app.anonymous().form("/signup", &form).await.expect(422).text();
    assert!(page.contains("There is an account with this address already"));
}

#[tokio::test]
async fn a_login_leads_on_to_a_page_of_this_site_only() {
    let app = App::start().await;
    app.user("ann@example.org");
    let targets = [
        ("/studio/settings", "/studio/settings"),
        ("https://evil.example/", "/studio"),
        ("//evil.example/", "/studio"),
        ("/\\evil.example/", "/studio"),
        ("javascript:alert(1)", "/studio"),
    ];
    for (asked, gone) in targets {
        let browser = app.anonymous();
        let form = [("email", "ann@example.org"), ("password", PASSWORD), ("return_to", asked)];
        assert_eq!(browser.form("/login", &form).await.expect(303).header("location"), gone, "{asked}");
        // Somebody who is logged in already is sent on at once.
        let query: String = url::form_urlencoded::byte_serialize(asked.as_bytes()).collect();
        let answer = browser.get(&format!("/login?return_to={query}")).await.expect(303);
        assert_eq!(answer.header("location"), gone, "{asked}");
    }
}

#[tokio::test]
async fn a_page_behind_the_login_is_returned_to_after_it() {
    let app = App::start().await;
    let answer = app.anonymous().get("/studio/shows/new?x=1").await.expect(303);
    assert_eq!(answer.header("location"), "/login?return_to=%2Fstudio%2Fshows%2Fnew%3Fx%3D1");
}

#[tokio::test]
async fn closed_sign_ups_let_in_the_first_person_and_nobody_else() {
    let app = Setup::default().env("PODCASTFLOW_SIGNUPS", "closed").start().await;
    sign_up(&app.anonymous(), "first@example.org").await;
    let form = [("name", "Bob"), ("email", "bob@example.org"), ("password", PASSWORD)];
    let page = app.anonymous().form("/signup", &form).await;
    assert!((400..500).contains(&page.status), "{}", page.status);
    let accounts: i64 = app.database().value("select count(*) from users").await;
    assert_eq!(accounts, 1);
    let page = app.anonymous().get("/signup").await.expect(200).text();
    assert!(page.contains("New accounts are closed") && !page.contains(r#"name="password""#));
}

#[tokio::test]
async fn a_token_is_shown_once_works_as_its_owner_and_is_kept_as_a_hash_only() {
    let app = App::start().await;
    let browser = app.anonymous();
    sign_up(&browser, "ann@example.org").await;
    let page = browser.form("/studio/settings/tokens", &[("name", "My script")]).await.expect(201).text();
    let start = page.find("pfp_").expect("the token is on the page");
    let token: String =
        page[start..].chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-')).collect();
    assert!(!browser.get("/studio/settings").await.text().contains(&token), "it is shown this once");

    let program = Client::new(&app.url, Some(&token));
    assert_eq!(program.get("/api/v1/me").await.expect(200).json()["email"], "ann@example.org");
    let hash: Vec<u8> = app.database().value("select token_hash from api_tokens").await;
    assert_eq!(hash.len(), 32);
    let found: bool =
        app.database().value(&format!("select exists (select from api_tokens t where t::text like '%{token}%')")).await;
    assert!(!found, "the secret is nowhere in the table");

    let id: String = app.database().value("select id::text from api_tokens").await;
    browser.form(&format!("/studio/settings/tokens/{id}/delete"), &[]).await.expect(303);
    program.get("/api/v1/me").await.problem(401);
}

#[tokio::test]
async fn nobody_revokes_the_token_of_somebody_else() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let id: String = app.database().value("select id::text from api_tokens").await;
    let bob = app.user("bob@example.org");
    bob.form(&format!("/studio/settings/tokens/{id}/delete"), &[]).await.expect(404);
    ann.get("/api/v1/me").await.expect(200);
}

#[tokio::test]
async fn a_wrong_token_is_an_error_even_where_none_is_needed() {
    let app = App::start().await;
    for token in ["pfp_wrong", "", "Bearer"] {
        let answer = Client::new(&app.url, Some(token)).get("/api/v1/me").await;
        answer.problem(401);
        assert_eq!(answer.header("www-authenticate"), "Bearer");
    }
}

#[tokio::test]
async fn a_new_password_needs_the_present_one_and_replaces_it() {
    let app = App::start().await;
    let browser = app.anonymous();
    sign_up(&browser, "ann@example.org").await;
    let change = |current, new| [("current", current), ("password", new)];
    let page = browser.form("/studio/settings/password", &change("wrong", "other words than before")).await.expect(422);
    assert!(page.text().contains("not your present password"));
    let page = browser.form("/studio/settings/password", &change(PASSWORD, "short")).await.expect(422);
    assert!(page.text().contains("Use at least 10 characters"));
    browser.form("/studio/settings/password", &change(PASSWORD, "other words than before")).await.expect(200);

    assert_eq!(log_in(&app.anonymous(), "ann@example.org", PASSWORD).await, 422);
    assert_eq!(log_in(&app.anonymous(), "ann@example.org", "other words than before").await, 303);
}

#[tokio::test]
async fn passwords_are_kept_as_argon2id_with_at_least_19_mib_and_two_passes() {
    let app = App::start().await;
    app.user("ann@example.org");
    let hash: String = app.database().value("select password_hash from users").await;
    let (algorithm, rest) = hash.strip_prefix('$').and_then(|h| h.split_once('$')).expect("a PHC string");
    assert_eq!(algorithm, "argon2id");
    let number = |name: &str| {
        let at = rest.find(name).unwrap_or_else(|| panic!("{name} in {hash}")) + name.len();
        let digits: String = rest[at..].chars().take_while(char::is_ascii_digit).collect();
        digits.parse::<u32>().unwrap()
    };
    assert!(number("m=") >= 19 * 1024 && number("t=") >= 2 && number(",p=") >= 1, "{hash}");
}
