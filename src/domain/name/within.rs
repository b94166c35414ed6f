//! What people type behind the name of a place to say which one they mean: what it is in.

/// A site lies in a district, a city, a region, a country. What has more is a list, or a text.
const MOST: usize = 5;

/// The name of a place and what it is said to be in, from the nearest: "Almaty, Kazakhstan", "Almaty (Kazakhstan)". Nothing if
/// it is said to be in nothing.
pub fn within(text: &str) -> Option<(&str, Vec<&str>)> {
    let mut pieces = text.split([',', '،', '、', '，', '(', ')']).map(str::trim).filter(|piece| !piece.is_empty());
    let (name, around) = (pieces.next()?, pieces.collect::<Vec<_>>());
    (1..=MOST).contains(&around.len()).then_some((name, around))
}

#[cfg(test)]
mod tests {
    use super::within;

    #[test]
    fn a_place_is_told_from_what_it_is_in() {
        assert_eq!(within("Almaty, Kazakhstan"), Some(("Almaty", vec!["Kazakhstan"])));
        assert_eq!(
            within(" Алматы (Медеуский район, Казахстан) "),
            Some(("Алматы", vec!["Медеуский район", "Казахстан"]))
        );
        for alone in ["Almaty", "", " , ", "New York", "(Almaty)", &"Almaty,".repeat(300)] {
            assert_eq!(within(alone), None, "{alone}");
        }
    }
}
