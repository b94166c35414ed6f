//! What was typed into a form: the names of its fields and what stands in each, as it came.
//!
//! Fields of a record made inline carry the name of the field it is for (`place.new.level`), those of attached
//! rows their list and number (`citations.0.report`).

/// In the order of the form. A name may stand more than once (ticked boxes).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FormData(Vec<(String, String)>);

impl FormData {
    pub fn new(pairs: Vec<(String, String)>) -> FormData {
        FormData(pairs)
    }

    pub fn pairs(&self) -> &[(String, String)] {
        &self.0
    }

    /// What was typed; empty if the form has no such field.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| known == name)
    }

    /// The choice that was made for the text of a reference, if it still is the text that it was made for.
    pub fn picked(&self, name: &str) -> Option<&str> {
        let holds = self.get(&format!("{name}.for")).trim() == self.get(name).trim();
        Some(self.get(&format!("{name}.pick"))).filter(|pick| holds && !pick.is_empty())
    }

    /// Every value of a name that may stand more than once.
    pub fn all<'t>(&'t self, name: &'t str) -> impl Iterator<Item = &'t str> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        let value = value.into();
        match self.0.iter_mut().find(|(known, _)| known == name) {
            Some(pair) => pair.1 = value,
            None => self.0.push((name.to_owned(), value)),
        }
    }

    pub fn remove(&mut self, name: &str) {
        self.0.retain(|(known, _)| known != name);
    }

    /// Whether anything was typed under a prefix.
    pub fn any_under(&self, prefix: &str) -> bool {
        self.0.iter().any(|(name, value)| name.starts_with(prefix) && !value.trim().is_empty())
    }

    /// Where a field, or the group of fields that it names, stands in the form; what is not in it stands last.
    pub fn place(&self, field: &str) -> usize {
        let is_of = |name: &str| name.strip_prefix(field).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        self.0.iter().position(|(name, _)| is_of(name)).unwrap_or(usize::MAX)
    }

    /// How many rows of a list the form has: one more than the highest number in it.
    pub fn rows(&self, list: &str) -> usize {
        let number = |name: &str| -> Option<usize> {
            let rest = name.strip_prefix(list)?.strip_prefix('.')?;
            rest.split('.').next()?.parse().ok()
        };
        let rows =
            self.0.iter().filter_map(|(name, _)| number(name)).max().map_or(0, |highest| highest.saturating_add(1));
        rows.min(ROWS_MAX)
    }
}

/// The choice of making the record that was typed.
pub const NEW: &str = "new";

/// Where the fields of a record that is made inline stand.
pub fn under_new(name: &str) -> String {
    format!("{name}.{NEW}.")
}

/// Where the fields of a row of a list stand.
pub fn under_row(prefix: &str, list: &str, row: usize) -> String {
    format!("{prefix}{list}.{row}.")
}

/// A form that was left without being saved.
#[derive(Debug, Clone)]
pub struct KeptDraft {
    pub key: String,
    /// The page of the form.
    pub address: String,
    pub typed: FormData,
    /// When it was last kept, UTC, RFC 3339.
    pub at: String,
}

/// More rows than anybody types; a forged number makes no more.
const ROWS_MAX: usize = 100;

#[cfg(test)]
mod tests {
    use super::FormData;

    fn typed(pairs: &[(&str, &str)]) -> FormData {
        FormData::new(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn a_field_has_its_place_in_the_form() {
        let form = typed(&[("who", "A"), ("w.0.for", "A"), ("w.10.for", "B"), ("taken", "")]);
        assert_eq!(["who", "w.0", "w.1", "taken"].map(|field| form.place(field)), [0, 1, usize::MAX, 3]);
    }

    #[test]
    fn the_rows_of_a_list_are_counted_by_their_numbers() {
        let form = typed(&[("names.0.text", "A"), ("names.2.text", ""), ("namesake.7.text", "B"), ("names", "C")]);
        assert_eq!((form.rows("names"), form.rows("citations")), (3, 0));
        assert_eq!(typed(&[("names.99999999999.text", "A")]).rows("names"), 100);
    }

    #[test]
    fn space_alone_is_not_typed() {
        let form = typed(&[("place.new.level", "  "), ("place.new.parent", "L-1")]);
        assert!(form.any_under("place.new.") && !form.any_under("place.new.level"));
    }
}
