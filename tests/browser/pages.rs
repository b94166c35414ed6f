//! The pages of the program: one of every kind, and all of them by following links.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::LazyLock;

use regex::Regex;

use crate::harness::{Browser, Demo, Page, Reader};

/// One address of every kind of page, and of the kinds that look different with other content.
pub const PAGES: &[&str] = &[
    "/",
    "/timeline",
    "/timeline?from=2012-02-25&to=2012-02-25&place=L-2&group=month",
    "/timeline?from=1950-01-01&to=1950-01-02",
    "/timeline/people?place=L-2",
    "/timeline/detentions?order=name",
    "/incidents",
    "/held",
    "/people",
    "/places",
    "/organizations",
    "/reports",
    "/sources",
    "/incidents/I-1",
    "/incidents/I-10",
    "/people/P-1",
    "/people/G-2",
    "/places/L-2",
    "/places/L-7",
    "/organizations/O-2",
    "/reports/R-1",
    "/reports/R-4",
    "/sources/S-1",
    "/detentions/D-1",
    "/detentions/D-16",
    "/incidents/I-1/history",
    "/incidents/I-1/comparison",
    "/incidents/I-1/review",
    "/people/P-1/withdrawal",
    "/withdrawn",
    "/uncited",
    "/unsure",
    "/contradictions",
    "/duplicates",
    "/duplicates?kind=incidents",
    "/duplicates/different",
    "/people/P-1/duplicates",
    "/shared?of=P-1&of=P-2",
    "/shared?of=P-3&of=L-2",
    "/changes",
    "/search",
    "/q",
    "/people/P-1/merge",
    "/people/P-1/merge?with=P-2",
    "/reports/R-1/record",
    "/reports/R-1/record?kind=figures&paragraph=4",
    "/reports/R-2/record?kind=cite&paragraph=1",
    "/custody-events/new?d=D-1&d=D-2",
    "/custody-events/takings?d=D-1&d=D-2",
    "/account",
    "/accounts",
    "/accounts/3",
    "/incidents/I-999",
    "/new",
    "/detentions/new",
    "/detentions/new?cite=R-1&place=L-2&incident=I-4&person=P-1",
    "/people/new",
    "/organizations/new",
    "/places/new",
    "/sources/new",
    "/reports/new",
    "/incidents/new",
    "/participations/new?incident=I-1",
    "/relations/new",
    "/incident-links/new",
    "/people/P-1/detentions/new",
    "/detentions/D-1/custody-events/new",
    "/figures/new",
    "/statements/new",
    "/notes/new",
    "/incidents/I-1/edit",
    "/people/P-1/edit",
    "/reports/R-1/edit",
    "/drafts",
];

/// More pages than the sample case has: following links has run into a circle of ever new addresses.
const TOO_MANY: usize = 1500;

/// What following links from the desk finds, looked at once for all tests.
pub struct Crawled {
    /// Every page that links lead to, by address.
    pub pages: BTreeMap<String, Page>,
    /// What the server logged meanwhile.
    pub log: String,
}

pub static CRAWLED: LazyLock<Crawled> = LazyLock::new(|| {
    let demo = Demo::start();
    let pages = crawl(&demo.reader());
    Crawled { pages, log: demo.log() }
});

fn crawl(reader: &Reader) -> BTreeMap<String, Page> {
    let mut found = BTreeMap::new();
    let mut waiting = VecDeque::from(["/".to_owned()]);
    let (mut known, mut asked) = (BTreeSet::from(["/".to_owned()]), BTreeSet::new());
    while let Some(path) = waiting.pop_front() {
        let page = reader.get(&path);
        if page.html {
            // Filters link to filters without end. One step into them, and further pages of a list, are enough.
            let further = |link: &String| !(path.contains('?') && link.contains('?')) || link.contains("cursor=");
            // What can be done to a record can be done to all of them: one of each kind is enough.
            let acts = ["/review", "/withdrawal", "/merge", "/comparison"];
            let again = |link: &String| {
                acts.iter().any(|act| link.ends_with(act)) && !link.contains("-1/")
                    || link.starts_with("/shared?") && !link.ends_with("-1")
            };
            for link in links(&page.body).into_iter().filter(|link| further(link) && !again(link)) {
                // Of the questions of a timeline, the first value of each parameter.
                let asks = link.split_once('=').map(|(asks, _)| asks).filter(|asks| asks.contains("/timeline"));
                let is_asked = asks.is_some_and(|asks| path != "/" && !asked.insert(asks.to_owned()));
                if !is_asked && known.insert(link.clone()) {
                    waiting.push_back(link);
                }
            }
        }
        found.insert(path, page);
        assert!(found.len() < TOO_MANY, "links lead on without end: {:?}", waiting.back());
    }
    found
}

/// The addresses on this server that a page links to, without their fragments.
fn links(html: &str) -> Vec<String> {
    static HREF: LazyLock<Regex> = LazyLock::new(|| Regex::new(r#"<a\b[^>]*\bhref="([^"]*)""#).unwrap());
    let links = HREF.captures_iter(html).map(|found| unescape(found[1].split('#').next().unwrap()));
    links.filter(|link| link.starts_with('/') && !link.starts_with("//")).collect()
}

/// The addresses of everything a page loads.
pub fn loads(html: &str) -> BTreeSet<String> {
    static LOADED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"<(?:link|script|img|source|image|use)\b[^>]*\b(?:href|src)="([^#"]+)"#).unwrap()
    });
    LOADED.captures_iter(html).map(|found| unescape(&found[1])).collect()
}

/// Fails unless the page shown says all of this.
pub fn says(browser: &Browser, wanted: &[&str]) {
    let page = one_line(&browser.text());
    for words in wanted {
        assert!(page.contains(words), "{} does not say {words:?}, but: {page}", browser.path());
    }
}

pub fn title(html: &str) -> String {
    static TITLE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?s)<title>(.*?)</title>").unwrap());
    TITLE.captures(html).map(|found| unescape(&found[1])).unwrap_or_default()
}

/// What a page says, in one line.
pub fn text(html: &str) -> String {
    static HEAD: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?s)<head>.*?</head>|<[^>]*>").unwrap());
    one_line(&unescape(&HEAD.replace_all(html, " ")))
}

pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn unescape(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
    text.replace("&amp;", "&")
}
