//! The headers of every kind of answer, and the cookies.

use crate::server::{Answer, Server, between};

const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
                   connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What every answer carries.
const ALWAYS: [(&str, &str); 6] = [
    ("content-security-policy", CSP),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("x-frame-options", "DENY"),
];

#[test]
fn every_kind_of_answer_carries_the_headers_that_protect_it() {
    let server = Server::serve();
    for (what, status, answer) in kinds(&server) {
        assert_eq!(answer.status, status, "{what}");
        for (name, value) in ALWAYS {
            assert_eq!(answer.header(name), Some(value), "{name} of {what}");
            let times = answer.headers.iter().filter(|(known, _)| known == name).count();
            assert_eq!(times, 1, "{name} of {what}");
        }
        let kept = if what == "asset" { "public, max-age=31536000, immutable" } else { "no-store" };
        assert_eq!(answer.header("cache-control"), Some(kept), "{what}");
        assert_eq!(answer.header("server"), None, "{what} names the program that serves it");
        let has_body = !answer.body.is_empty();
        assert!(!has_body || answer.header("content-type").is_some_and(|t| !t.is_empty()), "{what} says no type");
    }
}

#[test]
fn head_answers_as_get_does_without_the_body() {
    let server = Server::serve();
    let mut editor = server.sign_in("editor");
    for address in ["/timeline", "/healthz", "/export/timeline.csv", "/incidents/I-999"] {
        let (get, head) = (editor.get(address), editor.send("HEAD", address, &[], b""));
        assert_eq!(get.status, head.status, "{address}");
        assert_eq!(get.header("content-type"), head.header("content-type"), "{address}");
        assert!(head.body.is_empty() && !get.body.is_empty(), "{address}");
    }
}

#[test]
fn cookies_are_out_of_reach_of_scripts_and_of_other_sites() {
    let server = Server::serve();
    let mut nobody = server.nobody();
    let mut seen = Vec::new();
    let mut editor = server.nobody();
    let enter = format!("/enter/{}", server.case().link("editor"));
    let answers = [
        editor.get(&enter),
        nobody.post("/language", &[("lang", "ru")]),
        editor.post("/language", &[("lang", "en")]),
        editor.post("/signout", &[]),
    ];
    for cookie in answers.iter().flat_map(|answer| &answer.headers).filter(|(name, _)| name == "set-cookie") {
        let parts: Vec<&str> = cookie.1.split("; ").collect();
        for wanted in ["HttpOnly", "SameSite=Strict", "Path=/"] {
            assert!(parts.contains(&wanted), "{wanted} is missing in {}", cookie.1);
        }
        assert!(!cookie.1.contains("Domain="), "{}", cookie.1);
        seen.push(parts[0].split('=').next().unwrap().to_owned());
    }
    assert_eq!(seen, ["habeas_session", "habeas_lang", "habeas_lang", "habeas_session"]);
}

#[test]
fn an_asset_is_kept_for_good_under_an_address_that_changes_with_it_and_no_other() {
    let server = Server::serve();
    let address = style(&server);
    let asset = server.get(&address);
    assert_eq!((asset.status, asset.header("content-type")), (200, Some("text/css; charset=utf-8")));
    for other in ["/assets/habeas.css", "/assets/habeas-000000000000.css", "/assets/..%2f..%2fetc%2fpasswd"] {
        let answer = server.get(other);
        assert_eq!((answer.status, answer.header("cache-control")), (404, Some("no-store")), "{other}");
    }
}

/// One answer of every kind.
fn kinds(server: &Server) -> Vec<(&'static str, u16, Answer)> {
    let mut editor = server.sign_in("editor");
    let token = server.case().token("editor");
    let long = format!("/timeline?place={}", "a".repeat(5000));
    let big = "a".repeat(20_000);
    vec![
        ("page", 200, editor.get("/timeline")),
        ("page of the sign-in", 200, server.get("/signin")),
        ("page of a form with faults", 422, editor.get("/timeline?from=soon")),
        ("page not found", 404, editor.get("/incidents/I-999")),
        ("page of a wrong method", 405, editor.send("DELETE", "/timeline", &[], b"")),
        ("page of an address too long", 400, editor.get(&long)),
        ("page of a body too large", 413, editor.send("POST", "/language", &[], big.as_bytes())),
        ("page of a forged form", 403, editor.post_as_is("/language", &[("lang", "ru")], &[])),
        ("redirect", 303, server.get("/timeline")),
        ("JSON", 200, server.api("/api/v1/timeline", token)),
        ("JSON error", 401, server.get("/api/v1/timeline")),
        ("CSV", 200, editor.get("/export/timeline.csv")),
        ("JSON export", 200, editor.get("/export/timeline.json")),
        ("asset", 200, server.get(&style(server))),
        ("health", 200, server.get("/healthz")),
        ("foreign host", 421, server.send("GET", "/signin", &[("Host", "example.org")], b"")),
    ]
}

fn style(server: &Server) -> String {
    let page = server.get("/signin").text();
    between(&page, "rel=\"stylesheet\" href=\"", "\"").expect("a style sheet").to_owned()
}
