//! In which order the records of an input are made: each after those of the same input that its fields refer to.

use super::Faults;
use super::resolve::Records;
use crate::domain::change::{Change, Content, Fault, WrittenReference};
use crate::error::Message;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Visit {
    Not,
    Under,
    Done,
}

/// The records by number. Records that refer to each other in a circle are a fault that names them.
pub fn of_creation(change: &Change, records: &Records<'_>, faults: &mut Faults) -> Vec<usize> {
    let mut state = vec![Visit::Not; change.records.len()];
    let mut order = Vec::with_capacity(change.records.len());
    // The way down to the record that is looked at, each with how many of its fields were followed. Not by recursion: a
    // chain may be as long as the input.
    let mut way: Vec<(usize, usize)> = Vec::new();
    for start in 0..change.records.len() {
        enter(start, &mut state, &mut way);
        while let Some((index, followed)) = way.last_mut() {
            let value = change.records.get(*index).and_then(|record| record.fields.get(*followed));
            let Some(value) = value else {
                order.push(*index);
                if let Some(state) = state.get_mut(*index) {
                    *state = Visit::Done;
                }
                way.pop();
                continue;
            };
            *followed += 1;
            let Content::Reference(WrittenReference::Named(name)) = &value.content else { continue };
            let Some(next) = records.number(name) else { continue };
            if state.get(next) == Some(&Visit::Under) {
                let circle = way.iter().skip_while(|(index, _)| *index != next).map(|(index, _)| *index).chain([next]);
                let names: Vec<&str> = circle.filter_map(|index| change.records.get(index)?.name.as_deref()).collect();
                let say = Message::new("err-refer-in-circle").arg("names", names.join(" → "));
                faults.add(Fault::of(value.at.clone(), value.field, say));
            }
            enter(next, &mut state, &mut way);
        }
    }
    order
}

fn enter(index: usize, state: &mut [Visit], way: &mut Vec<(usize, usize)>) {
    if let Some(state) = state.get_mut(index).filter(|state| **state == Visit::Not) {
        *state = Visit::Under;
        way.push((index, 0));
    }
}
