//! Lines and pages of the timeline: one filter in SQL, behind every number and every list.

use std::collections::HashMap;
use std::hash::Hash;
use std::ops::ControlFlow;

use rusqlite::types::Value as Sql;
use serde_json::Value as Json;

use crate::domain::custody::step::LegalState;
use crate::domain::query::{Cursor, FACETS, Facet, Order, Places, TimelineQuery, Values};
use crate::domain::record::RecordId;
use crate::domain::timeline::Entry;
use crate::error::Result;
use crate::store::ReadTx;
use crate::store::read::facet::has_one;
use crate::store::read::row::json_ids;
use crate::store::read::{acting, behind, case_in_law, when, whereabouts};

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
        if !query.detention.is_empty() {
            conditions.push_str(
                " AND e.id IN (SELECT k.id FROM main.custody_event k
                                WHERE k.detention_id IN (SELECT value FROM json_each(:detention)))",
            );
            list("detention", &query.detention);
        }
        if let Some(among) = &query.among {
            conditions.push_str(" AND e.id IN (SELECT value FROM json_each(:among))");
            list("among", among);
        }
        let texts = |values: &Vec<String>| (!values.is_empty()).then(|| Json::from(values.as_slice()).to_string());
        let ids = |records: &Vec<RecordId>| (!records.is_empty()).then(|| json_ids(records));
        let of_texts = query.values.iter().map(|(name, which)| (*name, texts(&which.any), texts(&which.none)));
        let of_records = query.records.iter().map(|(name, which)| (*name, ids(&which.any), ids(&which.none)));
        for (name, any, none) in of_texts.chain(of_records) {
            let Some(facet) = Facet::named(name) else { continue };
            let name = name.replace('-', "_");
            for (values, parameter, holds) in [(any, format!(":{name}"), ""), (none, format!(":not_{name}"), "NOT ")] {
                if let Some(values) = values {
                    conditions.push_str(&format!(" AND {holds}{}", has_one(facet, &parameter)));
                    parameters.push((parameter, Sql::Text(values)));
                }
            }
        }
        if query.cited_only {
            conditions.push_str(
                " AND EXISTS (SELECT 1 FROM v_citation c WHERE c.record_id = e.id AND c.stance = 'supports'
                    AND (c.hedge <> 'denied' OR e.kind <> 'incident'))",
            );
        }
        if let Some(change) = query.entered_after {
            // The key of a row is the number of the change that made it.
            conditions.push_str(" AND e.id > :entered_after");
            parameters.push((":entered_after".to_owned(), Sql::Integer(change)));
        }
        if let Some(condition) = when::condition(query) {
            conditions.push_str(&format!(" AND {condition}"));
        }
        parameters.extend(when::parameters(query));
        Filter {
            sql: format!(
                "WITH RECURSIVE {with}{}{}hit AS (SELECT e.* FROM v_entry e WHERE 1{conditions})",
                acting::expressions(query),
                behind::expressions(query)
            ),
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
    /// The records of it, apart from where it stands.
    pub fn records(&self) -> Records<'_> {
        Records { is_incident: self.is_incident, ids: &self.ids }
    }

    /// Whether it comes after the place of a cursor.
    pub fn is_behind(&self, cursor: Cursor, order: Order) -> bool {
        let place = |cursor: Cursor| (cursor.day, cursor.seq, cursor.id);
        match order {
            Order::Oldest => place(self.cursor) > place(cursor),
            Order::Newest => place(self.cursor) < place(cursor),
        }
    }
}

/// The records of one line.
#[derive(Debug, Clone, Copy)]
pub struct Records<'l> {
    pub is_incident: bool,
    pub ids: &'l [RecordId],
}

/// All lines of a timeline in their order, in little room.
#[derive(Debug, Default)]
pub struct Lines {
    ids: Vec<RecordId>,
    /// Of each line where its records end, and whether it is an incident.
    ends: Vec<(u32, bool)>,
}

impl Lines {
    pub fn push(&mut self, line: &Line) {
        self.ids.extend(&line.ids);
        self.ends.push((u32::try_from(self.ids.len()).unwrap_or(u32::MAX), line.is_incident));
    }

    pub fn iter(&self) -> impl Iterator<Item = Records<'_>> {
        self.ends.iter().scan(0, |begin, (end, is_incident)| {
            let ids = self.ids.get(std::mem::replace(begin, *end as usize)..*end as usize)?;
            Some(Records { is_incident: *is_incident, ids })
        })
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
    /// The filter of a question, with what has to be found out before it is asked, or counted with it.
    pub(in crate::store) fn filter(&self, query: &TimelineQuery, counts_contradicted: bool) -> Result<Filter> {
        let mut filter = Filter::new(query);
        let is_asked = |facet: &Facet| matches!(facet.values, Values::Contradicted) && query.asks(facet);
        if counts_contradicted || FACETS.iter().any(is_asked) {
            let mut open = self.contradictions(None)?;
            open.retain(|found| !found.is_decided);
            let entries = self.entries_contradicted(&open)?;
            filter.parameters.push((":contradicted_entries".to_owned(), Sql::Text(json_ids(&entries))));
        }
        if let Some((name, which)) = case_in_law::asked(query) {
            let name = name.replace('-', "_");
            let cases = self.cases_in_law(None)?;
            for (parameter, states) in [(format!(":{name}"), &which.any), (format!(":not_{name}"), &which.none)] {
                let is_one = |state: &LegalState| states.iter().any(|wanted| wanted == state.code());
                let found = cases.iter().filter(|(_, state)| is_one(state)).map(|(step, _)| *step);
                let listed = Sql::Text(json_ids(&found.collect::<Vec<_>>()));
                filter
                    .parameters
                    .iter_mut()
                    .filter(|(known, _)| *known == parameter)
                    .for_each(|(_, list)| *list = listed.clone());
            }
        }
        Ok(filter)
    }

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
        Ok((self.entries(&lines)?, next))
    }

    fn lines(&self, query: &TimelineQuery, after: Option<Cursor>, limit: usize) -> Result<Vec<Line>> {
        let mut lines = Vec::new();
        self.walk(query, after, |line| {
            lines.push(line);
            Ok(if lines.len() < limit { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
        })?;
        Ok(lines)
    }

    /// All lines that answer a question.
    pub fn all_lines(&self, query: &TimelineQuery) -> Result<Lines> {
        let mut lines = Lines::default();
        self.walk(query, None, |line| {
            lines.push(&line);
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(lines)
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
        let mut filter = self.filter(query, false)?;
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
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::domain::query::{Dates, Which};
    use crate::domain::time::{Day, Range};
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
