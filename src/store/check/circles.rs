//! Circles in what has to be a tree or an order: made before they were refused, or past the program.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension, params};

use crate::domain::record::RecordId;
use crate::domain::vocabulary::circle_through;
use crate::error::Result;
use crate::store::check::Finding;
use crate::store::circle::{Graph, Step};
use crate::store::vocabulary::parents;

/// Refs of a circle that are told; a longer one is told by its first ones.
const TOLD: usize = 8;

/// Every circle, told by the refs around it. What is remembered are the records of one order that were looked at.
pub fn circles(conn: &Connection, findings: &mut Vec<Finding>) -> Result<()> {
    merges(conn, findings)?;
    terms(conn, findings)?;
    for graph in Graph::all(conn) {
        let mut known = BTreeSet::new();
        let of = graph.of.map(|of| format!(" {of}")).unwrap_or_default();
        graph.each_start(|start| {
            for circle in circles_from(&graph, start, &mut known)? {
                let refs = told(conn, &circle)?;
                findings.push(Finding(format!("Circle: {refs}, by {}.{}{of}.", graph.kind.table(), graph.order.to)));
            }
            Ok(())
        })?;
    }
    Ok(())
}

/// The circles that a walk into the depth closes, through records that no walk has seen.
fn circles_from(graph: &Graph<'_>, start: RecordId, known: &mut BTreeSet<RecordId>) -> Result<Vec<Vec<RecordId>>> {
    let mut found = Vec::new();
    if !graph.is_in_force(start)? || !known.insert(start) {
        return Ok(found);
    }
    // The way so far, each record with the steps not taken yet, and where on the way it stands.
    let mut way: Vec<(RecordId, Vec<Step>)> = vec![(start, graph.steps(start)?)];
    let mut on_way = BTreeMap::from([(start, 0)]);
    while let Some((here, rest)) = way.last_mut() {
        let here = *here;
        match rest.pop() {
            None => {
                way.pop();
                on_way.remove(&here);
            }
            Some(step) => {
                if let Some(at) = on_way.get(&step.to) {
                    found.push(way.iter().skip(*at).map(|(record, _)| *record).chain([step.to]).collect());
                } else if known.insert(step.to) {
                    on_way.insert(step.to, way.len());
                    way.push((step.to, graph.steps(step.to)?));
                }
            }
        }
    }
    Ok(found)
}

/// Records merged into each other.
fn merges(conn: &Connection, findings: &mut Vec<Finding>) -> Result<()> {
    let mut merged = conn.prepare("SELECT id FROM record WHERE merged_into IS NOT NULL ORDER BY id")?;
    let mut into = conn.prepare("SELECT merged_into FROM record WHERE id = ?1")?;
    let mut rows = merged.query([])?;
    let mut known = BTreeSet::new();
    while let Some(row) = rows.next()? {
        let (mut way, mut here): (Vec<RecordId>, Option<i64>) = (Vec::new(), Some(row.get(0)?));
        while let Some(id) = here.map(RecordId) {
            if let Some(at) = way.iter().position(|on_way| *on_way == id) {
                let circle: Vec<RecordId> = way.iter().skip(at).copied().chain([id]).collect();
                findings.push(Finding(format!("Circle: {}, by merges.", told(conn, &circle)?)));
            }
            if !known.insert(id) {
                break;
            }
            way.push(id);
            // A record that is missing is told of elsewhere.
            here = into.query_row(params![id.0], |row| row.get(0)).optional()?.flatten();
        }
    }
    Ok(())
}

/// Terms that are kinds of each other. Each circle is told once, from its first code.
fn terms(conn: &Connection, findings: &mut Vec<Finding>) -> Result<()> {
    let parents = parents(conn)?;
    for code in parents.keys() {
        let circle = circle_through(code, &parents).filter(|circle| circle.iter().min() == Some(&code.as_str()));
        findings.extend(circle.map(|circle| Finding(format!("Circle: {}, by term.parent.", circle.join(" → ")))));
    }
    Ok(())
}

fn told(conn: &Connection, circle: &[RecordId]) -> Result<String> {
    let mut reference = conn.prepare_cached("SELECT ref FROM record WHERE id = ?1")?;
    let mut refs: Vec<String> = Vec::new();
    for id in circle.iter().take(TOLD) {
        let known: Option<String> = reference.query_row(params![id.0], |row| row.get(0)).optional()?;
        refs.push(known.unwrap_or_else(|| format!("record {}", id.0)));
    }
    if circle.len() > TOLD {
        refs.push("…".to_owned());
    }
    Ok(refs.join(" → "))
}
