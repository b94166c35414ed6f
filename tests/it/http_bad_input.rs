//! Whatever is sent, the answer is a page or JSON with a plain sentence and the right status, never an inside.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::server::{Answer, Server};

const UID: &str = "0190aaaa-0000-7000-8000-000000000000";

#[test]
fn malformed_addresses_get_a_page_with_a_plain_sentence() {
    let server = Server::serve();
    let mut editor = server.sign_in("editor");
    let cases = [
        // Refs and uids that can't be, and that are not there.
        ("/incidents/I-0", 404),
        ("/incidents/I-999", 404),
        ("/incidents/I-", 404),
        ("/incidents/I-1.0", 404),
        ("/incidents/I--1", 404),
        ("/incidents/I-9999999999999999999999", 404),
        ("/incidents/I-%31", 404),
        ("/incidents/Almaty", 404),
        ("/incidents/' OR 1=1 --", 400),
        ("/incidents/'%20OR%201=1%20--", 404),
        ("/incidents/P-1", 404),
        ("/incidents/%00", 404),
        ("/incidents/%ff%fe", 404),
        ("/incidents/../../etc/passwd", 404),
        ("/incidents/%2e%2e%2fetc", 404),
        ("/incidents/0190aaaa", 404),
        ("/incidents/zzzzaaaa-0000-7000-8000-000000000000", 404),
        // Dates.
        ("/timeline?from=soon", 422),
        ("/timeline?from=2012-02-30", 422),
        ("/timeline?from=2012-13", 422),
        ("/timeline?from=99999-01-01", 422),
        ("/timeline?from=2012-02-25&to=2012-02-24", 422),
        ("/timeline?from=%D0%B7%D0%B0%D0%B2%D1%82%D1%80%D0%B0", 422),
        ("/timeline?from=%ff", 422),
        // People and places that nobody has.
        ("/timeline?place=Atlantis", 422),
        ("/timeline?place=L-999", 422),
        ("/timeline?place=P-1", 422),
        ("/timeline?person=L-1", 422),
        ("/timeline?place=%ff%fe", 422),
        // Codes.
        ("/timeline?type=inc/nothing", 422),
        ("/timeline?type=role/speaker", 422),
        ("/timeline?type=rally", 422),
        ("/timeline?order=sideways", 400),
        ("/timeline?group=week", 400),
        ("/timeline?certain=maybe", 400),
        // Where a page starts.
        ("/timeline?cursor=1", 400),
        ("/timeline?cursor=1.2.3.4", 400),
        ("/timeline?cursor=a.b.c", 400),
        ("/timeline?cursor=1.2.99999999999999999999", 400),
        // What a page does not know.
        // Words stand in no address of a page.
        ("/timeline?q=rally", 400),
        ("/timeline?text=rally", 400),
        ("/export/timeline.csv?text=rally", 400),
        ("/timeline?words=rally", 404),
        ("/timeline?Place=Almaty", 400),
        ("/timeline?place%00=Almaty", 400),
        ("/incidents/I-1?x=1", 400),
        ("/?x=1", 400),
        ("/export/timeline.csv?cursor=1.2.3", 400),
        ("/export/timeline.csv?audience=everybody", 400),
        ("/export/timeline.csv?place=Atlantis", 422),
        ("/export/timeline.json?from=soon", 422),
        ("/people/I-1", 404),
        ("/people/P-0", 404),
        ("/people?q=x", 400),
        ("/places/P-1", 404),
        ("/detentions/nobody", 404),
        ("/held?on=soon", 422),
        ("/held?status=asleep", 422),
        ("/held?certainty=maybe", 422),
        ("/held?person=P-1", 400),
        ("/incidents/I-999/history", 404),
        ("/incidents/Almaty/history", 404),
        ("/incidents/I-1/history?before=x", 400),
        ("/incidents/I-1/history?before=99999999999999999999", 400),
        // Control characters.
        ("/timeline?place=%00", 400),
        ("/timeline?place=Almaty%1b%5b31m", 400),
        ("/timeline?place=%c2%85", 400),
    ];
    for (address, status) in cases {
        let answer = editor.get(address);
        if address.contains(' ') {
            // No HTTP at all: turned away before it is a request.
            assert_eq!(answer.status, status, "{address}");
            continue;
        }
        assert_eq!(answer.status, status, "{address}");
        says_so_plainly(&answer, address);
    }
    let uid = format!("/incidents/{UID}");
    assert_eq!(editor.get(&uid).status, 404, "a uid of nothing");
}

#[test]
fn a_faulty_question_stays_in_the_form() {
    let server = Server::serve();
    let mut editor = server.sign_in("editor");
    let page = editor.get("/timeline?place=Almaty&from=soon&to=2012-03&certain=1&order=newest").text();
    for kept in ["value=\"soon\"", "value=\"2012-03\""] {
        assert!(page.contains(kept), "{kept} is gone from {page}");
    }
    let page = editor.get("/timeline?from=%22%3E%3Cscript%3Ealert(1)%3C/script%3E").text();
    assert!(!page.contains("<script>"), "{page}");
    assert!(page.contains("&quot;&gt;&lt;script&gt;"), "{page}");
}

#[test]
fn malformed_questions_to_the_api_get_its_one_error_shape() {
    let server = Server::serve();
    let token = server.case().token("editor");
    let cases = [
        ("?limit=0", 400, "bad_request", None),
        ("?limit=501", 400, "bad_request", None),
        ("?limit=-1", 400, "bad_request", None),
        ("?limit=1e3", 400, "bad_request", None),
        ("?limit=ten", 400, "bad_request", None),
        ("?limit=99999999999999999999", 400, "bad_request", None),
        ("?cursor=nonsense", 400, "bad_request", None),
        ("?cursor=1.2", 400, "bad_request", None),
        ("?certain=perhaps", 400, "bad_request", None),
        ("?order=up", 400, "bad_request", None),
        ("?place%5B%5D=Almaty", 400, "bad_request", None),
        ("?unknown=1", 400, "bad_request", None),
        ("?place=Atlantis", 422, "invalid", Some("place")),
        ("?person=Nobody%20Here", 422, "invalid", Some("person")),
        ("?person=P-999", 422, "invalid", Some("person")),
        ("?from=yesterday", 422, "invalid", Some("from")),
        ("?to=2012-99", 422, "invalid", Some("to")),
        ("?from=2013&to=2012", 422, "invalid", Some("to")),
        ("?type=inc/nothing", 422, "invalid", Some("type")),
        ("?place=%00", 400, "bad_request", None),
    ];
    for (query, status, code, field) in cases {
        let answer = server.api(&format!("/api/v1/timeline{query}"), token);
        assert_eq!((answer.status, answer.error_code().as_str()), (status, code), "{query}");
        assert_eq!(answer.header("content-type"), Some("application/json"), "{query}");
        let fields = &answer.json()["error"]["fields"];
        match field {
            Some(field) => {
                assert!(fields[field].as_str().is_some_and(|said| said.len() > 10), "{query}: {fields}");
                assert_eq!(fields.as_object().unwrap().len(), 1, "{query}");
            }
            None => assert!(fields.is_null(), "{query}: {fields}"),
        }
    }
    let answer = server.api("/api/v1/timeline?place=Atlantis&from=soon&type=x", token);
    let named: Vec<String> = answer.json()["error"]["fields"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(named, ["from", "place", "type"], "every faulty field is named at once");
}

#[test]
fn a_token_that_is_none_opens_nothing() {
    let server = Server::serve();
    let token = server.case().token("editor");
    let revoked_case = token.to_uppercase();
    let wrong = [
        String::new(),
        "Bearer".to_owned(),
        "Bearer ".to_owned(),
        "Bearer nobody".to_owned(),
        format!("Bearer {revoked_case}"),
        format!("Bearer {token}x"),
        format!("Bearer {}", &token[1..]),
        format!("Basic {token}"),
        token.to_owned(),
        format!("Bearer {}", "a".repeat(3000)),
        "Bearer \u{442}\u{43e}\u{43a}\u{435}\u{43d}".to_owned(),
    ];
    for header in &wrong {
        let answer = server.send("GET", "/api/v1/timeline", &[("Authorization", header)], b"");
        assert_eq!((answer.status, answer.error_code().as_str()), (401, "unauthenticated"), "{header:?}");
        assert_eq!(answer.header("www-authenticate"), Some("Bearer"), "{header:?}");
    }
    let answer = server.get(&format!("/api/v1/timeline?token={token}"));
    assert_eq!(answer.status, 401, "a token in an address is none");
}

#[test]
fn cookies_that_are_none_are_nobody() {
    let server = Server::serve();
    for cookie in ["habeas_session=", "habeas_session=x", "habeas_session", "=", ";;;", "a=b; habeas_session=\u{fffd}"]
    {
        let answer = server.send("GET", "/timeline", &[("Cookie", cookie)], b"");
        assert!(answer.goes_to_sign_in(), "{cookie}");
    }
    let long = format!("habeas_session={}", "a".repeat(8000));
    assert!(server.send("GET", "/timeline", &[("Cookie", &long)], b"").goes_to_sign_in());
}

#[test]
fn too_much_is_refused() {
    let server = Server::serve();
    let mut editor = server.sign_in("editor");
    let fits = format!("/timeline?place={}", "a".repeat(4000));
    assert_eq!(editor.get(&fits).status, 422, "long, but read");
    for length in [4096, 10_000, 60_000] {
        let answer = editor.get(&format!("/timeline?place={}", "a".repeat(length)));
        assert!(matches!(answer.status, 400 | 414), "{length}: {}", answer.status);
        says_so_plainly(&answer, "a long address");
    }
    let body = format!("lang=ru&back={}", "a".repeat(16 * 1024));
    let answer = editor.send("POST", "/language", &[], body.as_bytes());
    assert_eq!(answer.status, 413);
    says_so_plainly(&answer, "a long body");
    assert_eq!(editor.send("GET", "/timeline", &[], b"a body where none belongs").status, 413);
    let fields = "a=b&".repeat(1001);
    assert_eq!(editor.get(&format!("/timeline?{fields}")).status, 400, "more fields than any form has");
    // A body in pieces, without a length.
    let chunk = format!("4000\r\n{}\r\n", "a".repeat(0x4000)).repeat(2);
    let head = format!(
        "POST /language HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n",
        server.port
    );
    assert_eq!(server.send_bytes(format!("{head}{chunk}0\r\n\r\n").as_bytes(), false).status, 413);
    let many = (0..200).map(|n| format!("X-{n}: {}\r\n", "a".repeat(2000))).collect::<String>();
    let huge = format!("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{many}\r\n");
    assert!((400..500).contains(&server.send_bytes(huge.as_bytes(), false).status));
    assert_eq!(server.get("/healthz").status, 200, "and it still answers");
}

#[test]
fn wrong_methods_are_named_as_such() {
    let server = Server::serve();
    let mut editor = server.sign_in("editor");
    for method in ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "get"] {
        let answer = editor.send(method, "/timeline", &[], b"");
        assert_eq!((answer.status, answer.header("allow")), (405, Some("GET, HEAD")), "{method}");
        says_so_plainly(&answer, method);
    }
    assert_eq!(editor.post("/timeline", &[]).status, 405);
    assert_eq!(editor.get("/signout").header("allow"), Some("POST"));
    assert_eq!(editor.send("PUT", "/signin", &[], b"").header("allow"), Some("GET, HEAD, POST"));
    // HEAD would use the link up.
    assert_eq!(editor.send("HEAD", "/enter/x", &[], b"").header("allow"), Some("GET"));
    let answer = server.send("DELETE", "/api/v1/incidents/I-1", &[], b"");
    assert_eq!(answer.header("allow"), Some("GET, HEAD, PATCH"));
    assert_eq!((answer.status, answer.error_code().as_str()), (405, "method_not_allowed"));
}

#[test]
fn bytes_that_are_no_text_get_a_4xx() {
    let server = Server::serve();
    let mut nobody = server.nobody();
    for body in [&b"lang=\xff\xfe"[..], b"\x00\x01\x02", b"%", b"lang=%zz", b"&&&==&&", b"{\"lang\":\"ru\"}"] {
        let answer = nobody.send("POST", "/language", &[], body);
        assert_eq!(answer.status, 400, "{body:?}");
        says_so_plainly(&answer, "a broken form");
    }
    for body in [&b"login=\xff&password=\xff"[..], b"login=a", b"", b"password=x&login=%F0%9F%92%A9"] {
        assert_eq!(nobody.send("POST", "/signin", &[], body).status, 422, "{body:?}");
    }
    for line in [&b"GET /timeline?place=\xff HTTP/1.1"[..], b"GET http://[ HTTP/1.1", b"GET", b"\x16\x03\x01\x02"] {
        let request = [line, b"\r\nHost: localhost\r\nConnection: close\r\n\r\n"].concat();
        let status = server.send_bytes(&request, false).status;
        assert!((300..500).contains(&status), "{line:?}: {status}");
    }
}

#[test]
fn no_random_address_finds_a_fault_inside() {
    let server = Server::serve();
    let mut editor = server.sign_in("editor");
    let token = server.case().token("editor");
    let path = prop_oneof![
        Just("/timeline".to_owned()),
        Just("/export/timeline.csv".to_owned()),
        Just("/export/timeline.json".to_owned()),
        Just("/api/v1/timeline".to_owned()),
        "/(incidents|people|places|reports|sources|organizations|detentions|history)/[A-Z]-[0-9]{1,12}",
        "/(incidents|people|enter|setup|assets|api/v1/people)/[!-~]{1,12}",
        "/[a-z/.%-]{0,20}",
    ];
    let name = prop_oneof![
        8 => "(place|person|type|from|to|dates|certain|order|group|cursor|limit|audience|lang|on|before)",
        1 => "[!-~]{0,5}",
    ];
    let value = prop_oneof![
        "[0-9.-]{0,12}",
        "-?[0-9]{1,19}\\.-?[0-9]{1,19}\\.-?[0-9]{1,19}",
        "[\\[\\]0-9./~?%{},X-]{0,20}",
        "(L|P|G|I)-[0-9]{1,3}",
        "(inc|de|role)/[a-z_]{0,10}",
        "\\PC{0,8}",
        "[\\x00-\\x7f]{0,6}",
        "(1|newest|oldest|certain|day|month|year|public|partner|Almaty|ru)",
    ];
    let pair = (name, value, any::<bool>()).prop_map(|(name, value, encode)| match encode {
        true => form_urlencoded::Serializer::new(String::new()).append_pair(&name, &value).finish(),
        // As it is, but for what would end the request line.
        false => format!("{name}={value}").replace(|c: char| c.is_whitespace() || c.is_control(), "%"),
    });
    let address = (path, prop::collection::vec(pair, 0..4)).prop_map(|(path, pairs)| match pairs.is_empty() {
        true => path,
        false => format!("{path}?{}", pairs.join("&")),
    });
    let mut runner = TestRunner::new(Config { failure_persistence: None, ..Config::with_cases(400) });
    let bearer = format!("Bearer {token}");
    let browser = std::cell::RefCell::new(&mut editor);
    let asked = runner.run(&address, |address| {
        let headers: &[(&str, &str)] =
            if address.starts_with("/api/") { &[("Authorization", bearer.as_str())] } else { &[] };
        let answer = browser.borrow_mut().send("GET", &address, headers, b"");
        prop_assert!(answer.status < 500, "{}: {}", address, answer.status);
        Ok(())
    });
    assert!(asked.is_ok(), "{asked:?}");
    let log = server.log();
    assert!(!log.contains("panicked") && !log.contains("ERROR"), "{log}");
}

/// A page with a sentence and a way on, and nothing of the inside.
fn says_so_plainly(answer: &Answer, what: &str) {
    assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"), "{what}");
    let text = answer.text();
    let inside = ["panicked", "rusqlite", "SELECT ", "src/", "RUST_BACKTRACE", "err-", "actix"];
    for word in inside {
        assert!(!text.contains(word), "{what} shows {word}: {text}");
    }
    assert!(text.contains("<h1>") && text.contains("href=\"/"), "{what}: {text}");
}
