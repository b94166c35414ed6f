//! Which texts have which words, in memory: for every form of a word a list of texts, each with how much it is about it.

use std::collections::{BTreeMap, HashMap};

use super::answer::Seen;
use super::bits::Bits;
use super::column::{NOTHING, at};
use super::entries::number_of;
use super::pairs::Pairs;
use super::snapshot::packed::packed;
use crate::domain::record::RecordId;
use crate::domain::words::Stems;
use crate::domain::words::asked::{AskedWords, Word};
use crate::store::IndexedText;

/// A word of a title counts like so many of the rest.
const TITLE: u32 = 3;
/// Words of a text of usual length, and how fast more of one word stops saying more (BM25).
const USUAL: f32 = 60.0;
const SATURATION: f32 = 1.2;

/// Texts with one form of a word: the distance from the one before, seven bits to a byte, and a byte of weight.
#[derive(Debug, Default)]
struct List {
    bytes: Vec<u8>,
    last: u32,
    texts: u32,
}

impl List {
    fn push(&mut self, text: u32, weight: u8) {
        let mut distance = text - self.last;
        while distance >= 0x80 {
            self.bytes.push(distance.to_le_bytes()[0] | 0x80);
            distance >>= 7;
        }
        self.bytes.push(distance.to_le_bytes()[0]);
        self.bytes.push(weight);
        (self.last, self.texts) = (text, self.texts + 1);
    }

    fn iter(&self) -> impl Iterator<Item = (u32, u8)> + '_ {
        let (mut bytes, mut text) = (self.bytes.iter(), 0);
        std::iter::from_fn(move || {
            let (mut distance, mut shift) = (0, 0);
            loop {
                let byte = *bytes.next()?;
                distance |= u32::from(byte & 0x7F) << shift;
                if byte < 0x80 {
                    break;
                }
                shift += 7;
            }
            text += distance;
            Some((text, *bytes.next()?))
        })
    }
}

/// A record of which a text has what was looked for, as far as lists of words can tell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    pub record: RecordId,
    pub score: f32,
    /// In its own text.
    pub is_own: bool,
    /// In what is quoted for it.
    pub is_quoted: bool,
}

impl Hit {
    /// Of which no list of words tells anything.
    pub fn anywhere(record: RecordId) -> Hit {
        Hit { record, score: 0.0, is_own: true, is_quoted: true }
    }

    fn beside(mut self, other: Hit) -> Hit {
        self.score = self.score.max(other.score);
        self.is_own |= other.is_own;
        self.is_quoted |= other.is_quoted;
        self
    }

    /// The records of the best of these, the best first.
    pub fn best(mut hits: Vec<Hit>, most: usize) -> Vec<RecordId> {
        let better = |a: &Hit, b: &Hit| b.score.total_cmp(&a.score).then_with(|| a.record.cmp(&b.record));
        if let Some(last) = most.checked_sub(1).filter(|last| *last < hits.len()) {
            hits.select_nth_unstable_by(last, better);
        }
        hits.truncate(most);
        hits.sort_unstable_by(better);
        hits.into_iter().map(|hit| hit.record).collect()
    }
}

#[derive(Default)]
pub struct Words {
    pub stems: Stems,
    lists: Vec<List>,
    /// Every form, folded.
    forms: BTreeMap<String, u32>,
    /// By term: its forms.
    terms: HashMap<String, Vec<u32>>,
    /// By text: whose it is, and what else has to be seen.
    records: Vec<u32>,
    with: Vec<[u32; 2]>,
    /// Texts that are others now.
    gone: Bits,
    /// By record: its texts.
    texts: Pairs,
}

packed!(List { bytes: Vec<u8>, last: u32, texts: u32 });
packed!(Words {
    lists: Vec<List>,
    forms: BTreeMap<String, u32>,
    terms: HashMap<String, Vec<u32>>,
    records: Vec<u32>,
    with: Vec<[u32; 2]>,
    gone: Bits,
    texts: Pairs,
} besides stems);

impl Words {
    pub fn forget(&mut self, record: RecordId) {
        let record = number_of(record);
        self.texts.settle();
        self.texts.of(record).for_each(|text| self.gone.insert(text as usize));
        self.texts.forget(record);
    }

    /// After texts came.
    pub fn settle(&mut self) {
        self.texts.settle();
    }

    /// Gives back what was set aside for more.
    pub fn shrink(&mut self) {
        self.lists.iter_mut().for_each(|list| list.bytes.shrink_to_fit());
        self.records.shrink_to_fit();
        self.with.shrink_to_fit();
    }

    pub fn put(&mut self, text: &IndexedText) {
        let mut forms: HashMap<u32, u32> = HashMap::new();
        let mut words = 0_u16;
        let titles = text.title.iter().map(|title| (title, TITLE));
        for (said, weight) in titles.chain(text.rest.iter().map(|rest| (rest, 1))) {
            for token in self.stems.tokens(said) {
                words = words.saturating_add(1);
                let form = match self.forms.get(&token.folded) {
                    Some(form) => *form,
                    None => self.form(token.folded, token.term),
                };
                *forms.entry(form).or_default() += weight;
            }
        }
        if forms.is_empty() {
            return;
        }
        let number = u32::try_from(self.records.len()).unwrap_or(NOTHING);
        let record = number_of(text.record);
        self.records.push(record);
        self.with.push(text.with.map(|record| record.map_or(NOTHING, number_of)));
        self.texts.put(record, number);
        let length = 0.5 + 0.5 * f32::from(words) / USUAL;
        for (form, count) in forms {
            if let Some(list) = self.lists.get_mut(form as usize) {
                list.push(number, weight(count, length));
            }
        }
    }

    fn form(&mut self, folded: String, term: String) -> u32 {
        let form = u32::try_from(self.lists.len()).unwrap_or(NOTHING);
        self.lists.push(List::default());
        self.forms.insert(folded, form);
        self.terms.entry(term).or_default().push(form);
        form
    }

    /// The records of which a text that the reader sees has what is looked for, in their order. Words that have to stand one
    /// after the other are in the same text: where they stand only the text can tell.
    pub fn find(&self, asked: &AskedWords, seen: &Seen<'_>) -> Vec<Hit> {
        let mut clauses: Vec<Vec<(u32, f32)>> = Vec::new();
        let mut without: Vec<u32> = Vec::new();
        for clause in &asked.clauses {
            if !clause.not {
                clauses.push(self.any_of(&clause.any));
                continue;
            }
            let words: Vec<Word> = clause.any.iter().filter(|word| !word.is_in_order()).cloned().collect();
            let texts = self.any_of(&words).into_iter().map(|(text, _)| text).filter(|text| self.sees(*text, seen));
            without.extend(texts.map(|text| at(&self.records, text as usize)));
        }
        without.sort_unstable();
        clauses.sort_by_key(Vec::len);
        let mut clauses = clauses.into_iter();
        let mut both = clauses.next().unwrap_or_default();
        for clause in clauses {
            both = intersected(&both, &clause);
        }
        let hit = |(text, score)| {
            let record = at(&self.records, text as usize);
            // What is quoted is quoted of a report.
            let is_quoted = at(&self.with, text as usize) != [NOTHING; 2];
            let found = self.sees(text, seen) && without.binary_search(&record).is_err();
            found.then_some(Hit { record: RecordId(i64::from(record)), score, is_own: !is_quoted, is_quoted })
        };
        let mut hits: Vec<Hit> = both.into_iter().filter_map(hit).collect();
        // Texts of a kind come in the order of their records: there are few runs to be merged.
        hits.sort_by_key(|hit| hit.record);
        hits.dedup_by(|next, kept| {
            let same = next.record == kept.record;
            if same {
                *kept = kept.beside(*next);
            }
            same
        });
        hits
    }

    fn sees(&self, text: u32, seen: &Seen<'_>) -> bool {
        let text = text as usize;
        !self.gone.contains(text)
            && seen.sees(at(&self.records, text))
            && at(&self.with, text).into_iter().all(|record| seen.sees(record))
    }

    /// Texts with one of these words, in their order.
    fn any_of(&self, words: &[Word]) -> Vec<(u32, f32)> {
        let mut all: Vec<(u32, f32)> = Vec::new();
        for word in words {
            let texts = match word {
                Word::Term(term) => self.with_forms(self.terms.get(term).into_iter().flatten().copied()),
                Word::Beginning(beginning) => {
                    let forms = self
                        .forms
                        .range::<str, _>((std::ops::Bound::Included(beginning.as_str()), std::ops::Bound::Unbounded));
                    self.with_forms(forms.take_while(|(form, _)| form.starts_with(beginning)).map(|(_, form)| *form))
                }
                Word::Phrase(words) => {
                    let mut lists = words.iter().map(|word| self.with_forms(self.forms.get(word).into_iter().copied()));
                    let first = lists.next().unwrap_or_default();
                    lists.fold(first, |both, list| intersected(&both, &list))
                }
            };
            all = if all.is_empty() { texts } else { united(all.into_iter().chain(texts).collect()) };
        }
        all
    }

    fn with_forms(&self, forms: impl Iterator<Item = u32>) -> Vec<(u32, f32)> {
        let lists: Vec<&List> = forms.filter_map(|form| self.lists.get(form as usize)).collect();
        let texts: u32 = lists.iter().map(|list| list.texts).sum();
        // Rare words say more.
        #[expect(clippy::cast_precision_loss, reason = "a measure, not a count")]
        let rarity = (1.0 + self.records.len() as f32 / (1.0 + texts as f32)).ln();
        let scored =
            |list: &&List| list.iter().map(|(text, weight)| (text, rarity * f32::from(weight))).collect::<Vec<_>>();
        match lists.as_slice() {
            [one] => scored(one),
            several => united(several.iter().flat_map(scored).collect()),
        }
    }
}

/// How much a text is about a word that it has so many times.
fn weight(count: u32, length: f32) -> u8 {
    #[expect(clippy::cast_precision_loss, reason = "a measure, not a count")]
    let count = count as f32;
    let share = count / (count + SATURATION * length);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 255")]
    let byte = (share * 255.0).clamp(1.0, 255.0) as u8;
    byte
}

/// Each text once, in their order.
fn united(mut texts: Vec<(u32, f32)>) -> Vec<(u32, f32)> {
    texts.sort_by_key(|(text, _)| *text);
    texts.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        if same {
            kept.1 += next.1;
        }
        same
    });
    texts
}

fn intersected(some: &[(u32, f32)], others: &[(u32, f32)]) -> Vec<(u32, f32)> {
    let mut others = others.iter().peekable();
    let mut both = Vec::new();
    for (text, score) in some {
        while others.next_if(|(other, _)| other < text).is_some() {}
        if let Some((_, more)) = others.next_if(|(other, _)| other == text) {
            both.push((*text, score + more));
        }
    }
    both
}
