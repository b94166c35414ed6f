//! Taking a timeline away: every line of a query, streamed in one of the formats.

use std::io::Write;

use crate::domain::access::Viewer;
use crate::domain::query::{PAGE_MAX, TimelineQuery};
use crate::error::Result;
use crate::export::{self, ExportContext, Format};
use crate::store::Store;

/// Writes all lines from one snapshot of the file, a page at a time: memory stays flat however many there are.
pub fn timeline(
    store: &Store,
    viewer: &Viewer,
    query: &TimelineQuery,
    context: &ExportContext<'_>,
    format: &Format,
    out: &mut dyn Write,
) -> Result<()> {
    let query = TimelineQuery { cited_only: !context.audience.gets_uncited(), ..query.clone() };
    store.read_at_length(&viewer.for_audience(context.audience), |tx| {
        let mut writer = (format.writer)(out);
        writer.start(context, &tx.timeline_summary(&query)?)?;
        tx.timeline_stream(&query, PAGE_MAX, |entries| export::write(&mut *writer, context, entries))?;
        writer.finish()
    })
}
