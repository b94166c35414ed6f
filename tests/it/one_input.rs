//! One input: whatever a reader reads, one applier finds what is meant, writes it, and tells faults by their places.
//!
//! The reader of spreadsheets here is for the test alone: it shows what a further reader takes.

use habeas::app::apply::apply;
use habeas::domain::access::Role;
use habeas::domain::change::{
    Change, Content, Fault, FieldValue, Place, RecordChange, RowAct, RowChange, Subject, WrittenReference,
};
use habeas::domain::kind::Kind;
use habeas::domain::kind::attached::Attached;
use habeas::domain::kind::value::from_text;
use habeas::domain::kind::{Incident, Place as PlaceRecord};
use habeas::domain::record::{RecordId, Value};
use habeas::error::Error;

use crate::support::{CaseFile, sample_case, write, writer};

/// What a column of a spreadsheet says.
enum Column {
    /// What other rows call the record: `#` before it.
    Id,
    Field(&'static str),
    Row(Attached, &'static str),
}

/// Reads a spreadsheet of records of one kind, cell by cell.
fn spreadsheet(kind: Kind, columns: &[Column], text: &str) -> Change {
    let mut change = Change::default();
    let rows = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes()).into_records();
    for (row, cells) in (1..).zip(rows) {
        let mut record = RecordChange::new(Place::path(format!("row {row}")), Subject::New(kind));
        for ((column, cell), letter) in columns.iter().zip(&cells.unwrap()).zip('A'..) {
            let at = Place::path(format!("{letter}{row}"));
            let field = match column {
                Column::Id => {
                    record.name = Some(cell.to_owned());
                    continue;
                }
                Column::Field(name) => kind.field(name).unwrap(),
                Column::Row(what, name) => what.field(name).unwrap(),
            };
            let content = match from_text(field, cell, None) {
                Ok(Content::Nothing) => continue,
                Ok(Content::Reference(WrittenReference::Key(text))) => {
                    Content::Reference(match text.strip_prefix('#') {
                        Some(id) => WrittenReference::Named(id.to_owned()),
                        None => WrittenReference::Typed { text, picked: None },
                    })
                }
                Ok(content) => content,
                Err(say) => {
                    change.faults.push(Fault::of(at.clone(), field.name, say));
                    Content::Faulty
                }
            };
            let value = FieldValue { field: field.name, content, at };
            match column {
                Column::Row(Attached::Name, _) => {
                    record.rows.push(RowChange::primary_name(value.at.clone(), value.content));
                }
                Column::Row(what, _) => match record.rows.iter_mut().find(|row| row.what == *what) {
                    Some(row) => row.values.push(value),
                    None => {
                        let (at, what) = (value.at.clone(), *what);
                        record.rows.push(RowChange { at, what, act: RowAct::Add, values: vec![value] });
                    }
                },
                _ => record.fields.push(value),
            }
        }
        change.records.push(record);
    }
    change
}

const PLACES: &[Column] =
    &[Column::Id, Column::Row(Attached::Name, "text"), Column::Field("level"), Column::Field("parent")];
const INCIDENTS: &[Column] = &[
    Column::Field("title"),
    Column::Field("type"),
    Column::Field("date"),
    Column::Field("place"),
    Column::Row(Attached::Citation, "report"),
    Column::Row(Attached::Citation, "quote"),
    Column::Row(Attached::Citation, "paragraph"),
];

/// What came of a change: its records, or where it is faulty and why.
fn came(case: &CaseFile, change: &Change) -> Result<Vec<RecordId>, Vec<(String, &'static str)>> {
    let editor = writer(case, &format!("reader{}", count(case)), Role::Editor);
    let mut faults = Vec::new();
    let written = write(case, &editor, |tx| match apply(tx, change)? {
        Ok(records) => Ok(records),
        Err(found) => {
            faults = found;
            Err(Error::Refused(String::new()))
        }
    });
    let place = |fault: Fault| match fault.at {
        Place::Path(path) => (path, fault.say.key),
        Place::Line(line) => (format!("{line} {}", fault.field), fault.say.key),
    };
    match written {
        Ok(records) => Ok(records),
        Err(Error::Refused(_)) => Err(faults.into_iter().map(place).collect()),
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn a_reader_of_spreadsheets_is_an_adapter() {
    let case = sample_case();
    let places = "1,A settlement,city,#2\n2,A region,region,Kazakhstan\n";
    let made = came(&case, &spreadsheet(Kind::Place, PLACES, places)).unwrap();
    let parents = case.store.read(&writer(&case, "other", Role::Viewer), |tx| {
        made.iter().map(|id| Ok(tx.get::<PlaceRecord>(*id)?.unwrap().fields.parent)).collect::<Result<Vec<_>, Error>>()
    });
    let parents = parents.unwrap();
    assert_eq!(parents[0], Some(made[1]), "a later row");
    assert_eq!(parents[1], Some(case.id("L1")), "a record that is there, by its name");
}

#[test]
fn whatever_is_wrong_is_told_at_once_by_its_place_and_nothing_is_written() {
    let case = sample_case();
    let before = count(&case);
    let sheet = "One,inc/rally,30.02.2012,Almaty,R-1,,1\n\
                 Two,inc/none,2012,Nowhere at all,R-1,no such words,\n\
                 ,inc/rally,2012,P-1,R-999,,\n";
    let found = came(&case, &spreadsheet(Kind::Incident, INCIDENTS, sheet)).unwrap_err();
    let expected = [
        ("C1", "date-no-such-day"),
        ("D2", "err-choose"),
        ("B2", "err-unknown-code"),
        ("D3", "err-choose"),
        ("row 3.title", "err-required"),
        ("E3", "err-choose"),
    ];
    for (place, key) in expected {
        assert!(found.contains(&(place.to_owned(), key)), "{place} {key}: {found:?}");
    }
    assert_eq!(found.len(), expected.len(), "{found:?}");
    assert_eq!(count(&case), before);
}

#[test]
fn a_name_that_two_have_is_not_guessed() {
    let case = sample_case();
    let twice = "1,A square,site,L-2\n2,A square,site,L-1\n";
    came(&case, &spreadsheet(Kind::Place, PLACES, twice)).unwrap();
    let found = came(&case, &spreadsheet(Kind::Place, PLACES, "3,A corner,site,A square\n")).unwrap_err();
    assert_eq!(found, [("D1".to_owned(), "err-choose")]);
}

#[test]
fn a_chain_may_be_as_long_as_the_input_and_no_record_waits_for_itself() {
    let case = sample_case();
    let length = 3_000;
    let chain: String = (1..length).map(|n| format!("{n},Place {n},site,#{}\n", n + 1)).collect();
    let chain = format!("{chain}{length},Place {length},site,L-2\n");
    let made = came(&case, &spreadsheet(Kind::Place, PLACES, &chain)).unwrap();
    assert_eq!(made.len(), length);
    let circle = "a,Place a,site,#b\nb,Place b,site,#c\nc,Place c,site,#a\n";
    let editor = writer(&case, "third", Role::Editor);
    let change = spreadsheet(Kind::Place, PLACES, circle);
    let mut faults = Vec::new();
    let refused = write(&case, &editor, |tx| {
        faults = apply(tx, &change)?.unwrap_err();
        Err::<(), _>(Error::Refused(String::new()))
    });
    assert!(refused.is_err());
    let [Fault { at, say, .. }] = faults.as_slice() else { panic!("{faults:?}") };
    assert_eq!((at, say.key), (&Place::path("D3"), "err-refer-in-circle"));
    assert_eq!(say.args[0].1, "a → b → c → a");
}

#[test]
fn what_several_facts_share_is_looked_up_and_made_once() {
    let case = sample_case();
    let text = |field, text: &str| FieldValue {
        field,
        content: Content::Value(Value::Text(text.to_owned())),
        at: Place::path(field),
    };
    let mut report = RecordChange::new(Place::path("report"), Subject::New(Kind::Report));
    report.name = Some("r".to_owned());
    report.fields = vec![text("title", "A report"), text("type", "doc/news")];
    let mut change = Change::default();
    for title in ["One", "Two"] {
        let mut incident = RecordChange::new(Place::path(title), Subject::New(Kind::Incident));
        incident.fields = vec![text("title", title), text("type", "inc/rally")];
        incident.support = Some(0);
        change.records.push(incident);
    }
    let cited = Content::Reference(WrittenReference::Named("r".to_owned()));
    let values = vec![FieldValue { field: "report", content: cited, at: Place::path("cited") }];
    change.shared.push(vec![RowChange {
        at: Place::path("cited"),
        what: Attached::Citation,
        act: RowAct::Add,
        values,
    }]);
    change.records.push(report);
    let made = came(&case, &change).unwrap();
    let viewer = writer(&case, "other", Role::Viewer);
    let cited = case.store.read(&viewer, |tx| {
        assert_eq!(tx.get::<Incident>(made[0])?.unwrap().fields.title, "One");
        Ok(tx.citations(&made)?.into_iter().map(|citation| (citation.record, citation.report_id)).collect::<Vec<_>>())
    });
    assert_eq!(cited.unwrap(), [(made[0], made[2]), (made[1], made[2])]);
}

fn count(case: &CaseFile) -> i64 {
    case.raw().query_row("SELECT count(*) FROM record", [], |row| row.get(0)).unwrap()
}
