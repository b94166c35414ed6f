//! The description of the API for programs, `docs/openapi.json`: made from the specification of the kinds, the list of
//! parameters and the table of addresses, and held against what the server answers. `OPENAPI=write` writes it anew.

use std::collections::BTreeSet;

use habeas::domain::custody::Standing;
use habeas::domain::duplicate::COMPARED;
use habeas::domain::kind::{CERTAINTIES, Kind};
use habeas::domain::name::matching::Letters;
use habeas::domain::query::involved::{Involved, InvolvedOrder};
use habeas::domain::query::question::{PARAMETERS, Takes};
use habeas::pages::held::{ASKED, HeldOrder, statuses};
use habeas::pages::shared::CHOSEN;
use habeas::web::table::ROUTES;
use serde_json::{Map, Value as Json, json};

use crate::openapi_schemas::{read_name, reference, schemas};
use crate::server::Server;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/openapi.json");

#[test]
fn the_openapi_file_is_what_the_program_knows() {
    let text = format!("{}\n", serde_json::to_string_pretty(&openapi()).unwrap());
    if std::env::var_os("OPENAPI").is_some() {
        std::fs::write(FILE, &text).unwrap();
    }
    let there = std::fs::read_to_string(FILE).unwrap();
    assert!(there == text, "docs/openapi.json is out of date: OPENAPI=write cargo test --test it openapi");
}

#[test]
fn every_address_of_the_api_is_described_and_every_reference_leads_somewhere() {
    let openapi = openapi();
    let mut told = BTreeSet::new();
    for (path, item) in openapi["paths"].as_object().unwrap() {
        let methods = item.as_object().unwrap().keys().filter(|key| *key != "parameters");
        told.extend(methods.map(|method| format!("{} /api/v1{path}", method.to_uppercase())));
    }
    let routes = ROUTES.iter().filter(|route| route.path.starts_with("/api/v1/"));
    assert_eq!(told, routes.map(|route| format!("{} {}", route.method, route.path)).collect());
    let text = openapi.to_string();
    for reference in text.split("\"$ref\"").skip(1) {
        let target = reference.split('"').nth(1).unwrap().trim_start_matches('#');
        assert!(openapi.pointer(target).is_some(), "{target} leads nowhere");
    }
}

#[test]
fn what_the_server_answers_is_what_the_file_says() {
    let (server, openapi) = (Server::serve(), openapi());
    let token = server.case().token("editor");
    let get = |path: &str| server.api(&format!("/api/v1{path}"), token).json();
    let mut wrong = Vec::new();
    let mut fits = |schema: &str, answer: &Json| compare(&openapi, &reference(schema), answer, schema, &mut wrong);
    fits("timeline", &get("/timeline?limit=500"));
    fits("error", &get("/timeline?from=never"));
    for involved in ["people", "detentions"] {
        for asked in ["", "?limit=2&order=name", "?place=L-2&lang=ru&order=newest", "?person=P-2"] {
            fits(&format!("timeline_{involved}"), &get(&format!("/timeline/{involved}{asked}")));
        }
    }
    for question in ["", "?on=2012-02-14&lang=ru", "?list=unknown", "?place=L-2&order=name"] {
        fits("held", &get(&format!("/held{question}")));
    }
    fits("contradictions", &get("/contradictions"));
    for collection in ["people", "places", "organizations"] {
        for text in ["", "a", "Alma-Ata", "Tuyakbay", "oil", "P-1", "L-2"] {
            fits(&format!("found_{collection}"), &get(&format!("/{collection}?q={text}")));
        }
    }
    fits("changes", &get("/changes?since=2000-01-01"));
    fits("error", &get("/changes?since=never"));
    let mut editor = server.sign_in("editor");
    let asked = [("shows", "timeline"), ("name", "All"), ("watch", "1"), ("place", "L-2")];
    assert_eq!(editor.post("/q", &asked).status, 303);
    fits("watched", &get("/watched"));
    for asked in ["", "?kind=places", "?kind=incidents", "?kind=reports", "?of=P-1"] {
        fits("duplicates", &get(&format!("/duplicates{asked}")));
    }
    for asked in ["", "?of=P-1", "?of=P-1&of=P-2", "?of=P-3&of=L-2&of=O-1", "?of=I-1&of=I-2"] {
        fits("in_common", &get(&format!("/shared{asked}")));
    }
    fits("error", &get("/shared?of=S-1"));
    fits("error", &get("/held?on=never"));
    fits("error", &get("/incidents/I-9999"));
    let conn = server.case().raw();
    for kind in Kind::ALL {
        let sql = "SELECT ref FROM record WHERE kind = ?1 ORDER BY id";
        let mut statement = conn.prepare(sql).unwrap();
        let refs = statement.query_map([kind.table()], |row| row.get::<_, String>(0)).unwrap();
        let refs: Vec<String> = refs.map(Result::unwrap).collect();
        for found in refs {
            fits(&read_name(kind), &get(&format!("/{}/{found}", kind.collection())));
        }
    }
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What of a record that the API answers is not as the file says.
pub fn strange(kind: Kind, answer: &Json) -> Vec<String> {
    let (openapi, mut wrong) = (openapi(), Vec::new());
    compare(&openapi, &reference(&read_name(kind)), answer, kind.table(), &mut wrong);
    wrong
}

/// Whether a value is one of a schema: its type, its properties, none beside them.
fn compare(openapi: &Json, schema: &Json, value: &Json, at: &str, wrong: &mut Vec<String>) {
    if let Some(target) = schema["$ref"].as_str() {
        return compare(openapi, openapi.pointer(target.trim_start_matches('#')).unwrap(), value, at, wrong);
    }
    if let Some(all) = schema["anyOf"].as_array() {
        let fits = |schema: &Json| {
            let mut wrong = Vec::new();
            compare(openapi, schema, value, at, &mut wrong);
            wrong.is_empty()
        };
        if !all.iter().any(fits) {
            wrong.push(format!("{at}: none of them: {value}"));
        }
        return;
    }
    if let Some(codes) = schema["enum"].as_array()
        && !codes.contains(value)
    {
        wrong.push(format!("{at}: {value} is none of its values"));
    }
    let is = match value {
        Json::Null => "null",
        Json::Bool(_) => "boolean",
        Json::Number(number) if number.is_f64() => "number",
        Json::Number(_) => "integer",
        Json::String(_) => "string",
        Json::Array(_) => "array",
        Json::Object(_) => "object",
    };
    let types: Vec<&str> = match &schema["type"] {
        Json::String(one) => vec![one],
        Json::Array(several) => several.iter().filter_map(Json::as_str).collect(),
        _ => vec![is],
    };
    if !(types.contains(&is) || is == "integer" && types.contains(&"number")) {
        wrong.push(format!("{at}: {is} instead of {types:?}"));
    }
    for item in value.as_array().into_iter().flatten() {
        compare(openapi, &schema["items"], item, &format!("{at}[]"), wrong);
    }
    for (name, value) in value.as_object().into_iter().flatten() {
        let at = format!("{at}.{name}");
        match (schema["properties"].get(name), &schema["additionalProperties"]) {
            (Some(property), _) => compare(openapi, property, value, &at, wrong),
            (None, more @ Json::Object(_)) => compare(openapi, more, value, &at, wrong),
            (None, _) => wrong.push(format!("{at} is not described")),
        }
    }
    let required = schema["required"].as_array().into_iter().flatten().filter_map(Json::as_str);
    for name in required.filter(|name| value.get(name).is_none()) {
        wrong.push(format!("{at}.{name} is missing"));
    }
}

// ---------------------------------------------------------------------------------------------------
// The file

fn openapi() -> Json {
    let kinds: Vec<&str> = Kind::ALL.into_iter().map(Kind::collection).collect();
    let key_header = |required: bool| {
        json!({ "name": "Idempotency-Key", "in": "header", "required": required,
                "schema": { "type": "string", "pattern": "^[!-~]{8,200}$" } })
    };
    let write = |summary: &str, header: &str, done: &str, more: &[&str]| {
        let mut responses = refusals(
            &[&["bad_request", "unauthenticated", "forbidden", "not_found", "too_large", "invalid"], more].concat(),
        );
        responses.insert(done.to_owned(), answer("the record", "record"));
        json!({ "summary": summary, "parameters": [{ "$ref": format!("#/components/parameters/{header}") }],
                "requestBody": { "required": true, "content": content("write") }, "responses": responses })
    };
    let read = |summary: &str, schema: &str, refused: &[&str]| {
        let mut responses = refusals(refused);
        responses.insert("200".to_owned(), answer("the answer", schema));
        json!({ "summary": summary, "responses": responses })
    };
    let mut timeline = read("A page of a timeline", "timeline", &["bad_request", "unauthenticated", "invalid"]);
    timeline["parameters"] = timeline_parameters().into();
    let in_lines = |involved: Involved, summary: &str| {
        let refused = ["bad_request", "unauthenticated", "invalid"];
        let mut answer = read(summary, &format!("timeline_{}", involved.code()), &refused);
        let orders = InvolvedOrder::ALL.map(InvolvedOrder::code);
        let mut asked = timeline_parameters();
        let order = parameter("order", "most lines first, or by name", json!({ "enum": orders, "default": orders[0] }));
        asked.iter_mut().filter(|parameter| parameter["name"] == "order").for_each(|known| *known = order.clone());
        answer["parameters"] = asked.into();
        answer
    };
    let people = in_lines(Involved::People, "The people and groups who are in the lines of a timeline");
    let detentions = in_lines(Involved::Detentions, "The detentions whose steps are among the lines of a timeline");
    let refused = ["bad_request", "unauthenticated", "not_found", "invalid"];
    let mut held = read("Who is held on a day, list after list", "held", &refused);
    held["parameters"] = held_parameters().into();
    let refused = ["bad_request", "unauthenticated"];
    let mut contradictions =
        read("What reports contradict each other on, the newest first", "contradictions", &refused);
    contradictions["parameters"] = json!([
        parameter("list", "open or decided", json!({ "enum": ["open", "decided"], "default": "open" })),
        parameter("after", "the next of the page before", json!({ "type": "string" })),
    ]);
    let found = |what: &str| {
        let summary = format!("The {what} that a name may mean, in any script and spelling, the best first");
        let mut found = read(&summary, &format!("found_{what}"), &refused);
        found["parameters"] = found_parameters().into();
        found
    };
    let mut changes =
        read("What was written since the beginning of a day", "changes", &[&refused[..], &["invalid"]].concat());
    changes["parameters"] = json!([
        parameter("since", "a day, month or year; yesterday if not said", json!({ "type": "string" })),
        parameter("by", "the number of one account", json!({ "type": "integer" })),
        parameter("after", "the next of the page before", json!({ "type": "string" })),
    ]);
    let watched = read("How much is new in the questions that the account watches", "watched", &refused);
    let mut duplicates =
        read("Records that are likely of one thing", "duplicates", &[&refused[..], &["not_found"]].concat());
    let compared: Vec<&str> = COMPARED.into_iter().map(Kind::collection).collect();
    duplicates["parameters"] = json!([
        parameter("kind", "whose pairs", json!({ "enum": compared, "default": "people" })),
        parameter("of", "of this one record: uid or ref", json!({ "type": "string" })),
        parameter("after", "the next of the page before", json!({ "type": "string" })),
    ]);
    let mut shared = read("What several records share", "in_common", &[&refused[..], &["not_found"]].concat());
    let several = json!({ "type": "array", "items": { "type": "string" }, "maxItems": CHOSEN });
    shared["parameters"] = json!([
        parameter("of", "people, organizations, incidents or places, as often as there are any: uid or ref", several),
        parameter("lang", "of the order of names", json!({ "enum": ["en", "ru"] })),
    ]);
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Habeas JSON API", "version": "1", "description": "In words: api.md. Made from the program." },
        "servers": [{ "url": "http://localhost:8080/api/v1" }],
        "security": [{ "token": [] }],
        "paths": {
            "/timeline": { "get": timeline },
            "/timeline/people": { "get": people },
            "/timeline/detentions": { "get": detentions },
            "/held": { "get": held },
            "/contradictions": { "get": contradictions },
            "/people": { "get": found("people") },
            "/places": { "get": found("places") },
            "/organizations": { "get": found("organizations") },
            "/changes": { "get": changes },
            "/watched": { "get": watched },
            "/duplicates": { "get": duplicates },
            "/shared": { "get": shared },
            "/{kind}": {
                "parameters": [{ "$ref": "#/components/parameters/kind" }],
                "post": write("A new record", "idempotency_key_required", "201", &["duplicate"]),
            },
            "/{kind}/{key}": {
                "parameters": [{ "$ref": "#/components/parameters/kind" }, { "$ref": "#/components/parameters/key" }],
                "get": read("A record of any kind", "record", &["bad_request", "unauthenticated", "not_found"]),
                "patch": write("Changes and additions to a record", "idempotency_key", "200", &["conflict"]),
            },
        },
        "components": {
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } },
            "parameters": {
                "kind": { "name": "kind", "in": "path", "required": true, "schema": { "enum": kinds } },
                "key": { "name": "key", "in": "path", "required": true, "description": "uid or ref", "schema": { "type": "string" } },
                "idempotency_key_required": key_header(true),
                "idempotency_key": key_header(false),
            },
            "responses": {
                "bad_request": answer("400: malformed address or body", "error"),
                "unauthenticated": answer("401: no token, or a wrong or revoked one", "error"),
                "forbidden": answer("403: the role does not include it", "error"),
                "not_found": answer("404: not there, or not open to the account", "error"),
                "conflict": answer("409: the record changed since it was read, or says what another one says (`duplicate`); nothing was written", "conflict"),
                "duplicate": answer("409: another record says the same already; nothing was written", "error"),
                "too_large": answer("413: more than 1 MiB", "error"),
                "invalid": answer("422: values that are not acceptable, by field", "error"),
            },
            "schemas": schemas(),
        },
    })
}

fn content(schema: &str) -> Json {
    json!({ "application/json": { "schema": reference(schema) } })
}

fn answer(description: &str, schema: &str) -> Json {
    json!({ "description": description, "content": content(schema) })
}

fn refusals(names: &[&str]) -> Map<String, Json> {
    let code = |name: &str| match name {
        "bad_request" => "400",
        "unauthenticated" => "401",
        "forbidden" => "403",
        "not_found" => "404",
        "conflict" | "duplicate" => "409",
        "too_large" => "413",
        _ => "422",
    };
    let entry = |name: &&str| (code(name).to_owned(), json!({ "$ref": format!("#/components/responses/{name}") }));
    names.iter().map(entry).collect()
}

fn parameter(name: &str, description: &str, schema: Json) -> Json {
    json!({ "name": name, "in": "query", "description": description, "schema": schema })
}

fn found_parameters() -> Vec<Json> {
    let codes = Letters::ALL.map(Letters::code);
    vec![
        parameter("q", "a name, or a ref", json!({ "type": "string" })),
        parameter("limit", "records", json!({ "type": "integer", "minimum": 1, "maximum": 50, "default": 10 })),
        parameter(
            "letters",
            "in those of any script, or only of the one q is typed in",
            json!({ "enum": codes, "default": codes[0] }),
        ),
    ]
}

fn held_parameters() -> Vec<Json> {
    let schema = |name: &str| match name {
        "status" => json!({ "enum": statuses() }),
        "certainty" => json!({ "enum": CERTAINTIES }),
        "list" => json!({ "enum": Standing::ALL.map(Standing::code) }),
        "order" => json!({ "enum": HeldOrder::ALL.map(HeldOrder::code), "default": HeldOrder::default().code() }),
        "silent" => json!({ "type": "integer", "minimum": 1 }),
        _ => json!({ "type": "string" }),
    };
    let help = |name: &str| match name {
        "on" => "the day that is asked of",
        "place" => "ref or uid: those held in it or inside it",
        "silent" => "at least so many days without word",
        _ => "as on the page",
    };
    let asked = ASKED.map(|name| parameter(name, help(name), schema(name)));
    let paging = [
        parameter("after", "the next of the page before", json!({ "type": "string" })),
        parameter("lang", "of dates in words", json!({ "enum": ["en", "ru"] })),
    ];
    asked.into_iter().chain(paging).collect()
}

fn timeline_parameters() -> Vec<Json> {
    let asked = PARAMETERS.iter().map(|asked| {
        let schema = match asked.takes {
            Takes::Record(_) | Takes::Words | Takes::Date => json!({ "type": "string" }),
            Takes::Value(facet) if facet.list().is_empty() => json!({ "type": "string" }),
            Takes::Value(facet) => json!({ "enum": facet.list() }),
            Takes::Flag => json!({ "enum": ["1", "0", "true", "false"] }),
            Takes::Choice(codes) => json!({ "enum": codes, "default": codes[0] }),
        };
        let schema = if asked.is_repeatable() { json!({ "type": "array", "items": schema }) } else { schema };
        parameter(asked.name, asked.help, schema)
    });
    let paging = [
        parameter("q", "the same as text", json!({ "type": "string" })),
        parameter("limit", "lines", json!({ "type": "integer", "minimum": 1, "maximum": 500, "default": 50 })),
        parameter("cursor", "the next of the page before", json!({ "type": "string" })),
        parameter("lang", "of labels", json!({ "enum": ["en", "ru"] })),
    ];
    asked.chain(paging).collect()
}
