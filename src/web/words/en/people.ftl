menu-people = People
people-title = People accompanied
people-add = Add a person
people-search = Search by name or reference
people-search-button = Search
people-count = { $n ->
    [0] Nobody
    [one] One person
   *[other] { $n } people
}
people-none = Nobody yet: add the first person, or import your list.
people-not-found = No name and no reference begins like this. Try with fewer letters.
people-name = Name
people-key = Reference
people-fragility = Fragility
people-calls = Volunteers' calls
people-away = away
people-pages = Pages
people-before = Previous page
people-after = Next page
people-place = page { $page } of { $pages }
