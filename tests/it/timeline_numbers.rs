//! What stands beside a timeline: every number is the number of lines that its click gives, a step counts where its incident
//! or its episode was if nothing says where it was itself, and what is left out is counted.

use std::collections::{BTreeMap, BTreeSet};

use habeas::app::intake::load_case;
use habeas::app::questions::resolve;
use habeas::domain::access::{Actor, Role, Viewer};
use habeas::domain::custody::StepEffect;
use habeas::domain::kind::{CustodyEvent, Detention, Incident, Place};
use habeas::domain::query::involved::Involved;
use habeas::domain::query::{Dates, Facets, Places, Question, TimelineQuery};
use habeas::domain::record::{Record, RecordId, Sensitivity};
use habeas::domain::timeline::{Counts, Entry, PlaceOf};
use habeas::index::Answers;
use habeas::store::ReadTx;

use crate::support::{CaseFile, compartment, empty_case, reader, sample_case};

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }

    fn of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[usize::try_from(self.below(all.len() as u64)).unwrap()]
    }

    /// A line of a file, now and then.
    fn maybe(&mut self, one_in: u64, line: &str) -> String {
        if self.below(one_in) == 0 { format!("{line}\n") } else { String::new() }
    }
}

const PLACES: [(&str, &str, &str); 10] = [
    ("L0", "country", ""),
    ("L1", "region", "L0"),
    ("L2", "city", "L1"),
    ("L3", "site", "L2"),
    ("L4", "site", "L3"),
    ("L5", "city", "L1"),
    ("L6", "city", "L0"),
    ("L7", "site", "L6"),
    ("L8", "country", ""),
    ("L9", "site", ""),
];
const DATES: [&str; 7] =
    ["2012-02-10", "2012-02", "2012-03-01~", "[..2012-02-10]", "2011", "[2012-02-09..2012-02-12]", ""];
const STEPS: [&str; 5] = ["de/arrested", "de/held", "de/sentenced", "de/transferred", "de/charged"];

/// A file in which places, dates and what they follow from are given, left out and closed in every combination.
fn generated(seed: u64) -> CaseFile {
    let mut dice = Dice(seed);
    let mut text = "format = \"habeas-case/1\"\ncase = \"made\"\n".to_owned();
    let closed = "sensitivity = \"confidential\"";
    for (id, level, parent) in PLACES {
        text += &format!("\n[[place]]\nid = \"{id}\"\nname = \"{id}\"\nname_lang = \"en\"\nlevel = \"{level}\"\n");
        text += &if parent.is_empty() { String::new() } else { format!("parent = \"{parent}\"\n") };
        text += &dice.maybe(5, closed);
    }
    let place = |dice: &mut Dice| format!("place = \"L{}\"", dice.below(10));
    let date = |dice: &mut Dice| match dice.of(&DATES) {
        "" => String::new(),
        date => format!("date = \"{date}\"\n"),
    };
    for number in 0..30 {
        let r#type = dice.of(&["inc/rally", "inc/trial"]);
        text += &format!(
            "\n[[incident]]\nid = \"I{number}\"\ntype = \"{type}\"\ntitle = \"I{number}\"\naccepted = [\"duplicate\"]\n"
        );
        text += &date(&mut dice);
        let at = place(&mut dice);
        text += &dice.maybe(1 + number % 2, &at);
        text += &dice.maybe(6, closed);
        text += &dice.maybe(3, "finding = \"likely\"");
        text += &dice.maybe(4, "review = \"checked\"");
    }
    for number in 0..12 {
        text += &format!("\n[[person]]\nid = \"P{number}\"\nname = \"P{number}\"\nname_lang = \"en\"\n");
        text += &format!("\n[[detention]]\nid = \"D{number}\"\nperson = \"P{number}\"\n");
        let incident = format!("incident = \"I{}\"", dice.below(4));
        text += &dice.maybe(2, &incident);
        let taken_at = format!("arrest_{}", place(&mut dice));
        text += &dice.maybe(4, &taken_at);
        for step in 0..3 {
            let r#type = if step == 0 { dice.of(&["de/arrested", "de/held"]) } else { dice.of(&STEPS[1..]) };
            text += &format!("\n[[custody_event]]\ndetention = \"D{number}\"\nseq = {step}\ntype = \"{type}\"\n");
            // In the order of the steps, where they have a date.
            let day = dice.of(if step == 0 { &DATES[..2] } else { &["2012-02-12", "2012-03", "[2012-02-12..]"] });
            text += &dice.maybe(2, &format!("date = \"{day}\""));
            let at = place(&mut dice);
            text += &dice.maybe(3, &at);
            text += &dice.maybe(6, closed);
            text += &dice.maybe(5, "review = \"checked\"");
        }
    }
    let case = empty_case();
    load_case::load(&case.store, &Actor::program(), "made", &text).unwrap();
    case
}

const READERS: usize = 3;
/// Each number of a question is clicked by one reader of one case, and in one of two neighbouring questions: most are shown
/// beside both.
const TURNS: usize = 4 * READERS;

fn readers() -> [Viewer; READERS] {
    [Sensitivity::Public, Sensitivity::Internal, Sensitivity::Restricted]
        .map(|clearance| reader(Role::Editor, clearance))
}

struct Asking<'c> {
    case: &'c CaseFile,
    by: &'c Viewer,
}

impl Asking<'_> {
    fn read<T>(&self, work: impl Fn(&ReadTx<'_>) -> habeas::error::Result<T>) -> T {
        self.case.store.read(self.by, work).unwrap()
    }

    fn query(&self, question: &Question) -> TimelineQuery {
        self.read(|tx| resolve(question, tx, |_| true))
    }

    /// Every line that a question gives, as an export has them.
    fn lines(&self, question: &Question) -> Vec<Entry> {
        let query = self.query(question);
        self.read(|tx| {
            let mut lines = Vec::new();
            tx.each_entry(&tx.all_lines(&query)?, 7, |entry| {
                lines.push(entry);
                Ok(())
            })?;
            Ok(lines)
        })
    }

    /// How many there are, without what they print.
    fn count(&self, question: &Question) -> i64 {
        let query = self.query(question);
        i64::try_from(self.read(|tx| Ok(tx.all_lines(&query)?.iter().count()))).unwrap()
    }

    /// Clicks what has a number and whose turn it is; how many clicks there were.
    fn click_in_turn(&self, question: &Question, turn: usize) -> usize {
        let mut numbers = 0;
        let mut is_mine = || {
            numbers += 1;
            numbers % TURNS == turn
        };
        let query = self.query(question);
        let (summary, left_out) = self.read(|tx| Ok((tx.timeline_summary(&query, Facets::All)?, tx.left_out(&query)?)));
        // Printing all lines takes long; each question is printed for one of the readers.
        let lines = match turn % READERS {
            0 => i64::try_from(self.lines(question).len()).unwrap(),
            _ => self.count(question),
        };
        assert_eq!(summary.total, lines, "{question:?}");
        let mut clicks = 0;
        for (facet, counts) in &summary.facets {
            let values: Vec<(String, i64)> = match counts {
                Counts::Codes(codes) => codes.clone(),
                Counts::Records(places, _) => places.iter().map(|(place, n)| (place.reference.clone(), *n)).collect(),
                Counts::Months(_) => Vec::new(),
            };
            for (value, count) in values.into_iter().filter(|_| is_mine()) {
                assert_eq!(
                    self.count(&facet.narrow(question, &value)),
                    count,
                    "{} {value} of {question:?}",
                    facet.name
                );
                clicks += 1;
            }
        }
        for (_, involved) in Involved::ALL.into_iter().enumerate().filter(|(at, _)| at % READERS == turn) {
            let (found, labels) = self.read(|tx| {
                let found = Answers::of_tables(tx).involved(&query, involved)?;
                let labels = tx.labels(&found.all.iter().map(|one| one.record).collect::<Vec<_>>())?;
                Ok((found, labels))
            });
            assert_eq!(found.all.len(), labels.len(), "who is not seen is in no line");
            for one in found.all.iter().filter(|_| is_mine()) {
                let reference = &labels[&one.record].reference;
                let click = question.with(involved.parameter(), reference);
                assert_eq!(self.count(&click), one.lines, "{reference} of {question:?}");
                clicks += 1;
            }
        }
        for month in summary.months().iter().filter(|_| is_mine()) {
            let click = question.in_month(month.month, &query.range);
            assert_eq!(self.count(&click), month.count + month.possible, "{} of {question:?}", month.month);
            clicks += 1;
        }
        for lines in left_out.into_iter().filter(|_| is_mine()) {
            let click = question.with("places", lines.places.code()).with("dates", lines.dates.code());
            assert_eq!(self.count(&click), lines.count, "{lines:?} of {question:?}");
            clicks += 1;
        }
        clicks
    }
}

fn question(text: &str) -> Question {
    Question::from_query(text).unwrap()
}

#[test]
fn every_number_beside_a_timeline_is_the_number_of_lines_that_its_click_gives() {
    let asked = [
        "",
        "place=L-1",
        "place=L-2",
        "place=L-4",
        "person=P-2",
        "type=de/sentenced",
        "review=draft",
        "from=2012-02-10&to=2012-02-20",
        "from=2012-02-10&to=2012-02-20&certain=1",
        "place=L-2&from=2012-02&to=2012-02&type=de/arrested",
        "place=L-3&from=2012-02-11",
        "place=L-2&places=around",
        "places=none",
        "dates=none",
        "dates=open&from=1990&to=1990",
        "order=newest&place=L-6&dates=none",
        "type=de/arrested&type=inc/rally&type=de/sentenced",
        "type=de/arrested&review=draft&review=checked&finding=likely",
        "not-type=inc/rally&not-review=draft",
        "type=de/held&not-type=de/arrested&not-finding=likely",
        "place=L-2&place=L-6&from=2012-02-10",
        "place=L-3&place=L-6&places=around",
        "place=L-1&not-place=L-3&not-place=L-6",
        "person=P-2&person=P-3&person=P-4&not-person=P-5",
        "detention=D-1&detention=D-2",
        "detention=D-3&from=2012-02-10&not-type=de/held",
        "kind=incident",
        "not-kind=incident&from=2012-02-10",
        "status=held&status=released",
        "not-status=held&sensitivity=internal",
        "role=role/organiser&role=role/detainee&not-role=role/speaker",
        "source=S-1&sourcing=single",
        "only-source=S-1&only-source=S-2&not-source=S-3",
        "sourcing=several&place=L-2&not-sensitivity=public",
        "not-sourcing=uncited&type=de/arrested",
        "organization=O-1&organization=O-3",
        "legal-state=sentenced&legal-state=charged",
        "not-legal-state=sentenced&kind=custody_event",
        "contradicted=yes&kind=incident",
        "contradicted=no&contradicted=yes&not-detained=once",
        "detained=again&not-contradicted=yes",
        "not-detained=again&not-detained=once",
        "not-organization=O-2&type=de/arrested&organization=O-4",
    ];
    for (at, case) in [sample_case(), generated(1)].into_iter().enumerate() {
        let mut clicks = 0;
        for (turn, by) in readers().into_iter().enumerate() {
            for (number, text) in asked.into_iter().enumerate() {
                let turn = turn + READERS * (at + number % 2 * 2);
                let (asking, question) = (Asking { case: &case, by: &by }, question(text));
                // Not everybody sees the person or the place.
                if asking.read(|tx| Ok(resolve(&question, tx, |_| true).is_ok())) {
                    clicks += asking.click_in_turn(&question, turn);
                }
            }
        }
        assert!(clicks > 100, "{clicks}");
    }
}

/// Where a step counts for a reader, from nothing but the records that he or she sees.
fn expected(asking: &Asking<'_>) -> BTreeMap<String, (Option<RecordId>, PlaceOf)> {
    asking.read(|tx| {
        let incidents = tx.list_all::<Incident>()?;
        let detentions = tx.list_all::<Detention>()?;
        let steps = tx.list_all::<CustodyEvent>()?;
        let begins = |step: &Record<CustodyEvent>| tx.step(&step.fields.r#type).unwrap().effect == StepEffect::Begins;
        let mut places = BTreeMap::new();
        for incident in &incidents {
            places.insert(incident.header.reference.clone(), (incident.fields.place, PlaceOf::Own));
        }
        for step in &steps {
            let detention = detentions.iter().find(|d| Some(d.id()) == step.fields.detention).unwrap();
            let own = step.fields.place.or(detention.fields.arrest_place.filter(|_| begins(step)));
            let incident = incidents.iter().find(|i| Some(i.id()) == detention.fields.incident);
            let of_incident = incident.and_then(|i| i.fields.place);
            let mut takings: Vec<_> = steps
                .iter()
                .filter(|other| {
                    other.fields.detention == step.fields.detention && other.id() != step.id() && begins(other)
                })
                .collect();
            takings.sort_by_key(|taking| {
                let date = taking.fields.date.as_ref();
                let day = date.and_then(|date| date.lo().or(date.hi()));
                (day.is_none(), day, taking.fields.seq, taking.id())
            });
            let of_taking = takings.iter().find_map(|taking| taking.fields.place).or(detention.fields.arrest_place);
            let found = match (own, of_incident, of_taking) {
                (Some(place), ..) => (Some(place), PlaceOf::Own),
                (None, Some(place), _) => (Some(place), PlaceOf::Incident),
                (None, None, Some(place)) => (Some(place), PlaceOf::Detention),
                (None, None, None) => (None, PlaceOf::Own),
            };
            places.insert(step.header.reference.clone(), found);
        }
        Ok(places)
    })
}

#[test]
fn a_step_without_a_place_counts_where_its_incident_was_then_where_its_episode_began() {
    for seed in 1..5 {
        let case = generated(seed);
        // Some of it only for a few.
        let few = compartment(&case, "few");
        let sql =
            format!("UPDATE record SET compartment_id = {few} WHERE kind IN ('place', 'incident') AND id % 7 = 0");
        case.raw().execute_batch(&sql).unwrap();
        for by in readers() {
            let asking = Asking { case: &case, by: &by };
            let expected = expected(&asking);
            let listed = asking.lines(&Question::default());
            let mut members = 0;
            for line in &listed {
                for member in &line.members {
                    members += 1;
                    if line.members.len() == 1 {
                        let counts_at = (line.place.as_ref().map(|place| place.id), line.place_of);
                        assert_eq!(counts_at, expected[&member.reference], "{} of seed {seed}", member.reference);
                    }
                }
            }
            assert_eq!(members, expected.len());
            // And each place lists those that are inside it, each on a line.
            let places = asking.read(|tx| tx.list_all::<Place>());
            for place in &places {
                let inside: BTreeSet<RecordId> = asking.read(|tx| tx.places_inside(place.id())).into_iter().collect();
                let here = expected.iter().filter(|(_, (at, _))| at.is_some_and(|at| inside.contains(&at)));
                let there = Question::default().with("place", &place.header.reference);
                let lines = asking.lines(&there);
                let listed: BTreeSet<&String> =
                    lines.iter().flat_map(|line| line.members.iter().map(|member| &member.reference)).collect();
                assert_eq!(listed, here.map(|(reference, _)| reference).collect(), "{}", place.header.reference);
            }
            // What is nowhere is listed as such.
            let nowhere = asking.lines(&question("places=none"));
            let nowhere: BTreeSet<&String> =
                nowhere.iter().flat_map(|line| line.members.iter().map(|member| &member.reference)).collect();
            let placeless = expected.iter().filter(|(_, (at, _))| at.is_none()).map(|(reference, _)| reference);
            assert_eq!(nowhere, placeless.collect());
        }
    }
}

#[test]
fn a_city_has_the_sentences_of_its_arrests_and_the_country_all_of_its_steps() {
    let case = sample_case();
    let by = Actor::program();
    let asking = Asking { case: &case, by: by.viewer() };
    let almaty = asking.lines(&question("place=L-2&type=de/sentenced"));
    let marked = almaty.iter().filter(|line| line.place_of == PlaceOf::Incident);
    assert_eq!(marked.map(|line| line.members.len()).sum::<usize>(), 2, "both sentences of 15 days");
    let country = asking.lines(&question("place=L-1"));
    let nowhere = asking.lines(&question("places=none"));
    let all = asking.lines(&Question::default());
    assert_eq!(country.len() + nowhere.len(), all.len(), "the sample case is of one country");
    let query = asking.query(&question("place=L-1"));
    let left_out = asking.read(|tx| tx.left_out(&query));
    assert_eq!(left_out.iter().map(|lines| lines.count).sum::<i64>(), i64::try_from(nowhere.len()).unwrap());
    assert!(left_out.iter().all(|lines| (lines.places, lines.dates) == (Places::None, Dates::Stated)));
}

#[test]
fn what_a_step_follows_is_derived_again_when_that_changes_and_is_proved() {
    for seed in 1..2 {
        let case = generated(seed);
        assert_eq!(case.store.check().unwrap(), []);
        for sql in [
            "UPDATE entry_place SET rank = rank + 1 WHERE rank > 0",
            "UPDATE entry_place SET via_id = NULL WHERE via_id IS NOT NULL",
            "DELETE FROM entry_place WHERE rank > 0",
            "UPDATE entry SET placed = 1 - placed",
        ] {
            let case = generated(seed);
            case.raw().execute_batch(sql).unwrap();
            assert!(!case.store.check().unwrap().is_empty(), "{sql}");
        }
    }
}
