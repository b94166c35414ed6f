//! Names in Han characters: as they are read in Pinyin, with the surname first, and as Wade and Giles would write that.

/// How a name may be read: as words of the letters a to z, parted by spaces, the likeliest first.
pub fn readings(text: &str) -> Vec<String> {
    let kept = without_unit(text);
    let parts: Vec<&str> = kept.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let read: Vec<Vec<String>> = parts.iter().map(|part| part.chars().map(pinyin).collect()).collect();
    // A foreign name is written as it sounds, with a dot between its words.
    let sounded = read.iter().map(|part| part.concat()).collect::<Vec<_>>().join(" ");
    let mut all = vec![sounded];
    if let [only] = read.as_slice() {
        // Two characters of four are a surname at times.
        let surname = if only.len() < 4 { 1 } else { 2 };
        if let (2..=4, Some((surname, given))) = (only.len(), only.split_at_checked(surname)) {
            all.push(format!("{} {}", surname.concat(), given.concat()));
            all.push(only.iter().map(|syllable| wade_giles(syllable)).collect::<Vec<_>>().join(" "));
        }
    }
    all
}

/// City, county, district, province, town, village: what a place is, behind its name.
fn without_unit(text: &str) -> &str {
    const UNITS: [char; 11] = ['市', '县', '縣', '区', '區', '省', '镇', '鎮', '乡', '鄉', '村'];
    match text.strip_suffix(UNITS) {
        Some(name) if name.chars().count() >= 2 => name,
        _ => text,
    }
}

fn pinyin(c: char) -> String {
    any_ascii::any_ascii_char(c).to_ascii_lowercase()
}

/// Whole syllables that do not follow from their parts.
const WHOLE: [(&str, &str); 7] =
    [("zhi", "chih"), ("chi", "chih"), ("shi", "shih"), ("ri", "jih"), ("zi", "tzu"), ("ci", "tzu"), ("si", "ssu")];
const BEGINS: [(&str, &str); 11] = [
    ("zh", "ch"),
    ("ch", "ch"),
    ("sh", "sh"),
    ("z", "ts"),
    ("c", "ts"),
    ("j", "ch"),
    ("q", "ch"),
    ("x", "hs"),
    ("d", "t"),
    ("g", "k"),
    ("b", "p"),
];

/// A syllable of Pinyin as Wade and Giles write it, without its apostrophes.
fn wade_giles(syllable: &str) -> String {
    if let Some((_, whole)) = WHOLE.iter().find(|(pinyin, _)| *pinyin == syllable) {
        return (*whole).to_owned();
    }
    let initial = BEGINS.iter().find(|(pinyin, _)| syllable.starts_with(pinyin));
    let (pinyin, begin, rest) = match initial {
        Some((pinyin, begin)) => (*pinyin, *begin, syllable.get(pinyin.len()..).unwrap_or_default()),
        None => {
            let vowel = syllable.find(['a', 'e', 'i', 'o', 'u', 'v']).unwrap_or(0);
            let (begin, rest) = syllable.split_at_checked(vowel).unwrap_or((syllable, ""));
            (begin, if begin == "r" { "j" } else { begin }, rest)
        }
    };
    let end = match (pinyin, rest) {
        (_, "ong") => "ung",
        (_, "ian") => "ien",
        (_, "ie") => "ieh",
        (_, "ue" | "ve") => "ueh",
        ("y", "an") => "en",
        ("y", "ou") => "u",
        ("y", "e") => "eh",
        ("g" | "k" | "h" | "", "e") => "o",
        ("g" | "k", "ui") => "uei",
        ("g" | "k" | "h" | "sh" | "", "uo") => "uo",
        (_, "uo") => "o",
        (_, end) => end,
    };
    format!("{begin}{end}")
}
