//! The sample case, loaded through the write path, as the coding says.

use std::collections::BTreeMap;

use habeas::domain::access::Actor;
use habeas::domain::kind::{Kind, Type};
use habeas::domain::query::{TimelineQuery, Which};
use habeas::domain::time::{Day, Range};

use crate::support::{OTHER_REPORTS, SAMPLE, empty_case, sample_case};

fn almaty_on_25_february(certain: bool) -> Vec<String> {
    let case = sample_case();
    let day = Day::from_ymd(2012, 2, 25);
    let program = Actor::program();
    case.store
        .read(program.viewer(), |tx| {
            let query = TimelineQuery {
                place: Which { any: tx.named(Kind::Place, "Алматы")?, none: Vec::new() },
                range: Range { from: day, to: day },
                certain,
                ..TimelineQuery::default()
            };
            assert!(query.place.asks());
            let (entries, _) = tx.timeline_page(&query, None, 100)?;
            Ok(entries
                .iter()
                .map(|entry| entry.members.iter().map(|m| m.reference.as_str()).collect::<Vec<_>>().join("+"))
                .collect())
        })
        .unwrap()
}

#[test]
fn the_sample_case_holds_every_row_of_its_coding() {
    let case = sample_case();
    let program = Actor::program();
    let files = [SAMPLE, OTHER_REPORTS].map(|text| text.parse::<toml::Table>().unwrap());
    for kind in Kind::ALL {
        let coded = |file: &toml::Table| file.get(kind.table()).and_then(toml::Value::as_array).map_or(0, Vec::len);
        let coded: usize = files.iter().map(coded).sum();
        // Nothing that the coded reports say is a charge.
        assert!(coded > 0 || kind == Kind::Charge, "the sample case shows every kind: {}", kind.table());
        let held = case.store.read(program.viewer(), |tx| tx.count(kind)).unwrap();
        assert_eq!(usize::try_from(held).unwrap(), coded, "{}", kind.table());
    }
}

#[test]
fn what_the_coding_calls_inferred_is_marked_as_inferred() {
    for file in [SAMPLE, OTHER_REPORTS].map(|text| text.parse::<toml::Table>().unwrap()) {
        for kind in Kind::ALL {
            let rows = file.get(kind.table()).and_then(toml::Value::as_array);
            for row in rows.into_iter().flatten().filter_map(toml::Value::as_table) {
                let text = |name: &str| row.get(name).and_then(toml::Value::as_str).unwrap_or_default();
                let told = ["note", "comment"].into_iter().any(|name| text(name).contains("inferred"));
                let marked = row
                    .keys()
                    .any(|name| (name == "certainty" || name.ends_with("_basis")) && text(name) == "inferred");
                assert!(!told || marked, "{row:?}");
            }
        }
    }
    // What ties incidents to each other the article seldom says: only where it does is a tie stated.
    let file: toml::Table = SAMPLE.parse().unwrap();
    let causes =
        file["incident_link"].as_array().unwrap().iter().filter(|link| link["type"].as_str() == Some("led_to"));
    for link in causes {
        assert_eq!(link.get("certainty").and_then(toml::Value::as_str), Some("inferred"), "{link}");
    }
}

#[test]
fn a_freshly_loaded_case_has_no_findings() {
    assert_eq!(sample_case().store.check().unwrap(), []);
}

#[test]
fn almaty_on_25_february_lists_the_incidents_in_the_order_of_the_day() {
    let lines = almaty_on_25_february(false);
    let incidents: Vec<_> = lines.iter().filter(|line| line.starts_with("I-")).collect();
    assert_eq!(incidents, ["I-2", "I-4", "I-3", "I-1", "I-6", "I-5"]);
}

#[test]
fn only_what_certainly_lies_in_the_range_is_listed_when_asked_so() {
    let lines = almaty_on_25_february(true);
    let incidents: Vec<_> = lines.iter().filter(|line| line.starts_with("I-")).collect();
    assert_eq!(incidents, ["I-4", "I-3", "I-1", "I-6", "I-5"]);
}

#[test]
fn the_usual_value_of_a_field_is_the_default_of_its_column() {
    let case = empty_case();
    let raw = case.raw();
    let mut compared = 0;
    for kind in Kind::ALL {
        let sql = format!("SELECT name, dflt_value, \"notnull\" FROM pragma_table_info('{}')", kind.table());
        let mut statement = raw.prepare(&sql).unwrap();
        let columns: BTreeMap<String, (Option<String>, bool)> = statement
            .query_map([], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        for field in kind.fields() {
            let (default, never_empty) = &columns[&field.column()];
            let default = default.as_ref().map(|text| match (text.as_str(), field.ty) {
                ("0", Type::Bool) => "false".to_owned(),
                ("1", Type::Bool) => "true".to_owned(),
                (text, _) => text.trim_matches('\'').to_owned(),
            });
            assert_eq!(field.default.map(str::to_owned), default, "{}.{}", kind.table(), field.name);
            assert_eq!(*never_empty, field.required || field.default.is_some(), "{}.{}", kind.table(), field.name);
            compared += 1;
        }
    }
    assert!(compared > 100);
}
