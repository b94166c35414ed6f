//! Screenshots for human eyes. Not a test: run it by name, with PICTURES naming a directory.

use std::fs;
use std::path::PathBuf;

use crate::harness::Demo;
use crate::pages::PAGES;

/// Longer pages are cut off here; chromium paints no more.
const TALLEST: u64 = 12_000;

#[test]
#[ignore = "writes screenshots of every page: PICTURES=/tmp/pictures cargo test --test browser -- --ignored"]
fn pictures_of_every_page() {
    let directory = PathBuf::from(std::env::var_os("PICTURES").expect("PICTURES has to name a directory"));
    fs::create_dir_all(&directory).unwrap();
    let demo = Demo::start();
    let browser = demo.browser();
    for language in ["en", "ru"] {
        browser.go("/");
        browser.click(&format!("button[name=lang][value={language}]"));
        for (look, width, dark) in [("laptop", 1280, false), ("phone", 390, false), ("dark", 1280, true)] {
            browser.dark(dark);
            for path in PAGES {
                browser.resize(width, 800);
                browser.go(path);
                let height = browser.run("return document.documentElement.scrollHeight", vec![]).as_u64().unwrap();
                browser.resize(width, u32::try_from(height.clamp(800, TALLEST)).unwrap());
                let name: String = path.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
                fs::write(directory.join(format!("{language}-{look}{name}.png")), decoded(&browser.picture())).unwrap();
            }
        }
    }
}

/// The bytes of a text in base 64.
fn decoded(text: &str) -> Vec<u8> {
    let digit = |byte: u8| match byte {
        b'A'..=b'Z' => u32::from(byte - b'A'),
        b'a'..=b'z' => u32::from(byte - b'a') + 26,
        b'0'..=b'9' => u32::from(byte - b'0') + 52,
        b'+' => 62,
        _ => 63,
    };
    let digits: Vec<u32> = text.bytes().filter(|byte| *byte != b'=').map(digit).collect();
    let group = |four: &[u32]| {
        let bits = four.iter().enumerate().fold(0, |bits, (place, digit)| bits | digit << (18 - 6 * place));
        bits.to_be_bytes()[1..four.len()].to_vec()
    };
    digits.chunks(4).flat_map(group).collect()
}
