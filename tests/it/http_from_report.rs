//! Logging from a report without script: a paragraph is taken, what it tells is chosen, and the page comes back to it.

use serde_json::{Value as Json, json};

use crate::http_forms::{fill, key_of};
use crate::server::{Answer, Server, between};

const RALLY: &str = "Around 1,000 Kazakh protesters rallied in Almaty.";

/// A server whose R-1 has a text: paragraphs as it is cited for them, with all words that are quoted from it, and empty
/// lines between them.
fn with_text() -> Server {
    let server = Server::serve();
    let mut paragraphs: Vec<String> = (1..=18).map(|number| format!("Paragraph number {number}.")).collect();
    for (number, first) in [(3, "Third words."), (4, RALLY), (5, "Police took leaders."), (6, "Last words.")] {
        paragraphs[number - 1] = first.to_owned();
    }
    for (paragraph, words) in quoted(&server) {
        let paragraph = &mut paragraphs[usize::from(paragraph) - 1];
        if !paragraph.contains(&words) {
            *paragraph = format!("{paragraph} {words}.");
        }
    }
    let text = paragraphs.join("\n\n");
    let report = server.api("/api/v1/reports/R-1", server.case().token("editor")).json();
    let body = json!({ "version": report["version"], "reason": "The text", "body": text }).to_string();
    let bearer = format!("Bearer {}", server.case().token("editor"));
    let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
    let answer = server.send("PATCH", "/api/v1/reports/R-1", &headers, body.as_bytes());
    assert_eq!(answer.status, 200, "{}", answer.text());
    server
}

/// The words that the sample case quotes from R-1, each with its paragraph.
fn quoted(server: &Server) -> Vec<(u8, String)> {
    let sql = "SELECT coalesce(paragraph, 18), quote FROM citation
                WHERE quote IS NOT NULL AND report_id = (SELECT id FROM record WHERE ref = 'R-1')";
    let case = server.case().raw();
    let mut statement = case.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    rows.map(Result::unwrap).collect()
}

fn record(server: &Server, path: &str) -> Json {
    server.api(&format!("/api/v1/{path}"), server.case().token("editor")).json()
}

/// What a page's forms would send by themselves: their hidden fields, without what guards them.
fn hidden(page: &Answer) -> Vec<(String, String)> {
    let text = page.text();
    let fields = text.split("<input type=\"hidden\" name=\"").skip(1).filter_map(|rest| {
        let (name, rest) = rest.split_once("\" value=\"")?;
        Some((name.to_owned(), rest.split_once('"')?.0.to_owned()))
    });
    fields.filter(|(name, _)| !matches!(name.as_str(), "csrf" | "back")).collect()
}

fn and<'f>(hidden: &'f [(String, String)], more: &[(&'f str, &'f str)]) -> Vec<(&'f str, &'f str)> {
    hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).chain(more.iter().copied()).collect()
}

/// The citations of a record that R-1 gives from a paragraph.
fn cited(record: &Json, paragraph: i64) -> Vec<&Json> {
    let all = record["citations"].as_array().unwrap().iter();
    all.filter(|citation| citation["report"]["ref"] == "R-1" && citation["paragraph"] == paragraph).collect()
}

#[test]
fn a_figure_is_logged_from_a_paragraph_in_three_steps_without_script() {
    let server = with_text();
    let mut monitor = server.sign_in("monitor");
    assert!(monitor.get("/reports/R-1").text().contains("href=\"/reports/R-1/record\""));
    let start = monitor.get("/reports/R-1/record");
    let page = start.text();
    assert!(page.contains("<mark>Around 1,000 Kazakh protesters</mark> rallied in Almaty."), "{page}");
    let third = between(&page, "id=\"p3\"", "</li>").unwrap();
    assert!(third.contains("Third words.") && third.contains("href=\"/incidents/"), "{third}");
    assert!(page.contains("formaction=\"/reports/R-1/record?paragraph=4#add\""));

    // The paragraph is taken, then its words are copied and the kind is chosen: nothing typed goes.
    let step = hidden(&start);
    let taken =
        monitor.post("/reports/R-1/record?paragraph=4", &and(&step, &[("look", "1"), ("citations.0.paragraph", "")]));
    assert!(taken.text().contains("name=\"citations.0.paragraph\" value=\"4\""), "{}", taken.text());
    let beside = taken.text();
    let beside = between(&beside, "data-taken>", "</div>").unwrap();
    assert!(beside.contains("¶ <span>4</span>") && beside.contains(RALLY), "the words to copy: {beside}");
    let words = "1,000 Kazakh protesters rallied";
    let typed = [("look", "1"), ("citations.0.paragraph", "4"), ("citations.0.quote", words)];
    let chosen = monitor.post("/reports/R-1/record?kind=figures", &and(&hidden(&taken), &typed));
    let page = chosen.text();
    assert!(
        page.contains("name=\"adding\" value=\"figures\"") && page.contains(&format!(">{words}</textarea>")),
        "{page}"
    );
    assert!(page.contains(&format!("name=\"verbatim\" value=\"{words}\"")), "the wording is the figure's too");

    let filled = hidden(&chosen);
    let about = [
        ("about", "I-1"),
        ("measure", "fig/participants"),
        ("verbatim", "1,000 Kazakh protesters"),
        ("citations.0.report", "R-1"),
        ("citations.0.paragraph", "4"),
        ("citations.0.quote", words),
        ("citations.0.grade", "B3"),
    ];
    let saved = monitor.post("/reports/R-1/record", &and(&filled, &about));
    let to = saved.goes();
    assert!(
        saved.status == 303 && to.starts_with("/reports/R-1/record?saved=F-") && to.ends_with("&paragraph=4#p4"),
        "{to}"
    );

    let page = monitor.get(to.split('#').next().unwrap()).text();
    let here = between(&page, "id=\"p4\" aria-current=\"true\"", "</li>").unwrap();
    let told = between(here, "role=\"status\">", "</p>").unwrap();
    assert!(told.contains("1,000 Kazakh protesters") && told.contains("F-"), "{told}");
    assert!(page.contains("<mark>Around 1,000 Kazakh protesters rallied</mark> in Almaty."), "{page}");
    assert!(page.contains("name=\"citations.0.paragraph\" value=\"4\""), "the paragraph stays");
    let rally = record(&server, "incidents/I-1");
    let figure =
        rally["figures"].as_array().unwrap().iter().find(|f| f["verbatim"] == "1,000 Kazakh protesters").unwrap();
    assert_eq!((&figure["qualifier"], &figure["best"]), (&"exact".into(), &1000.into()));
    let citation = cited(figure, 4);
    assert_eq!(citation.len(), 1);
    assert_eq!((&citation[0]["quote"], &citation[0]["grade"]), (&words.into(), &"B3".into()));
}

#[test]
fn every_kind_of_record_can_be_added_and_its_first_citation_is_the_report() {
    let server = with_text();
    let mut monitor = server.sign_in("monitor");
    for kind in habeas::domain::kind::Kind::ALL {
        let page = monitor.get(&format!("/reports/R-1/record?kind={}&paragraph=2", kind.collection()));
        let text = page.text();
        assert_eq!(page.status, 200, "{kind:?}");
        for given in ["name=\"citations.0.report.pick\" value=\"R-1\"", "name=\"citations.0.paragraph\" value=\"2\""] {
            assert!(text.contains(given), "{given} for {kind:?}");
        }
    }
    for (address, status) in [
        ("/reports/R-1/record?kind=figure", 400),
        ("/reports/R-1/record?paragraph=four", 400),
        ("/reports/R-1/record?quote=words", 400),
        ("/reports/R-99/record", 404),
        ("/reports/I-1/record", 404),
    ] {
        assert_eq!(monitor.get(address).status, status, "{address}");
    }
}

#[test]
fn a_record_of_others_its_fields_and_its_facts_are_cited() {
    let server = with_text();
    let mut monitor = server.sign_in("monitor");
    let place = [("citations.0.report", "R-1"), ("citations.0.paragraph", "4"), ("citations.0.quote", RALLY)];
    let asked = [&[("adding", "cite"), ("record", "I-1"), ("look", "1")][..], &place].concat();
    let page = monitor.post("/reports/R-1/record", &asked).text();
    assert!(page.contains("<option value=\"day_seq\""), "the fields of an incident: {page}");
    assert!(page.contains("<option value=\"F-1\">F-1 · "), "the facts of the incident: {page}");

    let field = [&[("adding", "cite"), ("record", "I-1"), ("citations.0.field", "place")][..], &place].concat();
    let saved = fill(&mut monitor, "/reports/R-1/record?kind=cite", &field);
    assert_eq!(saved.goes(), "/reports/R-1/record?saved=I-1&paragraph=4#p4");
    let fact = [&[("adding", "cite"), ("record", "I-1"), ("fact", "F-1"), ("next", "1")][..], &place].concat();
    let saved = fill(&mut monitor, "/reports/R-1/record?kind=cite", &fact);
    assert_eq!(saved.goes(), "/reports/R-1/record?saved=F-1&paragraph=4&kind=cite#p4");
    let by_ref = [&[("adding", "cite"), ("record", "E-1"), ("citations.0.stance", "contradicts")][..], &place].concat();
    assert!(fill(&mut monitor, "/reports/R-1/record?kind=cite", &by_ref).goes().contains("saved=E-1"));

    let rally = record(&server, "incidents/I-1");
    let of_place = cited(&rally, 4).into_iter().filter(|c| c["field"] == "place" && c["quote"] == RALLY).count();
    let figure = rally["figures"].as_array().unwrap().iter().find(|figure| figure["ref"] == "F-1").unwrap();
    let of_figure = cited(figure, 4).into_iter().filter(|citation| citation["quote"] == RALLY).count();
    assert_eq!((of_place, of_figure), (1, 1));
    let steps = record(&server, "detentions/D-1").to_string();
    assert!(steps.contains("contradicts"), "{steps}");
}

#[test]
fn a_record_to_cite_has_to_be_one() {
    let server = with_text();
    let mut monitor = server.sign_in("monitor");
    for typed in ["", "I-999", "Nobody of that name"] {
        let fields =
            [("adding", "cite"), ("record", typed), ("citations.0.report", "R-1"), ("citations.0.note", "kept")];
        let answer = fill(&mut monitor, "/reports/R-1/record?kind=cite", &fields);
        let page = answer.text();
        assert_eq!(answer.status, 422, "{typed:?}");
        assert!(page.contains("href=\"#record\"") && page.contains(">kept</textarea>"), "{typed:?}: {page}");
    }
}

#[test]
fn words_and_paragraphs_that_the_text_has_not_come_back_with_everything_typed() {
    let server = with_text();
    let mut monitor = server.sign_in("monitor");
    let before = record(&server, "incidents/I-1")["citations"].as_array().unwrap().len();
    for (paragraph, words, field, said) in [
        ("4", "Around 2,000 Kazakh protesters", "quote", "not in the text"),
        ("5", RALLY, "quote", "in paragraph 4"),
        ("19", RALLY, "paragraph", "only 18 paragraphs"),
        ("0", "", "paragraph", "from 1"),
    ] {
        let fields = [
            ("adding", "cite"),
            ("record", "I-1"),
            ("citations.0.report", "R-1"),
            ("citations.0.paragraph", paragraph),
            ("citations.0.quote", words),
            ("citations.0.note", "Kept \"as\" typed"),
        ];
        let answer = fill(&mut monitor, "/reports/R-1/record?kind=cite", &fields);
        let page = answer.text();
        assert_eq!(answer.status, 422, "{words} in {paragraph}");
        let fault = between(&page, &format!("id=\"citations.0.{field}-e\">"), "</p>").unwrap_or_default();
        assert!(fault.contains(said), "{fault:?} of {words} in {paragraph}: {page}");
        for kept in ["name=\"record\" value=\"I-1\"", ">Kept &quot;as&quot; typed</textarea>", words] {
            assert!(page.contains(kept), "{kept} is gone");
        }
        assert!(page.contains(&format!("name=\"citations.0.paragraph\" value=\"{paragraph}\"")), "{paragraph} is gone");
    }
    let after = record(&server, "incidents/I-1")["citations"].as_array().unwrap().len();
    assert_eq!(before, after);
}

#[test]
fn a_form_beside_a_report_sent_twice_adds_one_citation() {
    let server = with_text();
    let mut monitor = server.sign_in("monitor");
    let key = key_of(&monitor.get("/reports/R-1/record?kind=cite"));
    let mut fields = vec![
        ("form_key", key.as_str()),
        ("adding", "cite"),
        ("record", "I-1"),
        ("citations.0.report", "R-1"),
        ("citations.0.paragraph", "6"),
        ("citations.0.quote", "Last words"),
    ];
    let (first, second) = (monitor.post("/reports/R-1/record", &fields), monitor.post("/reports/R-1/record", &fields));
    assert_eq!((first.status, first.goes()), (303, second.goes()));
    assert_eq!(cited(&record(&server, "incidents/I-1"), 6).len(), 1);
    fields.push(("citations.0.note", "an afterthought"));
    let again = monitor.post("/reports/R-1/record", &fields);
    let page = again.text();
    assert_eq!(again.status, 409);
    assert!(page.contains("saved before, as I-1.") && page.contains("an afterthought"), "{page}");
}

#[test]
fn what_is_made_inline_is_cited_where_it_is_a_fact() {
    let server = with_text();
    let mut monitor = server.sign_in("monitor");
    let fields = [
        ("adding", "participations"),
        ("role", "role/speaker"),
        ("person", "Unlisted Newcomer"),
        ("person.for", "Unlisted Newcomer"),
        ("person.pick", "new"),
        ("person.new.unit", "individual"),
        ("incident", "Police take leaders in the street"),
        ("incident.for", "Police take leaders in the street"),
        ("incident.pick", "new"),
        ("incident.new.type", "inc/rally"),
        ("citations.0.report", "R-1"),
        ("citations.0.paragraph", "5"),
        ("citations.0.quote", "Police took leaders."),
    ];
    let saved = fill(&mut monitor, "/reports/R-1/record?kind=participations", &fields);
    assert_eq!(saved.status, 303, "{}", saved.text());
    let page = monitor.get(saved.goes().split('#').next().unwrap()).text();
    let here = between(&page, "id=\"p5\" aria-current=\"true\"", "id=\"p6\"").unwrap();
    let (_, list) = here.split_once("<details").unwrap();
    assert!(list.matches("Police take leaders in the street").count() >= 2, "the part and the incident: {list}");
    assert!(list.contains("Unlisted Newcomer"), "{list}");
}

#[test]
fn a_report_without_its_text_is_logged_from_by_number() {
    let server = Server::serve();
    let mut monitor = server.sign_in("monitor");
    let page = monitor.get("/reports/R-2/record").text();
    assert!(page.contains("text of this report is not kept") && !page.contains("<mark>"), "{page}");
    let fields = [
        ("adding", "notes"),
        ("about", "I-1"),
        ("text", "Sound of the rally"),
        ("citations.0.report", "R-2"),
        ("citations.0.paragraph", "12"),
        ("citations.0.quote", "words nobody can compare"),
    ];
    let saved = fill(&mut monitor, "/reports/R-2/record?kind=notes", &fields);
    assert_eq!(saved.status, 303, "{}", saved.text());
    let page = monitor.get(saved.goes().split('#').next().unwrap()).text();
    assert!(between(&page, "id=\"p12\"", "</li>").is_some_and(|here| here.contains("Sound of the rally")), "{page}");
}

#[test]
fn a_report_entered_with_its_text_leads_to_logging_from_it() {
    let server = Server::serve();
    let mut monitor = server.sign_in("monitor");
    let bare = [("type", "doc/news"), ("title", "A pasted report")];
    assert!(fill(&mut monitor, "/reports/new", &bare).goes().starts_with("/reports/R-"));
    let pasted = [&bare[..], &[("body", "One day.\r\n\r\nTwo days.")]].concat();
    let to = fill(&mut monitor, "/reports/new", &pasted).goes();
    assert!(to.starts_with("/reports/R-") && to.contains("/record"), "{to}");
    let page = monitor.get(&to).text();
    assert!(between(&page, "id=\"p2\"", "</li>").is_some_and(|second| second.contains("Two days.")), "{page}");
}

#[test]
fn a_viewer_neither_sees_nor_sends_the_form_beside_a_report() {
    let server = with_text();
    let mut viewer = server.sign_in("viewer");
    let fields =
        [("form_key", "a-key-long-enough"), ("adding", "cite"), ("record", "I-1"), ("citations.0.report", "R-1")];
    assert_eq!(viewer.get("/reports/R-1/record").status, 403);
    assert_eq!(viewer.post("/reports/R-1/record", &fields).status, 403);
    assert!(!viewer.get("/reports/R-1").text().contains("/R-1/record"));
}
