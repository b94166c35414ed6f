//! The password once more: for taking away what is closed to others inside, and the cookie that is new after it. And
//! how long a session lasts without it.

use crate::server::{Browser, Server, between};

const PASSWORD: &str = "correct horse battery staple";
const EXPORT: &str = "/export/timeline.csv?type=inc%2Frally&audience=internal";

#[test]
fn closed_records_are_taken_away_only_after_the_password_was_given_again() {
    let server = with_stale_editor();
    let mut editor = sign_in(&server);
    server.case().raw().execute("UPDATE session SET confirmed_at = confirmed_at - 301", []).unwrap();
    let asked = editor.get(EXPORT);
    let page = asked.text();
    assert!(asked.status == 403 && page.contains("action=\"/account/confirmation\""), "{page}");
    assert!(!page.contains("rally\","), "nothing of the export is in the page");
    let back = between(&page, "name=\"back\" value=\"", "\"").unwrap().replace("&amp;", "&");
    assert_eq!(back, EXPORT);
    let wrong = editor.post("/account/confirmation", &[("back", &back), ("own_password", "wrong")]);
    assert!(wrong.status == 403 && wrong.text().contains("not the password"), "{}", wrong.text());
    assert_eq!(editor.get(EXPORT).status, 403);
    // For partners nothing above internal leaves: there is nothing to ask for.
    assert_eq!(editor.get("/export/timeline.csv?audience=partner").status, 200);

    let before = editor.clone();
    assert_eq!(editor.post("/account/confirmation", &[("back", &back), ("own_password", PASSWORD)]).goes(), EXPORT);
    let file = editor.get(EXPORT);
    assert!(file.status == 200 && file.text().starts_with("ref,date"), "{}", file.text());
    assert_ne!(before.cookies, editor.cookies);
    assert!(!before.clone().is_signed_in() && editor.is_signed_in(), "a copy of the old cookie is worth nothing");
}

#[test]
fn an_export_without_closed_records_asks_for_nothing() {
    let server = with_stale_editor();
    let sql = "UPDATE record SET sensitivity = 1; UPDATE source SET protected = 0";
    server.case().raw().execute_batch(sql).unwrap();
    let mut editor = sign_in(&server);
    server.case().raw().execute("UPDATE session SET confirmed_at = confirmed_at - 301", []).unwrap();
    assert_eq!(editor.get(EXPORT).status, 200);
    for sql in ["UPDATE record SET sensitivity = 2 WHERE ref = 'I-1'", "UPDATE source SET protected = 1"] {
        server.case().raw().execute(sql, []).unwrap();
        assert_eq!(editor.get(EXPORT).status, 403, "{sql}");
        server.case().raw().execute("UPDATE record SET sensitivity = 1", []).unwrap();
    }
}

#[test]
fn the_way_back_stays_on_this_server_and_needs_no_password_given_a_moment_ago() {
    let server = with_stale_editor();
    let mut editor = sign_in(&server);
    for back in ["", "//example.org", "http://example.org", "/\\example.org", "/\n/example.org"] {
        let answer = editor.post("/account/confirmation", &[("back", back), ("own_password", PASSWORD)]);
        assert_eq!(answer.status, 400, "{back:?}");
    }
    assert_eq!(editor.post("/account/confirmation", &[("back", "/held")]).goes(), "/held");
}

#[test]
fn a_step_of_an_administrator_gives_the_session_a_new_cookie() {
    let server = Server::serve();
    let mut admin = server.sign_in("admin");
    let page = admin.get("/accounts").text();
    let (before, _) = page.split_once("\">admin</a>").unwrap();
    let own = before.rsplit_once('"').unwrap().1.to_owned();
    let link = setup_link(&admin.post(&format!("{own}/reset"), &[]).text());
    assert_eq!(admin.post(&link, &[("password", PASSWORD), ("repeat", PASSWORD)]).goes(), "/");
    server.case().raw().execute("UPDATE session SET confirmed_at = confirmed_at - 301", []).unwrap();
    let (before, csrf) = (admin.clone(), admin.csrf());
    let fields = [("compartment", "Blue"), ("own_password", PASSWORD)];
    assert_eq!(admin.post("/compartments", &fields).status, 303);
    assert!(!before.clone().is_signed_in() && admin.is_signed_in());
    assert_eq!(admin.csrf(), csrf, "forms that are open in other tabs still work");
}

#[test]
fn a_session_ends_after_a_quarter_of_an_hour_idle_and_after_twelve_hours_in_any_case() {
    let server = Server::serve();
    let age = |column: &str, seconds: i64| {
        let sql = format!("UPDATE session SET {column} = unixepoch() - {seconds}");
        server.case().raw().execute(&sql, []).unwrap();
    };
    let mut viewer = server.sign_in("viewer");
    age("seen_at", 14 * 60 + 30);
    assert!(viewer.is_signed_in(), "not idle for long enough");
    age("seen_at", 14 * 60 + 30);
    assert!(viewer.is_signed_in(), "each page counts as use");
    age("started_at", 12 * 3600 - 30);
    assert!(viewer.is_signed_in());
    age("started_at", 12 * 3600);
    assert!(!viewer.is_signed_in(), "in use or not");
    age("started_at", 0);
    assert!(viewer.is_signed_in());
    age("seen_at", 15 * 60);
    assert!(!viewer.is_signed_in());
}

#[test]
fn a_new_cookie_does_not_lengthen_the_twelve_hours() {
    let server = with_stale_editor();
    let mut editor = sign_in(&server);
    let sql = "UPDATE session SET started_at = unixepoch() - 12 * 3600 + 60, confirmed_at = confirmed_at - 301";
    server.case().raw().execute(sql, []).unwrap();
    assert_eq!(editor.post("/account/confirmation", &[("back", "/held"), ("own_password", PASSWORD)]).goes(), "/held");
    assert!(editor.is_signed_in());
    server.case().raw().execute("UPDATE session SET started_at = started_at - 61", []).unwrap();
    assert!(!editor.is_signed_in());
}

/// A served case with a confidential record, where the editor, at clearance 3, has a password.
fn with_stale_editor() -> Server {
    let server = Server::serve();
    server.case().raw().execute("UPDATE record SET sensitivity = 2 WHERE ref = 'I-2'", []).unwrap();
    let mut admin = server.sign_in("admin");
    let page = admin.get("/accounts").text();
    let (before, _) = page.split_once("\">editor</a>").unwrap();
    let at = before.rsplit_once('"').unwrap().1.to_owned();
    let link = setup_link(&admin.post(&format!("{at}/reset"), &[]).text());
    assert_eq!(server.nobody().post(&link, &[("password", PASSWORD), ("repeat", PASSWORD)]).goes(), "/");
    server
}

fn sign_in(server: &Server) -> Browser<'_> {
    let mut editor = server.nobody();
    assert_eq!(editor.post("/signin", &[("login", "editor"), ("password", PASSWORD)]).goes(), "/");
    editor
}

fn setup_link(page: &str) -> String {
    format!("/setup/{}", between(page, "href=\"/setup/", "\"").unwrap())
}
