//! What is saved is shown: every field of every kind, filled with a value of its own, is printed on every page that the record
//! belongs to, on the screen and on paper, and read by the API as its description says.

use std::cell::RefCell;
use std::collections::BTreeMap;

use habeas::domain::codes::Codes;
use habeas::domain::kind::attached::Attached;
use habeas::domain::kind::{Field, Kind, Target, Type};
use habeas::domain::lang::Lang;
use habeas::domain::time::Edtf;
use habeas::locale::words::{list_of, word};
use regex::Regex;
use serde_json::{Map, Value as Json, json};

use crate::openapi::strange;
use crate::server::{Browser, Server, address_of};

/// A case file in which every kind with a page has a record that says as little as it may, to be pointed at.
struct Rig<'s> {
    server: &'s Server,
    browser: RefCell<Browser<'s>>,
    labels: BTreeMap<String, (String, String)>,
    /// Ref and name.
    targets: BTreeMap<Kind, (String, String)>,
    /// Another incident, for what ties two.
    second: (String, String),
}

/// A field filled with a value of its own, and what a page prints of it; nothing for yes or no, which pages say in many ways.
struct Filled {
    name: &'static str,
    value: Json,
    printed: Option<String>,
    /// The same as it is read from the other side of a tie.
    inverse: Option<String>,
}

impl Rig<'_> {
    fn new(server: &Server) -> Rig<'_> {
        let vocabulary: toml::Table = toml::from_str(include_str!("../../seed/vocabulary.toml")).unwrap();
        let label = |term: &toml::Value| {
            let text = |key: &str| term.get(key).and_then(toml::Value::as_str).map(str::to_owned);
            let label = text("en").unwrap();
            (text("code").unwrap(), (label.clone(), text("en_inverse").unwrap_or(label)))
        };
        let labels = vocabulary["term"].as_array().unwrap().iter().map(label).collect();
        let browser = RefCell::new(server.sign_in("editor"));
        let mut rig = Rig { server, browser, labels, targets: BTreeMap::new(), second: Default::default() };
        for kind in Kind::owners_first().into_iter().filter(|kind| kind.is_subject()) {
            let name = format!("Zqtarget{}", kind.table());
            let mut body = Map::new();
            for field in kind.fields().iter().filter(|field| field.required) {
                let title = matches!(field.ty, Type::Text).then(|| name.clone().into());
                let code = match field.ty {
                    // Not what the filled record has: the two are compared.
                    Type::Term(list) => rig.labels.keys().rfind(|code| code.starts_with(&format!("{list}/"))).cloned(),
                    Type::Choice(codes) => codes.last().map(|code| (*code).to_owned()),
                    _ => None,
                };
                let given = title.or(code.map(Json::from));
                body.insert(field.name.to_owned(), given.unwrap_or_else(|| rig.fill(kind, field, 0).value));
            }
            let made = rig.create(kind, body, kind.has_names().then_some(&name));
            // A detention is called after whom it is of.
            rig.targets.insert(kind, (made, if kind == Kind::Detention { "Zqtargetperson".to_owned() } else { name }));
        }
        let body = json!({ "type": "inc/rally", "title": "Zqsecondincident" }).as_object().unwrap().clone();
        rig.second = (rig.create(Kind::Incident, body, None), "Zqsecondincident".to_owned());
        rig
    }

    fn create(&self, kind: Kind, mut body: Map<String, Json>, name: Option<&String>) -> String {
        body.insert("reason".to_owned(), "To see it printed".into());
        if kind == Kind::Figure {
            // Numbers beside a wording that has none.
            body.insert("accepted".to_owned(), "unworded_number".into());
        }
        if kind == Kind::Place {
            // The first level of all, inside another place of it.
            body.insert("accepted".to_owned(), "implausible_place".into());
        }
        body.extend(name.map(|name| ("name".to_owned(), json!(name))));
        let answer = self.send("POST", kind.collection(), &Json::Object(body));
        assert_eq!(answer.status, 201, "{}: {}", kind.table(), answer.text());
        answer.json()["ref"].as_str().unwrap().to_owned()
    }

    fn send(&self, method: &str, path: &str, body: &Json) -> crate::server::Answer {
        static LAST: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
        let key = format!("markers-{}", LAST.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
        let bearer = format!("Bearer {}", self.server.case().token("editor"));
        let headers = [("Authorization", bearer.as_str()), ("Idempotency-Key", &key)];
        self.server.send(method, &format!("/api/v1/{path}"), &headers, body.to_string().as_bytes())
    }

    /// What a page says on paper.
    fn page(&self, address: &str) -> String {
        let answer = self.browser.borrow_mut().get(address);
        assert_eq!(answer.status, 200, "{address}");
        printed(&answer.text())
    }

    fn fill(&self, kind: Kind, field: &'static Field, n: usize) -> Filled {
        let name = field.name;
        let marker = format!("Zq{}{name}", kind.table().replace('_', "")).replace('_', "");
        let of = |value: Json, printed: String| Filled { name, value, printed: Some(printed), inverse: None };
        match field.ty {
            Type::Text | Type::Prose | Type::Age => of(marker.clone().into(), marker),
            Type::Integer if name == "geo_precision" => of(3.into(), word(Lang::En, "place-precision", "3")),
            Type::Integer => of((7000 + n).into(), (7000 + n).to_string()),
            Type::Code(codes) => {
                let (code, word) = if codes == Codes::Country { ("KZ", "Kazakhstan (KZ)") } else { ("kk", "Kazakh") };
                of(code.into(), word.to_owned())
            }
            Type::Real | Type::Degrees(_) => of(json!(40.0625 + n as f64), (40.0625 + n as f64).to_string()),
            Type::Date => {
                let day = format!("{}-03-{:02}", 1940 + kind as usize, 10 + n);
                of(day.as_str().into(), Edtf::parse(&day).unwrap().words(Lang::En))
            }
            Type::Bool => {
                let value = field.default != Some("true");
                Filled { name, value: value.into(), printed: None, inverse: None }
            }
            Type::Choice(codes) => {
                let telling = |code: &&&str| field.default != Some(**code) && **code != "unknown";
                let code = match name {
                    // As what stands beside it wants it: numbers, a ground of release, a day of decision.
                    "qualifier" => "about",
                    "status_after" => "released",
                    "outcome" => "convicted",
                    _ => codes.iter().find(telling).unwrap(),
                };
                let printed = match name.rsplit_once('_') {
                    Some((_, "part")) => word(Lang::En, "part-inferred", code),
                    Some((date, "basis")) if kind.field(&format!("{date}_part")).is_some() => {
                        word(Lang::En, "part-inferred", "year")
                    }
                    _ => word(Lang::En, &list_of(kind.table(), name), code),
                };
                let inverse = (kind == Kind::IncidentLink && name == "type")
                    .then(|| word(Lang::En, "incident-link-inverse", code));
                Filled { name, value: (*code).into(), printed: Some(printed), inverse }
            }
            Type::Term(list) => {
                let wanted = if kind == Kind::CustodyEvent { "de/released" } else { "" };
                let of_list = |code: &str| code.starts_with(&format!("{list}/"));
                let is_wanted = |(code, _): &(&String, _)| of_list(code) && (list != "de" || code.as_str() == wanted);
                let (code, (label, inverse)) = self.labels.iter().find(is_wanted).unwrap();
                let inverse = (kind == Kind::Relation).then(|| inverse.clone());
                Filled { name, value: code.as_str().into(), printed: Some(label.clone()), inverse }
            }
            Type::Ref(target, _) => {
                let (reference, called) = match target {
                    Target::One(Kind::Incident) if name == "to_incident" => &self.second,
                    Target::One(target) => &self.targets[&target],
                    Target::Subject | Target::Any => &self.targets[&Kind::Incident],
                };
                of(reference.as_str().into(), called.clone())
            }
        }
    }

    /// Every way to fill a kind: fields that exclude each other in turn, and what may be about anything about each kind.
    fn fillings(&self, kind: Kind) -> Vec<Vec<Filled>> {
        let fill = |(n, field): (usize, &'static Field)| self.fill(kind, field, n);
        let whole = || kind.fields().iter().enumerate().map(fill).collect::<Vec<_>>();
        if kind.groups().contains(&["person", "organization"].as_slice())
            || kind.groups().contains(&["organization", "person"].as_slice())
        {
            let without = |out: &str| whole().into_iter().filter(|filled| filled.name != out).collect();
            return vec![without("person"), without("organization")];
        }
        let about: Vec<&str> =
            kind.owners().filter(|(_, target)| *target == Target::Subject).map(|(field, _)| field.name).collect();
        if about.is_empty() {
            return vec![whole()];
        }
        let mut fillings = Vec::new();
        for (subject, called) in self.targets.values() {
            for here in &about {
                let mut filling = whole();
                // The other side of a tie is something else.
                let other = self.targets.values().find(|(reference, _)| reference != subject).unwrap();
                for filled in filling.iter_mut().filter(|filled| about.contains(&filled.name)) {
                    let (reference, called) =
                        if filled.name == *here { (subject, called) } else { (&other.0, &other.1) };
                    (filled.value, filled.printed) = (reference.as_str().into(), Some(called.clone()));
                }
                fillings.push(filling);
            }
        }
        fillings
    }

    /// The pages of the records that a row belongs to.
    fn pages_of_owners(&self, kind: Kind, filling: &[Filled]) -> Vec<String> {
        let owners: Vec<&str> = kind.owners().map(|(field, _)| field.name).collect();
        let page = |filled: &Filled| {
            let reference = filled.value.as_str().unwrap();
            let owner = self.targets.iter().find(|(_, (target, _))| target == reference).map(|(kind, _)| *kind);
            Some(format!("/{}/{reference}", owner.unwrap_or(Kind::Incident).path()?))
        };
        filling.iter().filter(|filled| owners.contains(&filled.name)).filter_map(page).collect()
    }
}

/// What every record can have beside its fields, and what pages print of it.
fn attached(rig: &Rig<'_>, kind: Kind) -> (Map<String, Json>, Vec<String>) {
    let of = |kind: Kind| &rig.targets[&kind];
    let comment = format!("Zq{}comment", kind.table());
    let (quote, note, page) = (format!("Zq{}quote", kind.table()), format!("Zq{}why", kind.table()), "Zqpage");
    let mut body = Map::from_iter([
        ("comment".to_owned(), comment.clone().into()),
        (
            "citations".to_owned(),
            json!([{ "report": of(Kind::Report).0, "paragraph": 61, "page": page, "quote": quote, "note": note,
                     "hedge": "alleged", "grade": "C4", "via": of(Kind::Source).0, "stance": "contradicts" }]),
        ),
    ]);
    let mut printed = vec![comment, quote, note, page.to_owned(), "¶ 61".to_owned(), "C4".to_owned()];
    printed.extend([word(Lang::En, "hedge", "alleged"), word(Lang::En, "stance", "contradicts")]);
    printed.extend([of(Kind::Source).1.clone(), of(Kind::Report).1.clone()]);
    for what in Attached::ALL.into_iter().filter(|what| what.admits(kind)) {
        let list = what.list();
        match what {
            Attached::Name => {
                let text = format!("Zq{}spelling", kind.table());
                body.insert(
                    list.to_owned(),
                    json!([{ "text": text, "kind": "former", "lang": "kk", "valid": "1933-05", "report": of(Kind::Report).0 }]),
                );
                printed.extend([text, word(Lang::En, "name-kind", "former"), "Kazakh".to_owned()]);
                printed.extend(["May 1933".to_owned(), of(Kind::Report).0.clone()]);
            }
            Attached::Source => {
                body.insert(list.to_owned(), json!([{ "source": of(Kind::Source).0, "role": "producer" }]));
                printed.push(word(Lang::En, "source-role", "producer"));
            }
            _ => {}
        }
    }
    (body, printed)
}

#[test]
fn every_field_of_every_kind_is_printed_on_every_page_it_belongs_to() {
    let server = Server::serve();
    let rig = Rig::new(&server);
    let mut missing = Vec::new();
    let named = Regex::new("Zqtarget[a-z]+").unwrap();
    for kind in Kind::ALL {
        for filling in rig.fillings(kind) {
            let owners = rig.pages_of_owners(kind, &filling);
            let own = kind.path();
            let bare = own.map(|path| rig.page(&format!("/{path}/{}", rig.targets[&kind].0)));
            let bare = bare.map(|bare| named.replace_all(&bare, "").into_owned());
            let before: Vec<String> = owners.iter().map(|page| rig.page(page)).collect();
            let (mut body, extra) = attached(&rig, kind);
            body.extend(filling.iter().map(|filled| (filled.name.to_owned(), filled.value.clone())));
            let name = format!("Zq{}name", kind.table());
            let reference = rig.create(kind, body, kind.has_names().then_some(&name));

            let mut pages: Vec<(String, String)> = Vec::new();
            if let (Some(path), Some(bare)) = (own, bare) {
                pages.push((format!("/{path}/{reference}"), bare));
            }
            pages.extend(owners.into_iter().zip(before));
            assert!(!pages.is_empty(), "{} is on no page", kind.table());
            for (page, before) in &pages {
                let text = rig.page(page);
                let more = |part: &str| count(&text, part) > count(before, part);
                let here = |filled: &&Filled| filled.value.as_str().is_some_and(|to| page.ends_with(&format!("/{to}")));
                for filled in filling.iter().filter(|filled| !here(filled)) {
                    let Some(printed) = &filled.printed else { continue };
                    let inverse = filled.inverse.as_ref().is_some_and(|inverse| more(inverse));
                    if !more(printed) && !inverse {
                        missing.push(format!("{page}: {}.{} ({printed})", kind.table(), filled.name));
                    }
                }
                for printed in &extra {
                    if !text.contains(printed.as_str()) {
                        missing.push(format!("{page}: {printed} of a {}", kind.table()));
                    }
                }
            }
            let path = format!("{}/{reference}", kind.collection());
            let read = server.api(&format!("/api/v1/{path}"), server.case().token("editor")).json();
            missing.extend(strange(kind, &read));
            missing.extend(
                filling
                    .iter()
                    .filter(|filled| read.get(filled.name).is_none())
                    .map(|filled| format!("the API does not read {}.{}", kind.table(), filled.name)),
            );
            let patch = |body: Json| {
                let version =
                    server.api(&format!("/api/v1/{path}"), server.case().token("editor")).json()["version"].clone();
                let mut body = body.as_object().unwrap().clone();
                body.extend([("version".to_owned(), version), ("reason".to_owned(), "To see it otherwise".into())]);
                let answer = rig.send("PATCH", &path, &body.into());
                assert_eq!(answer.status, 200, "{}", answer.text());
            };
            for filled in filling.iter().filter(|filled| filled.value.is_boolean()) {
                let before: Vec<String> = pages.iter().map(|(page, _)| rig.page(page)).collect();
                patch(json!({ filled.name: !filled.value.as_bool().unwrap() }));
                for ((page, _), before) in pages.iter().zip(before) {
                    if rig.page(page) == before {
                        missing.push(format!("{page}: {}.{}, yes or no", kind.table(), filled.name));
                    }
                }
            }
            // Its pages are as they were before the next one.
            patch(json!({ "withdrawn": true }));
        }
    }
    assert!(missing.is_empty(), "saved and not shown:\n{}", missing.join("\n"));
}

#[test]
fn a_tie_of_an_incident_is_on_the_pages_of_both_sides_and_in_its_history() {
    let server = Server::serve();
    let rig = Rig::new(&server);
    let (incident, person) = (rig.targets[&Kind::Incident].0.clone(), rig.targets[&Kind::Person].0.clone());
    let body = json!({ "subject": incident, "object": person, "type": "rel/spouse_of", "valid": "2010-05/2012-03",
                       "comment": "Zq look into it" });
    let Json::Object(body) = body else { unreachable!() };
    let tie = rig.create(Kind::Relation, body, None);
    let valid = Edtf::parse("2010-05/2012-03").unwrap().words(Lang::En);
    for page in [format!("/incidents/{incident}"), format!("/people/{person}"), format!("{}/history", address_of(&tie))]
    {
        let html = rig.browser.borrow_mut().get(&page).text();
        for printed in [valid.as_str(), "Zq look into it"] {
            assert!(html.contains(printed), "{page}: {printed}");
        }
        assert!(
            html.contains(&format!("{}/history", address_of(&tie))) || page.ends_with("/history"),
            "{page} leads to the tie"
        );
    }
}

#[test]
fn identifiers_in_other_systems_are_on_the_page() {
    let server = Server::serve();
    let rig = Rig::new(&server);
    let sql = "SELECT r.ref, e.scheme, e.value FROM external_id e JOIN record r ON r.id = e.record_id WHERE r.kind = ?1 LIMIT 1";
    let conn = server.case().raw();
    for kind in Kind::ALL.into_iter().filter(|kind| kind.is_subject()) {
        let (reference, scheme, value): (String, String, String) =
            conn.query_row(sql, [kind.table()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
        let text = rig.page(&format!("/{}/{reference}", kind.path().unwrap()));
        assert!(text.contains(&format!("{scheme} {value}")), "{reference}");
    }
}

fn count(text: &str, part: &str) -> usize {
    text.to_lowercase().matches(&part.to_lowercase()).count()
}

// ---------------------------------------------------------------------------------------------------
// What of a page is on paper: its text, without what the style sheet hides in print and what is folded away

/// The selectors that the style sheet hides on paper, each from the element itself outwards.
fn hidden_in_print() -> Vec<Vec<(char, Compound)>> {
    let css = habeas::view::STYLE;
    let print = css.split_once("@media print{").unwrap().1;
    let rule = Regex::new(r"(?m)^\s*([^{}]+)\{[^}]*\b(?:display:none|visibility:hidden)").unwrap();
    let selectors = rule.captures_iter(print).flat_map(|found| {
        found.get(1).unwrap().as_str().split(',').map(|selector| selector.trim().to_owned()).collect::<Vec<_>>()
    });
    let hidden: Vec<_> = selectors.map(|selector| chain(&selector)).collect();
    assert!(hidden.len() > 10, "the style sheet for print was not understood");
    hidden
}

/// One element of a selector: name, classes, attributes it must not have.
struct Compound {
    name: String,
    classes: Vec<String>,
    without: Vec<String>,
}

fn chain(selector: &str) -> Vec<(char, Compound)> {
    let part = Regex::new(r"^([ >]?)([a-z0-9]*)((?:\.[a-z0-9_-]+)*)((?::not\(\[[a-z]+\]\))*)").unwrap();
    let (mut rest, mut parts) = (selector, Vec::new());
    while !rest.is_empty() {
        let found = part.captures(rest).filter(|found| !found[0].is_empty());
        let found = found.unwrap_or_else(|| panic!("teach this test the selector {selector}"));
        let without = found[4].split(":not([").skip(1).map(|name| name.trim_end_matches("])").to_owned()).collect();
        let classes = found[3].split('.').skip(1).map(str::to_owned).collect();
        parts.push((found[1].chars().next().unwrap_or(' '), Compound { name: found[2].to_owned(), classes, without }));
        rest = &rest[found[0].len()..];
    }
    parts.reverse();
    parts
}

struct Open {
    name: String,
    classes: Vec<String>,
    attributes: String,
}

impl Compound {
    fn is(&self, element: &Open) -> bool {
        (self.name.is_empty() || self.name == element.name)
            && self.classes.iter().all(|class| element.classes.contains(class))
            && !self.without.iter().any(|attribute| element.attributes.split_whitespace().any(|a| a == attribute))
    }
}

/// Whether the last of these elements, each inside the one before, is one that the selector names.
fn is_named(stack: &[Open], selector: &[(char, Compound)]) -> bool {
    let (Some((last, around)), Some(((combinator, compound), rest))) = (stack.split_last(), selector.split_first())
    else {
        return selector.is_empty();
    };
    compound.is(last)
        && match (rest.is_empty(), combinator) {
            (true, _) => true,
            (false, '>') => is_named(around, rest),
            (false, _) => (1..=around.len()).any(|n| is_named(&around[..n], rest)),
        }
}

fn printed(html: &str) -> String {
    const VOID: [&str; 8] = ["input", "br", "meta", "link", "img", "hr", "path", "rect"];
    let hidden = hidden_in_print();
    let main = html.split_once("<main").map_or(html, |(_, main)| main);
    let tag = Regex::new(r#"(?s)<(/?)([a-z0-9]+)((?:[^>"]|"[^"]*")*)>"#).unwrap();
    let class = Regex::new(r#"class="([^"]*)""#).unwrap();
    let (mut text, mut at, mut stack): (String, usize, Vec<(Open, bool)>) = (String::new(), 0, Vec::new());
    let mut elements: Vec<Open> = Vec::new();
    for found in tag.captures_iter(main) {
        let whole = found.get(0).unwrap();
        if stack.iter().all(|(_, shown)| *shown) {
            text.push_str(&main[at..whole.start()]);
            text.push(' ');
        }
        at = whole.end();
        let name = found[2].to_owned();
        if &found[1] == "/" {
            if stack.last().is_some_and(|(open, _)| open.name == name) {
                stack.pop();
                elements.pop();
            }
            continue;
        }
        let attributes = found[3].to_owned();
        if VOID.contains(&name.as_str()) || attributes.ends_with('/') {
            continue;
        }
        let classes =
            class.captures(&attributes).map(|c| c[1].split(' ').map(str::to_owned).collect()).unwrap_or_default();
        let attributes = attributes.replace("=\"\"", "");
        let folded = elements.last().is_some_and(|parent| {
            parent.name == "details" && !parent.attributes.split_whitespace().any(|a| a == "open") && name != "summary"
        });
        elements.push(Open { name: name.clone(), classes, attributes: attributes.clone() });
        let shown = !folded && !hidden.iter().any(|selector| is_named(&elements, selector));
        stack.push((Open { name, classes: Vec::new(), attributes }, shown));
    }
    let text = text.replace("&amp;", "&").replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn what_is_hidden_on_paper_or_folded_away_is_not_taken_for_printed() {
    let html = "<main id=\"m\"><p>on paper</p><div class=\"acts wide\">a <b>button</b></div><h2>title <a href=\"/x>y\">away</a></h2>\
                <div class=\"split\"><p>kept <a>gone</a></p><b><p><a>deep</a></p></b><p><i><a>gone</a></i></p></div>\
                <details><summary>more</summary><p>folded</p></details><details open><p>unfolded</p></details><input value=\"typed\"></main>";
    assert_eq!(
        printed(html).replace("id=\"m\"> ", "").trim_start_matches(" id=\"m\">").trim(),
        "on paper title kept deep unfolded"
    );
}
