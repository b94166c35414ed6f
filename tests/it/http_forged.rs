//! Requests that no page of ours sent: foreign hosts, foreign origins, missing tokens. Nothing changes by them.

use habeas::domain::access::Right;
use habeas::web::table::ROUTES;

use crate::server::{Browser, Server};

#[test]
fn only_the_names_of_this_computer_are_answered() {
    let server = Server::serve();
    let port = server.port;
    let ours = [
        format!("localhost:{port}"),
        format!("127.0.0.1:{port}"),
        format!("[::1]:{port}"),
        "localhost".to_owned(),
        "LocalHost:443".to_owned(),
        "[::1]".to_owned(),
    ];
    for host in &ours {
        assert_eq!(server.send("GET", "/healthz", &[("Host", host)], b"").status, 200, "{host}");
    }
    let foreign = [
        "example.org",
        "example.org:80",
        "localhost.example.org",
        "localhost:80.example.org",
        "localhost@example.org",
        "127.0.0.1.example.org",
        "127.0.0.2",
        "0.0.0.0",
        "10.0.0.1",
        "[::]",
        "::1",
        "[::1%25eth0]",
        "localhost.",
        "xlocalhost",
        "localhost localhost",
        "localhost,example.org",
        "",
        ":80",
        "2130706433",
        "0x7f.1",
    ];
    for host in foreign {
        for address in ["/healthz", "/signin", "/nothing", "/api/v1/timeline"] {
            let answer = server.send("GET", address, &[("Host", host)], b"");
            assert!(matches!(answer.status, 400 | 421), "{host:?} {address}: {}", answer.status);
        }
    }
    assert_eq!(server.send("GET", "/signin", &[("Host", "example.org")], b"").status, 421);
    assert_eq!(server.send("GET", "/api/v1/timeline", &[("Host", "example.org")], b"").error_code(), "misdirected");
}

#[test]
fn a_foreign_host_learns_nothing_of_the_case_file() {
    let server = Server::serve();
    let mut editor = server.sign_in("editor");
    for address in ["/signin", "/timeline", "/nothing"] {
        let answer = editor.send("GET", address, &[("Host", "example.org")], b"");
        let text = answer.text();
        assert_eq!(answer.status, 421);
        assert!(!text.contains("Sample case") && !text.contains("csrf") && !text.contains("editor"), "{text}");
    }
}

#[test]
fn a_request_without_a_host_is_refused() {
    let server = Server::serve();
    let answer = server.send_bytes(b"GET /healthz HTTP/1.0\r\n\r\n", false);
    assert!(matches!(answer.status, 400 | 421), "{}", answer.status);
}

#[test]
fn a_form_without_the_token_of_its_session_is_refused() {
    let server = Server::serve();
    let mut editor = server.sign_in("editor");
    let mut monitor = server.sign_in("monitor");
    let others = monitor.csrf().unwrap();
    let own = editor.csrf().unwrap();
    let tampered = [own.to_uppercase(), format!("{own} "), own[1..].to_owned(), format!("{own}{own}")];
    let mut wrong: Vec<Option<&str>> = vec![None, Some(""), Some("null"), Some(&others)];
    wrong.extend(tampered.iter().map(|token| Some(token.as_str())));
    for token in wrong {
        let mut fields = vec![("lang", "ru")];
        fields.extend(token.map(|token| ("csrf", token)));
        refused_and_unchanged(&mut editor, &fields, &[]);
    }
    // A token in the address or in a header is no token.
    let answer = editor.post_as_is(&format!("/language?csrf={own}"), &[("lang", "ru")], &[("X-CSRF-Token", &own)]);
    assert_eq!(answer.status, 403);
    assert_eq!(editor.post("/language", &[("lang", "ru")]).status, 303, "the real form works");
    assert!(editor.get("/timeline").text().contains("<html lang=\"ru\""));
}

#[test]
fn no_form_of_a_session_works_without_its_token() {
    let server = Server::serve();
    let mut admin = server.sign_in("admin");
    // The API takes no session at all: `a_token_opens_no_page_and_a_session_no_api` holds that.
    let is_form = |path: &str| !path.starts_with("/api/");
    let forms = ROUTES.iter().filter(|r| r.method == "POST" && r.right != Right::Anyone && is_form(r.path));
    let example = |path: &str| {
        path.replace("{id}", "3")
            .replace("{kind}", "incidents")
            .replace("report/{key}", "report/R-1")
            .replace("{key}", "I-1")
    };
    let addresses: Vec<String> = forms.map(|route| example(route.path)).collect();
    assert!(addresses.iter().any(|address| address == "/accounts/3/closure"));
    for address in &addresses {
        for fields in [&[][..], &[("csrf", "")], &[("csrf", "wrong")]] {
            assert_eq!(admin.post_as_is(address, fields, &[]).status, 403, "{address} {fields:?}");
        }
    }
    assert!(admin.is_signed_in());
}

#[test]
fn a_form_of_another_origin_is_refused_even_with_the_right_token() {
    let server = Server::serve();
    let mut editor = server.sign_in("editor");
    let token = editor.csrf().unwrap();
    let fields = [("lang", "ru"), ("csrf", token.as_str())];
    let port = server.port;
    let near = [format!("http://localhost:{}", port ^ 1), format!("http://localhost.example.org:{port}")];
    let mut origins = vec!["http://example.org", "https://example.org", "null", "", "file://", "http://localhost"];
    origins.extend(near.iter().map(String::as_str));
    for origin in origins {
        refused_and_unchanged(&mut editor, &fields, &[("Origin", origin)]);
    }
    for site in ["cross-site", "same-site", "Same-Origin", ""] {
        refused_and_unchanged(&mut editor, &fields, &[("Sec-Fetch-Site", site)]);
    }
    let ours = format!("http://localhost:{port}");
    for headers in [
        vec![("Origin", ours.as_str()), ("Sec-Fetch-Site", "cross-site")],
        vec![("Origin", "http://example.org"), ("Sec-Fetch-Site", "same-origin")],
    ] {
        refused_and_unchanged(&mut editor, &fields, &headers);
    }
}

#[test]
fn nobody_is_signed_in_or_out_by_another_site() {
    let server = Server::serve();
    let mut editor = server.sign_in("editor");
    for headers in [[("Origin", "http://example.org")], [("Sec-Fetch-Site", "cross-site")]] {
        let mut nobody = server.nobody();
        let answer = nobody.post_as_is("/signin", &[("login", "viewer"), ("password", "x")], &headers);
        assert_eq!((answer.status, answer.header("set-cookie")), (403, None));
        let answer = nobody.post_as_is("/language", &[("lang", "ru")], &headers);
        assert_eq!((answer.status, answer.header("set-cookie")), (403, None));
        let token = editor.csrf().unwrap();
        assert_eq!(editor.post_as_is("/signout", &[("csrf", &token)], &headers).status, 403);
        assert!(editor.is_signed_in());
        let link = format!("/setup/{}", server.case().link("setup"));
        let password = "correct horse battery staple";
        let fields = [("password", password), ("repeat", password)];
        assert_eq!(nobody.post_as_is(&link, &fields, &headers).status, 403);
        assert_eq!(nobody.get(&link).status, 200, "the link still works");
    }
    assert_eq!(editor.post_as_is("/signout", &[], &[]).status, 403, "no token, no signing out");
    assert!(editor.is_signed_in());
}

#[test]
fn the_way_back_after_choosing_a_language_stays_on_this_server() {
    let server = Server::serve();
    let mut nobody = server.nobody();
    assert_eq!(nobody.post("/language", &[("lang", "ru"), ("back", "/signin")]).goes(), "/signin");
    let foreign = [
        "//example.org",
        "http://example.org",
        "/\\example.org",
        "\\\\example.org",
        "/\n/example.org",
        "/\t/example.org",
    ];
    for back in foreign {
        let goes = nobody.post("/language", &[("lang", "ru"), ("back", back)]).goes();
        assert!(goes.starts_with('/') && !goes.starts_with("//") && !goes.starts_with("/\\"), "{back:?}: {goes}");
    }
}

/// Asks for Russian as this request would; the answer is 403 and the pages stay English.
fn refused_and_unchanged(browser: &mut Browser<'_>, fields: &[(&str, &str)], headers: &[(&str, &str)]) {
    let answer = browser.post_as_is("/language", fields, headers);
    assert_eq!(answer.status, 403, "{fields:?} {headers:?}");
    assert_eq!(answer.header("set-cookie"), None, "{fields:?} {headers:?}");
    answer.sentence();
    assert!(browser.get("/timeline").text().contains("<html lang=\"en\""), "{fields:?} {headers:?}");
}
