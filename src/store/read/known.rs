//! What many lines name, read once: labels, reports and places, kept from one lot of lines to the next.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::domain::citation::ReportLabel;
use crate::domain::kind::Place;
use crate::domain::lang::Lang;
use crate::domain::name::{Name, name_on};
use crate::domain::record::{Label, Labels, RecordId, Spelling};
use crate::domain::time::{Day, Edtf};
use crate::error::Result;
use crate::store::ReadTx;

/// So many of each are kept: some tens of megabytes.
const KEPT: usize = 40_000;

/// What is known by name. A record that the reader does not see never is.
#[derive(Default)]
pub(super) struct Known {
    labels: Labels,
    reports: HashMap<RecordId, Arc<ReportLabel>>,
    places: HashMap<RecordId, KnownPlace>,
    /// The places around each, from the outermost down.
    paths: HashMap<RecordId, Vec<RecordId>>,
    lang: Option<Lang>,
}

struct KnownPlace {
    label: Label,
    names: Vec<Name>,
    point: Option<(f64, f64)>,
}

impl Known {
    /// Nothing yet, for the language of whoever reads.
    pub fn of(tx: &ReadTx<'_>) -> Known {
        Known { lang: tx.lang, ..Known::default() }
    }

    /// Lets go of what has become too much.
    pub fn make_room(&mut self) {
        fn bound<T>(known: &mut HashMap<RecordId, T>) {
            if known.len() > KEPT {
                known.clear();
            }
        }
        bound(&mut self.labels);
        bound(&mut self.reports);
        bound(&mut self.places);
        bound(&mut self.paths);
    }

    pub fn label(&self, id: RecordId) -> Option<&Label> {
        self.labels.get(&id)
    }

    pub fn report(&self, id: RecordId) -> Option<&Arc<ReportLabel>> {
        self.reports.get(&id)
    }

    /// Reads the labels of these records that are not known yet.
    pub fn learn(&mut self, tx: &ReadTx<'_>, ids: impl Iterator<Item = RecordId>) -> Result<()> {
        let new = new(&self.labels, ids);
        self.labels.extend(tx.labels(&new)?);
        Ok(())
    }

    /// Reads how these reports are named that are not known yet.
    pub fn learn_reports(&mut self, tx: &ReadTx<'_>, ids: impl Iterator<Item = RecordId>) -> Result<()> {
        let new = new(&self.reports, ids);
        self.reports.extend(tx.report_labels(&new)?.into_iter().map(|(id, report)| (id, Arc::new(report))));
        Ok(())
    }

    /// Reads what these places are called, with those around them.
    pub fn learn_places(&mut self, tx: &ReadTx<'_>, ids: impl Iterator<Item = RecordId>) -> Result<()> {
        let asked = new(&self.paths, ids);
        let mut paths = tx.place_paths(&asked)?;
        let new = new(&self.places, paths.values().flatten().chain(&asked).copied());
        let (mut labels, mut names) = (tx.labels(&new)?, tx.names(&new)?);
        for place in tx.get_many::<Place>(&new)? {
            let id = place.id();
            let Some(label) = labels.remove(&id) else { continue };
            let point = place.fields.latitude.zip(place.fields.longitude);
            self.places.insert(id, KnownPlace { label, names: names.remove(&id).unwrap_or_default(), point });
        }
        self.paths.extend(asked.into_iter().map(|id| (id, paths.remove(&id).unwrap_or_default())));
        Ok(())
    }

    /// A place and what is around it, under the names valid on that date.
    pub fn place(&self, place: Option<RecordId>, date: Option<&Edtf>) -> (Option<Label>, Vec<Label>) {
        let day = date.and_then(Edtf::sort_day);
        let path = place.and_then(|id| self.paths.get(&id)).into_iter().flatten();
        (place.and_then(|id| self.named(id, day)), path.filter_map(|id| self.named(*id, day)).collect())
    }

    /// The coordinates of a place itself: those of the city around it would claim to know where a site is.
    pub fn point(&self, place: RecordId) -> Option<(f64, f64)> {
        self.places.get(&place)?.point
    }

    fn named(&self, id: RecordId, day: Option<Day>) -> Option<Label> {
        let KnownPlace { label, names, .. } = self.places.get(&id)?;
        let mut label = label.clone();
        if let Some(name) = name_on(names, day) {
            // The name of then is spelled as it was then, if the file says how.
            let spelled = self.lang.filter(|lang| !lang.is_written_in(&name.text)).and_then(|lang| {
                let then = spelled_on(names, lang, day).map(|text| Spelling { text, lang });
                then.or_else(|| label.in_script.take().filter(|_| label.name == name.text))
            });
            label.in_script = spelled;
            label.name.clone_from(&name.text);
            label.lang.clone_from(&name.lang);
        }
        Some(label)
    }
}

/// Those of these ids that are not there yet, each once.
fn new<T>(known: &HashMap<RecordId, T>, ids: impl Iterator<Item = RecordId>) -> Vec<RecordId> {
    let ids: BTreeSet<RecordId> = ids.filter(|id| !known.contains_key(id)).collect();
    ids.into_iter().collect()
}

/// What a place of these names was called on that day in a language.
fn spelled_on(names: &[Name], lang: Lang, day: Option<Day>) -> Option<String> {
    let of_lang = |name: &&Name| name.lang.as_deref() == Some(lang.code());
    let on = |name: &&Name| name.valid.as_ref().zip(day).is_some_and(|(valid, day)| valid.on(day).is_certain());
    names.iter().filter(of_lang).find(on).map(|name| name.text.clone())
}
