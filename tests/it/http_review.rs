//! Review, withdrawal, compartments and attached rows through the JSON API.

use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::{Value as Json, json};

use crate::server::{Answer, Case, Server, habeas};

fn send(server: &Server, account: &str, method: &str, path: &str, body: &Json) -> Answer {
    let bearer = format!("Bearer {}", server.case().token(account));
    static LAST: AtomicU64 = AtomicU64::new(0);
    let key = format!("test-key-{}", LAST.fetch_add(1, Ordering::Relaxed));
    let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json"), ("Idempotency-Key", &key)];
    server.send(method, &format!("/api/v1/{path}"), &headers, body.to_string().as_bytes())
}

fn get(server: &Server, account: &str, path: &str) -> Answer {
    server.api(&format!("/api/v1/{path}"), server.case().token(account))
}

/// What a write answers; it has to be accepted.
fn done(server: &Server, account: &str, method: &str, path: &str, body: &Json) -> Json {
    let answer = send(server, account, method, path, body);
    assert!(answer.status < 300, "{path} {body}: {}", answer.text());
    answer.json()
}

fn faults(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.status, 422, "{}", answer.text());
    answer.json()["error"]["fields"].as_object().unwrap().keys().cloned().collect()
}

fn checked(server: Server) {
    let case: Case = server.stop().0.unwrap();
    let check = habeas(&["check", "--data", case.path()]);
    assert_eq!(check.status.code(), Some(0), "{}", String::from_utf8_lossy(&check.stdout));
}

#[test]
fn whatever_is_written_can_be_read() {
    let server = Server::serve();
    for path in ["participations/X-1", "relations/T-1", "incident-links/K-1", "custody-events/E-1", "figures/F-1"] {
        let answer = get(&server, "viewer", path);
        assert_eq!((answer.status, answer.json()["ref"].as_str()), (200, path.split('/').nth(1)), "{path}");
    }
}

#[test]
fn review_and_withdrawal_are_changes_with_version_and_reason() {
    let server = Server::serve();
    let report = json!({ "reason": "Found", "type": "doc/analysis", "title": "A report" });
    let report = done(&server, "monitor", "POST", "reports", &report);
    let made = json!({ "reason": "Told", "type": "inc/rally", "title": "A rally" });
    let made = done(&server, "monitor", "POST", "incidents", &made);
    let path = format!("incidents/{}", made["ref"].as_str().unwrap());
    let own = send(&server, "monitor", "PATCH", &path, &json!({ "version": 1, "reason": "Read", "review": "checked" }));
    assert_eq!(faults(&own), ["review"]);
    let review = |version: i64, to: &str| json!({ "version": version, "reason": "Read again", "review": to });
    assert_eq!(done(&server, "editor", "PATCH", &path, &review(1, "checked"))["review"], "checked");
    // Each uncited fact is named.
    let uncited = send(&server, "editor", "PATCH", &path, &review(2, "approved"));
    assert_eq!(faults(&uncited), [made["ref"].as_str().unwrap()]);
    let cited = json!({ "version": 2, "reason": "Its report", "citations": [{ "report": report["ref"] }] });
    done(&server, "monitor", "PATCH", &path, &cited);
    assert_eq!(done(&server, "editor", "PATCH", &path, &review(2, "approved"))["version"], 3);

    let out = |withdrawn: bool, version: i64| json!({ "version": version, "reason": "Not so", "withdrawn": withdrawn });
    assert_eq!(send(&server, "monitor", "PATCH", &path, &out(true, 3)).status, 403);
    assert_eq!(send(&server, "editor", "PATCH", &path, &out(true, 2)).status, 409);
    let gone = done(&server, "editor", "PATCH", &path, &out(true, 3));
    assert_eq!((&gone["review"], &gone["version"]), (&"withdrawn".into(), &4.into()));
    assert_eq!(get(&server, "editor", &path).status, 404);
    assert_eq!(send(&server, "monitor", "PATCH", &path, &out(false, 4)).status, 403);
    let back = done(&server, "editor", "PATCH", &path, &out(false, 4));
    assert_eq!((&back["review"], &back["version"]), (&"draft".into(), &5.into()));
    // A new record has none of these.
    let odd = json!({ "reason": "x", "type": "inc/rally", "title": "T", "review": "checked", "withdrawn": true });
    assert_eq!(faults(&send(&server, "editor", "POST", "incidents", &odd)), ["review", "withdrawn"]);
    checked(server);
}

#[test]
fn attached_rows_are_changed_and_taken_away_by_their_number() {
    let server = Server::serve();
    let body = json!({ "reason": "Named", "name": "Ermek", "names": [{ "text": "Yermek", "lang": "en" }],
                       "citations": [{ "report": "R-1", "paragraph": 2, "hedge": "reported" }] });
    let person = done(&server, "monitor", "POST", "people", &body);
    let path = format!("people/{}", person["ref"].as_str().unwrap());
    let (alias, cited) = (person["names"][1]["row"].clone(), person["citations"][0]["row"].clone());
    let change = json!({ "version": 1, "reason": "Read again", "names": [{ "row": alias, "kind": "primary" }],
                         "citations": [{ "row": cited, "paragraph": 3 }] });
    let refused = send(&server, "viewer", "PATCH", &path, &change);
    assert_eq!(refused.status, 403);
    let changed = done(&server, "monitor", "PATCH", &path, &change);
    assert_eq!((&changed["name"], &changed["names"][0]["lang"]), (&"Yermek".into(), &"en".into()), "the rest stays");
    assert_eq!(changed["names"][1]["kind"], "alias");
    assert_eq!(
        (&changed["citations"][0]["paragraph"], &changed["citations"][0]["hedge"]),
        (&3.into(), &"reported".into())
    );
    let version = changed["version"].as_i64().unwrap();
    let removed = |rows: Json| json!({ "version": version, "reason": "Not so", "names": rows });
    let primary = send(&server, "monitor", "PATCH", &path, &removed(json!([{ "row": alias, "remove": true }])));
    assert_eq!(faults(&primary), ["names"]);
    let strange = send(&server, "monitor", "PATCH", &path, &removed(json!([{ "row": 999_999, "remove": true }])));
    assert_eq!(faults(&strange), ["names[0].row"]);
    let unnumbered = send(&server, "monitor", "PATCH", &path, &removed(json!([{ "text": "Ermek", "remove": true }])));
    assert_eq!(faults(&unnumbered), ["names[0].row"]);
    let all = json!({ "version": version, "reason": "Not so", "names": [{ "row": changed["names"][1]["row"], "remove": true }],
                      "citations": [{ "row": cited, "remove": true }] });
    let left = done(&server, "monitor", "PATCH", &path, &all);
    assert_eq!((left["names"].as_array().unwrap().len(), &left["citations"]), (1, &json!([])));
    let report = done(
        &server,
        "monitor",
        "POST",
        "reports",
        &json!({ "reason": "Found", "type": "doc/analysis", "title": "A report",
                 "sources": [{ "source": "S-1", "role": "publisher" }] }),
    );
    let path = format!("reports/{}", report["ref"].as_str().unwrap());
    let gone = json!({ "version": 1, "reason": "Not so", "sources": [{ "source": "S-1", "role": "publisher", "remove": true }] });
    assert_eq!(done(&server, "monitor", "PATCH", &path, &gone)["sources"], json!([]));
    // A new record has no rows to change.
    let odd = json!({ "reason": "x", "name": "N", "names": [{ "row": 1, "text": "M" }] });
    assert_eq!(faults(&send(&server, "monitor", "POST", "people", &odd)), ["names[0].row"]);
    checked(server);
}

#[test]
fn a_warning_is_accepted_with_its_reason_and_a_compartment_by_name() {
    let case = Case::new();
    let server = Server::serve_case(case);
    let mut admin = server.sign_in("admin");
    assert!(["ours", "theirs"].iter().all(|name| admin.post("/compartments", &[("compartment", name)]).status == 303));
    let number = |sql: &str| -> i64 { server.case().raw().query_row(sql, [], |row| row.get(0)).unwrap() };
    let account = number("SELECT id FROM account WHERE login = 'editor'");
    let inside = number("SELECT id FROM compartment WHERE name = 'ours'").to_string();
    assert_eq!(admin.post(&format!("/accounts/{account}/compartments"), &[("inside", &inside)]).status, 303);
    let person = done(&server, "editor", "POST", "people", &json!({ "reason": "Named", "name": "Ermek" }));
    let taken = |on: &str| json!({ "reason": "Told", "person": person["ref"], "start": on });
    done(&server, "editor", "POST", "detentions", &taken("2012-01-10"));
    let mut again = taken("2012-02-25");
    assert_eq!(faults(&send(&server, "editor", "POST", "detentions", &again)), ["person", "same"]);
    again["accepted"] = "detained_twice".into();
    done(&server, "editor", "POST", "detentions", &again);

    let path = format!("people/{}", person["ref"].as_str().unwrap());
    let into = |name: Json, version: i64| json!({ "version": version, "reason": "Closed", "compartment": name });
    assert_eq!(faults(&send(&server, "editor", "PATCH", &path, &into("theirs".into(), 1))), ["compartment"]);
    assert_eq!(done(&server, "editor", "PATCH", &path, &into("ours".into(), 1))["compartment"], "ours");
    assert_eq!(get(&server, "monitor", &path).status, 404);
    assert!(done(&server, "editor", "PATCH", &path, &into(Json::Null, 2)).get("compartment").is_none());
    assert_eq!(get(&server, "monitor", &path).status, 200);
    checked(server);
}

#[test]
fn two_records_are_merged_and_parted_again() {
    let server = Server::serve();
    let [kept, merged] = ["Ermek", "Yermek"].map(|name| {
        let made = done(
            &server,
            "monitor",
            "POST",
            "people",
            &json!({ "reason": "Named", "name": name, "accepted": ["duplicate"] }),
        );
        format!("people/{}", made["ref"].as_str().unwrap())
    });
    let other = merged.trim_start_matches("people/");
    let merge =
        |version: i64| json!({ "version": 1, "reason": "The same", "merged": other, "merged_version": version });
    assert_eq!(send(&server, "monitor", "PATCH", &kept, &merge(1)).status, 403);
    assert_eq!(faults(&send(&server, "editor", "PATCH", &kept, &merge(2))), ["merged_version"]);
    let strange = json!({ "version": 1, "reason": "x", "merged": "I-1", "merged_version": 1 });
    assert_eq!(faults(&send(&server, "editor", "PATCH", &kept, &strange)), ["merged"]);
    let one = done(&server, "editor", "PATCH", &kept, &merge(1));
    assert_eq!((one["names"].as_array().unwrap().len(), &one["merged"][0]["ref"]), (2, &other.into()));
    assert_eq!(get(&server, "viewer", &merged).json()["ref"], one["ref"], "its key leads to the kept one");
    let undo = |merge: Json| json!({ "version": one["version"], "reason": "Not the same", "unmerge": merge });
    assert_eq!(faults(&send(&server, "editor", "PATCH", &kept, &undo(999.into()))), ["unmerge"]);
    let two = done(&server, "editor", "PATCH", &kept, &undo(one["merged"][0]["merge"].clone()));
    assert_eq!((two["names"].as_array().unwrap().len(), &two["left"], two.get("merged")), (1, &json!([]), None));
    assert_eq!(get(&server, "viewer", &merged).json()["name"], "Yermek");
    checked(server);
}

#[test]
fn of_merges_that_follow_each_other_the_last_is_undone_first_and_a_refusal_names_it() {
    let server = Server::serve();
    let mut editor = server.sign_in("editor");
    let made = ["Adil", "Adyl", "Adel", "Adilbek"].map(|name| {
        let made = done(
            &server,
            "monitor",
            "POST",
            "people",
            &json!({ "reason": "Named", "name": name, "accepted": ["duplicate"] }),
        );
        made["ref"].as_str().unwrap().to_owned()
    });
    let version = |reference: &str| get(&server, "editor", &format!("people/{reference}")).json()["version"].clone();
    // Each is merged into the next.
    let merges: Vec<Json> = (1..made.len())
        .map(|n| {
            let body = json!({ "version": version(&made[n]), "reason": "The same", "merged": made[n - 1],
                               "merged_version": version(&made[n - 1]) });
            done(&server, "editor", "PATCH", &format!("people/{}", made[n]), &body)["merged"][0]["merge"].clone()
        })
        .collect();
    let undo = |of: &str, merge: &Json| {
        let body = json!({ "version": version(of), "reason": "Another", "unmerge": merge });
        send(&server, "editor", "PATCH", &format!("people/{of}"), &body)
    };
    for last in (0..merges.len()).rev() {
        let kept = &made[last + 1];
        for (n, merge) in merges.iter().enumerate().take(last) {
            // By the name of any of them, for all lead to the kept one.
            for of in &made[n..=last] {
                let refused = undo(of, merge);
                assert_eq!(faults(&refused), ["unmerge"]);
                let said = refused.json()["error"]["message"].as_str().unwrap().to_owned();
                let first = format!(
                    "{} was merged into {kept} after that: undo that merge ({}) first.",
                    made[last], merges[last]
                );
                assert_eq!(said, first);
            }
            let (key, version) = (format!("{n}").repeat(40), version(kept).to_string());
            let fields = [("form_key", key.as_str()), ("version", &version), ("record", kept), ("reason", "Another")];
            let page = editor.post(&format!("/merges/{merge}/reversal"), &fields);
            let told = page.text();
            assert!(page.status == 422 && told.contains("after that: undo that merge"), "{} {told}", page.status);
            assert!(!told.contains("undone already"), "{told}");
        }
        assert_eq!(undo(kept, &merges[last]).status, 200);
        assert_eq!(faults(&undo(kept, &merges[last])), ["unmerge"], "it is undone");
    }
    let names = made.each_ref().map(|of| get(&server, "viewer", &format!("people/{of}")).json()["name"].clone());
    assert_eq!(names, ["Adil", "Adyl", "Adel", "Adilbek"]);
    checked(server);
}
