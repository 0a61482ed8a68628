//! What a token of the API may be used for. A token never allows more than its holder may do.

use std::collections::BTreeSet;
use std::fmt;

/// One use: to read, or to write, one kind of thing. Writing does not include reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "each is named by its word")]
pub enum ApiScope {
    AuditRead,
    CallsRead,
    CallsWrite,
    CampaignsRead,
    CampaignsWrite,
    CasesRead,
    CasesWrite,
    HouseholdsRead,
    HouseholdsWrite,
    LinesRead,
    LinesWrite,
    MatchesRead,
    MatchesWrite,
    PartnerRead,
    PartnerWrite,
    PartnersRead,
    PartnersWrite,
    PeopleRead,
    PeopleWrite,
    PlanningRead,
    PlanningWrite,
    ReportsRead,
    ReportsWrite,
    ScriptsRead,
    ScriptsWrite,
    SeriesRead,
    SeriesWrite,
    StaffRead,
    StaffWrite,
    VolunteersRead,
    VolunteersWrite,
}

impl ApiScope {
    /// Every one, in the order of their words.
    pub const ALL: [ApiScope; 31] = [
        ApiScope::AuditRead,
        ApiScope::CallsRead,
        ApiScope::CallsWrite,
        ApiScope::CampaignsRead,
        ApiScope::CampaignsWrite,
        ApiScope::CasesRead,
        ApiScope::CasesWrite,
        ApiScope::HouseholdsRead,
        ApiScope::HouseholdsWrite,
        ApiScope::LinesRead,
        ApiScope::LinesWrite,
        ApiScope::MatchesRead,
        ApiScope::MatchesWrite,
        ApiScope::PartnerRead,
        ApiScope::PartnerWrite,
        ApiScope::PartnersRead,
        ApiScope::PartnersWrite,
        ApiScope::PeopleRead,
        ApiScope::PeopleWrite,
        ApiScope::PlanningRead,
        ApiScope::PlanningWrite,
        ApiScope::ReportsRead,
        ApiScope::ReportsWrite,
        ApiScope::ScriptsRead,
        ApiScope::ScriptsWrite,
        ApiScope::SeriesRead,
        ApiScope::SeriesWrite,
        ApiScope::StaffRead,
        ApiScope::StaffWrite,
        ApiScope::VolunteersRead,
        ApiScope::VolunteersWrite,
    ];

    /// The word that is typed and kept.
    pub fn as_str(self) -> &'static str {
        match self {
            ApiScope::AuditRead => "audit:read",
            ApiScope::CallsRead => "calls:read",
            ApiScope::CallsWrite => "calls:write",
            ApiScope::CampaignsRead => "campaigns:read",
            ApiScope::CampaignsWrite => "campaigns:write",
            ApiScope::CasesRead => "cases:read",
            ApiScope::CasesWrite => "cases:write",
            ApiScope::HouseholdsRead => "households:read",
            ApiScope::HouseholdsWrite => "households:write",
            ApiScope::LinesRead => "lines:read",
            ApiScope::LinesWrite => "lines:write",
            ApiScope::MatchesRead => "matches:read",
            ApiScope::MatchesWrite => "matches:write",
            ApiScope::PartnerRead => "partner:read",
            ApiScope::PartnerWrite => "partner:write",
            ApiScope::PartnersRead => "partners:read",
            ApiScope::PartnersWrite => "partners:write",
            ApiScope::PeopleRead => "people:read",
            ApiScope::PeopleWrite => "people:write",
            ApiScope::PlanningRead => "planning:read",
            ApiScope::PlanningWrite => "planning:write",
            ApiScope::ReportsRead => "reports:read",
            ApiScope::ReportsWrite => "reports:write",
            ApiScope::ScriptsRead => "scripts:read",
            ApiScope::ScriptsWrite => "scripts:write",
            ApiScope::SeriesRead => "series:read",
            ApiScope::SeriesWrite => "series:write",
            ApiScope::StaffRead => "staff:read",
            ApiScope::StaffWrite => "staff:write",
            ApiScope::VolunteersRead => "volunteers:read",
            ApiScope::VolunteersWrite => "volunteers:write",
        }
    }

    /// Reads a word.
    pub fn parse(word: &str) -> Option<ApiScope> {
        ApiScope::ALL.into_iter().find(|scope| scope.as_str() == word)
    }
}

impl fmt::Display for ApiScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a token may be used for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ApiScopes {
    /// Everything its holder may do.
    Everything,
    /// These uses alone.
    Only(BTreeSet<ApiScope>),
}

impl ApiScopes {
    /// Whether `scope` is among them.
    pub fn allow(&self, scope: ApiScope) -> bool {
        match self {
            ApiScopes::Everything => true,
            ApiScopes::Only(scopes) => scopes.contains(&scope),
        }
    }

    /// As it is kept: words between spaces; none for everything.
    pub fn text(&self) -> Option<String> {
        match self {
            ApiScopes::Everything => None,
            ApiScopes::Only(scopes) => Some(scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(" ")),
        }
    }

    /// Reads what is kept. A word that is not known any more allows nothing.
    pub fn read(text: Option<&str>) -> ApiScopes {
        text.map_or(ApiScopes::Everything, |text| {
            ApiScopes::Only(text.split_whitespace().filter_map(ApiScope::parse).collect())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scope_then_its_word_is_its_own_and_read_back() {
        assert!(ApiScope::ALL.is_sorted());
        for scope in ApiScope::ALL {
            assert_eq!(ApiScope::parse(scope.as_str()), Some(scope));
        }
        assert_eq!(ApiScope::parse("cases"), None);
    }

    #[test]
    fn scopes_kept_then_they_allow_the_same() {
        let some = ApiScopes::Only(BTreeSet::from([ApiScope::CasesRead, ApiScope::PeopleWrite]));
        for scopes in [ApiScopes::Everything, some, ApiScopes::Only(BTreeSet::new())] {
            assert_eq!(ApiScopes::read(scopes.text().as_deref()), scopes);
        }
        assert!(ApiScopes::read(None).allow(ApiScope::AuditRead));
        let reading = ApiScopes::read(Some("cases:read gone:read"));
        assert!(reading.allow(ApiScope::CasesRead) && !reading.allow(ApiScope::CasesWrite));
        assert!(!ApiScopes::read(Some("")).allow(ApiScope::CasesRead));
    }
}
