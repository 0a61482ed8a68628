-- The morning email of each coordinator: at their hour, once a day.

CREATE TABLE digests (
    id BLOB NOT NULL,
    organisation_id BLOB NOT NULL,
    is_live BOOLEAN NOT NULL,
    record TEXT NOT NULL,
    CONSTRAINT digests_pkey PRIMARY KEY (id)
);
