//! Names as lists have them: with numbers, bullets, ages and marks around, one a line or several in one.

/// A line of a list: what it says, the name in it, and how old or of which year somebody is said to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PastedLine<'t> {
    pub typed: &'t str,
    pub name: &'t str,
    pub age: Option<&'t str>,
    pub born: Option<&'t str>,
}

/// The names in a pasted list, one a line; empty lines are none.
pub fn lines(list: &str) -> Vec<PastedLine<'_>> {
    let lines = list.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(line).collect()
}

/// The list with each line that names several people, parted by commas, on lines of its own; nothing if there is none.
pub fn parted(list: &str) -> Option<String> {
    let mut found = false;
    let mut alone = Vec::new();
    for line in lines(list) {
        let parts: Vec<&str> = line.name.split([',', ';']).map(str::trim).filter(|part| !part.is_empty()).collect();
        let whole = |part: &&str| part.split_whitespace().count() > 1;
        if parts.len() > 2 || parts.len() == 2 && parts.iter().all(whole) {
            found = true;
            alone.extend(parts);
        } else {
            alone.push(line.typed);
        }
    }
    found.then(|| alone.join("\n"))
}

/// What a line says. All of it is the name where nothing else would be left.
fn line(typed: &str) -> PastedLine<'_> {
    let cell = typed.split('\t').map(str::trim).find(|cell| cell.contains(char::is_alphabetic)).unwrap_or(typed);
    let (mut name, mut said) = (without_beginning(cell), None);
    // «34 года, житель Алматы»: an age may stand before a remark.
    let (shorter, of_end) = without_end(name);
    if of_end.is_none() && shorter == name.trim_end() {
        name = without_remark(name);
    }
    // An age may stand behind a mark, and a mark behind an age.
    loop {
        let (shorter, taken) = without_end(name);
        said = said.or(taken);
        if shorter == name {
            break;
        }
        name = shorter;
    }
    if !name.contains(char::is_alphabetic) {
        return PastedLine { typed, name: typed, age: None, born: None };
    }
    let born = said.and_then(year);
    PastedLine { typed, name, age: said.filter(|_| born.is_none()), born }
}

/// The four digits in "1978 г.р.".
fn year(said: &str) -> Option<&str> {
    said.split(|c: char| !c.is_ascii_digit()).find(|digits| digits.len() == 4)
}

/// Without its number and bullet. A number with nothing behind it counts people.
fn without_beginning(cell: &str) -> &str {
    let bullet = |c: char| "-–—•*·▪◦‣●○►+✓".contains(c);
    let cell = match cell.strip_prefix(bullet) {
        Some(rest) => rest.trim_start_matches(bullet).trim_start(),
        None => cell,
    };
    let cell = without_letter(cell);
    let open = cell.trim_start_matches(['(', '[', '№', '#']);
    let rest = open.trim_start().trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = rest.len() < open.len();
    match rest.strip_prefix(['.', ')', ']', ':']) {
        Some(rest) if numbered => rest.trim_start_matches([')', '.']).trim_start(),
        None if numbered && open.len() < cell.len() => rest.trim_start(),
        _ => cell,
    }
}

/// Without "a)", "iv." before a name. Initials are capitals with a dot.
fn without_letter(cell: &str) -> &str {
    let Some((mark, rest)) = cell.split_once(char::is_whitespace) else { return cell };
    let Some(letters) = mark.strip_suffix([')', '.']).map(|letters| letters.trim_start_matches('(')) else {
        return cell;
    };
    let small = letters.chars().all(char::is_lowercase);
    let is_roman = letters.chars().all(|c| "ivx".contains(c)) || letters.chars().all(|c| "IVX".contains(c));
    let one = letters.chars().count() == 1 && letters.chars().all(char::is_alphabetic);
    let counts = one && (mark.ends_with(')') || small) || is_roman && letters.len() > 1;
    match counts && !rest.trim_start().starts_with(char::is_lowercase) {
        true => rest.trim_start(),
        false => cell,
    }
}

/// Without what is said of somebody behind the name, in small letters: ", journalist", "– released". A name that goes on so
/// goes on with a particle.
fn without_remark(cell: &str) -> &str {
    const PARTICLES: [&str; 20] = [
        "al", "el", "bin", "bint", "ibn", "ben", "ould", "de", "da", "dos", "van", "von", "uly", "kyzy", "oglu",
        "ogly", "қызы", "ұлы", "оглы", "кызы",
    ];
    let marks = [", ", "; ", " – ", " — ", " - "];
    let mut cuts: Vec<(usize, usize)> =
        marks.iter().flat_map(|mark| cell.match_indices(mark)).map(|(at, mark)| (at, mark.len())).collect();
    cuts.sort_unstable();
    for (at, length) in cuts {
        let (Some(before), Some(behind)) = (cell.get(..at), cell.get(at + length..)) else { continue };
        let first = behind.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
        let is_remark = first.starts_with(char::is_lowercase) && !PARTICLES.contains(&first);
        let named = before.trim_start().starts_with(char::is_uppercase);
        // "Journalist, Amirzhan Kosanov" names somebody else.
        let goes_on = behind.split([',', ';']).skip(1).any(|part| part.trim_start().starts_with(char::is_uppercase));
        if is_remark && named && !goes_on {
            return before.trim_end();
        }
    }
    cell
}

/// Without an age, a year of birth or a mark at its end; and the age or year.
fn without_end(cell: &str) -> (&str, Option<&str>) {
    let cell = cell.trim_end_matches(|c: char| c.is_whitespace() || ",;:*†".contains(c));
    let last = cell.rsplit(|c: char| c.is_whitespace()).next().unwrap_or_default();
    // The dot of an initial stays.
    let cell = match cell.strip_suffix('.') {
        Some(rest) if last.chars().filter(|c| c.is_alphabetic()).count() > 2 => rest,
        _ => cell,
    };
    for (open, close) in [('(', ')'), ('[', ']')] {
        if let Some((before, inside)) = cell.strip_suffix(close).and_then(|rest| rest.rsplit_once(open))
            && inside.contains(|c: char| c.is_ascii_digit())
        {
            return (before.trim_end(), Some(inside.trim()).filter(|inside| open == '(' && is_age(inside)));
        }
    }
    if let Some((before, behind)) = cell.rsplit_once([',', '–', '—'])
        && is_age(behind)
    {
        return (before.trim_end(), Some(behind.trim()));
    }
    let words: Vec<&str> = cell.split_whitespace().collect();
    for taken in [2, 3] {
        let Some(first) = words.len().checked_sub(taken).and_then(|at| words.get(at)) else { continue };
        if let Some(at) = cell.rfind(first).filter(|at| *at > 0)
            && first.starts_with(|c: char| c.is_ascii_digit())
            && let Some(age) = cell.get(at..).filter(|age| is_age(age))
        {
            return (cell.get(..at).unwrap_or(cell).trim_end(), Some(age));
        }
    }
    (cell, None)
}

/// "34", "34 years old", "aged 34", "34 года", "1978 г.р.".
fn is_age(text: &str) -> bool {
    const WORDS: [&str; 24] = [
        "aged",
        "age",
        "years",
        "year",
        "old",
        "yrs",
        "yo",
        "y/o",
        "y.o",
        "b",
        "born",
        "in",
        "of",
        "лет",
        "года",
        "год",
        "г",
        "гр",
        "г.р",
        "род",
        "рождения",
        "возраст",
        "жаста",
        "жас",
    ];
    let words: Vec<&str> =
        text.split([' ', '-', '\u{A0}']).map(|word| word.trim_matches('.')).filter(|w| !w.is_empty()).collect();
    let number = |word: &&str| word.len() <= 4 && word.bytes().all(|b| b.is_ascii_digit());
    words.iter().filter(|word| number(word)).count() == 1
        && words.iter().all(|word| number(word) || WORDS.contains(&word.to_lowercase().as_str()))
}

/// Words that say how many people a line is about.
const QUANTITIES: [&str; 30] = [
    "some",
    "several",
    "many",
    "few",
    "dozens",
    "hundreds",
    "thousands",
    "other",
    "others",
    "about",
    "around",
    "over",
    "more",
    "nearly",
    "almost",
    "approximately",
    "несколько",
    "некоторые",
    "десятки",
    "сотни",
    "тысячи",
    "группа",
    "другие",
    "около",
    "более",
    "свыше",
    "порядка",
    "многие",
    "ещё",
    "еще",
];
/// What an article or "at" has to be followed by.
const AFTER: [&str; 13] = [
    "few",
    "group",
    "number",
    "dozen",
    "couple",
    "crowd",
    "handful",
    "hundred",
    "thousand",
    "least",
    "most",
    "менее",
    "более",
];
/// Numbers in words. They may also be names: "Ten" is a family.
const NUMBERS: [&str; 47] = [
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "fifteen",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "hundred",
    "both",
    "двое",
    "трое",
    "четверо",
    "пятеро",
    "шестеро",
    "семеро",
    "восьмеро",
    "девятеро",
    "десятеро",
    "оба",
    "обе",
    "два",
    "две",
    "три",
    "четыре",
    "пять",
    "шесть",
    "семь",
    "восемь",
    "девять",
    "десять",
    "двенадцать",
    "пятнадцать",
    "двадцать",
    "тридцать",
    "сорок",
    "пятьдесят",
    "сто",
    "десяток",
];

/// Whether a line names several people rather than one: it begins with a word or number that says so.
pub fn is_group(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let first = words.next().unwrap_or_default().to_lowercase();
    let next = words.next().unwrap_or_default();
    let begins = first.split(['-', '–']).next().unwrap_or_default();
    if !first.is_empty() && first.chars().all(|c| c.is_ascii_digit() || "-–+~".contains(c)) {
        return true;
    }
    match first.as_str() {
        "a" | "an" | "at" | "не" => AFTER.contains(&next.to_lowercase().as_str()),
        // "Twenty Kazakh workers", but "Ten Sergey".
        _ if NUMBERS.contains(&begins) => {
            line.split_whitespace().skip(1).any(|word| word.starts_with(char::is_lowercase))
        }
        _ => QUANTITIES.contains(&first.as_str()),
    }
}

#[cfg(test)]
mod tests {
    use super::{is_group, lines, parted};

    #[test]
    fn empty_lines_are_nobody() {
        let names: Vec<&str> =
            lines("Bulat Abilov\r\n\r\n  \n Amirzhan Kosanov ").iter().map(|line| line.name).collect();
        assert_eq!(names, ["Bulat Abilov", "Amirzhan Kosanov"]);
    }

    #[test]
    fn what_stands_around_a_name_is_taken_off() {
        for line in [
            "1. Bulat Abilov",
            "2) Bulat Abilov",
            "(3) Bulat Abilov",
            "[4] Bulat Abilov",
            "№ 5 Bulat Abilov",
            "12: Bulat Abilov",
            "- Bulat Abilov",
            "• Bulat Abilov;",
            "* 1) Bulat Abilov,",
            "Bulat Abilov (34)",
            "Bulat Abilov (34 years old)",
            "Bulat Abilov, 34",
            "Bulat Abilov, aged 34.",
            "Bulat Abilov, 34 года",
            "Bulat Abilov 34 года",
            "Bulat Abilov – 34 года",
            "Bulat Abilov (1978 г.р.)",
            "Bulat Abilov, 1978 г.р.",
            "7\tBulat Abilov\t34\tAlmaty",
            "Bulat Abilov*",
            "Bulat Abilov [1]",
            "Bulat Abilov, 34-year-old",
            "a) Bulat Abilov",
            "б) Bulat Abilov",
            "iv. Bulat Abilov",
            "IV. Bulat Abilov",
            "(ii) Bulat Abilov",
            "Bulat Abilov, journalist",
            "Bulat Abilov – released",
            "Bulat Abilov, 34 года, житель Алматы",
            "Bulat Abilov.",
        ] {
            assert_eq!(lines(line).iter().map(|line| line.name).collect::<Vec<_>>(), ["Bulat Abilov"], "{line}");
        }
    }

    #[test]
    fn an_age_and_a_year_of_birth_are_told_apart() {
        for (line, age, born) in [
            ("1. Bulat Abilov, 34", Some("34"), None),
            ("Bulat Abilov (34 years old);", Some("34 years old"), None),
            ("Bulat Abilov – 34 года", Some("34 года"), None),
            ("Bulat Abilov 34 года", Some("34 года"), None),
            ("Bulat Abilov, 34 года, житель Алматы", Some("34 года"), None),
            ("Bulat Abilov (1978 г.р.)", None, Some("1978")),
            ("Bulat Abilov, born in 1978", None, Some("1978")),
            ("Bulat Abilov [1]", None, None),
            ("17 men", None, None),
        ] {
            let found: Vec<_> = lines(line).iter().map(|line| (line.age, line.born)).collect();
            assert_eq!(found, [(age, born)], "{line}");
        }
    }

    #[test]
    fn what_belongs_to_a_name_stays() {
        for line in [
            "Abilov B.",
            "N. N. 40",
            "Worker 40",
            "A. Kosanov",
            "Abilov, bin Bulat",
            "V. I. Abilov",
            "Xi Jinping",
            "Abilov, Bulat",
            "Bulat Abilov (Bolat)",
            "17 men",
            "34",
            "Jean-Paul Abilov",
        ] {
            assert_eq!(lines(line).iter().map(|line| line.name).collect::<Vec<_>>(), [line]);
        }
    }

    #[test]
    fn several_names_in_a_line_are_parted_only_where_each_is_one() {
        assert_eq!(
            parted("Bulat Abilov, Amirzhan Kosanov\nErmek").as_deref(),
            Some("Bulat Abilov\nAmirzhan Kosanov\nErmek")
        );
        assert_eq!(parted("Abilov, Kosanov, Tuyakbay").as_deref(), Some("Abilov\nKosanov\nTuyakbay"));
        assert_eq!((parted("Abilov, Bulat"), parted("Bulat Abilov, 34"), parted("Bulat Abilov")), (None, None, None));
    }

    #[test]
    fn a_line_that_begins_with_a_quantity_is_a_group() {
        for line in [
            "some protesters",
            "several other leaders",
            "17 men",
            "Несколько человек",
            "a few wives",
            "five students",
            "Пятеро рабочих",
            "twenty-five oil workers",
            "at least 10 men",
            "не менее 10 человек",
            "10-15 people",
            "both sons",
            "Twenty Kazakh workers",
        ] {
            assert!(is_group(line), "{line}");
        }
        for line in ["Bulat Abilov", "Амиржан Косанов", "A. Kosanov", "A Kosanov", "Ten Sergey", "Н. Абилов", "Few"]
        {
            assert_eq!(is_group(line), line == "Few", "{line}");
        }
    }
}
