//! No write closes a circle in what has to be a tree or an order.

use std::collections::BTreeSet;

use super::WriteTx;
use super::rules::PendingRecord;
use crate::domain::kind::{Kind, Type};
use crate::domain::record::RecordId;
use crate::error::{Error, FieldError, Message, Result};
use crate::store::circle::{Graph, Step};

/// Records of a circle that are named; a longer one is named by its first ones.
const NAMED: usize = 8;

impl WriteTx<'_> {
    /// A reference that leads back to where it starts.
    pub(super) fn leads_back(&self, meant: &PendingRecord<'_>) -> Result<Option<FieldError>> {
        for graph in Graph::of_kind(self.conn, meant.kind) {
            let order = graph.order;
            if let Some(of) = graph.of
                && meant.text("type")?.as_deref() != Some(of)
            {
                continue;
            }
            let from = order.from.map_or(Ok(meant.id), |from| meant.record(from))?;
            let (Some(from), Some(to)) = (from, meant.record(order.to)?) else { continue };
            let names = [order.to, order.from.unwrap_or(order.to), "type"];
            if !meant.changes(&names)? {
                continue;
            }
            if let Some(way) = graph.way(to, from, meant.id)? {
                let first = Step { row: meant.id.unwrap_or(to), to };
                return Ok(Some(FieldError::new(order.to, self.told(from, &[vec![first], way].concat())?)));
            }
        }
        Ok(None)
    }

    /// That nothing this transaction has touched lies on a circle: for what brings rows back or moves them.
    pub(super) fn no_circle(&self, field: &'static str) -> Result<()> {
        let mut seen = BTreeSet::new();
        for id in &self.touched.records {
            let kind = self.kind(*id)?;
            for (number, graph) in Graph::all(self.conn).into_iter().enumerate() {
                let row = if graph.kind == kind { graph.start_of(*id)? } else { None };
                let starts = row.into_iter().chain(holds(&graph, kind).then_some(*id));
                for start in starts.filter(|start| seen.insert((number, *start))).collect::<Vec<_>>() {
                    if let Some(circle) = graph.circle_through(start)? {
                        return Err(Error::invalid(field, self.told(graph.kept(start)?, &circle)?));
                    }
                }
            }
        }
        Ok(())
    }

    /// The circle by what its records are called. What the writer may not see is not named, and then nothing is.
    fn told(&self, start: RecordId, steps: &[Step]) -> Result<Message> {
        let around: Vec<RecordId> = [start].into_iter().chain(steps.iter().map(|step| step.to)).collect();
        let every: BTreeSet<RecordId> = around.iter().copied().chain(steps.iter().map(|step| step.row)).collect();
        let labels = self.read().labels(&every.iter().copied().collect::<Vec<_>>())?;
        if labels.len() < every.len() {
            return Ok(Message::new("err-circle-closed"));
        }
        let called = around.iter().take(NAMED).filter_map(|id| labels.get(id)).map(|label| {
            if label.name == label.reference {
                label.name.clone()
            } else {
                format!("{} ({})", label.name, label.reference)
            }
        });
        let more = (around.len() > NAMED).then(|| "…".to_owned());
        let names: Vec<String> = called.chain(more).collect();
        Ok(Message::new("err-circle").arg("names", names.join(" → ")))
    }
}

/// Whether records of a kind stand in an order.
fn holds(graph: &Graph<'_>, kind: Kind) -> bool {
    let field = graph.kind.field(graph.order.to);
    field.is_some_and(|field| matches!(field.ty, Type::Ref(target, _) if target.admits(kind)))
}
