-- Small favours, and the neighbours who were asked for them.

CREATE TABLE favours (
    id BLOB NOT NULL,
    organisation_id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    code TEXT NOT NULL,
    state TEXT NOT NULL,
    is_live BOOLEAN NOT NULL,
    record TEXT NOT NULL,
    CONSTRAINT favours_pkey PRIMARY KEY (id),
    CONSTRAINT favours_person_fkey FOREIGN KEY (person_id) REFERENCES people (id)
);
CREATE INDEX favours_organisation ON favours (organisation_id, is_live);

CREATE TABLE favour_asks (
    favour_id BLOB NOT NULL,
    organisation_id BLOB NOT NULL,
    volunteer_id BLOB NOT NULL,
    asked_at TEXT NOT NULL,
    record TEXT NOT NULL,
    CONSTRAINT favour_asks_pkey PRIMARY KEY (favour_id, volunteer_id),
    CONSTRAINT favour_asks_favour_fkey FOREIGN KEY (favour_id) REFERENCES favours (id)
);
CREATE INDEX favour_asks_volunteer ON favour_asks (volunteer_id, asked_at);
CREATE INDEX favour_asks_organisation ON favour_asks (organisation_id, asked_at);
