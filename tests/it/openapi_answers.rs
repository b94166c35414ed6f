//! The shapes of answers that are no records: who is held, what contradicts what, the timeline.

use habeas::domain::custody::{STATUSES, Standing};
use habeas::domain::kind::CERTAINTIES;
use habeas::domain::name::matching::Why;
use habeas::domain::query::facet::{FACETS, Facet, Values};
use habeas::domain::query::{Dates, Places};
use serde_json::{Value as Json, json};

use crate::openapi_schemas::{day, flag, list_of, object, or_null, reference, string, text, whole};

/// Who is held.
pub fn held_parts() -> Vec<(&'static str, Json)> {
    let number = || json!({ "type": "integer" });
    let dated = || {
        let basis = ("basis", json!({ "enum": ["stated", "inferred", "estimated", "unknown"] }));
        let days = [("edtf", string()), ("lo", day()), ("hi", day()), ("text", string()), basis];
        or_null(object(&["edtf", "lo", "hi", "text", "basis"], days))
    };
    let days = || {
        let most = json!({ "type": ["integer", "null"] });
        object(&["min", "max", "doubted"], [("min", number()), ("max", most), ("doubted", flag())])
    };
    let count = object(&["people", "groups"], [("people", number()), ("groups", number())]);
    let place = object(
        &["uid", "ref", "name", "earlier", "path", "basis", "certainty"],
        [
            ("uid", string()),
            ("ref", string()),
            ("name", string()),
            ("earlier", flag()),
            ("path", list_of(string())),
            ("basis", json!({ "enum": ["stated", "inferred", "estimated", "unknown"] })),
            ("certainty", json!({ "enum": CERTAINTIES })),
        ],
    );
    let term = object(
        &["said", "served", "endless", "computed", "earliest_end", "latest_end"],
        [
            ("said", string()),
            ("served", json!({ "enum": ["in_custody", "suspended", "at_liberty", "time_served"] })),
            ("endless", flag()),
            ("computed", flag()),
            ("earliest_end", day()),
            ("latest_end", day()),
        ],
    );
    let over = object(
        &["event", "type", "date"],
        [("event", text()), ("type", string()), ("certainty", string()), ("date", dated())],
    );
    let row = [
        ("list", json!({ "enum": Standing::ALL.map(Standing::code) })),
        ("person", reference("label")),
        ("group", flag()),
        ("detention", string()),
        ("status", json!({ "enum": STATUSES })),
        ("certainty", json!({ "enum": CERTAINTIES })),
        ("as_of", dated()),
        ("taken", dated()),
        ("days_held", days()),
        ("days_silent", days()),
        ("place", or_null(place)),
        ("term", or_null(term)),
        ("perhaps_over", or_null(over)),
        ("sources", list_of(reference("source_line"))),
    ];
    let names: Vec<&str> = row.iter().map(|(name, _)| *name).collect();
    let held = object(&names, row.clone());
    let counts = object(&[], Standing::ALL.map(|list| (list.code(), count.clone())));
    let answer = object(
        &["on", "counts", "held", "next"],
        [
            ("on", json!({ "type": "string", "format": "date" })),
            ("counts", counts),
            ("held", list_of(reference("held_row"))),
            ("next", text()),
        ],
    );
    vec![("held", answer), ("held_row", held)]
}

/// Records found by name.
pub fn found_parts() -> Vec<(&'static str, Json)> {
    let found = || {
        vec![
            ("uid", string()),
            ("ref", string()),
            ("name", string()),
            ("aliases", list_of(string())),
            ("score", json!({ "type": "number", "minimum": 0, "maximum": 1 })),
            ("why", json!({ "enum": Why::ALL.map(|why| json!(why)) })),
            ("spelled", text()),
            ("context", text()),
        ]
    };
    let answer = |found: Vec<(&'static str, Json)>| {
        let names: Vec<&str> = found.iter().map(|(name, _)| *name).collect();
        object(&["matches"], [("matches", list_of(object(&names, found.clone())))])
    };
    let person = [found(), vec![("group", flag()), ("custody", or_null(custody_told()))]].concat();
    vec![("found_people", answer(person)), ("found_places", answer(found())), ("found_organizations", answer(found()))]
}

/// What reports contradict each other on.
pub fn contradiction_parts() -> Vec<(&'static str, Json)> {
    let number = || json!({ "type": "integer" });
    let date = || or_null(reference("date_read"));
    let value = json!({ "anyOf": [reference("label"), reference("date_read"), string(), flag()] });
    let figure = object(
        &["ref", "verbatim", "qualifier", "lo", "best", "hi", "as_of", "claimed_by"],
        [
            ("ref", string()),
            ("verbatim", string()),
            ("qualifier", string()),
            ("lo", whole()),
            ("best", whole()),
            ("hi", whole()),
            ("as_of", date()),
            ("claimed_by", text()),
        ],
    );
    let event = object(&["ref", "type", "date"], [("ref", string()), ("type", string()), ("date", date())]);
    let side = object(
        &["in_force", "preferred", "citations"],
        [
            ("value", value),
            ("holds", flag()),
            ("figure", figure),
            ("event", event),
            ("in_force", flag()),
            ("preferred", flag()),
            ("citations", list_of(reference("citation_read"))),
        ],
    );
    let one = object(
        &["about", "on", "what", "decided", "sides"],
        [
            ("about", reference("label")),
            ("on", json!({ "enum": ["field", "record", "measure", "step", "custody"] })),
            ("what", text()),
            ("decided", flag()),
            ("sides", list_of(side)),
        ],
    );
    let lines = list_of(reference("contradiction"));
    let answer = object(
        &["open", "decided", "contradictions", "next"],
        [("open", number()), ("decided", number()), ("contradictions", lines), ("next", text())],
    );
    vec![("contradictions", answer), ("contradiction", one)]
}

/// The answers of changes and of watched questions.
pub fn changes_parts() -> Vec<(&'static str, Json)> {
    let flag = || json!({ "type": "boolean" });
    let integer = || json!({ "type": "integer" });
    let perhaps = |ty: &str| json!({ "type": [ty, "null"] });
    let writer = object(
        &["id", "name", "records", "changes"],
        [("id", integer()), ("name", string()), ("records", integer()), ("changes", integer())],
    );
    let record = object(
        &["record", "new", "changes", "by", "at"],
        [
            ("record", reference("label")),
            ("new", flag()),
            ("changes", integer()),
            ("by", list_of(string())),
            ("at", string()),
        ],
    );
    let changes = object(
        &["since", "all", "partial", "by", "records", "next"],
        [
            ("since", string()),
            ("all", integer()),
            ("partial", flag()),
            ("by", list_of(writer)),
            ("records", list_of(record)),
            ("next", perhaps("string")),
        ],
    );
    let line = object(
        &["question", "name", "since", "new", "changed", "partial"],
        [
            ("question", string()),
            ("name", perhaps("string")),
            ("since", string()),
            ("new", perhaps("integer")),
            ("changed", perhaps("integer")),
            ("partial", flag()),
        ],
    );
    vec![("changes", changes), ("watched", object(&["watched"], [("watched", list_of(line))]))]
}

/// The answer of likely duplicates.
pub fn duplicates_parts() -> Vec<(&'static str, Json)> {
    let flag = || json!({ "type": "boolean" });
    let integer = || json!({ "type": "integer" });
    let number = || json!({ "type": "number" });
    let said = json!({ "anyOf": [string(), flag(), number(), reference("label"), reference("date_read")] });
    let evidence = object(
        &["matter", "is_field", "agreement", "for", "weight", "sides"],
        [
            ("matter", string()),
            ("is_field", flag()),
            ("agreement", json!({ "enum": ["same", "fits", "differs"] })),
            ("for", flag()),
            ("weight", number()),
            ("sides", list_of(list_of(said))),
        ],
    );
    let pair = object(
        &["records", "likelihood", "likely", "evidence"],
        [
            ("records", list_of(reference("label"))),
            ("likelihood", number()),
            ("likely", json!({ "enum": ["possible", "likely", "very_likely"] })),
            ("evidence", list_of(evidence)),
        ],
    );
    let answer = object(
        &["kind", "records", "weighed", "ready", "pairs", "next"],
        [
            ("kind", string()),
            ("records", integer()),
            ("weighed", integer()),
            ("ready", flag()),
            ("pairs", list_of(reference("likely_pair"))),
            ("next", json!({ "type": ["string", "null"] })),
        ],
    );
    vec![("duplicates", answer), ("likely_pair", pair)]
}

/// What several records share.
pub fn in_common_parts() -> Vec<(&'static str, Json)> {
    let integer = || json!({ "type": "integer" });
    let labels = || list_of(reference("label"));
    let way = object(&["of", "facts", "more"], [("of", reference("label")), ("facts", labels()), ("more", integer())]);
    let record = object(&["record", "ways"], [("record", reference("label")), ("ways", list_of(way))]);
    let of_kind =
        object(&["kind", "records", "more"], [("kind", string()), ("records", list_of(record)), ("more", integer())]);
    let answer = object(
        &["of", "ties", "shared", "partly"],
        [("of", labels()), ("ties", labels()), ("shared", list_of(of_kind)), ("partly", labels())],
    );
    vec![("in_common", answer)]
}

/// A date of the timeline.
fn date_told() -> Json {
    object(
        &["edtf", "lo", "hi", "text", "basis", "inferred_part"],
        [
            ("edtf", text()),
            ("lo", text()),
            ("hi", text()),
            ("text", string()),
            ("basis", string()),
            ("inferred_part", text()),
        ],
    )
}

/// Who is in the lines of a timeline.
pub fn involved_parts() -> Vec<(&'static str, Json)> {
    let number = || json!({ "type": "integer" });
    let answer = |listed: &'static str, more: (&'static str, Json)| {
        let mut row = vec![
            ("uid", string()),
            ("ref", string()),
            ("kind", string()),
            ("name", string()),
            ("lines", number()),
            ("first", or_null(date_told())),
            ("last", or_null(date_told())),
        ];
        row.push(more);
        let names: Vec<&str> = row.iter().map(|(name, _)| *name).collect();
        let row = object(&names, row.clone().into_iter().chain([("lang", string())]));
        object(
            &["count", "lines", "total", listed, "next"],
            [("count", number()), ("lines", number()), ("total", number()), (listed, list_of(row)), ("next", text())],
        )
    };
    vec![
        ("timeline_people", answer("people", ("group", flag()))),
        ("timeline_detentions", answer("detentions", ("custody", or_null(custody_told())))),
    ]
}

/// How things stand with somebody.
fn custody_told() -> Json {
    object(
        &["status", "as_of", "certainty"],
        [
            ("status", json!({ "enum": STATUSES })),
            ("as_of", or_null(reference("date_read"))),
            ("certainty", json!({ "enum": CERTAINTIES })),
        ],
    )
}

/// The answer of the timeline.
pub fn timeline_parts() -> Vec<(&'static str, Json)> {
    let number = || json!({ "type": ["number", "null"] });
    let named = |more: Vec<(&'static str, Json)>| {
        object(&["uid", "ref"], [("uid", string()), ("ref", string())].into_iter().chain(more))
    };
    let count = || ("count", json!({ "type": "integer" }));
    let coded = || list_of(object(&["code", "label", "count"], [("code", string()), ("label", string()), count()]));
    let facet = |facet: &Facet| match (facet.record(), &facet.values) {
        (Some(_), _) => Some(list_of(named(vec![("name", string()), count()]))),
        (None, Values::Months) => None,
        (None, _) => Some(coded()),
    };
    let facets = FACETS.iter().filter_map(|found| Some((found.name, facet(found)?)));
    let left_out = list_of(object(
        &["places", "dates", "label", "count"],
        [
            ("places", json!({ "enum": Places::CODES })),
            ("dates", json!({ "enum": Dates::CODES })),
            ("label", string()),
            count(),
        ],
    ));
    let facets = facets.chain([("left_out", left_out)]);
    vec![
        (
            "timeline",
            object(
                &["total", "entries", "facets", "histogram", "next"],
                [
                    ("total", json!({ "type": "integer" })),
                    ("entries", list_of(reference("entry"))),
                    ("facets", object(&[], facets)),
                    (
                        "histogram",
                        list_of(object(
                            &["month", "count"],
                            [("month", string()), count(), ("possible", json!({ "type": "integer" }))],
                        )),
                    ),
                    ("next", text()),
                ],
            ),
        ),
        ("coded", object(&["code", "label"], [("code", string()), ("label", string())])),
        (
            "entry",
            object(
                &[
                    "uid",
                    "ref",
                    "kind",
                    "type",
                    "label",
                    "date",
                    "place",
                    "people",
                    "organizations",
                    "figures",
                    "sources",
                    "members",
                ],
                [
                    ("uid", string()),
                    ("ref", string()),
                    ("kind", json!({ "enum": ["incident", "custody"] })),
                    ("type", reference("coded")),
                    ("label", string()),
                    ("date", date_told()),
                    (
                        "place",
                        or_null(named(vec![
                            ("name", string()),
                            ("path", list_of(string())),
                            ("basis", string()),
                            ("of", json!({ "enum": ["own", "incident", "detention"] })),
                            ("latitude", number()),
                            ("longitude", number()),
                        ])),
                    ),
                    ("people", list_of(reference("party"))),
                    ("organizations", list_of(reference("party"))),
                    (
                        "figures",
                        list_of(object(
                            &["measure", "qualifier", "verbatim", "text"],
                            [
                                ("measure", reference("coded")),
                                ("qualifier", string()),
                                ("lo", whole()),
                                ("best", whole()),
                                ("hi", whole()),
                                ("verbatim", string()),
                                ("text", string()),
                                ("counted", text()),
                                ("group", or_null(named(vec![("name", string())]))),
                                ("as_of", text()),
                                ("as_of_text", text()),
                                ("claimed_by", text()),
                                ("preferred", flag()),
                                ("disputed", flag()),
                                ("contradicted", flag()),
                                ("sources", list_of(reference("source_line"))),
                            ],
                        )),
                    ),
                    ("sources", list_of(reference("source_line"))),
                    ("disputed", flag()),
                    ("contradicted", flag()),
                    ("members", list_of(named(vec![]))),
                    ("time_note", text()),
                    ("summary", text()),
                    ("status", text()),
                    ("certainty", string()),
                    ("note", text()),
                    ("law", text()),
                    ("article", text()),
                    ("verdict", text()),
                    ("sentence", text()),
                    (
                        "fine",
                        or_null(object(
                            &["amount", "currency"],
                            [("amount", json!({ "type": "number" })), ("currency", string())],
                        )),
                    ),
                    ("incident", or_null(reference("label"))),
                ],
            ),
        ),
        (
            "source_line",
            object(
                &["report", "source", "hedge", "grade", "stance", "text"],
                [
                    ("report", named(vec![("title", string())])),
                    ("source", string()),
                    ("paragraph", whole()),
                    ("page", text()),
                    ("hedge", string()),
                    ("grade", string()),
                    ("stance", string()),
                    ("via", text()),
                    ("quote", text()),
                    ("field", string()),
                    ("gives", json!({ "anyOf": [string(), reference("label")] })),
                    ("text", string()),
                ],
            ),
        ),
        (
            "party",
            named(vec![
                ("name", string()),
                ("group", flag()),
                ("certainty", string()),
                ("cited", flag()),
                ("disputed", flag()),
                ("contradicted", flag()),
                ("role", or_null(reference("coded"))),
            ]),
        ),
    ]
}
