-- Rounds over the residents of a residence: one a week, and no resident without a status. Names and numbers are sealed.
CREATE TABLE residences (
    id BLOB NOT NULL,
    organisation_id BLOB NOT NULL,
    key TEXT NOT NULL,
    record TEXT NOT NULL,
    CONSTRAINT residences_pkey PRIMARY KEY (id),
    CONSTRAINT residences_key_key UNIQUE (organisation_id, key)
);

CREATE TABLE residents (
    id BLOB NOT NULL,
    residence_id BLOB NOT NULL,
    reference TEXT NOT NULL,
    is_called BOOLEAN NOT NULL,
    sealed TEXT NOT NULL,
    CONSTRAINT residents_pkey PRIMARY KEY (id),
    CONSTRAINT residents_reference_key UNIQUE (residence_id, reference),
    CONSTRAINT residents_residence_fkey FOREIGN KEY (residence_id) REFERENCES residences (id)
);

CREATE TABLE contact_rounds (
    id BLOB NOT NULL,
    residence_id BLOB NOT NULL,
    week TEXT NOT NULL,
    is_live BOOLEAN NOT NULL,
    record TEXT NOT NULL,
    CONSTRAINT contact_rounds_pkey PRIMARY KEY (id),
    CONSTRAINT contact_rounds_week_key UNIQUE (residence_id, week),
    CONSTRAINT contact_rounds_residence_fkey FOREIGN KEY (residence_id) REFERENCES residences (id)
);

CREATE TABLE round_entries (
    round_id BLOB NOT NULL,
    resident_id BLOB NOT NULL,
    status TEXT,
    attempts BIGINT NOT NULL,
    due_at TEXT,
    held_by BLOB,
    held_until TEXT,
    CONSTRAINT round_entries_pkey PRIMARY KEY (round_id, resident_id),
    CONSTRAINT round_entries_round_fkey FOREIGN KEY (round_id) REFERENCES contact_rounds (id),
    CONSTRAINT round_entries_resident_fkey FOREIGN KEY (resident_id) REFERENCES residents (id),
    CONSTRAINT round_entries_status CHECK (status IN
        ('reached', 'message_left', 'not_reached_twice', 'asked_not_to_be_called'))
);
