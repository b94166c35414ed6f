//! What is looked for among names when operators of a search stand in what was typed: the words that are wanted, without those
//! that are not.

use super::asked::OR;
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
    /// Reads what was typed as a search for words reads it: `-this` and `-"these words"` are left out, `OR` is no name.
    pub fn read(typed: &str) -> AskedNames {
        let (mut wanted, mut without) = (Vec::new(), Vec::new());
        let mut is_quoted = false;
        for piece in typed.split_whitespace() {
            let left_out = piece.strip_prefix(['-', '−']).filter(|behind| !behind.is_empty());
            match left_out {
                _ if is_quoted => without.push(piece),
                Some(behind) => without.push(behind),
                None if OR.contains(&piece) => {}
                None => wanted.push(piece),
            }
            let quotes = piece.matches(['"', '“', '”', '«', '»', '„']).count();
            is_quoted = (is_quoted || left_out.is_some()) && (is_quoted != (quotes % 2 == 1));
        }
        let without = without.into_iter().map(fold).filter(|folded| !folded.is_empty()).collect();
        match wanted.as_slice() {
            // Nothing but operators: what was typed is a name, however odd.
            [] if Vec::is_empty(&without) => AskedNames { text: typed.to_owned(), without },
            _ => AskedNames { text: wanted.join(" "), without },
        }
    }

    /// Whether a record that is called so may be found.
    pub fn admits(&self, names: &[&str]) -> bool {
        let is_called = |without: &String| {
            names.iter().any(|name| compare(&fold(name), without).is_some_and(|why| why <= Why::Begins))
        };
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
        assert!(!asked.admits(&["Police of Almaty"]) && !asked.admits(&["Police", "Алматы"]));
        assert!(asked.admits(&["Kazakh police"]));
    }
}
