//! Taking a timeline away: every line of a query, streamed in one of the formats.

use std::io::Write;

use crate::domain::access::Viewer;
use crate::domain::query::{PAGE_MAX, TimelineQuery};
use crate::error::Result;
use crate::export::{self, Format, Voice};
use crate::store::Store;

/// Writes all lines from one snapshot of the file, a page at a time: memory stays flat however many there are.
pub fn timeline(
    store: &Store,
    viewer: &Viewer,
    query: &TimelineQuery,
    voice: &Voice<'_>,
    format: Format,
    out: &mut dyn Write,
) -> Result<()> {
    let query = TimelineQuery { cited_only: !voice.audience.gets_uncited(), ..query.clone() };
    store.read_at_length(&viewer.for_audience(voice.audience), |tx| {
        let mut writer = format.writer(out);
        writer.start(voice, &tx.timeline_summary(&query)?)?;
        tx.timeline_stream(&query, PAGE_MAX, |entries| export::write(&mut *writer, voice, entries))?;
        writer.finish()
    })
}
