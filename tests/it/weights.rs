//! No page grows with the case file: whatever a record is tied to, its page has the first of it and leads to the rest.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use habeas::app::gather::section;
use habeas::crypto::{Unlock, slots};
use habeas::domain::access::Actor;
use habeas::domain::kind::{Kind, Type};
use habeas::domain::name::Name;
use habeas::domain::record::{Draft, Fields, RecordId, Value};
use habeas::domain::time::Edtf;
use habeas::error::Result;
use habeas::store::{Store, WriteTx};
use regex::Regex;

use crate::attached_rows::AttachedRows;
use crate::server::{Case, Server};
use crate::support::citing;

/// More than a page has of anything.
const MANY: usize = 60;
/// A page without its style sheet, in bytes.
const HEAVIEST: usize = 100 * 1024;

/// One record of each kind with a page, to which everything else is tied.
struct Hub {
    person: RecordId,
    organization: RecordId,
    incident: RecordId,
    place: RecordId,
    report: RecordId,
    source: RecordId,
}

struct Maker<'t, 'w> {
    tx: &'t mut WriteTx<'w>,
    report: Option<RecordId>,
}

impl Maker<'_, '_> {
    fn make(&mut self, kind: Kind, fields: &[(&'static str, Value)], called: Option<&str>) -> Result<RecordId> {
        let fields: Fields = fields.iter().map(|(name, value)| (*name, Some(value.clone()))).collect();
        let accepted = [habeas::domain::record::DETAINED_TWICE].into();
        let id = self.tx.create(&Draft { accepted, ..Draft::new(kind, fields) })?;
        if let Some(text) = called {
            let (kind, text) = ("primary".to_owned(), text.to_owned());
            self.tx.add_name(id, &Name { id: 0, text, kind, lang: None, valid: None, report: None })?;
        }
        if let Some(report) = self.report.filter(|_| kind.is_fact()) {
            self.tx.add_citation(id, &citing(report))?;
        }
        Ok(id)
    }
}

fn text(value: &str) -> Value {
    Value::Text(value.to_owned())
}

fn build(tx: &mut WriteTx<'_>) -> Result<Hub> {
    let mut m = Maker { tx, report: None };
    let date = |n: usize| Value::Date(Edtf::parse(&format!("2012-{:02}-{:02}", n % 12 + 1, n % 28 + 1)).unwrap());
    let report = m.make(Kind::Report, &[("type", text("doc/news")), ("title", text("Of everything"))], None)?;
    m.report = Some(report);
    let source = m.make(Kind::Source, &[("type", text("src/website"))], Some("Outlet"))?;
    let place = m.make(Kind::Place, &[("level", text("country"))], Some("Country"))?;
    let organization = m.make(Kind::Organization, &[("type", text("org/police"))], Some("Police"))?;
    let person = m.make(Kind::Person, &[], Some("Central"))?;
    let of_incident = |n: usize, place| {
        [
            ("type", text("inc/rally")),
            ("title", text(&format!("Incident {n}"))),
            ("date", date(n)),
            ("place", Value::Ref(place)),
        ]
    };
    let incident = m.make(Kind::Incident, &of_incident(0, place), None)?;
    for n in 1..=MANY {
        let name = |what: &str| format!("{what} {n:03}");
        let other = m.make(Kind::Person, &[], Some(&name("Person")))?;
        let group = m.make(Kind::Person, &[("unit", text("group"))], Some(&name("Group")))?;
        m.make(Kind::Place, &[("level", text("city")), ("parent", Value::Ref(place))], Some(&name("City")))?;
        m.make(Kind::Place, &[("level", text("country"))], Some(&name("Country")))?;
        m.make(
            Kind::Organization,
            &[("type", text("org/police")), ("parent", Value::Ref(organization))],
            Some(&name("Part")),
        )?;
        m.make(
            Kind::Source,
            &[("type", text("src/website")), ("organization", Value::Ref(organization))],
            Some(&name("Source")),
        )?;
        let title = name("Report");
        let of_report = [("type", text("doc/news")), ("title", text(&title)), ("parent", Value::Ref(report))];
        let told = m.make(Kind::Report, &of_report, None)?;
        m.tx.add_report_source(told, source, "publisher")?;
        let happened = m.make(Kind::Incident, &of_incident(n, place), None)?;
        let role = || ("role", text("role/participant"));
        m.make(
            Kind::Participation,
            &[("incident", Value::Ref(happened)), ("person", Value::Ref(person)), role()],
            None,
        )?;
        m.make(
            Kind::Participation,
            &[("incident", Value::Ref(happened)), ("organization", Value::Ref(organization)), role()],
            None,
        )?;
        m.make(
            Kind::Participation,
            &[("incident", Value::Ref(incident)), ("person", Value::Ref(other)), role()],
            None,
        )?;
        m.make(
            Kind::IncidentLink,
            &[
                ("from_incident", Value::Ref(incident)),
                ("type", text("precedes")),
                ("to_incident", Value::Ref(happened)),
            ],
            None,
        )?;
        for about in [person, organization, incident, place, report, source] {
            m.make(Kind::Note, &[("about", Value::Ref(about)), ("text", text(&name("Background")))], None)?;
            m.make(
                Kind::Figure,
                &[
                    ("about", Value::Ref(about)),
                    ("measure", text("fig/participants")),
                    ("verbatim", text(&name("many"))),
                    ("qualifier", text("vague")),
                ],
                None,
            )?;
            m.make(
                Kind::Relation,
                &[("subject", Value::Ref(group)), ("type", text("rel/subset_of")), ("object", Value::Ref(about))],
                None,
            )?;
        }
        m.make(
            Kind::Statement,
            &[
                ("incident", Value::Ref(incident)),
                ("person", Value::Ref(person)),
                ("form", text("speech")),
                ("text", text(&name("Words"))),
            ],
            None,
        )?;
        for (who, held_at) in [(other, place), (person, place)] {
            let of_detention = [
                ("person", Value::Ref(who)),
                ("incident", Value::Ref(incident)),
                ("start", date(n)),
                ("arresting_organization", Value::Ref(organization)),
            ];
            let detention = m.make(Kind::Detention, &of_detention, None)?;
            m.make(
                Kind::CustodyEvent,
                &[
                    ("detention", Value::Ref(detention)),
                    ("seq", Value::Integer(1)),
                    ("type", text("de/held")),
                    ("date", date(n)),
                    ("place", Value::Ref(held_at)),
                    ("status_after", text("held")),
                ],
                None,
            )?;
        }
    }
    Ok(Hub { person, organization, incident, place, report, source })
}

fn open(case: &Case) -> Store {
    let key = slots::open(&case.dir.path().join("keys"), Unlock::KeyFile).unwrap();
    Store::open(&case.database(), key).unwrap()
}

#[test]
fn no_page_grows_with_the_file_and_what_it_has_no_room_for_is_behind_it() {
    let case = Case::new();
    let store = open(&case);
    let actor = Actor::program();
    let hub = store.write(&actor, "Many", build).unwrap();
    assert!(store.check().unwrap().is_empty());
    every_row_of_a_section_is_on_one_of_its_pages(&store, &case, &hub);
    let hubs = [hub.person, hub.organization, hub.incident, hub.place, hub.report, hub.source];
    let labels = store.read(actor.viewer(), |tx| tx.labels(&hubs)).unwrap();
    drop(store);

    let server = Server::serve_case(case);
    let mut editor = server.sign_in("editor");
    let lists = [
        "/",
        "/timeline",
        "/held",
        "/people",
        "/people?of=groups",
        "/places",
        "/organizations",
        "/reports",
        "/sources",
    ];
    let pages = labels.values().map(|label| format!("/{}/{}", label.kind.path().unwrap(), label.reference));
    let forms = labels.values().map(|label| format!("{}/edit", label.address()));
    let more = ["/new", "/detentions/new", "/incidents/new", "/withdrawn"].map(str::to_owned);
    let mut waiting: VecDeque<String> =
        lists.iter().map(|list| (*list).to_owned()).chain(pages.clone()).chain(forms).chain(more).collect();
    let hubs: BTreeSet<String> = pages.collect();
    let onwards = Regex::new(r#"rel="next" href="([^"]*)""#).unwrap();
    let behind = Regex::new(r#"<p class="more">[^<]*<a class="btn low" href="([^"]*)""#).unwrap();
    let offered = Regex::new(r#"<option[^>]* value="[A-Z]-\d+""#).unwrap();
    let (mut seen, mut sections) = (BTreeSet::new(), BTreeMap::new());
    let mut heavy = Vec::new();
    while let Some(address) = waiting.pop_front() {
        if !seen.insert(address.clone()) {
            continue;
        }
        let answer = editor.get(&address);
        assert_eq!(answer.status, 200, "{address}");
        if answer.body.len() > HEAVIEST {
            heavy.push((address.clone(), answer.body.len()));
        }
        let page = answer.text();
        assert!(!offered.is_match(&page), "{address} lists records to choose from");
        let found = |pattern: &Regex| {
            pattern.captures_iter(&page).map(|found| found[1].replace("&amp;", "&")).collect::<Vec<_>>()
        };
        waiting.extend(found(&onwards));
        if hubs.contains(&address) {
            sections.insert(address, found(&behind));
        }
        waiting.extend(found(&behind));
    }
    assert!(heavy.is_empty(), "{heavy:?}");
    // What is tied to a record and has no room on its page.
    let led: BTreeSet<&str> = sections.values().flatten().map(|address| address.rsplit('/').next().unwrap()).collect();
    let expected = [
        "citations",
        "detentions",
        "figures",
        "incident-links",
        "notes",
        "organizations",
        "participations",
        "relations",
        "reports",
        "sources",
        "statements",
    ];
    assert_eq!(led, expected.into_iter().collect());
}

fn every_row_of_a_section_is_on_one_of_its_pages(store: &Store, case: &Case, hub: &Hub) {
    let raw = case.raw();
    let hubs = [
        (Kind::Person, hub.person),
        (Kind::Organization, hub.organization),
        (Kind::Incident, hub.incident),
        (Kind::Place, hub.place),
        (Kind::Report, hub.report),
        (Kind::Source, hub.source),
    ];
    let mut long = 0;
    for (of, kind) in hubs.into_iter().flat_map(|of| Kind::ALL.map(|kind| (of, kind))) {
        let refers =
            kind.fields().iter().filter(|field| matches!(field.ty, Type::Ref(target, _) if target.admits(of.0)));
        let refers: Vec<String> = refers.map(|field| format!("{} = {}", field.column(), of.1.0)).collect();
        if refers.is_empty() {
            continue;
        }
        let sql = format!("SELECT id FROM {} WHERE {}", kind.table(), refers.join(" OR "));
        let mut statement = raw.prepare(&sql).unwrap();
        let expected: BTreeSet<i64> =
            statement.query_map([], |row| row.get(0)).unwrap().map(std::result::Result::unwrap).collect();
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let page = store
                .read(Actor::program().viewer(), |tx| {
                    section::gather(tx, of, kind, after, |place| Ok(serde_json::to_string(place).unwrap()))
                })
                .unwrap();
            found.extend(page.facts.iter().map(|(id, _)| id.0));
            match page.next {
                Some(next) => after = Some(serde_json::from_str(&next).unwrap()),
                None => break,
            }
        }
        assert_eq!(found.len(), expected.len(), "{kind:?} of {of:?}");
        assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), expected, "{kind:?} of {of:?}");
        long += usize::from(expected.len() >= MANY);
    }
    assert!(long > 20, "{long} sections are longer than a page");
}
