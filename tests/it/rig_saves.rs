//! Many clients at once on the same records: no save is lost, none is made twice, and whoever came second is told what is
//! in force.

use std::collections::BTreeMap;
use std::sync::{Arc, Barrier};
use std::thread::spawn;

use crate::rig::{Saved, Saver, Savers, api, random, size};
use crate::rig_forms::forms;
use crate::rig_killed::{checked, incidents};
use crate::server::Server;

const RECORDS: usize = 20;
/// How often a client that came second tries again before it gives up.
const TRIES: u64 = 3;

#[test]
fn clients_that_save_the_same_records_at_once_lose_no_update() {
    lose_nothing(api);
}

#[test]
fn an_incident_sent_twice_at_once_is_one_incident() {
    once_each(api);
}

#[test]
fn people_who_save_the_same_records_in_forms_at_once_lose_no_update() {
    lose_nothing(forms);
}

#[test]
fn a_form_sent_twice_at_once_is_one_incident() {
    once_each(forms);
}

/// What a client did: changes by record, and how often it was told that it came second.
#[derive(Default)]
struct Did {
    saved: BTreeMap<String, i64>,
    stale: u64,
    given_up: u64,
}

/// The title that goes with a version: each save writes one more than it read, so a lost one shows at once.
fn title(version: i64) -> String {
    format!("Rig saved {version} times")
}

fn lose_nothing(savers: Savers) {
    let (clients, saves) = (size("HABEAS_SAVE_CLIENTS", 64), size("HABEAS_SAVES", 4));
    let server = Server::serve();
    let mut first = savers(&server);
    let keys: Vec<String> = (0..RECORDS)
        .map(|n| match first.create(&title(1), &format!("rig-record-{n}")).unwrap() {
            Saved::Done { key, .. } => key,
            stale => panic!("{stale:?}"),
        })
        .collect();
    let keys = Arc::new(keys);
    let clients: Vec<_> = (0..clients).map(|_| (savers(&server), Arc::clone(&keys))).collect();
    let threads: Vec<_> = clients.into_iter().map(|(saver, keys)| spawn(move || save(saver, &keys, saves))).collect();
    let did: Vec<Did> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();

    let mut expected: BTreeMap<String, i64> = keys.iter().map(|key| (key.clone(), 1)).collect();
    for (key, saved) in did.iter().flat_map(|did| &did.saved) {
        *expected.get_mut(key).unwrap() += saved;
    }
    let (stale, given_up): (u64, u64) =
        (did.iter().map(|did| did.stale).sum(), did.iter().map(|did| did.given_up).sum());
    let case = server.stop().0.unwrap();
    let there = incidents(&case);
    assert_eq!(there, expected.iter().map(|(key, version)| (key.clone(), (*version, title(*version)))).collect());
    checked(&case);
    let saved = expected.values().sum::<i64>() - RECORDS as i64;
    eprintln!(
        "{} clients: {saved} saves made, 0 lost; {stale} stale ones answered 409, {given_up} given up",
        did.len()
    );
    assert!(saved > 0 && stale > 0, "the clients did not meet");
}

fn save(mut saver: Box<dyn Saver>, keys: &[String], saves: u64) -> Did {
    let mut did = Did::default();
    for _ in 0..saves {
        let key = &keys[usize::try_from(random(keys.len() as u64)).unwrap()];
        let (mut version, read) = saver.read(key).unwrap();
        assert_eq!(read, title(version));
        for attempt in 1..=TRIES {
            match saver.change(key, version, &title(version + 1)).unwrap() {
                Saved::Done { version: now, .. } => {
                    assert_eq!(now, version + 1);
                    *did.saved.entry(key.clone()).or_default() += 1;
                    break;
                }
                Saved::Stale { version: now, title: told } => {
                    assert!(now > version && told == title(now), "{now} {told:?} is what is in force, not {version}");
                    did.stale += 1;
                    did.given_up += u64::from(attempt == TRIES);
                    version = now;
                }
            }
        }
    }
    did
}

fn once_each(savers: Savers) {
    let posts = size("HABEAS_TWICE", 200);
    let server = Server::serve();
    let pairs = 4;
    let threads: Vec<_> = (0..pairs)
        .flat_map(|pair| {
            let together = Arc::new(Barrier::new(2));
            [(pair, Arc::clone(&together)), (pair, together)]
        })
        .map(|(pair, together)| {
            let mut saver = savers(&server);
            spawn(move || {
                let mine = (0..posts).filter(|post| post % pairs == pair);
                let answers = mine.map(|post| {
                    together.wait();
                    saver.create(&format!("Rig {post}"), &format!("rig-twice-{post}")).unwrap()
                });
                answers.collect::<Vec<Saved>>()
            })
        })
        .collect();
    let answers: Vec<_> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
    for pair in answers.chunks_exact(2) {
        assert_eq!(pair[0], pair[1], "both got the same answer");
    }
    let case = server.stop().0.unwrap();
    let titles: Vec<String> = incidents(&case).into_values().map(|(_, title)| title).collect();
    assert_eq!(titles.len() as u64, posts, "{posts} incidents sent twice");
    assert!((0..posts).all(|post| titles.contains(&format!("Rig {post}"))));
    checked(&case);
    eprintln!("{posts} incidents sent twice at once: {} records", titles.len());
}
