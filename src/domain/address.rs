//! Addresses on the web: one page goes by many, and `normal` is the form in which they are compared. What was typed is what
//! is kept and shown.

/// Names of hosts that lead to the same pages as the name behind them.
const SAME_HOST: [&str; 8] = ["www", "www2", "m", "mobile", "amp", "touch", "wap", "pda"];

/// Parameters that say how somebody came to a page, not which page it is; with `*`, all that begin so.
const TRACKING: [&str; 32] = [
    "amp",
    "utm_*",
    "at_*",
    "mc_*",
    "hsa_*",
    "pk_*",
    "mtm_*",
    "matomo_*",
    "ns_*",
    "_hs*",
    "__hs*",
    "_ga",
    "_gl",
    "fbclid",
    "gclid",
    "gclsrc",
    "dclid",
    "gbraid",
    "wbraid",
    "yclid",
    "ysclid",
    "msclkid",
    "twclid",
    "ttclid",
    "igshid",
    "igsh",
    "ref_src",
    "ref_url",
    "cmpid",
    "ocid",
    "spm",
    "_openstat",
];

/// Ends of paths that name the page itself once more.
const SAME_PAGE: [&str; 6] = ["/amp", "/index.html", "/index.htm", "/index.php", "/default.aspx", "/default.asp"];

/// Where copies of pages are kept, and what stands before the address of the page.
const ARCHIVES: [(&str, &str); 10] = [
    ("web.archive.org/web/", "/"),
    ("archive.ph/", "/"),
    ("archive.today/", "/"),
    ("archive.is/", "/"),
    ("archive.li/", "/"),
    ("archive.md/", "/"),
    ("archive.vn/", "/"),
    ("archive.fo/", "/"),
    ("google.com/amp/", "s/"),
    (".cdn.ampproject.org/c/", "s/"),
];

/// The address in the form in which two of one page are alike; nothing of what is no address.
pub fn normal(address: &str) -> Option<String> {
    let address = original(address.trim());
    let (scheme, rest) = address.split_once("://").unwrap_or(("http", address.trim_start_matches('/')));
    let scheme = scheme.to_lowercase();
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, rest) = rest.split_at(end);
    let host = authority.rsplit('@').next().unwrap_or_default().to_lowercase();
    if !host.contains('.') || address.contains(char::is_whitespace) {
        return None;
    }
    let is_web = matches!(scheme.as_str(), "http" | "https");
    let host = if is_web { bare_host(&host) } else { host };
    let rest = without_fragment(rest);
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let path = unescaped(path);
    let path = if is_web { same_path(&path) } else { path.trim_end_matches('/') };
    let mut parameters: Vec<String> =
        query.split('&').filter(|part| !is_tracking(part)).map(|part| unescaped(&part.replace('+', "%20"))).collect();
    parameters.sort_unstable();
    let query = if parameters.is_empty() { String::new() } else { format!("?{}", parameters.join("&")) };
    let scheme = if is_web { String::new() } else { format!("{scheme}://") };
    Some(format!("{scheme}{host}{path}{query}"))
}

/// A copy in a web archive is the page that it is a copy of.
fn original(address: &str) -> &str {
    let archived = ARCHIVES.into_iter().find_map(|(archive, mark)| {
        let (before, rest) = address.split_once(archive)?;
        let page = match mark {
            // Behind the moment of the copy.
            "/" => rest.split_once('/').filter(|(moment, _)| moment.starts_with(|c: char| c.is_ascii_digit()))?.1,
            mark => rest.strip_prefix(mark).unwrap_or(rest),
        };
        let host = before.rsplit("://").next().unwrap_or_default();
        (!host.contains('/') && page.contains('.')).then_some(page)
    });
    archived.unwrap_or(address)
}

/// Without a usual port, a final dot, and what does not change where it leads.
fn bare_host(host: &str) -> String {
    /// What stands before the country where names are given below it: `co.uk`, `com.kz`.
    const SECOND: [&str; 8] = ["co", "com", "org", "net", "gov", "edu", "ac", "info"];
    let host = host.strip_suffix(":80").or_else(|| host.strip_suffix(":443")).unwrap_or(host).trim_end_matches('.');
    let labels: Vec<&str> = host.split('.').collect();
    let own = match labels.as_slice() {
        [.., second, country] if country.len() == 2 && SECOND.contains(second) => 3,
        _ => 2,
    };
    let before = labels.len().saturating_sub(own);
    let stays = |(at, label): (usize, &&str)| (at >= before || !SAME_HOST.contains(label)).then(|| (*label).to_owned());
    labels.iter().enumerate().filter_map(stays).collect::<Vec<_>>().join(".")
}

/// Without the session of a reader, a final slash, and the name of the page of a folder.
fn same_path(path: &str) -> &str {
    let path = path.find(";jsessionid=").and_then(|at| path.get(..at)).unwrap_or(path).trim_end_matches('/');
    let lower = path.to_lowercase();
    let end = SAME_PAGE.iter().find(|end| lower.ends_with(**end));
    end.and_then(|end| path.get(..path.len() - end.len())).unwrap_or(path).trim_end_matches('/')
}

/// A part of a page is no page of its own; but some sites keep which page it is behind `#!`.
fn without_fragment(rest: &str) -> &str {
    match rest.split_once('#') {
        Some((page, fragment)) if !fragment.starts_with('!') => page,
        _ => rest,
    }
}

fn is_tracking(parameter: &str) -> bool {
    let name = parameter.split('=').next().unwrap_or_default().to_lowercase();
    let named = |known: &&str| known.strip_suffix('*').map_or(*known == name, |beginning| name.starts_with(beginning));
    name.is_empty() || TRACKING.iter().any(named)
}

/// Characters that did not have to be escaped stand for themselves: letters of any script, digits, a few signs.
fn unescaped(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let escaped = text.get(at + 1..at + 3).filter(|_| *byte == b'%');
        match escaped.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(meant) if !meant.is_ascii() || meant.is_ascii_alphanumeric() || b"-._~".contains(&meant) => {
                plain.push(meant);
                at += 3;
            }
            // "%2f" and "%2F" are one.
            Some(_) => {
                plain.push(b'%');
                plain.extend(escaped.unwrap_or_default().bytes().map(|digit| digit.to_ascii_uppercase()));
                at += 3;
            }
            None => {
                plain.push(*byte);
                at += 1;
            }
        }
    }
    String::from_utf8(plain).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::normal;

    #[test]
    fn one_page_has_one_form_however_its_address_was_copied() {
        let page = normal("https://example.org/news/2012/a").unwrap_or_default();
        assert_eq!(page, "example.org/news/2012/a");
        for copied in [
            "http://example.org/news/2012/a",
            "HTTPS://WWW.Example.ORG/news/2012/a/",
            " https://m.example.org:443/news/2012/a#comments ",
            "https://example.org/news/2012/a?utm_source=x&utm_medium=y&fbclid=1&UTM_id=3",
            "example.org/news/2012/a?",
            "https://example.org/news/2012/%61",
            "https://web.archive.org/web/20120226000000/https://www.example.org/news/2012/a",
            "https://archive.ph/20120226/https://www.example.org/news/2012/a",
            "https://www.google.com/amp/s/example.org/news/2012/a",
            "https://example-org.cdn.ampproject.org/c/s/m.example.org/news/2012/a",
            "https://example.org/news/2012/a/amp/",
            "https://amp.example.org/news/2012/a?amp=1",
            "https://example.org/news/2012/a/index.html",
            "https://example.org/news/2012/a;jsessionid=1A",
            "//example.org/news/2012/a#:~:text=words",
            "https://www.m.example.org./news/2012/a",
        ] {
            assert_eq!(normal(copied).as_deref(), Some(page.as_str()), "{copied}");
        }
    }

    #[test]
    fn what_makes_another_page_stays() {
        let forms = [
            "https://example.org/a",
            "https://example.org/A",
            "https://example.org/a?id=1",
            "https://example.org/a?id=2",
            "https://news.example.org/a",
            "https://example.org:8080/a",
            "https://example.org/#!a",
            "https://m.co.uk/a",
            "https://example.org/amp/b",
            "ftp://example.org/a",
        ];
        let normal: std::collections::BTreeSet<_> = forms.iter().filter_map(|form| normal(form)).collect();
        assert_eq!(normal.len(), forms.len());
        assert_eq!(super::normal("https://example.org/a?b=2&a=1"), super::normal("https://example.org/a?a=1&b=2"));
        assert_eq!(super::normal("https://en.m.example.org/a%2fb"), super::normal("https://en.example.org/a%2Fb"));
        assert_eq!(super::normal("https://example.org/?q=a+b"), super::normal("https://example.org/?q=a%20b"));
        let cyrillic = super::normal("https://example.org/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D1%8C");
        assert_eq!(cyrillic, super::normal("https://example.org/новость"));
    }

    #[test]
    fn what_is_no_address_has_no_form() {
        for text in ["", "by telephone", "see page 4.", "localhost", "a b.c/d"] {
            assert_eq!(normal(text), None, "{text}");
        }
    }

    #[test]
    fn the_form_of_a_form_is_itself() {
        for address in ["https://www.example.org/a/?x=%41&utm_a=1#b", "http://m.example.org", "example.org/%2F/%25"] {
            let once = normal(address);
            assert_eq!(once.as_deref().and_then(normal), once, "{address}");
        }
    }
}
