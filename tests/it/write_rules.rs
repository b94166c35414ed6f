//! Values that can't go together are refused at their field, whoever writes them.

use std::collections::BTreeSet;

use habeas::domain::access::{Actor, Role, Viewer};
use habeas::domain::citation::Grade;
use habeas::domain::kind::Kind;
use habeas::domain::kind::attached::Attached;
use habeas::domain::name::Name;
use habeas::domain::record::{DETAINED_TWICE, Draft, Fields, RecordId, Value};
use habeas::domain::time::Edtf;
use habeas::error::{Error, Result};

use crate::attached_rows::{AttachedRows, NewCitation};
use crate::support::{CaseFile, empty_case, faults, version, write, writer};

fn text(text: &str) -> Option<Value> {
    Some(Value::Text(text.to_owned()))
}

fn date(text: &str) -> Option<Value> {
    Some(Value::Date(Edtf::parse(text).unwrap()))
}

fn to(id: RecordId) -> Option<Value> {
    Some(Value::Ref(id))
}

struct Case {
    file: CaseFile,
    editor: Viewer,
}

impl Case {
    fn new() -> Case {
        let file = empty_case();
        let editor = writer(&file, "editor", Role::Editor);
        Case { file, editor }
    }

    fn person(&self, unit: &str) -> RecordId {
        let primary = Name {
            id: 0,
            text: "Igor Vinyavskiy".into(),
            kind: "primary".into(),
            lang: None,
            valid: None,
            report: None,
        };
        write(&self.file, &self.editor, |tx| {
            let person = tx.create(&Draft::new(Kind::Person, [("unit", text(unit))].into()))?;
            tx.add_name(person, &primary)?;
            Ok(person)
        })
        .unwrap()
    }

    fn create(&self, kind: Kind, fields: Fields) -> Result<RecordId> {
        write(&self.file, &self.editor, |tx| tx.create(&Draft::new(kind, fields)))
    }

    fn update(&self, id: RecordId, fields: Fields) -> Result<i64> {
        write(&self.file, &self.editor, |tx| tx.update(id, version(&self.file, id), &fields))
    }

    fn detention(&self, person: RecordId, start: &str) -> Result<RecordId> {
        self.create(Kind::Detention, [("person", to(person)), ("start", date(start))].into())
    }

    fn step(&self, detention: RecordId, seq: i64, ty: &str, on: &str, status: Option<&str>) -> Result<RecordId> {
        let fields = [
            ("detention", to(detention)),
            ("seq", Some(Value::Integer(seq))),
            ("type", text(ty)),
            ("date", date(on)),
            ("status_after", status.and_then(text)),
        ];
        self.create(Kind::CustodyEvent, fields.into())
    }
}

#[test]
fn nothing_in_custody_happens_before_it_began_and_nobody_is_released_before_being_taken() {
    let case = Case::new();
    let episode = case.detention(case.person("individual"), "2012-02-25").unwrap();
    let refused = |ty, on, status| match faults(case.step(episode, 50, ty, on, status)).as_slice() {
        [(field, key)] if field == "date" => *key,
        other => panic!("{other:?}"),
    };
    assert_eq!(refused("de/transferred", "2012-02-24", Some("held")), "err-step-before-start");
    assert_eq!(refused("de/released", "2012-01", Some("released")), "err-end-before-arrest");
    assert_eq!(refused("de/died", "2012-02-24", Some("dead")), "err-end-before-arrest");
    assert_eq!(refused("de/sentenced", "2012-02-24", Some("serving_sentence")), "err-step-before-start");
    // Somebody free can be summoned and charged, and a date that may fit is not refused.
    case.step(episode, 1, "de/summoned", "2012-02-20", None).unwrap();
    case.step(episode, 2, "de/charged", "2012-02-20", None).unwrap();
    case.step(episode, 3, "de/transferred", "[2012-02-01..2012-02-28]", Some("held")).unwrap();
    assert_eq!(refused("de/arrested", "2012-02-26", Some("held")), "err-start-differs");
    let arrest = case.step(episode, 4, "de/arrested", "2012-02-25", Some("held")).unwrap();
    assert_eq!(refused("de/released", "2012-02-24", Some("released")), "err-end-before-arrest");
    let release = case.step(episode, 5, "de/released", "2012-03-10", Some("released")).unwrap();
    // The other way round: the earlier step moved behind the later one.
    assert_eq!(faults(case.update(arrest, [("date", date("2012-03-11"))].into()))[0].1, "err-arrest-after-end");
    assert_eq!(
        faults(case.update(episode, [("start", date("2012-03-11"))].into())),
        [("start".into(), "err-start-after-step")]
    );
    case.update(release, [("date", date("2012-03-12")), ("note", text("Corrected"))].into()).unwrap();
    // Other fields are changed whatever the dates say.
    case.file
        .raw()
        .execute("UPDATE custody_event SET date = '2011', date_lo = 14975, date_hi = 15339 WHERE id = ?1", [release.0])
        .unwrap();
    case.update(release, [("note", text("As it was"))].into()).unwrap();
}

#[test]
fn an_alleged_death_or_release_rules_out_nothing_and_a_stated_death_does() {
    let case = Case::new();
    let person = case.person("individual");
    let episode = case.create(Kind::Detention, [("person", to(person))].into()).unwrap();
    case.step(episode, 1, "de/arrested", "2012-03-15", Some("held")).unwrap();
    let hedged = |seq, ty: &str, on: &str, status: &str| {
        let id = case.step(episode, seq, ty, on, Some(status))?;
        case.update(id, [("certainty", text("alleged"))].into()).map(|_| id)
    };
    let death = hedged(2, "de/died", "2012-04-01", "dead").unwrap();
    hedged(3, "de/released", "2012-04-02", "released").unwrap();
    case.step(episode, 4, "de/arrested", "2012-04-10", Some("held")).unwrap();
    case.step(episode, 5, "de/released", "2012-05-01", Some("released")).unwrap();
    let stated = || case.update(death, [("certainty", text("stated"))].into());
    assert_eq!(faults(stated()), [("date".into(), "err-end-before-arrest")]);
    // The person's own death is no hedged one.
    let died = |on| case.update(person, [("death", date(on))].into());
    assert_eq!(faults(died("2012-04-20")), [("death".into(), "err-death-before-step")]);
    died("2012-06-01").unwrap();
}

#[test]
fn the_step_of_an_arrest_may_say_its_day_more_closely_than_the_episode_and_not_otherwise() {
    let case = Case::new();
    for (own, day) in [("2012-03", "2012-03-15"), ("2012", "2012-03"), ("[2012-03-10..2012-03-20]", "2012-03-15")] {
        let episode = case.detention(case.person("individual"), own).unwrap();
        case.step(episode, 1, "de/arrested", day, Some("held")).unwrap();
        let read = |tx: &habeas::store::ReadTx<'_>| tx.with_steps(tx.get_many(&[episode])?);
        let episodes = case.file.store.read(&case.editor, read).unwrap();
        assert_eq!(episodes[0].start().unwrap().text(), day);
        // Nor may the episode come to say something else.
        case.update(episode, [("start", date(own))].into()).unwrap();
        let elsewhere = case.update(episode, [("start", date("2011"))].into());
        assert_eq!(faults(elsewhere), [("start".into(), "err-start-is-of-step")]);
    }
    for (own, day) in [("2012-03", "2012-04-02"), ("2012-03-15", "2012-03"), ("2012-03-15", "2012-03-16")] {
        let episode = case.detention(case.person("individual"), own).unwrap();
        let step = case.step(episode, 1, "de/arrested", day, Some("held"));
        assert_eq!(faults(step), [("date".into(), "err-start-differs")], "{own} {day}");
    }
}

#[test]
fn two_episodes_made_one_have_one_arrest() {
    let case = Case::new();
    let person = case.person("individual");
    let episode = |day: &str, certainty: &str| {
        let episode = case.create(Kind::Detention, [("person", to(person))].into()).unwrap();
        let fields = [
            ("detention", to(episode)),
            ("seq", Some(Value::Integer(1))),
            ("type", text("de/arrested")),
            ("date", date(day)),
            ("status_after", text("held")),
            ("certainty", text(certainty)),
            ("note", text(day)),
        ];
        let draft = Draft { accepted: [DETAINED_TWICE].into(), ..Draft::new(Kind::CustodyEvent, fields.into()) };
        write(&case.file, &case.editor, |tx| tx.create(&draft)).unwrap();
        episode
    };
    let merge = |kept, merged| {
        write(&case.file, &case.editor, |tx| {
            let versions = (version(&case.file, kept), version(&case.file, merged));
            tx.merge((kept, versions.0), (merged, versions.1), &Fields::new())
        })
    };
    let steps = |episode| {
        let read = |tx: &habeas::store::ReadTx<'_>| tx.with_steps(tx.get_many(&[episode])?);
        let episode = case.file.store.read(&case.editor, read).unwrap().pop().unwrap();
        let said = |step: &habeas::domain::record::Record<habeas::domain::kind::CustodyEvent>| {
            (
                step.fields.date.as_ref().unwrap().text().to_owned(),
                step.fields.certainty.clone(),
                step.fields.note.clone(),
            )
        };
        episode.events.iter().map(said).collect::<Vec<_>>()
    };
    let (kept, merged) = (episode("2012-03", "reported"), episode("2012-03-15", "stated"));
    let denied = episode("2012-04-01", "denied");
    assert_eq!(faults(merge(merged, denied)), [("merged".into(), "err-merge-two-takings")]);
    let (over, later) = (episode("2012-03-15", "stated"), episode("2012-04-01", "stated"));
    case.step(over, 2, "de/released", "2012-03-20", Some("released")).unwrap();
    assert_eq!(faults(merge(later, over)), [("merged".into(), "err-merge-out-of-order")]);
    let number = merge(kept, merged).unwrap();
    assert_eq!(steps(kept), [("2012-03-15".to_owned(), "stated".to_owned(), Some("2012-03; 2012-03-15".to_owned()))]);
    assert_eq!(case.file.store.check().unwrap(), []);
    write(&case.file, &case.editor, |tx| tx.unmerge(number)).unwrap();
    assert_eq!(steps(kept)[0].0, "2012-03");
    assert_eq!(steps(merged)[0].0, "2012-03-15");
    assert_eq!(case.file.store.check().unwrap(), []);
}

#[test]
fn takings_that_differ_become_one_and_what_each_report_gives_stands_beside_it_until_the_merge_is_undone() {
    let case = Case::new();
    let person = case.person("individual");
    let place = |name: &str| {
        let primary = Name { id: 0, text: name.into(), kind: "primary".into(), lang: None, valid: None, report: None };
        write(&case.file, &case.editor, |tx| {
            let place = tx.create(&Draft::new(Kind::Place, [("level", text("city"))].into()))?;
            tx.add_name(place, &primary)?;
            Ok(place)
        })
        .unwrap()
    };
    let (here, there) = (place("Here"), place("There"));
    let report =
        |title: &str| case.create(Kind::Report, [("type", text("doc/news")), ("title", text(title))].into()).unwrap();
    let reports = [report("One"), report("Other")];
    let episode = |day: &str, code: &str, at: RecordId, report: RecordId| {
        let episode = case.create(Kind::Detention, [("person", to(person))].into()).unwrap();
        let fields = [
            ("detention", to(episode)),
            ("seq", Some(Value::Integer(1))),
            ("type", text(code)),
            ("date", date(day)),
            ("place", to(at)),
            ("status_after", text("held")),
        ];
        let draft = Draft { accepted: [DETAINED_TWICE].into(), ..Draft::new(Kind::CustodyEvent, fields.into()) };
        write(&case.file, &case.editor, |tx| {
            let step = tx.create(&draft)?;
            tx.attach(Attached::Citation, step, &[("report", to(report))].into())?;
            tx.attach(Attached::Citation, step, &[("report", to(report)), ("field", text("date"))].into())?;
            Ok((episode, step))
        })
        .unwrap()
    };
    let (kept, step) = episode("2012-03-15", "de/arrested", here, reports[0]);
    let (merged, other) = episode("2012-04-01", "de/abducted", there, reports[1]);
    let cited = |step: RecordId| {
        let cited = case.file.store.read(&case.editor, |tx| tx.citations(&[step])).unwrap();
        let told = |c: habeas::domain::citation::Citation| {
            let gives = c.gives.or(c.gives_record.map(|place| place.name));
            (c.report.label.name.clone(), c.field.unwrap_or_default(), c.stance, gives.unwrap_or_default())
        };
        let mut told: Vec<_> = cited.into_iter().map(told).collect();
        told.sort();
        told
    };
    let before = [cited(step), cited(other)];
    let number = write(&case.file, &case.editor, |tx| {
        let versions = (version(&case.file, kept), version(&case.file, merged));
        tx.merge((kept, versions.0), (merged, versions.1), &Fields::new())
    });
    let says = |report: &str, field: &str, stance: &str, gives: &str| {
        (report.to_owned(), field.to_owned(), stance.to_owned(), gives.to_owned())
    };
    assert_eq!(
        cited(step),
        [
            says("One", "", "supports", ""),
            says("One", "date", "supports", ""),
            says("Other", "", "supports", ""),
            says("Other", "date", "differs", "2012-04-01"),
            says("Other", "place", "differs", "There"),
            says("Other", "type", "differs", "de/abducted"),
        ]
    );
    let found = case.file.store.read(&case.editor, |tx| tx.contradictions(None)).unwrap();
    assert_eq!(found.iter().filter(|found| found.about == step).count(), 3);
    assert_eq!(case.file.store.check().unwrap(), []);
    write(&case.file, &case.editor, |tx| tx.unmerge(number.unwrap())).unwrap();
    assert_eq!([cited(step), cited(other)], before);
    assert_eq!(case.file.store.check().unwrap(), []);
}

#[test]
fn a_charge_is_neither_before_the_birth_nor_decided_before_it_was_brought() {
    let case = Case::new();
    let person = case.person("individual");
    case.update(person, [("birth", date("1980"))].into()).unwrap();
    let episode = case.detention(person, "2012-03-15").unwrap();
    let charge = |brought: &str, decided: &str| {
        let fields = [
            ("detention", to(episode)),
            ("offence", text("Rioting")),
            ("date", date(brought)),
            ("outcome_date", date(decided)),
        ];
        case.create(Kind::Charge, fields.into())
    };
    assert_eq!(faults(charge("1979", "2012-05-01")), [("date".into(), "err-before-birth")]);
    assert_eq!(faults(charge("2012-04-01", "2012-03-31")), [("outcome_date".into(), "err-outcome-before-charge")]);
    assert_eq!(faults(charge("2012-01-01", "2012-03-01")), [("outcome_date".into(), "err-outcome-before-arrest")]);
    assert_eq!(faults(charge("2199-01-01", "2199-01-02")), [("date".into(), "err-in-future")]);
    charge("2012-01-01", "2012-05-01").unwrap();
}

#[test]
fn two_people_whose_lives_and_custody_do_not_fit_together_are_not_made_one() {
    let case = Case::new();
    let merge = |kept, merged, chosen: Fields| {
        write(&case.file, &case.editor, |tx| {
            tx.merge((kept, version(&case.file, kept)), (merged, version(&case.file, merged)), &chosen)
        })
    };
    let (dead, held) = (case.person("individual"), case.person("individual"));
    case.update(dead, [("death", date("2011-01-01"))].into()).unwrap();
    case.detention(held, "2012-03-15").unwrap();
    assert_eq!(faults(merge(dead, held, Fields::new())), [("death".into(), "err-death-before-step")]);
    assert_eq!(
        faults(merge(held, dead, [("death", date("2011-01-01"))].into())),
        [("death".into(), "err-death-before-step")]
    );
    // Once the record says another day it fits.
    merge(held, dead, Fields::new()).unwrap();
    let (died, young) = (case.person("individual"), case.person("individual"));
    let episode = case.detention(died, "2012-01-01").unwrap();
    case.step(episode, 1, "de/died", "2012-02-01", Some("dead")).unwrap();
    case.detention(young, "2013-01-01").unwrap();
    assert_eq!(faults(merge(died, young, Fields::new())), [("merged".into(), "err-death-before-step")]);
    case.update(young, [("birth", date("2012-12-01"))].into()).unwrap();
    let chosen = [("birth", date("2012-12-01"))].into();
    assert_eq!(faults(merge(died, young, chosen)), [("birth".into(), "err-step-before-birth")]);
}

#[test]
fn the_day_of_an_arrest_is_moved_either_way_and_the_episode_with_it() {
    let case = Case::new();
    let episode = case.create(Kind::Detention, [("person", to(case.person("individual")))].into()).unwrap();
    let arrest = case.step(episode, 1, "de/arrested", "2012-03-15", Some("held")).unwrap();
    for day in ["2012-03-10", "2012-03-20", "2012-03-12"] {
        case.update(arrest, [("date", date(day))].into()).unwrap();
        let read = |tx: &habeas::store::ReadTx<'_>| tx.with_steps(tx.get_many(&[episode])?);
        let episodes = case.file.store.read(&case.editor, read).unwrap();
        assert_eq!(episodes[0].start().unwrap().text(), day);
    }
}

#[test]
fn the_message_names_the_day_it_conflicts_with() {
    let case = Case::new();
    let episode = case.detention(case.person("individual"), "2012-02-25").unwrap();
    let Err(Error::Invalid(errors)) = case.step(episode, 1, "de/released", "2012-02-24", Some("released")) else {
        panic!()
    };
    assert_eq!(errors[0].say.args, [("date", "2012-02-25".to_owned())]);
}

#[test]
fn a_person_is_detained_twice_at_once_only_if_it_is_meant_with_a_reason() {
    let case = Case::new();
    let person = case.person("individual");
    let first = case.detention(person, "2012-01-10").unwrap();
    let again = || case.detention(person, "2012-02-25");
    assert_eq!(faults(again()), [("person".into(), "err-detained-twice")]);
    let draft = Draft {
        accepted: BTreeSet::from([DETAINED_TWICE]),
        ..Draft::new(Kind::Detention, [("person", to(person)), ("start", date("2012-02-25"))].into())
    };
    let silent = case.file.store.write(&case.editor.actor().unwrap(), " ", |tx| tx.create(&draft));
    assert_eq!(faults(silent), [("reason".into(), "err-required")]);
    let second = write(&case.file, &case.editor, |tx| tx.create(&draft)).unwrap();
    write(&case.file, &case.editor, |tx| tx.withdraw(second, 1)).unwrap();
    // An end that may have come before is enough: a release, a term that may have run out.
    let release = case.step(first, 1, "de/released", "[2012-02-01..2012-03-30]", Some("released")).unwrap();
    let second = again().unwrap();
    write(&case.file, &case.editor, |tx| tx.withdraw(second, 1)).unwrap();
    case.update(release, [("date", date("2012-03-01"))].into()).unwrap();
    assert_eq!(faults(again()), [("person".into(), "err-detained-twice")], "released after the second arrest");
    case.update(
        release,
        [
            ("type", text("de/sentenced")),
            ("status_after", text("serving_sentence")),
            ("date", date("2012-01-10")),
            ("sentence", Some(Value::Text("15 days".to_owned()))),
        ]
        .into(),
    )
    .unwrap();
    let second = again().unwrap();
    // A change that brings it about is refused as a new one is; one that does not is none of its business.
    case.update(second, [("stated_reason", text("A rally"))].into()).unwrap();
    assert_eq!(
        faults(case.update(second, [("start", date("2012-01-12"))].into())),
        [("person".into(), "err-detained-twice")]
    );
    // Of a group some are taken while others are held; an earlier or undated start is not surely at once.
    let group = case.person("group");
    case.detention(group, "2012-01-10").unwrap();
    case.detention(group, "2012-02-25").unwrap();
    let other = case.person("individual");
    case.detention(other, "2012-02-25").unwrap();
    case.detention(other, "2012-01").unwrap();
    case.create(Kind::Detention, [("person", to(other))].into()).unwrap();
    assert_eq!(case.file.store.check().unwrap(), []);
}

fn cited(report: RecordId, paragraph: Option<i64>, quote: Option<&str>) -> NewCitation {
    NewCitation {
        field: None,
        report,
        stance: "supports".into(),
        paragraph,
        page: None,
        quote: quote.map(str::to_owned),
        hedge: "asserted".into(),
        via: None,
        grade: Grade::UNJUDGED,
        note: None,
    }
}

#[test]
fn a_citation_says_of_the_text_only_what_is_so() {
    let case = Case::new();
    let body = "The court met.\n\nThe judge said: “it’s over”.";
    let fields = [("type", text("doc/analysis")), ("title", text("A report")), ("body", text(body))];
    let report = case.create(Kind::Report, fields.into()).unwrap();
    let bare = [("type", text("doc/analysis")), ("title", text("A report without its text"))];
    let bare = case.create(Kind::Report, bare.into()).unwrap();
    let incident =
        case.create(Kind::Incident, [("type", text("inc/rally")), ("title", text("A rally"))].into()).unwrap();
    let cite = |citation: &NewCitation| write(&case.file, &case.editor, |tx| tx.add_citation(incident, citation));
    let refused = |paragraph, quote| {
        let Err(Error::Invalid(mut errors)) = cite(&cited(report, paragraph, quote)) else { panic!() };
        let error = errors.remove(0);
        let args: Vec<String> = error.say.args.into_iter().map(|(_, value)| value).collect();
        (error.field, error.say.key, args)
    };
    assert_eq!(refused(Some(3), None), ("paragraph".into(), "err-paragraph-beyond", vec!["2".into()]));
    assert_eq!(refused(Some(0), None).1, "err-counts-from-one");
    assert_eq!(refused(Some(1), Some("The judge")), ("quote".into(), "err-quote-in-paragraph", vec!["2".into()]));
    let nearest = refused(None, Some("judge said: \"it's over\""));
    assert_eq!(nearest, ("quote".into(), "err-quote-nearest", vec!["2".into(), "judge said: “it’s over".into()]));
    assert_eq!(refused(None, Some("nobody was there")).1, "err-quote-not-in-report");
    let unknown = faults(cite(&cited(RecordId(9_999), None, None)));
    assert_eq!(unknown, [("report".into(), "err-no-such-record")]);
    // Where the text is not kept, nothing is known of it.
    cite(&cited(bare, Some(40), Some("words"))).unwrap();
    cite(&cited(report, Some(2), Some("it’s over"))).unwrap();
    // A changed citation is held to the same, and the text to what is quoted of it.
    let id = case.file.store.read(&case.editor, |tx| tx.citations(&[incident])).unwrap()[0].id;
    let change =
        |citation: NewCitation| write(&case.file, &case.editor, |tx| tx.change_citation(incident, id, &citation));
    assert_eq!(faults(change(cited(report, Some(9), None))), [("paragraph".into(), "err-paragraph-beyond")]);
    let refused = case.update(report, [("body", text("The court met."))].into());
    assert_eq!(faults(refused), [("body".into(), "err-body-loses-quotes")]);
    case.update(report, [("body", text(&format!("{body} All left.")))].into()).unwrap();
    assert_eq!(case.file.store.check().unwrap(), []);
}

#[test]
fn only_the_program_creates_what_others_have_looked_over() {
    let case = Case::new();
    let fields = [("type", text("inc/rally")), ("title", text("A rally"))];
    let draft = Draft { review: "approved", ..Draft::new(Kind::Incident, fields.into()) };
    assert!(matches!(write(&case.file, &case.editor, |tx| tx.create(&draft)), Err(Error::Forbidden)));
    case.file.store.write(&Actor::program(), "Loaded", |tx| tx.create(&draft)).unwrap();
}

#[test]
fn a_citation_says_what_was_said_and_the_usual_of_the_rest() {
    let case = Case::new();
    let document = [("type", text("doc/analysis")), ("title", text("A report"))];
    let report = case.create(Kind::Report, document.into()).unwrap();
    let incident =
        case.create(Kind::Incident, [("type", text("inc/rally")), ("title", text("A rally"))].into()).unwrap();
    let said = Fields::from([("grade", Some(Value::Text("B2".into())))]);
    let refused = write(&case.file, &case.editor, |tx| tx.attach(Attached::Citation, incident, &said));
    assert!(refused.is_err(), "no report");
    let said = Fields::from([("report", Some(Value::Ref(report))), ("grade", Some(Value::Text("B2".into())))]);
    write(&case.file, &case.editor, |tx| tx.attach(Attached::Citation, incident, &said)).unwrap();
    let cited = case.file.store.read(&case.editor, |tx| tx.citations(&[incident])).unwrap().pop().unwrap();
    let citation = (cited.report_id, cited.grade.to_string(), cited.hedge, cited.stance, cited.via);
    assert_eq!(citation, (report, "B2".into(), "asserted".into(), "supports".into(), None));
}
