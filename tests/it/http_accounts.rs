//! Accounts in the browser: one's own, and everybody's for administrators.

use serde_json::json;

use crate::server::{Browser, Case, Server, between};

const PASSWORD: &str = "correct horse battery staple";
const OTHER: &str = "another horse, another battery";

#[test]
fn ones_own_account_lists_sessions_and_ends_them() {
    let server = with_password();
    let (mut here, mut there) = (sign_in(&server, PASSWORD), sign_in(&server, PASSWORD));
    let page = here.get("/account").text();
    assert!(page.contains("<title>Account · Habeas</title>") && page.contains("this one"), "{page}");
    // With the one that chose the password there are three.
    let ends = others(&page);
    assert_eq!(ends.len(), 2);
    assert_eq!(here.post("/account/sessions", &[("session", &ends[0])]).goes(), "/account?done=session");
    assert!(!there.is_signed_in() && here.is_signed_in());
    let mut again = sign_in(&server, PASSWORD);
    assert_eq!(here.post("/account/sessions", &[("session", "others")]).status, 303);
    assert!(!again.is_signed_in() && here.is_signed_in());
    assert!(here.get("/account?done=session").text().contains("Ended."));
    // Somebody else's session is not one's own to end.
    let mut editor = server.sign_in("editor");
    for n in 1..20 {
        assert_eq!(here.post("/account/sessions", &[("session", &n.to_string())]).status, 303);
        if !here.is_signed_in() {
            here = sign_in(&server, PASSWORD);
        }
    }
    assert!(editor.is_signed_in());
    assert_eq!(editor.post("/account/sessions", &[("session", "x")]).status, 400);
}

#[test]
fn a_changed_password_needs_the_old_one_and_ends_the_other_sessions() {
    let server = with_password();
    let (mut here, mut there) = (sign_in(&server, PASSWORD), sign_in(&server, PASSWORD));
    let wrong = [
        (["wrong wrong wrong", OTHER, OTHER], "not the password of this account"),
        ([PASSWORD, "short", "short"], "Too short"),
        ([PASSWORD, OTHER, PASSWORD], "differ"),
        ([PASSWORD, "word word word word", "word word word word"], "over and over"),
    ];
    for ([old, new, repeat], said) in wrong {
        let answer = here.post("/account/password", &[("old", old), ("password", new), ("repeat", repeat)]);
        let text = answer.text();
        assert!(answer.status == 422 && text.contains(said), "{old} {new} {repeat}: {text}");
        assert!([old, new, repeat].iter().all(|typed| !text.contains(&format!("value=\"{typed}\""))));
    }
    assert!(there.is_signed_in());
    let done = here.post("/account/password", &[("old", PASSWORD), ("password", OTHER), ("repeat", OTHER)]);
    assert_eq!(done.goes(), "/account?done=password");
    assert!(here.is_signed_in() && !there.is_signed_in());
    assert_eq!(server.nobody().post("/signin", &[("login", "viewer"), ("password", PASSWORD)]).status, 422);
    sign_in(&server, OTHER);
}

#[test]
fn the_old_password_is_guessed_no_faster_here_than_at_sign_in() {
    let server = with_password();
    let cookies = sign_in(&server, PASSWORD).cookies;
    let case = server.stop().0.unwrap();
    case.failed(&["viewer"], 20, 0);
    let server = Server::serve_case(case);
    let mut here = Browser { server: &server, cookies };
    let answer = here.post("/account/password", &[("old", PASSWORD), ("password", OTHER), ("repeat", OTHER)]);
    assert!(answer.status == 422 && answer.text().contains("Seconds left: "), "{}", answer.text());
}

#[test]
fn ones_own_account_says_what_came_before() {
    let server = with_password();
    for _ in 0..3 {
        server.nobody().post("/signin", &[("login", "viewer"), ("password", "wrong")]);
    }
    let mut here = sign_in(&server, PASSWORD);
    let failed = |page: &str| between(page, "Wrong passwords since</dt><dd>", "<").unwrap().to_owned();
    assert_eq!(failed(&here.get("/account").text()), "3");
    server.nobody().post("/signin", &[("login", "viewer"), ("password", "wrong")]);
    assert_eq!(failed(&here.get("/account").text()), "4");
    assert_eq!(failed(&sign_in(&server, PASSWORD).get("/account").text()), "1");
}

#[test]
fn a_revoked_token_no_longer_works_and_only_its_owner_revokes_it() {
    let server = Server::serve();
    let token = server.case().token("editor");
    let mut editor = server.sign_in("editor");
    let page = editor.get("/account").text();
    assert!(page.contains("test") && !page.contains(token));
    let id = between(&page, "name=\"token\" value=\"", "\"").unwrap();
    server.sign_in("viewer").post("/account/tokens", &[("token", id)]);
    assert_eq!(server.api("/api/v1/timeline", token).status, 200);
    assert_eq!(editor.post("/account/tokens", &[("token", id)]).goes(), "/account?done=token");
    assert_eq!(server.api("/api/v1/timeline", token).status, 401);
    assert!(!editor.get("/account").text().contains("name=\"token\""));
}

#[test]
fn accounts_are_for_administrators_and_open_no_record() {
    let server = Server::serve();
    for who in ["viewer", "monitor", "editor"] {
        let mut browser = server.sign_in(who);
        assert_eq!(browser.get("/accounts").status, 403, "{who}");
        assert_eq!(browser.post("/accounts", &INVITED).status, 403, "{who}");
        assert!(!browser.get("/").text().contains("href=\"/accounts\""), "{who}");
    }
    let mut admin = server.sign_in("admin");
    let page = admin.get("/accounts").text();
    for login in ["viewer", "monitor", "editor", "admin"] {
        assert!(page.contains(login), "{login}");
    }
    assert!(page.contains("Habeas") && page.contains("added:"), "what the command line did is listed");
    // A viewer at clearance 1, administrator or not.
    assert_eq!(admin.get("/export/timeline.csv?audience=internal").status, 403);
    assert_eq!(admin.get("/accounts/2").status, 404, "the program's own account is nobody's to change");
    assert_eq!(admin.get("/accounts/x").status, 404);
    assert!(server.api("/accounts", server.case().token("admin")).goes_to_sign_in());
}

#[test]
fn an_invited_account_chooses_its_password_by_a_link_shown_once() {
    let server = Server::serve();
    let mut admin = server.sign_in("admin");
    for (login, said) in [
        ("", "1 to 40"),
        ("two words", "1 to 40"),
        ("habeas", "taken"),
        ("viewer", "taken"),
        ("Viewer", "taken"),
        ("v\u{456}ewer", "taken"),
    ] {
        let fields = [("login", login), ("role", "monitor"), ("clearance", "2"), ("admin", "yes")];
        let answer = admin.post("/accounts", &fields);
        let text = answer.text();
        assert!(answer.status == 422 && text.contains(said), "{login}: {text}");
        let kept = format!("value=\"{login}\" aria-invalid");
        assert!(text.contains(&kept) && text.contains("value=\"monitor\" selected"), "{text}");
        assert!(text.contains("value=\"2\" selected") && text.contains("value=\"yes\" checked"), "{text}");
    }
    let answer = admin.post("/accounts", &INVITED);
    let link = setup_link(&answer.text());
    assert!(!admin.get("/accounts").text().contains(&link));
    let mut aigul = server.nobody();
    assert_eq!(aigul.post(&link, &[("password", PASSWORD), ("repeat", PASSWORD)]).goes(), "/");
    assert!(aigul.get("/").text().contains("aigul, monitor"));
    assert_eq!(server.get(&link).status, 400);
    assert_eq!(admin.post("/accounts", &[("login", "x"), ("role", "king"), ("clearance", "9")]).status, 400);
}

#[test]
fn rights_change_at_once_and_the_last_administrator_stays() {
    let server = Server::serve();
    let (mut admin, mut editor) = (server.sign_in("admin"), server.sign_in("editor"));
    let (own, other) = (address(&mut admin, "admin"), address(&mut admin, "editor"));
    assert_eq!(editor.get("/export/timeline.csv?audience=internal").status, 200);
    let viewer = [("role", "viewer"), ("clearance", "0")];
    assert_eq!(admin.post(&other, &viewer).goes(), format!("{other}?done=yes"));
    assert_eq!(editor.get("/export/timeline.csv?audience=internal").status, 403);
    assert_eq!(editor.get("/incidents/I-1").status, 404);
    let page = admin.get(&other).text();
    assert!(page.contains("editor, Restricted → viewer, Public"), "{page}");

    for (path, fields) in [(own.clone(), &viewer[..]), (format!("{own}/closure"), &[])] {
        let answer = admin.post(&path, fields);
        assert!(answer.status == 422 && answer.text().contains("last administrator"), "{path}");
    }
    assert_eq!(admin.get("/accounts").status, 200);
    admin.post(&other, &[("role", "viewer"), ("clearance", "0"), ("admin", "yes")]);
    assert_eq!(admin.post(&own, &viewer).status, 303);
    assert_eq!((admin.get("/accounts").status, editor.get("/accounts").status), (403, 200));
}

#[test]
fn a_closed_account_and_ended_sessions_are_out_at_once() {
    let server = Server::serve();
    let mut admin = server.sign_in("admin");
    let (mut editor, mut monitor) = (server.sign_in("editor"), server.sign_in("monitor"));
    let (of_editor, of_monitor) = (address(&mut admin, "editor"), address(&mut admin, "monitor"));
    let session = others(&admin.get(&of_monitor).text())[0].clone();
    // A session of somebody else under this account's address ends nothing.
    admin.post(&format!("{of_editor}/sessions"), &[("session", &session)]);
    assert!(monitor.is_signed_in());
    admin.post(&format!("{of_monitor}/sessions"), &[("session", &session)]);
    assert!(!monitor.is_signed_in() && editor.is_signed_in());
    assert_eq!(admin.post(&format!("{of_editor}/closure"), &[]).status, 303);
    assert!(!editor.is_signed_in());
    assert_eq!(server.api("/api/v1/timeline", server.case().token("editor")).status, 401);
    for what in ["", "/closure", "/reset", "/sessions", "/compartments"] {
        let answer = admin.post(&format!("{of_editor}{what}"), &[("role", "viewer"), ("clearance", "1")]);
        assert_eq!(answer.status, 400, "{what}");
    }
}

#[test]
fn a_new_setup_link_ends_password_and_sessions() {
    let server = with_password();
    let mut viewer = sign_in(&server, PASSWORD);
    let mut admin = server.sign_in("admin");
    let of_viewer = address(&mut admin, "viewer");
    let first = setup_link(&admin.post(&format!("{of_viewer}/reset"), &[]).text());
    assert!(!viewer.is_signed_in());
    assert_eq!(server.nobody().post("/signin", &[("login", "viewer"), ("password", PASSWORD)]).status, 422);
    let second = setup_link(&admin.post(&format!("{of_viewer}/reset"), &[]).text());
    assert_eq!((server.get(&first).status, server.get(&second).status), (400, 200));
    assert_eq!(server.nobody().post(&second, &[("password", OTHER), ("repeat", OTHER)]).goes(), "/");
    sign_in(&server, OTHER);
}

#[test]
fn compartments_open_to_whoever_is_put_inside() {
    let server = Server::serve();
    let (mut admin, mut editor) = (server.sign_in("admin"), server.sign_in("editor"));
    for (name, status) in [("Blue", 303), ("Blue", 422), ("", 422), (&"x".repeat(81), 422)] {
        assert_eq!(admin.post("/compartments", &[("compartment", name)]).status, status, "{name}");
    }
    let of_editor = address(&mut admin, "editor");
    let page = admin.get(&of_editor).text();
    let id = between(&page, "name=\"inside\" value=\"", "\"").unwrap();
    let put = || {
        let writer = crate::http_write::editor(&server);
        let version = writer.get("incidents/I-1")["version"].clone();
        let body = json!({ "version": version, "reason": "Told in confidence", "compartment": "Blue" });
        writer.patch("incidents/I-1", &body).status
    };
    assert_eq!(put(), 422, "nobody puts a record where he or she is not");
    admin.post(&format!("{of_editor}/compartments"), &[("inside", id)]);
    assert_eq!(put(), 200);
    assert_eq!(editor.get("/incidents/I-1").status, 200);
    assert_eq!(admin.get("/incidents/I-1").status, 404, "who opens it for others does not see it by that");
    admin.post(&format!("{of_editor}/compartments"), &[]);
    assert_eq!(editor.get("/incidents/I-1").status, 404);
    let page = admin.get("/accounts").text();
    assert!(page.contains("put into the compartment") && page.contains("taken out of the compartment"), "{page}");
}

#[test]
fn changes_of_accounts_ask_for_the_password_and_keep_what_was_typed() {
    let server = Server::serve();
    let mut admin = server.sign_in("admin");
    let own = address(&mut admin, "admin");
    let link = setup_link(&admin.post(&format!("{own}/reset"), &[]).text());
    assert_eq!(admin.post(&link, &[("password", PASSWORD), ("repeat", PASSWORD)]).goes(), "/");
    let cookies = admin.cookies;
    let case = server.stop().0.unwrap();
    case.raw().execute("UPDATE session SET confirmed_at = confirmed_at - 301", []).unwrap();
    let server = Server::serve_case(case);
    let mut admin = Browser { server: &server, cookies };
    assert_eq!(admin.get("/accounts").status, 200, "looking asks for nothing");
    let asked = admin.post("/accounts", &INVITED);
    let page = asked.text();
    assert!(asked.status == 403 && page.contains("action=\"/accounts\""), "{page}");
    for (name, value) in INVITED {
        assert!(page.contains(&format!("type=\"hidden\" name=\"{name}\" value=\"{value}\"")), "{page}");
    }
    let with = |password| [&INVITED[..], &[("own_password", password)]].concat();
    let wrong = admin.post("/accounts", &with("wrong"));
    assert!(wrong.status == 403 && wrong.text().contains("not the password") && !wrong.text().contains("wrong\""));
    assert!(!admin.get("/accounts").text().contains("aigul"));
    setup_link(&admin.post("/accounts", &with(PASSWORD)).text());
    assert_eq!(admin.post("/compartments", &[("compartment", "Blue")]).status, 303, "given a moment ago");
}

#[test]
fn what_was_done_to_accounts_is_not_rewritten() {
    let case = Case::new();
    for sql in ["DELETE FROM change WHERE tbl = 'account'", "UPDATE change SET content = '{}' WHERE tbl = 'account'"] {
        assert!(case.raw().execute(sql, []).unwrap_err().to_string().contains("append-only"), "{sql}");
    }
}

const INVITED: [(&str, &str); 3] = [("login", "aigul"), ("role", "monitor"), ("clearance", "2")];

/// The address of somebody's account, as the list links it.
fn address(admin: &mut Browser<'_>, login: &str) -> String {
    let page = admin.get("/accounts").text();
    let (before, _) = page.split_once(&format!("\">{login}</a>")).unwrap();
    before.rsplit_once('"').unwrap().1.to_owned()
}

fn setup_link(page: &str) -> String {
    format!("/setup/{}", between(page, "href=\"/setup/", "\"").unwrap_or_else(|| panic!("no link but {page}")))
}

/// A served case where the viewer has a password.
fn with_password() -> Server {
    let server = Server::serve();
    let link = format!("/setup/{}", server.case().link("setup"));
    assert_eq!(server.nobody().post(&link, &[("password", PASSWORD), ("repeat", PASSWORD)]).goes(), "/");
    server
}

fn sign_in<'s>(server: &'s Server, password: &str) -> Browser<'s> {
    let mut browser = server.nobody();
    assert_eq!(browser.post("/signin", &[("login", "viewer"), ("password", password)]).goes(), "/");
    browser
}

/// The numbers of the sessions that a page offers to end, the newest first.
fn others(page: &str) -> Vec<String> {
    let ids = page.split("name=\"session\" value=\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned());
    ids.filter(|id| id != "others").collect()
}
