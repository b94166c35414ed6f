//! Taking a timeline away: every line of a query, streamed in one of the formats.

use std::io::Write;

use crate::app::questions;
use crate::domain::access::Viewer;
use crate::domain::query::{PAGE_MAX, Question, TimelineQuery};
use crate::domain::timeline::LeftOut;
use crate::error::Result;
use crate::export::{self, ExportContext, Format, Head};
use crate::store::Store;

/// Writes all lines from one snapshot of the file, a page at a time: memory stays flat however many there are. Gives back
/// what the question leaves out.
pub fn timeline(
    store: &Store,
    viewer: &Viewer,
    (question, query): (&Question, &TimelineQuery),
    context: &ExportContext<'_>,
    format: &Format,
    out: &mut dyn Write,
) -> Result<Vec<LeftOut>> {
    let query = TimelineQuery { cited_only: !context.audience.gets_uncited(), ..query.clone() };
    store.read_at_length(&viewer.for_audience(context.audience), |tx| {
        let mut writer = (format.writer)(out, context);
        let references = questions::references(tx, question)?;
        let asked = questions::in_words(context.lang, context.vocabulary, (question, &query), &references);
        let left_out = tx.left_out(&query)?;
        let head = Head { asked: &asked, summary: &tx.timeline_summary(&query)?, left_out: &left_out };
        writer.start(context, &head)?;
        tx.timeline_stream(&query, PAGE_MAX, |entries| export::write(&mut *writer, context, entries))?;
        writer.finish()?;
        Ok(left_out)
    })
}
