//! Numbers in names: "School 15" is not "School 5", however alike the words are.

use crate::domain::typing::plain;

/// What is left of the likeness of two names with other numbers: less than what makes one name of two.
const OTHER_NUMBER: f32 = 0.45;

/// The numbers of a name, in order, without zeros before them.
pub fn numbers(text: &str) -> Vec<String> {
    if text.is_ascii() && !text.bytes().any(|b| b.is_ascii_digit()) {
        return Vec::new();
    }
    let text = plain(text);
    let digits = text.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty());
    let mut numbers: Vec<String> = digits.map(|digits| digits.trim_start_matches('0').to_owned()).collect();
    numbers.sort_unstable();
    numbers
}

/// What the likeness of two names is multiplied with. Where only one has a number, it may have been left out.
pub fn agreement(ones: &[String], others: &[String]) -> f32 {
    if ones.is_empty() || others.is_empty() || ones == others { 1.0 } else { OTHER_NUMBER }
}

#[cfg(test)]
mod tests {
    use super::{agreement, numbers};
    use crate::domain::name::matching::answer;
    use crate::domain::name::pair::likeness;

    #[test]
    fn names_with_other_numbers_are_not_one_name() {
        for (one, other) in [
            ("Colony 16", "Colony 61"),
            ("District court No. 2", "District court No. 1"),
            ("School 15", "School 5"),
            ("Школа № 15", "Школа №5"),
            ("Channel 7", "Channel 31"),
        ] {
            assert!(likeness(one, other, &|_| 1.0) < 0.5, "{one} {other}");
            assert!(answer(one, other) < 620, "{one} {other}");
        }
        for (one, other) in [("Colony 16", "colony 16"), ("School 015", "School 15"), ("Школа № 15", "Shkola 15")]
        {
            assert!(likeness(one, other, &|_| 1.0) > 0.65, "{one} {other}");
        }
        assert!((agreement(&numbers("Colony"), &numbers("Colony 16")) - 1.0).abs() < f32::EPSILON);
    }
}
