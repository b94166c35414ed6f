//! Who is in the answer of a question: memory tells each reader what the tables do, and every number is the number of lines that
//! its click gives. Its pages lead on and back, and stand by their address or by a question that is kept.

use std::sync::Arc;

use habeas::app::questions::resolve;
use habeas::domain::access::{Role, Viewer};
use habeas::domain::kind::Kind;
use habeas::domain::query::involved::{InLines, Involved};
use habeas::domain::query::{Facets, Question, TimelineQuery};
use habeas::domain::record::{Revision, Sensitivity};
use habeas::index::{Answers, Index, PageOf};
use regex::Regex;

use crate::cursors::{crowd, way};
use crate::server::{Server, between};
use crate::support::{CaseFile, editor_within, ids, reader, sample_case, write};

/// Nine tenths open to everybody; of the rest some are for a compartment, some for the cleared.
fn partly_closed() -> (CaseFile, i64) {
    let case = sample_case();
    let (editor, inside) = editor_within(&case, "lawyers");
    let kinds = [Kind::Person, Kind::Incident, Kind::Participation, Kind::Detention, Kind::CustodyEvent];
    write(&case, &editor, |tx| {
        for (at, id) in ids(&tx.read(), &kinds).into_iter().enumerate() {
            let (compartment, level) = match at % 10 {
                3 => (Some(Some(inside)), 1),
                7 => (None, 1 + at % 3),
                _ => (None, 0),
            };
            let revision = Revision { compartment, sensitivity: Some(Sensitivity::ALL[level]), ..Revision::default() };
            let kind = tx.read().kinds(&[id])?[0].1;
            tx.revise(id, tx.read().get_untyped(kind, id)?.0.version, &revision)?;
        }
        Ok(())
    })
    .unwrap();
    (case, inside)
}

const ASKED: [&str; 10] = [
    "",
    "place=L-2",
    "type=inc/rally",
    "from=2012-02&to=2012-02",
    "person=P-1&person=P-2",
    "not-person=P-2&kind=custody_event",
    "role=role/participant&sourcing=single",
    "status=held",
    "contradicted=yes",
    "detention=D-1&detention=D-2",
];

#[test]
fn every_number_beside_a_name_is_the_number_of_lines_that_its_click_gives_to_any_reader_from_memory_and_from_the_tables()
 {
    let (case, inside) = partly_closed();
    let index = Arc::new(Index::default());
    index.build(&case.store).unwrap();
    let mut told = Vec::new();
    for (clearance, compartments) in [(0, vec![]), (1, vec![]), (1, vec![inside]), (3, vec![inside])] {
        let viewer = Viewer { compartments, ..reader(Role::Editor, Sensitivity::ALL[clearance]) };
        let total = |question: &Question| {
            index.read(&case.store, &viewer, |tx, answers| {
                let page = PageOf { after: None, limit: 0, records: Some(0), facets: Facets::Usual };
                Ok(answers.timeline(&resolve(question, tx, |_| true)?, page)?.summary.total)
            })
        };
        let mut people = 0;
        for question in ASKED.map(|text| Question::from_query(text).unwrap()) {
            // Not everybody sees whoever is asked for.
            let query = case.store.read(&viewer, |tx| Ok(resolve(&question, tx, |_| true)));
            let Ok(query): Result<TimelineQuery, _> = query.unwrap() else { continue };
            for involved in Involved::ALL {
                let of = |answers: &Answers<'_>| answers.involved(&query, involved);
                let tables = case.store.read(&viewer, |tx| of(&Answers::of_tables(tx))).unwrap();
                let (memory, labels) = index
                    .read(&case.store, &viewer, |tx, answers| {
                        assert!(answers.is_from_memory());
                        let found = of(answers)?;
                        let labels = tx.labels(&found.all.iter().map(|one| one.record).collect::<Vec<_>>())?;
                        Ok((found, labels))
                    })
                    .unwrap();
                assert_eq!(memory, tables, "{involved:?} of {question:?} for {viewer:?}");
                assert_eq!(memory.total, total(&question.without(involved.parameter())).unwrap());
                let InLines { all, lines, total: of_lines } = memory;
                assert!(lines <= of_lines && all.iter().all(|one| one.lines <= lines));
                for one in &all {
                    let reference = &labels[&one.record].reference;
                    let click = question.with(involved.parameter(), reference);
                    assert_eq!(total(&click).unwrap(), one.lines, "{reference} of {question:?} for {viewer:?}");
                }
                people += all.len();
            }
        }
        told.push(people);
    }
    assert!(told.is_sorted() && told[0] > 10 && told[3] > told[0], "{told:?}");
}

/// A page of 50 with its style sheet and script, in bytes.
const HEAVIEST: usize = 100_000;

/// The refs of those that a page lists, and how many lines each has.
fn listed(page: &str) -> Vec<(String, String)> {
    let row =
        Regex::new(r#"class="ref" href="[^"]+">([A-Z]-[0-9]+)</a></th><td[^>]*><span class="v">([0-9]+)<"#).unwrap();
    let table = between(page, "<tbody", "</table>").unwrap();
    row.captures_iter(table).map(|found| (found[1].to_owned(), found[2].to_owned())).collect()
}

#[test]
fn pages_of_those_in_the_lines_lead_on_and_back_and_tell_no_name_in_their_address() {
    let (server, _) = crowd();
    let mut editor = server.sign_in("editor");
    let assets = include_str!("../../src/view/habeas.css").len() + include_str!("../../src/view/habeas.js").len();
    for list in ["/timeline/people", "/timeline/people?order=name", "/timeline/detentions?type=de/arrested&more=1"] {
        let first = editor.get(list).text();
        assert!(first.len() + assets <= HEAVIEST, "{list} weighs {} bytes", first.len() + assets);
        let next = way(&first, "next");
        assert!(next.starts_with(list.split('?').next().unwrap()) && !next.contains("Zq") && !next.contains("5a7120"));
        let second = editor.get(&next).text();
        let (one, other) = (listed(&first), listed(&second));
        assert!(one.len() == 50 && (20..50).contains(&other.len()), "{list}: {} {}", one.len(), other.len());
        assert!(other.iter().all(|row| !one.contains(row)));
        assert_eq!(listed(&editor.get(&way(&second, "prev")).text()), one);
        for wrong in ["after=0.0.0", "before=ffff", "cursor=1.2.3", "order=size", "after=&before="] {
            let sign = if list.contains('?') { '&' } else { '?' };
            let status = editor.get(&format!("{list}{sign}{wrong}")).status;
            assert_eq!(status, if wrong == "after=&before=" { 200 } else { 400 }, "{list} {wrong}");
        }
    }
}

#[test]
fn the_same_question_is_asked_of_lines_and_of_who_is_in_them_by_address_form_and_kept() {
    let server = Server::serve();
    let mut editor = server.sign_in("editor");
    let page = editor.get("/timeline/people?place=L-2&order=newest").text();
    // The panel and the filters stay with the list, the ways to the lines keep their order.
    assert!(page.contains("action=\"/timeline/people\"") && page.contains("href=\"/timeline/people?order=newest\""));
    assert!(page.contains("href=\"/timeline?place=L-2&amp;order=newest\"") && page.contains("href=\"/people/P-1\""));
    let click = "href=\"/timeline?place=L-2&amp;person=P-1&amp;order=newest\"";
    assert!(page.contains(click), "{page}");
    let asked = editor.post("/questions", &[("place", "Almaty"), ("shown", "detentions")]);
    assert_eq!(asked.goes(), "/timeline/detentions?place=L-2");
    let kept = [("shows", "timeline_people"), ("name", "Who was there"), ("watch", "1"), ("place", "L-2")];
    let kept = editor.post("/q", &kept).goes();
    assert_eq!(listed(&editor.get(&kept).text()), listed(&editor.get("/timeline/people?place=L-2").text()));
    assert!(!editor.get("/q").text().contains("/news"), "lines are watched, and who is in them is not");
    for (address, status) in [
        ("/incidents?kind=custody_event", 400),
        ("/incidents?kind=incident&kind=custody_event", 400),
        ("/incidents?kind=incident", 200),
        ("/timeline/people?person=P-1", 200),
        ("/timeline/detentions?detention=D-1", 200),
        ("/timeline/detentions?detention=P-1", 422),
    ] {
        assert_eq!(editor.get(address).status, status, "{address}");
    }
}
