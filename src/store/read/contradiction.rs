//! Contradictions, found: rival values and denials among citations, figures that cannot both hold, one step on two days, two sentences of
//! one day.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::citation::CONTRADICTS;
use crate::domain::citation::contradiction::{Contradiction, On, can_both_hold, is_undone_by, value_given};
use crate::domain::count;
use crate::domain::custody::sentence::sentences_differ;
use crate::domain::custody::step::Passes;
use crate::domain::custody::{DENIED, StepEffect};
use crate::domain::kind::{CustodyEvent, Field, Figure, Kind, Type};
use crate::domain::record::{Record, RecordId, Value};
use crate::domain::time::Holds;
use crate::error::{Error, Result};
use crate::store::ReadTx;
use crate::store::read::acting;
use crate::store::read::row::{json_ids, parse_kind};
use crate::store::write::whole_value;

/// One field of a record, or all of it.
type Fact = (RecordId, Kind, Option<String>);

/// Of a citation, what it says of its fact.
struct Cited {
    id: i64,
    stance: String,
    gives: Option<String>,
    gives_record: Option<RecordId>,
    preferred: bool,
}

impl ReadTx<'_> {
    /// The contradictions about some records, or about any, that the reader can see, the newest first.
    pub fn contradictions(&self, about: Option<&[RecordId]>) -> Result<Vec<Contradiction>> {
        let mut found = self.contradicted_facts(about)?;
        found.extend(self.contradicting_figures(about)?);
        found.extend(self.contradicting_steps(about)?);
        found.extend(self.contradicting_words_of_custody(about)?);
        found.sort_by_key(|contradiction| std::cmp::Reverse(contradiction.id));
        Ok(found)
    }

    /// What contradictions may be about, after these records were touched: themselves, and what figures and steps tell of.
    pub fn contradicted_by(&self, touched: &BTreeSet<RecordId>) -> Result<Vec<RecordId>> {
        let mut statement = self.conn.prepare_cached(
            "WITH t (id) AS (SELECT value FROM json_each(?1))
             SELECT id FROM t UNION SELECT about_id FROM main.figure WHERE id IN t
             UNION SELECT detention_id FROM main.custody_event WHERE id IN t",
        )?;
        let touched = json_ids(&touched.iter().copied().collect::<Vec<_>>());
        let ids = statement.query_map([touched], |row| row.get(0).map(RecordId))?;
        Ok(ids.collect::<rusqlite::Result<_>>()?)
    }

    /// The entries of the timeline that these are about: the record itself, the incident that a participation or figure belongs
    /// to, the taking that a detention tells of; of steps that contradict each other, these.
    pub fn entries_contradicted<'c>(
        &self,
        found: impl IntoIterator<Item = &'c Contradiction>,
    ) -> Result<Vec<RecordId>> {
        let records = |found: &'c Contradiction| match &found.on {
            On::Steps(steps) | On::Custody(steps) => steps.as_slice(),
            On::Fact { .. } | On::Figures(_) => std::slice::from_ref(&found.about),
        };
        let records: BTreeSet<RecordId> = found.into_iter().flat_map(records).copied().collect();
        let mut statement = self.conn.prepare_cached(&format!(
            "WITH RECURSIVE {}, t (id) AS MATERIALIZED (SELECT value FROM json_each(?1))
             SELECT e.id FROM t CROSS JOIN v_entry e ON e.id = t.id
             UNION SELECT p.incident_id FROM t CROSS JOIN v_participation p ON p.id = t.id
             UNION SELECT f.about_id FROM t CROSS JOIN v_figure f ON f.id = t.id
             UNION SELECT k.id FROM t CROSS JOIN v_custody_event k ON k.detention_id = t.id WHERE k.type IN taking",
            acting::taking()
        ))?;
        let records = json_ids(&records.into_iter().collect::<Vec<_>>());
        let ids = statement.query_map([records], |row| row.get(0).map(RecordId))?;
        Ok(ids.collect::<rusqlite::Result<_>>()?)
    }

    /// Whether one of these records is a place.
    pub fn has_places(&self, ids: &[RecordId]) -> Result<bool> {
        let mut statement =
            self.conn.prepare_cached("SELECT 1 FROM main.place WHERE id IN (SELECT value FROM json_each(?1))")?;
        Ok(statement.exists([json_ids(ids)])?)
    }

    fn contradicted_facts(&self, about: Option<&[RecordId]>) -> Result<Vec<Contradiction>> {
        let against = self.ids(
            "SELECT DISTINCT record_id FROM v_citation
              WHERE id IN (SELECT id FROM main.citation WHERE stance IN ('contradicts', 'differs') AND record_id AMONG)",
            about,
        )?;
        let mut found = Vec::new();
        for ((about, kind, field), cited) in self.cited_facts(&against)? {
            let field = field.and_then(|name| kind.field(&name));
            let denied = cited.iter().any(|citation| citation.stance == CONTRADICTS);
            if denied || self.values_contradict(about, kind, field, &cited)? {
                let tells = |citation: &&Cited| citation.stance != "mentions";
                let citations: Vec<i64> = cited.iter().filter(tells).map(|citation| citation.id).collect();
                let id = citations.iter().copied().max().unwrap_or_default();
                let is_decided = cited.iter().any(|citation| citation.preferred);
                found.push(Contradiction { id, about, on: On::Fact { field, citations }, is_decided });
            }
        }
        Ok(found)
    }

    /// What is cited for these records, fact by fact, without names: most of it is only counted.
    fn cited_facts(&self, records: &[RecordId]) -> Result<BTreeMap<Fact, Vec<Cited>>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT c.record_id, r.kind, c.field, c.id, c.stance, c.gives, c.gives_record_id, c.preferred
               FROM v_citation c JOIN main.record r ON r.id = c.record_id
              WHERE c.record_id IN (SELECT value FROM json_each(?1)) ORDER BY c.id",
        )?;
        let mut rows = statement.query([json_ids(records)])?;
        let mut facts: BTreeMap<Fact, Vec<Cited>> = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let kind = parse_kind(row.get_ref(1)?.as_str().map_err(Error::internal)?)?;
            facts.entry((RecordId(row.get(0)?), kind, row.get(2)?)).or_default().push(Cited {
                id: row.get(3)?,
                stance: row.get(4)?,
                gives: row.get(5)?,
                gives_record: row.get::<_, Option<i64>>(6)?.map(RecordId),
                preferred: row.get(7)?,
            });
        }
        Ok(facts)
    }

    /// Whether two of the values of a field can't both be: the one that the record has, and those that reports give beside it.
    fn values_contradict(
        &self,
        record: RecordId,
        kind: Kind,
        field: Option<&'static Field>,
        cited: &[Cited],
    ) -> Result<bool> {
        let Some(field) = field.filter(|field| !kind.spec().several.contains(&field.name)) else { return Ok(false) };
        let (_, stored) = self.get_untyped(kind, record)?;
        let mut values: Vec<Value> = whole_value(kind, field, &stored)?.into_iter().collect();
        values.extend(cited.iter().filter_map(|citation| rival(kind, field, citation)));
        for (one, other) in pairs(&values) {
            if !can_both_hold(field, one, other) && !self.one_inside_the_other(field, one, other)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Who was in a city was in its country too.
    fn one_inside_the_other(&self, field: &Field, one: &Value, other: &Value) -> Result<bool> {
        let (Type::Ref(target, _), Value::Ref(one), Value::Ref(other)) = (field.ty, one, other) else {
            return Ok(false);
        };
        if !target.admits(Kind::Place) {
            return Ok(false);
        }
        let paths = self.place_paths(&[*one, *other])?;
        let inside = |place: &RecordId, around: &RecordId| paths.get(place).is_some_and(|path| path.contains(around));
        Ok(inside(one, other) || inside(other, one))
    }

    /// Figures of one measure of the same people, on one record, that no number fits.
    fn contradicting_figures(&self, about: Option<&[RecordId]>) -> Result<Vec<Contradiction>> {
        // Of most records there is one figure, which the index alone says.
        let several = "SELECT f.id FROM (SELECT about_id FROM main.figure WHERE about_id AMONG GROUP BY about_id HAVING count(*) > 1) s
               CROSS JOIN main.figure f ON f.about_id = s.about_id
              WHERE EXISTS (SELECT 1 FROM main.figure o WHERE o.about_id = f.about_id AND o.id <> f.id
                               AND o.measure = f.measure AND o.group_id IS f.group_id)";
        let mut measures: BTreeMap<(RecordId, String, Option<RecordId>), Vec<Record<Figure>>> = BTreeMap::new();
        for figure in self.get_many::<Figure>(&self.ids(several, about)?)? {
            let Some(about) = figure.fields.about else { continue };
            measures.entry((about, figure.fields.measure.clone(), figure.fields.group)).or_default().push(figure);
        }
        let contradict = |figures: &[Record<Figure>]| {
            count::exclude_each_other(&figures.iter().map(|figure| &figure.fields).collect::<Vec<_>>())
        };
        let measures = measures.into_iter().filter(|(_, figures)| contradict(figures));
        Ok(measures
            .map(|((about, ..), figures)| {
                let is_decided = figures.iter().any(|figure| figure.fields.preferred);
                let ids: Vec<RecordId> = figures.iter().map(Record::id).collect();
                Contradiction { id: newest(&ids), about, on: On::Figures(ids), is_decided }
            })
            .collect())
    }

    /// Steps that an episode has once, twice: somebody is taken, and let go, on one day. A court passes one sentence on a day.
    fn contradicting_steps(&self, about: Option<&[RecordId]>) -> Result<Vec<Contradiction>> {
        let several = "SELECT e.id FROM main.custody_event e JOIN
               (SELECT detention_id, type FROM main.custody_event WHERE date IS NOT NULL AND detention_id AMONG GROUP BY detention_id, type HAVING count(*) > 1) s
               ON s.detention_id = e.detention_id AND s.type = e.type WHERE e.date IS NOT NULL";
        let mut steps: BTreeMap<(RecordId, String), Vec<Record<CustodyEvent>>> = BTreeMap::new();
        for step in self.get_many::<CustodyEvent>(&self.ids(several, about)?)? {
            if let Some(detention) = step.fields.detention.filter(|_| step.fields.certainty != DENIED) {
                steps.entry((detention, step.fields.r#type.clone())).or_default().push(step);
            }
        }
        let codes = self.steps()?;
        let differ = |one: &Record<CustodyEvent>, other: &Record<CustodyEvent>| {
            let step = codes.of(&one.fields.r#type);
            let days = one.fields.date.as_ref().zip(other.fields.date.as_ref());
            days.is_some_and(|(day, another)| match step.effect {
                StepEffect::Begins | StepEffect::Ends => day.agrees_with(another) == Holds::No,
                _ if step.sentence != Passes::Anew => false,
                _ => {
                    let told = one.fields.sentence.as_deref().zip(other.fields.sentence.as_deref());
                    day == another
                        && day.is_exact_day()
                        && told.is_some_and(|(one, other)| sentences_differ(one, other))
                }
            })
        };
        let steps = steps.into_iter().filter(|(_, steps)| pairs(steps).any(|(one, other)| differ(one, other)));
        Ok(steps
            .map(|((detention, _), steps)| {
                let ids: Vec<RecordId> = steps.iter().map(Record::id).collect();
                Contradiction { id: newest(&ids), about: detention, on: On::Steps(ids), is_decided: false }
            })
            .collect())
    }

    /// Episodes of which one report says that they were over, and another that they went on after that.
    fn contradicting_words_of_custody(&self, about: Option<&[RecordId]>) -> Result<Vec<Contradiction>> {
        let followed = "SELECT e.id FROM main.custody_event e WHERE e.status_after IS NOT NULL AND e.detention_id IN
               (SELECT o.detention_id FROM main.custody_event o JOIN main.custody_event l ON l.detention_id = o.detention_id
                 WHERE o.status_after IN ('released', 'dead') AND l.date_lo > o.date_hi AND o.detention_id AMONG)";
        let mut episodes: BTreeMap<RecordId, Vec<Record<CustodyEvent>>> = BTreeMap::new();
        for step in self.get_many::<CustodyEvent>(&self.ids(followed, about)?)? {
            if let Some(detention) = step.fields.detention.filter(|_| step.fields.certainty != DENIED) {
                episodes.entry(detention).or_default().push(step);
            }
        }
        let told = |steps: Vec<Record<CustodyEvent>>| -> Vec<RecordId> {
            let against = |one: &Record<CustodyEvent>| {
                let undone = |other: &Record<CustodyEvent>| {
                    is_undone_by(&one.fields, &other.fields) || is_undone_by(&other.fields, &one.fields)
                };
                steps.iter().any(undone)
            };
            steps.iter().filter(|step| against(step)).map(Record::id).collect()
        };
        let found = episodes.into_iter().map(|(detention, steps)| (detention, told(steps)));
        Ok(found
            .filter(|(_, ids)| !ids.is_empty())
            .map(|(detention, ids)| Contradiction {
                id: newest(&ids),
                about: detention,
                on: On::Custody(ids),
                is_decided: false,
            })
            .collect())
    }

    /// Ids found where `AMONG` stands for what is asked about.
    fn ids(&self, sql: &str, about: Option<&[RecordId]>) -> Result<Vec<RecordId>> {
        let among = if about.is_some() { "IN (SELECT value FROM json_each(?1))" } else { "IS NOT ?1" };
        let mut statement = self.conn.prepare_cached(&sql.replace("AMONG", among))?;
        let ids = statement.query_map([about.map(json_ids)], |row| row.get(0).map(RecordId))?;
        Ok(ids.collect::<rusqlite::Result<_>>()?)
    }
}

/// What a citation gives for a field, where that is another value.
fn rival(kind: Kind, field: &Field, citation: &Cited) -> Option<Value> {
    match (citation.gives_record, &citation.gives) {
        (Some(record), _) => Some(Value::Ref(record)),
        (None, Some(text)) => value_given(kind, field, text),
        (None, None) => None,
    }
}

fn pairs<T>(all: &[T]) -> impl Iterator<Item = (&T, &T)> {
    all.iter().enumerate().flat_map(|(index, one)| all.iter().skip(index + 1).map(move |other| (one, other)))
}

fn newest(ids: &[RecordId]) -> i64 {
    ids.iter().map(|id| id.0).max().unwrap_or_default()
}
