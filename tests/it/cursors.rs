//! Pages of lists: the next one starts where the last one ended, whatever became of the record that stood there.

use std::fmt::Write as _;

use habeas::domain::collation;
use habeas::domain::lang::Lang;
use regex::Regex;

use crate::custody_steps::import;
use crate::http_review_pages::act;
use crate::server::{Browser, Case, Server, address_of, between};

/// More than a page has.
const MANY: usize = 70;

/// Many people, each in custody, with a part in one incident that one report tells; the refs of these two.
pub fn crowd() -> (Server, [String; 2]) {
    let mut file = r#"
format = "habeas-case/1"
case = "crowd"

[[report]]
id = "R"
type = "doc/news"
title = "Many were taken"

[[incident]]
id = "I"
type = "inc/rally"
title = "A rally of many"
date = "2012-03-01"
"#
    .to_owned();
    for number in 0..MANY {
        let day = 1 + number % 28;
        write!(
            file,
            r#"
[[person]]
id = "P{number}"
name = "Zq {number:02}"

[[organization]]
id = "O{number}"
type = "org/ngo"
name = "Zq circle {number:02}"

[[detention]]
id = "D{number}"
person = "P{number}"
start = "2012-03-{day:02}"

[[custody_event]]
detention = "D{number}"
type = "de/arrested"
date = "2012-03-{day:02}"

[[participation]]
id = "X{number}"
incident = "I"
person = "P{number}"
role = "role/participant"
cite = [{{ report = "R", para = {}, grade = "B3" }}]
"#,
            1 + number / 2
        )
        .unwrap();
    }
    let case = Case::new();
    let loaded = import(&case, &file, &[]);
    assert_eq!(loaded.0, 0, "{}", loaded.1);
    let last = |kind: &str| -> String {
        let sql = "SELECT ref FROM record WHERE kind = ?1 ORDER BY id DESC LIMIT 1";
        case.raw().query_row(sql, [kind], |row| row.get(0)).unwrap()
    };
    let told = ["incident", "report"].map(last);
    (Server::serve_case(case), told)
}

/// The refs of a kind that a page lists, in its order.
fn listed(page: &str, letter: char) -> Vec<String> {
    let main = between(page, "<main", "</main>").unwrap();
    let list = main.split("class=\"pages\"").next().unwrap();
    let refs = Regex::new(&format!(r"\b{letter}-[0-9]+")).unwrap();
    let mut found: Vec<String> = refs.find_iter(list).map(|found| found.as_str().to_owned()).collect();
    found.dedup();
    found
}

/// Where the page before or behind a page is.
pub fn way(page: &str, rel: &str) -> String {
    between(page, &format!("rel=\"{rel}\" href=\""), "\"").unwrap().replace("&amp;", "&")
}

fn withdraw(editor: &mut Browser<'_>, reference: &str) {
    let form = format!("{}/withdrawal", address_of(reference));
    assert_eq!(act(editor, &form, &form, &[("reason", "A mistake")]).status, 303, "{reference}");
}

#[test]
fn the_next_page_goes_on_where_the_last_one_ended_though_the_record_there_is_gone() {
    let (server, [incident, report]) = crowd();
    let mut editor = server.sign_in("editor");
    let participations = format!("/incidents/{incident}/participations");
    let citations = format!("/reports/{report}/citations");
    for (list, letter) in [
        ("/people", 'P'),
        ("/organizations", 'O'),
        ("/held", 'P'),
        ("/held?order=name", 'P'),
        (participations.as_str(), 'X'),
        (citations.as_str(), 'X'),
    ] {
        let first = editor.get(list).text();
        let next = way(&first, "next");
        // All that names have in common, as letters and as bytes in hexadecimal. Less of it would be found in sealed bytes by chance.
        assert!(!next.contains("Zq") && !next.contains("5a7120"), "an address tells no name: {next}");
        let second = editor.get(&next).text();
        let letter = if listed(&first, letter).is_empty() { 'P' } else { letter };
        let (one, other) = (listed(&first, letter), listed(&second, letter));
        assert!(one.len() >= 40 && !other.is_empty(), "{list}: {one:?} {other:?}");

        withdraw(&mut editor, one.last().unwrap());
        assert_eq!(listed(&editor.get(&next).text(), letter), other, "{list}: behind who is gone");
        if list == "/people" || list == "/organizations" {
            let back = way(&second, "prev");
            withdraw(&mut editor, other.first().unwrap());
            assert_eq!(listed(&editor.get(&back).text(), letter), one[..one.len() - 1], "{list}: before who is gone");
            assert_eq!(listed(&editor.get(&next).text(), letter), other[1..]);
        }
        for garbled in ["P-1", "0.0.0", "ffff", &next.rsplit_once('=').unwrap().1[2..]] {
            let sign = if list.contains('?') { '&' } else { '?' };
            assert_eq!(editor.get(&format!("{list}{sign}after={garbled}")).status, 400, "{list} {garbled}");
        }
    }
    let of_people = way(&editor.get("/people").text(), "next");
    let elsewhere = of_people.replace("/people", "/organizations");
    assert_eq!(editor.get(&elsewhere).status, 400, "a place in one list is none in another");
}

#[test]
fn a_letter_of_those_held_leads_to_the_first_name_under_it() {
    let mut file = "format = \"habeas-case/1\"\ncase = \"letters\"\n".to_owned();
    // A page and more under B, so that R is on the second one; nobody under what is between.
    let under = [("Ал", 3), ("Aq", 2), ("Bq", MANY), ("Rq", 4)];
    let names = under.iter().flat_map(|(letter, many)| (0..*many).map(move |number| format!("{letter} {number:02}")));
    for (number, name) in names.enumerate() {
        write!(
            file,
            "[[person]]\nid = \"P{number}\"\nname = \"{name}\"\n[[detention]]\nid = \"D{number}\"\nperson = \"P{number}\"\n\
             [[custody_event]]\ndetention = \"D{number}\"\ntype = \"de/arrested\"\ndate = \"2012-03-01\"\n"
        )
        .unwrap();
    }
    let case = Case::new();
    let loaded = import(&case, &file, &[]);
    assert_eq!(loaded.0, 0, "{}", loaded.1);
    let server = Server::serve_case(case);
    let mut viewer = server.sign_in("viewer");
    let letters = Regex::new(r#"<li><a href="([^"]+)" aria-label="[^"]+">([^<]+)</a></li>"#).unwrap();
    let name = Regex::new(r#"<a href="/people/[^"]+">(?:<span[^>]*>)?([^<]+)<"#).unwrap();
    let page = viewer.get("/held?order=name&list=in_custody").text();
    let strip = between(&page, "class=\"letters\"", "</nav>").unwrap();
    let told: Vec<(String, String)> =
        letters.captures_iter(strip).map(|found| (found[2].to_owned(), found[1].replace("&amp;", "&"))).collect();
    let all: Vec<&str> = told.iter().map(|(letter, _)| letter.as_str()).collect();
    assert!(all.is_sorted_by_key(|letter| collation::key(Lang::En, letter)), "{all:?}");
    assert!(["A", "B", "R", "А"].iter().all(|letter| all.contains(letter)), "{all:?}");
    for (letter, address) in &told {
        let page = viewer.get(address).text();
        let table = between(&page, "<tbody", "</table>").unwrap();
        let first = &name.captures(table).unwrap()[1];
        assert_eq!(&collation::letter(first), letter, "{first} on {address}");
    }
    let by_silence = viewer.get("/held").text();
    assert!(!by_silence.contains("class=\"letters\""), "letters are of the order of names");
}
