//! Lines and pages of the timeline: one filter in SQL, behind every number and every list.

use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;
use std::ops::ControlFlow;

use rusqlite::types::Value as Sql;
use serde_json::Value as Json;

use crate::domain::citation::Citation;
use crate::domain::kind::{CustodyEvent, Detention, Figure, Incident, Participation, Place};
use crate::domain::lang::Lang;
use crate::domain::name::{Name, name_on};
use crate::domain::query::{Cursor, Facet, Order, Places, TimelineQuery};
use crate::domain::record::{DISPUTED, Label, Labels, Record, RecordId, Spelling};
use crate::domain::time::{Day, Edtf};
use crate::domain::timeline::{DateFact, Entry, Party, PlaceOf, Step, What};
use crate::error::Result;
use crate::store::ReadTx;
use crate::store::read::facet::has_one;
use crate::store::read::label::Wanted;
use crate::store::read::row::json_ids;
use crate::store::read::{when, whereabouts};

/// A filter as SQL: the common table expression `hit`, and its parameters.
pub(in crate::store) struct Filter {
    sql: String,
    parameters: Vec<(String, Sql)>,
}

impl Filter {
    pub(in crate::store) fn new(query: &TimelineQuery) -> Filter {
        let (with, of_place) = whereabouts::condition(query);
        let mut conditions = of_place;
        let mut parameters: Vec<(String, Sql)> = Vec::new();
        let mut list = |name: &str, ids: &[RecordId]| parameters.push((format!(":{name}"), Sql::Text(json_ids(ids))));
        if query.place.asks() && query.places != Places::None {
            list("place", &query.place.any);
        }
        if !query.place.none.is_empty() {
            list("not_place", &query.place.none);
        }
        for (name, people, holds) in [("person", &query.person.any, ""), ("not_person", &query.person.none, "NOT ")] {
            if people.is_empty() {
                continue;
            }
            // The index knows participations the reader may not see; the view decides. The plus keeps the planner from
            // walking all that somebody had part in for each entry.
            let among = format!("(SELECT value FROM json_each(:{name}))");
            conditions.push_str(&format!(
                " AND {holds}(e.id IN (SELECT ep.entry_id FROM main.entry_person ep WHERE ep.person_id IN {among})
                  AND (e.kind <> 'incident' OR EXISTS
                       (SELECT 1 FROM v_participation x WHERE x.incident_id = e.id AND +x.person_id IN {among})))"
            ));
            list(name, people);
        }
        if let Some(among) = &query.among {
            conditions.push_str(" AND e.id IN (SELECT value FROM json_each(:among))");
            list("among", among);
        }
        for (name, which) in &query.values {
            let Some(facet) = Facet::named(name) else { continue };
            let name = name.replace('-', "_");
            for (values, parameter, holds) in
                [(&which.any, format!(":{name}"), ""), (&which.none, format!(":not_{name}"), "NOT ")]
            {
                if !values.is_empty() {
                    conditions.push_str(&format!(" AND {holds}{}", has_one(facet, &parameter)));
                    parameters.push((parameter, Sql::Text(Json::from(values.as_slice()).to_string())));
                }
            }
        }
        if query.cited_only {
            conditions.push_str(
                " AND EXISTS (SELECT 1 FROM v_citation c WHERE c.record_id = e.id AND c.stance = 'supports')",
            );
        }
        if let Some(condition) = when::condition(query) {
            conditions.push_str(&format!(" AND {condition}"));
        }
        parameters.extend(when::parameters(query));
        Filter {
            sql: format!("WITH RECURSIVE {with}hit AS (SELECT e.* FROM v_entry e WHERE 1{conditions})"),
            parameters,
        }
    }
}

/// A line before its details are read: where it stands, and the records in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub cursor: Cursor,
    pub is_incident: bool,
    pub ids: Vec<RecordId>,
}

impl Line {
    /// Whether it comes after the place of a cursor.
    pub fn is_behind(&self, cursor: Cursor, order: Order) -> bool {
        let place = |cursor: Cursor| (cursor.day, cursor.seq, cursor.id);
        match order {
            Order::Oldest => place(self.cursor) > place(cursor),
            Order::Newest => place(self.cursor) < place(cursor),
        }
    }
}

/// The lines of one day while they are put together; `K` tells lines apart that several records may make.
pub struct OneDay<K> {
    number: i64,
    lines: Vec<Line>,
    /// Where the lines are that several records may make.
    shared: HashMap<K, usize>,
}

impl<K: Eq + Hash> OneDay<K> {
    pub fn new(number: i64) -> OneDay<K> {
        OneDay { number, lines: Vec::new(), shared: HashMap::new() }
    }

    /// A record of that day; without a key it is a line of its own.
    pub fn add(&mut self, id: RecordId, is_incident: bool, seq: i64, key: Option<K>) {
        let cursor = Cursor { day: self.number, seq, id: id.0 };
        if let Some(key) = key {
            let next = self.lines.len();
            let index = *self.shared.entry(key).or_insert(next);
            if let Some(line) = self.lines.get_mut(index) {
                line.cursor.seq = line.cursor.seq.min(seq);
                line.cursor.id = line.cursor.id.min(id.0);
                line.ids.push(id);
                return;
            }
        }
        self.lines.push(Line { cursor, is_incident, ids: vec![id] });
    }

    /// Its lines in their order; the day is empty again.
    pub fn take(&mut self, order: Order) -> Vec<Line> {
        self.shared.clear();
        let mut lines = std::mem::take(&mut self.lines);
        lines.iter_mut().for_each(|line| line.ids.sort_unstable());
        lines.sort_by_key(|line| (line.cursor.seq, line.cursor.id));
        if order == Order::Newest {
            lines.reverse();
        }
        lines
    }
}

impl ReadTx<'_> {
    /// One page of lines, and where the next one starts.
    pub fn timeline_page(
        &self,
        query: &TimelineQuery,
        after: Option<Cursor>,
        limit: usize,
    ) -> Result<(Vec<Entry>, Option<Cursor>)> {
        let mut lines = self.lines(query, after, limit + 1)?;
        let next = (lines.len() > limit).then(|| lines.get(limit.saturating_sub(1)).map(|line| line.cursor)).flatten();
        lines.truncate(limit);
        Ok((self.entries(lines)?, next))
    }

    fn lines(&self, query: &TimelineQuery, after: Option<Cursor>, limit: usize) -> Result<Vec<Line>> {
        let mut lines = Vec::new();
        self.walk(query, after, |line| {
            lines.push(line);
            Ok(if lines.len() < limit { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
        })?;
        Ok(lines)
    }

    /// All lines in their order, so many at a time, with everything they print.
    pub fn timeline_stream(
        &self,
        query: &TimelineQuery,
        at_a_time: usize,
        mut each: impl FnMut(Vec<Entry>) -> Result<()>,
    ) -> Result<()> {
        let mut waiting = Vec::new();
        self.walk(query, None, |line| {
            waiting.push(line);
            if waiting.len() == at_a_time {
                each(self.entries(std::mem::take(&mut waiting))?)?;
            }
            Ok(ControlFlow::Continue(()))
        })?;
        each(self.entries(waiting)?)
    }

    /// Goes through the lines in their order, from behind a cursor on, until `each` has enough. The records of a line
    /// share its day: a day is put together and handed on before the next one is read, so neither memory nor the cost
    /// of one line grows with the file.
    fn walk(
        &self,
        query: &TimelineQuery,
        after: Option<Cursor>,
        mut each: impl FnMut(Line) -> Result<ControlFlow<()>>,
    ) -> Result<()> {
        let mut filter = Filter::new(query);
        let (compare, direction) = match query.order {
            Order::Oldest => (">", ""),
            Order::Newest => ("<", " DESC"),
        };
        let mut from = String::new();
        if let Some(cursor) = after {
            from = format!(" WHERE day {compare}= :day");
            filter.parameters.push((":day".to_owned(), Sql::Integer(cursor.day)));
        }
        let tail = format!("SELECT id, kind = 'incident', day, seq, line_key FROM hit{from} ORDER BY day{direction}");
        let mut hand_on = |day: &mut OneDay<Vec<u8>>| -> Result<ControlFlow<()>> {
            for line in day.take(query.order) {
                if after.is_none_or(|cursor| line.is_behind(cursor, query.order)) && each(line)?.is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
            Ok(ControlFlow::Continue(()))
        };
        let mut day = OneDay::new(0);
        let ended = self.rows_until(&filter, &tail, |row| {
            let number = row.get(2)?;
            if day.number != number && hand_on(&mut day)?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
            day.number = number;
            let key = row.get_ref(4)?.as_blob().ok().map(<[u8]>::to_vec);
            day.add(RecordId(row.get(0)?), row.get(1)?, row.get(3)?, key);
            Ok(ControlFlow::Continue(()))
        })?;
        if ended.is_continue() {
            let _ = hand_on(&mut day)?;
        }
        Ok(())
    }

    pub(in crate::store) fn rows(
        &self,
        filter: &Filter,
        tail: &str,
        mut each: impl FnMut(&rusqlite::Row<'_>) -> Result<()>,
    ) -> Result<()> {
        let all = |row: &rusqlite::Row<'_>| each(row).map(ControlFlow::Continue);
        self.rows_until(filter, tail, all).map(drop)
    }

    fn rows_until(
        &self,
        filter: &Filter,
        tail: &str,
        mut each: impl FnMut(&rusqlite::Row<'_>) -> Result<ControlFlow<()>>,
    ) -> Result<ControlFlow<()>> {
        let mut statement = self.conn.prepare_cached(&format!("{} {tail}", filter.sql))?;
        let parameters: Vec<(&str, &dyn rusqlite::ToSql)> =
            filter.parameters.iter().map(|(name, value)| (name.as_str(), value as &dyn rusqlite::ToSql)).collect();
        let mut rows = statement.query(parameters.as_slice())?;
        while let Some(row) = rows.next()? {
            if each(row)?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Reads everything the lines print, in one query per kind of record.
    pub fn entries(&self, lines: Vec<Line>) -> Result<Vec<Entry>> {
        let of = |incidents: bool| -> Vec<RecordId> {
            lines
                .iter()
                .filter(|line| line.is_incident == incidents)
                .flat_map(|line| line.ids.iter().copied())
                .collect()
        };
        let (incident_ids, event_ids) = (of(true), of(false));
        let events = by_id(self.get_many::<CustodyEvent>(&event_ids)?);
        let detention_ids: Vec<RecordId> = events.values().filter_map(|event| event.fields.detention).collect();
        let detentions = by_id(self.get_many::<Detention>(&detention_ids)?);
        let incidents: BTreeSet<RecordId> = detentions.values().filter_map(|d| d.fields.incident).collect();
        let incidents: Vec<RecordId> = incident_ids.iter().copied().chain(incidents).collect();
        let mut details = Details {
            incidents: by_id(self.get_many::<Incident>(&incidents)?),
            event_places: self.entry_places(&event_ids)?,
            detentions,
            events,
            ..Details::default()
        };
        let participations = self.referencing::<Participation>("incident", &incident_ids)?;
        let figures = self.referencing::<Figure>("about", &incident_ids)?;
        let cited: Vec<RecordId> = incident_ids
            .iter()
            .chain(&event_ids)
            .copied()
            .chain(participations.iter().map(Record::id))
            .chain(figures.iter().map(Record::id))
            .collect();
        let headers = details.incidents.values().map(|incident| &incident.header);
        let headers = headers.chain(details.events.values().map(|event| &event.header));
        let headers = headers.chain(participations.iter().map(|participation| &participation.header));
        let headers = headers.chain(figures.iter().map(|figure| &figure.header));
        details.disputed = headers.filter(|header| header.review == DISPUTED).map(|header| header.id).collect();
        for citation in self.citations(&cited)? {
            details.citations.entry(citation.record).or_default().push(citation);
        }

        let mut wanted = Wanted::default();
        wanted.add(incident_ids.iter().chain(&event_ids).copied());
        wanted.add(participations.iter().flat_map(|p| [p.fields.person, p.fields.organization].into_iter().flatten()));
        wanted
            .add(details.detentions.values().flat_map(|d| [d.fields.person, d.fields.incident].into_iter().flatten()));
        wanted.add(figures.iter().filter_map(|figure| figure.fields.group));
        let places: BTreeSet<RecordId> = details.places().collect();
        let places: Vec<RecordId> = places.into_iter().collect();
        details.paths = self.place_paths(&places)?;
        let places: Vec<RecordId> = details.paths.values().flatten().chain(&places).copied().collect();
        wanted.add(places.iter().copied());
        details.labels = self.labels(&wanted.ids())?;
        details.lang = self.lang;
        details.place_names = self.names(&places)?;
        details.place_points = self
            .get_many::<Place>(&places)?
            .into_iter()
            .filter_map(|place| Some((place.id(), (place.fields.latitude?, place.fields.longitude?))))
            .collect();
        for participation in participations {
            if let Some(incident) = participation.fields.incident {
                details.participations.entry(incident).or_default().push(participation);
            }
        }
        for figure in figures {
            if let Some(about) = figure.fields.about {
                details.figures.entry(about).or_default().push(figure);
            }
        }
        Ok(lines.into_iter().filter_map(|line| details.entry(line)).collect())
    }
}

/// Everything read for one page of lines.
#[derive(Default)]
struct Details {
    incidents: HashMap<RecordId, Record<Incident>>,
    events: HashMap<RecordId, Record<CustodyEvent>>,
    detentions: HashMap<RecordId, Record<Detention>>,
    /// Where a step counts, and whose place it is.
    event_places: HashMap<RecordId, (RecordId, PlaceOf)>,
    participations: HashMap<RecordId, Vec<Record<Participation>>>,
    figures: HashMap<RecordId, Vec<Record<Figure>>>,
    citations: HashMap<RecordId, Vec<Citation>>,
    disputed: BTreeSet<RecordId>,
    labels: Labels,
    lang: Option<Lang>,
    paths: HashMap<RecordId, Vec<RecordId>>,
    place_names: HashMap<RecordId, Vec<Name>>,
    place_points: HashMap<RecordId, (f64, f64)>,
}

impl Details {
    fn places(&self) -> impl Iterator<Item = RecordId> + '_ {
        let incidents = self.incidents.values().filter_map(|incident| incident.fields.place);
        incidents.chain(self.event_places.values().map(|(place, _)| *place))
    }

    fn entry(&self, line: Line) -> Option<Entry> {
        if line.is_incident { self.incident(line) } else { self.custody(line) }
    }

    fn incident(&self, line: Line) -> Option<Entry> {
        let id = *line.ids.first()?;
        let incident = &self.incidents.get(&id)?.fields;
        let empty = Vec::new();
        let participations = self.participations.get(&id).unwrap_or(&empty);
        let party = |participation: &Record<Participation>, who: Option<RecordId>| {
            Some(Party {
                who: self.labels.get(&who?)?.clone(),
                said_by: participation.id(),
                role: Some(participation.fields.role.clone()),
                certainty: participation.fields.certainty.clone(),
                cited: self.is_cited(participation.id()),
            })
        };
        let figures: Vec<(RecordId, Figure)> =
            self.figures.get(&id).into_iter().flatten().map(|figure| (figure.id(), figure.fields.clone())).collect();
        let cited =
            [id].into_iter().chain(figures.iter().map(|(id, _)| *id)).chain(participations.iter().map(Record::id));
        let cited: Vec<RecordId> = cited.collect();
        let (place, place_path) = self.place(incident.place, incident.date.as_ref());
        Some(Entry {
            cursor: line.cursor,
            label: self.labels.get(&id)?.clone(),
            members: self.members(&line.ids),
            what: What::Incident { time_note: incident.time_note.clone(), summary: incident.summary.clone() },
            r#type: incident.r#type.clone(),
            date: DateFact {
                date: incident.date.clone(),
                basis: incident.date_basis.clone(),
                part: incident.date_part.clone(),
            },
            point: incident.place.and_then(|place| self.point(place)),
            place,
            place_path,
            place_basis: incident.place_basis.clone(),
            place_of: PlaceOf::Own,
            people: participations.iter().filter_map(|p| party(p, p.fields.person)).collect(),
            organizations: participations.iter().filter_map(|p| party(p, p.fields.organization)).collect(),
            citations: self.cited(cited.iter().copied()),
            disputed: cited.into_iter().filter(|id| self.disputed.contains(id)).collect(),
            groups: figures
                .iter()
                .filter_map(|(_, figure)| self.labels.get_key_value(&figure.group?))
                .map(|(id, label)| (*id, label.clone()))
                .collect(),
            figures,
        })
    }

    fn custody(&self, line: Line) -> Option<Entry> {
        let first = self.events.get(line.ids.first()?)?;
        let event = &first.fields;
        let detention = &self.detentions.get(&event.detention?)?.fields;
        let people = line
            .ids
            .iter()
            .filter_map(|id| {
                let detention = self.detentions.get(&self.events.get(id)?.fields.detention?)?;
                Some(Party {
                    who: self.labels.get(&detention.fields.person?)?.clone(),
                    said_by: *id,
                    role: None,
                    certainty: "stated".to_owned(),
                    cited: self.is_cited(*id),
                })
            })
            .collect();
        let (place_id, place_of) = self.event_places.get(&first.id()).copied().unzip();
        let place_of = place_of.unwrap_or_default();
        let incident = detention.incident.filter(|_| place_of == PlaceOf::Incident);
        let incident = incident.and_then(|id| self.incidents.get(&id));
        let (place, place_path) = self.place(place_id, event.date.as_ref());
        Some(Entry {
            cursor: line.cursor,
            label: self.labels.get(&first.id())?.clone(),
            members: self.members(&line.ids),
            what: What::Custody(Box::new(Step {
                status: event.status_after,
                certainty: event.certainty.clone(),
                note: event.note.clone(),
                law: event.law.clone(),
                article: event.article.clone(),
                verdict: event.verdict.clone(),
                sentence: event.sentence.clone(),
                fine: event.fine_amount.zip(event.fine_currency.clone()),
                incident: detention.incident.and_then(|id| self.labels.get(&id)).cloned(),
            })),
            r#type: event.r#type.clone(),
            date: DateFact { date: event.date.clone(), basis: event.date_basis.clone(), part: event.date_part.clone() },
            point: place_id.and_then(|place| self.point(place)),
            place,
            place_path,
            place_basis: incident.map_or(&event.place_basis, |incident| &incident.fields.place_basis).clone(),
            place_of,
            people,
            organizations: Vec::new(),
            figures: Vec::new(),
            groups: Labels::new(),
            citations: self.cited(line.ids.first().copied()),
            disputed: line.ids.iter().filter(|id| self.disputed.contains(id)).copied().collect(),
        })
    }

    fn members(&self, ids: &[RecordId]) -> Vec<Label> {
        ids.iter().filter_map(|id| self.labels.get(id)).cloned().collect()
    }

    fn is_cited(&self, id: RecordId) -> bool {
        self.citations.get(&id).is_some_and(|cited| cited.iter().any(|citation| citation.stance == "supports"))
    }

    fn cited(&self, ids: impl IntoIterator<Item = RecordId>) -> Vec<Citation> {
        ids.into_iter().filter_map(|id| self.citations.get(&id)).flatten().cloned().collect()
    }

    /// A place and what is around it, under the names valid on that date.
    fn place(&self, place: Option<RecordId>, date: Option<&Edtf>) -> (Option<Label>, Vec<Label>) {
        let day = date.and_then(Edtf::sort_day);
        let named = |id: &RecordId| {
            let mut label = self.labels.get(id)?.clone();
            if let Some(name) = self.place_names.get(id).and_then(|names| name_on(names, day)) {
                // The name of then is spelled as it was then, if the file says how.
                let spelled = self.lang.filter(|lang| !lang.is_written_in(&name.text)).and_then(|lang| {
                    let then = self.spelled_on(*id, lang, day).map(|text| Spelling { text, lang });
                    then.or_else(|| label.in_script.take().filter(|_| label.name == name.text))
                });
                label.in_script = spelled;
                label.name.clone_from(&name.text);
                label.lang.clone_from(&name.lang);
            }
            Some(label)
        };
        let path = place
            .and_then(|id| self.paths.get(&id))
            .map_or_else(Vec::new, |path| path.iter().filter_map(named).collect());
        (place.as_ref().and_then(named), path)
    }

    /// What a place was called on that day in a language.
    fn spelled_on(&self, place: RecordId, lang: Lang, day: Option<Day>) -> Option<String> {
        let of_lang = |name: &&Name| name.lang.as_deref() == Some(lang.code());
        let on = |name: &&Name| name.valid.as_ref().zip(day).is_some_and(|(valid, day)| valid.on(day).is_certain());
        let names = self.place_names.get(&place)?;
        names.iter().filter(of_lang).find(on).map(|name| name.text.clone())
    }

    /// The coordinates of a place itself: those of the city around it would claim to know where a site is.
    fn point(&self, place: RecordId) -> Option<(f64, f64)> {
        self.place_points.get(&place).copied()
    }
}

fn by_id<T>(records: Vec<Record<T>>) -> HashMap<RecordId, Record<T>> {
    records.into_iter().map(|record| (record.id(), record)).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::domain::query::{Dates, Which};
    use crate::domain::time::Range;
    use crate::store::filter::plan::{laid_out, plan, scans};

    fn walked(query: &TimelineQuery, tail: &str) -> Vec<String> {
        scans(&laid_out(), &format!("{} {tail}", Filter::new(query).sql), &["n", "near", "nowhere", "c", "closed"])
    }

    const IN_ORDER: &str = "SELECT id, kind = 'incident', day, seq, line_key FROM hit ORDER BY day";

    #[test]
    fn the_timeline_of_a_person_or_place_walks_through_no_table() {
        let person = TimelineQuery { person: Which::only(RecordId(1)), ..TimelineQuery::default() };
        let place = TimelineQuery { place: Which::only(RecordId(1)), ..TimelineQuery::default() };
        let both = TimelineQuery { person: Which::only(RecordId(1)), ..place.clone() };
        for query in [&person, &place, &both] {
            for tail in [IN_ORDER, "SELECT count(*) FROM hit"] {
                assert_eq!(walked(query, tail), Vec::<String>::new(), "{query:?} {tail}");
            }
        }
    }

    #[test]
    fn the_pieces_of_a_date_are_found_by_their_entry() {
        let range = Range::new(Day::from_ymd(2012, 2, 1), Day::from_ymd(2012, 2, 29)).unwrap();
        for (certain, dates) in [(false, Dates::Stated), (true, Dates::Stated), (false, Dates::Open)] {
            let query =
                TimelineQuery { range, certain, dates, person: Which::only(RecordId(1)), ..TimelineQuery::default() };
            assert_eq!(walked(&query, IN_ORDER), Vec::<String>::new(), "{query:?}");
        }
        let undated = Filter::new(&TimelineQuery { dates: Dates::None, ..TimelineQuery::default() });
        let plan = plan(&laid_out(), &format!("{} SELECT count(DISTINCT line_key) FROM hit", undated.sql));
        assert!(plan.iter().any(|step| step.contains("USING INDEX entry_order (day=?)")), "{plan:#?}");
    }

    #[test]
    fn what_somebody_had_part_in_is_asked_of_each_incident_and_not_walked_for_each() {
        let query = TimelineQuery { person: Which::only(RecordId(1)), ..TimelineQuery::default() };
        let plan = plan(&laid_out(), &format!("{} {IN_ORDER}", Filter::new(&query).sql));
        assert!(plan.iter().any(|step| step.contains("USING INDEX participation_incident")), "{plan:#?}");
        assert!(!plan.iter().any(|step| step.contains("participation_person")), "{plan:#?}");
    }

    #[test]
    fn all_lines_come_by_the_index_of_their_order_and_are_not_sorted() {
        let all = Filter::new(&TimelineQuery::default());
        let plan = plan(&laid_out(), &format!("{} {IN_ORDER}", all.sql));
        assert!(plan.iter().any(|step| step.contains("USING INDEX entry_order")), "{plan:#?}");
        assert!(!plan.iter().any(|step| step.contains("TEMP B-TREE FOR ORDER BY")), "{plan:#?}");
    }
}
