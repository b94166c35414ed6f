//! Every address of the server, asked for by everybody: the answer is as the rights table says.

use habeas::web::table::ROUTES;

use crate::server::{Answer, Browser, Server, Who};

/// What an address is for, written down here apart from the program's own table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    /// Anybody may use it.
    Open,
    /// For whoever has just given a right password, whom none of these has: they start over.
    Waiting,
    /// Pages and forms of a session.
    Session,
    /// Forms of a session, sent empty here, and what needs a password of one's own: refused for what they lack.
    Form,
    /// Of a session; it ends everything, so that only those without one ask for it here.
    Lock,
    /// Forms of records: for those who may create them.
    Entry,
    /// The same, sent empty here: refused for what it lacks.
    EntryForm,
    /// For editors: pages and forms that weigh on what others wrote.
    Edit,
    /// The same, sent empty here: refused for what it lacks.
    EditForm,
    /// For administrators, whom none of these is.
    Admin,
    /// The JSON API: for a token, and for nothing else.
    Api,
    /// Writes of the JSON API: for the token of an account that may create, and the tokens here are a viewer's.
    ApiWrite,
}

/// Every route with an example of its address.
const EXPECTED: &[(&str, &str, Use, &str)] = &[
    ("GET", "/enter/{token}", Use::Open, "/enter/nobody-knows"),
    ("GET", "/setup/{token}", Use::Open, "/setup/nobody-knows"),
    ("POST", "/setup/{token}", Use::Open, "/setup/nobody-knows"),
    ("GET", "/signin", Use::Open, "/signin"),
    ("POST", "/signin", Use::Open, "/signin"),
    ("GET", "/signin/code", Use::Waiting, "/signin/code"),
    ("POST", "/signin/code", Use::Waiting, "/signin/code"),
    ("POST", "/signout", Use::Session, "/signout"),
    ("POST", "/language", Use::Open, "/language"),
    ("POST", "/lock", Use::Lock, "/lock"),
    ("GET", "/unlock", Use::Open, "/unlock"),
    ("POST", "/unlock", Use::Open, "/unlock"),
    ("GET", "/account", Use::Session, "/account"),
    ("POST", "/account/password", Use::Form, "/account/password"),
    ("POST", "/account/sessions", Use::Form, "/account/sessions"),
    ("POST", "/account/tokens", Use::Form, "/account/tokens"),
    ("GET", "/account/second-factor", Use::Form, "/account/second-factor"),
    ("POST", "/account/second-factor", Use::Form, "/account/second-factor"),
    ("POST", "/account/second-factor/removal", Use::Form, "/account/second-factor/removal"),
    ("POST", "/account/spare-codes", Use::Form, "/account/spare-codes"),
    ("POST", "/account/confirmation", Use::Form, "/account/confirmation"),
    ("GET", "/accounts", Use::Admin, "/accounts"),
    ("POST", "/accounts", Use::Admin, "/accounts"),
    ("GET", "/accounts/{id}", Use::Admin, "/accounts/3"),
    ("POST", "/accounts/{id}", Use::Admin, "/accounts/3"),
    ("POST", "/accounts/{id}/closure", Use::Admin, "/accounts/3/closure"),
    ("POST", "/accounts/{id}/reset", Use::Admin, "/accounts/3/reset"),
    ("POST", "/accounts/{id}/second-factor", Use::Admin, "/accounts/3/second-factor"),
    ("POST", "/accounts/{id}/sessions", Use::Admin, "/accounts/3/sessions"),
    ("POST", "/accounts/{id}/compartments", Use::Admin, "/accounts/3/compartments"),
    ("POST", "/compartments", Use::Admin, "/compartments"),
    ("GET", "/keys", Use::Admin, "/keys"),
    ("POST", "/keys/passphrase", Use::Admin, "/keys/passphrase"),
    ("POST", "/keys/recovery", Use::Admin, "/keys/recovery"),
    ("POST", "/keys/recovery/test", Use::Admin, "/keys/recovery/test"),
    ("POST", "/keys/backup", Use::Admin, "/keys/backup"),
    ("GET", "/", Use::Session, "/"),
    ("GET", "/timeline", Use::Session, "/timeline"),
    ("GET", "/timeline/people", Use::Session, "/timeline/people"),
    ("GET", "/timeline/detentions", Use::Session, "/timeline/detentions"),
    ("GET", "/incidents", Use::Session, "/incidents"),
    ("POST", "/questions", Use::Session, "/questions"),
    ("GET", "/search", Use::Session, "/search"),
    ("POST", "/search", Use::Session, "/search"),
    ("GET", "/q", Use::Session, "/q"),
    ("POST", "/q", Use::Form, "/q"),
    ("GET", "/q/{uid}", Use::Session, "/q/00000000-0000-7000-8000-000000000000"),
    ("POST", "/q/{uid}/removal", Use::Session, "/q/00000000-0000-7000-8000-000000000000/removal"),
    ("POST", "/q/{uid}/watch", Use::Session, "/q/00000000-0000-7000-8000-000000000000/watch"),
    ("GET", "/q/{uid}/news", Use::Session, "/q/00000000-0000-7000-8000-000000000000/news"),
    ("POST", "/q/{uid}/watch/removal", Use::Session, "/q/00000000-0000-7000-8000-000000000000/watch/removal"),
    ("GET", "/changes", Use::Session, "/changes"),
    ("POST", "/suggestions", Use::Form, "/suggestions"),
    ("GET", "/held", Use::Session, "/held"),
    ("GET", "/people", Use::Session, "/people"),
    ("GET", "/places", Use::Session, "/places"),
    ("GET", "/organizations", Use::Session, "/organizations"),
    ("GET", "/reports", Use::Session, "/reports"),
    ("GET", "/sources", Use::Session, "/sources"),
    ("GET", "/incidents/{key}", Use::Session, "/incidents/I-1"),
    ("GET", "/people/{key}", Use::Session, "/people/P-1"),
    ("GET", "/places/{key}", Use::Session, "/places/L-1"),
    ("GET", "/places/{key}/places", Use::Session, "/places/L-1/places"),
    ("GET", "/organizations/{key}", Use::Session, "/organizations/O-1"),
    ("GET", "/reports/{key}", Use::Session, "/reports/R-1"),
    ("GET", "/sources/{key}", Use::Session, "/sources/S-1"),
    ("GET", "/detentions/{key}", Use::Session, "/detentions/D-1"),
    ("GET", "/reports/{key}/citations", Use::Session, "/reports/R-1/citations"),
    ("GET", "/{kind}/{key}/{kind}", Use::Session, "/people/P-1/participations"),
    ("GET", "/{kind}/{key}/history", Use::Session, "/incidents/I-1/history"),
    ("GET", "/{kind}/{key}/comparison", Use::Session, "/incidents/I-1/comparison"),
    ("GET", "/{kind}/{key}/review", Use::Entry, "/incidents/I-1/review"),
    ("POST", "/{kind}/{key}/review", Use::EntryForm, "/incidents/I-1/review"),
    ("POST", "/{kind}/{key}/reversal", Use::EntryForm, "/incidents/I-1/reversal"),
    ("GET", "/{kind}/{key}/withdrawal", Use::Entry, "/incidents/I-1/withdrawal"),
    ("POST", "/{kind}/{key}/withdrawal", Use::EntryForm, "/incidents/I-1/withdrawal"),
    ("GET", "/withdrawn", Use::Edit, "/withdrawn"),
    ("GET", "/uncited", Use::Session, "/uncited"),
    ("GET", "/unsure", Use::Session, "/unsure"),
    ("POST", "/{kind}/{key}/difference", Use::EntryForm, "/relations/T-1/difference"),
    ("POST", "/{kind}/{key}/doubt", Use::EntryForm, "/people/P-1/doubt"),
    ("GET", "/duplicates", Use::Session, "/duplicates"),
    ("GET", "/duplicates/different", Use::Session, "/duplicates/different"),
    ("GET", "/shared", Use::Session, "/shared?of=P-1&of=P-2"),
    ("POST", "/shared", Use::Form, "/shared"),
    ("GET", "/{kind}/{key}/duplicates", Use::Session, "/people/P-1/duplicates"),
    ("POST", "/{kind}/{key}/restoration", Use::EditForm, "/incidents/I-1/restoration"),
    ("POST", "/{kind}/{key}/preference", Use::EditForm, "/figures/F-1/preference"),
    ("GET", "/contradictions", Use::Session, "/contradictions"),
    ("GET", "/citations/{id}/preference", Use::Edit, "/citations/CITATION/preference"),
    ("POST", "/citations/{id}/preference", Use::EditForm, "/citations/CITATION/preference"),
    ("GET", "/{kind}/{key}/merge", Use::Edit, "/people/P-1/merge"),
    ("POST", "/{kind}/{key}/merge", Use::EditForm, "/people/P-1/merge"),
    ("POST", "/merges/{id}/reversal", Use::EditForm, "/merges/1/reversal"),
    ("GET", "/new", Use::Entry, "/new"),
    ("GET", "/detentions/new", Use::Entry, "/detentions/new"),
    ("POST", "/detentions/new", Use::EntryForm, "/detentions/new"),
    ("GET", "/reports/{key}/record", Use::Entry, "/reports/R-1/record"),
    ("POST", "/reports/{key}/record", Use::EntryForm, "/reports/R-1/record"),
    ("GET", "/custody-events/new", Use::Entry, "/custody-events/new?d=D-1"),
    ("POST", "/custody-events/new", Use::EntryForm, "/custody-events/new"),
    ("GET", "/custody-events/takings", Use::Entry, "/custody-events/takings?d=D-1"),
    ("POST", "/custody-events/takings", Use::EntryForm, "/custody-events/takings"),
    ("GET", "/{kind}/new", Use::Entry, "/incidents/new"),
    ("POST", "/{kind}/new", Use::EntryForm, "/incidents/new"),
    ("GET", "/{kind}/{key}/{kind}/new", Use::Entry, "/people/P-1/statements/new"),
    ("POST", "/{kind}/{key}/{kind}/new", Use::EntryForm, "/people/P-1/statements/new"),
    ("GET", "/{kind}/{key}/edit", Use::Entry, "/incidents/I-1/edit"),
    ("POST", "/{kind}/{key}/edit", Use::EntryForm, "/incidents/I-1/edit"),
    ("GET", "/drafts", Use::Entry, "/drafts"),
    ("POST", "/drafts", Use::EntryForm, "/drafts"),
    ("POST", "/drafts/removal", Use::EntryForm, "/drafts/removal"),
    ("GET", "/export/{file}", Use::Session, "/export/timeline.csv"),
    ("GET", "/api/v1/timeline", Use::Api, "/api/v1/timeline"),
    ("GET", "/api/v1/timeline/people", Use::Api, "/api/v1/timeline/people"),
    ("GET", "/api/v1/timeline/detentions", Use::Api, "/api/v1/timeline/detentions"),
    ("GET", "/api/v1/held", Use::Api, "/api/v1/held"),
    ("GET", "/api/v1/contradictions", Use::Api, "/api/v1/contradictions"),
    ("GET", "/api/v1/people", Use::Api, "/api/v1/people"),
    ("GET", "/api/v1/places", Use::Api, "/api/v1/places"),
    ("GET", "/api/v1/organizations", Use::Api, "/api/v1/organizations"),
    ("GET", "/api/v1/changes", Use::Api, "/api/v1/changes"),
    ("GET", "/api/v1/watched", Use::Api, "/api/v1/watched"),
    ("GET", "/api/v1/duplicates", Use::Api, "/api/v1/duplicates"),
    ("GET", "/api/v1/shared", Use::Api, "/api/v1/shared?of=P-1&of=P-2"),
    ("GET", "/api/v1/{kind}/{key}", Use::Api, "/api/v1/incidents/I-1"),
    ("POST", "/api/v1/{kind}", Use::ApiWrite, "/api/v1/incidents"),
    ("PATCH", "/api/v1/{kind}/{key}", Use::ApiWrite, "/api/v1/incidents/I-1"),
    ("GET", "/assets/{file}", Use::Open, "/assets/none.css"),
    ("GET", "/healthz", Use::Open, "/healthz"),
    ("GET", "/favicon.ico", Use::Open, "/favicon.ico"),
];

#[test]
fn every_route_answers_everybody_as_the_rights_table_says() {
    let server = Server::serve();
    let citation: i64 = server.case().raw().query_row("SELECT min(id) FROM citation", [], |row| row.get(0)).unwrap();
    let shared = "INSERT INTO question (uid, account_id, shows, content, name, shared, at)
                  SELECT unhex('00000000000070008000000000000000'), min(id), 'timeline', '{}', 'Ours', 1, 0 FROM account";
    server.case().raw().execute(shared, []).unwrap();
    let mut wrong = Vec::new();
    for who in Who::ALL {
        let mut asker = Asker::new(&server, who);
        // Signing out comes last: it ends the session.
        let (last, first): (Vec<_>, Vec<_>) = ROUTES.iter().partition(|route| route.path == "/signout");
        for route in first.into_iter().chain(last) {
            let Some((.., purpose, address)) =
                EXPECTED.iter().find(|(method, path, ..)| (*method, *path) == (route.method, route.path))
            else {
                wrong.push(format!("{} {} is not expected here: add what it is for", route.method, route.path));
                continue;
            };
            if *purpose == Use::Lock && has_session(who) {
                continue;
            }
            let address = &address.replace("CITATION", &citation.to_string());
            let answer = asker.ask(route.method, address);
            if !admitted(*purpose, who, &answer) {
                wrong.push(format!("{} {address} for {who:?}: {} {}", route.method, answer.status, answer.goes()));
            }
        }
    }
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_expectation_is_of_a_route() {
    for (method, path, ..) in EXPECTED {
        assert!(ROUTES.iter().any(|route| (route.method, route.path) == (*method, *path)), "{method} {path}");
    }
}

#[test]
fn only_editors_take_data_away_for_use_inside() {
    let server = Server::serve();
    for (account, internal) in [("viewer", 403), ("admin", 403), ("monitor", 403), ("editor", 200)] {
        let mut browser = server.sign_in(account);
        for file in ["/export/timeline.csv", "/export/timeline.json"] {
            for (audience, status) in [("internal", internal), ("partner", 200), ("public", 200)] {
                let answer = browser.get(&format!("{file}?audience={audience}"));
                assert_eq!(answer.status, status, "{account} takes {file} for {audience}");
            }
        }
    }
}

#[test]
fn a_token_opens_no_page_and_a_session_no_api() {
    let server = Server::serve();
    let mut editor = server.sign_in("editor");
    let bearer = format!("Bearer {}", server.case().token("editor"));
    let answer = editor.get("/api/v1/timeline");
    assert_eq!((answer.status, answer.error_code().as_str()), (401, "unauthenticated"));
    assert_eq!(editor.send("POST", "/api/v1/incidents", &[("Idempotency-Key", "12345678")], b"{}").status, 401);
    let page = server.send("GET", "/timeline", &[("Authorization", &bearer)], b"");
    assert!(page.goes_to_sign_in(), "{}", page.goes());
    // Both at once act for the token alone.
    assert_eq!(editor.send("GET", "/timeline", &[("Authorization", &bearer)], b"").status, 303);
}

#[test]
fn an_address_that_no_route_has_is_not_found_whoever_asks() {
    let server = Server::serve();
    for who in Who::ALL {
        let mut asker = Asker::new(&server, who);
        for address in
            ["/nothing", "/incidents/", "/incidents/I-1/no/such", "/timeline/", "//timeline", "/../etc/passwd"]
        {
            assert_eq!(asker.ask("GET", address).status, 404, "{address} for {who:?}");
        }
        let answer = asker.ask("GET", "/api/v1/nothing");
        assert_eq!((answer.status, answer.error_code().as_str()), (404, "not_found"), "{who:?}");
    }
}

fn has_session(who: Who) -> bool {
    matches!(who, Who::Viewer | Who::Monitor | Who::Editor)
}

/// Whether an answer lets somebody in who may, and keeps out who may not.
fn admitted(purpose: Use, who: Who, answer: &Answer) -> bool {
    let has_session = has_session(who);
    let turned_away = answer.goes_to_sign_in() || matches!(answer.status, 401 | 403);
    match purpose {
        Use::Open => !turned_away && answer.status < 500,
        Use::Waiting => answer.goes() == "/signin",
        // Whoever signed out is shown the sign-in page as well; that the session ended is another test's.
        Use::Session if has_session => matches!(answer.status, 200 | 303),
        Use::Form if has_session => matches!(answer.status, 400 | 422),
        Use::Admin if has_session => answer.status == 403,
        Use::Entry | Use::EntryForm if who == Who::Viewer => answer.status == 403,
        Use::Edit | Use::EditForm if matches!(who, Who::Viewer | Who::Monitor) => answer.status == 403,
        Use::Entry | Use::Edit if has_session => answer.status == 200,
        Use::EntryForm | Use::EditForm if has_session => matches!(answer.status, 303 | 400 | 422),
        Use::Session | Use::Form | Use::Entry | Use::EntryForm | Use::Edit | Use::EditForm | Use::Admin | Use::Lock => {
            answer.goes_to_sign_in()
        }
        Use::Api if who == Who::Token => answer.status == 200,
        Use::ApiWrite if who == Who::Token => answer.status == 403 && answer.error_code() == "forbidden",
        Use::Api | Use::ApiWrite => answer.status == 401 && answer.error_code() == "unauthenticated",
    }
}

/// Somebody who asks: a browser or a program with a token.
struct Asker<'s> {
    browser: Browser<'s>,
    bearer: Option<String>,
}

impl<'s> Asker<'s> {
    fn new(server: &'s Server, who: Who) -> Asker<'s> {
        let browser = match who {
            Who::Nobody | Who::Token => server.nobody(),
            Who::Viewer => server.sign_in("viewer"),
            Who::Monitor => server.sign_in("monitor"),
            Who::Editor => server.sign_in("editor"),
        };
        let bearer = (who == Who::Token).then(|| format!("Bearer {}", server.case().token("viewer")));
        Asker { browser, bearer }
    }

    fn ask(&mut self, method: &str, address: &str) -> Answer {
        match (&self.bearer, method) {
            (Some(bearer), _) => self.browser.send(method, address, &[("Authorization", bearer)], b""),
            (None, "POST") => self.browser.post(address, &[]),
            (None, "GET") => self.browser.get(address),
            (None, _) => self.browser.send(method, address, &[], b""),
        }
    }
}
