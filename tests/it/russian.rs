//! Pages in Russian: names in the script of whoever reads, with the original beside, and one full stop to a sentence.

use serde_json::json;

use crate::http_write::editor as writer;
use crate::server::Server;

const PAGES: [&str; 13] = [
    "/",
    "/timeline",
    "/timeline?place=L-2&from=2012-02&to=2012-02",
    "/held",
    "/people",
    "/people/P-1",
    "/places",
    "/places/L-2",
    "/organizations/O-1",
    "/reports/R-1",
    "/incidents/I-1",
    "/incidents/I-10",
    "/detentions/D-1",
];

#[test]
fn names_are_in_the_script_of_whoever_reads_where_the_file_has_them() {
    let server = Server::serve();
    let token = server.case().token("editor");
    let mut editor = server.sign_in("editor");
    let english = editor.get("/people/P-1").text();
    assert!(english.contains("Bulat Abilov</span></h1>") && !english.contains("class=\"orig\""));
    editor.post("/language", &[("lang", "ru"), ("back", "/")]);
    let person = editor.get("/people/P-1").text();
    let shown =
        "<span lang=\"ru\">Булат Абилов</span> <span class=\"orig\">(<span lang=\"en\">Bulat Abilov</span>)</span>";
    assert!(person.contains(&format!("<h1>{shown}</h1>")), "{person}");
    let timeline = editor.get("/timeline?place=L-2").text();
    assert!(timeline.contains(shown) && timeline.contains("Алматы и всё, что внутри"), "{timeline}");
    // A name that the file has in no other script stays as it is.
    assert!(timeline.contains(">Yermurat Bapi<"), "{timeline}");
    // Programs get the name itself, in whatever language.
    let told = server.api("/api/v1/timeline?lang=ru", token).text();
    assert!(told.contains("\"name\":\"Bulat Abilov\"") && !told.contains("Булат Абилов"));
}

#[test]
fn sources_beside_a_fact_are_named_in_the_script_of_whoever_reads() {
    let server = Server::serve();
    let name = json!({ "text": "Радио Азаттык", "kind": "native", "lang": "ru" });
    for source in ["S-1", "S-2", "S-3"] {
        let version = writer(&server).get(&format!("sources/{source}"))["version"].clone();
        let body = json!({ "version": version, "reason": "Its name", "names": [name] });
        assert_eq!(writer(&server).patch(&format!("sources/{source}"), &body).status, 200);
    }
    let mut reader = server.sign_in("viewer");
    let pages = ["/timeline", "/held", "/people/P-1", "/incidents/I-10"];
    for address in pages {
        assert!(!reader.get(address).text().contains("Радио Азаттык"), "{address}");
    }
    reader.post("/language", &[("lang", "ru"), ("back", "/")]);
    for address in pages {
        assert!(reader.get(address).text().contains("Радио Азаттык"), "{address}");
    }
}

#[test]
fn an_abbreviation_at_the_end_of_a_sentence_brings_its_full_stop() {
    let server = Server::serve();
    let mut editor = server.sign_in("editor");
    editor.post("/language", &[("lang", "ru"), ("back", "/")]);
    let tag = regex::Regex::new("<[^>]*>").unwrap();
    for address in PAGES {
        let page = editor.get(address);
        assert_eq!(page.status, 200, "{address}");
        let plain = tag.replace_all(&page.text(), "").into_owned();
        assert!(!plain.contains("г..") && !plain.contains(".."), "{address}: {}", plain.split("..").next().unwrap());
    }
}
