//! What the pages of records show, and what they leave out: rendered from the sample case, without a server.

use std::collections::BTreeSet;

use habeas::app::gather::{dossier, history, list, organization, place, record_json::record_json, report, source};
use habeas::domain::access::{Actor, Role, Viewer};
use habeas::domain::citation::Grade;
use habeas::domain::kind::{Incident, Person};
use habeas::domain::kind::{Kind, Type};
use habeas::domain::lang::Lang;
use habeas::domain::query::list::{List, Start};
use habeas::domain::query::place::NamePlace;
use habeas::domain::record::{Draft, Fields, RecordId, RecordKey, Sensitivity, Value};
use habeas::domain::time::Day;
use habeas::error::{Error, Result};
use habeas::index::Answers;
use habeas::pages::actions::AvailableActions;
use habeas::pages::dossier::SECTION;
use habeas::pages::history::{HistoryPage, ShownValue};
use habeas::store::ReadTx;
use habeas::view::kit::summary::choice;
use habeas::view::page;
use habeas::view::{AccountLine, PageContext};
use maud::Markup;
use serde_json::Value as Json;

use crate::attached_rows::{AttachedRows, NewCitation};
use crate::support::{CaseFile, reader, sample_case};

const ALL: Sensitivity = Sensitivity::Restricted;

/// What pages print that looks like the key of a message ("co-chair") and is none.
const SEED: [&str; 3] = [
    include_str!("../../seed/vocabulary.toml"),
    include_str!("../../seed/almaty-2012.toml"),
    include_str!("../../seed/almaty-2012-other-reports.toml"),
];

fn on() -> Day {
    Day::from_ymd(2012, 4, 2).unwrap()
}

fn id(tx: &ReadTx<'_>, reference: &str) -> Result<RecordId> {
    tx.resolve(&RecordKey::parse(reference).unwrap()).map(|(id, _)| id)
}

/// Reads as an editor of a clearance, in English.
fn read<T>(case: &CaseFile, clearance: Sensitivity, work: impl FnOnce(&ReadTx<'_>) -> Result<T>) -> Result<T> {
    case.store.read(&viewer(clearance), work)
}

fn viewer(clearance: Sensitivity) -> Viewer {
    reader(Role::Editor, clearance)
}

fn page(case: &CaseFile, lang: Lang, markup: impl FnOnce(&PageContext<'_>) -> Markup) -> String {
    let vocabulary = case.store.vocabulary().unwrap();
    let account = Some(AccountLine { name: "Editor 1", role: Role::Editor, admin: false, csrf: "" });
    let cx = PageContext {
        lang,
        vocabulary: &vocabulary,
        case: "Sample case",
        today: Day::MAX,
        on: on(),
        on_is_fixed: true,
        account,
        address: "/",
        style: "/habeas.css",
        script: "/assets/habeas.js",
    };
    markup(&cx).into_string()
}

fn report_page(case: &CaseFile, clearance: Sensitivity, reference: &str) -> String {
    let gathered = read(case, clearance, |tx| report::gather(tx, id(tx, reference)?)).unwrap();
    page(case, Lang::En, |cx| page::report::report(cx, &gathered, &AvailableActions::default()))
}

fn place_page(case: &CaseFile, reference: &str) -> String {
    let gathered =
        read(case, ALL, |tx| place::gather(&Answers::of_tables(tx), id(tx, reference)?, Lang::En, on())).unwrap();
    page(case, Lang::En, |cx| page::place::place(cx, &gathered, &AvailableActions::default()))
}

fn count(text: &str, part: &str) -> usize {
    text.matches(part).count()
}

fn text_of(html: &str) -> String {
    regex::Regex::new("<[^>]*>").unwrap().replace_all(html, " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_report_lists_every_fact_it_supports_with_paragraph_hedge_and_grade() {
    let case = sample_case();
    let cited = read(&case, ALL, |tx| tx.citations_of_report(id(tx, "R-1")?)).unwrap();
    assert_eq!(cited.len(), 141);
    // The page has the first of them; all of them are a list of their own.
    let html = report_page(&case, ALL, "R-1");
    assert!(html.contains("href=\"/reports/R-1/citations\""));
    let (mut shown, mut numbers, mut all) = (Vec::new(), Vec::new(), String::new());
    let mut after = None;
    loop {
        let mut part = read(&case, ALL, |tx| report::supported(tx, id(tx, "R-1")?, after)).unwrap();
        let citations = std::mem::take(&mut part.citations);
        assert!(citations.len() <= SECTION);
        shown.extend(citations.iter().map(|citation| citation.id));
        let paragraphs = report::by_paragraph(citations);
        let html = page(&case, Lang::En, |cx| page::section::supported(cx, "/list", (&part, None), &paragraphs));
        for (paragraph, citations) in &paragraphs {
            assert!(citations.iter().all(|citation| citation.paragraph == *paragraph));
            if let Some(number) = paragraph {
                assert!(html.contains(&format!("<h3 id=\"p{number}\">¶ {number}</h3>")), "¶ {number}");
            }
            for citation in citations {
                let fact = &part.facts[&citation.record];
                assert!(html.contains(&format!("/{}\"", fact.page.reference)), "{} has no link", fact.page.reference);
                assert!(
                    citation.quote.as_ref().is_none_or(|quote| text_of(&html).contains(&maud::html! { (quote) }.0))
                );
            }
        }
        numbers.extend(paragraphs.iter().filter_map(|(number, _)| *number));
        all.push_str(&html);
        match part.next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    assert_eq!(shown.len(), 141, "each is on one page");
    assert_eq!(shown.into_iter().collect::<BTreeSet<_>>(), cited.iter().map(|citation| citation.id).collect());
    assert!(numbers.is_sorted() && numbers.first() == Some(&1), "{numbers:?}");
    let html = all;
    // Each line of the supported facts ends with the grade.
    let grades = regex::Regex::new(r" · [A-F][1-6]").unwrap();
    assert!(grades.find_iter(&html).count() >= 141);
}

#[test]
fn a_fact_is_described_by_whom_and_what_it_is_about() {
    let case = sample_case();
    let line = |reference: &str| {
        let facts = read(&case, ALL, |tx| habeas::app::gather::summary::describe(tx, [id(tx, reference)?])).unwrap();
        let fact = facts.into_values().next().unwrap();
        let html = page(&case, Lang::En, |cx| habeas::view::kit::summary::described(cx, &fact));
        (text_of(&html), fact.page.reference)
    };
    let (participation, page) = line("X-9");
    assert!(participation.starts_with("Bulat Abilov , ") && page == "I-4", "{participation} {page}");
    let (tie, page) = line("T-1");
    assert!(tie.contains("Bulat Abilov") && tie.contains("Azat party") && page == "P-1", "{tie} {page}");
    let (figure, page) = line("F-1");
    assert!(figure.contains("Around 1,000 Kazakh protesters") && page == "I-1", "{figure} {page}");
    let (step, page) = line("E-1");
    assert!(step.contains("Bulat Abilov") && step.contains("25 February 2012") && page == "D-1", "{step} {page}");
    let (link, page) = line("K-3");
    assert!(link.starts_with("Police block") && page == "I-3", "{link} {page}");
    assert!(line("Q-1").0.contains("Why is Nazarbaev still insatiable?"));
    assert!(line("W-2").0.contains("Commercial hub"));
}

#[test]
fn a_place_page_lists_what_happened_inside_it_and_nothing_else() {
    let case = sample_case();
    let almaty = read(&case, ALL, |tx| place::gather(&Answers::of_tables(tx), id(tx, "L-2")?, Lang::En, on())).unwrap();
    let incidents: BTreeSet<&str> =
        almaty.entries.iter().map(|e| e.label.reference.as_str()).filter(|r| r.starts_with("I-")).collect();
    assert_eq!(incidents, BTreeSet::from(["I-1", "I-2", "I-3", "I-4", "I-5", "I-6"]));
    assert_eq!(almaty.tree.incidents, 6);
    let html = place_page(&case, "L-2");
    for elsewhere in ["/incidents/I-8\"", "/incidents/I-9\"", "/incidents/I-10\""] {
        assert!(!html.contains(elsewhere), "{elsewhere}");
    }
    for inside in ["L-3", "L-4", "L-5", "L-6"] {
        assert!(html.contains(&format!("/places/{inside}\"")), "{inside}");
    }
    assert!(html.contains("/places/L-1\"") && html.contains("GeoNames, CC BY 4.0") && html.contains("Alma-Ata"));
    // Astana has one incident, and none of those held in Almaty.
    let astana = read(&case, ALL, |tx| place::gather(&Answers::of_tables(tx), id(tx, "L-7")?, Lang::En, on())).unwrap();
    assert_eq!((astana.tree.incidents, astana.held.len(), astana.total), (1, 0, 1));
}

#[test]
fn those_held_in_a_place_are_those_whose_last_place_of_custody_is_inside_it() {
    let case = sample_case();
    let stations =
        read(&case, ALL, |tx| place::gather(&Answers::of_tables(tx), id(tx, "L-5")?, Lang::En, on())).unwrap();
    let held: BTreeSet<&str> = stations.held.iter().map(|holding| holding.person.reference.as_str()).collect();
    assert_eq!(held, BTreeSet::from(["P-1", "P-2", "P-3", "G-2"]));
    // The sentence of two of them says nothing of a place: the one shown is an earlier one, and says so.
    let earlier: BTreeSet<&str> = stations
        .held
        .iter()
        .filter(|holding| holding.place_is_earlier)
        .map(|holding| holding.person.reference.as_str())
        .collect();
    assert_eq!(earlier, BTreeSet::from(["P-1", "P-3"]));
}

/// Protects the first source of the article, as somebody who keeps the record does.
fn protect(case: &CaseFile) {
    let program = Actor::program();
    case.store
        .write(&program, "The source asked for it", |tx| {
            let source = id(&tx.read(), "S-1")?;
            tx.update(source, 1, &Fields::from([("protected", Some(Value::Bool(true)))]))
        })
        .unwrap();
}

#[test]
fn a_reader_below_clearance_3_never_sees_a_protected_source() {
    let case = sample_case();
    protect(&case);
    let below = Sensitivity::Confidential;
    let told = |clearance| {
        let mut pages = vec![report_page(&case, clearance, "R-1"), report_page(&case, clearance, "R-2")];
        pages.extend(
            [List::Sources, List::Reports].iter().flat_map(|list| list_pages(&case, clearance, Lang::En, *list)),
        );
        let behind = read(&case, clearance, |tx| organization::gather(tx, id(tx, "O-6")?, on())).unwrap();
        pages.push(page(&case, Lang::En, |cx| {
            page::organization::organization(cx, &behind, &AvailableActions::default())
        }));
        for reference in ["R-1", "O-6", "I-4", "D-1"] {
            let written = read(&case, clearance, |tx| history::gather(tx, id(tx, reference)?, None)).unwrap();
            pages.push(page(&case, Lang::En, |cx| page::history::history(cx, &written)));
        }
        pages
    };
    for html in told(below) {
        assert!(!html.contains("/sources/S-1\"") && !html.contains(">S-1<"), "the source is named");
    }
    assert!(told(ALL).iter().filter(|html| html.contains("/sources/S-1\"")).count() > 4);
    let protected = read(&case, ALL, |tx| id(tx, "S-1")).unwrap();
    assert!(matches!(read(&case, below, |tx| source::gather(tx, protected)), Err(Error::NotFound)));
    assert!(read(&case, ALL, |tx| source::gather(tx, id(tx, "S-1")?)).is_ok());
}

#[test]
fn the_history_of_a_citation_goes_with_the_report_it_names() {
    let case = sample_case();
    let program = Actor::program();
    let mut draft = Draft::new(
        Kind::Report,
        Fields::from([
            ("type", Some(Value::Text("doc/testimony".into()))),
            ("title", Some(Value::Text("What nobody may know".into()))),
        ]),
    );
    draft.sensitivity = Sensitivity::Restricted;
    case.store
        .write(&program, "Heard today", |tx| {
            let report = tx.create(&draft)?;
            let incident = id(&tx.read(), "I-1")?;
            tx.add_citation(
                incident,
                &NewCitation {
                    field: None,
                    report,
                    stance: "supports".into(),
                    paragraph: None,
                    page: None,
                    quote: Some("a secret sentence".into()),
                    hedge: "asserted".into(),
                    via: None,
                    grade: Grade::UNJUDGED,
                    note: None,
                },
            )
        })
        .unwrap();
    let told = |clearance| {
        let written = read(&case, clearance, |tx| history::gather(tx, id(tx, "I-1")?, None)).unwrap();
        page(&case, Lang::En, |cx| page::history::history(cx, &written))
    };
    assert!(told(Sensitivity::Restricted).contains("a secret sentence"));
    assert!(!told(Sensitivity::Internal).contains("a secret sentence"));
    assert!(!told(Sensitivity::Internal).contains("What nobody may know"));
}

fn history_of(case: &CaseFile, clearance: Sensitivity, reference: &str) -> HistoryPage {
    read(case, clearance, |tx| history::gather(tx, id(tx, reference)?, None)).unwrap()
}

#[test]
fn history_shows_before_and_after() {
    let case = sample_case();
    let program = Actor::program();
    case.store
        .write(&program, "Found on a map", |tx| {
            let (incident, square) = (id(&tx.read(), "I-1")?, id(&tx.read(), "L-3")?);
            let changes = Fields::from([
                ("place", Some(Value::Ref(square))),
                ("title", Some(Value::Text("Rally on the square".into()))),
                ("date_part", None),
            ]);
            tx.update(incident, 1, &changes)
        })
        .unwrap();
    let written = history_of(&case, ALL, "I-1");
    let newest = written.writes.first().unwrap();
    assert_eq!((newest.row.action.as_str(), newest.row.reason.as_str()), ("update", "Found on a map"));
    let change = |field: &str| newest.changes.iter().find(|change| change.field == field).unwrap();
    assert!(matches!((&change("place").before, &change("place").after),
        (Some(ShownValue::Record(before)), Some(ShownValue::Record(after))) if before.reference == "L-4" && after.reference == "L-3"));
    assert!(change("date_part").before.is_some() && change("date_part").after.is_none());

    let html = page(&case, Lang::En, |cx| page::history::history(cx, &written));
    let text = text_of(&html);
    assert!(text.contains("Rally on the square") && text.contains("Day of Disagreement"));
    assert!(text.contains("Found on a map") && html.contains("/places/L-3\"") && html.contains("/places/L-4\""));
    assert!(text.contains(" UTC"), "{text}");
    // Newest first.
    assert!(written.writes.iter().map(|write| write.row.id).rev().is_sorted());
}

#[test]
fn a_change_that_names_a_record_not_open_to_the_reader_is_left_out_of_the_history() {
    let case = sample_case();
    let program = Actor::program();
    let closed = case
        .store
        .write(&program, "A closed place", |tx| {
            let mut draft = Draft::new(Kind::Place, Fields::from([("level", Some(Value::Text("site".into())))]));
            draft.sensitivity = Sensitivity::Restricted;
            let closed = tx.create(&draft)?;
            let incident = id(&tx.read(), "I-1")?;
            tx.update(incident, 1, &Fields::from([("place", Some(Value::Ref(closed)))]))?;
            Ok(closed)
        })
        .unwrap();
    let place = |clearance| {
        let changes = history_of(&case, clearance, "I-1").writes.remove(0).changes;
        changes.into_iter().find(|change| change.field == "place")
    };
    assert!(matches!(place(ALL).unwrap().after, Some(ShownValue::Record(label)) if label.id == closed));
    assert!(place(Sensitivity::Internal).is_none());
}

#[test]
fn a_long_history_is_read_page_by_page_without_gaps() {
    let case = sample_case();
    let (family, record) = case
        .store
        .write(&Actor::program(), "A long history", |tx| {
            let record = id(&tx.read(), "O-2")?;
            for version in 1..=120 {
                tx.update(record, version, &Fields::from([("description", Some(Value::Text(format!("{version}"))))]))?;
            }
            Ok((tx.read().family(record)?, record))
        })
        .unwrap();
    let (mut seen, mut pages, mut before) = (Vec::new(), 0, None);
    loop {
        let page = read(&case, ALL, |tx| history::gather(tx, record, before)).unwrap();
        seen.extend(page.writes.iter().map(|write| write.row.id));
        pages += 1;
        before = page.older;
        if before.is_none() {
            break;
        }
    }
    let of = family.iter().map(|id| id.0.to_string()).collect::<Vec<_>>().join(", ");
    let raw = case.raw();
    let mut written = raw
        .prepare(&format!(
            "SELECT id FROM change WHERE subject IN (SELECT uid FROM record WHERE id IN ({of})) ORDER BY id DESC"
        ))
        .unwrap();
    let written: Vec<i64> = written.query_map([], |row| row.get(0)).unwrap().map(|id| id.unwrap()).collect();
    assert_eq!(seen, written, "every write once, newest first");
    assert!(pages > 2, "{pages} pages of {} writes show little", written.len());
}

#[test]
fn every_record_with_a_page_is_listed_and_no_list_names_another_kind() {
    let case = sample_case();
    for kind in [Kind::Person, Kind::Place, Kind::Organization, Kind::Report, Kind::Source] {
        let lists = lists_of(&case).into_iter().filter(|list| list.kind() == kind);
        let html: String = lists.flat_map(|list| list_pages(&case, ALL, Lang::En, list)).collect();
        let path = kind.path().unwrap();
        for label in read(&case, ALL, |tx| tx.list(kind)).unwrap() {
            assert_eq!(count(&html, &format!("href=\"/{path}/{}\"", label.reference)), 1, "{}", label.reference);
        }
    }
}

#[test]
fn the_json_of_a_record_carries_labels_dates_and_the_citations_of_each_row() {
    let case = sample_case();
    let rally = read(&case, ALL, |tx| dossier::gather::<Incident>(tx, id(tx, "I-1")?)).unwrap();
    let json = record_json(&rally, on()).unwrap();
    assert_eq!(json["ref"], "I-1");
    assert_eq!(json["date"], serde_json::json!({ "edtf": "2012-02-25", "lo": "2012-02-25", "hi": "2012-02-25" }));
    assert_eq!((&json["place"]["ref"], &json["place"]["kind"]), (&"L-4".into(), &"place".into()));
    assert!(json["citations"].as_array().unwrap().iter().any(|c| c["field"] == "date" && c["paragraph"] == 3));
    for list in ["participations", "incident_links", "figures", "statements", "notes"] {
        let rows = json[list].as_array().unwrap();
        assert!(!rows.is_empty(), "{list}");
        for row in rows {
            let cited = row["citations"].as_array().unwrap();
            assert!(cited.iter().all(|c| c["report"]["ref"].is_string() && c["grade"].is_string()), "{row}");
        }
    }
    // Keys of the case file stay in it: no reference is a number.
    let numbers = |row: &Json| ["incident", "person", "organization", "place"].iter().any(|f| row[f].is_number());
    assert!(!json["participations"].as_array().unwrap().iter().any(numbers));

    let abilov = read(&case, ALL, |tx| dossier::gather::<Person>(tx, id(tx, "P-1")?)).unwrap();
    let json = record_json(&abilov, on()).unwrap();
    let held = json["detentions"].as_array().unwrap().iter().find(|d| d["ref"] == "D-1").unwrap();
    assert_eq!(held["status"]["status"], "serving_sentence");
    assert_eq!(held["status"]["as_of"]["edtf"], "[2012-02-25..]");
    assert_eq!(held["events"].as_array().unwrap().len(), 4);
    // A day earlier, nobody had been arrested.
    let before = record_json(&abilov, Day::from_ymd(2012, 2, 24).unwrap()).unwrap();
    let then = before["detentions"].as_array().unwrap().iter().find(|d| d["ref"] == "D-1").unwrap();
    assert!(then.get("status").is_none());
}

#[test]
fn every_value_of_a_closed_list_has_a_word_in_every_language() {
    let case = sample_case();
    let mut wordless = Vec::new();
    for lang in Lang::ALL {
        for (kind, field) in Kind::ALL.into_iter().flat_map(|kind| kind.fields().iter().map(move |f| (kind, f))) {
            let Type::Choice(values) = field.ty else { continue };
            for value in values {
                let word = page(&case, lang, |cx| maud::html! { (choice(cx, kind.table(), field.name, value)) });
                if word.ends_with(&format!("-{value}")) {
                    wordless.push(word);
                }
            }
        }
    }
    assert!(wordless.is_empty(), "{wordless:?}");
}

#[test]
fn no_page_prints_the_key_of_a_message() {
    let case = sample_case();
    let key = regex::Regex::new(r">\s*([a-z]+(?:-[a-z_]+)+)\s*<").unwrap();
    for lang in Lang::ALL {
        for html in every_page(&case, lang) {
            let said = |word: &str| SEED.iter().any(|seed| seed.contains(word));
            let words = key.captures_iter(&html).map(|found| found.get(1).unwrap().as_str());
            let keys: BTreeSet<&str> = words.filter(|word| !said(word)).collect();
            assert!(keys.is_empty(), "{lang:?}: {keys:?}");
        }
    }
}

#[test]
fn pages_stay_light_and_their_heads_in_order() {
    let case = sample_case();
    let head = regex::Regex::new("<h([1-6])").unwrap();
    for html in every_page(&case, Lang::En) {
        assert!(html.len() < 95_000, "{} bytes", html.len());
        let mut last = 0;
        for found in head.captures_iter(&html) {
            let level: i32 = found[1].parse().unwrap();
            assert!(level <= last + 1, "h{last} is followed by h{level}");
            last = level;
        }
        let ids: Vec<&str> = html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert_eq!(ids.len(), ids.iter().collect::<BTreeSet<_>>().len(), "an id is given twice");
    }
}

fn every_page(case: &CaseFile, lang: Lang) -> Vec<String> {
    let mut pages = Vec::new();
    for kind in [Kind::Place, Kind::Organization, Kind::Source, Kind::Report] {
        let labels = read(case, ALL, |tx| tx.list(kind)).unwrap();
        for label in labels {
            pages.push(read(case, ALL, |tx| rendered(case, lang, tx, kind, label.id)).unwrap());
            let written = read(case, ALL, |tx| history::gather(tx, label.id, None)).unwrap();
            pages.push(page(case, lang, |reader| page::history::history(reader, &written)));
        }
    }
    pages.extend(lists_of(case).into_iter().flat_map(|list| list_pages(case, ALL, lang, list)));
    pages
}

/// Every list there is: of places, those inside each of them too.
fn lists_of(case: &CaseFile) -> Vec<List> {
    let places = read(case, ALL, |tx| tx.list(Kind::Place)).unwrap();
    let inside = places.iter().map(|place| Some(place.id)).chain([None]).map(List::Places);
    [List::People, List::Groups, List::Organizations, List::Reports, List::Sources].into_iter().chain(inside).collect()
}

/// All pages of a list.
fn list_pages(case: &CaseFile, clearance: Sensitivity, lang: Lang, list: List) -> Vec<String> {
    let (mut pages, mut start) = (Vec::new(), Start::First);
    loop {
        let listed =
            read(case, clearance, |tx| list::gather(tx, (list, lang), &start, on(), |place| Ok(place.name.clone())))
                .unwrap();
        pages.push(page(case, lang, |reader| page::list::list(reader, "/list", &listed, None)));
        match listed.page.ids.last() {
            Some(last) if listed.page.after => {
                let label = read(case, clearance, |tx| tx.label(*last)).unwrap();
                start = Start::After(NamePlace::of(&label));
            }
            _ => return pages,
        }
    }
}

fn rendered(case: &CaseFile, lang: Lang, tx: &ReadTx<'_>, kind: Kind, id: RecordId) -> Result<String> {
    Ok(match kind {
        Kind::Place => {
            let gathered = place::gather(&Answers::of_tables(tx), id, lang, on())?;
            page(case, lang, |cx| page::place::place(cx, &gathered, &AvailableActions::default()))
        }
        Kind::Organization => {
            let gathered = organization::gather(tx, id, on())?;
            page(case, lang, |cx| page::organization::organization(cx, &gathered, &AvailableActions::default()))
        }
        Kind::Source => {
            let gathered = source::gather(tx, id)?;
            page(case, lang, |cx| page::source::source(cx, &gathered, &AvailableActions::default()))
        }
        _ => {
            let gathered = report::gather(tx, id)?;
            page(case, lang, |cx| page::report::report(cx, &gathered, &AvailableActions::default()))
        }
    })
}
