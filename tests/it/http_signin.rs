//! Coming in and going out: one-time links, choosing a password, signing in and out.

use crate::http_review_pages::{again, hidden};
use crate::server::{Case, Server, between, habeas};

const PASSWORD: &str = "correct horse battery staple";

#[test]
fn the_demo_prints_a_link_that_signs_in_and_a_token_that_reads() {
    let (server, link, token) = Server::demo();
    let mut editor = server.enter(&link);
    let desk = editor.get("/");
    assert_eq!(desk.status, 200);
    assert!(desk.text().contains("Sample case"));
    assert_eq!(editor.get("/export/timeline.csv?audience=internal").status, 200, "signs in as editor");
    assert_eq!(server.api("/api/v1/timeline", &token).status, 200);
    assert_eq!(server.printed.len(), 2, "two lines, no more");
}

#[test]
fn an_entry_link_works_once() {
    let server = Server::serve();
    let link = format!("/enter/{}", server.case().link("editor"));
    let mut first = server.nobody();
    assert_eq!(first.get(&link).goes(), "/");
    let mut second = server.nobody();
    let again = second.get(&link);
    assert_eq!((again.status, again.header("set-cookie")), (400, None));
    again.sentence();
    assert!(!second.is_signed_in());
    // The one who came in by it is not told off for coming back.
    assert_eq!(first.get(&link).goes(), "/");
    assert!(first.is_signed_in());
}

#[test]
fn of_several_uses_of_a_link_at_once_one_signs_in() {
    let server = Server::serve();
    let link = format!("/enter/{}", server.case().link("editor"));
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let uses: Vec<_> = (0..8).map(|_| scope.spawn(|| server.get(&link).status)).collect();
        uses.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(statuses.iter().filter(|status| **status == 303).count(), 1, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 400).count(), 7, "{statuses:?}");
}

#[test]
fn links_that_expired_or_are_for_something_else_sign_nobody_in() {
    let server = Server::serve();
    let (setup, expired) = (server.case().link("setup"), server.case().link("expired"));
    for address in [format!("/enter/{setup}"), format!("/enter/{expired}"), format!("/setup/{expired}")] {
        let mut nobody = server.nobody();
        let answer = nobody.get(&address);
        assert_eq!((answer.status, answer.header("set-cookie")), (400, None), "{address}");
    }
    // Tried as what it is not, a link is not used up.
    assert_eq!(server.get(&format!("/setup/{setup}")).status, 200);
    let entry = server.case().link("monitor");
    assert_eq!(server.get(&format!("/setup/{entry}")).status, 400);
    server.enter(entry);
}

#[test]
fn a_setup_link_shows_its_form_as_often_as_asked_and_sets_one_password() {
    let server = Server::serve();
    let link = format!("/setup/{}", server.case().link("setup"));
    let mut browser = server.nobody();
    for _ in 0..3 {
        let form = browser.get(&link);
        assert_eq!(form.status, 200);
        assert!(form.text().contains("viewer"), "the account's name is shown");
    }
    let weak = [
        ("petit mot", "petit mot", "Too short"),
        ("the viewer is me, the viewer", "the viewer is me, the viewer", "must not hold"),
        (PASSWORD, "another horse battery staple", "differ"),
    ];
    for (password, repeat, said) in weak {
        let answer = browser.post(&link, &[("password", password), ("repeat", repeat)]);
        assert_eq!((answer.status, answer.header("set-cookie")), (422, None), "{password}");
        let text = answer.text();
        assert!(text.contains(said) && text.contains("<form"), "{text}");
        assert!(!text.contains(password) && !text.contains(repeat), "a password is never shown again");
    }
    assert_eq!(browser.post(&link, &[("password", PASSWORD), ("repeat", PASSWORD)]).goes(), "/");
    assert!(browser.is_signed_in());
    let mut late = server.nobody();
    assert_eq!(late.get(&link).status, 400);
    let answer = late.post(&link, &[("password", "another horse battery"), ("repeat", "another horse battery")]);
    assert_eq!((answer.status, answer.header("set-cookie")), (400, None));
    assert_eq!(late.post("/signin", &[("login", "viewer"), ("password", "another horse battery")]).status, 422);
    assert_eq!(late.post("/signin", &[("login", "viewer"), ("password", PASSWORD)]).goes(), "/");
}

#[test]
fn the_first_account_chooses_its_name_and_what_was_typed_stays_in_the_form() {
    let (_dir, server) = first_run();
    let link = setup_link(&server);
    let mut browser = server.nobody();
    let typed = browser.post(&link, &[("login", "a\"b<c"), ("password", PASSWORD), ("repeat", PASSWORD)]);
    assert_eq!(typed.status, 422);
    assert!(typed.text().contains("value=\"a&quot;b&lt;c\""), "{}", typed.text());
    let typed = browser.post(&link, &[("login", "aigul.s"), ("password", "short"), ("repeat", "short")]);
    assert!(typed.status == 422 && typed.text().contains("value=\"aigul.s\""));
    let answer = browser.post(&link, &[("login", "aigul.s"), ("password", PASSWORD), ("repeat", PASSWORD)]);
    assert_eq!(answer.goes(), "/");
    assert_eq!(browser.get("/export/timeline.csv?audience=internal").status, 200, "the first account is an editor");
    assert_eq!(server.get(&link).status, 400);
}

#[test]
fn a_name_that_is_taken_leaves_the_first_setup_link_working() {
    let (_dir, server) = first_run();
    let link = setup_link(&server);
    let mut browser = server.nobody();
    // The program's own account has this name.
    let answer = browser.post(&link, &[("login", "habeas"), ("password", PASSWORD), ("repeat", PASSWORD)]);
    assert_eq!(answer.status, 422);
    assert!(answer.text().contains("value=\"habeas\""), "{}", answer.text());
    let answer = browser.post(&link, &[("login", "H\u{430}beas"), ("password", PASSWORD), ("repeat", PASSWORD)]);
    assert_eq!(answer.status, 422, "one that looks like it");
    let answer = browser.post(&link, &[("login", "Aigul"), ("password", PASSWORD), ("repeat", PASSWORD)]);
    assert_eq!(answer.goes(), "/");
    let answer = server.nobody().post("/signin", &[("login", "aigul"), ("password", PASSWORD)]);
    assert_eq!(answer.goes(), "/");
}

#[test]
fn wrong_names_and_passwords_get_the_same_answer() {
    let server = Server::serve();
    let link = format!("/setup/{}", server.case().link("setup"));
    let mut browser = server.nobody();
    assert_eq!(browser.post(&link, &[("password", PASSWORD), ("repeat", PASSWORD)]).goes(), "/");
    let wrong = |login: &str, password: &str| {
        let mut nobody = server.nobody();
        let answer = nobody.post("/signin", &[("login", login), ("password", password)]);
        assert_eq!((answer.status, answer.header("set-cookie")), (422, None), "{login}");
        assert!(answer.text().contains(&format!("value=\"{login}\"")), "the name stays in the form");
        answer.text().replace(&format!("value=\"{login}\""), "")
    };
    let reference = wrong("viewer", "not the password at all");
    // No such account, an account without a password, the program's own, no password.
    for (login, password) in [("nobody.here", PASSWORD), ("monitor", PASSWORD), ("habeas", PASSWORD), ("viewer", "")] {
        assert_eq!(wrong(login, password), reference, "{login}");
    }
}

#[test]
fn signing_in_leads_to_the_page_that_was_asked_for() {
    let server = with_password();
    for page in ["/people/P-2", "/timeline?place=L-2&from=2012-02-25&to=2012-02-25", "/held?on=2012-03-01", "/account"]
    {
        let mut viewer = server.nobody();
        let asked = viewer.get(page).goes();
        // A wrong password does not lose it.
        let form = viewer.get(&asked);
        assert_eq!(form.status, 200);
        let mut fields = hidden(&form.text(), "/signin");
        fields.extend([
            ("login".to_owned(), "viewer".to_owned()),
            ("password".to_owned(), "not this one, surely".to_owned()),
        ]);
        let wrong = again(&mut viewer, &fields, "/signin", &[]);
        assert_eq!(wrong.status, 422);
        let fields = hidden(&wrong.text(), "/signin");
        let right = again(&mut viewer, &fields, "/signin", &[("login", "viewer"), ("password", PASSWORD)]);
        assert_eq!(right.goes(), page);
        assert_eq!(viewer.get(&asked).goes(), page, "whoever is signed in already is there at once");
    }
}

#[test]
fn signing_in_leads_nowhere_else() {
    let server = with_password();
    // Elsewhere; nowhere; what is done and not read; what is a file; the way in itself.
    let back = [
        "//example.org/",
        "https://example.org/",
        "/\\example.org",
        "/nothing",
        "timeline",
        "/signout",
        "/lock",
        "/timeline\r\nX: y",
        "/api/v1/timeline",
        "/export/timeline.csv",
        "/signin",
        "/enter/x",
        "/timeline/../x",
        "",
    ];
    for back in back {
        let mut viewer = server.nobody();
        let answer = viewer.post("/signin", &[("login", "viewer"), ("password", PASSWORD), ("back", back)]);
        assert_eq!(answer.goes(), "/", "{back:?}");
    }
    for address in ["/", "/export/timeline.csv", "/nothing"] {
        let goes = server.get(address).goes();
        assert!(!goes.contains("back"), "{address} {goes}");
    }
    assert_eq!(server.send("POST", "/people/new", &[("Content-Length", "0")], b"").goes(), "/signin");
}

#[test]
fn signing_out_ends_the_session_on_the_server() {
    let server = Server::serve();
    let mut editor = server.sign_in("editor");
    let mut thief = editor.clone();
    assert!(thief.is_signed_in());
    assert_eq!(editor.post("/signout", &[]).goes(), "/signin");
    assert!(editor.cookies.is_empty(), "the cookie is taken away");
    assert!(!thief.is_signed_in(), "and worth nothing to whoever has a copy");
}

#[test]
fn signing_in_again_never_keeps_the_old_session() {
    let server = Server::serve();
    let mut browser = server.sign_in("viewer");
    let old = browser.clone();
    assert_eq!(browser.get(&format!("/enter/{}", server.case().link("monitor"))).goes(), "/");
    assert_ne!(old.cookies, browser.cookies);
    assert!(!old.clone().is_signed_in() && browser.is_signed_in());
    let mut fixed = server.nobody();
    fixed.cookies.insert("habeas_session".into(), "chosen-by-somebody-else".into());
    assert_eq!(fixed.get(&format!("/enter/{}", server.case().link("editor"))).goes(), "/");
    assert_ne!(fixed.cookies["habeas_session"], "chosen-by-somebody-else");
}

#[test]
fn a_closed_account_is_out_at_once() {
    let server = Server::serve();
    let cookies = server.sign_in("editor").cookies;
    let token = server.case().token("editor");
    assert_eq!(server.api("/api/v1/timeline", token).status, 200);
    let (case, _) = server.stop();
    let case = case.unwrap();
    let done = habeas(&["user", "--data", case.path(), "disable", "editor"]);
    assert!(done.status.success(), "{done:?}");
    let server = Server::serve_case(case);
    let mut browser = server.nobody();
    browser.cookies = cookies;
    assert!(!browser.is_signed_in());
    assert_eq!(server.api("/api/v1/timeline", token).error_code(), "unauthenticated");
    assert_eq!(server.get(&format!("/enter/{}", server.case().link("editor"))).status, 400);
}

#[test]
fn a_session_outlives_a_restart_and_a_changed_role_counts_at_once() {
    let server = Server::serve();
    let cookies = server.sign_in("editor").cookies;
    let (case, _) = server.stop();
    let case = case.unwrap();
    let done = habeas(&["user", "--data", case.path(), "role", "editor", "--role", "viewer", "--clearance", "0"]);
    assert!(done.status.success(), "{done:?}");
    let server = Server::serve_case(case);
    let mut browser = server.nobody();
    browser.cookies = cookies;
    assert!(browser.is_signed_in());
    assert_eq!(browser.get("/export/timeline.csv?audience=internal").status, 403);
    assert_eq!(browser.get("/incidents/I-1").status, 404, "nothing of the sample case is public");
}

/// A new case file without accounts, served.
fn first_run() -> (tempfile::TempDir, Server) {
    let outer = tempfile::tempdir().unwrap();
    let data = outer.path().join("case");
    let data = data.to_str().unwrap();
    let made = habeas(&["init", "--data", data]);
    assert!(made.status.success(), "{made:?}");
    let server = Server::start(&["serve", "--data", data, "--listen", "127.0.0.1:0"], 1, None);
    (outer, server)
}

fn setup_link(server: &Server) -> String {
    let (_, token) = server.printed[0].split_once("/setup/").expect("a set-up link on the first run");
    format!("/setup/{token}")
}

#[test]
fn a_served_case_with_accounts_prints_no_setup_link() {
    let server = Server::serve_case(Case::new());
    assert_eq!(server.printed, [format!("Open http://localhost:{}", server.port)]);
}

#[test]
fn wrong_passwords_make_the_next_try_wait_for_known_and_unknown_names_alike() {
    let server = with_password();
    let mut browser = server.nobody();
    let mut pages = Vec::new();
    for login in ["viewer", "nobody.here"] {
        let mut said = Vec::new();
        for n in 1..=5 {
            let answer = browser.post("/signin", &[("login", login), ("password", "not the password at all")]);
            assert_eq!(answer.status, 422, "try {n} of {login}");
            said.push(answer.text().replace(login, "NAME"));
        }
        assert!(!said[3].contains("has to wait") && said[4].contains("has to wait: 1 second."), "{}", said[4]);
        pages.push(said);
    }
    assert_eq!(pages[0], pages[1]);
}

#[test]
fn within_the_wait_the_right_password_is_not_looked_at_and_the_wait_survives_a_restart() {
    let (case, _) = with_password().stop();
    let case = case.unwrap();
    let names = ["viewer", "nobody.here"];
    case.failed(&names, 20, 0);
    let server = Server::serve_case(case);
    for login in names {
        let mut nobody = server.nobody();
        let answer = nobody.post("/signin", &[("login", login), ("password", PASSWORD)]);
        assert_eq!((answer.status, answer.header("set-cookie")), (429, None), "{login}");
        let text = answer.text();
        let left: i64 = between(&text, "has to wait: ", " seconds").unwrap().parse().unwrap();
        assert!((870..=900).contains(&left), "{left} seconds of a quarter of an hour");
        assert!(!text.contains(PASSWORD) && text.contains(&format!("value=\"{login}\"")));
    }
    // The wait is over: the right password signs in, and the count starts anew.
    let (case, _) = server.stop();
    let case = case.unwrap();
    case.failed(&names, 20, 901);
    let server = Server::serve_case(case);
    let mut viewer = server.nobody();
    assert_eq!(viewer.post("/signin", &[("login", "viewer"), ("password", PASSWORD)]).goes(), "/");
    let answer = viewer.post("/signin", &[("login", "viewer"), ("password", "not the password at all")]);
    assert!(answer.status == 422 && !answer.text().contains("has to wait"));
    let answer = server.nobody().post("/signin", &[("login", "nobody.here"), ("password", PASSWORD)]);
    assert!(answer.status == 422 && answer.text().contains("has to wait: 900 seconds"));
}

#[test]
fn a_user_name_is_one_in_whichever_case_and_script_it_is_typed() {
    let server = with_password();
    // Capitals, a Cyrillic "е", wide letters.
    for login in ["Viewer", "VIEWER", "vi\u{435}wer", "ｖｉｅｗｅｒ", " viewer "] {
        let answer = server.nobody().post("/signin", &[("login", login), ("password", PASSWORD)]);
        assert_eq!(answer.goes(), "/", "{login}");
    }
    // Nor is any of them another name to guess with.
    for login in ["viewer", "Viewer", "vi\u{435}wer", "ｖｉｅｗｅｒ"] {
        server.nobody().post("/signin", &[("login", login), ("password", "not the password at all")]);
    }
    let counted = "SELECT count(*), sum(count) FROM sign_in_failure";
    let counted: (i64, i64) = server.case().raw().query_row(counted, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    assert_eq!(counted, (1, 4), "wrong passwords of one name");
}

#[test]
fn of_many_tries_at_once_none_comes_before_the_count() {
    let (case, _) = with_password().stop();
    let case = case.unwrap();
    case.failed(&["viewer"], 12, 200);
    let server = Server::serve_case(case);
    let looked_at = std::thread::scope(|scope| {
        let attempt = || server.nobody().post("/signin", &[("login", "viewer"), ("password", "wrong")]).status;
        let tries: Vec<_> = (0..20).map(|_| scope.spawn(attempt)).collect();
        tries.into_iter().map(|one| one.join().unwrap()).filter(|status| *status == 422).count()
    });
    assert_eq!(looked_at, 1);
}

/// A served case where the viewer has a password.
fn with_password() -> Server {
    let server = Server::serve();
    let link = format!("/setup/{}", server.case().link("setup"));
    assert_eq!(server.nobody().post(&link, &[("password", PASSWORD), ("repeat", PASSWORD)]).goes(), "/");
    server
}
