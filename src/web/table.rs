//! The route table: every address of the server, and who may use it.

use super::assets;
use super::handlers::{
    self, account, accounts, act, api, changes, contradiction, desk, draft, duplicate, export, follow_up, form, held,
    history, kept, keys, list, lock, log, log_report, merge, own, record, search, second_factor, section, shared,
    takings, timeline, unsure, watch,
};
use super::route::{ASSETS, ENTER, HEALTH, LANGUAGE, Route, UNLOCK, get, post, record_form, write};
use crate::domain::access::Right;

pub const ROUTES: &[Route] = &[
    // Coming in and going out
    get(ENTER, Right::Anyone, account::enter),
    get("/setup/{token}", Right::Anyone, account::setup_form),
    post("/setup/{token}", Right::Anyone, account::setup),
    get("/signin", Right::Anyone, account::sign_in_form),
    post("/signin", Right::Anyone, account::sign_in),
    get("/signin/code", Right::Anyone, account::code_form),
    post("/signin/code", Right::Anyone, account::code),
    post("/signout", Right::Read, account::sign_out),
    post(LANGUAGE, Right::Anyone, account::language),
    // Locking everything at once, and the way back
    post("/lock", Right::Read, lock::lock),
    get(UNLOCK, Right::Anyone, lock::unlock_form),
    post(UNLOCK, Right::Anyone, lock::unlock),
    // One's own account
    get("/account", Right::Read, own::show),
    post("/account/password", Right::Read, own::change_password),
    post("/account/sessions", Right::Read, own::end_session),
    post("/account/tokens", Right::Read, own::revoke_token),
    get("/account/second-factor", Right::Read, second_factor::show),
    post("/account/second-factor", Right::Read, second_factor::turn_on),
    post("/account/second-factor/removal", Right::Read, second_factor::turn_off),
    post("/account/spare-codes", Right::Read, second_factor::renew_spare_codes),
    post("/account/confirmation", Right::Read, own::confirm),
    // Accounts of others
    get("/accounts", Right::Administer, accounts::list),
    post("/accounts", Right::Administer, accounts::invite),
    get("/accounts/{id}", Right::Administer, accounts::one),
    post("/accounts/{id}", Right::Administer, accounts::grant),
    post("/accounts/{id}/closure", Right::Administer, accounts::disable),
    post("/accounts/{id}/reset", Right::Administer, accounts::reset),
    post("/accounts/{id}/second-factor", Right::Administer, accounts::take_second_factor),
    post("/accounts/{id}/sessions", Right::Administer, accounts::end_sessions),
    post("/accounts/{id}/compartments", Right::Administer, accounts::compartments),
    post("/compartments", Right::Administer, accounts::make_compartment),
    // Keys and backups
    get("/keys", Right::Administer, keys::show),
    post("/keys/passphrase", Right::Administer, keys::passphrase),
    post("/keys/recovery", Right::Administer, keys::renew),
    post("/keys/recovery/test", Right::Administer, keys::test),
    post("/keys/backup", Right::Administer, keys::back_up),
    // Reading
    get("/", Right::Read, desk::desk),
    get("/uncited", Right::Read, desk::uncited),
    get("/timeline", Right::Read, timeline::timeline),
    get("/timeline/people", Right::Read, timeline::people),
    get("/timeline/detentions", Right::Read, timeline::detentions),
    get("/incidents", Right::Read, timeline::incidents),
    post("/questions", Right::Read, timeline::ask),
    get("/search", Right::Read, search::blank),
    post("/search", Right::Read, search::search),
    get("/q", Right::Read, kept::list),
    post("/q", Right::Read, kept::keep),
    get("/q/{uid}", Right::Read, kept::answer),
    post("/q/{uid}/removal", Right::Read, kept::remove),
    post("/q/{uid}/watch", Right::Read, watch::watch),
    get("/q/{uid}/news", Right::Read, watch::news),
    post("/q/{uid}/watch/removal", Right::Read, watch::unwatch),
    get("/changes", Right::Read, changes::changes),
    get("/held", Right::Read, held::held),
    get("/unsure", Right::Read, unsure::list),
    get("/duplicates", Right::Read, duplicate::list),
    get("/duplicates/different", Right::Read, duplicate::different),
    get("/shared", Right::Read, shared::shared),
    post("/shared", Right::Read, shared::choose),
    post("/suggestions", Right::Read, form::suggest),
    // Writing: what is new comes before what is there
    get("/new", Right::Create, form::start),
    get("/detentions/new", Right::Create, log::detention),
    record_form("/detentions/new", log::save_detention),
    get("/custody-events/new", Right::Create, follow_up::open),
    record_form("/custody-events/new", follow_up::add),
    get("/custody-events/takings", Right::Create, takings::open),
    record_form("/custody-events/takings", takings::correct),
    get("/{kind}/new", Right::Create, form::blank),
    record_form("/{kind}/new", form::create),
    get("/{kind}/{key}/{kind}/new", Right::Create, form::blank_of),
    record_form("/{kind}/{key}/{kind}/new", form::create_of),
    get("/reports/{key}/record", Right::Create, log_report::open),
    record_form("/reports/{key}/record", log_report::add),
    get("/{kind}/{key}/edit", Right::Create, form::edit),
    record_form("/{kind}/{key}/edit", form::change),
    get("/drafts", Right::Create, draft::list),
    record_form("/drafts", draft::keep),
    post("/drafts/removal", Right::Create, draft::discard),
    // Reading records
    get("/people", Right::Read, list::people),
    get("/places", Right::Read, list::places),
    get("/organizations", Right::Read, list::organizations),
    get("/reports", Right::Read, list::reports),
    get("/sources", Right::Read, list::sources),
    get("/incidents/{key}", Right::Read, record::incident),
    get("/people/{key}", Right::Read, record::person),
    get("/places/{key}", Right::Read, record::place),
    get("/places/{key}/places", Right::Read, list::inside),
    get("/organizations/{key}", Right::Read, record::organization),
    get("/reports/{key}", Right::Read, record::report),
    get("/sources/{key}", Right::Read, record::source),
    get("/detentions/{key}", Right::Read, record::detention),
    get("/reports/{key}/citations", Right::Read, section::supported),
    get("/{kind}/{key}/duplicates", Right::Read, duplicate::of_record),
    get("/{kind}/{key}/{kind}", Right::Read, section::section),
    get("/{kind}/{key}/history", Right::Read, history::history),
    get("/{kind}/{key}/comparison", Right::Read, history::compare),
    // Reviewing, withdrawing, merging
    get("/{kind}/{key}/review", Right::Create, act::review_form),
    post("/{kind}/{key}/review", Right::Create, act::review),
    post("/{kind}/{key}/reversal", Right::Create, history::revert),
    get("/{kind}/{key}/withdrawal", Right::Create, act::withdraw_form),
    post("/{kind}/{key}/withdrawal", Right::Create, act::withdraw),
    get("/withdrawn", Right::Edit, act::withdrawn),
    post("/{kind}/{key}/restoration", Right::Edit, act::restore),
    post("/{kind}/{key}/preference", Right::Edit, act::prefer),
    post("/{kind}/{key}/difference", Right::Create, duplicate::differ),
    post("/{kind}/{key}/doubt", Right::Create, duplicate::doubt),
    get("/contradictions", Right::Read, contradiction::contradictions),
    get("/citations/{id}/preference", Right::Edit, contradiction::preference_form),
    post("/citations/{id}/preference", Right::Edit, contradiction::prefer),
    get("/{kind}/{key}/merge", Right::Edit, merge::form),
    post("/{kind}/{key}/merge", Right::Edit, merge::merge),
    post("/merges/{id}/reversal", Right::Edit, act::unmerge),
    // Taking away
    get("/export/{file}", Right::ExportShared, export::file),
    // The JSON API
    get("/api/v1/timeline", Right::Read, api::timeline),
    get("/api/v1/timeline/people", Right::Read, api::timeline_people),
    get("/api/v1/timeline/detentions", Right::Read, api::timeline_detentions),
    get("/api/v1/held", Right::Read, api::held),
    get("/api/v1/contradictions", Right::Read, api::contradictions),
    get("/api/v1/people", Right::Read, api::people),
    get("/api/v1/places", Right::Read, api::places),
    get("/api/v1/organizations", Right::Read, api::organizations),
    get("/api/v1/changes", Right::Read, api::changes),
    get("/api/v1/watched", Right::Read, api::watched),
    get("/api/v1/duplicates", Right::Read, api::duplicates),
    get("/api/v1/shared", Right::Read, api::shared),
    get("/api/v1/{kind}/{key}", Right::Read, api::record),
    write("POST", "/api/v1/{kind}", api::create),
    write("PATCH", "/api/v1/{kind}/{key}", api::change),
    // The program itself
    get(ASSETS, Right::Anyone, assets::serve),
    get(HEALTH, Right::Anyone, handlers::health),
    get("/favicon.ico", Right::Anyone, assets::no_icon),
];

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::ROUTES;
    use crate::error::Error;
    use crate::web::route::find;

    #[test]
    fn a_known_address_with_another_method_is_told_apart_from_an_unknown_one() {
        assert!(
            matches!(find(ROUTES, "DELETE", "/timeline"), Err(Error::MethodNotAllowed { allow }) if allow == "GET, HEAD")
        );
        assert!(matches!(find(ROUTES, "GET", "/nothing"), Err(Error::NotFound)));
        assert_eq!(find(ROUTES, "HEAD", "/timeline").unwrap().0.path, "/timeline");
    }

    #[test]
    fn no_two_routes_share_method_and_path() {
        for (index, route) in ROUTES.iter().enumerate() {
            assert!(
                ROUTES.iter().skip(index + 1).all(|other| (other.method, other.path) != (route.method, route.path))
            );
        }
    }
}
