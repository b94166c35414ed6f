//! The shapes in the description of the API: what a record of each kind says and takes, and errors.

use habeas::app::intake::api_write::envelope;
use habeas::domain::custody::LegalState;
use habeas::domain::kind::attached::Attached;
use habeas::domain::kind::{Field, Kind, Type};
use habeas::domain::record::{REVIEWS, Sensitivity};
use habeas::read::json::{PRIMARY, row_keys};
use serde_json::{Map, Value as Json, json};

use crate::openapi_answers::{
    changes_parts, contradiction_parts, duplicates_parts, found_parts, held_parts, in_common_parts, involved_parts,
    timeline_parts,
};

pub fn reference(schema: &str) -> Json {
    json!({ "$ref": format!("#/components/schemas/{schema}") })
}

pub fn schemas() -> Map<String, Json> {
    let typed = |ty: &str, description: &str| json!({ "type": [ty, "null"], "description": description });
    let mut schemas = Map::from_iter(
        [
            ("key", typed("string", "a uid or a ref like P-2; null takes the reference away")),
            ("line", json!({ "type": ["string", "null"], "maxLength": 2000, "description": "one line; null takes it away" })),
            ("text", json!({ "type": ["string", "null"], "maxLength": 1_000_000, "description": "several paragraphs; null takes it away" })),
            ("date", typed("string", "EDTF (2012-02-25, [..2012-02-25]) or as typed (25 Feb 2012, before 25.02.2012); null takes it away")),
            ("write", json!({ "description": "the schema of the kind that the address names",
                              "anyOf": Kind::ALL.map(|kind| reference(kind.table())) })),
            ("record", json!({ "description": "the schema of the kind that the address names",
                               "anyOf": Kind::ALL.map(|kind| reference(&read_name(kind))) })),
            ("error", object(&["error"], [("error", object(&["code", "message"], [
                ("code", json!({ "type": "string" })),
                ("message", json!({ "type": "string" })),
                ("fields", json!({ "type": "object", "additionalProperties": { "type": "string" } })),
                ("offered", json!({ "type": "object", "additionalProperties": { "type": "array", "items": { "type": "string" } } })),
            ]))])),
            ("conflict", json!({ "anyOf": [
                object(&["error", "current"], [("error", json!({ "type": "object" })), ("current", reference("record"))]),
                reference("error"),
            ] })),
        ]
        .map(|(name, schema)| (name.to_owned(), schema)),
    );
    for kind in Kind::ALL {
        schemas.insert(kind.table().to_owned(), written(kind));
        schemas.insert(read_name(kind), read(kind));
        for what in lists(kind) {
            schemas.insert(what.list().to_owned(), row(what));
        }
    }
    schemas.extend(shared_parts().into_iter().map(|(name, schema)| (name.to_owned(), schema)));
    for parts in [
        timeline_parts(),
        involved_parts(),
        held_parts(),
        found_parts(),
        contradiction_parts(),
        duplicates_parts(),
        in_common_parts(),
        changes_parts(),
    ] {
        schemas.extend(parts.into_iter().map(|(name, schema)| (name.to_owned(), schema)));
    }
    schemas
}

/// What can be attached to records of a kind.
fn lists(kind: Kind) -> impl Iterator<Item = Attached> {
    Attached::ALL.into_iter().filter(move |what| what.admits(kind))
}

/// A text that is there.
pub fn string() -> Json {
    json!({ "type": "string" })
}

/// A text, if there is one.
pub fn text() -> Json {
    json!({ "type": ["string", "null"] })
}

/// A day, if there is one.
pub fn day() -> Json {
    json!({ "type": ["string", "null"], "format": "date" })
}

/// Whether something is so.
pub fn flag() -> Json {
    json!({ "type": "boolean" })
}

/// A whole number, if there is one.
pub fn whole() -> Json {
    json!({ "type": ["integer", "null"] })
}

/// An object of these properties and no others.
pub fn object<'n>(required: &[&str], properties: impl IntoIterator<Item = (&'n str, Json)>) -> Json {
    let properties: Map<String, Json> =
        properties.into_iter().map(|(name, schema)| (name.to_owned(), schema)).collect();
    json!({ "type": "object", "additionalProperties": false, "required": required, "properties": properties })
}

pub fn list_of(schema: Json) -> Json {
    json!({ "type": "array", "items": schema })
}

/// What may be sent for a field. A field with a default is never empty.
fn sent(field: &Field) -> Json {
    let keeps = field.required || field.default.is_some();
    let or_null = |ty: &str| if keeps { json!(ty) } else { json!([ty, "null"]) };
    let mut schema = match field.ty {
        Type::Age if !keeps => json!({ "type": ["integer", "string", "null"] }),
        Type::Text | Type::Code(_) if !keeps => reference("line"),
        Type::Prose if !keeps => reference("text"),
        Type::Text | Type::Prose | Type::Age | Type::Code(_) => json!({ "type": "string", "minLength": 1 }),
        Type::Integer => json!({ "type": or_null("integer") }),
        Type::Real => json!({ "type": or_null("number") }),
        // Or both coordinates as people paste them.
        Type::Degrees(_) => json!({ "type": ["number", "string", "null"] }),
        Type::Bool => json!({ "type": "boolean" }),
        Type::Date if !keeps => reference("date"),
        Type::Date => json!({ "type": "string" }),
        Type::Term(list) => json!({ "type": or_null("string"), "pattern": format!("^{list}/") }),
        Type::Choice(codes) => {
            let codes = codes.iter().map(|code| json!(code));
            json!({ "enum": codes.chain((!keeps).then_some(Json::Null)).collect::<Vec<_>>() })
        }
        Type::Ref(..) if !keeps => reference("key"),
        Type::Ref(..) => json!({ "type": "string", "description": "a uid or a ref like P-2" }),
    };
    if let Some(default) = field.default.filter(|_| !field.required) {
        schema["default"] = match field.ty {
            Type::Bool | Type::Integer => default.parse().unwrap(),
            _ => json!(default),
        };
    }
    schema
}

/// What may be written of a kind.
fn written(kind: Kind) -> Json {
    let told = |field: &Field| {
        let mut schema = sent(field);
        let note = match field.name {
            "reason" => "why; kept in the history",
            "compartment" => "the name of one that the account is in",
            "accepted" => {
                schema = json!({ "anyOf": [schema.clone(), list_of(schema)] });
                "warnings that are meant: one, or a list of them"
            }
            "same" => "POST of a detention only: the key of the episode that it is",
            "version" => "PATCH only, required there: the version that was read",
            "review" => "PATCH only",
            "withdrawn" => "PATCH only: taken out of use, or brought back",
            "merged" => "PATCH only: the key of a record that is the same",
            "merged_version" => "PATCH only: the version of that one that was read",
            "unmerge" => "PATCH only: the number of a merge to undo",
            "name" => "the primary name, for short; a new record needs one",
            _ => return (field.name, schema),
        };
        schema["description"] = note.into();
        (field.name, schema)
    };
    let mut properties: Vec<(&str, Json)> = kind.fields().iter().map(|field| (field.name, sent(field))).collect();
    properties.extend(envelope().map(told));
    properties.extend(kind.has_names().then(|| told(&PRIMARY)));
    properties.extend(lists(kind).map(|what| (what.list(), list_of(reference(what.list())))));
    let mut schema = object(&["reason"], properties);
    let required: Vec<&str> = kind.fields().iter().filter(|field| field.required).map(|field| field.name).collect();
    schema["x-required-of-a-new-record"] = required.into();
    schema
}

/// A row that is attached to a record, as it is written.
fn row(what: Attached) -> Json {
    let told = |field: &Field| {
        let mut schema = sent(field);
        schema["description"] = match field.name {
            "row" => "PATCH only: of a row that is there; what is not named stays".into(),
            _ => "PATCH only: the row is to go".into(),
        };
        (field.name, schema)
    };
    let fields = what.fields().iter();
    let required: Vec<&str> = fields.clone().filter(|field| field.required).map(|field| field.name).collect();
    object(&required, fields.map(|field| (field.name, sent(field))).chain(row_keys(what).iter().map(told)))
}

pub fn read_name(kind: Kind) -> String {
    format!("{}_read", kind.table())
}

/// What is read of a field: what nobody said is left out.
fn told(field: &Field) -> Json {
    match field.ty {
        Type::Text | Type::Prose | Type::Age | Type::Code(_) | Type::Term(_) => json!({ "type": "string" }),
        Type::Integer => json!({ "type": "integer" }),
        Type::Real | Type::Degrees(_) => json!({ "type": "number" }),
        Type::Bool => json!({ "type": "boolean" }),
        Type::Date => reference("date_read"),
        Type::Choice(codes) => json!({ "enum": codes }),
        Type::Ref(..) => reference("label"),
    }
}

/// A record as it is read, with everything that belongs to it. A row within has no rows of its own.
fn read(kind: Kind) -> Json {
    let levels = Sensitivity::ALL.map(Sensitivity::code);
    let mut properties = vec![
        ("uid", json!({ "type": "string", "format": "uuid" })),
        ("ref", string()),
        ("kind", json!({ "const": kind.table(), "type": "string" })),
        ("sensitivity", json!({ "enum": levels })),
        ("review", json!({ "enum": REVIEWS })),
        ("comment", string()),
        ("compartment", string()),
        ("version", json!({ "type": "integer" })),
        ("created_at", json!({ "type": "string", "format": "date-time" })),
        ("updated_at", json!({ "type": "string", "format": "date-time" })),
        ("name", string()),
        ("names", list_of(reference("name_read"))),
        ("external_ids", list_of(reference("external_id"))),
        ("citations", list_of(reference("citation_read"))),
        ("merged", list_of(object(&["merge", "ref"], [("merge", json!({ "type": "integer" })), ("ref", string())]))),
    ];
    properties.extend(kind.fields().iter().map(|field| (field.name, told(field))));
    if kind == Kind::Report {
        properties.push(("sources", list_of(object(&["role"], [("source", reference("label")), ("role", string())]))));
    }
    if kind == Kind::Detention {
        properties.push(("events", list_of(reference(&read_name(Kind::CustodyEvent)))));
        properties.push(("status", reference("custody_status")));
        properties.push(("legal_state", reference("legal_state")));
        properties.push(("conditions", json!({ "type": "object", "additionalProperties": reference("condition") })));
    }
    let belonging: Vec<(String, Json)> = Kind::ALL
        .into_iter()
        .filter(|owned| *owned != Kind::CustodyEvent)
        .map(|owned| (owned.collection().replace('-', "_"), list_of(reference(&read_name(owned)))))
        .collect();
    // Detentions are told with incidents and organizations too, and figures with the groups they count.
    let tied = |name: &str| match name {
        "detentions" | "figures" | "participations" | "relations" | "incident_links" | "statements" | "notes" => true,
        name => kind.owned().iter().any(|(owned, _)| owned.collection().replace('-', "_") == *name),
    };
    properties
        .extend(belonging.iter().filter(|(name, _)| tied(name)).map(|(name, list)| (name.as_str(), list.clone())));
    let always = ["uid", "ref", "kind", "sensitivity", "review", "version", "created_at", "updated_at", "citations"];
    let fields = kind.fields().iter().filter(|field| field.required && !matches!(field.ty, Type::Ref(..)));
    object(&always.into_iter().chain(fields.map(|field| field.name)).collect::<Vec<_>>(), properties)
}

/// What may be missing.
pub fn or_null(schema: Json) -> Json {
    json!({ "anyOf": [schema, { "type": "null" }] })
}

/// What records are read with.
fn shared_parts() -> Vec<(&'static str, Json)> {
    let mut name: Vec<(&str, Json)> = vec![("row", json!({ "type": "integer" }))];
    name.extend(Attached::Name.fields().iter().map(|field| (field.name, told(field))));
    let mut citation: Vec<(&str, Json)> = vec![("row", json!({ "type": "integer" }))];
    citation.extend(Attached::Citation.fields().iter().map(|field| (field.name, told(field))));
    // A report cited comes with who published it.
    citation
        .iter_mut()
        .filter(|(name, _)| *name == "report")
        .for_each(|(_, schema)| *schema = reference("report_label"));
    let label = |more: Option<(&'static str, Json)>| {
        let called = [("uid", string()), ("ref", string()), ("name", string()), ("lang", string())];
        let which = [("kind", json!({ "enum": Kind::ALL.map(Kind::table) })), ("group", json!({ "type": "boolean" }))];
        object(&["uid", "ref", "kind", "name"], called.into_iter().chain(which).chain(more))
    };
    vec![
        ("date_read", object(&["edtf", "lo", "hi"], [("edtf", string()), ("lo", day()), ("hi", day())])),
        ("label", label(None)),
        ("report_label", label(Some(("source", reference("label"))))),
        ("name_read", object(&["text", "kind"], name)),
        ("external_id", object(&["scheme", "value"], [("scheme", string()), ("value", string())])),
        ("citation_read", object(&["report", "stance", "hedge", "grade"], citation)),
        (
            "custody_status",
            object(
                &["status", "as_of", "certainty", "event", "lifted_by"],
                [
                    ("status", string()),
                    ("as_of", json!({ "anyOf": [reference("date_read"), { "type": "null" }] })),
                    ("certainty", string()),
                    ("event", or_null(string())),
                    ("lifted_by", or_null(string())),
                ],
            ),
        ),
        (
            "condition",
            object(
                &["value", "as_of", "certainty", "event"],
                [
                    ("value", string()),
                    ("as_of", json!({ "anyOf": [reference("date_read"), { "type": "null" }] })),
                    ("certainty", or_null(string())),
                    ("event", or_null(string())),
                ],
            ),
        ),
        (
            "term",
            object(
                &["said", "suspended", "served", "endless", "computed", "earliest_end", "latest_end"],
                [
                    ("said", string()),
                    ("suspended", json!({ "type": "boolean" })),
                    ("served", json!({ "enum": ["in_custody", "suspended", "at_liberty", "time_served"] })),
                    ("computed", json!({ "type": "boolean" })),
                    ("endless", json!({ "type": "boolean" })),
                    ("earliest_end", day()),
                    ("latest_end", day()),
                ],
            ),
        ),
        (
            "perhaps",
            object(
                &["type", "as_of", "certainty", "event", "term"],
                [
                    ("type", string()),
                    ("as_of", json!({ "anyOf": [reference("date_read"), { "type": "null" }] })),
                    ("certainty", string()),
                    ("event", string()),
                    ("term", or_null(reference("term"))),
                ],
            ),
        ),
        (
            "legal_state",
            object(
                &["state", "as_of", "certainty", "event", "term", "beside", "perhaps"],
                [
                    ("state", json!({ "enum": LegalState::ALL.map(LegalState::code) })),
                    ("as_of", json!({ "anyOf": [reference("date_read"), { "type": "null" }] })),
                    ("certainty", string()),
                    ("event", string()),
                    ("term", or_null(reference("term"))),
                    ("beside", json!({ "type": "array", "items": reference("term") })),
                    ("perhaps", json!({ "type": "array", "items": reference("perhaps") })),
                ],
            ),
        ),
    ]
}
