//! What staff ask of the sample case, answered from the desk on by links, buttons and days alone: nothing is searched for,
//! and no answer is more than five clicks away.

use regex::Regex;

use crate::server::{Browser, Server, between};

/// Clicks that an answer may take.
const CLICKS: usize = 5;

/// Somebody who reads: the page in front of them, and how often they clicked since the desk.
struct Reader<'s> {
    browser: Browser<'s>,
    page: String,
    clicks: usize,
}

impl Reader<'_> {
    /// Goes to the desk with a new question.
    fn asks(&mut self) -> &mut Self {
        self.page = self.browser.get("/").text();
        self.clicks = 0;
        self
    }

    fn goes(&mut self, address: &str) -> &mut Self {
        let answer = self.browser.get(&address.replace("&amp;", "&"));
        assert_eq!(answer.status, 200, "{address}");
        self.page = answer.text();
        self.clicks += 1;
        assert!(self.clicks <= CLICKS, "{address} is too far from the desk");
        self
    }

    /// Clicks the first link that says this, or else has it among its words.
    fn follows(&mut self, says: &str) -> &mut Self {
        let link = Regex::new(r##"(?s)<a [^>]*href="([^"#]+)"[^>]*>(.*?)</a>"##).unwrap();
        let links = || link.captures_iter(&self.page).map(|found| (text(&found[2]), found));
        let found = links().find(|(said, _)| said == says).or_else(|| links().find(|(said, _)| said.contains(says)));
        let (_, found) = found.unwrap_or_else(|| panic!("no link says {says:?}: {}", text(&self.page)));
        let address = found[1].to_owned();
        self.goes(&address)
    }

    /// Fills in the question of a page and sends it: what it holds already stays.
    fn fills(&mut self, action: &str, fields: &[(&str, &str)]) -> &mut Self {
        let start = format!("<form method=\"get\" action=\"{action}\"");
        let form = between(&self.page, &start, "</form>").unwrap_or_else(|| panic!("no form asks {action}")).to_owned();
        let hidden = Regex::new(r#"<input type="hidden" name="([^"]+)" value="([^"]*)">"#).unwrap();
        let mut query = form_urlencoded::Serializer::new(String::new());
        for found in hidden.captures_iter(&form) {
            query.append_pair(&found[1], &found[2]);
        }
        for (name, value) in fields {
            assert!(form.contains(&format!("name=\"{name}\"")), "{action} does not ask for {name}");
            query.append_pair(name, value);
        }
        self.goes(&format!("{action}?{}", query.finish()))
    }

    fn main(&self) -> &str {
        between(&self.page, "<main id=\"main\" class=\"wrap\">", "</main>").unwrap()
    }

    /// What the page says from a heading on, up to the next.
    fn under(&self, heading: &str) -> String {
        let sections = self.main().split("<h2").skip(1).filter_map(|section| section.split_once('>'));
        let section = sections.map(|(_, section)| text(section)).find(|section| section.starts_with(heading));
        section.unwrap_or_else(|| panic!("nothing stands under {heading:?}: {}", text(self.main())))
    }

    fn reads(&self, told: &[&str]) {
        says(&text(self.main()), told);
    }
}

/// What a piece of a page says.
fn text(html: &str) -> String {
    let tags = Regex::new(r"<[^>]*>").unwrap();
    let spaced = tags.replace_all(html, " ");
    let plain = spaced.replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&");
    plain.split_whitespace().collect::<Vec<_>>().join(" ").replace(" ,", ",")
}

fn says(text: &str, told: &[&str]) {
    for told in told {
        assert!(text.contains(told), "{told:?} is not told: {text}");
    }
}

#[test]
fn staff_find_their_answers_by_few_clicks() {
    let server = Server::serve();
    let mut staff = Reader { browser: server.sign_in("viewer"), page: String::new(), clicks: 0 };

    // Who of Azat was detained?
    staff.asks().follows("Organizations").follows("Azat party");
    says(&staff.under("Its people in custody"), &["Bulat Abilov", "Zharmakhan Tuyakbai", "Amirzhan Kosanov"]);

    // Who is held in Almaty on 1 March? Nobody surely: the reports say "apparently".
    staff.asks().follows("Almaty").follows("Who is held").fills("/held", &[("on", "1 March 2012")]);
    says(&staff.under("Possibly in custody"), &["Zharmakhan Tuyakbai", "Bulat Abilov", "Amirzhan Kosanov"]);
    says(&staff.under("In custody"), &["Nobody answers"]);

    // Who is held on 14 February? Abilov was let go between the 12th and the 24th.
    staff.asks().follows("Who is held").fills("/held", &[("on", "2012-02-14")]);
    says(&staff.under("In custody"), &["Vladimir Kozlov", "Igor Vinyavsky"]);
    says(&staff.under("Possibly in custody"), &["Bulat Abilov", "between 12 and 24 February 2012"]);
    says(&staff.under("Term run out"), &["Togusov", "Amirzhan Kosanov"]);

    // What happened in Zhanaozen?
    staff.asks().follows("Zhanaozen");
    says(
        &staff.under("Timeline"),
        &["Clash with police in Zhanaozen", "16 December 2011", "Gathering of wives of arrested oil workers"],
    );

    // How many were killed there, and who says so?
    staff.follows("Clash with police in Zhanaozen");
    staff.reads(&["at least 17 deaths", "RFE/RL's Kazakh Service", "Press reports, December 2011", "at least 15"]);

    // How many came to the rally, and who says so?
    staff.asks().follows("\"Day of Disagreement\" rally");
    staff.reads(&["Around 1,000", "roughly 400", "Eurasianet", "200", "GHN"]);

    // What contradicts where it was?
    says(&staff.under("Sources"), &["gives another value", "Near the Palace of the Republic"]);

    // Who is held and was not heard of for longest?
    staff.asks().follows("Held, and no word for 30 days");
    let longest = staff.under("In custody");
    says(&longest, &["Vladimir Kozlov", "70 days"]);
    assert!(longest.find("Vladimir Kozlov") < longest.find("Yermurat Bapi"), "the longest first: {longest}");

    // Whose sentence has run out, or may have?
    staff.asks().follows("Term has or may have run out");
    says(&staff.under("Term run out"), &["Togusov", "Bulat Abilov", "Amirzhan Kosanov", "no release is reported"]);

    // How often was Abilov detained, for how long, and where is he now?
    staff.asks().follows("People").follows("Bulat Abilov");
    staff.reads(&["28 January 2012", "18 days", "15 days", "Local police stations (Almaty)", "From an earlier word"]);

    // What did the police do?
    staff.asks().follows("Organizations").follows("Kazakh police");
    says(
        &staff.under("Incidents, by role"),
        &["Police pull a speaker off the stage", "Protesters at the rally reportedly dragged into police vans"],
    );
    says(&staff.under("Detentions"), &["Bulat Abilov", "arrested by it"]);

    // What does Eurasianet say?
    staff.asks().follows("Reports").follows("Opposition leaders in jail, on hunger strike after protest");
    staff.reads(&["Eurasianet", "Bakhytzhan Toregozhina", "roughly 400"]);

    // What happened in Almaty on 25 February?
    staff.asks().follows("Almaty").follows("Timeline of this place").follows("February 2012");
    staff.reads(&[
        "Police block protesters from Almaty's main square",
        "Police pull a speaker off the stage",
        "Arrested",
    ]);

    // Who are the opposition leaders who were taken before the rally?
    staff.asks().follows("People").follows("Groups").follows("Opposition leaders detained before the Almaty rally");
    staff.reads(&["Bulat Abilov", "Zharmakhan Tuyakbai", "Amirzhan Kosanov"]);

    // What became of the oil workers who were arrested?
    staff
        .asks()
        .follows("Zhanaozen")
        .follows("Gathering of wives of arrested oil workers")
        .follows("Arrested oil workers");
    staff.reads(&["Held", "inferred", "on or before 25 February 2012"]);
}
