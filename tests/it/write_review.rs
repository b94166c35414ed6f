//! What is attached to records and how far they were looked over: versions, history, and who may.

use habeas::domain::access::Role;
use habeas::domain::access::act::Act;
use habeas::domain::citation::Citation;
use habeas::domain::kind::Kind;
use habeas::domain::name::Name;
use habeas::domain::record::{Draft, ExternalId, Fields, RecordId, Revision, Value};
use habeas::error::Error;

use crate::attached_rows::{AttachedRows, NewCitation};
use crate::support::{CaseFile, citing, compartment, empty_case, faults, header, sample_case, version, write, writer};

fn text(text: &str) -> Option<Value> {
    Some(Value::Text(text.to_owned()))
}

fn name(text: &str, kind: &str) -> Name {
    Name { id: 0, text: text.into(), kind: kind.into(), lang: None, valid: None, report: None }
}

fn names(case: &CaseFile, id: RecordId) -> Vec<Name> {
    let viewer = habeas::domain::access::Actor::program();
    case.store.read(viewer.viewer(), |tx| Ok(tx.names(&[id])?.remove(&id).unwrap_or_default())).unwrap()
}

fn citations(case: &CaseFile, id: RecordId) -> Vec<Citation> {
    let viewer = habeas::domain::access::Actor::program();
    case.store.read(viewer.viewer(), |tx| tx.citations(&[id])).unwrap()
}

/// An incident by `by`, with a report and a participation, none of it cited.
fn incident(case: &CaseFile, by: &habeas::domain::access::Viewer) -> (RecordId, RecordId, RecordId) {
    write(case, by, |tx| {
        let person = tx.create(&Draft::new(Kind::Person, Fields::new()))?;
        tx.add_name(person, &name("Ermek Narymbaev", "primary"))?;
        let report = tx.create(&Draft::new(
            Kind::Report,
            [("type", text("doc/analysis")), ("title", text("A report")), ("body", text("One rally.\nTwo arrests."))]
                .into(),
        ))?;
        let incident =
            tx.create(&Draft::new(Kind::Incident, [("type", text("inc/rally")), ("title", text("A rally"))].into()))?;
        let fields = [
            ("incident", Some(Value::Ref(incident))),
            ("person", Some(Value::Ref(person))),
            ("role", text("role/addressee")),
        ];
        Ok((incident, report, tx.create(&Draft::new(Kind::Participation, fields.into()))?))
    })
    .unwrap()
}

#[test]
fn a_name_changed_or_taken_away_makes_a_version_and_is_in_the_history() {
    let case = sample_case();
    let editor = writer(&case, "editor", Role::Editor);
    let person = case.id("P1");
    let before = version(&case, person);
    write(&case, &editor, |tx| tx.add_name(person, &name("Another", "alias"))).unwrap();
    assert_eq!(version(&case, person), before, "what is added leaves the version");
    let row = names(&case, person).into_iter().find(|name| name.text == "Another").unwrap().id;
    write(&case, &editor, |tx| tx.change_name(person, row, &name("Yet another", "nickname"))).unwrap();
    let changed = version(&case, person);
    assert!(changed > before && names(&case, person).iter().any(|name| name.kind == "nickname"));
    write(&case, &editor, |tx| tx.change_name(person, row, &name("Yet another", "nickname"))).unwrap();
    assert_eq!(version(&case, person), changed, "the same again is no change");
    write(&case, &editor, |tx| tx.remove_name(person, row)).unwrap();
    assert!(names(&case, person).iter().all(|name| name.id != row));
    let history = case.store.read(&editor, |tx| tx.history(&[person], None)).unwrap();
    let told: Vec<_> =
        history.iter().filter(|row| row.table == "name").take(3).map(|row| row.action.as_str()).collect();
    assert_eq!(told, ["remove", "update", "create"]);
    let update = history.iter().find(|row| row.action == "update" && row.table == "name").unwrap();
    assert_eq!((&update.before["text"], &update.after["text"]), (&"Another".into(), &"Yet another".into()));
    assert!(matches!(write(&case, &editor, |tx| tx.remove_name(person, row)), Err(Error::NotFound)));
    assert_eq!(case.store.check().unwrap(), []);
}

#[test]
fn a_record_keeps_one_primary_name_whatever_is_changed() {
    let case = sample_case();
    let editor = writer(&case, "editor", Role::Editor);
    let person = case.id("P1");
    let primary = names(&case, person)[0].clone();
    assert_eq!(
        faults(write(&case, &editor, |tx| tx.remove_name(person, primary.id))),
        [("names".into(), "err-primary-name")]
    );
    let alias = Name { kind: "alias".into(), ..primary.clone() };
    assert_eq!(
        faults(write(&case, &editor, |tx| tx.change_name(person, primary.id, &alias))),
        [("names".into(), "err-primary-name")]
    );
    write(&case, &editor, |tx| tx.add_name(person, &name("Another", "alias"))).unwrap();
    let row = names(&case, person).into_iter().find(|name| name.text == "Another").unwrap().id;
    // In one write, in either order.
    write(&case, &editor, |tx| {
        tx.change_name(person, row, &name("Another", "primary"))?;
        tx.change_name(person, primary.id, &alias)
    })
    .unwrap();
    let now = names(&case, person);
    assert_eq!((now[0].text.as_str(), now.iter().filter(|name| name.kind == "primary").count()), ("Another", 1));
    assert_eq!(case.store.check().unwrap(), []);
}

#[test]
fn sources_and_identifiers_are_taken_away_with_history() {
    let case = sample_case();
    let editor = writer(&case, "editor", Role::Editor);
    let report = case.id("ODF");
    let (source, role) = case.store.read(&editor, |tx| tx.report_sources(report)).unwrap().remove(0);
    let ExternalId { scheme, value, .. } = case.store.read(&editor, |tx| tx.external_ids(report)).unwrap().remove(0);
    write(&case, &editor, |tx| {
        tx.remove_report_source(report, source, &role)?;
        tx.remove_external_id(report, &scheme, &value)
    })
    .unwrap();
    let left = case.store.read(&editor, |tx| Ok((tx.report_sources(report)?, tx.external_ids(report)?))).unwrap();
    assert!(!left.0.contains(&(source, role.clone())) && left.1.is_empty());
    let again = write(&case, &editor, |tx| tx.remove_report_source(report, source, &role));
    assert!(matches!(again, Err(Error::NotFound)));
    assert_eq!(case.store.check().unwrap(), []);
}

#[test]
fn what_a_writer_can_not_see_is_not_taken_away_by_leaving_it_out() {
    let case = sample_case();
    let editor = writer(&case, "editor", Role::Editor);
    let (incident, place) = (case.id("I1"), case.id("L2"));
    let (cited, report) = (citations(&case, incident).remove(0), citations(&case, incident)[0].report_id);
    let via = case.id("S1");
    write(&case, &editor, |tx| {
        tx.update(incident, version(&case, incident), &[("place", Some(Value::Ref(place)))].into())?;
        tx.change_citation(incident, cited.id, &NewCitation { via: Some(via), ..citing(report) })
    })
    .unwrap();
    for hidden in [place, via] {
        case.raw().execute("UPDATE record SET sensitivity = 3 WHERE id = ?1", [hidden.0]).unwrap();
    }
    let below = habeas::domain::access::Viewer {
        clearance: habeas::domain::record::Sensitivity::Confidential,
        ..editor.clone()
    };
    write(&case, &below, |tx| {
        tx.update(incident, version(&case, incident), &[("place", None), ("title", text("Retitled"))].into())?;
        tx.change_citation(incident, cited.id, &NewCitation { note: Some("Noted".into()), ..citing(report) })
    })
    .unwrap();
    let now = case.store.read(&editor, |tx| tx.get::<habeas::domain::kind::Incident>(incident)).unwrap().unwrap();
    assert_eq!((now.fields.place, now.fields.title.as_str()), (Some(place), "Retitled"));
    let now = citations(&case, incident).into_iter().find(|citation| citation.id == cited.id).unwrap();
    assert_eq!((now.via.unwrap().id, now.note.as_deref()), (via, Some("Noted")));
}

#[test]
fn attached_rows_are_changed_by_those_who_may_change_the_record() {
    let case = empty_case();
    let [author, other] = ["author", "other"].map(|login| writer(&case, login, Role::Monitor));
    let editor = writer(&case, "editor", Role::Editor);
    let (incident, report, _) = incident(&case, &author);
    // Anybody who writes adds.
    write(&case, &other, |tx| tx.add_citation(incident, &citing(report))).unwrap();
    let row = citations(&case, incident)[0].id;
    let noted = NewCitation { note: Some("Noted".into()), ..citing(report) };
    for refused in [
        write(&case, &other, |tx| tx.remove_citation(incident, row)),
        write(&case, &other, |tx| tx.change_citation(incident, row, &noted)),
    ] {
        assert!(matches!(refused, Err(Error::Forbidden)));
    }
    write(&case, &author, |tx| tx.change_citation(incident, row, &noted)).unwrap();
    // A row is named with its record.
    let wrong = write(&case, &editor, |tx| tx.remove_citation(report, row));
    assert!(matches!(wrong, Err(Error::NotFound)));
    write(&case, &editor, |tx| tx.remove_citation(incident, row)).unwrap();
    assert!(citations(&case, incident).is_empty());
    assert_eq!(case.store.check().unwrap(), []);
}

#[test]
fn a_version_is_stale_for_others_and_not_for_the_write_that_made_it() {
    let case = sample_case();
    let editor = writer(&case, "editor", Role::Editor);
    let person = case.id("P1");
    let read = version(&case, person);
    let row = names(&case, person)[0].clone();
    write(&case, &editor, |tx| {
        tx.change_name(person, row.id, &Name { lang: Some("kk".into()), ..row.clone() })?;
        tx.update(person, read, &[("occupation", text("Poet"))].into())?;
        tx.in_force(person, read)
    })
    .unwrap();
    let stale = write(&case, &editor, |tx| tx.update(person, read, &[("occupation", text("Engineer"))].into()));
    assert!(matches!(stale, Err(Error::Stale { current }) if current > read));
    assert_eq!(case.store.check().unwrap(), []);
}

#[test]
fn review_leads_from_draft_to_approved_by_others_and_back_when_something_changes() {
    let case = empty_case();
    let author = writer(&case, "author", Role::Monitor);
    let checker = writer(&case, "checker", Role::Monitor);
    let editor = writer(&case, "editor", Role::Editor);
    let (id, report, participation) = incident(&case, &author);
    let step = |by: &_, to: &str| write(&case, by, |tx| tx.review(id, version(&case, id), to));
    assert_eq!(faults(step(&author, "checked")), [("review".into(), "err-own-work")]);
    assert_eq!(faults(step(&editor, "approved")), [("review".into(), "err-review-step")]);
    step(&checker, "checked").unwrap();
    assert!(matches!(step(&checker, "approved"), Err(Error::Forbidden)));
    // Every fact it rests on has its source, and each that has none is named.
    let uncited: Vec<String> = faults(step(&editor, "approved")).into_iter().map(|(field, _)| field).collect();
    assert_eq!(uncited, ["I-1", "X-1"]);
    write(&case, &checker, |tx| {
        tx.add_citation(id, &citing(report))?;
        tx.add_citation(participation, &NewCitation { stance: "mentions".into(), ..citing(report) })
    })
    .unwrap();
    let uncited = faults(step(&editor, "approved"));
    assert_eq!(uncited, [("X-1".into(), "err-uncited")], "a report that only mentions it supports nothing");
    write(&case, &checker, |tx| tx.add_citation(participation, &citing(report))).unwrap();
    step(&editor, "approved").unwrap();
    assert_eq!(header(&case, id).1, "approved");
    // Approved is nobody's own any more; what changes is a draft again, in the same write.
    let own = write(&case, &author, |tx| tx.update(id, version(&case, id), &[("title", text("Mine"))].into()));
    assert!(matches!(own, Err(Error::Forbidden)));
    write(&case, &editor, |tx| tx.update(id, version(&case, id), &[("title", text("Better"))].into())).unwrap();
    assert_eq!(header(&case, id).1, "draft");
    let last = case.store.read(&editor, |tx| tx.history(&[id], None)).unwrap().remove(0);
    assert_eq!((&last.before["review"], &last.after["review"]), (&"approved".into(), &"draft".into()));
    // Whoever changed it last does not check it.
    assert_eq!(faults(step(&editor, "checked")), [("review".into(), "err-own-work")]);
    step(&author, "checked").unwrap();
    assert_eq!(faults(step(&editor, "approved")), [("review".into(), "err-own-work")]);
    // Taking a source away is a change too.
    let row = citations(&case, id)[0].id;
    write(&case, &editor, |tx| tx.remove_citation(id, row)).unwrap();
    assert_eq!(header(&case, id).1, "draft");
    assert!(matches!(write(&case, &checker, |tx| tx.review(id, 1, "checked")), Err(Error::Stale { .. })));
    assert_eq!(case.store.check().unwrap(), []);
}

#[test]
fn disputing_is_for_editors_with_a_reason_and_ends_by_checking_or_reopening() {
    let case = empty_case();
    let author = writer(&case, "author", Role::Monitor);
    let editor = writer(&case, "editor", Role::Editor);
    let (id, ..) = incident(&case, &author);
    assert!(matches!(write(&case, &author, |tx| tx.review(id, 1, "disputed")), Err(Error::Forbidden)));
    let silent = case.store.write(&editor.actor().unwrap(), " ", |tx| tx.review(id, 1, "disputed"));
    assert_eq!(faults(silent), [("reason".into(), "err-required")]);
    write(&case, &editor, |tx| tx.review(id, 1, "disputed")).unwrap();
    let other = writer(&case, "other", Role::Monitor);
    assert!(matches!(write(&case, &other, |tx| tx.review(id, 2, "draft")), Err(Error::Forbidden)));
    write(&case, &author, |tx| tx.review(id, 2, "draft")).unwrap();
    assert_eq!(header(&case, id), (3, "draft".into()));
    for odd in ["withdrawn", "perfect"] {
        assert_eq!(faults(write(&case, &editor, |tx| tx.review(id, 3, odd))), [("review".into(), "err-unknown-code")]);
    }
    assert_eq!(case.store.check().unwrap(), []);
}

#[test]
fn a_page_is_told_what_its_reader_may_do_now() {
    let case = empty_case();
    let author = writer(&case, "author", Role::Monitor);
    let editor = writer(&case, "editor", Role::Editor);
    let viewer = writer(&case, "viewer", Role::Viewer);
    let (id, ..) = incident(&case, &author);
    let acts = |by: &_| case.store.read(by, |tx| tx.acts(by, id)).unwrap();
    assert_eq!(acts(&viewer), []);
    assert_eq!(acts(&author), [Act::Add, Act::Change, Act::Withdraw]);
    assert_eq!(acts(&editor), [Act::Add, Act::Change, Act::Check, Act::Dispute, Act::Withdraw, Act::Merge]);
    write(&case, &editor, |tx| tx.review(id, 1, "checked")).unwrap();
    assert!(acts(&editor).contains(&Act::Approve), "a step of review is not a change of what it says");
}

#[test]
fn a_compartment_is_entered_only_by_those_inside() {
    let case = empty_case();
    let (ours, theirs) = (compartment(&case, "ours"), compartment(&case, "theirs"));
    let mut editor = writer(&case, "editor", Role::Editor);
    editor.compartments = vec![ours];
    let (id, ..) = incident(&case, &editor);
    let into = |to| Revision { compartment: Some(to), ..Revision::default() };
    let refused = write(&case, &editor, |tx| tx.revise(id, 1, &into(Some(theirs))));
    assert_eq!(faults(refused), [("compartment".into(), "err-outside-compartment")]);
    let draft = Draft { compartment: Some(theirs), ..Draft::new(Kind::Incident, Fields::new()) };
    let refused = faults(write(&case, &editor, |tx| tx.create(&draft)));
    assert!(refused.contains(&("compartment".into(), "err-outside-compartment")));
    write(&case, &editor, |tx| tx.revise(id, 1, &into(Some(ours)))).unwrap();
    let outside = writer(&case, "outside", Role::Editor);
    assert_eq!(case.store.read(&outside, |tx| tx.count(Kind::Incident)).unwrap(), 0);
    let seen = case.store.read(&editor, |tx| tx.get::<habeas::domain::kind::Incident>(id)).unwrap().unwrap();
    assert_eq!(seen.header.compartment.as_deref(), Some("ours"));
    write(&case, &editor, |tx| tx.revise(id, 2, &into(None))).unwrap();
    assert_eq!(case.store.read(&outside, |tx| tx.count(Kind::Incident)).unwrap(), 1);
    assert_eq!(case.store.check().unwrap(), []);
}

#[test]
fn one_figure_at_most_is_preferred_of_those_that_count_the_same() {
    let case = empty_case();
    let author = writer(&case, "author", Role::Monitor);
    let editor = writer(&case, "editor", Role::Editor);
    let (about, ..) = incident(&case, &author);
    let figure = |verbatim: &str, measure: &str, preferred: bool| {
        Draft::new(
            Kind::Figure,
            [
                ("about", Some(Value::Ref(about))),
                ("measure", text(measure)),
                ("qualifier", text("vague")),
                ("verbatim", text(verbatim)),
                ("preferred", Some(Value::Bool(preferred))),
            ]
            .into(),
        )
    };
    let refused = write(&case, &author, |tx| tx.create(&figure("several", "fig/arrested", true)));
    assert_eq!(faults(refused), [("preferred".into(), "err-editors-prefer")]);
    let [one, two, other] = [("several", "fig/arrested"), ("many", "fig/arrested"), ("some", "fig/injured")]
        .map(|(verbatim, measure)| write(&case, &author, |tx| tx.create(&figure(verbatim, measure, false))).unwrap());
    assert!(matches!(write(&case, &author, |tx| tx.prefer(one, 1, true)), Err(Error::Forbidden)));
    write(&case, &editor, |tx| tx.prefer(one, 1, true)).unwrap();
    write(&case, &editor, |tx| tx.prefer(other, 1, true)).unwrap();
    write(&case, &editor, |tx| tx.prefer(two, 1, true)).unwrap();
    let preferred = |id: RecordId| -> bool {
        case.raw().query_row("SELECT preferred FROM figure WHERE id = ?1", [id.0], |row| row.get(0)).unwrap()
    };
    assert_eq!([one, two, other].map(preferred), [false, true, true]);
    assert_eq!([one, two, other].map(|id| version(&case, id)), [3, 2, 2], "it was taken from the other with history");
    write(&case, &editor, |tx| tx.create(&figure("dozens", "fig/arrested", true))).unwrap();
    assert_eq!([one, two, other].map(preferred), [false, false, true]);
    assert_eq!(case.store.check().unwrap(), []);
}
