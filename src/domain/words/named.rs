//! What is looked for among names when operators of a search stand in what was typed: the words that are wanted, without those
//! that are not.

use super::pieces::{Piece, What, pieces};
use crate::domain::name::fold;
use crate::domain::name::matching::{Why, compare};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedNames {
    /// What a name has to answer; empty where no name is asked for.
    pub text: String,
    /// What no word of it may be, folded.
    without: Vec<String>,
}

impl AskedNames {
    /// Reads what was typed as a search for words does: `-this` and `-"these words"` are left out, `OR` is no name.
    pub fn read(typed: &str) -> AskedNames {
        let (mut wanted, mut without) = (Vec::new(), Vec::new());
        let mut is_plain = true;
        for Piece { not, what } in pieces(typed) {
            is_plain &= !not && what != What::Or;
            match what {
                What::Word(text) | What::Quoted(text) if not => without.extend(text.split_whitespace().map(fold)),
                What::Word(text) | What::Quoted(text) => wanted.push(text),
                What::Or => {}
            }
        }
        without.retain(|folded| !folded.is_empty());
        // Nothing but operators that leave nothing out: what was typed is a name, however odd.
        let is_name = is_plain || wanted.is_empty() && without.is_empty();
        AskedNames { text: if is_name { typed.to_owned() } else { wanted.join(" ") }, without }
    }

    /// Whether what is called so may be found.
    pub fn admits(&self, name: &str) -> bool {
        let name = fold(name);
        let is_called = |without: &String| compare(&name, without).is_some_and(|why| why <= Why::Begins);
        !self.without.iter().any(is_called)
    }

    /// Whether something is left out: then nothing is obviously meant.
    pub fn leaves_out(&self) -> bool {
        !self.without.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::AskedNames;

    fn read(typed: &str) -> (String, Vec<String>) {
        let asked = AskedNames::read(typed);
        (asked.text, asked.without)
    }

    #[test]
    fn what_is_left_out_is_no_part_of_a_name() {
        let asked =
            |text: &str, without: &[&str]| (text.to_owned(), without.iter().map(|word| (*word).to_owned()).collect());
        assert_eq!(read("Tuyakbay -Zharmakhan"), asked("Tuyakbay", &["zharmakhan"]));
        assert_eq!(read("-Almaty"), asked("", &["almaty"]));
        assert_eq!(read("rally -\"oil workers\" city"), asked("rally city", &["oil", "workers"]));
        assert_eq!(read("Abilov OR Tuyakbay"), asked("Abilov Tuyakbay", &[]));
        assert_eq!(read("Alma-Ata - old"), asked("Alma-Ata - old", &[]));
        assert_eq!(read("OR"), asked("OR", &[]));
    }

    #[test]
    fn nobody_is_found_by_a_name_that_is_left_out_in_whatever_letters() {
        let asked = AskedNames::read("police -Алматы");
        assert!(!asked.admits("Police of Almaty") && !asked.admits("Алматы") && asked.admits("Police"));
        assert!(asked.admits("Kazakh police"));
    }
}
