//! The second factor: setting it up, signing in with it, losing the telephone.

use std::collections::BTreeSet;
use std::time::{SystemTime, UNIX_EPOCH};

use totp_rs::{Builder, Secret};

use crate::server::{Answer, Browser, Server, between, habeas};

const PASSWORD: &str = "correct horse battery staple";
const SHORT: &str = "lantern ruby";

#[test]
fn setting_it_up_takes_a_code_of_the_secret_and_the_password_and_shows_spare_codes_once() {
    let server = with_password();
    let mut viewer = server.nobody();
    assert_eq!(password(&mut viewer, PASSWORD).goes(), "/");
    let mut elsewhere = server.nobody();
    assert_eq!(password(&mut elsewhere, PASSWORD).goes(), "/");
    let page = viewer.get("/account/second-factor").text();
    assert!(page.contains("<svg") && page.contains("<title>Second factor · Habeas</title>"), "{page}");
    let mut phone = Phone::new(between(&page, "name=\"secret\" value=\"", "\"").unwrap());
    assert!(page.contains(&phone.secret[..4]), "the secret can be typed by hand");
    let code = phone.next(&server);
    let wrong = [
        ([phone.secret.as_str(), "000000", PASSWORD], 422, "code is not right"),
        ([phone.secret.as_str(), &code, "not the password at all"], 422, "not the password"),
        (["JBSWY3DPEHPK3PXP", &code, PASSWORD], 400, "no form of ours"),
    ];
    for ([secret, code, own], status, said) in wrong {
        let answer =
            viewer.post("/account/second-factor", &[("secret", secret), ("code", code), ("own_password", own)]);
        let text = answer.text();
        assert!(answer.status == status && text.contains(said), "{secret} {code} {own}: {text}");
        assert!(status == 400 || text.contains(&format!("value=\"{secret}\"")), "the same secret again: {text}");
        assert!(!text.contains(own));
    }
    assert!(elsewhere.is_signed_in() && viewer.get("/account").text().contains("Set up a second factor"));
    let before = viewer.clone();
    let fields = [("secret", phone.secret.as_str()), ("code", &code), ("own_password", PASSWORD)];
    let done = viewer.post("/account/second-factor", &fields);
    assert_eq!((done.status, spare_codes(&done.text()).len()), (200, 10), "{}", done.text());
    assert!(viewer.is_signed_in() && !elsewhere.is_signed_in() && !before.clone().is_signed_in(), "the cookie is new");
    let account = viewer.get("/account").text();
    assert!(account.contains("10 spare codes are left"), "{account}");
    assert!(spare_codes(&viewer.get("/account/second-factor").text()).is_empty());
    assert_eq!(viewer.post("/account/second-factor", &fields).status, 400, "it is on already");
}

#[test]
fn the_picture_gives_a_telephone_the_secret_and_names_program_and_user_only() {
    let server = with_password();
    let mut viewer = server.nobody();
    password(&mut viewer, PASSWORD);
    let page = viewer.get("/account/second-factor").text();
    let secret = between(&page, "name=\"secret\" value=\"", "\"").unwrap();
    let side: usize = between(&page, "viewBox=\"0 0 ", " ").unwrap().parse().unwrap();
    let squares = between(&page, "<path d=\"M", "h1v1h-1z\"").unwrap().split("h1v1h-1zM");
    let dark: BTreeSet<(usize, usize)> = squares
        .map(|square| square.split_once(' ').unwrap())
        .map(|(x, y)| (x.parse().unwrap(), y.parse().unwrap()))
        .collect();
    let shade = |x: usize, y: usize| if dark.contains(&(x / 4, y / 4)) { 0 } else { 255 };
    let mut picture = rqrr::PreparedImage::prepare_from_greyscale(side * 4, side * 4, shade);
    let (_, text) = picture.detect_grids()[0].decode().unwrap();
    assert_eq!(text, format!("otpauth://totp/Habeas:viewer?secret={secret}&issuer=Habeas"));
}

#[test]
fn an_account_without_a_password_has_no_second_factor() {
    let server = Server::serve();
    let mut editor = server.sign_in("editor");
    assert_eq!(editor.get("/account/second-factor").status, 400);
    for form in ["/account/second-factor", "/account/second-factor/removal", "/account/spare-codes"] {
        assert_eq!(editor.post(form, &[("secret", &"A".repeat(32)), ("code", "000000")]).status, 400, "{form}");
    }
}

#[test]
fn nothing_is_open_between_the_password_and_the_code() {
    let (server, mut phone, _) = with_second_factor();
    let mut viewer = server.nobody();
    assert_eq!(viewer.get("/signin/code").goes(), "/signin", "without a password there is no second page");
    assert_eq!(password(&mut viewer, PASSWORD).goes(), "/signin/code");
    let token = viewer.cookies["habeas_code"].clone();
    assert!(!viewer.cookies.contains_key("habeas_session"));
    for address in ["/", "/timeline", "/account", "/account/second-factor", "/export/timeline.csv"] {
        assert!(viewer.get(address).goes_to_sign_in(), "{address}");
    }
    let mut taken = server.nobody();
    taken.cookies.insert("habeas_session".into(), token.clone());
    assert!(!taken.is_signed_in(), "what waits for the code is no session");
    assert_eq!(server.api("/api/v1/timeline", &token).status, 401);
    assert_eq!(viewer.get("/signin/code").status, 200);
    assert_eq!(viewer.post("/signin/code", &[("code", &phone.next(&server))]).goes(), "/");
    assert!(viewer.is_signed_in() && !viewer.cookies.contains_key("habeas_code"));
    let mut late = server.nobody();
    late.cookies.insert("habeas_code".into(), token);
    assert_eq!(late.post("/signin/code", &[("code", &phone.next(&server))]).goes(), "/signin", "it works once");
}

#[test]
fn no_code_works_twice() {
    let (server, mut phone, spare) = with_second_factor();
    for code in [phone.next(&server), spare[3].to_uppercase().replace('-', " ")] {
        assert_eq!(sign_in(&server, &code).goes(), "/", "{code}");
        let again = sign_in(&server, &code);
        assert!(again.status == 422 && again.text().contains("used already"), "{}", again.text());
    }
    // The code that set it up is used as well, and so is every one before the last.
    let earlier = phone.code(phone.last - 1);
    assert_eq!(sign_in(&server, &earlier).status, 422);
    server.case().raw().execute("DELETE FROM sign_in_failure", []).unwrap();
    assert_eq!(sign_in(&server, &spare[4]).goes(), "/");
    let mut viewer = server.nobody();
    password(&mut viewer, PASSWORD);
    viewer.post("/signin/code", &[("code", &spare[5])]);
    assert!(viewer.get("/account").text().contains("7 spare codes are left"));
}

#[test]
fn of_many_uses_of_a_code_at_once_one_signs_in() {
    let (server, _, spare) = with_second_factor();
    let mut waiting: Vec<Browser<'_>> = (0..4).map(|_| server.nobody()).collect();
    waiting.iter_mut().for_each(|viewer| assert_eq!(password(viewer, PASSWORD).goes(), "/signin/code"));
    server.case().raw().execute("DELETE FROM sign_in_failure", []).unwrap();
    let code = spare[0].as_str();
    let goes: Vec<String> = std::thread::scope(|scope| {
        let give = |viewer: &mut Browser<'_>| viewer.post("/signin/code", &[("code", code)]).goes();
        let uses: Vec<_> = waiting.iter_mut().map(|viewer| scope.spawn(move || give(viewer))).collect();
        uses.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(goes.iter().filter(|goes| *goes == "/").count(), 1, "{goes:?}");
}

#[test]
fn wrong_codes_wait_as_wrong_passwords_do_and_a_right_password_does_not_end_the_wait() {
    let (server, mut phone, _) = with_second_factor();
    let mut viewer = server.nobody();
    assert_eq!(password(&mut viewer, PASSWORD).goes(), "/signin/code");
    let answers: Vec<Answer> = (0..4).map(|_| viewer.post("/signin/code", &[("code", "000000")])).collect();
    assert!(answers.iter().all(|answer| answer.status == 422));
    assert!(!answers[2].text().contains("has to wait") && answers[3].text().contains("has to wait: 1 second."));
    server.case().failed(&["viewer"], 20, 0);
    let code = phone.next(&server);
    let held = viewer.post("/signin/code", &[("code", &code)]);
    assert!(held.status == 429 && held.text().contains("has to wait: "), "{}", held.text());
    assert_eq!(password(&mut server.nobody(), PASSWORD).status, 429);
    // Once the wait is over the password alone does not end the count; the code does.
    server.case().failed(&["viewer"], 20, 901);
    assert_eq!(password(&mut server.nobody(), PASSWORD).goes(), "/signin/code");
    assert_eq!(viewer.post("/signin/code", &[("code", &code)]).status, 429);
    server.case().failed(&["viewer"], 20, 901);
    assert_eq!(viewer.post("/signin/code", &[("code", &code)]).goes(), "/");
    assert_eq!(password(&mut server.nobody(), "wrong").status, 422);
}

#[test]
fn a_wrong_password_is_told_as_one_of_an_unknown_name_is() {
    let (server, ..) = with_second_factor();
    let wrong = |login: &str| {
        let answer = server.nobody().post("/signin", &[("login", login), ("password", "not the password at all")]);
        assert_eq!((answer.status, answer.header("set-cookie")), (422, None), "{login}");
        answer.text().replace(login, "NAME")
    };
    assert_eq!(wrong("viewer"), wrong("nobody.here"));
}

#[test]
fn a_code_is_awaited_for_five_minutes_and_not_once_the_password_changed() {
    let (server, mut phone, spare) = with_second_factor();
    let mut late = server.nobody();
    password(&mut late, PASSWORD);
    server.case().raw().execute("UPDATE awaited_code SET expires_at = expires_at - 301", []).unwrap();
    assert_eq!(late.get("/signin/code").goes(), "/signin");
    assert_eq!(late.post("/signin/code", &[("code", &phone.next(&server))]).goes(), "/signin");

    let (mut stranger, mut viewer) = (server.nobody(), server.nobody());
    password(&mut viewer, PASSWORD);
    assert_eq!(viewer.post("/signin/code", &[("code", &spare[0])]).goes(), "/");
    assert_eq!(password(&mut stranger, PASSWORD).goes(), "/signin/code");
    change(&mut viewer, PASSWORD, "another horse, another battery");
    assert_eq!(stranger.post("/signin/code", &[("code", &spare[1])]).goes(), "/signin");
}

#[test]
fn with_it_twelve_characters_do_and_it_is_not_turned_off_over_a_short_password() {
    let (server, mut phone, spare) = with_second_factor();
    let mut viewer = server.nobody();
    password(&mut viewer, PASSWORD);
    viewer.post("/signin/code", &[("code", &phone.next(&server))]);
    let refused = viewer.post("/account/password", &[("old", PASSWORD), ("password", "eleven sign"), ("repeat", "")]);
    assert!(refused.status == 422 && refused.text().contains("at least 12"), "{}", refused.text());
    let old = viewer.clone();
    change(&mut viewer, PASSWORD, SHORT);
    assert!(!old.clone().is_signed_in(), "the cookie is new");
    let off = |browser: &mut Browser<'_>, own: &str, code: &str| {
        browser.post("/account/second-factor/removal", &[("own_password", own), ("code", code)])
    };
    let short = off(&mut viewer, SHORT, &spare[0]);
    assert!(short.status == 422 && short.text().contains("Choose a longer one first"), "{}", short.text());
    change(&mut viewer, SHORT, PASSWORD);
    assert!(off(&mut viewer, "wrong wrong wrong", &spare[0]).text().contains("not the password"));
    assert!(off(&mut viewer, PASSWORD, "000000").text().contains("code is not right"));
    assert_eq!(off(&mut viewer, PASSWORD, &spare[0]).goes(), "/account?done=second-factor");
    assert!(viewer.get("/account?done=second-factor").text().contains("The second factor is off."));
    assert_eq!(password(&mut server.nobody(), PASSWORD).goes(), "/");
    let left: i64 = server.case().raw().query_row("SELECT count(*) FROM spare_code", [], |row| row.get(0)).unwrap();
    assert_eq!(left, 0);
}

#[test]
fn new_spare_codes_end_the_ones_until_now() {
    let (server, mut phone, spare) = with_second_factor();
    let mut viewer = server.nobody();
    password(&mut viewer, PASSWORD);
    viewer.post("/signin/code", &[("code", &spare[0])]);
    let refused = viewer.post("/account/spare-codes", &[("own_password", PASSWORD), ("code", &spare[0])]);
    assert_eq!(refused.status, 422);
    let code = phone.next(&server);
    let done = viewer.post("/account/spare-codes", &[("own_password", PASSWORD), ("code", &code)]);
    let new = spare_codes(&done.text());
    assert!(new.len() == 10 && new.iter().all(|code| !spare.contains(code)));
    assert_eq!(sign_in(&server, &spare[1]).status, 422);
    assert_eq!(sign_in(&server, &new[0]).goes(), "/");
}

#[test]
fn a_reset_for_a_lost_password_keeps_it_and_one_for_a_lost_telephone_takes_it_away() {
    let (server, mut phone, _) = with_second_factor();
    let mut admin = server.sign_in("admin");
    let at = account(&mut admin, "viewer");
    let link = setup_link(&admin.post(&format!("{at}/reset"), &[]));
    let mut viewer = server.nobody();
    // The link stands in for the password, not for the telephone; and with that a short password will do.
    assert_eq!(viewer.post(&link, &[("password", SHORT), ("repeat", SHORT)]).goes(), "/signin/code");
    assert!(!viewer.is_signed_in());
    assert_eq!(viewer.post("/signin/code", &[("code", &phone.next(&server))]).goes(), "/");

    assert!(admin.get(&at).text().contains("Take the second factor away"));
    let link = setup_link(&admin.post(&format!("{at}/second-factor"), &[]));
    assert!(!viewer.is_signed_in());
    assert_eq!(password(&mut server.nobody(), SHORT).status, 422, "the password ended too");
    assert_eq!(viewer.post(&link, &[("password", SHORT), ("repeat", SHORT)]).status, 422);
    assert_eq!(viewer.post(&link, &[("password", PASSWORD), ("repeat", PASSWORD)]).goes(), "/");
    let page = admin.get(&at).text();
    assert!(!page.contains("Take the second factor away") && page.contains("second factor turned off"), "{page}");
    assert!(page.contains("second factor turned on"), "one's own changes are listed too: {page}");
}

#[test]
fn the_command_line_resets_with_and_without_it() {
    let (server, ..) = with_second_factor();
    let case = server.stop().0.unwrap();
    let user = |arguments: &[&str]| {
        let done = habeas(&[&["user", "--data", case.path()], arguments].concat());
        assert!(done.status.success(), "{done:?}");
        String::from_utf8(done.stdout).unwrap()
    };
    assert!(user(&["reset", "viewer"]).contains("/setup/") && user(&["list"]).contains("second factor"));
    let printed = user(&["reset", "viewer", "--second-factor"]);
    assert!(!user(&["list"]).contains("second factor"));
    let token = user(&["token", "viewer", "--days", "2"]);
    let (token, link) = (token.trim(), printed.trim().rsplit_once(' ').unwrap().1.to_owned());
    assert!(!habeas(&["user", "--data", case.path(), "token", "viewer", "--days", "0"]).status.success());
    let server = Server::serve_case(case);
    assert_eq!(server.nobody().post(&link, &[("password", PASSWORD), ("repeat", PASSWORD)]).goes(), "/");
    assert_eq!(server.api("/api/v1/timeline", token).status, 200);
    server.case().raw().execute("UPDATE api_token SET expires_at = expires_at - 2 * 86400", []).unwrap();
    assert_eq!(server.api("/api/v1/timeline", token).status, 401, "two days later");
    assert_eq!(server.api("/api/v1/timeline", server.case().token("viewer")).status, 200, "others go on");
}

/// An authenticator app.
struct Phone {
    secret: String,
    last: u64,
}

impl Phone {
    fn new(secret: &str) -> Phone {
        Phone { secret: secret.to_owned(), last: 0 }
    }

    /// A code that was not used yet. The third within a minute would have to be waited for: the server forgets the
    /// last one instead.
    fn next(&mut self, server: &Server) -> String {
        let now = step();
        self.last = now.max(self.last + 1);
        if self.last > now + 1 {
            server.case().raw().execute("UPDATE credential SET second_factor_step = 0", []).unwrap();
            self.last = now;
        }
        self.code(self.last)
    }

    fn code(&self, step: u64) -> String {
        let secret = Secret::try_from_base32(&self.secret).unwrap();
        Builder::new().with_secret(secret).build().unwrap().generate(step * 30).to_string()
    }
}

fn step() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() / 30
}

/// A served case where the viewer has a password.
fn with_password() -> Server {
    let server = Server::serve();
    let link = format!("/setup/{}", server.case().link("setup"));
    assert_eq!(server.nobody().post(&link, &[("password", PASSWORD), ("repeat", PASSWORD)]).goes(), "/");
    server
}

/// The same with a second factor, and its spare codes.
fn with_second_factor() -> (Server, Phone, Vec<String>) {
    let server = with_password();
    let mut viewer = server.nobody();
    assert_eq!(password(&mut viewer, PASSWORD).goes(), "/");
    let page = viewer.get("/account/second-factor").text();
    let mut phone = Phone::new(between(&page, "name=\"secret\" value=\"", "\"").unwrap());
    let code = phone.next(&server);
    let fields = [("secret", phone.secret.as_str()), ("code", &code), ("own_password", PASSWORD)];
    let spare = spare_codes(&viewer.post("/account/second-factor", &fields).text());
    assert_eq!(spare.len(), 10);
    (server, phone, spare)
}

fn spare_codes(page: &str) -> Vec<String> {
    page.split("<li><code>").skip(1).map(|rest| rest.split('<').next().unwrap().to_owned()).collect()
}

fn password(browser: &mut Browser<'_>, password: &str) -> Answer {
    browser.post("/signin", &[("login", "viewer"), ("password", password)])
}

/// What the code page answers after the right password.
fn sign_in(server: &Server, code: &str) -> Answer {
    let mut viewer = server.nobody();
    assert_eq!(password(&mut viewer, PASSWORD).goes(), "/signin/code");
    viewer.post("/signin/code", &[("code", code)])
}

fn change(browser: &mut Browser<'_>, old: &str, new: &str) {
    let done = browser.post("/account/password", &[("old", old), ("password", new), ("repeat", new)]);
    assert_eq!(done.goes(), "/account?done=password");
    assert!(browser.is_signed_in());
}

/// The address of somebody's account, as the list links it.
fn account(admin: &mut Browser<'_>, login: &str) -> String {
    let page = admin.get("/accounts").text();
    let (before, _) = page.split_once(&format!("\">{login}</a>")).unwrap();
    before.rsplit_once('"').unwrap().1.to_owned()
}

fn setup_link(answer: &Answer) -> String {
    format!("/setup/{}", between(&answer.text(), "href=\"/setup/", "\"").unwrap())
}
