//! What `deny.toml` says of the crates that are built in holds, without cargo-deny and without the network.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

use serde::Deserialize;
use spdx::{Expression, ParseMode};

#[derive(Deserialize)]
struct Deny {
    graph: Graph,
    licenses: Licenses,
    bans: Bans,
    sources: Sources,
}

#[derive(Deserialize)]
struct Graph {
    targets: Vec<String>,
}

#[derive(Deserialize)]
struct Licenses {
    allow: BTreeSet<String>,
    exceptions: Vec<Exception>,
}

#[derive(Deserialize)]
struct Exception {
    #[serde(rename = "crate")]
    name: String,
    allow: BTreeSet<String>,
}

#[derive(Deserialize)]
struct Bans {
    deny: Vec<Ban>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Ban {
    #[serde(rename = "crate")]
    name: String,
    reason: String,
    /// The only crates that may use it; none without this.
    #[serde(default)]
    wrappers: Vec<String>,
    /// It may be there, but once.
    #[serde(default)]
    deny_multiple_versions: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Sources {
    allow_registry: Vec<String>,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize, Clone)]
struct Package {
    name: String,
    version: String,
    license: Option<String>,
    source: Option<String>,
    #[serde(default)]
    dependencies: Vec<Needs>,
}

#[derive(Deserialize, Clone)]
struct Needs {
    name: String,
    req: String,
}

static DENY: LazyLock<Deny> = LazyLock::new(|| toml::from_str(&read("deny.toml")).unwrap());

/// Every crate that a build for the targets of `deny.toml` takes, as cargo resolves the lock file.
static PACKAGES: LazyLock<Vec<Package>> = LazyLock::new(|| {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(env!("CARGO_MANIFEST_DIR"));
    cargo.args(["metadata", "--format-version=1", "--locked", "--offline"]);
    for target in &DENY.graph.targets {
        cargo.args(["--filter-platform", target]);
    }
    let output = cargo.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice::<Metadata>(&output.stdout).unwrap().packages
});

#[test]
fn every_license_is_one_that_deny_toml_allows() {
    none("licenses that deny.toml does not allow", unlicensed(&PACKAGES));
    let own = PACKAGES.iter().find(|package| package.source.is_none()).unwrap();
    assert_eq!(own.license.as_deref(), Some("MIT OR Apache-2.0"));
    assert!(read("LICENSE-MIT").starts_with("MIT License") && read("LICENSE-APACHE").contains("Version 2.0"));
}

#[test]
fn nothing_is_allowed_that_no_crate_needs() {
    let needed = |name: &str, license: &str| {
        let mut found = PACKAGES.iter().filter(|package| name.is_empty() || package.name == name);
        found.any(|package| expression(package).requirements().any(|each| each.req.to_string() == license))
    };
    let allowed = DENY.licenses.allow.iter().map(|license| ("", license));
    let exceptions = DENY.licenses.exceptions.iter();
    let all = allowed.chain(exceptions.flat_map(|each| each.allow.iter().map(|license| (each.name.as_str(), license))));
    let unused = all.filter(|(name, license)| !needed(name, license));
    none("licenses allowed for nothing", unused.map(|(name, license)| format!("{name} {license}")).collect());
}

#[test]
fn no_crate_is_built_in_that_deny_toml_bans() {
    none("banned crates", banned(&PACKAGES));
    assert!(DENY.bans.deny.iter().all(|ban| ban.reason.split_whitespace().count() > 2), "a ban says why");
}

#[test]
fn every_crate_comes_from_a_registry_that_deny_toml_allows() {
    none("crates from elsewhere", foreign(&PACKAGES));
}

#[test]
fn a_crate_that_breaks_a_rule_of_deny_toml_is_seen() {
    let package = |name: &str, license: &str, needs: &str| Package {
        name: name.into(),
        version: "1.0.0".into(),
        license: Some(license.into()),
        source: Some(format!("registry+{}", DENY.sources.allow_registry[0])),
        dependencies: vec![Needs { name: needs.into(), req: "^1".into() }],
    };
    let with = |license: &str| unlicensed(&[package("x", license, "y")]).len();
    assert_eq!([with("MIT"), with("MIT OR GPL-3.0-only"), with("MIT/Apache-2.0")], [0, 0, 0]);
    assert_eq!([with("GPL-3.0-only"), with("MIT AND GPL-3.0-only"), with("AGPL-3.0-or-later")], [1, 1, 1]);
    assert_eq!(with("MPL-2.0"), 1, "an exception is for its crate alone");
    assert_eq!(unlicensed(&[Package { license: None, ..package("x", "", "y") }]).len(), 1);

    let sys = package("openssl-sys", "MIT", "y");
    assert_eq!(banned(&[package("reqwest", "MIT", "y")]).len(), 1);
    assert_eq!(banned(&[sys.clone(), package("libsqlite3-sys", "MIT", "openssl-sys")]).len(), 0);
    assert_eq!(banned(&[sys.clone(), package("x", "MIT", "openssl-sys")]).len(), 1);
    assert_eq!(banned(&[sys.clone(), sys]).len(), 1);
    let any = Needs { name: "y".into(), req: "*".into() };
    assert_eq!(banned(&[Package { source: None, dependencies: vec![any], ..package("x", "MIT", "y") }]).len(), 1);

    for source in ["git+https://example.org/x", "registry+https://example.org/index"] {
        assert_eq!(foreign(&[Package { source: Some(source.into()), ..package("x", "MIT", "y") }]).len(), 1);
    }
}

fn unlicensed(packages: &[Package]) -> Vec<String> {
    let allowed = |package: &Package| {
        let exception = DENY.licenses.exceptions.iter().filter(|each| each.name == package.name);
        let own: BTreeSet<&String> = exception.flat_map(|each| &each.allow).chain(&DENY.licenses.allow).collect();
        package.license.is_some() && expression(package).evaluate(|license| own.contains(&license.to_string()))
    };
    let wrong = packages.iter().filter(|package| !allowed(package));
    wrong.map(|package| format!("{}: {}", named(package), package.license.as_deref().unwrap_or("none"))).collect()
}

fn expression(package: &Package) -> Expression {
    let text = package.license.as_deref().unwrap_or("LicenseRef-none");
    Expression::parse_mode(text, ParseMode::LAX).unwrap_or_else(|error| panic!("{}: {error}", package.name))
}

fn banned(packages: &[Package]) -> Vec<String> {
    let mut found = Vec::new();
    for ban in &DENY.bans.deny {
        let there: Vec<&Package> = packages.iter().filter(|package| package.name == ban.name).collect();
        let users = packages.iter().filter(|package| package.dependencies.iter().any(|needs| needs.name == ban.name));
        let wrong = match (ban.deny_multiple_versions, ban.wrappers.as_slice()) {
            (false, []) => !there.is_empty(),
            (once, wrappers) => {
                let wrapped = wrappers.is_empty() || users.clone().all(|user| wrappers.contains(&user.name));
                (once && there.len() > 1) || (!there.is_empty() && !wrapped)
            }
        };
        if wrong {
            let users: Vec<String> = users.map(named).collect();
            found.push(format!("{} ({} times, for {}): {}", ban.name, there.len(), users.join(", "), ban.reason));
        }
    }
    // Our own requirements say which version.
    for package in packages.iter().filter(|package| package.source.is_none()) {
        let any = package.dependencies.iter().filter(|needs| needs.req == "*");
        found.extend(any.map(|needs| format!("{}: any version of {}", package.name, needs.name)));
    }
    found
}

fn foreign(packages: &[Package]) -> Vec<String> {
    let known = |source: &str| {
        source.strip_prefix("registry+").is_some_and(|from| DENY.sources.allow_registry.iter().any(|url| url == from))
    };
    let wrong = packages.iter().filter(|package| package.source.as_deref().is_some_and(|source| !known(source)));
    wrong.map(|package| format!("{} from {}", named(package), package.source.as_deref().unwrap_or_default())).collect()
}

fn named(package: &Package) -> String {
    format!("{} {}", package.name, package.version)
}

fn read(file: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap()
}

fn none(what: &str, found: Vec<String>) {
    assert!(found.is_empty(), "{what}:\n{}", found.join("\n"));
}
