-- Watch lists: people whom a partner wants asked after at regular dates. One call counts for every list she is on.
CREATE TABLE watch_lists (
    id BLOB NOT NULL,
    organisation_id BLOB NOT NULL,
    key TEXT NOT NULL,
    partner TEXT NOT NULL,
    is_live BOOLEAN NOT NULL,
    record TEXT NOT NULL,
    CONSTRAINT watch_lists_pkey PRIMARY KEY (id),
    CONSTRAINT watch_lists_key_key UNIQUE (organisation_id, key)
);

CREATE TABLE watched_people (
    list_id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    organisation_id BLOB NOT NULL,
    reference TEXT NOT NULL,
    is_watched BOOLEAN NOT NULL,
    due_on TEXT NOT NULL,
    not_before TEXT,
    held_by BLOB,
    held_until TEXT,
    CONSTRAINT watched_people_pkey PRIMARY KEY (list_id, person_id),
    CONSTRAINT watched_people_reference_key UNIQUE (list_id, reference),
    CONSTRAINT watched_people_list_fkey FOREIGN KEY (list_id) REFERENCES watch_lists (id),
    CONSTRAINT watched_people_person_fkey FOREIGN KEY (person_id) REFERENCES people (id)
);
CREATE INDEX watched_people_due ON watched_people (organisation_id, is_watched, due_on);
CREATE INDEX watched_people_person ON watched_people (person_id);

-- Each check that was done, once a list and due date; never changed.
CREATE TABLE watch_checks (
    id BLOB NOT NULL,
    list_id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    due_on TEXT NOT NULL,
    done_at TEXT NOT NULL,
    by_member BLOB NOT NULL,
    result TEXT NOT NULL,
    CONSTRAINT watch_checks_pkey PRIMARY KEY (id),
    CONSTRAINT watch_checks_due_key UNIQUE (list_id, person_id, due_on),
    CONSTRAINT watch_checks_result CHECK (result IN ('well', 'worry'))
);
