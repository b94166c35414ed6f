//! The documentation covers the program: every command, flag, setting, address, table, kind and field is in it, and
//! every link in it leads somewhere.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use habeas::domain::kind::Kind;
use habeas::web::table::ROUTES;
use regex::Regex;

/// Every page for readers, by path from the root of the repository.
static PAGES: LazyLock<Vec<(PathBuf, String)>> = LazyLock::new(|| {
    let mut pages: Vec<PathBuf> = [
        "README.md",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "SECURITY.md",
        "seed/README.md",
        "tests/README.md",
        "tests/browser/README.md",
    ]
    .map(PathBuf::from)
    .into();
    pages.extend(under("docs", "md"));
    let read = |page: PathBuf| (page.clone(), fs::read_to_string(root(&page)).unwrap_or_default());
    pages.into_iter().map(read).collect()
});

/// What the reader of README.md and docs/ is told.
static TOLD: LazyLock<String> = LazyLock::new(|| {
    let main = PAGES.iter().filter(|(page, _)| page == Path::new("README.md") || page.starts_with("docs"));
    main.map(|(_, text)| text.as_str()).collect::<Vec<_>>().join("\n")
});

#[test]
fn every_command_is_documented() {
    let undocumented = commands().into_iter().filter(|command| {
        let (first, second) = (&command.words[0], command.words.get(1));
        // `habeas user --data DIR add`: options may stand between the words.
        let second = second.map(|word| format!(r"\b[^\n]*\b{word}")).unwrap_or_default();
        !Regex::new(&format!(r"\bhabeas {first}{second}\b")).unwrap().is_match(&TOLD)
    });
    none("commands", undocumented.map(|command| format!("habeas {}", command.words.join(" "))));
}

#[test]
fn every_flag_is_documented() {
    let flags: BTreeSet<String> = commands().into_iter().flat_map(|command| command.flags).collect();
    assert!(flags.contains("--data") && flags.contains("--listen"), "the help of the commands was not understood");
    let told = |flag: &str| Regex::new(&format!(r"(?m){flag}(?:[^\w-]|$)")).unwrap().is_match(&TOLD);
    none("flags", flags.into_iter().filter(|flag| !told(flag)));
}

#[test]
fn every_environment_variable_is_documented() {
    let variable = Regex::new(r"\bHABEAS_[A-Z_]+\b").unwrap();
    let mut used = BTreeSet::new();
    for file in under("src", "rs") {
        let text = fs::read_to_string(root(&file)).unwrap();
        used.extend(variable.find_iter(&text).map(|found| found.as_str().to_owned()));
    }
    assert!(used.contains("HABEAS_PASSPHRASE_FILE"), "the sources were not understood");
    none("environment variables", used.into_iter().filter(|name| !TOLD.contains(name.as_str())));
}

#[test]
fn every_variable_of_the_rigs_is_documented() {
    let told = &PAGES.iter().find(|(page, _)| page == Path::new("tests/README.md")).unwrap().1;
    let variable = Regex::new(r#""(HABEAS_[A-Z_]+)""#).unwrap();
    let rigs = under("tests/it", "rs").into_iter().filter(|file| file.to_string_lossy().contains("rig_"));
    let texts: String = rigs.map(|file| fs::read_to_string(root(&file)).unwrap()).collect();
    let used: BTreeSet<&str> = variable.captures_iter(&texts).map(|found| found.get(1).unwrap().as_str()).collect();
    assert!(used.contains("HABEAS_CRASH_CYCLES"), "the rigs were not understood");
    let untold: Vec<&str> = used.into_iter().filter(|name| !told.contains(&format!("`{name}`"))).collect();
    assert!(untold.is_empty(), "not in tests/README.md: {untold:?}");
}

#[test]
fn every_address_is_documented() {
    let paths: BTreeSet<&str> = ROUTES.iter().map(|route| route.path).collect();
    none("addresses", paths.into_iter().filter(|path| !told_as_code(path)).map(str::to_owned));
}

#[test]
fn every_table_is_documented() {
    let schema = fs::read_to_string(root("schema.sql")).unwrap();
    let table = Regex::new(r"(?m)^CREATE TABLE (\w+)").unwrap();
    let tables: Vec<&str> = table.captures_iter(&schema).map(|found| found.get(1).unwrap().as_str()).collect();
    assert!(tables.contains(&"record"), "the schema was not understood");
    none("tables", tables.into_iter().filter(|table| !told_as_code(table)).map(str::to_owned));
}

#[test]
fn every_kind_and_field_is_documented() {
    let page = &PAGES.iter().find(|(page, _)| page == Path::new("docs/data-model.md")).unwrap().1;
    let mut untold = Vec::new();
    for kind in Kind::ALL {
        let told = fields_told(page, kind.table());
        let fields: BTreeSet<&str> = kind.fields().iter().map(|field| field.name).collect();
        untold.extend(fields.difference(&told).map(|field| format!("{}.{field}", kind.table())));
        untold.extend(told.difference(&fields).map(|field| format!("{}.{field}, which is no field", kind.table())));
    }
    none("kinds and fields", untold.into_iter());
}

#[test]
fn a_field_documented_under_another_kind_is_not_documented() {
    let page = "### person\n\n| field | type |\n|---|---|\n| `sex` | one of `male` |\n\n### place\n| `iso`, `level` | text |\n## Next\n| `x` | |";
    assert_eq!(fields_told(page, "person"), BTreeSet::from(["sex"]));
    assert_eq!(fields_told(page, "place"), BTreeSet::from(["iso", "level"]));
    assert!(fields_told(page, "perso").is_empty());
}

#[test]
fn the_readme_names_the_two_commands() {
    let readme = &PAGES.iter().find(|(page, _)| page == Path::new("README.md")).unwrap().1;
    for command in ["cargo run --release -- demo", "./tests/all"] {
        assert!(readme.contains(command), "README.md does not say {command}");
    }
}

#[test]
fn every_link_leads_somewhere() {
    let link = Regex::new(r"\]\(([^)\s]+)\)").unwrap();
    let mut broken = Vec::new();
    for (page, text) in PAGES.iter() {
        for target in link.captures_iter(text).map(|found| found.get(1).unwrap().as_str()) {
            if target.contains("://") || target.starts_with("mailto:") {
                continue;
            }
            let (file, heading) = target.split_once('#').unwrap_or((target, ""));
            let file = if file.is_empty() { page.clone() } else { page.parent().unwrap().join(file) };
            let leads = root(&file).exists() && (heading.is_empty() || headings(&file).contains(heading));
            broken.extend((!leads).then(|| format!("{}: {target}", page.display())));
        }
    }
    assert!(broken.is_empty(), "broken links:\n{}", broken.join("\n"));
}

#[test]
fn every_source_that_is_named_is_there() {
    let read = |path: PathBuf| (path.display().to_string(), fs::read_to_string(root(&path)).unwrap());
    let sources: Vec<(String, String)> = ["src", "tests"].iter().flat_map(|top| under(top, "rs")).map(read).collect();
    let ending = |end: &str| sources.iter().find(|(path, _)| path.ends_with(end));
    let module = |path: &str| {
        ending(&format!("/{path}.rs")).or_else(|| ending(&format!("/{path}/mod.rs"))).map(|(_, text)| text.as_str())
    };
    // A file, a module, or what a module says: `a::b` is the module b, or the b that stands in the file of a.
    let is_there = |named: &str| match named.split("::<").next().unwrap().replace("::", "/").rsplit_once('/') {
        _ if named.ends_with(".rs") => ending(&format!("/{named}")).is_some() || ending(named).is_some(),
        Some((within, last)) if within.ends_with(char::is_alphanumeric) => {
            let last = Regex::new(&format!(r"\b{last}\b")).unwrap();
            module(&named.replace("::", "/")).is_some() || module(within).is_some_and(|text| last.is_match(text))
        }
        _ => true,
    };
    let named = Regex::new(r"`((?:\w+/)+\w+\.rs|(?:[a-z_]+::)+\w+(?:::<\w+>)?)`").unwrap();
    let gone: Vec<String> = PAGES
        .iter()
        .flat_map(|(page, text)| named.captures_iter(text).map(move |found| (page, found)))
        .filter(|(_, found)| !is_there(&found[1]))
        .map(|(page, found)| format!("{}: {}", page.display(), &found[0]))
        .collect();
    assert!(gone.is_empty(), "{gone:#?}");
}

#[test]
fn every_page_says_something() {
    let silent = PAGES.iter().filter(|(_, text)| !text.starts_with("# ")).map(|(page, _)| page.display().to_string());
    let silent: Vec<String> = silent.collect();
    assert!(silent.is_empty(), "missing, or without a title: {silent:?}");
}

/// The fields in the first column of the table under the heading of a kind.
fn fields_told<'p>(page: &'p str, kind: &str) -> BTreeSet<&'p str> {
    let heading = format!("### {kind}");
    let section = page.lines().skip_while(|line| *line != heading).skip(1);
    let rows = section.take_while(|line| !line.starts_with('#')).filter_map(|line| line.strip_prefix("| `"));
    let firsts = rows.filter_map(|row| row.split_once("` |")).map(|(first, _)| first);
    firsts.flat_map(|first| first.split("`, `")).collect()
}

/// A command with the options its help lists.
struct Listed {
    words: Vec<String>,
    flags: BTreeSet<String>,
}

/// Every command and subcommand, from the program's own help.
fn commands() -> Vec<Listed> {
    let mut found = Vec::new();
    let mut waiting: Vec<Vec<String>> = subcommands(&help(&[])).into_iter().map(|word| vec![word]).collect();
    assert!(waiting.iter().any(|words| words[0] == "demo"), "the help of the program was not understood");
    let flag = Regex::new(r"(?m)^\s+(?:-\w, )?(--[a-z][a-z-]*)").unwrap();
    while let Some(words) = waiting.pop() {
        let help = help(&words);
        waiting.extend(subcommands(&help).into_iter().map(|word| [words.as_slice(), &[word]].concat()));
        let flags = flag.captures_iter(&help).map(|found| found.get(1).unwrap().as_str().to_owned());
        let flags = flags.filter(|flag| flag != "--help" && flag != "--version").collect();
        found.push(Listed { words, flags });
    }
    found
}

fn help(words: &[String]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_habeas")).args(words).arg("--help").output().unwrap();
    assert!(output.status.success(), "habeas {} --help failed", words.join(" "));
    String::from_utf8(output.stdout).unwrap()
}

/// The words under `Commands:`.
fn subcommands(help: &str) -> Vec<String> {
    let lines = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let word = Regex::new(r"^  ([a-z][a-z-]*)").unwrap();
    let words = lines.filter_map(|line| Some(word.captures(line)?.get(1)?.as_str().to_owned()));
    words.filter(|word| word != "help").collect()
}

/// Whether the documentation has a word as code: between backticks, or in a fenced block.
fn told_as_code(word: &str) -> bool {
    static CODE: LazyLock<String> = LazyLock::new(|| {
        let code = Regex::new(r"(?s)```.*?\n```|`[^`\n]+`").unwrap();
        code.find_iter(&TOLD).map(|found| found.as_str().trim_matches('`')).collect::<Vec<_>>().join("\n")
    });
    let (start, end) = (r"(?m)(?:^|[^\w/{}-])", r"(?:[^\w/{}-]|$)");
    Regex::new(&format!("{start}{}{end}", regex::escape(word))).unwrap().is_match(&CODE)
}

/// The anchors a page's headings have where the repository is read: lower case, dashes for spaces, no punctuation.
fn headings(page: &Path) -> BTreeSet<String> {
    let text = fs::read_to_string(root(page)).unwrap_or_default();
    let anchor = |heading: &str| {
        let kept = heading.trim().to_lowercase().replace(' ', "-");
        kept.chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_')).collect::<String>()
    };
    text.lines().filter(|line| line.starts_with('#')).map(|line| anchor(line.trim_start_matches('#'))).collect()
}

/// The files with an extension under a directory, by path from the root of the repository.
fn under(directory: &str, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut waiting = vec![PathBuf::from(directory)];
    while let Some(directory) = waiting.pop() {
        for entry in fs::read_dir(root(&directory)).into_iter().flatten() {
            let path = directory.join(entry.unwrap().file_name());
            if root(&path).is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|known| known == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn root(path: impl AsRef<Path>) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn none(what: &str, untold: impl Iterator<Item = String>) {
    let untold: Vec<String> = untold.collect();
    assert!(untold.is_empty(), "{what}: not in README.md or docs/:\n{}", untold.join("\n"));
}
