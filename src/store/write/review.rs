//! How far a record was looked over, by whom it may be, and which of several figures is put first.

use rusqlite::{OptionalExtension, params};
use serde_json::{Map, Value as Json};

use super::{Head, WriteTx};
use crate::domain::access::Viewer;
use crate::domain::access::act::{Act, Stake};
use crate::domain::kind::Kind;
use crate::domain::record::{Fields, RecordId, Value};
use crate::error::{Error, FieldError, Message, Result};
use crate::store::ReadTx;
use crate::store::read::desk::of_the_team;
use crate::store::read::row::parse_kind;

/// Who wrote last what a record says: steps of review aside.
const LAST_WRITER: &str = "
SELECT a.id FROM change c JOIN write w ON w.id = c.write_id JOIN account a ON a.uid = w.author
 WHERE c.subject = (SELECT uid FROM record WHERE id = ?1) AND c.tbl <> 'merge'
   AND NOT (c.action = 'update' AND (SELECT count(*) FROM json_each(c.content)) = 1
            AND json_type(c.content, '$.review') IS NOT NULL)
 ORDER BY c.id DESC LIMIT 1";

impl ReadTx<'_> {
    /// What `viewer` may do to a record now: the buttons of its page.
    pub fn acts(&self, viewer: &Viewer, id: RecordId) -> Result<Vec<Act>> {
        let (kind, author, review): (String, i64, String) = self
            .conn
            .prepare_cached(
                "SELECT r.kind, r.created_by, r.review FROM record r JOIN seen_record s ON s.id = r.id WHERE r.id = ?1",
            )?
            .query_row(params![id.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .optional()?
            .ok_or(Error::NotFound)?;
        let kind = parse_kind(&kind)?;
        let last = self.last_writer(id)? == Some(viewer.account);
        let stake = Stake { author: author == viewer.account, last, review: &review };
        Ok(Act::ALL
            .into_iter()
            .filter(|act| act.suits(kind) && act.fits(&review) && act.open_to(viewer, &stake))
            .collect())
    }

    /// The facts that the approval of a record rests on and that no report supports: of the record, if it is one, and of
    /// what belongs to it.
    pub fn unsupported(&self, id: RecordId) -> Result<Vec<(RecordId, Kind, String)>> {
        let mut facts = self.belongings(id)?;
        facts.push(id);
        let kinds = self.kinds(&facts)?;
        let mut statement = self.conn.prepare_cached(
            "SELECT r.ref FROM record r WHERE r.id = ?1
                AND NOT EXISTS (SELECT 1 FROM v_citation c WHERE c.record_id = r.id AND c.stance = 'supports')
                AND NOT EXISTS (SELECT 1 FROM v_relation t WHERE t.id = r.id AND t.type IN (SELECT value FROM json_each(?2)))",
        )?;
        let mut uncited = Vec::new();
        for (fact, kind) in kinds.into_iter().filter(|(_, kind)| kind.is_fact()) {
            if let Some(reference) = statement.query_row(params![fact.0, of_the_team()], |row| row.get(0)).optional()? {
                uncited.push((fact, kind, reference));
            }
        }
        Ok(uncited)
    }

    fn last_writer(&self, id: RecordId) -> Result<Option<i64>> {
        Ok(self.conn.prepare_cached(LAST_WRITER)?.query_row(params![id.0], |row| row.get(0)).optional()?)
    }
}

impl WriteTx<'_> {
    /// A step of review: `draft`, `checked`, `approved` or `disputed`.
    pub fn review(&mut self, id: RecordId, version: i64, to: &str) -> Result<i64> {
        let head = self.head(id)?;
        let refuse = |say: Message| Err(Error::invalid("review", say));
        let Some(act) = Act::leading_to(to) else {
            return refuse(Message::new("err-unknown-code").arg("value", to));
        };
        let viewer = self.actor.viewer();
        if !viewer.may(act.right()) {
            return Err(Error::Forbidden);
        }
        self.unchanged_since(id, &head, version)?;
        if !act.fits(&head.review) {
            return refuse(Message::new("err-review-step"));
        }
        let stake = Stake {
            author: head.created_by == viewer.account,
            last: self.read().last_writer(id)? == Some(viewer.account),
            review: &head.review,
        };
        if !act.open_to(viewer, &stake) {
            // Somebody else has to look; that a colleague's record can't be reopened is a matter of the role.
            return if act == Act::Reopen { Err(Error::Forbidden) } else { refuse(Message::new("err-own-work")) };
        }
        if act == Act::Dispute {
            self.with_reason()?;
        }
        if act == Act::Approve {
            let uncited = self.read().unsupported(id)?;
            if !uncited.is_empty() {
                let fault = |(_, _, reference): (RecordId, Kind, String)| {
                    let say = Message::new("err-uncited").arg("ref", &reference);
                    FieldError::new(reference, say)
                };
                return Err(Error::Invalid(uncited.into_iter().map(fault).collect()));
            }
        }
        self.log_review(head.kind, id, to)
    }

    /// Puts a figure before the others of the same measure and group on the same record, or no longer.
    pub fn prefer(&mut self, figure: RecordId, version: i64, preferred: bool) -> Result<i64> {
        let head = self.head(figure)?;
        if head.kind != Kind::Figure {
            return Err(Error::NotFound);
        }
        self.allow(Act::Prefer, &head)?;
        self.unchanged_since(figure, &head, version)?;
        self.with_reason()?;
        let before = self.stored(Kind::Figure, figure)?;
        self.set_fields(Kind::Figure, figure, &before, &preference(preferred))?;
        let after = self.stored(Kind::Figure, figure)?;
        let Some(version) = self.log_update(Kind::Figure, figure, &before, &after)? else { return Ok(head.version) };
        self.one_preferred(Kind::Figure, figure)?;
        Ok(version)
    }

    /// At most one figure is preferred of those that count the same and that the writer sees.
    pub(super) fn one_preferred(&mut self, kind: Kind, id: RecordId) -> Result<()> {
        if kind != Kind::Figure {
            return Ok(());
        }
        let others: Vec<i64> = self
            .conn
            .prepare_cached(
                "SELECT o.id FROM figure f JOIN figure o ON o.about_id = f.about_id AND o.measure = f.measure
                        AND o.group_id IS f.group_id AND o.id <> f.id AND o.preferred = 1
                  WHERE f.id = ?1 AND f.preferred = 1 AND EXISTS (SELECT 1 FROM seen_figure s WHERE s.id = o.id)",
            )?
            .query_map(params![id.0], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        for other in others.into_iter().map(RecordId) {
            let before = self.stored(Kind::Figure, other)?;
            self.set_fields(Kind::Figure, other, &before, &preference(false))?;
            let after = self.stored(Kind::Figure, other)?;
            self.log_update(Kind::Figure, other, &before, &after)?;
        }
        Ok(())
    }

    /// What was looked over is a draft again once it was changed.
    pub(super) fn reopen(&mut self, id: RecordId) -> Result<()> {
        let Head { kind, review, .. } = self.head(id)?;
        if matches!(review.as_str(), "checked" | "approved") {
            self.log_review(kind, id, "draft")?;
        }
        Ok(())
    }

    fn log_review(&mut self, kind: Kind, id: RecordId, to: &str) -> Result<i64> {
        self.set_review(id, to)?;
        self.log_version(kind, id, Map::from_iter([("review".to_owned(), Json::from(to))]))
    }

    pub(super) fn set_review(&self, id: RecordId, to: &str) -> Result<()> {
        self.conn.prepare_cached("UPDATE record SET review = ?2 WHERE id = ?1")?.execute(params![id.0, to])?;
        Ok(())
    }
}

fn preference(preferred: bool) -> Fields {
    Fields::from([("preferred", Some(Value::Bool(preferred)))])
}
