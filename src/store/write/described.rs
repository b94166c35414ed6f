//! Attached rows by their description, whichever they are.

use sha2::{Digest, Sha256};

use super::WriteTx;
use crate::domain::attached::{self, Attached, citation_fields, external_id_fields, name_fields, source_fields};
use crate::domain::record::{Fields, RecordId, Value};
use crate::error::{Error, Result};

impl WriteTx<'_> {
    /// Adds a row to a record.
    pub fn attach(&mut self, what: Attached, record: RecordId, fields: &Fields) -> Result<()> {
        match what {
            Attached::Name => self.add_name(record, &attached::name(fields.clone())),
            Attached::Source => {
                let (source, role) = attached::source(fields.clone()).ok_or_else(incomplete)?;
                self.add_report_source(record, source, &role)
            }
            Attached::ExternalId => self.add_external_id(record, text(fields, "scheme"), text(fields, "value")),
            Attached::Citation => {
                self.add_citation(record, &attached::citation(fields.clone()).ok_or_else(incomplete)?)
            }
        }
    }

    /// Changes a row; what is not said of it stays.
    pub fn change_attached(&mut self, what: Attached, record: RecordId, row: i64, fields: &Fields) -> Result<()> {
        let stored = self.read().attached(what, record)?.into_iter().find(|(number, _)| *number == row);
        let mut whole = stored.ok_or(Error::NotFound)?.1;
        let before = whole.clone();
        whole.extend(fields.clone());
        match what {
            Attached::Name => self.change_name(record, row, &attached::name(whole)),
            Attached::Citation => self.change_citation(record, row, &attached::citation(whole).ok_or_else(incomplete)?),
            Attached::Source | Attached::ExternalId => {
                self.detach_same(what, record, &before)?;
                self.attach(what, record, &whole)
            }
        }
    }

    /// Takes a row away.
    pub fn detach(&mut self, what: Attached, record: RecordId, row: i64) -> Result<()> {
        match what {
            Attached::Name => self.remove_name(record, row),
            Attached::Citation => self.remove_citation(record, row),
            Attached::Source | Attached::ExternalId => {
                let stored = self.read().attached(what, record)?.into_iter().find(|(number, _)| *number == row);
                self.detach_same(what, record, &stored.ok_or(Error::NotFound)?.1)
            }
        }
    }

    /// Takes away the row that says just this.
    pub fn detach_same(&mut self, what: Attached, record: RecordId, fields: &Fields) -> Result<()> {
        match what {
            Attached::Source => {
                let (source, role) = attached::source(fields.clone()).ok_or_else(incomplete)?;
                self.remove_report_source(record, source, &role)
            }
            Attached::ExternalId => self.remove_external_id(record, text(fields, "scheme"), text(fields, "value")),
            Attached::Name | Attached::Citation => {
                let rows = self.read().attached(what, record)?;
                let said = |stored: &Fields| fields.iter().all(|(name, value)| stored.get(name) == Some(value));
                let row = rows.iter().find(|(_, stored)| said(stored)).ok_or(Error::NotFound)?.0;
                self.detach(what, record, row)
            }
        }
    }
}

impl super::super::ReadTx<'_> {
    /// The rows of one sort that a record has: number and fields.
    pub fn attached(&self, what: Attached, record: RecordId) -> Result<Vec<(i64, Fields)>> {
        Ok(match what {
            Attached::Name => {
                let names = self.names(&[record])?.remove(&record).unwrap_or_default();
                names.iter().map(|name| (name.id, name_fields(name))).collect()
            }
            Attached::Source => {
                let sources = self.report_sources(record)?;
                sources.iter().map(|(source, role)| numbered(source_fields(*source, role))).collect()
            }
            Attached::ExternalId => {
                let ids = self.external_ids(record)?;
                ids.iter().map(|(scheme, value)| numbered(external_id_fields(scheme, value))).collect()
            }
            Attached::Citation => {
                self.citations(&[record])?.iter().map(|citation| (citation.id, citation_fields(citation))).collect()
            }
        })
    }
}

/// A row that has no number of its own is known by one made of what it says.
fn numbered(fields: Fields) -> (i64, Fields) {
    let mut digest = Sha256::new();
    for value in fields.values() {
        digest.update(format!("{value:?};"));
    }
    let number = digest.finalize().iter().take(6).fold(0, |number: i64, byte| (number << 8) | i64::from(*byte));
    (number, fields)
}

fn text<'f>(fields: &'f Fields, name: &str) -> &'f str {
    match fields.get(name) {
        Some(Some(Value::Text(text))) => text,
        _ => "",
    }
}

fn incomplete() -> Error {
    Error::internal("a row lacks what it has to have")
}
