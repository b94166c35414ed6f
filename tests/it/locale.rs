//! The message files: the same messages in every language, one for every key in the source, none that nobody says.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use habeas::domain::access::Role;
use habeas::domain::citation::{HEDGES, SOURCE_ROLES, STANCES};
use habeas::domain::custody::STATUSES;
use habeas::domain::custody::{LegalState, Standing};
use habeas::domain::duplicate::{Agreement, COMPARED, Likelihood, NAMES, matters};
use habeas::domain::kind::attached::Attached;
use habeas::domain::kind::{CERTAINTIES, Kind, Type};
use habeas::domain::lang::Lang;
use habeas::domain::logging::{CUSTODY, PART_OF, TAKEN, TAKINGS};
use habeas::domain::name::NAME_KINDS;
use habeas::domain::name::matching::Why;
use habeas::domain::query::involved::{Involved, InvolvedOrder};
use habeas::domain::query::{Dates, FACETS, Grouping, PARAMETERS, Takes, Values};
use habeas::domain::record::{
    DUPLICATE, IMPLAUSIBLE_DATE, IMPLAUSIBLE_PLACE, MISENTERED, REVIEWS, Sensitivity, UNWORDED_NUMBER,
};
use habeas::locale;
use habeas::locale::words::list_of;
use habeas::pages::held::HeldOrder;
use regex::Regex;

/// Lists whose values are printed under other names than those of a field: list, values.
fn named_lists() -> Vec<(&'static str, Vec<&'static str>)> {
    let kinds: Vec<&str> = Kind::ALL.iter().map(|kind| kind.table()).collect();
    let tables = [&kinds[..], &["name", "citation", "report_source", "external_id"]].concat();
    vec![
        ("kind", kinds),
        ("table", tables),
        ("action", vec!["create", "update", "remove"]),
        ("review", REVIEWS.to_vec()),
        ("sensitivity", Sensitivity::ALL.iter().map(|level| level.code()).collect()),
        ("role", Role::ALL.iter().map(|role| role.code()).collect()),
        ("dates", Dates::CODES.to_vec()),
        ("group-by", Grouping::ALL.iter().map(|grouping| grouping.code()).collect()),
        ("status", STATUSES.to_vec()),
        ("taken-how", TAKINGS.to_vec()),
        ("held-list", Standing::ALL.map(Standing::code).to_vec()),
        ("held-list-about", Standing::ALL.map(Standing::code).to_vec()),
        ("legal-state", LegalState::ALL.map(LegalState::code).to_vec()),
        ("held-order", HeldOrder::ALL.iter().map(|order| order.code()).collect()),
        ("certainty", CERTAINTIES.to_vec()),
        ("link-certainty", CERTAINTIES.to_vec()),
        ("part-inferred", vec!["year", "month", "day"]),
        ("stance", STANCES.to_vec()),
        ("hedge", HEDGES.to_vec()),
        ("source-role", SOURCE_ROLES.to_vec()),
        ("name-kind", NAME_KINDS.to_vec()),
        ("incident-link-inverse", choices(Kind::IncidentLink, "type")),
        ("unmentioned", vec!["warrant", "acknowledged", "incommunicado", "lawyer", "family-contact", "ill-treatment"]),
        ("counted", vec!["exact", "about", "at_least", "more_than", "at_most", "fewer_than", "range", "zero"]),
        ("place-precision", vec!["1", "2", "3", "4", "5", "6", "7"]),
        ("field", fields()),
        ("meant", vec![DUPLICATE, IMPLAUSIBLE_DATE, IMPLAUSIBLE_PLACE, MISENTERED, UNWORDED_NUMBER]),
        ("meant-title", vec![DUPLICATE, IMPLAUSIBLE_DATE, IMPLAUSIBLE_PLACE, UNWORDED_NUMBER]),
        ("form-new", Kind::ALL.iter().map(|kind| kind.table()).collect()),
        ("form-row", Attached::ALL.map(Attached::list).to_vec()),
        ("form-add", Attached::ALL.map(Attached::list).to_vec()),
        ("review-to", vec!["draft", "checked", "approved", "disputed"]),
        ("found", vec!["person", "place", "organization", "source"]),
        ("compared", COMPARED.iter().map(|kind| kind.table()).collect()),
        ("matter", seen_of_several()),
        ("agreement", Agreement::ALL.iter().map(|agreement| agreement.code()).collect()),
        ("likely", Likelihood::ALL.iter().map(|likely| likely.code()).collect()),
        ("kept", vec!["search", "search_as_typed", "timeline", "timeline_people", "timeline_detentions"]),
        ("shown", ["lines"].into_iter().chain(Involved::ALL.map(Involved::code)).collect()),
        ("involved-by", InvolvedOrder::ALL.map(InvolvedOrder::code).to_vec()),
        ("review-done", vec!["draft", "checked", "approved"]),
        ("facts", Kind::ALL.iter().map(|kind| kind.table()).collect()),
        ("filter", asked_for()),
        ("facet", vec!["inc", "de"]),
        ("match", Why::ALL.iter().map(|why| why.code()).collect()),
    ]
}

/// What two records are compared in that is no field of one.
fn seen_of_several() -> Vec<&'static str> {
    let matters = COMPARED.into_iter().flat_map(matters).map(|matter| matter.name).chain([NAMES]);
    let others = |name: &&str| !Kind::ALL.iter().any(|kind| kind.field(name).is_some());
    matters.filter(others).collect::<BTreeSet<_>>().into_iter().collect()
}

/// Fields of records, of their headers, and of the rows that point at them, as the history names them.
fn fields() -> Vec<&'static str> {
    let around = [
        "comment",
        "reason",
        "record",
        "review",
        "sensitivity",
        "kind",
        "report",
        "field",
        "stance",
        "gives",
        "gives_record",
        "paragraph",
        "page",
        "quote",
        "hedge",
        "via",
        "withdrawn",
        "merged_into",
        "compartment",
        "grade",
        "source",
        "scheme",
        "value",
        "names",
        "citations",
        "sources",
        "external_ids",
    ];
    let logged = [TAKEN, CUSTODY, PART_OF].into_iter().flatten();
    let of_kinds = Kind::ALL.iter().flat_map(|kind| kind.fields()).chain(logged).map(|field| field.name);
    of_kinds.chain(around).collect::<BTreeSet<_>>().into_iter().collect()
}

/// What the form of a timeline asks that no field of a record says.
fn asked_for() -> Vec<&'static str> {
    let of_form =
        PARAMETERS.iter().filter(|parameter| matches!(parameter.takes, Takes::Record(_) | Takes::Words | Takes::Date));
    of_form.map(|parameter| parameter.excludes.unwrap_or(parameter.name)).collect()
}

fn choices(kind: Kind, field: &str) -> Vec<&'static str> {
    match kind.field(field).unwrap().ty {
        Type::Choice(values) => values.to_vec(),
        _ => Vec::new(),
    }
}

/// Every word of every closed list, as a key.
fn words() -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for (list, values) in named_lists() {
        words.extend(values.iter().map(|value| format!("{list}-{value}")));
    }
    for facet in FACETS {
        words.extend(facet.list().iter().map(|value| format!("{}-{value}", facet.name)));
        // What it is called: a type has a heading for each of its lists.
        match (facet.record(), &facet.values) {
            (Some(_), _) => drop(words.insert(format!("filter-{}", facet.name))),
            (None, Values::Type(_) | Values::Months) => {}
            (None, _) => drop(words.insert(format!("field-{}", facet.name))),
        }
    }
    for kind in Kind::ALL {
        for field in kind.fields() {
            let list = list_of(kind.table(), field.name);
            words.extend(choices(kind, field.name).iter().map(|value| format!("{list}-{value}")));
        }
    }
    words
}

fn messages(lang: Lang) -> BTreeSet<String> {
    let key = Regex::new(r"(?m)^([a-zA-Z][\w-]*) *=").unwrap();
    let sources = locale::sources(lang);
    sources.iter().flat_map(|file| key.captures_iter(file)).map(|found| found[1].to_owned()).collect()
}

/// The source, file by file, without its tests.
fn sources() -> BTreeMap<PathBuf, String> {
    fn walk(directory: &Path, found: &mut BTreeMap<PathBuf, String>) {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                found.insert(path, text.split("#[cfg(test)]").next().unwrap().to_owned());
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    found
}

/// Keys that the source asks for, where it is plain that they are keys.
fn asked() -> BTreeMap<String, PathBuf> {
    let calls = [
        r#"\.(?:t|tw)\(\s*"([^"]+)""#,
        r#"\btext(?:_with)?\(\s*(?:[\w.]*lang|Lang::\w+)\s*,\s*"([^"]+)""#,
        r#"\b(?:Say::new|Error::bad|bad)\(\s*"([^"]+)""#,
        r#"\b(?:day|select)\(\s*reader,\s*"[^"]+",\s*"([^"]+)""#,
        r#""(nav-[a-z]+)""#,
        r#"=>\s*"((?:date|err|next)-[a-z-]+)""#,
    ];
    let calls = calls.map(|call| Regex::new(call).unwrap());
    // `["who", "taken"].map(|key| … t(key))` and `t(if … { "this" } else { "that" })`.
    let lists = [r"\[([^\]]*)\]\s*\.map\(\|key\|", r"\.t[w]?\(\s*if ([^}]*\} else \{[^}]*\})"];
    let lists = lists.map(|list| Regex::new(list).unwrap());
    let literal = Regex::new(r#""([a-z][a-z0-9-]*)""#).unwrap();
    let mut asked = BTreeMap::new();
    for (path, text) in sources() {
        for found in calls.iter().flat_map(|call| call.captures_iter(&text)) {
            asked.insert(found[1].to_owned(), path.clone());
        }
        for list in lists.iter().flat_map(|list| list.captures_iter(&text)) {
            for found in literal.captures_iter(&list[1]) {
                asked.insert(found[1].to_owned(), path.clone());
            }
        }
    }
    asked
}

#[test]
fn every_language_has_the_same_messages() {
    let english = messages(Lang::En);
    for lang in Lang::ALL {
        let other = messages(lang);
        let differ: Vec<&String> = english.symmetric_difference(&other).collect();
        assert!(differ.is_empty(), "{}: not in both languages: {differ:?}", lang.code());
    }
}

#[test]
fn every_message_is_written_once_and_can_be_read() {
    for lang in Lang::ALL {
        let mut known = BTreeSet::new();
        for file in locale::sources(lang) {
            let resource = fluent_bundle::FluentResource::try_new((*file).to_owned());
            let errors = resource.err().map(|(_, errors)| errors).unwrap_or_default();
            assert!(errors.is_empty(), "{}: {errors:?}", lang.code());
            for key in file.lines().filter_map(|line| line.split_once(" =")).map(|(key, _)| key) {
                let is_key = !key.starts_with([' ', '#', '.', '*', '[']);
                assert!(!is_key || known.insert(key), "{}: {key} is there twice", lang.code());
            }
        }
    }
}

#[test]
fn every_key_in_the_source_has_a_message() {
    let messages = messages(Lang::En);
    let missing: Vec<_> = asked().into_iter().filter(|(key, _)| !messages.contains(key)).collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn every_value_of_a_closed_list_has_its_word() {
    let messages = messages(Lang::En);
    let missing: Vec<_> = words().into_iter().filter(|word| !messages.contains(word)).collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn no_message_is_left_that_nobody_says() {
    let source: String = sources().into_values().collect();
    let literal = Regex::new(r#""([a-z][a-z0-9-]*)""#).unwrap();
    let said: BTreeSet<&str> = literal.captures_iter(&source).map(|found| found.get(1).unwrap().as_str()).collect();
    let words = words();
    let unused: Vec<_> = messages(Lang::En)
        .into_iter()
        // Which languages have a name is open: a code without one is printed as it is.
        .filter(|key| !said.contains(key.as_str()) && !words.contains(key))
        .collect();
    assert!(unused.is_empty(), "{unused:#?}");
}
