//! A made case of any size: the same for the same seed, skewed as real files are, in the exchange format.
//!
//! A twentieth of the incidents have one person in them and a sixth one city; most people and places have a handful. Names
//! are syllables in two scripts: nobody's. The first file holds what all others refer to; each of the others is one chunk
//! of incidents with the people, reports, detentions and figures that belong to them.

use std::fmt::Write;

use habeas::domain::time::Day;

/// Incidents of one file: what one import loads at once.
pub const CHUNK: u64 = 500;

/// 1 January 2010 and the days after it on which incidents lie.
const FIRST_DAY: i32 = 14_610;
const DAYS: u64 = 12 * 365;

const REGIONS: u64 = 17;
const CITIES: u64 = 170;
const SITES: u64 = 400;
const ORGANIZATIONS: u64 = 120;
const SOURCES: u64 = 60;
/// People known everywhere. The first of them is the busiest.
const KNOWN: u64 = 200;
/// People that a chunk brings with it, and how many of them are taken.
const PEOPLE: u64 = CHUNK * 46 / 100;
const TAKEN: u64 = CHUNK * 28 / 100;
const REPORTS: u64 = CHUNK * 2 / 5;

/// Words that summaries have beside those of chance, and in how many of a hundred each stands.
pub const COMMON: [(&str, u64); 2] = [("barricade", 4), ("bystanders", 16)];

/// Ids in the first file of what benchmarks look at.
pub const BUSIEST_PERSON: &str = "known0";
pub const BUSIEST_CITY: &str = "city0";
pub const BUSIEST_ORGANIZATION: &str = "org0";
pub const BUSIEST_SOURCE: &str = "src0";

const SYLLABLES: [(&str, &str); 24] = [
    ("ba", "ба"),
    ("do", "до"),
    ("ke", "ке"),
    ("li", "ли"),
    ("mu", "му"),
    ("na", "на"),
    ("po", "по"),
    ("ra", "ра"),
    ("sy", "сы"),
    ("ta", "та"),
    ("vo", "во"),
    ("zu", "зу"),
    ("gi", "ги"),
    ("fe", "фе"),
    ("shu", "шу"),
    ("cha", "ча"),
    ("kho", "хо"),
    ("zhe", "же"),
    ("el", "эл"),
    ("or", "ор"),
    ("im", "им"),
    ("ust", "уст"),
    ("an", "ан"),
    ("yr", "ыр"),
];

const INCIDENTS: [&str; 12] = [
    "inc/rally",
    "inc/detentions",
    "inc/picket",
    "inc/trial",
    "inc/search",
    "inc/clash",
    "inc/strike",
    "inc/ill_treatment",
    "inc/removal",
    "inc/threat",
    "inc/release",
    "inc/media_restriction",
];
const ROLES: [&str; 6] =
    ["role/participant", "role/detainee", "role/organiser", "role/victim", "role/journalist", "role/witness"];
const STEPS: [(&str, Option<&str>); 6] = [
    ("de/charged", None),
    ("de/remanded", Some("held")),
    ("de/transferred", Some("held")),
    ("de/sentenced", Some("serving_sentence")),
    ("de/released", Some("released")),
    ("de/status_report", Some("unknown")),
];
const GRADES: [&str; 4] = ["B2", "B3", "C3", "F6"];
const HEDGES: [&str; 4] = ["asserted", "reported", "alleged", "apparent"];

/// Numbers without an end from one seed (SplitMix64).
struct Random(u64);

impl Random {
    fn new(seed: u64, stream: u64) -> Random {
        let mut random = Random(seed ^ stream.wrapping_mul(0xD6E8_FEB8_6659_FD93));
        random.next();
        random
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end.max(1)
    }

    fn percent(&mut self, of_hundred: u64) -> bool {
        self.below(100) < of_hundred
    }

    fn of<T: Copy>(&mut self, list: &[T]) -> T {
        list[usize::try_from(self.below(list.len() as u64)).unwrap()]
    }

    /// Small numbers far more often than large ones: of 170 the first comes in a sixth of the draws.
    fn skewed(&mut self, end: u64) -> u64 {
        let part = self.next() as f64 / u64::MAX as f64;
        (((end as f64).powf(part * part.sqrt()) - 1.0) as u64).min(end - 1)
    }
}

/// What one file of the made case holds, and its text.
pub struct Made {
    pub text: String,
    pub names: usize,
}

/// How many files make up so many incidents, the first one left out.
pub fn chunks(incidents: u64) -> u64 {
    incidents.div_ceil(CHUNK)
}

/// The first file: places, organizations, sources and the people known everywhere.
pub fn base(seed: u64) -> Made {
    let mut file = File::new("made-base", "", Random::new(seed, 0));
    file.text.push_str("title = \"A made case\"\nas_on = \"2022-01-01\"\n");
    file.record("place", "country", &[("level", "country")]);
    file.name();
    for region in 0..REGIONS {
        file.record("place", &format!("region{region}"), &[("level", "region"), ("parent", "country")]);
        file.name();
    }
    for city in 0..CITIES {
        let region = format!("region{}", city % REGIONS);
        file.record("place", &format!("city{city}"), &[("level", "city"), ("parent", &region)]);
        file.name();
    }
    for site in 0..SITES {
        let city = format!("city{}", file.random.skewed(CITIES));
        let kind = file.random.of(&["site/plaza", "site/road", "site/police_station", "site/prison", "site/court"]);
        file.record("place", &format!("site{site}"), &[("level", "site"), ("site_type", kind), ("parent", &city)]);
        file.name();
    }
    for organization in 0..ORGANIZATIONS {
        let kind = file.random.of(&["org/police", "org/court", "org/party", "org/media", "org/ngo"]);
        let city = format!("city{}", file.random.skewed(CITIES));
        file.record("organization", &format!("org{organization}"), &[("type", kind), ("place", &city)]);
        file.name();
    }
    for source in 0..SOURCES {
        let kind = file.random.of(&["src/agency", "src/newspaper", "src/ngo", "src/website"]);
        let organization = format!("org{}", file.random.below(ORGANIZATIONS));
        file.record("source", &format!("src{source}"), &[("type", kind), ("organization", &organization)]);
        file.name();
    }
    for known in 0..KNOWN {
        let city = format!("city{}", file.random.skewed(CITIES));
        file.record("person", &format!("known{known}"), &[("birth_place", &city)]);
        file.name();
    }
    file.finish()
}

/// One chunk of incidents, counted from 0. The last one may be short.
pub fn chunk(seed: u64, number: u64, incidents: u64) -> Made {
    let mut file = File::new(&format!("made-{number}"), "uses = [\"made-base\"]\n", Random::new(seed, number + 1));
    let count = CHUNK.min(incidents - number * CHUNK);
    let part = |all: u64| (all * count).div_ceil(CHUNK);
    for report in 0..part(REPORTS) {
        file.report(report);
    }
    for person in 0..part(PEOPLE) {
        file.person(person);
    }
    let (people, reports, taken) = (part(PEOPLE), part(REPORTS), part(TAKEN));
    for incident in 0..count {
        file.incident(incident, people, reports);
    }
    for detention in 0..taken {
        file.detention(detention, count, reports);
    }
    file.finish()
}

struct File {
    text: String,
    names: usize,
    random: Random,
}

impl File {
    fn new(case: &str, uses: &str, random: Random) -> File {
        File { text: format!("format = \"habeas-case/1\"\ncase = \"{case}\"\n{uses}"), names: 0, random }
    }

    fn finish(self) -> Made {
        Made { text: self.text, names: self.names }
    }

    fn record(&mut self, kind: &str, id: &str, fields: &[(&str, &str)]) {
        writeln!(self.text, "\n[[{kind}]]").unwrap();
        if !id.is_empty() {
            writeln!(self.text, "id = \"{id}\"").unwrap();
        }
        for (name, value) in fields {
            writeln!(self.text, "{name} = \"{value}\"").unwrap();
        }
        // Chance brings the same day, type and place together, and reports with what came after them.
        writeln!(self.text, "accepted = [\"duplicate\", \"implausible_date\"]").unwrap();
        let sensitivity = match self.random.below(100) {
            0 => 3,
            1..=4 => 2,
            5..=14 => 0,
            _ => return,
        };
        writeln!(self.text, "sensitivity = {sensitivity}").unwrap();
    }

    /// Two words in Latin, often the same in Cyrillic.
    fn name(&mut self) {
        let (first, second) = (self.word(), self.word());
        writeln!(self.text, "name = \"{} {}\"", first.0, second.0).unwrap();
        self.names += 1;
        if self.random.percent(60) {
            let native = format!("{} {}", first.1, second.1);
            writeln!(self.text, "names = [{{ text = \"{native}\", kind = \"native\", lang = \"ru\" }}]").unwrap();
            self.names += 1;
        }
    }

    fn word(&mut self) -> (String, String) {
        let (mut latin, mut cyrillic) = (String::new(), String::new());
        for syllable in 0..2 + self.random.below(2) {
            let (one, other) = self.random.of(&SYLLABLES);
            if syllable == 0 {
                capital(&mut latin, one);
                capital(&mut cyrillic, other);
            } else {
                latin.push_str(one);
                cyrillic.push_str(other);
            }
        }
        (latin, cyrillic)
    }

    fn day(&mut self) -> i32 {
        FIRST_DAY + i32::try_from(self.random.below(DAYS)).unwrap()
    }

    /// A day, or as little of it as a report may say.
    fn date(&mut self, day: i32) -> String {
        let text = iso(day);
        match self.random.below(100) {
            0..=7 => text[..7].to_owned(),
            8..=11 => format!("[{text}..{}]", iso(day + 6)),
            12 => text[..4].to_owned(),
            13..=15 => format!("{text}~"),
            _ => text,
        }
    }

    fn sentences(&mut self, count: u64) -> String {
        let mut text = String::new();
        for _ in 0..count {
            for word in 0..9 + self.random.below(6) {
                let (latin, _) = self.word();
                let latin = if word == 0 { latin } else { latin.to_lowercase() };
                text.push_str(if word == 0 { "" } else { " " });
                text.push_str(&latin);
            }
            text.push_str(". ");
        }
        text.trim_end().to_owned()
    }

    fn report(&mut self, number: u64) {
        let published = self.day();
        let kind = self.random.of(&["doc/news", "doc/news", "doc/ngo_report", "doc/court_record", "doc/social_post"]);
        let (title, paragraphs) = (self.sentences(1), 3 + self.random.below(3));
        let body: Vec<String> =
            (0..paragraphs).map(|paragraph| format!("Paragraph {}. {}", paragraph + 1, self.sentences(2))).collect();
        let fields =
            [("type", kind), ("title", &title), ("published", &iso(published)), ("body", &body.join("\\n\\n"))];
        self.record("report", &format!("r{number}"), &fields);
        let source = self.random.skewed(SOURCES);
        writeln!(self.text, "sources = [{{ source = \"src{source}\", role = \"publisher\" }}]").unwrap();
    }

    fn person(&mut self, number: u64) {
        let group = self.random.percent(6);
        let sex = if group { "mixed" } else { self.random.of(&["male", "female", "unknown"]) };
        let unit = if group { "group" } else { "individual" };
        self.record("person", &format!("p{number}"), &[("unit", unit), ("sex", sex)]);
        self.name();
    }

    /// Citations of one record: report, paragraph and words, now and then for one field.
    fn cite(&mut self, reports: u64, count: u64, fields: &[&str]) {
        self.text.push_str("cite = [");
        for _ in 0..count {
            let (report, paragraph) = (self.random.skewed(reports), 1 + self.random.below(3));
            let (grade, hedge) = (self.random.of(&GRADES), self.random.of(&HEDGES));
            write!(
                self.text,
                "{{ report = \"r{report}\", para = {paragraph}, grade = \"{grade}\", hedge = \"{hedge}\", quote = \"Paragraph {paragraph}\""
            )
            .unwrap();
            if !fields.is_empty() && self.random.percent(40) {
                let field = self.random.of(fields);
                write!(self.text, ", field = \"{field}\"").unwrap();
            }
            self.text.push_str(" }, ");
        }
        self.text.push_str("]\n");
    }

    fn incident(&mut self, number: u64, people: u64, reports: u64) {
        let day = self.day();
        let (kind, date, title) =
            (INCIDENTS[usize::try_from(self.random.skewed(12)).unwrap()], self.date(day), self.sentences(1));
        let site = self.random.percent(35);
        let place = if site {
            format!("site{}", self.random.skewed(SITES))
        } else {
            format!("city{}", self.random.skewed(CITIES))
        };
        let mut summary = self.sentences(2);
        for (word, of_hundred) in COMMON {
            if self.random.percent(of_hundred) {
                summary.push(' ');
                summary.push_str(word);
            }
        }
        let id = format!("i{number}");
        let fields =
            [("type", kind), ("title", title.as_str()), ("summary", &summary), ("date", &date), ("place", &place)];
        let placed = self.random.percent(97);
        self.record("incident", &id, if placed { &fields } else { &fields[..4] });
        self.cite(reports, 2, &["date", "place", "type"]);
        let mut parts: Vec<String> = Vec::new();
        if self.random.percent(5) {
            parts.push(BUSIEST_PERSON.to_owned());
        }
        for _ in 0..self.random.below(4) {
            let known = self.random.percent(25);
            parts.push(if known {
                format!("known{}", 1 + self.random.skewed(KNOWN - 1))
            } else {
                format!("p{}", self.random.below(people))
            });
        }
        for person in &parts {
            let role = self.random.of(&ROLES);
            self.record("participation", "", &[("incident", &id), ("person", person), ("role", role)]);
            self.cite(reports, 1, &["role"]);
        }
        if self.random.percent(30) {
            let organization = format!("org{}", self.random.skewed(ORGANIZATIONS));
            let fields =
                [("incident", id.as_str()), ("organization", &organization), ("role", "role/alleged_perpetrator")];
            self.record("participation", "", &fields);
            self.cite(reports, 1, &[]);
        }
        if self.random.percent(28) {
            let count = 1 + self.random.skewed(900);
            let measure = self.random.of(&["fig/participants", "fig/detained", "fig/injured"]);
            let verbatim = format!("at least {count}");
            self.record(
                "figure",
                "",
                &[("about", &id), ("measure", measure), ("qualifier", "at_least"), ("verbatim", &verbatim)],
            );
            writeln!(self.text, "lo = {count}").unwrap();
            self.cite(reports, 1, &[]);
        }
        if self.random.percent(12) {
            let (person, said) = (format!("known{}", self.random.skewed(KNOWN)), self.sentences(1));
            let fields = [("incident", id.as_str()), ("person", &person), ("form", "comment"), ("text", &said)];
            self.record("statement", "", &fields);
            self.cite(reports, 1, &[]);
        }
        if self.random.percent(5) {
            let text = self.sentences(1);
            self.record("note", "", &[("about", &id), ("text", &text)]);
            self.cite(reports, 1, &[]);
        }
        if number > 0 && self.random.percent(6) {
            let earlier = format!("i{}", number - 1);
            self.record("incident_link", "", &[("from_incident", &id), ("type", "related"), ("to_incident", &earlier)]);
            self.cite(reports, 1, &[]);
        }
    }

    /// Each person of a chunk is taken at most once: nobody is held twice at a time.
    fn detention(&mut self, number: u64, incidents: u64, reports: u64) {
        let start = self.day();
        let (id, person) = (format!("d{number}"), format!("p{number}"));
        let (incident, start_text) = (format!("i{}", self.random.below(incidents)), iso(start));
        let (place, police) =
            (format!("city{}", self.random.skewed(CITIES)), format!("org{}", self.random.skewed(ORGANIZATIONS)));
        let fields = [
            ("person", person.as_str()),
            ("incident", &incident),
            ("start", &start_text),
            ("arrest_place", &place),
            ("arresting_organization", &police),
        ];
        self.record("detention", &id, &fields);
        self.cite(reports, 1, &["start"]);
        let (mut day, steps) = (start, 1 + self.random.below(5));
        for seq in 0..steps {
            let (kind, status) = if seq == 0 { ("de/arrested", Some("held")) } else { self.random.of(&STEPS) };
            let date = iso(day);
            let mut fields = vec![("detention", id.as_str()), ("type", kind), ("date", &date)];
            fields.extend(status.map(|status| ("status_after", status)));
            let site = format!("site{}", self.random.skewed(SITES));
            if seq > 0 && self.random.percent(60) {
                fields.push(("place", &site));
            }
            self.record("custody_event", "", &fields);
            writeln!(self.text, "seq = {}", seq + 1).unwrap();
            self.cite(reports, 1, &["date"]);
            day += 1 + i32::try_from(self.random.below(40)).unwrap();
        }
    }
}

fn capital(word: &mut String, syllable: &str) {
    let mut letters = syllable.chars();
    word.extend(letters.next().into_iter().flat_map(char::to_uppercase));
    word.extend(letters);
}

fn iso(day: i32) -> String {
    Day::from_number(day).unwrap().iso()
}
