//! What may be wrong with a record that stands beside others: it may say what another one says already, and a report of it
//! may be older than what it tells of. Of what the writer may not see nothing is told.

use std::collections::HashMap;

use rusqlite::params;

use super::{WriteTx, report_key};
use crate::domain::chronology::HAPPENED;
use crate::domain::kind::{Field, Kind, Participation, Type};
use crate::domain::record::{Label, RecordId};
use crate::domain::time::{Day, Edtf, Holds};
use crate::error::{Error, Result};

/// A report cited for what happened after it: the fact, and the day it is from at the earliest; the report, and the day it
/// is from at the latest.
pub struct TooEarly {
    pub fact: Label,
    pub happened: Day,
    pub report: Label,
    pub published: Day,
}

/// So many of the records that one may be written twice of are told, and remembered as others once that is said.
pub const ASKED: usize = 5;
/// Of so many incidents of one day, the newest, it is seen whether they may be the same.
const OF_A_DAY: usize = 200;
/// So many of them are compared at once.
const AT_ONCE: usize = 20;

impl WriteTx<'_> {
    /// The first records that this one may be written twice of, each with the field to tell it of; none that was written after
    /// it in one input, and none of which somebody said what the two are to each other.
    pub fn twins(
        &self,
        kind: Kind,
        id: RecordId,
        is_later: &dyn Fn(RecordId) -> bool,
    ) -> Result<Vec<(&'static str, Label)>> {
        let candidates = match kind {
            Kind::Report => self.same_reports(id)?,
            Kind::Incident => self.like_incidents(id, is_later)?.into_iter().map(|other| ("title", other)).collect(),
            _ if kind.identity().is_empty() => Vec::new(),
            _ => self.same_facts(kind, id)?,
        };
        let mut twins = Vec::new();
        for candidates in candidates.chunks(AT_ONCE) {
            let ids: Vec<RecordId> = candidates.iter().map(|(_, other)| *other).collect();
            let apart = match kind {
                Kind::Incident => self.of_other_people(id, &ids)?,
                _ => Vec::new(),
            };
            let mut labels = self.read().labels(&ids)?;
            for (field, other) in candidates {
                let Some(label) = labels.remove(other) else { continue };
                if !is_later(*other) && !apart.contains(other) && !self.read().is_decided(id, *other)? {
                    twins.push((*field, label));
                    if twins.len() == ASKED {
                        return Ok(twins);
                    }
                }
            }
        }
        Ok(twins)
    }

    /// Reports with the same address or text; those of the same day and title, if nothing says that others told them. What is
    /// embedded in a report may stand at its address.
    fn same_reports(&self, id: RecordId) -> Result<Vec<(&'static str, RecordId)>> {
        report_key::reindex(self.conn, &[id].into())?;
        let mut statement = self.conn.prepare_cached(
            "SELECT k.key, o.report_id FROM report_key k JOIN report_key o ON o.key = k.key AND o.report_id <> k.report_id
               JOIN report p ON p.id = k.report_id JOIN report q ON q.id = o.report_id
              WHERE k.report_id = ?1 AND p.parent_id IS NOT q.id AND q.parent_id IS NOT p.id ORDER BY k.key DESC, o.report_id",
        )?;
        let found = statement.query_map([id.0], |row| Ok((row.get::<_, String>(0)?, RecordId(row.get(1)?))))?;
        let mut same = Vec::new();
        for (key, other) in found.collect::<rusqlite::Result<Vec<_>>>()? {
            let field = [report_key::ADDRESS, report_key::DAY, report_key::TEXT]
                .into_iter()
                .find(|field| key.split_once(' ').is_some_and(|(beginning, _)| beginning == *field));
            match field {
                Some(report_key::DAY) if self.told_by_others(id, other)? => {}
                Some(field) => same.push((field, other)),
                None => {}
            }
        }
        Ok(same)
    }

    fn told_by_others(&self, one: RecordId, other: RecordId) -> Result<bool> {
        let sources = |report| -> Result<Vec<RecordId>> {
            Ok(self.read().report_sources(report)?.into_iter().map(|(source, _)| source).collect())
        };
        let (one, other) = (sources(one)?, sources(other)?);
        Ok(!one.is_empty() && !other.is_empty() && one.iter().all(|source| !other.contains(source)))
    }

    /// Incidents of the same type on the same day in the same place, but for later ones: the newest of them, the earliest first.
    fn like_incidents(&self, id: RecordId, is_later: &dyn Fn(RecordId) -> bool) -> Result<Vec<RecordId>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT o.id FROM incident k JOIN incident o ON o.date_lo = k.date_lo
              WHERE k.id = ?1 AND o.id <> k.id AND k.date_hi = k.date_lo AND o.date_hi = k.date_hi AND o.type = k.type
                AND o.place_id IS k.place_id ORDER BY o.id DESC",
        )?;
        let mut rows = statement.query(params![id.0])?;
        let mut like = Vec::new();
        while let (true, Some(row)) = (like.len() < OF_A_DAY, rows.next()?) {
            let other = RecordId(row.get(0)?);
            if !is_later(other) {
                like.push(other);
            }
        }
        like.reverse();
        Ok(like)
    }

    /// Those of these incidents that are known to be of other people than this one.
    fn of_other_people(&self, id: RecordId, others: &[RecordId]) -> Result<Vec<RecordId>> {
        let mut people: HashMap<RecordId, Vec<RecordId>> = HashMap::new();
        let incidents: Vec<RecordId> = others.iter().copied().chain([id]).collect();
        for part in self.read().referencing::<Participation>("incident", &incidents)? {
            if let (Some(incident), Some(who)) = (part.fields.incident, part.fields.person.or(part.fields.organization))
            {
                people.entry(incident).or_default().push(who);
            }
        }
        let Some(own) = people.remove(&id) else { return Ok(Vec::new()) };
        people.retain(|_, theirs| theirs.iter().all(|person| !own.contains(person)));
        Ok(people.into_keys().collect())
    }

    /// Ties and facts that say the same of the same records: ties in either direction where the type says so, and figures as one
    /// report gives them. Of a line of the timeline that has no date nothing says that it is the same.
    fn same_facts(&self, kind: Kind, id: RecordId) -> Result<Vec<(&'static str, RecordId)>> {
        let stored = self.stored(kind, id)?;
        let identity: Vec<&Field> = kind.identity().iter().filter_map(|name| kind.field(name)).collect();
        let is_said = |field: &&&Field| stored.contains_key(field.name);
        if kind.is_on_timeline() && !stored.contains_key("date") {
            return Ok(Vec::new());
        }
        let alike = |turned: &[&str]| {
            let other = |field: &Field| match turned.iter().position(|name| *name == field.name) {
                Some(at) => turned[turned.len() - 1 - at],
                None => field.name,
            };
            let tests = identity.iter().map(|field| {
                let (own, theirs) = (field.column(), kind.field(other(field)).map_or_else(String::new, Field::column));
                // An index of all that have no such value would be no help.
                if is_said(&field) { format!("o.{theirs} = k.{own}") } else { format!("+o.{theirs} IS NULL") }
            });
            let (table, tests) = (kind.table(), tests.collect::<Vec<_>>().join(" AND "));
            format!("SELECT o.id FROM {table} k JOIN {table} o ON {tests} WHERE k.id = ?1 AND o.id <> k.id")
        };
        let mut sql = alike(&[]);
        if kind == Kind::Figure {
            sql += " AND EXISTS (SELECT 1 FROM citation c JOIN citation d ON d.record_id = o.id AND d.report_id = c.report_id
                                  WHERE c.record_id = k.id)";
        }
        let mut found = self.numbers(&sql, id, |row| Ok(RecordId(row.get(0)?)))?;
        let mutual: Vec<String> = kind.spec().mutual.iter().map(|ty| format!("'{ty}'")).collect();
        if let ([from, _, to], false) = (identity.as_slice(), mutual.is_empty()) {
            let turned = format!("{} AND k.type IN ({})", alike(&[from.name, to.name]), mutual.join(", "));
            found.extend(self.numbers(&turned, id, |row| Ok(RecordId(row.get(0)?)))?);
        }
        let mut fields =
            identity.into_iter().filter(|field| matches!(field.ty, Type::Ref(..))).filter(|field| is_said(&field));
        let field = if kind.is_tie() { fields.next_back() } else { fields.next() };
        Ok(found.into_iter().filter_map(|other| Some((field?.name, other))).collect())
    }

    /// A report that is certainly older than the fact it is cited for.
    pub fn cited_too_early(&self, kind: Kind, fact: RecordId) -> Result<Option<TooEarly>> {
        let Some((_, date)) = HAPPENED.iter().find(|(dated, _)| *dated == kind) else { return Ok(None) };
        self.too_early(kind, date, "c.record_id = ?1", fact)
    }

    /// A fact that is certainly younger than the report it is cited from.
    pub fn cites_too_early(&self, report: RecordId) -> Result<Option<TooEarly>> {
        for (kind, date) in HAPPENED {
            if let Some(found) = self.too_early(*kind, date, "c.report_id = ?1", report)? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    fn too_early(&self, kind: Kind, date: &str, of: &str, id: RecordId) -> Result<Option<TooEarly>> {
        let sql = format!(
            "SELECT k.id, k.{date}, p.id, p.published FROM citation c JOIN {} k ON k.id = c.record_id
               JOIN report p ON p.id = c.report_id
              WHERE {of} AND c.stance = 'supports' AND p.published_hi < k.{date}_lo ORDER BY c.id",
            kind.table()
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut rows = statement.query([id.0])?;
        while let Some(row) = rows.next()? {
            let [happened, published] = [1, 3]
                .map(|column| -> Result<Edtf> { Edtf::parse(&row.get::<_, String>(column)?).map_err(Error::internal) });
            let (happened, published) = (happened?, published?);
            let (fact, report) = (RecordId(row.get(0)?), RecordId(row.get(2)?));
            let mut labels = self.read().labels(&[fact, report])?;
            if let (true, Some(happened), Some(published), Some(fact), Some(report)) = (
                published.before(&happened) == Holds::Certainly,
                happened.lo(),
                published.hi(),
                labels.remove(&fact),
                labels.remove(&report),
            ) {
                return Ok(Some(TooEarly { fact, happened, report, published }));
            }
        }
        Ok(None)
    }
}
