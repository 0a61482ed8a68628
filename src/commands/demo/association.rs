//! The sample association, embedded: fourteen volunteers, eighty people, two lines.

/// Its name.
pub(in crate::commands) const NAME: &str = "Les Passerelles du Jeudi";

/// Its CSV files, as an import reads them.
pub(in crate::commands) fn files() -> Vec<(String, String)> {
    [
        ("lines.csv", include_str!("sample/lines.csv")),
        ("staff.csv", include_str!("sample/staff.csv")),
        ("volunteers.csv", include_str!("sample/volunteers.csv")),
        ("people.csv", include_str!("sample/people.csv")),
        ("trusted_contacts.csv", include_str!("sample/trusted_contacts.csv")),
        ("shifts.csv", include_str!("sample/shifts.csv")),
        ("series.csv", include_str!("sample/series.csv")),
    ]
    .map(|(name, content)| (name.to_owned(), content.to_owned()))
    .to_vec()
}
