//! The sample case says nothing more firmly than the reports that it cites.

use habeas::domain::citation::certainty_of;
use habeas::domain::kind::CERTAINTIES;
use toml::{Table, Value};

use crate::support::{OTHER_REPORTS, SAMPLE};

/// Every record of a file with its kind.
fn records(file: &str) -> Vec<(String, Table)> {
    let file: Table = file.parse().unwrap();
    let of_kind = |(kind, rows): (String, Value)| {
        let rows = if let Value::Array(rows) = rows { rows } else { Vec::new() };
        rows.into_iter().filter_map(move |row| Some((kind.clone(), row.as_table()?.clone())))
    };
    file.into_iter().flat_map(of_kind).collect()
}

/// How firmly the citations that support a record put it, the firmest first; a citation may be the name of its report alone.
fn put(record: &Table) -> Vec<usize> {
    let cited = record.get("cite").and_then(Value::as_array).into_iter().flatten();
    let supports = cited.filter(|cite| cite.get("stance").is_none_or(|stance| stance.as_str() == Some("supports")));
    let hedge = |cite: &Value| cite.get("hedge").and_then(Value::as_str).unwrap_or("asserted").to_owned();
    let mut put: Vec<usize> = supports.map(|cite| firmness(certainty_of(&hedge(cite)))).collect();
    put.sort_unstable();
    put
}

fn firmness(certainty: &str) -> usize {
    CERTAINTIES.iter().position(|known| *known == certainty).unwrap()
}

#[test]
fn no_fact_stands_more_firmly_than_its_firmest_citation_puts_it() {
    let (mut facts, mut citations) = (0, 0);
    for (kind, record) in [SAMPLE, OTHER_REPORTS].into_iter().flat_map(records) {
        let put = put(&record);
        citations += put.len();
        let Some(certainty) = record.get("certainty").and_then(Value::as_str) else { continue };
        let id = &record["id"];
        let firmest = put.first().unwrap_or_else(|| panic!("{kind} {id} has a certainty and no report"));
        assert!(firmness(certainty) >= *firmest, "{kind} {id} is {certainty}");
        facts += 1;
    }
    assert!(facts > 20 && citations >= 141, "{facts} facts, {citations} citations");
}

#[test]
fn every_date_is_inferred_where_the_article_says_no_year() {
    for (kind, record) in records(SAMPLE) {
        for date in ["date", "start", "end"] {
            let (Some(value), basis) = (record.get(date), record.get(&format!("{date}_basis"))) else { continue };
            let inferred = basis.and_then(Value::as_str) == Some("inferred");
            assert!(inferred, "{kind} {}: {date} {value}", record["id"]);
        }
    }
}
