//! Thousands of requests that no page of ours and no program of ours sent, over every address that changes something:
//! none is accepted, and the case file stays as it was to the last row.

use habeas::domain::access::Right;
use habeas::web::route::Route;
use habeas::web::table::ROUTES;
use rusqlite::Connection;
use rusqlite::types::Value;

use crate::rig::size;
use crate::server::{Answer, Case, Server};
use crate::wire::Wire;

const ENDS_THE_SESSION: [&str; 1] = ["/signout"];

/// What a request shows of who sent it, and from where.
#[derive(Debug, Clone, Default)]
struct Sender {
    cookie: Option<String>,
    csrf: Option<String>,
    authorization: Option<String>,
    header: Option<(&'static str, String)>,
}

#[test]
fn no_forged_request_is_accepted_and_none_changes_a_row() {
    let requests = size("HABEAS_FORGED", 10_000);
    let case = Case::new();
    // Somebody who may do everything: only the forgery is wrong with what is sent in their name.
    case.raw().execute("UPDATE account SET admin = 1 WHERE login = 'editor'", []).unwrap();
    let server = Server::serve_case(case);
    let mut monitor = server.sign_in("monitor");
    let mut editor = server.sign_in("editor");
    let honest = Sender {
        cookie: editor.cookies.iter().map(|(name, value)| format!("{name}={value}")).next(),
        csrf: editor.csrf(),
        authorization: Some(format!("Bearer {}", server.case().token("editor"))),
        header: None,
    };
    let unsafe_routes: Vec<&Route> = ROUTES.iter().filter(|route| route.method != "GET").collect();
    let forged: Vec<(&Route, Vec<Sender>)> = unsafe_routes
        .iter()
        .map(|route| (*route, forgeries(route, &honest, &monitor.csrf().unwrap(), server.port)))
        .collect();
    let before = rows(&server.case().raw());

    let mut wire = Wire::to(server.port);
    let mut accepted = Vec::new();
    for n in 0..usize::try_from(requests).unwrap() {
        let (route, senders) = &forged[n % forged.len()];
        let sender = &senders[n / forged.len() % senders.len()];
        let answer = send(&mut wire, &server, route, sender);
        if !is_refused(&answer) {
            accepted.push(format!("{} {} {sender:?}: {}", route.method, route.path, answer.status));
        }
    }
    assert!(accepted.is_empty(), "{}", accepted.join("\n"));
    assert!(rows(&server.case().raw()) == before, "something changed");
    let kinds: usize = forged.iter().map(|(_, senders)| senders.len()).sum();
    eprintln!("{requests} forged requests of {kinds} kinds over {} addresses: 0 accepted", forged.len());
    assert!(requests as usize >= kinds, "not every kind was sent");

    // The same requests are let in if nothing about them is forged. Last come those that end the session, and those
    // that need none.
    let mut in_order = unsafe_routes;
    in_order.sort_by_key(|route| (route.right == Right::Anyone, ENDS_THE_SESSION.contains(&route.path)));
    for route in in_order {
        let sender = honest.as_sent_to(route);
        let answer = send(&mut wire, &server, route, &sender);
        assert!(!is_refused(&answer), "{} {}: {} {}", route.method, route.path, answer.status, answer.text());
    }
    assert!(rows(&server.case().raw()) != before, "the requests would change something");
}

impl Sender {
    /// With a browser: no token of the API.
    fn in_a_browser(&self) -> Sender {
        Sender { authorization: None, ..self.clone() }
    }

    /// What belongs to the route: a token of the API or a session, never both.
    fn as_sent_to(&self, route: &Route) -> Sender {
        if is_api(route) { Sender { cookie: None, csrf: None, ..self.clone() } } else { self.in_a_browser() }
    }
}

fn is_api(route: &Route) -> bool {
    route.path.starts_with("/api/")
}

/// Every way in which a request to a route is not what its sender would send.
fn forgeries(route: &Route, honest: &Sender, others_csrf: &str, port: u16) -> Vec<Sender> {
    let honest_here = honest.as_sent_to(route);
    let mut forged = Vec::new();
    for origin in
        ["http://example.org", "null", &format!("http://localhost:{}", port ^ 1), "http://localhost.example.org"]
    {
        forged.push(("Origin", origin.to_owned()));
    }
    forged.extend(["cross-site", "same-site", "Same-Origin"].map(|site| ("Sec-Fetch-Site", site.to_owned())));
    forged.extend(
        ["example.org", "localhost.example.org", "127.0.0.1.nip.io", "0.0.0.0"].map(|host| ("Host", host.to_owned())),
    );
    let mut senders: Vec<Sender> =
        forged.iter().map(|header| Sender { header: Some(header.clone()), ..honest_here.clone() }).collect();
    let csrf = honest.csrf.clone().unwrap();
    if is_api(route) {
        let token = honest.authorization.clone().unwrap();
        // Nobody, a token that is not quite one, and a session, which opens no API.
        for wrong in [
            None,
            Some("Bearer ".to_owned()),
            Some(token[..token.len() - 1].to_owned()),
            Some(token.replace("Bearer", "Basic")),
        ] {
            senders.push(Sender { authorization: wrong, ..Sender::default() });
        }
        senders.push(honest.in_a_browser());
        return senders;
    }
    let wrong = [
        None,
        Some(String::new()),
        Some(others_csrf.to_owned()),
        Some(csrf.to_uppercase()),
        Some(csrf[1..].to_owned()),
    ];
    senders.extend(wrong.map(|csrf| Sender { csrf, ..honest_here.clone() }));
    if route.right == Right::Anyone {
        // For these nobody is a sender like any other, but not from elsewhere.
        senders.extend(forged.into_iter().map(|header| Sender { header: Some(header), ..Sender::default() }));
    } else {
        // A token of forms is nothing without its session, nor a token of the API in its place.
        let cookie = honest.cookie.as_ref().map(|cookie| cookie[..cookie.len() - 1].to_owned());
        senders.push(Sender { cookie: None, ..honest_here.clone() });
        senders.push(Sender { cookie, ..honest_here });
        senders.push(honest.clone());
    }
    senders
}

/// Sends what would change something on any of the routes.
fn send(wire: &mut Wire, server: &Server, route: &Route, sender: &Sender) -> Answer {
    let setup = server.case().link("setup");
    let fill = |segment: &str| match segment {
        "{token}" => setup.to_owned(),
        "{kind}" => "incidents".to_owned(),
        "{key}" => "I-1".to_owned(),
        "{id}" => "2".to_owned(),
        other if other.starts_with('{') => "1".to_owned(),
        other => other.to_owned(),
    };
    let address = route.path.split('/').map(fill).collect::<Vec<_>>().join("/");
    let password = "correct horse battery staple";
    let (kind, body) = if is_api(route) {
        let body = match route.method {
            "POST" => serde_json::json!({ "reason": "Forged", "type": "inc/rally", "title": "Forged" }),
            _ => serde_json::json!({ "reason": "Forged", "title": "Forged", "version": 1 }),
        };
        ("application/json", body.to_string())
    } else {
        let mut fields = form_urlencoded::Serializer::new(String::new());
        let given =
            [("login", "forged"), ("role", "editor"), ("clearance", "3"), ("session", "others"), ("token", "1")];
        let typed =
            [("lang", "ru"), ("back", "/"), ("compartment", "Forged"), ("reason", "Forged"), ("title", "Forged")];
        let passwords = [("old", password), ("password", password), ("repeat", password)];
        fields.extend_pairs(given).extend_pairs(typed).extend_pairs(passwords);
        fields.extend_pairs(sender.csrf.iter().map(|csrf| ("csrf", csrf)));
        ("application/x-www-form-urlencoded", fields.finish())
    };
    let mut headers = vec![("Content-Type", kind), ("Idempotency-Key", "forged-request")];
    headers.extend(sender.cookie.iter().map(|cookie| ("Cookie", cookie.as_str())));
    headers.extend(sender.authorization.iter().map(|token| ("Authorization", token.as_str())));
    headers.extend(sender.header.iter().map(|(name, value)| (*name, value.as_str())));
    // A server that refuses early may close the connection.
    let mut send = || wire.send(route.method, &address, &headers, body.as_bytes());
    send().or_else(|_| send()).unwrap()
}

/// Turned away before anything was looked at. Signing out leads to the sign-in page too, but takes the cookie away.
fn is_refused(answer: &Answer) -> bool {
    matches!(answer.status, 401 | 403 | 421) || (answer.goes_to_sign_in() && answer.header("set-cookie").is_none())
}

/// Every row of every table, but for when a session was last seen.
fn rows(conn: &Connection) -> Vec<(String, Vec<Vec<Value>>)> {
    let column = |sql: &str| -> Vec<String> {
        let mut names = conn.prepare(sql).unwrap();
        names.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    let tables = column("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name");
    let of = |table: String| {
        let columns = column(&format!("SELECT name FROM pragma_table_info('{table}') WHERE name <> 'seen_at'"));
        let mut rows = conn.prepare(&format!("SELECT {} FROM {table} ORDER BY 1", columns.join(", "))).unwrap();
        let row = |row: &rusqlite::Row<'_>| (0..columns.len()).map(|index| row.get(index)).collect();
        let rows: Vec<_> = rows.query_map([], row).unwrap().map(Result::unwrap).collect();
        (table, rows)
    };
    let rows: Vec<_> = tables.into_iter().map(of).collect();
    assert!(rows.iter().any(|(table, rows)| table == "account" && rows.len() > 3), "the tables were not understood");
    rows
}
