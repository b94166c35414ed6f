//! A question that takes longer than one may is stopped with a sentence; what is long by its nature goes on.

use std::time::Duration;

use habeas::app::export;
use habeas::domain::access::{Actor, Audience};
use habeas::domain::lang::Lang;
use habeas::domain::query::{Facets, Question, TimelineQuery};
use habeas::domain::time::Day;
use habeas::error::Error;
use habeas::export::{ExportContext, csv};
use habeas::index::Index;

use crate::server::{Case, Server};
use crate::support::sample_case;

/// A server that stops every question at the first look at the clock.
fn hurried() -> Server {
    let case = Case::new();
    let path = case.path().to_owned();
    let arguments = ["serve", "--data", &path, "--listen", "127.0.0.1:0", "--deadline", "0"];
    Server::start(&arguments, 1, Some(case))
}

#[test]
fn a_question_that_takes_too_long_is_stopped_and_a_sentence_says_what_to_do() {
    let server = hurried();
    let mut browser = server.sign_in("editor");
    let page = browser.get("/timeline");
    assert_eq!(page.status, 503);
    assert!(page.text().contains("This question takes too long and was stopped"), "{}", page.text());
    let answer = server.api("/api/v1/timeline", server.case().token("editor"));
    assert_eq!((answer.status, answer.json()["error"]["code"].as_str()), (503, Some("deadline")));
    assert_eq!(browser.get("/account").status, 200, "what asks little is answered");
    assert!(!server.log().contains("error"), "it is no failure: {}", server.log());
}

#[test]
fn an_export_takes_the_time_it_needs() {
    let server = hurried();
    let export = server.sign_in("editor").get("/export/timeline.csv");
    assert_eq!(export.status, 200);
    assert!(export.text().lines().count() > 20);
}

#[test]
fn a_store_stops_the_question_and_nothing_else() {
    let case = sample_case();
    let store = case.store.with_deadline(Duration::ZERO);
    let (viewer, everything) = (Actor::program().viewer().clone(), TimelineQuery::default());
    for _ in 0..2 {
        let asked = store.read(&viewer, |tx| tx.timeline_summary(&everything, Facets::All));
        assert!(matches!(asked, Err(Error::Deadline)), "{asked:?}");
    }
    let vocabulary = store.vocabulary().unwrap();
    let voice =
        ExportContext { lang: Lang::En, vocabulary: &vocabulary, audience: Audience::Internal, made_on: Day::MAX };
    let (asked, file) = ((&Question::default(), &everything), (&store, &Index::default()));
    export::timeline(file, &viewer, asked, &voice, &csv::FORMAT, &mut std::io::sink()).unwrap();
    assert_eq!(store.check().unwrap(), []);
    let patient = store.with_deadline(Duration::MAX);
    assert!(patient.read(&viewer, |tx| tx.timeline_summary(&everything, Facets::All)).unwrap().total > 0);
}
