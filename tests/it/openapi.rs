//! The description of the API for programs: every address, every field.

use std::collections::BTreeSet;

use habeas::app::api_write::{CHANGE, ENVELOPE, PRIMARY, row_keys};
use habeas::domain::attached::lists;
use habeas::domain::kind::Kind;
use serde_json::Value as Json;

#[test]
fn the_openapi_file_has_every_address_and_every_field() {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/openapi.json")).unwrap();
    let openapi: Json = serde_json::from_str(&text).unwrap();
    assert_eq!(openapi["openapi"], "3.1.0");
    let mut told = BTreeSet::new();
    for (path, item) in openapi["paths"].as_object().unwrap() {
        let methods = item.as_object().unwrap().keys().filter(|key| *key != "parameters");
        told.extend(methods.map(|method| format!("{} /api/v1{path}", method.to_uppercase())));
    }
    let routes = habeas::web::routes::ROUTES.iter().filter(|route| route.path.starts_with("/api/v1/"));
    assert_eq!(told, routes.map(|route| format!("{} {}", route.method, route.path)).collect());
    let schemas = &openapi["components"]["schemas"];
    let properties = |schema: &Json| schema["properties"].as_object().unwrap().keys().cloned().collect::<BTreeSet<_>>();
    let names = |names: Vec<&str>| names.into_iter().map(str::to_owned).collect::<BTreeSet<_>>();
    for kind in Kind::ALL {
        let mut known: Vec<&str> = kind.fields().iter().chain(ENVELOPE).chain(CHANGE).map(|field| field.name).collect();
        known.extend(lists(kind).iter().map(|(list, _)| *list));
        known.extend(kind.has_names().then_some(PRIMARY.name));
        let schema = &schemas[kind.table()];
        assert_eq!(properties(schema), names(known), "{}", kind.table());
        let required: Vec<&str> = kind.fields().iter().filter(|field| field.required).map(|field| field.name).collect();
        let told = schema["x-required-of-a-new-record"].as_array().unwrap().iter().map(|name| name.as_str().unwrap());
        assert_eq!(told.collect::<Vec<_>>(), required, "{}", kind.table());
        for (list, fields) in lists(kind) {
            let row = schemas[list].clone();
            assert_eq!(
                properties(&row),
                names(fields.iter().chain(row_keys(list)).map(|field| field.name).collect()),
                "{list}"
            );
        }
        for field in kind.fields() {
            if let habeas::domain::kind::Type::Choice(codes) = field.ty {
                let told = schema["properties"][field.name]["enum"].as_array().unwrap();
                let told: Vec<&str> = told.iter().filter_map(Json::as_str).collect();
                assert_eq!(told, codes, "{}.{}", kind.table(), field.name);
            }
        }
    }
    let collections: BTreeSet<&str> = openapi["components"]["parameters"]["kind"]["schema"]["enum"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Json::as_str)
        .collect();
    assert_eq!(collections, Kind::ALL.iter().map(|kind| kind.collection()).collect());
    for reference in text.split("\"$ref\"").skip(1) {
        let target = reference.split('"').nth(1).unwrap().trim_start_matches('#');
        assert!(openapi.pointer(target).is_some(), "{target} leads nowhere");
    }
}
