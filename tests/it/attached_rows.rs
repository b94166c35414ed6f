//! Attached rows as tests say them: a name, a source, an identifier or a citation in one value.

use habeas::domain::citation::Grade;
use habeas::domain::kind::attached::Attached;
use habeas::domain::name::Name;
use habeas::domain::record::{Fields, RecordId, Value};
use habeas::error::Result;
use habeas::store::WriteTx;

/// A citation on its way into the store.
#[derive(Debug, Clone)]
pub struct NewCitation {
    pub field: Option<String>,
    pub report: RecordId,
    pub stance: String,
    pub paragraph: Option<i64>,
    pub page: Option<String>,
    pub quote: Option<String>,
    pub hedge: String,
    pub via: Option<RecordId>,
    pub grade: Grade,
    pub note: Option<String>,
}

fn text(text: &Option<String>) -> Option<Value> {
    text.clone().map(Value::Text)
}

fn name_fields(name: &Name) -> Fields {
    Fields::from([
        ("text", Some(Value::Text(name.text.clone()))),
        ("kind", Some(Value::Text(name.kind.clone()))),
        ("lang", text(&name.lang)),
        ("valid", name.valid.clone().map(Value::Date)),
        ("report", name.report.map(Value::Ref)),
    ])
}

fn citation_fields(citation: &NewCitation) -> Fields {
    Fields::from([
        ("report", Some(Value::Ref(citation.report))),
        ("field", text(&citation.field)),
        ("paragraph", citation.paragraph.map(Value::Integer)),
        ("page", text(&citation.page)),
        ("quote", text(&citation.quote)),
        ("hedge", Some(Value::Text(citation.hedge.clone()))),
        ("via", citation.via.map(Value::Ref)),
        ("grade", Some(Value::Text(citation.grade.to_string()))),
        ("stance", Some(Value::Text(citation.stance.clone()))),
        ("note", text(&citation.note)),
    ])
}

fn source_fields(source: RecordId, role: &str) -> Fields {
    Fields::from([("source", Some(Value::Ref(source))), ("role", Some(Value::Text(role.to_owned())))])
}

fn external_id_fields(scheme: &str, value: &str) -> Fields {
    let text = |text: &str| Some(Value::Text(text.to_owned()));
    Fields::from([("scheme", text(scheme)), ("value", text(value))])
}

pub trait AttachedRows {
    fn add_name(&mut self, record: RecordId, name: &Name) -> Result<()>;
    fn change_name(&mut self, record: RecordId, row: i64, name: &Name) -> Result<()>;
    fn remove_name(&mut self, record: RecordId, row: i64) -> Result<()>;
    fn add_report_source(&mut self, report: RecordId, source: RecordId, role: &str) -> Result<()>;
    fn remove_report_source(&mut self, report: RecordId, source: RecordId, role: &str) -> Result<()>;
    fn add_external_id(&mut self, record: RecordId, scheme: &str, value: &str) -> Result<()>;
    fn remove_external_id(&mut self, record: RecordId, scheme: &str, value: &str) -> Result<()>;
    fn add_citation(&mut self, record: RecordId, citation: &NewCitation) -> Result<()>;
    fn change_citation(&mut self, record: RecordId, row: i64, citation: &NewCitation) -> Result<()>;
    fn remove_citation(&mut self, record: RecordId, row: i64) -> Result<()>;
}

impl AttachedRows for WriteTx<'_> {
    fn add_name(&mut self, record: RecordId, name: &Name) -> Result<()> {
        self.attach(Attached::Name, record, &name_fields(name)).map(drop)
    }

    fn change_name(&mut self, record: RecordId, row: i64, name: &Name) -> Result<()> {
        self.change_attached(Attached::Name, record, row, &name_fields(name))
    }

    fn remove_name(&mut self, record: RecordId, row: i64) -> Result<()> {
        self.detach(Attached::Name, record, row)
    }

    fn add_report_source(&mut self, report: RecordId, source: RecordId, role: &str) -> Result<()> {
        self.attach(Attached::Source, report, &source_fields(source, role)).map(drop)
    }

    fn remove_report_source(&mut self, report: RecordId, source: RecordId, role: &str) -> Result<()> {
        self.detach_same(Attached::Source, report, &source_fields(source, role))
    }

    fn add_external_id(&mut self, record: RecordId, scheme: &str, value: &str) -> Result<()> {
        self.attach(Attached::ExternalId, record, &external_id_fields(scheme, value)).map(drop)
    }

    fn remove_external_id(&mut self, record: RecordId, scheme: &str, value: &str) -> Result<()> {
        self.detach_same(Attached::ExternalId, record, &external_id_fields(scheme, value))
    }

    fn add_citation(&mut self, record: RecordId, citation: &NewCitation) -> Result<()> {
        self.attach(Attached::Citation, record, &citation_fields(citation)).map(drop)
    }

    fn change_citation(&mut self, record: RecordId, row: i64, citation: &NewCitation) -> Result<()> {
        self.change_attached(Attached::Citation, record, row, &citation_fields(citation))
    }

    fn remove_citation(&mut self, record: RecordId, row: i64) -> Result<()> {
        self.detach(Attached::Citation, record, row)
    }
}
