//! Addresses on the web: one page goes by many, and `normal` is the form in which they are compared. What was typed is what
//! is kept and shown.

/// Names of hosts that lead to the same pages as the name behind them.
const SAME_HOST: [&str; 6] = ["www", "m", "mobile", "amp", "touch", "wap"];

/// Parameters that say how somebody came to a page, not which page it is; with `*`, all that begin so.
const TRACKING: [&str; 31] = [
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

/// The address in the form in which two of one page are alike; nothing of what is no address.
pub fn normal(address: &str) -> Option<String> {
    let address = original(address.trim());
    let (scheme, rest) = address.split_once("://").unwrap_or(("http", address));
    let scheme = scheme.to_lowercase();
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, rest) = rest.split_at(end);
    let host = authority.rsplit('@').next().unwrap_or_default().to_lowercase();
    if !host.contains('.') || address.contains(char::is_whitespace) {
        return None;
    }
    let is_web = matches!(scheme.as_str(), "http" | "https");
    let host = if is_web { bare_host(&host) } else { host.as_str() };
    let rest = without_fragment(rest);
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let path = unescaped(path);
    let mut parameters: Vec<String> = query.split('&').filter(|part| !is_tracking(part)).map(unescaped).collect();
    parameters.sort_unstable();
    let query = if parameters.is_empty() { String::new() } else { format!("?{}", parameters.join("&")) };
    let scheme = if is_web { String::new() } else { format!("{scheme}://") };
    Some(format!("{scheme}{host}{}{query}", path.trim_end_matches('/')))
}

/// A copy in a web archive is the page that it is a copy of.
fn original(address: &str) -> &str {
    let archived = ["web.archive.org/web/"].into_iter().find_map(|archive| {
        let (_, rest) = address.split_once(archive)?;
        let (moment, page) = rest.split_once('/')?;
        (moment.starts_with(|c: char| c.is_ascii_digit()) && page.contains('.')).then_some(page)
    });
    archived.unwrap_or(address)
}

/// Without a usual port, a final dot, and what does not change where it leads.
fn bare_host(host: &str) -> &str {
    let host = host.strip_suffix(":80").or_else(|| host.strip_suffix(":443")).unwrap_or(host).trim_end_matches('.');
    match host.split_once('.') {
        Some((first, rest)) if SAME_HOST.contains(&first) && rest.contains('.') => rest,
        _ => host,
    }
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
            _ => {
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
            "ftp://example.org/a",
        ];
        let normal: std::collections::BTreeSet<_> = forms.iter().filter_map(|form| normal(form)).collect();
        assert_eq!(normal.len(), forms.len());
        assert_eq!(super::normal("https://example.org/a?b=2&a=1"), super::normal("https://example.org/a?a=1&b=2"));
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
