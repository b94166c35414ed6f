//! Lines of the timeline: what collapses, and that pages neither lose nor repeat a line.

use habeas::app::intake::load_case;
use habeas::domain::access::Actor;
use habeas::domain::query::{Facets, Order, TimelineQuery};

use crate::support::empty_case;

/// Two people: the same was said of both, though it is the second step of one and the third of the other.
const STEPS: &str = r#"
format = "habeas-case/1"
case = "steps"

[[person]]
id = "P1"
name = "First"

[[person]]
id = "P2"
name = "Second"

[[detention]]
id = "D1"
person = "P1"

[[detention]]
id = "D2"
person = "P2"

[[custody_event]]
detention = "D1"
seq = 1
type = "de/held"
date = "2012-03-01"

[[custody_event]]
detention = "D1"
seq = 5
type = "de/released"
date = "2012-03-01"
status_after = "released"

[[custody_event]]
detention = "D2"
seq = 2
type = "de/charged"
date = "2012-03-01"

[[custody_event]]
detention = "D2"
seq = 3
type = "de/held"
date = "2012-03-01"

[[custody_event]]
detention = "D2"
seq = 6
type = "de/released"
date = "2012-03-01"
status_after = "released"
"#;

#[test]
fn a_line_of_several_people_is_listed_once_however_their_steps_are_numbered() {
    let case = empty_case();
    load_case::load(&case.store, &Actor::program(), "steps", STEPS).unwrap();
    for order in [Order::Oldest, Order::Newest] {
        let query = TimelineQuery { order, ..TimelineQuery::default() };
        let mut expected = vec!["E-1 E-4", "E-3", "E-2 E-5"];
        if order == Order::Newest {
            expected.reverse();
        }
        for limit in 1..=4 {
            let (mut listed, mut after) = (Vec::new(), None);
            loop {
                let read = |tx: &habeas::store::ReadTx<'_>| tx.timeline_page(&query, after, limit);
                let (entries, next) = case.store.read(Actor::program().viewer(), read).unwrap();
                let refs = |members: &[habeas::domain::record::Label]| {
                    members.iter().map(|member| member.reference.as_str()).collect::<Vec<_>>().join(" ")
                };
                listed.extend(entries.iter().map(|entry| refs(&entry.members)));
                assert!(listed.len() <= 10, "{listed:?}");
                match next {
                    Some(cursor) => after = Some(cursor),
                    None => break,
                }
            }
            assert_eq!(listed, expected, "{order:?}, {limit} a page");
        }
        let total =
            case.store.read(Actor::program().viewer(), |tx| tx.timeline_summary(&query, Facets::All)).unwrap().total;
        assert_eq!(total, 3);
    }
}
